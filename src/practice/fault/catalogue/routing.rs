//! Routing rules that send people the wrong way.

use super::super::super::Side;
use super::super::super::log::Party;
use super::super::super::org::policy::{Policy, Rule};
use super::super::cell::Cell;
use super::super::hand::{Hand, unfit};
use super::super::place::{Place, Thing};
use super::super::{Concern, Fault, Trouble};
use serde_json::{Value, json};

const PROVIDER: &str = "/actions/idp/providers/0/id";
const PATTERNS: &str = "/conditions/userIdentifier/patterns";
const PASSWORD: &str = "From the target org, a password is asked for that nobody has; the tile works";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "routing-rule-order",
        concern: Concern::Routing,
        side: Side::Target,
        broken: "A routing rule that catches everybody stands above the partner's rule",
        symptom: PASSWORD,
        modes: &["F73"],
        make: |hand| {
            let (policy, _) = rule(hand)?;
            let id = hand.world.target.dice.id("0pr");
            let first = everybody(id.clone(), hand.now);
            let others: Vec<(String, u64)> = found(hand, &policy)
                .map(|policy| {
                    policy
                        .rules
                        .iter()
                        .map(|rule| (rule.id.clone(), rule.priority))
                        .collect()
                })
                .unwrap_or_default();
            hand.put(Place::Rules(policy.clone()), &id, Thing::Rule(Box::new(first)));
            for (other, priority) in others {
                hand.write(Cell::Rule(policy.clone(), other, "/priority"), priority + 1);
            }
            hand.log(
                Side::Target,
                "policy.rule.add",
                Party::new("PolicyRule", &id, "unknown", "Everybody"),
            );
            Ok(())
        },
    },
    Fault {
        name: "routing-rule-other-provider",
        concern: Concern::Routing,
        side: Side::Target,
        broken: "The partner's routing rule leads to another partner's identity provider",
        symptom: "From the target org, the browser leaves for an address where nobody answers; the tile works",
        modes: &["F73"],
        make: |hand| {
            let (policy, rule) = rule(hand)?;
            let mut other = hand.idp()?.clone();
            other.id = hand.world.target.dice.id("0oa");
            "Fabrikam Workforce".clone_into(&mut other.name);
            other.links.clear();
            let id = other.id.clone();
            hand.put(Place::Idps, &id, Thing::Idp(Box::new(other)));
            let issuer = format!("http://www.okta.com/{}", hand.world.source.dice.id("exk"));
            hand.write(
                Cell::Idp(id.clone(), "/protocol/credentials/trust/issuer"),
                issuer,
            );
            for end in [
                "/protocol/endpoints/sso/url",
                "/protocol/endpoints/sso/destination",
            ] {
                hand.write(
                    Cell::Idp(id.clone(), end),
                    "https://fabrikam.okta.example/app/okta_org2org/exkfabrikam/sso/saml",
                );
            }
            hand.write(Cell::Rule(policy, rule, PROVIDER), id);
            hand.heart();
            Ok(())
        },
    },
    Fault {
        name: "routing-rule-inactive",
        concern: Concern::Routing,
        side: Side::Target,
        broken: "The partner's routing rule was deactivated",
        symptom: PASSWORD,
        modes: &["F73"],
        make: |hand| {
            let (policy, rule) = rule(hand)?;
            hand.write(Cell::Rule(policy, rule.clone(), "/active"), false);
            hand.log(
                Side::Target,
                "policy.rule.deactivate",
                Party::new("PolicyRule", &rule, "unknown", "unknown"),
            );
            Ok(())
        },
    },
    Fault {
        name: "routing-rule-deleted",
        concern: Concern::Routing,
        side: Side::Target,
        broken: "The partner's routing rule was deleted",
        symptom: PASSWORD,
        modes: &["F73"],
        make: |hand| {
            let (policy, rule) = rule(hand)?;
            hand.take(Place::Rules(policy.clone()), &rule);
            hand.watch(Cell::Rules(policy));
            hand.log(
                Side::Target,
                "policy.rule.delete",
                Party::new("PolicyRule", &rule, "unknown", "unknown"),
            );
            Ok(())
        },
    },
    Fault {
        name: "routing-domain-wrong",
        concern: Concern::Routing,
        side: Side::Target,
        broken: "The partner's routing rule names a misspelt domain",
        symptom: PASSWORD,
        modes: &["F73"],
        make: |hand| {
            let (policy, rule) = rule(hand)?;
            let cell = Cell::Rule(policy, rule, PATTERNS);
            let patterns = json!([{ "matchType": "SUFFIX", "value": "acme.exmaple" }]);
            hand.write(cell, patterns);
            Ok(())
        },
    },
];

fn found<'h>(hand: &'h Hand<'_>, policy: &str) -> Option<&'h Policy> {
    hand.world.target.policies.get(policy)
}

/// The rule that leads to the identity provider, with its policy.
fn rule(hand: &Hand<'_>) -> Result<(String, String), Trouble> {
    let idp = hand.idp()?.id.as_str();
    let leads = |rule: &&Rule| {
        let providers = rule
            .actions
            .get("idp")
            .and_then(|idp| idp.get("providers"))
            .and_then(Value::as_array);
        providers
            .into_iter()
            .flatten()
            .any(|provider| provider.get("id").and_then(Value::as_str) == Some(idp))
    };
    let policy = hand
        .world
        .target
        .policies
        .iter()
        .find(|policy| policy.kind == "IDP_DISCOVERY");
    let rule =
        policy.and_then(|policy| Some((policy.id.clone(), policy.rules.iter().find(leads)?.id.clone())));
    match rule {
        Some(rule) => Ok(rule),
        None => unfit("No routing rule of the target org leads to the identity provider"),
    }
}

fn everybody(id: String, now: jiff::Timestamp) -> Rule {
    let actions = json!({ "idp": { "providers": [{ "type": "OKTA" }], "idpSelectionType": "SPECIFIC" } });
    Rule {
        id,
        kind: "IDP_DISCOVERY".to_owned(),
        name: "Everybody".to_owned(),
        priority: 1,
        active: true,
        system: false,
        conditions: json!({
            "network": { "connection": "ANYWHERE" }, "userIdentifier": { "patterns": [] },
            "app": { "include": [], "exclude": [] },
        }),
        actions: actions.as_object().cloned().unwrap_or_default(),
        created: now,
        last_updated: now,
    }
}
