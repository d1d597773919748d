//! Does the assertion hold at the instant it is judged by? Every bound is looked at; the tightest that is broken is
//! named. A bound within the clocks' allowance is named too, because other readers allow less.

use jiff::{SignedDuration, Timestamp};

use super::super::expectation::{Expectations, Instant};
use super::super::finding::{Confidence, Finding, Severity, catalogue};
use super::super::message::{Assertion, Field, Response};
use super::{shortened, words};

pub(super) fn judge(response: &Response, measure: &Expectations, instant: Instant) -> Vec<Finding> {
    let mut findings: Vec<Finding> = response
        .assertions
        .iter()
        .flat_map(|assertion| of_assertion(assertion, measure, instant))
        .collect();
    findings.extend(response.issue_instant.as_ref().and_then(unreadable));
    findings.dedup_by(|a, b| a.code == b.code);
    findings
}

/// A bound of validity as it stands in the message.
struct Bound<'a> {
    field: &'a Field,
    at: Timestamp,
    what: &'static str,
}

fn bound<'a>(field: Option<&'a Field>, what: &'static str) -> Option<Bound<'a>> {
    let field = field?;
    let at = field.value.trim().parse().ok()?;
    Some(Bound { field, at, what })
}

fn of_assertion(assertion: &Assertion, measure: &Expectations, instant: Instant) -> Vec<Finding> {
    let conditions = assertion.conditions.as_ref();
    let from = conditions.and_then(|conditions| conditions.not_before.as_ref());
    let until = conditions.and_then(|conditions| conditions.not_on_or_after.as_ref());
    let mut starts: Vec<Bound<'_>> = bound(from, "the conditions").into_iter().collect();
    let mut ends: Vec<Bound<'_>> = bound(until, "the conditions").into_iter().collect();
    // One confirmation that holds is enough, so only the one that holds longest counts.
    let bearer = assertion.confirmations.iter().filter(|one| one.is_bearer());
    let best = bearer.max_by_key(|one| bound(one.not_on_or_after.as_ref(), "").map(|bound| bound.at));
    if let Some(best) = best {
        starts.extend(bound(best.not_before.as_ref(), "the confirmation"));
        ends.extend(bound(best.not_on_or_after.as_ref(), "the confirmation"));
    }
    let mut findings = Vec::new();
    let first = starts
        .iter()
        .filter(|start| instant.at < start.at)
        .max_by_key(|start| start.at);
    findings.extend(first.map(|start| not_yet(start, measure.skew, instant)));
    let last = ends
        .iter()
        .filter(|end| instant.at >= end.at)
        .min_by_key(|end| end.at);
    findings.extend(last.map(|end| expired(end, measure.skew, instant)));
    findings.extend(session(assertion, instant));
    let fields = [from, until].into_iter().flatten().chain(
        assertion
            .confirmations
            .iter()
            .flat_map(|one| [one.not_before.as_ref(), one.not_on_or_after.as_ref()])
            .flatten(),
    );
    findings.extend(fields.filter_map(unreadable));
    findings
}

fn not_yet(start: &Bound<'_>, skew: SignedDuration, instant: Instant) -> Finding {
    let ahead = start.at.duration_since(instant.at);
    let summary = format!(
        "The assertion does not hold yet: by {} it begins {} after the instant it is judged by",
        start.what,
        span(ahead)
    );
    weigh(
        Finding::new(catalogue::NOT_YET_VALID, summary),
        ahead <= skew,
        instant,
    )
    .compared(
        ("Holds from", words(start.at)),
        (judged_by(instant), words(instant.at)),
    )
    .at(start.field.place.clone())
}

fn expired(end: &Bound<'_>, skew: SignedDuration, instant: Instant) -> Finding {
    let ago = instant.at.duration_since(end.at);
    let summary = format!(
        "The assertion has expired: by {} it ended {} before the instant it is judged by",
        end.what,
        span(ago)
    );
    weigh(Finding::new(catalogue::EXPIRED, summary), ago <= skew, instant)
        .compared(
            ("Held until", words(end.at)),
            (judged_by(instant), words(instant.at)),
        )
        .at(end.field.place.clone())
}

/// Within the allowance it may pass; by the clock on the wall it says little about a saved message.
fn weigh(finding: Finding, within_skew: bool, instant: Instant) -> Finding {
    let finding = if within_skew {
        finding
            .weighing(Severity::MayBlock)
            .then("The difference is within the clock skew that is usually allowed, so it may pass")
    } else {
        finding
    };
    if instant.chosen {
        finding
    } else {
        finding.held(Confidence::Possible)
    }
}

fn judged_by(instant: Instant) -> &'static str {
    if instant.chosen { "Judged by" } else { "Now" }
}

fn session(assertion: &Assertion, instant: Instant) -> Option<Finding> {
    let ends = assertion
        .sessions
        .iter()
        .filter_map(|field| bound(field.as_ref(), "the session"));
    let ended = ends.filter(|end| instant.at >= end.at).min_by_key(|end| end.at)?;
    Some(
        Finding::new(
            catalogue::SESSION_EXPIRED,
            "The session that the assertion speaks of has ended",
        )
        .weighing(Severity::MayBlock)
        .held(if instant.chosen {
            Confidence::Certain
        } else {
            Confidence::Possible
        })
        .compared(
            ("Session until", words(ended.at)),
            (judged_by(instant), words(instant.at)),
        )
        .at(ended.field.place.clone()),
    )
}

fn unreadable(field: &Field) -> Option<Finding> {
    let fails = field.value.trim().parse::<Timestamp>().is_err();
    fails.then(|| {
        Finding::new(
            catalogue::INSTANT_UNREADABLE,
            format!("This is no instant: {}", shortened(&field.value)),
        )
        .weighing(Severity::MayBlock)
        .at(field.place.clone())
    })
}

/// A length of time in the largest unit that says something.
fn span(time: SignedDuration) -> String {
    let seconds = time.as_secs();
    let (count, unit) = match seconds {
        0..=119 => (seconds, "seconds"),
        120..=7199 => (seconds / 60, "minutes"),
        7200..=172_799 => (seconds / 3600, "hours"),
        _ => (seconds / 86_400, "days"),
    };
    if count == 1 {
        format!("1 {}", unit.trim_end_matches('s'))
    } else {
        format!("{count} {unit}")
    }
}
