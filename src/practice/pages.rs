//! What a browser sees: sign-in, dashboard, apps, errors.

use super::http::Response;
use super::world::Call;

/// Answers a request for a page.
pub(super) fn answer(call: &mut Call<'_>) -> Response {
    let segments = call.request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let found = match parts.as_slice() {
        ["app", key, "sso", "saml", "metadata"] => super::routes::public_metadata(call, key),
        _ => None,
    };
    found.unwrap_or_else(|| Response::text(404, "text/html", "Not found"))
}
