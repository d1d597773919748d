//! How a plan is carried out: what is told, what is written down before what is sent, where it stops, and how it goes
//! on, also with another plan.

use crate::{
    hands::{Hands, joined, path, told},
    world::{Fault, Stage, TestClock, Wire, assert_same, stage},
};
use org2org_setup::{
    advice::Advise as _,
    clock::Boxed,
    federation::{
        Blueprint, Fact, Orgs, Plan,
        action::Step,
        apply::{self, Run, Stop},
        blueprint::{GroupChoice, Routing},
        journal::{Entry, Event, Ledger, MemorySink, Sink, SinkError},
        plan,
        progress::{Outcome, Progress},
    },
    okta::{
        ApiToken, Client, OrgUrl,
        transport::{HttpRequest, HttpResponse, Method, Transport, TransportError},
    },
    practice::OrgCard,
    secret::Secret,
};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn every_action_is_told_when_it_begins_and_how_it_ended_in_the_order_of_the_plan() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let keys: Vec<String> = stage
        .plan(&blueprint)
        .await
        .actions
        .into_iter()
        .map(|one| one.key)
        .collect();
    let heard: Mutex<Vec<Progress>> = Mutex::default();
    let bench = Bench::of(&stage);
    bench
        .carry_out(&blueprint, |progress, _| heard.lock().unwrap().push(progress))
        .await
        .unwrap();
    let expected: Vec<Progress> = keys
        .into_iter()
        .flat_map(|key| {
            // A fresh app has that format already.
            let is_format = key == "target-user-name";
            let outcome = if is_format {
                Outcome::AlreadyThere
            } else {
                Outcome::Done
            };
            [
                Progress::Started { key: key.clone() },
                Progress::Finished { key, outcome },
            ]
        })
        .collect();
    assert_eq!(*heard.lock().unwrap(), expected);
}

#[tokio::test]
async fn what_somebody_made_since_the_plan_was_shown_is_told_as_there_already() {
    let (mut stage, blueprint) = joined().await;
    stage.ledger = Ledger::default();
    let fresh = crate::world::stage();
    let old_plan = fresh.plan(&blueprint).await;
    let heard: Mutex<Vec<Outcome>> = Mutex::default();
    let before = stage.state();
    let bench = Bench::of(&stage);
    bench
        .carry_out_plan(&old_plan, &blueprint, |progress, _| {
            if let Progress::Finished { outcome, .. } = progress {
                heard.lock().unwrap().push(outcome);
            }
        })
        .await
        .unwrap();
    let heard = heard.lock().unwrap().clone();
    assert_eq!(heard.len(), old_plan.actions.len());
    assert!(
        heard.iter().all(|outcome| *outcome == Outcome::AlreadyThere),
        "{heard:?}"
    );
    assert_same(&before, &stage.state(), "after a stale plan");
}

#[tokio::test]
async fn a_run_that_is_cancelled_stops_between_two_actions_and_goes_on_later() {
    let (whole, blueprint) = joined().await;
    let count = whole.ledger.order.len();
    for after in 1..count {
        let mut stage = stage();
        let done = Mutex::new(0);
        let bench = Bench::of(&stage);
        let stop = bench
            .carry_out(&blueprint, |progress, cancel| {
                if matches!(progress, Progress::Finished { .. }) {
                    *done.lock().unwrap() += 1;
                    if *done.lock().unwrap() == after {
                        cancel.cancel();
                    }
                }
            })
            .await;
        assert!(matches!(stop, Err(Stop::Cancelled)), "{stop:?}");
        let sink = bench.sink;
        let ledger = sink.journal().ledger();
        assert_eq!((ledger.order.len(), ledger.open().count()), (after, 0));
        (stage.ledger, stage.sink) = (ledger, sink);
        stage.run(&blueprint, &stage.wire(None)).await.unwrap();
        assert_same(
            &whole.state(),
            &stage.state(),
            &format!("cancelled after {after} actions"),
        );
    }
}

/// A journal that notes how much had been sent when each line was kept, and breaks at one of them.
struct Watchful {
    wire: Arc<Wire>,
    breaks_at: Option<usize>,
    lines: Mutex<Vec<(Entry, usize)>>,
}

impl Watchful {
    fn changes_sent(&self) -> usize {
        let log = self.wire.log.lock().unwrap();
        log.iter().filter(|line| !line.starts_with("GET ")).count()
    }
}

impl Sink for Watchful {
    fn append(&self, entry: &Entry) -> Result<(), SinkError> {
        let mut lines = self.lines.lock().unwrap();
        if self.breaks_at == Some(lines.len()) {
            return Err(SinkError("no space left on the device".to_owned()));
        }
        lines.push((entry.clone(), self.changes_sent()));
        Ok(())
    }
}

#[tokio::test]
async fn every_change_is_written_down_before_it_is_sent_and_after_it_is_known() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    let sink = watchful(&wire, None);
    carry_out_into(&stage, &blueprint, &wire, &sink).await.unwrap();
    let lines = sink.lines.lock().unwrap();
    let mut intended = 0;
    for (entry, sent) in lines.iter() {
        match &entry.event {
            Event::Intended { .. } => {
                assert_eq!(*sent, intended, "nothing was sent before its line: {entry:?}");
                intended += 1;
            }
            Event::Done { .. } => assert_eq!(*sent, intended, "what was intended was sent: {entry:?}"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(sink.changes_sent(), intended);
    assert_eq!((intended, lines.len()), (11, 23), "one was there already");
}

#[tokio::test]
async fn without_a_journal_nothing_is_sent_and_what_to_do_is_told() {
    let (mut count, mut at) = (0, 0);
    loop {
        let stage = stage();
        let blueprint = stage.blueprint().await;
        let wire = stage.wire(None);
        let sink = watchful(&wire, Some(at));
        let Err(stop) = carry_out_into(&stage, &blueprint, &wire, &sink).await else {
            break;
        };
        assert!(matches!(stop, Stop::Journal(_)), "{stop}");
        let advice = stop.advice();
        assert_eq!(advice.headline, "The journal could not be written");
        assert!(advice.why.contains("no space left"), "{advice:?}");
        assert!(advice.next[0].contains("Make room on the disk"), "{advice:?}");
        let lines = sink.lines.lock().unwrap();
        let intended = |(entry, _): &&(Entry, usize)| matches!(entry.event, Event::Intended { .. });
        assert!(
            sink.changes_sent() <= lines.iter().filter(intended).count(),
            "line {at}"
        );
        drop(lines);
        (count, at) = (count + 1, at + 1);
    }
    assert_eq!(count, 23);
}

#[tokio::test]
async fn provisioning_without_a_token_stops_there_and_says_where_to_enter_one() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let mut bench = Bench::of(&stage);
    bench.token = None;
    let stop = bench.carry_out(&blueprint, |_, _| {}).await.unwrap_err();
    assert!(matches!(stop, Stop::NoToken));
    let advice = stop.advice();
    assert_eq!(advice.headline, "The API token for provisioning is missing");
    assert!(advice.next[0].starts_with("Enter one in step 3"), "{advice:?}");
    let ledger = bench.sink.journal().ledger();
    assert!(ledger.created("org2org-app") && !ledger.records.contains_key("provisioning"));
}

#[tokio::test]
async fn a_later_step_by_itself_stops_and_names_the_value_that_is_missing() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let whole = stage.plan(&blueprint).await;
    for (step, expected) in [
        (
            Step::Provisioning,
            "connect-provisioning needs the id of the Org2Org app, which is not known",
        ),
        (
            Step::Assign,
            "assign-target-group needs the id of the target app, which is not known",
        ),
    ] {
        let alone = Plan {
            actions: whole
                .actions
                .iter()
                .filter(|one| one.step == step)
                .cloned()
                .collect(),
            ..whole.clone()
        };
        let wire = stage.wire(None);
        let bench = Bench::over(&stage, Arc::clone(&wire) as Arc<dyn Transport>);
        let stop = bench
            .carry_out_plan(&alone, &blueprint, |_, _| {})
            .await
            .unwrap_err();
        assert_eq!(stop.to_string(), expected);
        assert!(stop.advice().next[0].contains("carry out the earlier steps"));
        assert_eq!(wire.log.lock().unwrap().len(), 0, "nothing is sent");
    }
}

#[tokio::test]
async fn a_run_that_was_cut_off_goes_on_with_another_blueprint_and_everything_is_taken_back() {
    let before = stage().state();
    let count = {
        let mut stage = stage();
        let blueprint = stage.blueprint().await;
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        wire.log.lock().unwrap().len()
    };
    for at in (1..=count).step_by(2) {
        let mut stage = stage();
        let mut blueprint = stage.blueprint().await;
        let _killed = stage
            .run(&blueprint, &stage.wire(Some((at, Fault::KilledAfter))))
            .await;
        blueprint.idp.group = GroupChoice::Add {
            name: "Another group".to_owned(),
        };
        blueprint.routing = Routing::None;
        blueprint.idp.create_users = false;
        stage.run(&blueprint, &stage.wire(None)).await.unwrap();
        let left = stage.plan(&blueprint).await;
        assert!(left.is_empty(), "cut at {at}: {:#?}", told(&left));
        stage.undo(&blueprint).await.unwrap();
        assert_same(
            &before,
            &stage.state(),
            &format!("cut at request {at}, other choices, undone"),
        );
    }
}

#[tokio::test]
async fn what_was_left_in_doubt_about_something_that_is_gone_since_holds_nobody_up() {
    let (at, blueprint) = {
        let mut stage = stage();
        let blueprint = stage.blueprint().await;
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        let log = wire.log.lock().unwrap();
        let switches =
            |line: &String| line.starts_with("PUT ") && line.ends_with("/features/USER_PROVISIONING");
        (log.iter().position(switches).unwrap() + 1, blueprint)
    };
    for gone in ["connection", "app"] {
        let mut stage = stage();
        stage
            .run(&blueprint, &stage.wire(Some((at, Fault::KilledAfter))))
            .await
            .unwrap_err();
        let open: Vec<String> = stage
            .ledger
            .open()
            .map(|record| record.action.act().key())
            .collect();
        assert_eq!(open, ["provisioning"]);
        let app = path(&stage, Fact::Org2OrgAppId);
        let source = Hands::at_source(&stage);
        source
            .post(&format!("{app}/connections/default/lifecycle/deactivate"))
            .await;
        if gone == "app" {
            source.post(&format!("{app}/lifecycle/deactivate")).await;
            source.delete(&app).await;
        }
        stage.run(&blueprint, &stage.wire(None)).await.unwrap();
        assert!(stage.plan(&blueprint).await.is_empty(), "{gone}");
    }
}

/// Shows of the identity provider something else than it was asked for.
struct Stubborn(Arc<Wire>);

impl Transport for Stubborn {
    fn send(&self, request: HttpRequest) -> Boxed<'_, Result<HttpResponse, TransportError>> {
        let shows = request.method == Method::Get && request.url.contains("/api/v1/idps?");
        Box::pin(async move {
            let mut answer = self.0.send(request).await?;
            if shows {
                let body = String::from_utf8(answer.body).unwrap();
                answer.body = body.replace("\"USERNAME\"", "\"EMAIL\"").into_bytes();
            }
            Ok(answer)
        })
    }
}

#[tokio::test]
async fn an_org_that_takes_a_change_and_shows_something_else_is_told_as_a_warning() {
    let stage = stage();
    let blueprint = stage.blueprint().await;
    let wire = stage.wire(None);
    let bench = Bench::over(&stage, Arc::new(Stubborn(Arc::clone(&wire))));
    let heard: Mutex<Vec<(String, Outcome)>> = Mutex::default();
    bench
        .carry_out(&blueprint, |progress, _| {
            if let Progress::Finished { key, outcome } = progress
                && !matches!(outcome, Outcome::Done | Outcome::AlreadyThere)
            {
                heard.lock().unwrap().push((key, outcome));
            }
        })
        .await
        .unwrap();
    let words = "matched with: asked for USERNAME, Okta now says EMAIL".to_owned();
    assert_eq!(
        *heard.lock().unwrap(),
        [("identity-provider".to_owned(), Outcome::DoneWithWarning(words))]
    );
    let log = wire.log.lock().unwrap();
    let made = log
        .iter()
        .filter(|line| line.starts_with("POST ") && line.ends_with("/api/v1/idps"));
    assert_eq!(made.count(), 1, "it is made once and never again");
    let ledger = bench.sink.journal().ledger();
    assert!(ledger.created("identity-provider") && ledger.open().count() == 0);
}

#[tokio::test]
async fn a_refusal_is_told_with_the_action_and_what_came_before_it_stays_done() {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    let token = stage.world.lock().unwrap().add_token(
        org2org_setup::practice::Side::Target,
        "READ_ONLY_ADMIN",
        "reader",
    );
    let own = std::mem::replace(&mut stage.target.api_token, token);
    let heard: Mutex<Vec<Outcome>> = Mutex::default();
    let bench = Bench::of(&stage);
    let stop = bench
        .carry_out(&blueprint, |progress, _| {
            if let Progress::Finished { outcome, .. } = progress {
                heard.lock().unwrap().push(outcome);
            }
        })
        .await
        .unwrap_err();
    let advice = stop.advice();
    assert!(
        advice
            .why
            .starts_with("While trying to: Add the app Dropbox Business"),
        "{advice:?}"
    );
    assert!(advice.headline.contains("may not do this"), "{advice:?}");
    assert!(
        matches!(heard.lock().unwrap().as_slice(), [Outcome::Failed(words)] if words.contains("E0000006"))
    );
    let sink = bench.sink;
    let journal = sink.journal();
    assert!(matches!(&journal.0.last().unwrap().event, Event::Failed { key, .. } if key == "add-target-app"));
    stage.target.api_token = own;
    (stage.sink, stage.ledger) = (sink, journal.ledger());
    stage.run(&blueprint, &stage.wire(None)).await.unwrap();
    assert!(stage.plan(&blueprint).await.is_empty());
}

/// Everything that a run needs, with a journal of its own.
struct Bench<'s> {
    stage: &'s Stage,
    orgs: Orgs,
    sink: MemorySink,
    token: Option<Secret>,
}

impl<'s> Bench<'s> {
    fn of(stage: &'s Stage) -> Self {
        Self::over(stage, stage.wire(None))
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "each caller makes it for this alone"
    )]
    fn over(stage: &'s Stage, transport: Arc<dyn Transport>) -> Self {
        let client = |card: &OrgCard| {
            let url = OrgUrl::parse(card.url.as_str()).unwrap();
            let token = ApiToken::parse(&card.api_token).unwrap();
            let clock = Arc::new(TestClock(stage.clock.clone()));
            Client::new(url, Some(token), Arc::clone(&transport), clock)
        };
        Self {
            stage,
            orgs: Orgs {
                source: client(&stage.source),
                target: client(&stage.target),
            },
            sink: MemorySink::default(),
            token: Some(stage.provisioning_token.clone()),
        }
    }

    async fn carry_out(
        &self,
        blueprint: &Blueprint,
        hear: impl Fn(Progress, &CancellationToken) + Send + Sync,
    ) -> Result<(), Stop> {
        let plan = self.stage.plan(blueprint).await;
        self.carry_out_plan(&plan, blueprint, hear).await
    }

    async fn carry_out_plan(
        &self,
        plan: &Plan,
        blueprint: &Blueprint,
        hear: impl Fn(Progress, &CancellationToken) + Send + Sync,
    ) -> Result<(), Stop> {
        let (clock, cancel) = (TestClock(self.stage.clock.clone()), CancellationToken::new());
        let run = Run {
            orgs: &self.orgs,
            provisioning_token: self.token.as_ref(),
            sink: &self.sink,
            clock: &clock,
            names: &plan::names(blueprint),
            listener: &|progress| hear(progress, &cancel),
            cancel: &cancel,
        };
        apply::apply(&run, plan, &mut Ledger::default()).await
    }
}

fn watchful(wire: &Arc<Wire>, breaks_at: Option<usize>) -> Watchful {
    Watchful {
        wire: Arc::clone(wire),
        breaks_at,
        lines: Mutex::default(),
    }
}

async fn carry_out_into(
    stage: &Stage,
    blueprint: &Blueprint,
    wire: &Arc<Wire>,
    sink: &Watchful,
) -> Result<(), Stop> {
    let plan = stage.plan(blueprint).await;
    let (clock, cancel) = (TestClock(stage.clock.clone()), CancellationToken::new());
    let run = Run {
        orgs: &stage.orgs(wire),
        provisioning_token: Some(&stage.provisioning_token),
        sink,
        clock: &clock,
        names: &plan::names(blueprint),
        listener: &|_| {},
        cancel: &cancel,
    };
    apply::apply(&run, &plan, &mut Ledger::default()).await
}
