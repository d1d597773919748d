//! Pages for what went wrong. As at Okta they tell the user little; the System Log tells the rest.

use super::super::http::Response;
use super::super::world::Call;
use super::super::xml::escape;
use super::layout::{page, problem};

/// The org does not answer at that path.
pub(super) fn missing(call: &Call<'_>) -> Response {
    let body = "<p class=\"lead\">Nothing is at this address</p>\
                <p><a class=\"button quiet\" href=\"/app/UserHome\">Go to homepage</a></p>";
    page(call, 404, "Page not found", body)
}

/// A SAML message was refused; the code is all a user sees.
pub(in crate::practice) fn refused(call: &Call<'_>) -> Response {
    let body = format!(
        "{}<dl><dt>Error code</dt><dd>GENERAL_NONSUCCESS</dd><dt>Request</dt><dd>{}</dd></dl>\
         <p><a class=\"button\" href=\"/app/UserHome\">Go to homepage</a></p>",
        problem("Your request resulted in an error"),
        escape(&call.request_id)
    );
    page(call, 400, "400 Bad Request", &body)
}

/// The person does not have the app.
pub(in crate::practice) fn not_assigned(call: &Call<'_>, label: &str) -> Response {
    let text = format!(
        "Sorry, you can't access {} because you are not assigned this app in Okta",
        escape(label)
    );
    let body = format!(
        "{}<p class=\"lead\">If you are wondering why this happened, ask your administrator</p>\
         <p><a class=\"button\" href=\"/app/UserHome\">Go to homepage</a></p>",
        problem(&text)
    );
    page(call, 403, "403 App Not Assigned", &body)
}

/// The app's sign-in policy lets nobody of that kind in (E0000057 as a page).
pub(in crate::practice) fn denied(call: &Call<'_>) -> Response {
    let body = format!(
        "{}<p><a class=\"button\" href=\"/app/UserHome\">Go to homepage</a></p>",
        problem("Access to this application is denied due to a policy.")
    );
    page(call, 403, "403 Access Forbidden", &body)
}

/// The app's sign-in policy asks for more than the person has shown.
pub(in crate::practice) fn verify_again(call: &Call<'_>) -> Response {
    let body = format!(
        "<p class=\"lead\">Set up or use a security method to get to your app</p>{}\
         <p><a class=\"button\" href=\"/login/signout\">Back to sign in</a></p>",
        problem("No security method is set up for this account")
    );
    page(call, 200, "Verify it's you with a security method", &body)
}

/// The org failed itself, as when a routing rule names an inactive identity provider.
pub(in crate::practice) fn broken(call: &Call<'_>) -> Response {
    page(
        call,
        500,
        "500 Internal Server Error",
        &problem("Something went wrong"),
    )
}
