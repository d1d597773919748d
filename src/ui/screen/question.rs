//! A question over everything: what would happen, yes or no. Escape is no.

use super::{Outbox, frame, save_as::save_as_ui, tell};
use crate::{
    federation::{
        Side,
        undo::{UndoPlan, UndoStep},
    },
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, Banner, Chip, PushButton, Status, TaskRow},
    },
    wizard::{Event, Open, Question},
};
use egui::{Frame, Id, Modal, ScrollArea, Stroke, Ui};

pub(super) fn question_ui(ui: &mut Ui, question: &Question, open: Option<&Open>, outbox: &mut Outbox) {
    let t = Tokens::of(ui);
    let frame = Frame::new()
        .fill(t.surface)
        .stroke(Stroke::new(measure::LINE, t.border))
        .corner_radius(measure::RADIUS_CARD)
        .inner_margin(measure::PAGE_PADDING);
    let area = Modal::default_area(Id::unique("question"))
        .role(egui::Role::Dialog)
        .accessible_name(title(question));
    let modal = Modal::new(Id::unique("question"))
        .area(area)
        .frame(frame)
        .show(ui.ctx(), |ui| {
            ui.set_width(measure::QUESTION_WIDTH);
            ui.spacing_mut().item_spacing.y = measure::GAP_M;
            widget::question_title(ui, title(question));
            match question {
                Question::Undo => undo_ui(ui, open, outbox),
                Question::Forget { name, .. } => forget_ui(ui, name, outbox),
                Question::Close => close_ui(ui, outbox),
                Question::SaveAs(file) => save_as_ui(ui, file, outbox),
            }
        });
    if modal.should_close() {
        outbox.push(Event::No);
    }
}

fn title(question: &Question) -> &'static str {
    match question {
        Question::Undo => "Take everything back?",
        Question::Forget { .. } => "Remove this connection from the list?",
        Question::Close => "Close while changes are being made?",
        Question::SaveAs(_) => "Where should this file be saved?",
    }
}

fn forget_ui(ui: &mut Ui, name: &str, outbox: &mut Outbox) {
    ui.label(text::strong(name));
    let words = "Its choices, its journal and its tokens are removed from this computer. Nothing is changed in either \
                 org, but what was set up can no longer be taken back from here";
    ui.label(text::weak(words));
    answers_ui(ui, PushButton::danger("Remove"), "Keep it", outbox);
}

fn close_ui(ui: &mut Ui, outbox: &mut Outbox) {
    let words =
        "The change that goes on is finished first. The rest waits: the wizard resumes where it stopped";
    ui.label(text::weak(words));
    answers_ui(ui, PushButton::primary("Stop and close"), "Keep going", outbox);
}

fn undo_ui(ui: &mut Ui, open: Option<&Open>, outbox: &mut Outbox) {
    let Some(open) = open else {
        return answers_ui(
            ui,
            PushButton::danger("Take back").blocked(Some("Nothing is open")),
            "Cancel",
            outbox,
        );
    };
    if let Some(advice) = open.undo.failure() {
        tell::advice_ui(ui, tell::Weight::Stops, advice, outbox);
        return no_ui(ui, "Close", outbox);
    }
    let Some(plan) = open.undo.value().filter(|_| !open.undo.is_running()) else {
        TaskRow::new(Status::Checking, "Looking at what would be taken back").show(ui);
        return no_ui(ui, "Cancel", outbox);
    };
    if plan.is_empty() {
        ui.label(text::weak(
            "The wizard made and changed nothing, so there is nothing to take back",
        ));
        return no_ui(ui, "Close", outbox);
    }
    plan_ui(ui, open, plan);
    people_ui(ui, open, plan, outbox);
    answers_ui(
        ui,
        PushButton::danger("Take everything back").icon(Icon::Undo),
        "Cancel",
        outbox,
    );
}

fn plan_ui(ui: &mut Ui, open: &Open, plan: &UndoPlan) {
    let people = if open.keep_people { plan.people.len() } else { 0 };
    let deletions = plan.deletions() - people;
    let all = plan.steps.len() + plan.people.len() - people;
    ui.label(text::weak(format!(
        "{}. What was there before stays or gets its old values",
        taken_back(all, deletions)
    )));
    widget::sunken(ui, |ui| {
        let scroll = ScrollArea::vertical()
            .max_height(measure::LIST_HEIGHT * 0.6)
            .auto_shrink([false, true]);
        scroll.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = measure::GAP_M;
            for step in &plan.steps {
                step_ui(ui, open, step);
            }
        });
    });
}

/// How many changes are taken back, and how many of them delete something.
fn taken_back(all: usize, deletions: usize) -> String {
    let made = "something the wizard made";
    match (all, deletions) {
        (1, 0) => "1 change is taken back; nothing is deleted".to_owned(),
        (1, _) => format!("1 change is taken back; it deletes {made}"),
        (all, 0) => format!("{all} changes are taken back; nothing is deleted"),
        (all, 1) => format!("{all} changes are taken back, 1 of them deletes {made}"),
        (all, some) => format!("{all} changes are taken back, {some} of them delete {made}"),
    }
}

fn step_ui(ui: &mut Ui, open: &Open, step: &UndoStep) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
        ui.label(text::small(step.title.trim_start_matches("Take back: ")).color(Tokens::of(ui).text));
        widget::chips(ui, |ui| {
            frame::org_ui(ui, open, step.side);
            if step.deletes {
                widget::Change::Delete.chip().show(ui);
            } else {
                Chip::new(Tone::Info, "Set back").icon(Icon::Undo).show(ui);
            }
        });
    });
}

fn people_ui(ui: &mut Ui, open: &Open, plan: &UndoPlan, outbox: &mut Outbox) {
    if plan.people.is_empty() {
        return;
    }
    let target = open.org_name(Side::Target);
    let logins: Vec<&str> = plan.people.iter().map(|person| person.login.as_str()).collect();
    let words = frame::cut(&logins.join(", "), 200);
    if open.keep_people {
        Banner::info(
            &format!("People who came through the connection stay in {target}"),
            &words,
        )
        .show(ui);
    } else {
        Banner::danger(&format!("People are deleted in {target}"), &words).show(ui);
    }
    let mut keep = open.keep_people;
    let about = "They can no longer sign in through the connection, but their accounts remain";
    if widget::checkbox(ui, &mut keep, "Keep these people", about).changed() {
        outbox.push(Event::KeepPeople(keep));
    }
}

fn answers_ui(ui: &mut Ui, yes: PushButton<'_>, no: &str, outbox: &mut Outbox) {
    ui.add_space(measure::GAP_XS);
    widget::actions(ui, |ui| {
        if yes.show(ui).clicked() {
            outbox.push(Event::Yes);
        }
        let response = widget::secondary_button(ui, no);
        focus_first(ui, &response);
        if response.clicked() {
            outbox.push(Event::No);
        }
    });
}

fn no_ui(ui: &mut Ui, label: &str, outbox: &mut Outbox) {
    widget::actions(ui, |ui| {
        let response = widget::secondary_button(ui, label);
        focus_first(ui, &response);
        if response.clicked() {
            outbox.push(Event::No);
        }
    });
}

/// The harmless answer has the keyboard when the question appears.
fn focus_first(ui: &Ui, response: &egui::Response) {
    let outside = ui.memory(|memory| memory.focused().is_none());
    if outside {
        response.request_focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_back_is_counted_in_singular_and_plural() {
        for (all, deletions, words) in [
            (1, 0, "1 change is taken back; nothing is deleted"),
            (
                1,
                1,
                "1 change is taken back; it deletes something the wizard made",
            ),
            (3, 0, "3 changes are taken back; nothing is deleted"),
            (
                3,
                1,
                "3 changes are taken back, 1 of them deletes something the wizard made",
            ),
            (
                9,
                7,
                "9 changes are taken back, 7 of them delete something the wizard made",
            ),
        ] {
            assert_eq!(taken_back(all, deletions), words);
        }
    }
}
