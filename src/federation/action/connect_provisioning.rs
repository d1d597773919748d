//! Step 3: the source org gets the target org's API token, and Okta tries it.
//!
//! The token itself is no part of the action: it is put in at the very moment of sending.

use super::{Act, Before, Conflict, Field, InPlace, Names, Step, text_at};
use crate::{
    clock::Boxed,
    federation::{
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        snapshot::Snapshot,
    },
    okta::{Call, Error, OrgUrl, doc::set_member, id::AppId, transport::Method},
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

impl ConnectProvisioning {
    /// A connection without an address of its own takes the app's, and one address can be written in several ways.
    fn comparable(&self, connection: &Value) -> Value {
        let mut connection = connection.clone();
        let own = text_at(&connection, "/baseUrl").map(OrgUrl::parse);
        if own.is_none_or(|url| url.is_ok_and(|url| url == self.target)) {
            set_member(&mut connection, "/baseUrl", json!(self.target.origin()));
        }
        connection
    }
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
            Field::new("/baseUrl", "address", self.target.origin()),
        ]
    }

    fn in_snapshot(&self, snapshot: &Snapshot, _facts: &Facts) -> InPlace {
        match snapshot.source.app.as_ref().map(|seen| &seen.connection) {
            None => InPlace::Absent,
            Some(Ok(connection)) if connection.status == "UNKNOWN" => InPlace::Conflict(Conflict {
                sentence: "Okta offers no provisioning for the Org2Org app of the source org".to_owned(),
                remedy:
                    "Ask your Okta account team for it, or choose in step 3 that people come only at sign-in"
                        .to_owned(),
            }),
            Some(Ok(connection)) => InPlace::Present(self.comparable(connection.raw())),
            Some(Err(error)) => InPlace::Unreadable(error.clone()),
        }
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        let app = AppId::from(facts.show(Fact::Org2OrgAppId));
        Box::pin(async move {
            let connection = readers.source.connection(&app).await?;
            Ok(Some(self.comparable(connection.raw())))
        })
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
