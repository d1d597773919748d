//! Policies and their rules (Okta API: Policies).

use super::super::clock::instant;
use super::super::shelf::{Kept, Shelf};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// A policy.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(crate) id: String,
    /// `IDP_DISCOVERY`, `ACCESS_POLICY`, …
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) active: bool,
    /// Okta's own: nobody deletes or deactivates it.
    pub(crate) system: bool,
    pub(crate) priority: u64,
    pub(crate) conditions: Value,
    /// Only password policies have some.
    pub(crate) settings: Value,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
    pub(crate) rules: Shelf<Rule>,
}

impl Kept for Policy {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Policy {
    /// The policy as Okta shows it.
    pub(crate) fn json(&self, base: &str) -> Value {
        let mut shown = json!({
            "id": self.id, "status": if self.active { "ACTIVE" } else { "INACTIVE" }, "name": self.name,
            "priority": self.priority, "system": self.system,
            "conditions": self.conditions, "created": instant(self.created),
            "lastUpdated": instant(self.last_updated), "_links": self.links(base), "type": self.kind,
        });
        let more = [
            ("description", self.description.clone().map(Value::from)),
            (
                "settings",
                Some(self.settings.clone()).filter(|settings| !settings.is_null()),
            ),
        ];
        for (name, value) in more {
            if let (Some(fields), Some(value)) = (shown.as_object_mut(), value) {
                fields.insert(name.to_owned(), value);
            }
        }
        shown
    }

    fn links(&self, base: &str) -> Value {
        let href = format!("{base}/api/v1/policies/{}", self.id);
        let link = |path: &str, verbs: &[&str]| json!({ "href": format!("{href}{path}"), "hints": { "allow": verbs } });
        let own: &[&str] = if self.system {
            &["GET", "PUT"]
        } else {
            &["GET", "PUT", "DELETE"]
        };
        let mut links = Map::new();
        links.insert("self".to_owned(), link("", own));
        links.insert("rules".to_owned(), link("/rules", &["GET", "POST"]));
        if !self.system {
            let verb = if self.active { "deactivate" } else { "activate" };
            links.insert(verb.to_owned(), link(&format!("/lifecycle/{verb}"), &["POST"]));
        }
        if self.kind == "ACCESS_POLICY" && !self.system {
            links.insert("mappings".to_owned(), link("/mappings", &["GET", "POST"]));
        }
        Value::Object(links)
    }

    /// The rules in order of priority, the default rule last.
    pub(crate) fn ordered(&self) -> Vec<&Rule> {
        let mut rules: Vec<&Rule> = self.rules.iter().collect();
        rules.sort_by_key(|rule| (rule.system, rule.priority));
        rules
    }

    /// Puts a rule at a priority (1 is first) and moves the others down; the default rule stays last.
    pub(crate) fn place(&mut self, rule: &str, priority: Option<u64>) {
        let mut order: Vec<String> = self
            .ordered()
            .into_iter()
            .filter(|other| !other.system && other.id != rule)
            .map(|r| r.id.clone())
            .collect();
        let wanted = priority
            .and_then(|place| usize::try_from(place).ok())
            .unwrap_or(usize::MAX);
        order.insert(wanted.saturating_sub(1).min(order.len()), rule.to_owned());
        for rule in self.rules.iter_mut() {
            let place = order.iter().position(|id| *id == rule.id).unwrap_or(order.len());
            rule.priority = u64::try_from(place).unwrap_or(0) + 1;
        }
    }
}

/// A rule of a policy.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) priority: u64,
    pub(crate) active: bool,
    pub(crate) system: bool,
    pub(crate) conditions: Value,
    pub(crate) actions: Map<String, Value>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
}

impl Kept for Rule {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Rule {
    /// The rule as Okta shows it.
    pub(crate) fn json(&self, base: &str, policy: &str) -> Value {
        let href = format!("{base}/api/v1/policies/{policy}/rules/{}", self.id);
        let verb = if self.active { "deactivate" } else { "activate" };
        let own: &[&str] = if self.system {
            &["GET", "PUT"]
        } else {
            &["GET", "PUT", "DELETE"]
        };
        let mut links = json!({ "self": { "href": href, "hints": { "allow": own } } });
        if let (false, Some(links)) = (self.system, links.as_object_mut()) {
            let lifecycle = format!("{href}/lifecycle/{verb}");
            links.insert(
                verb.to_owned(),
                json!({ "href": lifecycle, "hints": { "allow": ["POST"] } }),
            );
        }
        json!({
            "id": self.id, "status": if self.active { "ACTIVE" } else { "INACTIVE" }, "name": self.name,
            "priority": self.priority, "created": instant(self.created),
            "lastUpdated": instant(self.last_updated), "system": self.system, "conditions": self.conditions,
            "actions": self.actions, "_links": links, "type": self.kind,
        })
    }
}
