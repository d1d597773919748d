//! Values of people and of API tokens.

use super::super::super::org::token::{ApiToken, Network};
use super::super::super::org::user::{Status, User};
use super::put_in;
use serde_json::Value;

/// A value of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::practice::fault) enum UserField {
    Status,
    /// Who keeps the credentials.
    Provider,
    /// A member of the profile.
    Profile(&'static str),
    /// The type of the first administrator role.
    Role,
}

impl UserField {
    pub(super) fn read(self, user: &User) -> Option<Value> {
        match self {
            Self::Status => Some(Value::from(user.status.name())),
            Self::Provider => Some(Value::from(user.provider.as_str())),
            Self::Profile(name) => user.profile.get(name).cloned(),
            Self::Role => user.roles.first().map(|role| Value::from(role.kind.as_str())),
        }
    }

    pub(super) fn write(self, user: &mut User, value: Option<Value>) {
        let text = value.as_ref().and_then(Value::as_str).unwrap_or_default();
        match self {
            Self::Status => user.status = status(text).unwrap_or(user.status),
            Self::Provider => text.clone_into(&mut user.provider),
            Self::Profile(name) => put_in(&mut user.profile, name, value),
            Self::Role => {
                if let Some(role) = user.roles.first_mut() {
                    text.clone_into(&mut role.kind);
                }
            }
        }
    }
}

fn status(name: &str) -> Option<Status> {
    let all = [
        Status::Staged,
        Status::Provisioned,
        Status::Active,
        Status::Suspended,
        Status::Deprovisioned,
    ];
    all.into_iter().find(|status| status.name() == name)
}

/// A value of an API token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::practice::fault) enum TokenField {
    /// When it ends without being used.
    Expires,
    /// From where it may be used.
    Network,
}

impl TokenField {
    pub(super) fn read(self, token: &ApiToken) -> Value {
        match self {
            Self::Expires => Value::from(token.expires.to_string()),
            Self::Network => token.network.json(),
        }
    }

    pub(super) fn write(self, token: &mut ApiToken, value: &Value) {
        match self {
            Self::Expires => {
                if let Some(at) = value.as_str().and_then(|text| text.parse().ok()) {
                    token.expires = at;
                }
            }
            Self::Network => {
                if let Some(network) = value.as_object().and_then(Network::read) {
                    token.network = network;
                }
            }
        }
    }
}
