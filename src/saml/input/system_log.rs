//! System Log exports: JSON as the API returns it (one array, one event, or an event a line), and CSV as the admin
//! console writes it ([`table`]). Either becomes the same array of JSON.
//!
//! An export of hundreds of megabytes is read in one pass, and of each event only what tells about a sign-in or a
//! change is kept; devices, places and addresses of people are left at the door.

pub(super) mod table;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess};
use serde::{Deserialize, Serialize, Serializer};

use super::json::{Damaged, Json};
use super::lenient::{Any, List, Object, Text, Wanted};
use super::{Content, InputError};

/// The most that is kept of one export, in bytes: some 200,000 events.
const MAX_KEPT_BYTES: usize = 96 * 1024 * 1024;
/// The most targets of one event that are kept.
const MAX_TARGETS: usize = 20;
/// The most sentences of an event's debug data that are kept.
const MAX_SENTENCES: usize = 8;
/// The most characters of a text that are kept.
const MAX_CHARS: usize = 2000;

/// What is kept of an event (Okta API: System Log), under Okta's own names.
#[derive(Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
struct Event<'a> {
    #[serde(borrow)]
    uuid: Text<'a>,
    #[serde(borrow)]
    published: Text<'a>,
    #[serde(borrow, rename = "eventType")]
    kind: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Text::is_empty")]
    display_message: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Text::is_empty")]
    severity: Text<'a>,
    #[serde(borrow, skip_serializing_if = "is_empty")]
    actor: Object<Party<'a>>,
    #[serde(borrow, skip_serializing_if = "is_empty")]
    outcome: Object<Outcome<'a>>,
    #[serde(borrow, skip_serializing_if = "is_empty")]
    target: List<Object<Party<'a>>, MAX_TARGETS>,
    #[serde(borrow, skip_serializing_if = "is_empty")]
    transaction: Object<Transaction<'a>>,
    #[serde(borrow, skip_serializing_if = "is_empty")]
    authentication_context: Object<Authentication<'a>>,
    #[serde(borrow, skip_serializing_if = "is_empty")]
    debug_context: Object<Debug<'a>>,
}

/// Somebody or something that takes part.
#[derive(Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
struct Party<'a> {
    #[serde(borrow, skip_serializing_if = "Text::is_empty")]
    id: Text<'a>,
    #[serde(borrow, rename = "type", skip_serializing_if = "Text::is_empty")]
    kind: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Text::is_empty")]
    alternate_id: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Text::is_empty")]
    display_name: Text<'a>,
}

/// How it ended.
#[derive(Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
struct Outcome<'a> {
    #[serde(borrow, skip_serializing_if = "Text::is_empty")]
    result: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Text::is_empty")]
    reason: Text<'a>,
}

/// What joins the events of one request.
#[derive(Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
struct Transaction<'a> {
    #[serde(borrow, skip_serializing_if = "Text::is_empty")]
    id: Text<'a>,
}

/// What joins the events of one session.
#[derive(Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
struct Authentication<'a> {
    #[serde(borrow, skip_serializing_if = "Text::is_empty")]
    external_session_id: Text<'a>,
}

/// What helps to find out more.
#[derive(Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
struct Debug<'a> {
    #[serde(borrow)]
    debug_data: Sentences<'a>,
}

/// The members that are whole sentences, as messages beside a reason are; addresses, which may hold tokens, are none.
#[derive(Default, PartialEq)]
struct Sentences<'a>(Vec<(Text<'a>, Text<'a>)>);

impl<'a> Sentences<'a> {
    /// Takes in a member, if it is a sentence, its name is new, and there is room.
    fn keep(&mut self, name: Text<'a>, text: Text<'a>) {
        let known = self.0.iter().any(|(known, _)| *known == name);
        if text.0.contains(' ') && !known && self.0.len() < MAX_SENTENCES {
            self.0.push((name, text));
        }
    }
}

struct AsSentences;

impl<'de> Wanted<'de> for AsSentences {
    type Value = Sentences<'de>;

    fn object<A: MapAccess<'de>>(self, mut members: A) -> Result<Sentences<'de>, A::Error> {
        let mut kept = Sentences::default();
        while let Some((name, text)) = members.next_entry::<Text<'de>, Text<'de>>()? {
            kept.keep(name, text);
        }
        Ok(kept)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Sentences<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(AsSentences))
    }
}

impl Serialize for Sentences<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, text)| (&name.0, text)))
    }
}

fn is_empty<T: Default + PartialEq>(part: &T) -> bool {
    *part == T::default()
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let end = self.0.char_indices().nth(MAX_CHARS).map(|(end, _)| end);
        serializer.serialize_str(end.and_then(|end| self.0.get(..end)).unwrap_or(&self.0))
    }
}

impl<T: Serialize> Serialize for Object<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Serialize, const MOST: usize> Serialize for List<T, MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The events that were kept so far, as a JSON array that is still open.
#[derive(Default)]
struct Log {
    json: Vec<u8>,
    overflows: bool,
}

impl Log {
    /// Keeps an event; what has no kind or no instant is none.
    fn push(&mut self, event: &mut Event<'_>) {
        let Some(published) = instant(&event.published.0).filter(|_| !event.kind.is_empty()) else {
            return;
        };
        if self.json.len() > MAX_KEPT_BYTES {
            self.overflows = true;
            return;
        }
        event.published = Text(published.to_string().into());
        let before = self.json.len();
        let joint: &[u8] = if before == 0 { b"[" } else { b",\n" };
        self.json.extend_from_slice(joint);
        if serde_json::to_writer(&mut self.json, event).is_err() {
            self.json.truncate(before);
        }
    }

    fn content(self) -> Result<Content, InputError> {
        if self.overflows {
            return Err(InputError::TooManyEvents);
        }
        if self.json.is_empty() {
            return Err(InputError::OtherJson);
        }
        let mut json = self.json;
        json.push(b']');
        String::from_utf8(json)
            .map(|json| Content::SystemLog(Arc::new(json)))
            .map_err(|_| InputError::NotText)
    }
}

/// An instant as exports write it; one without an offset is UTC.
fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let civil = || {
        let bare = text.trim_end_matches("UTC").trim_end();
        let civil: DateTime = bare.parse().ok()?;
        civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    };
    text.parse().ok().or_else(civil)
}

/// Reads JSON: an array of events, an event, or several of either, one after the other.
pub(super) fn read(bytes: &[u8]) -> Result<Content, InputError> {
    let mut log = Log::default();
    let mut json = Json::new(bytes);
    while !json.ended() {
        Events(&mut log)
            .deserialize(&mut json)
            .map_err(|Damaged| InputError::Json)?;
    }
    log.content()
}

/// Takes events in without keeping them.
struct Events<'l>(&'l mut Log);

impl<'de> DeserializeSeed<'de> for Events<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(Any(self))
    }
}

impl<'de> Wanted<'de> for Events<'_> {
    type Value = ();

    fn object<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        let members = serde::de::value::MapAccessDeserializer::new(members);
        self.0.push(&mut Event::deserialize(members)?);
        Ok(())
    }

    fn list<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(mut event) = items.next_element::<Object<Event<'_>>>()? {
            self.0.push(&mut event.0);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
