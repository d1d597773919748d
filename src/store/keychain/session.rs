//! Secrets in memory, wiped when they are replaced, deleted or the program ends. Refuses to show them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

use super::TokenName;

/// Secrets held in memory for one session.
#[derive(Default)]
pub struct Session {
    secrets: Mutex<BTreeMap<TokenName, SecretString>>,
}

impl Session {
    pub(super) fn save(&self, name: &TokenName, secret: &SecretString) {
        self.secrets().insert(name.clone(), secret.clone());
    }

    pub(super) fn load(&self, name: &TokenName) -> Option<SecretString> {
        self.secrets().get(name).cloned()
    }

    pub(super) fn delete(&self, name: &TokenName) -> bool {
        self.secrets().remove(name).is_some()
    }

    /// A map is whole also after a panic elsewhere.
    fn secrets(&self) -> MutexGuard<'_, BTreeMap<TokenName, SecretString>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}
