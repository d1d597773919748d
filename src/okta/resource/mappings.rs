//! Profile mappings: which attribute of a partner's profile makes which of a user (Okta API: Profile Mappings).

use super::{escape, nullable};
use crate::okta::{Doc, Error, Reader, id::IdpId};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A mapping between two profiles; a list shows it without its properties.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ProfileMapping {
    /// The identifier (`prm…`).
    pub id: String,
    /// Attribute of the target profile: its expression and whether it is pushed.
    #[serde(default, deserialize_with = "nullable")]
    pub properties: Map<String, Value>,
}

impl ProfileMapping {
    /// The expression that makes an attribute; `None` where nothing does.
    pub fn expression(&self, attribute: &str) -> Option<&str> {
        let text = self.properties.get(attribute)?.get("expression")?.as_str()?;
        Some(text).filter(|text| !text.trim().is_empty())
    }
}

impl Reader {
    /// How the people of an identity provider become users; `None` where the org has no such mapping. Two requests,
    /// because a list leaves the properties out.
    pub async fn idp_mapping(&self, idp: &IdpId) -> Result<Option<Doc<ProfileMapping>>, Error> {
        let listed: Vec<Doc<ProfileMapping>> = self
            .docs(format!("/api/v1/mappings?sourceId={}", escape(idp.as_str())))
            .await?;
        let Some(first) = listed.first() else {
            return Ok(None);
        };
        self.find_doc(format!("/api/v1/mappings/{}", escape(&first.id)))
            .await
    }
}
