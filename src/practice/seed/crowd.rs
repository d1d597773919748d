//! Many people and a long log, for those who want to see how a large org feels.

use super::super::Options;
use super::super::clock::{instant_ms, later};
use super::super::log::{Draft, Party, Scene};
use super::super::org::Org;
use super::super::org::user::{Status, User};
use super::partners::{FIRST_NAMES, LAST_NAMES};
use super::profile;
use jiff::Timestamp;
use std::net::Ipv4Addr;

/// Adds as many people and events as the options ask for. The people have no password.
pub(super) fn add(org: &mut Org, options: &Options, now: Timestamp) {
    for number in 0..options.users {
        add_person(org, number, now);
    }
    let span = options.clock.now().as_second().saturating_sub(now.as_second());
    let count = i64::try_from(options.log_events).unwrap_or(i64::MAX);
    let forms = [sign_in(), sign_on(org)];
    for (number, form) in (0..count).zip(forms.iter().cycle()) {
        let at = later(now, span.saturating_mul(number) / count);
        add_event(org, number, at, form);
    }
}

fn add_person(org: &mut Org, number: usize, now: Timestamp) {
    let first = FIRST_NAMES
        .get(number % FIRST_NAMES.len())
        .copied()
        .unwrap_or_default();
    let last = number / FIRST_NAMES.len() % LAST_NAMES.len();
    let last = LAST_NAMES.get(last).copied().unwrap_or_default();
    let (name, surname) = (first.to_lowercase(), last.to_lowercase());
    let login = format!("{name}.{surname}.{number}@{}.example", org.subdomain);
    let mut user = User::new(org.dice.id("00u"), profile(first, last, &login), now);
    user.turn(Status::Active, now);
    if let Some(everyone) = org.groups.iter_mut().find(|group| group.kind == "BUILT_IN") {
        everyone.members.push(user.id.clone());
    }
    org.users.add(user);
}

/// An event with gaps for what differs from one to the next: writing it once is a good deal quicker than building each.
struct Form {
    kind: &'static str,
    text: String,
}

const GAPS: [&str; 6] = [
    "{uuid}",
    "{request}",
    "{user}",
    "{login}",
    "{name}",
    "1970-01-01T00:00:00.000Z",
];

impl Form {
    fn new(kind: &'static str, draft: Draft) -> Self {
        let [uuid, request, ..] = GAPS;
        let scene = Scene {
            uuid: uuid.to_owned(),
            at: Timestamp::UNIX_EPOCH,
            request_id: request.to_owned(),
            uri: "/login".to_owned(),
            user_agent: None,
            token: None,
            session: None,
            actor: somebody(),
            address: Ipv4Addr::LOCALHOST,
        };
        let text = draft.publish(&scene).to_string();
        Self { kind, text }
    }
}

fn somebody() -> Party {
    let [_, _, user, login, name, _] = GAPS;
    Party::new("User", user, login, name)
}

/// Somebody signs in.
fn sign_in() -> Form {
    let kind = "user.session.start";
    Form::new(kind, Draft::new(kind).about(somebody()))
}

/// Somebody goes on to the first app of an org.
fn sign_on(org: &Org) -> Form {
    let kind = "user.authentication.sso";
    let app = org.apps.iter().next();
    let party = app.map(|app| Party::new("AppInstance", &app.id, &app.label, &app.label));
    Form::new(kind, party.into_iter().fold(Draft::new(kind), Draft::about))
}

/// Fills a form in: a person after the other signs in and goes on.
fn add_event(org: &mut Org, number: i64, at: Timestamp, form: &Form) {
    let place = usize::try_from(number).unwrap_or_default() / 2 % org.users.len().max(1);
    let (uuid, request) = (org.dice.uuid("event"), org.dice.hex("request"));
    let Some(user) = org.users.at(place) else {
        return;
    };
    let (name, at_text) = (user.display_name(), instant_ms(at));
    let values = [&uuid, &request, user.id.as_str(), user.login(), &name, &at_text];
    let filled = GAPS.into_iter().zip(values);
    let text = filled.fold(form.text.clone(), |text, (gap, value)| text.replace(gap, value));
    org.journal.push_text(at, (form.kind, &uuid), text);
}

#[cfg(test)]
mod tests {
    use super::super::super::{Side, World};
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_crowd_signs_in_and_goes_on_in_order_of_time() {
        let options = Options {
            users: 30,
            log_events: 100,
            ..Options::default()
        };
        let url = |port: u16| format!("http://127.0.0.1:{port}").parse().unwrap();
        let world = World::new(&options, &url(1), &url(2));
        let org = world.org(Side::Source);
        let events = org.journal.shown(options.clock.now());
        assert_eq!((events.len(), org.users.len()), (100, 39));
        assert!(events.is_sorted_by_key(|event| event.published));
        for (event, kind) in events
            .iter()
            .zip(["user.session.start", "user.authentication.sso"].iter().cycle())
        {
            let body = event.body();
            assert_eq!((body["eventType"].as_str(), &*event.kind), (Some(*kind), *kind));
            assert_eq!(body["published"], instant_ms(event.published));
            let actor = body.pointer("/actor/id").and_then(Value::as_str).unwrap();
            assert!(org.users.get(actor).is_some());
            assert!(GAPS.iter().all(|gap| !event.text.contains(gap)));
        }
    }
}
