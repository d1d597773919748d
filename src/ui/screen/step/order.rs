//! What a step shows first: its choices while something is to be chosen, its tasks once it is carried out.
//!
//! Whoever has the choices before them keeps them, whatever the choices lead to; so nothing moves while one types.

use crate::{
    federation::action::Step,
    ui::{icon::Icon, widget::PushButton},
    wizard::{Open, open::Run},
};
use egui::{Id, Ui};

/// Whether the choices are shown now.
pub(super) fn shows_choices(ui: &Ui, open: &Open, step: Step) -> bool {
    if matches!(step, Step::Assign | Step::Validate) {
        return true;
    }
    let id = id(open, step);
    let running = open.run.as_ref().is_some_and(Run::is_running);
    if running {
        ui.data_mut(|data| data.remove_temp::<bool>(id));
        return false;
    }
    let kept = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    let open_yet = open.plan.is_some() && !open.is_step_done(step) && !has_failed(open, step);
    if open_yet {
        ui.data_mut(|data| data.insert_temp(id, true));
    }
    kept || open_yet || open.plan.is_none()
}

/// The way back to the choices.
pub(super) fn reopen_ui(ui: &mut Ui, open: &Open, step: Step) {
    let running = open.run.as_ref().is_some_and(Run::is_running);
    let reason = running.then_some("Changes are being made");
    let button = PushButton::secondary("Change the choices of this step")
        .icon(Icon::Edit)
        .blocked(reason);
    if button.show(ui).clicked() {
        ui.data_mut(|data| data.insert_temp(id(open, step), true));
    }
}

fn id(open: &Open, step: Step) -> Id {
    Id::unique(("choices", open.id.as_str(), step.number()))
}

fn has_failed(open: &Open, step: Step) -> bool {
    use crate::federation::progress::Outcome;
    let Some(run) = &open.run else { return false };
    let own = run.tasks.iter().filter(|task| task.step == Some(step));
    own.filter_map(|task| run.outcomes.get(&task.key))
        .any(|outcome| matches!(outcome, Outcome::Failed(_)))
}
