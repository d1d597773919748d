//! Step 4: who may use Org2Org, and that federated people may use the target app.

use super::{Act, Before, Field, InPlace, Names, Step};
use crate::{
    clock::Boxed,
    federation::{
        blueprint::Named,
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        snapshot::{Seen, Snapshot},
    },
    okta::{
        Call, Doc, Error, Reader,
        id::{AppId, GroupId, UserId},
        resource::apps::{AppGroup, AppUser},
        transport::Method,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Assigns a group of the source org to the Org2Org app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignGroup {
    /// The group.
    pub group: Named<GroupId>,
}

/// Assigns a person of the source org to the Org2Org app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignPerson {
    /// The person, by user name.
    pub person: Named<UserId>,
}

/// Assigns the group of federated people to the target app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignTargetGroup {
    /// The group's name.
    pub group: String,
    /// The app's name on the dashboard.
    pub app: String,
}

fn group_path(app: &str, group: &str) -> String {
    format!("/api/v1/apps/{app}/groups/{group}")
}

fn group_in(list: Option<&Seen<Vec<Doc<AppGroup>>>>, id: &str) -> InPlace {
    match list {
        None => InPlace::Absent,
        Some(Err(error)) => InPlace::Unreadable(error.clone()),
        Some(Ok(groups)) => {
            let found = groups.iter().find(|group| group.id.as_str() == id);
            found.map_or(InPlace::Absent, |group| InPlace::Present(group.raw().clone()))
        }
    }
}

async fn look_for_group(reader: &Reader, app: String, group: String) -> Result<Option<Value>, Error> {
    reader.find(group_path(&app, &group)).await
}

impl Act for AssignGroup {
    fn key(&self) -> String {
        format!("assign-group:{}", self.group.id)
    }

    fn side(&self) -> Side {
        Side::Source
    }

    fn step(&self) -> Step {
        Step::Assign
    }

    fn needs(&self) -> &'static [Fact] {
        &[Fact::Org2OrgAppId]
    }

    fn title(&self, names: &Names) -> String {
        format!(
            "Assign the group {} of {} to Org2Org",
            self.group.name, names.source
        )
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        Vec::new()
    }

    fn in_snapshot(&self, snapshot: &Snapshot, _facts: &Facts) -> InPlace {
        group_in(
            snapshot.source.app.as_ref().map(|app| &app.groups),
            self.group.id.as_str(),
        )
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        Box::pin(look_for_group(
            &readers.source,
            facts.show(Fact::Org2OrgAppId),
            self.group.id.to_string(),
        ))
    }

    fn call(&self, facts: &Facts, _in_place: Option<&Value>) -> Call {
        let path = group_path(&facts.show(Fact::Org2OrgAppId), self.group.id.as_str());
        Call::new(Method::Put, path, Some(json!({})))
    }

    fn part_of(&self) -> Option<&'static str> {
        Some("org2org-app")
    }

    fn remove(&self, facts: &Facts, _object: &Value) -> Vec<Call> {
        let path = group_path(&facts.show(Fact::Org2OrgAppId), self.group.id.as_str());
        vec![Call::new(Method::Delete, path, None)]
    }

    fn restore(&self, _facts: &Facts, _restored: &Value, _before: &[Before]) -> Vec<Call> {
        Vec::new()
    }
}

impl Act for AssignPerson {
    fn key(&self) -> String {
        format!("assign-person:{}", self.person.id)
    }

    fn side(&self) -> Side {
        Side::Source
    }

    fn step(&self) -> Step {
        Step::Assign
    }

    fn needs(&self) -> &'static [Fact] {
        &[Fact::Org2OrgAppId]
    }

    fn title(&self, names: &Names) -> String {
        format!("Assign {} of {} to Org2Org", self.person.name, names.source)
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        Vec::new()
    }

    fn in_snapshot(&self, snapshot: &Snapshot, _facts: &Facts) -> InPlace {
        match snapshot.source.app.as_ref().map(|app| &app.users) {
            None => InPlace::Absent,
            Some(Err(error)) => InPlace::Unreadable(error.clone()),
            Some(Ok(users)) => {
                let found: Option<&Doc<AppUser>> = users.iter().find(|user| user.id == self.person.id);
                found.map_or(InPlace::Absent, |user| InPlace::Present(user.raw().clone()))
            }
        }
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        let app = AppId::from(facts.show(Fact::Org2OrgAppId));
        Box::pin(async move {
            Ok(readers
                .source
                .app_user(&app, &self.person.id)
                .await?
                .map(|user| user.raw().clone()))
        })
    }

    fn call(&self, facts: &Facts, _in_place: Option<&Value>) -> Call {
        let path = format!("/api/v1/apps/{}/users", facts.show(Fact::Org2OrgAppId));
        Call::new(
            Method::Post,
            path,
            Some(json!({ "id": self.person.id, "scope": "USER" })),
        )
    }

    fn part_of(&self) -> Option<&'static str> {
        Some("org2org-app")
    }

    fn remove(&self, facts: &Facts, _object: &Value) -> Vec<Call> {
        let path = format!(
            "/api/v1/apps/{}/users/{}",
            facts.show(Fact::Org2OrgAppId),
            self.person.id
        );
        vec![Call::new(Method::Delete, path, None)]
    }

    fn restore(&self, _facts: &Facts, _restored: &Value, _before: &[Before]) -> Vec<Call> {
        Vec::new()
    }
}

impl Act for AssignTargetGroup {
    fn key(&self) -> String {
        "assign-target-group".to_owned()
    }

    fn object(&self, facts: &Facts) -> String {
        format!(
            "{} to {}",
            facts.show(Fact::GroupId),
            facts.show(Fact::TargetAppId)
        )
    }

    fn side(&self) -> Side {
        Side::Target
    }

    fn step(&self) -> Step {
        Step::Assign
    }

    fn needs(&self) -> &'static [Fact] {
        &[Fact::TargetAppId, Fact::GroupId]
    }

    fn title(&self, names: &Names) -> String {
        format!(
            "Assign the group {} to {} in {}",
            self.group, self.app, names.target
        )
    }

    fn fields(&self, _facts: &Facts) -> Vec<Field> {
        Vec::new()
    }

    fn in_snapshot(&self, snapshot: &Snapshot, facts: &Facts) -> InPlace {
        let groups = snapshot.target.app.as_ref().map(|app| &app.groups);
        group_in(groups, facts.get(Fact::GroupId).unwrap_or_default())
    }

    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>> {
        Box::pin(look_for_group(
            &readers.target,
            facts.show(Fact::TargetAppId),
            facts.show(Fact::GroupId),
        ))
    }

    fn call(&self, facts: &Facts, _in_place: Option<&Value>) -> Call {
        let path = group_path(&facts.show(Fact::TargetAppId), &facts.show(Fact::GroupId));
        Call::new(Method::Put, path, Some(json!({})))
    }

    fn part_of(&self) -> Option<&'static str> {
        Some("add-target-app")
    }

    fn remove(&self, facts: &Facts, _object: &Value) -> Vec<Call> {
        let path = group_path(&facts.show(Fact::TargetAppId), &facts.show(Fact::GroupId));
        vec![Call::new(Method::Delete, path, None)]
    }

    fn restore(&self, _facts: &Facts, _restored: &Value, _before: &[Before]) -> Vec<Call> {
        Vec::new()
    }
}
