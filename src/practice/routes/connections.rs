//! Provisioning connections of apps (Okta API: Application Connections). Activating one tries the credentials
//! on the other org for real.

use super::super::http::{Method, Response};
use super::super::log::Draft;
use super::super::org::app::App;
use super::super::provision;
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::apps::{found, named, party};
use serde_json::{Map, Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (
        Method::Get,
        "/api/v1/apps/{}/connections/default",
        Need::AppsRead,
        read,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/connections/default",
        Need::AppsManage,
        set,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/connections/default/lifecycle/activate",
        Need::AppsManage,
        activate,
    ),
    (
        Method::Post,
        "/api/v1/apps/{}/connections/default/lifecycle/deactivate",
        Need::AppsManage,
        deactivate,
    ),
];

/// Whether an app can be provisioned at all.
pub(super) fn supported(call: &Call<'_>, app: &App) -> bool {
    !call.org().ways.no_provisioning && app.provisionable()
}

fn read(call: &mut Call<'_>) -> Answer {
    let app = found(call)?;
    Ok(Response::json(200, &shown(call, app)))
}

fn shown(call: &Call<'_>, app: &App) -> Value {
    if !supported(call, app) {
        return json!({ "status": "UNKNOWN", "profile": { "authScheme": "UNKNOWN" } });
    }
    let connection = &app.connection;
    let href = call.url(&format!("/api/v1/apps/{}/connections/default", app.id));
    let verb = if connection.active {
        "deactivate"
    } else {
        "activate"
    };
    let mut shown = Map::new();
    shown.insert("authScheme".to_owned(), json!("TOKEN"));
    shown.insert(
        "status".to_owned(),
        json!(if connection.active { "ENABLED" } else { "DISABLED" }),
    );
    if let Some(base_url) = &connection.base_url {
        shown.insert("baseUrl".to_owned(), json!(base_url));
    }
    if connection.configured {
        shown.insert("profile".to_owned(), json!({ "authScheme": "TOKEN" }));
    }
    let mut links = Map::new();
    let lifecycle = format!("{href}/lifecycle/{verb}");
    links.insert(
        verb.to_owned(),
        json!({ "href": lifecycle, "hints": { "allow": ["POST"] } }),
    );
    links.insert(
        "self".to_owned(),
        json!({ "href": href, "hints": { "allow": ["POST", "GET"] } }),
    );
    shown.insert("_links".to_owned(), Value::Object(links));
    Value::Object(shown)
}

fn set(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    let body = call.body()?;
    if !supported(call, found(call)?) {
        let scheme = body.get("profile").and_then(|profile| profile.get("authScheme"));
        return match scheme.and_then(Value::as_str) {
            Some("UNKNOWN") => read(call),
            _ => Err(Refusal::invalid("connection", "Provisioning is not supported.")),
        };
    }
    let token = token(&body)?;
    let base_url = body.get("baseUrl").and_then(Value::as_str).map(str::to_owned);
    if let Some(app) = call.org_mut().apps.get_mut(&id) {
        let connection = &mut app.connection;
        connection.configured = true;
        connection.token = Some(token);
        connection.base_url = base_url.or_else(|| connection.base_url.take());
    }
    let at_once = call
        .request
        .query_value("activate")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if at_once {
        switch_on(call, &id)?;
    }
    read(call)
}

fn token(body: &Map<String, Value>) -> Result<String, Refusal> {
    let profile = body
        .get("profile")
        .and_then(Value::as_object)
        .ok_or_else(Refusal::malformed)?;
    match profile.get("authScheme").and_then(Value::as_str) {
        Some("TOKEN") => {}
        Some("OAUTH2") => return Err(Refusal::no_feature()),
        _ => return Err(Refusal::malformed()),
    }
    if profile.contains_key("clientId") {
        return Err(Refusal::malformed());
    }
    let token = profile
        .get("token")
        .and_then(Value::as_str)
        .filter(|token| !token.is_empty());
    token
        .map(str::to_owned)
        .ok_or_else(|| Refusal::invalid("token", "token: The field cannot be left blank"))
}

fn switch_on(call: &mut Call<'_>, id: &str) -> Result<(), Refusal> {
    let outcome = provision::try_credentials(call, id);
    let event = call
        .org()
        .apps
        .get(id)
        .map(|app| Draft::new("application.configuration.update").about(party(app)));
    if let Err(reason) = outcome {
        if let Some(event) = event {
            call.record(event.failed(&reason).legacy("verificationFailed"));
        }
        return Err(Refusal::invalid("connection", reason));
    }
    if let Some(app) = call.org_mut().apps.get_mut(id) {
        app.connection.active = true;
    }
    if let Some(event) = event {
        call.record(event);
    }
    Ok(())
}

fn activate(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    if supported(call, found(call)?) {
        switch_on(call, &id)?;
    }
    Ok(Response::empty(204))
}

fn deactivate(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    if let Some(app) = call.org_mut().apps.get_mut(&id) {
        app.connection.active = false;
    }
    Ok(Response::empty(204))
}
