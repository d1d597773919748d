//! Provisioning features of apps (Okta API: Application Features). They exist only while a connection is on.

use super::super::http::{Method, Response};
use super::super::log::Draft;
use super::super::org::app::App;
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::app_body::with_defaults;
use super::apps::{found, named, party};
use super::connections::supported;
use serde_json::{Map, Value, json};

pub(super) const ROUTES: &[Entry] = &[
    (Method::Get, "/api/v1/apps/{}/features", Need::AppsRead, list),
    (Method::Get, "/api/v1/apps/{}/features/{}", Need::AppsRead, read),
    (
        Method::Put,
        "/api/v1/apps/{}/features/{}",
        Need::AppsManage,
        change,
    ),
];

const OUTBOUND: &str = "USER_PROVISIONING";
const INBOUND: &str = "INBOUND_PROVISIONING";

fn ready<'c>(call: &'c Call<'_>) -> Result<&'c App, Refusal> {
    let app = found(call)?;
    if !supported(call, app) {
        return Err(Refusal::invalid("feature", "Provisioning is not supported."));
    }
    if !app.connected() {
        return Err(Refusal::invalid(
            "feature",
            "Provisioning is not enabled for the app instance.",
        ));
    }
    Ok(app)
}

fn known_name(call: &Call<'_>) -> Result<&'static str, Refusal> {
    let name = call.arg(1);
    let known = [OUTBOUND, INBOUND].into_iter().find(|known| *known == name);
    known.ok_or_else(|| Refusal::not_found(&name, "PublicAppFeatureSetName"))
}

fn list(call: &mut Call<'_>) -> Answer {
    let app = ready(call)?;
    let shown = [OUTBOUND, INBOUND]
        .into_iter()
        .map(|name| shown(call, app, name))
        .collect();
    Ok(Response::json(200, &Value::Array(shown)))
}

fn read(call: &mut Call<'_>) -> Answer {
    let name = known_name(call)?;
    let app = ready(call)?;
    Ok(Response::json(200, &shown(call, app, name)))
}

fn shown(call: &Call<'_>, app: &App, name: &str) -> Value {
    let (description, capabilities) = if name == OUTBOUND {
        (
            "User provisioning settings from Okta to a downstream application",
            outbound(app),
        )
    } else {
        ("In-bound provisioning settings from app to Okta", inbound(app))
    };
    let href = call.url(&format!("/api/v1/apps/{}/features/{name}", app.id));
    json!({
        "name": name, "status": "ENABLED", "description": description, "capabilities": capabilities,
        "_links": { "self": { "href": href, "hints": { "allow": ["GET", "PUT"] } } },
    })
}

fn outbound(app: &App) -> Value {
    let state = |on: bool| json!({ "status": if on { "ENABLED" } else { "DISABLED" } });
    let usual = json!({ "status": "DISABLED", "seed": "RANDOM", "change": "KEEP_EXISTING" });
    json!({
        "create": { "lifecycleCreate": state(app.provisioning.create) },
        "update": {
            "profile": state(app.provisioning.update), "lifecycleDeactivate": state(app.provisioning.deactivate),
            "password": with_defaults(app.provisioning.password.as_ref(), usual),
        },
    })
}

fn inbound(app: &App) -> Value {
    let usual = json!({
        "importSettings": {
            "username": { "userNameFormat": "EMAIL", "userNameExpression": null },
            "schedule": { "status": "DISABLED" },
        },
        "importRules": { "userCreateAndMatch": {
            "exactMatchCriteria": "EMAIL", "allowPartialMatch": false, "autoConfirmPartialMatch": false,
            "autoConfirmExactMatch": false, "autoConfirmNewUsers": false, "autoActivateNewUsers": false,
        } },
    });
    with_defaults(app.provisioning.inbound.as_ref(), usual)
}

fn change(call: &mut Call<'_>) -> Answer {
    let name = known_name(call)?;
    let id = named(call)?;
    let body = call.body()?;
    if body.is_empty() {
        return Err(Refusal::malformed());
    }
    let mut app = ready(call)?.clone();
    if name == OUTBOUND {
        set_outbound(&mut app, &body)?;
    } else {
        app.provisioning.inbound = Some(Value::Object(body));
    }
    let party = party(&app);
    if let Some(kept) = call.org_mut().apps.get_mut(&id) {
        kept.provisioning = app.provisioning;
    }
    call.record(Draft::new("application.lifecycle.update").about(party));
    read(call)
}

fn set_outbound(app: &mut App, body: &Map<String, Value>) -> Result<(), Refusal> {
    let body = Value::Object(body.clone());
    let flags = &mut app.provisioning;
    set_flag(&body, "/create/lifecycleCreate/status", &mut flags.create)?;
    set_flag(&body, "/update/profile/status", &mut flags.update)?;
    set_flag(&body, "/update/lifecycleDeactivate/status", &mut flags.deactivate)?;
    let Some(password) = body.pointer("/update/password") else {
        return Ok(());
    };
    let fits = |field: &str, allowed: &[&str]| {
        password
            .get(field)
            .is_none_or(|value| value.as_str().is_some_and(|word| allowed.contains(&word)))
    };
    let valid = fits("status", &["ENABLED", "DISABLED"])
        && fits("seed", &["OKTA", "RANDOM"])
        && fits("change", &["CHANGE", "KEEP_EXISTING"]);
    if !valid {
        return Err(Refusal::malformed());
    }
    flags.password = Some(password.clone());
    Ok(())
}

fn set_flag(body: &Value, pointer: &str, flag: &mut bool) -> Result<(), Refusal> {
    match body.pointer(pointer).map(Value::as_str) {
        None => {}
        Some(Some("ENABLED")) => *flag = true,
        Some(Some("DISABLED")) => *flag = false,
        Some(_) => return Err(Refusal::malformed()),
    }
    Ok(())
}
