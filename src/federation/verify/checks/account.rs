//! Which account of the target org does the test user end in, and what keeps it from being found, linked or made?

use super::{Scene, fail, overrides::on, pass, unknown, unread};
use crate::{
    federation::{
        orgs::Side,
        verify::{Check, ItemId, Severity},
    },
    okta::{
        Doc,
        resource::{apps::App, idps::Idp, people::User},
    },
};
use serde_json::Value;

const ITEM: ItemId = ItemId::EndToEnd;

pub(super) fn checks(scene: &Scene<'_>) -> Vec<Check> {
    let Some(idp) = scene.idp() else {
        return Vec::new();
    };
    let found = [
        attribute(scene, idp),
        complete(scene),
        mapping(scene, idp),
        several(scene, idp),
        absent(scene, idp),
        another_account(scene, idp),
        match_attribute(scene, idp),
        link(scene, idp),
        kept_elsewhere(scene, idp),
        shared_names(scene, idp),
        persistent(scene, idp),
        claims(scene, idp),
    ];
    found.into_iter().flatten().collect()
}

fn target_user<'s>(scene: &'s Scene<'_>) -> Option<&'s Doc<User>> {
    scene.snapshot.target.test_user.as_ref().ok()?.as_ref()
}

/// What an Org2Org app is known to send by itself.
const SENT: [&str; 7] = [
    "subjectNameId",
    "firstName",
    "lastName",
    "email",
    "login",
    "mobilePhone",
    "displayName",
];

fn attribute(scene: &Scene<'_>, idp: &Idp) -> Option<Check> {
    let title = "The user name is made of what is sent";
    let template = idp.policy_text("/subject/userNameTemplate/template")?;
    let app = &scene.snapshot.source.app.as_ref()?.app;
    let Some(missing) = names_in(template, "idpuser.").find(|name| !is_sent(app, name)) else {
        return Some(pass(ITEM, title, template));
    };
    let advice = scene.say(
        "user-name-attribute",
        "settings",
        &[("missing", missing), ("template", template)],
    );
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "user-name-attribute",
        Severity::Blocks,
        advice,
    );
    Some(failing.fixed_by("identity-provider").likely().done())
}

/// The attributes that an expression takes from a profile.
fn names_in<'t>(expression: &'t str, profile: &'t str) -> impl Iterator<Item = &'t str> {
    let end = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
    let parts = expression.split(profile).skip(1);
    parts.map(move |rest| rest.split(end).next().unwrap_or_default())
}

fn is_sent(app: &Doc<App>, name: &str) -> bool {
    let added = app
        .raw()
        .pointer("/settings/signOn/attributeStatements")
        .and_then(Value::as_array);
    let mut extra = added.into_iter().flatten();
    SENT.contains(&name) || extra.any(|one| one.get("name").and_then(Value::as_str) == Some(name))
}

/// What Okta must be given to create somebody, beside the user name.
const NEEDED: [&str; 3] = ["firstName", "lastName", "email"];

/// People are created from what the provider's mapping makes of the partner's profile.
fn mapping(scene: &Scene<'_>, idp: &Idp) -> Option<Check> {
    let title = "The profile mapping makes whole people";
    if idp.policy_text("/provisioning/action") != Some("AUTO") {
        return None;
    }
    let app = &scene.snapshot.source.app.as_ref()?.app;
    let mapping = match scene.snapshot.target.mapping.as_ref()? {
        Ok(Some(mapping)) => mapping,
        Ok(None) => {
            return Some(unknown(
                ITEM,
                title,
                "Okta shows no mapping of the identity provider",
            ));
        }
        Err(error) => return Some(unread(ITEM, title, Side::Target, error)),
    };
    let lacking = |name: &&&str| match mapping.expression(name) {
        Some(expression) => names_in(expression, "appuser.").any(|name| !is_sent(app, name)),
        None => true,
    };
    let Some(missing) = NEEDED.iter().find(lacking) else {
        return Some(pass(ITEM, title, NEEDED.join(", ")));
    };
    let made = mapping.expression(missing).map_or_else(
        || "nothing".to_owned(),
        |expression| format!("{expression}, which {} does not send", scene.source()),
    );
    let advice = scene
        .say(
            "mapping-incomplete",
            "settings",
            &[("missing", missing), ("made", &made)],
        )
        .see(
            format!("Open the profile editor of {}", scene.target()),
            scene.page(Side::Target, "/admin/universaldirectory"),
        );
    let severity = match &scene.snapshot.target.test_user {
        Ok(None) if scene.blueprint.test_user.is_some() => Severity::Blocks,
        _ => Severity::MayBlock,
    };
    let failing = fail(ITEM, title, Side::Target, "mapping-incomplete", severity, advice);
    Some(failing.likely().done())
}

/// A name that fits two users fits none: Okta refuses to choose.
fn several(scene: &Scene<'_>, idp: &Idp) -> Option<Check> {
    let title = "One user of the target org fits, not several";
    let attribute = idp.match_attribute()?;
    let found = match scene.snapshot.target.namesakes.as_ref()? {
        Ok(found) => found,
        Err(error) => return Some(unread(ITEM, title, Side::Target, error)),
    };
    let login = scene.blueprint.test_user.as_deref()?;
    let names: Vec<&str> = found.iter().map(|user| user.profile.login.as_str()).collect();
    if names.len() < 2 {
        return Some(pass(ITEM, title, format!("By {attribute}: {}", names.len())));
    }
    let advice = scene.say(
        "several-users-match",
        "settings",
        &[
            ("count", &names.len().to_string()),
            ("login", login),
            ("attribute", attribute),
            ("names", &names.join(", ")),
        ],
    );
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "several-users-match",
        Severity::Blocks,
        advice,
    );
    Some(failing.fixed_by("identity-provider").likely().done())
}

/// Without these Okta creates nobody.
fn complete(scene: &Scene<'_>) -> Option<Check> {
    let title = "The test user's profile is complete";
    let user = scene.snapshot.source.test_user.as_ref().ok()?.as_ref()?;
    let fields = [
        ("first name", &user.profile.first_name),
        ("last name", &user.profile.last_name),
        ("e-mail address", &user.profile.email),
    ];
    let missing: Vec<&str> = fields
        .iter()
        .filter(|(_, value)| value.trim().is_empty())
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        return Some(pass(ITEM, title, user.display_name()));
    }
    let advice = scene.say(
        "profile-incomplete",
        "settings",
        &[
            ("login", &user.profile.login),
            ("missing", &missing.join(" and no ")),
        ],
    );
    let severity = if target_user(scene).is_some() {
        Severity::MayBlock
    } else {
        Severity::Blocks
    };
    Some(fail(ITEM, title, Side::Source, "profile-incomplete", severity, advice).done())
}

/// The person is assigned, is not there, and may not be created at sign-in.
fn absent(scene: &Scene<'_>, idp: &Idp) -> Option<Check> {
    let title = "The test user is in the target org, or may be created";
    let user = scene.snapshot.target.test_user.as_ref().ok()?;
    let assigned = scene.assigned()?;
    let name = &assigned.credentials.user_name;
    if user.is_some() || idp.policy_text("/provisioning/action") == Some("AUTO") {
        return Some(pass(ITEM, title, name.as_str()));
    }
    let advice = scene.say("user-not-matched", "settings", &[("login", name)]);
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "user-not-matched",
        Severity::Blocks,
        advice,
    );
    Some(failing.fixed_by("identity-provider").done())
}

/// Provisioning knows the person by identifier, sign-in by name: both must mean the same account.
fn another_account(scene: &Scene<'_>, idp: &Idp) -> Option<Check> {
    let title = "Sign-in and provisioning mean the same account";
    let (user, assigned) = (target_user(scene)?, scene.assigned()?);
    let by_name = idp.policy_text("/subject/userNameTemplate/template") == Some("idpuser.subjectNameId");
    let pushed = assigned.external_id.as_deref() == Some(user.id.as_str());
    let name = &assigned.credentials.user_name;
    if !by_name || !pushed || user.is_called(name) || user.profile.email.eq_ignore_ascii_case(name) {
        return by_name.then(|| pass(ITEM, title, user.profile.login.as_str()));
    }
    let advice = scene.say("user-name-differs", "settings", &[]);
    let failing = fail(
        ITEM,
        title,
        Side::Source,
        "user-name-differs",
        Severity::MayBlock,
        advice,
    );
    let both = failing.compared(
        (format!("{} sends", scene.source()), name.clone()),
        (format!("{} knows", scene.target()), user.profile.login.clone()),
    );
    Some(both.done())
}

fn match_attribute(scene: &Scene<'_>, idp: &Idp) -> Option<Check> {
    let title = "The attribute that people are matched by is filled in";
    if idp.policy_text("/subject/matchType") != Some("CUSTOM_ATTRIBUTE") {
        return None;
    }
    let attribute = idp.policy_text("/subject/matchAttribute").unwrap_or_default();
    let user = target_user(scene)?;
    let value = user
        .raw()
        .pointer("/profile")?
        .get(attribute)
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !value.is_empty() {
        return Some(pass(ITEM, title, format!("{attribute} is {value}")));
    }
    let advice = scene.say(
        "match-attribute-empty",
        "settings",
        &[("login", &user.profile.login), ("attribute", attribute)],
    );
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "match-attribute-empty",
        Severity::Blocks,
        advice,
    );
    Some(failing.fixed_by("identity-provider").done())
}

/// Somebody who is there must be linked, or the provider must be allowed to link.
fn link(scene: &Scene<'_>, idp: &Doc<Idp>) -> Option<Check> {
    let title = "The test user is linked, or may be linked";
    let user = target_user(scene)?;
    let linked = scene.snapshot.target.linked.as_ref().ok()?;
    if linked.iter().any(|link| link.id == user.id) {
        return Some(pass(ITEM, title, "Linked"));
    }
    let list = |pointer: &str| {
        let found = idp.policy.pointer(pointer).and_then(Value::as_array);
        found
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
    };
    let excluded = list("/accountLink/filter/users/exclude").contains(&user.id.as_str());
    let groups = !list("/accountLink/filter/groups/include").is_empty();
    let (code, case, severity) = if idp.policy_text("/accountLink/action") == Some("DISABLED") {
        ("link-disabled", "settings", Severity::Blocks)
    } else if excluded {
        ("link-filtered", "settings", Severity::Blocks)
    } else if groups {
        ("link-filtered", "settings-groups", Severity::MayBlock)
    } else {
        return Some(pass(ITEM, title, "Will be linked at the first sign-in"));
    };
    let advice = scene.say(code, case, &[("login", &user.profile.login)]).see(
        format!("Open identity providers in {}", scene.target()),
        scene.idps_page(),
    );
    let failing = fail(ITEM, title, Side::Target, code, severity, advice);
    // Linking can be switched on here; whom the filter leaves out is the org's own choice.
    Some(match code {
        "link-disabled" => failing.fixed_by("identity-provider").done(),
        _ => failing.done(),
    })
}

/// A directory's profiles cannot be overwritten at sign-in.
fn kept_elsewhere(scene: &Scene<'_>, idp: &Idp) -> Option<Check> {
    let title = "The identity provider may update the profile";
    let user = target_user(scene)?;
    let provider = user.credentials.provider.kind.as_str();
    let directory = matches!(provider, "ACTIVE_DIRECTORY" | "LDAP");
    if !(directory && on(&idp.policy, "/provisioning/profileMaster")) {
        return None;
    }
    let advice = scene.say(
        "profile-kept-elsewhere",
        "settings",
        &[("login", &user.profile.login), ("provider", provider)],
    );
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "profile-kept-elsewhere",
        Severity::Blocks,
        advice,
    );
    Some(failing.fixed_by("identity-provider").likely().done())
}

/// Two partners must not be able to make the same user name.
fn shared_names(scene: &Scene<'_>, idp: &Doc<Idp>) -> Option<Check> {
    let title = "No other partner makes the same user names";
    let idps = scene.snapshot.target.idps.as_ref().ok()?;
    let template = idp.policy_text("/subject/userNameTemplate/template");
    let open = |other: &&Doc<Idp>| {
        other.id != idp.id
            && other.is_active()
            && other.policy_text("/subject/userNameTemplate/template") == template
            && other.policy_text("/subject/filter").is_none()
    };
    let other = idps.iter().find(open)?;
    let advice = scene
        .say("user-names-shared", "settings", &[("provider", &other.name)])
        .see(
            format!("Open identity providers in {}", scene.target()),
            scene.idps_page(),
        );
    Some(
        fail(
            ITEM,
            title,
            Side::Target,
            "user-names-shared",
            Severity::Note,
            advice,
        )
        .done(),
    )
}

fn persistent(scene: &Scene<'_>, idp: &Doc<Idp>) -> Option<Check> {
    let title = "Persistent names are honoured";
    let honoured = idp
        .raw()
        .pointer("/protocol/settings/honorPersistentNameId")?
        .as_bool()?;
    if honoured {
        return Some(pass(ITEM, title, "On"));
    }
    let advice = scene.say("persistent-name-ignored", "settings", &[]);
    let failing = fail(
        ITEM,
        title,
        Side::Target,
        "persistent-name-ignored",
        Severity::Note,
        advice.see(
            format!("Open identity providers in {}", scene.target()),
            scene.idps_page(),
        ),
    );
    Some(failing.done())
}

fn claims(scene: &Scene<'_>, idp: &Idp) -> Option<Check> {
    let title = "Claims are shared in one way only";
    if !(on(&idp.policy, "/trustClaims") && on(&idp.policy, "/mapAMRClaims")) {
        return None;
    }
    let advice = scene.say("claims-and-amr", "settings", &[]);
    Some(
        fail(
            ITEM,
            title,
            Side::Target,
            "claims-and-amr",
            Severity::Note,
            advice,
        )
        .done(),
    )
}
