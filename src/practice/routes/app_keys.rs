//! Signing keys of apps (Okta API: Application Key Credentials). A new key signs nothing until the app is
//! told to use it.

use super::super::http::{Method, Response};
use super::super::keys::SigningKey;
use super::super::log::Draft;
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::apps::{found, named, party};
use serde_json::Value;

pub(super) const ROUTES: &[Entry] = &[
    (
        Method::Get,
        "/api/v1/apps/{}/credentials/keys",
        Need::AppsRead,
        list,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/credentials/keys/generate",
        Need::AppsManage,
        generate,
    ),
    (
        Method::Get,
        "/api/v1/apps/{}/credentials/keys/{}",
        Need::AppsRead,
        read,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/credentials/keys/{}/clone",
        Need::AppsManage,
        clone,
    ),
];

fn list(call: &mut Call<'_>) -> Answer {
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

fn key(call: &Call<'_>) -> Result<SigningKey, Refusal> {
    let kid = call.arg(1);
    let key = found(call)?.keys.iter().find(|key| key.kid == kid).cloned();
    key.ok_or_else(|| Refusal::not_found(&kid, "JsonWebKey"))
}

fn read(call: &mut Call<'_>) -> Answer {
    show(200, &key(call)?)
}

fn show(status: u16, key: &SigningKey) -> Answer {
    Ok(Response::json(status, &key.json().ok_or_else(Refusal::internal)?))
}

/// How long a new certificate lasts (`validityYears`, 2 to 10).
pub(super) fn years(call: &Call<'_>) -> Result<i64, Refusal> {
    let text = call.request.query_value("validityYears").unwrap_or("2");
    let refusal = || {
        let cause = "Validity years out of range. It should be 2 - 10 years.";
        Refusal::invalid("generateKey", cause)
    };
    text.parse()
        .ok()
        .filter(|years| (2..=10).contains(years))
        .ok_or_else(refusal)
}

fn generate(call: &mut Call<'_>) -> Answer {
    let (id, years, at) = (named(call)?, years(call)?, call.at);
    let key = call.org_mut().new_signing_key(at, years);
    give(call, &id, &key, "app.keys.generate")?;
    let location = call.url(&format!("/api/v1/apps/{id}/credentials/keys/{}", key.kid));
    Ok(show(201, &key)?.with("location", &location))
}

fn clone(call: &mut Call<'_>) -> Answer {
    let key = key(call)?;
    let to = call
        .request
        .query_value("targetAid")
        .ok_or_else(Refusal::missing_parameter)?
        .to_owned();
    give(call, &to, &key, "app.keys.clone")?;
    let location = call.url(&format!("/api/v1/apps/{to}/credentials/keys/{}", key.kid));
    Ok(show(201, &key)?.with("location", &location))
}

fn give(call: &mut Call<'_>, id: &str, key: &SigningKey, event: &'static str) -> Result<(), Refusal> {
    let app = call
        .org_mut()
        .apps
        .get_mut(id)
        .ok_or_else(|| Refusal::not_found(id, "AppInstance"))?;
    if app.keys.iter().any(|known| known.kid == key.kid) {
        return Err(Refusal::invalid(
            "cloneKey",
            "Key already exists in the list of key credentials for the target app.",
        ));
    }
    app.keys.push(key.clone());
    let party = party(app);
    call.record(Draft::new(event).about(party));
    Ok(())
}
