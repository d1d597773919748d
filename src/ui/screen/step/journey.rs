//! The way of the test user, point by point, and what was proved of it.

use super::{form::Form, frame, tell};
use crate::{
    federation::verify::{Item, ItemId, ItemState},
    ui::widget::{Status, TaskRow},
};
use egui::Ui;

/// A point of the way: what the person does or sees, and the item of the checklist that proves it.
struct Point {
    words: String,
    item: ItemId,
}

pub(super) fn journey_ui(ui: &mut Ui, form: &Form<'_>) {
    tell::card_ui(
        ui,
        "The way of the test user",
        "Each point turns green by itself once both logs tell of it",
        |ui| {
            for (at, point) in points(form).iter().enumerate() {
                let item = form
                    .open
                    .report
                    .as_ref()
                    .and_then(|report| report.items.iter().find(|item| item.id == point.item));
                let title = format!("{}. {}", at + 1, point.words);
                TaskRow::new(status(form, item), &title)
                    .detail(&detail(item))
                    .show_bare(ui);
            }
        },
    );
}

fn points(form: &Form<'_>) -> [Point; 6] {
    let (source, target) = (form.source(), form.target());
    let app = form.draft.target_app.app.label();
    let point = |words: String, item| Point { words, item };
    [
        point(
            format!("In a private window, sign in to {source} as the test user"),
            ItemId::SourceSignIn,
        ),
        point(
            format!("Choose the tile {}", form.draft.org2org.label),
            ItemId::Redirect,
        ),
        point(
            format!("Arrive in {target} without being asked for a password"),
            ItemId::Redirect,
        ),
        point(
            format!("Have an account in {target}, made or linked"),
            ItemId::Provisioning,
        ),
        point(
            format!("Find {app} on the dashboard of {target}"),
            ItemId::Assignment,
        ),
        point(format!("Open {app} and be signed in"), ItemId::EndToEnd),
    ]
}

/// What was never set up needs no fix, but the steps before.
fn status(form: &Form<'_>, item: Option<&Item>) -> Status {
    let set_up = form
        .open
        .plan
        .as_ref()
        .is_some_and(|plan| plan.actions.is_empty());
    match item.map(|item| item.state) {
        Some(ItemState::Verified) => Status::Verified,
        Some(ItemState::Watching) => Status::Watching,
        Some(ItemState::NeedsFix) if set_up => Status::NeedsFix,
        Some(ItemState::Skipped) => Status::Skipped,
        Some(ItemState::NeedsFix | ItemState::Ready | ItemState::Unknown) | None => Status::NotChecked,
    }
}

fn detail(item: Option<&Item>) -> String {
    let Some(proof) = item
        .filter(|item| item.state == ItemState::Verified)
        .and_then(|item| item.evidence.first())
    else {
        return String::new();
    };
    format!("{} · {}", proof.words, frame::time(proof.at))
}
