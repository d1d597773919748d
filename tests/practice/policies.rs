//! Policies and routing rules.

use crate::desk::{Desk, text};
use org2org_setup::practice::{Method, Pipeline, Side};
use serde_json::{Value, json};

#[test]
fn the_discovery_policy_is_a_system_policy_with_a_default_rule() {
    let mut desk = Desk::new();
    let (policy, rules) = discovery(&mut desk);
    assert_eq!(policy["system"], true);
    let rules = desk.get(Side::Target, &rules);
    assert_eq!(
        (text(&rules, "/0/name"), rules[0]["system"].clone()),
        ("Default Rule".into(), json!(true))
    );
    let nothing = json!({ "include": [], "exclude": [] });
    let everything = json!({
        "network": { "connection": "ANYWHERE" }, "platform": nothing, "userIdentifier": { "patterns": [] },
        "app": nothing,
    });
    assert_eq!(rules[0]["conditions"], everything);
}

#[test]
fn the_type_of_a_policy_must_be_given_and_known() {
    let mut desk = Desk::new();
    assert_eq!(
        desk.refused(Side::Target, Method::Get, "/api/v1/policies", None)
            .1,
        "E0000028"
    );
    assert_eq!(
        desk.refused(Side::Target, Method::Get, "/api/v1/policies?type=X", None)
            .1,
        "E0000001"
    );
}

#[test]
fn a_classic_org_has_no_access_policies() {
    let mut desk = Desk::new();
    desk.world.set_pipeline(Side::Target, Pipeline::Classic);
    let refused = desk.refused(
        Side::Target,
        Method::Get,
        "/api/v1/policies?type=ACCESS_POLICY",
        None,
    );
    assert_eq!(refused, (401, "E0000015".to_owned()));
    desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY");
}

#[test]
fn new_rules_go_where_they_are_put_and_the_default_rule_stays_last() {
    let mut desk = Desk::new();
    let (_, rules) = discovery(&mut desk);
    desk.post(Side::Target, &rules, &rule("A", None));
    desk.post(Side::Target, &rules, &rule("B", Some(1)));
    desk.post(Side::Target, &rules, &rule("C", Some(2)));
    assert_eq!(
        order(&mut desk, &rules),
        [("B", 1), ("C", 2), ("A", 3), ("Default Rule", 4)].map(own)
    );
}

#[test]
fn a_deleted_rule_closes_the_ranks() {
    let mut desk = Desk::new();
    let (_, rules) = discovery(&mut desk);
    let first = text(&desk.post(Side::Target, &rules, &rule("A", None)), "/id");
    desk.post(Side::Target, &rules, &rule("B", None));
    desk.delete(Side::Target, &format!("{rules}/{first}"));
    assert_eq!(order(&mut desk, &rules), [("B", 1), ("Default Rule", 2)].map(own));
}

#[test]
fn rule_names_are_unique() {
    let mut desk = Desk::new();
    let (_, rules) = discovery(&mut desk);
    desk.post(Side::Target, &rules, &rule("A", None));
    assert_eq!(
        desk.refused(Side::Target, Method::Post, &rules, Some(&rule("a", None)))
            .1,
        "E0000001"
    );
}

#[test]
fn the_default_rule_cannot_be_deleted_or_switched_off() {
    let mut desk = Desk::new();
    let (_, rules) = discovery(&mut desk);
    let id = text(&desk.get(Side::Target, &rules), "/0/id");
    let read_only = (403, "E0000111".to_owned());
    assert_eq!(
        desk.refused(Side::Target, Method::Delete, &format!("{rules}/{id}"), None),
        read_only
    );
    let path = format!("{rules}/{id}/lifecycle/deactivate");
    assert_eq!(desk.refused(Side::Target, Method::Post, &path, None), read_only);
}

#[test]
fn a_rule_names_known_providers_only() {
    let mut desk = Desk::new();
    let (_, rules) = discovery(&mut desk);
    let mut body = rule("A", None);
    body["actions"]["idp"]["providers"] = json!([{ "type": "SAML2", "id": "0oanothere" }]);
    assert_eq!(
        desk.refused(Side::Target, Method::Post, &rules, Some(&body)).1,
        "E0000007"
    );
    body["actions"]["idp"]["providers"] = json!([]);
    assert_eq!(
        desk.refused(Side::Target, Method::Post, &rules, Some(&body)).1,
        "E0000001"
    );
}

#[test]
fn a_rule_is_changed_and_switched() {
    let mut desk = Desk::new();
    let (_, rules) = discovery(&mut desk);
    let made = desk.post(Side::Target, &rules, &rule("A", None));
    assert_eq!(made["conditions"]["network"]["connection"], "ANYWHERE");
    let path = format!("{rules}/{}", text(&made, "/id"));
    assert_eq!(desk.put(Side::Target, &path, &rule("B", None))["name"], "B");
    let response = desk.call(
        Side::Target,
        Method::Post,
        &format!("{path}/lifecycle/deactivate"),
        None,
    );
    assert_eq!((response.status, response.body.len()), (204, 0));
    assert_eq!(desk.get(Side::Target, &path)["status"], "INACTIVE");
}

fn discovery(desk: &mut Desk) -> (Value, String) {
    let policy = desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY")[0].clone();
    let rules = format!("/api/v1/policies/{}/rules", text(&policy, "/id"));
    (policy, rules)
}

fn rule(name: &str, priority: Option<u64>) -> Value {
    let mut body = json!({
        "type": "IDP_DISCOVERY", "name": name,
        "actions": { "idp": { "providers": [{ "type": "OKTA" }], "idpSelectionType": "SPECIFIC" } },
    });
    if let Some(priority) = priority {
        body["priority"] = json!(priority);
    }
    body
}

fn order(desk: &mut Desk, rules: &str) -> Vec<(String, u64)> {
    let rules = desk.get(Side::Target, rules);
    let shown = |rule: &Value| (text(rule, "/name"), rule["priority"].as_u64().unwrap());
    rules.as_array().unwrap().iter().map(shown).collect()
}

fn own((name, place): (&str, u64)) -> (String, u64) {
    (name.to_owned(), place)
}

#[test]
fn policies_of_ones_own_come_and_go_and_oktas_stay() {
    let mut desk = Desk::new();
    let body = json!({ "type": "ACCESS_POLICY", "name": "Partners" });
    let policy = desk.post(Side::Target, "/api/v1/policies", &body);
    let path = format!("/api/v1/policies/{}", text(&policy, "/id"));
    assert_eq!(policy["system"], false);
    let refused = desk.refused(Side::Target, Method::Post, "/api/v1/policies", Some(&body));
    assert_eq!(refused, (400, "E0000001".to_owned()));
    desk.act(Side::Target, &format!("{path}/lifecycle/deactivate"));
    assert_eq!(text(&desk.get(Side::Target, &path), "/status"), "INACTIVE");
    let copy = desk.act(Side::Target, &format!("{path}/clone"));
    assert_eq!(text(&copy, "/name"), "[cloned] Partners");
    let changed = json!({ "type": "ACCESS_POLICY", "name": "Partners and friends" });
    assert_eq!(
        text(&desk.put(Side::Target, &path, &changed), "/name"),
        "Partners and friends"
    );
    desk.delete(Side::Target, &path);
    assert_eq!(
        desk.refused(Side::Target, Method::Get, &path, None),
        (404, "E0000007".to_owned())
    );
    let own = text(
        &desk.get(Side::Target, "/api/v1/policies?type=ACCESS_POLICY"),
        "/0/id",
    );
    let refused = desk.refused(
        Side::Target,
        Method::Delete,
        &format!("/api/v1/policies/{own}"),
        None,
    );
    assert_eq!(refused, (403, "E0000111".to_owned()));
    let routing = json!({ "type": "IDP_DISCOVERY", "name": "Second" });
    let refused = desk.refused(Side::Target, Method::Post, "/api/v1/policies", Some(&routing));
    assert_eq!(refused, (403, "E0000111".to_owned()));
}
