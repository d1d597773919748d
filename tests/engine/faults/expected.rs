//! What every fault does, one a line: name; how a sign-in from the tile ends; how one from the target org ends; what
//! both logs say (event type and the end of the reason); which findings the settings give (`!` blocks, `?` may
//! block, `.` note).
//!
//! `works` is a sign-in to its end, `refused` the page 400 Bad Request with `GENERAL_NONSUCCESS` of the target org,
//! anything else the stage that failed and what was on the screen. `–` is nothing.

use super::Symptom;
use std::collections::BTreeSet;

const TABLE: &str = "\
issuer-mismatch | refused | refused | user.authentication.auth_via_IDP: The Issuer in the SAML response did not match the Issuer configured for the Identity Provider. | issuer-mismatch!\n\
issuer-trailing-slash | refused | refused | user.authentication.auth_via_IDP: The Issuer in the SAML response did not match the Issuer configured for the Identity Provider. | issuer-mismatch!\n\
issuer-https | refused | refused | user.authentication.auth_via_IDP: The Issuer in the SAML response did not match the Issuer configured for the Identity Provider. | issuer-mismatch!\n\
app-made-anew | refused | source-request: source org: 400 Bad Request (400), GENERAL_NONSUCCESS | user.authentication.auth_via_IDP: The Issuer in the SAML response did not match the Issuer configured for the Identity Provider. | issuer-mismatch!, sso-url-mismatch!\n\
audience-mismatch | refused | refused | user.authentication.auth_via_IDP: The SAML Response specified Conditions, but did not designate us as the target for these conditions. Found … expected … | audience-mismatch!\n\
audience-regenerated | refused | refused | user.authentication.auth_via_IDP: The SAML Response specified Conditions, but did not designate us as the target for these conditions. Found … expected … | audience-mismatch!\n\
audience-overridden | refused | refused | user.authentication.auth_via_IDP: The SAML Response specified Conditions, but did not designate us as the target for these conditions. Found … expected … | audience-mismatch!\n\
acs-url-other-provider | refused | refused | user.authentication.auth_via_IDP: Unable to resolve IdP endpoint | destination-mismatch!\n\
acs-url-other-org | target-sign-in: The browser found no way on | target-dashboard: The browser found no way on | – | destination-mismatch!\n\
custom-domain-removed | target-sign-in: The browser found no way on | target-dashboard: The browser found no way on | – | destination-mismatch!\n\
acs-url-without-id | refused | refused | user.authentication.auth_via_IDP: The Destination in the SAML response did not match the ACS URL. | destination-mismatch!\n\
acs-shared | refused | refused | user.authentication.auth_via_IDP: The Destination in the SAML response did not match the ACS URL. | destination-mismatch!\n\
destination-overridden | refused | refused | user.authentication.auth_via_IDP: The Destination in the SAML response did not match the ACS URL. | destination-mismatch!\n\
recipient-overridden | refused | refused | user.authentication.auth_via_IDP: The Recipient in the SAML response did not match the ACS URL. | recipient-mismatch!\n\
identity-provider-inactive | refused | target-routing: target org: 500 Internal Server Error (500) | user.authentication.auth_via_IDP: Unable to resolve IdP endpoint | identity-provider-inactive!\n\
identity-provider-deleted | refused | target-routing: target org: 500 Internal Server Error (500) | user.authentication.auth_via_IDP: Unable to resolve IdP endpoint | identity-provider-missing!\n\
sign-on-url-old | works | source-request: source org: 400 Bad Request (400), GENERAL_NONSUCCESS | – | sso-url-mismatch!\n\
persistent-name-ignored | works | works | – | persistent-name-ignored.\n\
certificate-mismatch | refused | refused | user.authentication.auth_via_IDP: The digital signature in the SAML response did not validate with the Identity Provider's certificate | certificate-mismatch!\n\
certificate-of-another-app | refused | refused | user.authentication.auth_via_IDP: The digital signature in the SAML response did not validate with the Identity Provider's certificate | certificate-mismatch!\n\
certificate-rotated | refused | refused | user.authentication.auth_via_IDP: The digital signature in the SAML response did not validate with the Identity Provider's certificate | certificate-mismatch!\n\
certificate-not-selected | refused | refused | user.authentication.auth_via_IDP: The digital signature in the SAML response did not validate with the Identity Provider's certificate | certificate-mismatch!\n\
certificate-expired | works | works | – | certificate-expired.\n\
certificate-expires-soon | works | works | – | certificate-expiring.\n\
old-certificate-in-use | works | works | – | certificate-in-use.\n\
clock-fast | refused | refused | user.authentication.auth_via_IDP: The SAML assertion has expired. | expired?\n\
clock-slow | refused | refused | user.authentication.auth_via_IDP: The SAML assertion is not yet valid. | not-yet-valid?\n\
response-replayed | refused | refused | user.authentication.auth_via_IDP: A SAML assert with the same ID has already been processed by Okta for a previous request | –\n\
response-to-old-request | refused | refused | user.authentication.auth_via_IDP: Unable to validate SAML Response: … does not match an ID of a SAML authentication request sent from Okta | –\n\
response-not-successful | refused | refused | user.authentication.auth_via_IDP: GENERAL_NONSUCCESS | –\n\
signature-sha1 | refused | refused | user.authentication.auth_via_IDP: The signature algorithm is weaker than SHA-256. | –\n\
response-unsigned | refused | refused | user.authentication.auth_via_IDP: The SAML response is not signed where it must be. | –\n\
assertion-unsigned | refused | refused | user.authentication.auth_via_IDP: The SAML response is not signed where it must be. | –\n\
relay-state-lost | target-sign-in: target org: Page not found (404) | works | – | relay-state?\n\
user-name-attribute-missing | refused | refused | user.authentication.auth_via_IDP: Unable to transform upn to username | user-name-attribute!\n\
user-name-expression-wrong | refused | refused | user.authentication.auth_via_IDP: Unable to transform userName to username | user-name-expression!\n\
user-name-filtered | refused | refused | user.authentication.auth_via_IDP: Unable to match transformed username: The transformed username 'mira.chen@acme.example' was rejected by the username filter | user-name-filtered!\n\
user-name-case | refused | refused | user.authentication.auth_via_IDP: Unable to match transformed username: The transformed username 'MIRA.CHEN@ACME.EXAMPLE' was rejected by the username filter | user-name-filtered!\n\
user-name-is-email | works | works | – | user-name-differs?\n\
user-not-created | refused | refused | user.authentication.auth_via_IDP: User Not Found | user-not-matched!\n\
jit-off-for-org | refused | refused | user.authentication.auth_via_IDP: User Not Found | –\n\
required-attribute-missing | refused | refused | user.authentication.auth_via_IDP: Unable to JIT user from the Identity Provider & user.lifecycle.create: Unable to create the user. The following required properties are missing: lastName | profile-incomplete!\n\
mapping-missing | refused | refused | user.authentication.auth_via_IDP: Unable to JIT user from the Identity Provider & user.lifecycle.create: Unable to create the user. The following required properties are missing: lastName | mapping-incomplete!\n\
two-users-match | refused | refused | user.authentication.auth_via_IDP: Unable to match the transformed username | several-users-match!\n\
match-attribute-empty | refused | refused | user.authentication.auth_via_IDP: Unable to JIT user from the Identity Provider & user.lifecycle.create: login: An object with this field already exists in the current organization | match-attribute-empty!\n\
linking-off | refused | refused | user.authentication.auth_via_IDP: Unable to match transformed username: User linking was disabled. | link-disabled!\n\
linking-filtered | refused | refused | user.authentication.auth_via_IDP: Unable to match transformed username: User linking was denied because the user is not in any of the specified groups. | link-filtered?\n\
profile-kept-elsewhere | refused | refused | user.authentication.auth_via_IDP: Unable to JIT user from the Identity Provider & user.lifecycle.jit.error.read_only: Unable to JIT user from the Identity Provider | mastered-twice?, profile-kept-elsewhere!\n\
take-over-open | works | works | – | account-take-over.\n\
two-partners-one-name | works | works | – | user-names-shared.\n\
user-not-assigned | source-dashboard: No Org2Org tile on the dashboard | saml-response: source org: 403 App Not Assigned (403) | app.generic.unauth_app_access_attempt: User attempted unauthorized access to app | nobody-assigned!\n\
target-app-not-assigned | target-app: No tile for Dropbox Business on the dashboard | works | – | user-not-assigned!\n\
org2org-app-inactive | source-dashboard: No Org2Org tile on the dashboard | saml-response: source org: 403 App Not Assigned (403) | app.generic.unauth_app_access_attempt: User attempted unauthorized access to app | org2org-app-inactive!\n\
target-app-inactive | target-app: No tile for Dropbox Business on the dashboard | works | – | target-app-inactive!\n\
target-app-deleted | target-app: No tile for Dropbox Business on the dashboard | works | – | target-app-missing!\n\
source-user-suspended | source-sign-in: source org: Sign in (401) | saml-response: source org: Sign in (401) | user.session.start: INVALID_CREDENTIALS | user-status!\n\
user-suspended | refused | refused | user.authentication.auth_via_IDP: Unable to validate user due to invalid status | user-status!\n\
user-deactivated | refused | refused | user.authentication.auth_via_IDP: Unable to validate user due to invalid status | user-status!\n\
user-pending | refused | refused | user.authentication.auth_via_IDP: Unable to validate user due to invalid status | user-status!\n\
user-kept-by-okta | refused | refused | user.authentication.auth_via_IDP: Unable to validate user due to invalid status | user-status!\n\
routing-rule-order | works | target-routing: target org: Sign in (200) | – | routing-order?\n\
routing-rule-other-provider | works | source-request: The browser found no way on | – | routing-rule?\n\
routing-rule-inactive | works | target-routing: target org: Sign in (200) | – | routing-rule?\n\
routing-rule-deleted | works | target-routing: target org: Sign in (200) | – | routing-rule?\n\
routing-domain-wrong | works | target-routing: target org: Sign in (200) | – | routing-domain?\n\
second-factor-asked-again | target-app: target org: Verify it's you with a security method (200) | works | policy.evaluate_sign_on: Sign-on policy evaluation resulted in CHALLENGE | second-factor-asked?\n\
reauthentication-at-target | target-app: target org: Verify it's you with a security method (200) | works | policy.evaluate_sign_on: Sign-on policy evaluation resulted in CHALLENGE | reauthentication-asked?\n\
claims-needed-by-policy | works | works | – | claims-needed.\n\
claims-and-amr | works | works | – | claims-and-amr.\n\
provisioning-off | works | works | – | provisioning-off!\n\
provisioning-not-available | works | works | – | provisioning-off!\n\
provisioning-base-url | works | works | application.provision.user.push_profile: The credentials used to connect to the API were invalid. No org answers at https://northwind-old.okta.example | provisioning-base-url!, push-failed.\n\
provisioning-create-off | works | works | application.provision.user.push: Matching user not found | provisioning-switches!, push-failed.\n\
provisioning-update-off | works | works | – | provisioning-switches?\n\
profile-mastered-twice | works | works | application.provision.user.push_profile: Errors reported by remote server: HTTP 403 E0000023 Operation failed because user profile is mastered under another system | mastered-twice!, push-failed.\n\
initial-status-invalid | works | works | application.provision.user.push: priya.nair@acme.example is an Invalid Value for initialStatus field (code notOneOf) | push-failed?\n\
assigned-before-provisioning | works | works | – | never-pushed?\n\
name-held-by-deactivated-user | works | works | application.provision.user.push: Errors reported by remote server: HTTP 403 E0000038 This operation is not allowed in the user's current status. | push-failed?\n\
group-push-forbidden | works | works | application.provision.group.add: Unable to update Group Push mapping target App group Sales: Error while creating user group Sales: HTTP 403 Forbidden & application.provision.group_push.mapping.update.or.delete.failed.with.error: Unable to update Group Push mapping target App group Sales: Error while creating user group Sales: HTTP 403 Forbidden | group-push-forbidden?\n\
group-pushed-and-assigned | works | works | – | group-pushed-and-assigned?\n\
group-members-missing | works | works | – | group-members-missing?\n\
group-name-taken | works | works | – | group-name-taken.\n\
pushed-group-deleted | works | works | application.provision.group.verify_exists: Unable to update Group Push mapping target App group Sales: The group Sales no longer exists in the target application & application.provision.group_push.mapping.update.or.delete.failed.with.error: Unable to update Group Push mapping target App group Sales: The group Sales no longer exists in the target application | pushed-group-deleted?\n\
provisioning-token-revoked | works | works | application.provision.user.push_profile: Errors reported by remote server: HTTP 401 E0000011 Invalid token provided | push-failed!\n\
provisioning-token-owner-gone | works | works | application.provision.user.push_profile: Errors reported by remote server: HTTP 401 E0000011 Invalid token provided | push-failed!\n\
provisioning-token-expired | works | works | application.provision.user.push_profile: Errors reported by remote server: HTTP 401 E0000011 Invalid token provided | push-failed!\n\
provisioning-token-of-other-org | works | works | application.provision.user.push_profile: Errors reported by remote server: HTTP 401 E0000011 Invalid token provided | push-failed!\n\
provisioning-token-network | works | works | application.provision.user.push_profile: Errors reported by remote server: HTTP 403 E0000006 You do not have permission to perform the requested action & system.api_token.request_outside_allowed_range: The request was made from outside the allowed network zone | push-failed!\n\
provisioning-role-too-small | works | works | application.provision.user.push_profile: Errors reported by remote server: HTTP 403 E0000006 You do not have permission to perform the requested action | push-failed!\n\
setup-token-revoked | works | works | – | token-revoked!\n\
setup-role-too-small | works | works | – | role-too-small?\n\
org2org-not-available | works | works | – | –\n\
rate-limit-used-up | works | works | application.provision.user.push_profile: Errors reported by remote server: HTTP 429 E0000047 API call exceeded rate limit due to too many requests. | push-failed!";

/// How a symptom differs from the expected one.
pub(super) fn difference(name: &str, seen: &Symptom) -> Option<String> {
    let row = TABLE
        .lines()
        .map(|line| line.split(" | ").collect::<Vec<_>>())
        .find(|row| row[0] == name);
    let Some(row) = row else {
        return Some(format!("{name}: nothing is expected of it"));
    };
    let told = [
        short(&seen.tile),
        short(&seen.target),
        log(&seen.log),
        codes(&seen.settings),
    ];
    let wrong = row
        .iter()
        .skip(1)
        .zip(&told)
        .find(|(expected, told)| **expected != told.as_str());
    wrong.map(|(expected, told)| format!("{name}:\n  expected {expected}\n  seen     {told}"))
}

/// Every line is about a fault that there is.
pub(super) fn names() -> BTreeSet<&'static str> {
    TABLE
        .lines()
        .map(|line| line.split(" | ").next().unwrap())
        .collect()
}

fn short(outcome: &str) -> String {
    let refused = ": target org: 400 Bad Request (400), GENERAL_NONSUCCESS";
    if outcome.ends_with(refused) {
        "refused".to_owned()
    } else {
        outcome.to_owned()
    }
}

/// Each kind of failure once, without the names of people and apps.
fn log(lines: &[String]) -> String {
    let mut told: Vec<String> = Vec::new();
    for line in lines {
        let (kind, reason) = line.split_once(": ").unwrap();
        let reason = match kind {
            "application.provision.user.push_profile" => reason.split_once(": ").unwrap().1,
            "application.provision.user.push" => reason.split_once(" failed: ").unwrap().1,
            _ => reason.trim_start_matches("Unable to validate incoming SAML Assertion: "),
        };
        let line = format!("{kind}: {reason}");
        if !told.contains(&line) {
            told.push(line);
        }
    }
    if told.is_empty() {
        "–".to_owned()
    } else {
        told.join(" & ")
    }
}

fn codes(codes: &BTreeSet<String>) -> String {
    let marked = |code: &String| {
        code.replace(" (blocks)", "!")
            .replace(" (may-block)", "?")
            .replace(" (note)", ".")
    };
    if codes.is_empty() {
        "–".to_owned()
    } else {
        codes.iter().map(marked).collect::<Vec<_>>().join(", ")
    }
}
