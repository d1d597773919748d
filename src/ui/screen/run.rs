//! A run that makes changes: how far it is, what it waits for, how it ended, and how to stop it.

use super::{Outbox, tell};
use crate::{
    federation::{action::Step, progress::Outcome},
    ui::{
        icon::Icon,
        theme::{measure, text},
        widget::{self, Banner, PushButton, Status, TaskRow},
    },
    wizard::{
        Event, Open,
        open::{Run, RunEnd, RunKind, RunTask},
    },
};
use egui::Ui;

/// The run on a screen; `step` is the one whose own tasks are shown there anyway.
pub(super) fn run_ui(ui: &mut Ui, open: &Open, step: Option<Step>, outbox: &mut Outbox) {
    let Some(run) = &open.run else { return };
    match &run.end {
        None => running_ui(ui, open, run, step),
        Some(end) => ended_ui(ui, run, end, step, outbox),
    }
}

fn running_ui(ui: &mut Ui, open: &Open, run: &Run, step: Option<Step>) {
    widget::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_S;
        widget::progress_row(ui, headline(run), run.done(), run.tasks.len());
        if let Some(current) = current(run).filter(|current| step.is_none() || current.step != step) {
            ui.label(text::small(&current.title));
        }
        if let Some((side, time, why)) = &run.waiting {
            let seconds = time.as_secs().max(1);
            ui.label(text::small(format!(
                "Waiting {seconds} s for {}: {why}",
                open.org_name(*side)
            )));
        }
        if run.kind == RunKind::Undo {
            undone_ui(ui, run);
        }
    });
}

fn headline(run: &Run) -> &'static str {
    match (run.stopping, run.kind) {
        (true, _) => "Stopping after this change…",
        (false, RunKind::Apply(_)) => "Carrying out the changes",
        (false, RunKind::Undo) => "Taking everything back",
    }
}

fn current(run: &Run) -> Option<&RunTask> {
    let key = run.current.as_ref()?;
    run.tasks.iter().find(|task| task.key == *key)
}

fn undone_ui(ui: &mut Ui, run: &Run) {
    for task in &run.tasks {
        let status = match run.outcomes.get(&task.key) {
            Some(Outcome::Failed(_)) => Status::Failed,
            Some(_) => Status::Undone,
            None if run.current.as_ref() == Some(&task.key) => Status::Working,
            None => Status::Waiting,
        };
        TaskRow::new(status, &task.title).show_bare(ui);
    }
}

fn ended_ui(ui: &mut Ui, run: &Run, end: &RunEnd, step: Option<Step>, outbox: &mut Outbox) {
    let (done, all) = (run.done(), run.tasks.len());
    match end {
        RunEnd::Done if run.kind == RunKind::Undo => {
            Banner::success("Everything was taken back", "What was there before is as it was").show(ui);
        }
        RunEnd::Done => {}
        RunEnd::Cancelled => {
            let words = format!("{done} of {all} are done and stay. The rest can be carried out at any time");
            Banner::info("Stopped between two changes", &words).show(ui);
        }
        RunEnd::Failed(_) if failed_in(run, step) => {}
        RunEnd::Failed(advice) => tell::advice_ui(ui, tell::Weight::Stops, advice, outbox),
    }
}

/// Whether the failure is told at a task of this very screen.
fn failed_in(run: &Run, step: Option<Step>) -> bool {
    let failed = |task: &&RunTask| matches!(run.outcomes.get(&task.key), Some(Outcome::Failed(_)));
    step.is_some()
        && run
            .tasks
            .iter()
            .find(failed)
            .is_some_and(|task| task.step == step)
}

/// Stops the run between two changes.
pub(super) fn stop_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    let Some(run) = open.run.as_ref().filter(|run| run.is_running()) else {
        return;
    };
    let reason = run
        .stopping
        .then_some("It stops as soon as the change that goes on is done");
    let button = PushButton::secondary("Cancel").icon(Icon::Cross).blocked(reason);
    if button.show(ui).clicked() {
        outbox.push(Event::Cancel);
    }
}
