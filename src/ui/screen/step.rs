//! Steps 1 to 5: what is chosen, what would change, how far it is, and the values to compare by eye.

mod assign;
mod certificate;
mod changes;
mod console;
mod details;
mod footer;
mod form;
mod journey;
mod more;
mod order;
mod pages;
mod provisioning;
mod resumed;
mod target_app;
mod tasks;
mod trust;
mod validate;

use super::{Outbox, connecting, frame, played, run, tell};
use crate::{
    federation::action::Step,
    ui::{theme::measure, widget},
    wizard::{Event, Open, Screen, open::Run},
};
use egui::Ui;
use form::Form;

pub(super) fn step_ui(ui: &mut Ui, open: &Open, step: Step, outbox: &mut Outbox) {
    let changes = step != Step::Validate && changes::count(open.plan.as_deref(), step) > 0;
    let wide = ui.available_width() >= measure::SIDE_FROM && changes;
    frame::top_bar_ui(ui, open, outbox);
    footer::footer_ui(ui, open, step, outbox);
    frame::rail_ui(ui, open, Screen::Step(step), outbox);
    if wide {
        widget::side_panel(ui, |ui| changes::side_ui(ui, open, step));
    }
    widget::page(ui, |ui| {
        // Each step scrolls and unfolds by itself.
        ui.push_id(step.number(), |ui| {
            page_ui(ui, open, step, changes && !wide, outbox);
        });
    });
}

fn page_ui(ui: &mut Ui, open: &Open, step: Step, folded: bool, outbox: &mut Outbox) {
    frame::head_ui(ui, step.title(), &about(open, step));
    connecting::unconnected_ui(ui, open, outbox);
    frame::look_only_ui(ui, open, &instead(open, step), outbox);
    resumed::resumed_ui(ui, open, step);
    run::run_ui(ui, open, Some(step), outbox);
    if order::shows_choices(ui, open, step) {
        choices_ui(ui, open, step, outbox);
        tasks::tasks_ui(ui, open, step, outbox);
    } else {
        tasks::tasks_ui(ui, open, step, outbox);
        order::reopen_ui(ui, open, step);
    }
    if folded {
        changes::folded_ui(ui, open, step);
    }
    console::by_hand_ui(ui, open, step, outbox);
    details::details_ui(ui, open, step, outbox);
    pages::pages_ui(ui, open, step, outbox);
}

/// What to do where nothing can be carried out.
fn instead(open: &Open, step: Step) -> String {
    match changes::count(open.plan.as_deref(), step) {
        0 => "Nothing of this step is left to do".to_owned(),
        1 => "1 change would be carried out in this step. That is done here once this is switched off"
            .to_owned(),
        many => format!(
            "{many} changes would be carried out in this step. That is done here once this is switched off"
        ),
    }
}

fn about(open: &Open, step: Step) -> String {
    let source = open.org_name(crate::federation::Side::Source);
    let target = open.org_name(crate::federation::Side::Target);
    match step {
        Step::TargetApp => format!(
            "Choose the app of {target} that people from {source} will use, and what they are called in it. {target} \
             signs them in to it with [SAML]."
        ),
        Step::Trust => format!(
            "{target} must recognise sign-ins that come from {source}. The wizard adds the [Org2Org] app to {source}, an \
             [identity provider] to {target}, and gives each side the other’s details."
        ),
        Step::Provisioning => format!(
            "With [provisioning], {source} makes the accounts of its people in {target}, keeps them up to date, and can \
             [deactivate] them when somebody leaves."
        ),
        Step::Assign => format!(
            "Choose who of {source} may use the connection. They find the [Org2Org] tile on their dashboard, and {target} \
             gives them the app."
        ),
        Step::Validate => format!(
            "A real sign-in is the only proof. The wizard watches the [System Log] of both orgs while the test user goes \
             from {source} to {target}, and ticks off the checklist by itself."
        ),
    }
}

fn choices_ui(ui: &mut Ui, open: &Open, step: Step, outbox: &mut Outbox) {
    let Some(blueprint) = &open.blueprint else { return };
    let mistakes = blueprint.mistakes();
    let mut draft = blueprint.clone();
    let running = open.run.as_ref().is_some_and(Run::is_running);
    ui.add_enabled_ui(!running, |ui| {
        let mut form = Form {
            draft: &mut draft,
            mistakes: &mistakes,
            open,
            outbox,
        };
        match step {
            Step::TargetApp => target_app::form_ui(ui, &mut form),
            Step::Trust => trust::form_ui(ui, &mut form),
            Step::Provisioning => provisioning::form_ui(ui, &mut form),
            Step::Assign => assign::form_ui(ui, &mut form),
            Step::Validate => validate::form_ui(ui, &mut form),
        }
    });
    if draft != *blueprint {
        outbox.push(Event::Choose(Box::new(draft)));
    }
}
