//! Whatever comes in, something sensible goes out, and secrets stay in.

use crate::desk::{Desk, refusal, text};
use org2org_setup::practice::{Method, Request, Response, Side};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

#[test]
fn no_request_is_too_strange_to_be_answered() {
    let config = Config {
        cases: 400,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let desk = std::cell::RefCell::new(Desk::new());
    desk.borrow_mut().join();
    let run = runner.run(
        &(method(), path(), query(), body(), any::<bool>()),
        |(method, path, query, body, signed)| {
            let mut desk = desk.borrow_mut();
            let mut request = Request::new(method, &format!("{path}?{query}"));
            if signed {
                request = request.token(&desk.token(Side::Target));
            }
            request.body = body;
            let response = desk.send(Side::Target, &request);
            let status = response.status;
            prop_assert!((200..600).contains(&status) && status != 500, "{status}");
            if status >= 400 && is_api(&path) {
                prop_assert!(is_okta_error(&response), "{status} {}", response.text_body());
            }
            Ok(())
        },
    );
    run.unwrap();
}

#[test]
fn no_body_is_too_strange_for_any_route_that_takes_one() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let user = desk.user(Side::Target, "elif.kaya@northwind.example");
    let group = desk.group(Side::Target, "Staff");
    let policies = desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY");
    let policy = text(&policies, "/0/id");
    let paths = [
        "/api/v1/apps".to_owned(),
        format!("/api/v1/apps/{}", joined.wiki),
        format!("/api/v1/apps/{}/users", joined.wiki),
        format!("/api/v1/apps/{}/groups/{group}", joined.wiki),
        format!("/api/v1/apps/{}/connections/default", joined.wiki),
        format!("/api/v1/apps/{}/features/USER_PROVISIONING", joined.wiki),
        "/api/v1/users".to_owned(),
        format!("/api/v1/users/{user}"),
        "/api/v1/groups".to_owned(),
        format!("/api/v1/groups/{group}"),
        "/api/v1/idps".to_owned(),
        format!("/api/v1/idps/{}", joined.idp),
        "/api/v1/idps/credentials/keys".to_owned(),
        format!("/api/v1/policies/{policy}/rules"),
        format!("/api/v1/policies/{policy}/rules/{}", joined.rule),
        format!("/sso/saml2/{}", joined.idp),
    ];
    let desk = std::cell::RefCell::new(desk);
    let ways = (
        prop::sample::select(paths.to_vec()),
        prop::sample::select(vec![Method::Post, Method::Put]),
        body(),
    );
    let config = Config {
        cases: 1500,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let run = runner.run(&ways, |(path, method, body)| {
        let mut desk = desk.borrow_mut();
        let mut request = Request::new(method, &path).token(&desk.token(Side::Target));
        request.body = body;
        let response = desk.send(Side::Target, &request);
        prop_assert!((200..600).contains(&response.status) && response.status != 500);
        if response.status >= 400 && is_api(&path) {
            prop_assert!(
                is_okta_error(&response),
                "{} {}",
                response.status,
                response.text_body()
            );
        }
        Ok(())
    });
    run.unwrap();
}

#[test]
fn bodies_that_are_no_json_or_the_wrong_kind_of_json_are_refused_by_name() {
    let mut desk = Desk::new();
    let cases = [
        ("{", "E0000003"),
        ("", "E0000003"),
        ("[]", "E0000003"),
        ("null", "E0000003"),
        ("\"text\"", "E0000003"),
        ("{\"profile\": 1}", "E0000003"),
        ("{\"profile\": {}}", "E0000001"),
        ("\u{feff}{}", "E0000003"),
    ];
    for (body, code) in cases {
        let mut request = Request::new(Method::Post, "/api/v1/users").token(&desk.token(Side::Target));
        request.body = body.as_bytes().to_vec();
        let response = desk.send(Side::Target, &request);
        assert!(is_okta_error(&response));
        assert_eq!(refusal(&response), (400, code.to_owned()), "{body}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut request = Request::new(Method::Post, "/api/v1/users").token(&desk.token(Side::Target));
    request.body = deep.into_bytes();
    assert_eq!(
        refusal(&desk.send(Side::Target, &request)),
        (400, "E0000003".to_owned())
    );
}

/// Whether an answer has the shape of Okta's errors: all five members and nothing else.
fn is_okta_error(response: &Response) -> bool {
    let body = response.json_body();
    let Some(members) = body.as_object() else {
        return false;
    };
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    let code = text(&body, "/errorCode");
    let digits = code.strip_prefix('E').unwrap_or_default();
    names == ["errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"]
        && digits.len() == 7
        && digits.chars().all(|digit| digit.is_ascii_digit())
        && text(&body, "/errorLink") == code
        && text(&body, "/errorId").starts_with("oae")
        && !text(&body, "/errorSummary").is_empty()
        && body["errorCauses"]
            .as_array()
            .is_some_and(|causes| causes.iter().all(|cause| cause["errorSummary"].is_string()))
        && response.header_value("content-type") == Some("application/json")
}

fn is_api(path: &str) -> bool {
    let first = path.split('/').find(|part| !part.is_empty());
    first.is_some_and(|first| ["api", "oauth2", ".well-known"].contains(&first))
}

#[test]
fn no_answer_log_or_state_shows_a_token_or_a_password() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let token = desk.token(Side::Target);
    let body = json!({ "profile": { "authScheme": "TOKEN", "token": token } });
    let path = format!("/api/v1/apps/{}/connections/default?activate=true", joined.app);
    let mut shown = desk.post(Side::Source, &path, &body).to_string();
    let stages = desk.world.sign_in("mira.chen@acme.example", Some("Wiki"));
    for stage in stages {
        shown.push_str(&stage.detail);
    }
    let mut secrets = Vec::new();
    for side in [Side::Source, Side::Target] {
        shown.push_str(&desk.world.state(side).to_string());
        for path in ["logs?limit=1000", "users", "api-tokens", "apps", "idps"] {
            shown.push_str(&desk.get(side, &format!("/api/v1/{path}")).to_string());
        }
        let card = desk.world.card(side);
        secrets.push(card.api_token.clone());
        secrets.extend(
            card.users
                .iter()
                .chain([&card.admin])
                .map(|person| person.password.clone()),
        );
    }
    for secret in secrets {
        assert!(!secret.is_empty() && !shown.contains(&secret));
    }
}

fn method() -> impl Strategy<Value = Method> {
    prop::sample::select(vec![
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
        Method::Other,
    ])
}

/// Paths that look like ours, with anything in their gaps.
fn path() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            "api",
            "v1",
            "apps",
            "users",
            "groups",
            "idps",
            "policies",
            "rules",
            "credentials",
            "keys",
            "logs",
            "me",
            "connections",
            "default",
            "features",
            "lifecycle",
            "activate",
            "deactivate",
            "sso",
            "saml",
            "saml2",
            "login",
            "home",
            "app",
            "UserHome",
            "metadata",
            "roles",
            "open",
            "api-tokens",
            "current",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z0-9%+&@.]{0,12}",
    ];
    let anything = prop::collection::vec(part, 0..7).prop_map(|parts| format!("/{}", parts.join("/")));
    let known = prop::sample::select(vec![
        "/api/v1/apps",
        "/api/v1/users",
        "/api/v1/groups",
        "/api/v1/idps",
        "/api/v1/idps/credentials/keys",
        "/api/v1/logs",
        "/api/v1/policies",
        "/login",
        "/sso/saml2",
        "/api/v1/users/me",
    ]);
    prop_oneof![anything, known.prop_map(str::to_owned)]
}

fn query() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "(limit|after|filter|search|q|type|since|until|sortOrder|fromURI|SAMLRequest|RelayState)=[ -~]{0,30}",
    ]
}

/// JSON with the fields we look at and anything in them, forms, or noise.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[ -~]{0,20}".prop_map(Value::from),
    ];
    let names = prop::sample::select(vec![
        "name",
        "label",
        "type",
        "profile",
        "settings",
        "app",
        "protocol",
        "policy",
        "credentials",
        "x5c",
        "actions",
        "conditions",
        "endpoints",
        "trust",
        "groupIds",
        "id",
        "signOnMode",
        "userNameTemplate",
        "template",
    ]);
    let tree = leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(names.clone(), inner, 0..6).prop_map(|fields| {
                Value::Object(
                    fields
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    });
    prop_oneof![
        tree.prop_map(|tree| tree.to_string().into_bytes()),
        "(username|password|SAMLResponse|SAMLRequest)=[ -~]{0,40}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..64),
    ]
}
