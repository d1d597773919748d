//! Reading the body of a new or changed app: what is needed, what is allowed, what is kept.

use super::super::catalogue::{self, Known};
use super::super::expression;
use super::super::org::app::{App, Connection, Provisioning};
use super::super::refusal::Refusal;
use super::super::world::Call;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use url::Url;

type Body = Map<String, Value>;

/// A new app from a body.
pub(super) fn new_app(call: &mut Call<'_>, body: &Body) -> Result<App, Refusal> {
    let label = label(call, body, None)?;
    let known = known(call, text(body, "name"))?;
    let mode = mode(known, text(body, "signOnMode"))?;
    let given = body.get("settings").and_then(|settings| settings.get("app"));
    let settings = app_settings(known, given)?;
    let sign_on = sign_on(body.get("settings").and_then(|settings| settings.get("signOn")))?;
    let template =
        template(body)?.unwrap_or_else(|| json!({ "template": "${source.login}", "type": "BUILT_IN" }));
    let at = call.at;
    let org = call.org_mut();
    let key = (mode == "SAML_2_0").then(|| org.new_signing_key(at, 10));
    Ok(App {
        id: org.dice.id("0oa"),
        external_key: org.dice.id("exk"),
        name: known.name.to_owned(),
        label,
        active: true,
        sign_on_mode: mode.to_owned(),
        created: at,
        last_updated: at,
        accessibility: with_defaults(body.get("accessibility"), accessibility()),
        visibility: with_defaults(body.get("visibility"), visibility()),
        user_name_template: template,
        signing_kid: key.as_ref().map(|key| key.kid.clone()),
        keys: key.into_iter().collect(),
        own_settings: settings,
        sign_on,
        csrs: Vec::new(),
        access_policy: None,
        notes: json!({ "admin": null, "enduser": null }),
        users: Vec::new(),
        former: BTreeMap::new(),
        groups: Vec::new(),
        pushes: Vec::new(),
        connection: Connection::default(),
        provisioning: Provisioning::default(),
    })
}

/// The app a replacing body makes of an old one; what the org assigns itself stays.
pub(super) fn changed_app(call: &Call<'_>, old: &App, body: &Body) -> Result<App, Refusal> {
    let mut app = old.clone();
    app.label = label(call, body, Some(&old.id))?;
    fixed(body, "name", &old.name)?;
    if body.contains_key("signOnMode") {
        fixed(body, "signOnMode", &old.sign_on_mode)?;
    }
    if let (Some(known), Some(given)) = (
        catalogue::find(&old.name),
        body.get("settings").and_then(|s| s.get("app")),
    ) {
        app.own_settings = app_settings(known, Some(given))?;
    }
    if let Some(given) = body.get("settings").and_then(|settings| settings.get("signOn")) {
        app.sign_on = sign_on(Some(given))?;
    }
    if let Some(template) = template(body)? {
        app.user_name_template = template;
    }
    if let Some(kid) = body
        .get("credentials")
        .and_then(|value| value.pointer("/signing/kid"))
        .and_then(Value::as_str)
    {
        if !old.keys.iter().any(|key| key.kid == kid) {
            return Err(Refusal::invalid(
                "credentials.signing.kid",
                format!("kid: Invalid key id {kid}"),
            ));
        }
        app.signing_kid = Some(kid.to_owned());
    }
    app.accessibility = with_defaults(body.get("accessibility"), app.accessibility);
    app.visibility = with_defaults(body.get("visibility"), app.visibility);
    app.last_updated = call.at;
    Ok(app)
}

fn text<'b>(body: &'b Body, field: &str) -> &'b str {
    body.get(field).and_then(Value::as_str).unwrap_or_default().trim()
}

fn label(call: &Call<'_>, body: &Body, own: Option<&str>) -> Result<String, Refusal> {
    let label = text(body, "label");
    if label.is_empty() {
        return Err(Refusal::invalid("label", "label: The field cannot be left blank"));
    }
    if label.chars().count() > 100 {
        return Err(Refusal::invalid("label", "label: The field is too long"));
    }
    let mut others = call.org().apps.iter().filter(|app| Some(app.id.as_str()) != own);
    if others.any(|app| app.label.eq_ignore_ascii_case(label)) {
        Err(Refusal::label_taken())
    } else {
        Ok(label.to_owned())
    }
}

fn known(call: &Call<'_>, name: &str) -> Result<&'static Known, Refusal> {
    if name.is_empty() {
        return Err(Refusal::invalid("name", "name: The field cannot be left blank"));
    }
    if name == "okta_org2org" && !call.org().org2org {
        return Err(Refusal::invalid(
            "name",
            "name: The application is not available in this organization",
        ));
    }
    let addable = catalogue::find(name).filter(|known| !["saasure", "okta_enduser"].contains(&known.name));
    addable.ok_or_else(|| Refusal::not_found(name, "App"))
}

fn mode(known: &Known, mode: &str) -> Result<&'static str, Refusal> {
    if mode.is_empty() {
        return known.modes.first().copied().ok_or_else(Refusal::malformed);
    }
    let found = known.modes.iter().find(|offered| **offered == mode);
    let refusal = || {
        Refusal::invalid(
            "signOnMode",
            format!("signOnMode: The sign on mode is not supported: {mode}"),
        )
    };
    found.copied().ok_or_else(refusal)
}

fn fixed(body: &Body, field: &str, old: &str) -> Result<(), Refusal> {
    let given = text(body, field);
    if given.is_empty() {
        return Err(Refusal::invalid(
            field,
            format!("{field}: The field cannot be left blank"),
        ));
    }
    if given == old {
        Ok(())
    } else {
        Err(Refusal::invalid(
            field,
            format!("{field}: The field cannot be changed"),
        ))
    }
}

/// The app's own settings; empty text becomes null, what is unknown is dropped.
fn app_settings(known: &Known, given: Option<&Value>) -> Result<Body, Refusal> {
    let mut settings = Body::new();
    for field in known.fields {
        let value = given
            .and_then(|given| given.get(field.name))
            .cloned()
            .unwrap_or(Value::Null);
        let empty = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
        if field.required && empty {
            let cause = format!("{}: The field cannot be left blank", field.name);
            return Err(Refusal::invalid(field.name, cause));
        }
        if !empty && is_address(field.name) && !value.as_str().is_some_and(web_address) {
            return Err(Refusal::invalid(
                field.name,
                format!("{}: Must be a valid URL", field.name),
            ));
        }
        let unset = if field.name == "requestIntegration" {
            json!(false)
        } else {
            Value::Null
        };
        settings.insert(field.name.to_owned(), if empty { unset } else { value });
    }
    Ok(settings)
}

fn is_address(field: &str) -> bool {
    ["baseUrl", "acsUrl", "url"].contains(&field)
}

fn web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host())
}

/// `settings.signOn` complete with the fields Okta always shows.
fn sign_on(given: Option<&Value>) -> Result<Value, Refusal> {
    let usual = json!({
        "defaultRelayState": null, "ssoAcsUrlOverride": null, "audienceOverride": null,
        "recipientOverride": null, "destinationOverride": null, "attributeStatements": [],
    });
    match given {
        Some(value) if !value.is_object() && !value.is_null() => Err(Refusal::malformed()),
        _ => Ok(with_defaults(given, usual)),
    }
}

/// The user name template, if one is given; its type must be known and its expression readable.
fn template(body: &Body) -> Result<Option<Value>, Refusal> {
    let Some(given) = body
        .get("credentials")
        .and_then(|credentials| credentials.get("userNameTemplate"))
    else {
        return Ok(None);
    };
    let kind = given.get("type").and_then(Value::as_str).unwrap_or("BUILT_IN");
    let template = given.get("template").and_then(Value::as_str).unwrap_or_default();
    if !["NONE", "BUILT_IN", "CUSTOM"].contains(&kind) {
        return Err(Refusal::malformed());
    }
    if kind != "NONE" && expression::parse(template).is_none() {
        return Err(Refusal::invalid(
            "userNameTemplate",
            "userNameTemplate: Invalid property in expression",
        ));
    }
    Ok(Some(with_defaults(
        Some(given),
        json!({ "template": "${source.login}", "type": "BUILT_IN" }),
    )))
}

fn accessibility() -> Value {
    json!({ "selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null })
}

fn visibility() -> Value {
    json!({
        "autoLaunch": false, "autoSubmitToolbar": false, "hide": { "iOS": false, "web": false },
        "appLinks": { "login": true },
    })
}

/// What is given laid over what is usual, field by field.
pub(in crate::practice) fn with_defaults(given: Option<&Value>, usual: Value) -> Value {
    match (given, usual) {
        (Some(Value::Object(given)), Value::Object(mut usual)) => {
            for (name, value) in given {
                let under = usual.remove(name).unwrap_or(Value::Null);
                usual.insert(name.clone(), with_defaults(Some(value), under));
            }
            Value::Object(usual)
        }
        (None | Some(Value::Null), usual) => usual,
        (Some(given), _) => given.clone(),
    }
}
