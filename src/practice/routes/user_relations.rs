//! What hangs on a person: roles, groups, apps, identity providers (Okta API: User Resources).

use super::super::catalogue;
use super::super::http::{Method, Response};
use super::super::log::Draft;
use super::super::org::app::App;
use super::super::org::user::Role;
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::{self, Need};
use super::super::world::{Answer, Call};
use super::Entry;
use super::users::{named, party_of};
use serde_json::{Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/users/{}/roles", Need::Supreme, list_roles),
    (Method::Post, "/api/v1/users/{}/roles", Need::Supreme, add_role),
    (Method::Get, "/api/v1/users/{}/roles/{}", Need::Supreme, read_role),
    (
        Method::Delete,
        "/api/v1/users/{}/roles/{}",
        Need::Supreme,
        remove_role,
    ),
    (Method::Get, "/api/v1/users/{}/groups", Need::UsersRead, groups),
    (
        Method::Get,
        "/api/v1/users/{}/appLinks",
        Need::UsersRead,
        app_links,
    ),
    (Method::Get, "/api/v1/users/{}/idps", Need::UsersRead, idps),
];

fn list_roles(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let org = call.org();
    let user = org
        .users
        .get(&id)
        .ok_or_else(|| Refusal::not_found(&id, "User"))?;
    let roles: Vec<Value> = user.roles.iter().map(|role| role.json(&org.base, &id)).collect();
    Ok(Response::json(200, &Value::Array(roles)))
}

fn read_role(call: &mut Call<'_>) -> Answer {
    let (id, role) = (named(call)?, call.arg(1));
    let org = call.org();
    let mut held = org.users.get(&id).into_iter().flat_map(|user| &user.roles);
    let found = held
        .find(|known| known.id == role)
        .ok_or_else(|| Refusal::not_found(&role, "Role"))?;
    Ok(Response::json(200, &found.json(&org.base, &id)))
}

fn add_role(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let body = call.body()?;
    let kind = body.get("type").and_then(Value::as_str).unwrap_or_default();
    if roles::label(kind).is_none() {
        return Err(Refusal::invalid(
            "type",
            format!("type: The role specified is invalid: {kind}"),
        ));
    }
    let role = Role {
        id: call.org_mut().dice.word("role", 16).to_uppercase(),
        kind: kind.to_owned(),
        created: call.at,
    };
    let user = call
        .org_mut()
        .users
        .get_mut(&id)
        .ok_or_else(|| Refusal::not_found(&id, "User"))?;
    if user.roles.iter().any(|known| known.kind == kind) {
        return Err(Refusal::role_taken());
    }
    user.roles.push(role.clone());
    let party = party_of(call, &id);
    call.record(Draft::new("user.account.privilege.grant").about(party));
    Ok(Response::json(201, &role.json(&call.org().base, &id)))
}

fn remove_role(call: &mut Call<'_>) -> Answer {
    let (id, role) = (named(call)?, call.arg(1));
    let user = call
        .org_mut()
        .users
        .get_mut(&id)
        .ok_or_else(|| Refusal::not_found(&id, "User"))?;
    let before = user.roles.len();
    user.roles.retain(|known| known.id != role);
    let none_left = user.roles.is_empty();
    if user.roles.len() == before {
        return Err(Refusal::not_found(&role, "Role"));
    }
    if none_left {
        let party = party_of(call, &id);
        call.record(Draft::new("user.account.privilege.revoke").about(party));
    }
    Ok(Response::empty(204))
}

fn groups(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let org = call.org();
    let items = org
        .groups_of(&id)
        .map(|group| (group.id.clone(), group.json(&org.base)))
        .collect();
    page(
        call,
        items,
        Cut {
            usual: 200,
            most: 200,
        },
    )
}

fn app_links(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let org = call.org();
    let held = org
        .apps
        .iter()
        .filter(|app| app.active && app.user(&id).is_some());
    let links = held
        .enumerate()
        .map(|(place, app)| link(call, app, place))
        .collect();
    Ok(Response::json(200, &Value::Array(links)))
}

fn link(call: &Call<'_>, app: &App, place: usize) -> Value {
    let number = catalogue::find(&app.name).map_or(9000, |known| known.number);
    json!({
        "id": app.id, "label": app.label,
        "linkUrl": call.url(&format!("/home/{}/{}/{number}", app.name, app.id)),
        "logoUrl": call.url(&format!("/assets/{}.png", app.name)), "appName": app.name,
        "appInstanceId": app.id, "appAssignmentId": app.id, "credentialsSetup": false, "hidden": false,
        "sortOrder": place,
    })
}

fn idps(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let org = call.org();
    let linked = org
        .idps
        .iter()
        .filter(|idp| idp.links.iter().any(|link| link.user == id));
    let shown = linked.map(|idp| idp.json(&org.base)).collect();
    Ok(Response::json(200, &Value::Array(shown)))
}
