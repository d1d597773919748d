//! What a run tells while it goes on: events that a screen or a terminal can draw at its own pace.

use crate::federation::orgs::Side;
use std::time::Duration;

/// Something happened in a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// An action begins.
    Started {
        /// Its key.
        key: String,
    },
    /// An action ended.
    Finished {
        /// Its key.
        key: String,
        /// How.
        outcome: Outcome,
    },
    /// A call waits, for how long and why.
    Waiting {
        /// For which org.
        side: Side,
        /// For how long.
        time: Duration,
        /// Why, in words.
        why: String,
    },
}

/// How an action ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Made, and seen to be in place.
    Done,
    /// It was in place already.
    AlreadyThere,
    /// Taken as made, but Okta shows something else: what, in words.
    DoneWithWarning(String),
    /// Refused: why, in words.
    Failed(String),
}

/// Who listens to a run.
pub type Listener<'a> = &'a (dyn Fn(Progress) + Send + Sync);
