//! Words in place of others: made up from a key, equal ones for equal ones, or telling no more than whose they were.

use super::Level;
use sha2::{Digest as _, Sha256};

/// How many letters a made-up word has.
const LETTERS: usize = 8;
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// What made-up words are derived from. Never in a bundle: who has it can try out names.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl Key {
    /// A key out of chance that is handed in.
    pub fn new(chance: [u8; 32]) -> Self {
        Self(chance)
    }

    fn digest(&self, word: &str) -> [u8; 32] {
        // The key has a length of its own, so nothing can be appended to it.
        Sha256::new()
            .chain_update(self.0)
            .chain_update(word.as_bytes())
            .finalize()
            .into()
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Whose a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// A person's.
    Person,
    /// The source org's.
    Source,
    /// The target org's.
    Target,
    /// A domain's.
    Domain,
}

/// Makes up words.
#[derive(Clone, Debug)]
pub(super) struct StandIns {
    level: Level,
    key: Key,
}

impl StandIns {
    pub(super) fn new(level: Level, key: &Key) -> Self {
        Self {
            level,
            key: key.clone(),
        }
    }

    /// The word in place of another, in the same case; digits for digits.
    pub(super) fn word(&self, word: &str, whose: Whose) -> String {
        if self.level == Level::Removed {
            return removed(whose).to_owned();
        }
        let digest = self.key.digest(&word.to_lowercase());
        if word.chars().all(|c| c.is_ascii_digit()) {
            let digits = digest.iter().cycle().map(|byte| char::from(b'0' + byte % 10));
            return digits.take(word.len()).collect();
        }
        let letters = digest.iter().map(|byte| char::from(b'a' + byte % 26));
        in_case_of(word, letters.take(LETTERS))
    }

    /// The identifier in place of another of its kind.
    pub(super) fn identifier(&self, identifier: &str) -> String {
        let kind: String = identifier.chars().take(3).collect();
        if self.level == Level::Removed {
            return format!("{kind}{}", "0".repeat(17));
        }
        let digest = self.key.digest(identifier);
        let letter = |byte: &u8| ALPHABET.get(usize::from(*byte) % ALPHABET.len()).copied();
        let rest = digest.iter().filter_map(letter).map(char::from).take(17);
        kind.chars().chain(rest).collect()
    }

    /// Letters in place of others, as many as there were: for places where the length is written down.
    pub(super) fn letters(&self, word: &str, whose: Whose) -> String {
        let made_up = if self.level == Level::Removed {
            "x".to_owned()
        } else {
            self.word(&word.to_lowercase(), whose)
        };
        made_up.chars().cycle().take(word.len()).collect()
    }
}

fn removed(whose: Whose) -> &'static str {
    match whose {
        Whose::Person => "person",
        Whose::Source => "source",
        Whose::Target => "target",
        Whose::Domain => "domain",
    }
}

fn in_case_of(word: &str, letters: impl Iterator<Item = char>) -> String {
    let whole = word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
    let mut case = word.chars().map(char::is_uppercase);
    letters
        .map(|letter| {
            let upper = case.next().unwrap_or(whole);
            if upper {
                letter.to_ascii_uppercase()
            } else {
                letter
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashed(word: &str) -> String {
        StandIns::new(Level::Hashed, &Key::new([7; 32])).word(word, Whose::Person)
    }

    #[test]
    fn the_same_word_is_replaced_by_the_same_in_its_own_case() {
        let lower = hashed("mira");
        assert_eq!(lower.len(), LETTERS);
        assert_eq!(hashed("MIRA"), lower.to_uppercase());
        assert_eq!(hashed("Mira").to_lowercase(), lower);
        assert_ne!(hashed("Mira"), lower);
        assert_ne!(hashed("mire"), lower);
        assert_eq!(hashed("4711").len(), 4);
    }

    #[test]
    fn another_key_makes_up_other_words() {
        let other = StandIns::new(Level::Hashed, &Key::new([8; 32]));
        assert_ne!(other.word("mira", Whose::Person), hashed("mira"));
        assert_eq!(format!("{:?}", Key::new([7; 32])), "Key(…)");
    }
}
