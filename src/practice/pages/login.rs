//! Signing in: the user name first, then where it leads: a password here, or an identity provider.

use super::super::acs;
use super::super::http::{Response, encode_pairs};
use super::super::org::user::Status;
use super::super::routing::{Way, way};
use super::super::world::Call;
use super::super::xml::escape;
use super::error;
use super::layout::page;

/// Where a browser may be sent after signing in: a path of this org, nothing else.
pub(in crate::practice) fn own_path<'p>(call: &Call<'_>, to: &'p str) -> Option<&'p str> {
    let path = to.strip_prefix(call.org().base.as_str()).unwrap_or(to);
    let safe = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    safe.then_some(path)
}

const HOME: &str = "/app/UserHome";

/// The address of the sign-in page that leads on to a path.
pub(in crate::practice) fn address(then: &str) -> String {
    format!("/login?{}", encode_pairs(&[("fromURI", then)]))
}

pub(super) fn show(call: &mut Call<'_>) -> Response {
    let then = call.request.query_value("fromURI").unwrap_or(HOME).to_owned();
    if call.session().is_some() {
        return Response::redirect(own_path(call, &then).unwrap_or(HOME));
    }
    form(call, 200, &then, None, None)
}

/// The form for the user name, or for the password of a known user name.
fn form(call: &Call<'_>, status: u16, then: &str, name: Option<&str>, problem: Option<&str>) -> Response {
    let problem = problem
        .map(|text| format!("<p class=\"problem\" role=\"alert\">{text}</p>"))
        .unwrap_or_default();
    let then = escape(then);
    let fields = match name {
        None => "<label for=\"username\">Username</label>\
                 <input id=\"username\" name=\"username\" autocomplete=\"username\" autofocus required>\
                 <button>Next</button>"
            .to_owned(),
        Some(name) => format!(
            "<label for=\"username\">Username</label>\
             <input id=\"username\" name=\"username\" value=\"{name}\" readonly>\
             <label for=\"password\">Password</label><input id=\"password\" name=\"password\" type=\"password\" \
             autocomplete=\"current-password\" autofocus required><button>Sign in</button>",
            name = escape(name),
        ),
    };
    let body = format!(
        "{problem}<form id=\"sign-in\" method=\"post\" action=\"/login\">\
         <input type=\"hidden\" name=\"fromURI\" value=\"{then}\">{fields}</form>"
    );
    page(call, status, "Sign in", &body)
}

pub(super) fn submit(call: &mut Call<'_>) -> Response {
    let fields = call.request.form_fields();
    let field = |name: &str| {
        fields
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    let (name, then) = (
        field("username").unwrap_or_default(),
        field("fromURI").unwrap_or_else(|| HOME.to_owned()),
    );
    let name = name.trim();
    let app = app_on_the_way(call, &then);
    match (way(call.org(), name, app.as_deref()), field("password")) {
        (Way::Broken, _) => error::broken(call),
        (Way::Provider(idp), _) => acs::ask(call, &idp, &then, Some(name)),
        (Way::Here, None) => form(call, 200, &then, Some(name), None),
        (Way::Here, Some(password)) => sign_in(call, name, &password, &then),
    }
}

/// The app somebody was on the way to, for routing rules that name apps.
fn app_on_the_way(call: &Call<'_>, then: &str) -> Option<String> {
    let path = own_path(call, then)?;
    let mut apps = call.org().apps.iter();
    let app =
        apps.find(|app| path.starts_with(&app.sso_path()) || path.split('/').any(|part| part == app.id));
    app.map(|app| app.id.clone())
}

fn sign_in(call: &mut Call<'_>, name: &str, password: &str, then: &str) -> Response {
    let user = call.org().user_by_login(name);
    let fits =
        user.filter(|user| user.status == Status::Active && user.password.as_deref() == Some(password));
    let Some(id) = fits.map(|user| user.id.clone()) else {
        call.sign_in_refused(name);
        return form(call, 401, then, Some(name), Some("Unable to sign in"));
    };
    let to = own_path(call, then).unwrap_or(HOME).to_owned();
    call.begin_session(&id, Response::redirect(&to), "PASSWORD")
}

pub(super) fn sign_out(call: &mut Call<'_>) -> Response {
    call.end_session();
    let expired = format!(
        "{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
        call.cookie_name()
    );
    Response::redirect("/login").with("set-cookie", &expired)
}

/// Sign-in that begins at the address of an identity provider.
pub(super) fn start_at(call: &mut Call<'_>, idp: &str) -> Response {
    let known = call.org().idps.get(idp).is_some_and(|idp| idp.active);
    if !known {
        return error::missing(call);
    }
    let then = call.request.query_value("RelayState").unwrap_or(HOME).to_owned();
    acs::ask(call, idp, &then, None)
}
