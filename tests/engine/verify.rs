//! The checklist on healthy and on broken connections.

use crate::world::{Stage, stage};
use org2org_setup::federation::{
    Blueprint,
    verify::{Events, ItemState, Report},
};

async fn healthy() -> (Stage, Blueprint) {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    (stage, blueprint)
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.findings().iter().map(|finding| finding.code).collect()
}

#[tokio::test]
async fn a_healthy_connection_has_no_findings() {
    let (stage, blueprint) = healthy().await;
    let report = stage.report(&blueprint, &Events::default()).await;
    assert_eq!(codes(&report), [] as [&str; 0]);
    assert!(report.items.iter().all(|item| item.state != ItemState::NeedsFix));
}

#[tokio::test]
async fn settings_in_order_are_ready_and_not_verified() {
    let (stage, blueprint) = healthy().await;
    let report = stage.report(&blueprint, &Events::default()).await;
    let end = report.items.last().unwrap();
    assert_eq!(end.state, ItemState::Ready);
}
