//! Facts about the org itself and its API tokens (Okta API: Org Setting, API Tokens).

use super::{link, nullable};
use crate::okta::{Doc, Error, Reader, id::OrgId};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// `/.well-known/okta-organization`: public, and only an Okta org has it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct WellKnown {
    /// The org's identifier: the same under every address of the org.
    pub id: OrgId,
    /// `idx` (Identity Engine) or `v1` (Classic).
    #[serde(default, deserialize_with = "nullable")]
    pub pipeline: String,
    #[serde(rename = "_links", default)]
    links: Value,
}

impl WellKnown {
    /// The org's own address on Okta's domain.
    pub fn organization(&self) -> Option<&str> {
        link(&self.links, "organization")
    }

    /// Whether the org runs on Identity Engine.
    pub fn is_identity_engine(&self) -> bool {
        self.pipeline == "idx"
    }
}

/// `/api/v1/org`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgFacts {
    /// The org's identifier.
    pub id: OrgId,
    /// The company's name.
    #[serde(default, deserialize_with = "nullable")]
    pub company_name: String,
    /// The first part of its address.
    #[serde(default, deserialize_with = "nullable")]
    pub subdomain: String,
    /// `ACTIVE` and others.
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
}

/// What is known about an API token; never its value.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenFacts {
    /// The token's identifier (`00T…`).
    pub id: String,
    /// The name its owner gave it.
    #[serde(default, deserialize_with = "nullable")]
    pub name: String,
    /// Whose token it is.
    #[serde(default, deserialize_with = "nullable")]
    pub user_id: String,
    /// When it dies unless it is used before; each use moves it by 30 days.
    pub expires_at: Option<Timestamp>,
    /// From where it may be used.
    #[serde(default, deserialize_with = "nullable")]
    pub network: Network,
}

/// A network restriction.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Network {
    /// `ANYWHERE` or `ZONE`.
    #[serde(default, deserialize_with = "nullable")]
    pub connection: String,
}

impl Reader {
    /// The public facts of the org.
    pub async fn well_known(&self) -> Result<Doc<WellKnown>, Error> {
        let raw = self.get_public("/.well-known/okta-organization").await?;
        Doc::decode(raw).map_err(|error| self.misread("/.well-known/okta-organization", &error))
    }

    /// The org's settings.
    pub async fn org(&self) -> Result<Doc<OrgFacts>, Error> {
        self.doc("/api/v1/org").await
    }

    /// The API tokens of the org, without their values.
    pub async fn api_tokens(&self) -> Result<Vec<Doc<TokenFacts>>, Error> {
        self.docs("/api/v1/api-tokens").await
    }
}
