//! Reads SAML metadata: what an identity provider and a service provider say of themselves (SAML Metadata §2).
//! Verifies no signature on metadata and follows no address in it; values are kept exactly as they are written,
//! because they are compared character by character.

mod entity;
mod error;

use jiff::Timestamp;
use roxmltree::Node;
use serde::{Deserialize, Serialize};

use super::certificate::Certificate;
use entity::Role;

pub use error::MetadataError;

/// How a message travels to an endpoint (SAML Bindings §3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Binding {
    /// A form that the browser posts.
    HttpPost,
    /// An address that the browser is sent to.
    HttpRedirect,
    /// A reference that is redeemed.
    HttpArtifact,
    /// From server to server.
    Soap,
    /// Any other, by its name.
    Other(String),
}

/// An address and how messages travel to it (SAML Metadata §2.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// How messages travel.
    pub binding: Binding,
    /// Where to, exactly as written.
    pub location: String,
}

/// An assertion consumer service: where a service provider takes responses (SAML Metadata §2.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcsEndpoint {
    /// How responses travel.
    pub binding: Binding,
    /// Where to, exactly as written.
    pub location: String,
    /// The number by which requests may refer to it.
    pub index: Option<u16>,
    /// Whether it says to be the default; `None` where it says nothing.
    pub default: Option<bool>,
}

/// What an identity provider says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdpMetadata {
    /// Its name, which is the issuer of its assertions.
    pub entity_id: String,
    /// The certificates it signs with, in order: at least one.
    pub certificates: Vec<Certificate>,
    /// Where it takes sign-in requests: at least one.
    pub sso: Vec<Endpoint>,
    /// The forms in which it names people.
    pub name_id_formats: Vec<String>,
    /// Whether it asks for signed requests.
    pub want_authn_requests_signed: bool,
    /// Until when the metadata says to hold.
    pub valid_until: Option<Timestamp>,
}

/// What a service provider says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpMetadata {
    /// Its name, which is the audience of assertions for it.
    pub entity_id: String,
    /// Where it takes responses: at least one.
    pub acs: Vec<AcsEndpoint>,
    /// The certificates it signs requests with; often none.
    pub signing_certificates: Vec<Certificate>,
    /// The certificates to encrypt assertions for it with; often none.
    pub encryption_certificates: Vec<Certificate>,
    /// The forms in which it wants people named.
    pub name_id_formats: Vec<String>,
    /// Whether it signs its requests.
    pub authn_requests_signed: bool,
    /// Whether it asks for signed assertions.
    pub want_assertions_signed: bool,
    /// Until when the metadata says to hold.
    pub valid_until: Option<Timestamp>,
}

/// Reads the metadata of exactly one identity provider.
pub fn read_idp_metadata(document: impl AsRef<[u8]>) -> Result<IdpMetadata, MetadataError> {
    entity::read(document.as_ref(), Role::IdentityProvider, |entity| {
        let descriptor = entity.descriptor;
        let certificates = entity::certificates(descriptor, "signing")?;
        let sso: Vec<Endpoint> = children(descriptor, "SingleSignOnService")
            .filter_map(endpoint)
            .collect();
        if certificates.is_empty() {
            return Err(MetadataError::NoCertificate);
        }
        if sso.is_empty() {
            return Err(MetadataError::NoEndpoint("SingleSignOnService"));
        }
        Ok(IdpMetadata {
            entity_id: entity.id.to_owned(),
            certificates,
            sso,
            name_id_formats: name_id_formats(descriptor),
            want_authn_requests_signed: flag(descriptor, "WantAuthnRequestsSigned").unwrap_or(false),
            valid_until: entity.valid_until,
        })
    })
}

/// Reads the metadata of exactly one service provider.
pub fn read_sp_metadata(document: impl AsRef<[u8]>) -> Result<SpMetadata, MetadataError> {
    entity::read(document.as_ref(), Role::ServiceProvider, |entity| {
        let descriptor = entity.descriptor;
        let acs: Vec<AcsEndpoint> = children(descriptor, "AssertionConsumerService")
            .filter_map(acs_endpoint)
            .collect();
        if acs.is_empty() {
            return Err(MetadataError::NoEndpoint("AssertionConsumerService"));
        }
        Ok(SpMetadata {
            entity_id: entity.id.to_owned(),
            acs,
            signing_certificates: entity::certificates(descriptor, "signing")?,
            encryption_certificates: entity::certificates(descriptor, "encryption")?,
            name_id_formats: name_id_formats(descriptor),
            authn_requests_signed: flag(descriptor, "AuthnRequestsSigned").unwrap_or(false),
            want_assertions_signed: flag(descriptor, "WantAssertionsSigned").unwrap_or(false),
            valid_until: entity.valid_until,
        })
    })
}

impl IdpMetadata {
    /// The first address that takes sign-in requests by `binding`.
    pub fn sso_location(&self, binding: &Binding) -> Option<&str> {
        self.sso
            .iter()
            .find(|endpoint| endpoint.binding == *binding)
            .map(|endpoint| endpoint.location.as_str())
    }
}

impl SpMetadata {
    /// The address that takes responses when a request names none: the one that says to be the default, else the
    /// first that does not say otherwise, else the first (SAML Metadata §2.2.3).
    pub fn default_acs(&self) -> Option<&AcsEndpoint> {
        let is = |default: Option<bool>| self.acs.iter().find(|endpoint| endpoint.default == default);
        is(Some(true)).or_else(|| is(None)).or_else(|| self.acs.first())
    }
}

impl Binding {
    /// Its name in metadata and requests.
    pub fn uri(&self) -> &str {
        match self {
            Self::HttpPost => "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
            Self::HttpRedirect => "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            Self::HttpArtifact => "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact",
            Self::Soap => "urn:oasis:names:tc:SAML:2.0:bindings:SOAP",
            Self::Other(uri) => uri,
        }
    }

    /// The binding of a name.
    pub fn from_uri(uri: &str) -> Self {
        [Self::HttpPost, Self::HttpRedirect, Self::HttpArtifact, Self::Soap]
            .into_iter()
            .find(|binding| binding.uri() == uri)
            .unwrap_or_else(|| Self::Other(uri.to_owned()))
    }
}

fn children<'a, 'd: 'a>(node: Node<'a, 'd>, name: &'static str) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children()
        .filter(move |child| child.has_tag_name((entity::METADATA, name)))
}

fn endpoint(node: Node<'_, '_>) -> Option<Endpoint> {
    let binding = Binding::from_uri(node.attribute("Binding")?);
    Some(Endpoint {
        binding,
        location: node.attribute("Location")?.to_owned(),
    })
}

fn acs_endpoint(node: Node<'_, '_>) -> Option<AcsEndpoint> {
    let Endpoint { binding, location } = endpoint(node)?;
    let index = node
        .attribute("index")
        .and_then(|index| index.trim().parse().ok());
    Some(AcsEndpoint {
        binding,
        location,
        index,
        default: flag(node, "isDefault"),
    })
}

/// XML Schema writes truth in two ways.
fn flag(node: Node<'_, '_>, name: &str) -> Option<bool> {
    match node.attribute(name)?.trim() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn name_id_formats(descriptor: Node<'_, '_>) -> Vec<String> {
    children(descriptor, "NameIDFormat")
        .filter_map(|node| node.text())
        .map(|text| text.trim().to_owned())
        .collect()
}

#[cfg(test)]
mod tests;
