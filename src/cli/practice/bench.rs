//! The engine on practice orgs, by the same client and the same requests as on real ones.

use super::super::{output, saved::until_ctrl_c};
use crate::{
    advice::{Advice, Advise as _},
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
    practice::{self as orgs, OrgCard, Practice},
    secret::Secret,
};
use clap::ValueEnum;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// The person whose sign-in proves the connection.
const TEST_USER: &str = "mira.chen@acme.example";
/// The people who shall use it.
const GROUP: &str = "Northwind access";
/// So often a stopped run is gone on with, where the orgs misbehave on purpose.
const MOST_RUNS: u32 = 20;
/// So often the logs are looked at, one second apart, where events come late on purpose.
const MOST_LOOKS: u32 = 30;

/// How people come into being in the target org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProvisioningVariant {
    /// Pushed with an API token.
    Token,
    /// At their first sign-in.
    None,
}

/// Practice orgs, and what is wanted of them.
pub(super) struct Workbench {
    pub(super) practice: Practice,
    pub(super) orgs: Orgs,
    blueprint: Blueprint,
    token: Secret,
    sink: MemorySink,
}

fn client(card: &OrgCard) -> Result<Client, Advice> {
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

/// Every object of both orgs.
pub(super) fn states(practice: &Practice) -> [Value; 2] {
    [
        practice.state(orgs::Side::Source),
        practice.state(orgs::Side::Target),
    ]
}

impl Workbench {
    /// A client of each org, and the guide's choices for them.
    pub(super) async fn new(practice: Practice, provisioning: ProvisioningVariant) -> Result<Self, Advice> {
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
    pub(super) async fn carry_out(&self, ledger: &mut Ledger) -> Result<(), Advice> {
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

    /// Plans and applies again and again, as a person would, until nothing is left to do; how often it stopped.
    pub(super) async fn carry_out_patiently(&self, ledger: &mut Ledger) -> Result<u32, Advice> {
        let mut stops = 0;
        for _ in 0..MOST_RUNS {
            match self.carry_out(ledger).await {
                Ok(()) if self.look(ledger).await.1.is_empty() => return Ok(stops),
                Ok(()) => {}
                Err(advice) => {
                    stops += 1;
                    output::tell(format!("Stopped ({}), and gone on with", advice.headline));
                }
            }
        }
        let why = format!("{MOST_RUNS} runs were not enough");
        Err(Advice::new("The connection was not finished", why))
    }

    /// Plays the sign-in, and judges what settings and logs say afterwards. A log that cannot be read keeps
    /// nothing from being judged; who is patient looks again until all is verified.
    pub(super) async fn sign_in(&self, ledger: &Ledger, patient: bool) -> Report {
        let mut watch = Watch::since(SystemClock.now(), Interest::of(&self.blueprint, &ledger.facts));
        output::tell(format!("{TEST_USER} signs in:"));
        for stage in self
            .practice
            .sign_in(TEST_USER, Some(self.blueprint.target_app.app.label()))
        {
            let mark = if stage.ok { "✓" } else { "✗" };
            output::tell(format!("{mark} {}: {}", stage.name, stage.detail));
        }
        let mut looks = 0;
        loop {
            looks += 1;
            let looked = watch.look(&self.orgs.readers()).await;
            let (snapshot, plan) = self.look(ledger).await;
            let events = watch.events();
            let report = verify::report(&self.blueprint, &snapshot, &plan.facts, &events, false);
            if report.verified() == report.items.len() || !patient || looks == MOST_LOOKS {
                if let Err((side, error)) = looked {
                    output::tell(format!(
                        "✗ The System Log of the {} could not be read: {error}",
                        side.role()
                    ));
                }
                return report;
            }
            SystemClock.wait(Duration::from_secs(1)).await;
        }
    }

    /// A second plan must be empty, and undo must leave both orgs as they were, object by object.
    pub(super) async fn and_back(&self, ledger: &mut Ledger, before: &[Value; 2]) -> Result<bool, Advice> {
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
