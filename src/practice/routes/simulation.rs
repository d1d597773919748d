//! Which policies and rules would decide about somebody on the way to an app (Okta API: Policies, simulation).
//!
//! Conditions on people, groups and network zones are evaluated; what the request says nothing about is undefined.

use super::super::http::Response;
use super::super::org::Org;
use super::super::org::policy::{Policy, Rule};
use super::super::refusal::Refusal;
use super::super::world::{Answer, Call};
use serde_json::{Value, json};

const KINDS: [&str; 4] = [
    "OKTA_SIGN_ON",
    "MFA_ENROLL",
    "ACCESS_POLICY",
    "PROFILE_ENROLLMENT",
];

/// Who comes from where.
struct Context {
    app: String,
    user: Option<String>,
    groups: Vec<String>,
    zones: Option<Vec<String>>,
}

pub(super) fn simulate(call: &mut Call<'_>) -> Answer {
    let body = Value::Object(call.body()?);
    let context = context(call, &body)?;
    let kinds = kinds(&body)?;
    let evaluations = kinds.into_iter().map(|kind| evaluation(call, &context, kind));
    let evaluations: Vec<Value> = evaluations.collect();
    Ok(Response::json(200, &json!({ "evaluation": evaluations })))
}

/// The types asked for, under the name of the reference or of the example; all where none is named.
fn kinds(body: &Value) -> Result<Vec<&'static str>, Refusal> {
    let asked = ["policyTypes", "policyType"]
        .into_iter()
        .find_map(|name| body.get(name));
    let Some(asked) = asked.filter(|asked| !asked.is_null()) else {
        return Ok(KINDS.to_vec());
    };
    let named = |kind: &Value| KINDS.into_iter().find(|known| kind.as_str() == Some(known));
    let named = asked
        .as_array()
        .map(|asked| asked.iter().map(named).collect::<Option<Vec<_>>>());
    named.flatten().ok_or_else(Refusal::malformed)
}

fn context(call: &Call<'_>, body: &Value) -> Result<Context, Refusal> {
    let app = body
        .get("appInstance")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let org = call.org();
    let app = org
        .apps
        .get(app)
        .ok_or_else(|| Refusal::not_found(app, "AppInstance"))?;
    let list = |pointer: &str| {
        let found = body.pointer(pointer).and_then(Value::as_array)?;
        Some(
            found
                .iter()
                .filter_map(|id| id.as_str().map(str::to_owned))
                .collect(),
        )
    };
    let user = body.pointer("/policyContext/user/id").and_then(Value::as_str);
    let groups: Option<Vec<String>> = list("/policyContext/groups/ids");
    if user.is_some() && groups.is_some() {
        let cause = "policyContext: Only user IDs or group IDs are allowed, not both";
        return Err(Refusal::invalid("policyContext", cause));
    }
    if let Some(user) = user.filter(|user| org.users.get(user).is_none()) {
        return Err(Refusal::not_found(user, "User"));
    }
    let own = || {
        org.groups_of(user.unwrap_or_default())
            .map(|group| group.id.clone())
            .collect()
    };
    Ok(Context {
        app: app.id.clone(),
        user: user.map(str::to_owned),
        groups: groups.unwrap_or_else(own),
        zones: list("/policyContext/zones/ids"),
    })
}

fn evaluation(call: &Call<'_>, context: &Context, kind: &str) -> Value {
    let org = call.org();
    let concerned = |policy: &&Policy| match kind {
        "ACCESS_POLICY" => org
            .access_policy(&context.app)
            .is_some_and(|own| own.id == policy.id),
        _ => policy.kind == kind && policy.active,
    };
    let mut policies: Vec<&Policy> = org.policies.iter().filter(concerned).collect();
    policies.sort_by_key(|policy| (policy.system, policy.priority));
    let judged: Vec<(&'static str, Value)> = policies
        .into_iter()
        .map(|policy| judge(policy, context))
        .collect();
    let with = |status: &str| {
        let fitting = judged.iter().filter(|(found, _)| *found == status);
        fitting.map(|(_, shown)| shown.clone()).collect::<Vec<_>>()
    };
    let first: Vec<Value> = with("MATCH").into_iter().take(1).collect();
    json!({
        "status": null, "policyType": kind, "result": { "policies": first },
        "undefined": { "policies": with("UNDEFINED") }, "evaluated": { "policies": with("NOT_MATCH") },
    })
}

/// How a policy stands: with its first rule that fits, or with the rules that do not.
fn judge(policy: &Policy, context: &Context) -> (&'static str, Value) {
    let own = conditions(&policy.conditions, context);
    let active = policy.ordered().into_iter().filter(|rule| rule.active);
    let rules: Vec<(&'static str, Value)> = active.map(|rule| judge_rule(rule, context)).collect();
    let fitting = rules.iter().find(|(status, _)| *status == "MATCH");
    let status = match (verdict(&own), fitting) {
        ("MATCH", Some(_)) => "MATCH",
        ("MATCH", None) if rules.iter().any(|(status, _)| *status == "UNDEFINED") => "UNDEFINED",
        ("MATCH", None) => "NOT_MATCH",
        (other, _) => other,
    };
    let shown: Vec<&Value> = match fitting {
        Some((_, rule)) => vec![rule],
        None => rules.iter().map(|(_, rule)| rule).collect(),
    };
    let shown = json!({
        "id": policy.id, "name": policy.name, "status": status, "conditions": listed(&own), "rules": shown,
    });
    (status, shown)
}

/// The rule of a policy that decides about somebody at sign-in; what is undefined does not fit.
pub(in crate::practice) fn deciding_rule<'o>(
    org: &'o Org,
    policy: &'o Policy,
    user: &str,
) -> Option<&'o Rule> {
    let context = Context {
        app: String::new(),
        user: Some(user.to_owned()),
        groups: org.groups_of(user).map(|group| group.id.clone()).collect(),
        zones: None,
    };
    let fits = |rule: &&Rule| rule.active && verdict(&conditions(&rule.conditions, &context)) == "MATCH";
    policy.ordered().into_iter().find(fits)
}

fn judge_rule(rule: &Rule, context: &Context) -> (&'static str, Value) {
    let found = conditions(&rule.conditions, context);
    let status = verdict(&found);
    let shown = json!({ "id": rule.id, "name": rule.name, "status": status, "conditions": listed(&found) });
    (status, shown)
}

type Judged = (&'static str, &'static str);

fn listed(conditions: &[Judged]) -> Vec<Value> {
    let shown = |(kind, status): &Judged| json!({ "type": kind, "status": status });
    conditions.iter().map(shown).collect()
}

fn verdict(conditions: &[Judged]) -> &'static str {
    let any = |wanted: &str| conditions.iter().any(|(_, status)| *status == wanted);
    match (any("NOT_MATCH"), any("UNDEFINED")) {
        (true, _) => "NOT_MATCH",
        (false, true) => "UNDEFINED",
        (false, false) => "MATCH",
    }
}

/// Each condition that says something, and how it stands.
fn conditions(all: &Value, context: &Context) -> Vec<Judged> {
    let list = |pointer: &str| -> Vec<&str> {
        let found = all.pointer(pointer).and_then(Value::as_array);
        found.into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let status = |fits: bool| if fits { "MATCH" } else { "NOT_MATCH" };
    let mut found = Vec::new();
    let member = |groups: &[&str]| groups.iter().any(|id| context.groups.iter().any(|own| own == id));
    let include = list("/people/groups/include");
    if !include.is_empty() {
        found.push(("people.groups.include", status(member(&include))));
    }
    let exclude = list("/people/users/exclude");
    if !exclude.is_empty() {
        let user = context.user.as_deref();
        let stands = user.map_or("UNDEFINED", |user| status(!exclude.contains(&user)));
        found.push(("people.users.exclude", stands));
    }
    let zones = list("/network/include");
    if !zones.is_empty() {
        let inside = |given: &Vec<String>| status(given.iter().any(|zone| zones.contains(&zone.as_str())));
        found.push(("network", context.zones.as_ref().map_or("UNDEFINED", inside)));
    }
    found
}
