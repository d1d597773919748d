//! The frame of every page: head, banner, style, and what the browser may do on it. Text is escaped by those who put it
//! in.
//!
//! The orgs have the colours, words and pictures they have in the window. A page loads nothing, runs no script but the
//! one it names, and sends forms nowhere but to its own org and where it says.

use super::super::Side;
use super::super::http::Response;
use super::super::world::Call;
use super::super::xml::escape;
use super::icon;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("style.css");

/// How much room a page takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// A form.
    Narrow,
    /// Everything else.
    Wide,
}

/// What makes a page besides its title and its body.
pub(super) struct Frame<'f> {
    pub(super) status: u16,
    pub(super) width: Width,
    /// Further origins that forms may go to, also by a redirect of the org.
    pub(super) forms: &'f [String],
    /// The only script that may run.
    pub(super) script: Option<&'f str>,
}

/// A whole page of ordinary width. `body` is markup.
pub(super) fn page(call: &Call<'_>, status: u16, title: &str, body: &str) -> Response {
    let frame = Frame {
        status,
        width: Width::Wide,
        forms: &[],
        script: None,
    };
    framed(call, &frame, title, body)
}

/// A whole page. `body` is markup.
pub(super) fn framed(call: &Call<'_>, frame: &Frame<'_>, title: &str, body: &str) -> Response {
    let (role, width) = (
        role(call.side),
        if frame.width == Width::Narrow {
            "narrow"
        } else {
            "wide"
        },
    );
    let (title, company) = (escape(title), escape(call.org().company));
    let script = frame
        .script
        .map_or_else(String::new, |script| format!("<script>{script}</script>"));
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · {company} (practice)</title><link rel=\"icon\" href=\"{tab}\"><style>{STYLE}</style></head>\
         <body class=\"{side}\"><header><div class=\"org\"><span class=\"badge\">{picture}</span>\
         <div><p class=\"name\">{company}</p><p class=\"role\">{role}</p></div></div>\
         <p class=\"practice\">{flask} Practice org</p></header>\
         <main class=\"{width}\"><h1>{title}</h1>{body}</main>\
         <footer>Nothing here is real. This org lives inside the program and forgets everything when it ends</footer>\
         {script}</body></html>",
        tab = icon::tab(call.side),
        side = call.side.name(),
        picture = icon::of(call.side),
        flask = icon::FLASK,
    );
    Response::text(frame.status, "text/html; charset=utf-8", html)
        .with("content-security-policy", &policy(frame))
}

fn role(side: Side) -> &'static str {
    match side {
        Side::Source => "Source org: people sign in here",
        Side::Target => "Target org: the apps are here",
    }
}

/// What the browser may do on the page (Content Security Policy Level 3).
fn policy(frame: &Frame<'_>) -> String {
    let digest = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    let script = frame.script.map_or("'none'".to_owned(), digest);
    let mut forms = vec!["'self'"];
    forms.extend(frame.forms.iter().map(String::as_str));
    format!(
        "default-src 'none'; style-src {}; script-src {script}; img-src data:; form-action {}; \
         base-uri 'none'; frame-ancestors 'none'",
        digest(STYLE),
        forms.join(" ")
    )
}

/// The origin of an address, as a policy names it; `None` for what no form can be sent to.
pub(super) fn origin(address: &str) -> Option<String> {
    let origin = url::Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

/// A sentence that something is wrong, read out at once. `text` is markup.
pub(super) fn problem(text: &str) -> String {
    format!(
        "<p class=\"problem\" role=\"alert\">{}<span>{text}</span></p>",
        icon::WARNING
    )
}
