//! Recordings of a browser: HTTP Archive 1.2 as Chrome, Edge, Firefox and Safari save it, and SAML-tracer.
//!
//! Of each exchange only the SAML parameters, the instant, the address without its query, and the status are read, and
//! of pages only the SAML forms in them. Headers, cookies and bodies are skipped while parsing; nothing of them
//! reaches memory that outlives it. What unpacks to much is bounded over the whole recording.

mod page;

use std::borrow::Cow;
use std::marker::PhantomData;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde::de::{Deserializer, SeqAccess};
use serde::{Deserialize, de::IgnoredAny};

use super::form::{NAMES, without_query};
use super::json::{Damaged, Json};
use super::lenient::{Any, List, Object, Text, Wanted};
use super::{Content, Document, InputError, MAX_TEXT_BYTES, Recording, carried, classify, system_log};
use page::Page;

/// The most messages that are taken out of one recording.
const MAX_MESSAGES: usize = 500;
/// The most messages that are taken out of one body or address; they are held until they are unpacked.
const MAX_MESSAGES_OF_ONE: usize = 20;
/// The most that all messages of one recording unpack to, in bytes.
const MAX_UNPACKED_BYTES: usize = 12 * 1024 * 1024;
/// The most fields of a form and headers of an answer that are looked at.
const MAX_PARTS: usize = 200;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Document>, InputError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
    let events = || system_log::read(bytes).map(super::one);
    if bytes.starts_with(b"[") {
        return events();
    }
    let mut json = Json::new(bytes);
    let shape = Object::<Shape<'_>>::deserialize(&mut json);
    let Object(shape) = shape.map_err(|Damaged| InputError::Json)?;
    if !json.ended() {
        // An event a line; of anything else, one stands in a file.
        return events().map_err(|error| match error {
            InputError::OtherJson => InputError::Json,
            other => other,
        });
    }
    let is_event = !shape.kind.is_empty();
    match shape.documents() {
        Some(documents) => Ok(documents),
        None if is_event => events(),
        None => Err(InputError::OtherJson),
    }
}

/// The outermost members of either kind of recording.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Shape<'a> {
    #[serde(borrow)]
    log: Object<Log<'a>>,
    #[serde(borrow)]
    requests: Option<Each<Traced<'a>>>,
    #[serde(borrow)]
    timestamp: Text<'a>,
    #[serde(borrow, rename = "eventType")]
    kind: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Log<'a> {
    #[serde(borrow)]
    entries: Option<Each<Entry<'a>>>,
}

impl Shape<'_> {
    fn documents(self) -> Option<Vec<Document>> {
        if let Some(entries) = self.log.0.entries {
            return Some(entries.collected.documents(Recording::Har));
        }
        let mut collected = self.requests?.collected;
        let exported = self.timestamp.0.parse().ok();
        for document in &mut collected.documents {
            document.seen = document.seen.or(exported);
        }
        Some(collected.documents(Recording::SamlTracer))
    }
}

/// One exchange of a HAR file.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry<'a> {
    #[serde(rename = "startedDateTime", borrow)]
    started: Text<'a>,
    #[serde(borrow)]
    request: Object<HarRequest<'a>>,
    #[serde(borrow)]
    response: Object<HarResponse<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct HarRequest<'a> {
    #[serde(borrow)]
    method: Text<'a>,
    #[serde(borrow)]
    url: Text<'a>,
    #[serde(rename = "postData", borrow)]
    post: Object<PostData<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PostData<'a> {
    #[serde(borrow)]
    text: Text<'a>,
    #[serde(borrow)]
    params: List<Object<Named<'a>>, MAX_PARTS>,
}

/// A field of a form, or a header.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    value: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct HarResponse<'a> {
    #[serde(borrow)]
    status: Text<'a>,
    content: Object<HarContent>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct HarContent {
    text: Page,
}

/// One exchange of a SAML-tracer export.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Traced<'a> {
    #[serde(borrow)]
    method: Text<'a>,
    #[serde(borrow)]
    url: Text<'a>,
    #[serde(borrow)]
    post: List<List<Text<'a>, 2>, MAX_PARTS>,
    #[serde(borrow)]
    saml: Text<'a>,
    #[serde(rename = "responseStatus", borrow)]
    status: Text<'a>,
    #[serde(rename = "responseHeaders", borrow)]
    headers: List<Object<Named<'a>>, MAX_PARTS>,
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
    TooLarge,
}

impl Value {
    /// A value as it was carried, unless it is larger than any message.
    fn carried(value: Cow<'_, str>) -> Self {
        if value.len() > MAX_TEXT_BYTES {
            Self::TooLarge
        } else {
            Self::Carried(value.into_owned())
        }
    }
}

/// What holds exchanges.
trait Recorded {
    fn exchanges(self) -> Vec<Exchange>;
}

impl Recorded for Entry<'_> {
    fn exchanges(self) -> Vec<Exchange> {
        let Object(request) = self.request;
        let mut values = from_post(&request.post.0.text.0);
        if values.is_empty() {
            let params = request.post.0.params.0.into_iter();
            let named = params.filter(|Object(param)| NAMES.contains(&&*param.name.0));
            values = named
                .filter(|Object(param)| !param.value.is_empty())
                .map(|Object(param)| Value::carried(param.value.0))
                .collect();
        }
        values.extend(from_query(&request.url.0));
        let page = self.response.0.content.0.text.0;
        // Most exchanges carry nothing, and are over here.
        if values.is_empty() && page.is_empty() {
            return Vec::new();
        }
        let seen = self.started.0.parse().ok();
        let status = status(&self.response.0.status);
        let posted = request.method.0.eq_ignore_ascii_case("post");
        let sent_to = Some(without_query(&request.url.0).to_owned()).filter(|url| !url.is_empty());
        let carried = values.into_iter().map(|value| Exchange {
            value,
            posted,
            sent_to: sent_to.clone(),
            seen,
            status,
        });
        // A page only holds the message out to be handed in; where to, its form says.
        let shown = page.into_iter().map(|field| Exchange {
            value: Value::carried(field.value.into()),
            posted: false,
            sent_to: field.action.map(|action| without_query(&action).to_owned()),
            seen,
            status: None,
        });
        carried.chain(shown).collect()
    }
}

impl Recorded for Traced<'_> {
    fn exchanges(self) -> Vec<Exchange> {
        let url = self.url.0;
        let is_date = |Object(header): &&Object<Named<'_>>| header.name.0.eq_ignore_ascii_case("date");
        let date = self.headers.0.iter().find(is_date);
        let seen = date
            .and_then(|Object(header)| rfc2822::parse(&header.value.0).ok())
            .map(|zoned| zoned.timestamp());
        let named = self.post.0.into_iter().filter_map(|List(pair)| {
            let mut pair = pair.into_iter();
            let (name, value) = (pair.next()?, pair.next()?);
            NAMES.contains(&&*name.0).then(|| Value::carried(value.0))
        });
        let mut values: Vec<Value> = named.chain(from_query(&url)).collect();
        if values.is_empty() && self.saml.0.trim_start().starts_with('<') {
            values.push(match Value::carried(self.saml.0) {
                Value::Carried(xml) => Value::Xml(xml),
                other => other,
            });
        }
        let posted = self.method.0.eq_ignore_ascii_case("post");
        let sent_to = without_query(&url).to_owned();
        let status = status(&self.status);
        let exchange = |value| Exchange {
            value,
            posted,
            sent_to: Some(sent_to.clone()).filter(|url| !url.is_empty()),
            seen,
            status,
        };
        values.into_iter().map(exchange).collect()
    }
}

fn status(status: &Text<'_>) -> Option<u16> {
    let status = status.0.parse().ok();
    status.filter(|status| (100..600).contains(status))
}

fn from_query(url: &str) -> Vec<Value> {
    url.split_once('?')
        .map(|(_, query)| from_body(query.split('#').next().unwrap_or_default()))
        .unwrap_or_default()
}

/// The messages in the body of a form; Firefox puts headers and a blank line in front of it.
fn from_post(text: &str) -> Vec<Value> {
    let found = from_body(text);
    let behind = text.split_once("\r\n\r\n").or_else(|| text.split_once("\n\n"));
    match behind {
        Some((_, body)) if found.is_empty() => from_body(body),
        _ => found,
    }
}

/// The messages in the body of a form. Each parameter is looked at before it is decoded: bodies may be large.
fn from_body(body: &str) -> Vec<Value> {
    // What is cut off breaks off.
    let cut = body.len() > MAX_TEXT_BYTES;
    body.split('&')
        .filter(|parameter| NAMES.iter().any(|name| parameter.starts_with(name)))
        .take(MAX_MESSAGES_OF_ONE)
        .filter_map(|parameter| {
            if cut && body.ends_with(parameter) {
                return Some(Value::TooLarge);
            }
            let (name, value) = url::form_urlencoded::parse(parameter.as_bytes()).next()?;
            NAMES.contains(&&*name).then(|| Value::carried(value))
        })
        .collect()
}

/// Every exchange of a list, taken in one after the other.
struct Each<E> {
    collected: Collected,
    kind: PhantomData<E>,
}

impl<'de, E: Deserialize<'de> + Default + Recorded> Deserialize<'de> for Each<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let collected = deserializer.deserialize_any(Any(Collecting::<E>(PhantomData)))?;
        Ok(Self {
            collected,
            kind: PhantomData,
        })
    }
}

struct Collecting<E>(PhantomData<E>);

impl<'de, E: Deserialize<'de> + Default + Recorded> Wanted<'de> for Collecting<E> {
    type Value = Collected;

    fn list<A: SeqAccess<'de>>(self, mut items: A) -> Result<Collected, A::Error> {
        let mut collected = Collected::default();
        while !collected.overflows {
            let Some(Object(entry)) = items.next_element::<Object<E>>()? else {
                return Ok(collected);
            };
            for exchange in entry.exchanges() {
                collected.take(exchange);
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(collected)
    }
}

/// The messages so far.
#[derive(Default)]
struct Collected {
    documents: Vec<Document>,
    unpacked: usize,
    overflows: bool,
}

impl Collected {
    fn take(&mut self, exchange: Exchange) {
        if self.documents.len() >= MAX_MESSAGES || self.unpacked > MAX_UNPACKED_BYTES {
            self.overflows = true;
            return;
        }
        let content = self.content(exchange.value);
        let known = self
            .documents
            .iter_mut()
            .find(|document| document.content == content);
        let Some(known) = known else {
            self.documents.push(Document {
                seen: exchange.seen,
                sent_to: exchange.sent_to,
                posts: usize::from(exchange.posted),
                status: exchange.status,
                ..Document::new(content)
            });
            return;
        };
        if exchange.posted && known.posts == 0 {
            // Where it was handed in says more than the page that held it out.
            known.seen = exchange.seen.or(known.seen);
            known.sent_to = exchange.sent_to.or(known.sent_to.take());
            known.status = exchange.status;
        }
        known.posts += usize::from(exchange.posted);
    }

    fn content(&mut self, value: Value) -> Content {
        let xml = match value {
            Value::Xml(xml) => Ok(xml),
            Value::Carried(value) => carried::unpack(&value),
            Value::TooLarge => Err(InputError::TooLarge {
                limit: MAX_TEXT_BYTES,
            }),
        };
        self.unpacked += match &xml {
            Ok(xml) => xml.len(),
            Err(InputError::UnpacksTooLarge { limit }) => *limit,
            Err(_) => 0,
        };
        xml.and_then(|xml| classify(&xml))
            .unwrap_or_else(|error| Content::Unreadable(error.to_string()))
    }

    /// All of them, with the recording that holds them in front.
    fn documents(self, recording: Recording) -> Vec<Document> {
        let mut documents = super::one(Content::Container(recording));
        documents.extend(self.documents);
        if self.overflows {
            let why = "The recording holds more SAML messages than are read: the later ones are left out";
            documents.push(Document::unreadable(why));
        }
        documents
    }
}
