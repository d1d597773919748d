//! Which refusals pass by themselves, and how long to wait for that (okta-api: only what was surely not
//! carried out may be repeated blindly).

use crate::okta::{
    ErrorKind, Problem, rate_limit,
    transport::{Failure, Headers, HttpResponse, Method, TransportError},
};
use jiff::Timestamp;
use std::time::Duration;

const MOST_ATTEMPTS: u32 = 5;

/// A call that did not succeed, with what is needed to decide about repeating it.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) kind: ErrorKind,
    pub(super) request_id: Option<String>,
    headers: Headers,
}

impl Refusal {
    pub(super) fn answered(kind: ErrorKind, response: HttpResponse) -> Self {
        let request_id = response.headers.get("x-okta-request-id").map(str::to_owned);
        Self {
            kind,
            request_id,
            headers: response.headers,
        }
    }

    pub(super) fn unanswered(error: TransportError) -> Self {
        Self {
            kind: ErrorKind::Transport(error),
            request_id: None,
            headers: Headers::default(),
        }
    }

    /// How long to wait before the next attempt; `None` when the refusal is final.
    pub(super) fn wait_before_retry(
        &self,
        method: Method,
        attempts: u32,
        now: Timestamp,
    ) -> Option<Duration> {
        if attempts >= MOST_ATTEMPTS || !self.passes(method) {
            return None;
        }
        match &self.kind {
            ErrorKind::Okta { status: 429, .. } => Some(rate_limit::wait_after_429(&self.headers, now)),
            _ => Some(rate_limit::backoff(attempts)),
        }
    }

    fn passes(&self, method: Method) -> bool {
        match &self.kind {
            ErrorKind::Okta {
                status: 429 | 423, ..
            } => true,
            ErrorKind::Okta { status: 409, problem } => {
                matches!(problem.code.as_str(), "E0000112" | "E0000249")
            }
            ErrorKind::Okta {
                status: 503,
                problem: Problem { code, .. },
            } if code == "E0000010" => false,
            ErrorKind::Okta { status, .. } | ErrorKind::NotOkta { status, .. } => {
                method == Method::Get && matches!(status, 500 | 502 | 503 | 504)
            }
            ErrorKind::Transport(error) => {
                method == Method::Get && matches!(error.failure, Failure::Timeout | Failure::Interrupted)
            }
            _ => false,
        }
    }

    /// Why the call waits, in words for people.
    pub(super) fn reason(&self) -> &'static str {
        match &self.kind {
            ErrorKind::Okta { status: 429, .. } => "Okta's limit of calls a minute is reached",
            ErrorKind::Okta { status: 423, .. } => "Okta is still ordering its rules",
            ErrorKind::Okta { status: 409, .. } => "Okta is still setting this up",
            ErrorKind::Transport(_) => "The connection broke off",
            _ => "Okta had an internal error",
        }
    }
}
