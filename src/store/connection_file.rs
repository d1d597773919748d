//! A saved connection: one source org joined to one target org, as one JSON file. What it says is the caller's; that
//! it is whole, of this program, and of a version that is understood is said here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::envelope::{self, Format, Kept, Loaded, Unfit};
use super::problem::{LoadProblem, SaveProblem};

/// Saved connections as this version writes them.
pub const CONNECTION: Format = Format {
    name: "org2org-setup connection",
    schema: 1,
    migrate: no_earlier_schema,
};

/// The most files of a folder that are listed.
const MAX_LISTED: usize = 1000;

/// The connections of a folder, sorted by the name of their file, and what could not be loaded.
#[derive(Debug)]
pub struct Listing<T> {
    /// Those that were loaded.
    pub connections: Vec<(PathBuf, Loaded<T>)>,
    /// Why the others were not.
    pub problems: Vec<LoadProblem>,
}

/// Loads one connection. A damaged file is renamed and the problem says to what; a newer one is left alone.
pub fn load<T>(path: &Path) -> Result<Loaded<T>, LoadProblem>
where
    T: Serialize + DeserializeOwned,
{
    envelope::load(path, &CONNECTION)
}

/// What the bytes of a connection file hold.
pub fn from_bytes<T>(bytes: &[u8]) -> Result<Loaded<T>, Unfit>
where
    T: Serialize + DeserializeOwned,
{
    envelope::from_bytes(bytes, &CONNECTION)
}

/// The bytes of a connection file, as [`save`] writes them.
pub fn to_bytes<T: Serialize>(body: &T, kept: &Kept, now: Timestamp) -> serde_json::Result<Vec<u8>> {
    envelope::to_bytes(&CONNECTION, body, kept, now)
}

/// Saves one connection in place of what was there. `kept` is what [`load`] returned beside the body, so that fields
/// of a newer version survive; for a new connection it is the default.
pub fn save<T: Serialize>(path: &Path, body: &T, kept: &Kept, now: Timestamp) -> Result<(), SaveProblem> {
    envelope::save(path, &CONNECTION, body, kept, now)
}

/// Loads every connection in a folder; a folder that is not there holds none.
pub fn list<T>(folder: &Path) -> Listing<T>
where
    T: Serialize + DeserializeOwned,
{
    let mut listing = Listing {
        connections: Vec::new(),
        problems: Vec::new(),
    };
    match files(folder) {
        Ok(paths) => {
            for path in paths {
                match load(&path) {
                    Ok(loaded) => listing.connections.push((path, loaded)),
                    Err(problem) => listing.problems.push(problem),
                }
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => listing.problems.push(LoadProblem::Unreadable {
            path: folder.to_path_buf(),
            source,
        }),
    }
    listing
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?
        .take(MAX_LISTED)
        .collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<PathBuf> = entries
        .iter()
        .map(fs::DirEntry::path)
        .filter(|path| is_connection(path))
        .collect();
    paths.sort();
    Ok(paths)
}

/// Files of other kinds, those set aside and those half-written have other endings or begin with a dot.
fn is_connection(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    !hidden && path.extension().is_some_and(|ending| ending == "json") && path.is_file()
}

fn no_earlier_schema(_from: u32, _body: Value) -> Option<Value> {
    None
}

#[cfg(test)]
mod tests;
