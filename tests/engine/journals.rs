//! What follows from a journal, line by line; that journals of this version are read by later ones; and that nothing on
//! disk is lost, whatever has happened to it.

use crate::world::stage;
use org2org_setup::{
    federation::{
        Fact, Facts,
        action::{Action, AddGroup, Before, Provenance, SwitchProvisioning, UploadCertificate, Where},
        blueprint::Lifecycle,
        journal::{Entry, Event, Journal, Ledger, Sink as _, Standing},
    },
    library::{self, Library},
    store::paths::Paths,
    wizard::saved::Saved,
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

#[test]
fn what_was_made_once_stays_ours_whatever_is_found_later() {
    let [created, adopted] = [Provenance::Created, Provenance::Adopted];
    let changed = |was: &str, became: &str| Provenance::Changed {
        before: vec![before("/a", was, became)],
    };
    let rows: Vec<(Vec<Event>, Option<Standing>)> = vec![
        (vec![], None),
        (vec![intended(&created)], Some(Standing::Open(created.clone()))),
        (
            vec![intended(&created), done(&created)],
            Some(Standing::Done(created.clone())),
        ),
        (
            vec![intended(&created), failed()],
            Some(Standing::Open(created.clone())),
        ),
        (vec![failed()], None),
        (vec![done(&adopted)], Some(Standing::Done(adopted.clone()))),
        (
            vec![done(&created), done(&adopted)],
            Some(Standing::Done(created.clone())),
        ),
        // A change of what we made leaves it ours to remove, also while the change is in doubt.
        (
            vec![done(&created), intended(&changed("1", "2"))],
            Some(Standing::Done(created.clone())),
        ),
        (
            vec![done(&created), done(&changed("1", "2"))],
            Some(Standing::Done(created.clone())),
        ),
        (
            vec![done(&adopted), done(&changed("1", "2"))],
            Some(Standing::Done(changed("1", "2"))),
        ),
        (
            vec![done(&changed("1", "2")), done(&adopted)],
            Some(Standing::Done(changed("1", "2"))),
        ),
        // Changed twice: what it was first, and what it is now.
        (
            vec![done(&changed("1", "2")), done(&changed("2", "3"))],
            Some(Standing::Done(changed("1", "3"))),
        ),
        (
            vec![intended(&changed("1", "2")), intended(&created), done(&created)],
            Some(Standing::Done(created.clone())),
        ),
        (
            vec![done(&changed("1", "2")), done(&created)],
            Some(Standing::Done(created.clone())),
        ),
        (vec![done(&created), undoing(), undone()], None),
        (
            vec![done(&created), undoing()],
            Some(Standing::Done(created.clone())),
        ),
        (
            vec![done(&created), undone(), done(&adopted)],
            Some(Standing::Done(adopted)),
        ),
    ];
    for (events, expected) in rows {
        let words = format!("{events:?}");
        let ledger = ledger(events);
        let standing = ledger
            .records
            .get("provisioning")
            .map(|record| record.standing.clone());
        assert_eq!(standing, expected, "{words}");
        assert_eq!(ledger.order.len(), ledger.records.len(), "{words}");
    }
}

#[test]
fn members_that_were_changed_one_after_the_other_all_get_back_what_they_were() {
    let first = Provenance::Changed {
        before: vec![before("/a", "1", "2")],
    };
    let then = Provenance::Changed {
        before: vec![before("/b", "x", "y"), before("/a", "2", "3")],
    };
    let ledger = ledger(vec![done(&first), done(&then)]);
    let (_, provenance) = ledger.ours().next().unwrap();
    let expected = Provenance::Changed {
        before: vec![before("/a", "1", "3"), before("/b", "x", "y")],
    };
    assert_eq!(*provenance, expected);
}

#[test]
fn the_same_action_on_another_object_leaves_the_first_one_to_be_taken_back() {
    let group = |name: &str, id: &str| {
        let mut facts = Facts::default();
        facts.learn(Fact::GroupId, id);
        let action = AddGroup {
            name: name.to_owned(),
            source: "Acme".to_owned(),
        };
        Event::Done {
            action: action.into(),
            provenance: Provenance::Created,
            facts,
        }
    };
    let ours = |events: Vec<Event>| -> Vec<(String, String)> {
        let ledger = ledger(events);
        let found = ledger.ours().map(|(record, _)| {
            let id = record.facts.get(Fact::GroupId).unwrap_or_default();
            (record.key.clone(), id.to_owned())
        });
        found.collect()
    };
    let key = |key: &str, id: &str| (key.to_owned(), id.to_owned());
    let two = || vec![group("A", "00gA"), done(&Provenance::Created), group("B", "00gB")];
    assert_eq!(
        ours(two()),
        [
            key("add-group (A)", "00gA"),
            key("add-group", "00gB"),
            key("provisioning", "")
        ],
        "both before what came after the first"
    );
    let back = [two(), vec![group("A", "00gA2")]].concat();
    assert_eq!(
        ours(back.clone()),
        [
            key("add-group (A)", "00gA"),
            key("add-group (B)", "00gB"),
            key("add-group", "00gA2"),
            key("provisioning", ""),
        ]
    );
    let gone = Event::Undone {
        key: "add-group (B)".to_owned(),
    };
    assert_eq!(ours([back, vec![gone]].concat()).len(), 3);
}

#[test]
fn when_everything_is_taken_back_nothing_is_known_any_more() {
    let mut facts = Facts::default();
    facts.learn(Fact::IdpId, "0oaIdp");
    let made = Event::Done {
        action: UploadCertificate {}.into(),
        provenance: Provenance::Created,
        facts,
    };
    let both = ledger(vec![made.clone(), done(&Provenance::Created)]);
    assert_eq!(both.facts.get(Fact::IdpId), Some("0oaIdp"));
    assert_eq!(both.began, Some(at(0)));
    let one = Event::Undone {
        key: "upload-certificate".to_owned(),
    };
    let half = ledger(vec![made.clone(), done(&Provenance::Created), one.clone()]);
    assert_eq!(
        half.facts.get(Fact::IdpId),
        Some("0oaIdp"),
        "as long as something is left"
    );
    assert_eq!(
        ledger(vec![made, done(&Provenance::Created), one, undone()]),
        Ledger::default()
    );
    assert_eq!(
        ledger(vec![failed()]),
        Ledger::default(),
        "what was refused is nothing that was done"
    );
}

/// A line of each kind, as version 0.1.0 writes it.
const LINES: &str = r#"{"at":"2026-11-23T10:00:00Z","event":"intended","action":{"action":"add-group","name":"Acme people","source":"Acme"},"as_if":{"provenance":"created"},"facts":{"certificate":"MIID"}}
{"at":"2026-11-23T10:00:01Z","event":"done","action":{"action":"add-group","name":"Acme people","source":"Acme"},"provenance":"created","facts":{"certificate":"MIID","group-id":"00g1"}}
{"at":"2026-11-23T10:00:02Z","event":"done","action":{"action":"switch-provisioning","of":"org2-org","lifecycle":{"create":true,"update":true,"deactivate":false}},"provenance":"changed","before":[{"pointer":"/update/profile/status","was":"DISABLED","became":"ENABLED"}],"facts":{}}
{"at":"2026-11-23T10:00:03Z","event":"done","action":{"action":"upload-certificate"},"provenance":"adopted","facts":{"trusted-kid":"22f5"}}
{"at":"2026-11-23T10:00:04Z","event":"failed","key":"identity-provider","words":"refused"}
{"at":"2026-11-23T10:00:05Z","event":"undoing","key":"provisioning"}
{"at":"2026-11-23T10:00:06Z","event":"undone","key":"provisioning"}
{"at":"2026-11-23T10:00:07Z","event":"person-removed","login":"mira@acme.example"}
"#;

#[test]
fn a_journal_of_an_earlier_version_is_read_and_written_the_same_way() {
    let entries: Vec<Entry> = LINES
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for (entry, line) in entries.iter().zip(LINES.lines()) {
        let written: Value = serde_json::to_value(entry).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(line).unwrap());
    }
    let ledger = Journal(entries).ledger();
    assert_eq!(ledger.order, ["add-group", "upload-certificate"]);
    assert!(ledger.created("add-group") && !ledger.created("upload-certificate"));
    assert_eq!(ledger.facts.get(Fact::TrustedKid), Some("22f5"));
}

#[test]
fn members_that_a_later_version_adds_to_a_line_are_passed_over() {
    let line = r#"{"at":"2026-11-23T10:00:01Z","event":"done","action":{"action":"add-group","name":"A","source":"B","later":[1]},"provenance":"created","facts":{"group-id":"00g1"},"later":{"x":1}}"#;
    let entry: Entry = serde_json::from_str(line).unwrap();
    assert!(matches!(
        entry.event,
        Event::Done {
            provenance: Provenance::Created,
            ..
        }
    ));
}

#[test]
fn a_line_of_a_kind_that_only_a_later_version_knows_keeps_the_journal_shut_and_as_it_is() {
    let folder = Folder::new();
    for line in [
        r#"{"at":"2027-01-01T00:00:00Z","event":"rehearsed","key":"x"}"#,
        r#"{"at":"2027-01-01T00:00:00Z","event":"done","action":{"action":"share-claims"},"provenance":"created","facts":{}}"#,
        r#"{"at":"2027-01-01T00:00:00Z","event":"done","action":{"action":"upload-certificate"},"provenance":"created","facts":{"fact-of-2031":"x"}}"#,
    ] {
        let path = folder.file("later.jsonl", &format!("{LINES}{line}\n"));
        let trouble = library::open_journal(&path).unwrap_err().to_string();
        assert!(trouble.starts_with("Line 9 of the journal "), "{trouble}");
        assert!(
            trouble.ends_with("is of a kind that this version does not know"),
            "{trouble}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{LINES}{line}\n"));
    }
}

#[test]
fn a_line_that_was_cut_off_counts_as_never_written_and_the_next_one_follows_the_whole_ones() {
    let folder = Folder::new();
    let whole = LINES.lines().next().unwrap().len() + 1;
    for cut in [whole, whole + 1, whole + 60, LINES.len() - 1] {
        let path = folder.file("torn.jsonl", &LINES[..cut]);
        let opened = library::open_journal(&path).unwrap();
        assert_eq!(opened.trouble, None, "cut at {cut}");
        let expected: Vec<Entry> = LINES[..cut]
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(opened.ledger, Journal(expected.clone()).ledger(), "cut at {cut}");
        let last = entry(9, undone());
        opened.sink.append(&last).unwrap();
        drop(opened);
        let again = library::open_journal(&path).unwrap();
        let all = expected.into_iter().chain([last]).collect();
        assert_eq!(again.ledger, Journal(all).ledger(), "cut at {cut}");
    }
}

#[test]
fn damaged_lines_are_told_of_with_the_name_of_the_copy_and_the_others_count() {
    let folder = Folder::new();
    let mut lines: Vec<&str> = LINES.lines().collect();
    lines.insert(1, "\u{0}\u{0}\u{0} rubbish");
    let path = folder.file("damaged.jsonl", &(lines.join("\n") + "\n"));
    let opened = library::open_journal(&path).unwrap();
    assert_eq!(opened.ledger.order, ["add-group", "upload-certificate"]);
    let trouble = opened.trouble.unwrap();
    assert!(
        trouble.contains("damaged lines") && trouble.contains("damaged.jsonl.damaged-1"),
        "{trouble}"
    );
    drop(opened.sink);
    assert_eq!(library::open_journal(&path).unwrap().trouble, None, "told once");
}

#[test]
fn a_journal_that_is_open_elsewhere_or_no_file_at_all_is_told_and_left_alone() {
    let folder = Folder::new();
    let path = folder.file("open.jsonl", LINES);
    let first = library::open_journal(&path).unwrap();
    let second = library::open_journal(&path).unwrap_err().to_string();
    assert!(second.contains("another window of this program"), "{second}");
    drop(first);
    let directory = folder.path("directory.jsonl");
    fs::create_dir(&directory).unwrap();
    let trouble = library::open_journal(&directory).unwrap_err().to_string();
    assert!(trouble.contains("cannot be opened"), "{trouble}");
    assert!(directory.is_dir());
}

/// Files among the connections of a library, and what is said of each; its neighbour is whole.
#[tokio::test]
async fn one_bad_file_among_the_connections_hides_no_other_and_is_named() {
    let folder = Folder::new();
    let whole = whole_connection(&folder).await;
    let text = fs::read_to_string(&whole).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut document = document.clone();
        *document.pointer_mut(pointer).unwrap() = value;
        document.to_string()
    };
    let rows: Vec<(&str, String, &str)> = vec![
        ("empty", String::new(), "is damaged and was set aside as"),
        (
            "half",
            text[..text.len() / 2].to_owned(),
            "is damaged and was set aside as",
        ),
        ("zeros", "\0".repeat(200), "is damaged and was set aside as"),
        ("not-json", "hello".to_owned(), "is damaged and was set aside as"),
        (
            "wrong-type",
            with("/body/id", json!(5)),
            "is damaged and was set aside as",
        ),
        (
            "no-choice",
            with("/body/blueprint/routing/choice", json!("none-of-these")),
            "is damaged and was set aside as",
        ),
        (
            "newer",
            with("/schema", json!(7)),
            "was written by version 0.1.0 of this program, which is newer",
        ),
        (
            "older",
            with("/schema", json!(0)),
            "was written by an earlier version and cannot be brought up to date",
        ),
        (
            "other",
            with("/format", json!("a shopping list")),
            "holds something else than a org2org-setup connection",
        ),
        (
            "list",
            "[1,2]".to_owned(),
            "holds something else than a org2org-setup connection",
        ),
    ];
    for (name, text, said) in rows {
        let path = whole.with_file_name(format!("{name}.json"));
        fs::write(&path, &text).unwrap();
        let mut library = folder.library();
        let (found, problems) = library.list();
        let ids: Vec<&str> = found.iter().map(|saved| saved.id.as_str()).collect();
        assert_eq!(ids, ["whole"], "{name}");
        let [problem] = problems.as_slice() else {
            panic!("{name}: {problems:?}");
        };
        assert!(
            problem.contains(&format!("{name}.json")) && problem.contains(said),
            "{problem}"
        );
        assert!(
            problem.rsplit(". ").next().is_some_and(|step| step.len() > 12),
            "a next step: {problem}"
        );
        let aside = path.with_file_name(format!("{name}.json.damaged-1"));
        let kept = if aside.exists() { &aside } else { &path };
        assert_eq!(
            fs::read_to_string(kept).unwrap(),
            text,
            "{name} is kept to the letter"
        );
        fs::remove_file(kept).unwrap();
    }
}

#[cfg(unix)]
#[tokio::test]
async fn folders_links_and_unreadable_files_among_the_connections_are_passed_over_or_told() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    let whole = whole_connection(&folder).await;
    fs::create_dir(whole.with_file_name("folder.json")).unwrap();
    symlink(
        whole.with_file_name("nowhere"),
        whole.with_file_name("dangling.json"),
    )
    .unwrap();
    let elsewhere = folder.path("elsewhere");
    fs::rename(&whole, &elsewhere).unwrap();
    symlink(&elsewhere, &whole).unwrap();
    let (found, problems) = folder.library().list();
    assert_eq!((found.len(), problems), (1, Vec::new()));
    // Kept through the link: the file becomes one of its own, and what it led to stays as it was.
    let before = fs::read(&elsewhere).unwrap();
    let mut library = folder.library();
    let (mut found, _) = library.list();
    let mut saved = found.remove(0);
    saved.source_address = "https://changed.okta.com".to_owned();
    library.keep(&saved, at(5)).unwrap();
    assert_eq!(fs::read(&elsewhere).unwrap(), before);
    assert_eq!(
        folder.library().list().0[0].source_address,
        "https://changed.okta.com"
    );
}

#[tokio::test]
async fn a_connection_is_kept_listed_and_forgotten_with_its_journal_and_no_other() {
    let folder = Folder::new();
    let mut library = folder.library();
    let first = library.new_id();
    let mut saved = saved(&first).await;
    library.keep(&saved, at(1)).unwrap();
    let second = library.new_id();
    assert_ne!(first, second);
    saved.id.clone_from(&second);
    library.keep(&saved, at(2)).unwrap();
    let journal = library.journal(&first).unwrap();
    journal
        .sink
        .append(&entry(1, done(&Provenance::Created)))
        .unwrap();
    drop(journal);
    let ids: Vec<String> = folder
        .library()
        .list()
        .0
        .into_iter()
        .map(|saved| saved.id)
        .collect();
    assert_eq!(ids, [second.clone(), first.clone()], "the newest first");
    library.forget(&first).unwrap();
    library.forget(&first).unwrap();
    assert_eq!(folder.library().list().0.len(), 1);
    let ledger = library.journal(&first).unwrap().ledger;
    assert_eq!(ledger, Ledger::default(), "its journal is gone");
    // The name of a journal is taken as long as the journal is there.
    assert_ne!(library.new_id(), first);
}

#[tokio::test]
async fn what_a_later_version_wrote_into_a_connection_is_there_after_it_was_kept_again() {
    let folder = Folder::new();
    let path = whole_connection(&folder).await;
    let mut document: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    document["body"]["blueprint"]["idp"]["later"] = json!({ "x": [1, 2] });
    document["body"]["notes"] = json!("by a later version");
    document["signed_by"] = json!("a later version");
    fs::write(&path, document.to_string()).unwrap();
    let mut library = folder.library();
    let (mut found, problems) = library.list();
    assert_eq!(problems, [] as [&str; 0]);
    let mut connection = found.remove(0);
    connection.blueprint.as_mut().unwrap().idp.name = "Renamed".to_owned();
    library.keep(&connection, at(3)).unwrap();
    let kept: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(kept["body"]["blueprint"]["idp"]["later"], json!({ "x": [1, 2] }));
    assert_eq!(kept["body"]["blueprint"]["idp"]["name"], "Renamed");
    assert_eq!(
        (&kept["body"]["notes"], &kept["signed_by"]),
        (&document["body"]["notes"], &document["signed_by"])
    );
}

#[tokio::test]
async fn a_connection_that_cannot_be_written_is_told_with_its_path_and_the_old_one_stays() {
    let folder = Folder::new();
    let mut library = folder.library();
    fs::write(folder.path("connections"), "a file where the folder belongs").unwrap();
    let trouble = library
        .keep(&saved("whole").await, at(1))
        .unwrap_err()
        .to_string();
    assert!(
        trouble.contains("whole.json") && trouble.contains("cannot be written"),
        "{trouble}"
    );
    let text = fs::read_to_string(folder.path("connections")).unwrap();
    assert_eq!(text, "a file where the folder belongs");
}

fn before(pointer: &str, was: &str, became: &str) -> Before {
    Before {
        pointer: pointer.to_owned(),
        was: json!(was),
        became: json!(became),
    }
}

fn action() -> Action {
    SwitchProvisioning {
        of: Where::Org2Org,
        lifecycle: Lifecycle::ALL,
    }
    .into()
}

fn intended(as_if: &Provenance) -> Event {
    Event::Intended {
        action: action(),
        as_if: as_if.clone(),
        facts: Facts::default(),
    }
}

fn done(provenance: &Provenance) -> Event {
    Event::Done {
        action: action(),
        provenance: provenance.clone(),
        facts: Facts::default(),
    }
}

fn failed() -> Event {
    Event::Failed {
        key: "provisioning".to_owned(),
        words: "refused".to_owned(),
    }
}

fn undoing() -> Event {
    Event::Undoing {
        key: "provisioning".to_owned(),
    }
}

fn undone() -> Event {
    Event::Undone {
        key: "provisioning".to_owned(),
    }
}

fn at(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_795_428_000 + second).unwrap()
}

fn entry(second: i64, event: Event) -> Entry {
    Entry {
        at: at(second),
        event,
    }
}

fn ledger(events: Vec<Event>) -> Ledger {
    let entries = events.into_iter().map(|event| entry(0, event));
    Journal(entries.collect()).ledger()
}

async fn saved(id: &str) -> Saved {
    let stage = stage();
    Saved {
        id: id.to_owned(),
        source_address: stage.source.url.to_string(),
        target_address: stage.target.url.to_string(),
        blueprint: Some(stage.blueprint().await),
        step: None,
        last_check: None,
        saved_at: None,
    }
}

async fn whole_connection(folder: &Folder) -> PathBuf {
    folder.library().keep(&saved("whole").await, at(1)).unwrap();
    folder.path("connections/whole.json")
}

/// A folder of one test, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("org2org-engine-{}-{number}", std::process::id()));
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn library(&self) -> Library {
        Library::new(Paths::new(Some(Path::new(&self.0))).unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
