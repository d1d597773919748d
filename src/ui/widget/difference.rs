//! Where two texts differ, character by character, and how to say it in one sentence; pure.

/// A stretch of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// Whether the other text lacks them here.
    pub differs: bool,
}

/// How two texts compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The first text in runs; together they are the text.
    pub left: Vec<Run>,
    /// The second text in runs.
    pub right: Vec<Run>,
}

/// Beyond this many differing characters on each side the middle is shown as one run: the table grows with the square.
const TABLE_LIMIT: usize = 400;

impl Difference {
    /// Compares by characters; equal texts have no differing run.
    pub fn between(left: &str, right: &str) -> Self {
        let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
        let head = common(a.iter(), b.iter());
        let (rest_a, rest_b) = (
            a.get(head..).unwrap_or_default(),
            b.get(head..).unwrap_or_default(),
        );
        let tail = common(rest_a.iter().rev(), rest_b.iter().rev());
        let middle_a = rest_a.get(..rest_a.len() - tail).unwrap_or_default();
        let middle_b = rest_b.get(..rest_b.len() - tail).unwrap_or_default();
        let (kept_a, kept_b) = kept(middle_a, middle_b);
        let (kept_a, kept_b) = unless_by_chance((kept_a, kept_b), head + tail, a.len().max(b.len()));
        let flags = |middle: Vec<bool>| {
            let ends = |count| std::iter::repeat_n(true, count);
            ends(head).chain(middle).chain(ends(tail)).collect::<Vec<_>>()
        };
        Self {
            left: runs(&a, &flags(kept_a)),
            right: runs(&b, &flags(kept_b)),
        }
    }

    /// One sentence without a full stop, or nothing for equal texts.
    pub fn sentence(&self) -> Option<String> {
        let (left, right) = (joined(&self.left), joined(&self.right));
        if left == right {
            return None;
        }
        Some(special_case(&left, &right).unwrap_or_else(|| self.counted()))
    }

    fn counted(&self) -> String {
        let count = differing(&self.left).max(differing(&self.right));
        let position = first_difference(&self.left).min(first_difference(&self.right));
        if count == 1 {
            format!("One character differs, at position {position}")
        } else if count * 2
            > joined(&self.left)
                .chars()
                .count()
                .max(joined(&self.right).chars().count())
        {
            "These are two different values".to_owned()
        } else {
            format!("{count} characters differ, the first at position {position}")
        }
    }
}

/// Differences that have a name of their own.
fn special_case(left: &str, right: &str) -> Option<String> {
    let said = if left.is_empty() {
        "The first value is empty"
    } else if right.is_empty() {
        "The second value is empty"
    } else if left.trim() == right.trim() {
        "They differ only by a space or line break at an end"
    } else if left.trim_end_matches('/') == right.trim_end_matches('/') {
        "They differ only by a slash at the end"
    } else if left.to_lowercase() == right.to_lowercase() {
        "They differ only in upper and lower case"
    } else if without_scheme(left).is_some_and(|rest| Some(rest) == without_scheme(right)) {
        "They differ only in http and https"
    } else {
        return None;
    };
    Some(said.to_owned())
}

fn without_scheme(url: &str) -> Option<&str> {
    url.strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
}

fn common<'a>(a: impl Iterator<Item = &'a char>, b: impl Iterator<Item = &'a char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// For each character whether it belongs to a longest common subsequence.
fn kept(a: &[char], b: &[char]) -> (Vec<bool>, Vec<bool>) {
    if a.is_empty() || b.is_empty() || a.len() > TABLE_LIMIT || b.len() > TABLE_LIMIT {
        return (vec![false; a.len()], vec![false; b.len()]);
    }
    walk(a, b, &lengths(a, b))
}

/// Where more differs than not, the scattered characters in common are chance and would only hide that.
fn unless_by_chance((a, b): (Vec<bool>, Vec<bool>), ends: usize, length: usize) -> (Vec<bool>, Vec<bool>) {
    let kept = a.iter().filter(|kept| **kept).count();
    if (kept + ends) * 2 >= length {
        return (a, b);
    }
    (vec![false; a.len()], vec![false; b.len()])
}

/// Lengths of longest common subsequences of all suffixes, row by row.
fn lengths(a: &[char], b: &[char]) -> Vec<Vec<u16>> {
    let mut rows = vec![vec![0_u16; b.len() + 1]];
    for x in a.iter().rev() {
        let below = rows.last().cloned().unwrap_or_default();
        let mut row = vec![0_u16; b.len() + 1];
        let mut right = 0;
        for (at, y) in b.iter().enumerate().rev() {
            let diagonal = below.get(at + 1).copied().unwrap_or(0);
            let down = below.get(at).copied().unwrap_or(0);
            right = if x == y { diagonal + 1 } else { down.max(right) };
            if let Some(cell) = row.get_mut(at) {
                *cell = right;
            }
        }
        rows.push(row);
    }
    rows.reverse();
    rows
}

fn walk(a: &[char], b: &[char], table: &[Vec<u16>]) -> (Vec<bool>, Vec<bool>) {
    let length = |i: usize, j: usize| table.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    let (mut kept_a, mut kept_b) = (Vec::new(), Vec::new());
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y {
            kept_a.push(true);
            kept_b.push(true);
            (i, j) = (i + 1, j + 1);
        } else if length(i + 1, j) >= length(i, j + 1) {
            kept_a.push(false);
            i += 1;
        } else {
            kept_b.push(false);
            j += 1;
        }
    }
    kept_a.resize(a.len(), false);
    kept_b.resize(b.len(), false);
    (kept_a, kept_b)
}

fn runs(text: &[char], kept: &[bool]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (&char, &kept) in text.iter().zip(kept) {
        match runs.last_mut() {
            Some(run) if run.differs != kept => run.text.push(char),
            _ => runs.push(Run {
                text: char.to_string(),
                differs: !kept,
            }),
        }
    }
    runs
}

fn joined(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

fn differing(runs: &[Run]) -> usize {
    runs.iter()
        .filter(|run| run.differs)
        .map(|run| run.text.chars().count())
        .sum()
}

/// Counted from one; past the end where nothing differs.
fn first_difference(runs: &[Run]) -> usize {
    let same = runs.iter().take_while(|run| !run.differs);
    1 + same.map(|run| run.text.chars().count()).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_no_difference_to_tell() {
        let difference = Difference::between("issuer", "issuer");
        assert_eq!(difference.left, [same("issuer")]);
        assert_eq!(difference.sentence(), None);
    }

    #[test]
    fn one_changed_character_is_marked_on_both_sides() {
        let difference = Difference::between("exk1k2m3n4p5", "exk1k2m3n4pS");
        assert_eq!(difference.left, [same("exk1k2m3n4p"), other("5")]);
        assert_eq!(difference.right, [same("exk1k2m3n4p"), other("S")]);
        assert_eq!(said(&difference), "One character differs, at position 12");
    }

    #[test]
    fn a_difference_in_the_middle_leaves_both_ends_unmarked() {
        let difference = Difference::between("https://a.okta.com/x", "https://b.okta.com/x");
        assert_eq!(
            difference.left,
            [same("https://"), other("a"), same(".okta.com/x")]
        );
    }

    #[test]
    fn two_separate_differences_are_two_runs() {
        let difference = Difference::between("a1b2c", "aXbYc");
        assert_eq!(
            difference.left,
            [same("a"), other("1"), same("b"), other("2"), same("c")]
        );
        assert_eq!(said(&difference), "2 characters differ, the first at position 2");
    }

    #[test]
    fn a_missing_character_is_marked_where_it_is_and_counted_where_it_lacks() {
        let difference = Difference::between("abcd", "abd");
        assert_eq!(difference.left, [same("ab"), other("c"), same("d")]);
        assert_eq!(difference.right, [same("abd")]);
        assert_eq!(said(&difference), "One character differs, at position 3");
    }

    #[test]
    fn common_mistakes_have_a_sentence_of_their_own() {
        for (left, right, sentence) in [
            (
                "abc ",
                "abc",
                "They differ only by a space or line break at an end",
            ),
            (
                "https://a/",
                "https://a",
                "They differ only by a slash at the end",
            ),
            (
                "Mira@acme.com",
                "mira@acme.com",
                "They differ only in upper and lower case",
            ),
            (
                "http://www.okta.com/x",
                "https://www.okta.com/x",
                "They differ only in http and https",
            ),
            ("", "x", "The first value is empty"),
            ("x", "", "The second value is empty"),
            ("7F:3A", "19:B0", "These are two different values"),
        ] {
            assert_eq!(
                said(&Difference::between(left, right)),
                sentence,
                "{left} {right}"
            );
        }
    }

    #[test]
    fn values_with_little_in_common_are_marked_as_a_whole() {
        let difference = Difference::between("7F:3A:0C:55", "19:B0:7D:E4");
        assert_eq!(difference.left, [other("7F:3A:0C:55")]);
    }

    #[test]
    fn runs_always_add_up_to_the_texts_however_long() {
        let long = "ä0".repeat(2_000);
        let longer = format!("x{}y", "0ä".repeat(2_100));
        let difference = Difference::between(&long, &longer);
        assert_eq!(joined(&difference.left), long);
        assert_eq!(joined(&difference.right), longer);
    }

    fn same(text: &str) -> Run {
        Run {
            text: text.to_owned(),
            differs: false,
        }
    }

    fn other(text: &str) -> Run {
        Run {
            text: text.to_owned(),
            differs: true,
        }
    }

    fn said(difference: &Difference) -> String {
        difference.sentence().unwrap()
    }
}
