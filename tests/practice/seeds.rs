//! Everything follows from the seed: the same one gives the same bytes, another one gives other identifiers and the
//! same people.

use crate::desk::{Desk, text};
use crate::events::{Story, play_on};
use org2org_setup::practice::{Method, Options, Side};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is read of both orgs.
const PATHS: [&str; 17] = [
    "/.well-known/okta-organization",
    "/.well-known/openid-configuration",
    "/oauth2/v1/keys",
    "/api/v1/org",
    "/api/v1/users",
    "/api/v1/groups",
    "/api/v1/groups/rules",
    "/api/v1/api-tokens",
    "/api/v1/features",
    "/api/v1/apps",
    "/api/v1/idps",
    "/api/v1/idps/credentials/keys",
    "/api/v1/mappings",
    "/api/v1/zones",
    "/api/v1/policies?type=ACCESS_POLICY",
    "/api/v1/meta/schemas/user/default",
    "/api/v1/logs",
];

/// Every byte of the answers to these reads, with their headers.
fn bytes(desk: &mut Desk) -> Vec<String> {
    let mut all = Vec::new();
    for side in [Side::Source, Side::Target] {
        for path in PATHS {
            let answer = desk.patient(side, Method::Get, path, None);
            assert_eq!(answer.status, 200, "{path}");
            all.push(format!("{path} {:?} {}", answer.headers, answer.text_body()));
        }
    }
    all
}

#[test]
fn equal_seeds_and_equal_acts_give_equal_bytes_and_another_seed_others() {
    for story in [
        Story::Settings,
        Story::People,
        Story::SignIns,
        Story::Provisioning,
    ] {
        let played = |seed: &str| {
            let mut desk = Desk::seeded(seed);
            play_on(&mut desk, story);
            bytes(&mut desk)
        };
        let (once, again, other) = (played("a"), played("a"), played("b"));
        for (one, two) in once.iter().zip(&again) {
            assert_eq!(one, two, "{story:?}");
        }
        assert_ne!(once, other, "{story:?}");
    }
}

#[test]
fn another_seed_has_no_identifier_key_or_secret_in_common_and_the_same_people_and_groups() {
    let (one, two) = (Desk::seeded("a"), Desk::seeded("b"));
    let mut names = Vec::new();
    for desk in [&one, &two] {
        let mut told = Vec::new();
        for side in [Side::Source, Side::Target] {
            let state = desk.world.state(side);
            for (kind, pointer) in [
                ("users", "/profile/login"),
                ("groups", "/profile/name"),
                ("apps", "/label"),
            ] {
                let objects = state[kind].as_object().unwrap().values();
                told.extend(objects.map(|object| text(object, pointer)));
            }
        }
        names.push(told);
    }
    assert_eq!(names[0], names[1]);
    let known = |desk: &Desk| {
        let mut found = BTreeSet::new();
        for side in [Side::Source, Side::Target] {
            identifiers(&desk.world.state(side), &mut found);
            let card = desk.world.card(side);
            found.insert(card.api_token.clone());
            found.extend(card.users.iter().map(|person| person.password.clone()));
        }
        found
    };
    let (one, two) = (known(&one), known(&two));
    assert!(one.len() > 80, "{}", one.len());
    let common: Vec<_> = one.intersection(&two).collect();
    assert!(common.is_empty(), "{common:?}");
}

/// All texts that look like identifiers.
fn identifiers(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.keys().filter(|key| is_no_word(key)).cloned());
            for value in fields.values() {
                identifiers(value, found);
            }
        }
        Value::Array(list) => {
            for value in list {
                identifiers(value, found);
            }
        }
        Value::String(text) if is_no_word(text) => {
            found.insert(text.clone());
        }
        _ => {}
    }
}

fn is_identifier(text: &str) -> bool {
    text.len() == 20 && text.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// Whether it is an identifier rather than a long word.
fn is_no_word(text: &str) -> bool {
    is_identifier(text) && text.chars().any(|letter| letter.is_ascii_digit())
}

/// Kinds of identifiers as the reference lists them: where one stands, and how it begins.
const KINDS: &[(Side, &str, &str, &str)] = &[
    (Side::Source, "/.well-known/okta-organization", "/id", "00o"),
    (Side::Source, "/api/v1/org", "/id", "00o"),
    (Side::Source, "/api/v1/users/me", "/id", "00u"),
    (Side::Source, "/api/v1/users/me", "/type/id", "oty"),
    (Side::Source, "/api/v1/groups", "/0/id", "00g"),
    (Side::Source, "/api/v1/api-tokens", "/0/id", "00T"),
    (Side::Source, "/api/v1/features", "/0/id", "ftr"),
    (Side::Source, "/api/v1/apps", "/0/id", "0oa"),
    (Side::Source, "/api/v1/mappings", "/0/id", "prm"),
    (Side::Source, "/api/v1/zones", "/0/id", "nzo"),
    (Side::Target, "/api/v1/idps", "/0/id", "0oa"),
    (
        Side::Target,
        "/api/v1/policies?type=IDP_DISCOVERY",
        "/0/id",
        "00p",
    ),
    (
        Side::Target,
        "/api/v1/policies?type=ACCESS_POLICY",
        "/0/id",
        "rst",
    ),
    (
        Side::Target,
        "/api/v1/policies?type=PROFILE_ENROLLMENT",
        "/0/id",
        "rst",
    ),
    (Side::Target, "/api/v1/brands", "/0/id", "bnd"),
];

#[test]
fn identifiers_begin_as_those_of_their_kind_and_have_twenty_characters() {
    let mut desk = Desk::new();
    let joined = desk.join();
    for (side, path, pointer, start) in KINDS {
        let id = text(&desk.get(*side, path), pointer);
        assert!(
            id.starts_with(start) && is_identifier(&id),
            "{path} {pointer}: {id}"
        );
    }
    let (issuer, ..) = desk.metadata(&joined.app);
    let key = issuer.strip_prefix("http://www.okta.com/").unwrap();
    assert!(key.starts_with("exk") && is_identifier(key), "{issuer}");
    assert!(joined.rule.starts_with("0pr") && is_identifier(&joined.rule));
    let audience = text(
        &desk.get(Side::Target, &format!("/api/v1/idps/{}", joined.idp)),
        "/protocol/credentials/trust/audience",
    );
    assert!(
        audience.starts_with("https://www.okta.com/saml2/service-provider/sp"),
        "{audience}"
    );
}

#[test]
fn keys_of_partners_are_named_by_uuids_and_keys_of_the_org_s_own_by_digests() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let parts: Vec<usize> = joined.key.split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12], "{}", joined.key);
    for (side, path) in [
        (
            Side::Source,
            format!("/api/v1/apps/{}/credentials/keys", joined.app),
        ),
        (
            Side::Target,
            format!("/api/v1/idps/{}/credentials/keys", joined.idp),
        ),
    ] {
        let kid = text(&desk.get(side, &path), "/0/kid");
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        assert!(kid.len() == 43 && kid.chars().all(plain), "{path}: {kid}");
    }
}

#[test]
fn a_crowd_of_people_and_events_is_there_from_the_start_and_the_same_each_time() {
    let crowd = || {
        Desk::made(Options {
            users: 40,
            log_events: 60,
            ..Options::default()
        })
    };
    let (mut one, mut two, mut none) = (crowd(), crowd(), Desk::new());
    for side in [Side::Source, Side::Target] {
        let count = |desk: &mut Desk, path: &str| desk.get(side, path).as_array().unwrap().len();
        let users = "/api/v1/users?limit=200";
        assert_eq!(count(&mut one, users), count(&mut none, users) + 40);
        let logs = "/api/v1/logs?since=2025-01-01T00:00:00Z&limit=1000";
        assert_eq!(count(&mut one, logs), count(&mut none, logs) + 60);
        assert_eq!(one.world.state(side), two.world.state(side));
        assert_eq!(one.get(side, logs), two.get(side, logs));
        let everybody = one.get(side, users);
        let logins: BTreeSet<String> = everybody
            .as_array()
            .unwrap()
            .iter()
            .map(|user| text(user, "/profile/login"))
            .collect();
        assert_eq!(
            logins.len(),
            everybody.as_array().unwrap().len(),
            "no login twice"
        );
    }
}
