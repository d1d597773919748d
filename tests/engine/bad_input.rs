//! What goes wrong before and during a set-up, each with its own sentence and next step.

use crate::world::{Stage, stage};
use org2org_setup::{
    advice::Advise as _,
    federation::{
        apply::Stop,
        blueprint::{AppChoice, Mistake, Routing},
        observe,
        orgs::Side,
        plan::ObstacleCause,
        preflight::{self, OrgReport, Weight},
    },
    practice,
};

async fn judged(stage: &Stage, side: Side) -> OrgReport {
    let orgs = stage.orgs(&stage.wire(None));
    let client = orgs.client(side);
    let seen = observe::org(&client.reader()).await;
    preflight::judge(side, client.org(), &seen)
}

fn headline(report: &OrgReport) -> &str {
    &report.notes.first().unwrap().advice.headline
}

#[tokio::test]
async fn a_good_org_is_ready_without_a_word() {
    let stage = stage();
    for side in Side::BOTH {
        let report = judged(&stage, side).await;
        assert!(report.is_ready());
        assert_eq!(report.notes, []);
    }
}

#[tokio::test]
async fn a_revoked_token_is_told_from_everything_else() {
    let stage = stage();
    stage
        .world
        .lock()
        .unwrap()
        .revoke_token(practice::Side::Source, &stage.source.api_token);
    let report = judged(&stage, Side::Source).await;
    assert!(!report.is_ready());
    assert!(
        headline(&report).contains("does not accept the API token"),
        "{report:?}"
    );
    assert!(!report.notes[0].advice.next.is_empty());
}

#[tokio::test]
async fn a_role_that_is_too_small_stops_with_the_way_to_a_better_token() {
    let mut stage = stage();
    let token = stage
        .world
        .lock()
        .unwrap()
        .add_token(practice::Side::Target, "READ_ONLY_ADMIN", "reader");
    stage.target.api_token = token;
    let report = judged(&stage, Side::Target).await;
    let note = report.notes.first().unwrap();
    assert!(
        note.weight == Weight::Stops || note.advice.headline.contains("no super admin"),
        "{report:?}"
    );
    assert!(note.advice.link.is_some());
}

#[tokio::test]
async fn one_org_under_two_addresses_is_recognised() {
    let stage = stage();
    let source = judged(&stage, Side::Source).await;
    let advice = preflight::same_org(&source, &source.clone()).unwrap();
    assert_eq!(
        advice.headline,
        "Both addresses lead to the same org, Acme Workforce"
    );
    assert_eq!(
        preflight::same_org(&source, &judged(&stage, Side::Target).await),
        None
    );
}

#[tokio::test]
async fn a_clock_ten_minutes_off_is_mentioned_and_stops_nothing() {
    let stage = stage();
    stage
        .world
        .lock()
        .unwrap()
        .set_clock_offset(practice::Side::Source, 600);
    let orgs = stage.orgs(&stage.wire(None));
    let reader = orgs.source.reader();
    let _first = observe::org(&reader).await;
    let seen = observe::org(&reader).await;
    let report = preflight::judge(Side::Source, orgs.source.org(), &seen);
    assert!(report.is_ready());
    assert!(headline(&report).contains("10 minutes behind"), "{report:?}");
}

#[tokio::test]
async fn a_source_org_without_org2org_fails_at_that_action_and_changes_nothing_after_it() {
    let mut stage = stage();
    stage
        .world
        .lock()
        .unwrap()
        .set_org2org_available(practice::Side::Source, false);
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    let stop = stage.run(&blueprint, &wire).await.unwrap_err();
    assert!(
        matches!(&stop, Stop::Call { key, .. } if key == "org2org-app"),
        "{stop}"
    );
    assert!(!stop.advice().headline.is_empty());
    stage
        .world
        .lock()
        .unwrap()
        .set_org2org_available(practice::Side::Source, true);
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    assert!(stage.plan(&blueprint).await.is_empty());
}

#[tokio::test]
async fn an_identity_provider_of_that_name_with_another_issuer_is_not_touched() {
    let mut stage = stage();
    let mut blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    blueprint.org2org.app = None;
    blueprint.org2org.label = "Another Org2Org".to_owned();
    let orgs = stage.orgs(&stage.wire(None));
    let idps = orgs.target.reader().saml_idps().await.unwrap();
    let mut changed = idps[0].raw().clone();
    changed["protocol"]["credentials"]["trust"]["issuer"] = "http://www.okta.com/exkSomebodyElse".into();
    let call = org2org_setup::okta::Call::new(
        org2org_setup::okta::transport::Method::Put,
        format!("/api/v1/idps/{}", idps[0].id),
        Some(changed),
    );
    orgs.target.writer().send(&call).await.unwrap();
    stage.ledger = org2org_setup::federation::journal::Ledger::default();
    let plan = stage.plan(&blueprint).await;
    let obstacle = plan
        .obstacles
        .iter()
        .find(|obstacle| obstacle.key == "identity-provider")
        .unwrap();
    assert!(
        matches!(&obstacle.cause, ObstacleCause::Conflict(conflict) if conflict.sentence.contains("exkSomebodyElse"))
    );
}

#[tokio::test]
async fn names_over_oktas_limits_are_found_before_anything_is_sent() {
    let stage = stage();
    let mut blueprint = stage.blueprint().await;
    assert_eq!(blueprint.mistakes(), []);
    blueprint.idp.name = "x".repeat(101);
    blueprint.target_app.app = AppChoice::Add {
        name: "dropbox_for_business".to_owned(),
        label: String::new(),
    };
    blueprint.idp.user_name_filter = Some("(".to_owned());
    blueprint.routing = Routing::Domains {
        rule: "r".to_owned(),
        domains: vec!["@acme".to_owned()],
    };
    let fields: Vec<&str> = blueprint
        .mistakes()
        .iter()
        .map(|Mistake { field, .. }| *field)
        .collect();
    assert_eq!(
        fields,
        [
            "idp.name",
            "target_app.label",
            "idp.user_name_filter",
            "routing.domains"
        ]
    );
}

#[tokio::test]
async fn an_app_of_another_kind_with_that_label_is_told_of_before_anything_is_sent() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let orgs = stage.orgs(&stage.wire(None));
    let bookmark = serde_json::json!({
        "name": "bookmark", "label": "Dropbox business", "signOnMode": "BOOKMARK",
        "settings": { "app": { "url": "https://dropbox.example/", "requestIntegration": false } }
    });
    let call = org2org_setup::okta::Call::new(
        org2org_setup::okta::transport::Method::Post,
        "/api/v1/apps",
        Some(bookmark),
    );
    orgs.target.writer().send(&call).await.unwrap();
    let plan = stage.plan(&blueprint).await;
    let obstacle = plan
        .obstacles
        .iter()
        .find(|obstacle| obstacle.key == "add-target-app")
        .unwrap();
    let ObstacleCause::Conflict(conflict) = &obstacle.cause else {
        panic!("{obstacle:?}");
    };
    assert!(conflict.sentence.contains("Dropbox business"), "{conflict:?}");
    assert!(conflict.remedy.contains("Choose another name"), "{conflict:?}");
}

#[tokio::test]
async fn a_label_that_is_taken_meanwhile_has_its_own_sentence() {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    let orgs = stage.orgs(&stage.wire(None));
    let body = serde_json::json!({
        "name": "bookmark", "label": blueprint.org2org.label, "signOnMode": "BOOKMARK",
        "settings": { "app": { "url": "https://northwind.example/", "requestIntegration": false } }
    });
    let call = org2org_setup::okta::Call::new(
        org2org_setup::okta::transport::Method::Post,
        "/api/v1/apps",
        Some(body),
    );
    orgs.source.writer().send(&call).await.unwrap();
    let wire = stage.wire(None);
    let advice = stage.run(&blueprint, &wire).await.unwrap_err().advice();
    assert!(advice.headline.contains("an app of that name"), "{advice:?}");
    assert!(!advice.next.is_empty());
}
