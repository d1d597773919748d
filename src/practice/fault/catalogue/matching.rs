//! Names that are made, filtered, matched and linked wrongly, and people who cannot be created.

use super::super::super::Side;
use super::super::super::org::idp::IdpUser;
use super::super::super::org::mapping::End;
use super::super::super::org::user::User;
use super::super::cell::{AppField, Cell, HeldField, OrgField, UserField};
use super::super::hand::{Hand, unfit};
use super::super::place::{Place, Thing};
use super::super::{Concern, Fault};
use super::trust::change_idp;
use serde_json::{Value, json};

const TEMPLATE: &str = "/policy/subject/userNameTemplate/template";
const FILTER: &str = "/policy/subject/filter";
const MATCH_TYPE: &str = "/policy/subject/matchType";
const MATCH_ATTRIBUTE: &str = "/policy/subject/matchAttribute";
const LINK: &str = "/policy/accountLink/action";
const LINK_FILTER: &str = "/policy/accountLink/filter";
const CREATE: &str = "/policy/provisioning/action";
const MASTER: &str = "/policy/provisioning/profileMaster";

/// What the page says when matching fails; the log has the reason.
const REFUSED: &str = "400 Bad Request with the error code GENERAL_NONSUCCESS right after signing in";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "user-name-attribute-missing",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The user name template of the identity provider uses an attribute that the source org does not send",
        symptom: REFUSED,
        modes: &["F23"],
        make: |hand| change_idp(hand, TEMPLATE, |_| "idpuser.upn".to_owned()),
    },
    Fault {
        name: "user-name-expression-wrong",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The user name template of the identity provider says appuser where it must say idpuser",
        symptom: REFUSED,
        modes: &["F31"],
        make: |hand| change_idp(hand, TEMPLATE, |_| "appuser.userName".to_owned()),
    },
    Fault {
        name: "user-name-filtered",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The user name filter of the identity provider still names the partner's old domain",
        symptom: REFUSED,
        modes: &["F26"],
        make: |hand| {
            let (idp, cell) = (hand.idp()?.id.clone(), FILTER);
            hand.write(Cell::Idp(idp, cell), "(\\S+@acme-old\\.example)");
            Ok(())
        },
    },
    Fault {
        name: "user-name-case",
        concern: Concern::Matching,
        side: Side::Source,
        broken: "The source org sends user names in capital letters, and the filter of the identity provider knows small ones only",
        symptom: REFUSED,
        modes: &["F32", "F26"],
        make: |hand| {
            hand.idp()?;
            let app = hand.app()?.id.clone();
            for person in hand.assigned()? {
                let cell = Cell::Held(Side::Source, app.clone(), person, HeldField::UserName);
                let name = hand.text(&cell).to_uppercase();
                hand.write(cell, name);
            }
            Ok(())
        },
    },
    Fault {
        name: "user-name-is-email",
        concern: Concern::Matching,
        side: Side::Source,
        broken: "The Org2Org app sends e-mail addresses that differ from the user names under which people exist in the target org",
        symptom: "The sign-in works, but as a second account without anything of the first one",
        modes: &["F54", "F27"],
        make: |hand| {
            hand.idp()?;
            let app = hand.app()?.id.clone();
            let template = json!({ "template": "${source.email}", "type": "BUILT_IN" });
            hand.write(
                Cell::App(Side::Source, app.clone(), AppField::UserNameTemplate),
                template,
            );
            for person in hand.assigned()? {
                let email = Cell::User(Side::Source, person.clone(), UserField::Profile("email"));
                let alias = hand.text(&email).replacen('@', ".mail@", 1);
                hand.write(email, alias.as_str());
                hand.write(
                    Cell::Held(Side::Source, app.clone(), person, HeldField::UserName),
                    alias,
                );
            }
            Ok(())
        },
    },
    Fault {
        name: "user-not-created",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The people do not exist in the target org, and the identity provider may not create them",
        symptom: REFUSED,
        modes: &["F24"],
        make: |hand| {
            change_idp(hand, CREATE, |_| "DISABLED".to_owned())?;
            remove_arrivals(hand);
            Ok(())
        },
    },
    Fault {
        name: "jit-off-for-org",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The org-wide switch for just-in-time provisioning is off, and the people do not exist in the target org",
        symptom: REFUSED,
        modes: &["F25"],
        make: |hand| {
            hand.idp()?;
            hand.write(Cell::Org(Side::Target, OrgField::Jit), false);
            remove_arrivals(hand);
            Ok(())
        },
    },
    Fault {
        name: "required-attribute-missing",
        concern: Concern::Matching,
        side: Side::Source,
        broken: "The people have no last name in the source org, so the target org cannot create them",
        symptom: REFUSED,
        modes: &["F30"],
        make: |hand| {
            hand.idp()?;
            for person in hand.assigned()? {
                hand.write(
                    Cell::User(Side::Source, person, UserField::Profile("lastName")),
                    Value::Null,
                );
            }
            remove_arrivals(hand);
            Ok(())
        },
    },
    Fault {
        name: "mapping-missing",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The identity provider's profile mapping takes the last name from an attribute that is never sent, so nobody can be created",
        symptom: REFUSED,
        modes: &["F30"],
        make: |hand| {
            let idp = End::Idp(hand.idp()?.id.clone());
            let mapping = hand
                .world
                .target
                .mappings
                .iter()
                .find(|mapping| mapping.source == idp);
            let Some(id) = mapping.map(|mapping| mapping.id.clone()) else {
                return unfit("The identity provider has no profile mapping");
            };
            let nothing = json!({ "expression": "appuser.surname", "pushStatus": "PUSH" });
            hand.write(Cell::Mapped(Side::Target, id, "lastName"), nothing);
            remove_arrivals(hand);
            Ok(())
        },
    },
    Fault {
        name: "two-users-match",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The identity provider matches by e-mail address, and two users of the target org share each address",
        symptom: REFUSED,
        modes: &["F24"],
        make: |hand| {
            change_idp(hand, MATCH_TYPE, |_| "EMAIL".to_owned())?;
            for person in hand.arrivals()? {
                add_namesake(hand, &person.target);
            }
            Ok(())
        },
    },
    Fault {
        name: "match-attribute-empty",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The identity provider matches by an attribute that nobody in the target org has filled in",
        symptom: "400 Bad Request with GENERAL_NONSUCCESS, because Okta tries to create a person who is there",
        modes: &["F24", "F27"],
        make: |hand| {
            hand.arrivals()?;
            change_idp(hand, MATCH_TYPE, |_| "CUSTOM_ATTRIBUTE".to_owned())?;
            change_idp(hand, MATCH_ATTRIBUTE, |_| "partnerLogin".to_owned())
        },
    },
    Fault {
        name: "linking-off",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The identity provider may not link existing people, and nobody has linked them by hand",
        symptom: REFUSED,
        modes: &["F27"],
        make: |hand| {
            let people = hand.arrivals()?;
            let idp = hand.idp()?.id.clone();
            change_idp(hand, LINK, |_| "DISABLED".to_owned())?;
            for person in people {
                hand.take(Place::Links(idp.clone()), &person.target);
            }
            Ok(())
        },
    },
    Fault {
        name: "linking-filtered",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The identity provider links members of one group only, and the people who arrive are not in it",
        symptom: REFUSED,
        modes: &["F27", "F36"],
        make: |hand| {
            let people = hand.arrivals()?;
            let idp = hand.idp()?.id.clone();
            let theirs = |group: &str| {
                people.iter().any(|person| {
                    hand.world
                        .target
                        .groups_of(&person.target)
                        .any(|one| one.id == group)
                })
            };
            let other = hand
                .world
                .target
                .groups
                .iter()
                .find(|group| !theirs(&group.id))
                .map(|group| group.id.clone());
            let filter = json!({ "groups": { "include": [other] }, "users": { "exclude": [], "excludeAdmins": true } });
            hand.write(Cell::Idp(idp.clone(), LINK_FILTER), filter);
            for person in people {
                hand.take(Place::Links(idp.clone()), &person.target);
            }
            Ok(())
        },
    },
    Fault {
        name: "profile-kept-elsewhere",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The identity provider shall update profiles that the target org's own directory keeps",
        symptom: REFUSED,
        modes: &["F33"],
        make: |hand| {
            let (people, idp) = (hand.arrivals()?, hand.idp()?.id.clone());
            hand.write(Cell::Idp(idp.clone(), MASTER), true);
            for person in people {
                hand.write(
                    Cell::User(Side::Target, person.target, UserField::Provider),
                    "ACTIVE_DIRECTORY",
                );
            }
            // The provider may update profiles already; to stop it from doing so is a repair either way.
            hand.heart_at(1);
            hand.watch(Cell::Idp(idp, MASTER));
            Ok(())
        },
    },
    Fault {
        name: "take-over-open",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "The identity provider links anybody to any account, administrators of the target org included",
        symptom: "Nothing, until an administrator of the source org signs in as an administrator of the target org",
        modes: &["F36"],
        make: |hand| {
            let idp = hand.idp()?.id.clone();
            hand.write(Cell::Idp(idp.clone(), LINK_FILTER), Value::Null);
            hand.write(Cell::Idp(idp, FILTER), "");
            Ok(())
        },
    },
    Fault {
        name: "two-partners-one-name",
        concern: Concern::Matching,
        side: Side::Target,
        broken: "A second partner's identity provider makes the same user names and is linked to the same people",
        symptom: "Nothing, until somebody of the other partner arrives in the account of a person of this one",
        modes: &["F37"],
        make: |hand| {
            let people = hand.arrivals()?;
            let mut second = hand.idp()?.clone();
            let target = &mut hand.world.target;
            second.id = target.dice.id("0oa");
            "Fabrikam Workforce".clone_into(&mut second.name);
            second.links = people
                .iter()
                .map(|person| link(&person.target, hand.now))
                .collect();
            let id = second.id.clone();
            hand.put(Place::Idps, &id, Thing::Idp(Box::new(second)));
            let issuer = format!("http://www.okta.com/{}", hand.world.source.dice.id("exk"));
            hand.write(
                Cell::Idp(id.clone(), "/protocol/credentials/trust/issuer"),
                issuer,
            );
            hand.write(Cell::Idp(id, FILTER), "");
            Ok(())
        },
    },
];

fn link(user: &str, now: jiff::Timestamp) -> IdpUser {
    IdpUser {
        user: user.to_owned(),
        external_id: user.to_owned(),
        created: now,
        last_updated: now,
        profile: serde_json::Map::new(),
    }
}

fn remove_arrivals(hand: &mut Hand<'_>) {
    let people = hand.arrivals().unwrap_or_default();
    for person in people {
        hand.remove_person(Side::Target, &person.target);
    }
}

/// Another active user of the target org with the same e-mail address.
fn add_namesake(hand: &mut Hand<'_>, user: &str) {
    let Some(mut profile) = hand.world.target.users.get(user).map(|user| user.profile.clone()) else {
        return;
    };
    let id = hand.world.target.dice.id("00u");
    profile.insert("login".to_owned(), Value::from(format!("{id}@northwind.example")));
    let mut other = User::new(id.clone(), profile, hand.now);
    other.turn(super::super::super::org::user::Status::Active, hand.now);
    hand.put(Place::Users(Side::Target), &id, Thing::User(Box::new(other)));
}
