//! What a message is measured by: the values that both sides must agree on, the keys that are trusted, and how much
//! clocks may differ. All of it is optional; what is not known is not judged.

use jiff::{SignedDuration, Timestamp};

use super::certificate::Certificate;
use super::metadata::{Binding, IdpMetadata, SpMetadata};
use super::signature::Hash;

/// A value that is expected, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The value.
    pub value: String,
    /// Who says so, as in "The target org expects".
    pub says: String,
}

impl Expected {
    /// A value and who says so.
    pub fn new(value: impl Into<String>, says: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            says: says.into(),
        }
    }
}

/// A certificate and where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Where, as in "the metadata of the source org".
    pub whose: String,
    /// The certificate.
    pub certificate: Certificate,
}

/// Which part the target org wants signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The response around the assertion.
    Response,
    /// The assertion.
    Assertion,
    /// Either.
    #[default]
    Any,
}

/// The instant to judge by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// The instant (UTC).
    pub at: Timestamp,
    /// Whether somebody chose it; if not, it is the present, and a document may know better when it was seen.
    pub chosen: bool,
}

/// What a message is measured by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectations {
    /// The issuer that the target org trusts.
    pub issuer: Option<Expected>,
    /// The issuer that the source org itself says to be.
    pub source_issuer: Option<Expected>,
    /// Where the source org takes requests.
    pub sso_url: Option<Expected>,
    /// The audience that the target org takes itself for.
    pub audience: Option<Expected>,
    /// Where the target org takes responses.
    pub acs: Option<Expected>,
    /// The request that is to be answered.
    pub in_response_to: Option<Expected>,
    /// The format in which people are to be named.
    pub name_id_format: Option<Expected>,
    /// The certificates that the target org trusts.
    pub trusted: Vec<Certificate>,
    /// Other certificates that are known, to say whose key it was.
    pub known: Vec<Known>,
    /// What has to be signed.
    pub scope: Scope,
    /// The weakest hash that the target org takes, where that is known.
    pub least_hash: Option<Hash>,
    /// How much clocks may differ.
    pub skew: SignedDuration,
}

impl Default for Expectations {
    /// Nothing is known. Clocks may differ by two minutes, as Okta's examples set it (`maxClockSkew`).
    fn default() -> Self {
        Self {
            issuer: None,
            source_issuer: None,
            sso_url: None,
            audience: None,
            acs: None,
            in_response_to: None,
            name_id_format: None,
            trusted: Vec::new(),
            known: Vec::new(),
            scope: Scope::Any,
            least_hash: None,
            skew: SignedDuration::from_mins(2),
        }
    }
}

impl Expectations {
    /// Fills what is not known yet from the metadata of the source org: its certificates are trusted only where no
    /// others are, and known in any case.
    pub fn learn_idp(&mut self, metadata: &IdpMetadata, whose: &str) {
        let says = format!("{} says", sentence(whose));
        let expect = |value: &str| Expected::new(value, says.clone());
        self.issuer.get_or_insert_with(|| expect(&metadata.entity_id));
        if self.trusted.is_empty() {
            self.trusted.clone_from(&metadata.certificates);
        }
        self.know_source(metadata, whose);
    }

    /// Fills what the source org says of itself, which is nothing that the target org has to expect.
    pub fn know_source(&mut self, metadata: &IdpMetadata, whose: &str) {
        let says = format!("{} says", sentence(whose));
        let expect = |value: &str| Expected::new(value, says.clone());
        self.source_issuer
            .get_or_insert_with(|| expect(&metadata.entity_id));
        let sso = metadata
            .sso_location(&Binding::HttpPost)
            .or_else(|| metadata.sso.first().map(|endpoint| endpoint.location.as_str()));
        if let Some(sso) = sso {
            self.sso_url.get_or_insert_with(|| expect(sso));
        }
        self.known
            .extend(metadata.certificates.iter().map(|certificate| Known {
                whose: whose.to_owned(),
                certificate: certificate.clone(),
            }));
    }

    /// Fills what is not known yet from the metadata of the target org.
    pub fn learn_sp(&mut self, metadata: &SpMetadata, whose: &str) {
        let says = format!("{} says", sentence(whose));
        self.audience
            .get_or_insert_with(|| Expected::new(&metadata.entity_id, says.clone()));
        if let Some(acs) = metadata.default_acs() {
            self.acs.get_or_insert_with(|| Expected::new(&acs.location, says));
        }
    }

    /// Whose certificate it is, where that is known.
    pub fn whose(&self, certificate: &Certificate) -> Option<&str> {
        let known = self
            .known
            .iter()
            .find(|known| known.certificate.same_key(certificate));
        known.map(|known| known.whose.as_str())
    }

    /// Whether the target org trusts the key in a certificate.
    pub fn trusts(&self, certificate: &Certificate) -> bool {
        self.trusted.iter().any(|trusted| trusted.same_key(certificate))
    }
}

/// With a capital letter, to begin a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
