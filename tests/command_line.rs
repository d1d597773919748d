//! The program as scripts use it: exit codes, and JSON whose last line is the result.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use serde_json::Value;
use std::process::{Command, Output};

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

#[test]
fn faults_are_listed_one_a_line_with_what_is_broken_and_what_a_user_sees() {
    let output = run(&["practice", "faults"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("issuer-mismatch "))
        .unwrap();
    assert!(
        line.contains("One character of the issuer") && line.contains("GENERAL_NONSUCCESS"),
        "{line}"
    );
    let json = run(&["practice", "faults", "--json"]);
    let objects: Vec<Value> = String::from_utf8(json.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (total, faults) = objects.split_last().unwrap();
    assert_eq!(total["total"], faults.len());
    assert_eq!(text.lines().count(), faults.len());
    for fault in faults {
        assert_eq!(fault["schema"], 1);
        assert!(
            fault["broken"].is_string() && fault["symptom"].is_string(),
            "{fault}"
        );
    }
}

#[test]
fn a_fault_leaves_items_unverified_and_names_its_cause() {
    let output = run(&[
        "practice",
        "run",
        "--fault",
        "issuer-mismatch",
        "--fault",
        "target-app-not-assigned",
        "--json",
    ]);
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report = last_line(&output);
    assert!(report["verified"].as_u64().unwrap() < 5);
    let codes: Vec<&str> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|item| item["findings"].as_array().unwrap())
        .map(|finding| finding["code"].as_str().unwrap())
        .collect();
    assert!(
        codes.contains(&"issuer-mismatch") && codes.contains(&"user-not-assigned"),
        "{codes:?}"
    );
}

#[test]
fn a_misspelt_fault_is_told_its_neighbours_before_anything_is_started() {
    for command in ["run", "serve"] {
        let output = run(&["practice", command, "--fault", "isuer-mismatch"]);
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains("There is no fault named isuer-mismatch"), "{told}");
        assert!(
            told.contains("issuer-mismatch,") && !told.contains("Practice orgs:"),
            "{told}"
        );
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_fault_that_does_not_fit_ends_with_two_and_why() {
    let output = run(&[
        "practice",
        "run",
        "--provisioning",
        "none",
        "--fault",
        "provisioning-token-revoked",
    ]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("Provisioning of the Org2Org app is not connected"),
        "{told}"
    );
}

#[test]
fn serving_with_a_fault_joins_the_orgs_first_and_tells_the_control_address() {
    let (mut serving, line) = serve(&["--fault", "routing-rule-order", "--json"]);
    let control = line["control_url"].as_str().unwrap().to_owned();
    let fault = get(&control, "/faults/routing-rule-order");
    assert_eq!(fault["active"], true);
    let state = get(&control, "/state");
    assert_eq!(state["target"]["idps"].as_object().unwrap().len(), 1);
    serving.kill().unwrap();
    serving.wait().unwrap();
}

#[test]
fn serving_without_a_fault_leaves_the_orgs_apart() {
    let (mut serving, line) = serve(&["--json"]);
    let state = get(line["control_url"].as_str().unwrap(), "/state");
    assert_eq!(state["target"]["idps"].as_object().unwrap().len(), 0);
    serving.kill().unwrap();
    serving.wait().unwrap();
}

/// Starts to serve; the first line tells where.
fn serve(arguments: &[&str]) -> (std::process::Child, Value) {
    use std::io::BufRead as _;
    let mut serving = Command::new(env!("CARGO_BIN_EXE_org2org-setup"))
        .args(["practice", "serve"])
        .args(arguments)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = serving.stdout.take().unwrap();
    std::io::BufReader::new(stdout).read_line(&mut line).unwrap();
    (serving, serde_json::from_str(&line).unwrap())
}

/// Asks the control address.
fn get(control: &str, path: &str) -> Value {
    use std::io::{Read as _, Write as _};
    let host = control.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
}
