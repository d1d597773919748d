//! The System Logs of both orgs around a sign-in as one timeline: this user, this app, this identity provider, in the
//! order of time; and what was changed on either side before it first failed.
//!
//! [`join()`] is pure, reads every event a fixed number of times, and never guesses an order that the logs do not
//! tell. What is read, and how much of it, is [`logs`]'s business; what an event is called is [`events`]'s.

pub mod changes;
pub mod events;
mod keep;
pub mod logs;

pub use changes::{Change, Changes};
pub use keep::{MOST_KEPT, kept};
pub use logs::{Logs, Part, Reach};

use crate::{
    federation::{Fact, Side, troubleshoot::Settings},
    okta::resource::logs::{LogEvent, Party},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// How far before the attempt the timeline begins.
pub const BEFORE: SignedDuration = SignedDuration::from_mins(15);
/// How far after the attempt it ends: clocks differ, and logs lag.
pub const AFTER: SignedDuration = SignedDuration::from_mins(10);
/// How many of the other events are listed; all are counted.
pub const MOST_OTHERS: usize = 500;

/// How an event ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// As it should.
    Good,
    /// It was refused, or it failed.
    Bad,
    /// More was asked for.
    Asked,
    /// The log says nothing of the kind.
    Open,
}

impl Ending {
    /// In one or two words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Good => "Succeeded",
            Self::Bad => "Failed",
            Self::Asked => "Asked for more",
            Self::Open => "Noted",
        }
    }

    fn of(event: &LogEvent) -> Self {
        match event.outcome.result.as_str() {
            "SUCCESS" | "ALLOW" => Self::Good,
            "FAILURE" | "DENY" | "RATE_LIMIT" | "ABANDONED" => Self::Bad,
            "CHALLENGE" | "UNANSWERED" => Self::Asked,
            _ => Self::Open,
        }
    }
}

/// One event, as it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was published (UTC).
    pub at: Timestamp,
    /// In which org; `None` where an export does not show whose log it is.
    pub side: Option<Side>,
    /// `user.authentication.sso` and the like.
    pub kind: String,
    /// What happened, in plain words.
    pub words: String,
    /// How it ended.
    pub ending: Ending,
    /// Okta's reason, where it gives one.
    pub reason: Option<String>,
    /// The identifier of the event in its log.
    pub event: String,
}

impl Entry {
    fn of(side: Option<Side>, event: &LogEvent) -> Self {
        let reason = if event.failed() {
            event.words()
        } else {
            event.outcome.reason.clone().unwrap_or_default()
        };
        let reason = events::printable(&reason);
        Self {
            at: event.published,
            side,
            kind: events::printable(&event.event_type),
            words: events::words(event),
            ending: Ending::of(event),
            reason: Some(reason).filter(|reason| !reason.is_empty()),
            event: events::printable(&event.uuid),
        }
    }
}

/// Whom and what a timeline is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// User names of the person, in either org.
    pub logins: Vec<String>,
    /// Identifiers of the person, in either org, where they are known.
    pub people: Vec<String>,
    /// Identifiers of the apps, the identity provider and what belongs to them.
    pub objects: Vec<String>,
    /// When it was tried (UTC), where that is known.
    pub at: Option<Timestamp>,
    /// Whether what was brought shows by itself that it failed then.
    pub failed: bool,
}

impl Subject {
    /// The test user and the objects of a connection.
    pub fn of(settings: &Settings) -> Self {
        let facts = [
            Fact::Org2OrgAppId,
            Fact::IdpId,
            Fact::TargetAppId,
            Fact::GroupId,
            Fact::RoutingRuleId,
            Fact::RoutingPolicyId,
            Fact::TrustedKid,
        ];
        let known = facts.iter().filter_map(|fact| settings.facts.get(*fact));
        Self {
            logins: settings.blueprint.test_user.iter().cloned().collect(),
            objects: known.map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    fn is_empty(&self) -> bool {
        self.logins.is_empty() && self.people.is_empty() && self.objects.is_empty()
    }
}

/// What happened around a sign-in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// What concerns the person, the app or the identity provider, the oldest first.
    pub entries: Vec<Entry>,
    /// What else happened in that time, the oldest first; at most [`MOST_OTHERS`].
    pub others: Vec<Entry>,
    /// How many others there are.
    pub others_count: usize,
    /// From when on (UTC); `None` where nothing was read.
    pub from: Option<Timestamp>,
    /// Until when (UTC).
    pub until: Option<Timestamp>,
    /// What was changed before the first failure; `None` where nothing failed.
    pub changes: Option<Changes>,
    /// What was read of each log.
    pub reaches: Vec<Reach>,
}

impl Timeline {
    /// Whether nothing at all was read.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.others_count == 0 && self.reaches.is_empty()
    }

    /// What was not read, so that nobody takes silence for peace.
    pub fn limits(&self) -> Vec<String> {
        let read = self.reaches.iter().filter(|reach| reach.problem.is_none());
        read.filter_map(|reach| self.limit(reach)).collect()
    }

    fn limit(&self, reach: &Reach) -> Option<String> {
        let whose = reach.side.map_or("an export", |side| match side {
            Side::Source => "the log of the source org",
            Side::Target => "the log of the target org",
        });
        let from = reach.from?;
        let at = from.strftime("%H:%M:%S UTC on %-d %b %Y");
        if reach.cut {
            let whose = events::capitalised(whose);
            return Some(format!(
                "{whose} holds more than was read; what happened before {at} may be missing"
            ));
        }
        let later = reach.live && self.from.is_some_and(|begins| begins < from);
        later.then(|| format!("Of {whose}, only changes and refusals were read before {at}"))
    }
}

/// An event with its org, and whether it is one that is looked for.
struct Seen<'a> {
    side: Option<Side>,
    event: &'a LogEvent,
    ours: bool,
}

/// One timeline out of all logs. Takes time in proportion to the number of events, but for sorting those that are told.
pub fn join(logs: &Logs, subject: &Subject) -> Timeline {
    let told = told(logs, subject);
    let sieve = Sieve::new(logs, &told);
    let seen = seen(logs, &sieve);
    let attempt = told.at.or_else(|| last_of_interest(&seen));
    let window = attempt.map(around);
    let mut timeline = Timeline {
        reaches: logs.parts.iter().map(|part| part.reach.clone()).collect(),
        from: window.map(|(from, _)| from),
        until: window.map(|(_, until)| until_read(logs, until)),
        ..Timeline::default()
    };
    let inside =
        |one: &&Seen<'_>| window.is_none_or(|(from, until)| (from..=until).contains(&one.event.published));
    let (mut ours, mut others): (Vec<&Seen<'_>>, Vec<&Seen<'_>>) =
        seen.iter().filter(inside).partition(|one| one.ours);
    timeline.others_count = others.len();
    for list in [&mut ours, &mut others] {
        list.sort_by_key(|one| (one.event.published, one.side));
    }
    let entry = |one: &Seen<'_>| Entry::of(one.side, one.event);
    timeline.entries = ours.into_iter().map(entry).collect();
    timeline.others = others.into_iter().take(MOST_OTHERS).map(entry).collect();
    timeline.changes = changes::before_first_failure(&seen, &told, &timeline.reaches, attempt);
    timeline
}

/// Whom it is about: whoever is named, or whose sign-in failed last.
fn told(logs: &Logs, subject: &Subject) -> Subject {
    if subject.is_empty() {
        guessed(logs, subject)
    } else {
        subject.clone()
    }
}

/// The time around an attempt that is told of.
fn around(at: Timestamp) -> (Timestamp, Timestamp) {
    let from = at.saturating_sub(BEFORE).unwrap_or(at);
    (from, at.saturating_add(AFTER).unwrap_or(at))
}

/// The end of the window, or of what was read where that is earlier.
fn until_read(logs: &Logs, until: Timestamp) -> Timestamp {
    let live = logs.parts.iter().filter(|part| part.reach.live);
    let read = live.filter_map(|part| part.reach.until).max();
    read.map_or(until, |read| read.min(until))
}

/// Every event once, in whatever order the logs have them.
fn seen<'a>(logs: &'a Logs, sieve: &Sieve<'_>) -> Vec<Seen<'a>> {
    let count = logs.parts.iter().map(|part| part.events.len()).sum();
    let mut known: HashSet<(Option<Side>, &str)> = HashSet::with_capacity(count);
    let mut seen = Vec::with_capacity(count);
    for part in &logs.parts {
        for event in &part.events {
            if event.uuid.is_empty() || known.insert((part.side, &event.uuid)) {
                seen.push(Seen {
                    side: part.side,
                    event,
                    ours: sieve.takes(event),
                });
            }
        }
    }
    seen
}

/// The last failure that is looked for, else the last event that is.
fn last_of_interest(seen: &[Seen<'_>]) -> Option<Timestamp> {
    let ours = || seen.iter().filter(|one| one.ours);
    let failed = ours().filter(|one| events::is_sign_in(&one.event.event_type) && one.event.failed());
    let last = |one: Option<Timestamp>, other: Timestamp| one.max(Some(other));
    failed
        .map(|one| one.event.published)
        .fold(None, last)
        .or_else(|| ours().map(|one| one.event.published).fold(None, last))
}

/// Where nobody says what to look for, it is the last sign-in that failed.
fn guessed(logs: &Logs, subject: &Subject) -> Subject {
    let events = logs.parts.iter().flat_map(|part| &part.events);
    let failed = events.filter(|event| events::is_sign_in(&event.event_type) && event.failed());
    let Some(event) = failed.max_by_key(|event| event.published) else {
        return subject.clone();
    };
    let parties = || event.target.iter().chain([&event.actor]);
    let things = event.target.iter().filter(|party| party.kind == "AppInstance");
    Subject {
        logins: parties()
            .filter(|party| is_person(party))
            .map(|party| party.alternate_id.clone())
            .collect(),
        objects: things.map(|party| party.id.clone()).collect(),
        ..subject.clone()
    }
}

/// Whether a party is a person whose name is known: before somebody is matched, Okta says "unknown".
fn is_person(party: &Party) -> bool {
    party.kind == "User" && !party.alternate_id.is_empty() && party.alternate_id != "unknown"
}

/// Tells the events that are looked for from all others.
struct Sieve<'a> {
    logins: HashSet<String>,
    people: HashSet<&'a str>,
    objects: HashSet<&'a str>,
}

impl<'a> Sieve<'a> {
    /// Learns the identifiers of the person from the events that name the person.
    fn new(logs: &'a Logs, subject: &'a Subject) -> Self {
        let logins: HashSet<String> = subject.logins.iter().map(|login| login.to_lowercase()).collect();
        let mut people: HashSet<&str> = subject.people.iter().map(String::as_str).collect();
        let events = logs.parts.iter().flat_map(|part| &part.events);
        for party in events.flat_map(|event| event.target.iter().chain([&event.actor])) {
            if party.kind == "User" && !party.id.is_empty() && named(&logins, party) {
                people.insert(party.id.as_str());
            }
        }
        Self {
            logins,
            people,
            objects: subject.objects.iter().map(String::as_str).collect(),
        }
    }

    fn is_ours(&self, party: &Party) -> bool {
        self.people.contains(party.id.as_str()) || named(&self.logins, party)
    }

    /// An event of the person; or one of the app or the identity provider that is nobody else's.
    fn takes(&self, event: &LogEvent) -> bool {
        if event
            .target
            .iter()
            .chain([&event.actor])
            .any(|party| self.is_ours(party))
        {
            return true;
        }
        let touches = event
            .target
            .iter()
            .any(|party| self.objects.contains(party.id.as_str()));
        if !touches || self.logins.is_empty() {
            return touches;
        }
        let about_another = event.target.iter().any(is_person);
        !about_another && (events::is_change(&event.event_type) || !is_person(&event.actor))
    }
}

/// Without a new text for each of a hundred thousand names.
fn named(logins: &HashSet<String>, party: &Party) -> bool {
    let name = &party.alternate_id;
    !name.is_empty()
        && logins
            .iter()
            .any(|login| *login == *name || login.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
