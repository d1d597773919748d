//! Limits of a small org: how many requests of a kind a minute has, what is counted together, and when it begins anew.

use crate::desk::{Desk, Joined, refusal, text};
use org2org_setup::practice::{Method, Response, Side};
use serde_json::{Value, json};

/// A path, its requests a minute, and whose limit it is; `{app}` stands for an app. The numbers are those recorded of
/// small orgs, or within what was recorded.
const ROWS: &[(&str, u64)] = &[
    ("/api/v1/apps", 10),
    ("/api/v1/apps/{app}", 100),
    ("/api/v1/apps/{app}/users", 100),
    ("/api/v1/apps/{app}/groups", 100),
    ("/api/v1/apps/{app}/credentials/keys", 100),
    ("/api/v1/apps/{app}/connections/default", 50),
    ("/api/v1/apps/{app}/features", 50),
    ("/api/v1/users", 600),
    ("/api/v1/users/me", 600),
    ("/api/v1/groups", 500),
    ("/api/v1/groups/rules", 500),
    ("/api/v1/mappings", 500),
    ("/api/v1/idps", 1000),
    ("/api/v1/idps/credentials/keys", 1000),
    ("/api/v1/policies?type=IDP_DISCOVERY", 1000),
    ("/api/v1/features", 1000),
    ("/api/v1/api-tokens", 300),
    ("/api/v1/logs", 120),
    ("/api/v1/org", 100),
];

#[test]
fn each_family_has_the_limit_of_a_small_org_and_every_answer_says_how_it_stands() {
    let (mut desk, joined) = joined();
    desk.wait(60);
    for (path, limit) in ROWS {
        let path = path.replace("{app}", &joined.app);
        let first = desk.call(Side::Source, Method::Get, &path, None);
        let second = desk.call(Side::Source, Method::Get, &path, None);
        assert_eq!(number(&first, "limit"), *limit, "{path}");
        assert_eq!(
            number(&first, "remaining"),
            number(&second, "remaining") + 1,
            "{path}"
        );
        let reset = i64::try_from(number(&second, "reset")).unwrap();
        assert!((1..=60).contains(&(reset - desk.now().as_second())), "{path}");
    }
}

#[test]
fn the_last_allowed_request_is_answered_and_the_next_one_refused_until_the_minute_is_over() {
    for (path, limit) in [
        ("/api/v1/apps", 10),
        ("/api/v1/apps/{app}/connections/default", 50),
        ("/api/v1/logs", 120),
        ("/api/v1/org", 100),
    ] {
        let (mut desk, joined) = joined();
        desk.wait(60);
        let path = path.replace("{app}", &joined.app);
        for left in (0..limit).rev() {
            let answer = desk.call(Side::Source, Method::Get, &path, None);
            assert_ne!(answer.status, 429, "{path} with {left} left");
            assert_eq!(number(&answer, "remaining"), left, "{path}");
        }
        for _ in 0..3 {
            let answer = desk.call(Side::Source, Method::Get, &path, None);
            assert_eq!(refusal(&answer), (429, "E0000047".to_owned()), "{path}");
            assert_eq!(number(&answer, "remaining"), 0, "{path}");
        }
        desk.wait(59);
        assert_eq!(
            desk.call(Side::Source, Method::Get, &path, None).status,
            429,
            "{path}"
        );
        desk.wait(1);
        assert_ne!(
            desk.call(Side::Source, Method::Get, &path, None).status,
            429,
            "{path}"
        );
    }
}

#[test]
fn one_limit_used_up_leaves_the_others_and_the_other_org_alone() {
    let (mut desk, joined) = joined();
    desk.wait(60);
    for _ in 0..11 {
        desk.call(Side::Source, Method::Get, "/api/v1/apps", None);
    }
    for (side, path, status) in [
        (Side::Source, "/api/v1/apps".to_owned(), 429),
        (Side::Source, format!("/api/v1/apps/{}", joined.app), 200),
        (Side::Source, "/api/v1/users".to_owned(), 200),
        (Side::Target, "/api/v1/apps".to_owned(), 200),
    ] {
        let answer = desk.call(side, Method::Get, &path, None);
        assert_eq!(answer.status, status, "{path}");
    }
    let add = json!({ "name": "bookmark", "label": "New", "signOnMode": "BOOKMARK",
        "settings": { "app": { "url": "https://page.example" } } });
    let answer = desk.call(Side::Source, Method::Post, "/api/v1/apps", Some(&add));
    assert_eq!(
        answer.status, 200,
        "adding an app is counted apart from listing them"
    );
}

#[test]
fn a_refused_request_was_not_carried_out_and_counts_for_nothing_but_the_log() {
    let mut desk = Desk::new();
    let add = |number: usize| {
        json!({ "name": "bookmark", "label": format!("Page {number}"), "signOnMode": "BOOKMARK",
            "settings": { "app": { "url": "https://page.example" } } })
    };
    let answers: Vec<u16> = (0..30)
        .map(|number| {
            desk.call(Side::Source, Method::Post, "/api/v1/apps", Some(&add(number)))
                .status
        })
        .collect();
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 25);
    assert!(answers[25..].iter().all(|status| *status == 429));
    desk.wait(60);
    let apps = desk.get(Side::Source, "/api/v1/apps?q=Page");
    assert_eq!(apps.as_array().unwrap().len(), 25);
}

#[test]
fn the_log_warns_once_at_nine_tenths_and_tells_of_the_first_refusal_once_a_minute() {
    let mut desk = Desk::new();
    let told = |desk: &mut Desk| {
        let filter = "eventType%20sw%20%22system.org.rate_limit%22";
        let events = desk.get(Side::Target, &format!("/api/v1/logs?filter={filter}"));
        let events = events.as_array().unwrap().iter();
        events
            .map(|event: &Value| text(event, "/eventType").replace("system.org.rate_limit.", ""))
            .collect::<Vec<_>>()
    };
    for (requests, wanted) in [
        (8, &[][..]),
        (1, &["warning"][..]),
        (1, &["warning"][..]),
        (1, &["warning", "violation"][..]),
        (5, &["warning", "violation"][..]),
    ] {
        for _ in 0..requests {
            desk.call(Side::Target, Method::Get, "/api/v1/apps", None);
        }
        assert_eq!(told(&mut desk), wanted);
    }
    desk.wait(60);
    for _ in 0..11 {
        desk.call(Side::Target, Method::Get, "/api/v1/apps", None);
    }
    assert_eq!(told(&mut desk), ["warning", "violation", "warning", "violation"]);
    let events = desk.get(Side::Target, "/api/v1/logs?sortOrder=DESCENDING");
    let last = &events[0];
    assert_eq!(
        (text(last, "/outcome/result"), text(last, "/severity")),
        ("DENY".into(), "WARN".into())
    );
    assert_eq!(text(last, "/actor/type"), "SystemPrincipal");
}

#[test]
fn whoever_is_nobody_is_counted_too() {
    let mut desk = Desk::new();
    let request = org2org_setup::practice::Request::new(Method::Get, "/api/v1/apps");
    let answers: Vec<u16> = (0..12)
        .map(|_| desk.send(Side::Target, &request).status)
        .collect();
    assert_eq!(answers[..10], [403; 10]);
    assert_eq!(answers[10..], [429; 2]);
    let unknown = desk.call(Side::Target, Method::Get, "/api/v1/nothing", None);
    assert_eq!(
        number(&unknown, "limit"),
        100,
        "a path that is none has the limit of the org"
    );
}

fn joined() -> (Desk, Joined) {
    let mut desk = Desk::new();
    let joined = desk.join();
    (desk, joined)
}

/// A `x-rate-limit-*` header.
fn number(answer: &Response, name: &str) -> u64 {
    let header = format!("x-rate-limit-{name}");
    answer.header_value(&header).unwrap().parse().unwrap()
}
