//! What a real sign-in proved, and where it failed: events of both logs, joined by user, object and time.

use super::{Confidence, Events, Evidence, Finding, ItemId, Severity, checks::sign_on, reasons};
use crate::{
    advice::Advice,
    federation::{Blueprint, Fact, Facts, Snapshot, orgs::Side},
    okta::{
        Doc,
        resource::logs::{LogEvent, Party},
    },
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

    /// Failures that no later success made obsolete.
    fn failures(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        findings.extend(self.refused_at_target());
        findings.extend(self.not_assigned(Side::Source));
        findings.extend(self.not_assigned(Side::Target));
        findings.extend(self.push_failed());
        findings.extend(self.challenged());
        findings
    }

    /// The last push that failed without one that went well afterwards for the same person.
    fn push_failed(&self) -> Option<Finding> {
        let app = self.fact(Fact::Org2OrgAppId);
        let pushes =
            |event: &LogEvent| event.event_type.starts_with("application.provision.") && event.touches(app);
        let mended = |event: &LogEvent| {
            subject(event).is_some_and(|subject| {
                let later = |later: &LogEvent| {
                    let same = pushes(later) && later.touches(&subject.id);
                    same && later.succeeded() && later.published > event.published
                };
                Self::last(&self.events.source, later).is_some()
            })
        };
        let failed = |event: &LogEvent| pushes(event) && event.failed() && !mended(event);
        let own = Self::last(&self.events.source, |event| {
            failed(event) && event.concerns(self.login)
        });
        let event = own.or_else(|| Self::last(&self.events.source, failed))?;
        let subject = subject(event)?;
        let reason = event.outcome.reason.as_deref()?;
        let known = reasons::meaning_of_push(reason)?;
        let name = if subject.kind == "User" {
            &subject.alternate_id
        } else {
            &subject.display_name
        };
        let advice = Advice::new(
            format!("{name} could not be pushed: {}", known.headline),
            format!("{}. Okta's words: {reason}", known.why),
        );
        Some(Finding {
            code: known.code,
            severity: if own.is_some() {
                Severity::Blocks
            } else {
                Severity::MayBlock
            },
            confidence: known.confidence,
            item: known.item,
            side: Side::Source,
            comparison: None,
            advice: advice.then(known.next),
            fix: known.fix.map(str::to_owned),
        })
    }

    /// The target org asked for more than the user could show, and nothing came of it.
    fn challenged(&self) -> Option<Finding> {
        let event = Self::last(&self.events.target, |event| {
            let asks = event.event_type == "policy.evaluate_sign_on" && event.outcome.result == "CHALLENGE";
            asks && event.concerns(&self.target_login)
        })?;
        let app = self.fact(Fact::TargetAppId);
        let passed = Self::last(&self.events.target, |later| {
            let opened =
                later.event_type == "user.authentication.sso" && later.succeeded() && later.touches(app);
            opened && later.concerns(&self.target_login) && later.published > event.published
        });
        if passed.is_some() {
            return None;
        }
        let target = &self.blueprint.target.name;
        let again = sign_on::deciding_rule(self.snapshot, self.facts)
            .is_some_and(|rule| sign_on::asks_every_time(rule));
        let (code, why, next) = if again {
            (
                "reauthentication-asked",
                "Its sign-in policy wants people to prove themselves at every app, and the user has nothing set up there",
                "Allow a sign-in to count for some hours, or send people back to the identity provider for it",
            )
        } else {
            (
                "second-factor-asked",
                "Its sign-in policy wants more than the sign-in at the source org, and the user has nothing set up there",
                "Trust the claims of the identity provider, or ask federated people for one factor only",
            )
        };
        let advice = Advice::new(
            format!("{target} asked {} for a security method", self.target_login),
            why,
        )
        .then(next)
        .see(
            "Open the policies",
            self.blueprint.target.url.admin_page("/admin/authn/policies"),
        );
        Some(Finding {
            code,
            severity: Severity::Blocks,
            confidence: Confidence::Likely,
            item: ItemId::EndToEnd,
            side: Side::Target,
            comparison: None,
            advice,
            fix: None,
        })
    }

    /// Before a user is matched the log cannot name one, so a refusal at our identity provider counts too.
    fn refused_at_target(&self) -> Option<Finding> {
        let idp = self.fact(Fact::IdpId);
        let concerns = |event: &LogEvent| {
            event.concerns(&self.target_login) || event.touches(idp) || !names_a_user(event)
        };
        let event = Self::last(&self.events.target, |event| {
            event.event_type == "user.authentication.auth_via_IDP" && event.failed() && concerns(event)
        })?;
        if self
            .arrival()
            .is_some_and(|arrival| arrival.published > event.published)
        {
            return None;
        }
        let reason = event.outcome.reason.as_deref().unwrap_or_default();
        Some(self.refusal(event, reason))
    }

    fn refusal(&self, event: &LogEvent, reason: &str) -> Finding {
        let target = &self.blueprint.target.name;
        let known = reasons::meaning_of(reason);
        let headline = known.map_or("the sign-in was refused", |meaning| meaning.headline);
        let why = known.map_or("Okta gives a reason that is not known here", |meaning| {
            meaning.why
        });
        let advice = Advice::new(
            format!("{target} refused the sign-in: {headline}"),
            format!("{why}. Okta's words: {reason}"),
        );
        Finding {
            code: known.map_or("sign-in-refused", |meaning| meaning.code),
            severity: reasons::SEVERITY,
            confidence: known.map_or(Confidence::Possible, |meaning| meaning.confidence),
            item: known.map_or(ItemId::Redirect, |meaning| meaning.item),
            side: Side::Target,
            comparison: None,
            advice: known
                .map_or(advice.clone(), |meaning| advice.then(meaning.next))
                .see(
                    "Open the System Log",
                    self.blueprint.target.url.admin_page(&format!(
                        "/report/system_log_2?search=uuid+eq+%22{}%22",
                        event.uuid
                    )),
                ),
            fix: known.and_then(|meaning| meaning.fix).map(str::to_owned),
        }
    }

    fn not_assigned(&self, side: Side) -> Option<Finding> {
        let (events, login, app, label) = match side {
            Side::Source => (
                &self.events.source,
                self.login,
                self.fact(Fact::Org2OrgAppId),
                self.blueprint.org2org.label.as_str(),
            ),
            Side::Target => (
                &self.events.target,
                self.target_login.as_str(),
                self.fact(Fact::TargetAppId),
                self.blueprint.target_app.app.label(),
            ),
        };
        let event = Self::last(events, |event| {
            event.event_type == "app.generic.unauth_app_access_attempt" && event.concerns(login)
        })?;
        let later = Self::last(events, |later| {
            later.event_type == "user.authentication.sso"
                && later.succeeded()
                && later.touches(app)
                && later.published > event.published
        });
        if later.is_some() {
            return None;
        }
        let advice = Advice::new(
            format!("{login} is not assigned to {label}"),
            "Okta shows the page “App Not Assigned” to people who open an app that they do not have",
        )
        .then("Assign the user, or a group of the user's, in step 4");
        let (item, fix) = match side {
            Side::Source => (ItemId::Redirect, None),
            Side::Target => (ItemId::Assignment, Some("assign-target-group".to_owned())),
        };
        Some(Finding {
            code: "user-not-assigned",
            severity: Severity::Blocks,
            confidence: Confidence::Certain,
            item,
            side,
            comparison: None,
            advice,
            fix,
        })
    }
}

fn names_a_user(event: &LogEvent) -> bool {
    event.target.iter().chain([&event.actor]).any(|party| {
        party.kind == "User" && !party.alternate_id.is_empty() && party.alternate_id != "unknown"
    })
}
/// Who or what a push was about.
fn subject(event: &LogEvent) -> Option<&Party> {
    let kinds = ["User", "UserGroup"];
    event
        .target
        .iter()
        .find(|party| kinds.contains(&party.kind.as_str()))
}
