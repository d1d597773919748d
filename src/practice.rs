//! Okta orgs imitated inside the program, for learning and for tests: one target org, and one or more source orgs.
//!
//! The orgs keep users, groups, apps, identity providers, keys, policies and a System Log, and answer over real
//! HTTP on loopback ports. They refuse what Okta refuses, with Okta's codes and bodies. They share no types with
//! the client of Okta's API, or both could be wrong together, and they are useless in production on purpose: no
//! persistence, derived keys, loopback only.
//!
//! To read on: [`handle`] is the one door, `routes` holds the API by family, `seed` the starting worlds, `pages`
//! what a browser sees. [`Practice`] is the whole on ports of its own; [`World`] is the same without a server.

mod access;
mod account;
mod acs;
mod assign;
mod assurance;
mod catalogue;
mod clock;
mod control;
mod dice;
mod expression;
mod fault;
mod filter;
mod group_push;
mod group_rules;
mod http;
mod keys;
mod limits;
mod log;
mod mischief;
mod org;
mod pages;
mod paging;
mod provision;
mod refusal;
mod roles;
mod routes;
mod routing;
mod saml;
mod searched;
mod seat;
mod seed;
mod server;
mod session;
mod shelf;
mod sign_in;
mod sources;
mod sso;
mod state;
mod world;
mod xml;

pub use clock::{Clock, Lead, ManualClock};
pub use control::Control;
pub use fault::{Concern, Fault, Trouble, all as faults, find as find_fault};
pub use http::{Method, Request, Response};
pub use mischief::{Delivery, Mischief, deliver};
pub use org::Pipeline;
pub use seat::Seat;
pub use world::{Witness, World, handle};

use server::{Gate, Host};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// Which of the two orgs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The identity provider: where people sign in.
    Source,
    /// The service provider: where the apps are.
    Target,
}

impl Side {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
        }
    }
}

/// How the orgs treat their callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Temper {
    /// Rate limits of a small org and three objects a page.
    #[default]
    Strict,
    /// Wide limits and pages as large as asked for.
    Gentle,
}

/// How practice orgs are made.
#[derive(Debug, Clone)]
pub struct Options {
    /// What all identifiers are derived from.
    pub seed: String,
    /// How long every answer is held back.
    pub latency: Duration,
    /// The source org's port, the target org's is the next one, further source orgs follow; 0 for any free ports.
    pub port: u16,
    /// How many source orgs there are, 1 to 200.
    pub sources: usize,
    /// How the orgs treat their callers.
    pub temper: Temper,
    /// How badly they behave.
    pub mischief: Mischief,
    /// People more than the seeded ones, in the first source org and in the target org.
    pub users: usize,
    /// Events the logs of these two orgs begin with.
    pub log_events: usize,
    /// Where they take the time from.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: "practice".to_owned(),
            latency: Duration::ZERO,
            port: 0,
            sources: 1,
            temper: Temper::Strict,
            mischief: Mischief::default(),
            users: 0,
            log_events: 0,
            clock: Clock::Real,
        }
    }
}

/// A person of a practice org.
#[derive(Clone, Default)]
pub struct Person {
    /// The login.
    pub login: String,
    /// The password; it opens nothing but the practice orgs.
    pub password: String,
    /// First and last name.
    pub name: String,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("login", &self.login)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What somebody needs to know to use a practice org.
#[derive(Clone)]
pub struct OrgCard {
    /// The org's address.
    pub url: Url,
    /// A super administrator's API token.
    pub api_token: String,
    /// The super administrator.
    pub admin: Person,
    /// Everybody else.
    pub users: Vec<Person>,
    /// The company's name.
    pub name: String,
}

impl std::fmt::Debug for OrgCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OrgCard")
            .field("url", &self.url.as_str())
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A stage of a played sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// Whether it went well.
    pub ok: bool,
    /// The title of the page reached, or what a person would see instead.
    pub detail: String,
}

/// Orgs on loopback ports of their own; they stop when this is dropped.
#[derive(Debug)]
pub struct Practice {
    source: OrgCard,
    target: OrgCard,
    further: Vec<OrgCard>,
    world: Arc<Mutex<World>>,
    clock: Clock,
    servers: Vec<JoinHandle<()>>,
}

impl Practice {
    /// Starts all orgs on the current tokio runtime. Fails when a port is taken.
    ///
    /// ```
    /// use org2org_setup::practice::{Options, Practice, Side};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let practice = Practice::start(Options::default()).await.unwrap();
    /// assert_eq!(practice.source().url.host_str(), Some("127.0.0.1"));
    /// assert!(practice.source().users.iter().any(|person| person.login == "mira.chen@acme.example"));
    /// assert_eq!(practice.requests(Side::Source), 0);
    /// # });
    /// ```
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let mut doors = doors(&options).await?.into_iter();
        let (Some((source, source_url)), Some((target, target_url))) = (doors.next(), doors.next()) else {
            return Err(std::io::ErrorKind::AddrNotAvailable.into());
        };
        let (listeners, urls): (Vec<TcpListener>, Vec<Url>) = doors.unzip();
        let world = World::with_sources(&options, &source_url, &target_url, &urls);
        let [source_card, target_card] = [Side::Source, Side::Target].map(|side| world.card(side).clone());
        let further = world.others.iter().map(|(_, card)| card.clone()).collect();
        let seats = world.source_seats().into_iter().skip(1);
        let (clock, world) = (options.clock, Arc::new(Mutex::new(world)));
        let first = [(source, Side::Source.into()), (target, Side::Target.into())];
        let servers = first.into_iter().chain(listeners.into_iter().zip(seats));
        let servers = servers.map(|(listener, seat)| {
            let host = Host {
                world: Arc::clone(&world),
                seat,
                clock: clock.clone(),
                gate: Arc::new(gate(&lock(&world), seat)),
            };
            tokio::spawn(server::serve(listener, host))
        });
        let servers = servers.collect();
        Ok(Self {
            source: source_card,
            target: target_card,
            further,
            world,
            clock,
            servers,
        })
    }

    /// The org people come from: the first one, where there are several.
    pub fn source(&self) -> &OrgCard {
        &self.source
    }

    /// All source orgs, the first one first.
    pub fn sources(&self) -> impl Iterator<Item = &OrgCard> {
        std::iter::once(&self.source).chain(&self.further)
    }

    /// The org people go to.
    pub fn target(&self) -> &OrgCard {
        &self.target
    }

    /// All orgs behind the servers, for tests and faults.
    pub fn world(&self) -> Arc<Mutex<World>> {
        Arc::clone(&self.world)
    }

    /// The orgs' clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Every object of an org by kind and identifier, without times, use, links, log and sessions: equal states
    /// mean that the org is as it was.
    pub fn state(&self, seat: impl Into<Seat>) -> serde_json::Value {
        lock(&self.world).state(seat)
    }

    /// Plays a sign-in that begins at the source org: `source-sign-in`, `source-dashboard`, `saml-response`,
    /// `target-sign-in`, `target-dashboard` and, when an app is named by its label, `target-app`. Stops at the
    /// first stage that fails.
    pub fn sign_in(&self, login: &str, app_label: Option<&str>) -> Vec<Stage> {
        lock(&self.world).sign_in(login, app_label)
    }

    /// Plays a sign-in that begins at one of the source orgs, with the stages of [`Practice::sign_in`].
    pub fn sign_in_from(&self, source: impl Into<Seat>, login: &str, app_label: Option<&str>) -> Vec<Stage> {
        lock(&self.world).sign_in_from(source, login, app_label)
    }

    /// Plays a sign-in that begins with a user name at the target org: `target-routing`, `source-request`,
    /// `saml-response`, `target-dashboard`. Stops at the first stage that fails.
    pub fn sign_in_from_target(&self, login: &str) -> Vec<Stage> {
        lock(&self.world).sign_in_from_target(login)
    }

    /// Switches a fault on; see [`World::apply_fault`].
    pub fn apply_fault(&self, name: &str) -> Result<(), Trouble> {
        lock(&self.world).apply_fault(name)
    }

    /// Switches a fault off and puts back what it replaced.
    pub fn undo_fault(&self, name: &str) -> Result<(), Trouble> {
        lock(&self.world).undo_fault(name)
    }

    /// Switches every fault off.
    pub fn undo_all_faults(&self) {
        lock(&self.world).undo_all_faults();
    }

    /// The faults that are on, in the order in which they came.
    pub fn active_faults(&self) -> Vec<&'static str> {
        lock(&self.world).active_faults()
    }

    /// Makes the orgs misbehave from now on; see [`World::set_mischief`].
    pub fn set_mischief(&self, mischief: &Mischief) {
        lock(&self.world).set_mischief(mischief);
    }

    /// What the orgs have done to requests on purpose, and how often.
    pub fn mischief_done(&self) -> Vec<(&'static str, u64)> {
        lock(&self.world).mischief_done()
    }

    /// Requests an org has answered since the start.
    pub fn requests(&self, seat: impl Into<Seat>) -> u64 {
        lock(&self.world).requests(seat)
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

/// A listener and its address for each org: the first source org, the target org, further source orgs.
async fn doors(options: &Options) -> std::io::Result<Vec<(TcpListener, Url)>> {
    let mut doors = Vec::new();
    for place in 0..=options.sources.clamp(1, seed::MOST_SOURCES) {
        let step = u16::try_from(place).unwrap_or(u16::MAX);
        let port = match options.port {
            0 => 0,
            first => first
                .checked_add(step)
                .ok_or_else(|| std::io::Error::other("there are not enough ports behind the first one"))?,
        };
        doors.push(listen(port).await?);
    }
    Ok(doors)
}

async fn listen(port: u16) -> std::io::Result<(TcpListener, Url)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    let url = Url::parse(&address).map_err(std::io::Error::other)?;
    Ok((listener, url))
}

/// Who may speak to an org through a browser: its own pages, and those of the orgs it can be joined with.
fn gate(world: &World, seat: Seat) -> Gate {
    let authority = |card: &OrgCard| card.url.authority().to_owned();
    let partners = world.members().filter(|(other, ..)| other.side() != seat.side());
    Gate {
        own: vec![authority(world.card(seat))],
        partners: partners.map(|(.., card)| authority(card)).collect(),
    }
}

/// The world, also when somebody panicked while holding it.
fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}
