//! Step 0.

use egui::Key;
use org2org_setup::{
    advice::Advice,
    federation::Side,
    okta::OrgUrl,
    wizard::{Event, Open, RunId, Screen, SecretStore, Wizard, connect::SecretText, task::Task},
};

use crate::{clicks::Clicks, states};

fn at(open: Open) -> Wizard {
    states::wizard(Screen::Connect, Some(open))
}

#[test]
fn an_address_and_a_token_are_typed() {
    let mut window = Clicks::on(at(Open::new("c1".to_owned())));
    window.type_into("Source org address", "acme.okta.com");
    assert_eq!(window.only(), "Address(Source, \"acme.okta.com\")");
    window.type_into("Target org API token", "00secret");
    let events = window.events();
    let [Event::Token(Side::Target, token)] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(token.reveal(), "00secret");
}

#[test]
fn each_org_is_checked_by_its_button_and_by_enter() {
    let mut window = Clicks::on(at(Open::new("c1".to_owned())));
    assert_eq!(window.click("Check: source org").only(), "Check(Source)");
    assert_eq!(window.click("Check: target org").only(), "Check(Target)");
    window.type_into("Target org address", "x");
    window.events();
    assert_eq!(window.press(Key::Enter).only(), "Check(Target)");
}

#[test]
fn the_token_page_of_the_very_org_is_one_click_away() {
    let mut open = Open::new("c1".to_owned());
    open.source.address = "acme.okta.com".to_owned();
    let mut window = Clicks::on(at(open));
    window.click("How to make a token: source org");
    let opened = window.click("Open the token page: source org").only();
    assert_eq!(
        opened,
        "OpenLink(\"https://acme-admin.okta.com/admin/access/api/tokens\")"
    );
}

#[test]
fn without_an_address_there_is_no_page_to_open() {
    let mut window = Clicks::on(at(Open::new("c1".to_owned())));
    window.click("How to make a token: source org");
    assert_eq!(
        window.blocked("Open the token page: source org").unwrap(),
        "Enter the address of the org first"
    );
}

#[test]
fn mistakes_stand_at_their_fields() {
    let mut open = Open::new("c1".to_owned());
    open.source.address_error = Some(Advice::new(
        "This is not a web address",
        "It should look like acme.okta.com",
    ));
    let window = Clicks::on(at(open));
    assert!(window.tells("This is not a web address. It should look like acme.okta.com"));
}

#[test]
fn the_way_on_opens_when_both_orgs_are_ready_and_different() {
    let mut half = states::connected();
    half.target.report = Task::Idle;
    let window = Clicks::on(at(half));
    assert_eq!(
        window.blocked("Next: Target application").unwrap(),
        "Check the target org first"
    );

    let mut same = states::connected();
    same.misfit = Some(Advice::new("Both addresses lead to the same org, Acme", ""));
    let window = Clicks::on(at(same));
    assert_eq!(
        window.blocked("Next: Target application").unwrap(),
        "Both addresses lead to the same org, Acme"
    );
    assert!(window.shows("Both addresses lead to the same org, Acme"));

    let mut window = Clicks::on(at(states::connected()));
    assert_eq!(
        window.click("Next: Target application").only(),
        "Go(Step(TargetApp))"
    );
}

#[test]
fn a_check_that_goes_on_can_be_stopped() {
    let mut open = states::connected();
    open.source.report.begin(RunId(3));
    let mut window = Clicks::on(at(open));
    assert_eq!(
        window.click("Stop checking the source org").only(),
        "StopCheck(Source)"
    );
}

#[test]
fn what_was_found_out_is_told() {
    let window = Clicks::on(at(states::connected()));
    for words in [
        "Identity Engine",
        "Classic Engine",
        "Jo Meyer (Super Administrator)",
    ] {
        assert!(window.tells(words), "{words}");
    }
}

#[test]
fn the_orgs_own_address_is_offered_for_a_custom_domain() {
    let mut open = states::connected();
    let mut report = states::source_report();
    report.canonical = Some(OrgUrl::parse("https://acme.okta.com").unwrap());
    open.source = states::form("https://id.acme.example", report);
    let mut window = Clicks::on(at(open));
    assert_eq!(
        window.click("Use acme.okta.com").only(),
        "UseAddress(Source, \"https://acme.okta.com\")"
    );
}

#[test]
fn a_note_tells_what_to_do_and_opens_the_page() {
    let mut open = states::connected();
    let mut report = states::target_report();
    report.notes = vec![states::small_role()];
    open.target = states::form(states::NORTHWIND, report);
    let mut window = Clicks::on(at(open));
    assert!(window.tells("create a token there"));
    assert!(
        window
            .click("Open the token page")
            .only()
            .contains("northwind-admin.okta.com")
    );
}

#[test]
fn where_secrets_are_kept_is_never_a_guess() {
    let mut wizard = at(states::connected());
    wizard.secrets = SecretStore::Keychain("the login keychain".to_owned());
    assert!(Clicks::on(wizard.clone()).tells("kept in the login keychain"));
    wizard.secrets = SecretStore::Session("No keychain answers".to_owned());
    let mut window = Clicks::on(wizard);
    assert!(window.shows("Tokens are held in memory for this session"));
    assert_eq!(window.click("Try the keychain again").only(), "RetryKeychain");
}

#[test]
fn practice_orgs_need_no_token_and_say_so() {
    let window = Clicks::on(at(states::practice(states::connected())));
    assert!(window.shows("These are practice orgs"));
    assert!(!window.shows("Source org API token"));
}

#[test]
fn a_token_is_never_shown_unless_asked() {
    let mut open = Open::new("c1".to_owned());
    open.source.token = SecretText::new("00topsecret".to_owned());
    let mut window = Clicks::on(at(open));
    assert!(!format!("{:?}", window.harness.root()).contains("00topsecret"));
    window.click("Show Source org API token");
    assert!(window.events().is_empty());
}
