//! The document as Markdown.

use super::{Document, Section};
use std::fmt::Write as _;

pub(super) fn write(document: &Document) -> String {
    let mut text = format!(
        "# {}\n\n{}\n",
        escape(&document.title),
        escape(&document.subtitle)
    );
    for section in &document.sections {
        text.push_str(&part(section));
    }
    text
}

fn part(section: &Section) -> String {
    let mut text = format!("\n## {}\n\n", escape(&section.title));
    if !section.rows.is_empty() {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        text.push_str(&line(section.columns.iter().map(|head| escape(head)).collect()));
        text.push_str(&line(section.columns.iter().map(|_| "---".to_owned()).collect()));
        for row in &section.rows {
            text.push_str(&line(row.iter().map(|cell| escape(cell)).collect()));
        }
        text.push('\n');
    }
    for note in &section.notes {
        // Writing to a String cannot fail.
        let _infallible = writeln!(text, "- {}", escape(note));
    }
    text
}

/// Names come from orgs and must not become markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out_of_a_table() {
        let section = Section {
            title: "T".to_owned(),
            columns: vec!["A"],
            rows: vec![vec!["x | y\n[z](http://evil)".to_owned()]],
            notes: Vec::new(),
        };
        assert!(part(&section).contains("| x \\| y \\[z\\](http://evil) |"));
    }
}
