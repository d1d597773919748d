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
    wizard.trouble.pending.push(bring);
    judge(wizard)
}

pub(super) fn bring_file(wizard: &mut Wizard, path: String) -> Vec<Effect> {
    wizard.trouble.pending.push(Bring::File(path));
    judge(wizard)
}

/// Puts everything aside.
pub(super) fn clear(wizard: &mut Wizard) -> Vec<Effect> {
    let run = wizard.trouble.outcome.run();
    wizard.trouble = Troubleshoot::default();
    run.map(Effect::Cancel).into_iter().collect()
}

/// Stops reading what was brought last.
pub(super) fn stop(wizard: &mut Wizard) -> Vec<Effect> {
    let run = wizard.trouble.outcome.run();
    wizard.trouble.pending.clear();
    wizard.trouble.outcome.stop();
    run.map(Effect::Cancel).into_iter().collect()
}

/// Judges again when there is something to judge, for instance by newer settings.
pub(super) fn again(wizard: &mut Wizard) -> Vec<Effect> {
    if wizard.trouble.sources.is_empty() && settings(wizard).is_none() {
        return Vec::new();
    }
    judge(wizard)
}

/// Whatever is still being read is read again together with the rest: an older answer is dropped.
fn judge(wizard: &mut Wizard) -> Vec<Effect> {
    let run = wizard.next_run();
    wizard.trouble.outcome.begin(run);
    vec![Effect::Troubleshoot {
        run,
        sources: wizard.trouble.sources.clone(),
        bring: wizard.trouble.pending.clone(),
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
        wizard.trouble.pending.clear();
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
            [Effect::Troubleshoot { bring, settings: None, .. }] if bring[..] == [Bring::Text("<Response/>".to_owned())]
        ));
        assert_eq!(wizard.trouble.text, "");
        update(&mut wizard, Event::TroubleText("/home/jo/login.har".to_owned()));
        let effects = update(&mut wizard, Event::TakeTrouble);
        assert!(matches!(
            &effects[..],
            [Effect::Troubleshoot { bring, .. }] if bring.last() == Some(&Bring::File("/home/jo/login.har".to_owned()))
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
        assert!(matches!(&effects[..], [Effect::Troubleshoot { bring, .. }] if bring.len() == 2));
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
}
