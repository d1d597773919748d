//! Are the orgs, the tokens, the objects and the test user there, and switched on?

use super::{Scene, fail, pass, unknown, unread};
use crate::federation::{
    orgs::Side,
    snapshot::OrgSeen,
    verify::{Check, ItemId, Severity},
};
use jiff::SignedDuration;

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Check> {
    let mut checks = vec![
        different_orgs(scene),
        token(scene, Side::Source, &scene.snapshot.source.org),
        token(scene, Side::Target, &scene.snapshot.target.org),
        org2org_app(scene),
        assigned(scene),
        target_app(scene),
        target_group(scene),
    ];
    checks.extend(token_age(scene, Side::Source, &scene.snapshot.source.org));
    checks.extend(token_age(scene, Side::Target, &scene.snapshot.target.org));
    checks.extend(test_user(scene));
    checks
}

fn different_orgs(scene: &Scene<'_>) -> Check {
    let title = "Source and target are two orgs";
    let item = ItemId::Redirect;
    let ids = (
        &scene.snapshot.source.org.well_known,
        &scene.snapshot.target.org.well_known,
    );
    match ids {
        (Ok(source), Ok(target)) if source.id == target.id => {
            let advice = scene.say("same-org", "settings", &[]);
            fail(item, title, Side::Target, "same-org", Severity::Blocks, advice).done()
        }
        (Ok(_), Ok(_)) => pass(item, title, format!("{} and {}", scene.source(), scene.target())),
        (Err(error), _) => unread(item, title, Side::Source, error),
        (_, Err(error)) => unread(item, title, Side::Target, error),
    }
}

fn token(scene: &Scene<'_>, side: Side, seen: &OrgSeen) -> Check {
    let (item, org) = match side {
        Side::Source => (ItemId::SourceSignIn, scene.source()),
        Side::Target => (ItemId::Redirect, scene.target()),
    };
    let title = format!("The API token of {org} works");
    match &seen.me {
        Ok(me) => pass(item, &title, format!("It acts as {}", me.display_name())),
        Err(error) => unread(item, &title, side, error),
    }
}

/// A token that would die within so many hours is told of: each use moves its end, so it is hardly used or has a fixed
/// one (Okta: API token management).
const SOON_HOURS: i64 = 7 * 24;

fn token_age(scene: &Scene<'_>, side: Side, seen: &OrgSeen) -> Option<Check> {
    let (item, org) = match side {
        Side::Source => (ItemId::SourceSignIn, scene.source()),
        Side::Target => (ItemId::Redirect, scene.target()),
    };
    let title = format!("The API token of {org} lasts");
    let ends = seen.token()?.expires_at?;
    let day = ends.strftime("%-d %b %Y");
    if ends.duration_since(scene.snapshot.taken) > SignedDuration::from_hours(SOON_HOURS) {
        return Some(pass(item, &title, format!("Until {day}, later with each use")));
    }
    let advice = scene.say(
        "token-expiring",
        "settings",
        &[("org", org), ("day", &day.to_string())],
    );
    let failing = fail(item, &title, side, "token-expiring", Severity::Note, advice);
    Some(failing.done())
}

fn org2org_app(scene: &Scene<'_>) -> Check {
    let title = "The Org2Org app is there and switched on";
    let item = ItemId::Redirect;
    if let Err(error) = &scene.snapshot.source.org2org_apps {
        return unread(item, title, Side::Source, error);
    }
    let Some(app) = scene.org2org() else {
        let advice = scene.say("org2org-app-missing", "settings", &[]);
        return fail(
            item,
            title,
            Side::Source,
            "org2org-app-missing",
            Severity::Blocks,
            advice,
        )
        .fixed_by("org2org-app")
        .done();
    };
    if app.is_active() {
        return pass(item, title, format!("{}, id {}", app.label, app.id));
    }
    let advice = scene
        .say("org2org-app-inactive", "settings", &[("app", &app.label)])
        .see(format!("Open the app in {}", scene.source()), scene.app_page());
    fail(
        item,
        title,
        Side::Source,
        "org2org-app-inactive",
        Severity::Blocks,
        advice,
    )
    .fixed_by("org2org-app")
    .done()
}

fn assigned(scene: &Scene<'_>) -> Check {
    let title = "Somebody is assigned to the Org2Org app";
    let item = ItemId::Redirect;
    let Some(app) = &scene.snapshot.source.app else {
        return unknown(item, title, "There is no Org2Org app yet");
    };
    let (groups, users) = match (&app.groups, &app.users) {
        (Ok(groups), Ok(users)) => (groups.len(), users.len()),
        (Err(error), _) | (_, Err(error)) => return unread(item, title, Side::Source, error),
    };
    if groups + users > 0 {
        return pass(item, title, format!("Groups: {groups}, people: {users}"));
    }
    let advice = scene
        .say("nobody-assigned", "settings", &[])
        .see(format!("Open the app in {}", scene.source()), scene.app_page());
    fail(
        item,
        title,
        Side::Source,
        "nobody-assigned",
        Severity::Blocks,
        advice,
    )
    .done()
}

fn test_user(scene: &Scene<'_>) -> Option<Check> {
    let login = scene.blueprint.test_user.as_deref()?;
    let title = "The test user can sign in and is assigned";
    let item = ItemId::SourceSignIn;
    let user = match &scene.snapshot.source.test_user {
        Ok(Some(user)) => user,
        Ok(None) => {
            let advice = scene.say("test-user-missing", "settings", &[("login", login)]);
            return Some(
                fail(
                    item,
                    title,
                    Side::Source,
                    "test-user-missing",
                    Severity::Blocks,
                    advice,
                )
                .done(),
            );
        }
        Err(error) => return Some(unread(item, title, Side::Source, error)),
    };
    if user.status != "ACTIVE" {
        let advice = scene
            .say(
                "user-status",
                "settings-source",
                &[("login", login), ("status", &user.status)],
            )
            .see(
                "Open the user",
                scene.page(Side::Source, &format!("/admin/user/profile/view/{}", user.id)),
            );
        return Some(fail(item, title, Side::Source, "user-status", Severity::Blocks, advice).done());
    }
    let app = scene.snapshot.source.app.as_ref()?;
    let users = app.users.as_ref().ok()?;
    if users.is_empty() && app.groups.as_ref().is_ok_and(Vec::is_empty) {
        // That nobody at all is assigned is told by a check of its own.
        return None;
    }
    if users.iter().any(|assigned| assigned.id == user.id) {
        return Some(pass(item, title, format!("{login} is active and assigned")));
    }
    let advice = scene
        .say("user-not-assigned", "settings", &[("login", login)])
        .see(format!("Open the app in {}", scene.source()), scene.app_page());
    Some(
        fail(
            ItemId::Redirect,
            title,
            Side::Source,
            "user-not-assigned",
            Severity::Blocks,
            advice,
        )
        .done(),
    )
}

fn target_app(scene: &Scene<'_>) -> Check {
    let title = "The target app is there and switched on";
    let item = ItemId::Assignment;
    if let Err(error) = &scene.snapshot.target.apps {
        return unread(item, title, Side::Target, error);
    }
    let label = scene.blueprint.target_app.app.label();
    match &scene.snapshot.target.app {
        None => {
            let advice = scene.say("target-app-missing", "settings", &[("app", label)]);
            fail(
                item,
                title,
                Side::Target,
                "target-app-missing",
                Severity::Blocks,
                advice,
            )
            .fixed_by("add-target-app")
            .done()
        }
        Some(seen) if !seen.app.is_active() => {
            let advice = scene.say("target-app-inactive", "settings", &[("app", label)]);
            fail(
                item,
                title,
                Side::Target,
                "target-app-inactive",
                Severity::Blocks,
                advice,
            )
            .fixed_by("add-target-app")
            .done()
        }
        Some(seen) => pass(item, title, format!("{label}, id {}", seen.app.id)),
    }
}

fn target_group(scene: &Scene<'_>) -> Check {
    let title = "Federated people have the target app";
    let item = ItemId::Assignment;
    let group = scene.blueprint.idp.group.name();
    let label = scene.blueprint.target_app.app.label();
    let Some(app) = &scene.snapshot.target.app else {
        return unknown(item, title, "There is no target app yet");
    };
    let groups = match &app.groups {
        Ok(groups) => groups,
        Err(error) => return unread(item, title, Side::Target, error),
    };
    let id = scene.facts.get(crate::federation::Fact::GroupId);
    if groups.iter().any(|assigned| Some(assigned.id.as_str()) == id) {
        return pass(item, title, format!("{label} is assigned to the group {group}"));
    }
    let advice = scene.say(
        "user-not-assigned",
        "settings-group",
        &[("group", group), ("app", label)],
    );
    fail(
        item,
        title,
        Side::Target,
        "user-not-assigned",
        Severity::Blocks,
        advice,
    )
    .fixed_by("assign-target-group")
    .done()
}
