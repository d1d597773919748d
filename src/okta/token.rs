//! API tokens as people paste them.
//!
//! Refuses texts that cannot be an API token before they are sent anywhere.

use crate::{
    advice::{Advice, Advise},
    secret::Secret,
};

/// An API token of an org, sent as `Authorization: SSWS …` (Okta: Create an API token).
#[derive(Clone, Debug)]
pub struct ApiToken(Secret);

/// Why a text is not an API token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nothing was entered.
    #[error("no API token was entered")]
    Empty,
    /// There is a space or line break within.
    #[error("the API token has a space or line break in the middle")]
    Broken,
    /// Characters that no token has.
    #[error("the API token has characters that no API token has")]
    Alien,
    /// An access token (JWT) instead of an API token.
    #[error("this is an OAuth access token, not an API token")]
    AccessToken,
    /// Too short to be a token.
    #[error("this is too short to be an API token")]
    Short,
}

impl Advise for TokenError {
    fn advice(&self) -> Advice {
        let why = match self {
            Self::Empty => "The wizard needs it to work in this org",
            Self::Broken => "It was probably cut in two while copying",
            Self::Alien => "An API token has only letters, digits, hyphens and underscores",
            Self::AccessToken => {
                "The API token is the one that the Admin Console shows once, under Security › API › Tokens"
            }
            Self::Short => "An API token has about 42 characters, and the Admin Console shows it only once",
        };
        let mut headline = self.to_string();
        if let Some(first) = headline.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        Advice::new(headline, why).then("Create a new token in the Admin Console and use its Copy button")
    }
}

impl ApiToken {
    /// Reads what was pasted: spaces and quotes around it and a leading `SSWS` are taken off.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let text = strip_wrapping(text);
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        if text.contains(char::is_whitespace) {
            return Err(TokenError::Broken);
        }
        if text.starts_with("eyJ") && text.matches('.').count() == 2 {
            return Err(TokenError::AccessToken);
        }
        if !text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        {
            return Err(TokenError::Alien);
        }
        if text.len() < 20 {
            return Err(TokenError::Short);
        }
        Ok(Self(Secret::new(text)))
    }

    /// The secret itself.
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

fn strip_wrapping(text: &str) -> &str {
    let wrapping: &[char] = &['"', '\'', '`', '“', '”', '„', '‘', '’', '\u{feff}', '\u{200b}'];
    let bare = text.trim().trim_matches(wrapping).trim();
    let bare = bare.strip_prefix("SSWS ").unwrap_or(bare);
    bare.trim().trim_matches(wrapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "00QCjAl4MlV-WPXM_ABCDEFGHIJKLMNOPQRSTUVWXY";

    #[test]
    fn spaces_quotes_and_the_scheme_around_a_token_are_taken_off() {
        for text in [
            format!("  {TOKEN}\n"),
            format!("\"{TOKEN}\""),
            format!("SSWS {TOKEN}"),
            format!("“{TOKEN} ”"),
        ] {
            assert_eq!(
                ApiToken::parse(&text).unwrap().secret().reveal(),
                TOKEN,
                "{text:?}"
            );
        }
    }

    #[test]
    fn each_mistake_has_its_own_name() {
        let error = |text: &str| ApiToken::parse(text).unwrap_err();
        assert_eq!(error(" \"\" "), TokenError::Empty);
        assert_eq!(
            error("00QCjAl4MlV-WPXM ABCDEFGHIJKLMNOPQRSTUVWXY"),
            TokenError::Broken
        );
        assert_eq!(
            error("00QCjAl4MlV-WPXM…DEFGHIJKLMNOPQRSTUVWXY"),
            TokenError::Alien
        );
        assert_eq!(
            error("eyJraWQiOiJ4In0.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"),
            TokenError::AccessToken
        );
        assert_eq!(error("00QCjAl4"), TokenError::Short);
    }
}
