//! What the outside answers.

use super::{bundle, connect, files, navigation, running, trouble};
use crate::{
    federation::{Side, journal::Ledger, progress::Progress},
    wizard::{
        Effect, Event, Open, RunId, Screen, Wizard, breaking,
        connect::{OrgForm, SecretText},
        open::{Access, PracticeCard, RunEnd, RunKind},
        saved::Saved,
        task::Task,
    },
};
use std::sync::Arc;

pub(super) fn take(wizard: &mut Wizard, answer: Event) -> Vec<Effect> {
    match answer {
        Event::PreferencesLoaded(preferences) => wizard.preferences = preferences,
        Event::Secrets(store) => wizard.secrets = store,
        Event::ConnectionsLoaded { found, damaged } => {
            wizard.home.connections = Task::Done(found);
            // A damaged file is set aside when it is found, and the next look finds it no more: it stays told.
            let told = std::mem::take(&mut wizard.home.damaged);
            let again: Vec<String> = told.into_iter().filter(|one| !damaged.contains(one)).collect();
            wizard.home.damaged = damaged.into_iter().chain(again).collect();
        }
        Event::ConnectionMade(id) => return enter(wizard, Open::new(id)),
        Event::ConnectionOpened {
            saved,
            ledger,
            trouble,
        } => return opened(wizard, &saved, *ledger, trouble),
        Event::ConnectionKept(at) => {
            if let Some(open) = &mut wizard.open {
                open.saved_at = Some(at);
            }
            if wizard.screen == Screen::Home {
                return vec![Effect::LoadConnections];
            }
        }
        Event::PracticeStarted(card) => return practice_started(wizard, card),
        Event::FaultsRead { run, faults } => return faults_read(wizard, run, faults),
        Event::NoToken(side) => connect::no_token(wizard, side),
        Event::OrgChecked { run, side, report } => return connect::checked(wizard, run, side, *report),
        Event::NoDialog { path, bytes } => return files::ask_path(wizard, path, bytes),
        Event::Saved(path) => return files::saved(wizard, &path),
        Event::NotSaved(problem) => return files::not_saved(wizard, problem),
        Event::Chosen { purpose, path } => return files::chosen(wizard, purpose, path),
        Event::FileRead { path, content } => return files::read(wizard, path, content),
        Event::Troubleshot {
            run,
            sources,
            outcome,
        } => return trouble::judged(wizard, run, sources, *outcome),
        Event::LogsRead { run, logs } => return trouble::logs_read(wizard, run, logs),
        Event::BundleWritten { run, written } => return bundle::written(wizard, run, *written),
        Event::BundleOpened { run, name, bundle } => return bundle::opened(wizard, run, name, bundle),
        Event::Said { text, bad } => wizard.say(text, bad),
        other => return about_open(wizard, other),
    }
    Vec::new()
}

fn about_open(wizard: &mut Wizard, answer: Event) -> Vec<Effect> {
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    match answer {
        Event::OptionsRead { run, options } => {
            open.options.finish(run, options);
        }
        Event::Observed { run, snapshot } if open.snapshot.finish(run, Ok(Arc::clone(&snapshot))) => {
            running::replan(wizard);
            let mut effects = navigation::keep(wizard);
            effects.extend(breaking::read(wizard));
            if wizard.screen == Screen::Troubleshoot {
                effects.extend(trouble::by_newer_settings(wizard));
            }
            return effects;
        }
        Event::Progress { run, progress } => progressed(open, run, progress),
        Event::RunEnded { run, end, ledger } => return run_ended(wizard, run, &end, *ledger),
        Event::UndoPrepared { run, plan } => {
            open.undo.finish(run, plan);
        }
        Event::WatchBegan { run, since } => {
            if let Some(watch) = open.watch.as_mut().filter(|watch| watch.run == run) {
                watch.since = Some(since);
            }
        }
        Event::Watched { .. } => return watched(wizard, answer),
        Event::SignInPlayed { run, stages } => {
            open.sign_in.finish(run, Ok(stages));
        }
        _ => {}
    }
    Vec::new()
}

/// What was proved before orgs were broken, or before they were put back, is proved no longer.
fn faults_read(
    wizard: &mut Wizard,
    run: RunId,
    faults: Result<Vec<breaking::Fault>, crate::advice::Advice>,
) -> Vec<Effect> {
    if !breaking::taken(wizard, run, faults) {
        return Vec::new();
    }
    let mut effects = running::stop_watching(wizard);
    if let Some(open) = &mut wizard.open {
        open.events = crate::federation::verify::Events::default();
        effects.extend(open.sign_in.run().map(Effect::Cancel));
        open.sign_in = Task::Idle;
    }
    effects.extend(running::observe(wizard));
    effects
}

fn enter(wizard: &mut Wizard, open: Open) -> Vec<Effect> {
    let effects = navigation::give_up(wizard);
    bundle::close(wizard);
    wizard.open = Some(open);
    wizard.screen = Screen::Connect;
    effects
}

/// A saved connection goes on by itself where it was left: its tokens are asked for where they are kept, both orgs are tried.
fn opened(wizard: &mut Wizard, saved: &Saved, ledger: Ledger, trouble: Option<String>) -> Vec<Effect> {
    let mut open = Open::from_saved(saved, ledger);
    if std::mem::take(&mut wizard.look_only) {
        open.access = Access::Look;
    }
    let mut effects = enter(wizard, open);
    wizard.screen = saved.resumes_at();
    if let Some(trouble) = trouble {
        wizard.say(trouble, true);
    }
    for side in Side::BOTH {
        effects.extend(connect::check(wizard, side));
    }
    effects
}

fn practice_started(wizard: &mut Wizard, card: Result<PracticeCard, crate::advice::Advice>) -> Vec<Effect> {
    wizard.home.starting_practice = false;
    let card = match card {
        Ok(card) => card,
        Err(advice) => {
            wizard.say(advice.headline, true);
            return Vec::new();
        }
    };
    let mut open = Open::new("practice".to_owned());
    open.source = OrgForm::with_address(&card.source_url);
    open.target = OrgForm::with_address(&card.target_url);
    open.practice = Some(card);
    let mut effects = enter(wizard, open);
    effects.extend(connect::check(wizard, Side::Source));
    effects.extend(connect::check(wizard, Side::Target));
    effects
}

fn progressed(open: &mut Open, run: RunId, progress: Progress) {
    let Some(current) = open.run.as_mut().filter(|current| current.id == run) else {
        return;
    };
    match progress {
        Progress::Started { key } => {
            current.current = Some(key);
            current.waiting = None;
        }
        Progress::Finished { key, outcome } => {
            current.current = None;
            current.waiting = None;
            current.outcomes.insert(key, outcome);
        }
        Progress::Waiting { side, time, why } => current.waiting = Some((side, time, why)),
    }
}

fn run_ended(wizard: &mut Wizard, run: RunId, end: &RunEnd, ledger: Ledger) -> Vec<Effect> {
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let Some(current) = open.run.as_mut().filter(|current| current.id == run) else {
        return Vec::new();
    };
    let kind = current.kind;
    current.current = None;
    current.waiting = None;
    current.end = Some(end.clone());
    open.ledger = ledger;
    match (kind, end) {
        (RunKind::Apply(_), RunEnd::Done) => open.provisioning_token = SecretText::default(),
        (RunKind::Undo, RunEnd::Done) => {
            open.reached = None;
            open.undo = Task::Idle;
            open.last_check = None;
            open.events = crate::federation::verify::Events::default();
        }
        _ => {}
    }
    let mut effects = navigation::keep(wizard);
    if wizard.may_close {
        running::replan(wizard);
        effects.push(Effect::Close);
    } else {
        effects.extend(running::observe(wizard));
    }
    effects
}

fn watched(wizard: &mut Wizard, answer: Event) -> Vec<Effect> {
    let Event::Watched {
        run,
        at,
        events,
        snapshot,
    } = answer
    else {
        return Vec::new();
    };
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let Some(watch) = open.watch.as_mut().filter(|watch| watch.run == run) else {
        return Vec::new();
    };
    watch.last_look = Some(at);
    match events {
        Ok(events) => {
            watch.trouble = None;
            open.events = events;
        }
        Err(advice) => watch.trouble = Some(advice),
    }
    // What is being read by itself is newer.
    if let Some(snapshot) = snapshot.filter(|_| !open.snapshot.is_running()) {
        open.snapshot = Task::Done(snapshot);
    }
    running::replan(wizard);
    let verified = wizard
        .open
        .as_ref()
        .and_then(|open| open.report.as_ref())
        .is_some_and(|report| report.verified() == 5);
    let mut effects = Vec::new();
    if verified {
        effects.extend(running::stop_watching(wizard));
    }
    effects.extend(navigation::keep(wizard));
    effects
}
