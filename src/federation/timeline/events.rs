//! What the events of a System Log are called in plain words, and which of them are sign-ins or changes (Okta: Event
//! types). An event that is not known is told in Okta's own words. Names come from outside and are cut to one short
//! line.

use crate::okta::resource::logs::{LogEvent, Party};

/// Names longer than this are cut.
const NAME_CHARS: usize = 60;
/// Reasons and identifiers longer than this are cut.
const TEXT_CHARS: usize = 300;

/// Event type, what happened when it went well, what happened when it did not. `{user}` is the person concerned, `{by}`
/// whoever did it, `{what}` the object.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "user.session.start",
        "{user} signed in",
        "{user} could not sign in",
    ),
    (
        "user.session.end",
        "{user} signed out",
        "{user} could not sign out",
    ),
    (
        "user.session.clear",
        "The sessions of {user} were ended",
        "The sessions of {user} could not be ended",
    ),
    (
        "user.authentication.sso",
        "{user} was sent to {what}",
        "{user} could not be sent to {what}",
    ),
    (
        "user.authentication.auth_via_IDP",
        "{user} arrived by way of {what}",
        "The sign-in by way of {what} was refused",
    ),
    (
        "user.authentication.auth_via_social",
        "{user} arrived by way of {what}",
        "The sign-in by way of {what} was refused",
    ),
    (
        "user.authentication.auth_via_inbound_SAML",
        "{user} arrived by a SAML response",
        "A SAML response was refused",
    ),
    (
        "user.authentication.auth_via_mfa",
        "{user} showed a further factor",
        "{user} could not show a further factor",
    ),
    (
        "user.authentication.verify",
        "{user} was verified",
        "{user} could not be verified",
    ),
    (
        "policy.evaluate_sign_on",
        "The sign-in policy let {user} on",
        "The sign-in policy turned {user} away",
    ),
    (
        "application.policy.sign_on.deny_access",
        "The policy of {what} turned {user} away",
        "The policy of {what} turned {user} away",
    ),
    (
        "app.generic.unauth_app_access_attempt",
        "{user} tried to open {what} without being assigned",
        "{user} tried to open {what} without being assigned",
    ),
    (
        "user.lifecycle.create",
        "The account of {user} was created",
        "The account of {user} could not be created",
    ),
    (
        "user.lifecycle.activate",
        "{user} was activated",
        "{user} could not be activated",
    ),
    (
        "user.lifecycle.deactivate",
        "{user} was deactivated",
        "{user} could not be deactivated",
    ),
    (
        "user.lifecycle.suspend",
        "{user} was suspended",
        "{user} could not be suspended",
    ),
    (
        "user.lifecycle.unsuspend",
        "{user} is no longer suspended",
        "{user} could not be unsuspended",
    ),
    (
        "user.lifecycle.reactivate",
        "{user} was activated again",
        "{user} could not be activated again",
    ),
    (
        "user.lifecycle.delete.completed",
        "{user} was deleted",
        "{user} could not be deleted",
    ),
    (
        "user.lifecycle.jit.error.read_only",
        "{user} could not be created at sign-in",
        "{user} could not be created at sign-in",
    ),
    (
        "user.account.update_profile",
        "The profile of {user} was changed",
        "The profile of {user} could not be changed",
    ),
    (
        "user.account.lock",
        "{user} was locked out",
        "{user} was locked out",
    ),
    (
        "user.account.unlock",
        "{user} was unlocked",
        "{user} could not be unlocked",
    ),
    (
        "user.account.privilege.grant",
        "{user} was given an admin role",
        "{user} could not be given an admin role",
    ),
    (
        "user.account.privilege.revoke",
        "{user} lost an admin role",
        "{user} could not lose an admin role",
    ),
    (
        "application.user_membership.add",
        "{user} was assigned to {what}",
        "{user} could not be assigned to {what}",
    ),
    (
        "application.user_membership.remove",
        "{user} was taken off {what}",
        "{user} could not be taken off {what}",
    ),
    (
        "application.user_membership.update",
        "The assignment of {user} to {what} was changed",
        "The assignment of {user} to {what} could not be changed",
    ),
    (
        "application.user_membership.change_username",
        "{user} got another user name in {what}",
        "{user} could not get another user name in {what}",
    ),
    (
        "group.user_membership.add",
        "{user} was added to {what}",
        "{user} could not be added to {what}",
    ),
    (
        "group.user_membership.remove",
        "{user} was removed from {what}",
        "{user} could not be removed from {what}",
    ),
    (
        "group.lifecycle.create",
        "The group {what} was added",
        "The group {what} could not be added",
    ),
    (
        "group.lifecycle.delete",
        "The group {what} was deleted",
        "The group {what} could not be deleted",
    ),
    (
        "group.application_assignment.add",
        "{what} was assigned to a group",
        "{what} could not be assigned to a group",
    ),
    (
        "group.application_assignment.remove",
        "{what} was taken off a group",
        "{what} could not be taken off a group",
    ),
    (
        "application.provision.user.push",
        "{user} was pushed to {what}",
        "{user} could not be pushed to {what}",
    ),
    (
        "application.provision.user.push_profile",
        "The profile of {user} was pushed to {what}",
        "The profile of {user} could not be pushed to {what}",
    ),
    (
        "application.provision.user.deactivate",
        "{user} was deactivated in {what}",
        "{user} could not be deactivated in {what}",
    ),
    (
        "application.provision.user.sync",
        "{user} was brought up to date in {what}",
        "{user} could not be brought up to date in {what}",
    ),
    (
        "application.configuration.update",
        "The settings of {what} were changed",
        "The settings of {what} could not be changed",
    ),
    (
        "application.integration.authentication_failure",
        "The credentials of {what} were refused",
        "The credentials of {what} were refused",
    ),
    (
        "application.lifecycle.create",
        "{what} was added",
        "{what} could not be added",
    ),
    (
        "application.lifecycle.update",
        "{what} was changed",
        "{what} could not be changed",
    ),
    (
        "application.lifecycle.activate",
        "{what} was switched on",
        "{what} could not be switched on",
    ),
    (
        "application.lifecycle.deactivate",
        "{what} was switched off",
        "{what} could not be switched off",
    ),
    (
        "application.lifecycle.delete",
        "{what} was deleted",
        "{what} could not be deleted",
    ),
    (
        "app.keys.generate",
        "A new signing key was made for {what}",
        "No new signing key could be made for {what}",
    ),
    (
        "app.keys.clone",
        "A signing key was copied to {what}",
        "A signing key could not be copied to {what}",
    ),
    (
        "app.keys.rotate",
        "{what} signs with another key",
        "The signing key of {what} could not be changed",
    ),
    (
        "app.keys.delete",
        "A signing key of {what} was deleted",
        "A signing key of {what} could not be deleted",
    ),
    (
        "system.idp.lifecycle.create",
        "The identity provider {what} was added",
        "The identity provider {what} could not be added",
    ),
    (
        "system.idp.lifecycle.update",
        "The identity provider {what} was changed",
        "The identity provider {what} could not be changed",
    ),
    (
        "system.idp.lifecycle.activate",
        "The identity provider {what} was switched on",
        "The identity provider {what} could not be switched on",
    ),
    (
        "system.idp.lifecycle.deactivate",
        "The identity provider {what} was switched off",
        "The identity provider {what} could not be switched off",
    ),
    (
        "system.idp.lifecycle.delete",
        "The identity provider {what} was deleted",
        "The identity provider {what} could not be deleted",
    ),
    (
        "system.idp.key.create",
        "A certificate of an identity provider was uploaded",
        "A certificate of an identity provider could not be uploaded",
    ),
    (
        "system.idp.key.update",
        "A certificate of an identity provider was replaced",
        "A certificate of an identity provider could not be replaced",
    ),
    (
        "system.idp.key.delete",
        "A certificate of an identity provider was deleted",
        "A certificate of an identity provider could not be deleted",
    ),
    (
        "system.api_token.create",
        "The API token {what} was made",
        "The API token {what} could not be made",
    ),
    (
        "system.api_token.update",
        "The API token {what} was changed",
        "The API token {what} could not be changed",
    ),
    (
        "system.api_token.revoke",
        "The API token {what} was revoked",
        "The API token {what} could not be revoked",
    ),
    (
        "policy.lifecycle.create",
        "The policy {what} was added",
        "The policy {what} could not be added",
    ),
    (
        "policy.lifecycle.update",
        "The policy {what} was changed",
        "The policy {what} could not be changed",
    ),
    (
        "policy.lifecycle.activate",
        "The policy {what} was switched on",
        "The policy {what} could not be switched on",
    ),
    (
        "policy.lifecycle.deactivate",
        "The policy {what} was switched off",
        "The policy {what} could not be switched off",
    ),
    (
        "policy.lifecycle.delete",
        "The policy {what} was deleted",
        "The policy {what} could not be deleted",
    ),
    (
        "policy.rule.add",
        "The rule {what} was added",
        "The rule {what} could not be added",
    ),
    (
        "policy.rule.update",
        "The rule {what} was changed",
        "The rule {what} could not be changed",
    ),
    (
        "policy.rule.activate",
        "The rule {what} was switched on",
        "The rule {what} could not be switched on",
    ),
    (
        "policy.rule.deactivate",
        "The rule {what} was switched off",
        "The rule {what} could not be switched off",
    ),
    (
        "policy.rule.delete",
        "The rule {what} was deleted",
        "The rule {what} could not be deleted",
    ),
    (
        "directory.mapping.update",
        "The attribute mappings of {what} were changed",
        "The attribute mappings of {what} could not be changed",
    ),
    (
        "directory.user_profile.update",
        "The user schema {what} was changed",
        "The user schema {what} could not be changed",
    ),
    (
        "directory.app_user_profile.update",
        "The user schema {what} was changed",
        "The user schema {what} could not be changed",
    ),
    (
        "zone.create",
        "The network zone {what} was added",
        "The network zone {what} could not be added",
    ),
    (
        "zone.update",
        "The network zone {what} was changed",
        "The network zone {what} could not be changed",
    ),
    (
        "zone.delete",
        "The network zone {what} was deleted",
        "The network zone {what} could not be deleted",
    ),
];

/// Beginnings of the types of changes that somebody makes to the settings, people or keys of an org.
pub(super) const CHANGES: &[&str] = &[
    "application.lifecycle.",
    "application.user_membership.",
    "application.configuration.",
    "application.policy.sign_on.rule.",
    "application.policy.sign_on.update",
    "app.keys.",
    "app.oauth2.client.",
    "system.idp.lifecycle.",
    "system.idp.key.",
    "system.api_token.",
    "system.custom_url_domain.",
    "policy.lifecycle.",
    "policy.rule.",
    "user.lifecycle.",
    "user.account.privilege.",
    "group.user_membership.",
    "group.application_assignment.",
    "group.lifecycle.",
    "directory.mapping.",
    "directory.user_profile.",
    "directory.app_user_profile.",
    "zone.",
];

/// Beginnings of the types of changes that may concern every sign-in of an org, whatever they name.
pub(super) const EVERYBODY: &[&str] = &[
    "system.idp.",
    "policy.lifecycle.",
    "policy.rule.",
    "zone.",
    "system.custom_url_domain.",
];

/// Types of events of a sign-in, by which it succeeds or fails.
pub(super) const SIGN_INS: &[&str] = &[
    "user.authentication.",
    "user.session.start",
    "app.generic.unauth_app_access_attempt",
    "application.policy.sign_on.deny_access",
    "policy.evaluate_sign_on",
    "user.lifecycle.jit.error.read_only",
];

/// Whether somebody changed something by it.
pub fn is_change(kind: &str) -> bool {
    begins(kind, CHANGES) && kind != "system.idp.lifecycle.read_client_secret"
}

/// Whether it is part of a sign-in.
pub fn is_sign_in(kind: &str) -> bool {
    begins(kind, SIGN_INS)
}

pub(super) fn begins(kind: &str, with: &[&str]) -> bool {
    with.iter().any(|begin| kind.starts_with(begin))
}

/// What happened, in plain words.
pub(super) fn words(event: &LogEvent) -> String {
    let known = KNOWN.iter().find(|(kind, ..)| *kind == event.event_type);
    let Some((_, good, bad)) = known else {
        let own = if event.display_message.is_empty() {
            &event.event_type
        } else {
            &event.display_message
        };
        return printable(own);
    };
    let sentence = if event.failed() { bad } else { good };
    let filled = sentence
        .replace("{user}", &person(event))
        .replace("{what}", &object(event));
    if filled.starts_with(NOBODY) || filled.starts_with(NO_OBJECT) {
        return capitalised(&filled);
    }
    filled
}

/// With a capital letter, to begin a sentence.
pub(super) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

const NOBODY: &str = "somebody";
const NO_OBJECT: &str = "an object without a name";

/// The person concerned: whom it was done to, else who did it.
fn person(event: &LogEvent) -> String {
    let targets = event
        .target
        .iter()
        .filter(|party| matches!(party.kind.as_str(), "User" | "AppUser"));
    let actor = [&event.actor].into_iter().filter(|party| party.kind == "User");
    targets
        .chain(actor)
        .find_map(login)
        .unwrap_or_else(|| NOBODY.to_owned())
}

fn login(party: &Party) -> Option<String> {
    let known = |text: &&str| !text.is_empty() && *text != "unknown";
    let name = Some(party.alternate_id.as_str()).filter(known);
    name.or_else(|| Some(party.display_name.as_str()).filter(known))
        .map(short)
}

/// The object it was done to.
pub(super) fn object(event: &LogEvent) -> String {
    let people = ["User", "AppUser", "Token"];
    let is_token = event.event_type.starts_with("system.api_token.");
    let mut things = event
        .target
        .iter()
        .filter(|party| is_token || !people.contains(&party.kind.as_str()));
    things.find_map(named).unwrap_or_else(|| NO_OBJECT.to_owned())
}

fn named(party: &Party) -> Option<String> {
    let known = |text: &&str| !text.is_empty() && *text != "unknown";
    let name = Some(party.display_name.as_str()).filter(known);
    name.or_else(|| Some(party.alternate_id.as_str()).filter(known))
        .map(short)
}

/// Who did it.
pub(super) fn actor(event: &LogEvent) -> String {
    let by = named(&event.actor).unwrap_or_else(|| "somebody whom the log does not name".to_owned());
    let login = &event.actor.alternate_id;
    if event.actor.kind == "User" && !login.is_empty() && *login != by {
        return format!("{by} ({})", short(login));
    }
    by
}

fn short(text: &str) -> String {
    cut(text, NAME_CHARS)
}

/// Text from outside on one line of bearable length.
pub(super) fn printable(text: &str) -> String {
    cut(text.trim(), TEXT_CHARS)
}

fn cut(text: &str, most: usize) -> String {
    let mut letters = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    let kept: String = letters.by_ref().take(most).collect();
    if letters.next().is_some() {
        kept + "…"
    } else {
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_names_only_what_can_be_filled_in() {
        for (kind, good, bad) in KNOWN {
            for sentence in [good, bad] {
                let rest = sentence.replace("{user}", "").replace("{what}", "");
                assert!(!rest.contains(['{', '}']), "{kind}: {sentence}");
                assert!(!sentence.ends_with('.'), "{kind}: {sentence}");
            }
        }
    }

    #[test]
    fn every_known_event_is_a_sign_in_or_a_change_or_neither_but_not_both() {
        for (kind, ..) in KNOWN {
            let both = is_sign_in(kind) && is_change(kind) && *kind != "user.lifecycle.jit.error.read_only";
            assert!(!both, "{kind}");
        }
    }

    /// Okta's catalogue of event types is no part of this repository.
    #[test]
    fn every_event_type_is_in_the_catalogue_where_it_is_at_hand() {
        let path = "../shared/okta/event-types.json";
        let Ok(text) = std::fs::read_to_string(path) else {
            return;
        };
        let known: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let ids: std::collections::BTreeSet<&str> =
            known.iter().filter_map(|one| one["id"].as_str()).collect();
        for (kind, ..) in KNOWN {
            assert!(ids.contains(kind), "{kind}");
        }
        for begin in CHANGES.iter().chain(EVERYBODY).chain(SIGN_INS) {
            assert!(ids.iter().any(|id| id.starts_with(begin)), "{begin}");
        }
    }

    #[test]
    fn names_from_outside_stay_on_one_short_line() {
        let long = "a\nb".repeat(400);
        let shown = printable(&long);
        assert!(!shown.contains('\n') && shown.chars().count() == TEXT_CHARS + 1);
    }
}
