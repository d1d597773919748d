//! Pictures of every screen in both themes.

use egui::Vec2;
use egui_kittest::{Harness, SnapshotResults, kittest::Queryable as _};
use org2org_setup::{
    federation::{
        action::Step,
        bundle::Level,
        preflight::{Note, Weight},
    },
    wizard::{
        Question, Screen, SecretStore, Toast, Wizard,
        files::{Brought, SaveAs, SaveProblem},
        open::{Access, Open},
        task::Task,
    },
};

use crate::{
    bundle,
    harness::{LARGE, SMALL, draw},
    states, troubleshoot,
};

/// A window in which a whole page is seen.
const TALL: Vec2 = egui::vec2(1200.0, 1600.0);

/// The pictures of one test.
#[derive(Default)]
struct Album(SnapshotResults);

impl Album {
    fn picture(&mut self, name: &str, size: Vec2, wizard: &Wizard) {
        draw(
            &mut self.0,
            name,
            size,
            |_| {},
            |ui| org2org_setup::ui::ui(wizard, ui, &mut Vec::new()),
        );
    }

    fn opened(&mut self, name: &str, label: &str, wizard: &Wizard) {
        let act = |harness: &mut Harness<'_>| {
            harness.get_all_by_label(label).next().unwrap().click();
            harness.run();
            harness.remove_cursor();
        };
        draw(&mut self.0, name, TALL, act, |ui| {
            org2org_setup::ui::ui(wizard, ui, &mut Vec::new());
        });
    }

    /// A picture after some things were clicked.
    fn whole(&mut self, name: &str, size: Vec2, wizard: &Wizard, clicked: &[&str]) {
        let act = |harness: &mut Harness<'_>| {
            for label in clicked {
                harness.get_by_label(label).scroll_to_me();
                harness.run();
                harness.get_by_label(label).click();
                harness.run();
            }
            harness.remove_cursor();
        };
        draw(&mut self.0, name, size, act, |ui| {
            org2org_setup::ui::ui(wizard, ui, &mut Vec::new());
        });
    }

    fn both(&mut self, name: &str, wizard: &Wizard) {
        self.picture(&format!("{name}-small"), SMALL, wizard);
        self.picture(name, LARGE, wizard);
    }
}

fn both(name: &str, wizard: &Wizard) {
    Album::default().both(name, wizard);
}

fn at(screen: Screen, open: Open) -> Wizard {
    let mut wizard = states::wizard(screen, Some(open));
    wizard.secrets = SecretStore::Keychain("the login keychain".to_owned());
    wizard
}

#[test]
fn home_empty() {
    both("home-empty", &states::home(Vec::new()));
}

#[test]
fn home_with_connections() {
    let mut wizard = states::home(states::some_saved());
    wizard.home.damaged = vec!["c9.json could not be read and was set aside".to_owned()];
    wizard.home.starting_practice = true;
    both("home", &wizard);
}

#[test]
fn home_with_every_health() {
    let mut found = states::some_saved();
    found.insert(1, states::left_half_way());
    found.insert(3, states::partly());
    both("home-health", &states::home(found));
}

#[test]
fn a_step_that_was_left_half_way() {
    let mut album = Album::default();
    let at_trust = |open| at(Screen::Step(Step::Trust), open);
    album.both("resumed", &at_trust(states::half_way()));
    album.both("resumed-connecting", &at_trust(states::reopened()));
    album.both("resumed-refused", &at_trust(states::refused()));
    album.both("resumed-checklist", &at(Screen::Checklist, states::reopened()));
}

#[test]
fn a_sign_in_that_is_played() {
    let mut album = Album::default();
    let playing = || {
        let mut open = states::watching(states::practice(states::joined()));
        open.sign_in.begin(org2org_setup::wizard::RunId(11));
        open
    };
    album.both("step5-playing", &at(Screen::Step(Step::Validate), playing()));
    album.both("checklist-playing", &at(Screen::Checklist, playing()));
}

#[test]
fn the_pages_of_both_admin_consoles() {
    let mut album = Album::default();
    for step in [Step::Trust, Step::Assign] {
        let wizard = at(Screen::Step(step), states::joined());
        album.picture(&format!("step{}-pages", step.number()), TALL, &wizard);
    }
    let practice = at(
        Screen::Step(Step::Provisioning),
        states::practice(states::joined()),
    );
    album.picture("step3-pages", TALL, &practice);
}

#[test]
fn connect_empty() {
    let mut wizard = states::wizard(Screen::Connect, Some(Open::new("c1".to_owned())));
    wizard.secrets = SecretStore::Session("No keychain answers".to_owned());
    both("connect-empty", &wizard);
}

#[test]
fn connect_filled() {
    let mut open = states::connected();
    let mut report = states::target_report();
    report.notes = vec![states::small_role()];
    report.roles = vec![
        "Application Administrator".to_owned(),
        "Organization Administrator".to_owned(),
    ];
    open.target = states::form(states::NORTHWIND, report);
    both("connect", &at(Screen::Connect, open));
}

#[test]
fn connect_practice() {
    both(
        "connect-practice",
        &at(Screen::Connect, states::practice(states::connected())),
    );
}

#[test]
fn steps_before_anything_is_done() {
    let mut album = Album::default();
    for step in Step::ALL {
        let wizard = at(Screen::Step(step), states::fresh());
        album.both(&format!("step{}", step.number()), &wizard);
    }
}

#[test]
fn what_is_folded_away_is_drawn_as_well() {
    let mut album = Album::default();
    let app = at(Screen::Step(Step::TargetApp), states::fresh());
    let catalogue = "Another app of Okta’s catalogue";
    album.opened("step1-catalogue", catalogue, &app);
    album.whole("step1-catalogue-small", SMALL, &app, &[catalogue]);
    let trust = at(Screen::Step(Step::Trust), states::fresh());
    album.opened("step2-more", "More choices", &trust);
    let call = "Show the exact API call: Add the app Dropbox Business to Northwind Partners";
    album.opened("step2-call", call, &trust);
    album.opened(
        "connect-how",
        "How to make a token: source org",
        &at(Screen::Connect, states::connected()),
    );
    album.opened(
        "checklist-all",
        "All checks",
        &at(Screen::Checklist, states::broken()),
    );
}

#[test]
fn trust_while_it_is_set_up() {
    let mut open = states::running(states::fresh(), Step::Trust, 4);
    let time = std::time::Duration::from_secs(12);
    let why = "its limit of calls is used up".to_owned();
    open.run.as_mut().unwrap().waiting = Some((org2org_setup::federation::Side::Target, time, why));
    both("step2-running", &at(Screen::Step(Step::Trust), open));
}

#[test]
fn trust_that_was_refused() {
    let wizard = at(
        Screen::Step(Step::Trust),
        states::failed(states::fresh(), Step::Trust, 4),
    );
    both("step2-failed", &wizard);
}

#[test]
fn steps_when_everything_is_done() {
    let mut album = Album::default();
    for step in Step::ALL {
        let wizard = at(Screen::Step(step), states::practice(states::joined()));
        album.both(&format!("step{}-done", step.number()), &wizard);
    }
}

#[test]
fn checklists() {
    let mut album = Album::default();
    album.both("checklist-broken", &at(Screen::Checklist, states::broken()));
    album.both("checklist-verified", &at(Screen::Checklist, states::proved()));
    album.both(
        "checklist-watching",
        &at(Screen::Checklist, states::watching(states::joined())),
    );
    album.both("checklist-unknown", &at(Screen::Checklist, states::connected()));
}

#[test]
fn breaking_something() {
    let mut album = Album::default();
    let whole = at(Screen::Checklist, states::breaking(states::proved()));
    album.both("breaking", &whole);
    album.opened("breaking-group", "Trust between the orgs", &whole);
    let broken = at(Screen::Checklist, states::broken_on_purpose(states::broken()));
    album.both("breaking-broken", &broken);
    let mut working = states::broken_on_purpose(states::broken());
    working.breaking.switching = Some(org2org_setup::wizard::breaking::Switch::PutAllBack);
    album.both("breaking-working", &at(Screen::Checklist, working));
}

#[test]
fn long_names_wrap_or_are_cut() {
    let mut album = Album::default();
    let long = |open: Open| {
        let (mut open, name) = (
            open,
            "The International Association of Very Long Company Names Incorporated",
        );
        let mut blueprint = open.blueprint.clone().unwrap();
        blueprint.source.name = name.to_owned();
        blueprint.target.name = name.replace("International", "Transcontinental");
        let mut reports = (states::source_report(), states::target_report());
        reports.0.name.clone_from(&blueprint.source.name);
        reports.1.name.clone_from(&blueprint.target.name);
        open.blueprint = Some(blueprint);
        open.source = states::form("https://the-international-association.oktapreview.com", reports.0);
        open.target = states::form(
            "https://the-transcontinental-association.oktapreview.com",
            reports.1,
        );
        let snapshot = open.snapshot.value().unwrap().as_ref().clone();
        states::looked(open, snapshot)
    };
    album.both("long-connect", &at(Screen::Connect, long(states::fresh())));
    album.both(
        "long-step2",
        &at(Screen::Step(Step::Trust), long(states::fresh())),
    );
    album.both("long-checklist", &at(Screen::Checklist, long(states::broken())));
    album.both("long-handover", &at(Screen::Handover, long(states::proved())));
}

#[test]
fn validation_while_watching() {
    let wizard = at(Screen::Step(Step::Validate), states::watching(states::joined()));
    both("step5-watching", &wizard);
}

#[test]
fn handovers() {
    let mut album = Album::default();
    album.both("handover", &at(Screen::Handover, states::proved()));
    album.both("handover-empty", &at(Screen::Handover, states::fresh()));
}

#[test]
fn settings() {
    both("settings", &at(Screen::Settings, states::connected()));
}

#[test]
fn questions() {
    let mut album = Album::default();
    let mut open = states::proved();
    open.undo = Task::Done(states::undo_plan(&open));
    let mut undo = at(Screen::Handover, open);
    undo.question = Some(Question::Undo);
    album.both("question-undo", &undo);
    let mut forget = states::home(states::some_saved());
    let name = "Acme Workforce → Northwind Partners".to_owned();
    forget.question = Some(Question::Forget {
        id: "c1".to_owned(),
        name,
    });
    album.both("question-forget", &forget);
    let mut close = at(
        Screen::Step(Step::Trust),
        states::running(states::fresh(), Step::Trust, 4),
    );
    close.question = Some(Question::Close);
    album.both("question-close", &close);
    let mut save = at(Screen::Step(Step::Trust), states::joined());
    save.question = Some(Question::SaveAs(SaveAs {
        path: "/home/jo/Downloads/org2org-certificate.pem".to_owned(),
        bytes: b"PEM".as_slice().into(),
        problem: Some(SaveProblem::Exists),
    }));
    album.both("question-save", &save);
}

#[test]
fn certificates_compared() {
    let mut album = Album::default();
    let other = include_str!("../fixtures/saml/signing.pem");
    let open = Open {
        brought: Brought::typed(other.to_owned()),
        ..states::joined()
    };
    let trust = at(Screen::Step(Step::Trust), open.clone());
    album.opened("certificate-other", "Compare with another certificate", &trust);
    album.opened(
        "certificate-app",
        "Compare with another certificate",
        &at(Screen::Step(Step::TargetApp), states::joined()),
    );
}

#[test]
fn troubleshooting() {
    let mut album = Album::default();
    album.both("troubleshoot-empty", &troubleshoot::empty());
    let joined = troubleshoot::wizard(Some(states::broken()));
    album.both("troubleshoot", &joined);
    album.picture("troubleshoot-tall", TALL, &joined);
    album.both("troubleshoot-alone", &troubleshoot::wizard(None));
    album.both("troubleshoot-connection", &troubleshoot::connection_alone());
    album.both("troubleshoot-nothing", &troubleshoot::nothing_found());
    album.both("troubleshoot-failed", &troubleshoot::failed());
    album.both("troubleshoot-settings", &troubleshoot::reading(true));
    album.both("troubleshoot-reading", &troubleshoot::reading(false));
}

#[test]
fn troubleshooting_with_logs_and_documents() {
    let mut album = Album::default();
    let logs = troubleshoot::with_logs();
    album.both("troubleshoot-logs", &logs);
    album.whole(
        "troubleshoot-logs-tall",
        egui::vec2(1200.0, 2740.0),
        &logs,
        &["2 others in this time"],
    );
    album.whole(
        "troubleshoot-timeline-small",
        SMALL,
        &logs,
        &["2 others in this time"],
    );
    let certificates = troubleshoot::other_certificate();
    let seen = "Northwind Partners trusts another certificate";
    album.whole("troubleshoot-certificates", LARGE, &certificates, &[seen]);
    album.whole("troubleshoot-certificates-small", SMALL, &certificates, &[seen]);
    for (name, size) in [
        ("troubleshoot-document", LARGE),
        ("troubleshoot-document-small", SMALL),
    ] {
        album.whole(name, size, &logs, &["Show in document: issuer-mismatch"]);
    }
}

#[test]
fn support_bundles() {
    let mut album = Album::default();
    album.both("bundle", &bundle::shown(Level::Hashed));
    album.picture("bundle-tall", TALL, &bundle::shown(Level::None));
    album.both("bundle-opened", &bundle::opened(Level::Hashed));
    for (name, size) in [("bundle-timeline", LARGE), ("bundle-timeline-small", SMALL)] {
        let opened = bundle::opened(Level::Hashed);
        album.whole(name, size, &opened, &["2 others in this time"]);
    }
    let mut checklist = bundle::opened(Level::None);
    checklist.screen = Screen::Checklist;
    album.both("bundle-checklist", &checklist);
}

#[test]
fn looking_only() {
    let mut album = Album::default();
    let look = |open: Open| Open {
        access: Access::Look,
        ..open
    };
    album.both("look-connect", &at(Screen::Connect, look(states::connected())));
    let mut small = states::connected();
    let mut report = states::target_report();
    report.notes = vec![Note {
        weight: Weight::MayStopChanges,
        ..states::small_role()
    }];
    small.target = states::form(states::NORTHWIND, report);
    let small = at(Screen::Connect, small);
    album.both("look-suggested", &small);
    album.picture("look-suggested-tall", TALL, &small);
    album.both(
        "look-step2",
        &at(Screen::Step(Step::Trust), look(states::fresh())),
    );
    album.both("look-checklist", &at(Screen::Checklist, look(states::broken())));
    album.both(
        "look-troubleshoot",
        &troubleshoot::wizard(Some(look(states::broken()))),
    );
}

#[test]
fn toasts() {
    let mut wizard = at(Screen::Step(Step::Trust), states::fresh());
    wizard.toast = Some(Toast {
        id: 1,
        text: "The certificate could not be read: it is a key".to_owned(),
        bad: true,
    });
    both("toast", &wizard);
}
