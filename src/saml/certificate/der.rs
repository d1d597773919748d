//! Tells by the outline of DER what it is when it is no certificate. Looks at tags and lengths only, copies nothing
//! out: the bytes may be a private key.

use super::CertificateError;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const CONTEXT_0: u8 = 0xA0;

/// 1.2.840.113549.1.7.2, signed data (RFC 5652 §5.1).
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];

/// One element of DER: its tag and its content.
#[derive(Clone, Copy)]
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
}

/// The certificates in signed data (PKCS #7, RFC 5652 §5.1), each as its bytes; `None` where it is something else.
pub(super) fn in_signed_data(der: &[u8]) -> Option<Vec<&[u8]>> {
    let (outer, _) = element(der).filter(|(outer, _)| outer.tag == SEQUENCE)?;
    let mut parts = elements(outer.content);
    parts
        .next()
        .filter(|id| id.tag == OBJECT_IDENTIFIER && id.content == SIGNED_DATA)?;
    let content = parts.next().filter(|content| content.tag == CONTEXT_0)?;
    let signed = elements(content.content).next()?;
    // Version, algorithms and content come first; the certificates carry a tag of their own.
    let certificates = elements(signed.content).find(|part| part.tag == CONTEXT_0)?;
    let mut found = Vec::new();
    let mut rest = certificates.content;
    while let Some((_, tail)) = element(rest) {
        let (one, _) = rest.split_at_checked(rest.len() - tail.len())?;
        found.push(one);
        rest = tail;
    }
    Some(found)
}

/// Whether `bytes` are as a whole one SEQUENCE, which text practically never is.
pub(super) fn is_sequence(bytes: &[u8]) -> bool {
    bytes.first() == Some(&SEQUENCE)
        && element(bytes).is_some_and(|(_, rest)| rest.iter().all(u8::is_ascii_whitespace))
}

/// What `der` is, where its outline is that of something known other than a certificate.
pub(super) fn other_than_certificate(der: &[u8]) -> Option<CertificateError> {
    let (outer, _) = element(der).filter(|(outer, _)| outer.tag == SEQUENCE)?;
    let parts: Vec<Element<'_>> = elements(outer.content).take(4).collect();
    let tags: Vec<u8> = parts.iter().map(|part| part.tag).collect();
    match tags.as_slice() {
        [OBJECT_IDENTIFIER, ..] if parts.first().is_some_and(|id| id.content == SIGNED_DATA) => {
            Some(CertificateError::Pkcs7)
        }
        [INTEGER, SEQUENCE, OCTET_STRING, ..]
        | [INTEGER, OCTET_STRING, ..]
        | [INTEGER, INTEGER, INTEGER, ..]
        | [SEQUENCE, OCTET_STRING] => Some(CertificateError::PrivateKey),
        [INTEGER, SEQUENCE, ..] => Some(CertificateError::Pkcs12),
        [SEQUENCE, BIT_STRING] | [INTEGER, INTEGER] => Some(CertificateError::PublicKey),
        [SEQUENCE, SEQUENCE, BIT_STRING] => request(parts.first()?),
        _ => None,
    }
}

/// A request and a certificate have the same outline outside; inside, a request is version, name, key and, unlike
/// a certificate, its key comes third (RFC 2986 §4.1).
fn request(information: &Element<'_>) -> Option<CertificateError> {
    let tags: Vec<u8> = elements(information.content)
        .take(4)
        .map(|part| part.tag)
        .collect();
    matches!(
        tags.as_slice(),
        [INTEGER, SEQUENCE, SEQUENCE] | [INTEGER, SEQUENCE, SEQUENCE, CONTEXT_0]
    )
    .then_some(CertificateError::CertificateRequest)
}

fn elements(content: &[u8]) -> impl Iterator<Item = Element<'_>> {
    let mut rest = content;
    std::iter::from_fn(move || {
        let (next, tail) = element(rest)?;
        rest = tail;
        Some(next)
    })
}

/// The first element and what follows it; `None` where the length is indefinite or goes beyond the end.
fn element(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0x00..=0x7F => (usize::from(first), rest),
        0x81..=0x84 => long_length(usize::from(first & 0x7F), rest)?,
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((Element { tag, content }, rest))
}

fn long_length(count: usize, bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (digits, rest) = bytes.split_at_checked(count)?;
    let length = digits
        .iter()
        .fold(0u64, |length, digit| (length << 8) | u64::from(*digit));
    Some((usize::try_from(length).ok()?, rest))
}
