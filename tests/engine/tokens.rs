//! Where tokens are kept: in the keychain, else for the session, and the screen says which; never an older one.

use keyring_core::{Error, api::CredentialStoreApi as _, mock};
use org2org_setup::{
    okta::OrgUrl,
    secret::Secret,
    store::keychain::{Purpose, SERVICE, Vault},
    tokens::Tokens,
    wizard::SecretStore,
};
use std::sync::Arc;

const FIRST: &str = "00first-token-that-is-long-enough-to-be-one";
const SECOND: &str = "00second-token-that-is-long-enough-to-be-one";

#[test]
fn a_token_is_found_again_by_its_org_and_purpose_alone() {
    let (mut tokens, _) = with_keychain();
    for (address, purpose, token) in [
        ("acme.okta.com", Purpose::ApiToken, FIRST),
        ("acme.okta.com", Purpose::ProvisioningToken, SECOND),
    ] {
        tokens.keep(&org(address), purpose, &Secret::new(token));
    }
    assert_eq!(
        found(&mut tokens, "https://ACME.okta.com/admin", Purpose::ApiToken).as_deref(),
        Some(FIRST)
    );
    assert_eq!(
        found(&mut tokens, "acme-admin.okta.com", Purpose::ProvisioningToken).as_deref(),
        Some(SECOND)
    );
    for (address, purpose) in [
        ("northwind.okta.com", Purpose::ApiToken),
        ("acme.oktapreview.com", Purpose::ApiToken),
        ("http://localhost:9001", Purpose::ApiToken),
    ] {
        assert_eq!(found(&mut tokens, address, purpose), None, "{address}");
    }
}

#[test]
fn addresses_of_every_kind_have_a_place_for_their_token() {
    let (mut tokens, _) = with_keychain();
    for address in [
        "id.acme.example",
        "http://127.0.0.1:9001",
        "http://[::1]:9002",
        "localhost:9003",
        "münchen.example",
    ] {
        tokens.keep(&org(address), Purpose::ApiToken, &Secret::new(FIRST));
        assert_eq!(
            found(&mut tokens, address, Purpose::ApiToken).as_deref(),
            Some(FIRST),
            "{address}"
        );
    }
}

#[test]
fn a_keychain_that_refuses_leaves_the_token_for_this_session_and_says_so() {
    let (mut tokens, store) = with_keychain();
    assert!(matches!(tokens.standing(), SecretStore::Keychain(name) if !name.is_empty()));
    fail_once(&store, Error::NoStorageAccess("SS Error: object locked".into()));
    tokens.keep(&acme(), Purpose::ApiToken, &Secret::new(FIRST));
    let SecretStore::Session(why) = tokens.standing() else {
        panic!("{:?}", tokens.standing());
    };
    assert_eq!(
        why,
        "The keychain is locked. Unlock the keychain and try again, or hold secrets in memory for this session"
    );
    assert_eq!(
        found(&mut tokens, "acme.okta.com", Purpose::ApiToken).as_deref(),
        Some(FIRST)
    );
    let later = Tokens::with(Vault::Os(store));
    assert_eq!(
        found(&mut { later }, "acme.okta.com", Purpose::ApiToken),
        None,
        "it was for that session"
    );
}

#[test]
fn a_token_that_is_entered_anew_takes_the_place_of_one_that_was_held_in_memory() {
    let (mut tokens, store) = with_keychain();
    fail_once(&store, Error::NoStorageAccess("SS Error: object locked".into()));
    tokens.keep(&acme(), Purpose::ApiToken, &Secret::new(FIRST));
    tokens.keep(&acme(), Purpose::ApiToken, &Secret::new(SECOND));
    assert_eq!(
        found(&mut tokens, "acme.okta.com", Purpose::ApiToken).as_deref(),
        Some(SECOND)
    );
    assert!(
        matches!(tokens.standing(), SecretStore::Keychain(_)),
        "the keychain works again"
    );
    let mut later = Tokens::with(Vault::Os(store));
    assert_eq!(
        found(&mut later, "acme.okta.com", Purpose::ApiToken).as_deref(),
        Some(SECOND)
    );
}

#[test]
fn tokens_of_practice_orgs_are_never_put_into_the_keychain() {
    let (mut tokens, store) = with_keychain();
    tokens.hold(
        &org("http://127.0.0.1:9001"),
        Purpose::ApiToken,
        &Secret::new(FIRST),
    );
    assert_eq!(
        found(&mut tokens, "http://127.0.0.1:9001", Purpose::ApiToken).as_deref(),
        Some(FIRST)
    );
    let mut later = Tokens::with(Vault::Os(store));
    assert_eq!(
        found(&mut later, "http://127.0.0.1:9001", Purpose::ApiToken),
        None
    );
}

#[test]
fn a_forgotten_org_leaves_no_token_anywhere() {
    let (mut tokens, store) = with_keychain();
    for purpose in [Purpose::ApiToken, Purpose::ProvisioningToken] {
        tokens.keep(&acme(), purpose, &Secret::new(FIRST));
        tokens.hold(&acme(), purpose, &Secret::new(SECOND));
    }
    tokens.keep(&org("northwind.okta.com"), Purpose::ApiToken, &Secret::new(FIRST));
    tokens.forget(&acme());
    let mut later = Tokens::with(Vault::Os(store));
    for purpose in [Purpose::ApiToken, Purpose::ProvisioningToken] {
        assert_eq!(found(&mut tokens, "acme.okta.com", purpose), None);
        assert_eq!(found(&mut later, "acme.okta.com", purpose), None);
    }
    assert!(
        found(&mut later, "northwind.okta.com", Purpose::ApiToken).is_some(),
        "others keep theirs"
    );
}

#[test]
fn what_stands_in_the_keychain_and_is_no_token_is_not_sent_anywhere() {
    let (mut tokens, store) = with_keychain();
    let entry = store.build(SERVICE, "acme.okta.com/api-token", None).unwrap();
    for text in [
        "short",
        "two words that are long enough to be one",
        "eyJraWQiOiJ4In0.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    ] {
        entry.set_secret(text.as_bytes()).unwrap();
        assert_eq!(
            found(&mut tokens, "acme.okta.com", Purpose::ApiToken),
            None,
            "{text}"
        );
    }
    entry
        .set_secret(format!(" \"SSWS {FIRST}\" ").as_bytes())
        .unwrap();
    assert_eq!(
        found(&mut tokens, "acme.okta.com", Purpose::ApiToken).as_deref(),
        Some(FIRST)
    );
}

#[test]
fn before_the_keychain_was_looked_for_nothing_is_said_of_it() {
    let mut tokens = Tokens::default();
    assert_eq!(tokens.standing(), SecretStore::Unknown);
    tokens.keep(&acme(), Purpose::ApiToken, &Secret::new(FIRST));
    assert_eq!(
        found(&mut tokens, "acme.okta.com", Purpose::ApiToken).as_deref(),
        Some(FIRST)
    );
    assert!(!format!("{tokens:?}").contains(FIRST));
}

fn with_keychain() -> (Tokens, Arc<mock::Store>) {
    let store = mock::Store::new().unwrap();
    (Tokens::with(Vault::Os(store.clone())), store)
}

/// Lets the next use of the entry of `acme.okta.com` fail.
fn fail_once(store: &Arc<mock::Store>, error: Error) {
    let entry = store.build(SERVICE, "acme.okta.com/api-token", None).unwrap();
    entry
        .as_any()
        .downcast_ref::<mock::Cred>()
        .unwrap()
        .set_error(error);
}

fn org(address: &str) -> OrgUrl {
    OrgUrl::parse(address).unwrap()
}

fn acme() -> OrgUrl {
    org("acme.okta.com")
}

fn found(tokens: &mut Tokens, address: &str, purpose: Purpose) -> Option<String> {
    let token = tokens.find(&org(address), purpose)?;
    Some(token.secret().reveal().to_owned())
}
