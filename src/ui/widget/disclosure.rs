//! Detail that is one click away.

use egui::{Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::focus;
use crate::ui::{
    icon::Icon,
    theme::{Tokens, measure, text},
};

/// A line that opens what lies below it; returns what the content returned while it is open.
///
/// The label must be unique among its neighbours: it is what the openness is remembered by, while the window is open.
pub fn disclosure<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> Option<R> {
    disclosure_about(ui, label, "", content)
}

/// The same where the label stands several times on a page: what it is about is told to screen readers.
pub fn disclosure_about<R>(
    ui: &mut Ui,
    label: &str,
    about: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let id = ui.scope_id().with((label, "open"));
    let mut open: bool = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    let before = open;
    let inner = lines(ui, (label, about), &mut open, content);
    if open != before {
        ui.data_mut(|data| data.insert_temp(id, open));
    }
    inner
}

/// The same where somebody else remembers whether it is open.
pub fn disclosure_held<R>(
    ui: &mut Ui,
    label: &str,
    open: &mut bool,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    lines(ui, (label, ""), open, content)
}

fn lines<R>(
    ui: &mut Ui,
    (label, about): (&str, &str),
    open: &mut bool,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_S;
        if header(ui, label, about, *open).clicked() {
            *open = !*open;
        }
        open.then(|| content(ui))
    })
    .inner
}

fn header(ui: &mut Ui, label: &str, about: &str, open: bool) -> Response {
    let colour = Tokens::of(ui).accent;
    let galley = ui
        .painter()
        .layout_no_wrap(label.to_owned(), text::small_strong_font(), colour);
    let width = measure::ICON_SMALL + measure::GAP_XS + galley.size().x;
    let size = vec2(width.ceil(), measure::TARGET_LEAST);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        let name = if about.is_empty() {
            label.to_owned()
        } else {
            format!("{label}: {about}")
        };
        WidgetInfo::labeled(Role::DisclosureTriangle, ui.is_enabled(), name)
    });
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_expanded(open));

    let icon = if open {
        Icon::ChevronDown
    } else {
        Icon::ChevronRight
    };
    let place = Rect::from_center_size(
        egui::pos2(rect.left() + measure::ICON_SMALL / 2.0, rect.center().y),
        Vec2::splat(measure::ICON_SMALL),
    );
    icon.paint_in(ui, place, colour);
    let at = egui::pos2(
        place.right() + measure::GAP_XS,
        rect.center().y - galley.size().y / 2.0,
    );
    ui.painter().galley(at.round(), galley, colour);
    focus::ring(ui, &response, rect, measure::RADIUS_SMALL);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
