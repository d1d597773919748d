//! The choices of steps 1 to 5.

use crate::{
    federation::{
        Blueprint,
        blueprint::{AppChoice, GroupChoice, Routing, filter_for},
    },
    saml::certificate::Certificate,
    wizard::{
        Effect, Wizard,
        connect::SecretText,
        open::{Run, domains_in, domains_of},
    },
};

/// The plan on screen always belongs to the choices on screen.
pub(super) fn choose(wizard: &mut Wizard, blueprint: Blueprint) -> Vec<Effect> {
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    if open.run.as_ref().is_some_and(Run::is_running) {
        return Vec::new();
    }
    let elsewhere = open.is_connected()
        && open
            .blueprint
            .as_ref()
            .is_some_and(|old| looks_elsewhere(old, &blueprint));
    open.blueprint = Some(blueprint);
    super::running::replan(wizard);
    let mut effects = super::navigation::keep(wizard);
    if elsewhere {
        effects.extend(super::running::observe(wizard));
    }
    effects
}

/// Whether a choice is about something that was not looked at yet.
fn looks_elsewhere(old: &Blueprint, new: &Blueprint) -> bool {
    let app = |blueprint: &Blueprint| match &blueprint.target_app.app {
        AppChoice::Existing { id, .. } => Some(id.clone()),
        AppChoice::Add { .. } => None,
    };
    let group = |blueprint: &Blueprint| match &blueprint.idp.group {
        GroupChoice::Existing { id, .. } => Some(id.clone()),
        GroupChoice::Add { .. } => None,
    };
    app(old) != app(new) || group(old) != group(new) || old.test_user != new.test_user
}

pub(super) fn domains(wizard: &mut Wizard, text: String) -> Vec<Effect> {
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let Some(mut blueprint) = open.blueprint.clone() else {
        return Vec::new();
    };
    if open.run.as_ref().is_some_and(Run::is_running) {
        return Vec::new();
    }
    let old = domains_in(&domains_of(&blueprint));
    let new = domains_in(&text);
    open.domains_text = text;
    if let Routing::Domains { domains, .. } = &mut blueprint.routing {
        domains.clone_from(&new);
    }
    if blueprint.idp.user_name_filter == filter_for(&old) {
        blueprint.idp.user_name_filter = filter_for(&new);
    }
    choose(wizard, blueprint)
}

pub(super) fn provisioning_token(wizard: &mut Wizard, token: SecretText) -> Vec<Effect> {
    if let Some(open) = &mut wizard.open {
        open.provisioning_token = token;
    }
    Vec::new()
}

pub(super) fn search(wizard: &mut Wizard, words: String) -> Vec<Effect> {
    let run = wizard.next_run();
    // While it is not connected, the program may still hold the clients of other orgs.
    let Some(open) = wizard.open.as_mut().filter(|open| open.is_connected()) else {
        return Vec::new();
    };
    let mut effects: Vec<Effect> = open.options.run().map(Effect::Cancel).into_iter().collect();
    open.options.begin(run);
    effects.push(Effect::ReadOptions { run, words });
    effects
}

pub(super) fn save_certificate(wizard: &mut Wizard, name: String, certificate: &str) -> Vec<Effect> {
    match Certificate::from_base64(certificate) {
        Ok(certificate) => vec![Effect::SaveFile {
            name,
            bytes: certificate.to_pem().into_bytes(),
        }],
        Err(error) => {
            wizard.say(format!("The certificate could not be read: {error}"), true);
            Vec::new()
        }
    }
}
