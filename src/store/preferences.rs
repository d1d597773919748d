//! The few settings of the program itself. Nothing here is worth an interruption: what is missing or out of range is
//! the default.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::envelope::{self, Format, Kept};
use super::problem::{LoadProblem, SaveProblem};

/// Preferences as this version writes them.
pub const PREFERENCES: Format = Format {
    name: "org2org-setup preferences",
    schema: 1,
    migrate: no_earlier_schema,
};

const WINDOW_SIDES: std::ops::RangeInclusive<u32> = 200..=20_000;

/// What a person chose for the program as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// A file of further certificate authorities to trust, as networks need that read along.
    pub extra_ca_file: Option<PathBuf>,
    /// The size of the window when it was last closed.
    pub window_size: Option<WindowSize>,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system is set.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The inner size of a window in logical points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowSize {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// Preferences and the file they belong to.
#[derive(Debug)]
pub struct PreferencesFile {
    path: PathBuf,
    kept: Kept,
    /// False for a file that this version must not overwrite.
    writable: bool,
}

impl PreferencesFile {
    /// Loads the preferences at `path`; the defaults where there are none or they cannot be loaded, with the problem.
    pub fn load(path: &Path) -> (Self, Preferences, Option<LoadProblem>) {
        let file = |kept, writable| Self {
            path: path.to_path_buf(),
            kept,
            writable,
        };
        match envelope::load::<Preferences>(path, &PREFERENCES) {
            Ok(loaded) => (file(loaded.kept, true), loaded.body.in_range(), None),
            Err(LoadProblem::Missing { .. }) => (file(Kept::default(), true), Preferences::default(), None),
            Err(problem) => {
                let gone = matches!(problem, LoadProblem::Damaged { .. });
                (file(Kept::default(), gone), Preferences::default(), Some(problem))
            }
        }
    }

    /// Saves the preferences. Does nothing where the file that is there could not be loaded and was left in place.
    pub fn save(&self, preferences: &Preferences, now: Timestamp) -> Result<(), SaveProblem> {
        if !self.writable {
            return Ok(());
        }
        envelope::save(&self.path, &PREFERENCES, preferences, &self.kept, now)
    }
}

impl Preferences {
    fn in_range(mut self) -> Self {
        self.window_size = self
            .window_size
            .filter(|size| WINDOW_SIDES.contains(&size.width) && WINDOW_SIDES.contains(&size.height));
        self
    }
}

fn no_earlier_schema(_from: u32, _body: Value) -> Option<Value> {
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::super::file::tests::{TestFolder, names};
    use super::*;

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = TestFolder::new();
        let path = folder.path().join("preferences.json");
        let chosen = Preferences {
            theme: Theme::Dark,
            extra_ca_file: Some(PathBuf::from("/etc/company.pem")),
            window_size: Some(WindowSize {
                width: 1100,
                height: 760,
            }),
        };
        let (file, initial, problem) = PreferencesFile::load(&path);
        assert!(problem.is_none());
        assert_eq!(initial, Preferences::default());
        file.save(&chosen, instant()).unwrap();
        assert_eq!(PreferencesFile::load(&path).1, chosen);
    }

    #[test]
    fn what_is_missing_or_out_of_range_is_the_default() {
        let folder = TestFolder::new();
        let path = folder.path().join("preferences.json");
        write(
            &path,
            1,
            &json!({"window_size": {"width": 3, "height": 700}, "later": true}),
        );
        let (file, preferences, problem) = PreferencesFile::load(&path);
        assert!(problem.is_none());
        assert_eq!(preferences, Preferences::default());
        file.save(&preferences, instant()).unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("\"later\": true"));
    }

    #[test]
    fn damaged_preferences_give_way_to_the_defaults() {
        let folder = TestFolder::new();
        let path = folder.path().join("preferences.json");
        fs::write(&path, "{").unwrap();
        let (file, preferences, problem) = PreferencesFile::load(&path);
        assert_eq!(preferences, Preferences::default());
        assert!(matches!(problem, Some(LoadProblem::Damaged { .. })));
        file.save(&preferences, instant()).unwrap();
        assert_eq!(
            names(folder.path()),
            ["preferences.json", "preferences.json.damaged-1"]
        );
    }

    #[test]
    fn preferences_of_a_newer_version_are_not_overwritten() {
        let folder = TestFolder::new();
        let path = folder.path().join("preferences.json");
        write(&path, 2, &json!({"theme": "sepia"}));
        let before = fs::read(&path).unwrap();
        let (file, preferences, problem) = PreferencesFile::load(&path);
        assert!(matches!(problem, Some(LoadProblem::Newer { .. })));
        file.save(&preferences, instant()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    fn write(path: &Path, schema: u32, body: &Value) {
        let document = json!({
            "format": PREFERENCES.name, "schema": schema, "written_by": "9", "saved_at": instant(), "body": body,
        });
        fs::write(path, document.to_string()).unwrap();
    }

    fn instant() -> Timestamp {
        "2026-11-23T08:00:00Z".parse().unwrap()
    }
}
