//! Step 0: the address and the token of each org, and what was found out about it.

use super::task::Task;
use crate::{
    advice::{Advice, Advise as _},
    federation::preflight::OrgReport,
    okta::{ApiToken, OrgUrl},
    secret::Secret,
};
use zeroize::Zeroize as _;

/// The form of one org.
#[derive(Clone, Debug, Default)]
pub struct OrgForm {
    /// The address as typed.
    pub address: String,
    /// The token as typed; emptied once it is kept.
    pub token: SecretText,
    /// Whether a token is kept already.
    pub token_kept: bool,
    /// What is wrong with the address.
    pub address_error: Option<Advice>,
    /// What is wrong with the token.
    pub token_error: Option<Advice>,
    /// What was found out.
    pub report: Task<OrgReport>,
}

/// A text field's content that does not show itself and is wiped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// What was typed.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the field that edits it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// A form that can be sent.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The org's address.
    pub url: OrgUrl,
    /// The token, if a new one was entered.
    pub token: Option<Secret>,
}

impl OrgForm {
    /// A form with an address, as a saved connection has it.
    pub fn with_address(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            token_kept: !address.is_empty(),
            ..Self::default()
        }
    }

    /// A page of the org's admin console, once the address can be read.
    pub fn page(&self, path: &str) -> Option<String> {
        Some(OrgUrl::parse(&self.address).ok()?.admin_page(path))
    }

    /// What was found out, once the org was asked and unless it is being asked again.
    pub fn known(&self) -> Option<&OrgReport> {
        match &self.report {
            Task::Done(report) => Some(report),
            _ => None,
        }
    }

    /// Reads the form; mistakes are noted at their fields.
    pub fn read(&mut self) -> Option<Ready> {
        let url = OrgUrl::parse(&self.address);
        self.address_error = url.as_ref().err().map(crate::advice::Advise::advice);
        let token = if self.token.is_empty() && self.token_kept {
            Ok(None)
        } else {
            self.token().map(Some)
        };
        self.token_error = token.as_ref().err().cloned();
        Some(Ready {
            url: url.ok()?,
            token: token.ok()?,
        })
    }

    fn token(&self) -> Result<Secret, Advice> {
        let token = ApiToken::parse(self.token.reveal()).map_err(|error| error.advice())?;
        Ok(token.secret().clone())
    }
}
