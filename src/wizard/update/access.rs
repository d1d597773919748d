//! What may be done with the open connection: everything, only looking, or only looking at a bundle of somebody else.
//!
//! In the runtime there is no writing half of a client while a connection is only looked at; this says so in words before
//! anybody runs into it.

use crate::{
    federation::{Side, preflight::OrgReport},
    wizard::{Effect, Event, Wizard, open::Access, task::Task},
};

const LOOK: &str = "Look only: nothing can be changed. Switch it off where both orgs are connected";
const BUNDLE: &str = "This is a support bundle: it can be looked at, and nothing else";

/// Why an event is not for the connection that is open.
pub(super) fn refused(wizard: &Wizard, event: &Event) -> Option<&'static str> {
    let changes = matches!(event, Event::Apply(_) | Event::AskUndo | Event::SwitchFaults(_));
    let connects = matches!(
        event,
        Event::Check(_)
            | Event::UseAddress(..)
            | Event::Address(..)
            | Event::Token(..)
            | Event::ProvisioningToken(_)
            | Event::Choose(_)
            | Event::Domains(_)
            | Event::Search(_)
            | Event::Refresh
            | Event::StartSignIn
            | Event::PlaySignIn
            | Event::Export(_)
            | Event::LookOnly(_)
            // An address in a file of somebody else may lead anywhere.
            | Event::OpenLink(_)
    );
    match wizard.open.as_ref()?.access {
        Access::Change => None,
        Access::Look => changes.then_some(LOOK),
        Access::Bundle => (changes || connects).then_some(BUNDLE),
    }
}

/// Switches between changing and looking: the clients of before are given up, and both orgs are asked again.
pub(super) fn look_only(wizard: &mut Wizard, on: bool) -> Vec<Effect> {
    if wizard.is_changing() {
        wizard.say("Changes are being made: wait for them first", true);
        return Vec::new();
    }
    let Some(open) = &mut wizard.open else {
        wizard.look_only = on;
        return Vec::new();
    };
    open.access = if on { Access::Look } else { Access::Change };
    let mut effects: Vec<Effect> = open.undo.run().map(Effect::Cancel).into_iter().collect();
    open.undo = Task::Idle;
    effects.push(Effect::Disconnect);
    // One that is being asked for the first time is asked for the wrong half of a client.
    let was_asked = |report: &Task<OrgReport>| report.value().is_some() || report.is_running();
    let asked: Vec<Side> = Side::BOTH
        .into_iter()
        .filter(|side| was_asked(&open.form(*side).report))
        .collect();
    for side in asked {
        effects.extend(super::connect::check(wizard, side));
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        federation::action::Step,
        wizard::{Open, update},
    };

    fn looking(access: Access) -> Wizard {
        let open = Open {
            access,
            ..Open::new("one".to_owned())
        };
        Wizard {
            open: Some(open),
            ..Wizard::default()
        }
    }

    #[test]
    fn whoever_only_looks_asks_for_no_change() {
        for access in [Access::Look, Access::Bundle] {
            let mut wizard = looking(access);
            for event in [Event::Apply(Step::Trust), Event::AskUndo] {
                assert!(update(&mut wizard, event).is_empty());
                assert!(wizard.toast.take().unwrap().bad);
            }
        }
        let mut wizard = looking(Access::Bundle);
        let link = Event::OpenLink("https://evil.example".to_owned());
        assert!(update(&mut wizard, link).is_empty());
    }

    #[test]
    fn switching_gives_up_the_clients_of_before() {
        let mut wizard = looking(Access::Change);
        let effects = update(&mut wizard, Event::LookOnly(true));
        assert!(matches!(&effects[..], [Effect::Disconnect]));
        assert_eq!(wizard.open.as_ref().unwrap().access, Access::Look);
        let mut wizard = Wizard::default();
        update(&mut wizard, Event::LookOnly(true));
        assert!(wizard.look_only);
    }
}
