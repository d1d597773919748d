//! Any blueprint, not only the guide's: what it wants is made, nothing is left to plan, a second run only reads, and
//! undo leaves both orgs as they were. The blueprints are drawn from numbers, so that every run draws the same ones.

use crate::{
    hands::{Hands, told},
    world::{Stage, assert_same, stage},
};
use org2org_setup::{
    federation::{
        Blueprint,
        blueprint::{AppChoice, GroupChoice, Lifecycle, MatchOn, Named, Provisioning, Routing, filter_for},
        journal::{Ledger, MemorySink},
        suggest::DROPBOX,
    },
    okta::{id::UserId, transport::Method},
};
use serde_json::{Value, json};

const BLUEPRINTS: u64 = 48;
const PAIRS: u64 = 32;

#[tokio::test]
async fn any_blueprint_is_carried_out_wholly_and_taken_back_wholly() {
    for number in 0..BLUEPRINTS {
        let mut stage = stage();
        let blueprint = Draw::new(number).blueprint(&stage).await;
        assert_eq!(blueprint.mistakes(), [], "blueprint {number}: {blueprint:?}");
        let before = stage.state();
        carry_out(&mut stage, &blueprint, &format!("blueprint {number}")).await;
        stage.undo(&blueprint).await.unwrap();
        assert_same(&before, &stage.state(), &format!("blueprint {number}, undone"));
        assert_eq!(stage.ledger, Ledger::default(), "blueprint {number}");
    }
}

#[tokio::test]
async fn what_another_set_up_has_made_is_adopted_changed_and_given_back() {
    for number in 0..PAIRS {
        let mut stage = stage();
        let (first, second) = {
            let mut draw = Draw::new(1000 + number);
            let first = draw.blueprint(&stage).await;
            let mut second = draw.blueprint(&stage).await;
            // The same objects with other choices.
            second.target_app.app = first.target_app.app.clone();
            second.org2org = first.org2org.clone();
            (first, second)
        };
        carry_out(&mut stage, &first, &format!("pair {number}, first")).await;
        let before = stage.state();
        (stage.ledger, stage.sink) = (Ledger::default(), MemorySink::default());
        carry_out(&mut stage, &second, &format!("pair {number}, second")).await;
        stage.undo(&second).await.unwrap();
        assert_same(
            &without_arrivals(before),
            &without_arrivals(stage.state()),
            &format!("pair {number}, second undone"),
        );
    }
}

#[tokio::test]
async fn what_is_drawn_covers_every_choice() {
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..BLUEPRINTS {
        let blueprint = Draw::new(number).blueprint(&stage()).await;
        seen.insert(match blueprint.target_app.app {
            AppChoice::Add { .. } => "app added",
            AppChoice::Existing { .. } => "app there",
        });
        seen.insert(match blueprint.idp.group {
            GroupChoice::Add { .. } => "group added",
            GroupChoice::Existing { .. } => "group there",
        });
        seen.insert(match blueprint.routing {
            Routing::None => "no routing",
            Routing::Domains { .. } => "routing",
        });
        seen.insert(match blueprint.provisioning {
            Provisioning::None => "no provisioning",
            Provisioning::ApiToken { .. } => "provisioning",
        });
        seen.insert(blueprint.idp.match_on.as_okta());
        seen.insert(if blueprint.assignments.people.is_empty() {
            "no person"
        } else {
            "people"
        });
        seen.insert(if blueprint.idp.exclude_admins {
            "no admins"
        } else {
            "admins"
        });
    }
    assert_eq!(seen.len(), 15, "{seen:?}");
}

/// Runs until done; then nothing is left, and once more nothing but reading is sent.
async fn carry_out(stage: &mut Stage, blueprint: &Blueprint, what: &str) {
    let wire = stage.wire(None);
    let run = stage.run(blueprint, &wire).await;
    run.unwrap_or_else(|stop| panic!("{what}: {stop}\n{blueprint:#?}"));
    let left = stage.plan(blueprint).await;
    assert!(left.is_empty(), "{what}: {:#?}\n{blueprint:#?}", told(&left));
    let wire = stage.wire(None);
    stage.run(blueprint, &wire).await.unwrap();
    let log = wire.log.lock().unwrap().clone();
    let changes: Vec<&String> = log.iter().filter(|line| !line.starts_with("GET ")).collect();
    assert_eq!(changes, [] as [&String; 0], "{what}");
}

/// No call takes a token out of a connection again; it is switched off, and that is all. And people who came through
/// objects of others are not ours to remove.
fn without_arrivals(mut state: [Value; 2]) -> [Value; 2] {
    let [source, target] = &mut state;
    for app in source["apps"].as_object_mut().unwrap().values_mut() {
        let connection = app["connection"].as_object_mut().unwrap();
        connection.retain(|name, _| name == "active");
    }
    target["users"] = Value::Null;
    for group in target["groups"].as_object_mut().unwrap().values_mut() {
        group["members"] = Value::Null;
    }
    state
}

/// A row of numbers that is always the same for the same beginning (Steele, Lea, Flood: `SplitMix64`).
struct Draw(u64);

impl Draw {
    fn new(number: u64) -> Self {
        Self(number.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap()
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn lifecycle(&mut self) -> Lifecycle {
        Lifecycle {
            create: self.coin(),
            update: self.coin(),
            deactivate: self.coin(),
        }
    }

    async fn blueprint(&mut self, stage: &Stage) -> Blueprint {
        let mut blueprint = stage.blueprint().await;
        blueprint.target_app.app = self.app(stage).await;
        blueprint.target_app.user_name_template = self.one_of(&[
            None,
            Some("${source.login}".to_owned()),
            Some("${source.email}".to_owned()),
        ]);
        blueprint.target_app.provisioning = self.coin().then(|| self.lifecycle());
        blueprint.org2org.label = self
            .one_of(&["Northwind", "Okta Org2Org to Northwind Partners"])
            .to_owned();
        self.idp(&mut blueprint);
        blueprint.idp.group = self.group(stage).await;
        let domains = [vec!["acme.example"], vec!["acme.example", "acme.test"]];
        let domains: Vec<String> = self.one_of(&domains).into_iter().map(str::to_owned).collect();
        blueprint.routing = if self.coin() {
            Routing::None
        } else {
            let rule = "People of Acme".to_owned();
            Routing::Domains { rule, domains }
        };
        blueprint.provisioning = if self.below(3) == 0 {
            Provisioning::None
        } else {
            let lifecycle = self.lifecycle();
            Provisioning::ApiToken { lifecycle }
        };
        if self.coin() {
            blueprint.assignments.groups.clear();
        }
        let mut people = people(stage).await;
        people.truncate(self.below(3));
        blueprint.assignments.people = people;
        blueprint
    }

    fn idp(&mut self, blueprint: &mut Blueprint) {
        let idp = &mut blueprint.idp;
        let templates = [
            "idpuser.subjectNameId",
            "idpuser.email",
            "idpuser.subjectNameId + '.partner'",
        ];
        self.one_of(&templates).clone_into(&mut idp.user_name_template);
        idp.match_on = self.one_of(&[MatchOn::UserName, MatchOn::Email, MatchOn::UserNameOrEmail]);
        idp.link_automatically = self.coin();
        idp.exclude_admins = self.coin();
        idp.user_name_filter = self
            .coin()
            .then(|| filter_for(&["acme.example".to_owned()]))
            .flatten();
        idp.create_users = self.coin();
        idp.update_profiles = self.coin();
    }

    async fn app(&mut self, stage: &Stage) -> AppChoice {
        let (name, label) = (DROPBOX.to_owned(), "Dropbox for all".to_owned());
        if self.coin() {
            return AppChoice::Add { name, label };
        }
        let label = format!("Dropbox {}", self.below(1_000_000));
        let body = json!({ "name": name, "label": label, "signOnMode": "SAML_2_0" });
        let made = Hands::at_target(stage)
            .send(Method::Post, "/api/v1/apps", Some(body))
            .await;
        AppChoice::Existing {
            id: made["id"].as_str().unwrap().into(),
            label,
        }
    }

    async fn group(&mut self, stage: &Stage) -> GroupChoice {
        if self.coin() {
            let name = "Partners".to_owned();
            return GroupChoice::Add { name };
        }
        let name = format!("Partners {}", self.below(1_000_000));
        let body = json!({ "profile": { "name": name, "description": "" } });
        let made = Hands::at_target(stage)
            .send(Method::Post, "/api/v1/groups", Some(body))
            .await;
        GroupChoice::Existing {
            id: made["id"].as_str().unwrap().into(),
            name,
        }
    }
}

async fn people(stage: &Stage) -> Vec<Named<UserId>> {
    let orgs = stage.orgs(&stage.wire(None));
    let mut people = Vec::new();
    for person in &stage.source.users {
        let user = orgs.source.reader().user(&person.login).await.unwrap().unwrap();
        people.push(Named {
            id: user.id.clone(),
            name: person.login.clone(),
        });
    }
    people
}
