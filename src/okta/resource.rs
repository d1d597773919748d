//! What the API's documents hold, as far as a federation needs it: one file for each family.
//!
//! Views are for reading only and refuse nothing: every member may be missing or null, every enum is a text.

pub mod apps;
pub mod idps;
pub mod logs;
pub mod mappings;
pub mod org;
pub mod people;
pub mod policies;
pub mod push;

use crate::okta::{Doc, Error, ErrorKind, Reader, error::CallFacts};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// Null reads as the default.
fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Escapes a text for use as one segment of a path or one value of a query.
pub fn escape(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

impl Reader {
    /// Reads one document of a known shape.
    pub async fn doc<T: DeserializeOwned>(&self, path: impl Into<String>) -> Result<Doc<T>, Error> {
        let path = path.into();
        let raw = self.get(path.as_str()).await?;
        Doc::decode(raw).map_err(|error| self.misread(&path, &error))
    }

    /// Reads one document of a known shape; an absent one is `None`.
    pub async fn find_doc<T: DeserializeOwned>(
        &self,
        path: impl Into<String>,
    ) -> Result<Option<Doc<T>>, Error> {
        match self.doc(path).await {
            Ok(doc) => Ok(Some(doc)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads all pages of a list of a known shape.
    pub async fn docs<T: DeserializeOwned>(&self, path: impl Into<String>) -> Result<Vec<Doc<T>>, Error> {
        let path = path.into();
        let items = self.list(path.as_str()).await?;
        items
            .into_iter()
            .map(|raw| Doc::decode(raw).map_err(|error| self.misread(&path, &error)))
            .collect()
    }

    fn misread(&self, path: &str, error: &serde_json::Error) -> Error {
        let call = CallFacts {
            path: crate::okta::Call::get(path).template(),
            host: self.org_url().host(),
            attempts: 1,
            ..CallFacts::default()
        };
        Error {
            kind: Box::new(ErrorKind::Unreadable(error.to_string())),
            call: Box::new(call),
        }
    }
}

/// The address in a `_links` member, whether it is an object or a list of them.
pub fn link<'a>(links: &'a Value, name: &str) -> Option<&'a str> {
    let member = links.get(name)?;
    let single = if member.is_array() { member.get(0)? } else { member };
    single.get("href")?.as_str()
}
