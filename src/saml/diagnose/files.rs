//! Metadata, certificates and requests among the documents: what can be learnt from them, and what is wrong with
//! them; and whether the settings of both sides agree without any message.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::certificate::{Certificate, KeyKind, Validity};
use super::super::expectation::{Expectations, Expected, Known};
use super::super::finding::{Finding, Severity, catalogue};
use super::super::input::{Content, Document};
use super::super::message::{Request, Response};
use super::super::metadata::{MetadataError, read_idp_metadata, read_sp_metadata};
use super::super::xml::{self, Limits};
use super::{differs, shortened, unreadable, words};

/// Takes what the documents say as what is expected, where nothing else was said.
pub(super) fn learn(documents: &[Document], measure: &mut Expectations) {
    let given = !measure.trusted.is_empty();
    for document in documents {
        match &document.content {
            Content::Metadata(text) => {
                if let Ok(metadata) = read_idp_metadata(text) {
                    measure.learn_idp(&metadata, "the source org's metadata");
                }
                if let Ok(metadata) = read_sp_metadata(text) {
                    measure.learn_sp(&metadata, "the target org's metadata");
                }
            }
            Content::Certificates(certificates) => {
                measure.known.extend(certificates.iter().map(|certificate| Known {
                    whose: "a certificate among the files".to_owned(),
                    certificate: certificate.clone(),
                }));
            }
            _ => {}
        }
    }
    // A certificate that comes without a word beside metadata is what is to be compared with it.
    let alone = documents.iter().filter_map(|document| match &document.content {
        Content::Certificates(certificates) => Some(certificates),
        _ => None,
    });
    let alone: Vec<Certificate> = alone.flatten().cloned().collect();
    if !given && !alone.is_empty() {
        measure.trusted = alone;
    }
    learn_requests(documents, measure);
}

/// What the requests among the documents asked for. No tree is built of a message that cannot be one.
fn learn_requests(documents: &[Document], measure: &mut Expectations) {
    let texts = || {
        documents.iter().filter_map(|document| match &document.content {
            Content::Message(text) => Some(text),
            _ => None,
        })
    };
    let requests: Vec<Request> = texts()
        .filter(|text| text.contains("AuthnRequest"))
        .filter_map(|text| Request::read(&xml::parse(text, &Limits::default()).ok()?))
        .collect();
    if requests.is_empty() {
        return;
    }
    let answered: Vec<String> = texts()
        .filter_map(|text| {
            let tree = xml::parse(text, &Limits::default()).ok()?;
            Some(Response::read(&tree)?.in_response_to?.value)
        })
        .collect();
    let asked = |request: &Request| request.id.as_ref().is_some_and(|id| answered.contains(&id.value));
    let Some(request) = requests
        .iter()
        .find(|request| asked(request))
        .or_else(|| requests.last())
    else {
        return;
    };
    if let Some(id) = &request.id
        && (requests.len() == 1 || !asked(request))
    {
        measure
            .in_response_to
            .get_or_insert_with(|| Expected::new(&id.value, "The request is"));
    }
    if let Some(acs) = &request.acs {
        measure
            .acs
            .get_or_insert_with(|| Expected::new(&acs.value, "The request asks for the answer at"));
    }
    if let Some(issuer) = &request.issuer {
        measure
            .audience
            .get_or_insert_with(|| Expected::new(&issuer.value, "The request comes from"));
    }
    if let Some(format) = &request.name_id_format {
        measure
            .name_id_format
            .get_or_insert_with(|| Expected::new(&format.value, "The request asks for"));
    }
}

/// Judges a document that is no message.
pub(super) fn judge(content: &Content, measure: &Expectations, at: Timestamp) -> Vec<Finding> {
    match content {
        Content::Metadata(text) => metadata(text, at),
        Content::Certificates(certificates) => {
            let own = certificates
                .iter()
                .filter(|one| !measure.trusted.contains(one) || measure.trusted.len() == 1);
            own.flat_map(|certificate| dates_and_key(certificate, at))
                .collect()
        }
        Content::Unreadable(why) => vec![unreadable(why.clone())],
        Content::NotOpened(why) => {
            vec![Finding::new(catalogue::FILE_NOT_OPENED, why.clone()).weighing(Severity::Note)]
        }
        Content::Message(_) | Content::Container(_) | Content::SystemLog(_) | Content::ErrorText(_) => {
            Vec::new()
        }
    }
}

fn metadata(text: &str, at: Timestamp) -> Vec<Finding> {
    let (idp, sp) = (read_idp_metadata(text), read_sp_metadata(text));
    let other = [
        MetadataError::IdentityProviderInstead,
        MetadataError::ServiceProviderInstead,
    ];
    let valid_until = match (&idp, &sp) {
        (Ok(idp), _) => idp.valid_until,
        (_, Ok(sp)) => sp.valid_until,
        _ => None,
    };
    let mut findings = Vec::new();
    if let (Err(first), Err(second)) = (&idp, &sp) {
        let error = if other.contains(first) { second } else { first };
        let mut summary = error.to_string();
        if let Some(source) = std::error::Error::source(error) {
            summary = format!("{summary}: {source}");
        }
        let finding = Finding::new(catalogue::METADATA_PROBLEM, summary);
        findings.push(finding.weighing(Severity::MayBlock));
    }
    if let Some(until) = valid_until.filter(|until| *until <= at) {
        let finding = Finding::new(catalogue::METADATA_EXPIRED, "The metadata no longer holds")
            .weighing(Severity::Note)
            .compared(("Held until", words(until)), ("Judged by", words(at)));
        findings.push(finding);
    }
    findings
}

fn dates_and_key(certificate: &Certificate, at: Timestamp) -> Vec<Finding> {
    let name = certificate.common_name().unwrap_or(certificate.subject());
    let name = shortened(name);
    let bounded = |code, summary: String, label: &str, instant: Timestamp| {
        Finding::new(code, summary)
            .weighing(Severity::Note)
            .compared((label, words(instant)), ("Judged by", words(at)))
    };
    let dates = match certificate.validity_at(at) {
        Validity::Valid { .. } => None,
        Validity::Expired { .. } => Some(bounded(
            catalogue::CERTIFICATE_EXPIRED,
            format!("The certificate {name} has expired"),
            "Valid until",
            certificate.not_after(),
        )),
        Validity::NotYet { .. } => Some(bounded(
            catalogue::CERTIFICATE_NOT_YET_VALID,
            format!("The certificate {name} is not valid yet"),
            "Valid from",
            certificate.not_before(),
        )),
    };
    let key = certificate.key();
    let short = key.kind == KeyKind::Rsa && key.bits.is_some_and(|bits| bits < 2048);
    let short = short.then(|| {
        let summary = format!("The certificate {name} holds a short key: {key}");
        Finding::new(catalogue::WEAK_KEY, summary).weighing(Severity::Note)
    });
    dates.into_iter().chain(short).collect()
}

/// The same response handed in twice.
pub(super) fn replays(documents: &[Document]) -> Vec<Finding> {
    let mut handed_in: BTreeMap<String, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for (index, document) in documents.iter().enumerate().filter(|(_, one)| one.posts > 0) {
        let Some(id) = assertion_id(document) else {
            continue;
        };
        let count = handed_in.entry(id.clone()).or_default();
        *count += document.posts;
        if *count > 1 {
            let summary = format!("The assertion {} was handed in {count} times", shortened(&id));
            let mut finding = Finding::new(catalogue::REPLAYED, summary).weighing(Severity::MayBlock);
            finding.document = Some(index);
            findings.push(finding);
        }
    }
    findings
}

fn assertion_id(document: &Document) -> Option<String> {
    let Content::Message(text) = &document.content else {
        return None;
    };
    let tree = xml::parse(text, &Limits::default()).ok()?;
    let response = Response::read(&tree)?;
    Some(response.assertions.first()?.id.as_ref()?.value.clone())
}

/// Whether what was said to be expected agrees with what the source org says of itself.
pub(super) fn settings(given: &Expectations, measure: &Expectations, at: Timestamp) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let (Some(trusted), Some(source)) = (&given.issuer, &measure.source_issuer) {
        let finding = Finding::new(
            catalogue::ISSUER_MISMATCH,
            "The target org trusts another issuer than the source org has",
        );
        findings.extend(differs(finding, &source.says, &source.value, trusted));
    }
    let named = |known: &&Known| known.whose.contains("metadata");
    let strange: Vec<&Known> = measure.known.iter().filter(named).collect();
    if let (Some(trusted), Some(first)) = (measure.trusted.first(), strange.first())
        && !strange.iter().any(|known| measure.trusts(&known.certificate))
    {
        findings.push(
            Finding::new(
                catalogue::CERTIFICATE_MISMATCH,
                "The target org trusts another certificate than the source org signs with",
            )
            .compared(
                (
                    "The source org signs with (SHA-256)",
                    first.certificate.fingerprint_colons(),
                ),
                ("The target org trusts (SHA-256)", trusted.fingerprint_colons()),
            ),
        );
    }
    findings.extend(
        measure
            .trusted
            .iter()
            .flat_map(|certificate| dates_and_key(certificate, at)),
    );
    findings
}
