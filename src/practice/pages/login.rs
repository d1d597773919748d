//! Signing in: the user name first, then where it leads: a password here, or an identity provider.

use super::super::acs;
use super::super::http::{Response, encode_pairs};
use super::super::org::user::{Status, User};
use super::super::routing::{Way, way};
use super::super::world::Call;
use super::super::xml::escape;
use super::error;
use super::layout::{Frame, Width, framed, origin, problem};

/// Where a browser may be sent after signing in: a path of this org, nothing else.
pub(in crate::practice) fn own_path<'p>(call: &Call<'_>, to: &'p str) -> Option<&'p str> {
    let path = to.strip_prefix(call.org().base.as_str()).unwrap_or(to);
    let safe = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    safe.then_some(path)
}

const HOME: &str = "/app/UserHome";
/// So many people are shown.
const PEOPLE: usize = 10;

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
fn form(call: &Call<'_>, status: u16, then: &str, name: Option<&str>, refused: Option<&str>) -> Response {
    let back = escape(&address(then));
    let fields = match name {
        None => "<label for=\"username\">Username</label>\
                 <input id=\"username\" name=\"username\" autocomplete=\"username\" autofocus required>\
                 <button>Next</button>"
            .to_owned(),
        Some(name) => format!(
            "<label for=\"username\">Username</label>\
             <input id=\"username\" name=\"username\" value=\"{name}\" autocomplete=\"username\" readonly>\
             <label for=\"password\">Password</label><input id=\"password\" name=\"password\" type=\"password\" \
             autocomplete=\"current-password\" autofocus required><button>Sign in</button>\
             <p class=\"after\"><a href=\"{back}\">Use another username</a></p>",
            name = escape(name),
        ),
    };
    let body = format!(
        "{}{}<form id=\"sign-in\" method=\"post\" action=\"/login\">\
         <input type=\"hidden\" name=\"fromURI\" value=\"{}\">{fields}</form>{}",
        whereto(call, then),
        refused.map(problem).unwrap_or_default(),
        escape(then),
        people(call),
    );
    let frame = Frame {
        status,
        width: Width::Narrow,
        forms: &providers(call),
        script: None,
    };
    framed(call, &frame, "Sign in", &body)
}

/// What opens afterwards.
fn whereto(call: &Call<'_>, then: &str) -> String {
    let app = app_on_the_way(call, then).and_then(|id| call.org().apps.get(&id));
    let what = app.map_or("your apps", |app| app.label.as_str());
    format!("<p class=\"lead\">to open <strong>{}</strong></p>", escape(what))
}

/// Who can try it: some of the people whose password is known. No other org shows that.
fn people(call: &Call<'_>) -> String {
    let known = call
        .org()
        .users
        .iter()
        .filter(|user| user.status == Status::Active);
    let rows: String = known
        .filter_map(|user| user.password.as_deref().map(|password| person(user, password)))
        .take(PEOPLE)
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "<details><summary>People of this practice org</summary><ul class=\"people\">{rows}</ul></details>"
    )
}

fn person(user: &User, password: &str) -> String {
    format!(
        "<li><strong>{}</strong><span>{}</span><code>{}</code></li>",
        escape(&user.display_name()),
        escape(user.login()),
        escape(password)
    )
}

/// Where a user name may lead to.
fn providers(call: &Call<'_>) -> Vec<String> {
    let active = call.org().idps.iter().filter(|idp| idp.active);
    let mut origins: Vec<String> = active
        .filter_map(|idp| origin(idp.text("/protocol/endpoints/sso/url")))
        .collect();
    origins.sort_unstable();
    origins.dedup();
    origins
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
