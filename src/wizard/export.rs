//! What the handover document is made of.

use crate::federation::{Blueprint, Facts, journal::Ledger, verify::Report};

/// The kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a browser, and for printing.
    Html,
    /// For a wiki.
    Markdown,
}

/// Everything the handover document tells; holds no secret.
#[derive(Clone, Debug)]
pub struct Handover {
    /// What was wanted.
    pub blueprint: Blueprint,
    /// What is known.
    pub facts: Facts,
    /// What was made and changed.
    pub ledger: Ledger,
    /// The checklist.
    pub report: Option<Report>,
    /// Whether the orgs are practice orgs.
    pub practice: bool,
}
