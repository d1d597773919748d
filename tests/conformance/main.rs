//! The practice orgs and the client held to Okta's specification and to recordings of real orgs.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail loudly and tell what they counted"
)]

mod explained;
mod recorded;
mod replay;
mod shape;
mod watch;
#[path = "witness.rs"]
mod witness;

use org2org_setup::practice::{Clock, Method, Options, Request, Side, World, handle};
use replay::{Outcome, Stage};
use serde_json::Value;
use std::{collections::BTreeMap, fs};
use url::Url;
use witness::{
    document,
    judge::{self, Difference},
    known::{KNOWN, Known},
};

#[test]
fn every_known_error_of_the_specification_is_shown_by_its_recording() {
    let Some(recordings) = recorded::all() else {
        println!("skipped: the recordings are not at hand");
        return;
    };
    let shown = |known: &&Known| {
        let mut named = recordings
            .iter()
            .filter(|recording| recording.call == known.proof);
        named.any(|recording| {
            judge::judge(&recording.exchange)
                .1
                .iter()
                .any(|found| known.explains(found))
        })
    };
    let recorded = KNOWN.iter().filter(|known| known.proof.contains("://"));
    let unproven: Vec<String> = recorded
        .filter(|known| !shown(known))
        .map(|known| {
            format!(
                "{} {} {} ({}): {}",
                known.part, known.at, known.rule, known.reason, known.proof
            )
        })
        .collect();
    assert!(unproven.is_empty(), "{}", unproven.join("\n"));
}

/// Recorded calls, played again to a practice org, get the recorded answers.
#[test]
fn recorded_calls_get_answers_of_the_recorded_shape() {
    let Some(recordings) = recorded::all() else {
        println!("skipped: the recordings are not at hand");
        return;
    };
    let seen = replay::members(&recordings);
    let mut stages: BTreeMap<&str, Stage> = BTreeMap::new();
    let (mut played, mut not_offered, mut unknown) = (0, BTreeMap::new(), 0);
    let mut differing: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for recording in &recordings {
        let stage = stages.entry(&recording.file).or_insert_with(Stage::new);
        let operation = replay::operation(recording);
        match stage.play(recording, &seen) {
            Outcome::NotOffered => *not_offered.entry(operation).or_insert(0) += 1,
            Outcome::Unknown => unknown += 1,
            Outcome::Played(found) => {
                played += 1;
                for line in found {
                    let line = format!("{operation} {}: {line}", recording.exchange.status);
                    let first = format!("{} in {}", recording.call, recording.file);
                    differing.entry(line).or_insert((0, first)).0 += 1;
                }
            }
        }
    }
    let (explained, open): (Vec<_>, Vec<_>) = differing
        .iter()
        .partition(|(line, _)| explained::reason(line).is_some());
    println!("{played} played, {unknown} about objects that are not there, not offered: {not_offered:?}");
    for (line, (times, _)) in &explained {
        println!(
            "explained ×{times}: {line} ({})",
            explained::reason(line).unwrap_or_default()
        );
    }
    let idle = explained::unused(differing.keys());
    assert!(idle.is_empty(), "nothing to explain any more: {idle:?}");
    let lines: Vec<String> = open
        .iter()
        .map(|(line, (times, first))| format!("×{times} {line}\n      {first}"))
        .collect();
    assert!(
        open.is_empty(),
        "{} differences\n{}",
        open.len(),
        lines.join("\n")
    );
}

/// For whoever looks for a recording that proves an error: every difference between recordings and specification.
#[test]
#[ignore = "prints what a person wants to read; proves nothing"]
fn differences_between_recordings_and_specification() {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for recording in recorded::all().into_iter().flatten() {
        for difference in judge::judge(&recording.exchange).1 {
            let Difference {
                operation,
                part,
                at,
                rule,
                ..
            } = difference;
            let line = format!("{operation}\t{part}\t{at}\t{rule}");
            let proof = format!("{}\t{}\t{}", recording.call, recording.file, difference.detail);
            found.entry(line).or_insert((0, proof)).0 += 1;
        }
    }
    for (line, (times, proof)) in found {
        println!("{line}\t{times}\t{proof}");
    }
}

/// What is said to be undecided is not shown by any recording: a policy rule of Okta's own.
#[test]
fn what_no_recording_decides_is_told_and_still_undecided() {
    for (what, meanwhile) in explained::UNDECIDED {
        println!("undecided: {what}. {meanwhile}");
    }
    let rules = recorded::all().into_iter().flatten().filter(|recording| {
        let path = &recording.exchange.path;
        path.starts_with("/api/v1/policies/") && path.contains("/rules")
    });
    let mut read = 0;
    for recording in rules {
        let answer: Value = serde_json::from_slice(&recording.exchange.answer).unwrap_or_default();
        let shown = answer.as_array().cloned().unwrap_or_else(|| vec![answer]);
        read += shown.len();
        let own = shown.iter().find(|rule| rule["system"] == true);
        assert_eq!(own, None, "{} in {} decides it", recording.call, recording.file);
    }
    assert!(read > 10 || recorded::all().is_none(), "{read} rules were read");
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

/// Everything that can be read without naming an object, in both orgs.
#[test]
fn what_can_be_read_without_an_identifier_is_as_specified() {
    let options = Options {
        clock: Clock::manual("2026-03-02T09:00:00Z".parse().unwrap()),
        ..Options::default()
    };
    let url = |port: u16| Url::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    let mut world = World::new(&options, &url(4101), &url(4102));
    world.watch(watch::watch);
    let mut offered = 0;
    for side in [Side::Source, Side::Target] {
        let token = world.card(side).api_token.clone();
        let plain = document::operations()
            .iter()
            .filter(|operation| operation.method == "GET" && !operation.path.contains('{'));
        for operation in plain {
            let request = Request::new(Method::Get, &operation.path).token(&token);
            let answer = handle(&mut world, side, &request, options.clock.now());
            offered += usize::from(answer.status < 300);
        }
    }
    println!("{offered} answers without an identifier");
    assert!(offered > 20 || document::operations().is_empty());
}

/// Operations by status, as the test binaries that ran before this one saw them. Run it last to see the whole.
#[test]
fn the_coverage_of_the_specification_is_told() {
    let mut rows: BTreeMap<(String, String), u64> = BTreeMap::new();
    let files = fs::read_dir(witness::counts()).into_iter().flatten();
    for file in files.map(|file| file.unwrap().path()) {
        for line in fs::read_to_string(file).unwrap().lines() {
            let mut columns = line.split('\t').map(str::to_owned);
            let mut next = || columns.next().unwrap();
            let row = (next(), next());
            *rows.entry(row).or_insert(0) += next().parse::<u64>().unwrap();
        }
    }
    let mut operations: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((operation, status), times) in &rows {
        operations
            .entry(operation)
            .or_default()
            .push(format!("{status} ×{times}"));
    }
    println!(
        "{} operations, {} with their statuses",
        operations.len(),
        rows.len()
    );
    for (operation, statuses) in operations {
        println!("{operation}: {}", statuses.join(", "));
    }
}
