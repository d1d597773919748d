//! The timeline of invented logs.

use super::*;
use serde_json::{Value, json};

const MIRA: &str = "mira.chen@acme.example";

fn at(time: &str) -> Timestamp {
    format!("2026-11-23T{time}Z").parse().unwrap()
}

fn event(uuid: &str, kind: &str, time: &str, result: &str, targets: &[(&str, &str, &str)]) -> LogEvent {
    let targets: Vec<Value> = targets
        .iter()
        .map(|(kind, id, name)| json!({"type": kind, "id": id, "alternateId": name, "displayName": name}))
        .collect();
    let event = json!({
        "uuid": uuid, "published": at(time).to_string(), "eventType": kind,
        "actor": {"type": "User", "id": "00ujo", "alternateId": "jo@acme.example", "displayName": "Jo Meyer"},
        "outcome": {"result": result}, "target": targets,
    });
    serde_json::from_value(event).unwrap()
}

fn by_system(mut event: LogEvent) -> LogEvent {
    event.actor = Party {
        id: "system".to_owned(),
        kind: "SystemPrincipal".to_owned(),
        alternate_id: "system@okta.com".to_owned(),
        display_name: "Okta System".to_owned(),
    };
    event
}

fn part(side: Side, events: Vec<LogEvent>) -> Part {
    let reach = Reach {
        side: Some(side),
        live: true,
        changes_since: Some(at("00:00:00")),
        ..Reach::default()
    };
    Part {
        side: Some(side),
        events,
        reach,
    }
}

fn subject() -> Subject {
    Subject {
        logins: vec![MIRA.to_owned()],
        objects: vec!["0oaidp".to_owned(), "0oaapp".to_owned()],
        at: Some(at("10:41:09")),
        ..Subject::default()
    }
}

/// Mira is refused twice after Jo has changed the identity provider; somebody else goes about other business.
fn story() -> Logs {
    let idp = ("AppInstance", "0oaidp", "Acme");
    let source = vec![
        event(
            "s1",
            "user.authentication.sso",
            "10:41:07",
            "SUCCESS",
            &[
                ("AppInstance", "0oaapp", "Okta Org2Org"),
                ("User", "00umira", MIRA),
            ],
        ),
        event(
            "s2",
            "user.session.start",
            "10:40:00",
            "SUCCESS",
            &[("User", "00uben", "ben@acme.example")],
        ),
    ];
    let target = vec![
        by_system(event(
            "t4",
            "user.authentication.auth_via_IDP",
            "10:41:09",
            "FAILURE",
            &[idp],
        )),
        by_system(event(
            "t3",
            "user.authentication.auth_via_IDP",
            "10:38:00",
            "FAILURE",
            &[idp],
        )),
        event("t2", "system.idp.lifecycle.update", "10:30:00", "SUCCESS", &[idp]),
        by_system(event(
            "t1",
            "user.authentication.auth_via_IDP",
            "09:00:00",
            "SUCCESS",
            &[idp, ("User", "00tmira", MIRA)],
        )),
        event(
            "t0",
            "group.lifecycle.create",
            "10:35:00",
            "SUCCESS",
            &[("UserGroup", "00gx", "Cooks")],
        ),
        event("tx", "system.idp.lifecycle.update", "10:40:30", "SUCCESS", &[idp]),
    ];
    Logs {
        parts: vec![part(Side::Source, source), part(Side::Target, target)],
    }
}

#[test]
fn events_of_both_orgs_stand_in_one_order_of_time() {
    let timeline = join(&story(), &subject());
    let told: Vec<(&str, Option<Side>)> = timeline
        .entries
        .iter()
        .map(|entry| (entry.event.as_str(), entry.side))
        .collect();
    assert_eq!(
        told,
        [
            ("t2", Some(Side::Target)),
            ("t3", Some(Side::Target)),
            ("tx", Some(Side::Target)),
            ("s1", Some(Side::Source)),
            ("t4", Some(Side::Target)),
        ]
    );
    assert_eq!(
        timeline.entries[3].words,
        format!("{MIRA} was sent to Okta Org2Org")
    );
    assert_eq!(
        timeline.entries[4].words,
        "The sign-in by way of Acme was refused"
    );
    assert_eq!(timeline.entries[4].ending, Ending::Bad);
}

#[test]
fn what_concerns_others_is_counted_and_one_click_away() {
    let timeline = join(&story(), &subject());
    assert_eq!(timeline.others_count, 2);
    let others: Vec<&str> = timeline.others.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(others, ["t0", "s2"]);
}

#[test]
fn the_sign_in_of_somebody_else_by_the_same_provider_is_not_ours() {
    let mut logs = story();
    let other = [
        ("AppInstance", "0oaidp", "Acme"),
        ("User", "00uben", "ben@acme.example"),
    ];
    let event = by_system(event(
        "tb",
        "user.authentication.auth_via_IDP",
        "10:41:00",
        "FAILURE",
        &other,
    ));
    logs.parts[1].events.push(event);
    let timeline = join(&logs, &subject());
    assert!(timeline.entries.iter().all(|entry| entry.event != "tb"));
    assert_eq!(timeline.others_count, 3);
}

#[test]
fn an_event_that_two_exports_hold_is_told_once() {
    let mut logs = story();
    logs.parts.push(logs.parts[1].clone());
    assert_eq!(
        join(&logs, &subject()).entries,
        join(&story(), &subject()).entries
    );
}

#[test]
fn what_was_changed_before_the_first_failure_is_told_with_who_and_when() {
    let changes = join(&story(), &subject()).changes.unwrap();
    assert_eq!(changes.failed, at("10:38:00"));
    let told: Vec<(&str, &str, String)> = changes
        .related
        .iter()
        .map(|change| (change.entry.event.as_str(), change.actor.as_str(), change.lead()))
        .collect();
    assert_eq!(
        told,
        [("t2", "Jo Meyer (jo@acme.example)", "8 min before".to_owned())]
    );
    assert_eq!((changes.related_count, changes.others_count), (1, 1));
    assert!(
        changes
            .note()
            .starts_with("Both System Logs were read from 2026-11-23 00:00 UTC on")
    );
}

#[test]
fn a_failure_before_the_last_success_is_not_the_first_one() {
    let mut logs = story();
    let idp = ("AppInstance", "0oaidp", "Acme");
    let early = by_system(event(
        "te",
        "user.authentication.auth_via_IDP",
        "08:00:00",
        "FAILURE",
        &[idp],
    ));
    logs.parts[1].events.push(early);
    assert_eq!(join(&logs, &subject()).changes.unwrap().failed, at("10:38:00"));
}

#[test]
fn a_log_that_was_cut_off_or_not_read_is_said_in_the_note() {
    let mut logs = story();
    logs.parts[0].reach.cut = true;
    let note = join(&logs, &subject()).changes.unwrap().note();
    assert!(note.contains("more than was read"), "{note}");
    logs.parts[0].reach.problem = Some("The role is too small".to_owned());
    let note = join(&logs, &subject()).changes.unwrap().note();
    assert!(
        note.starts_with("The System Log of the target org alone was read"),
        "{note}"
    );
}

#[test]
fn what_was_read_in_part_alone_is_said() {
    let mut logs = story();
    assert!(join(&logs, &subject()).limits().is_empty());
    logs.parts[0].reach.from = Some(at("10:30:00"));
    let limits = join(&logs, &subject()).limits();
    let words = "Of the log of the source org, only changes and refusals were read before 10:30:00 UTC on 23 Nov 2026";
    assert_eq!(limits, [words]);
    logs.parts[0].reach.cut = true;
    assert!(
        join(&logs, &subject()).limits()[0].starts_with("The log of the source org holds more than was read")
    );
}

#[test]
fn where_nobody_says_whom_the_last_failed_sign_in_is_what_it_is_about() {
    let timeline = join(&story(), &Subject::default());
    assert_eq!(timeline.entries.last().unwrap().event, "t4");
    assert!(timeline.entries.iter().any(|entry| entry.event == "t2"));
    assert_eq!(timeline.changes.unwrap().failed, at("10:38:00"));
}

#[test]
fn the_end_of_a_message_without_a_log_entry_is_the_failure() {
    let mut logs = story();
    for part in &mut logs.parts {
        part.events.retain(|event| !event.failed());
    }
    let failed = Subject {
        failed: true,
        ..subject()
    };
    assert_eq!(join(&logs, &subject()).changes, None);
    let changes = join(&logs, &failed).changes.unwrap();
    assert_eq!(changes.failed, at("10:41:09"));
    assert_eq!(changes.related.len(), 2);
}

#[test]
fn an_export_is_known_by_the_objects_of_its_org() {
    let json = |events: Vec<Value>| Value::Array(events).to_string();
    let event = |target: &str| {
        json!({"published": "2026-11-23T07:00:00Z", "eventType": "application.lifecycle.update",
            "target": [{"id": target, "type": "AppInstance"}]})
    };
    let documents: Vec<_> = [event("0oaapp"), event("0oaidp"), event("0oaelse")]
        .map(|event| {
            crate::saml::input::read(json(vec![event]).as_bytes())
                .unwrap()
                .remove(0)
        })
        .into();
    let logs = logs::exported(&documents, &["0oaapp".to_owned()], &["0oaidp".to_owned()]);
    let sides: Vec<Option<Side>> = logs.parts.iter().map(|part| part.side).collect();
    assert_eq!(sides, [Some(Side::Source), Some(Side::Target), None]);
    assert!(logs.parts.iter().all(|part| part.events.len() == 1));
}

#[test]
fn nothing_to_join_is_an_empty_timeline() {
    assert!(join(&Logs::default(), &subject()).is_empty());
}
