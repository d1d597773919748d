//! Which members of a document its schema does not know.
//!
//! JSON Schema lets unknown members pass; here they are what a typing error in a request looks like.

use crate::witness::document::{apps, follow};
use serde_json::Value;

/// Pointers of unknown members, with `*` in place of positions in lists.
pub(crate) fn members(document: &Value, schema: &Value, instance: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(document, &[schema], instance, ("", &mut found));
    found
}

fn walk(document: &Value, schemas: &[&Value], instance: &Value, (at, found): (&str, &mut Vec<String>)) {
    let mut known = Known::default();
    for schema in schemas {
        known.take(document, schema, instance);
    }
    match instance {
        Value::Array(list) => {
            for item in list {
                walk(document, &known.items, item, (&format!("{at}/*"), found));
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let at = format!("{at}/{name}");
                let schemas: Vec<&Value> = known
                    .properties
                    .iter()
                    .filter(|(known, _)| *known == name)
                    .map(|(_, schema)| *schema)
                    .collect();
                if !schemas.is_empty() {
                    walk(document, &schemas, value, (&at, found));
                } else if !known.open && !found.contains(&at) {
                    found.push(at);
                }
            }
        }
        _ => {}
    }
}

/// What some schemas together know about an instance.
#[derive(Default)]
struct Known<'d> {
    properties: Vec<(&'d String, &'d Value)>,
    items: Vec<&'d Value>,
    /// Whether anything may stand here.
    open: bool,
    /// Schemas taken in, as those with a discriminator and those that extend them lead to each other.
    seen: Vec<&'d Value>,
}

impl<'d> Known<'d> {
    fn take(&mut self, document: &'d Value, schema: &'d Value, instance: &Value) {
        let schema = follow(document, schema);
        if self.seen.iter().any(|known| std::ptr::eq(*known, schema)) {
            return;
        }
        self.seen.push(schema);
        let Some(fields) = schema.as_object() else {
            return;
        };
        self.properties
            .extend(schema["properties"].as_object().into_iter().flatten());
        self.items.extend(fields.get("items"));
        let parts = ["allOf", "anyOf", "oneOf"]
            .into_iter()
            .filter_map(|keyword| schema[keyword].as_array());
        for part in parts.flatten() {
            self.take(document, part, instance);
        }
        let word = schema["discriminator"]["propertyName"]
            .as_str()
            .and_then(|name| instance[name].as_str());
        let catalogue = if schema["discriminator"]["propertyName"] == "signOnMode" {
            apps(document)
        } else {
            Vec::new()
        };
        let app = catalogue.into_iter().find(|(name, _)| instance["name"] == *name);
        let target = match app {
            Some((_, schema)) => document["components"]["schemas"].get(schema),
            None => word
                .and_then(|word| schema["discriminator"]["mapping"].get(word)?.as_str())
                .and_then(|pointer| document.pointer(pointer.trim_start_matches('#'))),
        };
        if let Some(part) = target {
            self.take(document, part, instance);
        }
        let describes = [
            "properties",
            "items",
            "allOf",
            "anyOf",
            "oneOf",
            "enum",
            "pattern",
        ];
        let bare = !describes.iter().any(|keyword| fields.contains_key(*keyword));
        let about = fields
            .keys()
            .all(|key| ["description", "example", "title", "readOnly"].contains(&key.as_str()));
        self.open |= fields
            .get("additionalProperties")
            .is_some_and(|more| *more != Value::Bool(false))
            || (bare && !about && !fields.contains_key("discriminator"))
            || schema["properties"]
                .as_object()
                .is_some_and(serde_json::Map::is_empty);
    }
}
