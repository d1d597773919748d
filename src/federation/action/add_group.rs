//! Step 2: the group in the target org into which federated people come.

use super::{Act, Before, Field, InPlace, Names, Step, in_list, text_at};
use crate::{
    clock::Boxed,
    federation::{
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        snapshot::Snapshot,
    },
    okta::{Call, Error, transport::Method},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Adds a group to the target org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddGroup {
    /// Its name, unique in the org.
    pub name: String,
    /// The source org's name, for the description.
    pub source: String,
}

impl Act for AddGroup {
    fn key(&self) -> String {
        "add-group".to_owned()
    }

    fn object(&self, _facts: &Facts) -> String {
        self.name.clone()
    }

    fn side(&self) -> Side {
        Side::Target
    }

    fn step(&self) -> Step {
        Step::Trust
    }

    fn needs(&self) -> &'static [Fact] {
        &[]
    }

    fn title(&self, names: &Names) -> String {
        format!("Add the group {} to {}", self.name, names.target)
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        vec![Field::new("/profile/name", "name", self.name.as_str())]
    }

    fn in_snapshot(&self, snapshot: &Snapshot, _facts: &Facts) -> InPlace {
        in_list(&snapshot.target.groups, |groups| {
            groups.iter().find(|group| group.takes_members())
        })
    }

    fn look<'a>(
        &'a self,
        readers: &'a Readers,
        _facts: &'a Facts,
    ) -> Boxed<'a, Result<Option<Value>, Error>> {
        Box::pin(async move {
            let groups = readers.target.groups_called(&self.name).await?;
            let own = groups.iter().find(|group| group.takes_members());
            Ok(own.map(|group| group.raw().clone()))
        })
    }

    fn call(&self, _facts: &Facts, _in_place: Option<&Value>) -> Call {
        let description = format!("People who sign in from {}", self.source);
        let body = json!({ "profile": { "name": self.name, "description": description } });
        Call::new(Method::Post, "/api/v1/groups", Some(body))
    }

    fn learn(&self, object: &Value, facts: &mut Facts) {
        facts.learn_some(Fact::GroupId, text_at(object, "/id"));
    }

    fn remove(&self, _facts: &Facts, object: &Value) -> Vec<Call> {
        let id = text_at(object, "/id").unwrap_or_default();
        vec![Call::new(Method::Delete, format!("/api/v1/groups/{id}"), None)]
    }

    fn restore(&self, _facts: &Facts, _restored: &Value, _before: &[Before]) -> Vec<Call> {
        Vec::new()
    }
}
