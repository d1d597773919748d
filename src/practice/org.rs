//! The state of one imaginary org.
//!
//! It keeps objects and their invariants; it does not know requests, roles or the other org.

pub(super) mod app;
pub(super) mod csr;
pub(super) mod domain;
pub(super) mod group;
pub(super) mod group_rule;
pub(super) mod idp;
pub(super) mod mapping;
pub(super) mod policy;
pub(super) mod push;
pub(super) mod schema;
pub(super) mod session;
pub(super) mod token;
pub(super) mod user;
mod user_json;
pub(super) mod ways;
pub(super) mod zone;

use super::clock::{instant, later};
use super::dice::Dice;
use super::keys::SigningKey;
use super::limits::Limits;
use super::log::Journal;
use super::searched::Searched;
use super::seat::Seat;
use super::shelf::Shelf;
use app::App;
use domain::Domain;
use group::Group;
use group_rule::GroupRule;
use idp::{Idp, IdpKey};
use jiff::Timestamp;
use mapping::Mapping;
use policy::Policy;
use serde_json::{Map, Value, json};
use session::{Pending, Relay, Session};
use std::collections::BTreeMap;
use token::ApiToken;
use user::User;
use ways::Ways;
use zone::Zone;

/// Which engine an org runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pipeline {
    /// Okta Identity Engine (`idx`).
    Identity,
    /// Okta Classic Engine (`v1`).
    Classic,
}

/// One org: its facts, its objects, its log.
pub(super) struct Org {
    /// Its place in the world.
    pub(super) seat: Seat,
    /// The address without a slash at the end.
    pub(super) base: String,
    /// The first label of its usual host name.
    pub(super) subdomain: &'static str,
    /// The company's name.
    pub(super) company: &'static str,
    /// The org's identifier (`00o…`).
    pub(super) id: String,
    /// The identifier of the default user type (`oty…`).
    pub(super) user_type: String,
    /// The identifier of that type's schema (`osc…`).
    pub(super) user_schema: String,
    /// When the org was made.
    pub(super) created: Timestamp,
    /// The engine.
    pub(super) pipeline: Pipeline,
    /// Whether the Org2Org app may be added.
    pub(super) org2org: bool,
    /// The org switch for just-in-time provisioning, which no API shows.
    pub(super) jit: bool,
    /// How far this org's clock is off, in seconds.
    pub(super) clock_offset: i64,
    /// Ways in which it differs from an org in order.
    pub(super) ways: Ways,
    /// Identifiers.
    pub(super) dice: Dice,
    /// Signing keys made since the start.
    pub(super) keys_made: u64,
    /// Rate limit counters.
    pub(super) limits: Limits,
    /// Requests since the start.
    pub(super) requests: u64,
    /// The System Log.
    pub(super) journal: Journal,
    /// People.
    pub(super) users: Shelf<User>,
    /// Groups.
    pub(super) groups: Shelf<Group>,
    /// Group rules.
    pub(super) group_rules: Shelf<GroupRule>,
    /// From when on the org takes group rules; nothing while it is in order.
    pub(super) group_rules_from: Option<Timestamp>,
    /// Apps.
    pub(super) apps: Shelf<App>,
    /// Identity providers.
    pub(super) idps: Shelf<Idp>,
    /// The store of partner certificates.
    pub(super) idp_keys: Shelf<IdpKey>,
    /// Policies with their rules.
    pub(super) policies: Shelf<Policy>,
    /// Profile mappings.
    pub(super) mappings: Shelf<Mapping>,
    /// Custom attributes of profiles, by the identifier of the user type, app or identity provider.
    pub(super) custom: BTreeMap<String, Map<String, Value>>,
    /// Network zones.
    pub(super) zones: Shelf<Zone>,
    /// The identifier of the only brand (`bnd…`).
    pub(super) brand: String,
    /// Custom domains.
    pub(super) domains: Shelf<Domain>,
    /// API tokens.
    pub(super) tokens: Shelf<ApiToken>,
    /// Browser sessions.
    pub(super) sessions: Shelf<Session>,
    /// What was sent to identity providers and awaits an answer.
    pub(super) relays: Shelf<Relay>,
    /// Sign-ons put aside while somebody signs in.
    pub(super) pending: Shelf<Pending>,
    /// Assertions seen, against replay.
    pub(super) seen_assertions: Vec<String>,
    /// Self-service features.
    pub(super) features: Vec<Value>,
    /// What search sees while it lags behind.
    pub(super) searched: Searched,
    /// Until when the org puts its policy rules in order.
    pub(super) rules_ordered: Option<Timestamp>,
}

impl Org {
    /// An address inside the org.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The person with that identifier or login; logins compare without regard to case.
    pub(super) fn find_user(&self, id_or_login: &str) -> Option<&User> {
        self.users
            .get(id_or_login)
            .or_else(|| self.user_by_login(id_or_login))
    }

    /// The person with that login.
    pub(super) fn user_by_login(&self, login: &str) -> Option<&User> {
        self.users
            .iter()
            .find(|user| folded(user.login()).eq(folded(login)))
    }

    /// A fresh signing key whose certificate ends after so many years.
    pub(super) fn new_signing_key(&mut self, now: Timestamp, years: i64) -> SigningKey {
        let kid = self.dice.thumbprint();
        self.keys_made += 1;
        SigningKey {
            label: format!("{} {}", self.seat.name(), self.keys_made % KEYS_PER_ORG),
            kid,
            subject: self.subdomain.to_owned(),
            created: now,
            expires: later(now, years * 365 * 24 * 3600),
            issued: None,
        }
    }

    /// The policy that decides who may sign in to an app: its own, or the one of all others.
    pub(super) fn access_policy(&self, app: &str) -> Option<&Policy> {
        let own = self.apps.get(app).and_then(|app| app.access_policy.as_ref());
        let own = own.and_then(|id| self.policies.get(id));
        own.or_else(|| self.policies.iter().find(|policy| policy.kind == "ACCESS_POLICY"))
    }

    /// The key of the org's own authorization server. Nothing is signed with it yet.
    pub(super) fn token_key(&self) -> SigningKey {
        SigningKey {
            kid: super::keys::key_name(&self.id),
            label: format!("{} 0", self.seat.name()),
            subject: self.subdomain.to_owned(),
            created: self.created,
            expires: self.created,
            issued: None,
        }
    }

    /// Whether the person administers anything.
    pub(super) fn is_admin(&self, user: &str) -> bool {
        self.users.get(user).is_some_and(|user| !user.roles.is_empty())
    }

    /// The groups of a person.
    pub(super) fn groups_of(&self, user: &str) -> impl Iterator<Item = &Group> {
        self.groups
            .iter()
            .filter(move |group| group.members.iter().any(|member| member == user))
    }

    /// The org as `GET /api/v1/org` shows it.
    pub(super) fn json(&self) -> Value {
        let link = |path: &str| json!({ "href": self.url(path) });
        json!({
            "id": self.id, "subdomain": self.subdomain, "companyName": self.company, "status": "ACTIVE",
            "expiresAt": null, "created": instant(self.created), "lastUpdated": instant(self.created),
            "website": format!("https://www.{}.example", self.subdomain), "phoneNumber": "", "endUserSupportHelpURL": "", "supportPhoneNumber": "",
            "address1": null, "address2": null, "city": null, "state": null, "country": null, "postalCode": null,
            "_links": {
                "preferences": link("/api/v1/org/preferences"),
                "uploadLogo": { "href": self.url("/api/v1/org/logo"), "hints": { "allow": ["POST"] } },
                "oktaCommunication": link("/api/v1/org/privacy/oktaCommunication"),
                "logo": link("/assets/logo.png"),
                "oktaSupport": link("/api/v1/org/privacy/oktaSupport"),
                "contacts": link("/api/v1/org/contacts"),
            },
        })
    }
}

/// A login as logins are compared.
fn folded(login: &str) -> impl Iterator<Item = char> {
    login.chars().flat_map(char::to_lowercase)
}

/// Making keys is slow, so an org uses few of them; two keys made one after the other always differ.
const KEYS_PER_ORG: u64 = 6;
