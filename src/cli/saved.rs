//! Commands on a saved connection.

use super::{CheckArgs, Environment, SavedArgs, UndoArgs, output};
use crate::{
    advice::{Advice, Advise as _},
    clock::{Clock as _, SystemClock},
    engine,
    federation::{
        Blueprint, Facts, Orgs, Plan, Snapshot,
        action::{Names, Step},
        apply::{Run, Stop},
        journal::Ledger,
        orgs::Readers,
        plan::{ObstacleCause, names},
        progress::Progress,
        undo,
        verify::{
            self,
            watch::{Interest, Watch},
        },
    },
    library::{self, OpenJournal, Trouble},
    okta::{ApiToken, Client, OrgUrl, Reader, transport::HttpTransport},
    secret::Secret,
    store::keychain::Purpose,
    tokens::Tokens,
};
use futures_util::future::{Either, select};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    future::Future,
    path::Path,
    pin::pin,
    sync::Arc,
};
use tokio_util::sync::CancellationToken;

const DONE: u8 = 0;
const FINDINGS: u8 = 1;
const COULD_NOT: u8 = 2;

/// How far back a check looks for sign-ins when nothing else is asked for.
const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A saved connection that can be looked at: it holds the reading halves of both clients and no other.
pub(super) struct Opened {
    blueprint: Blueprint,
    names: Names,
    readers: Readers,
    journal: OpenJournal,
}

/// A saved connection with everything that a run on it needs.
struct Writable {
    opened: Opened,
    orgs: Orgs,
    provisioning_token: Option<Secret>,
}

/// A saved connection with the tokens of both orgs.
struct Found {
    blueprint: Blueprint,
    journal: OpenJournal,
    source: ApiToken,
    target: ApiToken,
}

fn find(file: &Path, environment: &Environment) -> Result<Found, Advice> {
    let (saved, _) = library::load(file).map_err(|trouble| unreadable(&trouble))?;
    let Some(blueprint) = saved.blueprint else {
        return Err(Advice::new(
            "The connection has no choices yet",
            "Both orgs have to be connected first",
        )
        .then("Open it in the window and connect both orgs"));
    };
    let journal =
        library::open_journal(&journal_of(file, environment)).map_err(|trouble| unreadable(&trouble))?;
    let mut tokens = Tokens::default();
    let _standing = tokens.open();
    let mut token = |url: &OrgUrl, token: Option<&Secret>, variable: &str| {
        let token = given(token, variable)?.or_else(|| tokens.find(url, Purpose::ApiToken));
        token.ok_or_else(|| no_token(url, variable))
    };
    Ok(Found {
        source: token(
            &blueprint.source.url,
            environment.source_token.as_ref(),
            "ORG2ORG_SOURCE_TOKEN",
        )?,
        target: token(
            &blueprint.target.url,
            environment.target_token.as_ref(),
            "ORG2ORG_TARGET_TOKEN",
        )?,
        blueprint,
        journal,
    })
}

/// Opens a saved connection to look at it.
pub(super) fn open(file: &Path, environment: &Environment) -> Result<Opened, Advice> {
    let found = find(file, environment)?;
    let transport = Arc::new(HttpTransport::default());
    let reader = |url: &OrgUrl, token: ApiToken| {
        Reader::new(url.clone(), Some(token), transport.clone(), Arc::new(SystemClock))
    };
    Ok(Opened {
        names: names(&found.blueprint),
        readers: Readers {
            source: reader(&found.blueprint.source.url, found.source),
            target: reader(&found.blueprint.target.url, found.target),
        },
        blueprint: found.blueprint,
        journal: found.journal,
    })
}

/// Opens a saved connection to change both orgs, unless that was ruled out.
fn open_to_change(args: &SavedArgs, verb: &str, environment: &Environment) -> Result<Writable, Advice> {
    if args.read_only {
        return Err(Advice::new(
            format!("`{verb}` changes both orgs, and with --read-only nothing can be changed"),
            "Nothing was read or sent",
        )
        .then("See what would change with: org2org-setup plan FILE --read-only")
        .then(format!("Leave --read-only out to {verb}")));
    }
    let found = find(&args.file, environment)?;
    let transport = Arc::new(HttpTransport::default());
    let client = |url: &OrgUrl, token: &ApiToken| {
        Client::new(
            url.clone(),
            Some(token.clone()),
            transport.clone(),
            Arc::new(SystemClock),
        )
    };
    let orgs = Orgs {
        source: client(&found.blueprint.source.url, &found.source),
        target: client(&found.blueprint.target.url, &found.target),
    };
    let own = given(
        environment.provisioning_token.as_ref(),
        "ORG2ORG_PROVISIONING_TOKEN",
    )?;
    let own = own.as_ref().unwrap_or(&found.target).secret().clone();
    Ok(Writable {
        opened: Opened {
            names: names(&found.blueprint),
            readers: orgs.readers(),
            blueprint: found.blueprint,
            journal: found.journal,
        },
        orgs,
        provisioning_token: Some(own),
    })
}

/// A connection of the library has its journal there; any other has it beside itself.
fn journal_of(file: &Path, environment: &Environment) -> std::path::PathBuf {
    let paths = crate::store::paths::Paths::new(environment.home.as_deref()).ok();
    let own = paths.and_then(|paths| {
        let stem = crate::store::paths::FileStem::parse(file.file_stem()?.to_str()?)?;
        let same = file.canonicalize().ok()? == paths.connection(&stem).canonicalize().ok()?;
        same.then(|| paths.journal(&stem))
    });
    own.unwrap_or_else(|| library::journal_beside(file))
}

/// A token of the environment, where there is one; what is no token is told, and no other is taken instead.
fn given(token: Option<&Secret>, variable: &str) -> Result<Option<ApiToken>, Advice> {
    let parsed = token.map(|token| ApiToken::parse(token.reveal())).transpose();
    parsed.map_err(|error| {
        let mut advice = error.advice();
        advice.headline = format!("{variable}: {error}");
        advice
    })
}

fn unreadable(trouble: &Trouble) -> Advice {
    Advice::new("The connection cannot be opened", trouble.to_string())
}

fn no_token(url: &OrgUrl, variable: &str) -> Advice {
    Advice::new(
        format!("There is no API token for {}", url.host()),
        "It is neither in the keychain nor in the environment",
    )
    .then(format!("Set {variable}, or connect the org once in the window"))
}

impl Writable {
    fn run<'a>(
        &'a self,
        listener: &'a (dyn Fn(Progress) + Send + Sync),
        cancel: &'a CancellationToken,
    ) -> Run<'a> {
        Run {
            orgs: &self.orgs,
            provisioning_token: self.provisioning_token.as_ref(),
            sink: &self.opened.journal.sink,
            clock: &SystemClock,
            names: &self.opened.names,
            listener,
            cancel,
        }
    }
}

impl Opened {
    pub(super) fn blueprint(&self) -> &Blueprint {
        &self.blueprint
    }

    /// The reading halves of both orgs.
    pub(super) fn readers(&self) -> Readers {
        self.readers.clone()
    }

    pub(super) async fn look(&self) -> (Snapshot, Plan) {
        engine::look(&self.readers, &SystemClock, &self.blueprint, &self.journal.ledger).await
    }

    /// What both logs say about sign-ins since an instant, or in the last hour. A log that cannot be read leaves items
    /// without evidence, and is told.
    pub(super) async fn events(&self, facts: &Facts, since: Option<Timestamp>) -> verify::Events {
        let now = SystemClock.now();
        let since = since.or_else(|| now.saturating_sub(AN_HOUR).ok()).unwrap_or(now);
        let mut watch = Watch::since(since, Interest::of(&self.blueprint, facts));
        if let Err((_, error)) = watch.look(&self.readers).await {
            output::tell_advice(&error.advice());
        }
        watch.events()
    }
}

/// Says that nothing can be changed, where that was asked for.
pub(super) fn tell_read_only(read_only: bool) {
    if read_only {
        output::tell("Read-only: only the reading half of the client is there, nothing can be changed");
    }
}

/// Says once of each reason why something could not be read, and what to do about it.
fn tell_unread(plan: &Plan) {
    let mut told = BTreeSet::new();
    for obstacle in &plan.obstacles {
        if let ObstacleCause::Unreadable(error) = &obstacle.cause {
            let advice = error.advice();
            if told.insert(advice.headline.clone()) {
                output::tell_advice(&advice);
            }
        }
    }
}

pub(super) async fn plan(args: &SavedArgs, environment: &Environment) -> u8 {
    tell_read_only(args.read_only);
    let opened = match open(&args.file, environment) {
        Ok(opened) => opened,
        Err(advice) => return could_not(&advice),
    };
    let (_, plan) = opened.look().await;
    tell_unread(&plan);
    if args.json {
        output::print(output::plan_json(&plan).to_string());
    } else {
        output::plan(&plan, &opened.names);
    }
    if plan.obstacles.is_empty() {
        DONE
    } else {
        COULD_NOT
    }
}

pub(super) async fn apply(args: &SavedArgs, environment: &Environment) -> u8 {
    let writable = match open_to_change(args, "apply", environment) {
        Ok(writable) => writable,
        Err(advice) => return could_not(&advice),
    };
    let opened = &writable.opened;
    let (_, plan) = opened.look().await;
    if let Some(first) = plan.obstacles.first() {
        tell_unread(&plan);
        if args.json {
            let error = format!("{}: {}", first.title, first.cause.words());
            print_run(Some(&error), plan.actions.len());
        } else {
            output::plan(&plan, &opened.names);
        }
        output::tell("Nothing was changed: something has to be settled first");
        return COULD_NOT;
    }
    output::tell(plan.headline(&opened.names));
    let titles = plan
        .actions
        .iter()
        .map(|planned| (planned.key.clone(), planned.title.clone()))
        .collect();
    let listener = told(titles);
    let cancel = CancellationToken::new();
    let mut ledger = opened.journal.ledger.clone();
    let run = writable.run(&listener, &cancel);
    let work = engine::carry_out(&run, &plan, Step::Validate, &mut ledger);
    let result = until_ctrl_c(&cancel, work).await;
    finish(result, args.json, plan.actions.len())
}

pub(super) async fn undo(args: &UndoArgs, environment: &Environment) -> u8 {
    let writable = match open_to_change(&args.saved, "undo", environment) {
        Ok(writable) => writable,
        Err(advice) => return could_not(&advice),
    };
    let opened = &writable.opened;
    let mut ledger: Ledger = opened.journal.ledger.clone();
    let plan = match undo::prepare(&opened.readers, &ledger, &opened.names).await {
        Ok(plan) => plan,
        Err(error) => return could_not(&error.advice()),
    };
    let mut titles: BTreeMap<String, String> = plan
        .steps
        .iter()
        .map(|step| (step.key.clone(), step.title.clone()))
        .collect();
    titles.extend(plan.people.iter().map(|person| {
        (
            format!("person:{}", person.id),
            format!("Remove {}", person.login),
        )
    }));
    let listener = told(titles);
    let cancel = CancellationToken::new();
    let run = writable.run(&listener, &cancel);
    let work = undo::undo(&run, &plan, &mut ledger, args.keep_people);
    let result = until_ctrl_c(&cancel, work).await;
    let people = if args.keep_people { 0 } else { plan.people.len() };
    finish(result, args.saved.json, plan.steps.len() + people)
}

pub(super) async fn check(args: &CheckArgs, environment: &Environment) -> u8 {
    tell_read_only(args.saved.read_only);
    let opened = match open(&args.saved.file, environment) {
        Ok(opened) => opened,
        Err(advice) => return could_not(&advice),
    };
    let started = SystemClock.now();
    let (snapshot, plan) = opened.look().await;
    let events = opened.events(&plan.facts, args.since).await;
    let report = verify::report(&opened.blueprint, &snapshot, &plan.facts, &events, false);
    let elapsed = SystemClock
        .now()
        .duration_since(started)
        .try_into()
        .unwrap_or_default();
    if args.saved.json {
        let requests = (opened.readers.source.requests(), opened.readers.target.requests());
        output::print(output::report_json(&report, requests, elapsed).to_string());
    } else {
        output::report(&report);
    }
    let unknown = report
        .items
        .iter()
        .any(|item| item.state == verify::ItemState::Unknown);
    match (report.is_blocked(), unknown) {
        (true, _) => FINDINGS,
        (false, true) => COULD_NOT,
        (false, false) => DONE,
    }
}

fn told(titles: BTreeMap<String, String>) -> impl Fn(Progress) + Send + Sync {
    move |progress| output::progress(&titles, &progress)
}

/// Work that Ctrl-C stops between two changes.
pub(super) async fn until_ctrl_c<T>(cancel: &CancellationToken, work: impl Future<Output = T>) -> T {
    let stop = async {
        if tokio::signal::ctrl_c().await.is_ok() {
            output::tell("Stopping after the change that goes on");
            cancel.cancel();
        }
        std::future::pending::<Infallible>().await
    };
    match select(pin!(work), pin!(stop)).await {
        Either::Left((done, _)) => done,
        Either::Right((never, _)) => match never {},
    }
}

fn print_run(error: Option<&str>, count: usize) {
    let line = serde_json::json!({
        "schema": 1, "type": "run", "done": error.is_none(), "changes": count, "error": error,
    });
    output::print(line.to_string());
}

fn could_not(advice: &Advice) -> u8 {
    output::tell_advice(advice);
    COULD_NOT
}

fn finish(result: Result<(), Stop>, json: bool, count: usize) -> u8 {
    if json {
        let error = result.as_ref().err().map(ToString::to_string);
        print_run(error.as_deref(), count);
    }
    match result {
        Ok(()) => {
            output::tell(format!("Done: {count} changes"));
            DONE
        }
        Err(stop) => could_not(&stop.advice()),
    }
}
