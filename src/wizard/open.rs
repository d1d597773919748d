//! The connection that is open: both orgs, the choices, what was seen, what would change, and what was proved.

use super::{
    RunId,
    breaking::Breaking,
    connect::{OrgForm, SecretText},
    files::Brought,
    saved::{LastCheck, Saved},
    task::Task,
};
use crate::{
    advice::Advice,
    federation::{
        Blueprint, Facts, Plan, Side, Snapshot,
        action::Step,
        journal::Ledger,
        preflight::OrgReport,
        progress::Outcome,
        undo::UndoPlan,
        verify::{Events, ItemState, Report},
    },
    okta::id::{AppId, GroupId, UserId},
};
use jiff::Timestamp;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// The open connection.
#[derive(Clone, Debug)]
pub struct Open {
    /// The name of its file.
    pub id: String,
    /// What may be done with it.
    pub access: Access,
    /// The practice orgs behind it, if it is practice.
    pub practice: Option<PracticeCard>,
    /// The source org's form.
    pub source: OrgForm,
    /// The target org's form.
    pub target: OrgForm,
    /// Why these two orgs cannot be joined here: they are one, or others than those that were set up.
    pub misfit: Option<Advice>,
    /// The choices, once both orgs are connected.
    pub blueprint: Option<Blueprint>,
    /// The domains of the routing rule as typed.
    pub domains_text: String,
    /// A token for provisioning alone, as typed; empty means the target org's own.
    pub provisioning_token: SecretText,
    /// What can be chosen from.
    pub options: Task<Options>,
    /// What was seen of both orgs.
    pub snapshot: Task<Arc<Snapshot>>,
    /// What would change.
    pub plan: Option<Arc<Plan>>,
    /// What the journal says.
    pub ledger: Ledger,
    /// The run that goes on or ended last.
    pub run: Option<Run>,
    /// The checklist.
    pub report: Option<Report>,
    /// What is kept of it.
    pub last_check: Option<LastCheck>,
    /// The events of the test sign-in.
    pub events: Events,
    /// The watch on both System Logs.
    pub watch: Option<Watching>,
    /// The played sign-in of practice orgs.
    pub sign_in: Task<Vec<Stage>>,
    /// What is broken on purpose, on practice orgs.
    pub breaking: Breaking,
    /// What undo would do.
    pub undo: Task<UndoPlan>,
    /// Whether undo leaves people in place.
    pub keep_people: bool,
    /// A certificate to be compared with the one in use.
    pub brought: Brought,
    /// The last step that was carried out or left behind.
    pub reached: Option<Step>,
    /// When it was kept last (UTC).
    pub saved_at: Option<Timestamp>,
}

/// What may be done with a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Both orgs may be looked at and changed.
    #[default]
    Change,
    /// Both orgs are looked at; nothing can be changed.
    Look,
    /// A support bundle is looked at; there are no orgs.
    Bundle,
}

impl Access {
    /// Whether there are orgs that could be asked, and whose pages can be opened: an address in a bundle of somebody else
    /// may lead anywhere.
    pub fn has_orgs(self) -> bool {
        self != Self::Bundle
    }
}

/// What is known about practice orgs that were started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PracticeCard {
    /// The seed.
    pub seed: String,
    /// The source org's address.
    pub source_url: String,
    /// The target org's address.
    pub target_url: String,
    /// People of the source org who can sign in: user name and password, which are no secrets here.
    pub people: Vec<(String, String)>,
}

/// What can be chosen from, read out of both orgs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Apps of the target org that sign people in by SAML.
    pub target_apps: Vec<(AppId, String)>,
    /// Groups of the target org.
    pub target_groups: Vec<(GroupId, String)>,
    /// Groups of the source org.
    pub source_groups: Vec<(GroupId, String)>,
    /// People of the source org: identifier, user name, full name.
    pub people: Vec<(UserId, String, String)>,
}

/// A run that makes changes.
#[derive(Clone, Debug)]
pub struct Run {
    /// Which.
    pub id: RunId,
    /// What it does.
    pub kind: RunKind,
    /// The keys of its actions with their titles and orgs, in order.
    pub tasks: Vec<RunTask>,
    /// How far they are.
    pub outcomes: BTreeMap<String, Outcome>,
    /// The one that goes on.
    pub current: Option<String>,
    /// What it waits for.
    pub waiting: Option<(Side, Duration, String)>,
    /// Whether it was asked to stop.
    pub stopping: bool,
    /// How it ended.
    pub end: Option<RunEnd>,
}

/// One action of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunTask {
    /// The key.
    pub key: String,
    /// The sentence.
    pub title: String,
    /// In which org.
    pub side: Side,
    /// In which step, for the steps' own screens.
    pub step: Option<Step>,
}

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Carries out the plan up to a step.
    Apply(Step),
    /// Takes everything back.
    Undo,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// All done.
    Done,
    /// Stopped by request.
    Cancelled,
    /// Stopped by a failure.
    Failed(Advice),
}

impl Run {
    /// Whether it is going on.
    pub fn is_running(&self) -> bool {
        self.end.is_none()
    }

    /// How many of its actions are done.
    pub fn done(&self) -> usize {
        self.outcomes
            .values()
            .filter(|outcome| !matches!(outcome, Outcome::Failed(_)))
            .count()
    }
}

/// The watch on both System Logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watching {
    /// Which run.
    pub run: RunId,
    /// Since when (UTC), once it began.
    pub since: Option<Timestamp>,
    /// When it looked last (UTC).
    pub last_look: Option<Timestamp>,
    /// What keeps it from looking.
    pub trouble: Option<Advice>,
}

/// One stage of a played sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// What happened, in words.
    pub words: String,
    /// Whether it worked.
    pub ok: bool,
}

impl Open {
    /// A new connection that nothing is known of.
    pub fn new(id: String) -> Self {
        Self {
            id,
            access: Access::default(),
            practice: None,
            source: OrgForm::default(),
            target: OrgForm::default(),
            misfit: None,
            blueprint: None,
            domains_text: String::new(),
            provisioning_token: SecretText::default(),
            options: Task::Idle,
            snapshot: Task::Idle,
            plan: None,
            ledger: Ledger::default(),
            run: None,
            report: None,
            last_check: None,
            events: Events::default(),
            watch: None,
            sign_in: Task::Idle,
            breaking: Breaking::default(),
            undo: Task::Idle,
            keep_people: false,
            brought: Brought::default(),
            reached: None,
            saved_at: None,
        }
    }

    /// A connection as it was kept, with its journal.
    pub fn from_saved(saved: &Saved, ledger: Ledger) -> Self {
        Self {
            source: OrgForm::with_address(&saved.source_address),
            target: OrgForm::with_address(&saved.target_address),
            domains_text: saved.blueprint.as_ref().map(domains_of).unwrap_or_default(),
            blueprint: saved.blueprint.clone(),
            ledger,
            reached: saved.step,
            last_check: saved.last_check,
            saved_at: saved.saved_at,
            ..Self::new(saved.id.clone())
        }
    }

    /// The connection as it is to be kept.
    pub fn to_saved(&self) -> Saved {
        Saved {
            id: self.id.clone(),
            source_address: self.source.address.clone(),
            target_address: self.target.address.clone(),
            blueprint: self.blueprint.clone(),
            step: self.reached,
            last_check: self.last_check,
            saved_at: self.saved_at,
        }
    }

    /// The form of a side.
    pub fn form(&self, side: Side) -> &OrgForm {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    /// The form of a side, to be changed.
    pub fn form_mut(&mut self, side: Side) -> &mut OrgForm {
        match side {
            Side::Source => &mut self.source,
            Side::Target => &mut self.target,
        }
    }

    /// The name of a side's org: as Okta says, else its address, else its role.
    pub fn org_name(&self, side: Side) -> String {
        let form = self.form(side);
        if let Some(report) = form.report.value() {
            return report.name.clone();
        }
        if let Some(blueprint) = &self.blueprint {
            return match side {
                Side::Source => blueprint.source.name.clone(),
                Side::Target => blueprint.target.name.clone(),
            };
        }
        if form.address.trim().is_empty() {
            side.role().to_owned()
        } else {
            form.address.clone()
        }
    }

    /// Whether both orgs are connected and different.
    pub fn is_connected(&self) -> bool {
        self.ready(Side::Source).is_some() && self.ready(Side::Target).is_some() && self.misfit.is_none()
    }

    /// What was found out about an org, if one can go on with it.
    pub fn ready(&self, side: Side) -> Option<&OrgReport> {
        let report = self.form(side).known()?;
        let ready = match self.access {
            Access::Change => report.is_ready(),
            Access::Look | Access::Bundle => report.is_readable(),
        };
        ready.then_some(report)
    }

    /// Everything that goes on and only reads: it is stopped when the connection is left.
    pub fn going_on(&self) -> Vec<RunId> {
        let reads = [
            self.source.report.run(),
            self.target.report.run(),
            self.options.run(),
            self.snapshot.run(),
            self.watch.as_ref().map(|watch| watch.run),
            self.sign_in.run(),
            self.breaking.faults.run(),
            self.undo.run(),
        ];
        reads.into_iter().flatten().collect()
    }

    /// Whether the orgs may be changed.
    pub fn may_change(&self) -> bool {
        self.access == Access::Change
    }

    /// What is known: by the newest plan, else by the journal.
    pub fn facts(&self) -> &Facts {
        self.plan.as_ref().map_or(&self.ledger.facts, |plan| &plan.facts)
    }

    /// Whether nothing of a step is left to do, as far as was seen.
    pub fn is_step_done(&self, step: Step) -> bool {
        if step == Step::Validate {
            return self.report.as_ref().is_some_and(|report| {
                report
                    .items
                    .iter()
                    .all(|item| matches!(item.state, ItemState::Verified | ItemState::Skipped))
            });
        }
        let Some(plan) = &self.plan else { return false };
        let waits = plan.actions.iter().any(|planned| planned.step == step)
            || plan.obstacles.iter().any(|obstacle| obstacle.step == step);
        !waits && plan.kept.iter().any(|kept| kept.step == step)
    }
}

/// The domains in a text as somebody types them, small letters and without the @ before them.
pub fn domains_in(text: &str) -> Vec<String> {
    let parts = text
        .split([',', ';', ' ', '\n'])
        .map(|part| part.trim().trim_start_matches('@').to_lowercase());
    parts.filter(|part| !part.is_empty()).collect()
}

/// The domains of a blueprint's routing rule, as one types them.
pub fn domains_of(blueprint: &Blueprint) -> String {
    match &blueprint.routing {
        crate::federation::blueprint::Routing::Domains { domains, .. } => domains.join(", "),
        crate::federation::blueprint::Routing::None => String::new(),
    }
}
