//! Observing, applying, undoing, watching: work that goes on elsewhere.

use crate::{
    federation::{
        Blueprint,
        action::Step,
        plan::{self, names},
        verify,
    },
    okta::ApiToken,
    wizard::{
        Effect, Open, Question, Wizard,
        export::{Format, Handover},
        open::{Access, Run, RunKind, RunTask, Watching},
        saved::{Circumstances, LastCheck},
    },
};
use std::{collections::BTreeMap, sync::Arc};

pub(super) fn observe_if_unknown(wizard: &mut Wizard) -> Vec<Effect> {
    let unknown = wizard.open.as_ref().is_some_and(|open| {
        open.snapshot.value().is_none() && !open.snapshot.is_running() && open.is_connected()
    });
    if unknown { observe(wizard) } else { Vec::new() }
}

pub(super) fn observe(wizard: &mut Wizard) -> Vec<Effect> {
    let run = wizard.next_run();
    // What is not connected cannot answer, and what was asked for would go on for ever.
    let Some(open) = wizard.open.as_mut().filter(|open| open.is_connected()) else {
        return Vec::new();
    };
    let Some(blueprint) = open.blueprint.clone() else {
        return Vec::new();
    };
    let mut effects: Vec<Effect> = open.snapshot.run().map(Effect::Cancel).into_iter().collect();
    open.snapshot.begin(run);
    let known = open.ledger.facts.clone();
    effects.push(Effect::Observe {
        run,
        blueprint: Box::new(blueprint),
        known,
    });
    effects
}

/// Plan and checklist always follow from what was seen and what is chosen.
pub(super) fn replan(wizard: &mut Wizard) {
    let Some(open) = &mut wizard.open else { return };
    if open.access == Access::Bundle {
        return;
    }
    let Some((blueprint, snapshot)) = open.blueprint.as_ref().zip(open.snapshot.value()) else {
        return;
    };
    let plan = plan::plan(blueprint, snapshot, &open.ledger.facts);
    let report = verify::report(
        blueprint,
        snapshot,
        &plan.facts,
        &open.events,
        open.watch.is_some(),
    );
    let now = Circumstances {
        set_up: plan.actions.is_empty() && plan.obstacles.is_empty(),
        watched: !open.events.source.is_empty() || !open.events.target.is_empty(),
    };
    open.last_check = LastCheck::after(open.last_check, &report, now);
    open.report = Some(report);
    open.plan = Some(Arc::new(plan));
}

pub(super) fn apply(wizard: &mut Wizard, up_to: Step) -> Vec<Effect> {
    if wizard.is_changing() {
        return Vec::new();
    }
    let id = wizard.next_run();
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let Some((blueprint, plan)) = open.blueprint.clone().zip(open.plan.clone()) else {
        return Vec::new();
    };
    if !open.is_connected() {
        wizard.say("Connect both orgs first", true);
        return Vec::new();
    }
    if !blueprint.mistakes().is_empty() {
        return Vec::new();
    }
    let token = match provisioning_token(open, &blueprint) {
        Ok(token) => token,
        Err(advice) => {
            wizard.say(advice.headline, true);
            return Vec::new();
        }
    };
    let tasks = plan.up_to(up_to).actions;
    let task = |planned: &plan::Planned| RunTask {
        key: planned.key.clone(),
        title: planned.title.clone(),
        side: planned.side,
        step: Some(planned.step),
    };
    open.run = Some(new_run(
        id,
        RunKind::Apply(up_to),
        tasks.iter().map(task).collect(),
    ));
    let connection = open.id.clone();
    vec![Effect::Apply {
        run: id,
        connection,
        blueprint: Box::new(blueprint),
        plan,
        up_to,
        provisioning_token: token,
    }]
}

/// A token of its own for provisioning, where one was typed.
fn provisioning_token(
    open: &mut Open,
    blueprint: &Blueprint,
) -> Result<Option<crate::secret::Secret>, crate::advice::Advice> {
    use crate::advice::Advise as _;
    if open.provisioning_token.is_empty() || blueprint.provisioning.lifecycle().is_none() {
        return Ok(None);
    }
    let token = ApiToken::parse(open.provisioning_token.reveal()).map_err(|error| error.advice())?;
    Ok(Some(token.secret().clone()))
}

fn new_run(id: crate::wizard::RunId, kind: RunKind, tasks: Vec<RunTask>) -> Run {
    Run {
        id,
        kind,
        tasks,
        outcomes: BTreeMap::new(),
        current: None,
        waiting: None,
        stopping: false,
        end: None,
    }
}

pub(super) fn cancel(wizard: &mut Wizard) -> Vec<Effect> {
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    if let Some(run) = open.run.as_mut().filter(|run| run.is_running()) {
        run.stopping = true;
        return vec![Effect::Cancel(run.id)];
    }
    let mut stopped: Vec<_> = open.snapshot.run().into_iter().collect();
    open.snapshot.stop();
    for side in crate::federation::Side::BOTH {
        let report = &mut open.form_mut(side).report;
        stopped.extend(report.run());
        report.stop();
    }
    replan(wizard);
    stopped.into_iter().map(Effect::Cancel).collect()
}

/// Stops looking at one org; the other is none of its concern.
pub(super) fn stop_check(wizard: &mut Wizard, side: crate::federation::Side) -> Vec<Effect> {
    let report = wizard.open.as_mut().map(|open| &mut open.form_mut(side).report);
    let Some(report) = report else { return Vec::new() };
    let run = report.run();
    report.stop();
    run.map(Effect::Cancel).into_iter().collect()
}

/// Stops the sign-in that is played, and the watch that was set up for it.
pub(super) fn stop_playing(wizard: &mut Wizard) -> Vec<Effect> {
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let Some(run) = open.sign_in.run() else {
        return Vec::new();
    };
    open.sign_in.stop();
    let mut effects = vec![Effect::Cancel(run)];
    effects.extend(stop_watching(wizard));
    effects
}

pub(super) fn ask_undo(wizard: &mut Wizard) -> Vec<Effect> {
    if wizard.is_changing() {
        return Vec::new();
    }
    let run = wizard.next_run();
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let Some(blueprint) = &open.blueprint else {
        return Vec::new();
    };
    let before = open.undo.run();
    let prepare = Effect::PrepareUndo {
        run,
        connection: open.id.clone(),
        names: names(blueprint),
    };
    open.undo.begin(run);
    wizard.question = Some(Question::Undo);
    before.map(Effect::Cancel).into_iter().chain([prepare]).collect()
}

pub(super) fn keep_people(wizard: &mut Wizard, keep: bool) -> Vec<Effect> {
    if let Some(open) = &mut wizard.open {
        open.keep_people = keep;
    }
    Vec::new()
}

pub(super) fn undo(wizard: &mut Wizard) -> Vec<Effect> {
    if wizard.is_changing() {
        return Vec::new();
    }
    let run = wizard.next_run();
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let shown = open.undo.value().filter(|_| !open.undo.is_running());
    let Some((plan, blueprint)) = shown.cloned().zip(open.blueprint.as_ref()) else {
        return Vec::new();
    };
    let names = names(blueprint);
    let step = |step: &crate::federation::undo::UndoStep| RunTask {
        key: step.key.clone(),
        title: step.title.clone(),
        side: step.side,
        step: None,
    };
    open.run = Some(new_run(run, RunKind::Undo, plan.steps.iter().map(step).collect()));
    vec![Effect::Undo {
        run,
        connection: open.id.clone(),
        plan,
        names,
        keep_people: open.keep_people,
    }]
}

pub(super) fn start_sign_in(wizard: &mut Wizard) -> Vec<Effect> {
    let mut effects = watch(wizard);
    let watched = wizard.open.as_ref().filter(|open| open.watch.is_some());
    let Some(open) = watched else { return effects };
    let link = open.snapshot.value().and_then(|snapshot| {
        snapshot
            .source
            .app
            .as_ref()?
            .app
            .sign_in_link()
            .map(str::to_owned)
    });
    effects.extend(link.map(Effect::OpenLink));
    effects
}

fn watch(wizard: &mut Wizard) -> Vec<Effect> {
    let run = wizard.next_run();
    let Some(open) = wizard.open.as_mut().filter(|open| open.is_connected()) else {
        return Vec::new();
    };
    let Some(blueprint) = open.blueprint.clone() else {
        return Vec::new();
    };
    let mut effects: Vec<Effect> = open
        .watch
        .take()
        .map(|watch| Effect::Cancel(watch.run))
        .into_iter()
        .collect();
    open.events = verify::Events::default();
    open.reached = Some(Step::Validate);
    open.watch = Some(Watching {
        run,
        since: None,
        last_look: None,
        trouble: None,
    });
    let known = open.facts().clone();
    effects.push(Effect::Watch {
        run,
        blueprint: Box::new(blueprint),
        known,
    });
    replan(wizard);
    effects
}

/// On practice orgs alone, and with somebody who can sign in; one sign-in at a time.
pub(super) fn play_sign_in(wizard: &mut Wizard) -> Vec<Effect> {
    let played = wizard
        .open
        .as_ref()
        .filter(|open| open.practice.is_some() && open.is_connected())
        .and_then(|open| open.blueprint.as_ref())
        .and_then(|blueprint| {
            let app = blueprint.target_app.app.label().to_owned();
            Some((blueprint.test_user.clone()?, app))
        });
    let Some((login, app)) = played else {
        return Vec::new();
    };
    let mut effects = watch(wizard);
    let run = wizard.next_run();
    if let Some(open) = &mut wizard.open {
        effects.extend(open.sign_in.run().map(Effect::Cancel));
        open.sign_in.begin(run);
        effects.push(Effect::PlaySignIn { run, login, app });
    }
    effects
}

pub(super) fn stop_watching(wizard: &mut Wizard) -> Vec<Effect> {
    let watch = wizard.open.as_mut().and_then(|open| open.watch.take());
    replan(wizard);
    watch.map(|watch| Effect::Cancel(watch.run)).into_iter().collect()
}

pub(super) fn export(wizard: &mut Wizard, format: Format) -> Vec<Effect> {
    let Some(open) = &wizard.open else {
        return Vec::new();
    };
    let Some(blueprint) = open.blueprint.clone() else {
        return Vec::new();
    };
    let handover = Handover {
        blueprint,
        facts: open.facts().clone(),
        ledger: open.ledger.clone(),
        report: open.report.clone(),
        practice: open.practice.is_some(),
    };
    vec![Effect::Export {
        format,
        handover: Box::new(handover),
    }]
}
