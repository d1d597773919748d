//! The orgs on real ports, and whoever comes to them with bad manners.

use org2org_setup::practice::{Mischief, Options, OrgCard, Practice, Side};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CROWD: usize = 1000;

#[tokio::test]
async fn both_orgs_answer_on_ports_of_their_own() {
    let practice = practice().await;
    assert_ne!(practice.source().url.port(), practice.target().url.port());
    let answer = get(practice.target(), "/api/v1/org", "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["companyName"], "Northwind Partners");
    assert_eq!(
        (practice.requests(Side::Target), practice.requests(Side::Source)),
        (1, 0)
    );
}

#[tokio::test]
async fn an_org_answers_to_its_own_address_alone() {
    let practice = practice().await;
    let port = practice.target().url.port().unwrap();
    let hosts = [
        format!("127.0.0.1:{port}"),
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "evil.example".to_owned(),
    ];
    for host in hosts {
        let answer = send(
            practice.source(),
            &format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        )
        .await;
        assert_eq!(answer.status, 403, "{host}");
    }
    assert_eq!(
        send(practice.source(), "GET / HTTP/1.1\r\n\r\n").await.status,
        403
    );
    assert_eq!(practice.requests(Side::Source), 0);
}

#[tokio::test]
async fn a_page_from_elsewhere_cannot_use_the_api_through_a_browser() {
    let practice = practice().await;
    let source = practice.source().url.as_str().trim_end_matches('/').to_owned();
    for origin in ["https://evil.example", "null", &source] {
        let answer = get(practice.target(), "/api/v1/org", &format!("Origin: {origin}\r\n")).await;
        assert_eq!(answer.status, 403, "{origin}");
    }
    assert_eq!(practice.requests(Side::Target), 0);
    let own = practice.target().url.as_str().trim_end_matches('/').to_owned();
    assert_eq!(
        get(practice.target(), "/api/v1/org", &format!("Origin: {own}\r\n"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_page_of_the_source_org_may_post_a_saml_response_to_the_target_org_and_nothing_else() {
    let practice = practice().await;
    let origin = format!(
        "Origin: {}\r\n",
        practice.source().url.as_str().trim_end_matches('/')
    );
    let post = |path: &str| {
        format!(
            "POST {path} HTTP/1.1\r\n{}{origin}Content-Length: 0\r\n\r\n",
            host(practice.target())
        )
    };
    let answer = send(practice.target(), &post("/sso/saml2/0oaNobody")).await;
    assert!(answer.text.contains("GENERAL_NONSUCCESS"), "{}", answer.text);
    assert_eq!(send(practice.target(), &post("/login")).await.status, 403);
    assert_eq!(send(practice.target(), &post("/api/v1/users")).await.status, 403);
}

#[tokio::test]
async fn no_answer_invites_other_origins() {
    let practice = practice().await;
    for method in ["GET", "OPTIONS", "POST"] {
        for path in ["/api/v1/org", "/login", "/.well-known/okta-organization"] {
            let request = format!(
                "{method} {path} HTTP/1.1\r\n{}Access-Control-Request-Method: PUT\r\nContent-Length: 0\r\n\r\n",
                host(practice.source())
            );
            let answer = send(practice.source(), &request).await;
            assert!(
                !answer.head.to_lowercase().contains("access-control"),
                "{}",
                answer.head
            );
        }
    }
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_refused_as_okta_refuses_a_body() {
    let practice = practice().await;
    for more in [1, 10 * 1024 * 1024] {
        let body = "x".repeat(1024 * 1024 + more);
        let head = format!("POST /api/v1/users HTTP/1.1\r\n{}", host(practice.source()));
        let answer = send(
            practice.source(),
            &format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()),
        )
        .await;
        assert_eq!(
            (answer.status, &answer.json()["errorCode"]),
            (413, &Value::from("E0000003"))
        );
    }
    assert_eq!(practice.requests(Side::Source), 0);
}

#[tokio::test(start_paused = true)]
async fn who_never_finishes_the_headers_is_cut_off() {
    let practice = practice().await;
    let mut stream = connect(practice.source()).await;
    stream
        .write_all(b"GET /api/v1/org HTTP/1.1\r\nHost: 127")
        .await
        .unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    assert_eq!(practice.requests(Side::Source), 0);
}

#[tokio::test(start_paused = true)]
async fn who_never_finishes_the_body_is_refused() {
    let practice = practice().await;
    let head = format!("POST /api/v1/users HTTP/1.1\r\n{}", host(practice.source()));
    let answer = send(practice.source(), &format!("{head}Content-Length: 100\r\n\r\n{{")).await;
    assert_eq!(
        (answer.status, &answer.json()["errorCode"]),
        (408, &Value::from("E0000003"))
    );
    assert_eq!(practice.requests(Side::Source), 0);
}

#[tokio::test]
async fn a_flood_of_headers_is_refused() {
    let practice = practice().await;
    let many = "X-Header: x\r\n".repeat(2000);
    let long = format!("X-Long: {}\r\n", "x".repeat(256 * 1024));
    for flood in [many, long] {
        let answer = get(practice.source(), "/api/v1/org", &flood).await;
        assert_eq!(answer.status, 431, "{}", answer.head);
    }
    assert_eq!(practice.requests(Side::Source), 0);
}

#[tokio::test]
async fn noise_is_no_request_and_harms_nobody() {
    let practice = practice().await;
    for noise in [
        "\r\n\r\n\r\n\r\n",
        "\u{0}\u{1}\u{2}\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let answer = send(practice.source(), noise).await;
        assert!(
            answer.status == 400 || answer.status == 0,
            "{noise:?}: {}",
            answer.head
        );
    }
    assert_eq!(get(practice.source(), "/api/v1/org", "").await.status, 200);
}

#[tokio::test]
async fn a_thousand_connections_at_once_are_all_answered() {
    let practice = practice().await;
    let mut streams = Vec::new();
    for _ in 0..CROWD {
        let address = ("127.0.0.1", practice.source().url.port().unwrap());
        match TcpStream::connect(address).await {
            Ok(stream) => streams.push(stream),
            Err(error) => {
                println!(
                    "skipped: this system allows {} connections only ({error})",
                    streams.len()
                );
                return;
            }
        }
    }
    let request = format!(
        "GET /.well-known/okta-organization HTTP/1.1\r\n{}Connection: close\r\n\r\n",
        host(practice.source())
    );
    for stream in &mut streams {
        stream.write_all(request.as_bytes()).await.unwrap();
    }
    let mut answered = 0;
    for mut stream in streams {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        answered += usize::from(answer.starts_with(b"HTTP/1.1 "));
    }
    println!("{answered} of {CROWD} connections at once were answered");
    assert_eq!(answered, CROWD);
}

#[tokio::test]
async fn the_token_of_the_other_org_is_refused_and_shows_nothing() {
    let practice = practice().await;
    let authorization = format!("Authorization: SSWS {}\r\n", practice.source().api_token);
    let request = format!(
        "GET /api/v1/users HTTP/1.1\r\n{}{authorization}\r\n",
        host(practice.target())
    );
    let answer = send(practice.target(), &request).await;
    assert_eq!(
        (answer.status, &answer.json()["errorCode"]),
        (401, &Value::from("E0000011"))
    );
    assert!(!answer.text.contains("northwind.example"));
}

#[tokio::test]
async fn a_broken_connection_is_one_without_an_answer() {
    for (dropped, lost, carried_out) in [(1000, 0, 0), (0, 1000, 1)] {
        let mischief = Mischief {
            dropped,
            lost,
            ..Mischief::default()
        };
        let options = Options {
            mischief,
            ..Options::default()
        };
        let practice = Practice::start(options).await.unwrap();
        practice.world().lock().unwrap().watch(crate::watch::watch);
        let answer = get(practice.source(), "/api/v1/org", "").await;
        assert_eq!((answer.status, answer.head.as_str()), (0, ""));
        assert_eq!(practice.requests(Side::Source), carried_out);
    }
}

#[tokio::test]
async fn the_orgs_stop_when_they_are_dropped() {
    let practice = practice().await;
    let address = format!("127.0.0.1:{}", practice.source().url.port().unwrap());
    drop(practice);
    tokio::task::yield_now().await;
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn cards_and_people_do_not_show_their_secrets() {
    let practice = practice().await;
    let shown = format!("{practice:?} {:?}", practice.source().users);
    assert!(!shown.contains(&practice.source().api_token) && !shown.contains(&practice.target().api_token));
    assert!(
        practice
            .source()
            .users
            .iter()
            .all(|person| !shown.contains(&person.password))
    );
    assert!(shown.contains("mira.chen@acme.example"));
}

struct Answer {
    status: u16,
    head: String,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }
}

async fn practice() -> Practice {
    let practice = Practice::start(Options::default()).await.unwrap();
    practice.world().lock().unwrap().watch(crate::watch::watch);
    practice
}

async fn connect(card: &OrgCard) -> TcpStream {
    TcpStream::connect(("127.0.0.1", card.url.port().unwrap()))
        .await
        .unwrap()
}

fn host(card: &OrgCard) -> String {
    format!("Host: {}\r\n", card.url.authority())
}

/// Reads with the org's own token; `more` are further headers.
async fn get(card: &OrgCard, path: &str, more: &str) -> Answer {
    let token = format!("Authorization: SSWS {}\r\n", card.api_token);
    send(
        card,
        &format!("GET {path} HTTP/1.1\r\n{}{token}{more}\r\n", host(card)),
    )
    .await
}

/// Sends one request and reads until the connection ends.
async fn send(card: &OrgCard, request: &str) -> Answer {
    let request = request.replacen("\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1);
    let mut stream = connect(card).await;
    let _refused_early = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let _cut_off = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Answer {
        status: status.unwrap_or(0),
        head: head.to_owned(),
        text: text.to_owned(),
    }
}
