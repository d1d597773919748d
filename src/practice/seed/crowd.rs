//! Many people and a long log, for those who want to see how a large org feels.

use super::super::Options;
use super::super::clock::later;
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
    for number in 0..count {
        let at = later(now, span.saturating_mul(number) / count);
        add_event(org, number, at);
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

/// Somebody signs in, and goes on to an app.
fn add_event(org: &mut Org, number: i64, at: Timestamp) {
    let place = usize::try_from(number).unwrap_or_default() / 2 % org.users.len().max(1);
    let Some(user) = org.users.at(place) else {
        return;
    };
    let actor = Party::new("User", &user.id, user.login(), &user.display_name());
    let draft = match org.apps.iter().next() {
        Some(app) if number % 2 == 1 => Draft::new("user.authentication.sso").about(Party::new(
            "AppInstance",
            &app.id,
            &app.label,
            &app.label,
        )),
        _ => Draft::new("user.session.start").about(actor.clone()),
    };
    let scene = Scene {
        uuid: org.dice.uuid("event"),
        at,
        request_id: org.dice.hex("request"),
        uri: "/login".to_owned(),
        user_agent: None,
        token: None,
        session: None,
        actor,
        address: Ipv4Addr::LOCALHOST,
    };
    let body = draft.publish(&scene);
    org.journal.push(at, &body);
}
