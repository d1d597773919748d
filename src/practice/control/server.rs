//! Puts the control address on a loopback port.

use super::super::clock::Clock;
use super::super::http::{Method, Request};
use super::super::world::World;
use super::super::{Practice, lock};
use super::answer;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// Larger bodies are refused.
const MOST_BYTES: usize = 64 * 1024;

/// A control address that is served; it stops when this is dropped.
#[derive(Debug)]
pub struct Control {
    url: Url,
    server: JoinHandle<()>,
}

impl Control {
    /// Where it answers.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Practice {
    /// Serves the control address of these orgs on a port of its own, 0 for any free one. Fails when the port is
    /// taken.
    pub async fn control(&self, port: u16) -> std::io::Result<Control> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = listener.local_addr()?.port();
        let url = Url::parse(&format!("http://127.0.0.1:{port}")).map_err(std::io::Error::other)?;
        let door = Door {
            world: self.world(),
            clock: self.clock().clone(),
            port,
        };
        let server = tokio::spawn(serve(listener, door));
        Ok(Control { url, server })
    }
}

#[derive(Clone)]
struct Door {
    world: Arc<Mutex<World>>,
    clock: Clock,
    port: u16,
}

async fn serve(listener: TcpListener, door: Door) {
    let router = axum::Router::new().fallback(move |request: axum::extract::Request| {
        let door = door.clone();
        async move { reply(&door, request).await }
    });
    if let Err(error) = axum::serve(listener, router).await {
        tracing::warn!(%error, "the control address stopped serving");
    }
}

async fn reply(door: &Door, request: axum::extract::Request) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    if !is_for(&parts.headers, door.port) {
        return json_answer(
            403,
            &json!({ "error": "This address answers to its own name only" }),
        );
    }
    let Ok(body) = to_bytes(body, MOST_BYTES).await else {
        return json_answer(413, &json!({ "error": "The body is larger than 64 KiB" }));
    };
    let path = Request::new(Method::Get, parts.uri.path()).segments();
    let method = Method::parse(parts.method.as_str());
    let (status, body) = answer(&mut lock(&door.world), &door.clock, method, &path, &body);
    json_answer(status, &body)
}

/// Whether a request is addressed to this port, and by nobody else's page.
fn is_for(headers: &HeaderMap, port: u16) -> bool {
    let own = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text(header::HOST).is_some_and(|host| own.iter().any(|own| own == host));
    let origin = text(header::ORIGIN);
    host && origin.is_none_or(|origin| own.iter().any(|own| origin == format!("http://{own}")))
}

fn json_answer(status: u16, body: &Value) -> axum::response::Response {
    let mut answer = axum::response::Response::new(Body::from(format!("{body}\n")));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = header::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    #[test]
    fn only_the_ports_own_name_is_answered() {
        assert!(is_for(&headers(&[("host", "127.0.0.1:4000")]), 4000));
        assert!(is_for(
            &headers(&[("host", "localhost:4000"), ("origin", "http://localhost:4000")]),
            4000
        ));
        for refused in [
            vec![],
            vec![("host", "127.0.0.1:4001")],
            vec![("host", "127.0.0.1")],
            vec![("host", "evil.example:4000")],
            vec![("host", "127.0.0.1:4000"), ("origin", "https://evil.example")],
            vec![("host", "127.0.0.1:4000"), ("origin", "http://127.0.0.1:4001")],
            vec![("host", "127.0.0.1:4000"), ("origin", "null")],
        ] {
            assert!(!is_for(&headers(&refused), 4000), "{refused:?}");
        }
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(header).collect()
    }
}
