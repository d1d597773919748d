//! Identity providers and the store of partner certificates (Okta API: Identity Providers).

use super::super::clock::instant;
use super::super::keys::{PublicKey, SigningKey};
use super::super::shelf::Kept;
use super::csr::Csr;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// An identity provider.
#[derive(Debug, Clone)]
pub(crate) struct Idp {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) active: bool,
    /// Null after a replacement, as in real answers.
    pub(crate) created: Option<Timestamp>,
    pub(crate) last_updated: Timestamp,
    pub(crate) issuer_mode: String,
    /// `protocol`, complete with defaults, audience and signing kid.
    pub(crate) protocol: Value,
    /// `policy`, complete with defaults.
    pub(crate) policy: Value,
    /// The org's own key for signing requests to this provider.
    pub(crate) keys: Vec<SigningKey>,
    /// Keys whose certificate is still to come.
    pub(crate) csrs: Vec<Csr>,
    /// People linked to it.
    pub(crate) links: Vec<IdpUser>,
}

impl Kept for Idp {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Idp {
    /// A text inside `protocol` or `policy` by JSON pointer.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.at(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// A value inside `protocol` or `policy` by JSON pointer, beginning with either name.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Value> {
        match pointer.strip_prefix("/protocol") {
            Some(rest) => self.protocol.pointer(rest),
            None => self.policy.pointer(pointer.strip_prefix("/policy")?),
        }
    }

    /// The certificates it is trusted by: `kid` first, then `additionalKids`.
    pub(crate) fn trusted_kids(&self) -> Vec<&str> {
        let more = self
            .at("/protocol/credentials/trust/additionalKids")
            .and_then(Value::as_array);
        let more = more.into_iter().flatten().filter_map(Value::as_str);
        let first = self.text("/protocol/credentials/trust/kid");
        std::iter::once(first)
            .filter(|kid| !kid.is_empty())
            .chain(more)
            .collect()
    }

    /// Where it takes responses: its own address, or the org's shared one.
    pub(crate) fn acs(&self, base: &str) -> String {
        if self.text("/protocol/endpoints/acs/type") == "ORG" {
            format!("{base}/sso/saml2")
        } else {
            format!("{base}/sso/saml2/{}", self.id)
        }
    }

    /// The provider as Okta shows it.
    pub(crate) fn json(&self, base: &str) -> Value {
        let href = format!("{base}/api/v1/idps/{}", self.id);
        let verb = if self.active { "deactivate" } else { "activate" };
        let mut links = Map::new();
        let metadata = json!({
            "href": format!("{href}/metadata.xml"), "type": "application/xml", "hints": { "allow": ["GET"] },
        });
        links.insert("metadata".to_owned(), metadata);
        let acs =
            json!({ "href": self.acs(base), "type": "application/xml", "hints": { "allow": ["POST"] } });
        links.insert("acs".to_owned(), acs);
        let users = json!({ "href": format!("{href}/users"), "hints": { "allow": ["GET"] } });
        links.insert("users".to_owned(), users);
        let lifecycle = format!("{href}/lifecycle/{verb}");
        links.insert(
            verb.to_owned(),
            json!({ "href": lifecycle, "hints": { "allow": ["POST"] } }),
        );
        json!({
            "id": self.id, "issuerMode": self.issuer_mode, "name": self.name,
            "status": if self.active { "ACTIVE" } else { "INACTIVE" }, "created": self.created.map(instant),
            "lastUpdated": instant(self.last_updated), "protocol": self.protocol, "policy": self.policy,
            "type": "SAML2", "_links": links,
        })
    }
}

/// A person linked to a provider.
#[derive(Debug, Clone)]
pub(crate) struct IdpUser {
    pub(crate) user: String,
    pub(crate) external_id: String,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
    pub(crate) profile: Map<String, Value>,
}

/// What a profile of a provider holds (Okta API: `IdentityProviderApplicationUser`).
const PROFILE: [&str; 13] = [
    "lastName",
    "subjectNameQualifier",
    "subjectSpNameQualifier",
    "authnContextClassRef",
    "subjectNameId",
    "subjectConfirmationAddress",
    "displayName",
    "mobilePhone",
    "email",
    "subjectNameFormat",
    "firstName",
    "subjectSpProvidedId",
    "subjectConfirmationMethod",
];

impl IdpUser {
    /// A profile at a provider: what is known of somebody, and null for the rest.
    pub(crate) fn profile(known: &dyn Fn(&str) -> Option<String>) -> Map<String, Value> {
        let field = |name: &str| (name.to_owned(), known(name).map_or(Value::Null, Value::from));
        PROFILE.into_iter().map(field).collect()
    }

    /// The link as Okta shows it.
    pub(crate) fn json(&self, base: &str, idp: &str) -> Value {
        let href = format!("{base}/api/v1/idps/{idp}/users/{}", self.user);
        json!({
            "id": self.user, "externalId": self.external_id, "created": instant(self.created),
            "lastUpdated": instant(self.last_updated), "profile": self.profile,
            "_links": {
                "self": { "href": href, "hints": { "allow": ["GET", "DELETE"] } },
                "idp": { "href": format!("{base}/api/v1/idps/{idp}") },
                "user": { "href": format!("{base}/api/v1/users/{}", self.user) },
            },
        })
    }
}

/// A certificate of the store.
#[derive(Debug, Clone)]
pub(crate) struct IdpKey {
    pub(crate) kid: String,
    pub(crate) der: Vec<u8>,
    shown: Value,
}

impl Kept for IdpKey {
    fn id(&self) -> &str {
        &self.kid
    }
}

impl IdpKey {
    /// A key of the store from an uploaded certificate; `text` is shown as it came.
    pub(crate) fn new(kid: String, text: &str, der: Vec<u8>, read: &PublicKey, now: Timestamp) -> Self {
        let shown = json!({
            "kty": "RSA", "created": instant(now), "lastUpdated": instant(now),
            "expiresAt": instant(read.expires), "alg": "RSA", "kid": kid, "use": "sig", "x5c": [text],
            "x5t#S256": read.thumbprint, "e": read.exponent, "n": read.modulus,
        });
        Self { kid, der, shown }
    }

    /// Puts another certificate under the same name.
    pub(crate) fn replace(&mut self, text: &str, der: Vec<u8>, read: &PublicKey, now: Timestamp) {
        let created = self.shown.get("created").cloned();
        *self = Self::new(self.kid.clone(), text, der, read, now);
        if let (Some(created), Some(fields)) = (created, self.shown.as_object_mut()) {
            fields.insert("created".to_owned(), created);
        }
    }

    /// The key as Okta shows it.
    pub(crate) fn json(&self) -> Value {
        self.shown.clone()
    }
}
