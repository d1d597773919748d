//! What is pushed of people: for every state of the account in the target org, what assignment, a change and the end of
//! the assignment make of it.

use crate::desk::{Desk, text};
use org2org_setup::practice::{Method, Side};
use serde_json::{Value, json};

const MIRA: &str = "mira.chen@acme.example";
const TARGET: &str = "/api/v1/users/mira.chen@acme.example";

/// The account before, what happens, the account afterwards, the state of the assignment, and what the log of the source
/// org tells, in order; `!` stands behind what failed.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const NEW: &[&str] = &["app.user_management.push_new_user_success", "user.push"];
const KNOWN: &[&str] = &["user.verify_exists", "user.sync", "user.push"];
const TAKEN: &[&str] = &["user.verify_exists", "user.push!"];

const ROWS: &[Row] = &[
    // Assigned while the account is in each state
    ("none", "assign", "ACTIVE", "SYNCHRONIZED", NEW),
    ("STAGED", "assign", "STAGED", "SYNCHRONIZED", KNOWN),
    ("PROVISIONED", "assign", "PROVISIONED", "SYNCHRONIZED", KNOWN),
    ("ACTIVE", "assign", "ACTIVE", "SYNCHRONIZED", KNOWN),
    ("SUSPENDED", "assign", "SUSPENDED", "SYNCHRONIZED", KNOWN),
    // Who was deactivated by somebody else is not revived, and cannot be changed.
    ("DEPROVISIONED", "assign", "DEPROVISIONED", "ERROR", TAKEN),
    // A changed profile
    (
        "pushed",
        "change",
        "ACTIVE",
        "SYNCHRONIZED",
        &["user.push_profile"],
    ),
    (
        "pushed, suspended",
        "change",
        "SUSPENDED",
        "SYNCHRONIZED",
        &["user.push_profile"],
    ),
    (
        "pushed, deactivated",
        "change",
        "DEPROVISIONED",
        "ERROR",
        &["user.push_profile!"],
    ),
    (
        "pushed, deleted",
        "change",
        "none",
        "ERROR",
        &["user.push_profile!"],
    ),
    // The end of an assignment
    (
        "pushed",
        "unassign",
        "DEPROVISIONED",
        "none",
        &["user.deactivate"],
    ),
    (
        "pushed, suspended",
        "unassign",
        "DEPROVISIONED",
        "none",
        &["user.deactivate"],
    ),
    (
        "pushed, deactivated",
        "unassign",
        "DEPROVISIONED",
        "none",
        &["user.deactivate"],
    ),
    (
        "pushed, deleted",
        "unassign",
        "none",
        "none",
        &["user.deactivate!"],
    ),
    // Leaving the org does the same as the end of the assignment.
    (
        "pushed",
        "deactivate",
        "DEPROVISIONED",
        "none",
        &["user.deactivate"],
    ),
    ("pushed", "suspend", "ACTIVE", "SYNCHRONIZED", &[]),
    // Whoever comes back is revived.
    (
        "pushed, unassigned",
        "assign",
        "ACTIVE",
        "SYNCHRONIZED",
        &["user.verify_exists", "user.reactivate", "user.sync", "user.push"],
    ),
    // An account that was deleted meanwhile is made anew.
    (
        "pushed, unassigned, deleted",
        "assign",
        "ACTIVE",
        "SYNCHRONIZED",
        NEW,
    ),
];

#[test]
fn every_state_of_an_account_has_its_way_through_assignment_change_and_end() {
    let mut wrong = Vec::new();
    for (before, act, after, sync, told) in ROWS {
        let mut line = Line::new();
        line.bring(before);
        let since = line.told().len();
        line.act(act);
        let seen = (line.account(), line.sync(), line.told().split_off(since));
        let wanted: Vec<String> = told.iter().map(|kind| (*kind).to_owned()).collect();
        if seen != ((*after).to_owned(), (*sync).to_owned(), wanted) {
            wrong.push(format!("{before}, {act}: {seen:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The three switches of provisioning, and whether an assignment, a change and the end reach the target org.
#[test]
fn each_switch_lets_one_kind_of_push_through() {
    for (create, update, deactivate) in (0..8).map(|bits| (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0)) {
        let mut line = Line::new();
        line.switch(create, update, deactivate);
        let case = format!("create {create}, update {update}, deactivate {deactivate}");
        line.act("assign");
        assert_eq!(line.account() != "none", create, "{case}");
        let sync = match (create, update) {
            (true, _) => "SYNCHRONIZED",
            (false, true) => "ERROR",
            (false, false) => "DISABLED",
        };
        assert_eq!(line.sync(), sync, "{case}");
        line.act("change");
        let shown = line
            .desk
            .call(Side::Target, Method::Get, TARGET, None)
            .json_body();
        assert_eq!(
            text(&shown, "/profile/lastName") == "Weber",
            create && update,
            "{case}"
        );
        if create {
            let sync = if update { "SYNCHRONIZED" } else { "OUT_OF_SYNC" };
            assert_eq!(line.sync(), sync, "{case}");
        }
        line.act("unassign");
        let ended = line.account() == "DEPROVISIONED";
        assert_eq!(ended, create && deactivate, "{case}");
    }
}

#[test]
fn the_reason_of_a_push_that_finds_nobody_to_match_is_okta_s() {
    let mut line = Line::new();
    line.switch(false, true, true);
    line.act("assign");
    let reason = line.last_reason();
    let start = format!("Automatic provisioning of user {MIRA} to app Northwind Partners failed: ");
    assert_eq!(reason, format!("{start}Matching user not found"));
}

#[test]
fn people_begin_in_the_target_org_as_their_initial_status_says() {
    for (status, account, password) in [
        ("active_with_pass", "ACTIVE", true),
        ("active_without_pass", "PROVISIONED", false),
        ("pending_with_pass", "STAGED", true),
        ("pending_without_pass", "STAGED", false),
    ] {
        let mut line = Line::new();
        let body = json!({ "id": line.user, "profile": { "initialStatus": status } });
        let path = format!("/api/v1/apps/{}/users", line.app);
        line.desk.post(Side::Source, &path, &body);
        assert_eq!(line.account(), account, "{status}");
        // Whoever has a password is active as soon as somebody activates them.
        if account == "STAGED" {
            line.desk
                .act(Side::Target, &format!("{TARGET}/lifecycle/activate"));
            let after = if password { "ACTIVE" } else { "PROVISIONED" };
            assert_eq!(line.account(), after, "{status}");
        }
    }
}

#[test]
fn the_external_identifier_joins_both_accounts_and_outlives_a_new_user_name() {
    let mut line = Line::new();
    line.act("assign");
    let held = format!("/api/v1/apps/{}/users/{}", line.app, line.user);
    let there = line.desk.user(Side::Target, MIRA);
    assert_eq!(text(&line.desk.get(Side::Source, &held), "/externalId"), there);
    let renamed = json!({ "profile": { "login": "mira.weber@northwind.example" } });
    line.desk.post(Side::Target, TARGET, &renamed);
    line.act("change");
    let path = format!("/api/v1/users/{there}");
    let shown = line.desk.get(Side::Target, &path);
    assert_eq!(text(&shown, "/profile/lastName"), "Weber");
    assert_eq!(text(&line.desk.get(Side::Source, &held), "/externalId"), there);
}

#[test]
fn a_role_that_is_too_small_passes_the_test_of_the_connection_and_fails_at_every_push() {
    for role in [
        "ORG_ADMIN",
        "APP_ADMIN",
        "USER_ADMIN",
        "GROUP_MEMBERSHIP_ADMIN",
        "HELP_DESK_ADMIN",
        "READ_ONLY_ADMIN",
    ] {
        let mut line = Line::new();
        let token = line.desk.world.add_token(Side::Target, role, role);
        let shown = line.connect(&token);
        assert_eq!(text(&shown, "/status"), "ENABLED", "{role}");
        line.act("assign");
        assert_eq!(
            (line.account(), line.sync()),
            ("none".to_owned(), "ERROR".to_owned()),
            "{role}"
        );
        assert!(
            line.last_reason().contains("HTTP 403 E0000006"),
            "{role}: {}",
            line.last_reason()
        );
        let token = line.desk.token(Side::Target);
        line.connect(&token);
        line.act("unassign");
        line.act("assign");
        assert_eq!(
            line.sync(),
            "SYNCHRONIZED",
            "{role}: over once the token is a better one"
        );
    }
}

/// A connected app with all switches on, and somebody of the source org.
struct Line {
    desk: Desk,
    app: String,
    user: String,
}

impl Line {
    fn new() -> Self {
        let mut desk = Desk::new();
        let (app, user) = (desk.add_org2org(), desk.user(Side::Source, MIRA));
        let token = desk.token(Side::Target);
        let mut line = Self { desk, app, user };
        line.connect(&token);
        line.switch(true, true, true);
        line
    }

    fn connect(&mut self, token: &str) -> Value {
        let body = json!({ "profile": { "authScheme": "TOKEN", "token": token } });
        let path = format!("/api/v1/apps/{}/connections/default?activate=TRUE", self.app);
        self.desk.post(Side::Source, &path, &body)
    }

    fn switch(&mut self, create: bool, update: bool, deactivate: bool) {
        let state = |on: bool| json!({ "status": if on { "ENABLED" } else { "DISABLED" } });
        let body = json!({
            "create": { "lifecycleCreate": state(create) },
            "update": { "profile": state(update), "lifecycleDeactivate": state(deactivate) },
        });
        let path = format!("/api/v1/apps/{}/features/USER_PROVISIONING", self.app);
        self.desk.put(Side::Source, &path, &body);
    }

    /// Brings the account in the target org into a state.
    fn bring(&mut self, before: &str) {
        let mut steps = before.split(", ");
        match steps.next().unwrap() {
            "none" => {}
            "pushed" => self.act("assign"),
            status => self.make(status),
        }
        for step in steps {
            match step {
                "suspended" => drop(
                    self.desk
                        .act(Side::Target, &format!("{TARGET}/lifecycle/suspend")),
                ),
                "deactivated" => drop(
                    self.desk
                        .act(Side::Target, &format!("{TARGET}/lifecycle/deactivate")),
                ),
                "unassigned" => self.act("unassign"),
                "deleted" => {
                    while self.account() != "none" {
                        self.desk.delete(Side::Target, TARGET);
                    }
                }
                other => panic!("{other}"),
            }
        }
    }

    /// Somebody of that login, made in the target org by hand.
    fn make(&mut self, status: &str) {
        let profile = json!({ "firstName": "M", "lastName": "C", "email": MIRA, "login": MIRA });
        let mut body = json!({ "profile": profile });
        if status != "PROVISIONED" {
            body["credentials"] = json!({ "password": { "value": "Long-enough-1" } });
        }
        let path = format!("/api/v1/users?activate={}", status != "STAGED");
        self.desk.post(Side::Target, &path, &body);
        for (wanted, verb) in [("SUSPENDED", "suspend"), ("DEPROVISIONED", "deactivate")] {
            if status == wanted {
                self.desk.act(Side::Target, &format!("{TARGET}/lifecycle/{verb}"));
            }
        }
    }

    fn act(&mut self, act: &str) {
        let (app, user) = (&self.app, &self.user);
        match act {
            "assign" => {
                let body = json!({ "id": user });
                self.desk
                    .post(Side::Source, &format!("/api/v1/apps/{app}/users"), &body);
            }
            "change" => {
                let body = json!({ "profile": { "lastName": "Weber" } });
                self.desk
                    .post(Side::Source, &format!("/api/v1/users/{user}"), &body);
            }
            "unassign" => {
                self.desk
                    .delete(Side::Source, &format!("/api/v1/apps/{app}/users/{user}"));
            }
            verb => {
                self.desk
                    .act(Side::Source, &format!("/api/v1/users/{user}/lifecycle/{verb}"));
            }
        }
    }

    /// The status of the account in the target org, or `none`.
    fn account(&mut self) -> String {
        let answer = self.desk.call(Side::Target, Method::Get, TARGET, None);
        if answer.status == 404 {
            "none".to_owned()
        } else {
            text(&answer.json_body(), "/status")
        }
    }

    /// The state of the assignment, or `none`.
    fn sync(&mut self) -> String {
        let path = format!("/api/v1/apps/{}/users/{}", self.app, self.user);
        let answer = self.desk.call(Side::Source, Method::Get, &path, None);
        if answer.status == 404 {
            "none".to_owned()
        } else {
            text(&answer.json_body(), "/syncState")
        }
    }

    /// Events of pushes of people, without the beginning that they share.
    fn told(&mut self) -> Vec<String> {
        let filter = "eventType%20sw%20%22application.provision.user%22%20or%20eventType%20sw%20%22app.user_management%22";
        let events = self
            .desk
            .get(Side::Source, &format!("/api/v1/logs?limit=1000&filter={filter}"));
        let told = |event: &Value| {
            let kind = text(event, "/eventType").replace("application.provision.", "");
            let failed = text(event, "/outcome/result") == "FAILURE";
            format!("{kind}{}", if failed { "!" } else { "" })
        };
        events.as_array().unwrap().iter().map(told).collect()
    }

    fn last_reason(&mut self) -> String {
        let filter = "outcome.result%20eq%20%22FAILURE%22";
        let path = format!("/api/v1/logs?sortOrder=DESCENDING&filter={filter}");
        text(&self.desk.get(Side::Source, &path), "/0/outcome/reason")
    }
}
