//! Do both orgs say the same: issuer, sign-on URL, ACS URL, audience, certificate, and the way there?

use super::{Scene, fail, pass, unknown, unread};
use crate::{
    federation::{
        blueprint::Routing,
        orgs::Side,
        resolve,
        verify::{Check, Confidence, ItemId, Severity},
    },
    okta::{
        Doc,
        id::KeyId,
        resource::{idps::Idp, policies::Rule},
    },
    saml::{certificate::Certificate, metadata::Binding},
};
use jiff::SignedDuration;

const ITEM: ItemId = ItemId::Redirect;

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Check> {
    let mut checks = vec![identity_provider(scene)];
    checks.extend(issuer(scene));
    checks.extend(sso_url(scene));
    checks.extend(certificate(scene));
    checks.extend(expiry(scene));
    checks.extend(old_certificate(scene));
    checks.extend(acs(scene));
    checks.extend(audience(scene));
    checks.extend(routing(scene));
    checks
}

fn identity_provider(scene: &Scene<'_>) -> Check {
    let title = "The identity provider is there and switched on";
    if let Err(error) = &scene.snapshot.target.idps {
        return unread(ITEM, title, Side::Target, error);
    }
    let Some(idp) = found_or_namesake(scene) else {
        let advice = scene.say("identity-provider-missing", "settings", &[]);
        return fail(
            ITEM,
            title,
            Side::Target,
            "identity-provider-missing",
            Severity::Blocks,
            advice,
        )
        .fixed_by("identity-provider")
        .done();
    };
    if idp.is_active() {
        return pass(ITEM, title, format!("{}, id {}", idp.name, idp.id));
    }
    let advice = scene
        .say(
            "identity-provider-inactive",
            "settings",
            &[("provider", &idp.name)],
        )
        .see(
            format!("Open identity providers in {}", scene.target()),
            scene.idps_page(),
        );
    fail(
        ITEM,
        title,
        Side::Target,
        "identity-provider-inactive",
        Severity::Blocks,
        advice,
    )
    .fixed_by("identity-provider")
    .done()
}

/// The provider by identifier or issuer; where the issuer itself is wrong, the one of the right name.
fn found_or_namesake<'a>(scene: &'a Scene<'_>) -> Option<&'a Doc<Idp>> {
    let idps = scene.snapshot.target.idps.as_ref().ok()?;
    scene
        .idp()
        .or_else(|| idps.iter().find(|idp| idp.name == scene.blueprint.idp.name))
}

/// One pair of values that must be equal to the letter.
struct Pair<'a> {
    title: &'static str,
    code: &'static str,
    side: Side,
    fix: &'static str,
    sent: (&'static str, Option<&'a str>),
    expected: (&'static str, Option<&'a str>),
}

fn compare(scene: &Scene<'_>, pair: &Pair<'_>) -> Check {
    let (sent, expected) = (
        pair.sent.1.unwrap_or_default(),
        pair.expected.1.unwrap_or_default(),
    );
    if sent == expected && !sent.is_empty() {
        return pass(ITEM, pair.title, sent);
    }
    let advice = scene.say(pair.code, "settings", &[]);
    let label = |side: Side, words: &str| {
        let org = if side == Side::Source {
            scene.source()
        } else {
            scene.target()
        };
        format!("{org} {words}")
    };
    let page = if pair.side == Side::Source {
        scene.app_page()
    } else {
        scene.idps_page()
    };
    let org = if pair.side == Side::Source {
        scene.source()
    } else {
        scene.target()
    };
    fail(
        ITEM,
        pair.title,
        pair.side,
        pair.code,
        Severity::Blocks,
        advice.see(format!("Open in {org}"), page),
    )
    .compared(
        (label(Side::Source, pair.sent.0), sent.to_owned()),
        (label(Side::Target, pair.expected.0), expected.to_owned()),
    )
    .fixed_by(pair.fix)
    .done()
}

fn issuer(scene: &Scene<'_>) -> Option<Check> {
    let idp = found_or_namesake(scene)?;
    let metadata = scene.metadata.as_ref()?;
    let pair = Pair {
        title: "Issuer agrees",
        code: "issuer-mismatch",
        side: Side::Target,
        fix: "identity-provider",
        sent: ("sends this issuer", Some(&metadata.entity_id)),
        expected: ("expects", idp.trust().issuer.as_deref()),
    };
    Some(compare(scene, &pair))
}

fn sso_url(scene: &Scene<'_>) -> Option<Check> {
    let idp = found_or_namesake(scene)?;
    let sso = scene.metadata.as_ref()?.sso_location(&Binding::HttpPost);
    let endpoint = &idp.protocol.endpoints.sso;
    let differing = [&endpoint.url, &endpoint.destination]
        .into_iter()
        .find(|url| url.as_deref() != sso);
    let pair = Pair {
        title: "Sign-on URL agrees",
        code: "sso-url-mismatch",
        side: Side::Target,
        fix: "identity-provider",
        sent: ("takes sign-ins at", sso),
        expected: ("sends people to", differing.unwrap_or(&endpoint.url).as_deref()),
    };
    Some(compare(scene, &pair))
}

fn acs(scene: &Scene<'_>) -> Option<Check> {
    let (app, idp) = (scene.org2org()?, found_or_namesake(scene)?);
    let pair = Pair {
        title: "ACS URL agrees",
        code: "destination-mismatch",
        side: Side::Source,
        fix: "org2org-trust",
        sent: ("sends sign-ins to", app.settings.app.acs_url.as_deref()),
        expected: ("takes them at", idp.acs_url()),
    };
    Some(compare(scene, &pair))
}

fn audience(scene: &Scene<'_>) -> Option<Check> {
    let (app, idp) = (scene.org2org()?, found_or_namesake(scene)?);
    let pair = Pair {
        title: "Audience agrees",
        code: "audience-mismatch",
        side: Side::Source,
        fix: "org2org-trust",
        sent: ("names this audience", app.settings.app.aud_restriction.as_deref()),
        expected: ("expects", idp.trust().audience.as_deref()),
    };
    Some(compare(scene, &pair))
}

/// The certificate that the identity provider trusts, out of the store.
fn trusted(scene: &Scene<'_>) -> Option<Result<Certificate, String>> {
    let idp = found_or_namesake(scene)?;
    let keys = scene.snapshot.target.idp_keys.as_ref().ok()?;
    let kids: Vec<&str> = idp
        .trust()
        .kid
        .iter()
        .chain(&idp.trust().additional_kids)
        .map(KeyId::as_str)
        .collect();
    let signing = scene.metadata.as_ref()?.certificates.first();
    let stored: Vec<Certificate> = keys
        .iter()
        .filter(|key| kids.contains(&key.kid.as_str()))
        .filter_map(|key| Certificate::from_base64(key.x5c.first()?).ok())
        .collect();
    let same = stored
        .iter()
        .find(|stored| signing.is_some_and(|signing| stored.sha256() == signing.sha256()));
    Some(
        same.or_else(|| stored.first())
            .cloned()
            .ok_or_else(|| kids.first().map_or_else(String::new, |kid| (*kid).to_owned())),
    )
}

fn certificate(scene: &Scene<'_>) -> Option<Check> {
    let title = "Certificate agrees";
    let signing = scene.metadata.as_ref()?.certificates.first()?;
    let stored = trusted(scene)?;
    let expected = match &stored {
        Ok(stored) if stored.sha256() == signing.sha256() => {
            return Some(pass(
                ITEM,
                title,
                format!("SHA-256 {}", signing.fingerprint_colons()),
            ));
        }
        Ok(stored) => stored.fingerprint_colons(),
        Err(kid) if kid.is_empty() => "none".to_owned(),
        Err(kid) => format!("unknown key {kid}"),
    };
    let advice = scene.say("certificate-mismatch", "settings", &[]).see(
        format!("Open identity providers in {}", scene.target()),
        scene.idps_page(),
    );
    let check = fail(
        ITEM,
        title,
        Side::Target,
        "certificate-mismatch",
        Severity::Blocks,
        advice,
    )
    .compared(
        (
            format!("{} signs with (SHA-256)", scene.source()),
            signing.fingerprint_colons(),
        ),
        (format!("{} trusts (SHA-256)", scene.target()), expected),
    )
    .fixed_by("identity-provider");
    Some(check.done())
}

/// An expired certificate does not stop sign-ins at Okta; saying so would send people the wrong way.
fn expiry(scene: &Scene<'_>) -> Option<Check> {
    let title = "Certificate does not expire soon";
    let signing = scene.metadata.as_ref()?.certificates.first()?;
    let left = signing.not_after().duration_since(scene.snapshot.taken);
    let days = left.as_hours() / 24;
    if left > SignedDuration::from_hours(30 * 24) {
        return Some(pass(ITEM, title, format!("Valid for {days} more days")));
    }
    let (code, state) = if left.is_negative() {
        ("certificate-expired", "has expired".to_owned())
    } else {
        ("certificate-expiring", format!("expires in {days} days"))
    };
    let advice = scene.say(code, "settings", &[("state", &state)]);
    Some(fail(ITEM, title, Side::Source, code, Severity::Note, advice).done())
}

/// A certificate cannot be deleted while any provider names it, be it switched off (Okta: Identity Providers, keys).
fn old_certificate(scene: &Scene<'_>) -> Option<Check> {
    let title = "No switched-off provider keeps an old certificate";
    let idps = scene.snapshot.target.idps.as_ref().ok()?;
    let host = |url: Option<&str>| url.and_then(|url| Some(url.split('/').nth(2)?.to_owned()));
    let source = host(scene.metadata.as_ref()?.sso_location(&Binding::HttpPost))?;
    let kids = |idp: &Idp| {
        let trust = idp.trust();
        trust
            .kid
            .iter()
            .chain(&trust.additional_kids)
            .cloned()
            .collect::<Vec<KeyId>>()
    };
    let used: Vec<KeyId> = idps
        .iter()
        .filter(|idp| idp.is_active())
        .flat_map(|idp| kids(idp))
        .collect();
    let idle = |idp: &&Doc<Idp>| {
        let partners = host(idp.protocol.endpoints.sso.url.as_deref()).as_deref() == Some(source.as_str());
        !idp.is_active() && partners && kids(idp).iter().any(|kid| !used.contains(kid))
    };
    let own = found_or_namesake(scene).map(|idp| &idp.id);
    let old = idps.iter().filter(|idp| Some(&idp.id) != own).find(idle)?;
    let advice = scene
        .say("certificate-in-use", "settings", &[("provider", &old.name)])
        .see(
            format!("Open identity providers in {}", scene.target()),
            scene.idps_page(),
        );
    Some(
        fail(
            ITEM,
            title,
            Side::Target,
            "certificate-in-use",
            Severity::Note,
            advice,
        )
        .done(),
    )
}

fn routing(scene: &Scene<'_>) -> Option<Check> {
    let title = "The routing rule leads to the identity provider";
    let Routing::Domains {
        rule: name,
        domains: wanted,
    } = &scene.blueprint.routing
    else {
        return None;
    };
    let rules = match &scene.snapshot.target.rules {
        Ok(rules) => rules,
        Err(error) => return Some(unread(ITEM, title, Side::Target, error)),
    };
    let Some(idp) = found_or_namesake(scene) else {
        return Some(unknown(ITEM, title, "There is no identity provider yet"));
    };
    let rule = resolve::rule(rules, name, scene.facts);
    let ready = rule.filter(|rule| rule.is_active() && rule.providers().any(|id| id == idp.id.as_str()));
    let Some(ready) = ready else {
        let why = if rule.is_some() {
            "The rule is switched off or leads elsewhere"
        } else {
            "The rule is missing"
        };
        let advice = scene.say("routing-rule", "settings", &[("state", why)]);
        return Some(
            fail(
                ITEM,
                title,
                Side::Target,
                "routing-rule",
                Severity::MayBlock,
                advice,
            )
            .fixed_by("routing-rule")
            .done(),
        );
    };
    let above = rules.iter().find(|other| {
        other.is_active() && !other.system && other.is_catch_all() && other.priority < ready.priority
    });
    if let Some(above) = above {
        let advice = scene
            .say(
                "routing-order",
                "settings",
                &[("above", &above.name), ("rule", &ready.name)],
            )
            .see("Open the routing rules", scene.idps_page());
        let mut failing = fail(
            ITEM,
            title,
            Side::Target,
            "routing-order",
            Severity::MayBlock,
            advice,
        );
        failing.finding.confidence = Confidence::Likely;
        return Some(failing.done());
    }
    Some(covered(scene, ready, wanted))
}

/// Whether the rule is for every domain that was chosen.
fn covered(scene: &Scene<'_>, ready: &Rule, wanted: &[String]) -> Check {
    let title = "The routing rule leads to the identity provider";
    let domains: Vec<&str> = ready.suffixes().collect();
    let covered = |wanted: &String| {
        ready.is_catch_all() || domains.iter().any(|domain| domain.eq_ignore_ascii_case(wanted))
    };
    if let Some(missing) = wanted.iter().find(|wanted| !covered(wanted)) {
        let advice = scene.say(
            "routing-domain",
            "settings",
            &[("rule", &ready.name), ("domain", missing)],
        );
        let failing = fail(
            ITEM,
            title,
            Side::Target,
            "routing-domain",
            Severity::MayBlock,
            advice,
        )
        .compared(
            (format!("{} sends on", scene.target()), domains.join(", ")),
            ("Chosen in step 2".to_owned(), wanted.join(", ")),
        );
        return failing.fixed_by("routing-rule").done();
    }
    pass(ITEM, title, format!("{} for {}", ready.name, domains.join(", ")))
}
