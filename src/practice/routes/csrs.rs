//! Certificate signing requests of apps and identity providers, whose certificate somebody else issues
//! (Okta API: Application CSRs, Identity Provider Key CSRs). A published key signs nothing until it is chosen.
//!
//! That a certificate has to last 90 days and what an unknown request is called are Okta's; the texts of the other
//! refusals are inference.

use super::super::http::{Method, Response};
use super::super::keys::{self, SigningKey};
use super::super::log::Draft;
use super::super::org::csr::Csr;
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::{Entry, apps, idps};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

pub(super) const ROUTES: &[Entry] = &[
    (
        Method::Get,
        "/api/v1/apps/{}/credentials/csrs",
        Need::AppsRead,
        list,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/credentials/csrs",
        Need::AppsManage,
        create,
    ),
    (
        Method::Get,
        "/api/v1/apps/{}/credentials/csrs/{}",
        Need::AppsRead,
        read,
    ),
    (
        Method::Delete,
        "/api/v1/apps/{}/credentials/csrs/{}",
        Need::AppsManage,
        delete,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/credentials/csrs/{}/lifecycle/publish",
        Need::AppsManage,
        publish,
    ),
    (
        Method::Get,
        "/api/v1/idps/{}/credentials/csrs",
        Need::IdpsRead,
        list,
    ),
    (
        Method::Post,
        "/api/v1/idps/{}/credentials/csrs",
        Need::IdpsManage,
        create,
    ),
    (
        Method::Get,
        "/api/v1/idps/{}/credentials/csrs/{}",
        Need::IdpsRead,
        read,
    ),
    (
        Method::Delete,
        "/api/v1/idps/{}/credentials/csrs/{}",
        Need::IdpsManage,
        delete,
    ),
    (
        Method::Post,
        "/api/v1/idps/{}/credentials/csrs/{}/lifecycle/publish",
        Need::IdpsManage,
        publish,
    ),
];

/// A certificate must last so long at least.
const SHORTEST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Whether the path is that of an app.
fn of_app(call: &Call<'_>) -> bool {
    call.request.path.starts_with("/api/v1/apps/")
}

/// The address of the app or provider the path names, and what it has: requests and keys.
fn owner<'c>(call: &'c Call<'_>) -> Result<(String, &'c [Csr]), Refusal> {
    if of_app(call) {
        let app = apps::found(call)?;
        Ok((call.url(&format!("/api/v1/apps/{}", app.id)), &app.csrs))
    } else {
        let idp = idps::found(call)?;
        Ok((call.url(&format!("/api/v1/idps/{}", idp.id)), &idp.csrs))
    }
}

/// Requests and keys of the app or provider the path names, to change them.
fn shelves<'c>(call: &'c mut Call<'_>) -> Result<(&'c mut Vec<Csr>, &'c mut Vec<SigningKey>), Refusal> {
    let (id, app) = (call.arg(0), of_app(call));
    let org = call.org_mut();
    let found = if app {
        org.apps.get_mut(&id).map(|app| (&mut app.csrs, &mut app.keys))
    } else {
        org.idps.get_mut(&id).map(|idp| (&mut idp.csrs, &mut idp.keys))
    };
    found.ok_or_else(|| Refusal::not_found(&id, if app { "AppInstance" } else { "IdpTrust" }))
}

fn named<'c>(call: &'c Call<'_>) -> Result<(String, &'c Csr), Refusal> {
    let id = call.arg(1);
    let (below, csrs) = owner(call)?;
    let found = csrs.iter().find(|csr| csr.id == id);
    let found = found.ok_or_else(|| Refusal::not_found(&id, "CertificateSigningRequest"))?;
    Ok((below, found))
}

fn list(call: &mut Call<'_>) -> Answer {
    let (below, csrs) = owner(call)?;
    let shown = csrs.iter().map(|csr| csr.json(&below)).collect();
    Ok(Response::json(200, &Value::Array(shown)))
}

fn read(call: &mut Call<'_>) -> Answer {
    let (below, csr) = named(call)?;
    Ok(Response::json(200, &csr.json(&below)))
}

fn create(call: &mut Call<'_>) -> Answer {
    let (below, _) = owner(call)?;
    let (body, at): (Map<String, Value>, Timestamp) = (call.body_or_empty()?, call.at);
    let key = call.org_mut().new_signing_key(at, 2);
    let csr = Csr::new(key, &Value::Object(body)).ok_or_else(Refusal::malformed)?;
    let shown = csr.json(&below);
    let location = format!("{below}/credentials/csrs/{}", csr.id);
    shelves(call)?.0.push(csr);
    Ok(Response::json(201, &shown).with("location", &location))
}

fn delete(call: &mut Call<'_>) -> Answer {
    let id = named(call)?.1.id.clone();
    shelves(call)?.0.retain(|csr| csr.id != id);
    Ok(Response::empty(204))
}

/// Takes the certificate of a request, as DER, base64 or PEM.
fn publish(call: &mut Call<'_>) -> Answer {
    let (below, csr) = named(call)?;
    let (csr, at) = (csr.clone(), call.at);
    let invalid = |why: &str| Refusal::invalid("certificate", format!("certificate: {why}"));
    let der = certificate(&call.request.body).ok_or_else(|| invalid("The certificate is not valid"))?;
    let read = keys::read_certificate(&der).ok_or_else(|| invalid("The certificate is not valid"))?;
    if Some(&read.modulus) != keys::modulus(&csr.label).as_ref() {
        return Err(invalid(
            "The certificate does not match the certificate signing request",
        ));
    }
    if read.expires.duration_since(at) < SHORTEST {
        return Err(invalid("The certificate must be valid for at least 90 days"));
    }
    let key = SigningKey {
        kid: csr.id.clone(),
        label: csr.label,
        subject: String::new(),
        created: at,
        expires: read.expires,
        issued: Some(der),
    };
    let shown = key.json().ok_or_else(Refusal::internal)?;
    let location = format!("{below}/credentials/keys/{}", key.kid);
    let (csrs, keys) = shelves(call)?;
    csrs.retain(|known| known.id != csr.id);
    keys.push(key);
    if of_app(call) {
        let party = apps::party(apps::found(call)?);
        call.record(Draft::new("app.keys.generate").about(party));
    }
    Ok(Response::json(201, &shown).with("location", &location))
}

fn certificate(body: &[u8]) -> Option<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(body) else {
        return Some(body.to_vec());
    };
    let inner = text.split("-----").nth(2).unwrap_or(text);
    keys::decode_base64(inner)
}
