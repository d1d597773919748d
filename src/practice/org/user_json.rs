//! How the API shows a person (Okta API: Users).
//!
//! A person is written as it stands, without a tree of values between: a page shows hundreds of them.

use super::super::clock::instant;
use super::user::{Status, User};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value, json};

/// A person, with links.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown<'u, L> {
    id: &'u str,
    status: &'static str,
    created: String,
    activated: Option<String>,
    status_changed: Option<String>,
    last_login: Option<String>,
    last_updated: String,
    password_changed: Option<String>,
    #[serde(rename = "type")]
    kind: Kind<'u>,
    profile: Profile<'u>,
    credentials: Credentials<'u>,
    #[serde(rename = "_links")]
    links: L,
}

#[derive(serde::Serialize)]
struct Kind<'u> {
    id: &'u str,
}

/// A link that says no more than where it leads.
#[derive(serde::Serialize)]
struct Link {
    href: String,
}

/// The links of a person on a list: only to itself.
#[derive(serde::Serialize)]
pub(crate) struct Own {
    #[serde(rename = "self")]
    own: Link,
}

/// Fields that a person has always.
const ALWAYS: [&str; 2] = ["mobilePhone", "secondEmail"];

/// A profile; what is empty is not set.
struct Profile<'u>(&'u Map<String, Value>);

impl Serialize for Profile<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0 {
            let set = Some(value).filter(|value| value.as_str() != Some(""));
            map.serialize_entry(name, &set)?;
        }
        for name in ALWAYS.iter().filter(|name| !self.0.contains_key(**name)) {
            map.serialize_entry(name, &Value::Null)?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Credentials<'u> {
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<Hidden>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_question: Option<Question<'u>>,
    emails: [Email<'u>; 1],
    provider: Provider<'u>,
}

/// An object that shows nothing of what it stands for.
#[derive(serde::Serialize)]
struct Hidden {}

#[derive(serde::Serialize)]
struct Question<'u> {
    question: &'u str,
}

#[derive(serde::Serialize)]
struct Email<'u> {
    value: &'u str,
    status: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(serde::Serialize)]
struct Provider<'u> {
    #[serde(rename = "type")]
    kind: &'u str,
    name: &'u str,
}

impl User {
    /// The person as a list shows it.
    pub(crate) fn brief<'u>(&'u self, base: &str, user_type: &'u str) -> Shown<'u, Own> {
        let own = Link {
            href: self.href(base),
        };
        self.with_links(user_type, Own { own })
    }

    /// The person as a list shows it, to look into.
    pub(crate) fn brief_json(&self, base: &str, user_type: &str) -> Value {
        serde_json::to_value(self.brief(base, user_type)).unwrap_or_default()
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
        serde_json::to_value(self.with_links(user_type, links)).unwrap_or_default()
    }

    fn href(&self, base: &str) -> String {
        format!("{base}/api/v1/users/{}", self.id)
    }

    fn with_links<'u, L>(&'u self, user_type: &'u str, links: L) -> Shown<'u, L> {
        let question = self.recovery_question.as_deref();
        Shown {
            id: &self.id,
            status: self.status.name(),
            created: instant(self.created),
            activated: self.activated.map(instant),
            status_changed: self.status_changed.map(instant),
            last_login: self.last_login.map(instant),
            last_updated: instant(self.last_updated),
            password_changed: self.password.as_ref().map(|_| instant(self.created)),
            kind: Kind { id: user_type },
            profile: Profile(&self.profile),
            credentials: Credentials {
                password: (self.provider == "OKTA").then_some(Hidden {}),
                recovery_question: question.map(|question| Question { question }),
                emails: [Email {
                    value: self.text("email"),
                    status: "VERIFIED",
                    kind: "PRIMARY",
                }],
                provider: Provider {
                    kind: &self.provider,
                    name: &self.provider,
                },
            },
            links,
        }
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
