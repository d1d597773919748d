//! Every reason for which the target org refuses a SAML response: the page says the same for all of them, and the
//! System Log tells which it was.

use crate::desk::{Desk, Joined, encode, text};
use org2org_setup::practice::{Method, Request, Response, Side};
use serde_json::{Value, json};

const MIRA: &str = "mira.chen@acme.example";
const ADMIN: &str = "nora.admin@northwind.example";

/// What arrives at the target org.
enum Arrival {
    /// The response of the source org, once the orgs were changed.
    Sent(fn(&mut Desk, &Joined)),
    /// That response with its text changed on the way.
    Changed(fn(&str) -> String),
    /// Something else in its place.
    Instead(fn(&str) -> String),
}

use Arrival::{Changed, Instead, Sent};

/// What arrives, the reason and the message in the log, and the end of the legacy event type.
struct Row {
    what: &'static str,
    arrival: Arrival,
    reason: &'static str,
    message: &'static str,
    legacy: &'static str,
}

const INVALID: &str = "Unable to validate incoming SAML Assertion";
const NOT_MATCHED: &str = "Unable to match transformed username";
const FAILED: &str = "saml.saml_validation_failed";

const fn row(
    what: &'static str,
    arrival: Arrival,
    (reason, message): (&'static str, &'static str),
    legacy: &'static str,
) -> Row {
    Row {
        what,
        arrival,
        reason,
        message,
        legacy,
    }
}

const ROWS: &[Row] = &[
    row(
        "nothing at all",
        Instead(|_| String::new()),
        (INVALID, "The SAML response could not be read."),
        FAILED,
    ),
    row(
        "no base64",
        Instead(|_| "%%%".to_owned()),
        (INVALID, "The SAML response could not be read."),
        FAILED,
    ),
    row(
        "a document type declaration",
        Changed(|xml| format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{}", without_head(xml))),
        (INVALID, "The SAML response could not be read."),
        FAILED,
    ),
    row(
        "an issuer with another ending",
        Sent(|desk, joined| {
            set(
                desk,
                joined,
                "/protocol/credentials/trust/issuer",
                &json!("http://www.okta.com/exkOther"),
            );
        }),
        (
            INVALID,
            "The Issuer in the SAML response did not match the Issuer configured for the Identity Provider.",
        ),
        FAILED,
    ),
    row(
        "an issuer changed on the way",
        Changed(|xml| xml.replace("http://www.okta.com/exk", "https://www.okta.com/exk")),
        (
            INVALID,
            "The Issuer in the SAML response did not match the Issuer configured for the Identity Provider.",
        ),
        FAILED,
    ),
    row(
        "a name changed on the way",
        Changed(|xml| xml.replace(MIRA, "ada.admin@acme.example")),
        (INVALID, SIGNATURE),
        FAILED,
    ),
    row(
        "an attribute changed on the way",
        Changed(|xml| xml.replace(">Chen<", ">Admin<")),
        (INVALID, SIGNATURE),
        FAILED,
    ),
    row(
        "a signature with other bytes",
        Changed(other_signatures),
        (INVALID, SIGNATURE),
        FAILED,
    ),
    row(
        "no signature",
        Changed(without_signatures),
        (INVALID, SIGNATURE),
        FAILED,
    ),
    row(
        "a key that is not trusted",
        Sent(rotated),
        (INVALID, SIGNATURE),
        FAILED,
    ),
    row(
        "a signature of SHA-1 where SHA-256 is the least",
        Sent(|desk, _| fault(desk, "signature-sha1")),
        (INVALID, "The signature algorithm is weaker than SHA-256."),
        FAILED,
    ),
    row(
        "a signed response where the assertion has to be",
        Sent(|desk, _| fault(desk, "assertion-unsigned")),
        (INVALID, "The SAML response is not signed where it must be."),
        FAILED,
    ),
    row(
        "a signed assertion where the response has to be",
        Sent(|desk, _| fault(desk, "response-unsigned")),
        (INVALID, "The SAML response is not signed where it must be."),
        FAILED,
    ),
    row(
        "another audience",
        Sent(|desk, joined| {
            set(
                desk,
                joined,
                "/protocol/credentials/trust/audience",
                &json!("urn:other"),
            );
        }),
        (
            INVALID,
            "The SAML Response specified Conditions, but did not designate us as the target for these conditions. Found \"",
        ),
        FAILED,
    ),
    row(
        "another destination",
        Sent(|desk, joined| override_sign_on(desk, joined, "destinationOverride")),
        (
            INVALID,
            "The Destination in the SAML response did not match the ACS URL.",
        ),
        FAILED,
    ),
    row(
        "another recipient",
        Sent(|desk, joined| override_sign_on(desk, joined, "recipientOverride")),
        (
            INVALID,
            "The Recipient in the SAML response did not match the ACS URL.",
        ),
        FAILED,
    ),
    row(
        "one from the future",
        Sent(|desk, _| desk.world.set_clock_offset(Side::Target, -1000)),
        (INVALID, "The SAML assertion is not yet valid."),
        FAILED,
    ),
    row(
        "one from the past",
        Sent(|desk, _| desk.world.set_clock_offset(Side::Target, 1000)),
        (INVALID, "The SAML assertion has expired."),
        FAILED,
    ),
    row(
        "one for an inactive provider",
        Sent(|desk, joined| {
            desk.act(
                Side::Target,
                &format!("/api/v1/idps/{}/lifecycle/deactivate", joined.idp),
            );
        }),
        ("Unable to resolve IdP endpoint", ""),
        "saml.unknown_endpoint",
    ),
    row(
        "one for a provider that is gone",
        Sent(|desk, joined| desk.delete(Side::Target, &format!("/api/v1/idps/{}", joined.idp))),
        ("Unable to resolve IdP endpoint", ""),
        "saml.unknown_endpoint",
    ),
    row(
        "a status that is no success",
        Sent(|desk, _| fault(desk, "response-not-successful")),
        ("GENERAL_NONSUCCESS", ""),
        "login_failed",
    ),
    row(
        "the answer to a request that was never made",
        Sent(|desk, _| fault(desk, "response-to-old-request")),
        ("Unable to validate SAML Response", "'InResponseTo=id"),
        "saml.response_received_in_response_to_no_matching_key",
    ),
    row(
        "one that came before",
        Sent(|desk, joined| {
            let response = desk.saml_response(joined);
            assert_eq!(desk.deliver(joined, &response).status, 302);
            fault(desk, "response-replayed");
        }),
        (
            "A SAML assert with the same ID has already been processed by Okta for a previous request",
            "",
        ),
        "saml.assertion_received_same_assertion_id",
    ),
    row(
        "a name that the template cannot make",
        Sent(|desk, joined| {
            set(
                desk,
                joined,
                "/policy/subject/userNameTemplate/template",
                &json!("idpuser.upn"),
            );
        }),
        ("Unable to transform upn to username", ""),
        "username_transform_failed",
    ),
    row(
        "a name that the filter keeps out",
        Sent(|desk, joined| {
            set(
                desk,
                joined,
                "/policy/subject/filter",
                &json!("\\S+@elsewhere\\.example"),
            );
        }),
        (
            NOT_MATCHED,
            "The transformed username 'mira.chen@acme.example' was rejected by the username filter",
        ),
        "username_filtered",
    ),
    row(
        "a name of which the filter fits a part",
        Sent(|desk, joined| set(desk, joined, "/policy/subject/filter", &json!("mira"))),
        (
            NOT_MATCHED,
            "The transformed username 'mira.chen@acme.example' was rejected by the username filter",
        ),
        "username_filtered",
    ),
    row(
        "somebody unknown whom the provider may not create",
        Sent(|desk, joined| set(desk, joined, "/policy/provisioning/action", &json!("DISABLED"))),
        ("User Not Found", ""),
        "no_matching_users",
    ),
    row(
        "somebody unknown where the org creates nobody",
        Sent(|desk, _| desk.world.set_jit(Side::Target, false)),
        ("User Not Found", ""),
        "no_matching_users",
    ),
    row(
        "a name that two people have",
        Sent(twins),
        ("Unable to match the transformed username", ""),
        "multiple_matching_users",
    ),
    row(
        "somebody known where linking is off",
        Sent(|desk, joined| {
            there(desk, MIRA);
            set(desk, joined, "/policy/accountLink/action", &json!("DISABLED"));
        }),
        (NOT_MATCHED, "User linking was disabled."),
        "link_denied",
    ),
    row(
        "somebody known who is excluded by name",
        Sent(|desk, joined| {
            let user = there(desk, MIRA);
            let filter = json!({ "users": { "exclude": [user] } });
            set(desk, joined, "/policy/accountLink/filter", &filter);
        }),
        (
            NOT_MATCHED,
            "User linking was denied because the user is not allowed by the account linking filters.",
        ),
        "link_denied",
    ),
    row(
        "somebody known who is not in the group that is let in",
        Sent(|desk, joined| {
            there(desk, MIRA);
            let staff = desk.group(Side::Target, "Staff");
            let filter = json!({ "groups": { "include": [staff] } });
            set(desk, joined, "/policy/accountLink/filter", &filter);
        }),
        (
            NOT_MATCHED,
            "User linking was denied because the user is not in any of the specified groups.",
        ),
        "link_denied",
    ),
    row(
        "an administrator of the target org",
        Sent(|desk, joined| {
            set(desk, joined, "/policy/subject/filter", &Value::Null);
            let name = format!("'{ADMIN}'");
            set(
                desk,
                joined,
                "/policy/subject/userNameTemplate/template",
                &json!(name),
            );
        }),
        (
            NOT_MATCHED,
            "User linking was denied because the user is not allowed by the account linking filters.",
        ),
        "link_denied",
    ),
    row(
        "somebody who is suspended",
        Sent(|desk, _| {
            desk.world.sign_in(MIRA, None);
            desk.act(Side::Target, &format!("/api/v1/users/{MIRA}/lifecycle/suspend"));
        }),
        ("Unable to validate user due to invalid status", ""),
        "invalid_user_status",
    ),
    row(
        "somebody who was deactivated",
        Sent(|desk, _| {
            desk.world.sign_in(MIRA, None);
            desk.act(
                Side::Target,
                &format!("/api/v1/users/{MIRA}/lifecycle/deactivate"),
            );
        }),
        ("Unable to validate user due to invalid status", ""),
        "invalid_user_status",
    ),
    row(
        "somebody without a last name whom the org would have to create",
        Sent(|desk, _| {
            let found = desk.get(Side::Target, "/api/v1/mappings");
            let mut mappings = found.as_array().unwrap().iter();
            let own = mappings
                .find(|mapping| text(mapping, "/source/name") == "saml_idp")
                .unwrap();
            let path = format!("/api/v1/mappings/{}", text(own, "/id"));
            desk.post(
                Side::Target,
                &path,
                &json!({ "properties": { "lastName": null } }),
            );
        }),
        ("Unable to JIT user from the Identity Provider", ""),
        "login_failed",
    ),
];

const SIGNATURE: &str =
    "The digital signature in the SAML response did not validate with the Identity Provider's certificate";

#[test]
fn every_refusal_has_the_same_page_and_its_own_reason_message_and_legacy_type() {
    for Row {
        what,
        arrival,
        reason,
        message,
        legacy,
    } in ROWS
    {
        let mut desk = Desk::new();
        let joined = desk.join();
        let since = refusals(&mut desk).len();
        let page = arrive(&mut desk, &joined, arrival);
        let html = page.text_body();
        assert_eq!(page.status, 400, "{what}");
        for words in ["<h1>400 Bad Request</h1>", "<dd>GENERAL_NONSUCCESS</dd>"] {
            assert!(html.contains(words), "{what}: {html}");
        }
        assert!(
            page.header_value("set-cookie").is_none(),
            "{what} opens a session"
        );
        let events = refusals(&mut desk);
        assert_eq!(events.len(), since + 1, "{what}");
        let event = events.last().unwrap();
        assert_eq!(text(event, "/outcome/reason"), *reason, "{what}");
        let told = text(event, "/debugContext/debugData/ErrorMessage");
        assert!(
            told.starts_with(message) && told.is_empty() == message.is_empty(),
            "{what}: {told}"
        );
        let end = format!("core.user_auth.idp.{legacy}");
        assert_eq!(text(event, "/legacyEventType"), end, "{what}");
        assert_eq!(text(event, "/severity"), "WARN", "{what}");
        let request = text(event, "/debugContext/debugData/requestId");
        assert!(
            html.contains(&request),
            "{what}: the page names the request that the log tells of"
        );
        for hint in [*reason, *message] {
            let silent = hint.is_empty() || *reason == "GENERAL_NONSUCCESS" || !html.contains(hint);
            assert!(silent, "{what}: the page tells more than Okta's");
        }
    }
}

#[test]
fn a_refused_response_changes_nothing_but_the_log() {
    for Row { what, arrival, .. } in ROWS {
        // A change of the orgs is part of what is played; only what arrives afterwards may change nothing.
        let Changed(_) = arrival else { continue };
        let mut desk = Desk::new();
        let joined = desk.join();
        let before = desk.world.state(Side::Target);
        arrive(&mut desk, &joined, arrival);
        assert_eq!(desk.world.state(Side::Target), before, "{what}");
    }
}

#[test]
fn what_is_known_of_a_refused_sign_in_stands_in_its_event() {
    let mut desk = Desk::new();
    let joined = desk.join();
    set(
        &mut desk,
        &joined,
        "/protocol/credentials/trust/audience",
        &json!("urn:other"),
    );
    arrive(&mut desk, &joined, &Sent(|_, _| {}));
    let event = refusals(&mut desk).pop().unwrap();
    let (issuer, ..) = desk.metadata(&joined.app);
    assert_eq!(text(&event, "/target/0/id"), joined.idp);
    assert_eq!(text(&event, "/authenticationContext/issuer/id"), issuer);
    assert_eq!(text(&event, "/actor/type"), "SystemPrincipal");
    assert_eq!(
        event["target"].as_array().unwrap().len(),
        1,
        "nobody was matched yet"
    );
    let nothing = arrive(&mut desk, &joined, &Instead(|_| String::new()));
    assert_eq!(nothing.status, 400);
    let event = refusals(&mut desk).pop().unwrap();
    assert_eq!(text(&event, "/target/0/id"), "unknown");
    assert_eq!(event["authenticationContext"]["issuer"]["id"], Value::Null);
}

#[test]
fn skew_is_granted_up_to_what_the_provider_says_and_two_minutes_where_it_says_nothing() {
    // A response is valid from five minutes before to five minutes after it was made.
    let window = 5 * 60;
    for (skew, granted) in [(0, 120), (1000, 1), (60_000, 60), (600_000, 600)] {
        for (offset, taken) in [
            (window + granted - 1, true),
            (window + granted, false),
            (-(window + granted), true),
            (-(window + granted) - 1, false),
        ] {
            let mut desk = Desk::new();
            let joined = desk.join();
            set(&mut desk, &joined, "/policy/maxClockSkew", &json!(skew));
            desk.world.set_clock_offset(Side::Target, offset);
            let page = arrive(&mut desk, &joined, &Sent(|_, _| {}));
            assert_eq!(
                page.status == 302,
                taken,
                "{skew} ms, {offset} s: {}",
                page.status
            );
        }
    }
}

#[test]
fn at_the_shared_address_the_provider_is_found_by_issuer_and_audience() {
    for (pointer, value, status) in [
        ("", Value::Null, 302),
        (
            "/protocol/credentials/trust/issuer",
            json!("http://www.okta.com/exkOther"),
            400,
        ),
        ("/protocol/credentials/trust/audience", json!("urn:other"), 400),
    ] {
        let mut desk = Desk::new();
        let joined = desk.join();
        set(&mut desk, &joined, "/protocol/endpoints/acs/type", &json!("ORG"));
        let mut app = desk.get(Side::Source, &format!("/api/v1/apps/{}", joined.app));
        app["settings"]["app"]["acsUrl"] = json!("http://127.0.0.1:4102/sso/saml2");
        desk.put(Side::Source, &format!("/api/v1/apps/{}", joined.app), &app);
        if !pointer.is_empty() {
            set(&mut desk, &joined, pointer, &value);
        }
        let response = desk.saml_response(&joined);
        let form = Request::new(Method::Post, "/sso/saml2").form(&[("SAMLResponse", &response)]);
        let answer = desk.send(Side::Target, &form);
        assert_eq!(answer.status, status, "{pointer}");
        if status == 400 {
            let event = refusals(&mut desk).pop().unwrap();
            assert_eq!(text(&event, "/outcome/reason"), "Unable to resolve IdP endpoint");
        }
    }
}

/// Lets something arrive at the target org as a browser would send it.
fn arrive(desk: &mut Desk, joined: &Joined, arrival: &Arrival) -> Response {
    let message = match arrival {
        Sent(change) => {
            change(desk, joined);
            desk.saml_response(joined)
        }
        Changed(change) => encode(change(&desk.response_xml(joined)).as_bytes()),
        Instead(make) => make(&desk.saml_response(joined)),
    };
    desk.deliver(joined, &message)
}

/// Refused federated sign-ins, oldest first.
fn refusals(desk: &mut Desk) -> Vec<Value> {
    let filter =
        "eventType%20eq%20%22user.authentication.auth_via_IDP%22%20and%20outcome.result%20eq%20%22FAILURE%22";
    let found = desk.get(Side::Target, &format!("/api/v1/logs?filter={filter}"));
    found.as_array().unwrap().clone()
}

fn set(desk: &mut Desk, joined: &Joined, pointer: &str, value: &Value) {
    desk.change_idp(joined, pointer, value);
}

fn fault(desk: &mut Desk, name: &str) {
    desk.world
        .apply_fault(name)
        .unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
}

/// Sends the response elsewhere than its address says.
fn override_sign_on(desk: &mut Desk, joined: &Joined, field: &str) {
    let path = format!("/api/v1/apps/{}", joined.app);
    let mut app = desk.get(Side::Source, &path);
    app["settings"]["signOn"][field] = json!("http://127.0.0.1:4102/sso/saml2/0oaOther");
    desk.put(Side::Source, &path, &app);
}

/// The source org signs with a new key that nobody carried over.
fn rotated(desk: &mut Desk, joined: &Joined) {
    let path = format!("/api/v1/apps/{}", joined.app);
    let key = desk.act(
        Side::Source,
        &format!("{path}/credentials/keys/generate?validityYears=2"),
    );
    let mut app = desk.get(Side::Source, &path);
    app["credentials"]["signing"]["kid"] = key["kid"].clone();
    desk.put(Side::Source, &path, &app);
}

/// Somebody of that login in the target org, not linked yet.
fn there(desk: &mut Desk, login: &str) -> String {
    let body = json!({ "profile": { "firstName": "M", "lastName": "C", "email": login, "login": login },
        "credentials": { "provider": { "type": "FEDERATION", "name": "FEDERATION" } } });
    text(&desk.post(Side::Target, "/api/v1/users", &body), "/id")
}

/// Two people of the target org with the e-mail address by which is matched.
fn twins(desk: &mut Desk, joined: &Joined) {
    for login in ["one@northwind.example", "two@northwind.example"] {
        let body = json!({ "profile": { "firstName": "M", "lastName": "C", "email": MIRA, "login": login } });
        desk.post(Side::Target, "/api/v1/users", &body);
    }
    set(desk, joined, "/policy/subject/matchType", &json!("EMAIL"));
}

fn without_head(xml: &str) -> &str {
    xml.split_once("?>").map_or(xml, |(_, rest)| rest)
}

fn without_signatures(xml: &str) -> String {
    let mut xml = xml.to_owned();
    while let Some((head, rest)) = xml.clone().split_once("<ds:Signature ") {
        xml = format!("{head}{}", rest.split_once("</ds:Signature>").unwrap().1);
    }
    xml
}

/// Every signature value with its first letters changed.
fn other_signatures(xml: &str) -> String {
    let mut parts = xml.split("<ds:SignatureValue>");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |xml, part| {
        let changed = part.trim_start().get(4..).unwrap();
        format!("{xml}<ds:SignatureValue>AAAA{changed}")
    })
}
