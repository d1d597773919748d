//! Members of an object that an action answers for, and how they differ from what is in place.

use crate::okta::doc::{member, remove_member, same_member, set_member};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A member that an action wants to have a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where it is (RFC 6901).
    pub pointer: &'static str,
    /// Its name on screen.
    pub words: &'static str,
    /// What it shall be.
    pub value: Value,
    /// What it counts as while it is not there.
    pub unset: Value,
}

impl Field {
    /// A wanted member.
    pub fn new(pointer: &'static str, words: &'static str, value: impl Into<Value>) -> Self {
        Self {
            pointer,
            words,
            value: value.into(),
            unset: Value::Null,
        }
    }

    /// The same, of a member that counts as this while it is not there.
    #[must_use]
    pub fn unset_is(mut self, value: impl Into<Value>) -> Self {
        self.unset = value.into();
        self
    }

    /// Whether the member is as wanted.
    fn is_met(&self, in_place: &Value) -> bool {
        let seen = member(in_place, self.pointer);
        let seen = if seen.is_null() { &self.unset } else { seen };
        same_member(seen, &self.value)
    }
}

/// A member that is to be changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Where it is.
    pub pointer: &'static str,
    /// Its name on screen.
    pub words: &'static str,
    /// What it is.
    pub from: Value,
    /// What it shall be.
    pub to: Value,
}

/// A member that was changed, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Where it is.
    pub pointer: String,
    /// What it was.
    pub was: Value,
    /// What it became.
    pub became: Value,
}

impl From<&Change> for Before {
    fn from(change: &Change) -> Self {
        Self {
            pointer: change.pointer.to_owned(),
            was: change.from.clone(),
            became: change.to.clone(),
        }
    }
}

/// The members that differ from what is wanted.
pub(super) fn differences(fields: &[Field], in_place: &Value) -> Vec<Change> {
    let differing = fields.iter().filter(|field| !field.is_met(in_place));
    differing
        .map(|field| Change {
            pointer: field.pointer,
            words: field.words,
            from: member(in_place, field.pointer).clone(),
            to: field.value.clone(),
        })
        .collect()
}

/// The object with all wanted members set, nothing else touched, not even a member that means the same otherwise written.
pub(super) fn patched(in_place: &Value, fields: &[Field]) -> Value {
    let mut object = in_place.clone();
    for field in fields.iter().filter(|field| !field.is_met(in_place)) {
        set_member(&mut object, field.pointer, field.value.clone());
    }
    object
}

/// An object made of the wanted members alone.
pub(super) fn built(fields: &[Field]) -> Value {
    patched(&Value::Object(serde_json::Map::new()), fields)
}

/// The object with members as they were, where nobody has changed them since.
pub fn restored(object: &Value, before: &[Before]) -> Value {
    let mut restored = object.clone();
    for member_before in before {
        if same_member(member(object, &member_before.pointer), &member_before.became) {
            // Okta takes null for a few members only; what was not there is taken out.
            match &member_before.was {
                Value::Null => remove_member(&mut restored, &member_before.pointer),
                was => set_member(&mut restored, &member_before.pointer, was.clone()),
            }
        }
    }
    restored
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_others_changed_since_is_not_restored() {
        let before = vec![
            Before {
                pointer: "/a".to_owned(),
                was: json!("old"),
                became: json!("ours"),
            },
            Before {
                pointer: "/b".to_owned(),
                was: json!("old"),
                became: json!("ours"),
            },
        ];
        let now = json!({"a": "ours", "b": "theirs", "c": 1});
        assert_eq!(
            restored(&now, &before),
            json!({"a": "old", "b": "theirs", "c": 1})
        );
    }

    #[test]
    fn a_switch_that_was_not_there_is_taken_out_with_what_was_made_to_hold_it() {
        let before = vec![Before {
            pointer: "/link/filter/users/excludeAdmins".to_owned(),
            was: Value::Null,
            became: json!(true),
        }];
        let alone = json!({"link": {"action": "AUTO", "filter": {"users": {"excludeAdmins": true}}}});
        assert_eq!(restored(&alone, &before), json!({"link": {"action": "AUTO"}}));
        let among = json!({"link": {"filter": {"users": {"exclude": ["00u1"], "excludeAdmins": true}}}});
        assert_eq!(
            restored(&among, &before),
            json!({"link": {"filter": {"users": {"exclude": ["00u1"]}}}})
        );
    }

    #[test]
    fn only_owned_members_are_compared() {
        let fields = [Field::new("/a", "a", "x"), Field::new("/n", "n", Value::Null)];
        let in_place = json!({"a": "x", "n": "", "unknown": true});
        assert_eq!(differences(&fields, &in_place), vec![]);
    }

    #[test]
    fn a_member_that_is_not_there_counts_as_what_its_absence_means() {
        let off = [Field::new("/f/x", "x", false).unset_is(false)];
        let on = [Field::new("/f/x", "x", true).unset_is(false)];
        for in_place in [json!({}), json!({"f": null}), json!({"f": {"x": null}})] {
            assert_eq!(differences(&off, &in_place), vec![], "{in_place}");
            assert_eq!(differences(&on, &in_place)[0].from, Value::Null, "{in_place}");
        }
        assert_eq!(differences(&off, &json!({"f": {"x": true}})).len(), 1);
    }
}
