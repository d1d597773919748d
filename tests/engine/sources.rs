//! Several source orgs joined to one target org, each by a connection of its own.

use crate::world::{Stage, stages};
use org2org_setup::{
    federation::{Blueprint, Fact},
    practice::{Method, Request, Response, Seat, Side, handle},
};

const SOURCES: u16 = 3;

/// Every source org joined to the target org, one after the other.
async fn joined() -> Vec<(Stage, Blueprint)> {
    let mut joined = Vec::new();
    for mut stage in stages(SOURCES) {
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

/// A browser at one of the source orgs, with the cookie of whoever signed in.
struct Browser<'s> {
    stage: &'s Stage,
    cookie: String,
}

impl<'s> Browser<'s> {
    fn signed_in(stage: &'s Stage) -> Self {
        let person = &stage.source.users[0];
        let mut browser = Self {
            stage,
            cookie: String::new(),
        };
        let fields = [
            ("username", person.login.as_str()),
            ("password", &person.password),
        ];
        let answer = browser.send(stage.seat, &Request::new(Method::Post, "/login").form(&fields));
        let cookie = answer.header_value("set-cookie").unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut browser.cookie);
        browser
    }

    fn send(&self, seat: impl Into<Seat>, request: &Request) -> Response {
        let request = request.clone().header("cookie", &self.cookie);
        let mut world = self.stage.world.lock().unwrap();
        handle(&mut world, seat, &request, self.stage.clock.now())
    }

    /// Opens the Org2Org tile and takes the response off the page.
    fn saml_response(&self) -> String {
        let dashboard = self
            .send(self.stage.seat, &Request::new(Method::Get, "/app/UserHome"))
            .text_body();
        let tile = dashboard
            .split('"')
            .find(|part| part.starts_with("/home/okta_org2org/"))
            .unwrap();
        let mut path = tile.to_owned();
        loop {
            let answer = self.send(self.stage.seat, &Request::new(Method::Get, &path));
            if let Some(location) = answer.header_value("location") {
                path = location.replacen(self.stage.source.url.as_str().trim_end_matches('/'), "", 1);
                continue;
            }
            let page = answer.text_body();
            let (_, rest) = page.split_once("name=\"SAMLResponse\" value=\"").unwrap();
            return rest.split('"').next().unwrap().to_owned();
        }
    }
}

/// The identifier of the identity provider that a stage made.
fn idp(stage: &Stage) -> String {
    stage.ledger.facts.get(Fact::IdpId).unwrap().to_owned()
}

#[tokio::test]
async fn a_response_of_one_source_org_is_taken_by_its_own_identity_provider_and_refused_by_every_other() {
    let joined = joined().await;
    for (sender, _) in &joined {
        let response = Browser::signed_in(sender).saml_response();
        let mut taken = Vec::new();
        for (receiver, _) in &joined {
            let path = format!("/sso/saml2/{}", idp(receiver));
            let post = Request::new(Method::Post, &path).form(&[("SAMLResponse", &response)]);
            let answer = Browser {
                stage: receiver,
                cookie: String::new(),
            }
            .send(Side::Target, &post);
            if answer.header_value("set-cookie").is_some() {
                taken.push(receiver.source.name.as_str());
            } else {
                assert!(answer.text_body().contains("GENERAL_NONSUCCESS"));
            }
        }
        assert_eq!(taken, [sender.source.name.as_str()]);
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
