//! Users, groups and what hangs on them.

use crate::desk::{Desk, good, text};
use org2org_setup::practice::{Method, Side};
use serde_json::{Value, json};

#[test]
fn a_person_is_found_by_identifier_login_and_search() {
    let mut desk = Desk::new();
    let mira = desk.get(Side::Source, "/api/v1/users/mira.chen@acme.example");
    assert_eq!(mira["profile"]["firstName"], "Mira");
    assert_eq!(mira["profile"]["mobilePhone"], Value::Null);
    let id = text(&mira, "/id");
    assert_eq!(
        desk.get(Side::Source, &format!("/api/v1/users/{id}"))["id"],
        mira["id"]
    );
    let search = "/api/v1/users?search=profile.login%20sw%20%22mira%22";
    assert_eq!(desk.get(Side::Source, search)[0]["id"], mira["id"]);
    assert_eq!(
        desk.get(Side::Source, "/api/v1/users?q=Chen")
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        desk.get(Side::Source, "/api/v1/users/MIRA.CHEN@acme.example")["id"],
        mira["id"]
    );
}

#[test]
fn a_list_shows_only_links_to_itself() {
    let mut desk = Desk::new();
    let user = desk.get(Side::Source, "/api/v1/users?limit=1")[0].clone();
    assert_eq!(
        user["_links"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["self"]
    );
}

#[test]
fn an_unknown_person_is_not_found() {
    let mut desk = Desk::new();
    let refused = desk.refused(
        Side::Source,
        Method::Get,
        "/api/v1/users/00usfhrjbkppPBkoY4x6",
        None,
    );
    assert_eq!(refused, (404, "E0000007".to_owned()));
}

#[test]
fn a_broken_search_is_refused() {
    let mut desk = Desk::new();
    let refused = desk.refused(
        Side::Source,
        Method::Get,
        "/api/v1/users?search=profile.login%20is%201",
        None,
    );
    assert_eq!(refused, (400, "E0000031".to_owned()));
}

#[test]
fn a_new_person_needs_names_and_a_free_login() {
    let mut desk = Desk::new();
    let made = desk.post(
        Side::Target,
        "/api/v1/users?activate=true",
        &person("zoe@northwind.example"),
    );
    assert_eq!(made["status"], "PROVISIONED");
    for body in [
        person("zoe@northwind.example"),
        person("ZOE@northwind.example"),
        person("zoe"),
        json!({ "profile": {} }),
    ] {
        assert_eq!(
            desk.refused(Side::Target, Method::Post, "/api/v1/users", Some(&body)),
            invalid()
        );
    }
    let everyone = desk.group(Side::Target, "Everyone");
    let members = desk.get(Side::Target, &format!("/api/v1/groups/{everyone}/users"));
    assert!(
        members
            .as_array()
            .unwrap()
            .iter()
            .any(|member| member["id"] == made["id"])
    );
}

#[test]
fn a_person_with_a_password_or_a_federation_is_active_at_once() {
    let mut desk = Desk::new();
    let mut body = person("a@northwind.example");
    body["credentials"] = json!({ "password": { "value": "Long-enough-1" } });
    assert_eq!(
        desk.post(Side::Target, "/api/v1/users", &body)["status"],
        "ACTIVE"
    );
    let mut body = person("b@northwind.example");
    body["credentials"] = json!({ "provider": { "type": "FEDERATION", "name": "FEDERATION" } });
    let made = desk.post(Side::Target, "/api/v1/users?activate=true&provider=true", &body);
    assert_eq!(
        (text(&made, "/status"), text(&made, "/credentials/provider/type")),
        ("ACTIVE".into(), "FEDERATION".into())
    );
    let staged = desk.post(
        Side::Target,
        "/api/v1/users?activate=false",
        &person("c@northwind.example"),
    );
    assert_eq!(staged["status"], "STAGED");
}

#[test]
fn a_partial_update_keeps_the_rest() {
    let mut desk = Desk::new();
    let id = desk.user(Side::Source, "mira.chen@acme.example");
    let body = json!({ "profile": { "nickName": "Mi" } });
    let changed = desk.post(Side::Source, &format!("/api/v1/users/{id}"), &body);
    assert_eq!(
        (
            text(&changed, "/profile/nickName"),
            text(&changed, "/profile/lastName")
        ),
        ("Mi".into(), "Chen".into())
    );
}

#[test]
fn suspension_needs_an_active_person_and_unsuspension_a_suspended_one() {
    let mut desk = Desk::new();
    let id = desk.user(Side::Source, "mira.chen@acme.example");
    let path = |verb: &str| format!("/api/v1/users/{id}/lifecycle/{verb}");
    assert_eq!(
        desk.refused(Side::Source, Method::Post, &path("unsuspend"), None),
        invalid()
    );
    desk.act(Side::Source, &path("suspend"));
    assert_eq!(
        desk.refused(Side::Source, Method::Post, &path("suspend"), None),
        invalid()
    );
    desk.act(Side::Source, &path("unsuspend"));
    let again = desk.refused(Side::Source, Method::Post, &path("activate"), None);
    assert_eq!(again, (403, "E0000016".to_owned()));
    let again = desk.refused(Side::Source, Method::Post, &path("reactivate"), None);
    assert_eq!(again, (403, "E0000038".to_owned()));
}

#[test]
fn the_first_deletion_deactivates_and_the_second_deletes() {
    let mut desk = Desk::new();
    let id = desk.user(Side::Source, "kenji.sato@acme.example");
    let path = format!("/api/v1/users/{id}");
    desk.delete(Side::Source, &path);
    assert_eq!(desk.get(Side::Source, &path)["status"], "DEPROVISIONED");
    assert_eq!(
        desk.get(Side::Source, "/api/v1/users").as_array().unwrap().len(),
        8
    );
    desk.delete(Side::Source, &path);
    assert_eq!(desk.refused(Side::Source, Method::Get, &path, None).0, 404);
}

#[test]
fn group_names_are_unique() {
    let mut desk = Desk::new();
    let body = json!({ "profile": { "name": "Acme people" } });
    let group = desk.post(Side::Target, "/api/v1/groups", &body);
    assert_eq!(
        (text(&group, "/type"), group["profile"]["description"].clone()),
        ("OKTA_GROUP".into(), Value::Null)
    );
    let response = desk.call(Side::Target, Method::Post, "/api/v1/groups", Some(&body));
    let cause = text(&response.json_body(), "/errorCauses/0/errorSummary");
    assert_eq!(
        cause,
        "name: An object with this field already exists in the current organization"
    );
    desk.delete(Side::Target, &format!("/api/v1/groups/{}", text(&group, "/id")));
}

#[test]
fn everyone_cannot_be_changed() {
    let mut desk = Desk::new();
    let everyone = desk.group(Side::Source, "Everyone");
    let refused = desk.refused(
        Side::Source,
        Method::Delete,
        &format!("/api/v1/groups/{everyone}"),
        None,
    );
    assert_eq!(refused, (403, "E0000006".to_owned()));
}

#[test]
fn membership_gives_and_takes_apps() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let (group, hanna) = (
        desk.group(Side::Source, "Sales"),
        desk.user(Side::Source, "hanna.berg@acme.example"),
    );
    desk.put(
        Side::Source,
        &format!("/api/v1/apps/{app}/groups/{group}"),
        &json!({}),
    );
    let held = format!("/api/v1/apps/{app}/users/{hanna}");
    assert_eq!(desk.refused(Side::Source, Method::Get, &held, None).0, 404);
    let member = format!("/api/v1/groups/{group}/users/{hanna}");
    good(&desk.call(Side::Source, Method::Put, &member, None));
    assert_eq!(desk.get(Side::Source, &held)["scope"], "GROUP");
    let links = desk.get(Side::Source, &format!("/api/v1/users/{hanna}/appLinks"));
    assert_eq!(links[0]["appName"], "okta_org2org");
    let apps = desk.get(Side::Source, &format!("/api/v1/groups/{group}/apps"));
    assert_eq!(apps[0]["id"], app.as_str());
    desk.delete(Side::Source, &member);
    assert_eq!(desk.refused(Side::Source, Method::Get, &held, None).0, 404);
}

#[test]
fn roles_are_seen_given_once_and_taken() {
    let mut desk = Desk::new();
    let id = desk.user(Side::Source, "mira.chen@acme.example");
    let path = format!("/api/v1/users/{id}/roles");
    assert_eq!(
        desk.get(Side::Source, "/api/v1/users/me/roles")[0]["type"],
        "SUPER_ADMIN"
    );
    let body = json!({ "type": "USER_ADMIN" });
    let response = desk.call(Side::Source, Method::Post, &path, Some(&body));
    assert_eq!(response.status, 201);
    let again = desk.refused(Side::Source, Method::Post, &path, Some(&body));
    assert_eq!(again, (409, "E0000090".to_owned()));
    let own = format!("{path}/{}", text(&response.json_body(), "/id"));
    assert_eq!(desk.get(Side::Source, &own)["type"], "USER_ADMIN");
    desk.delete(Side::Source, &own);
    assert_eq!(desk.get(Side::Source, &path), json!([]));
    let gone = desk.refused(Side::Source, Method::Get, &own, None);
    assert_eq!(gone, (404, "E0000007".to_owned()));
}

fn person(login: &str) -> Value {
    json!({ "profile": { "firstName": "Zoe", "lastName": "Hart", "email": "zoe@northwind.example", "login": login } })
}

fn invalid() -> (u16, String) {
    (400, "E0000001".to_owned())
}
