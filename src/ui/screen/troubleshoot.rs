//! Why a sign-in fails: whatever was brought, what is wrong with it, and every value three ways.

mod values;

use super::{Outbox, checklist, frame, tell};
use crate::{
    federation::{
        troubleshoot::{Outcome, Trouble},
        verify::Severity,
    },
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, Banner, Chip, Compared, FindingCard, PushButton, Status, TaskRow, TextField},
    },
    wizard::{
        Event, Open, Screen, Wizard,
        files::Purpose,
        saved::Saved,
        trouble::{Source, Troubleshoot},
    },
};
use egui::Ui;

const ABOUT: &str = "Bring what you have: a SAML response or request, a recording of the browser (HAR or SAML-tracer), a \
                     System Log export, metadata, a certificate, or the text of an error page. Kind and encoding are recognised";

pub(super) fn troubleshoot_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    widget::top_bar(
        ui,
        |ui| {
            let back = PushButton::secondary("Back").icon(Icon::ArrowLeft);
            if back.show(ui).clicked() {
                outbox.push(Event::Go(Screen::Home));
            }
            ui.label(text::heading("Troubleshoot a sign-in"));
        },
        |ui| {
            ui.label(text::small("Read on this computer; nothing is sent anywhere"));
        },
    );
    frame::lone_page_ui(ui, |ui| {
        let trouble = &wizard.trouble;
        let outcome = trouble.outcome.value().filter(|_| !trouble.sources.is_empty());
        match outcome {
            Some(outcome) => widget::page_header(ui, &headline(outcome), &judged(outcome)),
            None => widget::page_header(ui, "Why does a sign-in fail?", ABOUT),
        }
        if trouble.outcome.is_running() {
            TaskRow::new(Status::Checking, "Reading and judging").show_with(ui, |ui| {
                if widget::secondary_button(ui, "Cancel").clicked() {
                    outbox.push(Event::StopTrouble);
                }
            });
        }
        if let Some(outcome) = outcome {
            outcome_ui(ui, trouble, outcome, wizard.open.as_ref(), outbox);
        }
        bring_ui(ui, trouble, outcome.is_some(), outbox);
        orgs_ui(ui, wizard, outbox);
    });
}

fn headline(outcome: &Outcome) -> String {
    match (outcome.blocking(), outcome.troubles.len()) {
        (0, 0) => "Nothing wrong was found".to_owned(),
        (0, 1) => "Nothing blocks; one thing to know".to_owned(),
        (0, some) => format!("Nothing blocks; {some} things to know"),
        (1, _) => "1 problem blocks the sign-in".to_owned(),
        (many, _) => format!("{many} problems block the sign-in"),
    }
}

/// What the target org would take for true.
fn judged(outcome: &Outcome) -> String {
    outcome.believed.last().map_or_else(String::new, |believed| {
        format!(
            "The signature holds: the target org takes the person for {}",
            frame::cut(&believed.name, 80)
        )
    })
}

fn outcome_ui(
    ui: &mut Ui,
    trouble: &Troubleshoot,
    outcome: &Outcome,
    open: Option<&Open>,
    outbox: &mut Outbox,
) {
    if outcome.troubles.is_empty() {
        let words = "As far as it can be told from what was brought. Open the connection as well, and the settings of \
                     both orgs are compared";
        Banner::success("Nothing wrong was found", words).show(ui);
    }
    for (at, one) in outcome.troubles.iter().enumerate() {
        ui.push_id(at, |ui| trouble_ui(ui, trouble, one, open, outbox));
    }
    values::values_ui(ui, &outcome.values, open);
    widget::actions(ui, |ui| {
        let copy = PushButton::secondary("Copy summary for a ticket").icon(Icon::Copy);
        if copy.show(ui).clicked() {
            outbox.push(Event::Copy(trouble.summary(outcome)));
        }
        if widget::secondary_button(ui, "Start afresh").clicked() {
            outbox.push(Event::ClearTrouble);
        }
    });
}

fn trouble_ui(ui: &mut Ui, trouble: &Troubleshoot, one: &Trouble, open: Option<&Open>, outbox: &mut Outbox) {
    let place = one.document.and_then(|document| trouble.source_of(document));
    let place = place.map_or_else(
        || "In the settings of the orgs".to_owned(),
        |name| format!("In {}", frame::cut(name, 60)),
    );
    let detail = format!("{place} · {}\n{}", one.code, tell::body(&one.advice));
    let mut card = FindingCard::new(severity(one.severity), &one.advice.headline).detail(&detail);
    if let Some(both) = &one.comparison {
        card = card.compared(Compared {
            left_label: &both.sent_label,
            left: &both.sent,
            right_label: &both.expected_label,
            right: &both.expected,
            told: one.difference.is_some(),
        });
    }
    let planned = open.and_then(|open| Some((open, checklist::fix(open, one.fix.as_deref())?)));
    let Some((open, planned)) = planned else {
        return card.show(ui);
    };
    // What goes on is seen on the checklist.
    let pressed = card.show_with(ui, |ui| checklist::fix_button_ui(ui, open, planned));
    if pressed == Some(true) {
        outbox.extend([Event::Go(Screen::Checklist), Event::Apply(planned.step)]);
    }
}

fn severity(severity: Severity) -> widget::Severity {
    match severity {
        Severity::Blocks => widget::Severity::Blocks,
        Severity::MayBlock => widget::Severity::MayBlock,
        Severity::Note => widget::Severity::Note,
    }
}

fn bring_ui(ui: &mut Ui, trouble: &Troubleshoot, again: bool, outbox: &mut Outbox) {
    let dropping = ui.input(|input| !input.raw.hovered_files.is_empty());
    let content = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_M;
        let title = match (dropping, again) {
            (true, _) => "Drop it here",
            (false, true) => "Bring more",
            (false, false) => "Drop a file, or paste a text",
        };
        ui.label(text::heading(title));
        for source in &trouble.sources {
            source_ui(ui, source);
        }
        field_ui(ui, trouble, outbox);
    };
    if dropping {
        widget::card_toned(ui, Tone::Info, content);
    } else {
        widget::card(ui, content);
    }
}

fn field_ui(ui: &mut Ui, trouble: &Troubleshoot, outbox: &mut Outbox) {
    let mut typed = trouble.text.clone();
    let field = TextField::new("Text, or the path of a file")
        .lines(4)
        .mono()
        .hint("PHNhbWwycDpSZXNwb25zZ…")
        .help("Cookies, authorization and tokens of a recording are left at the door")
        .show(ui, &mut typed);
    if field.changed() {
        outbox.push(Event::TroubleText(typed));
    }
    widget::actions(ui, |ui| {
        let empty = trouble.text.trim().is_empty();
        let reason = empty.then_some("Paste or type something first");
        let find = PushButton::primary("Find the cause")
            .icon(Icon::Wrench)
            .blocked(reason);
        if find.show(ui).clicked() {
            outbox.push(Event::TakeTrouble);
        }
        let choose = PushButton::secondary("Choose a file…").icon(Icon::File);
        if choose.show(ui).clicked() {
            outbox.push(Event::ChooseFile(Purpose::Troubleshoot));
        }
    });
}

fn source_ui(ui: &mut Ui, source: &Source) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_S;
        let (icon, colour) = match source.problem {
            Some(_) => (Icon::Warning, Tokens::of(ui).danger.text),
            None => (Icon::File, Tokens::of(ui).text_weak),
        };
        icon.show(ui, measure::ICON_SMALL, colour);
        ui.label(text::small_strong(frame::cut(&source.name, 60)));
        match &source.problem {
            Some(problem) => ui.label(text::small(problem).color(colour)),
            None => ui.label(text::small(&source.kinds)),
        };
    });
}

/// With the settings of both orgs much more can be told.
fn orgs_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    let open = wizard.open.as_ref();
    if let Some(open) = open.filter(|open| open.snapshot.value().is_some()) {
        widget::chips(ui, |ui| {
            ui.label(text::small("Compared with the settings of"));
            frame::org_ui(ui, open, crate::federation::Side::Source);
            frame::org_ui(ui, open, crate::federation::Side::Target);
            if open.practice.is_some() {
                Chip::new(Tone::Warning, "Practice orgs")
                    .icon(Icon::Flask)
                    .show(ui);
            }
        });
        return widget::actions(ui, |ui| {
            if widget::secondary_button(ui, "Go to the verification checklist").clicked() {
                outbox.push(Event::Go(Screen::Checklist));
            }
        });
    }
    let saved: &[Saved] = wizard.home.connections.value().map_or(&[], Vec::as_slice);
    if saved.is_empty() {
        let words =
            "Where the connection is set up in this program, the settings of both orgs are compared as well";
        ui.label(text::small(words));
        return;
    }
    tell::card_ui(
        ui,
        "Or open the connection",
        "Its checklist compares the settings of both orgs",
        |ui| {
            widget::actions(ui, |ui| {
                for one in saved {
                    let (source, target) = one.names();
                    let label = format!("{source} → {target}");
                    let button = PushButton::secondary(&frame::cut(&label, frame::BUTTON_CHARS))
                        .name(&label)
                        .show(ui);
                    if button.clicked() {
                        outbox.push(Event::OpenConnection(Box::new(one.clone())));
                    }
                }
            });
        },
    );
}
