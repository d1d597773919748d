//! A step that was left half-way: what is in place, and what the wizard goes on with.

use super::frame;
use crate::{federation::action::Step, ui::widget::Banner, wizard::Open};
use egui::Ui;
use jiff::Timestamp;

/// What was made in a step before this session, and what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct HalfWay {
    /// Changes that are in place.
    made: usize,
    /// Changes that are left.
    left: usize,
    /// When the last one was made (UTC).
    at: Timestamp,
}

pub(super) fn resumed_ui(ui: &mut Ui, open: &Open, step: Step) {
    let Some(HalfWay { made, left, at }) = half_way(open, step) else {
        return;
    };
    let title = format!("This step was left half-way on {}", frame::day(at));
    let rest = if left == 1 {
        "The last one".to_owned()
    } else {
        format!("The other {left}")
    };
    let are = if made == 1 { "is" } else { "are" };
    let words = format!(
        "{made} of its {} changes {are} in place. {rest} can be carried out now; nothing is done twice",
        made + left
    );
    Banner::info(&title, &words).show(ui);
}

/// A run of this session tells of itself.
fn half_way(open: &Open, step: Step) -> Option<HalfWay> {
    let plan = open.plan.as_ref().filter(|_| open.run.is_none())?;
    let left = plan.actions.iter().filter(|planned| planned.step == step).count();
    let kept = plan.kept.iter().filter(|kept| kept.step == step);
    let made: Vec<Timestamp> = kept
        .filter_map(|kept| open.ledger.records.get(&kept.key))
        .map(|record| record.since)
        .collect();
    let at = made.iter().copied().max().filter(|_| left > 0)?;
    Some(HalfWay {
        made: made.len(),
        left,
        at,
    })
}
