//! A task or a check: what it is, what is known, and its state.

use egui::{Ui, Vec2};

use super::{
    chip::{Chip, Status},
    frame,
    row::Row,
};
use crate::ui::theme::{Tokens, Tone, measure, text};

/// A card for one task or check.
pub struct TaskRow<'a> {
    status: Status,
    title: &'a str,
    detail: &'a str,
}

impl<'a> TaskRow<'a> {
    /// A row with its first line.
    pub fn new(status: Status, title: &'a str) -> Self {
        Self {
            status,
            title,
            detail: "",
        }
    }

    /// The second line: what is known, or what is missing.
    #[must_use]
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// The row in a card of its own.
    pub fn show(self, ui: &mut Ui) {
        self.show_card(ui, None::<fn(&mut Ui)>);
    }

    /// The row in a card, with more below it; the card of a failed task is outlined.
    pub fn show_with<R>(self, ui: &mut Ui, more: impl FnOnce(&mut Ui) -> R) -> Option<R> {
        self.show_card(ui, Some(more))
    }

    fn show_card<R>(self, ui: &mut Ui, more: Option<impl FnOnce(&mut Ui) -> R>) -> Option<R> {
        let content = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = measure::GAP_M;
            self.show_bare(ui);
            more.map(|more| ui.push_id(self.title, more).inner)
        };
        if self.status.tone() == Tone::Danger {
            frame::card_toned(ui, Tone::Danger, content).inner
        } else {
            frame::card(ui, content).inner
        }
    }

    /// The row alone, inside a card that is already there.
    pub fn show_bare(&self, ui: &mut Ui) {
        let colour = Tokens::of(ui).shade(self.status.tone()).text;
        let chip = Chip::of(self.status).without_icon();
        let detail = (!self.detail.is_empty()).then(|| text::small(self.detail));
        Row::new(text::strong(self.title), detail)
            .lead(Vec2::splat(measure::ICON))
            .trail(chip.size(ui))
            .show(
                ui,
                |ui| {
                    self.status.icon().show(ui, measure::ICON, colour);
                },
                |ui| {
                    chip.show(ui);
                },
            );
    }
}
