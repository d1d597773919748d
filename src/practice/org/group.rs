//! A group of people (Okta API: Groups).

use super::super::clock::instant;
use super::super::shelf::Kept;
use jiff::Timestamp;
use serde_json::{Value, json};

/// A group.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) id: String,
    /// `OKTA_GROUP`, `BUILT_IN`, or `APP_GROUP` for a group that an app brought.
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    /// Where an `APP_GROUP` comes from.
    pub(crate) origin: Option<Origin>,
    pub(crate) members: Vec<String>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
    pub(crate) last_membership_updated: Timestamp,
}

/// The app that brought a group, and the group's identifier in the org behind that app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) app: String,
    pub(crate) external: String,
}

impl Kept for Group {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Group {
    /// A group without members.
    pub(crate) fn new(id: String, name: &str, now: Timestamp) -> Self {
        Self {
            id,
            kind: "OKTA_GROUP",
            name: name.to_owned(),
            description: None,
            origin: None,
            members: Vec::new(),
            created: now,
            last_updated: now,
            last_membership_updated: now,
        }
    }

    /// The group as Okta shows it.
    pub(crate) fn json(&self, base: &str) -> Value {
        let href = format!("{base}/api/v1/groups/{}", self.id);
        let logo = |size: &str| {
            let href = format!("{base}/assets/group-{size}.png");
            json!({ "name": size, "href": href, "type": "image/png" })
        };
        let mut shown = json!({
            "id": self.id, "created": instant(self.created), "lastUpdated": instant(self.last_updated),
            "lastMembershipUpdated": instant(self.last_membership_updated),
            "objectClass": ["okta:user_group"], "type": self.kind,
            "profile": { "name": self.name, "description": self.description },
            "_links": {
                "logo": [logo("medium"), logo("large")],
                "users": { "href": format!("{href}/users") },
                "apps": { "href": format!("{href}/apps") },
            },
        });
        if let (Some(origin), Some(Value::Object(links))) = (&self.origin, shown.get_mut("_links")) {
            let app = json!({ "href": format!("{base}/api/v1/apps/{}", origin.app) });
            links.insert("source".to_owned(), app);
        }
        shown
    }
}
