//! Recordings of a browser (HTTP Archive 1.2, SAML-tracer) and System Log exports, all of them JSON.
//!
//! Of each exchange only the SAML parameters, the instant, the address without its query, and the status are read.
//! Headers, cookies and bodies are skipped while parsing; nothing of them reaches memory that outlives it.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::form::{NAMES, percent_decoded, without_query};
use super::{Content, Document, InputError, Recording, carried, classify};

/// The most messages that are taken out of one recording.
const MAX_MESSAGES: usize = 500;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Document>, InputError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let shape: Shape<'_> = match serde_json::from_slice(bytes) {
        Ok(shape) => shape,
        Err(error) if error.is_data() => return export(bytes),
        Err(_) => return Err(InputError::Json),
    };
    if let Some(log) = shape.log {
        let exchanges = log.entries.into_iter().flat_map(Entry::exchanges);
        return Ok(collect(Recording::Har, exchanges));
    }
    if let Some(requests) = shape.requests {
        let exported = shape.timestamp.and_then(|at| at.parse().ok());
        let exchanges = requests
            .into_iter()
            .flat_map(|request| request.exchanges(exported));
        return Ok(collect(Recording::SamlTracer, exchanges));
    }
    export(bytes)
}

/// A System Log export: an array of events, or one of them.
fn export(bytes: &[u8]) -> Result<Vec<Document>, InputError> {
    let text = str::from_utf8(bytes).map_err(|_| InputError::NotText)?;
    // An array may pass for an object whose members go unnamed.
    if !text.contains("\"eventType\"") {
        return serde_json::from_str::<IgnoredAny>(text)
            .map_or(Err(InputError::Json), |_| Err(InputError::OtherJson));
    }
    let log = || Ok(super::one(Content::SystemLog(text.to_owned())));
    if let Ok(events) = serde_json::from_str::<Vec<Event>>(text) {
        return if events.iter().any(Event::is_one) {
            log()
        } else {
            Err(InputError::OtherJson)
        };
    }
    match serde_json::from_str::<Event>(text) {
        Ok(event) if event.is_one() => log(),
        Ok(_) => Err(InputError::OtherJson),
        Err(error) if error.is_data() => Err(InputError::OtherJson),
        Err(_) => Err(InputError::Json),
    }
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "eventType")]
    event_type: Option<IgnoredAny>,
    published: Option<IgnoredAny>,
}

impl Event {
    fn is_one(&self) -> bool {
        self.event_type.is_some() && self.published.is_some()
    }
}

/// The outermost members of either kind of recording.
#[derive(Deserialize)]
struct Shape<'a> {
    #[serde(borrow)]
    log: Option<Log<'a>>,
    #[serde(borrow)]
    requests: Option<Vec<Traced<'a>>>,
    #[serde(borrow)]
    timestamp: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Log<'a> {
    #[serde(borrow)]
    entries: Vec<Entry<'a>>,
}

/// One exchange of a HAR file.
#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(rename = "startedDateTime", borrow)]
    started: Option<Cow<'a, str>>,
    #[serde(borrow)]
    request: HarRequest<'a>,
    response: Option<HarResponse>,
}

#[derive(Deserialize)]
struct HarRequest<'a> {
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(rename = "postData", borrow)]
    post: Option<PostData<'a>>,
}

#[derive(Deserialize)]
struct PostData<'a> {
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    params: Vec<Param<'a>>,
}

#[derive(Deserialize)]
struct Param<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    value: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct HarResponse {
    status: Option<i64>,
}

/// One exchange of a SAML-tracer export.
#[derive(Deserialize)]
struct Traced<'a> {
    #[serde(borrow)]
    method: Option<Cow<'a, str>>,
    #[serde(borrow)]
    url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    post: Option<Vec<Vec<Cow<'a, str>>>>,
    #[serde(borrow)]
    saml: Option<Cow<'a, str>>,
    #[serde(rename = "responseStatus")]
    status: Option<i64>,
    #[serde(rename = "responseHeaders", default)]
    headers: Vec<Header>,
}

/// A header, of which only the date is kept.
struct Header {
    date: Option<Timestamp>,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form<'a> {
            Named {
                #[serde(borrow)]
                name: Cow<'a, str>,
                #[serde(borrow)]
                value: Option<Cow<'a, str>>,
            },
            Other(IgnoredAny),
        }
        let date = match Form::deserialize(deserializer)? {
            Form::Named { name, value } if name.eq_ignore_ascii_case("date") => value
                .and_then(|value| rfc2822::parse(&value).ok())
                .map(|zoned| zoned.timestamp()),
            Form::Named { .. } | Form::Other(_) => None,
        };
        Ok(Self { date })
    }
}

/// A message as it was carried, and all that is kept of the exchange.
struct Exchange {
    value: Value,
    posted: bool,
    sent_to: Option<String>,
    seen: Option<Timestamp>,
    status: Option<u16>,
}

enum Value {
    Carried(String),
    Xml(String),
}

impl Entry<'_> {
    fn exchanges(self) -> Vec<Exchange> {
        let seen = self.started.as_deref().and_then(|at| at.parse().ok());
        let status = self.response.and_then(|response| status(response.status));
        let posted = self.request.method.eq_ignore_ascii_case("post");
        let sent_to = Some(without_query(&self.request.url).to_owned());
        let mut values = Vec::new();
        if let Some(post) = self.request.post {
            values = from_body(post.text.as_deref().unwrap_or_default());
            if values.is_empty() {
                let named = post
                    .params
                    .into_iter()
                    .filter(|param| NAMES.contains(&&*param.name));
                values = named
                    .filter_map(|param| param.value.map(|value| percent_decoded(&value)))
                    .collect();
            }
        }
        values.extend(from_query(&self.request.url));
        let exchange = |value| Exchange {
            value: Value::Carried(value),
            posted,
            sent_to: sent_to.clone(),
            seen,
            status,
        };
        values.into_iter().map(exchange).collect()
    }
}

impl Traced<'_> {
    fn exchanges(self, exported: Option<Timestamp>) -> Vec<Exchange> {
        let url = self.url.unwrap_or_default();
        let seen = self.headers.iter().find_map(|header| header.date).or(exported);
        let named = self.post.into_iter().flatten().filter_map(|pair| {
            let mut pair = pair.into_iter();
            let (name, value) = (pair.next()?, pair.next()?);
            NAMES.contains(&&*name).then(|| value.into_owned())
        });
        let mut values: Vec<Value> = named.chain(from_query(&url)).map(Value::Carried).collect();
        if values.is_empty() {
            let decoded = self.saml.filter(|saml| saml.trim_start().starts_with('<'));
            values.extend(decoded.map(|saml| Value::Xml(saml.into_owned())));
        }
        let posted = self
            .method
            .is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let sent_to = without_query(&url).to_owned();
        let exchange = |value| Exchange {
            value,
            posted,
            sent_to: Some(sent_to.clone()).filter(|url| !url.is_empty()),
            seen,
            status: status(self.status),
        };
        values.into_iter().map(exchange).collect()
    }
}

fn status(status: Option<i64>) -> Option<u16> {
    status
        .and_then(|status| u16::try_from(status).ok())
        .filter(|status| (100..600).contains(status))
}

fn from_query(url: &str) -> Vec<String> {
    url.split_once('?')
        .map(|(_, query)| from_body(query.split('#').next().unwrap_or_default()))
        .unwrap_or_default()
}

fn from_body(body: &str) -> Vec<String> {
    url::form_urlencoded::parse(body.as_bytes())
        .filter(|(name, _)| NAMES.contains(&&**name))
        .map(|(_, value)| value.into_owned())
        .collect()
}

fn collect(recording: Recording, exchanges: impl Iterator<Item = Exchange>) -> Vec<Document> {
    let mut documents = super::one(Content::Container(recording));
    for exchange in exchanges.take(MAX_MESSAGES) {
        let content = content(exchange.value);
        let known = documents.iter_mut().find(|document| document.content == content);
        if let Some(known) = known {
            known.posts += usize::from(exchange.posted);
            continue;
        }
        documents.push(Document {
            content,
            seen: exchange.seen,
            sent_to: exchange.sent_to,
            posts: usize::from(exchange.posted),
            status: exchange.status,
            completed: false,
        });
    }
    documents
}

fn content(value: Value) -> Content {
    let xml = match value {
        Value::Xml(xml) => Ok(xml),
        Value::Carried(value) => carried::unpack(&value),
    };
    xml.and_then(|xml| classify(&xml))
        .unwrap_or_else(|error| Content::Unreadable(error.to_string()))
}
