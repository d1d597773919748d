//! Carrying out, stopping, going on and taking back, on orgs that are no part of the program.

use crate::{
    partners::Partners,
    program::{MIRA, Program, STEPS, carry_out, choose_people, connected, ended, look},
};
use org2org_setup::{
    federation::{Side, action::Step, blueprint::Provisioning, verify::ItemState},
    wizard::{
        Event, Question, Screen,
        open::{RunEnd, RunKind},
    },
};
use std::collections::BTreeMap;

#[test]
fn all_steps_can_be_carried_out_at_once() {
    let partners = Partners::serve();
    let mut program = ready(&partners);
    let planned = program.open().plan.as_ref().unwrap().actions.len();
    program.send(Event::Apply(Step::Assign));
    let run = program.open().run.as_ref().unwrap();
    assert_eq!(
        (run.kind, run.tasks.len()),
        (RunKind::Apply(Step::Assign), planned)
    );
    ended(&mut program);
    let open = program.open();
    let run = open.run.as_ref().unwrap();
    assert_eq!((&run.end, run.done()), (&Some(RunEnd::Done), planned));
    assert!(STEPS.iter().all(|step| open.is_step_done(*step)));
    look(&mut program);
    assert!(program.open().plan.as_ref().unwrap().actions.is_empty());
}

#[test]
fn a_run_that_is_stopped_goes_on_later_and_doubles_nothing() {
    let partners = Partners::serve();
    let mut program = ready(&partners);
    program.send(Event::Apply(Step::Assign));
    program.until("something is done", |wizard| {
        let run = wizard.open.as_ref().unwrap().run.as_ref().unwrap();
        run.done() > 0 || !run.is_running()
    });
    program.send(Event::Cancel);
    ended(&mut program);
    let run = program.open().run.as_ref().unwrap();
    assert!(
        matches!(run.end, Some(RunEnd::Cancelled | RunEnd::Done)),
        "{:?}",
        run.end
    );
    carry_out(&mut program, &STEPS);
    assert_nothing_is_doubled(&program);
}

#[test]
fn closing_while_changes_are_made_asks_first_and_the_next_start_goes_on() {
    let partners = Partners::serve();
    let mut program = Program::with_keychain();
    partners.connect(&mut program);
    choose_people(&mut program);
    program.send(Event::Apply(Step::Assign));
    program.send(Event::CloseRequested);
    assert_eq!(program.wizard.question, Some(Question::Close));
    assert!(!program.closed);
    program.send(Event::No);
    assert_eq!(program.wizard.question, None);
    program.send(Event::CloseRequested);
    program.send(Event::Yes);
    assert!(!program.closed, "the change that goes on is finished first");
    program.until("the run has ended", |wizard| !wizard.is_changing());
    assert!(program.closed);
    let mut done = program.changes();
    let mut program = program.restart();
    reopen(&mut program);
    carry_out(&mut program, &STEPS);
    done.extend(program.changes());
    assert_no_change_is_doubled(&done);
}

#[test]
fn what_was_done_before_the_program_ended_is_known_to_the_next_one() {
    let partners = Partners::serve();
    let mut program = Program::with_keychain();
    partners.connect(&mut program);
    choose_people(&mut program);
    carry_out(&mut program, &STEPS[..2]);
    let made = program.open().ledger.records.len();
    assert!(made > 0);
    let mut program = program.restart();
    reopen(&mut program);
    let open = program.open();
    assert_eq!(open.ledger.records.len(), made);
    assert!(open.is_step_done(Step::TargetApp) && open.is_step_done(Step::Trust));
    assert!(!open.is_step_done(Step::Provisioning));
    assert_eq!(program.changes(), [] as [&str; 0]);
}

#[test]
fn taking_back_asks_first_and_leaves_as_much_to_do_as_before() {
    let partners = Partners::serve();
    let mut program = ready(&partners);
    let planned = program.open().plan.as_ref().unwrap().actions.len();
    carry_out(&mut program, &STEPS);
    let before = program.changes().len();
    ask_to_take_back(&mut program);
    assert!(program.open().undo.value().unwrap().deletions() > 0);
    program.send(Event::No);
    assert_eq!(program.changes().len(), before, "a question changes nothing");
    ask_to_take_back(&mut program);
    program.send(Event::Yes);
    ended(&mut program);
    let open = program.open();
    assert_eq!(open.run.as_ref().unwrap().kind, RunKind::Undo);
    assert_eq!(open.run.as_ref().unwrap().end, Some(RunEnd::Done));
    assert!(open.ledger.records.is_empty());
    assert_eq!(open.plan.as_ref().unwrap().actions.len(), planned);
}

#[test]
fn people_can_stay_where_everything_else_is_taken_back() {
    let partners = Partners::serve();
    let mut program = ready(&partners);
    carry_out(&mut program, &STEPS);
    ask_to_take_back(&mut program);
    program.send(Event::KeepPeople(true));
    program.send(Event::Yes);
    ended(&mut program);
    let target = partners
        .practice
        .state(org2org_setup::practice::Side::Target)
        .to_string();
    assert!(
        target.contains(MIRA),
        "she was pushed into the target org, and stays"
    );
}

#[test]
fn two_changes_at_a_time_are_not_made() {
    let partners = Partners::serve();
    let mut program = ready(&partners);
    program.send(Event::Apply(Step::TargetApp));
    let first = program.open().run.as_ref().unwrap().id;
    program.send(Event::Apply(Step::Assign));
    program.send(Event::AskUndo);
    assert_eq!(program.open().run.as_ref().unwrap().id, first);
    assert_eq!(program.wizard.question, None);
    ended(&mut program);
    assert!(program.open().is_step_done(Step::TargetApp));
    assert!(!program.open().is_step_done(Step::Assign));
}

#[test]
fn a_wrong_token_for_provisioning_is_told_before_anything_is_sent() {
    let partners = Partners::serve();
    let mut program = ready(&partners);
    let token = org2org_setup::wizard::connect::SecretText::new("two words".to_owned());
    program.send(Event::ProvisioningToken(token));
    program.send(Event::Apply(Step::Provisioning));
    assert!(program.wizard.toast.as_ref().unwrap().bad);
    assert!(!program.wizard.is_changing());
    assert_eq!(program.changes(), [] as [&str; 0]);
}

#[test]
fn without_provisioning_people_come_into_being_at_their_first_sign_in() {
    let partners = Partners::serve();
    let mut program = ready(&partners);
    let mut blueprint = program.open().blueprint.clone().unwrap();
    blueprint.provisioning = Provisioning::None;
    program.send(Event::Choose(Box::new(blueprint)));
    look(&mut program);
    carry_out(&mut program, &[Step::TargetApp, Step::Trust, Step::Assign]);
    let paths = program.changes();
    assert!(
        !paths.iter().any(|line| line.contains("/connections/")),
        "{paths:?}"
    );
    program.send(Event::Go(Screen::Step(Step::Validate)));
    program.send(Event::StartSignIn);
    program.until("the watch is on", |wizard| {
        wizard.open.as_ref().unwrap().watch.is_some()
    });
    assert!(
        program.opened[0].starts_with(&partners.address(Side::Source)),
        "{:?}",
        program.opened
    );
    let stages = partners.practice.sign_in(MIRA, Some("Dropbox Business"));
    assert!(stages.iter().all(|stage| stage.ok), "{stages:?}");
    program.until("what is to be seen is seen", |wizard| {
        let report = wizard.open.as_ref().unwrap().report.as_ref().unwrap();
        let over = |state| matches!(state, ItemState::Verified | ItemState::Skipped);
        report.items.iter().all(|item| over(item.state))
    });
    assert!(program.open().report.as_ref().unwrap().verified() >= 4);
}

/// Both orgs connected and every choice made.
fn ready(partners: &Partners) -> Program {
    let mut program = Program::start();
    partners.connect(&mut program);
    choose_people(&mut program);
    program
}

fn ask_to_take_back(program: &mut Program) {
    program.send(Event::AskUndo);
    assert_eq!(program.wizard.question, Some(Question::Undo));
    program.until("undo is prepared", |wizard| {
        let undo = &wizard.open.as_ref().unwrap().undo;
        undo.value().is_some() && !undo.is_running()
    });
}

/// Opens the one connection that is kept.
fn reopen(program: &mut Program) {
    program.until("the list is read", |wizard| {
        wizard.home.connections.value().is_some()
    });
    let saved = program.wizard.home.connections.value().unwrap()[0].clone();
    program.send(Event::OpenConnection(Box::new(saved)));
    connected(program);
}

fn assert_nothing_is_doubled(program: &Program) {
    assert_no_change_is_doubled(&program.changes());
    assert!(program.open().plan.as_ref().unwrap().actions.is_empty());
}

/// Two apps are added, one in each org; everything else is made once.
fn assert_no_change_is_doubled(changes: &[String]) {
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    let collections = ["POST /api/v1/apps", "POST /api/v1/groups", "POST /api/v1/idps"];
    for change in changes
        .iter()
        .filter(|change| collections.contains(&change.as_str()))
    {
        *made.entry(change).or_default() += 1;
    }
    let once = [
        ("POST /api/v1/apps", 2),
        ("POST /api/v1/groups", 1),
        ("POST /api/v1/idps", 1),
    ];
    assert_eq!(made, BTreeMap::from(once));
}
