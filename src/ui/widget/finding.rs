//! A finding: how grave, what it is, both values, and what to do.

use egui::Ui;

use super::{
    chip::Chip,
    compare::{Compared, compare_rows},
    disclosure::disclosure_about,
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
    steps: &'a [String],
    why: &'a str,
}

impl<'a> FindingCard<'a> {
    /// A card with what was found, in one sentence.
    pub fn new(severity: Severity, title: &'a str) -> Self {
        Self {
            severity,
            title,
            detail: "",
            compared: None,
            steps: &[],
            why: "",
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

    /// What to do, in order.
    #[must_use]
    pub fn steps(mut self, steps: &'a [String]) -> Self {
        self.steps = steps;
        self
    }

    /// Why it matters, one click away.
    #[must_use]
    pub fn why(mut self, why: &'a str) -> Self {
        self.why = why;
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
            self.steps_ui(ui);
            let done = fixes.map(|fixes| ui.push_id(self.title, |ui| actions(ui, fixes)).inner);
            if !self.why.is_empty() {
                disclosure_about(ui, "Why this matters", self.title, |ui| {
                    ui.set_max_width(ui.available_width().min(measure::TEXT_WIDTH));
                    ui.label(text::small(self.why));
                });
            }
            done
        };
        if self.severity == Severity::Blocks {
            frame::card_toned(ui, Tone::Danger, content).inner
        } else {
            frame::card(ui, content).inner
        }
    }

    fn steps_ui(&self, ui: &mut Ui) {
        if self.steps.is_empty() {
            return;
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
            for step in self.steps {
                ui.label(text::body(format!("→ {step}")));
            }
        });
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
