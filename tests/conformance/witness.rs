//! The witness: sees every request to the practice orgs and every answer, and fails the test at once when either is
//! not as Okta's specification says, unless the specification is known to be wrong there.
//!
//! Included by the test binaries whose traffic it watches; where the specification is absent it says so and sees
//! nothing.

#[path = "document.rs"]
pub(crate) mod document;
#[path = "judge.rs"]
pub(crate) mod judge;
#[path = "known.rs"]
pub(crate) mod known;
#[path = "schema.rs"]
pub(crate) mod schema;
#[path = "unknown.rs"]
pub(crate) mod unknown;

use judge::{Difference, Exchange};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::Write as _,
    path::PathBuf,
    sync::{LazyLock, Mutex, PoisonError},
};

/// Where every different exchange of this binary is written down, one a line; begun anew by each run.
static SEEN: LazyLock<Mutex<File>> = LazyLock::new(|| {
    fs::create_dir_all(counts()).unwrap();
    Mutex::new(File::create(counts().join(env!("CARGO_CRATE_NAME"))).unwrap())
});

/// Counts an exchange, and fails when anything about it is unexplained.
pub(crate) fn see(exchange: &Exchange) {
    if document::operations().is_empty() || !is_new(exchange) {
        return;
    }
    let (operation, differences) = judge::judge(exchange);
    if let Some(operation) = operation {
        count(&operation.id, exchange.status);
    }
    let unexplained: Vec<&Difference> = differences
        .iter()
        .filter(|difference| known::explanation(difference).is_none())
        .collect();
    assert!(
        unexplained.is_empty(),
        "{} {} → {}\n{}",
        exchange.method,
        exchange.path,
        exchange.status,
        lines(&unexplained)
    );
}

/// Whether the same was not looked at before in this process; many tests begin with the same requests.
fn is_new(exchange: &Exchange) -> bool {
    static KNOWN: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());
    let mut hasher = DefaultHasher::new();
    let Exchange {
        method,
        path,
        query,
        body,
        status,
        answer,
        earnest,
        own,
        ..
    } = exchange;
    (method, path, query, body, status, answer, earnest, own).hash(&mut hasher);
    KNOWN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(hasher.finish())
}

/// Differences, one a line.
fn lines(differences: &[&Difference]) -> String {
    let line = |found: &&Difference| {
        format!(
            "  {} {} {} {}: {}",
            found.operation, found.part, found.at, found.rule, found.detail
        )
    };
    differences.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Where the counts of all test binaries lie, one file each.
pub(crate) fn counts() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("conformance")
}

/// Writes one exchange down at once, as no binary knows when it ends.
fn count(operation: &str, status: u16) {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    seen.write_all(format!("{operation}\t{status}\t1\n").as_bytes())
        .unwrap();
}
