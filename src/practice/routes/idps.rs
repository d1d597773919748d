//! Identity providers (Okta API: Identity Providers). Replacing one replaces everything.

use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::idp::Idp;
use super::super::org::mapping;
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::super::xml;
use super::Entry;
use super::idp_body;
use serde_json::Value;

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/idps", Need::IdpsRead, list),
    (Method::Post, "/api/v1/idps", Need::IdpsManage, create),
    (Method::Get, "/api/v1/idps/{}", Need::IdpsRead, read),
    (Method::Put, "/api/v1/idps/{}", Need::IdpsManage, replace),
    (Method::Delete, "/api/v1/idps/{}", Need::IdpsManage, delete),
    (
        Method::Post,
        "/api/v1/idps/{}/lifecycle/activate",
        Need::IdpsManage,
        activate,
    ),
    (
        Method::Post,
        "/api/v1/idps/{}/lifecycle/deactivate",
        Need::IdpsManage,
        deactivate,
    ),
];

/// The identity provider the path names.
pub(super) fn found<'c>(call: &'c Call<'_>) -> Result<&'c Idp, Refusal> {
    let id = call.arg(0);
    call.org()
        .idps
        .get(&id)
        .ok_or_else(|| Refusal::not_found(&id, "IdpTrust"))
}

/// An identity provider as a party of an event.
pub(in crate::practice) fn party(idp: &Idp) -> Party {
    Party::new("AppInstance", &idp.id, &idp.name, "SAML 2.0 IdP")
}

fn list(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    let wanted = call.request.query_value("q").unwrap_or_default().to_lowercase();
    let kind = call.request.query_value("type").filter(|kind| !kind.is_empty());
    let fits =
        |idp: &&Idp| idp.name.to_lowercase().starts_with(&wanted) && kind.is_none_or(|kind| kind == "SAML2");
    let items = org
        .idps
        .iter()
        .filter(fits)
        .map(|idp| (idp.id.clone(), idp.json(&org.base)))
        .collect();
    page(call, items, Cut { usual: 20, most: 200 })
}

fn read(call: &mut Call<'_>) -> Answer {
    let idp = found(call)?;
    Ok(Response::json(200, &idp.json(&call.org().base)))
}

fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body()?;
    let read = idp_body::read(call, &body, None)?;
    let at = call.at;
    let org = call.org_mut();
    let key = org.new_signing_key(at, 10);
    let idp = Idp {
        id: org.dice.id("0oa"),
        name: read.name,
        active: true,
        created: Some(at),
        last_updated: at,
        issuer_mode: read.issuer_mode,
        protocol: idp_body::with_signing_kid(read.protocol, &key.kid),
        policy: read.policy,
        keys: vec![key],
        csrs: Vec::new(),
        links: Vec::new(),
    };
    let (shown, party) = (idp.json(&org.base), party(&idp));
    mapping::add_for_idp(org, &idp);
    org.idps.add(idp);
    call.record(Draft::new("system.idp.lifecycle.create").about(party));
    Ok(Response::json(200, &shown))
}

fn replace(call: &mut Call<'_>) -> Answer {
    let mut idp = found(call)?.clone();
    let body = call.body()?;
    let read = idp_body::read(call, &body, Some(&idp))?;
    let kid = signing_kid(&idp, &read.protocol);
    idp.name = read.name;
    idp.issuer_mode = read.issuer_mode;
    idp.protocol = idp_body::with_signing_kid(read.protocol, &kid);
    idp.policy = read.policy;
    if !trusts(&idp) {
        last_trusted(call, "update")?;
    }
    idp.created = None;
    idp.last_updated = call.at;
    store(call, idp, "system.idp.lifecycle.update")
}

/// The key that signs requests from now on: the one that was sent if it is one of the provider's, else the one so far.
fn signing_kid(idp: &Idp, sent: &Value) -> String {
    let sent = sent
        .pointer("/credentials/signing/kid")
        .and_then(Value::as_str)
        .filter(|kid| idp.keys.iter().any(|key| key.kid == *kid));
    sent.unwrap_or_else(|| idp.text("/protocol/credentials/signing/kid"))
        .to_owned()
}

/// Puts a changed provider back and shows it.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the end of every handler that changes a provider"
)]
fn store(call: &mut Call<'_>, idp: Idp, event: &'static str) -> Answer {
    let (shown, party) = (idp.json(&call.org().base), party(&idp));
    let id = idp.id.clone();
    if let Some(kept) = call.org_mut().idps.get_mut(&id) {
        *kept = idp;
    }
    call.record(Draft::new(event).about(party));
    Ok(Response::json(200, &shown))
}

fn activate(call: &mut Call<'_>) -> Answer {
    switch(call, true)
}

fn deactivate(call: &mut Call<'_>) -> Answer {
    last_trusted(call, "deactivate")?;
    switch(call, false)
}

fn switch(call: &mut Call<'_>, active: bool) -> Answer {
    let mut idp = found(call)?.clone();
    idp.active = active;
    idp.last_updated = call.at;
    let event = if active {
        "system.idp.lifecycle.activate"
    } else {
        "system.idp.lifecycle.deactivate"
    };
    store(call, idp, event)
}

fn delete(call: &mut Call<'_>) -> Answer {
    last_trusted(call, "delete")?;
    let (id, party) = {
        let idp = found(call)?;
        (idp.id.clone(), party(idp))
    };
    let org = call.org_mut();
    mapping::remove_for(org, &id);
    org.idps.remove(&id);
    call.record(Draft::new("system.idp.lifecycle.delete").about(party));
    Ok(Response::empty(204))
}

fn trusts(idp: &Idp) -> bool {
    idp.at("/policy/trustClaims") == Some(&Value::Bool(true))
}

/// The last provider whose claims are trusted stays while a rule wants two factors.
fn last_trusted(call: &Call<'_>, verb: &str) -> Result<(), Refusal> {
    let (idp, org) = (found(call)?, call.org());
    let others = org
        .idps
        .iter()
        .any(|other| other.id != idp.id && other.active && trusts(other));
    if !trusts(idp) || others {
        return Ok(());
    }
    let depends = |kind: &str, pointer: &str, wanted: &Value| {
        let policies = org
            .policies
            .iter()
            .filter(|policy| policy.kind == kind && policy.active);
        let mut rules = policies
            .flat_map(|policy| policy.rules.iter())
            .filter(|rule| rule.active);
        rules.any(|rule| Value::Object(rule.actions.clone()).pointer(pointer) == Some(wanted))
    };
    let apps = depends(
        "ACCESS_POLICY",
        "/appSignOn/verificationMethod/factorMode",
        &Value::from("2FA"),
    );
    let sessions = depends("OKTA_SIGN_ON", "/signon/requireFactor", &Value::Bool(true));
    if apps || sessions {
        Err(Refusal::last_trusted_provider(verb, &idp.name, (apps, sessions)))
    } else {
        Ok(())
    }
}

/// The service provider's metadata (SAML Metadata §2.4.4); Okta sends it as a stream of bytes.
pub(super) fn metadata(call: &mut Call<'_>) -> Answer {
    let idp = found(call)?;
    let kid = idp.text("/protocol/credentials/signing/kid");
    let key = idp.keys.iter().find(|key| key.kid == kid);
    let certificate = key
        .and_then(super::super::keys::SigningKey::certificate_base64)
        .ok_or_else(Refusal::internal)?;
    let certificate = xml::lines(&certificate);
    let key = |use_for: &str| {
        format!(
            "<md:KeyDescriptor use=\"{use_for}\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
             <ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
             </md:KeyDescriptor>"
        )
    };
    let attribute = |name: &str| format!("<md:RequestedAttribute Name=\"{name}\" isRequired=\"true\"/>");
    let attributes: String = ["firstName", "lastName", "email", "mobilePhone"]
        .into_iter()
        .map(attribute)
        .collect();
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <md:EntityDescriptor entityID=\"{entity}\" xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">\
         <md:SPSSODescriptor AuthnRequestsSigned=\"true\" WantAssertionsSigned=\"true\" \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">{encryption}{signing}\
         <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>\
         <md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
         Location=\"{acs}\" index=\"0\" isDefault=\"true\"/>\
         <md:AttributeConsumingService index=\"0\"><md:ServiceName xml:lang=\"en\">{name}</md:ServiceName>\
         {attributes}</md:AttributeConsumingService></md:SPSSODescriptor></md:EntityDescriptor>",
        entity = xml::escape(idp.text("/protocol/credentials/trust/audience")),
        encryption = key("encryption"),
        signing = key("signing"),
        acs = xml::escape(&idp.acs(&call.org().base)),
        name = xml::escape(&idp.name),
    );
    Ok(Response::text(200, "application/octet-stream", document))
}
