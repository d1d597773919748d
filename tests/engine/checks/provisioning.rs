//! Do people and groups come into being in the target org (failure-modes §4.3, §4.4)?

use super::{Bench, MIRA, Says, cannot_tell, finds, forbidden, passes, row, set, unread};
use org2org_setup::federation::{
    Side, blueprint,
    verify::Severity::{Blocks, MayBlock, Note},
};
use serde_json::{Value, json};

#[tokio::test]
async fn provisioning_is_connected_to_the_target_org() {
    let bench = Bench::new().await;
    let (status, address) = (
        "/source/app/connection/Ok/status",
        "/source/app/connection/Ok/baseUrl",
    );
    let off = || finds("provisioning-off", Blocks, Side::Source);
    bench.holds(
        "Provisioning is connected",
        &[
            row("as set up", [], passes("To")),
            row(
                "switched off",
                [set(status, "DISABLED")],
                off().fixed_by("connect-provisioning"),
            ),
            row(
                "not part of what the org has, which no action changes",
                [set(status, "UNKNOWN")],
                off().saying("has no provisioning"),
            ),
            row(
                "hidden",
                [unread("/source/app/connection", &forbidden())],
                cannot_tell("Okta says no"),
            ),
            row(
                "no app",
                [set("/source/app", json!(null))],
                cannot_tell("no Org2Org app"),
            ),
        ],
    );
    let target = bench.blueprint.target.url.to_string();
    let old = "https://northwind-old.okta.example";
    bench.holds(
        "Provisioning pushes to the target org",
        &[
            row("as set up", [], Says::Nothing),
            row(
                "no address of its own",
                [set(address, json!(null))],
                Says::Nothing,
            ),
            row(
                "the same with a slash",
                [set(address, format!("{}/", target.trim_end_matches('/')))],
                Says::Nothing,
            ),
            row(
                "an old one",
                [set(address, old)],
                finds("provisioning-base-url", Blocks, Side::Source).both(old, &target),
            ),
            row(
                "an old one, switched off",
                [set(address, old), set(status, "DISABLED")],
                Says::Nothing,
            ),
        ],
    );
}

/// F38: Okta's own test of the credentials passes with a smaller role, and then every push fails.
#[tokio::test]
async fn the_token_of_provisioning_needs_a_super_admin() {
    let bench = Bench::new().await;
    let roles = |roles: Value| vec![set("/target/org/roles", json!({ "Ok": roles }))];
    let small = || finds("role-too-small", MayBlock, Side::Target);
    bench.holds(
        "The provisioning token comes from a super admin",
        &[
            row("as set up", [], passes("Super admin")),
            row(
                "an app admin",
                roles(json!([{ "type": "APP_ADMIN", "label": "Application Administrator" }])),
                small().saying("Application Administrator"),
            ),
            row("no role at all", roles(json!([])), small()),
            row(
                "one of two",
                roles(
                    json!([{ "type": "APP_ADMIN", "label": "A" }, { "type": "SUPER_ADMIN", "label": "S" }]),
                ),
                passes("Super admin"),
            ),
            row(
                "who may not see roles",
                [unread("/target/org/roles", &forbidden())],
                small().likely(),
            ),
        ],
    );
}

/// F56: people are not created where the switch is off.
#[tokio::test]
async fn the_switches_of_provisioning_are_those_that_were_chosen() {
    let bench = Bench::new().await;
    let switches = "/source/app/provisioning/Ok/capabilities";
    let (create, update) = (
        format!("{switches}/create/lifecycleCreate/status"),
        format!("{switches}/update/profile/status"),
    );
    let check = bench.check("Provisioning does what was chosen", &[]).unwrap();
    let org2org_setup::federation::verify::CheckResult::Pass(all) = check.result else {
        panic!("{check:?}")
    };
    let all = all.trim_start_matches("On: ").to_owned();
    let off = |severity, left: &str| {
        finds("provisioning-switches", severity, Side::Source)
            .both(left, &all)
            .fixed_by("provisioning")
    };
    let without = |what: &str| {
        let left: Vec<&str> = all.split(", ").filter(|word| *word != what).collect();
        left.join(", ")
    };
    bench.holds(
        "Provisioning does what was chosen",
        &[
            row("as set up", [], passes(&all)),
            row(
                "nobody is created",
                [set(&create, "DISABLED")],
                off(Blocks, &without("create")),
            ),
            row(
                "nobody is updated",
                [set(&update, "DISABLED")],
                off(MayBlock, &without("update")),
            ),
            row(
                "not shown yet",
                [set("/source/app/provisioning", json!({ "Ok": null }))],
                cannot_tell("once provisioning is connected"),
            ),
        ],
    );
}

#[tokio::test]
async fn whoever_is_stuck_or_was_never_pushed_is_named() {
    let bench = Bench::new().await;
    let state = bench.assignment("/syncState");
    let external = bench.assignment("/externalId");
    let users = bench.seen("/source/app/users/Ok").as_array().unwrap();
    let other = users
        .iter()
        .position(|user| user["credentials"]["userName"] != MIRA)
        .unwrap();
    let other = format!("/source/app/users/Ok/{other}/syncState");
    let stuck = |severity| finds("push-failed", severity, Side::Source);
    bench.holds(
        "Nobody is stuck",
        &[
            row("as set up", [], passes("people are in")),
            row(
                "the test user",
                [set(&state, "ERROR")],
                stuck(Blocks).saying(MIRA),
            ),
            row("somebody else", [set(&other, "ERROR")], stuck(MayBlock)),
            row(
                "hidden",
                [unread("/source/app/users", &forbidden())],
                cannot_tell("Okta says no"),
            ),
        ],
    );
    bench.holds(
        "Nobody is left out",
        &[
            row("as set up", [], Says::Nothing),
            row(
                "assigned before provisioning was there",
                [set(&state, "DISABLED"), set(&external, json!(null))],
                finds("never-pushed", MayBlock, Side::Source).saying(MIRA),
            ),
            row(
                "while provisioning is off nobody is pushed anyway",
                [
                    set(&state, "DISABLED"),
                    set(&external, json!(null)),
                    set("/source/app/connection/Ok/status", "DISABLED"),
                ],
                Says::Nothing,
            ),
        ],
    );
}

/// F51: updates from two sides at once are refused.
#[tokio::test]
async fn profiles_are_updated_by_one_side() {
    let bench = Bench::new().await;
    let master = bench.idp("/policy/provisioning/profileMaster");
    let state = bench.assignment("/syncState");
    let twice = |severity| {
        finds("mastered-twice", severity, Side::Target)
            .likely()
            .fixed_by("identity-provider")
    };
    bench.holds(
        "Only one side updates profiles",
        &[
            row("as set up", [], passes("Provisioning alone")),
            row("both", [set(&master, true)], twice(MayBlock)),
            row(
                "both, and a push failed",
                [set(&master, true), set(&state, "ERROR")],
                twice(Blocks),
            ),
        ],
    );
}

#[tokio::test]
async fn without_provisioning_people_have_to_come_into_being_at_sign_in() {
    let mut bench = Bench::new().await;
    bench.blueprint.provisioning = blueprint::Provisioning::None;
    let action = bench.idp("/policy/provisioning/action");
    bench.holds(
        "People are created at their first sign-in",
        &[
            row("as set up", [], passes("org-wide switch")),
            row(
                "nobody creates anybody",
                [set(&action, "DISABLED")],
                finds("nobody-creates", MayBlock, Side::Target).fixed_by("identity-provider"),
            ),
            row(
                "no provider yet",
                [set("/target/idps/Ok", json!([]))],
                cannot_tell("no identity provider"),
            ),
        ],
    );
    assert!(bench.check("Provisioning is connected", &[]).is_none());
}

/// What is pushed: one group that works, with Mira in it.
fn pushes(bench: &Bench, change: impl FnOnce(&mut Value)) -> Vec<super::Edit> {
    let mira = bench.text("/source/test_user/Ok/id");
    let group = |id: &str, name: &str, created: &str| json!({ "id": id, "type": "OKTA_GROUP", "created": created, "profile": { "name": name } });
    let made = "2026-11-23T10:00:00Z";
    let mut pushes = json!({
        "mappings": { "Ok": [{ "id": "gPm1", "sourceGroupId": "00gsales", "targetGroupId": "00gcopy",
            "status": "ACTIVE", "errorSummary": null, "created": made }] },
        "groups": { "Ok": [group("00gsales", "Sales", made)] },
        "stand_ins": { "Ok": [group("00gcopy", "Sales", made)] },
        "members": { "00gsales": { "Ok": [{ "id": mira, "status": "ACTIVE", "profile": { "login": MIRA } }] } },
        "copies": { "Ok": [group("00gthere", "Sales", made)] },
    });
    change(&mut pushes);
    vec![set("/pushes", pushes)]
}

/// F63 to F68.
#[tokio::test]
async fn groups_that_are_pushed_arrive_with_everybody_in_groups_of_their_own() {
    let bench = Bench::new().await;
    let of = |change: fn(&mut Value)| pushes(&bench, change);
    let failed = |reason: &'static str| {
        pushes(&bench, move |pushes| {
            pushes["mappings"]["Ok"][0]["status"] = json!("ERROR");
            pushes["mappings"]["Ok"][0]["errorSummary"] = json!(reason);
        })
    };
    let forbidden_group = "Error while creating user group Sales: HTTP 403 Forbidden";
    let found = |code| finds(code, MayBlock, Side::Source);
    let mut unknown = found("group-push-failed").saying("Something new");
    unknown.confidence = org2org_setup::federation::verify::Confidence::Possible;
    bench.holds(
        "Pushed groups arrive",
        &[
            row(
                "none is pushed",
                of(|pushes| pushes["mappings"] = json!({ "Ok": [] })),
                passes("No group is pushed"),
            ),
            row("one that works", of(|_| {}), passes("Groups pushed: 1")),
            row(
                "forbidden",
                failed(forbidden_group),
                found("group-push-forbidden").likely().saying("Sales"),
            ),
            row(
                "a reason that is not known here is a guess",
                failed("Something new"),
                unknown,
            ),
            row(
                "nothing is known of them",
                [set("/pushes", json!(null))],
                Says::Nothing,
            ),
            row(
                "hidden",
                of(|pushes| pushes["mappings"] = json!({ "Err": forbidden() })),
                cannot_tell("does not show which groups are pushed"),
            ),
        ],
    );
    let mut assigned = of(|_| {});
    let mut groups = bench.seen("/source/app/groups/Ok").as_array().unwrap().clone();
    groups.push(json!({ "id": "00gsales" }));
    assigned.push(set("/source/app/groups", json!({ "Ok": groups })));
    bench.holds(
        "Pushed groups assign nobody",
        &[
            row("a group of its own", of(|_| {}), passes("different ones")),
            row(
                "assigned as well",
                assigned,
                found("group-pushed-and-assigned").saying("Sales"),
            ),
        ],
    );
    bench.holds(
        "Members of pushed groups are in the target org",
        &[
            row("all of them", of(|_| {}), passes("Members looked at: 1")),
            row(
                "one who is not assigned",
                of(|pushes| {
                    let user = json!({ "id": "00uother", "status": "ACTIVE", "profile": { "login": "jo@acme.example" } });
                    pushes["members"]["00gsales"]["Ok"] = json!([user]);
                }),
                found("group-members-missing").saying("jo@acme.example"),
            ),
            row(
                "one who has left is not missed",
                of(|pushes| {
                    let user = json!({ "id": "00uother", "status": "DEPROVISIONED", "profile": { "login": "jo@acme.example" } });
                    pushes["members"]["00gsales"]["Ok"] = json!([user]);
                }),
                passes("Members looked at: 1"),
            ),
        ],
    );
    bench.holds(
        "Copies of pushed groups are groups of their own",
        &[
            row("made with the mapping", of(|_| {}), passes("Copies: 1")),
            row(
                "there a year before",
                of(|pushes| pushes["copies"]["Ok"][0]["created"] = json!("2025-11-23T10:00:00Z")),
                finds("group-name-taken", Note, Side::Target)
                    .likely()
                    .saying("Sales"),
            ),
            row(
                "made nine minutes before, as clocks and queues have it",
                of(|pushes| pushes["copies"]["Ok"][0]["created"] = json!("2026-11-23T09:51:00Z")),
                passes("Copies: 1"),
            ),
        ],
    );
}
