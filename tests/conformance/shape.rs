//! The shape of a document: which members it has and of what kind their values are.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds by pointer, with `*` for places in lists.
pub(crate) type Shape = BTreeMap<String, BTreeSet<&'static str>>;

/// Members whose names are somebody's own choice: their members are not compared.
const OPEN: [&str; 3] = ["/profile", "/definitions/custom/properties", "/properties"];

/// The shape of a document.
pub(crate) fn of(value: &Value) -> Shape {
    let mut shape = Shape::new();
    walk("", value, &mut shape);
    shape
}

fn walk(at: &str, value: &Value, shape: &mut Shape) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    shape.entry(at.to_owned()).or_default().insert(kind);
    match value {
        Value::Array(list) => list.iter().for_each(|item| walk(&format!("{at}/*"), item, shape)),
        Value::Object(fields) if !OPEN.iter().any(|open| at.trim_start_matches("/*") == *open) => {
            fields
                .iter()
                .for_each(|(name, value)| walk(&format!("{at}/{name}"), value, shape));
        }
        _ => {}
    }
}

/// What differs: members of theirs that ours lacks, kinds that theirs does not have there, and members of ours that
/// nobody ever saw.
pub(crate) fn differences(theirs: &Shape, ours: &Shape, known: &Shape) -> Vec<String> {
    let parent = |at: &str| {
        at.rsplit_once('/')
            .map(|(parent, _)| parent.to_owned())
            .unwrap_or_default()
    };
    let mut found = Vec::new();
    for (at, kinds) in theirs {
        match ours.get(at) {
            None if ours.contains_key(&parent(at)) && !at.ends_with('*') => {
                found.push(format!("{at} is missing"));
            }
            Some(other) if !known.get(at).is_some_and(|all| other.is_subset(all)) => {
                found.push(format!("{at} is {} instead of {}", words(other), words(kinds)));
            }
            _ => {}
        }
    }
    let strange =
        |at: &&String| !known.contains_key(*at) && known.contains_key(&parent(at)) && !at.ends_with('*');
    found.extend(
        ours.keys()
            .filter(strange)
            .map(|at| format!("{at} is more than anybody saw")),
    );
    found
}

fn words(kinds: &BTreeSet<&'static str>) -> String {
    kinds.iter().copied().collect::<Vec<_>>().join(" or ")
}

/// Whether a text looks like an identifier of Okta's: 20 letters and digits, or a key's.
pub(crate) fn is_identifier(text: &str) -> bool {
    let plain = text
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_');
    let known = [
        "00", "0o", "0p", "rs", "oa", "gP", "pr", "ot", "os", "ft", "nz", "oc", "ca", "me", "KV", "JB", "IF",
    ];
    let object = text.len() == 20 && known.iter().any(|start| text.starts_with(start));
    let kid = text.len() == 43 || (text.len() == 36 && text.matches('-').count() == 4);
    let role = text.len() == 16
        && text
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit());
    plain && (object || kid || role)
}
