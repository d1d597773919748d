//! Step 3: whether the source org keeps the accounts in the target org, and with which token.

use super::{
    form::{Form, lifecycle_ui},
    tell,
};
use crate::{
    federation::{
        Side,
        blueprint::{Lifecycle, Provisioning},
    },
    ui::{
        theme::text,
        widget::{self, Banner, Choice, SecretField},
    },
    wizard::{Event, connect::SecretText},
};
use egui::Ui;

pub(super) fn form_ui(ui: &mut Ui, form: &mut Form<'_>) {
    tell::card_ui(ui, "How accounts are made", "", |ui| variant_ui(ui, form));
    if form.draft.provisioning.lifecycle().is_some() {
        tell::card_ui(ui, "What is passed on", "", |ui| switches_ui(ui, form));
        tell::card_ui(ui, "With which token", "", |ui| token_ui(ui, form));
    }
}

fn variant_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let (source, target) = (form.source(), form.target());
    let mut on = form.draft.provisioning.lifecycle().is_some();
    let pushed = format!(
        "{source} makes accounts in {target} as soon as people are assigned. This is what the guide does"
    );
    let first = if form.draft.idp.create_users {
        format!(
            "{target} makes an account when somebody comes for the first time. Nobody is updated or deactivated by itself"
        )
    } else {
        format!("Accounts have to be in {target} already: creating unknown people is switched off in step 2")
    };
    let choices = [
        Choice {
            value: true,
            title: "Push people with an API token",
            text: &pushed,
        },
        Choice {
            value: false,
            title: "No provisioning",
            text: &first,
        },
    ];
    if widget::radio_cards(ui, "Provisioning", &mut on, &choices) {
        form.draft.provisioning = if on {
            Provisioning::ApiToken {
                lifecycle: Lifecycle::ALL,
            }
        } else {
            Provisioning::None
        };
    }
}

fn switches_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let (source, target) = (form.source(), form.target());
    if let Provisioning::ApiToken { lifecycle } = &mut form.draft.provisioning {
        lifecycle_ui(ui, lifecycle, &source, &target);
    }
}

fn token_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let (source, target) = (form.source(), form.target());
    let words = format!(
        "{source} keeps a token of {target} and works there with it. Okta tries it before it is taken"
    );
    ui.label(text::small(words));
    role_ui(ui, form);
    let another = !form.open.provisioning_token.is_empty();
    let chosen = if another {
        "In use: the other token below"
    } else {
        "In use: the token of step 0"
    };
    ui.label(text::small_strong(chosen));
    let mut token = form.open.provisioning_token.reveal().to_owned();
    let help = format!(
        "Best is one of a service account that is super admin of {target}; empty means the token of step 0"
    );
    let field = SecretField::new("Another token of the target org").help(&help);
    let changed = field.show(ui, &mut token).changed();
    let token = SecretText::new(token);
    if changed {
        form.outbox.push(Event::ProvisioningToken(token));
    }
}

/// Okta takes a token of a smaller role and then fails at every person.
fn role_ui(ui: &mut Ui, form: &Form<'_>) {
    let Some(report) = form.open.form(Side::Target).report.value() else {
        return;
    };
    let great = report
        .roles
        .iter()
        .any(|role| role.to_lowercase().contains("super"));
    if great || !form.open.provisioning_token.is_empty() {
        return;
    }
    let words = "With a smaller role Okta accepts the token, and then every push of a person fails";
    Banner::warning("The token must come from a super admin", words).show(ui);
}
