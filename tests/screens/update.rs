//! What every event does to the state of the program, and what it asks of the outside: `wizard::update` as a
//! specification, without a window.

mod choices;
mod connect;
mod places;
mod runs;
mod secrets;
mod sequences;
mod trouble;
mod watches;

use org2org_setup::{
    federation::preflight::{Note, OrgReport, Weight},
    wizard::{Effect, Event, Open, RunId, Screen, Wizard, update},
};

use crate::states;

/// A wizard that events are sent to.
struct Machine {
    wizard: Wizard,
}

impl Machine {
    /// On a screen, with a connection.
    fn at(screen: Screen, open: Open) -> Self {
        Self {
            wizard: states::wizard(screen, Some(open)),
        }
    }

    /// At home, with nothing open.
    fn home() -> Self {
        Self {
            wizard: states::home(states::some_saved()),
        }
    }

    fn send(&mut self, event: Event) -> Vec<Effect> {
        update(&mut self.wizard, event)
    }

    /// The same, when only the kinds of the effects matter.
    fn asks(&mut self, event: Event) -> Vec<String> {
        kinds(&self.send(event))
    }

    fn open(&self) -> &Open {
        self.wizard.open.as_ref().expect("a connection is open")
    }

    fn open_mut(&mut self) -> &mut Open {
        self.wizard.open.as_mut().expect("a connection is open")
    }

    /// The message in the corner, which is taken away with that.
    fn said(&mut self) -> String {
        let toast = self.wizard.toast.take();
        toast.map(|toast| toast.text).unwrap_or_default()
    }
}

/// The kinds of effects, in their order.
fn kinds(effects: &[Effect]) -> Vec<String> {
    effects.iter().map(kind).collect()
}

fn kind(effect: &Effect) -> String {
    let printed = format!("{effect:?}");
    let end = printed.find(|c: char| !c.is_ascii_alphanumeric());
    printed[..end.unwrap_or(printed.len())].to_owned()
}

/// The runs that are stopped.
fn cancelled(effects: &[Effect]) -> Vec<RunId> {
    let stopped = effects.iter().filter_map(|effect| match effect {
        Effect::Cancel(run) => Some(*run),
        _ => None,
    });
    stopped.collect()
}

/// The run of the effect of a kind.
fn run_of(effects: &[Effect], wanted: &str) -> RunId {
    let found = effects.iter().find(|effect| kind(effect) == wanted);
    let printed = format!(
        "{:?}",
        found.unwrap_or_else(|| panic!("no {wanted} in {effects:?}"))
    );
    let (_, after) = printed.split_once("RunId(").expect("it has a run");
    let (number, _) = after.split_once(')').expect("it has a number");
    RunId(number.trim().parse().expect("a number"))
}

/// What is found out about an org that cannot be gone on with.
fn refused(report: OrgReport) -> OrgReport {
    let note = Note {
        weight: Weight::Stops,
        ..states::small_role()
    };
    OrgReport {
        notes: vec![note],
        ..report
    }
}
