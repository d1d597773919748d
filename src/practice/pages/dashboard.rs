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
        "<p>No apps yet. An administrator can assign some</p>".to_owned()
    } else {
        format!("<ul class=\"tiles\">{tiles}</ul>")
    };
    let body = format!(
        "<p>Signed in as <strong>{}</strong></p>{tiles}<p><a class=\"button\" href=\"/login/signout\">Sign out</a></p>",
        escape(&name)
    );
    page(call, 200, "My apps", &body)
}

fn tile(app: &App) -> String {
    let number = catalogue::find(&app.name).map_or(9000, |known| known.number);
    let href = format!("/home/{}/{}/{number}", app.name, app.id);
    format!(
        "<li><a href=\"{}\">{}</a></li>",
        escape(&href),
        escape(&app.label)
    )
}
