//! Routing rules: which identity provider a user name leads to (Okta API: Policies, type `IDP_DISCOVERY`).

use super::nullable;
use crate::okta::{
    Doc, Error, Reader,
    id::{PolicyId, RuleId},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// A policy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Policy {
    /// The identifier.
    pub id: PolicyId,
    /// Its name.
    #[serde(default, deserialize_with = "nullable")]
    pub name: String,
    /// Its type.
    #[serde(rename = "type", default, deserialize_with = "nullable")]
    pub kind: String,
}

/// A rule of a policy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Rule {
    /// The identifier.
    pub id: RuleId,
    /// Unique in the policy.
    #[serde(default, deserialize_with = "nullable")]
    pub name: String,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
    /// The smaller, the earlier.
    #[serde(default, deserialize_with = "nullable")]
    pub priority: i64,
    /// Whether Okta made it.
    #[serde(default, deserialize_with = "nullable")]
    pub system: bool,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Whom it is for.
    #[serde(default, deserialize_with = "nullable")]
    pub conditions: Value,
    /// Where it leads.
    #[serde(default, deserialize_with = "nullable")]
    pub actions: Value,
}

impl Rule {
    /// The identifiers of the identity providers it leads to.
    pub fn providers(&self) -> impl Iterator<Item = &str> {
        let providers = self.actions.pointer("/idp/providers").and_then(Value::as_array);
        providers
            .into_iter()
            .flatten()
            .filter_map(|provider| provider.get("id")?.as_str())
    }

    /// The ends of user names it is for; none means that it is not restricted that way.
    pub fn suffixes(&self) -> impl Iterator<Item = &str> {
        let patterns = self
            .conditions
            .pointer("/userIdentifier/patterns")
            .and_then(Value::as_array);
        let suffix = |pattern: &&Value| pattern.get("matchType").and_then(Value::as_str) == Some("SUFFIX");
        patterns
            .into_iter()
            .flatten()
            .filter(suffix)
            .filter_map(|pattern| pattern.get("value")?.as_str())
    }

    /// Whether everybody is meant, admins too.
    pub fn is_catch_all(&self) -> bool {
        let patterns = self
            .conditions
            .pointer("/userIdentifier/patterns")
            .and_then(Value::as_array);
        patterns.is_none_or(Vec::is_empty)
    }

    /// Whether the rule is switched on.
    pub fn is_active(&self) -> bool {
        self.status == "ACTIVE"
    }
}

impl Reader {
    /// The policy that holds the routing rules.
    pub async fn routing_policies(&self) -> Result<Vec<Doc<Policy>>, Error> {
        self.docs("/api/v1/policies?type=IDP_DISCOVERY").await
    }

    /// The rules of a policy.
    pub async fn rules(&self, policy: &PolicyId) -> Result<Vec<Doc<Rule>>, Error> {
        self.docs(format!("/api/v1/policies/{policy}/rules")).await
    }
}
