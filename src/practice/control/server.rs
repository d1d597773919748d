//! Puts the control address on a loopback port.

use super::super::clock::Clock;
use super::super::http::{Method, Request, Response};
use super::super::server::{Gate, accept, into_hyper, read_body};
use super::super::world::World;
use super::super::{Practice, lock};
use super::answer;
use hyper::body::Incoming;
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
            gate: Arc::new(gate(port)),
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
    gate: Arc<Gate>,
}

/// Only this machine is let in, by the port's own names, and no page but those of the port itself.
fn gate(port: u16) -> Gate {
    Gate {
        own: vec![format!("127.0.0.1:{port}"), format!("localhost:{port}")],
        partners: Vec::new(),
    }
}

async fn reply(door: &Door, request: hyper::Request<Incoming>) -> Response {
    let (parts, body) = request.into_parts();
    if door.gate.let_in(&parts).is_err() {
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

fn json_answer(status: u16, body: &Value) -> Response {
    Response::text(status, "application/json", format!("{body}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ports_own_name_is_answered() {
        assert!(lets_in(&[("host", "127.0.0.1:4000")]));
        assert!(lets_in(&[
            ("host", "localhost:4000"),
            ("origin", "http://localhost:4000")
        ]));
        for refused in [
            vec![],
            vec![("host", "127.0.0.1:4001")],
            vec![("host", "127.0.0.1")],
            vec![("host", "evil.example:4000")],
            vec![("host", "127.0.0.1:4000"), ("origin", "https://evil.example")],
            vec![("host", "127.0.0.1:4000"), ("origin", "http://127.0.0.1:4001")],
            vec![("host", "127.0.0.1:4000"), ("origin", "null")],
        ] {
            assert!(!lets_in(&refused), "{refused:?}");
        }
    }

    fn lets_in(headers: &[(&str, &str)]) -> bool {
        let mut request = hyper::Request::builder().uri("/faults");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        gate(4000)
            .let_in(&request.body(()).unwrap().into_parts().0)
            .is_ok()
    }
}
