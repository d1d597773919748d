//! Metadata of API tokens; values are never shown (Okta API: API tokens).

use super::super::http::{Method, Response};
use super::super::log::{Draft, Party};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use serde_json::Value;

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/api-tokens", Need::TokensRead, list),
    (
        Method::Delete,
        "/api/v1/api-tokens/current",
        Need::Token,
        revoke_current,
    ),
    (Method::Get, "/api/v1/api-tokens/{}", Need::TokensRead, read),
    (
        Method::Delete,
        "/api/v1/api-tokens/{}",
        Need::Supreme,
        revoke_named,
    ),
];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn list(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    let shown = org.tokens.iter().map(|token| token.json(&org.base)).collect();
    Ok(Response::json(200, &Value::Array(shown)))
}

fn read(call: &mut Call<'_>) -> Answer {
    let (id, org) = (call.arg(0), call.org());
    let token = org
        .tokens
        .get(&id)
        .ok_or_else(|| Refusal::not_found(&id, "Token"))?;
    Ok(Response::json(200, &token.json(&org.base)))
}

fn revoke_named(call: &mut Call<'_>) -> Answer {
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
