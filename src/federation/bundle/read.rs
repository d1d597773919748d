//! Opens a support bundle that somebody else made: bounded in size and depth, and with a sentence for everything that
//! can be wrong with it.

use super::{Bundle, FORMAT, VERSION};
use serde_json::Value;

/// The most bytes of a bundle that are read.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How much of a file is looked at to recognise a bundle (bytes).
const BEGINNING: usize = 256;

/// Why a bundle cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Larger than any bundle.
    #[error("it is larger than any support bundle: more than {} MB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// Something else.
    #[error("it is not a support bundle of this program")]
    NotBundle,
    /// Of a version that this program does not know.
    #[error(
        "it was made by a newer version of this program ({program}): update this one, then open it again"
    )]
    Newer {
        /// The version of the program that made it.
        program: String,
    },
    /// Cut off, edited, or nested too deeply.
    #[error("the support bundle is damaged or cut off ({0}): ask for it to be made and sent again")]
    Damaged(String),
}

/// Whether a file that begins like this says to be a support bundle.
pub fn is_bundle(beginning: &[u8]) -> bool {
    let beginning = beginning.get(..BEGINNING).unwrap_or(beginning);
    let text = String::from_utf8_lossy(beginning);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('{') && text.contains(FORMAT)
}

/// Opens a bundle.
pub fn read(bytes: &[u8]) -> Result<Bundle, BundleError> {
    if bytes.len() > MAX_BYTES {
        return Err(BundleError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let damaged = |error: serde_json::Error| {
        if is_bundle(bytes) {
            BundleError::Damaged(brief(&error))
        } else {
            BundleError::NotBundle
        }
    };
    let mut file: Value = serde_json::from_slice(bytes).map_err(damaged)?;
    let text = |name: &str| file.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("format") != FORMAT {
        return Err(BundleError::NotBundle);
    }
    match file.get("version").and_then(Value::as_u64) {
        Some(version) if (1..=VERSION).contains(&version) => {}
        Some(version) if version > VERSION => {
            let program = text("program")
                .chars()
                .filter(|c| !c.is_control())
                .take(40)
                .collect();
            return Err(BundleError::Newer { program });
        }
        _ => return Err(BundleError::Damaged("its version is missing".to_owned())),
    }
    printable(&mut file);
    serde_json::from_value(file).map_err(|error| BundleError::Damaged(brief(&error)))
}

/// What a terminal would take for commands is made visible.
fn printable(value: &mut Value) {
    let commands = |c: char| c.is_control() && !c.is_whitespace();
    match value {
        Value::String(text) if text.contains(commands) => *text = text.replace(commands, "\u{fffd}"),
        Value::Array(items) => items.iter_mut().for_each(printable),
        Value::Object(members) => members.values_mut().for_each(printable),
        _ => {}
    }
}

/// The library's words, which may repeat a value of any length.
fn brief(error: &serde_json::Error) -> String {
    let words: String = error.to_string().chars().filter(|c| !c.is_control()).collect();
    if words.chars().count() > 120 {
        words.chars().take(119).chain(['…']).collect()
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> BundleError {
        read(text.as_bytes()).unwrap_err()
    }

    #[test]
    fn what_is_no_bundle_is_told_from_a_damaged_one_and_from_a_newer_one() {
        assert_eq!(refused(""), BundleError::NotBundle);
        assert_eq!(refused("{\"log\":{}}"), BundleError::NotBundle);
        let cut = format!("{{\"format\": \"{FORMAT}\", \"version\": 1, \"made");
        assert!(matches!(refused(&cut), BundleError::Damaged(_)));
        let empty = format!("{{\"format\": \"{FORMAT}\", \"version\": 1}}");
        assert!(matches!(refused(&empty), BundleError::Damaged(_)));
        let newer = format!("{{\"format\": \"{FORMAT}\", \"version\": 2, \"program\": \"9.1.0\"}}");
        assert_eq!(
            refused(&newer).to_string(),
            "it was made by a newer version of this program (9.1.0): update this one, then open it again"
        );
    }

    #[test]
    fn a_bundle_nested_ten_thousand_times_or_too_large_is_refused() {
        let deep = format!(
            "{{\"format\": \"{FORMAT}\", \"version\": 1, \"x\": {}",
            "[".repeat(10_000)
        );
        assert!(matches!(refused(&deep), BundleError::Damaged(_)));
        assert_eq!(
            read(&vec![b' '; MAX_BYTES + 1]).unwrap_err(),
            BundleError::TooLarge
        );
    }
}
