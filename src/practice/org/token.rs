//! API tokens (Okta API: API tokens). The value is kept as a digest, as Okta shows it only once.

use super::super::clock::{instant, later};
use super::super::dice::hex;
use super::super::shelf::Kept;
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Tokens die after 30 days without use.
const LIFETIME_SECONDS: i64 = 30 * 24 * 3600;

/// A token's metadata and the digest of its value.
#[derive(Debug, Clone)]
pub(crate) struct ApiToken {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) user: String,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
    pub(crate) expires: Timestamp,
    digest: String,
}

impl Kept for ApiToken {
    fn id(&self) -> &str {
        &self.id
    }
}

impl ApiToken {
    /// A token for a value.
    pub(crate) fn new(id: String, name: &str, user: &str, value: &str, now: Timestamp) -> Self {
        Self {
            id,
            name: name.to_owned(),
            user: user.to_owned(),
            created: now,
            last_updated: now,
            expires: later(now, LIFETIME_SECONDS),
            digest: digest(value),
        }
    }

    /// Whether that value is this token's.
    pub(crate) fn fits(&self, value: &str) -> bool {
        self.digest == digest(value)
    }

    /// Each use gives another 30 days.
    pub(crate) fn renew(&mut self, now: Timestamp) {
        self.expires = later(now, LIFETIME_SECONDS);
        self.last_updated = now;
    }

    /// The metadata as Okta shows it.
    pub(crate) fn json(&self, base: &str) -> Value {
        json!({
            "id": self.id, "name": self.name, "userId": self.user, "clientName": "Okta API",
            "tokenWindow": null, "network": { "connection": "ANYWHERE" }, "expiresAt": instant(self.expires),
            "created": instant(self.created), "lastUpdated": instant(self.last_updated),
            "_links": {
                "self": {
                    "href": format!("{base}/api/v1/api-tokens/{}", self.id),
                    "hints": { "allow": ["GET", "DELETE"] },
                },
                "user": { "href": format!("{base}/api/v1/users/{}", self.user), "hints": { "allow": ["GET"] } },
            },
        })
    }
}

fn digest(value: &str) -> String {
    hex(&Sha256::digest(value.as_bytes()))
}
