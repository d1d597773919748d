//! A support bundle before it is saved: what is in it, how much is told, and every line of the file.

use super::{Outbox, frame, tell};
use crate::{
    federation::bundle::Level,
    ui::{
        icon::Icon,
        theme::{measure, text},
        widget::{self, Choice, PushButton, Status, TaskRow},
    },
    wizard::{
        Event, Wizard,
        bundle::{Handing, Written},
    },
};
use egui::{ScrollArea, Ui};

const ABOUT: &str = "One file for whoever helps you: it is opened with this program, read-only, and shows the same findings. \
                     Tokens, passwords and cookies are never in it. Look at it before you save it; nothing is sent anywhere.";
const LEVELS: [(Level, &str); 3] = [
    (Level::None, "As it is"),
    (Level::Hashed, "Names replaced"),
    (Level::Removed, "Names removed"),
];

pub(super) fn bundle_ui(ui: &mut Ui, wizard: &Wizard, handing: &Handing, outbox: &mut Outbox) {
    widget::top_bar(
        ui,
        |ui| {
            let back = PushButton::secondary("Back").icon(Icon::ArrowLeft);
            if back.show(ui).clicked() {
                outbox.push(Event::Go(wizard.back()));
            }
            widget::heading(ui, "Support bundle");
        },
        |ui| {
            if let Some(open) = &wizard.open {
                frame::access_ui(ui, open);
            }
        },
    );
    frame::lone_page_ui(ui, |ui| {
        frame::head_ui(ui, "Everything support needs, in one file", ABOUT);
        level_ui(ui, handing, outbox);
        if let Some(advice) = handing.written.failure() {
            tell::advice_ui(ui, tell::Weight::Stops, advice, outbox);
        }
        match handing.written.value().filter(|_| !handing.written.is_running()) {
            Some(written) => written_ui(ui, written, outbox),
            None if handing.written.is_running() => {
                TaskRow::new(Status::Checking, "Putting it together").show(ui);
            }
            None => {}
        }
    });
}

fn level_ui(ui: &mut Ui, handing: &Handing, outbox: &mut Outbox) {
    let choices = LEVELS.map(|(value, title)| Choice {
        value,
        title,
        text: value.words(),
    });
    let mut level = handing.level;
    if widget::radio_cards(ui, "What is told about people and orgs", &mut level, &choices) {
        outbox.push(Event::BundleLevel(level));
    }
}

fn written_ui(ui: &mut Ui, written: &Written, outbox: &mut Outbox) {
    tell::card_ui(ui, "What is in it", "", |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        for line in written.bundle.contents() {
            ui.label(text::body(line));
        }
    });
    actions_ui(ui, written, outbox);
    widget::section_label(ui, &format!("The file, to the letter ({})", written.size()));
    preview_ui(ui, written);
}

fn actions_ui(ui: &mut Ui, written: &Written, outbox: &mut Outbox) {
    widget::actions(ui, |ui| {
        let save = PushButton::primary("Save the bundle…").icon(Icon::Save);
        if save.show(ui).clicked() {
            outbox.push(Event::SaveBundle);
        }
        let copy = PushButton::secondary("Copy the content").icon(Icon::Copy);
        if copy.show(ui).clicked() {
            outbox.push(Event::Copy(written.text.to_string()));
        }
    });
}

/// Only the lines in sight are laid out: a bundle may have a hundred thousand.
fn preview_ui(ui: &mut Ui, written: &Written) {
    widget::sunken(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let scroll = ScrollArea::both()
            .id_salt("preview")
            .max_height(measure::CODE_HEIGHT)
            .auto_shrink([false, true]);
        scroll.show_rows(ui, measure::LEADING_MONO, written.lines.len(), |ui, rows| {
            for line in written.lines.get(rows).unwrap_or_default() {
                let line = written.text.get(line.clone()).unwrap_or_default();
                ui.add(egui::Label::new(text::mono(line)).extend());
            }
        });
    });
}
