//! What a browser sees: sign-in, dashboard, apps, errors. Every page says that this is a practice org.

mod app;
mod dashboard;
mod error;
mod icon;
mod layout;
mod login;
mod post;

use super::http::{Method, Response};
use super::world::Call;
use super::{acs, sso};

pub(super) use app::stand_in;
pub(super) use error::{broken, denied, not_assigned, refused, verify_again};
pub(super) use login::{address as sign_in_address, own_path};
pub(super) use post::auto_post;

/// Answers a request for a page.
pub(super) fn answer(call: &mut Call<'_>) -> Response {
    let segments = call.request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let response = match (call.request.method, parts.as_slice()) {
        (Method::Get, []) => Response::redirect("/app/UserHome"),
        (Method::Get, ["login"] | ["login", "login.htm"]) => login::show(call),
        (Method::Post, ["login"]) => login::submit(call),
        (Method::Get, ["login", "signout"]) => login::sign_out(call),
        (Method::Get, ["app", "UserHome"]) => dashboard::show(call),
        (Method::Get, ["app", key, "sso", "saml", "metadata"]) => metadata(call, key),
        (Method::Get, ["home", name, id, _]) => app::open(call, name, id),
        (Method::Get, ["app", name, key, "open"]) => app::show(call, name, key),
        (Method::Get | Method::Post, ["app", name, key, "sso", "saml"]) => sso::answer(call, name, key),
        (Method::Post, ["sso", "saml2", id]) => acs::consume(call, Some(id)),
        (Method::Post, ["sso", "saml2"]) => acs::consume(call, None),
        (Method::Get, ["sso", "saml2", id]) => login::start_at(call, id),
        _ => error::missing(call),
    };
    response
        .with("cache-control", "no-store")
        .with("x-content-type-options", "nosniff")
}

fn metadata(call: &Call<'_>, key: &str) -> Response {
    super::routes::public_metadata(call, key).unwrap_or_else(|| error::missing(call))
}
