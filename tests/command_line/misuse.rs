//! What goes wrong on the command line: an exit code that scripts can tell apart, one sentence and a next step on stderr,
//! and nothing on stdout that could be taken for a result.

use super::{gentle_practice, home, last_line, program, run, save_connection, told};
use serde_json::Value;
use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

/// Arguments that nobody can mean, and what is said of each.
const MISSPELT: &[(&[&str], &str)] = &[
    (&["plann", "x.json"], "unrecognized subcommand"),
    (&["plan"], "required arguments were not provided"),
    (&["plan", "a.json", "b.json"], "unexpected argument"),
    (&["plan", "a.json", "--jsno"], "unexpected argument"),
    (
        &["check", "a.json", "--since", "yesterday"],
        "invalid value 'yesterday'",
    ),
    (&["practice"], "Usage: org2org-setup practice <COMMAND>"),
    (&["practice", "run", "--protocol", "oidc"], "invalid value 'oidc'"),
    (
        &["practice", "run", "--provisioning", "scim"],
        "invalid value 'scim'",
    ),
    (&["practice", "run", "--latency-ms", "-1"], "unexpected argument"),
    (
        &["practice", "run", "--and-undo", "--fault", "issuer-mismatch"],
        "cannot be used with",
    ),
    (
        &["practice", "run", "--and-undo", "--mischief", "x"],
        "cannot be used with",
    ),
    (&["practice", "serve", "--port", "65536"], "invalid value '65536'"),
    (&["--seed", "x"], "required arguments were not provided"),
    (&["--renderer", "paper"], "invalid value 'paper'"),
    (
        &["undo", "a.json", "--token", "00secret"],
        "unexpected argument '--token'",
    ),
];

#[test]
fn misspelt_arguments_end_with_two_and_say_which() {
    for (arguments, sentence) in MISSPELT {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            told(&output).contains(sentence),
            "{arguments:?}: {}",
            told(&output)
        );
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn every_command_explains_itself() {
    for (command, words) in [
        (&["plan"][..], "Show what would change"),
        (&["apply"], "Carry out what would change"),
        (&["undo"], "Take back what was made and changed"),
        (&["check"], "Look at the checklist"),
        (&["bundle"], "one file for support"),
        (&["diagnose"], "Find out why a sign-in fails"),
        (&["explain"], "Say what a finding means"),
        (
            &["practice", "run"],
            "Carry out all five steps on fresh practice orgs",
        ),
        (&["practice", "serve"], "Serve the two orgs until stopped"),
        (&["practice", "faults"], "List the named faults"),
    ] {
        let output = run(&[command, &["--help"]].concat());
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        assert!(
            output.status.success() && text.contains(words),
            "{command:?}: {text}"
        );
        assert!(output.stderr.is_empty());
    }
    let text = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for named in [
        "Exit codes: 0 done",
        "1 findings",
        "2 could not be told",
        "ORG2ORG_SOURCE_TOKEN",
        "ORG2ORG_TARGET_TOKEN",
        "ORG2ORG_PROVISIONING_TOKEN",
        "ORG2ORG_SETUP_HOME",
    ] {
        assert!(text.contains(named), "{named}");
    }
    assert!(
        String::from_utf8(run(&["--version"]).stdout)
            .unwrap()
            .starts_with("org2org-setup ")
    );
}

/// What stands in the file of a connection, and what is said of it.
const FILES: &[(&str, &str, &str)] = &[
    ("empty", "", "is damaged and was set aside as"),
    (
        "half",
        "{\"format\":\"org2org-setup conn",
        "is damaged and was set aside as",
    ),
    ("text", "hello", "is damaged and was set aside as"),
    (
        "other",
        "{\"format\":\"a shopping list\"}",
        "holds something else than a org2org-setup connection",
    ),
    (
        "newer",
        "{\"format\":\"org2org-setup connection\",\"schema\":9,\"written_by\":\"4.0.0\",\"saved_at\":\"2031-01-01T00:00:00Z\",\"body\":{}}",
        "was written by version 4.0.0 of this program",
    ),
    (
        "undecided",
        "{\"format\":\"org2org-setup connection\",\"schema\":1,\"written_by\":\"0.1.0\",\"saved_at\":\"2026-01-01T00:00:00Z\",\"body\":{\"id\":\"x\",\"source_address\":\"\",\"target_address\":\"\",\"blueprint\":null,\"step\":null,\"last_check\":null,\"saved_at\":null}}",
        "The connection has no choices yet",
    ),
];

#[test]
fn a_file_that_is_no_connection_ends_with_two_whatever_the_command() {
    let folder = Folder::new("files");
    for (name, text, sentence) in FILES {
        for command in ["plan", "apply", "undo", "check", "bundle"] {
            let file = folder.0.join(format!("{name}-{command}.json"));
            fs::write(&file, text).unwrap();
            let out = folder.0.join("out.json");
            let extra: &[&str] = if command == "bundle" {
                &["--out", path(&out)]
            } else {
                &[]
            };
            let output = folder.run(&[&[command, path(&file)][..], extra].concat());
            assert_eq!(
                output.status.code(),
                Some(2),
                "{command} {name}: {}",
                told(&output)
            );
            assert!(
                told(&output).contains(sentence),
                "{command} {name}: {}",
                told(&output)
            );
            assert!(output.stdout.is_empty(), "{command} {name}");
            let aside = folder.0.join(format!("{name}-{command}.json.damaged-1"));
            let kept = if aside.exists() { aside } else { file };
            assert_eq!(fs::read_to_string(kept).unwrap(), *text, "{command} {name}");
        }
    }
    let output = folder.run(&["plan", path(&folder.0)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("cannot be read"), "{}", told(&output));
}

/// What it is, the tokens of the source and the target org, the exit code, and the sentence.
type Given<'a> = (&'a str, Option<&'a str>, Option<&'a str>, i32, &'a str);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_come_from_the_environment_and_what_is_wrong_with_one_is_said_by_its_name() {
    let practice = gentle_practice().await;
    let folder = Folder::new("tokens");
    let file = folder.0.join("connection.json");
    save_connection(&practice, &file).await;
    let (source, target) = (
        practice.source().api_token.as_str(),
        practice.target().api_token.as_str(),
    );
    let wrapped = format!(" \"SSWS {source}\"\n");
    let broken = format!("{source} {source}");
    let rows: Vec<Given<'_>> = vec![
        ("neither", None, None, 2, "There is no API token for 127.0.0.1"),
        ("one", Some(source), None, 2, "Set ORG2ORG_TARGET_TOKEN"),
        ("wrapped", Some(&wrapped), Some(target), 0, ""),
        (
            "broken",
            Some(&broken),
            Some(target),
            2,
            "ORG2ORG_SOURCE_TOKEN: the API token has a space or line break in the middle",
        ),
        (
            "short",
            Some(source),
            Some("00x"),
            2,
            "ORG2ORG_TARGET_TOKEN: this is too short to be an API token",
        ),
        (
            "another kind",
            Some("eyJraWQiOiJ4In0.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"),
            Some(target),
            2,
            "ORG2ORG_SOURCE_TOKEN: this is an OAuth access token, not an API token",
        ),
        (
            "exchanged",
            Some(target),
            Some(source),
            2,
            "does not accept the API token",
        ),
    ];
    for (what, source, target, code, sentence) in rows {
        let mut command = program(&folder.0, &["plan", path(&file), "--json"]);
        for (variable, token) in [("ORG2ORG_SOURCE_TOKEN", source), ("ORG2ORG_TARGET_TOKEN", target)] {
            match token {
                Some(token) => command.env(variable, token),
                None => command.env_remove(variable),
            };
        }
        let output = command.output().unwrap();
        let (told, printed) = (
            told(&output),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        );
        assert_eq!(output.status.code(), Some(code), "{what}: {told} {printed}");
        let said = format!("{told}{printed}");
        assert!(said.contains(sentence), "{what}: {said}");
        for secret in [source, target].into_iter().flatten().map(str::trim) {
            assert!(!said.contains(secret), "{what}: no token is repeated");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provisioning_token_that_is_none_is_told_before_anything_is_sent() {
    let practice = gentle_practice().await;
    let folder = Folder::new("provisioning");
    let file = folder.0.join("connection.json");
    save_connection(&practice, &file).await;
    let requests = || practice.requests(org2org_setup::practice::Side::Target);
    let before = requests();
    let output = folder
        .on(&practice, &["apply", path(&file)])
        .env("ORG2ORG_PROVISIONING_TOKEN", "too short")
        .output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told(&output).contains("ORG2ORG_PROVISIONING_TOKEN: "),
        "{}",
        told(&output)
    );
    assert_eq!(requests(), before);
    let token = format!("'{}'", practice.target().api_token);
    let output = folder
        .on(&practice, &["apply", path(&file)])
        .env("ORG2ORG_PROVISIONING_TOKEN", token)
        .output();
    assert!(
        output.as_ref().unwrap().status.success(),
        "{}",
        told(output.as_ref().unwrap())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_json_the_last_line_is_the_result_also_where_nothing_could_be_done() {
    let practice = gentle_practice().await;
    let folder = Folder::new("obstacle");
    let file = folder.0.join("connection.json");
    save_connection(&practice, &file).await;
    // Somebody else's app has the name that the blueprint wants.
    let world = practice.world();
    let body = serde_json::json!({
        "name": "bookmark", "label": "Dropbox Business", "signOnMode": "BOOKMARK",
        "settings": { "app": { "url": "https://dropbox.example/", "requestIntegration": false } },
    });
    let request =
        org2org_setup::practice::Request::new(org2org_setup::practice::Method::Post, "/api/v1/apps")
            .token(&practice.target().api_token)
            .json(&body);
    let now = practice.clock().now();
    let target = org2org_setup::practice::Side::Target;
    let made = org2org_setup::practice::handle(&mut world.lock().unwrap(), target, &request, now);
    assert_eq!(made.status, 200);

    let output = folder
        .on(&practice, &["apply", path(&file), "--json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let line = last_line(&output);
    assert_eq!(
        (&line["type"], &line["done"]),
        (&Value::from("run"), &Value::from(false))
    );
    assert!(
        line["error"]
            .as_str()
            .unwrap()
            .contains("is called Dropbox Business already"),
        "{line}"
    );
    assert!(told(&output).contains("Nothing was changed"), "{}", told(&output));

    let output = folder
        .on(&practice, &["plan", path(&file), "--json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(last_line(&output)["obstacles"][0]["kind"], "add-target-app");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_apply_check_and_undo_of_one_connection_tell_what_they_did() {
    let practice = gentle_practice().await;
    let folder = Folder::new("whole");
    let file = folder.0.join("connection.json");
    save_connection(&practice, &file).await;
    let run = |arguments: &[&str]| folder.on(&practice, arguments).output().unwrap();

    let planned = run(&["plan", path(&file)]);
    let text = String::from_utf8(planned.stdout.clone()).unwrap();
    assert!(planned.status.success(), "{}", told(&planned));
    assert!(
        text.starts_with("12 changes: 5 in Acme Workforce, 7 in Northwind Partners, 0 deletions\n"),
        "{text}"
    );
    for line in [
        "  + Add the app Dropbox Business to Northwind Partners\n      app: dropbox_for_business\n",
        "      user names: acme.example\n",
        "      sent to: ‹id of the identity provider›\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }

    let listed = last_line(&run(&["plan", path(&file), "--json"]));
    let actions = listed["actions"].as_array().unwrap().iter();
    let kinds: Vec<&str> = actions.map(|action| action["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "add-target-app",
            "target-user-name",
            "org2org-app",
            "upload-certificate",
            "add-group",
            "identity-provider",
            "org2org-trust",
            "routing-rule",
            "connect-provisioning",
            "provisioning",
            "assign-target-group",
            "assign-group",
        ],
        "the words by which findings name their fix"
    );

    let refused = run(&["apply", path(&file), "--read-only"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        told(&refused).contains("`apply` changes both orgs, and with --read-only nothing can be changed")
    );

    let applied = run(&["apply", path(&file), "--json"]);
    assert!(applied.status.success(), "{}", told(&applied));
    assert_eq!(
        (&last_line(&applied)["done"], &last_line(&applied)["changes"]),
        (&Value::from(true), &Value::from(12))
    );
    assert!(told(&applied).contains("✓ Add the app Dropbox Business to Northwind Partners"));
    assert!(
        file.with_extension("journal.jsonl").exists(),
        "its journal stands beside it"
    );

    let again = run(&["plan", path(&file), "--read-only"]);
    assert!(String::from_utf8_lossy(&again.stdout).starts_with("Nothing to change\n"));
    assert!(told(&again).contains("Read-only: only the reading half of the client is there"));

    let checked = run(&["check", path(&file)]);
    assert_eq!(
        checked.status.code(),
        Some(0),
        "ready to test is good enough: {}",
        told(&checked)
    );
    assert!(String::from_utf8_lossy(&checked.stdout).contains("Verification checklist: "));

    practice.apply_fault("issuer-mismatch").unwrap();
    let broken = run(&["check", path(&file), "--json"]);
    assert_eq!(broken.status.code(), Some(1));
    practice.undo_all_faults();

    let kept = run(&["undo", path(&file), "--keep-people", "--json"]);
    assert!(kept.status.success(), "{}", told(&kept));
    assert_eq!(
        last_line(&kept)["changes"],
        7,
        "people stay, so they are not counted"
    );
    let nothing = run(&["undo", path(&file)]);
    assert!(
        nothing.status.success() && told(&nothing).contains("Done: 0 changes"),
        "{}",
        told(&nothing)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orgs_that_answer_nothing_are_told_with_what_to_do() {
    let folder = Folder::new("nobody");
    let file = folder.0.join("connection.json");
    let (source, target) = {
        let practice = gentle_practice().await;
        save_connection(&practice, &file).await;
        (
            practice.source().api_token.clone(),
            practice.target().api_token.clone(),
        )
    };
    for command in ["plan", "apply", "check"] {
        let output = program(&folder.0, &[command, path(&file)])
            .env("ORG2ORG_SOURCE_TOKEN", &source)
            .env("ORG2ORG_TARGET_TOKEN", &target)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{command}: {}", told(&output));
        let said = told(&output) + &String::from_utf8_lossy(&output.stdout);
        assert!(
            said.contains("no connection to 127.0.0.1") || said.contains("cannot be reached"),
            "{command}: {said}"
        );
    }
}

#[test]
fn a_reader_that_goes_away_early_is_no_reason_to_panic() {
    for arguments in [&["practice", "faults"][..], &["explain"], &["--help"]] {
        let mut child = program(&home("pipes"), arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let code = child.wait().unwrap().code();
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        assert!(code.is_some_and(|code| code <= 2), "{arguments:?}: {code:?}");
    }
}

#[test]
fn a_home_that_is_no_full_path_is_refused_where_it_matters() {
    let folder = Folder::new("home");
    let file = folder.0.join("x.json");
    fs::write(&file, FILES[5].1).unwrap();
    let output = program(Path::new("relative/folder"), &["plan", path(&file)])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!Path::new("relative").exists(), "nothing is made of it");
}

/// A folder of one test, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = home(&format!("misuse-{name}"));
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        program(&self.0, arguments).output().unwrap()
    }

    /// The program with the tokens of two practice orgs.
    fn on(&self, practice: &org2org_setup::practice::Practice, arguments: &[&str]) -> std::process::Command {
        let mut command = program(&self.0, arguments);
        command
            .env("ORG2ORG_SOURCE_TOKEN", &practice.source().api_token)
            .env("ORG2ORG_TARGET_TOKEN", &practice.target().api_token);
        command
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}
