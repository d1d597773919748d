//! Why a sign-in fails: whatever was brought, what is wrong with it, and every value three ways.

mod certificates;
mod documents;
mod found;
mod logs;
mod values;

use super::{Outbox, frame, tell};
use crate::{
    federation::troubleshoot::Outcome,
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, Banner, Chip, PushButton, Status, TaskRow, TextField},
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

const FAILED: &str =
    "Bring it in another form: the file itself rather than a picture of it, or the text, copied whole";

pub(super) fn troubleshoot_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    widget::top_bar(
        ui,
        |ui| {
            let back = PushButton::secondary("Back").icon(Icon::ArrowLeft);
            if back.show(ui).clicked() {
                outbox.push(Event::Go(wizard.back()));
            }
            widget::heading(ui, "Troubleshoot a sign-in");
        },
        |ui| {
            if let Some(open) = wizard.open.as_ref().filter(|open| !open.may_change()) {
                frame::access_ui(ui, open);
            }
            let words = if wizard.viewed.is_some() {
                "Nothing is connected; a file is read"
            } else if wizard.open.is_some() {
                "Files stay on this computer; the orgs are read, not changed"
            } else {
                "Read on this computer; nothing is sent anywhere"
            };
            ui.label(text::small(words));
        },
    );
    frame::lone_page_ui(ui, |ui| {
        let trouble = &wizard.trouble;
        let open = wizard.open.as_ref();
        let shown = trouble.outcome.value();
        let outcome = shown
            .filter(|outcome| !trouble.sources.is_empty() || outcome.compared || wizard.viewed.is_some());
        head_ui(ui, wizard, outcome, outbox);
        progress_ui(ui, wizard, outbox);
        viewed_ui(ui, wizard, outbox);
        if let Some(outcome) = outcome {
            outcome_ui(ui, trouble, outcome, open, outbox);
        }
        bring_ui(ui, trouble, outcome.is_some(), outbox);
        orgs_ui(ui, wizard, outbox);
        bundle_ui(ui, wizard, outbox);
    });
}

/// What is looked at, where it is a bundle of somebody else.
fn viewed_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    let Some(viewed) = &wizard.viewed else { return };
    Banner::info("A support bundle, opened read-only", &viewed.about()).show_with(ui, |ui| {
        if widget::secondary_button(ui, "Close the bundle").clicked() {
            outbox.push(Event::ClearTrouble);
        }
    });
}

/// Everything in one file, for whoever is asked for help.
fn bundle_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    let known = wizard
        .open
        .as_ref()
        .is_some_and(|open| open.snapshot.value().is_some());
    let nothing = !known && wizard.trouble.sources.is_empty();
    if wizard.viewed.is_some() || nothing {
        return;
    }
    let about = "What is known and what was brought, in one file without secrets, shown before it is saved";
    tell::card_ui(ui, "Ask somebody else", about, |ui| {
        let button = PushButton::secondary("Support bundle…").icon(Icon::File);
        if button.show(ui).clicked() {
            outbox.push(Event::MakeBundle);
        }
    });
}

/// What was found out, from what, and the way to bring more.
fn head_ui(ui: &mut Ui, wizard: &Wizard, outcome: Option<&Outcome>, outbox: &mut Outbox) {
    let trouble = &wizard.trouble;
    let Some(outcome) = outcome else {
        return widget::page_header(ui, "Why does a sign-in fail?", ABOUT);
    };
    let another = PushButton::secondary("Open another file…");
    let width = another.size(ui).x + measure::GAP_M;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_M;
        ui.vertical(|ui| {
            ui.set_width(ui.available_width() - width);
            let about = if wizard.viewed.is_some() {
                "As it was seen when the bundle was made".to_owned()
            } else if is_failed(trouble, outcome) {
                FAILED.to_owned()
            } else {
                trouble.origin(outcome, wizard.viewed.is_none())
            };
            widget::page_header(ui, &headline(trouble, outcome), &about);
        });
        if another.show(ui).clicked() {
            outbox.push(Event::ChooseFile(Purpose::Troubleshoot));
        }
    });
    if let Some(believed) = outcome.believed.last() {
        let words = format!(
            "The signature holds: the target org takes the person for {}",
            frame::cut(&believed.name, 80)
        );
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = measure::GAP_XS;
            Icon::Check.show(ui, measure::ICON_SMALL, Tokens::of(ui).success.text);
            ui.label(text::small(words));
        });
    }
}

/// Whether there is nothing to judge.
fn is_failed(trouble: &Troubleshoot, outcome: &Outcome) -> bool {
    trouble.nothing_readable() && !outcome.compared
}

fn headline(trouble: &Troubleshoot, outcome: &Outcome) -> String {
    if is_failed(trouble, outcome) {
        return "Nothing of this could be read".to_owned();
    }
    match (outcome.problems(), outcome.troubles.len()) {
        (0, 0) => "Nothing wrong was found".to_owned(),
        (0, 1) => "Nothing blocks; one thing to know".to_owned(),
        (0, some) => format!("Nothing blocks; {some} things to know"),
        (1, _) => "1 problem found".to_owned(),
        (many, _) => format!("{many} problems found"),
    }
}

/// What goes on, with the way to stop it.
fn progress_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    let open = wizard.open.as_ref();
    let trouble = &wizard.trouble;
    let (title, detail, stop) = if open.is_some_and(|open| open.snapshot.is_running()) {
        (
            "Reading the settings of both orgs",
            "Nothing is changed",
            Event::Cancel,
        )
    } else if trouble.outcome.is_running() {
        (
            "Reading and judging",
            "A large recording may take a moment",
            Event::StopTrouble,
        )
    } else if trouble.logs.is_running() {
        (
            "Reading both System Logs",
            "What happened around the sign-in, and what was changed within a day before",
            Event::StopTrouble,
        )
    } else {
        return;
    };
    TaskRow::new(Status::Checking, title)
        .detail(detail)
        .show_with(ui, |ui| {
            if widget::secondary_button(ui, "Cancel").clicked() {
                outbox.push(stop);
            }
        });
}

fn outcome_ui(
    ui: &mut Ui,
    trouble: &Troubleshoot,
    outcome: &Outcome,
    open: Option<&Open>,
    outbox: &mut Outbox,
) {
    if is_failed(trouble, outcome) {
        failed_ui(ui, trouble);
        return;
    }
    if outcome.troubles.is_empty() {
        let words = if outcome.compared {
            "A sign-in that fails leaves a trace: bring a recording of one, or its SAML response"
        } else {
            "Open the connection as well, and the settings of both orgs are compared"
        };
        Banner::success("As far as it can be told from what is at hand", words).show(ui);
    }
    for (at, one) in outcome.troubles.iter().enumerate() {
        ui.push_id(at, |ui| found::trouble_ui(ui, trouble, one, open, outbox));
    }
    logs::changes_ui(ui, &outcome.timeline, open);
    values::values_ui(ui, &outcome.values, open);
    certificates::certificates_ui(ui, trouble, &outcome.certificates, open);
    logs::logs_ui(ui, trouble, &outcome.timeline, open, outbox);
    documents::documents_ui(ui, trouble, outcome);
    widget::actions(ui, |ui| {
        let copy = PushButton::secondary("Copy summary for a ticket").icon(Icon::Copy);
        if copy.show(ui).clicked() {
            outbox.push(Event::Copy(trouble.summary(outcome)));
        }
        if !trouble.sources.is_empty() && widget::secondary_button(ui, "Start afresh").clicked() {
            outbox.push(Event::ClearTrouble);
        }
    });
}

/// Nothing could be read: why, for each.
fn failed_ui(ui: &mut Ui, trouble: &Troubleshoot) {
    for (at, source) in trouble.sources.iter().enumerate() {
        let problem = source.problem.as_deref().unwrap_or_default();
        let title = format!("{} could not be read", frame::cut(&source.name, 60));
        ui.push_id(at, |ui| Banner::danger(&title, problem).show(ui));
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
        widget::heading(ui, title);
        // Where nothing could be read, each is told of above with its reason.
        for source in trouble.sources.iter().filter(|_| !trouble.nothing_readable()) {
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
    if open.is_some_and(|open| open.snapshot.is_running()) {
        return;
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
            let mut look = wizard.look_only;
            let words = "The tokens of read-only admins are enough then";
            if widget::toggle(ui, &mut look, "Look only: nothing can be changed", words).changed() {
                outbox.push(Event::LookOnly(look));
            }
            widget::actions(ui, |ui| {
                for one in saved {
                    let (source, target) = one.names();
                    let (source, target) = (frame::without_scheme(&source), frame::without_scheme(&target));
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
