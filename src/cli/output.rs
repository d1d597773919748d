//! What is printed: sentences for people, JSON for scripts.

use crate::{
    federation::{
        Plan,
        action::Names,
        plan::{Effect, Planned},
        progress::{Outcome, Progress},
        verify::{Item, ItemState, Report},
    },
    okta::Call,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, io::Write as _, time::Duration};

/// Tells a person something; a closed stderr is no reason to stop.
pub(super) fn tell(line: impl AsRef<str>) {
    let _closed = writeln!(std::io::stderr().lock(), "{}", line.as_ref());
}

/// Prints a line of the result; a closed stdout is no reason to panic.
pub(super) fn print(line: impl AsRef<str>) {
    let _closed = writeln!(std::io::stdout().lock(), "{}", line.as_ref());
}

/// Tells of an error with its advice.
pub(super) fn tell_advice(advice: &crate::advice::Advice) {
    tell(format!("✗ {}", advice.headline));
    if !advice.why.is_empty() {
        tell(format!("  {}", advice.why));
    }
    for step in &advice.next {
        tell(format!("  → {step}"));
    }
}

/// Progress of a run, a line for each action.
pub(super) fn progress(titles: &BTreeMap<String, String>, progress: &Progress) {
    match progress {
        Progress::Started { .. } => {}
        Progress::Finished { key, outcome } => {
            let title = titles.get(key).map_or(key.as_str(), String::as_str);
            match outcome {
                Outcome::Done => tell(format!("✓ {title}")),
                Outcome::AlreadyThere => tell(format!("✓ {title} (already there)")),
                Outcome::DoneWithWarning(words) => tell(format!("! {title}: {words}")),
                Outcome::Failed(words) => tell(format!("✗ {title}: {words}")),
            }
        }
        Progress::Waiting { side, time, why } => {
            tell(format!(
                "… waiting {} s for the {}: {why}",
                time.as_secs(),
                side.role()
            ));
        }
    }
}

/// The plan as people read it.
pub(super) fn plan(plan: &Plan, names: &Names) {
    print(plan.headline(names));
    for planned in &plan.actions {
        print(format!("  {} {}", mark(planned), planned.title));
        for change in planned.effect.changes() {
            let (from, to) = (
                crate::federation::apply::plain(&change.from),
                crate::federation::apply::plain(&change.to),
            );
            match planned.effect {
                Effect::Add(_) => print(format!("      {}: {to}", change.words)),
                Effect::Change(_) => print(format!("      {}: {from} → {to}", change.words)),
            }
        }
    }
    for kept in &plan.kept {
        print(format!("  = {} ({})", kept.title, kept.reason.words()));
    }
    for obstacle in &plan.obstacles {
        print(format!("  ✗ {}: {}", obstacle.title, obstacle.cause.words()));
    }
}

fn mark(planned: &Planned) -> &'static str {
    match planned.effect {
        Effect::Add(_) => "+",
        Effect::Change(_) => "~",
    }
}

/// The plan as one JSON object.
pub(super) fn plan_json(plan: &Plan) -> Value {
    let actions: Vec<Value> = plan.actions.iter().map(action_json).collect();
    let obstacles: Vec<Value> = plan
        .obstacles
        .iter()
        .map(|obstacle| json!({ "org": obstacle.side.as_str(), "kind": kind(&obstacle.key), "summary": obstacle.cause.words() }))
        .collect();
    json!({ "schema": 1, "type": "plan", "actions": actions, "obstacles": obstacles, "deletions": 0 })
}

/// The stable word in the key of an action, without the object that it may name.
fn kind(key: &str) -> &str {
    key.split(':').next().unwrap_or(key)
}

fn action_json(planned: &Planned) -> Value {
    let member = |pick: fn(&crate::federation::action::Change) -> &Value| {
        let members = planned
            .effect
            .changes()
            .iter()
            .map(|change| (change.words.to_owned(), pick(change).clone()));
        Value::Object(members.collect())
    };
    let Call { method, path, .. } = &planned.call;
    json!({
        "org": planned.side.as_str(),
        "kind": kind(&planned.key),
        "summary": planned.title,
        "request": { "method": method.as_str(), "path": path },
        "before": member(|change| &change.from),
        "after": member(|change| &change.to),
    })
}

/// The checklist as people read it.
pub(super) fn report(report: &Report) {
    print(format!(
        "Verification checklist: {} of {} verified",
        report.verified(),
        report.items.len()
    ));
    for item in &report.items {
        print_item(item);
    }
}

fn print_item(item: &Item) {
    let mark = match item.state {
        ItemState::Verified => "✓",
        ItemState::NeedsFix => "✗",
        _ => "○",
    };
    print(format!("  {mark} {} ({})", item.id.title(), item.state.words()));
    for proof in &item.evidence {
        print(format!(
            "      {} · {}",
            proof.at.strftime("%H:%M:%S UTC"),
            proof.words
        ));
    }
    for finding in &item.findings {
        print(format!("      {}: {}", finding.code, finding.advice.headline));
        if let Some(two) = &finding.comparison {
            print(format!("        {}: {}", two.sent_label, two.sent));
            print(format!("        {}: {}", two.expected_label, two.expected));
        }
        for step in &finding.advice.next {
            print(format!("        → {step}"));
        }
    }
}

/// The checklist as one JSON object.
pub(super) fn report_json(report: &Report, requests: (u64, u64), elapsed: Duration) -> Value {
    let items: Vec<Value> = report
        .items
        .iter()
        .map(|item| json!({ "id": item.id, "state": item.state, "evidence": item.evidence, "findings": item.findings }))
        .collect();
    json!({
        "schema": 1,
        "type": "report",
        "verified": report.verified(),
        "total": report.items.len(),
        "items": items,
        "requests": { "source": requests.0, "target": requests.1 },
        "elapsed_ms": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
    })
}
