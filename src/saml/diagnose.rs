//! Judges messages, metadata and certificates by what is expected of them, and returns everything that is wrong, the
//! likeliest cause first.
//!
//! Only signed content is believed, and only where the key is one that is trusted: [`Diagnosis::believed`] holds what
//! the target org would take for true. Values of an unsigned or altered message are compared all the same, because
//! they show what is set wrongly. Opens nothing, fetches nothing, and asks nobody for the time.

mod files;
mod form;
mod signing;
mod time;
mod values;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::expectation::{Expectations, Expected, Instant};
use super::finding::{Confidence, Finding, Severity, catalogue};
use super::input::{Content, Document};
use super::message::{Request, Response};
use super::xml::{self, Limits};

/// Everything that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// What is wrong, the likeliest cause first.
    pub findings: Vec<Finding>,
    /// What the target org would take for true, of each message that it would believe.
    pub believed: Vec<Believed>,
}

/// What the target org takes for true once it believes a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Believed {
    /// The document, by its place among those given.
    pub document: usize,
    /// Who says it.
    pub issuer: String,
    /// The name of the person.
    pub name: String,
    /// The ID of the assertion.
    pub assertion: String,
}

impl Diagnosis {
    /// Whether anything blocks.
    pub fn is_blocked(&self) -> bool {
        self.findings.iter().any(Finding::blocks)
    }
}

/// Judges all documents together: metadata, certificates and requests among them are what responses are measured
/// by, as far as `expectations` say nothing else.
///
/// ```
/// use org2org_setup::saml::{
///     diagnose,
///     expectation::{Expectations, Expected, Instant},
///     input,
/// };
///
/// let brought = br#"A user sent me this:
///     <Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol" ID="r1" Version="2.0" IssueInstant="2026-11-23T07:00:00Z">
///       <Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">http://www.okta.com/exk1</Issuer>
///       <Status><StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></Status>
///     </Response>"#;
/// let documents = input::read(brought).unwrap();
/// assert_eq!(documents[0].kind(), "response");
///
/// let expectations = Expectations {
///     issuer: Some(Expected::new("http://www.okta.com/exk2", "The target org expects")),
///     ..Expectations::default()
/// };
/// let at = "2026-11-23T07:01:00Z".parse().unwrap();
/// let diagnosis = diagnose(&documents, &expectations, Instant { at, chosen: true });
/// assert!(diagnosis.is_blocked());
/// let found = diagnosis.findings.iter().find(|finding| finding.code.word() == "issuer-mismatch").unwrap();
/// assert_eq!(found.comparison.as_ref().unwrap().sent, "http://www.okta.com/exk1");
/// ```
pub fn diagnose(documents: &[Document], expectations: &Expectations, instant: Instant) -> Diagnosis {
    let mut diagnosis = Diagnosis::default();
    let mut measure = expectations.clone();
    files::learn(documents, &mut measure);
    for (index, document) in documents.iter().enumerate() {
        let at = document
            .seen
            .filter(|_| !instant.chosen)
            .map_or(instant, |at| Instant { at, chosen: true });
        let mut findings = match &document.content {
            Content::Message(text) => message(index, text, document, &measure, at, &mut diagnosis.believed),
            other => files::judge(other, &measure, at.at),
        };
        for finding in &mut findings {
            finding.document.get_or_insert(index);
        }
        diagnosis.findings.append(&mut findings);
    }
    diagnosis.findings.extend(files::replays(documents));
    let joined = files::settings(expectations, &measure, instant.at);
    for finding in joined {
        if !diagnosis.findings.iter().any(|known| known.code == finding.code) {
            diagnosis.findings.push(finding);
        }
    }
    diagnosis.findings.sort_by_key(Finding::order);
    diagnosis
}

/// Judges one message.
fn message(
    index: usize,
    text: &str,
    origin: &Document,
    measure: &Expectations,
    instant: Instant,
    believed: &mut Vec<Believed>,
) -> Vec<Finding> {
    let tree = match xml::parse(text, &Limits::default()) {
        Ok(tree) => tree,
        Err(error) => return vec![unreadable(error.to_string())],
    };
    if let Some(request) = Request::read(&tree) {
        return values::of_request(&request, measure);
    }
    let Some(response) = Response::read(&tree) else {
        let summary = "This is a SAML message, but neither a response nor a sign-in request";
        return vec![Finding::new(catalogue::NOT_JUDGED, summary).weighing(Severity::Note)];
    };
    let signing = signing::judge(&tree, &response, measure);
    let mut findings = signing.findings;
    findings.extend(form::judge(&response));
    if response.is_saml_2 {
        findings.extend(values::of_response(&response, origin, measure));
        findings.extend(time::judge(&response, measure, instant));
    }
    findings.extend(copy(origin));
    let failed = |code| findings.iter().any(|finding: &Finding| finding.code == code);
    if failed(catalogue::STATUS_NOT_SUCCESS) || failed(catalogue::NOT_SAML_2) {
        findings.retain(|finding| finding.code != catalogue::UNSIGNED);
    }
    if !findings.iter().any(Finding::blocks) {
        believed.extend(taken_for_true(index, &response, &signing.proven));
    }
    findings
}

/// What became of a message on its way here and there.
fn copy(origin: &Document) -> Vec<Finding> {
    let cut = origin.completed.then(|| {
        let summary = "The message uses prefixes that it does not declare";
        Finding::new(catalogue::INCOMPLETE_COPY, summary).weighing(Severity::MayBlock)
    });
    let refused = origin
        .status
        .filter(|status| origin.posts > 0 && *status >= 400)
        .map(|status| {
            let summary = format!("The target org answered {status} when the response was handed in");
            Finding::new(catalogue::ANSWER_REFUSED, summary).weighing(Severity::Note)
        });
    cut.into_iter().chain(refused).collect()
}

fn taken_for_true(document: usize, response: &Response, proven: &[usize]) -> Option<Believed> {
    let assertion = response.only_assertion()?;
    let covered = proven.contains(&assertion.start) || proven.contains(&response.start);
    covered.then(|| Believed {
        document,
        issuer: assertion
            .issuer
            .as_ref()
            .map_or_else(String::new, |issuer| issuer.value.clone()),
        name: assertion
            .name_id
            .as_ref()
            .map_or_else(String::new, |name| name.name.value.clone()),
        assertion: assertion
            .id
            .as_ref()
            .map_or_else(String::new, |id| id.value.clone()),
    })
}

fn unreadable(why: impl Into<String>) -> Finding {
    Finding::new(catalogue::UNREADABLE, why)
}

/// The finding, with both values, where they are not equal to the letter.
fn differs(finding: Finding, sent_label: &str, sent: &str, expected: &Expected) -> Option<Finding> {
    (sent != expected.value).then(|| {
        finding.measured(
            (sent_label, sent),
            (expected.says.clone(), expected.value.clone()),
        )
    })
}

/// An instant in words.
fn words(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A finding that only may block.
fn doubtful(finding: Finding) -> Finding {
    finding.weighing(Severity::MayBlock).held(Confidence::Likely)
}

/// A value from outside, short enough for a sentence and on one line.
fn shortened(value: &str) -> String {
    let short: String = value
        .trim()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(80)
        .collect();
    if short.chars().count() < value.trim().chars().count() {
        format!("{short}…")
    } else {
        short
    }
}
