//! Profile mappings, the schemas they speak of, and user types (Okta API: Profile Mappings, Schemas, User Types).

use super::super::clock::instant;
use super::super::expression;
use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::mapping::{End, Mapping};
use super::super::org::schema;
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use serde_json::{Map, Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/mappings", Need::MappingsRead, list),
    (Method::Get, "/api/v1/mappings/{}", Need::MappingsRead, read),
    (Method::Post, "/api/v1/mappings/{}", Need::MappingsManage, change),
    (
        Method::Get,
        "/api/v1/meta/schemas/user/{}",
        Need::UsersRead,
        user_schema,
    ),
    (
        Method::Post,
        "/api/v1/meta/schemas/user/{}",
        Need::Supreme,
        change_user_schema,
    ),
    (
        Method::Get,
        "/api/v1/meta/schemas/apps/{}/default",
        Need::AppsRead,
        app_schema,
    ),
    (
        Method::Post,
        "/api/v1/meta/schemas/apps/{}/default",
        Need::AppsManage,
        change_app_schema,
    ),
    (Method::Get, "/api/v1/meta/types/user", Need::UsersRead, types),
    (
        Method::Get,
        "/api/v1/meta/types/user/{}",
        Need::UsersRead,
        one_type,
    ),
];

fn list(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    let asked = |name: &str| call.request.query_value(name).filter(|id| !id.is_empty());
    let (source, target) = (asked("sourceId"), asked("targetId"));
    let fits = |mapping: &&Mapping| {
        source.is_none_or(|id| mapping.source.owner(org) == id)
            && target.is_none_or(|id| mapping.target.owner(org) == id)
    };
    let items = org
        .mappings
        .iter()
        .filter(fits)
        .map(|mapping| (mapping.id.clone(), mapping.brief(org)))
        .collect();
    page(call, items, Cut { usual: 20, most: 200 })
}

fn found<'c>(call: &'c Call<'_>) -> Result<&'c Mapping, Refusal> {
    let id = call.arg(0);
    call.org()
        .mappings
        .get(&id)
        .ok_or_else(|| Refusal::not_found(&id, "ProfileMapping"))
}

fn read(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &found(call)?.json(call.org())))
}

/// Lays the given properties over the known ones; null takes one away.
fn change(call: &mut Call<'_>) -> Answer {
    let (body, mut mapping) = (call.body()?, found(call)?.clone());
    let given = body
        .get("properties")
        .and_then(Value::as_object)
        .ok_or_else(Refusal::malformed)?;
    for (name, rule) in given {
        if !schema::has(call.org(), &mapping.target, name) {
            return Err(Refusal::invalid(
                "updateMapping",
                format!("Invalid target field {name}"),
            ));
        }
        if rule.is_null() {
            mapping.properties.remove(name);
        } else {
            mapping.properties.insert(name.clone(), read_rule(rule)?);
        }
    }
    let id = mapping.id.clone();
    if let Some(kept) = call.org_mut().mappings.get_mut(&id) {
        *kept = mapping;
    }
    call.record(Draft::new("directory.mapping.update").about(Party::new("Mapping", &id, "unknown", &id)));
    read(call)
}

fn read_rule(rule: &Value) -> Result<Value, Refusal> {
    let text = rule.get("expression").and_then(Value::as_str).unwrap_or_default();
    let readable = expression::parse(text).is_some() && !text.contains("idpuser.");
    if !readable {
        return Err(Refusal::bad_mapping());
    }
    match rule
        .get("pushStatus")
        .and_then(Value::as_str)
        .unwrap_or("DONT_PUSH")
    {
        status @ ("PUSH" | "DONT_PUSH") => Ok(json!({ "expression": text, "pushStatus": status })),
        _ => Err(Refusal::malformed()),
    }
}

/// The schema of people: the usual one by its name, by its identifier, or by its user type.
fn user_end(call: &Call<'_>) -> Result<End, Refusal> {
    let (id, org) = (call.arg(0), call.org());
    if ["default", &org.user_schema, &org.user_type].contains(&id.as_str()) {
        Ok(End::User)
    } else {
        Err(Refusal::not_found(&id, "UserSchema"))
    }
}

/// The schema of those who have an app, or come from an identity provider.
fn app_end(call: &Call<'_>) -> Result<End, Refusal> {
    let (id, org) = (call.arg(0), call.org());
    if org.apps.get(&id).is_some() {
        Ok(End::App(id))
    } else if org.idps.get(&id).is_some() {
        Ok(End::Idp(id))
    } else {
        Err(Refusal::not_found(&id, "AppInstance"))
    }
}

fn user_schema(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &schema::json(call.org(), &user_end(call)?)))
}

fn app_schema(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &schema::json(call.org(), &app_end(call)?)))
}

fn change_user_schema(call: &mut Call<'_>) -> Answer {
    let end = user_end(call)?;
    change_schema(call, &end)
}

fn change_app_schema(call: &mut Call<'_>) -> Answer {
    let end = app_end(call)?;
    change_schema(call, &end)
}

/// Adds, changes or (with null) removes custom attributes; base attributes stay as they are.
fn change_schema(call: &mut Call<'_>, end: &End) -> Answer {
    let body = Value::Object(call.body()?);
    let given = body
        .pointer("/definitions/custom/properties")
        .and_then(Value::as_object);
    let given: Map<String, Value> = given.cloned().unwrap_or_default();
    for (name, attribute) in &given {
        let sound = attribute.is_null() || (attribute["title"].is_string() && attribute["type"].is_string());
        if !sound {
            let cause = format!("{name}: The attribute needs a title and a type");
            return Err(Refusal::invalid("customSchema", cause));
        }
    }
    let owner = end.owner(call.org()).to_owned();
    let custom = call.org_mut().custom.entry(owner.clone()).or_default();
    for (name, attribute) in given {
        if attribute.is_null() {
            custom.remove(&name);
        } else {
            custom.insert(name, attribute);
        }
    }
    let party = Party::new("UserSchema", &owner, "unknown", "unknown");
    call.record(Draft::new("directory.user_profile.update").about(party));
    Ok(Response::json(200, &schema::json(call.org(), end)))
}

fn shown_type(call: &Call<'_>) -> Value {
    let org = call.org();
    let href = org.url(&format!("/api/v1/meta/types/user/{}", org.user_type));
    let schema = org.url(&format!("/api/v1/meta/schemas/user/{}", org.user_schema));
    let link = |rel: &str, href: &str| json!({ "rel": rel, "href": href, "method": "GET" });
    json!({
        "id": org.user_type, "displayName": "User",
        "name": "user", "description": "Okta user profile template with default permission settings",
        "createdBy": org.id, "lastUpdatedBy": org.id,
        "created": instant(org.created), "lastUpdated": instant(org.created), "default": true,
        "_links": {
            "self": link("self", &href), "schema": link("schema", &schema),
        },
    })
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn types(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &json!([shown_type(call)])))
}

fn one_type(call: &mut Call<'_>) -> Answer {
    let id = call.arg(0);
    if id == "default" || id == call.org().user_type {
        Ok(Response::json(200, &shown_type(call)))
    } else {
        Err(Refusal::not_found(&id, "UserType"))
    }
}
