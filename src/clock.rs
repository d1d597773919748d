//! Time, handed in: the only place that reads the system clock.
//!
//! Everything that judges or waits takes a [`Clock`]; tests hand in a clock that they turn themselves.

use jiff::Timestamp;
use std::{future::Future, pin::Pin, sync::Mutex, time::Duration};

/// A boxed future, as object-safe asynchronous traits return it.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A source of instants (UTC) and of waiting.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
    /// Waits for a while.
    fn wait(&self, time: Duration) -> Boxed<'_, ()>;
}

/// The computer's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where time comes in")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait(&self, time: Duration) -> Boxed<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// A clock that stands still until somebody waits on it: waiting moves it on at once.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    /// A clock that shows the given instant.
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves the clock on.
    pub fn advance(&self, time: Duration) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = now.saturating_add(time).unwrap_or(*now);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn wait(&self, time: Duration) -> Boxed<'_, ()> {
        self.advance(time);
        Box::pin(std::future::ready(()))
    }
}
