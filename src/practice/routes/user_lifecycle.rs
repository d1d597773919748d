//! What becomes of people: activation, suspension, deactivation, deletion (Okta API: User Lifecycle).

use super::super::assign;
use super::super::http::{Method, Response};
use super::super::log::Draft;
use super::super::org::user::{Status, User};
use super::super::refusal::Refusal;
use super::super::roles::Need;
use super::super::world::{Answer, Call};
use super::Entry;
use super::users::{done, named, party_of};
use serde_json::json;

pub(super) const ROUTES: &[Entry] = &[
    (
        Method::Post,
        "/api/v1/users/{}/lifecycle/activate",
        Need::UsersManage,
        activate,
    ),
    (
        Method::Post,
        "/api/v1/users/{}/lifecycle/reactivate",
        Need::UsersManage,
        reactivate,
    ),
    (
        Method::Post,
        "/api/v1/users/{}/lifecycle/deactivate",
        Need::UsersManage,
        deactivate,
    ),
    (
        Method::Post,
        "/api/v1/users/{}/lifecycle/suspend",
        Need::UsersManage,
        suspend,
    ),
    (
        Method::Post,
        "/api/v1/users/{}/lifecycle/unsuspend",
        Need::UsersManage,
        unsuspend,
    ),
    (
        Method::Post,
        "/api/v1/users/{}/lifecycle/unlock",
        Need::UsersManage,
        unlock,
    ),
    (
        Method::Delete,
        "/api/v1/users/{}/sessions",
        Need::UsersManage,
        clear_sessions,
    ),
];

fn status(call: &Call<'_>, id: &str) -> Result<Status, Refusal> {
    call.org()
        .users
        .get(id)
        .map(|user| user.status)
        .ok_or_else(|| Refusal::not_found(id, "User"))
}

/// Moves a person to a status and writes the event.
fn turn(call: &mut Call<'_>, id: &str, status: Status, event: &'static str) {
    let at = call.at;
    if let Some(user) = call.org_mut().users.get_mut(id) {
        user.turn(status, at);
    }
    let party = party_of(call, id);
    call.record(Draft::new(event).about(party));
}

fn activate(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    match status(call, &id)? {
        Status::Active => return Err(Refusal::already_active()),
        Status::Provisioned | Status::Suspended => return Err(Refusal::wrong_user_status()),
        Status::Staged | Status::Deprovisioned => {}
    }
    begin(call, &id, "user.lifecycle.activate")
}

/// Whoever has no password yet follows the link first, and is provisioned meanwhile.
#[expect(clippy::unnecessary_wraps, reason = "the end of both handlers that activate")]
fn begin(call: &mut Call<'_>, id: &str, event: &'static str) -> Answer {
    let ready = call.org().users.get(id).is_some_and(User::may_begin);
    let status = if ready {
        Status::Active
    } else {
        Status::Provisioned
    };
    turn(call, id, status, event);
    call.begin_activation(id);
    let token = call.org_mut().dice.word("activation", 20);
    let url = call.url(&format!("/welcome/{token}"));
    Ok(Response::json(
        200,
        &json!({ "activationUrl": url, "activationToken": token }),
    ))
}

fn reactivate(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    if status(call, &id)? != Status::Provisioned {
        return Err(Refusal::wrong_user_status());
    }
    begin(call, &id, "user.lifecycle.reactivate")
}

fn deactivate(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    if status(call, &id)? != Status::Deprovisioned {
        end(call, &id);
    }
    Ok(done())
}

/// Deactivation takes sessions and apps away.
fn end(call: &mut Call<'_>, id: &str) {
    assign::leave_all(call, id);
    call.org_mut().sessions.retain(|session| session.user != id);
    turn(call, id, Status::Deprovisioned, "user.lifecycle.deactivate");
}

fn suspend(call: &mut Call<'_>) -> Answer {
    move_between(call, Status::Active, Status::Suspended, "user.lifecycle.suspend")
}

fn unsuspend(call: &mut Call<'_>) -> Answer {
    move_between(
        call,
        Status::Suspended,
        Status::Active,
        "user.lifecycle.unsuspend",
    )
}

/// Nobody is ever locked out of a practice org.
fn unlock(call: &mut Call<'_>) -> Answer {
    named(call)?;
    Err(Refusal::not_locked())
}

fn move_between(call: &mut Call<'_>, from: Status, to: Status, event: &'static str) -> Answer {
    let id = named(call)?;
    if status(call, &id)? != from {
        let verb = if to == Status::Suspended {
            "suspend"
        } else {
            "unsuspend"
        };
        let cause = format!("Cannot {verb} a user that is not {}", from.name().to_lowercase());
        return Err(Refusal::invalid(&format!("{verb}User"), cause));
    }
    turn(call, &id, to, event);
    Ok(done())
}

/// The first call deactivates, the second deletes.
pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    if status(call, &id)? != Status::Deprovisioned {
        end(call, &id);
        return Ok(Response::empty(204));
    }
    let party = party_of(call, &id);
    call.record(Draft::new("user.lifecycle.delete.completed").about(party));
    let org = call.org_mut();
    org.users.remove(&id);
    for group in org.groups.iter_mut() {
        group.members.retain(|member| *member != id);
    }
    for idp in org.idps.iter_mut() {
        idp.links.retain(|link| link.user != id);
    }
    org.tokens.retain(|token| token.user != id);
    Ok(Response::empty(204))
}

fn clear_sessions(call: &mut Call<'_>) -> Answer {
    let id = named(call)?;
    call.org_mut().sessions.retain(|session| session.user != id);
    let party = party_of(call, &id);
    call.record(Draft::new("user.session.clear").about(party));
    Ok(Response::empty(204))
}
