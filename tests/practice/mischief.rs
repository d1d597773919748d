//! Misbehaviour on purpose: what it looks like from outside, and that a seed repeats it.

use crate::desk::{Desk, good, next, refusal, text};
use jiff::SignedDuration;
use org2org_setup::practice::{Delivery, Method, Mischief, Request, Response, Side, deliver};
use serde_json::{Value, json};
use std::time::Duration;

fn desk(mischief: &Mischief) -> Desk {
    let mut desk = Desk::new();
    desk.world.set_mischief(mischief);
    desk
}

fn ask(desk: &mut Desk, method: Method, path: &str, body: Option<&Value>) -> Delivery {
    let request = Request::new(method, path).token(&desk.token(Side::Target));
    let request = body.map_or(request.clone(), |body| request.json(body));
    deliver(&mut desk.world, Side::Target, &request, desk.clock.now())
}

fn add_group(desk: &mut Desk, name: &str) -> Delivery {
    ask(
        desk,
        Method::Post,
        "/api/v1/groups",
        Some(&json!({ "profile": { "name": name } })),
    )
}

fn groups(desk: &mut Desk, query: &str) -> usize {
    let found = desk.get(Side::Target, &format!("/api/v1/groups?{query}"));
    found.as_array().unwrap().len()
}

#[test]
fn a_failed_request_was_not_carried_out_and_a_falsely_failed_one_was() {
    for (errors, false_errors, made) in [(1000, 0, 0), (0, 1000, 1)] {
        let mut desk = desk(&Mischief {
            errors,
            false_errors,
            ..Mischief::default()
        });
        let answer = add_group(&mut desk, "Partners").answer.unwrap();
        assert!([500, 502, 503].contains(&answer.status), "{}", answer.status);
        assert_eq!(groups(&mut desk, "q=Partners"), made);
    }
}

#[test]
fn failures_come_from_the_org_and_from_what_stands_before_it() {
    let mut desk = desk(&Mischief {
        errors: 1000,
        ..Mischief::default()
    });
    let answers: Vec<Response> = (0..40)
        .map(|_| ask(&mut desk, Method::Get, "/api/v1/org", None).answer.unwrap())
        .collect();
    for (status, kind) in [(500, "application/json"), (502, "text/html"), (503, "text/html")] {
        let fitting = answers.iter().find(|answer| answer.status == status).unwrap();
        assert_eq!(fitting.header_value("content-type"), Some(kind), "{status}");
    }
    let own = answers.iter().find(|answer| answer.status == 500).unwrap();
    assert_eq!(refusal(own), (500, "E0000009".to_owned()));
}

#[test]
fn a_lost_answer_was_carried_out_and_a_dropped_request_was_not() {
    for (dropped, lost, made) in [(1000, 0, 0), (0, 1000, 1)] {
        let mut desk = desk(&Mischief {
            dropped,
            lost,
            ..Mischief::default()
        });
        assert!(add_group(&mut desk, "Partners").answer.is_none());
        assert_eq!(groups(&mut desk, "q=Partners"), made);
    }
}

#[test]
fn a_refusal_for_too_many_at_once_has_counts_of_zero_and_no_useful_reset() {
    let mut desk = desk(&Mischief {
        bursts: 1000,
        ..Mischief::default()
    });
    let answer = ask(&mut desk, Method::Get, "/api/v1/org", None).answer.unwrap();
    assert_eq!(refusal(&answer), (429, "E0000047".to_owned()));
    assert_eq!(answer.header_value("x-rate-limit-limit"), Some("0"));
    assert_eq!(answer.header_value("x-rate-limit-remaining"), Some("0"));
    let reset: i64 = answer
        .header_value("x-rate-limit-reset")
        .unwrap()
        .parse()
        .unwrap();
    assert!(reset <= desk.now().as_second());
}

#[test]
fn pages_that_a_browser_sees_break_before_anything_is_done_and_a_second_look_repairs_them() {
    let mut desk = desk(&Mischief {
        errors: 300,
        dropped: 300,
        false_errors: 200,
        lost: 200,
        ..Mischief::default()
    });
    let looks: Vec<Option<u16>> = (0..60)
        .map(|_| {
            ask(&mut desk, Method::Get, "/login", None)
                .answer
                .map(|page| page.status)
        })
        .collect();
    assert!(looks.contains(&None) && looks.contains(&Some(200)));
    assert!(looks.iter().flatten().any(|status| *status >= 500));
    let done = desk.world.mischief_done();
    let words: Vec<&str> = done.iter().map(|(words, _)| *words).collect();
    assert_eq!(
        words,
        [
            "dropped before they were carried out",
            "refused with an error of the server"
        ]
    );
}

#[test]
fn a_sign_in_and_a_push_on_hostile_orgs_end_as_on_others() {
    let mut disturbed = 0;
    for number in 0..20 {
        let mut desk = Desk::new();
        let joined = desk.join();
        let connection = format!("/api/v1/apps/{}/connections/default?activate=TRUE", joined.app);
        let token = json!({ "profile": { "authScheme": "TOKEN", "token": desk.token(Side::Target) } });
        desk.post(Side::Source, &connection, &token);
        let on = json!({ "create": { "lifecycleCreate": { "status": "ENABLED" } } });
        let features = format!("/api/v1/apps/{}/features/USER_PROVISIONING", joined.app);
        desk.put(Side::Source, &features, &on);
        desk.world.set_mischief(&Mischief {
            clock_offset: Duration::ZERO,
            ..Mischief::hostile(&format!("pages {number}"))
        });
        let stages = desk.world.sign_in("mira.chen@acme.example", Some("Wiki"));
        assert!(stages.iter().all(|stage| stage.ok), "seed {number}: {stages:?}");
        let user = desk.user(Side::Source, "hanna.berg@acme.example");
        let path = format!("/api/v1/apps/{}/users", joined.app);
        let assigned = desk.post(Side::Source, &path, &json!({ "id": user }));
        assert_eq!(text(&assigned, "/syncState"), "SYNCHRONIZED", "seed {number}");
        let done = desk.world.mischief_done();
        disturbed += done.iter().map(|(_, times)| times).sum::<u64>();
    }
    assert!(disturbed > 20, "{disturbed} requests disturbed");
}

#[test]
fn search_finds_a_new_group_only_after_its_lag_and_everything_else_finds_it_at_once() {
    let mut desk = desk(&Mischief {
        search_lag: Duration::from_secs(20),
        ..Mischief::default()
    });
    let id = text(&good(&add_group(&mut desk, "Partners").answer.unwrap()), "/id");
    let search = "search=profile.name%20eq%20%22Partners%22";
    for (query, found) in [
        (search, 0),
        ("q=Partners", 1),
        ("filter=profile.name%20eq%20%22Partners%22", 1),
    ] {
        assert_eq!(groups(&mut desk, query), found, "{query}");
    }
    assert_eq!(
        text(&desk.get(Side::Target, &format!("/api/v1/groups/{id}")), "/id"),
        id
    );
    desk.wait(19);
    assert_eq!(groups(&mut desk, search), 0);
    desk.wait(1);
    assert_eq!(groups(&mut desk, search), 1);
    desk.delete(Side::Target, &format!("/api/v1/groups/{id}"));
    assert_eq!(
        (groups(&mut desk, search), groups(&mut desk, "q=Partners")),
        (1, 0)
    );
}

#[test]
fn search_shows_people_as_they_were() {
    let mut desk = desk(&Mischief {
        search_lag: Duration::from_secs(20),
        ..Mischief::default()
    });
    let user = desk.user(Side::Target, "elif.kaya@northwind.example");
    desk.act(Side::Target, &format!("/api/v1/users/{user}/lifecycle/suspend"));
    let active = "/api/v1/users?search=status%20eq%20%22ACTIVE%22";
    let found = |desk: &mut Desk| desk.get(Side::Target, active).to_string().contains(&user);
    assert!(found(&mut desk));
    assert_eq!(
        text(
            &desk.get(Side::Target, &format!("/api/v1/users/{user}")),
            "/status"
        ),
        "SUSPENDED"
    );
    desk.wait(20);
    assert!(!found(&mut desk));
}

#[test]
fn rules_changed_in_quick_succession_are_refused_until_the_org_has_put_them_in_order() {
    let mut desk = desk(&Mischief {
        rule_order: Duration::from_secs(3),
        ..Mischief::default()
    });
    let policies = desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY");
    let path = format!("/api/v1/policies/{}/rules", text(&policies, "/0/id"));
    let body = |name: &str| {
        json!({ "type": "IDP_DISCOVERY", "name": name,
        "actions": { "idp": { "providers": [{ "type": "OKTA" }], "idpSelectionType": "SPECIFIC" } } })
    };
    while desk
        .call(Side::Target, Method::Post, &path, Some(&body("first")))
        .status
        == 423
    {
        desk.wait(3);
    }
    let refused = desk.refused(Side::Target, Method::Post, &path, Some(&body("second")));
    assert_eq!(refused, (423, "E0000239".to_owned()));
    assert_eq!(desk.get(Side::Target, &path).as_array().unwrap().len(), 2);
    desk.wait(3);
    while desk
        .call(Side::Target, Method::Post, &path, Some(&body("second")))
        .status
        == 423
    {
        desk.wait(3);
    }
    assert_eq!(desk.get(Side::Target, &path).as_array().unwrap().len(), 3);
}

/// The uuids of all events of a log, read page by page to the end.
fn uuids(events: &Value) -> Vec<String> {
    events
        .as_array()
        .unwrap()
        .iter()
        .map(|event| text(event, "/uuid"))
        .collect()
}

#[test]
fn a_log_that_lags_shows_every_event_once_to_whoever_keeps_polling() {
    let mut desk = desk(&Mischief {
        log_lag: Duration::from_secs(40),
        ..Mischief::default()
    });
    let (mut seen, mut path) = (Vec::new(), "/api/v1/logs?since=2026-03-01T00:00:00Z".to_owned());
    for number in 0..60 {
        if number < 12 {
            add_group(&mut desk, &format!("Group {number}"));
        }
        let response = desk.call(Side::Target, Method::Get, &path, None);
        seen.extend(uuids(&good(&response)));
        path = next(&response).unwrap();
        desk.clock.advance(SignedDuration::from_secs(1));
    }
    let all = desk.get(
        Side::Target,
        "/api/v1/logs?since=2026-03-01T00:00:00Z&until=2026-03-05T00:00:00Z",
    );
    let published = uuids(&all);
    assert_eq!(published.len(), 12);
    assert_ne!(seen, published, "the edge of the log is not in order");
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    assert_eq!(sorted(seen), sorted(published));
}

#[test]
fn delays_stay_below_their_most_and_clocks_differ_by_no_more_than_told() {
    let mischief = Mischief {
        seed: "clocks".to_owned(),
        delay: Duration::from_millis(700),
        clock_offset: Duration::from_secs(45),
        ..Mischief::default()
    };
    let mut desk = desk(&mischief);
    let delays: Vec<Duration> = (0..50)
        .map(|_| ask(&mut desk, Method::Get, "/api/v1/org", None).delay)
        .collect();
    assert!(delays.iter().all(|delay| *delay <= mischief.delay));
    assert!(delays.iter().any(|delay| *delay > mischief.delay / 2));
    let offset = |desk: &mut Desk, side| {
        let date = desk.call(side, Method::Get, "/api/v1/org", None);
        let date = date.header_value("date").unwrap().to_owned();
        jiff::fmt::rfc2822::parse(&date).unwrap().timestamp().as_second() - desk.now().as_second()
    };
    let offsets = [Side::Source, Side::Target].map(|side| offset(&mut desk, side));
    assert!(offsets.iter().all(|offset| offset.abs() <= 45), "{offsets:?}");
    assert_ne!(offsets[0], offsets[1]);
}

#[test]
fn equal_seeds_misbehave_alike() {
    let played = |seed: &str| {
        let mut desk = desk(&Mischief::hostile(seed));
        (0..100)
            .map(|number| {
                let delivery = add_group(&mut desk, &format!("Group {number}"));
                (delivery.delay, delivery.answer.map(|answer| answer.text_body()))
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(played("a"), played("a"));
    assert_ne!(played("a"), played("b"));
}
