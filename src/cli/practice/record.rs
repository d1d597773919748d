//! `--record`: what the practice orgs were asked and what they answered, written down as it happens, one JSON object a
//! line, to be looked at by whoever wants to see every call. Credentials are left out, of headers and of bodies; refuses
//! to replace a file.

use crate::{
    advice::Advice,
    federation::bundle::remove_secrets,
    practice::{Practice, Request, Response, Side},
    store::outside,
};
use serde_json::{Value, json};
use std::{
    io::Write,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// Headers by which somebody gets in.
const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "set-cookie"];

/// Where exchanges go: whoever watches the orgs is a plain function.
static RECORD: Mutex<Option<Box<dyn Write + Send>>> = Mutex::new(None);

/// Writes down everything from now on, where a file is named. Fails when it is there already, or cannot be made.
pub(super) fn begin(practice: &Practice, path: Option<&Path>) -> Result<(), Advice> {
    let Some(path) = path else { return Ok(()) };
    let file = outside::new_file(path).map_err(|error| {
        let headline = format!("{} cannot be written", path.display());
        Advice::new(headline, error.to_string())
            .then("Name a file that is not there yet, in a folder that is")
    })?;
    *RECORD.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    let world = practice.world();
    world.lock().unwrap_or_else(PoisonError::into_inner).watch(note);
    Ok(())
}

/// Pages for people are no calls and are left out. A line that cannot be written ends nothing but the record.
fn note(org: Side, request: &Request, response: &Response) {
    if !request.is_api() {
        return;
    }
    let mut record = RECORD.lock().unwrap_or_else(PoisonError::into_inner);
    let written = record
        .as_mut()
        .map(|file| writeln!(file, "{}", line(org, request, response)));
    if let Some(Err(error)) = written {
        tracing::warn!(%error, "the record breaks off");
        *record = None;
    }
}

fn line(org: Side, request: &Request, response: &Response) -> Value {
    json!({
        "schema": 1,
        "type": "exchange",
        "org": org.name(),
        "method": request.method.name(),
        "path": request.path,
        "query": request.query,
        "headers": shown(&request.headers),
        "body": told(&request.body),
        "status": response.status,
        "answer_headers": shown(&response.headers),
        "answer": told(&response.body),
    })
}

/// Headers that let nobody in.
fn shown(headers: &[(String, String)]) -> Vec<&(String, String)> {
    let shown = headers
        .iter()
        .filter(|(name, _)| !CREDENTIALS.contains(&name.as_str()));
    shown.collect()
}

/// A body without what is secret in it.
fn told(body: &[u8]) -> String {
    let text = || Value::from(String::from_utf8_lossy(body));
    let mut value = serde_json::from_slice(body).unwrap_or_else(|_| text());
    remove_secrets(&mut value);
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
