//! One action of a plan, before it happens: in which org, what kind of change, in a plain sentence.

use egui::Ui;

use super::{
    chip::Chip,
    frame,
    org::{Side, org_badge},
    page::chips,
};
use crate::ui::{
    icon::Icon,
    theme::{Tone, measure, text},
};

/// What an action does to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Makes a new one.
    Create,
    /// Changes one that is there.
    Update,
    /// Takes over one that is already as wanted.
    Adopt,
    /// Removes one.
    Delete,
}

impl Change {
    /// The chip of the change.
    pub fn chip(self) -> Chip<'static> {
        match self {
            Self::Create => Chip::new(Tone::Success, "New").icon(Icon::Plus),
            Self::Update => Chip::new(Tone::Info, "Changed").icon(Icon::Edit),
            Self::Adopt => Chip::new(Tone::Neutral, "Kept").icon(Icon::Check),
            Self::Delete => Chip::new(Tone::Danger, "Deleted").icon(Icon::Minus),
        }
    }
}

/// A card for one action of a plan.
pub struct PlanRow<'a> {
    side: Side,
    org: &'a str,
    change: Change,
    summary: &'a str,
    detail: &'a str,
}

impl<'a> PlanRow<'a> {
    /// An action in one org, in a plain sentence.
    pub fn new(side: Side, org: &'a str, change: Change, summary: &'a str) -> Self {
        Self {
            side,
            org,
            change,
            summary,
            detail: "",
        }
    }

    /// Why, or what exactly.
    #[must_use]
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// Shows the card.
    pub fn show(self, ui: &mut Ui) {
        frame::card(ui, |ui| self.lines(ui));
    }

    /// Shows the card with more below, e.g. the exact API call.
    pub fn show_with<R>(self, ui: &mut Ui, more: impl FnOnce(&mut Ui) -> R) -> R {
        let content = |ui: &mut Ui| {
            self.lines(ui);
            ui.add_space(measure::GAP_XS);
            ui.push_id(self.summary, more).inner
        };
        frame::card(ui, content).inner
    }

    fn lines(&self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
        chips(ui, |ui| {
            org_badge(ui, self.side, self.org);
            self.change.chip().show(ui);
        });
        ui.add_space(measure::GAP_XS);
        ui.label(text::strong(self.summary));
        if !self.detail.is_empty() {
            ui.label(text::small(self.detail));
        }
    }
}
