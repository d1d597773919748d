//! Okta's own policies of a fresh org.

use super::super::org::Org;
use super::super::org::policy::{Policy, Rule};
use super::super::shelf::Shelf;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The policies every org has, each with the rule that applies when no other does.
pub(super) fn add(org: &mut Org, now: Timestamp) {
    let discovery = json!({ "idp": { "providers": [{ "type": "OKTA" }], "idpSelectionType": "SPECIFIC" } });
    let method =
        json!({ "type": "ASSURANCE", "factorMode": "1FA", "reauthenticateIn": "PT2H", "constraints": [] });
    let access = json!({ "appSignOn": { "access": "ALLOW", "verificationMethod": method } });
    let session =
        json!({ "usePersistentCookie": false, "maxSessionIdleMinutes": 120, "maxSessionLifetimeMinutes": 0 });
    let sign_on = json!({ "signon": {
        "access": "ALLOW", "requireFactor": false, "primaryFactor": "PASSWORD_IDP",
        "rememberDeviceByDefault": false, "session": session,
    } });
    let password = json!({
        "passwordChange": { "access": "ALLOW" }, "selfServicePasswordReset": { "access": "ALLOW" },
        "selfServiceUnlock": { "access": "DENY" },
    });
    let discovery_text = "The default IdP Discovery Policy";
    let default_text = "The default policy applies in all situations if no other policy applies.";
    let one_factor = "Require one factor to access.";
    let rows = [
        (
            "00p",
            "IDP_DISCOVERY",
            "Idp Discovery Policy",
            discovery_text,
            discovery,
        ),
        ("rst", "ACCESS_POLICY", "Any one factor", one_factor, access),
        ("00p", "OKTA_SIGN_ON", "Default Policy", default_text, sign_on),
        ("00p", "PASSWORD", "Default Policy", default_text, password),
    ];
    for (prefix, kind, name, description, actions) in rows {
        let rule = default_rule(org, kind, &actions, now);
        let id = org.dice.id(prefix);
        let mut rules = Shelf::default();
        rules.add(rule);
        org.policies.add(Policy {
            id,
            kind,
            name,
            description,
            conditions: Value::Null,
            created: now,
            rules,
        });
    }
}

fn default_rule(org: &mut Org, kind: &str, actions: &Value, now: Timestamp) -> Rule {
    Rule {
        id: org.dice.id("0pr"),
        kind: if kind == "OKTA_SIGN_ON" { "SIGN_ON" } else { kind }.to_owned(),
        name: if kind == "ACCESS_POLICY" {
            "Catch-all Rule"
        } else {
            "Default Rule"
        }
        .to_owned(),
        priority: 1,
        active: true,
        system: true,
        conditions: default_conditions(kind),
        actions: actions.as_object().cloned().unwrap_or_default(),
        created: now,
        last_updated: now,
    }
}

/// The default rule applies to everything; that of routing says so field by field.
fn default_conditions(kind: &str) -> Value {
    let mut conditions = json!({ "network": { "connection": "ANYWHERE" } });
    let nothing = json!({ "include": [], "exclude": [] });
    if let ("IDP_DISCOVERY", Some(fields)) = (kind, conditions.as_object_mut()) {
        fields.insert("platform".to_owned(), nothing.clone());
        fields.insert("userIdentifier".to_owned(), json!({ "patterns": [] }));
        fields.insert("app".to_owned(), nothing);
    }
    conditions
}
