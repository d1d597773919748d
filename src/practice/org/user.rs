//! A person in an org (Okta API: Users).

use super::super::clock::instant;
use super::super::roles;
use super::super::shelf::Kept;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Where a person stands in life (Okta API: User status).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Staged,
    Provisioned,
    Active,
    Suspended,
    Deprovisioned,
}

impl Status {
    /// The word Okta uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Staged => "STAGED",
            Self::Provisioned => "PROVISIONED",
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Deprovisioned => "DEPROVISIONED",
        }
    }
}

/// An administrator role of a person.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) created: Timestamp,
}

impl Role {
    /// The role as `/users/{id}/roles` shows it.
    pub(crate) fn json(&self, base: &str, user: &str) -> Value {
        json!({
            "id": self.id, "label": roles::label(&self.kind), "type": self.kind, "status": "ACTIVE",
            "created": instant(self.created), "lastUpdated": instant(self.created), "assignmentType": "USER",
            "_links": { "assignee": { "href": format!("{base}/api/v1/users/{user}") } },
        })
    }
}

/// A person.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) status: Status,
    pub(crate) profile: Map<String, Value>,
    /// `OKTA`, `FEDERATION`, …
    pub(crate) provider: String,
    /// Only practice people have passwords that can be read.
    pub(crate) password: Option<String>,
    /// The question asked of somebody who forgot the password; the answer is not kept.
    pub(crate) recovery_question: Option<String>,
    pub(crate) roles: Vec<Role>,
    pub(crate) created: Timestamp,
    pub(crate) activated: Option<Timestamp>,
    pub(crate) status_changed: Option<Timestamp>,
    pub(crate) last_login: Option<Timestamp>,
    pub(crate) last_updated: Timestamp,
    /// Until when nothing about a person can be changed who was activated only just now.
    pub(crate) activating_until: Option<Timestamp>,
}

impl Kept for User {
    fn id(&self) -> &str {
        &self.id
    }
}

impl User {
    /// A person without password or roles.
    pub(crate) fn new(id: String, profile: Map<String, Value>, now: Timestamp) -> Self {
        Self {
            id,
            status: Status::Staged,
            profile,
            provider: "OKTA".to_owned(),
            password: None,
            recovery_question: None,
            roles: Vec::new(),
            created: now,
            activated: None,
            status_changed: Some(now),
            last_login: None,
            last_updated: now,
            activating_until: None,
        }
    }

    /// Whether activation alone lets them in: who has no password has to choose one first, unless another org vouches.
    pub(crate) fn may_begin(&self) -> bool {
        self.password.is_some() || self.provider != "OKTA"
    }

    /// The login.
    pub(crate) fn login(&self) -> &str {
        self.text("login")
    }

    /// First and last name.
    pub(crate) fn display_name(&self) -> String {
        format!("{} {}", self.text("firstName"), self.text("lastName"))
            .trim()
            .to_owned()
    }

    /// A text of the profile; empty when it is missing.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.profile
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Moves to another status.
    pub(crate) fn turn(&mut self, status: Status, now: Timestamp) {
        if status == Status::Active && self.activated.is_none() {
            self.activated = Some(now);
        }
        self.status = status;
        self.status_changed = Some(now);
        self.last_updated = now;
    }

    /// The person as a list shows it: links only to itself.
    pub(crate) fn brief(&self, base: &str, user_type: &str) -> Value {
        self.with_links(user_type, json!({ "self": { "href": self.href(base) } }))
    }

    /// The person as a single read shows it.
    pub(crate) fn json(&self, base: &str, user_type: &str) -> Value {
        let href = self.href(base);
        let post = |path: &str| json!({ "href": format!("{href}/{path}"), "method": "POST" });
        let mut links = Map::new();
        let verbs: &[&str] = match self.status {
            Status::Active => &[
                "suspend",
                "resetPassword",
                "forgotPassword",
                "resetFactors",
                "expirePassword",
                "changeRecoveryQuestion",
                "changePassword",
                "deactivate",
            ],
            Status::Suspended => &["unsuspend", "resetFactors", "deactivate"],
            Status::Staged => &["activate", "resetFactors"],
            Status::Deprovisioned => &["activate"],
            Status::Provisioned => &["reactivate", "deactivate"],
        };
        for verb in verbs {
            links.insert((*verb).to_owned(), post(path_of(verb)));
        }
        links.insert("self".to_owned(), json!({ "href": href }));
        // The schema of a user type has the same identifier but for its kind.
        let kept = user_type.trim_start_matches("oty");
        let schema = format!("{base}/api/v1/meta/schemas/user/osc{kept}");
        links.insert("schema".to_owned(), json!({ "href": schema }));
        let type_href = format!("{base}/api/v1/meta/types/user/{user_type}");
        links.insert("type".to_owned(), json!({ "href": type_href }));
        self.with_links(user_type, Value::Object(links))
    }

    fn href(&self, base: &str) -> String {
        format!("{base}/api/v1/users/{}", self.id)
    }

    fn with_links(&self, user_type: &str, links: Value) -> Value {
        let mut profile = self.profile.clone();
        for field in ["mobilePhone", "secondEmail"] {
            profile.entry(field).or_insert(Value::Null);
        }
        // What is empty is not set.
        for value in profile.values_mut().filter(|value| value.as_str() == Some("")) {
            *value = Value::Null;
        }
        let mut credentials = Map::new();
        if self.provider == "OKTA" {
            credentials.insert("password".to_owned(), json!({}));
        }
        if let Some(question) = &self.recovery_question {
            credentials.insert("recovery_question".to_owned(), json!({ "question": question }));
        }
        let email = json!([{ "value": self.text("email"), "status": "VERIFIED", "type": "PRIMARY" }]);
        credentials.insert("emails".to_owned(), email);
        credentials.insert(
            "provider".to_owned(),
            json!({ "type": self.provider, "name": self.provider }),
        );
        let mut shown = json!({
            "id": self.id, "status": self.status.name(), "created": instant(self.created),
            "activated": self.activated.map(instant), "statusChanged": self.status_changed.map(instant),
            "lastLogin": self.last_login.map(instant), "lastUpdated": instant(self.last_updated),
            "passwordChanged": self.password.as_ref().map(|_| instant(self.created)),
            "type": { "id": user_type },
        });
        // Moved, not copied: a page shows hundreds of people.
        let more = [
            ("profile", Value::Object(profile)),
            ("credentials", Value::Object(credentials)),
            ("_links", links),
        ];
        if let Some(fields) = shown.as_object_mut() {
            fields.extend(more.map(|(name, value)| (name.to_owned(), value)));
        }
        shown
    }
}

fn path_of(verb: &str) -> &'static str {
    match verb {
        "suspend" => "lifecycle/suspend",
        "unsuspend" => "lifecycle/unsuspend",
        "resetPassword" => "lifecycle/reset_password",
        "forgotPassword" => "credentials/forgot_password",
        "resetFactors" => "lifecycle/reset_factors",
        "expirePassword" => "lifecycle/expire_password",
        "changeRecoveryQuestion" => "credentials/change_recovery_question",
        "changePassword" => "credentials/change_password",
        "reactivate" => "lifecycle/reactivate",
        "activate" => "lifecycle/activate",
        _ => "lifecycle/deactivate",
    }
}
