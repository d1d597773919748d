//! Identifiers that cannot be swapped: one type for each kind of object.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier as Okta writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// An app (`0oa…`).
    AppId,
    /// An identity provider (`0oa…`).
    IdpId,
    /// A user (`00u…`).
    UserId,
    /// A group (`00g…`).
    GroupId,
    /// An org (`00o…`).
    OrgId,
    /// A policy (`00p…`).
    PolicyId,
    /// A rule of a policy (`0pr…`).
    RuleId,
    /// A key, by its `kid`.
    KeyId,
}
