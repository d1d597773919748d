//! Profile mappings and schemas: which attributes there are, and which make which.

use crate::desk::{Desk, text};
use org2org_setup::practice::{Method, Side};
use serde_json::{Value, json};

#[test]
fn an_app_has_a_mapping_each_way_and_a_provider_one_to_people() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let to = mappings(&mut desk, Side::Source, &format!("sourceId={}", joined.app));
    let from = mappings(&mut desk, Side::Source, &format!("targetId={}", joined.app));
    assert_eq!((to.len(), from.len()), (1, 1));
    assert_eq!(text(&from[0], "/source/name"), "user");
    assert_eq!(text(&to[0], "/source/name"), "okta_org2org");
    let provider = mappings(&mut desk, Side::Target, &format!("sourceId={}", joined.idp));
    assert_eq!(text(&provider[0], "/source/name"), "saml_idp");
    assert_eq!(provider[0].get("properties"), None, "a list does not show them");
    let shown = desk.get(
        Side::Target,
        &format!("/api/v1/mappings/{}", text(&provider[0], "/id")),
    );
    assert_eq!(text(&shown, "/properties/email/expression"), "appuser.email");
}

#[test]
fn deleting_an_app_takes_its_mappings_away() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    desk.act(Side::Source, &format!("/api/v1/apps/{app}/lifecycle/deactivate"));
    desk.delete(Side::Source, &format!("/api/v1/apps/{app}"));
    assert_eq!(
        mappings(&mut desk, Side::Source, &format!("sourceId={app}")),
        Vec::<Value>::new()
    );
}

#[test]
fn properties_are_added_changed_and_removed_one_by_one() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let path = provider_mapping(&mut desk, &joined.idp);
    let body = json!({ "properties": {
        "displayName": { "expression": "appuser.firstName + ' ' + appuser.lastName", "pushStatus": "PUSH" },
        "mobilePhone": null,
    } });
    let shown = desk.post(Side::Target, &path, &body);
    assert_eq!(text(&shown, "/properties/displayName/pushStatus"), "PUSH");
    assert_eq!(shown["properties"].get("mobilePhone"), None);
    assert_eq!(text(&shown, "/properties/email/expression"), "appuser.email");
}

#[test]
fn unknown_fields_and_unreadable_expressions_are_refused() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let path = provider_mapping(&mut desk, &joined.idp);
    let body =
        json!({ "properties": { "nonsense": { "expression": "appuser.email", "pushStatus": "PUSH" } } });
    let refused = desk
        .call(Side::Target, Method::Post, &path, Some(&body))
        .json_body();
    assert_eq!(
        text(&refused, "/errorSummary"),
        "Api validation failed: updateMapping"
    );
    assert_eq!(
        text(&refused, "/errorCauses/0/errorSummary"),
        "Invalid target field nonsense"
    );
    let body =
        json!({ "properties": { "email": { "expression": "okta_org2org.userName", "pushStatus": "PUSH" } } });
    let refused = desk.refused(Side::Target, Method::Post, &path, Some(&body));
    assert_eq!(refused, (400, "E0000045".to_owned()));
    let refused = desk.refused(Side::Target, Method::Get, "/api/v1/mappings/prmX", None);
    assert_eq!(refused, (404, "E0000007".to_owned()));
}

#[test]
fn a_new_person_has_what_the_mapping_makes_of_the_assertion() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let path = provider_mapping(&mut desk, &joined.idp);
    let body = json!({ "properties": { "nickName": { "expression": "String.toUpperCase(appuser.firstName)",
        "pushStatus": "DONT_PUSH" } } });
    desk.post(Side::Target, &path, &body);
    desk.world.sign_in("mira.chen@acme.example", None);
    let user = desk.get(Side::Target, "/api/v1/users/mira.chen@acme.example");
    assert_eq!(text(&user, "/profile/nickName"), "MIRA");
}

#[test]
fn without_a_mapping_of_required_attributes_nobody_new_is_made() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let path = provider_mapping(&mut desk, &joined.idp);
    desk.post(
        Side::Target,
        &path,
        &json!({ "properties": { "lastName": null } }),
    );
    desk.world.sign_in("mira.chen@acme.example", None);
    assert_eq!(desk.reasons(), ["Unable to JIT user from the Identity Provider"]);
    let filter = "eventType%20eq%20%22user.lifecycle.create%22%20and%20outcome.result%20eq%20%22FAILURE%22";
    let events = desk.get(Side::Target, &format!("/api/v1/logs?filter={filter}"));
    assert!(text(&events, "/0/outcome/reason").ends_with("missing: lastName"));
}

#[test]
fn a_schema_names_base_attributes_and_keeps_custom_ones() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let path = "/api/v1/meta/schemas/user/default";
    let shown = desk.get(Side::Target, path);
    assert_eq!(
        text(&shown, "/definitions/base/properties/login/title"),
        "Username"
    );
    let body = json!({ "definitions": { "custom": { "id": "#custom", "type": "object", "properties": {
        "partner": { "title": "Partner", "type": "string" } } } } });
    let shown = desk.post(Side::Target, path, &body);
    assert_eq!(
        text(&shown, "/definitions/custom/properties/partner/title"),
        "Partner"
    );
    let mapping = provider_mapping(&mut desk, &joined.idp);
    let body = json!({ "properties": { "partner": { "expression": "'acme'", "pushStatus": "PUSH" } } });
    desk.post(Side::Target, &mapping, &body);
    desk.world.sign_in("mira.chen@acme.example", None);
    let user = desk.get(Side::Target, "/api/v1/users/mira.chen@acme.example");
    assert_eq!(text(&user, "/profile/partner"), "acme");
}

#[test]
fn the_schema_of_org2org_lists_how_people_may_begin() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let shown = desk.get(
        Side::Source,
        &format!("/api/v1/meta/schemas/apps/{}/default", joined.app),
    );
    let choices = shown.pointer("/definitions/base/properties/initialStatus/enum");
    assert!(
        choices
            .and_then(Value::as_array)
            .unwrap()
            .contains(&json!("active_with_pass"))
    );
    let provider = desk.get(
        Side::Target,
        &format!("/api/v1/meta/schemas/apps/{}/default", joined.idp),
    );
    assert_eq!(text(&provider, "/name"), "saml_idp");
    let types = desk.get(Side::Target, "/api/v1/meta/types/user");
    assert_eq!(types[0]["default"], true);
}

fn mappings(desk: &mut Desk, side: Side, query: &str) -> Vec<Value> {
    desk.get(side, &format!("/api/v1/mappings?{query}"))
        .as_array()
        .cloned()
        .unwrap()
}

fn provider_mapping(desk: &mut Desk, idp: &str) -> String {
    let found = mappings(desk, Side::Target, &format!("sourceId={idp}"));
    format!("/api/v1/mappings/{}", text(&found[0], "/id"))
}
