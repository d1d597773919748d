//! Where a sign-in or a push failed, by the events of both logs; what a later success made obsolete is not told.

use super::{SLACK, Story};
use crate::{
    advice::Advice,
    explain,
    federation::{
        Fact,
        orgs::Side,
        resolve,
        verify::{
            Confidence, Finding, ItemId, Severity,
            checks::sign_on,
            reasons::{self, Meaning},
        },
    },
    okta::resource::logs::{LogEvent, Party},
};
use jiff::SignedDuration;

/// Whoever was asked for a security method has so long to show it before nothing is taken to come of it.
const STILL_SIGNING_IN: SignedDuration = SignedDuration::from_mins(2);

impl Story<'_> {
    /// Failures that no later success made obsolete.
    pub(super) fn failures(&self) -> Vec<Finding> {
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
        let reason = event.outcome.reason.as_deref().unwrap_or("none");
        let known = self.meaning_of_push(event, reason);
        let subject = subject(event);
        let name = match subject {
            Some(subject) if subject.kind == "User" => &subject.alternate_id,
            Some(subject) => &subject.display_name,
            None => "Somebody",
        };
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
            advice: known.advice(name, reason),
            fix: known.fix.map(str::to_owned),
        })
    }

    /// A push that is refused for its network looks like one of too small a role; the target org's log tells them apart.
    fn meaning_of_push(&self, event: &LogEvent, reason: &str) -> &'static Meaning {
        let outside = || {
            Self::last(&self.events.target, |other| {
                let kind = other.event_type == "system.api_token.request_outside_allowed_range";
                kind && other.published.duration_since(event.published).abs() <= SLACK
            })
        };
        let group = event.event_type.starts_with("application.provision.group");
        match reasons::meaning_of_push(reason) {
            Some(known) if known.code == "role-too-small" && outside().is_some() => &reasons::TOKEN_NETWORK,
            Some(known) => known,
            None if group => &reasons::UNKNOWN_GROUP_PUSH,
            None => &reasons::UNKNOWN_PUSH,
        }
    }

    /// The target org asked for more than the user could show, and nothing came of it.
    fn challenged(&self) -> Option<Finding> {
        let event = Self::last(&self.events.target, |event| {
            let asks = event.event_type == "policy.evaluate_sign_on" && event.outcome.result == "CHALLENGE";
            asks && event.concerns(&self.target_login)
        })?;
        if self.came_through(event) {
            return None;
        }
        let offset = self.snapshot.target.org.clock_offset.unwrap_or(0);
        let here = event.published - SignedDuration::from_secs(offset);
        let waited = self.snapshot.taken.duration_since(here);
        let rule = sign_on::deciding_rule(self.snapshot, self.facts);
        let code = if rule.is_some_and(|rule| sign_on::asks_every_time(rule)) {
            "reauthentication-asked"
        } else {
            "second-factor-asked"
        };
        let target = &self.blueprint.target.name;
        let page = self.blueprint.target.url.admin_page("/admin/authn/policies");
        let advice = explain::advice(code, "log", &[("target", target), ("user", &self.target_login)])
            .see("Open the policies", page);
        Some(Finding {
            code,
            severity: if waited < STILL_SIGNING_IN {
                Severity::MayBlock
            } else {
                Severity::Blocks
            },
            confidence: Confidence::Likely,
            item: ItemId::EndToEnd,
            side: Side::Target,
            comparison: None,
            advice,
            fix: None,
        })
    }

    /// Whether the person who was asked went on: in the same sign-in, or by opening the app later.
    fn came_through(&self, asked: &LogEvent) -> bool {
        let app = self.fact(Fact::TargetAppId);
        let passed = |later: &LogEvent| {
            let kind = later.event_type.as_str();
            let opened = kind == "user.authentication.sso" && later.touches(app);
            let verified = kind.starts_with("user.authentication.") || kind == "policy.evaluate_sign_on";
            opened || (verified && later.same_sign_in(asked))
        };
        let later = Self::last(&self.events.target, |later| {
            let own = later.concerns(&self.target_login) && later.published > asked.published;
            own && later.succeeded() && passed(later)
        });
        later.is_some()
    }

    /// Before a user is matched the log cannot name one, so a refusal of nobody counts; one of somebody else does not.
    fn refused_at_target(&self) -> Option<Finding> {
        let concerns = |event: &LogEvent| {
            event.concerns(&self.target_login) || event.concerns(self.login) || !names_a_user(event)
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
        Some(self.refusal(event, &event.words()))
    }

    fn refusal(&self, event: &LogEvent, reason: &str) -> Finding {
        let target = &self.blueprint.target.name;
        let known = self.meaning_of_refusal(event, reason);
        let beside = self.failed_beside(event, "user.lifecycle.create");
        let detail = beside.and_then(|event| event.outcome.reason.as_deref());
        let words = detail.map_or_else(|| reason.to_owned(), |detail| format!("{reason}. {detail}"));
        let advice = Advice::new(
            format!("{target} refused the sign-in: {}", known.headline()),
            format!("{}. Okta's words: {words}", known.why()),
        );
        let page = format!("/report/system_log_2?search=uuid+eq+%22{}%22", event.uuid);
        Finding {
            code: known.code,
            severity: reasons::SEVERITY,
            confidence: known.confidence,
            item: known.item,
            side: Side::Target,
            comparison: None,
            advice: known
                .next()
                .iter()
                .fold(advice, Advice::then)
                .see("Open the System Log", self.blueprint.target.url.admin_page(&page)),
            fix: known.fix.map(str::to_owned),
        }
    }

    /// Some reasons say little by themselves; what else was seen then tells which cause it is.
    fn meaning_of_refusal(&self, event: &LogEvent, reason: &str) -> &'static Meaning {
        let known = reasons::meaning_of(reason).unwrap_or(&reasons::UNKNOWN_REFUSAL);
        let read_only = || self.failed_beside(event, "user.lifecycle.jit.error.read_only");
        match known.code {
            "user-not-matched" if self.should_have_been_created() => &reasons::JIT_OFF,
            "not-created" if read_only().is_some() => &reasons::KEPT_ELSEWHERE,
            _ => known,
        }
    }

    fn failed_beside(&self, event: &LogEvent, kind: &str) -> Option<&LogEvent> {
        Self::last(&self.events.target, |other| {
            let then = other.published.duration_since(event.published).abs() <= SLACK;
            other.event_type == kind && other.failed() && then
        })
    }

    /// The provider may create people, and the person is not there.
    fn should_have_been_created(&self) -> bool {
        let idps = self.snapshot.target.idps.as_deref().unwrap_or_default();
        let idp = resolve::idp(idps, &self.blueprint.idp.name, self.facts);
        let creates = idp.is_some_and(|idp| idp.policy_text("/provisioning/action") == Some("AUTO"));
        creates && matches!(self.snapshot.target.test_user, Ok(None))
    }

    fn not_assigned(&self, side: Side) -> Option<Finding> {
        let target_app = self.snapshot.target.app.as_ref().map(|seen| &seen.app);
        let (events, login, app, label, seen) = match side {
            Side::Source => (
                &self.events.source,
                self.login,
                self.fact(Fact::Org2OrgAppId),
                self.blueprint.org2org.label.as_str(),
                self.snapshot.source.app.as_ref().map(|seen| &seen.app),
            ),
            Side::Target => (
                &self.events.target,
                self.target_login.as_str(),
                self.fact(Fact::TargetAppId),
                self.blueprint.target_app.app.label(),
                target_app,
            ),
        };
        // Okta says the same of an app that is switched off or assigned to nobody, which the settings tell.
        let to_nobody = side == Side::Source
            && self.snapshot.source.app.as_ref().is_some_and(|app| {
                app.users.as_ref().is_ok_and(Vec::is_empty) && app.groups.as_ref().is_ok_and(Vec::is_empty)
            });
        if to_nobody || seen.is_some_and(|app| !app.is_active()) {
            return None;
        }
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
        let advice = explain::advice("user-not-assigned", "log", &[("user", login), ("app", label)]);
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
