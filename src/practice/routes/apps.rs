//! Apps: listing, adding, changing, switching, removing (Okta API: Applications).

use super::super::filter;
use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::Pipeline;
use super::super::org::app::App;
use super::super::org::mapping;
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::super::{assign, catalogue};
use super::Entry;
use super::app_body;
use super::users::done;
use serde_json::Value;

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/apps/{}", Need::AppsRead, read),
    (Method::Put, "/api/v1/apps/{}", Need::AppsManage, replace),
    (Method::Delete, "/api/v1/apps/{}", Need::AppsManage, delete),
    (
        Method::Put,
        "/api/v1/apps/{}/policies/{}",
        Need::AppsManage,
        assign_policy,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/lifecycle/activate",
        Need::AppsManage,
        activate,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/lifecycle/deactivate",
        Need::AppsManage,
        deactivate,
    ),
];

/// More apps than this an org does not hold.
const MOST_APPS: usize = 60;

/// What the list may be filtered by.
const FILTERABLE: [&str; 5] = [
    "id",
    "status",
    "name",
    "credentials.signing.kid",
    "settings.slo.enabled",
];

/// The identifier of the app the path names.
pub(super) fn named(call: &Call<'_>) -> Result<String, Refusal> {
    let id = call.arg(0);
    match call.org().apps.get(&id) {
        Some(_) => Ok(id),
        None => Err(Refusal::not_found(&id, "AppInstance")),
    }
}

/// The app the path names.
pub(super) fn found<'c>(call: &'c Call<'_>) -> Result<&'c App, Refusal> {
    let id = call.arg(0);
    call.org()
        .apps
        .get(&id)
        .ok_or_else(|| Refusal::not_found(&id, "AppInstance"))
}

/// An app as a party of an event.
pub(in crate::practice) fn party(app: &App) -> Party {
    let title = catalogue::find(&app.name).map_or(app.label.as_str(), |known| known.title);
    Party::new("AppInstance", &app.id, title, &app.label)
}

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    let asked = |name: &str| call.request.query_value(name).filter(|text| !text.is_empty());
    let mut items: Vec<(String, Value)> = org
        .apps
        .iter()
        .map(|app| (app.id.clone(), app.json(org)))
        .collect();
    let sound = |expand: &str| {
        expand
            .strip_prefix("user/")
            .is_some_and(|id| !id.contains([',', '/']))
    };
    if asked("expand").is_some_and(|expand| !sound(expand)) {
        return Err(Refusal::invalid("RequestParams", "Expand query is malformed."));
    }
    if let Some(text) = asked("filter") {
        let filter = filter::parse(text)?;
        if !filter.paths().iter().all(|path| FILTERABLE.contains(path)) {
            return Err(Refusal::bad_search());
        }
        items.retain(|(_, app)| filter.fits(app));
    }
    if let Some(text) = asked("q") {
        let wanted = text.to_lowercase();
        let starts = |app: &Value, field: &str| {
            app[field]
                .as_str()
                .is_some_and(|name| name.to_lowercase().starts_with(&wanted))
        };
        items.retain(|(_, app)| starts(app, "name") || starts(app, "label"));
    }
    page(call, items, Cut { usual: 20, most: 200 })
}

fn show(call: &Call<'_>, id: &str) -> Answer {
    let org = call.org();
    let app = org
        .apps
        .get(id)
        .ok_or_else(|| Refusal::not_found(id, "AppInstance"))?;
    Ok(Response::json(200, &app.json(org)))
}

fn read(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    show(call, &id)
}

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body()?;
    if call.org().apps.len() >= MOST_APPS {
        let cause = "Cannot create application instance. Maximum number of instances has been reached.";
        return Err(Refusal::invalid("generalSettings", cause));
    }
    let mut app = app_body::new_app(call, &body)?;
    app.active = call.request.query_value("activate") != Some("false");
    let (id, party) = (app.id.clone(), party(&app));
    let org = call.org_mut();
    mapping::add_for_app(org, &app);
    org.apps.add(app);
    call.record(Draft::new("application.lifecycle.create").about(party));
    show(call, &id)
}

fn replace(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let body = call.body()?;
    let old = found(call)?.clone();
    let new = app_body::changed_app(call, &old, &body)?;
    let (party, rotated) = (party(&new), new.signing_kid != old.signing_kid);
    if let Some(app) = call.org_mut().apps.get_mut(&id) {
        *app = new;
    }
    call.record(Draft::new("application.lifecycle.update").about(party.clone()));
    if rotated {
        call.record(Draft::new("app.keys.rotate").about(party));
    }
    show(call, &id)
}

fn delete(call: &mut Call<'_>) -> Answer {
    let app = found(call)?;
    if app.active {
        return Err(Refusal::app_still_active());
    }
    let (id, party) = (app.id.clone(), party(app));
    let org = call.org_mut();
    mapping::remove_for(org, &id);
    org.apps.remove(&id);
    call.record(Draft::new("application.lifecycle.delete").about(party));
    Ok(Response::empty(204))
}

/// Gives the app another sign-in policy.
fn assign_policy(call: &mut Call<'_>) -> Answer {
    let (id, wanted, org) = (named(call)?, call.arg(1), call.org());
    if org.pipeline == Pipeline::Classic {
        return Err(Refusal::no_feature());
    }
    let policy = org.policies.get(&wanted);
    let policy = policy.ok_or_else(|| Refusal::not_found(&wanted, "Policy"))?;
    if found(call)?.name == "saasure" || policy.kind != "ACCESS_POLICY" {
        let name = &policy.name;
        let cause =
            format!("This policy belongs to \"{name}\", and re-assignment of this policy is not allowed");
        return Err(Refusal::invalid("Policy", cause));
    }
    let at = call.at;
    if let Some(app) = call.org_mut().apps.get_mut(&id) {
        (app.access_policy, app.last_updated) = (Some(wanted), at);
    }
    let party = party(found(call)?);
    call.record(Draft::new("application.policy.sign_on.update").about(party));
    Ok(Response::empty(204))
}

fn activate(call: &mut Call<'_>) -> Answer {
    switch(call, true, "application.lifecycle.activate")
}

fn deactivate(call: &mut Call<'_>) -> Answer {
    switch(call, false, "application.lifecycle.deactivate")
}

fn switch(call: &mut Call<'_>, active: bool, event: &'static str) -> Answer {
    let id = named(call)?;
    let at = call.at;
    let Some(app) = call.org_mut().apps.get_mut(&id) else {
        return Ok(done());
    };
    if app.active == active {
        return Ok(done());
    }
    (app.active, app.last_updated) = (active, at);
    let party = party(app);
    call.record(Draft::new(event).about(party));
    if active {
        assign::reconcile(call, &id);
    }
    Ok(done())
}
