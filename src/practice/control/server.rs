//! Puts the control address on a loopback port.

use super::super::clock::Clock;
use super::super::http::{Method, Request, Response};
use super::super::server::{accept, into_hyper, only, read_body};
use super::super::world::World;
use super::super::{Practice, lock};
use super::answer;
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

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
        let server = tokio::spawn(accept(listener, move |request| {
            let door = door.clone();
            async move { Ok(into_hyper(reply(&door, request).await)) }
        }));
        Ok(Control { url, server })
    }
}

#[derive(Clone)]
struct Door {
    world: Arc<Mutex<World>>,
    clock: Clock,
    port: u16,
}

async fn reply(door: &Door, request: hyper::Request<Incoming>) -> Response {
    let (parts, body) = request.into_parts();
    if !is_for(&parts.headers, door.port) {
        return json_answer(
            403,
            &json!({ "error": "This address answers to its own name only" }),
        );
    }
    let Ok(body) = read_body(body).await else {
        return json_answer(
            413,
            &json!({ "error": "The body is too large, or came too slowly" }),
        );
    };
    let path = Request::new(Method::Get, parts.uri.path()).segments();
    let method = Method::parse(parts.method.as_str());
    let (status, body) = answer(&mut lock(&door.world), &door.clock, method, &path, &body);
    json_answer(status, &body)
}

/// Whether a request is addressed to this port, and by nobody else's page.
fn is_for(headers: &HeaderMap, port: u16) -> bool {
    let own = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let host = only(headers, "host").is_some_and(|host| own.iter().any(|own| own == host));
    let page =
        only(headers, "origin").is_some_and(|from| own.iter().any(|own| from == format!("http://{own}")));
    host && (page || !headers.contains_key("origin"))
}

fn json_answer(status: u16, body: &Value) -> Response {
    Response::text(status, "application/json", format!("{body}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{HeaderName, HeaderValue};

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
