//! API tokens: how long they live, from where they may be used, and who may change them.

use crate::desk::{Desk, refusal, text};
use org2org_setup::practice::{Method, Request, Side};
use serde_json::{Value, json};

const DAY: i64 = 24 * 3600;

#[test]
fn a_token_lives_thirty_days_after_its_last_use() {
    let mut desk = Desk::new();
    desk.wait(29 * DAY);
    assert_eq!(text(&own(&mut desk), "/expiresAt"), "2026-04-30T09:00:00.000Z");
    desk.wait(29 * DAY);
    own(&mut desk);
    desk.wait(31 * DAY);
    let refused = desk.refused(Side::Target, Method::Get, "/api/v1/users/me", None);
    assert_eq!(refused, (401, "E0000011".to_owned()));
}

#[test]
fn a_token_bound_to_a_zone_opens_nothing_from_outside_and_the_log_says_so() {
    let mut desk = Desk::new();
    let zone = zone(&mut desk, "127.0.0.0/8");
    let token = desk.world.add_token(Side::Target, "SUPER_ADMIN", "Provisioning");
    let id = named(&mut desk, "Provisioning");
    let body = json!({ "network": { "connection": "ZONE", "include": [zone] } });
    let shown = desk.put(Side::Target, &format!("/api/v1/api-tokens/{id}"), &body);
    assert_eq!(
        shown["network"],
        json!({ "connection": "ZONE", "include": [zone] })
    );
    let from = |desk: &mut Desk, address: &str| {
        let request = Request::new(Method::Get, "/api/v1/users/me")
            .token(&token)
            .from_address(address.parse().unwrap());
        desk.send(Side::Target, &request)
    };
    assert_eq!(from(&mut desk, "127.0.0.1").status, 200);
    assert_eq!(
        refusal(&from(&mut desk, "198.51.100.4")),
        (403, "E0000006".to_owned())
    );
    let outside = "system.api_token.request_outside_allowed_range".to_owned();
    assert!(desk.events(Side::Target).contains(&outside));
}

#[test]
fn a_token_that_works_here_does_not_work_for_provisioning_when_its_zone_leaves_the_source_org_out() {
    let mut desk = Desk::new();
    let zone = zone(&mut desk, "127.0.0.1/32");
    let id = named(&mut desk, "Federation setup");
    let body = json!({ "network": { "connection": "ZONE", "include": [zone] } });
    desk.put(Side::Target, &format!("/api/v1/api-tokens/{id}"), &body);
    desk.get(Side::Target, "/api/v1/users/me");
    let app = desk.add_org2org();
    let path = format!("/api/v1/apps/{app}/connections/default?activate=TRUE");
    let body = json!({ "profile": { "authScheme": "TOKEN", "token": desk.token(Side::Target) } });
    let refused = desk.refused(Side::Source, Method::Post, &path, Some(&body));
    assert_eq!(refused, (400, "E0000001".to_owned()));
}

#[test]
fn a_token_may_be_used_from_everywhere_but_a_zone() {
    let mut desk = Desk::new();
    let zone = zone(&mut desk, "203.0.113.0/24");
    let id = named(&mut desk, "Federation setup");
    let path = format!("/api/v1/api-tokens/{id}");
    desk.put(
        Side::Target,
        &path,
        &json!({ "network": { "connection": "ZONE", "exclude": [zone] } }),
    );
    assert_eq!(own(&mut desk)["network"]["exclude"], json!([zone]));
    for network in [
        json!({ "connection": "ZONE" }),
        json!({ "connection": "NOWHERE" }),
        json!({ "connection": "ZONE", "include": [zone], "exclude": [zone] }),
    ] {
        let body = json!({ "network": network });
        let refused = desk.refused(Side::Target, Method::Put, &path, Some(&body));
        assert_eq!(refused, (400, "E0000001".to_owned()), "{body}");
    }
    let body = json!({ "network": { "connection": "ZONE", "include": ["nzoX"] } });
    let refused = desk.refused(Side::Target, Method::Put, &path, Some(&body));
    assert_eq!(refused, (404, "E0000007".to_owned()));
    let refused = desk.refused(
        Side::Target,
        Method::Delete,
        &format!("/api/v1/zones/{zone}"),
        None,
    );
    assert_eq!(refused, (400, "E0000001".to_owned()));
}

#[test]
fn others_tokens_are_a_super_administrators_matter() {
    let mut desk = Desk::new();
    let id = named(&mut desk, "Federation setup");
    let token = desk.world.add_token(Side::Target, "ORG_ADMIN", "Other");
    let own = named(&mut desk, "Other");
    let path = format!("/api/v1/api-tokens/{id}");
    let put = |desk: &mut Desk, path: &str| {
        let request = Request::new(Method::Put, path)
            .token(&token)
            .json(&json!({ "name": "Renamed" }));
        desk.send(Side::Target, &request)
    };
    assert_eq!(refusal(&put(&mut desk, &path)), (403, "E0000006".to_owned()));
    assert_eq!(
        text(
            &put(&mut desk, &format!("/api/v1/api-tokens/{own}")).json_body(),
            "/name"
        ),
        "Renamed"
    );
    let delete = Request::new(Method::Delete, &path).token(&token);
    assert_eq!(
        refusal(&desk.send(Side::Target, &delete)),
        (403, "E0000006".to_owned())
    );
}

#[test]
fn a_revoked_token_is_gone_and_the_log_names_it() {
    let mut desk = Desk::new();
    let token = desk.world.add_token(Side::Target, "SUPER_ADMIN", "Short");
    let request = Request::new(Method::Delete, "/api/v1/api-tokens/current").token(&token);
    assert_eq!(desk.send(Side::Target, &request).status, 204);
    assert_eq!(
        refusal(&desk.send(Side::Target, &request)),
        (401, "E0000011".to_owned())
    );
    assert!(
        desk.events(Side::Target)
            .contains(&"system.api_token.revoke".to_owned())
    );
}

#[test]
fn a_token_dies_with_its_owner() {
    let mut desk = Desk::new();
    let token = desk.world.add_token(Side::Target, "SUPER_ADMIN", "Short");
    let id = named(&mut desk, "Short");
    let owner = text(
        &desk.get(Side::Target, &format!("/api/v1/api-tokens/{id}")),
        "/userId",
    );
    desk.act(Side::Target, &format!("/api/v1/users/{owner}/lifecycle/suspend"));
    let request = Request::new(Method::Get, "/api/v1/users/me").token(&token);
    assert_eq!(
        refusal(&desk.send(Side::Target, &request)),
        (401, "E0000011".to_owned())
    );
}

fn zone(desk: &mut Desk, cidr: &str) -> String {
    let body = json!({ "type": "IP", "name": "Office", "gateways": [{ "type": "CIDR", "value": cidr }] });
    text(&desk.post(Side::Target, "/api/v1/zones", &body), "/id")
}

fn own(desk: &mut Desk) -> Value {
    let id = named(desk, "Federation setup");
    desk.get(Side::Target, &format!("/api/v1/api-tokens/{id}"))
}

fn named(desk: &mut Desk, name: &str) -> String {
    let tokens = desk.get(Side::Target, "/api/v1/api-tokens");
    let mut tokens = tokens.as_array().into_iter().flatten();
    text(tokens.find(|token| token["name"] == name).unwrap(), "/id")
}
