//! One value of an org, addressed, so that it can be read, replaced and put back.
//!
//! Values travel as JSON, whatever they are kept as; a value that does not fit is left unwritten.

mod app;
mod org;
mod people;

pub(super) use app::{AppField, HeldField};
pub(super) use org::OrgField;
pub(super) use people::{TokenField, UserField};

use super::super::Side;
use super::super::org::idp::Idp;
use super::super::org::policy::Rule;
use super::super::world::World;
use serde_json::{Map, Value};

/// The address of a value. Identity providers and rules are the target org's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// Of an org itself.
    Org(Side, OrgField),
    /// Of an identity provider: `/active`, or a JSON pointer beginning with `/protocol` or `/policy`.
    Idp(String, &'static str),
    /// Of an app.
    App(Side, String, AppField),
    /// Of a person's assignment to an app: app, person.
    Held(Side, String, String, HeldField),
    /// Of a person.
    User(Side, String, UserField),
    /// Who is in a group.
    Members(Side, String),
    /// Of a rule: policy, rule, `/active`, `/priority`, or a JSON pointer beginning with `/conditions` or `/actions`.
    Rule(String, String, &'static str),
    /// What a profile mapping makes of an attribute: org, mapping, attribute.
    Mapped(Side, String, &'static str),
    /// How many rules a policy of the target org has; only to be watched.
    Rules(String),
    /// How many apps an org has; only to be watched.
    Apps(Side),
    /// Of an API token.
    Token(Side, String, TokenField),
}

impl Cell {
    /// The value; `None` where there is none, or no object to hold one.
    pub(super) fn read(&self, world: &World) -> Option<Value> {
        match self {
            Self::Org(side, field) => Some(field.read(world.org(*side))),
            Self::Idp(id, pointer) => read_idp(world.target.idps.get(id)?, pointer),
            Self::App(side, id, field) => field.read(world.org(*side).apps.get(id)?),
            Self::Held(side, app, user, field) => field.read(world.org(*side).apps.get(app)?.user(user)?),
            Self::User(side, id, field) => field.read(world.org(*side).users.get(id)?),
            Self::Members(side, id) => {
                let members = &world.org(*side).groups.get(id)?.members;
                Some(members.iter().map(String::as_str).collect())
            }
            Self::Rule(policy, id, pointer) => {
                read_rule(world.target.policies.get(policy)?.rules.get(id)?, pointer)
            }
            Self::Mapped(side, id, name) => world.org(*side).mappings.get(id)?.properties.get(*name).cloned(),
            Self::Rules(policy) => Some(Value::from(world.target.policies.get(policy)?.rules.len())),
            Self::Apps(side) => Some(Value::from(world.org(*side).apps.len())),
            Self::Token(side, id, field) => Some(field.read(world.org(*side).tokens.get(id)?)),
        }
    }

    /// Replaces the value; `None` takes it away. Without an object to hold it nothing happens.
    pub(super) fn write(&self, world: &mut World, value: Option<Value>) {
        // What is missing needs no second word: there is nothing to write to.
        let _written = self.try_write(world, value);
    }

    fn try_write(&self, world: &mut World, value: Option<Value>) -> Option<()> {
        match self {
            Self::Org(side, field) => field.write(world.org_mut(*side), value.as_ref()?),
            Self::Idp(id, pointer) => write_idp(world.target.idps.get_mut(id)?, pointer, value)?,
            Self::App(side, id, field) => field.write(world.org_mut(*side).apps.get_mut(id)?, value),
            Self::Held(side, app, user, field) => {
                field.write(
                    world.org_mut(*side).apps.get_mut(app)?.user_mut(user)?,
                    value.as_ref(),
                );
            }
            Self::User(side, id, field) => field.write(world.org_mut(*side).users.get_mut(id)?, value),
            Self::Members(side, id) => {
                let members = value?
                    .as_array()?
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
                world.org_mut(*side).groups.get_mut(id)?.members = members;
            }
            Self::Rule(policy, id, pointer) => {
                let policy = world.target.policies.get_mut(policy)?;
                write_rule(policy.rules.get_mut(id)?, pointer, value)?;
            }
            Self::Mapped(side, id, name) => {
                put_in(
                    &mut world.org_mut(*side).mappings.get_mut(id)?.properties,
                    name,
                    value,
                );
            }
            Self::Rules(_) | Self::Apps(_) => return None,
            Self::Token(side, id, field) => {
                field.write(world.org_mut(*side).tokens.get_mut(id)?, value.as_ref()?);
            }
        }
        Some(())
    }

    /// Whether the object that holds the value is there.
    pub(super) fn is_there(&self, world: &World) -> bool {
        match self {
            Self::Org(..) | Self::Rules(_) | Self::Apps(_) => true,
            Self::Idp(id, _) => world.target.idps.get(id).is_some(),
            Self::App(side, id, _) => world.org(*side).apps.get(id).is_some(),
            Self::Held(side, app, user, _) => {
                let app = world.org(*side).apps.get(app);
                app.is_some_and(|app| app.user(user).is_some())
            }
            Self::User(side, id, _) => world.org(*side).users.get(id).is_some(),
            Self::Members(side, id) => world.org(*side).groups.get(id).is_some(),
            Self::Rule(policy, id, _) => {
                let policy = world.target.policies.get(policy);
                policy.is_some_and(|policy| policy.rules.get(id).is_some())
            }
            Self::Mapped(side, id, _) => world.org(*side).mappings.get(id).is_some(),
            Self::Token(side, id, _) => world.org(*side).tokens.get(id).is_some(),
        }
    }
}

/// Whether an object is switched on.
const ACTIVE: &str = "/active";
/// A rule's place among the others.
const PRIORITY: &str = "/priority";

fn read_idp(idp: &Idp, pointer: &str) -> Option<Value> {
    if pointer == ACTIVE {
        return Some(Value::Bool(idp.active));
    }
    idp.at(pointer).cloned()
}

fn write_idp(idp: &mut Idp, pointer: &str, value: Option<Value>) -> Option<()> {
    if pointer == ACTIVE {
        idp.active = value?.as_bool()?;
        return Some(());
    }
    match pointer.strip_prefix("/protocol") {
        Some(rest) => put(&mut idp.protocol, rest, value),
        None => put(&mut idp.policy, pointer.strip_prefix("/policy")?, value),
    }
}

fn read_rule(rule: &Rule, pointer: &str) -> Option<Value> {
    if pointer == ACTIVE {
        return Some(Value::Bool(rule.active));
    }
    if pointer == PRIORITY {
        return Some(Value::from(rule.priority));
    }
    match pointer.strip_prefix("/conditions") {
        Some(rest) => rule.conditions.pointer(rest).cloned(),
        None => Value::Object(rule.actions.clone())
            .pointer(pointer.strip_prefix("/actions")?)
            .cloned(),
    }
}

fn write_rule(rule: &mut Rule, pointer: &str, value: Option<Value>) -> Option<()> {
    if pointer == ACTIVE {
        rule.active = value?.as_bool()?;
        return Some(());
    }
    if pointer == PRIORITY {
        rule.priority = value?.as_u64()?;
        return Some(());
    }
    if let Some(rest) = pointer.strip_prefix("/conditions") {
        return put(&mut rule.conditions, rest, value);
    }
    let mut actions = Value::Object(std::mem::take(&mut rule.actions));
    let written = put(&mut actions, pointer.strip_prefix("/actions")?, value);
    if let Value::Object(actions) = actions {
        rule.actions = actions;
    }
    written
}

/// Sets or takes away a member of a document; objects on the way must be there.
fn put(document: &mut Value, pointer: &str, value: Option<Value>) -> Option<()> {
    let (way, name) = pointer.rsplit_once('/')?;
    put_in(document.pointer_mut(way)?.as_object_mut()?, name, value);
    Some(())
}

/// The order of the others stays as it is.
fn put_in(object: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => object.insert(name.to_owned(), value),
        None => object.shift_remove(name),
    };
}
