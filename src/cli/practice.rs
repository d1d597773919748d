//! `practice run`, `practice serve` and `practice faults`.

mod faults;

use super::{output, saved::until_ctrl_c};
use crate::{
    advice::Advise as _,
    clock::{Clock as _, SystemClock},
    engine,
    federation::{
        Blueprint, Orgs, Plan, Side, Snapshot,
        action::Step,
        apply::Run,
        blueprint::{Named, Provisioning},
        journal::{Ledger, MemorySink},
        observe,
        plan::names,
        preflight, suggest,
        verify::{
            self, Report,
            watch::{Interest, Watch},
        },
    },
    okta::{ApiToken, Client, Error, OrgUrl, transport::HttpTransport},
    practice::{self as orgs, OrgCard, Practice, Temper},
    secret::Secret,
};
use clap::{Args, Subcommand, ValueEnum};
use faults::FaultsArgs;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// The person whose sign-in proves the connection.
const TEST_USER: &str = "mira.chen@acme.example";
/// The people who shall use it.
const GROUP: &str = "Northwind access";

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
    /// Afterwards plan once more, take everything back, and compare the orgs with how they were.
    #[arg(long, conflicts_with = "faults")]
    pub and_undo: bool,
    /// Print JSON, one object a line.
    #[arg(long)]
    pub json: bool,
}

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
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// How the orgs speak with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Protocol {
    /// SAML 2.0.
    Saml,
}

/// How people come into being in the target org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProvisioningVariant {
    /// Pushed with an API token.
    Token,
    /// At their first sign-in.
    None,
}

pub(super) async fn run(command: PracticeCommand) -> u8 {
    match command {
        PracticeCommand::Run(args) => told(run_all(&args).await),
        PracticeCommand::Serve(args) => told(serve(&args).await),
        PracticeCommand::Faults(args) => faults::list(&args),
    }
}

async fn start(options: orgs::Options) -> Result<Practice, crate::advice::Advice> {
    let started = Practice::start(options).await;
    started.map_err(|error| not_started(&error))
}

/// The exit code; what went wrong is told.
fn told(result: Result<u8, crate::advice::Advice>) -> u8 {
    result.unwrap_or_else(|advice| {
        output::tell_advice(&advice);
        2
    })
}

fn not_started(error: &std::io::Error) -> crate::advice::Advice {
    let advice = crate::advice::Advice::new("The practice orgs could not be started", error.to_string());
    if error.kind() == std::io::ErrorKind::AddrInUse {
        return advice.then("Choose another --port whose next two are free as well, or leave it out");
    }
    advice
}

/// The engine on practice orgs, by the same client and the same requests as on real ones.
struct Workbench {
    practice: Practice,
    orgs: Orgs,
    blueprint: Blueprint,
    token: Secret,
    sink: MemorySink,
}

async fn run_all(args: &RunArgs) -> Result<u8, crate::advice::Advice> {
    faults::check_names(&args.faults)?;
    let started = SystemClock.now();
    let practice = start(orgs::Options {
        seed: args.seed.clone(),
        latency: Duration::from_millis(args.latency_ms),
        temper: Temper::Gentle,
        ..orgs::Options::default()
    })
    .await?;
    output::tell(format!(
        "Practice orgs: {} → {}",
        practice.source().name,
        practice.target().name
    ));
    let before = states(&practice);
    let bench = Workbench::new(practice, args.provisioning).await?;
    let mut ledger = Ledger::default();
    bench.carry_out(&mut ledger).await?;
    faults::apply(&bench.practice, &args.faults)?;
    let report = bench.sign_in(&ledger).await?;
    let elapsed = SystemClock
        .now()
        .duration_since(started)
        .try_into()
        .unwrap_or_default();
    let mut ok = report.verified() == report.items.len();
    if args.and_undo {
        ok &= bench.and_back(&mut ledger, &before).await?;
    }
    if args.json {
        let requests = (
            bench.orgs.client(Side::Source).requests(),
            bench.orgs.client(Side::Target).requests(),
        );
        output::print(output::report_json(&report, requests, elapsed).to_string());
    } else {
        output::report(&report);
    }
    Ok(u8::from(!ok))
}

fn client(card: &OrgCard) -> Result<Client, crate::advice::Advice> {
    let url = OrgUrl::parse(card.url.as_str()).map_err(|error| error.advice())?;
    let token = ApiToken::parse(&card.api_token).map_err(|error| error.advice())?;
    Ok(Client::new(
        url,
        Some(token),
        Arc::new(HttpTransport::default()),
        Arc::new(SystemClock),
    ))
}

/// The guide's choices for these two orgs.
async fn blueprint(orgs: &Orgs, provisioning: ProvisioningVariant) -> Result<Blueprint, Error> {
    let (source, target) = (orgs.source.reader(), orgs.target.reader());
    let (seen_source, seen_target, groups) = futures_util::join!(
        observe::org(&source),
        observe::org(&target),
        source.groups_like(GROUP)
    );
    let from = preflight::judge(Side::Source, orgs.source.org(), &seen_source);
    let to = preflight::judge(Side::Target, orgs.target.org(), &seen_target);
    seen_source.me?;
    seen_target.me?;
    let domains: Vec<String> = suggest::domain_of(TEST_USER).into_iter().collect();
    let suggested = suggest::blueprint((orgs.source.org(), &from), (orgs.target.org(), &to), &domains);
    let Some(mut blueprint) = suggested else {
        return Err(seen_source.well_known.err().unwrap_or_else(Error::cancelled));
    };
    let group = groups?.into_iter().next();
    blueprint.assignments.groups = group
        .into_iter()
        .map(|group| Named {
            id: group.id.clone(),
            name: group.profile.name.clone(),
        })
        .collect();
    blueprint.test_user = Some(TEST_USER.to_owned());
    if provisioning == ProvisioningVariant::None {
        blueprint.provisioning = Provisioning::None;
    }
    Ok(blueprint)
}

fn states(practice: &Practice) -> [Value; 2] {
    [
        practice.state(orgs::Side::Source),
        practice.state(orgs::Side::Target),
    ]
}

impl Workbench {
    async fn new(
        practice: Practice,
        provisioning: ProvisioningVariant,
    ) -> Result<Self, crate::advice::Advice> {
        let orgs = Orgs {
            source: client(practice.source())?,
            target: client(practice.target())?,
        };
        let blueprint = blueprint(&orgs, provisioning)
            .await
            .map_err(|error| error.advice())?;
        let token = Secret::new(practice.target().api_token.as_str());
        Ok(Self {
            practice,
            orgs,
            blueprint,
            token,
            sink: MemorySink::default(),
        })
    }

    async fn look(&self, ledger: &Ledger) -> (Snapshot, Plan) {
        let snapshot = observe::observe(
            &self.orgs.readers(),
            &self.blueprint,
            &ledger.facts,
            SystemClock.now(),
        )
        .await;
        let plan = crate::federation::plan::plan(&self.blueprint, &snapshot, &ledger.facts);
        (snapshot, plan)
    }

    /// Plans and applies.
    async fn carry_out(&self, ledger: &mut Ledger) -> Result<(), crate::advice::Advice> {
        let (_, plan) = self.look(ledger).await;
        let names = names(&self.blueprint);
        output::tell(plan.headline(&names));
        let titles: BTreeMap<String, String> = plan
            .actions
            .iter()
            .map(|planned| (planned.key.clone(), planned.title.clone()))
            .collect();
        let listener = move |progress| output::progress(&titles, &progress);
        let cancel = CancellationToken::new();
        let run = Run {
            orgs: &self.orgs,
            provisioning_token: Some(&self.token),
            sink: &self.sink,
            clock: &SystemClock,
            names: &names,
            listener: &listener,
            cancel: &cancel,
        };
        until_ctrl_c(&cancel, engine::carry_out(&run, &plan, Step::Validate, ledger))
            .await
            .map_err(|stop| stop.advice())
    }

    /// Plays the sign-in, and judges what settings and logs say afterwards. A log that cannot be read keeps
    /// nothing from being judged.
    async fn sign_in(&self, ledger: &Ledger) -> Result<Report, crate::advice::Advice> {
        let mut watch = Watch::since(SystemClock.now(), Interest::of(&self.blueprint, &ledger.facts));
        output::tell(format!("{TEST_USER} signs in:"));
        for stage in self
            .practice
            .sign_in(TEST_USER, Some(self.blueprint.target_app.app.label()))
        {
            let mark = if stage.ok { "✓" } else { "✗" };
            output::tell(format!("{mark} {}: {}", stage.name, stage.detail));
        }
        if let Err((side, error)) = watch.look(&self.orgs.readers()).await {
            output::tell(format!(
                "✗ The System Log of the {} could not be read: {error}",
                side.role()
            ));
        }
        let (snapshot, plan) = self.look(ledger).await;
        Ok(verify::report(
            &self.blueprint,
            &snapshot,
            &plan.facts,
            &watch.events(),
            false,
        ))
    }

    /// A second plan must be empty, and undo must leave both orgs as they were, object by object.
    async fn and_back(
        &self,
        ledger: &mut Ledger,
        before: &[Value; 2],
    ) -> Result<bool, crate::advice::Advice> {
        let (_, plan) = self.look(ledger).await;
        output::tell(format!("A second run would make {} changes", plan.actions.len()));
        let names = names(&self.blueprint);
        let prepared = crate::federation::undo::prepare(&self.orgs.readers(), ledger, &names)
            .await
            .map_err(|error| error.advice())?;
        let cancel = CancellationToken::new();
        let run = Run {
            orgs: &self.orgs,
            provisioning_token: None,
            sink: &self.sink,
            clock: &SystemClock,
            names: &names,
            listener: &|_| {},
            cancel: &cancel,
        };
        until_ctrl_c(
            &cancel,
            crate::federation::undo::undo(&run, &prepared, ledger, false),
        )
        .await
        .map_err(|stop| stop.advice())?;
        let same = states(&self.practice) == *before;
        output::tell(if same {
            "✓ Undo left both orgs as they were"
        } else {
            "✗ After undo the orgs differ from how they were"
        });
        Ok(same && plan.is_empty())
    }
}

async fn serve(args: &ServeArgs) -> Result<u8, crate::advice::Advice> {
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
async fn joined_and_broken(practice: Practice, names: &[String]) -> Result<Practice, crate::advice::Advice> {
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
