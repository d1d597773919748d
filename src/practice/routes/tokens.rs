//! Metadata of API tokens; values are never shown (Okta API: API tokens).

use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::org::token::{ApiToken, Network};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use serde_json::{Map, Value};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/api-tokens", Need::TokensRead, list),
    (
        Method::Delete,
        "/api/v1/api-tokens/current",
        Need::Token,
        revoke_current,
    ),
    (Method::Get, "/api/v1/api-tokens/{}", Need::TokensRead, read),
    (Method::Put, "/api/v1/api-tokens/{}", Need::Token, change),
    (Method::Delete, "/api/v1/api-tokens/{}", Need::Token, revoke_named),
];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn list(call: &mut Call<'_>) -> Answer {
    let (at, org) = (call.at, call.org());
    let active = org.tokens.iter().filter(|token| token.expires > at);
    let shown = active.map(|token| token.json(&org.base)).collect();
    Ok(Response::json(200, &Value::Array(shown)))
}

fn found<'c>(call: &'c Call<'_>) -> Result<&'c ApiToken, Refusal> {
    let id = call.arg(0);
    let token = call.org().tokens.get(&id).filter(|token| token.expires > call.at);
    token.ok_or_else(|| Refusal::not_found(&id, "Token"))
}

fn read(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &found(call)?.json(&call.org().base)))
}

/// A token is its owner's matter; those of others are a super administrator's.
fn own_or_supreme(call: &Call<'_>) -> Result<(), Refusal> {
    let owner = &found(call)?.user;
    let own = call.caller.as_ref().is_some_and(|caller| caller.user == *owner);
    if own { Ok(()) } else { call.permit(Need::Supreme) }
}

fn change(call: &mut Call<'_>) -> Answer {
    own_or_supreme(call)?;
    let (id, body) = (found(call)?.id.clone(), call.body()?);
    let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
    let name =
        text("name").unwrap_or_else(|| found(call).map(|token| token.name.clone()).unwrap_or_default());
    if name.trim().is_empty() {
        return Err(Refusal::invalid("name", "name: The field cannot be left blank"));
    }
    let network = network(call, &body)?;
    if text("userId").is_some_and(|user| found(call).is_ok_and(|token| token.user != user)) {
        return Err(Refusal::invalid("userId", "userId: The field cannot be changed"));
    }
    let at = call.at;
    if let Some(token) = call.org_mut().tokens.get_mut(&id) {
        (token.name, token.last_updated) = (name.clone(), at);
        token.client_name = text("clientName").unwrap_or_else(|| token.client_name.clone());
        token.network = network.unwrap_or_else(|| token.network.clone());
    }
    call.record(Draft::new("system.api_token.update").about(Party::new("Token", &id, "unknown", &name)));
    read(call)
}

fn network(call: &Call<'_>, body: &Map<String, Value>) -> Result<Option<Network>, Refusal> {
    let given = match body.get("network") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(given)) => given,
        Some(_) => return Err(Refusal::malformed()),
    };
    let invalid = || Refusal::invalid("network", "network: The network condition is not valid");
    let network = Network::read(given).ok_or_else(invalid)?;
    match network.unknown(&call.org().zones) {
        Some(zone) => Err(Refusal::not_found(zone, "NetworkZone")),
        None => Ok(Some(network)),
    }
}

fn revoke_named(call: &mut Call<'_>) -> Answer {
    own_or_supreme(call)?;
    let id = call.arg(0);
    revoke(call, &id)
}

fn revoke_current(call: &mut Call<'_>) -> Answer {
    let id = call
        .caller
        .as_ref()
        .and_then(|caller| caller.token.clone())
        .ok_or_else(Refusal::forbidden)?;
    revoke(call, &id)
}

fn revoke(call: &mut Call<'_>, id: &str) -> Answer {
    let token = call
        .org_mut()
        .tokens
        .remove(id)
        .ok_or_else(|| Refusal::not_found(id, "Token"))?;
    call.record(Draft::new("system.api_token.revoke").about(Party::new("Token", id, "unknown", &token.name)));
    Ok(Response::empty(204))
}
