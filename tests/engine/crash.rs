//! The crash matrix: every request of a full set-up, four faults each.

use crate::world::{Fault, Stage, assert_same, stage};
use org2org_setup::federation::Blueprint;

const FAULTS: [Fault; 4] = [
    Fault::KilledBefore,
    Fault::KilledAfter,
    Fault::AnswerLost,
    Fault::ServerError,
];

/// How many requests an undisturbed run sends, and what it leaves.
async fn undisturbed() -> (usize, [serde_json::Value; 2], Blueprint) {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    let count = wire.log.lock().unwrap().len();
    (count, stage.state(), blueprint)
}

/// Runs into the fault, then starts again until it is through.
async fn disturbed(blueprint: &Blueprint, at: usize, fault: Fault) -> Stage {
    let mut stage = stage();
    let wire = stage.wire(Some((at, fault)));
    let first = stage.run(blueprint, &wire).await;
    if first.is_err() || !stage.plan(blueprint).await.is_empty() {
        let wire = stage.wire(None);
        stage.run(blueprint, &wire).await.unwrap();
    }
    stage
}

#[tokio::test]
async fn after_any_fault_at_any_request_both_orgs_equal_those_of_an_undisturbed_run() {
    let (count, wanted, blueprint) = undisturbed().await;
    let mut cases = 0;
    for at in 1..=count {
        for fault in FAULTS {
            let stage = disturbed(&blueprint, at, fault).await;
            assert_same(
                &wanted,
                &stage.state(),
                &format!("{fault:?} at request {at} of {count}"),
            );
            cases += 1;
        }
    }
    println!(
        "crash matrix: {cases} of {} cases end as undisturbed ({count} requests, {} faults each)",
        count * FAULTS.len(),
        FAULTS.len()
    );
    assert_eq!(cases, count * FAULTS.len());
}

#[tokio::test]
async fn changes_that_never_arrive_are_never_called_done() {
    let mut stage = stage();
    let before = stage.state();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(Some((1, Fault::ChangesLost)));
    stage.run(&blueprint, &wire).await.unwrap_err();
    assert_same(&before, &stage.state(), "after a run whose changes were lost");
    assert_eq!(stage.ledger.ours().count(), 0);
}

#[tokio::test]
async fn what_could_not_be_taken_back_is_never_called_undone() {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    let (set_up, ours) = (stage.state(), stage.ledger.ours().count());
    let wire = stage.wire(Some((1, Fault::ChangesLost)));
    stage.undo_over(&blueprint, &wire).await.unwrap_err();
    assert_same(&set_up, &stage.state(), "after an undo whose changes were lost");
    assert_eq!(stage.ledger.ours().count(), ours);
}

#[tokio::test]
async fn after_any_fault_undo_still_leaves_both_orgs_as_they_were() {
    let (count, _, blueprint) = undisturbed().await;
    let before = stage().state();
    for at in (1..=count).step_by(3) {
        for fault in [Fault::KilledAfter, Fault::AnswerLost] {
            let mut stage = disturbed(&blueprint, at, fault).await;
            stage.undo(&blueprint).await.unwrap();
            assert_same(
                &before,
                &stage.state(),
                &format!("undo after {fault:?} at request {at}"),
            );
        }
    }
}
