//! A word that explains itself.

use egui::{Label, Response, Role, Sense, Ui, WidgetInfo};

use super::focus;
use crate::ui::theme::{Tokens, measure, text};

/// A word with dots below it; what it means opens under the pointer and under the keyboard.
pub fn term(ui: &mut Ui, word: &str, explanation: &str) -> Response {
    let label = Label::new(text::body(word))
        .selectable(false)
        .extend()
        .sense(Sense::focusable_noninteractive());
    let (at, galley, response) = label.layout_in_ui(ui);
    response.widget_info(|| WidgetInfo::labeled(Role::Term, true, word));
    let colour = Tokens::of(ui).text;
    ui.painter().galley(at, galley, colour);
    dots(ui, &response);
    focus::ring(ui, &response, response.rect, measure::RADIUS_SMALL);
    focus::explain(response.on_hover_cursor(egui::CursorIcon::Help), explanation)
}

fn dots(ui: &Ui, response: &Response) {
    let colour = Tokens::of(ui).text_weak;
    let y = response.rect.bottom() - measure::LINE_STRONG;
    let mut x = response.rect.left() + measure::LINE;
    while x < response.rect.right() {
        ui.painter()
            .circle_filled(egui::pos2(x, y), measure::TERM_DOT, colour);
        x += measure::TERM_DOT_STEP;
    }
}
