//! Step 3: the source org gets the target org's API token, and Okta tries it.
//!
//! The token itself is no part of the action: it is put in at the very moment of sending.

use super::{Act, Before, Field, InPlace, Names, Step};
use crate::{
    clock::Boxed,
    federation::{
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        snapshot::Snapshot,
    },
    okta::{Call, Error, OrgUrl, id::AppId, transport::Method},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Where in the request the token belongs.
pub const TOKEN_PLACE: &str = "/profile/token";

/// Sets the provisioning connection of the Org2Org app and switches it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectProvisioning {
    /// The address of the target org.
    pub target: OrgUrl,
}

fn path(facts: &Facts) -> String {
    format!(
        "/api/v1/apps/{}/connections/default",
        facts.show(Fact::Org2OrgAppId)
    )
}

impl Act for ConnectProvisioning {
    fn key(&self) -> String {
        "connect-provisioning".to_owned()
    }

    fn side(&self) -> Side {
        Side::Source
    }

    fn step(&self) -> Step {
        Step::Provisioning
    }

    fn needs(&self) -> &'static [Fact] {
        &[Fact::Org2OrgAppId]
    }

    fn title(&self, names: &Names) -> String {
        format!(
            "Let {} work in {} with its API token, and test it",
            names.source, names.target
        )
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        vec![
            Field::new("/authScheme", "credentials", "TOKEN"),
            Field::new("/status", "status", "ENABLED"),
        ]
    }

    fn in_snapshot(&self, snapshot: &Snapshot, _facts: &Facts) -> InPlace {
        match snapshot.source.app.as_ref().map(|seen| &seen.connection) {
            None => InPlace::Absent,
            Some(Ok(connection)) => InPlace::Present(connection.raw().clone()),
            Some(Err(error)) => InPlace::Unreadable(error.clone()),
        }
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        let app = AppId::from(facts.show(Fact::Org2OrgAppId));
        Box::pin(async move { Ok(Some(readers.source.connection(&app).await?.raw().clone())) })
    }

    fn call(&self, facts: &Facts, _in_place: Option<&Value>) -> Call {
        let body = json!({
            "baseUrl": self.target.origin(),
            "profile": { "authScheme": "TOKEN", "token": "••••••••" },
        });
        Call::new(Method::Post, format!("{}?activate=TRUE", path(facts)), Some(body))
    }

    fn part_of(&self) -> Option<&'static str> {
        Some("org2org-app")
    }

    fn remove(&self, _facts: &Facts, _object: &Value) -> Vec<Call> {
        Vec::new()
    }

    fn restore(&self, facts: &Facts, restored: &Value, _before: &[Before]) -> Vec<Call> {
        if restored.pointer("/status").and_then(Value::as_str) == Some("ENABLED") {
            return Vec::new();
        }
        vec![Call::new(
            Method::Post,
            format!("{}/lifecycle/deactivate", path(facts)),
            None,
        )]
    }
}
