//! What a human should do about an error or a finding.
//!
//! Advice is derived where it is shown and never stored; it refuses to know where it is shown.

use serde::{Deserialize, Serialize};

/// What happened, why, and what to do next, in the words of an admin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// What happened, in one sentence without a full stop.
    pub headline: String,
    /// Why it happened or why it matters; may be empty.
    pub why: String,
    /// What to do, one short imperative step each.
    pub next: Vec<String>,
    /// A page that helps, most often in an admin console.
    pub link: Option<Link>,
}

/// A named address that the reader can open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The words on the link.
    pub label: String,
    /// The address it opens.
    pub url: String,
}

impl Advice {
    /// Advice with a headline and a reason, and no steps yet.
    pub fn new(headline: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            headline: headline.into(),
            why: why.into(),
            ..Self::default()
        }
    }

    /// Adds a step.
    #[must_use]
    pub fn then(mut self, step: impl Into<String>) -> Self {
        self.next.push(step.into());
        self
    }

    /// Adds the page that helps.
    #[must_use]
    pub fn see(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.link = Some(Link {
            label: label.into(),
            url: url.into(),
        });
        self
    }
}

/// Something that a human can be advised about.
pub trait Advise {
    /// What to tell the human.
    fn advice(&self) -> Advice;
}
