//! Network zones (Okta API: Network Zones), as far as tokens may be tied to them: lists of IPv4 addresses.
//!
//! Nothing here looks at the real network; the address a request claims to come from is all there is.

use super::super::clock::instant;
use super::super::shelf::Kept;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::net::Ipv4Addr;

/// A list of addresses with a name.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `POLICY` or `BLOCKLIST`.
    pub(crate) usage: &'static str,
    pub(crate) system: bool,
    pub(crate) gateways: Vec<Gateway>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
}

impl Kept for Zone {
    fn id(&self) -> &str {
        &self.id
    }
}

/// A span of addresses as it was written, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gateway {
    kind: &'static str,
    text: String,
    first: u32,
    last: u32,
}

impl Gateway {
    /// A span from `CIDR` (`203.0.113.0/24`) or `RANGE` (`203.0.113.1-203.0.113.9`); `None` when it is neither.
    pub(crate) fn parse(kind: &str, text: &str) -> Option<Self> {
        let number = |text: &str| text.trim().parse::<Ipv4Addr>().ok().map(u32::from);
        let (kind, first, last) = match kind {
            "CIDR" => {
                let (address, bits) = text.split_once('/').unwrap_or((text, "32"));
                let bits: u32 = bits.trim().parse().ok().filter(|bits| *bits <= 32)?;
                let host = u32::MAX.checked_shr(bits).unwrap_or(0);
                let first = number(address)? & !host;
                ("CIDR", first, first | host)
            }
            "RANGE" => {
                let (first, last) = text.split_once('-').unwrap_or((text, text));
                ("RANGE", number(first)?, number(last)?)
            }
            _ => return None,
        };
        (first <= last).then(|| Self {
            kind,
            text: text.to_owned(),
            first,
            last,
        })
    }
}

impl Zone {
    /// Whether an address lies in the zone.
    pub(crate) fn holds(&self, address: Ipv4Addr) -> bool {
        let number = u32::from(address);
        self.gateways
            .iter()
            .any(|span| (span.first..=span.last).contains(&number))
    }

    /// The zone as Okta shows it.
    pub(crate) fn json(&self, base: &str) -> Value {
        let href = format!("{base}/api/v1/zones/{}", self.id);
        let gateways: Vec<Value> = self
            .gateways
            .iter()
            .map(|span| json!({ "type": span.kind, "value": span.text }))
            .collect();
        let allowed: &[&str] = if self.system {
            &["GET", "PUT"]
        } else {
            &["GET", "PUT", "DELETE"]
        };
        json!({
            "type": "IP", "id": self.id, "name": self.name, "status": "ACTIVE", "usage": self.usage,
            "created": instant(self.created), "lastUpdated": instant(self.last_updated), "system": self.system,
            "gateways": gateways, "proxies": null,
            "_links": {
                "self": { "href": href, "hints": { "allow": allowed } },
                "deactivate": { "href": format!("{href}/lifecycle/deactivate"), "hints": { "allow": ["POST"] } },
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_networks_or_ranges() {
        for (kind, text, inside, outside) in [
            ("CIDR", "203.0.113.0/24", "203.0.113.255", "203.0.114.0"),
            ("CIDR", "127.0.0.1", "127.0.0.1", "127.0.0.2"),
            ("RANGE", "10.0.0.1-10.0.0.9", "10.0.0.9", "10.0.0.10"),
        ] {
            let zone = zone(Gateway::parse(kind, text).unwrap());
            assert!(zone.holds(inside.parse().unwrap()), "{text}");
            assert!(!zone.holds(outside.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for (kind, text) in [
            ("CIDR", "203.0.113.0/33"),
            ("RANGE", "10.0.0.9-10.0.0.1"),
            ("CIDR", "example"),
            ("DNS", "10.0.0.1"),
        ] {
            assert_eq!(Gateway::parse(kind, text), None, "{kind} {text}");
        }
    }

    fn zone(gateway: Gateway) -> Zone {
        Zone {
            id: "nzo1".to_owned(),
            name: "Office".to_owned(),
            usage: "POLICY",
            system: false,
            gateways: vec![gateway],
            created: Timestamp::UNIX_EPOCH,
            last_updated: Timestamp::UNIX_EPOCH,
        }
    }
}
