//! What has to be known before an action can be sent: values that one org makes and the other needs.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value that becomes known while a plan is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// The identifier of the target app.
    TargetAppId,
    /// The identifier of the group of federated people in the target org.
    GroupId,
    /// The identifier of the Org2Org app.
    Org2OrgAppId,
    /// The issuer that the source org puts into its responses.
    Issuer,
    /// Where the source org takes sign-in requests.
    SsoUrl,
    /// The certificate the source org signs with, base64 of its DER.
    Certificate,
    /// The key of that certificate in the target org's store.
    TrustedKid,
    /// The identifier of the identity provider.
    IdpId,
    /// Where the target org takes responses.
    AcsUrl,
    /// The audience that the target org wants to read.
    Audience,
    /// The policy that holds the target org's routing rules.
    RoutingPolicyId,
    /// The identifier of the routing rule.
    RoutingRuleId,
}

impl Fact {
    /// What the value is, in words that can stand for it while it is unknown.
    pub fn words(self) -> &'static str {
        match self {
            Self::TargetAppId => "id of the target app",
            Self::GroupId => "id of the group",
            Self::Org2OrgAppId => "id of the Org2Org app",
            Self::Issuer => "issuer of the Org2Org app",
            Self::SsoUrl => "sign-on URL of the Org2Org app",
            Self::Certificate => "certificate of the Org2Org app",
            Self::TrustedKid => "id of the uploaded certificate",
            Self::IdpId => "id of the identity provider",
            Self::AcsUrl => "ACS URL of the identity provider",
            Self::Audience => "audience of the identity provider",
            Self::RoutingPolicyId => "id of the routing policy",
            Self::RoutingRuleId => "id of the routing rule",
        }
    }
}

/// The values known so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<Fact, String>);

impl Facts {
    /// A known value.
    pub fn get(&self, fact: Fact) -> Option<&str> {
        self.0.get(&fact).map(String::as_str)
    }

    /// A known value, or words in angle quotes that stand for it.
    pub fn show(&self, fact: Fact) -> String {
        self.get(fact)
            .map_or_else(|| format!("‹{}›", fact.words()), str::to_owned)
    }

    /// Notes a value.
    pub fn learn(&mut self, fact: Fact, value: impl Into<String>) {
        self.0.insert(fact, value.into());
    }

    /// Notes a value if there is one.
    pub fn learn_some(&mut self, fact: Fact, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.learn(fact, value);
        }
    }

    /// Forgets a value.
    pub fn forget(&mut self, fact: Fact) {
        self.0.remove(&fact);
    }

    /// Takes over all values of another set; the other's win.
    pub fn extend(&mut self, other: &Self) {
        self.0
            .extend(other.0.iter().map(|(fact, value)| (*fact, value.clone())));
    }

    /// Those that are not known.
    pub fn missing(&self, wanted: &[Fact]) -> Vec<Fact> {
        wanted
            .iter()
            .copied()
            .filter(|fact| !self.0.contains_key(fact))
            .collect()
    }

    /// All known values.
    pub fn iter(&self) -> impl Iterator<Item = (Fact, &str)> {
        self.0.iter().map(|(fact, value)| (*fact, value.as_str()))
    }
}
