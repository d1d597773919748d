//! Things to choose: check boxes, switches, cards of which one is chosen, and lists that open.

use std::sync::Arc;

use egui::{
    Color32, ComboBox, Galley, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind, TextStyle,
    TextWrapMode, Ui, UiBuilder, Vec2, WidgetInfo, WidgetText, vec2,
};

use super::focus;
use crate::ui::{
    icon::Icon,
    theme::{Tokens, measure, text},
};

/// One of several things to choose.
#[derive(Clone, Copy)]
pub struct Choice<'a, T> {
    /// What is chosen.
    pub value: T,
    /// Its name.
    pub title: &'a str,
    /// What it means.
    pub text: &'a str,
}

/// A box to tick, with what it means below; `changed()` tells that it was.
pub fn checkbox(ui: &mut Ui, checked: &mut bool, label: &str, explanation: &str) -> Response {
    tick(ui, checked, &Face::new(label, explanation, Mark::Box))
}

/// A switch for what takes effect at once or is on or off for good, with what it means below.
pub fn toggle(ui: &mut Ui, on: &mut bool, label: &str, explanation: &str) -> Response {
    tick(ui, on, &Face::new(label, explanation, Mark::Switch))
}

fn tick(ui: &mut Ui, value: &mut bool, face: &Face<'_>) -> Response {
    let (mut response, painted) = face.allocate(ui, 0.0);
    if response.clicked() {
        *value = !*value;
        response.mark_changed();
    }
    face.tell(&response, *value);
    painted.paint(ui, &response, face.mark, *value);
    focus::ring(ui, &response, response.rect, measure::RADIUS_SMALL);
    response
}

/// Cards of which one is chosen; true if the choice changed.
pub fn radio_cards<T: PartialEq + Copy>(
    ui: &mut Ui,
    label: &str,
    chosen: &mut T,
    choices: &[Choice<'_, T>],
) -> bool {
    let group = UiBuilder::new()
        .accessibility_role(Role::RadioGroup)
        .accessibility_label(label);
    let mut changed = false;
    ui.scope_builder(group, |ui| {
        for choice in choices {
            let selected = *chosen == choice.value;
            if radio_card(ui, choice.title, choice.text, selected).clicked() && !selected {
                *chosen = choice.value;
                changed = true;
            }
        }
    });
    changed
}

fn radio_card(ui: &mut Ui, title: &str, explanation: &str, selected: bool) -> Response {
    let face = Face::new(title, explanation, Mark::Radio);
    let ground = ui.painter().add(egui::Shape::Noop);
    let (response, painted) = face.allocate(ui, measure::GAP_M);
    face.tell(&response, selected);
    let t = Tokens::of(ui);
    let (line, fill) = if selected {
        (Stroke::new(measure::LINE_STRONG, t.accent), t.info.fill)
    } else if response.hovered() {
        (Stroke::new(measure::LINE, t.border_strong), t.surface)
    } else {
        (Stroke::new(measure::LINE, t.border), t.surface)
    };
    let radius = measure::RADIUS_CARD;
    let shape = egui::epaint::RectShape::new(response.rect, radius, fill, line, StrokeKind::Inside);
    ui.painter().set(ground, shape);
    painted.paint(ui, &response, Mark::Radio, selected);
    focus::ring(ui, &response, response.rect, radius);
    response
}

/// A list that opens, with its label above; `changed()` tells that another entry was chosen.
pub fn combo(ui: &mut Ui, label: &str, chosen: &mut usize, entries: &[&str]) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        let name = ui.label(text::small_strong(label));
        let shown = entries.get(*chosen).copied().unwrap_or_default();
        let before = *chosen;
        ui.spacing_mut().interact_size.y = measure::CONTROL_HEIGHT;
        let inner = ComboBox::from_id_salt(label)
            .width(ui.available_width())
            .selected_text(RichText::new(shown).font(text::body_font()))
            .icon(chevron)
            .truncate()
            .show_ui(ui, |ui| {
                ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
                for (at, entry) in entries.iter().enumerate() {
                    ui.selectable_value(chosen, at, *entry);
                }
            });
        let mut response = inner.response.labelled_by(name.id);
        if *chosen != before {
            response.mark_changed();
        }
        response
    })
    .inner
}

fn chevron(ui: &Ui, rect: Rect, _: &egui::style::WidgetVisuals, _: bool) {
    let place = Rect::from_center_size(rect.center(), Vec2::splat(measure::ICON_SMALL));
    Icon::ChevronDown.paint_in(ui, place, Tokens::of(ui).text_weak);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Box,
    Radio,
    Switch,
}

impl Mark {
    fn size(self) -> Vec2 {
        match self {
            Self::Box | Self::Radio => Vec2::splat(measure::TICK_BOX),
            Self::Switch => vec2(measure::SWITCH_WIDTH, measure::SWITCH_HEIGHT),
        }
    }

    fn role(self) -> Role {
        match self {
            Self::Box => Role::CheckBox,
            Self::Radio => Role::RadioButton,
            Self::Switch => Role::Switch,
        }
    }
}

/// What a thing to choose says.
struct Face<'a> {
    label: &'a str,
    explanation: &'a str,
    mark: Mark,
}

impl<'a> Face<'a> {
    fn new(label: &'a str, explanation: &'a str, mark: Mark) -> Self {
        Self {
            label,
            explanation,
            mark,
        }
    }

    /// Takes the whole width, all of which can be clicked.
    fn allocate(&self, ui: &mut Ui, padding: f32) -> (Response, Painted) {
        let size = self.mark.size();
        let before = size.x + measure::GAP_S + measure::GAP_XXS;
        let width = (ui.available_width() - before - 2.0 * padding).max(0.0);
        let lay = |text: RichText| {
            WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Wrap), width, TextStyle::Body)
        };
        let title = lay(text::body(self.label));
        let detail = (!self.explanation.is_empty()).then(|| lay(text::small(self.explanation)));
        let height = title.size().y + detail.as_ref().map_or(0.0, |detail| detail.size().y);
        let least = (measure::TARGET_LEAST - size.y.max(title.size().y)).max(0.0) / 2.0;
        let padding_above = padding.max(if detail.is_none() { least } else { 0.0 });
        let outer = vec2(ui.available_width(), height.max(size.y) + 2.0 * padding_above);
        let (rect, response) = ui.allocate_exact_size(outer, Sense::click());
        let top = rect.min + vec2(padding, padding_above);
        let drop = ((measure::LEADING_BODY - size.y) / 2.0).round();
        let painted = Painted {
            mark: Rect::from_min_size(top + vec2(0.0, drop), size),
            text: top + vec2(before, 0.0),
            title,
            detail,
        };
        (response.on_hover_cursor(egui::CursorIcon::PointingHand), painted)
    }

    fn tell(&self, response: &Response, selected: bool) {
        let info = || WidgetInfo::selected(self.mark.role(), response.enabled(), selected, self.label);
        response.widget_info(info);
        if !self.explanation.is_empty() {
            focus::describe(response, self.explanation);
        }
    }
}

/// Where everything goes.
struct Painted {
    mark: Rect,
    text: egui::Pos2,
    title: Arc<Galley>,
    detail: Option<Arc<Galley>>,
}

impl Painted {
    fn paint(self, ui: &Ui, response: &Response, mark: Mark, selected: bool) {
        if !ui.is_rect_visible(response.rect) {
            return;
        }
        match mark {
            Mark::Box => paint_box(ui, self.mark, response, selected),
            Mark::Radio => paint_radio(ui, self.mark, response, selected),
            Mark::Switch => paint_switch(ui, self.mark, response, selected),
        }
        let t = Tokens::of(ui);
        let below = self.text + vec2(0.0, self.title.size().y);
        ui.painter().galley(self.text, self.title, t.text);
        if let Some(detail) = self.detail {
            ui.painter().galley(below, detail, t.text_weak);
        }
    }
}

fn paint_box(ui: &Ui, rect: Rect, response: &Response, selected: bool) {
    let t = Tokens::of(ui);
    let (fill, line) = ground(t, response, selected);
    ui.painter().rect(
        rect,
        measure::RADIUS_SMALL,
        fill,
        Stroke::new(measure::LINE_STRONG, line),
        StrokeKind::Inside,
    );
    if selected {
        Icon::Check.paint_in(ui, rect.shrink(measure::GAP_XXS), t.on_accent);
    }
}

fn paint_radio(ui: &Ui, rect: Rect, response: &Response, selected: bool) {
    let t = Tokens::of(ui);
    let (fill, line) = ground(t, response, selected);
    let radius = rect.width() / 2.0 - 1.0;
    let stroke = Stroke::new(measure::LINE_STRONG, line);
    ui.painter().circle(rect.center(), radius, fill, stroke);
    if selected {
        ui.painter()
            .circle_filled(rect.center(), radius * measure::RADIO_DOT, t.on_accent);
    }
}

fn paint_switch(ui: &Ui, rect: Rect, response: &Response, selected: bool) {
    let t = Tokens::of(ui);
    let (fill, line) = ground(t, response, selected);
    let radius = rect.height() / 2.0;
    let stroke = Stroke::new(measure::LINE_STRONG, line);
    ui.painter().rect(rect, radius, fill, stroke, StrokeKind::Inside);
    let x = if selected {
        rect.right() - radius
    } else {
        rect.left() + radius
    };
    let knob = if selected { t.on_accent } else { line };
    ui.painter().circle_filled(
        egui::pos2(x, rect.center().y),
        radius - measure::SWITCH_INSET,
        knob,
    );
}

/// Ground and outline of a mark.
fn ground(t: &Tokens, response: &Response, selected: bool) -> (Color32, Color32) {
    let rest = if selected { t.accent } else { t.field };
    let fill = if response.hovered() { t.hovered(rest) } else { rest };
    (fill, if selected { fill } else { t.border_strong })
}
