//! The System Log of an org (Okta API: System Log).
//!
//! Events are written once and never changed; the log knows nothing about requests but what it is told.

mod kinds;

use super::clock::instant_ms;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::time::Duration;

/// One event, as it was published. It is kept as text, which takes a tenth of the room of a tree.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// Its place in the log, counting from one.
    pub(super) sequence: u64,
    /// When it was published.
    pub(super) published: Timestamp,
    /// From when on the log shows it.
    pub(super) shown_from: Timestamp,
    /// Its type.
    pub(super) kind: Box<str>,
    /// The event as the API shows it.
    pub(super) text: Box<str>,
}

impl Event {
    /// The event as the API shows it, to look into.
    pub(super) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

/// All events of an org, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Journal {
    /// How long an event takes at most until it is shown; each takes a share of its own.
    pub(super) lag: Duration,
    events: Vec<Event>,
}

impl Journal {
    /// The events that are shown at an instant, in the order in which they were published.
    pub(super) fn shown(&self, at: Timestamp) -> Vec<&Event> {
        let lags = !self.lag.is_zero();
        let shown = self.events.iter().filter(|event| !lags || event.shown_from <= at);
        shown.collect()
    }

    /// Adds an event at the end.
    pub(super) fn push(&mut self, published: Timestamp, body: &Value) {
        let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
        self.push_text(published, (text("eventType"), text("uuid")), body.to_string());
    }

    /// Adds an event that is written already, by its type and identifier.
    pub(super) fn push_text(&mut self, published: Timestamp, (kind, uuid): (&str, &str), text: String) {
        let sequence = u64::try_from(self.events.len())
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        let lag = share(uuid, self.lag);
        self.events.push(Event {
            sequence,
            published,
            shown_from: published.saturating_add(lag).unwrap_or(published),
            kind: kind.into(),
            text: text.into(),
        });
    }
}

/// A part of a span of time that follows from the identifier of an event.
fn share(uuid: &str, most: Duration) -> SignedDuration {
    let digits: String = uuid.chars().take(4).collect();
    let share = i64::from_str_radix(&digits, 16).unwrap_or_default();
    let most = i64::try_from(most.as_millis()).unwrap_or_default();
    SignedDuration::from_millis(most.saturating_mul(share) / 0xffff)
}

/// Somebody or something an event is about.
#[derive(Debug, Clone)]
pub(super) struct Party {
    kind: &'static str,
    id: String,
    alternate: String,
    name: String,
}

impl Party {
    /// A party by kind (`User`, `AppInstance`, …), identifier, second name and display name.
    pub(super) fn new(kind: &'static str, id: &str, alternate: &str, name: &str) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            alternate: alternate.to_owned(),
            name: name.to_owned(),
        }
    }

    /// Okta itself.
    pub(super) fn system() -> Self {
        Self::new("SystemPrincipal", "system", "system@okta.com", "Okta System")
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id, "type": self.kind, "alternateId": self.alternate, "displayName": self.name,
            "detailEntry": null,
        })
    }
}

/// An event about to be written.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    kind: &'static str,
    legacy: Option<&'static str>,
    actor: Option<Party>,
    targets: Vec<Party>,
    failure: Option<String>,
    challenge: Option<String>,
    reason: Option<String>,
    decision: Option<&'static str>,
    message: Option<String>,
    authentication: Value,
}

/// What an event takes from the request during which it happened.
pub(super) struct Scene {
    /// The event's identifier.
    pub(super) uuid: String,
    /// When.
    pub(super) at: Timestamp,
    /// `x-okta-request-id`.
    pub(super) request_id: String,
    /// The path of the request.
    pub(super) uri: String,
    /// The user agent, if one was sent.
    pub(super) user_agent: Option<String>,
    /// The API token, if one was used.
    pub(super) token: Option<String>,
    /// The browser session, if there is one.
    pub(super) session: Option<String>,
    /// Who made the request.
    pub(super) actor: Party,
    /// Where the request came from.
    pub(super) address: Ipv4Addr,
}

impl Draft {
    /// An event that went well.
    pub(super) fn new(kind: &'static str) -> Self {
        Self {
            kind,
            legacy: None,
            actor: None,
            targets: Vec::new(),
            failure: None,
            challenge: None,
            reason: None,
            decision: None,
            message: None,
            authentication: json!({}),
        }
    }

    /// The same event about one more party.
    #[must_use]
    pub(super) fn about(mut self, party: Party) -> Self {
        self.targets.push(party);
        self
    }

    /// The same event done by somebody else than the caller.
    #[must_use]
    pub(super) fn by(mut self, actor: Party) -> Self {
        self.actor = Some(actor);
        self
    }

    /// The same event gone wrong, for this reason.
    #[must_use]
    pub(super) fn failed(mut self, reason: &str) -> Self {
        self.failure = Some(reason.to_owned());
        self
    }

    /// The same event with the message of what failed, which stands in the debug data beside the reason.
    ///
    /// Okta's queries for suspicious activity find the short reason by `eq`, and its help quotes the message apart
    /// from it; that the debug data hold it, and under which name, is inference.
    #[must_use]
    pub(super) fn message(mut self, message: Option<String>) -> Self {
        self.message = message;
        self
    }

    /// The same event ending in a question to the person, for this reason.
    #[must_use]
    pub(super) fn challenged(mut self, reason: &str) -> Self {
        self.challenge = Some(reason.to_owned());
        self
    }

    /// The same event ending in a decision, `ALLOW` or `DENY`, for this reason.
    #[must_use]
    pub(super) fn decided(mut self, decision: &'static str, reason: &str) -> Self {
        self.decision = Some(decision);
        self.reason(reason)
    }

    /// The same event, well gone, with a word on how.
    #[must_use]
    pub(super) fn reason(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// The same event under another legacy type.
    #[must_use]
    pub(super) fn legacy(mut self, legacy: &'static str) -> Self {
        self.legacy = Some(legacy);
        self
    }

    /// The same event with fields of `authenticationContext`.
    #[must_use]
    pub(super) fn authentication(mut self, fields: Value) -> Self {
        self.authentication = fields;
        self
    }

    /// The event as the API shows it.
    pub(super) fn publish(self, scene: &Scene) -> Value {
        let (message, usual) = kinds::names(self.kind);
        let (result, severity) = if self.failure.is_some() {
            ("FAILURE", "WARN")
        } else if self.challenge.is_some() {
            ("CHALLENGE", "INFO")
        } else {
            match self.decision {
                Some("DENY") => ("DENY", "WARN"),
                Some(decision) => (decision, "INFO"),
                None => ("SUCCESS", "INFO"),
            }
        };
        let actor = self.actor.as_ref().unwrap_or(&scene.actor).json();
        let targets: Vec<Value> = self.targets.iter().map(Party::json).collect();
        json!({
            "actor": actor, "client": client(scene), "device": null,
            "authenticationContext": authentication(&self.authentication, scene),
            "displayMessage": message, "eventType": self.kind,
            "outcome": { "result": result, "reason": self.failure.or(self.challenge).or(self.reason).map(short) },
            "published": instant_ms(scene.at), "securityContext": security(), "severity": severity,
            "debugContext": { "debugData": debug_data(scene, self.message) },
            "legacyEventType": self.legacy.unwrap_or(usual), "transaction": transaction(scene),
            "uuid": scene.uuid, "version": "0", "request": { "ipChain": [ip_chain(scene)] },
            "target": if targets.is_empty() { Value::Null } else { Value::Array(targets) },
        })
    }
}

/// Reasons have at most 255 characters (Okta API: `LogOutcome`).
fn short(reason: String) -> String {
    if reason.chars().count() > 255 {
        reason.chars().take(255).collect()
    } else {
        reason
    }
}

fn client(scene: &Scene) -> Value {
    let browser = scene.user_agent.as_deref().map_or("UNKNOWN", |agent| {
        ["Firefox", "Edg", "Chrome", "Safari"]
            .into_iter()
            .find(|name| agent.contains(name))
            .unwrap_or("UNKNOWN")
    });
    json!({
        "userAgent": { "rawUserAgent": scene.user_agent, "os": "Unknown", "browser": browser },
        "zone": "null", "device": "Computer", "id": null, "ipAddress": scene.address.to_string(), "geographicalContext": null,
    })
}

fn authentication(fields: &Value, scene: &Scene) -> Value {
    let field = |name: &str| fields.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "authenticationProvider": field("authenticationProvider"), "credentialProvider": null,
        "credentialType": field("credentialType"), "issuer": field("issuer"), "interface": field("interface"),
        "authenticationStep": 0,
        "externalSessionId": scene.session.as_deref().unwrap_or("unknown"),
    })
}

fn security() -> Value {
    json!({ "asNumber": null, "asOrg": null, "isp": null, "domain": null, "isProxy": null })
}

fn debug_data(scene: &Scene, message: Option<String>) -> Value {
    let mut data =
        json!({ "requestId": scene.request_id, "requestUri": scene.uri, "url": format!("{}?", scene.uri) });
    if let (Some(data), Some(message)) = (data.as_object_mut(), message) {
        data.insert("ErrorMessage".to_owned(), Value::String(message));
    }
    data
}

fn transaction(scene: &Scene) -> Value {
    let detail = scene
        .token
        .as_ref()
        .map_or_else(|| json!({}), |token| json!({ "requestApiTokenId": token }));
    json!({ "type": "WEB", "id": scene.request_id, "detail": detail })
}

fn ip_chain(scene: &Scene) -> Value {
    json!({ "ip": scene.address.to_string(), "geographicalContext": null, "version": "V4", "source": null })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_shows_who_did_what_to_whom_during_which_request() {
        let event = Draft::new("application.lifecycle.create")
            .about(app())
            .publish(&scene());
        assert_eq!(event["actor"]["alternateId"], "admin@acme.example");
        assert_eq!(event["target"][0]["id"], "0oa1");
        assert_eq!(event["displayMessage"], "Create application");
        assert_eq!(event["debugContext"]["debugData"]["requestId"], "req1");
        assert_eq!(event["transaction"]["detail"]["requestApiTokenId"], "00T1");
        assert_eq!(event["outcome"], json!({ "result": "SUCCESS", "reason": null }));
    }

    #[test]
    fn a_failure_carries_its_reason() {
        let event = Draft::new("user.authentication.auth_via_IDP")
            .failed("User Not Found")
            .publish(&scene());
        assert_eq!(
            event["outcome"],
            json!({ "result": "FAILURE", "reason": "User Not Found" })
        );
        assert_eq!(event["severity"], "WARN");
    }

    #[test]
    fn the_message_of_a_failure_stands_beside_its_reason_and_not_in_it() {
        let event = Draft::new("user.authentication.auth_via_IDP")
            .failed("Unable to validate incoming SAML Assertion")
            .message(Some("The SAML assertion has expired.".to_owned()))
            .publish(&scene());
        assert_eq!(
            event["outcome"]["reason"],
            "Unable to validate incoming SAML Assertion"
        );
        assert_eq!(
            event["debugContext"]["debugData"]["ErrorMessage"],
            "The SAML assertion has expired."
        );
    }

    fn app() -> Party {
        Party::new("AppInstance", "0oa1", "Okta Org2Org", "Northwind")
    }

    fn scene() -> Scene {
        Scene {
            uuid: "u".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            request_id: "req1".to_owned(),
            uri: "/api/v1/apps".to_owned(),
            user_agent: None,
            token: Some("00T1".to_owned()),
            session: None,
            actor: Party::new("User", "00u1", "admin@acme.example", "Ada Admin"),
            address: Ipv4Addr::LOCALHOST,
        }
    }
}
