//! Certificates as SAML uses them: a wrapper around a public key, pinned by its bytes. Reads them from every form
//! in which they are handed around, and says what else it was where it was none. Refuses to judge a chain: nobody
//! vouches for a SAML signing certificate but the person who uploads it.

mod der;
mod error;
mod input;
mod key;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::{ASN1Time, FromDer as _, X509Name};

pub use error::CertificateError;
pub use input::read_certificates;
pub use key::{Key, KeyKind};

/// The most bytes one certificate may have.
pub const MAX_CERTIFICATE_BYTES: usize = 64 * 1024;
const MAX_NAME_CHARS: usize = 512;

/// One X.509 certificate: its bytes and what they say. Two are equal when their bytes are.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    subject: String,
    issuer: String,
    common_name: Option<String>,
    serial: String,
    not_before: Timestamp,
    not_after: Timestamp,
    key: Key,
    sha256: [u8; 32],
    sha1: [u8; 20],
    key_sha256: [u8; 32],
}

/// Written as base64 of its bytes; everything else follows from them.
impl Serialize for Certificate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_base64())
    }
}

impl<'de> Deserialize<'de> for Certificate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_base64(&text).map_err(serde::de::Error::custom)
    }
}

/// Where an instant lies in the life of a certificate (RFC 5280 §4.1.2.5: both ends belong to it).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// Its first instant is still to come.
    NotYet {
        /// How long until then.
        starts_in: SignedDuration,
    },
    /// It is valid.
    Valid {
        /// How long it stays so.
        remaining: SignedDuration,
    },
    /// Its last instant is past.
    Expired {
        /// How long ago that was.
        since: SignedDuration,
    },
}

impl Certificate {
    /// Reads exactly one certificate in DER; white space after it is forgiven, anything else is not.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let (certificate, rest) = Self::from_der_prefix(der)?;
        if rest.iter().all(u8::is_ascii_whitespace) {
            Ok(certificate)
        } else {
            Err(CertificateError::Damaged)
        }
    }

    /// Reads one certificate in base64 without header lines, as metadata and JSON carry it; white space is
    /// ignored wherever it stands.
    pub fn from_base64(text: &str) -> Result<Self, CertificateError> {
        let der = input::from_base64(text)?;
        Self::from_der(&der).map_err(|error| der::other_than_certificate(&der).unwrap_or(error))
    }

    fn from_der_prefix(der: &[u8]) -> Result<(Self, &[u8]), CertificateError> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(CertificateError::TooLarge {
                limit: MAX_CERTIFICATE_BYTES,
            });
        }
        let (rest, parsed) = X509Certificate::from_der(der).map_err(|_| CertificateError::Damaged)?;
        Ok((Self::from_parsed(&parsed)?, rest))
    }

    fn from_parsed(parsed: &X509Certificate<'_>) -> Result<Self, CertificateError> {
        let der = parsed.as_raw().to_vec();
        let public_key = parsed.public_key();
        Ok(Self {
            subject: name(parsed.subject()),
            issuer: name(parsed.issuer()),
            common_name: common_name(parsed.subject()),
            serial: colons(parsed.raw_serial()),
            not_before: instant(parsed.validity().not_before)?,
            not_after: instant(parsed.validity().not_after)?,
            key: Key::from_parsed(public_key),
            sha256: Sha256::digest(&der).into(),
            sha1: Sha1::digest(&der).into(),
            key_sha256: Sha256::digest(public_key.raw).into(),
            der,
        })
    }

    /// The certificate itself.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whom it names, as one line for display.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Who signed it, as one line for display.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The common name of its subject, where it has one.
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// Its serial number in hexadecimal, two digits and a colon each.
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The first instant at which it is valid.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// The last instant at which it is valid. Later than what [`Timestamp`] can hold means never to expire
    /// (RFC 5280 §4.1.2.5) and is [`Timestamp::MAX`].
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Its public key: kind and size.
    pub fn key(&self) -> Key {
        self.key
    }

    /// SHA-256 of the certificate.
    pub fn sha256(&self) -> [u8; 32] {
        self.sha256
    }

    /// SHA-1 of the certificate, only to compare with consoles that show nothing better.
    pub fn sha1(&self) -> [u8; 20] {
        self.sha1
    }

    /// SHA-256 of its public key with algorithm (`SubjectPublicKeyInfo`): the same for a renewed certificate.
    pub fn key_sha256(&self) -> [u8; 32] {
        self.key_sha256
    }

    /// SHA-256 of the certificate as people compare it: `AB:CD:…`.
    pub fn fingerprint_colons(&self) -> String {
        colons(&self.sha256)
    }

    /// SHA-1 of the certificate as people compare it: `AB:CD:…`.
    pub fn sha1_colons(&self) -> String {
        colons(&self.sha1)
    }

    /// Where `now` lies in its life.
    pub fn validity_at(&self, now: Timestamp) -> Validity {
        if now < self.not_before {
            Validity::NotYet {
                starts_in: self.not_before.duration_since(now),
            }
        } else if now > self.not_after {
            Validity::Expired {
                since: now.duration_since(self.not_after),
            }
        } else {
            Validity::Valid {
                remaining: self.not_after.duration_since(now),
            }
        }
    }

    /// Whether `other` carries the same public key, even in a different wrapper.
    pub fn same_key(&self, other: &Self) -> bool {
        self.key_sha256 == other.key_sha256
    }

    /// Base64 on one line, without header lines.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(&self.der)
    }

    /// PEM with lines of 64 characters (RFC 7468 §2), ending in a line feed.
    pub fn to_pem(&self) -> String {
        let base64 = self.to_base64();
        let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
        let mut rest = base64.as_str();
        while let Some((line, tail)) = rest.split_at_checked(64) {
            pem.push_str(line);
            pem.push('\n');
            rest = tail;
        }
        if !rest.is_empty() {
            pem.push_str(rest);
            pem.push('\n');
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject)
            .field("sha256", &self.fingerprint_colons())
            .finish_non_exhaustive()
    }
}

/// The one certificate of a file that must hold only one.
pub fn exactly_one(certificates: Vec<Certificate>) -> Result<Certificate, CertificateError> {
    let count = certificates.len();
    let mut certificates = certificates.into_iter();
    match (certificates.next(), count) {
        (Some(only), 1) => Ok(only),
        (None, _) => Err(CertificateError::Empty),
        (Some(_), several) => Err(CertificateError::SeveralCertificates(several)),
    }
}

fn instant(time: ASN1Time) -> Result<Timestamp, CertificateError> {
    let seconds = time.timestamp();
    if seconds > Timestamp::MAX.as_second() {
        return Ok(Timestamp::MAX);
    }
    Timestamp::from_second(seconds).map_err(|_| CertificateError::Damaged)
}

fn name(name: &X509Name<'_>) -> String {
    one_line(&name.to_string())
}

fn common_name(name: &X509Name<'_>) -> Option<String> {
    name.iter_common_name().next()?.as_str().ok().map(one_line)
}

/// Names come from outside and end on screens and in reports.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(MAX_NAME_CHARS)
        .collect()
}

fn colons(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect::<Vec<_>>()
        .join(":")
}

#[cfg(test)]
mod tests;
