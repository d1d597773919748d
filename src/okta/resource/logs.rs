//! The System Log (Okta API: System Log), where a sign-in leaves its traces.

use super::{escape, nullable};
use crate::okta::{Doc, Error, Reader};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEvent {
    /// Unique; pages may overlap.
    pub uuid: String,
    /// When it was published (UTC).
    pub published: Timestamp,
    /// `user.authentication.sso` and the like.
    pub event_type: String,
    /// Okta's words for it.
    #[serde(default, deserialize_with = "nullable")]
    pub display_message: String,
    /// Who did it.
    #[serde(default, deserialize_with = "nullable")]
    pub actor: Party,
    /// How it ended.
    #[serde(default, deserialize_with = "nullable")]
    pub outcome: Outcome,
    /// To what it was done.
    #[serde(default, deserialize_with = "nullable")]
    pub target: Vec<Party>,
    /// Details of the authentication.
    #[serde(default, deserialize_with = "nullable")]
    pub authentication_context: Value,
    /// What it belongs to.
    #[serde(default, deserialize_with = "nullable")]
    pub transaction: Value,
    /// What helps to find out more; its members differ from event to event.
    #[serde(default, deserialize_with = "nullable")]
    pub debug_context: Value,
}

/// Somebody or something that takes part in an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// The identifier.
    #[serde(default, deserialize_with = "nullable")]
    pub id: String,
    /// `User`, `AppInstance` and others.
    #[serde(rename = "type", default, deserialize_with = "nullable")]
    pub kind: String,
    /// The user name or another second name.
    #[serde(default, deserialize_with = "nullable")]
    pub alternate_id: String,
    /// The name on screen.
    #[serde(default, deserialize_with = "nullable")]
    pub display_name: String,
}

/// How an event ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// `SUCCESS`, `FAILURE` and others.
    #[serde(default, deserialize_with = "nullable")]
    pub result: String,
    /// Why.
    pub reason: Option<String>,
}

impl LogEvent {
    /// Whether it ended well.
    pub fn succeeded(&self) -> bool {
        matches!(self.outcome.result.as_str(), "SUCCESS" | "ALLOW")
    }

    /// Whether it failed.
    pub fn failed(&self) -> bool {
        matches!(self.outcome.result.as_str(), "FAILURE" | "DENY")
    }

    /// Why it ended as it did, in Okta's words: the reason, and what the debug data say in whole sentences. Okta's
    /// reasons name a kind of cause; the message that says more is kept apart from them.
    pub fn words(&self) -> String {
        let reason = self.outcome.reason.as_deref().unwrap_or_default();
        let sentences = self.sentences();
        let said = std::iter::once(reason).chain(sentences.values().filter_map(Value::as_str));
        said.filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(": ")
    }

    /// What the debug data say in whole sentences, by name; addresses, identifiers and lists of settings are none.
    pub fn sentences(&self) -> Map<String, Value> {
        let is_sentence = |value: &Value| {
            let text = value.as_str().unwrap_or_default();
            text.contains(' ') && !text.starts_with('{')
        };
        let data = self.debug_context.get("debugData").and_then(Value::as_object);
        let sentences = data.into_iter().flatten().filter(|(_, value)| is_sentence(value));
        sentences
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// Whether both belong to one sign-in: the same session, or the same transaction.
    pub fn same_sign_in(&self, other: &Self) -> bool {
        let same = |left: &Value, right: &Value, name: &str| {
            let text = |value: &Value| value.get(name).and_then(Value::as_str).map(str::to_owned);
            text(left).is_some_and(|id| !id.is_empty() && id != "unknown" && text(right) == Some(id))
        };
        let contexts = (&self.authentication_context, &other.authentication_context);
        same(contexts.0, contexts.1, "externalSessionId") || same(&self.transaction, &other.transaction, "id")
    }

    /// Whether an object takes part in it.
    pub fn touches(&self, id: &str) -> bool {
        !id.is_empty() && self.target.iter().any(|target| target.id == id)
    }

    /// Whether a user takes part in it, by user name in any case.
    pub fn concerns(&self, login: &str) -> bool {
        let same = |party: &Party| party.alternate_id.eq_ignore_ascii_case(login);
        !login.is_empty() && (same(&self.actor) || self.target.iter().any(same))
    }
}

/// The events since an instant, oldest first, with the path at which later ones will be found.
#[derive(Clone, Debug, Default)]
pub struct LogPage {
    /// The events.
    pub events: Vec<Doc<LogEvent>>,
    /// Where to ask again.
    pub next: Option<String>,
}

/// The path of a polling query: no end, oldest first.
pub fn polling_path(since: Timestamp, filter: &str) -> String {
    let filter = if filter.is_empty() {
        String::new()
    } else {
        format!("&filter={}", escape(filter))
    };
    format!(
        "/api/v1/logs?since={}&sortOrder=ASCENDING&limit=1000{filter}",
        escape(&since.to_string())
    )
}

/// The path of a query with two ends: the newest events first, so that whoever stops early has those.
pub fn bounded_path(since: Timestamp, until: Timestamp, filter: &str) -> String {
    let filter = if filter.is_empty() {
        String::new()
    } else {
        format!("&filter={}", escape(filter))
    };
    let (since, until) = (escape(&since.to_string()), escape(&until.to_string()));
    format!("/api/v1/logs?since={since}&until={until}&sortOrder=DESCENDING&limit=1000{filter}")
}

impl Reader {
    /// One page of the System Log.
    pub async fn logs(&self, path: &str) -> Result<LogPage, Error> {
        let page = self.page(path).await?;
        let decode = |raw| Doc::decode(raw).map_err(|error| self.misread(path, &error));
        let events = page.items.into_iter().map(decode).collect::<Result<_, _>>()?;
        Ok(LogPage {
            events,
            next: page.next,
        })
    }
}
