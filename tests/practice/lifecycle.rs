//! What becomes of an object: every state it can be in, and every operation on it, as tables. A cell is the state
//! afterwards, or the code of the refusal, which leaves the object as it was.

use crate::desk::{Desk, refusal, text};
use crate::group_push::Push;
use crate::group_rules;
use org2org_setup::practice::{Method, Request, Response, Side};
use serde_json::{Value, json};

const MIRA: &str = "mira.chen@acme.example";
const GONE: &str = "gone";

/// One row: what is done, and how it ends for each state in the order of the columns.
type Row<const N: usize> = (&'static str, [&'static str; N]);

/// Plays a table on orgs made anew for every cell; `make` brings an object into a state, `act` does something to it and
/// `state` tells what it is afterwards.
fn play<T, const N: usize>(
    states: [&'static str; N],
    rows: &[Row<N>],
    make: impl Fn(&str) -> (Desk, T),
    act: impl Fn(&mut Desk, &T, &str) -> Response,
    state: impl Fn(&mut Desk, &T) -> String,
) {
    let mut wrong = Vec::new();
    for (what, expected) in rows {
        for (from, expected) in states.into_iter().zip(expected) {
            let (mut desk, object) = make(from);
            assert_eq!(state(&mut desk, &object), from, "the state to begin with");
            let answer = act(&mut desk, &object, what);
            let after = state(&mut desk, &object);
            let seen = if answer.status < 400 {
                after
            } else {
                assert_eq!(after, from, "{what} was refused and did something all the same");
                let code = text(&answer.json_body(), "/errorCode");
                if code.is_empty() {
                    answer.status.to_string()
                } else {
                    code
                }
            };
            if seen != *expected {
                wrong.push(format!("{from}, {what}: {seen} instead of {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The status at a path, or that nothing is there.
fn status(desk: &mut Desk, side: Side, path: &str) -> String {
    let answer = desk.call(side, Method::Get, path, None);
    if answer.status == 404 {
        GONE.to_owned()
    } else {
        text(&answer.json_body(), "/status")
    }
}

const PEOPLE: [&str; 5] = ["STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED", "DEPROVISIONED"];

#[test]
fn people_pass_from_status_to_status_as_the_table_says() {
    let rows: &[Row<5>] = &[
        (
            "activate",
            ["ACTIVE", "E0000038", "E0000016", "E0000038", "ACTIVE"],
        ),
        (
            "reactivate",
            ["E0000038", "PROVISIONED", "E0000038", "E0000038", "E0000038"],
        ),
        ("deactivate", ["DEPROVISIONED"; 5]),
        (
            "suspend",
            ["E0000001", "E0000001", "SUSPENDED", "E0000001", "E0000001"],
        ),
        (
            "unsuspend",
            ["E0000001", "E0000001", "E0000001", "ACTIVE", "E0000001"],
        ),
        ("unlock", ["E0000032"; 5]),
        (
            "change",
            ["STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED", "E0000038"],
        ),
        (
            "assign",
            ["STAGED", "PROVISIONED", "ACTIVE", "E0000117", "E0000117"],
        ),
        ("end sessions", PEOPLE),
        (
            "delete",
            [
                "DEPROVISIONED",
                "DEPROVISIONED",
                "DEPROVISIONED",
                "DEPROVISIONED",
                GONE,
            ],
        ),
        ("sign in", ["401", "401", "ACTIVE", "401", "401"]),
    ];
    let act = |desk: &mut Desk, path: &String, what: &str| {
        let ask = |desk: &mut Desk, method, path: &str, body: Option<&Value>| {
            desk.patient(Side::Source, method, path, body)
        };
        match what {
            "change" => {
                let body = json!({ "profile": { "nickName": "Zo" } });
                ask(desk, Method::Post, path, Some(&body))
            }
            "assign" => {
                let (app, user) = (desk.add_org2org(), path.rsplit('/').next().unwrap().to_owned());
                let body = json!({ "id": user });
                ask(
                    desk,
                    Method::Post,
                    &format!("/api/v1/apps/{app}/users"),
                    Some(&body),
                )
            }
            "end sessions" => ask(desk, Method::Delete, &format!("{path}/sessions"), None),
            "delete" => ask(desk, Method::Delete, path, None),
            "sign in" => {
                let form = [("username", ZOE), ("password", PASSWORD)];
                desk.send(Side::Source, &Request::new(Method::Post, "/login").form(&form))
            }
            verb => ask(desk, Method::Post, &format!("{path}/lifecycle/{verb}"), None),
        }
    };
    play(PEOPLE, rows, person, act, |desk, path| {
        status(desk, Side::Source, path)
    });
}

const ZOE: &str = "zoe.hart@acme.example";
const PASSWORD: &str = "Long-enough-1";

/// Somebody of the source org in a status: with a password, but for whoever has still to choose one.
fn person(status: &str) -> (Desk, String) {
    let mut desk = Desk::new();
    let profile = json!({ "firstName": "Zoe", "lastName": "Hart", "email": ZOE, "login": ZOE });
    let mut body = json!({ "profile": profile });
    if status != "PROVISIONED" {
        body["credentials"] = json!({ "password": { "value": PASSWORD } });
    }
    let made = desk.post(
        Side::Source,
        &format!("/api/v1/users?activate={}", status != "STAGED"),
        &body,
    );
    let path = format!("/api/v1/users/{}", text(&made, "/id"));
    for (wanted, verb) in [("SUSPENDED", "suspend"), ("DEPROVISIONED", "deactivate")] {
        if status == wanted {
            desk.act(Side::Source, &format!("{path}/lifecycle/{verb}"));
        }
    }
    (desk, path)
}

#[test]
fn who_has_no_password_is_provisioned_by_activation_and_active_once_there_is_one() {
    let mut desk = Desk::new();
    let body = json!({ "profile": { "firstName": "Zoe", "lastName": "Hart", "email": ZOE, "login": ZOE } });
    let made = desk.post(Side::Source, "/api/v1/users?activate=false", &body);
    let path = format!("/api/v1/users/{}", text(&made, "/id"));
    let link = desk.act(Side::Source, &format!("{path}/lifecycle/activate"));
    assert!(text(&link, "/activationUrl").ends_with(&text(&link, "/activationToken")));
    assert_eq!(status(&mut desk, Side::Source, &path), "PROVISIONED");
    let chosen = json!({ "credentials": { "password": { "value": PASSWORD } } });
    desk.post(Side::Source, &path, &chosen);
    desk.act(Side::Source, &format!("{path}/lifecycle/reactivate"));
    assert_eq!(status(&mut desk, Side::Source, &path), "ACTIVE");
}

#[test]
fn suspension_keeps_groups_and_apps_and_deactivation_takes_apps_and_sessions() {
    for (verb, apps, page) in [("suspend", 1, "/login?"), ("deactivate", 0, "/login?")] {
        let mut desk = Desk::new();
        let (app, user) = (desk.add_org2org(), desk.user(Side::Source, MIRA));
        let body = json!({ "id": user });
        desk.post(Side::Source, &format!("/api/v1/apps/{app}/users"), &body);
        let path = format!("/api/v1/users/{user}");
        let groups = desk.get(Side::Source, &format!("{path}/groups"));
        assert_eq!(desk.open_as(Side::Source, MIRA, "/app/UserHome").status, 200);
        let cookie = desk.cookie(Side::Source, MIRA);
        desk.act(Side::Source, &format!("{path}/lifecycle/{verb}"));
        let held = desk.get(Side::Source, &format!("/api/v1/apps/{app}/users"));
        assert_eq!(held.as_array().unwrap().len(), apps, "{verb}");
        let after = desk.get(Side::Source, &format!("{path}/groups"));
        assert_eq!(after, groups, "{verb}");
        let home = Request::new(Method::Get, "/app/UserHome").header("cookie", &cookie);
        let answer = desk.send(Side::Source, &home);
        assert!(
            answer.header_value("location").unwrap().starts_with(page),
            "{verb}"
        );
    }
}

#[test]
fn apps_are_switched_off_before_they_are_deleted_and_take_nobody_meanwhile() {
    let rows: &[Row<2>] = &[
        ("activate", ["ACTIVE", "ACTIVE"]),
        ("deactivate", ["INACTIVE", "INACTIVE"]),
        ("delete", ["E0000056", GONE]),
        ("replace", ["ACTIVE", "INACTIVE"]),
        ("assign a person", ["ACTIVE", "E0000143"]),
        ("assign a group", ["ACTIVE", "E0000143"]),
        ("generate a key", ["ACTIVE", "INACTIVE"]),
        ("connect provisioning", ["ACTIVE", "INACTIVE"]),
        ("read metadata", ["ACTIVE", "INACTIVE"]),
        ("open its public metadata", ["ACTIVE", "404"]),
    ];
    let make = |state: &str| {
        let mut desk = Desk::new();
        let app = desk.add_org2org();
        if state == "INACTIVE" {
            desk.act(Side::Source, &format!("/api/v1/apps/{app}/lifecycle/deactivate"));
        }
        (desk, format!("/api/v1/apps/{app}"))
    };
    let act = |desk: &mut Desk, path: &String, what: &str| {
        let (method, path, body) = match what {
            "delete" => (Method::Delete, path.clone(), None),
            "replace" => {
                let shown = desk.get(Side::Source, path);
                (Method::Put, path.clone(), Some(shown))
            }
            "assign a person" => {
                let user = desk.user(Side::Source, MIRA);
                (Method::Post, format!("{path}/users"), Some(json!({ "id": user })))
            }
            "assign a group" => {
                let group = desk.group(Side::Source, "Sales");
                (Method::Put, format!("{path}/groups/{group}"), None)
            }
            "generate a key" => (
                Method::Post,
                format!("{path}/credentials/keys/generate?validityYears=2"),
                None,
            ),
            "connect provisioning" => {
                let token = desk.token(Side::Target);
                let body = json!({ "profile": { "authScheme": "TOKEN", "token": token } });
                (
                    Method::Post,
                    format!("{path}/connections/default?activate=TRUE"),
                    Some(body),
                )
            }
            "read metadata" | "open its public metadata" => {
                let app = path.rsplit('/').next().unwrap().to_owned();
                let (issuer, ..) = desk.metadata(&app);
                let key = issuer.rsplit('/').next().unwrap();
                let address = if what == "read metadata" {
                    path.clone()
                } else {
                    format!("/app/{key}/sso/saml/metadata")
                };
                (Method::Get, address, None)
            }
            verb => (Method::Post, format!("{path}/lifecycle/{verb}"), None),
        };
        desk.patient(Side::Source, method, &path, body.as_ref())
    };
    play(["ACTIVE", "INACTIVE"], rows, make, act, |desk, path| {
        status(desk, Side::Source, path)
    });
}

#[test]
fn an_app_that_is_switched_off_has_no_tile_and_lets_nobody_through_until_it_is_on_again() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let path = format!("/api/v1/apps/{}/lifecycle", joined.app);
    let (_, sso, _) = desk.metadata(&joined.app);
    let sso = sso.trim_start_matches("http://127.0.0.1:4101").to_owned();
    for (verb, shown, opened) in [("deactivate", false, 403), ("activate", true, 200)] {
        desk.act(Side::Source, &format!("{path}/{verb}"));
        let dashboard = desk.open_as(Side::Source, MIRA, "/app/UserHome").text_body();
        assert_eq!(dashboard.contains("/home/okta_org2org/"), shown, "{verb}");
        assert_eq!(desk.open_as(Side::Source, MIRA, &sso).status, opened, "{verb}");
    }
}

#[test]
fn an_inactive_identity_provider_can_be_changed_and_starts_no_sign_in() {
    let rows: &[Row<2>] = &[
        ("activate", ["ACTIVE", "ACTIVE"]),
        ("deactivate", ["INACTIVE", "INACTIVE"]),
        ("replace", ["ACTIVE", "INACTIVE"]),
        ("generate a key", ["ACTIVE", "INACTIVE"]),
        ("link a person", ["ACTIVE", "INACTIVE"]),
        ("read metadata", ["ACTIVE", "INACTIVE"]),
        ("start a sign-in", ["ACTIVE", "404"]),
        ("delete", [GONE, GONE]),
    ];
    let make = |state: &str| {
        let mut desk = Desk::new();
        let joined = desk.join();
        let path = format!("/api/v1/idps/{}", joined.idp);
        if state == "INACTIVE" {
            desk.act(Side::Target, &format!("{path}/lifecycle/deactivate"));
        }
        (desk, path)
    };
    let act = |desk: &mut Desk, path: &String, what: &str| {
        let (method, path, body) = match what {
            "delete" => (Method::Delete, path.clone(), None),
            "replace" => {
                let shown = desk.get(Side::Target, path);
                (Method::Put, path.clone(), Some(shown))
            }
            "generate a key" => (
                Method::Post,
                format!("{path}/credentials/keys/generate?validityYears=2"),
                None,
            ),
            "link a person" => {
                let user = desk.user(Side::Target, "elif.kaya@northwind.example");
                let body = json!({ "externalId": "elif" });
                (Method::Post, format!("{path}/users/{user}"), Some(body))
            }
            "read metadata" => {
                let token = desk.token(Side::Target);
                let request = Request::new(Method::Get, &format!("{path}/metadata.xml")).token(&token);
                return desk.send(Side::Target, &request);
            }
            "start a sign-in" => {
                let idp = path.rsplit('/').next().unwrap();
                (Method::Get, format!("/sso/saml2/{idp}"), None)
            }
            verb => (Method::Post, format!("{path}/lifecycle/{verb}"), None),
        };
        desk.patient(Side::Target, method, &path, body.as_ref())
    };
    play(["ACTIVE", "INACTIVE"], rows, make, act, |desk, path| {
        status(desk, Side::Target, path)
    });
}

#[test]
fn partner_certificates_stay_while_any_provider_refers_to_them() {
    for (trusted, wanted) in [
        ("as the key of an active provider", "E0000001"),
        ("as the key of an inactive provider", "E0000001"),
        ("as an additional key", "E0000001"),
        ("by nobody any more", GONE),
    ] {
        let mut desk = Desk::new();
        let joined = desk.join();
        let path = format!("/api/v1/idps/{}", joined.idp);
        let store = format!("/api/v1/idps/credentials/keys/{}", joined.key);
        match trusted {
            "as the key of an inactive provider" => {
                desk.act(Side::Target, &format!("{path}/lifecycle/deactivate"));
            }
            "as an additional key" => {
                let keys = format!(
                    "/api/v1/apps/{}/credentials/keys/generate?validityYears=2",
                    joined.app
                );
                let made = desk.act(Side::Source, &keys);
                let other = desk.upload(&text(&made, "/x5c/0"));
                let mut idp = desk.get(Side::Target, &path);
                idp["protocol"]["credentials"]["trust"]["kid"] = json!(other);
                idp["protocol"]["credentials"]["trust"]["additionalKids"] = json!([joined.key]);
                desk.put(Side::Target, &path, &idp);
            }
            "by nobody any more" => desk.delete(Side::Target, &path),
            _ => {}
        }
        let answer = desk.call(Side::Target, Method::Delete, &store, None);
        let seen = if answer.status == 204 {
            status(&mut desk, Side::Target, &store)
        } else {
            let cause = text(&answer.json_body(), "/errorCauses/0/errorSummary");
            assert!(cause.contains(&joined.idp), "{trusted}: {cause}");
            refusal(&answer).1
        };
        assert_eq!(seen, wanted, "trusted {trusted}");
    }
}

const RULES: [&str; 2] = ["ACTIVE", "INACTIVE"];

#[test]
fn routing_rules_are_switched_changed_and_deleted_in_either_state() {
    let rows: &[Row<2>] = &[
        ("activate", ["ACTIVE", "ACTIVE"]),
        ("deactivate", ["INACTIVE", "INACTIVE"]),
        ("replace", ["ACTIVE", "INACTIVE"]),
        ("delete", [GONE, GONE]),
    ];
    let make = |state: &str| {
        let mut desk = Desk::new();
        let joined = desk.join();
        let policies = desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY");
        let path = format!(
            "/api/v1/policies/{}/rules/{}",
            text(&policies, "/0/id"),
            joined.rule
        );
        if state == "INACTIVE" {
            desk.act(Side::Target, &format!("{path}/lifecycle/deactivate"));
        }
        (desk, path)
    };
    play(
        RULES,
        rows,
        make,
        |desk, path, what| on_rule(desk, path, what),
        |desk, path| status(desk, Side::Target, path),
    );
}

fn on_rule(desk: &mut Desk, path: &str, what: &str) -> Response {
    match what {
        "delete" => desk.call(Side::Target, Method::Delete, path, None),
        "replace" => {
            let shown = desk.get(Side::Target, path);
            desk.call(Side::Target, Method::Put, path, Some(&shown))
        }
        verb => {
            let path = format!("{path}/lifecycle/{verb}");
            desk.call(Side::Target, Method::Post, &path, None)
        }
    }
}

#[test]
fn rules_of_okta_s_own_stay_and_all_but_that_of_routing_can_be_edited() {
    for (kind, edited) in [
        ("IDP_DISCOVERY", "E0000111"),
        ("ACCESS_POLICY", ""),
        ("OKTA_SIGN_ON", ""),
        ("PASSWORD", ""),
        ("PROFILE_ENROLLMENT", ""),
    ] {
        let mut desk = Desk::new();
        let policies = desk.get(Side::Target, &format!("/api/v1/policies?type={kind}"));
        let rules = format!("/api/v1/policies/{}/rules", text(&policies, "/0/id"));
        let shown = desk.get(Side::Target, &rules);
        let own = shown.as_array().unwrap().last().unwrap().clone();
        assert_eq!(own["system"], true, "{kind}");
        let path = format!("{rules}/{}", text(&own, "/id"));
        for what in ["activate", "deactivate", "delete"] {
            let refused = refusal(&on_rule(&mut desk, &path, what));
            assert_eq!(refused, (403, "E0000111".to_owned()), "{kind} {what}");
        }
        let mut changed = own.clone();
        changed["name"] = json!("Renamed");
        changed["priority"] = json!(1);
        let answer = desk.call(Side::Target, Method::Put, &path, Some(&changed));
        assert_eq!(text(&answer.json_body(), "/errorCode"), edited, "{kind}");
        let after = desk.get(Side::Target, &path);
        assert_eq!(
            (&after["name"], &after["actions"]),
            (&own["name"], &own["actions"]),
            "{kind}"
        );
    }
}

#[test]
fn policies_of_an_admin_s_own_are_switched_cloned_and_deleted_in_either_state() {
    let rows: &[Row<2>] = &[
        ("activate", ["ACTIVE", "ACTIVE"]),
        ("deactivate", ["INACTIVE", "INACTIVE"]),
        ("replace", ["ACTIVE", "INACTIVE"]),
        ("clone", ["ACTIVE", "INACTIVE"]),
        ("delete", [GONE, GONE]),
    ];
    let make = |state: &str| {
        let mut desk = Desk::new();
        let body = json!({ "type": "ACCESS_POLICY", "name": "Partners" });
        let path = format!("/api/v1/policies?activate={}", state == "ACTIVE");
        let made = desk.post(Side::Target, &path, &body);
        (desk, format!("/api/v1/policies/{}", text(&made, "/id")))
    };
    let act = |desk: &mut Desk, path: &String, what: &str| {
        if what == "clone" {
            return desk.call(Side::Target, Method::Post, &format!("{path}/clone"), None);
        }
        on_rule(desk, path, what)
    };
    play(RULES, rows, make, act, |desk, path| {
        status(desk, Side::Target, path)
    });
}

#[test]
fn policies_of_okta_s_own_can_be_edited_but_for_that_of_routing_and_never_switched_or_deleted() {
    for (kind, edited, cloned) in [
        ("IDP_DISCOVERY", "E0000111", "E0000060"),
        ("ACCESS_POLICY", "", ""),
        ("OKTA_SIGN_ON", "", "E0000060"),
        ("PASSWORD", "", "E0000060"),
        ("PROFILE_ENROLLMENT", "", "E0000060"),
    ] {
        let mut desk = Desk::new();
        let policies = desk.get(Side::Target, &format!("/api/v1/policies?type={kind}"));
        let path = format!("/api/v1/policies/{}", text(&policies, "/0/id"));
        let seen = ["activate", "deactivate", "delete", "replace"]
            .map(|what| text(&on_rule(&mut desk, &path, what).json_body(), "/errorCode"));
        assert_eq!(seen, ["E0000111", "E0000111", "E0000111", edited], "{kind}");
        let clone = desk.call(Side::Target, Method::Post, &format!("{path}/clone"), None);
        assert_eq!(text(&clone.json_body(), "/errorCode"), cloned, "{kind}");
        assert_eq!(status(&mut desk, Side::Target, &path), "ACTIVE", "{kind}");
    }
}

#[test]
fn group_rules_are_changed_and_deleted_only_while_they_are_inactive() {
    let rows: &[Row<2>] = &[
        ("activate", ["ACTIVE", "ACTIVE"]),
        ("deactivate", ["INACTIVE", "INACTIVE"]),
        ("replace", ["E0000001", "INACTIVE"]),
        ("delete", ["E0000001", GONE]),
    ];
    let make = |state: &str| {
        let mut desk = Desk::new();
        let group = desk.group(Side::Target, "Staff");
        let body = group_rules::body("Sales", "user.department==\"Sales\"", &group);
        let made = desk.post(Side::Target, "/api/v1/groups/rules", &body);
        assert_eq!(text(&made, "/status"), "INACTIVE", "rules are made inactive");
        let path = format!("/api/v1/groups/rules/{}", text(&made, "/id"));
        if state == "ACTIVE" {
            desk.act(Side::Target, &format!("{path}/lifecycle/activate"));
        }
        (desk, path)
    };
    play(
        RULES,
        rows,
        make,
        |desk, path, what| on_rule(desk, path, what),
        |desk, path| status(desk, Side::Target, path),
    );
}

#[test]
fn group_push_mappings_are_deleted_only_while_they_are_inactive() {
    let states = ["ACTIVE", "INACTIVE", "ERROR"];
    let rows: &[Row<3>] = &[
        ("ACTIVE", ["ACTIVE", "ACTIVE", "ERROR"]),
        ("INACTIVE", ["INACTIVE", "INACTIVE", "INACTIVE"]),
        ("PAUSED", ["E0000003", "E0000003", "E0000003"]),
        ("delete", ["E0000001", GONE, "E0000001"]),
        ("delete with the copy", ["E0000001", GONE, "E0000001"]),
        ("delete without saying", ["E0000028", "E0000028", "E0000028"]),
    ];
    let make = |state: &str| {
        let mut push = Push::ready(None);
        if state == "ERROR" {
            push.connect(Some("GROUP_MEMBERSHIP_ADMIN"));
        }
        let made = push.create("Sales", "Acme sales");
        let id = text(&made, "/id");
        if state == "INACTIVE" {
            push.patch(&id, "INACTIVE");
        }
        let path = format!("{}/{id}", push.path());
        (push.desk, path)
    };
    let act = |desk: &mut Desk, path: &String, what: &str| {
        let query = match what {
            "delete" => "?deleteTargetGroup=false",
            "delete with the copy" => "?deleteTargetGroup=true",
            "delete without saying" => "",
            wanted => {
                let body = json!({ "status": wanted });
                return desk.call(Side::Source, Method::Patch, path, Some(&body));
            }
        };
        desk.call(Side::Source, Method::Delete, &format!("{path}{query}"), None)
    };
    play(states, rows, make, act, |desk, path| {
        status(desk, Side::Source, path)
    });
}

#[test]
fn a_connection_gives_features_and_pushes_only_while_it_is_on() {
    let states = ["DISABLED", "ENABLED", "UNKNOWN"];
    let rows: &[Row<3>] = &[
        ("activate", ["ENABLED", "ENABLED", "UNKNOWN"]),
        ("deactivate", ["DISABLED", "DISABLED", "UNKNOWN"]),
        ("read features", ["E0000001", "ENABLED", "E0000001"]),
        ("push a group", ["E0000027", "ENABLED", "E0000027"]),
        ("set a good token", ["ENABLED", "ENABLED", "E0000001"]),
        ("set no token", ["E0000001", "E0000001", "E0000001"]),
        (
            "set a scheme without a name",
            ["E0000003", "E0000003", "E0000001"],
        ),
        ("set a client", ["E0000015", "E0000015", "E0000001"]),
    ];
    let make = |state: &str| {
        let mut desk = Desk::new();
        let app = if state == "UNKNOWN" {
            let body = json!({ "name": "bookmark", "label": "Handbook", "signOnMode": "BOOKMARK",
                "settings": { "app": { "url": "https://handbook.example" } } });
            text(&desk.post(Side::Source, "/api/v1/apps", &body), "/id")
        } else {
            let app = desk.add_org2org();
            let token = desk.token(Side::Target);
            let body = json!({ "profile": { "authScheme": "TOKEN", "token": token } });
            let query = if state == "ENABLED" { "?activate=TRUE" } else { "" };
            let path = format!("/api/v1/apps/{app}/connections/default{query}");
            desk.post(Side::Source, &path, &body);
            app
        };
        (desk, format!("/api/v1/apps/{app}"))
    };
    let act = |desk: &mut Desk, path: &String, what: &str| {
        let connection = format!("{path}/connections/default");
        let (method, address, body) = match what {
            "read features" => (Method::Get, format!("{path}/features"), None),
            "push a group" => {
                let group = desk.group(Side::Source, "Sales");
                let body = json!({ "sourceGroupId": group, "targetGroupName": "Sales" });
                (Method::Post, format!("{path}/group-push/mappings"), Some(body))
            }
            "set a good token" => {
                let token = desk.token(Side::Target);
                let body = json!({ "profile": { "authScheme": "TOKEN", "token": token } });
                (Method::Post, format!("{connection}?activate=TRUE"), Some(body))
            }
            "set no token" => {
                let body = json!({ "profile": { "authScheme": "TOKEN" } });
                (Method::Post, connection, Some(body))
            }
            "set a scheme without a name" => {
                let body = json!({ "profile": { "authScheme": "OAUTH" } });
                (Method::Post, connection, Some(body))
            }
            "set a client" => {
                let body = json!({ "profile": { "authScheme": "OAUTH2", "clientId": "0oaX" } });
                (Method::Post, connection, Some(body))
            }
            verb => (Method::Post, format!("{connection}/lifecycle/{verb}"), None),
        };
        desk.patient(Side::Source, method, &address, body.as_ref())
    };
    play(states, rows, make, act, |desk, path| {
        status(desk, Side::Source, &format!("{path}/connections/default"))
    });
}

#[test]
fn features_are_switched_by_verb_in_either_case() {
    let rows: &[Row<2>] = &[
        ("ENABLE", ["ENABLED", "ENABLED"]),
        ("DISABLE", ["DISABLED", "DISABLED"]),
        ("enable", ["ENABLED", "ENABLED"]),
        ("toggle", ["E0000008", "E0000008"]),
    ];
    let make = |state: &str| {
        let mut desk = Desk::new();
        let features = desk.get(Side::Target, "/api/v1/features");
        let mut features = features.as_array().unwrap().iter();
        let found = features
            .find(|feature| text(feature, "/status") == state)
            .unwrap();
        (desk, format!("/api/v1/features/{}", text(found, "/id")))
    };
    let act = |desk: &mut Desk, path: &String, verb: &str| {
        desk.call(Side::Target, Method::Post, &format!("{path}/{verb}"), None)
    };
    play(["ENABLED", "DISABLED"], rows, make, act, |desk, path| {
        status(desk, Side::Target, path)
    });
}

#[test]
fn a_feature_and_the_one_it_needs_go_on_and_off_together_or_not_at_all() {
    let (need, needing) = (
        "Front-channel Single Logout",
        "Front-channel Single Logout for IdPs",
    );
    let mut desk = Desk::new();
    let features = desk.get(Side::Target, "/api/v1/features");
    let id = |name: &str| {
        let mut features = features.as_array().unwrap().iter();
        text(
            features.find(|feature| text(feature, "/name") == name).unwrap(),
            "/id",
        )
    };
    let (need, needing) = (id(need), id(needing));
    let ask = |desk: &mut Desk, id: &str, end: &str| {
        let answer = desk.call(
            Side::Target,
            Method::Post,
            &format!("/api/v1/features/{id}/{end}"),
            None,
        );
        (
            text(&answer.json_body(), "/errorCode"),
            [&need, &needing].map(|id| status(desk, Side::Target, &format!("/api/v1/features/{id}"))),
        )
    };
    let (on, off) = ("ENABLED".to_owned(), "DISABLED".to_owned());
    let steps: [(&str, &str, &str, [&String; 2]); 6] = [
        (&needing, "ENABLE", "E0000141", [&off, &off]),
        (&needing, "ENABLE?mode=force", "", [&on, &on]),
        (&need, "DISABLE", "E0000141", [&on, &on]),
        (&need, "DISABLE?mode=force", "", [&off, &off]),
        (&need, "ENABLE", "", [&on, &off]),
        (&needing, "ENABLE", "", [&on, &on]),
    ];
    for (id, end, code, after) in steps {
        let (refused, states) = ask(&mut desk, id, end);
        assert_eq!((refused.as_str(), states.each_ref()), (code, after), "{id} {end}");
    }
    let dependents = desk.get(Side::Target, &format!("/api/v1/features/{need}/dependents"));
    assert_eq!(text(&dependents, "/0/id"), needing);
    assert_eq!(
        desk.get(Side::Target, &format!("/api/v1/features/{needing}/dependents")),
        json!([])
    );
}

#[test]
fn network_zones_stay_while_they_are_okta_s_own_or_a_token_is_bound_to_them() {
    for (zone, deleted) in [("of its own", "E0000111"), ("in use", "E0000001"), ("free", GONE)] {
        let mut desk = Desk::new();
        let gateways = json!([{ "type": "CIDR", "value": "127.0.0.0/8" }]);
        let body = json!({ "type": "IP", "name": "Office", "gateways": gateways });
        let made = text(&desk.post(Side::Target, "/api/v1/zones", &body), "/id");
        let zones = desk.get(Side::Target, "/api/v1/zones");
        let id = if zone == "of its own" {
            text(&zones, "/0/id")
        } else {
            made
        };
        if zone == "in use" {
            desk.world.add_token(Side::Target, "SUPER_ADMIN", "Bound");
            let tokens = desk.get(Side::Target, "/api/v1/api-tokens");
            let mut tokens = tokens.as_array().unwrap().iter();
            let token = tokens.find(|token| text(token, "/name") == "Bound").unwrap();
            let body = json!({ "network": { "connection": "ZONE", "include": [id] } });
            let path = format!("/api/v1/api-tokens/{}", text(token, "/id"));
            desk.put(Side::Target, &path, &body);
        }
        let path = format!("/api/v1/zones/{id}");
        let answer = desk.call(Side::Target, Method::Delete, &path, None);
        let seen = if answer.status == 204 {
            status(&mut desk, Side::Target, &path)
        } else {
            refusal(&answer).1
        };
        assert_eq!(seen, deleted, "{zone}");
    }
}
