//! Which attributes a profile has (Okta API: Schemas): base attributes that never change, custom ones that come
//! and go.
//!
//! A schema says what may be mapped to; it does not check profiles.

use super::super::clock::instant;
use super::Org;
use super::mapping::End;
use serde_json::{Map, Value, json};

/// Name, title, more about it (format, lengths, `required`), and what the person may do with it.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// Base attributes of people.
const PERSON: [Row; 31] = [
    ("login", "Username", "required 5-100", "READ_ONLY"),
    ("firstName", "First name", "required 1-50", "READ_WRITE"),
    ("lastName", "Last name", "required 1-50", "READ_WRITE"),
    ("middleName", "Middle name", "", "READ_ONLY"),
    ("honorificPrefix", "Honorific prefix", "", "READ_ONLY"),
    ("honorificSuffix", "Honorific suffix", "", "READ_ONLY"),
    ("email", "Primary email", "required email", "READ_WRITE"),
    ("title", "Title", "", "READ_ONLY"),
    ("displayName", "Display name", "", "READ_ONLY"),
    ("nickName", "Nickname", "", "READ_ONLY"),
    ("profileUrl", "Profile Url", "uri", "READ_ONLY"),
    ("secondEmail", "Secondary email", "email", "READ_WRITE"),
    ("mobilePhone", "Mobile phone", "-100", "READ_WRITE"),
    ("primaryPhone", "Primary phone", "-100", "HIDE"),
    ("streetAddress", "Street address", "", "HIDE"),
    ("city", "City", "", "HIDE"),
    ("state", "State", "", "HIDE"),
    ("zipCode", "Zip code", "", "HIDE"),
    ("countryCode", "Country code", "country-code", "HIDE"),
    ("postalAddress", "Postal Address", "", "HIDE"),
    (
        "preferredLanguage",
        "Preferred language",
        "language-code",
        "READ_ONLY",
    ),
    ("locale", "Locale", "locale", "READ_ONLY"),
    ("timezone", "Time zone", "timezone", "READ_ONLY"),
    ("userType", "User type", "", "READ_ONLY"),
    ("employeeNumber", "Employee number", "", "READ_ONLY"),
    ("costCenter", "Cost center", "", "READ_ONLY"),
    ("organization", "Organization", "", "READ_ONLY"),
    ("division", "Division", "", "READ_ONLY"),
    ("department", "Department", "", "READ_ONLY"),
    ("managerId", "ManagerId", "", "READ_ONLY"),
    ("manager", "Manager", "", "READ_ONLY"),
];

/// Base attributes of everybody who has an app.
const APP_USER: [Row; 1] = [("userName", "Username", "required -100", "READ_ONLY")];

/// Base attributes of an app that can be provisioned.
const PROVISIONED: [Row; 6] = [
    ("firstName", "First name", "", "READ_ONLY"),
    ("lastName", "Last name", "", "READ_ONLY"),
    ("email", "Email", "email", "READ_ONLY"),
    ("mobilePhone", "Mobile phone", "", "READ_ONLY"),
    ("displayName", "Display name", "", "READ_ONLY"),
    ("initialStatus", "Initial status", "", "READ_ONLY"),
];

/// Base attributes of somebody who comes from an identity provider.
const IDP_USER: [Row; 5] = [
    ("subjectNameId", "Subject NameID", "", "READ_ONLY"),
    ("firstName", "First name", "", "READ_ONLY"),
    ("lastName", "Last name", "", "READ_ONLY"),
    ("email", "Email", "email", "READ_ONLY"),
    ("mobilePhone", "Mobile phone", "", "READ_ONLY"),
];

/// How a person may begin in the other org (Okta Org2Org: `initialStatus`).
pub(crate) const INITIAL_STATUSES: [&str; 4] = [
    "active_with_pass",
    "active_without_pass",
    "pending_with_pass",
    "pending_without_pass",
];

/// The base attributes of an end of a mapping.
fn base(org: &Org, end: &End) -> Vec<Row> {
    match end {
        End::User => PERSON.to_vec(),
        End::Idp(_) => IDP_USER.to_vec(),
        End::App(id) if org.apps.get(id).is_some_and(super::app::App::provisionable) => {
            APP_USER.into_iter().chain(PROVISIONED).collect()
        }
        End::App(_) => APP_USER.to_vec(),
    }
}

/// Whether a profile at that end has an attribute of that name.
pub(crate) fn has(org: &Org, end: &End, name: &str) -> bool {
    let custom = org
        .custom
        .get(end.owner(org))
        .is_some_and(|custom| custom.contains_key(name));
    custom || base(org, end).iter().any(|row| row.0 == name)
}

/// The schema of a profile as Okta shows it.
pub(crate) fn json(org: &Org, end: &End) -> Value {
    let owner = end.owner(org).to_owned();
    let rows = base(org, end);
    let needed: Vec<&str> = rows
        .iter()
        .filter(|row| row.2.starts_with("required"))
        .map(|row| row.0)
        .collect();
    let base: Map<String, Value> = rows
        .iter()
        .map(|row| (row.0.to_owned(), attribute(row)))
        .collect();
    let custom = org.custom.get(&owner).cloned().unwrap_or_default();
    let (id, name, title) = match end {
        End::User => (
            "/meta/schemas/user/default".to_owned(),
            "user".to_owned(),
            "User".to_owned(),
        ),
        End::App(_) | End::Idp(_) => {
            let name = end.name(org);
            (
                format!("/meta/schemas/apps/{owner}/default"),
                name.clone(),
                format!("{name} User"),
            )
        }
    };
    let description = match end {
        End::User => json!({ "description": "Okta user profile template with default permission settings" }),
        End::App(_) | End::Idp(_) => json!({}),
    };
    let mut shown = json!({
        "id": org.url(&id), "$schema": "http://json-schema.org/draft-04/schema#", "name": name, "title": title,
        "lastUpdated": instant(org.created), "created": instant(org.created),
        "definitions": {
            "custom": { "id": "#custom", "type": "object", "properties": custom, "required": [] },
            "base": { "id": "#base", "type": "object", "properties": base, "required": needed },
        },
        "type": "object",
        "properties": {
            "profile": { "allOf": [{ "$ref": "#/definitions/custom" }, { "$ref": "#/definitions/base" }] },
        },
        "_links": links(org, end),
    });
    if let (Some(shown), Some(more)) = (shown.as_object_mut(), description.as_object()) {
        shown.extend(more.clone());
    }
    shown
}

fn links(org: &Org, end: &End) -> Value {
    let link = |rel: &str, href: String| json!({ "rel": rel, "href": href, "method": "GET" });
    match end {
        End::User => json!({
            "self": link("self", org.url(&format!("/api/v1/meta/schemas/user/{}", org.user_schema))),
            "type": link("type", org.url(&format!("/api/v1/meta/types/user/{}", org.user_type))),
        }),
        End::App(id) | End::Idp(id) => {
            json!({ "self": link("self", org.url(&format!("/api/v1/meta/schemas/apps/{id}/default"))) })
        }
    }
}

fn attribute(row: &Row) -> Value {
    let (name, title, about, may) = *row;
    let mut shown = json!({ "title": title, "type": "string" });
    let Some(fields) = shown.as_object_mut() else {
        return shown;
    };
    for word in about.split_whitespace() {
        match word
            .split_once('-')
            .map(|(least, most)| (least.parse::<u32>(), most.parse::<u32>()))
        {
            Some((least, Ok(most))) => {
                if let Ok(least) = least {
                    fields.insert("minLength".to_owned(), json!(least));
                }
                fields.insert("maxLength".to_owned(), json!(most));
            }
            _ if word == "required" => {
                fields.insert("required".to_owned(), json!(true));
            }
            _ => {
                fields.insert("format".to_owned(), json!(word));
            }
        }
    }
    if name == "initialStatus" {
        let choices = INITIAL_STATUSES.map(|status| json!({ "const": status, "title": status }));
        fields.insert("enum".to_owned(), json!(INITIAL_STATUSES));
        fields.insert("oneOf".to_owned(), json!(choices));
    }
    fields.insert("mutability".to_owned(), json!("READ_WRITE"));
    fields.insert("scope".to_owned(), json!("NONE"));
    fields.insert(
        "permissions".to_owned(),
        json!([{ "principal": "SELF", "action": may }]),
    );
    shown
}
