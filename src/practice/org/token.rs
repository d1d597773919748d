//! API tokens (Okta API: API tokens). The value is kept as a digest, as Okta shows it only once.

use super::super::clock::{instant, later};
use super::super::dice::hex;
use super::super::shelf::{Kept, Shelf};
use super::zone::Zone;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use std::net::Ipv4Addr;

/// Tokens die after 30 days without use.
const LIFETIME_SECONDS: i64 = 30 * 24 * 3600;

/// A token's metadata and the digest of its value.
#[derive(Debug, Clone)]
pub(crate) struct ApiToken {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) user: String,
    pub(crate) client_name: String,
    /// From where it may be used.
    pub(crate) network: Network,
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
            client_name: "Okta API".to_owned(),
            network: Network::default(),
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
            "id": self.id, "name": self.name, "userId": self.user, "clientName": self.client_name,
            "tokenWindow": "P30D", "network": self.network.json(), "expiresAt": instant(self.expires),
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

/// From where a token may be used (Okta API: `network` of an API token).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Network {
    /// From everywhere.
    #[default]
    Anywhere,
    /// From the named zones.
    Inside(Vec<String>),
    /// From everywhere but the named zones.
    Outside(Vec<String>),
}

/// Stands for every zone of the org.
const ALL_ZONES: &str = "ALL_ZONES";

impl Network {
    /// The condition of a body; `None` when it is none.
    pub(crate) fn read(given: &Map<String, Value>) -> Option<Self> {
        let zones = |field: &str| -> Option<Vec<String>> {
            let list = given.get(field).filter(|value| !value.is_null());
            let list = list.map_or(Some([].as_slice()), |value| value.as_array().map(Vec::as_slice))?;
            list.iter().map(|zone| zone.as_str().map(str::to_owned)).collect()
        };
        let (include, exclude) = (zones("include")?, zones("exclude")?);
        match given.get("connection").and_then(Value::as_str)? {
            "ANYWHERE" => Some(Self::Anywhere),
            "ZONE" if !include.is_empty() && exclude.is_empty() => Some(Self::Inside(include)),
            "ZONE" if include.is_empty() && !exclude.is_empty() => Some(Self::Outside(exclude)),
            _ => None,
        }
    }

    /// The zones it names.
    pub(crate) fn zones(&self) -> &[String] {
        match self {
            Self::Anywhere => &[],
            Self::Inside(zones) | Self::Outside(zones) => zones,
        }
    }

    /// Whether it names that zone.
    pub(crate) fn names(&self, zone: &str) -> bool {
        self.zones().iter().any(|known| known == zone)
    }

    /// The first zone it names that the org does not have.
    pub(crate) fn unknown<'n>(&'n self, zones: &Shelf<Zone>) -> Option<&'n str> {
        let mut named = self.zones().iter().map(String::as_str);
        named.find(|zone| *zone != ALL_ZONES && zones.get(zone).is_none())
    }

    /// Whether a request from that address may use the token.
    pub(crate) fn allows(&self, address: Ipv4Addr, zones: &Shelf<Zone>) -> bool {
        let within = |named: &[String]| {
            let mut meant = zones
                .iter()
                .filter(|zone| named.iter().any(|name| name == ALL_ZONES || *name == zone.id));
            meant.any(|zone| zone.holds(address))
        };
        match self {
            Self::Anywhere => true,
            Self::Inside(named) => within(named),
            Self::Outside(named) => !within(named),
        }
    }

    /// The condition as Okta shows it.
    pub(crate) fn json(&self) -> Value {
        match self {
            Self::Anywhere => json!({ "connection": "ANYWHERE" }),
            Self::Inside(zones) => json!({ "connection": "ZONE", "include": zones }),
            Self::Outside(zones) => json!({ "connection": "ZONE", "exclude": zones }),
        }
    }
}

fn digest(value: &str) -> String {
    hex(&Sha256::digest(value.as_bytes()))
}
