//! The filters that the failure modes recommend for the System Log: each is played over the API after the act that it
//! is to find, or it is said why nothing writes what it finds.

use crate::desk::{Desk, text};
use crate::events::{Story, play_on};
use crate::group_push::Push;
use org2org_setup::practice::Side;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What happens before the filter is asked.
enum Act {
    /// A sign-in on orgs with that fault, and another one.
    Fault(&'static str),
    /// A story of event types.
    Played(Story),
    /// Something else.
    Done(fn(&mut Desk)),
    /// Nothing writes what the filter finds, for this reason.
    Not(&'static str),
}

use Act::{Done, Fault, Not, Played};

/// A filter, the org whose log it is asked of, what happens before, and the types of events that it has to find.
struct Row(&'static str, Side, Act, &'static [&'static str]);

const REFUSED: &str = r#"eventType eq "user.authentication.auth_via_IDP" and outcome.result eq "FAILURE""#;
const NOT_MATCHED: &str = r#"… and outcome.reason eq "Unable to match transformed username""#;
const NO_ENDPOINT: &str = r#"… and outcome.reason eq "Unable to resolve IdP endpoint""#;
const INVALID: &str = r#"… and outcome.reason eq "Unable to validate incoming SAML Assertion""#;
const REPLAYED: &str = r#"… and outcome.reason eq "A SAML assert with the same ID has already been processed by Okta for a previous request""#;
const UNASKED: &str = r#"… and outcome.reason eq "Unable to validate SAML Response""#;
const CREATED: &str = r#"eventType eq "user.lifecycle.create""#;
const NOT_CREATED: &str = r#"eventType eq "user.lifecycle.create" and outcome.result eq "FAILURE""#;
const PUSHED: &str = r#"eventType sw "application.provision.user""#;
const GROUPS: &str = r#"eventType sw "application.provision.group""#;

const VIA_IDP: &[&str] = &["user.authentication.auth_via_IDP"];
const CREATION: &[&str] = &["user.lifecycle.create"];

const ROWS: &[Row] = &[
    Row(NOT_MATCHED, Side::Target, Fault("user-name-filtered"), VIA_IDP),
    Row(NOT_MATCHED, Side::Target, Fault("linking-off"), VIA_IDP),
    Row(
        NO_ENDPOINT,
        Side::Target,
        Fault("acs-url-other-provider"),
        VIA_IDP,
    ),
    Row(
        NO_ENDPOINT,
        Side::Target,
        Fault("identity-provider-inactive"),
        VIA_IDP,
    ),
    Row(INVALID, Side::Target, Fault("certificate-mismatch"), VIA_IDP),
    Row(INVALID, Side::Target, Fault("issuer-mismatch"), VIA_IDP),
    Row(INVALID, Side::Target, Fault("audience-mismatch"), VIA_IDP),
    Row(INVALID, Side::Target, Fault("clock-fast"), VIA_IDP),
    Row(REPLAYED, Side::Target, Fault("response-replayed"), VIA_IDP),
    Row(UNASKED, Side::Target, Fault("response-to-old-request"), VIA_IDP),
    Row(
        r#"eventType eq "user.authentication.auth_via_social""#,
        Side::Target,
        Not("Identity providers by OpenID Connect, which are not offered yet"),
        &[],
    ),
    Row(CREATED, Side::Target, Played(Story::SignIns), CREATION),
    Row(NOT_CREATED, Side::Target, Fault("mapping-missing"), CREATION),
    Row(
        r#"eventType eq "user.lifecycle.jit.error.read_only""#,
        Side::Target,
        Fault("profile-kept-elsewhere"),
        &["user.lifecycle.jit.error.read_only"],
    ),
    Row(
        r#"eventType eq "user.authentication.sso""#,
        Side::Source,
        Fault("issuer-mismatch"),
        &["user.authentication.sso"],
    ),
    Row(
        r#"eventType eq "app.generic.unauth_app_access_attempt""#,
        Side::Source,
        Played(Story::SignIns),
        &["app.generic.unauth_app_access_attempt"],
    ),
    Row(
        r#"eventType eq "policy.evaluate_sign_on""#,
        Side::Target,
        Played(Story::SignIns),
        &["policy.evaluate_sign_on"],
    ),
    Row(
        r#"eventType eq "application.policy.sign_on.deny_access""#,
        Side::Target,
        Played(Story::SignIns),
        &["application.policy.sign_on.deny_access"],
    ),
    Row(
        PUSHED,
        Side::Source,
        Played(Story::Provisioning),
        &[
            "application.provision.user.push",
            "application.provision.user.push_profile",
            "application.provision.user.deactivate",
            "application.provision.user.reactivate",
            "application.provision.user.sync",
            "application.provision.user.verify_exists",
        ],
    ),
    Row(
        GROUPS,
        Side::Source,
        Played(Story::Provisioning),
        &[
            "application.provision.group.add",
            "application.provision.group.update",
            "application.provision.group.remove",
            "application.provision.group_membership.add",
            "application.provision.group_membership.remove",
            "application.provision.group_push.pushed",
            "application.provision.group_push.removed",
        ],
    ),
    Row(
        GROUPS,
        Side::Source,
        Done(copy_deleted),
        &["application.provision.group.verify_exists"],
    ),
    Row(
        r#"eventType sw "system.idp.lifecycle.""#,
        Side::Target,
        Played(Story::Settings),
        &["system.idp.lifecycle.create", "system.idp.lifecycle.delete"],
    ),
    Row(
        r#"eventType sw "system.idp.key.""#,
        Side::Target,
        Played(Story::Settings),
        &["system.idp.key.create", "system.idp.key.delete"],
    ),
    Row(
        r#"eventType eq "application.lifecycle.update""#,
        Side::Source,
        Played(Story::Settings),
        &["application.lifecycle.update"],
    ),
    Row(
        r#"eventType eq "app.keys.rotate""#,
        Side::Source,
        Played(Story::Settings),
        &["app.keys.rotate"],
    ),
    Row(
        r#"eventType sw "system.api_token.""#,
        Side::Target,
        Played(Story::Settings),
        &["system.api_token.update", "system.api_token.revoke"],
    ),
    Row(
        r#"eventType sw "policy.rule.""#,
        Side::Target,
        Played(Story::Settings),
        &["policy.rule.add", "policy.rule.delete"],
    ),
    Row(
        r#"eventType sw "app.oauth2.client.privilege.""#,
        Side::Target,
        Not("OAuth clients, which the practice orgs do not have yet"),
        &[],
    ),
];

const MIRA: &str = "mira.chen@acme.example";

#[test]
fn every_recommended_filter_finds_what_its_act_wrote() {
    let mut wrong = Vec::new();
    for Row(filter, side, act, kinds) in ROWS {
        let mut desk = Desk::new();
        match act {
            Fault(fault) => broken(&mut desk, fault),
            Played(story) => play_on(&mut desk, *story),
            Done(act) => act(&mut desk),
            Not(_) => continue,
        }
        let (found, all) = (
            found(&mut desk, *side, &written_out(filter)),
            types(&desk.get(*side, "/api/v1/logs?limit=1000")),
        );
        let told = types(&found);
        let missing: Vec<_> = kinds.iter().filter(|kind| !told.contains(**kind)).collect();
        let stem = filter_stem(&written_out(filter));
        let strays: Vec<_> = told.iter().filter(|kind| !kind.starts_with(&stem)).collect();
        if !missing.is_empty() || !strays.is_empty() || told.len() == all.len() {
            wrong.push(format!(
                "{filter}: missing {missing:?}, strays {strays:?}, of {all:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_filter_by_reason_finds_none_of_the_refusals_for_other_reasons() {
    let reasons = [NOT_MATCHED, NO_ENDPOINT, INVALID, REPLAYED, UNASKED];
    for (fault, own) in [
        ("user-name-filtered", NOT_MATCHED),
        ("acs-url-other-provider", NO_ENDPOINT),
        ("issuer-mismatch", INVALID),
        ("response-replayed", REPLAYED),
        ("response-to-old-request", UNASKED),
        ("user-not-created", REFUSED),
    ] {
        let mut desk = Desk::new();
        broken(&mut desk, fault);
        let finding: Vec<&str> = reasons
            .into_iter()
            .filter(|filter| found(&mut desk, Side::Target, &written_out(filter)) != json!([]))
            .collect();
        let wanted: Vec<&str> = reasons.into_iter().filter(|filter| *filter == own).collect();
        assert_eq!(finding, wanted, "{fault}");
        assert_ne!(found(&mut desk, Side::Target, REFUSED), json!([]), "{fault}");
    }
}

#[test]
fn a_successful_sign_in_has_the_shape_of_a_recorded_one() {
    let mut desk = Desk::new();
    let joined = desk.join();
    assert!(desk.world.sign_in(MIRA, None).iter().all(|stage| stage.ok));
    let filter = r#"eventType eq "user.authentication.auth_via_IDP" and outcome.result eq "SUCCESS""#;
    let event = found(&mut desk, Side::Target, filter)[0].clone();
    for (pointer, value) in [
        ("/legacyEventType", "core.user_auth.idp.saml.login_success"),
        ("/severity", "INFO"),
        ("/displayMessage", "Authenticate user via IDP"),
        ("/actor/type", "SystemPrincipal"),
        ("/actor/displayName", "Okta System"),
        ("/target/0/type", "AppInstance"),
        ("/target/0/id", joined.idp.as_str()),
        // Of the recorded one this is "Org2org": what the provider was named.
        ("/target/0/alternateId", "Acme Workforce"),
        ("/target/0/displayName", "SAML 2.0 IdP"),
        ("/target/1/type", "User"),
        ("/target/1/alternateId", MIRA),
        ("/authenticationContext/authenticationProvider", "FEDERATION"),
        ("/authenticationContext/credentialType", "ASSERTION"),
        ("/authenticationContext/interface", "IDP Instance"),
    ] {
        assert_eq!(text(&event, pointer), value, "{pointer}");
    }
}

#[test]
fn the_table_has_every_filter_of_the_failure_modes() {
    for Row(filter, _, act, _) in ROWS {
        if let Not(reason) = act {
            assert!(reason.len() > 20, "{filter}");
        }
    }
    let Some(part) = crate::reference::section_of("failure-modes.md", "4.7") else {
        return;
    };
    let known: BTreeSet<String> = ROWS.iter().map(|Row(filter, ..)| written_out(filter)).collect();
    let rows = part
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|Shape"));
    let mut counted = 0;
    for row in rows {
        let mut last = String::new();
        // A filter that is only the end of one goes with the one before it.
        for said in row.split('`').skip(1).step_by(2) {
            let filter = if said.starts_with("outcome.") {
                format!("{last} and {said}")
            } else {
                written_out(said)
            };
            assert!(known.contains(&filter), "{filter}");
            last = filter;
            counted += 1;
        }
    }
    assert!(counted > 20, "{counted} filters were read");
}

/// A filter as the API takes it: the reference shortens the beginning of some, and of others gives the type alone.
fn written_out(filter: &str) -> String {
    if let Some(end) = filter.strip_prefix("… and ") {
        format!("{REFUSED} and {end}")
    } else if let Some(stem) = filter.strip_suffix('*') {
        format!("eventType sw \"{stem}\"")
    } else if filter.contains(' ') {
        filter.to_owned()
    } else {
        format!("eventType eq \"{filter}\"")
    }
}

/// The type, or the beginning of types, that a filter names first.
fn filter_stem(filter: &str) -> String {
    filter.split('"').nth(1).unwrap().to_owned()
}

/// What a filter finds, asked over the API.
fn found(desk: &mut Desk, side: Side, filter: &str) -> Value {
    let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    desk.get(side, &format!("/api/v1/logs?limit=1000&filter={filter}"))
}

fn types(events: &Value) -> BTreeSet<String> {
    let events = events.as_array().unwrap().iter();
    events.map(|event| text(event, "/eventType")).collect()
}

/// Orgs that were joined and used, then broken, and used twice more.
fn broken(desk: &mut Desk, fault: &str) {
    desk.join();
    // Some faults need somebody who has not been to the target org yet.
    if !["mapping-missing", "user-not-created"].contains(&fault) {
        desk.world.sign_in(MIRA, None);
    }
    desk.world
        .apply_fault(fault)
        .unwrap_or_else(|trouble| panic!("{fault}: {trouble}"));
    for _ in 0..2 {
        desk.world.sign_in(MIRA, None);
    }
}

/// Somebody deletes a pushed group in the target org, and the next push finds nothing.
fn copy_deleted(desk: &mut Desk) {
    let mut push = Push::ready(None);
    let id = text(&push.create("Sales", "Acme sales"), "/id");
    let copy = push.desk.group(Side::Target, "Acme sales");
    push.desk.delete(Side::Target, &format!("/api/v1/groups/{copy}"));
    assert_eq!(text(&push.patch(&id, "ACTIVE"), "/status"), "ERROR");
    *desk = push.desk;
}
