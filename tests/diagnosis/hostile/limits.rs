//! What it costs to refuse each case, measured one by one and printed. Memory is held to a limit that no copy of
//! a large file fits in. Full size, and time, which depends on the machine and on how the test was built, are compared
//! with their limits by `cargo bench --bench diagnosis`.

use super::cases::{self, Cost, Scale};
use std::process::Command;

/// Names the case that this process is started for, and the file it stands in.
const CASE: &str = "ORG2ORG_HOSTILE_CASE";
const FILE: &str = "ORG2ORG_HOSTILE_FILE";
/// Larger than any message may be, and with so little memory that nobody can keep a copy of what is so large.
const SCALE: Scale = Scale {
    large: 20_000_000,
    memory: 20_000_000,
};
/// Stands in front of what the process tells.
const MARK: &str = "COST ";

#[test]
fn every_case_in_every_form_is_refused_with_a_sentence_within_its_memory() {
    let cases = cases::all(SCALE);
    if let Ok(name) = std::env::var(CASE) {
        let case = cases.iter().find(|case| case.name == name).unwrap();
        let cost = cases::cost(case, std::env::var(FILE).unwrap().as_ref());
        println!("\n{MARK}{}", serde_json::to_string(&cost).unwrap());
        return;
    }
    let file = std::env::temp_dir().join(format!("org2org-hostile-{}", std::process::id()));
    let mut over = Vec::new();
    for case in &cases {
        std::fs::write(&file, case.bytes()).unwrap();
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["hostile::limits::every_case", "--nocapture", "--test-threads=1"])
            .env(CASE, &case.name)
            .env(FILE, &file)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        let told = told.lines().find_map(|line| line.strip_prefix(MARK));
        let cost: Cost =
            serde_json::from_str(told.unwrap_or_else(|| panic!("{}: {output:?}", case.name))).unwrap();
        let megabytes = cost.bytes.map_or("not measured".to_owned(), |bytes| {
            format!("{:>6.1} MB", to_f64(bytes) / 1e6)
        });
        println!(
            "{:<48} {:>8.1} ms {megabytes}  {}",
            case.name,
            to_f64(cost.microseconds) / 1e3,
            cost.sentence.as_deref().unwrap_or("NOT REFUSED")
        );
        if cost.sentence.is_none_or(|sentence| sentence.len() < 20)
            || cost.bytes.is_some_and(|bytes| bytes > case.memory)
        {
            over.push(&case.name);
        }
    }
    drop(std::fs::remove_file(&file));
    assert!(over.is_empty(), "{over:?}");
}

fn to_f64(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
