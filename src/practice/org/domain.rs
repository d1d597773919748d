//! Custom domains of an org (Okta API: Custom Domains).
//!
//! A name is kept and shown; the practice orgs go on answering at their loopback addresses alone.

use super::super::shelf::Kept;
use serde_json::{Value, json};

/// A name of its own that an org answers to.
#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `MANUAL` or `OKTA_MANAGED`.
    pub(crate) certificate: String,
    pub(crate) verified: bool,
    /// What the name's owner shows to prove that it is theirs.
    pub(crate) proof: String,
}

impl Kept for Domain {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Domain {
    /// The domain as Okta shows it.
    pub(crate) fn json(&self, base: &str, brand: &str) -> Value {
        let href = format!("{base}/api/v1/domains/{}", self.id);
        let link = |href: &str, verbs: &[&str]| json!({ "href": href, "hints": { "allow": verbs } });
        let records = json!([
            { "recordType": "TXT", "fqdn": format!("_oktaverification.{}", self.name), "values": [self.proof] },
            { "recordType": "CNAME", "fqdn": self.name, "values": [host(base)] },
        ]);
        json!({
            "id": self.id, "domain": self.name, "certificateSourceType": self.certificate,
            "validationStatus": if self.verified { "VERIFIED" } else { "NOT_STARTED" },
            "brandId": brand, "dnsRecords": records,
            "_links": {
                "self": link(&href, &["GET", "PUT", "DELETE"]),
                "brand": link(&format!("{base}/api/v1/brands/{brand}"), &["GET", "PUT", "DELETE"]),
                "certificate": link(&format!("{href}/certificate"), &["PUT"]),
                "verify": link(&format!("{href}/verify"), &["POST"]),
            },
        })
    }
}

fn host(base: &str) -> &str {
    base.split_once("//").map_or(base, |(_, host)| host)
}
