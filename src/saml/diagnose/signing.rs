//! What is signed, by whom, and whether that is what would be read.
//!
//! Two questions, asked apart: does each signature verify with a trusted key, and does it cover what the target org
//! reads? Published attacks answer the first with yes and the second with no.

use roxmltree::{Document, Node};

use super::super::certificate::{Certificate, KeyKind};
use super::super::expectation::{Expectations, Scope};
use super::super::finding::{Confidence, Finding, Severity, catalogue};
use super::super::message::Response;
use super::super::signature::{
    DigestVerdict, Hash, KeyVerdict, Signature, Target, id_of, identified, signatures,
};
use super::shortened;
use std::collections::BTreeSet;

/// A response and its assertion carry one each; each one more costs a walk over the whole message.
const MAX_SIGNATURES: usize = 10;

/// What the signatures of a message say.
#[derive(Debug, Default)]
pub(super) struct Signing {
    pub(super) findings: Vec<Finding>,
    /// Elements that a signature refers to, whether or not it verifies.
    referred: Vec<usize>,
    /// Elements that a signature by a trusted key covers.
    pub(super) proven: Vec<usize>,
}

/// Judges every signature of a response.
pub(super) fn judge(document: &Document<'_>, response: &Response, measure: &Expectations) -> Signing {
    let mut signing = Signing::default();
    signing.findings.extend(repeated_id(document));
    let all = signatures(document);
    if all.len() > MAX_SIGNATURES {
        let summary = format!(
            "The message carries {} signatures, more than any message has; none was judged",
            all.len()
        );
        let finding = Finding::new(catalogue::SIGNATURE_MALFORMED, summary);
        signing.findings.push(finding.at(response.place.clone()));
        return signing;
    }
    for signature in &all {
        signing.take(signature, response, measure);
    }
    signing.findings.extend(unread(response, &all));
    let wrapped = signing
        .findings
        .iter()
        .any(|finding| finding.code == catalogue::SIGNATURE_WRAPPING);
    signing.findings.extend(several(response));
    if !wrapped {
        signing
            .findings
            .extend(uncovered(response, &all, &signing.referred));
        signing
            .findings
            .extend(out_of_scope(response, &signing.referred, measure.scope));
    }
    let mut seen: Vec<Finding> = Vec::new();
    for finding in signing.findings.drain(..) {
        let again = |known: &Finding| known.code == finding.code && known.comparison == finding.comparison;
        if !seen.iter().any(again) {
            seen.push(finding);
        }
    }
    signing.findings = seen;
    signing
}

impl Signing {
    fn take(&mut self, signature: &Signature<'_, '_>, response: &Response, measure: &Expectations) {
        if let Some(parent) = signature.parent()
            && [Target::Parent, Target::Document, Target::Ambiguous].contains(&signature.target())
        {
            self.referred.push(parent.range().start);
        }
        if let Some(finding) = malformed(signature) {
            self.findings.push(finding);
            return;
        }
        let misplaced = misplaced(signature, response);
        let foreign = foreign(signature);
        let sound = misplaced.is_none() && foreign.is_none();
        self.findings.extend(misplaced);
        self.findings.extend(foreign);
        self.findings.extend(weak(signature, measure));
        self.findings.extend(unnamed(signature));
        if !sound {
            return;
        }
        let verdict = Verdict::of(signature, measure);
        if verdict.proves()
            && let Some(target) = signature.target_node()
        {
            self.proven.push(target.range().start);
        }
        let place = signature.place();
        let findings = verdict.findings(signature, measure).into_iter();
        self.findings
            .extend(findings.map(|finding| finding.at(place.clone())));
    }
}

fn repeated_id(document: &Document<'_>) -> Option<Finding> {
    let mut seen = BTreeSet::new();
    let (id, node) = identified(document).find(|(id, _)| !seen.insert(*id))?;
    let summary = format!("The ID {} stands on more than one element", shortened(id));
    Some(Finding::new(catalogue::DUPLICATE_ID, summary).at(node.range()))
}

fn malformed(signature: &Signature<'_, '_>) -> Option<Finding> {
    let summary = if let Some(part) = signature.lacking() {
        format!("The signature has no usable {part}")
    } else if signature.references != 1 {
        format!(
            "The signature has {} references where SAML allows one",
            signature.references
        )
    } else if signature.method.is_none() {
        let name = signature.method_name.as_deref().unwrap_or_default();
        format!(
            "The signature is made by a method that is not known here: {}",
            shortened(name)
        )
    } else if signature.digest_hash().is_none() {
        let name = signature.digest_name().unwrap_or_default();
        format!(
            "The digest is made by a method that is not known here: {}",
            shortened(name)
        )
    } else {
        return None;
    };
    Some(Finding::new(catalogue::SIGNATURE_MALFORMED, summary).at(signature.place()))
}

/// A signature that stands or points where none belongs.
fn misplaced(signature: &Signature<'_, '_>, response: &Response) -> Option<Finding> {
    let wrapping =
        |summary: String| Some(Finding::new(catalogue::SIGNATURE_WRAPPING, summary).at(signature.place()));
    let parent = signature.parent()?;
    let names = || {
        format!(
            "The signature in {} refers to {}",
            named(parent),
            shortened(signature.uri().unwrap_or_default())
        )
    };
    match signature.target() {
        Target::Nothing => wrapping(format!("{}, which no element is", names())),
        Target::Elsewhere(_) => wrapping(format!("{}, another element than the one it stands in", names())),
        Target::Ambiguous | Target::Parent | Target::Document if !is_read(parent, response) => {
            wrapping(format!(
                "The signature covers {}, which is not what the target org reads",
                named(parent)
            ))
        }
        Target::Ambiguous => wrapping(format!("{}, which more than one element is", names())),
        Target::Parent | Target::Document => signature.hidden().and_then(|hidden| {
            wrapping(format!(
                "The signature carries {} in a part that it does not cover",
                named(hidden)
            ))
        }),
    }
}

/// Whether an element is one that the target org reads: the response, or an assertion right within it.
fn is_read(node: Node<'_, '_>, response: &Response) -> bool {
    let start = node.range().start;
    start == response.start
        || response
            .assertions
            .iter()
            .any(|assertion| assertion.start == start)
}

fn named(node: Node<'_, '_>) -> String {
    let name = shortened(node.tag_name().name());
    match id_of(node) {
        Some(id) => format!("{name} {}", shortened(id)),
        None => name,
    }
}

fn foreign(signature: &Signature<'_, '_>) -> Option<Finding> {
    let name = signature.foreign_transforms().first()?;
    let summary = format!(
        "The signature selects what it covers by a transform that SAML does not allow: {}",
        shortened(name)
    );
    Some(Finding::new(catalogue::TRANSFORM_NOT_ALLOWED, summary).at(signature.place()))
}

fn unnamed(signature: &Signature<'_, '_>) -> Option<Finding> {
    let empty = signature.target() == Target::Document;
    empty.then(|| {
        let summary = "The signature covers the whole message without naming it";
        let finding = Finding::new(catalogue::REFERENCE_EMPTY, summary).at(signature.place());
        finding.weighing(Severity::MayBlock).held(Confidence::Possible)
    })
}

fn weak(signature: &Signature<'_, '_>, measure: &Expectations) -> Vec<Finding> {
    let weigh = |finding: Finding| {
        let finding = finding.at(signature.place());
        match measure.least_hash {
            Some(hash) if !hash.is_weak() => finding,
            Some(_) => finding.weighing(Severity::Note),
            None => finding.weighing(Severity::MayBlock),
        }
    };
    let method = signature.method.filter(|method| method.hash.is_weak());
    let digest = signature.digest_hash().filter(|hash| hash.is_weak());
    let expected = (
        "The target org takes, unless told otherwise",
        "SHA-256 or stronger",
    );
    let method = method.map(|method| {
        weigh(
            Finding::new(
                catalogue::WEAK_SIGNATURE_ALGORITHM,
                "The signature is made with SHA-1",
            )
            .compared(("Signed with", method.name()), expected),
        )
    });
    let digest = digest.map(|hash: Hash| {
        weigh(
            Finding::new(catalogue::WEAK_DIGEST_ALGORITHM, "The digest is made with SHA-1")
                .compared(("Digested with", hash.name()), expected),
        )
    });
    method.into_iter().chain(digest).collect()
}

/// Parts that look like what is read and stand where nothing covers them.
fn unread(response: &Response, all: &[Signature<'_, '_>]) -> Option<Finding> {
    let stray = response.strays.first()?;
    let code = if all.is_empty() {
        catalogue::SEVERAL_ASSERTIONS
    } else {
        catalogue::SIGNATURE_WRAPPING
    };
    let summary = "A response or an assertion stands in a place where none belongs";
    Some(Finding::new(code, summary).at(stray.clone()))
}

/// What would be read although no signature refers to it.
fn uncovered(response: &Response, all: &[Signature<'_, '_>], referred: &[usize]) -> Option<Finding> {
    let unsigned: Vec<_> = response
        .assertions
        .iter()
        .filter(|assertion| !referred.contains(&response.start) && !referred.contains(&assertion.start))
        .collect();
    if let Some(first) = unsigned.first()
        && unsigned.len() < response.assertions.len()
    {
        let summary = "An unsigned assertion stands beside a signed one";
        return Some(Finding::new(catalogue::SIGNATURE_WRAPPING, summary).at(first.place.clone()));
    }
    let first = unsigned.first()?;
    let summary = if all.is_empty() {
        "Neither the response nor the assertion is signed"
    } else {
        "The assertion is not signed, nor is the response around it"
    };
    Some(Finding::new(catalogue::UNSIGNED, summary).at(first.place.clone()))
}

fn several(response: &Response) -> Option<Finding> {
    let second = response.assertions.get(1)?;
    let summary = format!(
        "There are {} assertions where one belongs",
        response.assertions.len()
    );
    Some(Finding::new(catalogue::SEVERAL_ASSERTIONS, summary).at(second.place.clone()))
}

fn out_of_scope(response: &Response, referred: &[usize], scope: Scope) -> Option<Finding> {
    let assertion = response.only_assertion()?;
    let (around, within) = (
        referred.contains(&response.start),
        referred.contains(&assertion.start),
    );
    let (signed, wanted) = match scope {
        Scope::Response if within && !around => ("assertion", "response"),
        Scope::Assertion if around && !within => ("response", "assertion"),
        _ => return None,
    };
    let summary = format!("The {signed} is signed where the target org asks for a signed {wanted}");
    let (sent, expected) = (("Signed is", signed), ("The target org wants signed", wanted));
    Some(Finding::new(catalogue::SIGNATURE_SCOPE, summary).compared(sent, expected))
}

/// What a signature proves.
struct Verdict {
    digest: DigestVerdict,
    /// By a key that is trusted.
    trusted: KeyVerdict,
    /// The certificate that fits, trusted or not.
    signer: Option<Certificate>,
    /// Whether undoing changed white space made that certificate fit.
    signer_reformatted: bool,
}

impl Verdict {
    fn of(signature: &Signature<'_, '_>, measure: &Expectations) -> Self {
        // Each certificate is tried once, and none after one that fits: nothing here takes longer.
        let tried = |certificate| match signature.made_by(certificate) {
            KeyVerdict::Wrong | KeyVerdict::Unjudged => None,
            fits => Some((certificate, fits)),
        };
        let trusted = measure.trusted.iter().find_map(tried);
        let others = signature
            .certificates
            .iter()
            .chain(measure.known.iter().map(|known| &known.certificate));
        let signer = trusted.or_else(|| others.filter(|one| !measure.trusts(one)).find_map(tried));
        Self {
            digest: signature.digest(),
            trusted: trusted.map_or(KeyVerdict::Wrong, |(_, verdict)| verdict),
            signer: signer.map(|(certificate, _)| certificate.clone()),
            signer_reformatted: signer.is_some_and(|(_, verdict)| verdict == KeyVerdict::RightButReformatted),
        }
    }

    fn proves(&self) -> bool {
        self.digest == DigestVerdict::Right && self.trusted == KeyVerdict::Right
    }

    fn findings(&self, signature: &Signature<'_, '_>, measure: &Expectations) -> Vec<Finding> {
        let mut findings = Vec::new();
        if measure.trusted.is_empty() {
            findings.push(self.unproven());
        } else if self.trusted == KeyVerdict::Wrong {
            findings.extend(self.another_key(signature, measure));
        } else {
            findings.extend(self.other_wrapper(signature, measure));
        }
        findings.extend(self.content(signature, measure));
        findings.extend(self.short_key());
        findings
    }

    /// What became of the content since it was signed.
    fn content(&self, signature: &Signature<'_, '_>, measure: &Expectations) -> Option<Finding> {
        let reformatted = |confidence| {
            let summary = "The message was indented or tidied after it was signed";
            Some(Finding::new(catalogue::REFORMATTED, summary).held(confidence))
        };
        let altered = |confidence| {
            let parent = signature.parent().map_or_else(String::new, named);
            let summary = format!("{parent} was changed after it was signed");
            Some(Finding::new(catalogue::CONTENT_ALTERED, summary).held(confidence))
        };
        match (&self.digest, &self.signer) {
            (DigestVerdict::RightButReformatted, _) => reformatted(Confidence::Certain),
            (DigestVerdict::Right, Some(_)) if self.signer_reformatted => reformatted(Confidence::Certain),
            (DigestVerdict::Wrong, Some(_)) if self.signer_reformatted => reformatted(Confidence::Likely),
            (DigestVerdict::Wrong, Some(_)) => altered(Confidence::Certain),
            (DigestVerdict::Wrong, None) if signature.looks_indented() => reformatted(Confidence::Likely),
            (DigestVerdict::Wrong, None) => altered(Confidence::Likely),
            (DigestVerdict::Right, None) if !signature.certificates.is_empty() => {
                let own = signature.certificates.iter().any(|one| measure.trusts(one));
                let alone = measure.trusted.is_empty();
                (own || alone).then(|| {
                    let summary = "The signature value does not fit, although key and content do";
                    Finding::new(catalogue::SIGNATURE_INVALID, summary)
                })
            }
            (DigestVerdict::Right | DigestVerdict::Unjudged, _) => None,
        }
    }

    /// No key is trusted: what the one in the message says is evidence, not proof.
    fn unproven(&self) -> Finding {
        let summary = match &self.signer {
            Some(signer) => format!(
                "The message is signed by the key it brings ({}), which proves nothing alone",
                signer.fingerprint_colons()
            ),
            None => "There is no trusted certificate to verify the signature with".to_owned(),
        };
        Finding::new(catalogue::KEY_UNPROVEN, summary).weighing(Severity::Note)
    }

    /// Signed by a key that is not trusted: whose?
    fn another_key(&self, signature: &Signature<'_, '_>, measure: &Expectations) -> Option<Finding> {
        let brought = signature.certificates.first();
        let claimed = self.signer.as_ref().or(brought);
        let (sent, confidence) = match (&self.signer, brought) {
            (Some(signer), _) => (signer.fingerprint_colons(), Confidence::Certain),
            // A trusted key that does not fit: the content or the value is at fault, and is named there.
            (None, Some(one)) if measure.trusts(one) => return None,
            (None, Some(one)) => (one.fingerprint_colons(), Confidence::Likely),
            (None, None) if self.digest == DigestVerdict::Right => {
                ("an unknown key".to_owned(), Confidence::Likely)
            }
            (None, None) => return None,
        };
        let whose = claimed.and_then(|certificate| measure.whose(certificate));
        let summary = match whose {
            Some(whose) => {
                format!("The message is signed by another key than the trusted one: that of {whose}")
            }
            None => "The message is signed by another key than the trusted one".to_owned(),
        };
        let expected: Vec<String> = measure
            .trusted
            .iter()
            .map(Certificate::fingerprint_colons)
            .collect();
        Some(
            Finding::new(catalogue::CERTIFICATE_MISMATCH, summary)
                .held(confidence)
                .compared(
                    ("Signed with (SHA-256)", sent),
                    ("The target org trusts (SHA-256)", expected.join(", ")),
                ),
        )
    }

    /// The right key in another certificate than the trusted one.
    fn other_wrapper(&self, signature: &Signature<'_, '_>, measure: &Expectations) -> Option<Finding> {
        let brought = signature.certificates.first()?;
        let trusted = self.signer.as_ref()?;
        if measure.trusted.contains(brought) {
            return None;
        }
        let summary = if trusted.same_key(brought) {
            "The message brings a renewed certificate of the trusted key"
        } else {
            "The message brings another certificate than the one that fits its signature"
        };
        Some(
            Finding::new(catalogue::INLINE_CERTIFICATE_DIFFERS, summary)
                .weighing(Severity::Note)
                .compared(
                    ("In the message (SHA-256)", brought.fingerprint_colons()),
                    ("The target org trusts (SHA-256)", trusted.fingerprint_colons()),
                ),
        )
    }

    fn short_key(&self) -> Option<Finding> {
        let key = self.signer.as_ref()?.key();
        let short = key.kind == KeyKind::Rsa && key.bits.is_some_and(|bits| bits < 2048);
        short.then(|| {
            Finding::new(
                catalogue::WEAK_KEY,
                format!("The message is signed with a short key: {key}"),
            )
            .weighing(Severity::Note)
        })
    }
}
