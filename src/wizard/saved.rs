//! A connection as it is kept on disk: every choice and where it stood, never a secret.

use super::home::Health;
use crate::federation::{Blueprint, action::Step};
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
