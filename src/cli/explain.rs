//! `explain`: what the findings mean, and what each known way to fail is told by.

use super::output::{print, tell_advice};
use crate::{
    advice::Advice,
    explain::{self, FailureMode, Kind},
};
use clap::Args;
use serde_json::{Value, json};

/// What to explain.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code of a finding, such as issuer-mismatch, or the number of a known way to fail, such as F01; without it, a
    /// list of both.
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
    /// Print JSON, one object a line.
    #[arg(long)]
    pub json: bool,
}

/// Explains one finding or way to fail, or lists all of them.
pub(super) fn run(args: &ExplainArgs) -> u8 {
    let Some(code) = &args.code else {
        list(args.json);
        return 0;
    };
    let number = code.to_uppercase();
    let kind = explain::kinds().find(|(known, _)| known == code);
    let mode = explain::failure_modes().find(|(known, _)| *known == number);
    match (kind, mode) {
        (Some(kind), _) if args.json => print(kind_json(kind).to_string()),
        (Some(kind), _) => print_kind(kind),
        (None, Some(mode)) if args.json => print(mode_json(mode).to_string()),
        (None, Some(mode)) => print_mode(mode),
        (None, None) => {
            tell_advice(
                &Advice::new(format!("There is no finding {code}"), "").then("explain lists all of them"),
            );
            return 2;
        }
    }
    0
}

fn list(json: bool) {
    if json {
        let kinds = explain::kinds().map(kind_json);
        for line in kinds.chain(explain::failure_modes().map(mode_json)) {
            print(line.to_string());
        }
        let (codes, modes) = (explain::kinds().count(), explain::failure_modes().count());
        print(
            json!({ "schema": 1, "type": "explained", "codes": codes, "failure_modes": modes }).to_string(),
        );
        return;
    }
    let width = explain::kinds()
        .map(|(code, _)| code.len())
        .max()
        .unwrap_or_default();
    for (code, kind) in explain::kinds() {
        print(format!("{code:width$}  {}", kind.title));
    }
    print("");
    for (number, mode) in explain::failure_modes() {
        print(format!("{number}  {}: {}", mode.title, told_by(number, mode)));
    }
}

/// The findings that tell of a way to fail, or why none does.
fn told_by(number: &str, mode: &FailureMode) -> String {
    let codes = codes_of(number);
    let reason = mode
        .without_finding
        .as_deref()
        .map(|why| format!("no finding. {why}"));
    reason.unwrap_or_else(|| codes.join(", "))
}

fn codes_of(number: &str) -> Vec<&'static str> {
    explain::kinds()
        .filter(|(_, kind)| kind.covers.iter().any(|covered| covered == number))
        .map(|(code, _)| code)
        .collect()
}

fn print_kind((code, kind): (&str, &Kind)) {
    print(format!("{code}: {}", kind.title));
    print(format!("Why it matters: {}", kind.why));
    for step in &kind.next {
        print(format!("→ {step}"));
    }
    for (number, mode) in
        explain::failure_modes().filter(|(number, _)| kind.covers.iter().any(|one| one == number))
    {
        print(format!("{number}: {}", mode.title));
    }
}

fn print_mode((number, mode): (&str, &FailureMode)) {
    print(format!("{number}: {}", mode.title));
    print(format!("Told by: {}", told_by(number, mode)));
}

fn kind_json((code, kind): (&str, &Kind)) -> Value {
    json!({
        "schema": 1, "type": "finding", "code": code, "title": kind.title, "why": kind.why, "next": kind.next,
        "failure_modes": kind.covers,
    })
}

fn mode_json((number, mode): (&str, &FailureMode)) -> Value {
    json!({
        "schema": 1, "type": "failure-mode", "number": number, "title": mode.title, "codes": codes_of(number),
        "without_finding": mode.without_finding,
    })
}
