//! Policies (Okta API: Policies). The practice orgs keep Okta's own policies; only rules come and go.

use super::super::http::{Method, Response};
use super::super::org::Pipeline;
use super::super::org::policy::Policy;
use super::super::paging::link;
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::rules;
use serde_json::Value;

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/policies", Need::PoliciesRead, list),
    (Method::Get, "/api/v1/policies/{}", Need::PoliciesRead, read),
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

fn delete(call: &mut Call<'_>) -> Answer {
    found(call)?;
    Err(Refusal::read_only("Policy"))
}
