//! Provisioning: the source org calls the target org's API with the stored token, like any client.
//!
//! Refusals are real ones; they end in a failed assignment and an event in the log of the org that pushed.

use super::group_push;
use super::http::{Method, Request, Response, encode};
use super::log::{Draft, Party};
use super::mischief::{Mischief, deliver};
use super::org::app::SyncState;
use super::org::mapping::{self, End};
use super::org::schema::INITIAL_STATUSES;
use super::routes::{app_party, user_party};
use super::seat::Seat;
use super::world::{Call, call_with_token};
use serde_json::{Map, Value, json};

/// Where an app pushes to, and with which token.
pub(super) struct Line {
    seat: Seat,
    token: String,
    app: String,
}

/// A finding out of a refused call.
pub(super) type Outcome<T> = Result<T, String>;

/// How people begin in the other org when nothing else is asked for.
const USUAL_STATUS: &str = "active_with_pass";

const UNUSABLE: &str = "The credentials used to connect to the API were invalid";

/// Tries the stored token on the org at the app's base address.
pub(super) fn try_credentials(call: &mut Call<'_>, app: &str) -> Outcome<()> {
    let line = line(call, app)?;
    let request = call_with_token(Method::Get, "/api/v1/users/me", &line.token);
    expect(&send(call, &line, &request))
        .map(|_| ())
        .map_err(|reason| format!("{UNUSABLE}. {reason}"))
}

/// Where the app pushes to.
pub(super) fn line(call: &Call<'_>, app: &str) -> Outcome<Line> {
    let app = call.org().apps.get(app).ok_or("The app is gone")?;
    let id = app.id.clone();
    let token = app
        .connection
        .token
        .clone()
        .ok_or("No credentials are set for the connection")?;
    let base = app
        .connection
        .base_url
        .as_deref()
        .unwrap_or_else(|| app.setting("baseUrl"));
    let seat = call
        .world
        .seat_at(base)
        .ok_or_else(|| format!("{UNUSABLE}. No org answers at {base}"))?;
    Ok(Line { seat, token, app: id })
}

/// A request with the token of the line.
pub(super) fn request(method: Method, path: &str, line: &Line) -> Request {
    call_with_token(method, path, &line.token)
}

/// What the other org answers. What failed or broke off on purpose is sent again, as Okta's queue does.
pub(super) fn send(call: &mut Call<'_>, line: &Line, request: &Request) -> Response {
    let mut tries = 0;
    loop {
        let delivery = deliver(call.world, line.seat, request, call.now);
        tries += 1;
        if !delivery.disturbed || tries == MOST_TRIES {
            let broken = || Response::text(504, "text/plain", "The connection was reset");
            return delivery.answer.unwrap_or_else(broken);
        }
    }
}

/// How often a request is sent at most.
const MOST_TRIES: usize = 6;

/// The body of a good answer, or the refusal in one sentence.
pub(super) fn expect(response: &Response) -> Outcome<Value> {
    let body = response.json_body();
    if response.status < 300 {
        return Ok(body);
    }
    let text = |pointer: &str| {
        body.pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let (code, summary) = (text("/errorCode"), text("/errorSummary"));
    let cause = text("/errorCauses/0/errorSummary");
    Err(format!(
        "Errors reported by remote server: HTTP {} {code} {summary} {cause}",
        response.status
    )
    .trim()
    .to_owned())
}

/// Whether the app pushes, and whether new people are made there.
fn switches(call: &Call<'_>, app: &str) -> Option<(bool, bool, bool)> {
    let app = call
        .org()
        .apps
        .get(app)
        .filter(|app| app.connected() && app.active)?;
    Some((
        app.provisioning.create,
        app.provisioning.update,
        app.provisioning.deactivate,
    ))
}

/// Finds or makes a newly assigned person in the other org.
pub(super) fn push_new(call: &mut Call<'_>, app: &str, user: &str) {
    let Some((create, update, _)) = switches(call, app) else {
        return;
    };
    if !(create || update) {
        return;
    }
    let mut outcome = find_or_create(call, app, user, (create, update));
    if outcome.is_err() && call.world.mood.mischief != Mischief::default() {
        // An answer that was lost may have been a good one. Who was made only just now cannot be changed yet.
        outcome = find_or_create(call, app, user, (create, false));
    }
    let reason = outcome
        .as_ref()
        .err()
        .map(|reason| automatic(call, app, user, reason));
    let ready = outcome.is_ok();
    settle(call, app, user, outcome.map(Some));
    event(call, "application.provision.user.push", app, user, reason);
    if ready {
        group_push::person_ready(call, app, user);
    }
}

/// Sends a changed profile.
pub(super) fn push_profile(call: &mut Call<'_>, app: &str, user: &str) {
    let Some((_, update_on, _)) = switches(call, app) else {
        return;
    };
    let Some(external) = external_id(call, app, user) else {
        return;
    };
    if !update_on {
        let held = call
            .org_mut()
            .apps
            .get_mut(app)
            .and_then(|app| app.user_mut(user));
        if let Some(held) = held {
            held.sync = SyncState::OutOfSync;
        }
        return;
    }
    let outcome = line(call, app).and_then(|line| {
        check_administrator(call, &line)?;
        update(call, &line, &external, user)
    });
    let reason = outcome.as_ref().err().map(|reason| {
        format!(
            "Error while trying to push profile update for {}: {reason}",
            user_name(call, app, user)
        )
    });
    settle(call, app, user, outcome.map(|()| None));
    event(call, "application.provision.user.push_profile", app, user, reason);
}

/// Deactivates an unassigned person in the other org.
pub(super) fn push_end(call: &mut Call<'_>, app: &str, user: &str) {
    let Some((_, _, true)) = switches(call, app) else {
        return;
    };
    let Some(external) = external_id(call, app, user) else {
        return;
    };
    let path = format!("/api/v1/users/{external}/lifecycle/deactivate");
    let outcome = line(call, app).and_then(|line| {
        let request = call_with_token(Method::Post, &path, &line.token);
        expect(&send(call, &line, &request))
    });
    event(
        call,
        "application.provision.user.deactivate",
        app,
        user,
        outcome.err(),
    );
}

fn find_or_create(
    call: &mut Call<'_>,
    app: &str,
    user: &str,
    (make, update_found): (bool, bool),
) -> Outcome<String> {
    let line = line(call, app)?;
    check_administrator(call, &line)?;
    let login = user_name(call, app, user);
    let request = call_with_token(
        Method::Get,
        &format!("/api/v1/users/{}", encode_path(&login)),
        &line.token,
    );
    let found = send(call, &line, &request);
    if found.status == 404 && !make {
        return Err("Matching user not found".to_owned());
    }
    if found.status == 404 {
        let external = create(call, &line, &login, user)?;
        event(call, "app.user_management.push_new_user_success", app, user, None);
        return Ok(external);
    }
    let shown = expect(&found)?;
    let external = id_of(&shown)?;
    event(call, "application.provision.user.verify_exists", app, user, None);
    if shown.get("status").and_then(Value::as_str) == Some("DEPROVISIONED")
        && made_before(call, app, user, &external)
    {
        let path = format!("/api/v1/users/{external}/lifecycle/activate?sendEmail=false");
        let request = call_with_token(Method::Post, &path, &line.token);
        let outcome = expect(&send(call, &line, &request));
        let reason = outcome.as_ref().err().cloned();
        event(call, "application.provision.user.reactivate", app, user, reason);
        outcome?;
    }
    if update_found {
        update(call, &line, &external, user)?;
        event(call, "application.provision.user.sync", app, user, None);
    }
    Ok(external)
}

/// Whether somebody in the other org was pushed there before for the same person.
fn made_before(call: &Call<'_>, app: &str, user: &str, external: &str) -> bool {
    let former = call.org().apps.get(app).and_then(|app| app.former.get(user));
    former.is_some_and(|former| former == external)
}

/// Pushes need more than the check of credentials: several calls want a super administrator.
fn check_administrator(call: &mut Call<'_>, line: &Line) -> Outcome<()> {
    let me = call_with_token(Method::Get, "/api/v1/users/me", &line.token);
    let id = id_of(&expect(&send(call, line, &me))?)?;
    let roles = call_with_token(Method::Get, &format!("/api/v1/users/{id}/roles"), &line.token);
    expect(&send(call, line, &roles)).map(|_| ())
}

fn create(call: &mut Call<'_>, line: &Line, login: &str, user: &str) -> Outcome<String> {
    let start = initial_status(call, line, user, login)?;
    let mut profile = profile(call, line, user, true);
    profile.insert("login".to_owned(), Value::from(login));
    let mut body = Map::new();
    body.insert("profile".to_owned(), Value::Object(profile));
    if start.ends_with("_with_pass") {
        let password = call.org_mut().dice.word("pushed password", 24);
        body.insert(
            "credentials".to_owned(),
            json!({ "password": { "value": password } }),
        );
    }
    let body = Value::Object(body);
    let path = format!("/api/v1/users?activate={}", start.starts_with("active_"));
    id_of(&expect(&send(
        call,
        line,
        &request(Method::Post, &path, line).json(&body),
    ))?)
}

fn update(call: &mut Call<'_>, line: &Line, external: &str, user: &str) -> Outcome<()> {
    let body = json!({ "profile": profile(call, line, user, false) });
    let path = format!("/api/v1/users/{external}");
    let request = call_with_token(Method::Post, &path, &line.token).json(&body);
    expect(&send(call, line, &request)).map(|_| ())
}

/// How somebody begins in the other org; what the app's schema does not know is refused here, before any call.
fn initial_status(call: &Call<'_>, line: &Line, user: &str, login: &str) -> Outcome<String> {
    let held = call.org().apps.get(&line.app).and_then(|app| app.user(user));
    let asked = held
        .and_then(|held| held.profile.get("initialStatus"))
        .and_then(Value::as_str);
    match asked.unwrap_or(USUAL_STATUS) {
        known if INITIAL_STATUSES.contains(&known) => Ok(known.to_owned()),
        _ => Err(format!(
            "{login} is an Invalid Value for initialStatus field (code notOneOf)"
        )),
    }
}

/// What is pushed of a person: what the mapping makes, without what is the app's own matter.
fn profile(call: &Call<'_>, line: &Line, user: &str, new: bool) -> Map<String, Value> {
    let mut made = app_profile(call, &line.app, user, new);
    for own in ["userName", "initialStatus"] {
        made.remove(own);
    }
    made
}

/// The profile a person has in an app, as far as the mapping makes it.
pub(super) fn app_profile(call: &Call<'_>, app: &str, user: &str, new: bool) -> Map<String, Value> {
    let (org, ends) = (call.org(), (End::User, End::App(app.to_owned())));
    let Some(user) = org.users.get(user) else {
        return Map::new();
    };
    mapping::made(org, (&ends.0, &ends.1), new, &|name| {
        Some(user.text(name).to_owned())
    })
}

/// The identifier in a body.
pub(super) fn id_of(body: &Value) -> Outcome<String> {
    body["id"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| "The remote server sent no identifier".to_owned())
}

fn encode_path(login: &str) -> String {
    encode(login).replace('+', "%20")
}

fn user_name(call: &Call<'_>, app: &str, user: &str) -> String {
    let held = call.org().apps.get(app).and_then(|app| app.user(user));
    held.map(|held| held.user_name.clone()).unwrap_or_default()
}

/// The identifier of a person in the other org, once known.
pub(super) fn external_id(call: &Call<'_>, app: &str, user: &str) -> Option<String> {
    call.org().apps.get(app)?.user(user)?.external_id.clone()
}

fn automatic(call: &Call<'_>, app: &str, user: &str, reason: &str) -> String {
    let label = call
        .org()
        .apps
        .get(app)
        .map(|app| app.label.clone())
        .unwrap_or_default();
    format!(
        "Automatic provisioning of user {} to app {label} failed: {reason}",
        user_name(call, app, user)
    )
}

/// Writes down how a push ended.
fn settle(call: &mut Call<'_>, app: &str, user: &str, outcome: Outcome<Option<String>>) {
    let at = call.at;
    let Some(held) = call
        .org_mut()
        .apps
        .get_mut(app)
        .and_then(|app| app.user_mut(user))
    else {
        return;
    };
    held.last_updated = at;
    match outcome {
        Ok(external) => {
            held.external_id = external.or_else(|| held.external_id.take());
            (held.sync, held.last_sync) = (SyncState::Synchronized, Some(at));
        }
        Err(_) => held.sync = SyncState::Error,
    }
}

fn event(call: &mut Call<'_>, kind: &'static str, app: &str, user: &str, failure: Option<String>) {
    let Some(found) = call.org().apps.get(app) else {
        return;
    };
    let name = user_name(call, app, user);
    let (app, person) = (app_party(found), user_party(call, user));
    let draft = Draft::new(kind)
        .about(Party::new("AppUser", user, &name, &name))
        .about(app)
        .about(person);
    call.record(match failure {
        Some(reason) => draft.failed(&reason),
        None => draft,
    });
}
