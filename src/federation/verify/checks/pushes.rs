//! Do the groups that are pushed arrive in the target org, with everybody in them, and in a group of their own?

use super::{Scene, fail, pass, unknown, unread};
use crate::{
    federation::{
        orgs::Side,
        snapshot::{PushesSeen, Seen},
        verify::{Check, ItemId, Severity, reasons},
    },
    okta::{
        Doc,
        id::GroupId,
        resource::{
            apps::AppUser,
            people::{Group, User},
            push::PushMapping,
        },
    },
};
use jiff::SignedDuration;
use std::collections::BTreeSet;

const ITEM: ItemId = ItemId::Provisioning;

/// A copy is made when its mapping is; one that is older by more than this was there before.
const MADE_TOGETHER: SignedDuration = SignedDuration::from_mins(10);

/// Without a connection that is on, nothing is pushed and Okta may refuse to say so.
pub(super) fn checks(scene: &Scene<'_>) -> Vec<Check> {
    let connected = scene.snapshot.source.app.as_ref().is_some_and(|app| {
        let connection = app.connection.as_ref();
        connection.is_ok_and(|connection| connection.status == "ENABLED")
    });
    let Some(seen) = scene.snapshot.pushes.as_ref().filter(|_| connected) else {
        return Vec::new();
    };
    let title = "Pushed groups arrive";
    let mappings = match &seen.mappings {
        Ok(mappings) if mappings.is_empty() => return vec![pass(ITEM, title, "No group is pushed")],
        Ok(mappings) => mappings,
        Err(error) if error.is_dead_token() => return vec![unread(ITEM, title, Side::Source, error)],
        Err(error) => {
            let why = format!(
                "{} does not show which groups are pushed: {error}",
                scene.source()
            );
            return vec![unknown(ITEM, title, why)];
        }
    };
    let mut checks = failed(scene, seen, mappings);
    if checks.is_empty() {
        checks.push(pass(ITEM, title, format!("Groups pushed: {}", mappings.len())));
    }
    checks.extend(also_assigned(scene, seen, mappings));
    checks.extend(members_missing(scene, seen, mappings));
    checks.push(name_taken(scene, seen, mappings));
    checks
}

fn group<'s>(groups: &'s Seen<Vec<Doc<Group>>>, id: &GroupId) -> Option<&'s Doc<Group>> {
    groups.as_ref().ok()?.iter().find(|group| group.id == *id)
}

/// What the group is called; its identifier where that was not read.
fn name(seen: &PushesSeen, id: &GroupId) -> String {
    group(&seen.groups, id).map_or_else(|| id.to_string(), |group| group.profile.name.clone())
}

/// The mappings that Okta marks as failed, each kind of failure once.
fn failed(scene: &Scene<'_>, seen: &PushesSeen, mappings: &[Doc<PushMapping>]) -> Vec<Check> {
    let mut told = BTreeSet::new();
    let failed = mappings.iter().filter(|mapping| mapping.failed());
    let check = |mapping: &Doc<PushMapping>| {
        let said = mapping.error_summary.as_deref().unwrap_or_default();
        let known = reasons::meaning_of_push(said).unwrap_or(&reasons::UNKNOWN_GROUP_PUSH);
        let words = if said.is_empty() { "none" } else { said };
        let name = name(seen, &mapping.source_group_id);
        let advice = known.advice(&format!("The group {name}"), words);
        let advice = advice.see(format!("Open the app in {}", scene.source()), scene.app_page());
        let mut failing = fail(
            ITEM,
            "Pushed groups arrive",
            Side::Source,
            known.code,
            Severity::MayBlock,
            advice,
        );
        failing.finding.confidence = known.confidence;
        told.insert(known.code).then(|| failing.done())
    };
    failed.filter_map(check).collect()
}

/// Okta advises against it: the membership is pushed before the person is provisioned, and not again.
fn also_assigned(scene: &Scene<'_>, seen: &PushesSeen, mappings: &[Doc<PushMapping>]) -> Option<Check> {
    let title = "Pushed groups assign nobody";
    let assigned = scene.snapshot.source.app.as_ref()?.groups.as_ref().ok()?;
    let both = mappings.iter().find(|mapping| {
        let source = &mapping.source_group_id;
        mapping.status != "INACTIVE" && assigned.iter().any(|group| group.id == *source)
    });
    let Some(both) = both else {
        return Some(pass(
            ITEM,
            title,
            "Pushed and assigning groups are different ones",
        ));
    };
    let name = name(seen, &both.source_group_id);
    let advice = scene
        .say("group-pushed-and-assigned", "settings", &[("group", &name)])
        .see(format!("Open the app in {}", scene.source()), scene.app_page());
    let failing = fail(
        ITEM,
        title,
        Side::Source,
        "group-pushed-and-assigned",
        Severity::MayBlock,
        advice,
    );
    Some(failing.done())
}

/// Only people whom provisioning made can be members of the copy.
fn members_missing(scene: &Scene<'_>, seen: &PushesSeen, mappings: &[Doc<PushMapping>]) -> Option<Check> {
    let title = "Members of pushed groups are in the target org";
    let users = scene.snapshot.source.app.as_ref()?.users.as_ref().ok()?;
    let looked = mappings.iter().filter_map(|mapping| {
        let members = seen.members.get(&mapping.source_group_id)?;
        Some((&mapping.source_group_id, members))
    });
    let mut read = 0;
    for (group, members) in looked {
        let members = match members {
            Ok(members) => members,
            Err(error) => return Some(unread(ITEM, title, Side::Source, error)),
        };
        let left: Vec<&str> = members
            .iter()
            .filter(|member| member.status == "ACTIVE" && !arrived(users, member))
            .map(|member| member.profile.login.as_str())
            .collect();
        if let Some(first) = left.first() {
            return Some(left_out(scene, &name(seen, group), left.len(), first));
        }
        read += members.len();
    }
    Some(pass(ITEM, title, format!("Members looked at: {read}")))
}

fn arrived(users: &[Doc<AppUser>], member: &User) -> bool {
    let same = |user: &&Doc<AppUser>| user.id == member.id;
    users
        .iter()
        .find(same)
        .is_some_and(|user| user.external_id.is_some())
}

fn left_out(scene: &Scene<'_>, group: &str, count: usize, first: &str) -> Check {
    let advice = scene
        .say(
            "group-members-missing",
            "settings",
            &[("group", group), ("count", &count.to_string()), ("login", first)],
        )
        .see(format!("Open the app in {}", scene.source()), scene.app_page());
    fail(
        ITEM,
        "Members of pushed groups are in the target org",
        Side::Source,
        "group-members-missing",
        Severity::MayBlock,
        advice,
    )
    .done()
}

/// A group that was there before gives the partner's people whatever it gives its own.
fn name_taken(scene: &Scene<'_>, seen: &PushesSeen, mappings: &[Doc<PushMapping>]) -> Check {
    let title = "Copies of pushed groups are groups of their own";
    let copies = match &seen.copies {
        Ok(copies) => copies,
        Err(error) => return unread(ITEM, title, Side::Target, error),
    };
    let orgs = (&scene.snapshot.source.org, &scene.snapshot.target.org);
    let ahead = orgs.1.clock_offset.unwrap_or(0) - orgs.0.clock_offset.unwrap_or(0);
    let margin = MADE_TOGETHER - SignedDuration::from_secs(ahead);
    let older = |mapping: &&Doc<PushMapping>| {
        let stand_in = group(&seen.stand_ins, mapping.target_group_id.as_ref()?)?;
        let copy = copies
            .iter()
            .find(|copy| copy.profile.name == stand_in.profile.name)?;
        let before = mapping.created?.duration_since(copy.created?);
        (before > margin).then_some(copy)
    };
    let working = || mappings.iter().filter(|mapping| mapping.works());
    let Some(copy) = working().find_map(|mapping| older(&mapping)) else {
        return pass(ITEM, title, format!("Copies: {}", working().count()));
    };
    let (target, name) = (scene.target(), &copy.profile.name);
    let advice = scene.say("group-name-taken", "settings", &[("group", name)]).see(
        format!("Open the group in {target}"),
        scene.page(Side::Target, &format!("/admin/group/{}", copy.id)),
    );
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "group-name-taken",
        Severity::Note,
        advice,
    );
    failing.likely().done()
}
