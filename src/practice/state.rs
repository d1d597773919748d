//! Everything an org holds, without what changes by itself: to tell whether two orgs are as they were.

use super::org::Org;
use super::org::app::App;
use super::org::csr::Csr;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// Fields that time or use change.
const FLEETING: [&str; 12] = [
    "created",
    "lastUpdated",
    "lastMembershipUpdated",
    "lastLogin",
    "lastSync",
    "lastPush",
    "activated",
    "statusChanged",
    "passwordChanged",
    "_links",
    "expiresAt",
    "orn",
];

/// All objects by kind and identifier.
pub(super) fn of(org: &Org) -> Value {
    let users = org.users.iter().map(|user| {
        let roles: Vec<&str> = user.roles.iter().map(|role| role.kind.as_str()).collect();
        let more = [
            ("roles", json!(roles)),
            ("password", json!(digest(user.password.as_deref()))),
        ];
        (user.id.clone(), with(user.json(&org.base, &org.user_type), more))
    });
    let tokens = org
        .tokens
        .iter()
        .map(|token| (token.id.clone(), token.json(&org.base)));
    let keys = org.idp_keys.iter().map(|key| (key.kid.clone(), key.json()));
    let state = json!({
        "users": by_id(users), "groups": groups(org), "apps": apps(org), "idps": idps(org),
        "idp_keys": by_id(keys), "policies": policies(org), "tokens": by_id(tokens),
        "features": org.features, "mappings": mappings(org), "zones": zones(org), "org": ways(org),
        "group_rules": group_rules(org), "domains": domains(org), "custom": custom(org),
    });
    strip(state)
}

/// What no object shows.
fn ways(org: &Org) -> Value {
    json!({
        "base": org.base, "engine": format!("{:?}", org.pipeline), "org2org": org.org2org, "jit": org.jit,
        "ways": format!("{:?}", org.ways),
    })
}

/// A digest, because state may be printed and tokens may not.
fn digest(secret: Option<&str>) -> Option<String> {
    secret.map(|secret| super::dice::hex(&Sha256::digest(secret.as_bytes())))
}

fn by_id(objects: impl Iterator<Item = (String, Value)>) -> Value {
    Value::Object(objects.collect::<Map<_, _>>())
}

/// An object with more about it.
fn with<const N: usize>(mut shown: Value, more: [(&str, Value); N]) -> Value {
    if let Some(fields) = shown.as_object_mut() {
        fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    shown
}

fn groups(org: &Org) -> Value {
    by_id(org.groups.iter().map(|group| {
        let members = json!(group.members);
        (
            group.id.clone(),
            with(group.json(&org.base), [("members", members)]),
        )
    }))
}

fn apps(org: &Org) -> Value {
    by_id(org.apps.iter().map(|app| {
        let kids: Vec<&str> = app.keys.iter().map(|key| key.kid.as_str()).collect();
        let users = app
            .users
            .iter()
            .map(|held| (held.user.clone(), held.json(&org.base, app)));
        let groups = app
            .groups
            .iter()
            .map(|given| (given.group.clone(), given.json(&org.base, &app.id)));
        let connection = json!({
            "active": app.connection.active, "configured": app.connection.configured,
            "base_url": app.connection.base_url, "token": digest(app.connection.token.as_deref()),
        });
        let more = [
            ("keys", json!(kids)),
            ("users", by_id(users)),
            ("groups", by_id(groups)),
            ("connection", connection),
            ("pushes", pushes(org, app)),
            ("external_key", json!(app.external_key)),
            ("csrs", requests(&app.csrs, &org.base)),
        ];
        (app.id.clone(), with(app.json(org), more))
    }))
}

fn pushes(org: &Org, app: &App) -> Value {
    by_id(app.pushes.iter().map(|push| {
        let shown = push.json(&org.base, &app.id);
        (push.id.clone(), with(shown, [("members", json!(push.members))]))
    }))
}

fn mappings(org: &Org) -> Value {
    by_id(
        org.mappings
            .iter()
            .map(|mapping| (mapping.id.clone(), mapping.json(org))),
    )
}

fn group_rules(org: &Org) -> Value {
    by_id(org.group_rules.iter().map(|rule| {
        let placed = json!(rule.placed);
        (rule.id.clone(), with(rule.json(), [("placed", placed)]))
    }))
}

fn domains(org: &Org) -> Value {
    by_id(
        org.domains
            .iter()
            .map(|domain| (domain.id.clone(), domain.json(&org.base, &org.brand))),
    )
}

/// Attributes that were added to schemas.
fn custom(org: &Org) -> Value {
    let added = org.custom.iter().filter(|(_, added)| !added.is_empty());
    by_id(added.map(|(owner, added)| (owner.clone(), Value::Object(added.clone()))))
}

fn requests(csrs: &[Csr], below: &str) -> Value {
    by_id(csrs.iter().map(|csr| (csr.id.clone(), csr.json(below))))
}

fn zones(org: &Org) -> Value {
    by_id(
        org.zones
            .iter()
            .map(|zone| (zone.id.clone(), zone.json(&org.base))),
    )
}

fn idps(org: &Org) -> Value {
    by_id(org.idps.iter().map(|idp| {
        let links = idp
            .links
            .iter()
            .map(|link| (link.user.clone(), link.json(&org.base, &idp.id)));
        let kids: Vec<&str> = idp.keys.iter().map(|key| key.kid.as_str()).collect();
        let more = [
            ("links", by_id(links)),
            ("keys", json!(kids)),
            ("csrs", requests(&idp.csrs, &org.base)),
        ];
        (idp.id.clone(), with(idp.json(&org.base), more))
    }))
}

fn policies(org: &Org) -> Value {
    by_id(org.policies.iter().map(|policy| {
        let rules = policy
            .rules
            .iter()
            .map(|rule| (rule.id.clone(), rule.json(&org.base, &policy.id)));
        (
            policy.id.clone(),
            with(policy.json(&org.base), [("rules", by_id(rules))]),
        )
    }))
}

fn strip(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields
                .into_iter()
                .filter(|(name, _)| !FLEETING.contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name, strip(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(strip).collect()),
        other => other,
    }
}
