//! The handover.

use org2org_setup::{
    federation::action::{Provenance, Step},
    wizard::{Open, Screen, Wizard, open::RunKind},
};

use crate::{clicks::Clicks, states};

fn at(open: Open) -> Wizard {
    states::wizard(Screen::Handover, Some(open))
}

#[test]
fn it_tells_what_was_wanted_made_and_proved() {
    let window = Clicks::on(at(states::proved()));
    for words in [
        "Acme Workforce (acme.okta.com)",
        "API token: create, update, deactivate",
        "Create the SAML identity provider Acme Workforce IdP in Northwind Partners",
        "mira.chen@acme.example signed in to Acme Workforce · 23 Nov 2026, 10:41:07 UTC",
        "Settings › Security › Single sign-on",
    ] {
        assert!(window.tells(words), "{words}");
    }
}

#[test]
fn what_was_adopted_is_told_from_what_was_made() {
    let mut open = states::proved();
    let record = open.ledger.records.get_mut("org2org-app").unwrap();
    record.standing = org2org_setup::federation::journal::Standing::Done(Provenance::Adopted);
    let window = Clicks::on(at(open));
    assert!(window.shows("Was there already") && window.shows("Made"));
}

#[test]
fn it_is_exported_in_both_formats() {
    let mut window = Clicks::on(at(states::proved()));
    assert_eq!(window.click("Export HTML…").only(), "Export(Html)");
    assert_eq!(window.click("Export Markdown…").only(), "Export(Markdown)");
    assert_eq!(window.click("Take everything back…").only(), "AskUndo");
}

#[test]
fn before_anything_was_done_it_says_so() {
    assert!(Clicks::on(at(states::fresh())).shows("Nothing yet"));
}

#[test]
fn taking_back_is_seen_while_it_goes_on() {
    let mut open = states::running(states::fresh(), Step::Trust, 3);
    open.run.as_mut().unwrap().kind = RunKind::Undo;
    let mut window = Clicks::on(at(open));
    assert!(window.tells("Taking everything back"));
    assert!(window.shows("Undone") && window.shows("Working…"));
    assert_eq!(window.click("Cancel").only(), "Cancel");
}
