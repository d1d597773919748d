//! Named starting worlds. So far: one target org and its source orgs, all empty.

mod apps;
mod crowd;
mod partners;
pub(super) mod policies;

pub(super) use partners::MOST_SOURCES;

use super::clock::later;
use super::dice::Dice;
use super::fault::Book;
use super::limits::Limits;
use super::log::Journal;
use super::mischief::{Mischief, Mood};
use super::org::group::Group;
use super::org::token::ApiToken;
use super::org::user::{Role, Status, User};
use super::org::ways::Ways;
use super::org::zone::Zone;
use super::org::{Org, Pipeline};
use super::searched::Searched;
use super::seat::Seat;
use super::shelf::Shelf;
use super::world::World;
use super::{Options, OrgCard, Person, Side};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use url::Url;

/// Name and description of a group, and its members by place among the people.
type Crew = (&'static str, &'static str, &'static [usize]);

/// What makes an org itself.
struct Plan {
    seat: Seat,
    subdomain: &'static str,
    company: &'static str,
    domain: String,
    /// What its identifiers are derived from.
    seed: String,
    suffix: &'static str,
    /// First name, last name; the first one administers.
    people: Vec<(&'static str, &'static str)>,
    groups: &'static [Crew],
}

fn first_source(seed: &str) -> Plan {
    Plan {
        seat: Side::Source.into(),
        subdomain: "acme",
        company: "Acme Workforce",
        domain: "acme.example".to_owned(),
        seed: seed.to_owned(),
        suffix: "1d7",
        people: vec![
            ("Ada", "Admin"),
            ("Mira", "Chen"),
            ("Jonas", "Weber"),
            ("Amara", "Okafor"),
            ("Luis", "Moreno"),
            ("Priya", "Nair"),
            ("Tomas", "Novak"),
            ("Hanna", "Berg"),
            ("Kenji", "Sato"),
        ],
        groups: &[
            (
                "Northwind access",
                "People who work with Northwind",
                &[1, 2, 3, 4],
            ),
            ("Sales", "Sales department", &[1, 4, 5]),
            ("Engineering", "Engineering department", &[2, 6, 7, 8]),
        ],
    }
}

fn target(seed: &str) -> Plan {
    Plan {
        seat: Side::Target.into(),
        subdomain: "northwind",
        company: "Northwind Partners",
        domain: "northwind.example".to_owned(),
        seed: seed.to_owned(),
        suffix: "5d7",
        people: vec![
            ("Nora", "Admin"),
            ("Elif", "Kaya"),
            ("Owen", "Price"),
            ("Sofia", "Rossi"),
        ],
        groups: &[("Staff", "Northwind's own people", &[1, 2, 3])],
    }
}

/// People, groups and a few apps in every org, and nothing between the orgs. `further` are the addresses of source
/// orgs behind the first one; more than there are names for are left out.
pub(super) fn empty_orgs(options: &Options, source: &Url, target: &Url, further: &[Url]) -> World {
    let now = later(options.clock.now(), -30 * 24 * 3600);
    let (mut source, source_card) = build(&first_source(&options.seed), options, source, now);
    let (mut target, target_card) = build(&self::target(&options.seed), options, target, now);
    apps::add_wiki(&mut target, now);
    for org in [&mut source, &mut target] {
        crowd::add(org, options, now);
    }
    let further = further.iter().take(MOST_SOURCES - 1).enumerate();
    let others =
        further.map(|(place, base)| build(&partners::plan(&options.seed, place + 2), options, base, now));
    let mut world = World {
        source,
        target,
        others: others.collect(),
        temper: options.temper,
        latency: options.latency,
        mood: Mood::new(&Mischief::default()),
        book: Book::default(),
        clock: options.clock.clone(),
        cards: [source_card, target_card],
        witness: None,
    };
    if options.mischief != Mischief::default() {
        world.set_mischief(&options.mischief);
    }
    world
}

fn build(plan: &Plan, options: &Options, base: &Url, now: Timestamp) -> (Org, OrgCard) {
    let mut org = empty_org(plan, base, now);
    let people = add_people(&mut org, plan, now);
    add_groups(&mut org, plan, now);
    policies::add(&mut org, now);
    apps::add_own(&mut org, now);
    add_features(&mut org);
    add_zones(&mut org, now);
    let value = format!("00{}", org.dice.word("token", 40));
    let owner = org
        .users
        .iter()
        .next()
        .map(|user| user.id.clone())
        .unwrap_or_default();
    add_token(&mut org, "Federation setup", &owner, &value, options.clock.now());
    let mut people = people.into_iter();
    let admin = people.next().unwrap_or_default();
    let card = OrgCard {
        url: base.clone(),
        api_token: value,
        admin,
        users: people.collect(),
        name: plan.company.to_owned(),
    };
    (org, card)
}

fn empty_org(plan: &Plan, base: &Url, now: Timestamp) -> Org {
    let mut dice = Dice::new(&plan.seed, plan.suffix);
    let (user_type, brand) = (dice.id("oty"), dice.id("bnd"));
    Org {
        seat: plan.seat,
        base: base.as_str().trim_end_matches('/').to_owned(),
        subdomain: plan.subdomain,
        company: plan.company,
        id: dice.id("00o"),
        user_schema: user_type.replacen("oty", "osc", 1),
        user_type,
        created: now,
        pipeline: Pipeline::Identity,
        org2org: true,
        jit: true,
        clock_offset: 0,
        ways: Ways::default(),
        dice,
        keys_made: 0,
        limits: Limits::default(),
        requests: 0,
        journal: Journal::default(),
        users: Shelf::default(),
        groups: Shelf::default(),
        group_rules: Shelf::default(),
        group_rules_from: None,
        apps: Shelf::default(),
        idps: Shelf::default(),
        idp_keys: Shelf::default(),
        policies: Shelf::default(),
        mappings: Shelf::default(),
        custom: BTreeMap::new(),
        zones: Shelf::default(),
        brand,
        domains: Shelf::default(),
        tokens: Shelf::default(),
        sessions: Shelf::default(),
        relays: Shelf::default(),
        pending: Shelf::default(),
        seen_assertions: Vec::new(),
        features: Vec::new(),
        searched: Searched::default(),
        rules_ordered: None,
    }
}

fn add_people(org: &mut Org, plan: &Plan, now: Timestamp) -> Vec<Person> {
    let mut people = Vec::new();
    for (place, (first, last)) in plan.people.iter().enumerate() {
        let login = format!("{}.{}@{}", first.to_lowercase(), last.to_lowercase(), plan.domain);
        let password = format!("Practice-{}", org.dice.word("password", 12));
        let id = org.dice.id("00u");
        let mut user = User::new(id, profile(first, last, &login), now);
        user.turn(Status::Active, now);
        user.password = Some(password.clone());
        if place == 0 {
            let role = org.dice.word("role", 16).to_uppercase();
            user.roles.push(Role {
                id: role,
                kind: "SUPER_ADMIN".to_owned(),
                created: now,
            });
        }
        org.users.add(user);
        people.push(Person {
            login,
            password,
            name: format!("{first} {last}"),
        });
    }
    people
}

fn profile(first: &str, last: &str, login: &str) -> Map<String, Value> {
    let fields = [
        ("firstName", first),
        ("lastName", last),
        ("login", login),
        ("email", login),
    ];
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect()
}

fn add_groups(org: &mut Org, plan: &Plan, now: Timestamp) {
    let everybody: Vec<String> = org.users.iter().map(|user| user.id.clone()).collect();
    let mut everyone = Group::new(org.dice.id("00g"), "Everyone", now);
    everyone.kind = "BUILT_IN";
    everyone.description = Some("All users in your organization".to_owned());
    everyone.members.clone_from(&everybody);
    org.groups.add(everyone);
    for (name, description, members) in plan.groups {
        let mut group = Group::new(org.dice.id("00g"), name, now);
        group.description = Some((*description).to_owned());
        group.members = members
            .iter()
            .filter_map(|place| everybody.get(*place).cloned())
            .collect();
        org.groups.add(group);
    }
}

fn add_features(org: &mut Org) {
    let rows = [
        (
            "Multiple Active IdP Signing Certificates",
            "ENABLED",
            "Two certificates of a partner at the same time",
        ),
        (
            "Org2Org Incremental Imports",
            "DISABLED",
            "Imports from Okta orgs fetch only what changed",
        ),
        (
            "Front-channel Single Logout",
            "DISABLED",
            "Signing out of Okta signs out of apps",
        ),
        (
            "Front-channel Single Logout for IdPs",
            "DISABLED",
            "Signing out reaches identity providers",
        ),
    ];
    for (name, status, description) in rows {
        let id = org.dice.id("ftr");
        org.features.push(json!({
            "id": id, "type": "self-service", "status": status, "name": name, "description": description,
            "stage": { "value": "EA", "state": "OPEN" },
        }));
    }
}

/// The zones every org has, still empty.
fn add_zones(org: &mut Org, now: Timestamp) {
    for (name, usage) in [("LegacyIpZone", "POLICY"), ("BlockedIpZone", "BLOCKLIST")] {
        let id = org.dice.id("nzo");
        org.zones.add(Zone {
            id,
            name: name.to_owned(),
            usage,
            system: true,
            gateways: Vec::new(),
            created: now,
            last_updated: now,
        });
    }
}

fn add_token(org: &mut Org, name: &str, owner: &str, value: &str, now: Timestamp) {
    let id = org.dice.id("00T");
    org.tokens.add(ApiToken::new(id, name, owner, value, now));
}

/// An administrator of a role, with a token.
pub(super) fn add_admin_token(org: &mut Org, role: &str, name: &str, now: Timestamp) -> String {
    let login = format!(
        "{}.{}@{}.example",
        role.to_lowercase(),
        org.tokens.len(),
        org.subdomain
    );
    let mut user = User::new(
        org.dice.id("00u"),
        profile("Practice", "Administrator", &login),
        now,
    );
    user.turn(Status::Active, now);
    let role_id = org.dice.word("role", 16).to_uppercase();
    user.roles.push(Role {
        id: role_id,
        kind: role.to_owned(),
        created: now,
    });
    let (owner, value) = (user.id.clone(), format!("00{}", org.dice.word("token", 40)));
    org.users.add(user);
    add_token(org, name, &owner, &value, now);
    value
}
