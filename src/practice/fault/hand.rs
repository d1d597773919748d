//! What a fault works with: it finds the connection, changes what stands there, and remembers what it replaced.

use super::super::assign;
use super::super::clock::later;
use super::super::group_push;
use super::super::http::{Method, Request};
use super::super::log::{Draft, Party};
use super::super::org::app::App;
use super::super::org::group::Group;
use super::super::org::idp::Idp;
use super::super::org::push::PushMapping;
use super::super::org::user::Status;
use super::super::provision;
use super::super::routes::app_party;
use super::super::world::{Call, Caller, World};
use super::super::{Side, seed};
use super::Trouble;
use super::book::Record;
use super::cell::{AppField, Cell, HeldField};
use super::edit::Edit;
use super::place::{Place, Thing};
use jiff::Timestamp;
use serde_json::{Map, Value};

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

    /// The Org2Org app of the source org that leads to the target org.
    pub(super) fn app(&self) -> Result<&App, Trouble> {
        let target = &self.world.target.base;
        let leads = |app: &&App| {
            ["baseUrl", "acsUrl"]
                .iter()
                .any(|name| app.setting(name).starts_with(target.as_str()))
        };
        let saml = |app: &&App| app.name == "okta_org2org" && app.sign_on_mode == "SAML_2_0";
        let apps = || self.world.source.apps.iter().filter(saml);
        match apps().find(leads).or_else(|| apps().next()) {
            Some(app) => Ok(app),
            None => {
                unfit("There is no connection to break: the source org has no Org2Org app that uses SAML")
            }
        }
    }

    /// The identity provider of the target org that takes what the Org2Org app sends.
    pub(super) fn idp(&self) -> Result<&Idp, Trouble> {
        let app = self.app()?;
        let addressed = |idp: &&Idp| app.setting("acsUrl").ends_with(&format!("/sso/saml2/{}", idp.id));
        let trusting = |idp: &&Idp| idp.text("/protocol/credentials/trust/issuer") == app.issuer();
        let asking = |idp: &&Idp| {
            idp.text("/protocol/endpoints/sso/url")
                .contains(&app.external_key)
        };
        let idps = || self.world.target.idps.iter();
        let found = idps()
            .find(addressed)
            .or_else(|| idps().find(trusting))
            .or_else(|| idps().find(asking));
        match found.or_else(|| idps().next()) {
            Some(idp) => Ok(idp),
            None => unfit("There is no connection to break: the target org has no SAML identity provider"),
        }
    }

    /// The app of the target org that the people who arrive are given.
    pub(super) fn target_app(&self) -> Result<String, Trouble> {
        let assignments = self.idp()?.at("/policy/provisioning/groups/assignments").cloned();
        let groups: Vec<&str> = assignments
            .iter()
            .flat_map(|list| list.as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        let people = self.arrivals().unwrap_or_default();
        let by_group = |app: &&App| {
            app.groups
                .iter()
                .any(|given| groups.contains(&given.group.as_str()))
        };
        let by_person = |app: &&App| people.iter().any(|person| app.user(&person.target).is_some());
        let apps = || self.world.target.apps.iter();
        match apps().find(by_group).or_else(|| apps().find(by_person)) {
            Some(app) => Ok(app.id.clone()),
            None => unfit("Nobody who arrives in the target org has an app there"),
        }
    }

    /// People of the source org who are assigned to the Org2Org app.
    pub(super) fn assigned(&self) -> Result<Vec<String>, Trouble> {
        let people: Vec<String> = self.app()?.users.iter().map(|held| held.user.clone()).collect();
        if people.is_empty() {
            return unfit("Nobody is assigned to the Org2Org app");
        }
        Ok(people)
    }

    /// Those of them who exist in the target org.
    pub(super) fn arrivals(&self) -> Result<Vec<Traveller>, Trouble> {
        let target = &self.world.target;
        let travellers: Vec<Traveller> = self
            .app()?
            .users
            .iter()
            .filter_map(|held| {
                let pushed = held.external_id.as_deref().and_then(|id| target.users.get(id));
                let there = pushed.or_else(|| target.user_by_login(&held.user_name))?;
                Some(Traveller {
                    source: held.user.clone(),
                    target: there.id.clone(),
                })
            })
            .collect();
        if travellers.is_empty() {
            return unfit(
                "Nobody of the source org is in the target org yet; sign in once, or connect provisioning",
            );
        }
        Ok(travellers)
    }

    /// The Org2Org app, if its provisioning is connected.
    pub(super) fn connected(&self) -> Result<String, Trouble> {
        let app = self.app()?;
        if app.connected() {
            Ok(app.id.clone())
        } else {
            unfit("Provisioning of the Org2Org app is not connected")
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

    /// A token of the target org whose owner has that role; what was made is remembered.
    pub(super) fn make_token(&mut self, role: &str) -> (String, String) {
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
    pub(super) fn use_token(&mut self, value: &str) -> Made {
        let app = self.connected()?;
        self.write(Cell::App(Side::Source, app, AppField::ConnectionToken), value);
        self.heart();
        Ok(())
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

    /// Pushes the profile of everybody assigned, as a change of it would: what fails then fails now.
    pub(super) fn push_profiles(&mut self) -> Made {
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

    /// Somebody of the source org who is neither assigned nor in the target org: whoever a push is tried on.
    pub(super) fn newcomer(&self) -> Result<(String, String), Trouble> {
        let app = self.app()?;
        let target = &self.world.target;
        let new = self.world.source.users.iter().find(|user| {
            let free = user.roles.is_empty() && app.user(&user.id).is_none();
            free && user.status == Status::Active && target.user_by_login(user.login()).is_none()
        });
        match new {
            Some(user) => Ok((user.id.clone(), user.login().to_owned())),
            None => unfit("Everybody of the source org is assigned already, so nobody can be assigned anew"),
        }
    }

    /// Assigns a newcomer to the Org2Org app by hand; the push that follows fails if it must.
    pub(super) fn assign(&mut self, user: &str, profile: Map<String, Value>) -> Made {
        let app = self.connected()?;
        self.during(Side::Source, |call| {
            assign::give_user(call, &app, user, (None, profile))
        });
        self.put_already(Place::AppUsers(Side::Source, app), user);
        Ok(())
    }

    /// A group of the source org that the Org2Org app is not given through.
    pub(super) fn spare_group(&self) -> Result<Group, Trouble> {
        let app = self.app()?;
        let gives = |id: &str| app.groups.iter().any(|given| given.group == id);
        let fits =
            |group: &&Group| group.kind == "OKTA_GROUP" && !group.members.is_empty() && !gives(&group.id);
        let mut groups = self.world.source.groups.iter().filter(fits);
        match groups.next() {
            Some(group) => Ok(group.clone()),
            None => unfit("The source org has no group that could be pushed"),
        }
    }

    /// Has the Org2Org app push a group, and pushes it for real; what came of it in both orgs is remembered.
    pub(super) fn push_group(&mut self, mapping: PushMapping) -> Made {
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
