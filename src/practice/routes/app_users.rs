//! People who have an app (Okta API: Application Users).

use super::super::assign;
use super::super::http::{Method, Response};
use super::super::org::app::{App, AppUser};
use super::super::org::user::Status;
use super::super::paging::{Cut, page_of};
use super::super::provision;
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::apps::{found, named};
use serde_json::{Map, Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/apps/{}/users", Need::AppsRead, list),
    (Method::Post, "/api/v1/apps/{}/users", Need::AppsManage, add),
    (Method::Get, "/api/v1/apps/{}/users/{}", Need::AppsRead, read),
    (Method::Post, "/api/v1/apps/{}/users/{}", Need::AppsManage, change),
    (
        Method::Delete,
        "/api/v1/apps/{}/users/{}",
        Need::AppsManage,
        remove,
    ),
];

fn list(call: &mut Call<'_>) -> Answer {
    let app = found(call)?;
    let org = call.org();
    let expand = call.request.query_value("expand") == Some("user");
    let wanted = call.request.query_value("q").unwrap_or_default().to_lowercase();
    let shown = |assigned: &AppUser| {
        let mut shown = assigned.json(&org.base, app);
        if let (true, Some(user), Some(fields)) =
            (expand, org.users.get(&assigned.user), shown.as_object_mut())
        {
            fields.insert(
                "_embedded".to_owned(),
                json!({ "user": user.json(&org.base, &org.user_type) }),
            );
        }
        Some(shown)
    };
    let fitting = app
        .users
        .iter()
        .filter(|assigned| assigned.user_name.to_lowercase().starts_with(&wanted));
    let cursor = |assigned: &AppUser| assigned.user.clone();
    page_of(call, fitting, cursor, shown, Cut { usual: 50, most: 500 })
}

fn show(call: &Call<'_>, user: &str) -> Answer {
    let app = found(call)?;
    let assigned = app
        .user(user)
        .ok_or_else(|| Refusal::not_found(user, "AppUser"))?;
    Ok(Response::json(200, &assigned.json(&call.org().base, app)))
}

fn read(call: &mut Call<'_>) -> Answer {
    let user = call.arg(1);
    show(call, &user)
}

fn add(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let body = call.body()?;
    let user = body
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if user.is_empty() {
        return Err(Refusal::invalid("id", "id: The field cannot be left blank"));
    }
    let status = call.org().users.get(&user).map(|user| user.status);
    match status {
        None => return Err(Refusal::not_found(&user, "User")),
        Some(Status::Deprovisioned | Status::Suspended) => return Err(Refusal::inactive_user()),
        Some(Status::Active | Status::Provisioned | Status::Staged) => {}
    }
    let app = found(call)?;
    if !app.active {
        return Err(Refusal::inactive_app());
    }
    check_credentials(app, &body)?;
    if app.user(&user).is_some_and(|assigned| assigned.direct) {
        return Err(Refusal::already_assigned());
    }
    assign::give_user(call, &id, &user, given(&body));
    show(call, &user)
}

/// User name and profile of a body, where given.
fn given(body: &Map<String, Value>) -> (Option<String>, Map<String, Value>) {
    let name = body
        .get("credentials")
        .and_then(|value| value.get("userName"))
        .and_then(Value::as_str);
    let profile = body
        .get("profile")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    (name.map(str::to_owned), profile)
}

fn change(call: &mut Call<'_>) -> Answer {
    let (id, user) = (named(call)?, call.arg(1));
    let body = call.body()?;
    check_credentials(found(call)?, &body)?;
    let (name, profile) = given(&body);
    check_profile(call, &user, &profile)?;
    let at = call.at;
    let app = call.org_mut().apps.get_mut(&id);
    let assigned = app
        .and_then(|app| app.user_mut(&user))
        .ok_or_else(|| Refusal::not_found(&user, "AppUser"))?;
    assigned.profile.extend(profile);
    assigned.last_updated = at;
    if let Some(name) = name {
        assigned.user_name = name;
    }
    assign::user_event(call, "application.user_membership.update", &id, &user);
    assign::profile_changed(call, &user);
    show(call, &user)
}

/// Only apps that sign on with a password take one.
fn check_credentials(app: &App, body: &Map<String, Value>) -> Result<(), Refusal> {
    let password = body.get("credentials").and_then(|value| value.get("password"));
    let modes = ["SAML_2_0", "BOOKMARK", "OPENID_CONNECT"];
    if password.is_some() && modes.contains(&app.sign_on_mode.as_str()) {
        Err(Refusal::no_password_wanted())
    } else {
        Ok(())
    }
}

/// What a mapping makes of a person cannot be set by hand while changes are pushed.
fn check_profile(call: &Call<'_>, user: &str, profile: &Map<String, Value>) -> Result<(), Refusal> {
    let app = found(call)?;
    let held = app.user(user).map(|held| &held.profile);
    if !(app.connected() && app.provisioning.update) {
        return Ok(());
    }
    let made = provision::app_profile(call, &app.id, user, false);
    let changed = |name: &&String| held.and_then(|held| held.get(*name)) != profile.get(*name);
    let mut mapped = profile.keys().filter(|name| made.contains_key(*name));
    match mapped.find(changed) {
        Some(name) => Err(Refusal::mapped_attribute(name)),
        None => Ok(()),
    }
}

fn remove(call: &mut Call<'_>) -> Answer {
    let (id, user) = (named(call)?, call.arg(1));
    if found(call)?.user(&user).is_none() {
        return Err(Refusal::not_found(&user, "AppUser"));
    }
    assign::take_user(call, &id, &user);
    Ok(Response::empty(204))
}
