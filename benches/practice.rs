//! How quick `practice serve` is on a large org: `cargo bench --bench practice`.
//!
//! 1,000 people more and 10,000 events in each log, asked over loopback HTTP by the program's own transport. Start is
//! from the launch of the process to the line with its addresses; memory is that of the process (Linux alone tells).
//! A request is answered when the last byte of its answer is there; what the client then makes of it is told apart.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints figures and fails loudly"
)]

use org2org_setup::{
    clock::{Boxed, Clock as _, SystemClock},
    okta::{
        ApiToken, Client, OrgUrl,
        transport::{HttpRequest, HttpResponse, HttpTransport, Transport, TransportError},
    },
};
use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

const USERS: &str = "1000";
const EVENTS: &str = "10000";
/// Requests of a kind.
const TIMES: usize = 500;
/// What the watch on a sign-in asks for.
const FILTER: &str =
    "filter=eventType%20sw%20%22user.authentication%22%20or%20eventType%20sw%20%22user.session%22";

fn main() {
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    tokio.block_on(measure());
}

async fn measure() {
    let began = Instant::now();
    let (mut child, card) = serve();
    println!(
        "start, {USERS} people and {EVENTS} events in each org: {} ms",
        began.elapsed().as_millis()
    );
    println!("memory after the start: {}", memory(&child));
    let stopwatch = Arc::new(Stopwatch::default());
    let client = client(&card, Arc::clone(&stopwatch));
    let login = format!("/api/v1/users/{}", card["users"][0]["login"].as_str().unwrap());
    let recent = SystemClock.now() - jiff::SignedDuration::from_mins(5);
    let past = SystemClock.now() - jiff::SignedDuration::from_hours(24 * 20);
    let rows = [
        ("a page of 200 people", "/api/v1/users?limit=200".to_owned()),
        ("the last page of people", last_page(&client).await),
        ("200 members of a group of all", members(&client).await),
        ("people by search, one found", search()),
        ("a person by login", login),
        (
            "the log, nothing new",
            format!("/api/v1/logs?since={recent}&{FILTER}"),
        ),
        (
            "the log, 100 of many events",
            format!("/api/v1/logs?since={past}&{FILTER}"),
        ),
        ("the list of apps", "/api/v1/apps?limit=200".to_owned()),
    ];
    for (what, path) in rows {
        time(&client, &stopwatch, what, &path).await;
    }
    println!("memory at the end: {}", memory(&child));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The program on fresh orgs, and the card of the source org.
fn serve() -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_org2org-setup"))
        .args([
            "practice",
            "serve",
            "--json",
            "--users",
            USERS,
            "--log-events",
            EVENTS,
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    (child, line["source"].clone())
}

fn client(card: &Value, transport: Arc<Stopwatch>) -> Client {
    let url = OrgUrl::parse(card["url"].as_str().unwrap()).unwrap();
    let token = ApiToken::parse(card["api_token"].as_str().unwrap()).unwrap();
    Client::new(url, Some(token), transport, Arc::new(SystemClock))
}

/// Where the last page of the list of people is.
async fn last_page(client: &Client) -> String {
    let mut path = "/api/v1/users?limit=200".to_owned();
    while let Some(next) = client.reader().page(path.clone()).await.unwrap().next {
        path = next;
    }
    path
}

fn search() -> String {
    "/api/v1/users?search=profile.login%20eq%20%22mira.chen@acme.example%22".to_owned()
}

/// Where a page of the members of the group of everyone is.
async fn members(client: &Client) -> String {
    let groups = client.reader().get("/api/v1/groups?q=Everyone").await.unwrap();
    let group = groups[0]["id"].as_str().unwrap().to_owned();
    format!("/api/v1/groups/{group}/users?limit=200")
}

/// Median and 99th percentile of many requests, one after the other.
async fn time(client: &Client, stopwatch: &Stopwatch, what: &str, path: &str) {
    let reader = client.reader();
    let mut answered: Vec<Duration> = Vec::with_capacity(TIMES);
    let mut read: Vec<Duration> = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let began = Instant::now();
        reader.get(path).await.unwrap();
        read.push(began.elapsed());
        answered.push(*stopwatch.last.lock().unwrap());
    }
    println!(
        "{what}: median {} µs, 99th percentile {} µs; read by the client {} µs",
        percentile(&mut answered, 50),
        percentile(&mut answered, 99),
        percentile(&mut read, 50),
    );
}

fn percentile(times: &mut [Duration], percent: usize) -> u128 {
    times.sort();
    times[(times.len() - 1) * percent / 100].as_micros()
}

/// The program's own transport, and how long the last answer took to its last byte.
#[derive(Default)]
struct Stopwatch {
    transport: HttpTransport,
    last: Mutex<Duration>,
}

impl Transport for Stopwatch {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async {
            let began = Instant::now();
            let answer = self.transport.send(request).await;
            *self.last.lock().unwrap() = began.elapsed();
            answer
        })
    }
}

/// Resident memory (proc(5), /proc/pid/status).
fn memory(child: &Child) -> String {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) else {
        return "not measured, this system does not tell".to_owned();
    };
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    let kibibytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    format!("{} MB", kibibytes * 1024 / 1_000_000)
}
