//! A finding: how grave, what it is, both values, and what to do.

use egui::Ui;

use super::{
    chip::Chip,
    compare::{Compared, compare_rows},
    frame,
    page::actions,
    row::Row,
};
use crate::ui::{
    icon::Icon,
    theme::{Tone, measure, text},
};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// No sign-in works.
    Blocks,
    /// Some sign-ins may fail.
    MayBlock,
    /// Good to know.
    Note,
}

impl Severity {
    /// The chip of the severity.
    pub fn chip(self) -> Chip<'static> {
        match self {
            Self::Blocks => Chip::new(Tone::Danger, "Blocks sign-in").icon(Icon::Cross),
            Self::MayBlock => Chip::new(Tone::Warning, "May block sign-in").icon(Icon::Warning),
            Self::Note => Chip::new(Tone::Info, "Good to know").icon(Icon::Info),
        }
    }
}

/// A card for one finding.
pub struct FindingCard<'a> {
    severity: Severity,
    title: &'a str,
    detail: &'a str,
    compared: Option<Compared<'a>>,
}

impl<'a> FindingCard<'a> {
    /// A card with what was found, in one sentence.
    pub fn new(severity: Severity, title: &'a str) -> Self {
        Self {
            severity,
            title,
            detail: "",
            compared: None,
        }
    }

    /// What else is known.
    #[must_use]
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// The two values that should be the same.
    #[must_use]
    pub fn compared(mut self, compared: Compared<'a>) -> Self {
        self.compared = Some(compared);
        self
    }

    /// Shows the card.
    pub fn show(self, ui: &mut Ui) {
        self.show_card(ui, None::<fn(&mut Ui)>);
    }

    /// Shows the card; `fixes` paints what can be done, as buttons in one line.
    pub fn show_with<R>(self, ui: &mut Ui, fixes: impl FnOnce(&mut Ui) -> R) -> Option<R> {
        self.show_card(ui, Some(fixes))
    }

    fn show_card<R>(self, ui: &mut Ui, fixes: Option<impl FnOnce(&mut Ui) -> R>) -> Option<R> {
        let content = |ui: &mut Ui| {
            ui.spacing_mut().item_spacing.y = measure::GAP_M;
            self.head(ui);
            if let Some(compared) = &self.compared {
                compare_rows(ui, compared);
            }
            fixes.map(|fixes| ui.push_id(self.title, |ui| actions(ui, fixes)).inner)
        };
        if self.severity == Severity::Blocks {
            frame::card_toned(ui, Tone::Danger, content).inner
        } else {
            frame::card(ui, content).inner
        }
    }

    fn head(&self, ui: &mut Ui) {
        let chip = self.severity.chip();
        if ui.available_width() < measure::STACK_WIDTH {
            chip.show(ui);
            ui.label(text::strong(self.title));
        } else {
            let row = Row::new(text::strong(self.title), None).lead(chip.size(ui));
            let lead = |ui: &mut Ui| {
                chip.show(ui);
            };
            row.show(ui, lead, |_| {});
        }
        if !self.detail.is_empty() {
            ui.label(text::small(self.detail));
        }
    }
}
