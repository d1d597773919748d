//! Where whole objects stand, to take one away or put one in, at its position.

use super::super::Side;
use super::super::keys::SigningKey;
use super::super::org::app::{App, AppGroup, AppUser};
use super::super::org::group::Group;
use super::super::org::idp::{Idp, IdpKey, IdpUser};
use super::super::org::policy::Rule;
use super::super::org::push::PushMapping;
use super::super::org::token::ApiToken;
use super::super::org::user::User;
use super::super::shelf::{Kept, Shelf};
use super::super::world::World;

/// A list of objects. Identity providers and their keys are the target org's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Users(Side),
    Groups(Side),
    Apps(Side),
    Tokens(Side),
    Idps,
    IdpKeys,
    /// People linked to an identity provider.
    Links(String),
    /// Rules of a policy of the target org.
    Rules(String),
    /// Assigned people of an app.
    AppUsers(Side, String),
    /// Assigned groups of an app.
    AppGroups(Side, String),
    /// Signing keys of an app.
    AppKeys(Side, String),
    /// Groups that an app of the source org pushes.
    Pushes(String),
}

/// An object out of one of these lists.
pub(super) enum Thing {
    User(Box<User>),
    Group(Box<Group>),
    App(Box<App>),
    Token(Box<ApiToken>),
    Idp(Box<Idp>),
    IdpKey(Box<IdpKey>),
    Link(Box<IdpUser>),
    Rule(Box<Rule>),
    AppUser(Box<AppUser>),
    AppGroup(Box<AppGroup>),
    Key(Box<SigningKey>),
    Push(Box<PushMapping>),
}

impl Place {
    /// Whether an object of that identifier stands there.
    pub(super) fn holds(&self, world: &World, id: &str) -> bool {
        let target = &world.target;
        match self {
            Self::Users(side) => world.org(*side).users.get(id).is_some(),
            Self::Groups(side) => world.org(*side).groups.get(id).is_some(),
            Self::Apps(side) => world.org(*side).apps.get(id).is_some(),
            Self::Tokens(side) => world.org(*side).tokens.get(id).is_some(),
            Self::Idps => target.idps.get(id).is_some(),
            Self::IdpKeys => target.idp_keys.get(id).is_some(),
            Self::Links(idp) => {
                let idp = target.idps.get(idp);
                idp.is_some_and(|idp| idp.links.iter().any(|link| link.user == id))
            }
            Self::Rules(policy) => {
                let policy = target.policies.get(policy);
                policy.is_some_and(|policy| policy.rules.get(id).is_some())
            }
            Self::AppUsers(side, app) => {
                let app = world.org(*side).apps.get(app);
                app.is_some_and(|app| app.user(id).is_some())
            }
            Self::AppGroups(side, app) => {
                let app = world.org(*side).apps.get(app);
                app.is_some_and(|app| app.groups.iter().any(|given| given.group == id))
            }
            Self::AppKeys(side, app) => {
                let app = world.org(*side).apps.get(app);
                app.is_some_and(|app| app.keys.iter().any(|key| key.kid == id))
            }
            Self::Pushes(app) => {
                let app = world.source.apps.get(app);
                app.is_some_and(|app| app.pushes.iter().any(|push| push.id == id))
            }
        }
    }

    /// Takes the object of that identifier out; it comes with its position.
    pub(super) fn take(&self, world: &mut World, id: &str) -> Option<(usize, Thing)> {
        match self {
            Self::Users(side) => boxed(world.org_mut(*side).users.take_out(id), Thing::User),
            Self::Groups(side) => boxed(world.org_mut(*side).groups.take_out(id), Thing::Group),
            Self::Apps(side) => boxed(world.org_mut(*side).apps.take_out(id), Thing::App),
            Self::Tokens(side) => boxed(world.org_mut(*side).tokens.take_out(id), Thing::Token),
            Self::Idps => boxed(world.target.idps.take_out(id), Thing::Idp),
            Self::IdpKeys => boxed(world.target.idp_keys.take_out(id), Thing::IdpKey),
            Self::Links(idp) => {
                let list = &mut world.target.idps.get_mut(idp)?.links;
                boxed(out(list, |link| link.user == id), Thing::Link)
            }
            Self::Rules(policy) => boxed(
                world.target.policies.get_mut(policy)?.rules.take_out(id),
                Thing::Rule,
            ),
            Self::AppUsers(side, app) => {
                let list = &mut world.org_mut(*side).apps.get_mut(app)?.users;
                boxed(out(list, |held| held.user == id), Thing::AppUser)
            }
            Self::AppGroups(side, app) => {
                let list = &mut world.org_mut(*side).apps.get_mut(app)?.groups;
                boxed(out(list, |given| given.group == id), Thing::AppGroup)
            }
            Self::AppKeys(side, app) => {
                let list = &mut world.org_mut(*side).apps.get_mut(app)?.keys;
                boxed(out(list, |key| key.kid == id), Thing::Key)
            }
            Self::Pushes(app) => {
                let list = &mut world.source.apps.get_mut(app)?.pushes;
                boxed(out(list, |push| push.id == id), Thing::Push)
            }
        }
    }

    /// Puts an object in at a position, or at the end of a list that is shorter. One that does not belong there
    /// is dropped.
    pub(super) fn insert(&self, world: &mut World, at: usize, thing: Thing) {
        match (self, thing) {
            (Self::Users(side), Thing::User(user)) => world.org_mut(*side).users.put_in(at, *user),
            (Self::Groups(side), Thing::Group(group)) => world.org_mut(*side).groups.put_in(at, *group),
            (Self::Apps(side), Thing::App(app)) => world.org_mut(*side).apps.put_in(at, *app),
            (Self::Tokens(side), Thing::Token(token)) => world.org_mut(*side).tokens.put_in(at, *token),
            (Self::Idps, Thing::Idp(idp)) => world.target.idps.put_in(at, *idp),
            (Self::IdpKeys, Thing::IdpKey(key)) => world.target.idp_keys.put_in(at, *key),
            (Self::Links(idp), Thing::Link(link)) => {
                if let Some(idp) = world.target.idps.get_mut(idp) {
                    into(&mut idp.links, at, *link);
                }
            }
            (Self::Rules(policy), Thing::Rule(rule)) => {
                if let Some(policy) = world.target.policies.get_mut(policy) {
                    policy.rules.put_in(at, *rule);
                }
            }
            (Self::AppUsers(side, app), Thing::AppUser(held)) => {
                if let Some(app) = world.org_mut(*side).apps.get_mut(app) {
                    into(&mut app.users, at, *held);
                }
            }
            (Self::AppGroups(side, app), Thing::AppGroup(given)) => {
                if let Some(app) = world.org_mut(*side).apps.get_mut(app) {
                    into(&mut app.groups, at, *given);
                }
            }
            (Self::AppKeys(side, app), Thing::Key(key)) => {
                if let Some(app) = world.org_mut(*side).apps.get_mut(app) {
                    into(&mut app.keys, at, *key);
                }
            }
            (Self::Pushes(app), Thing::Push(push)) => {
                if let Some(app) = world.source.apps.get_mut(app) {
                    into(&mut app.pushes, at, *push);
                }
            }
            _ => {}
        }
    }
}

fn boxed<T>(taken: Option<(usize, T)>, thing: fn(Box<T>) -> Thing) -> Option<(usize, Thing)> {
    taken.map(|(at, taken)| (at, thing(Box::new(taken))))
}

fn out<T>(list: &mut Vec<T>, wanted: impl Fn(&T) -> bool) -> Option<(usize, T)> {
    let at = list.iter().position(wanted)?;
    Some((at, list.remove(at)))
}

fn into<T>(list: &mut Vec<T>, at: usize, item: T) {
    list.insert(at.min(list.len()), item);
}

impl<T: Kept> Shelf<T> {
    /// Takes the object of that identifier out; it comes with its position.
    fn take_out(&mut self, id: &str) -> Option<(usize, T)> {
        let at = self.iter().position(|item| item.id() == id)?;
        self.remove(id).map(|item| (at, item))
    }
}
