//! Support bundles: no person and no org in them once they are redacted, whatever field says it; the same by the same;
//! bounded; and opened with a sentence where they are old, damaged or of somebody else's making.

use crate::checks::{Bench, set};
use jiff::{SignedDuration, Timestamp};
use org2org_setup::{
    federation::{
        Side, Snapshot,
        bundle::{self, Brought, Bundle, BundleError, Connection, Key, Level},
        timeline::{Logs, MOST_KEPT, Part, Reach},
        verify::Events,
    },
    okta::resource::logs::LogEvent,
    saml::input::{Content, Document},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const MIRA: &str = "mira.chen@acme.example";
/// Nobody is called so, and no word of the program or of Okta's is like it.
const MARK: &str = "Qwertzuiop";

fn key() -> Key {
    Key::new([7; 32])
}

fn made() -> Timestamp {
    "2026-11-23T10:30:00Z".parse().unwrap()
}

fn bundle(bench: &Bench, snapshot: Snapshot, brought: Vec<Brought>, logs: &Logs) -> Bundle {
    let settings = bench.settings(snapshot);
    let connection = Connection::new(&settings, &Events::default(), true);
    Bundle::new(Some(connection), brought, logs, made())
}

fn opened(bundle: &Bundle, level: Level) -> Bundle {
    let text = bundle.text(level, &key()).unwrap();
    bundle::read(text.as_bytes()).unwrap()
}

fn brought(content: Content) -> Brought {
    let document = Document {
        content,
        ..Document::unreadable("")
    };
    Brought {
        name: "what Mira sent.txt".to_owned(),
        kinds: "error text".to_owned(),
        documents: vec![document],
        problem: None,
    }
}

/// Replaces every text in the profiles of people by a mark with a number; returns how many there are.
fn mark(value: &mut Value, inside: bool, count: &mut usize) {
    match value {
        Value::String(text) if inside => {
            *count += 1;
            // The shape of a user name or an e-mail address stays, so that what is judged by it stays, too.
            *text = match text.split_once('@') {
                Some((_, domain)) => format!("{MARK}{count}@{domain}"),
                None => format!("{MARK}{count}"),
            };
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mark(item, inside, count)),
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                let person = name == "profile" && value.get("login").is_some();
                mark(value, inside || person, count);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn whatever_a_profile_says_is_in_no_redacted_bundle() {
    let bench = Bench::new().await;
    let mut snapshot = bench.snapshot.clone();
    let more = json!({ "mobilePhone": "+49 89 1234567", "employeeNumber": 4711, "manager": "Ada Byron", "city": ["Ulm"] });
    for place in ["/source/test_user/Ok/profile", "/target/test_user/Ok/profile"] {
        let profile = snapshot.pointer_mut(place).unwrap().as_object_mut().unwrap();
        profile.extend(more.as_object().unwrap().clone());
    }
    let mut count = 0;
    mark(&mut snapshot, false, &mut count);
    assert!(count > 20, "{count} fields");
    let bundle = bundle(
        &bench,
        serde_json::from_value(snapshot).unwrap(),
        Vec::new(),
        &Logs::default(),
    );
    let whole = bundle.text(Level::None, &key()).unwrap();
    assert!(whole.contains(MARK) && whole.contains("4711"));
    for level in [Level::Hashed, Level::Removed] {
        let text = bundle.text(level, &key()).unwrap();
        assert!(!text.to_lowercase().contains(&MARK.to_lowercase()), "{level:?}");
        assert!(!text.contains("4711"), "a number may be an employee's: {level:?}");
    }
}

#[tokio::test]
async fn whoever_acts_in_a_log_is_in_no_redacted_bundle_be_it_as_user_app_user_or_text() {
    let bench = Bench::new().await;
    let parties = [
        ("User", "alternateId"),
        ("User", "displayName"),
        ("AppUser", "alternateId"),
        ("AppUser", "displayName"),
    ];
    for (kind, member) in parties {
        let mut party = json!({ "id": "00uadabyron00000000d7", "type": kind });
        party[member] = json!("Adelheid Xantippe");
        let event = json!({ "uuid": "1", "published": made().to_string(), "eventType": "user.session.start",
            "actor": party, "target": [party], "outcome": { "result": "FAILURE", "reason": "Adelheid Xantippe is unknown" } });
        let logs = logs(vec![serde_json::from_value(event).unwrap()]);
        let bundle = bundle(&bench, bench.changed(&[]), Vec::new(), &logs);
        assert!(
            bundle.text(Level::None, &key()).unwrap().contains("Xantippe"),
            "{kind} {member}"
        );
        for level in [Level::Hashed, Level::Removed] {
            let text = bundle.text(level, &key()).unwrap();
            for word in ["Adelheid", "Xantippe"] {
                assert!(
                    !text.contains(word),
                    "{word} as {member} of a {kind} at {level:?}"
                );
            }
        }
    }
}

/// A letter more, less, another, or two swapped: still a person's name.
#[tokio::test]
async fn a_misspelt_name_is_in_no_redacted_bundle() {
    let bench = Bench::new().await;
    let said = "mria.chen and mirra.chenn were not found, nor was Moreo";
    let text = Content::ErrorText(format!("User Not Found: {said}"));
    let bundle = bundle(&bench, bench.changed(&[]), vec![brought(text)], &Logs::default());
    let hashed = bundle.text(Level::Hashed, &key()).unwrap();
    for word in ["mria", "mirra", "chenn"] {
        assert!(!hashed.contains(word), "{word}");
    }
    assert!(
        hashed.contains("were not found, nor was"),
        "other words can be read"
    );
}

#[tokio::test]
async fn equal_words_are_replaced_by_equal_ones_throughout_and_by_others_with_another_key() {
    let bench = Bench::new().await;
    let bundle = bundle(&bench, bench.changed(&[]), Vec::new(), &Logs::default());
    let login = |bundle: &Bundle, key: &Key| {
        let text = bundle.text(Level::Hashed, key).unwrap();
        let opened = bundle::read(text.as_bytes()).unwrap();
        let connection = opened.connection.unwrap();
        let source = connection.snapshot.source.test_user.unwrap().unwrap();
        let target = connection.snapshot.target.test_user.unwrap().unwrap();
        assert_eq!(
            source.profile.login, target.profile.login,
            "the same person in both orgs"
        );
        assert_eq!(connection.blueprint.test_user.unwrap(), source.profile.login);
        source.profile.login.clone()
    };
    let first = login(&bundle, &key());
    assert_ne!(first, MIRA);
    assert!(
        first.contains('@') && first.matches('.').count() >= 2,
        "its shape stays: {first}"
    );
    assert_eq!(login(&bundle, &key()), first);
    assert_ne!(login(&bundle, &Key::new([8; 32])), first);
}

#[tokio::test]
async fn people_who_differ_stay_apart_when_hashed_and_become_one_when_removed() {
    let bench = Bench::new().await;
    let names = |level| {
        let bundle = bundle(&bench, bench.changed(&[]), Vec::new(), &Logs::default());
        let connection = opened(&bundle, level).connection.unwrap();
        let users = connection.snapshot.source.app.unwrap().users.unwrap();
        let names: BTreeSet<String> = users
            .iter()
            .map(|user| user.credentials.user_name.clone())
            .collect();
        (names.len(), users.len())
    };
    let (whole, count) = names(Level::None);
    assert!(count > 1 && whole == count);
    assert_eq!(names(Level::Hashed).0, count);
    assert_eq!(names(Level::Removed).0, 1);
}

#[tokio::test]
async fn a_bundle_of_an_older_program_opens_without_a_timeline() {
    let bench = Bench::new().await;
    let broken = bench.changed(&[set(bench.idp("/status"), "INACTIVE")]);
    let bundle = bundle(&bench, broken, Vec::new(), &logs(story(3)));
    let text = bundle.text(Level::Hashed, &key()).unwrap();
    let mut old: Value = serde_json::from_str(&text).unwrap();
    old.as_object_mut().unwrap().remove("logs");
    old["made_up_in_2031"] = json!({ "by": "a newer minor version" });
    let opened = bundle::read(old.to_string().as_bytes()).unwrap();
    let outcome = opened.findings();
    assert_eq!(outcome.troubles[0].code, "identity-provider-inactive");
    assert!(outcome.timeline.is_empty(), "{:?}", outcome.timeline);
}

#[tokio::test]
async fn a_bundle_that_is_cut_off_or_edited_is_refused_with_a_sentence_wherever_that_is() {
    let bench = Bench::new().await;
    let bundle = bundle(&bench, bench.changed(&[]), Vec::new(), &logs(story(3)));
    let text = bundle.text(Level::Hashed, &key()).unwrap();
    let ends = (0..40).map(|part| 200 + part * (text.len() - 201) / 40);
    for end in ends.filter(|end| text.is_char_boundary(*end)) {
        let error = bundle::read(&text.as_bytes()[..end]).unwrap_err();
        assert!(
            matches!(error, BundleError::Damaged(_)),
            "cut at {end}: {error:?}"
        );
        assert!(
            error
                .to_string()
                .ends_with("ask for it to be made and sent again")
        );
    }
    let whole: Value = serde_json::from_str(&text).unwrap();
    for member in ["made", "program", "redaction", "brought", "outcome"] {
        for value in [json!(null), json!(7), json!({ "x": [] })] {
            let mut edited = whole.clone();
            edited[member] = value;
            let error = bundle::read(edited.to_string().as_bytes()).unwrap_err();
            assert!(matches!(error, BundleError::Damaged(_)), "{member}: {error:?}");
        }
    }
    for (pointer, value) in [
        ("/version", json!("1")),
        ("/connection/snapshot", json!([])),
        ("/logs/parts", json!(1)),
    ] {
        let mut edited = whole.clone();
        *edited.pointer_mut(pointer).unwrap() = value;
        assert!(bundle::read(edited.to_string().as_bytes()).is_err(), "{pointer}");
    }
}

/// Whoever opens it reads it on a terminal, too.
#[tokio::test]
async fn commands_to_a_terminal_are_made_visible_and_codes_that_are_not_known_are_kept() {
    let bench = Bench::new().await;
    let broken = bench.changed(&[set(bench.idp("/status"), "INACTIVE")]);
    let bundle = bundle(&bench, broken, Vec::new(), &Logs::default());
    let mut whole: Value = serde_json::from_str(&bundle.text(Level::Removed, &key()).unwrap()).unwrap();
    let trouble = whole.pointer_mut("/outcome/troubles/0").unwrap();
    trouble["code"] = json!("found-out-in-2031");
    trouble["advice"]["headline"] = json!("\u{1b}[2J all gone");
    let outcome = bundle::read(whole.to_string().as_bytes()).unwrap().findings();
    assert_eq!(outcome.troubles[0].code, "found-out-in-2031");
    assert_eq!(outcome.troubles[0].advice.headline, "\u{fffd}[2J all gone");
}

fn logs(events: Vec<LogEvent>) -> Logs {
    let reach = Reach {
        side: Some(Side::Target),
        live: true,
        from: Some(made() - SignedDuration::from_hours(1)),
        changes_since: Some(made() - SignedDuration::from_hours(24)),
        ..Reach::default()
    };
    Logs {
        parts: vec![Part {
            side: Some(Side::Target),
            events,
            reach,
        }],
    }
}

fn event(number: usize, seconds: i64, kind: &str, result: &str, login: &str) -> LogEvent {
    let at = made() - SignedDuration::from_secs(seconds);
    let event = json!({
        "uuid": format!("e{number}"), "published": at.to_string(), "eventType": kind,
        "actor": { "id": format!("00u{login}"), "type": "User", "alternateId": login, "displayName": login },
        "outcome": { "result": result }, "target": [{ "id": format!("00u{login}"), "type": "User", "alternateId": login }],
        "authenticationContext": { "externalSessionId": "a session" },
    });
    serde_json::from_value(event).unwrap()
}

/// A change, Mira's refusal a minute later, and so many events of others.
fn story(others: usize) -> Vec<LogEvent> {
    let mut events = vec![
        event(
            0,
            120,
            "system.idp.lifecycle.update",
            "SUCCESS",
            "sam@northwind.example",
        ),
        event(1, 60, "user.authentication.auth_via_IDP", "FAILURE", MIRA),
    ];
    let other = |number: usize| {
        let seconds = 70 + i64::try_from(number % 600).unwrap();
        event(
            number + 2,
            seconds,
            "user.session.start",
            "SUCCESS",
            "ben@acme.example",
        )
    };
    events.extend((0..others).map(other));
    events
}

#[tokio::test]
async fn a_busy_log_is_kept_in_part_the_sign_in_and_the_changes_first_and_that_is_said() {
    let bench = Bench::new().await;
    let bundle = bundle(&bench, bench.changed(&[]), Vec::new(), &logs(story(10_000)));
    let part = &bundle.logs.parts[0];
    assert_eq!(part.events.len(), MOST_KEPT);
    for own in ["e0", "e1"] {
        assert!(part.events.iter().any(|event| event.uuid == own), "{own}");
    }
    assert!(part.reach.cut);
    let timeline = opened(&bundle, Level::Hashed).findings().timeline;
    assert_eq!(timeline.changes.as_ref().unwrap().related_count, 1);
    assert!(
        timeline.limits()[0].contains("more than was read"),
        "{:?}",
        timeline.limits()
    );
    assert!(bundle.text(Level::Hashed, &key()).unwrap().len() < 8_000_000);
}

#[tokio::test]
async fn what_no_timeline_tells_is_not_handed_on() {
    let bench = Bench::new().await;
    let mut events = story(2);
    events.push(event(
        90,
        7200,
        "user.session.start",
        "SUCCESS",
        "ben@acme.example",
    ));
    events.push(event(
        91,
        7200,
        "policy.rule.update",
        "SUCCESS",
        "sam@northwind.example",
    ));
    events.push(event(
        91,
        7200,
        "policy.rule.update",
        "SUCCESS",
        "sam@northwind.example",
    ));
    let mut long = event(92, 61, "user.session.start", "FAILURE", MIRA);
    long.outcome.reason = Some("x".repeat(100_000));
    long.target = vec![long.target[0].clone(); 500];
    events.push(long);
    let bundle = bundle(&bench, bench.changed(&[]), Vec::new(), &logs(events));
    let kept: Vec<&str> = bundle.logs.parts[0]
        .events
        .iter()
        .map(|event| event.uuid.as_str())
        .collect();
    assert_eq!(
        kept,
        ["e0", "e1", "e2", "e3", "e91", "e92"],
        "others at other times are left out, changes are not"
    );
    let text = bundle.text(Level::None, &key()).unwrap();
    assert!(!text.contains("a session"), "the session of a person");
    assert!(!text.contains(&"x".repeat(400)), "a text without an end");
    assert!(
        !bundle.logs.parts[0].reach.cut,
        "nothing that a timeline tells was left out"
    );
}

#[tokio::test]
async fn what_is_in_it_is_said_in_words_before_it_is_saved() {
    let bench = Bench::new().await;
    let note = brought(Content::ErrorText(
        "400 Bad Request GENERAL_NONSUCCESS".to_owned(),
    ));
    let bundle = bundle(&bench, bench.changed(&[]), vec![note], &logs(story(1)));
    let lines = bundle.contents().join("\n");
    for words in [
        "settings of both orgs as they were read at",
        "items verified",
        "Timeline: 3 events of both System Logs around the sign-in",
        "Brought: what Mira sent.txt (error text)",
        "1 finding",
    ] {
        assert!(lines.contains(words), "{words} is not in\n{lines}");
    }
    let removed = opened(&bundle, Level::Removed).contents().join("\n");
    assert!(
        !removed.contains("Mira") && removed.contains("Brought: error text"),
        "{removed}"
    );
    assert_eq!(
        bundle.file_name(Level::Hashed),
        "connection-2026-11-23.org2org-support.json"
    );
    assert!(
        bundle.file_name(Level::None).starts_with("acme"),
        "the orgs' names where they may be told"
    );
}
