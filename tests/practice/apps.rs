//! Apps, their keys and metadata, and who has them.

use crate::desk::{Desk, decode, refusal, text};
use org2org_setup::practice::{Method, Request, Side};
use serde_json::{Value, json};

#[test]
fn a_new_org2org_app_has_null_where_empty_text_was_sent() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let shown = desk.get(Side::Source, &format!("/api/v1/apps/{app}"));
    assert_eq!(shown["settings"]["app"]["acsUrl"], Value::Null);
    assert_eq!(shown["settings"]["app"]["baseUrl"], "http://127.0.0.1:4102");
    assert_eq!(
        (text(&shown, "/status"), text(&shown, "/signOnMode")),
        ("ACTIVE".into(), "SAML_2_0".into())
    );
    assert_eq!(shown["features"], json!([]));
    assert!(!text(&shown, "/credentials/signing/kid").is_empty());
    assert!(text(&shown, "/_links/appLinks/0/href").contains("/home/okta_org2org/"));
}

#[test]
fn the_target_app_of_the_guide_can_be_added_by_name() {
    let mut desk = Desk::new();
    let body =
        json!({ "name": "dropbox_for_business", "label": "Dropbox Business", "signOnMode": "SAML_2_0" });
    let app = desk.post(Side::Target, "/api/v1/apps?activate=true", &body);
    assert_eq!(app["name"], "dropbox_for_business");
    let inactive = json!({ "name": "dropbox_for_business", "label": "Second", "signOnMode": "SAML_2_0" });
    assert_eq!(
        desk.post(Side::Target, "/api/v1/apps?activate=false", &inactive)["status"],
        "INACTIVE"
    );
}

#[test]
fn an_app_needs_a_known_name_a_fitting_mode_a_free_label_and_its_settings() {
    let mut desk = Desk::new();
    desk.add_org2org();
    let cases = [
        (json!({ "label": "A", "signOnMode": "SAML_2_0" }), "E0000001"),
        (
            json!({ "name": "nonsense", "label": "A", "signOnMode": "SAML_2_0" }),
            "E0000007",
        ),
        (
            json!({ "name": "bookmark", "label": "A", "signOnMode": "SAML_2_0" }),
            "E0000001",
        ),
        (
            json!({ "name": "bookmark", "label": "A", "signOnMode": "BOOKMARK" }),
            "E0000001",
        ),
        (
            json!({ "name": "okta_org2org", "label": "A", "signOnMode": "SAML_2_0" }),
            "E0000001",
        ),
        (
            json!({ "name": "dropbox_for_business", "label": " ", "signOnMode": "SAML_2_0" }),
            "E0000001",
        ),
        (
            json!({ "name": "dropbox_for_business", "label": "northwind PARTNERS", "signOnMode": "SAML_2_0" }),
            "E0000040",
        ),
        (
            json!({ "name": "saasure", "label": "A", "signOnMode": "OPENID_CONNECT" }),
            "E0000007",
        ),
    ];
    for (body, code) in cases {
        let (_, found) = desk.refused(Side::Source, Method::Post, "/api/v1/apps", Some(&body));
        assert_eq!(found, code, "{body}");
    }
}

#[test]
fn org2org_may_be_missing_from_an_org() {
    let mut desk = Desk::new();
    desk.world.set_org2org_available(Side::Source, false);
    let body = json!({ "name": "okta_org2org", "label": "A", "signOnMode": "SAML_2_0",
        "settings": { "app": { "baseUrl": "http://127.0.0.1:4102" } } });
    let response = desk.call(Side::Source, Method::Post, "/api/v1/apps", Some(&body));
    assert_eq!(refusal(&response), (400, "E0000001".to_owned()));
    assert!(text(&response.json_body(), "/errorCauses/0/errorSummary").starts_with("name:"));
}

#[test]
fn an_org_holds_only_so_many_apps() {
    let mut desk = Desk::new();
    let body = |number: usize| {
        json!({ "name": "bookmark", "label": format!("App {number}"), "signOnMode": "BOOKMARK",
            "settings": { "app": { "url": "https://a.example" } } })
    };
    for number in 0..58 {
        desk.post(Side::Source, "/api/v1/apps", &body(number));
    }
    let response = desk.call(Side::Source, Method::Post, "/api/v1/apps", Some(&body(58)));
    assert!(
        text(&response.json_body(), "/errorCauses/0/errorSummary").contains("Maximum number of instances")
    );
}

#[test]
fn a_replaced_app_keeps_what_the_org_assigned() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let path = format!("/api/v1/apps/{app}");
    let before = desk.get(Side::Source, &path);
    let mut body = before.clone();
    body["id"] = json!("0oaforged");
    body["settings"]["app"]["acsUrl"] = json!("http://127.0.0.1:4102/sso/saml2/0oax");
    let after = desk.put(Side::Source, &path, &body);
    assert_eq!(
        (&after["id"], &after["created"]),
        (&before["id"], &before["created"])
    );
    assert_eq!(
        after["settings"]["app"]["acsUrl"],
        "http://127.0.0.1:4102/sso/saml2/0oax"
    );
}

#[test]
fn a_short_body_switches_the_key_and_keeps_the_settings() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let path = format!("/api/v1/apps/{app}");
    let key = desk.act(
        Side::Source,
        &format!("{path}/credentials/keys/generate?validityYears=2"),
    );
    let old = text(&desk.get(Side::Source, &path), "/credentials/signing/kid");
    assert_ne!(text(&key, "/kid"), old);
    let body = json!({ "name": "okta_org2org", "label": "Northwind Partners", "signOnMode": "SAML_2_0",
        "credentials": { "signing": { "kid": key["kid"] } } });
    let shown = desk.put(Side::Source, &path, &body);
    assert_eq!(shown["credentials"]["signing"]["kid"], key["kid"]);
    assert_eq!(shown["settings"]["app"]["baseUrl"], "http://127.0.0.1:4102");
    assert!(desk.events(Side::Source).contains(&"app.keys.rotate".to_owned()));
}

#[test]
fn a_body_without_name_or_label_or_with_a_foreign_key_is_refused() {
    let mut desk = Desk::new();
    let path = format!("/api/v1/apps/{}", desk.add_org2org());
    let cases = [
        json!({ "label": "A" }),
        json!({ "name": "okta_org2org" }),
        json!({ "name": "bookmark", "label": "A" }),
        json!({ "name": "okta_org2org", "label": "A", "credentials": { "signing": { "kid": "nonsense" } } }),
        json!({ "name": "okta_org2org", "label": "A", "settings": { "app": { "acsUrl": "x" } } }),
    ];
    for body in cases {
        let refused = desk.refused(Side::Source, Method::Put, &path, Some(&body));
        assert_eq!(refused, (400, "E0000001".to_owned()), "{body}");
    }
}

#[test]
fn an_active_app_cannot_be_deleted() {
    let mut desk = Desk::new();
    let path = format!("/api/v1/apps/{}", desk.add_org2org());
    assert_eq!(
        desk.refused(Side::Source, Method::Delete, &path, None),
        (403, "E0000056".to_owned())
    );
    assert_eq!(
        desk.act(Side::Source, &format!("{path}/lifecycle/deactivate")),
        json!({})
    );
    desk.delete(Side::Source, &path);
    assert_eq!(
        desk.refused(Side::Source, Method::Get, &path, None),
        (404, "E0000007".to_owned())
    );
}

#[test]
fn apps_are_found_by_name_and_by_the_beginning_of_their_label() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    assert_eq!(desk.app_named(Side::Source, "okta_org2org"), app);
    assert_eq!(
        text(&desk.get(Side::Source, "/api/v1/apps?q=north"), "/0/id"),
        app
    );
    let refused = desk.refused(
        Side::Source,
        Method::Get,
        "/api/v1/apps?filter=label%20eq%20%22x%22",
        None,
    );
    assert_eq!(refused, (400, "E0000031".to_owned()));
}

#[test]
fn keys_last_two_to_ten_years_and_show_a_single_line_certificate() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let path = format!("/api/v1/apps/{app}/credentials/keys");
    for years in ["1", "11", "x"] {
        let refused = desk.refused(
            Side::Source,
            Method::Post,
            &format!("{path}/generate?validityYears={years}"),
            None,
        );
        assert_eq!(refused.0, 400, "{years}");
    }
    let response = desk.call(
        Side::Source,
        Method::Post,
        &format!("{path}/generate?validityYears=3"),
        None,
    );
    let kid = text(&response.json_body(), "/kid");
    assert_eq!(response.status, 201);
    assert!(response.header_value("location").unwrap().ends_with(&kid));
    let keys = desk.get(Side::Source, &path);
    assert_eq!(keys.as_array().unwrap().len(), 2);
    assert!(!text(&keys, "/0/x5c/0").contains(char::is_whitespace));
    assert_eq!(
        desk.get(Side::Source, &format!("{path}/{kid}"))["expiresAt"],
        "2029-03-01T09:00:00.000Z"
    );
    assert_eq!(
        desk.refused(Side::Source, Method::Get, &format!("{path}/nonsense"), None)
            .0,
        404
    );
}

#[test]
fn a_key_can_be_shared_with_another_app() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let body = json!({ "name": "dropbox_for_business", "label": "Dropbox", "signOnMode": "SAML_2_0" });
    let other = text(&desk.post(Side::Source, "/api/v1/apps", &body), "/id");
    let kid = text(
        &desk.get(Side::Source, &format!("/api/v1/apps/{app}")),
        "/credentials/signing/kid",
    );
    let path = format!("/api/v1/apps/{app}/credentials/keys/{kid}/clone?targetAid={other}");
    assert_eq!(desk.call(Side::Source, Method::Post, &path, None).status, 201);
    assert_eq!(desk.refused(Side::Source, Method::Post, &path, None).0, 400);
    let keys = desk.get(Side::Source, &format!("/api/v1/apps/{other}/credentials/keys"));
    assert_eq!(keys[1]["kid"], kid.as_str());
}

#[test]
fn metadata_names_issuer_address_and_certificate_of_the_key_in_use() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let (issuer, sso, certificate) = desk.metadata(&app);
    let external = issuer.strip_prefix("http://www.okta.com/").unwrap();
    assert!(external.starts_with("exk"));
    assert_eq!(
        sso,
        format!("http://127.0.0.1:4101/app/okta_org2org/{external}/sso/saml")
    );
    let keys = desk.get(Side::Source, &format!("/api/v1/apps/{app}/credentials/keys"));
    assert_eq!(decode(&certificate), decode(&text(&keys, "/0/x5c/0")));
}

#[test]
fn metadata_wants_to_be_accepted_as_xml() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let path = format!("/api/v1/apps/{app}/sso/saml/metadata");
    assert_eq!(
        desk.refused(Side::Source, Method::Get, &path, None),
        (400, "E0000019".to_owned())
    );
}

#[test]
fn metadata_of_a_key_not_yet_in_use_can_be_previewed_and_the_public_one_needs_no_token() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let key = desk.act(
        Side::Source,
        &format!("/api/v1/apps/{app}/credentials/keys/generate?validityYears=2"),
    );
    let (issuer, _, active) = desk.metadata(&app);
    let path = format!("/api/v1/apps/{app}/sso/saml/metadata?kid={}", text(&key, "/kid"));
    let token = desk.token(Side::Source);
    let request = Request::new(Method::Get, &path).header("authorization", &format!("SSWS {token}"));
    let preview = desk.send(Side::Source, &request.header("accept", "application/xml"));
    let line = text(&key, "/x5c/0");
    assert!(preview.text_body().replace('\n', "").contains(&line) && line != active);
    assert_eq!(
        preview.header_value("content-type"),
        Some("application/xml;charset=ISO-8859-1")
    );
    let external = issuer.trim_start_matches("http://www.okta.com/").to_owned();
    let public = desk.send(
        Side::Source,
        &Request::new(Method::Get, &format!("/app/{external}/sso/saml/metadata")),
    );
    assert!(public.status == 200 && public.text_body().contains(&issuer));
}

#[test]
fn a_person_can_have_an_app_by_hand_only_once() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let mira = desk.user(Side::Source, "mira.chen@acme.example");
    let path = format!("/api/v1/apps/{app}/users");
    let body =
        json!({ "id": mira, "scope": "USER", "credentials": { "userName": "mira.chen@acme.example" } });
    let held = desk.post(Side::Source, &path, &body);
    assert_eq!(
        (text(&held, "/scope"), text(&held, "/syncState")),
        ("USER".into(), "DISABLED".into())
    );
    assert_eq!(held["externalId"], Value::Null);
    assert_eq!(
        desk.refused(Side::Source, Method::Post, &path, Some(&body)),
        (409, "E0000062".to_owned())
    );
    desk.delete(Side::Source, &format!("{path}/{mira}"));
    assert_eq!(desk.get(Side::Source, &path), json!([]));
}

#[test]
fn an_inactive_app_cannot_be_assigned() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    desk.act(Side::Source, &format!("/api/v1/apps/{app}/lifecycle/deactivate"));
    let (mira, group) = (
        desk.user(Side::Source, "mira.chen@acme.example"),
        desk.group(Side::Source, "Sales"),
    );
    let body = json!({ "id": mira });
    let refused = desk.refused(
        Side::Source,
        Method::Post,
        &format!("/api/v1/apps/{app}/users"),
        Some(&body),
    );
    assert_eq!(refused.0, 403);
    let refused = desk.refused(
        Side::Source,
        Method::Put,
        &format!("/api/v1/apps/{app}/groups/{group}"),
        None,
    );
    assert_eq!(refused.0, 403);
}

#[test]
fn an_inactive_person_gets_no_app() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let mira = desk.user(Side::Source, "mira.chen@acme.example");
    desk.act(Side::Source, &format!("/api/v1/users/{mira}/lifecycle/suspend"));
    let body = json!({ "id": mira });
    let refused = desk.refused(
        Side::Source,
        Method::Post,
        &format!("/api/v1/apps/{app}/users"),
        Some(&body),
    );
    assert_eq!(refused, (403, "E0000117".to_owned()));
}

#[test]
fn assigning_a_group_twice_changes_nothing() {
    let mut desk = Desk::new();
    let (app, group) = (desk.add_org2org(), desk.group(Side::Source, "Northwind access"));
    let path = format!("/api/v1/apps/{app}/groups/{group}");
    let first = desk.put(Side::Source, &path, &json!({}));
    assert_eq!(first["priority"], 0);
    let state = desk.world.state(Side::Source);
    desk.put(Side::Source, &path, &json!({}));
    assert_eq!(desk.world.state(Side::Source), state);
    assert_eq!(
        desk.get(Side::Source, &format!("/api/v1/apps/{app}/users"))
            .as_array()
            .unwrap()
            .len(),
        4
    );
    desk.delete(Side::Source, &path);
    assert_eq!(
        desk.get(Side::Source, &format!("/api/v1/apps/{app}/users")),
        json!([])
    );
    assert_eq!(desk.refused(Side::Source, Method::Delete, &path, None).0, 404);
}

#[test]
fn an_assignment_by_hand_outlives_one_by_group() {
    let mut desk = Desk::new();
    let (app, group) = (desk.add_org2org(), desk.group(Side::Source, "Northwind access"));
    let mira = desk.user(Side::Source, "mira.chen@acme.example");
    desk.put(
        Side::Source,
        &format!("/api/v1/apps/{app}/groups/{group}"),
        &json!({}),
    );
    let held = desk.post(
        Side::Source,
        &format!("/api/v1/apps/{app}/users"),
        &json!({ "id": mira }),
    );
    assert_eq!(held["scope"], "USER");
    desk.delete(Side::Source, &format!("/api/v1/apps/{app}/groups/{group}"));
    let users = desk.get(Side::Source, &format!("/api/v1/apps/{app}/users?expand=user"));
    assert_eq!(users.as_array().unwrap().len(), 1);
    assert_eq!(
        text(&users, "/0/_embedded/user/profile/login"),
        "mira.chen@acme.example"
    );
}
