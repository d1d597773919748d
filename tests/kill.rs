//! The real program, ended by `kill -9` in the middle of its work, then started again.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail loudly and tell what they counted"
)]
#![cfg(unix)]

#[path = "conformance/watch.rs"]
mod watch;
#[path = "conformance/witness.rs"]
mod witness;

use org2org_setup::{
    clock::{Clock as _, SystemClock},
    federation::{Blueprint, Side, blueprint::Named, observe, preflight, suggest},
    okta::{ApiToken, Client, OrgUrl, transport::HttpTransport},
    practice::{self, OrgCard, Practice},
    store::{Kept, connection_file},
    wizard::saved::Saved,
};
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

const PLACES: u64 = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ended_at_twenty_places_the_next_start_goes_on_and_doubles_nothing() {
    let clock = practice::Clock::manual(SystemClock.now());
    let undisturbed = Stage::new("undisturbed", &clock).await;
    let setup = undisturbed.requests();
    undisturbed.apply_to_the_end();
    let all = undisturbed.requests() - setup;
    let wanted = undisturbed.state();
    let mut ended = 0;
    for place in 0..PLACES {
        let at = 1 + place * (all - 1) / (PLACES - 1);
        let stage = Stage::new(&format!("place-{place}"), &clock).await;
        let killed = stage.apply_until_killed(at);
        ended += u64::from(killed);
        stage.apply_to_the_end();
        assert_eq!(
            stage.state(),
            wanted,
            "killed at request {at} of {all} (killed: {killed})"
        );
    }
    // At the last places the run may come to its own end first.
    assert!(ended + 2 >= PLACES, "only {ended} of {PLACES} were killed");
    println!(
        "kill -9: {PLACES} of {PLACES} places end as undisturbed ({ended} killed, {all} requests in a run)"
    );
}

struct Stage {
    practice: Practice,
    file: PathBuf,
}

impl Stage {
    async fn new(name: &str, clock: &practice::Clock) -> Self {
        let latency = Duration::from_millis(3);
        let options = practice::Options {
            seed: "kill".to_owned(),
            latency,
            clock: clock.clone(),
            ..practice::Options::default()
        };
        let practice = Practice::start(options).await.unwrap();
        practice.world().lock().unwrap().watch(watch::watch);
        let folder = std::env::temp_dir().join(format!("org2org-kill-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("connection.json");
        let saved = Saved {
            id: String::new(),
            source_address: practice.source().url.to_string(),
            target_address: practice.target().url.to_string(),
            blueprint: Some(blueprint(&practice).await),
            step: None,
            last_check: None,
            saved_at: None,
        };
        connection_file::save(&file, &saved, &Kept::default(), SystemClock.now()).unwrap();
        Self { practice, file }
    }

    fn requests(&self) -> u64 {
        self.practice.requests(practice::Side::Source) + self.practice.requests(practice::Side::Target)
    }

    fn start(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_org2org-setup"))
            .arg("apply")
            .arg(&self.file)
            .env("ORG2ORG_SOURCE_TOKEN", &self.practice.source().api_token)
            .env("ORG2ORG_TARGET_TOKEN", &self.practice.target().api_token)
            .env(
                "ORG2ORG_SETUP_HOME",
                self.file.parent().map(Path::as_os_str).unwrap(),
            )
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    fn apply_to_the_end(&self) {
        let output = self.start().wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Ends the program as soon as the orgs have seen so many of its requests.
    fn apply_until_killed(&self, at: u64) -> bool {
        let goal = self.requests() + at;
        let mut child = self.start();
        while self.requests() < goal && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        !child.wait().unwrap().success()
    }

    /// Every object of both orgs; the ports differ from stage to stage and are named instead.
    fn state(&self) -> String {
        let states = [practice::Side::Source, practice::Side::Target]
            .map(|side| self.practice.state(side).to_string());
        let address = |card: &OrgCard| format!("127.0.0.1:{}", card.url.port().unwrap());
        let both = states.join("\n");
        both.replace(&address(self.practice.source()), "source")
            .replace(&address(self.practice.target()), "target")
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(self.file.parent().unwrap());
    }
}

async fn blueprint(practice: &Practice) -> Blueprint {
    let source = client(practice.source());
    let target = client(practice.target());
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
