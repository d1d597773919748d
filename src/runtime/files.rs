//! Files that a person chooses: saving one, picking one, reading one.
//!
//! A missing dialog answers like a cancelled one, only at once: faster than any person. Then the wizard asks for a
//! typed path instead. Nothing is replaced that was not meant to be, and nothing large is read.

use super::Shared;
use crate::{
    clock::Boxed,
    store::{outside, write_atomically},
    wizard::{
        Event,
        files::{Purpose, SaveProblem},
    },
};
use jiff::SignedDuration;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

const FASTER_THAN_A_PERSON: SignedDuration = SignedDuration::from_millis(150);
/// No certificate file is larger (bytes).
const MAX_BYTES: usize = 1024 * 1024;

/// A file to be saved.
pub struct ToSave {
    /// Asks the person; `None` when cancelled, or when there is no dialog.
    pub choose: Boxed<'static, Option<PathBuf>>,
    /// The folder to suggest without a dialog.
    pub folder: Option<PathBuf>,
    /// The suggested name.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for ToSave {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ToSave")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What came of asking a person.
enum Asked {
    Chosen(PathBuf),
    Cancelled,
    NoDialog,
}

async fn ask(shared: &Shared, choose: Boxed<'static, Option<PathBuf>>) -> Asked {
    let asked = shared.clock.now();
    let chosen = choose.await;
    let at_once = shared.clock.now().duration_since(asked) < FASTER_THAN_A_PERSON;
    match (chosen, at_once) {
        (Some(path), _) => Asked::Chosen(path),
        (None, true) => Asked::NoDialog,
        (None, false) => Asked::Cancelled,
    }
}

/// Saves a file where a person chooses, or has the path asked for.
pub(super) async fn save(shared: Arc<Shared>, file: ToSave) {
    match ask(&shared, file.choose).await {
        Asked::Chosen(path) => {
            let bytes = file.bytes;
            work(&shared, move || write(&path, &bytes, true)).await;
        }
        Asked::NoDialog => {
            let path = file.folder.unwrap_or_default().join(&file.name);
            shared.send(Event::NoDialog {
                path: path.display().to_string(),
                bytes: file.bytes.into(),
            });
        }
        Asked::Cancelled => {}
    }
}

/// Lets a person pick a file.
pub(super) async fn choose(shared: Arc<Shared>, purpose: Purpose, choose: Boxed<'static, Option<PathBuf>>) {
    match ask(&shared, choose).await {
        Asked::Chosen(path) => shared.send(Event::Chosen {
            purpose,
            path: path.display().to_string(),
        }),
        Asked::NoDialog => {
            let text = "No file dialog can be shown here: type the path, or drop the file onto the window"
                .to_owned();
            shared.send(Event::Said { text, bad: true });
        }
        Asked::Cancelled => {}
    }
}

/// Writes a file to a typed path.
pub(super) async fn write_typed(shared: Arc<Shared>, path: String, bytes: Arc<[u8]>, replace: bool) {
    work(&shared, move || write(&typed(&path)?, &bytes, replace)).await;
}

/// Reads a file by a typed or dropped path.
pub(super) async fn read(shared: Arc<Shared>, path: String) {
    let wanted = path.clone();
    let content = tokio::task::spawn_blocking(move || read_small(&wanted)).await;
    let content = content.unwrap_or_else(|error| Err(error.to_string()));
    shared.send(Event::FileRead { path, content });
}

async fn work(shared: &Shared, write: impl FnOnce() -> Result<PathBuf, SaveProblem> + Send + 'static) {
    let written = tokio::task::spawn_blocking(write).await;
    let written = written.unwrap_or_else(|error| Err(SaveProblem::Failed(error.to_string())));
    shared.send(match written {
        Ok(path) => Event::Saved(path.display().to_string()),
        Err(problem) => Event::NotSaved(problem),
    });
}

fn write(path: &Path, bytes: &[u8], replace: bool) -> Result<PathBuf, SaveProblem> {
    if !replace && path.exists() {
        return Err(SaveProblem::Exists);
    }
    match write_atomically(path, bytes) {
        Ok(()) => Ok(path.to_owned()),
        Err(error) => Err(SaveProblem::Failed(format!(
            "{} could not be saved: {error}",
            path.display()
        ))),
    }
}

/// A path as people type it: `~` is the home folder, and quotes around it do not belong to it.
pub(super) fn typed(path: &str) -> Result<PathBuf, SaveProblem> {
    let path = path.trim().trim_matches('"');
    let whole = match path.strip_prefix("~/") {
        Some(rest) => directories::UserDirs::new().map(|dirs| dirs.home_dir().join(rest)),
        None => Some(PathBuf::from(path)),
    };
    whole.filter(|path| path.is_absolute()).ok_or_else(|| {
        SaveProblem::Failed("The whole path is needed, from the root or the drive on".to_owned())
    })
}

fn read_small(path: &str) -> Result<Vec<u8>, String> {
    let path = typed(path).map_err(|problem| problem.words().to_owned())?;
    outside::read(&path, |_| MAX_BYTES).map_err(|problem| outside::whole(&problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_path_must_be_whole() {
        assert!(matches!(typed("acme.pem"), Err(SaveProblem::Failed(_))));
        let root = if cfg!(windows) {
            "C:\\acme.pem"
        } else {
            "/acme.pem"
        };
        assert_eq!(typed(&format!(" \"{root}\" ")), Ok(PathBuf::from(root)));
    }

    #[test]
    fn what_is_there_is_replaced_only_when_that_is_said() {
        let folder = std::env::temp_dir().join(format!("org2org-files-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.pem");
        std::fs::write(&path, "old").unwrap();
        assert_eq!(write(&path, b"new", false), Err(SaveProblem::Exists));
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(write(&path, b"new", true), Ok(path.clone()));
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_folder_and_a_missing_file_are_named() {
        let folder = std::env::temp_dir();
        assert!(read_small(&folder.display().to_string()).is_err());
        let missing = folder.join("org2org-no-such-file");
        let said = read_small(&missing.display().to_string()).unwrap_err();
        assert!(said.contains("org2org-no-such-file"), "{said}");
    }
}
