//! The support bundle: everything that is known about a connection and what was brought, in one file that another
//! installation opens and comes to the same findings by.
//!
//! # What is redacted
//!
//! Secrets never enter a bundle, at any [`Level`]. People and orgs are left as they are (`none`), hashed or removed:
//!
//! - *People*: user names, e-mail addresses, names and everything else in their profiles.
//! - *Orgs*: their names, the words of their addresses, and the domains of their people.
//! - *Identifiers* of Okta's shape (`00u…`, `0oa…`, `exk…`), each kept at its kind.
//!
//! They are replaced word by word. Scheme, dots, slashes, blanks, paths and the case of letters stay as they are, so
//! two addresses that differ by a slash, by `http` and `https` or by an identifier still differ by that. Equal words are
//! replaced by equal ones. A hash is keyed with a key that is not in the file: nobody can try out names.
//! Certificates keep key and validity; names within are replaced in place.
//!
//! A word that is a letter away from a person's is taken for a misspelt name and replaced, too, by a word of its own.
//!
//! What cannot be kept: two words that differ by one letter become two words that differ altogether, and an expression
//! that speaks of single letters may judge a hashed name otherwise. A signature cannot be checked over changed text, so
//! where documents were brought, the judgement that was made before is carried along and shown. With everything
//! `removed`, names can no longer be compared at all, and everything is shown as it was judged before.
//!
//! A SAML response is left whole at level `none`; it is of use to nobody some minutes after it was issued.
//! Pure: instant and key are handed in.

mod certificate;
mod contents;
mod dictionary;
mod message;
mod read;
mod redact;
mod secrets;
mod stand_in;

pub use read::{BundleError, MAX_BYTES, is_bundle, read};
pub use secrets::remove as remove_secrets;
pub use stand_in::Key;

use crate::{
    federation::{
        Blueprint, Facts, Snapshot,
        facts::Fact,
        timeline::{self, Logs},
        troubleshoot::{self, Outcome, Settings, troubleshoot_with},
        verify::{self, Events, Report, evidence},
    },
    okta::{Doc, resource::logs::LogEvent},
    saml::{
        expectation::{Expectations, Instant},
        input::Document,
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What the file says to be.
const FORMAT: &str = "org2org-setup support bundle";
/// The version of the file that is written, and the newest that is read.
const VERSION: u64 = 1;
/// How the file's name ends.
pub const FILE_ENDING: &str = ".org2org-support.json";

/// What is done about people and orgs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing: everything is there as it is.
    None,
    /// Their words are replaced by others, equal ones by equal ones.
    #[default]
    Hashed,
    /// Their words are gone.
    Removed,
}

impl Level {
    /// All levels, the most telling first.
    pub const ALL: [Self; 3] = [Self::None, Self::Hashed, Self::Removed];

    /// What it does, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::None => {
                "Names, user names, e-mail addresses and addresses of the orgs stand there as they are"
            }
            Self::Hashed => {
                "Names, user names, e-mail addresses and addresses of the orgs are replaced by made-up words, the same by the \
                 same: what is equal and what differs can still be told"
            }
            Self::Removed => {
                "Names, user names, e-mail addresses, addresses of the orgs and all documents are gone; the findings stay as \
                 they were made"
            }
        }
    }
}

/// Everything that support needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bundle {
    /// When it was made (UTC).
    pub made: Timestamp,
    /// The version of the program that made it.
    pub program: String,
    /// What was done about people and orgs.
    pub redaction: Level,
    /// The connection, where one was open.
    pub connection: Option<Connection>,
    /// What was brought to troubleshoot.
    pub brought: Vec<Brought>,
    /// The events of both System Logs around the attempt, and what was changed before, as far as they were read; none in
    /// a bundle of an older program.
    #[serde(default)]
    pub logs: Logs,
    /// What came of it all.
    pub outcome: Outcome,
}

/// A connection as it was seen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Connection {
    /// What is wanted.
    pub blueprint: Box<Blueprint>,
    /// What is known.
    pub facts: Facts,
    /// What was seen in both orgs.
    pub snapshot: Box<Snapshot>,
    /// The events of both System Logs that matter for it.
    pub events: Events,
    /// What the checklist said of it.
    pub report: Report,
    /// Whether the orgs are practice orgs.
    pub practice: bool,
}

/// A file or a text that was brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// Its name.
    pub name: String,
    /// The kinds of its documents in words.
    pub kinds: String,
    /// What it holds, without what is secret in it.
    pub documents: Vec<Document>,
    /// Why it could not be read.
    pub problem: Option<String>,
}

impl Connection {
    /// A connection with the events that matter for it.
    pub fn new(settings: &Settings, events: &Events, practice: bool) -> Self {
        let events = mattering(settings, events);
        let report = verify::report(
            &settings.blueprint,
            &settings.snapshot,
            &settings.facts,
            &events,
            false,
        );
        Self {
            blueprint: settings.blueprint.clone(),
            facts: settings.facts.clone(),
            snapshot: Box::new((*settings.snapshot).clone()),
            events,
            report,
            practice,
        }
    }

    fn settings(&self, level: Level) -> Settings {
        let report = if level == Level::Removed {
            self.report.clone()
        } else {
            verify::report(&self.blueprint, &self.snapshot, &self.facts, &self.events, false)
        };
        Settings {
            blueprint: self.blueprint.clone(),
            snapshot: Arc::new((*self.snapshot).clone()),
            facts: self.facts.clone(),
            report: Some(report),
        }
    }
}

impl Bundle {
    /// Everything as it is, for [`Bundle::text`] to redact; judged by the instant at which it is made.
    pub fn new(connection: Option<Connection>, brought: Vec<Brought>, logs: &Logs, made: Timestamp) -> Self {
        let mut bundle = Self {
            made,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            redaction: Level::None,
            connection,
            brought,
            logs: Logs::default(),
            outcome: Outcome::default(),
        };
        let documents = bundle.documents();
        let subject = troubleshoot::subject(&documents, bundle.settings().as_ref());
        bundle.logs = timeline::kept(logs, &subject);
        bundle.outcome = bundle.judged(&documents);
        bundle
    }

    /// What is in the file, at a level of redaction. Fails only where a part cannot be written as JSON.
    pub fn text(&self, level: Level, key: &Key) -> Result<String, serde_json::Error> {
        let mut bundle = redact::redacted(self, level, key)?;
        secrets::remove(&mut bundle);
        let mut file = Map::new();
        file.insert("format".to_owned(), FORMAT.into());
        file.insert("version".to_owned(), VERSION.into());
        if let Value::Object(members) = bundle {
            file.extend(members);
        }
        serde_json::to_string_pretty(&Value::Object(file))
    }

    /// What it holds, one line each.
    pub fn contents(&self) -> Vec<String> {
        contents::lines(self)
    }

    /// The settings of both orgs with the checklist: as it follows from them, or as it was where names are gone.
    pub fn settings(&self) -> Option<Settings> {
        self.connection
            .as_ref()
            .map(|connection| connection.settings(self.redaction))
    }

    /// All documents, in the order in which they were brought.
    pub fn documents(&self) -> Vec<Document> {
        let brought = self.brought.iter();
        brought.flat_map(|one| one.documents.iter().cloned()).collect()
    }

    /// What is wrong: found out anew from what is in the bundle, or as it was found where that is gone.
    pub fn findings(&self) -> Outcome {
        let documents = self.documents();
        match self.redaction {
            Level::None => self.judged(&documents),
            Level::Hashed if documents.is_empty() => self.judged(&[]),
            Level::Hashed | Level::Removed => self.outcome.clone(),
        }
    }

    /// The file name to suggest.
    pub fn file_name(&self, level: Level) -> String {
        let day = self.made.strftime("%Y-%m-%d");
        match (&self.connection, level) {
            (Some(connection), Level::None) => {
                let words = format!(
                    "{} to {}",
                    connection.blueprint.source.name, connection.blueprint.target.name
                );
                let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
                let stem: String = words.to_lowercase().chars().map(word).collect();
                format!("{stem}-{day}{FILE_ENDING}")
            }
            _ => format!("connection-{day}{FILE_ENDING}"),
        }
    }

    fn judged(&self, documents: &[Document]) -> Outcome {
        let settings = self.settings();
        let expectations = settings
            .as_ref()
            .map_or_else(Expectations::default, Settings::expectations);
        let instant = Instant {
            at: self.made,
            chosen: false,
        };
        troubleshoot_with(documents, &expectations, settings.as_ref(), &self.logs, instant)
    }
}

/// The members of an event that anything follows from, beside the sentences of its debug data; address, place and browser
/// of people are not among them.
const MEMBERS: [&str; 9] = [
    "uuid",
    "published",
    "eventType",
    "displayMessage",
    "severity",
    "actor",
    "outcome",
    "target",
    "authenticationContext",
];

/// Those about the test user or the objects of the connection, and everything that failed.
fn mattering(settings: &Settings, events: &Events) -> Events {
    let login = settings.blueprint.test_user.clone().unwrap_or_default();
    let logins = [evidence::target_login(&settings.snapshot, &login), login];
    let objects: Vec<&str> = [Fact::Org2OrgAppId, Fact::IdpId, Fact::TargetAppId, Fact::GroupId]
        .into_iter()
        .filter_map(|fact| settings.facts.get(fact))
        .collect();
    let matters = |event: &&Doc<LogEvent>| {
        !event.succeeded()
            || logins.iter().any(|login| event.concerns(login))
            || objects.iter().any(|id| event.touches(id))
    };
    let kept = |events: &[Doc<LogEvent>]| events.iter().filter(matters).filter_map(trimmed).collect();
    Events {
        source: kept(&events.source),
        target: kept(&events.target),
    }
}

fn trimmed(event: &Doc<LogEvent>) -> Option<Doc<LogEvent>> {
    let raw = event.raw();
    let members = MEMBERS.iter().filter_map(|name| {
        let value = raw.get(*name)?;
        Some(((*name).to_owned(), value.clone()))
    });
    let mut kept: Map<String, Value> = members.collect();
    let sentences = event.sentences();
    if !sentences.is_empty() {
        kept.insert("debugContext".to_owned(), json!({ "debugData": sentences }));
    }
    Doc::decode(Value::Object(kept)).ok()
}
