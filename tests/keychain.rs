//! The keychain of the system, for real. `tests/keychain/run` starts one for each of these and runs them in turn;
//! without it they are left alone, because they would write into the keychain of whoever runs them.

#![cfg(all(unix, not(target_os = "macos")))]

use org2org_setup::{
    okta::OrgUrl, secret::Secret, store::keychain::Purpose, tokens::Tokens, wizard::SecretStore,
};

const TOKEN: &str = "00kEyChAiNl4MlV-WPXM_ABCDEFGHIJKLMNOPQRSTU";

#[test]
#[ignore = "needs an unlocked Secret Service"]
fn a_token_is_kept_in_the_keychain() {
    let mut tokens = Tokens::default();
    assert_eq!(tokens.open(), SecretStore::Keychain("Secret Service".to_owned()));
    tokens.keep(&org(), Purpose::ApiToken, &Secret::new(TOKEN));
    assert_eq!(
        tokens.standing(),
        SecretStore::Keychain("Secret Service".to_owned())
    );
    assert_eq!(found(&mut tokens).as_deref(), Some(TOKEN));
}

#[test]
#[ignore = "needs the Secret Service that the test before wrote to"]
fn another_process_finds_the_token_that_was_kept() {
    let mut tokens = Tokens::default();
    assert_eq!(found(&mut tokens), None);
    tokens.open();
    assert_eq!(found(&mut tokens).as_deref(), Some(TOKEN));
    assert!(tokens.find(&org(), Purpose::ProvisioningToken).is_none());
}

#[test]
#[ignore = "needs the Secret Service that the test before wrote to"]
fn a_forgotten_token_is_gone_from_the_keychain() {
    let mut tokens = Tokens::default();
    tokens.open();
    tokens.forget(&org());
    let mut later = Tokens::default();
    later.open();
    assert_eq!(found(&mut later), None);
}

#[test]
#[ignore = "needs a locked Secret Service whose question nobody can answer"]
fn where_the_keychain_stays_locked_the_token_is_held_for_the_session_and_that_is_said() {
    assert_held("Access to the keychain was declined", "allow access");
}

#[test]
#[ignore = "needs a Secret Service without a keychain in it"]
fn where_the_keychain_was_never_opened_the_token_is_held_for_the_session_and_that_is_said() {
    assert_held("The keychain is locked", "Unlock");
}

#[test]
#[ignore = "needs to be run without a session bus"]
fn where_there_is_no_keychain_the_token_is_held_for_the_session_and_that_is_said() {
    assert_held("This computer offers no keychain", "Start a keychain");
}

fn assert_held(what: &str, next: &str) {
    let mut tokens = Tokens::default();
    tokens.open();
    tokens.keep(&org(), Purpose::ApiToken, &Secret::new(TOKEN));
    let SecretStore::Session(words) = tokens.standing() else {
        panic!("{:?}", tokens.standing())
    };
    println!("{words}");
    assert!(words.starts_with(what) && words.contains(next), "{words}");
    assert!(!words.contains(&TOKEN[..12]), "{words}");
    assert_eq!(found(&mut tokens).as_deref(), Some(TOKEN));
    let mut later = Tokens::default();
    later.open();
    assert_eq!(found(&mut later), None, "it was held for this session alone");
}

fn found(tokens: &mut Tokens) -> Option<String> {
    tokens
        .find(&org(), Purpose::ApiToken)
        .map(|token| token.secret().reveal().to_owned())
}

fn org() -> OrgUrl {
    OrgUrl::parse("https://acme.okta.com").unwrap()
}
