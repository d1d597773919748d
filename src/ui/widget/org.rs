//! The two orgs: each has a colour, a word and an icon of its own wherever it is named.

use egui::{Rect, Response, Role, Sense, Stroke, Ui, Vec2, WidgetInfo, vec2};

use super::{chip::Chip, page::level};
use crate::ui::{
    icon::Icon,
    theme::{Tokens, Tone, measure, text},
};

/// Which of the two orgs is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Where people sign in.
    Source,
    /// Where the apps are.
    Target,
}

impl Side {
    /// "Source org" or "Target org".
    pub fn word(self) -> &'static str {
        match self {
            Self::Source => "Source org",
            Self::Target => "Target org",
        }
    }

    /// What the org is for, in a few words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Source => "People sign in here",
            Self::Target => "The apps are here",
        }
    }

    /// The icon of the side.
    pub fn icon(self) -> Icon {
        match self {
            Self::Source => Icon::SourceOrg,
            Self::Target => Icon::TargetOrg,
        }
    }

    /// The tone of the side.
    pub fn tone(self) -> Tone {
        match self {
            Self::Source => Tone::Source,
            Self::Target => Tone::Target,
        }
    }
}

/// A chip with the org's icon and name in the colour of its side.
pub fn org_badge(ui: &mut Ui, side: Side, name: &str) -> Response {
    let response = Chip::new(side.tone(), name).icon(side.icon()).show(ui);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{}: {name}", side.word())));
    response.on_hover_text(format!("{}: {}", side.word(), side.meaning().to_lowercase()))
}

/// One org as it is named in headers.
#[derive(Clone, Copy)]
pub struct OrgLabel<'a> {
    /// The display name; empty while it is not known.
    pub name: &'a str,
    /// The host name, or what is known instead.
    pub address: &'a str,
}

/// "People come from A to B", as a picture.
#[derive(Clone, Copy)]
pub struct Direction<'a> {
    /// The source org.
    pub source: OrgLabel<'a>,
    /// The target org.
    pub target: OrgLabel<'a>,
}

impl Direction<'_> {
    /// One line for a top bar.
    pub fn show(&self, ui: &mut Ui) {
        level(ui, measure::ORG_LINE, |ui| {
            ui.spacing_mut().item_spacing.x = measure::GAP_M;
            org(ui, Side::Source, self.source, true);
            arrow(ui, Icon::ArrowRight);
            org(ui, Side::Target, self.target, true);
        });
    }

    /// The picture with its words, for the head of a page; stacks where there is little room.
    pub fn show_picture(&self, ui: &mut Ui) {
        let half = (ui.available_width() - measure::ORG_ARROW_WIDTH - 2.0 * measure::GAP_M) / 2.0;
        if half < measure::ORG_CARD_WIDTH {
            pane(ui, ui.available_width(), Side::Source, self.source);
            ui.vertical_centered(|ui| arrow(ui, Icon::ChevronDown));
            pane(ui, ui.available_width(), Side::Target, self.target);
            return;
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = measure::GAP_M;
            pane(ui, half, Side::Source, self.source);
            wide_arrow(ui);
            pane(ui, half, Side::Target, self.target);
        });
    }
}

/// The tile of the side, the name, and the address in small print.
/// `alone` says that no other words tell the side.
fn org(ui: &mut Ui, side: Side, label: OrgLabel<'_>, alone: bool) {
    tile(ui, side);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let name = if label.name.is_empty() {
            side.word()
        } else {
            label.name
        };
        ui.label(text::strong(name).line_height(Some(measure::LEADING_SMALL)));
        let line = if label.name.is_empty() || !alone {
            label.address.to_owned()
        } else {
            format!("{} · {}", side.word(), label.address)
        };
        ui.label(text::small(line).line_height(Some(measure::TEXT_HEADING)));
    });
}

fn tile(ui: &mut Ui, side: Side) {
    let shade = Tokens::of(ui).shade(side.tone());
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(measure::ORG_TILE), Sense::hover());
    ui.painter()
        .rect_filled(rect, measure::RADIUS_CONTROL, shade.fill);
    let place = Rect::from_center_size(rect.center(), Vec2::splat(measure::ICON_TILE));
    side.icon().paint_in(ui, place, shade.text);
}

fn pane(ui: &mut Ui, width: f32, side: Side, label: OrgLabel<'_>) {
    let shade = Tokens::of(ui).shade(side.tone());
    egui::Frame::new()
        .fill(Tokens::of(ui).surface)
        .stroke(Stroke::new(measure::LINE, shade.line))
        .corner_radius(measure::RADIUS_CARD)
        .inner_margin(measure::CARD_PADDING)
        .show(ui, |ui| {
            ui.set_width(width - 2.0 * f32::from(measure::CARD_PADDING) - 2.0 * measure::LINE);
            ui.vertical(|ui| {
                let words = format!("{}: {}", side.word(), side.meaning().to_lowercase());
                ui.label(text::small_strong(words).color(shade.text));
                level(ui, measure::ORG_LINE, |ui| {
                    ui.spacing_mut().item_spacing.x = measure::GAP_M;
                    org(ui, side, label, false);
                });
            });
        });
}

fn arrow(ui: &mut Ui, icon: Icon) {
    let response = icon.show(ui, measure::ICON, Tokens::of(ui).text_weak);
    response
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, "people come from the first to the second"));
}

/// A long arrow from the colour of the source to the colour of the target.
fn wide_arrow(ui: &mut Ui) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(measure::ORG_ARROW_WIDTH, measure::ORG_TILE), Sense::hover());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, "people come from the first to the second"));
    let t = Tokens::of(ui);
    let (y, left, right) = (rect.center().y, rect.left(), rect.right() - measure::GAP_XXS);
    let stroke = |tone| Stroke::new(measure::LINE_FOCUS, t.shade(tone).text);
    let middle = rect.center().x;
    ui.painter().hline(left..=middle, y, stroke(Tone::Source));
    ui.painter().hline(middle..=right, y, stroke(Tone::Target));
    ui.painter().circle_filled(
        egui::pos2(left + measure::GAP_XS, y),
        measure::GAP_XS,
        t.source.text,
    );
    let size = measure::ORG_ARROW_HEAD;
    let head = [vec2(-size, -size), Vec2::ZERO, vec2(-size, size)].map(|step| egui::pos2(right, y) + step);
    ui.painter().line(head.to_vec(), stroke(Tone::Target));
}
