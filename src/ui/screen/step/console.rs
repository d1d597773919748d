//! Step 1, the part that no API does: what an admin enters in the target app's own console, ready to be copied.

use super::{Outbox, certificate, pages, tell};
use crate::{
    federation::{
        Side,
        action::Step,
        console::{Tab, app_tab},
        snapshot::TargetAppSeen,
        suggest::DROPBOX,
    },
    saml::metadata::{Binding, IdpMetadata},
    ui::{
        icon::Icon,
        widget::{self, PushButton},
        words,
    },
    wizard::{Event, Open},
};
use egui::Ui;

pub(super) fn by_hand_ui(ui: &mut Ui, open: &Open, step: Step, outbox: &mut Outbox) {
    let seen = open
        .snapshot
        .value()
        .and_then(|snapshot| snapshot.target.app.as_ref());
    let Some(seen) = seen.filter(|_| step == Step::TargetApp) else {
        return;
    };
    let title = format!("By hand, in the console of {}", seen.app.label);
    let about = format!(
        "{} must know {}, too: its address for signing in, its [issuer] and its [certificate]. No API does this.",
        seen.app.label,
        open.org_name(Side::Target)
    );
    tell::card_ui(ui, &title, "", |ui| {
        words::told_ui(ui, &about);
        let dropbox = seen.app.name == DROPBOX;
        match &seen.metadata {
            Some(metadata) => {
                tell::steps_ui(ui, if dropbox { &DROPBOX_STEPS } else { &STEPS });
                sign_on_ui(ui, metadata);
            }
            None => tell::steps_ui(ui, if dropbox { &DROPBOX_BLIND } else { &BLIND }),
        }
        if let Some(link) = seen.app.sign_in_link() {
            widget::copy_row(ui, "Link that opens the app", link);
        }
        let signing = seen
            .metadata
            .as_ref()
            .and_then(|metadata| metadata.certificates.first());
        widget::actions(ui, |ui| {
            if let Some(signing) = signing {
                certificate::save_ui(ui, signing, "target-app-certificate.pem", outbox);
            }
            sign_on_tab_ui(ui, open, seen, outbox);
        });
        if let Some(signing) = signing {
            certificate::compare_ui(ui, &open.brought, signing, outbox);
        }
    });
}

/// The values that the console asks for.
fn sign_on_ui(ui: &mut Ui, metadata: &IdpMetadata) {
    let url = metadata
        .sso_location(&Binding::HttpPost)
        .or_else(|| metadata.sso.first().map(|endpoint| endpoint.location.as_str()));
    if let Some(url) = url {
        widget::copy_row(ui, "Sign-in URL", url);
    }
    widget::copy_row(ui, "Issuer", &metadata.entity_id);
    if let Some(signing) = metadata.certificates.first() {
        certificate::rows_ui(ui, signing);
    }
}

fn sign_on_tab_ui(ui: &mut Ui, open: &Open, seen: &TargetAppSeen, outbox: &mut Outbox) {
    if !open.access.has_orgs() {
        return;
    }
    let reason = pages::no_console(open, Side::Target);
    let button = PushButton::secondary("Open its Sign On tab")
        .icon(Icon::External)
        .blocked(reason);
    if button.show(ui).clicked() {
        let org = open.blueprint.as_ref().map(|blueprint| &blueprint.target.url);
        let page = org.map(|org| app_tab(org, &seen.app.name, seen.app.id.as_str(), Tab::SignOn));
        outbox.extend(page.map(Event::OpenLink));
    }
}

const DROPBOX_STEPS: [&str; 3] = [
    "In Dropbox, as an admin: Settings › Security › Single sign-on",
    "Paste the sign-in URL below, and upload the certificate, which is saved below as a file",
    "Choose “Optional” until the test sign-in worked, then “Required”",
];

const STEPS: [&str; 3] = [
    "Sign in to the app’s own admin console and find its single sign-on settings",
    "Enter the values below, and upload the certificate, which is saved below as a file",
    "Keep another way to sign in until the test sign-in worked",
];

/// Where the values could not be read.
const DROPBOX_BLIND: [&str; 4] = [
    "Open the Sign On tab of the app in Okta, choose “View SAML setup instructions”, and keep that page open",
    "In Dropbox, as an admin: Settings › Security › Single sign-on",
    "Paste the sign-in URL of the instructions and upload their X.509 certificate",
    "Choose “Optional” until the test sign-in worked, then “Required”",
];

const BLIND: [&str; 4] = [
    "Open the Sign On tab of the app in Okta, choose “View SAML setup instructions”, and keep that page open",
    "Sign in to the app’s own admin console and find its single sign-on settings",
    "Enter the sign-in URL and the certificate of the instructions",
    "Keep another way to sign in until the test sign-in worked",
];
