//! What support staff brought to find out why a sign-in fails, and what came of it. Reading and judging is asked for by
//! an effect: a recording may be large.

use super::task::Task;
use crate::{
    federation::{timeline::Logs, troubleshoot::Outcome},
    saml::input::{Content, Document, kind_words},
};
use jiff::Timestamp;
use std::sync::Arc;

/// A file, or a text that was pasted, with the documents within.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of the file, or what was done.
    pub name: String,
    /// What it holds; empty where it could not be read.
    pub documents: Vec<Document>,
    /// The kinds of its documents, each once, in words.
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
        Self {
            name,
            kinds: kinds(&documents),
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

    /// A document by its place among all that were brought.
    pub fn document(&self, document: usize) -> Option<&Document> {
        self.sources
            .iter()
            .flat_map(|source| &source.documents)
            .nth(document)
    }

    /// Whether something was brought, and none of it could be read.
    pub fn nothing_readable(&self) -> bool {
        !self.sources.is_empty() && self.sources.iter().all(|source| source.problem.is_some())
    }

    /// What an outcome is made of, in one line: the files, the messages in them, and what they were compared with.
    pub fn origin(&self, outcome: &Outcome) -> String {
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
        told.push(if outcome.compared {
            "compared with the live settings of both orgs".to_owned()
        } else {
            "not compared with the settings of the orgs".to_owned()
        });
        sentence(&told.join(" · "))
    }

    fn messages(&self, outcome: &Outcome) -> Option<String> {
        let documents = self.sources.iter().flat_map(|source| &source.documents);
        let count = documents
            .filter(|document| matches!(document.content, Content::Message(_)))
            .count();
        let at = outcome
            .attempt
            .map(|at| format!(" at {}", at.strftime("%H:%M:%S UTC")));
        match count {
            0 => None,
            1 => Some(format!("1 SAML message{}", at.unwrap_or_default())),
            many => Some(format!(
                "{many} SAML messages{}",
                at.map(|at| format!(", the last{at}")).unwrap_or_default()
            )),
        }
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
        lines.join("\n")
    }
}

/// With a capital letter, to begin a line.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Each kind once: reading a kind may mean parsing a message, so it is done once for each source.
fn kinds(documents: &[Document]) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for kind in documents.iter().map(Document::kind).map(kind_words) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.join(", ")
}
