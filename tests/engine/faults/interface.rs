//! Faults that no sign-in shows: what the API of either org answers while they are on.

use super::{Joined, text};
use org2org_setup::practice::{Method, Side};
use serde_json::{Value, json};

async fn broken(fault: &str) -> Joined {
    let joined = Joined::new().await;
    joined.apply(fault).unwrap();
    joined
}

#[tokio::test]
async fn uploading_the_certificate_that_is_there_already_is_refused_with_its_kid() {
    let joined = broken("certificate-not-selected").await;
    let app = joined.app();
    let keys = joined.get(
        Side::Source,
        &format!("/api/v1/apps/{}/credentials/keys", text(&app, "/id")),
    );
    let signing = text(&app, "/credentials/signing/kid");
    let key = keys
        .as_array()
        .unwrap()
        .iter()
        .find(|key| text(key, "/kid") == signing)
        .unwrap();
    let body = json!({ "x5c": key["x5c"] });
    let answer = joined.call(
        Side::Target,
        Method::Post,
        "/api/v1/idps/credentials/keys",
        Some(&body),
    );
    assert_eq!(
        (answer.status, text(&answer.json_body(), "/errorCode")),
        (409, "E0000096".to_owned())
    );
    let stored = joined.get(Side::Target, "/api/v1/idps/credentials/keys");
    let said = text(&answer.json_body(), "/errorSummary");
    let named = stored
        .as_array()
        .unwrap()
        .iter()
        .map(|key| text(key, "/kid"))
        .find(|kid| said.contains(kid));
    assert_ne!(
        named.unwrap(),
        text(&joined.idp(), "/protocol/credentials/trust/kid")
    );
}

#[tokio::test]
async fn an_expired_certificate_shows_in_the_store_and_stops_nobody() {
    let joined = broken("certificate-expired").await;
    let kid = text(&joined.idp(), "/protocol/credentials/trust/kid");
    let key = joined.get(Side::Target, &format!("/api/v1/idps/credentials/keys/{kid}"));
    let expires: jiff::Timestamp = text(&key, "/expiresAt").parse().unwrap();
    assert!(expires < joined.stage.clock.now());
    assert_eq!(joined.at_source(), super::WORKS);
}

#[tokio::test]
async fn an_old_certificate_cannot_be_deleted_while_a_provider_names_it() {
    let joined = broken("old-certificate-in-use").await;
    let idps = joined.get(Side::Target, "/api/v1/idps?q=Acme");
    let old = idps
        .as_array()
        .unwrap()
        .iter()
        .find(|idp| text(idp, "/status") == "INACTIVE")
        .unwrap();
    let path = format!(
        "/api/v1/idps/credentials/keys/{}",
        text(old, "/protocol/credentials/trust/kid")
    );
    assert_eq!(
        joined.refused(Side::Target, Method::Delete, &path, None),
        (400, "E0000001".to_owned())
    );
}

#[tokio::test]
async fn a_provider_whose_claims_are_needed_stays() {
    let joined = broken("claims-needed-by-policy").await;
    let idp = text(&joined.idp(), "/id");
    let path = format!("/api/v1/idps/{idp}/lifecycle/deactivate");
    assert_eq!(
        joined.refused(Side::Target, Method::Post, &path, None),
        (403, "E0000252".to_owned())
    );
    joined.undo("claims-needed-by-policy");
    assert_eq!(joined.call(Side::Target, Method::Post, &path, None).status, 200);
}

#[tokio::test]
async fn provisioning_that_is_not_licensed_is_unknown() {
    let joined = broken("provisioning-not-available").await;
    let app = text(&joined.app(), "/id");
    let shown = joined.get(Side::Source, &format!("/api/v1/apps/{app}/connections/default"));
    assert_eq!(shown["status"], "UNKNOWN");
    let answer = joined.call(
        Side::Source,
        Method::Get,
        &format!("/api/v1/apps/{app}/features"),
        None,
    );
    assert_eq!(answer.status, 400);
    assert!(answer.text_body().contains("Provisioning is not supported."));
}

#[tokio::test]
async fn the_org2org_app_cannot_be_added_where_it_is_not_available() {
    let joined = broken("org2org-not-available").await;
    let body = json!({
        "name": "okta_org2org", "label": "Another", "signOnMode": "SAML_2_0",
        "settings": { "app": { "baseUrl": "http://127.0.0.1:9002" } },
    });
    assert_eq!(
        joined
            .refused(Side::Source, Method::Post, "/api/v1/apps", Some(&body))
            .0,
        400
    );
    joined.undo("org2org-not-available");
    assert_eq!(
        joined
            .call(Side::Source, Method::Post, "/api/v1/apps", Some(&body))
            .status,
        200
    );
}

#[tokio::test]
async fn a_revoked_token_is_an_invalid_one_and_a_small_role_may_read_only() {
    let joined = broken("setup-token-revoked").await;
    let refused = joined.refused(Side::Target, Method::Get, "/api/v1/users/me", None);
    assert_eq!(refused, (401, "E0000011".to_owned()));
    joined.undo("setup-token-revoked");
    joined.get(Side::Target, "/api/v1/users/me");
    joined.apply("setup-role-too-small").unwrap();
    joined.get(Side::Target, "/api/v1/idps");
    let body = json!({ "profile": { "name": "New" } });
    let refused = joined.refused(Side::Target, Method::Post, "/api/v1/groups", Some(&body));
    assert_eq!(refused, (403, "E0000006".to_owned()));
}

#[tokio::test]
async fn a_limit_that_is_used_up_refuses_changes_of_people_and_nothing_else() {
    let joined = broken("rate-limit-used-up").await;
    let answer = joined.call(Side::Target, Method::Post, "/api/v1/users", Some(&json!({})));
    assert_eq!(
        (answer.status, text(&answer.json_body(), "/errorCode")),
        (429, "E0000047".to_owned())
    );
    assert_eq!(answer.header_value("x-rate-limit-remaining"), Some("0"));
    joined.get(Side::Target, "/api/v1/users");
}

/// Assignments of the Org2Org app by user name: sync state and whether the other org's identifier is known.
fn assignments(joined: &Joined) -> Vec<(String, String, bool)> {
    let app = text(&joined.app(), "/id");
    let users = joined.get(Side::Source, &format!("/api/v1/apps/{app}/users?limit=200"));
    let row = |user: &Value| {
        (
            text(user, "/credentials/userName"),
            text(user, "/syncState"),
            !user["externalId"].is_null(),
        )
    };
    users.as_array().unwrap().iter().map(row).collect()
}

#[tokio::test]
async fn failed_pushes_show_in_the_assignments() {
    for fault in [
        "provisioning-token-revoked",
        "provisioning-token-expired",
        "provisioning-token-network",
        "provisioning-role-too-small",
        "provisioning-base-url",
        "profile-mastered-twice",
        "rate-limit-used-up",
    ] {
        let joined = broken(fault).await;
        let states = assignments(&joined);
        assert!(
            states.iter().all(|(_, state, known)| state == "ERROR" && *known),
            "{fault}: {states:?}"
        );
        joined.undo(fault);
        let states = assignments(&joined);
        assert!(
            states.iter().all(|(_, state, _)| state == "SYNCHRONIZED"),
            "{fault}: {states:?}"
        );
    }
    let joined = broken("provisioning-update-off").await;
    assert!(
        assignments(&joined)
            .iter()
            .all(|(_, state, _)| state == "OUT_OF_SYNC")
    );
    let joined = broken("assigned-before-provisioning").await;
    assert!(
        assignments(&joined)
            .iter()
            .all(|(_, state, known)| state == "DISABLED" && !known)
    );
}

#[tokio::test]
async fn a_newly_assigned_person_is_not_pushed() {
    for fault in [
        "provisioning-create-off",
        "initial-status-invalid",
        "name-held-by-deactivated-user",
    ] {
        let joined = Joined::new().await;
        let before = assignments(&joined).len();
        joined.apply(fault).unwrap();
        let states = assignments(&joined);
        let new: Vec<_> = states.iter().filter(|(_, state, _)| state == "ERROR").collect();
        assert_eq!((states.len(), new.len()), (before + 1, 1), "{fault}: {states:?}");
        joined.undo(fault);
        assert_eq!(assignments(&joined).len(), before, "{fault}");
    }
}

/// The pushed group's mapping, and who is in the group of that name in the target org.
fn pushed(joined: &Joined, name: &str) -> (Value, Option<Vec<String>>) {
    let app = text(&joined.app(), "/id");
    let mappings = joined.get(Side::Source, &format!("/api/v1/apps/{app}/group-push/mappings"));
    let groups = joined.get(
        Side::Target,
        &format!("/api/v1/groups?q={}", name.replace(' ', "%20")),
    );
    let members = groups.get(0).map(|group| {
        let users = joined.get(
            Side::Target,
            &format!("/api/v1/groups/{}/users?limit=200", text(group, "/id")),
        );
        users
            .as_array()
            .unwrap()
            .iter()
            .map(|user| text(user, "/profile/login"))
            .collect()
    });
    (mappings[0].clone(), members)
}

#[tokio::test]
async fn pushed_groups_end_in_errors_or_without_the_right_people() {
    let (mapping, members) = pushed(&broken("group-push-forbidden").await, "Sales");
    assert_eq!((text(&mapping, "/status").as_str(), members), ("ERROR", None));
    assert!(text(&mapping, "/errorSummary").ends_with("HTTP 403 Forbidden"));
    let (mapping, members) = pushed(&broken("pushed-group-deleted").await, "Sales");
    assert_eq!((text(&mapping, "/status").as_str(), members), ("ERROR", None));
    let (mapping, members) = pushed(&broken("group-pushed-and-assigned").await, "Northwind access");
    assert_eq!(
        (text(&mapping, "/status").as_str(), members),
        ("ACTIVE", Some(Vec::new()))
    );
    let (_, members) = pushed(&broken("group-members-missing").await, "Sales");
    assert_eq!(
        members.unwrap(),
        ["mira.chen@acme.example", "luis.moreno@acme.example"]
    );
    let (_, members) = pushed(&broken("group-name-taken").await, "Joint project");
    assert!(
        members
            .unwrap()
            .contains(&"elif.kaya@northwind.example".to_owned())
    );
}

#[tokio::test]
async fn an_open_link_policy_lets_the_partner_in_as_an_administrator() {
    let joined = Joined::new().await;
    let app = text(&joined.app(), "/id");
    let mira = text(
        &joined.get(Side::Source, &format!("/api/v1/users/{}", super::MIRA)),
        "/id",
    );
    let admin = joined.stage.target.admin.login.clone();
    let path = format!("/api/v1/apps/{app}/users/{mira}");
    let arrive_as_admin = || {
        let body = json!({ "credentials": { "userName": admin } });
        assert_eq!(
            joined.call(Side::Source, Method::Post, &path, Some(&body)).status,
            200
        );
        joined.later();
        joined.at_source()
    };
    assert!(
        arrive_as_admin().contains("GENERAL_NONSUCCESS"),
        "the filter keeps administrators out"
    );
    joined.apply("take-over-open").unwrap();
    let outcome = arrive_as_admin();
    assert!(!outcome.contains("GENERAL_NONSUCCESS"), "{outcome}");
    let starts = "/api/v1/logs?limit=1000&filter=eventType%20eq%20%22user.session.start%22";
    let last = joined.get(Side::Target, starts);
    assert_eq!(
        text(last.as_array().unwrap().last().unwrap(), "/target/0/alternateId"),
        admin
    );
}

#[tokio::test]
async fn a_sign_in_under_the_e_mail_address_ends_in_a_second_account() {
    let joined = broken("user-name-is-email").await;
    joined.at_source();
    let found = joined.get(Side::Target, "/api/v1/users?q=Mira");
    let logins: Vec<String> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|user| text(user, "/profile/login"))
        .collect();
    assert_eq!(logins, [super::MIRA, "mira.chen.mail@acme.example"]);
}

#[tokio::test]
async fn the_sign_on_policy_says_what_it_asks_for() {
    let joined = broken("second-factor-asked-again").await;
    let shown = joined.at_source();
    assert_eq!(
        shown,
        "target-app: target org: Verify it's you with a security method (200)"
    );
    let filter = "/api/v1/logs?limit=1000&filter=eventType%20eq%20%22policy.evaluate_sign_on%22";
    let events = joined.get(Side::Target, filter);
    assert_eq!(
        text(events.as_array().unwrap().last().unwrap(), "/outcome/result"),
        "CHALLENGE"
    );
}
