//! A saved connection on practice orgs: `diagnose` reads the live settings of both and judges by them.

use crate::signer::{AT, Draft};
use org2org_setup::{
    clock::{Clock as _, SystemClock},
    federation::{Blueprint, Side, blueprint::Named, observe, preflight, suggest},
    okta::{ApiToken, Client, OrgUrl, transport::HttpTransport},
    practice::{Options, OrgCard, Practice, Temper},
    store::{Kept, connection_file},
    wizard::saved::Saved,
};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_settings_are_what_a_message_is_measured_by() {
    let stage = Stage::new("settings").await;
    let applied = stage.run("apply", &[]);
    assert!(
        applied.status.success(),
        "{}",
        String::from_utf8_lossy(&applied.stderr)
    );

    let healthy = stage.run("diagnose", &["--json", "--connection"]);
    assert_eq!(
        healthy.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&healthy.stdout)
    );

    let foreign = stage.folder.join("response.xml");
    std::fs::write(&foreign, Draft::default().xml()).unwrap();
    let foreign = foreign.display().to_string();
    let output = stage.run("diagnose", &[&foreign, "--at", AT, "--json", "--connection"]);
    assert_eq!(output.status.code(), Some(1));
    let codes = codes(&output);
    for code in [
        "issuer-mismatch",
        "audience-mismatch",
        "destination-mismatch",
        "certificate-mismatch",
    ] {
        assert!(codes.contains(&code.to_owned()), "{code} is not among {codes:?}");
    }
    let finding = &last_line(&output)["findings"][0];
    let expects = finding["expected_label"].as_str().unwrap();
    assert!(expects.ends_with("expects"), "{expects}");

    stage.set_issuer("http://www.okta.com/exk0000000000000000").await;
    let output = stage.run("diagnose", &["--json", "--connection"]);
    assert_eq!(output.status.code(), Some(1));
    let codes = self::codes(&output);
    assert_eq!(
        codes.first().map(String::as_str),
        Some("issuer-mismatch"),
        "{codes:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_logs_tell_who_changed_what_before_the_sign_in_failed() {
    let stage = Stage::new("logs").await;
    assert!(stage.run("apply", &[]).status.success());
    stage.set_issuer("http://www.okta.com/exk0000000000000000").await;
    let stages = stage.practice.sign_in("mira.chen@acme.example", None);
    assert!(stages.iter().any(|stage| !stage.ok), "{stages:?}");

    let output = stage.run("diagnose", &["--json", "--connection"]);
    let timeline = &last_line(&output)["timeline"];
    let entries = timeline["entries"].as_array().unwrap();
    let refused = entries
        .iter()
        .find(|entry| entry["ending"] == "bad")
        .unwrap_or_else(|| panic!("{timeline}"));
    assert_eq!(refused["side"], "target");
    assert_eq!(refused["kind"], "user.authentication.auth_via_IDP");
    assert!(refused["reason"].as_str().unwrap().contains("Issuer"), "{refused}");
    assert!(entries.iter().any(|entry| entry["side"] == "source"), "{timeline}");
    let changes = &timeline["changes"];
    assert_eq!(changes["failed"], refused["at"]);
    let last = &changes["related"][0];
    assert_eq!(last["entry"]["kind"], "system.idp.lifecycle.update");
    assert_eq!(last["entry"]["side"], "target");
    assert!(!last["actor"].as_str().unwrap().is_empty());
    assert!(last["seconds_before"].as_i64().unwrap() >= 0);

    let output = stage.run("diagnose", &["--connection"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for words in [
        "What changed before the first failure at",
        "Both System Logs were read from",
        "Certificates: what signs is trusted",
        "other events in this time",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

struct Stage {
    practice: Practice,
    folder: PathBuf,
}

impl Stage {
    async fn new(name: &str) -> Self {
        let options = Options {
            seed: "diagnosed".to_owned(),
            temper: Temper::Gentle,
            ..Options::default()
        };
        let practice = Practice::start(options).await.unwrap();
        let folder = std::env::temp_dir().join(format!("org2org-diagnosed-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let saved = Saved {
            id: String::new(),
            source_address: practice.source().url.to_string(),
            target_address: practice.target().url.to_string(),
            blueprint: Some(blueprint(&practice).await),
            step: None,
            last_check: None,
            saved_at: None,
        };
        let file = folder.join("connection.json");
        connection_file::save(&file, &saved, &Kept::default(), SystemClock.now()).unwrap();
        Self { practice, folder }
    }

    fn run(&self, command: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_org2org-setup"))
            .arg(command)
            .args(arguments)
            .arg(self.folder.join("connection.json"))
            .env("ORG2ORG_SOURCE_TOKEN", &self.practice.source().api_token)
            .env("ORG2ORG_TARGET_TOKEN", &self.practice.target().api_token)
            .env("ORG2ORG_SETUP_HOME", &self.folder)
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .output()
            .unwrap()
    }

    /// Somebody changes the issuer that the target org trusts.
    async fn set_issuer(&self, issuer: &str) {
        let card = self.practice.target();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let address = |path: &str| card.url.join(path).unwrap();
        let token = format!("SSWS {}", card.api_token);
        let idps = http
            .get(address("/api/v1/idps?type=SAML2"))
            .header("Authorization", &token)
            .send();
        let idps: Value = idps.await.unwrap().json().await.unwrap();
        let mut idp = idps[0].clone();
        idp["protocol"]["credentials"]["trust"]["issuer"] = json!(issuer);
        let path = format!("/api/v1/idps/{}", idp["id"].as_str().unwrap());
        let put = http
            .put(address(&path))
            .header("Authorization", &token)
            .json(&idp);
        let answer = put.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn last_line(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

/// The codes that block, in order.
fn codes(output: &Output) -> Vec<String> {
    let result = last_line(output);
    let findings = result["findings"].as_array().unwrap();
    findings
        .iter()
        .filter(|finding| finding["severity"] == "blocks")
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

async fn blueprint(practice: &Practice) -> Blueprint {
    let (source, target) = (client(practice.source()), client(practice.target()));
    let from = preflight::judge(Side::Source, source.org(), &observe::org(&source.reader()).await);
    let to = preflight::judge(Side::Target, target.org(), &observe::org(&target.reader()).await);
    let domains = ["acme.example".to_owned()];
    let mut blueprint = suggest::blueprint((source.org(), &from), (target.org(), &to), &domains).unwrap();
    let group = &source.reader().groups_like("Northwind access").await.unwrap()[0];
    blueprint.assignments.groups = vec![Named {
        id: group.id.clone(),
        name: group.profile.name.clone(),
    }];
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
