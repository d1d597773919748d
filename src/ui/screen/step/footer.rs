//! The footer of a step: the way back, how to stop, and the one thing to do next.

use super::{Outbox, changes, frame, run};
use crate::{
    federation::action::Step,
    ui::widget::PushButton,
    wizard::{Event, Open, Screen, open::Run, rail},
};
use egui::Ui;

/// What the primary button does.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Next {
    /// Carries out so many changes.
    Apply(usize),
    /// Leads on.
    Go(Screen),
}

pub(super) fn footer_ui(ui: &mut Ui, open: &Open, step: Step, outbox: &mut Outbox) {
    frame::footer_ui(
        ui,
        outbox,
        |ui, outbox| frame::back_ui(ui, open, Screen::Step(step), outbox),
        |ui, outbox| {
            primary_ui(ui, open, step, outbox);
            run::stop_ui(ui, open, outbox);
        },
    );
}

fn primary_ui(ui: &mut Ui, open: &Open, step: Step, outbox: &mut Outbox) {
    let next = next(open, step);
    let (label, event) = match next {
        Next::Apply(1) => ("Carry out 1 change".to_owned(), Event::Apply(step)),
        Next::Apply(many) => (format!("Carry out {many} changes"), Event::Apply(step)),
        Next::Go(screen) => (format!("Next: {}", frame::title(screen)), Event::Go(screen)),
    };
    let reason = blocked(open, step, &next);
    let button = if step == Step::Validate && matches!(next, Next::Go(_)) {
        PushButton::secondary(&label)
    } else {
        PushButton::primary(&label)
    };
    if button.blocked(reason.as_deref()).show(ui).clicked() {
        outbox.push(event);
    }
}

fn next(open: &Open, step: Step) -> Next {
    match changes::count(open.plan.as_deref(), step) {
        _ if !open.may_change() => Next::Go(rail::next(Screen::Step(step)).unwrap_or(Screen::Checklist)),
        0 => Next::Go(rail::next(Screen::Step(step)).unwrap_or(Screen::Checklist)),
        many => Next::Apply(many),
    }
}

/// Why the button cannot be pressed now.
fn blocked(open: &Open, step: Step, next: &Next) -> Option<String> {
    if open.run.as_ref().is_some_and(Run::is_running) {
        return Some("Changes are being made".to_owned());
    }
    if !open.may_change() {
        return None;
    }
    if !matches!(next, Next::Apply(_)) {
        return stuck(open, step);
    }
    if !open.is_connected() {
        return Some("Connect both orgs first".to_owned());
    }
    let mistake = open
        .blueprint
        .as_ref()
        .and_then(|blueprint| blueprint.mistakes().into_iter().next());
    mistake
        .map(|mistake| mistake.sentence)
        .or_else(|| stuck(open, step))
}

fn stuck(open: &Open, step: Step) -> Option<String> {
    let plan = open.plan.as_ref()?;
    let obstacle = plan.obstacles.iter().find(|obstacle| obstacle.step <= step)?;
    Some(format!(
        "Something stands in the way in step {}: {}",
        obstacle.step.number(),
        obstacle.title
    ))
}
