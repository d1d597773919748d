//! What both orgs are set to, as what a SAML message is measured by. Pure: looks at a snapshot and asks nobody.

use crate::{
    federation::{Blueprint, Facts, Snapshot, resolve},
    okta::{Doc, doc::member, id::KeyId, resource::idps::Idp},
    saml::{
        certificate::Certificate,
        expectation::{Expectations, Expected, Known, Scope},
        metadata::read_idp_metadata,
        signature::Hash,
    },
};
use jiff::SignedDuration;

/// What the target org expects and what the source org says of itself, as far as both were read.
pub fn expectations(blueprint: &Blueprint, snapshot: &Snapshot, facts: &Facts) -> Expectations {
    let mut expectations = Expectations::default();
    let idps = snapshot.target.idps.as_deref().unwrap_or_default();
    let idp = resolve::idp(idps, &blueprint.idp.name, facts)
        .or_else(|| idps.iter().find(|idp| idp.name == blueprint.idp.name));
    if let Some(idp) = idp {
        target(&mut expectations, idp, blueprint, snapshot);
    }
    if let Some(app) = &snapshot.source.app {
        let source = &blueprint.source.name;
        for key in app.keys.as_deref().unwrap_or_default() {
            let certificate = key.x5c.first().and_then(|x5c| Certificate::from_base64(x5c).ok());
            expectations.known.extend(certificate.map(|certificate| Known {
                whose: format!("another key of the Org2Org app in {source}"),
                certificate,
            }));
        }
        let metadata = app.metadata.as_ref().ok();
        if let Some(metadata) = metadata.and_then(|text| read_idp_metadata(text).ok()) {
            // What is known of the active key goes first, so that it is not called another one.
            let others = std::mem::take(&mut expectations.known);
            expectations.know_source(&metadata, &format!("the metadata of {source}"));
            expectations.known.extend(others);
        }
    }
    expectations
}

fn target(expectations: &mut Expectations, idp: &Doc<Idp>, blueprint: &Blueprint, snapshot: &Snapshot) {
    let says = format!("{} expects", blueprint.target.name);
    let expect = |value: Option<&str>| value.map(|value| Expected::new(value, says.clone()));
    let trust = idp.trust();
    expectations.issuer = expect(trust.issuer.as_deref());
    expectations.audience = expect(trust.audience.as_deref());
    expectations.acs = expect(idp.acs_url());
    expectations.sso_url = expect(idp.protocol.endpoints.sso.url.as_deref());
    let kids: Vec<&KeyId> = trust.kid.iter().chain(&trust.additional_kids).collect();
    let keys = snapshot.target.idp_keys.as_deref().unwrap_or_default();
    for key in keys {
        let Some(certificate) = key.x5c.first().and_then(|x5c| Certificate::from_base64(x5c).ok()) else {
            continue;
        };
        if kids.contains(&&key.kid) {
            expectations.trusted.push(certificate);
        } else {
            expectations.known.push(Known {
                whose: format!(
                    "a certificate that {} has but does not use here",
                    blueprint.target.name
                ),
                certificate,
            });
        }
    }
    let text = |pointer| member(idp.raw(), pointer).as_str();
    expectations.scope = match text("/protocol/algorithms/response/signature/scope") {
        Some("RESPONSE") => Scope::Response,
        // Okta: ProtocolAlgorithmTypeSignatureScope calls the assertion a token.
        Some("TOKEN" | "ASSERTION") => Scope::Assertion,
        _ => Scope::Any,
    };
    expectations.least_hash = match text("/protocol/algorithms/response/signature/algorithm") {
        Some("SHA-1") => Some(Hash::Sha1),
        Some("SHA-256") => Some(Hash::Sha256),
        _ => None,
    };
    if let Some(skew) = member(idp.raw(), "/policy/maxClockSkew").as_i64() {
        expectations.skew = SignedDuration::from_millis(skew);
    }
}
