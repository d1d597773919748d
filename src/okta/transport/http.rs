//! [`Transport`] over reqwest, with the system's proxies and the system's certificate store.
//!
//! Two clients: one for the world, one for loopback that knows neither proxy nor certificates, so that
//! practice orgs work on machines without either.

use super::{Failure, Headers, HttpRequest, HttpResponse, Method, Timeouts, Transport, TransportError};
use crate::clock::Boxed;
use std::{error::Error as StdError, sync::Arc};
use url::Url;

const LARGEST_BODY: usize = 16 * 1024 * 1024;
const USER_AGENT: &str = concat!("org2org-setup/", env!("CARGO_PKG_VERSION"));

/// The real network.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    world: Result<reqwest::Client, Arc<reqwest::Error>>,
    loopback: Result<reqwest::Client, Arc<reqwest::Error>>,
}

impl HttpTransport {
    /// Prepares both clients; a machine without trusted certificates is told at the first call.
    /// `extra_roots` holds further certificates to trust (PEM), such as that of an inspecting proxy.
    pub fn new(timeouts: Timeouts, extra_roots: &[u8]) -> Self {
        let roots = reqwest::Certificate::from_pem_bundle(extra_roots).unwrap_or_default();
        let world = builder(timeouts).tls_certs_merge(roots).https_only(true).build();
        let loopback = builder(timeouts).no_proxy().tls_certs_only(Vec::new()).build();
        Self {
            world: world.map_err(Arc::new),
            loopback: loopback.map_err(Arc::new),
        }
    }

    fn client(&self, url: &Url) -> Result<&reqwest::Client, TransportError> {
        let loopback = crate::okta::OrgUrl::parse(url.as_str()).is_ok_and(|url| url.is_loopback());
        let client = if loopback { &self.loopback } else { &self.world };
        client.as_ref().map_err(|error| TransportError {
            failure: Failure::NoRoots,
            host: host(url),
            detail: error.to_string(),
            source: Some(Arc::clone(error) as Arc<dyn StdError + Send + Sync>),
        })
    }
}

impl Default for HttpTransport {
    fn default() -> Self {
        Self::new(Timeouts::default(), &[])
    }
}

fn builder(timeouts: Timeouts) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.whole)
}

impl Transport for HttpTransport {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let url = Url::parse(&request.url).map_err(|error| {
                TransportError::new(Failure::Name, request.url.clone(), error.to_string())
            })?;
            let answer = prepare(self.client(&url)?, &url, request).send().await;
            let answer = answer.map_err(|error| translate(&url, error))?;
            refuse_redirect(&url, &answer)?;
            read(&url, answer).await
        })
    }
}

fn prepare(client: &reqwest::Client, url: &Url, request: HttpRequest) -> reqwest::RequestBuilder {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut call = client
        .request(method, url.clone())
        .header("accept", request.accept);
    if let Some(authorization) = request.authorization {
        let mut value = reqwest::header::HeaderValue::from_str(&authorization.0)
            .unwrap_or_else(|_| reqwest::header::HeaderValue::from_static("SSWS"));
        value.set_sensitive(true);
        call = call.header("authorization", value);
    }
    match request.body {
        Some(body) => call.header("content-type", "application/json").body(body),
        None => call,
    }
}

fn refuse_redirect(url: &Url, answer: &reqwest::Response) -> Result<(), TransportError> {
    if !answer.status().is_redirection() {
        return Ok(());
    }
    let location = answer
        .headers()
        .get("location")
        .and_then(|value| value.to_str().ok());
    let target = location
        .and_then(|text| url.join(text).ok())
        .map(|url| host(&url))
        .unwrap_or_default();
    Err(TransportError::new(Failure::Redirect, host(url), target))
}

async fn read(url: &Url, mut answer: reqwest::Response) -> Result<HttpResponse, TransportError> {
    let status = answer.status().as_u16();
    let pairs = answer
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let headers = Headers::from_pairs(pairs);
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| translate(url, error))? {
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err(TransportError::new(Failure::TooLarge, host(url), String::new()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(HttpResponse {
        status,
        headers,
        body,
    })
}

fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

/// reqwest tells kinds of failure apart only by the texts down its chain of causes. The address is no part of them: a
/// host called proxy.acme.example is no proxy.
fn translate(url: &Url, error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    let chain = chain(&error);
    let says = |words: &str| chain.contains(words);
    let failure = if error.is_timeout() {
        if error.is_connect() {
            Failure::Connect
        } else {
            Failure::Timeout
        }
    } else if says("UnknownIssuer") || says("unknown issuer") {
        Failure::UnknownIssuer
    } else if says("proxy") || says("tunnel") {
        Failure::Proxy
    } else if says("dns error") || says("failed to lookup") {
        Failure::Name
    } else if says("certificate") || says("tls") || says("handshake") {
        Failure::Tls
    } else if error.is_connect() {
        Failure::Connect
    } else {
        Failure::Interrupted
    };
    TransportError {
        failure,
        host: host(url),
        detail: String::new(),
        source: Some(Arc::new(error)),
    }
}

fn chain(error: &(dyn StdError + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes
        .map(|error| format!("{error:?}"))
        .collect::<Vec<_>>()
        .join(" ")
}
