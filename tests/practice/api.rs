//! What every request meets: tokens, roles, paths, verbs, limits, pages, headers.

use crate::desk::{Desk, good, next, refusal, text};
use org2org_setup::practice::{Method, Pipeline, Request, Side, Temper};
use serde_json::json;

#[test]
fn a_request_without_credentials_has_no_session() {
    let mut desk = Desk::new();
    let response = desk.send(Side::Source, &Request::new(Method::Get, "/api/v1/users"));
    assert_eq!(refusal(&response), (403, "E0000005".to_owned()));
}

#[test]
fn a_token_of_the_other_org_is_invalid() {
    let mut desk = Desk::new();
    let foreign = desk.token(Side::Target);
    let response = desk.send(
        Side::Source,
        &Request::new(Method::Get, "/api/v1/org").token(&foreign),
    );
    assert_eq!(refusal(&response), (401, "E0000011".to_owned()));
}

#[test]
fn the_space_between_scheme_and_token_may_be_missing_as_oktas_python_sdk_leaves_it_out() {
    let mut desk = Desk::new();
    let token = desk.token(Side::Source);
    let request = Request::new(Method::Get, "/api/v1/org").header("authorization", &format!("SSWS{token}"));
    assert_eq!(desk.send(Side::Source, &request).status, 200);
    let other = Request::new(Method::Get, "/api/v1/org").header("authorization", &format!("Bearer {token}"));
    assert_eq!(
        refusal(&desk.send(Side::Source, &other)),
        (401, "E0000011".to_owned())
    );
}

#[test]
fn a_token_dies_after_thirty_days_without_use_and_lives_on_when_used() {
    let mut desk = Desk::new();
    desk.wait(29 * 24 * 3600);
    desk.get(Side::Source, "/api/v1/org");
    desk.wait(29 * 24 * 3600);
    desk.get(Side::Source, "/api/v1/org");
    desk.wait(31 * 24 * 3600);
    assert_eq!(
        desk.refused(Side::Source, Method::Get, "/api/v1/org", None),
        (401, "E0000011".to_owned())
    );
}

#[test]
fn a_token_dies_with_its_owner() {
    let mut desk = Desk::new();
    let token = desk.world.add_token(Side::Source, "ORG_ADMIN", "Second token");
    let me = good(&desk.send(
        Side::Source,
        &Request::new(Method::Get, "/api/v1/users/me").token(&token),
    ));
    desk.act(
        Side::Source,
        &format!("/api/v1/users/{}/lifecycle/deactivate", text(&me, "/id")),
    );
    let response = desk.send(
        Side::Source,
        &Request::new(Method::Get, "/api/v1/users/me").token(&token),
    );
    assert_eq!(refusal(&response), (401, "E0000011".to_owned()));
}

#[test]
fn a_revoked_token_is_invalid_at_once() {
    let mut desk = Desk::new();
    let token = desk.token(Side::Target);
    assert!(desk.world.revoke_token(Side::Target, &token));
    assert_eq!(
        desk.refused(Side::Target, Method::Get, "/api/v1/org", None),
        (401, "E0000011".to_owned())
    );
}

#[test]
fn deleting_the_current_token_revokes_the_one_in_use() {
    let mut desk = Desk::new();
    desk.delete(Side::Source, "/api/v1/api-tokens/current");
    assert_eq!(
        desk.refused(Side::Source, Method::Get, "/api/v1/org", None),
        (401, "E0000011".to_owned())
    );
}

#[test]
fn metadata_of_a_token_never_holds_its_value() {
    let mut desk = Desk::new();
    let tokens = desk.get(Side::Source, "/api/v1/api-tokens");
    assert_eq!(tokens[0]["tokenWindow"], "P30D");
    assert!(!tokens.to_string().contains(&desk.token(Side::Source)));
    let id = text(&tokens, "/0/id");
    assert_eq!(
        desk.get(Side::Source, &format!("/api/v1/api-tokens/{id}"))["id"],
        tokens[0]["id"]
    );
    let missing = desk.refused(Side::Source, Method::Get, "/api/v1/api-tokens/00T", None);
    assert_eq!(missing, (404, "E0000007".to_owned()));
}

#[test]
fn roles_decide_what_a_token_may_do() {
    let cases = [
        ("SUPER_ADMIN", "/api/v1/idps", "/api/v1/apps", true, true, true),
        ("ORG_ADMIN", "/api/v1/idps", "/api/v1/apps", true, false, false),
        ("APP_ADMIN", "/api/v1/idps", "/api/v1/apps", false, true, false),
        (
            "READ_ONLY_ADMIN",
            "/api/v1/idps",
            "/api/v1/apps",
            false,
            false,
            false,
        ),
        ("USER_ADMIN", "/api/v1/idps", "/api/v1/apps", false, false, false),
    ];
    for (role, idps, apps, may_idps, may_apps, may_roles) in cases {
        let mut desk = Desk::new();
        let token = desk.world.add_token(Side::Target, role, role);
        let mut allowed = |method, path: &str| {
            let request = Request::new(method, path).token(&token).json(&json!({}));
            refusal(&desk.send(Side::Target, &request)).1 != "E0000006"
        };
        assert_eq!(allowed(Method::Post, idps), may_idps, "{role} identity providers");
        assert_eq!(allowed(Method::Post, apps), may_apps, "{role} apps");
        assert_eq!(
            allowed(Method::Get, "/api/v1/users/me/roles"),
            may_roles,
            "{role} roles"
        );
        assert!(allowed(Method::Get, "/api/v1/users/me"), "{role} itself");
    }
}

#[test]
fn an_unknown_path_and_an_unknown_verb_differ() {
    let mut desk = Desk::new();
    assert_eq!(
        desk.refused(Side::Source, Method::Get, "/api/v1/appz", None),
        (404, "E0000008".to_owned())
    );
    assert_eq!(
        desk.refused(Side::Source, Method::Patch, "/api/v1/apps", None),
        (405, "E0000022".to_owned())
    );
}

#[test]
fn only_json_is_spoken() {
    let mut desk = Desk::new();
    let token = desk.token(Side::Source);
    let mut request = Request::new(Method::Get, "/api/v1/org").token(&token);
    request.headers.retain(|(name, _)| name != "accept");
    let response = desk.send(Side::Source, &request.header("accept", "text/html"));
    assert_eq!(refusal(&response), (406, "E0000122".to_owned()));
    let mut request = Request::new(Method::Post, "/api/v1/groups").token(&token);
    request.body = b"{oops".to_vec();
    assert_eq!(
        refusal(&desk.send(Side::Source, &request)),
        (400, "E0000003".to_owned())
    );
    let request = request.header("content-type", "text/plain");
    assert_eq!(
        refusal(&desk.send(Side::Source, &request)),
        (400, "E0000021".to_owned())
    );
}

#[test]
fn the_eleventh_list_of_apps_in_a_minute_is_one_too_many() {
    let mut desk = Desk::new();
    for _ in 0..10 {
        desk.get(Side::Source, "/api/v1/apps");
    }
    let response = desk.call(Side::Source, Method::Get, "/api/v1/apps", None);
    assert_eq!(refusal(&response), (429, "E0000047".to_owned()));
    let reset: i64 = response
        .header_value("x-rate-limit-reset")
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(response.header_value("x-rate-limit-remaining"), Some("0"));
    desk.wait(reset - desk.now().as_second());
    desk.get(Side::Source, "/api/v1/apps");
}

#[test]
fn strict_lists_come_in_threes_and_links_lead_through_all() {
    let mut desk = Desk::new();
    let (mut seen, mut on) = (Vec::new(), Some("/api/v1/users?limit=200".to_owned()));
    while let Some(target) = on.take() {
        let response = desk.call(Side::Source, Method::Get, &target, None);
        let page = good(&response);
        assert!(page.as_array().unwrap().len() <= 3);
        seen.extend(page.as_array().unwrap().iter().map(|user| text(user, "/id")));
        on = next(&response);
    }
    assert_eq!(seen.len(), 9);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 9);
}

#[test]
fn a_gentle_org_gives_lists_as_long_as_asked_for_and_limits_nobody_reaches() {
    let mut desk = Desk::of(Temper::Gentle);
    for _ in 0..30 {
        let response = desk.call(Side::Source, Method::Get, "/api/v1/apps", None);
        assert_eq!(response.status, 200);
    }
    let response = desk.call(Side::Source, Method::Get, "/api/v1/users?limit=200", None);
    assert_eq!(good(&response).as_array().unwrap().len(), 9);
    assert_eq!(next(&response), None);
}

#[test]
fn a_foreign_cursor_is_refused() {
    let mut desk = Desk::new();
    let refused = desk.refused(
        Side::Source,
        Method::Get,
        "/api/v1/apps?after=00u1testcursorvalue",
        None,
    );
    assert_eq!(refused, (400, "E0000029".to_owned()));
}

#[test]
fn every_answer_carries_its_request_identifier_limits_and_date() {
    let mut desk = Desk::new();
    let response = desk.call(Side::Source, Method::Get, "/api/v1/org", None);
    for name in [
        "x-okta-request-id",
        "x-rate-limit-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-reset",
    ] {
        assert!(response.header_value(name).is_some(), "{name}");
    }
    assert_eq!(
        response.header_value("date"),
        Some("Mon, 02 Mar 2026 09:00:00 GMT")
    );
}

#[test]
fn anybody_may_ask_which_org_this_is() {
    let mut desk = Desk::new();
    let ask = Request::new(Method::Get, "/.well-known/okta-organization");
    let source = good(&desk.send(Side::Source, &ask));
    let target = good(&desk.send(Side::Target, &ask));
    assert_ne!(source["id"], target["id"]);
    assert_eq!(source["pipeline"], "idx");
    assert_eq!(source["_links"]["organization"]["href"], "http://127.0.0.1:4101");
    desk.world.set_pipeline(Side::Target, Pipeline::Classic);
    assert_eq!(good(&desk.send(Side::Target, &ask))["pipeline"], "v1");
}

#[test]
fn an_org_whose_clock_is_off_shows_it() {
    let mut desk = Desk::new();
    desk.world.set_clock_offset(Side::Target, 600);
    let response = desk.call(Side::Target, Method::Get, "/api/v1/org", None);
    assert_eq!(
        response.header_value("date"),
        Some("Mon, 02 Mar 2026 09:10:00 GMT")
    );
}

#[test]
fn features_can_be_listed_and_switched() {
    let mut desk = Desk::new();
    let feature = desk.get(Side::Target, "/api/v1/features")[1].clone();
    assert_eq!(feature["status"], "DISABLED");
    let switched = desk.act(
        Side::Target,
        &format!("/api/v1/features/{}/enable", text(&feature, "/id")),
    );
    assert_eq!(switched["status"], "ENABLED");
}

#[test]
fn equal_histories_give_equal_worlds() {
    let (mut one, mut two) = (Desk::new(), Desk::new());
    for _ in 0..20 {
        two.get(Side::Source, "/api/v1/users?limit=1");
    }
    assert_eq!(one.join().idp, two.join().idp);
    for side in [Side::Source, Side::Target] {
        assert_eq!(one.world.state(side), two.world.state(side));
    }
}

#[test]
fn reading_changes_no_state() {
    let mut desk = Desk::new();
    let before = desk.world.state(Side::Source);
    for path in [
        "/api/v1/users",
        "/api/v1/apps",
        "/api/v1/logs",
        "/api/v1/users/me",
        "/api/v1/api-tokens",
    ] {
        desk.get(Side::Source, path);
    }
    desk.wait(3600);
    assert_eq!(desk.world.state(Side::Source), before);
    assert!(desk.world.requests(Side::Source) >= 5);
}

#[test]
fn undoing_everything_brings_both_orgs_back() {
    let mut desk = Desk::new();
    let before = [Side::Source, Side::Target].map(|side| desk.world.state(side));
    let joined = desk.join();
    let policy = text(
        &desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY"),
        "/0/id",
    );
    let everyone = desk.group(Side::Target, "Everyone");
    desk.delete(
        Side::Target,
        &format!("/api/v1/apps/{}/groups/{everyone}", joined.wiki),
    );
    desk.delete(
        Side::Target,
        &format!("/api/v1/policies/{policy}/rules/{}", joined.rule),
    );
    desk.act(
        Side::Target,
        &format!("/api/v1/idps/{}/lifecycle/deactivate", joined.idp),
    );
    desk.delete(Side::Target, &format!("/api/v1/idps/{}", joined.idp));
    desk.delete(
        Side::Target,
        &format!("/api/v1/idps/credentials/keys/{}", joined.key),
    );
    desk.act(
        Side::Source,
        &format!("/api/v1/apps/{}/lifecycle/deactivate", joined.app),
    );
    desk.delete(Side::Source, &format!("/api/v1/apps/{}", joined.app));
    assert_eq!(
        [Side::Source, Side::Target].map(|side| desk.world.state(side)),
        before
    );
}
