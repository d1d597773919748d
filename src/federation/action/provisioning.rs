//! Steps 1 and 3: what provisioning does with people, in the target app or from org to org.

use super::{Act, Before, Field, InPlace, Names, Step, field};
use crate::{
    clock::Boxed,
    federation::{
        blueprint::Lifecycle,
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        snapshot::{Seen, Snapshot},
    },
    okta::{Call, Doc, Error, id::AppId, resource::apps::UserProvisioning, transport::Method},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Of which app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Where {
    /// The Org2Org app in the source org.
    Org2Org,
    /// The app in the target org.
    TargetApp,
}

/// Sets the switches for creating, updating and deactivating people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchProvisioning {
    /// Of which app.
    pub of: Where,
    /// How they shall stand.
    pub lifecycle: Lifecycle,
}

impl SwitchProvisioning {
    fn fact(&self) -> Fact {
        match self.of {
            Where::Org2Org => Fact::Org2OrgAppId,
            Where::TargetApp => Fact::TargetAppId,
        }
    }

    fn path(&self, facts: &Facts) -> String {
        format!(
            "/api/v1/apps/{}/features/USER_PROVISIONING",
            facts.show(self.fact())
        )
    }

    fn seen<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Seen<Option<Doc<UserProvisioning>>>> {
        match self.of {
            Where::Org2Org => snapshot.source.app.as_ref().map(|app| &app.provisioning),
            Where::TargetApp => snapshot.target.app.as_ref().map(|app| &app.provisioning),
        }
    }
}

impl Act for SwitchProvisioning {
    fn key(&self) -> String {
        match self.of {
            Where::Org2Org => "provisioning".to_owned(),
            Where::TargetApp => "target-provisioning".to_owned(),
        }
    }

    fn object(&self, facts: &Facts) -> String {
        match self.of {
            Where::Org2Org => String::new(),
            Where::TargetApp => facts.show(Fact::TargetAppId),
        }
    }

    fn side(&self) -> Side {
        match self.of {
            Where::Org2Org => Side::Source,
            Where::TargetApp => Side::Target,
        }
    }

    fn step(&self) -> Step {
        match self.of {
            Where::Org2Org => Step::Provisioning,
            Where::TargetApp => Step::TargetApp,
        }
    }

    fn needs(&self) -> &'static [Fact] {
        match self.of {
            Where::Org2Org => &[Fact::Org2OrgAppId],
            Where::TargetApp => &[Fact::TargetAppId],
        }
    }

    fn title(&self, names: &Names) -> String {
        let what = self.lifecycle.words();
        match self.of {
            Where::Org2Org => format!("Let {} {what} people in {}", names.source, names.target),
            Where::TargetApp => format!("Let {} {what} people in the target app", names.target),
        }
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        let on = |on: bool| if on { "ENABLED" } else { "DISABLED" };
        vec![
            Field::new(
                "/create/lifecycleCreate/status",
                "create people",
                on(self.lifecycle.create),
            ),
            Field::new(
                "/update/profile/status",
                "update people",
                on(self.lifecycle.update),
            ),
            Field::new(
                "/update/lifecycleDeactivate/status",
                "deactivate people",
                on(self.lifecycle.deactivate),
            ),
        ]
    }

    fn in_snapshot(&self, snapshot: &Snapshot, _facts: &Facts) -> InPlace {
        match self.seen(snapshot) {
            None | Some(Ok(None)) => InPlace::Absent,
            Some(Ok(Some(switches))) => InPlace::Present(switches.capabilities.clone()),
            Some(Err(error)) => InPlace::Unreadable(error.clone()),
        }
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        let app = AppId::from(facts.show(self.fact()));
        let reader = readers.of(self.side());
        Box::pin(async move { Ok(Some(reader.user_provisioning(&app).await?.capabilities.clone())) })
    }

    fn call(&self, facts: &Facts, _in_place: Option<&Value>) -> Call {
        Call::new(
            Method::Put,
            self.path(facts),
            Some(field::built(&self.fields(facts))),
        )
    }

    fn remove(&self, facts: &Facts, _object: &Value) -> Vec<Call> {
        let off = Self {
            of: self.of,
            lifecycle: Lifecycle {
                create: false,
                update: false,
                deactivate: false,
            },
        };
        vec![off.call(facts, None)]
    }

    fn restore(&self, facts: &Facts, restored: &Value, _before: &[Before]) -> Vec<Call> {
        let body = json!({ "create": restored.get("create"), "update": restored.get("update") });
        vec![Call::new(Method::Put, self.path(facts), Some(body))]
    }

    fn undo_first(&self) -> bool {
        true
    }
}
