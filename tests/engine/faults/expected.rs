//! What every fault is expected to do.

use super::Symptom;

/// How a symptom differs from the expected one.
pub(super) fn difference(_name: &str, _seen: &Symptom) -> Option<String> {
    None
}
