//! Settings of the program.

use super::{Outbox, frame, tell};
use crate::{
    ui::{
        icon::Icon,
        theme::{Tone, text},
        widget::{self, Chip, Choice, PushButton, TextField},
    },
    wizard::{Appearance, Event, Screen, SecretStore, Wizard, files::Purpose},
};
use egui::Ui;

pub(super) fn settings_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    widget::top_bar(
        ui,
        |ui| {
            if PushButton::secondary("Back")
                .icon(Icon::ArrowLeft)
                .show(ui)
                .clicked()
            {
                outbox.push(Event::Go(Screen::Home));
            }
            widget::heading(ui, "Settings");
        },
        |_| {},
    );
    frame::lone_page_ui(ui, |ui| {
        let mut draft = wizard.preferences.clone();
        tell::card_ui(ui, "Appearance", "", |ui| {
            appearance_ui(ui, &mut draft.appearance);
        });
        tell::card_ui(
            ui,
            "Network",
            "The system’s proxy and certificates are used as they are",
            |ui| {
                let help = "A PEM file with further certificates to trust, such as an inspecting proxy’s; empty for none. The file can also be dropped onto the window";
                TextField::new("Extra certificates")
                    .mono()
                    .help(help)
                    .show(ui, &mut draft.extra_certificates);
                choose_ui(ui, outbox);
            },
        );
        tell::card_ui(ui, "Secrets", "", |ui| secrets_ui(ui, &wizard.secrets, outbox));
        tell::card_ui(ui, "About", "", about_ui);
        if draft != wizard.preferences {
            outbox.push(Event::Prefer(draft));
        }
    });
}

fn choose_ui(ui: &mut Ui, outbox: &mut Outbox) {
    if ui.input(|input| !input.raw.hovered_files.is_empty()) {
        widget::Banner::info("Drop the certificates to trust them", "").show(ui);
    }
    let choose = PushButton::secondary("Choose a file…").icon(Icon::File);
    if choose.show(ui).clicked() {
        outbox.push(Event::ChooseFile(Purpose::ExtraCertificates));
    }
}

fn appearance_ui(ui: &mut Ui, appearance: &mut Appearance) {
    let choices = [
        Choice {
            value: Appearance::System,
            title: "As the system has it",
            text: "",
        },
        Choice {
            value: Appearance::Light,
            title: "Light",
            text: "",
        },
        Choice {
            value: Appearance::Dark,
            title: "Dark",
            text: "",
        },
    ];
    widget::radio_cards(ui, "Appearance", appearance, &choices);
}

fn secrets_ui(ui: &mut Ui, secrets: &SecretStore, outbox: &mut Outbox) {
    let (chip, words) = match secrets {
        SecretStore::Unknown => (
            Chip::new(Tone::Neutral, "Not asked yet").icon(Icon::Ring),
            String::new(),
        ),
        SecretStore::Keychain(name) => {
            let words = format!("Tokens are kept in {name}, never in a file, a log or a report");
            (
                Chip::new(Tone::Success, "In the keychain").icon(Icon::Lock),
                words,
            )
        }
        SecretStore::Session(why) => {
            let words = format!("{why}. Tokens are forgotten when the program ends");
            (
                Chip::new(Tone::Warning, "Held in memory for this session").icon(Icon::Warning),
                words,
            )
        }
    };
    chip.show(ui);
    if !words.is_empty() {
        ui.label(text::small(words));
    }
    let again = PushButton::secondary("Ask the keychain again").icon(Icon::Refresh);
    if matches!(secrets, SecretStore::Session(_)) && again.show(ui).clicked() {
        outbox.push(Event::RetryKeychain);
    }
}

fn about_ui(ui: &mut Ui) {
    ui.label(text::body(format!("Org2Org Setup {}", env!("CARGO_PKG_VERSION"))));
    ui.label(text::small(
        "Under the MIT licence or the Apache licence 2.0, as you like",
    ));
    ui.label(text::small(
        "Fonts: Inter and JetBrains Mono, under the SIL Open Font License 1.1",
    ));
}
