//! `practice serve`: practice orgs on ports of their own, until they are stopped.

use super::super::output;
use super::bench::{ProvisioningVariant, Workbench};
use super::{faults, not_started, record, start};
use crate::{
    advice::Advice,
    federation::journal::Ledger,
    practice::{self as orgs, OrgCard, Practice, Temper},
};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

/// How `practice serve` goes.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// What the practice orgs are derived from.
    #[arg(long, value_name = "NAME", default_value = "practice")]
    pub seed: String,
    /// The source org's port; the target org's is the next one, the control address has the one after that, and
    /// further source orgs follow.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// How many source orgs there are for the one target org.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=200))]
    pub sources: u8,
    /// People more than the seeded ones, in the source org and in the target org.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub users: usize,
    /// Events the System Logs of both orgs begin with.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub log_events: usize,
    /// Join the orgs first, as `practice run` does, and break the connection by a named fault; may be given more
    /// than once.
    #[arg(long = "fault", value_name = "NAME")]
    pub faults: Vec<String>,
    /// Small limits and pages, as on a small org.
    #[arg(long)]
    pub strict: bool,
    /// Misbehave as this name decides: failures, lost answers, broken connections, delays, lists that lag.
    #[arg(long, value_name = "NAME")]
    pub mischief: Option<String>,
    /// Write every call and its answer to a file, one JSON object a line, without credentials. A file that is there is
    /// not replaced.
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
pub(super) async fn serve(args: &ServeArgs) -> Result<u8, Advice> {
    faults::check_names(&args.faults)?;
    let temper = if args.strict {
        Temper::Strict
    } else {
        Temper::Gentle
    };
    let practice = start(orgs::Options {
        seed: args.seed.clone(),
        port: args.port,
        sources: args.sources.into(),
        users: args.users,
        log_events: args.log_events,
        mischief: args
            .mischief
            .as_deref()
            .map(orgs::Mischief::hostile)
            .unwrap_or_default(),
        temper,
        clock: orgs::Clock::running(),
        ..orgs::Options::default()
    })
    .await?;
    record::begin(&practice, args.record.as_deref())?;
    let practice = if args.faults.is_empty() {
        practice
    } else {
        joined_and_broken(practice, &args.faults).await?
    };
    let port = if args.port == 0 {
        0
    } else {
        args.port.saturating_add(2)
    };
    let control = practice
        .control(port)
        .await
        .map_err(|error| not_started(&error))?;
    tell_of(&practice, &control, args.json);
    let _stopped = tokio::signal::ctrl_c().await;
    Ok(0)
}

/// A fault needs a connection, so the engine makes one first.
async fn joined_and_broken(practice: Practice, names: &[String]) -> Result<Practice, Advice> {
    let bench = Workbench::new(practice, ProvisioningVariant::Token).await?;
    bench.carry_out(&mut Ledger::default()).await?;
    faults::apply(&bench.practice, names)?;
    Ok(bench.practice)
}

fn tell_of(practice: &Practice, control: &orgs::Control, json: bool) {
    let cards = [("source", practice.source()), ("target", practice.target())];
    let control_url = control.url().as_str().trim_end_matches('/');
    if json {
        let mut line = json!({ "schema": 1, "type": "practice" });
        if let Some(members) = line.as_object_mut() {
            members.extend(cards.map(|(side, card)| (side.to_owned(), card_json(card))));
            if practice.sources().count() > 1 {
                members.insert("sources".to_owned(), practice.sources().map(card_json).collect());
            }
            members.insert("control_url".to_owned(), Value::from(control_url));
        }
        output::print(line.to_string());
        return;
    }
    for (side, card) in cards {
        print_card(side, card);
    }
    output::print(format!("Control address: {control_url}"));
    output::tell("Serving until Ctrl-C");
}

fn card_json(card: &OrgCard) -> Value {
    let person = |person: &orgs::Person| json!({ "login": person.login, "password": person.password });
    json!({
        "url": card.url.as_str().trim_end_matches('/'),
        "api_token": card.api_token,
        "admin": person(&card.admin),
        "users": card.users.iter().map(person).collect::<Vec<_>>(),
    })
}

fn print_card(side: &str, card: &OrgCard) {
    output::print(format!("{} ({side} org, practice)", card.name));
    output::print(format!(
        "  address    {}",
        card.url.as_str().trim_end_matches('/')
    ));
    output::print(format!("  API token  {}", card.api_token));
    output::print(format!(
        "  admin      {}  {}",
        card.admin.login, card.admin.password
    ));
    for person in &card.users {
        output::print(format!("  user       {}  {}", person.login, person.password));
    }
}
