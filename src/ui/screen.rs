//! The screens: one file each, and the parts that several of them share.
//!
//! A screen paints the state of the wizard and answers with events; what only concerns looking (what is unfolded, what
//! is searched for) it keeps in egui's memory.

mod breaking;
mod bundle;
mod checklist;
mod connect;
mod connecting;
mod frame;
mod handover;
mod home;
mod played;
mod question;
mod run;
mod save_as;
mod settings;
mod step;
mod tell;
mod toast;
mod troubleshoot;

use crate::wizard::{Event, Screen, Wizard};
use egui::Ui;

/// Where events are collected.
type Outbox = Vec<Event>;

/// What fills the window.
pub(super) fn screen_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    frame::escape(ui, wizard, outbox);
    if let (Screen::Bundle, Some(handing)) = (wizard.screen, &wizard.bundle) {
        return bundle::bundle_ui(ui, wizard, handing, outbox);
    }
    let Some(open) = &wizard.open else {
        return match wizard.screen {
            Screen::Settings => settings::settings_ui(ui, wizard, outbox),
            Screen::Troubleshoot => troubleshoot::troubleshoot_ui(ui, wizard, outbox),
            _ => home::home_ui(ui, wizard, outbox),
        };
    };
    match wizard.screen {
        Screen::Home | Screen::Bundle => home::home_ui(ui, wizard, outbox),
        Screen::Settings => settings::settings_ui(ui, wizard, outbox),
        Screen::Troubleshoot => troubleshoot::troubleshoot_ui(ui, wizard, outbox),
        Screen::Connect => connect::connect_ui(ui, wizard, open, outbox),
        Screen::Step(step) => step::step_ui(ui, open, step, outbox),
        Screen::Checklist => checklist::checklist_ui(ui, open, outbox),
        Screen::Handover => handover::handover_ui(ui, open, outbox),
    }
}

/// What stands over any screen: a question, a short message.
pub(super) fn over_everything_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    toast::toast_ui(ui, wizard.toast.as_ref(), outbox);
    if let Some(question) = &wizard.question {
        question::question_ui(ui, question, wizard.open.as_ref(), outbox);
    }
}
