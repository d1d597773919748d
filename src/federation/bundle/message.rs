//! SAML messages: the name of the person, the attributes, and what could be tried out against them (digests, signatures,
//! encrypted parts) are replaced; everything else is treated as any text.

use super::{dictionary::Dictionary, redact::Redactor};
use crate::saml::xml::{self, Limits};
use std::ops::Range;

const OF_PERSON: [&str; 3] = ["NameID", "NameIdentifier", "AttributeValue"];
const GONE: [&str; 3] = ["DigestValue", "SignatureValue", "CipherValue"];

/// Takes in who is named.
pub(super) fn learn(dictionary: &mut Dictionary, text: &str) {
    dictionary.learn_addresses(text);
    for (_, name, value) in texts(text) {
        if OF_PERSON.contains(&name.as_str()) {
            dictionary.learn_person(&value);
        }
    }
}

/// The message with everything replaced that speaks of a person or an org.
pub(super) fn redacted(redactor: &Redactor, text: &str) -> String {
    let mut out = text.to_owned();
    for (place, name, value) in texts(text).into_iter().rev() {
        let other = if OF_PERSON.contains(&name.as_str()) {
            escaped(&redactor.of_person(&value))
        } else if GONE.contains(&name.as_str()) {
            "removed".to_owned()
        } else {
            continue;
        };
        out.replace_range(place, &other);
    }
    redactor.text(&out)
}

/// Every text with where it stands and the local name of its element.
fn texts(text: &str) -> Vec<(Range<usize>, String, String)> {
    let Ok(tree) = xml::parse(text, &Limits::default()) else {
        return Vec::new();
    };
    let nodes = tree.descendants().filter(roxmltree::Node::is_text);
    nodes
        .filter_map(|node| {
            let name = node.parent()?.tag_name().name().to_owned();
            Some((node.range(), name, node.text().unwrap_or_default().to_owned()))
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
