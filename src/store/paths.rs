//! Where things are kept. Reads no environment and touches no disk: an override is handed in, and folders are made
//! when something is written to them.

use std::fmt;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The environment variable whose value, where set, belongs into [`Paths::new`].
pub const HOME_VARIABLE: &str = "ORG2ORG_SETUP_HOME";

const MAX_STEM_CHARS: usize = 80;
const FALLBACK_STEM: &str = "connection";

/// The folders of this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    data: PathBuf,
    configuration: PathBuf,
}

/// Why there is no place to keep anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathsProblem {
    /// The system names no home folder.
    #[error("This system names no home folder, so there is no place to keep connections")]
    NoHome,
    /// The override is not a full path.
    #[error("{HOME_VARIABLE} must be a full path, and {} is not", .0.display())]
    NotAbsolute(PathBuf),
}

impl Paths {
    /// The folders under `home`, where one is given and not empty; else where the system keeps a program's data.
    pub fn new(home: Option<&Path>) -> Result<Self, PathsProblem> {
        match home.filter(|home| !home.as_os_str().is_empty()) {
            Some(home) if home.is_absolute() => Ok(Self {
                data: home.to_path_buf(),
                configuration: home.to_path_buf(),
            }),
            Some(home) => Err(PathsProblem::NotAbsolute(home.to_path_buf())),
            None => Self::of_system(),
        }
    }

    fn of_system() -> Result<Self, PathsProblem> {
        let dirs = ProjectDirs::from("", "", "org2org-setup").ok_or(PathsProblem::NoHome)?;
        Ok(Self {
            data: dirs.data_local_dir().to_path_buf(),
            configuration: dirs.config_local_dir().to_path_buf(),
        })
    }

    /// The folder of saved connections.
    pub fn connections(&self) -> PathBuf {
        self.data.join("connections")
    }

    /// The folder of journals.
    pub fn journals(&self) -> PathBuf {
        self.data.join("journals")
    }

    /// The folder of logs.
    pub fn logs(&self) -> PathBuf {
        self.data.join("logs")
    }

    /// The file of one connection.
    pub fn connection(&self, name: &FileStem) -> PathBuf {
        self.connections().join(format!("{name}.json"))
    }

    /// The journal of one connection.
    pub fn journal(&self, name: &FileStem) -> PathBuf {
        self.journals().join(format!("{name}.jsonl"))
    }

    /// The file of preferences.
    pub fn preferences(&self) -> PathBuf {
        self.configuration.join("preferences.json")
    }
}

/// The name of a file without folder and ending, safe on every system: small letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileStem(String);

impl FileStem {
    /// Makes a name out of any words: `Acme Workforce → Northwind` becomes `acme-workforce-northwind`.
    pub fn from_words(words: &str) -> Self {
        let plain: String = words
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
            .collect();
        let joined = plain
            .to_ascii_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join("-");
        let short: String = joined.chars().take(MAX_STEM_CHARS).collect();
        let stem = short.trim_end_matches('-');
        match stem {
            "" => Self(FALLBACK_STEM.to_owned()),
            reserved if is_reserved(reserved) => Self(format!("{FALLBACK_STEM}-{reserved}")),
            stem => Self(stem.to_owned()),
        }
    }

    /// Takes a name as it is, where it is one.
    pub fn parse(stem: &str) -> Option<Self> {
        let candidate = Self::from_words(stem);
        (candidate.0 == stem).then_some(candidate)
    }

    /// The name with a number, for when it is taken.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        Self(format!("{}-{number}", self.0))
    }
}

impl fmt::Display for FileStem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names that Windows keeps for devices, whatever their ending.
fn is_reserved(stem: &str) -> bool {
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[cfg(unix)]
    const HOME: &str = "/srv/setup";
    #[cfg(windows)]
    const HOME: &str = r"C:\setup";

    #[test]
    fn an_override_holds_everything() {
        let paths = Paths::new(Some(Path::new(HOME))).unwrap();
        let name = FileStem::from_words("Acme");
        for path in [
            paths.connection(&name),
            paths.journal(&name),
            paths.preferences(),
            paths.logs(),
        ] {
            assert!(path.starts_with(HOME), "{}", path.display());
        }
    }

    #[test]
    fn an_empty_override_is_none_and_a_relative_one_is_refused() {
        assert_eq!(Paths::new(Some(Path::new(""))), Paths::new(None));
        let relative = Path::new("setup");
        assert_eq!(
            Paths::new(Some(relative)),
            Err(PathsProblem::NotAbsolute(relative.to_path_buf()))
        );
    }

    #[test]
    fn names_are_made_of_words() {
        let stem = |words: &str| FileStem::from_words(words).to_string();
        assert_eq!(
            stem("Acme Workforce \u{2192} Northwind"),
            "acme-workforce-northwind"
        );
        assert_eq!(stem("../../etc/passwd"), "etc-passwd");
        assert_eq!(stem("\u{65e5}\u{672c}"), "connection");
        assert_eq!(stem("CON"), "connection-con");
        assert_eq!(stem("com7"), "connection-com7");
        assert_eq!(stem("company"), "company");
        assert_eq!(FileStem::from_words("a").numbered(2).to_string(), "a-2");
    }

    #[test]
    fn only_a_name_is_taken_as_one() {
        assert!(FileStem::parse("acme-northwind-2").is_some());
        for other in ["", "Acme", "a/b", "..", "a--b", "a-", "nul"] {
            assert_eq!(FileStem::parse(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_words_make_a_name_that_stays_in_its_folder(words in "\\PC{0,200}") {
            let stem = FileStem::from_words(&words).to_string();
            prop_assert!(!stem.is_empty() && stem.len() <= MAX_STEM_CHARS + FALLBACK_STEM.len() + 1);
            prop_assert!(stem.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            prop_assert_eq!(FileStem::parse(&stem).map(|name| name.to_string()), Some(stem));
        }
    }
}
