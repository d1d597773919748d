//! The verification checklist.

use org2org_setup::{
    federation::action::Step,
    wizard::{Open, Screen, Wizard, open::Stage, task::Task},
};

use crate::{clicks::Clicks, states};

fn at(open: Open) -> Wizard {
    states::wizard(Screen::Checklist, Some(open))
}

#[test]
fn proofs_name_the_time_and_the_org() {
    let window = Clicks::on(at(states::proved()));
    assert!(window.tells("5 of 5 verified"));
    assert!(window.shows("All five items are verified"));
    assert!(window.tells("System Log · 10:41:07 UTC"));
    assert!(window.tells("mira.chen@acme.example reached Dropbox Business"));
}

#[test]
fn what_is_broken_shows_both_values_and_why() {
    let window = Clicks::on(at(states::broken()));
    assert!(window.shows("Needs a fix") && window.shows("Blocks sign-in"));
    for words in [
        "exk1k2m3n4p",
        "Only the identifier differs, from position 32 on",
        "compares it to the letter",
    ] {
        assert!(window.tells(words), "{words}");
    }
}

#[test]
fn the_fix_carries_out_the_action_that_sets_it_right() {
    let mut window = Clicks::on(at(states::broken()));
    assert_eq!(
        window.click("Fix: set issuer in Northwind Partners").only(),
        "Apply(Trust)"
    );
    assert!(
        window
            .click("Open in Northwind Partners")
            .only()
            .contains("northwind-admin.okta.com")
    );
}

#[test]
fn while_changes_are_made_nothing_is_fixed_twice() {
    let open = states::running(states::broken(), Step::Trust, 0);
    let window = Clicks::on(at(open));
    assert_eq!(
        window.blocked("Fix: set issuer in Northwind Partners").unwrap(),
        "Changes are being made"
    );
}

#[test]
fn every_check_is_listed_on_request() {
    let mut window = Clicks::on(at(states::proved()));
    assert!(!window.shows("Issuer agrees"));
    assert!(window.click("All checks").shows("Issuer agrees"));
}

#[test]
fn both_orgs_are_looked_at_again() {
    let mut window = Clicks::on(at(states::proved()));
    assert_eq!(window.click("Check again").only(), "Refresh");
    let mut open = states::proved();
    open.snapshot.begin(org2org_setup::wizard::RunId(7));
    assert_eq!(Clicks::on(at(open)).click("Cancel").only(), "Cancel");
    let mut open = states::proved();
    open.source.report = Task::Idle;
    assert_eq!(
        Clicks::on(at(open)).blocked("Check again").unwrap(),
        "Connect both orgs first"
    );
}

#[test]
fn a_test_sign_in_starts_from_here() {
    let mut window = Clicks::on(at(states::joined()));
    assert_eq!(window.click("Start a test sign-in").only(), "StartSignIn");
    let mut window = Clicks::on(at(states::practice(states::joined())));
    assert_eq!(window.click("Play the test sign-in").only(), "PlaySignIn");
    let mut open = states::joined();
    open.blueprint.as_mut().unwrap().test_user = None;
    let mut window = Clicks::on(at(open));
    assert_eq!(window.click("Start a test sign-in").only(), "Go(Step(Validate))");
}

#[test]
fn a_played_sign_in_tells_where_it_stopped() {
    let stage = |words: &str, ok| Stage {
        words: words.to_owned(),
        ok,
    };
    let mut open = states::practice(states::joined());
    open.sign_in = Task::Done(vec![stage("Signed in to Acme Workforce", true)]);
    assert!(!Clicks::on(at(open.clone())).tells("Signed in to Acme Workforce"));
    open.sign_in = Task::Done(vec![
        stage("Signed in to Acme Workforce", true),
        stage("Northwind Partners refused it", false),
    ]);
    let window = Clicks::on(at(open));
    assert!(window.tells("Northwind Partners refused it") && window.shows("Failed"));
}

#[test]
fn a_watch_is_seen_and_stopped() {
    let mut window = Clicks::on(at(states::watching(states::joined())));
    assert!(window.shows("Watching"));
    assert_eq!(window.click("Stop watching").only(), "StopWatching");
}

#[test]
fn a_report_is_exported_and_everything_can_be_taken_back() {
    let mut window = Clicks::on(at(states::proved()));
    assert_eq!(window.click("Export report…").only(), "Export(Html)");
    assert_eq!(window.click("Take everything back…").only(), "AskUndo");
    assert!(!Clicks::on(at(states::fresh())).shows("Take everything back…"));
}

#[test]
fn what_was_never_set_up_is_no_fault() {
    let mut window = Clicks::on(at(states::fresh()));
    assert!(window.shows("Not everything is set up yet"));
    assert_eq!(window.click("Go to step 1").only(), "Go(Step(TargetApp))");
}

#[test]
fn before_the_first_look_there_is_one_thing_to_do() {
    let mut window = Clicks::on(at(states::connected()));
    assert_eq!(window.click("Check now").only(), "Refresh");
}
