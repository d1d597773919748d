//! Do people come into being in the target org?

use super::{Scene, fail, pass, unknown, unread};
use crate::{
    federation::{
        Fact,
        blueprint::Lifecycle,
        orgs::Side,
        verify::{Check, ItemId, Severity},
    },
    okta::{
        Doc, OrgUrl,
        resource::apps::{AppUser, Connection},
    },
};

const ITEM: ItemId = ItemId::Provisioning;

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Check> {
    let Some(lifecycle) = scene.blueprint.provisioning.lifecycle() else {
        return vec![at_sign_in(scene)];
    };
    let mut checks = vec![
        connection(scene),
        owner(scene),
        switches(scene, lifecycle),
        errors(scene),
    ];
    checks.extend(mastered_twice(scene, lifecycle));
    checks
}

/// Without provisioning people have to come into being at their first sign-in.
fn at_sign_in(scene: &Scene<'_>) -> Check {
    let title = "People are created at their first sign-in";
    let Some(idp) = scene.idp() else {
        return unknown(ITEM, title, "There is no identity provider yet");
    };
    if idp.policy_text("/provisioning/action") == Some("AUTO") {
        return pass(ITEM, title, "Also needs the org-wide switch, which no API shows");
    }
    let advice = scene.say("nobody-creates", "settings", &[]);
    fail(
        ITEM,
        title,
        Side::Target,
        "nobody-creates",
        Severity::MayBlock,
        advice,
    )
    .fixed_by("identity-provider")
    .done()
}

fn connection(scene: &Scene<'_>) -> Check {
    let title = "Provisioning is connected";
    let Some(app) = &scene.snapshot.source.app else {
        return unknown(ITEM, title, "There is no Org2Org app yet");
    };
    let connection = match &app.connection {
        Ok(connection) => connection,
        Err(error) => return unread(ITEM, title, Side::Source, error),
    };
    if let Some(elsewhere) = elsewhere(scene, connection) {
        return elsewhere;
    }
    if connection.status == "ENABLED" {
        let to = connection
            .base_url
            .clone()
            .unwrap_or_else(|| scene.target().to_owned());
        return pass(ITEM, title, format!("To {to}"));
    }
    let unavailable = connection.status == "UNKNOWN";
    let case = if unavailable {
        "settings-unavailable"
    } else {
        "settings"
    };
    let advice = scene
        .say("provisioning-off", case, &[])
        .see("Open the app", scene.app_page());
    let failing = fail(
        ITEM,
        title,
        Side::Source,
        "provisioning-off",
        Severity::Blocks,
        advice,
    );
    if unavailable {
        failing.done()
    } else {
        failing.fixed_by("connect-provisioning").done()
    }
}

/// The connection's own address wins over the app's.
fn elsewhere(scene: &Scene<'_>, connection: &Connection) -> Option<Check> {
    let title = "Provisioning pushes to the target org";
    let base = connection.base_url.as_deref()?;
    let target = &scene.blueprint.target.url;
    if connection.status != "ENABLED" || OrgUrl::parse(base).is_ok_and(|url| url == *target) {
        return None;
    }
    let advice = scene
        .say("provisioning-base-url", "settings", &[])
        .see("Open the app", scene.app_page());
    let failing = fail(
        ITEM,
        title,
        Side::Source,
        "provisioning-base-url",
        Severity::Blocks,
        advice,
    );
    let both = failing.compared(
        (format!("{} pushes to", scene.source()), base.to_owned()),
        (format!("{} is at", scene.target()), target.to_string()),
    );
    // The token that goes with the right address is not known here, and Okta shows none.
    Some(both.done())
}

/// A token of a smaller role passes Okta's own test, and then every push fails.
fn owner(scene: &Scene<'_>) -> Check {
    let title = "The provisioning token comes from a super admin";
    match &scene.snapshot.target.org.roles {
        Err(error) if error.is_forbidden() => {
            let advice = scene.say("role-too-small", "settings-hidden", &[]).see(
                "Open the token page",
                scene.page(Side::Target, "/admin/access/api/tokens"),
            );
            let failing = fail(
                ITEM,
                title,
                Side::Target,
                "role-too-small",
                Severity::MayBlock,
                advice,
            );
            failing.likely().done()
        }
        Err(error) => unread(ITEM, title, Side::Target, error),
        Ok(roles) if roles.iter().any(|role| role.kind == "SUPER_ADMIN") => pass(ITEM, title, "Super admin"),
        Ok(roles) => {
            let held: Vec<&str> = roles.iter().map(|role| role.label.as_str()).collect();
            let advice = scene
                .say("role-too-small", "settings", &[("roles", &held.join(", "))])
                .see(
                    "Open the token page",
                    scene.page(Side::Target, "/admin/access/api/tokens"),
                );
            fail(
                ITEM,
                title,
                Side::Target,
                "role-too-small",
                Severity::MayBlock,
                advice,
            )
            .done()
        }
    }
}

fn switches(scene: &Scene<'_>, wanted: Lifecycle) -> Check {
    let title = "Provisioning does what was chosen";
    let Some(app) = &scene.snapshot.source.app else {
        return unknown(ITEM, title, "There is no Org2Org app yet");
    };
    let switches = match &app.provisioning {
        Ok(Some(switches)) => switches,
        Ok(None) => {
            return unknown(
                ITEM,
                title,
                "Okta shows the switches once provisioning is connected",
            );
        }
        Err(error) => return unread(ITEM, title, Side::Source, error),
    };
    let found = Lifecycle {
        create: switches.creates(),
        update: switches.updates(),
        deactivate: switches.deactivates(),
    };
    if found == wanted {
        return pass(ITEM, title, format!("On: {}", found.words()));
    }
    let advice = scene
        .say("provisioning-switches", "settings", &[])
        .see("Open the app", scene.app_page());
    let severity = if wanted.create && !found.create {
        Severity::Blocks
    } else {
        Severity::MayBlock
    };
    fail(
        ITEM,
        title,
        Side::Source,
        "provisioning-switches",
        severity,
        advice,
    )
    .compared(
        (format!("{} is set to", scene.source()), found.words()),
        ("Chosen in step 3".to_owned(), wanted.words()),
    )
    .fixed_by("provisioning")
    .done()
}

fn errors(scene: &Scene<'_>) -> Check {
    let title = "Nobody is stuck";
    let Some(app) = &scene.snapshot.source.app else {
        return unknown(ITEM, title, "There is no Org2Org app yet");
    };
    let users = match &app.users {
        Ok(users) => users,
        Err(error) => return unread(ITEM, title, Side::Source, error),
    };
    let stuck: Vec<&str> = users
        .iter()
        .filter(|user| user.sync_state == "ERROR")
        .map(|user| user.credentials.user_name.as_str())
        .collect();
    if let (true, Some(never)) = (stuck.is_empty(), never_pushed(scene, users)) {
        return never;
    }
    if stuck.is_empty() {
        let done = users.iter().filter(|user| user.external_id.is_some()).count();
        return pass(
            ITEM,
            title,
            format!("{done} of {} people are in {}", users.len(), scene.target()),
        );
    }
    let shown = stuck.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    let names = format!("{shown}{}", if stuck.len() > 3 { " and others" } else { "" });
    let count = stuck.len().to_string();
    let advice = scene
        .say("push-failed", "settings", &[("count", &count), ("names", &names)])
        .see("Open the tasks", scene.page(Side::Source, "/admin/tasks"));
    let own = scene
        .blueprint
        .test_user
        .as_deref()
        .is_some_and(|login| stuck.iter().any(|name| name.eq_ignore_ascii_case(login)));
    let severity = if own { Severity::Blocks } else { Severity::MayBlock };
    fail(ITEM, title, Side::Source, "push-failed", severity, advice).done()
}

/// Assignments from before provisioning was connected stay as they are.
fn never_pushed(scene: &Scene<'_>, users: &[Doc<AppUser>]) -> Option<Check> {
    let title = "Nobody is left out";
    let connected = scene
        .snapshot
        .source
        .app
        .as_ref()?
        .connection
        .as_ref()
        .ok()?
        .status
        == "ENABLED";
    let left: Vec<&str> = users
        .iter()
        .filter(|user| user.sync_state == "DISABLED" && user.external_id.is_none())
        .map(|user| user.credentials.user_name.as_str())
        .collect();
    let first = left.first().filter(|_| connected)?;
    let advice = scene
        .say(
            "never-pushed",
            "settings",
            &[("count", &left.len().to_string()), ("login", first)],
        )
        .see("Open the app", scene.app_page());
    Some(
        fail(
            ITEM,
            title,
            Side::Source,
            "never-pushed",
            Severity::MayBlock,
            advice,
        )
        .done(),
    )
}

/// Updates from two sides at once: Okta refuses the pushed ones.
fn mastered_twice(scene: &Scene<'_>, lifecycle: Lifecycle) -> Option<Check> {
    let title = "Only one side updates profiles";
    let idp = scene.idp()?;
    let master = idp
        .policy
        .pointer("/provisioning/profileMaster")
        .and_then(serde_json::Value::as_bool);
    if !(lifecycle.update && master == Some(true)) {
        return Some(pass(ITEM, title, "Provisioning alone"));
    }
    scene.facts.get(Fact::IdpId)?;
    let stuck = scene
        .assigned()
        .is_some_and(|assigned| assigned.sync_state == "ERROR");
    let severity = if stuck {
        Severity::Blocks
    } else {
        Severity::MayBlock
    };
    let advice = scene.say("mastered-twice", "settings", &[]);
    Some(
        fail(ITEM, title, Side::Target, "mastered-twice", severity, advice)
            .fixed_by("identity-provider")
            .likely()
            .done(),
    )
}
