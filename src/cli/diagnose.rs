//! `diagnose`: files that support staff bring, judged by what is expected of them.

mod live;
mod print;
mod told;

use super::Environment;
use crate::{
    advice::Advice,
    clock::{Clock as _, SystemClock},
    federation::{
        Side,
        bundle::{self, Bundle},
        timeline::logs::{Logs, attempt},
        troubleshoot::{Outcome, Settings, troubleshoot_with},
    },
    saml::{
        certificate::read_certificates,
        expectation::{Expectations, Expected, Instant},
        input::{self, Document},
        metadata::read_idp_metadata,
    },
    store::outside,
};
use clap::Args;
use jiff::Timestamp;
use std::path::{Path, PathBuf};

const NOTHING_BLOCKS: u8 = 0;
const BLOCKED: u8 = 1;
const NOT_READABLE: u8 = 2;
/// What to do about a file that is there and holds nothing that is known.
const NOT_RECOGNISED: &str =
    "Save or copy it again in full, or bring it in another form: a HAR file, the base64 or the XML";

/// What to look at, and what it is measured by.
#[derive(Debug, Args)]
pub struct DiagnoseArgs {
    /// SAML response or request (XML, base64, address, HTML form), metadata, certificate, HAR file, SAML-tracer or
    /// System Log export, a text file with an error; or a support bundle, by itself.
    #[arg(value_name = "FILE", required_unless_present_any = ["connection", "codes"])]
    pub files: Vec<PathBuf>,
    /// A saved connection: the settings of both orgs are read live.
    #[arg(long, value_name = "FILE")]
    pub connection: Option<PathBuf>,
    /// The metadata of the identity provider (source org).
    #[arg(long, value_name = "FILE")]
    pub metadata: Option<PathBuf>,
    /// The certificate that the target org trusts.
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    /// The issuer that the target org expects.
    #[arg(long, value_name = "URI")]
    pub issuer: Option<String>,
    /// The audience that the target org expects.
    #[arg(long, value_name = "URI")]
    pub audience: Option<String>,
    /// The address at which the target org takes responses.
    #[arg(long, value_name = "URL")]
    pub acs: Option<String>,
    /// The ID of the request that is to be answered.
    #[arg(long, value_name = "ID")]
    pub in_response_to: Option<String>,
    /// The instant to judge by, as in 2026-11-23T07:08:03Z; by default now.
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<Timestamp>,
    /// Print JSON, one object a line.
    #[arg(long)]
    pub json: bool,
    /// Say that nothing can be changed; diagnosing only ever reads.
    #[arg(long)]
    pub read_only: bool,
    /// List the codes of all findings about messages and files, each with why it matters.
    #[arg(long)]
    pub codes: bool,
}

/// A document with the file it came from.
struct Brought {
    file: String,
    kind: &'static str,
}

/// What both orgs are called.
struct Names {
    source: String,
    target: String,
}

/// Everything that is printed.
struct Printed {
    brought: Vec<Brought>,
    names: Names,
    outcome: Outcome,
    judged_by: Timestamp,
}

pub(super) async fn run(args: &DiagnoseArgs, environment: &Environment) -> u8 {
    if args.codes {
        print::codes();
        return NOTHING_BLOCKS;
    }
    super::saved::tell_read_only(args.read_only);
    if let Some(opened) = bundle_among(&args.files) {
        return match opened {
            Ok(bundle) => of_bundle(args, &bundle),
            Err(advice) => could_not(&advice),
        };
    }
    let mut expectations = match expectations(args) {
        Ok(expectations) => expectations,
        Err(advice) => return could_not(&advice),
    };
    let mut read = None;
    if let Some(connection) = &args.connection {
        match live::read(connection, environment).await {
            Ok(live) => {
                live::fill(&live.settings, &mut expectations);
                read = Some(live);
            }
            Err(advice) => return could_not(&advice),
        }
    }
    let (brought, documents, unreadable) = open(&args.files);
    for advice in &unreadable {
        super::output::tell_advice(advice);
    }
    let instant = Instant {
        at: args.at.unwrap_or_else(|| SystemClock.now()),
        chosen: args.at.is_some(),
    };
    let settings = read.as_ref().map(|live| &live.settings);
    let logs = match &read {
        Some(live) => live.logs(attempt(&documents), SystemClock.now()).await,
        None => Logs::default(),
    };
    let outcome = troubleshoot_with(&documents, &expectations, settings, &logs, instant);
    let printed = Printed {
        brought,
        names: Names::of(settings),
        outcome,
        judged_by: instant.at,
    };
    let code = printed.told(args.json);
    if unreadable.is_empty() { code } else { NOT_READABLE }
}

impl Printed {
    /// Prints it; returns what the program ends with.
    fn told(&self, json: bool) -> u8 {
        if json {
            super::output::print(self.json().to_string());
        } else {
            self.print();
        }
        if self.outcome.blocking() > 0 {
            BLOCKED
        } else {
            NOTHING_BLOCKS
        }
    }
}

/// The support bundle among the files: it stands for a connection and for what was brought, so it comes alone.
fn bundle_among(files: &[PathBuf]) -> Option<Result<Bundle, Advice>> {
    let path = files.iter().find(|path| is_bundle(path))?;
    let name = path.display().to_string();
    if files.len() > 1 {
        return Some(Err(Advice::new(
            format!("{name} is a support bundle, and other files came with it"),
            "A bundle brings a connection and documents of its own",
        )
        .then("Diagnose the bundle by itself")));
    }
    let read = outside::read(path, |_| bundle::MAX_BYTES)
        .map_err(|problem| outside::whole(&problem))
        .and_then(|bytes| bundle::read(&bytes).map_err(|error| error.to_string()));
    Some(read.map_err(|why| Advice::new(format!("{name} cannot be opened"), why)))
}

fn is_bundle(path: &Path) -> bool {
    outside::beginning(path).is_ok_and(|beginning| bundle::is_bundle(&beginning))
}

/// What another installation saw; nothing is asked of any org.
fn of_bundle(args: &DiagnoseArgs, bundle: &Bundle) -> u8 {
    for line in bundle.contents() {
        super::output::tell(line);
    }
    super::output::tell(bundle.redaction.words());
    let brought = bundle.brought.iter().flat_map(|one| {
        one.documents.iter().map(|document| Brought {
            file: one.name.clone(),
            kind: document.kind(),
        })
    });
    let printed = Printed {
        brought: brought.collect(),
        names: Names::of(bundle.settings().as_ref()),
        outcome: bundle.findings(),
        judged_by: bundle.made,
    };
    printed.told(args.json)
}

impl Names {
    fn of(settings: Option<&Settings>) -> Self {
        let name = |side: Side| {
            settings.map_or_else(
                || side.role().to_owned(),
                |settings| match side {
                    Side::Source => settings.blueprint.source.name.clone(),
                    Side::Target => settings.blueprint.target.name.clone(),
                },
            )
        };
        Self {
            source: name(Side::Source),
            target: name(Side::Target),
        }
    }

    /// The name of a side; an export may not show whose log it is.
    fn name(&self, side: Option<Side>) -> &str {
        match side {
            Some(Side::Source) => &self.source,
            Some(Side::Target) => &self.target,
            None => "one of the orgs",
        }
    }
}

fn could_not(advice: &Advice) -> u8 {
    super::output::tell_advice(advice);
    NOT_READABLE
}

/// Every document of a file, or why it cannot be read.
pub(super) fn documents(path: &Path) -> Result<Vec<Document>, String> {
    read(path).map_err(|not| not.why)
}

/// Every document of every file; what cannot be read stands among them and is told of.
fn open(files: &[PathBuf]) -> (Vec<Brought>, Vec<Document>, Vec<Advice>) {
    let (mut brought, mut documents, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
    for path in files {
        let file = path.display().to_string();
        match read(path) {
            Ok(found) => {
                for document in found {
                    brought.push(Brought {
                        file: file.clone(),
                        kind: document.kind(),
                    });
                    documents.push(document);
                }
            }
            Err(NotRead { why, next, opened }) => {
                documents.push(if opened {
                    Document::unreadable(&why)
                } else {
                    Document::not_opened(&why)
                });
                unreadable.push(Advice::new(format!("{file} cannot be read"), why).then(next));
                brought.push(Brought {
                    file,
                    kind: "unreadable",
                });
            }
        }
    }
    (brought, documents, unreadable)
}

/// Why there is nothing of a file, and what to do.
struct NotRead {
    why: String,
    next: &'static str,
    opened: bool,
}

fn read(path: &Path) -> Result<Vec<Document>, NotRead> {
    let bytes = outside::read(path, input::limit).map_err(|problem| NotRead {
        why: outside::whole(&problem),
        next: outside::next_step(&problem),
        opened: false,
    })?;
    input::read(&bytes).map_err(|error| NotRead {
        why: error.to_string(),
        next: NOT_RECOGNISED,
        opened: true,
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    outside::read(path, input::limit).map_err(|problem| outside::whole(&problem))
}

fn expectations(args: &DiagnoseArgs) -> Result<Expectations, Advice> {
    let expect = |value: &Option<String>| {
        value
            .as_ref()
            .map(|value| Expected::new(value, "The target org expects"))
    };
    let mut expectations = Expectations {
        issuer: expect(&args.issuer),
        audience: expect(&args.audience),
        acs: expect(&args.acs),
        in_response_to: args
            .in_response_to
            .as_ref()
            .map(|id| Expected::new(id, "The request is")),
        ..Expectations::default()
    };
    if let Some(path) = &args.certificate {
        expectations.trusted = bytes(path)
            .and_then(|bytes| read_certificates(&bytes).map_err(|error| outside::whole(&error)))
            .map_err(|why| Advice::new(format!("{} holds no certificate", path.display()), why))?;
    }
    if let Some(path) = &args.metadata {
        let metadata = bytes(path)
            .and_then(|bytes| read_idp_metadata(bytes).map_err(|error| outside::whole(&error)))
            .map_err(|why| {
                Advice::new(
                    format!("{} holds no metadata of an identity provider", path.display()),
                    why,
                )
            })?;
        expectations.learn_idp(&metadata, "the source org's metadata");
    }
    Ok(expectations)
}
