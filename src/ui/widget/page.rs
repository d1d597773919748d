//! The parts of the window: bars, rail, side panel, and the page in the middle.

use egui::{Align, Frame, Layout, Margin, Panel, RichText, Role, ScrollArea, Ui};

use crate::ui::theme::{Tokens, measure, text};

/// The bar at the top: what stands left, what stands right.
pub fn top_bar(ui: &mut Ui, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    let frame = bar_frame(ui);
    Panel::top("top bar")
        .exact_size(measure::TOP_BAR_HEIGHT)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| sides(ui, left, right));
}

/// The bar at the bottom: the way back left, the way on right.
pub fn footer(ui: &mut Ui, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    let frame = bar_frame(ui);
    Panel::bottom("footer")
        .exact_size(measure::FOOTER_HEIGHT)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| sides(ui, left, right));
}

fn bar_frame(ui: &Ui) -> Frame {
    Frame::new()
        .fill(Tokens::of(ui).panel)
        .inner_margin(Margin::symmetric(measure::PANEL_PADDING, 0))
}

fn sides(ui: &mut Ui, left: impl FnOnce(&mut Ui), right: impl FnOnce(&mut Ui)) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_M;
        left(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
}

/// The rail at the left.
pub fn rail<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = Frame::new()
        .fill(Tokens::of(ui).rail)
        .inner_margin(Margin::symmetric(measure::RAIL_PADDING, measure::CARD_PADDING));
    Panel::left("rail")
        .exact_size(measure::RAIL_WIDTH)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            let scroll = ScrollArea::vertical().auto_shrink(false);
            scroll.show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = measure::GAP_XS;
                content(ui)
            })
        })
        .inner
        .inner
}

/// The panel at the right.
pub fn side_panel<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = Frame::new().fill(Tokens::of(ui).panel);
    let margin = Margin::same(measure::PANEL_PADDING);
    Panel::right("side panel")
        .exact_size(measure::SIDE_WIDTH)
        .resizable(false)
        .frame(frame)
        .show(ui, |ui| {
            let scroll = ScrollArea::vertical().auto_shrink(false).content_margin(margin);
            scroll.show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = measure::GAP_M;
                content(ui)
            })
        })
        .inner
        .inner
}

/// The page itself: scrolls, keeps its lines short, leaves room for focus rings.
pub fn page<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let margin = Margin::symmetric(measure::PAGE_PADDING, measure::PAGE_PADDING - 4);
    let ground = Frame::new().fill(Tokens::of(ui).background);
    egui::CentralPanel::default()
        .frame(ground)
        .show(ui, |ui| {
            let scroll = ScrollArea::vertical().auto_shrink(false).content_margin(margin);
            scroll.show(ui, |ui| {
                ui.set_width(ui.available_width().min(measure::PAGE_WIDTH));
                ui.spacing_mut().item_spacing.y = measure::GAP_M;
                content(ui)
            })
        })
        .inner
        .inner
}

/// The title of a page and what it is about.
pub fn page_header(ui: &mut Ui, title: &str, about: &str) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        headed(ui, text::title(title), title);
        if !about.is_empty() {
            ui.set_max_width(ui.available_width().min(measure::TEXT_WIDTH));
            ui.label(text::weak(about));
        }
        ui.add_space(measure::GAP_XS);
    });
}

/// The heading of a card, of a bar or of a section, which screen readers can go to.
pub fn heading(ui: &mut Ui, title: &str) {
    headed(ui, text::heading(title), title);
}

/// The title of a question over everything.
pub fn question_title(ui: &mut Ui, title: &str) {
    headed(ui, text::title(title), title);
}

fn headed(ui: &mut Ui, shown: RichText, title: &str) {
    let response = ui.label(shown);
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Heading);
        node.set_label(title);
    });
}

/// A small label over a group.
pub fn section_label(ui: &mut Ui, label: &str) {
    ui.add_space(measure::GAP_S);
    ui.label(text::overline(label));
}

/// A small label over a group of the rail, in line with the marks below it.
pub fn rail_label(ui: &mut Ui, label: &str) {
    ui.add_space(measure::GAP_M);
    ui.horizontal(|ui| {
        ui.add_space(measure::GAP_S);
        ui.label(text::overline(label));
    });
}

/// Buttons in one line, which wraps.
pub fn actions<R>(ui: &mut Ui, buttons: impl FnOnce(&mut Ui) -> R) -> R {
    flowing(ui, measure::CONTROL_HEIGHT, measure::GAP_M, buttons)
}

/// Chips in one line, which wraps.
pub fn chips<R>(ui: &mut Ui, chips: impl FnOnce(&mut Ui) -> R) -> R {
    flowing(ui, measure::CHIP_HEIGHT, measure::GAP_S, chips)
}

/// Words and terms flowing in one paragraph; the pieces bring their own spaces.
pub fn paragraph<R>(ui: &mut Ui, pieces: impl FnOnce(&mut Ui) -> R) -> R {
    flowing(ui, measure::LEADING_BODY, 0.0, pieces)
}

/// One line of a known height, so that all in it is centred on the same line.
pub(super) fn level<R>(ui: &mut Ui, height: f32, pieces: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = height;
        ui.horizontal(pieces).inner
    })
    .inner
}

/// Lines of one height; between them, and between the pieces of one, lies `gap`.
fn flowing<R>(ui: &mut Ui, height: f32, gap: f32, pieces: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = height;
        ui.spacing_mut().item_spacing = egui::vec2(gap, gap);
        ui.horizontal_wrapped(pieces).inner
    })
    .inner
}
