//! Group rules (Okta API: Group Rules): people whose profile fits an expression are members of some groups.
//!
//! An expression is one or more comparisons joined by `and` or `or`; what it cannot read is refused when the rule is
//! made, as Okta does.

use super::super::clock::instant;
use super::super::expression;
use super::super::shelf::Kept;
use super::user::User;
use jiff::Timestamp;
use serde_json::{Value, json};

/// A rule.
#[derive(Debug, Clone)]
pub(crate) struct GroupRule {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) active: bool,
    /// `conditions` as they were sent.
    pub(crate) conditions: Value,
    /// The groups it puts people into.
    pub(crate) groups: Vec<String>,
    /// People it put there, with the group.
    pub(crate) placed: Vec<(String, String)>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
}

impl Kept for GroupRule {
    fn id(&self) -> &str {
        &self.id
    }
}

impl GroupRule {
    /// The rule as Okta shows it.
    pub(crate) fn json(&self) -> Value {
        json!({
            "type": "group_rule", "id": self.id, "status": if self.active { "ACTIVE" } else { "INACTIVE" },
            "name": self.name, "created": instant(self.created), "lastUpdated": instant(self.last_updated),
            "conditions": self.conditions, "actions": { "assignUserToGroups": { "groupIds": self.groups } },
        })
    }

    /// Whether somebody is meant by the expression and not left out by name.
    pub(crate) fn fits(&self, user: &User) -> bool {
        let out = self.conditions.pointer("/people/users/exclude");
        let mut out = out.and_then(Value::as_array).into_iter().flatten();
        let text = self
            .conditions
            .pointer("/expression/value")
            .and_then(Value::as_str);
        let meant = text.and_then(Condition::parse);
        !out.any(|id| id.as_str() == Some(user.id.as_str()))
            && meant.is_some_and(|condition| condition.fits(user))
    }
}

/// An expression that is true or false of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// One of them must be true.
    Any(Vec<Self>),
    /// All of them must be true.
    All(Vec<Self>),
    /// Two texts are the same, or not.
    Same(String, String, bool),
    /// The first text contains, begins with or ends with the second.
    Within(Place, String, String),
}

/// Where in a text another one is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Anywhere.
    Anywhere,
    /// At its beginning.
    Start,
}

impl Condition {
    /// Reads an expression; `None` when it cannot be read.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        for (word, join) in [
            (" or ", Self::Any as fn(Vec<Self>) -> Self),
            (" || ", Self::Any),
            (" and ", Self::All),
            (" && ", Self::All),
        ] {
            let parts: Vec<&str> = text.split(word).collect();
            if parts.len() > 1 {
                return parts
                    .into_iter()
                    .map(Self::parse)
                    .collect::<Option<_>>()
                    .map(join);
            }
        }
        Self::one(text.trim())
    }

    fn one(text: &str) -> Option<Self> {
        for (mark, same) in [("==", true), ("!=", false)] {
            if let Some((left, right)) = text.split_once(mark) {
                let (left, right) = (readable(left)?, readable(right)?);
                return Some(Self::Same(left, right, same));
            }
        }
        let (name, rest) = text.split_once('(')?;
        let (whole, part) = rest.strip_suffix(')')?.split_once(',')?;
        let place = match name.trim() {
            "String.stringContains" => Place::Anywhere,
            "String.startsWith" => Place::Start,
            _ => return None,
        };
        Some(Self::Within(place, readable(whole)?, readable(part)?))
    }

    /// Whether it is true of somebody.
    pub(crate) fn fits(&self, user: &User) -> bool {
        let value = |text: &str| {
            let lookup = |path: &str| Some(user.text(path.strip_prefix("user.")?).to_owned());
            expression::parse(text).and_then(|template| template.value(&lookup))
        };
        match self {
            Self::Any(all) => all.iter().any(|one| one.fits(user)),
            Self::All(all) => all.iter().all(|one| one.fits(user)),
            Self::Same(left, right, same) => (value(left) == value(right)) == *same,
            Self::Within(place, whole, part) => match (place, value(whole), value(part)) {
                (Place::Anywhere, Some(whole), Some(part)) => whole.contains(&part),
                (Place::Start, Some(whole), Some(part)) => whole.starts_with(&part),
                _ => false,
            },
        }
    }
}

/// A side of a comparison, if it can be read.
fn readable(text: &str) -> Option<String> {
    let text = text.trim();
    expression::parse(text).map(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    #[test]
    fn comparisons_are_joined_by_and_and_or() {
        for (text, fits) in [
            ("user.department==\"Sales\"", true),
            ("user.department != \"Sales\"", false),
            ("String.stringContains(user.email,\"@acme.example\")", true),
            ("String.startsWith(user.email, \"luis\")", false),
            (
                "user.department == \"Sales\" and String.startsWith(user.email, \"luis\")",
                false,
            ),
            (
                "user.department == \"Sales\" or String.startsWith(user.email, \"luis\")",
                true,
            ),
        ] {
            assert_eq!(Condition::parse(text).unwrap().fits(&mira()), fits, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_no_condition() {
        for text in [
            "",
            "nonsense",
            "user.department",
            "Groups.contains(user.x, \"y\")",
            "== ==",
        ] {
            assert_eq!(Condition::parse(text), None, "{text}");
        }
    }

    fn mira() -> User {
        let fields = [("email", "mira@acme.example"), ("department", "Sales")];
        let profile: Map<String, Value> = fields
            .map(|(name, value)| (name.to_owned(), value.into()))
            .into_iter()
            .collect();
        User::new("00u1".to_owned(), profile, Timestamp::UNIX_EPOCH)
    }
}
