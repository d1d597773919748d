//! How many lines are code and how many are tests. Tests are the modules under `#[cfg(test)]`, whether they stand at the
//! end of a file or in one of their own, and whatever below `tests` was written by hand to be run: Rust, Python and the
//! shell. What tests read (corpora, seeds, certificates, snapshots) and what tools write there are neither.

use super::{
    budgets::shipped_lines,
    source::{Source, all, files, relative, shipped_of},
};

/// Folders below `tests` that hold what is read or written there.
const DATA: [&str; 5] = ["corpus", "findings", "fixtures", "seeds", "snapshots"];

#[test]
fn tests_are_told_from_code_wherever_they_stand() {
    let sources = [
        (
            "src/a.rs",
            "//! A file.\n\nfn a() {}\n// why\nfn b() {}\n\n#[cfg(test)]\nmod tests {\n    fn c() {}\n}\n",
        ),
        ("src/b.rs", "fn d() {}\n#[cfg(test)]\nmod tests;\n"),
        ("src/b/tests.rs", "//! Tests.\nfn e() {}\nfn f() {}\n"),
        (
            "src/c/tests.rs",
            "//! A page about tests, and no test itself.\nfn g() {}\n",
        ),
    ];
    let sources = sources.map(|(file, text)| Source::parse(file, text.to_owned()));
    let shares = of_sources(sources.into());
    assert_eq!((shares.code, shares.tests), (2 + 3 + 1, 4 + 2));
}

#[test]
fn what_was_written_by_hand_below_tests_counts_whatever_its_language() {
    let python = "\"\"\"What it does,\n\nand how.\n\"\"\"\nimport os\n\n# why\nSCRIPT = \"\"\"\n  // its text\n\"\"\"\n\n\n\
                  def run():\n    \"\"\"In one line.\"\"\"\n    return os.name\n";
    let shell = "#!/usr/bin/env bash\n# What it does.\nset -eu\n\nrun\n";
    let rust = "//! A test.\n\nfn a() {}\n/* what it */ fn b() {}\n";
    let cases = [
        ("tests/engine/crash.rs", rust, 2),
        ("tests/witness/sdk.py", python, 6),
        ("tests/window/on_a_screen", shell, 2),
        ("tests/witness/requirements.txt", "okta==3.4.1\n", 0),
        ("tests/fuzz/Cargo.lock", "version = 4\n", 0),
        ("tests/fuzz/dictionary", "\"<saml\"\n", 0),
        ("tests/fuzz/corpus/binding/a.rs", rust, 0),
        ("tests/fuzz/seeds/har/run", shell, 0),
    ];
    for (file, text, lines) in cases {
        assert_eq!(lines_of_tests(file, text), lines, "{file}");
    }
}

/// Lines that are neither empty nor comments.
pub(crate) struct Shares {
    /// What is compiled into the program.
    pub(crate) code: usize,
    /// What is there to test it.
    pub(crate) tests: usize,
}

/// The shares of the project.
pub(crate) fn shares() -> Shares {
    let mut shares = of_sources(all());
    for path in files("tests") {
        // What is no text is no test either.
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        shares.tests += lines_of_tests(&relative(&path), &text);
    }
    shares
}

fn of_sources(all: Vec<Source>) -> Shares {
    let everything: usize = all.iter().map(|source| lines(&source.text, "//")).sum();
    let shipped = shipped_of(all);
    let code = shipped
        .iter()
        .map(|source| lines(shipped_text(source), "//"))
        .sum();
    Shares {
        code,
        tests: everything - code,
    }
}

/// How many lines of a file below `tests` are tests.
fn lines_of_tests(file: &str, text: &str) -> usize {
    let mut folders = file.split('/').rev();
    let name = folders.next().unwrap_or_default();
    if folders.any(|folder| DATA.contains(&folder)) {
        return 0;
    }
    match name.rsplit_once('.') {
        Some((_, "rs")) => lines(text, "//"),
        Some((_, "py")) => lines(&without_explanations(text), "#"),
        None if text.starts_with("#!") => lines(text, "#"),
        _ => 0,
    }
}

/// Lines that are neither empty nor begin a comment.
fn lines(text: &str, comment: &str) -> usize {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with(comment))
        .count()
}

/// Python without the strings that explain a file or a function: those that begin a line. Others are data.
fn without_explanations(text: &str) -> String {
    const QUOTES: &str = "\"\"\"";
    let (mut inside, mut explains) = (false, false);
    let kept = text.lines().filter(|line| {
        let opens = !inside && line.trim_start().starts_with(QUOTES);
        if !inside {
            explains = opens;
        }
        inside ^= line.matches(QUOTES).count() % 2 == 1;
        let left_out = explains;
        explains &= inside;
        !left_out
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// The text without the tests at its end.
fn shipped_text(source: &Source) -> &str {
    let end = source
        .text
        .lines()
        .take(shipped_lines(source))
        .map(|line| line.len() + 1)
        .sum::<usize>();
    source.text.get(..end).unwrap_or(&source.text)
}
