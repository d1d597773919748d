//! What single events of the logs are taken for.

use crate::world::{Stage, stage};
use org2org_setup::{
    federation::{
        Blueprint, Fact,
        verify::{Events, Finding, Severity},
    },
    okta::{Doc, resource::logs::LogEvent},
};
use serde_json::{Value, json};

const MIRA: &str = "mira.chen@acme.example";

async fn healthy() -> (Stage, Blueprint) {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    (stage, blueprint)
}

fn events(events: &[Value]) -> Vec<Doc<LogEvent>> {
    events
        .iter()
        .map(|event| Doc::decode(event.clone()).unwrap())
        .collect()
}

/// An event of the target org about the test user, so many seconds ago.
fn at_target(stage: &Stage, ago: i64, kind: &str, result: &str, session: &str) -> Value {
    let at = stage.clock.now() - jiff::SignedDuration::from_secs(ago);
    json!({
        "uuid": format!("{kind}-{ago}"), "published": at.to_string(), "eventType": kind,
        "outcome": { "result": result }, "actor": { "id": "00u1", "type": "User", "alternateId": MIRA },
        "authenticationContext": { "externalSessionId": session },
    })
}

async fn findings(stage: &Stage, blueprint: &Blueprint, events: &Events) -> Vec<Finding> {
    let report = stage.report(blueprint, events).await;
    report.findings().into_iter().cloned().collect()
}

#[tokio::test]
async fn a_second_factor_blocks_only_once_nothing_came_of_it() {
    let (stage, blueprint) = healthy().await;
    let asked = |ago| at_target(&stage, ago, "policy.evaluate_sign_on", "CHALLENGE", "s1");
    let told = async |log: &[Value]| {
        let events = Events {
            target: events(log),
            ..Events::default()
        };
        let found = findings(&stage, &blueprint, &events).await;
        found
            .iter()
            .map(|finding| (finding.code, finding.severity))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(&[asked(600)]).await,
        [("second-factor-asked", Severity::Blocks)]
    );
    assert_eq!(
        told(&[asked(20)]).await,
        [("second-factor-asked", Severity::MayBlock)]
    );
    let shown = at_target(&stage, 590, "user.authentication.auth_via_mfa", "SUCCESS", "s1");
    assert_eq!(told(&[asked(600), shown]).await, []);
    let elsewhere = at_target(&stage, 590, "user.authentication.auth_via_mfa", "SUCCESS", "s2");
    assert_eq!(
        told(&[asked(600), elsewhere]).await,
        [("second-factor-asked", Severity::Blocks)]
    );
}

#[tokio::test]
async fn a_push_that_fails_for_a_new_reason_is_told_of_with_oktas_words() {
    let (stage, blueprint) = healthy().await;
    let app = stage.ledger.facts.get(Fact::Org2OrgAppId).unwrap().to_owned();
    let event = json!({
        "uuid": "u1", "published": stage.clock.now().to_string(), "eventType": "application.provision.user.push",
        "outcome": { "result": "FAILURE", "reason": "Something new in 2031" },
        "target": [
            { "id": app, "type": "AppInstance", "alternateId": "Northwind" },
            { "id": "00u9", "type": "User", "alternateId": "luis.moreno@acme.example" },
        ],
    });
    let log = Events {
        source: events(&[event]),
        ..Events::default()
    };
    let found = findings(&stage, &blueprint, &log).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, "provisioning-failed");
    assert_eq!(found[0].severity, Severity::MayBlock);
    assert!(
        found[0]
            .advice
            .headline
            .contains("for a reason that is not known here")
    );
    assert!(found[0].advice.why.contains("Something new in 2031"));
}
