//! Tokens by org and purpose: in the keychain of the system, else in memory for this session.
//!
//! Blocks while the keychain is asked; the caller keeps it off the window's thread.

use crate::{
    okta::{ApiToken, OrgUrl},
    secret::Secret,
    store::keychain::{KeychainProblem, Purpose, TokenName, Vault},
    wizard::SecretStore,
};
use secrecy::{ExposeSecret as _, SecretString};

/// All tokens of this session.
#[derive(Debug)]
pub struct Tokens {
    keychain: Option<Vault>,
    session: Vault,
    problem: Option<KeychainProblem>,
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            keychain: None,
            session: Vault::in_memory(),
            problem: None,
        }
    }
}

impl Tokens {
    /// Tokens in a keychain that is handed in.
    pub fn with(keychain: Vault) -> Self {
        Self {
            keychain: Some(keychain),
            ..Self::default()
        }
    }

    /// Asks the system for its keychain, again if need be. Tokens held in memory stay there until they are entered anew.
    pub fn open(&mut self) -> SecretStore {
        match Vault::open_os() {
            Ok(vault) => {
                self.keychain = Some(vault);
                self.problem = None;
            }
            Err(problem) => self.problem = Some(problem),
        }
        self.standing()
    }

    /// Where tokens are kept now.
    pub fn standing(&self) -> SecretStore {
        match (&self.keychain, &self.problem) {
            (Some(_), None) => SecretStore::Keychain(keychain_name().to_owned()),
            (_, Some(problem)) => SecretStore::Session(format!("{problem}. {}", problem.next_step())),
            (None, None) => SecretStore::Unknown,
        }
    }

    /// Keeps a token; where the keychain refuses it, in memory, and the standing says so.
    pub fn keep(&mut self, org: &OrgUrl, purpose: Purpose, token: &Secret) {
        let Some(name) = TokenName::new(&org.host(), purpose) else {
            return;
        };
        let secret = SecretString::from(token.reveal().to_owned());
        if let Some(vault) = &self.keychain {
            match vault.save(&name, &secret) {
                Ok(()) => {
                    self.problem = None;
                    // One held in memory is older, and would be found first.
                    let _older = self.session.delete(&name);
                    return;
                }
                Err(problem) => self.problem = Some(problem),
            }
        }
        if let Err(problem) = self.session.save(&name, &secret) {
            self.problem = Some(problem);
        }
    }

    /// Holds a token in memory only, as those of practice orgs.
    pub fn hold(&mut self, org: &OrgUrl, purpose: Purpose, token: &Secret) {
        let Some(name) = TokenName::new(&org.host(), purpose) else {
            return;
        };
        let secret = SecretString::from(token.reveal().to_owned());
        if let Err(problem) = self.session.save(&name, &secret) {
            tracing::debug!(%problem, "a token could not be held");
        }
    }

    /// The token of an org, out of memory or the keychain.
    pub fn find(&mut self, org: &OrgUrl, purpose: Purpose) -> Option<ApiToken> {
        let name = TokenName::new(&org.host(), purpose)?;
        let held = self.session.load(&name).ok().flatten();
        let secret = match (held, &self.keychain) {
            (Some(secret), _) => Some(secret),
            (None, Some(vault)) => match vault.load(&name) {
                Ok(secret) => secret,
                Err(problem) => {
                    self.problem = Some(problem);
                    None
                }
            },
            (None, None) => None,
        };
        ApiToken::parse(secret?.expose_secret()).ok()
    }

    /// Removes the tokens of an org wherever they are.
    pub fn forget(&mut self, org: &OrgUrl) {
        for purpose in [Purpose::ApiToken, Purpose::ProvisioningToken] {
            let Some(name) = TokenName::new(&org.host(), purpose) else {
                continue;
            };
            for vault in self.keychain.iter().chain([&self.session]) {
                if let Err(problem) = vault.delete(&name) {
                    tracing::debug!(%problem, "a token could not be removed");
                }
            }
        }
    }
}

/// What the system calls its keychain.
fn keychain_name() -> &'static str {
    if cfg!(target_os = "macos") {
        "Keychain"
    } else if cfg!(windows) {
        "Credential Manager"
    } else {
        "Secret Service"
    }
}
