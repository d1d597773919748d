//! Every size, in points, and every duration of the window; no colour.

/// Between lines that belong together.
pub const GAP_XXS: f32 = 2.0;
/// Between an icon and its word.
pub const GAP_XS: f32 = 4.0;
/// Between parts of one row.
pub const GAP_S: f32 = 8.0;
/// Between rows.
pub const GAP_M: f32 = 12.0;
/// Between cards.
pub const GAP_L: f32 = 16.0;
/// Between sections.
pub const GAP_XL: f32 = 24.0;

/// Inside a card.
pub const CARD_PADDING: i8 = 16;
/// Beside a page; half of it stands above and below.
pub const PAGE_PADDING: i8 = 28;
/// Inside bars and side panels.
pub const PANEL_PADDING: i8 = 20;
/// Left and right inside the rail.
pub const RAIL_PADDING: i8 = 12;
/// Inside a sunken value and a field.
pub const SUNKEN_PADDING: i8 = 10;
/// Above and below inside a sunken text.
pub const SUNKEN_ABOVE: i8 = 6;
/// Above and below inside a sunken value, which makes it as high as a field.
pub const VALUE_ABOVE: i8 = 4;
/// Inside menus.
pub const MENU_PADDING: i8 = 6;

/// Corners of cards and banners.
pub const RADIUS_CARD: u8 = 10;
/// Corners of buttons and fields.
pub const RADIUS_CONTROL: u8 = 8;
/// Radius of the dots below a term.
pub const TERM_DOT: f32 = 0.8;
/// Distance of these dots.
pub const TERM_DOT_STEP: f32 = 3.5;
/// Width of a scroll bar under the pointer.
pub const SCROLL_BAR: f32 = 8.0;
/// Width of a scroll bar otherwise.
pub const SCROLL_BAR_THIN: f32 = 4.0;
/// How visible a scroll bar is otherwise.
pub const SCROLL_BAR_OPACITY: f32 = 0.35;
/// How far content fades at the edge it scrolls under.
pub const SCROLL_FADE: f32 = 14.0;
/// The most an open list grows before it scrolls.
pub const LIST_HEIGHT: f32 = 280.0;

/// Corners of small marks inside text.
pub const RADIUS_SMALL: u8 = 4;

/// Ordinary outlines.
pub const LINE: f32 = 1.0;
/// Outlines of what is chosen, and underlines of differences.
pub const LINE_STRONG: f32 = 1.5;
/// The focus ring.
pub const LINE_FOCUS: f32 = 2.0;
/// Between a control and its focus ring.
pub const FOCUS_GAP: f32 = 2.0;

/// Page titles.
pub const TEXT_TITLE: f32 = 22.0;
/// Card and section headings.
pub const TEXT_HEADING: f32 = 16.0;
/// Body, buttons and fields.
pub const TEXT_BODY: f32 = 14.0;
/// Second lines and help.
pub const TEXT_SMALL: f32 = 12.5;
/// Labels over groups.
pub const TEXT_OVERLINE: f32 = 11.5;
/// Values and code.
pub const TEXT_MONO: f32 = 12.5;

/// Distance of two lines of a title.
pub const LEADING_TITLE: f32 = 28.0;
/// Distance of two lines of a heading.
pub const LEADING_HEADING: f32 = 22.0;
/// Distance of two lines of body text.
pub const LEADING_BODY: f32 = 20.0;
/// Distance of two lines of small text.
pub const LEADING_SMALL: f32 = 18.0;
/// Distance of two lines of code.
pub const LEADING_MONO: f32 = 20.0;

/// Height of buttons and fields.
pub const CONTROL_HEIGHT: f32 = 34.0;
/// Left and right inside a button.
pub const BUTTON_PADDING: f32 = 15.0;
/// The least height of what can be pressed (WCAG 2.2, target size): links, folded lines, lines with a check box.
pub const TARGET_LEAST: f32 = 24.0;
/// Height of a chip.
pub const CHIP_HEIGHT: f32 = 22.0;
/// Left and right inside a chip.
pub const CHIP_PADDING: f32 = 9.0;
/// Height of an item of the rail.
pub const RAIL_ITEM_HEIGHT: f32 = 40.0;
/// Width of the rail of steps.
pub const RAIL_WIDTH: f32 = 232.0;
/// Width of the panel beside a page.
pub const SIDE_WIDTH: f32 = 310.0;
/// Height of the top bar.
pub const TOP_BAR_HEIGHT: f32 = 56.0;
/// Height of the footer.
pub const FOOTER_HEIGHT: f32 = 60.0;
/// The widest a page grows; longer lines are hard to read.
pub const PAGE_WIDTH: f32 = 920.0;
/// The widest a page without a rail grows.
pub const LONE_PAGE_WIDTH: f32 = 1060.0;
/// The narrowest window that has room for a panel beside a page.
pub const SIDE_FROM: f32 = 1100.0;
/// The narrowest page on which two forms stand side by side.
pub const TWO_COLUMNS_FROM: f32 = 600.0;
/// Width of a question over everything.
pub const QUESTION_WIDTH: f32 = 520.0;
/// Height of a row of the list of connections.
pub const CONNECTION_HEIGHT: f32 = 44.0;
/// The longest comfortable line of body text.
pub const TEXT_WIDTH: f32 = 640.0;
/// Width of labels that stand before their value.
pub const LABEL_WIDTH: f32 = 168.0;
/// Width of a time of day in a list of events.
pub const TIME_WIDTH: f32 = 72.0;
/// Width of the number of a line beside the text of a document.
pub const LINE_NUMBER_WIDTH: f32 = 44.0;
/// The most the text of a document grows before it scrolls.
pub const DOCUMENT_HEIGHT: f32 = 340.0;
/// Width of labels in small print.
pub const SHORT_LABEL_WIDTH: f32 = 108.0;
/// Below this width a label stands above its value.
pub const STACK_WIDTH: f32 = 420.0;
/// Width of an explanation that opens over the page.
pub const TOOLTIP_WIDTH: f32 = 320.0;

/// Icons inside text and chips.
pub const ICON_SMALL: f32 = 14.0;
/// Icons of rows and buttons.
pub const ICON: f32 = 16.0;
/// The thinnest pen of an icon.
pub const ICON_PEN: f32 = 1.25;
/// The icon inside an org's tile.
pub const ICON_TILE: f32 = 18.0;
/// Icons of banners and empty states' tiles.
pub const ICON_LARGE: f32 = 22.0;
/// The arrow between two orgs.
pub const ORG_ARROW_WIDTH: f32 = 64.0;
/// Half the height of its head.
pub const ORG_ARROW_HEAD: f32 = 6.0;
/// The narrowest card of an org; with less room the two stack.
pub const ORG_CARD_WIDTH: f32 = 190.0;
/// The round mark of a step.
pub const STEP_MARK: f32 = 22.0;
/// Height of the line that names both orgs.
pub const ORG_LINE: f32 = 36.0;
/// Between the edge of a step's mark and the icon in it.
pub const MARK_INSET: f32 = 4.0;
/// The tile that carries an org's icon.
pub const ORG_TILE: f32 = 32.0;
/// Width of a switch; its height is 20.
pub const SWITCH_WIDTH: f32 = 36.0;
/// Height of a switch.
pub const SWITCH_HEIGHT: f32 = 20.0;
/// Side of a check box or radio mark.
pub const TICK_BOX: f32 = 18.0;
/// The dot of a chosen radio mark, as a part of its radius.
pub const RADIO_DOT: f32 = 0.42;
/// Between the edge of a switch and its knob.
pub const SWITCH_INSET: f32 = 4.5;
/// From the bottom of a link to its underline.
pub const LINK_UNDERLINE: f32 = 3.0;
/// Height of a progress bar.
pub const PROGRESS_HEIGHT: f32 = 6.0;
/// The most a block of code grows before it scrolls.
pub const CODE_HEIGHT: f32 = 260.0;

/// How far a colour moves towards the text colour under the pointer.
pub const HOVER_BLEND: f32 = 0.10;
/// How far it moves while pressed.
pub const PRESS_BLEND: f32 = 0.18;
/// How far it moves towards the surface when a control cannot be used.
pub const FADE_BLEND: f32 = 0.42;

/// Seconds during which a copy button says that it copied.
pub const COPIED_SECS: f64 = 2.0;
/// Seconds of one turn of the spinner.
pub const SPIN_SECS: f64 = 1.1;
/// Seconds between two pictures of the spinner.
pub const SPIN_FRAME_SECS: f32 = 1.0 / 30.0;
/// Seconds before an explanation opens.
pub const TOOLTIP_DELAY_SECS: f32 = 0.35;
/// Seconds after which a good message goes by itself.
pub const TOAST_SECS: f64 = 6.0;

/// The window as it opens.
pub const WINDOW: [f32; 2] = [1200.0, 780.0];
/// The smallest window.
pub const WINDOW_LEAST: [f32; 2] = [720.0, 520.0];
/// How far the outline of a toned card is mixed with the text's colour, from 0 to 1.
pub const LINE_TONED: f32 = 0.5;
