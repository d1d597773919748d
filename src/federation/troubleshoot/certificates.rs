//! Every certificate that was seen, each once: what it is, until when it is valid, and where it is used on either side.
//! Judges no chain: a SAML signing certificate is pinned by whoever uploads it.

use super::Settings;
use crate::{
    federation::{Fact, Side},
    saml::{
        certificate::{Certificate, Validity},
        expectation::Expectations,
        input::{Content, Document},
        metadata::{read_idp_metadata, read_sp_metadata},
        signature::signatures,
        xml::{self, Limits},
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A certificate ends soon when it has fewer days left.
const SOON_DAYS: i64 = 30;
/// From two of them on, a life is told in years.
const DAYS_OF_A_YEAR: i64 = 365;

/// How a certificate is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The message that was brought came with it.
    Brought,
    /// The source org signs with it.
    Signs,
    /// The target org trusts it for this connection.
    Trusted,
    /// An org has it and does not use it here.
    Spare,
    /// It is in a file.
    Filed,
}

/// One place where a certificate is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// How.
    pub role: Role,
    /// In which org; `None` for what was brought.
    pub side: Option<Side>,
    /// In which document, by its place among those given.
    pub document: Option<usize>,
    /// In words, without the name of a file.
    pub words: String,
}

/// Where now lies in the life of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "days")]
pub enum Life {
    /// Not yet valid; so many days until then.
    NotYet(i64),
    /// Valid for so many days more.
    Valid(i64),
    /// Expired so many days ago.
    Expired(i64),
}

impl Life {
    /// In words: `212 days left`.
    pub fn words(self) -> String {
        let days = |days: i64| match days {
            1 => "1 day".to_owned(),
            days if days < 2 * DAYS_OF_A_YEAR => format!("{days} days"),
            many => format!("{} years", many / DAYS_OF_A_YEAR),
        };
        match self {
            Self::NotYet(left) => format!("Not valid yet, in {}", days(left)),
            Self::Valid(left) => format!("{} left", days(left)),
            Self::Expired(ago) => format!("Expired {} ago", days(ago)),
        }
    }

    /// Whether it ends within a month.
    pub fn ends_soon(self) -> bool {
        matches!(self, Self::Valid(left) if left < SOON_DAYS)
    }
}

/// One certificate with everything that is to be seen of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateCard {
    /// Whom it names.
    pub subject: String,
    /// The first instant at which it is valid (UTC).
    pub not_before: Timestamp,
    /// The last (UTC).
    pub not_after: Timestamp,
    /// Where the instant of judgement lies.
    pub life: Life,
    /// SHA-256, in hexadecimal with colons.
    pub sha256: String,
    /// SHA-1, in hexadecimal with colons: consoles show nothing better.
    pub sha1: String,
    /// Kind and size of its key.
    pub key: String,
    /// Where it is used, the weightiest first.
    pub uses: Vec<Use>,
}

impl CertificateCard {
    /// Whether it is used so.
    pub fn has(&self, role: Role) -> bool {
        self.uses.iter().any(|one| one.role == role)
    }
}

/// What all certificates together say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Match {
    /// What signs is trusted.
    Same,
    /// What signs is not trusted.
    Different,
    /// One of the two is not known.
    Unknown,
}

/// Whether the certificate that signs is one that is trusted: the message's own where there is one, else the source
/// org's active one.
pub fn matching(cards: &[CertificateCard]) -> Match {
    let signs = |card: &&CertificateCard| card.has(Role::Brought) || card.has(Role::Signs);
    let mut signing = cards.iter().filter(signs).peekable();
    if signing.peek().is_none() || !cards.iter().any(|card| card.has(Role::Trusted)) {
        return Match::Unknown;
    }
    if signing.all(|card| card.has(Role::Trusted)) {
        Match::Same
    } else {
        Match::Different
    }
}

/// Every certificate once, those that sign or are trusted first.
pub(super) fn cards(
    documents: &[Document],
    settings: Option<&Settings>,
    expectations: &Expectations,
    at: Timestamp,
) -> Vec<CertificateCard> {
    let mut found = Found {
        at,
        cards: Vec::new(),
    };
    for (index, document) in documents.iter().enumerate() {
        of_document(&mut found, index, document);
    }
    if let Some(settings) = settings {
        of_source(&mut found, settings);
    }
    of_target(&mut found, settings, &expectations.trusted);
    let mut cards = found.cards;
    for card in &mut cards {
        card.uses.sort_by_key(|one| (one.role, one.document));
        card.uses.dedup();
    }
    cards.sort_by_key(|card| card.uses.first().map(|one| one.role));
    cards
}

/// The cards so far.
struct Found {
    at: Timestamp,
    cards: Vec<CertificateCard>,
}

impl Found {
    fn note(&mut self, certificate: &Certificate, one: Use) {
        let sha256 = certificate.fingerprint_colons();
        if let Some(known) = self.cards.iter_mut().find(|card| card.sha256 == sha256) {
            known.uses.push(one);
            return;
        }
        self.cards.push(CertificateCard {
            subject: certificate.subject().to_owned(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            life: life(certificate, self.at),
            sha256,
            sha1: certificate.sha1_colons(),
            key: certificate.key().to_string(),
            uses: vec![one],
        });
    }
}

fn life(certificate: &Certificate, at: Timestamp) -> Life {
    let days = |seconds: i64| seconds / (24 * 60 * 60);
    match certificate.validity_at(at) {
        Validity::NotYet { starts_in } => Life::NotYet(days(starts_in.as_secs())),
        Validity::Valid { remaining } => Life::Valid(days(remaining.as_secs())),
        Validity::Expired { since } => Life::Expired(days(since.as_secs())),
    }
}

fn of_document(found: &mut Found, index: usize, document: &Document) {
    let filed = |role, words: &str| Use {
        role,
        side: None,
        document: Some(index),
        words: words.to_owned(),
    };
    match &document.content {
        Content::Message(text) => {
            let Ok(tree) = xml::parse(text, &Limits::default()) else {
                return;
            };
            for certificate in signatures(&tree).iter().flat_map(|one| &one.certificates) {
                found.note(certificate, filed(Role::Brought, "Came with the message"));
            }
        }
        Content::Certificates(certificates) => {
            for certificate in certificates {
                found.note(certificate, filed(Role::Filed, "In a file"));
            }
        }
        Content::Metadata(text) => {
            for certificate in read_idp_metadata(text).iter().flat_map(|one| &one.certificates) {
                let words = "The metadata says that the source org signs with it";
                found.note(certificate, filed(Role::Filed, words));
            }
            for certificate in read_sp_metadata(text)
                .iter()
                .flat_map(|one| &one.signing_certificates)
            {
                let words = "The metadata says that the target org signs its requests with it";
                found.note(certificate, filed(Role::Filed, words));
            }
        }
        _ => {}
    }
}

fn of_source(found: &mut Found, settings: &Settings) {
    let Some(app) = &settings.snapshot.source.app else {
        return;
    };
    let name = &settings.blueprint.source.name;
    let of_source = |role, words: String| Use {
        role,
        side: Some(Side::Source),
        document: None,
        words,
    };
    let metadata = app.metadata.as_ref().ok();
    let active = metadata.and_then(|text| read_idp_metadata(text).ok());
    let active = active.map(|one| one.certificates).unwrap_or_default();
    for certificate in &active {
        let words = format!("Signs the responses of {name}");
        found.note(certificate, of_source(Role::Signs, words));
    }
    let keys = app.keys.as_deref().unwrap_or_default();
    let others = keys
        .iter()
        .filter_map(|key| Certificate::from_base64(key.x5c.first()?).ok());
    for certificate in others.filter(|one| !active.contains(one)) {
        let words = format!("Another key of the Org2Org app in {name}, which does not sign");
        found.note(&certificate, of_source(Role::Spare, words));
    }
}

fn of_target(found: &mut Found, settings: Option<&Settings>, trusted: &[Certificate]) {
    let name = settings.map_or_else(
        || format!("the {}", Side::role(Side::Target)),
        |settings| settings.blueprint.target.name.clone(),
    );
    let of_target = |role, words: String| Use {
        role,
        side: Some(Side::Target),
        document: None,
        words,
    };
    for certificate in trusted {
        found.note(
            certificate,
            of_target(Role::Trusted, format!("Trusted by {name}")),
        );
    }
    let Some(settings) = settings else { return };
    // A store may hold certificates of other partners: only those that this connection once used are its own.
    let known = settings.facts.get(Fact::TrustedKid);
    let keys = settings.snapshot.target.idp_keys.as_deref().unwrap_or_default();
    for key in keys {
        let Some(certificate) = key.x5c.first().and_then(|x5c| Certificate::from_base64(x5c).ok()) else {
            continue;
        };
        let ours = known == Some(key.kid.as_str()) || found.is_known(&certificate);
        if ours && !trusted.contains(&certificate) {
            let words = format!("In the store of {name}, which does not use it here");
            found.note(&certificate, of_target(Role::Spare, words));
        }
    }
}

impl Found {
    fn is_known(&self, certificate: &Certificate) -> bool {
        let sha256 = certificate.fingerprint_colons();
        self.cards.iter().any(|card| card.sha256 == sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_told_in_days_and_a_long_one_in_years() {
        for (life, words) in [
            (Life::Valid(1), "1 day left"),
            (Life::Valid(212), "212 days left"),
            (Life::Valid(729), "729 days left"),
            (Life::Valid(730), "2 years left"),
            (Life::Valid(3_649), "9 years left"),
            (Life::Expired(1), "Expired 1 day ago"),
            (Life::Expired(800), "Expired 2 years ago"),
            (Life::NotYet(2), "Not valid yet, in 2 days"),
        ] {
            assert_eq!(life.words(), words);
        }
    }
}
