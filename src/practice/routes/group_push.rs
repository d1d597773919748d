//! Groups pushed into a connected org (Okta API: Group Push Mappings).

use super::super::group_push::{self, event};
use super::super::http::{Method, Response};
use super::super::org::push::PushMapping;
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::apps::{found, named};
use super::connections::supported;
use jiff::Timestamp;
use serde_json::{Map, Value};

pub(super) const ROUTES: &[Entry] = &[
    (
        Method::Get,
        "/api/v1/apps/{}/group-push/mappings",
        Need::AppsRead,
        list,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/group-push/mappings",
        Need::AppsManage,
        create,
    ),
    (
        Method::Get,
        "/api/v1/apps/{}/group-push/mappings/{}",
        Need::AppsRead,
        read,
    ),
    (
        Method::Patch,
        "/api/v1/apps/{}/group-push/mappings/{}",
        Need::AppsManage,
        switch,
    ),
    (
        Method::Delete,
        "/api/v1/apps/{}/group-push/mappings/{}",
        Need::AppsManage,
        delete,
    ),
];

fn list(call: &mut Call<'_>) -> Answer {
    let app = found(call)?;
    let asked = |name: &str| call.request.query_value(name).filter(|text| !text.is_empty());
    let (status, group) = (asked("status"), asked("sourceGroupId"));
    if status.is_some_and(|status| !["ACTIVE", "INACTIVE", "ERROR"].contains(&status)) {
        return Err(Refusal::invalid("status", "status: Invalid value"));
    }
    let since: Option<Timestamp> = match asked("lastUpdated") {
        Some(text) => {
            let refusal = |_| Refusal::invalid("lastUpdated", "lastUpdated: Invalid date");
            Some(text.parse().map_err(refusal)?)
        }
        None => None,
    };
    let fits = |mapping: &&PushMapping| {
        status.is_none_or(|status| mapping.status() == status)
            && group.is_none_or(|group| mapping.source_group == group)
            && since.is_none_or(|since| mapping.last_updated >= since)
    };
    let base = &call.org().base;
    let items = app
        .pushes
        .iter()
        .filter(fits)
        .map(|mapping| (mapping.id.clone(), mapping.json(base, &app.id)))
        .collect();
    page(
        call,
        items,
        Cut {
            usual: 100,
            most: 1000,
        },
    )
}

fn mapping<'c>(call: &'c Call<'_>) -> Result<&'c PushMapping, Refusal> {
    let id = call.arg(1);
    let mut pushes = found(call)?.pushes.iter();
    pushes
        .find(|known| known.id == id)
        .ok_or_else(|| Refusal::not_found(&id, "GroupPushMapping"))
}

fn read(call: &mut Call<'_>) -> Answer {
    let app = found(call)?;
    Ok(Response::json(
        200,
        &mapping(call)?.json(&call.org().base, &app.id),
    ))
}

/// Group push needs a connection that is on.
fn ready(call: &Call<'_>) -> Result<(), Refusal> {
    let app = found(call)?;
    if !supported(call, app) {
        return Err(Refusal::bad_push("Provisioning is not supported."));
    }
    if !app.connected() {
        return Err(Refusal::bad_push(
            "Provisioning is not enabled for the app instance.",
        ));
    }
    Ok(())
}

fn create(call: &mut Call<'_>) -> Answer {
    let (app, body) = (named(call)?, call.body()?);
    ready(call)?;
    let (source_group, (target_group, target_name)) = (source(call, &body)?, target(call, &app, &body)?);
    let active = active(&body)?.unwrap_or(true);
    let (id, at) = (call.org_mut().dice.id("gPm"), call.at);
    let new = PushMapping {
        id: id.clone(),
        source_group,
        target_group,
        target_name,
        active,
        error: None,
        last_push: None,
        members: Vec::new(),
        created: at,
        last_updated: at,
    };
    if let Some(app) = call.org_mut().apps.get_mut(&app) {
        app.pushes.push(new);
    }
    event(
        call,
        "application.provision.group_push.mapping.created",
        (&app, &id),
        None,
    );
    if active {
        group_push::push(call, &app, &id);
    }
    call.args.push(id);
    read(call)
}

fn text(body: &Map<String, Value>, field: &str) -> String {
    body.get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn source(call: &Call<'_>, body: &Map<String, Value>) -> Result<String, Refusal> {
    let id = text(body, "sourceGroupId");
    if id.is_empty() {
        let cause = "sourceGroupId: The field cannot be left blank";
        return Err(Refusal::invalid("sourceGroupId", cause));
    }
    if call.org().groups.get(&id).is_none() {
        return Err(Refusal::not_found(&id, "UserGroup"));
    }
    if found(call)?.pushes.iter().any(|known| known.source_group == id) {
        let cause = "sourceGroupId: A mapping for this group already exists";
        return Err(Refusal::invalid("sourceGroupId", cause));
    }
    Ok(id)
}

/// The group that stands for an existing copy, or none; and the name of the copy.
fn target(
    call: &Call<'_>,
    app: &str,
    body: &Map<String, Value>,
) -> Result<(Option<String>, String), Refusal> {
    let (id, name) = (text(body, "targetGroupId"), text(body, "targetGroupName"));
    match (id.is_empty(), name.is_empty()) {
        (true, false) => Ok((None, name)),
        (false, true) => {
            let group = call.org().groups.get(&id);
            let group = group.filter(|group| group.origin.as_ref().is_some_and(|origin| origin.app == app));
            let group = group.ok_or_else(|| Refusal::not_found(&id, "UserGroup"))?;
            Ok((Some(id), group.name.clone()))
        }
        _ => {
            let cause = "Either targetGroupId or targetGroupName must be provided, but not both.";
            Err(Refusal::invalid("targetGroupId", cause))
        }
    }
}

fn active(body: &Map<String, Value>) -> Result<Option<bool>, Refusal> {
    match body.get("status").map(Value::as_str) {
        None => Ok(None),
        Some(Some("ACTIVE")) => Ok(Some(true)),
        Some(Some("INACTIVE")) => Ok(Some(false)),
        Some(_) => Err(Refusal::malformed()),
    }
}

fn switch(call: &mut Call<'_>) -> Answer {
    let (app, id) = (named(call)?, mapping(call)?.id.clone());
    let active = active(&call.body()?)?.ok_or_else(Refusal::malformed)?;
    if active {
        ready(call)?;
    }
    let at = call.at;
    let known = call.org_mut().apps.get_mut(&app);
    if let Some(known) = known.and_then(|app| app.pushes.iter_mut().find(|known| known.id == id)) {
        (known.active, known.last_updated, known.error) = (active, at, None);
    }
    let kind = if active {
        "application.provision.group_push.activate_mapping"
    } else {
        "application.provision.group_push.deactivate_mapping"
    };
    event(call, kind, (&app, &id), None);
    if active {
        group_push::push(call, &app, &id);
    }
    read(call)
}

/// Real answers are 200, not the 204 of the specification.
fn delete(call: &mut Call<'_>) -> Answer {
    let (app, known) = (named(call)?, mapping(call)?.clone());
    let with_copy = match call.request.query_value("deleteTargetGroup") {
        Some("true") => true,
        Some("false") => false,
        _ => return Err(Refusal::missing_parameter()),
    };
    if known.active {
        let cause = "The group push mapping must be deactivated before deletion.";
        return Err(Refusal::invalid("deleteGroupPushMapping", cause));
    }
    if with_copy {
        group_push::delete_copy(call, &app, &known.id).map_err(|reason| Refusal::bad_push(&reason))?;
    }
    event(
        call,
        "application.provision.group_push.removed",
        (&app, &known.id),
        None,
    );
    if let Some(app) = call.org_mut().apps.get_mut(&app) {
        app.pushes.retain(|mapping| mapping.id != known.id);
    }
    Ok(Response::empty(200))
}
