//! People: listing, reading, making, changing (Okta API: Users).

use super::super::filter;
use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::user::{Status, User};
use super::super::paging::{Cut, page, page_of};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::super::{assign, group_rules};
use super::Entry;
use super::user_lifecycle;
use serde_json::{Map, Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/users/me", Need::Token, me),
    (Method::Get, "/api/v1/users", Need::UsersRead, list),
    (Method::Post, "/api/v1/users", Need::UsersManage, create),
    (Method::Get, "/api/v1/users/{}", Need::UsersRead, read),
    (Method::Post, "/api/v1/users/{}", Need::UsersManage, change),
    (Method::Put, "/api/v1/users/{}", Need::UsersManage, replace),
    (
        Method::Delete,
        "/api/v1/users/{}",
        Need::UsersManage,
        user_lifecycle::delete,
    ),
];

const PAGE: Cut = Cut {
    usual: 200,
    most: 200,
};
const NEEDED: [&str; 4] = ["login", "email", "firstName", "lastName"];

/// The identifier of the person the path names by identifier or login.
pub(super) fn named(call: &Call<'_>) -> Result<String, Refusal> {
    let name = call.arg(0);
    if name == "me" {
        return call
            .caller
            .as_ref()
            .map(|caller| caller.user.clone())
            .ok_or_else(Refusal::no_session);
    }
    let found = call.org().find_user(&name).map(|user| user.id.clone());
    found.ok_or_else(|| Refusal::not_found(&name, "User"))
}

fn me(call: &mut Call<'_>) -> Answer {
    let id = call
        .caller
        .as_ref()
        .map(|caller| caller.user.clone())
        .unwrap_or_default();
    show(call, &id)
}

fn read(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    show(call, &id)
}

fn show(call: &Call<'_>, id: &str) -> Answer {
    let org = call.org();
    let user = org.users.get(id).ok_or_else(|| Refusal::not_found(id, "User"))?;
    Ok(Response::json(200, &user.json(&org.base, &org.user_type)))
}

fn list(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    let asked = |name: &str| call.request.query_value(name).filter(|text| !text.is_empty());
    let filter = asked("search")
        .or_else(|| asked("filter"))
        .map(filter::parse)
        .transpose()?;
    let wanted = asked("q").map(str::to_lowercase);
    if let (Some(filter), Some(_), Some(found)) = (&filter, asked("search"), org.searched_users(call.at)) {
        let fitting = found.into_iter().filter(|user| filter.fits(user));
        let id = |user: &Value| {
            user.get("id")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let items = fitting.map(|user| (format!("2{}", id(&user)), user));
        return page(call, items.collect(), PAGE);
    }
    let fits = |user: &User| match &filter {
        // An empty login is shown as none.
        Some(filter) if user.login().is_empty() => filter.fits(&user.brief_json(&org.base, &org.user_type)),
        Some(filter) => filter.fits_by("profile.login", user.login(), || {
            user.brief_json(&org.base, &org.user_type)
        }),
        None => user.status != Status::Deprovisioned,
    };
    let listed = |user: &User| wanted.as_ref().is_none_or(|wanted| matches_query(user, wanted)) && fits(user);
    page_of(
        call,
        org.users.iter(),
        |user| format!("2{}", user.id),
        |user| listed(user).then(|| user.brief(&org.base, &org.user_type)),
        PAGE,
    )
}

/// `q` compares with the beginning of first name, last name and email.
fn matches_query(user: &User, wanted: &str) -> bool {
    ["firstName", "lastName", "email"]
        .iter()
        .any(|field| user.text(field).to_lowercase().starts_with(wanted))
}

fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body()?;
    let profile = object(&body, "profile")?;
    check_profile(call, &profile, None)?;
    let groups = groups_of(call, &body)?;
    let activate = call.request.query_value("activate") != Some("false");
    let id = call.org_mut().dice.id("00u");
    let mut user = User::new(id.clone(), profile, call.at);
    credentials(&mut user, &body)?;
    if activate {
        user.turn(
            if user.may_begin() {
                Status::Active
            } else {
                Status::Provisioned
            },
            call.at,
        );
    }
    let party = party(&user);
    call.org_mut().users.add(user);
    call.record(Draft::new("user.lifecycle.create").about(party.clone()));
    if activate {
        call.record(Draft::new("user.lifecycle.activate").about(party));
        call.begin_activation(&id);
    }
    assign::joined_everyone(call, &id);
    for group in groups {
        assign::join_group(call, &group, &id);
    }
    group_rules::apply(call);
    show(call, &id)
}

fn object(body: &Map<String, Value>, field: &str) -> Result<Map<String, Value>, Refusal> {
    match body.get(field) {
        Some(Value::Object(object)) => Ok(object.clone()),
        Some(_) => Err(Refusal::malformed()),
        None => Err(Refusal::invalid(
            field,
            format!("{field}: The field cannot be left blank"),
        )),
    }
}

/// The rules for a profile; `own` is the person it belongs to already.
fn check_profile(call: &Call<'_>, profile: &Map<String, Value>, own: Option<&str>) -> Result<(), Refusal> {
    let text = |field: &str| profile.get(field).and_then(Value::as_str).unwrap_or_default();
    for field in NEEDED {
        if text(field).trim().is_empty() {
            return Err(Refusal::invalid(
                field,
                format!("{field}: The field cannot be left blank"),
            ));
        }
    }
    if !text("login").contains('@') {
        let cause = "login: Username must be in the form of an email address";
        return Err(Refusal::invalid("login", cause));
    }
    if !text("email").contains('@') {
        return Err(Refusal::invalid(
            "email",
            "email: Does not match required pattern",
        ));
    }
    match call.org().user_by_login(text("login")) {
        Some(other) if Some(other.id.as_str()) != own => {
            let cause = "login: An object with this field already exists in the current organization";
            Err(Refusal::invalid("login", cause))
        }
        _ => Ok(()),
    }
}

fn credentials(user: &mut User, body: &Map<String, Value>) -> Result<(), Refusal> {
    let Some(given) = body.get("credentials") else {
        return Ok(());
    };
    if let Some(kind) = given.pointer("/provider/type").and_then(Value::as_str) {
        if !["OKTA", "FEDERATION", "IMPORT"].contains(&kind) {
            return Err(Refusal::malformed());
        }
        kind.clone_into(&mut user.provider);
    }
    if let Some(password) = given.pointer("/password/value").and_then(Value::as_str) {
        if password.len() < 8 {
            let cause =
                "password: Password requirements were not met. Password requirements: at least 8 characters.";
            return Err(Refusal::invalid("password", cause));
        }
        user.password = Some(password.to_owned());
    }
    let question = given
        .pointer("/recovery_question/question")
        .and_then(Value::as_str);
    user.recovery_question = question
        .map(str::to_owned)
        .or_else(|| user.recovery_question.take());
    Ok(())
}

fn groups_of(call: &Call<'_>, body: &Map<String, Value>) -> Result<Vec<String>, Refusal> {
    let ids = body
        .get("groupIds")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let known = |id: &str| call.org().groups.get(id).map(|group| group.id.clone());
    ids.map(|id| known(id).ok_or_else(|| Refusal::not_found(id, "UserGroup")))
        .collect()
}

fn change(call: &mut Call<'_>) -> Answer {
    write(call, true)
}

fn replace(call: &mut Call<'_>) -> Answer {
    write(call, false)
}

/// Changes the fields given, or replaces the profile.
fn write(call: &mut Call<'_>, partial: bool) -> Answer {
    let id = named(call)?;
    let body = call.body()?;
    let given = if partial && !body.contains_key("profile") {
        Map::new()
    } else {
        object(&body, "profile")?
    };
    let old = call
        .org()
        .users
        .get(&id)
        .cloned()
        .ok_or_else(|| Refusal::not_found(&id, "User"))?;
    if old.status == Status::Deprovisioned {
        return Err(Refusal::wrong_user_status());
    }
    call.wait_for_activation(&id)?;
    let mut profile = if partial { old.profile.clone() } else { Map::new() };
    profile.extend(given);
    check_profile(call, &profile, Some(&id))?;
    if body.contains_key("profile") && mastered_by_provider(call, &id) {
        return Err(Refusal::mastered_elsewhere());
    }
    let at = call.at;
    if let Some(user) = call.org_mut().users.get_mut(&id) {
        credentials(user, &body)?;
        user.profile = profile;
        user.last_updated = at;
    }
    let changed = party(&old);
    call.record(Draft::new("user.account.update_profile").about(changed));
    assign::profile_changed(call, &id);
    group_rules::apply(call);
    show(call, &id)
}

/// Whether an identity provider keeps the profile of a person who came through it.
fn mastered_by_provider(call: &Call<'_>, id: &str) -> bool {
    call.org().idps.iter().any(|idp| {
        let keeps = idp.at("/policy/provisioning/profileMaster") == Some(&Value::Bool(true));
        idp.active && keeps && idp.links.iter().any(|link| link.user == id)
    })
}

/// A person as a party of an event.
pub(in crate::practice) fn party(user: &User) -> Party {
    Party::new("User", &user.id, user.login(), &user.display_name())
}

/// A person as a party, by identifier.
pub(in crate::practice) fn party_of(call: &Call<'_>, id: &str) -> Party {
    call.org()
        .users
        .get(id)
        .map_or_else(|| Party::new("User", id, "", ""), party)
}

/// An empty object, as lifecycle calls answer.
pub(super) fn done() -> Response {
    Response::json(200, &json!({}))
}
