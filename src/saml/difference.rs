//! How two values differ that should be equal: an issuer, an address, an identifier. Names the one thing that is
//! wrong where there is one, and marks the places where a screen should point. Refuses to call two values the same
//! that are not equal character by character: SAML compares that way (SAML Core §1.3.1, §8.3.6).

mod alike;
mod kind;
mod segments;

use std::fmt;

pub use segments::{Segment, segments};

/// What sets two unequal values apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// `http` and `https`, or other words before `://`; all else is equal.
    SchemeDiffers,
    /// Slashes at the end; all else is equal.
    TrailingSlash,
    /// The host or port of an address; all else is equal.
    HostDiffers,
    /// Upper and lower case; all else is equal.
    CaseDiffers,
    /// White space or characters that cannot be seen; all else is equal.
    Whitespace,
    /// Characters that look the same to a reader and are not.
    LookAlike,
    /// One identifier within, of the kind that machines make; all else is equal.
    OtherId,
    /// Anything else.
    Other,
}

/// How a found value differs from the expected one. Positions count characters, not bytes, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What sets the two apart.
    pub kind: DifferenceKind,
    /// The first position at which they differ: the length of the shorter one where it begins the longer one.
    pub first_at: usize,
    /// The expected character at `first_at`; `None` where the expected value has ended.
    pub expected: Option<char>,
    /// The found character at `first_at`; `None` where the found value has ended.
    pub found: Option<char>,
    /// Where a single character sets them apart, whether it is another, missing or too many.
    pub single: Option<SingleCharacter>,
}

/// The smallest difference there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SingleCharacter {
    /// One stands where another should.
    Other,
    /// One that is expected was not found.
    Missing,
    /// One was found that is not expected.
    TooMany,
}

/// Compares character by character; `None` where the two are equal.
///
/// ```
/// use org2org_setup::saml::difference::{DifferenceKind, compare};
///
/// let difference = compare("http://www.okta.com/exk1", "https://www.okta.com/exk1").unwrap();
/// assert_eq!(difference.kind, DifferenceKind::SchemeDiffers);
/// assert_eq!(compare("exk1", "exk1"), None);
/// ```
pub fn compare(expected: &str, found: &str) -> Option<Difference> {
    if expected == found {
        return None;
    }
    let first_at = expected
        .chars()
        .zip(found.chars())
        .take_while(|(a, b)| a == b)
        .count();
    Some(Difference {
        kind: kind::of(expected, found),
        first_at,
        expected: expected.chars().nth(first_at),
        found: found.chars().nth(first_at),
        single: single_character(expected, found, first_at),
    })
}

fn single_character(expected: &str, found: &str, first_at: usize) -> Option<SingleCharacter> {
    let rest = |text: &str, from: usize| text.chars().skip(from).collect::<String>();
    let (here, next) = (first_at, first_at + 1);
    if rest(expected, here) == rest(found, next) && found.chars().nth(here).is_some() {
        Some(SingleCharacter::TooMany)
    } else if rest(expected, next) == rest(found, here) && expected.chars().nth(here).is_some() {
        Some(SingleCharacter::Missing)
    } else if rest(expected, next) == rest(found, next) {
        Some(SingleCharacter::Other)
    } else {
        None
    }
}

impl Difference {
    /// One sentence for people, without a full stop; positions in it count from 1.
    pub fn sentence(&self) -> String {
        let position = self.first_at + 1;
        match self.kind {
            DifferenceKind::SchemeDiffers => {
                "The addresses differ only before ://, as http and https do".to_owned()
            }
            DifferenceKind::TrailingSlash => self.slash_sentence().to_owned(),
            DifferenceKind::HostDiffers => format!("The host differs, from position {position} on"),
            DifferenceKind::CaseDiffers => {
                format!("Only upper and lower case differ, first at position {position}")
            }
            DifferenceKind::Whitespace => self.whitespace_sentence(position),
            DifferenceKind::LookAlike => self.look_alike_sentence(position),
            DifferenceKind::OtherId => format!("Only the identifier differs, from position {position} on"),
            DifferenceKind::Other => self.other_sentence(position),
        }
    }

    fn slash_sentence(&self) -> &'static str {
        if self.expected.is_none() {
            "A slash too many at the end"
        } else {
            "The slash at the end is missing"
        }
    }

    fn whitespace_sentence(&self, position: usize) -> String {
        match (self.expected, self.found) {
            (_, Some(c)) if kind::is_invisible(c) && !c.is_whitespace() => {
                format!("An invisible character ({}) at position {position}", CodePoint(c))
            }
            _ => format!("Only white space differs, first at position {position}"),
        }
    }

    fn look_alike_sentence(&self, position: usize) -> String {
        match (self.expected, self.found) {
            (Some(expected), Some(found)) => format!(
                "Characters that look alike differ at position {position}: {} was found where {} is expected",
                CodePoint(found),
                CodePoint(expected)
            ),
            _ => format!("Characters that look alike differ, first at position {position}"),
        }
    }

    fn other_sentence(&self, position: usize) -> String {
        match self.single {
            Some(SingleCharacter::Other) => format!("One character differs at position {position}"),
            Some(SingleCharacter::Missing) => format!("One character is missing at position {position}"),
            Some(SingleCharacter::TooMany) => {
                format!("There is one character too many at position {position}")
            }
            None if self.found.is_none() && self.first_at == 0 => "The value is empty".to_owned(),
            None if self.expected.is_none() && self.first_at == 0 => {
                "There is a value where none is expected".to_owned()
            }
            None if self.found.is_none() => {
                format!("The value breaks off after {} characters", self.first_at)
            }
            None if self.expected.is_none() => format!("The value goes on after position {}", self.first_at),
            None if self.first_at == 0 => "The values differ from the first character on".to_owned(),
            None => format!("The values differ from position {position} on"),
        }
    }
}

/// A character by itself and by number, as in `o (U+006F)`; by number alone where it cannot be seen.
struct CodePoint(char);

impl fmt::Display for CodePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u32::from(self.0);
        if self.0.is_control() || kind::is_invisible(self.0) {
            write!(f, "U+{number:04X}")
        } else {
            write!(f, "{} (U+{number:04X})", self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sentence(expected: &str, found: &str) -> String {
        compare(expected, found).unwrap().sentence()
    }

    fn kind(expected: &str, found: &str) -> DifferenceKind {
        compare(expected, found).unwrap().kind
    }

    const ACS: &str = "https://northwind.example.com/sso/saml2/0oa1b2c3d4E5F6G7H8i9";

    #[test]
    fn equal_values_do_not_differ() {
        assert_eq!(compare(ACS, ACS), None);
        assert_eq!(compare("", ""), None);
    }

    #[test]
    fn the_one_thing_that_is_wrong_is_named() {
        use DifferenceKind as K;
        assert_eq!(
            kind("http://idp.example/exk1", "https://idp.example/exk1"),
            K::SchemeDiffers
        );
        assert_eq!(
            kind("https://a.example/x", "https://a.example/x/"),
            K::TrailingSlash
        );
        assert_eq!(
            kind(ACS, &ACS.replace("northwind.", "northwind-admin.")),
            K::HostDiffers
        );
        assert_eq!(
            kind("https://a.example:8443/x", "https://a.example/x"),
            K::HostDiffers
        );
        assert_eq!(kind(ACS, &ACS.replace("saml2", "SAML2")), K::CaseDiffers);
        assert_eq!(kind(ACS, &format!(" {ACS}\n")), K::Whitespace);
        assert_eq!(kind(ACS, &ACS.replace("sso", "s\u{200b}so")), K::Whitespace);
        assert_eq!(kind(ACS, &ACS.replacen('o', "\u{43e}", 1)), K::LookAlike);
        assert_eq!(kind("exkO0lI1", "exk0OI1l"), K::LookAlike);
        assert_eq!(
            kind(
                ACS,
                "https://northwind.example.com/sso/saml2/0oaZZ2c3d4E5F6G7H8i9"
            ),
            K::OtherId
        );
        assert_eq!(kind(ACS, "https://acme.example.com/home"), K::Other);
        assert_eq!(kind(ACS, ""), K::Other);
    }

    #[test]
    fn sentences_point_at_the_place() {
        assert_eq!(
            sentence("abcdef", "abcxef"),
            "One character differs at position 4"
        );
        assert_eq!(
            sentence("abcdef", "abdef"),
            "One character is missing at position 3"
        );
        assert_eq!(
            sentence("abcdef", "abcddef"),
            "There is one character too many at position 5"
        );
        assert_eq!(
            sentence("abcdef", "abc"),
            "The value breaks off after 3 characters"
        );
        assert_eq!(sentence("abc", "abcdef"), "The value goes on after position 3");
        assert_eq!(
            sentence("abcdef", "abxxxf"),
            "The values differ from position 3 on"
        );
        assert_eq!(
            sentence("abc", "xyz"),
            "The values differ from the first character on"
        );
        assert_eq!(sentence("/a/", "/a"), "The slash at the end is missing");
        assert_eq!(sentence("/a", "/a/"), "A slash too many at the end");
    }

    #[test]
    fn an_empty_value_is_called_empty() {
        assert_eq!(sentence("abc", ""), "The value is empty");
        assert_eq!(sentence("", "abc"), "There is a value where none is expected");
    }

    #[test]
    fn what_cannot_be_seen_is_given_by_number() {
        assert_eq!(
            sentence("ab", "a\u{200b}b"),
            "An invisible character (U+200B) at position 2"
        );
        assert_eq!(
            sentence("okta", "\u{43e}kta"),
            "Characters that look alike differ at position 1: \u{43e} (U+043E) was found where o (U+006F) is expected"
        );
    }

    #[test]
    fn positions_count_characters_not_bytes() {
        let difference = compare("\u{e9}\u{e9}a", "\u{e9}\u{e9}b").unwrap();
        assert_eq!(
            (difference.first_at, difference.expected, difference.found),
            (2, Some('a'), Some('b'))
        );
    }

    proptest! {
        #[test]
        fn equal_gives_none_and_unequal_gives_some(a in "\\PC{0,40}", b in "\\PC{0,40}") {
            prop_assert_eq!(compare(&a, &a), None);
            prop_assert_eq!(compare(&a, &b).is_none(), a == b);
        }

        #[test]
        fn everything_before_the_first_position_is_equal(a in "[ab/:. ]{0,12}", b in "[ab/:. ]{0,12}") {
            if let Some(difference) = compare(&a, &b) {
                let before = |text: &str| text.chars().take(difference.first_at).collect::<String>();
                prop_assert_eq!(before(&a), before(&b));
                prop_assert_ne!(difference.expected, difference.found);
                prop_assert!(!difference.sentence().ends_with('.'));
            }
        }

        #[test]
        fn a_single_change_is_reported_as_one(text in "[a-z]{1,30}", at: prop::sample::Index) {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len());
            chars[at] = '#';
            let difference = compare(&text, &chars.iter().collect::<String>()).unwrap();
            prop_assert_eq!((difference.first_at, difference.single), (at, Some(SingleCharacter::Other)));
        }
    }
}
