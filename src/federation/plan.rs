//! What would change, as a value: pure, synchronous, every action and every non-action explained.
//!
//! Refuses to ask anybody: it compares a blueprint with a snapshot and with what the journal knows.

use crate::{
    federation::{
        Blueprint, Snapshot,
        action::{
            Action, AddGroup, AddTargetApp, AssignGroup, AssignPerson, AssignTargetGroup, Change, Conflict,
            ConnectProvisioning, IdentityProvider, InPlace, Names, Org2OrgApp, Org2OrgTrust, RoutingRule,
            Step, SwitchProvisioning, TargetUserName, UploadCertificate, Where,
        },
        blueprint::{AppChoice, GroupChoice, Routing},
        facts::{Fact, Facts},
        orgs::Side,
    },
    okta::{Call, Error},
};

/// What would change.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The changes, in the order in which they have to be made.
    pub actions: Vec<Planned>,
    /// What needs no change, and why.
    pub kept: Vec<Kept>,
    /// What has to be settled by a human first.
    pub obstacles: Vec<Obstacle>,
    /// All values known when the plan was made.
    pub facts: Facts,
}

/// A change that would be made.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The action.
    pub action: Action,
    /// Stable and unique within the plan.
    pub key: String,
    /// In which org.
    pub side: Side,
    /// In which step.
    pub step: Step,
    /// One plain sentence.
    pub title: String,
    /// Whether an object is made, or one that is there is changed.
    pub effect: Effect,
    /// The exact request; values not yet known stand in angle quotes.
    pub call: Call,
}

/// What an action does to its object.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Makes it, with these members.
    Add(Vec<Change>),
    /// Changes these members of it.
    Change(Vec<Change>),
}

impl Effect {
    /// The members concerned.
    pub fn changes(&self) -> &[Change] {
        match self {
            Self::Add(changes) | Self::Change(changes) => changes,
        }
    }
}

/// Something that is already as wanted, or deliberately left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The key of the action that is not needed.
    pub key: String,
    /// In which org.
    pub side: Side,
    /// In which step.
    pub step: Step,
    /// What the action would have done.
    pub title: String,
    /// Why it is not needed.
    pub reason: KeptReason,
}

/// Why nothing is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptReason {
    /// It is there as wanted.
    AlreadyThere,
    /// The app's provisioning is not connected, which no API does.
    NotConnected,
}

impl KeptReason {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::AlreadyThere => "Already as wanted",
            Self::NotConnected => {
                "Provisioning of this app is not connected; that is done by hand in its Provisioning tab"
            }
        }
    }
}

/// Something that has to be settled first.
#[derive(Clone, Debug)]
pub struct Obstacle {
    /// The key of the action that cannot be planned.
    pub key: String,
    /// In which org.
    pub side: Side,
    /// In which step.
    pub step: Step,
    /// What the action would do.
    pub title: String,
    /// Why it cannot be planned.
    pub cause: ObstacleCause,
}

/// Why an action cannot be planned.
#[derive(Clone, Debug)]
pub enum ObstacleCause {
    /// Something else stands in its place.
    Conflict(Conflict),
    /// The org did not say what is there.
    Unreadable(Error),
}

impl ObstacleCause {
    /// The cause in words, with what to do.
    pub fn words(&self) -> String {
        match self {
            Self::Conflict(conflict) => format!("{}. {}", conflict.sentence, conflict.remedy),
            Self::Unreadable(error) => format!("It could not be read: {error}"),
        }
    }
}

impl Plan {
    /// Whether nothing would change and nothing stands in the way.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.obstacles.is_empty()
    }

    /// How many changes an org would see.
    pub fn count(&self, side: Side) -> usize {
        self.actions.iter().filter(|planned| planned.side == side).count()
    }

    /// The plan of the steps up to and including one.
    #[must_use]
    pub fn up_to(&self, last: Step) -> Self {
        Self {
            actions: self
                .actions
                .iter()
                .filter(|planned| planned.step <= last)
                .cloned()
                .collect(),
            kept: self
                .kept
                .iter()
                .filter(|kept| kept.step <= last)
                .cloned()
                .collect(),
            obstacles: self
                .obstacles
                .iter()
                .filter(|obstacle| obstacle.step <= last)
                .cloned()
                .collect(),
            facts: self.facts.clone(),
        }
    }

    /// The sentence over a plan: how many changes, and where.
    pub fn headline(&self, names: &Names) -> String {
        let count = |number: usize, one: &str, many: &str| {
            format!("{number} {}", if number == 1 { one } else { many })
        };
        let all = self.actions.len();
        if all == 0 {
            return "Nothing to change".to_owned();
        }
        let (source, target) = (self.count(Side::Source), self.count(Side::Target));
        format!(
            "{}: {source} in {}, {target} in {}, 0 deletions",
            count(all, "change", "changes"),
            names.source,
            names.target
        )
    }
}

/// Everything that is wanted, in the order in which it has to be done.
pub fn wishes(blueprint: &Blueprint) -> Vec<Action> {
    let mut wishes = target_app_wishes(blueprint);
    wishes.extend(trust_wishes(blueprint));
    if let Some(lifecycle) = blueprint.provisioning.lifecycle() {
        wishes.push(
            ConnectProvisioning {
                target: blueprint.target.url.clone(),
            }
            .into(),
        );
        wishes.push(
            SwitchProvisioning {
                of: Where::Org2Org,
                lifecycle,
            }
            .into(),
        );
    }
    wishes.extend(assignment_wishes(blueprint));
    wishes
}

fn target_app_wishes(blueprint: &Blueprint) -> Vec<Action> {
    let wanted = &blueprint.target_app;
    let mut wishes = Vec::new();
    if let AppChoice::Add { name, label } = &wanted.app {
        wishes.push(
            AddTargetApp {
                name: name.clone(),
                label: label.clone(),
            }
            .into(),
        );
    }
    if let Some(template) = &wanted.user_name_template {
        wishes.push(
            TargetUserName {
                label: wanted.app.label().to_owned(),
                template: template.clone(),
            }
            .into(),
        );
    }
    if let Some(lifecycle) = wanted.provisioning {
        wishes.push(
            SwitchProvisioning {
                of: Where::TargetApp,
                lifecycle,
            }
            .into(),
        );
    }
    wishes
}

fn trust_wishes(blueprint: &Blueprint) -> Vec<Action> {
    let target = blueprint.target.url.clone();
    let mut wishes = vec![
        Org2OrgApp {
            choice: blueprint.org2org.clone(),
            target: target.clone(),
        }
        .into(),
        UploadCertificate {}.into(),
    ];
    if let GroupChoice::Add { name } = &blueprint.idp.group {
        wishes.push(
            AddGroup {
                name: name.clone(),
                source: blueprint.source.name.clone(),
            }
            .into(),
        );
    }
    wishes.push(
        IdentityProvider {
            choice: blueprint.idp.clone(),
        }
        .into(),
    );
    wishes.push(
        Org2OrgTrust {
            label: blueprint.org2org.label.clone(),
            target,
        }
        .into(),
    );
    if let Routing::Domains { rule, domains } = &blueprint.routing {
        wishes.push(
            RoutingRule {
                name: rule.clone(),
                domains: domains.clone(),
            }
            .into(),
        );
    }
    wishes
}

/// The target app comes first, so that people who arrive find it.
fn assignment_wishes(blueprint: &Blueprint) -> Vec<Action> {
    let group = blueprint.idp.group.name().to_owned();
    let app = blueprint.target_app.app.label().to_owned();
    let mut wishes: Vec<Action> = vec![AssignTargetGroup { group, app }.into()];
    let groups = blueprint.assignments.groups.iter();
    wishes.extend(groups.map(|group| AssignGroup { group: group.clone() }.into()));
    let people = blueprint.assignments.people.iter();
    wishes.extend(people.map(|person| {
        AssignPerson {
            person: person.clone(),
        }
        .into()
    }));
    wishes
}

/// The names of both orgs.
pub fn names(blueprint: &Blueprint) -> Names {
    Names {
        source: blueprint.source.name.clone(),
        target: blueprint.target.name.clone(),
    }
}

/// What the blueprint, the journal and the snapshot know before any action is looked at.
fn given(blueprint: &Blueprint, snapshot: &Snapshot, known: &Facts) -> Facts {
    let mut facts = known.clone();
    if let AppChoice::Existing { id, .. } = &blueprint.target_app.app {
        facts.learn(Fact::TargetAppId, id.as_str());
    }
    if let GroupChoice::Existing { id, .. } = &blueprint.idp.group {
        facts.learn(Fact::GroupId, id.as_str());
    }
    let policy = snapshot
        .target
        .policies
        .as_ref()
        .ok()
        .and_then(|policies| policies.first());
    facts.learn_some(Fact::RoutingPolicyId, policy.map(|policy| policy.id.as_str()));
    facts
}

/// Compares what is wanted with what is there. `known` holds what the journal remembers.
///
/// The plan is a value: nothing is sent, and it can be read, counted and thrown away.
///
/// ```
/// use org2org_setup::{
///     clock::{Clock, SystemClock},
///     federation::{Facts, Orgs, Side, action::Step, observe, plan, preflight, suggest},
///     okta::{ApiToken, Client, OrgUrl, transport::HttpTransport},
///     practice::{self, OrgCard, Practice},
/// };
/// use std::sync::Arc;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let practice = Practice::start(practice::Options::default()).await.unwrap();
/// let client = |card: &OrgCard| {
///     let url = OrgUrl::parse(card.url.as_str()).unwrap();
///     let token = ApiToken::parse(&card.api_token).unwrap();
///     Client::new(url, Some(token), Arc::new(HttpTransport::default()), Arc::new(SystemClock))
/// };
/// let orgs = Orgs { source: client(practice.source()), target: client(practice.target()) };
/// let readers = orgs.readers();
///
/// // Who both orgs are, and what is wanted of them.
/// let (source, target) = (observe::org(&readers.source).await, observe::org(&readers.target).await);
/// let from = preflight::judge(Side::Source, orgs.source.org(), &source);
/// let to = preflight::judge(Side::Target, orgs.target.org(), &target);
/// let domains = ["acme.example".to_owned()];
/// let blueprint =
///     suggest::blueprint((orgs.source.org(), &from), (orgs.target.org(), &to), &domains).unwrap();
///
/// // What is there, and what would change.
/// let snapshot = observe::observe(&readers, &blueprint, &Facts::default(), SystemClock.now()).await;
/// let plan = plan::plan(&blueprint, &snapshot, &Facts::default());
/// assert!(plan.actions.iter().any(|planned| planned.step == Step::Trust));
/// assert!(plan.headline(&plan::names(&blueprint)).ends_with("0 deletions"));
/// # });
/// ```
pub fn plan(blueprint: &Blueprint, snapshot: &Snapshot, known: &Facts) -> Plan {
    let names = names(blueprint);
    let mut plan = Plan {
        facts: given(blueprint, snapshot, known),
        ..Plan::default()
    };
    plan.obstacles.extend(lost_app(blueprint, snapshot));
    plan.obstacles.extend(lost_group(blueprint, snapshot));
    for action in wishes(blueprint) {
        consider(&mut plan, action, snapshot, &names);
    }
    plan
}

/// The chosen app, where somebody has taken it away since, or nobody can say.
fn lost_app(blueprint: &Blueprint, snapshot: &Snapshot) -> Option<Obstacle> {
    let AppChoice::Existing { label, .. } = &blueprint.target_app.app else {
        return None;
    };
    let cause = match (&snapshot.target.apps, &snapshot.target.app) {
        (Err(error), _) => ObstacleCause::Unreadable(error.clone()),
        (Ok(_), None) => gone(
            format!("The app {label} is no longer in {}", blueprint.target.name),
            "Choose another app in step 1",
        ),
        (Ok(_), Some(_)) => return None,
    };
    Some(lost(
        "target-app",
        Step::TargetApp,
        format!("Use the app {label}"),
        cause,
    ))
}

/// The chosen group, likewise.
fn lost_group(blueprint: &Blueprint, snapshot: &Snapshot) -> Option<Obstacle> {
    let GroupChoice::Existing { name, .. } = &blueprint.idp.group else {
        return None;
    };
    let cause = match &snapshot.target.groups {
        Err(error) => ObstacleCause::Unreadable(error.clone()),
        Ok(groups) if groups.is_empty() => gone(
            format!("The group {name} is no longer in {}", blueprint.target.name),
            "Choose another group in step 2",
        ),
        Ok(_) => return None,
    };
    Some(lost("group", Step::Trust, format!("Use the group {name}"), cause))
}

fn gone(sentence: String, remedy: &str) -> ObstacleCause {
    ObstacleCause::Conflict(Conflict {
        sentence,
        remedy: remedy.to_owned(),
    })
}

fn lost(key: &str, step: Step, title: String, cause: ObstacleCause) -> Obstacle {
    Obstacle {
        key: key.to_owned(),
        side: Side::Target,
        step,
        title,
        cause,
    }
}

fn consider(plan: &mut Plan, action: Action, snapshot: &Snapshot, names: &Names) {
    let act = action.act();
    let (key, side, step, title) = (act.key(), act.side(), act.step(), act.title(names));
    let obstacle = |cause| Obstacle {
        key: key.clone(),
        side,
        step,
        title: title.clone(),
        cause,
    };
    match act.in_snapshot(snapshot, &plan.facts) {
        InPlace::Conflict(conflict) => plan.obstacles.push(obstacle(ObstacleCause::Conflict(conflict))),
        InPlace::Unreadable(error) => plan.obstacles.push(obstacle(ObstacleCause::Unreadable(error))),
        InPlace::Absent if is_out_of_reach(&action, snapshot) => {
            plan.kept.push(Kept {
                key,
                side,
                step,
                title,
                reason: KeptReason::NotConnected,
            });
        }
        InPlace::Absent => {
            // What an earlier object of the kind was called must not stand for the one that is still to come.
            for fact in action.teaches() {
                plan.facts.forget(*fact);
            }
            let effect = Effect::Add(action.shortfalls(&plan.facts, &serde_json::Value::Null));
            let call = act.call(&plan.facts, None);
            plan.actions.push(Planned {
                action,
                key,
                side,
                step,
                title,
                effect,
                call,
            });
        }
        InPlace::Present(object) => {
            act.learn(&object, &mut plan.facts);
            let changes = action.shortfalls(&plan.facts, &object);
            if changes.is_empty() {
                plan.kept.push(Kept {
                    key,
                    side,
                    step,
                    title,
                    reason: KeptReason::AlreadyThere,
                });
                return;
            }
            let call = act.call(&plan.facts, Some(&object));
            plan.actions.push(Planned {
                key,
                side,
                step,
                title,
                effect: Effect::Change(changes),
                call,
                action,
            });
        }
    }
}

/// Switches of an app whose provisioning nobody connected: only a human can do that, in the console.
fn is_out_of_reach(action: &Action, snapshot: &Snapshot) -> bool {
    let Action::SwitchProvisioning(SwitchProvisioning {
        of: Where::TargetApp, ..
    }) = action
    else {
        return false;
    };
    let connection = snapshot
        .target
        .app
        .as_ref()
        .and_then(|app| app.connection.as_ref().ok());
    connection.is_none_or(|connection| connection.status != "ENABLED")
}
