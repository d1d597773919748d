//! What every kept file begins with: what it is, in which schema, who wrote it and when. Knows how to tell a newer
//! file from a damaged one, and carries fields that it does not know from loading to saving.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::file::{read_bounded, set_aside, write_atomically};
use super::problem::{LoadProblem, SaveProblem};

/// The most bytes of a file that is loaded.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
const MAX_VERSION_CHARS: usize = 40;
const KNOWN_FIELDS: [&str; 5] = ["format", "schema", "written_by", "saved_at", "body"];

/// One kind of file.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What it is, in its own words, as in `org2org-setup connection`.
    pub name: &'static str,
    /// The schema this version writes.
    pub schema: u32,
    /// Brings the body of an earlier schema up to [`Self::schema`]; `None` where that cannot be done. A renamed field
    /// belongs here, not into an alias: its old name would be kept as an unknown field beside the new one.
    pub migrate: fn(from: u32, body: Value) -> Option<Value>,
}

/// What was in a file.
#[derive(Debug, Clone)]
pub struct Loaded<T> {
    /// What it is about.
    pub body: T,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The version of this program that wrote it.
    pub written_by: String,
    /// What this version does not know and must write again.
    pub kept: Kept,
}

/// Fields of a file that this version does not know. Handed to the next save, they are written again, unless what
/// they belonged to is gone. Numbers with a fraction may differ in
/// their last digit; this program writes none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept {
    beside_body: Map<String, Value>,
    body: Unknown,
}

/// Unknown fields of one object, and of the known fields within it.
#[derive(Debug, Clone, Default, PartialEq)]
struct Unknown {
    fields: Map<String, Value>,
    within: BTreeMap<String, Self>,
}

/// Why bytes are no file of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// No JSON, or not in the form that its schema has.
    Damaged,
    /// Sound JSON of another kind.
    OtherFormat,
    /// Written in a schema that is still to come.
    Newer {
        /// The version of this program that wrote it.
        written_by: String,
        /// The schema it is in.
        schema: u32,
    },
    /// Written in a schema that cannot be brought up to date.
    NotMigrated {
        /// The schema it is in.
        schema: u32,
    },
}

/// Loads the file at `path`; a damaged one is set aside.
pub(super) fn load<T>(path: &Path, format: &Format) -> Result<Loaded<T>, LoadProblem>
where
    T: Serialize + DeserializeOwned,
{
    let bytes = read(path)?;
    from_bytes(&bytes, format).map_err(|unfit| {
        let path = path.to_path_buf();
        match unfit {
            Unfit::Damaged => damaged(&path),
            Unfit::OtherFormat => LoadProblem::OtherFormat {
                path,
                expected: format.name,
            },
            Unfit::Newer { written_by, schema } => LoadProblem::Newer {
                path,
                written_by,
                schema,
            },
            Unfit::NotMigrated { schema } => LoadProblem::NotMigrated { path, schema },
        }
    })
}

/// What the bytes of a file hold.
pub(super) fn from_bytes<T>(bytes: &[u8], format: &Format) -> Result<Loaded<T>, Unfit>
where
    T: Serialize + DeserializeOwned,
{
    let document = serde_json::from_slice::<Value>(bytes).map_err(|_| Unfit::Damaged)?;
    let mut fields = fields_of(document, format).ok_or(Unfit::OtherFormat)?;
    let schema = schema(&fields).ok_or(Unfit::Damaged)?;
    let written_by = written_by(&fields);
    if schema > format.schema {
        return Err(Unfit::Newer { written_by, schema });
    }
    let saved_at = saved_at(&fields).ok_or(Unfit::Damaged)?;
    let mut raw = fields.remove("body").ok_or(Unfit::Damaged)?;
    if schema < format.schema {
        raw = (format.migrate)(schema, raw).ok_or(Unfit::NotMigrated { schema })?;
    }
    let body = serde_json::from_value::<T>(raw.clone()).map_err(|_| Unfit::Damaged)?;
    let kept = Kept::of(fields, &raw, &body);
    Ok(Loaded {
        body,
        saved_at,
        written_by,
        kept,
    })
}

/// Saves `body` and what was kept of the file it came from.
pub(super) fn save<T: Serialize>(
    path: &Path,
    format: &Format,
    body: &T,
    kept: &Kept,
    now: Timestamp,
) -> Result<(), SaveProblem> {
    let bytes = to_bytes(format, body, kept, now).map_err(|source| SaveProblem::NoJson {
        path: path.to_path_buf(),
        source,
    })?;
    write_atomically(path, &bytes).map_err(|source| SaveProblem::NotWritten {
        path: path.to_path_buf(),
        source,
    })
}

/// The bytes of a file with `body` and what was kept of the file it came from.
pub(super) fn to_bytes<T: Serialize>(
    format: &Format,
    body: &T,
    kept: &Kept,
    now: Timestamp,
) -> serde_json::Result<Vec<u8>> {
    let mut body = serde_json::to_value(body)?;
    kept.body.add_to(&mut body);
    let mut document = json!({
        "format": format.name,
        "schema": format.schema,
        "written_by": env!("CARGO_PKG_VERSION"),
        "saved_at": now,
        "body": body,
    });
    let beside = Unknown {
        fields: kept.beside_body.clone(),
        within: BTreeMap::new(),
    };
    beside.add_to(&mut document);
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn read(path: &Path) -> Result<Vec<u8>, LoadProblem> {
    let bytes = File::open(path).and_then(|mut file| read_bounded(&mut file, MAX_BYTES));
    match bytes {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(LoadProblem::TooLarge {
            path: path.to_path_buf(),
            limit: MAX_BYTES,
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(LoadProblem::Missing {
            path: path.to_path_buf(),
        }),
        Err(source) => Err(LoadProblem::Unreadable {
            path: path.to_path_buf(),
            source,
        }),
    }
}

fn damaged(path: &Path) -> LoadProblem {
    let path: PathBuf = path.to_path_buf();
    match set_aside(&path) {
        Ok(kept_as) => LoadProblem::Damaged { path, kept_as },
        Err(source) => LoadProblem::DamagedInPlace { path, source },
    }
}

fn fields_of(document: Value, format: &Format) -> Option<Map<String, Value>> {
    match document {
        Value::Object(fields) if fields.get("format").and_then(Value::as_str) == Some(format.name) => {
            Some(fields)
        }
        _ => None,
    }
}

fn schema(fields: &Map<String, Value>) -> Option<u32> {
    fields.get("schema")?.as_u64()?.try_into().ok()
}

fn written_by(fields: &Map<String, Value>) -> String {
    let version = fields
        .get("written_by")
        .and_then(Value::as_str)
        .unwrap_or("unknown");
    version
        .chars()
        .filter(|c| !c.is_control())
        .take(MAX_VERSION_CHARS)
        .collect()
}

fn saved_at(fields: &Map<String, Value>) -> Option<Timestamp> {
    fields.get("saved_at")?.as_str()?.parse().ok()
}

impl Kept {
    fn of<T: Serialize>(mut beside_body: Map<String, Value>, raw: &Value, body: &T) -> Self {
        beside_body.retain(|name, _| !KNOWN_FIELDS.contains(&name.as_str()));
        let known = serde_json::to_value(body).unwrap_or(Value::Null);
        Self {
            beside_body,
            body: Unknown::of(raw, &known),
        }
    }
}

impl Unknown {
    /// What `raw` has and `known`, the same read and written again, has not.
    fn of(raw: &Value, known: &Value) -> Self {
        let (Value::Object(raw), Value::Object(known)) = (raw, known) else {
            return Self::default();
        };
        let mut unknown = Self::default();
        for (name, value) in raw {
            match known.get(name) {
                None => drop(unknown.fields.insert(name.clone(), value.clone())),
                Some(known) => {
                    let within = Self::of(value, known);
                    if within != Self::default() {
                        unknown.within.insert(name.clone(), within);
                    }
                }
            }
        }
        unknown
    }

    fn add_to(&self, value: &mut Value) {
        let Value::Object(fields) = value else { return };
        for (name, unknown) in &self.fields {
            fields.entry(name).or_insert_with(|| unknown.clone());
        }
        for (name, within) in &self.within {
            if let Some(value) = fields.get_mut(name) {
                within.add_to(value);
            }
        }
    }
}
