//! The one request loop: authentication, rate limits, retries, tracing.
//!
//! Refuses to repeat a change that may have been made: that is for the engine, which looks first.

mod call;
mod retry;

pub use call::{Call, Reply};

use crate::{
    clock::Clock,
    okta::{
        ApiToken, Error, ErrorKind, OrgUrl, Problem,
        error::CallFacts,
        page,
        transport::{Authorization, HttpRequest, HttpResponse, Method, Transport},
    },
};
use jiff::Timestamp;
use serde_json::Value;
use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// A list longer than this many pages is cut off with an error rather than read for ever.
const MOST_PAGES: usize = 500;

/// Told whenever a call has to wait: for how long, and why in words.
pub type OnWait = Arc<dyn Fn(Duration, &str) + Send + Sync>;

/// What both halves have in common: one org, one token, one request loop.
#[derive(Clone)]
struct Line {
    org: OrgUrl,
    token: Option<ApiToken>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    on_wait: Option<OnWait>,
    requests: Arc<AtomicU64>,
    offset: Arc<Mutex<Option<i64>>>,
}

/// The connection to one org, for reading and changing: both halves.
#[derive(Clone, Debug)]
pub struct Client(Line);

/// The half of the client that can only read. Nothing leads from it to the other half: whoever holds a reader alone
/// cannot change anything.
#[derive(Clone, Debug)]
pub struct Reader(Line);

/// The half of the client that can change an org.
#[derive(Clone, Debug)]
pub struct Writer(Line);

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("org", &self.org)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client of an org; without a token only public documents can be read.
    pub fn new(
        org: OrgUrl,
        token: Option<ApiToken>,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self(Line {
            org,
            token,
            transport,
            clock,
            on_wait: None,
            requests: Arc::default(),
            offset: Arc::default(),
        })
    }

    /// Sets who is told when a call has to wait.
    #[must_use]
    pub fn on_wait(mut self, listener: OnWait) -> Self {
        self.0.on_wait = Some(listener);
        self
    }

    /// The org's address.
    pub fn org(&self) -> &OrgUrl {
        &self.0.org
    }

    /// The half that can only read.
    pub fn reader(&self) -> Reader {
        Reader(self.0.clone())
    }

    /// The half that can change.
    pub fn writer(&self) -> Writer {
        Writer(self.0.clone())
    }

    /// How many requests were sent, repeated ones included.
    pub fn requests(&self) -> u64 {
        self.0.requests()
    }

    /// How far the org's clock is ahead of ours in seconds, by the `Date` of its last answer.
    pub fn clock_offset(&self) -> Option<i64> {
        self.0.clock_offset()
    }
}

impl Line {
    fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn clock_offset(&self) -> Option<i64> {
        *self.offset.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, call: &Call) -> Result<Reply, Error> {
        let started = self.clock.now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let answer = self.send_once(call).await;
            let failure = match answer {
                Ok(response) if (200..300).contains(&response.status) => return Ok(Reply::new(response)),
                Ok(response) => refused(response),
                Err(error) => retry::Refusal::unanswered(error),
            };
            let Some(wait) = failure.wait_before_retry(call.method, attempts, self.clock.now()) else {
                return Err(self.error(failure, call, attempts, started));
            };
            if let Some(listener) = &self.on_wait {
                listener(wait, failure.reason());
            }
            self.clock.wait(wait).await;
        }
    }

    async fn send_once(&self, call: &Call) -> Result<HttpResponse, crate::okta::transport::TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let authorization = self.token.as_ref().filter(|_| call.authenticated);
        let request = HttpRequest {
            method: call.method,
            url: self.org.join(&call.path),
            accept: call.accept,
            authorization: authorization
                .map(|token| Authorization(format!("SSWS {}", token.secret().reveal()))),
            body: call.body.as_ref().map(|body| body.to_string().into_bytes()),
        };
        tracing::debug!(method = call.method.as_str(), host = %self.org.host(), path = %call.template(), "call");
        let response = self.without_token(self.transport.send(request).await?);
        tracing::debug!(status = response.status, path = %call.template(), "answer");
        self.note_clock(&response);
        Ok(response)
    }

    /// An answer that repeats the token would carry it into errors, journals and screens.
    fn without_token(&self, mut response: HttpResponse) -> HttpResponse {
        if let (Some(token), Ok(body)) = (&self.token, std::str::from_utf8(&response.body)) {
            let token = token.secret().reveal();
            if body.contains(token) {
                response.body = body.replace(token, "…").into_bytes();
            }
        }
        response
    }

    fn note_clock(&self, response: &HttpResponse) {
        if let Some(date) = crate::okta::rate_limit::date(&response.headers) {
            let offset = date.as_second() - self.clock.now().as_second();
            *self.offset.lock().unwrap_or_else(PoisonError::into_inner) = Some(offset);
        }
    }

    fn error(&self, failure: retry::Refusal, call: &Call, attempts: u32, started: Timestamp) -> Error {
        let elapsed = self.clock.now().duration_since(started);
        let call = CallFacts {
            method: Some(call.method),
            path: call.template(),
            host: self.org.host(),
            attempts,
            elapsed: Duration::try_from(elapsed).unwrap_or_default(),
            request_id: failure.request_id.clone(),
        };
        Error {
            kind: Box::new(failure.kind),
            call: Box::new(call),
        }
    }

    /// An error that happened while reading an answer.
    fn unreadable(&self, call: &Call, kind: ErrorKind) -> Error {
        let call = CallFacts {
            method: Some(call.method),
            path: call.template(),
            host: self.org.host(),
            attempts: 1,
            ..CallFacts::default()
        };
        Error {
            kind: Box::new(kind),
            call: Box::new(call),
        }
    }
}

fn refused(response: HttpResponse) -> retry::Refusal {
    let kind = match Problem::parse(&response.body) {
        Some(problem) => ErrorKind::Okta {
            status: response.status,
            problem,
        },
        None => ErrorKind::NotOkta {
            status: response.status,
            media_type: response
                .headers
                .get("content-type")
                .unwrap_or_default()
                .to_owned(),
        },
    };
    retry::Refusal::answered(kind, response)
}

impl Reader {
    /// A reader of an org and nothing else: there is no other half.
    pub fn new(
        org: OrgUrl,
        token: Option<ApiToken>,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self(Client::new(org, token, transport, clock).0)
    }

    /// The org's address.
    pub fn org_url(&self) -> &OrgUrl {
        &self.0.org
    }

    /// How many requests were sent, repeated ones included.
    pub fn requests(&self) -> u64 {
        self.0.requests()
    }

    /// How far the org's clock is ahead of ours in seconds, by the `Date` of its last answer.
    pub fn clock_offset(&self) -> Option<i64> {
        self.0.clock_offset()
    }

    /// Reads one document.
    pub async fn get(&self, path: impl Into<String>) -> Result<Value, Error> {
        let call = Call::get(path);
        self.0
            .send(&call)
            .await?
            .json()
            .map_err(|kind| self.0.unreadable(&call, kind))
    }

    /// Reads one document; an absent one is `None`.
    pub async fn find(&self, path: impl Into<String>) -> Result<Option<Value>, Error> {
        match self.get(path).await {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a document without saying who asks.
    pub async fn get_public(&self, path: impl Into<String>) -> Result<Value, Error> {
        let call = Call {
            authenticated: false,
            ..Call::get(path)
        };
        self.0
            .send(&call)
            .await?
            .json()
            .map_err(|kind| self.0.unreadable(&call, kind))
    }

    /// Reads an XML document (SAML metadata refuses any other `Accept`).
    pub async fn get_xml(&self, path: impl Into<String>) -> Result<String, Error> {
        let call = Call {
            accept: "application/xml",
            ..Call::get(path)
        };
        let reply = self.0.send(&call).await?;
        String::from_utf8(reply.body).map_err(|_| {
            self.0
                .unreadable(&call, ErrorKind::Unreadable("not UTF-8".to_owned()))
        })
    }

    /// Reads all pages of a list.
    pub async fn list(&self, path: impl Into<String>) -> Result<Vec<Value>, Error> {
        let mut path = path.into();
        let mut items = Vec::new();
        for _ in 0..MOST_PAGES {
            let page = self.page(path.as_str()).await?;
            items.extend(page.items);
            match page.next {
                Some(next) => path = next,
                None => return Ok(items),
            }
        }
        Err(self.0.unreadable(
            &Call::get(path),
            ErrorKind::Unreadable(format!("more than {MOST_PAGES} pages")),
        ))
    }

    /// Reads one page of a list, with the path of the next.
    pub async fn page(&self, path: impl Into<String>) -> Result<Page, Error> {
        let call = &Call::get(path);
        let reply = self.0.send(call).await?;
        let next = match page::next_link(&reply.headers) {
            Some(link) => match self.0.org.path_of(link) {
                Some(path) => Some(path),
                None => return Err(self.0.unreadable(call, ErrorKind::ForeignPage(link.to_owned()))),
            },
            None => None,
        };
        match reply.json().map_err(|kind| self.0.unreadable(call, kind))? {
            Value::Array(items) => Ok(Page { items, next }),
            _ => Err(self
                .0
                .unreadable(call, ErrorKind::Unreadable("not a list".to_owned()))),
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What stands on it.
    pub items: Vec<Value>,
    /// Path and query of the next page.
    pub next: Option<String>,
}

impl Writer {
    /// Sends a change once, repeating it only where Okta said that it was not carried out.
    pub async fn send(&self, call: &Call) -> Result<Reply, Error> {
        debug_assert_ne!(call.method, Method::Get, "reading is the reader's");
        self.0.send(call).await
    }
}
