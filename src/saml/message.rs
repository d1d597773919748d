//! A SAML message as typed values, each remembering where in the document it stands: responses with their
//! assertions, and sign-in requests (SAML Core §2, §3). Reads leniently, so that everything that is wrong can be
//! named; judges nothing, and refuses to guess where a value is absent.

mod assertion;
mod request;
mod said;

use std::collections::BTreeSet;
use std::ops::Range;

use roxmltree::{Document, Node};

use super::signature::{id_of, text_of};

pub use assertion::{Assertion, Attribute, Conditions, Confirmation, NameId};
pub use request::Request;
pub use said::Said;

/// The namespace of assertions (SAML Core §1.1).
pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// The namespace of messages (SAML Core §1.1).
pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// The status of a sign-in that succeeded (SAML Core §3.2.2.2).
pub const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// A value and where it stands: in bytes of the document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The value, exactly as it is meant: references resolved, nothing trimmed.
    pub value: String,
    /// Where it stands.
    pub place: Range<usize>,
}

impl Field {
    /// An attribute of an element.
    fn attribute(node: Node<'_, '_>, name: &str) -> Option<Self> {
        let attribute = node.attribute_node(name)?;
        Some(Self {
            value: attribute.value().to_owned(),
            place: attribute.range_value(),
        })
    }

    /// The text of an element, comments left out.
    fn text(node: Node<'_, '_>) -> Self {
        let parts: Vec<Node<'_, '_>> = node.children().filter(Node::is_text).collect();
        let place = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.range().start..last.range().end,
            _ => node.range(),
        };
        Self {
            value: text_of(node),
            place,
        }
    }
}

/// A response of an identity provider (SAML Core §3.3.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Where its element begins, by which signatures refer to it.
    pub start: usize,
    /// Where it stands.
    pub place: Range<usize>,
    /// Whether it is in the namespaces of SAML 2.0.
    pub is_saml_2: bool,
    /// Whether there is a response around the assertion at all.
    pub is_bare_assertion: bool,
    /// Its identifier.
    pub id: Option<Field>,
    /// Its version.
    pub version: Option<Field>,
    /// When it was made.
    pub issue_instant: Option<Field>,
    /// Where it is sent.
    pub destination: Option<Field>,
    /// The request it answers.
    pub in_response_to: Option<Field>,
    /// Who made it.
    pub issuer: Option<Field>,
    /// Whether the sign-in succeeded.
    pub status: Option<Status>,
    /// The assertions right within it, in order: those that would be read.
    pub assertions: Vec<Assertion>,
    /// Encrypted assertions right within it.
    pub encrypted: Vec<Range<usize>>,
    /// Assertions and responses anywhere else in the document, where nobody looks for them.
    pub strays: Vec<Range<usize>>,
}

/// The status of a response (SAML Core §3.2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The code.
    pub code: Option<Field>,
    /// The code within, which says more.
    pub second: Option<Field>,
    /// A sentence of the identity provider.
    pub message: Option<Field>,
    /// Where it stands.
    pub place: Range<usize>,
}

impl Response {
    /// Reads a document whose root is a response or an assertion; anything else is `None`.
    pub fn read(document: &Document<'_>) -> Option<Self> {
        let root = document.root_element();
        let name = root.tag_name().name();
        let bare = name == "Assertion";
        if name != "Response" && !bare {
            return None;
        }
        let space = if bare { ASSERTION } else { PROTOCOL };
        let assertions: Vec<Node<'_, '_>> = if bare {
            vec![root]
        } else {
            named(root, "Assertion").collect()
        };
        let encrypted: Vec<Node<'_, '_>> = named(root, "EncryptedAssertion").collect();
        let read: BTreeSet<usize> = assertions
            .iter()
            .chain(&encrypted)
            .map(|node| node.id().get_usize())
            .collect();
        let strays = document.descendants().filter(|node| {
            let name = node.tag_name().name();
            node.is_element()
                && ["Assertion", "Response", "EncryptedAssertion"].contains(&name)
                && *node != root
                && !read.contains(&node.id().get_usize())
        });
        let own = |name: &str| (!bare).then(|| Field::attribute(root, name)).flatten();
        Some(Self {
            start: root.range().start,
            place: root.range(),
            is_saml_2: root.tag_name().namespace() == Some(space),
            is_bare_assertion: bare,
            id: id_field(root),
            version: Field::attribute(root, "Version"),
            issue_instant: Field::attribute(root, "IssueInstant"),
            destination: own("Destination"),
            in_response_to: own("InResponseTo"),
            issuer: child(root, "Issuer").map(Field::text),
            status: child(root, "Status").map(status),
            assertions: assertions.iter().map(|node| Assertion::read(*node)).collect(),
            encrypted: encrypted.iter().map(Node::range).collect(),
            strays: strays.map(|node| node.range()).collect(),
        })
    }

    /// The one assertion that would be read.
    pub fn only_assertion(&self) -> Option<&Assertion> {
        match self.assertions.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

fn status(node: Node<'_, '_>) -> Status {
    let code = child(node, "StatusCode");
    let second = code.and_then(|code| child(code, "StatusCode"));
    let value = |code: Option<Node<'_, '_>>| code.and_then(|code| Field::attribute(code, "Value"));
    Status {
        code: value(code),
        second: value(second),
        message: child(node, "StatusMessage").map(Field::text),
        place: node.range(),
    }
}

/// The children of that name, in whatever namespace: a wrong one is a finding of its own.
fn named<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn child<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'static str) -> Option<Node<'a, 'i>> {
    named(node, name).next()
}

/// The identifier of an element, with where it stands.
fn id_field(node: Node<'_, '_>) -> Option<Field> {
    Field::attribute(node, "ID").or_else(|| {
        id_of(node).map(|id| Field {
            value: id.to_owned(),
            place: node.range(),
        })
    })
}

#[cfg(test)]
mod tests;
