//! Every event type and reason that a connection can meet in the System Logs: the act that writes it, or why none does.

use crate::desk::{Desk, Joined, text};
use crate::group_rules;
use org2org_setup::practice::{Method, Mischief, Request, Side, deliver};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

/// What writes an event.
enum Case {
    /// One of the stories below.
    Told(Story),
    /// Nothing does, for this reason.
    Not(&'static str),
}

use Case::{Not, Told};

/// A course of events that is played once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Story {
    /// A connection is set up, changed, and taken apart again.
    Settings,
    /// People and groups are made, changed and removed.
    People,
    /// People sign in, and fail to.
    SignIns,
    /// People and groups are pushed.
    Provisioning,
    /// Limits are reached.
    Limits,
}

use Story::{Limits, People, Provisioning, Settings, SignIns};

const ROWS: &[(&str, Case)] = &[
    // Signing in
    ("user.authentication.auth_via_IDP", Told(SignIns)),
    (
        "user.authentication.auth_via_social",
        Not("Identity providers by OpenID Connect, which are not offered yet"),
    ),
    (
        "user.authentication.auth_via_inbound_SAML",
        Not("The inbound SAML of before identity providers"),
    ),
    ("user.authentication.sso", Told(SignIns)),
    (
        "user.authentication.verify",
        Not("Nobody in the practice orgs has a second factor"),
    ),
    (
        "user.authentication.auth_via_mfa",
        Not("Nobody in the practice orgs has a second factor"),
    ),
    ("user.session.start", Told(SignIns)),
    ("user.session.end", Told(SignIns)),
    ("user.session.clear", Told(People)),
    ("policy.evaluate_sign_on", Told(SignIns)),
    ("application.policy.sign_on.deny_access", Told(SignIns)),
    ("app.generic.unauth_app_access_attempt", Told(SignIns)),
    // People
    ("user.lifecycle.create", Told(People)),
    ("user.lifecycle.activate", Told(People)),
    ("user.lifecycle.deactivate", Told(People)),
    ("user.lifecycle.suspend", Told(People)),
    ("user.lifecycle.unsuspend", Told(People)),
    ("user.lifecycle.reactivate", Told(People)),
    (
        "user.lifecycle.jit.error.read_only",
        Not("Written by the fault profile-kept-elsewhere, and held by the table of faults"),
    ),
    ("user.account.update_profile", Told(People)),
    ("user.account.privilege.grant", Told(People)),
    ("user.account.privilege.revoke", Told(People)),
    // Assignments
    ("application.user_membership.add", Told(Provisioning)),
    ("application.user_membership.remove", Told(Provisioning)),
    ("application.user_membership.update", Told(Provisioning)),
    (
        "application.user_membership.provision",
        Not("Requests for access that somebody approves"),
    ),
    (
        "application.user_membership.deprovision",
        Not("Requests for access that somebody approves"),
    ),
    ("group.user_membership.add", Told(People)),
    ("group.user_membership.remove", Told(People)),
    ("group.application_assignment.add", Told(Settings)),
    ("group.application_assignment.remove", Told(Settings)),
    ("group.lifecycle.create", Told(People)),
    ("group.profile.update", Told(People)),
    ("group.lifecycle.delete", Told(People)),
    // Provisioning
    ("application.provision.user.push", Told(Provisioning)),
    ("application.provision.user.push_profile", Told(Provisioning)),
    ("application.provision.user.deactivate", Told(Provisioning)),
    ("application.provision.user.reactivate", Told(Provisioning)),
    ("application.provision.user.verify_exists", Told(Provisioning)),
    ("application.provision.user.sync", Told(Provisioning)),
    (
        "application.provision.user.import",
        Not("Imports, which the practice orgs do not do"),
    ),
    (
        "application.provision.user.deprovision",
        Not("Org2Org deactivates people, and deletes none"),
    ),
    ("app.user_management.push_new_user_success", Told(Provisioning)),
    ("application.provision.group.add", Told(Provisioning)),
    ("application.provision.group.update", Told(Provisioning)),
    ("application.provision.group.remove", Told(Provisioning)),
    (
        "application.provision.group.verify_exists",
        Not("Written by the fault pushed-group-deleted, and held by the table of faults"),
    ),
    ("application.provision.group_membership.add", Told(Provisioning)),
    (
        "application.provision.group_membership.remove",
        Told(Provisioning),
    ),
    (
        "application.provision.group_membership.update",
        Told(Provisioning),
    ),
    (
        "application.provision.group_push.mapping.created",
        Told(Provisioning),
    ),
    ("application.provision.group_push.pushed", Told(Provisioning)),
    ("application.provision.group_push.updated", Told(Provisioning)),
    ("application.provision.group_push.removed", Told(Provisioning)),
    (
        "application.provision.group_push.push_memberships",
        Told(Provisioning),
    ),
    (
        "application.provision.group_push.activate_mapping",
        Told(Provisioning),
    ),
    (
        "application.provision.group_push.deactivate_mapping",
        Told(Provisioning),
    ),
    (
        "application.provision.group_push.delete_appgroup",
        Told(Provisioning),
    ),
    (
        "application.provision.group_push.mapping.update.or.delete.failed",
        Told(Provisioning),
    ),
    (
        "application.provision.group_push.mapping.update.or.delete.failed.with.error",
        Told(Provisioning),
    ),
    ("application.configuration.update", Told(Provisioning)),
    ("application.integration.authentication_failure", Not(BESIDE)),
    ("application.integration.rate_limit_exceeded", Not(BESIDE)),
    ("application.integration.general_failure", Not(BESIDE)),
    // Settings
    ("application.lifecycle.create", Told(Settings)),
    ("application.lifecycle.update", Told(Settings)),
    ("application.lifecycle.activate", Told(Settings)),
    ("application.lifecycle.deactivate", Told(Settings)),
    ("application.lifecycle.delete", Told(Settings)),
    ("app.keys.generate", Told(Settings)),
    ("app.keys.rotate", Told(Settings)),
    ("app.keys.clone", Told(Settings)),
    (
        "app.keys.delete",
        Not("No call deletes the signing key of a SAML app"),
    ),
    ("system.idp.lifecycle.create", Told(Settings)),
    ("system.idp.lifecycle.update", Told(Settings)),
    ("system.idp.lifecycle.activate", Told(Settings)),
    ("system.idp.lifecycle.deactivate", Told(Settings)),
    ("system.idp.lifecycle.delete", Told(Settings)),
    (
        "system.idp.lifecycle.read_client_secret",
        Not("Identity providers by OpenID Connect, which are not offered yet"),
    ),
    ("system.idp.key.create", Told(Settings)),
    ("system.idp.key.update", Told(Settings)),
    ("system.idp.key.delete", Told(Settings)),
    ("policy.rule.add", Told(Settings)),
    ("policy.rule.update", Told(Settings)),
    ("policy.rule.activate", Told(Settings)),
    ("policy.rule.deactivate", Told(Settings)),
    ("policy.rule.delete", Told(Settings)),
    ("policy.lifecycle.update", Told(Settings)),
    ("directory.mapping.update", Told(Settings)),
    // Tokens, clients, limits
    (
        "system.api_token.create",
        Not("No call makes a token; the orgs begin with theirs, made before the log does"),
    ),
    ("system.api_token.update", Told(Settings)),
    ("system.api_token.revoke", Told(Settings)),
    ("app.oauth2.token.grant.access_token", Not(OAUTH)),
    ("app.oauth2.token.revoke", Not(OAUTH)),
    ("app.oauth2.client.lifecycle.create", Not(OAUTH)),
    ("app.oauth2.client.lifecycle.update", Not(OAUTH)),
    ("app.oauth2.client.lifecycle.delete", Not(OAUTH)),
    ("app.oauth2.client.privilege.grant", Not(OAUTH)),
    ("app.oauth2.client.privilege.revoke", Not(OAUTH)),
    ("app.oauth2.admin.consent.grant", Not(OAUTH)),
    ("app.oauth2.admin.consent.revoke", Not(OAUTH)),
    ("system.org.rate_limit.warning", Told(Limits)),
    ("system.org.rate_limit.violation", Told(Limits)),
    ("system.client.concurrency_rate_limit.violation", Told(Limits)),
];

const OAUTH: &str = "OAuth clients, which the practice orgs do not have yet";
const BESIDE: &str = "The failed push is told with the remote answer; no source shows this one beside it";

#[test]
fn every_event_type_is_written_by_an_act_or_cannot_be_met() {
    let mut missing = Vec::new();
    for story in [Settings, People, SignIns, Provisioning, Limits] {
        let told = types(&play(story));
        let rows = ROWS
            .iter()
            .filter(|(_, case)| matches!(case, Told(own) if *own == story));
        missing.extend(
            rows.filter(|(kind, _)| !told.contains(*kind))
                .map(|(kind, _)| *kind),
        );
    }
    assert!(missing.is_empty(), "never written: {missing:?}");
}

#[test]
fn no_event_is_written_that_okta_does_not_know() {
    let path = crate::witness::document::folder().join("event-types.json");
    let Ok(catalogue) = fs::read_to_string(path) else {
        println!("skipped: the catalogue of event types is not at hand");
        return;
    };
    let catalogue: Vec<Value> = serde_json::from_str(&catalogue).unwrap();
    let known: BTreeSet<&str> = catalogue.iter().filter_map(|kind| kind["id"].as_str()).collect();
    for story in [Settings, People, SignIns, Provisioning, Limits] {
        for kind in types(&play(story)) {
            assert!(known.contains(kind.as_str()), "{kind}");
        }
    }
    for (kind, _) in ROWS {
        assert!(known.contains(kind), "{kind}");
    }
}

#[test]
fn the_table_has_every_event_type_of_the_reference_once() {
    let kinds: BTreeSet<&str> = ROWS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds.len(), ROWS.len());
    let reasons = ROWS.iter().filter_map(|(_, case)| match case {
        Not(reason) => Some(*reason),
        Told(_) => None,
    });
    assert!(reasons.into_iter().all(|reason| reason.len() > 20));
    let Some(part) = crate::reference::section("7.5") else {
        return;
    };
    for named in named(&part) {
        assert!(kinds.contains(named.as_str()), "{named}");
    }
}

/// Event types of a text that writes `a.b.c/.d` for `a.b.c` and `a.b.d`.
fn named(part: &str) -> Vec<String> {
    let mut all = Vec::new();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._/".contains(letter);
    let mut stem = String::new();
    for word in
        part.split(|letter: char| letter == ',' || letter == ';' || letter == ':' || letter.is_whitespace())
    {
        let word = word
            .trim_end_matches('.')
            .replace("failed[.with.error]", "failed");
        if !word.contains('.')
            || !word.chars().all(plain)
            || word.contains("..")
            || word.starts_with(char::is_numeric)
        {
            continue;
        }
        for (place, piece) in word.split('/').enumerate() {
            let whole = match piece.strip_prefix('.') {
                Some(end) => format!("{}.{end}", stem.rsplit_once('.').unwrap().0),
                None => piece.to_owned(),
            };
            let whole = full(&whole, &stem);
            if place == 0 || !piece.starts_with('.') || !piece.contains("mapping") {
                stem.clone_from(&whole);
            }
            all.push(whole);
        }
    }
    all.retain(|kind| !["user.account.link", "user.lifecycle.created"].contains(&kind.as_str()));
    all
}

/// The reference shortens group pushes further than to their last word.
fn full(kind: &str, stem: &str) -> String {
    if stem.contains("group_push")
        && !kind.contains("group_push")
        && kind.starts_with("application.provision")
    {
        let end = kind.rsplit("provision.").next().unwrap();
        return format!("application.provision.group_push.{end}");
    }
    kind.replace(
        "group_push.mapping.",
        if kind.ends_with("created") || kind.contains("update.or") {
            "group_push.mapping."
        } else {
            "group_push."
        },
    )
}

/// Reasons of failed sign-ins, as the reference words them, and what brings each about.
#[test]
fn every_reason_of_a_refused_sign_in_is_given_by_an_act_or_held_by_a_fault() {
    // The faults are held to their reasons one by one by the table of faults.
    let faults = [
        ("issuer-mismatch", "did not match the Issuer configured"),
        (
            "certificate-mismatch",
            "did not validate with the Identity Provider's certificate",
        ),
        ("audience-mismatch", "did not designate us as the target"),
        ("clock-fast", "Unable to validate incoming SAML Assertion"),
        ("acs-url-other-provider", "Unable to resolve IdP endpoint"),
        (
            "response-to-old-request",
            "Unable to validate SAML Response: 'InResponseTo=",
        ),
        (
            "response-replayed",
            "A SAML assert with the same ID has already been processed by Okta",
        ),
        ("user-not-created", "User Not Found"),
        ("user-name-filtered", "Unable to match transformed username"),
        ("user-suspended", "Unable to validate user due to invalid status"),
        ("mapping-missing", "Unable to JIT user"),
        ("response-not-successful", "GENERAL_NONSUCCESS"),
        ("linking-off", "User linking was disabled."),
    ];
    for (fault, reason) in faults {
        let mut desk = Desk::new();
        desk.join();
        if ["user-suspended", "response-replayed", "linking-off"].contains(&fault) {
            desk.world.sign_in(MIRA, None);
        }
        desk.world
            .apply_fault(fault)
            .unwrap_or_else(|trouble| panic!("{fault}: {trouble}"));
        for _ in 0..2 {
            desk.world.sign_in(MIRA, None);
        }
        let told = desk.reasons();
        assert!(told.iter().any(|told| told.contains(reason)), "{fault}: {told:?}");
    }
}

const MIRA: &str = "mira.chen@acme.example";
const ELIF: &str = "elif.kaya@northwind.example";
const HANNA: &str = "hanna.berg@acme.example";

fn types(events: &[Value]) -> BTreeSet<String> {
    events.iter().map(|event| text(event, "/eventType")).collect()
}

/// All events of both orgs after a story.
fn play(story: Story) -> Vec<Value> {
    let mut desk = Desk::new();
    play_on(&mut desk, story);
    let mut all = Vec::new();
    for side in [Side::Source, Side::Target] {
        desk.wait(61);
        let events = desk.get(side, "/api/v1/logs?limit=1000");
        all.extend(events.as_array().unwrap().iter().cloned());
    }
    all
}

/// Plays a story on orgs that nothing was done to before.
pub(crate) fn play_on(desk: &mut Desk, story: Story) {
    match story {
        Settings => settings(desk),
        People => people(desk),
        SignIns => sign_ins(desk),
        Provisioning => provisioning(desk),
        Limits => limits(desk),
    }
}

fn settings(desk: &mut Desk) {
    let Joined {
        app, idp, key, rule, ..
    } = desk.join();
    let path = format!("/api/v1/apps/{app}");
    let made = desk.act(
        Side::Source,
        &format!("{path}/credentials/keys/generate?validityYears=3"),
    );
    let other = json!({ "name": "okta_org2org", "label": "Other", "signOnMode": "SAML_2_0",
        "settings": { "app": { "baseUrl": "http://127.0.0.1:4102" } } });
    let other = text(&desk.post(Side::Source, "/api/v1/apps", &other), "/id");
    let kid = text(&made, "/kid");
    desk.act(
        Side::Source,
        &format!("{path}/credentials/keys/{kid}/clone?targetAid={other}"),
    );
    let mut body = desk.get(Side::Source, &path);
    body["credentials"]["signing"]["kid"] = json!(kid);
    desk.put(Side::Source, &path, &body);
    let found = desk.get(Side::Source, &format!("/api/v1/mappings?targetId={app}"));
    let mapping =
        json!({ "properties": { "firstName": { "expression": "user.firstName", "pushStatus": "PUSH" } } });
    desk.post(
        Side::Source,
        &format!("/api/v1/mappings/{}", text(&found, "/0/id")),
        &mapping,
    );
    let group = desk.group(Side::Source, "Northwind access");
    desk.delete(Side::Source, &format!("{path}/groups/{group}"));
    for verb in ["deactivate", "activate", "deactivate"] {
        desk.act(Side::Source, &format!("{path}/lifecycle/{verb}"));
    }
    desk.delete(Side::Source, &path);
    let policies = desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY");
    let path = format!("/api/v1/policies/{}/rules/{rule}", text(&policies, "/0/id"));
    let shown = desk.get(Side::Target, &path);
    desk.put(Side::Target, &path, &shown);
    for verb in ["deactivate", "activate"] {
        desk.call(
            Side::Target,
            Method::Post,
            &format!("{path}/lifecycle/{verb}"),
            None,
        );
    }
    desk.delete(Side::Target, &path);
    let policies = desk.get(Side::Target, "/api/v1/policies?type=ACCESS_POLICY");
    let policy = policies[0].clone();
    desk.put(
        Side::Target,
        &format!("/api/v1/policies/{}", text(&policy, "/id")),
        &policy,
    );
    provider_apart(desk, &idp, &key);
}

fn provider_apart(desk: &mut Desk, idp: &str, key: &str) {
    let path = format!("/api/v1/idps/{idp}");
    let mut shown = desk.get(Side::Target, &path);
    let kid = shown["protocol"]["credentials"]["signing"]["kid"].clone();
    shown["protocol"]["credentials"]["signing"]["kid"] = kid;
    desk.put(Side::Target, &path, &shown);
    for verb in ["deactivate", "activate", "deactivate"] {
        desk.act(Side::Target, &format!("{path}/lifecycle/{verb}"));
    }
    desk.delete(Side::Target, &path);
    let store = format!("/api/v1/idps/credentials/keys/{key}");
    let shown = desk.get(Side::Target, &store);
    let again = desk.put(Side::Target, &store, &json!({ "x5c": shown["x5c"] }));
    assert_eq!(again["kid"], shown["kid"]);
    desk.delete(Side::Target, &store);
    let token = desk.world.add_token(Side::Target, "SUPER_ADMIN", "Short");
    let tokens = desk.get(Side::Target, "/api/v1/api-tokens");
    let mut tokens = tokens.as_array().unwrap().iter();
    let id = text(
        tokens.find(|token| text(token, "/name") == "Short").unwrap(),
        "/id",
    );
    let renamed = json!({ "name": "Shorter", "network": { "connection": "ANYWHERE" } });
    desk.put(Side::Target, &format!("/api/v1/api-tokens/{id}"), &renamed);
    let revoke = Request::new(Method::Delete, "/api/v1/api-tokens/current").token(&token);
    assert_eq!(desk.send(Side::Target, &revoke).status, 204);
}

fn people(desk: &mut Desk) {
    let group = json!({ "profile": { "name": "Partners" } });
    let group = text(&desk.post(Side::Target, "/api/v1/groups", &group), "/id");
    let path = format!("/api/v1/groups/{group}");
    desk.put(
        Side::Target,
        &path,
        &json!({ "profile": { "name": "Partners", "description": "All" } }),
    );
    let rule = group_rules::body("Nobody", "user.department==\"Nowhere\"", &group);
    desk.post(Side::Target, "/api/v1/groups/rules", &rule);
    let login = "new@northwind.example";
    let profile = json!({ "login": login, "email": login, "firstName": "New", "lastName": "Person" });
    let user = desk.post(
        Side::Target,
        "/api/v1/users?activate=true",
        &json!({ "profile": profile }),
    );
    let user = format!("/api/v1/users/{}", text(&user, "/id"));
    desk.act(Side::Target, &format!("{user}/lifecycle/reactivate"));
    let password = json!({ "password": { "value": "Long-enough-1" } });
    desk.post(
        Side::Target,
        &user,
        &json!({ "profile": { "firstName": "Newer" }, "credentials": password }),
    );
    desk.act(Side::Target, &format!("{user}/lifecycle/reactivate"));
    desk.call(
        Side::Target,
        Method::Put,
        &format!("{path}/users/{}", user.rsplit('/').next().unwrap()),
        None,
    );
    desk.delete(
        Side::Target,
        &format!("{path}/users/{}", user.rsplit('/').next().unwrap()),
    );
    let granted = desk.post(
        Side::Target,
        &format!("{user}/roles"),
        &json!({ "type": "APP_ADMIN" }),
    );
    desk.delete(Side::Target, &format!("{user}/roles/{}", text(&granted, "/id")));
    for verb in ["suspend", "unsuspend"] {
        desk.act(Side::Target, &format!("{user}/lifecycle/{verb}"));
    }
    desk.delete(Side::Target, &format!("{user}/sessions"));
    desk.act(Side::Target, &format!("{user}/lifecycle/deactivate"));
    desk.delete(Side::Target, &path);
}

fn sign_ins(desk: &mut Desk) {
    let joined = desk.join();
    desk.world.sign_in(MIRA, Some("Wiki"));
    assert!(desk.open_as(Side::Target, ELIF, "/login/signout").status < 400);
    // A sign-in policy that lets nobody in decides about the app that is given it.
    let policy = json!({ "type": "ACCESS_POLICY", "name": "Nobody" });
    let policy = text(&desk.post(Side::Target, "/api/v1/policies", &policy), "/id");
    let rule = json!({ "type": "ACCESS_POLICY", "name": "Nobody", "actions": { "appSignOn": { "access": "DENY" } } });
    desk.post(Side::Target, &format!("/api/v1/policies/{policy}/rules"), &rule);
    let path = format!("/api/v1/apps/{}/policies/{policy}", joined.wiki);
    assert_eq!(desk.call(Side::Target, Method::Put, &path, None).status, 204);
    let stages = desk.world.sign_in(MIRA, Some("Wiki"));
    let last = stages.last().unwrap();
    assert_eq!((last.name, last.ok), ("target-app", false));
    assert!(last.detail.contains("403 Access Forbidden"), "{}", last.detail);
    let everyone = desk.group(Side::Target, "Everyone");
    desk.delete(
        Side::Target,
        &format!("/api/v1/apps/{}/groups/{everyone}", joined.wiki),
    );
    let (_, sso, _) = desk.metadata(&joined.app);
    let path = sso.trim_start_matches("http://127.0.0.1:4101").to_owned();
    assert_eq!(desk.open_as(Side::Source, HANNA, &path).status, 403);
}

fn provisioning(desk: &mut Desk) {
    let app = desk.add_org2org();
    let path = format!("/api/v1/apps/{app}");
    let wrong = json!({ "profile": { "authScheme": "TOKEN", "token": "00wrong" } });
    let connection = format!("{path}/connections/default?activate=TRUE");
    desk.call(Side::Source, Method::Post, &connection, Some(&wrong));
    let right = json!({ "profile": { "authScheme": "TOKEN", "token": desk.token(Side::Target) } });
    desk.post(Side::Source, &connection, &right);
    let on = json!({ "create": { "lifecycleCreate": { "status": "ENABLED" } },
        "update": { "profile": { "status": "ENABLED" }, "lifecycleDeactivate": { "status": "ENABLED" } } });
    desk.put(Side::Source, &format!("{path}/features/USER_PROVISIONING"), &on);
    let user = desk.user(Side::Source, MIRA);
    let assign = |desk: &mut Desk| desk.post(Side::Source, &format!("{path}/users"), &json!({ "id": user }));
    assign(desk);
    let external = text(
        &desk.get(Side::Source, &format!("{path}/users/{user}")),
        "/externalId",
    );
    desk.post(
        Side::Source,
        &format!("/api/v1/users/{user}"),
        &json!({ "profile": { "firstName": "Mia" } }),
    );
    desk.post(
        Side::Source,
        &format!("{path}/users/{user}"),
        &json!({ "credentials": { "userName": MIRA } }),
    );
    desk.delete(Side::Source, &format!("{path}/users/{user}"));
    let status = |desk: &mut Desk| {
        text(
            &desk.get(Side::Target, &format!("/api/v1/users/{external}")),
            "/status",
        )
    };
    assert_eq!(status(desk), "DEPROVISIONED");
    assign(desk);
    assert_eq!(
        status(desk),
        "ACTIVE",
        "whoever comes back is revived, not made anew"
    );
    groups_pushed(desk, &path, &user);
}

/// A group is pushed, changed, not pushed any more for want of leave, and taken back.
fn groups_pushed(desk: &mut Desk, path: &str, user: &str) {
    let group = desk.group(Side::Source, "Sales");
    let mappings = format!("{path}/group-push/mappings");
    let body = json!({ "sourceGroupId": group, "targetGroupName": "Acme sales" });
    let mapping = desk.post(Side::Source, &mappings, &body);
    let mapping = format!("{mappings}/{}", text(&mapping, "/id"));
    let changed = json!({ "profile": { "name": "Sales", "description": "All of sales" } });
    desk.put(Side::Source, &format!("/api/v1/groups/{group}"), &changed);
    let member = format!("/api/v1/groups/{group}/users/{user}");
    let copy = desk.group(Side::Target, "Acme sales");
    // The token of a role that may change groups but no members of this one is played by taking the member's account.
    desk.delete(Side::Source, &member);
    desk.call(Side::Source, Method::Put, &member, None);
    let switch = |desk: &mut Desk, status: &str| {
        desk.call(
            Side::Source,
            Method::Patch,
            &mapping,
            Some(&json!({ "status": status })),
        )
    };
    let token = desk.world.add_token(Side::Target, "HELP_DESK_ADMIN", "Too small");
    let small = json!({ "profile": { "authScheme": "TOKEN", "token": token } });
    desk.post(
        Side::Source,
        &format!("{path}/connections/default?activate=TRUE"),
        &small,
    );
    desk.delete(Side::Source, &member);
    switch(desk, "INACTIVE");
    desk.call(
        Side::Source,
        Method::Delete,
        &format!("{mapping}?deleteTargetGroup=true"),
        None,
    );
    let right = json!({ "profile": { "authScheme": "TOKEN", "token": desk.token(Side::Target) } });
    desk.post(
        Side::Source,
        &format!("{path}/connections/default?activate=TRUE"),
        &right,
    );
    switch(desk, "ACTIVE");
    desk.post(
        Side::Source,
        &format!("{path}/connections/default?activate=TRUE"),
        &small,
    );
    desk.call(Side::Source, Method::Put, &member, None);
    desk.post(
        Side::Source,
        &format!("{path}/connections/default?activate=TRUE"),
        &right,
    );
    switch(desk, "INACTIVE");
    let gone = desk.call(
        Side::Source,
        Method::Delete,
        &format!("{mapping}?deleteTargetGroup=true"),
        None,
    );
    assert_eq!(gone.status, 200, "{}", gone.text_body());
    let gone = desk.refused(Side::Target, Method::Get, &format!("/api/v1/groups/{copy}"), None);
    assert_eq!(gone, (404, "E0000007".to_owned()));
}

fn limits(desk: &mut Desk) {
    for _ in 0..12 {
        desk.call(Side::Target, Method::Get, "/api/v1/apps", None);
    }
    desk.world.set_mischief(&Mischief {
        bursts: 1000,
        ..Mischief::default()
    });
    let request = Request::new(Method::Get, "/api/v1/org").token(&desk.token(Side::Target));
    deliver(&mut desk.world, Side::Target, &request, desk.clock.now());
    desk.world.set_mischief(&Mischief::default());
}
