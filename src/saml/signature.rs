//! XML signatures as SAML uses them (SAML Core §5.4, XML Signature 1.0): enveloped, over one element, by ID.
//!
//! Reads a signature into its parts, says which element it covers, and judges digest and signature apart, because
//! the two fail for different reasons. Says *what exactly* was signed; refuses to say whether it is to be believed.
//! Keys in the message are handed out as evidence and never used as if they were trusted.

mod key;
mod part;

use std::ops::Range;

use roxmltree::{Document, Node, NodeId};

use super::canonical::{Blanks, Method, canonical};
use super::certificate::Certificate;
use part::{bytes, child};

pub use key::{Hash, KeyVerdict, SignatureMethod};
pub use part::text_of;

/// The namespace of XML signatures (XML Signature §1.3).
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// The most certificates of one signature that are looked at.
const MAX_CERTIFICATES: usize = 5;

/// What a signature's reference points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The element that the signature stands in, named by its ID: what SAML asks for.
    Parent,
    /// The whole document, which the signature stands right within.
    Document,
    /// Another element, known by where it begins.
    Elsewhere(usize),
    /// No element.
    Nothing,
    /// More than one element carries the ID.
    Ambiguous,
}

/// How a reference's digest compares with what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DigestVerdict {
    /// The same.
    Right,
    /// The same once white space is undone that was put in after signing.
    RightButReformatted,
    /// Another.
    Wrong,
    /// It cannot be computed.
    Unjudged,
}

/// A signature in a document.
#[derive(Debug)]
pub struct Signature<'a, 'i> {
    node: Node<'a, 'i>,
    info: Option<Node<'a, 'i>>,
    canonicalization: Option<Method>,
    value: Option<Vec<u8>>,
    reference: Option<Reference<'a, 'i>>,
    /// How many references it has; SAML allows one.
    pub references: usize,
    /// How it was made, as far as that is known.
    pub method: Option<SignatureMethod>,
    /// The name of the method, as it is written.
    pub method_name: Option<String>,
    /// The certificates that it brings.
    pub certificates: Vec<Certificate>,
}

/// The reference of a signature to what it covers.
#[derive(Debug)]
struct Reference<'a, 'i> {
    uri: Option<&'a str>,
    enveloped: bool,
    canonicalization: Method,
    foreign: Vec<&'a str>,
    hash: Option<Hash>,
    hash_name: Option<&'a str>,
    digest: Option<Vec<u8>>,
    target: Option<Node<'a, 'i>>,
    ambiguous: bool,
}

/// Every signature of a document, in order.
pub fn signatures<'a, 'i>(document: &'a Document<'i>) -> Vec<Signature<'a, 'i>> {
    document
        .descendants()
        .filter(|node| node.has_tag_name((DSIG, "Signature")))
        .map(|node| Signature::read(document, node))
        .collect()
}

/// The elements that carry an ID, by whatever name SAML and XML Signature give the attribute.
pub fn identified<'a, 'i>(document: &'a Document<'i>) -> impl Iterator<Item = (&'a str, Node<'a, 'i>)> {
    document
        .descendants()
        .filter(Node::is_element)
        .filter_map(|node| Some((id_of(node)?, node)))
}

/// The ID of an element.
pub fn id_of<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    ["ID", "Id", "id", "AssertionID", "ResponseID"]
        .into_iter()
        .find_map(|name| node.attribute(name))
        .or_else(|| node.attribute(("http://www.w3.org/XML/1998/namespace", "id")))
}

impl<'a, 'i> Signature<'a, 'i> {
    fn read(document: &'a Document<'i>, node: Node<'a, 'i>) -> Self {
        let info = child(node, "SignedInfo");
        let method_name = info
            .and_then(|info| child(info, "SignatureMethod"))
            .and_then(|method| method.attribute("Algorithm"));
        let references: Vec<Node<'a, 'i>> = info
            .into_iter()
            .flat_map(|info| info.children())
            .filter(|part| part.has_tag_name((DSIG, "Reference")))
            .collect();
        let certificates = child(node, "KeyInfo")
            .into_iter()
            .flat_map(|info| info.descendants())
            .filter(|part| part.has_tag_name((DSIG, "X509Certificate")))
            .take(MAX_CERTIFICATES)
            .filter_map(|part| Certificate::from_base64(&text_of(part)).ok());
        Self {
            node,
            info,
            canonicalization: info
                .and_then(|info| child(info, "CanonicalizationMethod"))
                .and_then(Method::read),
            value: child(node, "SignatureValue").and_then(bytes),
            reference: references
                .first()
                .map(|reference| Reference::read(document, *reference)),
            references: references.len(),
            method: method_name.and_then(SignatureMethod::from_uri),
            method_name: method_name.map(str::to_owned),
            certificates: certificates.collect(),
        }
    }

    /// Where it stands in the text.
    pub fn place(&self) -> Range<usize> {
        self.node.range()
    }

    /// The element it stands in.
    pub fn parent(&self) -> Option<Node<'a, 'i>> {
        self.node.parent_element()
    }

    /// What it points to.
    pub fn target(&self) -> Target {
        let Some(reference) = &self.reference else {
            return Target::Nothing;
        };
        if reference.ambiguous {
            return Target::Ambiguous;
        }
        match (reference.target, self.parent()) {
            (Some(target), Some(parent)) if target == parent => {
                if reference.uri.is_none_or(str::is_empty) {
                    Target::Document
                } else {
                    Target::Parent
                }
            }
            (Some(target), _) => Target::Elsewhere(target.range().start),
            (None, _) => Target::Nothing,
        }
    }

    /// The element it points to.
    pub fn target_node(&self) -> Option<Node<'a, 'i>> {
        self.reference.as_ref().and_then(|reference| reference.target)
    }

    /// The address in its reference, as it is written.
    pub fn uri(&self) -> Option<&'a str> {
        self.reference.as_ref().and_then(|reference| reference.uri)
    }

    /// Transforms that SAML does not allow (SAML Core §5.4.4), by name.
    pub fn foreign_transforms(&self) -> &[&'a str] {
        self.reference
            .as_ref()
            .map_or(&[], |reference| &reference.foreign)
    }

    /// The hash of its reference, as far as it is known.
    pub fn digest_hash(&self) -> Option<Hash> {
        self.reference.as_ref().and_then(|reference| reference.hash)
    }

    /// The name of that hash, as it is written.
    pub fn digest_name(&self) -> Option<&'a str> {
        self.reference.as_ref().and_then(|reference| reference.hash_name)
    }

    /// The SAML elements that it hides in an `Object` of its own, which it does not cover.
    pub fn hidden(&self) -> Option<Node<'a, 'i>> {
        self.node
            .children()
            .filter(|part| part.has_tag_name((DSIG, "Object")))
            .flat_map(|object| object.descendants())
            .find(|part| id_of(*part).is_some())
    }

    /// The part that it lacks, in the words of XML Signature; `None` where it is whole.
    pub fn lacking(&self) -> Option<&'static str> {
        let reference = self.reference.as_ref();
        let parts = [
            (self.info.is_some(), "SignedInfo"),
            (self.canonicalization.is_some(), "CanonicalizationMethod"),
            (self.method_name.is_some(), "SignatureMethod"),
            (reference.is_some(), "Reference"),
            (reference.is_some_and(|r| r.hash_name.is_some()), "DigestMethod"),
            (reference.is_some_and(|r| r.digest.is_some()), "DigestValue"),
            (self.value.is_some(), "SignatureValue"),
        ];
        parts
            .into_iter()
            .find_map(|(there, name)| (!there).then_some(name))
    }

    /// Whether what it covers is still what was digested.
    pub fn digest(&self) -> DigestVerdict {
        let same = |blanks| {
            let reference = self.reference.as_ref()?;
            let target = reference.target.filter(|_| reference.foreign.is_empty())?;
            let left_out: Option<NodeId> = reference.enveloped.then(|| self.node.id());
            let written = canonical(target, &reference.canonicalization, left_out, blanks);
            let digest = reference.hash?.of(written.as_bytes());
            Some(digest == *reference.digest.as_ref()?)
        };
        match same(Blanks::Kept) {
            None => DigestVerdict::Unjudged,
            Some(true) => DigestVerdict::Right,
            Some(false) => {
                let undone = [Blanks::Dropped, Blanks::Trimmed]
                    .into_iter()
                    .any(|blanks| same(blanks) == Some(true));
                if undone {
                    DigestVerdict::RightButReformatted
                } else {
                    DigestVerdict::Wrong
                }
            }
        }
    }

    /// Whether it was made by the key in `certificate`.
    pub fn made_by(&self, certificate: &Certificate) -> KeyVerdict {
        let (Some(info), Some(canonicalization), Some(value), Some(method)) =
            (self.info, &self.canonicalization, &self.value, self.method)
        else {
            return KeyVerdict::Unjudged;
        };
        let verify = |blanks| {
            let written = canonical(info, canonicalization, None, blanks);
            key::verify(certificate, method, written.as_bytes(), value)
        };
        match verify(Blanks::Kept) {
            KeyVerdict::Wrong if has_blanks(info) => match verify(Blanks::Dropped) {
                KeyVerdict::Right => KeyVerdict::RightButReformatted,
                _ => match verify(Blanks::Trimmed) {
                    KeyVerdict::Right => KeyVerdict::RightButReformatted,
                    _ => KeyVerdict::Wrong,
                },
            },
            verdict => verdict,
        }
    }

    /// Whether it looks as if somebody had indented it: every part of it on a line of its own.
    pub fn looks_indented(&self) -> bool {
        let parts: Vec<Node<'_, '_>> = self
            .info
            .into_iter()
            .flat_map(|info| info.descendants())
            .filter(|part| part.is_element() && Some(*part) != self.info)
            .collect();
        !parts.is_empty() && parts.iter().all(|part| begins_a_line(*part))
    }
}

fn begins_a_line(node: Node<'_, '_>) -> bool {
    node.prev_sibling().is_some_and(|before| {
        before.is_text()
            && before
                .text()
                .is_some_and(|text| text.contains('\n') && text.trim().is_empty())
    })
}

fn has_blanks(node: Node<'_, '_>) -> bool {
    node.descendants()
        .any(|part| part.is_text() && part.text().is_some_and(|text| text.contains(char::is_whitespace)))
}

impl<'a, 'i> Reference<'a, 'i> {
    fn read(document: &'a Document<'i>, node: Node<'a, 'i>) -> Self {
        let transforms: Vec<Node<'a, 'i>> = child(node, "Transforms")
            .into_iter()
            .flat_map(|list| list.children())
            .filter(|part| part.has_tag_name((DSIG, "Transform")))
            .collect();
        let name = |transform: &Node<'a, 'i>| transform.attribute("Algorithm").unwrap_or_default();
        let foreign = transforms
            .iter()
            .filter(|transform| name(transform) != ENVELOPED && Method::read(**transform).is_none())
            .map(name);
        // A bare name selects an element without its comments (XML Signature §4.4.3.3), whatever the method says.
        let canonicalization = transforms.iter().find_map(|transform| Method::read(*transform));
        let canonicalization = Method {
            comments: false,
            ..canonicalization.unwrap_or_else(Method::inclusive)
        };
        let uri = node.attribute("URI");
        let (target, ambiguous) = resolve(document, uri);
        let hash_name = child(node, "DigestMethod").and_then(|method| method.attribute("Algorithm"));
        Self {
            uri,
            enveloped: transforms.iter().any(|transform| name(transform) == ENVELOPED),
            canonicalization,
            foreign: foreign.collect(),
            hash: hash_name.and_then(Hash::from_uri),
            hash_name,
            digest: child(node, "DigestValue").and_then(bytes),
            target,
            ambiguous,
        }
    }
}

/// The element that an address within the document names, and whether several carry that name.
fn resolve<'a, 'i>(document: &'a Document<'i>, uri: Option<&str>) -> (Option<Node<'a, 'i>>, bool) {
    let id = match uri {
        None | Some("") => return (Some(document.root_element()), false),
        Some(uri) => match uri.strip_prefix('#') {
            Some(id) => id,
            None => return (None, false),
        },
    };
    let mut carriers = identified(document)
        .filter(|(known, _)| *known == id)
        .map(|(_, node)| node);
    let first = carriers.next();
    (first, carriers.next().is_some())
}
