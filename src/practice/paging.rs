//! Lists in pages, and the `Link` headers that lead from one to the next (Okta API: Pagination).
//!
//! A strict world gives three objects a page whatever was asked for, so that nobody forgets the next page.

use super::Temper;
use super::http::{Response, encode};
use super::refusal::Refusal;
use super::world::Call;
use serde::Serialize;
use serde_json::Value;

/// How a list is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// Objects a page when nothing is asked for.
    pub(super) usual: usize,
    /// Most objects a page.
    pub(super) most: usize,
}

/// The page of a list that the request asks for; `items` are pairs of cursor and object.
pub(super) fn page(call: &Call<'_>, items: Vec<(String, Value)>, cut: Cut) -> Result<Response, Refusal> {
    let limit = limit(call, cut)?;
    let size = if call.world.temper == Temper::Strict {
        limit.min(3)
    } else {
        limit
    };
    let start = start(call, &items)?;
    let rest: Vec<(String, Value)> = items.into_iter().skip(start).collect();
    let last = rest
        .iter()
        .take(size)
        .next_back()
        .map(|(cursor, _)| cursor.clone());
    let more = rest.len() > size;
    let shown: Vec<Value> = rest.into_iter().take(size).map(|(_, object)| object).collect();
    let mut response = Response::json(200, &Value::Array(shown));
    response = response.with("link", &link(call, None, limit, "self"));
    match last {
        Some(after) if more => Ok(response.with("link", &link(call, Some(&after), limit, "next"))),
        _ => Ok(response),
    }
}

/// The page of a long list that the request asks for. `shown` is asked for what stands on the page alone; `None` is
/// for objects that do not belong on the list.
pub(super) fn page_of<'t, T: 't, S: Serialize>(
    call: &Call<'_>,
    mut objects: impl Iterator<Item = &'t T>,
    cursor: impl Fn(&T) -> String,
    shown: impl Fn(&'t T) -> Option<S>,
    cut: Cut,
) -> Result<Response, Refusal> {
    let limit = limit(call, cut)?;
    let size = if call.world.temper == Temper::Strict {
        limit.min(3)
    } else {
        limit
    };
    let after = call
        .request
        .query_value("after")
        .filter(|after| !after.is_empty());
    if let Some(after) = after {
        let found = objects.any(|object| cursor(object) == after);
        found.then_some(()).ok_or_else(Refusal::bad_cursor)?;
    }
    let mut rest = objects.filter_map(|object| Some((object, shown(object)?)));
    let page: Vec<(&T, S)> = rest.by_ref().take(size).collect();
    let last = page.last().map(|(object, _)| cursor(object));
    let body: Vec<&S> = page.iter().map(|(_, shown)| shown).collect();
    let response = Response::json(200, &body).with("link", &link(call, None, limit, "self"));
    match last {
        Some(after) if rest.next().is_some() => {
            Ok(response.with("link", &link(call, Some(&after), limit, "next")))
        }
        _ => Ok(response),
    }
}

/// How many objects were asked for.
pub(super) fn limit(call: &Call<'_>, cut: Cut) -> Result<usize, Refusal> {
    let Some(text) = call.request.query_value("limit") else {
        return Ok(cut.usual);
    };
    let asked: i64 = text
        .parse()
        .map_err(|_| Refusal::invalid("limit", format!("limit: Invalid value {text}")))?;
    match usize::try_from(asked) {
        Ok(0) | Err(_) => Ok(cut.usual),
        Ok(asked) => Ok(asked.min(cut.most)),
    }
}

fn start(call: &Call<'_>, items: &[(String, Value)]) -> Result<usize, Refusal> {
    let Some(after) = call
        .request
        .query_value("after")
        .filter(|after| !after.is_empty())
    else {
        return Ok(0);
    };
    let at = items.iter().position(|(cursor, _)| cursor == after);
    at.map(|at| at + 1).ok_or_else(Refusal::bad_cursor)
}

/// One `Link` header: the same request with another cursor.
pub(super) fn link(call: &Call<'_>, after: Option<&str>, limit: usize, relation: &str) -> String {
    let kept = call
        .request
        .query
        .iter()
        .filter(|(name, _)| name != "after" && name != "limit");
    let mut parts: Vec<String> = kept
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if let Some(after) = after {
        parts.insert(0, format!("after={}", encode(after)));
    }
    parts.push(format!("limit={limit}"));
    format!(
        "<{}?{}>; rel=\"{relation}\"",
        call.url(&call.request.path),
        parts.join("&")
    )
}
