//! Secrets in the keychain of the system: Keychain, Credential Manager, Secret Service. Where there is none, in memory
//! for the session. Refuses to write a secret anywhere else, and to keep a store for the whole process: each vault is
//! opened anew, so that "Try again" can find a keychain that was unlocked meanwhile.
//!
//! Every call may block, also on a question that the system asks the person; an asynchronous caller runs it on a
//! thread made for blocking.

mod problem;
mod session;
mod token_name;

use std::fmt;
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

pub use problem::KeychainProblem;
pub use session::Session;
pub use token_name::{Purpose, TokenName};

/// The name under which this program's secrets stand in the keychain.
pub const SERVICE: &str = "org2org-setup";

/// Where secrets are kept.
pub enum Vault {
    /// In the keychain of the system, or whatever store is handed in.
    Os(Arc<CredentialStore>),
    /// In memory, until the program ends.
    Session(Session),
}

impl Vault {
    /// Opens the keychain of this system. Blocks while it is looked for.
    pub fn open_os() -> Result<Self, KeychainProblem> {
        system_store()
            .map(Self::Os)
            .map_err(KeychainProblem::from_opening)
    }

    /// An empty vault in memory.
    pub fn in_memory() -> Self {
        Self::Session(Session::default())
    }

    /// Where secrets are, as a phrase for a screen.
    pub fn place(&self) -> &'static str {
        match self {
            Self::Os(_) => "Kept in the keychain of this computer",
            Self::Session(_) => "Held in memory for this session",
        }
    }

    /// Saves a secret in place of the one under this name. Blocks.
    pub fn save(&self, name: &TokenName, secret: &SecretString) -> Result<(), KeychainProblem> {
        if secret.expose_secret().is_empty() {
            return Err(KeychainProblem::EmptySecret);
        }
        match self {
            Self::Os(store) => entry(store, name)?
                .set_secret(secret.expose_secret().as_bytes())
                .map_err(|error| KeychainProblem::from_saving(error, secret)),
            Self::Session(session) => {
                session.save(name, secret);
                Ok(())
            }
        }
    }

    /// The secret under this name, where there is one. Blocks.
    pub fn load(&self, name: &TokenName) -> Result<Option<SecretString>, KeychainProblem> {
        match self {
            Self::Os(store) => match entry(store, name)?.get_secret() {
                Ok(bytes) => text(&Zeroizing::new(bytes)).map(Some),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(KeychainProblem::from_error(error)),
            },
            Self::Session(session) => Ok(session.load(name)),
        }
    }

    /// Deletes the secret under this name and says whether there was one. Blocks.
    pub fn delete(&self, name: &TokenName) -> Result<bool, KeychainProblem> {
        match self {
            Self::Os(store) => match entry(store, name)?.delete_credential() {
                Ok(()) => Ok(true),
                Err(Error::NoEntry) => Ok(false),
                Err(error) => Err(KeychainProblem::from_error(error)),
            },
            Self::Session(session) => Ok(session.delete(name)),
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Os(_) => "Vault::Os",
            Self::Session(_) => "Vault::Session",
        })
    }
}

fn entry(store: &Arc<CredentialStore>, name: &TokenName) -> Result<Entry, KeychainProblem> {
    store
        .build(SERVICE, &name.to_string(), None)
        .map_err(KeychainProblem::from_error)
}

fn text(bytes: &Zeroizing<Vec<u8>>) -> Result<SecretString, KeychainProblem> {
    str::from_utf8(bytes)
        .map(SecretString::from)
        .map_err(|_| KeychainProblem::NotOurs)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(windows)]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(not(any(unix, windows)))]
fn system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(Error::NoDefaultStore)
}

#[cfg(test)]
mod tests;
