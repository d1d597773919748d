//! What can be said about an org before anything is planned: is it Okta, is the token alive, is the role
//! great enough, do the clocks agree, are these two different orgs.
//!
//! Pure: judges an [`OrgSeen`] at a given instant.

use crate::{
    advice::{Advice, Advise as _},
    federation::{orgs::Side, snapshot::OrgSeen},
    okta::{Error, OrgUrl, id::OrgId},
};
use jiff::Timestamp;

/// The largest difference of clocks that goes unmentioned, in seconds.
const CLOCK_TOLERANCE: i64 = 120;

/// What was found out about an org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgReport {
    /// Its identifier.
    pub id: Option<OrgId>,
    /// Its own address on Okta's domain, when a custom domain was entered.
    pub canonical: Option<OrgUrl>,
    /// Its name on screen.
    pub name: String,
    /// Whether it runs on Identity Engine.
    pub identity_engine: Option<bool>,
    /// The admin behind the token.
    pub admin: Option<String>,
    /// That admin's user name.
    pub admin_login: Option<String>,
    /// That admin's roles, as Okta labels them.
    pub roles: Vec<String>,
    /// When the token dies unless it is used.
    pub token_expires: Option<Timestamp>,
    /// What was found, the gravest first.
    pub notes: Vec<Note>,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Whether one can go on.
    pub weight: Weight,
    /// What to tell.
    pub advice: Advice,
}

/// How much a note weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// One cannot go on.
    Stops,
    /// One can look, and not change what has to be changed.
    StopsChanges,
    /// One can look; whether one can change everything is not known.
    MayStopChanges,
    /// One can go on, and should know.
    Warns,
}

impl OrgReport {
    /// Whether one can go on with this org.
    pub fn is_ready(&self) -> bool {
        let stops = |note: &Note| matches!(note.weight, Weight::Stops | Weight::StopsChanges);
        self.id.is_some() && !self.notes.iter().any(stops)
    }

    /// Whether one can look at this org, if not change it.
    pub fn is_readable(&self) -> bool {
        self.id.is_some() && self.notes.iter().all(|note| note.weight != Weight::Stops)
    }

    /// Whether the role behind the token is too small to change things, or may be.
    pub fn is_role_small(&self) -> bool {
        let small = |note: &Note| matches!(note.weight, Weight::StopsChanges | Weight::MayStopChanges);
        self.notes.iter().any(small)
    }
}

/// Judges what was seen of an org.
pub fn judge(side: Side, url: &OrgUrl, seen: &OrgSeen) -> OrgReport {
    let known = seen.well_known.as_ref().ok();
    let canonical = known
        .and_then(|known| known.organization())
        .and_then(|text| OrgUrl::parse(text).ok());
    let company = seen
        .facts
        .as_ref()
        .ok()
        .map(|facts| facts.company_name.clone())
        .filter(|name| !name.is_empty());
    let mut report = OrgReport {
        id: known.map(|known| known.id.clone()),
        canonical: canonical.filter(|canonical| canonical != url),
        name: company.unwrap_or_else(|| url.host()),
        identity_engine: known.map(|known| known.is_identity_engine()),
        admin: seen.me.as_ref().ok().map(|me| me.display_name()),
        admin_login: seen.me.as_ref().ok().map(|me| me.profile.login.clone()),
        roles: seen
            .roles
            .as_ref()
            .map(|roles| roles.iter().map(|role| role.label.clone()).collect())
            .unwrap_or_default(),
        token_expires: seen.token().and_then(|token| token.expires_at),
        notes: Vec::new(),
    };
    report.notes = notes(side, url, seen);
    report.notes.sort_by_key(|note| note.weight);
    report
}

/// Where no token of an org is at hand, what Okta answers without one says nothing.
pub fn lacks_token(report: &mut OrgReport, url: &OrgUrl) {
    if report.id.is_none() {
        return;
    }
    let advice = Advice::new(
        format!("No API token of {} is at hand", url.host()),
        "It is not in the keychain, or the keychain does not give it out",
    )
    .then("Enter the token again");
    report.notes = vec![Note {
        weight: Weight::Stops,
        advice,
    }];
}

fn notes(side: Side, url: &OrgUrl, seen: &OrgSeen) -> Vec<Note> {
    if let Err(error) = &seen.well_known {
        return vec![not_okta(url, error)];
    }
    if let Err(error) = &seen.me {
        return vec![Note {
            weight: Weight::Stops,
            advice: error.advice(),
        }];
    }
    let mut notes = Vec::new();
    notes.extend(role_note(side, url, seen));
    notes.extend(clock_note(url, seen));
    notes.extend(network_note(url, seen));
    notes
}

/// An unknown path at another product answers 404 or a page; both mean the same to the admin.
fn not_okta(url: &OrgUrl, error: &Error) -> Note {
    let advice = if error.is_not_found() {
        Advice::new(
            format!("{} is no Okta org", url.host()),
            "It answers, but not as Okta does",
        )
        .then("Copy the address from the browser while signed in to the org")
    } else {
        error.advice()
    };
    Note {
        weight: Weight::Stops,
        advice,
    }
}

fn role_note(side: Side, url: &OrgUrl, seen: &OrgSeen) -> Option<Note> {
    let roles = match &seen.roles {
        Ok(roles) => roles,
        Err(error) if error.is_forbidden() => {
            let advice = Advice::new(
                "The admin behind the token is no super admin",
                "Only a super admin may see roles, so it is not known whether this one may do the rest",
            );
            return Some(Note {
                weight: Weight::MayStopChanges,
                advice: with_token_page(advice, url),
            });
        }
        Err(error) => {
            return Some(Note {
                weight: Weight::Stops,
                advice: error.advice(),
            });
        }
    };
    let holds = |kind: &str| roles.iter().any(|role| role.kind == kind);
    let enough = match side {
        Side::Source => holds("SUPER_ADMIN") || holds("APP_ADMIN"),
        Side::Target => holds("SUPER_ADMIN") || (holds("APP_ADMIN") && holds("ORG_ADMIN")),
    };
    let labels: Vec<&str> = roles.iter().map(|role| role.label.as_str()).collect();
    let held = if labels.is_empty() {
        "none".to_owned()
    } else {
        labels.join(", ")
    };
    if !enough {
        let advice = Advice::new(
            "The role behind the token is too small",
            format!("It can do what its owner can do. The owner's roles: {held}"),
        );
        return Some(Note {
            weight: Weight::StopsChanges,
            advice: with_token_page(advice, url),
        });
    }
    if side == Side::Target && !holds("SUPER_ADMIN") {
        let advice = Advice::new(
            "For provisioning, the token must come from a super admin",
            "With a smaller role Okta accepts the token, and then every push of a person fails",
        );
        return Some(Note {
            weight: Weight::Warns,
            advice: with_token_page(advice, url),
        });
    }
    None
}

fn with_token_page(advice: Advice, url: &OrgUrl) -> Advice {
    advice
        .then("Sign in to the Admin Console as a super admin and create a token there")
        .see("Open the token page", url.admin_page("/admin/access/api/tokens"))
}

fn clock_note(url: &OrgUrl, seen: &OrgSeen) -> Option<Note> {
    let offset = seen
        .clock_offset
        .filter(|offset| offset.abs() > CLOCK_TOLERANCE)?;
    let minutes = (offset.abs() + 30) / 60;
    let (late, early) = if offset > 0 {
        ("behind", "late")
    } else {
        ("ahead of", "early")
    };
    let advice = Advice::new(
        format!("This computer's clock is {minutes} minutes {late} {}", url.host()),
        format!("Times shown here are {minutes} minutes {early}; the orgs' own clocks decide about sign-ins"),
    )
    .then("Switch on automatic date and time in the system settings");
    Some(Note {
        weight: Weight::Warns,
        advice,
    })
}

fn network_note(url: &OrgUrl, seen: &OrgSeen) -> Option<Note> {
    let token = seen.token().filter(|token| token.network.connection == "ZONE")?;
    let advice = Advice::new(
        format!("The token {} works from certain networks only", token.name),
        "Provisioning comes from Okta's own addresses, which such a restriction shuts out",
    )
    .then("Use a token without a network restriction for provisioning")
    .see("Open the token page", url.admin_page("/admin/access/api/tokens"));
    Some(Note {
        weight: Weight::Warns,
        advice,
    })
}

/// What to say when both addresses lead to one org, perhaps by its custom domain.
pub fn same_org(source: &OrgReport, target: &OrgReport) -> Option<Advice> {
    let id = source.id.as_ref()?;
    (Some(id) == target.id.as_ref()).then(|| {
        Advice::new(
            format!("Both addresses lead to the same org, {}", source.name),
            "An org can have several addresses, such as a custom domain; they all are one org",
        )
        .then("Enter the partner's address on one of the two sides")
    })
}
