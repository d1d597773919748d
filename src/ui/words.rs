//! What technical words mean, and texts in which such words explain themselves.
//!
//! A text marks a word to be explained by square brackets. Refuses links and any other markup.

use super::{
    theme::{measure, text},
    widget,
};
use egui::Ui;

/// Words and their meanings, in the order of the alphabet.
const MEANINGS: [(&str, &str); 18] = [
    (
        "ACS URL",
        "The address in the target org to which the source org sends the proof of a sign-in. ACS stands for assertion consumer service",
    ),
    (
        "API token",
        "A long password for programs. It may do what the admin who made it may do, in that org alone",
    ),
    (
        "audience",
        "The name by which the target org is meant in a sign-in, so that nobody can use it elsewhere",
    ),
    (
        "certificate",
        "The public half of the key with which an org signs. With it the other side sees that a sign-in is genuine",
    ),
    (
        "certificate SHA-256",
        "The fingerprint of the certificate: two certificates are the same if these are the same",
    ),
    (
        "deactivate",
        "The person can no longer sign in to the target org. Nothing is deleted, and an admin can activate the person again",
    ),
    (
        "destination",
        "The address in the target org to which the source org sends the proof of a sign-in",
    ),
    (
        "identity provider",
        "Whoever vouches for people. The target org keeps a record of each one it trusts",
    ),
    (
        "issuer",
        "The name with which an org signs its messages. Both sides must have it letter for letter",
    ),
    (
        "name ID",
        "The user name that the source org gives in its message. By it the target org finds the person",
    ),
    (
        "Org2Org",
        "An app of Okta’s catalogue that leads from one Okta org to another",
    ),
    (
        "provisioning",
        "Accounts are made, changed and deactivated by Okta, so that nobody has to do it by hand",
    ),
    (
        "routing rule",
        "Tells the target org whom to send to the source org for sign-in, by the end of their user names",
    ),
    (
        "SAML",
        "A standard with which one system tells another, in a signed message, who has signed in",
    ),
    (
        "source org",
        "The org in which people sign in. Okta calls it the identity provider",
    ),
    ("System Log", "Okta’s record of everything that happens in an org"),
    (
        "target org",
        "The org in which the apps are. Okta calls it the service provider",
    ),
    (
        "user name filter",
        "A pattern that user names from the source org must match. It keeps a partner from vouching for people who are not its own",
    ),
];

/// What a word means, if it is one of those that are explained.
fn meaning(word: &str) -> Option<&'static str> {
    MEANINGS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word))
        .map(|(_, meaning)| *meaning)
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Plain(&'a str),
    Word(&'a str),
}

/// Cuts a text at its brackets; an open bracket without its partner stays as it is.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((word, behind)) = after.split_once(']') else {
            break;
        };
        found.push(Piece::Plain(before));
        found.push(Piece::Word(word));
        rest = behind;
    }
    found.push(Piece::Plain(rest));
    found.retain(|piece| *piece != Piece::Plain(""));
    found
}

/// A paragraph whose bracketed words explain themselves.
pub(super) fn told_ui(ui: &mut Ui, words: &str) {
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(measure::TEXT_WIDTH));
        widget::paragraph(ui, |ui| {
            for piece in pieces(words) {
                piece_ui(ui, piece);
            }
        });
    });
}

/// The name of a value, which explains itself where it is one of the known words.
pub(super) fn named_ui(ui: &mut Ui, name: &str) {
    match meaning(name) {
        Some(meaning) => {
            widget::term(ui, name, meaning);
        }
        None => {
            ui.label(text::small_strong(name));
        }
    }
}

fn piece_ui(ui: &mut Ui, piece: Piece<'_>) {
    match piece {
        Piece::Plain(words) => {
            ui.label(text::weak(words));
        }
        Piece::Word(word) => {
            widget::term(ui, word, meaning(word).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_brackets() {
        let expected = [
            Piece::Plain("The "),
            Piece::Word("issuer"),
            Piece::Plain(" of Acme"),
        ];
        assert_eq!(pieces("The [issuer] of Acme"), expected);
        assert_eq!(pieces("half [open"), [Piece::Plain("half [open")]);
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn words_stand_once_and_in_the_order_of_the_alphabet() {
        let words: Vec<String> = MEANINGS.iter().map(|(word, _)| word.to_lowercase()).collect();
        let mut sorted = words.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(words, sorted);
    }

    #[test]
    fn a_word_is_found_however_it_is_written_at_the_beginning_of_a_sentence() {
        for (written, known) in [
            ("Issuer", true),
            ("saml", true),
            ("acs url", true),
            ("issuers", false),
        ] {
            assert_eq!(meaning(written).is_some(), known, "{written}");
        }
    }

    #[test]
    fn a_meaning_is_a_sentence_that_does_not_explain_a_word_by_itself() {
        for (word, meaning) in MEANINGS {
            assert!(meaning.len() > word.len() + 15, "{word}");
            assert!(!meaning.ends_with('.'), "{word}: one sentence has no full stop");
            let begins = meaning.to_lowercase().starts_with(&word.to_lowercase());
            assert!(!begins, "{word} is explained by itself");
        }
    }
}
