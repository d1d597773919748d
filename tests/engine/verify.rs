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

/// Changes one member of the identity provider behind the wizard's back.
async fn tamper_idp(stage: &Stage, pointer: &str, value: &str) {
    let orgs = stage.orgs(&stage.wire(None));
    let idps = orgs.target.reader().saml_idps().await.unwrap();
    let mut changed = idps[0].raw().clone();
    org2org_setup::okta::doc::set_member(&mut changed, pointer, value.into());
    send(stage, "PUT", &format!("/api/v1/idps/{}", idps[0].id), changed).await;
}

async fn send(stage: &Stage, method: &str, path: &str, body: serde_json::Value) {
    use org2org_setup::okta::{Call, transport::Method};
    let method = if method == "PUT" {
        Method::Put
    } else {
        Method::Post
    };
    let orgs = stage.orgs(&stage.wire(None));
    orgs.target
        .writer()
        .send(&Call::new(
            method,
            path,
            Some(body).filter(|body| !body.is_null()),
        ))
        .await
        .unwrap();
}

#[tokio::test]
async fn one_wrong_character_in_the_issuer_is_found_shown_and_fixed_by_a_run() {
    let (mut stage, blueprint) = healthy().await;
    tamper_idp(
        &stage,
        "/protocol/credentials/trust/issuer",
        "http://www.okta.com/exkWRONG",
    )
    .await;
    let report = stage.report(&blueprint, &Events::default()).await;
    assert_eq!(codes(&report), ["issuer-mismatch"]);
    let finding = report.findings()[0].clone();
    assert_eq!(
        finding.comparison.unwrap().expected,
        "http://www.okta.com/exkWRONG"
    );
    assert_eq!(finding.fix.as_deref(), Some("identity-provider"));
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    assert_eq!(
        codes(&stage.report(&blueprint, &Events::default()).await),
        [] as [&str; 0]
    );
}

#[tokio::test]
async fn a_wrong_sign_on_url_and_a_narrow_filter_are_both_found() {
    let (stage, blueprint) = healthy().await;
    tamper_idp(
        &stage,
        "/protocol/endpoints/sso/url",
        "http://127.0.0.1:9001/app/other",
    )
    .await;
    tamper_idp(&stage, "/policy/subject/filter", "nobody@acme\\.example").await;
    let report = stage.report(&blueprint, &Events::default()).await;
    assert_eq!(codes(&report), ["sso-url-mismatch", "user-name-filtered"]);
}

#[tokio::test]
async fn an_identity_provider_that_is_switched_off_is_found() {
    let (stage, blueprint) = healthy().await;
    let orgs = stage.orgs(&stage.wire(None));
    let idps = orgs.target.reader().saml_idps().await.unwrap();
    send(
        &stage,
        "POST",
        &format!("/api/v1/idps/{}/lifecycle/deactivate", idps[0].id),
        serde_json::Value::Null,
    )
    .await;
    let report = stage.report(&blueprint, &Events::default()).await;
    assert_eq!(codes(&report), ["identity-provider-inactive"]);
}

#[tokio::test]
async fn a_dead_token_is_a_finding_and_everything_else_is_not_guessed() {
    let (stage, blueprint) = healthy().await;
    stage
        .world
        .lock()
        .unwrap()
        .revoke_token(org2org_setup::practice::Side::Target, &stage.target.api_token);
    let report = stage.report(&blueprint, &Events::default()).await;
    assert!(
        codes(&report).iter().all(|code| *code == "token-revoked"),
        "{:?}",
        codes(&report)
    );
    assert!(report.is_blocked());
}
