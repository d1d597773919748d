//! The choices of steps 1 to 5, and that the plan on screen always belongs to them.

use org2org_setup::{
    federation::{
        Blueprint,
        action::Step,
        blueprint::{AppChoice, GroupChoice, Provisioning, Routing, filter_for},
    },
    okta::id::{AppId, GroupId},
    wizard::{
        Effect, Event, Open, Screen,
        open::{Options, domains_in},
    },
};

use super::{Machine, cancelled, kinds, run_of};
use crate::states;

fn at_trust(open: Open) -> Machine {
    Machine::at(Screen::Step(Step::Trust), open)
}

fn choosing(change: impl FnOnce(&mut Blueprint)) -> Event {
    let mut blueprint = states::blueprint();
    change(&mut blueprint);
    Event::Choose(Box::new(blueprint))
}

fn keys(machine: &Machine) -> Vec<String> {
    let plan = machine.open().plan.as_ref().expect("there is a plan");
    plan.actions.iter().map(|planned| planned.key.clone()).collect()
}

#[test]
fn a_choice_changes_the_plan_at_once_and_is_kept() {
    let mut machine = at_trust(states::fresh());
    let before = keys(&machine);
    let effects = machine.send(choosing(|blueprint| blueprint.provisioning = Provisioning::None));
    assert_eq!(kinds(&effects), ["KeepConnection"]);
    let after = keys(&machine);
    assert!(before.contains(&"connect-provisioning".to_owned()), "{before:?}");
    assert!(!after.contains(&"connect-provisioning".to_owned()), "{after:?}");
}

#[test]
fn a_choice_about_what_was_not_looked_at_looks_there() {
    type Change = fn(&mut Blueprint);
    let table: [(&str, Change, bool); 5] = [
        (
            "another app",
            |it| {
                it.target_app.app = AppChoice::Existing {
                    id: AppId::from("0oawiki"),
                    label: "Northwind Wiki".to_owned(),
                }
            },
            true,
        ),
        (
            "another group",
            |it| {
                it.idp.group = GroupChoice::Existing {
                    id: GroupId::from("00gpartners"),
                    name: "Partners".to_owned(),
                }
            },
            true,
        ),
        (
            "another test user",
            |it| it.test_user = Some("ben.okafor@acme.example".to_owned()),
            true,
        ),
        ("another name", |it| it.idp.name = "Partner".to_owned(), false),
        ("no routing rule", |it| it.routing = Routing::None, false),
    ];
    for (what, change, looks) in table {
        let mut machine = at_trust(states::fresh());
        let kinds = machine.asks(choosing(change));
        assert_eq!(kinds.contains(&"Observe".to_owned()), looks, "{what}: {kinds:?}");
    }
}

#[test]
fn without_both_orgs_a_choice_is_kept_and_nobody_is_asked() {
    let mut machine = at_trust(states::refused());
    let event = choosing(|it| it.test_user = Some("ben.okafor@acme.example".to_owned()));
    assert_eq!(machine.asks(event), ["KeepConnection"]);
}

#[test]
fn while_changes_are_made_no_choice_is_taken() {
    let before = states::running(states::fresh(), Step::Trust, 2);
    let mut machine = at_trust(before.clone());
    assert!(
        machine
            .send(choosing(|it| it.idp.name = "Other".to_owned()))
            .is_empty()
    );
    assert!(
        machine
            .send(Event::Domains("other.example".to_owned()))
            .is_empty()
    );
    assert_eq!(machine.open().blueprint, before.blueprint);
    assert_eq!(
        machine.open().domains_text,
        before.domains_text,
        "what is typed and what is chosen stay the same thing"
    );
}

#[test]
fn domains_are_read_however_they_are_separated() {
    for (typed, read) in [
        ("acme.example", vec!["acme.example"]),
        ("@Acme.Example", vec!["acme.example"]),
        (
            "a.example, b.example;c.example d.example",
            vec!["a.example", "b.example", "c.example", "d.example"],
        ),
        ("a.example\nb.example", vec!["a.example", "b.example"]),
        (" , ; ", vec![]),
    ] {
        assert_eq!(domains_in(typed), read, "{typed:?}");
    }
}

#[test]
fn the_user_name_filter_follows_the_domains_until_it_is_written_by_hand() {
    let mut machine = at_trust(states::fresh());
    machine.send(Event::Domains("@beta.example".to_owned()));
    let blueprint = machine.open().blueprint.clone().unwrap();
    assert!(matches!(&blueprint.routing, Routing::Domains { domains, .. } if domains == &["beta.example"]));
    assert_eq!(
        blueprint.idp.user_name_filter,
        filter_for(&["beta.example".to_owned()])
    );
    assert_eq!(machine.open().domains_text, "@beta.example", "as it was typed");

    let mut own = blueprint;
    own.idp.user_name_filter = Some("^mine$".to_owned());
    machine.send(Event::Choose(Box::new(own)));
    machine.send(Event::Domains("gamma.example".to_owned()));
    let blueprint = machine.open().blueprint.as_ref().unwrap();
    assert_eq!(blueprint.idp.user_name_filter.as_deref(), Some("^mine$"));
}

#[test]
fn without_a_routing_rule_the_domains_are_only_remembered() {
    let mut machine = at_trust(states::fresh());
    machine.send(choosing(|it| it.routing = Routing::None));
    machine.send(Event::Domains("beta.example".to_owned()));
    assert_eq!(machine.open().blueprint.as_ref().unwrap().routing, Routing::None);
    assert_eq!(machine.open().domains_text, "beta.example");
}

#[test]
fn a_new_search_stops_the_last_one_and_its_answer_is_dropped() {
    let mut machine = at_trust(states::fresh());
    let first = run_of(&machine.send(Event::Search("m".to_owned())), "ReadOptions");
    let effects = machine.send(Event::Search("mi".to_owned()));
    assert_eq!(cancelled(&effects), [first]);
    let second = run_of(&effects, "ReadOptions");
    let read = |run| Event::OptionsRead {
        run,
        options: Ok(Options::default()),
    };
    machine.send(read(first));
    assert!(machine.open().options.is_running());
    assert_eq!(
        machine.open().options.value().unwrap().people.len(),
        3,
        "the list stays in sight while another is fetched"
    );
    machine.send(read(second));
    assert_eq!(machine.open().options.value(), Some(&Options::default()));
}

#[test]
fn nothing_is_searched_for_in_orgs_that_are_not_connected() {
    let mut machine = at_trust(states::refused());
    assert!(machine.send(Event::Search("mi".to_owned())).is_empty());
    assert!(!machine.open().options.is_running());
}

#[test]
fn a_search_that_failed_keeps_the_list_and_says_why() {
    use org2org_setup::advice::Advice;
    let mut machine = at_trust(states::fresh());
    let run = run_of(&machine.send(Event::Search("m".to_owned())), "ReadOptions");
    let options = Err(Advice::new("Acme Workforce does not answer", ""));
    machine.send(Event::OptionsRead { run, options });
    let options = &machine.open().options;
    assert_eq!(
        options.failure().unwrap().headline,
        "Acme Workforce does not answer"
    );
    assert_eq!(options.value().unwrap().people.len(), 3);
}

#[test]
fn a_certificate_is_saved_as_pem_and_what_is_none_is_refused_in_words() {
    use org2org_setup::federation::Fact;
    let mut machine = at_trust(states::joined());
    let certificate = machine.open().facts().get(Fact::Certificate).unwrap().to_owned();
    let save = |certificate: String| Event::SaveCertificate {
        name: "a.pem".to_owned(),
        certificate,
    };
    let effects = machine.send(save(certificate));
    let [Effect::SaveFile { name, bytes }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(name, "a.pem");
    assert!(bytes.starts_with(b"-----BEGIN CERTIFICATE-----"));
    assert!(machine.send(save("bm90IG9uZQ==".to_owned())).is_empty());
    assert!(machine.said().starts_with("The certificate could not be read"));
}

#[test]
fn practice_orgs_and_bundles_are_not_kept_on_disk() {
    use org2org_setup::wizard::open::Access;
    let mut practice = at_trust(states::practice(states::fresh()));
    assert!(
        practice
            .send(choosing(|it| it.idp.name = "Other".to_owned()))
            .is_empty()
    );
    let mut bundle = at_trust(Open {
        access: Access::Bundle,
        ..states::broken()
    });
    assert!(
        !bundle
            .asks(Event::Go(Screen::Home))
            .contains(&"KeepConnection".to_owned())
    );
}
