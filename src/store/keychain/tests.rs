//! Secrets are kept where they belong and shown nowhere.

use std::fs;

use jiff::Timestamp;
use keyring_core::api::CredentialStoreApi as _;
use keyring_core::mock;
use proptest::prelude::*;
use serde_json::json;

use super::super::file::tests::TestFolder;
use super::super::journal_file::JournalFile;
use super::super::{Kept, connection_file};
use super::*;

#[test]
fn a_secret_is_saved_loaded_replaced_and_deleted() {
    for vault in [mock_vault().0, Vault::in_memory()] {
        let name = name();
        assert!(vault.load(&name).unwrap().is_none());
        vault.save(&name, &"first".into()).unwrap();
        vault.save(&name, &"second".into()).unwrap();
        assert_eq!(vault.load(&name).unwrap().unwrap().expose_secret(), "second");
        assert_eq!(vault.delete(&name), Ok(true));
        assert_eq!(vault.delete(&name), Ok(false));
        assert!(vault.load(&name).unwrap().is_none());
    }
}

#[test]
fn secrets_of_other_orgs_and_purposes_are_others() {
    for vault in [mock_vault().0, Vault::in_memory()] {
        vault.save(&name(), &"mine".into()).unwrap();
        for other in [
            TokenName::new("acme.example", Purpose::ProvisioningToken).unwrap(),
            TokenName::new("northwind.example", Purpose::ApiToken).unwrap(),
        ] {
            assert!(vault.load(&other).unwrap().is_none(), "{other}");
        }
    }
}

#[test]
fn entries_bear_the_name_of_the_program_and_the_org() {
    let (vault, store) = mock_vault();
    vault.save(&name(), &"x".into()).unwrap();
    let specifiers = store
        .inner
        .lock()
        .unwrap()
        .borrow()
        .first()
        .unwrap()
        .specifiers
        .clone();
    assert_eq!(
        specifiers,
        ("org2org-setup".to_owned(), "acme.example/api-token".to_owned())
    );
}

#[test]
fn only_a_host_makes_a_name() {
    let named = |host: &str| TokenName::new(host, Purpose::ApiToken).map(|name| name.to_string());
    assert_eq!(named(" Acme.Example ").as_deref(), Some("acme.example/api-token"));
    assert_eq!(
        named("127.0.0.1:4000").as_deref(),
        Some("127.0.0.1:4000/api-token")
    );
    for other in [
        "",
        "https://acme.example",
        "acme.example/x",
        "a b",
        "user@acme.example",
        &"a".repeat(300),
    ] {
        assert_eq!(named(other), None, "{other}");
    }
}

#[test]
fn a_vault_in_memory_says_so() {
    let (system, memory) = (mock_vault().0, Vault::in_memory());
    assert_eq!(system.place(), "Kept in the keychain of this computer");
    assert_eq!(memory.place(), "Held in memory for this session");
}

#[test]
fn problems_are_told_apart_and_pass() {
    let cases = [
        (no_access("SS Error: object locked"), KeychainProblem::Locked),
        (
            no_access("SS error: result not returned from SS API"),
            KeychainProblem::Locked,
        ),
        (
            platform("User interaction is not allowed."),
            KeychainProblem::Locked,
        ),
        (no_access("SS error: prompt dismissed"), KeychainProblem::Denied),
        (platform("User canceled the operation."), KeychainProblem::Denied),
        (
            platform("The name org.freedesktop.secrets was not provided by any .service files"),
            KeychainProblem::NoService,
        ),
        (
            platform("no secret service provider or dbus session found"),
            KeychainProblem::NoService,
        ),
        (
            Error::TooLong("secret".to_owned(), 2560),
            KeychainProblem::TooLong { limit: 2560 },
        ),
        (
            Error::BadEncoding(b"\xFFsecret".to_vec()),
            KeychainProblem::NotOurs,
        ),
        (Error::Ambiguous(Vec::new()), KeychainProblem::NotOurs),
        (
            platform("code\n7"),
            KeychainProblem::Other {
                detail: "code 7".to_owned(),
            },
        ),
    ];
    for (error, expected) in cases {
        let (vault, store) = mock_vault();
        vault.save(&name(), &"kept".into()).unwrap();
        fail_once(&store, error);
        assert_eq!(vault.load(&name()).unwrap_err(), expected);
        assert_eq!(vault.load(&name()).unwrap().unwrap().expose_secret(), "kept");
        assert!(!expected.next_step().is_empty() && !expected.to_string().ends_with('.'));
    }
}

#[test]
fn saving_and_deleting_report_problems_too() {
    let (vault, store) = mock_vault();
    vault.save(&name(), &"old".into()).unwrap();
    fail_once(&store, no_access("SS Error: object locked"));
    assert_eq!(vault.save(&name(), &"new".into()), Err(KeychainProblem::Locked));
    fail_once(&store, no_access("SS Error: object locked"));
    assert_eq!(vault.delete(&name()), Err(KeychainProblem::Locked));
    assert_eq!(vault.load(&name()).unwrap().unwrap().expose_secret(), "old");
}

#[test]
fn a_keychain_that_cannot_be_opened_is_none() {
    let refused = platform("I/O error: No such file or directory");
    assert_eq!(KeychainProblem::from_opening(refused), KeychainProblem::NoService);
}

#[test]
fn what_is_no_text_was_not_saved_here() {
    let (vault, store) = mock_vault();
    let entry = store.build(SERVICE, &name().to_string(), None).unwrap();
    entry.set_secret(b"\xFF\xFE").unwrap();
    assert_eq!(vault.load(&name()).unwrap_err(), KeychainProblem::NotOurs);
}

#[test]
fn nothing_is_not_saved() {
    for vault in [mock_vault().0, Vault::in_memory()] {
        assert_eq!(vault.save(&name(), &"".into()), Err(KeychainProblem::EmptySecret));
    }
}

#[test]
#[ignore = "needs a Secret Service on the session bus"]
fn the_keychain_of_this_system_keeps_a_secret() {
    let name = TokenName::new("self-test.example", Purpose::ApiToken).unwrap();
    let vault = Vault::open_os().unwrap();
    vault.save(&name, &"self-test".into()).unwrap();
    assert_eq!(
        Vault::open_os()
            .unwrap()
            .load(&name)
            .unwrap()
            .unwrap()
            .expose_secret(),
        "self-test"
    );
    assert_eq!(vault.delete(&name), Ok(true));
    assert!(vault.load(&name).unwrap().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_secret_is_in_no_file_and_no_text(token in "[A-Za-z0-9_-]{24,60}") {
        let folder = TestFolder::new();
        let mut texts = Vec::new();
        for (vault, store) in [(mock_vault().0, None), (Vault::in_memory(), None), with_store()] {
            let secret = SecretString::from(token.clone());
            vault.save(&name(), &secret).unwrap();
            texts.push(format!("{vault:?} {:?} {secret:?}", vault.load(&name())));
            if let Some(store) = store {
                fail_once(&store, platform(&format!("cannot store {token}")));
                let problem = vault.save(&name(), &secret).unwrap_err();
                texts.push(format!("{problem:?} {problem} {}", problem.next_step()));
                fail_once(&store, Error::BadEncoding(token.clone().into_bytes()));
                texts.push(format!("{:?}", vault.load(&name())));
            }
        }
        let body = json!({"source": name().to_string(), "seen": texts});
        connection_file::save(&folder.path().join("c.json"), &body, &Kept::default(), Timestamp::UNIX_EPOCH).unwrap();
        JournalFile::open(&folder.path().join("c.jsonl")).unwrap().append(&body).unwrap();
        for file in fs::read_dir(folder.path()).unwrap() {
            let content = fs::read_to_string(file.unwrap().path()).unwrap();
            prop_assert!(!content.contains(&token));
        }
    }
}

fn name() -> TokenName {
    TokenName::new("acme.example", Purpose::ApiToken).unwrap()
}

fn mock_vault() -> (Vault, Arc<mock::Store>) {
    let store = mock::Store::new().unwrap();
    (Vault::Os(store.clone()), store)
}

fn with_store() -> (Vault, Option<Arc<mock::Store>>) {
    let (vault, store) = mock_vault();
    (vault, Some(store))
}

fn fail_once(store: &Arc<mock::Store>, error: Error) {
    let entry = store.build(SERVICE, &name().to_string(), None).unwrap();
    entry
        .as_any()
        .downcast_ref::<mock::Cred>()
        .unwrap()
        .set_error(error);
}

fn platform(words: &str) -> Error {
    Error::PlatformFailure(words.into())
}

fn no_access(words: &str) -> Error {
    Error::NoStorageAccess(words.into())
}
