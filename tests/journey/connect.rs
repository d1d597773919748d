//! Step 0: two addresses and two tokens, right and wrong.

use crate::{
    partners::{Partners, check, new_connection},
    program::{Program, carry_out, connected},
};
use org2org_setup::{
    federation::{Side, action::Step, preflight::Weight},
    wizard::Event,
};

#[test]
fn a_wrong_address_and_a_wrong_token_each_get_a_sentence() {
    let mut program = Program::start();
    new_connection(&mut program);
    program.send(Event::Address(Side::Source, "mira@acme.example".to_owned()));
    program.send(Event::Check(Side::Source));
    let form = &program.open().source;
    assert_eq!(
        form.address_error.as_ref().unwrap().headline,
        "This is an e-mail address"
    );
    assert!(form.token_error.is_some());
    assert!(!form.report.is_running());
    assert!(program.requests().is_empty(), "{:?}", program.requests());
}

#[test]
fn connecting_changes_nothing_and_shows_what_would_be_changed() {
    let partners = Partners::serve();
    let mut program = Program::start();
    partners.connect(&mut program);
    let plan = program.open().plan.clone().unwrap();
    assert!(plan.count(Side::Source) > 0 && plan.count(Side::Target) > 0);
    assert!(plan.actions.iter().all(|planned| !planned.title.is_empty()));
    assert_eq!(program.changes(), [] as [&str; 0]);
}

#[test]
fn a_token_that_the_org_does_not_know_is_told_and_the_right_one_goes_on() {
    let partners = Partners::serve();
    let mut program = Program::start();
    new_connection(&mut program);
    program.send(Event::Address(Side::Target, partners.address(Side::Target)));
    check(&mut program, Side::Target, &"0".repeat(42));
    let form = &program.open().target;
    assert!(stopped(&program, Side::Target));
    assert!(!form.token_kept, "a token that was refused is not kept");
    assert!(!form.token.is_empty(), "what was typed stays, to be corrected");
    check(&mut program, Side::Target, &partners.token(Side::Target));
    let form = &program.open().target;
    assert!(!stopped(&program, Side::Target));
    assert!(
        form.token_kept && form.token.is_empty(),
        "the form forgets a token that was taken"
    );
}

#[test]
fn the_token_of_one_org_does_not_open_the_other() {
    let partners = Partners::serve();
    let mut program = Program::start();
    new_connection(&mut program);
    program.send(Event::Address(Side::Source, partners.address(Side::Source)));
    check(&mut program, Side::Source, &partners.token(Side::Target));
    assert!(stopped(&program, Side::Source));
    assert!(!program.open().is_connected());
}

#[test]
fn one_org_on_both_sides_is_no_connection() {
    let partners = Partners::serve();
    let mut program = Program::start();
    new_connection(&mut program);
    partners.enter(&mut program, Side::Source);
    program.send(Event::Address(Side::Target, partners.address(Side::Source)));
    check(&mut program, Side::Target, &partners.token(Side::Source));
    let open = program.open();
    let told = open.misfit.as_ref().unwrap();
    assert!(told.headline.contains("the same org, Acme Workforce"), "{told:?}");
    assert!(!open.is_connected() && open.blueprint.is_none());
    partners.enter(&mut program, Side::Target);
    connected(&mut program);
    assert_eq!(program.open().misfit, None);
}

#[test]
fn an_org_that_does_not_answer_is_told_and_can_be_asked_again() {
    let partners = Partners::serve();
    let address = partners.address(Side::Source);
    drop(partners);
    let mut program = Program::start();
    new_connection(&mut program);
    program.send(Event::Address(Side::Source, address.clone()));
    check(&mut program, Side::Source, &"0".repeat(42));
    let form = &program.open().source;
    assert_eq!(form.address, address);
    assert!(stopped(&program, Side::Source));
    assert!(!form.report.is_running());
}

#[test]
fn another_address_needs_another_token() {
    let partners = Partners::serve();
    let mut program = Program::start();
    new_connection(&mut program);
    partners.enter(&mut program, Side::Source);
    assert!(program.open().source.token_kept);
    program.send(Event::Address(Side::Source, "acme.okta.com".to_owned()));
    let form = &program.open().source;
    assert!(!form.token_kept && form.report.value().is_none());
    let before = program.requests().len();
    program.send(Event::Check(Side::Source));
    assert!(program.open().source.token_error.is_some());
    assert_eq!(
        program.requests().len(),
        before,
        "no token is sent to another address"
    );
}

#[test]
fn whoever_only_looks_sees_the_plan_and_changes_nothing_until_that_is_switched_off() {
    let partners = Partners::serve();
    let mut program = Program::start();
    new_connection(&mut program);
    program.send(Event::LookOnly(true));
    for side in Side::BOTH {
        partners.enter(&mut program, side);
    }
    connected(&mut program);
    for refused in [Event::Apply(Step::TargetApp), Event::AskUndo] {
        program.send(refused);
        assert!(program.wizard.toast.take().unwrap().text.starts_with("Look only"));
        assert!(!program.wizard.is_changing() && program.wizard.question.is_none());
    }
    assert_eq!(program.changes(), [] as [&str; 0]);
    program.send(Event::LookOnly(false));
    program.until("both orgs are asked again", |wizard| {
        let open = wizard.open.as_ref().unwrap();
        Side::BOTH
            .iter()
            .all(|side| !open.form(*side).report.is_running())
    });
    connected(&mut program);
    carry_out(&mut program, &[Step::TargetApp]);
    assert!(!program.changes().is_empty());
}

#[test]
fn looking_at_an_org_can_be_stopped_and_what_was_entered_stays() {
    let partners = Partners::serve();
    let mut program = Program::start();
    new_connection(&mut program);
    program.send(Event::Address(Side::Source, partners.address(Side::Source)));
    let token = org2org_setup::wizard::connect::SecretText::new(partners.token(Side::Source));
    program.send(Event::Token(Side::Source, token));
    program.send(Event::Check(Side::Source));
    program.send(Event::StopCheck(Side::Source));
    let form = &program.open().source;
    assert!(!form.report.is_running() && !form.token.is_empty());
    check(&mut program, Side::Source, &partners.token(Side::Source));
    assert!(!stopped(&program, Side::Source));
}

/// Whether something was found with which one cannot go on, told with what to do.
fn stopped(program: &Program, side: Side) -> bool {
    let report = program.open().form(side).report.value().unwrap();
    let stops = report.notes.iter().filter(|note| note.weight == Weight::Stops);
    let told: Vec<_> = stops.map(|note| &note.advice).collect();
    assert!(told.iter().all(|advice| !advice.next.is_empty()), "{told:?}");
    !told.is_empty()
}
