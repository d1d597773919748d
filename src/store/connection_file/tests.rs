//! What is saved is loaded, and what cannot be loaded is neither lost nor overwritten.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::super::file::tests::{TestFolder, names};
use super::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Body {
    name: String,
    inner: Inner,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Inner {
    Saml { host: String },
    Oidc { client: String },
}

#[test]
fn what_is_saved_is_loaded() {
    let folder = TestFolder::new();
    let path = folder.path().join("connections/acme.json");
    save(&path, &body(), &Kept::default(), instant()).unwrap();
    let loaded = load::<Body>(&path).unwrap();
    assert_eq!((loaded.body, loaded.saved_at), (body(), instant()));
    assert_eq!(loaded.written_by, env!("CARGO_PKG_VERSION"));
    assert_eq!(loaded.kept, Kept::default());
}

#[test]
fn the_envelope_says_what_the_file_is() {
    let folder = TestFolder::new();
    let path = folder.path().join("acme.json");
    save(&path, &json!({"a": 1}), &Kept::default(), instant()).unwrap();
    let document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(document["format"], "org2org-setup connection");
    assert_eq!(document["schema"], 1);
    assert_eq!(document["saved_at"], "2026-11-23T08:00:00Z");
    assert_eq!(document["body"], json!({"a": 1}));
}

#[test]
fn unknown_fields_survive_loading_and_saving_at_every_depth() {
    let folder = TestFolder::new();
    let path = folder.path().join("acme.json");
    let mut document = document();
    document["later"] = json!([1, 2]);
    document["body"]["colour"] = json!("green");
    document["body"]["inner"]["saml"]["port"] = json!(8443);
    write(&path, &document);

    let mut loaded = load::<Body>(&path).unwrap();
    loaded.body.name = "Renamed".to_owned();
    save(&path, &loaded.body, &loaded.kept, instant()).unwrap();

    document["body"]["name"] = json!("Renamed");
    let saved: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(saved, document);
}

#[test]
fn unknown_fields_go_with_what_they_belonged_to() {
    let folder = TestFolder::new();
    let path = folder.path().join("acme.json");
    let mut document = document();
    document["body"]["inner"]["saml"]["port"] = json!(8443);
    document["body"]["note"] = json!("old");
    write(&path, &document);

    let mut loaded = load::<Body>(&path).unwrap();
    loaded.body.inner = Inner::Oidc {
        client: "c".to_owned(),
    };
    loaded.body.note = None;
    save(&path, &loaded.body, &loaded.kept, instant()).unwrap();
    assert_eq!(load::<Body>(&path).unwrap().body, loaded.body);
}

#[test]
fn a_newer_file_is_left_alone_and_says_who_wrote_it() {
    let folder = TestFolder::new();
    let path = folder.path().join("acme.json");
    let mut document = document();
    document["schema"] = json!(2);
    document["written_by"] = json!("0.9.0");
    document["body"] = json!("in a form that only 0.9.0 knows");
    write(&path, &document);
    let before = fs::read(&path).unwrap();

    let problem = load::<Body>(&path).unwrap_err();
    assert!(matches!(&problem, LoadProblem::Newer { written_by, schema: 2, .. } if written_by == "0.9.0"));
    assert!(problem.to_string().contains("version 0.9.0"), "{problem}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(names(folder.path()), ["acme.json"]);
}

#[test]
fn an_older_file_is_brought_up_to_date_or_left_alone() {
    fn rename(from: u32, mut body: Value) -> Option<Value> {
        let fields = body.as_object_mut().filter(|_| from == 1)?;
        let title = fields.remove("title")?;
        fields.insert("name".to_owned(), title);
        Some(body)
    }
    let second = Format {
        schema: 2,
        migrate: rename,
        ..CONNECTION
    };
    let folder = TestFolder::new();
    let path = folder.path().join("acme.json");
    let mut document = document();
    document["body"] = json!({"title": "Acme", "inner": {"saml": {"host": "h"}}});
    write(&path, &document);
    assert_eq!(envelope::load::<Body>(&path, &second).unwrap().body.name, "Acme");

    document["schema"] = json!(0);
    write(&path, &document);
    assert!(matches!(
        envelope::load::<Body>(&path, &second),
        Err(LoadProblem::NotMigrated { schema: 0, .. })
    ));
    assert_eq!(names(folder.path()), ["acme.json"]);
}

#[test]
fn a_damaged_file_is_set_aside_whole() {
    let whole = serde_json::to_vec(&document()).unwrap();
    let cut = whole.strip_suffix(b"}}}").unwrap();
    let mut wrong_body = document();
    wrong_body["body"]["name"] = json!(7);
    let mut no_time = document();
    no_time["saved_at"] = json!("yesterday");
    let cases = [
        b"".to_vec(),
        cut.to_vec(),
        wrong_body.to_string().into_bytes(),
        no_time.to_string().into_bytes(),
    ];
    for (number, bytes) in (1..).zip(cases) {
        let folder = TestFolder::new();
        let path = folder.path().join("acme.json");
        fs::write(&path, &bytes).unwrap();
        let Err(LoadProblem::Damaged { kept_as, .. }) = load::<Body>(&path) else {
            panic!("case {number}")
        };
        assert_eq!(fs::read(&kept_as).unwrap(), bytes);
        assert_eq!(names(folder.path()), ["acme.json.damaged-1"]);
    }
}

#[test]
fn sound_json_of_another_kind_is_left_alone() {
    for other in [
        "{}",
        "[1]",
        r#"{"format":"org2org-setup preferences","schema":1}"#,
    ] {
        let folder = TestFolder::new();
        let path = folder.path().join("acme.json");
        fs::write(&path, other).unwrap();
        assert!(
            matches!(load::<Body>(&path), Err(LoadProblem::OtherFormat { .. })),
            "{other}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), other);
    }
}

#[test]
fn a_missing_file_is_missing() {
    let folder = TestFolder::new();
    let problem = load::<Body>(&folder.path().join("none.json")).unwrap_err();
    assert!(matches!(problem, LoadProblem::Missing { .. }));
    assert!(!problem.next_step().is_empty());
}

#[test]
fn a_folder_lists_what_is_good_and_what_is_not() {
    let folder = TestFolder::new();
    let file = |name: &str| folder.path().join(name);
    save(&file("b.json"), &body(), &Kept::default(), instant()).unwrap();
    save(&file("a.json"), &body(), &Kept::default(), instant()).unwrap();
    fs::write(file("broken.json"), "{").unwrap();
    fs::write(file(".a.json.1-1.tmp"), "{").unwrap();
    fs::write(file("notes.txt"), "{").unwrap();

    let listing = list::<Body>(folder.path());
    let found: Vec<&PathBuf> = listing.connections.iter().map(|(path, _)| path).collect();
    assert_eq!(found, [&file("a.json"), &file("b.json")]);
    assert!(matches!(
        listing.problems.as_slice(),
        [LoadProblem::Damaged { .. }]
    ));

    let again = list::<Body>(folder.path());
    assert_eq!((again.connections.len(), again.problems.len()), (2, 0));
    assert!(list::<Body>(&file("nowhere")).problems.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn arbitrary_files_do_not_panic_and_are_never_lost(bytes: Vec<u8>) {
        let folder = TestFolder::new();
        let path = folder.path().join("acme.json");
        fs::write(&path, &bytes).unwrap();
        prop_assert!(load::<Body>(&path).is_err());
        let kept = names(folder.path());
        prop_assert_eq!(kept.len(), 1);
        prop_assert_eq!(fs::read(folder.path().join(&kept[0])).unwrap(), bytes);
    }

    #[test]
    fn any_body_comes_back(body: BTreeMap<String, Option<String>>) {
        let folder = TestFolder::new();
        let path = folder.path().join("acme.json");
        save(&path, &body, &Kept::default(), instant()).unwrap();
        prop_assert_eq!(load::<BTreeMap<String, Option<String>>>(&path).unwrap().body, body);
    }
}

fn body() -> Body {
    Body {
        name: "Acme".to_owned(),
        inner: Inner::Saml {
            host: "acme.example".to_owned(),
        },
        note: None,
    }
}

fn document() -> Value {
    json!({
        "format": "org2org-setup connection",
        "schema": 1,
        "written_by": env!("CARGO_PKG_VERSION"),
        "saved_at": "2026-11-23T08:00:00Z",
        "body": body(),
    })
}

fn write(path: &Path, document: &Value) {
    fs::write(path, document.to_string()).unwrap();
}

fn instant() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}
