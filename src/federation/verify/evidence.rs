//! What a real sign-in proved, and where it failed: events of both logs, joined by user, object and time.

mod failures;

use super::{Events, Evidence, Finding, ItemId};
use crate::{
    federation::{Blueprint, Fact, Facts, Snapshot, orgs::Side},
    okta::{Doc, resource::logs::LogEvent},
};
use jiff::{SignedDuration, Timestamp};

/// Proofs and failures, by item.
#[derive(Clone, Debug, Default)]
pub struct Proofs {
    /// What was proved.
    pub evidence: Vec<(ItemId, Evidence)>,
    /// Where it failed.
    pub findings: Vec<Finding>,
}

/// Two clocks and a log's order may differ by this much.
const SLACK: SignedDuration = SignedDuration::from_secs(120);

struct Story<'a> {
    blueprint: &'a Blueprint,
    snapshot: &'a Snapshot,
    facts: &'a Facts,
    events: &'a Events,
    login: &'a str,
    target_login: String,
}

/// Reads proofs out of what happened to the test user.
pub fn gather(blueprint: &Blueprint, snapshot: &Snapshot, facts: &Facts, events: &Events) -> Proofs {
    let Some(login) = blueprint.test_user.as_deref() else {
        return Proofs::default();
    };
    let target_login = target_login(snapshot, login);
    let story = Story {
        blueprint,
        snapshot,
        facts,
        events,
        login,
        target_login,
    };
    let mut proofs = Proofs::default();
    let arrival = story.arrival();
    proofs
        .evidence
        .extend(story.source_sign_in().map(|proof| (ItemId::SourceSignIn, proof)));
    proofs
        .evidence
        .extend(story.redirect(arrival).map(|proof| (ItemId::Redirect, proof)));
    proofs
        .evidence
        .extend(story.provisioning().map(|proof| (ItemId::Provisioning, proof)));
    let app = story.app_sign_in(arrival);
    proofs
        .evidence
        .extend(story.assignment(app).map(|proof| (ItemId::Assignment, proof)));
    proofs.evidence.extend(
        story
            .end_to_end(arrival, app)
            .map(|proof| (ItemId::EndToEnd, proof)),
    );
    proofs.findings = story.failures();
    proofs
}

/// What the test user is called in the target org: the name that the Org2Org app sends.
pub(in crate::federation) fn target_login(snapshot: &Snapshot, login: &str) -> String {
    let user = snapshot.source.test_user.as_ref().ok().and_then(Option::as_ref);
    let users = snapshot
        .source
        .app
        .as_ref()
        .and_then(|app| app.users.as_ref().ok());
    let assigned = user
        .zip(users)
        .and_then(|(user, users)| users.iter().find(|assigned| assigned.id == user.id));
    let name = assigned
        .map(|assigned| assigned.credentials.user_name.clone())
        .filter(|name| !name.is_empty());
    name.unwrap_or_else(|| login.to_owned())
}

fn proof(side: Side, event: &LogEvent, words: String) -> Evidence {
    Evidence {
        at: event.published,
        side,
        words,
        event: Some(event.uuid.clone()),
    }
}

impl<'a> Story<'a> {
    fn last(events: &'a [Doc<LogEvent>], wanted: impl Fn(&LogEvent) -> bool) -> Option<&'a LogEvent> {
        events
            .iter()
            .filter(|event| wanted(event))
            .max_by_key(|event| event.published)
            .map(|event| &**event)
    }

    fn fact(&self, fact: Fact) -> &str {
        self.facts.get(fact).unwrap_or_default()
    }

    /// The user arrived in the target org through our identity provider.
    fn arrival(&self) -> Option<&'a LogEvent> {
        let idp = self.fact(Fact::IdpId);
        Self::last(&self.events.target, |event| {
            event.event_type == "user.authentication.auth_via_IDP"
                && event.succeeded()
                && event.touches(idp)
                && event.concerns(&self.target_login)
        })
    }

    fn source_sign_in(&self) -> Option<Evidence> {
        let signs_in = |event: &LogEvent| {
            let kind = matches!(
                event.event_type.as_str(),
                "user.session.start" | "user.authentication.sso"
            );
            kind && event.succeeded() && event.concerns(self.login)
        };
        let event = Self::last(&self.events.source, signs_in)?;
        Some(proof(
            Side::Source,
            event,
            format!("{} signed in to {}", self.login, self.blueprint.source.name),
        ))
    }

    fn redirect(&self, arrival: Option<&LogEvent>) -> Option<Evidence> {
        let app = self.fact(Fact::Org2OrgAppId);
        let arrival = arrival?;
        let around = |at: Timestamp| (arrival.published - SLACK..=arrival.published + SLACK).contains(&at);
        let sent = Self::last(&self.events.source, |event| {
            event.event_type == "user.authentication.sso"
                && event.touches(app)
                && event.concerns(self.login)
                && around(event.published)
        })?;
        let words = format!(
            "{} was sent on by {} and let in by {} {}",
            self.login,
            self.blueprint.source.name,
            self.blueprint.target.name,
            if sent.published <= arrival.published {
                "right after"
            } else {
                "at the same time"
            },
        );
        Some(proof(Side::Target, arrival, words))
    }

    /// Either log may tell that the user was made; else both orgs name the link between the two users.
    fn provisioning(&self) -> Option<Evidence> {
        let user = self
            .snapshot
            .target
            .test_user
            .as_ref()
            .ok()?
            .as_ref()
            .filter(|user| user.status == "ACTIVE")?;
        let created = Self::last(&self.events.target, |event| {
            event.event_type == "user.lifecycle.create"
                && event.succeeded()
                && event.touches(user.id.as_str())
        });
        let name = &self.blueprint.target.name;
        if let Some(event) = created {
            return Some(proof(
                Side::Target,
                event,
                format!("{} was created in {name} and is active", user.profile.login),
            ));
        }
        let app = self.snapshot.source.app.as_ref()?;
        let assigned = app
            .users
            .as_ref()
            .ok()?
            .iter()
            .find(|assigned| assigned.external_id.as_deref() == Some(user.id.as_str()));
        let linked = self
            .snapshot
            .target
            .linked
            .as_ref()
            .ok()
            .is_some_and(|linked| linked.iter().any(|link| link.id == user.id));
        let words = match assigned {
            Some(assigned) if assigned.sync_state != "ERROR" => {
                format!("{} is active in {name}, pushed by Org2Org", user.profile.login)
            }
            _ if linked => format!(
                "{} is active in {name}, linked to the identity provider",
                user.profile.login
            ),
            _ => return None,
        };
        Some(Evidence {
            at: self.snapshot.taken,
            side: Side::Target,
            words,
            event: None,
        })
    }

    /// The user opened the target app after arriving.
    fn app_sign_in(&self, arrival: Option<&LogEvent>) -> Option<&'a LogEvent> {
        let app = self.fact(Fact::TargetAppId);
        let arrived = arrival?.published - SLACK;
        Self::last(&self.events.target, |event| {
            event.event_type == "user.authentication.sso"
                && event.succeeded()
                && event.touches(app)
                && event.concerns(&self.target_login)
                && event.published >= arrived
        })
    }

    fn assignment(&self, app_sign_in: Option<&LogEvent>) -> Option<Evidence> {
        let label = self.blueprint.target_app.app.label();
        let user = &self.target_login;
        if let Some(event) = app_sign_in {
            return Some(proof(
                Side::Target,
                event,
                format!("{user} has {label} and opened it"),
            ));
        }
        self.snapshot.target.test_assignment.as_ref().ok()?.as_ref()?;
        let words = format!("{user} is assigned to {label}");
        Some(Evidence {
            at: self.snapshot.taken,
            side: Side::Target,
            words,
            event: None,
        })
    }

    fn end_to_end(&self, arrival: Option<&LogEvent>, app: Option<&LogEvent>) -> Option<Evidence> {
        let (_, app) = arrival.zip(app)?;
        let label = self.blueprint.target_app.app.label();
        let words = format!(
            "{} reached {label} by way of {}",
            self.login, self.blueprint.source.name
        );
        Some(proof(Side::Target, app, words))
    }
}
