//! Step 2: the Org2Org app learns where the target org takes responses, and for which audience.

use super::{Act, Before, Field, InPlace, Names, Step, add_target_app::put_app};
use crate::{
    clock::Boxed,
    federation::{
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        snapshot::Snapshot,
    },
    okta::{Call, Error, OrgUrl, id::AppId, resource::apps::ORG2ORG, transport::Method},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Gives the Org2Org app the ACS URL, the audience and the base URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org2OrgTrust {
    /// The app's label, which a PUT must repeat.
    pub label: String,
    /// The address of the target org.
    pub target: OrgUrl,
}

impl Act for Org2OrgTrust {
    fn key(&self) -> String {
        "org2org-trust".to_owned()
    }

    fn side(&self) -> Side {
        Side::Source
    }

    fn step(&self) -> Step {
        Step::Trust
    }

    fn needs(&self) -> &'static [Fact] {
        &[Fact::Org2OrgAppId, Fact::AcsUrl, Fact::Audience]
    }

    fn title(&self, names: &Names) -> String {
        format!("Give {} the sign-in address of {}", names.source, names.target)
    }

    fn fields(&self, facts: &Facts) -> Vec<Field> {
        vec![
            Field::new("/settings/app/acsUrl", "ACS URL", facts.show(Fact::AcsUrl)),
            Field::new(
                "/settings/app/audRestriction",
                "audience",
                facts.show(Fact::Audience),
            ),
            Field::new("/settings/app/baseUrl", "base URL", self.target.origin()),
        ]
    }

    fn in_snapshot(&self, snapshot: &Snapshot, _facts: &Facts) -> InPlace {
        let app = snapshot.source.app.as_ref();
        app.map_or(InPlace::Absent, |seen| InPlace::Present(seen.app.raw().clone()))
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        let app = AppId::from(facts.show(Fact::Org2OrgAppId));
        Box::pin(async move { Ok(readers.source.app(&app).await?.map(|app| app.raw().clone())) })
    }

    fn call(&self, facts: &Facts, in_place: Option<&Value>) -> Call {
        let unseen = || json!({ "id": facts.show(Fact::Org2OrgAppId), "name": ORG2ORG, "label": self.label, "signOnMode": "SAML_2_0" });
        let app = in_place.cloned().unwrap_or_else(unseen);
        put_app(&app, &self.fields(facts))
    }

    fn part_of(&self) -> Option<&'static str> {
        Some("org2org-app")
    }

    fn remove(&self, _facts: &Facts, _object: &Value) -> Vec<Call> {
        Vec::new()
    }

    fn restore(&self, facts: &Facts, restored: &Value, _before: &[Before]) -> Vec<Call> {
        let path = format!("/api/v1/apps/{}", facts.show(Fact::Org2OrgAppId));
        vec![Call::new(Method::Put, path, Some(restored.clone()))]
    }
}
