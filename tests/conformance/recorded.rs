//! Recorded exchanges with real orgs.

use crate::witness::{document::folder, judge::Exchange};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::{
    fs::File,
    io::{BufRead as _, BufReader},
};

/// A recorded exchange.
pub(crate) struct Recording {
    /// The recording's name.
    pub(crate) file: String,
    /// Verb and address.
    pub(crate) call: String,
    pub(crate) exchange: Exchange,
}

/// All recordings of Okta's answers; `None` where they are absent. Some answers came from a stand-in of the recording
/// itself (`{"status":404,"message":…}`) and are left out.
pub(crate) fn all() -> Option<Vec<Recording>> {
    let file = File::open(folder().join("recordings.jsonl.gz")).ok()?;
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    let all = lines.map(|line| read(&serde_json::from_str(&line.unwrap()).unwrap()));
    Some(
        all.filter(|recording| {
            !recording
                .exchange
                .answer
                .starts_with(br#"{"status":404,"message""#)
        })
        .collect(),
    )
}

fn read(line: &Value) -> Recording {
    let text = |field: &str| line[field].as_str().unwrap_or_default().to_owned();
    let (method, url) = (text("method"), text("url"));
    let parsed = url::Url::parse(&url).unwrap();
    let body = match &line["request"] {
        Value::Null => Vec::new(),
        Value::String(text) => text.clone().into_bytes(),
        other => other.to_string().into_bytes(),
    };
    let mut headers = vec![("accept".to_owned(), "application/json".to_owned())];
    if !body.is_empty() {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    Recording {
        file: text("file"),
        call: format!("{method} {url}"),
        exchange: Exchange {
            method,
            path: parsed.path().to_owned(),
            query: parsed.query_pairs().into_owned().collect(),
            headers,
            body,
            status: u16::try_from(line["status"].as_u64().unwrap()).unwrap(),
            answer_headers: headers_of(&line["headers"]),
            answer: text("response").into_bytes(),
            earnest: true,
            own: true,
        },
    }
}

fn headers_of(recorded: &Value) -> Vec<(String, String)> {
    let fields = recorded.as_object().into_iter().flatten();
    let values = fields.flat_map(|(name, value)| {
        let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        list.into_iter()
            .map(move |value| (name.to_lowercase(), value.as_str().unwrap_or_default().to_owned()))
    });
    values.collect()
}
