//! Apps, their keys, assignments and provisioning (Okta API: Applications).

use super::super::catalogue;
use super::super::clock::instant;
use super::super::keys::SigningKey;
use super::super::shelf::Kept;
use super::csr::Csr;
use super::push::PushMapping;
use super::{Org, Pipeline};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// An app.
#[derive(Debug, Clone)]
pub(crate) struct App {
    pub(crate) id: String,
    /// The external key (`exk…`), which stands in the issuer and in sign-on addresses.
    pub(crate) external_key: String,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) active: bool,
    pub(crate) sign_on_mode: String,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
    pub(crate) accessibility: Value,
    pub(crate) visibility: Value,
    pub(crate) user_name_template: Value,
    /// The kid of the key it signs with.
    pub(crate) signing_kid: Option<String>,
    pub(crate) keys: Vec<SigningKey>,
    /// Keys whose certificate is still to come.
    pub(crate) csrs: Vec<Csr>,
    /// The sign-in policy it was given; without one it has that of all others.
    pub(crate) access_policy: Option<String>,
    /// `settings.app`.
    pub(crate) own_settings: Map<String, Value>,
    /// `settings.signOn` of SAML apps.
    pub(crate) sign_on: Value,
    /// `settings.notes`.
    pub(crate) notes: Value,
    pub(crate) users: Vec<AppUser>,
    /// Who was in the connected org under which identifier, of those who have the app no more.
    pub(crate) former: BTreeMap<String, String>,
    pub(crate) groups: Vec<AppGroup>,
    /// Groups copied into the connected org.
    pub(crate) pushes: Vec<PushMapping>,
    pub(crate) connection: Connection,
    pub(crate) provisioning: Provisioning,
}

impl Kept for App {
    fn id(&self) -> &str {
        &self.id
    }
}

impl App {
    /// A text of `settings.app`; empty when missing or null.
    pub(crate) fn setting(&self, name: &str) -> &str {
        self.own_settings
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The entity identifier: plain http, by the external key.
    pub(crate) fn issuer(&self) -> String {
        format!("http://www.okta.com/{}", self.external_key)
    }

    /// The sign-on address.
    pub(crate) fn sso_path(&self) -> String {
        format!("/app/{}/{}/sso/saml", self.name, self.external_key)
    }

    /// The key it signs with.
    pub(crate) fn signing_key(&self) -> Option<&SigningKey> {
        let kid = self.signing_kid.as_deref()?;
        self.keys.iter().find(|key| key.kid == kid)
    }

    /// The assignment of a person.
    pub(crate) fn user(&self, user: &str) -> Option<&AppUser> {
        self.users.iter().find(|assigned| assigned.user == user)
    }

    /// The assignment of a person, to change it.
    pub(crate) fn user_mut(&mut self, user: &str) -> Option<&mut AppUser> {
        self.users.iter_mut().find(|assigned| assigned.user == user)
    }

    /// Whether it can be provisioned at all.
    pub(crate) fn provisionable(&self) -> bool {
        catalogue::find(&self.name).is_some_and(|known| known.provisioning)
    }

    /// Whether the connection to the other org is in use.
    pub(crate) fn connected(&self) -> bool {
        self.connection.active
    }

    /// What `features` of the app shows.
    pub(crate) fn features(&self) -> Vec<&'static str> {
        if !self.connected() {
            return Vec::new();
        }
        let on = |flag: bool, name: &'static str| flag.then_some(name);
        let pushes = [
            on(self.provisioning.create, "PUSH_NEW_USERS"),
            on(self.provisioning.update, "PUSH_PROFILE_UPDATES"),
            on(self.provisioning.deactivate, "PUSH_USER_DEACTIVATION"),
        ];
        let always = [
            "IMPORT_NEW_USERS",
            "IMPORT_PROFILE_UPDATES",
            "IMPORT_USER_SCHEMA",
            "GROUP_PUSH",
        ];
        always.into_iter().chain(pushes.into_iter().flatten()).collect()
    }

    /// The app as Okta shows it.
    pub(crate) fn json(&self, org: &Org) -> Value {
        let saml = self.sign_on_mode == "SAML_2_0";
        let signing = self
            .signing_kid
            .as_ref()
            .map_or_else(|| json!({}), |kid| json!({ "kid": kid }));
        let mut settings = json!({
            "app": self.own_settings,
            "notifications": {
                "vpn": { "network": { "connection": "DISABLED" }, "message": null, "helpUrl": null },
            },
            "manualProvisioning": false, "implicitAssignment": false, "emOptInStatus": "NONE",
            "notes": self.notes,
        });
        if let (true, Some(settings)) = (saml, settings.as_object_mut()) {
            settings.insert("signOn".to_owned(), self.sign_on.clone());
        }
        json!({
            "id": self.id, "orn": format!("orn:okta:idp:{}:apps:{}:{}", org.id, self.name, self.id),
            "name": self.name, "label": self.label,
            "status": if self.active { "ACTIVE" } else { "INACTIVE" },
            "lastUpdated": instant(self.last_updated), "created": instant(self.created),
            "accessibility": self.accessibility, "visibility": self.visibility, "features": self.features(),
            "signOnMode": self.sign_on_mode,
            "credentials": { "userNameTemplate": self.user_name_template, "signing": signing },
            "universalLogout": null, "settings": settings, "_links": self.links(org),
        })
    }

    fn links(&self, org: &Org) -> Value {
        let href = org.url(&format!("/api/v1/apps/{}", self.id));
        let number = catalogue::find(&self.name).map_or(9000, |known| known.number);
        let verb = if self.active { "deactivate" } else { "activate" };
        let mut links = Map::new();
        let mut add = |name: &str, link: Value| links.insert(name.to_owned(), link);
        if self.sign_on_mode == "SAML_2_0" {
            let help = format!("/app/{}/{}/setup/help/SAML_2_0/external-doc", self.name, self.id);
            add("help", json!({ "href": org.url(&help), "type": "text/html" }));
            let metadata = format!("{href}/sso/saml/metadata");
            add("metadata", json!({ "href": metadata, "type": "application/xml" }));
        }
        add(
            "uploadLogo",
            json!({ "href": format!("{href}/logo"), "hints": { "allow": ["POST"] } }),
        );
        let login = org.url(&format!("/home/{}/{}/{number}", self.name, self.id));
        add(
            "appLinks",
            json!([{ "name": "login", "href": login, "type": "text/html" }]),
        );
        add(
            "policies",
            json!({ "href": format!("{href}/policies"), "hints": { "allow": ["PUT"] } }),
        );
        add("groups", json!({ "href": format!("{href}/groups") }));
        let logo = org.url(&format!("/assets/{}.png", self.name));
        add(
            "logo",
            json!([{ "name": "medium", "href": logo, "type": "image/png" }]),
        );
        // Classic orgs have neither.
        let enrollment = org
            .policies
            .iter()
            .find(|policy| policy.kind == "PROFILE_ENROLLMENT");
        let policies = [
            ("accessPolicy", org.access_policy(&self.id)),
            ("profileEnrollment", enrollment),
        ];
        for (name, policy) in policies
            .into_iter()
            .filter(|_| org.pipeline == Pipeline::Identity)
        {
            if let Some(policy) = policy {
                let href = org.url(&format!("/api/v1/policies/{}", policy.id));
                add(name, json!({ "href": href }));
            }
        }
        add("users", json!({ "href": format!("{href}/users") }));
        add(verb, json!({ "href": format!("{href}/lifecycle/{verb}") }));
        Value::Object(links)
    }
}

/// How an assignment stands with the connected org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SyncState {
    /// Nothing is pushed for it.
    Disabled,
    /// Pushed, and nothing has changed since.
    Synchronized,
    /// Changed since the last push, and changes are not pushed.
    OutOfSync,
    /// The last push failed.
    Error,
}

impl SyncState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Disabled => "DISABLED",
            Self::Synchronized => "SYNCHRONIZED",
            Self::OutOfSync => "OUT_OF_SYNC",
            Self::Error => "ERROR",
        }
    }
}

/// A person who has the app.
#[derive(Debug, Clone)]
pub(crate) struct AppUser {
    pub(crate) user: String,
    /// Given by hand (`USER`) rather than by a group (`GROUP`).
    pub(crate) direct: bool,
    /// The identifier in the connected org, once known.
    pub(crate) external_id: Option<String>,
    pub(crate) sync: SyncState,
    pub(crate) last_sync: Option<Timestamp>,
    pub(crate) user_name: String,
    pub(crate) profile: Map<String, Value>,
    pub(crate) created: Timestamp,
    pub(crate) last_updated: Timestamp,
}

impl AppUser {
    /// The assignment as Okta shows it.
    pub(crate) fn json(&self, base: &str, app: &App) -> Value {
        let status = match (self.sync, &self.external_id) {
            (SyncState::Disabled, _) => "ACTIVE",
            (_, Some(_)) => "PROVISIONED",
            (_, None) => "STAGED",
        };
        let mut shown = json!({
            "id": self.user, "externalId": self.external_id, "created": instant(self.created),
            "lastUpdated": instant(self.last_updated), "scope": if self.direct { "USER" } else { "GROUP" },
            "status": status, "statusChanged": instant(self.created), "passwordChanged": null,
            "syncState": self.sync.name(), "credentials": { "userName": self.user_name },
            "profile": self.profile,
            "_links": {
                "app": { "href": format!("{base}/api/v1/apps/{}", app.id) },
                "user": { "href": format!("{base}/api/v1/users/{}", self.user) },
            },
        });
        if let (Some(at), Some(shown)) = (self.last_sync, shown.as_object_mut()) {
            shown.insert("lastSync".to_owned(), Value::String(instant(at)));
        }
        shown
    }
}

/// A group whose members have the app.
#[derive(Debug, Clone)]
pub(crate) struct AppGroup {
    pub(crate) group: String,
    pub(crate) priority: u64,
    pub(crate) profile: Map<String, Value>,
    pub(crate) last_updated: Timestamp,
}

impl AppGroup {
    /// The assignment as Okta shows it.
    pub(crate) fn json(&self, base: &str, app: &str) -> Value {
        let app = format!("{base}/api/v1/apps/{app}");
        json!({
            "id": self.group, "lastUpdated": instant(self.last_updated), "priority": self.priority,
            "profile": self.profile,
            "_links": {
                "app": { "href": app },
                "self": { "href": format!("{app}/groups/{}", self.group) },
                "group": { "href": format!("{base}/api/v1/groups/{}", self.group) },
            },
        })
    }
}

/// The provisioning connection of an app.
#[derive(Clone, Default)]
pub(crate) struct Connection {
    pub(crate) active: bool,
    /// Whether a profile was ever set.
    pub(crate) configured: bool,
    /// Sent back when it was sent.
    pub(crate) base_url: Option<String>,
    /// The token of the other org.
    pub(crate) token: Option<String>,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}

/// What is pushed to the other org, and the settings kept beside it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Provisioning {
    pub(crate) create: bool,
    pub(crate) update: bool,
    pub(crate) deactivate: bool,
    /// `update.password`, as last set.
    pub(crate) password: Option<Value>,
    /// `INBOUND_PROVISIONING` capabilities, as last set.
    pub(crate) inbound: Option<Value>,
}
