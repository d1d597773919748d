//! A value that cannot be printed, serialised or compared by accident.
//!
//! Refuses: `Display`, `Serialize`, `PartialEq`, and a `Debug` that says anything about the content.

use secrecy::{ExposeSecret as _, SecretString};
use std::fmt;

/// An API token or another secret text; wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes ownership of a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text itself, for the one place that must send or store it.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_says_nothing_about_the_content() {
        assert_eq!(format!("{:?}", Secret::new("00abc")), "Secret(…)");
    }
}
