//! What every finding means, and what each known way to fail is told by: the texts of `assets/findings.json`, which is
//! the one place where they stand.
//!
//! Knows neither messages nor orgs: it fills names and values into sentences and refuses to judge anything.

use crate::advice::Advice;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// A kind of finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// What is wrong, in a few words.
    pub title: String,
    /// The known ways to fail that it tells of, such as `F01`.
    pub covers: Vec<String>,
    /// Why it matters, one or two sentences.
    pub why: String,
    /// What to do, one short imperative step each.
    pub next: Vec<String>,
    /// Whether it names a whole kind of causes only: a finding that names the cause goes before it.
    #[serde(default)]
    pub broad: bool,
    /// Why it cannot be told from one of the two alone, where the reason is a particular one: `settings`, `message`.
    #[serde(default)]
    pub unseen: BTreeMap<String, String>,
    /// How it is told, by where it is seen; `{name}` stands for a value.
    #[serde(default)]
    pub said: BTreeMap<String, Said>,
}

/// How a finding is told where it is seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// What happened.
    pub headline: String,
    /// Why.
    pub why: String,
    /// What to do.
    pub next: Vec<String>,
}

/// A known way in which a federation fails.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailureMode {
    /// What fails, in a few words.
    pub title: String,
    /// Why there is no finding that tells of it, where there is none.
    pub without_finding: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    /// Why something cannot be told from the settings, or from a message, alone.
    unseen: BTreeMap<String, String>,
    codes: BTreeMap<String, Kind>,
    failure_modes: BTreeMap<String, FailureMode>,
}

static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| serde_json::from_str(include_str!("../assets/findings.json")).unwrap_or_default());

/// A kind of finding by its code; `None` for a word that is no code.
pub fn kind(code: &str) -> Option<&'static Kind> {
    TEXTS.codes.get(code)
}

/// All kinds of findings with their codes, by the alphabet.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static Kind)> {
    TEXTS.codes.iter().map(|(code, kind)| (code.as_str(), kind))
}

/// All known ways to fail with their numbers, in order.
pub fn failure_modes() -> impl Iterator<Item = (&'static str, &'static FailureMode)> {
    TEXTS
        .failure_modes
        .iter()
        .map(|(number, mode)| (number.as_str(), mode))
}

/// Whether a finding names a whole kind of causes only.
pub fn is_broad(code: &str) -> bool {
    kind(code).is_some_and(|kind| kind.broad)
}

/// Why a finding cannot be told from the settings of both orgs alone, or from a message alone: `half` is `settings` or
/// `message`. Empty for any other half.
pub fn unseen(code: &str, half: &str) -> &'static str {
    let own = kind(code).and_then(|kind| kind.unseen.get(half));
    own.or_else(|| TEXTS.unseen.get(half)).map_or("", String::as_str)
}

/// How a finding is told in a case; `None` where the texts do not know the case.
pub fn said(code: &str, case: &str) -> Option<&'static Said> {
    kind(code)?.said.get(case)
}

/// A finding as it is told in a case, with the values in their places; empty where the texts do not know the case.
pub fn advice(code: &str, case: &str, values: &[(&str, &str)]) -> Advice {
    let Some(said) = said(code, case) else {
        return Advice::default();
    };
    let steps = said.next.iter().map(|step| fill(step, values));
    let advice = Advice::new(fill(&said.headline, values), fill(&said.why, values));
    steps.fold(advice, Advice::then)
}

/// A sentence with the values in place of their names; a name without a value stays as it is. Values are never read
/// for names.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}');
        let value = named.and_then(|(name, _)| values.iter().find(|(known, _)| *known == name));
        if let (Some((_, behind)), Some((_, value))) = (named, value) {
            filled.push_str(value);
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_known_way_to_fail_is_told_of_or_says_why_not() {
        let covered: BTreeSet<&str> = kinds()
            .flat_map(|(_, kind)| kind.covers.iter().map(String::as_str))
            .collect();
        let numbers: Vec<String> = (1..=81).map(|number| format!("F{number:02}")).collect();
        let known: Vec<&str> = failure_modes().map(|(number, _)| number).collect();
        assert_eq!(known, numbers);
        for (number, mode) in failure_modes() {
            let told = covered.contains(number);
            assert_ne!(told, mode.without_finding.is_some(), "{number}: {}", mode.title);
        }
        assert!(covered.iter().all(|number| known.contains(number)), "{covered:?}");
    }

    #[test]
    fn texts_are_written_for_admins() {
        let of_kinds = kinds().flat_map(|(code, kind)| {
            let said = kind.said.values();
            let cases = said.flat_map(|said| [&said.why].into_iter().chain(&said.next));
            let texts = [&kind.title, &kind.why]
                .into_iter()
                .chain(&kind.next)
                .chain(cases);
            texts.map(move |text| (code, text))
        });
        let of_modes = failure_modes().flat_map(|(number, mode)| {
            let texts = [Some(&mode.title), mode.without_finding.as_ref()];
            texts.into_iter().flatten().map(move |text| (number, text))
        });
        for (whose, text) in of_kinds.chain(of_modes) {
            assert!(text.chars().count() > 4, "{whose}: {text}");
            let begins = text.starts_with(|first: char| first.is_uppercase() || first == '{');
            assert!(begins, "{whose}: {text}");
            assert!(!text.ends_with('.'), "{whose}: {text}");
            let lower = text.to_lowercase();
            for word in ["please", "simply"] {
                assert!(!lower.contains(word), "{whose}: {text}");
            }
        }
    }

    #[test]
    fn every_kind_says_what_to_do() {
        for (code, kind) in kinds() {
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(code.chars().all(fits), "{code}");
            assert!(!kind.next.is_empty(), "{code}");
        }
    }

    #[test]
    fn values_take_the_place_of_their_names_and_are_not_read_themselves() {
        let values = [("who", "{what}"), ("what", "Mira")];
        assert_eq!(
            fill("{who} and {what}, {else} {", &values),
            "{what} and Mira, {else} {"
        );
    }
}
