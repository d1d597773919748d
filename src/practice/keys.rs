//! Signing keys of the practice orgs and their self-signed certificates.
//!
//! Keys are derived from a label and made when first needed; a label gives the same key in every world, and a
//! process makes each key once. They protect nothing and must never leave practice.

use super::clock::instant;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, SerialNumber, date_time_ymd};
use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};
use rsa::rand_core::{CryptoRng, Error as RandError, RngCore, impls};
use rsa::traits::PublicKeyParts as _;
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// A private key as PKCS #8 in both encodings, with its public half.
pub(super) struct PrivateKey {
    pkcs8: Vec<u8>,
    pem: String,
    public: RsaPublicKey,
}

impl PrivateKey {
    /// The key as PKCS #8 DER.
    pub(super) fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The key as PKCS #8 PEM.
    pub(super) fn pem(&self) -> &str {
        &self.pem
    }
}

/// The key of a label; made at first need, then remembered for the life of the process.
pub(super) fn private_key(label: &str) -> Option<Arc<PrivateKey>> {
    static KEYS: OnceLock<Mutex<BTreeMap<String, Arc<PrivateKey>>>> = OnceLock::new();
    let mut keys = KEYS
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(key) = keys.get(label) {
        return Some(Arc::clone(key));
    }
    let key = Arc::new(generate(label)?);
    keys.insert(label.to_owned(), Arc::clone(&key));
    Some(key)
}

fn generate(label: &str) -> Option<PrivateKey> {
    let private = RsaPrivateKey::new(&mut LabelRng::new(label), 2048).ok()?;
    let pkcs8 = private.to_pkcs8_der().ok()?.as_bytes().to_vec();
    let pem = private.to_pkcs8_pem(LineEnding::LF).ok()?.to_string();
    Some(PrivateKey {
        pkcs8,
        pem,
        public: private.to_public_key(),
    })
}

/// What a self-signed certificate follows from: label, identifier and subject, and when it begins and ends.
type Signed = ([String; 3], Timestamp, Timestamp);

/// A signing key of an app or of an identity provider: a name, a key and a certificate.
#[derive(Debug, Clone)]
pub(super) struct SigningKey {
    /// The identifier Okta gives it.
    pub(super) kid: String,
    /// What the key is derived from.
    pub(super) label: String,
    /// The common name in the certificate.
    pub(super) subject: String,
    /// When it was made.
    pub(super) created: Timestamp,
    /// When the certificate ends.
    pub(super) expires: Timestamp,
    /// The certificate that somebody else issued for it, as DER; without one it signs its own.
    pub(super) issued: Option<Vec<u8>>,
}

/// The most certificates that are remembered; after that, all of them are signed anew.
const MOST_SIGNED: usize = 1000;
static SIGNED: OnceLock<Mutex<BTreeMap<Signed, Vec<u8>>>> = OnceLock::new();

impl SigningKey {
    /// The certificate (X.509 v3, self-signed, SHA-256 with RSA) as DER; signed once, then remembered.
    pub(super) fn certificate(&self) -> Option<Vec<u8>> {
        if self.issued.is_some() {
            return self.issued.clone();
        }
        let signed = SIGNED.get_or_init(Mutex::default);
        let names = [&self.label, &self.kid, &self.subject].map(Clone::clone);
        let follows_from = (names, self.created, self.expires);
        let kept = || signed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(der) = kept().get(&follows_from) {
            return Some(der.clone());
        }
        let der = self.sign()?;
        let mut kept = kept();
        if kept.len() >= MOST_SIGNED {
            kept.clear();
        }
        kept.insert(follows_from, der.clone());
        Some(der)
    }

    fn sign(&self) -> Option<Vec<u8>> {
        let key = private_key(&self.label)?;
        let pair = KeyPair::from_pkcs8_der_and_sign_algo(&key.pkcs8().into(), &PKCS_RSA_SHA256).ok()?;
        let mut params = CertificateParams::new(Vec::new()).ok()?;
        let names = [
            (DnType::CountryName, "US"),
            (DnType::OrganizationName, "Practice org"),
        ];
        for (kind, name) in names {
            params.distinguished_name.push(kind, name);
        }
        params
            .distinguished_name
            .push(DnType::CommonName, self.subject.as_str());
        params.serial_number = Some(SerialNumber::from_slice(&self.serial()));
        let ((from, from_rest), (to, to_rest)) = (day_and_rest(self.created), day_and_rest(self.expires));
        params.not_before = date_time_ymd(from.0, from.1, from.2) + from_rest;
        params.not_after = date_time_ymd(to.0, to.1, to.2) + to_rest;
        Some(params.self_signed(&pair).ok()?.der().to_vec())
    }

    /// The certificate in base64 on one line.
    pub(super) fn certificate_base64(&self) -> Option<String> {
        self.certificate().map(|der| STANDARD.encode(der))
    }

    /// The key as the org's own authorization server shows it (OAuth 2.0: JSON Web Key Set).
    pub(super) fn public_json(&self) -> Option<Value> {
        let public = &private_key(&self.label)?.public;
        Some(json!({
            "kty": "RSA", "alg": "RS256", "kid": self.kid, "use": "sig", "e": number(public.e()),
            "n": number(public.n()),
        }))
    }

    /// The key as `/credentials/keys` shows it.
    pub(super) fn json(&self) -> Option<Value> {
        let der = self.certificate()?;
        let public = &private_key(&self.label)?.public;
        Some(json!({
            "kty": "RSA", "created": instant(self.created), "lastUpdated": instant(self.created),
            "expiresAt": instant(self.expires), "kid": self.kid, "use": "sig", "x5c": [STANDARD.encode(&der)],
            "x5t#S256": thumbprint(&der), "e": number(public.e()), "n": number(public.n()),
        }))
    }

    fn serial(&self) -> Vec<u8> {
        let mut serial: Vec<u8> = Sha256::digest(self.kid.as_bytes())
            .iter()
            .take(6)
            .copied()
            .collect();
        serial.insert(0, 1);
        serial
    }
}

/// A certificate as the store of identity provider keys reads it.
pub(super) struct PublicKey {
    /// When the certificate ends.
    pub(super) expires: Timestamp,
    /// The exponent, base64url.
    pub(super) exponent: String,
    /// The modulus, base64url.
    pub(super) modulus: String,
    /// SHA-256 of the DER, base64url.
    pub(super) thumbprint: String,
}

/// Reads an RSA certificate; `None` for anything else.
pub(super) fn read_certificate(der: &[u8]) -> Option<PublicKey> {
    let (rest, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
    let x509_parser::public_key::PublicKey::RSA(key) = certificate.public_key().parsed().ok()? else {
        return None;
    };
    let expires = Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()?;
    let trim = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(strip_zeros(bytes));
    rest.is_empty().then(|| PublicKey {
        expires,
        exponent: trim(key.exponent),
        modulus: trim(key.modulus),
        thumbprint: thumbprint(der),
    })
}

/// A name for a key that follows from a text (as long as a SHA-256 thumbprint, base64url).
pub(super) fn key_name(text: &str) -> String {
    thumbprint(text.as_bytes())
}

/// The modulus of the key of a label, base64url.
pub(super) fn modulus(label: &str) -> Option<String> {
    Some(number(private_key(label)?.public.n()))
}

/// Bytes in base64 on one line.
pub(super) fn encode_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A certificate from base64 with whatever white space is in it.
pub(super) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let packed: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    STANDARD.decode(packed).ok()
}

fn strip_zeros(bytes: &[u8]) -> &[u8] {
    match bytes.split_first() {
        Some((0, rest)) => rest,
        _ => bytes,
    }
}

fn thumbprint(der: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(der))
}

fn number(value: &rsa::BigUint) -> String {
    URL_SAFE_NO_PAD.encode(value.to_bytes_be())
}

/// Year, month and day of an instant in UTC, and how far into the day it is, in whole seconds.
fn day_and_rest(at: Timestamp) -> ((i32, u8, u8), Duration) {
    let at = at.to_zoned(jiff::tz::TimeZone::UTC);
    let whole = |number: i8| u8::try_from(number).unwrap_or(1);
    let hours = u64::from(whole(at.hour()));
    let seconds = (hours * 60 + u64::from(whole(at.minute()))) * 60 + u64::from(whole(at.second()));
    (
        (i32::from(at.year()), whole(at.month()), whole(at.day())),
        Duration::from_secs(seconds),
    )
}

/// Chance for making a key, derived from its label.
struct LabelRng {
    label: String,
    block: u64,
    rest: Vec<u8>,
}

impl LabelRng {
    fn new(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            block: 0,
            rest: Vec::new(),
        }
    }

    fn byte(&mut self) -> u8 {
        if self.rest.is_empty() {
            self.block += 1;
            let text = format!("practice key {} {}", self.label, self.block);
            self.rest = Sha256::digest(text.as_bytes()).to_vec();
        }
        self.rest.pop().unwrap_or_default()
    }
}

impl RngCore for LabelRng {
    fn next_u32(&mut self) -> u32 {
        impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, dest: &mut [u8]) {
        dest.fill_with(|| self.byte());
    }

    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), RandError> {
        self.fill_bytes(dest);
        Ok(())
    }
}

impl CryptoRng for LabelRng {}

#[cfg(test)]
mod tests {
    use super::super::clock::later;
    use super::*;

    #[test]
    fn a_label_gives_the_same_certificate_every_time() {
        let key = key("tests 1");
        assert_eq!(key.sign().unwrap(), key.sign().unwrap());
        assert_eq!(key.certificate().unwrap(), key.sign().unwrap());
    }

    #[test]
    fn whatever_a_certificate_follows_from_makes_it_another() {
        let key = key("tests 1");
        let others = [
            SigningKey {
                kid: "another".to_owned(),
                ..key.clone()
            },
            SigningKey {
                subject: "another".to_owned(),
                ..key.clone()
            },
            SigningKey {
                created: later(key.created, 60),
                ..key.clone()
            },
            SigningKey {
                expires: later(key.expires, 60),
                ..key.clone()
            },
        ];
        let first = key.certificate().unwrap();
        for other in others {
            let certificate = other.certificate().unwrap();
            assert!(certificate != first, "{other:?}");
            assert_eq!(certificate, other.sign().unwrap());
        }
    }

    #[test]
    fn a_certificate_holds_the_key_and_the_dates_it_was_asked_for() {
        let key = key("tests 1");
        let read = read_certificate(&key.certificate().unwrap()).unwrap();
        assert_eq!(read.expires, key.expires);
        let shown = key.json().unwrap();
        assert_eq!(shown["n"], read.modulus);
        assert_eq!(shown["e"], "AQAB");
        assert_eq!(shown["x5t#S256"], read.thumbprint);
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        assert!(read_certificate(b"nonsense").is_none());
        let mut long = key("tests 1").certificate().unwrap();
        long.push(0);
        assert!(read_certificate(&long).is_none());
    }

    fn key(label: &str) -> SigningKey {
        SigningKey {
            kid: "kid".to_owned(),
            label: label.to_owned(),
            subject: "acme".to_owned(),
            created: "2026-01-15T05:37:59Z".parse().unwrap(),
            expires: "2036-01-15T05:37:59Z".parse().unwrap(),
            issued: None,
        }
    }
}
