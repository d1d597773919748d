//! Misbehaviour on purpose. So far: slowness; named faults will follow.

use std::time::Duration;

/// What the practice orgs are told to do badly.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults {
    /// How long every answer is held back.
    pub(super) latency: Duration,
}
