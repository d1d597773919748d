//! The form of one org.

use super::{Outbox, found, tell};
use crate::{
    federation::Side,
    ui::{
        icon::Icon,
        screen::frame,
        theme::{Tokens, measure, text},
        widget::{self, PushButton, SecretField, TextField},
    },
    wizard::{
        Event, Open, SecretStore, Wizard,
        connect::{OrgForm, SecretText},
    },
};
use egui::{Key, Response, Ui};

pub(super) fn form_ui(ui: &mut Ui, wizard: &Wizard, open: &Open, side: Side, outbox: &mut Outbox) {
    let form = open.form(side);
    widget::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_M;
        ui.push_id(side.as_str(), |ui| {
            head_ui(ui, side);
            address_ui(ui, form, side, outbox);
            if open.practice.is_none() {
                token_ui(ui, wizard, form, side, outbox);
                how_ui(ui, form, side, outbox);
            }
            check_ui(ui, form, side, outbox);
            found::found_ui(ui, open, side, outbox);
        });
    });
}

fn head_ui(ui: &mut Ui, side: Side) {
    let side = frame::side_of(side);
    let shade = Tokens::of(ui).shade(side.tone());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_S;
        side.icon().show(ui, measure::ICON_TILE, shade.text);
        ui.label(text::heading(side.word()).color(shade.text));
    });
}

fn address_ui(ui: &mut Ui, form: &OrgForm, side: Side, outbox: &mut Outbox) {
    let mut address = form.address.clone();
    let label = format!("{} address", frame::side_of(side).word());
    let hint = if side == Side::Source {
        "for example acme.okta.com"
    } else {
        "for example northwind.okta.com"
    };
    let error = form
        .address_error
        .as_ref()
        .map(|advice| format!("{}. {}", advice.headline, advice.why));
    let field = TextField::new(&label)
        .hint(hint)
        .mono()
        .help("As it stands in the browser when you are signed in");
    let response = field.error(error.as_deref()).show(ui, &mut address);
    if response.changed() {
        outbox.push(Event::Address(side, address));
    }
    check_on_enter(ui, &response, side, outbox);
}

fn token_ui(ui: &mut Ui, wizard: &Wizard, form: &OrgForm, side: Side, outbox: &mut Outbox) {
    let label = format!("{} API token", frame::side_of(side).word());
    let error = form
        .token_error
        .as_ref()
        .map(|advice| format!("{}. {}", advice.headline, advice.why));
    let kept = kept_words(&wizard.secrets);
    let help = if form.token_kept {
        kept.as_str()
    } else {
        "42 characters that Okta shows once, when the token is made"
    };
    let mut token = form.token.reveal().to_owned();
    let response = SecretField::new(&label)
        .help(help)
        .error(error.as_deref())
        .show(ui, &mut token);
    let token = SecretText::new(token);
    if response.changed() {
        outbox.push(Event::Token(side, token));
    }
    check_on_enter(ui, &response, side, outbox);
}

fn kept_words(secrets: &SecretStore) -> String {
    match secrets {
        SecretStore::Keychain(name) => format!("A token is kept in {name}; leave this empty to use it"),
        SecretStore::Unknown | SecretStore::Session(_) => {
            "A token is kept; leave this empty to use it".to_owned()
        }
    }
}

fn check_on_enter(ui: &Ui, response: &Response, side: Side, outbox: &mut Outbox) {
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        outbox.push(Event::Check(side));
    }
}

fn how_ui(ui: &mut Ui, form: &OrgForm, side: Side, outbox: &mut Outbox) {
    let org = frame::side_of(side).word().to_lowercase();
    widget::disclosure_about(ui, "How to make a token", &org, |ui| {
        tell::steps_ui(
            ui,
            &[
                "Open the token page of the Admin Console and sign in as a super admin",
                "Choose “Create token”, give it a name such as “Org2Org Setup”, and let it be used from any network",
                "Copy the token, which Okta shows only now, and paste it above",
            ],
        );
        let page = form.page("/admin/access/api/tokens");
        let reason = page.is_none().then_some("Enter the address of the org first");
        let name = format!("Open the token page: {org}");
        let button = PushButton::secondary("Open the token page")
            .icon(Icon::External)
            .name(&name)
            .blocked(reason);
        if button.show(ui).clicked() {
            outbox.extend(page.map(Event::OpenLink));
        }
    });
}

fn check_ui(ui: &mut Ui, form: &OrgForm, side: Side, outbox: &mut Outbox) {
    let word = frame::side_of(side).word().to_lowercase();
    if form.report.is_running() {
        widget::actions(ui, |ui| {
            PushButton::secondary("Checking…")
                .blocked(Some("The org is being asked"))
                .show(ui);
            if PushButton::link("Stop")
                .name(&format!("Stop checking the {word}"))
                .show(ui)
                .clicked()
            {
                outbox.push(Event::StopCheck(side));
            }
        });
        return;
    }
    let label = if form.report.value().is_some() {
        "Check again"
    } else {
        "Check"
    };
    if PushButton::secondary(label)
        .name(&format!("{label}: {word}"))
        .show(ui)
        .clicked()
    {
        outbox.push(Event::Check(side));
    }
}
