//! What a fault works with: it finds the connection, changes what stands there, and remembers what it replaced.

mod connection;
mod push;

use super::super::Side;
use super::super::clock::later;
use super::super::http::{Method, Request};
use super::super::log::{Draft, Party};
use super::super::routes::app_party;
use super::super::world::{Call, Caller, World};
use super::Trouble;
use super::book::Record;
use super::cell::Cell;
use super::edit::Edit;
use super::place::{Place, Thing};
use jiff::Timestamp;
use serde_json::Value;

/// A person who comes through the connection.
#[derive(Debug, Clone)]
pub(super) struct Traveller {
    /// In the source org.
    pub(super) source: String,
    /// In the target org.
    pub(super) target: String,
}

/// A fault at work.
pub(super) struct Hand<'w> {
    pub(super) world: &'w mut World,
    pub(super) now: Timestamp,
    edits: Vec<Edit>,
    watched: Vec<(Cell, Option<Value>)>,
    heart: usize,
}

/// How most faults end.
pub(super) type Made = Result<(), Trouble>;

pub(super) fn unfit<T>(why: &str) -> Result<T, Trouble> {
    Err(Trouble::Unfit(why.to_owned()))
}

impl<'w> Hand<'w> {
    pub(super) fn new(world: &'w mut World) -> Self {
        let now = world.clock.now();
        Self {
            world,
            now,
            edits: Vec::new(),
            watched: Vec::new(),
            heart: 0,
        }
    }

    /// What was changed; the heart of it comes first in the judgement whether it was repaired.
    pub(super) fn done(self, name: &'static str) -> Record {
        Record {
            name,
            edits: self.edits,
            watched: self.watched,
            heart: self.heart,
        }
    }

    pub(super) fn read(&self, cell: &Cell) -> Option<Value> {
        cell.read(self.world)
    }

    /// A text that stands there; empty when there is none.
    pub(super) fn text(&self, cell: &Cell) -> String {
        self.read(cell)
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }

    /// Replaces a value.
    pub(super) fn write(&mut self, cell: Cell, value: impl Into<Value>) {
        let before = cell.read(self.world);
        cell.write(self.world, Some(value.into()));
        let wrote = cell.read(self.world);
        self.edits.push(Edit::Write { cell, before, wrote });
    }

    /// Takes a value away.
    pub(super) fn erase(&mut self, cell: Cell) {
        let before = cell.read(self.world);
        cell.write(self.world, None);
        let wrote = cell.read(self.world);
        self.edits.push(Edit::Write { cell, before, wrote });
    }

    /// Takes an object away.
    pub(super) fn take(&mut self, place: Place, id: &str) {
        let kept = place.take(self.world, id);
        if kept.is_some() {
            let id = id.to_owned();
            self.edits.push(Edit::Take { place, id, kept });
        }
    }

    /// Puts an object in at the end.
    pub(super) fn put(&mut self, place: Place, id: &str, thing: Thing) {
        place.insert(self.world, usize::MAX, thing);
        self.put_already(place, id);
    }

    /// Remembers an object that was made by other means.
    pub(super) fn put_already(&mut self, place: Place, id: &str) {
        let id = id.to_owned();
        self.edits.push(Edit::Put {
            place,
            id,
            kept: None,
        });
    }

    /// The last change is what is broken; what came before only led up to it.
    pub(super) fn heart(&mut self) {
        self.heart = self.edits.len().saturating_sub(1);
    }

    /// The same for a change by its place.
    pub(super) fn heart_at(&mut self, place: usize) {
        self.heart = place;
    }

    /// A value of the other org with which somebody could answer the fault.
    pub(super) fn watch(&mut self, cell: Cell) {
        let seen = cell.read(self.world);
        self.watched.push((cell, seen));
    }

    /// Removes a person from an org, as deletion does: out of groups, apps and links.
    pub(super) fn remove_person(&mut self, side: Side, id: &str) {
        self.take(Place::Users(side), id);
        let groups: Vec<(String, Vec<String>)> = self
            .world
            .org(side)
            .groups_of(id)
            .map(|group| (group.id.clone(), group.members.clone()))
            .collect();
        for (group, members) in groups {
            let others: Value = members
                .iter()
                .map(String::as_str)
                .filter(|member| *member != id)
                .collect();
            self.write(Cell::Members(side, group), others);
        }
        let apps: Vec<String> = self
            .world
            .org(side)
            .apps
            .iter()
            .map(|app| app.id.clone())
            .collect();
        for app in apps {
            self.take(Place::AppUsers(side, app), id);
        }
        if side == Side::Target {
            let idps: Vec<String> = self.world.target.idps.iter().map(|idp| idp.id.clone()).collect();
            for idp in idps {
                self.take(Place::Links(idp), id);
            }
        }
    }

    /// Writes an event of an administrator of that org into its log.
    pub(super) fn log(&mut self, side: Side, kind: &'static str, about: Party) {
        self.during(side, |call| call.record(Draft::new(kind).about(about)));
    }

    /// Writes an event about the Org2Org app into the source org's log.
    pub(super) fn log_app(&mut self, kind: &'static str) -> Made {
        let party = app_party(self.app()?);
        self.log(Side::Source, kind, party);
        Ok(())
    }

    /// Does something in an org as its first administrator would.
    pub(super) fn during<R>(&mut self, side: Side, work: impl FnOnce(&mut Call<'_>) -> R) -> R {
        let request = Request::new(Method::Post, "/admin/app");
        let org = self.world.org_mut(side);
        let (request_id, at) = (org.dice.hex("request"), later(self.now, org.clock_offset));
        let admin = org
            .users
            .iter()
            .find(|user| !user.roles.is_empty())
            .map(|user| user.id.clone());
        let caller = admin.map(|user| Caller { user, token: None });
        let mut call = Call {
            world: self.world,
            seat: side.into(),
            side,
            at,
            now: self.now,
            request: &request,
            args: Vec::new(),
            caller,
            request_id,
        };
        work(&mut call)
    }
}
