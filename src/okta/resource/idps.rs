//! Identity providers and the certificates they trust (Okta API: Identity Providers).

use super::{link, nullable};
use crate::okta::{
    Doc, Error, Reader,
    id::{IdpId, KeyId, UserId},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// An identity provider.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Idp {
    /// The identifier.
    pub id: IdpId,
    /// `SAML2`, `OIDC` and others.
    #[serde(rename = "type", default, deserialize_with = "nullable")]
    pub kind: String,
    /// Unique in the org.
    #[serde(default, deserialize_with = "nullable")]
    pub name: String,
    /// `ACTIVE` or `INACTIVE`.
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
    /// When it was made; null after a PUT.
    pub created: Option<Timestamp>,
    /// What is spoken with it.
    #[serde(default, deserialize_with = "nullable")]
    pub protocol: Protocol,
    /// How its users become users here.
    #[serde(default, deserialize_with = "nullable")]
    pub policy: Value,
    #[serde(rename = "_links", default)]
    links: Value,
}

/// The protocol part of an identity provider.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Protocol {
    /// Addresses.
    #[serde(default, deserialize_with = "nullable")]
    pub endpoints: Endpoints,
    /// What is trusted.
    #[serde(default, deserialize_with = "nullable")]
    pub credentials: IdpCredentials,
}

/// The addresses of an identity provider.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Endpoints {
    /// Where people are sent to sign in.
    #[serde(default, deserialize_with = "nullable")]
    pub sso: Endpoint,
}

/// An address of an identity provider.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Endpoint {
    /// The address.
    pub url: Option<String>,
    /// The address as signed requests name it.
    pub destination: Option<String>,
}

/// The credentials of an identity provider.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct IdpCredentials {
    /// What is trusted.
    #[serde(default, deserialize_with = "nullable")]
    pub trust: Trust,
}

/// What a SAML response must show.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trust {
    /// The issuer.
    pub issuer: Option<String>,
    /// The audience.
    pub audience: Option<String>,
    /// The key of the certificate.
    pub kid: Option<KeyId>,
    /// Further keys, during a rotation.
    #[serde(default, deserialize_with = "nullable")]
    pub additional_kids: Vec<KeyId>,
}

impl Idp {
    /// Where this org takes the provider's SAML responses.
    pub fn acs_url(&self) -> Option<&str> {
        link(&self.links, "acs")
    }

    /// Whether the provider is switched on.
    pub fn is_active(&self) -> bool {
        self.status == "ACTIVE"
    }

    /// What a response must show.
    pub fn trust(&self) -> &Trust {
        &self.protocol.credentials.trust
    }

    /// The attribute by which people are found, where it is not the user name.
    pub fn match_attribute(&self) -> Option<&str> {
        match self.policy_text("/subject/matchType")? {
            "EMAIL" => Some("email"),
            "CUSTOM_ATTRIBUTE" => self.policy_text("/subject/matchAttribute").filter(|name| {
                name.chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
            }),
            _ => None,
        }
    }

    /// A text of the policy, by its pointer.
    pub fn policy_text(&self, pointer: &str) -> Option<&str> {
        self.policy
            .pointer(pointer)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }
}

/// A certificate in the org's store.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdpKey {
    /// Its identifier.
    pub kid: KeyId,
    /// When it was uploaded.
    pub created: Option<Timestamp>,
    /// Until when it is valid.
    pub expires_at: Option<Timestamp>,
    /// The certificate, base64 of its DER.
    #[serde(default, deserialize_with = "nullable")]
    pub x5c: Vec<String>,
}

impl IdpKey {
    /// Whether this is that certificate: base64 without regard to white space.
    pub fn holds(&self, certificate: &str) -> bool {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        self.x5c.first().is_some_and(|own| bare(own) == bare(certificate))
    }
}

/// A user that an identity provider is linked to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkedUser {
    /// The user.
    pub id: UserId,
    /// What the provider calls the user.
    #[serde(default, deserialize_with = "nullable")]
    pub external_id: String,
}

impl Reader {
    /// The SAML identity providers.
    pub async fn saml_idps(&self) -> Result<Vec<Doc<Idp>>, Error> {
        self.docs("/api/v1/idps?type=SAML2&limit=200").await
    }

    /// The certificates in the org's store.
    pub async fn idp_keys(&self) -> Result<Vec<Doc<IdpKey>>, Error> {
        self.docs("/api/v1/idps/credentials/keys").await
    }

    /// The users that an identity provider is linked to.
    pub async fn idp_users(&self, idp: &IdpId) -> Result<Vec<Doc<LinkedUser>>, Error> {
        self.docs(format!("/api/v1/idps/{idp}/users?limit=200")).await
    }
}
