//! `diagnose` as scripts use it: exit codes, and one line of JSON.

use crate::described;
use crate::signer::{ACS, AT, AUDIENCE, Draft, ISSUER, base64, key};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of one test, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("org2org-diagnose-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_org2org-setup"))
        .arg("diagnose")
        .args(arguments)
        .env("ORG2ORG_SETUP_HOME", home)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .output()
        .unwrap()
}

fn last_line(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

#[test]
fn a_healthy_response_ends_with_zero_and_a_broken_one_with_one() {
    let folder = Folder::new("exit");
    let response = folder.file("response.txt", base64(&Draft::default().xml()));
    let certificate = folder.file("idp.cer", key("source").certificate.der());
    let given = [
        response.as_str(),
        "--certificate",
        &certificate,
        "--issuer",
        ISSUER,
        "--audience",
        AUDIENCE,
        "--acs",
        ACS,
        "--at",
        AT,
        "--json",
    ];
    let output = run(&folder.0, &given);
    assert_eq!(output.status.code(), Some(0));
    let result = last_line(&output);
    assert_eq!(
        (&result["schema"], &result["type"]),
        (&Value::from(1), &Value::from("diagnosis"))
    );
    assert_eq!(result["documents"][0]["kind"], "response");
    assert_eq!(result["documents"][0]["file"], response.as_str());
    assert_eq!(result["findings"], Value::Array(Vec::new()));
    assert_eq!(result["believed"][0]["name"], "mira.chen@acme.example");

    let mut wrong = given;
    wrong[4] = "http://www.okta.com/exk9999999999999999";
    let output = run(&folder.0, &wrong);
    assert_eq!(output.status.code(), Some(1));
    let result = last_line(&output);
    let finding = &result["findings"][0];
    assert_eq!(result["findings"].as_array().unwrap().len(), 1);
    assert_eq!(finding["code"], "issuer-mismatch");
    assert_eq!(
        (&finding["severity"], &finding["confidence"]),
        (&"blocks".into(), &"certain".into())
    );
    assert_eq!(finding["sent"], ISSUER);
    assert_eq!(finding["expected"], wrong[4]);
    assert_eq!(finding["document"], response.as_str());
    assert!(finding["summary"].as_str().unwrap().len() > 20);
    assert!(!finding["advice"]["next"].as_array().unwrap().is_empty());
    assert!(finding["difference"].as_str().unwrap().contains("identifier"));
    assert_eq!(
        (&finding["line"], &finding["side"]),
        (&1.into(), &"target".into())
    );
    assert!(finding["column"].as_u64().unwrap() > 100);
    let text = finding["hand_over"].as_str().unwrap();
    assert!(text.contains(ISSUER) && text.contains(wrong[4]), "{text}");
    assert!(text.contains("Open Security, Identity Providers"), "{text}");
    let certificate = &result["certificates"][0];
    assert_eq!(
        certificate["sha256"],
        key("source").certificate.fingerprint_colons()
    );
    assert_eq!(result["believed"], Value::Array(Vec::new()));
}

#[test]
fn a_person_reads_both_values_with_what_differs_marked() {
    let folder = Folder::new("human");
    let response = folder.file("response.xml", Draft::default().xml());
    let acs = ACS.replace("https", "http");
    let output = run(&folder.0, &[&response, "--acs", &acs, "--at", AT]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("destination-mismatch"), "{text}");
    assert!(text.contains(ACS) && text.contains(&acs), "{text}");
    assert!(text.lines().any(|line| line.trim() == "^"), "{text}");
    assert!(text.contains("http and https"), "{text}");
    assert!(text.contains("→ Copy the ACS URL"), "{text}");
    assert!(text.contains("    at line 1, column "), "{text}");
}

#[test]
fn what_cannot_be_read_ends_with_two_and_the_rest_is_judged_all_the_same() {
    let folder = Folder::new("unreadable");
    let damaged = folder.file("damaged.xml", "<Response>");
    let good = folder.file("good.xml", Draft::default().xml());
    let output = run(&folder.0, &[&damaged, &good, "--at", AT, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let result = last_line(&output);
    assert_eq!(result["documents"][0]["kind"], "unreadable");
    assert_eq!(result["documents"][1]["kind"], "response");
    assert_eq!(result["findings"][0]["code"], "unreadable");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("damaged.xml cannot be read"), "{told}");
    let missing = folder.0.join("nowhere").display().to_string();
    let output = run(&folder.0, &[&missing, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let result = last_line(&output);
    assert_eq!(result["findings"][0]["code"], "file-not-opened");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("Check the path"), "{told}");
    let output = run(&folder.0, &[&good, "--certificate", &damaged]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
}

#[test]
fn the_codes_are_listed_with_why_they_matter() {
    let folder = Folder::new("codes");
    let output = run(&folder.0, &["--codes"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    for code in ["issuer-mismatch", "signature-wrapping", "certificate-expired"] {
        assert!(text.lines().any(|line| line == code), "{code}");
    }
}

/// Exports of both logs: Jo changes the identity provider and something else, then Mira is refused.
fn exports(folder: &Folder) -> [String; 2] {
    let event = |uuid: &str, at: &str, kind: &str, result: &str, targets: &str| {
        format!(
            r#"{{"uuid":"{uuid}","published":"2026-11-23T{at}Z","eventType":"{kind}",
            "actor":{{"type":"User","alternateId":"jo@acme.example","displayName":"Jo"}},
            "outcome":{{"result":"{result}"}},"target":[{targets}]}}"#
        )
    };
    let (mira, app, idp) = (
        r#"{"type":"User","id":"00u1","alternateId":"mira.chen@acme.example"}"#,
        r#"{"type":"AppInstance","id":"0oa1","displayName":"Okta Org2Org"}"#,
        r#"{"type":"AppInstance","id":"0oa2","displayName":"Acme"}"#,
    );
    let sent = event(
        "s1",
        "07:00:00",
        "user.authentication.sso",
        "SUCCESS",
        &format!("{app},{mira}"),
    )
    .replace("jo@acme.example", "mira.chen@acme.example");
    let arrival = format!("{idp},{mira}");
    let group = r#"{"type":"UserGroup","id":"00g1","displayName":"Cooks"}"#;
    let target = [
        event(
            "t2",
            "07:00:01",
            "user.authentication.auth_via_IDP",
            "FAILURE",
            &arrival,
        )
        .replace("jo@acme.example", "unknown"),
        event("t1", "06:58:00", "system.idp.lifecycle.update", "SUCCESS", idp),
        event("t0", "06:57:00", "group.lifecycle.create", "SUCCESS", group),
    ];
    [
        folder.file("target.json", format!("[{}]", target.join(","))),
        folder.file("source.json", format!("[{sent}]")),
    ]
}

#[test]
fn exports_of_both_logs_are_joined_by_person_object_and_time() {
    let folder = Folder::new("exports");
    let [target, source] = exports(&folder);
    let output = run(&folder.0, &[&target, &source, "--json"]);
    let timeline = &last_line(&output)["timeline"];
    let told: Vec<(&str, &str)> = timeline["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["event"].as_str().unwrap(), entry["side"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("t1", "target"), ("s1", "source"), ("t2", "target")]);
    assert_eq!(timeline["others_count"], 1);
    assert_eq!(timeline["changes"]["related"][0]["seconds_before"], 121);
    let text = String::from_utf8(run(&folder.0, &[&target, &source]).stdout).unwrap();
    assert!(
        text.contains("✗ target org: The sign-in by way of Acme was refused"),
        "{text}"
    );
    let change = "(2 min before)  target org: The identity provider Acme was changed, by Jo";
    assert!(text.contains(change), "{text}");
}

#[test]
fn each_certificate_is_told_once_and_a_mismatch_at_first_sight() {
    let folder = Folder::new("certificates");
    let response = folder.file("response.xml", Draft::default().xml());
    let own = folder.file("own.cer", key("source").certificate.der());
    let other = folder.file("other.cer", key("other").certificate.der());
    let roles = |output: &Output| -> Vec<Vec<String>> {
        let result = last_line(output);
        let cards = result["certificates"].as_array().unwrap().iter();
        let uses = cards.map(|card| card["uses"].as_array().unwrap().clone());
        uses.map(|uses| {
            uses.iter()
                .map(|one| one["role"].as_str().unwrap().to_owned())
                .collect()
        })
        .collect()
    };
    let same = [response.as_str(), &own, "--certificate", &own, "--at", AT];
    let output = run(&folder.0, &[&same[..], &["--json"]].concat());
    assert_eq!(roles(&output), [["brought", "trusted", "filed"]]);
    let text = String::from_utf8(run(&folder.0, &same).stdout).unwrap();
    assert!(text.contains("Certificates: the same on both sides\n"), "{text}");
    assert!(text.contains(&format!("· In a file: {own}")), "{text}");
    let different = [response.as_str(), "--certificate", &other, "--at", AT];
    let output = run(&folder.0, &[&different[..], &["--json"]].concat());
    assert_eq!(roles(&output), [["brought"], ["trusted"]]);
    let text = String::from_utf8(run(&folder.0, &different).stdout).unwrap();
    assert!(
        text.contains("Certificates: the target org trusts another one\n"),
        "{text}"
    );
    assert!(text.contains(&key("other").certificate.sha1_colons()), "{text}");
}

#[test]
fn logs_and_error_texts_are_explained() {
    let folder = Folder::new("logs");
    let log = folder.file(
        "log.json",
        r#"[{"uuid":"1","published":"2026-11-23T07:00:00Z","eventType":"user.authentication.auth_via_IDP",
            "outcome":{"result":"FAILURE","reason":"Unable to resolve IdP endpoint"}}]"#,
    );
    let text = folder.file("page.txt", "400 Bad Request. Error Code: GENERAL_NONSUCCESS");
    let output = run(&folder.0, &[&log, &text, "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let result = last_line(&output);
    let kinds: Vec<&str> = result["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["system-log", "error-text"]);
    assert_eq!(result["findings"][0]["code"], "unknown-endpoint");
    assert_eq!(result["findings"][1]["confidence"], "possible");
}

#[test]
fn every_member_of_the_result_is_described_and_the_other_way_round() {
    let folder = Folder::new("described");
    let response = folder.file("response.xml", Draft::default().xml());
    let certificate = folder.file("idp.cer", key("source").certificate.der());
    let mut printed = described::Members::new();
    let trusted = ["--certificate", &certificate, "--at", AT, "--json"];
    for audience in [AUDIENCE, "https://elsewhere.example"] {
        let given = [&[response.as_str(), "--audience", audience][..], &trusted].concat();
        described::note_all(&mut printed, &run(&folder.0, &given));
    }
    let [target, source] = exports(&folder);
    described::note_all(&mut printed, &run(&folder.0, &[&target, &source, "--json"]));
    described::compare(&printed, &["diagnosis"]);
}
