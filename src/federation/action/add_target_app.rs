//! Step 1: the app in the target org, added from the catalogue or switched on.

use super::{Act, Before, Conflict, Field, InPlace, Names, Step, field, in_list, text_at};
use crate::{
    clock::Boxed,
    federation::{
        blueprint::AppChoice,
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        resolve,
        snapshot::Snapshot,
    },
    okta::{Call, Error, resource::apps::App, transport::Method},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Adds an app of the catalogue to the target org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddTargetApp {
    /// The catalogue's key.
    pub name: String,
    /// The name on the dashboard.
    pub label: String,
}

impl AddTargetApp {
    fn choice(&self) -> AppChoice {
        AppChoice::Add {
            name: self.name.clone(),
            label: self.label.clone(),
        }
    }

    /// How people sign in to an app is chosen when it is added; no call changes it later.
    fn signs_on_otherwise(&self, app: &Value) -> Option<Conflict> {
        let mode = text_at(app, "/signOnMode").filter(|mode| *mode != "SAML_2_0")?;
        Some(Conflict {
            sentence: format!(
                "The app {} is already there, and signs people in by {mode}",
                self.label
            ),
            remedy: "Set it to SAML 2.0 on its Sign On tab, or choose another name in step 1".to_owned(),
        })
    }

    /// An app of another kind with the same label, which Okta does not allow (E0000040). Labels compare without
    /// regard to case.
    fn namesake<'a>(&self, snapshot: &'a Snapshot, facts: &Facts) -> Option<&'a App> {
        let apps = snapshot.target.apps.as_deref().ok()?;
        if resolve::target_app(apps, &self.choice(), facts).is_some() {
            return None;
        }
        let label = self.label.to_lowercase();
        let other = apps.iter().find(|app| app.label.to_lowercase() == label)?;
        Some(other)
    }
}

impl Act for AddTargetApp {
    fn key(&self) -> String {
        "add-target-app".to_owned()
    }

    fn object(&self, _facts: &Facts) -> String {
        self.name.clone()
    }

    fn side(&self) -> Side {
        Side::Target
    }

    fn step(&self) -> Step {
        Step::TargetApp
    }

    fn needs(&self) -> &'static [Fact] {
        &[]
    }

    fn title(&self, names: &Names) -> String {
        format!("Add the app {} to {}", self.label, names.target)
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        vec![
            Field::new("/name", "app", self.name.as_str()),
            Field::new("/signOnMode", "sign-on", "SAML_2_0"),
            Field::new("/status", "status", "ACTIVE"),
        ]
    }

    fn in_snapshot(&self, snapshot: &Snapshot, facts: &Facts) -> InPlace {
        if let Some(other) = self.namesake(snapshot, facts) {
            return InPlace::Conflict(Conflict {
                sentence: format!("Another app of the target org is called {} already", other.label),
                remedy: "Choose another name in step 1, or take the app that is there".to_owned(),
            });
        }
        let seen = in_list(&snapshot.target.apps, |apps| {
            resolve::target_app(apps, &self.choice(), facts)
        });
        match &seen {
            InPlace::Present(app) => self.signs_on_otherwise(app).map_or(seen, InPlace::Conflict),
            _ => seen,
        }
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        Box::pin(async move {
            let apps = readers.target.apps_named(&self.name).await?;
            Ok(resolve::target_app(&apps, &self.choice(), facts).map(|app| app.raw().clone()))
        })
    }

    fn call(&self, _facts: &Facts, in_place: Option<&Value>) -> Call {
        if let Some(id) = in_place.and_then(|app| text_at(app, "/id")) {
            return activate_app(id);
        }
        let body = json!({ "name": self.name, "label": self.label, "signOnMode": "SAML_2_0" });
        Call::new(Method::Post, "/api/v1/apps?activate=true", Some(body))
    }

    fn learn(&self, object: &Value, facts: &mut Facts) {
        facts.learn_some(Fact::TargetAppId, text_at(object, "/id"));
    }

    fn remove(&self, _facts: &Facts, object: &Value) -> Vec<Call> {
        remove_app(object)
    }

    fn restore(&self, _facts: &Facts, restored: &Value, _before: &[Before]) -> Vec<Call> {
        let id = text_at(restored, "/id").unwrap_or_default();
        vec![Call::new(
            Method::Post,
            format!("/api/v1/apps/{id}/lifecycle/deactivate"),
            None,
        )]
    }
}

/// An app has to be switched on by a call of its own.
pub(super) fn activate_app(id: &str) -> Call {
    Call::new(
        Method::Post,
        format!("/api/v1/apps/{id}/lifecycle/activate"),
        None,
    )
}

/// An app must be inactive before it can be deleted (E0000056).
pub(super) fn remove_app(app: &Value) -> Vec<Call> {
    let id = text_at(app, "/id").unwrap_or_default();
    let mut calls = Vec::new();
    if text_at(app, "/status") == Some("ACTIVE") {
        calls.push(Call::new(
            Method::Post,
            format!("/api/v1/apps/{id}/lifecycle/deactivate"),
            None,
        ));
    }
    calls.push(Call::new(Method::Delete, format!("/api/v1/apps/{id}"), None));
    calls
}

/// Writes an app back whole, with the wanted members set.
pub(super) fn put_app(app: &Value, fields: &[Field]) -> Call {
    let id = text_at(app, "/id").unwrap_or_default();
    Call::new(
        Method::Put,
        format!("/api/v1/apps/{id}"),
        Some(field::patched(app, fields)),
    )
}
