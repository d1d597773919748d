//! What outlives the program: connections with every choice, where one was, and tokens in the keychain alone.

use crate::{
    partners::{Partners, check, new_connection},
    program::{Program, carry_out, choose_people, connected},
};
use org2org_setup::{
    federation::{Side, action::Step},
    wizard::{Event, Question, Screen, home::Health, saved::Saved, task::Task},
};

#[test]
fn a_connection_that_was_begun_is_found_again_with_its_choices() {
    let mut program = Program::start();
    new_connection(&mut program);
    program.send(Event::Address(Side::Source, "acme.okta.com".to_owned()));
    program.send(Event::Go(Screen::Home));
    listed(&mut program, 1);
    let mut again = program.restart();
    let saved = only(&mut again);
    assert_eq!(saved.source_address, "acme.okta.com");
    assert_eq!(saved.health(), Health::Continue { step: 0 });
}

#[test]
fn a_connection_goes_on_where_it_was_left_with_its_tokens_out_of_the_keychain() {
    let partners = Partners::serve();
    let mut program = Program::with_keychain();
    partners.connect(&mut program);
    choose_people(&mut program);
    carry_out(&mut program, &[Step::TargetApp, Step::Trust]);
    program.send(Event::Go(Screen::Step(Step::Provisioning)));
    let blueprint = program.open().blueprint.clone();
    program.send(Event::Go(Screen::Home));
    listed(&mut program, 1);
    let mut program = program.restart();
    let saved = only(&mut program);
    assert_eq!(saved.health(), Health::Continue { step: 3 });
    program.send(Event::OpenConnection(Box::new(saved)));
    connected(&mut program);
    assert_eq!(program.wizard.screen, Screen::Step(Step::Provisioning));
    assert_eq!(program.open().blueprint, blueprint);
}

#[test]
fn without_a_keychain_the_tokens_are_asked_for_again_and_nothing_else_is_lost() {
    let partners = Partners::serve();
    let mut program = Program::start();
    partners.connect(&mut program);
    choose_people(&mut program);
    let blueprint = program.open().blueprint.clone();
    program.send(Event::Go(Screen::Home));
    listed(&mut program, 1);
    let mut program = program.restart();
    let saved = only(&mut program);
    program.send(Event::OpenConnection(Box::new(saved)));
    program.until("both orgs were tried", |wizard| {
        wizard.open.as_ref().is_some_and(|open| {
            let tried = |side: &Side| open.form(*side).report.value().is_some();
            Side::BOTH.iter().all(tried)
        })
    });
    for side in Side::BOTH {
        assert!(!program.open().form(side).token_kept, "{side:?}");
    }
    assert_eq!(program.open().blueprint, blueprint);
    for side in Side::BOTH {
        check(&mut program, side, &partners.token(side));
    }
    connected(&mut program);
    assert_eq!(program.open().blueprint, blueprint);
}

#[test]
fn no_token_is_in_any_file() {
    let partners = Partners::serve();
    let mut program = Program::start();
    partners.connect(&mut program);
    choose_people(&mut program);
    carry_out(&mut program, &[Step::TargetApp, Step::Trust, Step::Provisioning]);
    program.send(Event::Go(Screen::Home));
    listed(&mut program, 1);
    let files = program.on_disk();
    assert!(files.len() >= 2, "a connection and its journal: {files:?}");
    for (name, content) in files {
        for side in Side::BOTH {
            assert!(!content.contains(&partners.token(side)), "{name} holds a token");
        }
    }
}

#[test]
fn a_connection_that_is_removed_takes_its_journal_and_its_tokens_along() {
    let partners = Partners::serve();
    let mut program = Program::with_keychain();
    partners.connect(&mut program);
    carry_out(&mut program, &[Step::TargetApp]);
    program.send(Event::Go(Screen::Home));
    listed(&mut program, 1);
    let saved = only(&mut program);
    program.send(Event::AskForget(Box::new(saved)));
    assert!(
        matches!(&program.wizard.question, Some(Question::Forget { name, .. })
        if name == "Acme Workforce → Northwind Partners")
    );
    program.send(Event::Yes);
    listed(&mut program, 0);
    let left = program.on_disk();
    assert!(
        !left.iter().any(|(name, _)| name.contains("connection")),
        "{left:?}"
    );
    let changes = program.changes().len();
    new_connection(&mut program);
    program.send(Event::Address(Side::Source, partners.address(Side::Source)));
    program.send(Event::Check(Side::Source));
    assert!(program.open().source.token_error.is_some(), "the token is gone");
    assert_eq!(program.changes().len(), changes, "the orgs stay as they are");
}

#[test]
fn a_question_about_removing_that_is_answered_with_no_removes_nothing() {
    let mut program = Program::start();
    new_connection(&mut program);
    program.send(Event::Go(Screen::Home));
    listed(&mut program, 1);
    let saved = only(&mut program);
    program.send(Event::AskForget(Box::new(saved)));
    program.send(Event::No);
    let mut program = program.restart();
    listed(&mut program, 1);
}

#[test]
fn a_damaged_file_is_named_and_nothing_else_is_lost() {
    let mut program = Program::start();
    for address in ["acme.okta.com", "northwind.okta.com"] {
        new_connection(&mut program);
        program.until("a new form is there", |wizard| {
            wizard.open.as_ref().unwrap().source.address.is_empty()
        });
        program.send(Event::Address(Side::Source, address.to_owned()));
        program.send(Event::Go(Screen::Home));
        program.until("it is in the list", |wizard| {
            let found = wizard.home.connections.value();
            found.is_some_and(|found| found.iter().any(|saved| saved.source_address == address))
        });
    }
    let (name, _) = program
        .on_disk()
        .into_iter()
        .find(|(_, content)| content.contains("acme.okta.com"))
        .unwrap();
    let damaged = program.file(&name);
    let mut program = program.restart_after(|| std::fs::write(&damaged, "{ half of a conn").unwrap());
    listed(&mut program, 1);
    let saved = only(&mut program);
    assert_eq!(saved.source_address, "northwind.okta.com");
    // A file is set aside once, and told of for as long as the program runs.
    program.wizard.home.connections = Task::Idle;
    program.send(Event::Go(Screen::Home));
    listed(&mut program, 1);
    let told = &program.wizard.home.damaged;
    let file = damaged.file_stem().unwrap().to_string_lossy().into_owned();
    let kept = program.on_disk();
    assert!(
        told.len() == 1 && told[0].contains(&file),
        "{told:?} of {file}, {kept:?}"
    );
    assert!(
        kept.iter().any(|(_, content)| content == "{ half of a conn"),
        "what was damaged is still there, to be looked at: {kept:?}"
    );
}

fn listed(program: &mut Program, count: usize) {
    program.until("the list is as it should be", |wizard| {
        let found = wizard.home.connections.value();
        found.is_some_and(|found| found.len() == count)
    });
}

fn only(program: &mut Program) -> Saved {
    listed(program, 1);
    program.wizard.home.connections.value().unwrap()[0].clone()
}
