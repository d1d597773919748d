//! Any sequence of events, sensible or not, keeps what the rest of the program relies on. The sequences come from a
//! seeded generator; a failure prints its seed and its events, and the same seed gives the same sequence again.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use org2org_setup::{
    advice::Advice,
    federation::{
        Side,
        action::Step,
        bundle::{Bundle, Level},
        plan::plan,
        preflight::OrgReport,
        progress::{Outcome, Progress},
        timeline::Logs,
        undo::UndoPlan,
        verify::Events,
    },
    okta::id::OrgId,
    wizard::{
        Effect, Event, Open, Preferences, RunId, Screen, Wizard,
        breaking::Switch,
        bundle::Written,
        connect::SecretText,
        files::Purpose,
        open::{Access, Options, PracticeCard, RunEnd},
        rail::{self, Standing},
        update,
    },
};

use super::{kind, run_of};
use crate::{bundle, states};

/// So many sequences are tried.
const SEQUENCES: u64 = 150;
/// So many events each has.
const EVENTS: usize = 120;
const SECRET: &str = "00secretsecretsecretsecretsecretsecretSECR";

/// Chance with a seed: xorshift64*.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).expect("31 bits") % sides
    }

    fn pick<T: Clone>(&mut self, among: &[T]) -> T {
        among[self.roll(among.len())].clone()
    }
}

/// What goes on outside: the run of each kind of work.
#[derive(Default)]
struct Outside {
    going: BTreeMap<String, RunId>,
    last: u64,
}

impl Outside {
    /// Notes what effects begin and stop. Of each kind only one may go on.
    fn take(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Cancel(run) = effect {
                self.going.retain(|kind, going| going != run || is_change(kind));
            }
            let Some(work) = work(effect) else { continue };
            let run = run_of(std::slice::from_ref(effect), &kind(effect));
            self.last = self.last.max(run.0);
            let before = self.going.insert(work.clone(), run);
            assert!(before.is_none(), "{work} goes on twice: {before:?} and {run:?}");
        }
        let changes = self.going.keys().filter(|kind| is_change(kind));
        assert!(changes.count() <= 1, "two runs change the orgs at once");
    }

    /// A run of a kind of work: mostly the one that goes on, sometimes one that is over.
    fn run(&mut self, dice: &mut Dice, work: &str) -> RunId {
        if dice.roll(5) == 0 {
            let run = RunId(1 + u64::try_from(dice.roll(40)).expect("a small number"));
            self.going.retain(|kind, going| kind != work || *going != run);
            return run;
        }
        self.going.remove(work).unwrap_or(RunId(self.last + 500))
    }
}

/// The kind of work of an effect of which no two may go on at once.
fn work(effect: &Effect) -> Option<String> {
    match effect {
        Effect::CheckOrg { side, .. } => Some(format!("CheckOrg {side:?}")),
        Effect::ReadOptions { .. }
        | Effect::Observe { .. }
        | Effect::Apply { .. }
        | Effect::PrepareUndo { .. }
        | Effect::Undo { .. }
        | Effect::Watch { .. }
        | Effect::PlaySignIn { .. }
        | Effect::SwitchFaults { .. }
        | Effect::Troubleshoot { .. }
        | Effect::ReadLogs { .. }
        | Effect::WriteBundle { .. } => Some(kind(effect)),
        _ => None,
    }
}

/// A change that is told to stop goes on until it says that it has.
fn is_change(kind: &str) -> bool {
    matches!(kind, "Apply" | "Undo")
}

fn report(dice: &mut Dice, side: Side) -> OrgReport {
    let own = if side == Side::Source {
        states::source_report()
    } else {
        states::target_report()
    };
    match dice.roll(8) {
        0 => super::refused(own),
        1 => states::source_report(),
        2 => OrgReport {
            id: Some(OrgId::from("00oother")),
            name: "Fabrikam".to_owned(),
            ..own
        },
        3 => OrgReport { id: None, ..own },
        _ => own,
    }
}

fn screen(dice: &mut Dice) -> Screen {
    let steps = Step::ALL.map(Screen::Step);
    let others = [
        Screen::Home,
        Screen::Connect,
        Screen::Checklist,
        Screen::Handover,
        Screen::Troubleshoot,
        Screen::Bundle,
        Screen::Settings,
    ];
    let all: Vec<Screen> = steps.into_iter().chain(others).collect();
    dice.pick(&all)
}

fn snapshot(dice: &mut Dice) -> Arc<org2org_setup::federation::Snapshot> {
    Arc::new(match dice.roll(4) {
        0 => states::seen::nothing(),
        1 => states::seen::half_way(),
        2 => states::seen::wrong_issuer(),
        _ => states::seen::everything(),
    })
}

fn events(dice: &mut Dice) -> Events {
    match dice.roll(3) {
        0 => Events::default(),
        1 => states::seen::sign_in_at_source(),
        _ => states::seen::sign_in(),
    }
}

fn refusal() -> Advice {
    Advice::new("Northwind Partners does not answer", "")
}

fn card() -> PracticeCard {
    states::practice(Open::new("practice".to_owned()))
        .practice
        .expect("it is practice")
}

/// What a person may do.
fn click(dice: &mut Dice, wizard: &Wizard) -> Event {
    let side = dice.pick(&Side::BOTH);
    let step = dice.pick(&Step::ALL);
    let secret = || SecretText::new(SECRET.to_owned());
    match dice.roll(40) {
        0..=5 => Event::Go(screen(dice)),
        6 => Event::NewConnection,
        7 => Event::OpenConnection(Box::new(states::saved("c1", None, Some(step)))),
        8 => Event::StartPractice,
        9 => Event::AskForget(Box::new(states::saved("c1", None, None))),
        10 => {
            let addresses = ["acme.okta.com", "northwind.okta.com", "jo@acme.example", ""];
            Event::Address(side, dice.pick(&addresses).to_owned())
        }
        11 => Event::Token(side, secret()),
        12..=14 => Event::Check(side),
        15 => Event::UseAddress(side, states::ACME.to_owned()),
        16 => Event::Choose(Box::new(states::blueprint())),
        17 => Event::Domains(
            dice.pick(&["", "acme.example", "a.example, b.example"])
                .to_owned(),
        ),
        18 => Event::ProvisioningToken(secret()),
        19 => Event::Search("m".to_owned()),
        20..=21 => Event::Refresh,
        22..=24 => Event::Apply(step),
        25 => Event::Cancel,
        26 => Event::StopCheck(side),
        27 => Event::AskUndo,
        28..=29 => dice.pick(&[Event::Yes, Event::No, Event::Yes, Event::KeepPeople(true)]),
        30 => dice.pick(&[Event::StartSignIn, Event::PlaySignIn]),
        31 => dice.pick(&[Event::StopPlaying, Event::StopWatching]),
        32 => {
            Event::SwitchFaults(dice.pick(&[Switch::Break("issuer-mismatch".to_owned()), Switch::PutAllBack]))
        }
        33 => dice.pick(&[
            Event::Dropped("/tmp/a.har".to_owned()),
            Event::TroubleText("text".to_owned()),
            Event::TakeTrouble,
        ]),
        34 => dice.pick(&[Event::StopTrouble, Event::ClearTrouble, Event::ReadLogs]),
        35 => Event::LookOnly(wizard.open.as_ref().is_none_or(Open::may_change)),
        36 => dice.pick(&[
            Event::MakeBundle,
            Event::SaveBundle,
            Event::BundleLevel(Level::None),
        ]),
        37 => Event::CloseRequested,
        38 => Event::Chosen {
            purpose: Purpose::CompareCertificate,
            path: "/tmp/a.pem".to_owned(),
        },
        _ => dice.pick(&[
            Event::DismissToast,
            Event::RetryKeychain,
            Event::Prefer(Preferences::default()),
        ]),
    }
}

/// What the outside may answer.
fn answer(dice: &mut Dice, outside: &mut Outside) -> Event {
    let side = dice.pick(&Side::BOTH);
    match dice.roll(24) {
        0 => Event::ConnectionMade("c2".to_owned()),
        1 => Event::ConnectionOpened {
            saved: Box::new(states::saved("c1", None, Some(Step::Trust))),
            ledger: Box::new(states::half_way().ledger),
            trouble: None,
        },
        2 => Event::PracticeStarted(if dice.roll(3) == 0 {
            Err(refusal())
        } else {
            Ok(card())
        }),
        3 => Event::NoToken(side),
        4..=9 => Event::OrgChecked {
            run: outside.run(dice, &format!("CheckOrg {side:?}")),
            side,
            report: Box::new(report(dice, side)),
        },
        10 => Event::OptionsRead {
            run: outside.run(dice, "ReadOptions"),
            options: if dice.roll(3) == 0 {
                Err(refusal())
            } else {
                Ok(Options::default())
            },
        },
        11..=13 => Event::Observed {
            run: outside.run(dice, "Observe"),
            snapshot: snapshot(dice),
        },
        14 => progress(dice, outside),
        15..=16 => ended(dice, outside),
        17 => Event::UndoPrepared {
            run: outside.run(dice, "PrepareUndo"),
            plan: if dice.roll(3) == 0 {
                Err(refusal())
            } else {
                Ok(UndoPlan::default())
            },
        },
        18 => watched(dice, outside),
        19 => Event::SignInPlayed {
            run: outside.run(dice, "PlaySignIn"),
            stages: Vec::new(),
        },
        20 => Event::FaultsRead {
            run: outside.run(dice, "SwitchFaults"),
            faults: if dice.roll(3) == 0 {
                Err(refusal())
            } else {
                Ok(states::faults())
            },
        },
        21 => Event::Troubleshot {
            run: outside.run(dice, "Troubleshoot"),
            sources: Vec::new(),
            outcome: Box::default(),
        },
        22 => Event::LogsRead {
            run: outside.run(dice, "ReadLogs"),
            logs: if dice.roll(3) == 0 {
                Err(refusal())
            } else {
                Ok(Arc::new(Logs::default()))
            },
        },
        _ => about_bundles(dice, outside),
    }
}

fn progress(dice: &mut Dice, outside: &Outside) -> Event {
    let run = outside.going.get("Apply").copied().unwrap_or(RunId(7));
    let key = "org2org-app".to_owned();
    let progress = match dice.roll(2) {
        0 => Progress::Started { key },
        _ => Progress::Finished {
            key,
            outcome: Outcome::Done,
        },
    };
    Event::Progress { run, progress }
}

fn ended(dice: &mut Dice, outside: &mut Outside) -> Event {
    let work = dice.pick(&["Apply", "Undo"]);
    let run = outside.run(dice, work);
    // A run that is over says so once, and it is over for all that follows.
    outside.going.retain(|_, going| *going != run);
    Event::RunEnded {
        run,
        end: dice.pick(&[RunEnd::Done, RunEnd::Cancelled, RunEnd::Failed(refusal())]),
        ledger: Box::new(dice.pick(&[states::half_way().ledger, states::fresh().ledger])),
    }
}

/// A watch goes on after it has told something.
fn watched(dice: &mut Dice, outside: &Outside) -> Event {
    let stale = dice.roll(4) == 0;
    let run = outside
        .going
        .get("Watch")
        .copied()
        .filter(|_| !stale)
        .unwrap_or(RunId(3));
    if dice.roll(3) == 0 {
        let since = states::at("10:41:00");
        return Event::WatchBegan { run, since };
    }
    Event::Watched {
        run,
        at: states::at("10:41:30"),
        events: if dice.roll(3) == 0 {
            Err(refusal())
        } else {
            Ok(events(dice))
        },
        snapshot: (dice.roll(2) == 0).then(|| snapshot(dice)),
    }
}

fn about_bundles(dice: &mut Dice, outside: &mut Outside) -> Event {
    static MADE: LazyLock<Arc<Bundle>> = LazyLock::new(|| {
        let opened = bundle::opened(Level::Hashed);
        Arc::clone(&opened.viewed.as_ref().expect("it was opened").bundle)
    });
    let made = Arc::clone(&MADE);
    if dice.roll(2) == 0 {
        return Event::BundleOpened {
            run: outside.run(dice, "Troubleshoot"),
            name: "a.json".to_owned(),
            bundle: Ok(made),
        };
    }
    let written = Written::new(made, Level::Hashed, "{}".to_owned());
    Event::BundleWritten {
        run: outside.run(dice, "WriteBundle"),
        written: Box::new(Ok(written)),
    }
}

/// What holds whatever has happened.
fn check(wizard: &Wizard, effects: &[Effect], was: Access) {
    let changes = effects.iter().any(|effect| is_change(&kind(effect)));
    assert!(
        !changes || was == Access::Change,
        "whoever only looks has changed something"
    );
    let Some(open) = &wizard.open else {
        let alone = matches!(
            wizard.screen,
            Screen::Home | Screen::Settings | Screen::Troubleshoot | Screen::Bundle
        );
        assert!(alone, "{:?} without a connection", wizard.screen);
        return;
    };
    let places = rail::steps(open).into_iter().chain(rail::extras(open));
    for place in places.filter(|place| place.screen == wizard.screen) {
        assert!(
            !matches!(place.standing, Standing::Blocked(_)),
            "one stands where nobody may go: {}",
            place.title
        );
    }
    let mut runs = open.going_on();
    runs.sort();
    runs.dedup();
    assert_eq!(runs.len(), open.going_on().len(), "two tasks under one run");
    plan_belongs_to_choices(open);
    assert!(
        open.access != Access::Bundle || wizard.viewed.is_some(),
        "a bundle that is nobody's"
    );
}

/// The plan on screen follows from the choices and from what was seen, unless both are about to be looked at again.
fn plan_belongs_to_choices(open: &Open) {
    let (Some(blueprint), Some(snapshot), Some(shown)) = (&open.blueprint, open.snapshot.value(), &open.plan)
    else {
        return;
    };
    if open.access == Access::Bundle || open.snapshot.is_running() || !open.is_connected() {
        return;
    }
    let keys = |plan: &org2org_setup::federation::Plan| -> Vec<(String, String)> {
        let planned = plan.actions.iter();
        planned.map(|it| (it.key.clone(), it.title.clone())).collect()
    };
    let wanted = plan(blueprint, snapshot, &open.ledger.facts);
    assert_eq!(keys(shown), keys(&wanted), "the plan is of other choices");
}

fn access(wizard: &Wizard) -> Access {
    wizard.open.as_ref().map_or(Access::Change, |open| open.access)
}

/// A sequence, event by event, with every check after each.
fn sequence(seed: u64) -> (Wizard, Vec<Event>) {
    let mut dice = Dice::new(seed);
    let mut wizard = states::home(states::some_saved());
    let mut outside = Outside::default();
    let mut played = Vec::new();
    for _ in 0..EVENTS {
        let event = if dice.roll(2) == 0 {
            click(&mut dice, &wizard)
        } else {
            answer(&mut dice, &mut outside)
        };
        played.push(event.clone());
        let was = access(&wizard);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let effects = update(&mut wizard, event);
            outside.take(&effects);
            check(&wizard, &effects, was);
        }));
        if let Err(panic) = result {
            let words = panic
                .downcast_ref::<String>()
                .map_or("it panicked", String::as_str);
            let last = played.iter().rev().take(6).rev();
            let last: Vec<String> = last
                .map(|event| format!("{event:?}").chars().take(80).collect())
                .collect();
            panic!("seed {seed}, event {}, {words}, after {last:#?}", played.len());
        }
    }
    (wizard, played)
}

#[test]
fn any_sequence_of_events_keeps_one_task_of_a_kind_an_open_place_and_a_plan_of_the_choices() {
    let mut reached = BTreeMap::new();
    for seed in 1..=SEQUENCES {
        let (wizard, played) = sequence(seed);
        for event in &played {
            *reached
                .entry(format!("{event:?}").split(['(', ' ']).next().unwrap().to_owned())
                .or_insert(0) += 1;
        }
        assert!(!format!("{wizard:?}").contains(SECRET), "seed {seed}");
    }
    assert!(reached.len() > 50, "the sequences reach too little: {reached:?}");
}

#[test]
fn a_recorded_sequence_of_events_leads_to_the_same_state_again() {
    for seed in [3, 14, 15, 92, 65] {
        let (wizard, played) = sequence(seed);
        let mut again = states::home(states::some_saved());
        let mut asked = Vec::new();
        for event in played {
            asked.extend(update(&mut again, event).iter().map(kind));
        }
        assert!(!asked.is_empty());
        assert_eq!(format!("{again:?}"), format!("{wizard:?}"), "seed {seed}");
    }
}

#[test]
fn every_event_can_come_at_any_time_without_a_connection() {
    let mut dice = Dice::new(7);
    let mut outside = Outside::default();
    for _ in 0..2_000 {
        let mut wizard = Wizard::default();
        let event = if dice.roll(2) == 0 {
            click(&mut dice, &wizard)
        } else {
            answer(&mut dice, &mut outside)
        };
        let effects = update(&mut wizard, event);
        check(&wizard, &effects, Access::Change);
    }
}
