//! Work that changes orgs: carrying out, stopping, taking back, and closing the window meanwhile.

use std::{sync::Arc, time::Duration};

use org2org_setup::{
    advice::Advice,
    federation::{
        Side,
        action::Step,
        journal::Ledger,
        progress::{Outcome, Progress},
        undo::UndoPlan,
    },
    secret::Secret,
    wizard::{
        Effect, Event, Open, Question, RunId, Screen,
        connect::SecretText,
        open::{Access, RunEnd, RunKind},
        task::Task,
    },
};

use super::{Machine, cancelled, kinds, run_of};
use crate::states;

const OTHER_TOKEN: &str = "00otherotherotherotherotherotherotherother";

fn at(step: Step, open: Open) -> Machine {
    Machine::at(Screen::Step(step), open)
}

fn ended(run: RunId, end: RunEnd, ledger: Ledger) -> Event {
    Event::RunEnded {
        run,
        end,
        ledger: Box::new(ledger),
    }
}

fn failure() -> RunEnd {
    RunEnd::Failed(Advice::new("Northwind Partners refused the change", ""))
}

#[test]
fn exactly_the_plan_that_was_shown_is_carried_out_and_no_further_than_asked() {
    let mut machine = at(Step::Trust, states::fresh());
    let shown = Arc::clone(machine.open().plan.as_ref().unwrap());
    let effects = machine.send(Event::Apply(Step::Trust));
    let [
        Effect::Apply {
            run,
            connection,
            plan,
            up_to,
            provisioning_token: None,
            ..
        },
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert!(Arc::ptr_eq(plan, &shown));
    assert_eq!((connection.as_str(), *up_to), ("c1", Step::Trust));
    let going = machine.open().run.as_ref().unwrap();
    assert_eq!((going.id, going.kind), (*run, RunKind::Apply(Step::Trust)));
    let tasks: Vec<&str> = going.tasks.iter().map(|task| task.key.as_str()).collect();
    let planned = shown.up_to(Step::Trust);
    let wanted: Vec<&str> = planned.actions.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(tasks, wanted);
    assert!(machine.wizard.is_changing());
}

#[test]
fn what_cannot_be_carried_out_is_not_begun() {
    type Make = fn() -> Open;
    let table: [(&str, Make); 5] = [
        ("changes are being made", || {
            states::running(states::fresh(), Step::Trust, 1)
        }),
        ("nothing was looked at", states::connected),
        ("a name is missing", nameless),
        ("an org is not connected", unconnected),
        ("the orgs are only looked at", || Open {
            access: Access::Look,
            ..states::fresh()
        }),
    ];
    for (why, open) in table {
        let open = open();
        let mut machine = at(Step::Trust, open);
        let before = machine.open().run.as_ref().map(|run| run.id);
        assert!(machine.send(Event::Apply(Step::Trust)).is_empty(), "{why}");
        assert_eq!(machine.open().run.as_ref().map(|run| run.id), before, "{why}");
    }
}

fn nameless() -> Open {
    let mut open = states::connected();
    open.blueprint.as_mut().unwrap().idp.name = String::new();
    states::looked(open, states::seen::nothing())
}

fn unconnected() -> Open {
    let mut open = states::fresh();
    open.target.report = Task::Idle;
    open
}

#[test]
fn progress_is_followed_action_by_action() {
    let mut machine = at(Step::Trust, states::fresh());
    let run = run_of(&machine.send(Event::Apply(Step::Trust)), "Apply");
    let key = machine.open().run.as_ref().unwrap().tasks[0].key.clone();
    let tell = |progress| Event::Progress { run, progress };
    machine.send(tell(Progress::Started { key: key.clone() }));
    machine.send(tell(Progress::Waiting {
        side: Side::Target,
        time: Duration::from_secs(12),
        why: "its limit is used up".to_owned(),
    }));
    let going = machine.open().run.as_ref().unwrap();
    assert_eq!(going.current.as_ref(), Some(&key));
    assert!(going.waiting.is_some() && going.done() == 0);
    machine.send(tell(Progress::Finished {
        key: key.clone(),
        outcome: Outcome::AlreadyThere,
    }));
    let going = machine.open().run.as_ref().unwrap();
    assert!(going.current.is_none() && going.waiting.is_none());
    assert_eq!(
        (going.outcomes.get(&key), going.done()),
        (Some(&Outcome::AlreadyThere), 1)
    );
}

#[test]
fn a_failed_action_does_not_count_as_done() {
    let mut machine = at(Step::Trust, states::fresh());
    let run = run_of(&machine.send(Event::Apply(Step::Trust)), "Apply");
    let progress = Progress::Finished {
        key: "org2org-app".to_owned(),
        outcome: Outcome::Failed("refused".to_owned()),
    };
    machine.send(Event::Progress { run, progress });
    assert_eq!(machine.open().run.as_ref().unwrap().done(), 0);
}

#[test]
fn what_an_older_run_tells_changes_nothing() {
    let mut machine = at(Step::Trust, states::fresh());
    let run = run_of(&machine.send(Event::Apply(Step::Trust)), "Apply");
    let old = RunId(run.0 + 1_000);
    let progress = Progress::Started {
        key: "org2org-app".to_owned(),
    };
    machine.send(Event::Progress { run: old, progress });
    let ledger = states::joined().ledger;
    assert!(machine.send(ended(old, RunEnd::Done, ledger)).is_empty());
    let open = machine.open();
    assert!(open.run.as_ref().unwrap().current.is_none() && machine.wizard.is_changing());
    assert!(open.ledger.records.is_empty());
}

#[test]
fn when_a_run_ends_the_journal_is_taken_over_and_both_orgs_are_looked_at() {
    for end in [RunEnd::Done, RunEnd::Cancelled, failure()] {
        let mut machine = at(Step::Trust, states::fresh());
        let run = run_of(&machine.send(Event::Apply(Step::Trust)), "Apply");
        let ledger = states::half_way().ledger;
        let effects = machine.send(ended(run, end.clone(), ledger.clone()));
        assert_eq!(kinds(&effects), ["KeepConnection", "Observe"], "{end:?}");
        let open = machine.open();
        assert_eq!(open.ledger, ledger);
        assert_eq!(open.run.as_ref().unwrap().end, Some(end));
        assert!(!machine.wizard.is_changing());
        assert!(
            open.snapshot.value().is_some(),
            "what was seen before stays in sight"
        );
    }
}

#[test]
fn after_a_failure_the_same_button_tries_again_under_a_new_run() {
    let mut machine = at(Step::Trust, states::fresh());
    let first = run_of(&machine.send(Event::Apply(Step::Trust)), "Apply");
    machine.send(ended(first, failure(), Ledger::default()));
    let second = run_of(&machine.send(Event::Apply(Step::Trust)), "Apply");
    assert_ne!(first, second);
    assert!(machine.open().run.as_ref().unwrap().outcomes.is_empty());
    assert!(
        machine
            .send(ended(first, RunEnd::Done, Ledger::default()))
            .is_empty()
    );
    assert!(machine.wizard.is_changing(), "the end of the first is over");
}

#[test]
fn a_token_of_its_own_goes_along_for_provisioning_alone() {
    use org2org_setup::federation::blueprint::Provisioning;
    let typed = || SecretText::new(format!(" \"{OTHER_TOKEN}\" "));
    for (provisioning, sent) in [(true, Some(OTHER_TOKEN)), (false, None)] {
        let mut open = states::connected();
        if !provisioning {
            open.blueprint.as_mut().unwrap().provisioning = Provisioning::None;
        }
        let mut machine = at(Step::Provisioning, states::looked(open, states::seen::nothing()));
        machine.send(Event::ProvisioningToken(typed()));
        let effects = machine.send(Event::Apply(Step::Provisioning));
        let [
            Effect::Apply {
                provisioning_token, ..
            },
        ] = &effects[..]
        else {
            panic!("{effects:?}")
        };
        assert_eq!(provisioning_token.as_ref().map(Secret::reveal), sent);
    }
}

#[test]
fn a_token_that_cannot_be_one_is_told_of_before_anything_is_changed() {
    let mut machine = at(Step::Provisioning, states::fresh());
    machine.send(Event::ProvisioningToken(SecretText::new("two words".to_owned())));
    assert!(machine.send(Event::Apply(Step::Provisioning)).is_empty());
    assert!(machine.open().run.is_none());
    assert!(!machine.said().is_empty());
}

#[test]
fn a_run_is_stopped_between_two_changes_and_says_that_it_stops() {
    let mut machine = at(Step::Trust, states::fresh());
    let run = run_of(&machine.send(Event::Apply(Step::Trust)), "Apply");
    let effects = machine.send(Event::Cancel);
    assert_eq!(cancelled(&effects), [run]);
    let going = machine.open().run.as_ref().unwrap();
    assert!(
        going.stopping && going.is_running(),
        "the change that goes on is finished"
    );
}

#[test]
fn without_a_run_cancel_stops_what_is_being_read() {
    let mut machine = at(Step::Trust, states::fresh());
    let observe = run_of(&machine.send(Event::Refresh), "Observe");
    let check = run_of(&machine.send(Event::Check(Side::Source)), "CheckOrg");
    let effects = machine.send(Event::Cancel);
    assert_eq!(cancelled(&effects), [observe, check]);
    let open = machine.open();
    assert!(!open.snapshot.is_running() && !open.source.report.is_running());
    assert!(
        open.snapshot.value().is_some() && open.plan.is_some(),
        "nothing is lost"
    );
}

#[test]
fn a_second_look_stops_the_first_and_its_answer_is_dropped() {
    let mut machine = at(Step::Trust, states::fresh());
    let first = run_of(&machine.send(Event::Refresh), "Observe");
    let effects = machine.send(Event::Refresh);
    assert_eq!(cancelled(&effects), [first]);
    let snapshot = Arc::new(states::seen::everything());
    assert!(machine.send(Event::Observed { run: first, snapshot }).is_empty());
    assert!(machine.open().snapshot.is_running());
}

#[test]
fn a_look_at_orgs_that_are_not_connected_is_not_begun() {
    let mut machine = at(Step::Trust, states::refused());
    assert!(machine.send(Event::Refresh).is_empty());
    assert!(!machine.open().snapshot.is_running(), "it would never end");
}

#[test]
fn taking_back_is_prepared_shown_and_only_then_done() {
    let mut machine = Machine::at(Screen::Handover, states::proved());
    let run = run_of(&machine.send(Event::AskUndo), "PrepareUndo");
    assert_eq!(machine.wizard.question, Some(Question::Undo));
    let plan = states::undo_plan(machine.open());
    let prepared = |run, plan| Event::UndoPrepared { run, plan: Ok(plan) };
    machine.send(prepared(RunId(run.0 + 1_000), UndoPlan::default()));
    assert!(machine.open().undo.value().is_none(), "the answer of another run");
    machine.send(prepared(run, plan.clone()));
    machine.send(Event::KeepPeople(true));
    let effects = machine.send(Event::Yes);
    let [
        Effect::Undo {
            run,
            plan: sent,
            keep_people: true,
            ..
        },
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(sent, &plan);
    let going = machine.open().run.as_ref().unwrap();
    assert_eq!(
        (going.id, going.kind, going.tasks.len()),
        (*run, RunKind::Undo, plan.steps.len())
    );
    assert!(machine.wizard.question.is_none());
}

#[test]
fn after_everything_was_taken_back_the_connection_begins_afresh() {
    let mut machine = Machine::at(Screen::Handover, states::proved());
    let run = run_of(&machine.send(Event::AskUndo), "PrepareUndo");
    let plan = Ok(states::undo_plan(machine.open()));
    machine.send(Event::UndoPrepared { run, plan });
    let run = run_of(&machine.send(Event::Yes), "Undo");
    machine.send(ended(run, RunEnd::Done, Ledger::default()));
    let open = machine.open();
    assert!(open.reached.is_none() && open.last_check.is_none() && open.undo.value().is_none());
    assert!(open.events.source.is_empty() && open.events.target.is_empty());
    assert!(open.blueprint.is_some(), "the choices stay");
}

#[test]
fn an_undo_that_failed_can_be_asked_for_again() {
    let mut machine = Machine::at(Screen::Handover, states::proved());
    let run = run_of(&machine.send(Event::AskUndo), "PrepareUndo");
    let plan = Ok(states::undo_plan(machine.open()));
    machine.send(Event::UndoPrepared { run, plan });
    let run = run_of(&machine.send(Event::Yes), "Undo");
    let ledger = machine.open().ledger.clone();
    machine.send(ended(run, failure(), ledger));
    assert!(!machine.open().ledger.records.is_empty());
    assert_eq!(machine.asks(Event::AskUndo), ["PrepareUndo"]);
}

#[test]
fn yes_before_it_is_known_what_is_taken_back_takes_nothing_back() {
    let mut machine = Machine::at(Screen::Handover, states::proved());
    machine.send(Event::AskUndo);
    assert!(machine.send(Event::Yes).is_empty());
    assert!(!machine.wizard.is_changing() && machine.wizard.question.is_none());
}

#[test]
fn taking_back_and_carrying_out_exclude_each_other() {
    let mut machine = Machine::at(Screen::Handover, states::running(states::fresh(), Step::Trust, 1));
    assert!(machine.send(Event::AskUndo).is_empty());
    assert!(machine.wizard.question.is_none());
    let mut open = states::running(states::proved(), Step::Trust, 0);
    open.undo = Task::Done(states::undo_plan(&states::proved()));
    let mut machine = Machine::at(Screen::Handover, open);
    machine.wizard.question = Some(Question::Undo);
    assert!(machine.send(Event::Yes).is_empty());
    assert_eq!(
        machine.open().run.as_ref().unwrap().kind,
        RunKind::Apply(Step::Trust)
    );
}

#[test]
fn a_window_in_which_nothing_is_changed_closes_at_once_and_is_kept() {
    let mut machine = at(Step::Trust, states::fresh());
    assert_eq!(machine.asks(Event::CloseRequested), ["KeepConnection", "Close"]);
    assert!(machine.wizard.may_close);
    assert_eq!(Machine::home().asks(Event::CloseRequested), ["Close"]);
}

#[test]
fn closing_while_changes_are_made_asks_first_and_no_keeps_it_open() {
    let mut machine = at(Step::Trust, states::running(states::fresh(), Step::Trust, 2));
    assert!(machine.send(Event::CloseRequested).is_empty());
    assert_eq!(machine.wizard.question, Some(Question::Close));
    assert!(machine.send(Event::No).is_empty());
    assert!(!machine.wizard.may_close && machine.wizard.is_changing());
}

#[test]
fn the_change_that_goes_on_is_finished_before_the_window_closes() {
    let mut machine = at(Step::Trust, states::fresh());
    let run = run_of(&machine.send(Event::Apply(Step::Trust)), "Apply");
    machine.send(Event::CloseRequested);
    let effects = machine.send(Event::Yes);
    assert_eq!(kinds(&effects), ["Cancel"], "the window waits");
    let effects = machine.send(ended(run, RunEnd::Cancelled, states::half_way().ledger));
    assert_eq!(kinds(&effects), ["KeepConnection", "Close"]);
    assert!(machine.wizard.may_close);
}

#[test]
fn whoever_closes_twice_need_not_wait() {
    let mut machine = at(Step::Trust, states::running(states::fresh(), Step::Trust, 2));
    machine.send(Event::CloseRequested);
    machine.send(Event::Yes);
    assert!(machine.asks(Event::CloseRequested).contains(&"Close".to_owned()));
}
