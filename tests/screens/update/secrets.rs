//! Secrets in the state: as short as possible, never printed, never kept with a connection.

use org2org_setup::{
    federation::{Side, action::Step, journal::Ledger},
    wizard::{
        Event, Open, Screen, Wizard,
        connect::SecretText,
        open::{Access, RunEnd},
    },
};

use super::{Machine, run_of};
use crate::states;

const SOURCE: &str = "00sourcesourcesourcesourcesourcesourceSRC1";
const TARGET: &str = "00targettargettargettargettargettargetTGT1";
const OTHER: &str = "00otherotherotherotherotherotherotherOTH1";

/// Every secret that the state holds.
fn held(wizard: &Wizard) -> Vec<String> {
    let open = wizard.open.as_ref();
    let fields = open
        .into_iter()
        .flat_map(|open: &Open| [&open.source.token, &open.target.token, &open.provisioning_token]);
    fields
        .filter(|field| !field.is_empty())
        .map(|field| field.reveal().to_owned())
        .collect()
}

fn typed() -> Machine {
    let mut machine = Machine::at(Screen::Connect, Open::new("c1".to_owned()));
    for (side, address, token) in [
        (Side::Source, "acme.okta.com", SOURCE),
        (Side::Target, "northwind.okta.com", TARGET),
    ] {
        machine.send(Event::Address(side, address.to_owned()));
        machine.send(Event::Token(side, SecretText::new(token.to_owned())));
    }
    machine.send(Event::ProvisioningToken(SecretText::new(OTHER.to_owned())));
    machine
}

fn tells(text: &str) -> bool {
    [SOURCE, TARGET, OTHER].iter().any(|secret| text.contains(secret))
}

#[test]
fn tokens_leave_the_state_as_soon_as_each_has_done_its_work() {
    let mut machine = typed();
    assert_eq!(held(&machine.wizard), [SOURCE, TARGET, OTHER]);
    for (side, report, left) in [
        (Side::Source, states::source_report(), vec![TARGET, OTHER]),
        (Side::Target, states::target_report(), vec![OTHER]),
    ] {
        let run = run_of(&machine.send(Event::Check(side)), "CheckOrg");
        let report = Box::new(report);
        machine.send(Event::OrgChecked { run, side, report });
        assert_eq!(held(&machine.wizard), left);
    }
    let observe = machine.open().snapshot.run().unwrap();
    let snapshot = std::sync::Arc::new(states::seen::nothing());
    machine.send(Event::Observed {
        run: observe,
        snapshot,
    });
    let mut blueprint = machine.open().blueprint.clone().unwrap();
    blueprint.assignments = states::blueprint().assignments;
    blueprint.test_user = Some(states::TEST_USER.to_owned());
    machine.send(Event::Choose(Box::new(blueprint)));
    let run = run_of(&machine.send(Event::Apply(Step::Assign)), "Apply");
    assert_eq!(
        held(&machine.wizard),
        [OTHER],
        "a run that fails is tried again with it"
    );
    let ledger = Box::new(Ledger::default());
    let end = RunEnd::Done;
    machine.send(Event::RunEnded { run, end, ledger });
    assert_eq!(held(&machine.wizard), [] as [&str; 0]);
}

#[test]
fn neither_state_nor_events_nor_effects_print_a_token() {
    let mut machine = typed();
    let event = Event::Token(Side::Source, SecretText::new(SOURCE.to_owned()));
    assert!(!tells(&format!("{event:?}")));
    let effects = machine.send(Event::Check(Side::Source));
    assert!(!effects.is_empty() && !tells(&format!("{effects:?}")));
    let mut ready = Machine::at(Screen::Step(Step::Provisioning), states::fresh());
    ready.send(Event::ProvisioningToken(SecretText::new(OTHER.to_owned())));
    let effects = ready.send(Event::Apply(Step::Provisioning));
    assert!(!effects.is_empty() && !tells(&format!("{effects:?}")));
    assert!(!tells(&format!("{:?}", machine.wizard)) && !tells(&format!("{:?}", ready.wizard)));
}

#[test]
fn a_connection_is_kept_without_its_tokens() {
    let machine = typed();
    let kept = serde_json::to_string(&machine.open().to_saved()).unwrap();
    assert!(kept.contains("acme.okta.com") && !tells(&kept), "{kept}");
}

#[test]
fn what_was_typed_goes_with_the_connection_it_was_typed_for() {
    let mut machine = typed();
    machine.send(Event::ConnectionMade("c2".to_owned()));
    assert_eq!(held(&machine.wizard), [] as [&str; 0]);
    assert_eq!(machine.open().access, Access::Change);
}

#[test]
fn a_mistake_at_a_token_never_quotes_it() {
    let mut machine = Machine::at(Screen::Connect, Open::new("c1".to_owned()));
    machine.send(Event::Address(Side::Source, "acme.okta.com".to_owned()));
    for wrong in [
        format!("{SOURCE} {SOURCE}"),
        format!("{SOURCE}ä"),
        SOURCE[..12].to_owned(),
    ] {
        machine.send(Event::Token(Side::Source, SecretText::new(wrong.clone())));
        assert!(machine.send(Event::Check(Side::Source)).is_empty(), "{wrong}");
        let told = format!("{:?}", machine.open().source.token_error.as_ref().unwrap());
        assert!(!told.contains(&SOURCE[..12]), "{told}");
    }
}
