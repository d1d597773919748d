//! As many events of both logs as a timeline and what was changed before are made of, to be handed on: bounded in number
//! and size. What others did at other times is left out, and so is what no timeline tells.

use super::{Logs, Part, Seen, Sieve, Subject, around, events, last_of_interest, seen, told};
use crate::okta::resource::logs::{LogEvent, Party};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::cmp::Reverse;

/// How many events of one log are kept at most.
pub const MOST_KEPT: usize = 2000;
/// How many objects of one event are kept.
const MOST_OBJECTS: usize = 20;
/// How many sentences of the debug data of one event are kept.
const MOST_SENTENCES: usize = 8;
/// Texts longer than this are cut (characters); a timeline shows no longer ones.
const TEXT_CHARS: usize = 300;

/// Why an event is kept, the best reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// It is about the person, the app or the identity provider.
    Ours,
    /// Somebody changed something.
    Change,
    /// It happened around the attempt.
    Around,
}

/// The events that a timeline about somebody is made of. Where there are more than [`MOST_KEPT`] of a log, the older ones
/// that matter less are left out, and the log is marked as cut.
pub fn kept(logs: &Logs, subject: &Subject) -> Logs {
    let told = told(logs, subject);
    let sieve = Sieve::new(logs, &told);
    let attempt = told.at.or_else(|| last_of_interest(&seen(logs, &sieve)));
    let window = attempt.map(around);
    let parts = logs.parts.iter().map(|part| {
        let mut known = std::collections::HashSet::new();
        let once = part
            .events
            .iter()
            .filter(|event| event.uuid.is_empty() || known.insert(event.uuid.as_str()));
        let matters = once.filter_map(|event| {
            let seen = Seen {
                side: part.side,
                event,
                ours: sieve.takes(event),
            };
            Some((reason(&seen, window)?, event))
        });
        fewer(part, matters.collect())
    });
    Logs {
        parts: parts.collect(),
    }
}

fn reason(seen: &Seen<'_>, window: Option<(Timestamp, Timestamp)>) -> Option<Reason> {
    let at = seen.event.published;
    if seen.ours {
        Some(Reason::Ours)
    } else if events::is_change(&seen.event.event_type) {
        Some(Reason::Change)
    } else {
        let inside = window.is_none_or(|(from, until)| (from..=until).contains(&at));
        inside.then_some(Reason::Around)
    }
}

fn fewer(part: &Part, mut matters: Vec<(Reason, &LogEvent)>) -> Part {
    let mut reach = part.reach.clone();
    if matters.len() > MOST_KEPT {
        matters.sort_by_key(|(reason, event)| (*reason, Reverse(event.published)));
        let left_out = matters.split_off(MOST_KEPT);
        let latest = |wanted: Option<Reason>| {
            let gone = left_out
                .iter()
                .filter(|(reason, _)| wanted.is_none_or(|wanted| *reason == wanted));
            gone.map(|(_, event)| event.published).max()
        };
        reach.cut = true;
        reach.from = reach.from.max(latest(None));
        reach.changes_since = reach.changes_since.max(latest(Some(Reason::Change)));
    }
    Part {
        side: part.side,
        events: matters.into_iter().map(|(_, event)| short(event)).collect(),
        reach,
    }
}

/// What a timeline tells of an event; the session and the browser of a person are not among it.
fn short(event: &LogEvent) -> LogEvent {
    LogEvent {
        uuid: cut(&event.uuid),
        published: event.published,
        event_type: cut(&event.event_type),
        display_message: cut(&event.display_message),
        actor: party(&event.actor),
        outcome: crate::okta::resource::logs::Outcome {
            result: cut(&event.outcome.result),
            reason: event.outcome.reason.as_deref().map(cut),
        },
        target: event.target.iter().take(MOST_OBJECTS).map(party).collect(),
        authentication_context: Value::Null,
        transaction: Value::Null,
        debug_context: sentences(event),
    }
}

/// The messages that stand beside a reason.
fn sentences(event: &LogEvent) -> Value {
    let said = event.sentences().into_iter().take(MOST_SENTENCES);
    let said: Map<String, Value> = said
        .map(|(name, text)| (cut(&name), cut(text.as_str().unwrap_or_default()).into()))
        .collect();
    if said.is_empty() {
        Value::Null
    } else {
        json!({ "debugData": said })
    }
}

fn party(party: &Party) -> Party {
    Party {
        id: cut(&party.id),
        kind: cut(&party.kind),
        alternate_id: cut(&party.alternate_id),
        display_name: cut(&party.display_name),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT_CHARS) {
        // One more, so that whoever shows it sees that there was more.
        Some((at, next)) => text.get(..at + next.len_utf8()).unwrap_or(text).to_owned(),
        None => text.to_owned(),
    }
}
