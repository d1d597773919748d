//! Signing on to a SAML app: who may, what the response says, and where it goes.

use super::assurance;
use super::http::{Method, Response, encode_pairs};
use super::log::{Draft, Party};
use super::org::app::App;
use super::org::session::Pending;
use super::org::ways::Ways;
use super::pages;
use super::routes::app_party;
use super::saml::issue::{Signing, Statement, failure, response};
use super::saml::read::decode;
use super::saml::request::{AuthnRequest, inflate, read};
use super::saml::signature::Strength;
use super::world::Call;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Answers at an app's sign-on address.
pub(super) fn answer(call: &mut Call<'_>, name: &str, key: &str) -> Response {
    let app = call
        .org()
        .apps
        .iter()
        .find(|app| app.name == name && app.external_key == key)
        .cloned();
    let Some(app) = app.filter(|app| app.sign_on_mode == "SAML_2_0") else {
        return pages::refused(call);
    };
    let Ok(asked) = asked(call, &app) else {
        return pages::refused(call);
    };
    let Some(user) = call.adopt_session() else {
        return sign_in_first(call, &app, asked);
    };
    let name = match admit(call, &app, &user) {
        Ok(name) => name,
        Err(response) => return response,
    };
    if app.name != "okta_org2org" {
        return pages::stand_in(call, &app, &name);
    }
    issue(call, &app, &user, &name, &asked).unwrap_or_else(|| pages::refused(call))
}

/// What came with the request: the identifier of an authentication request, and a relay state.
struct Asked {
    request: Option<String>,
    relay_state: String,
}

/// Why the request cannot be answered.
struct Unreadable;

fn asked(call: &Call<'_>, app: &App) -> Result<Asked, Unreadable> {
    if let Some(pending) = call
        .request
        .query_value("resume")
        .and_then(|id| call.org().pending.get(id))
    {
        return Ok(Asked {
            request: pending.request.clone(),
            relay_state: pending.relay_state.clone(),
        });
    }
    let fields = call.request.form_fields();
    let pairs = if call.request.method == Method::Post {
        &fields
    } else {
        &call.request.query
    };
    let field = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    let relay_state = field("RelayState").unwrap_or_default();
    let Some(message) = field("SAMLRequest") else {
        return Ok(Asked {
            request: None,
            relay_state,
        });
    };
    let document = if call.request.method == Method::Post {
        decode(&message)
    } else {
        inflate(&message)
    };
    let request = document.and_then(|document| read(&document)).ok_or(Unreadable)?;
    meant_for(call, app, &request)
        .then_some(Asked {
            request: Some(request.id),
            relay_state,
        })
        .ok_or(Unreadable)
}

/// A request must be sent to this app's own address.
fn meant_for(call: &Call<'_>, app: &App, request: &AuthnRequest) -> bool {
    let own = call.url(&app.sso_path());
    request
        .destination
        .as_deref()
        .is_none_or(|destination| destination == own)
}

/// Keeps what was asked while the person signs in.
fn sign_in_first(call: &mut Call<'_>, app: &App, asked: Asked) -> Response {
    let org = call.org_mut();
    let id = org.dice.word("resume", 24);
    org.pending.add(Pending {
        id: id.clone(),
        request: asked.request,
        relay_state: asked.relay_state,
    });
    let back = format!("{}?{}", app.sso_path(), encode_pairs(&[("resume", &id)]));
    Response::redirect(&pages::sign_in_address(&back))
}

/// Lets an assigned person through, with the name they have in the app; anybody else meets a page.
pub(super) fn admit(call: &mut Call<'_>, app: &App, user: &str) -> Result<String, Response> {
    let party = app_party(app);
    let Some(held) = app.user(user).filter(|_| app.active) else {
        let draft = Draft::new("app.generic.unauth_app_access_attempt").about(party);
        call.record(draft.failed("User attempted unauthorized access to app"));
        return Err(pages::not_assigned(call, &app.label));
    };
    let name = held.user_name.clone();
    if let Some(page) = assurance::challenge(call, app, user) {
        return Err(page);
    }
    let member = Party::new("AppUser", user, &name, &name);
    call.record(Draft::new("user.authentication.sso").about(party).about(member));
    Ok(name)
}

/// The page that carries the signed response to the other org.
fn issue(call: &mut Call<'_>, app: &App, user: &str, name: &str, asked: &Asked) -> Option<Response> {
    let over = |field: &str| {
        app.sign_on
            .get(field)
            .and_then(serde_json::Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let acs = over("ssoAcsUrlOverride")
        .unwrap_or_else(|| app.setting("acsUrl"))
        .to_owned();
    if acs.is_empty() {
        return None;
    }
    let at = call.at;
    let session = call
        .session()
        .map(|session| session.id.clone())
        .unwrap_or_default();
    let attributes = attributes(call, user);
    let ways = call.org().ways;
    let dice = &mut call.org_mut().dice;
    let statement = Statement {
        response_id: format!("id{}", dice.word("saml", 20)),
        assertion_id: if ways.same_assertion {
            repeated_assertion(app)
        } else {
            format!("id{}", dice.word("saml", 20))
        },
        issuer: app.issuer(),
        destination: over("destinationOverride").unwrap_or(&acs).to_owned(),
        recipient: over("recipientOverride").unwrap_or(&acs).to_owned(),
        audience: over("audienceOverride")
            .unwrap_or_else(|| app.setting("audRestriction"))
            .to_owned(),
        subject: name.to_owned(),
        attributes,
        in_response_to: if ways.old_request {
            Some(format!("id{}", dice.word("saml", 20)))
        } else {
            asked.request.clone()
        },
        session,
        at,
        signing: signing(ways),
    };
    let document = if ways.failure {
        failure(&statement)
    } else {
        response(&statement, app.signing_key()?)?
    };
    let message = STANDARD.encode(document);
    let default = over("defaultRelayState").unwrap_or_default();
    let relay_state = if asked.relay_state.is_empty() {
        default
    } else {
        asked.relay_state.as_str()
    };
    Some(pages::auto_post(
        call,
        &acs,
        &[("SAMLResponse", &message), ("RelayState", relay_state)],
    ))
}

/// The identifier of the assertion that an org in disorder sends again and again.
pub(super) fn repeated_assertion(app: &App) -> String {
    format!("id{}", app.external_key)
}

fn signing(ways: Ways) -> Signing {
    Signing {
        assertion: !ways.assertion_unsigned,
        response: !ways.response_unsigned,
        strength: if ways.sha1 {
            Strength::Sha1
        } else {
            Strength::Sha256
        },
    }
}

/// The profile attributes Org2Org sends by itself.
fn attributes(call: &Call<'_>, user: &str) -> Vec<(String, Vec<String>)> {
    let Some(user) = call.org().users.get(user) else {
        return Vec::new();
    };
    let fields = [
        "firstName",
        "lastName",
        "email",
        "login",
        "mobilePhone",
        "displayName",
    ];
    let filled = fields.into_iter().filter(|field| !user.text(field).is_empty());
    filled
        .map(|field| (field.to_owned(), vec![user.text(field).to_owned()]))
        .collect()
}
