//! Puts one org on a loopback port.
//!
//! It speaks only to whoever calls the org by its own address, and refuses what a page from elsewhere sends through
//! a browser. Whoever sends slowly, endlessly or too much is cut off before the org hears of it.

use super::clock::Clock;
use super::http::{Method, Request, Response, is_api, pairs};
use super::lock;
use super::mischief::deliver;
use super::refusal::Refusal;
use super::seat::Seat;
use super::world::World;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Larger bodies are refused.
const MOST_BYTES: usize = 1024 * 1024;
/// Of a body that is too large so much is read and thrown away, so that its sender gets to read the refusal.
const MOST_DRAINED: usize = 64 * 1024 * 1024;
/// More headers, or longer ones, are refused.
const MOST_HEADERS: usize = 100;
const MOST_HEADER_BYTES: usize = 64 * 1024;
/// Who has not sent all headers by then is cut off; so is a connection on which nothing was asked for so long.
const HEADER_TIME: Duration = Duration::from_secs(30);
/// Who has not sent the whole body by then is refused.
const BODY_TIME: Duration = Duration::from_secs(30);
/// Connections at the same time; further ones wait until one of them ends.
const MOST_CONNECTIONS: usize = 4096;
/// How long nobody is let in when the system has no room for another connection.
const PAUSE: Duration = Duration::from_millis(50);

/// What a server needs to answer.
#[derive(Clone)]
pub(super) struct Host {
    pub(super) world: Arc<Mutex<World>>,
    pub(super) seat: Seat,
    pub(super) clock: Clock,
    pub(super) gate: Arc<Gate>,
}

/// Who may speak to an org through a browser.
#[derive(Debug, Clone)]
pub(super) struct Gate {
    /// Host and port by which it is called; the first one is told to whoever calls it by another.
    pub(super) own: Vec<String>,
    /// Host and port of each org that may post SAML messages to it.
    pub(super) partners: Vec<String>,
}

/// The connection breaks instead of an answer.
#[derive(Debug)]
pub(super) struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the practice org breaks the connection on purpose")
    }
}

impl std::error::Error for Broken {}

/// What a connection gets for a request.
pub(super) type Served = Result<hyper::Response<Full<Bytes>>, Broken>;

/// Serves one org until the task is aborted; its connections end with it.
pub(super) async fn serve(listener: TcpListener, host: Host) {
    accept(listener, move |request| answer(host.clone(), request)).await;
}

/// Lets `service` answer every request on a port, within the limits above.
pub(super) async fn accept<S, F>(listener: TcpListener, service: S)
where
    S: Fn(hyper::Request<Incoming>) -> F + Clone + Send + 'static,
    F: Future<Output = Served> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept(), if connections.len() < MOST_CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, service.clone()));
                }
                Err(error) => {
                    tracing::debug!(%error, "a practice org lets nobody in for a moment");
                    sleep(PAUSE).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

async fn connection<S, F>(stream: TcpStream, service: S)
where
    S: Fn(hyper::Request<Incoming>) -> F + Send,
    F: Future<Output = Served> + Send,
{
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_headers(MOST_HEADERS)
        .max_buf_size(MOST_HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service_fn(service))
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection to a practice org ended early");
    }
}

async fn answer(host: Host, request: hyper::Request<Incoming>) -> Served {
    let (parts, body) = request.into_parts();
    if let Err(refused) = host.gate.let_in(&parts) {
        return Ok(into_hyper(refused));
    }
    let body = match read_body(body).await {
        Ok(body) => body,
        Err(refusal) => return Ok(into_hyper(refuse(&host, &refusal))),
    };
    let request = read(&parts, body);
    let (delivery, latency) = {
        let mut world = lock(&host.world);
        let delivery = deliver(&mut world, host.seat, &request, host.clock.now());
        (delivery, world.latency)
    };
    let delay = latency.saturating_add(delivery.delay);
    if !delay.is_zero() {
        sleep(delay).await;
    }
    delivery.answer.map(into_hyper).ok_or(Broken)
}

/// A refusal with an identifier of its own, made before the org heard of the request.
fn refuse(host: &Host, refusal: &Refusal) -> Response {
    let id = lock(&host.world).org_mut(host.seat).dice.word("error", 22);
    refusal.response(&format!("oae{id}")).with("connection", "close")
}

impl Gate {
    /// Lets a request in, or says why not.
    pub(super) fn let_in(&self, parts: &Parts) -> Result<(), Response> {
        let own = |name: &str| self.own.iter().any(|own| own == name);
        let named = parts.uri.authority().is_none_or(|name| own(name.as_str()));
        if !named || !only(&parts.headers, "host").is_some_and(own) {
            let name = self.own.first().map(String::as_str).unwrap_or_default();
            let text = format!("This practice org answers at http://{name} only");
            return Err(Response::text(403, "text/plain", text));
        }
        let origin = parts
            .headers
            .contains_key("origin")
            .then(|| only(&parts.headers, "origin").unwrap_or_default());
        let foreign = origin.is_some_and(|origin| !self.may_send(origin, parts));
        let api = is_api(parts.uri.path());
        let across = only(&parts.headers, "sec-fetch-site")
            .is_some_and(|site| site.contains("-site") || site.contains("cross"));
        if foreign || (api && across) {
            let text = "Pages from elsewhere cannot use practice orgs through a browser";
            return Err(Response::text(403, "text/plain", text));
        }
        Ok(())
    }

    /// Whether a page of that origin may send the request: the org's own pages may, and the pages of an org it is
    /// joined with may post SAML messages.
    fn may_send(&self, origin: &str, parts: &Parts) -> bool {
        let Some(from) = origin.strip_prefix("http://") else {
            return false;
        };
        let partner = self.partners.iter().any(|partner| partner == from);
        self.own.iter().any(|own| own == from)
            || (partner && parts.method == hyper::Method::POST && takes_saml(parts.uri.path()))
    }
}

/// Where SAML messages are posted to: the addresses that take responses, and those that take requests.
fn takes_saml(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    matches!(
        parts.as_slice(),
        ["sso", "saml2"] | ["sso", "saml2", _] | ["app", _, _, "sso", "saml"]
    )
}

/// The value of a header that must not come twice.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

/// The body, or why it is not taken. What is too large is not kept while it is read.
pub(super) async fn read_body(mut body: Incoming) -> Result<Vec<u8>, Refusal> {
    let read = async {
        let (mut kept, mut seen) = (Vec::new(), 0_usize);
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Refusal::malformed())?;
            let Some(data) = frame.data_ref() else { continue };
            seen = seen.saturating_add(data.len());
            if seen <= MOST_BYTES {
                kept.extend_from_slice(data);
            } else {
                kept = Vec::new();
            }
            if seen > MOST_DRAINED {
                break;
            }
        }
        if seen > MOST_BYTES {
            Err(Refusal::too_large())
        } else {
            Ok(kept)
        }
    };
    timeout(BODY_TIME, read)
        .await
        .unwrap_or_else(|_| Err(Refusal::too_slow()))
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
        from: Ipv4Addr::LOCALHOST,
    }
}

pub(super) fn into_hyper(response: Response) -> hyper::Response<Full<Bytes>> {
    let mut answer = hyper::Response::new(Full::new(Bytes::from(response.body)));
    let status = hyper::StatusCode::from_u16(response.status);
    *answer.status_mut() = status.unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
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
    fn an_org_answers_to_its_own_address_alone() {
        assert!(lets_in("GET", "/", &[("host", OWN)]));
        for host in [
            "127.0.0.1",
            "127.0.0.1:4001",
            "localhost:4000",
            "evil.example",
            "127.0.0.1:4000.evil.example",
        ] {
            assert!(!lets_in("GET", "/", &[("host", host)]), "{host}");
        }
        assert!(!lets_in("GET", "/", &[]));
        assert!(!lets_in("GET", "/", &[("host", OWN), ("host", OWN)]));
        assert!(!lets_in("GET", "http://evil.example/", &[("host", OWN)]));
    }

    #[test]
    fn a_page_from_elsewhere_cannot_use_an_org_through_a_browser() {
        for origin in [
            "https://evil.example",
            "null",
            "http://127.0.0.1:4002",
            "https://127.0.0.1:4000",
            PARTNER,
        ] {
            for path in ["/api/v1/apps", "/login", "/.well-known/okta-organization"] {
                assert!(
                    !lets_in("POST", path, &[("host", OWN), ("origin", origin)]),
                    "{origin} {path}"
                );
            }
        }
        assert!(lets_in(
            "POST",
            "/login",
            &[("host", OWN), ("origin", "http://127.0.0.1:4000")]
        ));
        assert!(!lets_in(
            "GET",
            "/api/v1/apps",
            &[("host", OWN), ("sec-fetch-site", "cross-site")]
        ));
        assert!(!lets_in(
            "GET",
            "/api/v1/apps",
            &[("host", OWN), ("sec-fetch-site", "same-site")]
        ));
        assert!(lets_in(
            "GET",
            "/api/v1/apps",
            &[("host", OWN), ("sec-fetch-site", "same-origin")]
        ));
    }

    #[test]
    fn a_partner_org_may_post_saml_messages_and_nothing_else() {
        let from_partner = [("host", OWN), ("origin", PARTNER)];
        for path in ["/sso/saml2", "/sso/saml2/0oa1", "/app/okta_org2org/exk1/sso/saml"] {
            assert!(lets_in("POST", path, &from_partner), "{path}");
            assert!(!lets_in("GET", path, &from_partner), "{path}");
            assert!(
                !lets_in(
                    "POST",
                    path,
                    &[("host", OWN), ("origin", "http://127.0.0.1:4002")]
                ),
                "{path}"
            );
        }
    }

    const OWN: &str = "127.0.0.1:4000";
    const PARTNER: &str = "http://127.0.0.1:4001";

    fn lets_in(method: &str, uri: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = hyper::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let gate = Gate {
            own: vec![OWN.to_owned()],
            partners: vec!["127.0.0.1:4001".to_owned()],
        };
        gate.let_in(&request.body(()).unwrap().into_parts().0).is_ok()
    }
}
