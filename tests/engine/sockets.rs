//! The transport over real connections to this computer: what is refused before, during and after an answer, and what
//! each failure is called. Nothing leaves the computer.

use org2org_setup::okta::transport::{
    Failure, HttpRequest, HttpTransport, Method, Timeouts, Transport as _, TransportError,
};
use std::{io::Write as _, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
};

#[tokio::test]
async fn a_redirect_is_named_and_never_followed() {
    let (elsewhere, mut visited) = serve(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".to_vec()).await;
    for (status, location, detail) in [
        (
            "302 Found",
            format!("http://127.0.0.1:{elsewhere}/login?next=%2F"),
            format!("127.0.0.1:{elsewhere}"),
        ),
        ("307 Temporary Redirect", "/elsewhere".to_owned(), String::new()),
        (
            "301 Moved Permanently",
            "https://login.hotel.example/".to_owned(),
            "login.hotel.example".to_owned(),
        ),
        ("308 Permanent Redirect", String::new(), String::new()),
    ] {
        let head = format!("HTTP/1.1 {status}\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let (port, _requests) = serve(head.into_bytes()).await;
        let error = get(port, "/api/v1/org").await.unwrap_err();
        assert_eq!(error.failure, Failure::Redirect, "{status}");
        if detail.is_empty() {
            assert!(
                error.detail.is_empty() || error.detail == format!("127.0.0.1:{port}"),
                "{error}"
            );
        } else {
            assert_eq!(error.detail, detail);
        }
        assert!(
            error
                .to_string()
                .starts_with(&format!("127.0.0.1:{port} redirected to ")),
            "{error}"
        );
    }
    assert!(visited.try_recv().is_err(), "nobody came to the other address");
}

#[tokio::test]
async fn an_answer_larger_than_sixteen_mebibytes_is_not_read_to_its_end() {
    let size = 16 * 1024 * 1024;
    for (length, fits) in [(size, true), (size + 1, false)] {
        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
        answer.resize(answer.len() + length, b' ');
        let (port, _requests) = serve(answer).await;
        match get(port, "/").await {
            Ok(read) => assert!(fits && read.body.len() == length),
            Err(error) => assert!(!fits && error.failure == Failure::TooLarge, "{length}: {error}"),
        }
    }
}

#[tokio::test]
async fn an_answer_that_grows_while_it_is_unpacked_is_bounded_too() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..20 {
        packed.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 200_000);
    let length = packed.len();
    let mut answer =
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    answer.extend(packed);
    let (port, _requests) = serve(answer).await;
    assert_eq!(get(port, "/").await.unwrap_err().failure, Failure::TooLarge);
}

#[tokio::test]
async fn an_answer_that_breaks_off_may_have_been_carried_out_and_nobody_there_may_not() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":".to_vec();
    let (port, _requests) = serve(cut).await;
    let broken = get(port, "/").await.unwrap_err();
    assert_eq!(
        (broken.failure, broken.may_have_arrived()),
        (Failure::Interrupted, true)
    );
    let (port, _requests) = serve(Vec::new()).await;
    let silent = get(port, "/").await.unwrap_err();
    assert_eq!(
        (silent.failure, silent.may_have_arrived()),
        (Failure::Interrupted, true)
    );
    let nobody = get(closed_port().await, "/").await.unwrap_err();
    assert_eq!(
        (nobody.failure, nobody.may_have_arrived()),
        (Failure::Connect, false)
    );
}

#[tokio::test]
async fn words_in_an_address_are_not_taken_for_the_reason_of_a_failure() {
    let port = closed_port().await;
    for path in [
        "/proxy",
        "/tls/handshake",
        "/certificate",
        "/tunnel",
        "/dns error",
        "/UnknownIssuer",
    ] {
        let error = get(port, &path.replace(' ', "%20")).await.unwrap_err();
        assert_eq!(error.failure, Failure::Connect, "{path}");
        assert!(
            !format!("{:?}", error.source).contains(&path[1..4]),
            "the address stays out: {error:?}"
        );
    }
}

#[tokio::test]
async fn no_answer_in_time_is_told_from_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let timeouts = Timeouts {
        connect: Duration::from_secs(5),
        whole: Duration::from_millis(60),
    };
    let error = HttpTransport::new(timeouts, &[])
        .send(request(port, "/"))
        .await
        .unwrap_err();
    assert_eq!(error.failure, Failure::Timeout);
    assert_eq!(
        error.to_string(),
        format!("127.0.0.1:{port} did not answer in time")
    );
}

#[tokio::test]
async fn what_is_sent_says_who_asks_and_what_is_wanted_and_shows_no_body_when_it_is_printed() {
    let (port, mut requests) = serve(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}".to_vec()).await;
    let call = HttpRequest {
        method: Method::Patch,
        body: Some(br#"{"secret":1}"#.to_vec()),
        ..request(port, "/api/v1/x?y=1")
    };
    assert!(!format!("{call:?}").contains("secret") && format!("{call:?}").contains("body_bytes: Some(12)"));
    let answer = HttpTransport::default().send(call).await.unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (201, b"{}".as_slice()));
    assert!(format!("{answer:?}").contains("body_bytes: 2"));
    let sent = requests.recv().await.unwrap().to_lowercase();
    assert!(sent.starts_with("patch /api/v1/x?y=1 http/1.1\r\n"), "{sent}");
    for header in [
        "accept: application/json",
        "content-type: application/json",
        "user-agent: org2org-setup/",
    ] {
        assert!(sent.contains(header), "{header} in {sent}");
    }
    for absent in ["referer:", "authorization:", "cookie:"] {
        assert!(!sent.contains(absent), "{absent} in {sent}");
    }
    assert!(sent.ends_with("{\"secret\":1}"), "{sent}");
}

#[tokio::test]
async fn plain_http_to_another_computer_is_never_sent() {
    let error = HttpTransport::default()
        .send(HttpRequest {
            url: "http://acme.okta.com/api/v1/org".to_owned(),
            ..request(1, "/")
        })
        .await
        .unwrap_err();
    assert!(
        !error.may_have_arrived() || error.failure == Failure::Interrupted,
        "{error:?}"
    );
    let error = HttpTransport::default()
        .send(HttpRequest {
            url: "no address".to_owned(),
            ..request(1, "/")
        })
        .await
        .unwrap_err();
    assert_eq!(error.failure, Failure::Name);
}

/// Answers every connection with the same bytes and closes it; hands on what was asked.
async fn serve(answer: Vec<u8>) -> (u16, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, told) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut asked = vec![0; 16 * 1024];
            let length = socket.read(&mut asked).await.unwrap_or_default();
            let _nobody_listens = tell.send(String::from_utf8_lossy(&asked[..length]).into_owned());
            let _gone = socket.write_all(&answer).await;
            let _gone = socket.shutdown().await;
        }
    });
    (port, told)
}

/// A port on which nobody listens.
async fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

fn request(port: u16, path: &str) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: format!("http://127.0.0.1:{port}{path}"),
        accept: "application/json",
        authorization: None,
        body: None,
    }
}

async fn get(port: u16, path: &str) -> Result<org2org_setup::okta::transport::HttpResponse, TransportError> {
    HttpTransport::default().send(request(port, path)).await
}
