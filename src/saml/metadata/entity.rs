//! Finds the one entity of the wanted role in a document. Refuses to choose where there are several.

use jiff::Timestamp;
use roxmltree::{Document, Node};

use super::super::certificate::Certificate;
use super::super::encoding::looks_like_html;
use super::super::xml::{self, Limits};
use super::{MetadataError, children};

/// The namespace of metadata (SAML Metadata §1.1).
pub(super) const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Which of the two an entity is wanted to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    IdentityProvider,
    ServiceProvider,
}

/// An entity and its description in the wanted role.
pub(super) struct Entity<'a, 'd> {
    pub(super) id: &'a str,
    pub(super) valid_until: Option<Timestamp>,
    pub(super) descriptor: Node<'a, 'd>,
}

/// Parses `document`, finds its one entity of `role` and hands it to `read`.
pub(super) fn read<T>(
    document: &[u8],
    role: Role,
    read: impl FnOnce(&Entity<'_, '_>) -> Result<T, MetadataError>,
) -> Result<T, MetadataError> {
    let limits = Limits::default();
    let text = xml::decode(document, &limits)?;
    if looks_like_html(&text) {
        return Err(MetadataError::WebPage);
    }
    let document = xml::parse(&text, &limits)?;
    let node = only_entity(&document, role)?;
    let entity = Entity {
        id: node
            .attribute("entityID")
            .filter(|id| !id.is_empty())
            .ok_or(MetadataError::NoEntityId)?,
        valid_until: node
            .attribute("validUntil")
            .and_then(|instant| instant.trim().parse().ok()),
        descriptor: saml_2_descriptor(node, role)?,
    };
    read(&entity)
}

fn only_entity<'a, 'd>(document: &'a Document<'d>, role: Role) -> Result<Node<'a, 'd>, MetadataError> {
    let root = document.root_element();
    if root.tag_name().namespace() == Some(PROTOCOL) {
        return Err(MetadataError::Message);
    }
    let in_metadata = |name| root.has_tag_name((METADATA, name));
    if !in_metadata("EntityDescriptor") && !in_metadata("EntitiesDescriptor") {
        return Err(MetadataError::NotMetadata);
    }
    let entities: Vec<Node<'_, '_>> = root
        .descendants()
        .filter(|node| node.has_tag_name((METADATA, "EntityDescriptor")))
        .collect();
    let matching: Vec<Node<'_, '_>> = entities
        .iter()
        .copied()
        .filter(|node| role.is_of(*node))
        .collect();
    match matching.as_slice() {
        [only] => Ok(*only),
        [] if entities.iter().any(|node| role.other().is_of(*node)) => Err(role.other_instead()),
        [] => Err(MetadataError::NoRole),
        several => Err(MetadataError::SeveralEntities(several.len())),
    }
}

/// An entity may describe one role several times, once for each protocol (SAML Metadata §2.4.1).
fn saml_2_descriptor<'a, 'd>(entity: Node<'a, 'd>, role: Role) -> Result<Node<'a, 'd>, MetadataError> {
    let speaks_saml_2 = |node: &Node<'_, '_>| {
        node.attribute("protocolSupportEnumeration")
            .is_none_or(|protocols| protocols.split_whitespace().any(|protocol| protocol == PROTOCOL))
    };
    children(entity, role.descriptor())
        .find(speaks_saml_2)
        .ok_or(MetadataError::NotSaml2)
}

/// The certificates of a descriptor for one use; a key without a use serves all (SAML Metadata §2.4.1.1).
/// The same certificate given twice is one.
pub(super) fn certificates(descriptor: Node<'_, '_>, usage: &str) -> Result<Vec<Certificate>, MetadataError> {
    let mut certificates = Vec::new();
    let keys =
        children(descriptor, "KeyDescriptor").filter(|key| key.attribute("use").is_none_or(|u| u == usage));
    let texts = keys
        .flat_map(|key| key.descendants())
        .filter(|n| n.has_tag_name((SIGNATURE, "X509Certificate")));
    for (index, node) in texts.enumerate() {
        let text: String = node
            .children()
            .filter(Node::is_text)
            .filter_map(|child| child.text())
            .collect();
        let certificate = Certificate::from_base64(&text).map_err(|source| MetadataError::Certificate {
            number: index + 1,
            source,
        })?;
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    Ok(certificates)
}

impl Role {
    fn descriptor(self) -> &'static str {
        match self {
            Self::IdentityProvider => "IDPSSODescriptor",
            Self::ServiceProvider => "SPSSODescriptor",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::IdentityProvider => Self::ServiceProvider,
            Self::ServiceProvider => Self::IdentityProvider,
        }
    }

    fn other_instead(self) -> MetadataError {
        match self {
            Self::IdentityProvider => MetadataError::ServiceProviderInstead,
            Self::ServiceProvider => MetadataError::IdentityProviderInstead,
        }
    }

    fn is_of(self, entity: Node<'_, '_>) -> bool {
        children(entity, self.descriptor()).next().is_some()
    }
}
