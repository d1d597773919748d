//! Every check of the settings, on the snapshot of a healthy connection with one thing changed: what it passes, what it
//! finds with which weight, both values and fix, and when it says that it cannot tell or says nothing.

use crate::world::stage;
use org2org_setup::{
    federation::{
        Blueprint, Facts, Side, Snapshot,
        troubleshoot::Settings,
        verify::{self, Check, CheckResult, Confidence, Events, Finding, Severity, checks},
    },
    okta::{Error, ErrorKind, Problem},
};
use serde_json::{Value, json};
use std::sync::Arc;

mod account;
mod orgs;
mod people;
mod provisioning;
mod trust;

const MIRA: &str = "mira.chen@acme.example";
const APP: &str = "Dropbox Business";

/// A healthy connection that was used once, and what was seen of it.
pub(crate) struct Bench {
    pub(crate) blueprint: Blueprint,
    pub(crate) facts: Facts,
    pub(crate) snapshot: Value,
}

/// A change of what was seen.
pub(crate) enum Edit {
    Set(String, Value),
    Out(String),
}

pub(crate) fn set(pointer: impl Into<String>, value: impl Into<Value>) -> Edit {
    Edit::Set(pointer.into(), value.into())
}

fn out(pointer: impl Into<String>) -> Edit {
    Edit::Out(pointer.into())
}

/// A part that could not be read.
fn unread(pointer: impl Into<String>, error: &Error) -> Edit {
    set(pointer, json!({ "Err": error }))
}

fn refused(status: u16, code: &str) -> Error {
    let problem = Problem {
        code: code.to_owned(),
        summary: "Okta says no".to_owned(),
        causes: Vec::new(),
        id: None,
    };
    Error {
        kind: Box::new(ErrorKind::Okta { status, problem }),
        call: Box::default(),
    }
}

/// The role is too small.
fn forbidden() -> Error {
    refused(403, "E0000006")
}

/// The token was revoked.
pub(crate) fn dead() -> Error {
    refused(401, "E0000011")
}

/// What a check is to say.
#[derive(Clone, Debug)]
enum Says {
    Passes(String),
    Finds(Box<Found>),
    CannotTell(String),
    Nothing,
}

#[derive(Clone, Debug)]
struct Found {
    code: &'static str,
    severity: Severity,
    side: Side,
    confidence: Confidence,
    both: Option<(String, String)>,
    fix: Option<&'static str>,
    words: String,
}

fn passes(seen: impl Into<String>) -> Says {
    Says::Passes(seen.into())
}

fn cannot_tell(why: &str) -> Says {
    Says::CannotTell(why.to_owned())
}

fn finds(code: &'static str, severity: Severity, side: Side) -> Found {
    Found {
        code,
        severity,
        side,
        confidence: Confidence::Certain,
        both: None,
        fix: None,
        words: String::new(),
    }
}

impl Found {
    fn likely(mut self) -> Self {
        self.confidence = Confidence::Likely;
        self
    }

    /// What is sent and what is expected, shown side by side.
    fn both(mut self, sent: impl Into<String>, expected: impl Into<String>) -> Self {
        self.both = Some((sent.into(), expected.into()));
        self
    }

    fn fixed_by(mut self, key: &'static str) -> Self {
        self.fix = Some(key);
        self
    }

    /// Words that stand in the advice.
    fn saying(mut self, words: impl Into<String>) -> Self {
        self.words = words.into();
        self
    }
}

impl From<Found> for Says {
    fn from(found: Found) -> Self {
        Self::Finds(Box::new(found))
    }
}

/// What is changed, and what the check says then.
type Row = (&'static str, Vec<Edit>, Says);

fn row(what: &'static str, edits: impl Into<Vec<Edit>>, says: impl Into<Says>) -> Row {
    (what, edits.into(), says.into())
}

impl Bench {
    /// What both orgs are set to by a snapshot, with what the checklist says of it.
    pub(crate) fn settings(&self, snapshot: Snapshot) -> Settings {
        let report = verify::report(&self.blueprint, &snapshot, &self.facts, &Events::default(), false);
        Settings {
            blueprint: Box::new(self.blueprint.clone()),
            snapshot: Arc::new(snapshot),
            facts: self.facts.clone(),
            report: Some(report),
        }
    }

    pub(crate) async fn new() -> Self {
        let mut stage = stage();
        let blueprint = stage.blueprint().await;
        let wire = stage.wire(None);
        stage.run(&blueprint, &wire).await.unwrap();
        let (_, report) = stage.judged_sign_in(&blueprint).await;
        assert_eq!(report.verified(), 5);
        let orgs = stage.orgs(&stage.wire(None));
        let snapshot = stage.observe(&orgs, &blueprint).await;
        Self {
            facts: stage.ledger.facts.clone(),
            snapshot: serde_json::to_value(&snapshot).unwrap(),
            blueprint,
        }
    }

    /// What was seen at a place.
    fn seen(&self, pointer: &str) -> &Value {
        self.snapshot
            .pointer(pointer)
            .unwrap_or_else(|| panic!("nothing is seen at {pointer}"))
    }

    fn text(&self, pointer: &str) -> String {
        self.seen(pointer)
            .as_str()
            .unwrap_or_else(|| panic!("{pointer} is no text"))
            .to_owned()
    }

    /// The place of the entry of a list that has a member of that value, and of a member of it.
    fn entry(&self, list: &str, member: &str, value: &str, rest: &str) -> String {
        let entries = self.seen(list).as_array().unwrap();
        let at = entries
            .iter()
            .position(|entry| entry.pointer(member).and_then(Value::as_str) == Some(value));
        let at = at.unwrap_or_else(|| panic!("no {member} of {list} is {value}"));
        format!("{list}/{at}{rest}")
    }

    /// A member of the identity provider.
    pub(crate) fn idp(&self, rest: &str) -> String {
        self.entry("/target/idps/Ok", "/name", &self.blueprint.idp.name, rest)
    }

    /// A member of the test user's assignment to the Org2Org app.
    fn assignment(&self, rest: &str) -> String {
        self.entry("/source/app/users/Ok", "/credentials/userName", MIRA, rest)
    }

    pub(crate) fn changed(&self, edits: &[Edit]) -> Snapshot {
        let mut snapshot = self.snapshot.clone();
        for edit in edits {
            match edit {
                Edit::Set(pointer, value) => {
                    let (parent, name) = pointer.rsplit_once('/').unwrap();
                    let parent = snapshot
                        .pointer_mut(parent)
                        .unwrap_or_else(|| panic!("nothing is seen above {pointer}"));
                    match parent {
                        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value.clone(),
                        parent => parent[name] = value.clone(),
                    }
                }
                Edit::Out(pointer) => {
                    let (parent, name) = pointer.rsplit_once('/').unwrap();
                    match snapshot.pointer_mut(parent) {
                        Some(Value::Array(items)) => drop(items.remove(name.parse().unwrap())),
                        Some(Value::Object(members)) => drop(members.remove(name)),
                        _ => panic!("nothing is seen above {pointer}"),
                    }
                }
            }
        }
        serde_json::from_value(snapshot).unwrap()
    }

    fn check(&self, title: &str, edits: &[Edit]) -> Option<Check> {
        let snapshot = self.changed(edits);
        let all = checks::all(&self.blueprint, &snapshot, &self.facts);
        for check in &all {
            if let CheckResult::Fail(finding) = &check.result {
                assert_whole(check, finding);
            }
        }
        let mut own = all.into_iter().filter(|check| check.title == title);
        let check = own.next();
        assert!(own.next().is_none(), "{title} is asked twice");
        check
    }

    /// Whether a check says in every row what it is to say there.
    fn holds(&self, title: &str, rows: &[Row]) {
        let wrong: Vec<String> = rows
            .iter()
            .filter_map(|(what, edits, says)| {
                let check = self.check(title, edits);
                let why = differs(check.as_ref().map(|check| &check.result), says)?;
                Some(format!("{title}, {what}: {why}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// No finding is shown with a name in place of a value, without what to do, or apart from its item.
fn assert_whole(check: &Check, finding: &Finding) {
    let advice = &finding.advice;
    assert_eq!(check.item, finding.item, "{}", finding.code);
    assert!(
        !advice.headline.is_empty() && !advice.next.is_empty(),
        "{} says what is wrong and what to do: {advice:?}",
        finding.code
    );
    for words in [&advice.headline, &advice.why].into_iter().chain(&advice.next) {
        let named = words.contains('{') && words.contains('}');
        assert!(!named, "{}: a value is missing in “{words}”", finding.code);
    }
    if let Some(link) = &advice.link {
        assert!(link.url.starts_with("http"), "{}: {}", finding.code, link.url);
    }
}

fn differs(result: Option<&CheckResult>, says: &Says) -> Option<String> {
    let right = match (result, says) {
        (None, Says::Nothing) => true,
        (Some(CheckResult::Pass(seen)), Says::Passes(wanted)) => seen.contains(wanted.as_str()),
        (Some(CheckResult::Unknown(why)), Says::CannotTell(wanted)) => why.contains(wanted.as_str()),
        (Some(CheckResult::Fail(finding)), Says::Finds(wanted)) => is(finding, wanted),
        _ => false,
    };
    (!right).then(|| format!("{result:?}\n  instead of {says:?}"))
}

fn is(finding: &Finding, wanted: &Found) -> bool {
    let both = finding
        .comparison
        .as_ref()
        .map(|both| (both.sent.clone(), both.expected.clone()));
    let advice = &finding.advice;
    let said = [&advice.headline, &advice.why].into_iter().chain(&advice.next);
    let mut said = said.map(String::as_str);
    finding.code == wanted.code
        && finding.severity == wanted.severity
        && finding.side == wanted.side
        && finding.confidence == wanted.confidence
        && both == wanted.both
        && finding.fix.as_deref() == wanted.fix
        && said.any(|words| words.contains(&wanted.words))
}

#[tokio::test]
async fn a_healthy_connection_passes_every_check_and_says_what_was_seen() {
    let bench = Bench::new().await;
    for check in checks::all(&bench.blueprint, &bench.changed(&[]), &bench.facts) {
        let CheckResult::Pass(seen) = &check.result else {
            panic!("{check:?}")
        };
        assert!(!seen.is_empty(), "{}", check.title);
    }
}

#[tokio::test]
async fn nothing_that_cannot_be_read_is_taken_for_broken_or_for_sound() {
    let bench = Bench::new().await;
    let parts = [
        "/source/org/well_known",
        "/source/org/me",
        "/source/org2org_apps",
        "/source/test_user",
        "/source/app/metadata",
        "/source/app/connection",
        "/source/app/provisioning",
        "/source/app/groups",
        "/source/app/users",
        "/target/org/well_known",
        "/target/org/me",
        "/target/apps",
        "/target/app/groups",
        "/target/app/sign_on",
        "/target/idps",
        "/target/idp_keys",
        "/target/linked",
        "/target/mapping",
        "/target/rules",
        "/target/test_user",
        "/target/test_assignment",
        "/pushes/mappings",
    ];
    for part in parts {
        let forbidden = bench.changed(&[unread(part, &forbidden())]);
        for check in checks::all(&bench.blueprint, &forbidden, &bench.facts) {
            let sound = !matches!(check.result, CheckResult::Fail(_));
            assert!(sound, "{part} is forbidden, and {check:?}");
        }
        let dead = bench.changed(&[unread(part, &dead())]);
        for check in checks::all(&bench.blueprint, &dead, &bench.facts) {
            if let CheckResult::Fail(finding) = &check.result {
                assert_eq!(finding.code, "token-revoked", "{part} needs a live token");
                let side = if part.starts_with("/target") {
                    Side::Target
                } else {
                    Side::Source
                };
                assert_eq!(finding.side, side, "{part}");
            }
        }
    }
}
