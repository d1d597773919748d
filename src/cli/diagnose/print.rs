//! A diagnosis as people and as scripts read it.

use super::Printed;
use crate::{
    cli::output::print,
    federation::troubleshoot::Trouble,
    saml::{
        difference::{Segment, segments},
        finding::{Comparison, Confidence, Severity, catalogue},
        input::kind_words,
    },
};
use serde_json::{Value, json};

/// Values longer than this are printed without marks below them: a terminal would break the lines.
const MARKED_CHARS: usize = 160;
/// Sentences are broken into lines of so many characters.
const LINE_CHARS: usize = 100;

impl Printed {
    /// The one documented line for scripts.
    pub(super) fn json(&self) -> Value {
        let documents: Vec<Value> = self
            .brought
            .iter()
            .map(|one| json!({ "file": one.file, "kind": one.kind }))
            .collect();
        let findings: Vec<Value> = self
            .outcome
            .troubles
            .iter()
            .map(|one| self.finding_json(one))
            .collect();
        let believed: Vec<Value> = self
            .outcome
            .believed
            .iter()
            .map(|one| {
                json!({
                    "document": self.file(Some(one.document)),
                    "document_index": one.document,
                    "issuer": one.issuer,
                    "name": one.name,
                    "assertion": one.assertion,
                })
            })
            .collect();
        json!({
            "schema": 1,
            "type": "diagnosis",
            "at": self.judged_by.to_string(),
            "documents": documents,
            "findings": findings,
            "believed": believed,
            "certificates": self.outcome.certificates,
            "timeline": self.outcome.timeline,
        })
    }

    fn finding_json(&self, one: &Trouble) -> Value {
        let two = one.comparison.as_ref();
        json!({
            "code": one.code,
            "severity": one.severity,
            "confidence": one.confidence,
            "summary": one.advice.headline,
            "sent": two.map(|two| &two.sent),
            "expected": two.map(|two| &two.expected),
            "sent_label": two.map(|two| &two.sent_label),
            "expected_label": two.map(|two| &two.expected_label),
            "difference": one.difference,
            "advice": one.advice,
            "document": self.file(one.document),
            "document_index": one.document,
            "place": one.place.as_ref().map(|place| [place.start, place.end]),
            "line": one.line_column.map(|(line, _)| line),
            "column": one.line_column.map(|(_, column)| column),
            "side": one.side,
            "hand_over": one.hand_over,
        })
    }

    fn file(&self, document: Option<usize>) -> Option<&str> {
        let brought = self.brought.get(document?)?;
        Some(&brought.file)
    }

    pub(super) fn print(&self) {
        for one in &self.brought {
            print(format!("{} ({})", one.file, kind_words(one.kind)));
        }
        print(self.headline());
        for one in &self.outcome.troubles {
            print("");
            self.print_finding(one);
        }
        for one in &self.outcome.believed {
            print("");
            print(format!(
                "✓ The target org would believe this: {} says that {} signed in",
                one.issuer, one.name
            ));
        }
        self.print_certificates();
        self.print_changes();
        self.print_timeline();
    }

    fn headline(&self) -> String {
        let count = |severity| {
            self.outcome
                .troubles
                .iter()
                .filter(|one| one.severity == severity)
                .count()
        };
        let kinds = [
            (count(Severity::Blocks), "that blocks", "that block"),
            (count(Severity::MayBlock), "that may block", "that may block"),
            (count(Severity::Note), "worth knowing", "worth knowing"),
        ];
        let told: Vec<String> = kinds
            .into_iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, one, many)| {
                if count == 1 {
                    format!("1 finding {one}")
                } else {
                    format!("{count} findings {many}")
                }
            })
            .collect();
        if told.is_empty() {
            "Nothing was found that is wrong".to_owned()
        } else {
            told.join(", ")
        }
    }

    fn print_finding(&self, one: &Trouble) {
        let mark = match one.severity {
            Severity::Blocks => "✗",
            Severity::MayBlock => "!",
            Severity::Note => "·",
        };
        let sure = match one.confidence {
            Confidence::Certain => "",
            Confidence::Likely => " (likely)",
            Confidence::Possible => " (a guess)",
        };
        print(format!("{mark} {}: {}{sure}", one.code, one.advice.headline));
        let place = one
            .line_column
            .map(|(line, column)| format!("line {line}, column {column}"));
        let file = self.file(one.document).filter(|_| self.brought.len() > 1);
        match (file, place) {
            (Some(file), Some(place)) => print(format!("    in {file}, {place}")),
            (Some(one), None) => print(format!("    in {one}")),
            (None, Some(place)) => print(format!("    at {place}")),
            (None, None) => {}
        }
        if let Some(two) = &one.comparison {
            print_comparison(two, one.difference.is_some());
        }
        if let Some(difference) = &one.difference {
            print(format!("    {difference}"));
        }
        print_wrapped("    Why it matters: ", &one.advice.why);
        for step in &one.advice.next {
            print_wrapped("    → ", step);
        }
    }
}

/// Every kind of finding, in the order in which causes are looked for.
pub(super) fn codes() {
    for code in catalogue::ALL {
        print(code.word());
        print_wrapped("    ", code.why());
    }
}

/// A text in lines that a terminal does not break, the later ones set in as far as the first.
pub(super) fn print_wrapped(begin: &str, text: &str) {
    for line in wrapped(begin, text) {
        print(line);
    }
}

fn wrapped(begin: &str, text: &str) -> Vec<String> {
    let inset = " ".repeat(begin.chars().count());
    let mut lines = Vec::new();
    let mut line = begin.to_owned();
    let mut empty = true;
    for word in text.split(' ') {
        if !empty && line.chars().count() + word.chars().count() >= LINE_CHARS {
            lines.push(std::mem::replace(&mut line, inset.clone()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

/// Both values below one another; where they have to be equal, each with a line that marks what differs.
fn print_comparison(two: &Comparison, to_the_letter: bool) {
    let width = two
        .sent_label
        .chars()
        .count()
        .max(two.expected_label.chars().count());
    let (sent, expected) = segments(&two.sent, &two.expected);
    let short = [&two.sent, &two.expected]
        .iter()
        .all(|value| value.chars().count() <= MARKED_CHARS);
    for (label, value, cut) in [
        (&two.sent_label, &two.sent, &sent),
        (&two.expected_label, &two.expected, &expected),
    ] {
        print(format!("    {label:<width$}  {}", visible(value)));
        let marks = marks(cut);
        if to_the_letter && short && !marks.is_empty() {
            print(format!("    {:<width$}  {marks}", ""));
        }
    }
}

/// A value on one line, where an invisible character cannot hide a difference.
fn visible(value: &str) -> String {
    if value.is_empty() {
        return "(nothing)".to_owned();
    }
    value
        .chars()
        .map(|c| match c {
            '\n' => '␊',
            '\r' => '␍',
            '\t' => '␉',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

fn marks(segments: &[Segment]) -> String {
    let all: String = segments
        .iter()
        .map(|segment| {
            let mark = if segment.differs { "^" } else { " " };
            mark.repeat(segment.text.chars().count())
        })
        .collect();
    all.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_marked_below_it() {
        let (sent, expected) = segments("https://a.example/1", "http://a.example/1");
        assert_eq!(marks(&sent), "    ^");
        assert_eq!(marks(&expected), "");
    }

    #[test]
    fn long_sentences_are_broken_between_words() {
        let lines = wrapped("    → ", "word ".repeat(40).trim());
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|line| line.chars().count() <= LINE_CHARS));
        assert!(lines[1].starts_with("      word"));
        assert_eq!(wrapped("> ", ""), ["> "]);
    }

    #[test]
    fn values_stay_on_one_line() {
        assert_eq!(visible("a\r\n\tb\u{7}"), "a␍␊␉b\u{fffd}");
        assert_eq!(visible(""), "(nothing)");
    }
}
