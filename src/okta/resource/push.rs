//! Groups that an app pushes into the org behind it (Okta API: Group Push Mappings).

use super::{escape, nullable};
use crate::okta::{
    Doc, Error, Reader,
    id::{AppId, GroupId},
    resource::people::Group,
};
use jiff::Timestamp;
use serde::Deserialize;

/// A group of this org and its copy in the org behind the app.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushMapping {
    /// The identifier (`gPm…`).
    pub id: String,
    /// The group that is pushed.
    #[serde(default, deserialize_with = "nullable")]
    pub source_group_id: GroupId,
    /// The group of this org that stands for the copy, once there is one.
    pub target_group_id: Option<GroupId>,
    /// `ACTIVE`, `INACTIVE` or `ERROR`.
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
    /// Okta's words for why the last push failed.
    pub error_summary: Option<String>,
    /// When the mapping was made.
    pub created: Option<Timestamp>,
}

impl PushMapping {
    /// Whether the last push failed.
    pub fn failed(&self) -> bool {
        self.status == "ERROR"
    }

    /// Whether changes of the group are pushed, and the last push went well.
    pub fn works(&self) -> bool {
        self.status == "ACTIVE"
    }
}

impl Reader {
    /// The groups that an app pushes.
    pub async fn push_mappings(&self, app: &AppId) -> Result<Vec<Doc<PushMapping>>, Error> {
        self.docs(format!("/api/v1/apps/{app}/group-push/mappings?limit=1000"))
            .await
    }

    /// The groups of which a property has one of the values, in one request; `property` is `id`, `profile.name` or
    /// `source.id` (the app that a group stands for something of).
    /// The index behind a search follows writes after a moment (Okta: List all groups).
    pub async fn groups_with(&self, property: &str, values: &[&str]) -> Result<Vec<Doc<Group>>, Error> {
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let one = |value: &&str| {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            format!("{property} eq \"{quoted}\"")
        };
        let search: Vec<String> = values.iter().map(one).collect();
        self.docs(format!(
            "/api/v1/groups?search={}&limit=200",
            escape(&search.join(" or "))
        ))
        .await
    }
}
