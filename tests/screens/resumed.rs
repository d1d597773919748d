//! A connection that is opened again: where it is gone on with, what it says, and what it keeps of its health.

use org2org_setup::{
    federation::{action::Step, verify::Events},
    wizard::{
        Effect, Event, Open, RunId, Screen, Wizard,
        home::Health,
        saved::{Circumstances, LastCheck, Saved},
        task::Task,
        update,
    },
};
use std::sync::Arc;

use crate::{clicks::Clicks, states};

fn opened(saved: &Saved) -> (Wizard, Vec<Effect>) {
    let mut wizard = states::home(vec![saved.clone()]);
    let effects = update(
        &mut wizard,
        Event::ConnectionOpened {
            saved: Box::new(saved.clone()),
            ledger: Box::default(),
            trouble: None,
        },
    );
    (wizard, effects)
}

fn trust(open: Open) -> Clicks {
    Clicks::on(states::wizard(Screen::Step(Step::Trust), Some(open)))
}

#[test]
fn a_connection_goes_on_at_the_step_where_it_was_left_and_asks_both_orgs() {
    let (wizard, effects) = opened(&states::left_half_way());
    assert_eq!(wizard.screen, Screen::Step(Step::Trust));
    let asked = effects
        .iter()
        .filter(|effect| matches!(effect, Effect::CheckOrg { .. }));
    assert_eq!(asked.count(), 2, "{effects:?}");
}

#[test]
fn a_connection_that_was_looked_at_goes_on_at_its_checklist() {
    for saved in [
        states::partly(),
        states::some_saved()[0].clone(),
        states::some_saved()[1].clone(),
    ] {
        assert_eq!(opened(&saved).0.screen, Screen::Checklist, "{}", saved.id);
    }
}

#[test]
fn a_connection_without_choices_goes_on_at_both_orgs() {
    assert_eq!(opened(&states::some_saved()[2]).0.screen, Screen::Connect);
}

#[test]
fn opening_a_verified_connection_does_not_take_its_health_away() {
    let saved = states::some_saved()[0].clone();
    let (mut wizard, _) = opened(&saved);
    let kept = |wizard: &Wizard| wizard.open.as_ref().unwrap().to_saved().health();
    assert_eq!(kept(&wizard), Health::Verified, "before either org answers");
    // Both orgs are in order, and nobody signs in.
    let open = wizard.open.as_mut().unwrap();
    open.blueprint = Some(states::blueprint());
    open.ledger = states::joined().ledger;
    open.snapshot.begin(RunId(40));
    let snapshot = states::joined().snapshot.value().cloned().unwrap();
    update(
        &mut wizard,
        Event::Observed {
            run: RunId(40),
            snapshot,
        },
    );
    assert_eq!(
        kept(&wizard),
        Health::Verified,
        "it was proved and nothing speaks against it"
    );
}

#[test]
fn a_verified_connection_that_breaks_needs_a_fix() {
    let (mut wizard, _) = opened(&states::some_saved()[0]);
    let open = wizard.open.as_mut().unwrap();
    open.ledger = states::broken().ledger;
    open.snapshot.begin(RunId(40));
    let snapshot = Arc::clone(states::broken().snapshot.value().unwrap());
    update(
        &mut wizard,
        Event::Observed {
            run: RunId(40),
            snapshot,
        },
    );
    assert_eq!(
        wizard.open.as_ref().unwrap().to_saved().health(),
        Health::NeedsFix
    );
}

#[test]
fn what_is_missing_while_a_connection_is_set_up_is_no_fault() {
    let half = states::half_way();
    let report = half.report.as_ref().unwrap();
    assert!(report.is_blocked(), "the premise of this test");
    let set_up = |set_up| Circumstances {
        set_up,
        watched: false,
    };
    assert_eq!(LastCheck::after(None, report, set_up(false)), None);
    assert!(LastCheck::after(None, report, set_up(true)).unwrap().blocked);
    assert_eq!(half.to_saved().health(), Health::Continue { step: 2 });
}

#[test]
fn a_sign_in_that_failed_counts_against_what_was_proved_before() {
    let mut open = states::joined();
    open.events = Events::default();
    let report = open.report.clone().unwrap();
    let before = LastCheck {
        at: states::at("09:00:00"),
        verified: 5,
        blocked: false,
    };
    let watched = |watched| Circumstances {
        set_up: true,
        watched,
    };
    assert_eq!(
        LastCheck::after(Some(before), &report, watched(false)),
        Some(before)
    );
    let after = LastCheck::after(Some(before), &report, watched(true)).unwrap();
    assert_eq!((after.at, after.verified), (report.at, report.verified()));
    assert!(after.verified < 5);
}

#[test]
fn a_step_left_half_way_says_what_is_in_place_and_what_is_left() {
    let window = trust(states::half_way());
    assert!(window.shows("This step was left half-way on 23 Nov 2026"));
    assert!(
        window.tells(
            "3 of its 6 changes are in place. The other 3 can be carried out now; nothing is done twice"
        )
    );
}

#[test]
fn a_step_that_was_not_begun_or_is_done_says_nothing_of_it() {
    for open in [states::fresh(), states::joined()] {
        assert!(!trust(open).shows("This step was left half-way on 23 Nov 2026"));
    }
}

#[test]
fn connecting_again_can_be_stopped() {
    let mut window = trust(states::reopened());
    assert!(window.shows("Connecting to both orgs…"));
    assert_eq!(window.click("Cancel").only(), "Cancel");
    let mut wizard = states::wizard(Screen::Step(Step::Trust), Some(states::reopened()));
    let effects = update(&mut wizard, Event::Cancel);
    let stopped: Vec<RunId> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Cancel(run) => Some(*run),
            _ => None,
        })
        .collect();
    assert_eq!(stopped, [RunId(3), RunId(4)]);
    assert!(trust(wizard.open.unwrap()).shows("Neither org is connected"));
}

#[test]
fn what_keeps_an_org_from_being_connected_is_said_in_the_step() {
    let window = trust(states::refused());
    assert!(window.shows("Northwind Partners is not connected"));
    assert!(window.tells("Northwind Partners: Okta does not know this token"));
}

#[test]
fn stopping_to_look_at_one_org_leaves_the_other_alone() {
    let mut wizard = states::wizard(Screen::Connect, Some(states::reopened()));
    let target = org2org_setup::federation::Side::Target;
    let effects = update(&mut wizard, Event::StopCheck(target));
    assert!(matches!(effects[..], [Effect::Cancel(RunId(4))]), "{effects:?}");
    assert!(wizard.open.unwrap().source.report.is_running());
}

#[test]
fn a_sign_in_that_is_played_can_be_cancelled_with_its_watch() {
    let mut open = states::watching(states::practice(states::joined()));
    open.sign_in = Task::Running {
        run: RunId(11),
        previous: None,
    };
    for screen in [Screen::Step(Step::Validate), Screen::Checklist] {
        let mut window = Clicks::on(states::wizard(screen, Some(open.clone())));
        assert_eq!(
            window.click("Cancel the sign-in").only(),
            "StopPlaying",
            "{screen:?}"
        );
    }
    let mut wizard = states::wizard(Screen::Checklist, Some(open));
    let effects = update(&mut wizard, Event::StopPlaying);
    assert!(
        matches!(
            effects[..],
            [Effect::Cancel(RunId(11)), Effect::Cancel(RunId(12))]
        ),
        "{effects:?}"
    );
    update(
        &mut wizard,
        Event::SignInPlayed {
            run: RunId(11),
            stages: Vec::new(),
        },
    );
    let open = wizard.open.unwrap();
    assert!(
        open.watch.is_none() && open.sign_in.value().is_none(),
        "a late answer is dropped"
    );
}

#[test]
fn a_token_that_is_not_at_hand_is_asked_for_again_and_not_said_to_be_kept() {
    let (mut wizard, _) = opened(&states::left_half_way());
    let target = org2org_setup::federation::Side::Target;
    assert!(
        wizard.open.as_ref().unwrap().target.token_kept,
        "the premise of this test"
    );
    update(&mut wizard, Event::NoToken(target));
    let open = wizard.open.as_ref().unwrap();
    assert!(open.source.token_kept && !open.target.token_kept);
}
