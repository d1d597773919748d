//! Why a sign-in fails: what is brought, what comes of it, and the way on.

use std::sync::Arc;

use org2org_setup::{
    federation::troubleshoot::{Settings, troubleshoot},
    saml::{expectation::Instant, input},
    wizard::{
        Event, Open, RunId, Screen, Wizard,
        task::Task,
        trouble::{Source, Troubleshoot},
    },
};

use crate::{clicks::Clicks, states};

/// A response that names another issuer than the target org trusts, and that nobody signed.
const RESPONSE: &str = r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="id1" Version="2.0" IssueInstant="2026-11-23T10:41:00Z" Destination="https://northwind.okta.com/sso/saml2/0oa7x8y9"><saml:Issuer>https://www.okta.com/exk1k2m3n4p5</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="id2" Version="2.0" IssueInstant="2026-11-23T10:41:00Z"><saml:Issuer>https://www.okta.com/exk1k2m3n4p5</saml:Issuer><saml:Subject><saml:NameID>mira.chen@acme.example</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-11-23T10:46:00Z" Recipient="https://northwind.okta.com/sso/saml2/0oa7x8y9"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-11-23T10:36:00Z" NotOnOrAfter="2026-11-23T10:46:00Z"><saml:AudienceRestriction><saml:Audience>https://www.okta.com/saml2/service-provider/spjhqwe</saml:Audience></saml:AudienceRestriction></saml:Conditions></saml:Assertion></samlp:Response>"#;

/// Troubleshooting with that response; by the settings of both orgs where a connection is open.
pub(crate) fn wizard(open: Option<Open>) -> Wizard {
    let documents = input::read(RESPONSE.as_bytes()).unwrap();
    let settings = open.as_ref().map(|open| Settings {
        blueprint: Box::new(open.blueprint.clone().unwrap()),
        snapshot: Arc::clone(open.snapshot.value().unwrap()),
        facts: open.facts().clone(),
        report: open.report.clone(),
    });
    let instant = Instant {
        at: states::at("10:41:09"),
        chosen: true,
    };
    let expectations = settings.as_ref().map(Settings::expectations).unwrap_or_default();
    let outcome = troubleshoot(&documents, &expectations, settings.as_ref(), instant);
    let mut wizard = empty();
    wizard.open = open;
    wizard.trouble = Troubleshoot {
        sources: vec![
            Arc::new(Source::new("northwind-login.xml".to_owned(), Ok(documents))),
            Arc::new(Source::new(
                "screenshot.png".to_owned(),
                Err("This is neither text nor a certificate".to_owned()),
            )),
        ],
        outcome: Task::Done(outcome),
        ..Troubleshoot::default()
    };
    wizard
}

pub(crate) fn empty() -> Wizard {
    let mut wizard = states::home(states::some_saved());
    wizard.screen = Screen::Troubleshoot;
    wizard
}

#[test]
fn a_text_is_pasted_and_judged() {
    let mut window = Clicks::on(empty());
    assert_eq!(
        window.blocked("Find the cause").unwrap(),
        "Paste or type something first"
    );
    assert_eq!(window.click("Choose a file…").only(), "ChooseFile(Troubleshoot)");
    let mut wizard = empty();
    wizard.trouble.text = "PHNhbWw".to_owned();
    assert_eq!(Clicks::on(wizard).click("Find the cause").only(), "TakeTrouble");
}

#[test]
fn without_a_message_the_connection_is_the_other_way() {
    let mut window = Clicks::on(empty());
    let opened = window.click("Fabrikam → Northwind Partners").only();
    assert!(opened.starts_with("OpenConnection"), "{opened}");
    assert_eq!(window.click("Back").only(), "Go(Home)");
}

#[test]
fn a_message_is_laid_beside_the_settings_of_both_orgs() {
    let window = Clicks::on(wizard(Some(states::joined())));
    assert!(window.tells("block the sign-in") && window.tells("issuer-mismatch"));
    for head in [
        "In the response",
        "Acme Workforce is set to send",
        "Northwind Partners expects",
    ] {
        assert!(window.shows(head), "{head}");
    }
    assert!(window.tells("In northwind-login.xml"));
    assert!(window.tells("This is neither text nor a certificate"));
}

#[test]
fn what_the_wizard_can_set_right_is_set_right_from_here() {
    let mut window = Clicks::on(wizard(Some(states::broken())));
    let events = window.click("Fix: set issuer in Northwind Partners").events();
    assert!(
        matches!(&events[..], [Event::Go(Screen::Checklist), Event::Apply(_)]),
        "{events:?}"
    );
}

#[test]
fn the_summary_for_a_ticket_holds_causes_values_and_steps() {
    let mut window = Clicks::on(wizard(Some(states::joined())));
    let events = window.click("Copy summary for a ticket").events();
    let [Event::Copy(text)] = events.as_slice() else {
        panic!("{events:?}")
    };
    for words in [
        "[issuer-mismatch]",
        "https://www.okta.com/exk1k2m3n4p5",
        "http://www.okta.com/exk1k2m3n4p5",
        "northwind-login.xml (SAML response)",
        "  → ",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert_eq!(window.click("Start afresh").only(), "ClearTrouble");
}

#[test]
fn reading_a_large_recording_shows_that_it_goes_on() {
    let mut wizard = empty();
    wizard.trouble.outcome.begin(RunId(7));
    assert!(Clicks::on(wizard).shows("Reading and judging"));
}
