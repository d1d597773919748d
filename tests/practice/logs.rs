//! The System Log.

use crate::desk::{Desk, good, next, text};
use org2org_setup::practice::{Method, Side};
use serde_json::Value;

#[test]
fn an_event_tells_actor_target_token_and_request() {
    let mut desk = Desk::new();
    let token = text(&desk.get(Side::Source, "/api/v1/api-tokens"), "/0/id");
    let app = desk.add_org2org();
    let filter = "eventType%20eq%20%22application.lifecycle.create%22";
    let event = desk.get(Side::Source, &format!("/api/v1/logs?filter={filter}"))[0].clone();
    assert_eq!(text(&event, "/actor/alternateId"), "ada.admin@acme.example");
    assert_eq!(text(&event, "/target/0/id"), app);
    assert_eq!(text(&event, "/transaction/detail/requestApiTokenId"), token);
    assert_eq!(text(&event, "/outcome/result"), "SUCCESS");
    let request = text(&event, "/debugContext/debugData/requestId");
    let filter = format!("debugContext.debugData.requestId%20eq%20%22{request}%22");
    assert_eq!(
        desk.get(Side::Source, &format!("/api/v1/logs?filter={filter}"))[0]["uuid"],
        event["uuid"]
    );
}

#[test]
fn polling_always_leads_on_and_sees_only_what_is_new() {
    let mut desk = Desk::new();
    let first = desk.call(
        Side::Source,
        Method::Get,
        "/api/v1/logs?since=2026-03-01T00:00:00Z",
        None,
    );
    assert_eq!(good(&first), Value::Array(Vec::new()));
    let on = next(&first).unwrap();
    desk.add_org2org();
    let second = desk.call(Side::Source, Method::Get, &on, None);
    assert_eq!(good(&second).as_array().unwrap().len(), 1);
    let third = desk.call(Side::Source, Method::Get, &next(&second).unwrap(), None);
    assert_eq!(good(&third), Value::Array(Vec::new()));
    assert!(next(&third).is_some());
}

#[test]
fn a_bounded_request_ends() {
    let mut desk = Desk::new();
    desk.add_org2org();
    let bounded = "/api/v1/logs?since=2026-03-01T00:00:00Z&until=2026-03-05T00:00:00Z";
    assert!(next(&desk.call(Side::Source, Method::Get, bounded, None)).is_none());
    let before = desk.get(
        Side::Source,
        "/api/v1/logs?since=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z",
    );
    assert_eq!(before, Value::Array(Vec::new()));
}

#[test]
fn pages_follow_each_other_in_both_directions() {
    for order in ["ASCENDING", "DESCENDING"] {
        let mut desk = Desk::new();
        desk.join();
        let all = desk.get(
            Side::Target,
            &format!("/api/v1/logs?limit=1000&sortOrder={order}"),
        );
        let (mut seen, mut target) = (Vec::new(), format!("/api/v1/logs?limit=2&sortOrder={order}"));
        loop {
            let response = desk.call(Side::Target, Method::Get, &target, None);
            let page = good(&response);
            seen.extend(page.as_array().unwrap().iter().cloned());
            match next(&response) {
                Some(on) if !page.as_array().unwrap().is_empty() => target = on,
                _ => break,
            }
        }
        assert_eq!(Value::Array(seen), all, "{order}");
    }
}

#[test]
fn a_wrong_filter_cursor_or_date_is_refused() {
    let mut desk = Desk::new();
    let cases = [
        ("filter=eventType%20is%20%22x%22", "E0000031"),
        ("filter=published%20gt%20%222026%22", "E0000031"),
        ("after=nonsense", "E0000029"),
        ("since=yesterday", "E0000001"),
        ("sortOrder=UP", "E0000001"),
    ];
    for (query, code) in cases {
        let refused = desk.refused(Side::Source, Method::Get, &format!("/api/v1/logs?{query}"), None);
        assert_eq!(refused, (400, code.to_owned()), "{query}");
    }
}

#[test]
fn words_are_searched_in_whole_events() {
    let mut desk = Desk::new();
    desk.add_org2org();
    assert_eq!(
        desk.get(Side::Source, "/api/v1/logs?q=northwind%20partners")
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        desk.get(Side::Source, "/api/v1/logs?q=nothing")
            .as_array()
            .unwrap()
            .len(),
        0
    );
}
