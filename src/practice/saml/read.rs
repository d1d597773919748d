//! Reading a response that a browser brought: decoding, the tree, and the facts of the one signed assertion.
//!
//! Facts are taken only from the assertion a signature covers, never from one that merely stands beside it.

use super::super::keys::decode_base64;
use super::{ASSERTION, MOST_BYTES, PROTOCOL};
use crate::saml::xml::{Limits, parse};
use jiff::Timestamp;
use roxmltree::{Document, Node};
use std::collections::BTreeMap;

/// What an assertion and its response say.
#[derive(Debug, Clone, Default)]
pub(in crate::practice) struct Facts {
    /// `Response/Issuer`.
    pub(in crate::practice) response_issuer: Option<String>,
    /// `Assertion/Issuer`.
    pub(in crate::practice) issuer: String,
    /// The response's identifier.
    pub(in crate::practice) response_id: String,
    /// The assertion's identifier.
    pub(in crate::practice) assertion_id: String,
    /// `Destination`.
    pub(in crate::practice) destination: Option<String>,
    /// `Recipient`.
    pub(in crate::practice) recipient: Option<String>,
    /// All audiences.
    pub(in crate::practice) audiences: Vec<String>,
    /// `InResponseTo`.
    pub(in crate::practice) in_response_to: Option<String>,
    /// `NotBefore` of the conditions.
    pub(in crate::practice) not_before: Option<Timestamp>,
    /// The earlier `NotOnOrAfter` of conditions and confirmation.
    pub(in crate::practice) not_on_or_after: Option<Timestamp>,
    /// The subject's name.
    pub(in crate::practice) subject: String,
    /// What is said of the subject beside its name, under the names of a provider's profile.
    pub(in crate::practice) about_subject: BTreeMap<&'static str, String>,
    /// Attributes by name.
    pub(in crate::practice) attributes: BTreeMap<String, Vec<String>>,
}

/// A response as text.
pub(in crate::practice) fn decode(field: &str) -> Option<String> {
    if field.len() > MOST_BYTES {
        return None;
    }
    String::from_utf8(decode_base64(field)?).ok()
}

/// The tree of a message, bounded in size and depth.
pub(in crate::practice) fn tree(text: &str) -> Option<Document<'_>> {
    let limits = Limits {
        bytes: MOST_BYTES,
        depth: 40,
        nodes: 10_000,
        ..Limits::default()
    };
    parse(text, &limits).ok()
}

/// Whether the response says that all went well (SAML Core §3.2.2.2).
pub(in crate::practice) fn success(tree: &Document<'_>) -> bool {
    let code = child(tree.root_element(), PROTOCOL, "Status")
        .and_then(|status| child(status, PROTOCOL, "StatusCode"));
    code.and_then(|code| code.attribute("Value")) == Some("urn:oasis:names:tc:SAML:2.0:status:Success")
}

/// The issuer the response names, signed or not; only good for finding the provider.
pub(in crate::practice) fn claimed_issuer(tree: &Document<'_>) -> Option<String> {
    let root = tree.root_element();
    let inner = child(root, ASSERTION, "Assertion").and_then(|assertion| text_of(assertion, "Issuer"));
    text_of(root, "Issuer").or(inner)
}

/// The facts of a response; only direct child assertions count, and there must be exactly one.
pub(in crate::practice) fn facts(tree: &Document<'_>) -> Option<Facts> {
    let root = tree.root_element();
    if !root.has_tag_name((PROTOCOL, "Response")) {
        return None;
    }
    let mut assertions = root
        .children()
        .filter(|node| node.has_tag_name((ASSERTION, "Assertion")));
    let assertion = assertions.next().filter(|_| assertions.next().is_none())?;
    let subject = child(assertion, ASSERTION, "Subject")?;
    let confirmation = child(subject, ASSERTION, "SubjectConfirmation");
    let data = confirmation.and_then(|node| child(node, ASSERTION, "SubjectConfirmationData"));
    let conditions = child(assertion, ASSERTION, "Conditions");
    let own = |node: Option<Node<'_, '_>>, name: &str| {
        node.and_then(|node| node.attribute(name)).map(str::to_owned)
    };
    let time = |node, name: &str| own(node, name).and_then(|text| text.parse().ok());
    Some(Facts {
        response_issuer: text_of(root, "Issuer"),
        issuer: text_of(assertion, "Issuer")?,
        response_id: root.attribute("ID")?.to_owned(),
        assertion_id: assertion.attribute("ID")?.to_owned(),
        destination: root.attribute("Destination").map(str::to_owned),
        recipient: own(data, "Recipient"),
        audiences: audiences(conditions),
        in_response_to: root
            .attribute("InResponseTo")
            .map(str::to_owned)
            .or_else(|| own(data, "InResponseTo")),
        not_before: time(conditions, "NotBefore"),
        not_on_or_after: [time(conditions, "NotOnOrAfter"), time(data, "NotOnOrAfter")]
            .into_iter()
            .flatten()
            .min(),
        subject: text_of(subject, "NameID")?,
        about_subject: about_subject(assertion, subject),
        attributes: attributes(assertion),
    })
}

/// What an assertion says of its subject beside the name, under the names of a provider's profile.
fn about_subject(assertion: Node<'_, '_>, subject: Node<'_, '_>) -> BTreeMap<&'static str, String> {
    let name = child(subject, ASSERTION, "NameID");
    let confirmation = child(subject, ASSERTION, "SubjectConfirmation");
    let context = child(assertion, ASSERTION, "AuthnStatement")
        .and_then(|statement| child(statement, ASSERTION, "AuthnContext"))
        .and_then(|context| text_of(context, "AuthnContextClassRef"));
    let own = |node: Option<Node<'_, '_>>, name: &str| Some(node?.attribute(name)?.to_owned());
    let told = [
        ("subjectNameFormat", own(name, "Format")),
        ("subjectNameQualifier", own(name, "NameQualifier")),
        ("subjectSpNameQualifier", own(name, "SPNameQualifier")),
        ("subjectSpProvidedId", own(name, "SPProvidedID")),
        ("subjectConfirmationMethod", own(confirmation, "Method")),
        ("authnContextClassRef", context),
    ];
    told.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn child<'a, 'i>(node: Node<'a, 'i>, space: &str, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.has_tag_name((space, name)))
}

/// The text of a child of the assertion namespace, comments left out, so that none can cut a name short.
fn text_of(node: Node<'_, '_>, name: &str) -> Option<String> {
    child(node, ASSERTION, name).map(text)
}

fn text(node: Node<'_, '_>) -> String {
    let parts: String = node
        .children()
        .filter(Node::is_text)
        .filter_map(|part| part.text())
        .collect();
    parts.trim().to_owned()
}

fn audiences(conditions: Option<Node<'_, '_>>) -> Vec<String> {
    let nodes = conditions.into_iter().flat_map(|node| node.descendants());
    nodes
        .filter(|node| node.has_tag_name((ASSERTION, "Audience")))
        .map(text)
        .collect()
}

fn attributes(assertion: Node<'_, '_>) -> BTreeMap<String, Vec<String>> {
    let all = assertion
        .descendants()
        .filter(|node| node.has_tag_name((ASSERTION, "Attribute")));
    let values = |node: Node<'_, '_>| {
        node.children()
            .filter(|value| value.has_tag_name((ASSERTION, "AttributeValue")))
            .map(text)
            .collect()
    };
    all.filter_map(|node| Some((node.attribute("Name")?.to_owned(), values(node))))
        .collect()
}
