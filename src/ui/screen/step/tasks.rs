//! The tasks of a step with their live state: planned, going on, done, there already, refused, or in need of a person.

use super::{Outbox, tell};
use crate::{
    advice::{Advice, Advise as _},
    federation::{
        Fact, Plan,
        action::Step,
        journal::Standing,
        plan::{Effect, KeptReason, ObstacleCause, Planned, wishes},
        progress::Outcome,
    },
    ui::widget::{self, Status, TaskRow},
    wizard::{
        Event, Open,
        open::{Run, RunEnd, RunKind},
    },
};
use egui::Ui;

/// One task as it is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    key: String,
    status: Status,
    title: String,
    detail: String,
    advice: Option<Advice>,
}

pub(super) fn tasks_ui(ui: &mut Ui, open: &Open, step: Step, outbox: &mut Outbox) {
    if step == Step::Validate {
        return;
    }
    let lines = lines(open, step);
    widget::section_label(ui, "What the wizard does");
    if lines.is_empty() {
        waiting_ui(ui, open, outbox);
    }
    for line in &lines {
        ui.push_id(&line.key, |ui| line_ui(ui, open, step, line, outbox));
    }
}

fn waiting_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    if open.snapshot.is_running() {
        TaskRow::new(Status::Checking, "Looking at both orgs")
            .detail("Nothing is changed by looking")
            .show_with(ui, |ui| {
                if widget::secondary_button(ui, "Cancel").clicked() {
                    outbox.push(Event::Cancel);
                }
            });
    } else if open.plan.is_some() {
        TaskRow::new(Status::Skipped, "Nothing to do in this step")
            .detail("By the choices above")
            .show(ui);
    } else if open.is_connected() {
        TaskRow::new(Status::NotChecked, "Both orgs were not looked at yet").show_with(ui, |ui| {
            if widget::secondary_button(ui, "Look at both orgs").clicked() {
                outbox.push(Event::Refresh);
            }
        });
    }
}

fn line_ui(ui: &mut Ui, open: &Open, step: Step, line: &Line, outbox: &mut Outbox) {
    let row = TaskRow::new(line.status, &line.title).detail(&line.detail);
    let Some(advice) = &line.advice else {
        return row.show(ui);
    };
    row.show_with(ui, |ui| {
        let words = tell::body(advice);
        if !words.is_empty() {
            ui.label(crate::ui::theme::text::small(words));
        }
        widget::actions(ui, |ui| {
            if let Some(link) = advice.link.as_ref().filter(|_| open.access.has_orgs()) {
                tell::link_ui(ui, link, outbox);
            }
            remedy_ui(ui, open, step, line.status, outbox);
        });
    });
}

fn remedy_ui(ui: &mut Ui, open: &Open, step: Step, status: Status, outbox: &mut Outbox) {
    let running = open.run.as_ref().is_some_and(Run::is_running);
    if running || !open.access.has_orgs() {
        return;
    }
    if status == Status::Failed && widget::secondary_button(ui, "Try again").clicked() {
        outbox.push(Event::Apply(step));
    }
    if status == Status::NeedsFix && widget::secondary_button(ui, "Look again").clicked() {
        outbox.push(Event::Refresh);
    }
}

/// All tasks of a step, in the order in which they are carried out.
pub(super) fn lines(open: &Open, step: Step) -> Vec<Line> {
    let (Some(blueprint), Some(plan)) = (&open.blueprint, &open.plan) else {
        return Vec::new();
    };
    let mut lines = planned_lines(open, plan, step);
    lines.extend(kept_lines(open, plan, step));
    lines.extend(obstacle_lines(plan, step));
    let order: Vec<String> = wishes(blueprint)
        .iter()
        .map(|action| action.act().key())
        .collect();
    lines.sort_by_key(|line| order.iter().position(|key| *key == line.key));
    lines
}

fn planned_lines(open: &Open, plan: &Plan, step: Step) -> Vec<Line> {
    let own = plan.actions.iter().filter(|planned| planned.step == step);
    own.map(|planned| planned_line(open, planned)).collect()
}

fn planned_line(open: &Open, planned: &Planned) -> Line {
    let line = |status, detail: String, advice| Line {
        key: planned.key.clone(),
        status,
        title: planned.title.clone(),
        detail,
        advice,
    };
    let run = open
        .run
        .as_ref()
        .filter(|run| run.tasks.iter().any(|task| task.key == planned.key));
    let Some(run) = run.filter(|run| matches!(run.kind, RunKind::Apply(_))) else {
        return line(Status::Waiting, planned_detail(planned), None);
    };
    let fresh = run.is_running() || open.snapshot.is_running();
    match run.outcomes.get(&planned.key) {
        Some(Outcome::Failed(why)) => line(Status::Failed, why.clone(), Some(failure(run))),
        Some(Outcome::Done) if fresh => line(Status::Done, String::new(), None),
        Some(Outcome::AlreadyThere) if fresh => line(Status::AlreadyThere, String::new(), None),
        Some(Outcome::DoneWithWarning(what)) if fresh => line(Status::DoneWithWarning, what.clone(), None),
        _ if run.current.as_ref() == Some(&planned.key) => line(Status::Working, String::new(), None),
        _ => line(Status::Waiting, planned_detail(planned), None),
    }
}

fn failure(run: &Run) -> Advice {
    match &run.end {
        Some(RunEnd::Failed(advice)) => advice.clone(),
        _ => Advice::default(),
    }
}

fn kept_lines(open: &Open, plan: &Plan, step: Step) -> Vec<Line> {
    let own = plan.kept.iter().filter(|kept| kept.step == step);
    own.map(|kept| {
        let record = open.ledger.records.get(&kept.key);
        let made =
            record.is_some_and(|record| matches!(&record.standing, Standing::Done(how) if is_ours(how)));
        let (status, detail) = match (kept.reason, warning(open, &kept.key)) {
            (KeptReason::NotConnected, _) => (Status::ByHand, kept.reason.words().to_owned()),
            (KeptReason::AlreadyThere, Some(warning)) if made => (Status::DoneWithWarning, warning),
            (KeptReason::AlreadyThere, _) if made => (Status::Done, known(open, &kept.key)),
            (KeptReason::AlreadyThere, _) => (Status::AlreadyThere, known(open, &kept.key)),
        };
        Line {
            key: kept.key.clone(),
            status,
            title: kept.title.clone(),
            detail,
            advice: None,
        }
    })
    .collect()
}

fn is_ours(how: &crate::federation::action::Provenance) -> bool {
    !matches!(how, crate::federation::action::Provenance::Adopted)
}

/// What a finished action had to warn of.
fn warning(open: &Open, key: &str) -> Option<String> {
    match open.run.as_ref().and_then(|run| run.outcomes.get(key)) {
        Some(Outcome::DoneWithWarning(what)) => Some(what.clone()),
        _ => None,
    }
}

/// The value by which the object of an action can be found in the org.
fn known(open: &Open, key: &str) -> String {
    let (label, fact) = match key {
        "add-target-app" => ("App id", Fact::TargetAppId),
        "org2org-app" => ("App id", Fact::Org2OrgAppId),
        "upload-certificate" => ("Key id", Fact::TrustedKid),
        "add-group" => ("Group id", Fact::GroupId),
        "identity-provider" => ("Id", Fact::IdpId),
        "org2org-trust" => ("Sign-in address", Fact::AcsUrl),
        "routing-rule" => ("Rule id", Fact::RoutingRuleId),
        _ => return String::new(),
    };
    open.facts()
        .get(fact)
        .map(|value| format!("{label} {value}"))
        .unwrap_or_default()
}

/// What a waiting action will set on an object that is there.
fn planned_detail(planned: &Planned) -> String {
    match &planned.effect {
        Effect::Add(_) => String::new(),
        Effect::Change(changes) => {
            let words: Vec<&str> = changes.iter().map(|change| change.words).collect();
            format!("It is there; to be set: {}", words.join(", "))
        }
    }
}

fn obstacle_lines(plan: &Plan, step: Step) -> Vec<Line> {
    let own = plan.obstacles.iter().filter(|obstacle| obstacle.step == step);
    own.map(|obstacle| {
        let advice = match &obstacle.cause {
            ObstacleCause::Conflict(conflict) => {
                Advice::new(conflict.sentence.clone(), "").then(conflict.remedy.clone())
            }
            ObstacleCause::Unreadable(error) => error.advice(),
        };
        let detail = advice.headline.clone();
        let (key, title) = (obstacle.key.clone(), obstacle.title.clone());
        Line {
            key,
            status: Status::NeedsFix,
            title,
            detail,
            advice: Some(advice),
        }
    })
    .collect()
}
