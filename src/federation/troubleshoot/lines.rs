//! The text of a document in lines: which line and column a place has, and how the text is cut into rows that fit a
//! window. Reads a text once and copies nothing; shows it exactly as it is.

use std::ops::Range;

/// A row as it is shown: a line, or a part of one that is too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number of its line, the first being 1.
    pub line: usize,
    /// Whether its line begins with it.
    pub first: bool,
    /// What it shows, in bytes of the text.
    pub range: Range<usize>,
}

/// Line and column of a byte, both counted from 1, columns in characters. A place within a character is that
/// character's; one behind the text is its end.
pub fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text.get(..at).unwrap_or_default();
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Cuts a text into rows of at most so many characters; at least one row.
pub fn rows(text: &str, chars: usize) -> Vec<Row> {
    let chars = chars.max(1);
    let mut rows = Vec::new();
    let mut start = 0;
    for (at, line) in text.split('\n').enumerate() {
        let shown = line.strip_suffix('\r').unwrap_or(line);
        cut(shown, start, at + 1, chars, &mut rows);
        start += line.len() + 1;
    }
    rows
}

fn cut(line: &str, start: usize, number: usize, chars: usize, rows: &mut Vec<Row>) {
    let mut from = 0;
    loop {
        let rest = line.get(from..).unwrap_or_default();
        let end = rest
            .char_indices()
            .nth(chars)
            .map_or(line.len(), |(at, _)| from + at);
        rows.push(Row {
            line: number,
            first: from == 0,
            range: start + from..start + end,
        });
        if end == line.len() {
            return;
        }
        from = end;
    }
}

/// The row in which a byte stands.
pub fn row_of(rows: &[Row], byte: usize) -> usize {
    rows.partition_point(|row| row.range.start <= byte)
        .saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = "äb\nc";
        assert_eq!(line_column(text, 0), (1, 1));
        assert_eq!(line_column(text, 2), (1, 2));
        assert_eq!(line_column(text, 4), (2, 1));
        assert_eq!(line_column(text, 1), (1, 1));
        assert_eq!(line_column(text, 99), (2, 2));
    }

    #[test]
    fn long_lines_are_cut_between_characters_and_nothing_is_lost() {
        let text = format!("{}\r\nx\n", "ä".repeat(25));
        let rows = rows(&text, 10);
        let shown: Vec<&str> = rows.iter().map(|row| &text[row.range.clone()]).collect();
        assert_eq!(
            shown,
            [
                "ä".repeat(10),
                "ä".repeat(10),
                "ä".repeat(5),
                "x".to_owned(),
                String::new()
            ]
        );
        let numbers: Vec<(usize, bool)> = rows.iter().map(|row| (row.line, row.first)).collect();
        assert_eq!(numbers, [(1, true), (1, false), (1, false), (2, true), (3, true)]);
        assert_eq!(row_of(&rows, 21), 1);
        assert_eq!(row_of(&rows, text.find('x').unwrap()), 3);
    }

    #[test]
    fn an_empty_text_is_one_row() {
        assert_eq!(rows("", 10).len(), 1);
        assert_eq!(row_of(&[], 3), 0);
    }
}
