//! The sign-in that was played on practice orgs, stage by stage.

use super::tell;
use crate::{
    ui::widget::{Banner, Status, TaskRow},
    wizard::Open,
};
use egui::Ui;

pub(super) fn played_ui(ui: &mut Ui, open: &Open) {
    if open.sign_in.is_running() {
        Banner::info("The sign-in is being played…", "").show(ui);
    }
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

/// The same, only where it did not reach its end.
pub(super) fn stopped_ui(ui: &mut Ui, open: &Open) {
    let stages = open.sign_in.value().into_iter().flatten();
    if stages.into_iter().any(|stage| !stage.ok) {
        played_ui(ui, open);
    }
}
