//! The first screen: the saved connections with their health.

use super::{saved::Saved, task::Task};

/// The list of connections.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// What was found on disk.
    pub connections: Task<Vec<Saved>>,
    /// Files that could not be read, with what became of them.
    pub damaged: Vec<String>,
    /// Whether practice orgs are being started.
    pub starting_practice: bool,
}

/// How a connection is doing, as far as is known without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// All five items were verified.
    Verified,
    /// Some items were verified when it was looked at last.
    Partly {
        /// How many of five.
        verified: usize,
    },
    /// Something needed a fix when it was looked at last.
    NeedsFix,
    /// The set-up is not finished: at which step it stopped.
    Continue {
        /// The step's number, 0 for the connection of both orgs.
        step: usize,
    },
}

impl Health {
    /// The health in words.
    pub fn words(&self) -> String {
        match self {
            Self::Verified => "5 of 5 verified".to_owned(),
            Self::Partly { verified } => format!("{verified} of 5 verified"),
            Self::NeedsFix => "Needs a fix".to_owned(),
            Self::Continue { step: 0 } => "Connect both orgs".to_owned(),
            Self::Continue { step } => format!("Continue at step {step} of 5"),
        }
    }
}
