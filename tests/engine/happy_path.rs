//! A set-up from nothing to done, once more on the same orgs, and back.

use crate::world::{assert_same, stage};
use org2org_setup::federation::{orgs::Side, plan::KeptReason};

#[tokio::test]
async fn everything_is_planned_before_anything_is_there() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let plan = stage.plan(&blueprint).await;
    assert!(plan.obstacles.is_empty(), "{:?}", plan.obstacles);
    let lines: Vec<String> = plan
        .actions
        .iter()
        .map(|planned| format!("{} {}", planned.side.as_str(), planned.title))
        .collect();
    assert_eq!(
        lines,
        [
            "target Add the app Dropbox Business to Northwind Partners",
            "target Sign people in to Dropbox Business with their Okta username",
            "source Add the Org2Org app to Acme Workforce",
            "target Copy the signing certificate of Acme Workforce to Northwind Partners",
            "target Add the group Acme Workforce people to Northwind Partners",
            "target Create the SAML identity provider Acme Workforce IdP in Northwind Partners",
            "source Give Acme Workforce the sign-in address of Northwind Partners",
            "target Send @acme.example from Northwind Partners to Acme Workforce for sign-in",
            "source Let Acme Workforce work in Northwind Partners with its API token, and test it",
            "source Let Acme Workforce create, update, deactivate people in Northwind Partners",
            "target Assign the group Acme Workforce people to Dropbox Business in Northwind Partners",
            "source Assign the group Northwind access of Acme Workforce to Org2Org",
        ]
    );
    assert_eq!((plan.count(Side::Source), plan.count(Side::Target)), (5, 7));
}

#[tokio::test]
async fn a_second_run_on_the_same_orgs_plans_nothing() {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    let plan = stage.plan(&blueprint).await;
    let titles: Vec<&str> = plan
        .actions
        .iter()
        .map(|planned| planned.title.as_str())
        .collect();
    assert_eq!(titles, [] as [&str; 0]);
    assert!(plan.obstacles.is_empty(), "{:?}", plan.obstacles);
    assert!(
        plan.kept
            .iter()
            .any(|kept| kept.reason == KeptReason::AlreadyThere)
    );
}

#[tokio::test]
async fn a_stranger_to_the_journal_adopts_everything_and_changes_nothing() {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    stage.ledger = org2org_setup::federation::journal::Ledger::default();
    let plan = stage.plan(&blueprint).await;
    assert!(
        plan.is_empty(),
        "{:?}",
        plan.actions
            .iter()
            .map(|planned| &planned.title)
            .collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn undo_leaves_both_orgs_as_they_were() {
    let mut stage = stage();
    let before = stage.state();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    assert_ne!(before, stage.state());
    stage.undo(&blueprint).await.unwrap();
    assert_same(&before, &stage.state(), "after undo");
    assert!(stage.ledger.records.is_empty());
}

#[tokio::test]
async fn undo_touches_nothing_that_was_adopted() {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    let set_up = stage.state();
    stage.sink = org2org_setup::federation::journal::MemorySink::default();
    stage.ledger = org2org_setup::federation::journal::Ledger::default();
    stage.run(&blueprint, &wire).await.unwrap();
    stage.undo(&blueprint).await.unwrap();
    assert_same(
        &set_up,
        &stage.state(),
        "after undoing a run that found everything",
    );
}
