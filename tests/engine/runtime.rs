//! Effects in, events out: what is performed on threads ends in one answer, also where it is cancelled, refused, broken
//! off or cannot even begin.

use crate::world::{Stage, TestClock, Wire, stage};
use org2org_setup::{
    clock::Boxed,
    federation::{
        Blueprint, Facts, Plan, Side,
        action::Step,
        plan,
        progress::{Outcome, Progress},
    },
    library::Library,
    okta::{
        OrgUrl,
        transport::{Headers, HttpRequest, HttpResponse, Transport, TransportError},
    },
    practice::OrgCard,
    runtime::{Runtime, Tools},
    secret::Secret,
    store::paths::Paths,
    tokens::Tokens,
    wizard::{Effect, Event, Preferences, RunId, open::RunEnd, saved::Saved},
};
use std::{
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc::{self, Receiver},
    },
    time::Duration,
};

/// Nothing here takes longer (seconds); a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn both_orgs_are_checked_set_up_and_taken_back_by_effects_alone() {
    let scene = Scene::new(Meddling::Nothing);
    scene.connect();
    let blueprint = scene.blueprint.clone();
    let plan = scene.plan();
    scene.apply(RunId(10), &plan);
    let (mut started, mut finished) = (Vec::new(), Vec::new());
    let ledger = loop {
        match scene.next() {
            Event::Progress { run, progress } => {
                assert_eq!(run, RunId(10));
                match progress {
                    Progress::Started { key } => started.push(key),
                    Progress::Finished { key, outcome } => {
                        assert!(!matches!(outcome, Outcome::Failed(_)), "{key}: {outcome:?}");
                        finished.push(key);
                    }
                    Progress::Waiting { .. } => {}
                }
            }
            Event::RunEnded { run, end, ledger } => {
                assert_eq!((run, end), (RunId(10), RunEnd::Done));
                break ledger;
            }
            other => panic!("{other:?}"),
        }
    };
    let keys: Vec<String> = plan.actions.iter().map(|one| one.key.clone()).collect();
    assert_eq!((&started, &finished), (&keys, &keys), "in the order of the plan");
    assert_eq!(ledger.order.len(), keys.len());

    let names = plan::names(&blueprint);
    scene.perform(Effect::PrepareUndo {
        run: RunId(11),
        connection: "one".to_owned(),
        names: names.clone(),
    });
    let Event::UndoPrepared { run, plan } = scene.next() else {
        panic!("no plan of what is taken back");
    };
    assert_eq!(run, RunId(11));
    scene.perform(Effect::Undo {
        run: RunId(12),
        connection: "one".to_owned(),
        plan: plan.unwrap(),
        names,
        keep_people: false,
    });
    let (end, ledger) = scene.end_of(RunId(12));
    assert_eq!(end, RunEnd::Done);
    assert!(ledger.records.is_empty());
}

#[test]
fn a_run_that_is_cancelled_ends_between_two_actions_and_keeps_what_was_done() {
    let scene = Scene::new(Meddling::Nothing);
    scene.connect();
    let plan = scene.plan();
    scene.apply(RunId(10), &plan);
    loop {
        match scene.next() {
            Event::Progress {
                progress: Progress::Finished { .. },
                ..
            } => break,
            Event::RunEnded { end, .. } => panic!("{end:?}"),
            _ => {}
        }
    }
    scene.perform(Effect::Cancel(RunId(10)));
    let (end, ledger) = scene.end_of(RunId(10));
    // The run may have been faster than whoever cancels it.
    let whole = ledger.order.len() == plan.actions.len();
    assert_eq!(end, if whole { RunEnd::Done } else { RunEnd::Cancelled });
    assert!(!ledger.order.is_empty() && ledger.open().count() == 0);
}

#[test]
fn a_look_that_is_cancelled_says_nothing_any_more() {
    let scene = Scene::new(Meddling::NeverAnswers);
    scene.check(RunId(1), Side::Source, true);
    scene.perform(Effect::Cancel(RunId(1)));
    scene.perform(Effect::Cancel(RunId(77)));
    scene.perform(Effect::MakeConnection);
    assert!(matches!(scene.next(), Event::ConnectionMade(id) if id == "connection-1"));
    assert!(scene.events.try_recv().is_err(), "the look left nothing behind");
}

#[test]
fn without_connected_orgs_every_piece_of_work_says_so() {
    let scene = Scene::new(Meddling::Nothing);
    let headline = "Both orgs have to be connected first";
    let blueprint = Box::new(scene.blueprint.clone());
    scene.perform(Effect::ReadOptions {
        run: RunId(1),
        words: String::new(),
    });
    assert!(
        matches!(scene.next(), Event::OptionsRead { options: Err(advice), .. } if advice.headline == headline)
    );
    scene.perform(Effect::Observe {
        run: RunId(2),
        blueprint: blueprint.clone(),
        known: Facts::default(),
    });
    assert!(matches!(scene.next(), Event::Said { text, bad: true } if text == headline));
    scene.perform(Effect::Watch {
        run: RunId(3),
        blueprint,
        known: Facts::default(),
    });
    assert!(matches!(scene.next(), Event::Said { text, bad: true } if text == headline));
    scene.apply(RunId(4), &Plan::default());
    let (end, _) = scene.end_of(RunId(4));
    assert!(matches!(end, RunEnd::Failed(advice) if advice.headline == headline && !advice.next.is_empty()));
    scene.perform(Effect::PrepareUndo {
        run: RunId(5),
        connection: "one".to_owned(),
        names: plan::names(&scene.blueprint),
    });
    assert!(
        matches!(scene.next(), Event::UndoPrepared { plan: Err(advice), .. } if advice.headline == headline)
    );
}

#[test]
fn orgs_that_are_only_looked_at_are_read_and_never_changed() {
    let scene = Scene::new(Meddling::Nothing);
    for (run, side) in [(RunId(1), Side::Source), (RunId(2), Side::Target)] {
        scene.check_as(run, side, true, true);
        scene.checked(run);
    }
    scene.perform(Effect::Observe {
        run: RunId(3),
        blueprint: Box::new(scene.blueprint.clone()),
        known: Facts::default(),
    });
    assert!(matches!(scene.next(), Event::Observed { run: RunId(3), .. }));
    scene.apply(RunId(4), &scene.plan());
    let (end, _) = scene.end_of(RunId(4));
    assert!(matches!(end, RunEnd::Failed(_)), "{end:?}");
    let log = scene.wire.log.lock().unwrap();
    assert!(log.iter().all(|line| line.starts_with("GET ")), "{log:#?}");
}

#[test]
fn an_org_whose_token_nobody_has_is_told_as_that_and_not_as_a_wrong_token() {
    let scene = Scene::new(Meddling::Nothing);
    scene.check(RunId(1), Side::Source, false);
    assert!(matches!(scene.next(), Event::Secrets(_)));
    assert!(matches!(scene.next(), Event::NoToken(Side::Source)));
    let Event::OrgChecked { report, .. } = scene.next() else {
        panic!("no report");
    };
    let headlines: Vec<&str> = report
        .notes
        .iter()
        .map(|note| note.advice.headline.as_str())
        .collect();
    assert_eq!(headlines.len(), 1);
    assert!(
        headlines[0].starts_with("No API token of 127.0.0.1:9001 is at hand"),
        "{headlines:?}"
    );
    // With a token once entered, it is kept for the next time.
    scene.check(RunId(2), Side::Source, true);
    scene.checked(RunId(2));
    scene.check(RunId(3), Side::Source, false);
    let report = scene.checked(RunId(3));
    assert!(report.is_ready(), "{report:?}");
}

#[test]
fn a_token_that_the_org_refuses_is_not_kept() {
    let scene = Scene::new(Meddling::Nothing);
    scene.perform(Effect::CheckOrg {
        run: RunId(1),
        side: Side::Source,
        url: scene.url(Side::Source),
        token: Some(Secret::new("00wrong-token-that-is-long-enough-to-be-one")),
        look_only: false,
    });
    let report = scene.checked(RunId(1));
    assert!(
        report.notes[0]
            .advice
            .headline
            .contains("does not accept the API token")
    );
    scene.check(RunId(2), Side::Source, false);
    assert!(matches!(scene.next(), Event::Secrets(_)));
    assert!(
        matches!(scene.next(), Event::NoToken(Side::Source)),
        "nothing was kept"
    );
}

#[test]
fn a_journal_that_another_window_has_open_stops_a_run_before_anything_is_sent() {
    let scene = Scene::new(Meddling::Nothing);
    scene.connect();
    let plan = scene.plan();
    let journal = Paths::new(Some(&scene.home.0))
        .unwrap()
        .journals()
        .join("one.jsonl");
    let other = org2org_setup::library::open_journal(&journal).unwrap();
    let before = scene.wire.log.lock().unwrap().len();
    scene.apply(RunId(10), &plan);
    let (end, _) = scene.end_of(RunId(10));
    let RunEnd::Failed(advice) = end else {
        panic!("{end:?}");
    };
    assert_eq!(advice.headline, "The journal could not be opened");
    assert!(advice.next[0].contains("Close other windows"), "{advice:?}");
    assert_eq!(scene.wire.log.lock().unwrap().len(), before);
    drop(other);
    scene.apply(RunId(11), &plan);
    assert_eq!(scene.end_of(RunId(11)).0, RunEnd::Done);
}

#[test]
fn work_that_breaks_down_ends_as_a_message_and_the_program_goes_on() {
    let scene = Scene::new(Meddling::Panics);
    scene.check(RunId(1), Side::Source, true);
    let Event::Said { text, bad: true } = scene.next() else {
        panic!("nothing was said");
    };
    assert!(
        text.starts_with("Something went wrong inside the program"),
        "{text}"
    );
    scene.perform(Effect::MakeConnection);
    assert!(matches!(scene.next(), Event::ConnectionMade(_)));
}

#[test]
fn whoever_waits_for_an_org_is_told_for_which_and_why() {
    let scene = Scene::new(Meddling::Crowded);
    scene.connect();
    scene.apply(RunId(10), &scene.plan());
    let mut waits = Vec::new();
    loop {
        match scene.next() {
            Event::Progress {
                progress: Progress::Waiting { side, time, why },
                ..
            } => waits.push((side, time.as_secs(), why)),
            Event::RunEnded { end, .. } => {
                assert_eq!(end, RunEnd::Done);
                break;
            }
            _ => {}
        }
    }
    let why = "Okta's limit of calls a minute is reached".to_owned();
    assert!(waits.contains(&(Side::Source, 3, why.clone())), "{waits:?}");
    assert!(waits.contains(&(Side::Target, 3, why)), "{waits:?}");
}

#[test]
fn an_extra_certificate_file_that_cannot_be_used_is_named_and_nothing_else_changes() {
    let scene = Scene::new(Meddling::Nothing);
    let large = scene.home.0.join("large.pem");
    fs::write(&large, vec![b' '; 1024 * 1024 + 1]).unwrap();
    let text = scene.home.0.join("hello.pem");
    fs::write(&text, "hello").unwrap();
    let rows = [
        (scene.home.0.join("nowhere.pem"), "nowhere.pem is not used: "),
        (large, "1048577 bytes are too many for certificates"),
        (text, "hello.pem is not used: "),
        (scene.home.0.clone(), " is not used: "),
    ];
    for (path, sentence) in rows {
        scene.perform(Effect::KeepPreferences(Preferences {
            extra_certificates: path.display().to_string(),
            ..Preferences::default()
        }));
        let Event::Said { text, bad: true } = scene.next() else {
            panic!("{}", path.display());
        };
        assert!(text.contains(sentence), "{text}");
        scene.perform(Effect::LoadPreferences);
        assert!(matches!(scene.next(), Event::Said { bad: true, .. }));
        let Event::PreferencesLoaded(kept) = scene.next() else {
            panic!("no preferences");
        };
        assert_eq!(
            kept.extra_certificates,
            path.display().to_string(),
            "what was typed is kept"
        );
    }
    scene.perform(Effect::KeepPreferences(Preferences::default()));
    scene.perform(Effect::LoadPreferences);
    assert!(matches!(scene.next(), Event::PreferencesLoaded(kept) if kept == Preferences::default()));
}

#[test]
fn only_web_addresses_are_opened_in_the_browser() {
    let scene = Scene::new(Meddling::Nothing);
    for address in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://evil.example/",
        "ftp://x.example",
        "",
    ] {
        scene.perform(Effect::OpenLink(address.to_owned()));
        let expected = format!("The browser could not be opened. The address is {address}");
        assert!(
            matches!(scene.next(), Event::Said { text, bad: true } if text == expected),
            "{address}"
        );
    }
}

#[test]
fn tokens_go_with_the_last_connection_that_uses_their_org() {
    let scene = Scene::new(Meddling::Nothing);
    scene.connect();
    for id in ["one", "two"] {
        scene.perform(Effect::KeepConnection(Box::new(scene.saved(id))));
        assert!(matches!(scene.next(), Event::ConnectionKept(_)));
    }
    for (id, left, there) in [("one", 1, true), ("two", 0, false)] {
        scene.perform(Effect::ForgetConnection(id.to_owned()));
        scene.listed(left);
        scene.check(RunId(20), Side::Source, false);
        let mut without = false;
        let report = loop {
            match scene.next() {
                Event::NoToken(_) => without = true,
                Event::OrgChecked { report, .. } => break report,
                _ => {}
            }
        };
        assert_eq!(
            (report.is_ready(), without),
            (there, !there),
            "after {id} was forgotten"
        );
    }
}

#[test]
fn what_was_kept_last_is_what_stands_on_disk() {
    let scene = Scene::new(Meddling::Nothing);
    let mut saved = scene.saved("one");
    for number in 0..60 {
        saved.source_address = format!("https://acme-{number}.okta.com");
        scene.perform(Effect::KeepConnection(Box::new(saved.clone())));
    }
    scene.perform(Effect::LoadConnections);
    let found = loop {
        match scene.next() {
            Event::ConnectionKept(_) => {}
            Event::ConnectionsLoaded { found, .. } => break found,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(found[0].source_address, "https://acme-59.okta.com");
}

#[test]
fn what_was_still_to_be_kept_when_the_program_ends_is_kept() {
    let scene = Scene::new(Meddling::Nothing);
    let mut saved = scene.saved("one");
    for number in 0..20 {
        saved.target_address = format!("https://northwind-{number}.okta.com");
        scene.perform(Effect::KeepConnection(Box::new(saved.clone())));
    }
    let Scene { runtime, home, .. } = scene;
    drop(runtime);
    let (found, _) = Library::new(Paths::new(Some(&home.0)).unwrap()).list();
    assert_eq!(found[0].target_address, "https://northwind-19.okta.com");
}

#[test]
fn connections_are_opened_with_their_journal_and_damage_is_told() {
    let scene = Scene::new(Meddling::Nothing);
    let saved = scene.saved("one");
    let journals = Paths::new(Some(&scene.home.0)).unwrap().journals();
    fs::create_dir_all(&journals).unwrap();
    fs::write(journals.join("one.jsonl"), "rubbish\n").unwrap();
    scene.perform(Effect::OpenConnection(Box::new(saved.clone())));
    let Event::ConnectionOpened { ledger, trouble, .. } = scene.next() else {
        panic!("not opened");
    };
    assert!(ledger.records.is_empty());
    assert!(trouble.unwrap().contains("one.jsonl.damaged-1"));
    fs::remove_file(journals.join("one.jsonl")).unwrap();
    fs::create_dir(journals.join("one.jsonl")).unwrap();
    scene.perform(Effect::OpenConnection(Box::new(saved)));
    assert!(
        matches!(scene.next(), Event::Said { text, bad: true } if text.starts_with("The connection cannot be opened: "))
    );
}

/// What stands between the runtime and the orgs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meddling {
    Nothing,
    NeverAnswers,
    Panics,
    /// Every ninth request is refused for too many calls, with three seconds to wait.
    Crowded,
}

struct Between {
    wire: Arc<Wire>,
    meddling: Meddling,
    count: AtomicU32,
}

impl Transport for Between {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        match self.meddling {
            Meddling::NeverAnswers => Box::pin(std::future::pending()),
            Meddling::Panics => panic!("a fault on purpose"),
            Meddling::Crowded if number % 9 == 8 => Box::pin(std::future::ready(Ok(HttpResponse {
                status: 429,
                headers: Headers::from_pairs([("retry-after", "3")]),
                body: br#"{"errorCode":"E0000047","errorSummary":"Too many","errorCauses":[]}"#.to_vec(),
            }))),
            Meddling::Nothing | Meddling::Crowded => self.wire.send(request),
        }
    }
}

/// A runtime on practice orgs, with a folder of its own.
struct Scene {
    stage: Stage,
    blueprint: Blueprint,
    wire: Arc<Wire>,
    home: Home,
    runtime: Runtime,
    events: Receiver<Event>,
}

impl Scene {
    fn new(meddling: Meddling) -> Self {
        let stage = stage();
        let blueprint = block_on(stage.blueprint());
        let wire = stage.wire(None);
        let (send, events) = mpsc::channel();
        let home = Home::new();
        let between: Arc<dyn Transport> = Arc::new(Between {
            wire: Arc::clone(&wire),
            meddling,
            count: AtomicU32::new(0),
        });
        let runtime = Runtime::new(Tools {
            mailbox: Arc::new(move |event| drop(send.send(event))),
            clock: Arc::new(TestClock(stage.clock.clone())),
            network: Arc::new(move |_| Arc::clone(&between)),
            library: Library::new(Paths::new(Some(&home.0)).unwrap()),
            tokens: Tokens::default(),
        })
        .unwrap();
        Self {
            stage,
            blueprint,
            wire,
            home,
            runtime,
            events,
        }
    }

    fn perform(&self, effect: Effect) {
        self.runtime.perform(effect);
    }

    fn next(&self) -> Event {
        self.events.recv_timeout(PATIENCE).unwrap()
    }

    fn card(&self, side: Side) -> &OrgCard {
        match side {
            Side::Source => &self.stage.source,
            Side::Target => &self.stage.target,
        }
    }

    fn url(&self, side: Side) -> OrgUrl {
        OrgUrl::parse(self.card(side).url.as_str()).unwrap()
    }

    fn check(&self, run: RunId, side: Side, with_token: bool) {
        self.check_as(run, side, with_token, false);
    }

    fn check_as(&self, run: RunId, side: Side, with_token: bool, look_only: bool) {
        let token = with_token.then(|| Secret::new(self.card(side).api_token.as_str()));
        self.perform(Effect::CheckOrg {
            run,
            side,
            url: self.url(side),
            token,
            look_only,
        });
    }

    /// The report of an org; where its token is kept is told before.
    fn checked(&self, expected: RunId) -> org2org_setup::federation::preflight::OrgReport {
        loop {
            match self.next() {
                Event::Secrets(_) => {}
                Event::OrgChecked { run, report, .. } => {
                    assert_eq!(run, expected);
                    return *report;
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn connect(&self) {
        for (run, side) in [(RunId(1), Side::Source), (RunId(2), Side::Target)] {
            self.check(run, side, true);
            assert!(self.checked(run).is_ready());
        }
    }

    fn plan(&self) -> Plan {
        block_on(self.stage.plan(&self.blueprint))
    }

    fn apply(&self, run: RunId, plan: &Plan) {
        self.perform(Effect::Apply {
            run,
            connection: "one".to_owned(),
            blueprint: Box::new(self.blueprint.clone()),
            plan: Arc::new(plan.clone()),
            up_to: Step::Validate,
            provisioning_token: None,
        });
    }

    fn end_of(&self, expected: RunId) -> (RunEnd, Box<org2org_setup::federation::journal::Ledger>) {
        loop {
            match self.next() {
                Event::Progress { .. } => {}
                Event::RunEnded { run, end, ledger } => {
                    assert_eq!(run, expected);
                    return (end, ledger);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    fn saved(&self, id: &str) -> Saved {
        Saved {
            id: id.to_owned(),
            source_address: self.stage.source.url.to_string(),
            target_address: self.stage.target.url.to_string(),
            blueprint: Some(self.blueprint.clone()),
            step: None,
            last_check: None,
            saved_at: None,
        }
    }

    /// Waits until so many connections are listed: what was asked for before runs beside it.
    fn listed(&self, count: usize) {
        loop {
            self.perform(Effect::LoadConnections);
            let Event::ConnectionsLoaded { found, damaged } = self.next() else {
                panic!("no list");
            };
            assert_eq!(damaged, [] as [&str; 0]);
            if found.len() == count {
                return;
            }
        }
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(work)
}

/// A folder of one test, gone when it is dropped.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("org2org-runtime-{}-{number}", std::process::id()));
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
