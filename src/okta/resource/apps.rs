//! Apps with their keys, metadata, provisioning and assignments (Okta API: Applications).

use super::{link, nullable};
use crate::okta::{
    Doc, Error, Reader,
    id::{AppId, GroupId, KeyId, PolicyId, UserId},
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// The catalogue's key of the Okta Org2Org app.
pub const ORG2ORG: &str = "okta_org2org";

/// An app.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct App {
    /// The identifier.
    pub id: AppId,
    /// The catalogue's key, such as `okta_org2org`.
    #[serde(default, deserialize_with = "nullable")]
    pub name: String,
    /// The name on the dashboard.
    #[serde(default, deserialize_with = "nullable")]
    pub label: String,
    /// `ACTIVE`, `INACTIVE` or `DELETED`.
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
    /// `SAML_2_0`, `OPENID_CONNECT` and others; null for directories.
    pub sign_on_mode: Option<String>,
    /// When it was added.
    pub created: Option<Timestamp>,
    /// What provisioning can do.
    #[serde(default, deserialize_with = "nullable")]
    pub features: Vec<String>,
    /// Signing key and user name format.
    #[serde(default, deserialize_with = "nullable")]
    pub credentials: AppCredentials,
    /// Settings.
    #[serde(default, deserialize_with = "nullable")]
    pub settings: AppSettings,
    #[serde(rename = "_links", default)]
    links: Value,
}

/// Signing key and user name format of an app.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppCredentials {
    /// What the user is called in the app.
    #[serde(default, deserialize_with = "nullable")]
    pub user_name_template: UserNameTemplate,
    /// The active signing key.
    #[serde(default, deserialize_with = "nullable")]
    pub signing: Signing,
}

/// How the user name in an app is made.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct UserNameTemplate {
    /// An expression such as `${source.login}`.
    #[serde(default, deserialize_with = "nullable")]
    pub template: String,
}

/// The key with which an app signs.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Signing {
    /// Its identifier.
    pub kid: Option<KeyId>,
}

/// The settings of an app.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct AppSettings {
    /// What the catalogue entry asks for.
    #[serde(default, deserialize_with = "nullable")]
    pub app: Org2OrgSettings,
}

/// `settings.app` of an Org2Org app; other apps have other members, which are not looked at.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Org2OrgSettings {
    /// Where the target org takes SAML responses.
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub acs_url: Option<String>,
    /// The audience that the target org wants to read.
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub aud_restriction: Option<String>,
    /// The address of the target org.
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub base_url: Option<String>,
}

/// Other apps may hold anything under the same name.
fn text_or_nothing<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
}

impl App {
    /// Whether the app is switched on.
    pub fn is_active(&self) -> bool {
        self.status == "ACTIVE"
    }

    /// Whether people sign in to it by SAML.
    pub fn is_saml(&self) -> bool {
        self.sign_on_mode.as_deref() == Some("SAML_2_0")
    }

    /// The app's sign-in policy; `None` in a Classic org, where apps have none.
    pub fn access_policy(&self) -> Option<PolicyId> {
        let address = link(&self.links, "accessPolicy")?;
        address.rsplit('/').next().map(PolicyId::from)
    }

    /// The link that starts a sign-in to the app from its own org.
    pub fn sign_in_link(&self) -> Option<&str> {
        link(&self.links, "appLinks")
    }
}

/// A signing key of an app.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppKey {
    /// Its identifier.
    pub kid: KeyId,
    /// Until when its certificate is valid.
    pub expires_at: Option<Timestamp>,
    /// The certificate, base64 of its DER.
    #[serde(default, deserialize_with = "nullable")]
    pub x5c: Vec<String>,
}

/// The provisioning connection of an app.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// `ENABLED`, `DISABLED` or `UNKNOWN` (no provisioning at all).
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
    /// `TOKEN`, `OAUTH2` or `UNKNOWN`.
    #[serde(default, deserialize_with = "nullable")]
    pub auth_scheme: String,
    /// Where it leads, if said.
    pub base_url: Option<String>,
}

/// What provisioning does with users.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct UserProvisioning {
    /// The switches.
    #[serde(default, deserialize_with = "nullable")]
    pub capabilities: Value,
}

impl UserProvisioning {
    fn is_enabled(&self, pointer: &str) -> bool {
        self.capabilities.pointer(pointer).and_then(Value::as_str) == Some("ENABLED")
    }

    /// Whether assigned people are created.
    pub fn creates(&self) -> bool {
        self.is_enabled("/create/lifecycleCreate/status")
    }

    /// Whether profile changes are passed on.
    pub fn updates(&self) -> bool {
        self.is_enabled("/update/profile/status")
    }

    /// Whether people who lose the app are deactivated.
    pub fn deactivates(&self) -> bool {
        self.is_enabled("/update/lifecycleDeactivate/status")
    }
}

/// A user of an app.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppUser {
    /// The user.
    pub id: UserId,
    /// The user's identifier on the other side, once provisioned.
    pub external_id: Option<String>,
    /// `USER` (assigned alone) or `GROUP`.
    #[serde(default, deserialize_with = "nullable")]
    pub scope: String,
    /// Where the assignment stands.
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
    /// `SYNCHRONIZED`, `ERROR`, `DISABLED` and others.
    #[serde(default, deserialize_with = "nullable")]
    pub sync_state: String,
    /// What the user is called in the app.
    #[serde(default, deserialize_with = "nullable")]
    pub credentials: AppUserCredentials,
}

/// What a user is called in an app.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppUserCredentials {
    /// The user name in the app: the name id of a SAML sign-in.
    #[serde(default, deserialize_with = "nullable")]
    pub user_name: String,
}

/// A group of an app.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct AppGroup {
    /// The group.
    pub id: GroupId,
}

impl Reader {
    /// The apps of one catalogue key.
    pub async fn apps_named(&self, name: &str) -> Result<Vec<Doc<App>>, Error> {
        let filter = super::escape(&format!("name eq \"{name}\""));
        self.docs(format!("/api/v1/apps?filter={filter}&limit=200")).await
    }

    /// All apps.
    pub async fn apps(&self) -> Result<Vec<Doc<App>>, Error> {
        self.docs("/api/v1/apps?limit=200").await
    }

    /// One app; `None` when it is gone.
    pub async fn app(&self, app: &AppId) -> Result<Option<Doc<App>>, Error> {
        self.find_doc(format!("/api/v1/apps/{app}")).await
    }

    /// The SAML metadata of an app, for its active key.
    pub async fn app_metadata(&self, app: &AppId) -> Result<String, Error> {
        self.get_xml(format!("/api/v1/apps/{app}/sso/saml/metadata"))
            .await
    }

    /// The signing keys of an app.
    pub async fn app_keys(&self, app: &AppId) -> Result<Vec<Doc<AppKey>>, Error> {
        self.docs(format!("/api/v1/apps/{app}/credentials/keys")).await
    }

    /// The provisioning connection of an app.
    pub async fn connection(&self, app: &AppId) -> Result<Doc<Connection>, Error> {
        self.doc(format!("/api/v1/apps/{app}/connections/default")).await
    }

    /// What provisioning does with users; refused while there is no enabled connection.
    pub async fn user_provisioning(&self, app: &AppId) -> Result<Doc<UserProvisioning>, Error> {
        self.doc(format!("/api/v1/apps/{app}/features/USER_PROVISIONING"))
            .await
    }

    /// The groups of an app.
    pub async fn app_groups(&self, app: &AppId) -> Result<Vec<Doc<AppGroup>>, Error> {
        self.docs(format!("/api/v1/apps/{app}/groups?limit=200")).await
    }

    /// The users of an app.
    pub async fn app_users(&self, app: &AppId) -> Result<Vec<Doc<AppUser>>, Error> {
        self.docs(format!("/api/v1/apps/{app}/users?limit=500")).await
    }

    /// One user of an app; `None` when the user is not assigned.
    pub async fn app_user(&self, app: &AppId, user: &UserId) -> Result<Option<Doc<AppUser>>, Error> {
        self.find_doc(format!("/api/v1/apps/{app}/users/{user}")).await
    }
}
