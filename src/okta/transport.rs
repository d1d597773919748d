//! The one door through which bytes leave: a trait, and its implementation over reqwest.
//!
//! Nothing else in the program may use reqwest. Refuses redirects (a token must not follow one), bodies
//! over 16 MiB, and proxies for loopback addresses.

use crate::clock::Boxed;
use std::{collections::BTreeMap, error::Error as StdError, sync::Arc, time::Duration};

mod http;
pub use http::HttpTransport;

/// A request as it leaves. `Debug` tells how long the body is and nothing of what it says: it may carry a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// The media type that is wanted.
    pub accept: &'static str,
    /// The `Authorization` header, if any; never shown.
    pub authorization: Option<Authorization>,
    /// The JSON body, if any.
    pub body: Option<Vec<u8>>,
}

/// An `Authorization` header that does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization(pub(super) String);

impl Authorization {
    /// The header's value, for the transport that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authorization(…)")
    }
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or acts.
    Post,
    /// Replaces.
    Put,
    /// Changes in part.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// As it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl std::fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            method,
            url,
            accept,
            authorization,
            body,
        } = self;
        f.debug_struct("HttpRequest")
            .field("method", method)
            .field("url", url)
            .field("accept", accept)
            .field("authorization", authorization)
            .field("body_bytes", &body.as_ref().map(Vec::len))
            .finish()
    }
}

/// An answer as it came. `Debug` tells how long the body is and nothing of what it says.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            status,
            headers,
            body,
        } = self;
        f.debug_struct("HttpResponse")
            .field("status", status)
            .field("headers", headers)
            .field("body_bytes", &body.len())
            .finish()
    }
}

/// Response headers by lower-case name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(BTreeMap<String, Vec<String>>);

impl Headers {
    /// Headers out of name and value pairs; a name may come more than once.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut headers = Self::default();
        for (name, value) in pairs {
            headers
                .0
                .entry(name.to_ascii_lowercase())
                .or_default()
                .push(value.to_owned());
        }
        headers
    }

    /// The first value of a header, by its lower-case name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a header, by its lower-case name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().map(String::as_str)
    }
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Failure {
    /// The name could not be resolved.
    Name,
    /// Nobody answered at the address.
    Connect,
    /// The certificate is of an unknown issuer: most often a proxy that inspects TLS.
    UnknownIssuer,
    /// TLS failed in another way.
    Tls,
    /// The system has no certificates to trust.
    NoRoots,
    /// The proxy refused or could not be reached.
    Proxy,
    /// No answer in time.
    Timeout,
    /// The answer is a redirect, which is never followed.
    Redirect,
    /// The answer is larger than anything Okta sends.
    TooLarge,
    /// The connection broke after the request had left.
    Interrupted,
}

/// A failure to get an answer.
#[derive(Clone, Debug, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[error("{}", self.sentence())]
pub struct TransportError {
    /// What went wrong.
    pub failure: Failure,
    /// The address it was sent to, without its query.
    pub host: String,
    /// Where a redirect led, or what the system said.
    pub detail: String,
    /// The cause in the library's words; not kept where the failure is written down.
    #[source]
    #[serde(skip)]
    pub source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// A failure without a library's cause.
    pub fn new(failure: Failure, host: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            failure,
            host: host.into(),
            detail: detail.into(),
            source: None,
        }
    }

    /// Whether the request may have been carried out all the same.
    pub fn may_have_arrived(&self) -> bool {
        matches!(
            self.failure,
            Failure::Timeout | Failure::Interrupted | Failure::TooLarge
        )
    }

    fn sentence(&self) -> String {
        let host = &self.host;
        match self.failure {
            Failure::Name => format!("the name {host} could not be found"),
            Failure::Connect => format!("no connection to {host}"),
            Failure::UnknownIssuer => format!(
                "the certificate shown for {host} comes from an issuer that this computer does not trust"
            ),
            Failure::Tls => format!("no secure connection to {host}"),
            Failure::NoRoots => "this computer has no list of trusted certificates".to_owned(),
            Failure::Proxy => format!("the proxy did not let the connection to {host} through"),
            Failure::Timeout => format!("{host} did not answer in time"),
            Failure::Redirect => format!("{host} redirected to {}", self.detail),
            Failure::TooLarge => format!("the answer of {host} was too large"),
            Failure::Interrupted => format!("the connection to {host} broke off"),
        }
    }
}

/// Sends a request and returns the answer, whatever its status.
pub trait Transport: Send + Sync {
    /// Sends one request, once.
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>>;
}

/// How long to wait for a connection, and for a whole answer.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For the whole answer.
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(40),
        }
    }
}
