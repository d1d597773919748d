//! What support staff brought to find out why a sign-in fails, and what came of it. Reading and judging is asked for by
//! an effect: a recording may be large.

use super::task::Task;
use crate::{
    federation::{
        Side,
        timeline::{Changes, Logs},
        troubleshoot::Outcome,
    },
    saml::input::{Content, Document, kind_words},
};
use jiff::Timestamp;
use std::sync::Arc;

/// How many changes a ticket holds.
const MOST_CHANGES: usize = 5;

/// A file, or a text that was pasted, with the documents within.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of the file, or what was done.
    pub name: String,
    /// What it holds; empty where it could not be read.
    pub documents: Vec<Document>,
    /// The kind of each of its documents, in words.
    pub kind_of: Vec<&'static str>,
    /// These kinds, each once.
    pub kinds: String,
    /// Why it could not be read.
    pub problem: Option<String>,
}

impl Source {
    /// A source that was read, or could not be.
    pub fn new(name: String, read: Result<Vec<Document>, String>) -> Self {
        let (documents, problem) = match read {
            Ok(documents) => (documents, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        // Telling a kind may mean parsing a message, so it is done once.
        let kind_of: Vec<&str> = documents.iter().map(Document::kind).map(kind_words).collect();
        Self {
            name,
            kinds: kinds(&kind_of),
            kind_of,
            documents,
            problem,
        }
    }
}

/// Something that is brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bring {
    /// A file by its path.
    File(String),
    /// A text that was pasted.
    Text(String),
}

/// Everything that was brought so far, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Troubleshoot {
    /// What is being pasted.
    pub text: String,
    /// What was brought, the oldest first.
    pub sources: Vec<Arc<Source>>,
    /// What was brought since, and is being read.
    pub pending: Vec<Bring>,
    /// What came of it.
    pub outcome: Task<Outcome>,
    /// What both System Logs tell of the time around the attempt.
    pub logs: Task<Arc<Logs>>,
    /// What those logs were read for.
    pub logs_for: Option<Attempt>,
}

/// A sign-in of a connection that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The connection.
    pub connection: String,
    /// When it was tried (UTC), where that is known.
    pub at: Option<Timestamp>,
}

impl Troubleshoot {
    /// The name of the source that a document came from.
    pub fn source_of(&self, document: usize) -> Option<&str> {
        let names = self
            .sources
            .iter()
            .flat_map(|source| source.documents.iter().map(|_| source.name.as_str()));
        names.into_iter().nth(document)
    }

    /// All documents with the names of their sources and their kinds in words, in the order by which they are counted.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &'static str, &Document)> {
        self.sources.iter().flat_map(|source| {
            let documents = source.documents.iter().zip(&source.kind_of);
            documents.map(|(document, kind)| (source.name.as_str(), *kind, document))
        })
    }

    /// Whether something was brought, and none of it could be read.
    pub fn nothing_readable(&self) -> bool {
        !self.sources.is_empty() && self.sources.iter().all(|source| source.problem.is_some())
    }

    /// What an outcome is made of, in one line: the files, the messages in them, and what they were compared with;
    /// `live` tells settings that were read from the orgs from those of a bundle.
    pub fn origin(&self, outcome: &Outcome, live: bool) -> String {
        let read: Vec<&str> = self
            .sources
            .iter()
            .filter(|source| source.problem.is_none())
            .map(|source| source.name.as_str())
            .collect();
        let mut told = Vec::new();
        match read.as_slice() {
            [] => {}
            [one] => told.push(format!("From {one}")),
            [one, other] => told.push(format!("From {one} and {other}")),
            many => told.push(format!("From {} files and texts", many.len())),
        }
        told.extend(self.messages(outcome));
        let compared = match (outcome.compared, live) {
            (true, true) => "compared with the live settings of both orgs",
            (true, false) => "compared with the settings that the bundle holds",
            (false, _) => "not compared with the settings of the orgs",
        };
        told.push(compared.to_owned());
        sentence(&told.join(" · "))
    }

    /// How many messages there are, and when the last was on its way.
    fn messages(&self, outcome: &Outcome) -> Option<String> {
        let is_message = |document: &Document| matches!(document.content, Content::Message(_));
        let kinds = || {
            let messages = self.documents().filter(|(.., document)| is_message(document));
            messages.map(|(_, kind, _)| kind)
        };
        let count = kinds().count();
        let first = kinds().next()?;
        let kind = if kinds().all(|kind| kind == first) {
            first
        } else {
            "SAML message"
        };
        let at = outcome.attempt.map(|at| at.strftime("%H:%M:%S UTC").to_string());
        Some(match (count, at) {
            (1, Some(at)) => format!("1 {kind} at {at}"),
            (1, None) => format!("1 {kind}"),
            (many, Some(at)) => format!("{many} {kind}s, the last at {at}"),
            (many, None) => format!("{many} {kind}s"),
        })
    }

    /// Everything that was found, as a text for a ticket.
    pub fn summary(&self, outcome: &Outcome) -> String {
        let mut lines = vec!["Troubleshooting a sign-in with Org2Org Setup".to_owned()];
        for source in &self.sources {
            let kinds = source.problem.clone().unwrap_or_else(|| source.kinds.clone());
            lines.push(format!("Brought: {} ({kinds})", source.name));
        }
        for one in &outcome.troubles {
            lines.push(String::new());
            lines.push(format!("[{}] {}", one.code, one.advice.headline));
            if let Some(both) = &one.comparison {
                lines.push(format!("  {}: {}", both.sent_label, both.sent));
                lines.push(format!("  {}: {}", both.expected_label, both.expected));
            }
            lines.push(format!("  Why: {}", one.advice.why));
            lines.extend(one.advice.next.iter().map(|step| format!("  → {step}")));
        }
        if outcome.troubles.is_empty() {
            lines.push("Nothing wrong was found".to_owned());
        }
        lines.extend(outcome.timeline.changes.iter().flat_map(changed));
        lines.join("\n")
    }
}

/// What was changed before the first failure, as lines for a ticket.
fn changed(changes: &Changes) -> Vec<String> {
    let at = changes.failed.strftime("%Y-%m-%d %H:%M:%S UTC");
    let mut lines = vec![String::new(), format!("Before the first failure at {at}")];
    lines.extend(changes.related.iter().take(MOST_CHANGES).map(|change| {
        let org = change.entry.side.map_or("log that was brought", Side::role);
        let (words, lead) = (&change.entry.words, change.lead());
        format!("  {lead}, in the {org}: {words}, by {}", change.actor)
    }));
    lines.push(format!("  {}", changes.note()));
    lines
}

/// With a capital letter, to begin a line.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Each kind once.
fn kinds(all: &[&'static str]) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for kind in all {
        if !kinds.contains(kind) {
            kinds.push(kind);
        }
    }
    kinds.join(", ")
}
