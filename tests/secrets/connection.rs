//! A whole connection on practice orgs: plan, run, journal, checklist, documents, files, undo.

use crate::{
    search::{Shown, Traces},
    world::Stage,
};
use org2org_setup::{
    clock::ManualClock,
    federation::{
        Blueprint, Plan,
        bundle::{Brought, Bundle, Connection, Key, Level},
        journal::{Journal, Ledger, MemorySink, Sink as _},
        plan,
        timeline::{Logs, Part},
        troubleshoot::Settings,
        undo,
        verify::{
            Events, Report,
            watch::{Interest, Watch},
        },
    },
    library::Library,
    okta::transport::{HttpRequest, HttpResponse, Transport, TransportError},
    practice, report,
    saml::input::{Content, Document},
    secret::Secret,
    store::paths::Paths,
    wizard::{
        export::{Format, Handover},
        open::Open,
    },
};
use proptest::prelude::*;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_a_whole_connection_shows_a_token(seed in "[a-z]{12}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(whole(&seed));
    }
}

async fn whole(seed: &str) {
    let traces = Traces::default();
    let _guard = traces.catch();
    let mut shown = Shown::default();
    let mut stage = stage(seed);
    let secrets = [stage.source.api_token.clone(), stage.target.api_token.clone()];
    let blueprint = stage.blueprint().await;
    let planned = stage.plan(&blueprint).await;
    show_plan(&mut shown, &planned);
    let wire = stage.wire(None);
    let result = stage.run(&blueprint, &wire).await;
    assert!(result.is_ok(), "{result:?}");
    let report = stage.report(&blueprint, &Events::default()).await;
    show_journal(&mut shown, &stage.sink.journal(), &stage.ledger);
    show_documents(&mut shown, &stage, &blueprint, &planned, &report);
    show_files(&mut shown, &blueprint, &stage.sink.journal());
    show_looks(&mut shown, &stage, &blueprint).await;
    show_bundles(&mut shown, &stage, &blueprint, &secrets[0]).await;
    stage.undo(&blueprint).await.unwrap();
    show_journal(&mut shown, &stage.sink.journal(), &stage.ledger);
    shown.text("what was traced", traces.text());
    assert!(traces.text().contains("/api/v1/"), "nothing was traced");
    shown.assert_silent(&[&secrets[0], &secrets[1]]);
}

#[tokio::test]
async fn a_run_that_fails_at_the_provisioning_token_does_not_repeat_it() {
    let mut stage = stage("refused");
    let wrong = "00wrongAl4MlV-WPXM_ABCDEFGHIJKLMNOPQRSTUVW";
    stage.provisioning_token = Secret::new(wrong);
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    let stop = stage.run(&blueprint, &wire).await.unwrap_err();
    let mut shown = Shown::default();
    shown.error("a stop", &stop);
    show_journal(&mut shown, &stage.sink.journal(), &stage.ledger);
    shown.assert_silent(&[wrong]);
}

#[tokio::test]
async fn a_request_that_carries_the_provisioning_token_does_not_show_it() {
    let stage = stage("requests");
    let blueprint = stage.blueprint().await;
    let spy = Arc::new(Spy {
        inner: stage.wire(None),
        shown: Mutex::default(),
        carried: Mutex::default(),
    });
    let orgs = orgs(&stage, &spy);
    let plan = stage.plan(&blueprint).await;
    let run = org2org_setup::federation::apply::Run {
        orgs: &orgs,
        provisioning_token: Some(&stage.provisioning_token),
        sink: &MemorySink::default(),
        clock: &still(),
        names: &plan::names(&blueprint),
        listener: &|_| {},
        cancel: &tokio_util::sync::CancellationToken::new(),
    };
    let last = org2org_setup::federation::action::Step::Validate;
    org2org_setup::engine::carry_out(&run, &plan, last, &mut Ledger::default())
        .await
        .unwrap();
    assert!(*spy.carried.lock().unwrap(), "no request carried the token");
    let mut shown = Shown::default();
    shown.debug("a run", &run);
    for request in spy.shown.lock().unwrap().iter() {
        shown.text("a request", request.clone());
    }
    shown.assert_silent(&[stage.provisioning_token.reveal()]);
}

/// Orgs whose tokens nobody has seen before.
fn stage(seed: &str) -> Stage {
    crate::world::seeded(seed, 1).remove(0)
}

/// Support bundles at every level, with tokens in what was brought and in what an org says.
async fn show_bundles(shown: &mut Shown, stage: &Stage, blueprint: &Blueprint, token: &str) {
    let orgs = stage.orgs(&stage.wire(None));
    let mut snapshot = stage.observe(&orgs, blueprint).await;
    let said = format!("Invalid token SSWS {token}, and {token} again");
    snapshot.target.org.facts = Err(org2org_setup::okta::Error {
        kind: Box::new(org2org_setup::okta::ErrorKind::Unreadable(said)),
        call: Box::default(),
    });
    let facts = plan::plan(blueprint, &snapshot, &stage.ledger.facts).facts;
    let settings = Settings {
        blueprint: Box::new(blueprint.clone()),
        snapshot: Arc::new(snapshot),
        facts,
        report: None,
    };
    let connection = Connection::new(&settings, &Events::default(), true);
    let password = stage.source.users[0].password.clone();
    let log = serde_json::json!([{
        "uuid": "1", "published": "2026-11-23T10:00:00Z", "eventType": "user.session.start",
        "debugContext": { "debugData": { "url": format!("/app?token={token}&x=1"), "password": password } },
    }]);
    let contents = [
        Content::ErrorText(format!("HTTP 401 for Authorization: SSWS {token}")),
        Content::ErrorText(format!("sent password={password}&token={token}")),
        Content::SystemLog(Arc::new(log.to_string())),
    ];
    let brought = contents.into_iter().map(|content| Brought {
        name: format!("{token}.txt"),
        kinds: "error text".to_owned(),
        documents: vec![Document {
            content,
            ..Document::unreadable("")
        }],
        problem: Some(format!("cookie={token}")),
    });
    let said = serde_json::json!([{
        "uuid": "2", "published": "2026-11-23T10:00:00Z", "eventType": "user.session.start",
        "outcome": { "result": "FAILURE", "reason": format!("Refused: Authorization: SSWS {token}") },
        "target": [{ "type": "User", "id": "00u1", "alternateId": token, "displayName": format!("password={password}") }],
    }]);
    let logs = Logs {
        parts: vec![Part {
            side: Some(org2org_setup::federation::Side::Target),
            events: serde_json::from_value(said).unwrap(),
            ..Part::default()
        }],
    };
    let bundle = Bundle::new(Some(connection), brought.collect(), &logs, stage.clock.now());
    for level in Level::ALL {
        let text = bundle.text(level, &Key::new([9; 32])).unwrap();
        assert!(!text.contains(&password), "a password at {level:?}");
        shown.text("a support bundle", text);
    }
}

fn show_plan(shown: &mut Shown, plan: &Plan) {
    shown.debug("a plan", plan);
    for planned in &plan.actions {
        shown.text(
            "a planned call",
            planned
                .call
                .body
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
        shown.text(
            "a planned action",
            serde_json::to_string(&planned.action).unwrap(),
        );
    }
}

fn show_journal(shown: &mut Shown, journal: &Journal, ledger: &Ledger) {
    shown.debug("a ledger", ledger);
    for entry in &journal.0 {
        shown.debug("an entry of the journal", entry);
        shown.text("a line of the journal", serde_json::to_string(entry).unwrap());
    }
}

fn show_documents(shown: &mut Shown, stage: &Stage, blueprint: &Blueprint, plan: &Plan, report: &Report) {
    shown.debug("a checklist", report);
    shown.text("a checklist", serde_json::to_string(report).unwrap());
    let handover = Handover {
        blueprint: blueprint.clone(),
        facts: plan.facts.clone(),
        ledger: stage.ledger.clone(),
        report: Some(report.clone()),
        practice: true,
    };
    for format in [Format::Html, Format::Markdown] {
        shown.text(
            "a handover document",
            report::write(&handover, format, stage.clock.now()),
        );
    }
}

/// What stands on disk after a connection and its journal were kept.
fn show_files(shown: &mut Shown, blueprint: &Blueprint, journal: &Journal) {
    let folder = Folder::new();
    let mut library = Library::new(Paths::new(Some(&folder.0)).unwrap());
    let mut open = Open::new("connection-1".to_owned());
    open.source.address = blueprint.source.url.to_string();
    open.target.address = blueprint.target.url.to_string();
    open.blueprint = Some(blueprint.clone());
    library
        .keep(&open.to_saved(), "2026-11-23T10:00:00Z".parse().unwrap())
        .unwrap();
    let opened = library.journal("connection-1").unwrap();
    for entry in &journal.0 {
        opened.sink.append(entry).unwrap();
    }
    drop(opened);
    let files = files(&folder.0);
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        shown.text(
            &file.display().to_string(),
            String::from_utf8_lossy(&fs::read(&file).unwrap()),
        );
    }
}

async fn show_looks(shown: &mut Shown, stage: &Stage, blueprint: &Blueprint) {
    let orgs = stage.orgs(&stage.wire(None));
    let snapshot = stage.observe(&orgs, blueprint).await;
    shown.debug("both orgs", &orgs);
    shown.debug("a snapshot", &snapshot);
    let interest = Interest::of(blueprint, &stage.ledger.facts);
    let mut watch = Watch::since("2026-11-23T09:00:00Z".parse().unwrap(), interest);
    let looked = watch.look(&orgs.readers()).await;
    assert!(looked.is_ok(), "{looked:?}");
    shown.debug("the events of both logs", &watch.events());
    let names = plan::names(blueprint);
    shown.debug(
        "an undo plan",
        &undo::prepare(&orgs.readers(), &stage.ledger, &names)
            .await
            .unwrap(),
    );
}

fn orgs(stage: &Stage, spy: &Arc<Spy>) -> org2org_setup::federation::Orgs {
    use org2org_setup::okta::{ApiToken, Client, OrgUrl};
    let client = |card: &practice::OrgCard| {
        let url = OrgUrl::parse(card.url.as_str()).unwrap();
        let token = ApiToken::parse(&card.api_token).unwrap();
        Client::new(
            url,
            Some(token),
            Arc::clone(spy) as Arc<dyn Transport>,
            Arc::new(still()),
        )
    };
    org2org_setup::federation::Orgs {
        source: client(&stage.source),
        target: client(&stage.target),
    }
}

fn still() -> ManualClock {
    ManualClock::at("2026-11-23T10:00:00Z".parse().unwrap())
}

/// Writes down what `Debug` says about each request and answer.
struct Spy {
    inner: Arc<crate::world::Wire>,
    shown: Mutex<Vec<String>>,
    carried: Mutex<bool>,
}

impl Transport for Spy {
    fn send(
        &self,
        request: HttpRequest,
    ) -> org2org_setup::clock::Boxed<'_, Result<HttpResponse, TransportError>> {
        self.shown
            .lock()
            .unwrap()
            .extend([format!("{request:?}"), format!("{request:#?}")]);
        let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default()).into_owned();
        *self.carried.lock().unwrap() |= body.contains("\"token\":\"00");
        self.inner.send(request)
    }
}

/// A folder that goes away with its owner.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("org2org-secrets-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}
