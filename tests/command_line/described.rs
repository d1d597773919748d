//! Reads what is written about the output of `--json`, and compares it with what was printed.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Output,
};

const DESCRIPTION: &str = include_str!("../../src/cli/schema.md");

/// By the type of the object: the members of it, each as a path such as `items[].id`.
pub(crate) type Members = BTreeMap<String, BTreeSet<String>>;

/// Every member that was printed has to be described, and every one that is described printed; but what lies below a
/// member that was `null`, or in a list that was empty, may stay unseen.
pub(crate) fn compare(printed: &Members, kinds: &[&str]) {
    let described = described();
    for &kind in kinds {
        let (known, seen) = (described.get(kind).unwrap(), printed.get(kind).unwrap());
        let list_of_objects = |member: &&String| {
            member.ends_with("[]") && known.iter().any(|other| other.starts_with(&format!("{member}.")))
        };
        let unknown: Vec<&String> = seen
            .difference(known)
            .filter(|one| !list_of_objects(one))
            .collect();
        assert!(
            unknown.is_empty(),
            "`{kind}`: src/cli/schema.md does not describe {unknown:?}"
        );
        // A member that may be `null` is described twice: itself, and what it holds where it is not.
        let below_null = |member: &String| {
            let mut above = member.match_indices('.').map(|(end, _)| &member[..end]);
            let holds = |above: &str| seen.iter().any(|other| other.starts_with(&format!("{above}.")));
            above.any(|above| seen.contains(above) && !holds(above)) || holds(member)
        };
        let unseen: Vec<&String> = known
            .difference(seen)
            .filter(|member| !below_null(member))
            .collect();
        assert!(
            unseen.is_empty(),
            "`{kind}`: src/cli/schema.md describes what nothing prints: {unseen:?}"
        );
    }
    let others: Vec<&String> = printed
        .keys()
        .filter(|kind| !kinds.contains(&kind.as_str()))
        .collect();
    assert!(
        others.is_empty(),
        "objects of another type were printed: {others:?}"
    );
}

#[test]
fn the_description_is_read_as_it_is_meant() {
    let described = described();
    assert!(described["report"].contains("items[].findings[].advice.link.url"));
    assert!(described["plan"].contains("actions[].after.*"));
    assert!(described["practice"].contains("sources[].users[].login"));
}

fn described() -> Members {
    let mut members = Members::new();
    let mut kind = "";
    for line in DESCRIPTION.lines() {
        if let Some(title) = line.strip_prefix("## `") {
            kind = title.trim_end_matches('`');
        } else if let Some(row) = line.strip_prefix("| `") {
            let names = row.split(" | ").next().unwrap();
            let own = members.entry(kind.to_owned()).or_default();
            own.extend(names.split(", ").map(|name| name.trim_matches('`').to_owned()));
        }
    }
    members
}

pub(crate) fn note_all(printed: &mut Members, output: &Output) {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(!text.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    for line in text.lines() {
        note(printed, &serde_json::from_str(line).unwrap());
    }
}

pub(crate) fn note(printed: &mut Members, object: &Value) {
    assert_eq!(object["schema"], 1);
    let kind = object["type"].as_str().unwrap().to_owned();
    walk(object, "", printed.entry(kind).or_default());
}

/// Only what has a value of its own is a member to be described; a value that may be left out is one as `null`, too.
fn walk(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let free = [".before", ".after", ".life"]
                    .iter()
                    .any(|end| path.ends_with(end));
                let name = if free { "*" } else { name };
                let path = if path.is_empty() {
                    name.to_owned()
                } else {
                    format!("{path}.{name}")
                };
                if free {
                    found.insert(path);
                } else {
                    walk(value, &path, found);
                }
            }
        }
        Value::Array(items) if items.is_empty() => {
            found.insert(format!("{path}[]"));
        }
        Value::Array(items) => {
            for item in items {
                walk(item, &format!("{path}[]"), found);
            }
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}
