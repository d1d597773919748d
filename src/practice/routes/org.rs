//! Facts about the org: open ones (`/.well-known/…`) and those for administrators (Okta API: Org Settings).

use super::super::http::{Method, Response};
use super::super::org::Pipeline;
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::{Entry, Handler};
use serde_json::{Map, Value, json};

pub(super) const ROUTES: &[Entry] = &[(Method::Get, "/api/v1/org", Need::OrgRead, facts)];

/// Paths open to everybody.
pub(super) const OPEN: [(&str, Handler); 4] = [
    ("/.well-known/okta-organization", organization),
    ("/.well-known/openid-configuration", openid),
    ("/.well-known/oauth-authorization-server", authorization_server),
    ("/oauth2/v1/keys", token_keys),
];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn organization(call: &mut Call<'_>) -> Answer {
    let org = call.org();
    let pipeline = match org.pipeline {
        Pipeline::Identity => "idx",
        Pipeline::Classic => "v1",
    };
    let mut links = Map::new();
    links.insert("organization".to_owned(), json!({ "href": org.base }));
    if let Some(domain) = org.domains.iter().find(|domain| domain.verified) {
        let address = json!({ "href": format!("https://{}", domain.name) });
        links.insert("alternate".to_owned(), address);
    }
    Ok(Response::json(
        200,
        &json!({
            "id": org.id, "cell": "practice", "_links": links,
            "pipeline": pipeline,
            "settings": {
                "analyticsCollectionEnabled": false, "bugReportingEnabled": true, "omEnabled": false,
                "pssoEnabled": false, "desktopMFAEnabled": false, "itpEnabled": false,
            },
        }),
    ))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn openid(call: &mut Call<'_>) -> Answer {
    let mut shown = metadata(call);
    if let Some(fields) = shown.as_object_mut() {
        let userinfo = call.url("/oauth2/v1/userinfo");
        fields.insert("userinfo_endpoint".to_owned(), json!(userinfo));
        fields.insert(
            "id_token_signing_alg_values_supported".to_owned(),
            json!(["RS256"]),
        );
    }
    Ok(Response::json(200, &shown))
}

/// Of the org's own authorization server (RFC 8414).
#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn authorization_server(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &metadata(call)))
}

/// What both documents about the org's own authorization server say.
fn metadata(call: &Call<'_>) -> Value {
    let url = |path: &str| call.url(path);
    json!({
        "issuer": url(""), "authorization_endpoint": url("/oauth2/v1/authorize"),
        "token_endpoint": url("/oauth2/v1/token"), "registration_endpoint": url("/oauth2/v1/clients"),
        "jwks_uri": url("/oauth2/v1/keys"), "response_types_supported": ["code", "id_token"],
        "subject_types_supported": ["public"], "scopes_supported": ["openid", "email", "profile"],
    })
}

/// The keys that tokens of the org are checked with.
fn token_keys(call: &mut Call<'_>) -> Answer {
    let key = call
        .org()
        .token_key()
        .public_json()
        .ok_or_else(Refusal::internal)?;
    let response = Response::json(200, &json!({ "keys": [key] }));
    Ok(response.with("cache-control", "max-age=3600, must-revalidate"))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn facts(call: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &call.org().json()))
}
