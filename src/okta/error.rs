//! What failed, and during which call.

use crate::{
    advice::{Advice, Advise},
    okta::{
        Problem,
        transport::{Failure, Method, TransportError},
    },
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A failed call of the Okta API.
#[derive(Clone, Debug, thiserror::Error, Serialize, Deserialize)]
#[error("{kind}")]
pub struct Error {
    /// What went wrong.
    #[source]
    pub kind: Box<ErrorKind>,
    /// The call it happened in.
    pub call: Box<CallFacts>,
}

/// The call in which an error happened; never holds a secret or a full address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFacts {
    /// The method.
    pub method: Option<Method>,
    /// The path with `{…}` for identifiers and without its query.
    pub path: String,
    /// The host it was sent to.
    pub host: String,
    /// How often it was sent.
    pub attempts: u32,
    /// From the first attempt to the last answer.
    pub elapsed: Duration,
    /// Okta's request id, for its support and its System Log.
    pub request_id: Option<String>,
}

/// The kinds of failure.
#[derive(Clone, Debug, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No answer.
    #[error(transparent)]
    Transport(TransportError),
    /// Okta answered with an error.
    #[error("{problem}")]
    Okta {
        /// The status code.
        status: u16,
        /// What Okta says.
        problem: Problem,
    },
    /// An answer that is not Okta's: a captive portal, a proxy's page, another product.
    #[error("the answer did not come from Okta (status {status})")]
    NotOkta {
        /// The status code.
        status: u16,
        /// The media type of the answer.
        media_type: String,
    },
    /// An answer of Okta's that does not have the documented shape.
    #[error("the answer could not be read: {0}")]
    Unreadable(String),
    /// A next page on another origin, which is never followed.
    #[error("the list goes on at another address, {0}")]
    ForeignPage(String),
    /// The call was given up because the run was cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl Error {
    /// The error of a call that was never sent.
    pub fn cancelled() -> Self {
        Self {
            kind: Box::new(ErrorKind::Cancelled),
            call: Box::default(),
        }
    }

    /// Okta's answer, where there is one.
    pub fn problem(&self) -> Option<&Problem> {
        match &*self.kind {
            ErrorKind::Okta { problem, .. } => Some(problem),
            _ => None,
        }
    }

    /// Okta's error code, where there is one.
    pub fn code(&self) -> &str {
        self.problem().map_or("", |problem| problem.code.as_str())
    }

    /// Whether the object asked for does not exist.
    pub fn is_not_found(&self) -> bool {
        matches!(&*self.kind, ErrorKind::Okta { status: 404, .. })
    }

    /// Whether a change may have been made although no success was reported.
    pub fn is_in_doubt(&self) -> bool {
        match &*self.kind {
            ErrorKind::Transport(error) => error.may_have_arrived(),
            ErrorKind::Okta { status, .. } | ErrorKind::NotOkta { status, .. } => *status >= 500,
            ErrorKind::Unreadable(_) => true,
            _ => false,
        }
    }

    /// Whether the token is dead: wrong, revoked, expired, of another org, or its owner deactivated.
    /// E0000015 arrives as 401 too and says nothing about the token.
    pub fn is_dead_token(&self) -> bool {
        self.code() == "E0000011"
    }

    /// Whether the role behind the token is too small.
    pub fn is_forbidden(&self) -> bool {
        matches!(
            self.code(),
            "E0000006" | "E0000015" | "E0000022" | "access_denied"
        )
    }
}

impl Advise for Error {
    fn advice(&self) -> Advice {
        let host = &self.call.host;
        match &*self.kind {
            ErrorKind::Transport(error) => transport_advice(error),
            ErrorKind::Okta { status, problem } => okta_advice(host, *status, problem),
            ErrorKind::NotOkta { .. } => Advice::new(
                format!("{host} answered, but not as an Okta org"),
                "A network that asks for a sign-in first, a proxy, or another product stands at this address",
            )
            .then("Open the address in the browser and look whether Okta's sign-in page appears")
            .then("Check the address for a typing error"),
            ErrorKind::Unreadable(_) => Advice::new(
                format!("{host} sent an answer that could not be read"),
                "It does not have the shape that Okta documents",
            )
            .then("Try again; if it stays, pass the request id on to support"),
            ErrorKind::ForeignPage(_) => Advice::new(
                format!("{host} sent a list that goes on at another address"),
                "The token must not go there, so the list was not read any further",
            )
            .then("Use the org's okta.com address instead of a custom domain"),
            ErrorKind::Cancelled => Advice::new("Cancelled", "Nothing more was sent"),
        }
    }
}

fn transport_advice(error: &TransportError) -> Advice {
    let host = &error.host;
    match error.failure {
        Failure::Name => Advice::new(format!("There is no {host}"), "The name could not be found")
            .then("Check the address for a typing error")
            .then("Check that this computer is online"),
        Failure::Connect | Failure::Timeout | Failure::Interrupted => {
            Advice::new(format!("{host} cannot be reached"), "There was no answer, or it broke off")
                .then("Check that this computer is online")
                .then("If a VPN or proxy is needed here, switch it on, then try again")
        }
        Failure::UnknownIssuer => Advice::new(
            "Your network opens the encrypted connection",
            format!("A proxy or virus scanner shows its own certificate in place of {host}'s, and this computer does not trust it"),
        )
        .then("Ask your IT department for the certificate of the inspecting proxy")
        .then("Add it under Settings › Network › Extra certificate file"),
        Failure::Tls => Advice::new(format!("No secure connection to {host}"), "The certificate or the encryption was refused")
            .then("Check date and time of this computer")
            .then("Check the address for a typing error"),
        Failure::NoRoots => Advice::new(
            "This computer has no list of trusted certificates",
            "Without it no https address can be verified",
        )
        .then("Install the package ca-certificates"),
        Failure::Proxy => Advice::new(format!("The proxy blocked {host}"), "The system's proxy settings are in use")
            .then("Ask your IT department to allow this address"),
        Failure::Redirect => Advice::new(
            format!("{host} redirects to {}", error.detail),
            "A token is never sent on to another address; most often a network asks for a sign-in first, or the org has moved",
        )
        .then("Open the address in the browser and look where it leads")
        .then("Enter the address where it ends up, if that is the org"),
        Failure::TooLarge => Advice::new(format!("{host} sent too much"), "The answer was larger than any answer of Okta"),
    }
}

fn okta_advice(host: &str, status: u16, problem: &Problem) -> Advice {
    match problem.code.as_str() {
        "E0000011" => Advice::new(
            format!("{host} does not accept the API token"),
            "It was revoked, has not been used for 30 days, belongs to another org, or its owner was deactivated",
        )
        .then("Create a new token as a super admin and enter it here"),
        "E0000006" | "E0000022" => Advice::new(
            format!("The admin behind the token may not do this in {host}"),
            "A token can do what the admin who created it can do, no more",
        )
        .then("Create the token as a super admin, or ask one to do this step"),
        "E0000015" => Advice::new(
            format!("{host} does not have the feature that this needs"),
            "Okta switches it on for an org; the token itself is fine",
        )
        .then("Ask your Okta account team for the feature"),
        "E0000040" => Advice::new(
            format!("There is an app of that name in {host} already"),
            "Okta does not allow two apps with one label",
        )
        .then("Choose another name for the app in step 1 or 2, or take the app that is there"),
        "E0000047" => Advice::new(
            format!("{host} received too many calls"),
            "Okta limits the calls of a minute, and other programs use the same limit",
        )
        .then("Wait a minute, then go on"),
        "E0000010" => Advice::new(format!("{host} is in maintenance"), "It can be read but not changed for now").then("Try again later"),
        _ if status >= 500 => Advice::new(format!("{host} had an internal error"), problem.to_string())
            .then("Try again in a minute"),
        _ => Advice::new(format!("{host} refused"), problem.to_string()),
    }
}
