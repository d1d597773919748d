//! Groups and their members (Okta API: Groups).

use super::super::assign;
use super::super::filter;
use super::super::group_push;
use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::group::Group;
use super::super::paging::{Cut, page, page_of};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use serde_json::{Map, Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/groups", Need::GroupsRead, list),
    (Method::Post, "/api/v1/groups", Need::GroupsManage, create),
    (Method::Get, "/api/v1/groups/{}", Need::GroupsRead, read),
    (Method::Put, "/api/v1/groups/{}", Need::GroupsManage, replace),
    (Method::Delete, "/api/v1/groups/{}", Need::GroupsManage, delete),
    (Method::Get, "/api/v1/groups/{}/users", Need::GroupsRead, members),
    (
        Method::Put,
        "/api/v1/groups/{}/users/{}",
        Need::MembersManage,
        add_member,
    ),
    (
        Method::Delete,
        "/api/v1/groups/{}/users/{}",
        Need::MembersManage,
        remove_member,
    ),
    (Method::Get, "/api/v1/groups/{}/apps", Need::AppsRead, apps),
];

/// The group the path names.
pub(super) fn named(call: &Call<'_>, place: usize) -> Result<Group, Refusal> {
    let id = call.arg(place);
    call.org()
        .groups
        .get(&id)
        .cloned()
        .ok_or_else(|| Refusal::not_found(&id, "UserGroup"))
}

/// A group as a party of an event.
pub(in crate::practice) fn party(group: &Group) -> Party {
    Party::new("UserGroup", &group.id, "unknown", &group.name)
}

fn list(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    let asked = |name: &str| call.request.query_value(name).filter(|text| !text.is_empty());
    let found = asked("search").and_then(|_| org.searched_groups(call.at));
    let found = found.unwrap_or_else(|| org.groups.iter().map(|group| group.json(&org.base)).collect());
    let id = |group: &Value| group["id"].as_str().unwrap_or_default().to_owned();
    let mut items: Vec<(String, Value)> = found.into_iter().map(|group| (id(&group), group)).collect();
    if let Some(text) = asked("search").or_else(|| asked("filter")) {
        let filter = filter::parse(text)?;
        items.retain(|(_, group)| filter.fits(&searchable(group)));
    }
    if let Some(text) = asked("q") {
        let wanted = text.to_lowercase();
        let name = |group: &Value| {
            let name = group.pointer("/profile/name").and_then(Value::as_str);
            name.unwrap_or_default().to_lowercase()
        };
        items.retain(|(_, group)| name(group).starts_with(&wanted));
    }
    page(
        call,
        items,
        Cut {
            usual: 10_000,
            most: 10_000,
        },
    )
}

/// A group with what only a search knows: the app it comes from, as `source.id`.
fn searchable(group: &Value) -> Value {
    let mut group = group.clone();
    let source = group.pointer("/_links/source/href").and_then(Value::as_str);
    let app = source.and_then(|href| href.rsplit('/').next()).map(str::to_owned);
    if let (Some(app), Some(fields)) = (app, group.as_object_mut()) {
        fields.insert("source".to_owned(), json!({ "id": app }));
    }
    group
}

fn read(call: &mut Call<'_>) -> Answer {
    let group = named(call, 0)?;
    Ok(Response::json(200, &group.json(&call.org().base)))
}

fn create(call: &mut Call<'_>) -> Answer {
    let (name, description) = profile(call, &call.body()?, None)?;
    let mut group = Group::new(call.org_mut().dice.id("00g"), &name, call.at);
    group.description = description;
    let shown = group.json(&call.org().base);
    let party = party(&group);
    call.org_mut().groups.add(group);
    call.record(Draft::new("group.lifecycle.create").about(party));
    Ok(Response::json(200, &shown))
}

/// Name and description, if the rules allow them.
fn profile(
    call: &Call<'_>,
    body: &Map<String, Value>,
    own: Option<&str>,
) -> Result<(String, Option<String>), Refusal> {
    let profile = body
        .get("profile")
        .and_then(Value::as_object)
        .ok_or_else(Refusal::malformed)?;
    let name = profile
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned();
    if name.chars().count() > 255 {
        return Err(Refusal::invalid("name", "name: The field is too long"));
    }
    if name.is_empty() {
        return Err(Refusal::invalid("name", "name: The field cannot be left blank"));
    }
    let mut others = call
        .org()
        .groups
        .iter()
        .filter(|group| Some(group.id.as_str()) != own);
    if others.any(|group| group.name.eq_ignore_ascii_case(&name)) {
        return Err(Refusal::invalid("name", TAKEN));
    }
    let description = profile
        .get("description")
        .and_then(Value::as_str)
        .map(str::to_owned);
    Ok((name, description))
}

/// What Okta says when a name is in use.
pub(super) const TAKEN: &str = "name: An object with this field already exists in the current organization";

fn changeable(call: &Call<'_>) -> Result<Group, Refusal> {
    let group = named(call, 0)?;
    if group.kind == "BUILT_IN" {
        Err(Refusal::forbidden())
    } else {
        Ok(group)
    }
}

fn replace(call: &mut Call<'_>) -> Answer {
    let group = changeable(call)?;
    let (name, description) = profile(call, &call.body()?, Some(&group.id))?;
    let at = call.at;
    if let Some(group) = call.org_mut().groups.get_mut(&group.id) {
        (group.name, group.description, group.last_updated) = (name, description, at);
    }
    let changed = party(&named(call, 0)?);
    call.record(Draft::new("group.profile.update").about(changed));
    group_push::group_changed(call, &group.id);
    read(call)
}

fn delete(call: &mut Call<'_>) -> Answer {
    let group = changeable(call)?;
    assign::group_gone(call, &group.id);
    call.org_mut().groups.remove(&group.id);
    call.record(Draft::new("group.lifecycle.delete").about(party(&group)));
    Ok(Response::empty(204))
}

fn members(call: &mut Call<'_>) -> Answer {
    let group = named(call, 0)?;
    let org = call.org();
    page_of(
        call,
        group.members.iter().filter_map(|id| org.users.get(id)),
        |user| user.id.clone(),
        |user| Some(user.brief(&org.base, &org.user_type)),
        Cut {
            usual: 1000,
            most: 1000,
        },
    )
}

fn member(call: &Call<'_>) -> Result<String, Refusal> {
    let id = call.arg(1);
    call.org()
        .users
        .get(&id)
        .map(|user| user.id.clone())
        .ok_or_else(|| Refusal::not_found(&id, "User"))
}

fn add_member(call: &mut Call<'_>) -> Answer {
    let (group, user) = (changeable(call)?, member(call)?);
    assign::join_group(call, &group.id, &user);
    Ok(Response::empty(204))
}

fn remove_member(call: &mut Call<'_>) -> Answer {
    let (group, user) = (changeable(call)?, member(call)?);
    assign::leave_group(call, &group.id, &user);
    Ok(Response::empty(204))
}

fn apps(call: &mut Call<'_>) -> Answer {
    let group = named(call, 0)?;
    let org = call.org();
    let held = org
        .apps
        .iter()
        .filter(|app| app.groups.iter().any(|given| given.group == group.id));
    let items = held.map(|app| (app.id.clone(), app.json(org))).collect();
    page(call, items, Cut { usual: 20, most: 200 })
}
