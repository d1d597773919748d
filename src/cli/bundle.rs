//! `bundle`: everything about a saved connection in one file for support. Reads alone; nothing is changed.

use super::{Environment, diagnose, output, saved};
use crate::{
    advice::Advice,
    clock::{Clock as _, SystemClock},
    federation::{
        bundle::{Brought, Bundle, Connection, Key, Level},
        timeline::logs,
        troubleshoot::Settings,
    },
    store::write_atomically,
    wizard::trouble::Source,
};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

const DONE: u8 = 0;
const COULD_NOT: u8 = 2;

/// What goes into the file, and where it goes.
#[derive(Debug, Args)]
pub struct BundleArgs {
    /// The file of the connection.
    #[arg(value_name = "CONNECTION")]
    pub file: PathBuf,
    /// What is done about names, user names, e-mail addresses and addresses of the orgs. Secrets are never in it.
    #[arg(long, value_enum, default_value_t = Redact::Hashed)]
    pub redact: Redact,
    /// The file to write; its name ends in .org2org-support.json by custom. A file that is there is not replaced.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// A file to put in as well: a SAML message, a recording, a log, an error text. May be given several times.
    #[arg(long, value_name = "FILE")]
    pub with: Vec<PathBuf>,
    /// Take the events of the System Logs since then; without it, of the last hour.
    #[arg(long, value_name = "RFC3339")]
    pub since: Option<Timestamp>,
}

/// What is done about people and orgs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Redact {
    /// Nothing: they stand there as they are.
    None,
    /// Replaced by made-up words, the same by the same.
    Hashed,
    /// Gone.
    Removed,
}

impl Redact {
    fn level(self) -> Level {
        match self {
            Self::None => Level::None,
            Self::Hashed => Level::Hashed,
            Self::Removed => Level::Removed,
        }
    }
}

pub(super) async fn run(args: &BundleArgs, environment: &Environment) -> u8 {
    match written(args, environment).await {
        Ok(()) => DONE,
        Err(advice) => {
            output::tell_advice(&advice);
            COULD_NOT
        }
    }
}

async fn written(args: &BundleArgs, environment: &Environment) -> Result<(), Advice> {
    if args.out.exists() {
        return Err(Advice::new(
            format!("There is a file {} already", args.out.display()),
            "It is not replaced",
        )
        .then("Choose another name after --out, or remove the file first"));
    }
    let opened = saved::open(&args.file, environment)?;
    let (snapshot, plan) = opened.look().await;
    let events = opened.events(&plan.facts, args.since).await;
    let settings = Settings {
        blueprint: Box::new(opened.blueprint().clone()),
        snapshot: Arc::new(snapshot),
        facts: plan.facts,
        report: None,
    };
    let practice = settings.blueprint.source.url.is_loopback();
    let connection = Connection::new(&settings, &events, practice);
    let brought: Vec<Brought> = args.with.iter().map(|path| brought(path)).collect();
    let documents = brought.iter().flat_map(|one| one.documents.iter().cloned());
    let attempt = logs::attempt(&documents.collect::<Vec<_>>());
    let now = SystemClock.now();
    let logs = logs::read(&opened.readers(), attempt, now).await;
    let bundle = Bundle::new(Some(connection), brought, &logs, now);
    let level = args.redact.level();
    let failed = |why: String| {
        Advice::new(
            format!(
                "The support bundle could not be written to {}",
                args.out.display()
            ),
            why,
        )
    };
    let text = bundle
        .text(level, &Key::new(rand::random()))
        .map_err(|error| failed(error.to_string()))?;
    write_atomically(&args.out, text.as_bytes()).map_err(|error| failed(error.to_string()))?;
    for line in bundle.contents() {
        output::tell(line);
    }
    output::tell(level.words());
    output::tell("Tokens, passwords and cookies are not in it");
    output::print(format!("{} ({} bytes)", args.out.display(), text.len()));
    Ok(())
}

fn brought(path: &Path) -> Brought {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let source = Source::new(name, diagnose::documents(path));
    if let Some(problem) = &source.problem {
        output::tell(format!("✗ {} cannot be read: {problem}", source.name));
    }
    Brought {
        name: source.name,
        kinds: source.kinds,
        documents: source.documents,
        problem: source.problem,
    }
}
