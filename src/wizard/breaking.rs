//! Breaking practice orgs on purpose: the faults there are, which are on, and what is being switched.

use super::{Effect, RunId, Wizard, task::Task};
use crate::{advice::Advice, federation::Side};

/// A fault of practice orgs as the window shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its name on the command line.
    pub name: String,
    /// The heading it stands under.
    pub concern: String,
    /// The org in which it sits.
    pub side: Side,
    /// What is broken, in one sentence.
    pub broken: String,
    /// What a user sees, in one sentence.
    pub symptom: String,
    /// Whether it is on.
    pub active: bool,
}

/// What to switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Switch {
    /// A fault on.
    Break(String),
    /// A fault off.
    PutBack(String),
    /// Every fault off.
    PutAllBack,
}

/// The faults of the open connection's practice orgs.
#[derive(Clone, Debug, Default)]
pub struct Breaking {
    /// All of them, as they were last read.
    pub faults: Task<Vec<Fault>>,
    /// What is being switched.
    pub switching: Option<Switch>,
}

impl Breaking {
    /// Those that are on.
    pub fn active(&self) -> impl Iterator<Item = &Fault> {
        self.faults
            .value()
            .into_iter()
            .flatten()
            .filter(|fault| fault.active)
    }
}

/// Asks which faults are on: somebody may have repaired one.
pub(super) fn read(wizard: &mut Wizard) -> Vec<Effect> {
    let run = wizard.next_run();
    let Some(open) = wizard.open.as_mut().filter(|open| open.practice.is_some()) else {
        return Vec::new();
    };
    if open.breaking.switching.is_some() {
        return Vec::new();
    }
    open.breaking.faults.begin(run);
    vec![Effect::ReadFaults(run)]
}

/// Switches faults; one switch at a time.
pub(super) fn switch(wizard: &mut Wizard, switch: Switch) -> Vec<Effect> {
    let run = wizard.next_run();
    let Some(open) = wizard.open.as_mut().filter(|open| open.practice.is_some()) else {
        return Vec::new();
    };
    if open.breaking.switching.is_some() || open.run.as_ref().is_some_and(super::open::Run::is_running) {
        return Vec::new();
    }
    open.breaking.faults.begin(run);
    open.breaking.switching = Some(switch.clone());
    vec![Effect::SwitchFaults { run, switch }]
}

/// Takes in which faults are on. True when something was switched, so that the checklist must be read again.
pub(super) fn taken(wizard: &mut Wizard, run: RunId, faults: Result<Vec<Fault>, Advice>) -> bool {
    let Some(open) = &mut wizard.open else {
        return false;
    };
    let good = faults.is_ok();
    open.breaking.faults.finish(run, faults) && open.breaking.switching.take().is_some() && good
}
