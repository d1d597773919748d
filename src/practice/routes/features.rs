//! Self-service features (Okta API: Features). A feature vanishes from the list when it is for everybody.

use super::super::http::{Method, Response};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use serde_json::{Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/features", Need::OrgRead, list),
    (Method::Get, "/api/v1/features/{}", Need::OrgRead, read),
    (Method::Post, "/api/v1/features/{}/{}", Need::Supreme, switch),
    (
        Method::Get,
        "/api/v1/features/{}/dependencies",
        Need::OrgRead,
        none,
    ),
    (Method::Get, "/api/v1/features/{}/dependents", Need::OrgRead, none),
];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn list(call: &mut Call<'_>) -> Answer {
    let shown = call
        .org()
        .features
        .iter()
        .map(|feature| linked(call, feature))
        .collect();
    Ok(Response::json(200, &Value::Array(shown)))
}

fn linked(call: &Call<'_>, feature: &Value) -> Value {
    let id = feature.get("id").and_then(Value::as_str).unwrap_or_default();
    let href = call.url(&format!("/api/v1/features/{id}"));
    let mut feature = feature.clone();
    if let Some(fields) = feature.as_object_mut() {
        let verb = if fields.get("status") == Some(&Value::from("ENABLED")) {
            "disable"
        } else {
            "enable"
        };
        let links = json!({
            verb: { "href": format!("{href}/{verb}"), "hints": { "allow": ["POST"] } },
            "self": { "href": href }, "dependents": { "href": format!("{href}/dependents") },
            "dependencies": { "href": format!("{href}/dependencies") },
        });
        fields.insert("_links".to_owned(), links);
    }
    feature
}

fn read(call: &mut Call<'_>) -> Answer {
    let id = call.arg(0);
    let feature = call
        .org()
        .features
        .iter()
        .find(|feature| feature["id"] == id.as_str());
    let feature = feature.ok_or_else(|| Refusal::not_found(&id, "Feature"))?;
    Ok(Response::json(200, &linked(call, feature)))
}

fn switch(call: &mut Call<'_>) -> Answer {
    let (id, verb) = (call.arg(0), call.arg(1));
    let status = match verb.to_uppercase().as_str() {
        "ENABLE" => "ENABLED",
        "DISABLE" => "DISABLED",
        _ => return Err(Refusal::no_path()),
    };
    let mut features = call.org_mut().features.iter_mut();
    let feature = features.find(|feature| feature["id"] == id.as_str());
    let fields = feature
        .and_then(Value::as_object_mut)
        .ok_or_else(|| Refusal::not_found(&id, "Feature"))?;
    fields.insert("status".to_owned(), Value::from(status));
    read(call)
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
fn none(_: &mut Call<'_>) -> Answer {
    Ok(Response::json(200, &json!([])))
}
