//! Two logs as one timeline: who is meant, what is inside, in which order, and what was changed before it first failed.

use jiff::{SignedDuration, Timestamp};
use org2org_setup::{
    federation::{
        Side,
        timeline::{
            AFTER, BEFORE, Change, Ending, Entry, Logs, MOST_OTHERS, Part, Reach, Subject, Timeline, join,
            logs::{attempt, decoded, exported},
        },
    },
    okta::resource::logs::LogEvent,
    saml::input::{self, Content, Document},
};
use serde_json::{Value, json};

const MIRA: &str = "mira.chen@acme.example";
const BEN: &str = "ben.okafor@acme.example";
const ARRIVES: &str = "user.authentication.auth_via_IDP";
const SIGNS_IN: &str = "user.session.start";
const CHANGES: &str = "system.idp.lifecycle.update";

fn tried() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

/// An event so many seconds after the attempt.
#[derive(Clone)]
struct Told {
    uuid: &'static str,
    seconds: i64,
    kind: &'static str,
    result: &'static str,
    actor: Value,
    targets: Vec<Value>,
}

fn told(uuid: &'static str, seconds: i64, kind: &'static str, result: &'static str) -> Told {
    Told {
        uuid,
        seconds,
        kind,
        result,
        actor: json!({ "type": "SystemPrincipal", "id": "okta", "alternateId": "system@okta.com", "displayName": "Okta System" }),
        targets: Vec::new(),
    }
}

fn person(id: &str, login: &str) -> Value {
    json!({ "type": "User", "id": id, "alternateId": login, "displayName": login })
}

impl Told {
    fn to(mut self, id: &str, login: &str) -> Self {
        self.targets.push(person(id, login));
        self
    }

    fn on(mut self, id: &str) -> Self {
        self.targets
            .push(json!({ "type": "AppInstance", "id": id, "alternateId": id, "displayName": "Acme" }));
        self
    }

    fn by(mut self, login: &str) -> Self {
        self.actor = person(&format!("00u{login}"), login);
        self
    }

    fn event(&self) -> LogEvent {
        let at = tried() + SignedDuration::from_secs(self.seconds);
        serde_json::from_value(json!({
            "uuid": self.uuid, "published": at.to_string(), "eventType": self.kind, "actor": self.actor,
            "displayMessage": "Okta's own words", "outcome": { "result": self.result }, "target": self.targets,
        }))
        .unwrap()
    }
}

fn part(side: Option<Side>, live: bool, events: &[Told]) -> Part {
    let reach = Reach {
        side,
        live,
        from: Some(tried() - BEFORE),
        changes_since: Some(tried() - SignedDuration::from_hours(24)),
        ..Reach::default()
    };
    Part {
        side,
        events: events.iter().map(Told::event).collect(),
        reach,
    }
}

fn logs(source: &[Told], target: &[Told]) -> Logs {
    Logs {
        parts: vec![
            part(Some(Side::Source), true, source),
            part(Some(Side::Target), true, target),
        ],
    }
}

fn mira() -> Subject {
    Subject {
        logins: vec![MIRA.to_owned()],
        objects: vec!["0oaidp".to_owned(), "0oaapp".to_owned()],
        at: Some(tried()),
        ..Subject::default()
    }
}

fn ids(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.event.as_str()).collect()
}

fn changed(changes: &[Change]) -> Vec<&str> {
    changes.iter().map(|change| change.entry.event.as_str()).collect()
}

fn timeline(source: &[Told], target: &[Told]) -> Timeline {
    join(&logs(source, target), &mira())
}

#[test]
fn at_the_same_instant_the_source_org_comes_first_and_each_log_keeps_its_order() {
    let own = |uuid, kind| told(uuid, 0, kind, "SUCCESS").to("00um", MIRA);
    let target = [own("t1", ARRIVES), own("t2", "user.authentication.sso")];
    let source = [own("s1", SIGNS_IN), own("s2", "user.authentication.sso")];
    assert_eq!(ids(&timeline(&source, &target).entries), ["s1", "s2", "t1", "t2"]);
}

#[test]
fn what_happened_just_inside_the_time_is_told_and_just_outside_is_not() {
    let (before, after) = (-BEFORE.as_secs(), AFTER.as_secs());
    let own = |uuid, seconds| told(uuid, seconds, SIGNS_IN, "SUCCESS").to("00um", MIRA);
    let other = |uuid, seconds| told(uuid, seconds, SIGNS_IN, "SUCCESS").to("00ub", BEN);
    let source = [
        own("too early", before - 1),
        own("first", before),
        own("last", after),
        own("too late", after + 1),
        other("other first", before),
        other("other too late", after + 1),
    ];
    let timeline = timeline(&source, &[]);
    assert_eq!(ids(&timeline.entries), ["first", "last"]);
    assert_eq!(
        (ids(&timeline.others), timeline.others_count),
        (vec!["other first"], 1)
    );
    assert_eq!(
        (timeline.from, timeline.until),
        (Some(tried() - BEFORE), Some(tried() + AFTER))
    );
}

#[test]
fn a_log_that_was_read_until_now_ends_the_timeline_there() {
    let mut logs = logs(&[told("s", 0, SIGNS_IN, "SUCCESS").to("00um", MIRA)], &[]);
    for part in &mut logs.parts {
        part.reach.until = Some(tried() + SignedDuration::from_secs(30));
    }
    assert_eq!(
        join(&logs, &mira()).until,
        Some(tried() + SignedDuration::from_secs(30))
    );
    for part in &mut logs.parts {
        part.reach.live = false;
    }
    assert_eq!(
        join(&logs, &mira()).until,
        Some(tried() + AFTER),
        "an export says nothing about what is missing"
    );
}

#[test]
fn a_person_is_known_by_user_name_in_any_case_and_by_the_identifiers_of_both_orgs() {
    let source = [
        told("by name", 1, SIGNS_IN, "SUCCESS").to("00um", "Mira.Chen@ACME.example"),
        told("by identifier", 2, SIGNS_IN, "SUCCESS").to("00um", ""),
        told("acting", 3, "user.account.update_profile", "SUCCESS").by(MIRA),
        told("somebody else", 4, SIGNS_IN, "SUCCESS").to("00ub", BEN),
    ];
    assert_eq!(
        ids(&timeline(&source, &[]).entries),
        ["by name", "by identifier", "acting"]
    );
    let known = Subject {
        people: vec!["00tarrived".to_owned()],
        ..mira()
    };
    let target = [told("known beforehand", 1, ARRIVES, "SUCCESS").to("00tarrived", "m.chen")];
    assert_eq!(
        ids(&join(&logs(&[], &target), &known).entries),
        ["known beforehand"]
    );
}

#[test]
fn what_happens_to_the_app_or_the_provider_is_ours_unless_it_is_somebody_elses_sign_in() {
    let target = [
        told("nobody named", 1, ARRIVES, "FAILURE").on("0oaidp"),
        told("unknown", 2, ARRIVES, "FAILURE")
            .on("0oaidp")
            .to("unknown", "unknown"),
        told("somebody else", 3, ARRIVES, "FAILURE")
            .on("0oaidp")
            .to("00ub", BEN),
        told("an admin's change", 4, CHANGES, "SUCCESS")
            .on("0oaidp")
            .by("sam@northwind.example"),
        told("another provider", 5, ARRIVES, "FAILURE").on("0oaother"),
        told("somebody opens the app", 6, "user.authentication.sso", "SUCCESS")
            .on("0oaapp")
            .by(BEN),
    ];
    let timeline = timeline(&[], &target);
    assert_eq!(
        ids(&timeline.entries),
        ["nobody named", "unknown", "an admin's change"]
    );
    assert_eq!(timeline.others_count, 3);
}

#[test]
fn others_are_counted_beyond_what_is_listed() {
    let other = |at: usize| {
        let mut event = told("other", 0, SIGNS_IN, "SUCCESS").to("00ub", BEN).event();
        event.uuid = format!("other {at}");
        event
    };
    let mut logs = logs(&[], &[]);
    logs.parts[0].events = (0..MOST_OTHERS + 7).map(other).collect();
    let timeline = join(&logs, &mira());
    assert_eq!(
        (timeline.others.len(), timeline.others_count),
        (MOST_OTHERS, MOST_OTHERS + 7)
    );
}

#[test]
fn an_event_that_log_and_export_both_hold_is_told_once_and_two_orgs_may_use_one_identifier() {
    let own = told("same", 0, SIGNS_IN, "SUCCESS").to("00um", MIRA);
    let mut logs = logs(std::slice::from_ref(&own), std::slice::from_ref(&own));
    assert_eq!(join(&logs, &mira()).entries.len(), 2);
    logs.parts.push(part(Some(Side::Source), false, &[own]));
    assert_eq!(join(&logs, &mira()).entries.len(), 2);
    let mut nameless = told("", 0, SIGNS_IN, "SUCCESS").to("00um", MIRA);
    nameless.uuid = "";
    logs.parts.push(part(None, false, &[nameless.clone(), nameless]));
    assert_eq!(
        join(&logs, &mira()).entries.len(),
        4,
        "without identifiers nobody knows that they are the same"
    );
}

/// All results of okta-api §7.2.
#[test]
fn every_result_has_an_ending() {
    let rows = [
        ("SUCCESS", Ending::Good),
        ("ALLOW", Ending::Good),
        ("FAILURE", Ending::Bad),
        ("DENY", Ending::Bad),
        ("RATE_LIMIT", Ending::Bad),
        ("ABANDONED", Ending::Bad),
        ("CHALLENGE", Ending::Asked),
        ("UNANSWERED", Ending::Asked),
        ("SKIPPED", Ending::Open),
        ("UNKNOWN", Ending::Open),
        ("DEFERRED", Ending::Open),
        ("SCHEDULED", Ending::Open),
        ("", Ending::Open),
    ];
    for (result, ending) in rows {
        let timeline = timeline(&[told("e", 0, SIGNS_IN, result).to("00um", MIRA)], &[]);
        assert_eq!(timeline.entries[0].ending, ending, "{result}");
    }
}

#[test]
fn an_event_is_told_in_plain_words_by_how_it_ended_and_an_unknown_one_in_oktas() {
    let rows = [
        (
            told("e", 0, SIGNS_IN, "SUCCESS").to("00um", MIRA),
            "mira.chen@acme.example signed in",
        ),
        (
            told("e", 0, SIGNS_IN, "FAILURE").to("00um", MIRA),
            "mira.chen@acme.example could not sign in",
        ),
        (
            told("e", 0, ARRIVES, "SUCCESS").on("0oaidp").to("00um", MIRA),
            "mira.chen@acme.example arrived by way of Acme",
        ),
        (
            told("e", 0, ARRIVES, "FAILURE").on("0oaidp"),
            "The sign-in by way of Acme was refused",
        ),
        (
            told("e", 0, CHANGES, "SUCCESS").on("0oaidp"),
            "The identity provider Acme was changed",
        ),
        (
            told("e", 0, SIGNS_IN, "FAILURE").on("0oaapp"),
            "Somebody could not sign in",
        ),
        (
            told("e", 0, "made.up.in_2031", "SUCCESS").on("0oaapp"),
            "Okta's own words",
        ),
    ];
    for (event, words) in rows {
        let timeline = timeline(&[], &[event]);
        assert_eq!(timeline.entries[0].words, words);
    }
}

#[test]
fn what_was_changed_before_the_first_failure_is_told_the_nearest_first() {
    let admin = "sam@northwind.example";
    let refused = |uuid, seconds| told(uuid, seconds, ARRIVES, "FAILURE").on("0oaidp");
    let target = [
        told("long before", -7200, CHANGES, "SUCCESS")
            .on("0oaidp")
            .by(admin),
        told("before", -60, CHANGES, "SUCCESS").on("0oaidp").by(admin),
        told("a policy", -50, "policy.rule.update", "SUCCESS")
            .on("0prany")
            .by(admin),
        told("a group", -40, "group.lifecycle.create", "SUCCESS")
            .on("00gany")
            .by(admin),
        told("failed itself", -35, CHANGES, "FAILURE")
            .on("0oaidp")
            .by(admin),
        told("made by Okta", -34, "user.lifecycle.create", "SUCCESS").to("00um", MIRA),
        refused("first", -30),
        told("between", -20, CHANGES, "SUCCESS").on("0oaidp").by(admin),
        refused("second", 0),
    ];
    let changes = timeline(&[], &target).changes.unwrap();
    assert_eq!(changes.failed, tried() - SignedDuration::from_secs(30));
    assert_eq!(changed(&changes.related), ["a policy", "before", "long before"]);
    assert_eq!(changed(&changes.others), ["a group"]);
    let leads: Vec<String> = changes.related.iter().map(Change::lead).collect();
    assert_eq!(leads, ["20 s before", "30 s before", "1 h 59 min before"]);
    assert_eq!(changes.related[0].actor, admin);
}

#[test]
fn the_first_failure_is_the_first_since_it_worked_and_not_one_after_the_attempt() {
    let refused = |uuid, seconds| told(uuid, seconds, ARRIVES, "FAILURE").on("0oaidp");
    let worked = |seconds| {
        told("worked", seconds, ARRIVES, "SUCCESS")
            .on("0oaidp")
            .to("00um", MIRA)
    };
    let first = |target: &[Told]| {
        let changes = timeline(&[], target).changes;
        changes.map(|changes| changes.failed.duration_since(tried()).as_secs())
    };
    assert_eq!(
        first(&[
            refused("a", -600),
            worked(-300),
            refused("b", -60),
            refused("c", 0)
        ]),
        Some(-60)
    );
    assert_eq!(
        first(&[refused("a", -600), refused("c", 0), worked(60)]),
        Some(-600)
    );
    assert_eq!(first(&[refused("late, as logs are", 119)]), Some(119));
    assert_eq!(first(&[refused("another attempt", 121)]), None);
    assert_eq!(first(&[worked(0)]), None);
}

#[test]
fn which_log_was_read_since_when_is_said_beside_the_changes() {
    let refused = [told("t", 0, ARRIVES, "FAILURE").on("0oaidp")];
    let note = |change: fn(&mut Logs)| {
        let mut logs = logs(&[], &refused);
        change(&mut logs);
        join(&logs, &mira()).changes.unwrap().note()
    };
    assert_eq!(
        note(|_| {}),
        "Both System Logs were read from 2026-11-22 10:00 UTC on"
    );
    let later = note(|logs| logs.parts[0].reach.changes_since = Some(tried() - BEFORE));
    assert_eq!(
        later, "Both System Logs were read from 2026-11-23 09:45 UTC on",
        "the later of both"
    );
    let alone = note(|logs| logs.parts[0].reach.problem = Some("403".to_owned()));
    assert!(
        alone.starts_with("The System Log of the target org alone was read"),
        "{alone}"
    );
    let cut = note(|logs| logs.parts[1].reach.cut = true);
    assert!(cut.ends_with("an earlier change may be missing"), "{cut}");
}

#[test]
fn what_is_no_event_of_an_export_is_left_out() {
    let event =
        |uuid: &str| json!({ "uuid": uuid, "published": "2026-11-23T10:00:00Z", "eventType": SIGNS_IN });
    let rows = [
        (json!([event("1"), event("2")]).to_string(), 2),
        (json!([event("1"), { "uuid": "no time" }, 7, null]).to_string(), 1),
        (event("1").to_string(), 1),
        (
            json!([{ "published": "2026-11-23T10:00:00Z", "eventType": SIGNS_IN }]).to_string(),
            1,
        ),
        ("[]".to_owned(), 0),
        ("no JSON".to_owned(), 0),
    ];
    for (text, count) in rows {
        assert_eq!(decoded(&text).len(), count, "{text}");
    }
}

#[test]
fn whose_log_an_export_is_is_told_by_what_only_one_side_can_have_or_not_at_all() {
    let side = |events: &[Told]| {
        let json: Vec<Value> = events
            .iter()
            .map(|told| serde_json::to_value(told.event()).unwrap())
            .collect();
        let document = Document {
            content: Content::SystemLog(Value::Array(json).to_string().into()),
            ..Document::unreadable("")
        };
        exported(&[document], &["0oaorg2org".to_owned()], &["0oaidp".to_owned()]).parts[0].side
    };
    let sso = "user.authentication.sso";
    assert_eq!(
        side(&[told("a", 0, sso, "SUCCESS").on("0oaorg2org")]),
        Some(Side::Source)
    );
    assert_eq!(
        side(&[told("a", 0, sso, "SUCCESS").on("0oaidp")]),
        Some(Side::Target)
    );
    assert_eq!(
        side(&[told("a", 0, ARRIVES, "FAILURE").on("0oaelse")]),
        Some(Side::Target)
    );
    assert_eq!(
        side(&[told("a", 0, CHANGES, "SUCCESS").on("0oaelse")]),
        Some(Side::Target)
    );
    let mut to_hub = told("a", 0, sso, "SUCCESS").on("0oaelse");
    to_hub.targets[0]["displayName"] = json!("Okta Org2Org");
    assert_eq!(side(&[to_hub]), Some(Side::Source));
    assert_eq!(side(&[told("a", 0, SIGNS_IN, "SUCCESS").to("00ub", BEN)]), None);
}

#[test]
fn the_attempt_is_when_the_last_message_was_on_its_way_or_was_issued() {
    let message = |instant: &str| {
        let xml = format!(
            "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"a\" Version=\"2.0\" IssueInstant=\"{instant}\"/>"
        );
        input::read(xml.as_bytes()).unwrap().remove(0)
    };
    let (early, late) = (message("2026-11-23T09:00:00Z"), message("2026-11-23T10:00:00Z"));
    assert_eq!(attempt(&[early.clone(), late.clone()]), Some(tried()));
    let seen = Document {
        seen: Some(tried() + SignedDuration::from_secs(5)),
        ..early.clone()
    };
    assert_eq!(
        attempt(&[late, seen]),
        Some(tried() + SignedDuration::from_secs(5)),
        "a recording knows better"
    );
    assert_eq!(attempt(&[message("yesterday")]), None);
    assert_eq!(attempt(&[]), None);
}

#[test]
fn where_nobody_is_named_it_is_about_whoever_failed_last() {
    let source = [
        told("ben fails", -300, SIGNS_IN, "FAILURE").to("00ub", BEN),
        told("mira fails", -60, SIGNS_IN, "FAILURE").to("00um", MIRA),
        told("mira tried before", -120, SIGNS_IN, "SUCCESS").to("00um", MIRA),
        told("ben works", 0, SIGNS_IN, "SUCCESS").to("00ub", BEN),
    ];
    let timeline = join(&logs(&source, &[]), &Subject::default());
    assert_eq!(ids(&timeline.entries), ["mira tried before", "mira fails"]);
    let nothing_failed = [told("ben works", 0, SIGNS_IN, "SUCCESS").to("00ub", BEN)];
    let quiet = join(&logs(&nothing_failed, &[]), &Subject::default());
    assert_eq!(
        (quiet.entries.len(), quiet.others_count, quiet.changes),
        (0, 1, None)
    );
}
