//! One row: something small in front, one or two lines of text that wrap, something at the end; all centred.

use std::sync::Arc;

use egui::{
    Galley, Label, Layout, Rect, RichText, TextStyle, TextWrapMode, Ui, UiBuilder, Vec2, WidgetText, vec2,
};

use crate::ui::theme::measure;

/// A row about to be laid out.
pub(super) struct Row {
    lead: Vec2,
    trail: Vec2,
    title: RichText,
    detail: Option<RichText>,
}

impl Row {
    /// A row of text alone.
    pub(super) fn new(title: RichText, detail: Option<RichText>) -> Self {
        Self {
            lead: Vec2::ZERO,
            trail: Vec2::ZERO,
            title,
            detail,
        }
    }

    /// Room in front of the text.
    pub(super) fn lead(mut self, size: Vec2) -> Self {
        self.lead = size;
        self
    }

    /// Room behind the text.
    pub(super) fn trail(mut self, size: Vec2) -> Self {
        self.trail = size;
        self
    }

    /// Shows the text and hands out the places in front and behind.
    pub(super) fn show(self, ui: &mut Ui, lead: impl FnOnce(&mut Ui), trail: impl FnOnce(&mut Ui)) -> Rect {
        let before = if self.lead.x > 0.0 {
            self.lead.x + measure::GAP_M
        } else {
            0.0
        };
        let after = if self.trail.x > 0.0 {
            self.trail.x + measure::GAP_M
        } else {
            0.0
        };
        let width = (ui.available_width() - before - after).max(0.0);
        let lines = Lines::new(ui, self.title, self.detail, width);
        let height = lines.height().max(self.lead.y).max(self.trail.y);
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), height));

        place(ui, rect.with_max_x(rect.left() + self.lead.x), self.lead.y, lead);
        let middle = Rect::from_min_size(rect.min + vec2(before, 0.0), vec2(width, height));
        place(ui, middle, lines.height(), |ui| lines.show(ui));
        place(
            ui,
            rect.with_min_x(rect.right() - self.trail.x),
            self.trail.y,
            trail,
        );
        rect
    }
}

/// A child as high as its content, in the middle of `rect`.
fn place(ui: &mut Ui, rect: Rect, height: f32, content: impl FnOnce(&mut Ui)) {
    let top = (rect.center().y - height / 2.0).round();
    let place = Rect::from_min_size(egui::pos2(rect.left(), top), vec2(rect.width(), height));
    let builder = UiBuilder::new()
        .max_rect(place)
        .layout(Layout::top_down(egui::Align::Min));
    content(&mut ui.new_child(builder));
}

struct Lines {
    title: Arc<Galley>,
    detail: Option<Arc<Galley>>,
}

impl Lines {
    fn new(ui: &Ui, title: RichText, detail: Option<RichText>, width: f32) -> Self {
        let lay = |text: RichText| {
            WidgetText::from(text).into_galley(ui, Some(TextWrapMode::Wrap), width, TextStyle::Body)
        };
        Self {
            title: lay(title),
            detail: detail.map(lay),
        }
    }

    fn height(&self) -> f32 {
        self.title.size().y + self.detail.as_ref().map_or(0.0, |detail| detail.size().y)
    }

    fn show(self, ui: &mut Ui) {
        ui.spacing_mut().item_spacing.y = 0.0;
        for line in [Some(self.title), self.detail].into_iter().flatten() {
            ui.add(Label::new(line));
        }
    }
}
