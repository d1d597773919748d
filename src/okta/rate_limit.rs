//! How long to wait before a refused call may be repeated: arithmetic over headers and a given instant.
//!
//! Refuses to wait or to read a clock; that is the client's.

use crate::okta::transport::Headers;
use jiff::Timestamp;
use std::time::Duration;

/// The longest wait that a limit of calls per minute can ask for.
const LONGEST: Duration = Duration::from_secs(70);

/// How long to wait after a 429, by `x-rate-limit-reset` (UTC epoch seconds) against the server's own
/// `Date`, so that a wrong clock on this computer does no harm; `Retry-After` is honoured where given.
/// Without either (concurrency limits have no useful reset) the wait is one second.
pub fn wait_after_429(headers: &Headers, now: Timestamp) -> Duration {
    if let Some(seconds) = headers
        .get("retry-after")
        .and_then(|text| text.parse::<u64>().ok())
    {
        return Duration::from_secs(seconds).min(LONGEST);
    }
    let reset = headers
        .get("x-rate-limit-reset")
        .and_then(|text| text.parse::<i64>().ok());
    let server_now = date(headers).unwrap_or(now).as_second();
    let seconds = reset.map_or(0, |reset| reset.saturating_sub(server_now).max(0));
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0) + 1).min(LONGEST)
}

/// The server's clock by its `Date` header (RFC 9110 §6.6.1).
pub fn date(headers: &Headers) -> Option<Timestamp> {
    let text = headers.get("date")?;
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(zoned.timestamp())
}

/// How long to wait before the next attempt after a passing fault: 0.5 s, 1 s, 2 s and so on.
pub fn backoff(attempt: u32) -> Duration {
    Duration::from_millis(500 * 2_u64.pow(attempt.saturating_sub(1).min(5)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_measured_on_the_servers_clock() {
        let headers = Headers::from_pairs([
            ("x-rate-limit-reset", "1763800030"),
            ("date", "Sat, 22 Nov 2025 08:27:00 GMT"),
        ]);
        let ten_minutes_late = "2025-11-22T08:37:00Z".parse().unwrap();
        assert_eq!(
            wait_after_429(&headers, ten_minutes_late),
            Duration::from_secs(11)
        );
    }

    #[test]
    fn a_reset_in_the_past_or_none_at_all_means_one_second() {
        let now = "2025-11-22T08:27:00Z".parse().unwrap();
        let past = Headers::from_pairs([("x-rate-limit-reset", "1")]);
        assert_eq!(wait_after_429(&past, now), Duration::from_secs(1));
        assert_eq!(wait_after_429(&Headers::default(), now), Duration::from_secs(1));
    }

    #[test]
    fn an_absurd_reset_does_not_make_us_wait_for_ever() {
        let now = "2025-11-22T08:27:00Z".parse().unwrap();
        let far = Headers::from_pairs([("x-rate-limit-reset", "9999999999")]);
        assert_eq!(wait_after_429(&far, now), LONGEST);
    }
}
