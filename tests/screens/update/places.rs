//! Which places there are, which are open, and how one leaves a connection for another.

use org2org_setup::{
    advice::Advice,
    federation::action::Step,
    wizard::{
        Event, Open, Preferences, Question, RunId, Screen, Wizard,
        open::{Access, PracticeCard},
        rail::{self, Standing},
        saved::Saved,
        task::Task,
    },
};

use super::{Machine, cancelled, kinds, run_of};
use crate::{bundle, states};

const PLACES: [Screen; 9] = [
    Screen::Connect,
    Screen::Step(Step::TargetApp),
    Screen::Step(Step::Trust),
    Screen::Step(Step::Provisioning),
    Screen::Step(Step::Assign),
    Screen::Step(Step::Validate),
    Screen::Checklist,
    Screen::Troubleshoot,
    Screen::Handover,
];

fn card() -> PracticeCard {
    states::practice(Open::new("practice".to_owned()))
        .practice
        .unwrap()
}

fn opened(id: &str) -> Event {
    Event::ConnectionOpened {
        saved: Box::new(states::saved(id, None, Some(Step::Trust))),
        ledger: Box::default(),
        trouble: None,
    }
}

fn saved() -> Box<Saved> {
    Box::new(states::saved("c7", None, None))
}

#[test]
fn before_both_orgs_are_connected_only_their_form_and_troubleshooting_are_open() {
    for screen in PLACES {
        let mut machine = Machine::at(Screen::Connect, Open::new("c1".to_owned()));
        machine.send(Event::Go(screen));
        let open = matches!(screen, Screen::Connect | Screen::Troubleshoot);
        assert_eq!(machine.wizard.screen == screen, open, "{screen:?}");
    }
}

#[test]
fn once_there_are_choices_every_place_is_open() {
    for screen in PLACES {
        let mut machine = Machine::at(Screen::Connect, states::fresh());
        machine.send(Event::Go(screen));
        assert_eq!(machine.wizard.screen, screen);
    }
}

#[test]
fn without_a_connection_there_are_home_settings_and_troubleshooting() {
    for screen in PLACES {
        let mut machine = Machine::home();
        machine.send(Event::Go(screen));
        let open = screen == Screen::Troubleshoot;
        assert_eq!(machine.wizard.screen == screen, open, "{screen:?}");
    }
}

#[test]
fn a_bundle_has_findings_and_a_checklist_and_nothing_that_asks_orgs() {
    let wizard = bundle::opened(org2org_setup::federation::bundle::Level::Hashed);
    let open = wizard.open.as_ref().unwrap();
    let places = rail::steps(open).into_iter().chain(rail::extras(open));
    for place in places {
        let blocked = matches!(place.standing, Standing::Blocked(_));
        let seen = matches!(place.screen, Screen::Checklist | Screen::Troubleshoot);
        assert_eq!(blocked, !seen, "{}", place.title);
    }
}

#[test]
fn the_rail_tells_what_is_done_and_why_something_is_closed() {
    let standings = |open: &Open| -> Vec<Standing> {
        rail::steps(open)
            .into_iter()
            .map(|place| place.standing)
            .collect()
    };
    let fresh = standings(&states::fresh());
    assert_eq!(fresh[0], Standing::Done);
    assert!(fresh[1..].iter().all(|it| *it == Standing::Open), "{fresh:?}");
    let joined = standings(&states::joined());
    assert!(joined[..5].iter().all(|it| *it == Standing::Done), "{joined:?}");
    assert_eq!(joined[5], Standing::Open, "only a sign-in proves the last step");
    assert_eq!(standings(&states::proved())[5], Standing::Done);
    let new = standings(&Open::new("c1".to_owned()));
    assert_eq!(new[0], Standing::Open);
    assert!(
        new[1..]
            .iter()
            .all(|it| *it == Standing::Blocked("Connect both orgs first"))
    );
}

#[test]
fn going_on_keeps_the_connection_and_the_first_look_comes_by_itself() {
    let mut machine = Machine::at(Screen::Connect, states::connected());
    let go = || Event::Go(Screen::Step(Step::TargetApp));
    assert_eq!(machine.asks(go()), ["KeepConnection", "Observe"]);
    assert_eq!(
        machine.asks(go()),
        ["KeepConnection"],
        "it is being looked at already"
    );
    let mut machine = Machine::at(Screen::Connect, states::fresh());
    assert_eq!(machine.asks(go()), ["KeepConnection"], "it was looked at");
}

#[test]
fn the_furthest_step_is_remembered_though_one_goes_back() {
    let mut machine = Machine::at(Screen::Connect, states::fresh());
    for (step, reached) in [
        (Step::Trust, Step::Trust),
        (Step::Assign, Step::Assign),
        (Step::TargetApp, Step::Assign),
    ] {
        machine.send(Event::Go(Screen::Step(step)));
        assert_eq!(machine.open().reached, Some(reached), "{step:?}");
    }
    assert_eq!(machine.open().to_saved().resumes_at(), Screen::Step(Step::Assign));
}

#[test]
fn going_back_loses_neither_choices_nor_plan_nor_what_was_made() {
    let before = states::half_way();
    let mut machine = Machine::at(Screen::Step(Step::Trust), before.clone());
    for screen in [Screen::Step(Step::TargetApp), Screen::Connect, Screen::Home] {
        machine.send(Event::Go(screen));
    }
    let open = machine.open();
    assert_eq!(open.blueprint, before.blueprint);
    assert_eq!(open.ledger, before.ledger);
    assert!(open.plan.is_some() && open.snapshot.value().is_some());
}

#[test]
fn home_reads_the_list_anew() {
    let mut machine = Machine::at(Screen::Connect, states::fresh());
    assert_eq!(
        machine.asks(Event::Go(Screen::Home)),
        ["KeepConnection", "LoadConnections"]
    );
    assert_eq!(
        machine.asks(Event::ConnectionKept(states::at("10:50:00"))),
        ["LoadConnections"],
        "the list shows what has just been kept"
    );
    assert_eq!(machine.open().saved_at, Some(states::at("10:50:00")));
}

#[test]
fn back_leads_where_one_came_from() {
    let back = |wizard: &Wizard| wizard.back();
    for (from, to) in [
        (Screen::Connect, Screen::Home),
        (Screen::Step(Step::TargetApp), Screen::Connect),
        (Screen::Step(Step::Validate), Screen::Step(Step::Assign)),
        (Screen::Checklist, Screen::Step(Step::Validate)),
        (Screen::Handover, Screen::Checklist),
        (Screen::Settings, Screen::Home),
    ] {
        assert_eq!(back(&states::wizard(from, Some(states::fresh()))), to, "{from:?}");
    }
    for from in [Screen::Checklist, Screen::Step(Step::Trust), Screen::Home] {
        let mut machine = Machine::at(from, states::broken());
        machine.send(Event::Go(Screen::Troubleshoot));
        assert_eq!(back(&machine.wizard), from);
        machine.send(Event::MakeBundle);
        assert_eq!(back(&machine.wizard), Screen::Troubleshoot);
        machine.send(Event::MakeBundle);
        assert_eq!(
            back(&machine.wizard),
            Screen::Troubleshoot,
            "a bundle does not lead to itself"
        );
        machine.send(Event::Go(Screen::Troubleshoot));
        assert_eq!(back(&machine.wizard), from);
    }
    let mut looked = bundle::opened(org2org_setup::federation::bundle::Level::None);
    assert_eq!(back(&looked), Screen::Home);
    looked.screen = Screen::Checklist;
    assert_eq!(back(&looked), Screen::Troubleshoot);
}

#[test]
fn while_changes_are_made_no_other_connection_is_opened() {
    for event in [
        Event::NewConnection,
        Event::OpenConnection(saved()),
        Event::StartPractice,
        Event::AskForget(Box::new(states::saved("c1", None, None))),
    ] {
        let running = states::running(states::fresh(), Step::Trust, 2);
        let mut machine = Machine::at(Screen::Home, running);
        let what = format!("{event:?}");
        assert!(machine.send(event).is_empty(), "{what}");
        assert!(machine.said().contains("Changes are being made"), "{what}");
        assert!(
            machine.wizard.is_changing() && machine.wizard.question.is_none(),
            "{what}"
        );
        assert!(!machine.wizard.home.starting_practice, "{what}");
    }
    let running = states::running(states::fresh(), Step::Trust, 2);
    let mut machine = Machine::at(Screen::Home, running);
    machine.send(Event::AskForget(saved()));
    assert!(
        matches!(machine.wizard.question, Some(Question::Forget { .. })),
        "another one may go"
    );
}

#[test]
fn a_connection_that_is_left_stops_everything_it_was_reading() {
    let mut open = states::watching(states::fresh());
    open.snapshot.begin(RunId(21));
    open.options.begin(RunId(22));
    open.source.report.begin(RunId(23));
    let mut machine = Machine::at(Screen::Home, open);
    let effects = machine.send(opened("c2"));
    let mut stopped = cancelled(&effects);
    stopped.sort();
    assert_eq!(stopped, [RunId(12), RunId(21), RunId(22), RunId(23)]);
    let kinds = kinds(&effects);
    let at = |wanted: &str| kinds.iter().position(|kind| kind == wanted).unwrap();
    assert!(
        at("Disconnect") < at("CheckOrg"),
        "the clients of the orgs before go first: {kinds:?}"
    );
    assert_eq!(machine.open().id, "c2");
}

#[test]
fn practice_orgs_end_when_they_are_left() {
    let mut machine = Machine::at(Screen::Home, states::practice(states::fresh()));
    let kinds = machine.asks(opened("c2"));
    assert_eq!(kinds, ["StopPractice", "Disconnect", "CheckOrg", "CheckOrg"]);
}

#[test]
fn practice_orgs_are_started_once_and_both_are_asked() {
    let mut machine = Machine::home();
    assert_eq!(machine.asks(Event::StartPractice), ["StartPractice"]);
    assert!(
        machine.send(Event::StartPractice).is_empty(),
        "they are being started"
    );
    assert_eq!(
        machine.asks(Event::PracticeStarted(Ok(card()))),
        ["CheckOrg", "CheckOrg"]
    );
    assert_eq!(machine.wizard.screen, Screen::Connect);
    assert!(!machine.wizard.home.starting_practice);
    machine.send(Event::Go(Screen::Home));
    assert!(machine.send(Event::StartPractice).is_empty());
    assert_eq!(machine.wizard.screen, Screen::Connect, "they go on");
}

#[test]
fn practice_orgs_that_do_not_start_say_why() {
    let mut machine = Machine::home();
    machine.send(Event::StartPractice);
    let advice = Advice::new("No port is free", "");
    assert!(machine.send(Event::PracticeStarted(Err(advice))).is_empty());
    assert_eq!(machine.said(), "No port is free");
    assert!(!machine.wizard.home.starting_practice && machine.wizard.open.is_none());
    assert_eq!(
        machine.asks(Event::StartPractice),
        ["StartPractice"],
        "it can be tried again"
    );
}

#[test]
fn a_new_connection_begins_with_both_forms() {
    let mut machine = Machine::home();
    assert_eq!(machine.asks(Event::NewConnection), ["MakeConnection"]);
    assert!(machine.send(Event::ConnectionMade("c9".to_owned())).is_empty());
    assert_eq!(
        (machine.open().id.as_str(), machine.wizard.screen),
        ("c9", Screen::Connect)
    );
}

#[test]
fn a_journal_that_could_not_be_read_is_told_of_while_the_rest_opens() {
    let mut machine = Machine::home();
    machine.send(Event::ConnectionOpened {
        saved: saved(),
        ledger: Box::default(),
        trouble: Some("The journal was set aside".to_owned()),
    });
    assert_eq!(machine.said(), "The journal was set aside");
    assert_eq!(machine.open().id, "c7");
}

#[test]
fn a_connection_is_forgotten_only_after_yes() {
    let mut machine = Machine::home();
    assert!(machine.send(Event::AskForget(saved())).is_empty());
    let Some(Question::Forget { name, .. }) = &machine.wizard.question else {
        panic!("{:?}", machine.wizard.question)
    };
    assert_eq!(name, "Acme Workforce → Northwind Partners");
    assert!(machine.send(Event::No).is_empty());
    assert!(machine.send(Event::Yes).is_empty(), "the question is answered");
    machine.send(Event::AskForget(saved()));
    assert_eq!(machine.asks(Event::Yes), ["ForgetConnection", "LoadConnections"]);
}

#[test]
fn the_open_connection_is_closed_when_it_is_forgotten() {
    let mut machine = Machine::at(Screen::Home, states::watching(states::joined()));
    machine.send(Event::AskForget(Box::new(states::saved("c1", None, None))));
    assert_eq!(
        machine.asks(Event::Yes),
        ["Cancel", "Disconnect", "ForgetConnection", "LoadConnections"]
    );
    assert!(machine.wizard.open.is_none());
    assert_eq!(machine.wizard.screen, Screen::Home);
}

#[test]
fn what_is_found_on_disk_is_shown_with_what_could_not_be_read() {
    let mut machine = Machine {
        wizard: Wizard::default(),
    };
    machine.send(Event::ConnectionsLoaded {
        found: states::some_saved(),
        damaged: vec!["c9.json was set aside".to_owned()],
    });
    let home = &machine.wizard.home;
    assert_eq!(
        (home.connections.value().unwrap().len(), home.damaged.len()),
        (3, 1)
    );
}

#[test]
fn the_program_begins_with_its_settings_the_keychain_and_the_list() {
    let (wizard, effects) = Wizard::start();
    assert_eq!(
        kinds(&effects),
        ["LoadPreferences", "OpenKeychain", "LoadConnections"]
    );
    assert_eq!(wizard.screen, Screen::Home);
}

#[test]
fn settings_are_taken_and_kept_at_once() {
    let mut machine = Machine::home();
    let preferences = Preferences {
        extra_certificates: "/etc/proxy.pem".to_owned(),
        ..Preferences::default()
    };
    assert_eq!(
        machine.asks(Event::Prefer(preferences.clone())),
        ["KeepPreferences"]
    );
    assert_eq!(machine.wizard.preferences, preferences);
    assert!(
        machine
            .send(Event::PreferencesLoaded(Preferences::default()))
            .is_empty()
    );
    assert_eq!(machine.wizard.preferences, Preferences::default());
}

#[test]
fn a_message_that_comes_again_is_another_message() {
    let mut machine = Machine::home();
    let say = || Event::Said {
        text: "The browser could not be opened".to_owned(),
        bad: true,
    };
    machine.send(say());
    let first = machine.wizard.toast.clone().unwrap();
    machine.send(say());
    let second = machine.wizard.toast.clone().unwrap();
    assert_ne!(first.id, second.id, "so that it is shown anew");
    machine.send(Event::DismissToast);
    assert!(machine.wizard.toast.is_none());
}

#[test]
fn answers_that_belong_to_no_open_connection_are_dropped() {
    let mut machine = Machine::home();
    let run = RunId(3);
    for event in [
        Event::OptionsRead {
            run,
            options: Ok(org2org_setup::wizard::open::Options::default()),
        },
        Event::Observed {
            run,
            snapshot: std::sync::Arc::new(states::seen::nothing()),
        },
        Event::WatchBegan {
            run,
            since: states::at("10:41:00"),
        },
        Event::NoToken(org2org_setup::federation::Side::Source),
        Event::Cancel,
        Event::Refresh,
        Event::AskUndo,
        Event::StartSignIn,
        Event::StopPlaying,
    ] {
        let what = format!("{event:?}");
        assert!(machine.send(event).is_empty(), "{}", &what[..40.min(what.len())]);
    }
    assert!(machine.wizard.open.is_none());
}

#[test]
fn a_check_that_was_asked_for_on_opening_is_the_one_whose_answer_counts() {
    let mut machine = Machine::home();
    let first = run_of(&machine.send(opened("c1")), "CheckOrg");
    machine.send(opened("c2"));
    let answer = Event::OrgChecked {
        run: first,
        side: org2org_setup::federation::Side::Source,
        report: Box::new(states::source_report()),
    };
    assert!(machine.send(answer).is_empty());
    assert!(matches!(machine.open().source.report, Task::Running { .. }));
    assert_eq!(machine.open().access, Access::Change);
}
