//! Settings.

use org2org_setup::wizard::{Appearance, Event, Screen, SecretStore};

use crate::{clicks::Clicks, states};

#[test]
fn the_appearance_is_chosen() {
    let mut window = Clicks::on(states::wizard(Screen::Settings, None));
    window.click("Dark");
    let events = window.events();
    assert!(
        matches!(&events[0], Event::Prefer(preferences) if preferences.appearance == Appearance::Dark),
        "{events:?}"
    );
}

#[test]
fn a_file_of_certificates_is_named() {
    let mut window = Clicks::on(states::wizard(Screen::Settings, None));
    window.type_into("Extra certificates", "/etc/proxy.pem");
    let events = window.events();
    let [Event::Prefer(preferences)] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(preferences.extra_certificates, "/etc/proxy.pem");
}

#[test]
fn the_keychain_can_be_asked_again() {
    let mut wizard = states::wizard(Screen::Settings, None);
    wizard.secrets = SecretStore::Session("No keychain answers".to_owned());
    assert_eq!(
        Clicks::on(wizard).click("Ask the keychain again").only(),
        "RetryKeychain"
    );
}

#[test]
fn version_and_licences_are_told_and_back_leads_home() {
    let mut window = Clicks::on(states::wizard(Screen::Settings, None));
    assert!(window.tells(env!("CARGO_PKG_VERSION")) && window.tells("SIL Open Font License"));
    assert_eq!(window.click("Back").only(), "Go(Home)");
}

#[test]
fn the_theme_follows_the_choice() {
    let mut wizard = states::wizard(Screen::Settings, None);
    wizard.preferences.appearance = Appearance::Dark;
    let mut window = Clicks::on(wizard);
    window.harness.run();
    assert_eq!(window.harness.ctx.theme(), egui::Theme::Dark);
}
