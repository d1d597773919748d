//! Why the keychain did not do what was asked, and what a person does next. Wipes the secrets that errors of a store
//! may carry, and repeats what a store says only without them.

use keyring_core::Error;
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroize as _;

const MAX_DETAIL_CHARS: usize = 200;

/// Why a secret was not saved, loaded or deleted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeychainProblem {
    /// No keychain answers: no session bus, or no Secret Service on it.
    #[error("This computer offers no keychain")]
    NoService,
    /// It is there but locked, and could not ask to be unlocked.
    #[error("The keychain is locked")]
    Locked,
    /// The question to unlock it, or to allow access, was declined.
    #[error("Access to the keychain was declined")]
    Denied,
    /// The secret or its name is longer than the keychain takes.
    #[error("The keychain takes no more than {limit} characters")]
    TooLong {
        /// The limit in characters.
        limit: u32,
    },
    /// There is nothing to save.
    #[error("An empty secret cannot be saved")]
    EmptySecret,
    /// Something else stands under the name: no text, or several entries.
    #[error("The keychain holds an entry under this name that this program did not make")]
    NotOurs,
    /// Anything else.
    #[error("The keychain failed: {detail}")]
    Other {
        /// What it says, on one line and without secrets.
        detail: String,
    },
}

impl KeychainProblem {
    /// What a person does next, as one sentence.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::NoService => {
                "Start a keychain (on Linux GNOME Keyring or KWallet) and try again, or hold secrets in memory for this session"
            }
            Self::Locked => "Unlock the keychain and try again, or hold secrets in memory for this session",
            Self::Denied => "Try again and allow access, or hold secrets in memory for this session",
            Self::TooLong { .. } => "Check that only the token was pasted",
            Self::EmptySecret => "Paste the token first",
            Self::NotOurs => "Delete the entry org2org-setup in the keychain, then save the token again",
            Self::Other { .. } => "Try again, or hold secrets in memory for this session",
        }
    }

    /// While a store is opened, every failure of the platform means that there is none.
    pub(super) fn from_opening(error: Error) -> Self {
        match Self::from_error(error) {
            Self::Other { .. } => Self::NoService,
            problem => problem,
        }
    }

    pub(super) fn from_saving(error: Error, secret: &SecretString) -> Self {
        match Self::from_error(error) {
            Self::Other { detail } if detail.contains(secret.expose_secret()) => {
                Self::other("it gave no reason")
            }
            problem => problem,
        }
    }

    pub(super) fn from_error(error: Error) -> Self {
        match error {
            Error::PlatformFailure(source) | Error::NoStorageAccess(source) => {
                Self::from_words(&source.to_string())
            }
            Error::TooLong(_, limit) => Self::TooLong { limit },
            Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
                bytes.zeroize();
                Self::NotOurs
            }
            Error::Ambiguous(_) => Self::NotOurs,
            Error::NoDefaultStore => Self::NoService,
            Error::NoEntry => Self::other("an entry that was just there is gone"),
            Error::Invalid(..) | Error::BadStoreFormat(_) | Error::NotSupportedByStore(_) => {
                Self::other("it does not support what was asked")
            }
            _ => Self::other("it gave no reason"),
        }
    }

    /// The stores tell the reasons of a platform apart only by their words.
    fn from_words(detail: &str) -> Self {
        let words = detail.to_lowercase();
        let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
        if says(&[
            "serviceunknown",
            "not provided by any",
            "no secret service",
            "disconnected",
            "logon_session",
        ]) {
            Self::NoService
        } else if says(&["prompt", "cancel", "denied", "dismissed"]) {
            Self::Denied
        } else if says(&[" locked", "result not returned", "interaction is not allowed"]) {
            Self::Locked
        } else {
            Self::other(detail)
        }
    }

    fn other(detail: &str) -> Self {
        let detail = detail
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(MAX_DETAIL_CHARS)
            .collect();
        Self::Other { detail }
    }
}
