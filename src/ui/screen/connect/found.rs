//! What was found out about one org.

use super::Outbox;
use crate::{
    federation::{
        Side,
        preflight::{OrgReport, Weight},
    },
    ui::{
        icon::Icon,
        screen::{frame, tell},
        theme::{Tokens, Tone, measure, text},
        widget::{self, Banner, Chip, PushButton},
    },
    wizard::{Event, connect::OrgForm},
};
use egui::Ui;

pub(super) fn found_ui(ui: &mut Ui, form: &OrgForm, side: Side, outbox: &mut Outbox) {
    if let Some(advice) = form.report.failure() {
        tell::advice_ui(ui, tell::Weight::Stops, advice, outbox);
    }
    let Some(report) = form.report.value() else { return };
    if report.id.is_some() {
        facts_ui(ui, report);
    }
    canonical_ui(ui, report, side, outbox);
    for note in &report.notes {
        let weight = match note.weight {
            Weight::Stops => tell::Weight::Stops,
            Weight::Warns => tell::Weight::Warns,
        };
        ui.push_id(&note.advice.headline, |ui| {
            tell::advice_ui(ui, weight, &note.advice, outbox);
        });
    }
}

fn facts_ui(ui: &mut Ui, report: &OrgReport) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        widget::chips(ui, |ui| {
            if report.is_ready() {
                Chip::new(Tone::Success, "Connected").icon(Icon::Check).show(ui);
            } else {
                Chip::new(Tone::Danger, "Cannot go on").icon(Icon::Cross).show(ui);
            }
        });
        for (label, value) in lines(report) {
            line_ui(ui, label, &value);
        }
    });
}

fn lines(report: &OrgReport) -> Vec<(&'static str, String)> {
    let engine = report
        .identity_engine
        .map(|new| if new { "Identity Engine" } else { "Classic Engine" });
    let roles = if report.roles.is_empty() {
        String::new()
    } else {
        format!(" ({})", report.roles.join(", "))
    };
    let admin = report.admin.as_ref().map(|admin| format!("{admin}{roles}"));
    let expires = report
        .token_expires
        .map(|at| format!("{}, later with each use", frame::day(at)));
    let all = [
        ("Name", Some(report.name.clone())),
        ("Engine", engine.map(str::to_owned)),
        ("Acts as", admin),
        ("Token lasts until", expires),
    ];
    all.into_iter()
        .filter_map(|(label, value)| Some((label, value?)))
        .collect()
}

fn line_ui(ui: &mut Ui, label: &str, value: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_S;
        ui.vertical(|ui| {
            ui.set_width(measure::SHORT_LABEL_WIDTH);
            ui.label(text::small(label));
        });
        ui.vertical(|ui| ui.label(text::small(value).color(Tokens::of(ui).text)));
    });
}

fn canonical_ui(ui: &mut Ui, report: &OrgReport, side: Side, outbox: &mut Outbox) {
    let Some(canonical) = &report.canonical else {
        return;
    };
    let address = canonical.origin();
    let words = format!("The org's own address is {address}. Tokens and provisioning work best with it");
    Banner::info("This is a custom domain", &words).show_with(ui, |ui| {
        if PushButton::secondary(&frame::cut(
            &format!("Use {}", canonical.host()),
            frame::BADGE_CHARS,
        ))
        .show(ui)
        .clicked()
        {
            outbox.push(Event::UseAddress(side, address.clone()));
        }
    });
}
