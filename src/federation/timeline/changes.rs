//! Who changed what on which side before a sign-in first failed. Tells how far back the logs were read, for what was
//! not read may hold the change that did it.

use super::{Entry, Reach, Seen, Subject, events};
use crate::{federation::Side, okta::resource::logs::LogEvent};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// How many changes of each kind are listed; all are counted.
const MOST: usize = 100;

/// A change that somebody made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What happened, where and when.
    pub entry: Entry,
    /// Who did it.
    pub actor: String,
    /// To what.
    pub object: String,
    /// How long before the first failure, in seconds.
    pub seconds_before: i64,
}

impl Change {
    /// How long before the first failure, in words: `4 min before`.
    pub fn lead(&self) -> String {
        let seconds = self.seconds_before.max(0);
        match seconds {
            0..60 => format!("{seconds} s before"),
            60..3600 => format!("{} min before", seconds / 60),
            _ => format!("{} h {} min before", seconds / 3600, seconds % 3600 / 60),
        }
    }
}

/// What was changed before the first failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// When it first failed (UTC), as far as was read.
    pub failed: Timestamp,
    /// In which org the failure stands in the log.
    pub side: Option<Side>,
    /// What failed, in words.
    pub failure: String,
    /// What concerns this connection, the one nearest to the failure first.
    pub related: Vec<Change>,
    /// How many of those there are.
    pub related_count: usize,
    /// Changes that name something else, the nearest first.
    pub others: Vec<Change>,
    /// How many of those there are.
    pub others_count: usize,
    /// Since when changes were read (UTC): the later of both logs.
    pub since: Option<Timestamp>,
    /// Whether there was more than was read.
    pub cut: bool,
    /// The sides whose log was read.
    pub sides: Vec<Side>,
}

impl Changes {
    /// What was read, as an honest note.
    pub fn note(&self) -> String {
        let whose = match self.sides.as_slice() {
            [Side::Source] => "the System Log of the source org alone was read",
            [Side::Target] => "the System Log of the target org alone was read",
            [] => "the System Log that was brought was read",
            _ => "both System Logs were read",
        };
        let since = self
            .since
            .map(|at| format!(" from {} on", at.strftime("%Y-%m-%d %H:%M UTC")))
            .unwrap_or_default();
        let cut = if self.cut {
            "; there was more than was read, so an earlier change may be missing"
        } else {
            ""
        };
        format!("{}{since}{cut}", events::capitalised(whose))
    }
}

pub(super) fn before_first_failure(
    seen: &[Seen<'_>],
    subject: &Subject,
    reaches: &[Reach],
    attempt: Option<Timestamp>,
) -> Option<Changes> {
    let own = subject.at.filter(|_| subject.failed);
    let logged = first_failure(seen, attempt.filter(|_| subject.at.is_some()));
    let (failed, side, failure) = match (logged, own) {
        (Some(one), _) => (
            one.event.published,
            one.side,
            Entry::of(one.side, one.event).words,
        ),
        (None, Some(at)) => (
            at,
            None,
            "What was brought shows that the sign-in failed".to_owned(),
        ),
        (None, None) => return None,
    };
    let before = seen.iter().filter(|one| {
        let done = !one.event.failed() && events::is_change(&one.event.event_type);
        done && one.event.published <= failed && !by_itself(one.event)
    });
    let (mut related, mut others): (Vec<&Seen<'_>>, Vec<&Seen<'_>>) =
        before.partition(|one| one.ours || events::begins(&one.event.event_type, events::EVERYBODY));
    let counts = (related.len(), others.len());
    for list in [&mut related, &mut others] {
        list.sort_by_key(|one| Reverse(one.event.published));
        list.truncate(MOST);
    }
    let told = |one: &Seen<'_>| Change {
        entry: Entry::of(one.side, one.event),
        actor: events::actor(one.event),
        object: events::object(one.event),
        seconds_before: failed.duration_since(one.event.published).as_secs(),
    };
    Some(Changes {
        failed,
        side,
        failure,
        related: related.into_iter().map(told).collect(),
        related_count: counts.0,
        others: others.into_iter().map(told).collect(),
        others_count: counts.1,
        since: reaches.iter().filter_map(|reach| reach.changes_since).max(),
        cut: reaches.iter().any(|reach| reach.cut || reach.problem.is_some()),
        sides: sides(reaches),
    })
}

fn sides(reaches: &[Reach]) -> Vec<Side> {
    let read = |side: &Side| {
        let of = |reach: &Reach| reach.side == Some(*side) && reach.problem.is_none();
        reaches.iter().any(of)
    };
    Side::BOTH.into_iter().filter(read).collect()
}

/// What Okta does by itself at a sign-in, such as creating whoever arrives, is no change that somebody made.
fn by_itself(event: &LogEvent) -> bool {
    event.actor.kind == "SystemPrincipal" && event.event_type.starts_with("user.lifecycle.")
}

/// The first failure after the last time that it worked: of the failures up to the attempt, or of all.
fn first_failure<'a, 'b>(seen: &'a [Seen<'b>], attempt: Option<Timestamp>) -> Option<&'a Seen<'b>> {
    let slack = SignedDuration::from_mins(2);
    let latest = attempt.and_then(|at| at.checked_add(slack).ok());
    let ours = || {
        let wanted = |one: &&Seen<'_>| {
            let early = latest.is_none_or(|latest| one.event.published <= latest);
            one.ours && early && events::is_sign_in(&one.event.event_type)
        };
        seen.iter().filter(wanted)
    };
    let failures = || ours().filter(|one| one.event.failed());
    let last = failures().map(|one| one.event.published).max()?;
    let arrived = |one: &&Seen<'_>| {
        let event = one.event;
        event.event_type == "user.authentication.auth_via_IDP" && event.succeeded() && event.published < last
    };
    let worked = ours().filter(arrived).map(|one| one.event.published).max();
    failures()
        .filter(|one| worked.is_none_or(|worked| one.event.published > worked))
        .min_by_key(|one| one.event.published)
}
