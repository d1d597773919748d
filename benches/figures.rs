//! The figures in README: `cargo bench --bench figures`.
//!
//! The engine's are measured on practice orgs over loopback HTTP with 100 ms of latency; those of a frame by painting
//! every screen of that connection without a window. Those of the window itself need a display; without one they are
//! named as not measured.

#![expect(
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::large_futures,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints figures and fails loudly"
)]

use org2org_setup::{
    advice::Advise as _,
    clock::{Clock as _, SystemClock},
    federation::{
        Blueprint, Orgs, Side,
        action::Step,
        apply::Run,
        blueprint::Named,
        journal::{Ledger, MemorySink},
        observe, plan, preflight, suggest,
        timeline::{Logs, Part, Subject, join, logs},
        verify,
    },
    okta::{ApiToken, Client, OrgUrl, transport::HttpTransport},
    practice::{self, OrgCard, Practice, Temper},
    secret::Secret,
    wizard::{Open, Screen, Wizard, task::Task},
};
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio_util::sync::CancellationToken;

const LATENCY: Duration = Duration::from_millis(100);

fn main() {
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let open = tokio.block_on(engine());
    frames(&open);
    timeline();
    binary();
}

/// Returns the connection as the window would hold it.
async fn engine() -> Open {
    let options = practice::Options {
        latency: LATENCY,
        temper: Temper::Gentle,
        ..practice::Options::default()
    };
    let practice = Practice::start(options).await.unwrap();
    let orgs = Orgs {
        source: client(practice.source()),
        target: client(practice.target()),
    };
    let blueprint = blueprint(&orgs).await;
    let sink = MemorySink::default();
    let mut ledger = Ledger::default();
    measure("observe, nothing there yet", &orgs, async {
        observe::observe(&orgs.readers(), &blueprint, &ledger.facts, SystemClock.now()).await
    })
    .await;
    let names = plan::names(&blueprint);
    let token = Secret::new(practice.target().api_token.as_str());
    let cancel = CancellationToken::new();
    let run = Run {
        orgs: &orgs,
        provisioning_token: Some(&token),
        sink: &sink,
        clock: &SystemClock,
        names: &names,
        listener: &|_| {},
        cancel: &cancel,
    };
    let snapshot = observe::observe(&orgs.readers(), &blueprint, &ledger.facts, SystemClock.now()).await;
    let first = plan::plan(&blueprint, &snapshot, &ledger.facts);
    let what = format!("apply, {} changes", first.actions.len());
    let applied = measure(
        &what,
        &orgs,
        org2org_setup::engine::carry_out(&run, &first, Step::Validate, &mut ledger),
    )
    .await;
    applied.map_err(|stop| stop.advice()).unwrap();
    // A practice org makes the keys of its apps when they are first asked for, which is no part of the engine's time.
    observe::observe(&orgs.readers(), &blueprint, &ledger.facts, SystemClock.now()).await;
    let open = measure("verify, everything there", &orgs, async {
        let snapshot = observe::observe(&orgs.readers(), &blueprint, &ledger.facts, SystemClock.now()).await;
        let plan = plan::plan(&blueprint, &snapshot, &ledger.facts);
        let events = verify::Events::default();
        let report = verify::report(&blueprint, &snapshot, &plan.facts, &events, false);
        Open {
            snapshot: Task::Done(Arc::new(snapshot)),
            plan: Some(Arc::new(plan)),
            report: Some(report),
            ..Open::new("figures".to_owned())
        }
    })
    .await;
    assert!(open.report.as_ref().is_some_and(|report| !report.is_blocked()));
    Open {
        blueprint: Some(blueprint.clone()),
        ledger,
        ..open
    }
}

/// Lays out and tessellates every screen, which is all the processor's part of a frame.
fn frames(open: &Open) {
    let steps = Step::ALL.map(Screen::Step);
    let others = [Screen::Home, Screen::Connect, Screen::Checklist, Screen::Handover];
    let measured = steps.into_iter().chain(others).map(|screen| {
        let mut wizard = Wizard::default();
        wizard.screen = screen;
        wizard.open = Some(open.clone());
        (frame(&wizard), screen)
    });
    let (slowest, screen) = measured.max_by_key(|(took, _)| *took).unwrap();
    println!(
        "processor time of a frame, 1200 × 780, the slowest screen ({screen:?}): {:.2} ms",
        slowest.as_secs_f64() * 1e3
    );
}

/// The median of many frames of one screen.
fn frame(wizard: &Wizard) -> Duration {
    let context = egui::Context::default();
    org2org_setup::ui::theme::apply(&context);
    let input = egui::RawInput {
        screen_rect: Some(egui::Rect::from_min_size(
            egui::Pos2::ZERO,
            egui::vec2(1200.0, 780.0),
        )),
        ..egui::RawInput::default()
    };
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            let began = Instant::now();
            let mut output = context.run_ui(input.clone(), |ui| {
                org2org_setup::ui::ui(wizard, ui, &mut Vec::new());
            });
            let shapes = std::mem::take(&mut output.shapes);
            std::hint::black_box(context.tessellate(shapes, output.pixels_per_point));
            let took = began.elapsed();
            output.textures_delta.clear();
            took
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// Joins 50,000 events of each org; reading them out of an export is measured apart.
fn timeline() {
    const EVENTS: usize = 100_000;
    let start = jiff::Timestamp::from_second(1_795_000_000).unwrap();
    let event = |at: usize| {
        let kind = [
            "user.authentication.sso",
            "user.session.start",
            "user.authentication.auth_via_IDP",
            "system.idp.lifecycle.update",
        ][at % 4];
        let (person, result) = (
            at % 5_000,
            if at.is_multiple_of(97) {
                "FAILURE"
            } else {
                "SUCCESS"
            },
        );
        let published = start + jiff::SignedDuration::from_millis(i64::try_from(at * 17).unwrap());
        let login = format!("p{person}@acme.example");
        serde_json::json!({
            "uuid": format!("{at:08}-0000-0000-0000-000000000000"), "published": published.to_string(),
            "eventType": kind, "displayMessage": kind, "severity": "INFO", "outcome": {"result": result},
            "actor": {"id": format!("00u{person}"), "type": "User", "alternateId": login, "displayName": login},
            "target": [
                {"id": if at.is_multiple_of(50) { "0oaidp" } else { "0oaother" }, "type": "AppInstance", "displayName": "Acme"},
                {"id": format!("00u{person}"), "type": "User", "alternateId": login},
            ],
        })
    };
    let text = serde_json::Value::Array((0..EVENTS).map(event).collect()).to_string();
    let began = Instant::now();
    let mut events = logs::decoded(&text);
    let read = began.elapsed();
    let target = events.split_off(EVENTS / 2);
    let parts = [(Side::Source, events), (Side::Target, target)].map(|(side, events)| Part {
        side: Some(side),
        events,
        ..Part::default()
    });
    let logs = Logs { parts: parts.into() };
    let subject = Subject {
        logins: vec!["p0@acme.example".to_owned()],
        objects: vec!["0oaidp".to_owned()],
        ..Subject::default()
    };
    let began = Instant::now();
    let timeline = join(&logs, &subject);
    let joined = began.elapsed();
    assert!(timeline.others_count > 0 && !timeline.entries.is_empty());
    println!(
        "join {EVENTS} System Log events: {:.0} ms; read them out of an export of {:.0} MB before: {:.0} ms",
        joined.as_secs_f64() * 1e3,
        text.len() as f64 / 1e6,
        read.as_secs_f64() * 1e3
    );
}

/// Prints requests, wall time and what that is in round trips' time.
async fn measure<T>(what: &str, orgs: &Orgs, work: impl Future<Output = T>) -> T {
    let count = || {
        Side::BOTH
            .map(|side| orgs.client(side).requests())
            .iter()
            .sum::<u64>()
    };
    let (before, began) = (count(), Instant::now());
    let result = work.await;
    let took = began.elapsed();
    let trips = took.as_secs_f64() / LATENCY.as_secs_f64();
    println!(
        "{what}: {} requests, {:.2} s at 100 ms latency, {trips:.1} round trips' time",
        count() - before,
        took.as_secs_f64()
    );
    result
}

fn client(card: &OrgCard) -> Client {
    let url = OrgUrl::parse(card.url.as_str()).unwrap();
    let token = ApiToken::parse(&card.api_token).unwrap();
    Client::new(
        url,
        Some(token),
        Arc::new(HttpTransport::default()),
        Arc::new(SystemClock),
    )
}

async fn blueprint(orgs: &Orgs) -> Blueprint {
    let (source, target) = (orgs.source.reader(), orgs.target.reader());
    let from = preflight::judge(Side::Source, orgs.source.org(), &observe::org(&source).await);
    let to = preflight::judge(Side::Target, orgs.target.org(), &observe::org(&target).await);
    let domains = ["acme.example".to_owned()];
    let mut blueprint =
        suggest::blueprint((orgs.source.org(), &from), (orgs.target.org(), &to), &domains).unwrap();
    let group = &source.groups_like("Northwind access").await.unwrap()[0];
    blueprint.assignments.groups = vec![Named {
        id: group.id.clone(),
        name: group.profile.name.clone(),
    }];
    blueprint.test_user = Some("mira.chen@acme.example".to_owned());
    blueprint
}

/// What can be measured on the program itself.
fn binary() {
    let program = env!("CARGO_BIN_EXE_org2org-setup");
    let size = std::fs::metadata(program).unwrap().len();
    println!("binary: {:.1} MB", size as f64 / 1e6);
    if !cfg!(target_os = "linux") || std::env::var_os("DISPLAY").is_none() {
        println!("first frame, memory, idle CPU: not measured, there is no display");
        return;
    }
    let home = std::env::temp_dir().join(format!("org2org-figures-{}", std::process::id()));
    let mut child = Command::new(program)
        .env("ORG2ORG_LOG", "org2org_setup=info")
        .env("ORG2ORG_SETUP_HOME", &home)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let first = stderr
        .lines()
        .map_while(Result::ok)
        .find(|line| line.contains("first frame"));
    println!(
        "start to first frame: {}",
        first
            .as_deref()
            .and_then(milliseconds)
            .map_or("not told".to_owned(), |ms| format!("{ms} ms"))
    );
    std::thread::park_timeout(Duration::from_secs(3));
    let before = ticks(child.id());
    std::thread::park_timeout(Duration::from_secs(5));
    println!("idle CPU over 5 s: {} ticks of 10 ms", ticks(child.id()) - before);
    println!("resident memory: {:.0} MB", resident(child.id()) as f64 / 1e6);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn milliseconds(line: &str) -> Option<&str> {
    let rest = line.split("milliseconds").nth(1)?;
    let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits.split(|c: char| !c.is_ascii_digit()).next()
}

/// User and system time of a process (proc(5), /proc/pid/stat).
fn ticks(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
