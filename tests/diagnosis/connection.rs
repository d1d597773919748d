//! A saved connection on practice orgs: `diagnose` reads the live settings of both and judges by them.

use crate::signer::{AT, Draft};
use jiff::SignedDuration;
use org2org_setup::{
    clock::{Clock as _, SystemClock},
    federation::{Blueprint, Side, blueprint::Named, observe, preflight, suggest},
    okta::{ApiToken, Client, OrgUrl, transport::HttpTransport},
    practice::{Clock, Options, OrgCard, Practice},
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
    assert!(
        refused["reason"].as_str().unwrap().contains("Issuer"),
        "{refused}"
    );
    assert!(
        entries.iter().any(|entry| entry["side"] == "source"),
        "{timeline}"
    );
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
        "Certificates: the same on both sides",
        "other events in this time",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_support_bundle_is_diagnosed_to_what_was_found_live_at_every_level() {
    let stage = Stage::new("bundled").await;
    assert!(stage.run("apply", &[]).status.success());
    stage.set_issuer("http://www.okta.com/exk0000000000000000").await;
    let live = stage.run("diagnose", &["--json", "--connection"]);
    let response = stage.folder.join("mira.chen response.xml");
    std::fs::write(&response, Draft::default().xml()).unwrap();
    let response = response.display().to_string();
    for level in ["none", "hashed", "removed"] {
        // So many runs in a minute are more than a small org answers.
        if level != "none" {
            stage.practice.clock().advance(SignedDuration::from_secs(60));
        }
        let out = stage.folder.join(format!("{level}.org2org-support.json"));
        let out = out.display().to_string();
        let written = stage.run("bundle", &["--redact", level, "--out", &out]);
        let said = String::from_utf8_lossy(&written.stderr).into_owned();
        assert!(written.status.success(), "{said}");
        assert!(
            said.contains("Tokens, passwords and cookies are not in it"),
            "{said}"
        );
        let opened = stage.diagnose(&[&out, "--json"]);
        assert_eq!(opened.status.code(), Some(1), "{level}");
        assert_eq!(codes(&opened), codes(&live), "{level}");

        let again = stage.run("bundle", &["--redact", level, "--out", &out]);
        assert_eq!(
            again.status.code(),
            Some(2),
            "a file that is there is not replaced"
        );

        let out = stage.folder.join(format!("{level} with a response.json"));
        let out = out.display().to_string();
        assert!(
            stage
                .run("bundle", &["--redact", level, "--with", &response, "--out", &out])
                .status
                .success()
        );
        let opened = stage.diagnose(&[&out, "--json"]);
        let found = codes(&opened);
        for code in ["issuer-mismatch", "audience-mismatch", "certificate-mismatch"] {
            assert!(
                found.contains(&code.to_owned()),
                "{level}: {code} is not among {found:?}"
            );
        }
        let text = std::fs::read_to_string(&out).unwrap();
        let names = level != "none";
        assert_eq!(!text.contains("mira.chen"), names, "{level}");
        for token in [
            &stage.practice.source().api_token,
            &stage.practice.target().api_token,
        ] {
            assert!(!text.contains(token.as_str()));
        }
    }
    let out = stage
        .folder
        .join("hashed.org2org-support.json")
        .display()
        .to_string();
    let both = stage.diagnose(&[&out, &response]);
    assert_eq!(both.status.code(), Some(2));
    std::fs::write(
        &out,
        "{\n  \"format\": \"org2org-setup support bundle\",\n  \"version\": 1, \"ma",
    )
    .unwrap();
    let cut = stage.diagnose(&[&out]);
    assert_eq!(cut.status.code(), Some(2));
    let said = String::from_utf8_lossy(&cut.stderr).into_owned();
    assert!(said.contains("damaged or cut off"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_only_refuses_to_change_and_says_so_where_nothing_is_changed_anyway() {
    let stage = Stage::new("read-only").await;
    for verb in ["apply", "undo"] {
        let refused = stage.run(verb, &["--read-only"]);
        assert_eq!(refused.status.code(), Some(2), "{verb}");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("nothing can be changed"), "{said}");
    }
    for verb in ["plan", "check"] {
        let looked = stage.run(verb, &["--read-only"]);
        let said = String::from_utf8_lossy(&looked.stderr).into_owned();
        assert!(said.contains("Read-only"), "{verb}: {said}");
    }
    let plan = stage.run("plan", &["--read-only"]);
    assert_eq!(plan.status.code(), Some(0));
    let looked = stage.run("diagnose", &["--read-only", "--connection"]);
    assert!(String::from_utf8_lossy(&looked.stderr).contains("Read-only"));
    let apps = stage
        .practice
        .state(org2org_setup::practice::Side::Source)
        .to_string();
    assert!(!apps.contains("okta_org2org"), "nothing was made");
}

struct Stage {
    practice: Practice,
    folder: PathBuf,
}

impl Stage {
    async fn new(name: &str) -> Self {
        let options = Options {
            seed: name.to_owned(),
            clock: Clock::running(),
            ..Options::default()
        };
        let practice = Practice::start(options).await.unwrap();
        practice.world().lock().unwrap().watch(crate::watch::watch);
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
        let connection = self.folder.join("connection.json").display().to_string();
        let arguments: Vec<&str> = arguments.iter().copied().chain([connection.as_str()]).collect();
        self.command(command, &arguments)
    }

    /// Files alone, as another installation has them.
    fn diagnose(&self, arguments: &[&str]) -> Output {
        self.command("diagnose", arguments)
    }

    fn command(&self, command: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_org2org-setup"))
            .arg(command)
            .args(arguments)
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
