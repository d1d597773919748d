//! Two Okta orgs imitated inside the program, for learning and for tests.
//!
//! The orgs keep users, groups, apps, identity providers, keys, policies and a System Log, and answer over real
//! HTTP on loopback ports. They refuse what Okta refuses, with Okta's codes and bodies. They share no types with
//! the client of Okta's API, or both could be wrong together, and they are useless in production on purpose: no
//! persistence, derived keys, loopback only.
//!
//! To read on: [`handle`] is the one door, `routes` holds the API by family, `seed` the starting worlds, `pages`
//! what a browser sees. [`Practice`] is the whole on two ports; [`World`] is the same without a server.

mod access;
mod account;
mod acs;
mod assign;
mod catalogue;
mod clock;
mod dice;
mod expression;
mod fault;
mod filter;
mod group_push;
mod http;
mod keys;
mod limits;
mod log;
mod org;
mod pages;
mod paging;
mod provision;
mod refusal;
mod roles;
mod routes;
mod routing;
mod saml;
mod seed;
mod server;
mod session;
mod shelf;
mod sign_in;
mod sso;
mod state;
mod world;
mod xml;

pub use clock::{Clock, ManualClock};
pub use http::{Method, Request, Response};
pub use org::Pipeline;
pub use world::{Witness, World, handle};

use server::Host;
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
    /// The source org's port, the target org's is the next one; 0 for any two free ports.
    pub port: u16,
    /// How the orgs treat their callers.
    pub temper: Temper,
    /// Where they take the time from.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: "practice".to_owned(),
            latency: Duration::ZERO,
            port: 0,
            temper: Temper::Strict,
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

/// Two orgs on two loopback ports; they stop when this is dropped.
#[derive(Debug)]
pub struct Practice {
    source: OrgCard,
    target: OrgCard,
    world: Arc<Mutex<World>>,
    clock: Clock,
    servers: [JoinHandle<()>; 2],
}

impl Practice {
    /// Starts both orgs on the current tokio runtime. Fails when a port is taken.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let target_port = if options.port == 0 {
            0
        } else {
            options.port.saturating_add(1)
        };
        let (source, source_url) = listen(options.port).await?;
        let (target, target_url) = listen(target_port).await?;
        let world = World::new(&options, &source_url, &target_url);
        let cards = [Side::Source, Side::Target].map(|side| world.card(side).clone());
        let [source_card, target_card] = cards;
        let world = Arc::new(Mutex::new(world));
        let host = |side| Host {
            world: Arc::clone(&world),
            side,
            clock: options.clock.clone(),
        };
        let servers = [
            tokio::spawn(server::serve(source, host(Side::Source))),
            tokio::spawn(server::serve(target, host(Side::Target))),
        ];
        Ok(Self {
            source: source_card,
            target: target_card,
            world,
            clock: options.clock.clone(),
            servers,
        })
    }

    /// The org people come from.
    pub fn source(&self) -> &OrgCard {
        &self.source
    }

    /// The org people go to.
    pub fn target(&self) -> &OrgCard {
        &self.target
    }

    /// Both orgs behind the servers, for tests and faults.
    pub fn world(&self) -> Arc<Mutex<World>> {
        Arc::clone(&self.world)
    }

    /// The orgs' clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Every object of an org by kind and identifier, without times, use, links, log and sessions: equal states
    /// mean that the org is as it was.
    pub fn state(&self, side: Side) -> serde_json::Value {
        lock(&self.world).state(side)
    }

    /// Plays a sign-in that begins at the source org: `source-sign-in`, `source-dashboard`, `saml-response`,
    /// `target-sign-in`, `target-dashboard` and, when an app is named by its label, `target-app`. Stops at the
    /// first stage that fails.
    pub fn sign_in(&self, login: &str, app_label: Option<&str>) -> Vec<Stage> {
        lock(&self.world).sign_in(login, app_label)
    }

    /// Plays a sign-in that begins with a user name at the target org: `target-routing`, `source-request`,
    /// `saml-response`, `target-dashboard`. Stops at the first stage that fails.
    pub fn sign_in_from_target(&self, login: &str) -> Vec<Stage> {
        lock(&self.world).sign_in_from_target(login)
    }

    /// Requests an org has answered since the start.
    pub fn requests(&self, side: Side) -> u64 {
        lock(&self.world).requests(side)
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

async fn listen(port: u16) -> std::io::Result<(TcpListener, Url)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    let url = Url::parse(&address).map_err(std::io::Error::other)?;
    Ok((listener, url))
}

/// The world, also when somebody panicked while holding it.
fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}
