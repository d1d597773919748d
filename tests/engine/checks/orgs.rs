//! Orgs, tokens, objects and the target app's sign-in policy.

use super::{APP, Bench, MIRA, Says, cannot_tell, dead, finds, forbidden, out, passes, row, set, unread};
use org2org_setup::federation::{
    Side,
    verify::Severity::{Blocks, MayBlock, Note},
};
use serde_json::{Value, json};

#[tokio::test]
async fn source_and_target_are_told_apart_by_their_ids() {
    let bench = Bench::new().await;
    let source = bench.seen("/source/org/well_known").clone();
    bench.holds(
        "Source and target are two orgs",
        &[
            row("as set up", [], passes("and")),
            row(
                "twice the same",
                [set("/target/org/well_known", source)],
                finds("same-org", Blocks, Side::Target),
            ),
            row(
                "one cannot be asked",
                [unread("/target/org/well_known", &forbidden())],
                cannot_tell("Okta says no"),
            ),
        ],
    );
}

#[tokio::test]
async fn a_dead_token_blocks_and_is_told_from_one_that_may_too_little() {
    let bench = Bench::new().await;
    let names = [
        (
            Side::Source,
            bench.blueprint.source.name.clone(),
            "/source/org/me",
        ),
        (
            Side::Target,
            bench.blueprint.target.name.clone(),
            "/target/org/me",
        ),
    ];
    for (side, name, place) in names {
        bench.holds(
            &format!("The API token of {name} works"),
            &[
                row("as set up", [], passes("It acts as")),
                row(
                    "revoked",
                    [unread(place, &dead())],
                    finds("token-revoked", Blocks, side),
                ),
                row(
                    "forbidden",
                    [unread(place, &forbidden())],
                    cannot_tell("Okta says no"),
                ),
            ],
        );
    }
}

/// Okta revokes a token that is not used for 30 days (okta-api §1.1); less than a week left is worth a note.
#[tokio::test]
async fn a_token_that_would_die_within_a_week_is_a_note() {
    let bench = Bench::new().await;
    let seen_at: jiff::Timestamp = bench.text("/taken").parse().unwrap();
    let me = bench.text("/target/org/me/Ok/id");
    let ending = |days: i64, owner: &str| {
        let at = seen_at + jiff::SignedDuration::from_hours(24 * days);
        let token =
            json!([{ "id": "00T1", "name": "Org2Org", "userId": owner, "expiresAt": at.to_string() }]);
        vec![set("/target/org/tokens", json!({ "Ok": token }))]
    };
    let dying = || finds("token-expiring", Note, Side::Target);
    bench.holds(
        &format!("The API token of {} lasts", bench.blueprint.target.name),
        &[
            row("30 days", ending(30, &me), passes("later with each use")),
            row("eight days", ending(8, &me), passes("Until")),
            row("six days", ending(6, &me), dying()),
            row("dead already", ending(-1, &me), dying()),
            row("somebody else's", ending(1, "00usomebody000000d7"), Says::Nothing),
            row(
                "not shown",
                [unread("/target/org/tokens", &forbidden())],
                Says::Nothing,
            ),
        ],
    );
}

#[tokio::test]
async fn the_org2org_app_is_there_is_on_and_has_people() {
    let bench = Bench::new().await;
    bench.holds(
        "The Org2Org app is there and switched on",
        &[
            row("as set up", [], passes(bench.text("/source/app/app/id"))),
            row(
                "switched off",
                [set("/source/app/app/status", "INACTIVE")],
                finds("org2org-app-inactive", Blocks, Side::Source).fixed_by("org2org-app"),
            ),
            row(
                "gone",
                [set("/source/app", json!(null))],
                finds("org2org-app-missing", Blocks, Side::Source).fixed_by("org2org-app"),
            ),
            row(
                "hidden",
                [unread("/source/org2org_apps", &forbidden())],
                cannot_tell("Okta says no"),
            ),
        ],
    );
    let nobody = || {
        vec![
            set("/source/app/groups", json!({ "Ok": [] })),
            set("/source/app/users", json!({ "Ok": [] })),
        ]
    };
    bench.holds(
        "Somebody is assigned to the Org2Org app",
        &[
            row("as set up", [], passes("Groups: 1")),
            row("nobody", nobody(), finds("nobody-assigned", Blocks, Side::Source)),
            row(
                "people alone",
                [set("/source/app/groups", json!({ "Ok": [] }))],
                passes("Groups: 0"),
            ),
            row(
                "no app",
                [set("/source/app", json!(null))],
                cannot_tell("no Org2Org app"),
            ),
            row(
                "groups hidden",
                [unread("/source/app/groups", &forbidden())],
                cannot_tell("Okta says no"),
            ),
        ],
    );
}

#[tokio::test]
async fn the_test_user_is_there_active_and_assigned() {
    let bench = Bench::new().await;
    let user = "/source/test_user/Ok";
    let status = |status: &str| {
        (
            vec![set(format!("{user}/status"), status)],
            finds("user-status", Blocks, Side::Source).saying(status),
        )
    };
    let (suspended, out_of_office) = (status("SUSPENDED"), status("DEPROVISIONED"));
    let alone = || vec![out(bench.assignment(""))];
    let mut everybody_else = alone();
    everybody_else.push(set("/source/app/groups", json!({ "Ok": [] })));
    let mut nobody = vec![set("/source/app/users", json!({ "Ok": [] }))];
    nobody.push(set("/source/app/groups", json!({ "Ok": [] })));
    bench.holds(
        "The test user can sign in and is assigned",
        &[
            row("as set up", [], passes("active and assigned")),
            row("suspended", suspended.0, suspended.1),
            row("deactivated", out_of_office.0, out_of_office.1),
            row(
                "not there",
                [set("/source/test_user", json!({ "Ok": null }))],
                finds("test-user-missing", Blocks, Side::Source).saying(MIRA),
            ),
            row(
                "not assigned",
                alone(),
                finds("user-not-assigned", Blocks, Side::Source).saying(MIRA),
            ),
            row(
                "one of those who are not assigned",
                everybody_else,
                finds("user-not-assigned", Blocks, Side::Source),
            ),
            row(
                "nobody is assigned, which is told by itself",
                nobody,
                Says::Nothing,
            ),
            row(
                "hidden",
                [unread("/source/test_user", &forbidden())],
                cannot_tell("Okta says no"),
            ),
        ],
    );
}

#[tokio::test]
async fn the_target_app_is_there_is_on_and_belongs_to_the_group_of_federated_people() {
    let bench = Bench::new().await;
    bench.holds(
        "The target app is there and switched on",
        &[
            row("as set up", [], passes(APP)),
            row(
                "switched off",
                [set("/target/app/app/status", "INACTIVE")],
                finds("target-app-inactive", Blocks, Side::Target).fixed_by("add-target-app"),
            ),
            row(
                "gone",
                [set("/target/app", json!(null))],
                finds("target-app-missing", Blocks, Side::Target).fixed_by("add-target-app"),
            ),
            row(
                "hidden",
                [unread("/target/apps", &forbidden())],
                cannot_tell("Okta says no"),
            ),
        ],
    );
    bench.holds(
        "Federated people have the target app",
        &[
            row("as set up", [], passes(APP)),
            row(
                "not assigned",
                [set("/target/app/groups", json!({ "Ok": [] }))],
                finds("user-not-assigned", Blocks, Side::Target).fixed_by("assign-target-group"),
            ),
            row(
                "no app",
                [set("/target/app", json!(null))],
                cannot_tell("no target app"),
            ),
            row(
                "hidden",
                [unread("/target/app/groups", &forbidden())],
                cannot_tell("Okta says no"),
            ),
        ],
    );
}

/// A rule that depends on networks, devices or single people is not certain to apply; the first one that is decides.
#[tokio::test]
async fn the_rule_that_is_certain_to_apply_decides_whether_more_is_asked_for() {
    let bench = Bench::new().await;
    let group = bench
        .facts
        .get(org2org_setup::federation::Fact::GroupId)
        .unwrap()
        .to_owned();
    let rule = |method: Value, conditions: Value| {
        let asked = json!({ "appSignOn": { "access": "ALLOW", "verificationMethod": method } });
        json!({ "id": "0prasks000000000000d7", "name": "Ask", "status": "ACTIVE", "priority": 0, "system": false,
            "type": "ACCESS_POLICY", "conditions": conditions, "actions": asked })
    };
    let with = |rule: Value| {
        let mut rules = bench.seen("/target/app/sign_on/Ok").as_array().unwrap().clone();
        rules.insert(0, rule);
        vec![set("/target/app/sign_on", json!({ "Ok": rules }))]
    };
    let two = json!({ "type": "ASSURANCE", "factorMode": "2FA", "reauthenticateIn": "PT2H" });
    let again = json!({ "type": "ASSURANCE", "factorMode": "1FA", "reauthenticateIn": "PT0S" });
    let trusting = |mut edits: Vec<super::Edit>| {
        edits.push(set(bench.idp("/policy/trustClaims"), true));
        edits
    };
    let everybody = || json!({});
    let zone = json!({ "network": { "connection": "ZONE", "include": ["nzo1"] } });
    let others = json!({ "people": { "groups": { "include": ["00gothers0000000000d7"] } } });
    let federated = json!({ "people": { "groups": { "include": [group] } } });
    let left_out = json!({ "people": { "users": { "exclude": ["00usomebody00000000d7"] } } });
    let asked = || {
        finds("second-factor-asked", MayBlock, Side::Target)
            .likely()
            .saying("Ask")
    };
    bench.holds(
        "The app asks for no second factor that people cannot show",
        &[
            row("as set up", [], Says::Nothing),
            row("of everybody", with(rule(two.clone(), everybody())), asked()),
            row("of federated people", with(rule(two.clone(), federated)), asked()),
            row("of other people", with(rule(two.clone(), others)), Says::Nothing),
            row("from one network", with(rule(two.clone(), zone)), Says::Nothing),
            row("of all but one", with(rule(two.clone(), left_out)), Says::Nothing),
            row(
                "where claims are trusted",
                trusting(with(rule(two.clone(), everybody()))),
                Says::Nothing,
            ),
        ],
    );
    bench.holds(
        "The app does not ask people to prove themselves again",
        &[
            row("as set up", [], Says::Nothing),
            row(
                "at every sign-in",
                with(rule(again, everybody())),
                finds("reauthentication-asked", MayBlock, Side::Target).likely(),
            ),
            row(
                "after two hours",
                with(rule(two.clone(), everybody())),
                Says::Nothing,
            ),
        ],
    );
    bench.holds(
        "The identity provider can be taken away",
        &[
            row("as set up", [], Says::Nothing),
            row(
                "whose claims a rule counts on",
                trusting(with(rule(two, everybody()))),
                finds("claims-needed", Note, Side::Target).likely(),
            ),
        ],
    );
    bench.holds(
        "The app's sign-in policy fits federated people",
        &[
            row("as set up", [], passes("decides")),
            row(
                "hidden",
                [unread("/target/app/sign_on", &forbidden())],
                cannot_tell("Okta says no"),
            ),
            row(
                "an org of the older engine",
                [set("/target/app/sign_on", json!(null))],
                Says::Nothing,
            ),
        ],
    );
}
