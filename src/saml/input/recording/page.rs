//! The page that an exchange was answered with, as a HAR file holds it: as text or in base64. Keeps the SAML forms in it
//! and nothing else.

use std::borrow::Cow;

use memchr::memmem;
use serde::Deserialize;
use serde::de::Deserializer;

use super::super::form::{self, Field};
use super::super::lenient::{Any, Wanted};
use super::super::{MAX_TEXT_BYTES, carried};

/// The fields of a page that carry messages.
#[derive(Default)]
pub(super) struct Page(pub(super) Vec<Field>);

impl Page {
    fn of(body: &str) -> Self {
        if let Some(page) = carried::page(body) {
            return Self::of_text(&page);
        }
        Self::of_text(body)
    }

    fn of_text(text: &str) -> Self {
        // Most bodies are scripts and pictures, and no page with a form in it is large.
        if text.len() <= MAX_TEXT_BYTES && memmem::find(text.as_bytes(), b"SAMLRe").is_some() {
            Self(form::fields(text))
        } else {
            Self::default()
        }
    }
}

struct AsPage;

impl<'de> Wanted<'de> for AsPage {
    type Value = Page;

    fn text(self, body: Cow<'de, str>) -> Page {
        Page::of(&body)
    }
}

impl<'de> Deserialize<'de> for Page {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(AsPage))
    }
}
