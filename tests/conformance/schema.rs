//! From a schema of the specification (`OpenAPI` 3.0) to one that a validator of JSON Schema understands.
//!
//! What differs between the two is translated: `nullable`, what is read-only or write-only, and `discriminator`.
//! Schemas with a discriminator exist twice: as they are, for those that extend them, and (`any-…`) as what may
//! stand where they are named: themselves or what the discriminator says. Apps are told apart by sign-on mode, those of
//! the catalogue by name first.

use crate::witness::document::{apps, follow, schema_name};
use serde_json::{Map, Value, json};

/// Which way a document travels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub(crate) enum Way {
    Request,
    Answer,
}

/// A schema with everything it refers to.
pub(crate) fn complete(document: &Value, schema: &Value, way: Way) -> Value {
    let mut translator = Translator {
        document,
        way,
        found: Map::new(),
        open: Vec::new(),
    };
    let mut root = translator.any(schema);
    while let Some(name) = translator.open.pop() {
        translator.define(&name);
    }
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["$defs"] = Value::Object(translator.found);
    root
}

struct Translator<'d> {
    document: &'d Value,
    way: Way,
    found: Map<String, Value>,
    open: Vec<String>,
}

/// Keywords that mean the same in both languages.
const SAME: [&str; 10] = [
    "type",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
];

impl Translator<'_> {
    /// A reference to a definition, which is translated later.
    fn refer(&mut self, name: String) -> Value {
        let reference = json!({ "$ref": format!("#/$defs/{name}") });
        if !self.found.contains_key(&name) && !self.open.contains(&name) {
            self.open.push(name);
        }
        reference
    }

    fn define(&mut self, name: &str) {
        let plain = name.strip_prefix("any-").unwrap_or(name).to_owned();
        let schema = self.document["components"]["schemas"][&plain].clone();
        let made = if name.starts_with("any-") {
            let base = self.refer(plain);
            let mut all = vec![base];
            all.extend(self.choices(&schema));
            json!({ "allOf": all })
        } else {
            self.translate(&schema, false)
        };
        self.found.insert(name.to_owned(), made);
    }

    /// A schema where it stands for itself, with whatever its discriminator allows.
    fn any(&mut self, schema: &Value) -> Value {
        self.place(schema, true)
    }

    /// A schema at a place; `any` unless it is extended there.
    fn place(&mut self, schema: &Value, any: bool) -> Value {
        let Some(reference) = schema["$ref"].as_str() else {
            return self.translate(schema, any);
        };
        let name = schema_name(reference).to_owned();
        let target = follow(self.document, schema);
        let chosen = any && target["discriminator"].is_object();
        let reference = self.refer(if chosen { format!("any-{name}") } else { name });
        if schema["nullable"] == true {
            json!({ "anyOf": [reference, { "type": "null" }] })
        } else {
            reference
        }
    }

    /// `if` the discriminator (or the name of an app) names a schema, `then` that one holds.
    fn choices(&mut self, schema: &Value) -> Vec<Value> {
        let property = schema["discriminator"]["propertyName"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let mapping = schema["discriminator"]["mapping"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let apps = if property == "signOnMode" {
            apps(self.document)
        } else {
            Vec::new()
        };
        let names: Vec<&str> = apps.iter().map(|(name, _)| *name).collect();
        let others = json!({ "not": { "properties": { "name": { "enum": names } }, "required": ["name"] } });
        let mut choices = Vec::new();
        for (word, target) in mapping {
            let then = self.place(&json!({ "$ref": target }), true);
            let says = json!({ "properties": { &property: { "const": word } }, "required": [&property] });
            let says = if names.is_empty() {
                says
            } else {
                json!({ "allOf": [says, others] })
            };
            choices.push(json!({ "if": says, "then": then }));
        }
        for (name, schema) in apps {
            let then = self.refer(schema.to_owned());
            let says = json!({ "properties": { "name": { "const": name } }, "required": ["name"] });
            choices.push(json!({ "if": says, "then": then }));
        }
        choices
    }

    fn translate(&mut self, schema: &Value, any: bool) -> Value {
        let Some(given) = schema.as_object() else {
            return json!(true);
        };
        let mut made = Map::new();
        for keyword in SAME {
            if let Some(value) = given.get(keyword) {
                made.insert(keyword.to_owned(), value.clone());
            }
        }
        if schema["format"] == "date-time" {
            made.insert("format".to_owned(), json!("date-time"));
        }
        self.members(given, &mut made);
        for keyword in ["allOf", "anyOf", "oneOf"] {
            if let Some(list) = given.get(keyword).and_then(Value::as_array) {
                let list: Vec<Value> = list.iter().map(|member| self.place(member, any)).collect();
                // Members of `oneOf` overlap in this specification; one that fits is enough.
                let keyword = if keyword == "oneOf" { "anyOf" } else { keyword };
                made.insert(keyword.to_owned(), Value::Array(list));
            }
        }
        if any && given.contains_key("discriminator") {
            let choices = self.choices(schema);
            made.remove("anyOf");
            let all = made.entry("allOf").or_insert_with(|| json!([]));
            all.as_array_mut().unwrap().extend(choices);
        }
        nullable(given, made)
    }

    fn members(&mut self, given: &Map<String, Value>, made: &mut Map<String, Value>) {
        let properties = given.get("properties").and_then(Value::as_object);
        if let Some(properties) = properties {
            let translated = properties
                .iter()
                .map(|(name, schema)| (name.clone(), self.any(schema)));
            made.insert("properties".to_owned(), Value::Object(translated.collect()));
        }
        let foreign = if self.way == Way::Request {
            "readOnly"
        } else {
            "writeOnly"
        };
        let theirs = |name: &Value| {
            let property = properties.and_then(|known| known.get(name.as_str()?));
            property.map(|schema| schema[foreign] == true || follow(self.document, schema)[foreign] == true)
        };
        if let Some(required) = given.get("required").and_then(Value::as_array) {
            let needed: Vec<&Value> = required
                .iter()
                .filter(|name| theirs(name) != Some(true))
                .collect();
            made.insert("required".to_owned(), json!(needed));
        }
        for keyword in ["items", "additionalProperties"] {
            match given.get(keyword) {
                Some(schema @ Value::Object(_)) => {
                    made.insert(keyword.to_owned(), self.any(schema));
                }
                Some(schema @ Value::Bool(_)) => {
                    made.insert(keyword.to_owned(), schema.clone());
                }
                _ => {}
            }
        }
    }
}

fn nullable(given: &Map<String, Value>, mut made: Map<String, Value>) -> Value {
    if given.get("nullable") != Some(&Value::Bool(true)) {
        return Value::Object(made);
    }
    if let Some(Value::Array(words)) = made.get_mut("enum") {
        words.push(Value::Null);
    }
    match made.remove("type") {
        Some(kind) if !made.contains_key("allOf") && !made.contains_key("anyOf") => {
            made.insert("type".to_owned(), json!([kind, "null"]));
            Value::Object(made)
        }
        kind => {
            made.extend(kind.map(|kind| ("type".to_owned(), kind)));
            json!({ "anyOf": [made, { "type": "null" }] })
        }
    }
}
