//! Okta's specification: its operations by verb and path, and its schemas by name.
//!
//! Parsed once a process out of `../shared/okta`; where that is absent there is nothing, and everybody says so.

use serde_json::Value;
use std::{collections::BTreeMap, fs, path::PathBuf, sync::OnceLock};

/// The documents, the more general one first.
const FILES: [&str; 2] = ["management.yaml", "oauth.yaml"];

/// An operation of a document.
pub(crate) struct Operation {
    /// Its `operationId`.
    pub(crate) id: String,
    pub(crate) method: String,
    /// The path with gaps in braces.
    pub(crate) path: String,
    /// Parameters of path and operation, references followed.
    pub(crate) parameters: Vec<Value>,
    /// Schemas of the request body by content type; empty without a body.
    pub(crate) request: Vec<(String, Value)>,
    /// Whether a body must be sent.
    pub(crate) needs_body: bool,
    /// Answers: status, and schemas by content type.
    pub(crate) answers: Vec<(String, Vec<(String, Value)>)>,
    /// The document it stands in.
    pub(crate) document: &'static Value,
}

/// The folder with Okta's specification and the recordings.
pub(crate) fn folder() -> PathBuf {
    let shared = std::env::var_os("ORG2ORG_SHARED").map(PathBuf::from);
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    shared.unwrap_or_else(beside).join("okta")
}

/// All operations; none where the specification is absent.
pub(crate) fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| documents().iter().flat_map(read).collect())
}

/// Error codes with their status and text; `None` where they are absent.
pub(crate) fn error_codes() -> Option<&'static BTreeMap<String, (u16, String)>> {
    static CODES: OnceLock<Option<BTreeMap<String, (u16, String)>>> = OnceLock::new();
    let read = || {
        let list = json_file("error-codes.json")?;
        let row = |error: &Value| {
            let status = error["statusCode"]
                .as_u64()
                .and_then(|status| u16::try_from(status).ok())?;
            let text = |field: &str| error[field].as_str().map(str::to_owned);
            Some((text("errorCode")?, (status, text("errorSummary")?)))
        };
        Some(list.get("errors")?.as_array()?.iter().filter_map(row).collect())
    };
    CODES.get_or_init(read).as_ref()
}

/// Types of events of the System Log.
pub(crate) fn event_types() -> &'static [String] {
    static TYPES: OnceLock<Vec<String>> = OnceLock::new();
    TYPES.get_or_init(|| {
        let list = json_file("event-types.json").unwrap_or_default();
        let types = list.as_array().into_iter().flatten();
        types
            .filter_map(|kind| kind["id"].as_str().map(str::to_owned))
            .collect()
    })
}

fn json_file(name: &str) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(folder().join(name)).ok()?).ok()
}

/// The parsed documents; none where the specification is absent.
fn documents() -> &'static [Value] {
    static DOCUMENTS: OnceLock<Vec<Value>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let texts = FILES
            .iter()
            .map(|file| fs::read_to_string(folder().join(file)).ok());
        let Some(texts) = texts.collect::<Option<Vec<String>>>() else {
            println!("skipped: Okta's specification is not at hand");
            return Vec::new();
        };
        texts
            .iter()
            .map(|text| serde_saphyr::from_str(text).unwrap())
            .collect()
    })
}

/// What a reference leads to, or the value itself.
pub(crate) fn follow<'v>(document: &'v Value, mut value: &'v Value) -> &'v Value {
    while let Some(reference) = value["$ref"].as_str() {
        value = document.pointer(reference.trim_start_matches('#')).unwrap();
    }
    value
}

/// Apps of the catalogue that the specification describes by their key names: key name and schema.
pub(crate) fn apps(document: &Value) -> Vec<(&str, &str)> {
    let schemas = document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten();
    schemas
        .filter_map(|(name, schema)| Some((schema["x-okta-defined-as"]["name"].as_str()?, name.as_str())))
        .collect()
}

/// The name of the schema a reference names.
pub(crate) fn schema_name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or_default()
}

fn read(document: &'static Value) -> impl Iterator<Item = Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(move |(path, item)| {
        let verbs = ["get", "post", "put", "patch", "delete"];
        let given = verbs.into_iter().filter_map(|verb| Some((verb, item.get(verb)?)));
        given.map(move |(verb, operation)| one(document, path, verb, (item, operation)))
    })
}

fn one(document: &'static Value, path: &str, verb: &str, (item, operation): (&Value, &Value)) -> Operation {
    let list = |value: &Value| value["parameters"].as_array().cloned().unwrap_or_default();
    let parameters = list(item).into_iter().chain(list(operation));
    let body = follow(document, &operation["requestBody"]);
    let answers = operation["responses"].as_object().into_iter().flatten();
    Operation {
        id: operation["operationId"].as_str().unwrap_or_default().to_owned(),
        method: verb.to_uppercase(),
        path: path.to_owned(),
        parameters: parameters
            .map(|parameter| follow(document, &parameter).clone())
            .collect(),
        request: contents(body),
        needs_body: body["required"] == true,
        answers: answers
            .map(|(status, answer)| (status.clone(), contents(follow(document, answer))))
            .collect(),
        document,
    }
}

fn contents(body: &Value) -> Vec<(String, Value)> {
    let kinds = body["content"].as_object().into_iter().flatten();
    kinds
        .map(|(kind, about)| (kind.clone(), about["schema"].clone()))
        .collect()
}

/// The operation for a verb and a path; among several, the one with the fewest gaps.
pub(crate) fn find(method: &str, path: &str) -> Option<&'static Operation> {
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let gaps = |operation: &&Operation| operation.path.matches('{').count();
    let fitting = operations()
        .iter()
        .filter(|operation| operation.method == method && fits(&operation.path, &segments));
    fitting.min_by_key(gaps)
}

fn fits(template: &str, segments: &[&str]) -> bool {
    let parts: Vec<&str> = template.split('/').filter(|part| !part.is_empty()).collect();
    parts.len() == segments.len()
        && parts
            .iter()
            .zip(segments)
            .all(|(part, segment)| part.starts_with('{') || part == segment)
}
