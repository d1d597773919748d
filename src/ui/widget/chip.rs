//! Chips: a word on a coloured ground, with an icon, for states and labels.

use std::{borrow::Cow, sync::Arc};

use egui::{Color32, CornerRadius, Galley, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use crate::ui::{
    icon::Icon,
    theme::{Tokens, Tone, measure, text},
};

/// Every state a task, a check or a step can be in; each has a word, an icon and a tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Its turn has not come.
    Waiting,
    /// Being carried out.
    Working,
    /// Carried out.
    Done,
    /// Carried out, with something to know.
    DoneWithWarning,
    /// Already as wanted; nothing was changed.
    AlreadyThere,
    /// To be done by a person.
    ByHand,
    /// Stopped between two actions.
    Paused,
    /// Could not be carried out.
    Failed,
    /// Taken back.
    Undone,
    /// Never looked at.
    NotChecked,
    /// Being looked at.
    Checking,
    /// The configuration is right; no sign-in was seen yet.
    ReadyToTest,
    /// Waiting for a sign-in.
    Watching,
    /// Looked at, and as it should be; no proof that it works.
    InOrder,
    /// Proved by evidence.
    Verified,
    /// Wrong, with a cause.
    NeedsFix,
    /// Left out, with a reason.
    Skipped,
    /// Could not be judged.
    Unknown,
}

impl Status {
    /// The word for the state.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Working => "Working…",
            Self::Done => "Done",
            Self::DoneWithWarning => "Done, with a warning",
            Self::AlreadyThere => "Already there",
            Self::ByHand => "By hand",
            Self::Paused => "Paused",
            Self::Failed => "Failed",
            Self::Undone => "Undone",
            Self::NotChecked => "Not checked yet",
            Self::Checking => "Checking…",
            Self::ReadyToTest => "Ready to test",
            Self::Watching => "Watching",
            Self::InOrder => "In order",
            Self::Verified => "Verified",
            Self::NeedsFix => "Needs a fix",
            Self::Skipped => "Skipped",
            Self::Unknown => "Could not tell",
        }
    }

    /// The icon for the state.
    pub fn icon(self) -> Icon {
        match self {
            Self::Waiting | Self::NotChecked => Icon::Ring,
            Self::Working | Self::Checking => Icon::Spinner,
            Self::Done | Self::AlreadyThere | Self::InOrder | Self::Verified => Icon::Check,
            Self::DoneWithWarning | Self::Unknown => Icon::Warning,
            Self::ByHand => Icon::Hand,
            Self::Paused => Icon::Pause,
            Self::Failed | Self::NeedsFix => Icon::Cross,
            Self::Undone => Icon::Undo,
            Self::ReadyToTest => Icon::Play,
            Self::Watching => Icon::Eye,
            Self::Skipped => Icon::Dash,
        }
    }

    /// The tone for the state.
    pub fn tone(self) -> Tone {
        match self {
            Self::Waiting | Self::NotChecked | Self::Skipped | Self::Undone | Self::Paused => Tone::Neutral,
            Self::Working | Self::Checking | Self::ReadyToTest | Self::Watching => Tone::Info,
            Self::Done | Self::AlreadyThere | Self::InOrder | Self::Verified => Tone::Success,
            Self::DoneWithWarning | Self::Unknown | Self::ByHand => Tone::Warning,
            Self::Failed | Self::NeedsFix => Tone::Danger,
        }
    }
}

/// A word on a coloured ground.
pub struct Chip<'a> {
    tone: Tone,
    icon: Option<Icon>,
    word: Cow<'a, str>,
}

impl<'a> Chip<'a> {
    /// A chip without an icon.
    pub fn new(tone: Tone, word: impl Into<Cow<'a, str>>) -> Self {
        let word = word.into();
        Self {
            tone,
            icon: None,
            word,
        }
    }

    /// The chip of a state: its icon, its word, its tone.
    pub fn of(status: Status) -> Self {
        Self::new(status.tone(), status.word()).icon(status.icon())
    }

    /// Adds an icon.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Leaves the icon out, where one stands beside the chip already.
    #[must_use]
    pub fn without_icon(mut self) -> Self {
        self.icon = None;
        self
    }

    /// The room the chip takes.
    pub fn size(&self, ui: &Ui) -> Vec2 {
        self.size_of(&self.galley(ui))
    }

    /// Shows the chip.
    pub fn show(&self, ui: &mut Ui) -> Response {
        let galley = self.galley(ui);
        let (rect, response) = ui.allocate_exact_size(self.size_of(&galley), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &self.word));
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, galley);
        }
        response
    }

    fn galley(&self, ui: &Ui) -> Arc<Galley> {
        let font = text::small_strong_font();
        ui.painter()
            .layout_no_wrap(self.word.clone().into_owned(), font, Color32::PLACEHOLDER)
    }

    fn size_of(&self, galley: &Galley) -> Vec2 {
        let icon = if self.icon.is_some() {
            measure::ICON_SMALL + measure::GAP_XS
        } else {
            0.0
        };
        let width = galley.size().x + icon + 2.0 * measure::CHIP_PADDING;
        vec2(width.ceil(), measure::CHIP_HEIGHT)
    }

    fn paint(&self, ui: &Ui, rect: Rect, galley: Arc<Galley>) {
        let shade = Tokens::of(ui).shade(self.tone);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "half a chip's height is small"
        )]
        let radius = CornerRadius::same((measure::CHIP_HEIGHT / 2.0) as u8);
        ui.painter().rect_filled(rect, radius, shade.fill);
        let mut left = rect.left() + measure::CHIP_PADDING;
        if let Some(icon) = self.icon {
            let centre = egui::pos2(left + measure::ICON_SMALL / 2.0, rect.center().y);
            let place = Rect::from_center_size(centre, Vec2::splat(measure::ICON_SMALL));
            icon.paint_in(ui, place, shade.text);
            left += measure::ICON_SMALL + measure::GAP_XS;
        }
        let top = rect.center().y - galley.size().y / 2.0;
        ui.painter()
            .galley_with_override_text_color(egui::pos2(left, top).round(), galley, shade.text);
    }
}

/// Shows the chip of a state.
pub fn status_chip(ui: &mut Ui, status: Status) -> Response {
    Chip::of(status).show(ui)
}
