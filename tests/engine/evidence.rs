//! What the events of both logs prove, and what they are not taken for: odd orders, other people, other apps, clocks
//! that differ, and failures that a later success made obsolete.

use crate::world::{Stage, stage};
use jiff::{SignedDuration, Timestamp};
use org2org_setup::{
    federation::{
        Blueprint, Fact, Side, Snapshot,
        verify::{
            Confidence, Events, ItemId, Severity,
            evidence::{Proofs, gather},
        },
    },
    okta::{Doc, resource::logs::LogEvent},
};
use serde_json::{Value, json};

const MIRA: &str = "mira.chen@acme.example";
const BEN: &str = "ben.okafor@acme.example";
const ARRIVES: &str = "user.authentication.auth_via_IDP";
const SENT_ON: &str = "user.authentication.sso";
const UNASSIGNED: &str = "app.generic.unauth_app_access_attempt";
const PUSH: &str = "application.provision.user.push";

/// A connection that is set up, before anybody signs in.
struct Bench {
    stage: Stage,
    blueprint: Blueprint,
    snapshot: Snapshot,
}

/// An event in the making, so many seconds after the sign-in began.
#[derive(Clone)]
struct Told {
    side: Side,
    at: i64,
    kind: &'static str,
    result: &'static str,
    reason: Option<&'static str>,
    user: Option<&'static str>,
    object: String,
}

impl Bench {
    async fn new() -> Self {
        let mut stage = stage();
        let blueprint = stage.blueprint().await;
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        let orgs = stage.orgs(&stage.wire(None));
        let snapshot = stage.observe(&orgs, &blueprint).await;
        Self {
            stage,
            blueprint,
            snapshot,
        }
    }

    fn id(&self, fact: Fact) -> String {
        self.stage.ledger.facts.get(fact).unwrap().to_owned()
    }

    fn event(&self, side: Side, at: i64, kind: &'static str, of: Fact) -> Told {
        Told {
            side,
            at,
            kind,
            result: "SUCCESS",
            reason: None,
            user: Some(MIRA),
            object: self.id(of),
        }
    }

    /// The test user's whole way, each event a second after the one before.
    fn way(&self) -> [Told; 4] {
        [
            self.event(Side::Source, 0, "user.session.start", Fact::Org2OrgAppId),
            self.event(Side::Source, 1, SENT_ON, Fact::Org2OrgAppId),
            self.event(Side::Target, 2, ARRIVES, Fact::IdpId),
            self.event(Side::Target, 3, SENT_ON, Fact::TargetAppId),
        ]
    }

    fn refused(&self, at: i64, reason: &'static str) -> Told {
        Told {
            result: "FAILURE",
            reason: Some(reason),
            user: None,
            ..self.event(Side::Target, at, ARRIVES, Fact::IdpId)
        }
    }

    fn judged(&self, told: &[Told]) -> Proofs {
        let began = self.stage.clock.now();
        let of = |side| -> Vec<Doc<LogEvent>> {
            let own = told.iter().enumerate().filter(|(_, one)| one.side == side);
            own.map(|(at, one)| Doc::decode(one.json(at, began)).unwrap())
                .collect()
        };
        let events = Events {
            source: of(Side::Source),
            target: of(Side::Target),
        };
        gather(&self.blueprint, &self.snapshot, &self.stage.ledger.facts, &events)
    }

    /// Which items events prove.
    fn proved(&self, told: &[Told]) -> Vec<ItemId> {
        let proofs = self.judged(told);
        let by_events = proofs.evidence.iter().filter(|(_, proof)| proof.event.is_some());
        by_events.map(|(item, _)| *item).collect()
    }

    fn found(&self, told: &[Told]) -> Vec<&'static str> {
        let proofs = self.judged(told);
        proofs.findings.iter().map(|finding| finding.code).collect()
    }
}

impl Told {
    fn json(&self, number: usize, began: Timestamp) -> Value {
        let mut targets =
            vec![json!({ "type": "AppInstance", "id": self.object, "displayName": "An object" })];
        if let Some(user) = self.user {
            targets.push(json!({ "type": "User", "id": format!("00u{user}"), "alternateId": user, "displayName": user }));
        }
        json!({
            "uuid": format!("event-{number}"), "published": (began + SignedDuration::from_secs(self.at)).to_string(),
            "eventType": self.kind, "outcome": { "result": self.result, "reason": self.reason },
            "actor": { "type": "SystemPrincipal", "id": "okta", "alternateId": "system@okta.com" },
            "target": targets,
        })
    }

    fn at(mut self, seconds: i64) -> Self {
        self.at = seconds;
        self
    }

    fn of(mut self, user: &'static str) -> Self {
        self.user = Some(user);
        self
    }

    fn on(mut self, object: &str) -> Self {
        object.clone_into(&mut self.object);
        self
    }

    fn failed(mut self, reason: &'static str) -> Self {
        self.result = "FAILURE";
        self.reason = Some(reason);
        self
    }
}

#[tokio::test]
async fn each_event_of_the_way_proves_its_item_and_no_later_one() {
    let bench = Bench::new().await;
    let way = bench.way();
    let steps: [(usize, &[ItemId]); 5] = [
        (0, &[]),
        (1, &[ItemId::SourceSignIn]),
        (2, &[ItemId::SourceSignIn]),
        (3, &[ItemId::SourceSignIn, ItemId::Redirect]),
        (
            4,
            &[
                ItemId::SourceSignIn,
                ItemId::Redirect,
                ItemId::Assignment,
                ItemId::EndToEnd,
            ],
        ),
    ];
    for (count, items) in steps {
        assert_eq!(bench.proved(&way[..count]), items, "{count} events");
    }
    assert_eq!(bench.found(&way), [] as [&str; 0]);
}

/// Okta's log is not in order at its edge (okta-api §7.1).
#[tokio::test]
async fn the_order_in_which_events_are_read_changes_nothing() {
    let bench = Bench::new().await;
    let mut events = bench.way().to_vec();
    events.push(bench.refused(-60, "Unable to resolve IdP endpoint"));
    let wanted = bench.proved(&events);
    for _ in 0..events.len() {
        events.rotate_left(1);
        assert_eq!(bench.proved(&events), wanted);
        assert_eq!(bench.found(&events), [] as [&str; 0]);
    }
    events.reverse();
    assert_eq!(bench.proved(&events), wanted);
}

#[tokio::test]
async fn other_people_and_other_objects_prove_nothing() {
    let bench = Bench::new().await;
    let way = bench.way();
    let others: Vec<Told> = way.iter().cloned().map(|event| event.of(BEN)).collect();
    assert_eq!(bench.proved(&others), []);
    let elsewhere: Vec<Told> = way[1..]
        .iter()
        .cloned()
        .map(|event| event.on("0oaelsewhere000000d7"))
        .collect();
    assert_eq!(
        bench.proved(&elsewhere),
        [ItemId::SourceSignIn],
        "who signs in signs in"
    );
    let [start, sent, arrived, opened] = way.clone();
    let mixed = [start, sent, arrived.of(BEN), opened];
    assert_eq!(
        bench.proved(&mixed),
        [ItemId::SourceSignIn],
        "somebody else arrived"
    );
}

#[tokio::test]
async fn names_are_compared_in_any_case() {
    let bench = Bench::new().await;
    let way: Vec<Told> = bench
        .way()
        .iter()
        .cloned()
        .map(|event| event.of("Mira.Chen@ACME.example"))
        .collect();
    assert_eq!(bench.proved(&way).len(), 4);
}

#[tokio::test]
async fn two_clocks_may_differ_by_two_minutes_and_no_more() {
    let bench = Bench::new().await;
    let [_, sent, arrived, opened] = bench.way();
    for (apart, proved) in [
        (0, true),
        (119, true),
        (120, true),
        (121, false),
        (-120, true),
        (-121, false),
    ] {
        let events = [sent.clone().at(0), arrived.clone().at(apart)];
        let found = bench.proved(&events).contains(&ItemId::Redirect);
        assert_eq!(found, proved, "arrived {apart} s after being sent on");
    }
    for (apart, proved) in [(0, true), (-120, true), (-121, false), (3600, true)] {
        let events = [arrived.clone().at(0), opened.clone().at(apart)];
        let found = bench.proved(&events).contains(&ItemId::EndToEnd);
        assert_eq!(found, proved, "opened {apart} s after arriving");
    }
}

#[tokio::test]
async fn opening_the_app_without_arriving_proves_no_way_through_the_partner() {
    let bench = Bench::new().await;
    let [start, sent, _, opened] = bench.way();
    assert_eq!(bench.proved(&[start, sent, opened]), [ItemId::SourceSignIn]);
}

#[tokio::test]
async fn a_refusal_counts_until_the_same_person_arrives_later() {
    let bench = Bench::new().await;
    let reason = "Unable to resolve IdP endpoint";
    let [_, _, arrived, _] = bench.way();
    let at = |seconds| bench.refused(seconds, reason);
    assert_eq!(bench.found(&[at(0)]), ["unknown-endpoint"]);
    assert_eq!(bench.found(&[at(0), arrived.clone().at(60)]), [] as [&str; 0]);
    assert_eq!(
        bench.found(&[arrived.clone().at(0), at(60)]),
        ["unknown-endpoint"]
    );
    let somebody = arrived.clone().of(BEN).at(60);
    assert_eq!(
        bench.found(&[at(0), somebody]),
        ["unknown-endpoint"],
        "somebody else arrived"
    );
}

#[tokio::test]
async fn the_last_of_several_refusals_is_told() {
    let bench = Bench::new().await;
    let events = [
        bench.refused(0, "Unable to validate SAML Response"),
        bench.refused(30, "User Not Found"),
        bench.refused(15, "Unable to resolve IdP endpoint"),
    ];
    assert_eq!(bench.found(&events), ["user-not-matched"]);
}

#[tokio::test]
async fn a_refusal_of_somebody_else_by_the_same_provider_is_not_the_test_users() {
    let bench = Bench::new().await;
    let reason = "Unable to match transformed username: rejected by the username filter";
    let nobody_named = bench.refused(0, reason);
    assert_eq!(
        bench.found(std::slice::from_ref(&nobody_named)),
        ["user-name-filtered"]
    );
    assert_eq!(
        bench.found(&[nobody_named.clone().of(MIRA)]),
        ["user-name-filtered"]
    );
    assert_eq!(
        bench.found(&[nobody_named.clone().of("unknown")]),
        ["user-name-filtered"]
    );
    assert_eq!(bench.found(&[nobody_named.of(BEN)]), [] as [&str; 0]);
}

/// The reasons of okta-api §7.4 and failure-modes §4.7, each to what it means.
#[tokio::test]
async fn oktas_reasons_are_told_as_what_they_mean_and_never_as_certain() {
    let bench = Bench::new().await;
    let refused = "Unable to validate incoming SAML Assertion";
    let rows = [
        (
            "The Issuer in the SAML response did not match the Issuer configured for the Identity Provider.",
            "issuer-mismatch",
        ),
        (
            "The digital signature in the SAML response did not validate with the Identity Provider's certificate",
            "certificate-mismatch",
        ),
        (
            "The SAML Response specified Conditions, but did not designate us as the target for these conditions. Found \"a\", expected \"b\".",
            "audience-mismatch",
        ),
        (
            "'InResponseTo=id1' does not match an ID of a SAML authentication request sent from Okta. Unable to validate SAML Response",
            "in-response-to-mismatch",
        ),
        (
            "A SAML assert with the same ID has already been processed by Okta for a previous request",
            "replayed",
        ),
        ("Unable to resolve IdP endpoint", "unknown-endpoint"),
        ("Unable to transform email to username", "user-name-not-made"),
        (
            "The transformed username 'x' was rejected by the username filter",
            "user-name-filtered",
        ),
        ("Unable to match transformed username", "user-not-matched"),
        ("User Not Found", "user-not-matched"),
        ("Unable to Validate User due to Invalid Status", "user-status"),
        ("Unable to JIT user from the Identity Provider", "not-created"),
        ("GENERAL_NONSUCCESS", "status-not-success"),
        (refused, "assertion-refused"),
        ("Something new in 2031", "sign-in-refused"),
        ("", "sign-in-refused"),
    ];
    for (reason, code) in rows {
        let proofs = bench.judged(&[bench.refused(0, reason)]);
        let [finding] = &proofs.findings[..] else {
            panic!("{reason}: {:?}", proofs.findings)
        };
        assert_eq!(finding.code, code, "{reason}");
        assert_ne!(finding.confidence, Confidence::Certain, "{reason}");
        assert_eq!(finding.severity, Severity::Blocks, "{reason}");
        assert!(
            finding.advice.why.contains(reason),
            "Okta's own words are kept: {:?}",
            finding.advice
        );
        let link = finding.advice.link.as_ref().unwrap();
        assert!(
            link.url.contains("event-0"),
            "the link leads to the event: {}",
            link.url
        );
        let unknown = code == "sign-in-refused";
        assert_eq!(
            finding.confidence == Confidence::Possible,
            unknown,
            "a guess is called a guess: {reason}"
        );
    }
}

#[tokio::test]
async fn a_person_who_is_not_assigned_is_told_of_until_the_app_opens() {
    let bench = Bench::new().await;
    let tried = |side, at, of| Told {
        result: "FAILURE",
        reason: Some("User attempted unauthorized access to app"),
        ..bench.event(side, at, UNASSIGNED, of)
    };
    let [_, sent, _, opened] = bench.way();
    let source = tried(Side::Source, 0, Fact::Org2OrgAppId);
    let target = tried(Side::Target, 0, Fact::TargetAppId);
    for (events, wanted) in [
        (vec![source.clone()], 1),
        (vec![target.clone()], 1),
        (vec![source.clone(), target.clone()], 2),
        (vec![source.clone(), sent.clone().at(30)], 0),
        (vec![target.clone(), opened.clone().at(30)], 0),
        (vec![source.clone(), sent.at(-30)], 1),
        (vec![source.clone().of(BEN)], 0),
        (vec![target.clone(), opened.on("0oaelsewhere000000d7").at(30)], 1),
    ] {
        let found = bench.found(&events);
        assert_eq!(
            found,
            vec!["user-not-assigned"; wanted],
            "{wanted} of {} events",
            events.len()
        );
    }
}

#[tokio::test]
async fn a_push_that_failed_counts_by_whom_it_concerns_and_until_the_same_person_is_pushed() {
    let bench = Bench::new().await;
    let reason = "Automatic provisioning failed: Matching user not found.";
    let push = |user, at| bench.event(Side::Source, at, PUSH, Fact::Org2OrgAppId).of(user);
    let weights = |events: &[Told]| -> Vec<(&str, Severity)> {
        let proofs = bench.judged(events);
        let told = proofs.findings.iter();
        told.map(|finding| (finding.code, finding.severity)).collect()
    };
    let own = push(MIRA, 0).failed(reason);
    let other = push(BEN, 10).failed(reason);
    let code = "provisioning-switches";
    assert_eq!(weights(std::slice::from_ref(&own)), [(code, Severity::Blocks)]);
    assert_eq!(
        weights(std::slice::from_ref(&other)),
        [(code, Severity::MayBlock)]
    );
    assert_eq!(
        weights(&[own.clone(), other.clone()]),
        [(code, Severity::Blocks)],
        "the test user's goes first"
    );
    assert_eq!(weights(&[own.clone(), push(MIRA, 60)]), []);
    assert_eq!(
        weights(&[own.clone(), push(MIRA, -60)]),
        [(code, Severity::Blocks)]
    );
    assert_eq!(weights(&[own.clone(), push(BEN, 60)]), [(code, Severity::Blocks)]);
    assert_eq!(weights(&[own.on("0oaelsewhere000000d7")]), [], "of another app");
    let told = bench.judged(&[other]).findings;
    assert!(
        told[0].advice.headline.contains(BEN),
        "whom it concerns is named: {:?}",
        told[0].advice
    );
}

#[tokio::test]
async fn nobody_to_test_with_is_nobody_to_judge() {
    let mut bench = Bench::new().await;
    let mut events = bench.way().to_vec();
    events.push(bench.refused(60, "User Not Found"));
    bench.blueprint.test_user = None;
    let proofs = bench.judged(&events);
    assert!(
        proofs.evidence.is_empty() && proofs.findings.is_empty(),
        "{proofs:?}"
    );
}
