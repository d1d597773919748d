//! What Okta itself says about a failed sign-in: reasons in a System Log export, and the text of an error page.
//!
//! They name a kind of cause, never the values, so nothing here is certain. Reads what it is handed and asks no org.

use crate::{
    federation::verify::{
        Confidence,
        reasons::{self, Meaning},
    },
    okta::resource::logs::LogEvent,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// A kind of cause that Okta named.
#[derive(Clone, Debug, PartialEq)]
pub struct Symptom {
    /// What the reason means.
    pub meaning: &'static Meaning,
    /// How sure it is.
    pub confidence: Confidence,
    /// Okta's words.
    pub reason: String,
    /// When it was last said (UTC), where that is known.
    pub last: Option<Timestamp>,
    /// How often it was said.
    pub count: usize,
}

/// The causes that the events of a System Log export name, the most recent first.
pub fn of_log(events: &[LogEvent]) -> Vec<Symptom> {
    let mut found: BTreeMap<&'static str, Symptom> = BTreeMap::new();
    // Hundreds of thousands of events have a handful of reasons.
    let mut known: HashMap<(&str, String, &str), Option<&'static Meaning>> = HashMap::new();
    for event in events.iter().filter(|event| event.failed()) {
        let reason = event.words();
        let said = (
            event.event_type.as_str(),
            reason.clone(),
            event.display_message.as_str(),
        );
        let Some(meaning) = *known.entry(said).or_insert_with(|| meaning(event, &reason)) else {
            continue;
        };
        let symptom = found.entry(meaning.code).or_insert_with(|| Symptom {
            meaning,
            confidence: meaning.confidence,
            reason: printable(&reason),
            last: None,
            count: 0,
        });
        symptom.count += 1;
        symptom.last = symptom.last.max(Some(event.published));
    }
    let mut symptoms: Vec<Symptom> = found.into_values().collect();
    symptoms.sort_by_key(|symptom| std::cmp::Reverse(symptom.last));
    symptoms
}

/// What the event tells; a refused sign-in and a failed push are told of even where the reason is not known here.
fn meaning(event: &LogEvent, reason: &str) -> Option<&'static Meaning> {
    let kind = event.event_type.as_str();
    if kind.starts_with("application.provision.group") {
        return Some(reasons::meaning_of_push(reason).unwrap_or(&reasons::UNKNOWN_GROUP_PUSH));
    }
    if kind.starts_with("application.provision.") {
        return Some(reasons::meaning_of_push(reason).unwrap_or(&reasons::UNKNOWN_PUSH));
    }
    let said = format!("{reason} {}", event.display_message);
    let known = reasons::meaning_of(reason).or_else(|| reasons::meaning_of(&said));
    let refused = kind == "user.authentication.auth_via_IDP";
    known.or_else(|| refused.then_some(&reasons::UNKNOWN_REFUSAL))
}

/// The cause that the text of an error names.
pub fn of_text(text: &str) -> Option<Symptom> {
    reasons::meaning_of_page(text).map(|meaning| Symptom {
        meaning,
        confidence: Confidence::Possible,
        reason: beginning(text),
        last: None,
        count: 1,
    })
}

/// As much of a text as makes it known again, without the queries of addresses, which may hold tokens.
fn beginning(text: &str) -> String {
    let whole = |word: &'_ str| word.split(['?', '#']).next().unwrap_or_default().to_owned();
    let words: Vec<String> = text.split_whitespace().take(12).map(whole).collect();
    printable(&words.join(" ")).chars().take(120).collect()
}

/// Text from outside on one line, without anything that a terminal would obey.
fn printable(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn failures_of_one_kind_are_one_symptom_with_the_last_instant() {
        let event = |at: &str, result: &str, reason: &str| {
            json!({
                "uuid": at, "published": at, "eventType": "user.authentication.auth_via_IDP",
                "outcome": { "result": result, "reason": reason }
            })
        };
        let log = json!([
            event(
                "2026-11-23T07:00:00Z",
                "FAILURE",
                "Unable to resolve IdP endpoint"
            ),
            event(
                "2026-11-23T08:00:00Z",
                "FAILURE",
                "Unable to resolve IdP endpoint"
            ),
            event(
                "2026-11-23T09:00:00Z",
                "SUCCESS",
                "Unable to resolve IdP endpoint"
            ),
            event("2026-11-23T09:30:00Z", "FAILURE", "Something new in 2031"),
            event(
                "2026-11-23T07:30:00Z",
                "FAILURE",
                "Unable to validate SAML Response"
            ),
        ]);
        let symptoms = of_log(&serde_json::from_value::<Vec<LogEvent>>(log).unwrap());
        let told: Vec<(&str, usize, String)> = symptoms
            .iter()
            .map(|one| (one.meaning.code, one.count, one.last.unwrap().to_string()))
            .collect();
        assert_eq!(
            told,
            [
                ("sign-in-refused", 1, "2026-11-23T09:30:00Z".to_owned()),
                ("unknown-endpoint", 2, "2026-11-23T08:00:00Z".to_owned()),
                ("in-response-to-mismatch", 1, "2026-11-23T07:30:00Z".to_owned()),
            ]
        );
    }

    #[test]
    fn the_message_beside_a_reason_tells_which_cause_it_is() {
        let event = |message: &str| {
            json!([{
                "uuid": "1", "published": "2026-11-23T07:00:00Z", "eventType": "user.authentication.auth_via_IDP",
                "outcome": { "result": "FAILURE", "reason": "Unable to validate incoming SAML Assertion" },
                "debugContext": { "debugData": { "requestUri": "/sso/saml2/0oaJit1", "message": message } }
            }])
        };
        for (message, code, words) in [
            (
                "",
                "assertion-refused",
                "Unable to validate incoming SAML Assertion",
            ),
            (
                "The SAML assertion has expired.",
                "expired",
                "Unable to validate incoming SAML Assertion: The SAML assertion has expired.",
            ),
        ] {
            let symptom = of_log(&serde_json::from_value::<Vec<LogEvent>>(event(message)).unwrap()).remove(0);
            assert_eq!((symptom.meaning.code, symptom.reason.as_str()), (code, words));
        }
    }

    #[test]
    fn a_push_that_failed_for_a_new_reason_is_told_of_with_it() {
        let event = |kind: &str| {
            json!({
                "uuid": kind, "published": "2026-11-23T07:00:00Z", "eventType": kind,
                "outcome": { "result": "FAILURE", "reason": "Something new in 2031" }
            })
        };
        let log = json!([
            event("application.provision.user.push"),
            event("application.provision.group.add")
        ]);
        let symptoms = of_log(&serde_json::from_value::<Vec<LogEvent>>(log).unwrap());
        let told: Vec<&str> = symptoms.iter().map(|one| one.meaning.code).collect();
        assert_eq!(told, ["group-push-failed", "provisioning-failed"]);
        assert!(symptoms.iter().all(|one| one.reason == "Something new in 2031"));
    }

    #[test]
    fn an_error_text_is_a_guess() {
        let symptom = of_text("400 Bad Request\nError Code: GENERAL_NONSUCCESS").unwrap();
        assert_eq!(symptom.confidence, Confidence::Possible);
        assert_eq!(symptom.meaning.code, "sign-in-refused");
        let unassigned =
            of_text("403 App Not Assigned https://acme.example/app?sessionToken=secret").unwrap();
        assert_eq!(unassigned.meaning.code, "user-not-assigned");
        assert!(!unassigned.reason.contains("secret"), "{}", unassigned.reason);
        assert_eq!(of_text("All is well"), None);
        assert_eq!(of_log(&[]), []);
    }
}
