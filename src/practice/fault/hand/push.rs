//! Tokens for provisioning, and pushes with them: what fails from now on fails at once.

use super::super::super::org::push::PushMapping;
use super::super::super::{Side, assign, group_push, provision, seed};
use super::super::cell::{AppField, Cell, HeldField};
use super::super::edit::Edit;
use super::super::place::{Place, Thing};
use super::{Hand, Made};
use serde_json::{Map, Value};

impl Hand<'_> {
    /// A token of the target org whose owner has that role; what was made is remembered.
    pub(in crate::practice::fault) fn make_token(&mut self, role: &str) -> (String, String) {
        let now = self.now;
        let value = seed::add_admin_token(&mut self.world.target, role, "Provisioning", now);
        let made = self.world.target.tokens.iter().find(|token| token.fits(&value));
        let (token, owner) = made
            .map(|token| (token.id.clone(), token.user.clone()))
            .unwrap_or_default();
        self.put_already(Place::Users(Side::Target), &owner);
        self.put_already(Place::Tokens(Side::Target), &token);
        (token, value)
    }

    /// Gives the Org2Org app another token for provisioning.
    pub(in crate::practice::fault) fn use_token(&mut self, value: &str) -> Made {
        let app = self.connected()?;
        self.write(Cell::App(Side::Source, app, AppField::ConnectionToken), value);
        self.heart();
        Ok(())
    }

    /// Pushes the profile of everybody assigned, as a change of it would: what fails then fails now.
    pub(in crate::practice::fault) fn push_profiles(&mut self) -> Made {
        let app = self.connected()?;
        for person in self.assigned()? {
            let of = |field| Cell::Held(Side::Source, app.clone(), person.clone(), field);
            let cells = [HeldField::Sync, HeldField::ExternalId, HeldField::LastSync].map(of);
            let before = cells.clone().map(|cell| self.read(&cell));
            self.during(Side::Source, |call| provision::push_profile(call, &app, &person));
            for (cell, before) in cells.into_iter().zip(before) {
                let wrote = self.read(&cell);
                if before != wrote {
                    self.edits.push(Edit::Write { cell, before, wrote });
                }
            }
        }
        Ok(())
    }

    /// Assigns a newcomer to the Org2Org app by hand; the push that follows fails if it must.
    pub(in crate::practice::fault) fn assign(&mut self, user: &str, profile: Map<String, Value>) -> Made {
        let app = self.connected()?;
        self.during(Side::Source, |call| {
            assign::give_user(call, &app, user, (None, profile));
        });
        self.put_already(Place::AppUsers(Side::Source, app), user);
        Ok(())
    }

    /// Has the Org2Org app push a group, and pushes it for real; what came of it in both orgs is remembered.
    pub(in crate::practice::fault) fn push_group(&mut self, mapping: PushMapping) -> Made {
        let (app, id) = (self.connected()?, mapping.id.clone());
        self.put(Place::Pushes(app.clone()), &id, Thing::Push(Box::new(mapping)));
        let groups = |hand: &Self, side| -> Vec<String> {
            hand.world
                .org(side)
                .groups
                .iter()
                .map(|group| group.id.clone())
                .collect()
        };
        let before = [Side::Source, Side::Target].map(|side| groups(self, side));
        self.during(Side::Source, |call| group_push::push(call, &app, &id));
        for (side, before) in [Side::Source, Side::Target].into_iter().zip(before) {
            for new in groups(self, side)
                .into_iter()
                .filter(|group| !before.contains(group))
            {
                self.put_already(Place::Groups(side), &new);
            }
        }
        Ok(())
    }
}
