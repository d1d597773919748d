//! Policies (Okta API: Policies). Okta's own stay; others come and go, and no app uses them.

use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::Pipeline;
use super::super::org::app::App;
use super::super::org::policy::Policy;
use super::super::paging::{Cut, link, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::seed::policies::{catch_all, usual_settings};
use super::super::shelf::Shelf;
use super::super::world::{Answer, Call};
use super::Entry;
use super::app_body::with_defaults;
use super::groups::TAKEN;
use super::{rules, simulation};
use serde_json::{Map, Value};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/policies", Need::PoliciesRead, list),
    (Method::Post, "/api/v1/policies", Need::PoliciesManage, create),
    (
        Method::Post,
        "/api/v1/policies/simulate",
        Need::PoliciesRead,
        simulation::simulate,
    ),
    (Method::Get, "/api/v1/policies/{}", Need::PoliciesRead, read),
    (Method::Put, "/api/v1/policies/{}", Need::PoliciesManage, replace),
    (
        Method::Post,
        "/api/v1/policies/{}/lifecycle/activate",
        Need::PoliciesManage,
        activate,
    ),
    (
        Method::Post,
        "/api/v1/policies/{}/lifecycle/deactivate",
        Need::PoliciesManage,
        deactivate,
    ),
    (
        Method::Post,
        "/api/v1/policies/{}/clone",
        Need::PoliciesManage,
        clone,
    ),
    (Method::Get, "/api/v1/policies/{}/app", Need::PoliciesRead, apps),
    (
        Method::Get,
        "/api/v1/policies/{}/mappings",
        Need::PoliciesRead,
        mappings,
    ),
    (
        Method::Post,
        "/api/v1/policies/{}/mappings",
        Need::PoliciesManage,
        map,
    ),
    (
        Method::Delete,
        "/api/v1/policies/{}",
        Need::PoliciesManage,
        delete,
    ),
    (
        Method::Get,
        "/api/v1/policies/{}/rules",
        Need::PoliciesRead,
        rules::list,
    ),
    (
        Method::Post,
        "/api/v1/policies/{}/rules",
        Need::PoliciesManage,
        rules::create,
    ),
    (
        Method::Get,
        "/api/v1/policies/{}/rules/{}",
        Need::PoliciesRead,
        rules::read,
    ),
    (
        Method::Put,
        "/api/v1/policies/{}/rules/{}",
        Need::PoliciesManage,
        rules::replace,
    ),
    (
        Method::Delete,
        "/api/v1/policies/{}/rules/{}",
        Need::PoliciesManage,
        rules::delete,
    ),
    (
        Method::Post,
        "/api/v1/policies/{}/rules/{}/lifecycle/activate",
        Need::PoliciesManage,
        rules::activate,
    ),
    (
        Method::Post,
        "/api/v1/policies/{}/rules/{}/lifecycle/deactivate",
        Need::PoliciesManage,
        rules::deactivate,
    ),
];

const TYPES: [&str; 8] = [
    "ACCESS_POLICY",
    "IDP_DISCOVERY",
    "MFA_ENROLL",
    "OKTA_SIGN_ON",
    "PASSWORD",
    "PROFILE_ENROLLMENT",
    "POST_AUTH_SESSION",
    "ENTITY_RISK",
];

/// The policy the path names.
pub(super) fn found<'c>(call: &'c Call<'_>) -> Result<&'c Policy, Refusal> {
    let id = call.arg(0);
    call.org()
        .policies
        .get(&id)
        .ok_or_else(|| Refusal::not_found(&id, "Policy"))
}

fn list(call: &mut Call<'_>) -> Answer {
    let kind = call
        .request
        .query_value("type")
        .ok_or_else(Refusal::missing_parameter)?;
    if !TYPES.contains(&kind) {
        return Err(Refusal::invalid(
            "type",
            format!("type: Invalid policy type {kind}"),
        ));
    }
    let org = call.org();
    if org.pipeline == Pipeline::Classic
        && !["IDP_DISCOVERY", "MFA_ENROLL", "OKTA_SIGN_ON", "PASSWORD"].contains(&kind)
    {
        return Err(Refusal::no_feature());
    }
    let shown = org
        .policies
        .iter()
        .filter(|policy| policy.kind == kind)
        .map(|policy| policy.json(&org.base))
        .collect();
    let own = link(call, None, 20, "self");
    Ok(Response::json(200, &Value::Array(shown)).with("link", &own))
}

fn read(call: &mut Call<'_>) -> Answer {
    let policy = found(call)?;
    Ok(Response::json(200, &policy.json(&call.org().base)))
}

/// Kinds of which an org may have more than its own.
const ADDABLE: [&str; 5] = [
    "ACCESS_POLICY",
    "MFA_ENROLL",
    "OKTA_SIGN_ON",
    "PASSWORD",
    "PROFILE_ENROLLMENT",
];

fn party(policy: &Policy) -> Party {
    Party::new("PolicyEntity", &policy.id, policy.kind, &policy.name)
}

/// Name and description of a body; names are unique among policies of a kind.
fn names(
    call: &Call<'_>,
    body: &Map<String, Value>,
    kind: &str,
    own: Option<&str>,
) -> Result<(String, Option<String>), Refusal> {
    let text = |field: &str| {
        body.get(field)
            .and_then(Value::as_str)
            .map(|text| text.trim().to_owned())
    };
    let name = text("name").filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Refusal::invalid("name", "name: The field cannot be left blank"))?;
    let mut others = call
        .org()
        .policies
        .iter()
        .filter(|policy| Some(policy.id.as_str()) != own);
    if others.any(|policy| policy.kind == kind && policy.name == name) {
        return Err(Refusal::invalid("name", TAKEN));
    }
    Ok((name, text("description")))
}

fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body()?;
    let asked = body.get("type").and_then(Value::as_str).unwrap_or_default();
    let kind = TYPES
        .into_iter()
        .find(|kind| *kind == asked)
        .ok_or_else(Refusal::malformed)?;
    if !ADDABLE.contains(&kind) {
        return Err(Refusal::read_only("Policy"));
    }
    let (name, description) = names(call, &body, kind, None)?;
    let active = call.request.query_value("activate") != Some("false");
    let (at, org) = (call.at, call.org_mut());
    let mut rules = Shelf::default();
    if kind == "ACCESS_POLICY" {
        rules.add(catch_all(org, at));
    }
    let policy = Policy {
        id: org
            .dice
            .id(if ["ACCESS_POLICY", "PROFILE_ENROLLMENT"].contains(&kind) {
                "rst"
            } else {
                "00p"
            }),
        kind,
        name,
        description,
        active: active && body.get("status").and_then(Value::as_str) != Some("INACTIVE"),
        system: false,
        priority: 1,
        conditions: body.get("conditions").cloned().unwrap_or(Value::Null),
        settings: with_defaults(body.get("settings"), usual_settings(kind)),
        created: at,
        last_updated: at,
        rules,
    };
    add(call, policy)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the end of every handler that adds a policy"
)]
fn add(call: &mut Call<'_>, policy: Policy) -> Answer {
    let (shown, party) = (policy.json(&call.org().base), party(&policy));
    call.org_mut().policies.add(policy);
    call.record(Draft::new("policy.lifecycle.create").about(party));
    Ok(Response::json(200, &shown))
}

fn replace(call: &mut Call<'_>) -> Answer {
    let (mut policy, body) = (found(call)?.clone(), call.body()?);
    if policy.system && policy.kind == "IDP_DISCOVERY" {
        return Err(Refusal::read_only("Policy"));
    }
    (policy.name, policy.description) = names(call, &body, policy.kind, Some(&policy.id))?;
    policy.conditions = body.get("conditions").cloned().unwrap_or(Value::Null);
    policy.settings = with_defaults(body.get("settings"), usual_settings(policy.kind));
    policy.last_updated = call.at;
    let (id, party) = (policy.id.clone(), party(&policy));
    if let Some(kept) = call.org_mut().policies.get_mut(&id) {
        *kept = policy;
    }
    call.record(Draft::new("policy.lifecycle.update").about(party));
    read(call)
}

/// The policy the path names, unless it is Okta's own.
fn changeable(call: &Call<'_>) -> Result<(String, Party), Refusal> {
    let policy = found(call)?;
    if policy.system {
        Err(Refusal::read_only("Policy"))
    } else {
        Ok((policy.id.clone(), party(policy)))
    }
}

fn delete(call: &mut Call<'_>) -> Answer {
    let (id, party) = changeable(call)?;
    call.org_mut().policies.remove(&id);
    call.record(Draft::new("policy.lifecycle.delete").about(party));
    Ok(Response::empty(204))
}

fn activate(call: &mut Call<'_>) -> Answer {
    switch(call, true, "policy.lifecycle.activate")
}

fn deactivate(call: &mut Call<'_>) -> Answer {
    switch(call, false, "policy.lifecycle.deactivate")
}

fn switch(call: &mut Call<'_>, active: bool, event: &'static str) -> Answer {
    let ((id, party), at) = (changeable(call)?, call.at);
    if let Some(policy) = call.org_mut().policies.get_mut(&id) {
        (policy.active, policy.last_updated) = (active, at);
    }
    call.record(Draft::new(event).about(party));
    Ok(Response::empty(204))
}

/// A copy with its rules; the answer does not know yet when it was made.
fn clone(call: &mut Call<'_>) -> Answer {
    let mut policy = found(call)?.clone();
    if policy.kind != "ACCESS_POLICY" {
        return Err(Refusal::unsupported());
    }
    let at = call.at;
    let dice = &mut call.org_mut().dice;
    policy.id = dice.id("rst");
    policy.name = format!("[cloned] {}", policy.name);
    (policy.system, policy.created, policy.last_updated) = (false, at, at);
    for rule in policy.rules.iter_mut() {
        rule.id = dice.id("0pr");
    }
    let mut answer = policy.json(&call.org().base);
    if let Some(fields) = answer.as_object_mut() {
        fields.extend(["created", "lastUpdated"].map(|field| (field.to_owned(), Value::Null)));
    }
    add(call, policy)?;
    Ok(Response::json(200, &answer))
}

/// The apps whose sign-in policy this is.
fn apps(call: &mut Call<'_>) -> Answer {
    let (policy, org) = (found(call)?, call.org());
    let own = |app: &&App| org.access_policy(&app.id).is_some_and(|own| own.id == policy.id);
    let apps = org.apps.iter().filter(own);
    let items = apps.map(|app| (app.id.clone(), app.json(org))).collect();
    page(call, items, Cut { usual: 20, most: 200 })
}

fn mappings(call: &mut Call<'_>) -> Answer {
    found(call)?;
    Ok(Response::json(200, &Value::Array(Vec::new())))
}

fn map(call: &mut Call<'_>) -> Answer {
    found(call)?;
    Err(Refusal::plain(
        "Policy mappings are no longer supported on this endpoint.",
    ))
}
