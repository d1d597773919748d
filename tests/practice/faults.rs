//! The named faults on orgs that were joined by hand, in three stages: not at all, for signing in, and with everything a
//! connection has. Which fit when, and that each can be put back without a trace.

use crate::desk::{Desk, text};
use org2org_setup::practice::{Concern, Side, Trouble, faults, find_fault};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const MIRA: &str = "mira.chen@acme.example";

/// What a fault needs of the orgs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// Nothing between the orgs.
    Fresh,
    /// A connection by which somebody has signed in.
    Joined,
    /// The same with provisioning and a pushed group.
    Whole,
}

use Stage::{Fresh, Joined, Whole};

impl Stage {
    fn desk(self) -> Desk {
        let mut desk = Desk::new();
        if self == Fresh {
            return desk;
        }
        let joined = desk.join();
        assert!(
            desk.world
                .sign_in(MIRA, Some("Wiki"))
                .iter()
                .all(|stage| stage.ok)
        );
        if self == Whole {
            provision(&mut desk, &joined);
        }
        desk
    }
}

/// Connects provisioning with all of its switches, assigns everybody anew, and pushes a group. Profiles are kept by
/// provisioning alone.
fn provision(desk: &mut Desk, joined: &crate::desk::Joined) {
    let app = &joined.app;
    desk.change_idp(joined, "/policy/provisioning/profileMaster", &json!(false));
    let body = json!({ "profile": { "authScheme": "TOKEN", "token": desk.token(Side::Target) } });
    let path = format!("/api/v1/apps/{app}/connections/default?activate=TRUE");
    desk.post(Side::Source, &path, &body);
    let on = json!({ "create": { "lifecycleCreate": { "status": "ENABLED" } },
        "update": { "profile": { "status": "ENABLED" }, "lifecycleDeactivate": { "status": "ENABLED" } } });
    desk.put(
        Side::Source,
        &format!("/api/v1/apps/{app}/features/USER_PROVISIONING"),
        &on,
    );
    let group = desk.group(Side::Source, "Northwind access");
    let path = format!("/api/v1/apps/{app}/groups/{group}");
    desk.delete(Side::Source, &path);
    desk.put(Side::Source, &path, &json!({}));
    let group = desk.group(Side::Source, "Sales");
    let body = json!({ "sourceGroupId": group, "targetGroupName": "Acme sales" });
    desk.post(
        Side::Source,
        &format!("/api/v1/apps/{app}/group-push/mappings"),
        &body,
    );
}

fn states(desk: &Desk) -> [Value; 2] {
    [Side::Source, Side::Target].map(|side| desk.world.state(side))
}

/// Bytes of both states: the order of members counts too.
fn bytes(desk: &Desk) -> String {
    serde_json::to_string(&states(desk)).unwrap()
}

/// Faults of time alone, and of what came before: the state of an org leaves both out.
const UNSEEN: [&str; 4] = [
    "certificate-expired",
    "certificate-expires-soon",
    "provisioning-token-expired",
    "response-replayed",
];

#[test]
fn every_fault_that_fits_changes_something_and_is_put_back_to_the_byte() {
    let mut wrong = Vec::new();
    for stage in [Fresh, Joined, Whole] {
        let mut desk = stage.desk();
        let before = bytes(&desk);
        for fault in faults() {
            let made = desk.world.apply_fault(fault.name);
            let offset = desk.world.clock_offset(Side::Target);
            let changed = bytes(&desk) != before || offset != 0 || UNSEEN.contains(&fault.name);
            let active = desk.world.active_faults().contains(&fault.name);
            desk.world.undo_fault(fault.name).unwrap();
            let back = bytes(&desk) == before && desk.world.clock_offset(Side::Target) == 0;
            let changed = changed && made.is_ok();
            if (changed, active, back) != (made.is_ok(), made.is_ok(), true) {
                wrong.push(format!(
                    "{stage:?} {}: {made:?} {changed} {active} {back}",
                    fault.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_does_not_fit_says_in_a_sentence_what_is_missing() {
    let mut said: BTreeMap<Stage, BTreeSet<String>> = BTreeMap::new();
    for stage in [Fresh, Joined, Whole] {
        let mut desk = stage.desk();
        for fault in faults() {
            match desk.world.apply_fault(fault.name) {
                Ok(()) => desk.world.undo_fault(fault.name).unwrap(),
                Err(Trouble::Unfit(why)) => {
                    assert!(
                        why.len() > 20 && !why.ends_with('.') && !why.contains(". "),
                        "{why}"
                    );
                    assert!(why.starts_with(char::is_uppercase), "{why}");
                    said.entry(stage).or_default().insert(fault.name.to_owned());
                }
                Err(other) => panic!("{}: {other}", fault.name),
            }
        }
    }
    let unfit = |stage: Stage| said.get(&stage).cloned().unwrap_or_default();
    // The more there is of a connection, the more of it can be broken.
    assert!(unfit(Joined).is_subset(&unfit(Fresh)), "{:?}", unfit(Joined));
    assert!(unfit(Whole).is_subset(&unfit(Joined)), "{:?}", unfit(Whole));
    let all: BTreeSet<String> = faults().map(|fault| fault.name.to_owned()).collect();
    assert_eq!(
        unfit(Fresh),
        all,
        "without a connection there is nothing to break"
    );
    assert!(unfit(Whole).is_empty(), "{:?}", unfit(Whole));
}

#[test]
fn a_fault_that_is_on_is_not_put_on_twice_and_one_that_is_off_is_not_put_back() {
    let mut desk = Whole.desk();
    let before = bytes(&desk);
    for fault in faults() {
        desk.world.apply_fault(fault.name).unwrap();
        let broken = bytes(&desk);
        desk.world.apply_fault(fault.name).unwrap();
        assert_eq!(bytes(&desk), broken, "{} twice", fault.name);
        assert_eq!(desk.world.active_faults(), [fault.name]);
        for _ in 0..2 {
            desk.world.undo_fault(fault.name).unwrap();
            assert_eq!(bytes(&desk), before, "{} put back", fault.name);
        }
    }
}

#[test]
fn all_that_can_be_on_together_are_put_back_together() {
    let mut desk = Whole.desk();
    let before = bytes(&desk);
    let mut on = Vec::new();
    for fault in faults() {
        // Some have nothing left to break once others are on.
        if desk.world.apply_fault(fault.name).is_ok() {
            on.push(fault.name);
        }
    }
    println!("{} of {} at once", on.len(), faults().count());
    assert!(on.len() > 10, "{}", on.len());
    assert_eq!(desk.world.active_faults(), on);
    desk.world.undo_all_faults();
    assert_eq!(bytes(&desk), before);
    assert_eq!(desk.world.active_faults(), [] as [&str; 0]);
    assert_eq!(desk.world.clock_offset(Side::Target), 0);
}

#[test]
fn a_fault_is_found_by_its_name_alone_and_a_wrong_name_is_told_those_near_it() {
    for fault in faults() {
        assert_eq!(find_fault(fault.name).unwrap().broken, fault.broken);
        let (head, tail) = fault.name.split_at(fault.name.len() / 2);
        let mistyped = format!("{head}{}", &tail[1..]);
        let Err(Trouble::Unknown { name, near }) = find_fault(&mistyped) else {
            continue;
        };
        assert_eq!(name, mistyped);
        assert!(near.contains(&fault.name), "{mistyped}: {near:?}");
    }
    let mut desk = Whole.desk();
    let before = bytes(&desk);
    for name in ["", "no-such-fault", "Issuer-Mismatch", "issuer mismatch"] {
        assert!(
            matches!(desk.world.apply_fault(name), Err(Trouble::Unknown { .. })),
            "{name:?}"
        );
        assert!(
            matches!(desk.world.undo_fault(name), Err(Trouble::Unknown { .. })),
            "{name:?}"
        );
    }
    assert_eq!(bytes(&desk), before);
}

#[test]
fn every_concern_has_faults_of_its_own_and_every_failure_mode_the_form_of_one() {
    let mut by_concern: BTreeMap<Concern, usize> = BTreeMap::new();
    for fault in faults() {
        *by_concern.entry(fault.concern).or_default() += 1;
        for mode in fault.modes {
            let number = mode
                .strip_prefix('F')
                .and_then(|number| number.parse::<u8>().ok());
            assert!(
                number.is_some_and(|number| (1..=81).contains(&number)),
                "{}: {mode}",
                fault.name
            );
        }
    }
    assert_eq!(by_concern.len(), 9, "{by_concern:?}");
    let words: BTreeSet<&str> = by_concern.keys().map(|concern| concern.word()).collect();
    let titles: BTreeSet<&str> = by_concern.keys().map(|concern| concern.title()).collect();
    assert_eq!((words.len(), titles.len()), (9, 9));
}

/// Failure modes that configuration, data or time can cause, as the issue numbers them, and those that are left out with
/// the reason that the faults give.
#[test]
fn every_failure_mode_that_can_be_caused_has_a_fault_or_a_reason() {
    let shown: BTreeSet<&str> = faults().flat_map(|fault| fault.modes.iter().copied()).collect();
    let oidc = ["F29", "F42", "F43", "F44", "F45", "F46", "F75", "F78", "F79"];
    let wanted = (1..=18)
        .chain(22..=37)
        .chain(38..=56)
        .chain(63..=67)
        .chain(70..=79);
    for number in wanted {
        let mode = format!("F{number:02}");
        let left_out = oidc.contains(&mode.as_str()) || mode == "F54";
        assert!(shown.contains(mode.as_str()) || left_out, "{mode} has no fault");
        assert!(
            !(shown.contains(mode.as_str()) && oidc.contains(&mode.as_str())),
            "{mode} came meanwhile"
        );
    }
}

#[test]
fn the_log_tells_of_acts_and_never_of_a_fault() {
    let mut desk = Whole.desk();
    let told = |desk: &mut Desk| {
        let mut all = BTreeSet::new();
        for side in [Side::Source, Side::Target] {
            let events = desk.get(side, "/api/v1/logs?limit=1000");
            for event in events.as_array().unwrap() {
                let kind = text(event, "/eventType");
                let reason = text(event, "/outcome/reason");
                all.insert(format!("{kind} {reason}"));
            }
        }
        all
    };
    for fault in faults() {
        desk.world.apply_fault(fault.name).unwrap();
        desk.world.undo_fault(fault.name).unwrap();
    }
    for line in told(&mut desk) {
        for fault in faults() {
            assert!(!line.contains(fault.name), "{line}");
        }
        assert!(!line.contains("fault") && !line.contains("practice"), "{line}");
    }
}
