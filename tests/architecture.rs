//! Reads the program's own source and holds it to its law: who may use what, how large things may be, and that
//! everything public is explained. Judges the shipped code alone; what stands under `#[cfg(test)]` is left out.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail loudly and tell what they measured"
)]

#[path = "architecture/budgets.rs"]
mod budgets;
#[path = "architecture/law.rs"]
mod law;
#[path = "architecture/measures.rs"]
mod measures;
#[path = "architecture/packages.rs"]
mod packages;
#[path = "architecture/paths.rs"]
mod paths;
#[path = "architecture/shares.rs"]
mod shares;
#[path = "architecture/source.rs"]
mod source;
#[path = "architecture/texts.rs"]
mod texts;

/// One place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Breach {
    /// The file, from the root of the project.
    file: String,
    /// The line, from 1.
    line: usize,
    /// What stands there, and why it may not.
    what: String,
}

/// Fails with every breach on a line of its own.
#[track_caller]
fn assert_none(mut breaches: Vec<Breach>) {
    breaches.sort();
    breaches.dedup();
    let lines: Vec<String> = breaches
        .iter()
        .map(|b| format!("{}:{}: {}", b.file, b.line, b.what))
        .collect();
    assert!(
        lines.is_empty(),
        "{} breaches of the architecture\n{}\n",
        lines.len(),
        lines.join("\n")
    );
}
