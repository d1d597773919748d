//! `diagnose`: files that support staff bring, judged by what is expected of them.

mod live;
mod print;

use super::Environment;
use crate::{
    advice::Advice,
    clock::{Clock as _, SystemClock},
    federation::symptom::{self, Symptom},
    saml::{
        certificate::read_certificates,
        diagnose as judge,
        diagnose::Believed,
        expectation::{Expectations, Expected, Instant},
        finding::{Comparison, Confidence, Finding, Severity},
        input::{self, Content, Document},
        metadata::read_idp_metadata,
    },
    store::outside,
};
use clap::Args;
use jiff::Timestamp;
use std::{
    error::Error,
    ops::Range,
    path::{Path, PathBuf},
};

const NOTHING_BLOCKS: u8 = 0;
const BLOCKED: u8 = 1;
const NOT_READABLE: u8 = 2;

/// What to look at, and what it is measured by.
#[derive(Debug, Args)]
pub struct DiagnoseArgs {
    /// SAML response or request (XML, base64, address, HTML form), metadata, certificate, HAR file, SAML-tracer or
    /// System Log export, or a text file with an error.
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
    /// List the codes of all findings about messages and files, each with why it matters.
    #[arg(long)]
    pub codes: bool,
}

/// A document with the file it came from.
struct Brought {
    file: String,
    kind: &'static str,
}

/// A finding in the form in which it is printed, wherever it came from.
struct Shown {
    code: String,
    severity: Severity,
    confidence: Confidence,
    comparison: Option<Comparison>,
    difference: Option<String>,
    advice: Advice,
    document: Option<usize>,
    place: Option<Range<usize>>,
}

/// Everything that is printed.
struct Outcome {
    brought: Vec<Brought>,
    shown: Vec<Shown>,
    believed: Vec<Believed>,
    judged_by: Timestamp,
}

pub(super) async fn run(args: &DiagnoseArgs, environment: &Environment) -> u8 {
    if args.codes {
        print::codes();
        return NOTHING_BLOCKS;
    }
    let mut expectations = match expectations(args) {
        Ok(expectations) => expectations,
        Err(advice) => return could_not(&advice),
    };
    let mut shown = Vec::new();
    if let Some(connection) = &args.connection {
        match live::read(connection, environment).await {
            Ok(live) => {
                live.fill(&mut expectations);
                shown.extend(live.shown);
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
    let diagnosis = judge::diagnose(&documents, &expectations, instant);
    let judged: Vec<Shown> = diagnosis.findings.iter().map(Shown::from_finding).collect();
    // What a message shows is more than what the settings say about the same.
    shown.retain(|setting: &Shown| judged.iter().all(|one| one.code != setting.code));
    shown.splice(0..0, judged);
    shown.extend(symptoms(&documents));
    shown.sort_by_key(|one| (one.severity, one.confidence == Confidence::Possible));
    let outcome = Outcome {
        brought,
        shown,
        believed: diagnosis.believed,
        judged_by: instant.at,
    };
    if args.json {
        super::output::print(outcome.json().to_string());
    } else {
        outcome.print();
    }
    if !unreadable.is_empty() {
        NOT_READABLE
    } else if outcome.blocks() {
        BLOCKED
    } else {
        NOTHING_BLOCKS
    }
}

fn could_not(advice: &Advice) -> u8 {
    super::output::tell_advice(advice);
    NOT_READABLE
}

/// Every document of every file; what cannot be read stands among them and is told of.
fn open(files: &[PathBuf]) -> (Vec<Brought>, Vec<Document>, Vec<Advice>) {
    let (mut brought, mut documents, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
    for path in files {
        let file = path.display().to_string();
        let found = bytes(path).and_then(|bytes| input::read(&bytes).map_err(|error| error.to_string()));
        match found {
            Ok(found) => {
                for document in found {
                    brought.push(Brought {
                        file: file.clone(),
                        kind: document.kind(),
                    });
                    documents.push(document);
                }
            }
            Err(why) => {
                brought.push(Brought {
                    file: file.clone(),
                    kind: "unreadable",
                });
                documents.push(Document::unreadable(&why));
                unreadable.push(Advice::new(format!("{file} cannot be read"), why));
            }
        }
    }
    (brought, documents, unreadable)
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let limit = |beginning: &[u8]| {
        if input::may_be_recording(beginning) {
            input::MAX_RECORDING_BYTES
        } else {
            input::MAX_TEXT_BYTES
        }
    };
    outside::read(path, limit).map_err(|problem| whole(&problem))
}

/// An error with its causes, as one sentence.
fn whole(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        words = format!("{words}: {source}");
        cause = source.source();
    }
    words
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
            .and_then(|bytes| read_certificates(&bytes).map_err(|error| whole(&error)))
            .map_err(|why| Advice::new(format!("{} holds no certificate", path.display()), why))?;
    }
    if let Some(path) = &args.metadata {
        let metadata = bytes(path)
            .and_then(|bytes| read_idp_metadata(bytes).map_err(|error| whole(&error)))
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

/// What Okta itself says, in System Log exports and error texts.
fn symptoms(documents: &[Document]) -> Vec<Shown> {
    let all = documents
        .iter()
        .enumerate()
        .flat_map(|(index, document)| match &document.content {
            Content::SystemLog(json) => symptom::of_log(json)
                .unwrap_or_default()
                .into_iter()
                .map(|symptom| (index, symptom))
                .collect(),
            Content::ErrorText(text) => symptom::of_text(text)
                .map(|symptom| vec![(index, symptom)])
                .unwrap_or_default(),
            _ => Vec::new(),
        });
    all.map(|(index, symptom)| Shown::from_symptom(index, &symptom))
        .collect()
}

impl Shown {
    fn from_finding(finding: &Finding) -> Self {
        let advice = finding
            .advice()
            .into_iter()
            .fold(Advice::new(&finding.summary, finding.code.why()), Advice::then);
        Self {
            code: finding.code.word().to_owned(),
            severity: finding.severity,
            confidence: finding.confidence,
            comparison: finding.comparison.clone(),
            difference: finding.difference(),
            advice,
            document: finding.document,
            place: finding.place.clone(),
        }
    }

    fn from_symptom(document: usize, symptom: &Symptom) -> Self {
        let meaning = symptom.meaning;
        let when = symptom
            .last
            .map(|at| format!(", last {}", at.strftime("%Y-%m-%d %H:%M:%S UTC")))
            .unwrap_or_default();
        let times = if symptom.count == 1 {
            "once".to_owned()
        } else {
            format!("{} times", symptom.count)
        };
        let headline = format!(
            "Okta said {times}{when} that {}: “{}”",
            meaning.headline, symptom.reason
        );
        Self {
            code: meaning.code.to_owned(),
            severity: crate::federation::verify::reasons::SEVERITY,
            confidence: symptom.confidence,
            comparison: None,
            difference: None,
            advice: Advice::new(headline, meaning.why).then(meaning.next),
            document: Some(document),
            place: None,
        }
    }
}
