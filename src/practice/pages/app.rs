//! Opening an app from its tile, and the page that stands for the app itself.

use super::super::http::Response;
use super::super::org::app::App;
use super::super::sso;
use super::super::world::Call;
use super::super::xml::escape;
use super::layout::page;
use super::login;
use super::{error, icon};

/// The link of a tile leads to the app's sign-on.
pub(super) fn open(call: &mut Call<'_>, name: &str, id: &str) -> Response {
    let Some(app) = call.org().apps.get(id).filter(|app| app.name == name) else {
        return error::missing(call);
    };
    if app.sign_on_mode == "SAML_2_0" {
        return Response::redirect(&app.sso_path());
    }
    Response::redirect(&format!("/app/{}/{}/open", app.name, app.external_key))
}

/// An app without SAML: signed in or not, assigned or not, that is all.
pub(super) fn show(call: &mut Call<'_>, name: &str, key: &str) -> Response {
    let app = call
        .org()
        .apps
        .iter()
        .find(|app| app.name == name && app.external_key == key);
    let Some(app) = app.cloned() else {
        return error::missing(call);
    };
    let Some(user) = call.adopt_session() else {
        return Response::redirect(&login::address(&call.request.path));
    };
    match sso::admit(call, &app, &user) {
        Ok(name) => stand_in(call, &app, &name),
        Err(response) => response,
    }
}

/// The page that stands for the app itself.
pub(in crate::practice) fn stand_in(call: &Call<'_>, app: &App, user_name: &str) -> Response {
    let label = escape(&app.label);
    let body = format!(
        "<p class=\"good\">{}<span>This page stands for the app itself: here, {label} would open</span></p>\
         <dl><dt>App</dt><dd>{label}</dd><dt>Signed in as</dt><dd>{}</dd><dt>Signed in by</dt><dd>{}</dd></dl>\
         <p><a class=\"button quiet\" href=\"/app/UserHome\">Back to my apps</a></p>",
        icon::CHECK,
        escape(user_name),
        escape(call.org().company),
    );
    page(
        call,
        200,
        &format!("Signed in to {} (practice)", app.label),
        &body,
    )
}
