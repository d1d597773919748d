//! The verification checklist: five items, each with what the settings say and what a real sign-in proved.
//!
//! Never changes anything. An item is verified by evidence alone; settings in order only make it ready to test.
//! [`checks`] judges a snapshot, [`evidence`] judges the events of both System Logs, [`watch`] collects those.

pub mod checks;
pub mod evidence;
pub mod reasons;
pub mod watch;
mod weight;
mod word;

pub(in crate::federation) use weight::{Weighed, order, step_back};
pub use word::Word;
pub(in crate::federation) use word::read as read_word;

use crate::{
    advice::Advice,
    federation::{Blueprint, Facts, Snapshot, orgs::Side},
    okta::{Doc, resource::logs::LogEvent},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Weight, certainty and comparison are the same for findings about settings and about messages.
pub use crate::saml::finding::{Comparison, Confidence, Severity};

/// An item of the guide's checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemId {
    /// The user signs in to the source org.
    SourceSignIn,
    /// The redirect from org to org works.
    Redirect,
    /// The user comes into being in the target org.
    Provisioning,
    /// Federated users have the target app.
    Assignment,
    /// The whole way works without errors.
    EndToEnd,
}

impl ItemId {
    /// All five, in order.
    pub const ALL: [Self; 5] = [
        Self::SourceSignIn,
        Self::Redirect,
        Self::Provisioning,
        Self::Assignment,
        Self::EndToEnd,
    ];

    /// The item in the guide's words.
    pub fn title(self) -> &'static str {
        match self {
            Self::SourceSignIn => "User successfully authenticates to the identity provider",
            Self::Redirect => "Cross-tenant redirect functions properly",
            Self::Provisioning => "User provisions correctly in the service provider",
            Self::Assignment => "Application assignment works for federated users",
            Self::EndToEnd => "End-to-end SSO flow completes without errors",
        }
    }

    /// The item as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SourceSignIn => "source-sign-in",
            Self::Redirect => "redirect",
            Self::Provisioning => "provisioning",
            Self::Assignment => "assignment",
            Self::EndToEnd => "end-to-end",
        }
    }
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    /// Proven by evidence.
    Verified,
    /// The settings are in order; a sign-in has to prove it.
    Ready,
    /// A sign-in is being waited for.
    Watching,
    /// Something is broken.
    NeedsFix,
    /// Left out on purpose.
    Skipped,
    /// It could not be told.
    Unknown,
}

impl ItemState {
    /// The state in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Verified => "Verified",
            Self::Ready => "Ready to test",
            Self::Watching => "Watching",
            Self::NeedsFix => "Needs a fix",
            Self::Skipped => "Skipped",
            Self::Unknown => "Could not tell",
        }
    }
}

/// Something that was seen and should not be so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable word, such as `issuer-mismatch`.
    #[serde(deserialize_with = "word::read")]
    pub code: Word,
    /// How much it weighs.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Which item of the checklist it belongs to.
    pub item: ItemId,
    /// In which org it is set right.
    pub side: Side,
    /// Both values, where there are two.
    pub comparison: Option<Comparison>,
    /// What happened, why, and what to do.
    pub advice: Advice,
    /// The key of the action that sets it right, if one does.
    pub fix: Option<String>,
}

impl Finding {
    /// What it is ordered by: its weight, then whether it names the cause or a whole kind of causes, then whether it is a
    /// guess, then the turn in which causes are looked for, then how sure it is.
    pub fn order(&self) -> (Severity, bool, bool, u8, Confidence) {
        order(self.code, self.severity, self.confidence)
    }

    /// Whether both say the same: one dead token is found by every check that needs it.
    fn repeats(&self, other: &Self) -> bool {
        (self.code, self.side, &self.comparison) == (other.code, other.side, &other.comparison)
            && self.advice.headline == other.advice.headline
    }
}

/// What one look at the settings said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Which item it belongs to.
    pub item: ItemId,
    /// What was looked at.
    pub title: String,
    /// What was seen.
    pub result: CheckResult,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckResult {
    /// As it should be: what was seen.
    Pass(String),
    /// Not as it should be.
    Fail(Box<Finding>),
    /// It could not be read: why.
    Unknown(String),
}

/// A proof that an item works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// When it happened (UTC).
    pub at: Timestamp,
    /// In which org.
    pub side: Side,
    /// What happened, in words.
    pub words: String,
    /// The event in that org's System Log, if it is one.
    pub event: Option<String>,
}

/// One item with everything known about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Which.
    pub id: ItemId,
    /// Where it stands.
    pub state: ItemState,
    /// Proofs.
    pub evidence: Vec<Evidence>,
    /// What should not be so, the gravest first.
    pub findings: Vec<Finding>,
}

/// The whole checklist at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// When it was made (UTC).
    pub at: Timestamp,
    /// The five items.
    pub items: Vec<Item>,
    /// All checks of the settings.
    pub checks: Vec<Check>,
}

impl Report {
    /// How many items are verified.
    pub fn verified(&self) -> usize {
        self.items
            .iter()
            .filter(|item| item.state == ItemState::Verified)
            .count()
    }

    /// All findings, the gravest first, each once.
    pub fn findings(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = Vec::new();
        for finding in self.items.iter().flat_map(|item| &item.findings) {
            if !findings.iter().any(|known| known.repeats(finding)) {
                findings.push(finding);
            }
        }
        findings.sort_by_key(|finding| finding.order());
        findings
    }

    /// Whether anything blocks.
    pub fn is_blocked(&self) -> bool {
        self.findings()
            .iter()
            .any(|finding| finding.severity == Severity::Blocks)
    }
}

/// The events of both System Logs around a test sign-in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Events {
    /// The source org's.
    pub source: Vec<Doc<LogEvent>>,
    /// The target org's.
    pub target: Vec<Doc<LogEvent>>,
}

/// Judges settings and events together. `watching` says that a sign-in is being waited for.
pub fn report(
    blueprint: &Blueprint,
    snapshot: &Snapshot,
    facts: &Facts,
    events: &Events,
    watching: bool,
) -> Report {
    let checks = checks::all(blueprint, snapshot, facts);
    let proofs = evidence::gather(blueprint, snapshot, facts, events);
    let mut items: Vec<Item> = ItemId::ALL
        .into_iter()
        .map(|id| {
            let own: Vec<&Check> = checks.iter().filter(|check| check.item == id).collect();
            let evidence: Vec<Evidence> = proofs
                .evidence
                .iter()
                .filter(|(item, _)| *item == id)
                .map(|(_, proof)| proof.clone())
                .collect();
            let mut findings: Vec<Finding> = Vec::new();
            for finding in own.iter().filter_map(|check| failed(check)) {
                if !findings.iter().any(|known| known.repeats(&finding)) {
                    findings.push(finding);
                }
            }
            let news = proofs.findings.iter().filter(|finding| finding.item == id);
            for finding in news {
                take(&mut findings, finding);
            }
            Item {
                id,
                state: state(&own, &evidence, &findings, watching),
                evidence,
                findings,
            }
        })
        .collect();
    // An item that needs a fix goes on needing one, wherever its cause is told.
    step_back(items.iter_mut().flat_map(|item| &mut item.findings).collect());
    for item in &mut items {
        item.findings.sort_by_key(Finding::order);
    }
    Report {
        at: snapshot.taken,
        items,
        checks,
    }
}

/// Takes in what a log says. The same as the settings say is said once, by whichever weighs more.
fn take(findings: &mut Vec<Finding>, finding: &Finding) {
    match findings.iter_mut().find(|known| known.code == finding.code) {
        Some(known) if known.severity <= finding.severity => {}
        Some(known) => *known = finding.clone(),
        None => findings.push(finding.clone()),
    }
}

fn failed(check: &Check) -> Option<Finding> {
    match &check.result {
        CheckResult::Fail(finding) => Some((**finding).clone()),
        _ => None,
    }
}

fn state(checks: &[&Check], evidence: &[Evidence], findings: &[Finding], watching: bool) -> ItemState {
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Blocks)
    {
        ItemState::NeedsFix
    } else if !evidence.is_empty() {
        ItemState::Verified
    } else if watching {
        ItemState::Watching
    } else if checks
        .iter()
        .any(|check| matches!(check.result, CheckResult::Unknown(_)))
    {
        ItemState::Unknown
    } else {
        ItemState::Ready
    }
}
