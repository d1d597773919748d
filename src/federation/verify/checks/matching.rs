//! Does the person who arrives become the right user, and nobody else?

use super::{Scene, fail, pass, unread};
use crate::{
    federation::{
        orgs::Side,
        verify::{Check, ItemId, Severity},
    },
    okta::resource::idps::Idp,
};
use serde_json::Value;

const ITEM: ItemId = ItemId::EndToEnd;

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(idp) = scene.idp() {
        checks.extend(expression(scene, idp));
        checks.push(filter(scene, idp));
        checks.push(take_over(scene, idp));
    }
    checks.extend(status(scene));
    checks.extend(clocks(scene));
    checks
}

fn template(idp: &Idp) -> &str {
    idp.policy_text("/subject/userNameTemplate/template")
        .unwrap_or_default()
}

fn expression(scene: &Scene<'_>, idp: &Idp) -> Option<Check> {
    let title = "The user name expression can be evaluated";
    if !template(idp).contains("appuser.") {
        return Some(pass(ITEM, title, template(idp)));
    }
    let advice = scene.say("user-name-expression", "settings", &[]);
    Some(
        fail(
            ITEM,
            title,
            Side::Target,
            "user-name-expression",
            Severity::Blocks,
            advice,
        )
        .fixed_by("identity-provider")
        .done(),
    )
    .filter(|_| scene.idp().is_some())
}

/// Only the plain expressions can be evaluated here without guessing.
fn name_of_test_user(scene: &Scene<'_>, idp: &Idp) -> Option<String> {
    let user = scene.snapshot.source.test_user.as_ref().ok()?.as_ref()?;
    let users = scene.snapshot.source.app.as_ref()?.users.as_ref().ok()?;
    let assigned = users.iter().find(|assigned| assigned.id == user.id)?;
    match template(idp) {
        "idpuser.subjectNameId" => Some(assigned.credentials.user_name.clone()),
        "String.toLowerCase(idpuser.subjectNameId)" => Some(assigned.credentials.user_name.to_lowercase()),
        "idpuser.email" => Some(user.profile.email.clone()),
        _ => None,
    }
}

fn filter(scene: &Scene<'_>, idp: &Idp) -> Check {
    let title = "The filter lets the test user in";
    let Some(filter) = idp.policy_text("/subject/filter") else {
        return pass(ITEM, title, "There is no filter");
    };
    let name = name_of_test_user(scene, idp);
    let (Some(name), Ok(pattern)) = (name, regex::Regex::new(&format!("^(?:{filter})$"))) else {
        return pass(ITEM, title, format!("The filter is {filter}"));
    };
    if pattern.is_match(&name) {
        return pass(ITEM, title, format!("{name} fits {filter}"));
    }
    // What differs by the case of letters alone is no narrow filter: the name has to be made in small letters.
    let by_case = pattern.is_match(&name.to_lowercase());
    let case = if by_case { "settings-case" } else { "settings" };
    let advice = scene.say("user-name-filtered", case, &[("login", &name)]);
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "user-name-filtered",
        Severity::Blocks,
        advice.see(
            format!("Open identity providers in {}", scene.target()),
            scene.idps_page(),
        ),
    )
    .compared(
        (format!("{} sends", scene.source()), name),
        (format!("{} lets in", scene.target()), filter.to_owned()),
    );
    if by_case {
        failing.done()
    } else {
        failing.fixed_by("identity-provider").done()
    }
}

/// Whoever administers the source org could sign in as anybody in the target org.
fn take_over(scene: &Scene<'_>, idp: &Idp) -> Check {
    let title = "The partner can assert its own people only";
    let links = idp.policy_text("/accountLink/action") == Some("AUTO");
    let filtered = idp.policy_text("/subject/filter").is_some();
    let admins_out = idp
        .policy
        .pointer("/accountLink/filter/users/excludeAdmins")
        .and_then(Value::as_bool)
        == Some(true);
    if !links || (filtered && admins_out) {
        return pass(
            ITEM,
            title,
            if links {
                "Filtered, admins left out"
            } else {
                "Existing people are not linked"
            },
        );
    }
    let missing = match (filtered, admins_out) {
        (false, false) => "no user name filter, and admins are not left out",
        (false, true) => "no user name filter",
        _ => "admins are not left out",
    };
    let advice = scene.say("account-take-over", "settings", &[("missing", missing)]);
    fail(
        ITEM,
        title,
        Side::Target,
        "account-take-over",
        Severity::Note,
        advice,
    )
    .fixed_by("identity-provider")
    .done()
}

fn status(scene: &Scene<'_>) -> Option<Check> {
    let title = "The test user is active in the target org";
    let user = match &scene.snapshot.target.test_user {
        Ok(user) => user.as_ref()?,
        Err(error) => return Some(unread(ITEM, title, Side::Target, error)),
    };
    let shut_out = [
        "SUSPENDED",
        "DEPROVISIONED",
        "LOCKED_OUT",
        "STAGED",
        "PROVISIONED",
    ];
    if !shut_out.contains(&user.status.as_str()) {
        return Some(pass(
            ITEM,
            title,
            format!("{} is {}", user.profile.login, user.status),
        ));
    }
    let advice = scene
        .say(
            "user-status",
            "settings",
            &[("login", &user.profile.login), ("status", &user.status)],
        )
        .see(
            "Open the user",
            scene.page(Side::Target, &format!("/admin/user/profile/view/{}", user.id)),
        );
    Some(fail(ITEM, title, Side::Target, "user-status", Severity::Blocks, advice).done())
}

fn clocks(scene: &Scene<'_>) -> Option<Check> {
    let title = "The clocks of both orgs agree";
    let (source, target) = (
        scene.snapshot.source.org.clock_offset?,
        scene.snapshot.target.org.clock_offset?,
    );
    let apart = (source - target).abs();
    let code = if target > source {
        "expired"
    } else {
        "not-yet-valid"
    };
    let skew = scene
        .idp()
        .and_then(|idp| idp.policy.pointer("/maxClockSkew").and_then(Value::as_i64))
        .unwrap_or(120_000)
        / 1000;
    if apart <= skew.max(2) {
        return Some(pass(
            ITEM,
            title,
            format!("{apart} s apart, {skew} s are allowed"),
        ));
    }
    let (apart, allowed) = (apart.to_string(), skew.to_string());
    let advice = scene.say(code, "settings", &[("apart", &apart), ("allowed", &allowed)]);
    Some(fail(ITEM, title, Side::Target, code, Severity::MayBlock, advice).done())
}
