//! A sign-in request: what the target org asks of the source org (SAML Core §3.4.1).

use std::ops::Range;

use roxmltree::Document;

use super::{Field, PROTOCOL, child};

/// What a service provider asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its identifier, which the answer repeats.
    pub id: Option<Field>,
    /// When it was made.
    pub issue_instant: Option<Field>,
    /// Where it is sent.
    pub destination: Option<Field>,
    /// Where the answer shall go.
    pub acs: Option<Field>,
    /// Who asks.
    pub issuer: Option<Field>,
    /// The format in which the person shall be named.
    pub name_id_format: Option<Field>,
    /// Where it stands.
    pub place: Range<usize>,
}

impl Request {
    /// Reads a document whose root is a sign-in request; anything else is `None`.
    pub fn read(document: &Document<'_>) -> Option<Self> {
        let root = document.root_element();
        if !root.has_tag_name((PROTOCOL, "AuthnRequest")) {
            return None;
        }
        Some(Self {
            id: Field::attribute(root, "ID"),
            issue_instant: Field::attribute(root, "IssueInstant"),
            destination: Field::attribute(root, "Destination"),
            acs: Field::attribute(root, "AssertionConsumerServiceURL"),
            issuer: child(root, "Issuer").map(Field::text),
            name_id_format: child(root, "NameIDPolicy").and_then(|policy| Field::attribute(policy, "Format")),
            place: root.range(),
        })
    }
}
