//! States of the wizard, built by hand: two orgs before, while and after they are joined.

use jiff::Timestamp;
use org2org_setup::{
    advice::Advice,
    federation::{
        Blueprint, Side, Snapshot,
        action::{Provenance, Step},
        blueprint::Named,
        journal::{Entry, Event as Line, Journal, Ledger},
        plan::{plan, wishes},
        preflight::{Note, OrgReport, Weight},
        progress::Outcome,
        suggest,
        undo::{Arrival, UndoPlan, UndoStep},
        verify,
    },
    okta::{
        OrgUrl,
        id::{AppId, GroupId, OrgId, UserId},
    },
    practice,
    wizard::{
        Open, RunId, Screen, Wizard,
        breaking::Fault,
        connect::OrgForm,
        home::Home,
        open::{Options, PracticeCard, Run, RunEnd, RunKind, RunTask, Watching},
        saved::{LastCheck, Saved},
        task::Task,
    },
};
use std::sync::Arc;

pub(crate) mod seen;

pub(crate) const ACME: &str = "https://acme.okta.com";
pub(crate) const NORTHWIND: &str = "https://northwind.okta.com";
pub(crate) const TEST_USER: &str = "mira.chen@acme.example";

/// An instant of the story.
pub(crate) fn at(time: &str) -> Timestamp {
    format!("2026-11-23T{time}Z").parse().unwrap()
}

pub(crate) fn wizard(screen: Screen, open: Option<Open>) -> Wizard {
    let mut wizard = Wizard::default();
    wizard.screen = screen;
    wizard.open = open;
    wizard
}

pub(crate) fn home(found: Vec<Saved>) -> Wizard {
    let mut wizard = wizard(Screen::Home, None);
    wizard.home = Home {
        connections: Task::Done(found),
        ..Home::default()
    };
    wizard
}

pub(crate) fn source_report() -> OrgReport {
    OrgReport {
        id: Some(OrgId::from("00oacme")),
        canonical: None,
        name: "Acme Workforce".to_owned(),
        identity_engine: Some(true),
        admin: Some("Jo Meyer".to_owned()),
        admin_login: Some("jo.meyer@acme.example".to_owned()),
        roles: vec!["Super Administrator".to_owned()],
        token_expires: Some("2026-12-23T10:00:00Z".parse().unwrap()),
        notes: Vec::new(),
    }
}

pub(crate) fn target_report() -> OrgReport {
    OrgReport {
        id: Some(OrgId::from("00onorthwind")),
        name: "Northwind Partners".to_owned(),
        identity_engine: Some(false),
        admin: Some("Sam Osei".to_owned()),
        admin_login: Some("sam.osei@northwind.example".to_owned()),
        ..source_report()
    }
}

pub(crate) fn form(address: &str, report: OrgReport) -> OrgForm {
    OrgForm {
        report: Task::Done(report),
        token_kept: true,
        ..OrgForm::with_address(address)
    }
}

pub(crate) fn options() -> Options {
    let person = |id: &str, login: &str, name: &str| (UserId::from(id), login.to_owned(), name.to_owned());
    Options {
        target_apps: vec![
            (AppId::from("0oawiki"), "Northwind Wiki".to_owned()),
            (AppId::from("0oacrm"), "Northwind CRM".to_owned()),
        ],
        target_groups: vec![(GroupId::from("00gpartners"), "Partners".to_owned())],
        source_groups: vec![
            (GroupId::from("00gsales"), "Sales".to_owned()),
            (GroupId::from("00gfield"), "Field engineers".to_owned()),
            (GroupId::from("00gall"), "Everyone".to_owned()),
        ],
        people: vec![
            person("00umira", TEST_USER, "Mira Chen"),
            person("00uben", "ben.okafor@acme.example", "Ben Okafor"),
            person("00uana", "ana.silva@acme.example", "Ana Silva"),
        ],
    }
}

pub(crate) fn blueprint() -> Blueprint {
    let (from, to) = (OrgUrl::parse(ACME).unwrap(), OrgUrl::parse(NORTHWIND).unwrap());
    let domains = ["acme.example".to_owned()];
    let mut blueprint =
        suggest::blueprint((&from, &source_report()), (&to, &target_report()), &domains).unwrap();
    blueprint.assignments.groups = vec![Named {
        id: GroupId::from("00gsales"),
        name: "Sales".to_owned(),
    }];
    blueprint.test_user = Some(TEST_USER.to_owned());
    blueprint
}

/// Both orgs are connected, nothing was looked at.
pub(crate) fn connected() -> Open {
    let mut open = Open::new("c1".to_owned());
    open.source = form(ACME, source_report());
    open.target = form(NORTHWIND, target_report());
    open.blueprint = Some(blueprint());
    open.domains_text = "acme.example".to_owned();
    open.options = Task::Done(options());
    open.saved_at = Some(at("10:42:07"));
    open
}

/// Both orgs were looked at: plan and checklist follow, as the wizard has it.
pub(crate) fn looked(mut open: Open, snapshot: Snapshot) -> Open {
    let blueprint = open.blueprint.clone().unwrap();
    let plan = plan(&blueprint, &snapshot, &open.ledger.facts);
    let watching = open.watch.is_some();
    open.report = Some(verify::report(
        &blueprint,
        &snapshot,
        &plan.facts,
        &open.events,
        watching,
    ));
    open.plan = Some(Arc::new(plan));
    open.snapshot = Task::Done(Arc::new(snapshot));
    open
}

/// Nothing was set up yet.
pub(crate) fn fresh() -> Open {
    looked(connected(), seen::nothing())
}

/// Step 2 was left half-way: the app, its certificate and the group are there, the rest is not.
pub(crate) fn half_way() -> Open {
    let mut open = connected();
    let blueprint = blueprint();
    let made = ["add-target-app", "org2org-app", "upload-certificate", "add-group"];
    open.ledger = ledger_of(&blueprint, |key| made.contains(&key));
    open.reached = Some(Step::Trust);
    looked(open, seen::half_way())
}

/// The same when it was just opened: both orgs are being asked.
pub(crate) fn reopened() -> Open {
    let mut open = half_way();
    for (side, run) in [(Side::Source, RunId(3)), (Side::Target, RunId(4))] {
        let form = open.form_mut(side);
        form.report = Task::Idle;
        form.report.begin(run);
    }
    Open {
        snapshot: Task::Idle,
        plan: None,
        report: None,
        ..open
    }
}

/// The same when one of the orgs does not answer to the token that was kept.
pub(crate) fn refused() -> Open {
    let mut open = reopened();
    let advice = Advice::new(
        "Okta does not know this token",
        "It was revoked, or it is of another org",
    );
    let report = OrgReport {
        notes: vec![Note {
            weight: Weight::Stops,
            advice,
        }],
        ..target_report()
    };
    open.source = form(ACME, source_report());
    open.target = form(NORTHWIND, report);
    open
}

/// Everything was set up by the wizard.
pub(crate) fn joined() -> Open {
    let mut open = connected();
    open.ledger = ledger(&blueprint());
    open.reached = Some(Step::Assign);
    looked(open, seen::everything())
}

/// Everything was set up, and the test sign-in worked.
pub(crate) fn proved() -> Open {
    let mut open = connected();
    open.ledger = ledger(&blueprint());
    open.events = seen::sign_in();
    looked(open, seen::everything())
}

/// Somebody has changed one letter of the issuer.
pub(crate) fn broken() -> Open {
    let mut open = connected();
    open.ledger = ledger(&blueprint());
    open.events = seen::sign_in_at_source();
    looked(open, seen::wrong_issuer())
}

/// A run of the plan up to a step: so many done, the next one going on.
pub(crate) fn running(mut open: Open, step: Step, done: usize) -> Open {
    let mut run = run(&open, step);
    for task in run.tasks.iter().take(done) {
        run.outcomes.insert(task.key.clone(), Outcome::Done);
    }
    run.current = run.tasks.get(done).map(|task| task.key.clone());
    open.run = Some(run);
    open
}

/// The same, but the next one was refused.
pub(crate) fn failed(open: Open, step: Step, done: usize) -> Open {
    let mut open = running(open, step, done);
    let run = open.run.as_mut().unwrap();
    let key = run.current.take().unwrap();
    let words = "Okta refused it: You do not have permission to perform the requested action".to_owned();
    run.outcomes.insert(key, Outcome::Failed(words));
    let advice = Advice::new(
        "Northwind Partners refused the change",
        "The role behind the token is too small",
    )
    .then("Create a token as a super admin and enter it in step 0")
    .see(
        "Open the token page",
        "https://northwind-admin.okta.com/admin/access/api/tokens",
    );
    run.end = Some(RunEnd::Failed(advice));
    open.snapshot.begin(RunId(10));
    open
}

pub(crate) fn run(open: &Open, step: Step) -> Run {
    let tasks = open.plan.as_ref().unwrap().up_to(step).actions;
    let task = |planned: &org2org_setup::federation::plan::Planned| RunTask {
        key: planned.key.clone(),
        title: planned.title.clone(),
        side: planned.side,
        step: Some(planned.step),
    };
    Run {
        id: RunId(9),
        kind: RunKind::Apply(step),
        tasks: tasks.iter().map(task).collect(),
        outcomes: std::collections::BTreeMap::new(),
        current: None,
        waiting: None,
        stopping: false,
        end: None,
    }
}

/// A journal in which the wizard made everything.
pub(crate) fn ledger(blueprint: &Blueprint) -> Ledger {
    ledger_of(blueprint, |_| true)
}

/// A journal in which it made some of it.
fn ledger_of(blueprint: &Blueprint, made: impl Fn(&str) -> bool) -> Ledger {
    let facts = seen::facts();
    let done = |action| Entry {
        at: at("10:40:00"),
        event: Line::Done {
            action,
            provenance: Provenance::Created,
            facts: facts.clone(),
        },
    };
    let made = wishes(blueprint)
        .into_iter()
        .filter(|action| made(&action.act().key()));
    Journal(made.map(done).collect()).ledger()
}

pub(crate) fn practice(mut open: Open) -> Open {
    open.practice = Some(PracticeCard {
        seed: "default".to_owned(),
        source_url: "http://127.0.0.1:40101".to_owned(),
        target_url: "http://127.0.0.1:40102".to_owned(),
        people: vec![(TEST_USER.to_owned(), "Practice-1".to_owned())],
    });
    open.source.address = "http://127.0.0.1:40101".to_owned();
    open.target.address = "http://127.0.0.1:40102".to_owned();
    open
}

pub(crate) fn watching(mut open: Open) -> Open {
    open.watch = Some(Watching {
        run: RunId(12),
        since: Some(at("10:41:00")),
        last_look: Some(at("10:41:30")),
        trouble: None,
    });
    let snapshot = open.snapshot.value().unwrap().as_ref().clone();
    looked(open, snapshot)
}

pub(crate) fn small_role() -> Note {
    let advice = Advice::new(
        "For provisioning, the token must come from a super admin",
        "With a smaller role Okta accepts the token, and then every push of a person fails",
    )
    .then("Sign in to the Admin Console as a super admin and create a token there")
    .see(
        "Open the token page",
        "https://northwind-admin.okta.com/admin/access/api/tokens",
    );
    Note {
        weight: Weight::Warns,
        advice,
    }
}

pub(crate) fn saved(id: &str, check: Option<LastCheck>, step: Option<Step>) -> Saved {
    Saved {
        id: id.to_owned(),
        source_address: ACME.to_owned(),
        target_address: NORTHWIND.to_owned(),
        blueprint: Some(blueprint()),
        step,
        last_check: check,
        saved_at: Some(at("10:42:07")),
    }
}

/// One that was left in the middle of step 2.
pub(crate) fn left_half_way() -> Saved {
    let mut saved = saved("c4", None, Some(Step::Trust));
    if let Some(blueprint) = &mut saved.blueprint {
        blueprint.source.name = "Tailspin Toys".to_owned();
    }
    saved
}

/// One of which some items were proved.
pub(crate) fn partly() -> Saved {
    let check = LastCheck {
        at: at("09:00:00"),
        verified: 3,
        blocked: false,
    };
    let mut saved = saved("c5", Some(check), Some(Step::Validate));
    if let Some(blueprint) = &mut saved.blueprint {
        blueprint.source.name = "Wide World Importers and Exporters of the North".to_owned();
    }
    saved
}

/// Three connections: one that works, one that is broken, one that was left half-way.
pub(crate) fn some_saved() -> Vec<Saved> {
    let check = |verified, blocked| {
        Some(LastCheck {
            at: at("09:00:00"),
            verified,
            blocked,
        })
    };
    let mut broken = saved("c2", check(3, true), Some(Step::Validate));
    if let Some(blueprint) = &mut broken.blueprint {
        blueprint.source.name = "Fabrikam".to_owned();
    }
    let new = Saved {
        blueprint: None,
        source_address: "contoso.okta.com".to_owned(),
        ..saved("c3", None, None)
    };
    vec![saved("c1", check(5, false), Some(Step::Validate)), broken, new]
}

pub(crate) fn undo_plan(open: &Open) -> UndoPlan {
    let blueprint = open.blueprint.as_ref().unwrap();
    let names = org2org_setup::federation::plan::names(blueprint);
    let steps: Vec<UndoStep> = org2org_setup::federation::undo::steps(&open.ledger, &names);
    UndoPlan {
        steps,
        people: vec![Arrival {
            id: UserId::from("00uarrived"),
            login: TEST_USER.to_owned(),
        }],
    }
}

/// Some faults of practice orgs, none of which is on.
pub(crate) fn faults() -> Vec<Fault> {
    let shown = [
        ("issuer-mismatch", "Trust between the orgs"),
        ("acs-shared", "Trust between the orgs"),
        ("certificate-rotated", "Certificates and signing keys"),
        ("clock-fast", "SAML responses and clocks"),
        ("user-name-filtered", "Matching and creating people"),
        ("user-not-assigned", "People and assignments"),
        ("routing-rule-order", "Routing"),
        ("provisioning-token-revoked", "Tokens, roles and limits"),
    ];
    let fault = |(name, concern): (&str, &str)| {
        let known = practice::find_fault(name).unwrap();
        Fault {
            name: name.to_owned(),
            concern: concern.to_owned(),
            side: if known.side == practice::Side::Source {
                Side::Source
            } else {
                Side::Target
            },
            broken: known.broken.to_owned(),
            symptom: known.symptom.to_owned(),
            active: false,
        }
    };
    shown.into_iter().map(fault).collect()
}

/// Practice orgs in which nothing is broken on purpose yet.
pub(crate) fn breaking(open: Open) -> Open {
    let mut open = practice(open);
    open.breaking.faults = Task::Done(faults());
    open
}

/// Practice orgs in which two things are broken on purpose.
pub(crate) fn broken_on_purpose(open: Open) -> Open {
    let mut open = breaking(open);
    let mut faults = faults();
    for fault in &mut faults {
        fault.active = ["issuer-mismatch", "routing-rule-order"].contains(&fault.name.as_str());
    }
    open.breaking.faults = Task::Done(faults);
    open
}
