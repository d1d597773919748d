//! Stable words of findings, as they are read back from a file: the same text for the whole life of the program.
//!
//! A file from outside may bring words that this version does not know; they are kept, but no more than a bounded
//! number of short ones.

use serde::{Deserialize as _, Deserializer};
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

/// A stable word, such as `issuer-mismatch`.
pub type Word = &'static str;

/// No word of a finding is longer (bytes).
const LONGEST: usize = 64;
/// So many different words are kept; there are about a hundred.
const MOST: usize = 1000;
/// What stands for a word that is not kept.
const OTHER: Word = "other";

static KEPT: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());

/// Reads a word.
pub(in crate::federation) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Word, D::Error> {
    String::deserialize(deserializer).map(|text| kept(&text))
}

fn kept(text: &str) -> Word {
    let mut words = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = words.get(text) {
        return word;
    }
    if text.len() > LONGEST || words.len() >= MOST {
        return OTHER;
    }
    let word: Word = Box::leak(text.to_owned().into_boxed_str());
    words.insert(word);
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_once_and_a_long_text_never() {
        let first = kept("issuer-mismatch");
        assert!(std::ptr::eq(first, kept("issuer-mismatch")));
        assert_eq!(kept(&"x".repeat(65)), OTHER);
    }
}
