//! What `--json` prints and what is written about it are the same, member by member.

use super::{
    described::{Members, compare, note, note_all},
    first_line_of_serve, home, program, run, run_on, save_connection,
};
use org2org_setup::practice::{self, Practice};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_member_that_is_printed_is_described_and_the_other_way_round() {
    let mut printed = Members::new();
    for output in [
        run(&["practice", "run", "--json", "--fault", "issuer-mismatch"]),
        run(&["practice", "run", "--json", "--fault", "user-not-assigned"]),
        run(&["practice", "faults", "--json"]),
    ] {
        note_all(&mut printed, &output);
    }
    note(&mut printed, &first_line_of_serve(&["--sources", "2"]));
    note_record(&mut printed);
    on_a_saved_connection(&mut printed).await;
    compare(
        &printed,
        &["report", "plan", "run", "practice", "fault", "faults", "exchange"],
    );
}

/// What `--record` writes.
fn note_record(printed: &mut Members) {
    let record = super::record::file();
    let arguments = ["practice", "run", "--record", record.to_str().unwrap()];
    assert!(program(&home("plain"), &arguments).status().unwrap().success());
    let text = std::fs::read_to_string(&record).unwrap();
    for line in text.lines() {
        note(printed, &serde_json::from_str(line).unwrap());
    }
    std::fs::remove_file(record).unwrap();
}

/// Plan, apply, check and undo; and a plan with something in its way.
async fn on_a_saved_connection(printed: &mut Members) {
    let practice = Practice::start(practice::Options::default()).await.unwrap();
    practice.world().lock().unwrap().watch(super::watch::watch);
    let folder = home("schema");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("connection.json");
    save_connection(&practice, &file).await;
    let file = file.to_str().unwrap();
    for command in ["plan", "apply", "check", "undo"] {
        note_all(printed, &run_on(&practice, &folder, &[command, file, "--json"]));
    }
    // With a token that the target org does not know, nothing of it can be read.
    let unread = program(&folder, &["plan", file, "--json"])
        .env("ORG2ORG_SOURCE_TOKEN", &practice.source().api_token)
        .env("ORG2ORG_TARGET_TOKEN", "0".repeat(42))
        .output();
    note_all(printed, &unread.unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
}
