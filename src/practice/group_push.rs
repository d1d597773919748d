//! Group push: groups of one org copied into the other through its API, with the app's stored token.
//!
//! Only people who are provisioned there can be members there. Where one group both gives the app and is pushed,
//! the membership is pushed before the person is provisioned and not again, which is why Okta advises against it.

use super::http::Method;
use super::log::{Draft, Party};
use super::mischief::Mischief;
use super::org::group::{Group, Origin};
use super::org::push::PushMapping;
use super::org::user::Status;
use super::provision::{Line, Outcome, expect, external_id, id_of, line, request, send};
use super::routes::{app_party, group_party};
use super::world::Call;
use serde_json::{Value, json};

/// Brings the copy of a mapping's group in line: name, description, members.
pub(super) fn push(call: &mut Call<'_>, app: &str, mapping: &str) {
    let mut outcome = try_push(call, app, mapping);
    if outcome.is_err() && call.world.mood.mischief != Mischief::default() {
        // An answer that was lost may have been a good one.
        outcome = try_push(call, app, mapping);
    }
    settle(call, app, mapping, outcome);
}

fn try_push(call: &mut Call<'_>, app: &str, mapping: &str) -> Outcome<()> {
    let line = line(call, app)?;
    let copy = copy(call, &line, (app, mapping))?;
    members(call, &line, (app, mapping), &copy)
}

fn mapping<'c>(call: &'c Call<'_>, app: &str, id: &str) -> Option<&'c PushMapping> {
    call.org()
        .apps
        .get(app)?
        .pushes
        .iter()
        .find(|known| known.id == id)
}

fn mapping_mut<'c>(call: &'c mut Call<'_>, app: &str, id: &str) -> Option<&'c mut PushMapping> {
    let app = call.org_mut().apps.get_mut(app)?;
    app.pushes.iter_mut().find(|known| known.id == id)
}

fn source_group(call: &Call<'_>, app: &str, id: &str) -> Outcome<Group> {
    let group = mapping(call, app, id).and_then(|mapping| call.org().groups.get(&mapping.source_group));
    group
        .cloned()
        .ok_or_else(|| "The source group is gone".to_owned())
}

/// The identifier of the copy in the other org; finds or makes it when it is not known yet.
fn copy(call: &mut Call<'_>, line: &Line, at: (&str, &str)) -> Outcome<String> {
    let known = mapping(call, at.0, at.1).ok_or("The mapping is gone")?;
    let name = known.target_name.clone();
    let origin = known
        .target_group
        .as_ref()
        .and_then(|id| call.org().groups.get(id));
    let external = origin
        .and_then(|group| group.origin.clone())
        .map(|origin| origin.external);
    let group = source_group(call, at.0, at.1)?;
    let body = match &group.description {
        Some(description) => json!({ "profile": { "name": name, "description": description } }),
        None => json!({ "profile": { "name": name } }),
    };
    let Some(external) = external else {
        let external = match named(call, line, &name)? {
            Some(external) => external,
            None => create(call, line, at, &body)?,
        };
        stand_in(call, at, &external);
        event(call, "application.provision.group_push.pushed", at, None);
        return Ok(external);
    };
    let path = format!("/api/v1/groups/{external}");
    let found = send(call, line, &request(Method::Get, &path, line));
    if found.status == 404 {
        let reason = failed(
            &name,
            &format!("The group {name} no longer exists in the target application"),
        );
        event(
            call,
            "application.provision.group.verify_exists",
            at,
            Some(&reason),
        );
        return Err(reason);
    }
    let shown = expect(&found)?;
    let described = |group: &Value| {
        group
            .pointer("/profile/description")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    if described(&shown) != described(&body) {
        let outcome = expect(&send(call, line, &request(Method::Put, &path, line).json(&body)));
        let reason = outcome.as_ref().err().map(String::as_str);
        event(call, "application.provision.group.update", at, reason);
        outcome?;
        event(call, "application.provision.group_push.updated", at, None);
    }
    Ok(external)
}

fn failed(name: &str, detail: &str) -> String {
    format!("Unable to update Group Push mapping target App group {name}: {detail}")
}

/// The group of that name in the other org, if there is one.
fn named(call: &mut Call<'_>, line: &Line, name: &str) -> Outcome<Option<String>> {
    let path = format!("/api/v1/groups?q={}&limit=200", super::http::encode(name));
    let found = expect(&send(call, line, &request(Method::Get, &path, line)))
        .map_err(|reason| failed(name, &reason))?;
    let mut groups = found.as_array().into_iter().flatten();
    let same = groups.find(|group| group.pointer("/profile/name").and_then(Value::as_str) == Some(name));
    same.map(id_of).transpose()
}

fn create(call: &mut Call<'_>, line: &Line, at: (&str, &str), body: &Value) -> Outcome<String> {
    let answer = send(
        call,
        line,
        &request(Method::Post, "/api/v1/groups", line).json(body),
    );
    let name = body
        .pointer("/profile/name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let outcome = expect(&answer).and_then(|body| id_of(&body)).map_err(|reason| {
        let said = if answer.status == 403 {
            "HTTP 403 Forbidden".to_owned()
        } else {
            reason
        };
        failed(name, &format!("Error while creating user group {name}: {said}"))
    });
    event(
        call,
        "application.provision.group.add",
        at,
        outcome.as_ref().err().map(String::as_str),
    );
    outcome
}

/// Notes which group of the other org the copy is, as a group of this org that the app brought.
fn stand_in(call: &mut Call<'_>, at: (&str, &str), external: &str) {
    let Some(name) = mapping(call, at.0, at.1).map(|mapping| mapping.target_name.clone()) else {
        return;
    };
    let (now, org) = (call.at, call.org_mut());
    let origin = Origin {
        app: at.0.to_owned(),
        external: external.to_owned(),
    };
    let known = org
        .groups
        .iter()
        .find(|group| group.origin.as_ref() == Some(&origin));
    let id = if let Some(group) = known {
        group.id.clone()
    } else {
        let mut group = Group::new(org.dice.id("00g"), &name, now);
        (group.kind, group.origin) = ("APP_GROUP", Some(origin));
        let id = group.id.clone();
        org.groups.add(group);
        id
    };
    if let Some(mapping) = mapping_mut(call, at.0, at.1) {
        mapping.target_group = Some(id);
    }
}

/// Adds and removes members of the copy, as far as they are provisioned there.
fn members(call: &mut Call<'_>, line: &Line, at: (&str, &str), copy: &str) -> Outcome<()> {
    let group = source_group(call, at.0, at.1)?;
    let pushed = mapping(call, at.0, at.1)
        .map(|mapping| mapping.members.clone())
        .unwrap_or_default();
    let active = |user: &String| {
        call.org()
            .users
            .get(user)
            .is_some_and(|user| user.status == Status::Active)
    };
    let wanted: Vec<String> = group
        .members
        .iter()
        .filter(|user| active(user))
        .cloned()
        .collect();
    let come = wanted
        .iter()
        .filter(|user| !pushed.contains(user))
        .map(|user| (Method::Put, user.clone()));
    let gone = pushed
        .iter()
        .filter(|user| !wanted.contains(user))
        .map(|user| (Method::Delete, user.clone()));
    let changes: Vec<(Method, String)> = come.chain(gone).collect();
    let mut moved = false;
    for (method, user) in changes {
        let Some(external) = external_id(call, at.0, &user) else {
            continue;
        };
        let path = format!("/api/v1/groups/{copy}/users/{external}");
        if let Err(reason) = expect(&send(call, line, &request(method, &path, line))) {
            let reason = failed(
                &group.name,
                &format!("Error while updating memberships: {reason}"),
            );
            let one = if method == Method::Put {
                "application.provision.group_membership.add"
            } else {
                "application.provision.group_membership.remove"
            };
            for kind in [one, "application.provision.group_membership.update"] {
                event(call, kind, at, Some(&reason));
            }
            return Err(reason);
        }
        moved = true;
        if let Some(mapping) = mapping_mut(call, at.0, at.1) {
            mapping.members.retain(|known| *known != user);
            if method == Method::Put {
                mapping.members.push(user);
            }
        }
    }
    if moved {
        event(
            call,
            "application.provision.group_push.push_memberships",
            at,
            None,
        );
    }
    Ok(())
}

/// Writes down how a push ended.
fn settle(call: &mut Call<'_>, app: &str, id: &str, outcome: Outcome<()>) {
    let at = call.at;
    let Some(mapping) = mapping_mut(call, app, id) else {
        return;
    };
    match outcome {
        Ok(()) => (mapping.error, mapping.last_push) = (None, Some(at)),
        Err(reason) => {
            mapping.error = Some(reason.clone());
            let kind = "application.provision.group_push.mapping.update.or.delete.failed.with.error";
            event(call, kind, (app, id), Some(&reason));
        }
    }
}

/// An event about a mapping: its app, its source group, and the copy.
pub(super) fn event(call: &mut Call<'_>, kind: &'static str, at: (&str, &str), failure: Option<&str>) {
    let Some(app) = call.org().apps.get(at.0).map(app_party) else {
        return;
    };
    let mut draft = Draft::new(kind).about(app);
    if let Some(mapping) = mapping(call, at.0, at.1) {
        let party = |id: &String| call.org().groups.get(id).map(group_party);
        let groups = [
            party(&mapping.source_group),
            mapping.target_group.as_ref().and_then(party),
        ];
        let target = Party::new("AppGroup", &mapping.id, "unknown", &mapping.target_name);
        draft = groups
            .into_iter()
            .flatten()
            .fold(draft, Draft::about)
            .about(target);
    }
    call.record(match failure {
        Some(reason) => draft.failed(reason),
        None => draft,
    });
}

/// Active mappings without an error, as pairs of app and mapping, whose source group fits.
fn fitting(
    call: &Call<'_>,
    fits: impl Fn(&super::org::app::App, &PushMapping) -> bool,
) -> Vec<(String, String)> {
    let apps = call.org().apps.iter().filter(|app| app.active && app.connected());
    let pairs = apps.flat_map(|app| app.pushes.iter().map(move |mapping| (app, mapping)));
    pairs
        .filter(|(app, mapping)| mapping.status() == "ACTIVE" && fits(app, mapping))
        .map(|(app, mapping)| (app.id.clone(), mapping.id.clone()))
        .collect()
}

/// Somebody joined or left a group, or the group changed.
pub(super) fn group_changed(call: &mut Call<'_>, group: &str) {
    for (app, mapping) in fitting(call, |_, mapping| mapping.source_group == group) {
        push(call, &app, &mapping);
    }
}

/// Somebody was provisioned and can be a member from now on.
pub(super) fn person_ready(call: &mut Call<'_>, app: &str, user: &str) {
    let inside = |group: &str| {
        let group = call.org().groups.get(group);
        group.is_some_and(|group| group.members.iter().any(|member| member == user))
    };
    let pairs = fitting(call, |known, mapping| {
        let gives = known
            .groups
            .iter()
            .any(|given| given.group == mapping.source_group);
        known.id == app && !gives && inside(&mapping.source_group)
    });
    for (app, mapping) in pairs {
        push(call, &app, &mapping);
    }
}

/// Deletes the copy in the other org and what stands for it here.
pub(super) fn delete_copy(call: &mut Call<'_>, app: &str, mapping_id: &str) -> Outcome<()> {
    let stand_in = mapping(call, app, mapping_id).and_then(|mapping| mapping.target_group.clone());
    let Some(group) = stand_in.and_then(|id| call.org().groups.get(&id).cloned()) else {
        return Ok(());
    };
    if let Some(origin) = &group.origin {
        let line = line(call, app)?;
        let path = format!("/api/v1/groups/{}", origin.external);
        let outcome = expect(&send(call, &line, &request(Method::Delete, &path, &line)));
        let reason = outcome.as_ref().err().map(String::as_str);
        event(
            call,
            "application.provision.group.remove",
            (app, mapping_id),
            reason,
        );
        if outcome.is_err() {
            let kind = "application.provision.group_push.mapping.update.or.delete.failed";
            event(call, kind, (app, mapping_id), reason);
        }
        outcome?;
    }
    event(
        call,
        "application.provision.group_push.delete_appgroup",
        (app, mapping_id),
        None,
    );
    call.org_mut().groups.remove(&group.id);
    Ok(())
}
