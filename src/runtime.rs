//! Performs effects on tokio: the only place that spawns work.
//!
//! Every piece of work has a [`RunId`] and can be cancelled; what it finds out comes back as events through the
//! mailbox. Knows neither egui nor how anything is painted.

mod bundling;
mod files;
mod orgs;
mod practising;
mod running;
mod shelves;
mod troubling;
mod watching;

pub use files::ToSave;

use crate::{
    advice::Advice,
    clock::{Boxed, Clock},
    federation::{Side, bundle::Key},
    library::Library,
    okta::{Client, Reader, transport::Transport},
    tokens::Tokens,
    wizard::{Effect, Event, RunId, files::Purpose},
};
use std::{
    collections::BTreeMap,
    future::Future,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};
use tokio_util::sync::CancellationToken;

/// Takes events to the wizard and wakes the window.
pub type Mailbox = Arc<dyn Fn(Event) + Send + Sync>;

/// Makes the network anew, with further certificates to trust (PEM, empty for none).
pub type Network = Arc<dyn Fn(&[u8]) -> Arc<dyn Transport> + Send + Sync>;

/// What the runtime works with.
pub struct Tools {
    /// Where events go.
    pub mailbox: Mailbox,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// How the network is reached.
    pub network: Network,
    /// The connections on disk.
    pub library: Library,
    /// The tokens.
    pub tokens: Tokens,
}

/// Performs effects.
pub struct Runtime {
    /// Takes what is kept on disk to the one task that keeps it, in the order in which it came. Goes first when the
    /// runtime goes, so that this task ends, and not before everything is kept.
    shelf: mpsc::Sender<Effect>,
    tokio: tokio::runtime::Runtime,
    shared: Arc<Shared>,
}

/// What was to be kept is kept; what was only to be told is not looked at any more, as a damaged file would be set aside
/// and nobody would hear of it.
impl Drop for Runtime {
    fn drop(&mut self) {
        self.shared.ending.store(true, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}

/// What all work shares.
struct Shared {
    mailbox: Mailbox,
    clock: Arc<dyn Clock>,
    network: Network,
    transport: Mutex<Arc<dyn Transport>>,
    library: Mutex<Library>,
    tokens: Mutex<Tokens>,
    handles: Mutex<BTreeMap<Side, Handle>>,
    bundle_key: Key,
    runs: Mutex<BTreeMap<RunId, CancellationToken>>,
    seed: Mutex<Option<String>>,
    /// Whether nobody listens any more.
    ending: AtomicBool,
    #[cfg(feature = "practice")]
    practice: tokio::sync::Mutex<Option<crate::practice::Practice>>,
}

/// What there is of an org's client. Where an org is only looked at, no writing half exists.
#[derive(Clone)]
enum Handle {
    Look(Reader),
    Work(Client),
}

impl Handle {
    fn reader(&self) -> Reader {
        match self {
            Self::Look(reader) => reader.clone(),
            Self::Work(client) => client.reader(),
        }
    }

    fn client(self) -> Option<Client> {
        match self {
            Self::Look(_) => None,
            Self::Work(client) => Some(client),
        }
    }
}

/// A lock whose holder panicked is as good as any: nothing here is left half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn send(&self, event: Event) {
        (self.mailbox)(event);
    }

    fn handle(&self, side: Side) -> Option<Handle> {
        lock(&self.handles).get(&side).cloned()
    }

    fn transport(&self) -> Arc<dyn Transport> {
        Arc::clone(&lock(&self.transport))
    }
}

impl Runtime {
    /// A runtime of two threads. Fails when the system gives no threads.
    pub fn new(tools: Tools) -> std::io::Result<Self> {
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("org2org-work")
            .enable_all()
            .build()?;
        let shared = Arc::new(Shared {
            mailbox: tools.mailbox,
            clock: tools.clock,
            transport: Mutex::new((tools.network)(&[])),
            network: tools.network,
            library: Mutex::new(tools.library),
            tokens: Mutex::new(tools.tokens),
            handles: Mutex::default(),
            bundle_key: Key::new(rand::random()),
            runs: Mutex::default(),
            seed: Mutex::default(),
            ending: AtomicBool::new(false),
            #[cfg(feature = "practice")]
            practice: tokio::sync::Mutex::default(),
        });
        let (shelf, kept) = mpsc::channel();
        let own = Arc::clone(&shared);
        tokio.spawn_blocking(move || {
            for effect in kept {
                if shelves::keeps(&effect) || !own.ending.load(Ordering::Relaxed) {
                    shelves::perform(&own, effect);
                }
            }
        });
        Ok(Self { shelf, tokio, shared })
    }

    /// Sets what practice orgs are derived from.
    pub fn practise_with_seed(&self, seed: Option<String>) {
        *lock(&self.shared.seed) = seed;
    }

    /// Performs one effect; those that need the window's own thread are not for here and are dropped.
    pub fn perform(&self, effect: Effect) {
        match effect {
            Effect::Cancel(run) => self.cancel(run),
            Effect::CheckOrg {
                run,
                side,
                url,
                token,
                look_only,
            } => {
                let asked = orgs::Asked {
                    side,
                    url,
                    token,
                    look_only,
                };
                self.spawn(run, orgs::check(Arc::clone(&self.shared), run, asked));
            }
            Effect::Disconnect => lock(&self.shared.handles).clear(),
            Effect::ReadOptions { run, words } => {
                self.spawn(run, orgs::read_options(Arc::clone(&self.shared), run, words));
            }
            Effect::Observe {
                run,
                blueprint,
                known,
            } => {
                self.spawn(
                    run,
                    orgs::observe(Arc::clone(&self.shared), run, *blueprint, known),
                );
            }
            Effect::Apply { .. } | Effect::PrepareUndo { .. } | Effect::Undo { .. } => self.change(effect),
            Effect::Watch {
                run,
                blueprint,
                known,
            } => {
                self.spawn(
                    run,
                    watching::watch(Arc::clone(&self.shared), run, *blueprint, known),
                );
            }
            Effect::Troubleshoot {
                run,
                sources,
                bring,
                settings,
                logs,
            } => {
                self.spawn(
                    run,
                    troubling::judge(Arc::clone(&self.shared), run, sources, bring, (settings, logs)),
                );
            }
            Effect::ReadLogs { run, at } => {
                self.spawn(run, troubling::read_logs(Arc::clone(&self.shared), run, at));
            }
            Effect::WriteBundle { run, level, content } => {
                self.spawn(
                    run,
                    bundling::write(Arc::clone(&self.shared), run, level, *content),
                );
            }
            Effect::WriteFile { path, bytes, replace } => {
                self.work(
                    None,
                    files::write_typed(Arc::clone(&self.shared), path, bytes, replace),
                );
            }
            Effect::ReadFile(path) => self.work(None, files::read(Arc::clone(&self.shared), path)),
            Effect::PlaySignIn { run, .. } => {
                self.spawn(run, practising::perform(Arc::clone(&self.shared), effect));
            }
            Effect::StartPractice
            | Effect::StopPractice
            | Effect::ReadFaults(_)
            | Effect::SwitchFaults { .. } => self.practise(effect),
            other => self.shelve(other),
        }
    }

    /// Saves a file where a person chooses.
    pub fn save_file(&self, file: ToSave) {
        self.work(None, files::save(Arc::clone(&self.shared), file));
    }

    /// Takes up the file that a person picks.
    pub fn choose_file(&self, purpose: Purpose, choose: Boxed<'static, Option<PathBuf>>) {
        self.work(None, files::choose(Arc::clone(&self.shared), purpose, choose));
    }

    fn change(&self, effect: Effect) {
        let shared = Arc::clone(&self.shared);
        match effect {
            Effect::Apply {
                run,
                connection,
                plan,
                up_to,
                provisioning_token,
                blueprint,
            } => {
                let cancel = self.register(run);
                let job = running::Job {
                    run,
                    connection,
                    cancel,
                };
                self.work(
                    Some(run),
                    running::apply(shared, job, *blueprint, plan, up_to, provisioning_token),
                );
            }
            Effect::PrepareUndo {
                run,
                connection,
                names,
            } => {
                self.spawn(run, running::prepare_undo(shared, run, connection, names));
            }
            Effect::Undo {
                run,
                connection,
                plan,
                names,
                keep_people,
            } => {
                let cancel = self.register(run);
                let job = running::Job {
                    run,
                    connection,
                    cancel,
                };
                self.work(Some(run), running::undo(shared, job, plan, names, keep_people));
            }
            _ => {}
        }
    }

    fn practise(&self, effect: Effect) {
        self.work(None, practising::perform(Arc::clone(&self.shared), effect));
    }

    /// The keychain and the browser may ask somebody and wait for the answer; nothing else waits for them.
    fn shelve(&self, effect: Effect) {
        let by_itself = match effect {
            Effect::OpenKeychain | Effect::OpenLink(_) => Some(effect),
            other => self.shelf.send(other).err().map(|unsent| unsent.0),
        };
        if let Some(effect) = by_itself {
            let shared = Arc::clone(&self.shared);
            self.tokio
                .spawn_blocking(move || shelves::perform(&shared, effect));
        }
    }

    fn register(&self, run: RunId) -> CancellationToken {
        let token = CancellationToken::new();
        lock(&self.shared.runs).insert(run, token.clone());
        token
    }

    fn cancel(&self, run: RunId) {
        if let Some(token) = lock(&self.shared.runs).remove(&run) {
            token.cancel();
        }
    }

    /// Work that is simply dropped when it is cancelled: it only reads.
    fn spawn(&self, run: RunId, work: impl Future<Output = ()> + Send + 'static) {
        let cancel = self.register(run);
        self.work(Some(run), async move {
            cancel.run_until_cancelled(work).await;
        });
    }

    /// A panic in the work ends as a message, not in silence.
    fn work(&self, run: Option<RunId>, work: impl Future<Output = ()> + Send + 'static) {
        let task = self.tokio.spawn(work);
        let shared = Arc::clone(&self.shared);
        self.tokio.spawn(async move {
            if task.await.is_err_and(|error| error.is_panic()) {
                let text = "Something went wrong inside the program; nothing is lost, try again".to_owned();
                shared.send(Event::Said { text, bad: true });
            }
            if let Some(run) = run {
                lock(&shared.runs).remove(&run);
            }
        });
    }
}

/// What to say when an org is needed that is not connected.
fn not_connected() -> Advice {
    Advice::new(
        "Both orgs have to be connected first",
        "The program was started anew, or a token was removed",
    )
    .then("Go to “Connect both orgs” and check both")
}
