//! Users, their roles, and groups (Okta API: Users, Role Assignments, Groups).

use super::{escape, nullable};
use crate::okta::{
    Doc, Error, Reader,
    id::{GroupId, UserId},
};
use jiff::Timestamp;
use serde::Deserialize;

/// A user.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct User {
    /// The identifier.
    pub id: UserId,
    /// `ACTIVE`, `SUSPENDED`, `DEPROVISIONED` and others.
    #[serde(default, deserialize_with = "nullable")]
    pub status: String,
    /// When the user was made.
    pub created: Option<Timestamp>,
    /// Names.
    #[serde(default, deserialize_with = "nullable")]
    pub profile: UserProfile,
    /// Where the user's password lives.
    #[serde(default, deserialize_with = "nullable")]
    pub credentials: Credentials,
}

/// The names of a user.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserProfile {
    /// The user name; Okta compares it without regard to case.
    #[serde(default, deserialize_with = "nullable")]
    pub login: String,
    /// The e-mail address.
    #[serde(default, deserialize_with = "nullable")]
    pub email: String,
    /// The first name.
    #[serde(default, deserialize_with = "nullable")]
    pub first_name: String,
    /// The last name.
    #[serde(default, deserialize_with = "nullable")]
    pub last_name: String,
}

/// Where a user's credentials live.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Credentials {
    /// The provider.
    #[serde(default, deserialize_with = "nullable")]
    pub provider: Provider,
}

/// A provider of credentials.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Provider {
    /// `OKTA`, `FEDERATION`, `ACTIVE_DIRECTORY` and others.
    #[serde(rename = "type", default, deserialize_with = "nullable")]
    pub kind: String,
}

impl User {
    /// First and last name, or the user name where there are none.
    pub fn display_name(&self) -> String {
        let name = format!("{} {}", self.profile.first_name, self.profile.last_name);
        let name = name.trim();
        if name.is_empty() {
            self.profile.login.clone()
        } else {
            name.to_owned()
        }
    }

    /// Whether this is the user of that name: Okta folds the case.
    pub fn is_called(&self, login: &str) -> bool {
        self.profile.login.eq_ignore_ascii_case(login)
    }
}

/// A role that a user holds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Role {
    /// `SUPER_ADMIN`, `ORG_ADMIN`, `APP_ADMIN` and others.
    #[serde(rename = "type", default, deserialize_with = "nullable")]
    pub kind: String,
    /// Its name on screen.
    #[serde(default, deserialize_with = "nullable")]
    pub label: String,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Group {
    /// The identifier.
    pub id: GroupId,
    /// `OKTA_GROUP`, `APP_GROUP` or `BUILT_IN`.
    #[serde(rename = "type", default, deserialize_with = "nullable")]
    pub kind: String,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Its names.
    #[serde(default, deserialize_with = "nullable")]
    pub profile: GroupProfile,
}

impl Group {
    /// Whether the org itself says who is in it; it does not for groups that an app brought, nor for Everyone.
    pub fn takes_members(&self) -> bool {
        !matches!(self.kind.as_str(), "APP_GROUP" | "BUILT_IN")
    }
}

/// The names of a group.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct GroupProfile {
    /// Unique in the org.
    #[serde(default, deserialize_with = "nullable")]
    pub name: String,
    /// Free text.
    #[serde(default, deserialize_with = "nullable")]
    pub description: String,
}

impl Reader {
    /// The admin who made the token.
    pub async fn me(&self) -> Result<Doc<User>, Error> {
        self.doc("/api/v1/users/me").await
    }

    /// The roles of a user.
    pub async fn roles(&self, user: &UserId) -> Result<Vec<Doc<Role>>, Error> {
        self.docs(format!("/api/v1/users/{user}/roles")).await
    }

    /// A user by identifier or user name; `None` when there is none.
    pub async fn user(&self, id_or_login: &str) -> Result<Option<Doc<User>>, Error> {
        self.find_doc(format!("/api/v1/users/{}", escape(id_or_login)))
            .await
    }

    /// Users whose names or addresses begin with the words; the first 50.
    pub async fn users_like(&self, words: &str) -> Result<Vec<Doc<User>>, Error> {
        self.first_page(format!("/api/v1/users?q={}&limit=50", escape(words)))
            .await
    }

    /// Groups whose names begin with the words; the first 50.
    pub async fn groups_like(&self, words: &str) -> Result<Vec<Doc<Group>>, Error> {
        self.first_page(format!("/api/v1/groups?q={}&limit=50", escape(words)))
            .await
    }

    /// Groups of exactly that name; without the lag of a search.
    pub async fn groups_called(&self, name: &str) -> Result<Vec<Doc<Group>>, Error> {
        let groups: Vec<Doc<Group>> = self.docs(format!("/api/v1/groups?q={}", escape(name))).await?;
        Ok(groups
            .into_iter()
            .filter(|group| group.profile.name == name)
            .collect())
    }

    /// The first members of a group, at most 200.
    pub async fn first_members(&self, group: &GroupId) -> Result<Vec<Doc<User>>, Error> {
        self.first_page(format!("/api/v1/groups/{group}/users?limit=200"))
            .await
    }

    /// Users of whom a profile attribute has that value, by a search that follows writes after a moment; the first 10.
    /// `attribute` is a name of the org's own, such as `email`.
    pub async fn users_with(&self, attribute: &str, value: &str) -> Result<Vec<Doc<User>>, Error> {
        let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
        let search = escape(&format!("profile.{attribute} eq \"{quoted}\""));
        self.first_page(format!("/api/v1/users?search={search}&limit=10"))
            .await
    }

    async fn first_page<T: serde::de::DeserializeOwned>(&self, path: String) -> Result<Vec<Doc<T>>, Error> {
        let page = self.page(path.as_str()).await?;
        let decode = |raw| Doc::decode(raw).map_err(|error| self.misread(&path, &error));
        page.items.into_iter().map(decode).collect()
    }
}
