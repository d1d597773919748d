//! People who may not come in, and people who were given nothing.

use super::super::super::Side;
use super::super::super::routes::user_party;
use super::super::cell::{AppField, Cell, UserField};
use super::super::hand::{Hand, Made};
use super::super::place::Place;
use super::super::{Concern, Fault};
use serde_json::Value;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "user-not-assigned",
        concern: Concern::People,
        side: Side::Source,
        broken: "Everybody was taken off the Org2Org app, people and groups alike",
        symptom: "No tile on the source org's dashboard, and 403 App Not Assigned for whoever has the link",
        modes: &["F71"],
        make: |hand| {
            let app = hand.app()?.id.clone();
            hand.idp()?;
            unassign(hand, Side::Source, &app);
            Ok(())
        },
    },
    Fault {
        name: "target-app-not-assigned",
        concern: Concern::People,
        side: Side::Target,
        broken: "The group of federated people was taken off the target app",
        symptom: "The sign-in works, but the app is not on the target org's dashboard",
        modes: &["F71"],
        make: |hand| {
            let app = hand.target_app()?;
            unassign(hand, Side::Target, &app);
            Ok(())
        },
    },
    Fault {
        name: "org2org-app-inactive",
        concern: Concern::People,
        side: Side::Source,
        broken: "The Org2Org app was deactivated",
        symptom: "No tile on the source org's dashboard, and 403 App Not Assigned for whoever has the link",
        modes: &["F71"],
        make: |hand| {
            hand.idp()?;
            let app = hand.app()?.id.clone();
            hand.write(Cell::App(Side::Source, app, AppField::Active), false);
            hand.log_app("application.lifecycle.deactivate")
        },
    },
    Fault {
        name: "target-app-inactive",
        concern: Concern::People,
        side: Side::Target,
        broken: "The target app was deactivated",
        symptom: "The sign-in works, but the app is not on the target org's dashboard",
        modes: &["F71"],
        make: |hand| {
            let app = hand.target_app()?;
            hand.write(Cell::App(Side::Target, app, AppField::Active), false);
            Ok(())
        },
    },
    Fault {
        name: "target-app-deleted",
        concern: Concern::People,
        side: Side::Target,
        broken: "The target app was deleted",
        symptom: "The sign-in works, but the app is not on the target org's dashboard",
        modes: &["F71"],
        make: |hand| {
            let app = hand.target_app()?;
            hand.take(Place::Apps(Side::Target), &app);
            hand.watch(Cell::Apps(Side::Target));
            Ok(())
        },
    },
    Fault {
        name: "source-user-suspended",
        concern: Concern::People,
        side: Side::Source,
        broken: "The assigned people are suspended in the source org",
        symptom: "Unable to sign in, on the source org's sign-in page",
        modes: &["F35"],
        make: |hand| {
            hand.idp()?;
            let people = hand.assigned()?;
            turn(hand, Side::Source, &people, "SUSPENDED", "user.lifecycle.suspend");
            Ok(())
        },
    },
    Fault {
        name: "user-suspended",
        concern: Concern::People,
        side: Side::Target,
        broken: "The people who arrive are suspended in the target org, and the identity provider may not unsuspend them",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F35"],
        make: |hand| end_arrivals(hand, "SUSPENDED", "user.lifecycle.suspend"),
    },
    Fault {
        name: "user-deactivated",
        concern: Concern::People,
        side: Side::Target,
        broken: "The people who arrive are deactivated in the target org, and the identity provider may not bring them back",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F34"],
        make: |hand| end_arrivals(hand, "DEPROVISIONED", "user.lifecycle.deactivate"),
    },
    Fault {
        name: "user-pending",
        concern: Concern::People,
        side: Side::Target,
        broken: "The people who arrive were made without a password and still have to be activated in the target org",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F53"],
        make: |hand| end_arrivals(hand, "STAGED", "user.lifecycle.create"),
    },
    Fault {
        name: "user-kept-by-okta",
        concern: Concern::People,
        side: Side::Target,
        broken: "The people who arrive were changed to Okta-sourced ones and wait for an activation that nobody made",
        symptom: "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in",
        modes: &["F28"],
        make: |hand| {
            end_arrivals(hand, "PROVISIONED", "user.account.update_profile")?;
            for person in hand.arrivals()? {
                hand.write(
                    Cell::User(Side::Target, person.target, UserField::Provider),
                    "OKTA",
                );
            }
            Ok(())
        },
    },
];

/// Takes an app from all its groups and people, as the console does in one step.
fn unassign(hand: &mut Hand<'_>, side: Side, app: &str) {
    let found = hand.world.org(side).apps.get(app);
    let (people, groups): (Vec<String>, Vec<String>) = found
        .map(|app| {
            let people = app.users.iter().map(|held| held.user.clone());
            let groups = app.groups.iter().map(|given| given.group.clone());
            (people.collect(), groups.collect())
        })
        .unwrap_or_default();
    for user in people {
        hand.take(Place::AppUsers(side, app.to_owned()), &user);
    }
    for group in groups {
        hand.take(Place::AppGroups(side, app.to_owned()), &group);
    }
}

fn end_arrivals(hand: &mut Hand<'_>, status: &str, event: &'static str) -> Made {
    hand.idp()?;
    let people: Vec<String> = hand.arrivals()?.into_iter().map(|person| person.target).collect();
    turn(hand, Side::Target, &people, status, event);
    Ok(())
}

/// Moves people to a status.
fn turn(hand: &mut Hand<'_>, side: Side, people: &[String], status: &str, event: &'static str) {
    for id in people {
        hand.write(
            Cell::User(side, id.clone(), UserField::Status),
            Value::from(status),
        );
        let party = hand.during(side, |call| user_party(call, id));
        hand.log(side, event, party);
    }
}
