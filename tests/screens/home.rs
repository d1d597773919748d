//! The first screen.

use org2org_setup::wizard::{Screen, home::Home, task::Task};

use crate::{clicks::Clicks, states};

#[test]
fn the_three_ways_in_lead_where_they_say() {
    let mut window = Clicks::on(states::home(Vec::new()));
    assert_eq!(window.click("Start: set up a connection").only(), "NewConnection");
    assert_eq!(
        window.click("Open practice orgs: practise first").only(),
        "StartPractice"
    );
    assert_eq!(
        window.click("Troubleshoot: fix a broken sign-in").only(),
        "Go(Troubleshoot)"
    );
}

#[test]
fn a_saved_connection_is_opened_and_removed() {
    let mut window = Clicks::on(states::home(states::some_saved()));
    let opened = window.click("Open Fabrikam → Northwind Partners").only();
    assert!(
        opened.starts_with("OpenConnection") && opened.contains("\"c2\""),
        "{opened}"
    );
    let removed = window
        .click("Remove Fabrikam → Northwind Partners from the list…")
        .only();
    assert!(
        removed.starts_with("AskForget") && removed.contains("\"c2\""),
        "{removed}"
    );
}

#[test]
fn the_health_of_each_connection_stands_beside_it() {
    let window = Clicks::on(states::home(states::some_saved()));
    for health in ["5 of 5 verified", "Needs a fix", "Connect both orgs"] {
        assert!(window.shows(health), "{health}");
    }
}

#[test]
fn a_connection_that_is_open_is_gone_on_with_and_not_read_again() {
    let mut wizard = states::home(states::some_saved());
    wizard.open = Some(states::joined());
    let mut window = Clicks::on(wizard);
    assert_eq!(
        window.click("Open Acme Workforce → Northwind Partners").only(),
        "Go(Step(Assign))"
    );
}

#[test]
fn practice_orgs_that_run_are_in_the_list() {
    let mut wizard = states::home(Vec::new());
    wizard.open = Some(states::practice(states::connected()));
    let mut window = Clicks::on(wizard);
    assert!(window.shows("Practice orgs"));
    assert_eq!(
        window.click("Open Acme Workforce → Northwind Partners").only(),
        "Go(Connect)"
    );
}

#[test]
fn damaged_files_are_told_of_while_the_rest_is_shown() {
    let mut wizard = states::home(states::some_saved());
    wizard.home.damaged = vec!["c9.json was set aside".to_owned()];
    let window = Clicks::on(wizard);
    assert!(window.shows("A saved connection could not be read"));
    assert!(window.tells("c9.json was set aside"));
    assert!(window.shows("Needs a fix"));
}

#[test]
fn practice_orgs_that_start_cannot_be_started_twice() {
    let mut wizard = states::home(Vec::new());
    wizard.home.starting_practice = true;
    let window = Clicks::on(wizard);
    assert_eq!(
        window.blocked("Starting…: practise first").unwrap(),
        "The practice orgs are being started"
    );
}

#[test]
fn nobody_is_told_that_there_is_nothing_before_it_was_looked() {
    let mut wizard = states::wizard(Screen::Home, None);
    wizard.home = Home {
        connections: Task::Idle,
        ..Home::default()
    };
    let window = Clicks::on(wizard);
    assert!(!window.shows("No connections yet"));
}

#[test]
fn the_settings_are_one_click_away() {
    let mut window = Clicks::on(states::home(Vec::new()));
    assert_eq!(window.click("Settings").only(), "Go(Settings)");
}
