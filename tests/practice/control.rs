//! The control address over real HTTP.

use org2org_setup::practice::{Clock, Control, Options, Practice};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

struct Room {
    practice: Practice,
    control: Control,
}

impl Room {
    async fn new(clock: Clock) -> Self {
        let options = Options {
            clock,
            ..Options::default()
        };
        let practice = Practice::start(options).await.unwrap();
        practice.world().lock().unwrap().watch(crate::watch::watch);
        let control = practice.control(0).await.unwrap();
        Self { practice, control }
    }

    fn port(&self) -> u16 {
        self.control.url().port().unwrap()
    }

    async fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let host = format!("127.0.0.1:{}", self.port());
        self.ask_as(&host, "", method, path, body).await
    }

    async fn ask_as(&self, host: &str, more: &str, method: &str, path: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).await.unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
        (status, serde_json::from_str(body).unwrap_or_default())
    }
}

#[tokio::test]
async fn all_faults_are_listed_with_whether_they_are_on() {
    let room = Room::new(Clock::Real).await;
    let (status, list) = room.ask("GET", "/faults", "").await;
    assert_eq!(status, 200);
    let faults = list["faults"].as_array().unwrap();
    assert!(faults.len() >= 45, "{}", faults.len());
    for fault in faults {
        for field in ["name", "concern", "org", "broken", "symptom"] {
            assert!(
                fault[field].as_str().is_some_and(|text| !text.is_empty()),
                "{fault}"
            );
        }
        assert_eq!(fault["active"], false);
        assert!(!fault["failure_modes"].as_array().unwrap().is_empty());
    }
    let (status, one) = room.ask("GET", "/faults/issuer-mismatch", "").await;
    assert_eq!((status, &one["org"]), (200, &Value::from("target")));
}

#[tokio::test]
async fn what_does_not_fit_and_what_is_not_there_are_told_apart() {
    let room = Room::new(Clock::Real).await;
    let (status, answer) = room.ask("PUT", "/faults/issuer-mismatch", "").await;
    assert_eq!(status, 409);
    assert!(
        answer["error"]
            .as_str()
            .unwrap()
            .starts_with("There is no connection to break")
    );
    let (status, answer) = room.ask("PUT", "/faults/isuer-mismatch", "").await;
    assert_eq!(
        (status, &answer["near"][0]),
        (404, &Value::from("issuer-mismatch"))
    );
    assert_eq!(room.ask("GET", "/nothing", "").await.0, 404);
    assert_eq!(room.ask("PATCH", "/faults", "").await.0, 405);
    assert_eq!(room.ask("POST", "/clock", "{").await.0, 400);
    assert_eq!(
        room.ask("POST", "/clock", "{\"advance_seconds\":-1}").await.0,
        400
    );
    assert_eq!(room.ask("POST", "/sign-in", "{}").await.0, 400);
    assert_eq!(
        room.ask("POST", "/clock", &"x".repeat(1024 * 1024 + 1)).await.0,
        413
    );
}

#[tokio::test]
async fn the_clock_is_turned_forward_for_both_orgs() {
    let start = "2026-03-02T09:00:00Z".parse().unwrap();
    let room = Room::new(Clock::manual(start)).await;
    let (status, now) = room.ask("POST", "/clock", "{\"advance_seconds\":3600}").await;
    assert_eq!(
        (status, &now["now"]),
        (200, &Value::from("2026-03-02T10:00:00.000Z"))
    );
    assert_eq!(room.ask("GET", "/clock", "").await.1, now);
    assert_eq!(
        room.practice.clock().now(),
        start + jiff::SignedDuration::from_hours(1)
    );
    let real = Room::new(Clock::Real).await;
    assert_eq!(real.ask("POST", "/clock", "{\"advance_seconds\":1}").await.0, 409);
    let running = Room::new(Clock::running()).await;
    let before = running.practice.clock().now();
    assert_eq!(
        running
            .ask("POST", "/clock", "{\"advance_seconds\":86400}")
            .await
            .0,
        200
    );
    assert!(running.practice.clock().now() >= before + jiff::SignedDuration::from_hours(24));
}

#[tokio::test]
async fn a_sign_in_is_played_and_the_state_is_told() {
    let room = Room::new(Clock::Real).await;
    let login = room.practice.source().users[0].login.clone();
    let (status, answer) = room
        .ask("POST", "/sign-in", &format!("{{\"login\":\"{login}\"}}"))
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        (&answer["stages"][0]["name"], &answer["stages"][0]["ok"]),
        (&Value::from("source-sign-in"), &Value::from(true))
    );
    assert_eq!(answer["stages"][1]["ok"], false);
    let (_, state) = room.ask("GET", "/state", "").await;
    assert!(state["source"]["users"].as_object().unwrap().len() > 3);
    assert!(!state.to_string().contains(&room.practice.source().api_token));
}

#[tokio::test]
async fn a_page_from_elsewhere_cannot_break_anything() {
    let room = Room::new(Clock::Real).await;
    let own = format!("127.0.0.1:{}", room.port());
    let other = room.practice.source().url.port().unwrap();
    for (host, origin) in [
        ("evil.example".to_owned(), String::new()),
        (format!("evil.example:{}", room.port()), String::new()),
        (format!("127.0.0.1:{other}"), String::new()),
        (own.clone(), "Origin: https://evil.example\r\n".to_owned()),
        (own.clone(), format!("Origin: http://127.0.0.1:{other}\r\n")),
        (own.clone(), "Origin: null\r\n".to_owned()),
    ] {
        let (status, _) = room.ask_as(&host, &origin, "DELETE", "/faults", "").await;
        assert_eq!(status, 403, "{host} {origin}");
    }
    let origin = format!("Origin: http://{own}\r\n");
    assert_eq!(room.ask_as(&own, &origin, "GET", "/faults", "").await.0, 200);
}

#[tokio::test]
async fn the_address_is_gone_when_it_is_dropped() {
    let Room { practice, control } = Room::new(Clock::Real).await;
    let port = control.url().port().unwrap();
    drop(control);
    tokio::task::yield_now().await;
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    drop(practice);
}
