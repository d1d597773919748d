//! Under which name a secret is kept: the org it belongs to and what it is for. Refuses names that could be taken for
//! one another.

use std::fmt;

const MAX_HOST_CHARS: usize = 260;

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// This program's own access to the org.
    ApiToken,
    /// Handed to the other org, which provisions people with it.
    ProvisioningToken,
}

/// The name of a secret: `acme.okta.com/api-token`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenName {
    host: String,
    purpose: Purpose,
}

impl TokenName {
    /// The name of a secret of the org at `host`, with its port where it has one; case does not matter. `None` where
    /// that is no host, so that an address pasted whole is not taken for one.
    pub fn new(host: &str, purpose: Purpose) -> Option<Self> {
        let host = host.trim().to_ascii_lowercase();
        let allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
        let is_host = !host.is_empty() && host.len() <= MAX_HOST_CHARS && host.bytes().all(allowed);
        is_host.then_some(Self { host, purpose })
    }

    /// The org it belongs to.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let purpose = match self.purpose {
            Purpose::ApiToken => "api-token",
            Purpose::ProvisioningToken => "provisioning-token",
        };
        write!(f, "{}/{purpose}", self.host)
    }
}
