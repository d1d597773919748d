//! Browser sessions, and sign-ins that are under way: at an identity provider, or before a password.

use super::super::shelf::Kept;
use jiff::Timestamp;

/// A signed-in browser.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The value of the cookie.
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) expires: Timestamp,
}

impl Kept for Session {
    fn id(&self) -> &str {
        &self.id
    }
}

/// A SAML request on its way.
#[derive(Debug, Clone)]
pub(crate) struct Relay {
    /// The identifier of the request, which the response names in `InResponseTo`.
    pub(crate) id: String,
    pub(crate) idp: String,
    /// Where the browser wanted to go.
    pub(crate) target: String,
}

impl Kept for Relay {
    fn id(&self) -> &str {
        &self.id
    }
}

/// A sign-on put aside while somebody signs in.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) id: String,
    /// The authentication request to answer, if one came.
    pub(crate) request: Option<String>,
    pub(crate) relay_state: String,
}

impl Kept for Pending {
    fn id(&self) -> &str {
        &self.id
    }
}
