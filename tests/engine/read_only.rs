//! With the reading half of the client alone: everything is seen that has to be, and nothing but reading is sent.

use crate::world::{Stage, TestClock, Wire, stage};
use org2org_setup::{
    federation::{
        Snapshot,
        bundle::Connection,
        orgs::Readers,
        plan,
        troubleshoot::{Settings, troubleshoot},
        verify::{
            self, Events, Report,
            watch::{Interest, Watch},
        },
    },
    okta::{ApiToken, OrgUrl, Reader, transport::Transport},
    practice::{self, OrgCard},
    saml::expectation::Instant,
};
use std::sync::Arc;

/// Readers with tokens of admins who have this role.
fn readers(stage: &Stage, wire: &Arc<Wire>, role: &str) -> Readers {
    let reader = |card: &OrgCard, side: practice::Side| {
        let token = stage.world.lock().unwrap().add_token(side, role, "reader");
        Reader::new(
            OrgUrl::parse(card.url.as_str()).unwrap(),
            Some(ApiToken::parse(&token).unwrap()),
            Arc::clone(wire) as Arc<dyn Transport>,
            Arc::new(TestClock(stage.clock.clone())),
        )
    };
    Readers {
        source: reader(&stage.source, practice::Side::Source),
        target: reader(&stage.target, practice::Side::Target),
    }
}

/// A look at both orgs and their logs, the checklist, and troubleshooting.
async fn looked(
    stage: &Stage,
    readers: &Readers,
    blueprint: &org2org_setup::federation::Blueprint,
    since: jiff::Timestamp,
) -> (Snapshot, Report) {
    let snapshot =
        org2org_setup::engine::look(readers, &TestClock(stage.clock.clone()), blueprint, &stage.ledger)
            .await
            .0;
    let facts = plan::plan(blueprint, &snapshot, &stage.ledger.facts).facts;
    let mut watch = Watch::since(since, Interest::of(blueprint, &facts));
    watch.look(readers).await.unwrap();
    let report = verify::report(blueprint, &snapshot, &facts, &watch.events(), false);
    let settings = Settings {
        blueprint: Box::new(blueprint.clone()),
        snapshot: Arc::new(snapshot.clone()),
        facts,
        report: Some(report.clone()),
    };
    let instant = Instant {
        at: stage.clock.now(),
        chosen: false,
    };
    let outcome = troubleshoot(&[], &settings.expectations(), Some(&settings), instant);
    assert_eq!(outcome.troubles.len(), report.findings().len());
    let _bundled = Connection::new(&settings, &Events::default(), true);
    (snapshot, report)
}

fn told(report: &Report) -> Vec<(&'static str, verify::ItemState)> {
    let codes = report.findings().into_iter().map(|finding| finding.code);
    let states = report.items.iter().map(|item| (item.id.as_str(), item.state));
    let ready = verify::ItemState::Ready;
    states.chain(codes.map(|code| (code, ready))).collect()
}

#[tokio::test]
async fn looking_verifying_and_troubleshooting_send_nothing_but_reads() {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    stage.run(&blueprint, &stage.wire(None)).await.unwrap();
    let since = stage.clock.now();
    stage.world.lock().unwrap().sign_in(&stage.person(), None);
    stage
        .world
        .lock()
        .unwrap()
        .apply_fault("issuer-mismatch")
        .unwrap();
    let wire = stage.wire(None);
    let readers = readers(&stage, &wire, "SUPER_ADMIN");
    let before = stage.state();
    let (_, report) = looked(&stage, &readers, &blueprint, since).await;
    assert!(report.is_blocked());
    let sent = wire.log.lock().unwrap().clone();
    assert!(sent.len() > 25, "{}", sent.len());
    let others: Vec<&String> = sent.iter().filter(|line| !line.starts_with("GET ")).collect();
    assert_eq!(others, [] as [&String; 0]);
    println!("{} requests, every one a GET", sent.len());
    crate::world::assert_same(&stage.state(), &before, "looked at");
}

#[tokio::test]
async fn the_token_of_a_read_only_admin_sees_everything_that_is_judged() {
    let mut stage = stage();
    let blueprint = stage.blueprint().await;
    stage.run(&blueprint, &stage.wire(None)).await.unwrap();
    for fault in ["none", "issuer-mismatch", "certificate-rotated", "user-suspended"] {
        if fault != "none" {
            stage.world.lock().unwrap().apply_fault(fault).unwrap();
        }
        stage.clock.advance(jiff::SignedDuration::from_mins(10));
        let since = stage.clock.now();
        let whole = readers(&stage, &stage.wire(None), "SUPER_ADMIN");
        let small = readers(&stage, &stage.wire(None), "READ_ONLY_ADMIN");
        let (_, by_super) = looked(&stage, &whole, &blueprint, since).await;
        let (snapshot, by_reader) = looked(&stage, &small, &blueprint, since).await;
        // Of itself the token tells that it is no super admin's, which provisioning with it would need.
        let mut by_reader = told(&by_reader);
        by_reader.retain(|(word, _)| *word != "role-too-small");
        assert_eq!(by_reader, told(&by_super), "{fault}");
        for org in [&snapshot.source.org, &snapshot.target.org] {
            assert!(org.roles.as_ref().unwrap_err().is_forbidden());
            assert!(org.facts.is_ok() && org.me.is_ok() && org.tokens.is_ok());
        }
    }
}
