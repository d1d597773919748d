//! What can go wrong with a file, in sentences for people. Repeats nothing of a file's content.

use std::io;
use std::path::PathBuf;

/// Why a file was not loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadProblem {
    /// There is no such file.
    #[error("{} does not exist", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The system does not let it be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Larger than anything this program writes; left as it is.
    #[error("{} is larger than {limit} bytes, the most that is read", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// A later version of this program wrote it; left as it is.
    #[error("{} was written by version {written_by} of this program, which is newer than this one", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version that wrote it.
        written_by: String,
        /// The schema it is in.
        schema: u32,
    },
    /// It is sound, but something else; left as it is.
    #[error("{} holds something else than a {expected}", path.display())]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// What was expected.
        expected: &'static str,
    },
    /// An earlier version of this program wrote it, and it cannot be brought up to date; left as it is.
    #[error("{} was written by an earlier version and cannot be brought up to date", path.display())]
    NotMigrated {
        /// The file.
        path: PathBuf,
        /// The schema it is in.
        schema: u32,
    },
    /// It is damaged, and was set aside under another name.
    #[error("{} is damaged and was set aside as {}", path.display(), kept_as.display())]
    Damaged {
        /// The file as it was called.
        path: PathBuf,
        /// Where it is now.
        kept_as: PathBuf,
    },
    /// It is damaged, and could not be set aside either.
    #[error("{} is damaged and could not be set aside", path.display())]
    DamagedInPlace {
        /// The file.
        path: PathBuf,
        /// Why it could not be renamed.
        source: io::Error,
    },
}

impl LoadProblem {
    /// What a person does next, as one sentence.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "Start a new connection, or choose another file",
            Self::Unreadable { .. } => "Check that this user may read the file, then try again",
            Self::TooLarge { .. } | Self::OtherFormat { .. } => "Choose another file",
            Self::Newer { .. } => "Update this program, then open the file again",
            Self::NotMigrated { .. } => "Open the file with the version that wrote it, or start again",
            Self::Damaged { .. } | Self::DamagedInPlace { .. } => {
                "Start again: objects that exist already are recognised and adopted"
            }
        }
    }
}

/// Why a file was not saved; the file that was there before is untouched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveProblem {
    /// The system does not let it be written.
    #[error("{} cannot be written", path.display())]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The body has no form in JSON.
    #[error("{} cannot be written because its content has no form in JSON", path.display())]
    NoJson {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
}

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalProblem {
    /// Another window or process has it open.
    #[error("{} is in use by another window of this program", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The system does not let it be read or written.
    #[error("The journal {} cannot be {action}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried, as a participle.
        action: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// Larger than anything this program writes; left as it is.
    #[error("The journal {} is larger than {limit} bytes, the most that is read", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// A line is sound JSON but of no kind that is known here, as a newer version may write; left as it is.
    #[error("Line {line} of the journal {} is of a kind that this version does not know", path.display())]
    NotUnderstood {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// The entry has no form in JSON.
    #[error("An entry for the journal {} has no form in JSON", path.display())]
    NoJson {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
}
