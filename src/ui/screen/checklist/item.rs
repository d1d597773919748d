//! One item of the checklist.

use super::{Outbox, frame, status};
use crate::{
    federation::{
        plan::{Effect, Planned},
        verify::{Evidence, Finding, Item, ItemState, Severity},
    },
    ui::{
        icon::Icon,
        screen::tell,
        theme::{Tokens, measure, text},
        widget::{self, Compared, PushButton, TaskRow},
    },
    wizard::{Event, Open, open::Run},
};
use egui::Ui;

pub(super) fn item_ui(ui: &mut Ui, open: &Open, item: &Item, outbox: &mut Outbox) {
    let detail = detail(item);
    let row = TaskRow::new(status(item.state), item.id.title()).detail(&detail);
    if item.evidence.is_empty() && item.findings.is_empty() {
        return row.show(ui);
    }
    row.show_with(ui, |ui| {
        for evidence in &item.evidence {
            evidence_ui(ui, open, evidence, evidence.words == detail);
        }
        for (at, finding) in item.findings.iter().enumerate() {
            let told = finding.advice.headline == detail;
            ui.push_id(at, |ui| finding_ui(ui, open, finding, told, outbox));
        }
    });
}

fn detail(item: &Item) -> String {
    let words = match item.state {
        ItemState::Verified => item.evidence.first().map_or("", |proof| proof.words.as_str()),
        ItemState::Ready => "The settings are in order; a test sign-in proves it",
        ItemState::Watching => "Waiting for the test sign-in",
        ItemState::NeedsFix => item
            .findings
            .first()
            .map_or("", |finding| finding.advice.headline.as_str()),
        ItemState::Skipped => "Left out by choice",
        ItemState::Unknown => "Something could not be read; all checks below tell what",
    };
    words.to_owned()
}

/// Where a proof comes from, in line with the title above; its words, unless they stand there already.
fn evidence_ui(ui: &mut Ui, open: &Open, evidence: &Evidence, told: bool) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        if !told {
            ui.label(text::small(&evidence.words).color(Tokens::of(ui).text));
        }
        widget::chips(ui, |ui| {
            ui.add_space(measure::ICON + measure::GAP_M);
            frame::org_ui(ui, open, evidence.side);
            let source = if evidence.event.is_some() {
                "System Log"
            } else {
                "Seen in the org"
            };
            ui.label(text::small(format!("{source} · {}", frame::time(evidence.at))));
        });
    });
}

/// What is wrong; its headline, unless it stands in the row already.
fn finding_ui(ui: &mut Ui, open: &Open, finding: &Finding, told: bool, outbox: &mut Outbox) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_S;
        widget::chips(ui, |ui| {
            severity(finding.severity).chip().show(ui);
            frame::org_ui(ui, open, finding.side);
        });
        if !told {
            ui.label(text::strong(&finding.advice.headline));
        }
        if let Some(both) = &finding.comparison {
            widget::compare_rows(
                ui,
                &Compared {
                    left_label: &both.sent_label,
                    left: &both.sent,
                    right_label: &both.expected_label,
                    right: &both.expected,
                    told: true,
                },
            );
        }
        let words = tell::body(&finding.advice);
        if !words.is_empty() {
            ui.label(text::small(words));
        }
        fixes_ui(ui, open, finding, outbox);
    });
}

fn severity(severity: Severity) -> widget::Severity {
    match severity {
        Severity::Blocks => widget::Severity::Blocks,
        Severity::MayBlock => widget::Severity::MayBlock,
        Severity::Note => widget::Severity::Note,
    }
}

fn fixes_ui(ui: &mut Ui, open: &Open, finding: &Finding, outbox: &mut Outbox) {
    let fix = fix(open, finding.fix.as_deref());
    let link = finding.advice.link.as_ref().filter(|_| open.access.has_orgs());
    if fix.is_none() && link.is_none() {
        return;
    }
    widget::actions(ui, |ui| {
        if let Some(planned) = fix
            && fix_button_ui(ui, open, planned)
        {
            outbox.push(Event::Apply(planned.step));
        }
        if let Some(link) = link {
            tell::link_ui(ui, link, outbox);
        }
    });
}

/// A button that sets something right; whether it was pressed.
pub(in super::super) fn fix_button_ui(ui: &mut Ui, open: &Open, planned: &Planned) -> bool {
    let running = open.run.as_ref().is_some_and(Run::is_running);
    let label = label(open, planned);
    if !open.may_change() {
        let words = label.strip_prefix("Fix: ").unwrap_or(&label);
        ui.label(text::small(format!(
            "Look only. Whoever may change it can set it right by this: {words}"
        )));
        return false;
    }
    let reason = if running {
        Some("Changes are being made")
    } else {
        (!open.is_connected()).then_some("Connect both orgs first")
    };
    PushButton::primary(&frame::cut(&label, frame::BUTTON_CHARS))
        .name(&label)
        .icon(Icon::Wrench)
        .blocked(reason)
        .show(ui)
        .clicked()
}

/// "Fix: set the issuer in Northwind", or the sentence of an action that makes something.
fn label(open: &Open, planned: &Planned) -> String {
    let words: Vec<&str> = planned
        .effect
        .changes()
        .iter()
        .map(|change| change.words)
        .collect();
    match planned.effect {
        Effect::Change(_) if (1..=3).contains(&words.len()) => {
            format!(
                "Fix: set {} in {}",
                words.join(" and "),
                open.org_name(planned.side)
            )
        }
        _ => format!("Fix: {}", planned.title),
    }
}

/// The action that sets it right, if it is planned.
pub(in super::super) fn fix<'a>(open: &'a Open, key: Option<&str>) -> Option<&'a Planned> {
    let key = key?;
    open.plan
        .as_ref()?
        .actions
        .iter()
        .find(|planned| planned.key == key)
}
