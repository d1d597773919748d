//! Groups whose members have an app (Okta API: Application Groups).

use super::super::assign;
use super::super::http::{Method, Response};
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::apps::{found, named};
use super::groups;
use serde_json::Value;

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/apps/{}/groups", Need::AppsRead, list),
    (Method::Get, "/api/v1/apps/{}/groups/{}", Need::AppsRead, read),
    (Method::Put, "/api/v1/apps/{}/groups/{}", Need::AppsManage, assign),
    (
        Method::Delete,
        "/api/v1/apps/{}/groups/{}",
        Need::AppsManage,
        remove,
    ),
];

fn list(call: &mut Call<'_>) -> Answer {
    let app = found(call)?;
    let base = &call.org().base;
    let mut given: Vec<_> = app.groups.iter().collect();
    given.sort_by_key(|given| given.priority);
    let items = given
        .into_iter()
        .map(|given| (given.group.clone(), given.json(base, &app.id)))
        .collect();
    page(call, items, Cut { usual: 20, most: 200 })
}

fn read(call: &mut Call<'_>) -> Answer {
    let group = call.arg(1);
    let app = found(call)?;
    let given = app.groups.iter().find(|given| given.group == group);
    let given = given.ok_or_else(|| Refusal::not_found(&group, "ApplicationGroupAssignment"))?;
    Ok(Response::json(200, &given.json(&call.org().base, &app.id)))
}

fn assign(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let group = groups::named(call, 1)?;
    let body = call.body_or_empty()?;
    if !found(call)?.active {
        return Err(Refusal::inactive_app());
    }
    let priority = body.get("priority").and_then(Value::as_u64);
    let profile = body
        .get("profile")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    assign::give_group(call, &id, &group.id, priority, profile);
    read(call)
}

fn remove(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let group = call.arg(1);
    if !found(call)?.groups.iter().any(|given| given.group == group) {
        return Err(Refusal::not_found(&group, "ApplicationGroupAssignment"));
    }
    assign::take_group(call, &id, &group);
    Ok(Response::empty(204))
}
