//! `practice run`, `practice serve` and `practice faults`: what is common to them, and which is meant.

mod bench;
mod faults;
mod record;
mod run;
mod serve;

use super::output;
use crate::{
    advice::Advice,
    practice::{self as orgs, Practice},
};
use clap::Subcommand;
use faults::FaultsArgs;

use run::RunArgs;
use serve::ServeArgs;

/// What to do with practice orgs.
#[derive(Debug, Subcommand)]
pub enum PracticeCommand {
    /// Carry out all five steps on fresh practice orgs, play the test user's sign-in, print the checklist.
    Run(RunArgs),
    /// Serve the two orgs until stopped; print their addresses, tokens and users.
    Serve(ServeArgs),
    /// List the named faults, one a line: name, what is broken, what a user sees.
    Faults(FaultsArgs),
}

pub(super) async fn run(command: PracticeCommand) -> u8 {
    match command {
        PracticeCommand::Run(args) => told(run::run_all(&args).await),
        PracticeCommand::Serve(args) => told(serve::serve(&args).await),
        PracticeCommand::Faults(args) => faults::list(&args),
    }
}

async fn start(options: orgs::Options) -> Result<Practice, Advice> {
    let started = Practice::start(options).await;
    started.map_err(|error| not_started(&error))
}

/// The exit code; what went wrong is told.
fn told(result: Result<u8, Advice>) -> u8 {
    result.unwrap_or_else(|advice| {
        output::tell_advice(&advice);
        2
    })
}

fn not_started(error: &std::io::Error) -> Advice {
    let advice = Advice::new("The practice orgs could not be started", error.to_string());
    if error.kind() == std::io::ErrorKind::AddrInUse {
        return advice.then("Choose another --port whose next two are free as well, or leave it out");
    }
    advice
}
