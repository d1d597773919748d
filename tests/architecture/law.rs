//! The dependency law: ui → wizard → federation → okta; saml stands alone; practice knows only saml; app ties the knot.

use super::{
    Breach, assert_none,
    paths::{Named, Names, names},
    source::{Source, shipped},
};
use std::collections::BTreeSet;

/// What one module right below the crate's root may use of the others, and why no more.
struct Floor {
    name: &'static str,
    may_use: &'static [&'static str],
    why: &'static str,
    /// Which of the [`OUTSIDE`] things it may use.
    outside: &'static [&'static str],
}

/// Everything of the crate.
const ALL: &[&str] = &["*"];
/// The parts of `okta` that send something.
const VERBS: &[&str] = &[
    "crate::okta::client",
    "crate::okta::transport",
    "crate::okta::page",
    "crate::okta::Client",
    "crate::okta::Reader",
    "crate::okta::Writer",
];

const LAW: &[Floor] = &[
    Floor {
        name: "advice",
        may_use: &[],
        why: "every floor speaks in advice, so it can lean on none",
        outside: &[],
    },
    Floor {
        name: "secret",
        may_use: &[],
        why: "every floor holds secrets, so it can lean on none",
        outside: &[],
    },
    Floor {
        name: "clock",
        may_use: &[],
        why: "time is handed to every floor",
        outside: &["tokio", "clock"],
    },
    Floor {
        name: "explain",
        may_use: &["advice"],
        why: "it holds the texts of all findings and judges nothing",
        outside: &[],
    },
    Floor {
        name: "saml",
        may_use: &["explain"],
        why: "SAML is judged without knowing Okta, the network, the disk or the hour",
        outside: &[],
    },
    Floor {
        name: "okta",
        may_use: &["advice", "clock", "secret"],
        why: "the client serves any program, so it knows no federation, no wizard and no practice orgs",
        outside: &["async", "reqwest"],
    },
    Floor {
        name: "federation",
        may_use: &["advice", "clock", "explain", "okta", "saml", "secret"],
        why: "the engine runs without a screen and leaves keeping and painting to others",
        outside: &["async"],
    },
    Floor {
        name: "engine",
        may_use: &["advice", "clock", "federation", "okta", "secret"],
        why: "window and command line share it, so it knows neither",
        outside: &["async"],
    },
    Floor {
        name: "wizard",
        may_use: &["advice", "federation", "okta", "saml", "secret", "store"],
        why: "the state of the program changes by events alone; what has to be done is asked for as data",
        outside: &[],
    },
    Floor {
        name: "practice",
        may_use: &["saml"],
        why: "were it to share wire types with the client, both would be wrong together",
        outside: &["async", "hyper", "clock", "net", "spawn", "tokio"],
    },
    Floor {
        name: "store",
        may_use: &[],
        why: "it keeps what it is given, whatever that means",
        outside: &["fs", "process"],
    },
    Floor {
        name: "library",
        may_use: &["federation", "store", "wizard"],
        why: "it keeps connections and journals; sending is not its business",
        outside: &["fs"],
    },
    Floor {
        name: "tokens",
        may_use: &["okta", "secret", "store", "wizard"],
        why: "it keeps tokens and never sends one",
        outside: &[],
    },
    Floor {
        name: "report",
        may_use: &["advice", "federation", "saml", "store", "wizard"],
        why: "a document is made of what is known, without asking anybody",
        outside: &[],
    },
    Floor {
        name: "runtime",
        may_use: &[
            "advice",
            "clock",
            "engine",
            "federation",
            "library",
            "okta",
            "practice",
            "report",
            "saml",
            "secret",
            "store",
            "tokens",
            "wizard",
        ],
        why: "it performs effects for any face of the program and knows no face",
        outside: &["async", "fs", "spawn", "tokio"],
    },
    Floor {
        name: "ui",
        may_use: &["advice", "federation", "okta", "saml", "wizard"],
        why: "screens see data, never verbs",
        outside: &["egui"],
    },
    Floor {
        name: "cli",
        may_use: &[
            "advice",
            "clock",
            "engine",
            "explain",
            "federation",
            "library",
            "okta",
            "practice",
            "report",
            "saml",
            "secret",
            "store",
            "tokens",
            "wizard",
        ],
        why: "the command line works where there is no window",
        outside: &["async", "printing", "process", "spawn", "tokio"],
    },
    Floor {
        name: "app",
        may_use: ALL,
        why: "it ties the knot",
        outside: &["clock", "egui", "fs", "printing", "process"],
    },
    Floor {
        name: "main",
        may_use: &["app", "cli", "secret"],
        why: "it reads arguments and environment and hands over",
        outside: &["environment", "printing", "process"],
    },
    Floor {
        name: "lib",
        may_use: ALL,
        why: "it declares",
        outside: &[],
    },
];

/// Things outside the crate that not everybody may use: their names here, their paths, and the reason.
const OUTSIDE: &[(&str, &[&str], &str)] = &[
    (
        "fs",
        &["std::fs", "tokio::fs"],
        "files belong to store and library, so that everything else can be tried without a disk",
    ),
    (
        "net",
        &["std::net", "tokio::net"],
        "sockets belong to the practice server; everything else goes through okta::transport",
    ),
    (
        "thread",
        &["std::thread"],
        "work belongs to the runtime, which can cancel it and reports its panics",
    ),
    (
        "spawn",
        &["tokio::spawn", "tokio::task::spawn"],
        "work belongs to the runtime, which can cancel it and reports its panics",
    ),
    (
        "tokio",
        &["tokio"],
        "only what performs work needs an executor; the rest stays testable without one",
    ),
    (
        "reqwest",
        &["reqwest"],
        "bytes leave through okta::transport and nowhere else",
    ),
    (
        "hyper",
        &["hyper", "hyper_util", "http_body_util"],
        "only practice orgs serve anything",
    ),
    (
        "egui",
        &["egui", "eframe", "egui_extras", "rfd"],
        "only ui and app know that there is a window",
    ),
    (
        "environment",
        &["std::env"],
        "the environment is read once, in main",
    ),
    ("process", &["std::process"], "a process ends in main alone"),
    (
        "printing",
        &["std::io::stdout", "std::io::stderr"],
        "output belongs to the command line",
    ),
];
/// Reading the clock.
const NOW: &[&str] = &["Timestamp::now", "Instant::now", "SystemTime::now", "Zoned::now"];

/// Narrower rules: where, which paths, except in which file, and why.
const NARROW: &[(&str, &[&str], &str, &str)] = &[
    (
        "wizard",
        VERBS,
        "",
        "the wizard may name Okta's data but not send anything",
    ),
    ("ui", VERBS, "", "screens see data, never verbs"),
    (
        "okta",
        &["reqwest"],
        "src/okta/transport/http.rs",
        "one file turns requests into bytes",
    ),
    (
        "wizard",
        &[
            "crate::store::keychain",
            "crate::store::file",
            "crate::store::journal_file",
            "crate::store::connection_file",
        ],
        "",
        "the wizard may name settings as they are kept but not keep anything",
    ),
    (
        "ui",
        &["std::time::Instant"],
        "",
        "painting twice must paint the same",
    ),
];

#[test]
fn every_module_uses_only_what_the_law_allows() {
    assert_none(shipped().iter().flat_map(breaches).collect());
}

#[test]
fn every_module_stands_in_the_law_once() {
    let there: BTreeSet<String> = shipped().iter().map(|source| source.floor().to_owned()).collect();
    let missing: Vec<&String> = there
        .iter()
        .filter(|name| !LAW.iter().any(|floor| floor.name == **name))
        .collect();
    assert!(
        missing.is_empty(),
        "the law says nothing about {missing:?}: add a floor to tests/architecture/law.rs"
    );
    let names: BTreeSet<&str> = LAW.iter().map(|floor| floor.name).collect();
    assert_eq!(names.len(), LAW.len());
}

#[test]
fn the_law_allows_no_circle() {
    for floor in LAW.iter().filter(|floor| floor.may_use != ALL) {
        for used in floor.may_use {
            let back = LAW
                .iter()
                .any(|other| other.name == *used && other.may_use.contains(&floor.name));
            assert!(!back, "{} and {used} may use each other", floor.name);
        }
    }
}

#[test]
fn a_breach_is_found_in_whatever_way_it_is_written() {
    let found = |file: &str, code: &str| {
        let source = Source::parse(file, code.to_owned());
        breaches(&source)
            .into_iter()
            .map(|breach| (breach.line, breach.what))
            .collect::<Vec<_>>()
    };
    for (file, code) in [
        (
            "src/federation/plan.rs",
            "use crate::{okta::Client, wizard::Wizard};",
        ),
        (
            "src/federation/plan.rs",
            "fn f() -> crate::ui::theme::Tone { todo() }",
        ),
        (
            "src/federation/plan/x.rs",
            "use super::super::super::store::Vault;",
        ),
        (
            "src/federation/plan.rs",
            "mod inner { use super::super::super::cli; }",
        ),
        (
            "src/federation/plan.rs",
            "fn f() { tell!(\"{}\", crate::wizard::word()) }",
        ),
        ("src/saml/xml.rs", "async fn f() {}"),
        ("src/saml/xml.rs", "fn f() { let _ = std::fs::read(\"x\"); }"),
        (
            "src/wizard/open.rs",
            "fn f() -> Timestamp { jiff::Timestamp::now() }",
        ),
        ("src/wizard/open.rs", "use crate::okta::Reader;"),
        ("src/okta/client.rs", "use reqwest::Client;"),
        ("src/runtime.rs", "use egui::Context;"),
        ("src/tokens.rs", "fn f() { std::thread::spawn(|| {}); }"),
    ] {
        assert!(!found(file, code).is_empty(), "{file}: {code}");
    }
    assert_eq!(found("src/okta/transport/http.rs", "use reqwest::Client;"), []);
    assert_eq!(
        found(
            "src/federation/plan.rs",
            "#[cfg(test)] mod tests { use std::fs; }"
        ),
        []
    );
    let (line, what) = found("src/secret.rs", "\nuse crate::okta::Call;").remove(0);
    assert_eq!(line, 2);
    assert_eq!(
        what,
        "secret uses crate::okta::Call, but every floor holds secrets, so it can lean on none"
    );
}

fn breaches(source: &Source) -> Vec<Breach> {
    let Some(floor) = LAW.iter().find(|floor| floor.name == source.floor()) else {
        return Vec::new();
    };
    let names = names(source);
    let breach = |line, what| Breach {
        file: source.file.clone(),
        line,
        what,
    };
    let mut found: Vec<Breach> = names
        .paths
        .iter()
        .filter_map(|path| verdict(floor, source, path).map(|what| breach(path.line, what)))
        .collect();
    found.extend(
        async_breaches(floor, &names)
            .into_iter()
            .map(|(line, what)| breach(line, what)),
    );
    found
}

fn async_breaches(floor: &Floor, names: &Names) -> Vec<(usize, String)> {
    if floor.outside.contains(&"async") {
        return Vec::new();
    }
    let what = format!("{} has an async fn, but {}", floor.name, floor.why);
    names
        .async_functions
        .iter()
        .map(|line| (*line, what.clone()))
        .collect()
}

/// Why a path may not be named on a floor; `None` if it may.
fn verdict(floor: &Floor, source: &Source, path: &Named) -> Option<String> {
    let name = floor.name;
    let text = path.text();
    if let Some(why) = narrow(floor, source, path) {
        return Some(format!("{name} uses {text}, but {why}"));
    }
    if path.begins_with("crate") || path.begins_with("org2org_setup") {
        let used = path.segments.get(1)?;
        let known = LAW.iter().any(|other| other.name == used);
        let allowed = floor.may_use == ALL || used == name || floor.may_use.contains(&used.as_str());
        return (known && !allowed).then(|| format!("{name} uses {text}, but {}", floor.why));
    }
    if NOW.iter().any(|now| path.ends_with(now)) && !floor.outside.contains(&"clock") {
        return Some(format!(
            "{name} reads {text}, but time is handed in, so that tests decide what hour it is"
        ));
    }
    let (_, _, why) = OUTSIDE.iter().find(|(thing, paths, _)| {
        !floor.outside.contains(thing) && paths.iter().any(|outside| path.begins_with(outside))
    })?;
    Some(format!("{name} uses {text}, but {why}"))
}

fn narrow(floor: &Floor, source: &Source, path: &Named) -> Option<&'static str> {
    let broken = NARROW.iter().find(|(name, paths, except, _)| {
        *name == floor.name && source.file != *except && paths.iter().any(|banned| path.begins_with(banned))
    });
    broken.map(|(.., why)| *why)
}
