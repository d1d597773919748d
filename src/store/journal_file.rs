//! A journal on disk: one JSON entry a line, only ever added to, durable before the call returns. Survives being cut
//! off in the middle of a line. Refuses to be open twice, and never forgets a line: a journal with a damaged line is
//! copied aside as it was before the sound lines go on.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::file::{free_name_aside, open_or_create, read_bounded, write_atomically};
use super::problem::JournalProblem;

/// The most bytes of a journal that are read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// An open journal, locked against others until it is dropped.
#[derive(Debug)]
pub struct JournalFile {
    path: PathBuf,
    file: File,
    /// Whether the file is known to end with a whole line.
    ends_whole: bool,
}

/// What was in a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal<T> {
    /// Its entries, oldest first.
    pub entries: Vec<T>,
    /// The beginning of an entry whose writing was cut off. It is no entry, and goes with the next one appended.
    pub torn: Option<TornLine>,
    /// Lines that were damaged, and where the journal as it was is kept.
    pub damage: Option<Damage>,
}

/// A last line without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TornLine {
    /// Counted from 1.
    pub line: usize,
    /// Its length in bytes.
    pub bytes: usize,
}

/// Lines within a journal that are no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Their numbers, counted from 1.
    pub lines: Vec<usize>,
    /// The copy of the journal as it was.
    pub kept_as: PathBuf,
}

impl JournalFile {
    /// Opens the journal at `path`, made with its folder where it is not there, and locks it.
    pub fn open(path: &Path) -> Result<Self, JournalProblem> {
        let path = path.to_path_buf();
        let file = open_or_create(&path).map_err(|source| io_problem(&path, "opened", source))?;
        match file.try_lock() {
            Ok(()) => Ok(Self {
                path,
                file,
                ends_whole: false,
            }),
            Err(TryLockError::WouldBlock) => Err(JournalProblem::InUse { path }),
            Err(TryLockError::Error(source)) => Err(io_problem(&path, "locked", source)),
        }
    }

    /// Adds one entry. When this returns without an error, the entry outlives a crash and a loss of power; after an
    /// error, the journal holds either the entry or a torn line.
    pub fn append<T: Serialize>(&mut self, entry: &T) -> Result<(), JournalProblem> {
        let mut line = serde_json::to_vec(entry).map_err(|source| JournalProblem::NoJson {
            path: self.path.clone(),
            source,
        })?;
        line.push(b'\n');
        let written = self.write_line(&line);
        self.ends_whole = written.is_ok();
        written.map_err(|source| io_problem(&self.path, "written", source))
    }

    /// Everything in the journal. A torn last line is reported; damaged lines are reported too, once: the journal as
    /// it was is kept aside, and this one goes on with its sound lines.
    pub fn read<T: DeserializeOwned>(&mut self) -> Result<Journal<T>, JournalProblem> {
        let bytes = self.bytes()?;
        let lines = Lines::of(&bytes);
        let entries = lines
            .sound
            .iter()
            .map(|(number, line)| self.entry(*number, line))
            .collect::<Result<_, _>>()?;
        let damage = if lines.damaged.is_empty() {
            None
        } else {
            Some(self.repair(&bytes, &lines)?)
        };
        Ok(Journal {
            entries,
            torn: lines.torn,
            damage,
        })
    }

    fn entry<T: DeserializeOwned>(&self, line: usize, bytes: &[u8]) -> Result<T, JournalProblem> {
        serde_json::from_slice(bytes).map_err(|_| JournalProblem::NotUnderstood {
            path: self.path.clone(),
            line,
        })
    }

    fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        if !self.ends_whole {
            self.drop_torn_line()?;
        }
        self.file.seek(SeekFrom::End(0))?;
        self.file.write_all(line)?;
        self.file.sync_data()
    }

    /// Cuts the file off after its last line end.
    fn drop_torn_line(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut whole = 0;
        let mut at = 0;
        let mut reader = io::BufReader::new(&self.file);
        for byte in reader.by_ref().bytes() {
            at += 1;
            if byte? == b'\n' {
                whole = at;
            }
        }
        if whole < at {
            self.file.set_len(whole)
        } else {
            Ok(())
        }
    }

    fn bytes(&mut self) -> Result<Vec<u8>, JournalProblem> {
        let bytes = self
            .file
            .seek(SeekFrom::Start(0))
            .and_then(|_| read_bounded(&mut self.file, MAX_BYTES));
        match bytes {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(JournalProblem::TooLarge {
                path: self.path.clone(),
                limit: MAX_BYTES,
            }),
            Err(source) => Err(io_problem(&self.path, "read", source)),
        }
    }

    /// Keeps the journal as it was under another name, durably, before it is changed.
    fn repair(&mut self, bytes: &[u8], lines: &Lines<'_>) -> Result<Damage, JournalProblem> {
        let repaired = free_name_aside(&self.path).and_then(|kept_as| {
            write_atomically(&kept_as, bytes)?;
            self.rewrite(lines)?;
            Ok(Damage {
                lines: lines.damaged.clone(),
                kept_as,
            })
        });
        repaired.map_err(|source| io_problem(&self.path, "repaired", source))
    }

    /// Writes the sound lines over the others before the end is cut off: whenever this breaks off, no line is lost.
    fn rewrite(&mut self, lines: &Lines<'_>) -> io::Result<()> {
        let sound: Vec<u8> = lines
            .sound
            .iter()
            .flat_map(|(_, line)| line.iter().chain(b"\n"))
            .copied()
            .collect();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&sound)?;
        let end = self.file.stream_position()?;
        self.file.set_len(end)?;
        self.file.sync_all()
    }
}

fn io_problem(path: &Path, action: &'static str, source: io::Error) -> JournalProblem {
    JournalProblem::Io {
        path: path.to_path_buf(),
        action,
        source,
    }
}

/// The lines of a journal with their numbers, told apart.
#[derive(Default)]
struct Lines<'a> {
    sound: Vec<(usize, &'a [u8])>,
    damaged: Vec<usize>,
    torn: Option<TornLine>,
}

impl<'a> Lines<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let mut lines = Self::default();
        for (number, line) in (1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
            match line.strip_suffix(b"\n") {
                None => {
                    lines.torn = Some(TornLine {
                        line: number,
                        bytes: line.len(),
                    });
                }
                Some(line) if is_json(line) => lines.sound.push((number, line)),
                Some(_) => lines.damaged.push(number),
            }
        }
        lines
    }
}

fn is_json(line: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(line).is_ok()
}

#[cfg(test)]
mod tests;
