//! The built program: what it prints and traces over real connections shows no token.

use crate::{record, search::Shown};
use org2org_setup::practice::{Options, Side, World};
use std::process::{Command, Output};
use url::Url;

const MARKED: &str = "00mArKeDl4MlV-WPXM_ABCDEFGHIJKLMNOPQRSTUVW";

#[test]
fn a_whole_run_on_practice_orgs_prints_and_traces_no_token() {
    let seed = "printed";
    let file = record::file();
    let recorded = ["--record", file.to_str().unwrap()];
    let run = ["practice", "run", "--seed", seed, "--and-undo", "--json"];
    let output = program(&[&run[..], &recorded].concat());
    let secrets = tokens_of(seed);
    let mut shown = shown(&output);
    shown.text("the record", std::fs::read_to_string(&file).unwrap());
    record::look(&file);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("/api/v1/"),
        "nothing was traced"
    );
    shown.assert_silent(&[&secrets[0], &secrets[1]]);
}

#[test]
fn a_token_in_the_environment_is_not_printed_whatever_goes_wrong() {
    for command in ["plan", "apply", "check", "undo"] {
        let output = program(&[command, "/nowhere/connection.json"]);
        assert!(!output.status.success());
        shown(&output).assert_silent(&[MARKED]);
    }
}

fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_org2org-setup"));
    for name in [
        "ORG2ORG_SOURCE_TOKEN",
        "ORG2ORG_TARGET_TOKEN",
        "ORG2ORG_PROVISIONING_TOKEN",
    ] {
        command.env(name, MARKED);
    }
    command
        .args(arguments)
        .env("ORG2ORG_LOG", "trace")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .output()
        .unwrap()
}

fn shown(output: &Output) -> Shown {
    let mut shown = Shown::default();
    shown.text("stdout", String::from_utf8_lossy(&output.stdout));
    shown.text("stderr", String::from_utf8_lossy(&output.stderr));
    shown
}

/// The tokens that the seed leads to, wherever the orgs are served.
fn tokens_of(seed: &str) -> [String; 2] {
    let options = Options {
        seed: seed.to_owned(),
        ..Options::default()
    };
    let url = |port: u16| Url::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    let world = World::new(&options, &url(9001), &url(9002));
    [Side::Source, Side::Target].map(|side| world.card(side).api_token.clone())
}
