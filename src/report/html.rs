//! The document as one HTML page without scripts, fit for printing.

use super::{Document, Section};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;color:#1d2433;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p.sub{color:#5a6478;margin:.2rem 0 0}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #dfe3ea;overflow-wrap:anywhere}\
th{font-weight:600;color:#5a6478}li{margin:.3rem 0}@media print{body{margin:0;max-width:none}}";

pub(super) fn write(document: &Document) -> String {
    let (title, subtitle) = (escape(&document.title), escape(&document.subtitle));
    let sections: String = document.sections.iter().map(part).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>{title}</h1>\n<p class=\"sub\">{subtitle}</p>\n{sections}</body>\n</html>\n"
    )
}

fn part(section: &Section) -> String {
    let mut text = format!("<h2>{}</h2>\n", escape(&section.title));
    if !section.rows.is_empty() {
        let heads = joined(
            section
                .columns
                .iter()
                .map(|head| format!("<th scope=\"col\">{}</th>", escape(head))),
        );
        let rows = joined(
            section
                .rows
                .iter()
                .map(|row| format!("<tr>{}</tr>\n", cells(row))),
        );
        let table = format!("<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n");
        text.push_str(&table);
    }
    if !section.notes.is_empty() {
        let notes = joined(
            section
                .notes
                .iter()
                .map(|note| format!("<li>{}</li>\n", escape(note))),
        );
        let list = format!("<ul>\n{notes}</ul>\n");
        text.push_str(&list);
    }
    text
}

fn cells(row: &[String]) -> String {
    joined(row.iter().map(|cell| format!("<td>{}</td>", escape(cell))))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().concat()
}

/// Names come from orgs and must not become markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_become_markup() {
        let document = Document {
            title: "<script>alert(1)</script>".to_owned(),
            ..Document::default()
        };
        assert!(!write(&document).contains("<script>"));
    }
}
