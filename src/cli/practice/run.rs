//! `practice run`: all five steps on fresh practice orgs, the test user's sign-in, the checklist.

use super::super::output;
use super::bench::{ProvisioningVariant, Workbench, states};
use super::{faults, record, start};
use crate::{
    advice::Advice,
    clock::{Clock as _, SystemClock},
    federation::{Side, journal::Ledger},
    practice::{self as orgs, Mischief, Practice, Temper},
};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::{path::PathBuf, time::Duration};

/// How `practice run` goes.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// How the orgs speak with each other.
    #[arg(long, value_enum, default_value_t = Protocol::Saml)]
    pub protocol: Protocol,
    /// How people come into being in the target org.
    #[arg(long, value_enum, default_value_t = ProvisioningVariant::Token)]
    pub provisioning: ProvisioningVariant,
    /// What the practice orgs are derived from.
    #[arg(long, value_name = "NAME", default_value = "practice")]
    pub seed: String,
    /// Hold every answer back for so many milliseconds.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub latency_ms: u64,
    /// Break the connection by a named fault before the sign-in is played; may be given more than once.
    #[arg(long = "fault", value_name = "NAME")]
    pub faults: Vec<String>,
    /// Let the orgs misbehave as this name decides from then on, go on until all is done, and tell what they did.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["faults", "and_undo"])]
    pub mischief: Option<String>,
    /// Afterwards plan once more, take everything back, and compare the orgs with how they were.
    #[arg(long, conflicts_with = "faults")]
    pub and_undo: bool,
    /// Write every call and its answer to a file, one JSON object a line, without credentials. A file that is there is
    /// not replaced.
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Print JSON, one object a line.
    #[arg(long)]
    pub json: bool,
}

/// How the orgs speak with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Protocol {
    /// SAML 2.0.
    Saml,
}
pub(super) async fn run_all(args: &RunArgs) -> Result<u8, Advice> {
    faults::check_names(&args.faults)?;
    let started = SystemClock.now();
    let practice = start(orgs::Options {
        seed: args.seed.clone(),
        latency: Duration::from_millis(args.latency_ms),
        temper: Temper::Gentle,
        ..orgs::Options::default()
    })
    .await?;
    record::begin(&practice, args.record.as_deref())?;
    output::tell(format!(
        "Practice orgs: {} → {}",
        practice.source().name,
        practice.target().name
    ));
    let before = states(&practice);
    let bench = Workbench::new(practice, args.provisioning).await?;
    let mut ledger = Ledger::default();
    let mut stops = 0;
    if let Some(seed) = &args.mischief {
        bench.practice.set_mischief(&mischief(seed));
        stops = bench.carry_out_patiently(&mut ledger).await?;
    } else {
        bench.carry_out(&mut ledger).await?;
    }
    faults::apply(&bench.practice, &args.faults)?;
    let report = bench.sign_in(&ledger, args.mischief.is_some()).await;
    let elapsed = SystemClock
        .now()
        .duration_since(started)
        .try_into()
        .unwrap_or_default();
    let mut ok = report.verified() == report.items.len();
    if args.and_undo {
        ok &= bench.and_back(&mut ledger, &before).await?;
    }
    if args.mischief.is_some() {
        tell_of(&bench.practice, stops, ok);
    }
    if args.json {
        let requests = (
            bench.orgs.client(Side::Source).requests(),
            bench.orgs.client(Side::Target).requests(),
        );
        let mut line = output::report_json(&report, requests, elapsed);
        if let (Some(name), Some(fields)) = (&args.mischief, line.as_object_mut()) {
            fields.insert("mischief".to_owned(), told(&bench.practice, name, stops));
        }
        output::print(line.to_string());
    } else {
        output::report(&report);
    }
    Ok(u8::from(!ok))
}

/// As bad as can be, but with shorter waits, as these pass by the clock on the wall.
fn mischief(seed: &str) -> Mischief {
    Mischief {
        delay: Duration::from_millis(60),
        search_lag: Duration::from_secs(2),
        log_lag: Duration::from_secs(4),
        rule_order: Duration::from_secs(1),
        ..Mischief::hostile(seed)
    }
}

/// What the orgs did on purpose, and how it ended all the same.
fn tell_of(practice: &Practice, stops: u32, ok: bool) {
    output::tell("On purpose, requests were:");
    for (words, times) in practice.mischief_done() {
        output::tell(format!("  {times:>4}  {words}"));
    }
    let end = if ok { "verified" } else { "not verified" };
    output::tell(format!("Stopped and gone on {stops} times; it ended {end}"));
}

fn told(practice: &Practice, name: &str, stops: u32) -> Value {
    let row = |(words, times): (&str, u64)| json!({ "requests": times, "were": words });
    let done: Vec<Value> = practice.mischief_done().into_iter().map(row).collect();
    json!({ "name": name, "done": done, "stops": stops })
}
