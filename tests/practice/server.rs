//! The orgs on real ports.

use org2org_setup::practice::{Options, Practice, Side};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test]
async fn both_orgs_answer_on_ports_of_their_own() {
    let practice = Practice::start(Options::default()).await.unwrap();
    assert_ne!(practice.source().url.port(), practice.target().url.port());
    let (status, body) = ask(&practice, Side::Target, "GET /api/v1/org HTTP/1.1", "").await;
    assert_eq!(status, 200);
    assert_eq!(body["companyName"], "Northwind Partners");
    assert_eq!(practice.requests(Side::Target), 1);
    assert_eq!(practice.requests(Side::Source), 0);
}

#[tokio::test]
async fn a_foreign_host_or_origin_is_turned_away() {
    let practice = Practice::start(Options::default()).await.unwrap();
    let (status, _) = send(
        &practice,
        Side::Source,
        "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    )
    .await;
    assert_eq!(status, 403);
    let (status, _) = ask(
        &practice,
        Side::Source,
        "GET /api/v1/org HTTP/1.1",
        "Origin: https://evil.example\r\n",
    )
    .await;
    assert_eq!(status, 403);
    assert_eq!(practice.requests(Side::Source), 0);
}

#[tokio::test]
async fn a_body_beyond_a_mebibyte_is_refused() {
    let practice = Practice::start(Options::default()).await.unwrap();
    let body = "x".repeat(1024 * 1024 + 1);
    let request = format!(
        "POST /api/v1/users HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(send(&practice, Side::Source, &request).await.0, 413);
}

#[tokio::test]
async fn the_orgs_stop_when_they_are_dropped() {
    let practice = Practice::start(Options::default()).await.unwrap();
    let address = format!("127.0.0.1:{}", practice.source().url.port().unwrap());
    drop(practice);
    tokio::task::yield_now().await;
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn cards_and_people_do_not_show_their_secrets() {
    let practice = Practice::start(Options::default()).await.unwrap();
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

async fn ask(practice: &Practice, side: Side, line: &str, more: &str) -> (u16, Value) {
    let card = if side == Side::Source {
        practice.source()
    } else {
        practice.target()
    };
    let token = &card.api_token;
    let request = format!(
        "{line}\r\nHost: 127.0.0.1\r\nAuthorization: SSWS {token}\r\nConnection: close\r\n{more}\r\n"
    );
    let (status, body) = send(practice, side, &request).await;
    (status, serde_json::from_str(&body).unwrap_or(Value::Null))
}

async fn send(practice: &Practice, side: Side, request: &str) -> (u16, String) {
    let card = if side == Side::Source {
        practice.source()
    } else {
        practice.target()
    };
    let mut stream = TcpStream::connect(("127.0.0.1", card.url.port().unwrap()))
        .await
        .unwrap();
    let request = request.replacen(
        "\r\n\r\n",
        if request.contains("Connection:") {
            "\r\n\r\n"
        } else {
            "\r\nConnection: close\r\n\r\n"
        },
        1,
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    (
        status,
        answer
            .split_once("\r\n\r\n")
            .map(|(_, body)| body.to_owned())
            .unwrap_or_default(),
    )
}
