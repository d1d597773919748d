//! Several source orgs joined to one target org, each by a connection of its own.

use crate::world::{Stage, stages};
use org2org_setup::{
    federation::Blueprint,
    practice::{Side, Temper},
};

const SOURCES: u16 = 3;

/// Every source org joined to the target org, one after the other.
async fn joined() -> Vec<(Stage, Blueprint)> {
    let mut joined = Vec::new();
    for mut stage in stages(Temper::Gentle, SOURCES) {
        let blueprint = stage.blueprint().await;
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        joined.push((stage, blueprint));
    }
    joined
}

#[tokio::test]
async fn every_source_org_is_joined_and_verified_beside_the_others() {
    for (stage, blueprint) in joined().await {
        assert!(stage.plan(&blueprint).await.is_empty(), "{}", stage.source.name);
        let (stages, report) = stage.judged_sign_in(&blueprint).await;
        assert!(stages.iter().all(|stage| stage.ok), "{stages:?}");
        assert_eq!(report.verified(), report.items.len(), "{report:?}");
    }
}

#[tokio::test]
async fn people_of_one_source_org_are_linked_to_its_own_identity_provider_and_no_other() {
    let joined = joined().await;
    for (stage, blueprint) in &joined {
        stage.judged_sign_in(blueprint).await;
    }
    let state = joined[0].0.world.lock().unwrap().state(Side::Target);
    let idps: Vec<_> = state["idps"].as_object().unwrap().values().collect();
    assert_eq!(idps.len(), usize::from(SOURCES));
    for (stage, _) in &joined {
        let name = |id: &String| {
            state["users"][id]["profile"]["login"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        let linked = |idp: &&&serde_json::Value| {
            idp["links"]
                .as_object()
                .unwrap()
                .keys()
                .map(name)
                .eq([stage.person()])
        };
        assert_eq!(idps.iter().filter(linked).count(), 1, "{}", stage.person());
    }
}

#[tokio::test]
async fn undoing_one_connection_leaves_the_others_verified() {
    let mut joined = joined().await;
    let (mut gone, blueprint) = joined.remove(1);
    gone.undo(&blueprint).await.unwrap();
    for (stage, blueprint) in &joined {
        let (_, report) = stage.judged_sign_in(blueprint).await;
        assert_eq!(report.verified(), report.items.len(), "{report:?}");
    }
}
