//! Replaces the words of people and orgs in everything that a bundle holds.

use super::{
    Brought, Bundle, Key, Level, certificate,
    dictionary::Dictionary,
    message,
    stand_in::{StandIns, Whose},
};
use crate::saml::input::{Content, Document};
use serde_json::{Map, Value};
use std::{ops::Range, sync::Arc};

/// Members that always speak of a person, whatever they are in.
const PERSONAL: [&str; 15] = [
    "actor",
    "login",
    "email",
    "secondEmail",
    "firstName",
    "lastName",
    "middleName",
    "nickName",
    "userName",
    "test_user",
    "logins",
    "people",
    "ipAddress",
    "rawUserAgent",
    "name_id",
];
/// Parts of log events that speak of a person's whereabouts.
const WHEREABOUTS: [&str; 5] = [
    "client",
    "geographicalContext",
    "ipChain",
    "securityContext",
    "geolocation",
];
/// Members whose values are words of Okta's and of this program's, never of people's.
const FIXED: [&str; 20] = [
    "type",
    "status",
    "signOnMode",
    "eventType",
    "displayMessage",
    "result",
    "code",
    "severity",
    "confidence",
    "state",
    "item",
    "side",
    "fix",
    "kind",
    "redaction",
    "program",
    "kty",
    "alg",
    "use",
    "pipeline",
];

/// The bundle as JSON, with everything replaced that its level demands.
pub(super) fn redacted(bundle: &Bundle, level: Level, key: &Key) -> Result<Value, serde_json::Error> {
    if level == Level::None {
        return serde_json::to_value(bundle);
    }
    let mut dictionary = Dictionary::default();
    if let Some(connection) = &bundle.connection {
        dictionary.learn_orgs(connection);
    }
    let mut value = serde_json::to_value(Bundle {
        redaction: level,
        brought: Vec::new(),
        ..bundle.clone()
    })?;
    dictionary.learn(&value, "", false);
    for document in bundle.brought.iter().flat_map(|one| &one.documents) {
        learn_document(&mut dictionary, document);
    }
    let redactor = Redactor::new(dictionary, level, key);
    redactor.value(&mut value, "", false);
    unplaced(&mut value);
    let mut brought = bundle.brought.iter().enumerate();
    let brought: Vec<Brought> = brought
        .by_ref()
        .map(|(at, one)| redactor.brought(at, one))
        .collect();
    if let Value::Object(members) = &mut value {
        members.insert("brought".to_owned(), serde_json::to_value(brought)?);
    }
    Ok(value)
}

fn learn_document(dictionary: &mut Dictionary, document: &Document) {
    match &document.content {
        Content::Message(text) => message::learn(dictionary, text),
        Content::SystemLog(text) => match serde_json::from_str::<Value>(text) {
            Ok(log) => dictionary.learn(&log, "", false),
            Err(_) => dictionary.learn_addresses(text),
        },
        Content::Metadata(text)
        | Content::ErrorText(text)
        | Content::Unreadable(text)
        | Content::NotOpened(text) => dictionary.learn_addresses(text),
        Content::Certificates(_) | Content::Container(_) => {}
    }
    if let Some(address) = &document.sent_to {
        dictionary.learn_addresses(address);
    }
}

/// Places in a document are of no use once its text is another.
fn unplaced(bundle: &mut Value) {
    let troubles = bundle
        .pointer_mut("/outcome/troubles")
        .and_then(Value::as_array_mut);
    for trouble in troubles.into_iter().flatten().filter_map(Value::as_object_mut) {
        trouble.insert("place".to_owned(), Value::Null);
    }
}

/// Whether a member of that name speaks of a person.
pub(super) fn is_personal(name: &str) -> bool {
    PERSONAL.contains(&name)
}

/// Whether a text is a name that the standard gives, such as that of a format of name ids (SAML Core §8.3).
pub(super) fn is_saml_name(text: &str) -> bool {
    let of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '-');
    text.starts_with("urn:oasis:names:tc:SAML:") && text.chars().all(of_name)
}

/// Whether a member is about one person, by what stands beside it.
pub(super) fn is_profile_of_person(members: &Map<String, Value>, name: &str) -> bool {
    match name {
        "profile" => !is_group(members),
        "alternateId" | "displayName" => {
            let kind = members.get("type").and_then(Value::as_str);
            matches!(kind, Some("User" | "AppUser"))
        }
        _ => WHEREABOUTS.contains(&name),
    }
}

/// A group has a profile, too: its name and what it is for. So has what an app does with profiles: a status.
fn is_group(members: &Map<String, Value>) -> bool {
    let known = |name: &str| matches!(name, "name" | "description" | "objectClass" | "status");
    let profile = members.get("profile").and_then(Value::as_object);
    profile.is_none_or(|profile| profile.keys().all(|name| known(name)))
}

/// The words of a text: letters, digits and underscores. What is percent-encoded stands between words.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    spans(text).filter_map(|span| text.get(span))
}

fn spans(text: &str) -> impl Iterator<Item = Range<usize>> {
    let belongs = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let start = rest.find(|c: char| belongs(c) || c == '%')?;
            let found = rest.get(start..)?;
            if let Some(encoded) = found.strip_prefix('%') {
                let digits = encoded
                    .get(..2)
                    .is_some_and(|two| two.chars().all(|c| c.is_ascii_hexdigit()));
                at += start + if digits { 3 } else { 1 };
                continue;
            }
            let length = found.find(|c| !belongs(c)).unwrap_or(found.len());
            let span = at + start..at + start + length;
            at = span.end;
            return Some(span);
        }
    })
}

/// The e-mail addresses in a text, also where the sign is percent-encoded.
pub(super) fn emails(text: &str) -> Vec<Range<usize>> {
    let local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '\'');
    let domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let email = |(at, sign): (usize, &str)| {
        let before = text.get(..at)?;
        let after = text.get(at + sign.len()..)?;
        let start = before.trim_end_matches(local).len();
        let length = after.find(|c| !domain(c)).unwrap_or(after.len());
        let labels = after.get(..length)?.trim_end_matches(['.', '-']);
        let whole = start < at && labels.contains('.');
        whole.then_some(start..at + sign.len() + labels.len())
    };
    let signs = text.match_indices('@').chain(text.match_indices("%40"));
    signs.filter_map(email).collect()
}

/// Replaces words.
pub(super) struct Redactor {
    dictionary: Dictionary,
    stand_ins: StandIns,
    level: Level,
    /// Words of orgs with as many letters in their place, for certificates.
    in_certificates: Vec<(String, String)>,
}

impl Redactor {
    fn new(dictionary: Dictionary, level: Level, key: &Key) -> Self {
        let stand_ins = StandIns::new(level, key);
        let in_certificates = dictionary
            .of_orgs()
            .filter(|(word, _)| word.is_ascii())
            .map(|(word, whose)| (word.to_owned(), stand_ins.letters(word, whose)))
            .collect();
        Self {
            dictionary,
            stand_ins,
            level,
            in_certificates,
        }
    }

    fn value(&self, value: &mut Value, name: &str, personal: bool) {
        match value {
            Value::String(text) => {
                if is_saml_name(text) {
                    // The same for everybody.
                } else if personal || is_personal(name) {
                    *text = self.of_person(text);
                } else if !FIXED.contains(&name) {
                    *text = self.text(text);
                }
            }
            // A number may be a telephone's or an employee's.
            Value::Number(_) if personal => *value = Value::Null,
            Value::Array(items) => {
                for item in items {
                    self.value(item, name, personal);
                }
            }
            Value::Object(members) => self.members(members, personal),
            _ => {}
        }
    }

    fn members(&self, members: &mut Map<String, Value>, personal: bool) {
        // Some maps are by identifier.
        if members.keys().any(|name| is_identifier(name)) {
            let renamed = std::mem::take(members).into_iter().map(|(name, value)| {
                let name = self.identifier(&name).unwrap_or(name);
                (name, value)
            });
            *members = renamed.collect();
        }
        let is_app = members.contains_key("signOnMode");
        let own: Vec<String> = members
            .keys()
            .filter(|name| personal || is_profile_of_person(members, name))
            .cloned()
            .collect();
        for (name, value) in members.iter_mut() {
            match value {
                // The catalogue's key of an app.
                Value::String(text) if is_app && name == "name" => {
                    if let Some(other) = self.known_part(text) {
                        *text = other;
                    }
                }
                value => self.value(value, name, own.contains(name)),
            }
        }
    }

    /// A text with the words of people and orgs replaced.
    pub(super) fn text(&self, text: &str) -> String {
        let text = certificate::replaced(text, &self.in_certificates);
        let emails = emails(&text);
        each_word(&text, |span, word| {
            let in_email = emails.iter().any(|email| email.contains(&span.start));
            let local = in_email && emails.iter().any(|email| is_local(&text, email, span));
            if local {
                Some(self.forced(word))
            } else {
                self.known(word)
            }
        })
    }

    /// A text about a person: every word is replaced, but for the domain of an address.
    pub(super) fn of_person(&self, text: &str) -> String {
        let emails = emails(text);
        each_word(text, |span, word| {
            let domain = emails
                .iter()
                .any(|email| email.contains(&span.start) && !is_local(text, email, span));
            if domain {
                self.known(word)
            } else {
                Some(self.forced(word))
            }
        })
    }

    fn identifier(&self, word: &str) -> Option<String> {
        is_identifier(word).then(|| self.stand_ins.identifier(word))
    }

    fn forced(&self, word: &str) -> String {
        if let Some(other) = self.identifier(word) {
            return other;
        }
        let whose = self.dictionary.whose(word).unwrap_or(Whose::Person);
        self.stand_ins.word(word, whose)
    }

    fn known(&self, word: &str) -> Option<String> {
        if let Some(other) = self.identifier(word) {
            return Some(other);
        }
        if let Some(whose) = self.dictionary.whose(word) {
            // Two letters are a name where they are written like one.
            let short = word.chars().count() < 3 && !word.chars().next().is_some_and(char::is_uppercase);
            return (!short).then(|| self.stand_ins.word(word, whose));
        }
        if self.dictionary.resembles_a_name(word) {
            return Some(self.stand_ins.word(word, Whose::Person));
        }
        self.known_part(word)
    }

    /// Parts of a word that are joined by underscores: of people, and the org's in the key of an app of its own, which
    /// Okta makes up of the org's subdomain, the app's name and a number.
    fn known_part(&self, word: &str) -> Option<String> {
        let parts: Vec<&str> = word.split('_').collect();
        let numbered = |last: &&str| !last.is_empty() && last.chars().all(|c| c.is_ascii_digit());
        let own_app = parts.len() > 2 && parts.last().is_some_and(numbered);
        if parts.len() < 2 || word.chars().all(|c| !c.is_lowercase()) {
            return None;
        }
        let mut found = false;
        let replaced = parts
            .iter()
            .enumerate()
            .map(|(at, part)| match self.dictionary.whose(part) {
                Some(whose) if whose == Whose::Person || (own_app && at == 0) => {
                    found = true;
                    self.stand_ins.word(part, whose)
                }
                _ => (*part).to_owned(),
            });
        let replaced = replaced.collect::<Vec<_>>().join("_");
        found.then_some(replaced)
    }

    fn brought(&self, at: usize, brought: &Brought) -> Brought {
        if self.level == Level::Removed {
            let gone = |_: &Document| Document::unreadable("Removed from the support bundle");
            return Brought {
                name: format!("Document {}", at + 1),
                kinds: brought.kinds.clone(),
                documents: brought.documents.iter().map(gone).collect(),
                problem: None,
            };
        }
        Brought {
            name: self.text(&brought.name),
            kinds: brought.kinds.clone(),
            documents: brought
                .documents
                .iter()
                .map(|document| self.document(document))
                .collect(),
            problem: brought.problem.as_deref().map(|problem| self.text(problem)),
        }
    }

    fn document(&self, document: &Document) -> Document {
        let content = match &document.content {
            Content::Message(text) => Content::Message(message::redacted(self, text)),
            Content::Metadata(text) => Content::Metadata(self.text(text)),
            Content::SystemLog(text) => Content::SystemLog(Arc::new(self.log(text))),
            Content::ErrorText(text) => Content::ErrorText(self.text(text)),
            Content::Unreadable(text) => Content::Unreadable(self.text(text)),
            Content::NotOpened(text) => Content::NotOpened(self.text(text)),
            Content::Certificates(certificates) => Content::Certificates(
                certificates
                    .iter()
                    .filter_map(|one| {
                        crate::saml::certificate::Certificate::from_base64(&self.text(&one.to_base64())).ok()
                    })
                    .collect(),
            ),
            Content::Container(recording) => Content::Container(*recording),
        };
        Document {
            content,
            sent_to: document.sent_to.as_deref().map(|address| self.text(address)),
            ..document.clone()
        }
    }

    fn log(&self, text: &str) -> String {
        match serde_json::from_str::<Value>(text) {
            Ok(mut log) => {
                self.value(&mut log, "", false);
                log.to_string()
            }
            Err(_) => self.text(text),
        }
    }
}

/// A text with some of its words replaced.
fn each_word(text: &str, replace: impl Fn(&Range<usize>, &str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for span in spans(text) {
        let word = text.get(span.clone()).unwrap_or_default();
        if let Some(other) = replace(&span, word) {
            out.push_str(text.get(copied..span.start).unwrap_or_default());
            out.push_str(&other);
            copied = span.end;
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    out
}

/// Whether a word stands before the sign of an e-mail address.
fn is_local(text: &str, email: &Range<usize>, word: &Range<usize>) -> bool {
    let sign = text
        .get(email.clone())
        .and_then(|address| address.find('@').or_else(|| address.find("%40")))
        .map_or(email.end, |sign| email.start + sign);
    (email.start..sign).contains(&word.start)
}

/// Okta's identifiers have 20 letters and digits, of which the first say the kind.
fn is_identifier(word: &str) -> bool {
    word.len() == 20
        && word.chars().all(|c| c.is_ascii_alphanumeric())
        && (word.starts_with('0') || ["exk", "aln", "aus"].iter().any(|kind| word.starts_with(kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor(people: &[&str]) -> Redactor {
        let mut dictionary = Dictionary::default();
        for person in people {
            dictionary.learn_person(person);
            dictionary.learn_addresses(person);
        }
        Redactor::new(dictionary, Level::Hashed, &Key::new([1; 32]))
    }

    #[test]
    fn a_person_is_replaced_the_same_way_wherever_the_name_stands() {
        let redactor = redactor(&["mira.chen@acme.example", "admin@acme.example"]);
        let email = redactor.of_person("mira.chen@acme.example");
        assert_eq!(redactor.text("mira.chen@acme.example"), email);
        assert_eq!(
            redactor.text("for mira.chen%40acme.example!"),
            format!("for {}!", email.replace('@', "%40"))
        );
        assert!(email.ends_with(".example"));
        let admin = redactor.of_person("admin@acme.example");
        assert_eq!(redactor.text("<admin@acme.example>"), format!("<{admin}>"));
        assert_eq!(redactor.text("Open the admin console"), "Open the admin console");
        assert!(!redactor.text("Mira Chen").contains("Mira"));
    }

    #[test]
    fn a_misspelt_name_is_replaced_too_and_by_a_word_of_its_own() {
        let redactor = redactor(&["mira.chen@acme.example", "luis.moreno@acme.example"]);
        for misspelt in ["mria", "Mirra", "mia", "nira", "Moreo", "MORENA", "louis"] {
            let other = redactor.text(misspelt);
            assert_ne!(other, misspelt);
            assert_ne!(other.to_lowercase(), redactor.text("mira"));
            assert_eq!(other, redactor.text(misspelt), "the same by the same");
        }
        for word in ["then", "when", "more", "Okta", "mirror", "SAML_2_0", "mi"] {
            assert_eq!(redactor.text(word), word);
        }
    }

    #[test]
    fn what_is_between_words_stays() {
        let mut dictionary = Dictionary::default();
        dictionary.learn_addresses("https://acme.okta.com");
        let redactor = Redactor::new(dictionary, Level::Hashed, &Key::new([1; 32]));
        let with = redactor.text("http://acme.okta.com/sso/");
        let without = redactor.text("https://acme.okta.com/sso");
        assert_eq!(with.replacen("http", "https", 1), format!("{without}/"));
        assert!(!with.contains("acme") && with.contains(".okta.com/sso"));
        assert_eq!(redactor.text("dropbox_for_business"), "dropbox_for_business");
    }

    #[test]
    fn identifiers_keep_their_kind_and_stay_apart() {
        let redactor = redactor(&[]);
        let (one, other) = (
            redactor.text("exk1abcdefghijklmn5d7"),
            redactor.text("exk1abcdefghijklmn5d7"),
        );
        assert_eq!(one, other);
        let one = redactor.text("exk1abcdefghijklm5d7");
        assert!(one.starts_with("exk") && one.len() == 20 && one != "exk1abcdefghijklm5d7");
        assert_ne!(one, redactor.text("exk1abcdefghijklm5d8"));
    }
}
