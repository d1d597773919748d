//! What leaves the program: the handover document, certificates and the support bundle, and how another one opens it.

use crate::{
    partners::Partners,
    program::{Program, STEPS, carry_out, choose_people, practise},
};
use org2org_setup::{
    federation::{Side, action::Step, bundle::Level},
    saml::certificate::{Certificate, read_certificates},
    wizard::{Event, Question, Screen, breaking::Switch, export::Format, files::SaveProblem, open::Access},
};

#[test]
fn the_handover_document_tells_what_was_set_and_no_token() {
    let partners = Partners::serve();
    let mut program = Program::start();
    partners.connect(&mut program);
    choose_people(&mut program);
    carry_out(&mut program, &STEPS);
    for (format, file) in [(Format::Html, "handover.html"), (Format::Markdown, "handover.md")] {
        let path = program.file(file);
        program.save_to = Some(path.clone());
        program.send(Event::Export(format));
        saved(&mut program);
        let written = std::fs::read_to_string(path).unwrap();
        for told in [
            "Acme Workforce",
            "Northwind Partners",
            "Dropbox Business",
            "Acme Workforce IdP",
        ] {
            assert!(written.contains(told), "{file} does not tell of {told}");
        }
        for side in Side::BOTH {
            assert!(!written.contains(&partners.token(side)), "{file}");
        }
    }
}

#[test]
fn where_no_dialog_can_be_shown_the_path_is_typed_and_nothing_is_replaced_unasked() {
    let mut program = joined_for_practice();
    let taken = program.file("mine.html");
    std::fs::write(&taken, "mine").unwrap();
    program.send(Event::Export(Format::Html));
    program.until("the path is asked for", |wizard| {
        matches!(wizard.question, Some(Question::SaveAs(_)))
    });
    program.send(Event::SavePath(taken.display().to_string()));
    program.send(Event::Yes);
    program.until("it is told that the file is there", |wizard| {
        matches!(&wizard.question, Some(Question::SaveAs(file)) if file.problem == Some(SaveProblem::Exists))
    });
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "mine");
    program.send(Event::Yes);
    saved(&mut program);
    assert_eq!(program.wizard.question, None);
    assert!(std::fs::read_to_string(&taken).unwrap().contains("<html"));
}

#[test]
fn a_certificate_that_was_saved_is_known_again_when_it_is_dropped() {
    let mut program = joined_for_practice();
    let certificate = signing_certificate(&program);
    let path = program.file("acme.pem");
    program.save_to = Some(path.clone());
    program.send(Event::SaveCertificate {
        name: "acme.pem".to_owned(),
        certificate,
    });
    saved(&mut program);
    let in_file = read_certificates(&std::fs::read(&path).unwrap())
        .unwrap()
        .remove(0);
    program.send(Event::Go(Screen::Step(Step::Trust)));
    program.send(Event::Dropped(path.display().to_string()));
    program.until("it was read", |wizard| {
        wizard.open.as_ref().unwrap().brought.outcome.is_some()
    });
    assert_eq!(program.open().brought.outcome, Some(Ok(in_file)));
}

#[test]
fn a_support_bundle_tells_another_program_the_same_and_lets_it_change_nothing() {
    let mut program = joined_for_practice();
    program.send(Event::SwitchFaults(Switch::Break("issuer-mismatch".to_owned())));
    program.until("it is broken and looked at", |wizard| {
        let open = wizard.open.as_ref().unwrap();
        open.breaking.switching.is_none() && !open.snapshot.is_running() && !open.breaking.faults.is_running()
    });
    program.send(Event::Go(Screen::Troubleshoot));
    judged(&mut program);
    let told = codes(&program);
    assert_eq!(
        told.first().map(String::as_str),
        Some("issuer-mismatch"),
        "{told:?}"
    );
    for level in Level::ALL {
        let path = program.file(&format!("{level:?}.org2org-support.json"));
        write_bundle(&mut program, level, &path);
        let mut other = Program::start();
        other.send(Event::Dropped(path.display().to_string()));
        other.until("the bundle is open", |wizard| wizard.viewed.is_some());
        assert_eq!(codes(&other), told, "{level:?}");
        assert_eq!(other.open().access, Access::Bundle);
        for refused in [
            Event::Apply(Step::Trust),
            Event::AskUndo,
            Event::Refresh,
            Event::StartSignIn,
        ] {
            other.send(refused);
            assert!(other.wizard.toast.take().unwrap().bad, "{level:?}");
        }
        assert_eq!(other.requests(), [] as [&str; 0], "{level:?}");
    }
}

#[test]
fn a_bundle_is_put_aside_for_a_connection_and_leaves_nothing_behind() {
    let mut program = joined_for_practice();
    let path = program.file("whole.org2org-support.json");
    program.send(Event::Go(Screen::Troubleshoot));
    judged(&mut program);
    write_bundle(&mut program, Level::Hashed, &path);
    let mut other = Program::start();
    other.send(Event::Dropped(path.display().to_string()));
    other.until("the bundle is open", |wizard| wizard.viewed.is_some());
    other.send(Event::NewConnection);
    other.until("a connection of one's own is there", |wizard| {
        let open = wizard.open.as_ref();
        open.is_some_and(|open| open.access == Access::Change)
    });
    assert!(other.wizard.viewed.is_none() && other.wizard.trouble.sources.is_empty());
    assert!(
        other.open().blueprint.is_none(),
        "nothing of the bundle is taken over"
    );
}

#[test]
fn an_error_text_is_explained_without_any_connection() {
    let mut program = Program::start();
    program.send(Event::Go(Screen::Troubleshoot));
    program.send(Event::TroubleText(
        "400 Bad Request, Error Code GENERAL_NONSUCCESS".to_owned(),
    ));
    program.send(Event::TakeTrouble);
    judged(&mut program);
    let outcome = program.wizard.trouble.outcome.value().unwrap();
    assert!(!outcome.troubles.is_empty() && !outcome.compared);
    assert!(
        program.wizard.trouble.text.is_empty(),
        "the field is free for the next text"
    );
    program.send(Event::ClearTrouble);
    assert!(program.wizard.trouble.sources.is_empty());
    assert_eq!(program.requests(), [] as [&str; 0]);
}

#[test]
fn a_file_that_cannot_be_read_is_told_beside_those_that_can() {
    let mut program = Program::start();
    let good = program.file("error.txt");
    std::fs::write(&good, "Error Code GENERAL_NONSUCCESS").unwrap();
    for path in [&good, &program.file("nowhere.xml")] {
        program.send(Event::Dropped(path.display().to_string()));
    }
    judged(&mut program);
    let sources = &program.wizard.trouble.sources;
    let problems: Vec<bool> = sources.iter().map(|source| source.problem.is_some()).collect();
    assert_eq!(problems, [false, true]);
    assert!(!program.wizard.trouble.nothing_readable());
}

/// Practice orgs that the five steps have joined.
fn joined_for_practice() -> Program {
    let mut program = Program::start();
    practise(&mut program);
    choose_people(&mut program);
    carry_out(&mut program, &STEPS);
    program
}

fn saved(program: &mut Program) {
    program.until("it is saved", |wizard| {
        wizard
            .toast
            .as_ref()
            .is_some_and(|toast| toast.text.starts_with("Saved as"))
    });
    program.wizard.toast = None;
}

fn judged(program: &mut Program) {
    program.until("it is judged", |wizard| {
        let trouble = &wizard.trouble;
        trouble.outcome.value().is_some() && !trouble.outcome.is_running() && !trouble.logs.is_running()
    });
}

fn codes(program: &Program) -> Vec<String> {
    let outcome = program.wizard.trouble.outcome.value().unwrap();
    outcome
        .troubles
        .iter()
        .map(|trouble| trouble.code.clone())
        .collect()
}

fn write_bundle(program: &mut Program, level: Level, path: &std::path::Path) {
    program.send(Event::MakeBundle);
    program.send(Event::BundleLevel(level));
    program.until("the bundle is shown", |wizard| {
        let written = &wizard.bundle.as_ref().unwrap().written;
        written.value().is_some_and(|written| written.level == level) && !written.is_running()
    });
    let shown = program
        .wizard
        .bundle
        .as_ref()
        .unwrap()
        .written
        .value()
        .unwrap()
        .text
        .clone();
    program.save_to = Some(path.to_owned());
    program.send(Event::SaveBundle);
    saved(program);
    assert_eq!(
        std::fs::read_to_string(path).unwrap(),
        &*shown,
        "what was shown is what is saved"
    );
}

/// The certificate with which the source org signs, as the target org was given it (base64 of its DER).
fn signing_certificate(program: &Program) -> String {
    let snapshot = program.open().snapshot.value().unwrap();
    let keys = &snapshot.source.app.as_ref().unwrap().keys;
    let text = keys.as_ref().unwrap()[0].x5c[0].clone();
    Certificate::from_base64(&text).unwrap();
    text
}
