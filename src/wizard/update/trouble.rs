//! Troubleshooting: what is brought is judged at once, by the settings of the open connection where there is one.

use crate::{
    advice::Advice,
    federation::{
        timeline::Logs,
        troubleshoot::{Outcome, Settings},
    },
    wizard::{
        Effect, Open, RunId, Wizard,
        task::Task,
        trouble::{Attempt, Bring, Source, Troubleshoot},
    },
};
use std::sync::Arc;

pub(super) fn type_text(wizard: &mut Wizard, text: String) -> Vec<Effect> {
    wizard.trouble.text = text;
    Vec::new()
}

/// Takes what was pasted, which may as well be the path of a file.
pub(super) fn take_text(wizard: &mut Wizard) -> Vec<Effect> {
    let text = std::mem::take(&mut wizard.trouble.text);
    if text.trim().is_empty() {
        return Vec::new();
    }
    let path = crate::wizard::files::path_in(&text).map(str::to_owned);
    let bring = path.map_or_else(|| Bring::Text(text), Bring::File);
    bring_one(wizard, bring)
}

pub(super) fn bring_file(wizard: &mut Wizard, path: String) -> Vec<Effect> {
    bring_one(wizard, Bring::File(path))
}

/// Whatever is brought while a bundle is looked at begins afresh: the two do not belong together.
fn bring_one(wizard: &mut Wizard, bring: Bring) -> Vec<Effect> {
    super::bundle::close(wizard);
    wizard.trouble.pending.push(bring);
    judge(wizard)
}

/// Puts everything aside.
pub(super) fn clear(wizard: &mut Wizard) -> Vec<Effect> {
    let effects = stop(wizard);
    wizard.trouble = Troubleshoot::default();
    super::bundle::close(wizard);
    effects
}

/// Stops reading what was brought last, and the logs.
pub(super) fn stop(wizard: &mut Wizard) -> Vec<Effect> {
    let trouble = &mut wizard.trouble;
    let runs = [trouble.outcome.run(), trouble.logs.run()];
    trouble.pending.clear();
    trouble.outcome.stop();
    trouble.logs.stop();
    runs.into_iter().flatten().map(Effect::Cancel).collect()
}

/// Somebody comes to the screen: judges again when there is something to judge, and asks for what is not known.
pub(super) fn again(wizard: &mut Wizard) -> Vec<Effect> {
    if wizard.viewed.is_some() {
        // A bundle was judged when it was opened; nothing of it can have become newer.
        return Vec::new();
    }
    let mut effects = super::running::observe_if_unknown(wizard);
    // Logs that end where somebody looked last say nothing of what happened since.
    wizard.trouble.logs_for.take_if(|attempt| attempt.at.is_none());
    effects.extend(by_newer_settings(wizard));
    effects
}

/// Judges again when there is something to judge, by what is known of both orgs now.
pub(super) fn by_newer_settings(wizard: &mut Wizard) -> Vec<Effect> {
    let trouble = &wizard.trouble;
    let nothing = trouble.sources.is_empty() && trouble.pending.is_empty();
    if nothing && settings(wizard).is_none() {
        // What was found in the settings of another connection is none of this one.
        let judging = wizard.trouble.outcome.run();
        wizard.trouble.outcome = Task::Idle;
        return judging.map(Effect::Cancel).into_iter().collect();
    }
    judge(wizard)
}

/// Whatever is still being read is read again together with the rest, and the older reading is stopped.
fn judge(wizard: &mut Wizard) -> Vec<Effect> {
    let run = wizard.next_run();
    let before = wizard.trouble.outcome.run();
    wizard.trouble.outcome.begin(run);
    let judge = Effect::Troubleshoot {
        run,
        sources: wizard.trouble.sources.clone(),
        bring: wizard.trouble.pending.clone(),
        settings: settings(wizard).map(Box::new),
        logs: logs(wizard),
    };
    before.map(Effect::Cancel).into_iter().chain([judge]).collect()
}

/// The logs of the connection that is open; those of another one are nobody's.
pub(super) fn logs(wizard: &Wizard) -> Option<Arc<Logs>> {
    let open = wizard.open.as_ref()?;
    let read = wizard.trouble.logs_for.as_ref()?;
    let logs = wizard
        .trouble
        .logs
        .value()
        .filter(|_| read.connection == open.id)?;
    Some(Arc::clone(logs))
}

/// Reads both logs around the attempt, unless they were read for it already.
fn read_logs_once(wizard: &mut Wizard) -> Vec<Effect> {
    let wanted = wizard
        .open
        .as_ref()
        .filter(|open| open.is_connected() && open.snapshot.value().is_some())
        .map(|open| Attempt {
            connection: open.id.clone(),
            at: wizard.trouble.outcome.value().and_then(|outcome| outcome.attempt),
        });
    if wanted.is_none() || wizard.trouble.logs_for == wanted {
        return Vec::new();
    }
    let at = wanted.as_ref().and_then(|wanted| wanted.at);
    let mut effects: Vec<Effect> = wizard
        .trouble
        .logs
        .run()
        .map(Effect::Cancel)
        .into_iter()
        .collect();
    let run = wizard.next_run();
    wizard.trouble.logs_for = wanted;
    wizard.trouble.logs = Task::Running { run, previous: None };
    effects.push(Effect::ReadLogs { run, at });
    effects
}

/// Reads both logs again.
pub(super) fn read_logs(wizard: &mut Wizard) -> Vec<Effect> {
    wizard.trouble.logs_for = None;
    read_logs_once(wizard)
}

pub(super) fn logs_read(wizard: &mut Wizard, run: RunId, logs: Result<Arc<Logs>, Advice>) -> Vec<Effect> {
    if wizard.trouble.logs.finish(run, logs) && wizard.trouble.logs.failure().is_none() {
        return judge(wizard);
    }
    Vec::new()
}

pub(super) fn settings(wizard: &Wizard) -> Option<Settings> {
    let open = wizard.open.as_ref()?;
    Some(Settings {
        blueprint: Box::new(open.blueprint.clone()?),
        snapshot: Arc::clone(open.snapshot.value()?),
        facts: Open::facts(open).clone(),
        report: open.report.clone(),
    })
}

pub(super) fn judged(
    wizard: &mut Wizard,
    run: RunId,
    sources: Vec<Arc<Source>>,
    outcome: Outcome,
) -> Vec<Effect> {
    if wizard.trouble.outcome.finish(run, Ok(outcome)) {
        wizard.trouble.sources = sources;
        wizard.trouble.pending.clear();
        return read_logs_once(wizard);
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        federation::{
            Side, Snapshot,
            snapshot::{OrgSeen, SourceSeen, TargetSeen},
        },
        wizard::{Event, Screen, update},
    };
    use jiff::Timestamp;

    #[test]
    fn what_is_pasted_is_judged_and_a_path_is_followed() {
        let mut wizard = Wizard::default();
        update(&mut wizard, Event::TroubleText("<Response/>".to_owned()));
        let effects = update(&mut wizard, Event::TakeTrouble);
        assert!(matches!(
            &effects[..],
            [.., Effect::Troubleshoot { bring, settings: None, .. }] if bring[..] == [Bring::Text("<Response/>".to_owned())]
        ));
        assert_eq!(wizard.trouble.text, "");
        update(&mut wizard, Event::TroubleText("/home/jo/login.har".to_owned()));
        let effects = update(&mut wizard, Event::TakeTrouble);
        assert!(matches!(
            &effects[..],
            [.., Effect::Troubleshoot { bring, .. }] if bring.last() == Some(&Bring::File("/home/jo/login.har".to_owned()))
        ));
    }

    #[test]
    fn nothing_pasted_is_nothing_to_judge() {
        let mut wizard = Wizard::default();
        assert!(update(&mut wizard, Event::TakeTrouble).is_empty());
    }

    #[test]
    fn a_dropped_file_is_judged_together_with_one_that_is_still_being_read() {
        let mut wizard = Wizard {
            screen: Screen::Troubleshoot,
            ..Wizard::default()
        };
        update(&mut wizard, Event::Dropped("/tmp/a.har".to_owned()));
        let first = wizard.trouble.outcome.run().unwrap();
        let effects = update(&mut wizard, Event::Dropped("/tmp/b.har".to_owned()));
        assert!(matches!(&effects[..], [.., Effect::Troubleshoot { bring, .. }] if bring.len() == 2));
        let source = Arc::new(Source::new("a.har".to_owned(), Ok(Vec::new())));
        update(
            &mut wizard,
            Event::Troubleshot {
                run: first,
                sources: vec![source],
                outcome: Box::default(),
            },
        );
        assert!(wizard.trouble.sources.is_empty() && wizard.trouble.outcome.is_running());
        let effects = update(&mut wizard, Event::ClearTrouble);
        assert!(matches!(&effects[..], [Effect::Cancel(_)]));
        assert!(!wizard.trouble.outcome.is_running());
    }

    /// A connection whose orgs were looked at.
    fn looked_at(id: &str) -> Open {
        use crate::{federation::preflight::OrgReport, okta::id::OrgId};
        let mut open = Open::new(id.to_owned());
        for (side, address) in [
            (Side::Source, "https://acme.okta.com"),
            (Side::Target, "https://nw.okta.com"),
        ] {
            let form = open.form_mut(side);
            form.address = address.to_owned();
            form.report = Task::Done(OrgReport {
                id: Some(OrgId::from(address)),
                canonical: None,
                name: address.to_owned(),
                identity_engine: None,
                admin: Some("Jo".to_owned()),
                admin_login: None,
                roles: Vec::new(),
                token_expires: None,
                notes: Vec::new(),
            });
        }
        open
    }

    fn judged_at(wizard: &mut Wizard, at: Option<Timestamp>) -> Vec<Effect> {
        let run = RunId(99);
        wizard.trouble.outcome.begin(run);
        let outcome = Outcome {
            attempt: at,
            ..Outcome::default()
        };
        judged(wizard, run, Vec::new(), outcome)
    }

    #[test]
    fn the_logs_are_read_once_for_an_attempt_and_judged_with() {
        let mut wizard = Wizard {
            open: Some(looked_at("c1")),
            ..Wizard::default()
        };
        assert!(
            judged_at(&mut wizard, None).is_empty(),
            "nothing was seen of the orgs"
        );
        wizard.open.as_mut().unwrap().snapshot = Task::Done(Arc::new(nothing_seen()));
        let at: Timestamp = "2026-11-23T10:41:09Z".parse().unwrap();
        let effects = judged_at(&mut wizard, Some(at));
        let [Effect::ReadLogs { run, at: asked }] = effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!(asked, Some(at));
        let logs = Ok(Arc::new(Logs::default()));
        let effects = update(&mut wizard, Event::LogsRead { run, logs });
        assert!(
            matches!(&effects[..], [.., Effect::Troubleshoot { logs: Some(_), .. }]),
            "{effects:?}"
        );
        assert!(judged_at(&mut wizard, Some(at)).is_empty());
        wizard.open = Some(looked_at("c2"));
        let effects = judge(&mut wizard);
        assert!(
            matches!(&effects[..], [.., Effect::Troubleshoot { logs: None, .. }]),
            "another connection"
        );
    }

    #[test]
    fn logs_that_could_not_be_read_are_read_again_on_request_alone() {
        let mut wizard = Wizard {
            open: Some(looked_at("c1")),
            ..Wizard::default()
        };
        wizard.open.as_mut().unwrap().snapshot = Task::Done(Arc::new(nothing_seen()));
        let effects = judged_at(&mut wizard, None);
        let [Effect::ReadLogs { run, .. }] = effects[..] else {
            panic!("{effects:?}")
        };
        let logs = Err(Advice::new("Both orgs have to be connected first", ""));
        assert!(update(&mut wizard, Event::LogsRead { run, logs }).is_empty());
        assert!(judged_at(&mut wizard, None).is_empty());
        assert!(matches!(
            &update(&mut wizard, Event::ReadLogs)[..],
            [Effect::ReadLogs { .. }]
        ));
        let effects = update(&mut wizard, Event::StopTrouble);
        assert!(matches!(&effects[..], [Effect::Cancel(_)]));
    }

    fn nothing_seen() -> Snapshot {
        let missing = || crate::okta::Error::cancelled();
        let org = || OrgSeen {
            well_known: Err(missing()),
            facts: Err(missing()),
            me: Err(missing()),
            roles: Err(missing()),
            tokens: Err(missing()),
            clock_offset: None,
        };
        Snapshot {
            taken: Timestamp::UNIX_EPOCH,
            source: SourceSeen {
                org: org(),
                org2org_apps: Err(missing()),
                app: None,
                test_user: Err(missing()),
            },
            target: TargetSeen {
                org: org(),
                apps: Err(missing()),
                app: None,
                idps: Err(missing()),
                idp_keys: Err(missing()),
                linked: Err(missing()),
                policies: Err(missing()),
                rules: Err(missing()),
                groups: Err(missing()),
                test_user: Err(missing()),
                test_assignment: Err(missing()),
                mapping: None,
                namesakes: None,
            },
            pushes: None,
        }
    }
}
