//! What practice orgs inside a program of its own wrote down with `--record`, shown to the witness.

use crate::witness::{self, judge::Exchange};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// A file that is not there yet.
pub(crate) fn file() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("org2org-record-{}-{number}.jsonl", std::process::id()))
}

/// Looks at everything in it, and takes it away. A program that ended before it began leaves none.
pub(crate) fn look(record: &Path) {
    let Ok(text) = std::fs::read_to_string(record) else {
        return;
    };
    // Whoever is stopped in the middle of a line leaves half of one.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    for line in whole.lines() {
        witness::see(&exchange(&serde_json::from_str(line).unwrap()));
    }
    std::fs::remove_file(record).unwrap();
}

fn exchange(line: &Value) -> Exchange {
    let text = |member: &str| line[member].as_str().unwrap().to_owned();
    let pairs = |member: &str| serde_json::from_value(line[member].clone()).unwrap();
    Exchange {
        method: text("method"),
        path: text("path"),
        query: pairs("query"),
        headers: pairs("headers"),
        body: text("body").into_bytes(),
        status: line["status"].as_u64().unwrap().try_into().unwrap(),
        answer_headers: pairs("answer_headers"),
        answer: text("answer").into_bytes(),
        earnest: true,
        own: true,
    }
}
