//! The pages of both admin consoles on which one sees what a step sets.

use super::{Outbox, frame, tell};
use crate::{
    federation::{
        Side,
        action::Step,
        console::{self, Page},
    },
    ui::{
        icon::Icon,
        theme::measure,
        widget::{self, PushButton},
    },
    wizard::{Event, Open},
};
use egui::Ui;
use std::collections::BTreeSet;

const ABOUT: &str = "Each page opens in the browser, where you are signed in as an admin";
const PRACTICE: &str = "Practice orgs have no admin console; with real orgs these pages open in the browser";

pub(super) fn pages_ui(ui: &mut Ui, open: &Open, step: Step, outbox: &mut Outbox) {
    let Some(blueprint) = open.blueprint.as_ref().filter(|_| open.access.has_orgs()) else {
        return;
    };
    let snapshot = open.snapshot.value().map(std::sync::Arc::as_ref);
    let mut pages = console::pages(step, blueprint, open.facts(), snapshot);
    // What is not there yet is looked for in its list, which may be the list of several.
    let mut shown = BTreeSet::new();
    pages.retain(|page| shown.insert((page.side, page.url.clone())));
    let practice = Side::BOTH.iter().any(|side| no_console(open, *side).is_some());
    let about = if practice { PRACTICE } else { ABOUT };
    tell::card_ui(ui, "See it in the admin consoles", about, |ui| {
        for side in Side::BOTH {
            let own: Vec<&Page> = pages.iter().filter(|page| page.side == side).collect();
            if !own.is_empty() {
                ui.push_id(side, |ui| side_ui(ui, open, side, &own, outbox));
            }
        }
    });
}

fn side_ui(ui: &mut Ui, open: &Open, side: Side, pages: &[&Page], outbox: &mut Outbox) {
    let org = open.org_name(side);
    let reason = no_console(open, side);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_S;
        frame::org_ui(ui, open, side);
        widget::actions(ui, |ui| {
            for page in pages {
                let name = format!("Open in the admin console of {org}: {}", page.label);
                let label = frame::cut(&page.label, frame::BUTTON_CHARS);
                let button = PushButton::secondary(&label)
                    .name(&name)
                    .icon(Icon::External)
                    .blocked(reason);
                if button.show(ui).clicked() {
                    outbox.push(Event::OpenLink(page.url.clone()));
                }
            }
        });
    });
}

/// Practice orgs have no console to be opened.
pub(super) fn no_console(open: &Open, side: Side) -> Option<&'static str> {
    let practice = open.practice.is_some()
        || open.blueprint.as_ref().is_some_and(|blueprint| match side {
            Side::Source => blueprint.source.url.is_loopback(),
            Side::Target => blueprint.target.url.is_loopback(),
        });
    practice.then_some("Practice orgs have no admin console")
}
