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
        dependencies,
    ),
    (
        Method::Get,
        "/api/v1/features/{}/dependents",
        Need::OrgRead,
        dependents,
    ),
];

/// Features by name that need another one.
const NEEDS: [(&str, &str); 1] = [(
    "Front-channel Single Logout for IdPs",
    "Front-channel Single Logout",
)];

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
    Ok(Response::json(200, &linked(call, found(call)?)))
}

/// The feature the path names.
fn found<'c>(call: &'c Call<'_>) -> Result<&'c Value, Refusal> {
    let id = call.arg(0);
    let mut features = call.org().features.iter();
    features
        .find(|feature| feature["id"] == id.as_str())
        .ok_or_else(|| Refusal::not_found(&id, "Feature"))
}

/// The names of the features that a feature needs, or that need it.
fn related(name: &str, needed: bool) -> Vec<&'static str> {
    let pairs = NEEDS.iter().filter_map(|(dependent, dependency)| {
        if needed {
            (*dependent == name).then_some(*dependency)
        } else {
            (*dependency == name).then_some(*dependent)
        }
    });
    pairs.collect()
}

fn is_named(feature: &Value, names: &[&str]) -> bool {
    feature["name"].as_str().is_some_and(|name| names.contains(&name))
}

fn set(feature: &mut Value, status: &str) {
    if let Some(fields) = feature.as_object_mut() {
        fields.insert("status".to_owned(), Value::from(status));
    }
}

fn switch(call: &mut Call<'_>) -> Answer {
    let (id, verb) = (call.arg(0), call.arg(1));
    let status = match verb.to_uppercase().as_str() {
        "ENABLE" => "ENABLED",
        "DISABLE" => "DISABLED",
        _ => return Err(Refusal::no_path()),
    };
    let name = found(call)?["name"].as_str().unwrap_or_default().to_owned();
    let related = related(&name, status == "ENABLED");
    let force = call.request.query_value("mode") == Some("force");
    let features = &mut call.org_mut().features;
    let in_the_way = |feature: &&mut Value| is_named(feature, &related) && feature["status"] != status;
    let conflicts: Vec<&mut Value> = features.iter_mut().filter(in_the_way).collect();
    if !conflicts.is_empty() && !force {
        return Err(Refusal::feature_conflict());
    }
    for feature in conflicts {
        set(feature, status);
    }
    let own = |feature: &&mut Value| feature["id"] == id.as_str();
    for feature in features.iter_mut().filter(own) {
        set(feature, status);
    }
    read(call)
}

fn dependencies(call: &mut Call<'_>) -> Answer {
    list_related(call, true)
}

fn dependents(call: &mut Call<'_>) -> Answer {
    list_related(call, false)
}

fn list_related(call: &Call<'_>, needed: bool) -> Answer {
    let related = related(found(call)?["name"].as_str().unwrap_or_default(), needed);
    let features = call.org().features.iter();
    let shown = features.filter(|feature| is_named(feature, &related));
    let shown = shown.map(|feature| linked(call, feature)).collect();
    Ok(Response::json(200, &Value::Array(shown)))
}
