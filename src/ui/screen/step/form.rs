//! What every form of choices works on: a copy of the blueprint that is sent off when it was changed.

use super::Outbox;
use crate::{
    federation::{
        Blueprint,
        blueprint::{Lifecycle, Mistake},
    },
    ui::widget::{self, TextField},
    wizard::Open,
};
use egui::{Response, Ui};

/// A form about to be painted.
pub(super) struct Form<'a> {
    /// The choices, to be changed.
    pub(super) draft: &'a mut Blueprint,
    /// What is wrong with the choices as they were.
    pub(super) mistakes: &'a [Mistake],
    /// The connection.
    pub(super) open: &'a Open,
    /// Where events go that are no choices.
    pub(super) outbox: &'a mut Outbox,
}

impl Form<'_> {
    /// The name of the source org.
    pub(super) fn source(&self) -> String {
        self.draft.source.name.clone()
    }

    /// The name of the target org.
    pub(super) fn target(&self) -> String {
        self.draft.target.name.clone()
    }
}

/// What is wrong with a field.
pub(super) fn mistake<'a>(mistakes: &'a [Mistake], field: &str) -> Option<&'a str> {
    mistakes
        .iter()
        .find(|mistake| mistake.field == field)
        .map(|mistake| mistake.sentence.as_str())
}

/// A line of text with the mistake of its field.
pub(super) fn line_ui(
    ui: &mut Ui,
    field: TextField<'_>,
    error: Option<&str>,
    value: &mut String,
) -> Response {
    field.error(error).show(ui, value)
}

/// The three switches of provisioning.
pub(super) fn lifecycle_ui(ui: &mut Ui, lifecycle: &mut Lifecycle, from: &str, to: &str) {
    widget::toggle(
        ui,
        &mut lifecycle.create,
        "Create people",
        &format!("Whoever is assigned gets an account in {to}"),
    );
    let words = format!("Changed names and addresses in {from} are passed on to {to}");
    widget::toggle(ui, &mut lifecycle.update, "Update people", &words);
    let words = format!(
        "Whoever loses the assignment can no longer sign in to {to}. Nothing is deleted, and an admin can activate the \
         account again"
    );
    widget::toggle(ui, &mut lifecycle.deactivate, "Deactivate people", &words);
}
