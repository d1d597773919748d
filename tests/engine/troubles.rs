//! What is brought joined with what both orgs are set to: one cause, told once, before its consequences.

use crate::checks::{Bench, set};
use org2org_setup::{
    federation::{
        Side,
        troubleshoot::{Outcome, Settings, Trouble, troubleshoot},
        verify::{self, Confidence, Events, Severity},
    },
    saml::{
        expectation::{Expectations, Instant},
        input::{self, Document},
    },
};
use serde_json::{Value, json};

const PAGE: &str = "400 Bad Request\nError Code: GENERAL_NONSUCCESS";

fn judged(brought: &[&str], settings: Option<&Settings>) -> Outcome {
    let documents: Vec<Document> = brought
        .iter()
        .flat_map(|text| input::read(text.as_bytes()).unwrap())
        .collect();
    let expectations = settings.map_or_else(Expectations::default, Settings::expectations);
    let instant = Instant {
        at: "2026-11-23T10:30:00Z".parse().unwrap(),
        chosen: true,
    };
    troubleshoot(&documents, &expectations, settings, instant)
}

fn told(outcome: &Outcome) -> Vec<(&str, Severity)> {
    let troubles = outcome.troubles.iter();
    troubles.map(|one| (one.code.as_str(), one.severity)).collect()
}

fn log(reasons: &[&str]) -> String {
    let event = |reason: &&str| {
        json!({ "uuid": reason, "published": "2026-11-23T10:20:00Z", "eventType": "user.authentication.auth_via_IDP",
            "outcome": { "result": "FAILURE", "reason": reason } })
    };
    Value::Array(reasons.iter().map(event).collect()).to_string()
}

#[tokio::test]
async fn the_page_that_looks_the_same_for_every_cause_steps_back_behind_the_cause() {
    let bench = Bench::new().await;
    let alone = judged(&[PAGE], None);
    assert_eq!(told(&alone), [("sign-in-refused", Severity::Blocks)]);
    assert_eq!(
        alone.troubles[0].confidence,
        Confidence::Possible,
        "a guess is called a guess"
    );
    let healthy = bench.settings(bench.changed(&[]));
    assert_eq!(
        told(&judged(&[PAGE], Some(&healthy))),
        [("sign-in-refused", Severity::Blocks)]
    );
    let issuer = bench.idp("/protocol/credentials/trust/issuer");
    let broken = bench.settings(bench.changed(&[set(issuer, "http://www.okta.com/exkelse")]));
    let outcome = judged(&[PAGE], Some(&broken));
    assert_eq!(
        told(&outcome),
        [
            ("issuer-mismatch", Severity::Blocks),
            ("sign-in-refused", Severity::Note)
        ]
    );
    let (cause, page) = (&outcome.troubles[0], &outcome.troubles[1]);
    assert!(
        page.advice.next[0].contains(&cause.advice.headline),
        "{:?}",
        page.advice.next
    );
}

#[tokio::test]
async fn what_log_and_settings_both_say_is_told_once_with_oktas_own_words() {
    let bench = Bench::new().await;
    let issuer = bench.idp("/protocol/credentials/trust/issuer");
    let broken = bench.settings(bench.changed(&[set(issuer, "http://www.okta.com/exkelse")]));
    let reason =
        "The Issuer in the SAML response did not match the Issuer configured for the Identity Provider.";
    let outcome = judged(&[&log(&[reason])], Some(&broken));
    assert_eq!(told(&outcome), [("issuer-mismatch", Severity::Blocks)]);
    let only = &outcome.troubles[0];
    assert!(only.comparison.is_some(), "both values");
    assert!(
        only.advice.why.contains(reason) && only.advice.why.contains("Okta said once"),
        "{:?}",
        only.advice
    );
    assert_eq!(only.fix.as_deref(), Some("identity-provider"));
}

#[tokio::test]
async fn a_consequence_in_the_log_steps_back_behind_what_the_settings_show() {
    let bench = Bench::new().await;
    let rows = [
        (
            set(bench.idp("/status"), "INACTIVE"),
            "Unable to resolve IdP endpoint",
            "identity-provider-inactive",
        ),
        (
            set(
                bench.idp("/protocol/credentials/trust/audience"),
                "https://else.example",
            ),
            "Unable to validate incoming SAML Assertion",
            "audience-mismatch",
        ),
        (
            set(
                bench.idp("/policy/subject/userNameTemplate/template"),
                "idpuser.upn",
            ),
            "Unable to transform upn to username",
            "user-name-attribute",
        ),
        (
            set("/source/test_user/Ok/profile/lastName", ""),
            "Unable to JIT user from the Identity Provider",
            "profile-incomplete",
        ),
    ];
    for (edit, reason, cause) in rows {
        let broken = bench.settings(bench.changed(&[edit]));
        let outcome = judged(&[&log(&[reason])], Some(&broken));
        assert_eq!(outcome.troubles[0].code, cause, "{reason}");
        assert_eq!(
            outcome.troubles[0].severity,
            Severity::Blocks,
            "what was seen to happen blocks: {reason}"
        );
        let others = outcome.troubles.iter().skip(1);
        assert!(
            others.clone().all(|one| one.severity == Severity::Note),
            "{:?}",
            told(&outcome)
        );
    }
}

#[tokio::test]
async fn two_causes_are_both_told_in_the_order_in_which_one_looks_for_them() {
    let bench = Bench::new().await;
    let edits = [
        set("/target/app/app/status", "INACTIVE"),
        set("/target/test_user/Ok/status", "SUSPENDED"),
        set("/target/app/groups", json!({ "Ok": [] })),
        set(
            bench.idp("/protocol/credentials/trust/issuer"),
            "http://www.okta.com/exkelse",
        ),
        set("/source/app/connection/Ok/status", "DISABLED"),
    ];
    let broken = bench.settings(bench.changed(&edits));
    let outcome = judged(&[], Some(&broken));
    let blocking: Vec<&str> = told(&outcome)
        .into_iter()
        .filter(|(_, severity)| *severity == Severity::Blocks)
        .map(|(code, _)| code)
        .collect();
    let objects = &blocking[..2];
    assert!(
        objects.contains(&"target-app-inactive") && objects.contains(&"provisioning-off"),
        "{blocking:?}"
    );
    assert_eq!(
        blocking[2..],
        ["issuer-mismatch", "user-status", "user-not-assigned"]
    );
}

#[tokio::test]
async fn one_dead_token_is_one_finding_and_whoever_reads_it_is_told_in_which_org() {
    let bench = Bench::new().await;
    let error = json!({ "Err": crate::checks::dead() });
    let parts = [
        "/target/org/me",
        "/target/apps",
        "/target/idps",
        "/target/rules",
        "/target/test_user",
    ];
    let edits: Vec<_> = parts.iter().map(|part| set(*part, error.clone())).collect();
    let broken = bench.settings(bench.changed(&edits));
    let outcome = judged(&[], Some(&broken));
    let dead: Vec<&Trouble> = outcome
        .troubles
        .iter()
        .filter(|one| one.code == "token-revoked")
        .collect();
    let [one] = dead[..] else { panic!("{dead:?}") };
    assert_eq!(one.side, Some(Side::Target));
    let report = broken.report.as_ref().unwrap();
    for item in &report.items {
        let count = item
            .findings
            .iter()
            .filter(|finding| finding.code == "token-revoked")
            .count();
        assert!(count <= 1, "{:?}", item.id);
    }
}

#[tokio::test]
async fn the_text_for_the_other_org_names_both_orgs_both_values_and_numbered_steps() {
    let bench = Bench::new().await;
    let broken = bench.settings(bench.changed(&[set(
        "/source/app/app/settings/app/audRestriction",
        "https://else.example",
    )]));
    let outcome = judged(&[], Some(&broken));
    let text = outcome.troubles[0].hand_over.as_deref().unwrap();
    let (source, target) = (&bench.blueprint.source.name, &bench.blueprint.target.name);
    for words in [
        source,
        target,
        "https://else.example",
        "What is wrong",
        "1. Open",
        "2. ",
        "/admin/app/okta_org2org/",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    let nobody = judged(&[PAGE], None);
    assert_eq!(
        nobody.troubles[0].hand_over, None,
        "nobody knows yet in which org it is set right"
    );
}

#[tokio::test]
async fn an_item_goes_on_needing_a_fix_where_its_cause_is_told_at_another() {
    let bench = Bench::new().await;
    let snapshot = bench.changed(&[
        set("/source/test_user/Ok/profile/lastName", ""),
        set("/target/test_user", json!({ "Ok": null })),
    ]);
    let at = "2026-11-23T10:20:00Z";
    let event = json!({ "uuid": "1", "published": at, "eventType": "user.authentication.auth_via_IDP",
        "outcome": { "result": "FAILURE", "reason": "Unable to JIT user from the Identity Provider" } });
    let events = Events {
        target: vec![org2org_setup::okta::Doc::decode(event).unwrap()],
        ..Events::default()
    };
    let report = verify::report(&bench.blueprint, &snapshot, &bench.facts, &events, false);
    let item = |id| report.items.iter().find(|item| item.id == id).unwrap();
    let provisioning = item(verify::ItemId::Provisioning);
    assert_eq!(provisioning.state, verify::ItemState::NeedsFix);
    let general = provisioning
        .findings
        .iter()
        .find(|finding| finding.code == "not-created")
        .unwrap();
    assert_eq!(general.severity, Severity::Note);
    let end = item(verify::ItemId::EndToEnd);
    assert_eq!(end.findings[0].code, "profile-incomplete");
    assert!(report.is_blocked());
}
