//! What the certificates and the logs of both orgs tell, as people read it.

use super::{Printed, print::print_wrapped};
use crate::{
    cli::output::print,
    federation::{
        timeline::{Change, Changes, Ending, Entry},
        troubleshoot::certificates::{Match, matching},
    },
};

/// How many changes are printed; JSON has all that were read.
const MOST_CHANGES: usize = 10;

impl Printed {
    pub(super) fn print_certificates(&self) {
        let cards = &self.outcome.certificates;
        if cards.is_empty() {
            return;
        }
        print("");
        print(match matching(cards) {
            Match::Same => "Certificates: the same on both sides",
            Match::Different => "Certificates: the target org trusts another one",
            Match::Unknown => "Certificates",
        });
        for card in cards {
            print(format!(
                "  {} ({}, {})",
                card.subject,
                card.key,
                card.life.words()
            ));
            print(format!("    SHA-256 {}", card.sha256));
            print(format!("    SHA-1   {}", card.sha1));
            for one in &card.uses {
                let file = one.document.and_then(|document| self.brought.get(document));
                let file = file
                    .map(|brought| format!(": {}", brought.file))
                    .unwrap_or_default();
                print(format!("    · {}{file}", one.words));
            }
        }
    }

    pub(super) fn print_changes(&self) {
        let Some(changes) = &self.outcome.timeline.changes else {
            return;
        };
        print("");
        let at = changes.failed.strftime("%Y-%m-%d %H:%M:%S UTC");
        print(format!("What changed before the first failure at {at}"));
        for change in changes.related.iter().take(MOST_CHANGES) {
            self.print_change(change);
        }
        print_wrapped("  ", &left_out(changes));
    }

    fn print_change(&self, change: &Change) {
        let entry = &change.entry;
        print(format!(
            "  {} ({})  {}: {}, by {}",
            entry.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
            change.lead(),
            self.names.name(entry.side),
            entry.words,
            change.actor,
        ));
    }

    pub(super) fn print_timeline(&self) {
        let timeline = &self.outcome.timeline;
        if timeline.is_empty() {
            return;
        }
        print("");
        print("Timeline of the System Logs");
        for reach in &timeline.reaches {
            if let Some(problem) = &reach.problem {
                let whose = self.names.name(reach.side);
                print_wrapped("  ", &format!("The log of {whose} could not be read: {problem}"));
            }
        }
        for entry in &timeline.entries {
            self.print_entry(entry);
        }
        let others = match timeline.others_count {
            1 => "1 other event in this time".to_owned(),
            many => format!("{many} other events in this time"),
        };
        print(format!("  {others}"));
        for words in timeline.limits() {
            print_wrapped("  ", &words);
        }
    }

    fn print_entry(&self, entry: &Entry) {
        let mark = match entry.ending {
            Ending::Good => "✓",
            Ending::Bad => "✗",
            Ending::Asked => "?",
            Ending::Open => "·",
        };
        let reason = entry
            .reason
            .as_ref()
            .map(|reason| format!(": “{reason}”"))
            .unwrap_or_default();
        print(format!(
            "  {} {mark} {}: {}{reason}",
            entry.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
            self.names.name(entry.side),
            entry.words,
        ));
    }
}

/// What is not in the list, and how far back it was looked.
fn left_out(changes: &Changes) -> String {
    let hidden = changes.related_count.saturating_sub(MOST_CHANGES);
    let mut told = Vec::new();
    if changes.related_count == 0 {
        told.push("Nothing that concerns this connection was changed".to_owned());
    }
    if hidden > 0 {
        told.push(format!("{hidden} more that concern this connection"));
    }
    if changes.others_count > 0 {
        told.push(format!("{} that name something else", changes.others_count));
    }
    told.push(changes.note());
    told.join(". ")
}
