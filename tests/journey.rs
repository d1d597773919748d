//! The whole program without its window: events in, effects performed on tokio, practice orgs over loopback HTTP.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail loudly, and say aloud what they skip"
)]

#[path = "conformance/witness.rs"]
mod witness;

use org2org_setup::{
    clock::{Boxed, SystemClock},
    federation::{Side, action::Step, blueprint::Named, timeline::Ending, verify::ItemState},
    library::Library,
    okta::transport::{HttpRequest, HttpResponse, HttpTransport, Transport, TransportError},
    runtime::{Runtime, Tools},
    store::paths::Paths,
    tokens::Tokens,
    wizard::{Event, Question, Screen, Wizard, breaking::Switch, open::RunEnd, update},
};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
        mpsc::{self, Receiver},
    },
    time::Duration,
};

use url::Url;
use witness::judge::Exchange;

const MIRA: &str = "mira.chen@acme.example";

#[test]
fn from_home_to_a_verified_checklist_and_back() {
    let mut program = joined();
    program.send(Event::PlaySignIn);
    program.until("all five items are verified", |wizard| {
        let report = wizard.open.as_ref().unwrap().report.as_ref().unwrap();
        report.items.iter().all(|item| item.state == ItemState::Verified)
    });
    take_back(&mut program);
}

#[test]
fn troubleshooting_an_open_connection_reads_both_logs() {
    let mut program = joined();
    switch(&mut program, Switch::Break("issuer-mismatch".to_owned()));
    program.send(Event::PlaySignIn);
    program.until("the sign-in has been refused", |wizard| {
        let stages = wizard.open.as_ref().unwrap().sign_in.value();
        stages.is_some_and(|stages| stages.iter().any(|stage| !stage.ok))
    });
    program.send(Event::Go(Screen::Troubleshoot));
    program.until("both logs are joined", |wizard| {
        let outcome = wizard.trouble.outcome.value();
        outcome.is_some_and(|outcome| outcome.timeline.reaches.len() == 2)
    });
    let outcome = program.wizard.trouble.outcome.value().unwrap();
    assert!(outcome.compared && outcome.blocking() > 0);
    let timeline = &outcome.timeline;
    let refused = timeline
        .entries
        .iter()
        .find(|entry| entry.ending == Ending::Bad)
        .unwrap();
    assert_eq!(refused.side, Some(Side::Target));
    assert!(
        timeline
            .entries
            .iter()
            .any(|entry| entry.side == Some(Side::Source))
    );
    assert_eq!(timeline.changes.as_ref().unwrap().failed, refused.at);
}

#[test]
fn what_is_broken_on_purpose_is_found_and_is_over_when_it_is_put_back_or_repaired() {
    let mut program = joined();
    switch(&mut program, Switch::Break("issuer-mismatch".to_owned()));
    switch(&mut program, Switch::Break("audience-mismatch".to_owned()));
    assert_eq!(active(&program.wizard), ["issuer-mismatch", "audience-mismatch"]);
    assert_eq!(codes(&program.wizard), ["issuer-mismatch", "audience-mismatch"]);
    switch(&mut program, Switch::PutBack("issuer-mismatch".to_owned()));
    assert_eq!(codes(&program.wizard), ["audience-mismatch"]);
    program.send(Event::Apply(Step::Trust));
    program.until("the wizard has repaired it and noticed", |wizard| {
        !wizard.is_changing() && active(wizard).is_empty() && codes(wizard).is_empty()
    });
    program.send(Event::PlaySignIn);
    program.until("all five items are verified", |wizard| {
        wizard.open.as_ref().unwrap().report.as_ref().unwrap().verified() == 5
    });
    switch(&mut program, Switch::Break("certificate-rotated".to_owned()));
    assert_eq!(
        program
            .wizard
            .open
            .as_ref()
            .unwrap()
            .report
            .as_ref()
            .unwrap()
            .verified(),
        2
    );
    switch(&mut program, Switch::PutAllBack);
    assert_eq!(codes(&program.wizard), [] as [&str; 0]);
}

#[test]
fn before_the_orgs_are_joined_nothing_can_be_broken_and_why_is_told() {
    let mut program = Program::start();
    connect(&mut program);
    program.send(Event::SwitchFaults(Switch::Break("issuer-mismatch".to_owned())));
    program.until("it was refused", |wizard| {
        wizard.open.as_ref().unwrap().breaking.switching.is_none()
    });
    let advice = program
        .wizard
        .open
        .as_ref()
        .unwrap()
        .breaking
        .faults
        .failure()
        .cloned()
        .unwrap();
    assert!(
        advice.why.starts_with("There is no connection to break"),
        "{advice:?}"
    );
}

fn switch(program: &mut Program, switch: Switch) {
    program.send(Event::SwitchFaults(switch));
    program.until("it is switched and looked at", |wizard| {
        let open = wizard.open.as_ref().unwrap();
        open.breaking.switching.is_none() && !open.snapshot.is_running() && !open.breaking.faults.is_running()
    });
}

fn active(wizard: &Wizard) -> Vec<&str> {
    wizard
        .open
        .as_ref()
        .unwrap()
        .breaking
        .active()
        .map(|fault| fault.name.as_str())
        .collect()
}

fn codes(wizard: &Wizard) -> Vec<&'static str> {
    let report = wizard.open.as_ref().unwrap().report.as_ref().unwrap();
    report.findings().iter().map(|finding| finding.code).collect()
}

fn connect(program: &mut Program) {
    program.send(Event::StartPractice);
    program.until("both orgs are connected", |wizard| {
        wizard
            .open
            .as_ref()
            .is_some_and(|open| open.is_connected() && open.plan.is_some())
    });
}

/// Practice orgs that the five steps have joined.
fn joined() -> Program {
    let mut program = Program::start();
    connect(&mut program);
    choose_people(&mut program);
    for step in [Step::TargetApp, Step::Trust, Step::Provisioning, Step::Assign] {
        program.send(Event::Go(Screen::Step(step)));
        program.send(Event::Apply(step));
        program.until("the step is carried out", |wizard| {
            let open = wizard.open.as_ref().unwrap();
            !wizard.is_changing() && !open.snapshot.is_running()
        });
        let open = program.wizard.open.as_ref().unwrap();
        assert_eq!(open.run.as_ref().unwrap().end, Some(RunEnd::Done), "{step:?}");
        assert!(
            open.is_step_done(step),
            "{step:?} has something left: {:?}",
            open.plan.as_ref().unwrap().actions
        );
    }
    program
}

fn choose_people(program: &mut Program) {
    program.until("groups are read", |wizard| {
        wizard
            .open
            .as_ref()
            .unwrap()
            .options
            .value()
            .is_some_and(|options| !options.source_groups.is_empty())
    });
    let open = program.wizard.open.as_ref().unwrap();
    let options = open.options.value().unwrap();
    let (id, name) = options
        .source_groups
        .iter()
        .find(|(_, name)| name == "Northwind access")
        .unwrap()
        .clone();
    let mut blueprint = open.blueprint.clone().unwrap();
    blueprint.assignments.groups = vec![Named { id, name }];
    blueprint.test_user = Some(MIRA.to_owned());
    program.send(Event::Choose(Box::new(blueprint)));
    program.send(Event::Refresh);
    program.until("the choices are observed", |wizard| {
        !wizard.open.as_ref().unwrap().snapshot.is_running()
    });
}

fn take_back(program: &mut Program) {
    program.send(Event::AskUndo);
    assert_eq!(program.wizard.question, Some(Question::Undo));
    program.until("undo is prepared", |wizard| {
        wizard.open.as_ref().unwrap().undo.value().is_some()
    });
    assert!(
        program
            .wizard
            .open
            .as_ref()
            .unwrap()
            .undo
            .value()
            .unwrap()
            .deletions()
            > 0
    );
    program.send(Event::Yes);
    program.until("everything is taken back", |wizard| {
        let open = wizard.open.as_ref().unwrap();
        open.run.as_ref().unwrap().end == Some(RunEnd::Done)
            && open.ledger.records.is_empty()
            && !open.snapshot.is_running()
    });
    let open = program.wizard.open.as_ref().unwrap();
    assert!(open.plan.as_ref().unwrap().count(Side::Target) > 0);
}

#[test]
fn a_wrong_address_and_a_wrong_token_each_get_a_sentence() {
    let mut program = Program::start();
    program.send(Event::NewConnection);
    program.until("the form is there", |wizard| wizard.open.is_some());
    program.send(Event::Address(Side::Source, "mira@acme.example".to_owned()));
    program.send(Event::Check(Side::Source));
    let form = &program.wizard.open.as_ref().unwrap().source;
    assert_eq!(
        form.address_error.as_ref().unwrap().headline,
        "This is an e-mail address"
    );
    assert!(form.token_error.is_some());
    assert!(!form.report.is_running());
}

#[test]
fn a_saved_connection_is_found_again_with_its_choices() {
    let home = new_home();
    let mut program = Program::start_in(&home);
    program.send(Event::NewConnection);
    program.until("the form is there", |wizard| wizard.open.is_some());
    program.send(Event::Address(Side::Source, "acme.okta.com".to_owned()));
    program.send(Event::Go(Screen::Home));
    program.until("it is in the list", |wizard| {
        wizard
            .home
            .connections
            .value()
            .is_some_and(|found| found.len() == 1)
    });
    drop(program);
    let mut again = Program::start_in(&home);
    again.until("it is found", |wizard| {
        wizard
            .home
            .connections
            .value()
            .is_some_and(|found| found.len() == 1)
    });
    let saved = again.wizard.home.connections.value().unwrap()[0].clone();
    assert_eq!(saved.source_address, "acme.okta.com");
}

/// The network, with the witness beside it.
struct Watched(HttpTransport);

impl Transport for Watched {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        let sent = request.clone();
        Box::pin(async move {
            let answer = self.0.send(request).await?;
            witness::see(&exchange(&sent, &answer));
            Ok(answer)
        })
    }
}

fn exchange(request: &HttpRequest, answer: &HttpResponse) -> Exchange {
    let url = Url::parse(&request.url).unwrap();
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut headers = vec![header("accept", request.accept)];
    headers.extend(
        request
            .body
            .as_ref()
            .map(|_| header("content-type", "application/json")),
    );
    let kept = ["content-type", "date", "link", "x-okta-request-id"].into_iter();
    let limits = [
        "x-rate-limit-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-reset",
    ];
    let answered = kept
        .chain(limits)
        .filter_map(|name| Some(header(name, answer.headers.get(name)?)));
    Exchange {
        method: request.method.as_str().to_owned(),
        path: url.path().to_owned(),
        query: url.query_pairs().into_owned().collect(),
        headers,
        body: request.body.clone().unwrap_or_default(),
        status: answer.status,
        answer_headers: answered.collect(),
        answer: answer.body.clone(),
        earnest: true,
        own: true,
    }
}

/// The program without its window.
struct Program {
    wizard: Wizard,
    runtime: Runtime,
    events: Receiver<Event>,
}

impl Program {
    fn start() -> Self {
        Self::start_in(&new_home())
    }

    fn start_in(home: &Path) -> Self {
        let (sender, events) = mpsc::channel();
        let sender = Mutex::new(sender);
        let tools = Tools {
            mailbox: Arc::new(move |event| drop(sender.lock().unwrap().send(event))),
            clock: Arc::new(SystemClock),
            transport: Arc::new(Watched(HttpTransport::default())),
            library: Library::new(Paths::new(Some(home)).unwrap()),
            tokens: Tokens::default(),
        };
        let runtime = Runtime::new(tools).unwrap();
        let (wizard, effects) = Wizard::start();
        let program = Self {
            wizard,
            runtime,
            events,
        };
        for effect in effects {
            program.runtime.perform(effect);
        }
        program
    }

    fn send(&mut self, event: Event) {
        for effect in update(&mut self.wizard, event) {
            self.runtime.perform(effect);
        }
    }

    /// Takes in what comes from outside until something holds; nothing coming for long is a failure.
    fn until(&mut self, what: &str, holds: impl Fn(&Wizard) -> bool) {
        while !holds(&self.wizard) {
            match self.events.recv_timeout(Duration::from_mins(1)) {
                Ok(event) => self.send(event),
                Err(mpsc::RecvTimeoutError::Timeout | mpsc::RecvTimeoutError::Disconnected) => panic!(
                    "nothing came any more before {what}; last message: {:?}",
                    self.wizard.toast
                ),
            }
        }
    }
}

fn new_home() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let home = std::env::temp_dir().join(format!("org2org-journey-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&home).unwrap();
    home
}
