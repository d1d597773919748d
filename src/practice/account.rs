//! From an accepted assertion to a person of the target org: name, filter, match, link, just-in-time creation.

use super::acs::Rejection;
use super::assign;
use super::expression;
use super::group_rules;
use super::log::{Draft, Party};
use super::org::idp::{Idp, IdpUser};
use super::org::mapping::{self, End};
use super::org::user::{Status, User};
use super::routes::{idp_party, user_party};
use super::saml::read::Facts;
use super::world::Call;
use serde_json::{Map, Value};

/// Who came in, and how.
pub(super) struct Welcome {
    pub(super) user: String,
    pub(super) how: &'static str,
}

const NO_MATCH: &str = "core.user_auth.idp.no_matching_users";
const NOT_MATCHED: &str = "Unable to match transformed username";

/// Finds, links or makes the person an assertion speaks of.
pub(super) fn resolve(call: &mut Call<'_>, idp: &Idp, facts: &Facts) -> Result<Welcome, Rejection> {
    let name = transformed_name(idp, facts)?;
    pass_filter(idp, &name)?;
    let found = matching(call, idp, &name)?;
    let welcome = match found {
        Some(user) => existing(call, idp, facts, &user)?,
        None => Welcome {
            user: create(call, idp, facts, &name)?,
            how: "JIT: user created",
        },
    };
    link(call, idp, facts, &welcome.user);
    set_groups(call, idp, facts, &welcome.user);
    group_rules::apply(call);
    Ok(welcome)
}

fn lookup(facts: &Facts, path: &str) -> Option<String> {
    match path.strip_prefix("idpuser.")? {
        "subjectNameId" => Some(facts.subject.clone()),
        name => facts
            .attributes
            .get(name)
            .and_then(|values| values.first())
            .cloned(),
    }
}

fn transformed_name(idp: &Idp, facts: &Facts) -> Result<String, Rejection> {
    let template = idp.text("/policy/subject/userNameTemplate/template");
    let name = expression::parse(template).and_then(|template| template.value(&|path| lookup(facts, path)));
    name.ok_or_else(|| {
        let attribute = template
            .rsplit('.')
            .next()
            .unwrap_or(template)
            .trim_end_matches(')');
        let reason = format!("Unable to transform {attribute} to username");
        Rejection::new(reason, "core.user_auth.idp.username_transform_failed")
    })
}

fn pass_filter(idp: &Idp, name: &str) -> Result<(), Rejection> {
    let filter = idp.text("/policy/subject/filter");
    let whole = regex::Regex::new(&format!("^(?:{filter})$"));
    if filter.is_empty() || whole.is_ok_and(|filter| filter.is_match(name)) {
        return Ok(());
    }
    let message = format!("The transformed username '{name}' was rejected by the username filter");
    Err(Rejection::new(NOT_MATCHED, "core.user_auth.idp.username_filtered").because(message))
}

/// The one person of that name; two are as bad as a wrong one.
fn matching(call: &Call<'_>, idp: &Idp, name: &str) -> Result<Option<String>, Rejection> {
    let kind = idp.text("/policy/subject/matchType").to_owned();
    let attribute = idp.text("/policy/subject/matchAttribute").to_owned();
    let wanted = name.to_lowercase();
    let same = |text: &str| text.to_lowercase() == wanted;
    let fits = |user: &&User| match kind.as_str() {
        "EMAIL" => same(user.text("email")),
        "USERNAME_OR_EMAIL" => same(user.login()) || same(user.text("email")),
        "CUSTOM_ATTRIBUTE" => same(user.text(&attribute)),
        _ => same(user.login()),
    };
    let mut found = call.org().users.iter().filter(fits);
    let first = found.next().map(|user| user.id.clone());
    if found.next().is_some() {
        let legacy = "core.user_auth.idp.multiple_matching_users";
        return Err(Rejection::new("Unable to match the transformed username", legacy));
    }
    Ok(first)
}

fn existing(call: &mut Call<'_>, idp: &Idp, facts: &Facts, user: &str) -> Result<Welcome, Rejection> {
    let linked = idp.links.iter().any(|link| link.user == user);
    if !linked {
        may_link(call, idp, user)?;
    }
    bring_back(call, idp, user)?;
    if idp.at("/policy/provisioning/profileMaster") == Some(&Value::Bool(true)) {
        check_source(call, idp, user)?;
        update_profile(call, idp, facts, user);
    }
    Ok(Welcome {
        user: user.to_owned(),
        how: if linked { "User matched" } else { "User linked" },
    })
}

/// Whether the account link policy lets this provider speak for the person.
fn may_link(call: &Call<'_>, idp: &Idp, user: &str) -> Result<(), Rejection> {
    let denied =
        |message: &str| Err(Rejection::new(NOT_MATCHED, "core.user_auth.idp.link_denied").because(message));
    if idp.text("/policy/accountLink/action") == "DISABLED" {
        return denied("User linking was disabled.");
    }
    let list = |pointer: &str| {
        idp.at(pointer)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let excluded = list("/policy/accountLink/filter/users/exclude")
        .iter()
        .any(|id| id.as_str() == Some(user));
    let no_admins = idp.at("/policy/accountLink/filter/users/excludeAdmins") == Some(&Value::Bool(true));
    if excluded || (no_admins && call.org().is_admin(user)) {
        return denied(
            "User linking was denied because the user is not allowed by the account linking filters.",
        );
    }
    let groups = list("/policy/accountLink/filter/groups/include");
    let member = |id: &Value| {
        call.org()
            .groups_of(user)
            .any(|group| Some(group.id.as_str()) == id.as_str())
    };
    if !groups.is_empty() && !groups.iter().any(member) {
        return denied("User linking was denied because the user is not in any of the specified groups.");
    }
    Ok(())
}

/// Lets active people in, and others only where the policy revives them.
fn bring_back(call: &mut Call<'_>, idp: &Idp, user: &str) -> Result<(), Rejection> {
    let status = call.org().users.get(user).map(|user| user.status);
    let condition = |name: &str| {
        idp.text(&format!("/policy/provisioning/conditions/{name}/action"))
            .to_owned()
    };
    let event = match status {
        Some(Status::Active) => return Ok(()),
        Some(Status::Deprovisioned) if condition("deprovisioned") == "REACTIVATE" => {
            "user.lifecycle.activate"
        }
        Some(Status::Suspended) if condition("suspended") == "UNSUSPEND" => "user.lifecycle.unsuspend",
        _ => {
            let legacy = "core.user_auth.idp.invalid_user_status";
            return Err(Rejection::new(
                "Unable to validate user due to invalid status",
                legacy,
            ));
        }
    };
    let at = call.at;
    if let Some(user) = call.org_mut().users.get_mut(user) {
        user.turn(Status::Active, at);
    }
    let party = user_party(call, user);
    call.record(Draft::new(event).about(party));
    Ok(())
}

/// What the provider's mapping makes of an assertion.
fn profile(call: &Call<'_>, idp: &Idp, facts: &Facts, new: bool) -> Map<String, Value> {
    let ends = (End::Idp(idp.id.clone()), End::User);
    let given = |name: &str| lookup(facts, &format!("idpuser.{name}"));
    mapping::made(call.org(), (&ends.0, &ends.1), new, &given)
}

/// A person whose profile another directory keeps cannot be updated at sign-in.
fn check_source(call: &mut Call<'_>, idp: &Idp, user: &str) -> Result<(), Rejection> {
    let directories = ["ACTIVE_DIRECTORY", "LDAP"];
    let provider = call
        .org()
        .users
        .get(user)
        .map(|user| user.provider.clone())
        .unwrap_or_default();
    if !directories.contains(&provider.as_str()) {
        return Ok(());
    }
    let (party, provider) = (user_party(call, user), idp_party(idp));
    let reason = "Unable to JIT user from the Identity Provider";
    let draft = Draft::new("user.lifecycle.jit.error.read_only").by(Party::system());
    call.record(draft.about(party).about(provider).failed(reason));
    Err(Rejection::new(reason, "core.user.jit.error.read_only"))
}

fn update_profile(call: &mut Call<'_>, idp: &Idp, facts: &Facts, id: &str) {
    let (at, profile) = (call.at, profile(call, idp, facts, false));
    let Some(user) = call.org_mut().users.get_mut(id) else {
        return;
    };
    let changed = profile
        .iter()
        .any(|(name, value)| user.profile.get(name) != Some(value));
    if changed {
        user.profile.extend(profile);
        user.last_updated = at;
        let party = user_party(call, id);
        call.record(Draft::new("user.account.update_profile").about(party));
    }
}

/// Just-in-time creation, if provider and org allow it.
fn create(call: &mut Call<'_>, idp: &Idp, facts: &Facts, name: &str) -> Result<String, Rejection> {
    if idp.text("/policy/provisioning/action") != "AUTO" || !call.org().jit {
        return Err(Rejection::new("User Not Found", NO_MATCH));
    }
    let mut profile = profile(call, idp, facts, true);
    profile.insert("login".to_owned(), Value::from(name));
    let missing = ["firstName", "lastName", "email"]
        .into_iter()
        .filter(|field| !profile.contains_key(*field));
    let missing: Vec<&str> = missing.collect();
    let taken = call.org().user_by_login(name).is_some();
    if taken || !missing.is_empty() || !name.contains('@') {
        let what = if missing.is_empty() {
            "login".to_owned()
        } else {
            missing.join(", ")
        };
        let detail = if taken {
            "login: An object with this field already exists in the current organization".to_owned()
        } else {
            format!("Unable to create the user. The following required properties are missing: {what}")
        };
        let who = Party::new("User", "unknown", name, "unknown");
        call.record(
            Draft::new("user.lifecycle.create")
                .by(Party::system())
                .about(who)
                .failed(&detail)
                .legacy("core.user.config.user_creation.failure"),
        );
        return Err(Rejection::new(
            "Unable to JIT user from the Identity Provider",
            "core.user_auth.idp.login_failed",
        ));
    }
    let at = call.at;
    let id = call.org_mut().dice.id("00u");
    let mut user = User::new(id.clone(), profile, at);
    "FEDERATION".clone_into(&mut user.provider);
    user.turn(Status::Active, at);
    call.org_mut().users.add(user);
    let (party, provider) = (user_party(call, &id), idp_party(idp));
    let draft = Draft::new("user.lifecycle.create")
        .by(Party::system())
        .about(party)
        .about(provider);
    call.record(draft.reason("Created by just-in-time provisioning"));
    assign::joined_everyone(call, &id);
    Ok(id)
}

fn link(call: &mut Call<'_>, idp: &Idp, facts: &Facts, user: &str) {
    let known = |name: &str| {
        let told = facts.about_subject.get(name).cloned();
        told.or_else(|| lookup(facts, &format!("idpuser.{name}")))
    };
    let (at, profile) = (call.at, IdpUser::profile(&known));
    let Some(idp) = call.org_mut().idps.get_mut(&idp.id) else {
        return;
    };
    match idp.links.iter_mut().find(|link| link.user == user) {
        Some(link) => (link.last_updated, link.profile) = (at, profile),
        None => idp.links.push(IdpUser {
            user: user.to_owned(),
            external_id: facts.subject.clone(),
            created: at,
            last_updated: at,
            profile,
        }),
    }
}

/// Groups by fixed assignment, or by an attribute within an allow-list.
fn set_groups(call: &mut Call<'_>, idp: &Idp, facts: &Facts, user: &str) {
    let list = |field: &str| {
        let found = idp
            .at(&format!("/policy/provisioning/groups/{field}"))
            .and_then(Value::as_array);
        found
            .into_iter()
            .flatten()
            .filter_map(|id| id.as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let action = idp.text("/policy/provisioning/groups/action");
    if action == "ASSIGN" {
        for group in list("assignments") {
            assign::join_group(call, &group, user);
        }
    }
    if !["APPEND", "SYNC"].contains(&action) {
        return;
    }
    let source = idp
        .text("/policy/provisioning/groups/sourceAttributeName")
        .to_lowercase();
    let named = facts
        .attributes
        .iter()
        .find(|(name, _)| name.to_lowercase() == source)
        .map(|(_, values)| values);
    for id in list("filter") {
        let name = call
            .org()
            .groups
            .get(&id)
            .map(|group| group.name.clone())
            .unwrap_or_default();
        if named.is_some_and(|names| names.contains(&name)) {
            assign::join_group(call, &id, user);
        } else if action == "SYNC" {
            assign::leave_group(call, &id, user);
        }
    }
}
