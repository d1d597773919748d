//! Support bundles in the window: one on its way out, shown exactly as it would be written, and one that somebody else
//! made, looked at read-only.

use super::{Open, Screen, open::Access, task::Task, trouble::Source};
use crate::federation::{
    bundle::{Bundle, Connection, Level},
    plan,
    timeline::Logs,
    troubleshoot::Settings,
    verify::Events,
};
use jiff::Timestamp;
use std::{ops::Range, sync::Arc};

/// The most characters on a line of the preview; longer ones are broken there.
const LINE_CHARS: usize = 120;

/// A bundle on its way out.
#[derive(Clone, Debug)]
pub struct Handing {
    /// What is to be done about people and orgs.
    pub level: Level,
    /// The bundle as it would be written.
    pub written: Task<Written>,
    /// Where the way back leads.
    pub back: Screen,
}

/// A bundle as it would be written.
#[derive(Clone, Debug)]
pub struct Written {
    /// Everything, before anything is redacted.
    pub bundle: Arc<Bundle>,
    /// What was done about people and orgs.
    pub level: Level,
    /// The file, to the letter.
    pub text: Arc<str>,
    /// Where its lines stand in the text (bytes).
    pub lines: Arc<[Range<usize>]>,
}

impl Written {
    /// The text of a bundle at a level, cut into lines to be shown.
    pub fn new(bundle: Arc<Bundle>, level: Level, text: String) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let end = start + line.len();
            let shown = start + line.trim_end_matches('\n').len();
            let mut at = start;
            for (number, (offset, _)) in line.char_indices().enumerate() {
                if number > 0 && number % LINE_CHARS == 0 && start + offset < shown {
                    lines.push(at..start + offset);
                    at = start + offset;
                }
            }
            lines.push(at..shown);
            start = end;
        }
        Self {
            bundle,
            level,
            text: text.into(),
            lines: lines.into(),
        }
    }

    /// How large the file is, in words.
    pub fn size(&self) -> String {
        match self.text.len() {
            small @ ..10_000 => format!("{small} bytes"),
            large @ ..10_000_000 => format!("{} KB", large / 1000),
            huge => format!("{} MB", huge / 1_000_000),
        }
    }
}

/// What a bundle is written of.
#[derive(Clone, Debug)]
pub enum Content {
    /// What the program knows now.
    Known {
        /// The settings of both orgs, where a connection is open.
        settings: Option<Box<Settings>>,
        /// What both System Logs said.
        events: Events,
        /// Both System Logs around the attempt, where they were read.
        logs: Option<Arc<Logs>>,
        /// Whether the orgs are practice orgs.
        practice: bool,
        /// What was brought.
        sources: Vec<Arc<Source>>,
    },
    /// One that was put together before, at another level.
    Again(Arc<Bundle>),
}

impl Content {
    /// Puts it together.
    pub fn bundle(self, now: Timestamp) -> Arc<Bundle> {
        match self {
            Self::Again(bundle) => bundle,
            Self::Known {
                settings,
                events,
                logs,
                practice,
                sources,
            } => {
                let connection = settings.map(|settings| Connection::new(&settings, &events, practice));
                let brought = sources.iter().map(|source| crate::federation::bundle::Brought {
                    name: source.name.clone(),
                    kinds: source.kinds.clone(),
                    documents: source.documents.clone(),
                    problem: source.problem.clone(),
                });
                let logs = logs.unwrap_or_default();
                Arc::new(Bundle::new(connection, brought.collect(), &logs, now))
            }
        }
    }
}

/// A bundle of somebody else that is looked at.
#[derive(Clone, Debug)]
pub struct Viewed {
    /// The name of its file.
    pub name: String,
    /// What is in it.
    pub bundle: Arc<Bundle>,
}

impl Viewed {
    /// When it was made, by what, and how much it tells.
    pub fn about(&self) -> String {
        let bundle = &self.bundle;
        format!(
            "{} · made {} by version {}. {}. Nothing is connected: what is shown is what was seen then",
            self.name,
            bundle.made.strftime("%-d %b %Y, %H:%M UTC"),
            bundle.program,
            bundle.redaction.words()
        )
    }

    /// What was brought, as it is shown.
    pub fn sources(&self) -> Vec<Arc<Source>> {
        let brought = self.bundle.brought.iter();
        brought
            .map(|one| {
                let mut source = Source::new(one.name.clone(), Ok(one.documents.clone()));
                source.kinds.clone_from(&one.kinds);
                source.problem.clone_from(&one.problem);
                Arc::new(source)
            })
            .collect()
    }

    /// The connection in it, as one that can be looked at and nothing else.
    pub fn open(&self) -> Option<Open> {
        let connection = self.bundle.connection.as_ref()?;
        let settings = self.bundle.settings()?;
        let blueprint = (*connection.blueprint).clone();
        let mut open = Open::new("bundle".to_owned());
        open.access = Access::Bundle;
        open.source.address = blueprint.source.url.to_string();
        open.target.address = blueprint.target.url.to_string();
        open.domains_text = super::open::domains_of(&blueprint);
        open.ledger.facts = connection.facts.clone();
        open.events = connection.events.clone();
        if self.bundle.redaction != Level::Removed {
            open.plan = Some(Arc::new(plan::plan(
                &blueprint,
                &settings.snapshot,
                &connection.facts,
            )));
        }
        open.snapshot = Task::Done(settings.snapshot);
        open.report = settings.report;
        open.blueprint = Some(blueprint);
        Some(open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_the_preview_are_the_file_to_the_letter() {
        let text = format!("{{\n  \"a\": \"{}\"\n}}", "ä".repeat(300));
        let logs = Logs::default();
        let bundle = Arc::new(Bundle::new(None, Vec::new(), &logs, Timestamp::UNIX_EPOCH));
        let written = Written::new(bundle, Level::None, text.clone());
        let joined: String = written.lines.iter().map(|line| &text[line.clone()]).collect();
        assert_eq!(joined, text.replace('\n', ""));
        assert!(written.lines.len() > 4);
        assert_eq!(written.size(), format!("{} bytes", text.len()));
    }
}
