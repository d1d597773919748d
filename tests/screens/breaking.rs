//! “Break something”, beside or on the checklist of practice orgs.

use org2org_setup::{
    advice::Advice,
    federation::action::Step,
    wizard::{
        Effect, Event, Open, RunId, Screen, Wizard,
        breaking::{Fault, Switch},
        task::Task,
        update,
    },
};

use crate::{
    clicks::Clicks,
    harness::SMALL,
    states::{self, faults},
};

fn at(open: Open) -> Wizard {
    states::wizard(Screen::Checklist, Some(open))
}

const ISSUER: &str = "One character of the issuer that the identity provider trusts is wrong";

#[test]
fn only_practice_orgs_that_were_joined_can_be_broken() {
    assert!(Clicks::on(at(states::breaking(states::joined()))).shows("Break something"));
    assert!(Clicks::sized(at(states::breaking(states::joined())), SMALL).shows("Break something"));
    for open in [
        states::joined(),
        states::practice(states::fresh()),
        states::proved(),
    ] {
        assert!(!Clicks::on(at(open)).tells("Break something"));
    }
}

#[test]
fn it_is_plain_that_this_is_practice() {
    let window = Clicks::on(at(states::breaking(states::joined())));
    assert!(window.shows("Practice only") && window.shows("Practice orgs"));
}

#[test]
fn faults_are_grouped_and_each_has_a_sentence_a_symptom_and_a_switch() {
    let mut window = Clicks::on(at(states::breaking(states::joined())));
    assert!(!window.shows(ISSUER));
    window.click("Trust between the orgs");
    assert!(window.shows(ISSUER));
    assert_eq!(
        window.click(ISSUER).only(),
        "SwitchFaults(Break(\"issuer-mismatch\"))"
    );
}

#[test]
fn in_a_small_window_the_list_is_one_click_away() {
    let mut window = Clicks::sized(at(states::breaking(states::joined())), SMALL);
    assert!(!window.shows("Find a fault"));
    window
        .click("Show what can be broken")
        .click("Trust between the orgs");
    assert_eq!(
        window.click(ISSUER).only(),
        "SwitchFaults(Break(\"issuer-mismatch\"))"
    );
}

#[test]
fn a_search_unfolds_what_fits_and_says_when_nothing_does() {
    let mut window = Clicks::on(at(states::breaking(states::joined())));
    window.type_into("Find a fault", "token revoked");
    assert!(window.shows("Somebody revoked the token that provisioning uses") && !window.shows(ISSUER));
    window.type_into("Find a fault", " zebra");
    assert!(window.shows("No fault fits these words"));
}

#[test]
fn what_is_broken_stands_first_and_is_put_back_one_by_one_or_all_at_once() {
    let mut window = Clicks::on(at(states::broken_on_purpose(states::broken())));
    assert!(window.shows("Broken now: 2 faults"));
    assert_eq!(
        window.click(ISSUER).only(),
        "SwitchFaults(PutBack(\"issuer-mismatch\"))"
    );
    assert_eq!(
        window.click("Put everything back").only(),
        "SwitchFaults(PutAllBack)"
    );
}

#[test]
fn while_something_is_switched_or_changed_nothing_else_is() {
    let mut open = states::broken_on_purpose(states::broken());
    open.breaking.switching = Some(Switch::PutAllBack);
    open.breaking.faults.begin(RunId(20));
    let mut window = Clicks::on(at(open));
    assert!(window.shows("Putting it back"));
    assert!(window.click("Put everything back").events().is_empty());
    let open = states::running(states::breaking(states::joined()), Step::Trust, 0);
    let mut window = Clicks::on(at(open));
    window.type_into("Find a fault", "issuer");
    assert!(!window.shows(ISSUER) || window.click(ISSUER).events().is_empty());
}

#[test]
fn why_something_cannot_be_broken_is_told() {
    let mut open = states::breaking(states::joined());
    open.breaking.faults = Task::Failed {
        advice: Advice::new(
            "This cannot be broken now",
            "Provisioning of the Org2Org app is not connected",
        ),
        previous: Some(faults()),
    };
    let window = Clicks::on(at(open));
    assert!(window.tells("Provisioning of the Org2Org app is not connected"));
}

#[test]
fn after_a_switch_the_checklist_is_read_again_and_old_proofs_no_longer_count() {
    let mut wizard = at(states::breaking(states::proved()));
    let effects = update(
        &mut wizard,
        Event::SwitchFaults(Switch::Break("issuer-mismatch".to_owned())),
    );
    let [Effect::SwitchFaults { run, switch }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(*switch, Switch::Break("issuer-mismatch".to_owned()));
    let second = update(&mut wizard, Event::SwitchFaults(Switch::PutAllBack));
    assert!(second.is_empty(), "one switch at a time");
    let mut list = faults();
    list[0].active = true;
    let effects = update(
        &mut wizard,
        Event::FaultsRead {
            run: *run,
            faults: Ok(list),
        },
    );
    assert!(
        matches!(effects.as_slice(), [Effect::Observe { .. }]),
        "{effects:?}"
    );
    let open = wizard.open.as_ref().unwrap();
    assert_eq!(
        open.breaking
            .active()
            .map(|fault| fault.name.as_str())
            .collect::<Vec<_>>(),
        ["issuer-mismatch"]
    );
    assert!(open.events.target.is_empty() && open.breaking.switching.is_none());
}

#[test]
fn what_was_refused_leaves_the_checklist_alone() {
    let mut wizard = at(states::breaking(states::proved()));
    let effects = update(
        &mut wizard,
        Event::SwitchFaults(Switch::Break("issuer-mismatch".to_owned())),
    );
    let [Effect::SwitchFaults { run, .. }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let refused = Err(Advice::new("This cannot be broken now", "why"));
    assert!(
        update(
            &mut wizard,
            Event::FaultsRead {
                run: *run,
                faults: refused
            }
        )
        .is_empty()
    );
    let open = wizard.open.as_ref().unwrap();
    assert!(!open.events.target.is_empty());
    assert_eq!(open.breaking.faults.value().map(Vec::len), Some(faults().len()));
}

#[test]
fn a_repair_is_noticed_when_both_orgs_are_looked_at_again() {
    let mut wizard = at(states::broken_on_purpose(states::broken()));
    let effects = update(&mut wizard, Event::Refresh);
    let [Effect::Observe { run, .. }] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let snapshot = std::sync::Arc::new(states::seen::everything());
    let effects = update(&mut wizard, Event::Observed { run: *run, snapshot });
    let [Effect::ReadFaults(run)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let none: Vec<Fault> = faults();
    assert!(
        update(
            &mut wizard,
            Event::FaultsRead {
                run: *run,
                faults: Ok(none)
            }
        )
        .is_empty()
    );
    assert_eq!(wizard.open.unwrap().breaking.active().count(), 0);
}
