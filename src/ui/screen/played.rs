//! The sign-in that was played on practice orgs, stage by stage.

use super::{Outbox, tell};
use crate::{
    ui::widget::{self, Banner, Status, TaskRow},
    wizard::{Event, Open},
};
use egui::Ui;

/// On the checklist, which tells by itself what worked: that it goes on, and where it stopped.
pub(super) fn stopped_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    if open.sign_in.is_running() {
        playing_ui(ui, outbox);
    }
    let stages = open.sign_in.value().into_iter().flatten();
    if stages.into_iter().any(|stage| !stage.ok) {
        stages_ui(ui, open);
    }
}

/// That it goes on, and how to stop it.
pub(super) fn playing_ui(ui: &mut Ui, outbox: &mut Outbox) {
    let words = "The test user signs in to the source org and goes on to the app";
    Banner::info("The sign-in is being played…", words).show_with(ui, |ui| {
        if widget::secondary_button(ui, "Cancel the sign-in").clicked() {
            outbox.push(Event::StopPlaying);
        }
    });
}

/// What happened, stage by stage.
pub(super) fn stages_ui(ui: &mut Ui, open: &Open) {
    let Some(stages) = open.sign_in.value().filter(|stages| !stages.is_empty()) else {
        return;
    };
    tell::card_ui(ui, "The sign-in that was played", "", |ui| {
        for stage in stages {
            let status = if stage.ok { Status::Done } else { Status::Failed };
            TaskRow::new(status, &stage.words).show_bare(ui);
        }
    });
}
