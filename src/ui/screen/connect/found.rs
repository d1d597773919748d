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
    wizard::{Event, Open},
};
use egui::Ui;

pub(super) fn found_ui(ui: &mut Ui, open: &Open, side: Side, outbox: &mut Outbox) {
    let form = open.form(side);
    if let Some(advice) = form.report.failure() {
        tell::advice_ui(ui, tell::Weight::Stops, advice, outbox);
    }
    let Some(report) = form.report.value() else { return };
    if report.id.is_some() {
        facts_ui(ui, report, open.ready(side).is_some());
    }
    canonical_ui(ui, report, side, outbox);
    for note in &report.notes {
        let weight = match note.weight {
            // A role that is too small to change things is great enough to look.
            Weight::StopsChanges | Weight::MayStopChanges if !open.may_change() => continue,
            Weight::Stops | Weight::StopsChanges => tell::Weight::Stops,
            Weight::MayStopChanges | Weight::Warns => tell::Weight::Warns,
        };
        ui.push_id(&note.advice.headline, |ui| {
            tell::advice_ui(ui, weight, &note.advice, outbox);
        });
    }
    look_only_ui(ui, open, report, outbox);
}

/// The way on with a token that is too small.
fn look_only_ui(ui: &mut Ui, open: &Open, report: &OrgReport, outbox: &mut Outbox) {
    if !open.may_change() || !report.is_role_small() || !report.is_readable() {
        return;
    }
    let words = "Settings and logs are read, judged and explained, and nothing can be changed";
    Banner::info("This token is enough to look", words).show_with(ui, |ui| {
        if PushButton::secondary("Look only")
            .icon(Icon::Eye)
            .show(ui)
            .clicked()
        {
            outbox.push(Event::LookOnly(true));
        }
    });
}

fn facts_ui(ui: &mut Ui, report: &OrgReport, ready: bool) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        widget::chips(ui, |ui| {
            if ready {
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
