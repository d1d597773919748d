//! Which of the objects in an org is the one that is meant: found before anything is created.
//!
//! The same rules serve the planner, which looks into a snapshot, and the engine, which looks into the org.

use crate::{
    federation::{
        blueprint::{AppChoice, Org2OrgChoice},
        facts::{Fact, Facts},
    },
    okta::{
        Doc, OrgUrl,
        id::AppId,
        resource::{
            apps::{App, ORG2ORG},
            idps::{Idp, IdpKey},
            policies::Rule,
        },
    },
};

/// The Org2Org app of this connection: the one known or chosen, else one that leads to the target org
/// (an app that leads nowhere yet counts when it bears the wanted label).
pub fn org2org_app<'a>(
    apps: &'a [Doc<App>],
    choice: &Org2OrgChoice,
    target: &OrgUrl,
    facts: &Facts,
) -> Option<&'a Doc<App>> {
    let known = facts
        .get(Fact::Org2OrgAppId)
        .or(choice.app.as_ref().map(AppId::as_str));
    if let Some(found) = known.and_then(|id| apps.iter().find(|app| app.id.as_str() == id)) {
        return Some(found);
    }
    let mut candidates: Vec<&Doc<App>> = apps
        .iter()
        .filter(|app| app.name == ORG2ORG && app.is_saml())
        .filter(|app| match &app.settings.app.base_url {
            Some(base) => OrgUrl::parse(base).is_ok_and(|base| base == *target),
            None => app.label == choice.label,
        })
        .collect();
    candidates.sort_by_key(|app| (app.label != choice.label, !app.is_active(), app.created));
    candidates.first().copied()
}

/// The app that people shall use.
pub fn target_app<'a>(apps: &'a [Doc<App>], choice: &AppChoice, facts: &Facts) -> Option<&'a Doc<App>> {
    let known = facts.get(Fact::TargetAppId);
    match choice {
        AppChoice::Existing { id, .. } => apps.iter().find(|app| app.id == *id),
        AppChoice::Add { name, label } => known
            .and_then(|id| apps.iter().find(|app| app.id.as_str() == id && app.name == *name))
            .or_else(|| apps.iter().find(|app| app.name == *name && app.label == *label)),
    }
}

/// The identity provider that trusts the source org's issuer.
pub fn idp<'a>(idps: &'a [Doc<Idp>], name: &str, facts: &Facts) -> Option<&'a Doc<Idp>> {
    if let Some(found) = facts
        .get(Fact::IdpId)
        .and_then(|id| idps.iter().find(|idp| idp.id.as_str() == id))
    {
        return Some(found);
    }
    let issuer = facts.get(Fact::Issuer)?;
    let mut trusting: Vec<&Doc<Idp>> = idps
        .iter()
        .filter(|idp| idp.trust().issuer.as_deref() == Some(issuer))
        .collect();
    trusting.sort_by_key(|idp| (idp.name != name, !idp.is_active()));
    trusting.first().copied()
}

/// The stored certificate, by its content.
pub fn idp_key<'a>(keys: &'a [Doc<IdpKey>], facts: &Facts) -> Option<&'a Doc<IdpKey>> {
    let certificate = facts.get(Fact::Certificate)?;
    keys.iter().find(|key| key.holds(certificate))
}

/// The routing rule: the known one, else the one of that name, else one that leads to the identity provider.
pub fn rule<'a>(rules: &'a [Doc<Rule>], name: &str, facts: &Facts) -> Option<&'a Doc<Rule>> {
    let known = facts.get(Fact::RoutingRuleId);
    let leads_here = |rule: &&Doc<Rule>| {
        facts
            .get(Fact::IdpId)
            .is_some_and(|idp| rule.providers().any(|id| id == idp))
    };
    known
        .and_then(|id| rules.iter().find(|rule| rule.id.as_str() == id))
        .or_else(|| rules.iter().find(|rule| rule.name == name))
        .or_else(|| rules.iter().find(leads_here))
}
