//! Turns tokens into an egui style, so that egui's own widgets look like ours.

use egui::style::{Selection, WidgetVisuals, Widgets};
use egui::{
    Color32, CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Theme, Visuals, epaint::text::FontId,
    vec2,
};

use super::{Tokens, measure, text};

/// The style of one theme.
pub(super) fn of(theme: Theme, t: &Tokens) -> Style {
    let mut style = Style {
        text_styles: text_styles().into(),
        visuals: visuals(theme, t),
        override_text_valign: None,
        ..Style::default()
    };
    set_spacing(&mut style);
    style.interaction.tooltip_delay = measure::TOOLTIP_DELAY_SECS;
    style
}

fn text_styles() -> [(TextStyle, FontId); 6] {
    [
        (TextStyle::Small, text::small_font()),
        (TextStyle::Body, text::body_font()),
        (TextStyle::Button, text::button_font()),
        (TextStyle::Heading, text::heading_font()),
        (TextStyle::Monospace, text::mono_font()),
        (text::title_style(), text::title_font()),
    ]
}

fn set_spacing(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(measure::GAP_S, measure::GAP_S);
    spacing.button_padding = vec2(
        f32::from(measure::SUNKEN_PADDING),
        f32::from(measure::SUNKEN_ABOVE),
    );
    spacing.interact_size = vec2(measure::CONTROL_HEIGHT, measure::CHIP_HEIGHT);
    spacing.menu_margin = Margin::same(measure::MENU_PADDING);
    spacing.window_margin = Margin::same(measure::PANEL_PADDING);
    spacing.tooltip_width = measure::TOOLTIP_WIDTH;
    spacing.icon_width = measure::TICK_BOX;
    spacing.icon_spacing = measure::GAP_S;
    spacing.combo_height = measure::LIST_HEIGHT;
    spacing.scroll = egui::style::ScrollStyle::floating();
    spacing.scroll.bar_width = measure::SCROLL_BAR;
    spacing.scroll.floating_width = measure::SCROLL_BAR_THIN;
    spacing.scroll.fade.size = measure::SCROLL_FADE;
    spacing.scroll.dormant_handle_opacity = measure::SCROLL_BAR_OPACITY;
}

fn visuals(theme: Theme, t: &Tokens) -> Visuals {
    Visuals {
        weak_text_color: Some(t.text_weak),
        widgets: widgets(t),
        selection: Selection {
            bg_fill: t.selection,
            stroke: Stroke::new(measure::LINE_FOCUS, t.focus),
        },
        hyperlink_color: t.accent,
        faint_bg_color: t.sunken,
        extreme_bg_color: t.field,
        code_bg_color: t.sunken,
        warn_fg_color: t.warning.text,
        error_fg_color: t.danger.text,
        window_corner_radius: CornerRadius::same(measure::RADIUS_CARD),
        window_shadow: shadow(t, 32),
        window_fill: t.surface,
        window_stroke: Stroke::new(measure::LINE, t.border),
        menu_corner_radius: CornerRadius::same(measure::RADIUS_CONTROL),
        panel_fill: t.background,
        popup_shadow: shadow(t, 16),
        interact_cursor: Some(egui::CursorIcon::PointingHand),
        ..theme.default_visuals()
    }
}

fn shadow(t: &Tokens, blur: u8) -> Shadow {
    Shadow {
        offset: [0, 4],
        blur,
        spread: 0,
        color: t.shadow,
    }
}

fn widgets(t: &Tokens) -> Widgets {
    let control = |fill, line| state(fill, Stroke::new(measure::LINE, line), t.text);
    Widgets {
        noninteractive: control(t.surface, t.border),
        inactive: control(t.field, t.border_strong),
        hovered: control(t.hovered(t.field), t.text_weak),
        active: state(t.field, Stroke::new(measure::LINE_FOCUS, t.focus), t.text),
        open: control(t.field, t.focus),
    }
}

fn state(fill: Color32, line: Stroke, ink: Color32) -> WidgetVisuals {
    WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: line,
        corner_radius: CornerRadius::same(measure::RADIUS_CONTROL),
        fg_stroke: Stroke::new(measure::LINE_STRONG, ink),
        expansion: 0.0,
    }
}
