//! What a bundle holds, in words, for whoever decides whether to hand it on.

use super::{Bundle, Level};

/// One line for each part.
pub(super) fn lines(bundle: &Bundle) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(connection) = &bundle.connection {
        lines.push(format!(
            "The choices of the connection, and the settings of both orgs as they were read at {}",
            connection.snapshot.taken.strftime("%Y-%m-%d %H:%M:%S UTC")
        ));
        lines.push(format!(
            "The checklist: {} of {} items verified",
            connection.report.verified(),
            connection.report.items.len()
        ));
        let events = &connection.events;
        let (source, target) = (events.source.len(), events.target.len());
        lines.push(format!(
            "System Log: {} of the source org and {} of the target org that concern the connection or failed",
            counted(source, "event"),
            counted(target, "event")
        ));
    }
    let parts = bundle.logs.parts.iter();
    let around: usize = parts.map(|part| part.events.len()).sum();
    if around > 0 {
        lines.push(format!(
            "Timeline: {} of both System Logs around the sign-in, and what was changed before",
            counted(around, "event")
        ));
    }
    for one in &bundle.brought {
        let kinds = one.problem.as_ref().map_or(&one.kinds, |problem| problem);
        lines.push(if bundle.redaction == Level::Removed {
            format!("Brought: {kinds}")
        } else {
            format!("Brought: {} ({kinds})", one.name)
        });
    }
    lines.push(counted(bundle.outcome.troubles.len(), "finding"));
    lines.push(format!(
        "Made by version {} at {}",
        bundle.program,
        bundle.made.strftime("%Y-%m-%d %H:%M:%S UTC")
    ));
    lines
}

fn counted(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}
