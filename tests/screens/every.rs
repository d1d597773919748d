//! Every state of the window that is designed, by name: what is walked through where a rule holds for all of them.

use std::sync::LazyLock;

use egui::{Rect, accesskit::Role};
use egui_kittest::kittest::NodeT as _;
use org2org_setup::{
    advice::Advice,
    federation::{
        action::Step,
        bundle::Level,
        preflight::{Note, Weight},
    },
    wizard::{
        Question, RunId, Screen, SecretStore, Toast, Wizard,
        breaking::Switch,
        files::{Brought, SaveAs, SaveProblem},
        open::{Access, Open, RunEnd, Stage},
        task::Task,
    },
};

use crate::{bundle, clicks::Clicks, harness::LARGE, states, troubleshoot};

/// A state by its name.
pub(crate) type Named = (&'static str, Wizard);

/// Every state that is designed.
pub(crate) fn every_state() -> Vec<Named> {
    let mut all = outside();
    all.extend(connecting());
    all.extend(steps());
    all.extend(changing());
    all.extend(checklists());
    all.extend(troubles());
    all.extend(questions());
    all
}

/// A state by name.
pub(crate) fn state(name: &str) -> Wizard {
    let found = every_state().into_iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("there is no state {name}")).1
}

/// A node of the accessibility tree, as a screen reader has it.
pub(crate) struct Node {
    pub(crate) role: Role,
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) description: String,
    pub(crate) disabled: bool,
    /// Where it is, in points; none for what has no place of its own.
    pub(crate) rect: Option<Rect>,
}

/// What is seen of a state in the usual window, laid out once for all tests.
pub(crate) struct Seen {
    pub(crate) name: &'static str,
    pub(crate) screen: Screen,
    /// Whether a page of a connection is shown, with its bar and its rail.
    pub(crate) of_a_connection: bool,
    pub(crate) nodes: Vec<Node>,
}

/// Every state as it is seen.
pub(crate) fn seen() -> &'static [Seen] {
    static SEEN: LazyLock<Vec<Seen>> = LazyLock::new(|| {
        let mut window = Clicks::sized(Wizard::default(), LARGE);
        let all = every_state().into_iter();
        all.map(|(name, wizard)| {
            let screen = wizard.screen;
            let pages = matches!(
                screen,
                Screen::Connect | Screen::Step(_) | Screen::Checklist | Screen::Handover
            );
            Seen {
                name,
                screen,
                of_a_connection: wizard.open.is_some() && pages,
                nodes: nodes(window.afresh(wizard)),
            }
        })
        .collect()
    });
    &SEEN
}

/// The accessibility tree of what a window shows.
pub(crate) fn nodes(window: &Clicks) -> Vec<Node> {
    let all = window.harness.root().children_recursive();
    let told = all.map(|node| {
        let node = node.accesskit_node();
        #[expect(clippy::cast_possible_truncation, reason = "points in a window")]
        let point = |x: f64, y: f64| egui::pos2(x as f32, y as f32);
        Node {
            role: node.role(),
            name: node.label().unwrap_or_default(),
            value: node.value().unwrap_or_default(),
            description: node.data().description().unwrap_or_default().to_owned(),
            disabled: node.is_disabled(),
            rect: node
                .bounding_box()
                .map(|rect| Rect::from_min_max(point(rect.x0, rect.y0), point(rect.x1, rect.y1))),
        }
    });
    told.collect()
}

fn at(screen: Screen, open: Open) -> Wizard {
    let mut wizard = states::wizard(screen, Some(open));
    wizard.secrets = SecretStore::Keychain("the login keychain".to_owned());
    wizard
}

fn outside() -> Vec<Named> {
    let mut full = states::some_saved();
    full.insert(1, states::left_half_way());
    full.insert(3, states::partly());
    let mut damaged = states::home(states::some_saved());
    damaged.home.damaged = vec!["c9.json could not be read and was set aside".to_owned()];
    damaged.home.starting_practice = true;
    let mut practising = states::home(Vec::new());
    practising.open = Some(states::practice(states::joined()));
    let mut toast = at(Screen::Step(Step::Trust), states::fresh());
    toast.toast = Some(Toast {
        id: 1,
        text: "The certificate could not be read: it is a key".to_owned(),
        bad: true,
    });
    let mut session = states::wizard(Screen::Settings, None);
    session.secrets = SecretStore::Session("No keychain answers".to_owned());
    vec![
        ("home empty", states::home(Vec::new())),
        ("home", states::home(full)),
        ("home damaged", damaged),
        ("home with practice", practising),
        ("home before it was read", Wizard::default()),
        ("settings", at(Screen::Settings, states::connected())),
        ("settings without a keychain", session),
        ("a message", toast),
    ]
}

fn connecting() -> Vec<Named> {
    let mut small = states::connected();
    let mut report = states::target_report();
    report.notes = vec![Note {
        weight: Weight::StopsChanges,
        ..states::small_role()
    }];
    small.target = states::form(states::NORTHWIND, report);
    let mut asking = states::connected();
    asking.source.report.begin(RunId(3));
    let mut wrong = Open::new("c1".to_owned());
    wrong.source.address = "jo@acme.example".to_owned();
    let _mistakes = wrong.source.read();
    let mut one = states::connected();
    one.misfit = Some(
        Advice::new("Both addresses lead to the same org, Acme", "They are one org").then("Enter another"),
    );
    vec![
        ("connect empty", at(Screen::Connect, Open::new("c1".to_owned()))),
        ("connect", at(Screen::Connect, states::connected())),
        ("connect with mistakes", at(Screen::Connect, wrong)),
        ("connect asking", at(Screen::Connect, asking)),
        ("connect with a small role", at(Screen::Connect, small)),
        ("connect one org", at(Screen::Connect, one)),
        (
            "connect practice",
            at(Screen::Connect, states::practice(states::connected())),
        ),
        (
            "connect look only",
            at(Screen::Connect, look(states::connected())),
        ),
        ("resumed", at(Screen::Step(Step::Trust), states::half_way())),
        (
            "resumed connecting",
            at(Screen::Step(Step::Trust), states::reopened()),
        ),
        (
            "resumed refused",
            at(Screen::Step(Step::Trust), states::refused()),
        ),
        ("resumed checklist", at(Screen::Checklist, states::reopened())),
    ]
}

fn look(open: Open) -> Open {
    Open {
        access: Access::Look,
        ..open
    }
}

fn steps() -> Vec<Named> {
    let fresh = ["step 1", "step 2", "step 3", "step 4", "step 5"];
    let done = [
        "step 1 done",
        "step 2 done",
        "step 3 done",
        "step 4 done",
        "step 5 done",
    ];
    let practised = [
        "step 1 practised",
        "step 2 practised",
        "step 3 practised",
        "step 4 practised",
        "step 5 practised",
    ];
    let mut all: Vec<Named> = Vec::new();
    for (step, ((fresh, done), practised)) in Step::ALL
        .into_iter()
        .zip(fresh.into_iter().zip(done).zip(practised))
    {
        let at_step = |open| at(Screen::Step(step), open);
        all.push((fresh, at_step(states::fresh())));
        all.push((done, at_step(states::joined())));
        all.push((practised, at_step(states::practice(states::joined()))));
    }
    let nothing_seen = at(Screen::Step(Step::Trust), states::connected());
    let mut looking = states::connected();
    looking.snapshot.begin(RunId(4));
    let other = include_str!("../fixtures/saml/signing.pem");
    let compared = Open {
        brought: Brought::typed(other.to_owned()),
        ..states::joined()
    };
    all.push(("step 2 not looked at", nothing_seen));
    all.push(("step 2 looking", at(Screen::Step(Step::Trust), looking)));
    all.push((
        "step 2 look only",
        at(Screen::Step(Step::Trust), look(states::fresh())),
    ));
    all.push(("step 2 compared", at(Screen::Step(Step::Trust), compared)));
    all.push((
        "step 5 watching",
        at(Screen::Step(Step::Validate), states::watching(states::joined())),
    ));
    all
}

fn changing() -> Vec<Named> {
    let trust = |open| at(Screen::Step(Step::Trust), open);
    let mut stopping = states::running(states::fresh(), Step::Trust, 4);
    if let Some(run) = &mut stopping.run {
        run.stopping = true;
    }
    let mut stopped = states::running(states::fresh(), Step::Trust, 4);
    if let Some(run) = &mut stopped.run {
        run.current = None;
        run.end = Some(RunEnd::Cancelled);
    }
    let mut playing = states::watching(states::practice(states::joined()));
    playing.sign_in.begin(RunId(11));
    vec![
        (
            "step 2 running",
            trust(states::running(states::fresh(), Step::Trust, 4)),
        ),
        ("step 2 stopping", trust(stopping)),
        ("step 2 stopped", trust(stopped)),
        (
            "step 2 failed",
            trust(states::failed(states::fresh(), Step::Trust, 4)),
        ),
        (
            "step 5 playing",
            at(Screen::Step(Step::Validate), playing.clone()),
        ),
        ("checklist playing", at(Screen::Checklist, playing)),
    ]
}

fn checklists() -> Vec<Named> {
    let mut working = states::broken_on_purpose(states::broken());
    working.breaking.switching = Some(Switch::PutAllBack);
    let mut refused = states::practice(states::joined());
    refused.sign_in = Task::Done(vec![
        Stage {
            words: "Signed in to Acme Workforce".to_owned(),
            ok: true,
        },
        Stage {
            words: "Northwind Partners refused it".to_owned(),
            ok: false,
        },
    ]);
    let mut blind = states::watching(states::joined());
    if let Some(watch) = &mut blind.watch {
        watch.trouble = Some(Advice::new("The System Log could not be read", "403 Forbidden"));
    }
    let list = |open| at(Screen::Checklist, open);
    let mut bundled = bundle::opened(Level::None);
    bundled.screen = Screen::Checklist;
    vec![
        ("checklist unknown", list(states::connected())),
        ("checklist fresh", list(states::fresh())),
        ("checklist ready", list(states::joined())),
        ("checklist broken", list(states::broken())),
        ("checklist verified", list(states::proved())),
        ("checklist watching", list(states::watching(states::joined()))),
        ("checklist watching blindly", list(blind)),
        ("checklist refused", list(refused)),
        ("checklist look only", list(look(states::broken()))),
        ("checklist of a bundle", bundled),
        ("breaking", list(states::breaking(states::proved()))),
        (
            "breaking broken",
            list(states::broken_on_purpose(states::broken())),
        ),
        ("breaking working", list(working)),
        ("handover", at(Screen::Handover, states::proved())),
        ("handover empty", at(Screen::Handover, states::fresh())),
    ]
}

fn troubles() -> Vec<Named> {
    vec![
        ("troubleshoot empty", troubleshoot::empty()),
        ("troubleshoot", troubleshoot::wizard(Some(states::broken()))),
        ("troubleshoot alone", troubleshoot::wizard(None)),
        ("troubleshoot connection", troubleshoot::connection_alone()),
        ("troubleshoot nothing", troubleshoot::nothing_found()),
        ("troubleshoot failed", troubleshoot::failed()),
        ("troubleshoot settings", troubleshoot::reading(true)),
        ("troubleshoot reading", troubleshoot::reading(false)),
        ("troubleshoot logs", troubleshoot::with_logs()),
        ("troubleshoot certificates", troubleshoot::other_certificate()),
        (
            "troubleshoot look only",
            troubleshoot::wizard(Some(look(states::broken()))),
        ),
        ("bundle", bundle::shown(Level::Hashed)),
        ("bundle opened", bundle::opened(Level::Hashed)),
    ]
}

fn questions() -> Vec<Named> {
    let asked = |mut wizard: Wizard, question| {
        wizard.question = Some(question);
        wizard
    };
    let mut open = states::proved();
    open.undo = Task::Done(states::undo_plan(&open));
    let mut preparing = states::proved();
    preparing.undo.begin(RunId(6));
    let handover = |open| at(Screen::Handover, open);
    let running = states::running(states::fresh(), Step::Trust, 4);
    let save = Question::SaveAs(SaveAs {
        path: "/home/jo/Downloads/org2org-certificate.pem".to_owned(),
        bytes: b"PEM".as_slice().into(),
        problem: Some(SaveProblem::Exists),
    });
    let forget = Question::Forget {
        id: "c1".to_owned(),
        name: "Acme Workforce → Northwind Partners".to_owned(),
    };
    vec![
        ("question undo", asked(handover(open), Question::Undo)),
        (
            "question undo preparing",
            asked(handover(preparing), Question::Undo),
        ),
        (
            "question forget",
            asked(states::home(states::some_saved()), forget),
        ),
        (
            "question close",
            asked(at(Screen::Step(Step::Trust), running), Question::Close),
        ),
        (
            "question save",
            asked(at(Screen::Step(Step::Trust), states::joined()), save),
        ),
    ]
}
