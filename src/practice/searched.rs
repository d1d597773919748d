//! What `search` sees: people and groups as they were a moment ago, because the index follows the writes later.
//!
//! It keeps earlier versions only while it lags; without a lag it is empty and nobody asks it.

use super::clock::later;
use super::org::Org;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The index of an org.
#[derive(Debug, Clone, Default)]
pub(super) struct Searched {
    /// How long the index follows later than a write.
    pub(super) lag: Duration,
    users: Versions,
    groups: Versions,
}

/// Objects of one kind in the order in which they were made, each with its latest versions.
#[derive(Debug, Clone, Default)]
struct Versions {
    order: Vec<String>,
    /// From when on; `None` for an object that is gone.
    known: BTreeMap<String, Vec<(Timestamp, Option<Value>)>>,
}

impl Versions {
    /// Takes down what is there now. `old` is the instant the index shows: one version before it is kept.
    fn note(&mut self, at: Timestamp, old: Timestamp, now: Vec<(String, Value)>) {
        let here: BTreeSet<&String> = now.iter().map(|(id, _)| id).collect();
        for (id, versions) in &mut self.known {
            if !here.contains(id) && versions.last().is_some_and(|(_, shown)| shown.is_some()) {
                versions.push((at, None));
            }
        }
        for (id, shown) in now {
            let versions = self.known.entry(id.clone()).or_insert_with(|| {
                self.order.push(id);
                Vec::new()
            });
            if versions
                .last()
                .is_none_or(|(_, last)| last.as_ref() != Some(&shown))
            {
                versions.push((at, Some(shown)));
            }
            let outlived = versions.iter().filter(|(since, _)| *since <= old).count();
            versions.drain(..outlived.saturating_sub(1));
        }
    }

    /// The objects as they were at an instant.
    fn at(&self, instant: Timestamp) -> Vec<Value> {
        let version = |id: &String| {
            let versions = self.known.get(id)?.iter();
            let (_, shown) = versions.take_while(|(since, _)| *since <= instant).last()?;
            shown.clone()
        };
        self.order.iter().filter_map(version).collect()
    }
}

impl Org {
    /// Takes down what search will see later; nothing is kept while search does not lag.
    pub(super) fn note_for_search(&mut self, at: Timestamp) {
        if self.searched.lag.is_zero() {
            (self.searched.users, self.searched.groups) = (Versions::default(), Versions::default());
            return;
        }
        let old = self.seen_until(at);
        let users = self
            .users
            .iter()
            .map(|user| (user.id.clone(), user.brief_json(&self.base, &self.user_type)));
        let groups = self
            .groups
            .iter()
            .map(|group| (group.id.clone(), group.json(&self.base)));
        let (users, groups) = (users.collect(), groups.collect());
        self.searched.users.note(at, old, users);
        self.searched.groups.note(at, old, groups);
    }

    fn seen_until(&self, at: Timestamp) -> Timestamp {
        later(
            at,
            -i64::try_from(self.searched.lag.as_secs()).unwrap_or_default(),
        )
    }

    /// People as search sees them; `None` when search does not lag.
    pub(super) fn searched_users(&self, at: Timestamp) -> Option<Vec<Value>> {
        (!self.searched.lag.is_zero()).then(|| self.searched.users.at(self.seen_until(at)))
    }

    /// Groups as search sees them; `None` when search does not lag.
    pub(super) fn searched_groups(&self, at: Timestamp) -> Option<Vec<Value>> {
        (!self.searched.lag.is_zero()).then(|| self.searched.groups.at(self.seen_until(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_index_shows_a_change_only_after_its_lag() {
        let second = |second: i64| Timestamp::from_second(second).unwrap();
        let mut versions = Versions::default();
        let row = |name: &str| ("a".to_owned(), json!({ "name": name }));
        versions.note(Timestamp::MIN, Timestamp::MIN, vec![row("old")]);
        versions.note(
            second(10),
            second(0),
            vec![row("new"), ("b".to_owned(), json!({}))],
        );
        assert_eq!(versions.at(second(9)), [json!({ "name": "old" })]);
        assert_eq!(versions.at(second(10)), [json!({ "name": "new" }), json!({})]);
        versions.note(second(20), second(15), vec![row("new")]);
        assert_eq!(versions.at(second(19)).len(), 2);
        assert_eq!(versions.at(second(20)), [json!({ "name": "new" })]);
    }
}
