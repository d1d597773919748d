//! Rate limits: so many requests of a kind in a minute (Okta: Rate limits; numbers as seen on small orgs).

use super::Temper;
use super::log::{Draft, Party};
use super::world::Call;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bucket {
    /// Listing apps: the scarcest of all.
    AppList,
    /// Making an app.
    AppCreate,
    /// One app and all that hangs on it.
    App,
    /// Provisioning connections and features of apps.
    Provisioning,
    /// Users.
    Users,
    /// Groups.
    Groups,
    /// Identity providers, policies, features.
    Wide,
    /// Metadata of API tokens.
    Tokens,
    /// The System Log.
    Logs,
    /// The org and its public facts.
    Org,
}

impl Bucket {
    /// Requests a minute.
    fn limit(self, temper: Temper) -> u64 {
        let strict = match self {
            Self::AppList => 10,
            Self::AppCreate => 25,
            Self::Provisioning => 50,
            Self::App | Self::Org => 100,
            Self::Logs => 120,
            Self::Tokens => 300,
            Self::Groups => 500,
            Self::Users => 600,
            Self::Wide => 1000,
        };
        if temper == Temper::Strict { strict } else { 100_000 }
    }
}

/// How a request stands with its limit, as the `x-rate-limit-*` headers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// Requests a minute.
    pub(super) limit: u64,
    /// What is left of them.
    pub(super) remaining: u64,
    /// When the count begins anew, in seconds since 1970.
    pub(super) reset: i64,
    /// Whether this request was one too many.
    pub(super) refused: bool,
    /// What the log is to say of it.
    pub(super) notice: Option<Notice>,
}

/// What is told of a limit, once in each window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    /// Nine tenths are used up.
    NearlyUsedUp,
    /// The first request was refused.
    UsedUp,
}

/// The counters of one org.
#[derive(Debug, Clone, Default)]
pub(super) struct Limits {
    windows: BTreeMap<Bucket, Window>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    reset: i64,
    used: u64,
}

impl Limits {
    /// Counts one request.
    pub(super) fn take(&mut self, bucket: Bucket, temper: Temper, now: Timestamp) -> Standing {
        let (limit, second) = (bucket.limit(temper), now.as_second());
        let fresh = Window {
            reset: second + 60,
            used: 0,
        };
        let window = self.windows.entry(bucket).or_insert(fresh);
        if second >= window.reset {
            *window = fresh;
        }
        window.used += 1;
        let notice = if window.used == limit + 1 {
            Some(Notice::UsedUp)
        } else {
            (window.used * 10 >= limit * 9 && (window.used - 1) * 10 < limit * 9)
                .then_some(Notice::NearlyUsedUp)
        };
        Standing {
            notice,
            limit,
            remaining: limit.saturating_sub(window.used),
            reset: window.reset,
            refused: window.used > limit,
        }
    }
}

impl Call<'_> {
    /// The log warns once before a limit is used up, and tells of the first request that was one too many.
    pub(super) fn tell_of_limit(&mut self, bucket: Bucket, standing: Standing) {
        let draft = match standing.notice {
            Some(Notice::NearlyUsedUp) => Draft::new("system.org.rate_limit.warning"),
            Some(Notice::UsedUp) => {
                Draft::new("system.org.rate_limit.violation").decided("DENY", "Rate limit exceeded")
            }
            None => return,
        };
        let name = format!("{bucket:?}");
        self.record(
            draft
                .by(Party::system())
                .about(Party::new("Bucket Uuid", &name, "unknown", &name)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::clock::later;

    #[test]
    fn the_eleventh_list_of_apps_in_a_minute_is_refused() {
        let (mut limits, now) = (Limits::default(), Timestamp::UNIX_EPOCH);
        for left in (0..10).rev() {
            let standing = limits.take(Bucket::AppList, Temper::Strict, now);
            assert_eq!((standing.remaining, standing.refused), (left, false));
        }
        assert!(limits.take(Bucket::AppList, Temper::Strict, now).refused);
        assert!(!limits.take(Bucket::App, Temper::Strict, now).refused);
        assert!(
            !limits
                .take(Bucket::AppList, Temper::Strict, later(now, 60))
                .refused
        );
    }
}
