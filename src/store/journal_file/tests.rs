//! A journal keeps every entry through crashes, and says what it could not keep.

use std::fs;

use proptest::prelude::*;
use serde::Deserialize;

use super::super::file::tests::{TestFolder, names};
use super::*;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    number: u32,
    text: String,
}

#[test]
fn entries_come_back_in_order_also_after_opening_again() {
    let folder = TestFolder::new();
    let path = folder.path().join("journals/acme.jsonl");
    let mut journal = JournalFile::open(&path).unwrap();
    journal.append(&entry(1)).unwrap();
    journal.append(&entry(2)).unwrap();
    assert_eq!(read(&mut journal).entries, [entry(1), entry(2)]);
    journal.append(&entry(3)).unwrap();
    drop(journal);

    let read = read(&mut JournalFile::open(&path).unwrap());
    assert_eq!(read.entries, [entry(1), entry(2), entry(3)]);
    assert_eq!((read.torn, read.damage), (None, None));
}

#[test]
fn a_new_journal_is_empty() {
    let folder = TestFolder::new();
    let read = read(&mut JournalFile::open(&folder.path().join("j")).unwrap());
    assert_eq!(
        read,
        Journal {
            entries: Vec::new(),
            torn: None,
            damage: None
        }
    );
}

#[test]
fn a_torn_last_line_is_reported_kept_while_reading_and_gone_after_the_next_entry() {
    let (folder, path) = journal_of(b"{\"number\":1,\"text\":\"a\"}\n{\"number\":2,\"te");
    let mut journal = JournalFile::open(&path).unwrap();
    let before = read(&mut journal);
    assert_eq!(before.entries.len(), 1);
    assert_eq!(before.torn, Some(TornLine { line: 2, bytes: 15 }));
    assert!(fs::read(&path).unwrap().ends_with(b"\"te"));

    journal.append(&entry(3)).unwrap();
    let after = read(&mut journal);
    assert_eq!((after.entries.len(), after.torn, after.damage), (2, None, None));
    assert_eq!(names(folder.path()), ["acme.jsonl"]);
}

#[test]
fn a_tail_of_zeros_as_some_file_systems_leave_is_torn() {
    let (_folder, path) = journal_of(b"{\"number\":1,\"text\":\"a\"}\n\0\0\0\0");
    let mut journal = JournalFile::open(&path).unwrap();
    assert_eq!(read(&mut journal).torn, Some(TornLine { line: 2, bytes: 4 }));
    journal.append(&entry(2)).unwrap();
    assert_eq!(read(&mut journal).entries.len(), 2);
}

#[test]
fn a_journal_that_is_only_a_torn_line_goes_on() {
    let (_folder, path) = journal_of(b"{\"numb");
    let mut journal = JournalFile::open(&path).unwrap();
    journal.append(&entry(1)).unwrap();
    assert_eq!(read(&mut journal).entries, [entry(1)]);
}

#[test]
fn a_damaged_line_is_reported_once_and_kept_aside_with_all_others() {
    let bytes = b"{\"number\":1,\"text\":\"a\"}\nrubbish\n{\"number\":3,\"text\":\"c\"}\n";
    let (folder, path) = journal_of(bytes);
    let mut journal = JournalFile::open(&path).unwrap();
    let first = read(&mut journal);
    let kept_as = folder.path().join("acme.jsonl.damaged-1");
    assert_eq!(
        first.entries.iter().map(|entry| entry.number).collect::<Vec<_>>(),
        [1, 3]
    );
    assert_eq!(
        first.damage,
        Some(Damage {
            lines: vec![2],
            kept_as: kept_as.clone()
        })
    );
    assert_eq!(fs::read(kept_as).unwrap(), bytes);

    journal.append(&entry(4)).unwrap();
    let second = read(&mut journal);
    assert_eq!((second.entries.len(), second.damage), (3, None));
}

#[test]
fn an_entry_of_an_unknown_kind_is_no_damage() {
    let bytes = b"{\"number\":1,\"text\":\"a\"}\n{\"later\":true}\n";
    let (folder, path) = journal_of(bytes);
    let problem = JournalFile::open(&path).unwrap().read::<Entry>().unwrap_err();
    assert!(matches!(problem, JournalProblem::NotUnderstood { line: 2, .. }));
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(names(folder.path()), ["acme.jsonl"]);
}

#[test]
fn a_journal_is_open_only_once_at_a_time() {
    let (_folder, path) = journal_of(b"");
    let first = JournalFile::open(&path).unwrap();
    assert!(matches!(
        JournalFile::open(&path),
        Err(JournalProblem::InUse { .. })
    ));
    drop(first);
    assert!(JournalFile::open(&path).is_ok());
}

#[test]
fn line_ends_within_an_entry_do_not_end_it() {
    let (_folder, path) = journal_of(b"");
    let mut journal = JournalFile::open(&path).unwrap();
    let lines = Entry {
        number: 1,
        text: "a\nb\r\n\u{2028}".to_owned(),
    };
    journal.append(&lines).unwrap();
    assert_eq!(read(&mut journal).entries, [lines]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn cut_off_anywhere_no_whole_entry_is_lost_and_the_journal_goes_on(count in 1u32..5, cut: prop::sample::Index) {
        let whole: Vec<u8> = (0..count)
            .flat_map(|number| serde_json::to_vec(&entry(number)).unwrap().into_iter().chain(*b"\n"))
            .collect();
        let cut = cut.index(whole.len() + 1);
        let (_folder, path) = journal_of(&whole[..cut]);
        let mut journal = JournalFile::open(&path).unwrap();
        let ends = whole[..cut].split(|byte| *byte == b'\n').count() - 1;
        let before = read(&mut journal);
        prop_assert_eq!(before.entries.len(), ends);
        prop_assert_eq!(before.damage, None);
        journal.append(&entry(99)).unwrap();
        let after = read(&mut journal);
        prop_assert_eq!(after.entries.len(), ends + 1);
        prop_assert_eq!(after.entries.last(), Some(&entry(99)));
        prop_assert_eq!((after.torn, after.damage), (None, None));
    }

    #[test]
    fn arbitrary_bytes_do_not_panic_and_are_kept(bytes: Vec<u8>) {
        let (_folder, path) = journal_of(&bytes);
        let mut journal = JournalFile::open(&path).unwrap();
        if let Ok(Journal { damage: Some(damage), .. }) = journal.read::<Entry>() {
            prop_assert_eq!(fs::read(damage.kept_as).unwrap(), bytes);
        }
        journal.append(&entry(1)).unwrap();
    }
}

fn entry(number: u32) -> Entry {
    Entry {
        number,
        text: format!("entry {number}"),
    }
}

fn read(journal: &mut JournalFile) -> Journal<Entry> {
    journal.read().unwrap()
}

fn journal_of(bytes: &[u8]) -> (TestFolder, PathBuf) {
    let folder = TestFolder::new();
    let path = folder.path().join("acme.jsonl");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}
