//! The public key in a certificate: what kind it is and how large. Refuses to do anything with it.

use std::fmt;

use x509_parser::x509::SubjectPublicKeyInfo;

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const DSA: &str = "1.2.840.10040.4.1";
const ELLIPTIC_CURVE: &str = "1.2.840.10045.2.1";
const ED25519: &str = "1.3.101.112";
const ED448: &str = "1.3.101.113";

/// Kind and size of a public key. Displays as `RSA 2048`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its algorithm.
    pub kind: KeyKind,
    /// Its size in bits, where the kind has one that is known here.
    pub bits: Option<usize>,
}

/// The algorithm of a public key (RFC 3279 §2.3, RFC 8410 §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA, with or without PSS.
    Rsa,
    /// A point on one of the named curves.
    EllipticCurve,
    /// Ed25519 or Ed448.
    Edwards,
    /// DSA.
    Dsa,
    /// Any other.
    Other,
}

impl Key {
    pub(super) fn from_parsed(key: &SubjectPublicKeyInfo<'_>) -> Self {
        let kind = kind(&key.algorithm.algorithm.to_id_string());
        Self {
            kind,
            bits: bits(kind, key),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.kind {
            KeyKind::Rsa => "RSA",
            KeyKind::EllipticCurve => "Elliptic curve",
            KeyKind::Edwards => "Edwards curve",
            KeyKind::Dsa => "DSA",
            KeyKind::Other => "Unknown algorithm",
        };
        match self.bits {
            Some(bits) => write!(f, "{name} {bits}"),
            None => f.write_str(name),
        }
    }
}

fn kind(identifier: &str) -> KeyKind {
    match identifier {
        RSA | RSA_PSS => KeyKind::Rsa,
        ELLIPTIC_CURVE => KeyKind::EllipticCurve,
        ED25519 | ED448 => KeyKind::Edwards,
        DSA => KeyKind::Dsa,
        _ => KeyKind::Other,
    }
}

fn bits(kind: KeyKind, key: &SubjectPublicKeyInfo<'_>) -> Option<usize> {
    use x509_parser::prelude::FromDer as _;
    use x509_parser::public_key::{PublicKey, RSAPublicKey};
    match kind {
        KeyKind::Rsa => {
            let (_, rsa) = RSAPublicKey::from_der(&key.subject_public_key.data).ok()?;
            Some(significant_bits(rsa.modulus))
        }
        KeyKind::EllipticCurve => match key.parsed().ok()? {
            PublicKey::EC(point) => Some(point.key_size()).filter(|bits| *bits > 0),
            _ => None,
        },
        KeyKind::Edwards | KeyKind::Dsa | KeyKind::Other => None,
    }
}

fn significant_bits(number: &[u8]) -> usize {
    let mut rest = number;
    while let [0, tail @ ..] = rest {
        rest = tail;
    }
    rest.first()
        .map_or(0, |first| rest.len() * 8 - first.leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_do_not_count_as_key_size() {
        assert_eq!(significant_bits(&[0, 0, 0x80, 0]), 16);
        assert_eq!(significant_bits(&[0x01, 0xFF]), 9);
        assert_eq!(significant_bits(&[0, 0]), 0);
        assert_eq!(significant_bits(&[]), 0);
    }
}
