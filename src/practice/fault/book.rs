//! The faults that are on, in order, each with its edits.
//!
//! A fault in the middle is taken back by taking back those above it, then itself, and making those above it
//! again: so any order of undoing leaves what an order of undoing from the last to the first would leave.

use super::super::world::World;
use super::Trouble;
use super::cell::Cell;
use super::edit::Edit;
use serde_json::Value;

/// A fault that is on.
pub(super) struct Record {
    pub(super) name: &'static str,
    /// What it changed, in order.
    pub(super) edits: Vec<Edit>,
    /// Which of the changes is what is broken; the others lead up to it or follow from it.
    pub(super) heart: usize,
    /// Values of the other org with which a repair could answer, as they stood last.
    pub(super) watched: Vec<(Cell, Option<Value>)>,
}

/// All that are on.
#[derive(Default)]
pub(in crate::practice) struct Book {
    records: Vec<Record>,
}

impl Book {
    pub(super) fn holds(&self, name: &str) -> bool {
        self.records.iter().any(|record| record.name == name)
    }

    pub(super) fn names(&self) -> Vec<&'static str> {
        self.records.iter().map(|record| record.name).collect()
    }
}

/// Enters a fault that was made, or takes back what was made of one that failed.
pub(super) fn enter(world: &mut World, mut record: Record, made: Result<(), Trouble>) -> Result<(), Trouble> {
    let nothing = record.edits.get(record.heart).is_none_or(is_idle);
    let made = made.and_then(|()| {
        let why = "The orgs are in that state already";
        if nothing {
            Err(Trouble::Unfit(why.to_owned()))
        } else {
            Ok(())
        }
    });
    if made.is_err() {
        unmake(world, &mut record);
        return made;
    }
    world.book.records.push(record);
    look_again(world);
    Ok(())
}

fn is_idle(edit: &Edit) -> bool {
    match edit {
        Edit::Write { before, wrote, .. } => before == wrote,
        Edit::Take { kept, .. } => kept.is_none(),
        Edit::Put { .. } => false,
    }
}

/// Takes a fault's edits back, the last one first; tells which of them, in their order, still stood.
fn unmake(world: &mut World, record: &mut Record) -> Vec<bool> {
    let mut stood: Vec<bool> = record
        .edits
        .iter_mut()
        .rev()
        .map(|edit| edit.back(world))
        .collect();
    stood.reverse();
    stood
}

fn remake(world: &mut World, record: &mut Record, stood: &[bool]) {
    for (edit, _) in record.edits.iter_mut().zip(stood).filter(|(_, stood)| **stood) {
        edit.again(world);
    }
}

/// Takes one fault back.
pub(super) fn strike(world: &mut World, name: &str) {
    let Some(at) = world.book.records.iter().position(|record| record.name == name) else {
        return;
    };
    let above = world.book.records.split_off(at);
    let mut taken_back: Vec<(Record, Vec<bool>)> = above
        .into_iter()
        .rev()
        .map(|mut record| {
            let stood = unmake(world, &mut record);
            (record, stood)
        })
        .collect();
    taken_back.pop();
    for (mut record, stood) in taken_back.into_iter().rev() {
        remake(world, &mut record, &stood);
        world.book.records.push(record);
    }
    look_again(world);
}

/// Takes all faults back, the last one first.
pub(super) fn strike_all(world: &mut World) {
    while let Some(mut record) = world.book.records.pop() {
        unmake(world, &mut record);
    }
}

/// Crosses out faults that somebody repaired: what stands there now is how somebody wants it.
pub(super) fn settle(world: &mut World) {
    let repaired: Vec<&'static str> = (0..world.book.records.len())
        .filter_map(|at| repaired(world, at))
        .collect();
    world
        .book
        .records
        .retain(|record| !repaired.contains(&record.name));
}

fn repaired(world: &World, at: usize) -> Option<&'static str> {
    let (_, rest) = world.book.records.split_at_checked(at)?;
    let (record, later) = rest.split_first()?;
    let heart = record.edits.get(record.heart)?;
    let covered = later
        .iter()
        .flat_map(|other| &other.edits)
        .any(|edit| edit.covers(heart, world));
    let undone = heart.is_repaired(world) && !covered;
    let answered = record
        .watched
        .iter()
        .any(|(cell, seen)| cell.read(world) != *seen);
    (undone || answered).then_some(record.name)
}

/// What faults themselves changed is no repair.
fn look_again(world: &mut World) {
    let mut records = std::mem::take(&mut world.book.records);
    for (cell, seen) in records.iter_mut().flat_map(|record| &mut record.watched) {
        *seen = cell.read(world);
    }
    world.book.records = records;
}
