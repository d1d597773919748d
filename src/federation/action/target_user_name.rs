//! Step 1: what people are called in the target app.

use super::{Act, Before, Field, InPlace, Names, Step, add_target_app::put_app};
use crate::{
    clock::Boxed,
    federation::{
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        snapshot::Snapshot,
    },
    okta::{Call, Error, doc::set_member, id::AppId, transport::Method},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Sets the user name format of the target app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetUserName {
    /// The app's name on the dashboard.
    pub label: String,
    /// An expression such as `${source.login}`.
    pub template: String,
}

impl Act for TargetUserName {
    fn key(&self) -> String {
        "target-user-name".to_owned()
    }

    fn object(&self, facts: &Facts) -> String {
        facts.show(Fact::TargetAppId)
    }

    fn side(&self) -> Side {
        Side::Target
    }

    fn step(&self) -> Step {
        Step::TargetApp
    }

    fn needs(&self) -> &'static [Fact] {
        &[Fact::TargetAppId]
    }

    fn title(&self, _names: &Names) -> String {
        let what = match self.template.as_str() {
            "${source.login}" => "their Okta username",
            "${source.email}" => "their e-mail address",
            other => other,
        };
        format!("Sign people in to {} with {what}", self.label)
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        vec![Field::new(
            "/credentials/userNameTemplate/template",
            "user name format",
            self.template.as_str(),
        )]
    }

    fn in_snapshot(&self, snapshot: &Snapshot, _facts: &Facts) -> InPlace {
        let app = snapshot.target.app.as_ref();
        app.map_or(InPlace::Absent, |seen| InPlace::Present(seen.app.raw().clone()))
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        let app = AppId::from(facts.show(Fact::TargetAppId));
        Box::pin(async move { Ok(readers.target.app(&app).await?.map(|app| app.raw().clone())) })
    }

    fn call(&self, facts: &Facts, in_place: Option<&Value>) -> Call {
        let mut app = in_place
            .cloned()
            .unwrap_or_else(|| json!({ "id": facts.show(Fact::TargetAppId), "label": self.label }));
        set_member(&mut app, "/credentials/userNameTemplate/type", json!("BUILT_IN"));
        put_app(&app, &self.fields(facts))
    }

    fn part_of(&self) -> Option<&'static str> {
        Some("add-target-app")
    }

    fn remove(&self, _facts: &Facts, _object: &Value) -> Vec<Call> {
        Vec::new()
    }

    fn restore(&self, facts: &Facts, restored: &Value, _before: &[Before]) -> Vec<Call> {
        let path = format!("/api/v1/apps/{}", facts.show(Fact::TargetAppId));
        vec![Call::new(Method::Put, path, Some(restored.clone()))]
    }
}
