//! Undo takes back what the journal says was made or changed, and nothing else: whatever others did meanwhile, wherever
//! the run or the undo itself was cut off.

use crate::{
    hands::{Hands, joined, path},
    world::{Fault, Stage, TestClock, Wire, assert_same, stage},
};
use org2org_setup::{
    federation::{
        Blueprint, Fact,
        apply::{Run, Stop},
        blueprint::{AppChoice, GroupChoice},
        journal::{Ledger, MemorySink},
        plan,
        progress::{Outcome, Progress},
        undo::{self, UndoPlan},
    },
    okta::transport::Method,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn what_undo_would_do_is_told_first_with_what_it_deletes() {
    let (stage, blueprint) = joined().await;
    let prepared = prepare(&stage, &blueprint).await;
    let lines: Vec<String> = prepared
        .steps
        .iter()
        .map(|step| {
            let what = if step.deletes { "deletes" } else { "restores" };
            format!("{} {what}: {}", step.side.as_str(), step.title)
        })
        .collect();
    assert_eq!(
        lines,
        [
            "source restores: Take back: Let Acme Workforce create, update, deactivate people in Northwind Partners",
            "target deletes: Take back: Send @acme.example from Northwind Partners to Acme Workforce for sign-in",
            "target deletes: Take back: Create the SAML identity provider Acme Workforce IdP in Northwind Partners",
            "target deletes: Take back: Add the group Acme Workforce people to Northwind Partners",
            "target deletes: Take back: Copy the signing certificate of Acme Workforce to Northwind Partners",
            "source deletes: Take back: Add the Org2Org app to Acme Workforce",
            "target deletes: Take back: Add the app Dropbox Business to Northwind Partners",
        ]
    );
    assert!(!prepared.people.is_empty(), "people were pushed");
    assert_eq!(prepared.deletions(), prepared.people.len() + 6);
    assert!(!prepared.is_empty() && UndoPlan::default().is_empty());
}

#[tokio::test]
async fn killed_at_any_request_and_taken_back_at_once_both_orgs_are_as_they_were() {
    let before = stage().state();
    let (count, blueprint) = {
        let mut stage = stage();
        let blueprint = stage.blueprint().await;
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        (sent(&wire).len(), blueprint)
    };
    for at in 1..=count {
        for fault in [Fault::KilledAfter, Fault::KilledBefore] {
            let mut stage = stage();
            let _killed = stage.run(&blueprint, &stage.wire(Some((at, fault)))).await;
            stage.undo(&blueprint).await.unwrap();
            assert_same(
                &before,
                &stage.state(),
                &format!("{fault:?} at request {at}, then undone"),
            );
            assert_eq!(stage.ledger, Ledger::default());
        }
    }
    println!(
        "undone without going on: {} cuts, each leaves both orgs as they were",
        count * 2
    );
}

#[tokio::test]
async fn an_undo_that_is_cut_off_at_any_request_is_finished_by_the_next_one() {
    let before = stage().state();
    let count = {
        let (mut stage, blueprint) = joined().await;
        let wire = stage.wire(None);
        stage.undo_over(&blueprint, &wire).await.unwrap();
        sent(&wire).len()
    };
    for at in 1..=count {
        for fault in [
            Fault::KilledBefore,
            Fault::KilledAfter,
            Fault::AnswerLost,
            Fault::ServerError,
        ] {
            let (mut stage, blueprint) = joined().await;
            let wire = stage.wire(Some((at, fault)));
            if stage.undo_over(&blueprint, &wire).await.is_err() {
                stage.undo(&blueprint).await.unwrap();
            }
            assert_same(
                &before,
                &stage.state(),
                &format!("undo, {fault:?} at request {at} of {count}"),
            );
            assert_eq!(stage.ledger, Ledger::default());
        }
    }
}

/// A member of an adopted object that the second set-up changes, what somebody else makes of it, and where it is found.
const TAKEN_OVER: [(Fact, &str, &str); 3] = [
    (Fact::IdpId, "/policy/subject/matchType", "USERNAME_OR_EMAIL"),
    (Fact::IdpId, "/policy/subject/filter", "^[^@]+@acme\\.test$"),
    (
        Fact::TargetAppId,
        "/credentials/userNameTemplate/template",
        "${source.samAccountName}",
    ),
];

#[tokio::test]
async fn a_member_that_somebody_changed_since_keeps_that_value_and_the_others_get_theirs_back() {
    for (fact, pointer, theirs) in TAKEN_OVER {
        let (mut stage, mut blueprint) = joined().await;
        let before = stage.state();
        forget(&mut stage);
        blueprint.idp.match_on = org2org_setup::federation::blueprint::MatchOn::Email;
        blueprint.idp.user_name_filter = None;
        blueprint.idp.create_users = false;
        blueprint.target_app.user_name_template = Some("${source.email}".to_owned());
        stage.run(&blueprint, &stage.wire(None)).await.unwrap();
        let own = path(&stage, fact);
        Hands::at_target(&stage).set(&own, pointer, json!(theirs)).await;
        stage.undo(&blueprint).await.unwrap();
        let after = Hands::at_target(&stage).get(&own).await;
        assert_eq!(after.pointer(pointer), Some(&json!(theirs)), "{pointer}");
        Hands::at_target(&stage)
            .set(&own, pointer, was(&before, fact, pointer))
            .await;
        assert_same(&before, &stage.state(), pointer);
    }
}

/// What a member was, by the state of the target org.
fn was(state: &[Value; 2], fact: Fact, pointer: &str) -> Value {
    match (fact, pointer) {
        (Fact::TargetAppId, _) => json!("${source.login}"),
        (_, "/policy/subject/filter") => json!("^[^@\\s]+@acme\\.example$"),
        _ => {
            assert!(state[1]["idps"].is_object());
            json!("USERNAME")
        }
    }
}

#[tokio::test]
async fn what_we_made_goes_even_when_somebody_worked_on_it_since() {
    let before = stage().state();
    let (mut stage, blueprint) = joined().await;
    let idp = path(&stage, Fact::IdpId);
    let target = Hands::at_target(&stage);
    target.set(&idp, "/name", json!("Renamed by hand")).await;
    target.post(&format!("{idp}/lifecycle/deactivate")).await;
    let app = path(&stage, Fact::Org2OrgAppId);
    Hands::at_source(&stage)
        .set(&app, "/label", json!("Renamed by hand"))
        .await;
    stage.undo(&blueprint).await.unwrap();
    assert_same(&before, &stage.state(), "after work by hand");
}

#[tokio::test]
async fn what_somebody_has_taken_away_already_is_no_obstacle() {
    let before = stage().state();
    for gone in ["rule", "app", "group", "everything"] {
        let (mut stage, blueprint) = joined().await;
        let (source, target) = (Hands::at_source(&stage), Hands::at_target(&stage));
        if matches!(gone, "rule" | "everything") {
            target.delete(&path(&stage, Fact::RoutingRuleId)).await;
        }
        if matches!(gone, "app" | "everything") {
            let app = path(&stage, Fact::Org2OrgAppId);
            // People who lose the app are deactivated by the source org; nobody is pushed once it is off.
            source
                .post(&format!("{app}/connections/default/lifecycle/deactivate"))
                .await;
            source.post(&format!("{app}/lifecycle/deactivate")).await;
            source.delete(&app).await;
        }
        if matches!(gone, "everything") {
            let app = path(&stage, Fact::TargetAppId);
            target.post(&format!("{app}/lifecycle/deactivate")).await;
            target.delete(&app).await;
        }
        if matches!(gone, "group" | "everything") {
            let group = path(&stage, Fact::GroupId);
            let idp = path(&stage, Fact::IdpId);
            target
                .set(&idp, "/policy/provisioning/groups", json!({ "action": "NONE" }))
                .await;
            target.delete(&group).await;
        }
        stage.undo(&blueprint).await.unwrap();
        let mut after = stage.state();
        if gone != "rule" && gone != "group" {
            // Who was pushed by an app that is gone is known to nobody any more.
            after[1]["users"].clone_from(&before[1]["users"]);
        }
        let mut wanted = before.clone();
        if gone != "rule" && gone != "group" {
            wanted[1]["users"] = before[1]["users"].clone();
            for state in [&mut after, &mut wanted] {
                state[1].as_object_mut().unwrap().remove("groups");
            }
        }
        assert_same(&wanted, &after, gone);
        assert_eq!(stage.ledger, Ledger::default(), "{gone}");
    }
}

#[tokio::test]
async fn people_who_came_through_the_connection_stay_where_that_is_wished() {
    let (mut stage, blueprint) = joined().await;
    let prepared = prepare(&stage, &blueprint).await;
    let logins: Vec<String> = prepared
        .people
        .iter()
        .map(|person| person.login.clone())
        .collect();
    take_back(&mut stage, &blueprint, true, &|_, _| {}).await.unwrap();
    let orgs = stage.orgs(&stage.wire(None));
    for login in logins {
        let user = orgs.target.reader().user(&login).await.unwrap().unwrap();
        assert_eq!(user.status, "ACTIVE", "{login}");
    }
    assert_eq!(stage.ledger, Ledger::default());
}

#[tokio::test]
async fn somebody_who_was_there_before_is_never_removed() {
    let mut stage = stage();
    let person = json!({
        "profile": {
            "login": stage.person(), "email": stage.person(), "firstName": "Mira", "lastName": "Chen",
        },
    });
    Hands::at_target(&stage)
        .send(Method::Post, "/api/v1/users?activate=true", Some(person))
        .await;
    stage.clock.advance(jiff::SignedDuration::from_mins(5));
    let blueprint = stage.blueprint().await;
    stage.run(&blueprint, &stage.wire(None)).await.unwrap();
    let prepared = prepare(&stage, &blueprint).await;
    assert!(
        prepared.people.iter().all(|one| one.login != stage.person()),
        "{prepared:?}"
    );
    stage.undo(&blueprint).await.unwrap();
    let orgs = stage.orgs(&stage.wire(None));
    let kept = orgs.target.reader().user(&stage.person()).await.unwrap().unwrap();
    assert_ne!(kept.status, "DEPROVISIONED");
}

#[tokio::test]
async fn undo_stops_between_two_steps_when_it_is_cancelled_and_goes_on_later() {
    let before = stage().state();
    for after in 1..=4 {
        let (mut stage, blueprint) = joined().await;
        let finished = Mutex::new(0);
        let stop = take_back(&mut stage, &blueprint, false, &|progress, cancel| {
            if matches!(progress, Progress::Finished { key, .. } if !key.starts_with("person:")) {
                *finished.lock().unwrap() += 1;
                if *finished.lock().unwrap() == after {
                    cancel.cancel();
                }
            }
        })
        .await;
        assert!(matches!(stop, Err(Stop::Cancelled)), "{stop:?}");
        assert_eq!(*finished.lock().unwrap(), after);
        assert!(stage.ledger.ours().count() > 0);
        stage.undo(&blueprint).await.unwrap();
        assert_same(&before, &stage.state(), &format!("cancelled after {after} steps"));
    }
}

#[tokio::test]
async fn every_step_of_undo_is_told_when_it_begins_and_how_it_ended() {
    let (mut stage, blueprint) = joined().await;
    let prepared = prepare(&stage, &blueprint).await;
    let told: Mutex<Vec<Progress>> = Mutex::default();
    take_back(&mut stage, &blueprint, false, &|progress, _| {
        told.lock().unwrap().push(progress.clone());
    })
    .await
    .unwrap();
    let people = prepared
        .people
        .iter()
        .map(|person| format!("person:{}", person.id));
    let (first, rest) = prepared.steps.split_first().unwrap();
    let keys: Vec<String> = [first.key.clone()]
        .into_iter()
        .chain(people)
        .chain(rest.iter().map(|step| step.key.clone()))
        .collect();
    let expected: Vec<Progress> = keys
        .into_iter()
        .flat_map(|key| {
            let outcome = Outcome::Done;
            [
                Progress::Started { key: key.clone() },
                Progress::Finished { key, outcome },
            ]
        })
        .collect();
    assert_eq!(*told.lock().unwrap(), expected);
}

#[tokio::test]
async fn an_org_that_cannot_be_read_stops_undo_before_anything_is_sent() {
    let (mut stage, blueprint) = joined().await;
    let (set_up, ours) = (stage.state(), stage.ledger.ours().count());
    stage
        .world
        .lock()
        .unwrap()
        .revoke_token(org2org_setup::practice::Side::Target, &stage.target.api_token);
    let wire = stage.wire(None);
    assert!(stage.undo_over(&blueprint, &wire).await.is_err());
    assert!(
        sent(&wire).iter().all(|line| line.starts_with("GET ")),
        "{:#?}",
        sent(&wire)
    );
    assert_eq!(stage.ledger.ours().count(), ours);
    let mut after = stage.state();
    for (after, before) in after.iter_mut().zip(&set_up) {
        after["tokens"] = before["tokens"].clone();
    }
    assert_same(&set_up, &after, "after an undo with a dead token");
}

/// Somebody who knows nothing of an earlier run.
fn forget(stage: &mut Stage) {
    (stage.ledger, stage.sink) = (Ledger::default(), MemorySink::default());
}

fn sent(wire: &Arc<Wire>) -> Vec<String> {
    wire.log.lock().unwrap().clone()
}

async fn prepare(stage: &Stage, blueprint: &Blueprint) -> UndoPlan {
    let orgs = stage.orgs(&stage.wire(None));
    undo::prepare(&orgs.readers(), &stage.ledger, &plan::names(blueprint))
        .await
        .unwrap()
}

/// Undo with somebody who listens, and may cancel.
async fn take_back(
    stage: &mut Stage,
    blueprint: &Blueprint,
    keep_people: bool,
    hear: &(dyn Fn(&Progress, &CancellationToken) + Send + Sync),
) -> Result<(), Stop> {
    let prepared = prepare(stage, blueprint).await;
    let orgs = stage.orgs(&stage.wire(None));
    let clock = TestClock(stage.clock.clone());
    let cancel = CancellationToken::new();
    let mut ledger = stage.ledger.clone();
    let run = Run {
        orgs: &orgs,
        provisioning_token: None,
        sink: &stage.sink,
        clock: &clock,
        names: &plan::names(blueprint),
        listener: &|progress| hear(&progress, &cancel),
        cancel: &cancel,
    };
    let result = undo::undo(&run, &prepared, &mut ledger, keep_people).await;
    stage.ledger = stage.sink.journal().ledger();
    result
}

#[tokio::test]
async fn what_was_made_for_an_earlier_choice_is_taken_back_too() {
    for (group, app) in [(true, false), (false, true), (true, true)] {
        let mut stage = stage();
        let mut blueprint = stage.blueprint().await;
        let body =
            json!({ "name": "dropbox_for_business", "label": "Dropbox by hand", "signOnMode": "SAML_2_0" });
        let target = Hands::at_target(&stage);
        let by_hand = target.send(Method::Post, "/api/v1/apps", Some(body)).await;
        let before = stage.state();
        stage.run(&blueprint, &stage.wire(None)).await.unwrap();
        if group {
            let name = "Partners".to_owned();
            blueprint.idp.group = GroupChoice::Add { name };
        }
        if app {
            blueprint.target_app.app = AppChoice::Existing {
                id: by_hand["id"].as_str().unwrap().into(),
                label: "Dropbox by hand".to_owned(),
            };
            blueprint.target_app.user_name_template = Some("${source.email}".to_owned());
        }
        let what = format!("another group: {group}, another app: {app}");
        stage.run(&blueprint, &stage.wire(None)).await.unwrap();
        assert!(stage.plan(&blueprint).await.is_empty(), "{what}");
        stage.undo(&blueprint).await.unwrap();
        assert_same(&before, &stage.state(), &what);
        assert_eq!(stage.ledger, Ledger::default(), "{what}");
    }
}

#[tokio::test]
async fn a_certificate_that_was_replaced_meanwhile_is_taken_back_with_the_one_before() {
    let mut fresh = stage();
    let blueprint = fresh.blueprint().await;
    let before = fresh.state();
    fresh.run(&blueprint, &fresh.wire(None)).await.unwrap();
    let keys = format!("{}/credentials/keys", path(&fresh, Fact::Org2OrgAppId));
    let source = Hands::at_source(&fresh);
    let made = source
        .send(Method::Post, &format!("{keys}/generate?validityYears=2"), None)
        .await;
    let app = path(&fresh, Fact::Org2OrgAppId);
    source
        .set(&app, "/credentials/signing/kid", made["kid"].clone())
        .await;
    fresh.run(&blueprint, &fresh.wire(None)).await.unwrap();
    assert!(fresh.plan(&blueprint).await.is_empty());
    let state = fresh.state();
    assert_eq!(
        state[1]["idp_keys"].as_object().unwrap().len(),
        2,
        "the old one is still in the store"
    );
    fresh.undo(&blueprint).await.unwrap();
    assert_same(&before, &fresh.state(), "after a replaced certificate");
}
