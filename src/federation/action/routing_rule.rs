//! Step 2: user names of the partner's domains are sent to the partner.

use super::{Act, Before, Conflict, Field, InPlace, Names, Step, field, text_at};
use crate::{
    clock::Boxed,
    federation::{
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        resolve,
        snapshot::Snapshot,
    },
    okta::{Call, Doc, Error, id::PolicyId, resource::policies::Rule, transport::Method},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Adds the routing rule, aligns it, or switches it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingRule {
    /// Its name, unique in the policy.
    pub name: String,
    /// The domains, without `@`.
    pub domains: Vec<String>,
}

impl RoutingRule {
    /// The rule, or another one that already bears its name and leads elsewhere.
    fn find<'a>(&self, rules: &'a [Doc<Rule>], facts: &Facts) -> Result<Option<&'a Doc<Rule>>, Conflict> {
        let found = resolve::rule(rules, &self.name, facts);
        let Some(rule) = found else { return Ok(None) };
        let ours = facts.get(Fact::RoutingRuleId) == Some(rule.id.as_str());
        let leads_here = facts
            .get(Fact::IdpId)
            .is_some_and(|idp| rule.providers().any(|id| id == idp));
        if ours || leads_here {
            return Ok(found);
        }
        Err(Conflict {
            sentence: format!(
                "A routing rule named {} is already there, and it leads elsewhere",
                rule.name
            ),
            remedy: "Choose another name for the rule in step 2, so that the existing one stays as it is"
                .to_owned(),
        })
    }

    fn patterns(&self) -> Value {
        let pattern = |domain: &String| json!({ "matchType": "SUFFIX", "value": domain });
        self.domains.iter().map(pattern).collect()
    }
}

fn path(facts: &Facts) -> String {
    format!("/api/v1/policies/{}/rules", facts.show(Fact::RoutingPolicyId))
}

impl Act for RoutingRule {
    fn key(&self) -> String {
        "routing-rule".to_owned()
    }

    fn side(&self) -> Side {
        Side::Target
    }

    fn step(&self) -> Step {
        Step::Trust
    }

    fn needs(&self) -> &'static [Fact] {
        &[Fact::RoutingPolicyId, Fact::IdpId]
    }

    fn title(&self, names: &Names) -> String {
        let domains: Vec<String> = self.domains.iter().map(|domain| format!("@{domain}")).collect();
        format!(
            "Send {} from {} to {} for sign-in",
            domains.join(", "),
            names.target,
            names.source
        )
    }

    fn fields(&self, facts: &Facts) -> Vec<Field> {
        vec![
            Field::new(
                "/conditions/userIdentifier/patterns",
                "user names",
                self.patterns(),
            ),
            Field::new(
                "/actions/idp/providers",
                "sent to",
                json!([{ "type": "SAML2", "id": facts.show(Fact::IdpId) }]),
            ),
            Field::new("/status", "status", "ACTIVE"),
        ]
    }

    fn in_snapshot(&self, snapshot: &Snapshot, facts: &Facts) -> InPlace {
        match &snapshot.target.rules {
            Err(error) => InPlace::Unreadable(error.clone()),
            Ok(rules) => match self.find(rules, facts) {
                Err(conflict) => InPlace::Conflict(conflict),
                Ok(found) => found.map_or(InPlace::Absent, |rule| InPlace::Present(comparable(rule.raw()))),
            },
        }
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        Box::pin(async move {
            let rules = readers
                .target
                .rules(&PolicyId::from(facts.show(Fact::RoutingPolicyId)))
                .await?;
            Ok(resolve::rule(&rules, &self.name, facts).map(|rule| comparable(rule.raw())))
        })
    }

    fn call(&self, facts: &Facts, in_place: Option<&Value>) -> Call {
        let mut fields = self.fields(facts);
        fields.retain(|field| field.pointer != "/status");
        let Some(rule) = in_place else {
            let new = json!({
                "type": "IDP_DISCOVERY",
                "name": self.name,
                "priority": 1,
                "conditions": {
                    "network": { "connection": "ANYWHERE" },
                    "platform": { "include": [{ "type": "ANY", "os": { "type": "ANY" } }], "exclude": [] },
                    "userIdentifier": { "type": "IDENTIFIER" },
                    "app": { "include": [], "exclude": [] },
                },
                "actions": { "idp": { "idpSelectionType": "SPECIFIC" } },
            });
            return Call::new(Method::Post, path(facts), Some(field::patched(&new, &fields)));
        };
        let own = format!("{}/{}", path(facts), text_at(rule, "/id").unwrap_or_default());
        if field::differences(&fields, rule).is_empty() {
            return Call::new(Method::Post, format!("{own}/lifecycle/activate"), None);
        }
        Call::new(Method::Put, own, Some(field::patched(rule, &fields)))
    }

    fn learn(&self, object: &Value, facts: &mut Facts) {
        facts.learn_some(Fact::RoutingRuleId, text_at(object, "/id"));
    }

    fn remove(&self, facts: &Facts, object: &Value) -> Vec<Call> {
        let id = text_at(object, "/id").unwrap_or_default();
        vec![Call::new(Method::Delete, format!("{}/{id}", path(facts)), None)]
    }

    fn restore(&self, facts: &Facts, restored: &Value, before: &[Before]) -> Vec<Call> {
        let own = format!("{}/{}", path(facts), text_at(restored, "/id").unwrap_or_default());
        let mut calls = Vec::new();
        if before.iter().any(|before| before.pointer != "/status") {
            calls.push(Call::new(Method::Put, own.clone(), Some(restored.clone())));
        }
        if text_at(restored, "/status") == Some("INACTIVE") {
            calls.push(Call::new(
                Method::Post,
                format!("{own}/lifecycle/deactivate"),
                None,
            ));
        }
        calls
    }
}

/// Okta may add members to providers and patterns (a name, say); only what was asked for is compared.
fn comparable(rule: &Value) -> Value {
    let mut rule = rule.clone();
    if let Some(providers) = rule
        .pointer_mut("/actions/idp/providers")
        .and_then(Value::as_array_mut)
    {
        for provider in providers {
            *provider = json!({ "type": provider.get("type"), "id": provider.get("id") });
        }
    }
    if let Some(patterns) = rule
        .pointer_mut("/conditions/userIdentifier/patterns")
        .and_then(Value::as_array_mut)
    {
        for pattern in patterns {
            *pattern = json!({ "matchType": pattern.get("matchType"), "value": pattern.get("value") });
        }
    }
    rule
}
