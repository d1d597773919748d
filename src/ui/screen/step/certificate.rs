//! The certificate in use, to be copied and saved, and another one to be compared with it: pasted, dropped, picked or
//! read from a typed path.

use super::{Outbox, frame};
use crate::{
    saml::certificate::Certificate,
    ui::{
        icon::Icon,
        widget::{self, Banner, Compared, PushButton, TextField},
    },
    wizard::{
        Event,
        files::{Brought, Purpose},
    },
};
use egui::Ui;

/// What tells one certificate from another.
pub(super) fn rows_ui(ui: &mut Ui, certificate: &Certificate) {
    widget::copy_row(ui, "Certificate SHA-256", &certificate.fingerprint_colons());
    widget::value_row(
        ui,
        "Certificate valid until",
        &frame::day(certificate.not_after()),
    );
}

/// A way to take the certificate along as a file.
pub(super) fn save_ui(ui: &mut Ui, certificate: &Certificate, file_name: &str, outbox: &mut Outbox) {
    let button = PushButton::secondary("Save the certificate…").icon(Icon::Save);
    if button.show(ui).clicked() {
        outbox.push(Event::SaveCertificate {
            name: file_name.to_owned(),
            certificate: certificate.to_base64(),
        });
    }
}

/// Whether a certificate that somebody brought is the one in use.
pub(super) fn compare_ui(ui: &mut Ui, brought: &Brought, in_use: &Certificate, outbox: &mut Outbox) {
    let dropping = ui.input(|input| !input.raw.hovered_files.is_empty());
    if dropping {
        Banner::info("Drop the certificate to compare it", "").show(ui);
    }
    if brought.outcome.is_some() {
        result_ui(ui, brought, in_use, outbox);
    }
    widget::disclosure(ui, "Compare with another certificate", |ui| {
        form_ui(ui, brought, outbox);
    });
}

fn form_ui(ui: &mut Ui, brought: &Brought, outbox: &mut Outbox) {
    let mut text = brought.text.clone();
    let field = TextField::new("Certificate, or the path of its file")
        .lines(3)
        .mono()
        .hint("-----BEGIN CERTIFICATE-----")
        .help("Paste it here, drop its file onto the window, or type the path: PEM, DER, .cer or bare Base64")
        .show(ui, &mut text);
    if field.changed() {
        outbox.push(Event::Bring(text));
    }
    widget::actions(ui, |ui| {
        if brought.path().is_some() && widget::secondary_button(ui, "Read the file").clicked() {
            outbox.push(Event::ReadTyped);
        }
        let choose = PushButton::secondary("Choose a file…").icon(Icon::File);
        if choose.show(ui).clicked() {
            outbox.push(Event::ChooseFile(Purpose::CompareCertificate));
        }
    });
}

fn result_ui(ui: &mut Ui, brought: &Brought, in_use: &Certificate, outbox: &mut Outbox) {
    match &brought.outcome {
        None => {}
        Some(Err(said)) => again_ui(ui, Banner::warning("No certificate to compare", said), outbox),
        Some(Ok(certificate)) if certificate == in_use => {
            let words = format!("Subject {}", certificate.subject());
            again_ui(
                ui,
                Banner::success("This is the certificate in use", &words),
                outbox,
            );
        }
        Some(Ok(certificate)) => {
            let words = if certificate.same_key(in_use) {
                "It has the same key in a new wrapper. Okta compares the whole certificate, so it has to be replaced"
            } else {
                "It belongs to another key: to another app, or from before or after the certificate was replaced"
            };
            again_ui(ui, Banner::danger("This is another certificate", words), outbox);
            other_ui(ui, certificate, in_use);
        }
    }
}

fn other_ui(ui: &mut Ui, certificate: &Certificate, in_use: &Certificate) {
    widget::compare_rows(
        ui,
        &Compared {
            left_label: "This one",
            left: &certificate.fingerprint_colons(),
            right_label: "In use",
            right: &in_use.fingerprint_colons(),
            told: true,
        },
    );
    widget::value_row(ui, "Its subject", certificate.subject());
    widget::value_row(ui, "It is valid until", &frame::day(certificate.not_after()));
}

fn again_ui(ui: &mut Ui, banner: Banner<'_>, outbox: &mut Outbox) {
    banner.show_with(ui, |ui| {
        if widget::secondary_button(ui, "Clear").clicked() {
            outbox.push(Event::Bring(String::new()));
        }
    });
}
