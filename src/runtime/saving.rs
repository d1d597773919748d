//! Saving a file where a person chooses; where no dialog can be shown, into a folder that is named.
//!
//! A missing dialog answers like a cancelled one, only at once: faster than any person.

use super::Shared;
use crate::{clock::Boxed, store::write_atomically, wizard::Event};
use jiff::SignedDuration;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

const FASTER_THAN_A_PERSON: SignedDuration = SignedDuration::from_millis(150);

/// A file to be saved.
pub struct ToSave {
    /// Asks the person; `None` when cancelled, or when there is no dialog.
    pub choose: Boxed<'static, Option<PathBuf>>,
    /// Where it goes without a dialog.
    pub fallback: Option<PathBuf>,
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

pub(super) async fn save(shared: Arc<Shared>, file: ToSave) {
    let asked = shared.clock.now();
    let chosen = file.choose.await;
    let at_once = shared.clock.now().duration_since(asked) < FASTER_THAN_A_PERSON;
    let place = match (chosen, at_once) {
        (Some(path), _) => path,
        (None, true) => {
            let Some(folder) = file.fallback else {
                let text =
                    "No file dialog and no folder for files was found; copy the text instead".to_owned();
                shared.send(Event::Said { text, bad: true });
                return;
            };
            free_name(&folder, &file.name)
        }
        (None, false) => return,
    };
    let (path, bytes) = (place.clone(), file.bytes);
    let written = tokio::task::spawn_blocking(move || write_atomically(&path, &bytes)).await;
    let problem = match written {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.to_string()),
        Err(error) => Some(error.to_string()),
    };
    shared.send(match problem {
        None => Event::Said {
            text: format!("Saved as {}", place.display()),
            bad: false,
        },
        Some(problem) => Event::Said {
            text: format!("{} could not be saved: {problem}", place.display()),
            bad: true,
        },
    });
}

/// A name in a folder that nothing has yet: nobody chose it, so nothing may be overwritten.
fn free_name(folder: &Path, name: &str) -> PathBuf {
    let first = folder.join(name);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "txt"));
    let others = (2..1000).map(|number| folder.join(format!("{stem} ({number}).{ending}")));
    std::iter::once(first.clone())
        .chain(others)
        .find(|path| !path.exists())
        .unwrap_or(first)
}
