//! The org-wide store of partner certificates, and the org's own keys for its providers
//! (Okta API: Identity Provider Keys).

use super::super::http::{Method, Response};
use super::super::keys::{self, PublicKey, SigningKey};
use super::super::log::{Draft, Party};
use super::super::org::idp::IdpKey;
use super::super::paging::{Cut, page};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::app_keys::years;
use super::idps::found;
use serde_json::{Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/idps/credentials/keys", Need::IdpsRead, list),
    (
        Method::Post,
        "/api/v1/idps/credentials/keys",
        Need::IdpsManage,
        upload,
    ),
    (
        Method::Get,
        "/api/v1/idps/credentials/keys/{}",
        Need::IdpsRead,
        read,
    ),
    (
        Method::Put,
        "/api/v1/idps/credentials/keys/{}",
        Need::IdpsManage,
        replace,
    ),
    (
        Method::Delete,
        "/api/v1/idps/credentials/keys/{}",
        Need::IdpsManage,
        delete,
    ),
    (
        Method::Get,
        "/api/v1/idps/{}/credentials/keys",
        Need::IdpsRead,
        own_keys,
    ),
    (
        Method::Get,
        "/api/v1/idps/{}/credentials/keys/{}",
        Need::IdpsRead,
        own_key,
    ),
    (
        Method::Post,
        "/api/v1/idps/{}/credentials/keys/generate",
        Need::IdpsManage,
        generate,
    ),
    (
        Method::Post,
        "/api/v1/idps/{}/credentials/keys/{}/clone",
        Need::IdpsManage,
        clone,
    ),
];

fn list(call: &mut Call<'_>) -> Answer {
    let items = call
        .org()
        .idp_keys
        .iter()
        .map(|key| (key.kid.clone(), key.json()))
        .collect();
    page(call, items, Cut { usual: 20, most: 200 })
}

fn stored<'c>(call: &'c Call<'_>) -> Result<&'c IdpKey, Refusal> {
    let kid = call.arg(0);
    call.org()
        .idp_keys
        .get(&kid)
        .ok_or_else(|| Refusal::not_found(&kid, "IdpTrust"))
}

fn read(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &stored(call)?.json()))
}

/// The certificate of a body: as it was sent, as DER, and what it says. It must be new to the store, but for `own`.
fn certificate(call: &Call<'_>, own: Option<&str>) -> Result<(String, Vec<u8>, PublicKey), Refusal> {
    let body = call.body()?;
    let chain = body
        .get("x5c")
        .and_then(Value::as_array)
        .ok_or_else(Refusal::malformed)?;
    let [Value::String(text)] = chain.as_slice() else {
        return Err(Refusal::invalid("x5c", "x5c: Exactly one certificate is needed"));
    };
    let invalid = || Refusal::invalid("x5c", "x5c: The certificate is not valid");
    let der = keys::decode_base64(text).ok_or_else(invalid)?;
    let public = keys::read_certificate(&der).ok_or_else(invalid)?;
    let mut others = call
        .org()
        .idp_keys
        .iter()
        .filter(|key| Some(key.kid.as_str()) != own);
    match others.find(|key| key.der == der) {
        Some(known) => Err(Refusal::certificate_taken(&known.kid)),
        None => Ok((text.clone(), der, public)),
    }
}

/// The same key with another certificate; providers that trust it trust that one from now on.
fn replace(call: &mut Call<'_>) -> Answer {
    let kid = stored(call)?.kid.clone();
    let (text, der, public) = certificate(call, Some(&kid))?;
    let at = call.at;
    if let Some(key) = call.org_mut().idp_keys.get_mut(&kid) {
        key.replace(&text, der, &public, at);
    }
    let party = party(stored(call)?);
    call.record(Draft::new("system.idp.key.update").about(party));
    read(call)
}

fn upload(call: &mut Call<'_>) -> Answer {
    let (text, der, public) = certificate(call, None)?;
    let at = call.at;
    let org = call.org_mut();
    let key = IdpKey::new(org.dice.uuid("idp key"), &text, der, &public, at);
    let (shown, party) = (key.json(), party(&key));
    org.idp_keys.add(key);
    call.record(Draft::new("system.idp.key.create").about(party));
    Ok(Response::json(200, &shown))
}

fn party(key: &IdpKey) -> Party {
    Party::new("IdpKeyCredential", &key.kid, "unknown", &key.kid)
}

fn delete(call: &mut Call<'_>) -> Answer {
    let key = stored(call)?;
    let (kid, party) = (key.kid.clone(), party(key));
    if let Some(user) = call
        .org()
        .idps
        .iter()
        .find(|idp| idp.trusted_kids().contains(&kid.as_str()))
    {
        let cause = format!(
            "The key cannot be deleted because it is in use by the identity provider {}.",
            user.id
        );
        return Err(Refusal::invalid("kid", cause));
    }
    call.org_mut().idp_keys.remove(&kid);
    call.record(Draft::new("system.idp.key.delete").about(party));
    Ok(Response::empty(204))
}

fn own_keys(call: &mut Call<'_>) -> Answer {
    let shown = found(call)?
        .keys
        .iter()
        .map(SigningKey::json)
        .collect::<Option<Vec<_>>>();
    Ok(Response::json(
        200,
        &Value::Array(shown.ok_or_else(Refusal::internal)?),
    ))
}

fn own_key(call: &mut Call<'_>) -> Answer {
    let kid = call.arg(1);
    let idp = found(call)?;
    let wanted = if kid == "active" {
        idp.text("/protocol/credentials/signing/kid")
    } else {
        &kid
    };
    let key = idp.keys.iter().find(|key| key.kid == wanted);
    let shown = key.ok_or_else(|| Refusal::not_found(&kid, "JsonWebKey"))?.json();
    let shown = shown.ok_or_else(Refusal::internal)?;
    // The active key comes as a list of one.
    let shown = if kid == "active" { json!([shown]) } else { shown };
    Ok(Response::json(200, &shown))
}

/// A new key for requests to a provider; it signs nothing until the provider is told to use it.
fn generate(call: &mut Call<'_>) -> Answer {
    let (id, years, at) = (found(call)?.id.clone(), years(call)?, call.at);
    let key = call.org_mut().new_signing_key(at, years);
    give(call, &id, &key)
}

fn clone(call: &mut Call<'_>) -> Answer {
    let kid = call.arg(1);
    let key = found(call)?.keys.iter().find(|key| key.kid == kid).cloned();
    let key = key.ok_or_else(|| Refusal::not_found(&kid, "JsonWebKey"))?;
    let to = call
        .request
        .query_value("targetIdpId")
        .ok_or_else(Refusal::missing_parameter)?
        .to_owned();
    give(call, &to, &key)
}

fn give(call: &mut Call<'_>, id: &str, key: &SigningKey) -> Answer {
    let idp = call
        .org_mut()
        .idps
        .get_mut(id)
        .ok_or_else(|| Refusal::not_found(id, "IdpTrust"))?;
    if idp.keys.iter().any(|known| known.kid == key.kid) {
        let cause = "Key already exists in the list of key credentials for the target app.";
        return Err(Refusal::invalid("cloneKey", cause));
    }
    idp.keys.push(key.clone());
    let location = call.url(&format!("/api/v1/idps/{id}/credentials/keys/{}", key.kid));
    let shown = key.json().ok_or_else(Refusal::internal)?;
    Ok(Response::json(201, &shown).with("location", &location))
}
