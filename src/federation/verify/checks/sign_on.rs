//! Does the target app's sign-in policy ask federated people for more than they can show?
//!
//! A rule can depend on networks, devices and risk, which nobody knows beforehand; so the rule that is certain to apply
//! to federated people decides, and every finding is a likely one.

use super::{Scene, fail, overrides::on, pass, unread};
use crate::{
    advice::Advice,
    federation::{
        Fact, Facts,
        orgs::Side,
        snapshot::Snapshot,
        verify::{Check, ItemId, Severity},
    },
    okta::{
        Doc,
        resource::{idps::Idp, policies::Rule},
    },
};
use serde_json::Value;

const ITEM: ItemId = ItemId::EndToEnd;

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Check> {
    let title = "The app's sign-in policy fits federated people";
    let Some(app) = &scene.snapshot.target.app else {
        return Vec::new();
    };
    let (Some(sign_on), Some(idp)) = (&app.sign_on, scene.idp()) else {
        return Vec::new();
    };
    if let Err(error) = sign_on {
        return vec![unread(ITEM, title, Side::Target, error)];
    }
    let Some(rule) = deciding_rule(scene.snapshot, scene.facts) else {
        return Vec::new();
    };
    let mut checks = Vec::new();
    checks.extend(asks_again(scene, rule));
    checks.extend(second_factor(scene, rule, idp));
    if checks.is_empty() {
        checks.push(pass(ITEM, title, format!("{} decides", rule.name)));
    }
    checks.extend(claims_needed(scene, rule, idp));
    checks
}

/// The first rule of the app's policy that is certain to apply to federated people.
pub(in crate::federation::verify) fn deciding_rule<'s>(
    snapshot: &'s Snapshot,
    facts: &Facts,
) -> Option<&'s Doc<Rule>> {
    let rules = snapshot.target.app.as_ref()?.sign_on.as_ref()?.as_ref().ok()?;
    let group = facts.get(Fact::GroupId).unwrap_or_default();
    let certain = |rule: &&Doc<Rule>| rule.is_active() && applies(rule, group);
    rules
        .iter()
        .filter(certain)
        .min_by_key(|rule| (rule.system, rule.priority))
}

fn applies(rule: &Rule, group: &str) -> bool {
    let set = |pointer: &str| {
        rule.conditions
            .pointer(pointer)
            .is_some_and(|value| !value.is_null())
    };
    let names = |pointer: &str| {
        let listed = rule.conditions.pointer(pointer).and_then(Value::as_array);
        listed
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
    };
    let connection = rule
        .conditions
        .pointer("/network/connection")
        .and_then(Value::as_str);
    let anywhere = connection.is_none_or(|connection| connection == "ANYWHERE");
    let included = names("/people/groups/include");
    let everybody = included.is_empty() || included.contains(&group);
    let picked = [
        "/people/users/include",
        "/people/users/exclude",
        "/people/groups/exclude",
    ];
    let other = [
        "/device",
        "/elCondition",
        "/platform",
        "/riskScore",
        "/riskLevel",
        "/userType",
    ];
    let free =
        picked.iter().all(|pointer| names(pointer).is_empty()) && !other.iter().any(|pointer| set(pointer));
    anywhere && everybody && free
}

fn method<'r>(rule: &'r Rule, name: &str) -> Option<&'r str> {
    let pointer = format!("/appSignOn/verificationMethod/{name}");
    rule.actions.pointer(&pointer)?.as_str()
}

/// Whether a rule asks people to prove themselves at every sign-in, however recent the last one is.
pub(in crate::federation::verify) fn asks_every_time(rule: &Rule) -> bool {
    method(rule, "reauthenticateIn") == Some("PT0S")
}

fn policies(scene: &Scene<'_>, advice: Advice) -> Advice {
    advice.see(
        format!("Open the policies of {}", scene.target()),
        scene.page(Side::Target, "/admin/authn/policies"),
    )
}

fn asks_again(scene: &Scene<'_>, rule: &Rule) -> Option<Check> {
    let title = "The app does not ask people to prove themselves again";
    if !asks_every_time(rule) {
        return None;
    }
    let advice = scene.say("reauthentication-asked", "settings", &[("rule", &rule.name)]);
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "reauthentication-asked",
        Severity::MayBlock,
        policies(scene, advice),
    );
    Some(failing.likely().done())
}

fn second_factor(scene: &Scene<'_>, rule: &Rule, idp: &Idp) -> Option<Check> {
    let title = "The app asks for no second factor that people cannot show";
    if method(rule, "factorMode") != Some("2FA") || on(&idp.policy, "/trustClaims") {
        return None;
    }
    let advice = scene.say("second-factor-asked", "settings", &[("rule", &rule.name)]);
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "second-factor-asked",
        Severity::MayBlock,
        policies(scene, advice),
    );
    Some(failing.likely().done())
}

/// The last provider whose claims a policy counts on cannot be taken away (Okta: E0000250 to E0000252).
fn claims_needed(scene: &Scene<'_>, rule: &Rule, idp: &Doc<Idp>) -> Option<Check> {
    let title = "The identity provider can be taken away";
    let trusting = |idp: &Idp| on(&idp.policy, "/trustClaims") && idp.is_active();
    if method(rule, "factorMode") != Some("2FA") || !trusting(idp) {
        return None;
    }
    let idps = scene.snapshot.target.idps.as_ref().ok()?;
    if let Some(other) = idps.iter().find(|other| other.id != idp.id && trusting(other)) {
        return Some(pass(ITEM, title, format!("{} is trusted as well", other.name)));
    }
    let advice = scene.say(
        "claims-needed",
        "settings",
        &[("provider", &idp.name), ("rule", &rule.name)],
    );
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "claims-needed",
        Severity::Note,
        policies(scene, advice),
    );
    Some(failing.likely().done())
}
