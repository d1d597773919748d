//! Grounds that group things: cards and sunken values.

use egui::{Frame, InnerResponse, Margin, Stroke, Ui};

use crate::ui::theme::{Tokens, Tone, measure};

/// A card as wide as the room there is.
pub fn card<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let line = Stroke::new(measure::LINE, Tokens::of(ui).border);
    card_with(ui, line, content)
}

/// A card whose outline has the colour of a tone: something in it wants to be seen first.
pub fn card_toned<R>(ui: &mut Ui, tone: Tone, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let shade = Tokens::of(ui).shade(tone);
    let line = Stroke::new(
        measure::LINE,
        shade.line.lerp_to_gamma(shade.text, measure::LINE_TONED),
    );
    card_with(ui, line, content)
}

fn card_with<R>(ui: &mut Ui, line: Stroke, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let margin = Margin::same(measure::CARD_PADDING);
    Frame::new()
        .fill(Tokens::of(ui).surface)
        .stroke(line)
        .corner_radius(measure::RADIUS_CARD)
        .inner_margin(margin)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(ui)
        })
}

/// A sunken ground for values and code.
pub fn sunken<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    sunken_with(ui, measure::SUNKEN_ABOVE, content)
}

/// The same with another distance above and below.
pub(super) fn sunken_with<R>(ui: &mut Ui, above: i8, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let t = Tokens::of(ui);
    Frame::new()
        .fill(t.sunken)
        .stroke(Stroke::new(measure::LINE, t.border))
        .corner_radius(measure::RADIUS_CONTROL)
        .inner_margin(Margin::symmetric(measure::SUNKEN_PADDING, above))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(ui)
        })
}
