//! Is everything there that belongs into a response, once, and readable?

use std::collections::BTreeSet;

use super::super::finding::{Finding, Severity, catalogue};
use super::super::message::{Assertion, Field, Response, SUCCESS, Status};
use super::{doubtful, shortened};

pub(super) fn judge(response: &Response) -> Vec<Finding> {
    if let Some(finding) = version(response) {
        return vec![finding];
    }
    let mut findings = Vec::new();
    if !response.is_bare_assertion {
        match &response.status {
            Some(status) => findings.extend(of_status(status)),
            None => findings.push(
                Finding::new(catalogue::STATUS_MISSING, "The response has no status")
                    .at(response.place.clone()),
            ),
        }
        findings.extend(around(response));
    }
    let failed = findings
        .iter()
        .any(|finding| finding.code == catalogue::STATUS_NOT_SUCCESS);
    if !failed && response.assertions.is_empty() && response.encrypted.is_empty() {
        findings.push(
            Finding::new(catalogue::ASSERTION_MISSING, "The response holds no assertion")
                .at(response.place.clone()),
        );
    }
    if let Some(place) = response.encrypted.first() {
        findings.push(
            Finding::new(catalogue::ENCRYPTED_ASSERTION, "The assertion is encrypted")
                .weighing(Severity::MayBlock)
                .at(place.clone()),
        );
    }
    findings.extend(
        response
            .assertions
            .iter()
            .take(MOST_JUDGED)
            .flat_map(of_assertion),
    );
    findings
}

/// That there are several assertions is told anyway; of thousands, these are enough.
const MOST_JUDGED: usize = 10;

fn version(response: &Response) -> Option<Finding> {
    let summary = match &response.version {
        _ if !response.is_saml_2 => "The message is not in the namespaces of SAML 2.0".to_owned(),
        Some(version) if version.value == "2.0" => return None,
        Some(version) => format!("The message says that it is SAML {}", shortened(&version.value)),
        None => return None,
    };
    Some(Finding::new(catalogue::NOT_SAML_2, summary).at(response.place.clone()))
}

fn of_status(status: &Status) -> Option<Finding> {
    let Some(code) = &status.code else {
        return Some(
            Finding::new(catalogue::STATUS_MISSING, "The status has no code").at(status.place.clone()),
        );
    };
    if code.value == SUCCESS {
        return None;
    }
    let last = |field: &Field| shortened(field.value.rsplit(':').next().unwrap_or_default());
    let mut summary = format!("The source org did not sign the person in: {}", last(code));
    if let Some(second) = &status.second {
        summary = format!("{summary}, {}", last(second));
    }
    if let Some(message) = &status.message {
        summary = format!("{summary} (“{}”)", shortened(&message.value));
    }
    Some(
        Finding::new(catalogue::STATUS_NOT_SUCCESS, summary)
            .compared(
                ("The source org says", code.value.as_str()),
                ("A sign-in needs", SUCCESS),
            )
            .at(code.place.clone()),
    )
}

/// What belongs to the response itself.
fn around(response: &Response) -> Vec<Finding> {
    let mut findings = Vec::new();
    if response.id.is_none() {
        findings
            .push(Finding::new(catalogue::ID_MISSING, "The response has no ID").at(response.place.clone()));
    }
    let issuer = response.issuer.as_ref().filter(|issuer| !is_blank(issuer));
    if issuer.is_none() {
        findings.push(
            doubtful(Finding::new(
                catalogue::ISSUER_MISSING,
                "The response names no issuer",
            ))
            .at(response.place.clone()),
        );
    }
    let destination = response.destination.as_ref().filter(|field| !is_blank(field));
    if destination.is_none() {
        findings.push(
            doubtful(Finding::new(
                catalogue::DESTINATION_MISSING,
                "The response names no destination",
            ))
            .at(response.place.clone()),
        );
    }
    findings
}

fn is_blank(field: &Field) -> bool {
    field.value.trim().is_empty()
}

fn of_assertion(assertion: &Assertion) -> Vec<Finding> {
    let mut findings = Vec::new();
    let missing = |code, summary: &str| Finding::new(code, summary).at(assertion.place.clone());
    if assertion.id.is_none() {
        findings.push(missing(catalogue::ID_MISSING, "The assertion has no ID"));
    }
    let issuer = assertion.issuer.as_ref().filter(|issuer| !is_blank(issuer));
    if issuer.is_none() {
        findings.push(missing(
            catalogue::ISSUER_MISSING,
            "The assertion names no issuer",
        ));
    }
    match &assertion.conditions {
        None => findings.push(doubtful(missing(
            catalogue::CONDITIONS_MISSING,
            "The assertion has no conditions",
        ))),
        Some(conditions) if conditions.audiences.is_empty() => findings.push(doubtful(missing(
            catalogue::AUDIENCE_MISSING,
            "The assertion names no audience",
        ))),
        Some(_) => {}
    }
    if assertion.sessions.is_empty() {
        findings.push(doubtful(missing(
            catalogue::AUTHN_STATEMENT_MISSING,
            "The assertion does not say that the person signed in",
        )));
    }
    findings.extend(name(assertion));
    findings.extend(confirmation(assertion));
    findings.extend(attributes(assertion));
    findings
}

fn name(assertion: &Assertion) -> Vec<Finding> {
    if let Some(place) = &assertion.encrypted_name_id {
        return vec![
            Finding::new(
                catalogue::ENCRYPTED_NAME_ID,
                "The name of the person is encrypted",
            )
            .weighing(Severity::MayBlock)
            .at(place.clone()),
        ];
    }
    let Some(name) = &assertion.name_id else {
        let summary = "The assertion names no person";
        return vec![Finding::new(catalogue::NAME_ID_MISSING, summary).at(assertion.place.clone())];
    };
    let mut findings = Vec::new();
    if let Some(place) = &name.interrupted {
        let summary = format!(
            "The name of the person, {}, is interrupted by a comment or an element",
            shortened(&name.name.value)
        );
        findings.push(Finding::new(catalogue::COMMENT_IN_NAME, summary).at(place.clone()));
    } else if is_blank(&name.name) {
        let summary = "The name of the person is empty";
        findings.push(Finding::new(catalogue::NAME_ID_MISSING, summary).at(name.name.place.clone()));
    }
    let transient = name
        .format
        .as_ref()
        .filter(|format| format.value.ends_with(":transient"));
    if let Some(format) = transient {
        let summary = "The name of the person is made for this one sign-in";
        let finding = Finding::new(catalogue::NAME_ID_TRANSIENT, summary).at(format.place.clone());
        findings.push(doubtful(finding));
    }
    findings
}

fn confirmation(assertion: &Assertion) -> Option<Finding> {
    let mut bearer = assertion
        .confirmations
        .iter()
        .filter(|one| one.is_bearer() && one.has_data)
        .peekable();
    if bearer.peek().is_none() {
        let summary = "The assertion does not say how a browser may hand it in";
        return Some(Finding::new(catalogue::CONFIRMATION_MISSING, summary).at(assertion.place.clone()));
    }
    let place = bearer.peek().map(|one| one.place.clone());
    let named = bearer.any(|one| one.recipient.is_some());
    (!named).then(|| {
        let finding = doubtful(Finding::new(
            catalogue::RECIPIENT_MISSING,
            "The assertion names no recipient",
        ));
        match place {
            Some(place) => finding.at(place),
            None => finding,
        }
    })
}

fn attributes(assertion: &Assertion) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let again = assertion
        .attributes
        .iter()
        .find(|attribute| !seen.insert(attribute.name.value.as_str()));
    let again = again.map(|attribute| {
        let summary = format!(
            "The attribute {} stands more than once",
            shortened(&attribute.name.value)
        );
        Finding::new(catalogue::DUPLICATE_ATTRIBUTE, summary)
            .weighing(Severity::Note)
            .at(attribute.name.place.clone())
    });
    let hidden = assertion.encrypted_attributes.first().map(|place| {
        Finding::new(catalogue::ENCRYPTED_ATTRIBUTE, "An attribute is encrypted")
            .weighing(Severity::MayBlock)
            .at(place.clone())
    });
    again.into_iter().chain(hidden).collect()
}
