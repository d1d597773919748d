//! The practice orgs and the client held to Okta's specification and to recordings of real orgs.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail loudly and tell what they counted"
)]

mod recorded;
#[path = "witness.rs"]
mod witness;

use std::collections::BTreeMap;
use witness::{
    document,
    judge::{self, Difference},
    known::KNOWN,
};

#[test]
fn every_known_error_of_the_specification_is_shown_by_its_recording() {
    let Some(recordings) = recorded::all() else {
        println!("skipped: the recordings are not at hand");
        return;
    };
    for known in KNOWN.iter().filter(|known| known.proof.contains("://")) {
        let mut named = recordings.iter().filter(|recording| recording.call == known.proof);
        let shows = named.any(|recording| judge::judge(&recording.exchange).1.iter().any(|found| known.explains(found)));
        assert!(shows, "{} {} {}: {}", known.operations, known.part, known.at, known.proof);
    }
}

/// For whoever looks for a recording that proves an error: every difference between recordings and specification.
#[test]
#[ignore = "prints what a person wants to read; proves nothing"]
fn differences_between_recordings_and_specification() {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for recording in recorded::all().into_iter().flatten() {
        for difference in judge::judge(&recording.exchange).1 {
            let Difference { operation, part, at, rule, .. } = difference;
            let line = format!("{operation}\t{part}\t{at}\t{rule}");
            let proof = format!("{}\t{}\t{}", recording.call, recording.file, difference.detail);
            found.entry(line).or_insert((0, proof)).0 += 1;
        }
    }
    for (line, (times, proof)) in found {
        println!("{line}\t{times}\t{proof}");
    }
}

#[test]
fn the_specification_is_read_whole() {
    if document::operations().is_empty() {
        return;
    }
    assert!(document::operations().len() > 700);
    let operation = document::find("GET", "/api/v1/users/me").unwrap();
    assert_eq!(operation.id, "getUser");
}
