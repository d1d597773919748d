//! Which words of a bundle belong to people and orgs: collected from where they are known to stand, so that they are
//! found wherever else they stand, too.

use super::{
    Connection,
    redact::{is_personal, is_profile_of_person, is_saml_name},
    stand_in::Whose,
};
use crate::explain;
use crate::federation::{
    blueprint::{OrgChoice, Routing},
    snapshot::OrgSeen,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::LazyLock,
};

/// Words of the field that would make nobody known, and by which settings and logs are judged.
const VOCABULARY: &str = "a access account acs active admin admins agent all an and any api app application apps as \
    assertion at attribute audience auth by certificate client co com company connect create created customer de default \
    demo dev disabled domain edu email enabled entity everyone example existing external failed failure federated \
    federation first for found from gov group groups http https id identity idp idps idpuser in info inactive internal \
    io is issuer it key last link linked local localhost login log match matched metadata name net new no not of okta \
    oktapreview on or org org2org organization orgs password people person policy preview prod profile provider \
    provisioning public reason redirect removed request response role routing rule saml saml2 sandbox service session \
    sign sp sso status source string subject success system target test text the to token trial type uk unknown update \
    user username users value via was with www";

/// Common words, which misspelt names may look like.
const COMMON: &str = "about above after again also always been before below beside both cannot could does done down each \
    else even ever every from gave give given goes gone good have here held into just keep kept know known last least left \
    less like line list look made make many more most much must name near need never none once only onto open other ought \
    over past read right said same seen send sent several should show side since some soon stand still such sure take taken \
    tell than that their them then there these they this those though three time told turn under until upon used very want \
    well went were what when where which while whole whom whose will with within without word work would year your";
/// Shorter words resemble too much.
const SHORTEST_NAME: usize = 4;
/// Of longer words, the misspelt forms are not looked for: there are as many as letters, and each is as long.
const LONGEST_NAME: usize = 64;

/// [`VOCABULARY`], to look into.
static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| VOCABULARY.split_whitespace().collect());

/// Words that this program says itself: none of them is a misspelt name.
static SAID: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let of_texts = explain::all_texts().flat_map(super::redact::words);
    let own = of_texts
        .chain(VOCABULARY.split_whitespace())
        .chain(COMMON.split_whitespace());
    own.map(str::to_lowercase).collect()
});

/// Hosts that everybody uses.
const PUBLIC: [&str; 7] = [
    "w3.org",
    "oasis-open.org",
    "xmlsoap.org",
    "schemas.microsoft.com",
    "developer.okta.com",
    "help.okta.com",
    "support.okta.com",
];

/// Words with whose they are, in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    words: BTreeMap<String, Whose>,
    /// The words of people, each as it is and with one letter left out.
    names: HashSet<String>,
}

/// A word, and the same with each of its letters left out: two words that share one of these are a letter apart, or have
/// two letters swapped.
fn variants(word: &str) -> impl Iterator<Item = String> {
    let without = |at: usize| {
        let letters = word.chars().enumerate().filter(move |(place, _)| *place != at);
        letters.map(|(_, letter)| letter).collect::<String>()
    };
    std::iter::once(word.to_owned()).chain((0..word.chars().count()).map(without))
}

/// The host that a text begins with.
fn host(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_')));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Whether a host, or the domain it is in, is one of everybody's.
fn is_public(host: &str) -> bool {
    let rest = |known| host.strip_suffix(known);
    let mut rests = PUBLIC.iter().filter_map(rest);
    rests.any(|rest| rest.is_empty() || rest.ends_with('.'))
}

impl Dictionary {
    /// Whose a word is, in any case.
    pub(super) fn whose(&self, word: &str) -> Option<Whose> {
        self.words.get(&word.to_lowercase()).copied()
    }

    /// Whether a word that is nobody's may be a person's, misspelt by a letter.
    pub(super) fn resembles_a_name(&self, word: &str) -> bool {
        let letters = word.chars().take(LONGEST_NAME + 2).count();
        let fits = letters + 1 >= SHORTEST_NAME && letters <= LONGEST_NAME + 1;
        let plain = fits && word.chars().all(char::is_alphabetic);
        let word = word.to_lowercase();
        plain && !SAID.contains(&word) && variants(&word).any(|variant| self.names.contains(&variant))
    }

    /// The words of orgs and domains, in lower case.
    pub(super) fn of_orgs(&self) -> impl Iterator<Item = (&str, Whose)> {
        let words = self.words.iter().filter(|(_, whose)| **whose != Whose::Person);
        words.map(|(word, whose)| (word.as_str(), *whose))
    }

    /// Takes in the words of both orgs.
    pub(super) fn learn_orgs(&mut self, connection: &Connection) {
        let (blueprint, snapshot) = (&connection.blueprint, &connection.snapshot);
        self.learn_org(&blueprint.source, &snapshot.source.org, Whose::Source);
        self.learn_org(&blueprint.target, &snapshot.target.org, Whose::Target);
        if let Routing::Domains { domains, .. } = &blueprint.routing {
            for domain in domains {
                self.learn_host(domain, Whose::Domain);
            }
        }
    }

    fn learn_org(&mut self, choice: &OrgChoice, seen: &OrgSeen, whose: Whose) {
        self.learn_words(&choice.name, whose);
        self.learn_host(&choice.url.host(), whose);
        if let Ok(facts) = &seen.facts {
            self.learn_words(&facts.company_name, whose);
            self.learn_words(&facts.subdomain, whose);
        }
        let organization = seen
            .well_known
            .as_ref()
            .ok()
            .and_then(|known| known.organization());
        if let Some((_, rest)) = organization.and_then(|address| address.split_once("://")) {
            self.learn_host(rest, whose);
        }
    }

    /// Takes in the words of everybody and of every address in a document.
    pub(super) fn learn(&mut self, value: &Value, name: &str, personal: bool) {
        match value {
            Value::String(text) => {
                if (personal || is_personal(name)) && !is_saml_name(text) {
                    self.learn_person(text);
                }
                self.learn_addresses(text);
            }
            Value::Array(items) => {
                for item in items {
                    self.learn(item, name, personal);
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    let personal = personal || is_profile_of_person(members, name);
                    self.learn(value, name, personal);
                }
            }
            _ => {}
        }
    }

    /// Takes in what is said about a person.
    pub(super) fn learn_person(&mut self, text: &str) {
        let local = text.split('@').next().unwrap_or_default();
        self.learn_words(local, Whose::Person);
    }

    /// Takes in the e-mail addresses and the hosts of the addresses in a text.
    pub(super) fn learn_addresses(&mut self, text: &str) {
        for (at, _) in text.match_indices("://") {
            let host = host(text.get(at + 3..).unwrap_or_default());
            if !is_public(host) {
                self.learn_host(host, Whose::Domain);
            }
        }
        for email in super::redact::emails(text) {
            let address = text.get(email).unwrap_or_default();
            if let Some((local, domain)) = address.split_once('@') {
                self.learn_words(local, Whose::Person);
                self.learn_host(domain, Whose::Domain);
            }
        }
    }

    /// The labels of a host but the last. This computer's own address names nobody.
    fn learn_host(&mut self, host: &str, whose: Whose) {
        let host = self::host(host);
        if host.starts_with("127.") || host == "localhost" {
            return;
        }
        if let Some((labels, _)) = host.rsplit_once('.') {
            self.learn_words(labels, whose);
        }
    }

    fn learn_words(&mut self, text: &str, whose: Whose) {
        for word in super::redact::words(text) {
            self.enter(word, whose);
            for part in word.split('_') {
                self.enter(part, whose);
            }
        }
    }

    fn enter(&mut self, word: &str, whose: Whose) {
        let word = word.to_lowercase();
        let number = word.chars().all(|c| c.is_ascii_digit());
        let long_enough = word.chars().count() >= if number { 5 } else { 2 };
        if !long_enough || KNOWN.contains(word.as_str()) || self.words.contains_key(&word) {
            return;
        }
        let fits = (SHORTEST_NAME..=LONGEST_NAME).contains(&word.chars().count());
        let plain = fits && word.chars().all(char::is_alphabetic);
        if whose == Whose::Person && plain {
            self.names.extend(variants(&word));
        }
        self.words.insert(word, whose);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(text: &str) -> Dictionary {
        let mut dictionary = Dictionary::default();
        dictionary.learn_addresses(text);
        dictionary
    }

    #[test]
    fn an_org_stays_an_org_beside_the_addresses_of_everybody() {
        for text in [
            "https://northwind.example/sso xmlns=\"http://www.w3.org/2000/09/xmldsig#\"",
            "https://northwind.example/?x=http://www.w3.org",
            "https://northwind.example,http://docs.oasis-open.org/security",
            "https://northwindw3.org/",
        ] {
            let found = learnt(text);
            assert!(
                found.whose("northwind").is_some() || found.whose("northwindw3").is_some(),
                "{text}"
            );
        }
    }

    #[test]
    fn the_addresses_of_everybody_are_nobodys() {
        let found = learnt(
            "http://www.w3.org/2001/04/xmlenc#sha256 http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name \
             http://schemas.microsoft.com/ws/2008/06/identity/claims/role urn:oasis:names:tc http://127.0.0.1:9/x",
        );
        assert!(found.words.is_empty(), "{found:?}");
    }

    #[test]
    fn a_word_of_any_length_is_known_and_takes_little_room() {
        let mut dictionary = Dictionary::default();
        let long = "x".repeat(1_000_000);
        dictionary.learn_person(&long);
        assert_eq!(dictionary.whose(&long), Some(Whose::Person));
        assert!(dictionary.names.is_empty());
        assert!(!dictionary.resembles_a_name(&format!("{long}y")));
        dictionary.learn_person("mira");
        assert!(dictionary.resembles_a_name("mirra") && dictionary.names.len() == 5);
    }
}
