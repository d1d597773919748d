//! `practice run` and `practice serve`.

use super::{output, saved::cancelled_by_ctrl_c};
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
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

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
    /// Afterwards plan once more, take everything back, and compare the orgs with how they were.
    #[arg(long)]
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
    /// The source org's port; the target org's is the next one, further source orgs follow.
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
        PracticeCommand::Run(args) => match set_up(&args).await {
            Ok(code) => code,
            Err(advice) => {
                output::tell_advice(&advice);
                2
            }
        },
        PracticeCommand::Serve(args) => serve(&args).await,
    }
}

async fn start(options: orgs::Options) -> Result<Practice, crate::advice::Advice> {
    let started = Practice::start(options).await;
    started.map_err(|error| {
        crate::advice::Advice::new("The practice orgs could not be started", error.to_string())
    })
}

/// The engine on practice orgs, by the same client and the same requests as on real ones.
struct Workbench {
    practice: Practice,
    orgs: Orgs,
    blueprint: Blueprint,
    token: Secret,
    sink: MemorySink,
}

async fn set_up(args: &RunArgs) -> Result<u8, crate::advice::Advice> {
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
    let orgs = Orgs {
        source: client(practice.source())?,
        target: client(practice.target())?,
    };
    let blueprint = blueprint(&orgs, args.provisioning)
        .await
        .map_err(|error| error.advice())?;
    let token = Secret::new(practice.target().api_token.as_str());
    let bench = Workbench {
        practice,
        orgs,
        blueprint,
        token,
        sink: MemorySink::default(),
    };
    let mut ledger = Ledger::default();
    let report = bench.carry_out(&mut ledger).await?;
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

    /// Plans, applies, plays the sign-in, and judges what both logs say about it.
    async fn carry_out(&self, ledger: &mut Ledger) -> Result<Report, crate::advice::Advice> {
        let (_, plan) = self.look(ledger).await;
        let names = names(&self.blueprint);
        output::tell(plan.headline(&names));
        let titles: BTreeMap<String, String> = plan
            .actions
            .iter()
            .map(|planned| (planned.key.clone(), planned.title.clone()))
            .collect();
        let listener = move |progress| output::progress(&titles, &progress);
        let cancel = cancelled_by_ctrl_c();
        let run = Run {
            orgs: &self.orgs,
            provisioning_token: Some(&self.token),
            sink: &self.sink,
            clock: &SystemClock,
            names: &names,
            listener: &listener,
            cancel: &cancel,
        };
        engine::carry_out(&run, &plan, Step::Validate, ledger)
            .await
            .map_err(|stop| stop.advice())?;
        self.sign_in(ledger).await
    }

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
        let looked = watch.look(&self.orgs.readers()).await;
        looked.map_err(|(_, error)| error.advice())?;
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
        let cancel = cancelled_by_ctrl_c();
        let run = Run {
            orgs: &self.orgs,
            provisioning_token: None,
            sink: &self.sink,
            clock: &SystemClock,
            names: &names,
            listener: &|_| {},
            cancel: &cancel,
        };
        crate::federation::undo::undo(&run, &prepared, ledger, false)
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

async fn serve(args: &ServeArgs) -> u8 {
    let temper = if args.strict {
        Temper::Strict
    } else {
        Temper::Gentle
    };
    let options = orgs::Options {
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
        ..orgs::Options::default()
    };
    let practice = match start(options).await {
        Ok(practice) => practice,
        Err(advice) => {
            output::tell_advice(&advice);
            return 2;
        }
    };
    let cards = [("source", practice.source()), ("target", practice.target())];
    if args.json {
        let mut line = json!({ "schema": 1, "type": "practice" });
        if let Some(members) = line.as_object_mut() {
            members.extend(cards.map(|(side, card)| (side.to_owned(), card_json(card))));
            if args.sources > 1 {
                members.insert("sources".to_owned(), practice.sources().map(card_json).collect());
            }
        }
        output::print(line.to_string());
    } else {
        for (side, card) in cards {
            print_card(side, card);
        }
        for card in practice.sources().skip(1) {
            print_card("source", card);
        }
        output::tell("Serving until Ctrl-C");
    }
    let _stopped = tokio::signal::ctrl_c().await;
    0
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
