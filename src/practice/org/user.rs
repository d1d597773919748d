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
}
