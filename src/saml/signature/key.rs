//! Verifying with a public key: RSA (PKCS #1 v1.5) and ECDSA on P-256 and P-384, with SHA-1 and SHA-2. SHA-1 is
//! computed only to be able to say that a signature is weak but otherwise right.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::super::certificate::Certificate;

/// The largest RSA key that is computed with, in bits.
const MAX_RSA_BITS: usize = 16_384;

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1: collisions can be made.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// The kind of key that a method is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Rsa,
    Ecdsa,
}

/// A way to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureMethod {
    family: Family,
    /// The hash that is signed.
    pub hash: Hash,
}

/// Whether a signature was made by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyVerdict {
    /// It was.
    Right,
    /// It was, once white space is undone that was put in after signing.
    RightButReformatted,
    /// It was not.
    Wrong,
    /// The signature lacks a part, or the method is not known here.
    Unjudged,
}

impl Hash {
    /// The hash of a name (XML Signature 1.1 §6.2, RFC 6931 §2.1).
    pub fn from_uri(uri: &str) -> Option<Self> {
        match uri {
            "http://www.w3.org/2000/09/xmldsig#sha1" => Some(Self::Sha1),
            "http://www.w3.org/2001/04/xmlenc#sha256" => Some(Self::Sha256),
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(Self::Sha384),
            "http://www.w3.org/2001/04/xmlenc#sha512" => Some(Self::Sha512),
            _ => None,
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Whether it is no longer safe to sign with.
    pub fn is_weak(self) -> bool {
        self == Self::Sha1
    }

    /// The hash of some bytes.
    pub(super) fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    fn padding(self) -> Pkcs1v15Sign {
        match self {
            Self::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
            Self::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Self::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            Self::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        }
    }
}

impl SignatureMethod {
    /// The method of a name (XML Signature 1.1 §6.4, RFC 6931 §2.3).
    pub fn from_uri(uri: &str) -> Option<Self> {
        let more = uri.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#");
        let (family, hash) = match (uri, more) {
            ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", _) => (Family::Rsa, Hash::Sha1),
            (_, Some("rsa-sha256")) => (Family::Rsa, Hash::Sha256),
            (_, Some("rsa-sha384")) => (Family::Rsa, Hash::Sha384),
            (_, Some("rsa-sha512")) => (Family::Rsa, Hash::Sha512),
            (_, Some("ecdsa-sha1")) => (Family::Ecdsa, Hash::Sha1),
            (_, Some("ecdsa-sha256")) => (Family::Ecdsa, Hash::Sha256),
            (_, Some("ecdsa-sha384")) => (Family::Ecdsa, Hash::Sha384),
            (_, Some("ecdsa-sha512")) => (Family::Ecdsa, Hash::Sha512),
            _ => return None,
        };
        Some(Self { family, hash })
    }

    /// Its name for people.
    pub fn name(self) -> String {
        let family = match self.family {
            Family::Rsa => "RSA",
            Family::Ecdsa => "ECDSA",
        };
        format!("{family} with {}", self.hash.name())
    }
}

/// Whether `value` is the signature over `bytes` by the key in `certificate`.
pub(super) fn verify(
    certificate: &Certificate,
    method: SignatureMethod,
    bytes: &[u8],
    value: &[u8],
) -> KeyVerdict {
    let hash = method.hash.of(bytes);
    let Ok((_, parsed)) = X509Certificate::from_der(certificate.der()) else {
        return KeyVerdict::Wrong;
    };
    let right = match (method.family, parsed.public_key().parsed()) {
        (Family::Rsa, Ok(PublicKey::RSA(key))) => {
            let (n, e) = (
                BigUint::from_bytes_be(key.modulus),
                BigUint::from_bytes_be(key.exponent),
            );
            RsaPublicKey::new_with_max_size(n, e, MAX_RSA_BITS)
                .is_ok_and(|key| key.verify(method.hash.padding(), &hash, value).is_ok())
        }
        (Family::Ecdsa, Ok(PublicKey::EC(point))) => on_curve(point.data(), &hash, value),
        _ => false,
    };
    if right {
        KeyVerdict::Right
    } else {
        KeyVerdict::Wrong
    }
}

/// The curve follows from the length of the point; the signature is both numbers, one after the other (RFC 6931
/// §2.3.6).
fn on_curve(point: &[u8], hash: &[u8], value: &[u8]) -> bool {
    match point.len() {
        65 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point);
            let signature = p256::ecdsa::Signature::from_slice(value);
            matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(hash, &signature).is_ok())
        }
        97 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point);
            let signature = p384::ecdsa::Signature::from_slice(value);
            matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(hash, &signature).is_ok())
        }
        _ => false,
    }
}
