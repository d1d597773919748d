//! The append-only record of what was intended and what was done, and what follows from it.
//!
//! Every change is written down before it is sent and after its outcome is known; so whatever instant the
//! program is killed at, the next start knows what may have been done. Holds no secret.

use crate::federation::{
    action::{Action, Provenance},
    facts::Facts,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was written (UTC).
    pub at: Timestamp,
    /// What it says.
    #[serde(flatten)]
    pub event: Event,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// A change is about to be sent.
    Intended {
        /// Which.
        action: Action,
        /// How it will count if it turns out to have been made.
        as_if: Provenance,
        /// What was known by then.
        facts: Facts,
    },
    /// A change was made, or was found to be in place.
    Done {
        /// Which.
        action: Action,
        /// How it came to be.
        #[serde(flatten)]
        provenance: Provenance,
        /// What is known by now.
        facts: Facts,
    },
    /// A change was refused.
    Failed {
        /// Its key.
        key: String,
        /// Okta's or the network's words.
        words: String,
    },
    /// A change is about to be taken back.
    Undoing {
        /// Its key.
        key: String,
    },
    /// A change was taken back.
    Undone {
        /// Its key.
        key: String,
    },
    /// People who came into being through the connection were removed from the target org.
    PersonRemoved {
        /// The user name.
        login: String,
    },
}

/// Where lines go before anything is sent; a line that cannot be kept stops the run.
pub trait Sink: Send + Sync {
    /// Keeps a line so that it survives the end of the process.
    fn append(&self, entry: &Entry) -> Result<(), SinkError>;
}

/// The journal could not be written.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the journal could not be written: {0}")]
pub struct SinkError(pub String);

/// All lines, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal(pub Vec<Entry>);

/// Where one action stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Under which name it stands in the ledger: the action's key, or a longer one once the action was carried out on
    /// another object since.
    pub key: String,
    /// The action.
    pub action: Action,
    /// What was known when it was carried out last.
    pub facts: Facts,
    /// When it was intended first, or found.
    pub since: Timestamp,
    /// Its standing.
    pub standing: Standing,
}

/// How far an action has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Sent or about to be sent when the record ends: it may have been made.
    Open(Provenance),
    /// In place.
    Done(Provenance),
}

/// What follows from a journal: the standing of every action that was not taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// By key.
    pub records: BTreeMap<String, Record>,
    /// In the order in which they were done first.
    pub order: Vec<String>,
    /// Everything known.
    pub facts: Facts,
    /// When the first action was intended, or found done.
    pub began: Option<Timestamp>,
}

impl Journal {
    /// Reads the standing of every action out of the lines.
    pub fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        for entry in &self.0 {
            ledger.note(entry);
        }
        ledger
    }
}

impl Ledger {
    /// Takes in one line.
    pub fn note(&mut self, entry: &Entry) {
        match &entry.event {
            Event::Intended { action, as_if, facts } => {
                self.enter(action, Standing::Open(as_if.clone()), facts, entry.at);
            }
            Event::Done {
                action,
                provenance,
                facts,
            } => {
                self.enter(action, Standing::Done(provenance.clone()), facts, entry.at);
            }
            Event::Undone { key } => self.strike(key),
            Event::Failed { .. } | Event::Undoing { .. } | Event::PersonRemoved { .. } => {}
        }
    }

    /// An action that was done once stays ours, whatever is found or done later.
    fn enter(&mut self, action: &Action, standing: Standing, facts: &Facts, at: Timestamp) {
        self.began.get_or_insert(at);
        self.facts.extend(facts);
        let key = action.act().key();
        let place = self.set_earlier_apart(&key, &action.act().object(facts));
        let Some(record) = self.records.get_mut(&key) else {
            self.order.insert(place.unwrap_or(self.order.len()), key.clone());
            let record = Record {
                key: key.clone(),
                action: action.clone(),
                facts: facts.clone(),
                since: at,
                standing,
            };
            self.records.insert(key, record);
            return;
        };
        record.action = action.clone();
        record.facts = facts.clone();
        record.standing = merged(&record.standing, standing);
    }

    /// What was done to another object before stays ours under a name of its own; says where the next record belongs.
    fn set_earlier_apart(&mut self, key: &str, object: &str) -> Option<usize> {
        let known = self.records.get(key)?;
        let earlier = known.action.act().object(&known.facts);
        if earlier == object {
            return None;
        }
        let apart = format!("{key} ({earlier})");
        let mut record = self.records.remove(key)?;
        if let Some(before) = self.records.remove(&apart) {
            record.standing = merged(&before.standing, record.standing);
            self.order.retain(|known| *known != apart);
        }
        record.key.clone_from(&apart);
        let place = self.order.iter().position(|known| known == key)?;
        self.order.get_mut(place)?.clone_from(&apart);
        self.records.insert(apart, record);
        Some(place + 1)
    }

    fn strike(&mut self, key: &str) {
        self.records.remove(key);
        self.order.retain(|known| known != key);
        if self.records.is_empty() {
            self.facts = Facts::default();
            self.began = None;
        }
    }

    /// The actions that may have been made although no answer is known.
    pub fn open(&self) -> impl Iterator<Item = &Record> {
        self.records
            .values()
            .filter(|record| matches!(record.standing, Standing::Open(_)))
    }

    /// The actions that this tool made or changed, in order.
    pub fn ours(&self) -> impl DoubleEndedIterator<Item = (&Record, &Provenance)> {
        self.order.iter().filter_map(|key| {
            let record = self.records.get(key)?;
            match &record.standing {
                Standing::Done(provenance) if *provenance != Provenance::Adopted => {
                    Some((record, provenance))
                }
                _ => None,
            }
        })
    }

    /// Whether an action was made by this tool.
    pub fn created(&self, key: &str) -> bool {
        matches!(
            self.records.get(key).map(|record| &record.standing),
            Some(Standing::Done(Provenance::Created))
        )
    }
}

/// What was created stays created; what was changed keeps the oldest "before" of each member.
fn merged(old: &Standing, new: Standing) -> Standing {
    let (Standing::Done(old), Standing::Done(new) | Standing::Open(new)) = (old, &new) else {
        return new;
    };
    let kept = match (old, new) {
        (Provenance::Created, _) | (_, Provenance::Adopted) => old.clone(),
        (Provenance::Adopted, newer) => newer.clone(),
        (Provenance::Changed { .. }, Provenance::Created) => Provenance::Created,
        (Provenance::Changed { before: first }, Provenance::Changed { before: then }) => {
            let mut before = first.clone();
            for member in then {
                match before.iter_mut().find(|known| known.pointer == member.pointer) {
                    Some(known) => known.became = member.became.clone(),
                    None => before.push(member.clone()),
                }
            }
            Provenance::Changed { before }
        }
    };
    Standing::Done(kept)
}

/// A journal in memory, for runs that nobody has to resume.
#[derive(Debug, Default)]
pub struct MemorySink(std::sync::Mutex<Vec<Entry>>);

impl MemorySink {
    /// The lines so far.
    pub fn journal(&self) -> Journal {
        Journal(
            self.0
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .clone(),
        )
    }
}

impl Sink for MemorySink {
    fn append(&self, entry: &Entry) -> Result<(), SinkError> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(entry.clone());
        Ok(())
    }
}
