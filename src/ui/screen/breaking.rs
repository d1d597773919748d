//! “Break something”: faults to be switched on in practice orgs, and what is broken now.

use super::{Outbox, tell};
use crate::{
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, Chip, PushButton, Status, TaskRow, TextField},
    },
    wizard::{
        Event, Open,
        breaking::{Breaking, Fault, Switch},
        open::Run,
    },
};
use egui::{Id, Ui};

/// Whether there is something to break: only in practice orgs, once a connection was made.
pub(super) fn is_offered(open: &Open) -> bool {
    let joined = open
        .snapshot
        .value()
        .is_some_and(|seen| seen.source.app.is_some());
    open.practice.is_some() && open.may_change() && (joined || open.breaking.active().next().is_some())
}

/// The panel beside a page.
pub(super) fn side_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    head_ui(ui);
    body_ui(ui, open, outbox, list_ui);
}

/// The same on the page, where there is no room beside it: what is broken is seen, the list is folded away.
pub(super) fn page_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    widget::card_toned(ui, Tone::Warning, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_M;
        head_ui(ui);
        body_ui(ui, open, outbox, |ui, open, outbox| {
            widget::disclosure(ui, "Show what can be broken", |ui| {
                ui.spacing_mut().item_spacing.y = measure::GAP_M;
                list_ui(ui, open, outbox);
            });
        });
    });
}

fn head_ui(ui: &mut Ui) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        widget::chips(ui, |ui| {
            Icon::Flask.show(ui, measure::ICON, Tokens::of(ui).shade(Tone::Warning).text);
            widget::heading(ui, "Break something");
            Chip::new(Tone::Warning, "Practice only").show(ui);
        });
        ui.label(text::small(
            "Break these practice orgs on purpose, see what a user would see, and put it back",
        ));
    });
}

fn body_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox, list: impl FnOnce(&mut Ui, &Open, &mut Outbox)) {
    let breaking = &open.breaking;
    if let Some(advice) = breaking.faults.failure() {
        tell::advice_ui(ui, tell::Weight::Warns, advice, outbox);
    }
    working_ui(ui, breaking);
    let busy = breaking.switching.is_some() || open.run.as_ref().is_some_and(Run::is_running);
    ui.add_enabled_ui(!busy, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_M;
        active_ui(ui, open, outbox);
        list(ui, open, outbox);
    });
}

fn working_ui(ui: &mut Ui, breaking: &Breaking) {
    let title = match &breaking.switching {
        None => return,
        Some(Switch::Break(_)) => "Breaking it",
        Some(Switch::PutBack(_) | Switch::PutAllBack) => "Putting it back",
    };
    TaskRow::new(Status::Working, title).show_bare(ui);
}

/// What is broken stands first, with the way back beside it.
fn active_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    let active: Vec<&Fault> = open.breaking.active().collect();
    if active.is_empty() {
        return;
    }
    ui.label(text::small_strong(if active.len() == 1 {
        "Broken now: 1 fault".to_owned()
    } else {
        format!("Broken now: {} faults", active.len())
    }));
    for fault in &active {
        fault_ui(ui, open, fault, outbox);
    }
    let reason = open
        .breaking
        .switching
        .as_ref()
        .map(|_| "Something is being switched");
    let all = PushButton::secondary("Put everything back")
        .icon(Icon::Undo)
        .blocked(reason);
    if all.show(ui).clicked() {
        outbox.push(Event::SwitchFaults(Switch::PutAllBack));
    }
}

fn search_ui(ui: &mut Ui) -> String {
    let id = Id::unique("search for faults");
    let mut words: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let field = TextField::new("Find a fault").hint("Certificate, routing, token…");
    if field.show(ui, &mut words).changed() {
        ui.data_mut(|data| data.insert_temp(id, words.clone()));
    }
    words.trim().to_lowercase()
}

fn list_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    let words = search_ui(ui);
    let words = words.as_str();
    let faults = open
        .breaking
        .faults
        .value()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let fitting: Vec<&Fault> = faults
        .iter()
        .filter(|fault| !fault.active && fits(fault, words))
        .collect();
    if fitting.is_empty() {
        ui.label(text::small(if words.is_empty() {
            "Reading the list…"
        } else {
            "No fault fits these words"
        }));
        return;
    }
    for group in fitting.chunk_by(|one, next| one.concern == next.concern) {
        let concern = group.first().map_or("", |fault| fault.concern.as_str());
        if words.is_empty() {
            widget::disclosure(ui, concern, |ui| group_ui(ui, open, group, outbox));
        } else {
            ui.label(text::small_strong(concern));
            group_ui(ui, open, group, outbox);
        }
    }
}

/// Every word must stand somewhere in what is told of the fault.
fn fits(fault: &Fault, words: &str) -> bool {
    let told = format!(
        "{} {} {} {}",
        fault.name, fault.concern, fault.broken, fault.symptom
    )
    .to_lowercase();
    words.split_whitespace().all(|word| told.contains(word))
}

fn group_ui(ui: &mut Ui, open: &Open, faults: &[&Fault], outbox: &mut Outbox) {
    ui.spacing_mut().item_spacing.y = measure::GAP_M;
    for fault in faults {
        fault_ui(ui, open, fault, outbox);
    }
}

fn fault_ui(ui: &mut Ui, open: &Open, fault: &Fault, outbox: &mut Outbox) {
    let mut on = fault.active;
    let detail = format!("{} · A user sees: {}", open.org_name(fault.side), fault.symptom);
    let switched = ui.push_id(&fault.name, |ui| {
        widget::toggle(ui, &mut on, &fault.broken, &detail).changed()
    });
    if switched.inner {
        let name = fault.name.clone();
        outbox.push(Event::SwitchFaults(if on {
            Switch::Break(name)
        } else {
            Switch::PutBack(name)
        }));
    }
}
