//! Files of others, brought to be looked at: read within a bound, never kept, never changed.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::problem::LoadProblem;

/// How much of a file is looked at before it is known how much may be read.
const BEGINNING: u64 = 512;

/// Everything in a file. `limit` says by its first bytes how many may be read.
pub fn read(path: &Path, limit: impl Fn(&[u8]) -> usize) -> Result<Vec<u8>, LoadProblem> {
    let problem = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => LoadProblem::Missing {
            path: path.to_owned(),
        },
        _ => LoadProblem::Unreadable {
            path: path.to_owned(),
            source,
        },
    };
    let mut file = File::open(path).map_err(problem)?;
    let mut bytes = Vec::new();
    (&mut file)
        .take(BEGINNING)
        .read_to_end(&mut bytes)
        .map_err(problem)?;
    let limit = u64::try_from(limit(&bytes)).unwrap_or(u64::MAX);
    // A large file is held once: there is room for all of it before the rest is read, and for the end to be noticed.
    let length = file.metadata().map_or(0, |about| about.len().min(limit));
    let room = usize::try_from(length).unwrap_or_default().saturating_add(1);
    bytes.reserve_exact(room.saturating_sub(bytes.len()));
    let most = limit.saturating_sub(BEGINNING).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(problem)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limit) {
        return Err(LoadProblem::TooLarge {
            path: path.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

/// How a file begins, for recognising what it is.
pub fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(BEGINNING).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What a person does next when a file of others cannot be read.
pub fn next_step(problem: &LoadProblem) -> &'static str {
    match problem {
        LoadProblem::Missing { .. } => "Check the path: is the file still there, and spelled like this?",
        LoadProblem::Unreadable { .. } => {
            "Check that the path leads to a file, not to a folder, and that this user may read it"
        }
        _ => "Choose another file",
    }
}

/// An error with its causes, as one sentence.
pub fn whole(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        words = format!("{words}: {source}");
        cause = source.source();
    }
    words
}

/// A file to be written line by line that must not be there yet. Fails when it is, or cannot be made.
pub fn new_file(path: &Path) -> io::Result<Box<dyn io::Write + Send>> {
    Ok(Box::new(File::create_new(path)?))
}

#[cfg(test)]
mod tests {
    use super::super::file::tests::TestFolder;
    use super::*;

    #[test]
    fn how_much_is_read_depends_on_how_the_file_begins() {
        let folder = TestFolder::new();
        let path = folder.path().join("brought");
        std::fs::write(&path, format!("{{{}", "x".repeat(2000))).unwrap();
        let limit = |beginning: &[u8]| if beginning.starts_with(b"{") { 5000 } else { 1000 };
        assert_eq!(read(&path, limit).unwrap().len(), 2001);
        std::fs::write(&path, "y".repeat(2000)).unwrap();
        assert!(matches!(
            read(&path, limit),
            Err(LoadProblem::TooLarge { limit: 1000, .. })
        ));
    }

    #[test]
    fn a_file_that_is_not_there_is_told_from_one_that_may_not_be_read() {
        let folder = TestFolder::new();
        assert!(matches!(
            read(&folder.path().join("nowhere"), |_| 10),
            Err(LoadProblem::Missing { .. })
        ));
        assert!(matches!(
            read(folder.path(), |_| 10),
            Err(LoadProblem::Unreadable { .. })
        ));
    }
}
