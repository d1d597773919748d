//! System Log exports as CSV. Columns are known by their names, in any order and spelling (`target0.alternate_id`,
//! `Target[0].alternateId`); a comma, a semicolon or a tab is between them. Refuses to guess what a column without
//! a name holds.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use super::super::lenient::{Object, Text};
use super::super::{Content, InputError};
use super::{Event, Log, MAX_TARGETS, Party};

/// The most columns that are looked at.
const MAX_COLUMNS: usize = 500;
/// The most bytes of a line with the names of columns.
const MAX_HEADER_BYTES: usize = 16 * 1024;
/// So many known columns are no coincidence.
const ENOUGH: usize = 3;
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Uuid,
    Published,
    EventType,
    DisplayMessage,
    Severity,
    Result,
    Reason,
    Actor(Part),
    Target(usize, Part),
    Transaction,
    Session,
    /// The sentence beside a reason, which the API has in the debug data.
    Message,
}

/// What a column holds of somebody or something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Id,
    Kind,
    AlternateId,
    DisplayName,
}

impl Column {
    fn of(name: &str) -> Option<Self> {
        let squeezed: String = name
            .chars()
            .take(100)
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        Some(match squeezed.as_str() {
            "uuid" | "eventid" => Self::Uuid,
            "published" | "timestamp" | "time" | "date" => Self::Published,
            "eventtype" | "event" => Self::EventType,
            "displaymessage" | "eventinfo" | "message" => Self::DisplayMessage,
            "severity" => Self::Severity,
            "outcomeresult" | "result" | "outcome" => Self::Result,
            "outcomereason" | "reason" => Self::Reason,
            "transactionid" => Self::Transaction,
            "authenticationcontextexternalsessionid" | "externalsessionid" => Self::Session,
            "errormessage" | "debugcontextdebugdataerrormessage" | "debugcontextdebugdatamessage" => {
                Self::Message
            }
            other => return Self::of_party(other),
        })
    }

    fn of_party(name: &str) -> Option<Self> {
        if let Some(part) = name.strip_prefix("actor") {
            return Part::of(part).map(Self::Actor);
        }
        let rest = name
            .strip_prefix("targets")
            .or_else(|| name.strip_prefix("target"))?;
        let part = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = rest.strip_suffix(part).unwrap_or_default();
        let number = if digits.is_empty() {
            0
        } else {
            digits.parse().ok()?
        };
        Part::of(part)
            .filter(|_| number < MAX_TARGETS)
            .map(|part| Self::Target(number, part))
    }
}

impl Part {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "type" => Self::Kind,
            "alternateid" | "login" | "email" | "username" => Self::AlternateId,
            "displayname" | "name" | "" => Self::DisplayName,
            _ => return None,
        })
    }

    fn put<'a>(self, party: &mut Party<'a>, value: Text<'a>) {
        let place = match self {
            Self::Id => &mut party.id,
            Self::Kind => &mut party.kind,
            Self::AlternateId => &mut party.alternate_id,
            Self::DisplayName => &mut party.display_name,
        };
        *place = value;
    }
}

/// Whether a file that begins like this may be such an export.
pub(in super::super) fn may_begin(beginning: &[u8]) -> bool {
    let beginning = beginning.get(..MAX_HEADER_BYTES).unwrap_or(beginning);
    let end = memchr(b'\n', beginning).unwrap_or(beginning.len());
    let line = beginning.get(..end).unwrap_or_default();
    let line = String::from_utf8_lossy(line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line));
    // Many tables have a column of messages.
    let telling = |column: &&Column| **column != Column::Message;
    header(&line).is_some_and(|(_, columns)| columns.iter().flatten().filter(telling).count() >= ENOUGH)
}

/// The separator and the columns of a header, where it is one.
fn header(line: &str) -> Option<(char, Vec<Option<Column>>)> {
    // Base64 and the like are known by what they lack.
    let is_list = memchr3(b',', b';', b'\t', line.as_bytes()).is_some();
    if !is_list || line.starts_with(['<', '{', '[', '-']) {
        return None;
    }
    SEPARATORS
        .into_iter()
        .map(|separator| {
            let (cells, _) = record(line, separator);
            (separator, cells.iter().map(|cell| Column::of(cell)).collect())
        })
        .max_by_key(|(_, columns): &(char, Vec<Option<Column>>)| columns.iter().flatten().count())
}

/// The events of an export; `None` where the text is none.
pub(in super::super) fn read(text: &str) -> Option<Result<Content, InputError>> {
    let first = memchr2(b'\r', b'\n', text.as_bytes()).unwrap_or(text.len());
    let first = text.get(..first)?;
    if first.len() > MAX_HEADER_BYTES || !may_begin(first.as_bytes()) {
        return None;
    }
    let (separator, columns) = header(first)?;
    let has = |wanted| columns.contains(&Some(wanted));
    if !has(Column::Published) || !has(Column::EventType) {
        return None;
    }
    let (_, mut rest) = record(text, separator);
    let mut log = Log::default();
    let mut number = 0_usize;
    while !rest.is_empty() {
        let (cells, behind) = record(rest, separator);
        rest = behind;
        number += 1;
        let mut event = event(&columns, cells);
        if event.uuid.is_empty() {
            event.uuid = Text(format!("row {number}").into());
        }
        log.push(&mut event);
    }
    Some(log.content().map_err(|error| match error {
        InputError::OtherJson => InputError::NoEvents,
        other => other,
    }))
}

fn event<'a>(columns: &[Option<Column>], cells: Vec<Cow<'a, str>>) -> Event<'a> {
    let mut event = Event::default();
    for (column, cell) in columns.iter().zip(cells) {
        let value = Text(cell);
        let place = match column {
            None => continue,
            // Of two columns with the same meaning, the first that says something counts.
            Some(Column::Uuid) => &mut event.uuid,
            Some(Column::Published) => &mut event.published,
            Some(Column::EventType) => &mut event.kind,
            Some(Column::DisplayMessage) => &mut event.display_message,
            Some(Column::Severity) => &mut event.severity,
            Some(Column::Result) => &mut event.outcome.0.result,
            Some(Column::Reason) => &mut event.outcome.0.reason,
            Some(Column::Transaction) => &mut event.transaction.0.id,
            Some(Column::Session) => &mut event.authentication_context.0.external_session_id,
            Some(Column::Message) => {
                event
                    .debug_context
                    .0
                    .debug_data
                    .keep(Text("message".into()), value);
                continue;
            }
            Some(Column::Actor(part)) => {
                part.put(&mut event.actor.0, value);
                continue;
            }
            Some(Column::Target(number, part)) => {
                let targets = &mut event.target.0;
                if !value.is_empty() && targets.len() <= *number {
                    targets.resize_with(number + 1, Object::default);
                }
                if let Some(Object(target)) = targets.get_mut(*number) {
                    part.put(target, value);
                }
                continue;
            }
        };
        if place.is_empty() {
            *place = value;
        }
    }
    event
}

/// The cells of the first record (RFC 4180 §2), and what follows it.
fn record(text: &str, separator: char) -> (Vec<Cow<'_, str>>, &str) {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let (value, behind) = cell(rest, separator);
        if cells.len() < MAX_COLUMNS {
            cells.push(value);
        }
        if let Some(next) = behind.strip_prefix(separator) {
            rest = next;
        } else {
            let end = behind.strip_prefix('\r').unwrap_or(behind);
            return (cells, end.strip_prefix('\n').unwrap_or(end));
        }
    }
}

/// The first cell, and what follows it: a separator, the end of a line, or nothing.
fn cell(text: &str, separator: char) -> (Cow<'_, str>, &str) {
    let plain = |text: &'_ str| text.find([separator, '\r', '\n']).unwrap_or(text.len());
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, behind) = text.split_at_checked(plain(text)).unwrap_or((text, ""));
        return (Cow::Borrowed(value), behind);
    };
    let mut from = 0;
    let mut doubled = false;
    let end = loop {
        let Some(found) = quoted.get(from..).and_then(|rest| rest.find('"')) else {
            break quoted.len();
        };
        let quote = from + found;
        if quoted.get(quote + 1..).is_some_and(|rest| rest.starts_with('"')) {
            doubled = true;
            from = quote + 2;
        } else {
            break quote;
        }
    };
    let (value, behind) = quoted.split_at_checked(end).unwrap_or((quoted, ""));
    let behind = behind.strip_prefix('"').unwrap_or(behind);
    let behind = behind.get(plain(behind)..).unwrap_or_default();
    let value = if doubled {
        Cow::Owned(value.replace("\"\"", "\""))
    } else {
        Cow::Borrowed(value)
    };
    (value, behind)
}
