//! The target org's side of SAML: asking an identity provider, and judging the response it sends.
//!
//! A user learns only that it failed; the System Log holds the reason.

use super::account;
use super::clock::later;
use super::http::{Response, encode_pairs};
use super::log::{Draft, Party};
use super::org::idp::Idp;
use super::org::session::Relay;
use super::pages;
use super::routes::{idp_party, user_party};
use super::saml::read::{Facts, claimed_issuer, decode, facts, success, tree};
use super::saml::request::{AuthnRequest, deflate, sign_query};
use super::saml::signature::{covered, strong};
use super::world::Call;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// Why a response is not taken: the reason and the message of the System Log, and the legacy event type.
///
/// Okta's own queries for suspicious activity find the reasons as they are; what failed in particular is a message
/// apart from them. The messages about issuer, signature, audience, requests and user name filter are Okta's; the
/// others are inference in Okta's manner.
pub(super) struct Rejection {
    pub(super) reason: String,
    pub(super) message: Option<String>,
    pub(super) legacy: &'static str,
}

/// The legacy type of whatever is wrong with a response itself.
const INVALID: &str = "core.user_auth.idp.saml.saml_validation_failed";

impl Rejection {
    pub(super) fn new(reason: impl Into<String>, legacy: &'static str) -> Self {
        Self {
            reason: reason.into(),
            message: None,
            legacy,
        }
    }

    /// The same with a message.
    pub(super) fn because(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    fn invalid(message: impl Into<String>) -> Self {
        Self::new("Unable to validate incoming SAML Assertion", INVALID).because(message)
    }

    fn unreadable() -> Self {
        Self::invalid("The SAML response could not be read.")
    }

    fn unknown_endpoint() -> Self {
        Self::new(
            "Unable to resolve IdP endpoint",
            "core.user_auth.idp.saml.unknown_endpoint",
        )
    }
}

/// Sends the browser to an identity provider with an authentication request.
pub(super) fn ask(call: &mut Call<'_>, idp: &str, then: &str, hint: Option<&str>) -> Response {
    try_ask(call, idp, then, hint).unwrap_or_else(|| pages::broken(call))
}

fn try_ask(call: &mut Call<'_>, idp: &str, then: &str, hint: Option<&str>) -> Option<Response> {
    let idp = call.org().idps.get(idp)?.clone();
    let (at, acs) = (call.at, idp.acs(&call.org().base));
    let id = format!("id{}", call.org_mut().dice.word("saml", 20));
    let target = pages::own_path(call, then).unwrap_or("/app/UserHome").to_owned();
    call.org_mut().relays.add(Relay {
        id: id.clone(),
        idp: idp.id.clone(),
        target: target.clone(),
    });
    let sso = idp.text("/protocol/endpoints/sso/url").to_owned();
    let request = AuthnRequest {
        id,
        issuer: idp.text("/protocol/credentials/trust/audience").to_owned(),
        destination: Some(idp.text("/protocol/endpoints/sso/destination").to_owned()),
        acs,
        name_format: idp.text("/protocol/settings/nameFormat").to_owned(),
    };
    let signs = idp.text("/protocol/algorithms/request/signature/scope") != "NONE";
    let kid = idp.text("/protocol/credentials/signing/kid");
    let key = idp.keys.iter().find(|key| key.kid == kid && signs);
    if idp.text("/protocol/endpoints/sso/binding") == "HTTP-REDIRECT" {
        let message = deflate(&request.document(at, None)?)?;
        let mut query = encode_pairs(&[("SAMLRequest", &message), ("RelayState", &target)]);
        if let Some(key) = key {
            let algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
            query = format!("{query}&{}", encode_pairs(&[("SigAlg", algorithm)]));
            let signature = sign_query(&query, key)?;
            query = format!("{query}&{}", encode_pairs(&[("Signature", &signature)]));
        }
        if let Some(hint) = hint {
            query = format!("{query}&{}", encode_pairs(&[("login_hint", hint)]));
        }
        return Some(Response::redirect(&format!("{sso}?{query}")));
    }
    let message = STANDARD.encode(request.document(at, key)?);
    Some(pages::auto_post(
        call,
        &sso,
        &[("SAMLRequest", &message), ("RelayState", &target)],
    ))
}

/// Takes a response from a browser: a session and a way on, or the page that says no more than that it failed.
pub(super) fn consume(call: &mut Call<'_>, idp: Option<&str>) -> Response {
    let fields = call.request.form_fields();
    let field = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let document = field("SAMLResponse").and_then(decode);
    let relay_state = field("RelayState").unwrap_or_default().to_owned();
    match judge(call, idp, document.as_deref()) {
        Ok(accepted) => welcome(call, &accepted, &relay_state),
        Err(refused) => {
            let draft = event(refused.idp.as_ref(), refused.issuer.as_deref());
            let Rejection {
                reason,
                message,
                legacy,
            } = refused.rejection;
            call.record(draft.failed(&reason).message(message).legacy(legacy));
            pages::refused(call)
        }
    }
}

/// A response that was taken.
struct Accepted {
    idp: Idp,
    facts: Facts,
    user: account::Welcome,
    /// Where the browser wanted to go when the org asked for this response.
    target: Option<String>,
}

/// A response that was not taken, as far as it could be told whose it was.
struct Refused {
    idp: Option<Idp>,
    issuer: Option<String>,
    rejection: Rejection,
}

fn judge(call: &mut Call<'_>, idp: Option<&str>, document: Option<&str>) -> Result<Accepted, Box<Refused>> {
    let refuse = |idp, issuer, rejection| {
        Box::new(Refused {
            idp,
            issuer,
            rejection,
        })
    };
    let unread = || refuse(None, None, Rejection::unreadable());
    let document = document.ok_or_else(unread)?;
    let tree = tree(document).ok_or_else(unread)?;
    let issuer = claimed_issuer(&tree);
    match endpoint(call, idp, issuer.as_deref(), &tree) {
        Some(idp) => {
            examine(call, &idp, document, &tree).map_err(|rejection| refuse(Some(idp), issuer, rejection))
        }
        None => Err(refuse(None, issuer, Rejection::unknown_endpoint())),
    }
}

/// All checks of a response to a known provider, then the person it speaks of.
fn examine(
    call: &mut Call<'_>,
    idp: &Idp,
    document: &str,
    tree: &roxmltree::Document<'_>,
) -> Result<Accepted, Rejection> {
    if !success(tree) {
        return Err(Rejection::new(
            "GENERAL_NONSUCCESS",
            "core.user_auth.idp.login_failed",
        ));
    }
    let facts = facts(tree).ok_or_else(Rejection::unreadable)?;
    check_issuer(idp, &facts)?;
    check_signature(call, idp, &facts, document, tree)?;
    check_conditions(call, idp, &facts)?;
    let target = check_answer(call, idp, &facts)?;
    call.org_mut().seen_assertions.push(facts.assertion_id.clone());
    let user = account::resolve(call, idp, &facts)?;
    let idp = idp.clone();
    Ok(Accepted {
        idp,
        facts,
        user,
        target,
    })
}

/// The active provider at that address; at the shared address, the one with that issuer and audience.
fn endpoint(
    call: &Call<'_>,
    id: Option<&str>,
    issuer: Option<&str>,
    tree: &roxmltree::Document<'_>,
) -> Option<Idp> {
    let org = call.org();
    let found = if let Some(id) = id {
        org.idps.get(id)
    } else {
        let audiences = facts(tree).map(|facts| facts.audiences).unwrap_or_default();
        org.idps.iter().find(|idp| {
            let trust = |field: &str| {
                idp.text(&format!("/protocol/credentials/trust/{field}"))
                    .to_owned()
            };
            issuer == Some(trust("issuer").as_str()) && audiences.contains(&trust("audience"))
        })
    };
    found.filter(|idp| idp.active).cloned()
}

fn check_issuer(idp: &Idp, facts: &Facts) -> Result<(), Rejection> {
    let trusted = idp.text("/protocol/credentials/trust/issuer");
    let same = facts.issuer == trusted
        && facts
            .response_issuer
            .as_deref()
            .is_none_or(|issuer| issuer == trusted);
    let detail =
        "The Issuer in the SAML response did not match the Issuer configured for the Identity Provider.";
    if same {
        Ok(())
    } else {
        Err(Rejection::invalid(detail))
    }
}

fn check_signature(
    call: &Call<'_>,
    idp: &Idp,
    facts: &Facts,
    document: &str,
    tree: &roxmltree::Document<'_>,
) -> Result<(), Rejection> {
    let detail = "The digital signature in the SAML response did not validate with the Identity Provider's certificate";
    let refused = || Rejection::invalid(detail);
    let weak = idp.text("/protocol/algorithms/response/signature/algorithm") == "SHA-256" && !strong(tree);
    if weak {
        return Err(Rejection::invalid(
            "The signature algorithm is weaker than SHA-256.",
        ));
    }
    let kids = idp.trusted_kids().into_iter();
    let mut keys = kids.filter_map(|kid| call.org().idp_keys.get(kid));
    let covered = keys
        .find_map(|key| covered(document, &key.der))
        .ok_or_else(refused)?;
    let (response, assertion) = (
        covered.contains(&facts.response_id),
        covered.contains(&facts.assertion_id),
    );
    let enough = match idp.text("/protocol/algorithms/response/signature/scope") {
        "RESPONSE" => response,
        "TOKEN" => assertion,
        _ => response || assertion,
    };
    if enough {
        Ok(())
    } else {
        Err(Rejection::invalid(
            "The SAML response is not signed where it must be.",
        ))
    }
}

fn check_conditions(call: &Call<'_>, idp: &Idp, facts: &Facts) -> Result<(), Rejection> {
    let audience = idp.text("/protocol/credentials/trust/audience");
    if !facts.audiences.iter().any(|found| found == audience) {
        let found = facts.audiences.first().map(String::as_str).unwrap_or_default();
        return Err(Rejection::invalid(format!(
            "The SAML Response specified Conditions, but did not designate us as the target for these conditions. \
             Found \"{found}\", expected \"{audience}\"."
        )));
    }
    let acs = idp.acs(&call.org().base);
    if facts
        .destination
        .as_ref()
        .is_some_and(|destination| *destination != acs)
    {
        return Err(Rejection::invalid(
            "The Destination in the SAML response did not match the ACS URL.",
        ));
    }
    if facts.recipient.as_ref() != Some(&acs) {
        return Err(Rejection::invalid(
            "The Recipient in the SAML response did not match the ACS URL.",
        ));
    }
    check_time(call, idp, facts)
}

/// A skew of zero means Okta's usual two minutes.
fn check_time(call: &Call<'_>, idp: &Idp, facts: &Facts) -> Result<(), Rejection> {
    let skew = idp
        .at("/policy/maxClockSkew")
        .and_then(Value::as_i64)
        .filter(|skew| *skew > 0)
        .unwrap_or(120_000)
        / 1000;
    if facts.not_before.is_some_and(|from| later(call.at, skew) < from) {
        return Err(Rejection::invalid("The SAML assertion is not yet valid."));
    }
    let over = facts
        .not_on_or_after
        .is_none_or(|until| later(call.at, -skew) >= until);
    if over {
        Err(Rejection::invalid("The SAML assertion has expired."))
    } else {
        Ok(())
    }
}

/// An answer must answer a request of ours, and no assertion may come twice.
fn check_answer(call: &mut Call<'_>, idp: &Idp, facts: &Facts) -> Result<Option<String>, Rejection> {
    if call.org().seen_assertions.contains(&facts.assertion_id) {
        let reason =
            "A SAML assert with the same ID has already been processed by Okta for a previous request";
        return Err(Rejection::new(
            reason,
            "core.user_auth.idp.saml.assertion_received_same_assertion_id",
        ));
    }
    let Some(request) = &facts.in_response_to else {
        return Ok(None);
    };
    match call.org_mut().relays.remove(request) {
        Some(relay) if relay.idp == idp.id => Ok(Some(relay.target)),
        _ => {
            let legacy = "core.user_auth.idp.saml.response_received_in_response_to_no_matching_key";
            let message = format!(
                "'InResponseTo={request}' does not match an ID of a SAML authentication request sent from Okta"
            );
            Err(Rejection::new("Unable to validate SAML Response", legacy).because(message))
        }
    }
}

/// The event of a sign-in through a provider, as far as the provider is known.
fn event(idp: Option<&Idp>, issuer: Option<&str>) -> Draft {
    let provider = idp.map_or_else(
        || Party::new("AppInstance", "unknown", "unknown", "SAML 2.0 IdP"),
        idp_party,
    );
    Draft::new("user.authentication.auth_via_IDP")
        .by(Party::system())
        .about(provider)
        .authentication(json!({
            "authenticationProvider": "FEDERATION", "credentialType": "ASSERTION",
            "issuer": { "id": issuer, "type": "SAML" }, "interface": "IDP Instance",
        }))
}

fn welcome(call: &mut Call<'_>, accepted: &Accepted, relay_state: &str) -> Response {
    let Accepted {
        idp,
        facts,
        user,
        target,
    } = accepted;
    let me = user_party(call, &user.user);
    let draft = event(Some(idp), Some(&facts.issuer)).about(me).reason(user.how);
    call.record(draft);
    let wanted = target.as_deref().unwrap_or(relay_state);
    let to = pages::own_path(call, wanted)
        .unwrap_or("/app/UserHome")
        .to_owned();
    call.begin_session(&user.user, Response::redirect(&to), "ASSERTION")
}
