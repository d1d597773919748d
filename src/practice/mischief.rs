//! Misbehaviour on purpose, all of it derived from a seed: answers that fail, break off or come late, and lists that
//! lag behind.
//!
//! It decides what becomes of a request; it neither carries requests out nor waits. A page that a browser shows may
//! fail or break off before anything was done, so that looking once more repairs it; whatever else may happen to an
//! answer happens to the API alone.

use super::clock::later;
use super::dice::Dice;
use super::http::{Method, Request, Response};
use super::log::{Draft, Party};
use super::refusal::Refusal;
use super::seat::Seat;
use super::world::{Call, World, handle};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// How badly the orgs behave; by default they behave well. Shares are requests of a thousand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mischief {
    /// What all chance is derived from.
    pub seed: String,
    /// Answered with 500, 502 or 503, and not carried out.
    pub errors: u16,
    /// Carried out, and answered with 500, 502 or 503 all the same.
    pub false_errors: u16,
    /// The connection breaks before the request is carried out.
    pub dropped: u16,
    /// The connection breaks after the request was carried out, so that the answer is lost.
    pub lost: u16,
    /// The first of up to three requests in a row that are refused with 429, as for too many at the same time.
    pub bursts: u16,
    /// How long an answer is held back at most.
    pub delay: Duration,
    /// How long `search` of users and groups lags behind.
    pub search_lag: Duration,
    /// How long an event takes at most until the System Log shows it.
    pub log_lag: Duration,
    /// How long an org orders its rules after a change of one; changes in that time are refused with 423.
    pub rule_order: Duration,
    /// How long somebody is being activated; changes in that time are refused with 409.
    pub activation: Duration,
    /// How long an org still sets up group rules when it is first asked for one; until then it refuses with 409.
    pub group_rule_setup: Duration,
    /// How far the clock of an org is off at most, either way.
    pub clock_offset: Duration,
}

impl Mischief {
    /// Everything at once: one request in seven goes wrong, search and log lag, clocks differ.
    pub fn hostile(seed: &str) -> Self {
        Self {
            seed: seed.to_owned(),
            errors: 40,
            false_errors: 30,
            dropped: 20,
            lost: 30,
            bursts: 20,
            delay: Duration::from_millis(1500),
            search_lag: Duration::from_secs(20),
            log_lag: Duration::from_secs(40),
            rule_order: Duration::from_secs(3),
            activation: Duration::from_secs(2),
            group_rule_setup: Duration::from_secs(3),
            clock_offset: Duration::from_secs(45),
        }
    }
}

/// What comes back for a request, and when.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// How long it is held back.
    pub delay: Duration,
    /// The answer; `None` when the connection breaks instead.
    pub answer: Option<Response>,
    /// Whether it is not what the org itself would have answered.
    pub disturbed: bool,
}

/// The mischief of a world under way.
#[derive(Debug, Clone)]
pub(super) struct Mood {
    pub(super) mischief: Mischief,
    dice: Dice,
    /// Refusals still to come of a burst, by org.
    bursts: BTreeMap<Seat, usize>,
    /// What was done so far, and how often.
    done: BTreeMap<&'static str, u64>,
}

impl Mood {
    pub(super) fn new(mischief: &Mischief) -> Self {
        Self {
            mischief: mischief.clone(),
            dice: Dice::new(&mischief.seed, "imp"),
            bursts: BTreeMap::new(),
            done: BTreeMap::new(),
        }
    }

    /// A span of time up to `most`.
    fn up_to(&mut self, kind: &'static str, most: Duration) -> Duration {
        let milliseconds = usize::try_from(most.as_millis()).unwrap_or(usize::MAX);
        let chosen = self.dice.below(kind, milliseconds.saturating_add(1));
        Duration::from_millis(u64::try_from(chosen).unwrap_or_default())
    }

    fn fate(&mut self, seat: Seat) -> Fate {
        let burst = self.bursts.entry(seat).or_default();
        if *burst > 0 {
            *burst -= 1;
            return Fate::Crowded;
        }
        let m = &self.mischief;
        let kinds = [
            (m.errors, Fate::Failed),
            (m.false_errors, Fate::FalselyFailed),
            (m.dropped, Fate::Dropped),
            (m.lost, Fate::Lost),
            (m.bursts, Fate::Crowded),
        ];
        let mut rest = self.dice.below("fate", 1000);
        for (share, fate) in kinds {
            if rest < usize::from(share) {
                if fate == Fate::Crowded {
                    *burst = self.dice.below("burst", 3);
                }
                return fate;
            }
            rest -= usize::from(share);
        }
        Fate::Fair
    }

    /// A failure of the org (JSON of Okta's) or of what stands before it (a page). An org in read-only mode changes
    /// nothing, and says so only where nothing was changed.
    fn failure(&mut self, org: &mut Dice, unchanged: bool) -> Response {
        let page = |status: u16, words: &str| {
            let html = format!(
                "<html><head><title>{status} {words}</title></head><body><h1>{status} {words}</h1></body></html>"
            );
            Response::text(status, "text/html", html)
        };
        match self.dice.below("failure", 3) {
            0 => page(502, "Bad Gateway"),
            1 if unchanged => Refusal::read_only_mode().response(&format!("oae{}", org.word("error", 22))),
            1 => page(503, "Service Unavailable"),
            _ => Refusal::internal().response(&format!("oae{}", org.word("error", 22))),
        }
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Fair,
    Failed,
    FalselyFailed,
    Dropped,
    Lost,
    Crowded,
}

/// Answers one request as [`handle`] does, or misbehaves as the world was told to.
pub fn deliver(world: &mut World, seat: impl Into<Seat>, request: &Request, now: Timestamp) -> Delivery {
    let seat = seat.into();
    let most = world.mood.mischief.delay;
    let delay = world.mood.up_to("delay", most);
    let fate = match world.mood.fate(seat) {
        fate @ (Fate::Fair | Fate::Failed | Fate::Dropped) => fate,
        fate if request.is_api() => fate,
        _ => Fate::Fair,
    };
    if let Some(words) = fate.words() {
        *world.mood.done.entry(words).or_insert(0) += 1;
    }
    let carried_out = match fate {
        Fate::Fair | Fate::FalselyFailed | Fate::Lost => Some(handle(world, seat, request, now)),
        Fate::Failed | Fate::Dropped | Fate::Crowded => None,
    };
    let answer = match fate {
        Fate::Fair => carried_out,
        Fate::Failed => Some(failure(world, seat, request.method != Method::Get)),
        Fate::FalselyFailed => Some(failure(world, seat, false)),
        Fate::Crowded => Some(crowded(world, seat, request, now)),
        Fate::Dropped | Fate::Lost => None,
    };
    Delivery {
        delay,
        answer,
        disturbed: fate != Fate::Fair,
    }
}

impl Fate {
    /// What was done to a request, as it is counted.
    fn words(self) -> Option<&'static str> {
        match self {
            Self::Fair => None,
            Self::Failed => Some("refused with an error of the server"),
            Self::FalselyFailed => Some("carried out and answered with an error of the server"),
            Self::Dropped => Some("dropped before they were carried out"),
            Self::Lost => Some("carried out, their answer lost"),
            Self::Crowded => Some("refused as too many at once"),
        }
    }
}

fn failure(world: &mut World, seat: Seat, unchanged: bool) -> Response {
    let mut dice = world.org(seat).dice.clone();
    let response = world.mood.failure(&mut dice, unchanged);
    world.org_mut(seat).dice = dice;
    response
}

/// Too many requests at the same time: the counts are zero and the reset tells nothing (Okta: Concurrency limits).
fn crowded(world: &mut World, seat: Seat, request: &Request, now: Timestamp) -> Response {
    let mut call = Call::new(world, seat, request, now);
    let event = Draft::new("system.client.concurrency_rate_limit.violation").by(Party::system());
    call.record(event.decided("DENY", "Too many requests in flight"));
    let org = world.org_mut(seat);
    let at = later(now, org.clock_offset);
    let id = org.dice.word("error", 22);
    Refusal::too_many_requests()
        .response(&format!("oae{id}"))
        .with("x-rate-limit-limit", "0")
        .with("x-rate-limit-remaining", "0")
        .with("x-rate-limit-reset", &at.as_second().to_string())
        .with("date", &super::clock::http_date(at))
}

impl World {
    /// What the orgs have done to requests on purpose, and how often.
    pub fn mischief_done(&self) -> Vec<(&'static str, u64)> {
        self.mood
            .done
            .iter()
            .map(|(words, times)| (*words, *times))
            .collect()
    }

    /// Makes the orgs misbehave from now on; `Mischief::default()` makes them behave and leaves their clocks alone.
    pub fn set_mischief(&mut self, mischief: &Mischief) {
        let mut mood = Mood::new(mischief);
        let most = mischief.clock_offset;
        let orgs = [&mut self.source, &mut self.target].into_iter();
        for org in orgs.chain(self.others.iter_mut().map(|(org, _)| org)) {
            if !most.is_zero() {
                let twice = mood.up_to("clock", most * 2);
                let seconds = |span: Duration| i64::try_from(span.as_secs()).unwrap_or_default();
                org.clock_offset = seconds(twice) - seconds(most);
            }
            org.journal.lag = mischief.log_lag;
            org.searched.lag = mischief.search_lag;
            org.note_for_search(Timestamp::MIN);
        }
        self.mood = mood;
    }
}

impl Call<'_> {
    /// Refuses a change of a rule while the org still orders its rules; one change in three finds it ordering already.
    pub(super) fn wait_for_rules(&mut self) -> Result<(), Refusal> {
        let order = self.world.mood.mischief.rule_order;
        if order.is_zero() || !self.changes_a_rule() {
            return Ok(());
        }
        let at = self.at;
        let ordering = self.org().rules_ordered.is_some_and(|ordered| at < ordered);
        let found_ordering = !ordering && self.world.mood.dice.below("rules", 3) == 0;
        if !ordering {
            let seconds = i64::try_from(order.as_secs()).unwrap_or_default();
            self.org_mut().rules_ordered = Some(later(at, seconds));
        }
        if ordering || found_ordering {
            return Err(Refusal::rules_in_order());
        }
        Ok(())
    }

    /// Refuses group rules while the org still sets them up, which begins when it is first asked.
    pub(super) fn wait_for_group_rules(&mut self) -> Result<(), Refusal> {
        let setup = self.world.mood.mischief.group_rule_setup;
        let asked =
            self.request.path.starts_with("/api/v1/groups/rules") && self.request.method != Method::Get;
        if setup.is_zero() || !asked {
            return Ok(());
        }
        let (at, seconds) = (self.at, i64::try_from(setup.as_secs()).unwrap_or_default());
        let from = *self
            .org_mut()
            .group_rules_from
            .get_or_insert_with(|| later(at, seconds));
        if at < from {
            Err(Refusal::group_rules_in_setup())
        } else {
            Ok(())
        }
    }

    /// Somebody was activated just now.
    pub(super) fn begin_activation(&mut self, user: &str) {
        let seconds = i64::try_from(self.world.mood.mischief.activation.as_secs()).unwrap_or_default();
        let until = later(self.at, seconds);
        if let Some(user) = self.org_mut().users.get_mut(user) {
            user.activating_until = (seconds > 0).then_some(until);
        }
    }

    /// Refuses a change of somebody who is still being activated.
    pub(super) fn wait_for_activation(&self, user: &str) -> Result<(), Refusal> {
        let until = self.org().users.get(user).and_then(|user| user.activating_until);
        if until.is_some_and(|until| self.at < until) {
            return Err(Refusal::still_activating());
        }
        Ok(())
    }

    fn changes_a_rule(&self) -> bool {
        let segments = self.request.segments();
        let names: Vec<&str> = segments.iter().map(String::as_str).collect();
        let rule = matches!(names.as_slice(), ["api", "v1", "policies", _, "rules", ..]);
        rule && self.request.method != Method::Get
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::Side;

    #[test]
    fn well_behaved_orgs_let_every_request_pass() {
        let mut mood = Mood::new(&Mischief::default());
        assert!((0..1000).all(|_| mood.fate(Side::Source.into()) == Fate::Fair));
        assert_eq!(mood.up_to("delay", Duration::ZERO), Duration::ZERO);
    }

    #[test]
    fn the_same_seed_misbehaves_in_the_same_way() {
        let fates = |seed: &str| {
            let mut mood = Mood::new(&Mischief::hostile(seed));
            (0..200)
                .map(|_| mood.fate(Side::Target.into()))
                .collect::<Vec<_>>()
        };
        assert_eq!(fates("a"), fates("a"));
        assert_ne!(fates("a"), fates("b"));
        for fate in [
            Fate::Failed,
            Fate::FalselyFailed,
            Fate::Dropped,
            Fate::Lost,
            Fate::Crowded,
        ] {
            assert!(
                fates("a").contains(&fate) || fates("b").contains(&fate),
                "{fate:?}"
            );
        }
    }
}
