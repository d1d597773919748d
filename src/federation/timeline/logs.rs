//! The events of both System Logs that a timeline is made of: read from the orgs within bounds, or taken from exports.
//!
//! Two questions are asked of each org, both from the newest backwards, so that what is left out is the oldest: what
//! happened around the attempt, and what was changed or refused within a day before. Okta keeps its log for 90 days
//! (Okta API: System Log) and says nothing about what is older.

use super::{AFTER, BEFORE, events};
use crate::{
    advice::Advise as _,
    federation::orgs::{Readers, Side},
    okta::{
        Doc, Reader,
        resource::logs::{LogEvent, bounded_path},
    },
    saml::{
        input::{Content, Document},
        message::Response,
        xml::{self, Limits},
    },
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How far before the attempt changes are looked for.
pub const CHANGES_BEFORE: SignedDuration = SignedDuration::from_hours(24);
/// How much is read around the attempt where nobody says when it was: the time before now.
const WITHOUT_ATTEMPT: SignedDuration = SignedDuration::from_hours(1);
/// How long Okta keeps events.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How many pages one question reads at most.
const MOST_PAGES: usize = 10;
/// How many events one question reads at most.
const MOST_EVENTS: usize = 5000;

/// What was read of one log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Whose log it is; `None` where an export does not show it.
    pub side: Option<Side>,
    /// Whether it was asked of the org itself; else it is an export.
    pub live: bool,
    /// From when on everything was read (UTC).
    pub from: Option<Timestamp>,
    /// Until when (UTC).
    pub until: Option<Timestamp>,
    /// Since when changes and refusals were read (UTC).
    pub changes_since: Option<Timestamp>,
    /// Whether there was more than was read.
    pub cut: bool,
    /// Why it could not be read.
    pub problem: Option<String>,
}

/// Events of one log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Whose log it is.
    pub side: Option<Side>,
    /// The events, in any order; some may stand there twice.
    pub events: Vec<LogEvent>,
    /// What was read.
    pub reach: Reach,
}

/// The events of all logs that were read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Logs {
    /// One part for each log and export.
    pub parts: Vec<Part>,
}

/// When a sign-in was tried: the last message among the documents says so by itself, or its recording does (UTC).
pub fn attempt(documents: &[Document]) -> Option<Timestamp> {
    let messages = documents
        .iter()
        .rev()
        .filter_map(|document| match &document.content {
            Content::Message(text) => Some((document, text)),
            _ => None,
        });
    messages.into_iter().find_map(|(document, text)| {
        document.seen.or_else(|| {
            let tree = xml::parse(text, &Limits::default()).ok()?;
            Response::read(&tree)?.issue_instant?.value.parse().ok()
        })
    })
}

/// The exports among the documents. An export does not say whose log it is; where its events touch the objects of a
/// connection, or can only be those of one side, it is told by them.
pub fn exported(documents: &[Document], source: &[String], target: &[String]) -> Logs {
    let texts = documents.iter().filter_map(|document| match &document.content {
        Content::SystemLog(text) => Some(text),
        _ => None,
    });
    let parts = texts.map(|text| {
        let events = decoded(text);
        let side = whose(&events, source, target);
        let instants = || events.iter().map(|event| event.published);
        let reach = Reach {
            side,
            from: instants().min(),
            until: instants().max(),
            changes_since: instants().min(),
            ..Reach::default()
        };
        Part { side, events, reach }
    });
    Logs {
        parts: parts.collect(),
    }
}

/// The events of an export; what is none is left out.
pub fn decoded(json: &str) -> Vec<LogEvent> {
    if let Ok(events) = serde_json::from_str::<Vec<LogEvent>>(json) {
        return events;
    }
    let events = match serde_json::from_str(json) {
        Ok(Value::Array(events)) => events,
        Ok(event @ Value::Object(_)) => vec![event],
        _ => return Vec::new(),
    };
    let read = |mut event: Value| {
        if let Some(members) = event.as_object_mut() {
            members
                .entry("uuid")
                .or_insert_with(|| Value::String(String::new()));
        }
        serde_json::from_value(event).ok()
    };
    events.into_iter().filter_map(read).collect()
}

/// Of events that only one side can have, those of the target org decide: only there does one arrive by way of an
/// identity provider.
fn whose(events: &[LogEvent], source: &[String], target: &[String]) -> Option<Side> {
    let touches = |ids: &[String]| {
        let touched = |event: &&LogEvent| ids.iter().any(|id| event.touches(id));
        events.iter().filter(touched).count()
    };
    match (touches(source), touches(target)) {
        (0, 0) => {}
        (of_source, of_target) if of_source > of_target => return Some(Side::Source),
        (of_source, of_target) if of_source < of_target => return Some(Side::Target),
        _ => {}
    }
    let arrives = |event: &LogEvent| {
        event.event_type == "user.authentication.auth_via_IDP" || event.event_type.starts_with("system.idp.")
    };
    if events.iter().any(arrives) {
        return Some(Side::Target);
    }
    let leads_away = |event: &LogEvent| {
        let mut apps = event.target.iter().filter(|party| party.kind == "AppInstance");
        apps.any(|app| {
            let names = [app.alternate_id.to_lowercase(), app.display_name.to_lowercase()];
            names.iter().any(|name| name.contains("org2org"))
        })
    };
    events.iter().any(leads_away).then_some(Side::Source)
}

/// Reads both logs around the attempt, or the last hour where none is known, side by side. A log that cannot be read is told of and is no reason to leave
/// the other out.
pub async fn read(readers: &Readers, attempt: Option<Timestamp>, now: Timestamp) -> Logs {
    let (source, target) = futures_util::join!(
        part(&readers.source, Side::Source, attempt, now),
        part(&readers.target, Side::Target, attempt, now),
    );
    Logs {
        parts: vec![source, target],
    }
}

async fn part(reader: &Reader, side: Side, attempt: Option<Timestamp>, now: Timestamp) -> Part {
    let offset = SignedDuration::from_secs(reader.clock_offset().unwrap_or(0));
    let now = now.saturating_add(offset).unwrap_or(now);
    let at = attempt.unwrap_or(now);
    let before = if attempt.is_some() {
        BEFORE
    } else {
        WITHOUT_ATTEMPT
    };
    let earlier = |time: SignedDuration| at.saturating_sub(time).unwrap_or(at);
    let (from, until) = (earlier(before), at.saturating_add(AFTER).unwrap_or(at));
    let mut reach = Reach {
        side: Some(side),
        live: true,
        from: Some(from),
        until: Some(until.min(now)),
        changes_since: Some(earlier(CHANGES_BEFORE)),
        ..Reach::default()
    };
    if now.duration_since(at) > KEPT {
        let words = "Okta keeps its System Log for 90 days, and the sign-in is older than that";
        reach.problem = Some(words.to_owned());
        return Part {
            side: Some(side),
            events: Vec::new(),
            reach,
        };
    }
    let filter = history_filter();
    let around = bounded_path(from, until, "");
    let history = bounded_path(earlier(CHANGES_BEFORE), until, &filter);
    let (around, history) = futures_util::join!(pages(reader, around), pages(reader, history));
    let mut events = Vec::new();
    for (read, told) in [(around, &mut reach.from), (history, &mut reach.changes_since)] {
        match read {
            Ok((found, cut)) => {
                if cut {
                    *told = found.iter().map(|event| event.published).min().or(*told);
                    reach.cut = true;
                }
                events.extend(found);
            }
            Err(why) => reach.problem = Some(why),
        }
    }
    Part {
        side: Some(side),
        events,
        reach,
    }
}

/// Changes, and whether people arrived or were refused.
fn history_filter() -> String {
    let own = [
        "user.authentication.auth_via_IDP",
        "app.generic.unauth_app_access_attempt",
        "application.policy.sign_on.deny_access",
    ];
    let begins = events::CHANGES.iter().chain(&own);
    let terms: Vec<String> = begins.map(|begin| format!("eventType sw \"{begin}\"")).collect();
    terms.join(" or ")
}

/// The events, and whether there are more.
async fn pages(reader: &Reader, first: String) -> Result<(Vec<LogEvent>, bool), String> {
    let mut path = first;
    let mut events: Vec<LogEvent> = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = reader.logs(&path).await.map_err(|error| {
            let advice = error.advice();
            format!("{}: {}", advice.headline, advice.why)
        })?;
        let empty = page.events.is_empty();
        events.extend(page.events.into_iter().map(Doc::into_view));
        match page.next {
            Some(next) if !empty => path = next,
            _ => return Ok((events, false)),
        }
        if events.len() >= MOST_EVENTS {
            break;
        }
    }
    Ok((events, true))
}
