//! Group rules (Okta API: Group Rules). A rule is made inactive, and only an inactive one can be changed or deleted.
//!
//! These rules, the length of a name and the words about a name that is taken are Okta's; the texts of the other
//! refusals are inference.

use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::group_rule::{Condition, GroupRule};
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::super::{assign, group_rules};
use super::Entry;
use super::groups::TAKEN;
use super::users::done;
use serde_json::{Map, Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/groups/rules", Need::GroupsRead, list),
    (Method::Post, "/api/v1/groups/rules", Need::GroupsManage, create),
    (Method::Get, "/api/v1/groups/rules/{}", Need::GroupsRead, read),
    (
        Method::Put,
        "/api/v1/groups/rules/{}",
        Need::GroupsManage,
        replace,
    ),
    (
        Method::Delete,
        "/api/v1/groups/rules/{}",
        Need::GroupsManage,
        delete,
    ),
    (
        Method::Post,
        "/api/v1/groups/rules/{}/lifecycle/activate",
        Need::GroupsManage,
        activate,
    ),
    (
        Method::Post,
        "/api/v1/groups/rules/{}/lifecycle/deactivate",
        Need::GroupsManage,
        deactivate,
    ),
];

fn list(call: &mut Call<'_>) -> Answer {
    let wanted = call
        .request
        .query_value("search")
        .unwrap_or_default()
        .to_lowercase();
    let rules = call.org().group_rules.iter();
    let fitting = rules.filter(|rule| rule.name.to_lowercase().contains(&wanted));
    let items = fitting.map(|rule| (rule.id.clone(), shown(call, rule))).collect();
    page(call, items, Cut { usual: 50, most: 200 })
}

/// The rule, with the names of its groups where they were asked for.
fn shown(call: &Call<'_>, rule: &GroupRule) -> Value {
    let mut shown = rule.json();
    let asked = call.request.query_value("expand") == Some("groupIdToGroupNameMap");
    if let (true, Some(fields)) = (asked, shown.as_object_mut()) {
        let groups = rule.groups.iter().filter_map(|id| call.org().groups.get(id));
        let names: Map<String, Value> = groups
            .map(|group| (group.id.clone(), Value::from(group.name.clone())))
            .collect();
        fields.insert("_embedded".to_owned(), json!({ "groupIdToGroupNameMap": names }));
    }
    shown
}

fn found<'c>(call: &'c Call<'_>) -> Result<&'c GroupRule, Refusal> {
    let id = call.arg(0);
    let rule = call.org().group_rules.get(&id);
    rule.ok_or_else(|| Refusal::not_found(&id, "GroupRule"))
}

fn read(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &shown(call, found(call)?)))
}

/// What a good body says: name, conditions, groups.
fn read_body(call: &Call<'_>, own: Option<&str>) -> Result<(String, Value, Vec<String>), Refusal> {
    let body = Value::Object(call.body()?);
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let name = text("/name").trim().to_owned();
    if name.is_empty() {
        return Err(Refusal::invalid("name", "name: The field cannot be left blank"));
    }
    if name.chars().count() > 50 {
        return Err(Refusal::invalid("name", "name: The field is too long"));
    }
    let mut others = call
        .org()
        .group_rules
        .iter()
        .filter(|rule| Some(rule.id.as_str()) != own);
    if others.any(|rule| rule.name == name) {
        return Err(Refusal::invalid("name", TAKEN));
    }
    if text("/type") != "group_rule" || Condition::parse(text("/conditions/expression/value")).is_none() {
        let cause = "conditions: The expression is not valid";
        return Err(Refusal::invalid("conditions", cause));
    }
    let groups = body
        .pointer("/actions/assignUserToGroups/groupIds")
        .and_then(Value::as_array);
    let groups: Vec<String> = groups
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let usable = |id: &String| {
        call.org()
            .groups
            .get(id)
            .is_some_and(|group| group.kind == "OKTA_GROUP")
    };
    if groups.is_empty() || !groups.iter().all(usable) {
        let cause = "groupIds: Only groups of Okta's own can be assigned by a rule";
        return Err(Refusal::invalid("groupIds", cause));
    }
    let conditions = body.get("conditions").cloned().unwrap_or_default();
    Ok((name, conditions, groups))
}

fn create(call: &mut Call<'_>) -> Answer {
    let (name, conditions, groups) = read_body(call, None)?;
    let (at, id) = (call.at, call.org_mut().dice.id("0pr"));
    let rule = GroupRule {
        id: id.clone(),
        name,
        active: false,
        conditions,
        groups,
        placed: Vec::new(),
        created: at,
        last_updated: at,
    };
    call.org_mut().group_rules.add(rule);
    call.args.push(id);
    record(call, "policy.rule.add")?;
    read(call)
}

fn record(call: &mut Call<'_>, event: &'static str) -> Result<(), Refusal> {
    let rule = found(call)?;
    let party = Party::new("PolicyRule", &rule.id, "unknown", &rule.name);
    call.record(Draft::new(event).about(party));
    Ok(())
}

/// The identifier of the rule the path names, if it is inactive.
fn changeable(call: &Call<'_>, verb: &str) -> Result<String, Refusal> {
    let rule = found(call)?;
    if rule.active {
        let cause = format!("Cannot {verb} an active group rule. Deactivate it first.");
        return Err(Refusal::invalid("groupRule", cause));
    }
    Ok(rule.id.clone())
}

fn replace(call: &mut Call<'_>) -> Answer {
    let id = changeable(call, "update")?;
    let (name, conditions, groups) = read_body(call, Some(&id))?;
    let at = call.at;
    if let Some(rule) = call.org_mut().group_rules.get_mut(&id) {
        (rule.name, rule.conditions, rule.groups, rule.last_updated) = (name, conditions, groups, at);
    }
    record(call, "policy.rule.update")?;
    read(call)
}

/// Whom the rule put into groups stays there, unless the caller says otherwise.
fn delete(call: &mut Call<'_>) -> Answer {
    let id = changeable(call, "delete")?;
    record(call, "policy.rule.delete")?;
    let removed = call.org_mut().group_rules.remove(&id);
    if call.request.query_value("removeUsers") == Some("true") {
        for (group, user) in removed.into_iter().flat_map(|rule| rule.placed) {
            assign::leave_group(call, &group, &user);
        }
    }
    let mut answer = done();
    answer.status = 202;
    Ok(answer)
}

fn activate(call: &mut Call<'_>) -> Answer {
    switch(call, true, "policy.rule.activate")
}

fn deactivate(call: &mut Call<'_>) -> Answer {
    switch(call, false, "policy.rule.deactivate")
}

fn switch(call: &mut Call<'_>, active: bool, event: &'static str) -> Answer {
    let (id, at) = (found(call)?.id.clone(), call.at);
    if let Some(rule) = call.org_mut().group_rules.get_mut(&id) {
        (rule.active, rule.last_updated) = (active, at);
    }
    record(call, event)?;
    group_rules::apply(call);
    Ok(Response::empty(204))
}
