//! What was seen in a message or a file and should not be so: with its weight, how sure it is, both values, why it
//! matters and what to do.
//!
//! Weight and certainty are the same for findings about settings, which share these types. The texts stand in
//! [`explain`], their order in [`catalogue`]; refuses to know whom they are shown to.

pub mod catalogue;

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::difference;
use crate::explain;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// People cannot sign in, or not all the way.
    Blocks,
    /// Some people, or some times, may be affected.
    MayBlock,
    /// Worth knowing.
    Note,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Both values were read.
    Certain,
    /// It follows from what Okta says.
    Likely,
    /// A guess.
    Possible,
}

/// Two values that should be equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Who has the first, as in "Acme sends this issuer".
    pub sent_label: String,
    /// The value that is sent.
    pub sent: String,
    /// Who has the second, as in "Northwind expects".
    pub expected_label: String,
    /// The value that is expected.
    pub expected: String,
}

/// The stable word of a kind of finding; what is always true of it stands in [`explain`].
#[derive(Clone, Copy)]
pub struct Code(&'static str);

impl Code {
    /// The word, such as `issuer-mismatch`.
    pub const fn word(self) -> &'static str {
        self.0
    }

    /// Why it matters, one or two sentences.
    pub fn why(self) -> &'static str {
        explain::kind(self.0).map_or("", |kind| &kind.why)
    }

    /// What to do, one short imperative step each.
    pub fn steps(self) -> &'static [String] {
        explain::kind(self.0).map_or(&[], |kind| &kind.next)
    }

    /// Its place in the order in which causes are looked for.
    pub fn rank(self) -> usize {
        let place = catalogue::ALL.iter().position(|code| *code == self);
        place.unwrap_or(catalogue::ALL.len())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Something that was seen and should not be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which kind.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What was seen, one sentence without a full stop.
    pub summary: String,
    /// Both values, where there are two.
    pub comparison: Option<Comparison>,
    /// Whether the two have to be equal to the letter, so that it helps to say where they differ.
    pub to_the_letter: bool,
    /// Steps that are true of this one alone; they go before those of its kind.
    pub steps: Vec<String>,
    /// The document it was seen in, by its place among those given; `None` where settings alone disagree.
    pub document: Option<usize>,
    /// Where in the text of that document, in bytes.
    pub place: Option<Range<usize>>,
}

impl Finding {
    /// A certain finding that blocks.
    pub fn new(code: Code, summary: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Blocks,
            confidence: Confidence::Certain,
            summary: summary.into(),
            comparison: None,
            to_the_letter: false,
            steps: Vec::new(),
            document: None,
            place: None,
        }
    }

    /// With another weight.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Less sure.
    #[must_use]
    pub fn held(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// With both values, each with who has it.
    #[must_use]
    pub fn compared(
        mut self,
        sent: (impl Into<String>, impl Into<String>),
        expected: (impl Into<String>, impl Into<String>),
    ) -> Self {
        self.comparison = Some(Comparison {
            sent_label: sent.0.into(),
            sent: sent.1.into(),
            expected_label: expected.0.into(),
            expected: expected.1.into(),
        });
        self
    }

    /// With both values, which have to be equal to the letter.
    #[must_use]
    pub fn measured(
        self,
        sent: (impl Into<String>, impl Into<String>),
        expected: (impl Into<String>, impl Into<String>),
    ) -> Self {
        Self {
            to_the_letter: true,
            ..self.compared(sent, expected)
        }
    }

    /// With a step of its own.
    #[must_use]
    pub fn then(mut self, step: impl Into<String>) -> Self {
        self.steps.push(step.into());
        self
    }

    /// With where it stands in its document.
    #[must_use]
    pub fn at(mut self, place: Range<usize>) -> Self {
        self.place = Some(place);
        self
    }

    /// How the two values differ, in words, where they have to be equal to the letter.
    pub fn difference(&self) -> Option<String> {
        let two = self.comparison.as_ref().filter(|_| self.to_the_letter)?;
        difference::compare(&two.expected, &two.sent).map(|difference| difference.sentence())
    }

    /// What to do, in order.
    pub fn advice(&self) -> Vec<String> {
        self.steps.iter().chain(self.code.steps()).cloned().collect()
    }

    /// Whether nothing goes on while it stands.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Blocks
    }

    /// What it is ordered by: its weight, then the order in which causes are looked for, then how sure it is.
    pub fn order(&self) -> (Severity, usize, Confidence, Option<usize>) {
        (self.severity, self.code.rank(), self.confidence, self.document)
    }
}
