//! Do the values agree that both sides must agree on: issuer, addresses, audience, the request that is answered?
//! They are compared to the letter, as the target org does.

use super::super::expectation::{Expectations, Expected};
use super::super::finding::{Confidence, Finding, Severity, catalogue};
use super::super::input::{Document, without_query};
use super::super::message::{Assertion, Field, Request, Response};
use super::{differs, doubtful};

/// Judges the values of a response.
pub(super) fn of_response(response: &Response, origin: &Document, measure: &Expectations) -> Vec<Finding> {
    let mut findings = issuers(response, measure);
    findings.extend(destination(response, origin, measure));
    findings.extend(in_response_to(response, measure));
    for assertion in &response.assertions {
        findings.extend(recipient(assertion, response, measure));
        findings.extend(audience(assertion, measure));
        findings.extend(qualifier(assertion, measure));
        findings.extend(name_format(assertion, measure));
    }
    findings
}

fn issuers(response: &Response, measure: &Expectations) -> Vec<Finding> {
    let inner = response
        .assertions
        .iter()
        .filter_map(|assertion| assertion.issuer.as_ref());
    let all: Vec<&Field> = inner.chain(response.issuer.as_ref()).collect();
    if let Some(expected) = &measure.issuer {
        let wrong = all.iter().find_map(|issuer| {
            let finding = Finding::new(
                catalogue::ISSUER_MISMATCH,
                "The message comes from another issuer than the one that is trusted",
            );
            differs(finding, "The message says", &issuer.value, expected)
                .map(|finding| finding.at(issuer.place.clone()))
        });
        return wrong.into_iter().collect();
    }
    let (Some(inner), Some(outer)) = (
        response.only_assertion().and_then(|a| a.issuer.as_ref()),
        &response.issuer,
    ) else {
        return Vec::new();
    };
    let finding = Finding::new(
        catalogue::ISSUERS_DIFFER,
        "Response and assertion name different issuers",
    );
    let expected = Expected::new(&outer.value, "The response says");
    differs(finding, "The assertion says", &inner.value, &expected)
        .map(|finding| finding.at(inner.place.clone()))
        .into_iter()
        .collect()
}

fn destination(response: &Response, origin: &Document, measure: &Expectations) -> Option<Finding> {
    let sent = response
        .destination
        .as_ref()
        .filter(|sent| !sent.value.trim().is_empty())?;
    let finding = Finding::new(
        catalogue::DESTINATION_MISMATCH,
        "The response is meant for another address than the one that takes it",
    )
    .at(sent.place.clone());
    if let Some(expected) = &measure.acs {
        return differs(finding, "The response says", &sent.value, expected);
    }
    // Recordings keep no query, so none is compared.
    let posted = Expected::new(origin.sent_to.as_ref()?, "It was sent to");
    differs(finding, "The response says", without_query(&sent.value), &posted)
}

/// One confirmation that fits is enough.
fn recipient(assertion: &Assertion, response: &Response, measure: &Expectations) -> Option<Finding> {
    let recipients: Vec<&Field> = assertion
        .confirmations
        .iter()
        .filter(|one| one.is_bearer())
        .filter_map(|one| one.recipient.as_ref())
        .collect();
    let first = recipients.first()?;
    let own = response
        .destination
        .as_ref()
        .filter(|destination| !destination.value.is_empty())
        .map(|destination| Expected::new(&destination.value, "The response is sent to"));
    let expected = measure.acs.as_ref().or(own.as_ref())?;
    if recipients
        .iter()
        .any(|recipient| recipient.value == expected.value)
    {
        return None;
    }
    let finding = Finding::new(
        catalogue::RECIPIENT_MISMATCH,
        "The assertion may be handed in at another address only",
    );
    let finding = differs(finding, "The assertion says", &first.value, expected)?.at(first.place.clone());
    Some(if measure.acs.is_some() {
        finding
    } else {
        doubtful(finding)
    })
}

/// Every restriction has to name the audience (SAML Core §2.5.1.4).
fn audience(assertion: &Assertion, measure: &Expectations) -> Option<Finding> {
    let expected = measure.audience.as_ref()?;
    let conditions = assertion.conditions.as_ref()?;
    if conditions.audiences.is_empty() {
        let summary = "The assertion names no audience, although one is expected";
        let finding = Finding::new(catalogue::AUDIENCE_MISSING, summary).at(conditions.place.clone());
        return differs(finding, "The assertion says", "", expected);
    }
    let strange = conditions
        .audiences
        .iter()
        .find(|restriction| restriction.iter().all(|one| one.value != expected.value))?;
    let sent: Vec<&str> = strange.iter().map(|one| one.value.as_str()).collect();
    let finding = Finding::new(
        catalogue::AUDIENCE_MISMATCH,
        "The assertion is meant for another audience",
    );
    let finding = differs(finding, "The assertion says", &sent.join(", "), expected)?;
    Some(match strange.first() {
        Some(first) => finding.at(first.place.clone()),
        None => finding.at(conditions.place.clone()),
    })
}

fn in_response_to(response: &Response, measure: &Expectations) -> Option<Finding> {
    let outer = response.in_response_to.as_ref();
    let inner: Vec<&Field> = response
        .assertions
        .iter()
        .flat_map(|assertion| &assertion.confirmations)
        .filter_map(|one| one.in_response_to.as_ref())
        .collect();
    let mut all = outer.into_iter().chain(inner.iter().copied());
    let finding = |summary: &str| Finding::new(catalogue::IN_RESPONSE_TO_MISMATCH, summary);
    if let Some(expected) = &measure.in_response_to {
        let Some(wrong) = all.clone().find(|field| field.value != expected.value) else {
            // An answer that names no request was started by the source org, which is a difference of its own.
            let unasked = all.next().is_none() && !response.assertions.is_empty();
            return unasked.then(|| {
                finding("The message answers no request, although one was made")
                    .weighing(Severity::MayBlock)
                    .compared(
                        ("The message says", ""),
                        (expected.says.clone(), expected.value.clone()),
                    )
            });
        };
        return differs(
            finding("The message answers another request"),
            "The message says",
            &wrong.value,
            expected,
        )
        .map(|finding| finding.at(wrong.place.clone()));
    }
    let expected = Expected::new(&outer?.value, "The response answers");
    let wrong = inner.into_iter().find(|field| field.value != expected.value)?;
    differs(
        finding("Response and assertion answer different requests"),
        "The assertion answers",
        &wrong.value,
        &expected,
    )
    .map(|finding| finding.at(wrong.place.clone()))
}

fn qualifier(assertion: &Assertion, measure: &Expectations) -> Option<Finding> {
    let sent = assertion.name_id.as_ref()?.sp_qualifier.as_ref()?;
    let named = assertion
        .conditions
        .as_ref()
        .and_then(|conditions| conditions.audiences.first()?.first())
        .map(|audience| Expected::new(&audience.value, "The assertion's audience is"));
    let expected = measure.audience.as_ref().or(named.as_ref())?;
    let finding = Finding::new(
        catalogue::NAME_QUALIFIER_MISMATCH,
        "The name of the person was made for another service provider",
    );
    let finding = differs(finding, "The name is for", &sent.value, expected)?.at(sent.place.clone());
    Some(finding.weighing(Severity::MayBlock).held(Confidence::Possible))
}

fn name_format(assertion: &Assertion, measure: &Expectations) -> Option<Finding> {
    let expected = measure.name_id_format.as_ref()?;
    let sent = assertion.name_id.as_ref()?.format.as_ref()?;
    let any = |format: &str| format.ends_with(":unspecified");
    if any(&expected.value) || any(&sent.value) {
        return None;
    }
    let finding = Finding::new(
        catalogue::NAME_ID_FORMAT,
        "The person is named in another format than the one that is asked for",
    );
    differs(finding, "The message uses", &sent.value, expected)
        .map(|finding| doubtful(finding).at(sent.place.clone()))
}

/// Judges the values of a sign-in request.
pub(super) fn of_request(request: &Request, measure: &Expectations) -> Vec<Finding> {
    let pair = |code, summary: &str, sent: &Option<Field>, expected: &Option<Expected>| {
        let (sent, expected) = (sent.as_ref()?, expected.as_ref()?);
        differs(
            Finding::new(code, summary),
            "The request says",
            &sent.value,
            expected,
        )
        .map(|finding| finding.at(sent.place.clone()))
    };
    [
        pair(
            catalogue::SSO_URL_MISMATCH,
            "The request is sent to another address than the source org's sign-on URL",
            &request.destination,
            &measure.sso_url,
        ),
        pair(
            catalogue::DESTINATION_MISMATCH,
            "The request asks for the answer at another address than the one that takes it",
            &request.acs,
            &measure.acs,
        ),
        pair(
            catalogue::AUDIENCE_MISMATCH,
            "The request comes from another service provider than the one that is expected",
            &request.issuer,
            &measure.audience,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
