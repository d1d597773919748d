//! Puts one org on a loopback port.
//!
//! It speaks only to this machine: a `Host` that is not loopback and an `Origin` from elsewhere are refused, so
//! that no web page outside can drive the practice orgs through a browser.

use super::clock::Clock;
use super::http::{Method, Request, Response, pairs};
use super::lock;
use super::seat::Seat;
use super::world::{World, handle};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, request::Parts};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use url::Url;

/// Larger bodies are refused.
const MOST_BYTES: usize = 1024 * 1024;

/// What a server needs to answer.
#[derive(Clone)]
pub(super) struct Host {
    pub(super) world: Arc<Mutex<World>>,
    pub(super) seat: Seat,
    pub(super) clock: Clock,
}

/// Serves one org until the task is aborted.
pub(super) async fn serve(listener: TcpListener, host: Host) {
    let router = axum::Router::new().fallback(move |request: axum::extract::Request| {
        let host = host.clone();
        async move { answer(host, request).await }
    });
    if let Err(error) = axum::serve(listener, router).await {
        tracing::warn!(%error, "a practice org stopped serving");
    }
}

async fn answer(host: Host, request: axum::extract::Request) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    if !from_here(&parts.headers) {
        return into_axum(Response::text(
            403,
            "text/plain",
            "Practice orgs answer this machine only",
        ));
    }
    let Ok(body) = to_bytes(body, MOST_BYTES).await else {
        return into_axum(Response::text(413, "text/plain", "The body is larger than 1 MiB"));
    };
    let latency = lock(&host.world).faults.latency;
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let request = read(&parts, body.to_vec());
    let response = handle(&mut lock(&host.world), host.seat, &request, host.clock.now());
    into_axum(response)
}

/// Whether host and origin, where given, are this machine.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text("host").is_some_and(|host| loopback(&format!("http://{host}/")));
    host && text("origin").is_none_or(loopback)
}

fn loopback(url: &str) -> bool {
    match Url::parse(url).ok().as_ref().and_then(Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn read(parts: &Parts, body: Vec<u8>) -> Request {
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        (
            name.as_str().to_owned(),
            value.to_str().unwrap_or_default().to_owned(),
        )
    };
    Request {
        method: Method::parse(parts.method.as_str()),
        path: parts.uri.path().to_owned(),
        query: pairs(parts.uri.query().unwrap_or_default().as_bytes()),
        headers: parts.headers.iter().map(header).collect(),
        body,
    }
}

fn into_axum(response: Response) -> axum::response::Response {
    let mut answer = axum::response::Response::new(Body::from(response.body));
    *answer.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            answer.headers_mut().append(name, value);
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to() {
        assert!(from_here(&headers(&[("host", "127.0.0.1:4000")])));
        assert!(from_here(&headers(&[
            ("host", "localhost:4000"),
            ("origin", "http://127.0.0.1:4001")
        ])));
        assert!(from_here(&headers(&[("host", "[::1]:4000")])));
        assert!(!from_here(&headers(&[("host", "evil.example")])));
        assert!(!from_here(&headers(&[("host", "127.0.0.1.evil.example")])));
        assert!(!from_here(&headers(&[
            ("host", "127.0.0.1"),
            ("origin", "https://evil.example")
        ])));
        assert!(!from_here(&headers(&[("host", "127.0.0.1"), ("origin", "null")])));
        assert!(!from_here(&headers(&[])));
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }
}
