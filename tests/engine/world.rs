//! Practice orgs without sockets, the engine's clients on them, and faults between the two.

use jiff::{SignedDuration, Timestamp};
use org2org_setup::{
    clock::{Boxed, Clock},
    federation::{
        Blueprint, Facts, Orgs, Plan, Snapshot,
        action::Step,
        apply::{self, Run, Stop},
        blueprint::{Assignments, Named},
        journal::{Ledger, MemorySink},
        observe,
        orgs::Side,
        plan, preflight, suggest, undo,
        verify::{
            self,
            watch::{Interest, OBSERVE_INTERVAL, Watch},
        },
    },
    okta::{
        ApiToken, Client, OrgUrl,
        transport::{
            Failure, Headers, HttpRequest, HttpResponse, HttpTransport, Method, Transport, TransportError,
        },
    },
    practice::{self, OrgCard, Practice, World},
    secret::Secret,
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio_util::sync::CancellationToken;
use url::Url;

/// How often somebody who waits for a checklist looks at it.
const MOST_LOOKS: usize = 20;

/// The practice orgs' clock, turned by whoever waits.
pub(crate) struct TestClock(pub(crate) practice::Clock);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn wait(&self, time: Duration) -> Boxed<'_, ()> {
        self.0.advance(SignedDuration::try_from(time).unwrap());
        Box::pin(std::future::ready(()))
    }
}

/// What happens to the n-th request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The process ends before the request leaves: it and everything after it fails.
    KilledBefore,
    /// The process ends after the request was answered: the answer and everything after it is lost.
    KilledAfter,
    /// The answer is lost, and the process goes on.
    AnswerLost,
    /// The org fails once without doing anything.
    ServerError,
    /// From then on the connection breaks under every change, before it arrives.
    ChangesLost,
}

/// Hands requests to the orgs and lets one of them go wrong.
pub(crate) struct Wire {
    world: Arc<Mutex<World>>,
    clock: practice::Clock,
    count: Mutex<usize>,
    fault: Option<(usize, Fault)>,
    /// Leads over loopback instead, where the orgs have ports.
    http: Option<Arc<HttpTransport>>,
    pub(crate) log: Mutex<Vec<String>>,
}

impl Wire {
    fn deliver(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let url = Url::parse(&request.url).unwrap();
        let mut world = self.world.lock().unwrap();
        let mut sources = world.source_seats().into_iter();
        let seat = sources
            .find(|seat| world.card(*seat).url.port() == url.port())
            .unwrap_or(practice::Side::Target.into());
        let target = request.url.splitn(4, '/').nth(3).unwrap_or_default();
        let mut asked = practice::Request::new(
            practice::Method::parse(request.method.as_str()),
            &format!("/{target}"),
        )
        .header("host", &format!("127.0.0.1:{}", url.port().unwrap()))
        .header("accept", request.accept)
        .header("user-agent", "org2org-setup/test");
        if let Some(authorization) = &request.authorization {
            asked = asked.header("authorization", authorization.reveal());
        }
        if let Some(body) = &request.body {
            asked = asked.header("content-type", "application/json");
            asked.body.clone_from(body);
        }
        let now = self.clock.now();
        let delivery = practice::deliver(&mut world, seat, &asked, now);
        self.clock
            .advance(SignedDuration::try_from(delivery.delay).unwrap());
        let Some(answer) = delivery.answer else {
            return broken(Failure::Interrupted);
        };
        let headers = answer
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        Ok(HttpResponse {
            status: answer.status,
            headers: Headers::from_pairs(headers),
            body: answer.body.clone(),
        })
    }

    fn next(&self, request: &HttpRequest) -> usize {
        let mut count = self.count.lock().unwrap();
        *count += 1;
        self.log
            .lock()
            .unwrap()
            .push(format!("{} {}", request.method.as_str(), request.url));
        *count
    }
}

fn broken(failure: Failure) -> Result<HttpResponse, TransportError> {
    Err(TransportError::new(failure, "127.0.0.1", ""))
}

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        let number = self.next(&request);
        if let Some(http) = &self.http {
            return http.send(request);
        }
        let result = match self.fault {
            Some((at, Fault::KilledBefore)) if number >= at => broken(Failure::Connect),
            Some((at, Fault::KilledAfter)) if number == at => {
                let _lost = self.deliver(&request);
                broken(Failure::Connect)
            }
            Some((at, Fault::KilledAfter)) if number > at => broken(Failure::Connect),
            Some((at, Fault::AnswerLost)) if number == at => {
                let _lost = self.deliver(&request);
                broken(Failure::Interrupted)
            }
            Some((at, Fault::ChangesLost)) if number >= at && request.method != Method::Get => {
                broken(Failure::Interrupted)
            }
            Some((at, Fault::ServerError)) if number == at => Ok(HttpResponse {
                status: 500,
                headers: Headers::default(),
                body: br#"{"errorCode":"E0000009","errorSummary":"Internal Server Error","errorCauses":[]}"#
                    .to_vec(),
            }),
            _ => self.deliver(&request),
        };
        Box::pin(std::future::ready(result))
    }
}

/// Two practice orgs with everything that a set-up on them needs.
pub(crate) struct Stage {
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) clock: practice::Clock,
    pub(crate) seat: practice::Seat,
    http: Option<Arc<HttpTransport>>,
    pub(crate) source: OrgCard,
    pub(crate) target: OrgCard,
    pub(crate) sink: MemorySink,
    pub(crate) ledger: Ledger,
    pub(crate) provisioning_token: Secret,
}

/// Strict orgs: pages of three, and the limits of a small org.
pub(crate) fn stage() -> Stage {
    stages(1).remove(0)
}

/// One world with so many source orgs, and a stage for each of them and the target org.
pub(crate) fn stages(sources: u16) -> Vec<Stage> {
    seeded("engine", sources)
}

/// The same from a seed of one's own.
pub(crate) fn seeded(seed: &str, sources: u16) -> Vec<Stage> {
    let clock = practice::Clock::manual("2026-11-23T10:00:00Z".parse().unwrap());
    let options = practice::Options {
        seed: seed.to_owned(),
        clock: clock.clone(),
        ..practice::Options::default()
    };
    let url = |port: u16| Url::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    let further: Vec<Url> = (1..sources).map(|number| url(9002 + number)).collect();
    let mut world = World::with_sources(&options, &url(9001), &url(9002), &further);
    world.watch(crate::watch::watch);
    let target = world.card(practice::Side::Target).clone();
    let seats = world.source_seats().into_iter();
    let cards: Vec<_> = seats.map(|seat| (seat, world.card(seat).clone())).collect();
    let world = Arc::new(Mutex::new(world));
    let stage = |(seat, source)| Stage {
        world: Arc::clone(&world),
        clock: clock.clone(),
        seat,
        http: None,
        source,
        target: target.clone(),
        sink: MemorySink::default(),
        ledger: Ledger::default(),
        provisioning_token: Secret::new(target.api_token.clone()),
    };
    cards.into_iter().map(stage).collect()
}

/// The same on ports of their own, over real connections.
pub(crate) async fn stage_on_ports() -> (Practice, Stage) {
    let clock = practice::Clock::manual("2026-11-23T10:00:00Z".parse().unwrap());
    let options = practice::Options {
        clock: clock.clone(),
        ..practice::Options::default()
    };
    let practice = Practice::start(options).await.unwrap();
    practice.world().lock().unwrap().watch(crate::watch::watch);
    let stage = Stage {
        world: practice.world(),
        clock,
        seat: practice::Side::Source.into(),
        http: Some(Arc::new(HttpTransport::default())),
        source: practice.source().clone(),
        target: practice.target().clone(),
        sink: MemorySink::default(),
        ledger: Ledger::default(),
        provisioning_token: Secret::new(practice.target().api_token.clone()),
    };
    (practice, stage)
}

impl Stage {
    pub(crate) fn wire(&self, fault: Option<(usize, Fault)>) -> Arc<Wire> {
        Arc::new(Wire {
            world: Arc::clone(&self.world),
            clock: self.clock.clone(),
            count: Mutex::new(0),
            fault,
            http: self.http.clone(),
            log: Mutex::default(),
        })
    }

    pub(crate) fn orgs(&self, wire: &Arc<Wire>) -> Orgs {
        let client = |card: &OrgCard| {
            let url = OrgUrl::parse(card.url.as_str()).unwrap();
            let token = ApiToken::parse(&card.api_token).unwrap();
            let transport = Arc::clone(wire) as Arc<dyn Transport>;
            Client::new(
                url,
                Some(token),
                transport,
                Arc::new(TestClock(self.clock.clone())),
            )
        };
        Orgs {
            source: client(&self.source),
            target: client(&self.target),
        }
    }

    /// The guide's choices, with the group of people who shall use the connection.
    pub(crate) async fn blueprint(&self) -> Blueprint {
        let orgs = self.orgs(&self.wire(None));
        let source = observe::org(&orgs.source.reader()).await;
        let target = observe::org(&orgs.target.reader()).await;
        let (from, to) = (orgs.source.org(), orgs.target.org());
        let source = preflight::judge(Side::Source, from, &source);
        let target = preflight::judge(Side::Target, to, &target);
        let mut blueprint = suggest::blueprint((from, &source), (to, &target), &[self.domain()]).unwrap();
        let groups = orgs
            .source
            .reader()
            .groups_like("Northwind access")
            .await
            .unwrap();
        let group = Named {
            id: groups[0].id.clone(),
            name: "Northwind access".to_owned(),
        };
        blueprint.assignments = Assignments {
            groups: vec![group],
            people: Vec::new(),
        };
        blueprint.test_user = Some(self.person());
        blueprint
    }

    /// The first of the people who shall use the connection.
    pub(crate) fn person(&self) -> String {
        self.source.users[0].login.clone()
    }

    fn domain(&self) -> String {
        self.source.admin.login.split('@').nth(1).unwrap().to_owned()
    }

    /// Plays the test user's sign-in and watches both logs, as the program does, until all is verified or nobody
    /// would wait any longer.
    pub(crate) async fn judged_sign_in(
        &self,
        blueprint: &Blueprint,
    ) -> (Vec<practice::Stage>, verify::Report) {
        let orgs = self.orgs(&self.wire(None));
        let (_, facts) = self.judge(&orgs, blueprint, &verify::Events::default()).await;
        let mut watch = Watch::since(self.clock.now(), Interest::of(blueprint, &facts));
        let label = blueprint.target_app.app.label();
        let stages = self
            .world
            .lock()
            .unwrap()
            .sign_in_from(self.seat, &self.person(), Some(label));
        let mut looks = 0;
        loop {
            looks += 1;
            let _failed_looks_are_repeated = watch.look(&orgs.readers()).await;
            let (report, _) = self.judge(&orgs, blueprint, &watch.events()).await;
            if report.verified() == report.items.len() || looks == MOST_LOOKS {
                return (stages, report);
            }
            self.clock.advance(OBSERVE_INTERVAL);
        }
    }

    async fn judge(
        &self,
        orgs: &Orgs,
        blueprint: &Blueprint,
        events: &verify::Events,
    ) -> (verify::Report, Facts) {
        let snapshot = self.observe(orgs, blueprint).await;
        let facts = plan::plan(blueprint, &snapshot, &self.ledger.facts).facts;
        (verify::report(blueprint, &snapshot, &facts, events, false), facts)
    }

    pub(crate) async fn observe(&self, orgs: &Orgs, blueprint: &Blueprint) -> Snapshot {
        observe::observe(&orgs.readers(), blueprint, &self.ledger.facts, self.clock.now()).await
    }

    pub(crate) async fn plan(&self, blueprint: &Blueprint) -> Plan {
        let orgs = self.orgs(&self.wire(None));
        let snapshot = self.observe(&orgs, blueprint).await;
        plan::plan(blueprint, &snapshot, &self.ledger.facts)
    }

    pub(crate) async fn report(&self, blueprint: &Blueprint, events: &verify::Events) -> verify::Report {
        let orgs = self.orgs(&self.wire(None));
        self.judge(&orgs, blueprint, events).await.0
    }

    /// One whole run as the program makes it: settle, observe, plan, apply.
    pub(crate) async fn run(&mut self, blueprint: &Blueprint, wire: &Arc<Wire>) -> Result<(), Stop> {
        let orgs = self.orgs(wire);
        let clock = TestClock(self.clock.clone());
        let cancel = CancellationToken::new();
        let run = Run {
            orgs: &orgs,
            provisioning_token: Some(&self.provisioning_token),
            sink: &self.sink,
            clock: &clock,
            names: &plan::names(blueprint),
            listener: &|_| {},
            cancel: &cancel,
        };
        let mut ledger = self.ledger.clone();
        let result = async {
            apply::settle(&run, &mut ledger).await?;
            let snapshot =
                observe::observe(&orgs.readers(), blueprint, &ledger.facts, self.clock.now()).await;
            let plan = plan::plan(blueprint, &snapshot, &ledger.facts);
            apply::apply(&run, &plan.up_to(Step::Validate), &mut ledger).await
        }
        .await;
        self.ledger = self.sink.journal().ledger();
        result
    }

    pub(crate) async fn undo(&mut self, blueprint: &Blueprint) -> Result<(), Stop> {
        self.undo_over(blueprint, &self.wire(None)).await
    }

    pub(crate) async fn undo_over(&mut self, blueprint: &Blueprint, wire: &Arc<Wire>) -> Result<(), Stop> {
        let orgs = self.orgs(wire);
        let clock = TestClock(self.clock.clone());
        let cancel = CancellationToken::new();
        let run = Run {
            orgs: &orgs,
            provisioning_token: None,
            sink: &self.sink,
            clock: &clock,
            names: &plan::names(blueprint),
            listener: &|_| {},
            cancel: &cancel,
        };
        let mut ledger = self.ledger.clone();
        let prepared = undo::prepare(&orgs.readers(), &ledger, &plan::names(blueprint)).await;
        let prepared = prepared.map_err(|error| Stop::Call {
            key: "people".to_owned(),
            title: "Find who came through the connection".to_owned(),
            error,
        })?;
        let result = undo::undo(&run, &prepared, &mut ledger, false).await;
        self.ledger = self.sink.journal().ledger();
        result
    }

    /// Every object of both orgs.
    pub(crate) fn state(&self) -> [serde_json::Value; 2] {
        let world = self.world.lock().unwrap();
        [world.state(self.seat), world.state(practice::Side::Target)]
    }
}

/// The first places where two states differ, for a failure that can be read.
pub(crate) fn difference(left: &serde_json::Value, right: &serde_json::Value, path: &str) -> Vec<String> {
    use serde_json::Value;
    match (left, right) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            keys.into_iter()
                .flat_map(|key| {
                    let of =
                        |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or(Value::Null);
                    difference(&of(a), &of(b), &format!("{path}/{key}"))
                })
                .take(12)
                .collect()
        }
        _ if left == right => Vec::new(),
        _ => vec![format!("{path}: {left} ≠ {right}")],
    }
}

pub(crate) fn assert_same(left: &[serde_json::Value; 2], right: &[serde_json::Value; 2], what: &str) {
    for (side, (a, b)) in ["source", "target"].iter().zip(left.iter().zip(right)) {
        let found = difference(a, b, "");
        assert!(
            found.is_empty(),
            "{what}: the {side} org differs\n{}",
            found.join("\n")
        );
    }
}
