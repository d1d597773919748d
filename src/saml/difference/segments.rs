//! Cuts two values into runs that agree and runs that differ, for a screen to mark. Refuses to spend more than a
//! bounded effort: what lies between a common beginning and a common end is marked as a whole where it is long, and
//! where more differs than agrees: then what agrees is chance, and would only hide that these are two values.

/// The most pairs of characters that are compared to align what differs.
const MAX_PAIRS: usize = 100_000;
/// Agreement shorter than this between two differences is chance, and marking around it would confuse.
const MIN_AGREEMENT: usize = 3;

/// A run of characters that either stands in the other value too or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The characters, never none.
    pub text: String,
    /// Whether they differ from the other value.
    pub differs: bool,
}

/// Both values as runs. Their texts, joined, give the values back, and what agrees is the same text in both.
pub fn segments(a: &str, b: &str) -> (Vec<Segment>, Vec<Segment>) {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = common(a.iter(), b.iter());
    let (head, a_rest) = a.split_at(start);
    let (_, b_rest) = b.split_at(start);
    let end = common(a_rest.iter().rev(), b_rest.iter().rev());
    let (a_middle, tail) = a_rest.split_at(a_rest.len() - end);
    let (b_middle, _) = b_rest.split_at(b_rest.len() - end);

    let around = |middle: fn(&mut Cut, &[char], &[char])| {
        let mut cut = Cut::default();
        cut.agree(head);
        middle(&mut cut, a_middle, b_middle);
        cut.agree(tail);
        cut
    };
    let mut cut = around(Cut::align);
    if cut.agreeing() * 2 < a.len().max(b.len()) {
        cut = around(Cut::differ);
    }
    (cut.a, cut.b)
}

fn common<'a>(a: impl Iterator<Item = &'a char>, b: impl Iterator<Item = &'a char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

#[derive(Default)]
struct Cut {
    a: Vec<Segment>,
    b: Vec<Segment>,
}

impl Cut {
    fn agree(&mut self, run: &[char]) {
        push(&mut self.a, run, false);
        push(&mut self.b, run, false);
    }

    fn differ(&mut self, a: &[char], b: &[char]) {
        push(&mut self.a, a, true);
        push(&mut self.b, b, true);
    }

    /// How many characters stand in both values.
    fn agreeing(&self) -> usize {
        let agreeing = self.a.iter().filter(|segment| !segment.differs);
        agreeing.map(|segment| segment.text.chars().count()).sum()
    }

    /// Splits around the longest run that agrees and goes on to both sides of it.
    fn align(&mut self, a: &[char], b: &[char]) {
        let Some(run) = longest_agreement(a, b) else {
            self.differ(a, b);
            return;
        };
        let (a_before, a_rest) = a.split_at(run.in_a);
        let (b_before, b_rest) = b.split_at(run.in_b);
        let (agreeing, a_after) = a_rest.split_at(run.length);
        let (_, b_after) = b_rest.split_at(run.length);
        self.align(a_before, b_before);
        self.agree(agreeing);
        self.align(a_after, b_after);
    }
}

fn push(segments: &mut Vec<Segment>, run: &[char], differs: bool) {
    if run.is_empty() {
        return;
    }
    match segments.last_mut() {
        Some(last) if last.differs == differs => last.text.extend(run),
        _ => segments.push(Segment {
            text: run.iter().collect(),
            differs,
        }),
    }
}

#[derive(Default)]
struct Run {
    in_a: usize,
    in_b: usize,
    length: usize,
}

fn longest_agreement(a: &[char], b: &[char]) -> Option<Run> {
    if a.len().saturating_mul(b.len()) > MAX_PAIRS {
        return None;
    }
    let mut best = Run::default();
    let mut row_above = vec![0; b.len()];
    for (i, from_a) in a.iter().enumerate() {
        let diagonal = std::iter::once(0).chain(row_above.iter().copied());
        let row: Vec<usize> = b
            .iter()
            .zip(diagonal)
            .map(|(from_b, length)| if from_a == from_b { length + 1 } else { 0 })
            .collect();
        for (j, &length) in row.iter().enumerate().filter(|(_, length)| **length > 0) {
            if length > best.length {
                best = Run {
                    in_a: i + 1 - length,
                    in_b: j + 1 - length,
                    length,
                };
            }
        }
        row_above = row;
    }
    (best.length >= MIN_AGREEMENT).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_differs_is_marked_between_what_agrees() {
        let (a, b) = segments("https://acme.example/sso/1", "https://beta.example/sso/2");
        assert_eq!(marked(&a), "https://[acme].example/sso/[1]");
        assert_eq!(marked(&b), "https://[beta].example/sso/[2]");
    }

    #[test]
    fn equal_values_are_one_run_and_empty_ones_none() {
        assert_eq!(marked(&segments("abc", "abc").0), "abc");
        assert_eq!(segments("", ""), (Vec::new(), Vec::new()));
        assert_eq!(marked(&segments("", "abc").1), "[abc]");
    }

    #[test]
    fn agreement_by_chance_is_not_marked_as_agreement() {
        let (a, _) = segments("xQ1aZ7", "yQ2aW7");
        assert_eq!(marked(&a), "[xQ1aZ]7");
    }

    #[test]
    fn two_values_with_little_in_common_are_marked_as_a_whole() {
        let (a, b) = segments("82:E2:79:EE:30:F4:CB", "F3:9D:3D:30:F4:E8:10");
        assert_eq!(marked(&a), "[82:E2:79:EE:30:F4:CB]");
        assert_eq!(marked(&b), "[F3:9D:3D:30:F4:E8:10]");
    }

    #[test]
    fn long_values_are_marked_as_a_whole_between_their_ends() {
        let a = format!("<{}>", "ab".repeat(5_000));
        let b = format!("<{}>", "ba".repeat(5_001));
        let (cut, _) = segments(&a, &b);
        assert_eq!(cut.len(), 3);
    }

    proptest! {
        #[test]
        fn joined_segments_give_the_values_back(a in "[ab/\u{e9}]{0,30}", b in "[ab/\u{e9}]{0,30}") {
            let (cut_a, cut_b) = segments(&a, &b);
            prop_assert_eq!(joined(&cut_a, |_| true), a.clone());
            prop_assert_eq!(joined(&cut_b, |_| true), b.clone());
            prop_assert_eq!(joined(&cut_a, |s| !s.differs), joined(&cut_b, |s| !s.differs));
            prop_assert_eq!(cut_a.iter().chain(&cut_b).any(|s| s.differs), a != b);
            prop_assert!(cut_a.iter().chain(&cut_b).all(|s| !s.text.is_empty()));
        }
    }

    fn joined(segments: &[Segment], keep: fn(&Segment) -> bool) -> String {
        segments
            .iter()
            .filter(|segment| keep(segment))
            .map(|segment| segment.text.as_str())
            .collect()
    }

    fn marked(segments: &[Segment]) -> String {
        let mark = |s: &Segment| {
            if s.differs {
                format!("[{}]", s.text)
            } else {
                s.text.clone()
            }
        };
        segments.iter().map(mark).collect()
    }
}
