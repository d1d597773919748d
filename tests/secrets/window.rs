//! The state behind the window: typing, checking and keeping a token shows it in no state, event, effect or setting.

use crate::search::{Shown, token};
use org2org_setup::{
    cli::Environment,
    federation::{Side, preflight::OrgReport},
    okta::OrgUrl,
    secret::Secret,
    store::keychain::{Purpose, Vault},
    tokens::Tokens,
    wizard::{Effect, Event, Wizard, connect::SecretText, update},
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_typed_token_shows_in_no_state_event_or_effect(source in token(), target in token(), other in token()) {
        let mut shown = Shown::default();
        let (mut wizard, effects) = Wizard::start();
        shown.debug("effects", &effects);
        for event in events(&source, &target, &other) {
            shown.debug("an event", &event);
            let effects = update(&mut wizard, event);
            shown.debug("effects", &effects);
            shown.debug("the state", &wizard);
            show_kept(&mut shown, &wizard);
        }
        shown.assert_silent(&[&source, &target, &other]);
    }

    #[test]
    fn a_checked_token_is_emptied_out_of_its_field(token in token()) {
        let mut wizard = typed(&token);
        let run = checks(&update(&mut wizard, Event::Check(Side::Source)));
        let report = Box::new(report());
        update(&mut wizard, Event::OrgChecked { run, side: Side::Source, report });
        let form = &wizard.open.as_ref().unwrap().source;
        prop_assert!(form.token.is_empty() && form.token_kept);
    }

    #[test]
    fn keepers_of_tokens_say_nothing_about_them(token in token()) {
        let org = OrgUrl::parse("https://acme.example").unwrap();
        let mut tokens = Tokens::with(Vault::in_memory());
        tokens.keep(&org, Purpose::ApiToken, &Secret::new(token.as_str()));
        tokens.hold(&org, Purpose::ProvisioningToken, &Secret::new(token.as_str()));
        let found = tokens.find(&org, Purpose::ApiToken).unwrap();
        assert_eq!(found.secret().reveal(), token);
        let environment = Environment { source_token: Some(Secret::new(token.as_str())), ..Environment::default() };
        let mut shown = Shown::default();
        shown.debug("tokens", &tokens);
        shown.debug("their standing", &tokens.standing());
        shown.debug("the environment", &environment);
        shown.assert_silent(&[&token]);
    }
}

fn events(source: &str, target: &str, other: &str) -> Vec<Event> {
    let typed = |token: &str| SecretText::new(token.to_owned());
    vec![
        Event::NewConnection,
        Event::ConnectionMade("connection-1".to_owned()),
        Event::Address(Side::Source, "https://acme.example".to_owned()),
        Event::Token(Side::Source, typed(&format!("{source} and more"))),
        Event::Check(Side::Source),
        Event::Token(Side::Source, typed(source)),
        Event::Check(Side::Source),
        Event::Address(Side::Target, "https://northwind.example".to_owned()),
        Event::Token(Side::Target, typed(&format!("\"{target}\""))),
        Event::Check(Side::Target),
        Event::ProvisioningToken(typed(other)),
    ]
}

fn show_kept(shown: &mut Shown, wizard: &Wizard) {
    if let Some(open) = &wizard.open {
        shown.debug("a connection to keep", &open.to_saved());
        shown.text(
            "a connection to keep",
            serde_json::to_string(&open.to_saved()).unwrap(),
        );
    }
}

fn typed(token: &str) -> Wizard {
    let (mut wizard, _) = Wizard::start();
    for event in events(token, token, token).into_iter().take(3) {
        update(&mut wizard, event);
    }
    update(
        &mut wizard,
        Event::Token(Side::Source, SecretText::new(token.to_owned())),
    );
    wizard
}

fn checks(effects: &[Effect]) -> org2org_setup::wizard::RunId {
    let check = effects.iter().find_map(|effect| match effect {
        Effect::CheckOrg { run, .. } => Some(*run),
        _ => None,
    });
    check.unwrap()
}

/// An org with which one can go on.
fn report() -> OrgReport {
    OrgReport {
        id: Some(serde_json::from_str("\"00o1\"").unwrap()),
        name: "Acme".to_owned(),
        canonical: None,
        identity_engine: None,
        admin: None,
        admin_login: None,
        roles: Vec::new(),
        token_expires: None,
        notes: Vec::new(),
    }
}
