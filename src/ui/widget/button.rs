//! Push buttons: one primary per screen, secondary ones, ones that delete, and ones that look like links.

use std::sync::Arc;

use egui::{Color32, Galley, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::focus;
use crate::ui::{
    icon::Icon,
    theme::{Tokens, measure, text},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Primary,
    Secondary,
    Danger,
    Link,
}

/// A button that may carry an icon and may say why it cannot be used now.
pub struct PushButton<'a> {
    label: &'a str,
    kind: Kind,
    icon: Option<Icon>,
    trailing_icon: Option<Icon>,
    blocked: Option<&'a str>,
    name: Option<&'a str>,
}

impl<'a> PushButton<'a> {
    /// The one thing to do next.
    pub fn primary(label: &'a str) -> Self {
        Self::new(label, Kind::Primary)
    }

    /// Any other thing to do.
    pub fn secondary(label: &'a str) -> Self {
        Self::new(label, Kind::Secondary)
    }

    /// Something that deletes or cannot be taken back.
    pub fn danger(label: &'a str) -> Self {
        Self::new(label, Kind::Danger)
    }

    /// A quiet button without a frame.
    pub fn link(label: &'a str) -> Self {
        Self::new(label, Kind::Link)
    }

    fn new(label: &'a str, kind: Kind) -> Self {
        Self {
            label,
            kind,
            icon: None,
            trailing_icon: None,
            blocked: None,
            name: None,
        }
    }

    /// An icon before the label.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An icon behind the label.
    #[must_use]
    pub fn trailing_icon(mut self, icon: Icon) -> Self {
        self.trailing_icon = Some(icon);
        self
    }

    /// With a reason the button cannot be pressed, but still be reached, and says why.
    #[must_use]
    pub fn blocked(mut self, reason: Option<&'a str>) -> Self {
        self.blocked = reason;
        self
    }

    /// The accessible name, where the label alone would not say what it acts on ("Copy issuer").
    #[must_use]
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// The room the button takes.
    pub fn size(&self, ui: &Ui) -> Vec2 {
        self.size_of(&self.galley(ui))
    }

    /// Shows the button; `clicked()` of the response is never true while it is blocked.
    pub fn show(self, ui: &mut Ui) -> Response {
        let galley = self.galley(ui);
        let sense = if self.blocked.is_some() {
            Sense::focusable_noninteractive()
        } else {
            Sense::click()
        };
        let (rect, response) = ui.allocate_exact_size(self.size_of(&galley), sense);
        let usable = self.blocked.is_none() && ui.is_enabled();
        response.widget_info(|| WidgetInfo::labeled(Role::Button, usable, self.name.unwrap_or(self.label)));
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, &response, galley);
        }
        match self.blocked {
            Some(reason) => focus::explain(response, reason),
            None => response.on_hover_cursor(egui::CursorIcon::PointingHand),
        }
    }

    fn galley(&self, ui: &Ui) -> Arc<Galley> {
        let font = if self.kind == Kind::Link {
            text::small_strong_font()
        } else {
            text::button_font()
        };
        ui.painter()
            .layout_no_wrap(self.label.to_owned(), font, Color32::PLACEHOLDER)
    }

    fn size_of(&self, galley: &Galley) -> Vec2 {
        let icons = u8::from(self.icon.is_some()) + u8::from(self.trailing_icon.is_some());
        let width = galley.size().x + f32::from(icons) * (self.icon_size() + self.icon_gap());
        match self.kind {
            Kind::Link => vec2(width, measure::TARGET_LEAST),
            Kind::Primary | Kind::Secondary | Kind::Danger => {
                vec2(width + 2.0 * measure::BUTTON_PADDING, measure::CONTROL_HEIGHT)
            }
        }
        .ceil()
    }

    fn icon_size(&self) -> f32 {
        if self.kind == Kind::Link {
            measure::ICON_SMALL
        } else {
            measure::ICON
        }
    }

    fn icon_gap(&self) -> f32 {
        if self.kind == Kind::Link {
            measure::GAP_XS
        } else {
            measure::GAP_S
        }
    }

    fn paint(&self, ui: &Ui, rect: Rect, response: &Response, galley: Arc<Galley>) {
        let look = Look::of(self.kind, Tokens::of(ui), response, self.blocked.is_some());
        ui.painter().rect(
            rect,
            measure::RADIUS_CONTROL,
            look.fill,
            Stroke::new(measure::LINE, look.line),
            StrokeKind::Inside,
        );
        self.paint_content(ui, rect, look.ink, galley);
        let radius = if self.kind == Kind::Link {
            measure::RADIUS_SMALL
        } else {
            measure::RADIUS_CONTROL
        };
        focus::ring(ui, response, rect, radius);
        if self.kind == Kind::Link && response.hovered() {
            let line = Stroke::new(measure::LINE, look.ink);
            ui.painter()
                .hline(rect.x_range(), rect.bottom() - measure::LINK_UNDERLINE, line);
        }
    }

    fn paint_content(&self, ui: &Ui, rect: Rect, ink: Color32, galley: Arc<Galley>) {
        let padding = if self.kind == Kind::Link {
            0.0
        } else {
            measure::BUTTON_PADDING
        };
        let mut content = rect.shrink2(vec2(padding, 0.0));
        if let Some(icon) = self.icon {
            let (place, after) = content.split_left_right_at_x(content.left() + self.icon_size());
            icon.paint_in(ui, square(place, self.icon_size()), ink);
            content = after.with_min_x(after.left() + self.icon_gap());
        }
        if let Some(icon) = self.trailing_icon {
            let (_, place) = content.split_left_right_at_x(content.right() - self.icon_size());
            icon.paint_in(ui, square(place, self.icon_size()), ink);
        }
        let top = content.center().y - galley.size().y / 2.0;
        let at = egui::pos2(content.left(), top).round();
        ui.painter().galley_with_override_text_color(at, galley, ink);
    }
}

/// A square of `size` in the middle of `place`.
fn square(place: Rect, size: f32) -> Rect {
    Rect::from_center_size(place.center(), Vec2::splat(size))
}

struct Look {
    fill: Color32,
    line: Color32,
    ink: Color32,
}

impl Look {
    fn of(kind: Kind, t: &Tokens, response: &Response, blocked: bool) -> Self {
        let rest = Self::at_rest(kind, t);
        if blocked || !response.enabled() {
            return rest.faded(kind, t);
        }
        let fill = if response.is_pointer_button_down_on() {
            t.pressed(rest.fill)
        } else if response.hovered() {
            t.hovered(rest.fill)
        } else {
            rest.fill
        };
        if kind == Kind::Link {
            rest
        } else {
            Self { fill, ..rest }
        }
    }

    fn at_rest(kind: Kind, t: &Tokens) -> Self {
        let (fill, line, ink) = match kind {
            Kind::Primary => (t.accent, t.accent, t.on_accent),
            Kind::Secondary => (t.surface, t.neutral.line, t.text),
            Kind::Danger => (t.danger_solid, t.danger_solid, t.on_danger),
            Kind::Link => (Color32::TRANSPARENT, Color32::TRANSPARENT, t.accent),
        };
        Self { fill, line, ink }
    }

    fn faded(self, kind: Kind, t: &Tokens) -> Self {
        match kind {
            Kind::Link => Self {
                ink: t.faded(t.text_weak),
                ..self
            },
            Kind::Primary | Kind::Secondary | Kind::Danger => Self {
                fill: t.neutral.fill,
                line: t.border,
                ink: t.faded(t.text_weak),
            },
        }
    }
}

/// The one thing to do next.
pub fn primary_button(ui: &mut Ui, label: &str) -> Response {
    PushButton::primary(label).show(ui)
}

/// Any other thing to do.
pub fn secondary_button(ui: &mut Ui, label: &str) -> Response {
    PushButton::secondary(label).show(ui)
}

/// Something that deletes or cannot be taken back.
pub fn danger_button(ui: &mut Ui, label: &str) -> Response {
    PushButton::danger(label).show(ui)
}

/// A quiet button without a frame.
pub fn link_button(ui: &mut Ui, label: &str) -> Response {
    PushButton::link(label).show(ui)
}
