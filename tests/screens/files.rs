//! Files on screen: one that is saved without a dialog, and certificates that are brought.

use egui::Key;
use org2org_setup::{
    federation::{Fact, action::Step},
    wizard::{
        Event, Open, Question, Screen, Wizard,
        files::{Brought, SaveAs, SaveProblem},
    },
};

use crate::{clicks::Clicks, states};

const OTHER: &str = include_str!("../fixtures/saml/signing.pem");
const RENEWED: &str = include_str!("../fixtures/saml/signing-renewed.pem");

fn asked(problem: Option<SaveProblem>) -> Wizard {
    let mut wizard = states::wizard(Screen::Step(Step::Trust), Some(states::joined()));
    wizard.question = Some(Question::SaveAs(SaveAs {
        path: "/home/jo/org2org-certificate.pem".to_owned(),
        bytes: OTHER.as_bytes().into(),
        problem,
    }));
    wizard
}

fn brought(step: Step, brought: Brought) -> Clicks {
    let open = Open {
        brought,
        ..states::joined()
    };
    Clicks::on(states::wizard(Screen::Step(step), Some(open)))
}

fn pasted(text: &str) -> Brought {
    Brought::typed(text.to_owned())
}

#[test]
fn without_a_dialog_the_path_is_typed_and_enter_saves() {
    let mut window = Clicks::on(asked(None));
    assert_eq!(window.focused().as_deref(), Some("File"));
    window.type_into("File", "x");
    assert!(
        window
            .events()
            .iter()
            .all(|event| matches!(event, Event::SavePath(_)))
    );
    assert_eq!(window.press(Key::Enter).only(), "Yes");
    assert_eq!(window.click("Save").only(), "Yes");
}

#[test]
fn the_content_can_be_copied_where_nothing_can_be_saved() {
    let events = Clicks::on(asked(None)).click("Copy the content instead").events();
    assert!(matches!(&events[..], [Event::Copy(text), Event::No] if text == OTHER));
}

#[test]
fn what_is_there_is_replaced_only_by_its_own_button() {
    let mut window = Clicks::on(asked(Some(SaveProblem::Exists)));
    assert!(window.tells("There is a file of this name already") && !window.shows("Save"));
    window.focus("File");
    window.press(Key::Enter);
    assert!(window.events().is_empty());
    assert_eq!(window.click("Replace it").only(), "Yes");
}

#[test]
fn a_folder_that_refuses_is_said_where_the_path_stands() {
    let problem = SaveProblem::Failed("/etc/a.pem could not be saved: Permission denied".to_owned());
    assert!(Clicks::on(asked(Some(problem))).tells("Permission denied"));
}

#[test]
fn the_app_console_gets_address_issuer_and_certificate() {
    let mut window = Clicks::on(states::wizard(
        Screen::Step(Step::TargetApp),
        Some(states::joined()),
    ));
    for label in ["Sign-in URL", "Issuer", "Certificate SHA-256"] {
        assert!(window.shows(label), "{label}");
    }
    assert!(window.tells("Settings › Security › Single sign-on"));
    let saved = window.click("Save the certificate…").only();
    assert!(saved.contains("target-app-certificate.pem"), "{saved}");
}

#[test]
fn without_metadata_the_sign_on_tab_is_the_way() {
    let mut open = states::joined();
    let mut snapshot = open.snapshot.value().unwrap().as_ref().clone();
    snapshot.target.app.as_mut().unwrap().metadata = None;
    open = states::looked(open, snapshot);
    let window = Clicks::on(states::wizard(Screen::Step(Step::TargetApp), Some(open)));
    assert!(window.tells("View SAML setup instructions") && !window.shows("Sign-in URL"));
}

#[test]
fn a_pasted_certificate_is_compared_with_the_one_in_use() {
    let in_use = states::joined()
        .facts()
        .get(Fact::Certificate)
        .unwrap()
        .to_owned();
    let mut window = brought(Step::Trust, pasted(&in_use));
    assert!(window.shows("This is the certificate in use"));
    assert_eq!(window.click("Clear").only(), r#"Bring("")"#);

    let window = brought(Step::Trust, pasted(OTHER));
    assert!(window.shows("This is another certificate") && window.tells("another key"));
    assert!(window.shows("This one") && window.shows("In use"));
}

#[test]
fn several_certificates_are_not_chosen_between() {
    let window = brought(Step::Trust, pasted(&format!("{OTHER}{RENEWED}")));
    assert!(window.tells("There are 2 certificates here where one is expected"));
}

#[test]
fn a_typed_path_is_read_when_asked_and_a_file_can_be_chosen() {
    let mut window = brought(Step::Trust, Brought::default());
    window.click("Compare with another certificate");
    assert!(!window.shows("Read the file"));
    assert_eq!(
        window.click("Choose a file…").only(),
        "ChooseFile(CompareCertificate)"
    );
    let mut window = brought(Step::Trust, pasted("/home/jo/acme.cer"));
    window.click("Compare with another certificate");
    assert_eq!(window.click("Read the file").only(), "ReadTyped");
}

#[test]
fn a_file_over_the_window_is_told_where_it_goes_and_a_dropped_one_is_taken() {
    let mut window = brought(Step::Trust, Brought::default());
    window.harness.input_mut().hovered_files = vec![egui::HoveredFile::default()];
    window.harness.step();
    assert!(window.tells("Drop the certificate to compare it"));
}

#[test]
fn a_file_for_the_network_can_be_chosen_in_the_settings() {
    let mut window = Clicks::on(states::wizard(Screen::Settings, None));
    assert_eq!(
        window.click("Choose a file…").only(),
        "ChooseFile(ExtraCertificates)"
    );
}
