//! A whole set-up on orgs that misbehave: failures, lost answers, broken connections, refusals for too many requests,
//! lists that lag, clocks that differ.

use crate::world::{Stage, assert_same, stage, stage_on_ports};
use org2org_setup::{
    federation::{Blueprint, apply::Stop},
    practice::Mischief,
};
use std::{collections::BTreeMap, time::Duration};

const SEEDS: u32 = 50;
/// So often somebody presses "Try again" before losing patience.
const MOST_RUNS: u32 = 12;

/// What a set-up on hostile orgs took.
#[derive(Default)]
struct Toll {
    runs: u32,
    requests: usize,
    stops: Vec<Stop>,
}

fn set_mischief(stage: &Stage, mischief: &Mischief) {
    stage.world.lock().unwrap().set_mischief(mischief);
}

/// Runs again and again, as a person would, until a look at both orgs finds nothing left to do and nothing unread.
async fn set_up(stage: &mut Stage, blueprint: &Blueprint, seed: &str) -> Toll {
    let mut toll = Toll::default();
    while toll.runs < MOST_RUNS {
        toll.runs += 1;
        let wire = stage.wire(None);
        let run = stage.run(blueprint, &wire).await;
        toll.requests += wire.log.lock().unwrap().len();
        match run {
            Ok(()) => {
                let plan = stage.plan(blueprint).await;
                if plan.is_empty() {
                    return toll;
                }
            }
            Err(stop) => toll.stops.push(stop),
        }
    }
    let stops: Vec<String> = toll.stops.iter().map(ToString::to_string).collect();
    panic!(
        "seed {seed}: not done after {MOST_RUNS} runs\n{}",
        stops.join("\n")
    );
}

/// A set-up on well-behaved strict orgs, to compare with.
async fn undisturbed() -> ([serde_json::Value; 2], Blueprint) {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    set_up(&mut stage, &blueprint, "none").await;
    (state(&stage), blueprint)
}

/// Both orgs without their clocks, and without the copies of certificates, which tell by which clock they were made.
fn state(stage: &Stage) -> [serde_json::Value; 2] {
    stage.state().map(|mut org| {
        org["org"].as_object_mut().unwrap().remove("clock_offset");
        for key in org["idp_keys"].as_object_mut().unwrap().values_mut() {
            let key = key.as_object_mut().unwrap();
            key.retain(|name, _| !["x5c", "x5t#S256"].contains(&name.as_str()));
        }
        org
    })
}

#[tokio::test]
async fn a_set_up_on_hostile_orgs_ends_as_on_well_behaved_ones_and_verified() {
    let (wanted, blueprint) = undisturbed().await;
    let (mut runs, mut requests, mut stops) = (BTreeMap::new(), 0, 0);
    for number in 0..SEEDS {
        let seed = format!("mischief {number}");
        let mut stage = stage();
        set_mischief(&stage, &Mischief::hostile(&seed));
        let toll = set_up(&mut stage, &blueprint, &seed).await;
        assert_same(&wanted, &state(&stage), &format!("seed {seed}"));
        let (_, report) = stage.judged_sign_in(&blueprint).await;
        assert_eq!(report.verified(), report.items.len(), "seed {seed}: {report:?}");
        set_mischief(&stage, &Mischief::default());
        assert!(stage.plan(&blueprint).await.is_empty(), "seed {seed}");
        *runs.entry(toll.runs).or_insert(0) += 1;
        (requests, stops) = (requests + toll.requests, stops + toll.stops.len());
    }
    println!(
        "hostile orgs: {SEEDS} of {SEEDS} seeds end as undisturbed with five items verified; {requests} requests, \
         {stops} stops, seeds by number of runs: {runs:?}"
    );
}

#[tokio::test]
async fn over_real_connections_a_set_up_on_hostile_orgs_ends_verified_too() {
    for number in 0..3 {
        let seed = format!("connections {number}");
        let (_practice, mut stage) = stage_on_ports().await;
        let blueprint = stage.blueprint().await;
        let mischief = Mischief {
            delay: Duration::ZERO,
            ..Mischief::hostile(&seed)
        };
        set_mischief(&stage, &mischief);
        set_up(&mut stage, &blueprint, &seed).await;
        let (_, report) = stage.judged_sign_in(&blueprint).await;
        assert_eq!(report.verified(), report.items.len(), "seed {seed}: {report:?}");
    }
}

#[tokio::test]
async fn the_same_seed_ends_in_the_same_requests() {
    let (_, blueprint) = undisturbed().await;
    let mut logs = Vec::new();
    for _ in 0..2 {
        let mut stage = stage();
        set_mischief(&stage, &Mischief::hostile("again"));
        let toll = set_up(&mut stage, &blueprint, "again").await;
        logs.push((toll.runs, toll.requests, stage.clock.now()));
    }
    assert_eq!(logs[0], logs[1]);
}

#[tokio::test]
async fn undo_on_hostile_orgs_leaves_them_as_they_were() {
    let before = state(&stage());
    let (_, blueprint) = undisturbed().await;
    for number in 0..20 {
        let seed = format!("undo {number}");
        let mut stage = stage();
        set_mischief(&stage, &Mischief::hostile(&seed));
        set_up(&mut stage, &blueprint, &seed).await;
        let mut tries = 0;
        while let Err(stop) = stage.undo(&blueprint).await {
            tries += 1;
            assert!(tries < MOST_RUNS, "seed {seed}: {stop}");
        }
        assert_same(&before, &state(&stage), &format!("seed {seed}"));
    }
}
