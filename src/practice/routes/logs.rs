//! The System Log (Okta API: System Log): bounded requests end, polling requests always lead on.

use super::super::Temper;
use super::super::filter;
use super::super::http::Response;
use super::super::log::Event;
use super::super::paging::{Cut, limit, link};
use super::super::refusal::Refusal;
use super::super::world::{Answer, Call};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// Strict worlds cut pages of the log less short than other lists, as it is read far more often.
const STRICT_PAGE: usize = 20;

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
    let mut events = fitting(call, until)?;
    if descending {
        events.reverse();
    }
    let after = cursor(call)?;
    let beyond = |event: &&Event| match after {
        None => true,
        Some(place) if descending => event.sequence < place,
        Some(place) => event.sequence > place,
    };
    let events: Vec<&Event> = events.into_iter().filter(beyond).collect();
    let page: Vec<&Event> = events.iter().take(size).copied().collect();
    let last = page.last().map(|event| event.sequence).or(after);
    let shown = page.iter().map(|event| event.body.clone()).collect();
    let mut response =
        Response::json(200, &Value::Array(shown)).with("link", &link(call, None, asked, "self"));
    if polling || events.len() > page.len() {
        let cursor = format!("{}_{}", call.at.as_millisecond(), last.unwrap_or_default());
        response = response.with("link", &link(call, Some(&cursor), asked, "next"));
    }
    Ok(response)
}

fn instant(call: &Call<'_>, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = call.request.query_value(name).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let cause = || Refusal::invalid(name, format!("{name}: The date must be an ISO 8601 date-time"));
    text.parse().map(Some).map_err(|_| cause())
}

/// Events within the times asked for that fit filter and query, oldest first.
fn fitting<'c>(call: &'c Call<'_>, until: Option<Timestamp>) -> Result<Vec<&'c Event>, Refusal> {
    let week = SignedDuration::from_hours(-7 * 24);
    let since = instant(call, "since")?.unwrap_or_else(|| call.at.saturating_add(week).unwrap_or(call.at));
    let filter = match call
        .request
        .query_value("filter")
        .filter(|text| !text.trim().is_empty())
    {
        Some(text) => Some(filter::parse(text)?),
        None => None,
    };
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
    let fits = |event: &&Event| {
        let inside = event.published >= since && until.is_none_or(|until| event.published < until);
        inside && filter.as_ref().is_none_or(|filter| filter.fits(&event.body)) && mentions(event, &words)
    };
    Ok(call.org().journal.events().iter().filter(fits).collect())
}

fn mentions(event: &Event, words: &[String]) -> bool {
    let text = event.body.to_string().to_lowercase();
    words.iter().all(|word| text.contains(word))
}

fn cursor(call: &Call<'_>) -> Result<Option<u64>, Refusal> {
    let Some(text) = call.request.query_value("after").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let place = text.split_once('_').and_then(|(_, place)| place.parse().ok());
    place.map(Some).ok_or_else(Refusal::bad_cursor)
}
