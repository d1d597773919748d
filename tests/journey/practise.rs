//! Practising: both orgs inside the program, joined, broken on purpose, repaired and taken back.

use crate::program::{Program, STEPS, carry_out, choose_people, practise};
use org2org_setup::{
    federation::{Side, action::Step, timeline::Ending, verify::ItemState},
    wizard::{Event, Question, Screen, Wizard, breaking::Switch, open::RunEnd},
};

#[test]
fn from_home_to_a_verified_checklist_and_back() {
    let mut program = joined();
    program.send(Event::PlaySignIn);
    program.until("all five items are verified", |wizard| {
        let report = wizard.open.as_ref().unwrap().report.as_ref().unwrap();
        report.items.iter().all(|item| item.state == ItemState::Verified)
    });
    take_back(&mut program);
}

#[test]
fn troubleshooting_an_open_connection_reads_both_logs() {
    let mut program = joined();
    switch(&mut program, Switch::Break("issuer-mismatch".to_owned()));
    program.send(Event::PlaySignIn);
    program.until("the sign-in has been refused", |wizard| {
        let stages = wizard.open.as_ref().unwrap().sign_in.value();
        stages.is_some_and(|stages| stages.iter().any(|stage| !stage.ok))
    });
    program.send(Event::Go(Screen::Troubleshoot));
    program.until("both logs are joined", |wizard| {
        let outcome = wizard.trouble.outcome.value();
        outcome.is_some_and(|outcome| outcome.timeline.reaches.len() == 2)
    });
    let outcome = program.wizard.trouble.outcome.value().unwrap();
    assert!(outcome.compared && outcome.blocking() > 0);
    let timeline = &outcome.timeline;
    let refused = timeline
        .entries
        .iter()
        .find(|entry| entry.ending == Ending::Bad)
        .unwrap();
    assert_eq!(refused.side, Some(Side::Target));
    assert!(
        timeline
            .entries
            .iter()
            .any(|entry| entry.side == Some(Side::Source))
    );
    assert_eq!(timeline.changes.as_ref().unwrap().failed, refused.at);
}

#[test]
fn what_is_broken_on_purpose_is_found_and_is_over_when_it_is_put_back_or_repaired() {
    let mut program = joined();
    switch(&mut program, Switch::Break("issuer-mismatch".to_owned()));
    switch(&mut program, Switch::Break("audience-mismatch".to_owned()));
    assert_eq!(active(&program.wizard), ["issuer-mismatch", "audience-mismatch"]);
    assert_eq!(codes(&program.wizard), ["issuer-mismatch", "audience-mismatch"]);
    switch(&mut program, Switch::PutBack("issuer-mismatch".to_owned()));
    assert_eq!(codes(&program.wizard), ["audience-mismatch"]);
    program.send(Event::Apply(Step::Trust));
    program.until("the wizard has repaired it and noticed", |wizard| {
        !wizard.is_changing() && active(wizard).is_empty() && codes(wizard).is_empty()
    });
    program.send(Event::PlaySignIn);
    program.until("all five items are verified", |wizard| {
        wizard.open.as_ref().unwrap().report.as_ref().unwrap().verified() == 5
    });
    switch(&mut program, Switch::Break("certificate-rotated".to_owned()));
    assert_eq!(
        program
            .wizard
            .open
            .as_ref()
            .unwrap()
            .report
            .as_ref()
            .unwrap()
            .verified(),
        2
    );
    switch(&mut program, Switch::PutAllBack);
    assert_eq!(codes(&program.wizard), [] as [&str; 0]);
}

#[test]
fn before_the_orgs_are_joined_nothing_can_be_broken_and_why_is_told() {
    let mut program = Program::start();
    practise(&mut program);
    program.send(Event::SwitchFaults(Switch::Break("issuer-mismatch".to_owned())));
    program.until("it was refused", |wizard| {
        wizard.open.as_ref().unwrap().breaking.switching.is_none()
    });
    let advice = program
        .wizard
        .open
        .as_ref()
        .unwrap()
        .breaking
        .faults
        .failure()
        .cloned()
        .unwrap();
    assert!(
        advice.why.starts_with("There is no connection to break"),
        "{advice:?}"
    );
}

fn switch(program: &mut Program, switch: Switch) {
    program.send(Event::SwitchFaults(switch));
    program.until("it is switched and looked at", |wizard| {
        let open = wizard.open.as_ref().unwrap();
        open.breaking.switching.is_none() && !open.snapshot.is_running() && !open.breaking.faults.is_running()
    });
}

fn active(wizard: &Wizard) -> Vec<&str> {
    wizard
        .open
        .as_ref()
        .unwrap()
        .breaking
        .active()
        .map(|fault| fault.name.as_str())
        .collect()
}

fn codes(wizard: &Wizard) -> Vec<&'static str> {
    let report = wizard.open.as_ref().unwrap().report.as_ref().unwrap();
    report.findings().iter().map(|finding| finding.code).collect()
}

/// Practice orgs that the five steps have joined.
fn joined() -> Program {
    let mut program = Program::start();
    practise(&mut program);
    choose_people(&mut program);
    carry_out(&mut program, &STEPS);
    program
}

fn take_back(program: &mut Program) {
    program.send(Event::AskUndo);
    assert_eq!(program.wizard.question, Some(Question::Undo));
    program.until("undo is prepared", |wizard| {
        wizard.open.as_ref().unwrap().undo.value().is_some()
    });
    assert!(
        program
            .wizard
            .open
            .as_ref()
            .unwrap()
            .undo
            .value()
            .unwrap()
            .deletions()
            > 0
    );
    program.send(Event::Yes);
    program.until("everything is taken back", |wizard| {
        let open = wizard.open.as_ref().unwrap();
        open.run.as_ref().unwrap().end == Some(RunEnd::Done)
            && open.ledger.records.is_empty()
            && !open.snapshot.is_running()
    });
    let open = program.wizard.open.as_ref().unwrap();
    assert!(open.plan.as_ref().unwrap().count(Side::Target) > 0);
}
