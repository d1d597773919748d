//! The page that an exchange was answered with, as a HAR file holds it: as text or in base64. Keeps the SAML forms in it
//! and nothing else.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};

use super::super::form::{self, Field};
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
        if text.len() <= MAX_TEXT_BYTES && text.contains("SAMLRe") {
            Self(form::fields(text))
        } else {
            Self::default()
        }
    }
}

/// As bytes, because bodies may hold characters that are no text.
struct Body;

impl<'de> Visitor<'de> for Body {
    type Value = Page;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text of a page")
    }

    fn visit_none<E: Error>(self) -> Result<Page, E> {
        Ok(Page::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Page, E> {
        Ok(Page::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Page, D::Error> {
        deserializer.deserialize_bytes(self)
    }

    fn visit_bytes<E: Error>(self, body: &[u8]) -> Result<Page, E> {
        Ok(Page::of(&String::from_utf8_lossy(body)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Page, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Page::default())
    }
}

impl<'de> Deserialize<'de> for Page {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Body)
    }
}
