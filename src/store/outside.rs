//! Files of others, brought to be looked at: read within a bound, never kept, never changed.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::file::read_bounded;
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
    let rest = read_bounded(&mut file, limit.saturating_sub(BEGINNING)).map_err(problem)?;
    let Some(mut rest) = rest else {
        return Err(LoadProblem::TooLarge {
            path: path.to_owned(),
            limit,
        });
    };
    bytes.append(&mut rest);
    Ok(bytes)
}

/// How a file begins, for recognising what it is.
pub fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(BEGINNING).read_to_end(&mut bytes)?;
    Ok(bytes)
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
