//! What each icon is made of, on a grid of 16 by 16 with the origin at the top left; nothing is painted here.

use super::Icon;

/// Side of the grid.
pub(super) const GRID: f32 = 16.0;
/// Width of the pen on the grid.
pub(super) const PEN: f32 = 1.5;

type Point = (f32, f32);

/// One movement of the pen.
pub(super) enum Mark {
    /// An open line through points.
    Line(&'static [Point]),
    /// A closed line.
    Outline(&'static [Point]),
    /// A filled convex area.
    Area(&'static [Point]),
    /// Centre and radius.
    Circle(Point, f32),
    /// A filled circle.
    Disc(Point, f32),
    /// Centre, radius and two angles in degrees, clockwise from the right.
    Arc(Point, f32, f32, f32),
    /// Two corners and the radius of the corners.
    Box(Point, Point, f32),
    /// A filled box.
    Tile(Point, Point, f32),
}

use Mark::{Arc, Area, Box, Circle, Disc, Line, Outline, Tile};

/// Points along an arc, one for each ten degrees.
pub(super) fn arc(centre: Point, radius: f32, from: f32, to: f32) -> Vec<Point> {
    let steps: u16 = 36;
    (0..=steps)
        .map(|step| {
            let angle = (from + (to - from) * f32::from(step) / f32::from(steps)).to_radians();
            (centre.0 + radius * angle.cos(), centre.1 + radius * angle.sin())
        })
        .collect()
}

impl Icon {
    /// The drawing of this icon.
    pub(super) const fn marks(self) -> &'static [Mark] {
        match self {
            Self::Check => CHECK,
            Self::Cross => CROSS,
            Self::Warning => WARNING,
            Self::Info => INFO,
            Self::Dot => DOT,
            Self::Ring => RING,
            Self::Dash => DASH,
            Self::Spinner => SPINNER,
            Self::Eye => EYE,
            Self::EyeOff => EYE_OFF,
            Self::ArrowRight => ARROW_RIGHT,
            Self::ArrowLeft => ARROW_LEFT,
            Self::Copy => COPY,
            Self::External => EXTERNAL,
            Self::SourceOrg => SOURCE_ORG,
            Self::TargetOrg => TARGET_ORG,
            Self::Settings => SETTINGS,
            Self::ChevronRight => CHEVRON_RIGHT,
            Self::ChevronDown => CHEVRON_DOWN,
            Self::Checklist => CHECKLIST,
            Self::Wrench => WRENCH,
            Self::Report => REPORT,
            Self::File => FILE,
            Self::Lock => LOCK,
            Self::Plug => PLUG,
            Self::Flask => FLASK,
            Self::Undo => UNDO,
            Self::Refresh => REFRESH,
            Self::Play => PLAY,
            Self::Pause => PAUSE,
            Self::Home => HOME,
            Self::Plus => PLUS,
            Self::Minus => MINUS,
            Self::Edit => EDIT,
            Self::Hand => HAND,
            Self::Key => KEY,
            Self::Person => PERSON,
            Self::Clock => CLOCK,
            Self::Save => SAVE,
        }
    }
}

const CHECK: &[Mark] = &[Line(&[(3.2, 8.4), (6.5, 11.7), (12.8, 4.7)])];
const CROSS: &[Mark] = &[
    Line(&[(4.2, 4.2), (11.8, 11.8)]),
    Line(&[(11.8, 4.2), (4.2, 11.8)]),
];
const WARNING: &[Mark] = &[
    Outline(&[(8.0, 2.2), (14.4, 13.3), (1.6, 13.3)]),
    Line(&[(8.0, 6.6), (8.0, 9.4)]),
    Disc((8.0, 11.3), 0.95),
];
const INFO: &[Mark] = &[
    Circle((8.0, 8.0), 6.2),
    Line(&[(8.0, 7.6), (8.0, 11.0)]),
    Disc((8.0, 5.1), 0.95),
];
const DOT: &[Mark] = &[Disc((8.0, 8.0), 3.6)];
const RING: &[Mark] = &[Circle((8.0, 8.0), 4.6)];
const DASH: &[Mark] = &[Line(&[(4.0, 8.0), (12.0, 8.0)])];
const SPINNER: &[Mark] = &[Arc((8.0, 8.0), 5.4, -60.0, 210.0)];
const EYE: &[Mark] = &[
    Arc((8.0, 13.2), 8.2, 219.0, 321.0),
    Arc((8.0, 2.8), 8.2, 39.0, 141.0),
    Disc((8.0, 8.0), 2.1),
];
const EYE_OFF: &[Mark] = &[
    Arc((8.0, 13.2), 8.2, 219.0, 321.0),
    Arc((8.0, 2.8), 8.2, 39.0, 141.0),
    Line(&[(3.0, 13.0), (13.0, 3.0)]),
];
const ARROW_RIGHT: &[Mark] = &[
    Line(&[(2.4, 8.0), (13.2, 8.0)]),
    Line(&[(9.0, 3.8), (13.4, 8.0), (9.0, 12.2)]),
];
const ARROW_LEFT: &[Mark] = &[
    Line(&[(13.6, 8.0), (2.8, 8.0)]),
    Line(&[(7.0, 3.8), (2.6, 8.0), (7.0, 12.2)]),
];
const COPY: &[Mark] = &[
    Box((5.6, 5.6), (13.6, 13.6), 1.8),
    Line(&[(3.4, 10.4), (2.4, 10.4), (2.4, 2.4), (10.4, 2.4), (10.4, 3.4)]),
];
const EXTERNAL: &[Mark] = &[
    Line(&[(12.6, 9.2), (12.6, 13.4), (2.6, 13.4), (2.6, 3.4), (6.8, 3.4)]),
    Line(&[(7.6, 8.4), (13.4, 2.6)]),
    Line(&[(9.4, 2.6), (13.4, 2.6), (13.4, 6.6)]),
];
const SOURCE_ORG: &[Mark] = &[
    Disc((5.2, 4.6), 2.3),
    Area(&[
        (1.4, 13.2),
        (1.7, 10.9),
        (3.1, 9.2),
        (5.2, 8.6),
        (7.3, 9.2),
        (8.7, 10.9),
        (9.0, 13.2),
    ]),
    Line(&[(9.8, 6.6), (14.2, 6.6)]),
    Line(&[(12.1, 4.4), (14.3, 6.6), (12.1, 8.8)]),
];
const TARGET_ORG: &[Mark] = &[
    Tile((2.0, 2.0), (7.2, 7.2), 1.3),
    Tile((8.8, 2.0), (14.0, 7.2), 1.3),
    Tile((2.0, 8.8), (7.2, 14.0), 1.3),
    Box((9.5, 9.5), (13.3, 13.3), 1.0),
];
const SETTINGS: &[Mark] = &[
    Circle((8.0, 8.0), 4.4),
    Circle((8.0, 8.0), 1.6),
    Line(&[(8.0, 1.9), (8.0, 3.4)]),
    Line(&[(8.0, 12.6), (8.0, 14.1)]),
    Line(&[(1.9, 8.0), (3.4, 8.0)]),
    Line(&[(12.6, 8.0), (14.1, 8.0)]),
    Line(&[(3.7, 3.7), (4.7, 4.7)]),
    Line(&[(11.3, 11.3), (12.3, 12.3)]),
    Line(&[(12.3, 3.7), (11.3, 4.7)]),
    Line(&[(4.7, 11.3), (3.7, 12.3)]),
];
const CHEVRON_RIGHT: &[Mark] = &[Line(&[(6.0, 3.8), (10.2, 8.0), (6.0, 12.2)])];
const CHEVRON_DOWN: &[Mark] = &[Line(&[(3.8, 6.0), (8.0, 10.2), (12.2, 6.0)])];
const CHECKLIST: &[Mark] = &[
    Line(&[(1.8, 4.4), (3.2, 5.8), (5.8, 2.8)]),
    Line(&[(8.4, 4.4), (14.2, 4.4)]),
    Line(&[(1.8, 11.4), (3.2, 12.8), (5.8, 9.8)]),
    Line(&[(8.4, 11.4), (14.2, 11.4)]),
];
const WRENCH: &[Mark] = &[
    Arc((10.6, 5.4), 3.5, 0.0, 272.0),
    Line(&[(10.7, 1.9), (10.4, 4.2), (11.8, 5.6), (14.1, 5.4)]),
    Line(&[(8.0, 8.0), (2.8, 13.2)]),
];
const REPORT: &[Mark] = &[
    Outline(&[(3.2, 1.8), (12.8, 1.8), (12.8, 14.2), (3.2, 14.2)]),
    Line(&[(5.8, 5.2), (10.2, 5.2)]),
    Line(&[(5.8, 8.0), (10.2, 8.0)]),
    Line(&[(5.8, 10.8), (8.4, 10.8)]),
];
const FILE: &[Mark] = &[
    Outline(&[(3.6, 1.8), (9.2, 1.8), (12.6, 5.2), (12.6, 14.2), (3.6, 14.2)]),
    Line(&[(9.0, 2.4), (9.0, 5.4), (12.2, 5.4)]),
];
const LOCK: &[Mark] = &[
    Box((3.2, 7.0), (12.8, 14.0), 1.6),
    Arc((8.0, 5.6), 3.0, 180.0, 360.0),
    Line(&[(5.0, 5.6), (5.0, 7.0)]),
    Line(&[(11.0, 5.6), (11.0, 7.0)]),
    Disc((8.0, 10.5), 1.1),
];
const PLUG: &[Mark] = &[
    Line(&[(5.8, 1.8), (5.8, 4.8)]),
    Line(&[(10.2, 1.8), (10.2, 4.8)]),
    Line(&[(3.2, 5.2), (12.8, 5.2)]),
    Line(&[(4.2, 5.2), (4.2, 7.4)]),
    Arc((8.0, 7.4), 3.8, 180.0, 0.0),
    Line(&[(11.8, 7.4), (11.8, 5.2)]),
    Line(&[(8.0, 11.4), (8.0, 14.2)]),
];
const FLASK: &[Mark] = &[
    Line(&[(5.4, 2.0), (10.6, 2.0)]),
    Line(&[
        (6.4, 2.2),
        (6.4, 6.2),
        (2.6, 13.8),
        (13.4, 13.8),
        (9.6, 6.2),
        (9.6, 2.2),
    ]),
    Line(&[(4.6, 10.2), (11.4, 10.2)]),
];
const UNDO: &[Mark] = &[
    Arc((8.6, 9.0), 4.6, 205.0, 470.0),
    Line(&[(3.6, 3.2), (4.2, 7.4), (8.4, 6.8)]),
];
const REFRESH: &[Mark] = &[
    Arc((8.0, 8.0), 5.2, -40.0, 265.0),
    Line(&[(8.2, 4.6), (11.9, 4.7), (12.3, 1.2)]),
];
const PLAY: &[Mark] = &[Area(&[(5.0, 3.0), (12.8, 8.0), (5.0, 13.0)])];
const PAUSE: &[Mark] = &[
    Tile((4.4, 3.4), (6.8, 12.6), 0.8),
    Tile((9.2, 3.4), (11.6, 12.6), 0.8),
];
const HOME: &[Mark] = &[
    Line(&[(1.8, 7.8), (8.0, 2.4), (14.2, 7.8)]),
    Line(&[(3.6, 6.8), (3.6, 13.6), (12.4, 13.6), (12.4, 6.8)]),
];
const PLUS: &[Mark] = &[Line(&[(8.0, 3.4), (8.0, 12.6)]), Line(&[(3.4, 8.0), (12.6, 8.0)])];
const MINUS: &[Mark] = &[Line(&[(3.4, 8.0), (12.6, 8.0)])];
const EDIT: &[Mark] = &[
    Outline(&[(2.6, 13.4), (3.4, 10.2), (10.6, 3.0), (13.0, 5.4), (5.8, 12.6)]),
    Line(&[(8.8, 4.8), (11.2, 7.2)]),
];
const HAND: &[Mark] = &[
    Line(&[(5.4, 9.2), (5.4, 4.6)]),
    Line(&[(7.7, 7.6), (7.7, 2.6)]),
    Line(&[(10.0, 7.6), (10.0, 3.2)]),
    Line(&[(12.3, 8.6), (12.3, 5.2)]),
    Line(&[
        (2.9, 8.6),
        (5.2, 12.3),
        (7.2, 13.9),
        (9.6, 13.9),
        (11.6, 12.2),
        (12.3, 8.6),
    ]),
];
const KEY: &[Mark] = &[
    Circle((5.2, 8.0), 3.0),
    Line(&[(8.2, 8.0), (14.2, 8.0), (14.2, 10.6)]),
    Line(&[(11.4, 8.0), (11.4, 10.0)]),
];
const PERSON: &[Mark] = &[Circle((8.0, 5.0), 2.7), Arc((8.0, 14.4), 5.2, 192.0, 348.0)];
const CLOCK: &[Mark] = &[
    Circle((8.0, 8.0), 6.0),
    Line(&[(8.0, 4.4), (8.0, 8.2), (10.6, 9.6)]),
];
const SAVE: &[Mark] = &[
    Line(&[(8.0, 2.2), (8.0, 9.8)]),
    Line(&[(4.6, 6.6), (8.0, 10.0), (11.4, 6.6)]),
    Line(&[(2.4, 11.0), (2.4, 13.6), (13.6, 13.6), (13.6, 11.0)]),
];
