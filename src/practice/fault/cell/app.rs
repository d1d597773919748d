//! Values of apps, and of people's assignments to them.

use super::super::super::org::app::{App, AppUser, SyncState};
use super::put_in;
use jiff::Timestamp;
use serde_json::Value;

/// A value of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::practice::fault) enum AppField {
    Active,
    ExternalKey,
    SigningKid,
    UserNameTemplate,
    /// A member of `settings.app`.
    Own(&'static str),
    /// A member of `settings.signOn`.
    SignOn(&'static str),
    Connected,
    ConnectionToken,
    ConnectionBaseUrl,
    Creates,
    Updates,
}

impl AppField {
    pub(super) fn read(self, app: &App) -> Option<Value> {
        let flag = |on: bool| Some(Value::Bool(on));
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        match self {
            Self::Active => flag(app.active),
            Self::ExternalKey => Some(Value::from(app.external_key.as_str())),
            Self::SigningKid => text(&app.signing_kid),
            Self::UserNameTemplate => Some(app.user_name_template.clone()),
            Self::Own(name) => app.own_settings.get(name).cloned(),
            Self::SignOn(name) => app.sign_on.get(name).cloned(),
            Self::Connected => flag(app.connection.active),
            Self::ConnectionToken => text(&app.connection.token),
            Self::ConnectionBaseUrl => text(&app.connection.base_url),
            Self::Creates => flag(app.provisioning.create),
            Self::Updates => flag(app.provisioning.update),
        }
    }

    pub(super) fn write(self, app: &mut App, value: Option<Value>) {
        let on = value.as_ref().and_then(Value::as_bool).unwrap_or_default();
        let text = value.as_ref().and_then(Value::as_str).map(str::to_owned);
        match self {
            Self::Active => app.active = on,
            Self::ExternalKey => app.external_key = text.unwrap_or_default(),
            Self::SigningKid => app.signing_kid = text,
            Self::UserNameTemplate => app.user_name_template = value.unwrap_or_default(),
            Self::Own(name) => put_in(&mut app.own_settings, name, value),
            Self::SignOn(name) => {
                if let Some(fields) = app.sign_on.as_object_mut() {
                    put_in(fields, name, value);
                }
            }
            Self::Connected => app.connection.active = on,
            Self::ConnectionToken => app.connection.token = text,
            Self::ConnectionBaseUrl => app.connection.base_url = text,
            Self::Creates => app.provisioning.create = on,
            Self::Updates => app.provisioning.update = on,
        }
    }
}

/// A value of an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::practice::fault) enum HeldField {
    UserName,
    Sync,
    ExternalId,
    LastSync,
}

impl HeldField {
    pub(super) fn read(self, held: &AppUser) -> Option<Value> {
        match self {
            Self::UserName => Some(Value::from(held.user_name.as_str())),
            Self::Sync => Some(Value::from(held.sync.name())),
            Self::ExternalId => held.external_id.as_deref().map(Value::from),
            Self::LastSync => held.last_sync.map(|at| Value::from(at.to_string())),
        }
    }

    pub(super) fn write(self, held: &mut AppUser, value: Option<&Value>) {
        let text = value.and_then(Value::as_str).map(str::to_owned);
        match self {
            Self::UserName => held.user_name = text.unwrap_or_default(),
            Self::Sync => held.sync = sync_state(text.as_deref()),
            Self::ExternalId => held.external_id = text,
            Self::LastSync => held.last_sync = text.and_then(|text| text.parse::<Timestamp>().ok()),
        }
    }
}

fn sync_state(name: Option<&str>) -> SyncState {
    let all = [SyncState::Synchronized, SyncState::OutOfSync, SyncState::Error];
    all.into_iter()
        .find(|state| Some(state.name()) == name)
        .unwrap_or(SyncState::Disabled)
}
