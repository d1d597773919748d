//! Where a file is to be saved, asked for as a typed path: for computers that show no file dialog.

use super::Outbox;
use crate::{
    ui::{
        icon::Icon,
        theme::text,
        widget::{self, PushButton, TextField},
    },
    wizard::{
        Event,
        files::{SaveAs, SaveProblem},
    },
};
use egui::{Key, Ui};

pub(super) fn save_as_ui(ui: &mut Ui, file: &SaveAs, outbox: &mut Outbox) {
    ui.label(text::weak(
        "This computer shows no file dialog, so the place is typed here",
    ));
    let problem = file.problem.as_ref().map(SaveProblem::words);
    let mut path = file.path.clone();
    let field = TextField::new("File").mono().error(problem).show(ui, &mut path);
    if field.changed() {
        outbox.push(Event::SavePath(path));
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if ui.memory(|memory| memory.focused().is_none()) && !field.lost_focus() {
        field.request_focus();
    }
    let replaces = file.problem == Some(SaveProblem::Exists);
    let save = if replaces {
        PushButton::danger("Replace it")
    } else {
        PushButton::primary("Save")
    };
    widget::actions(ui, |ui| {
        let pressed = save.icon(Icon::Save).show(ui).clicked();
        if pressed || (entered && !replaces) {
            outbox.push(Event::Yes);
        }
        if let Ok(content) = std::str::from_utf8(&file.bytes) {
            let copy = PushButton::secondary("Copy the content instead").icon(Icon::Copy);
            if copy.show(ui).clicked() {
                outbox.push(Event::Copy(content.to_owned()));
                outbox.push(Event::No);
            }
        }
        if widget::secondary_button(ui, "Cancel").clicked() {
            outbox.push(Event::No);
        }
    });
}
