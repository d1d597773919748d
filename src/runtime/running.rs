//! Runs that change the orgs.

use super::{Shared, lock, not_connected, orgs};
use crate::{
    advice::{Advice, Advise as _},
    engine,
    federation::{
        Blueprint, Orgs, Plan, Side,
        action::{Names, Step},
        apply::{Run, Stop},
        plan::names,
        progress::Progress,
        undo::{self as undoing, UndoPlan},
    },
    library::OpenJournal,
    secret::Secret,
    store::keychain::Purpose,
    wizard::{Event, RunId, open::RunEnd},
};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A run that changes something.
pub(super) struct Job {
    pub(super) run: RunId,
    pub(super) connection: String,
    pub(super) cancel: CancellationToken,
}

pub(super) async fn apply(
    shared: Arc<Shared>,
    job: Job,
    blueprint: Blueprint,
    plan: Arc<Plan>,
    up_to: Step,
    own_token: Option<Secret>,
) {
    let Some((orgs, mut journal)) = begin(&shared, &job).await else {
        return;
    };
    let token = match own_token {
        Some(token) => Some(token),
        None => target_token(&shared, &blueprint).await,
    };
    let listener = listener(&shared, job.run);
    let names = names(&blueprint);
    let run = Run {
        orgs: &orgs,
        provisioning_token: token.as_ref(),
        sink: &journal.sink,
        clock: &*shared.clock,
        names: &names,
        listener: &listener,
        cancel: &job.cancel,
    };
    let result = engine::carry_out(&run, &plan, up_to, &mut journal.ledger).await;
    end(&shared, job.run, result, journal);
}

pub(super) async fn prepare_undo(shared: Arc<Shared>, run: RunId, connection: String, names: Names) {
    let plan = match (orgs::readers(&shared), open_journal(&shared, connection).await) {
        (Some(readers), Ok(journal)) => undoing::prepare(&readers, &journal.ledger, &names)
            .await
            .map_err(|error| error.advice()),
        (None, _) => Err(not_connected()),
        (_, Err(words)) => Err(Advice::new("The journal could not be read", words)),
    };
    shared.send(Event::UndoPrepared { run, plan });
}

pub(super) async fn undo(shared: Arc<Shared>, job: Job, plan: UndoPlan, names: Names, keep_people: bool) {
    let Some((orgs, mut journal)) = begin(&shared, &job).await else {
        return;
    };
    let listener = listener(&shared, job.run);
    let run = Run {
        orgs: &orgs,
        provisioning_token: None,
        sink: &journal.sink,
        clock: &*shared.clock,
        names: &names,
        listener: &listener,
        cancel: &job.cancel,
    };
    let result = undoing::undo(&run, &plan, &mut journal.ledger, keep_people).await;
    end(&shared, job.run, result, journal);
}

/// Both orgs and the journal, or the end of the run with the reason.
async fn begin(shared: &Arc<Shared>, job: &Job) -> Option<(Orgs, OpenJournal)> {
    let failed = |advice: Advice| {
        let end = RunEnd::Failed(advice);
        shared.send(Event::RunEnded {
            run: job.run,
            end,
            ledger: Box::default(),
        });
    };
    let Some(orgs) = orgs::both(shared) else {
        failed(not_connected());
        return None;
    };
    match open_journal(shared, job.connection.clone()).await {
        Ok(journal) => Some((waiting_told(shared, job.run, orgs), journal)),
        Err(words) => {
            failed(
                Advice::new("The journal could not be opened", words)
                    .then("Close other windows of this program, then try again"),
            );
            None
        }
    }
}

/// The clients tell the run when they have to wait.
fn waiting_told(shared: &Arc<Shared>, run: RunId, orgs: Orgs) -> Orgs {
    let told = |side: Side| {
        let shared = Arc::clone(shared);
        Arc::new(move |time, why: &str| {
            let progress = Progress::Waiting {
                side,
                time,
                why: why.to_owned(),
            };
            shared.send(Event::Progress { run, progress });
        })
    };
    Orgs {
        source: orgs.source.on_wait(told(Side::Source)),
        target: orgs.target.on_wait(told(Side::Target)),
    }
}

async fn open_journal(shared: &Arc<Shared>, connection: String) -> Result<OpenJournal, String> {
    let shared = Arc::clone(shared);
    let opened = tokio::task::spawn_blocking(move || lock(&shared.library).journal(&connection)).await;
    match opened {
        Ok(opened) => opened.map_err(|trouble| trouble.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// Provisioning works with the target org's own token unless another one was given.
async fn target_token(shared: &Arc<Shared>, blueprint: &Blueprint) -> Option<Secret> {
    let (shared, url) = (
        Arc::clone(shared),
        shared.handle(Side::Target)?.reader().org_url().clone(),
    );
    let fallback = blueprint.target.url.clone();
    let find = move || {
        let mut tokens = lock(&shared.tokens);
        [url, fallback]
            .iter()
            .find_map(|org| tokens.find(org, Purpose::ApiToken))
    };
    let token = tokio::task::spawn_blocking(find).await.ok().flatten()?;
    Some(token.secret().clone())
}

fn listener(shared: &Arc<Shared>, run: RunId) -> impl Fn(Progress) + Send + Sync + use<> {
    let shared = Arc::clone(shared);
    move |progress| shared.send(Event::Progress { run, progress })
}

/// The journal is shut before anybody hears of the end, and may want to open it.
fn end(shared: &Shared, run: RunId, result: Result<(), Stop>, journal: OpenJournal) {
    let OpenJournal { sink, ledger, .. } = journal;
    drop(sink);
    let end = match result {
        Ok(()) => RunEnd::Done,
        Err(Stop::Cancelled) => RunEnd::Cancelled,
        Err(stop) => RunEnd::Failed(stop.advice()),
    };
    shared.send(Event::RunEnded {
        run,
        end,
        ledger: Box::new(ledger),
    });
}
