//! A label and a value to be copied or compared by eye.

use egui::{
    Align, Frame, Id, Layout, Response, Role, TextEdit, Ui, WidgetInfo, text::CCursor,
    text_selection::CCursorRange,
};

use super::{button::PushButton, focus, frame};
use crate::ui::{
    icon::Icon,
    theme::{Tokens, measure, text},
};

/// A value in mono with a Copy button, which says "Copied" for a while; returns the button's response.
///
/// A value too long for its place loses its middle; it is shown whole under the pointer, and while it is focused it
/// can be selected whole.
pub fn copy_row(ui: &mut Ui, label: &str, value: &str) -> Response {
    copy_row_of(ui, label, "", value)
}

/// The same where the label stands several times on a page: whose value it is, is told to screen readers.
pub fn copy_row_of(ui: &mut Ui, label: &str, whose: &str, value: &str) -> Response {
    let name = if whose.is_empty() {
        label.to_owned()
    } else {
        format!("{label} of {whose}")
    };
    labelled(ui, label, |ui| {
        let line = |ui: &mut Ui| {
            shown(ui, &name, value, ui.available_width() - copy_room(ui));
            let right = Layout::right_to_left(Align::Center);
            ui.with_layout(right, |ui| copy_button(ui, &name, value)).inner
        };
        frame::sunken_with(ui, measure::VALUE_ABOVE, |ui| ui.horizontal(line).inner).inner
    })
}

/// A value in mono that nobody needs to copy.
pub fn value_row(ui: &mut Ui, label: &str, value: &str) {
    labelled(ui, label, |ui| {
        frame::sunken_with(ui, measure::VALUE_ABOVE, |ui| {
            shown(ui, label, value, ui.available_width());
        });
    });
}

/// The label in front of the content, or above it where there is little room.
pub(super) fn labelled<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    if ui.available_width() < measure::STACK_WIDTH {
        return ui.vertical(|ui| stacked(ui, label, content)).inner;
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_M;
        ui.vertical(|ui| {
            ui.set_width(measure::LABEL_WIDTH);
            ui.add_space(LABEL_DROP);
            if !label.is_empty() {
                ui.label(text::weak(label).line_height(Some(measure::LEADING_SMALL)));
            }
        });
        ui.vertical(content).inner
    })
    .inner
}

/// Brings the label to the line of the value beside it.
const LABEL_DROP: f32 = (measure::CONTROL_HEIGHT - measure::LEADING_SMALL) / 2.0;

fn stacked<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.spacing_mut().item_spacing.y = measure::GAP_XS;
    if !label.is_empty() {
        ui.label(text::small(label));
    }
    content(ui)
}

fn shown(ui: &mut Ui, label: &str, value: &str, width: f32) {
    let id = ui.scope_id().with((label, "value"));
    let focused = ui.memory(|memory| memory.has_focus(id));
    let elided = elide_middle(value, room_for(ui, width));
    let whole = focused || elided == value;
    let t = Tokens::of(ui);
    let mut buffer = value;
    let output = TextEdit::singleline(&mut buffer)
        .id(id)
        .font(text::mono_font())
        .text_color(if whole { t.text } else { egui::Color32::TRANSPARENT })
        .frame(Frame::NONE)
        .desired_width(width)
        .min_size(egui::vec2(width, measure::TARGET_LEAST))
        .align(egui::Align2::LEFT_CENTER)
        .show(ui);
    let response = output.response.response.clone();
    response.widget_info(|| named(label, value));
    if response.gained_focus() {
        select_all(ui, id, output.state, value);
    }
    focus::ring(ui, &response, response.rect, measure::RADIUS_SMALL);
    if !whole {
        paint_elided(ui, &response, elided);
        response.on_hover_text(text::mono(value));
    }
}

fn named(label: &str, value: &str) -> WidgetInfo {
    WidgetInfo {
        current_text_value: Some(value.to_owned()),
        ..WidgetInfo::labeled(Role::TextInput, true, label)
    }
}

fn select_all(ui: &Ui, id: Id, mut state: egui::text_edit::TextEditState, value: &str) {
    let end = CCursor::new(value.chars().count());
    state
        .cursor
        .set_char_range(Some(CCursorRange::two(CCursor::default(), end)));
    state.store(ui.ctx(), id);
}

fn paint_elided(ui: &Ui, response: &Response, elided: String) {
    let colour = Tokens::of(ui).text;
    let galley = ui.painter().layout_no_wrap(elided, text::mono_font(), colour);
    let top = response.rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(egui::pos2(response.rect.left(), top).round(), galley, colour);
}

/// How many characters of the mono font fit.
pub fn room_for(ui: &Ui, width: f32) -> usize {
    let glyph = ui
        .fonts_mut(|fonts| fonts.glyph_width(&text::mono_font(), 'm'))
        .max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of characters in a window"
    )]
    let count = (width / glyph).max(0.0) as usize;
    count
}

/// Leaves the middle out of a text longer than `room` characters.
fn elide_middle(value: &str, room: usize) -> String {
    let length = value.chars().count();
    if length <= room {
        return value.to_owned();
    }
    let kept = room.saturating_sub(1).max(2);
    let tail = kept / 2;
    let head: String = value.chars().take(kept - tail).collect();
    let tail: String = value.chars().skip(length - tail).collect();
    format!("{head}…{tail}")
}

/// The wider of both faces of the button, so that nothing moves when it changes.
fn copy_room(ui: &Ui) -> f32 {
    let widest = PushButton::link("Copied").icon(Icon::Check).size(ui).x;
    widest + measure::GAP_M
}

/// A button that copies `value` and says so for a while.
pub(super) fn copy_button(ui: &mut Ui, label: &str, value: &str) -> Response {
    let id = ui.scope_id().with((label, "copied at"));
    let now = ui.input(|input| input.time);
    let copied_at: Option<f64> = ui.data(|data| data.get_temp(id));
    let left = copied_at.map_or(0.0, |at| measure::COPIED_SECS - (now - at));
    let copied = left > 0.0;
    let name = if copied {
        format!("Copied {label}")
    } else {
        format!("Copy {label}")
    };
    let (word, icon) = if copied {
        ("Copied", Icon::Check)
    } else {
        ("Copy", Icon::Copy)
    };
    let response = PushButton::link(word).icon(icon).name(&name).show(ui);
    if response.clicked() {
        ui.ctx().copy_text(value.to_owned());
        ui.data_mut(|data| data.insert_temp(id, now));
        ui.ctx().request_repaint();
    }
    if copied {
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs_f64(left));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_value_is_shown_whole() {
        assert_eq!(elide_middle("abc", 3), "abc");
    }

    #[test]
    fn a_long_value_keeps_both_ends_and_fits() {
        let elided = elide_middle("http://www.okta.com/exk1k2m3n4p5", 11);
        assert_eq!(elided, "http:…3n4p5");
        assert_eq!(elided.chars().count(), 11);
    }

    #[test]
    fn characters_are_never_cut_in_two() {
        assert_eq!(elide_middle("ääääääää", 5), "ää…ää");
    }

    #[test]
    fn no_room_at_all_still_shows_both_ends() {
        assert_eq!(elide_middle("abcdef", 0), "a…f");
    }
}
