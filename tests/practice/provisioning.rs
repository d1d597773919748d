//! Provisioning with an API token: the source org calls the target org for real.

use crate::desk::{Desk, Joined, refusal, text};
use org2org_setup::practice::{Method, Side};
use serde_json::{Value, json};

#[test]
fn an_unset_connection_is_disabled_and_an_unfit_app_unknown() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let shown = desk.get(Side::Source, &connection(&app));
    assert_eq!(
        (text(&shown, "/status"), shown["profile"].clone()),
        ("DISABLED".into(), Value::Null)
    );
    let body = json!({ "name": "bookmark", "label": "B", "signOnMode": "BOOKMARK", "settings": { "app": { "url": "https://a.example" } } });
    let bookmark = text(&desk.post(Side::Source, "/api/v1/apps", &body), "/id");
    let shown = desk.get(Side::Source, &connection(&bookmark));
    assert_eq!(
        shown,
        json!({ "status": "UNKNOWN", "profile": { "authScheme": "UNKNOWN" } })
    );
}

#[test]
fn the_token_is_tried_when_the_connection_is_activated() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let body = json!({ "profile": { "authScheme": "TOKEN", "token": "00nonsense" } });
    let path = format!("{}?activate=TRUE", connection(&app));
    let response = desk.call(Side::Source, Method::Post, &path, Some(&body));
    assert_eq!(refusal(&response), (400, "E0000001".to_owned()));
    assert!(!response.text_body().contains("00nonsense"));
    assert_eq!(
        text(&desk.get(Side::Source, &connection(&app)), "/status"),
        "DISABLED"
    );
}

#[test]
fn a_good_token_enables_the_connection_and_is_never_shown() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let shown = connect(&mut desk, &app, None);
    assert_eq!(text(&shown, "/status"), "ENABLED");
    assert!(!shown.to_string().contains(&desk.token(Side::Target)));
    desk.act(
        Side::Source,
        &format!("{}/lifecycle/deactivate", connection(&app)),
    );
    assert_eq!(
        text(&desk.get(Side::Source, &connection(&app)), "/status"),
        "DISABLED"
    );
}

#[test]
fn features_exist_only_while_the_connection_is_on() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let path = format!("/api/v1/apps/{app}/features");
    let cause = |desk: &mut Desk, path: &str| {
        text(
            &desk.call(Side::Source, Method::Get, path, None).json_body(),
            "/errorCauses/0/errorSummary",
        )
    };
    assert_eq!(
        cause(&mut desk, &path),
        "Provisioning is not enabled for the app instance."
    );
    connect(&mut desk, &app, None);
    assert_eq!(desk.get(Side::Source, &path)[0]["name"], "USER_PROVISIONING");
    let wrong = desk.refused(Side::Source, Method::Get, &format!("{path}/NONSENSE"), None);
    assert_eq!(wrong, (404, "E0000007".to_owned()));
    let empty = desk.refused(
        Side::Source,
        Method::Put,
        &format!("{path}/USER_PROVISIONING"),
        Some(&json!({})),
    );
    assert_eq!(empty, (400, "E0000003".to_owned()));
}

#[test]
fn switches_show_in_the_features_of_the_app() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    connect(&mut desk, &app, None);
    let shown = switch_on(&mut desk, &app);
    assert_eq!(
        text(&shown, "/capabilities/create/lifecycleCreate/status"),
        "ENABLED"
    );
    let features = desk.get(Side::Source, &format!("/api/v1/apps/{app}"))["features"].clone();
    assert!(features.as_array().unwrap().contains(&json!("PUSH_NEW_USERS")));
}

#[test]
fn assigned_people_appear_in_the_target_org() {
    let (mut desk, joined) = provisioned(None);
    let mira = desk.user(Side::Source, "mira.chen@acme.example");
    let held = desk.get(Side::Source, &format!("/api/v1/apps/{}/users/{mira}", joined.app));
    assert_eq!(
        (text(&held, "/syncState"), text(&held, "/status")),
        ("SYNCHRONIZED".into(), "PROVISIONED".into())
    );
    let pushed = desk.get(Side::Target, "/api/v1/users/mira.chen@acme.example");
    assert_eq!(held["externalId"], pushed["id"]);
    assert_eq!(text(&pushed, "/status"), "ACTIVE");
    assert!(
        desk.events(Side::Source)
            .contains(&"application.provision.user.push".to_owned())
    );
}

#[test]
fn a_person_who_is_there_already_is_found_not_doubled() {
    let mut desk = Desk::new();
    let body = json!({ "profile": { "firstName": "M", "lastName": "C", "email": "mira.chen@acme.example",
        "login": "mira.chen@acme.example" }, "credentials": { "provider": { "type": "FEDERATION" } } });
    let there = text(&desk.post(Side::Target, "/api/v1/users", &body), "/id");
    let app = desk.add_org2org();
    connect(&mut desk, &app, None);
    switch_on(&mut desk, &app);
    let mira = desk.user(Side::Source, "mira.chen@acme.example");
    let held = desk.post(
        Side::Source,
        &format!("/api/v1/apps/{app}/users"),
        &json!({ "id": mira }),
    );
    assert_eq!(text(&held, "/externalId"), there);
    assert_eq!(
        text(
            &desk.get(Side::Target, &format!("/api/v1/users/{there}")),
            "/profile/firstName"
        ),
        "Mira"
    );
}

#[test]
fn a_changed_profile_follows() {
    let (mut desk, _) = provisioned(None);
    let mira = desk.user(Side::Source, "mira.chen@acme.example");
    let body = json!({ "profile": { "lastName": "Chen-Weber" } });
    desk.post(Side::Source, &format!("/api/v1/users/{mira}"), &body);
    let pushed = desk.get(Side::Target, "/api/v1/users/mira.chen@acme.example");
    assert_eq!(text(&pushed, "/profile/lastName"), "Chen-Weber");
}

#[test]
fn leaving_the_group_deactivates_the_account() {
    let (mut desk, _) = provisioned(None);
    let (group, mira) = (
        desk.group(Side::Source, "Northwind access"),
        desk.user(Side::Source, "mira.chen@acme.example"),
    );
    desk.delete(Side::Source, &format!("/api/v1/groups/{group}/users/{mira}"));
    assert_eq!(
        text(
            &desk.get(Side::Target, "/api/v1/users/mira.chen@acme.example"),
            "/status"
        ),
        "DEPROVISIONED"
    );
}

#[test]
fn a_weaker_token_connects_and_fails_at_assignment() {
    let (mut desk, joined) = provisioned(Some("USER_ADMIN"));
    assert_eq!(
        text(&desk.get(Side::Source, &connection(&joined.app)), "/status"),
        "ENABLED"
    );
    let users = desk.get(Side::Source, &format!("/api/v1/apps/{}/users", joined.app));
    assert!(
        users
            .as_array()
            .unwrap()
            .iter()
            .all(|held| held["syncState"] == "ERROR")
    );
    assert_eq!(
        desk.refused(
            Side::Target,
            Method::Get,
            "/api/v1/users/mira.chen@acme.example",
            None
        )
        .0,
        404
    );
    let filter =
        "eventType%20eq%20%22application.provision.user.push%22%20and%20outcome.result%20eq%20%22FAILURE%22";
    let events = desk.get(Side::Source, &format!("/api/v1/logs?filter={filter}"));
    let reason = text(&events, "/0/outcome/reason");
    assert!(
        reason.starts_with("Automatic provisioning of user") && reason.contains("E0000006"),
        "{reason}"
    );
}

#[test]
fn failed_pushes_are_tried_again_when_the_cause_is_gone() {
    let (mut desk, joined) = provisioned(Some("USER_ADMIN"));
    connect(&mut desk, &joined.app, None);
    let group = desk.group(Side::Source, "Northwind access");
    desk.put(
        Side::Source,
        &format!("/api/v1/apps/{}/groups/{group}", joined.app),
        &json!({}),
    );
    let users = desk.get(Side::Source, &format!("/api/v1/apps/{}/users", joined.app));
    assert!(
        users
            .as_array()
            .unwrap()
            .iter()
            .all(|held| held["syncState"] == "SYNCHRONIZED")
    );
}

#[test]
fn a_revoked_token_breaks_later_pushes() {
    let (mut desk, joined) = provisioned(None);
    let token = desk.token(Side::Target);
    desk.world.revoke_token(Side::Target, &token);
    let hanna = desk.user(Side::Source, "hanna.berg@acme.example");
    let held = desk.post(
        Side::Source,
        &format!("/api/v1/apps/{}/users", joined.app),
        &json!({ "id": hanna }),
    );
    assert_eq!(text(&held, "/syncState"), "ERROR");
}

#[test]
fn an_oauth_connection_is_not_offered_yet() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let body = json!({ "profile": { "authScheme": "OAUTH2", "clientId": "0oa" } });
    let refused = desk.refused(Side::Source, Method::Post, &connection(&app), Some(&body));
    assert_eq!(refused, (401, "E0000015".to_owned()));
}

fn connection(app: &str) -> String {
    format!("/api/v1/apps/{app}/connections/default")
}

fn connect(desk: &mut Desk, app: &str, role: Option<&str>) -> Value {
    let token = match role {
        Some(role) => desk.world.add_token(Side::Target, role, "Provisioning"),
        None => desk.token(Side::Target),
    };
    let body = json!({ "profile": { "authScheme": "TOKEN", "token": token } });
    desk.post(Side::Source, &format!("{}?activate=TRUE", connection(app)), &body)
}

fn switch_on(desk: &mut Desk, app: &str) -> Value {
    let body = json!({ "create": { "lifecycleCreate": { "status": "ENABLED" } },
        "update": { "profile": { "status": "ENABLED" }, "lifecycleDeactivate": { "status": "ENABLED" } } });
    desk.put(
        Side::Source,
        &format!("/api/v1/apps/{app}/features/USER_PROVISIONING"),
        &body,
    )
}

/// A connected app with all switches on, then everything else of a set-up.
fn provisioned(role: Option<&str>) -> (Desk, Joined) {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    connect(&mut desk, &app, role);
    switch_on(&mut desk, &app);
    let group = desk.group(Side::Source, "Northwind access");
    desk.put(
        Side::Source,
        &format!("/api/v1/apps/{app}/groups/{group}"),
        &json!({}),
    );
    (
        desk,
        Joined {
            app,
            ..Joined::default()
        },
    )
}

#[test]
fn an_unknown_initial_status_fails_before_anything_is_made() {
    let (mut desk, joined) = provisioned(None);
    let hanna = desk.user(Side::Source, "hanna.berg@acme.example");
    let body = json!({ "id": hanna, "profile": { "initialStatus": "sleeping" } });
    let held = desk.post(Side::Source, &format!("/api/v1/apps/{}/users", joined.app), &body);
    assert_eq!(
        (text(&held, "/syncState"), text(&held, "/status")),
        ("ERROR".into(), "STAGED".into())
    );
    let events = desk.get(Side::Source, "/api/v1/logs?limit=1000&q=notOneOf");
    assert!(
        text(&events, "/0/outcome/reason")
            .contains("hanna.berg@acme.example is an Invalid Value for initialStatus field (code notOneOf)")
    );
}

#[test]
fn people_begin_as_their_initial_status_says() {
    let (mut desk, joined) = provisioned(None);
    for (login, begin, status) in [
        ("hanna.berg@acme.example", "active_without_pass", "PROVISIONED"),
        ("kenji.sato@acme.example", "pending_with_pass", "STAGED"),
    ] {
        let user = desk.user(Side::Source, login);
        let body = json!({ "id": user, "profile": { "initialStatus": begin } });
        desk.post(Side::Source, &format!("/api/v1/apps/{}/users", joined.app), &body);
        assert_eq!(
            text(
                &desk.get(Side::Target, &format!("/api/v1/users/{login}")),
                "/status"
            ),
            status
        );
    }
}

#[test]
fn a_changed_profile_that_is_not_pushed_is_out_of_sync() {
    let (mut desk, joined) = provisioned(None);
    let path = format!("/api/v1/apps/{}/features/USER_PROVISIONING", joined.app);
    desk.put(
        Side::Source,
        &path,
        &json!({ "update": { "profile": { "status": "DISABLED" } } }),
    );
    let mira = desk.user(Side::Source, "mira.chen@acme.example");
    desk.post(
        Side::Source,
        &format!("/api/v1/users/{mira}"),
        &json!({ "profile": { "lastName": "Weber" } }),
    );
    let held = desk.get(Side::Source, &format!("/api/v1/apps/{}/users/{mira}", joined.app));
    assert_eq!(text(&held, "/syncState"), "OUT_OF_SYNC");
}

#[test]
fn the_profile_in_the_app_is_what_the_mapping_makes() {
    let (mut desk, joined) = provisioned(None);
    let mira = desk.user(Side::Source, "mira.chen@acme.example");
    let held = desk.get(Side::Source, &format!("/api/v1/apps/{}/users/{mira}", joined.app));
    assert_eq!(text(&held, "/profile/firstName"), "Mira");
}
