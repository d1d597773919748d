//! Rules of policies, above all routing rules (Okta API: Policies, rule type `IDP_DISCOVERY`).

use super::super::http::Response;
use super::super::log::{Draft, Party};
use super::super::org::Pipeline;
use super::super::org::policy::Rule;
use super::super::refusal::Refusal;
use super::super::world::{Answer, Call};
use super::app_body::with_defaults;
use super::groups::TAKEN;
use super::policies::found;
use serde_json::{Map, Value, json};

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let (policy, base) = (found(call)?, &call.org().base);
    let shown = policy
        .ordered()
        .into_iter()
        .map(|rule| rule.json(base, &policy.id))
        .collect();
    Ok(Response::json(200, &Value::Array(shown)))
}

fn rule<'c>(call: &'c Call<'_>) -> Result<&'c Rule, Refusal> {
    let id = call.arg(1);
    let rule = found(call).ok().and_then(|policy| policy.rules.get(&id));
    rule.ok_or_else(|| Refusal::not_found(&id, "PolicyRule"))
}

pub(super) fn read(call: &mut Call<'_>) -> Answer {
    let (rule, policy) = (rule(call)?, found(call)?);
    Ok(Response::json(200, &rule.json(&call.org().base, &policy.id)))
}

/// What a good body says.
struct Read {
    name: String,
    priority: Option<u64>,
    active: bool,
    conditions: Value,
    actions: Map<String, Value>,
}

fn read_body(call: &Call<'_>, own: Option<&str>) -> Result<Read, Refusal> {
    let body = call.body()?;
    let policy = found(call)?;
    let name = body
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned();
    if name.is_empty() {
        return Err(Refusal::invalid("name", "name: The field cannot be left blank"));
    }
    let mut others = policy.rules.iter().filter(|rule| Some(rule.id.as_str()) != own);
    if others.any(|rule| rule.name.eq_ignore_ascii_case(&name)) {
        return Err(Refusal::invalid("name", TAKEN));
    }
    if body
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or(rule_kind(policy.kind))
        != rule_kind(policy.kind)
    {
        return Err(Refusal::invalid(
            "type",
            "type: The rule type does not fit the policy type",
        ));
    }
    let actions = body
        .get("actions")
        .and_then(Value::as_object)
        .cloned()
        .ok_or_else(Refusal::malformed)?;
    if policy.kind == "IDP_DISCOVERY" {
        check_providers(call, &Value::Object(actions.clone()))?;
    }
    let conditions = body.get("conditions").cloned().unwrap_or(Value::Null);
    check_conditions(&conditions)?;
    Ok(Read {
        name,
        priority: body.get("priority").and_then(Value::as_u64),
        active: body.get("status").and_then(Value::as_str) != Some("INACTIVE"),
        conditions: with_defaults(Some(&conditions), usual_conditions(policy.kind)),
        actions,
    })
}

fn rule_kind(policy: &str) -> &str {
    if policy == "OKTA_SIGN_ON" {
        "SIGN_ON"
    } else {
        policy
    }
}

fn usual_conditions(policy: &str) -> Value {
    let network = json!({ "connection": "ANYWHERE" });
    let people = json!({ "users": { "exclude": [] } });
    match policy {
        "IDP_DISCOVERY" => json!({
            "network": network, "userIdentifier": { "patterns": [] }, "app": { "include": [], "exclude": [] },
        }),
        "OKTA_SIGN_ON" => {
            json!({ "people": people, "network": network, "authContext": { "authType": "ANY" } })
        }
        "PASSWORD" => json!({ "people": people, "network": network }),
        _ => json!({ "network": network }),
    }
}

fn check_conditions(conditions: &Value) -> Result<(), Refusal> {
    let patterns = conditions
        .pointer("/userIdentifier/patterns")
        .and_then(Value::as_array);
    for pattern in patterns.into_iter().flatten() {
        let kind = pattern
            .get("matchType")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !["SUFFIX", "EQUALS", "STARTS_WITH", "CONTAINS", "EXPRESSION"].contains(&kind) {
            return Err(Refusal::malformed());
        }
        if pattern
            .get("value")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .is_empty()
        {
            return Err(Refusal::invalid("value", "value: The field cannot be left blank"));
        }
    }
    Ok(())
}

fn check_providers(call: &Call<'_>, actions: &Value) -> Result<(), Refusal> {
    let missing = || Refusal::invalid("providers", "providers: The field cannot be left blank");
    let providers = actions
        .pointer("/idp/providers")
        .and_then(Value::as_array)
        .ok_or_else(missing)?;
    let most = if call.org().pipeline == Pipeline::Identity {
        10
    } else {
        1
    };
    if providers.is_empty() || providers.len() > most {
        return Err(missing());
    }
    for provider in providers {
        let id = provider.get("id").and_then(Value::as_str).unwrap_or_default();
        match provider.get("type").and_then(Value::as_str) {
            Some("OKTA") => {}
            Some("SAML2") if call.org().idps.get(id).is_some() => {}
            Some("SAML2") => return Err(Refusal::not_found(id, "IdpTrust")),
            _ => return Err(Refusal::malformed()),
        }
    }
    Ok(())
}

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    let read = read_body(call, None)?;
    let policy = found(call)?.id.clone();
    let kind = rule_kind(found(call)?.kind).to_owned();
    let (id, at) = (call.org_mut().dice.id("0pr"), call.at);
    let rule = Rule {
        id: id.clone(),
        kind,
        name: read.name,
        priority: 0,
        active: read.active,
        system: false,
        conditions: read.conditions,
        actions: read.actions,
        created: at,
        last_updated: at,
    };
    if let Some(policy) = call.org_mut().policies.get_mut(&policy) {
        policy.rules.add(rule);
        policy.place(&id, read.priority);
    }
    call.args.push(id);
    shown(call, "policy.rule.add")
}

/// Writes the event and shows the rule the path names.
fn shown(call: &mut Call<'_>, event: &'static str) -> Answer {
    let party = party(rule(call)?);
    call.record(Draft::new(event).about(party));
    read(call)
}

fn party(rule: &Rule) -> Party {
    Party::new("PolicyRule", &rule.id, "unknown", &rule.name)
}

fn changeable(call: &Call<'_>) -> Result<(String, String), Refusal> {
    let (rule, policy) = (rule(call)?, found(call)?);
    if rule.system {
        Err(Refusal::read_only("PolicyRule"))
    } else {
        Ok((policy.id.clone(), rule.id.clone()))
    }
}

/// Okta's own rules stay where they are and for whom they are; what they do can be changed, but for that of routing.
pub(super) fn replace(call: &mut Call<'_>) -> Answer {
    let (policy, id) = if rule(call)?.system && found(call)?.kind != "IDP_DISCOVERY" {
        (found(call)?.id.clone(), rule(call)?.id.clone())
    } else {
        changeable(call)?
    };
    let read = read_body(call, Some(&id))?;
    let at = call.at;
    if let Some(policy) = call.org_mut().policies.get_mut(&policy) {
        let mut own = false;
        if let Some(rule) = policy.rules.get_mut(&id) {
            own = rule.system;
            if !own {
                (rule.name, rule.conditions) = (read.name, read.conditions);
            }
            (rule.actions, rule.last_updated) = (read.actions, at);
        }
        if read.priority.is_some() && !own {
            policy.place(&id, read.priority);
        }
    }
    shown(call, "policy.rule.update")
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    let (policy, id) = changeable(call)?;
    let party = party(rule(call)?);
    if let Some(policy) = call.org_mut().policies.get_mut(&policy) {
        policy.rules.remove(&id);
        for (place, id) in policy
            .ordered()
            .into_iter()
            .map(|rule| rule.id.clone())
            .collect::<Vec<_>>()
            .iter()
            .enumerate()
        {
            if let Some(rule) = policy.rules.get_mut(id) {
                rule.priority = u64::try_from(place).unwrap_or(0) + 1;
            }
        }
    }
    call.record(Draft::new("policy.rule.delete").about(party));
    Ok(Response::empty(204))
}

pub(super) fn activate(call: &mut Call<'_>) -> Answer {
    switch(call, true)
}

pub(super) fn deactivate(call: &mut Call<'_>) -> Answer {
    switch(call, false)
}

fn switch(call: &mut Call<'_>, active: bool) -> Answer {
    let (policy, id) = changeable(call)?;
    let at = call.at;
    let rule = call
        .org_mut()
        .policies
        .get_mut(&policy)
        .and_then(|policy| policy.rules.get_mut(&id));
    if let Some(rule) = rule {
        (rule.active, rule.last_updated) = (active, at);
    }
    shown(
        call,
        if active {
            "policy.rule.activate"
        } else {
            "policy.rule.deactivate"
        },
    )?;
    Ok(Response::empty(204))
}
