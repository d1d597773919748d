//! What outlives a session: connections, journals and preferences on disk, secrets in the keychain of the system.
//!
//! Bodies are the caller's: this module knows envelopes, versions and damage, not federations. It refuses three
//! things. A secret never enters a file: [`keychain`] is the only place that is handed one. A file is never
//! overwritten half-way: it is written beside and renamed. And nothing that could not be read is thrown away: what is
//! damaged is set aside under another name, and what a newer version wrote is left as it is.

pub mod connection_file;
mod envelope;
mod file;
pub mod journal_file;
pub mod keychain;
pub mod outside;
pub mod paths;
pub mod preferences;
mod problem;

pub use envelope::{Format, Kept, Loaded, Unfit};
pub use file::write_atomically;
pub use problem::{JournalProblem, LoadProblem, SaveProblem};
