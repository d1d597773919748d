//! The program as scripts use it: exit codes, and JSON whose last line is the result.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests fail loudly")]

use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Output, Stdio},
};

#[test]
fn practice_run_verifies_all_five_items_and_undo_leaves_the_orgs_as_they_were() {
    let output = run(&["practice", "run", "--and-undo", "--json"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let report = last_line(&output);
    assert_eq!(
        (&report["schema"], &report["type"]),
        (&Value::from(1), &Value::from("report"))
    );
    assert_eq!(
        (&report["verified"], &report["total"]),
        (&Value::from(5), &Value::from(5))
    );
    let ids: Vec<&str> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "source-sign-in",
            "redirect",
            "provisioning",
            "assignment",
            "end-to-end"
        ]
    );
    assert!(
        report["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| !item["evidence"].as_array().unwrap().is_empty())
    );
    assert!(told.contains("A second run would make 0 changes"), "{told}");
    assert!(told.contains("Undo left both orgs as they were"), "{told}");
}

#[test]
fn people_who_are_not_pushed_come_at_their_first_sign_in() {
    let output = run(&["practice", "run", "--provisioning", "none", "--json"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(last_line(&output)["verified"], 5);
}

#[test]
fn serve_tells_of_every_source_org_and_keeps_the_first_one_in_its_place() {
    let line = first_line_of_serve(&["--sources", "3"]);
    let sources = line["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 3);
    assert_eq!(sources[0], line["source"]);
    for source in sources {
        for member in ["url", "api_token", "admin", "users"] {
            assert!(!source[member].is_null(), "{member}");
        }
    }
    assert!(first_line_of_serve(&[])["sources"].is_null());
}

#[test]
fn serve_takes_one_to_two_hundred_source_orgs() {
    for number in ["0", "201", "many"] {
        assert_eq!(
            run(&["practice", "serve", "--sources", number]).status.code(),
            Some(2)
        );
    }
}

/// What `practice serve --json` prints before it goes on serving.
fn first_line_of_serve(arguments: &[&str]) -> Value {
    let mut child = Command::new(env!("CARGO_BIN_EXE_org2org-setup"))
        .args(["practice", "serve", "--json"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    serde_json::from_str(&line).unwrap()
}

#[test]
fn a_connection_that_is_not_there_ends_with_two_and_a_sentence() {
    let output = run(&["check", "/nowhere/connection.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("The connection cannot be opened"));
    assert!(output.stdout.is_empty());
}

#[test]
fn help_tells_of_exit_codes_and_of_where_secrets_come_from() {
    let output = run(&["--help"]);
    let text = String::from_utf8_lossy(&output.stdout);
    for words in [
        "Exit codes:",
        "ORG2ORG_SOURCE_TOKEN",
        "practice",
        "plan",
        "undo",
        "check",
    ] {
        assert!(text.contains(words), "{words} is missing");
    }
}

#[cfg(all(unix, not(target_os = "macos"), feature = "window"))]
#[test]
fn without_a_display_the_program_says_so_and_names_its_commands() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("There is no display"), "{text}");
    assert!(text.contains("practice run"), "{text}");
}

fn run(arguments: &[&str]) -> Output {
    let home = std::env::temp_dir().join(format!("org2org-command-line-{}", std::process::id()));
    Command::new(env!("CARGO_BIN_EXE_org2org-setup"))
        .args(arguments)
        .env("ORG2ORG_SETUP_HOME", home)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .output()
        .unwrap()
}

fn last_line(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}
