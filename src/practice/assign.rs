//! Who is in which group and who has which app, kept in agreement; what follows for the connected org is
//! pushed at once.

use super::expression;
use super::group_push;
use super::log::{Draft, Party};
use super::org::app::{AppGroup, AppUser, SyncState};
use super::org::user::{Status, User};
use super::provision;
use super::routes::{app_party, group_party, user_party};
use super::world::Call;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A new person joins Everyone.
pub(super) fn joined_everyone(call: &mut Call<'_>, user: &str) {
    let everyone = call
        .org()
        .groups
        .iter()
        .find(|group| group.kind == "BUILT_IN")
        .map(|group| group.id.clone());
    let at = call.at;
    let Some(id) = everyone else { return };
    if let Some(group) = call.org_mut().groups.get_mut(&id) {
        group.members.push(user.to_owned());
        group.last_membership_updated = at;
    }
    reconcile_apps_of(call, &id);
}

/// A person joins a group; nothing happens when they are in it.
pub(super) fn join_group(call: &mut Call<'_>, group: &str, user: &str) {
    let at = call.at;
    let Some(found) = call.org_mut().groups.get_mut(group) else {
        return;
    };
    if found.members.iter().any(|member| member == user) {
        return;
    }
    found.members.push(user.to_owned());
    found.last_membership_updated = at;
    membership_event(call, "group.user_membership.add", group, user);
    group_push::group_changed(call, group);
    reconcile_apps_of(call, group);
}

/// A person leaves a group; nothing happens when they are not in it.
pub(super) fn leave_group(call: &mut Call<'_>, group: &str, user: &str) {
    let at = call.at;
    let Some(found) = call.org_mut().groups.get_mut(group) else {
        return;
    };
    let before = found.members.len();
    found.members.retain(|member| member != user);
    if found.members.len() == before {
        return;
    }
    found.last_membership_updated = at;
    membership_event(call, "group.user_membership.remove", group, user);
    reconcile_apps_of(call, group);
    group_push::group_changed(call, group);
}

fn membership_event(call: &mut Call<'_>, event: &'static str, group: &str, user: &str) {
    let Some(group) = call.org().groups.get(group).map(group_party) else {
        return;
    };
    let user = user_party(call, user);
    call.record(Draft::new(event).about(user).about(group));
}

fn reconcile_apps_of(call: &mut Call<'_>, group: &str) {
    let holds = |groups: &[AppGroup]| groups.iter().any(|given| given.group == group);
    let apps: Vec<String> = call
        .org()
        .apps
        .iter()
        .filter(|app| holds(&app.groups))
        .map(|app| app.id.clone())
        .collect();
    for app in apps {
        reconcile(call, &app);
    }
}

/// A deactivated person loses every app.
pub(super) fn leave_all(call: &mut Call<'_>, user: &str) {
    let apps: Vec<String> = call
        .org()
        .apps
        .iter()
        .filter(|app| app.user(user).is_some())
        .map(|app| app.id.clone())
        .collect();
    for app in apps {
        remove(call, &app, user);
    }
}

/// A deleted group gives nobody anything any more.
pub(super) fn group_gone(call: &mut Call<'_>, group: &str) {
    let apps: Vec<String> = call.org().apps.iter().map(|app| app.id.clone()).collect();
    for app in apps {
        take_group(call, &app, group);
        if let Some(app) = call.org_mut().apps.get_mut(&app) {
            app.pushes.retain(|mapping| mapping.source_group != group);
        }
    }
}

/// Gives a person an app by hand, or turns an assignment by group into one by hand.
pub(super) fn give_user(
    call: &mut Call<'_>,
    app: &str,
    user: &str,
    given: (Option<String>, Map<String, Value>),
) {
    let held = call
        .org_mut()
        .apps
        .get_mut(app)
        .and_then(|app| app.user_mut(user))
        .map(|held| held.direct = true);
    if held.is_none() {
        add(call, app, user, true, given);
    }
}

/// Takes an assignment by hand away; one by group stays.
pub(super) fn take_user(call: &mut Call<'_>, app: &str, user: &str) {
    if let Some(held) = call
        .org_mut()
        .apps
        .get_mut(app)
        .and_then(|app| app.user_mut(user))
    {
        held.direct = false;
    }
    reconcile(call, app);
}

/// Gives a group's members an app, or changes the priority and profile of that.
pub(super) fn give_group(
    call: &mut Call<'_>,
    app: &str,
    group: &str,
    priority: Option<u64>,
    profile: Map<String, Value>,
) {
    let at = call.at;
    let Some(found) = call.org_mut().apps.get_mut(app) else {
        return;
    };
    let last = u64::try_from(found.groups.len()).unwrap_or(0);
    if let Some(given) = found.groups.iter_mut().find(|given| given.group == group) {
        given.priority = priority.unwrap_or(given.priority);
        given.profile.extend(profile);
        given.last_updated = at;
    } else {
        let priority = priority.unwrap_or(last);
        found.groups.push(AppGroup {
            group: group.to_owned(),
            priority,
            profile,
            last_updated: at,
        });
        group_event(call, "group.application_assignment.add", app, group);
    }
    reconcile(call, app);
}

/// Takes an app from a group's members.
pub(super) fn take_group(call: &mut Call<'_>, app: &str, group: &str) {
    let Some(found) = call.org_mut().apps.get_mut(app) else {
        return;
    };
    let before = found.groups.len();
    found.groups.retain(|given| given.group != group);
    if found.groups.len() < before {
        group_event(call, "group.application_assignment.remove", app, group);
        reconcile(call, app);
    }
}

fn group_event(call: &mut Call<'_>, event: &'static str, app: &str, group: &str) {
    let org = call.org();
    let (Some(app), Some(group)) = (org.apps.get(app), org.groups.get(group)) else {
        return;
    };
    let (app, group) = (app_party(app), group_party(group));
    call.record(Draft::new(event).about(app).about(group));
}

/// Brings the people of an app in line with its groups, and tries failed pushes again.
pub(super) fn reconcile(call: &mut Call<'_>, app: &str) {
    let Some(found) = call.org().apps.get(app) else {
        return;
    };
    let entitled = entitled(call, found.groups.iter().map(|given| given.group.as_str()));
    let held: Vec<(String, bool, SyncState)> = found
        .users
        .iter()
        .map(|held| (held.user.clone(), held.direct, held.sync))
        .collect();
    let wanted: BTreeSet<&String> = entitled.iter().collect();
    for (user, direct, sync) in &held {
        if !direct && !wanted.contains(user) {
            remove(call, app, user);
        } else if *sync == SyncState::Error {
            provision::push_new(call, app, user);
        }
    }
    let known: BTreeSet<&String> = held.iter().map(|(user, ..)| user).collect();
    for user in entitled.iter().filter(|user| !known.contains(user)) {
        let profile = group_profile(call, app, user);
        add(call, app, user, false, (None, profile));
    }
}

/// What the groups that give somebody an app say of the profile there; the group of highest priority wins.
fn group_profile(call: &Call<'_>, app: &str, user: &str) -> Map<String, Value> {
    let mut given: Vec<&AppGroup> = call
        .org()
        .apps
        .get(app)
        .into_iter()
        .flat_map(|app| &app.groups)
        .collect();
    given.sort_by_key(|given| given.priority);
    let inside = |given: &&&AppGroup| {
        let group = call.org().groups.get(&given.group);
        group.is_some_and(|group| group.members.iter().any(|member| member == user))
    };
    let first = given.iter().find(inside);
    first.map(|given| given.profile.clone()).unwrap_or_default()
}

fn entitled<'g>(call: &Call<'_>, groups: impl Iterator<Item = &'g str>) -> Vec<String> {
    let org = call.org();
    let alive = |user: &User| user.status != Status::Deprovisioned;
    let (mut people, mut known) = (Vec::new(), BTreeSet::new());
    for member in groups
        .filter_map(|group| org.groups.get(group))
        .flat_map(|group| &group.members)
    {
        if org.users.get(member).is_some_and(alive) && known.insert(member) {
            people.push(member.clone());
        }
    }
    people
}

fn add(
    call: &mut Call<'_>,
    app: &str,
    user: &str,
    direct: bool,
    given: (Option<String>, Map<String, Value>),
) {
    let Some(user_name) = given.0.or_else(|| user_name(call, app, user)) else {
        return;
    };
    let mut profile = provision::app_profile(call, app, user, true);
    profile.extend(given.1);
    let at = call.at;
    let assigned = AppUser {
        user: user.to_owned(),
        direct,
        external_id: None,
        sync: SyncState::Disabled,
        last_sync: None,
        user_name,
        profile,
        created: at,
        last_updated: at,
    };
    let Some(found) = call.org_mut().apps.get_mut(app) else {
        return;
    };
    found.users.push(assigned);
    user_event(call, "application.user_membership.add", app, user);
    provision::push_new(call, app, user);
}

fn remove(call: &mut Call<'_>, app: &str, user: &str) {
    user_event(call, "application.user_membership.remove", app, user);
    provision::push_end(call, app, user);
    let external = provision::external_id(call, app, user);
    if let Some(found) = call.org_mut().apps.get_mut(app) {
        if let Some(external) = external {
            found.former.insert(user.to_owned(), external);
        }
        found.users.retain(|held| held.user != user);
    }
}

/// An event about somebody who has an app.
pub(super) fn user_event(call: &mut Call<'_>, event: &'static str, app: &str, user: &str) {
    let Some(found) = call.org().apps.get(app) else {
        return;
    };
    let name = found
        .user(user)
        .map(|held| held.user_name.clone())
        .unwrap_or_default();
    let (app, person) = (app_party(found), user_party(call, user));
    let member = Party::new("AppUser", user, &name, &name);
    call.record(Draft::new(event).about(member).about(app).about(person));
}

/// The user name the app's template makes of a person.
fn user_name(call: &Call<'_>, app: &str, user: &str) -> Option<String> {
    let app = call.org().apps.get(app)?;
    let user = call.org().users.get(user)?;
    let template = app.user_name_template.get("template").and_then(Value::as_str)?;
    let made = expression::parse(template).and_then(|template| template.value(&|path| attribute(user, path)));
    Some(made.unwrap_or_else(|| user.login().to_owned()))
}

/// An attribute of a person by its name in the expression language.
fn attribute(user: &User, path: &str) -> Option<String> {
    let (_, name) = path.split_once('.')?;
    Some(user.text(name).to_owned())
}

/// A changed profile goes to every connected app.
pub(super) fn profile_changed(call: &mut Call<'_>, user: &str) {
    let apps: Vec<String> = call
        .org()
        .apps
        .iter()
        .filter(|app| app.user(user).is_some())
        .map(|app| app.id.clone())
        .collect();
    for app in apps {
        provision::push_profile(call, &app, user);
    }
}
