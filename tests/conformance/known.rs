//! Where Okta's specification is wrong: each place with its reason, and the recorded answer of a real org that
//! proves it, or the part of the knowledge base that reports it where no recording is at hand.
//!
//! `proofs_hold` in this binary's `main.rs` checks that each recording named here shows what it is said to show.

use crate::witness::judge::Difference;

/// A known error of the specification.
pub(crate) struct Known {
    /// Operations by name, separated by spaces; `*` for all.
    pub(crate) operations: &'static str,
    /// `request`, or a status.
    pub(crate) part: &'static str,
    /// The place; `**` at the beginning for any beginning.
    pub(crate) at: &'static str,
    /// The rule that the specification wrongly states.
    pub(crate) rule: &'static str,
    /// What is so in truth.
    pub(crate) reason: &'static str,
    /// The recording: verb and address, or a part of the knowledge base.
    pub(crate) proof: &'static str,
}

/// The entry that explains a difference.
pub(crate) fn explanation(found: &Difference) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.explains(found))
}

impl Known {
    /// Whether a difference is this one.
    pub(crate) fn explains(&self, found: &Difference) -> bool {
        let operations = self.operations == "*" || self.operations.split(' ').any(|name| name == found.operation);
        let at = match self.at.strip_prefix("**") {
            Some(end) => found.at.ends_with(end),
            None => self.at == found.at,
        };
        operations && at && self.rule == found.rule && (self.part == found.part)
    }
}

/// All of them.
pub(crate) const KNOWN: &[Known] = &[];
