//! Icons painted as strokes, so that no font and no picture file is needed and any size is sharp.
//!
//! An icon never stands alone: a word beside it says the same, so icons have no accessible name.

mod drawing;

use egui::{Color32, Painter, Pos2, Rect, Response, Sense, Stroke, Ui, Vec2, emath::Rot2, epaint::PathShape};

use self::drawing::Mark;
use super::theme::measure;

/// Every picture the program has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Done.
    Check,
    /// Failed, or close.
    Cross,
    /// Attention.
    Warning,
    /// Worth knowing.
    Info,
    /// A live state.
    Dot,
    /// Not begun.
    Ring,
    /// Left out.
    Dash,
    /// Going on; turns only while it is shown and animations are on.
    Spinner,
    /// Watching for something to happen.
    Eye,
    /// A hidden value.
    EyeOff,
    /// Onwards, and the direction of a connection.
    ArrowRight,
    /// Backwards.
    ArrowLeft,
    /// Copy to the clipboard.
    Copy,
    /// Opens in the browser.
    External,
    /// The source org: people leave from here.
    SourceOrg,
    /// The target org: the apps are here.
    TargetOrg,
    /// Settings.
    Settings,
    /// Closed, opens to the right or below.
    ChevronRight,
    /// Open.
    ChevronDown,
    /// The verification checklist.
    Checklist,
    /// Troubleshooting.
    Wrench,
    /// The handover report.
    Report,
    /// A file.
    File,
    /// A secret.
    Lock,
    /// A connection.
    Plug,
    /// Practice orgs.
    Flask,
    /// Undo.
    Undo,
    /// Read again.
    Refresh,
    /// Start.
    Play,
    /// Pause.
    Pause,
    /// The first screen.
    Home,
    /// Created.
    Plus,
    /// Removed.
    Minus,
    /// Changed.
    Edit,
    /// To be done by hand.
    Hand,
    /// A key or token.
    Key,
    /// One person.
    Person,
    /// A point in time.
    Clock,
    /// Save to a file.
    Save,
}

impl Icon {
    /// Takes a square of `size` points in `ui` and paints the icon in it.
    pub fn show(self, ui: &mut Ui, size: f32, colour: Color32) -> Response {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
        if ui.is_rect_visible(rect) {
            self.paint_in(ui, rect, colour);
        }
        response
    }

    /// Paints the icon in `rect`, which it fills.
    pub fn paint_in(self, ui: &Ui, rect: Rect, colour: Color32) {
        let turn = if self == Self::Spinner { spin(ui) } else { 0.0 };
        let pen = Pen::new(ui.painter(), rect, colour, turn);
        for mark in self.marks() {
            pen.draw(mark);
        }
    }
}

/// The angle of the spinner, in radians; asks for the next frame unless animations are off.
fn spin(ui: &Ui) -> f32 {
    if ui.style().animation_time <= 0.0 {
        return 0.0;
    }
    ui.ctx().request_repaint_after_secs(measure::SPIN_FRAME_SECS);
    let turns = ui.input(|input| input.time) / measure::SPIN_SECS;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a fraction of one turn fits an f32"
    )]
    let fraction = turns.fract() as f32;
    fraction * std::f32::consts::TAU
}

/// Brings a drawing made on a 16 by 16 grid to its place on the screen.
struct Pen<'a> {
    painter: &'a Painter,
    centre: Pos2,
    scale: f32,
    turn: Rot2,
    stroke: Stroke,
}

impl<'a> Pen<'a> {
    fn new(painter: &'a Painter, rect: Rect, colour: Color32, turn: f32) -> Self {
        let scale = rect.width().min(rect.height()) / drawing::GRID;
        Self {
            painter,
            centre: rect.center(),
            scale,
            turn: Rot2::from_angle(turn),
            stroke: Stroke::new((drawing::PEN * scale).max(measure::ICON_PEN), colour),
        }
    }

    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        let from_centre = Vec2::new(x - drawing::GRID / 2.0, y - drawing::GRID / 2.0);
        self.centre + self.turn * from_centre * self.scale
    }

    fn draw(&self, mark: &Mark) {
        match *mark {
            Mark::Line(points) => self.line(points.iter().map(|&point| self.at(point)).collect()),
            Mark::Outline(points) => self.outline(points),
            Mark::Area(points) => self.area(points),
            Mark::Circle(centre, radius) => {
                self.painter
                    .circle_stroke(self.at(centre), radius * self.scale, self.stroke);
            }
            Mark::Disc(centre, radius) => {
                self.painter
                    .circle_filled(self.at(centre), radius * self.scale, self.stroke.color);
            }
            Mark::Arc(centre, radius, from, to) => {
                let points = drawing::arc(centre, radius, from, to);
                self.line(points.into_iter().map(|point| self.at(point)).collect());
            }
            Mark::Box(min, max, radius) => self.rounded(min, max, radius, false),
            Mark::Tile(min, max, radius) => self.rounded(min, max, radius, true),
        }
    }

    /// Lines end round.
    fn line(&self, points: Vec<Pos2>) {
        for &end in points.first().into_iter().chain(points.last()) {
            self.painter
                .circle_filled(end, self.stroke.width / 2.0, self.stroke.color);
        }
        self.painter.add(PathShape::line(points, self.stroke));
    }

    fn outline(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|&point| self.at(point)).collect();
        self.painter.add(PathShape::closed_line(points, self.stroke));
    }

    fn area(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|&point| self.at(point)).collect();
        self.painter
            .add(PathShape::convex_polygon(points, self.stroke.color, Stroke::NONE));
    }

    fn rounded(&self, min: (f32, f32), max: (f32, f32), radius: f32, filled: bool) {
        let rect = Rect::from_two_pos(self.at(min), self.at(max));
        let radius = radius * self.scale;
        if filled {
            self.painter.rect_filled(rect, radius, self.stroke.color);
        } else {
            self.painter
                .rect_stroke(rect, radius, self.stroke, egui::StrokeKind::Middle);
        }
    }
}
