//! Time of the practice orgs: the real clock, one that runs ahead of it, or one that stands still until a test
//! moves it.
//!
//! Nothing else in the practice orgs asks for the time; it is handed in with each request.

use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// Where the practice orgs take their time from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The clock of this machine.
    #[default]
    Real,
    /// The clock of this machine, which can be turned forward.
    Running(Lead),
    /// A clock that moves only when told to.
    Manual(ManualClock),
}

impl Clock {
    /// A clock that stands at `start` until it is moved.
    pub fn manual(start: Timestamp) -> Self {
        Self::Manual(ManualClock {
            now: Arc::new(Mutex::new(start)),
        })
    }

    /// A clock that runs like this machine's until it is turned forward.
    pub fn running() -> Self {
        Self::Running(Lead::default())
    }

    /// The present instant, before any offset of an org.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where practice orgs ask for the time"
    )]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Real => Timestamp::now(),
            Self::Running(lead) => lead.ahead_of(Timestamp::now()),
            Self::Manual(clock) => clock.now(),
        }
    }

    /// Moves the clock on and says whether it moved: the real one cannot be moved and stays as it is.
    pub fn advance(&self, by: SignedDuration) -> bool {
        match self {
            Self::Real => return false,
            Self::Running(lead) => lead.grow(by),
            Self::Manual(clock) => clock.advance(by),
        }
        true
    }
}

/// How far a clock was turned forward; clones share the same hands.
#[derive(Debug, Clone, Default)]
pub struct Lead {
    by: Arc<Mutex<SignedDuration>>,
}

impl Lead {
    fn ahead_of(&self, now: Timestamp) -> Timestamp {
        let by = *self.by.lock().unwrap_or_else(PoisonError::into_inner);
        now.saturating_add(by).unwrap_or(now)
    }

    fn grow(&self, by: SignedDuration) {
        let mut lead = self.by.lock().unwrap_or_else(PoisonError::into_inner);
        *lead = lead.saturating_add(by);
    }
}

/// A clock moved by hand; clones share the same hands.
#[derive(Debug, Clone)]
pub struct ManualClock {
    now: Arc<Mutex<Timestamp>>,
}

impl ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advance(&self, by: SignedDuration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(*now);
    }
}

/// An instant as Okta's objects show it: UTC, milliseconds always zero.
pub(super) fn instant(at: Timestamp) -> String {
    let whole = Timestamp::from_second(at.as_second()).unwrap_or(at);
    format!("{whole:.3}")
}

/// An instant with its milliseconds, as the System Log and SAML show it.
pub(super) fn instant_ms(at: Timestamp) -> String {
    let whole = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
    format!("{whole:.3}")
}

/// An instant as the `Date` header shows it (RFC 9110 §5.6.7).
pub(super) fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// `at` moved on by seconds, staying where it is at the end of time.
pub(super) fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = Clock::manual("2026-01-15T05:37:59Z".parse().unwrap());
        assert_eq!(clock.now(), clock.now());
        assert!(clock.clone().advance(SignedDuration::from_secs(60)));
        assert_eq!(instant(clock.now()), "2026-01-15T05:38:59.000Z");
    }

    #[test]
    fn a_running_clock_is_turned_forward_and_the_real_one_is_not() {
        let (clock, real) = (Clock::running(), Clock::Real);
        let before = clock.now();
        assert!(clock.clone().advance(SignedDuration::from_hours(24)));
        assert!(clock.now().duration_since(before) >= SignedDuration::from_hours(24));
        assert!(!real.advance(SignedDuration::from_hours(24)));
    }

    #[test]
    fn instants_are_written_as_okta_writes_them() {
        let at: Timestamp = "2026-01-15T05:37:59.123456Z".parse().unwrap();
        assert_eq!(instant(at), "2026-01-15T05:37:59.000Z");
        assert_eq!(instant_ms(at), "2026-01-15T05:37:59.123Z");
        assert_eq!(http_date(at), "Thu, 15 Jan 2026 05:37:59 GMT");
        assert_eq!(instant(later(at, 1)), "2026-01-15T05:38:00.000Z");
    }
}
