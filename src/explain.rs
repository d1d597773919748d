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
    /// In which turn its cause is looked for, from the cheapest to look at (1) to the dearest (9).
    pub triage: u8,
    /// Why it matters, one or two sentences.
    pub why: String,
    /// What to do, one short imperative step each.
    pub next: Vec<String>,
    /// Whether it names a whole kind of causes only: a finding that names the cause goes before it.
    #[serde(default)]
    pub broad: bool,
    /// The findings that name the cause of which this one tells the kind, or the consequence, only.
    #[serde(default)]
    pub told_by: Vec<String>,
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
    /// What is to be done about a general finding beside the one that names its cause.
    cause_first: String,
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

/// In which turn the cause of a finding is looked for: 1 for what is cheapest to look at, and the last for a word that is
/// no code.
pub fn triage(code: &str) -> u8 {
    kind(code).map_or(u8::MAX, |kind| kind.triage)
}

/// The findings that name the cause where this one names its kind or consequence only.
pub fn told_by(code: &str) -> &'static [String] {
    kind(code).map_or(&[], |kind| &kind.told_by)
}

/// What is to be done about a general finding beside the one with this headline, which names its cause.
pub fn cause_first(cause: &str) -> String {
    fill(&TEXTS.cause_first, &[("cause", cause)])
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

/// Every text that an admin reads.
pub fn all_texts() -> impl Iterator<Item = &'static str> {
    let of_kinds = TEXTS.codes.values().flat_map(|kind| {
        let said = kind.said.values();
        let cases = said.flat_map(|said| [&said.headline, &said.why].into_iter().chain(&said.next));
        let own = [&kind.title, &kind.why].into_iter().chain(&kind.next);
        own.chain(cases).chain(kind.unseen.values())
    });
    let of_modes = TEXTS.failure_modes.values();
    let of_modes = of_modes.flat_map(|mode| [&mode.title].into_iter().chain(&mode.without_finding));
    of_kinds.chain(of_modes).map(String::as_str)
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

    /// The order of failure-modes §4.6; F22 is the page behind which all others hide, and F68 is of people and groups.
    #[test]
    fn causes_are_looked_for_from_what_is_cheapest_to_look_at_to_the_dearest() {
        let turn = |mode: &str| -> Option<u8> {
            match mode.trim_start_matches('F').parse().unwrap_or(0) {
                38..=41 => Some(2),
                7 | 48 => Some(3),
                1..=12 => Some(4),
                23..=37 => Some(5),
                71 => Some(6),
                51..=56 => Some(7),
                63..=67 => Some(8),
                73..=77 => Some(9),
                _ => None,
            }
        };
        for (code, kind) in kinds() {
            let turns: BTreeSet<u8> = kind.covers.iter().filter_map(|mode| turn(mode)).collect();
            let there = turns.is_empty() || turns.contains(&kind.triage);
            // What is missing or switched off altogether is looked for before what is set in it.
            assert!(
                there || kind.triage == 3,
                "{code}: {} is none of {turns:?}",
                kind.triage
            );
            assert!((1..=9).contains(&kind.triage), "{code}");
        }
        let order = [
            "same-org",
            "token-revoked",
            "identity-provider-inactive",
            "issuer-mismatch",
            "user-name-filtered",
            "user-not-assigned",
            "mastered-twice",
            "group-push-forbidden",
            "routing-rule",
        ];
        let turns: Vec<u8> = order.iter().map(|code| triage(code)).collect();
        assert_eq!(turns, (1..=9).collect::<Vec<u8>>());
        assert_eq!(triage("no-such-code"), u8::MAX);
    }

    #[test]
    fn a_general_finding_is_told_by_others_down_to_the_cause_itself() {
        for (code, kind) in kinds() {
            assert!(
                kind.told_by.is_empty() || kind.broad,
                "{code} names its cause itself"
            );
            for cause in &kind.told_by {
                assert!(super::kind(cause).is_some(), "{code}: {cause}");
                assert_ne!(cause, code);
                for further in told_by(cause) {
                    assert!(
                        kind.told_by.contains(further),
                        "{code} through {cause}: {further}"
                    );
                    assert_ne!(further, code, "{code} and {cause} would tell each other");
                }
            }
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
