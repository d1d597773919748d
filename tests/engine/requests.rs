//! The one request loop: what is sent again and what never is, how long it waits and by whose clock, how lists go on,
//! and what becomes of answers that are no answers.

use org2org_setup::{
    advice::Advise as _,
    clock::{Boxed, Clock, ManualClock},
    okta::{
        ApiToken, Call, Client, Error, ErrorKind, OrgUrl, Problem,
        transport::{Failure, Headers, HttpRequest, HttpResponse, Method, Transport, TransportError},
    },
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

const TOKEN: &str = "00marked-token-that-is-long-enough-to-be-one";
const NOW: &str = "2026-11-23T10:00:00Z";
const METHODS: [Method; 5] = [
    Method::Get,
    Method::Post,
    Method::Put,
    Method::Patch,
    Method::Delete,
];
/// So often a call is sent at most.
const MOST: usize = 5;

/// A refusal that may pass, and by which methods it is waited out.
type Row = (&'static str, fn() -> Answer, &'static [Method]);

const ALL: &[Method] = &METHODS;
const READS: &[Method] = &[Method::Get];
const NONE: &[Method] = &[];

const RETRIES: &[Row] = &[
    ("too many calls", || okta(429, "E0000047"), ALL),
    ("rules are being ordered", || okta(423, "E0000239"), ALL),
    ("somebody is being activated", || okta(409, "E0000112"), ALL),
    ("a rule is being set up", || okta(409, "E0000249"), ALL),
    ("a user of that name is there", || okta(409, "E0000062"), NONE),
    ("a certificate is there already", || okta(409, "E0000096"), NONE),
    ("an internal error", || okta(500, "E0000009"), READS),
    ("a bad gateway", || okta(502, "E0000009"), READS),
    ("an overloaded org", || okta(503, "E0000009"), READS),
    ("a gateway that waited too long", || okta(504, "E0000009"), READS),
    ("maintenance", || okta(503, "E0000010"), NONE),
    ("a method that is not there", || okta(501, "E0000009"), NONE),
    ("an invalid body", || okta(400, "E0000001"), NONE),
    ("a dead token", || okta(401, "E0000011"), NONE),
    ("a feature that is off", || okta(401, "E0000015"), NONE),
    ("a role that is too small", || okta(403, "E0000006"), NONE),
    ("an object that is gone", || okta(404, "E0000007"), NONE),
    ("a proxy's own page for a bad gateway", || page(502), READS),
    ("a proxy's own page for a refusal", || page(403), NONE),
    ("no answer in time", || lost(Failure::Timeout), READS),
    (
        "a connection that broke off",
        || lost(Failure::Interrupted),
        READS,
    ),
    ("nobody at the address", || lost(Failure::Connect), NONE),
    ("no such name", || lost(Failure::Name), NONE),
    ("an unknown issuer", || lost(Failure::UnknownIssuer), NONE),
    ("no secure connection", || lost(Failure::Tls), NONE),
    ("a proxy that refuses", || lost(Failure::Proxy), NONE),
    ("a redirect", || lost(Failure::Redirect), NONE),
    ("an answer that is too large", || lost(Failure::TooLarge), NONE),
];

#[tokio::test]
async fn only_what_was_surely_not_carried_out_is_sent_again() {
    for (what, answer, repeated) in RETRIES {
        for method in METHODS {
            let desk = Desk::with([answer(), fine("{}")]);
            let result = desk.call(method).await;
            let again = repeated.contains(&method);
            assert_eq!(desk.sent().len(), if again { 2 } else { 1 }, "{what}, {method:?}");
            assert_eq!(result.is_ok(), again, "{what}, {method:?}");
        }
    }
}

#[tokio::test]
async fn nobody_is_asked_more_than_five_times_and_the_error_says_how_often() {
    for (what, answer, repeated) in RETRIES.iter().filter(|(_, _, repeated)| !repeated.is_empty()) {
        let desk = Desk::with((0..20).map(|_| answer()));
        let error = desk.call(repeated[0]).await.unwrap_err();
        assert_eq!((desk.sent().len(), error.call.attempts), (MOST, 5), "{what}");
        assert_eq!(
            error.call.elapsed,
            desk.waited().iter().sum::<Duration>(),
            "{what}"
        );
        assert_eq!(desk.client.requests(), 5, "{what}");
    }
}

/// Headers of a refusal for too many calls, and how long is waited, in seconds.
const WAITS: &[(&[(&str, &str)], u64)] = &[
    (&[], 1),
    (&[("retry-after", "7")], 7),
    (&[("retry-after", "86400")], 70),
    (&[("retry-after", "soon")], 1),
    // By the org's own clock, which is ten minutes ahead of this computer's.
    (
        &[
            ("date", "Mon, 23 Nov 2026 10:10:00 GMT"),
            ("x-rate-limit-reset", "1795428630"),
        ],
        31,
    ),
    (
        &[
            ("date", "Mon, 23 Nov 2026 10:10:00 GMT"),
            ("x-rate-limit-reset", "1795428600"),
        ],
        1,
    ),
    (&[("x-rate-limit-reset", "1795428000")], 1),
    (&[("x-rate-limit-reset", "-9223372036854775808")], 1),
    (&[("x-rate-limit-reset", "9223372036854775807")], 70),
    (&[("x-rate-limit-reset", "tomorrow")], 1),
    (&[("retry-after", "3"), ("x-rate-limit-reset", "9999999999")], 3),
];

#[tokio::test]
async fn how_long_a_limit_is_waited_out_is_read_from_the_answer() {
    for (headers, seconds) in WAITS {
        let mut refusal = okta(429, "E0000047");
        refusal.as_mut().unwrap().headers = Headers::from_pairs(headers.iter().copied());
        let desk = Desk::with([refusal, fine("{}")]);
        desk.call(Method::Post).await.unwrap();
        assert_eq!(desk.waited(), [Duration::from_secs(*seconds)], "{headers:?}");
    }
}

#[tokio::test]
async fn passing_faults_are_waited_out_longer_each_time() {
    let desk = Desk::with((0..4).map(|_| okta(500, "E0000009")).chain([fine("{}")]));
    desk.call(Method::Get).await.unwrap();
    assert_eq!(desk.waited(), [500, 1000, 2000, 4000].map(Duration::from_millis));
}

#[tokio::test]
async fn whoever_waits_is_told_why() {
    for (answer, why) in [
        (okta(429, "E0000047"), "Okta's limit of calls a minute is reached"),
        (okta(423, "E0000239"), "Okta is still ordering its rules"),
        (okta(409, "E0000112"), "Okta is still setting this up"),
        (okta(500, "E0000009"), "Okta had an internal error"),
        (lost(Failure::Interrupted), "The connection broke off"),
    ] {
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let ear = Arc::clone(&told);
        let mut desk = Desk::with([answer, fine("{}")]);
        desk.client = desk.client.on_wait(Arc::new(move |_, why: &str| {
            ear.lock().unwrap().push(why.to_owned());
        }));
        desk.call(Method::Get).await.unwrap();
        assert_eq!(*told.lock().unwrap(), [why]);
    }
}

#[tokio::test]
async fn the_orgs_clock_is_known_from_its_last_answer() {
    let dated = |date: &str| with_headers(fine("{}"), &[("date", date)]);
    let desk = Desk::with([
        fine("{}"),
        dated("Mon, 23 Nov 2026 09:50:00 GMT"),
        dated("Mon, 23 Nov 2026 10:00:45 GMT"),
        dated("half past ten"),
    ]);
    let mut offsets = Vec::new();
    for _ in 0..4 {
        desk.call(Method::Get).await.unwrap();
        offsets.push(desk.client.reader().clock_offset());
    }
    assert_eq!(offsets, [None, Some(-600), Some(45), Some(45)]);
}

#[tokio::test]
async fn the_token_goes_with_every_call_but_those_that_need_none() {
    let desk = Desk::with((0..4).map(|_| fine("{}")));
    let reader = desk.client.reader();
    reader.get("/api/v1/org").await.unwrap();
    reader
        .get_xml("/api/v1/apps/0oa1/sso/saml/metadata")
        .await
        .unwrap();
    desk.call(Method::Post).await.unwrap();
    reader.get_public("/.well-known/okta-organization").await.unwrap();
    let sent = desk.sent();
    let shown: Vec<(bool, &str)> = sent
        .iter()
        .map(|request| {
            let token = request
                .authorization
                .as_ref()
                .map(org2org_setup::okta::transport::Authorization::reveal);
            assert!(token.is_none_or(|token| token == format!("SSWS {TOKEN}")));
            (token.is_some(), request.accept)
        })
        .collect();
    let json = "application/json";
    assert_eq!(
        shown,
        [
            (true, json),
            (true, "application/xml"),
            (true, json),
            (false, json)
        ]
    );
    assert!(!format!("{sent:?}").contains(TOKEN));
}

#[tokio::test]
async fn a_token_that_an_org_repeats_comes_no_further() {
    let body = format!(
        r#"{{"errorCode":"E0000001","errorSummary":"bad {TOKEN}","errorCauses":[{{"errorSummary":"{TOKEN}"}}]}}"#
    );
    let desk = Desk::with([
        answer(400, "application/json", &body),
        fine(&format!(r#"{{"x":"{TOKEN}"}}"#)),
    ]);
    let error = desk.call(Method::Post).await.unwrap_err();
    assert!(!format!("{error:?} {error} {:?}", error.advice()).contains(TOKEN));
    let read = desk.client.reader().get("/api/v1/org").await.unwrap();
    assert_eq!(read, serde_json::json!({ "x": "…" }));
}

#[tokio::test]
async fn a_list_goes_on_at_whatever_address_of_the_org_the_answer_names() {
    for next in [
        "https://acme.okta.com/api/v1/apps?after=b%2Bc%3D,d&limit=1",
        "https://ACME.OKTA.COM:443/api/v1/apps?after=b%2Bc%3D,d&limit=1",
    ] {
        let desk = Desk::with([
            with_headers(
                fine("[1]"),
                &[(
                    "link",
                    &format!("<https://acme.okta.com/self>; rel=\"self\", <{next}>; rel=\"next\""),
                )],
            ),
            with_headers(
                fine("[2]"),
                &[("link", "<https://acme.okta.com/self>; rel=\"self\"")],
            ),
        ]);
        let items = desk.client.reader().list("/api/v1/apps?limit=1").await.unwrap();
        assert_eq!(items, [1, 2]);
        let urls: Vec<String> = desk.sent().into_iter().map(|request| request.url).collect();
        assert_eq!(
            urls,
            [
                "https://acme.okta.com/api/v1/apps?limit=1",
                "https://acme.okta.com/api/v1/apps?after=b%2Bc%3D,d&limit=1",
            ]
        );
    }
}

#[tokio::test]
async fn a_list_that_goes_on_at_another_address_is_read_no_further() {
    for foreign in [
        "https://evil.example/api/v1/apps?after=1",
        "http://acme.okta.com/api/v1/apps?after=1",
        "https://acme.okta.com.evil.example/api/v1/apps",
        "https://acme.okta.com@evil.example/api/v1/apps",
        "https://acme.okta.com:8443/api/v1/apps",
        "//evil.example/api/v1/apps",
    ] {
        let link = format!("<{foreign}>; rel=\"next\"");
        let desk = Desk::with([with_headers(fine("[1]"), &[("link", &link)]), fine("[2]")]);
        let error = desk.client.reader().list("/api/v1/apps").await.unwrap_err();
        assert!(
            matches!(&*error.kind, ErrorKind::ForeignPage(link) if link == foreign),
            "{error}"
        );
        assert_eq!(desk.sent().len(), 1, "{foreign}");
        assert!(error.advice().why.contains("The token must not go there"));
    }
}

#[tokio::test]
async fn a_list_without_end_is_cut_off() {
    let link = [(
        "link",
        "<https://acme.okta.com/api/v1/apps?after=1>; rel=\"next\"",
    )];
    let desk = Desk::with((0..600).map(|_| with_headers(fine("[1]"), &link)));
    let error = desk.client.reader().list("/api/v1/apps").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer could not be read: more than 500 pages"
    );
    assert_eq!(desk.sent().len(), 500);
}

#[tokio::test]
async fn an_answer_of_another_shape_is_told_from_one_that_is_not_oktas() {
    for (body, media_type, expected) in [
        (
            "{}",
            "application/json",
            "the answer could not be read: not a list",
        ),
        (
            "[1",
            "application/json",
            "the answer could not be read: EOF while parsing a list at line 1 column 2",
        ),
        (
            "<html>Hotel</html>",
            "text/html; charset=utf-8",
            "the answer did not come from Okta (status 200)",
        ),
        ("", "application/json", "the answer could not be read: not a list"),
    ] {
        let desk = Desk::with([answer(200, media_type, body)]);
        let error = desk.client.reader().list("/api/v1/apps").await.unwrap_err();
        assert_eq!(error.to_string(), expected, "{body:?}");
        assert!(!error.advice().headline.is_empty() && !error.advice().next.is_empty());
    }
}

#[tokio::test]
async fn an_error_names_its_call_without_identifiers_or_queries() {
    let refusal = with_headers(okta(403, "E0000006"), &[("x-okta-request-id", "aReqId")]);
    let desk = Desk::with([refusal]);
    let path = "/api/v1/users/mira%40acme.example?token=secret";
    let error = desk.client.reader().get(path).await.unwrap_err();
    let call = &error.call;
    assert_eq!(
        (
            call.method,
            call.path.as_str(),
            call.host.as_str(),
            call.request_id.as_deref()
        ),
        (
            Some(Method::Get),
            "/api/v1/users/{…}",
            "acme.okta.com",
            Some("aReqId")
        )
    );
    let kept = serde_json::to_string(&error).unwrap();
    assert!(!kept.contains("mira") && !kept.contains("secret"), "{kept}");
    let read: Error = serde_json::from_str(&kept).unwrap();
    assert_eq!(
        (read.to_string(), read.call),
        (error.to_string(), error.call.clone())
    );
}

#[tokio::test]
async fn what_is_not_there_is_none_and_what_may_not_be_seen_is_an_error() {
    let desk = Desk::with([okta(404, "E0000007"), okta(403, "E0000006"), page(404)]);
    let reader = desk.client.reader();
    assert_eq!(reader.find("/api/v1/apps/0oa1").await.unwrap(), None);
    assert!(reader.find("/api/v1/apps/0oa1").await.unwrap_err().is_forbidden());
    // A page that is not Okta's says nothing about an object.
    assert!(!reader.find("/api/v1/apps/0oa1").await.unwrap_err().is_not_found());
}

/// Whether a change may have been made although no success came back.
#[tokio::test]
async fn only_some_failures_leave_it_open_whether_a_change_was_made() {
    for (answer, open) in [
        (lost(Failure::Timeout), true),
        (lost(Failure::Interrupted), true),
        (lost(Failure::TooLarge), true),
        (lost(Failure::Connect), false),
        (lost(Failure::Name), false),
        (lost(Failure::Tls), false),
        (lost(Failure::UnknownIssuer), false),
        (lost(Failure::Proxy), false),
        (lost(Failure::Redirect), false),
        (okta(500, "E0000009"), true),
        (okta(503, "E0000010"), true),
        (page(502), true),
        (page(403), false),
        (okta(400, "E0000001"), false),
        (okta(409, "E0000096"), false),
    ] {
        let words = format!("{answer:?}");
        let error = Desk::with([answer]).call(Method::Put).await.unwrap_err();
        assert_eq!(error.is_in_doubt(), open, "{words}");
    }
}

/// Codes of refusals, and what an admin is told.
const ADVICE: &[(u16, &str, &str)] = &[
    (401, "E0000011", "acme.okta.com does not accept the API token"),
    (
        403,
        "E0000006",
        "The admin behind the token may not do this in acme.okta.com",
    ),
    (
        405,
        "E0000022",
        "The admin behind the token may not do this in acme.okta.com",
    ),
    (
        401,
        "E0000015",
        "acme.okta.com does not have the feature that this needs",
    ),
    (
        400,
        "E0000040",
        "There is an app of that name in acme.okta.com already",
    ),
    (429, "E0000047", "acme.okta.com received too many calls"),
    (503, "E0000010", "acme.okta.com is in maintenance"),
    (500, "E0000009", "acme.okta.com had an internal error"),
    (502, "E0000999", "acme.okta.com had an internal error"),
];

#[tokio::test]
async fn refusals_are_told_in_the_words_of_an_admin_with_a_next_step() {
    for (status, code, headline) in ADVICE {
        let desk = Desk::with((0..MOST).map(|_| okta(*status, code)));
        let error = desk.call(Method::Get).await.unwrap_err();
        let advice = error.advice();
        assert_eq!(advice.headline, *headline, "{code}");
        assert!(!advice.why.is_empty() && !advice.next.is_empty(), "{code}");
        assert_eq!(error.is_dead_token(), *code == "E0000011", "{code}");
    }
    let other = Desk::with([okta(400, "E0000001")])
        .call(Method::Post)
        .await
        .unwrap_err();
    assert_eq!(other.advice().headline, "acme.okta.com refused");
    assert!(other.advice().why.contains("E0000001"));
}

/// Bodies of refusals, and the sentence that is made of each.
const BODIES: &[(&str, Option<&str>)] = &[
    (
        r#"{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: 0oa1 (AppInstance)","errorLink":"E0000007","errorId":"oae1","errorCauses":[]}"#,
        Some("Not found: Resource not found: 0oa1 (AppInstance) (E0000007)"),
    ),
    (
        r#"{"errorCode":"E0000001","errorSummary":"Api validation failed: label","errorCauses":[{"errorSummary":"label: taken"},{"errorSummary":"name: long"}]}"#,
        Some("label: taken; name: long (E0000001)"),
    ),
    (
        r#"{"errorCode":"E0000023","errorSummary":"Operation failed because user profile is mastered under another system.","errorCauses":{"errorSummary":"elsewhere"}}"#,
        Some("Operation failed because user profile is mastered under another system: elsewhere (E0000023)"),
    ),
    (r#"{"errorCode":"E0000099"}"#, Some(" (E0000099)")),
    (
        r#"{"error":"invalid_client","error_description":"The kid is invalid."}"#,
        Some("The kid is invalid (invalid_client)"),
    ),
    (r#"{"error":"invalid_request"}"#, Some(" (invalid_request)")),
    (
        r#"{"status":404,"message":"Resource not found"}"#,
        Some("Resource not found (404)"),
    ),
    (r#"{"message":"Not found"}"#, None),
    (r#"{"errorCode":5}"#, None),
    ("[]", None),
    ("", None),
    ("null", None),
    ("<html></html>", None),
];

#[test]
fn a_refusal_of_oktas_is_a_problem_with_its_sentence_and_anything_else_is_none() {
    for (body, expected) in BODIES {
        let problem = Problem::parse(body.as_bytes());
        assert_eq!(
            problem.map(|problem| problem.to_string()).as_deref(),
            *expected,
            "{body}"
        );
    }
    assert_eq!(Problem::parse(&[0xff, 0xfe, 0x00]), None);
}

#[test]
fn the_key_of_a_known_certificate_is_read_from_its_sentence_alone() {
    let kid = |code: &str, summary: &str| {
        let body = serde_json::json!({ "errorCode": code, "errorSummary": summary, "errorCauses": [] });
        let problem = Problem::parse(body.to_string().as_bytes()).unwrap();
        problem.existing_kid().map(str::to_owned)
    };
    let known = "22f53eb4-89d7-40cc-8b91-4157cf9042b5";
    let sentence = format!("This certificate has already been uploaded with kid={known}.");
    assert_eq!(kid("E0000096", &sentence).as_deref(), Some(known));
    assert_eq!(kid("E0000001", &sentence), None);
    assert_eq!(
        kid("E0000096", "This certificate has already been uploaded."),
        None
    );
    assert_eq!(kid("E0000096", "uploaded with kid=."), None);
}

type Answer = Result<HttpResponse, TransportError>;

/// Gives the answers of a list, one for each request, and keeps the requests.
struct Script {
    answers: Mutex<std::vec::IntoIter<Answer>>,
    sent: Mutex<Vec<HttpRequest>>,
}

impl Transport for Script {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Answer> {
        self.sent.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().next().unwrap();
        Box::pin(std::future::ready(answer))
    }
}

/// A clock that notes how long it was waited on.
struct Waits {
    clock: ManualClock,
    waited: Mutex<Vec<Duration>>,
}

impl Clock for Waits {
    fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    fn wait(&self, time: Duration) -> Boxed<'_, ()> {
        self.waited.lock().unwrap().push(time);
        self.clock.wait(time)
    }
}

/// A client on a script.
struct Desk {
    client: Client,
    script: Arc<Script>,
    clock: Arc<Waits>,
}

impl Desk {
    fn with(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers: Vec<Answer> = answers.into_iter().collect();
        let script = Arc::new(Script {
            answers: Mutex::new(answers.into_iter()),
            sent: Mutex::default(),
        });
        let clock = Arc::new(Waits {
            clock: ManualClock::at(NOW.parse().unwrap()),
            waited: Mutex::default(),
        });
        let org = OrgUrl::parse("acme.okta.com").unwrap();
        let token = ApiToken::parse(TOKEN).unwrap();
        let client = Client::new(org, Some(token), script.clone(), clock.clone());
        Self {
            client,
            script,
            clock,
        }
    }

    async fn call(&self, method: Method) -> Result<(), Error> {
        if method == Method::Get {
            return self.client.reader().get("/api/v1/apps/0oa1").await.map(drop);
        }
        let call = Call::new(method, "/api/v1/apps/0oa1", Some(serde_json::json!({})));
        self.client.writer().send(&call).await.map(drop)
    }

    fn sent(&self) -> Vec<HttpRequest> {
        self.script.sent.lock().unwrap().clone()
    }

    fn waited(&self) -> Vec<Duration> {
        self.clock.waited.lock().unwrap().clone()
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "answers stand in one list with what breaks off"
)]
fn answer(status: u16, media_type: &str, body: &str) -> Answer {
    Ok(HttpResponse {
        status,
        headers: Headers::from_pairs([("content-type", media_type)]),
        body: body.as_bytes().to_vec(),
    })
}

fn fine(body: &str) -> Answer {
    answer(200, "application/json", body)
}

fn okta(status: u16, code: &str) -> Answer {
    let body = format!(r#"{{"errorCode":"{code}","errorSummary":"Refused.","errorCauses":[]}}"#);
    answer(status, "application/json", &body)
}

fn page(status: u16) -> Answer {
    answer(status, "text/html", "<html>A proxy</html>")
}

fn lost(failure: Failure) -> Answer {
    Err(TransportError::new(failure, "acme.okta.com", ""))
}

fn with_headers(answer: Answer, headers: &[(&str, &str)]) -> Answer {
    answer.map(|answer| HttpResponse {
        headers: Headers::from_pairs(headers.iter().copied()),
        ..answer
    })
}
