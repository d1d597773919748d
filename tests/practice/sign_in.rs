//! Real sign-ins through both orgs, and every way in which they fail.

use crate::desk::{Desk, Joined, between, encode, text};
use org2org_setup::practice::{Method, Request, Response, Side, Stage};
use serde_json::{Value, json};

#[test]
fn a_sign_in_from_the_source_reaches_the_target_app() {
    let (mut desk, _) = joined();
    let stages = desk.sign_in(MIRA, Some("Wiki"));
    let names: Vec<&str> = stages.iter().map(|stage| stage.name).collect();
    assert_eq!(
        names,
        [
            "source-sign-in",
            "source-dashboard",
            "saml-response",
            "target-sign-in",
            "target-dashboard",
            "target-app"
        ]
    );
    assert!(stages.iter().all(|stage| stage.ok), "{stages:?}");
    let made = desk.get(Side::Target, &format!("/api/v1/users/{MIRA}"));
    assert_eq!(
        (
            text(&made, "/credentials/provider/type"),
            text(&made, "/profile/lastName")
        ),
        ("FEDERATION".into(), "Chen".into())
    );
}

#[test]
fn a_sign_in_from_the_target_is_routed_and_comes_back() {
    let (mut desk, _) = joined();
    let stages = desk.sign_in_from_target(MIRA);
    assert!(stages.iter().all(|stage| stage.ok), "{stages:?}");
    assert_eq!(stages.last().unwrap().name, "target-dashboard");
    let event = desk.last_federated();
    assert_eq!(text(&event, "/outcome/result"), "SUCCESS");
}

#[test]
fn the_redirect_binding_works_too() {
    let (mut desk, joined) = joined();
    desk.change_idp(
        &joined,
        "/protocol/endpoints/sso/binding",
        &json!("HTTP-REDIRECT"),
    );
    let stages = desk.sign_in_from_target(MIRA);
    assert!(stages.iter().all(|stage| stage.ok), "{stages:?}");
}

#[test]
fn both_logs_tell_the_same_story() {
    let (mut desk, joined) = joined();
    desk.sign_in(MIRA, Some("Wiki"));
    assert!(
        desk.events(Side::Source)
            .contains(&"user.authentication.sso".to_owned())
    );
    let target = desk.events(Side::Target);
    for event in [
        "user.lifecycle.create",
        "user.authentication.auth_via_IDP",
        "user.session.start",
        "user.authentication.sso",
    ] {
        assert!(target.contains(&event.to_owned()), "{event} in {target:?}");
    }
    let event = desk.last_federated();
    assert_eq!(
        (
            text(&event, "/target/0/id"),
            text(&event, "/target/1/alternateId")
        ),
        (joined.idp.clone(), MIRA.to_owned())
    );
    assert_eq!(text(&event, "/authenticationContext/credentialType"), "ASSERTION");
    let links = desk.get(Side::Target, &format!("/api/v1/idps/{}/users", joined.idp));
    assert_eq!(text(&links, "/0/externalId"), MIRA);
}

#[test]
fn a_second_sign_in_finds_the_same_person() {
    let (mut desk, _) = joined();
    desk.sign_in(MIRA, None);
    let first = desk.user(Side::Target, MIRA);
    desk.wait(60);
    assert!(desk.sign_in(MIRA, None).iter().all(|stage| stage.ok));
    assert_eq!(desk.user(Side::Target, MIRA), first);
}

#[test]
fn somebody_without_the_app_has_no_tile_and_is_turned_away_at_its_address() {
    let (mut desk, joined) = joined();
    let stages = desk.sign_in(HANNA, None);
    assert_eq!(failed(&stages), Some("source-dashboard"));
    let (_, sso, _) = desk.metadata(&joined.app);
    let cookie = desk.cookie(Side::Source, HANNA);
    let path = sso.trim_start_matches("http://127.0.0.1:4101").to_owned();
    let response = desk.send(
        Side::Source,
        &Request::new(Method::Get, &path).header("cookie", &cookie),
    );
    assert_eq!(response.status, 403);
    assert!(
        desk.events(Side::Source)
            .contains(&"app.generic.unauth_app_access_attempt".to_owned())
    );
}

#[test]
fn somebody_without_the_target_app_stops_at_its_tile() {
    let (mut desk, joined) = joined();
    let everyone = desk.group(Side::Target, "Everyone");
    desk.delete(
        Side::Target,
        &format!("/api/v1/apps/{}/groups/{everyone}", joined.wiki),
    );
    assert_eq!(failed(&desk.sign_in(MIRA, Some("Wiki"))), Some("target-app"));
}

#[test]
fn a_wrong_password_opens_nothing_and_is_logged() {
    let mut desk = Desk::new();
    let form = Request::new(Method::Post, "/login").form(&[("username", MIRA), ("password", "wrong")]);
    let response = desk.send(Side::Source, &form);
    assert_eq!(response.status, 401);
    assert!(response.header_value("set-cookie").is_none());
    let events = desk.get(Side::Source, "/api/v1/logs");
    assert_eq!(text(&events, "/0/outcome/reason"), "INVALID_CREDENTIALS");
}

#[test]
fn each_broken_setting_has_its_own_reason() {
    let cases: [(&str, Value, &str); 9] = [
        (
            "/protocol/credentials/trust/issuer",
            json!("https://www.okta.com/exk1"),
            "Issuer in the SAML response did not match",
        ),
        (
            "/protocol/credentials/trust/audience",
            json!("https://www.okta.com/saml2/service-provider/spx"),
            "did not designate us as the target",
        ),
        (
            "/protocol/endpoints/acs/type",
            json!("ORG"),
            "Unable to validate incoming SAML Assertion",
        ),
        (
            "/policy/subject/userNameTemplate/template",
            json!("idpuser.upn"),
            "Unable to transform upn to username",
        ),
        (
            "/policy/subject/filter",
            json!("\\S+@elsewhere\\.example"),
            "rejected by the username filter",
        ),
        ("/policy/provisioning/action", json!("DISABLED"), "User Not Found"),
        (
            "/policy/subject/filter",
            json!("mira"),
            "rejected by the username filter",
        ),
        (
            "/protocol/endpoints/sso/url",
            json!("http://127.0.0.1:4101/other"),
            "",
        ),
        ("/policy/maxClockSkew", json!(0), ""),
    ];
    for (pointer, value, reason) in cases {
        let (mut desk, joined) = joined();
        desk.change_idp(&joined, pointer, &value);
        let stages = desk.sign_in(MIRA, None);
        let reasons = desk.reasons();
        if reason.is_empty() {
            assert_eq!((failed(&stages), reasons.len()), (None, 0), "{pointer} = {value}");
        } else {
            assert_eq!(failed(&stages), Some("target-sign-in"), "{pointer} = {value}");
            assert!(
                reasons.len() == 1 && reasons[0].contains(reason),
                "{pointer} = {value}: {reasons:?}"
            );
            assert!(
                stages.last().unwrap().detail.contains("GENERAL_NONSUCCESS"),
                "{stages:?}"
            );
        }
    }
}

#[test]
fn a_rotated_key_breaks_the_signature_until_the_new_certificate_is_trusted_too() {
    let (mut desk, joined) = joined();
    let path = format!("/api/v1/apps/{}", joined.app);
    let key = desk.act(
        Side::Source,
        &format!("{path}/credentials/keys/generate?validityYears=2"),
    );
    let mut app = desk.get(Side::Source, &path);
    app["credentials"]["signing"]["kid"] = key["kid"].clone();
    desk.put(Side::Source, &path, &app);
    assert_eq!(failed(&desk.sign_in(MIRA, None)), Some("target-sign-in"));
    assert!(desk.reasons()[0].contains("digital signature"));
    let kid = desk.upload(&text(&key, "/x5c/0"));
    desk.change_idp(
        &joined,
        "/protocol/credentials/trust/additionalKids",
        &json!([kid]),
    );
    assert_eq!(failed(&desk.sign_in(MIRA, None)), None);
}

#[test]
fn an_inactive_provider_is_no_endpoint() {
    let (mut desk, joined) = joined();
    desk.act(
        Side::Target,
        &format!("/api/v1/idps/{}/lifecycle/deactivate", joined.idp),
    );
    desk.sign_in(MIRA, None);
    assert_eq!(desk.reasons(), ["Unable to resolve IdP endpoint"]);
    let stages = desk.sign_in_from_target(MIRA);
    assert!(stages[0].detail.contains("500"), "{stages:?}");
}

#[test]
fn the_org_switch_for_just_in_time_creation_hides_behind_user_not_found() {
    let (mut desk, _) = joined();
    desk.world.set_jit(Side::Target, false);
    desk.sign_in(MIRA, None);
    assert_eq!(desk.reasons(), ["User Not Found"]);
    assert!(
        !desk
            .events(Side::Target)
            .contains(&"user.lifecycle.create".to_owned())
    );
}

#[test]
fn a_clock_beyond_the_skew_makes_assertions_invalid() {
    for offset in [-1000, 1000] {
        let (mut desk, _) = joined();
        desk.world.set_clock_offset(Side::Target, offset);
        assert_eq!(
            failed(&desk.sign_in(MIRA, None)),
            Some("target-sign-in"),
            "{offset}"
        );
        assert!(desk.reasons()[0].starts_with("Unable to validate incoming SAML Assertion"));
    }
    let (mut desk, _) = joined();
    desk.world.set_clock_offset(Side::Target, 400);
    assert_eq!(failed(&desk.sign_in(MIRA, None)), None);
}

#[test]
fn a_suspended_person_is_refused_unless_the_policy_lifts_it() {
    let (mut desk, joined) = joined();
    desk.sign_in(MIRA, None);
    let id = desk.user(Side::Target, MIRA);
    desk.act(Side::Target, &format!("/api/v1/users/{id}/lifecycle/suspend"));
    desk.sign_in(MIRA, None);
    assert_eq!(desk.reasons(), ["Unable to validate user due to invalid status"]);
    desk.change_idp(
        &joined,
        "/policy/provisioning/conditions/suspended/action",
        &json!("UNSUSPEND"),
    );
    assert_eq!(failed(&desk.sign_in(MIRA, None)), None);
}

#[test]
fn an_administrator_of_the_target_cannot_be_taken_over() {
    let (mut desk, joined) = joined();
    let body = json!({ "profile": { "firstName": "M", "lastName": "C", "email": MIRA, "login": MIRA },
        "credentials": { "provider": { "type": "FEDERATION" } } });
    let id = text(&desk.post(Side::Target, "/api/v1/users", &body), "/id");
    desk.post(
        Side::Target,
        &format!("/api/v1/users/{id}/roles"),
        &json!({ "type": "READ_ONLY_ADMIN" }),
    );
    desk.sign_in(MIRA, None);
    assert!(desk.reasons()[0].contains("not allowed by the account linking filters"));
    desk.change_idp(&joined, "/policy/accountLink/filter", &Value::Null);
    assert_eq!(failed(&desk.sign_in(MIRA, None)), None);
}

#[test]
fn fixed_groups_are_joined_at_sign_in() {
    let (mut desk, joined) = joined();
    let staff = desk.group(Side::Target, "Staff");
    desk.change_idp(
        &joined,
        "/policy/provisioning/groups",
        &json!({ "action": "ASSIGN", "assignments": [staff] }),
    );
    desk.sign_in(MIRA, None);
    let id = desk.user(Side::Target, MIRA);
    let groups = desk.get(Side::Target, &format!("/api/v1/users/{id}/groups"));
    assert!(
        groups
            .as_array()
            .unwrap()
            .iter()
            .any(|group| group["id"] == staff.as_str())
    );
}

#[test]
fn a_replayed_response_is_refused() {
    let (mut desk, joined) = joined();
    let response = desk.saml_response(&joined);
    assert_eq!(desk.deliver(&joined, &response).status, 302);
    assert_eq!(desk.deliver(&joined, &response).status, 400);
    let reason = "A SAML assert with the same ID has already been processed by Okta for a previous request";
    assert_eq!(desk.reasons(), [reason]);
}

#[test]
fn an_answer_nobody_asked_for_is_refused() {
    let (mut desk, joined) = joined();
    let (_, sso, _) = desk.metadata(&joined.app);
    let request = "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"idforged\" \
        Version=\"2.0\"><saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">x</saml:Issuer>\
        </samlp:AuthnRequest>";
    let path = sso.trim_start_matches("http://127.0.0.1:4101");
    let form = Request::new(Method::Post, path).form(&[("SAMLRequest", &encode(request.as_bytes()))]);
    let cookie = desk.cookie(Side::Source, MIRA);
    let page = desk
        .send(Side::Source, &form.header("cookie", &cookie))
        .text_body();
    let response = between(&page, "name=\"SAMLResponse\" value=\"", "\"").to_owned();
    assert_eq!(desk.deliver(&joined, &response).status, 400);
    assert!(desk.reasons()[0].contains("'InResponseTo=idforged' does not match an ID"));
}

#[test]
fn an_altered_response_is_refused() {
    let (mut desk, joined) = joined();
    let xml = desk.response_xml(&joined);
    let altered = xml.replace("mira.chen@acme.example", "ada.admin@acme.example");
    assert_eq!(desk.deliver(&joined, &encode(altered.as_bytes())).status, 400);
    assert!(desk.reasons()[0].contains("digital signature"));
}

#[test]
fn an_unsigned_response_is_refused() {
    let (mut desk, joined) = joined();
    let mut xml = desk.response_xml(&joined);
    while let Some((head, rest)) = xml.clone().split_once("<ds:Signature ") {
        xml = format!("{head}{}", rest.split_once("</ds:Signature>").unwrap().1);
    }
    assert_eq!(desk.deliver(&joined, &encode(xml.as_bytes())).status, 400);
    assert_eq!(desk.reasons().len(), 1);
}

#[test]
fn an_assertion_slipped_in_beside_the_signed_one_is_refused() {
    let (mut desk, joined) = joined();
    let xml = desk.response_xml(&joined);
    let start = xml.find("<saml2:Assertion").unwrap();
    let (head, tail) = xml.split_at(start);
    let forged = tail
        .split_once("</saml2:Assertion>")
        .unwrap()
        .0
        .replace("mira.chen", "ada.admin")
        .replace(" ID=\"id", " ID=\"xx");
    let wrapped = format!("{head}{forged}</saml2:Assertion>{tail}");
    assert_eq!(desk.deliver(&joined, &encode(wrapped.as_bytes())).status, 400);
}

#[test]
fn hostile_messages_are_refused_without_harm() {
    let (mut desk, joined) = joined();
    let deep = format!("{}{}", "<a>".repeat(20_000), "</a>".repeat(20_000));
    let doctype = "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>";
    for message in [
        String::new(),
        "!!!".to_owned(),
        encode(deep.as_bytes()),
        encode(doctype.as_bytes()),
        "A".repeat(500_000),
    ] {
        assert_eq!(desk.deliver(&joined, &message).status, 400);
    }
}

#[test]
fn a_response_sent_to_a_foreign_place_never_redirects_there() {
    let (mut desk, joined) = joined();
    let response = desk.saml_response(&joined);
    for relay in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let fields = [("SAMLResponse", response.as_str()), ("RelayState", relay)];
        let path = format!("/sso/saml2/{}", joined.idp);
        let answer = desk.send(Side::Target, &Request::new(Method::Post, &path).form(&fields));
        if answer.status == 302 {
            assert_eq!(answer.header_value("location"), Some("/app/UserHome"));
        }
    }
}

#[test]
fn pages_say_that_they_are_practice_and_escape_what_they_show() {
    let mut desk = Desk::new();
    let page = desk.send(
        Side::Source,
        &Request::new(Method::Get, "/login?fromURI=%22%3E%3Cscript%3E"),
    );
    let html = page.text_body();
    assert!(html.contains("Practice org") && html.contains("<label for=\"username\">"));
    assert!(!html.contains("\"><script>"));
}

#[test]
fn a_page_loads_nothing_and_sends_forms_to_its_own_org_alone() {
    let mut desk = Desk::new();
    let policy = policy(&desk.send(Side::Source, &Request::new(Method::Get, "/login")));
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(policy.contains("; script-src 'none'; "), "{policy}");
    assert!(policy.contains("; form-action 'self'; "), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn the_page_that_posts_runs_its_one_script_and_posts_to_the_other_org_alone() {
    let (mut desk, joined) = joined();
    let (_, sso, _) = desk.metadata(&joined.app);
    let cookie = desk.cookie(Side::Source, MIRA);
    let path = sso.trim_start_matches("http://127.0.0.1:4101").to_owned();
    let page = desk.send(
        Side::Source,
        &Request::new(Method::Get, &path).header("cookie", &cookie),
    );
    let policy = policy(&page);
    assert!(policy.contains("; script-src 'sha256-"), "{policy}");
    assert!(
        policy.contains("; form-action 'self' http://127.0.0.1:4102; "),
        "{policy}"
    );
    assert!(page.text_body().contains("<button>Continue</button>"));
}

#[test]
fn a_user_name_may_lead_to_the_orgs_that_the_target_trusts() {
    let (mut desk, _) = joined();
    let policy = policy(&desk.send(Side::Target, &Request::new(Method::Get, "/login")));
    assert!(
        policy.contains("; form-action 'self' http://127.0.0.1:4101; "),
        "{policy}"
    );
}

const MIRA: &str = "mira.chen@acme.example";
const HANNA: &str = "hanna.berg@acme.example";

fn joined() -> (Desk, Joined) {
    let mut desk = Desk::new();
    let joined = desk.join();
    (desk, joined)
}

fn policy(page: &Response) -> String {
    page.header_value("content-security-policy").unwrap().to_owned()
}

fn failed(stages: &[Stage]) -> Option<&'static str> {
    stages.iter().find(|stage| !stage.ok).map(|stage| stage.name)
}

impl Desk {
    fn sign_in(&mut self, login: &str, app: Option<&str>) -> Vec<Stage> {
        self.world.sign_in(login, app)
    }

    fn sign_in_from_target(&mut self, login: &str) -> Vec<Stage> {
        self.world.sign_in_from_target(login)
    }

    /// Sets one value of the provider, keeping all others.
    pub(crate) fn change_idp(&mut self, joined: &Joined, pointer: &str, value: &Value) {
        let path = format!("/api/v1/idps/{}", joined.idp);
        let mut idp = self.get(Side::Target, &path);
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        idp.pointer_mut(parent).unwrap()[field] = value.clone();
        self.put(Side::Target, &path, &idp);
    }

    fn last_federated(&mut self) -> Value {
        let filter = "eventType%20eq%20%22user.authentication.auth_via_IDP%22";
        self.get(
            Side::Target,
            &format!("/api/v1/logs?sortOrder=DESCENDING&filter={filter}"),
        )[0]
        .clone()
    }

    /// Opens a page of an org as somebody who signed in with a password.
    pub(crate) fn open_as(&mut self, side: Side, login: &str, path: &str) -> Response {
        let cookie = self.cookie(side, login);
        self.send(side, &Request::new(Method::Get, path).header("cookie", &cookie))
    }

    /// The cookie of somebody who signed in with a password.
    pub(crate) fn cookie(&mut self, side: Side, login: &str) -> String {
        let card = self.world.card(side);
        let password = card
            .users
            .iter()
            .find(|person| person.login == login)
            .unwrap()
            .password
            .clone();
        let form = Request::new(Method::Post, "/login").form(&[("username", login), ("password", &password)]);
        let response = self.send(side, &form);
        response
            .header_value("set-cookie")
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    }

    /// The base64 of a fresh response for Mira.
    pub(crate) fn saml_response(&mut self, joined: &Joined) -> String {
        let (_, sso, _) = self.metadata(&joined.app);
        let cookie = self.cookie(Side::Source, MIRA);
        let request = Request::new(Method::Get, sso.trim_start_matches("http://127.0.0.1:4101"))
            .header("cookie", &cookie);
        let page = self.send(Side::Source, &request).text_body();
        between(&page, "name=\"SAMLResponse\" value=\"", "\"").to_owned()
    }

    pub(crate) fn response_xml(&mut self, joined: &Joined) -> String {
        let response = self.saml_response(joined);
        String::from_utf8(crate::desk::decode(&response)).unwrap()
    }

    pub(crate) fn deliver(&mut self, joined: &Joined, response: &str) -> Response {
        let path = format!("/sso/saml2/{}", joined.idp);
        self.send(
            Side::Target,
            &Request::new(Method::Post, &path).form(&[("SAMLResponse", response)]),
        )
    }
}
