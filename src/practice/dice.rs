//! Chance without chance: every identifier is derived from the seed, the org and a counter of its kind.
//!
//! Equal histories give equal identifiers. Kinds do not disturb each other: reading a thousand times changes
//! no identifier that is made afterwards, because request identifiers have a counter of their own.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The source of identifiers of one org.
#[derive(Debug, Clone)]
pub(super) struct Dice {
    seed: String,
    suffix: &'static str,
    counters: BTreeMap<&'static str, u64>,
}

impl Dice {
    /// Dice for the org whose cell ends every identifier with `suffix`.
    pub(super) fn new(seed: &str, suffix: &'static str) -> Self {
        Self {
            seed: seed.to_owned(),
            suffix,
            counters: BTreeMap::new(),
        }
    }

    /// An identifier of 20 characters: three for the kind, the org's cell at the end, as Okta's look.
    pub(super) fn id(&mut self, prefix: &'static str) -> String {
        let digest = self.roll(prefix);
        let middle = 20_usize.saturating_sub(prefix.len() + self.suffix.len());
        format!("{prefix}{}{}", letters(&digest, middle), self.suffix)
    }

    /// Letters and digits only, for tokens, audiences and session identifiers.
    pub(super) fn word(&mut self, kind: &'static str, length: usize) -> String {
        let mut word = String::new();
        while word.len() < length {
            word.push_str(&letters(&self.roll(kind), 32.min(length - word.len())));
        }
        word
    }

    /// The identifier of a signing key: base64url of a digest, as thumbprints look.
    pub(super) fn thumbprint(&mut self) -> String {
        URL_SAFE_NO_PAD.encode(self.roll("kid"))
    }

    /// A UUID (version 4 in shape), for keys of identity providers and log events.
    pub(super) fn uuid(&mut self, kind: &'static str) -> String {
        let hex = hex(&self.roll(kind));
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        format!(
            "{}-{}-4{}-a{}-{}",
            part(0, 8),
            part(8, 12),
            part(13, 16),
            part(17, 20),
            part(20, 32)
        )
    }

    /// 32 hexadecimal digits, as `x-okta-request-id` shows them.
    pub(super) fn hex(&mut self, kind: &'static str) -> String {
        hex(&self.roll(kind)).chars().take(32).collect()
    }

    /// A number below `end`; zero when nothing is.
    pub(super) fn below(&mut self, kind: &'static str, end: usize) -> usize {
        let roll = self.roll(kind);
        let number = roll
            .iter()
            .take(7)
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let end = u64::try_from(end).unwrap_or(u64::MAX);
        let rest = number.checked_rem(end).unwrap_or_default();
        usize::try_from(rest).unwrap_or_default()
    }

    fn roll(&mut self, kind: &'static str) -> [u8; 32] {
        let counter = self.counters.entry(kind).or_insert(0);
        *counter += 1;
        let text = format!("{}\u{1f}{}\u{1f}{kind}\u{1f}{counter}", self.seed, self.suffix);
        Sha256::digest(text.as_bytes()).into()
    }
}

/// Lower-case hexadecimal digits of some bytes.
pub(super) fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves
        .filter_map(|half| char::from_digit(u32::from(half), 16))
        .collect()
}

fn letters(digest: &[u8; 32], length: usize) -> String {
    let letter = |byte: &u8| {
        ALPHABET
            .get(usize::from(*byte) % ALPHABET.len())
            .copied()
            .unwrap_or(b'0')
    };
    digest
        .iter()
        .take(length)
        .map(|byte| char::from(letter(byte)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_twenty_characters_and_keep_their_prefix() {
        let id = Dice::new("s", "1d7").id("0oa");
        assert_eq!(id.len(), 20);
        assert!(id.starts_with("0oa") && id.ends_with("1d7"), "{id}");
    }

    #[test]
    fn other_kinds_do_not_disturb_an_identifier() {
        let (mut quiet, mut busy) = (Dice::new("s", "1d7"), Dice::new("s", "1d7"));
        for _ in 0..100 {
            busy.hex("request");
        }
        assert_eq!(quiet.id("00u"), busy.id("00u"));
    }

    #[test]
    fn seeds_and_orgs_and_counters_all_matter() {
        let first = Dice::new("a", "1d7").id("00u");
        assert_ne!(first, Dice::new("b", "1d7").id("00u"));
        assert_ne!(first, Dice::new("a", "5d7").id("00u"));
        let mut dice = Dice::new("a", "1d7");
        assert_ne!(dice.id("00u"), dice.id("00u"));
    }

    #[test]
    fn a_uuid_has_the_usual_shape() {
        let uuid = Dice::new("s", "1d7").uuid("event");
        assert_eq!(uuid.len(), 36);
        assert_eq!(
            uuid.split('-').map(str::len).collect::<Vec<_>>(),
            [8, 4, 4, 4, 12]
        );
    }
}
