//! One request and its answer against the operation of the specification that they belong to.

use crate::witness::{
    document::{self, Operation},
    schema::{self, Way},
    unknown,
};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// A request and its answer.
#[derive(Clone, Default)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    /// The path as sent, without the query.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) answer_headers: Vec<(String, String)>,
    pub(crate) answer: Vec<u8>,
    /// Whether the request is held to the specification, too: one that is refused on purpose is not.
    pub(crate) earnest: bool,
    /// Whether it came from the program or from the orgs themselves, which send nothing that is ignored.
    pub(crate) own: bool,
}

/// Something that is not as the specification says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference {
    /// The operation, or verb and path where there is none.
    pub(crate) operation: String,
    /// `request`, or the status of the answer.
    pub(crate) part: String,
    /// A pointer with `*` for places in lists, or `query`, `header`, `status`.
    pub(crate) at: String,
    /// The broken rule: a keyword of JSON Schema, or `unknown`, `missing`, `undocumented`.
    pub(crate) rule: String,
    /// More about it, for people.
    pub(crate) detail: String,
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

/// The operation an exchange belongs to, and everything that is not as it says.
pub(crate) fn judge(exchange: &Exchange) -> (Option<&'static Operation>, Vec<Difference>) {
    let Some(operation) = document::find(&exchange.method, &exchange.path) else {
        let known = exchange.status == 404 || exchange.status == 405 || !exchange.earnest;
        let place = format!("{} {}", exchange.method, gaps(&exchange.path));
        let difference = difference(&place, "request", "path", "unknown", "no such operation");
        return (None, if known { Vec::new() } else { vec![difference] });
    };
    let mut found = Vec::new();
    if exchange.earnest {
        parameters(operation, exchange, &mut found);
        request(operation, exchange, &mut found);
    }
    answer(operation, exchange, &mut found);
    (Some(operation), found)
}

fn difference(operation: &str, part: &str, at: &str, rule: &str, detail: &str) -> Difference {
    Difference {
        operation: operation.to_owned(),
        part: part.to_owned(),
        at: at.to_owned(),
        rule: rule.to_owned(),
        detail: detail.to_owned(),
    }
}

fn parameters(operation: &Operation, exchange: &Exchange, found: &mut Vec<Difference>) {
    let mut note = |at: &str, rule: &str, detail: &str| {
        found.push(difference(&operation.id, "request", at, rule, detail));
    };
    let named = |name: &str| {
        let mut known = operation.parameters.iter();
        known.find(|parameter| parameter["in"] == "query" && parameter["name"] == name)
    };
    for (name, value) in &exchange.query {
        let at = format!("query {name}");
        let Some(parameter) = named(name) else {
            if exchange.own {
                note(&at, "unknown", value);
            }
            continue;
        };
        let schema = document::follow(operation.document, &parameter["schema"]);
        let value = typed(schema, value);
        let key = format!("{} {at}", operation.id);
        for (_, rule, detail) in broken(operation, &key, schema, &value, Way::Request) {
            note(&at, &rule, &detail);
        }
    }
    for parameter in &operation.parameters {
        let name = parameter["name"].as_str().unwrap_or_default();
        let sent = match parameter["in"].as_str() {
            Some("query") => exchange.query.iter().any(|(known, _)| known == name),
            Some("header") => header(&exchange.headers, &name.to_lowercase()).is_some(),
            _ => true,
        };
        if parameter["required"] == true && !sent {
            note(
                &format!("{} {name}", parameter["in"].as_str().unwrap_or_default()),
                "missing",
                "required",
            );
        }
    }
}

/// A query value as the type its schema wants.
fn typed(schema: &Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("integer" | "number" | "boolean") => {
            serde_json::from_str(&text.to_lowercase()).unwrap_or_else(|_| json!(text))
        }
        Some("array") => json!(text.split(',').collect::<Vec<_>>()),
        _ => json!(text),
    }
}

fn request(operation: &Operation, exchange: &Exchange, found: &mut Vec<Difference>) {
    let mut note = |at: &str, rule: &str, detail: &str| {
        found.push(difference(&operation.id, "request", at, rule, detail));
    };
    if exchange.body.is_empty() {
        if operation.needs_body {
            note("body", "missing", "a body is required");
        }
        return;
    }
    let kind = header(&exchange.headers, "content-type").unwrap_or_default();
    let Some(schema) = schema_for(&operation.request, kind) else {
        if exchange.own {
            note("header content-type", "unknown", kind);
        }
        return;
    };
    if schema["format"] == "binary" {
        return;
    }
    let body: Value = serde_json::from_slice(&exchange.body).unwrap_or(Value::Null);
    let key = format!("{} request {kind}", operation.id);
    for (at, rule, detail) in broken(operation, &key, schema, &body, Way::Request) {
        note(&at, &rule, &detail);
    }
    for at in unknown::members(operation.document, schema, &body) {
        note(&at, "unknown", "");
    }
}

fn schema_for<'s>(contents: &'s [(String, Value)], kind: &str) -> Option<&'s Value> {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    contents
        .iter()
        .find(|(known, _)| known == kind)
        .map(|(_, schema)| schema)
}

fn answer(operation: &Operation, exchange: &Exchange, found: &mut Vec<Difference>) {
    let status = exchange.status.to_string();
    let mut note = |at: &str, rule: &str, detail: &str| {
        found.push(difference(&operation.id, &status, at, rule, detail));
    };
    for name in [
        "x-rate-limit-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-reset",
        "x-okta-request-id",
        "date",
    ] {
        if header(&exchange.answer_headers, name).is_none() {
            note(&format!("header {name}"), "missing", "");
        }
    }
    let kind = header(&exchange.answer_headers, "content-type").unwrap_or_default();
    let described = operation.answers.iter().find(|(known, _)| *known == status);
    let error = json!({ "$ref": "#/components/schemas/Error" });
    let schema = match described {
        Some((_, contents)) if contents.is_empty() => {
            if !exchange.answer.is_empty() {
                note("body", "unknown", "no body is described");
            }
            return;
        }
        Some((_, contents)) => match schema_for(contents, kind) {
            Some(schema) => schema,
            None => return note("header content-type", "unknown", kind),
        },
        // Operations list only some refusals; those of the error codes hold for all of them.
        None if exchange.status >= 400
            && operation.document["components"]["schemas"]["Error"].is_object() =>
        {
            &error
        }
        None => return note("status", "undocumented", ""),
    };
    if !kind.starts_with("application/json") {
        return;
    }
    let Ok(body) = serde_json::from_slice::<Value>(&exchange.answer) else {
        return note("body", "missing", "no JSON");
    };
    let key = format!("{} {status}", operation.id);
    for (at, rule, detail) in broken(operation, &key, schema, &body, Way::Answer) {
        note(&at, &rule, &detail);
    }
    for at in unknown::members(operation.document, schema, &body) {
        note(&at, "unknown", "");
    }
    if exchange.status >= 400 {
        for why in document::error_codes()
            .iter()
            .filter_map(|known| refusal(known, exchange.status, &body))
        {
            note("/errorCode", "undocumented", &why);
        }
    }
    if operation.id == "listLogEvents" {
        let kinds = body
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|event| event["eventType"].as_str());
        for kind in kinds.filter(|kind| !document::event_types().iter().any(|known| known == kind)) {
            note("/*/eventType", "undocumented", kind);
        }
    }
}

/// What a refusal says otherwise than the error codes do: the status of its code, and the text around the gaps.
fn refusal(codes: &BTreeMap<String, (u16, String)>, status: u16, body: &Value) -> Option<String> {
    let code = body["errorCode"].as_str().unwrap_or_default();
    let Some((known, template)) = codes.get(code) else {
        return Some(format!("{code} is no error code"));
    };
    // The catalogue puts two spaces where recordings have one.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (summary, template) = (
        plain(body["errorSummary"].as_str().unwrap_or_default()),
        plain(template),
    );
    let mut said = summary.as_str();
    let parts = template
        .split(['{', '}'])
        .step_by(2)
        .map(str::trim)
        .filter(|part| !part.is_empty());
    for part in parts {
        match said.find(part) {
            Some(at) => said = said.get(at + part.len()..).unwrap_or_default(),
            None => return Some(format!("{code} says {summary}, not {template}")),
        }
    }
    (*known != status).then(|| format!("{code} comes with {known}, not {status}"))
}

/// Broken rules of a schema: where, which, and in what words.
fn broken(
    operation: &Operation,
    key: &str,
    schema: &Value,
    instance: &Value,
    way: Way,
) -> Vec<(String, String, String)> {
    let validator = validator(operation, key, schema, way);
    let mut found: Vec<(String, String, String)> = Vec::new();
    for error in validator.iter_errors(instance) {
        let at = places(&error.instance_path().to_string());
        let rule = error.kind().keyword().to_owned();
        if !found
            .iter()
            .any(|(known, broken, _)| *known == at && *broken == rule)
        {
            found.push((at, rule, error.to_string().chars().take(300).collect()));
        }
    }
    found
}

/// A path with gaps where identifiers stand.
fn gaps(path: &str) -> String {
    let segments = path
        .split('/')
        .map(|part| if part.len() >= 18 { "{}" } else { part });
    segments.collect::<Vec<_>>().join("/")
}

/// A pointer with `*` for places in lists.
fn places(pointer: &str) -> String {
    let segments = pointer.split('/').map(|part| {
        let place = !part.is_empty() && part.chars().all(|letter| letter.is_ascii_digit());
        if place { "*" } else { part }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The validator of a schema, made once a process.
fn validator(operation: &Operation, key: &str, schema: &Value, way: Way) -> Arc<Validator> {
    static MADE: Mutex<BTreeMap<String, Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let build = || {
        let schema = schema::complete(operation.document, schema, way);
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        Arc::new(options.build(&schema).unwrap())
    };
    Arc::clone(made.entry(key.to_owned()).or_insert_with(build))
}
