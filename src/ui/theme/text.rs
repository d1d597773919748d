//! The ranks of text; each carries its font, size and line height, none a colour of its own but [`weak`] and [`small`].

use egui::{FontId, RichText, TextStyle};

use super::{font, measure};

/// The font of page titles.
pub fn title_font() -> FontId {
    FontId::new(measure::TEXT_TITLE, font::semibold())
}

/// The font of headings.
pub fn heading_font() -> FontId {
    FontId::new(measure::TEXT_HEADING, font::semibold())
}

/// The font of the first line of a row.
pub fn strong_font() -> FontId {
    FontId::new(measure::TEXT_BODY, font::semibold())
}

/// The font of buttons.
pub fn button_font() -> FontId {
    FontId::new(measure::TEXT_BODY, font::medium())
}

/// The font of ordinary text.
pub fn body_font() -> FontId {
    FontId::proportional(measure::TEXT_BODY)
}

/// The font of second lines.
pub fn small_font() -> FontId {
    FontId::proportional(measure::TEXT_SMALL)
}

/// The font of chips and small buttons.
pub fn small_strong_font() -> FontId {
    FontId::new(measure::TEXT_SMALL, font::medium())
}

/// The font of labels over groups.
pub fn overline_font() -> FontId {
    FontId::new(measure::TEXT_OVERLINE, font::semibold())
}

/// The font of values and code.
pub fn mono_font() -> FontId {
    FontId::monospace(measure::TEXT_MONO)
}

/// The title of a page.
pub fn title(text: impl Into<String>) -> RichText {
    rank(text, title_font(), measure::LEADING_TITLE)
}

/// The heading of a card or section.
pub fn heading(text: impl Into<String>) -> RichText {
    rank(text, heading_font(), measure::LEADING_HEADING)
}

/// The first line of a row.
pub fn strong(text: impl Into<String>) -> RichText {
    rank(text, strong_font(), measure::LEADING_BODY)
}

/// Ordinary text.
pub fn body(text: impl Into<String>) -> RichText {
    rank(text, body_font(), measure::LEADING_BODY)
}

/// Ordinary text of second rank.
pub fn weak(text: impl Into<String>) -> RichText {
    body(text).weak()
}

/// Second lines and help.
pub fn small(text: impl Into<String>) -> RichText {
    rank(text, small_font(), measure::LEADING_SMALL).weak()
}

/// A short word in small print that must not be overlooked.
pub fn small_strong(text: impl Into<String>) -> RichText {
    rank(text, small_strong_font(), measure::LEADING_SMALL)
}

/// A label over a group.
pub fn overline(text: impl Into<String>) -> RichText {
    rank(text, overline_font(), measure::LEADING_SMALL)
        .extra_letter_spacing(0.2)
        .weak()
}

/// A value, shown character by character.
pub fn mono(text: impl Into<String>) -> RichText {
    rank(text, mono_font(), measure::LEADING_MONO)
}

/// The egui text style page titles are registered under.
pub fn title_style() -> TextStyle {
    TextStyle::Name("title".into())
}

fn rank(text: impl Into<String>, font: FontId, leading: f32) -> RichText {
    RichText::new(text).font(font).line_height(Some(leading))
}
