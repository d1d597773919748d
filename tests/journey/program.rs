//! The program without its window, and what is done in it more than once.

use crate::witness;
use keyring_core::mock;
use org2org_setup::{
    clock::{Boxed, Clock as _, SystemClock},
    federation::{action::Step, blueprint::Named},
    library::Library,
    okta::transport::{HttpRequest, HttpResponse, HttpTransport, Timeouts, Transport, TransportError},
    report,
    runtime::{Runtime, ToSave, Tools},
    store::{keychain::Vault, paths::Paths},
    tokens::Tokens,
    wizard::{Effect, Event, Open, Screen, Wizard, open::RunEnd, update},
};
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
        mpsc::{self, Receiver},
    },
    time::Duration,
};
use url::Url;
use witness::judge::Exchange;

pub(crate) const MIRA: &str = "mira.chen@acme.example";

/// The network, with the witness beside it, and a list of what went out.
struct Watched {
    network: HttpTransport,
    sent: Arc<Mutex<Vec<String>>>,
}

impl Transport for Watched {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        let sent = request.clone();
        let path = Url::parse(&request.url).unwrap().path().to_owned();
        let line = format!("{} {path}", request.method.as_str());
        self.sent.lock().unwrap().push(line);
        Box::pin(async move {
            let answer = self.network.send(request).await?;
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

/// The program without its window. What the window's own thread would do is written down here.
pub(crate) struct Program {
    pub(crate) wizard: Wizard,
    /// Where a person saves what is offered; nowhere, as on a computer without file dialogs.
    pub(crate) save_to: Option<PathBuf>,
    /// Pages that were opened in the browser.
    pub(crate) opened: Vec<String>,
    /// Whether the window was closed.
    pub(crate) closed: bool,
    runtime: Runtime,
    events: Receiver<Event>,
    sent: Arc<Mutex<Vec<String>>>,
    home: PathBuf,
    keychain: Option<Arc<mock::Store>>,
}

impl Program {
    /// On a computer without a keychain, in a home of its own.
    pub(crate) fn start() -> Self {
        Self::begin(new_home(), None)
    }

    /// On a computer with a keychain.
    pub(crate) fn with_keychain() -> Self {
        Self::begin(new_home(), Some(mock::Store::new().unwrap()))
    }

    fn begin(home: PathBuf, keychain: Option<Arc<mock::Store>>) -> Self {
        let (sender, events) = mpsc::channel();
        let sender = Mutex::new(sender);
        let sent: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&sent);
        let tools = Tools {
            mailbox: Arc::new(move |event| drop(sender.lock().unwrap().send(event))),
            clock: Arc::new(SystemClock),
            network: Arc::new(move |trusted| {
                Arc::new(Watched {
                    network: HttpTransport::new(Timeouts::default(), trusted),
                    sent: Arc::clone(&seen),
                })
            }),
            library: Library::new(Paths::new(Some(&home)).unwrap()),
            tokens: keychain
                .clone()
                .map_or_else(Tokens::default, |store| Tokens::with(Vault::Os(store))),
        };
        let runtime = Runtime::new(tools).unwrap();
        let (wizard, effects) = Wizard::start();
        let mut program = Self {
            wizard,
            save_to: None,
            opened: Vec::new(),
            closed: false,
            runtime,
            events,
            sent,
            home,
            keychain,
        };
        for effect in effects {
            program.perform(effect);
        }
        program
    }

    /// Ends the program and starts it again on the same computer.
    pub(crate) fn restart(self) -> Self {
        self.restart_after(|| ())
    }

    /// The same, with something that happens to the computer meanwhile.
    pub(crate) fn restart_after(self, meanwhile: impl FnOnce()) -> Self {
        let (home, keychain) = (self.home.clone(), self.keychain.clone());
        drop(self);
        meanwhile();
        Self::begin(home, keychain)
    }

    pub(crate) fn send(&mut self, event: Event) {
        for effect in update(&mut self.wizard, event) {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            // The keychain of whoever runs the tests is none of their concern.
            Effect::OpenKeychain => {}
            Effect::OpenLink(url) => self.opened.push(url),
            Effect::Close => self.closed = true,
            Effect::SaveFile { name, bytes } => self.save(name, bytes),
            Effect::Export { format, handover } => {
                let name = report::file_name(&handover, format);
                let text = report::write(&handover, format, SystemClock.now());
                self.save(name, text.into_bytes());
            }
            other => self.runtime.perform(other),
        }
    }

    fn save(&self, name: String, bytes: Vec<u8>) {
        self.runtime.save_file(ToSave {
            choose: Box::pin(std::future::ready(self.save_to.clone())),
            folder: Some(self.home.clone()),
            name,
            bytes,
        });
    }

    /// Takes in what comes from outside until something holds; nothing coming for long is a failure.
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Wizard) -> bool) {
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

    /// The connection that is open.
    pub(crate) fn open(&self) -> &Open {
        self.wizard.open.as_ref().unwrap()
    }

    /// Every request so far: method and path.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.sent.lock().unwrap().clone()
    }

    /// Those that change something.
    pub(crate) fn changes(&self) -> Vec<String> {
        let mut requests = self.requests();
        requests.retain(|line| !line.starts_with("GET "));
        requests
    }

    /// A file in the home of the program.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    /// Everything that the program has on disk, by the name of its file.
    pub(crate) fn on_disk(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut folders = vec![self.home.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.home).unwrap().display().to_string();
                    let content = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                    found.push((name, content));
                }
            }
        }
        found.sort();
        found
    }
}

/// Opens practice orgs inside the program.
pub(crate) fn practise(program: &mut Program) {
    program.send(Event::StartPractice);
    connected(program);
}

/// Waits until both orgs are connected and were looked at.
pub(crate) fn connected(program: &mut Program) {
    program.until("both orgs are connected and looked at", |wizard| {
        wizard
            .open
            .as_ref()
            .is_some_and(|open| open.is_connected() && open.plan.is_some() && !open.snapshot.is_running())
    });
}

/// Chooses a group and a test user, as step 4 and step 5 ask for.
pub(crate) fn choose_people(program: &mut Program) {
    program.until("groups are read", |wizard| {
        let options = wizard.open.as_ref().unwrap().options.value();
        options.is_some_and(|options| !options.source_groups.is_empty())
    });
    let open = program.open();
    let groups = &open.options.value().unwrap().source_groups;
    let (id, name) = groups
        .iter()
        .find(|(_, name)| name == "Northwind access")
        .unwrap()
        .clone();
    let mut blueprint = open.blueprint.clone().unwrap();
    blueprint.assignments.groups = vec![Named { id, name }];
    blueprint.test_user = Some(MIRA.to_owned());
    program.send(Event::Choose(Box::new(blueprint)));
    look(program);
}

/// Looks at both orgs again.
pub(crate) fn look(program: &mut Program) {
    program.send(Event::Refresh);
    program.until("both orgs are looked at", |wizard| {
        !wizard.open.as_ref().unwrap().snapshot.is_running()
    });
}

/// Carries steps out, one after the other, each to its end.
pub(crate) fn carry_out(program: &mut Program, steps: &[Step]) {
    for step in steps {
        program.send(Event::Go(Screen::Step(*step)));
        program.send(Event::Apply(*step));
        ended(program);
        let open = program.open();
        assert_eq!(open.run.as_ref().unwrap().end, Some(RunEnd::Done), "{step:?}");
        let left = &open.plan.as_ref().unwrap().actions;
        assert!(open.is_step_done(*step), "{step:?} has something left: {left:?}");
    }
}

/// Waits until a run has ended and both orgs were looked at afterwards.
pub(crate) fn ended(program: &mut Program) {
    program.until("the run has ended", |wizard| {
        !wizard.is_changing() && !wizard.open.as_ref().unwrap().snapshot.is_running()
    });
}

/// Every step that changes something.
pub(crate) const STEPS: [Step; 4] = [Step::TargetApp, Step::Trust, Step::Provisioning, Step::Assign];

fn new_home() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let home = std::env::temp_dir().join(format!("org2org-journey-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&home).unwrap();
    home
}
