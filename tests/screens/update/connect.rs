//! Step 0: addresses, tokens, what the orgs answer, and which two orgs can be joined.

use org2org_setup::{
    federation::Side,
    okta::id::OrgId,
    wizard::{Effect, Event, Open, RunId, Screen, connect::SecretText, open::Access, task::Task},
};

use super::{Machine, cancelled, kinds, refused, run_of};
use crate::states;

const TOKEN: &str = "00abcdefghijklmnopqrstuvwxyz0123456789ABCD";

/// Both addresses and tokens are typed, neither org was asked.
fn typed() -> Machine {
    let mut machine = Machine::at(Screen::Connect, Open::new("c1".to_owned()));
    machine.send(Event::Address(Side::Source, "acme.okta.com".to_owned()));
    machine.send(Event::Address(Side::Target, "northwind.okta.com".to_owned()));
    machine.send(Event::Token(Side::Source, SecretText::new(TOKEN.to_owned())));
    machine.send(Event::Token(Side::Target, SecretText::new(TOKEN.to_owned())));
    machine
}

fn checked(run: RunId, side: Side, report: org2org_setup::federation::preflight::OrgReport) -> Event {
    Event::OrgChecked {
        run,
        side,
        report: Box::new(report),
    }
}

/// Asks one org, which answers.
fn ask(
    machine: &mut Machine,
    side: Side,
    report: org2org_setup::federation::preflight::OrgReport,
) -> Vec<Effect> {
    let effects = machine.send(Event::Check(side));
    let run = run_of(&effects, "CheckOrg");
    machine.send(checked(run, side, report))
}

#[test]
fn a_check_sends_the_address_the_new_token_and_whether_it_is_only_looked_at() {
    for (access, only_looked_at) in [(Access::Change, false), (Access::Look, true)] {
        let mut machine = typed();
        machine.open_mut().access = access;
        let effects = machine.send(Event::Check(Side::Target));
        let [
            Effect::CheckOrg {
                run,
                side,
                url,
                token,
                look_only,
            },
        ] = &effects[..]
        else {
            panic!("{effects:?}")
        };
        assert_eq!(
            (*side, url.to_string().as_str(), *look_only),
            (Side::Target, "https://northwind.okta.com", only_looked_at)
        );
        assert_eq!(token.as_ref().unwrap().reveal(), TOKEN);
        assert_eq!(machine.open().target.report.run(), Some(*run));
        assert!(!machine.open().source.report.is_running());
    }
}

#[test]
fn mistakes_are_noted_at_both_fields_and_nothing_is_sent() {
    let mut machine = Machine::at(Screen::Connect, Open::new("c1".to_owned()));
    machine.send(Event::Address(Side::Source, "jo@acme.example".to_owned()));
    assert!(machine.send(Event::Check(Side::Source)).is_empty());
    let form = &machine.open().source;
    assert!(form.address_error.is_some() && form.token_error.is_some() && !form.report.is_running());
    machine.send(Event::Address(Side::Source, "acme.okta.com".to_owned()));
    assert!(machine.open().source.address_error.is_none());
    machine.send(Event::Token(Side::Source, SecretText::new(TOKEN.to_owned())));
    assert!(machine.open().source.token_error.is_none());
}

#[test]
fn a_token_that_is_kept_is_not_asked_for_again() {
    let mut machine = Machine::at(Screen::Connect, states::connected());
    let effects = machine.send(Event::Check(Side::Source));
    assert!(
        matches!(&effects[..], [Effect::CheckOrg { token: None, .. }]),
        "{effects:?}"
    );
}

#[test]
fn a_second_check_of_an_org_stops_the_first_and_drops_its_answer() {
    let mut machine = typed();
    let first = run_of(&machine.send(Event::Check(Side::Source)), "CheckOrg");
    let other = run_of(&machine.send(Event::Check(Side::Target)), "CheckOrg");
    let effects = machine.send(Event::Check(Side::Source));
    assert_eq!(cancelled(&effects), [first]);
    assert!(
        machine
            .send(checked(first, Side::Source, states::source_report()))
            .is_empty()
    );
    assert!(machine.open().source.report.is_running());
    assert_eq!(machine.open().target.report.run(), Some(other));
}

#[test]
fn a_token_leaves_the_state_once_the_org_has_taken_it() {
    let mut machine = typed();
    ask(&mut machine, Side::Source, refused(states::source_report()));
    let form = &machine.open().source;
    assert!(!form.token.is_empty() && !form.token_kept, "it can be corrected");
    ask(&mut machine, Side::Source, states::source_report());
    let form = &machine.open().source;
    assert!(form.token.is_empty() && form.token_kept);
}

#[test]
fn one_org_alone_begins_nothing() {
    let mut machine = typed();
    let effects = ask(&mut machine, Side::Source, states::source_report());
    assert_eq!(kinds(&effects), ["KeepConnection"]);
    assert!(machine.open().blueprint.is_none() && !machine.open().is_connected());
}

#[test]
fn two_orgs_begin_the_choices_and_both_are_looked_at() {
    let mut machine = typed();
    ask(&mut machine, Side::Source, states::source_report());
    let effects = ask(&mut machine, Side::Target, states::target_report());
    assert_eq!(kinds(&effects), ["KeepConnection", "ReadOptions", "Observe"]);
    let open = machine.open();
    let blueprint = open.blueprint.as_ref().unwrap();
    assert_eq!(
        (blueprint.source.name.as_str(), blueprint.target.name.as_str()),
        ("Acme Workforce", "Northwind Partners")
    );
    assert_eq!(
        open.domains_text, "acme.example",
        "the domain of the source org's admin"
    );
    assert!(open.snapshot.is_running() && open.options.is_running());
}

#[test]
fn the_same_org_twice_joins_nothing() {
    let mut machine = typed();
    ask(&mut machine, Side::Source, states::source_report());
    let effects = ask(&mut machine, Side::Target, states::source_report());
    assert_eq!(kinds(&effects), ["KeepConnection"]);
    let advice = machine.open().misfit.as_ref().unwrap();
    assert!(
        advice.headline.contains("the same org, Acme Workforce"),
        "{advice:?}"
    );
    assert!(!machine.open().is_connected());
    machine.send(Event::Address(Side::Target, "northwind.okta.com/x".to_owned()));
    assert!(
        machine.open().misfit.is_none(),
        "another address is another attempt"
    );
}

#[test]
fn choices_stay_when_the_same_orgs_are_asked_again_and_take_over_new_names() {
    let mut machine = Machine::at(Screen::Connect, states::fresh());
    machine.open_mut().blueprint.as_mut().unwrap().idp.name = "My own name".to_owned();
    let mut report = states::source_report();
    report.name = "Acme Renamed".to_owned();
    ask(&mut machine, Side::Source, report);
    let open = machine.open();
    let blueprint = open.blueprint.as_ref().unwrap();
    assert_eq!(
        (blueprint.idp.name.as_str(), blueprint.source.name.as_str()),
        ("My own name", "Acme Renamed")
    );
    let titles: Vec<&str> = open
        .plan
        .as_ref()
        .unwrap()
        .actions
        .iter()
        .map(|it| it.title.as_str())
        .collect();
    assert!(
        titles.iter().all(|title| !title.contains("Acme Workforce to")),
        "{titles:?}"
    );
}

#[test]
fn before_anything_was_made_other_orgs_begin_other_choices() {
    let mut machine = Machine::at(Screen::Connect, states::fresh());
    let mut other = states::source_report();
    other.id = Some(OrgId::from("00oother"));
    other.name = "Fabrikam".to_owned();
    other.admin_login = Some("kim@fabrikam.example".to_owned());
    ask(&mut machine, Side::Source, other);
    let open = machine.open();
    assert_eq!(open.blueprint.as_ref().unwrap().source.name, "Fabrikam");
    assert_eq!(open.domains_text, "fabrikam.example");
    assert!(
        open.plan.is_none() && open.report.is_none() && open.snapshot.value().is_none(),
        "what was seen of the other org says nothing of this one"
    );
    assert!(open.snapshot.is_running());
}

#[test]
fn what_was_made_ties_a_connection_to_its_orgs() {
    let mut machine = Machine::at(Screen::Connect, states::joined());
    let mut other = states::target_report();
    other.id = Some(OrgId::from("00oother"));
    other.name = "Contoso".to_owned();
    let effects = ask(&mut machine, Side::Target, other);
    assert_eq!(kinds(&effects), ["KeepConnection"]);
    let open = machine.open();
    let advice = open.misfit.as_ref().unwrap();
    assert_eq!(
        advice.headline,
        "This connection was set up with Northwind Partners as target org, not with Contoso"
    );
    assert!(!advice.next.is_empty(), "there is a way on");
    assert!(!open.is_connected());
    assert_eq!(open.blueprint.as_ref().unwrap().target.name, "Northwind Partners");
    ask(&mut machine, Side::Target, states::target_report());
    assert!(machine.open().is_connected());
}

#[test]
fn another_address_takes_back_what_was_known_of_the_org_and_the_same_one_does_not() {
    for (text, stays) in [
        ("https://acme.okta.com/", true),
        ("acme.okta.com", true),
        ("https://acme-admin.okta.com", true),
        ("https://fabrikam.okta.com", false),
        ("not an address", false),
    ] {
        let mut machine = Machine::at(Screen::Connect, states::connected());
        machine.send(Event::Address(Side::Source, text.to_owned()));
        let form = &machine.open().source;
        assert_eq!(
            (form.report.value().is_some(), form.token_kept),
            (stays, stays),
            "{text}"
        );
        assert_eq!(form.address, text);
        assert!(machine.open().is_connected() == stays, "{text}");
    }
}

#[test]
fn an_org_that_is_being_asked_is_left_when_its_address_changes() {
    let mut machine = typed();
    let run = run_of(&machine.send(Event::Check(Side::Source)), "CheckOrg");
    let effects = machine.send(Event::Address(Side::Source, "fabrikam.okta.com".to_owned()));
    assert_eq!(cancelled(&effects), [run]);
    assert!(
        machine
            .send(checked(run, Side::Source, states::source_report()))
            .is_empty()
    );
    assert!(machine.open().source.report.value().is_none());
}

#[test]
fn the_address_that_is_offered_is_taken_and_tried_at_once() {
    let mut machine = Machine::at(Screen::Connect, states::connected());
    let url = "https://acme.okta.com".to_owned();
    assert_eq!(
        machine.asks(Event::UseAddress(Side::Source, url.clone())),
        ["CheckOrg"]
    );
    assert_eq!(machine.open().source.address, url);
}

#[test]
fn looking_only_asks_those_orgs_again_that_were_known() {
    let mut machine = Machine::at(Screen::Connect, states::connected());
    assert_eq!(
        machine.asks(Event::LookOnly(true)),
        ["Disconnect", "CheckOrg", "CheckOrg"]
    );
    let mut half = states::connected();
    half.target.report = Task::Idle;
    let mut machine = Machine::at(Screen::Connect, half);
    assert_eq!(machine.asks(Event::LookOnly(true)), ["Disconnect", "CheckOrg"]);
}

#[test]
fn an_org_that_is_being_asked_is_asked_again_for_looking_only() {
    let mut machine = typed();
    let first = run_of(&machine.send(Event::Check(Side::Source)), "CheckOrg");
    let effects = machine.send(Event::LookOnly(true));
    assert_eq!(
        cancelled(&effects),
        [first],
        "it would have brought a client that writes"
    );
    assert!(
        matches!(
            &effects[..],
            [
                Effect::Disconnect,
                Effect::Cancel(_),
                Effect::CheckOrg { look_only: true, .. }
            ]
        ),
        "{effects:?}"
    );
}

#[test]
fn looking_only_waits_until_no_change_is_being_made() {
    let running = states::running(states::fresh(), org2org_setup::federation::action::Step::Trust, 2);
    let mut machine = Machine::at(Screen::Connect, running);
    assert!(machine.send(Event::LookOnly(true)).is_empty());
    assert_eq!(machine.open().access, Access::Change);
    assert!(machine.said().contains("Changes are being made"));
}

#[test]
fn whoever_chose_to_look_only_at_home_only_looks_at_the_next_connection_and_no_other() {
    let mut machine = Machine::home();
    machine.send(Event::LookOnly(true));
    let opened = |id: &str| Event::ConnectionOpened {
        saved: Box::new(states::saved(id, None, None)),
        ledger: Box::default(),
        trouble: None,
    };
    machine.send(opened("c1"));
    assert_eq!(machine.open().access, Access::Look);
    machine.send(opened("c2"));
    assert_eq!(machine.open().access, Access::Change);
}

#[test]
fn a_small_role_is_ready_for_looking_and_for_nothing_else() {
    use org2org_setup::federation::preflight::{Note, Weight};
    let mut small = states::target_report();
    small.notes = vec![Note {
        weight: Weight::StopsChanges,
        ..states::small_role()
    }];
    for (access, connected) in [(Access::Change, false), (Access::Look, true)] {
        let mut machine = Machine::at(Screen::Connect, states::connected());
        machine.open_mut().access = access;
        ask(&mut machine, Side::Target, small.clone());
        assert_eq!(machine.open().is_connected(), connected, "{access:?}");
    }
}
