//! Everything an org holds, without what changes by itself: to tell whether two orgs are as they were.

use super::org::Org;
use serde_json::{Map, Value, json};

/// Fields that time or use change.
const FLEETING: [&str; 11] = [
    "created",
    "lastUpdated",
    "lastMembershipUpdated",
    "lastLogin",
    "lastSync",
    "activated",
    "statusChanged",
    "passwordChanged",
    "_links",
    "expiresAt",
    "orn",
];

/// All objects by kind and identifier.
pub(super) fn of(org: &Org) -> Value {
    let users = org
        .users
        .iter()
        .map(|user| (user.id.clone(), user.json(&org.base, &org.user_type)));
    let groups = org.groups.iter().map(|group| {
        let mut shown = group.json(&org.base);
        shown["members"] = json!(group.members);
        (group.id.clone(), shown)
    });
    let tokens = org
        .tokens
        .iter()
        .map(|token| (token.id.clone(), token.json(&org.base)));
    let keys = org.idp_keys.iter().map(|key| (key.kid.clone(), key.json()));
    let state = json!({
        "users": by_id(users), "groups": by_id(groups), "apps": apps(org), "idps": idps(org),
        "idp_keys": by_id(keys), "policies": policies(org), "tokens": by_id(tokens),
        "features": org.features,
    });
    strip(state)
}

fn by_id(objects: impl Iterator<Item = (String, Value)>) -> Value {
    Value::Object(objects.collect::<Map<_, _>>())
}

fn apps(org: &Org) -> Value {
    by_id(org.apps.iter().map(|app| {
        let mut shown = app.json(org);
        let kids: Vec<&str> = app.keys.iter().map(|key| key.kid.as_str()).collect();
        shown["keys"] = json!(kids);
        let users = app
            .users
            .iter()
            .map(|held| (held.user.clone(), held.json(&org.base, app)));
        shown["users"] = by_id(users);
        let groups = app
            .groups
            .iter()
            .map(|given| (given.group.clone(), given.json(&org.base, &app.id)));
        shown["groups"] = by_id(groups);
        shown["connection"] =
            json!({ "active": app.connection.active, "configured": app.connection.configured });
        (app.id.clone(), shown)
    }))
}

fn idps(org: &Org) -> Value {
    by_id(org.idps.iter().map(|idp| {
        let mut shown = idp.json(&org.base);
        shown["links"] = by_id(
            idp.links
                .iter()
                .map(|link| (link.user.clone(), link.json(&org.base, &idp.id))),
        );
        (idp.id.clone(), shown)
    }))
}

fn policies(org: &Org) -> Value {
    by_id(org.policies.iter().map(|policy| {
        let mut shown = policy.json(&org.base);
        let rules = policy
            .rules
            .iter()
            .map(|rule| (rule.id.clone(), rule.json(&org.base, &policy.id)));
        shown["rules"] = by_id(rules);
        (policy.id.clone(), shown)
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
