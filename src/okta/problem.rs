//! Okta's error bodies as a type (Okta: Error codes and descriptions).
//!
//! Refuses to guess: a body that is no Okta error is no [`Problem`].

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// What Okta says about a refused call; also holds OAuth errors (RFC 6749 §5.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// `E0000011` and the like, the OAuth `error`, or the status where nothing else is said.
    pub code: String,
    /// Okta's sentence.
    pub summary: String,
    /// Okta's causes, often `field: message`.
    pub causes: Vec<String>,
    /// The identifier that Okta's support asks for.
    pub id: Option<String>,
}

#[derive(Deserialize)]
struct Management {
    #[serde(rename = "errorCode")]
    code: String,
    #[serde(rename = "errorSummary", default)]
    summary: String,
    #[serde(rename = "errorCauses", default)]
    causes: Value,
    #[serde(rename = "errorId")]
    id: Option<String>,
}

#[derive(Deserialize)]
struct OAuth {
    error: String,
    error_description: Option<String>,
}

/// What the gateway in front of an org says about paths it does not know.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gateway {
    status: u16,
    message: String,
}

impl Problem {
    /// Reads an error body; `None` when it is not one of Okta's.
    pub fn parse(body: &[u8]) -> Option<Self> {
        Self::of_management(body)
            .or_else(|| Self::of_oauth(body))
            .or_else(|| Self::of_gateway(body))
    }

    fn of_management(body: &[u8]) -> Option<Self> {
        let body = serde_json::from_slice::<Management>(body).ok()?;
        Some(Self {
            code: body.code,
            summary: body.summary,
            causes: causes(&body.causes),
            id: body.id,
        })
    }

    fn of_oauth(body: &[u8]) -> Option<Self> {
        let body = serde_json::from_slice::<OAuth>(body).ok()?;
        let summary = body.error_description.unwrap_or_default();
        Some(Self {
            code: body.error,
            summary,
            causes: Vec::new(),
            id: None,
        })
    }

    fn of_gateway(body: &[u8]) -> Option<Self> {
        let body = serde_json::from_slice::<Gateway>(body).ok()?;
        Some(Self {
            code: body.status.to_string(),
            summary: body.message,
            causes: Vec::new(),
            id: None,
        })
    }

    /// Whether any cause contains the words, whatever their case.
    pub fn mentions(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        self.causes
            .iter()
            .chain([&self.summary])
            .any(|text| text.to_lowercase().contains(&words))
    }

    /// The key that an upload of a known certificate names (E0000096: the kid stands only in the sentence).
    pub fn existing_kid(&self) -> Option<&str> {
        if self.code != "E0000096" {
            return None;
        }
        let rest = self.summary.split("kid=").nth(1)?;
        let kid = rest.split_whitespace().next()?.trim_end_matches('.');
        (!kid.is_empty()).then_some(kid)
    }
}

/// An array of objects by the specification, at times a single object.
fn causes(value: &Value) -> Vec<String> {
    let text = |cause: &Value| {
        cause
            .get("errorSummary")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    match value {
        Value::Array(causes) => causes.iter().filter_map(text).collect(),
        single => text(single).into_iter().collect(),
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summary = self.summary.trim_end_matches('.');
        let generic = self.code == "E0000001" && !self.causes.is_empty();
        match (generic, self.causes.is_empty()) {
            (true, _) => write!(f, "{}", self.causes.join("; "))?,
            (false, true) => f.write_str(summary)?,
            (false, false) => write!(f, "{summary}: {}", self.causes.join("; "))?,
        }
        write!(f, " ({})", self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_read_from_an_array_or_from_one_object() {
        let array = br#"{"errorCode":"E0000001","errorSummary":"Api validation failed: name","errorCauses":[{"errorSummary":"name: taken"}]}"#;
        let object = br#"{"errorCode":"E0000001","errorSummary":"Api validation failed: name","errorCauses":{"errorSummary":"name: taken"}}"#;
        for body in [&array[..], &object[..]] {
            let problem = Problem::parse(body).unwrap();
            assert_eq!(problem.to_string(), "name: taken (E0000001)");
            assert!(problem.mentions("Taken"));
        }
    }

    #[test]
    fn the_kid_of_a_known_certificate_is_taken_out_of_the_sentence() {
        let body = br#"{"errorCode":"E0000096","errorSummary":"This certificate has already been uploaded with kid=22f53eb4-89d7-40cc-8b91-4157cf9042b5."}"#;
        let problem = Problem::parse(body).unwrap();
        assert_eq!(
            problem.existing_kid(),
            Some("22f53eb4-89d7-40cc-8b91-4157cf9042b5")
        );
    }

    #[test]
    fn an_oauth_error_is_a_problem_and_a_web_page_is_none() {
        let oauth =
            Problem::parse(br#"{"error":"invalid_client","error_description":"The kid is invalid."}"#)
                .unwrap();
        assert_eq!(oauth.to_string(), "The kid is invalid (invalid_client)");
        assert_eq!(Problem::parse(b"<html>Welcome to the hotel</html>"), None);
    }

    #[test]
    fn what_the_gateway_says_is_a_problem_and_more_than_that_is_another_products() {
        let gateway = Problem::parse(br#"{"status":404,"message":"Resource not found"}"#).unwrap();
        assert_eq!(gateway.to_string(), "Resource not found (404)");
        assert_eq!(
            Problem::parse(br#"{"status":404,"message":"x","path":"/y"}"#),
            None
        );
    }
}
