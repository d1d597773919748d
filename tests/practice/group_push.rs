//! Groups pushed into the target org: the copy, its members, and what goes wrong with it.

use crate::desk::{Desk, refusal, text};
use org2org_setup::practice::{Method, Side};
use serde_json::{Value, json};

#[test]
fn a_pushed_group_appears_in_the_target_org_with_its_provisioned_members() {
    let mut push = Push::ready(None);
    let shown = push.create("Sales", "Acme sales");
    assert_eq!(text(&shown, "/status"), "ACTIVE");
    assert_eq!(
        push.members("Acme sales"),
        ["mira.chen@acme.example", "luis.moreno@acme.example"]
    );
    let stand_in = push.desk.get(
        Side::Source,
        &format!("/api/v1/groups/{}", text(&shown, "/targetGroupId")),
    );
    assert_eq!(text(&stand_in, "/type"), "APP_GROUP");
    assert!(text(&stand_in, "/_links/source/href").ends_with(&push.app));
    assert!(!text(&shown, "/created").contains('.'), "no fractions of seconds");
}

#[test]
fn members_come_and_go_and_those_provisioned_later_join_then() {
    let mut push = Push::ready(None);
    push.create("Sales", "Acme sales");
    let (sales, luis) = (
        push.group("Sales"),
        push.desk.user(Side::Source, "luis.moreno@acme.example"),
    );
    push.desk
        .delete(Side::Source, &format!("/api/v1/groups/{sales}/users/{luis}"));
    assert_eq!(push.members("Acme sales"), ["mira.chen@acme.example"]);
    let priya = push.desk.user(Side::Source, "priya.nair@acme.example");
    let path = format!("/api/v1/apps/{}/users", push.app);
    push.desk.post(Side::Source, &path, &json!({ "id": priya }));
    assert_eq!(
        push.members("Acme sales"),
        ["mira.chen@acme.example", "priya.nair@acme.example"]
    );
}

#[test]
fn an_existing_group_of_that_name_is_linked_not_doubled() {
    let mut push = Push::ready(None);
    let body = json!({ "profile": { "name": "Acme sales" } });
    push.desk.post(Side::Target, "/api/v1/groups", &body);
    push.create("Sales", "Acme sales");
    let found = push.desk.get(Side::Target, "/api/v1/groups?q=Acme%20sales");
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    assert_eq!(push.members("Acme sales").len(), 2);
}

#[test]
fn a_group_that_also_gives_the_app_is_pushed_without_those_who_join_later() {
    let mut push = Push::ready(None);
    push.create("Northwind access", "Acme people");
    let before = push.members("Acme people").len();
    let (group, priya) = (
        push.group("Northwind access"),
        push.desk.user(Side::Source, "priya.nair@acme.example"),
    );
    let path = format!("/api/v1/groups/{group}/users/{priya}");
    assert_eq!(push.desk.call(Side::Source, Method::Put, &path, None).status, 204);
    assert_eq!(push.members("Acme people").len(), before);
    assert_eq!(
        text(
            &push
                .desk
                .get(Side::Target, "/api/v1/users/priya.nair@acme.example"),
            "/status"
        ),
        "ACTIVE"
    );
}

#[test]
fn a_token_that_may_not_create_groups_leaves_the_mapping_in_error() {
    let mut push = Push::ready(None);
    push.connect(Some("GROUP_MEMBERSHIP_ADMIN"));
    let shown = push.create("Sales", "Acme sales");
    assert_eq!(text(&shown, "/status"), "ERROR");
    assert_eq!(
        text(&shown, "/errorSummary"),
        "Unable to update Group Push mapping target App group Acme sales: Error while creating user group \
         Acme sales: HTTP 403 Forbidden"
    );
    assert!(
        push.desk
            .events(Side::Source)
            .contains(&"application.provision.group.add".to_owned())
    );
    push.connect(None);
    let shown = push.patch(&text(&shown, "/id"), "ACTIVE");
    assert_eq!(text(&shown, "/status"), "ACTIVE");
    assert_eq!(push.members("Acme sales").len(), 2);
}

#[test]
fn a_copy_deleted_in_the_target_org_breaks_the_mapping() {
    let mut push = Push::ready(None);
    let id = text(&push.create("Sales", "Acme sales"), "/id");
    let copy = push.desk.group(Side::Target, "Acme sales");
    push.desk.delete(Side::Target, &format!("/api/v1/groups/{copy}"));
    assert_eq!(text(&push.patch(&id, "ACTIVE"), "/status"), "ERROR");
    let events = push.desk.events(Side::Source);
    assert!(events.contains(&"application.provision.group.verify_exists".to_owned()));
}

#[test]
fn a_mapping_is_deactivated_before_it_is_deleted_and_says_what_becomes_of_the_copy() {
    let mut push = Push::ready(None);
    let id = text(&push.create("Sales", "Acme sales"), "/id");
    let path = format!("{}/{id}", push.path());
    let delete = |push: &mut Push, query: &str| {
        push.desk
            .call(Side::Source, Method::Delete, &format!("{path}{query}"), None)
    };
    assert_eq!(
        refusal(&delete(&mut push, "?deleteTargetGroup=true")),
        (400, "E0000001".to_owned())
    );
    assert_eq!(text(&push.patch(&id, "INACTIVE"), "/status"), "INACTIVE");
    assert_eq!(refusal(&delete(&mut push, "")), (400, "E0000028".to_owned()));
    assert_eq!(delete(&mut push, "?deleteTargetGroup=true").status, 200);
    let found = push.desk.get(Side::Target, "/api/v1/groups?q=Acme%20sales");
    assert_eq!(found, json!([]));
    assert_eq!(
        push.desk.refused(Side::Source, Method::Get, &path, None),
        (404, "E0000007".to_owned())
    );
}

#[test]
fn mappings_are_found_by_group_and_status() {
    let mut push = Push::ready(None);
    push.create("Sales", "Acme sales");
    let second = text(&push.create("Engineering", "Acme engineering"), "/id");
    push.patch(&second, "INACTIVE");
    let (path, sales) = (push.path(), push.group("Sales"));
    let mut count = |query: &str| {
        push.desk
            .get(Side::Source, &format!("{path}{query}"))
            .as_array()
            .map(Vec::len)
    };
    assert_eq!(count(""), Some(2));
    assert_eq!(count("?status=INACTIVE"), Some(1));
    assert_eq!(count(&format!("?sourceGroupId={sales}")), Some(1));
    assert_eq!(count("?lastUpdated=2030-01-01T00:00:00Z"), Some(0));
}

#[test]
fn a_mapping_needs_one_target_a_known_group_and_a_connection() {
    let mut push = Push::ready(None);
    let (path, sales) = (push.path(), push.group("Sales"));
    for (body, refused) in [
        (json!({ "targetGroupName": "X" }), (400, "E0000001")),
        (json!({ "sourceGroupId": sales }), (400, "E0000001")),
        (
            json!({ "sourceGroupId": sales, "targetGroupName": "X", "targetGroupId": "00gX" }),
            (400, "E0000001"),
        ),
        (
            json!({ "sourceGroupId": "00gX", "targetGroupName": "X" }),
            (404, "E0000007"),
        ),
        (
            json!({ "sourceGroupId": sales, "targetGroupId": "00gX" }),
            (404, "E0000007"),
        ),
        (
            json!({ "sourceGroupId": sales, "targetGroupName": "X", "status": "ON" }),
            (400, "E0000003"),
        ),
    ] {
        let found = push.desk.refused(Side::Source, Method::Post, &path, Some(&body));
        assert_eq!(found, (refused.0, refused.1.to_owned()), "{body}");
    }
    let deactivate = format!(
        "/api/v1/apps/{}/connections/default/lifecycle/deactivate",
        push.app
    );
    push.desk.act(Side::Source, &deactivate);
    let body = json!({ "sourceGroupId": sales, "targetGroupName": "X" });
    let found = push.desk.refused(Side::Source, Method::Post, &path, Some(&body));
    assert_eq!(found, (400, "E0000027".to_owned()));
}

/// A connected app with all switches on and "Northwind access" assigned.
pub(crate) struct Push {
    pub(crate) desk: Desk,
    app: String,
}

impl Push {
    pub(crate) fn ready(role: Option<&str>) -> Self {
        let mut desk = Desk::new();
        let app = desk.add_org2org();
        let mut push = Self { desk, app };
        push.connect(role);
        let body = json!({ "create": { "lifecycleCreate": { "status": "ENABLED" } },
            "update": { "profile": { "status": "ENABLED" }, "lifecycleDeactivate": { "status": "ENABLED" } } });
        let path = format!("/api/v1/apps/{}/features/USER_PROVISIONING", push.app);
        push.desk.put(Side::Source, &path, &body);
        let group = push.group("Northwind access");
        let path = format!("/api/v1/apps/{}/groups/{group}", push.app);
        push.desk.put(Side::Source, &path, &json!({}));
        push
    }

    pub(crate) fn connect(&mut self, role: Option<&str>) {
        let token = match role {
            Some(role) => self.desk.world.add_token(Side::Target, role, "Provisioning"),
            None => self.desk.token(Side::Target),
        };
        let body = json!({ "profile": { "authScheme": "TOKEN", "token": token } });
        let path = format!("/api/v1/apps/{}/connections/default?activate=TRUE", self.app);
        self.desk.post(Side::Source, &path, &body);
    }

    pub(crate) fn path(&self) -> String {
        format!("/api/v1/apps/{}/group-push/mappings", self.app)
    }

    fn group(&mut self, name: &str) -> String {
        self.desk.group(Side::Source, name)
    }

    pub(crate) fn create(&mut self, group: &str, copy: &str) -> Value {
        let body = json!({ "sourceGroupId": self.group(group), "targetGroupName": copy });
        let path = self.path();
        self.desk.post(Side::Source, &path, &body)
    }

    pub(crate) fn patch(&mut self, id: &str, status: &str) -> Value {
        let path = format!("{}/{id}", self.path());
        let body = json!({ "status": status });
        crate::desk::good(&self.desk.call(Side::Source, Method::Patch, &path, Some(&body)))
    }

    /// Logins of the copy's members.
    fn members(&mut self, copy: &str) -> Vec<String> {
        let copy = self.desk.group(Side::Target, copy);
        let people = self
            .desk
            .get(Side::Target, &format!("/api/v1/groups/{copy}/users"));
        let people = people.as_array().cloned().unwrap_or_default();
        people.iter().map(|user| text(user, "/profile/login")).collect()
    }
}
