//! A connection that was opened while its orgs are not reached yet: what is tried, and what keeps it.
//!
//! Tries nothing by itself; the wizard does that on opening.

use super::Outbox;
use crate::{
    federation::{Side, preflight::Weight},
    ui::widget::{self, Banner, PushButton},
    wizard::{Event, Open, Screen, open::Access},
};
use egui::Ui;

/// Whether one of the orgs is being asked.
pub(super) fn is_going_on(open: &Open) -> bool {
    open.source.report.is_running() || open.target.report.is_running()
}

/// A saved connection can be read without its orgs, but nothing can be looked at or changed.
pub(super) fn unconnected_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    // A bundle has no orgs to be connected with.
    if open.is_connected() || open.access == Access::Bundle {
        return;
    }
    if is_going_on(open) {
        going_on_ui(ui, outbox);
        return;
    }
    let words = words(open);
    Banner::warning(&title(open), &words).show_with(ui, |ui| {
        let connect = PushButton::secondary("Connect both orgs").name("Connect both orgs to go on");
        if connect.show(ui).clicked() {
            outbox.push(Event::Go(Screen::Connect));
        }
    });
}

/// Both orgs are asked with the tokens that were kept.
pub(super) fn going_on_ui(ui: &mut Ui, outbox: &mut Outbox) {
    Banner::info(
        "Connecting to both orgs…",
        "With the tokens that were kept; nothing is changed by it",
    )
    .show_with(ui, |ui| {
        if widget::secondary_button(ui, "Cancel").clicked() {
            outbox.push(Event::Cancel);
        }
    });
}

/// Which of them is missing.
fn title(open: &Open) -> String {
    match Side::BOTH.map(|side| open.ready(side).is_some()) {
        [true, false] => format!("{} is not connected", open.org_name(Side::Target)),
        [false, true] => format!("{} is not connected", open.org_name(Side::Source)),
        [false, false] => "Neither org is connected".to_owned(),
        [true, true] => "These two orgs cannot be joined".to_owned(),
    }
}

/// What keeps each org, and what can be done meanwhile.
fn words(open: &Open) -> String {
    let mut lines: Vec<String> = Side::BOTH
        .into_iter()
        .filter_map(|side| {
            let report = open.form(side).report.value()?;
            let note = report.notes.iter().find(|note| note.weight == Weight::Stops)?;
            Some(format!("{}: {}", open.org_name(side), note.advice.headline))
        })
        .collect();
    lines.extend(open.misfit.iter().map(|advice| advice.headline.clone()));
    lines.push(
        "The choices can be read here; nothing can be compared or changed until both orgs are connected"
            .to_owned(),
    );
    lines.join("\n")
}
