//! The control address of practice orgs: a loopback port of its own with a small JSON API, for scripts and tests
//! that switch faults and turn the clock.
//!
//! | request | answer |
//! |---|---|
//! | `GET /faults` | 200 `{"faults":[…]}`, every fault as below |
//! | `GET /faults/{name}` | 200 `{"name","concern","org","broken","symptom","failure_modes":["F01"],"active"}` |
//! | `PUT /faults/{name}` | 200 the fault, now active; 409 `{"error"}` when there is nothing to break |
//! | `DELETE /faults/{name}` | 200 the fault, now inactive |
//! | `DELETE /faults` | 200 `{"faults":[…]}`, all inactive |
//! | `GET /clock` | 200 `{"now"}`, the orgs' time before any offset of their own |
//! | `POST /clock` `{"advance_seconds":N}` | 200 `{"now"}`; time never runs backwards |
//! | `POST /sign-in` `{"login","from","app","source"}` | 200 `{"stages":[{"name","ok","detail"}]}`, `from` is `source` or `target`, `source` the number of a source org, the first one is 1; all but `login` may be left out |
//! | `GET /state`, `GET /state/{number}` | 200 `{"source","target"}`, every object without times, use, log and sessions, of the first source org or that of a number |
//!
//! An unknown fault is refused with 404 `{"error","near":[…]}`, anything else that cannot be read with 400, 404 or
//! 405. Switching is idempotent. Only this machine is answered, under the port's own name: a `Host` or an `Origin`
//! of any other is refused with 403. No token is wanted, because nothing here is worth one.

mod server;

pub use server::Control;

use super::clock::{Clock, instant_ms};
use super::fault::{self, Fault, Trouble};
use super::http::Method;
use super::world::World;
use super::{Seat, Side, Stage};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Status and body of an answer.
pub(super) type Reply = (u16, Value);

/// Answers one request to the control address.
pub(super) fn answer(
    world: &mut World,
    clock: &Clock,
    method: Method,
    path: &[String],
    body: &[u8],
) -> Reply {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    match (method, parts.as_slice()) {
        (Method::Get, ["faults"]) => (200, list(world)),
        (Method::Delete, ["faults"]) => {
            world.undo_all_faults();
            (200, list(world))
        }
        (Method::Get, ["faults", name]) => about(world, name, Ok(())),
        (Method::Put, ["faults", name]) => {
            let switched = world.apply_fault(name);
            about(world, name, switched)
        }
        (Method::Delete, ["faults", name]) => {
            let switched = world.undo_fault(name);
            about(world, name, switched)
        }
        (Method::Get, ["clock"]) => (200, now(clock)),
        (Method::Post, ["clock"]) => turn(clock, body),
        (Method::Post, ["sign-in"]) => sign_in(world, body),
        (Method::Get, ["state"]) => state(world, Side::Source.into()),
        (Method::Get, ["state", source]) => match seat(world, Some(source)) {
            Some(seat) => state(world, seat),
            None => (404, error(NO_SOURCE)),
        },
        (_, ["faults" | "clock" | "sign-in" | "state"] | ["faults" | "state", _]) => {
            (405, error("This address does not take that method"))
        }
        _ => (404, error("There is nothing at this address")),
    }
}

const NO_SOURCE: &str = "There is no source org of that number; the first one is 1";

/// The place of a source org by its number, the first one where none is given.
fn seat(world: &World, number: Option<&str>) -> Option<Seat> {
    let number: usize = number.map_or(Some(1), |text| text.parse().ok())?;
    world.source_seats().get(number.checked_sub(1)?).copied()
}

fn state(world: &World, source: Seat) -> Reply {
    let (source, target) = (world.state(source), world.state(Side::Target));
    (200, json!({ "source": source, "target": target }))
}

fn error(words: &str) -> Value {
    json!({ "error": words })
}

fn shown(fault: &Fault, active: bool) -> Value {
    json!({
        "name": fault.name, "concern": fault.concern.word(), "org": fault.side.name(), "broken": fault.broken,
        "symptom": fault.symptom, "failure_modes": fault.modes, "active": active,
    })
}

fn list(world: &mut World) -> Value {
    let active = world.active_faults();
    let faults: Vec<Value> = fault::all()
        .map(|fault| shown(fault, active.contains(&fault.name)))
        .collect();
    json!({ "faults": faults })
}

fn about(world: &mut World, name: &str, switched: Result<(), Trouble>) -> Reply {
    match switched.and_then(|()| fault::find(name)) {
        Ok(fault) => {
            let active = world.active_faults().contains(&fault.name);
            (200, shown(fault, active))
        }
        Err(trouble @ Trouble::Unfit(_)) => (409, error(&trouble.to_string())),
        Err(trouble) => {
            let near = match &trouble {
                Trouble::Unknown { near, .. } => near.clone(),
                Trouble::Unfit(_) => Vec::new(),
            };
            (404, json!({ "error": trouble.to_string(), "near": near }))
        }
    }
}

fn now(clock: &Clock) -> Value {
    json!({ "now": instant_ms(clock.now()) })
}

fn turn(clock: &Clock, body: &[u8]) -> Reply {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let seconds = body
        .get("advance_seconds")
        .and_then(Value::as_i64)
        .filter(|seconds| *seconds >= 0);
    let Some(seconds) = seconds else {
        return (
            400,
            error("advance_seconds must be a whole number that is not negative"),
        );
    };
    if clock.advance(SignedDuration::from_secs(seconds)) {
        (200, now(clock))
    } else {
        (409, error("These orgs follow the clock of this machine"))
    }
}

fn sign_in(world: &mut World, body: &[u8]) -> Reply {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let Some(login) = text("login") else {
        return (400, error("login names who signs in"));
    };
    let number = body.get("source").map(Value::to_string);
    let Some(source) = seat(world, number.as_deref()) else {
        return (400, error(NO_SOURCE));
    };
    let stages = match text("from").unwrap_or("source") {
        "source" => world.sign_in_from(source, login, text("app")),
        "target" => world.sign_in_from_target(login),
        _ => return (400, error("from is source or target")),
    };
    let shown = |stage: &Stage| json!({ "name": stage.name, "ok": stage.ok, "detail": stage.detail });
    (
        200,
        json!({ "stages": stages.iter().map(shown).collect::<Vec<_>>() }),
    )
}
