//! A support bundle before it is saved, one that was opened, and a connection that is only looked at.

use std::sync::Arc;

use org2org_setup::{
    federation::{
        bundle::{self, Bundle, Connection, Key, Level},
        troubleshoot::Settings,
    },
    wizard::{
        Event, Screen, Wizard,
        bundle::{Handing, Written},
        open::Access,
        task::Task,
        update,
    },
};

use crate::{clicks::Clicks, states, troubleshoot};

fn made() -> Bundle {
    let open = states::broken();
    let snapshot = open.snapshot.value().expect("it was read");
    let settings = Settings {
        blueprint: Box::new(open.blueprint.clone().expect("it is decided")),
        snapshot: Arc::clone(snapshot),
        facts: open.facts().clone(),
        report: open.report.clone(),
    };
    let connection = Connection::new(&settings, &open.events, false);
    let mut logs = troubleshoot::logs();
    for part in &mut logs.parts {
        part.reach.live = true;
    }
    Bundle::new(Some(connection), Vec::new(), &logs, states::at("10:41:09"))
}

fn written(level: Level) -> String {
    made().text(level, &Key::new([3; 32])).expect("it can be written")
}

/// On its way out.
pub(crate) fn shown(level: Level) -> Wizard {
    let mut wizard = states::wizard(Screen::Bundle, Some(states::broken()));
    wizard.bundle = Some(Handing {
        level,
        written: Task::Done(Written::new(Arc::new(made()), level, written(level))),
        back: Screen::Checklist,
    });
    wizard
}

/// Opened by somebody else.
pub(crate) fn opened(level: Level) -> Wizard {
    let bundle = bundle::read(written(level).as_bytes()).expect("it was just written");
    let mut wizard = troubleshoot::empty();
    wizard.trouble.outcome.begin(org2org_setup::wizard::RunId(5));
    let event = Event::BundleOpened {
        run: org2org_setup::wizard::RunId(5),
        name: "connection-2026-11-23.org2org-support.json".to_owned(),
        bundle: Ok(Arc::new(bundle)),
    };
    update(&mut wizard, event);
    wizard
}

#[test]
fn what_would_be_saved_is_shown_with_its_size_and_what_is_in_it() {
    let mut window = Clicks::on(shown(Level::Hashed));
    assert!(window.tells("The checklist:") && window.tells("The file, to the letter ("));
    assert!(window.tells("\"format\": \"org2org-setup support bundle\""));
    assert_eq!(window.click("Save the bundle…").only(), "SaveBundle");
    assert_eq!(window.click("Names removed").only(), "BundleLevel(Removed)");
    assert_eq!(window.click("Back").only(), "Go(Checklist)");
}

#[test]
fn it_is_saved_to_the_letter_of_what_is_shown() {
    let mut wizard = shown(Level::Hashed);
    let effects = update(&mut wizard, Event::SaveBundle);
    let [org2org_setup::wizard::Effect::SaveFile { name, bytes }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(bytes, written(Level::Hashed).as_bytes());
    assert_eq!(name, "connection-2026-11-23.org2org-support.json");
}

#[test]
fn an_opened_bundle_shows_the_same_findings_and_changes_nothing() {
    let told = |wizard: &Wizard| {
        let troubles = &wizard.trouble.outcome.value().unwrap().troubles;
        let codes: Vec<String> = troubles.iter().map(|trouble| trouble.code.clone()).collect();
        codes
    };
    let wanted: Vec<String> = made()
        .outcome
        .troubles
        .iter()
        .map(|trouble| trouble.code.clone())
        .collect();
    assert!(!wanted.is_empty());
    for level in Level::ALL {
        let wizard = opened(level);
        assert_eq!(told(&wizard), wanted);
        assert_eq!(wizard.open.as_ref().unwrap().access, Access::Bundle);
        let window = Clicks::on(wizard);
        assert!(window.shows("A support bundle, opened read-only"));
        assert!(!window.tells("Fix: "), "{level:?}");
    }
    let mut window = Clicks::on(opened(Level::Hashed));
    assert_eq!(window.click("Close the bundle").only(), "ClearTrouble");
    let mut wizard = opened(Level::Hashed);
    update(&mut wizard, Event::ClearTrouble);
    assert!(wizard.open.is_none() && wizard.viewed.is_none());
}

#[test]
fn an_opened_bundle_shows_the_timeline_with_the_change_before_the_first_failure() {
    for level in Level::ALL {
        let window = Clicks::on(opened(level));
        assert!(window.shows("Timeline of both System Logs"), "{level:?}");
        assert!(window.shows("What changed?"), "{level:?}");
        assert!(window.tells("3 min before"), "{level:?}");
        assert!(window.tells("Both System Logs were read"), "{level:?}");
    }
}

#[test]
fn what_an_opened_bundle_cannot_do_has_no_button() {
    let unread = |mut wizard: Wizard| {
        let mut outcome = wizard.trouble.outcome.value().unwrap().clone();
        outcome.timeline.reaches[0].problem = Some("The token may not read the System Log".to_owned());
        wizard.trouble.outcome = Task::Done(outcome);
        wizard
    };
    let live = states::wizard(Screen::Checklist, Some(states::broken()));
    let pages = [
        "Open in ",
        "Open identity providers",
        "Open the app",
        "Read again",
        "Check again: ",
    ];
    let linked = |wizard: Wizard| {
        let window = Clicks::on(wizard);
        pages.iter().filter(|words| window.tells(words)).count()
    };
    assert!(
        linked(live) > 0,
        "the same checklist has links where orgs are connected"
    );
    let screens = [Screen::Checklist, Screen::Troubleshoot]
        .into_iter()
        .chain(org2org_setup::federation::action::Step::ALL.map(Screen::Step));
    for screen in screens {
        let mut wizard = unread(opened(Level::None));
        wizard.screen = screen;
        assert_eq!(linked(wizard), 0, "{screen:?}");
    }
}

#[test]
fn who_only_looks_is_told_what_to_do_instead() {
    let look = |screen| {
        let mut open = states::broken();
        open.access = Access::Look;
        states::wizard(screen, Some(open))
    };
    let window = Clicks::on(look(Screen::Checklist));
    assert!(window.shows("Look only") && window.tells("Look only: nothing can be changed"));
    assert!(window.tells("Whoever may change it can set it right by this"));
    assert!(!window.tells("Fix: ") && !window.tells("Take everything back"));
    let step = Screen::Step(org2org_setup::federation::action::Step::Trust);
    let window = Clicks::on(look(step));
    assert!(window.tells("would be carried out in this step") && !window.tells("Carry out"));
    let mut window = Clicks::on(look(Screen::Connect));
    let events = window.click("Look only: nothing can be changed").events();
    assert!(matches!(&events[..], [Event::LookOnly(false)]), "{events:?}");
}

#[test]
fn a_token_that_is_too_small_leads_to_looking() {
    let mut open = states::connected();
    let mut report = states::target_report();
    report.notes = vec![org2org_setup::federation::preflight::Note {
        weight: org2org_setup::federation::preflight::Weight::StopsChanges,
        ..states::small_role()
    }];
    open.target = states::form(states::NORTHWIND, report);
    assert!(!open.is_connected());
    let mut window = Clicks::on(states::wizard(Screen::Connect, Some(open.clone())));
    let events = window.click("Look only").events();
    assert!(matches!(&events[..], [Event::LookOnly(true)]), "{events:?}");
    open.access = Access::Look;
    assert!(open.is_connected());
}
