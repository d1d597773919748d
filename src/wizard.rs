//! All state of the program, and the one function through which it changes.
//!
//! [`update()`] takes an [`Event`] and returns [`Effect`]s; it is pure. Nothing here knows egui, tokio, files or
//! a clock: what time it is comes with the events, and what has to be done outside is asked for as data.

pub mod breaking;
pub mod bundle;
pub mod connect;
pub mod effect;
pub mod event;
pub mod export;
pub mod files;
pub mod home;
pub mod open;
pub mod rail;
pub mod saved;
pub mod task;
pub mod trouble;
mod update;

pub use effect::Effect;
pub use event::Event;
pub use open::Open;
pub use update::update;

use crate::federation::action::Step;
use home::Home;

/// Identifies one piece of background work; answers of older ones are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RunId(pub u64);

/// What fills the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Screen {
    /// Three ways in, and the saved connections.
    Home,
    /// Step 0: both orgs.
    Connect,
    /// One of the five steps.
    Step(Step),
    /// The verification checklist.
    Checklist,
    /// What was set, with evidence.
    Handover,
    /// Why a sign-in fails.
    Troubleshoot,
    /// A support bundle before it is saved.
    Bundle,
    /// Settings of the program.
    Settings,
}

/// Where secrets are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretStore {
    /// Not asked yet.
    Unknown,
    /// In the keychain of the system, by its name.
    Keychain(String),
    /// Only in memory, until the program ends: why.
    Session(String),
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Settings of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Light or dark.
    pub appearance: Appearance,
    /// A file with further certificates to trust, such as an inspecting proxy's.
    pub extra_certificates: String,
}

impl Preferences {
    /// The settings as they are kept on disk.
    pub fn from_kept(kept: &crate::store::preferences::Preferences) -> Self {
        use crate::store::preferences::Theme;
        let appearance = match kept.theme {
            Theme::System => Appearance::System,
            Theme::Light => Appearance::Light,
            Theme::Dark => Appearance::Dark,
        };
        let file = kept.extra_ca_file.as_ref();
        Self {
            appearance,
            extra_certificates: file.map(|file| file.display().to_string()).unwrap_or_default(),
        }
    }

    /// The settings to be kept on disk, in place of those that are there.
    #[must_use]
    pub fn to_kept(
        &self,
        kept: &crate::store::preferences::Preferences,
    ) -> crate::store::preferences::Preferences {
        use crate::store::preferences::Theme;
        let theme = match self.appearance {
            Appearance::System => Theme::System,
            Appearance::Light => Theme::Light,
            Appearance::Dark => Theme::Dark,
        };
        let file = Some(self.extra_certificates.trim()).filter(|path| !path.is_empty());
        crate::store::preferences::Preferences {
            theme,
            extra_ca_file: file.map(Into::into),
            ..kept.clone()
        }
    }
}

/// A question that must be answered before anything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether to take everything back.
    Undo,
    /// Whether to remove a connection from the list.
    Forget {
        /// Which.
        id: String,
        /// Its name on screen.
        name: String,
    },
    /// Whether to close the window although changes are being made.
    Close,
    /// Where to save a file.
    SaveAs(files::SaveAs),
}

/// A short message that goes away by itself or by a click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Distinguishes equal messages.
    pub id: u64,
    /// What it says.
    pub text: String,
    /// Whether something went wrong.
    pub bad: bool,
}

/// All state of the program.
#[derive(Clone, Debug)]
pub struct Wizard {
    /// What fills the window.
    pub screen: Screen,
    /// The list of connections.
    pub home: Home,
    /// The connection that is open.
    pub open: Option<Open>,
    /// What was brought to find out why a sign-in fails.
    pub trouble: trouble::Troubleshoot,
    /// Where the way back from troubleshooting leads.
    pub trouble_from: Screen,
    /// A support bundle on its way out.
    pub bundle: Option<bundle::Handing>,
    /// A support bundle of somebody else that is looked at.
    pub viewed: Option<bundle::Viewed>,
    /// Whether the next connection that is opened is only looked at.
    pub look_only: bool,
    /// Where secrets are kept.
    pub secrets: SecretStore,
    /// Settings.
    pub preferences: Preferences,
    /// A question over everything.
    pub question: Option<Question>,
    /// A short message.
    pub toast: Option<Toast>,
    /// Whether the window may close.
    pub may_close: bool,
    last_run: u64,
}

impl Default for Wizard {
    fn default() -> Self {
        Self {
            screen: Screen::Home,
            home: Home::default(),
            open: None,
            trouble: trouble::Troubleshoot::default(),
            trouble_from: Screen::Home,
            bundle: None,
            viewed: None,
            look_only: false,
            secrets: SecretStore::Unknown,
            preferences: Preferences::default(),
            question: None,
            toast: None,
            may_close: false,
            last_run: 0,
        }
    }
}

impl Wizard {
    /// The program at its start, and what it asks for first.
    pub fn start() -> (Self, Vec<Effect>) {
        let wizard = Self::default();
        (
            wizard,
            vec![
                Effect::LoadPreferences,
                Effect::OpenKeychain,
                Effect::LoadConnections,
            ],
        )
    }

    /// A new identifier of background work.
    pub(crate) fn next_run(&mut self) -> RunId {
        self.last_run += 1;
        RunId(self.last_run)
    }

    /// The place before the one on show, for the button "Back" and for Escape.
    pub fn back(&self) -> Screen {
        let is_bundle = self.open.as_ref().is_some_and(|open| !open.access.has_orgs());
        match (self.screen, &self.bundle) {
            (Screen::Bundle, Some(handing)) => handing.back,
            (Screen::Troubleshoot, _) if self.open.is_some() && self.viewed.is_none() => self.trouble_from,
            (Screen::Checklist, _) if is_bundle => Screen::Troubleshoot,
            (screen, _) => rail::back(screen),
        }
    }

    /// Whether something is being changed right now.
    pub fn is_changing(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.run.as_ref().is_some_and(open::Run::is_running))
    }

    /// Shows a short message.
    pub(crate) fn say(&mut self, text: impl Into<String>, bad: bool) {
        self.last_run += 1;
        self.toast = Some(Toast {
            id: self.last_run,
            text: text.into(),
            bad,
        });
    }
}
