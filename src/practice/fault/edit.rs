//! One change of a fault, with what is needed to take it back and to make it again.

use super::super::world::World;
use super::cell::Cell;
use super::place::{Place, Thing};
use serde_json::Value;

/// A change that was made.
pub(super) enum Edit {
    /// A value was replaced.
    Write {
        cell: Cell,
        before: Option<Value>,
        wrote: Option<Value>,
    },
    /// An object was taken away; it is kept with its position.
    Take {
        place: Place,
        id: String,
        kept: Option<(usize, Thing)>,
    },
    /// An object was put in; it is kept while it is out.
    Put {
        place: Place,
        id: String,
        kept: Option<(usize, Thing)>,
    },
}

impl Edit {
    /// Whether somebody else has changed what this edit left behind.
    pub(super) fn is_repaired(&self, world: &World) -> bool {
        match self {
            Self::Write { cell, wrote, .. } => cell.read(world) != *wrote,
            Self::Take { place, id, .. } => place.holds(world, id),
            Self::Put { place, id, .. } => !place.holds(world, id),
        }
    }

    /// Whether this edit, made later, hides what an earlier one left behind.
    pub(super) fn covers(&self, earlier: &Self, world: &World) -> bool {
        match (self, earlier) {
            (Self::Write { cell, .. }, Self::Write { cell: other, .. }) => cell == other,
            (Self::Take { .. }, Self::Write { cell, .. }) => !cell.is_there(world),
            (
                Self::Take { place, id, .. },
                Self::Put {
                    place: other,
                    id: put,
                    ..
                },
            ) => place == other && id == put,
            _ => false,
        }
    }

    /// Puts back what was there; what somebody else has changed meanwhile stays. Tells whether it still stood.
    pub(super) fn back(&mut self, world: &mut World) -> bool {
        match self {
            Self::Write { cell, before, wrote } => {
                let stood = cell.read(world) == *wrote;
                if stood {
                    cell.write(world, before.clone());
                }
                stood
            }
            // Somebody may have put it back meanwhile; then theirs stays, and there is only one.
            Self::Take { place, id, kept } if place.holds(world, id) => {
                *kept = None;
                false
            }
            Self::Take { place, kept, .. } => match kept.take() {
                Some((at, thing)) => {
                    place.insert(world, at, thing);
                    true
                }
                None => false,
            },
            Self::Put { place, id, kept } => {
                *kept = place.take(world, id);
                kept.is_some()
            }
        }
    }

    /// Makes the change again, on top of what is there now.
    pub(super) fn again(&mut self, world: &mut World) {
        match self {
            Self::Write { cell, before, wrote } => {
                *before = cell.read(world);
                cell.write(world, wrote.clone());
            }
            Self::Take { place, id, kept } => *kept = place.take(world, id),
            Self::Put { place, kept, .. } => {
                if let Some((at, thing)) = kept.take() {
                    place.insert(world, at, thing);
                }
            }
        }
    }
}
