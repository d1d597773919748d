//! The connections on disk, each with its journal: what [`store`](crate::store) keeps, in the words of the wizard.
//!
//! Blocks while it reads and writes; the caller keeps it off the window's thread. Knows no secret.

use crate::{
    federation::journal::{Entry, Ledger, Sink, SinkError},
    store::{
        Kept, connection_file,
        journal_file::JournalFile,
        paths::{FileStem, Paths},
    },
    wizard::saved::Saved,
};
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// All connections of this computer's user.
#[derive(Debug)]
pub struct Library {
    paths: Paths,
    kept: BTreeMap<String, Kept>,
}

/// A connection that could not be read or kept, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

/// A journal that was opened.
#[derive(Debug)]
pub struct OpenJournal {
    /// Where lines go.
    pub sink: FileSink,
    /// What it says.
    pub ledger: Ledger,
    /// What was wrong with it, in words.
    pub trouble: Option<String>,
}

impl Library {
    /// The library in the given folders.
    pub fn new(paths: Paths) -> Self {
        Self {
            paths,
            kept: BTreeMap::new(),
        }
    }

    /// The folders.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// All connections, the newest first, and what is wrong with others.
    pub fn list(&mut self) -> (Vec<Saved>, Vec<String>) {
        let listing = connection_file::list::<Saved>(&self.paths.connections());
        let mut found = Vec::new();
        for (path, loaded) in listing.connections {
            let id = stem(&path);
            self.kept.insert(id.clone(), loaded.kept);
            found.push(Saved {
                id,
                saved_at: Some(loaded.saved_at),
                ..loaded.body
            });
        }
        found.sort_by_key(|saved| std::cmp::Reverse(saved.saved_at));
        let problems = listing
            .problems
            .iter()
            .map(|problem| format!("{problem}. {}", problem.next_step()));
        (found, problems.collect())
    }

    /// An identifier that no connection has.
    pub fn new_id(&self) -> String {
        let base = FileStem::from_words("connection");
        let taken =
            |stem: &FileStem| self.paths.connection(stem).exists() || self.paths.journal(stem).exists();
        let free = (1..10_000)
            .map(|number| base.numbered(number))
            .find(|stem| !taken(stem));
        free.unwrap_or(base).to_string()
    }

    /// Keeps a connection.
    pub fn keep(&mut self, saved: &Saved, now: Timestamp) -> Result<(), Trouble> {
        let path = self.paths.connection(&FileStem::from_words(&saved.id));
        let kept = self.kept.entry(saved.id.clone()).or_default();
        connection_file::save(&path, saved, kept, now).map_err(|problem| Trouble(problem.to_string()))
    }

    /// Removes a connection and its journal from the disk; the orgs stay as they are.
    pub fn forget(&mut self, id: &str) -> Result<(), Trouble> {
        let stem = FileStem::from_words(id);
        self.kept.remove(id);
        for path in [self.paths.connection(&stem), self.paths.journal(&stem)] {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Trouble(format!(
                        "{} could not be removed: {error}",
                        path.display()
                    )));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Opens the journal of a connection.
    pub fn journal(&self, id: &str) -> Result<OpenJournal, Trouble> {
        open_journal(&self.paths.journal(&FileStem::from_words(id)))
    }
}

/// Opens a journal wherever it stands.
pub fn open_journal(path: &Path) -> Result<OpenJournal, Trouble> {
    let trouble = |problem: crate::store::JournalProblem| Trouble(problem.to_string());
    let mut file = JournalFile::open(path).map_err(trouble)?;
    let journal = file.read::<Entry>().map_err(trouble)?;
    let damage = journal.damage.map(|damage| {
        format!(
            "The journal had damaged lines; it is kept as it was in {}",
            damage.kept_as.display()
        )
    });
    let mut ledger = Ledger::default();
    for entry in &journal.entries {
        ledger.note(entry);
    }
    Ok(OpenJournal {
        sink: FileSink(Mutex::new(file)),
        ledger,
        trouble: damage,
    })
}

/// A journal on disk: each line is safe before anything is sent.
#[derive(Debug)]
pub struct FileSink(Mutex<JournalFile>);

impl Sink for FileSink {
    fn append(&self, entry: &Entry) -> Result<(), SinkError> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.append(entry)
            .map_err(|problem| SinkError(problem.to_string()))
    }
}

/// Loads one connection file, wherever it stands.
pub fn load(path: &Path) -> Result<(Saved, Kept), Trouble> {
    let loaded = connection_file::load::<Saved>(path);
    let loaded = loaded.map_err(|problem| Trouble(format!("{problem}. {}", problem.next_step())))?;
    Ok((
        Saved {
            id: stem(path),
            ..loaded.body
        },
        loaded.kept,
    ))
}

/// Where the journal of a connection file stands: beside it.
pub fn journal_beside(path: &Path) -> PathBuf {
    path.with_extension("journal.jsonl")
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}
