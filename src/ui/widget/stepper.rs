//! The rail: the steps with their numbers and states, and the places beside them.

use egui::{Align2, Color32, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::focus;
use crate::ui::{
    icon::Icon,
    theme::{Tokens, measure, text},
};

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Not finished.
    Open,
    /// Finished.
    Done,
    /// Finished once, but something is wrong now.
    NeedsAttention,
}

/// One step of the rail.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Its number; none for what comes before step 1.
    pub number: Option<u8>,
    /// Its name.
    pub title: &'a str,
    /// How far it is.
    pub state: StepState,
    /// Why it cannot be opened yet.
    pub blocked: Option<&'a str>,
}

/// The steps, the current one marked by its place in the list; returns the place that was clicked.
pub fn stepper(ui: &mut Ui, steps: &[Step<'_>], current: Option<usize>) -> Option<usize> {
    let numbered = steps.iter().filter(|step| step.number.is_some()).count();
    let mut clicked = None;
    for (at, step) in steps.iter().enumerate() {
        let current = current == Some(at);
        let name = step.name(numbered, current);
        let item = Item {
            mark: step.mark(current),
            title: step.title,
            name: &name,
            current,
            blocked: step.blocked,
        };
        if item.show(ui).clicked() {
            clicked = Some(at);
        }
    }
    clicked
}

impl Step<'_> {
    /// E.g. "Step 2 of 5, Identity provider trust, current".
    fn name(&self, numbered: usize, current: bool) -> String {
        let place = self
            .number
            .map_or_else(String::new, |number| format!("Step {number} of {numbered}, "));
        let state = match (current, self.state) {
            (true, _) => ", current",
            (false, StepState::Open) => "",
            (false, StepState::Done) => ", done",
            (false, StepState::NeedsAttention) => ", needs attention",
        };
        format!("{place}{}{state}", self.title)
    }

    fn mark(&self, current: bool) -> Mark {
        match (self.state, current, self.number) {
            (StepState::NeedsAttention, ..) => Mark::Attention,
            (StepState::Done, false, _) => Mark::Done,
            (_, true, Some(number)) => Mark::CurrentNumber(number),
            (_, true, None) => Mark::CurrentIcon(Icon::Plug),
            (StepState::Open, false, Some(number)) => Mark::Number(number),
            (StepState::Open, false, None) => Mark::Icon(Icon::Plug),
        }
    }
}

/// A place beside the steps.
#[derive(Clone, Copy)]
pub struct NavItem<'a> {
    /// Its picture.
    pub icon: Icon,
    /// Its name.
    pub title: &'a str,
    /// Whether it is shown now.
    pub current: bool,
    /// Why it cannot be opened yet.
    pub blocked: Option<&'a str>,
}

/// A place beside the steps, in the same shape.
pub fn nav_item(ui: &mut Ui, item: &NavItem<'_>) -> Response {
    let name = if item.current {
        format!("{}, current", item.title)
    } else {
        item.title.to_owned()
    };
    Item {
        mark: if item.current {
            Mark::CurrentIcon(item.icon)
        } else {
            Mark::Icon(item.icon)
        },
        title: item.title,
        name: &name,
        current: item.current,
        blocked: item.blocked,
    }
    .show(ui)
}

#[derive(Clone, Copy)]
enum Mark {
    Number(u8),
    CurrentNumber(u8),
    Done,
    Attention,
    Icon(Icon),
    CurrentIcon(Icon),
}

struct Item<'a> {
    mark: Mark,
    title: &'a str,
    name: &'a str,
    current: bool,
    blocked: Option<&'a str>,
}

impl Item<'_> {
    fn show(&self, ui: &mut Ui) -> Response {
        let sense = if self.blocked.is_some() {
            Sense::focusable_noninteractive()
        } else {
            Sense::click()
        };
        let size = vec2(ui.available_width(), measure::RAIL_ITEM_HEIGHT);
        let (rect, response) = ui.allocate_exact_size(size, sense);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, self.blocked.is_none(), self.name));
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, &response);
        }
        match self.blocked {
            Some(reason) => focus::explain(response, reason),
            None => response.on_hover_cursor(egui::CursorIcon::PointingHand),
        }
    }

    fn paint(&self, ui: &Ui, rect: Rect, response: &Response) {
        let t = Tokens::of(ui);
        self.paint_ground(ui, rect, response);
        let centre = egui::pos2(
            rect.left() + measure::GAP_S + measure::STEP_MARK / 2.0,
            rect.center().y,
        );
        self.mark.paint(
            ui,
            Rect::from_center_size(centre, Vec2::splat(measure::STEP_MARK)),
        );
        let (font, ink) = if self.current {
            (text::strong_font(), t.text)
        } else if self.blocked.is_some() {
            (text::body_font(), t.faded(t.text_weak))
        } else {
            (text::body_font(), t.text_weak)
        };
        let left = centre.x + measure::STEP_MARK / 2.0 + measure::GAP_S + measure::GAP_XXS;
        let galley = ui.painter().layout_no_wrap(self.title.to_owned(), font, ink);
        let at = Align2::LEFT_CENTER.anchor_size(egui::pos2(left, rect.center().y), galley.size());
        ui.painter().galley(at.min.round(), galley, ink);
        focus::ring(
            ui,
            response,
            rect.shrink(measure::GAP_XXS),
            measure::RADIUS_CONTROL,
        );
    }

    fn paint_ground(&self, ui: &Ui, rect: Rect, response: &Response) {
        let t = Tokens::of(ui);
        let (fill, line) = if self.current {
            (t.surface, t.border)
        } else if response.hovered() && self.blocked.is_none() {
            (t.hovered(t.rail), Color32::TRANSPARENT)
        } else {
            return;
        };
        let stroke = Stroke::new(measure::LINE, line);
        ui.painter()
            .rect(rect, measure::RADIUS_CONTROL, fill, stroke, StrokeKind::Inside);
    }
}

impl Mark {
    fn paint(self, ui: &Ui, rect: Rect) {
        let t = Tokens::of(ui);
        let (centre, radius) = (rect.center(), rect.width() / 2.0);
        match self {
            Self::Number(number) => {
                let stroke = Stroke::new(measure::LINE_STRONG, t.border_strong);
                ui.painter()
                    .circle_stroke(centre, radius - measure::LINE_STRONG / 2.0, stroke);
                digit(ui, rect, number, t.text_weak);
            }
            Self::CurrentNumber(number) => {
                ui.painter().circle_filled(centre, radius, t.accent);
                digit(ui, rect, number, t.on_accent);
            }
            Self::Done => {
                ui.painter().circle_filled(centre, radius, t.success_solid);
                Icon::Check.paint_in(ui, rect.shrink(measure::MARK_INSET), t.on_success);
            }
            Self::Attention => {
                ui.painter().circle_filled(centre, radius, t.warning.fill);
                Icon::Warning.paint_in(ui, rect.shrink(measure::MARK_INSET), t.warning.text);
            }
            Self::Icon(icon) => icon.paint_in(ui, rect.shrink(measure::MARK_INSET - 1.0), t.text_weak),
            Self::CurrentIcon(icon) => icon.paint_in(ui, rect.shrink(measure::MARK_INSET - 1.0), t.accent),
        }
    }
}

fn digit(ui: &Ui, rect: Rect, number: u8, ink: Color32) {
    let galley = ui
        .painter()
        .layout_no_wrap(number.to_string(), text::small_strong_font(), ink);
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
    ui.painter().galley(at.min, galley, ink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_says_its_number_name_and_state() {
        let step = Step {
            number: Some(2),
            title: "Identity provider trust",
            state: StepState::Done,
            blocked: None,
        };
        assert_eq!(
            step.name(5, true),
            "Step 2 of 5, Identity provider trust, current"
        );
        assert_eq!(step.name(5, false), "Step 2 of 5, Identity provider trust, done");
    }

    #[test]
    fn what_comes_before_the_first_step_has_no_number() {
        let step = Step {
            number: None,
            title: "Connect both orgs",
            state: StepState::NeedsAttention,
            blocked: None,
        };
        assert_eq!(step.name(5, false), "Connect both orgs, needs attention");
    }
}
