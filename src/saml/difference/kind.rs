//! Finds the one thing that sets two values apart by removing it from both and comparing what is left.

use super::DifferenceKind;
use super::alike::look_alike;

/// Whether one thing is all that sets two values apart.
type Explains = fn(&str, &str) -> bool;

const ID_CHARS: std::ops::RangeInclusive<usize> = 12..=64;

/// What sets two unequal values apart. The order matters: the first that explains everything wins.
pub(super) fn of(expected: &str, found: &str) -> DifferenceKind {
    let explanations: [(DifferenceKind, Explains); 7] = [
        (DifferenceKind::Whitespace, only_whitespace),
        (DifferenceKind::TrailingSlash, only_trailing_slash),
        (DifferenceKind::SchemeDiffers, only_scheme),
        (DifferenceKind::CaseDiffers, only_case),
        (DifferenceKind::LookAlike, look_alike),
        (DifferenceKind::HostDiffers, only_host),
        (DifferenceKind::OtherId, only_identifier),
    ];
    let explanation = explanations
        .into_iter()
        .find(|(_, explains)| explains(expected, found));
    explanation.map_or(DifferenceKind::Other, |(kind, _)| kind)
}

/// White space, or a character that takes no room on a screen.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn only_whitespace(expected: &str, found: &str) -> bool {
    let visible = |c: &char| !is_invisible(*c);
    expected.chars().any(|c| visible(&c))
        && expected.chars().filter(visible).eq(found.chars().filter(visible))
}

fn only_trailing_slash(expected: &str, found: &str) -> bool {
    expected.trim_end_matches('/') == found.trim_end_matches('/')
}

fn only_scheme(expected: &str, found: &str) -> bool {
    match (expected.split_once("://"), found.split_once("://")) {
        (Some((_, expected)), Some((_, found))) => expected == found,
        _ => false,
    }
}

fn only_case(expected: &str, found: &str) -> bool {
    expected.to_lowercase() == found.to_lowercase()
}

fn only_host(expected: &str, found: &str) -> bool {
    match (address(expected), address(found)) {
        (Some((scheme, _, path)), Some((other_scheme, _, other_path))) => {
            scheme == other_scheme && path == other_path
        }
        _ => false,
    }
}

/// Scheme, host with port, and everything behind it.
fn address(text: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end)?;
    Some((scheme, host, path))
}

fn only_identifier(expected: &str, found: &str) -> bool {
    let separators = ['/', '?', '=', '&', '#', ':'];
    if expected.matches(separators).ne(found.matches(separators)) {
        return false;
    }
    let mut differing = expected
        .split(separators)
        .zip(found.split(separators))
        .filter(|(a, b)| a != b);
    match (differing.next(), differing.next()) {
        (Some((a, b)), None) => is_identifier(a) && is_identifier(b),
        _ => false,
    }
}

fn is_identifier(text: &str) -> bool {
    ID_CHARS.contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && text.bytes().any(|byte| byte.is_ascii_digit())
}
