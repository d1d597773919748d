//! What can be done about every finding: an action that is planned, carried out and taken back, a page of the admin
//! console, or a text for whoever administers the other org.

use super::{Joined, practice};
use org2org_setup::{
    explain,
    federation::{
        journal::{Ledger, MemorySink},
        troubleshoot::Trouble,
        verify::{Events, Finding},
    },
    saml::finding::catalogue,
};
use std::collections::BTreeSet;

/// Findings about settings and people that no named fault shows, each with why.
const SHOWN_BY_NO_FAULT: &[(&str, &str)] = &[
    ("same-org", "two practice orgs are two orgs"),
    ("token-expiring", "tokens of practice orgs last"),
    (
        "org2org-app-missing",
        "a connection without the app is no connection to break",
    ),
    (
        "test-user-missing",
        "the test user is one of the people of the practice orgs",
    ),
    (
        "nobody-creates",
        "the set-up that the faults break has provisioning",
    ),
];

/// What cannot be taken back to the letter, each with why.
const NOT_TO_THE_LETTER: &[(&str, &str)] = &[
    (
        "identity-provider-deleted",
        "the routing rule led to a provider that is gone, and leads to another one that is gone again",
    ),
    (
        "user-name-expression-wrong",
        "Okta takes no provider with an expression that cannot be evaluated, so the old one cannot be put back",
    ),
    (
        "routing-rule-deleted",
        "Okta numbers the rules anew where one is added and removed",
    ),
];

impl Joined {
    /// The connection as somebody finds it who did not set it up: everything that is there is adopted.
    fn taken_over(&mut self) {
        let facts = self.stage.ledger.facts.clone();
        self.stage.sink = MemorySink::default();
        self.stage.ledger = Ledger {
            facts,
            ..Ledger::default()
        };
    }

    async fn found(&self) -> Vec<Finding> {
        let report = self.stage.report(&self.blueprint, &Events::default()).await;
        report.findings().into_iter().cloned().collect()
    }
}

#[tokio::test]
async fn every_finding_that_an_action_sets_right_is_mended_by_it_and_taken_back_to_the_letter() {
    let (mut wrong, mut mended) = (Vec::new(), BTreeSet::new());
    for fault in practice::faults() {
        let mut joined = Joined::new().await;
        joined.taken_over();
        joined.apply(fault.name).unwrap();
        let before = joined.stage.state();
        for finding in joined.found().await {
            let Some(key) = &finding.fix else { continue };
            let planned = joined.stage.plan(&joined.blueprint).await;
            if !planned.actions.iter().any(|planned| planned.key == *key) {
                let keys: Vec<&str> = planned
                    .actions
                    .iter()
                    .map(|planned| planned.key.as_str())
                    .collect();
                wrong.push(format!(
                    "{}: {} offers {key}, planned is {keys:?}",
                    fault.name, finding.code
                ));
                continue;
            }
            let wire = joined.stage.wire(None);
            let run = joined.stage.run(&joined.blueprint, &wire).await;
            let left: Vec<&str> = joined.found().await.iter().map(|finding| finding.code).collect();
            if run.is_err() || left.contains(&finding.code) {
                wrong.push(format!(
                    "{}: {} is left after {key}: {left:?} {run:?}",
                    fault.name, finding.code
                ));
            }
            let undone = joined.stage.undo(&joined.blueprint).await;
            let after = joined.stage.state();
            let excused = NOT_TO_THE_LETTER.iter().any(|(name, _)| *name == fault.name);
            if (undone.is_err() || after != before) != excused {
                let places: Vec<String> = before
                    .iter()
                    .zip(&after)
                    .flat_map(|(before, after)| crate::world::difference(before, after, ""))
                    .collect();
                wrong.push(format!(
                    "{}: taking {key} back leaves {places:?} {undone:?}",
                    fault.name
                ));
            }
            mended.insert(finding.code);
            break;
        }
    }
    println!("{} findings are set right by an action: {mended:?}", mended.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a finding lacks: the next steps, numbered, with where to click, ready to be handed over to whoever has to do them.
pub(super) fn lacking(trouble: &Trouble) -> Option<String> {
    let of_message = trouble.side.is_none() && trouble.document.is_some();
    let text = trouble.hand_over.as_deref().unwrap_or_default();
    let leads_on = text.contains("1. ") && text.contains("http");
    if trouble.advice.next.is_empty() {
        Some(format!("{} does not say what to do", trouble.code))
    } else if !(of_message || leads_on) {
        Some(format!(
            "{} does not say where to click or whom to ask: {text}",
            trouble.code
        ))
    } else {
        None
    }
}

/// Every finding that names a cause in settings, people or logs was shown by some fault.
pub(super) fn assert_all_shown(shown: &BTreeSet<String>) {
    let of_messages: BTreeSet<&str> = catalogue::ALL.iter().map(|code| code.word()).collect();
    let absent: BTreeSet<&str> = explain::kinds()
        .map(|(code, _)| code)
        .filter(|code| !shown.contains(*code) && !of_messages.contains(code))
        .filter(|code| !explain::is_broad(code))
        .collect();
    let excused: BTreeSet<&str> = SHOWN_BY_NO_FAULT.iter().map(|(code, _)| *code).collect();
    assert_eq!(absent, excused, "findings that no fault shows");
}
