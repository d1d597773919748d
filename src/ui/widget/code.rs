//! Text for machines: requests, XML, certificates.

use egui::{Frame, Layout, Response, ScrollArea, TextEdit, Ui};

use super::{frame, value::copy_button};
use crate::ui::theme::{Tokens, measure, text};

/// Code under its name, which must be unique among its neighbours; wraps, scrolls when long, has a Copy button.
pub fn code_block(ui: &mut Ui, name: &str, code: &str) -> Response {
    frame::sunken(ui, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        let head = ui.horizontal(|ui| {
            ui.label(text::small(name));
            let right = Layout::right_to_left(egui::Align::Center);
            ui.with_layout(right, |ui| copy_button(ui, name, code)).inner
        });
        ScrollArea::vertical()
            .id_salt(name)
            .max_height(measure::CODE_HEIGHT)
            .auto_shrink([false, true])
            .show(ui, |ui| body(ui, name, code));
        head.inner
    })
    .inner
}

fn body(ui: &mut Ui, name: &str, code: &str) {
    let mut buffer = code;
    let response = TextEdit::multiline(&mut buffer)
        .font(text::mono_font())
        .text_color(Tokens::of(ui).text)
        .frame(Frame::NONE)
        .desired_rows(1)
        .desired_width(f32::INFINITY)
        .show(ui)
        .response;
    response.response.accessible_name(name);
}
