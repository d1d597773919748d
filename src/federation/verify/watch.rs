//! Collects the events of both System Logs from an instant on, in steps that somebody else times.
//!
//! The log may lag by seconds to minutes and its edge is not in order; so reading begins a little earlier
//! and events are told apart by their identifiers.

use crate::{
    federation::{
        Blueprint, Fact, Facts,
        orgs::{Readers, Side},
        verify::Events,
    },
    okta::{
        Doc, Error,
        resource::logs::{LogEvent, polling_path},
    },
};
use jiff::{SignedDuration, Timestamp};
use std::{collections::BTreeSet, time::Duration};

/// How long to wait between two looks.
pub const INTERVAL: Duration = Duration::from_secs(3);

/// How much earlier reading begins.
const OVERLAP: SignedDuration = SignedDuration::from_mins(2);

/// How many pages one look reads at most, so that a busy log does not hold everything up.
const MOST_PAGES: usize = 20;

/// The events that a checklist needs; everything else in a busy log is left out.
const FILTER: &str = "eventType sw \"user.authentication\" or eventType sw \"user.session\" \
                      or eventType sw \"user.lifecycle\" or eventType sw \"application.provision\" \
                      or eventType sw \"app.user_management\" or eventType sw \"app.generic\" \
                      or eventType sw \"application.user_membership\" or eventType sw \"policy.evaluate\" \
                      or eventType sw \"application.policy\" \
                      or eventType eq \"system.api_token.request_outside_allowed_range\"";

/// How long both orgs are left alone between two observations: lists of apps may be read ten times a minute only.
pub const OBSERVE_INTERVAL: SignedDuration = SignedDuration::from_secs(15);

/// What a watch looks for in a log that is full of other people's events.
#[derive(Clone, Debug, Default)]
pub struct Interest {
    /// User names, in either org.
    pub logins: Vec<String>,
    /// Identifiers of apps and identity providers.
    pub objects: Vec<String>,
}

impl Interest {
    /// The test user and the objects of a connection.
    pub fn of(blueprint: &Blueprint, facts: &Facts) -> Self {
        let objects = [Fact::Org2OrgAppId, Fact::IdpId, Fact::TargetAppId];
        Self {
            logins: blueprint.test_user.iter().cloned().collect(),
            objects: objects
                .iter()
                .filter_map(|fact| facts.get(*fact))
                .map(str::to_owned)
                .collect(),
        }
    }

    fn takes(&self, event: &LogEvent) -> bool {
        self.logins.iter().any(|login| event.concerns(login))
            || self.objects.iter().any(|id| event.touches(id))
    }
}

/// Where reading stands in both logs.
#[derive(Clone, Debug)]
pub struct Watch {
    since: Timestamp,
    interest: Interest,
    source: Log,
    target: Log,
}

#[derive(Clone, Debug, Default)]
struct Log {
    next: Option<String>,
    seen: BTreeSet<String>,
    events: Vec<Doc<LogEvent>>,
}

impl Watch {
    /// Begins at an instant (UTC, this computer's clock).
    pub fn since(instant: Timestamp, interest: Interest) -> Self {
        Self {
            since: instant,
            interest,
            source: Log::default(),
            target: Log::default(),
        }
    }

    /// When it began.
    pub fn began(&self) -> Timestamp {
        self.since
    }

    /// All events so far.
    pub fn events(&self) -> Events {
        Events {
            source: self.source.events.clone(),
            target: self.target.events.clone(),
        }
    }

    /// Looks into both logs once, side by side. Returns how many new events are of interest.
    pub async fn look(&mut self, readers: &Readers) -> Result<usize, (Side, Error)> {
        let since = self.since;
        let (source, target) = futures_util::join!(
            look(&readers.source, &mut self.source, since, &self.interest),
            look(&readers.target, &mut self.target, since, &self.interest),
        );
        let source = source.map_err(|error| (Side::Source, error))?;
        let target = target.map_err(|error| (Side::Target, error))?;
        Ok(source + target)
    }
}

async fn look(
    reader: &crate::okta::Reader,
    log: &mut Log,
    since: Timestamp,
    interest: &Interest,
) -> Result<usize, Error> {
    let offset = SignedDuration::from_secs(reader.clock_offset().unwrap_or(0));
    let start = since.saturating_add(offset - OVERLAP).unwrap_or(since);
    let mut path = log.next.clone().unwrap_or_else(|| polling_path(start, FILTER));
    let earliest = since
        .saturating_add(offset - SignedDuration::from_secs(5))
        .unwrap_or(since);
    let mut new = 0;
    for _ in 0..MOST_PAGES {
        let page = reader.logs(&path).await?;
        let empty = page.events.is_empty();
        for event in page.events {
            if event.published >= earliest && log.seen.insert(event.uuid.clone()) {
                new += usize::from(interest.takes(&event));
                log.events.push(event);
            }
        }
        let Some(next) = page.next else { break };
        path.clone_from(&next);
        log.next = Some(next);
        if empty {
            break;
        }
    }
    Ok(new)
}
