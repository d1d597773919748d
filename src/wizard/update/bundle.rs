//! Support bundles: one is put together and shown before it is saved, another is opened and looked at.

use super::trouble;
use crate::{
    federation::bundle::{Bundle, Level},
    wizard::{
        Effect, RunId, Screen, Wizard,
        bundle::{Content, Handing, Viewed, Written},
        task::Task,
        trouble::Troubleshoot,
    },
};
use std::sync::Arc;

/// Puts everything together that is known now, and shows it.
pub(super) fn make(wizard: &mut Wizard) -> Vec<Effect> {
    let content = known(wizard);
    if matches!(&content, Content::Known { settings: None, sources, .. } if sources.is_empty()) {
        wizard.say(
            "Nothing is known yet: open a connection, or bring what you have",
            true,
        );
        return Vec::new();
    }
    let run = wizard.next_run();
    let before = wizard.bundle.as_ref().and_then(|handing| handing.written.run());
    let back = match (wizard.screen, &wizard.bundle) {
        (Screen::Bundle, Some(handing)) => handing.back,
        (screen, _) => screen,
    };
    let mut handing = Handing {
        level: Level::default(),
        written: Task::Idle,
        back,
    };
    handing.written.begin(run);
    let level = handing.level;
    wizard.bundle = Some(handing);
    wizard.screen = Screen::Bundle;
    let write = Effect::WriteBundle {
        run,
        level,
        content: Box::new(content),
    };
    before.map(Effect::Cancel).into_iter().chain([write]).collect()
}

fn known(wizard: &Wizard) -> Content {
    let open = wizard.open.as_ref();
    Content::Known {
        settings: trouble::settings(wizard).map(Box::new),
        events: open.map(|open| open.events.clone()).unwrap_or_default(),
        logs: trouble::logs(wizard),
        practice: open.is_some_and(|open| open.practice.is_some()),
        sources: wizard.trouble.sources.clone(),
    }
}

/// Shows the same at another level.
pub(super) fn level(wizard: &mut Wizard, level: Level) -> Vec<Effect> {
    let run = wizard.next_run();
    let known = known(wizard);
    let Some(handing) = &mut wizard.bundle else {
        return Vec::new();
    };
    let content = handing
        .written
        .value()
        .map_or(known, |written| Content::Again(Arc::clone(&written.bundle)));
    handing.level = level;
    let before = handing.written.run();
    handing.written.begin(run);
    let write = Effect::WriteBundle {
        run,
        level,
        content: Box::new(content),
    };
    before.map(Effect::Cancel).into_iter().chain([write]).collect()
}

pub(super) fn written(
    wizard: &mut Wizard,
    run: RunId,
    written: Result<Written, crate::advice::Advice>,
) -> Vec<Effect> {
    if let Some(handing) = &mut wizard.bundle {
        handing.written.finish(run, written);
    }
    Vec::new()
}

/// Saves what is shown, and nothing else.
pub(super) fn save(wizard: &Wizard) -> Vec<Effect> {
    let Some(handing) = &wizard.bundle else {
        return Vec::new();
    };
    let shown = handing.written.value().filter(|_| !handing.written.is_running());
    let save = shown.map(|written| Effect::SaveFile {
        name: written.bundle.file_name(written.level),
        bytes: written.text.as_bytes().to_vec(),
    });
    save.into_iter().collect()
}

/// Takes up a bundle that was read; what was open before is closed.
pub(super) fn opened(
    wizard: &mut Wizard,
    run: RunId,
    name: String,
    bundle: Result<Arc<Bundle>, String>,
) -> Vec<Effect> {
    if wizard.trouble.outcome.run() != Some(run) {
        return Vec::new();
    }
    wizard.trouble.pending.clear();
    wizard.trouble.outcome.stop();
    let bundle = match bundle {
        Ok(_) if wizard.is_changing() => {
            Err("Changes are being made: wait for them, then open it".to_owned())
        }
        Ok(bundle) => Ok(bundle),
        Err(why) => Err(format!("{name} cannot be opened: {why}")),
    };
    let bundle = match bundle {
        Ok(bundle) => bundle,
        Err(words) => {
            wizard.say(words, true);
            return Vec::new();
        }
    };
    let mut effects = super::navigation::keep(wizard);
    effects.extend(super::navigation::give_up(wizard));
    effects.extend(wizard.trouble.logs.run().map(Effect::Cancel));
    let viewed = Viewed { name, bundle };
    wizard.open = viewed.open();
    wizard.trouble = Troubleshoot {
        sources: viewed.sources(),
        outcome: Task::Done(viewed.bundle.findings()),
        ..Troubleshoot::default()
    };
    wizard.viewed = Some(viewed);
    wizard.screen = Screen::Troubleshoot;
    effects
}

/// Closes a bundle that is looked at, with everything that came with it.
pub(super) fn close(wizard: &mut Wizard) {
    if wizard.viewed.take().is_some() {
        wizard.trouble = Troubleshoot::default();
        if wizard
            .open
            .as_ref()
            .is_some_and(|open| open.access == crate::wizard::open::Access::Bundle)
        {
            wizard.open = None;
            if matches!(wizard.screen, Screen::Checklist | Screen::Bundle) {
                wizard.screen = Screen::Troubleshoot;
            }
        }
    }
}
