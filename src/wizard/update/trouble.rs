//! Troubleshooting: what is brought is judged at once, by the settings of the open connection where there is one.

use crate::{
    federation::troubleshoot::{Outcome, Settings},
    wizard::{
        Effect, Open, RunId, Wizard,
        trouble::{Bring, Source, Troubleshoot},
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
    judge(wizard, bring)
}

pub(super) fn bring_file(wizard: &mut Wizard, path: String) -> Vec<Effect> {
    judge(wizard, Bring::File(path))
}

/// Puts everything aside.
pub(super) fn clear(wizard: &mut Wizard) -> Vec<Effect> {
    let run = wizard.trouble.outcome.run();
    wizard.trouble = Troubleshoot::default();
    run.map(Effect::Cancel).into_iter().collect()
}

/// Judges again when there is something to judge, for instance by newer settings.
pub(super) fn again(wizard: &mut Wizard) -> Vec<Effect> {
    if wizard.trouble.sources.is_empty() && settings(wizard).is_none() {
        return Vec::new();
    }
    judge(wizard, Bring::Nothing)
}

fn judge(wizard: &mut Wizard, bring: Bring) -> Vec<Effect> {
    let run = wizard.next_run();
    wizard.trouble.outcome.begin(run);
    vec![Effect::Troubleshoot {
        run,
        sources: wizard.trouble.sources.clone(),
        bring,
        settings: settings(wizard).map(Box::new),
    }]
}

fn settings(wizard: &Wizard) -> Option<Settings> {
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
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wizard::{Event, Screen, update};

    #[test]
    fn what_is_pasted_is_judged_and_a_path_is_followed() {
        let mut wizard = Wizard::default();
        update(&mut wizard, Event::TroubleText("<Response/>".to_owned()));
        let effects = update(&mut wizard, Event::TakeTrouble);
        assert!(matches!(
            &effects[..],
            [Effect::Troubleshoot { bring: Bring::Text(text), settings: None, .. }] if text == "<Response/>"
        ));
        assert_eq!(wizard.trouble.text, "");
        update(&mut wizard, Event::TroubleText("/home/jo/login.har".to_owned()));
        let effects = update(&mut wizard, Event::TakeTrouble);
        assert!(matches!(
            &effects[..],
            [Effect::Troubleshoot { bring: Bring::File(path), .. }] if path == "/home/jo/login.har"
        ));
    }

    #[test]
    fn nothing_pasted_is_nothing_to_judge() {
        let mut wizard = Wizard::default();
        assert!(update(&mut wizard, Event::TakeTrouble).is_empty());
    }

    #[test]
    fn a_dropped_file_is_judged_and_an_older_answer_is_dropped() {
        let mut wizard = Wizard {
            screen: Screen::Troubleshoot,
            ..Wizard::default()
        };
        update(&mut wizard, Event::Dropped("/tmp/a.har".to_owned()));
        let first = wizard.trouble.outcome.run().unwrap();
        update(&mut wizard, Event::Dropped("/tmp/b.har".to_owned()));
        let source = Arc::new(Source {
            name: "a.har".to_owned(),
            documents: Vec::new(),
            problem: None,
        });
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
}
