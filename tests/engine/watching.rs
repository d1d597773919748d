//! Reading both logs step by step: pages, overlaps, edges that are not in order, clocks that differ (okta-api §7.1).

use jiff::{SignedDuration, Timestamp};
use org2org_setup::{
    clock::{Boxed, ManualClock},
    federation::{
        Side,
        orgs::Readers,
        verify::watch::{Interest, Watch},
    },
    okta::{
        ApiToken, Client, OrgUrl,
        transport::{Headers, HttpRequest, HttpResponse, Transport, TransportError},
    },
};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

const MIRA: &str = "mira.chen@acme.example";

/// An org that answers with what was laid ready, and remembers what it was asked.
#[derive(Default)]
struct Log {
    answers: Mutex<VecDeque<(u16, Value, Option<&'static str>)>>,
    asked: Mutex<Vec<String>>,
    date: Mutex<Option<String>>,
}

impl Log {
    /// One more page, and where the next one is.
    fn page(&self, events: Value, next: Option<&'static str>) {
        self.answers.lock().unwrap().push_back((200, events, next));
    }

    fn refuse(&self) {
        let body = json!({ "errorCode": "E0000006", "errorSummary": "You do not have permission" });
        self.answers.lock().unwrap().push_back((403, body, None));
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Transport for Log {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        self.asked.lock().unwrap().push(request.url.clone());
        let laid = self.answers.lock().unwrap().pop_front();
        let (status, body, next) = laid.unwrap_or((200, json!([]), None));
        let origin = request.url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let link = next.map(|next| format!("<{origin}/api/v1/logs?after={next}>; rel=\"next\""));
        let date = self.date.lock().unwrap().clone();
        let pairs = [("link", link), ("date", date)];
        let pairs = pairs
            .iter()
            .filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        let answer = HttpResponse {
            status,
            headers: Headers::from_pairs(pairs),
            body: body.to_string().into_bytes(),
        };
        Box::pin(std::future::ready(Ok(answer)))
    }
}

struct Bench {
    source: Arc<Log>,
    target: Arc<Log>,
    readers: Readers,
    watch: Watch,
}

fn began() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

fn bench() -> Bench {
    let (source, target) = (Arc::new(Log::default()), Arc::new(Log::default()));
    let reader = |log: &Arc<Log>, name: &str| {
        let url = OrgUrl::parse(&format!("https://{name}.okta.com")).unwrap();
        let token = ApiToken::parse("00practice-token-of-a-made-up-org-000000000").ok();
        let transport = Arc::clone(log) as Arc<dyn Transport>;
        Client::new(url, token, transport, Arc::new(ManualClock::at(began()))).reader()
    };
    let interest = Interest {
        logins: vec![MIRA.to_owned()],
        objects: vec!["0oaidp".to_owned()],
    };
    Bench {
        readers: Readers {
            source: reader(&source, "acme"),
            target: reader(&target, "northwind"),
        },
        source,
        target,
        watch: Watch::since(began(), interest),
    }
}

fn event(uuid: &str, seconds: i64, login: &str) -> Value {
    let at = began() + SignedDuration::from_secs(seconds);
    json!({ "uuid": uuid, "published": at.to_string(), "eventType": "user.session.start",
        "outcome": { "result": "SUCCESS" }, "target": [{ "type": "User", "id": "00u1", "alternateId": login }] })
}

impl Bench {
    async fn look(&mut self) -> usize {
        self.watch.look(&self.readers).await.unwrap()
    }

    fn seen(&self) -> Vec<String> {
        let events = self.watch.events();
        events.target.iter().map(|event| event.uuid.clone()).collect()
    }
}

#[tokio::test]
async fn reading_begins_a_little_early_and_leaves_out_what_was_long_before() {
    let mut bench = bench();
    let events = json!([
        event("long before", -60, MIRA),
        event("just before", -4, MIRA),
        event("after", 3, MIRA)
    ]);
    bench.target.page(events, None);
    assert_eq!(bench.look().await, 2);
    assert_eq!(bench.seen(), ["just before", "after"]);
    let asked = bench.target.asked().remove(0);
    assert!(
        asked.contains("since=2026-11-23T09%3A58%3A00Z"),
        "two minutes of overlap: {asked}"
    );
    assert!(
        asked.contains("sortOrder=ASCENDING") && !asked.contains("until="),
        "{asked}"
    );
}

#[tokio::test]
async fn pages_that_overlap_and_looks_that_do_tell_each_event_once() {
    let mut bench = bench();
    let (one, two, three) = (event("1", 1, MIRA), event("2", 2, MIRA), event("3", 3, MIRA));
    bench.target.page(json!([one, two]), Some("b"));
    bench.target.page(json!([two, three]), Some("c"));
    bench.target.page(json!([]), Some("d"));
    assert_eq!(bench.look().await, 3);
    bench.target.page(json!([three, event("0", 0, MIRA)]), Some("e"));
    assert_eq!(bench.look().await, 1, "one came late, with an earlier time");
    assert_eq!(bench.seen(), ["1", "2", "3", "0"]);
}

#[tokio::test]
async fn an_empty_page_has_a_next_one_that_is_asked_for_at_the_next_look() {
    let mut bench = bench();
    bench.target.page(json!([]), Some("later"));
    assert_eq!(bench.look().await, 0);
    assert_eq!(bench.target.asked().len(), 1, "an empty page ends the look");
    bench.look().await;
    let asked = bench.target.asked();
    assert!(asked[1].ends_with("/api/v1/logs?after=later"), "{asked:?}");
}

#[tokio::test]
async fn a_busy_log_does_not_hold_one_look_up_for_ever() {
    let mut bench = bench();
    for page in 0..50 {
        bench.target.page(
            json!([event(&page.to_string(), page, "somebody@else.example")]),
            Some("more"),
        );
    }
    assert_eq!(bench.look().await, 0, "nobody whom it is about");
    assert_eq!(bench.target.asked().len(), 20);
    bench.look().await;
    assert_eq!(
        bench.target.asked().len(),
        40,
        "the next look goes on where this one ended"
    );
    assert_eq!(bench.seen().len(), 40);
}

#[tokio::test]
async fn what_concerns_nobody_we_ask_about_is_kept_and_not_counted() {
    let mut bench = bench();
    let mut about_provider = event("provider", 2, "unknown");
    about_provider["target"][0]["id"] = json!("0oaidp");
    let others = event("others", 1, "somebody@else.example");
    bench.target.page(
        json!([others, about_provider, event("own", 3, "MIRA.Chen@acme.example")]),
        None,
    );
    assert_eq!(bench.look().await, 2);
    assert_eq!(bench.seen(), ["others", "provider", "own"]);
}

#[tokio::test]
async fn an_org_whose_clock_differs_is_asked_by_its_own_time() {
    let mut bench = bench();
    *bench.target.date.lock().unwrap() = Some("Mon, 23 Nov 2026 10:05:00 GMT".to_owned());
    let _learns_the_clock = bench.readers.target.logs("/api/v1/logs?limit=1").await.unwrap();
    assert_eq!(bench.readers.target.clock_offset(), Some(300));
    bench.target.page(
        json!([
            event("before it began there", 200, MIRA),
            event("after", 301, MIRA)
        ]),
        None,
    );
    assert_eq!(bench.look().await, 1);
    assert_eq!(bench.seen(), ["after"]);
    let asked = bench.target.asked();
    assert!(
        asked[1].contains("since=2026-11-23T10%3A03%3A00Z"),
        "{}",
        asked[1]
    );
}

#[tokio::test]
async fn a_log_that_cannot_be_read_is_named_and_what_was_read_is_kept() {
    let mut bench = bench();
    bench.target.page(json!([event("1", 1, MIRA)]), Some("b"));
    bench.look().await;
    bench.source.refuse();
    bench.target.page(json!([event("2", 2, MIRA)]), Some("c"));
    let (side, error) = bench.watch.look(&bench.readers).await.unwrap_err();
    assert_eq!((side, error.code()), (Side::Source, "E0000006"));
    assert_eq!(bench.seen(), ["1", "2"], "the other log was read all the same");
    assert_eq!(bench.look().await, 0);
}
