//! The focus ring, and explanations that open under the pointer as well as under the keyboard.

use egui::{CornerRadius, Rect, Response, Stroke, StrokeKind, Tooltip, Ui};

use crate::ui::theme::{Tokens, measure, text};

/// Paints a ring around `rect` while `response` has the keyboard focus.
pub(super) fn ring(ui: &Ui, response: &Response, rect: Rect, radius: u8) {
    if !response.has_focus() {
        return;
    }
    let stroke = Stroke::new(measure::LINE_FOCUS, Tokens::of(ui).focus);
    let radius = CornerRadius::same(radius.saturating_add(3));
    ui.painter().rect_stroke(
        rect.expand(measure::FOCUS_GAP),
        radius,
        stroke,
        StrokeKind::Outside,
    );
}

/// Shows `explanation` while the pointer rests on the widget or the keyboard is on it, and tells it to screen readers.
pub(super) fn explain(response: Response, explanation: &str) -> Response {
    describe(&response, explanation);
    let open = response.has_focus() || Tooltip::should_show_tooltip(&response, false);
    let mut tooltip = Tooltip::for_widget(&response);
    tooltip.popup = tooltip.popup.open(open);
    tooltip.show(|ui| {
        ui.set_max_width(measure::TOOLTIP_WIDTH);
        ui.label(text::body(explanation));
    });
    response
}

/// Gives the widget a second, longer text for screen readers.
pub(super) fn describe(response: &Response, description: &str) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.set_description(description);
    });
}
