//! The watch on both System Logs, the sign-in that practice orgs play, and faults that are switched.

use org2org_setup::{
    advice::Advice,
    federation::{action::Step, verify::Events},
    wizard::{
        Effect, Event, Open, RunId, Screen,
        breaking::Switch,
        open::{Access, Stage},
        task::Task,
    },
};
use std::sync::Arc;

use super::{Machine, cancelled, kinds, run_of};
use crate::states;

fn at(open: Open) -> Machine {
    Machine::at(Screen::Step(Step::Validate), open)
}

fn began(run: RunId) -> Event {
    Event::WatchBegan {
        run,
        since: states::at("10:41:00"),
    }
}

fn watched(run: RunId, events: Result<Events, Advice>) -> Event {
    Event::Watched {
        run,
        at: states::at("10:41:30"),
        events,
        snapshot: None,
    }
}

#[test]
fn a_test_sign_in_is_watched_for_and_its_tile_is_opened() {
    let mut machine = at(states::proved());
    let effects = machine.send(Event::StartSignIn);
    assert_eq!(kinds(&effects), ["Watch", "OpenLink"]);
    let open = machine.open();
    assert_eq!(open.watch.as_ref().unwrap().run, run_of(&effects, "Watch"));
    assert!(
        open.events.source.is_empty(),
        "what was seen before proves nothing now"
    );
    assert_eq!(open.reached, Some(Step::Validate));
    let watching = |state| state == org2org_setup::federation::verify::ItemState::Watching;
    let report = open.report.as_ref().unwrap();
    assert!(
        report.items.iter().any(|item| watching(item.state)),
        "the checklist says so at once"
    );
}

#[test]
fn nothing_is_watched_in_orgs_that_are_not_connected() {
    let mut open = states::joined();
    open.source.report = Task::Idle;
    let mut machine = at(open);
    assert!(machine.send(Event::StartSignIn).is_empty());
    assert!(machine.open().watch.is_none());
}

#[test]
fn a_watch_that_was_stopped_before_it_began_does_not_begin() {
    let mut machine = at(states::joined());
    let run = run_of(&machine.send(Event::StartSignIn), "Watch");
    assert_eq!(cancelled(&machine.send(Event::StopWatching)), [run]);
    machine.send(began(run));
    assert!(machine.open().watch.is_none());
}

#[test]
fn a_second_watch_stops_the_first_and_drops_what_it_tells() {
    let mut machine = at(states::joined());
    let first = run_of(&machine.send(Event::StartSignIn), "Watch");
    let effects = machine.send(Event::StartSignIn);
    assert_eq!(cancelled(&effects), [first]);
    let second = run_of(&effects, "Watch");
    machine.send(began(first));
    assert!(
        machine
            .send(watched(first, Ok(states::seen::sign_in())))
            .is_empty()
    );
    let watch = machine.open().watch.as_ref().unwrap();
    assert_eq!((watch.run, watch.since, watch.last_look), (second, None, None));
    assert!(machine.open().events.source.is_empty());
    machine.send(began(second));
    assert_eq!(
        machine.open().watch.as_ref().unwrap().since,
        Some(states::at("10:41:00"))
    );
}

#[test]
fn what_keeps_the_watch_from_looking_is_told_until_it_looks_again() {
    let mut machine = at(states::joined());
    let run = run_of(&machine.send(Event::StartSignIn), "Watch");
    machine.send(watched(
        run,
        Err(Advice::new("Northwind Partners does not answer", "")),
    ));
    let watch = machine.open().watch.as_ref().unwrap();
    assert!(watch.trouble.is_some() && watch.last_look.is_some());
    machine.send(watched(run, Ok(Events::default())));
    assert!(machine.open().watch.as_ref().unwrap().trouble.is_none());
}

#[test]
fn events_turn_items_green_and_the_fifth_ends_the_watch() {
    let mut machine = at(states::joined());
    let run = run_of(&machine.send(Event::StartSignIn), "Watch");
    machine.send(watched(run, Ok(states::seen::sign_in_at_source())));
    let verified = |machine: &Machine| machine.open().report.as_ref().unwrap().verified();
    assert!((1..5).contains(&verified(&machine)), "{}", verified(&machine));
    assert!(machine.open().watch.is_some());
    let effects = machine.send(watched(run, Ok(states::seen::sign_in())));
    assert_eq!(verified(&machine), 5);
    assert_eq!(cancelled(&effects), [run]);
    assert!(machine.open().watch.is_none());
    assert_eq!(
        machine.open().last_check.unwrap().verified,
        5,
        "and it is remembered"
    );
}

#[test]
fn what_the_watch_saw_of_the_orgs_gives_way_to_a_look_that_goes_on() {
    let mut machine = at(states::joined());
    let run = run_of(&machine.send(Event::StartSignIn), "Watch");
    let observe = run_of(&machine.send(Event::Refresh), "Observe");
    machine.send(Event::Watched {
        run,
        at: states::at("10:41:30"),
        events: Ok(Events::default()),
        snapshot: Some(Arc::new(states::seen::nothing())),
    });
    assert_eq!(machine.open().snapshot.run(), Some(observe));
}

#[test]
fn a_sign_in_is_played_on_practice_orgs_alone_and_with_a_test_user() {
    let nobody = || {
        let mut open = states::practice(states::joined());
        open.blueprint.as_mut().unwrap().test_user = None;
        open
    };
    for (why, open, played) in [
        ("practice", states::practice(states::joined()), true),
        ("real orgs", states::joined(), false),
        ("no test user", nobody(), false),
    ] {
        let mut machine = at(open);
        let kinds = machine.asks(Event::PlaySignIn);
        let wanted: &[&str] = if played { &["Watch", "PlaySignIn"] } else { &[] };
        assert_eq!(kinds, wanted, "{why}");
        assert_eq!(machine.open().watch.is_some(), played, "{why}");
    }
}

#[test]
fn a_sign_in_that_is_played_names_the_person_and_the_app() {
    let mut machine = at(states::practice(states::joined()));
    let effects = machine.send(Event::PlaySignIn);
    let played = effects.iter().find_map(|effect| match effect {
        Effect::PlaySignIn { login, app, .. } => Some((login.as_str(), app.as_str())),
        _ => None,
    });
    assert_eq!(played, Some((states::TEST_USER, "Dropbox Business")));
}

#[test]
fn only_one_sign_in_is_played_at_a_time() {
    let mut machine = at(states::practice(states::joined()));
    let effects = machine.send(Event::PlaySignIn);
    let (watch, play) = (run_of(&effects, "Watch"), run_of(&effects, "PlaySignIn"));
    let effects = machine.send(Event::PlaySignIn);
    assert_eq!(cancelled(&effects), [watch, play]);
    let stages = vec![Stage {
        words: "Signed in".to_owned(),
        ok: true,
    }];
    machine.send(Event::SignInPlayed { run: play, stages });
    assert!(machine.open().sign_in.is_running(), "the first one is over");
}

#[test]
fn whoever_only_looks_may_still_watch_but_breaks_nothing() {
    let look = |open| Open {
        access: Access::Look,
        ..open
    };
    let mut machine = at(look(states::joined()));
    assert_eq!(machine.asks(Event::StartSignIn), ["Watch", "OpenLink"]);
    let mut machine = at(look(states::breaking(states::joined())));
    let switch = Event::SwitchFaults(Switch::Break("issuer-mismatch".to_owned()));
    assert!(machine.send(switch).is_empty());
    assert!(machine.said().starts_with("Look only"));
}

#[test]
fn faults_are_never_switched_on_orgs_that_are_not_practice() {
    let mut machine = at(states::joined());
    let switch = Event::SwitchFaults(Switch::Break("issuer-mismatch".to_owned()));
    assert!(machine.send(switch).is_empty());
    assert!(machine.open().breaking.switching.is_none());
}

#[test]
fn the_list_of_faults_of_an_older_run_is_dropped() {
    let mut machine = at(states::breaking(states::joined()));
    let switch = Switch::Break("issuer-mismatch".to_owned());
    let run = run_of(&machine.send(Event::SwitchFaults(switch)), "SwitchFaults");
    let read = |run| Event::FaultsRead {
        run,
        faults: Ok(Vec::new()),
    };
    assert!(machine.send(read(RunId(run.0 + 1_000))).is_empty());
    assert!(machine.open().breaking.switching.is_some());
    assert_eq!(machine.asks(read(run)), ["Observe"]);
}
