//! Step 0: the address and the token of each org, and what was found out about both.

mod found;
mod org;

use super::{Outbox, frame, tell};
use crate::{
    federation::Side,
    ui::{
        icon::Icon,
        theme::measure,
        widget::{self, Banner, PushButton},
    },
    wizard::{Event, Open, Screen, SecretStore, Wizard, rail},
};
use egui::Ui;

const ABOUT: &str = "People sign in to the [source org] and use the apps of the [target org]. Enter the address of both, \
                     and an [API token] with which the wizard may look and work there.";

pub(super) fn connect_ui(ui: &mut Ui, wizard: &Wizard, open: &Open, outbox: &mut Outbox) {
    frame::top_bar_ui(ui, open, outbox);
    footer_ui(ui, open, outbox);
    frame::rail_ui(ui, open, Screen::Connect, outbox);
    widget::page(ui, |ui| {
        frame::head_ui(ui, "Connect both orgs", ABOUT);
        practice_ui(ui, open);
        frame::Names::of(open, 24).direction().show_picture(ui);
        look_only_ui(ui, open, outbox);
        if let Some(advice) = &open.misfit {
            tell::advice_ui(ui, tell::Weight::Stops, advice, outbox);
        }
        forms_ui(ui, wizard, open, outbox);
        secrets_ui(ui, &wizard.secrets, outbox);
    });
}

/// A switch before the tokens: with it on, no writing half of the clients exists.
fn look_only_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    let mut on = !open.may_change();
    let words = "For checking and troubleshooting: the tokens of read-only admins are enough. Settings and logs of both orgs \
                 are read, judged and explained";
    if widget::toggle(ui, &mut on, "Look only: nothing can be changed", words).changed() {
        outbox.push(Event::LookOnly(on));
    }
}

fn practice_ui(ui: &mut Ui, open: &Open) {
    if open.practice.is_some() {
        let words = "Both addresses and tokens are filled in. Everything works as it does with real orgs, over real \
                     connections, and nothing leaves this computer";
        Banner::info("These are practice orgs", words).show(ui);
    }
}

fn forms_ui(ui: &mut Ui, wizard: &Wizard, open: &Open, outbox: &mut Outbox) {
    if ui.available_width() < measure::TWO_COLUMNS_FROM {
        for side in Side::BOTH {
            org::form_ui(ui, wizard, open, side, outbox);
        }
        return;
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = between(ui.available_width());
        ui.columns_const(|[left, right]| {
            frame::left_ui(left, |ui| org::form_ui(ui, wizard, open, Side::Source, outbox));
            frame::left_ui(right, |ui| org::form_ui(ui, wizard, open, Side::Target, outbox));
        });
    });
}

/// Each form stands below its org in the picture, where there is room for it.
fn between(width: f32) -> f32 {
    if width < measure::PAGE_WIDTH * 0.8 {
        measure::GAP_L
    } else {
        measure::ORG_ARROW_WIDTH + 2.0 * measure::GAP_M
    }
}

/// Where secrets are kept, so that nobody has to guess.
fn secrets_ui(ui: &mut Ui, secrets: &SecretStore, outbox: &mut Outbox) {
    match secrets {
        SecretStore::Unknown => {}
        SecretStore::Keychain(name) => {
            let words = format!("Tokens are kept in {name}, never in a file, a log or a report");
            Banner::info("Your tokens are safe", &words).show(ui);
        }
        SecretStore::Session(why) => {
            let words = format!("{why}. Until a keychain answers, they have to be entered at every start");
            Banner::warning("Tokens are held in memory for this session", &words).show_with(ui, |ui| {
                if PushButton::secondary("Try the keychain again")
                    .icon(Icon::Refresh)
                    .show(ui)
                    .clicked()
                {
                    outbox.push(Event::RetryKeychain);
                }
            });
        }
    }
}

fn footer_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    let next = rail::next(Screen::Connect).unwrap_or(Screen::Home);
    let label = format!("Next: {}", frame::title(next));
    frame::footer_ui(
        ui,
        outbox,
        |ui, outbox| frame::back_ui(ui, open, Screen::Connect, outbox),
        |ui, outbox| {
            if PushButton::primary(&label)
                .blocked(blocked(open))
                .show(ui)
                .clicked()
            {
                outbox.push(Event::Go(next));
            }
        },
    );
}

fn blocked(open: &Open) -> Option<&str> {
    if let Some(advice) = &open.misfit {
        return Some(&advice.headline);
    }
    match (
        open.ready(Side::Source).is_some(),
        open.ready(Side::Target).is_some(),
    ) {
        (true, true) => None,
        (false, true) => Some("Check the source org first"),
        (true, false) => Some("Check the target org first"),
        (false, false) => Some("Check both orgs first"),
    }
}
