//! A support bundle of every named fault: whoever opens it comes to the same findings, and no person is in it.

use super::{APP, Joined, MIRA, practice};
use jiff::Timestamp;
use org2org_setup::{
    federation::{
        bundle::{self, Bundle, Connection, Key, Level},
        plan,
        timeline::{Entry, Logs, Timeline, logs},
        troubleshoot::{Outcome, Settings, troubleshoot_with},
        verify::{
            self, ItemId, ItemState, Report,
            watch::{Interest, Watch},
        },
    },
    practice::World,
};
use std::sync::Arc;

impl Joined {
    /// What the program knows after a look at both orgs and their logs.
    pub(super) async fn known(&self, since: Timestamp) -> (Settings, verify::Events) {
        let orgs = self.stage.orgs(&self.stage.wire(None));
        let mut watch = Watch::since(since, Interest::of(&self.blueprint, &self.stage.ledger.facts));
        let _unreadable = watch.look(&orgs.readers()).await;
        let snapshot = self.stage.observe(&orgs, &self.blueprint).await;
        let facts = plan::plan(&self.blueprint, &snapshot, &self.stage.ledger.facts).facts;
        let events = watch.events();
        let report = verify::report(&self.blueprint, &snapshot, &facts, &events, false);
        let settings = Settings {
            blueprint: Box::new(self.blueprint.clone()),
            snapshot: Arc::new(snapshot),
            facts,
            report: Some(report),
        };
        (settings, events)
    }

    async fn bundle(&self, since: Timestamp) -> (Bundle, Report) {
        let (settings, events) = self.known(since).await;
        let connection = Connection::new(&settings, &events, true);
        let logs = self.logs().await;
        let bundle = Bundle::new(Some(connection), Vec::new(), &logs, self.stage.clock.now());
        (bundle, settings.report.unwrap())
    }

    /// Both System Logs as troubleshooting reads them.
    async fn logs(&self) -> Logs {
        let orgs = self.stage.orgs(&self.stage.wire(None));
        logs::read(&orgs.readers(), None, self.stage.clock.now()).await
    }

    /// Everybody's user name, e-mail address and names, in the settings and by themselves.
    fn people(&self) -> Vec<String> {
        let users = [&self.stage.source, &self.stage.target]
            .into_iter()
            .flat_map(|card| card.users.iter().chain([&card.admin]));
        users
            .flat_map(|user| {
                let local = user.login.split('@').next().unwrap().to_owned();
                let names: Vec<String> = local.split('.').map(capital).collect();
                names.into_iter().chain([user.login.clone(), local])
            })
            .filter(|word| !["Admin", "admin"].contains(&word.as_str()))
            .collect()
    }
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

/// Code, severity and certainty, in order.
fn list(outcome: &Outcome) -> Vec<String> {
    let line = |trouble: &org2org_setup::federation::troubleshoot::Trouble| {
        format!("{} {:?} {:?}", trouble.code, trouble.severity, trouble.confidence)
    };
    outcome.troubles.iter().map(line).collect()
}

fn items(report: &Report) -> Vec<(ItemId, ItemState, Vec<&'static str>)> {
    let codes = |item: &verify::Item| item.findings.iter().map(|finding| finding.code).collect();
    let items = report.items.iter();
    items.map(|item| (item.id, item.state, codes(item))).collect()
}

/// Whether a word stands in a text by itself.
fn stands_in(word: &str, text: &str) -> bool {
    let belongs = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(at, _)| {
        !belongs(text[..at].chars().next_back()) && !belongs(text[at + word.len()..].chars().next())
    })
}

/// What a timeline tells without the names in it.
fn shape(timeline: &Timeline) -> Vec<String> {
    let line = |entry: &Entry| format!("{} {:?} {} {:?}", entry.at, entry.side, entry.kind, entry.ending);
    let changes = timeline.changes.iter().flat_map(|changes| {
        let related = changes.related.iter().chain(&changes.others);
        let told = related.map(|change| format!("{}, {}", line(&change.entry), change.lead()));
        let counts = (changes.related_count, changes.others_count);
        told.chain([format!("{} {counts:?} {}", changes.failed, changes.note())])
    });
    let entries = timeline.entries.iter().chain(&timeline.others).map(line);
    let ends = [
        format!("{:?} {:?}", timeline.from, timeline.until),
        timeline.limits().join(" "),
    ];
    entries.chain(changes).chain(ends).collect()
}

fn key() -> Key {
    Key::new([42; 32])
}

#[tokio::test]
async fn whoever_opens_the_bundle_of_a_fault_comes_to_the_same_findings() {
    let mut wrong = Vec::new();
    let mut told = 0;
    for fault in practice::faults() {
        let joined = Joined::new().await;
        let since = joined.stage.clock.now();
        joined.apply(fault.name).unwrap();
        joined.at_source();
        joined.at_target();
        let (bundle, report) = joined.bundle(since).await;
        let wanted = list(&bundle.outcome);
        told += usize::from(!wanted.is_empty());
        if items(&report) != items(&bundle.settings().unwrap().report.unwrap()) {
            wrong.push(format!("{}: an event that matters was left out", fault.name));
        }
        for level in Level::ALL {
            let text = bundle.text(level, &key()).unwrap();
            assert!(bundle::is_bundle(text.as_bytes()));
            let opened =
                bundle::read(text.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", fault.name));
            assert_eq!(opened.redaction, level);
            let found = list(&opened.findings());
            if found != wanted {
                wrong.push(format!(
                    "{} {level:?}: {found:?}\n   instead of {wanted:?}",
                    fault.name
                ));
            }
            let opened = opened.settings().unwrap().report.unwrap();
            if items(&opened) != items(&report) {
                wrong.push(format!(
                    "{} {level:?}: {:?}\n   instead of {:?}",
                    fault.name,
                    items(&opened),
                    items(&report)
                ));
            }
        }
    }
    println!("{told} of {} faults have findings", practice::faults().count());
    assert!(told > 60, "{told}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn nobody_and_no_org_is_in_a_bundle_that_is_hashed_or_removed() {
    let joined = Joined::new().await;
    let since = joined.stage.clock.now();
    for fault in ["user-suspended", "user-name-filtered", "certificate-rotated"] {
        joined
            .world(|world: &mut World| world.apply_fault(fault))
            .unwrap();
    }
    joined.at_source();
    joined.at_target();
    let (bundle, _) = joined.bundle(since).await;
    let people = joined.people();
    assert!(people.contains(&MIRA.to_owned()) && people.contains(&"Mira".to_owned()));
    let whole = bundle.text(Level::None, &key()).unwrap();
    for there in [MIRA, "Mira", "acme", "Acme", "Northwind", APP] {
        assert!(stands_in(there, &whole), "{there} is not there at all");
    }
    for level in [Level::Hashed, Level::Removed] {
        let text = bundle.text(level, &key()).unwrap();
        let orgs = ["acme", "Acme", "northwind", "Northwind"].map(str::to_owned);
        for word in people.iter().chain(&orgs) {
            assert!(!stands_in(word, &text), "{word} at {level:?}");
        }
        for email in ["@acme", "@northwind", "%40acme"] {
            assert!(!text.contains(email), "{email} at {level:?}");
        }
    }
}

#[tokio::test]
async fn whoever_opens_the_bundle_sees_the_timeline_and_what_was_changed_as_it_was_live() {
    for fault in ["issuer-mismatch", "user-suspended", "certificate-rotated"] {
        let joined = Joined::new().await;
        let since = joined.stage.clock.now();
        joined.apply(fault).unwrap();
        joined.at_source();
        joined.at_target();
        let (settings, _) = joined.known(since).await;
        let instant = org2org_setup::saml::expectation::Instant {
            at: joined.stage.clock.now(),
            chosen: false,
        };
        let logs = joined.logs().await;
        let expectations = settings.expectations();
        let live = troubleshoot_with(&[], &expectations, Some(&settings), &logs, instant).timeline;
        let refused = live.entries.iter().filter(|entry| entry.reason.is_some()).count();
        assert!(refused > 0 && live.changes.is_some(), "{fault}: {live:?}");
        let (bundle, _) = joined.bundle(since).await;
        for level in Level::ALL {
            let text = bundle.text(level, &key()).unwrap();
            let opened = bundle::read(text.as_bytes()).unwrap();
            let timeline = opened.findings().timeline;
            assert_eq!(shape(&timeline), shape(&live), "{fault} at {level:?}");
            if level == Level::None {
                assert_eq!(timeline, live, "{fault}");
            } else {
                let told = format!("{timeline:?}");
                assert!(!stands_in(MIRA, &told) && !stands_in("Mira", &told), "{told}");
            }
        }
    }
}

#[tokio::test]
async fn two_values_that_differ_by_a_slash_differ_by_a_slash_when_hashed() {
    let joined = Joined::new().await;
    let since = joined.stage.clock.now();
    joined.apply("issuer-trailing-slash").unwrap();
    let (bundle, _) = joined.bundle(since).await;
    let text = bundle.text(Level::Hashed, &key()).unwrap();
    let opened = bundle::read(text.as_bytes()).unwrap().findings();
    let differ = |outcome: &Outcome| {
        let both = outcome.troubles[0].comparison.clone().unwrap();
        assert_eq!(format!("{}/", both.sent), both.expected);
        outcome.troubles[0].difference.clone()
    };
    assert_eq!(differ(&opened), differ(&bundle.outcome));
}
