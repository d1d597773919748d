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
    let enrollment = json!({ "profileEnrollment": {
        "access": "DENY", "unknownUserAction": "DENY", "profileAttributes": [],
        "activationRequirements": { "emailVerification": false },
    } });
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
        (
            "rst",
            "PROFILE_ENROLLMENT",
            "Default Policy",
            default_text,
            enrollment,
        ),
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
            name: name.to_owned(),
            description: Some(description.to_owned()),
            active: true,
            system: true,
            priority: 1,
            conditions: policy_conditions(org, kind),
            settings: usual_settings(kind),
            created: now,
            last_updated: now,
            rules,
        });
    }
}

/// Policies for sessions and passwords hold for everybody; the others say nothing.
fn policy_conditions(org: &Org, kind: &str) -> Value {
    let everyone = org.groups.iter().find(|group| group.kind == "BUILT_IN");
    let people = json!({ "groups": { "include": everyone.map(|group| vec![&group.id]) } });
    match kind {
        "OKTA_SIGN_ON" => json!({ "people": people }),
        "PASSWORD" => json!({ "people": people, "authProvider": { "provider": "OKTA" } }),
        _ => Value::Null,
    }
}

/// What a policy sets beside its rules.
pub(in crate::practice) fn usual_settings(kind: &str) -> Value {
    if kind != "PASSWORD" {
        return Value::Null;
    }
    json!({
        "password": {
            "complexity": {
                "minLength": 12, "minLowerCase": 0, "minUpperCase": 0, "minNumber": 0, "minSymbol": 0,
                "excludeUsername": true, "dictionary": { "common": { "exclude": true } }, "excludeAttributes": [],
            },
            "age": { "maxAgeDays": 0, "expireWarnDays": 0, "minAgeMinutes": 0, "historyCount": 4 },
            "lockout": {
                "maxAttempts": 10, "autoUnlockMinutes": 0, "userLockoutNotificationChannels": [],
                "showLockoutFailures": false,
            },
        },
        "recovery": { "factors": {
            "recovery_question": { "status": "INACTIVE", "properties": { "complexity": { "minLength": 4 } } },
            "okta_email": {
                "status": "ACTIVE", "properties": { "recoveryToken": { "tokenLifetimeMinutes": 60 } },
            },
            "okta_sms": { "status": "INACTIVE" }, "okta_call": { "status": "INACTIVE" },
        } },
        "delegation": { "options": { "skipUnlock": false } },
    })
}

/// What the sign-in policy of an app allows that no other rule decides about: whoever proves one factor.
pub(in crate::practice) fn catch_all(org: &mut Org, now: Timestamp) -> Rule {
    let method = json!({ "type": "ASSURANCE", "factorMode": "1FA" });
    let actions = json!({ "appSignOn": { "access": "ALLOW", "verificationMethod": method } });
    default_rule(org, "ACCESS_POLICY", &actions, now)
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

/// The default rule applies to everything; that of routing says so field by field, that of enrollment by saying nothing.
fn default_conditions(kind: &str) -> Value {
    if kind == "PROFILE_ENROLLMENT" {
        return Value::Null;
    }
    let mut conditions = json!({ "network": { "connection": "ANYWHERE" } });
    let nothing = json!({ "include": [], "exclude": [] });
    if let ("IDP_DISCOVERY", Some(fields)) = (kind, conditions.as_object_mut()) {
        fields.insert("platform".to_owned(), nothing.clone());
        fields.insert("userIdentifier".to_owned(), json!({ "patterns": [] }));
        fields.insert("app".to_owned(), nothing);
    }
    conditions
}
