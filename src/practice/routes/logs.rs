//! The System Log (Okta API: System Log): bounded requests end, polling requests always lead on.

use super::super::Temper;
use super::super::filter::{self, Filter};
use super::super::http::Response;
use super::super::log::Event;
use super::super::paging::{Cut, limit, link};
use super::super::refusal::Refusal;
use super::super::world::{Answer, Call};
use jiff::{SignedDuration, Timestamp};

/// Strict worlds cut pages of the log less short than other lists, as it is read far more often.
const STRICT_PAGE: usize = 20;

/// Where an event stands in the order that was asked for.
type Place = (i64, u64);

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let descending = match call.request.query_value("sortOrder") {
        None | Some("ASCENDING") => false,
        Some("DESCENDING") => true,
        Some(_) => return Err(Refusal::invalid("sortOrder", "sortOrder: Invalid value")),
    };
    let until = instant(call, "until")?;
    let polling = until.is_none() && !descending;
    let asked = limit(
        call,
        Cut {
            usual: 100,
            most: 1000,
        },
    )?;
    let size = if call.world.temper == Temper::Strict {
        asked.min(STRICT_PAGE)
    } else {
        asked
    };
    let (fits, after) = (fitting(call, until)?, cursor(call)?);
    let place = |event: &Event| place(call, event, polling);
    let beyond = |event: &&Event| match after {
        None => true,
        Some(after) if descending => place(event) < after,
        Some(after) => place(event) > after,
    };
    let mut events = call.org().journal.shown(call.at);
    events.sort_by_key(|event| place(event));
    if descending {
        events.reverse();
    }
    let mut rest = events.into_iter().filter(beyond).filter(|event| fits(event));
    let page: Vec<&Event> = rest.by_ref().take(size).collect();
    let last = page.last().map(|event| place(event)).or(after);
    let texts: Vec<&str> = page.iter().map(|event| &*event.text).collect();
    let body = format!("[{}]", texts.join(","));
    let mut response =
        Response::text(200, "application/json", body).with("link", &link(call, None, asked, "self"));
    if polling || rest.next().is_some() {
        let (instant, sequence) = last.unwrap_or_default();
        let next = link(call, Some(&format!("{instant}_{sequence}")), asked, "next");
        response = response.with("link", &next);
    }
    Ok(response)
}

/// A log that lags shows events to those who poll in the order in which they turn up, which is not the order in which
/// they were published.
fn place(call: &Call<'_>, event: &Event, polling: bool) -> Place {
    let instant = match (call.org().journal.lag.is_zero(), polling) {
        (true, _) => return (0, event.sequence),
        (false, true) => event.shown_from,
        (false, false) => event.published,
    };
    (instant.as_millisecond(), event.sequence)
}

fn instant(call: &Call<'_>, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = call.request.query_value(name).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let cause = || Refusal::invalid(name, format!("{name}: The date must be an ISO 8601 date-time"));
    text.parse().map(Some).map_err(|_| cause())
}

/// Whether an event lies within the times asked for and fits filter and query.
fn fitting(call: &Call<'_>, until: Option<Timestamp>) -> Result<impl Fn(&Event) -> bool + use<>, Refusal> {
    let week = SignedDuration::from_hours(-7 * 24);
    let since = instant(call, "since")?.unwrap_or_else(|| call.at.saturating_add(week).unwrap_or(call.at));
    let text = call
        .request
        .query_value("filter")
        .filter(|text| !text.trim().is_empty());
    let filter = text.map(filter::parse).transpose()?;
    if filter
        .as_ref()
        .is_some_and(|filter| filter.paths().contains(&"published"))
    {
        return Err(Refusal::bad_search());
    }
    let words: Vec<String> = call
        .request
        .query_value("q")
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    if words.len() > 10 || words.iter().any(|word| word.chars().count() > 40) {
        return Err(Refusal::invalid("q", "q: At most 10 words of 40 characters each"));
    }
    Ok(move |event: &Event| {
        let inside = event.published >= since && until.is_none_or(|until| event.published < until);
        let fits = |filter: &Filter| filter.fits_by("eventType", &event.kind, || event.body());
        inside && filter.as_ref().is_none_or(fits) && mentions(event, &words)
    })
}

fn mentions(event: &Event, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let text = event.text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

fn cursor(call: &Call<'_>) -> Result<Option<Place>, Refusal> {
    let Some(text) = call.request.query_value("after").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let place = text
        .split_once('_')
        .and_then(|(instant, sequence)| Some((instant.parse().ok()?, sequence.parse().ok()?)));
    place.map(Some).ok_or_else(Refusal::bad_cursor)
}
