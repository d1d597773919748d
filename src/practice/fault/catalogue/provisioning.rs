//! Pushes that fail, that are not made, or that two sides make at once.

use super::super::super::Side;
use super::super::super::org::idp::IdpUser;
use super::super::super::org::mapping::{End, Mapping};
use super::super::super::org::user::{Status, User};
use super::super::cell::{AppField, Cell, HeldField, OrgField};
use super::super::hand::{Hand, unfit};
use super::super::place::{Place, Thing};
use super::super::{Concern, Fault};
use serde_json::{Map, Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "provisioning-off",
        concern: Concern::Provisioning,
        side: Side::Source,
        broken: "The provisioning connection of the Org2Org app was switched off",
        symptom: "Nothing at sign-in, but new people are not created and leavers keep their account in the target org",
        modes: &["F48", "F62"],
        make: |hand| {
            let app = hand.connected()?;
            hand.write(Cell::App(Side::Source, app, AppField::Connected), false);
            hand.log_app("application.configuration.update")
        },
    },
    Fault {
        name: "provisioning-not-available",
        concern: Concern::Provisioning,
        side: Side::Source,
        broken: "The source org has lost the licence for provisioning",
        symptom: "Nothing at sign-in, but the connection's status is UNKNOWN and every change of it is refused",
        modes: &["F48"],
        make: |hand| {
            let app = hand.connected()?;
            hand.write(Cell::Org(Side::Source, OrgField::ProvisioningAvailable), false);
            hand.write(Cell::App(Side::Source, app, AppField::Connected), false);
            Ok(())
        },
    },
    Fault {
        name: "provisioning-base-url",
        concern: Concern::Provisioning,
        side: Side::Source,
        broken: "Provisioning still pushes to the org's old address",
        symptom: "Nothing at sign-in, but every push to the target org fails",
        modes: &["F47"],
        make: |hand| {
            let app = hand.connected()?;
            let old = "https://northwind-old.okta.example";
            hand.write(
                Cell::App(Side::Source, app.clone(), AppField::ConnectionBaseUrl),
                old,
            );
            hand.write(Cell::App(Side::Source, app, AppField::Own("baseUrl")), old);
            hand.push_profiles()
        },
    },
    Fault {
        name: "provisioning-create-off",
        concern: Concern::Provisioning,
        side: Side::Source,
        broken: "Create Users was not ticked after provisioning was connected",
        symptom: "A newly assigned person is not created: Matching user not found, under the source org's tasks",
        modes: &["F56"],
        make: |hand| {
            let (app, (person, _)) = (hand.connected()?, hand.newcomer()?);
            hand.write(Cell::App(Side::Source, app, AppField::Creates), false);
            hand.assign(&person, Map::new())
        },
    },
    Fault {
        name: "provisioning-update-off",
        concern: Concern::Provisioning,
        side: Side::Source,
        broken: "Update User Attributes was not ticked after provisioning was connected",
        symptom: "Nothing at sign-in, but a changed name or address never reaches the target org",
        modes: &["F56"],
        make: |hand| {
            let app = hand.connected()?;
            hand.write(Cell::App(Side::Source, app, AppField::Updates), false);
            hand.push_profiles()
        },
    },
    Fault {
        name: "profile-mastered-twice",
        concern: Concern::Provisioning,
        side: Side::Target,
        broken: "Provisioning and the identity provider both want to update profiles",
        symptom: "Nothing at sign-in, but every push of a profile fails because another system masters it",
        modes: &["F51"],
        make: |hand| {
            let idp = hand.idp()?.id.clone();
            hand.connected()?;
            let people = hand.arrivals()?;
            hand.write(Cell::Idp(idp.clone(), "/policy/provisioning/profileMaster"), true);
            for person in people {
                link(hand, &idp, &person.source, &person.target);
            }
            hand.push_profiles()
        },
    },
    Fault {
        name: "initial-status-invalid",
        concern: Concern::Provisioning,
        side: Side::Source,
        broken: "The user name is mapped to the initial status of people who are pushed",
        symptom: "A newly assigned person is not created: invalid value for the field initialStatus (code notOneOf)",
        modes: &["F52"],
        make: |hand| {
            let (app, (person, _)) = (hand.connected()?, hand.newcomer()?);
            let ends = (End::User, End::App(app.clone()));
            let fits = |mapping: &&Mapping| (&mapping.source, &mapping.target) == (&ends.0, &ends.1);
            let mapping = hand
                .world
                .source
                .mappings
                .iter()
                .find(fits)
                .map(|mapping| mapping.id.clone());
            let Some(id) = mapping else {
                return unfit("The Org2Org app has no profile mapping");
            };
            let rule = json!({ "expression": "user.login", "pushStatus": "PUSH" });
            hand.write(Cell::Mapped(Side::Source, id, "initialStatus"), rule);
            hand.assign(&person, Map::new())
        },
    },
    Fault {
        name: "assigned-before-provisioning",
        concern: Concern::Provisioning,
        side: Side::Source,
        broken: "People were assigned before provisioning was connected and have never been pushed",
        symptom: "Nothing at sign-in, but changes of these people never reach the target org",
        modes: &["F52"],
        make: |hand| {
            let app = hand.connected()?;
            for person in hand.assigned()? {
                let of = |field| Cell::Held(Side::Source, app.clone(), person.clone(), field);
                hand.write(of(HeldField::Sync), "DISABLED");
                hand.erase(of(HeldField::ExternalId));
                hand.erase(of(HeldField::LastSync));
            }
            Ok(())
        },
    },
    Fault {
        name: "name-held-by-deactivated-user",
        concern: Concern::Provisioning,
        side: Side::Target,
        broken: "A deactivated user of the target org still holds the user name of a newly assigned person",
        symptom: "The newly assigned person is neither created nor updated, and the push fails",
        modes: &["F55"],
        make: |hand| {
            hand.connected()?;
            let (person, login) = hand.newcomer()?;
            let Some(profile) = hand
                .world
                .source
                .users
                .get(&person)
                .map(|user| user.profile.clone())
            else {
                return Ok(());
            };
            let id = hand.world.target.dice.id("00u");
            let mut old = User::new(id.clone(), profile, hand.now);
            old.profile.insert("login".to_owned(), Value::from(login));
            old.turn(Status::Deprovisioned, hand.now);
            hand.put(Place::Users(Side::Target), &id, Thing::User(Box::new(old)));
            hand.assign(&person, Map::new())
        },
    },
];

/// As a sign-in of that person leaves it.
fn link(hand: &mut Hand<'_>, idp: &str, source: &str, target: &str) {
    let place = Place::Links(idp.to_owned());
    if place.holds(hand.world, target) {
        return;
    }
    let link = IdpUser {
        user: target.to_owned(),
        external_id: source.to_owned(),
        created: hand.now,
        last_updated: hand.now,
        profile: Map::new(),
    };
    hand.put(place, target, Thing::Link(Box::new(link)));
}
