//! A connection as it is kept on disk: every choice and where it stood, never a secret.

use super::{Screen, home::Health};
use crate::federation::{
    Blueprint,
    action::Step,
    verify::{ItemState, Report},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A connection as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The name of its file, without the ending.
    pub id: String,
    /// The address of the source org, as entered.
    pub source_address: String,
    /// The address of the target org, as entered.
    pub target_address: String,
    /// The choices, once both orgs are connected.
    pub blueprint: Option<Blueprint>,
    /// The step to go on with; `None` before the first.
    pub step: Option<Step>,
    /// What the last look at the checklist said.
    pub last_check: Option<LastCheck>,
    /// When it was kept last (UTC).
    pub saved_at: Option<Timestamp>,
}

/// What the last look at the checklist said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCheck {
    /// When (UTC).
    pub at: Timestamp,
    /// How many items were verified.
    pub verified: usize,
    /// Whether something blocked.
    pub blocked: bool,
}

/// Under what circumstances a report came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Nothing is left to carry out.
    pub set_up: bool,
    /// A sign-in was watched in this session.
    pub watched: bool,
}

impl LastCheck {
    /// What is to be kept after a report.
    ///
    /// While a connection is being set up, what is missing is no fault. A look that had no sign-in to go by takes away
    /// nothing that was proved before, unless it finds something broken.
    pub fn after(before: Option<Self>, report: &Report, now: Circumstances) -> Option<Self> {
        let found = Self {
            at: report.at,
            verified: report.verified(),
            blocked: report.is_blocked(),
        };
        match before {
            None if !now.set_up => None,
            Some(_) if report.items.iter().all(|item| item.state == ItemState::Unknown) => before,
            Some(proved) if !found.blocked && !now.watched && proved.verified > found.verified => {
                Some(Self {
                    blocked: false,
                    ..proved
                })
            }
            _ => Some(found),
        }
    }
}

impl Saved {
    /// The names of both orgs, or their addresses.
    pub fn names(&self) -> (String, String) {
        match &self.blueprint {
            Some(blueprint) => (blueprint.source.name.clone(), blueprint.target.name.clone()),
            None => (or_unknown(&self.source_address), or_unknown(&self.target_address)),
        }
    }

    /// One line about it.
    pub fn detail(&self) -> String {
        let Some(blueprint) = &self.blueprint else {
            return "Both orgs are not connected yet".to_owned();
        };
        let provisioning = if blueprint.provisioning.lifecycle().is_some() {
            "provisioning on"
        } else {
            "no provisioning"
        };
        format!("SAML · {provisioning} · {}", blueprint.target_app.app.label())
    }

    /// When it was looked at or left last, as a day.
    pub fn last_seen(&self) -> Option<String> {
        let day = |at: Timestamp| at.strftime("%-d %b %Y").to_string();
        match (self.health(), self.last_check) {
            (Health::Continue { .. }, _) | (_, None) => Some(format!("Left {}", day(self.saved_at?))),
            (_, Some(check)) => Some(format!("Checked {}", day(check.at))),
        }
    }

    /// Where it is gone on with: at the step where it was left, or at the checklist once it was looked at.
    pub fn resumes_at(&self) -> Screen {
        match (&self.blueprint, self.health(), self.step) {
            (None, ..) | (_, Health::Continue { .. }, None) => Screen::Connect,
            (_, Health::Continue { .. }, Some(step)) => Screen::Step(step),
            _ => Screen::Checklist,
        }
    }

    /// How it is doing.
    pub fn health(&self) -> Health {
        match self.last_check {
            Some(check) if check.blocked => Health::NeedsFix,
            Some(check) if check.verified == 5 => Health::Verified,
            Some(check) if check.verified > 0 => Health::Partly {
                verified: check.verified,
            },
            _ => Health::Continue {
                step: self.step.map_or(0, Step::number),
            },
        }
    }
}

fn or_unknown(address: &str) -> String {
    if address.trim().is_empty() {
        "New org".to_owned()
    } else {
        address.to_owned()
    }
}
