//! Groups that are copied into a connected org (Okta API: Group Push Mappings).

use jiff::Timestamp;
use serde_json::{Value, json};

/// A group of this org and its copy in the connected one.
#[derive(Debug, Clone)]
pub(crate) struct PushMapping {
    pub(crate) id: String,
    pub(crate) source_group: String,
    /// The group of this org (`APP_GROUP`) that stands for the copy, once the copy is known.
    pub(crate) target_group: Option<String>,
    /// What the copy is called.
    pub(crate) target_name: String,
    pub(crate) active: bool,
    /// Why the last push failed.
    pub(crate) error: Option<String>,
    pub(crate) last_push: Option<Timestamp>,
    /// People whose membership was pushed.
    pub(crate) members: Vec<String>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
}

impl PushMapping {
    /// `ACTIVE`, `INACTIVE` or `ERROR`.
    pub(crate) fn status(&self) -> &'static str {
        match (self.active, &self.error) {
            (false, _) => "INACTIVE",
            (true, Some(_)) => "ERROR",
            (true, None) => "ACTIVE",
        }
    }

    /// The mapping as Okta shows it.
    pub(crate) fn json(&self, base: &str, app: &str) -> Value {
        let group = |id: &str| json!({ "href": format!("{base}/api/v1/groups/{id}") });
        let mut links = json!({
            "app": { "href": format!("{base}/api/v1/apps/{app}") }, "sourceGroup": group(&self.source_group),
        });
        let mut shown = json!({
            "created": whole_second(self.created), "id": self.id, "lastUpdated": whole_second(self.last_updated),
            "sourceGroupId": self.source_group, "status": self.status(),
        });
        if let (Some(shown), Some(links)) = (shown.as_object_mut(), links.as_object_mut()) {
            if let Some(target) = &self.target_group {
                shown.insert("targetGroupId".to_owned(), json!(target));
                links.insert("targetGroup".to_owned(), group(target));
            }
            if let Some(error) = &self.error {
                shown.insert("errorSummary".to_owned(), json!(error));
            }
            if let Some(at) = self.last_push {
                shown.insert("lastPush".to_owned(), json!(whole_second(at)));
            }
            shown.insert("_links".to_owned(), Value::Object(links.clone()));
        }
        shown
    }
}

/// An instant without fractions of a second, as only this family shows it.
fn whole_second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
