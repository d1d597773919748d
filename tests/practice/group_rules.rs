//! Group rules: who fits is put into groups, and taken out when no longer fitting.

use crate::desk::{Desk, text};
use org2org_setup::practice::{Method, Side};
use serde_json::{Value, json};

const RULES: &str = "/api/v1/groups/rules";

pub(crate) fn body(name: &str, expression: &str, group: &str) -> Value {
    json!({
        "type": "group_rule", "name": name,
        "conditions": { "expression": { "value": expression, "type": "urn:okta:expression:1.0" } },
        "actions": { "assignUserToGroups": { "groupIds": [group] } },
    })
}

fn members(desk: &mut Desk, group: &str) -> Vec<String> {
    let found = desk.get(Side::Target, &format!("/api/v1/groups/{group}/users"));
    let people = found.as_array().unwrap().iter();
    people.map(|user| text(user, "/profile/login")).collect()
}

fn new_group(desk: &mut Desk) -> String {
    let body = json!({ "profile": { "name": "Partners" } });
    text(&desk.post(Side::Target, "/api/v1/groups", &body), "/id")
}

#[test]
fn a_rule_begins_inactive_and_puts_people_into_groups_once_it_is_active() {
    let mut desk = Desk::new();
    let group = new_group(&mut desk);
    let rule = body("Elif", "String.startsWith(user.login, \"elif\")", &group);
    let made = desk.post(Side::Target, RULES, &rule);
    assert_eq!(text(&made, "/status"), "INACTIVE");
    assert!(members(&mut desk, &group).is_empty());
    let path = format!("{RULES}/{}", text(&made, "/id"));
    desk.call(
        Side::Target,
        Method::Post,
        &format!("{path}/lifecycle/activate"),
        None,
    );
    assert_eq!(members(&mut desk, &group), ["elif.kaya@northwind.example"]);
    let profile = json!({
        "login": "elif.b@northwind.example", "email": "b@northwind.example", "firstName": "E", "lastName": "B",
    });
    let user = desk.post(Side::Target, "/api/v1/users", &json!({ "profile": profile }));
    assert_eq!(members(&mut desk, &group).len(), 2);
    let path = format!("/api/v1/users/{}", text(&user, "/id"));
    desk.post(
        Side::Target,
        &path,
        &json!({ "profile": { "login": "b@northwind.example" } }),
    );
    assert_eq!(members(&mut desk, &group), ["elif.kaya@northwind.example"]);
}

#[test]
fn an_active_rule_is_neither_changed_nor_deleted_and_a_deleted_one_may_take_its_people_out() {
    let mut desk = Desk::new();
    let group = new_group(&mut desk);
    let rule = body("Elif", "String.startsWith(user.login, \"elif\")", &group);
    let made = desk.post(Side::Target, RULES, &rule);
    let path = format!("{RULES}/{}", text(&made, "/id"));
    desk.call(
        Side::Target,
        Method::Post,
        &format!("{path}/lifecycle/activate"),
        None,
    );
    for (method, body) in [(Method::Put, Some(&rule)), (Method::Delete, None)] {
        let refused = desk.refused(Side::Target, method, &path, body);
        assert_eq!(refused, (400, "E0000001".to_owned()));
    }
    desk.call(
        Side::Target,
        Method::Post,
        &format!("{path}/lifecycle/deactivate"),
        None,
    );
    assert_eq!(members(&mut desk, &group).len(), 1);
    let gone = desk.call(
        Side::Target,
        Method::Delete,
        &format!("{path}?removeUsers=true"),
        None,
    );
    assert_eq!(gone.status, 202);
    assert!(members(&mut desk, &group).is_empty());
    let gone = desk.refused(Side::Target, Method::Get, &path, None);
    assert_eq!(gone, (404, "E0000007".to_owned()));
}

#[test]
fn an_expression_that_cannot_be_read_and_a_group_that_is_not_there_are_refused() {
    let mut desk = Desk::new();
    let group = new_group(&mut desk);
    for rule in [
        body("Wrong", "nonsense", &group),
        body("Wrong", "user.department==\"Sales\"", "00gX"),
        body(&"x".repeat(51), "user.department==\"Sales\"", &group),
    ] {
        let refused = desk.refused(Side::Target, Method::Post, RULES, Some(&rule));
        assert_eq!(refused, (400, "E0000001".to_owned()), "{rule}");
    }
    let listed = desk.get(Side::Target, &format!("{RULES}?expand=groupIdToGroupNameMap"));
    assert_eq!(listed, json!([]));
}
