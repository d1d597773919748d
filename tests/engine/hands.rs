//! What an admin does by hand in an org meanwhile, and a plan as people read it.

use crate::world::Stage;
use org2org_setup::{
    federation::{
        Blueprint, Fact, Plan,
        apply::plain,
        orgs::Side,
        plan::{Effect, KeptReason},
    },
    okta::{Call, doc::set_member, transport::Method},
};
use regex::Regex;
use serde_json::Value;

/// A connection that was set up by the engine.
pub(crate) async fn joined() -> (Stage, Blueprint) {
    let mut stage = crate::world::stage();
    let mut blueprint = stage.blueprint().await;
    // Nobody has connected that app's own provisioning; `plans` has a test about it.
    blueprint.target_app.provisioning = None;
    let wire = stage.wire(None);
    stage.run(&blueprint, &wire).await.unwrap();
    (stage, blueprint)
}

/// The admin of one org, with the token of that org.
pub(crate) struct Hands<'s> {
    stage: &'s Stage,
    side: Side,
}

impl<'s> Hands<'s> {
    pub(crate) fn at_source(stage: &'s Stage) -> Self {
        let side = Side::Source;
        Self { stage, side }
    }

    pub(crate) fn at_target(stage: &'s Stage) -> Self {
        let side = Side::Target;
        Self { stage, side }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let orgs = self.stage.orgs(&self.stage.wire(None));
        orgs.reader(self.side).get(path).await.unwrap()
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let orgs = self.stage.orgs(&self.stage.wire(None));
        let call = Call::new(method, path, body);
        let reply = orgs.writer(self.side).send(&call).await;
        reply
            .unwrap_or_else(|error| panic!("{} {path}: {error}", method.as_str()))
            .json()
            .unwrap()
    }

    pub(crate) async fn post(&self, path: &str) {
        self.send(Method::Post, path, None).await;
    }

    pub(crate) async fn delete(&self, path: &str) {
        self.send(Method::Delete, path, None).await;
    }

    /// Reads a document, sets one member and writes it back.
    pub(crate) async fn set(&self, path: &str, pointer: &str, value: Value) {
        let mut document = self.get(path).await;
        set_member(&mut document, pointer, value);
        self.send(Method::Put, path, Some(document)).await;
    }
}

/// The path of an object that the set-up made.
pub(crate) fn path(stage: &Stage, fact: Fact) -> String {
    let known = |fact| stage.ledger.facts.get(fact).unwrap();
    match fact {
        Fact::IdpId => format!("/api/v1/idps/{}", known(fact)),
        Fact::RoutingRuleId => {
            let policy = known(Fact::RoutingPolicyId);
            format!("/api/v1/policies/{policy}/rules/{}", known(fact))
        }
        Fact::GroupId => format!("/api/v1/groups/{}", known(fact)),
        _ => format!("/api/v1/apps/{}", known(fact)),
    }
}

/// A plan, a line for each action with its request and the members that change; what is in place already is left out.
pub(crate) fn told(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for planned in &plan.actions {
        let mark = match planned.effect {
            Effect::Add(_) => '+',
            Effect::Change(_) => '~',
        };
        let call = &planned.call;
        lines.push(format!(
            "{mark} {} {} [{} {}]",
            planned.side.as_str(),
            planned.title,
            call.method.as_str(),
            hide_ids(&call.path)
        ));
        if let Effect::Change(changes) = &planned.effect {
            lines.extend(changes.iter().map(|change| {
                let (from, to) = (plain(&change.from), plain(&change.to));
                hide_ids(&format!("  {}: {from} → {to}", change.words))
            }));
        }
    }
    let deliberate = plan
        .kept
        .iter()
        .filter(|kept| kept.reason != KeptReason::AlreadyThere);
    lines.extend(deliberate.map(|kept| format!("= {} ({})", kept.title, kept.reason.words())));
    let obstacles = plan.obstacles.iter();
    lines.extend(obstacles.map(|one| hide_ids(&format!("✗ {}: {}", one.title, one.cause.words()))));
    lines
}

/// Identifiers differ from seed to seed: keys of certificates, and words of twelve letters and digits or more.
fn hide_ids(text: &str) -> String {
    let keys = Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap();
    let words = Regex::new("[A-Za-z0-9]{12,}").unwrap();
    let hidden = keys.replace_all(text, "…");
    let shown = words.replace_all(&hidden, |word: &regex::Captures<'_>| {
        if word[0].contains(|letter: char| letter.is_ascii_digit()) {
            "…".to_owned()
        } else {
            word[0].to_owned()
        }
    });
    shown.into_owned()
}
