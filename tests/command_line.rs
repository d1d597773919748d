//! The program as scripts use it: exit codes, and JSON whose last line is the result.

#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

#[path = "conformance/record.rs"]
mod record;
#[path = "conformance/watch.rs"]
mod watch;
#[path = "conformance/witness.rs"]
#[expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "it says aloud what it skips"
)]
mod witness;

use org2org_setup::{
    clock::{Clock as _, SystemClock},
    federation::{Blueprint, Side, blueprint::Named, observe, preflight, suggest},
    okta::{ApiToken, Client, OrgUrl, transport::HttpTransport},
    practice::{self, OrgCard, Practice, Temper},
    store::{Kept, connection_file},
    wizard::saved::Saved,
};
use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::Arc,
};

#[path = "command_line/described.rs"]
mod described;
#[path = "command_line/misuse.rs"]
mod misuse;
#[path = "command_line/schema.rs"]
mod schema;

const TEST_USER: &str = "mira.chen@acme.example";

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
fn every_call_is_written_down_without_credentials_and_no_file_is_replaced() {
    let record = record::file();
    let arguments = ["practice", "run", "--record", record.to_str().unwrap()];
    let written = program(&home("plain"), &arguments).output().unwrap();
    assert!(written.status.success(), "{}", told(&written));
    let text = std::fs::read_to_string(&record).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let asked = |method: &str, path: &str| {
        let found = lines
            .iter()
            .filter(|line| line["method"] == method && line["path"] == path);
        found.map(|line| line["org"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(asked("POST", "/api/v1/idps"), ["target"]);
    assert_eq!(asked("POST", "/api/v1/apps"), ["target", "source"]);
    for credentials in ["\"authorization\"", "\"cookie\"", "\"set-cookie\"", "SSWS"] {
        assert!(!text.contains(credentials), "{credentials}");
    }
    let connects = |line: &&Value| {
        line["method"] == "POST" && line["path"].as_str().unwrap().ends_with("/connections/default")
    };
    let connected = lines.iter().find(connects).unwrap()["body"].as_str().unwrap();
    assert!(connected.contains("\"token\":\"removed\""), "{connected}");
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    let tokens: Vec<&str> = words
        .filter(|word| word.len() == 42 && word.starts_with("00"))
        .collect();
    assert!(tokens.is_empty(), "{tokens:?}");
    let again = program(&home("plain"), &arguments).output().unwrap();
    assert_eq!(again.status.code(), Some(2));
    assert!(
        told(&again).contains("Name a file that is not there yet"),
        "{}",
        told(&again)
    );
    assert_eq!(std::fs::read_to_string(&record).unwrap(), text);
    record::look(&record);
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
fn practice_run_on_orgs_that_misbehave_tells_what_they_did_and_ends_verified() {
    let output = run(&["practice", "run", "--mischief", "one", "--json"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let report = last_line(&output);
    assert_eq!(report["verified"], 5);
    assert_eq!(report["mischief"]["name"], "one");
    assert!(!report["mischief"]["done"].as_array().unwrap().is_empty());
    assert!(told.contains("it ended verified"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_takes_its_evidence_from_the_sign_ins_of_the_last_hour_or_since_an_instant() {
    let practice = Practice::start(practice::Options::default()).await.unwrap();
    practice.world().lock().unwrap().watch(watch::watch);
    let folder = home("check");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("connection.json");
    save_connection(&practice, &file).await;
    let run = |arguments: &[&str]| run_on(&practice, &folder, arguments);

    let applied = run(&["apply", file.to_str().unwrap()]);
    assert!(applied.status.success(), "{}", told(&applied));
    let before = run(&["check", file.to_str().unwrap(), "--json"]);
    assert!(last_line(&before)["verified"].as_u64() < Some(5));

    let stages = practice.sign_in(TEST_USER, Some("Dropbox Business"));
    assert!(stages.iter().all(|stage| stage.ok), "{stages:?}");
    let after = run(&["check", file.to_str().unwrap(), "--json"]);
    assert_eq!(last_line(&after)["verified"], 5, "{}", told(&after));
    let later = [
        "check",
        file.to_str().unwrap(),
        "--json",
        "--since",
        "2100-01-01T00:00:00Z",
    ];
    assert!(last_line(&run(&later))["verified"].as_u64() < Some(5));
    std::fs::remove_dir_all(&folder).unwrap();
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
    let (serving, line) = serve(&[&["--json"], arguments].concat());
    serving.stop();
    line
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
fn explain_tells_of_a_finding_of_a_way_to_fail_and_of_all_of_them() {
    let text = |arguments: &[&str]| {
        let output = run(arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), text)
    };
    let (code, finding) = text(&["explain", "issuer-mismatch"]);
    assert_eq!(code, Some(0));
    assert!(
        finding.contains("Why it matters: ") && finding.contains("F01: "),
        "{finding}"
    );
    let (_, mode) = text(&["explain", "f17"]);
    assert!(mode.contains("no finding. Uploading it again"), "{mode}");
    let (_, all) = text(&["explain"]);
    for start in ["issuer-mismatch ", "group-members-missing ", "F01 ", "F81 "] {
        assert!(all.lines().any(|line| line.starts_with(start)), "{start}");
    }
    let json = last_line(&run(&["explain", "--json"]));
    assert_eq!(
        (&json["schema"], &json["failure_modes"]),
        (&Value::from(1), &Value::from(81))
    );
    assert_eq!(text(&["explain", "issuer-mismatched"]).0, Some(2));
}

#[test]
fn without_a_display_the_program_says_so_and_names_its_commands() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("There is no display"), "{text}");
    assert!(text.contains("practice run"), "{text}");
}

/// Runs the program; what practice orgs inside it are asked and answer is held against the specification.
fn run(arguments: &[&str]) -> Output {
    let record = record::file();
    let mut program = program(&home("plain"), arguments);
    if arguments.starts_with(&["practice", "run"]) {
        program.arg("--record").arg(&record);
    }
    let output = program.output().unwrap();
    record::look(&record);
    output
}

/// The program on a saved connection between two practice orgs.
fn run_on(practice: &Practice, folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments)
        .env("ORG2ORG_SOURCE_TOKEN", &practice.source().api_token)
        .env("ORG2ORG_TARGET_TOKEN", &practice.target().api_token)
        .output()
        .unwrap()
}

fn program(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_org2org-setup"));
    command
        .args(arguments)
        .env("ORG2ORG_SETUP_HOME", home)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .env_remove("DBUS_SESSION_BUS_ADDRESS");
    command
}

fn home(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("org2org-command-line-{}-{name}", std::process::id()))
}

/// Practice orgs whose answers are held against the specification; gentle, because the limits of a small org would hold
/// a test of many commands up by the real clock.
async fn gentle_practice() -> Practice {
    let options = practice::Options {
        temper: Temper::Gentle,
        ..practice::Options::default()
    };
    let practice = Practice::start(options).await.unwrap();
    practice.world().lock().unwrap().watch(watch::watch);
    practice
}

/// A connection with the guide's choices, kept as the window keeps it.
async fn save_connection(practice: &Practice, file: &Path) {
    let saved = Saved {
        id: String::new(),
        source_address: practice.source().url.to_string(),
        target_address: practice.target().url.to_string(),
        blueprint: Some(blueprint(practice).await),
        step: None,
        last_check: None,
        saved_at: None,
    };
    connection_file::save(file, &saved, &Kept::default(), SystemClock.now()).unwrap();
}

async fn blueprint(practice: &Practice) -> Blueprint {
    let (source, target) = (client(practice.source()), client(practice.target()));
    let from = preflight::judge(Side::Source, source.org(), &observe::org(&source.reader()).await);
    let to = preflight::judge(Side::Target, target.org(), &observe::org(&target.reader()).await);
    let domains = ["acme.example".to_owned()];
    let mut blueprint = suggest::blueprint((source.org(), &from), (target.org(), &to), &domains).unwrap();
    let groups = source.reader().groups_like("Northwind access").await.unwrap();
    blueprint.assignments.groups = groups
        .iter()
        .map(|group| Named {
            id: group.id.clone(),
            name: group.profile.name.clone(),
        })
        .collect();
    blueprint.test_user = Some(TEST_USER.to_owned());
    blueprint
}

fn client(card: &OrgCard) -> Client {
    let url = OrgUrl::parse(card.url.as_str()).unwrap();
    let token = ApiToken::parse(&card.api_token).unwrap();
    Client::new(
        url,
        Some(token),
        Arc::new(HttpTransport::default()),
        Arc::new(SystemClock),
    )
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
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
    let (serving, line) = serve(&["--fault", "routing-rule-order", "--json"]);
    let control = line["control_url"].as_str().unwrap().to_owned();
    let fault = get(&control, "/faults/routing-rule-order");
    assert_eq!(fault["active"], true);
    let state = get(&control, "/state");
    assert_eq!(state["target"]["idps"].as_object().unwrap().len(), 1);
    serving.stop();
}

#[test]
fn serving_without_a_fault_leaves_the_orgs_apart() {
    let (serving, line) = serve(&["--json"]);
    let state = get(line["control_url"].as_str().unwrap(), "/state");
    assert_eq!(state["target"]["idps"].as_object().unwrap().len(), 0);
    serving.stop();
}

/// Practice orgs that another program serves; what they are asked and answer is written down.
struct Serving {
    child: Child,
    record: PathBuf,
}

impl Serving {
    fn stop(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        record::look(&self.record);
    }
}

/// Starts to serve; the first line tells where.
fn serve(arguments: &[&str]) -> (Serving, Value) {
    let record = record::file();
    let mut child = Command::new(env!("CARGO_BIN_EXE_org2org-setup"))
        .args(["practice", "serve", "--record"])
        .arg(&record)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = child.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    (Serving { child, record }, serde_json::from_str(&line).unwrap())
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
