//! The dashboard: one tile for each app a person has.

use super::super::catalogue;
use super::super::http::Response;
use super::super::org::app::App;
use super::super::world::Call;
use super::super::xml::escape;
use super::layout::page;
use super::login;

pub(super) fn show(call: &mut Call<'_>) -> Response {
    let Some(user) = call.adopt_session() else {
        return Response::redirect(&login::address("/app/UserHome"));
    };
    let org = call.org();
    let name = org
        .users
        .get(&user)
        .map(super::super::org::user::User::display_name)
        .unwrap_or_default();
    let tiles: String = org
        .apps
        .iter()
        .filter(|app| app.active && app.user(&user).is_some())
        .map(tile)
        .collect();
    let tiles = if tiles.is_empty() {
        "<p class=\"lead\">No apps yet. An administrator can assign some</p>".to_owned()
    } else {
        format!("<ul class=\"tiles\">{tiles}</ul>")
    };
    let body = format!(
        "<div class=\"row\"><p class=\"lead\">Signed in as <strong>{}</strong></p>\
         <a class=\"button quiet\" href=\"/login/signout\">Sign out</a></div>{tiles}",
        escape(&name)
    );
    page(call, 200, "My apps", &body)
}

/// The tile of an app. Its letter is a picture, so only the label is read out.
fn tile(app: &App) -> String {
    let number = catalogue::find(&app.name).map_or(9000, |known| known.number);
    let href = format!("/home/{}/{}/{number}", app.name, app.id);
    let letter: String = app.label.chars().take(1).flat_map(char::to_uppercase).collect();
    format!(
        "<li><span class=\"badge\" aria-hidden=\"true\">{}</span><a href=\"{}\">{}</a><p>{}</p></li>",
        escape(&letter),
        escape(&href),
        escape(&app.label),
        means(&app.sign_on_mode),
    )
}

/// How the app lets people in, in words.
fn means(sign_on_mode: &str) -> &'static str {
    match sign_on_mode {
        "SAML_2_0" => "Single sign-on by SAML 2.0",
        "OPENID_CONNECT" => "Single sign-on by OpenID Connect",
        "BOOKMARK" => "Bookmark",
        _ => "Password kept by the org",
    }
}
