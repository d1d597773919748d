//! Troubleshooting and support bundles: what is judged, what is dropped, and what belongs to which connection.

use org2org_setup::{
    advice::Advice,
    federation::{bundle::Level, timeline::Logs, troubleshoot::Outcome},
    wizard::{
        Effect, Event, Open, RunId, Screen,
        bundle::{Content, Written},
        open::Access,
        task::Task,
        trouble::{Bring, Source},
    },
};
use std::sync::Arc;

use super::{Machine, cancelled, kinds, run_of};
use crate::{bundle, states, troubleshoot};

fn judged(run: RunId, sources: Vec<Arc<Source>>) -> Event {
    Event::Troubleshot {
        run,
        sources,
        outcome: Box::default(),
    }
}

fn source(name: &str) -> Arc<Source> {
    Arc::new(Source::new(name.to_owned(), Ok(Vec::new())))
}

fn opened_bundle(
    machine: &mut Machine,
    bundle: Result<Arc<org2org_setup::federation::bundle::Bundle>, String>,
) -> Vec<Effect> {
    let run = run_of(
        &machine.send(Event::Dropped("/tmp/a.json".to_owned())),
        "Troubleshoot",
    );
    machine.send(Event::BundleOpened {
        run,
        name: "a.json".to_owned(),
        bundle,
    })
}

/// A bundle that somebody made.
fn some_bundle() -> Arc<org2org_setup::federation::bundle::Bundle> {
    let opened = bundle::opened(Level::Hashed);
    Arc::clone(&opened.viewed.as_ref().unwrap().bundle)
}

#[test]
fn with_a_connection_open_its_settings_are_judged_without_a_message() {
    let mut machine = Machine::at(Screen::Checklist, states::broken());
    let effects = machine.send(Event::Go(Screen::Troubleshoot));
    assert!(
        matches!(&effects[..], [Effect::Troubleshoot { settings: Some(_), bring, .. }] if bring.is_empty()),
        "{:?}",
        kinds(&effects)
    );
}

#[test]
fn with_nothing_at_all_there_is_nothing_to_judge() {
    let mut machine = Machine::home();
    assert!(machine.send(Event::Go(Screen::Troubleshoot)).is_empty());
    assert!(machine.wizard.trouble.outcome.value().is_none());
}

#[test]
fn what_was_found_in_one_connection_is_not_shown_of_another() {
    let mut machine = Machine {
        wizard: troubleshoot::connection_alone(),
    };
    assert!(
        machine.wizard.trouble.outcome.value().is_some(),
        "the premise of this test"
    );
    machine.send(Event::Go(Screen::Home));
    machine.send(Event::ConnectionMade("c9".to_owned()));
    assert!(machine.send(Event::Go(Screen::Troubleshoot)).is_empty());
    assert!(machine.wizard.trouble.outcome.value().is_none());
}

#[test]
fn what_was_brought_is_judged_by_the_connection_that_is_opened_later() {
    let mut machine = Machine {
        wizard: troubleshoot::wizard(None),
    };
    machine.wizard.open = Some(states::connected());
    let observe = run_of(&machine.send(Event::Go(Screen::Troubleshoot)), "Observe");
    let snapshot = Arc::new(states::seen::wrong_issuer());
    let effects = machine.send(Event::Observed {
        run: observe,
        snapshot,
    });
    let judged = effects.iter().find_map(|effect| match effect {
        Effect::Troubleshoot {
            settings, sources, ..
        } => Some((settings.is_some(), sources.len())),
        _ => None,
    });
    assert_eq!(judged, Some((true, 2)), "{:?}", kinds(&effects));
}

#[test]
fn a_newer_judgement_stops_the_older_one_and_takes_its_files_along() {
    let mut machine = Machine::home();
    let first = run_of(
        &machine.send(Event::Dropped("/tmp/a.har".to_owned())),
        "Troubleshoot",
    );
    let effects = machine.send(Event::Dropped("/tmp/b.har".to_owned()));
    assert_eq!(cancelled(&effects), [first]);
    let brought = effects.iter().find_map(|effect| match effect {
        Effect::Troubleshoot { bring, .. } => Some(bring.clone()),
        _ => None,
    });
    let wanted = ["/tmp/a.har", "/tmp/b.har"].map(|path| Bring::File(path.to_owned()));
    assert_eq!(brought.unwrap(), wanted);
}

#[test]
fn a_file_that_is_dropped_on_the_checklist_is_judged_and_the_way_back_leads_there() {
    let mut machine = Machine::at(Screen::Checklist, states::broken());
    let effects = machine.send(Event::Dropped("/tmp/login.har".to_owned()));
    assert_eq!(kinds(&effects), ["Troubleshoot"]);
    assert_eq!(machine.wizard.screen, Screen::Troubleshoot);
    assert_eq!(machine.wizard.back(), Screen::Checklist);
}

#[test]
fn stopping_keeps_what_was_judged_before() {
    let mut machine = Machine::home();
    let run = run_of(
        &machine.send(Event::Dropped("/tmp/a.har".to_owned())),
        "Troubleshoot",
    );
    machine.send(judged(run, vec![source("a.har")]));
    let run = run_of(
        &machine.send(Event::Dropped("/tmp/b.har".to_owned())),
        "Troubleshoot",
    );
    assert_eq!(cancelled(&machine.send(Event::StopTrouble)), [run]);
    let trouble = &machine.wizard.trouble;
    assert!(trouble.pending.is_empty() && trouble.outcome.value().is_some());
    assert_eq!(trouble.sources.len(), 1);
    assert!(machine.send(judged(run, Vec::new())).is_empty());
    assert_eq!(
        machine.wizard.trouble.sources.len(),
        1,
        "a late answer is dropped"
    );
}

#[test]
fn a_path_in_quotes_or_spaces_is_followed_and_a_text_is_not() {
    for (typed, is_path) in [
        ("/home/jo/login.har", true),
        ("  /home/jo/login.har\n", true),
        (r"C:\Users\jo\login.har", true),
        ("PHNhbWxwOlJlc3BvbnNl", false),
        ("400 Bad Request GENERAL_NONSUCCESS", false),
    ] {
        let mut machine = Machine::home();
        machine.send(Event::TroubleText(typed.to_owned()));
        let effects = machine.send(Event::TakeTrouble);
        let file = effects.iter().any(|effect| {
            matches!(effect, Effect::Troubleshoot { bring, .. } if matches!(bring[..], [Bring::File(_)]))
        });
        assert_eq!(file, is_path, "{typed:?}");
    }
}

#[test]
fn logs_are_read_for_the_attempt_and_an_answer_for_another_is_dropped() {
    let mut machine = Machine::at(Screen::Checklist, states::broken());
    let run = run_of(&machine.send(Event::Go(Screen::Troubleshoot)), "Troubleshoot");
    let attempt = Outcome {
        attempt: Some(states::at("10:41:09")),
        ..Outcome::default()
    };
    let event = |run, outcome: Outcome| Event::Troubleshot {
        run,
        sources: Vec::new(),
        outcome: Box::new(outcome),
    };
    let first = run_of(&machine.send(event(run, Outcome::default())), "ReadLogs");
    let run = run_of(&machine.send(Event::Go(Screen::Troubleshoot)), "Troubleshoot");
    let effects = machine.send(event(run, attempt));
    assert_eq!(cancelled(&effects), [first]);
    let read = |run| Event::LogsRead {
        run,
        logs: Ok(Arc::new(Logs::default())),
    };
    assert!(machine.send(read(first)).is_empty());
    assert_eq!(machine.asks(read(run_of(&effects, "ReadLogs"))), ["Troubleshoot"]);
}

#[test]
fn a_bundle_of_nothing_is_not_made() {
    let mut machine = Machine::home();
    assert!(machine.send(Event::MakeBundle).is_empty());
    assert!(machine.said().starts_with("Nothing is known yet"));
    assert_eq!(machine.wizard.screen, Screen::Home);
}

#[test]
fn a_bundle_is_shown_before_it_is_saved_and_only_what_is_shown_is_saved() {
    let mut machine = Machine::at(Screen::Checklist, states::broken());
    let effects = machine.send(Event::MakeBundle);
    let [Effect::WriteBundle { run, level, content }] = &effects[..] else {
        panic!("{:?}", kinds(&effects))
    };
    assert_eq!(
        (*level, machine.wizard.screen),
        (Level::default(), Screen::Bundle)
    );
    assert_ne!(
        *level,
        Level::None,
        "names are not told unless somebody wants that"
    );
    assert!(matches!(
        &**content,
        Content::Known {
            settings: Some(_),
            practice: false,
            ..
        }
    ));
    assert!(machine.send(Event::SaveBundle).is_empty(), "nothing is shown yet");
    let written = Written::new(some_bundle(), *level, "{}".to_owned());
    let written = |run| Event::BundleWritten {
        run,
        written: Box::new(Ok(written.clone())),
    };
    machine.send(written(RunId(run.0 + 1_000)));
    assert!(
        machine.send(Event::SaveBundle).is_empty(),
        "the answer of another run"
    );
    machine.send(written(*run));
    assert_eq!(machine.asks(Event::SaveBundle), ["SaveFile"]);
    let effects = machine.send(Event::BundleLevel(Level::Removed));
    assert!(
        matches!(&effects[..], [Effect::WriteBundle { content, .. }] if matches!(**content, Content::Again(_))),
        "the same content at another level"
    );
    assert!(
        machine.send(Event::SaveBundle).is_empty(),
        "what is shown is not what was chosen"
    );
}

#[test]
fn another_level_stops_the_writing_of_the_last() {
    let mut machine = Machine::at(Screen::Checklist, states::broken());
    let first = run_of(&machine.send(Event::MakeBundle), "WriteBundle");
    let effects = machine.send(Event::BundleLevel(Level::None));
    assert_eq!(cancelled(&effects), [first]);
}

#[test]
fn a_bundle_that_could_not_be_written_says_why() {
    let mut machine = Machine::at(Screen::Checklist, states::broken());
    let run = run_of(&machine.send(Event::MakeBundle), "WriteBundle");
    let written = Box::new(Err(Advice::new("It is too large", "")));
    machine.send(Event::BundleWritten { run, written });
    let handing = machine.wizard.bundle.as_ref().unwrap();
    assert_eq!(handing.written.failure().unwrap().headline, "It is too large");
}

#[test]
fn opening_a_bundle_leaves_the_connection_and_its_clients() {
    let mut machine = Machine::at(Screen::Troubleshoot, states::watching(states::joined()));
    let effects = opened_bundle(&mut machine, Ok(some_bundle()));
    assert_eq!(kinds(&effects), ["KeepConnection", "Cancel", "Disconnect"]);
    assert_eq!(machine.open().access, Access::Bundle);
    assert_eq!(machine.wizard.screen, Screen::Troubleshoot);
    assert!(machine.wizard.viewed.is_some());
}

#[test]
fn a_bundle_is_not_opened_while_changes_are_made_and_a_bad_one_is_told_by_name() {
    let mut machine = Machine::at(
        Screen::Troubleshoot,
        states::running(states::fresh(), org2org_setup::federation::action::Step::Trust, 1),
    );
    assert!(opened_bundle(&mut machine, Ok(some_bundle())).is_empty());
    assert!(machine.said().contains("Changes are being made"));
    assert!(machine.wizard.is_changing() && machine.wizard.viewed.is_none());
    let mut machine = Machine::home();
    assert!(opened_bundle(&mut machine, Err("it is of a later version".to_owned())).is_empty());
    assert_eq!(
        machine.said(),
        "a.json cannot be opened: it is of a later version"
    );
    assert!(!machine.wizard.trouble.outcome.is_running());
}

#[test]
fn whatever_is_brought_beside_a_bundle_begins_afresh() {
    let mut machine = Machine {
        wizard: bundle::opened(Level::Hashed),
    };
    let effects = machine.send(Event::Dropped("/tmp/login.har".to_owned()));
    let alone = effects.iter().any(|effect| {
        matches!(effect, Effect::Troubleshoot { sources, bring, settings: None, .. }
            if sources.is_empty() && bring.len() == 1)
    });
    assert!(alone, "{:?}", kinds(&effects));
    assert!(machine.wizard.viewed.is_none() && machine.wizard.open.is_none());
}

#[test]
fn a_bundle_that_is_closed_from_its_checklist_leaves_no_empty_window() {
    let mut machine = Machine {
        wizard: bundle::opened(Level::Hashed),
    };
    machine.wizard.screen = Screen::Checklist;
    machine.send(Event::ClearTrouble);
    assert!(machine.wizard.open.is_none());
    assert_eq!(machine.wizard.screen, Screen::Troubleshoot);
}

#[test]
fn nothing_of_a_bundle_asks_an_org_or_opens_a_page() {
    use org2org_setup::federation::{Side, action::Step};
    for event in [
        Event::Check(Side::Source),
        Event::Refresh,
        Event::Apply(Step::Trust),
        Event::AskUndo,
        Event::StartSignIn,
        Event::Search("m".to_owned()),
        Event::OpenLink("https://evil.example".to_owned()),
        Event::LookOnly(false),
        Event::Choose(Box::new(states::blueprint())),
    ] {
        let mut machine = Machine {
            wizard: bundle::opened(Level::Hashed),
        };
        let what = format!("{event:?}");
        assert!(machine.send(event).is_empty(), "{what}");
        assert!(machine.said().starts_with("This is a support bundle"), "{what}");
    }
}

#[test]
fn a_task_that_was_judged_for_a_connection_is_stopped_with_nothing_left_to_judge() {
    let mut machine = Machine::at(Screen::Checklist, states::broken());
    let run = run_of(&machine.send(Event::Go(Screen::Troubleshoot)), "Troubleshoot");
    machine.wizard.open = Some(Open::new("c2".to_owned()));
    let effects = machine.send(Event::Go(Screen::Troubleshoot));
    assert_eq!(cancelled(&effects), [run]);
    assert!(matches!(machine.wizard.trouble.outcome, Task::Idle));
}
