//! Reading the body of an identity provider: what is needed, what is allowed, what is filled in.

use super::super::expression;
use super::super::org::idp::Idp;
use super::super::refusal::Refusal;
use super::super::world::Call;
use super::app_body::with_defaults;
use super::groups::TAKEN;
use serde_json::{Map, Value, json};

/// What a good body says.
pub(super) struct Read {
    pub(super) name: String,
    pub(super) issuer_mode: String,
    pub(super) protocol: Value,
    pub(super) policy: Value,
}

/// Reads a body for a new provider, or for one that takes the place of `old`.
pub(super) fn read(
    call: &mut Call<'_>,
    body: &Map<String, Value>,
    old: Option<&Idp>,
) -> Result<Read, Refusal> {
    let body = Value::Object(body.clone());
    match text(&body, "/type") {
        "SAML2" => {}
        "OIDC" | "OKTA_INTEGRATION" => return Err(Refusal::no_feature()),
        _ => return Err(Refusal::malformed()),
    }
    let name = name(call, &body, old)?;
    check_protocol(call, &body)?;
    check_policy(call, &body)?;
    let issuer_mode = choice(
        &body,
        "/issuerMode",
        &["ORG_URL", "CUSTOM_URL", "DYNAMIC"],
        "ORG_URL",
    )?;
    let protocol = with_defaults(body.get("protocol"), usual_protocol(call, text(&body, SSO)));
    let policy = with_defaults(body.get("policy"), usual_policy());
    Ok(Read {
        name,
        issuer_mode: issuer_mode.to_owned(),
        protocol,
        policy,
    })
}

const SSO: &str = "/protocol/endpoints/sso/url";

/// The protocol with the key the org signs its requests with.
pub(super) fn with_signing_kid(protocol: Value, kid: &str) -> Value {
    let own = json!({ "credentials": { "signing": { "kid": kid } } });
    with_defaults(Some(&own), protocol)
}

fn text<'b>(body: &'b Value, pointer: &str) -> &'b str {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn required<'b>(body: &'b Value, pointer: &str, most: usize) -> Result<&'b str, Refusal> {
    let field = pointer.rsplit('/').next().unwrap_or_default();
    let found = text(body, pointer);
    if found.trim().is_empty() {
        return Err(Refusal::invalid(
            field,
            format!("{field}: The field cannot be left blank"),
        ));
    }
    if found.chars().count() > most {
        return Err(Refusal::invalid(field, format!("{field}: The field is too long")));
    }
    Ok(found)
}

/// A word out of a few; an unknown one is a malformed body, as with every wrong enum value at Okta.
fn choice<'b>(body: &'b Value, pointer: &str, allowed: &[&str], usual: &'b str) -> Result<&'b str, Refusal> {
    match body.pointer(pointer) {
        None | Some(Value::Null) => Ok(usual),
        Some(Value::String(word)) if allowed.contains(&word.as_str()) => Ok(word),
        Some(_) => Err(Refusal::malformed()),
    }
}

fn name(call: &Call<'_>, body: &Value, old: Option<&Idp>) -> Result<String, Refusal> {
    let name = required(body, "/name", 100)?;
    let own = old.map(|idp| idp.id.as_str());
    let mut others = call.org().idps.iter().filter(|idp| Some(idp.id.as_str()) != own);
    if others.any(|idp| idp.name.eq_ignore_ascii_case(name)) {
        return Err(Refusal::invalid("name", TAKEN));
    }
    Ok(name.to_owned())
}

fn check_protocol(call: &Call<'_>, body: &Value) -> Result<(), Refusal> {
    if text(body, "/protocol/type") != "SAML2" {
        return Err(Refusal::malformed());
    }
    required(body, SSO, 1014)?;
    if url::Url::parse(text(body, SSO)).is_err() {
        return Err(Refusal::invalid("url", "url: Must be a valid URL"));
    }
    choice(
        body,
        "/protocol/endpoints/sso/binding",
        &["HTTP-POST", "HTTP-REDIRECT"],
        "HTTP-POST",
    )?;
    choice(
        body,
        "/protocol/endpoints/acs/type",
        &["INSTANCE", "ORG"],
        "INSTANCE",
    )?;
    choice(
        body,
        "/protocol/endpoints/acs/binding",
        &["HTTP-POST"],
        "HTTP-POST",
    )?;
    for part in ["request", "response"] {
        let signature = format!("/protocol/algorithms/{part}/signature");
        choice(
            body,
            &format!("{signature}/algorithm"),
            &["SHA-1", "SHA-256"],
            "SHA-256",
        )?;
        choice(
            body,
            &format!("{signature}/scope"),
            &["REQUEST", "NONE", "ANY", "RESPONSE", "TOKEN"],
            "ANY",
        )?;
    }
    required(body, "/protocol/credentials/trust/issuer", 1024)?;
    let kid = required(body, "/protocol/credentials/trust/kid", 200)?;
    let more = body
        .pointer("/protocol/credentials/trust/additionalKids")
        .and_then(Value::as_array);
    let more: Vec<&str> = more.into_iter().flatten().filter_map(Value::as_str).collect();
    if more.len() > 1 {
        return Err(Refusal::invalid(
            "additionalKids",
            "additionalKids: At most one additional key is supported",
        ));
    }
    for kid in std::iter::once(kid).chain(more) {
        if call.org().idp_keys.get(kid).is_none() {
            return Err(Refusal::invalid("kid", format!("kid: Invalid key id {kid}")));
        }
    }
    Ok(())
}

fn check_policy(call: &Call<'_>, body: &Value) -> Result<(), Refusal> {
    const POLICY: [(&str, &[&str]); 6] = [
        ("/policy/provisioning/action", &["AUTO", "DISABLED"]),
        (
            "/policy/provisioning/groups/action",
            &["NONE", "APPEND", "ASSIGN", "SYNC"],
        ),
        (
            "/policy/provisioning/conditions/deprovisioned/action",
            &["NONE", "REACTIVATE"],
        ),
        (
            "/policy/provisioning/conditions/suspended/action",
            &["NONE", "UNSUSPEND"],
        ),
        ("/policy/accountLink/action", &["AUTO", "DISABLED"]),
        (
            "/policy/subject/matchType",
            &["USERNAME", "EMAIL", "USERNAME_OR_EMAIL", "CUSTOM_ATTRIBUTE"],
        ),
    ];
    for (pointer, allowed) in POLICY {
        choice(body, pointer, allowed, "")?;
    }
    let template = required(body, "/policy/subject/userNameTemplate/template", 1024)?;
    if template.len() < 9 || template.contains("appuser.") || expression::parse(template).is_none() {
        let cause = "template: Invalid property or expression in the user name template";
        return Err(Refusal::invalid("template", cause));
    }
    let filter = text(body, "/policy/subject/filter");
    if filter.len() > 1024 || regex::Regex::new(filter).is_err() {
        return Err(Refusal::invalid(
            "filter",
            "filter: The regular expression is not valid",
        ));
    }
    if body
        .pointer("/policy/maxClockSkew")
        .is_some_and(|skew| skew.as_u64().is_none())
    {
        return Err(Refusal::malformed());
    }
    let groups = body
        .pointer("/policy/provisioning/groups/assignments")
        .and_then(Value::as_array);
    for group in groups.into_iter().flatten() {
        let id = group.as_str().ok_or_else(Refusal::malformed)?;
        call.org()
            .groups
            .get(id)
            .ok_or_else(|| Refusal::not_found(id, "UserGroup"))?;
    }
    Ok(())
}

/// A missing audience is made up, also when replacing: that is Okta's way.
fn usual_protocol(call: &mut Call<'_>, sso: &str) -> Value {
    let word = call.org_mut().dice.word("audience", 18).to_lowercase();
    json!({
        "type": "SAML2",
        "endpoints": {
            "sso": { "url": sso, "binding": "HTTP-POST", "destination": sso },
            "acs": { "binding": "HTTP-POST", "type": "INSTANCE" },
        },
        "algorithms": {
            "request": { "signature": { "algorithm": "SHA-256", "scope": "REQUEST" } },
            "response": { "signature": { "algorithm": "SHA-256", "scope": "ANY" } },
        },
        "settings": {
            "nameFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            "honorPersistentNameId": true,
        },
        "credentials": { "trust": {
            "issuer": null, "audience": format!("https://www.okta.com/saml2/service-provider/sp{word}"),
            "kid": null, "revocation": null, "revocationCacheLifetime": 0,
        } },
    })
}

fn usual_policy() -> Value {
    json!({
        "provisioning": {
            "action": "AUTO", "profileMaster": false, "groups": { "action": "NONE" },
            "conditions": { "deprovisioned": { "action": "NONE" }, "suspended": { "action": "NONE" } },
        },
        "accountLink": { "filter": null, "action": "AUTO" },
        "subject": {
            "userNameTemplate": { "template": "idpuser.subjectNameId" }, "filter": null,
            "matchType": "USERNAME", "matchAttribute": null,
        },
        "maxClockSkew": 0, "trustClaims": false, "mapAMRClaims": false,
        "transformedUsernameMatchingEnabled": false,
    })
}
