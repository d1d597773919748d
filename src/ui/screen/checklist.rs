//! The verification checklist: five items with evidence, and for what is wrong the cause, both values and the fix.

mod item;

pub(super) use item::{fix, fix_button_ui};

use super::{Outbox, breaking, connecting, frame, played, run, tell};
use crate::{
    federation::verify::{Check, CheckResult, ItemState, Report},
    ui::{
        icon::Icon,
        theme::{Tone, measure, text},
        widget::{self, Banner, Chip, EmptyState, PushButton, Status, TaskRow},
    },
    wizard::{
        Event, Open, Screen,
        export::Format,
        open::{Access, Run, Watching},
        rail,
    },
};
use egui::{Align, Layout, Ui};

pub(super) fn checklist_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    let offered = breaking::is_offered(open);
    let beside = offered && ui.available_width() >= measure::SIDE_FROM;
    frame::top_bar_ui(ui, open, outbox);
    footer_ui(ui, open, outbox);
    frame::rail_ui(ui, open, Screen::Checklist, outbox);
    if beside {
        widget::side_panel(ui, |ui| breaking::side_ui(ui, open, outbox));
    }
    widget::page(ui, |ui| {
        head_ui(ui, open, outbox);
        let instead = "What is wrong is named with its cause and both values. It is set right in the org, or here once this \
                       is switched off";
        frame::look_only_ui(ui, open, instead, outbox);
        if offered && !beside {
            breaking::page_ui(ui, open, outbox);
        }
        run::run_ui(ui, open, None, outbox);
        if !open.sign_in.is_running() {
            watching_ui(ui, open.watch.as_ref(), outbox);
        }
        played::stopped_ui(ui, open, outbox);
        match &open.report {
            Some(report) => report_ui(ui, open, report, outbox),
            None => unseen_ui(ui, open, outbox),
        }
        undo_ui(ui, open, outbox);
        bundle_ui(ui, open, outbox);
    });
}

/// Everything in one file, for whoever is asked for help.
fn bundle_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    if open.snapshot.value().is_none() || open.access == Access::Bundle {
        return;
    }
    widget::section_label(ui, "For support");
    widget::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_S;
        ui.label(text::small(
            "Settings of both orgs, checklist and log events in one file, without secrets, shown before it is saved",
        ));
        let button = PushButton::secondary("Support bundle…").icon(Icon::File);
        if button.show(ui).clicked() {
            outbox.push(Event::MakeBundle);
        }
    });
}

fn head_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    if open.report.is_none() && !open.snapshot.is_running() {
        // The one thing to do then stands in the middle of the page.
        return widget::page_header(ui, "Verification checklist", &standing(open));
    }
    let (label, icon, event) = if open.snapshot.is_running() {
        ("Cancel", Icon::Cross, Event::Cancel)
    } else {
        ("Check again", Icon::Refresh, Event::Refresh)
    };
    let reason = if open.access == Access::Bundle {
        Some("A bundle shows what was seen when it was made")
    } else {
        (!open.is_connected()).then_some("Connect both orgs first")
    };
    let button = PushButton::secondary(label).icon(icon).blocked(reason);
    ui.horizontal_top(|ui| {
        let width = ui.available_width() - button.size(ui).x - measure::GAP_M;
        ui.vertical(|ui| {
            ui.set_width(width);
            widget::page_header(ui, "Verification checklist", &standing(open));
        });
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            if button.show(ui).clicked() {
                outbox.push(event);
            }
        });
    });
}

fn standing(open: &Open) -> String {
    if open.snapshot.is_running() {
        return "Looking at both orgs…".to_owned();
    }
    match &open.report {
        Some(report) => format!(
            "{} of 5 verified · last checked at {}",
            report.verified(),
            frame::time(report.at)
        ),
        None => "Not checked yet".to_owned(),
    }
}

fn watching_ui(ui: &mut Ui, watch: Option<&Watching>, outbox: &mut Outbox) {
    let Some(watch) = watch else { return };
    let look = watch
        .last_look
        .map_or_else(String::new, |at| format!("Last look at {}", frame::time(at)));
    Banner::info("Watching both System Logs for the test sign-in", &look).show_with(ui, |ui| {
        if widget::secondary_button(ui, "Stop watching").clicked() {
            outbox.push(Event::StopWatching);
        }
    });
    if let Some(trouble) = &watch.trouble {
        tell::advice_ui(ui, tell::Weight::Warns, trouble, outbox);
    }
}

fn cancel_ui(ui: &mut Ui, outbox: &mut Outbox) {
    if widget::secondary_button(ui, "Cancel").clicked() {
        outbox.push(Event::Cancel);
    }
}

fn unseen_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    if open.snapshot.is_running() {
        TaskRow::new(Status::Checking, "Looking at both orgs")
            .detail("Nothing is changed by looking")
            .show_with(ui, |ui| cancel_ui(ui, outbox));
        return;
    }
    if connecting::is_going_on(open) {
        connecting::going_on_ui(ui, outbox);
        return;
    }
    widget::card(ui, |ui| {
        let (text, label, event) = if open.is_connected() {
            ("Nothing is changed by looking", "Check now", Event::Refresh)
        } else {
            (
                "Both orgs must be connected before they can be compared",
                "Connect both orgs",
                Event::Go(Screen::Connect),
            )
        };
        EmptyState {
            icon: Icon::Checklist,
            title: "Not checked yet",
            text,
        }
        .show(ui, |ui| {
            if widget::primary_button(ui, label).clicked() {
                outbox.push(event);
            }
        });
    });
}

/// What was never set up cannot work: that is no fault to be looked for.
fn unfinished_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    // A bundle brings no journal, so what is missing in it may as well be broken.
    if open.access == Access::Bundle {
        return;
    }
    let first = open.plan.as_ref().and_then(|plan| plan.actions.first());
    let Some(first) = first.filter(|_| open.ledger.records.is_empty()) else {
        return;
    };
    let label = format!("Go to step {}", first.step.number());
    Banner::info(
        "Not everything is set up yet",
        "The items below tell what is still missing",
    )
    .show_with(ui, |ui| {
        if widget::secondary_button(ui, &label).clicked() {
            outbox.push(Event::Go(Screen::Step(first.step)));
        }
    });
}

fn report_ui(ui: &mut Ui, open: &Open, report: &Report, outbox: &mut Outbox) {
    unfinished_ui(ui, open, outbox);
    if report.verified() == report.items.len() {
        Banner::success(
            "All five items are verified",
            "The connection works from end to end",
        )
        .show(ui);
    }
    for item in &report.items {
        ui.push_id(item.id.as_str(), |ui| item::item_ui(ui, open, item, outbox));
    }
    widget::disclosure(ui, "All checks", |ui| {
        widget::card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = measure::GAP_M;
            for (at, check) in report.checks.iter().enumerate() {
                ui.push_id(at, |ui| check_ui(ui, check));
            }
        });
    });
}

/// The state of an item as widgets paint it.
pub(super) fn status(state: ItemState) -> Status {
    match state {
        ItemState::Verified => Status::Verified,
        ItemState::Ready => Status::ReadyToTest,
        ItemState::Watching => Status::Watching,
        ItemState::NeedsFix => Status::NeedsFix,
        ItemState::Skipped => Status::Skipped,
        ItemState::Unknown => Status::Unknown,
    }
}

fn check_ui(ui: &mut Ui, check: &Check) {
    let (status, detail) = match &check.result {
        CheckResult::Pass(seen) => (Status::InOrder, seen.clone()),
        CheckResult::Fail(finding) => (Status::NeedsFix, finding.advice.headline.clone()),
        CheckResult::Unknown(why) => (Status::Unknown, why.clone()),
    };
    TaskRow::new(status, &check.title).detail(&detail).show_bare(ui);
}

/// The way back from everything, where somebody who gives up would look for it.
pub(super) fn undo_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    if open.ledger.records.is_empty() {
        return;
    }
    if !open.may_change() {
        widget::section_label(ui, "Start over");
        ui.label(text::small(
            "Look only: what the wizard made can be taken back once this is switched off where both orgs are connected",
        ));
        return;
    }
    let running = open.run.as_ref().is_some_and(Run::is_running);
    widget::section_label(ui, "Start over");
    widget::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_S;
        ui.label(text::small(
            "Takes back only what the wizard made or changed; what was there before stays",
        ));
        let reason = running.then_some("Changes are being made");
        let button = PushButton::secondary("Take everything back…")
            .icon(Icon::Undo)
            .blocked(reason);
        if button.show(ui).clicked() {
            outbox.push(Event::AskUndo);
        }
    });
}

fn footer_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    frame::footer_ui(
        ui,
        outbox,
        |ui, outbox| {
            if PushButton::secondary("Back")
                .icon(Icon::ArrowLeft)
                .show(ui)
                .clicked()
            {
                let bundle = open.access == Access::Bundle;
                let back = if bundle {
                    Screen::Troubleshoot
                } else {
                    rail::back(Screen::Checklist)
                };
                outbox.push(Event::Go(back));
            }
            connected_ui(ui, open);
        },
        |ui, outbox| {
            if open.access == Access::Bundle {
                return;
            }
            sign_in_ui(ui, open, outbox);
            if widget::secondary_button(ui, "Export report…").clicked() {
                outbox.push(Event::Export(Format::Html));
            }
            run::stop_ui(ui, open, outbox);
        },
    );
}

fn connected_ui(ui: &mut Ui, open: &Open) {
    if open.access == Access::Bundle {
        frame::access_ui(ui, open);
    } else if open.is_connected() {
        Chip::new(Tone::Success, "Connected to both orgs")
            .icon(Icon::Check)
            .show(ui);
    } else {
        Chip::new(Tone::Warning, "Not connected")
            .icon(Icon::Warning)
            .show(ui);
    }
}

/// The sign-in needs a test user, which is chosen in step 5; once all is verified the handover is next.
fn sign_in_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    if open
        .report
        .as_ref()
        .is_some_and(|report| report.verified() == report.items.len())
    {
        if widget::primary_button(ui, "Next: Handover report").clicked() {
            outbox.push(Event::Go(Screen::Handover));
        }
        return;
    }
    let user = open
        .blueprint
        .as_ref()
        .and_then(|blueprint| blueprint.test_user.as_ref());
    let event = match (user, &open.practice) {
        (None, _) => Event::Go(Screen::Step(crate::federation::action::Step::Validate)),
        (Some(_), Some(_)) => Event::PlaySignIn,
        (Some(_), None) => Event::StartSignIn,
    };
    let label = if open.practice.is_some() && user.is_some() {
        "Play the test sign-in"
    } else {
        "Start a test sign-in"
    };
    let reason = sign_in_reason(open);
    let broken = open.report.as_ref().is_some_and(Report::is_blocked);
    let button = if broken {
        PushButton::secondary(label)
    } else {
        PushButton::primary(label)
    };
    if button.blocked(reason).show(ui).clicked() {
        outbox.push(event);
    }
}

fn sign_in_reason(open: &Open) -> Option<&'static str> {
    let app = open
        .snapshot
        .value()
        .and_then(|snapshot| snapshot.source.app.as_ref());
    if open.watch.is_some() {
        Some("A sign-in is being watched already")
    } else if app.is_none() {
        Some("The Org2Org app of step 2 is not there yet")
    } else {
        (!open.is_connected()).then_some("Connect both orgs first")
    }
}
