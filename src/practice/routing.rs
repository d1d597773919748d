//! Where somebody signs in who gives a user name: the routing rules of an org, in order of priority.

use super::org::Org;
use super::org::policy::Rule;
use serde_json::Value;

/// Where sign-in goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// Here, with a password.
    Here,
    /// At that identity provider.
    Provider(String),
    /// The rule names a provider that is inactive or gone; Okta answers with an error of its own.
    Broken,
}

/// The way for a user name, on the way to an app if there is one.
pub(super) fn way(org: &Org, identifier: &str, app: Option<&str>) -> Way {
    let policy = org.policies.iter().find(|policy| policy.kind == "IDP_DISCOVERY");
    let rules = policy.map(|policy| policy.ordered()).unwrap_or_default();
    let rule = rules
        .into_iter()
        .find(|rule| rule.active && fits(rule, identifier, app));
    let provider = rule
        .and_then(|rule| rule.actions.get("idp"))
        .and_then(|idp| idp.pointer("/providers/0"));
    let Some(provider) = provider else {
        return Way::Here;
    };
    if provider.get("type").and_then(Value::as_str) == Some("OKTA") {
        return Way::Here;
    }
    let id = provider.get("id").and_then(Value::as_str).unwrap_or_default();
    match org.idps.get(id) {
        Some(idp) if idp.active => Way::Provider(idp.id.clone()),
        _ => Way::Broken,
    }
}

fn fits(rule: &Rule, identifier: &str, app: Option<&str>) -> bool {
    let list = |pointer: &str| {
        rule.conditions
            .pointer(pointer)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let patterns = list("/userIdentifier/patterns");
    let named = patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, identifier));
    let apps = list("/app/include");
    let wanted = apps.is_empty()
        || apps
            .iter()
            .any(|entry| entry.get("id").and_then(Value::as_str) == app);
    named && wanted
}

fn matches(pattern: &Value, identifier: &str) -> bool {
    let text = |field: &str| {
        pattern
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_lowercase()
    };
    let (value, name) = (text("value"), identifier.to_lowercase());
    match text("matchType").as_str() {
        "suffix" => name.ends_with(&value),
        "equals" => name == value,
        "starts_with" => name.starts_with(&value),
        "contains" => name.contains(&value),
        _ => false,
    }
}
