//! A message above the content, and what stands where there is no content yet.

use egui::{Frame, Layout, Rect, Role, Sense, Stroke, Ui, UiBuilder, Vec2};

use super::page::actions;
use crate::ui::{
    icon::Icon,
    theme::{Tokens, Tone, measure, text},
};

/// A message that stays until its cause is gone.
pub struct Banner<'a> {
    tone: Tone,
    icon: Icon,
    title: &'a str,
    text: &'a str,
}

impl<'a> Banner<'a> {
    /// Something to know.
    pub fn info(title: &'a str, text: &'a str) -> Self {
        Self::new(Tone::Info, Icon::Info, title, text)
    }

    /// Something went well.
    pub fn success(title: &'a str, text: &'a str) -> Self {
        Self::new(Tone::Success, Icon::Check, title, text)
    }

    /// Something to watch.
    pub fn warning(title: &'a str, text: &'a str) -> Self {
        Self::new(Tone::Warning, Icon::Warning, title, text)
    }

    /// Something went wrong.
    pub fn danger(title: &'a str, text: &'a str) -> Self {
        Self::new(Tone::Danger, Icon::Warning, title, text)
    }

    fn new(tone: Tone, icon: Icon, title: &'a str, text: &'a str) -> Self {
        Self {
            tone,
            icon,
            title,
            text,
        }
    }

    /// The message alone.
    pub fn show(self, ui: &mut Ui) {
        self.paint(ui, None::<fn(&mut Ui)>);
    }

    /// The message with buttons below it.
    pub fn show_with<R>(self, ui: &mut Ui, buttons: impl FnOnce(&mut Ui) -> R) -> Option<R> {
        self.paint(ui, Some(buttons))
    }

    fn paint<R>(self, ui: &mut Ui, buttons: Option<impl FnOnce(&mut Ui) -> R>) -> Option<R> {
        let shade = Tokens::of(ui).shade(self.tone);
        let role = if matches!(self.tone, Tone::Danger | Tone::Warning) {
            Role::Alert
        } else {
            Role::Status
        };
        let builder = UiBuilder::new()
            .accessibility_role(role)
            .accessibility_label(self.title);
        let frame = Frame::new()
            .fill(shade.fill)
            .stroke(Stroke::new(measure::LINE, shade.line))
            .corner_radius(measure::RADIUS_CARD)
            .inner_margin(measure::CARD_PADDING);
        ui.scope_builder(builder, |ui| frame.show(ui, |ui| self.content(ui, buttons)).inner)
            .inner
    }

    fn content<R>(&self, ui: &mut Ui, buttons: Option<impl FnOnce(&mut Ui) -> R>) -> Option<R> {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = measure::GAP_M;
            let colour = Tokens::of(ui).shade(self.tone).text;
            self.icon.show(ui, measure::LEADING_BODY, colour);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
                ui.label(text::strong(self.title));
                if !self.text.is_empty() {
                    ui.label(text::small(self.text).color(Tokens::of(ui).text));
                }
                buttons.map(|buttons| {
                    ui.add_space(measure::GAP_S);
                    actions(ui, buttons)
                })
            })
            .inner
        })
        .inner
    }
}

/// What stands where there is nothing yet: why, and what to do.
pub struct EmptyState<'a> {
    /// A picture of what is missing.
    pub icon: Icon,
    /// What is missing.
    pub title: &'a str,
    /// How it comes to be.
    pub text: &'a str,
}

impl EmptyState<'_> {
    /// Shows it in the middle, with what to do below.
    pub fn show<R>(&self, ui: &mut Ui, action: impl FnOnce(&mut Ui) -> R) -> R {
        ui.with_layout(Layout::top_down(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.y = measure::GAP_S;
            ui.add_space(measure::GAP_XL);
            tile(ui, self.icon);
            ui.add_space(measure::GAP_XS);
            ui.label(text::heading(self.title));
            ui.scope(|ui| {
                ui.set_max_width(measure::STACK_WIDTH);
                ui.label(text::weak(self.text));
            });
            ui.add_space(measure::GAP_S);
            let inner = action(ui);
            ui.add_space(measure::GAP_XL);
            inner
        })
        .inner
    }
}

fn tile(ui: &mut Ui, icon: Icon) {
    let shade = Tokens::of(ui).neutral;
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(2.0 * measure::ICON_LARGE), Sense::hover());
    ui.painter().rect_filled(rect, measure::RADIUS_CARD, shade.fill);
    let place = Rect::from_center_size(rect.center(), Vec2::splat(measure::ICON_LARGE));
    icon.paint_in(ui, place, shade.text);
}
