//! Faults by name: a joined connection put into a known broken state, and put back exactly as it was.
//!
//! Each fault changes what somebody or something at Okta could have changed: a setting, a key, a person, a token,
//! a clock. From then on the orgs answer by themselves, with Okta's page, status, error code and log event; no
//! page and no event knows that a fault is behind it. A fault finds the connection by itself and says so when
//! there is none.
//!
//! [`Fault`] describes one, [`all`] lists them, [`World::apply_fault`] and [`World::undo_fault`] switch them.
//! `edit` holds what was replaced, `book` the faults that are on, `hand` what a fault works with, `catalogue` the
//! faults themselves.
//!
//! Not yet, for want of what they break: F29, F42 to F46, F75, F78 and F79 (Org2Org by OpenID Connect and
//! provisioning by OAuth 2.0), F54 as far as imports go. F19 is an attack, F20, F21 and F80 are mistakes of Okta's
//! that were mended, F57 to F62, F68, F69 and F81 restate other faults or say how Okta is
//! meant to work.

mod book;
mod catalogue;
mod cell;
mod edit;
mod hand;
mod near;
mod place;

pub(super) use book::Book;

use super::Side;
use super::world::World;
use hand::Hand;

/// What faults of a group have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// Issuer, audience, addresses.
    Trust,
    /// Keys and certificates.
    Certificates,
    /// What stands in the response, and when it arrives.
    Responses,
    /// Who the person who arrives becomes.
    Matching,
    /// The people themselves, and what they are assigned to.
    People,
    /// What is pushed from org to org.
    Provisioning,
    /// Tokens and the roles behind them.
    Tokens,
    /// Where a sign-in that begins at the target org is sent.
    Routing,
    /// Second factors and claims.
    Policies,
}

impl Concern {
    /// The heading over its faults.
    pub fn title(self) -> &'static str {
        match self {
            Self::Trust => "Trust between the orgs",
            Self::Certificates => "Certificates and signing keys",
            Self::Responses => "SAML responses and clocks",
            Self::Matching => "Matching and creating people",
            Self::People => "People and assignments",
            Self::Provisioning => "Provisioning",
            Self::Tokens => "Tokens, roles and limits",
            Self::Routing => "Routing",
            Self::Policies => "Sign-on policies and claims",
        }
    }

    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trust => "trust",
            Self::Certificates => "certificates",
            Self::Responses => "responses",
            Self::Matching => "matching",
            Self::People => "people",
            Self::Provisioning => "provisioning",
            Self::Tokens => "tokens",
            Self::Routing => "routing",
            Self::Policies => "policies",
        }
    }
}

/// A named fault.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What it concerns.
    pub concern: Concern,
    /// The org in which it sits.
    pub side: Side,
    /// What is broken, in one sentence.
    pub broken: &'static str,
    /// What a user sees, in one sentence.
    pub symptom: &'static str,
    /// The failure modes it shows, by number (`F01`).
    pub modes: &'static [&'static str],
    make: fn(&mut Hand<'_>) -> Result<(), Trouble>,
}

impl PartialEq for Fault {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Fault {}

/// Why a fault cannot be switched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is no fault of that name.
    Unknown {
        /// The name that was given.
        name: String,
        /// Names that look like it, the likeliest first.
        near: Vec<&'static str>,
    },
    /// The orgs are not in a state in which it could show: what is missing, in one sentence.
    Unfit(String),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown { name, near } if near.is_empty() => write!(f, "There is no fault named {name}"),
            Self::Unknown { name, near } => {
                write!(f, "There is no fault named {name}; near it: {}", near.join(", "))
            }
            Self::Unfit(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Trouble {}

/// Every fault, by concern.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    catalogue::ALL.iter().flat_map(|part| part.iter())
}

/// The fault of a name; otherwise names that look like it.
pub fn find(name: &str) -> Result<&'static Fault, Trouble> {
    all()
        .find(|fault| fault.name == name)
        .ok_or_else(|| Trouble::Unknown {
            name: name.to_owned(),
            near: near::names_like(name),
        })
}

impl World {
    /// Switches a fault on; nothing happens when it is on. When it does not fit, both orgs stay as they are.
    pub fn apply_fault(&mut self, name: &str) -> Result<(), Trouble> {
        let fault = find(name)?;
        book::settle(self);
        if self.book.holds(fault.name) {
            return Ok(());
        }
        let mut hand = Hand::new(self);
        let made = (fault.make)(&mut hand);
        let record = hand.done(fault.name);
        book::enter(self, record, made)
    }

    /// Switches a fault off and puts back what it replaced; nothing happens when it is off.
    pub fn undo_fault(&mut self, name: &str) -> Result<(), Trouble> {
        let fault = find(name)?;
        book::settle(self);
        book::strike(self, fault.name);
        Ok(())
    }

    /// Switches every fault off.
    pub fn undo_all_faults(&mut self) {
        book::settle(self);
        book::strike_all(self);
    }

    /// The faults that are on, in the order in which they came. One that somebody repaired, in whichever org, is
    /// on no longer.
    pub fn active_faults(&mut self) -> Vec<&'static str> {
        book::settle(self);
        self.book.names()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_fault_has_a_name_of_its_own_in_kebab_case() {
        let names: Vec<&str> = all().map(|fault| fault.name).collect();
        let fits = |name: &&str| {
            name.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        assert!(names.iter().all(fits), "{names:?}");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(names.len() > 90, "only {} faults", names.len());
    }

    #[test]
    fn every_fault_says_in_a_sentence_each_what_is_broken_and_what_a_user_sees() {
        for fault in all() {
            for words in [fault.broken, fault.symptom] {
                assert!(
                    words.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                        && !words.ends_with('.'),
                    "{}",
                    fault.name
                );
                assert!(!words.contains(". "), "{}: {words}", fault.name);
            }
            assert!(!fault.modes.is_empty(), "{}", fault.name);
        }
    }

    #[test]
    fn a_name_that_is_slightly_wrong_is_told_its_neighbours() {
        let Err(Trouble::Unknown { near, .. }) = find("isuer-mismatch") else {
            panic!("found")
        };
        assert_eq!(near.first(), Some(&"issuer-mismatch"));
        assert_eq!(
            find("zzzzzz"),
            Err(Trouble::Unknown {
                name: "zzzzzz".to_owned(),
                near: Vec::new()
            })
        );
    }
}
