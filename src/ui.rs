//! Paints the wizard and collects what was clicked; it decides nothing and does nothing.
//!
//! [`theme`] names every colour and size, [`icon`] paints every picture, [`widget`] holds the building blocks that
//! screens are made of. Nothing here may reach the network, a file, a clock or a task.

pub mod icon;
pub mod theme;
pub mod widget;

mod screen;
mod words;

use crate::wizard::{Appearance, Event, Wizard};
use egui::{Id, ThemePreference, Ui};

/// Paints everything that is to be seen and puts what a person did into `outbox`.
pub fn ui(wizard: &Wizard, ui: &mut Ui, outbox: &mut Vec<Event>) {
    follow_appearance(ui, wizard.preferences.appearance);
    screen::screen_ui(ui, wizard, outbox);
    screen::over_everything_ui(ui, wizard, outbox);
    take_dropped(ui, outbox);
}

fn take_dropped(ui: &Ui, outbox: &mut Vec<Event>) {
    ui.input(|input| {
        let paths = input
            .raw
            .dropped_files
            .iter()
            .map(|file| file.path().display().to_string());
        outbox.extend(paths.map(Event::Dropped));
    });
}

/// The theme is set when the choice changes, so that the system's own changes are followed in between.
fn follow_appearance(ui: &Ui, appearance: Appearance) {
    let id = Id::unique("appearance");
    let shown: Appearance = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    if shown == appearance {
        return;
    }
    ui.data_mut(|data| data.insert_temp(id, appearance));
    ui.ctx().set_theme(match appearance {
        Appearance::System => ThemePreference::System,
        Appearance::Light => ThemePreference::Light,
        Appearance::Dark => ThemePreference::Dark,
    });
}
