//! The client: whatever an org answers, and however the network fails, no error and no trace shows the token.

use crate::search::{Shown, Traces, token};
use org2org_setup::{
    clock::{Boxed, ManualClock},
    okta::{
        ApiToken, Call, Client, Error, OrgUrl,
        transport::{Failure, Headers, HttpRequest, HttpResponse, Method, Transport, TransportError},
    },
    secret::Secret,
};
use proptest::prelude::*;
use serde_json::json;
use std::sync::{Arc, Mutex};

const FAILURES: [Failure; 10] = [
    Failure::Name,
    Failure::Connect,
    Failure::UnknownIssuer,
    Failure::Tls,
    Failure::NoRoots,
    Failure::Proxy,
    Failure::Timeout,
    Failure::Redirect,
    Failure::TooLarge,
    Failure::Interrupted,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_failure_of_the_network_shows_the_token(token in token()) {
        for failure in FAILURES {
            assert_silent(&token, Err(TransportError::new(failure, "acme.example", "a detail")));
        }
    }

    #[test]
    fn no_refusal_shows_the_token_not_even_one_that_repeats_it(token in token(), status in refusals()) {
        let said = format!("Invalid token provided: SSWS {token} (again {token})");
        let management = json!({"errorCode": "E0000011", "errorSummary": said, "errorCauses": [{"errorSummary": said}], "errorId": "oae1"});
        let oauth = json!({"error": "invalid_token", "error_description": said});
        for (media_type, body) in [
            ("application/json", management.to_string()),
            ("application/json", oauth.to_string()),
            ("application/json", "{".to_owned()),
            ("text/html", format!("<html>{said}</html>")),
        ] {
            assert_silent(&token, Ok(answer(status, media_type, &body)));
        }
    }

    #[test]
    fn no_answer_that_cannot_be_read_shows_the_token(token in token()) {
        for (media_type, body) in [
            ("application/json", format!("\"{token}\"")),
            ("application/json", format!("{{\"{token}\":")),
            ("application/json", format!("[{{\"id\": {{\"{token}\": 1}}}}]")),
            ("text/html", format!("<html>{token}</html>")),
        ] {
            assert_silent(&token, Ok(answer(200, media_type, &body)));
        }
    }
}

#[test]
fn holders_of_a_token_say_nothing_about_it() {
    let token = "00QCjAl4MlV-WPXM_ABCDEFGHIJKLMNOPQRSTUVWXY";
    let client = client(
        token,
        Err(TransportError::new(Failure::Connect, "acme.example", "")),
        &Seen::default(),
    );
    let mut shown = Shown::default();
    shown.debug("a secret", &Secret::new(token));
    shown.debug("a token", &ApiToken::parse(token).unwrap());
    shown.debug("a client", &client);
    shown.debug("a reader", &client.reader());
    shown.debug("a writer", &client.writer());
    shown.assert_silent(&[token]);
}

#[test]
fn a_token_that_is_none_is_refused_without_being_repeated() {
    let mut shown = Shown::default();
    let token = "00QCjAl4MlV-WPXM_ABCDEFGHIJKLMNOPQRSTUVWXY";
    for text in [
        format!("{token} x"),
        format!("{token}…"),
        format!("eyJ{token}.x.y"),
    ] {
        shown.error("a refused token", &ApiToken::parse(&text).unwrap_err());
    }
    shown.assert_silent(&[token]);
}

fn refusals() -> impl Strategy<Value = u16> {
    proptest::sample::select(vec![400, 401, 403, 404, 409, 429, 500, 503])
}

fn answer(status: u16, media_type: &str, body: &str) -> HttpResponse {
    let headers = Headers::from_pairs([("content-type", media_type), ("x-okta-request-id", "r1")]);
    HttpResponse {
        status,
        headers,
        body: body.as_bytes().to_vec(),
    }
}

/// Reads, lists and writes; everything that comes of it stays silent.
fn assert_silent(token: &str, answer: Result<HttpResponse, TransportError>) {
    let (traces, seen) = (Traces::default(), Seen::default());
    let mut shown = Shown::default();
    {
        let _guard = traces.catch();
        let client = client(token, answer, &seen);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for error in runtime.block_on(errors(&client)) {
            shown.error("an error", &error);
        }
    }
    for request in seen.0.lock().unwrap().iter() {
        shown.debug("a request", request);
    }
    shown.text("what was traced", traces.text());
    shown.assert_silent(&[token]);
}

async fn errors(client: &Client) -> Vec<Error> {
    let write = Call::new(
        Method::Post,
        "/api/v1/groups",
        Some(json!({"profile": {"name": "x"}})),
    );
    let me = client.reader().me().await.err();
    let list = client.reader().apps().await.err();
    let xml = client
        .reader()
        .get_xml("/api/v1/apps/0oa1/sso/saml/metadata")
        .await
        .err();
    let written = client.writer().send(&write).await.err();
    [me, list, xml, written].into_iter().flatten().collect()
}

/// The requests that were sent.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<HttpRequest>>>);

fn client(token: &str, answer: Result<HttpResponse, TransportError>, seen: &Seen) -> Client {
    let transport = Arc::new(Canned {
        answer,
        seen: seen.clone(),
    });
    let url = OrgUrl::parse("https://acme.example").unwrap();
    Client::new(
        url,
        Some(ApiToken::parse(token).unwrap()),
        transport,
        Arc::new(ManualClock::at("2026-11-23T10:00:00Z".parse().unwrap())),
    )
}

/// Gives the same answer to everything.
struct Canned {
    answer: Result<HttpResponse, TransportError>,
    seen: Seen,
}

impl Transport for Canned {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        let bearer = request
            .authorization
            .as_ref()
            .map(|header| header.reveal().to_owned());
        assert!(
            bearer.is_some_and(|header| header.starts_with("SSWS 00")),
            "the token was not sent at all"
        );
        self.seen.0.lock().unwrap().push(request);
        Box::pin(std::future::ready(self.answer.clone()))
    }
}
