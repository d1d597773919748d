//! Certificate signing requests for the keys of apps and identity providers (Okta API: CSRs of applications and
//! of identity providers).
//!
//! The private half never leaves the org; whoever signs the request sends back a certificate of the same key.

use super::super::clock::instant;
use super::super::keys::{self, SigningKey};
use jiff::Timestamp;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256};
use serde_json::{Value, json};

/// A request that waits for its certificate.
#[derive(Debug, Clone)]
pub(crate) struct Csr {
    pub(crate) id: String,
    /// What the key is derived from.
    pub(crate) label: String,
    /// The request itself, base64 of its DER.
    pub(crate) text: String,
    pub(crate) created: Timestamp,
}

impl Csr {
    /// A request by a key for the subject and names of a body; `None` when they cannot stand in one.
    pub(crate) fn new(key: SigningKey, body: &Value) -> Option<Self> {
        let private = keys::private_key(&key.label)?;
        let pair = KeyPair::from_pkcs8_der_and_sign_algo(&private.pkcs8().into(), &PKCS_RSA_SHA256).ok()?;
        let names = body
            .pointer("/subjectAltNames/dnsNames")
            .and_then(Value::as_array);
        let names = names
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned));
        let mut params = CertificateParams::new(names.collect::<Vec<_>>()).ok()?;
        params.distinguished_name = rcgen::DistinguishedName::new();
        for (field, kind) in FIELDS {
            if let Some(text) = body.pointer(&format!("/subject/{field}")).and_then(Value::as_str) {
                params.distinguished_name.push(kind, text);
            }
        }
        let request = params.serialize_request(&pair).ok()?;
        Some(Self {
            id: key.kid,
            label: key.label,
            text: keys::encode_base64(request.der()),
            created: key.created,
        })
    }

    /// The request as Okta shows it, below an address.
    pub(crate) fn json(&self, below: &str) -> Value {
        let own = format!("{below}/credentials/csrs/{}", self.id);
        json!({
            "id": self.id, "created": instant(self.created), "csr": self.text, "kty": "RSA",
            "_links": {
                "publish": { "href": format!("{own}/lifecycle/publish"), "hints": { "allow": ["POST"] } },
                "self": { "href": own, "hints": { "allow": ["GET", "DELETE"] } },
            },
        })
    }
}

/// What a subject may name.
const FIELDS: [(&str, DnType); 6] = [
    ("countryName", DnType::CountryName),
    ("stateOrProvinceName", DnType::StateOrProvinceName),
    ("localityName", DnType::LocalityName),
    ("organizationName", DnType::OrganizationName),
    ("organizationalUnitName", DnType::OrganizationalUnitName),
    ("commonName", DnType::CommonName),
];
