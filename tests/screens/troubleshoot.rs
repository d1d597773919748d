//! Why a sign-in fails: what is brought, what comes of it, and the way on.

use std::sync::Arc;

use org2org_setup::{
    advice::Advice,
    federation::{
        Side,
        timeline::{Logs, Part, Reach},
        troubleshoot::{Settings, troubleshoot_with},
    },
    okta::{Doc, resource::logs::LogEvent},
    saml::{expectation::Instant, input},
    wizard::{
        Event, Open, RunId, Screen, Wizard,
        task::Task,
        trouble::{Source, Troubleshoot},
    },
};

use egui_kittest::kittest::NodeT as _;
use serde_json::{Value, json};

use crate::{clicks::Clicks, states};

/// A response that names another issuer than the target org trusts, and that nobody signed.
const RESPONSE: &str = r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="id1" Version="2.0" IssueInstant="2026-11-23T10:41:00Z" Destination="https://northwind.okta.com/sso/saml2/0oa7x8y9"><saml:Issuer>https://www.okta.com/exk1k2m3n4p5</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="id2" Version="2.0" IssueInstant="2026-11-23T10:41:00Z"><saml:Issuer>https://www.okta.com/exk1k2m3n4p5</saml:Issuer><saml:Subject><saml:NameID>mira.chen@acme.example</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="2026-11-23T10:46:00Z" Recipient="https://northwind.okta.com/sso/saml2/0oa7x8y9"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-11-23T10:36:00Z" NotOnOrAfter="2026-11-23T10:46:00Z"><saml:AudienceRestriction><saml:Audience>https://www.okta.com/saml2/service-provider/spjhqwe</saml:Audience></saml:AudienceRestriction></saml:Conditions></saml:Assertion></samlp:Response>"#;

/// Troubleshooting with that response; by the settings of both orgs where a connection is open.
pub(crate) fn wizard(open: Option<Open>) -> Wizard {
    let documents = input::read(RESPONSE.as_bytes()).unwrap();
    judged(open, documents, &Logs::default(), true)
}

/// The same with both System Logs.
pub(crate) fn with_logs() -> Wizard {
    let documents = input::read(RESPONSE.as_bytes()).unwrap();
    judged(Some(states::broken()), documents, &logs(), false)
}

/// With nothing but a connection, whose target org does not let its log be read.
pub(crate) fn connection_alone() -> Wizard {
    let mut logs = logs();
    logs.parts[1].events.clear();
    logs.parts[1].reach.problem = Some("The token may not read the System Log: 403 Forbidden".to_owned());
    logs.parts[0].reach.cut = true;
    judged(Some(states::broken()), Vec::new(), &logs, false)
}

/// With a certificate that is not the one in use, and nothing wrong with it.
pub(crate) fn nothing_found() -> Wizard {
    let pem = include_bytes!("../fixtures/saml/signing.pem");
    judged(None, input::read(pem).unwrap(), &Logs::default(), false)
}

/// The target org trusts another certificate than the source org signs with.
pub(crate) fn other_certificate() -> Wizard {
    let mut snapshot = states::seen::everything();
    let pem = include_str!("../fixtures/saml/signing.pem");
    let x5c: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let key = Doc::decode(json!({"kid": "kid1", "x5c": [x5c]})).unwrap();
    snapshot.target.idp_keys = Ok(vec![key]);
    let open = states::looked(states::joined(), snapshot);
    judged(Some(open), Vec::new(), &Logs::default(), false)
}

/// Nothing that was brought could be read.
pub(crate) fn failed() -> Wizard {
    let mut wizard = judged(None, Vec::new(), &Logs::default(), true);
    wizard.trouble.sources.remove(0);
    wizard
}

/// The settings are being read, or the logs.
pub(crate) fn reading(settings: bool) -> Wizard {
    let mut open = states::broken();
    let mut wizard = if settings {
        open.snapshot = Task::Running {
            run: RunId(7),
            previous: None,
        };
        empty()
    } else {
        let mut wizard = wizard(Some(open.clone()));
        wizard.trouble.logs.begin(RunId(7));
        wizard
    };
    wizard.open = Some(open);
    wizard
}

fn part(side: Side, events: Vec<LogEvent>) -> Part {
    let reach = Reach {
        side: Some(side),
        live: true,
        from: Some(states::at("10:26:00")),
        until: Some(states::at("10:51:00")),
        changes_since: Some(states::at("00:41:00")),
        ..Reach::default()
    };
    Part {
        side: Some(side),
        events,
        reach,
    }
}

type Outcome<'a> = (&'a str, Option<&'a str>);
type Named<'a> = (&'a str, &'a str, &'a str);

const GOOD: Outcome<'static> = ("SUCCESS", None);
const REFUSED: Outcome<'static> = (
    "FAILURE",
    Some("Issuer in the SAML response did not match the Issuer configured for the Identity Provider"),
);
const MIRA: Named<'static> = ("User", "00umira", states::TEST_USER);
const APP: Named<'static> = ("AppInstance", "0oaorg2org", "Okta Org2Org");
const IDP: Named<'static> = ("AppInstance", "0oa7x8y9", "Acme Workforce");

fn event(
    (uuid, time): (&str, &str),
    kind: &str,
    (result, reason): Outcome<'_>,
    by: &str,
    targets: &[Named<'_>],
) -> LogEvent {
    let targets: Vec<Value> = targets
        .iter()
        .map(|(kind, id, name)| json!({"type": kind, "id": id, "alternateId": name, "displayName": name}))
        .collect();
    let (kind_of, login) = if by == "Okta System" {
        ("SystemPrincipal", "system@okta.com".to_owned())
    } else {
        let login = by.to_lowercase().replace(' ', ".");
        ("User", format!("{login}@northwind.example"))
    };
    serde_json::from_value(json!({
        "uuid": uuid, "published": states::at(time).to_string(), "eventType": kind,
        "actor": {"type": kind_of, "id": "00uactor", "alternateId": login, "displayName": by},
        "outcome": {"result": result, "reason": reason}, "target": targets,
    }))
    .unwrap()
}

/// Sam changes the identity provider, and from then on Mira is refused.
pub(crate) fn logs() -> Logs {
    Logs {
        parts: vec![part(Side::Source, of_source()), part(Side::Target, of_target())],
    }
}

fn of_source() -> Vec<LogEvent> {
    vec![
        event(
            ("s1", "10:37:10"),
            "user.session.start",
            GOOD,
            "Mira Chen",
            &[MIRA],
        ),
        event(
            ("s2", "10:37:12"),
            "user.authentication.sso",
            GOOD,
            "Mira Chen",
            &[APP, MIRA],
        ),
        event(
            ("s3", "10:41:07"),
            "user.authentication.sso",
            GOOD,
            "Mira Chen",
            &[APP, MIRA],
        ),
        event(
            ("s4", "10:39:00"),
            "user.session.start",
            GOOD,
            "Ben Okafor",
            &[("User", "00uben", "ben.okafor@acme.example")],
        ),
    ]
}

fn of_target() -> Vec<LogEvent> {
    vec![
        event(
            ("t1", "09:12:00"),
            "user.authentication.auth_via_IDP",
            GOOD,
            "Okta System",
            &[IDP, ("User", "00uarrived", states::TEST_USER)],
        ),
        event(
            ("t2", "10:33:40"),
            "system.idp.lifecycle.update",
            GOOD,
            "Sam Osei",
            &[IDP],
        ),
        event(
            ("t3", "10:37:14"),
            "user.authentication.auth_via_IDP",
            REFUSED,
            "Okta System",
            &[IDP],
        ),
        event(
            ("t4", "10:41:09"),
            "user.authentication.auth_via_IDP",
            REFUSED,
            "Okta System",
            &[IDP],
        ),
        event(
            ("t5", "10:30:00"),
            "group.lifecycle.create",
            GOOD,
            "Sam Osei",
            &[("UserGroup", "00gx", "Cooks")],
        ),
    ]
}

fn judged(open: Option<Open>, documents: Vec<input::Document>, logs: &Logs, with_picture: bool) -> Wizard {
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
    let outcome = troubleshoot_with(&documents, &expectations, settings.as_ref(), logs, instant);
    let mut wizard = empty();
    wizard.open = open;
    let name = match documents.first().map(input::Document::kind) {
        Some("certificate") => "acme.cer",
        _ => "northwind-login.xml",
    };
    let picture = Source::new(
        "screenshot.png".to_owned(),
        Err("This is neither text nor a certificate".to_owned()),
    );
    let read = (!documents.is_empty() || with_picture).then(|| Source::new(name.to_owned(), Ok(documents)));
    let sources = read.into_iter().chain(with_picture.then_some(picture));
    wizard.trouble = Troubleshoot {
        sources: sources.map(Arc::new).collect(),
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
    assert!(window.tells("problems found") && window.tells("issuer-mismatch"));
    assert!(
        window.tells("From northwind-login.xml · 1 SAML response at 10:41:00 UTC · compared with the live")
    );
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

#[test]
fn both_logs_are_one_timeline_with_the_change_before_the_first_failure() {
    let mut window = Clicks::on(with_logs());
    assert!(window.tells("Before the first failure at 10:37 UTC"));
    assert!(window.tells("3 min before · Sam Osei"));
    assert!(window.tells("The sign-in by way of Acme Workforce was refused"));
    assert!(window.shows("Target org: Northwind Partners") && window.shows("Source org: Acme Workforce"));
    assert!(!window.tells("ben.okafor@acme.example signed in"));
    window.click("2 others in this time");
    assert!(window.tells("ben.okafor@acme.example signed in"));
}

#[test]
fn a_log_that_cannot_be_read_is_told_of_and_read_again_on_request() {
    let mut window = Clicks::on(connection_alone());
    assert!(window.tells("The System Log of Northwind Partners could not be read"));
    assert!(window.tells("holds more than was read"));
    assert_eq!(window.click("Read again").only(), "ReadLogs");
    let mut wizard = wizard(Some(states::broken()));
    wizard.trouble.logs = Task::Failed {
        advice: Advice::new(
            "Both orgs have to be connected first",
            "The program was started anew",
        ),
        previous: None,
    };
    assert!(Clicks::on(wizard).tells("Both orgs have to be connected first"));
}

#[test]
fn a_finding_shows_its_place_in_the_document_and_the_text_for_the_other_admin() {
    let mut window = Clicks::on(wizard(Some(states::broken())));
    assert!(window.tells("In northwind-login.xml, line 1, column "));
    assert!(!window.tells("<samlp:Response"));
    window.click("Show in document: issuer-mismatch");
    assert!(window.tells("https://www.okta.com/exk1k2m3n4p5</saml:Issuer>") || window.tells("saml:Issuer"));
    let events = window
        .click("Copy text for the admin of Northwind Partners: issuer-mismatch")
        .events();
    let [Event::Copy(text)] = events.as_slice() else {
        panic!("{events:?}")
    };
    for words in [
        "something has to be changed in Northwind Partners",
        "https://www.okta.com/exk1k2m3n4p5",
        "1. Open Security, Identity Providers, “Acme Workforce IdP”: https://northwind-admin.okta.com/admin/access/identity-providers",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn another_document_of_the_same_length_is_not_shown_in_the_rows_of_the_last() {
    let broken_before = |tag: &str| RESPONSE.replacen(tag, &format!("\n{tag}"), 1);
    let (first, second) = (broken_before("<samlp:Status>"), broken_before("<saml:Assertion "));
    assert_eq!(first.len(), second.len(), "the premise of this test");
    let of = |text: &str| {
        let documents = input::read(text.as_bytes()).unwrap();
        judged(None, documents, &Logs::default(), false)
    };
    let a_row_begins = |window: &Clicks, words: &str| {
        let all = window.harness.root().children_recursive();
        all.filter_map(|node| {
            node.accesskit_node()
                .value()
                .or_else(|| node.accesskit_node().label())
        })
        .any(|text| text.starts_with(words))
    };
    let mut window = Clicks::on(of(&first));
    window.click("northwind-login.xml: SAML response");
    assert!(a_row_begins(&window, "<samlp:Status>"));
    window.now(of(&second));
    assert!(a_row_begins(&window, "<saml:Assertion ") && !a_row_begins(&window, "<samlp:Status>"));
}

#[test]
fn certificates_are_shown_once_with_where_they_are_used() {
    let window = Clicks::on(wizard(Some(states::broken())));
    assert!(window.tells("The same certificate on both sides"));
    assert!(window.shows("Signs the responses of Acme Workforce"));
    assert!(window.shows("Trusted by Northwind Partners"));
    assert!(window.tells("Copy SHA-256 of C=US") && window.tells("Copy SHA-1 of C=US"));
}

#[test]
fn a_certificate_that_is_not_trusted_is_seen_at_a_glance() {
    let window = Clicks::on(other_certificate());
    assert!(window.shows("Northwind Partners trusts another certificate"));
    assert!(window.shows("Signs, but is not trusted") && window.shows("Trusted, but signs nothing here"));
}

#[test]
fn what_goes_on_can_be_stopped() {
    let mut window = Clicks::on(reading(true));
    assert!(window.shows("Reading the settings of both orgs"));
    assert_eq!(window.click("Cancel").only(), "Cancel");
    let mut window = Clicks::on(reading(false));
    assert!(window.shows("Reading both System Logs"));
    assert_eq!(window.click("Cancel").only(), "StopTrouble");
}

#[test]
fn what_cannot_be_read_is_not_called_sound() {
    let window = Clicks::on(failed());
    assert!(window.tells("Nothing of this could be read") && !window.tells("Nothing wrong was found"));
    let mut window = Clicks::on(nothing_found());
    assert!(window.tells("Nothing wrong was found"));
    assert_eq!(
        window.click("Open another file…").only(),
        "ChooseFile(Troubleshoot)"
    );
}
