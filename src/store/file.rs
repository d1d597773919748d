//! Files that are whole at every moment: written beside, made durable, then renamed. Readable by their owner alone
//! where the system knows owners. Refuses to read without a bound.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

const MAX_ATTEMPTS: u32 = 1000;

/// Replaces the file at `path` by `bytes`, or makes it, together with its folder. After an error, a crash or a loss
/// of power, the file holds either what it held before or all of `bytes`.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path)?;
    create_folder(folder)?;
    let (mut file, temporary) = create_temporary(path, folder)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    if let Err(error) = written.and_then(|()| fs::rename(&temporary, path)) {
        drop(fs::remove_file(&temporary));
        return Err(error);
    }
    sync_folder(folder)
}

/// Opens a file for reading and writing, made with its folder where it is not there.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    let folder = folder_of(path)?;
    create_folder(folder)?;
    let existed = path.exists();
    let file = private_options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    if !existed {
        sync_folder(folder)?;
    }
    Ok(file)
}

/// Everything in `source`, or `None` where that is more than `limit` bytes.
pub(super) fn read_bounded(source: &mut impl io::Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    let whole = u64::try_from(bytes.len()).is_ok_and(|length| length <= limit);
    Ok(whole.then_some(bytes))
}

/// Renames a file to `<name>.damaged-<n>` with the first free number and returns its new path.
pub(super) fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = free_name_aside(path)?;
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// `<name>.damaged-<n>` with the first number that is free.
pub(super) fn free_name_aside(path: &Path) -> io::Result<PathBuf> {
    for number in 1..=MAX_ATTEMPTS {
        let aside = with_suffix(path, &format!(".damaged-{number}"));
        if !aside.try_exists()? {
            return Ok(aside);
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> io::Result<&Path> {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Ok(Path::new(".")),
        Some(folder) => Ok(folder),
        None => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// A new file beside `path`, under a name that no other process and no other call uses.
fn create_temporary(path: &Path, folder: &Path) -> io::Result<(File, PathBuf)> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    for _ in 0..MAX_ATTEMPTS {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let mut temporary = OsString::from(".");
        temporary.push(name);
        temporary.push(format!(".{}-{number}.tmp", process::id()));
        let temporary = folder.join(temporary);
        match private_options().write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((file, temporary)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(unix)]
fn private_options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn private_options() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// A rename is durable only once its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_with_its_folders_and_replaced_whole() {
        let folder = TestFolder::new();
        let path = folder.path().join("a/b/c.json");
        write_atomically(&path, b"one, which is longer").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(path.parent().unwrap()), ["c.json"]);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_beside_it() {
        let folder = TestFolder::new();
        let path = folder.path().join("taken");
        fs::create_dir_all(path.join("inside")).unwrap();
        assert!(write_atomically(&path, b"x").is_err());
        assert_eq!(names(folder.path()), ["taken"]);
        assert!(path.join("inside").is_dir());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_what_is_written() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = TestFolder::new();
        let path = folder.path().join("private/file");
        write_atomically(&path, b"x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        drop(open_or_create(&folder.path().join("journal")).unwrap());
        assert_eq!(mode(&folder.path().join("journal")), 0o600);
    }

    #[test]
    fn what_is_set_aside_takes_the_first_free_name() {
        let folder = TestFolder::new();
        let path = folder.path().join("c.json");
        for expected in ["c.json.damaged-1", "c.json.damaged-2"] {
            fs::write(&path, expected).unwrap();
            assert_eq!(set_aside(&path).unwrap(), folder.path().join(expected));
        }
        assert_eq!(
            fs::read_to_string(folder.path().join("c.json.damaged-1")).unwrap(),
            "c.json.damaged-1"
        );
    }

    #[test]
    fn reading_is_bounded() {
        assert_eq!(read_bounded(&mut &b"abc"[..], 3).unwrap().unwrap(), b"abc");
        assert_eq!(read_bounded(&mut &b"abcd"[..], 3).unwrap(), None);
    }

    /// A folder of one test, gone when it is dropped.
    pub(in crate::store) struct TestFolder(PathBuf);

    impl TestFolder {
        pub(in crate::store) fn new() -> Self {
            static COUNTER: AtomicU64 = AtomicU64::new(0);
            let number = COUNTER.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("org2org-setup-test-{}-{number}", process::id()));
            drop(fs::remove_dir_all(&path));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        pub(in crate::store) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for TestFolder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    /// The names in a folder, sorted.
    pub(in crate::store) fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}
