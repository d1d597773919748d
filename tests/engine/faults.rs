//! Every named fault after a set-up by the engine: the symptom it is documented with, what the checklist says of
//! it, and that undoing it leaves both orgs as they were.

use crate::{
    pages::whole,
    world::{Stage, assert_same, stage},
};
use jiff::SignedDuration;
use org2org_setup::{
    federation::{
        Blueprint,
        verify::{
            Events, Report,
            watch::{Interest, Watch},
        },
    },
    practice::{self, Method, Request, Response, Side, Trouble, World},
};
use serde_json::Value;
use std::collections::BTreeSet;

mod expected;

const MIRA: &str = "mira.chen@acme.example";
const APP: &str = "Dropbox Business";

/// A connection that was set up by the engine and used once.
struct Joined {
    stage: Stage,
    blueprint: Blueprint,
}

impl Joined {
    async fn new() -> Self {
        let mut stage = stage();
        let blueprint = stage.blueprint().await;
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        let joined = Self { stage, blueprint };
        joined.later();
        assert_eq!(joined.at_source(), WORKS);
        joined.later();
        joined
    }

    /// Long enough for a new sign-in to be told from the one before.
    fn later(&self) {
        self.stage.clock.advance(SignedDuration::from_mins(10));
    }

    fn world<R>(&self, work: impl FnOnce(&mut World) -> R) -> R {
        work(&mut self.stage.world.lock().unwrap())
    }

    fn apply(&self, fault: &str) -> Result<(), Trouble> {
        self.world(|world| world.apply_fault(fault))
    }

    fn undo(&self, fault: &str) {
        self.world(|world| world.undo_fault(fault)).unwrap();
    }

    fn at_source(&self) -> String {
        outcome(&self.world(|world| world.sign_in(MIRA, Some(APP))))
    }

    fn at_target(&self) -> String {
        outcome(&self.world(|world| world.sign_in_from_target(MIRA)))
    }

    fn call(&self, side: Side, method: Method, path: &str, body: Option<&Value>) -> Response {
        let card = if side == Side::Source {
            &self.stage.source
        } else {
            &self.stage.target
        };
        let request = Request::new(method, path).token(&card.api_token);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let now = self.stage.clock.now();
        self.world(|world| practice::handle(world, side, &request, now))
    }

    /// An object, or a list over all its pages.
    fn get(&self, side: Side, path: &str) -> Value {
        whole(path, |page| self.call(side, Method::Get, page, None))
    }

    /// Status and error code of a refused request.
    fn refused(&self, side: Side, method: Method, path: &str, body: Option<&Value>) -> (u16, String) {
        let response = self.call(side, method, path, body);
        (response.status, text(&response.json_body(), "/errorCode"))
    }

    fn idp(&self) -> Value {
        self.get(Side::Target, "/api/v1/idps?q=Acme")[0].clone()
    }

    fn app(&self) -> Value {
        self.get(Side::Source, "/api/v1/apps?filter=name%20eq%20%22okta_org2org%22")[0].clone()
    }

    /// What went wrong since an instant, by both logs: event types and reasons, each once.
    fn failures(&self, since: jiff::Timestamp) -> Vec<String> {
        let mut told = BTreeSet::new();
        for side in [Side::Source, Side::Target] {
            let offset = self.world(|world| world.clock_offset(side));
            let since = since + SignedDuration::from_secs(offset);
            let path = format!("/api/v1/logs?limit=1000&since={since}");
            // An org whose token is broken on purpose shows nothing.
            if self.call(side, Method::Get, &path, None).status >= 300 {
                continue;
            }
            for event in self.get(side, &path).as_array().into_iter().flatten() {
                let result = text(event, "/outcome/result");
                if result == "FAILURE" || result == "CHALLENGE" {
                    let message = text(event, "/debugContext/debugData/ErrorMessage");
                    let words = [text(event, "/outcome/reason"), message];
                    let words = words.join(": ").trim_end_matches(": ").to_owned();
                    told.insert(format!("{}: {}", text(event, "/eventType"), hide_ids(&words)));
                }
            }
        }
        told.into_iter().collect()
    }

    /// The checklist by settings alone, and by settings and the logs since an instant.
    async fn findings(&self, since: jiff::Timestamp) -> [BTreeSet<String>; 2] {
        let orgs = self.stage.orgs(&self.stage.wire(None));
        let mut watch = Watch::since(since, Interest::of(&self.blueprint, &self.stage.ledger.facts));
        let _unreadable = watch.look(&orgs.readers()).await;
        let settings = self.stage.report(&self.blueprint, &Events::default()).await;
        let all = self.stage.report(&self.blueprint, &watch.events()).await;
        [codes(&settings), codes(&all)]
    }
}

const WORKS: &str = "works";

/// Where a played sign-in ended: the stage that failed, and what the page said.
fn outcome(stages: &[practice::Stage]) -> String {
    match stages.iter().find(|stage| !stage.ok) {
        Some(stage) => format!("{}: {}", stage.name, stage.detail),
        None => WORKS.to_owned(),
    }
}

fn codes(report: &Report) -> BTreeSet<String> {
    let code = |finding: &&org2org_setup::federation::verify::Finding| {
        let severity = serde_json::to_value(finding.severity).unwrap();
        format!("{} ({})", finding.code, severity.as_str().unwrap())
    };
    report.findings().iter().map(code).collect()
}

fn text(value: &Value, pointer: &str) -> String {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// Identifiers differ from seed to seed.
fn hide_ids(reason: &str) -> String {
    let long = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).count() > 16;
    let word = |word: &str| {
        let hidden = long(word) && !word.contains('@') && word.chars().any(|letter| letter.is_ascii_digit());
        if hidden { "…".to_owned() } else { word.to_owned() }
    };
    reason.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// What a fault was seen to do.
#[derive(Debug, Default, PartialEq, Eq)]
struct Symptom {
    tile: String,
    target: String,
    log: Vec<String>,
    settings: BTreeSet<String>,
    all: BTreeSet<String>,
}

async fn observe(fault: &str) -> Symptom {
    let joined = Joined::new().await;
    let before = joined.stage.state();
    joined
        .apply(fault)
        .unwrap_or_else(|trouble| panic!("{fault}: {trouble}"));
    assert_eq!(joined.world(World::active_faults), [fault]);
    joined.undo(fault);
    assert_same(&joined.stage.state(), &before, fault);
    assert_eq!(
        joined.world(|world| world.clock_offset(Side::Target)),
        0,
        "{fault}"
    );
    assert_eq!(
        serde_json::to_string(&joined.stage.state()).unwrap(),
        serde_json::to_string(&before).unwrap(),
        "{fault}: byte for byte"
    );

    let since = joined.stage.clock.now();
    joined.apply(fault).unwrap();
    let tile = joined.at_source();
    let target = joined.at_target();
    let log = joined.failures(since);
    let [settings, all] = joined.findings(since).await;
    assert_eq!(
        joined.world(World::active_faults),
        [fault],
        "looking and signing in repair nothing"
    );
    joined.undo(fault);
    if fault != "user-name-is-email" {
        assert_same(&joined.stage.state(), &before, fault);
    }
    joined.later();
    assert_eq!(joined.at_source(), WORKS, "{fault}: after undoing it");
    assert_eq!(joined.at_target(), WORKS, "{fault}: after undoing it");
    Symptom {
        tile,
        target,
        log,
        settings,
        all,
    }
}

fn listed(set: &BTreeSet<String>) -> String {
    if set.is_empty() {
        "–".to_owned()
    } else {
        set.iter().cloned().collect::<Vec<_>>().join(", ")
    }
}

#[tokio::test]
async fn every_fault_shows_its_documented_symptom_and_is_undone_without_a_trace() {
    let mut wrong = Vec::new();
    for fault in practice::faults() {
        let seen = observe(fault.name).await;
        println!(
            "{} [{}]\n  from the tile   {}\n  from the target {}\n  logs            {}\n  settings say    {}\n  with the logs   {}",
            fault.name,
            fault.modes.join(" "),
            seen.tile,
            seen.target,
            if seen.log.is_empty() {
                "–".to_owned()
            } else {
                seen.log.join("\n                  ")
            },
            listed(&seen.settings),
            listed(&seen.all),
        );
        if let Some(difference) = expected::difference(fault.name, &seen) {
            wrong.push(difference);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_expected_of_faults_that_are_not_there() {
    let there: BTreeSet<&str> = practice::faults().map(|fault| fault.name).collect();
    assert_eq!(expected::names(), there);
}

#[tokio::test]
async fn faults_on_one_another_are_undone_in_any_order() {
    let joined = Joined::new().await;
    let before = joined.stage.state();
    let stack = [
        "issuer-mismatch",
        "certificate-rotated",
        "issuer-trailing-slash",
        "audience-regenerated",
        "user-suspended",
        "certificate-mismatch",
        "provisioning-token-revoked",
        "profile-mastered-twice",
        "identity-provider-inactive",
        "user-deactivated",
        "routing-rule-order",
        "routing-rule-inactive",
        "identity-provider-deleted",
    ];
    for step in [1, 3, 5, 7, 11] {
        for fault in stack {
            joined
                .apply(fault)
                .unwrap_or_else(|trouble| panic!("{fault}: {trouble}"));
        }
        assert_eq!(joined.world(World::active_faults), stack);
        let order: Vec<&str> = (0..stack.len())
            .map(|at| stack[(at * step) % stack.len()])
            .collect();
        for (at, fault) in order.iter().enumerate() {
            joined.undo(fault);
            let left: BTreeSet<&str> = joined.world(World::active_faults).into_iter().collect();
            let wanted: BTreeSet<&str> = order[at + 1..].iter().copied().collect();
            assert_eq!(left, wanted, "step {step}, after {fault}");
        }
        assert_same(
            &joined.stage.state(),
            &before,
            &format!("undone in steps of {step}"),
        );
        joined.later();
        assert_eq!(joined.at_source(), WORKS);
    }
}

#[tokio::test]
async fn undoing_one_of_two_on_the_same_value_leaves_the_other_broken_and_undoable() {
    let joined = Joined::new().await;
    let before = joined.stage.state();
    joined.apply("issuer-mismatch").unwrap();
    joined.apply("issuer-trailing-slash").unwrap();
    joined.undo("issuer-mismatch");
    assert_eq!(joined.world(World::active_faults), ["issuer-trailing-slash"]);
    assert!(text(&joined.idp(), "/protocol/credentials/trust/issuer").ends_with('/'));
    joined.undo("issuer-trailing-slash");
    assert_same(&joined.stage.state(), &before, "both undone");
}

#[tokio::test]
async fn what_the_engine_repairs_is_broken_no_longer_and_stays_repaired() {
    for fault in [
        "issuer-mismatch",
        "certificate-mismatch",
        "certificate-rotated",
        "certificate-not-selected",
        "audience-mismatch",
        "audience-regenerated",
        "acs-url-other-provider",
        "acs-shared",
        "sign-on-url-old",
        "identity-provider-inactive",
        "identity-provider-deleted",
        "user-name-filtered",
        "user-name-expression-wrong",
        "target-app-not-assigned",
        "target-app-inactive",
        "target-app-deleted",
        "org2org-app-inactive",
        "routing-rule-deleted",
        "routing-rule-inactive",
        "provisioning-off",
        "provisioning-update-off",
    ] {
        let mut joined = Joined::new().await;
        joined.apply(fault).unwrap();
        let wire = joined.stage.wire(None);
        joined
            .stage
            .run(&joined.blueprint, &wire)
            .await
            .unwrap_or_else(|stop| panic!("{fault}: {stop:?}"));
        joined.later();
        assert_eq!(joined.at_source(), WORKS, "{fault}: repaired by the engine");
        assert_eq!(joined.world(World::active_faults), [] as [&str; 0], "{fault}");
        joined.undo(fault);
        joined.later();
        assert_eq!(joined.at_source(), WORKS, "{fault}: undone after the repair");
    }
}

#[tokio::test]
async fn switching_twice_is_switching_once() {
    let joined = Joined::new().await;
    let before = joined.stage.state();
    joined.apply("issuer-mismatch").unwrap();
    let broken = joined.stage.state();
    joined.apply("issuer-mismatch").unwrap();
    assert_same(&joined.stage.state(), &broken, "applied twice");
    joined.undo("issuer-mismatch");
    joined.undo("issuer-mismatch");
    assert_same(&joined.stage.state(), &before, "undone twice");
}

#[test]
fn without_a_connection_there_is_nothing_to_break_and_nothing_is_touched() {
    let stage = stage();
    let before = stage.state();
    for fault in practice::faults() {
        let refused = stage.world.lock().unwrap().apply_fault(fault.name);
        assert!(
            matches!(refused, Err(Trouble::Unfit(_))),
            "{}: {refused:?}",
            fault.name
        );
        assert_same(&stage.state(), &before, fault.name);
    }
    assert_eq!(stage.world.lock().unwrap().active_faults(), [] as [&str; 0]);
}

#[tokio::test]
async fn without_provisioning_there_is_no_push_to_break() {
    let mut stage = stage();
    let mut blueprint = stage.blueprint().await;
    blueprint.provisioning = org2org_setup::federation::blueprint::Provisioning::None;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    let before = stage.state();
    let refused = stage
        .world
        .lock()
        .unwrap()
        .apply_fault("provisioning-token-revoked");
    let Err(Trouble::Unfit(why)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(why, "Provisioning of the Org2Org app is not connected");
    assert_same(&stage.state(), &before, "refused");
}

#[tokio::test]
async fn no_page_and_no_event_tells_that_somebody_broke_it() {
    let joined = Joined::new().await;
    for fault in ["issuer-mismatch", "user-suspended", "provisioning-token-revoked"] {
        joined.apply(fault).unwrap();
    }
    joined.at_source();
    for side in [Side::Source, Side::Target] {
        let log = joined
            .get(side, "/api/v1/logs?limit=1000")
            .to_string()
            .to_lowercase();
        for word in [
            "broken",
            "on purpose",
            "issuer-mismatch",
            "user-suspended",
            "token-revoked",
        ] {
            assert!(!log.contains(word), "{word} in the {} org's log", side.name());
        }
    }
}

mod bundle;
mod interface;
mod matrix;
mod mended;
