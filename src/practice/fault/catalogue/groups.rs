//! Groups that are pushed from org to org, and do not arrive as they should.

use super::super::super::Side;
use super::super::super::clock::later;
use super::super::super::org::group::{Group, Origin};
use super::super::super::org::push::PushMapping;
use super::super::hand::{Hand, unfit};
use super::super::place::{Place, Thing};
use super::super::{Concern, Fault, Trouble};

const DAY: i64 = 24 * 3600;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "group-push-forbidden",
        concern: Concern::Provisioning,
        side: Side::Target,
        broken: "The token that provisioning uses may not create groups in the target org",
        symptom: "Nothing at sign-in, but a pushed group ends in an error: HTTP 403 Forbidden",
        modes: &["F63"],
        make: |hand| {
            hand.connected()?;
            let group = hand.spare_group()?;
            let (_, value) = hand.make_token("GROUP_MEMBERSHIP_ADMIN");
            hand.use_token(&value)?;
            let mapping = mapping(hand, &group);
            hand.push_group(mapping)
        },
    },
    Fault {
        name: "group-pushed-and-assigned",
        concern: Concern::Provisioning,
        side: Side::Source,
        broken: "One group both assigns people to the Org2Org app and is pushed",
        symptom: "Nothing at sign-in, but the pushed group is empty in the target org",
        modes: &["F64"],
        make: |hand| {
            let app = hand.connected()?;
            let given = hand
                .app()?
                .groups
                .first()
                .map(|given| given.group.clone())
                .unwrap_or_default();
            let Some(group) = hand.world.source.groups.get(&given).cloned() else {
                return unfit("The Org2Org app is given to no group");
            };
            let copy = Group::new(hand.world.target.dice.id("00g"), &group.name, hand.now);
            let mut mapping = mapping(hand, &group);
            let stand_in = stand_in(hand, &app, &copy);
            mapping.target_group = Some(stand_in.id.clone());
            mapping.last_push = Some(hand.now);
            let id = mapping.id.clone();
            hand.put(Place::Pushes(app), &id, Thing::Push(Box::new(mapping)));
            for (side, group) in [(Side::Source, stand_in), (Side::Target, copy)] {
                let id = group.id.clone();
                hand.put(Place::Groups(side), &id, Thing::Group(Box::new(group)));
            }
            Ok(())
        },
    },
    Fault {
        name: "group-members-missing",
        concern: Concern::Provisioning,
        side: Side::Source,
        broken: "A pushed group has members who are not assigned to the Org2Org app",
        symptom: "Nothing at sign-in, but these members are missing from the group in the target org",
        modes: &["F65"],
        make: |hand| {
            let group = hand.spare_group()?;
            let mapping = mapping(hand, &group);
            hand.push_group(mapping)
        },
    },
    Fault {
        name: "group-name-taken",
        concern: Concern::Provisioning,
        side: Side::Target,
        broken: "A group of the target org's own has the name of a pushed one",
        symptom: "Nothing at sign-in, but the partner's people turn up in the target org's own group",
        modes: &["F66"],
        make: |hand| {
            hand.connected()?;
            let group = group_of_assigned(hand)?;
            let long_ago = later(hand.now, -90 * DAY);
            let mut own = Group::new(hand.world.target.dice.id("00g"), &group.name, long_ago);
            let staff = hand
                .world
                .target
                .users
                .iter()
                .filter(|user| user.roles.is_empty());
            own.members = staff.take(1).map(|user| user.id.clone()).collect();
            let id = own.id.clone();
            hand.put(Place::Groups(Side::Target), &id, Thing::Group(Box::new(own)));
            let mapping = mapping(hand, &group);
            hand.push_group(mapping)
        },
    },
    Fault {
        name: "pushed-group-deleted",
        concern: Concern::Provisioning,
        side: Side::Target,
        broken: "A pushed group was deleted in the target org",
        symptom: "Nothing at sign-in, but the pushed group ends in an error: it no longer exists",
        modes: &["F67"],
        make: |hand| {
            let app = hand.connected()?;
            let group = hand.spare_group()?;
            let gone = Group::new(hand.world.target.dice.id("00g"), &group.name, hand.now);
            let stand_in = stand_in(hand, &app, &gone);
            let mut mapping = mapping(hand, &group);
            mapping.target_group = Some(stand_in.id.clone());
            let id = stand_in.id.clone();
            hand.put(Place::Groups(Side::Source), &id, Thing::Group(Box::new(stand_in)));
            hand.push_group(mapping)?;
            hand.heart_at(1);
            Ok(())
        },
    },
];

/// A new group of the source org in which everybody is assigned, so that nothing but its name is in the way.
fn group_of_assigned(hand: &mut Hand<'_>) -> Result<Group, Trouble> {
    let mut group = Group::new(hand.world.source.dice.id("00g"), "Joint project", hand.now);
    group.members = hand.assigned()?;
    let id = group.id.clone();
    hand.put(
        Place::Groups(Side::Source),
        &id,
        Thing::Group(Box::new(group.clone())),
    );
    Ok(group)
}

fn mapping(hand: &mut Hand<'_>, group: &Group) -> PushMapping {
    PushMapping {
        id: hand.world.source.dice.id("gPm"),
        source_group: group.id.clone(),
        target_group: None,
        target_name: group.name.clone(),
        active: true,
        error: None,
        last_push: None,
        members: Vec::new(),
        created: hand.now,
        last_updated: hand.now,
    }
}

/// The group of the source org that stands for a group of the target org.
fn stand_in(hand: &mut Hand<'_>, app: &str, copy: &Group) -> Group {
    let mut group = Group::new(hand.world.source.dice.id("00g"), &copy.name, hand.now);
    group.kind = "APP_GROUP";
    group.origin = Some(Origin {
        app: app.to_owned(),
        external: copy.id.clone(),
    });
    group
}
