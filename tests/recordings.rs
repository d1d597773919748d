//! The client against recorded answers of real orgs: every document of a family that it reads has to decode as the
//! client decodes it, and every refusal has to become a problem with a code and a sentence.
//!
//! The recordings are not part of this project. They are looked for in `okta/recordings.jsonl.gz` below the folder
//! `shared` beside it, or below the folder that `ORG2ORG_SHARED` names; where they are absent, nothing is checked and
//! the output says so.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail loudly and tell what they counted"
)]

use flate2::read::GzDecoder;
use org2org_setup::okta::{
    Doc, Problem,
    resource::{
        apps::{App, AppGroup, AppKey, AppUser, Connection, UserProvisioning},
        idps::{Idp, IdpKey, LinkedUser},
        logs::LogEvent,
        org::{OrgFacts, TokenFacts, WellKnown},
        people::{Group, Role, User},
        policies::{Policy, Rule},
    },
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
};

/// A recorded request and its answer.
#[derive(Deserialize)]
struct Recording {
    method: String,
    url: String,
    status: u16,
    response: Option<String>,
}

/// A family of documents: its name, the paths it comes from (`*` is one segment), and how the client decodes it.
type Family = (
    &'static str,
    &'static [&'static str],
    fn(Value) -> Result<(), String>,
);

const FAMILIES: &[Family] = &[
    (
        "well-known",
        &[".well-known/okta-organization"],
        decode::<WellKnown>,
    ),
    ("org", &["api/v1/org"], decode::<OrgFacts>),
    (
        "api tokens",
        &["api/v1/api-tokens", "api/v1/api-tokens/*"],
        decode::<TokenFacts>,
    ),
    ("user roles", &["api/v1/users/*/roles"], decode::<Role>),
    (
        "users",
        &["api/v1/users", "api/v1/users/*", "api/v1/groups/*/users"],
        decode::<User>,
    ),
    (
        "groups",
        &["api/v1/groups", "api/v1/groups/*", "api/v1/users/*/groups"],
        decode::<Group>,
    ),
    (
        "app keys",
        &[
            "api/v1/apps/*/credentials/keys",
            "api/v1/apps/*/credentials/keys/*",
        ],
        decode::<AppKey>,
    ),
    (
        "provisioning connections",
        &["api/v1/apps/*/connections/default"],
        decode::<Connection>,
    ),
    (
        "user provisioning",
        &["api/v1/apps/*/features/USER_PROVISIONING"],
        decode::<UserProvisioning>,
    ),
    (
        "app users",
        &["api/v1/apps/*/users", "api/v1/apps/*/users/*"],
        decode::<AppUser>,
    ),
    (
        "app groups",
        &["api/v1/apps/*/groups", "api/v1/apps/*/groups/*"],
        decode::<AppGroup>,
    ),
    (
        "apps",
        &["api/v1/apps", "api/v1/apps/*", "api/v1/groups/*/apps"],
        decode::<App>,
    ),
    (
        "certificates",
        &["api/v1/idps/credentials/keys", "api/v1/idps/credentials/keys/*"],
        decode::<IdpKey>,
    ),
    (
        "certificates of an identity provider",
        &[
            "api/v1/idps/*/credentials/keys",
            "api/v1/idps/*/credentials/keys/*",
        ],
        decode::<IdpKey>,
    ),
    (
        "linked users",
        &["api/v1/idps/*/users", "api/v1/idps/*/users/*"],
        decode::<LinkedUser>,
    ),
    (
        "identity providers",
        &["api/v1/idps", "api/v1/idps/*", "api/v1/users/*/idps"],
        decode::<Idp>,
    ),
    (
        "policy rules",
        &["api/v1/policies/*/rules", "api/v1/policies/*/rules/*"],
        decode::<Rule>,
    ),
    (
        "policies",
        &["api/v1/policies", "api/v1/policies/*"],
        decode::<Policy>,
    ),
    ("log events", &["api/v1/logs"], decode::<LogEvent>),
];

#[test]
fn every_recorded_document_decodes_as_the_client_decodes_it() {
    let Some(recordings) = recordings() else { return };
    let mut counts: BTreeMap<&str, usize> = FAMILIES.iter().map(|(name, ..)| (*name, 0)).collect();
    let mut failures = Vec::new();
    for recording in recordings
        .iter()
        .filter(|recording| (200..300).contains(&recording.status))
    {
        let Some((name, _, decode)) = family(&path(&recording.url)) else {
            continue;
        };
        let Some(body) = recording
            .response
            .as_deref()
            .filter(|body| !body.trim().is_empty())
        else {
            continue;
        };
        let documents = documents(body).unwrap_or_else(|error| panic!("{}: {error}", place(recording)));
        for document in documents {
            *counts.entry(name).or_default() += 1;
            if let Err(error) = decode(document) {
                failures.push(format!("{name}: {}: {error}", place(recording)));
            }
        }
    }
    tell(&counts);
    assert!(
        failures.is_empty(),
        "{} documents do not decode\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(
        counts["apps"] > 50 && counts["users"] > 50,
        "too few recordings were read"
    );
}

#[test]
fn every_recorded_refusal_becomes_a_problem_with_code_and_sentence() {
    let Some(recordings) = recordings() else { return };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    for recording in recordings.iter().filter(|recording| recording.status >= 400) {
        let body = recording.response.as_deref().unwrap_or_default();
        if serde_json::from_str::<Value>(body).is_err() {
            *counts.entry("no JSON".to_owned()).or_default() += 1;
            continue;
        }
        match Problem::parse(body.as_bytes()) {
            Some(problem) if is_told(&problem) => *counts.entry(problem.code).or_default() += 1,
            other => failures.push(format!("{}: {other:?} out of {body}", place(recording))),
        }
    }
    tell(&counts);
    assert!(
        failures.is_empty(),
        "{} refusals are not told\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(
        counts.values().sum::<usize>() > 100,
        "too few recordings were read"
    );
}

#[test]
fn addresses_lead_to_their_families_whatever_their_slashes() {
    let name = |url: &str| family(&path(url)).map(|(name, ..)| *name);
    assert_eq!(name("https://test.okta.com//api/v1/apps?limit=2"), Some("apps"));
    assert_eq!(
        name("https://test.okta.com/api/v1/api-tokens/"),
        Some("api tokens")
    );
    assert_eq!(
        name("https://test.okta.com/api/v1/idps/credentials/keys"),
        Some("certificates")
    );
    assert_eq!(name("https://test.okta.com/api/v1/users/me"), Some("users"));
    assert_eq!(name("https://test.okta.com/api/v1/groups/rules"), None);
    assert_eq!(name("https://test.okta.com/api/v1/users/00u1/factors"), None);
}

fn decode<T: DeserializeOwned>(document: Value) -> Result<(), String> {
    Doc::<T>::decode(document)
        .map(drop)
        .map_err(|error| error.to_string())
}

fn family(path: &str) -> Option<&'static Family> {
    // These stand where an identifier could stand.
    if ["api/v1/groups/rules", "api/v1/policies/simulate"].contains(&path) {
        return None;
    }
    FAMILIES
        .iter()
        .find(|(_, patterns, _)| patterns.iter().any(|pattern| matches(pattern, path)))
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut there) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), there.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(one), Some(other)) if one == other => {}
            _ => return false,
        }
    }
}

/// The path of an address without its query and without empty segments.
fn path(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    bare.split('/')
        .skip(1)
        .filter(|segment| !segment.is_empty())
        .collect::<Vec<_>>()
        .join("/")
}

/// One document, or those of a list.
fn documents(body: &str) -> serde_json::Result<Vec<Value>> {
    Ok(match serde_json::from_str(body)? {
        Value::Array(documents) => documents,
        document => vec![document],
    })
}

fn is_told(problem: &Problem) -> bool {
    let sentence = problem.to_string();
    let code = format!("({})", problem.code);
    !problem.code.is_empty() && sentence.ends_with(&code) && sentence.len() > code.len() + 1
}

fn place(recording: &Recording) -> String {
    format!("{} {} ({})", recording.method, recording.url, recording.status)
}

fn tell<K: AsRef<str>>(counts: &BTreeMap<K, usize>) {
    for (name, count) in counts {
        println!("{count:>5}  {}", name.as_ref());
    }
}

fn recordings() -> Option<Vec<Recording>> {
    let path = shared().join("okta").join("recordings.jsonl.gz");
    let Ok(file) = File::open(&path) else {
        println!("SKIPPED recordings: there is no {}", path.display());
        return None;
    };
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    Some(
        lines
            .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
            .collect(),
    )
}

fn shared() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("shared");
    std::env::var_os("ORG2ORG_SHARED").map_or_else(beside, PathBuf::from)
}
