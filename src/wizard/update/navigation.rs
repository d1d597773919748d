//! Going from screen to screen, questions and settings.

use super::running;
use crate::wizard::{
    Effect, Preferences, Question, Screen, Wizard,
    open::Access,
    rail::{self, Standing},
    saved::Saved,
};

pub(super) fn go(wizard: &mut Wizard, screen: Screen) -> Vec<Effect> {
    if screen == Screen::Troubleshoot {
        wizard.screen = screen;
        return super::trouble::again(wizard);
    }
    if screen == Screen::Bundle {
        return Vec::new();
    }
    if matches!(screen, Screen::Home | Screen::Settings) {
        return leave(wizard, screen);
    }
    let Some(open) = &mut wizard.open else {
        return Vec::new();
    };
    let places = rail::steps(open).into_iter().chain(rail::extras(open));
    let blocked = places
        .into_iter()
        .any(|place| place.screen == screen && matches!(place.standing, Standing::Blocked(_)));
    if blocked {
        return Vec::new();
    }
    if let (Screen::Step(step), true) = (screen, open.blueprint.is_some()) {
        open.reached = open.reached.max(Some(step));
    }
    wizard.screen = screen;
    let mut effects = keep(wizard);
    effects.extend(running::observe_if_unknown(wizard));
    effects
}

/// Going home closes nothing that runs: a run goes on and is seen again on coming back.
fn leave(wizard: &mut Wizard, screen: Screen) -> Vec<Effect> {
    wizard.screen = screen;
    let mut effects = keep(wizard);
    effects.push(Effect::LoadConnections);
    effects
}

/// Practice orgs end with the program, and a bundle is a file of its own: there is nothing to keep of them.
pub(super) fn keep(wizard: &Wizard) -> Vec<Effect> {
    let Some(open) = &wizard.open else {
        return Vec::new();
    };
    if open.practice.is_some() || open.access == Access::Bundle {
        return Vec::new();
    }
    vec![Effect::KeepConnection(Box::new(open.to_saved()))]
}

pub(super) fn start_practice(wizard: &mut Wizard) -> Vec<Effect> {
    let goes_on = wizard.open.as_ref().is_some_and(|open| open.practice.is_some());
    if goes_on {
        wizard.screen = Screen::Connect;
        return Vec::new();
    }
    wizard.home.starting_practice = true;
    vec![Effect::StartPractice]
}

pub(super) fn ask_forget(wizard: &mut Wizard, saved: &Saved) -> Vec<Effect> {
    let (source, target) = saved.names();
    wizard.question = Some(Question::Forget {
        id: saved.id.clone(),
        name: format!("{source} → {target}"),
    });
    Vec::new()
}

pub(super) fn yes(wizard: &mut Wizard) -> Vec<Effect> {
    match wizard.question.take() {
        Some(Question::Forget { id, .. }) => {
            if wizard.open.as_ref().is_some_and(|open| open.id == id) {
                wizard.open = None;
            }
            vec![Effect::ForgetConnection(id), Effect::LoadConnections]
        }
        Some(Question::Undo) => running::undo(wizard),
        Some(Question::Close) => {
            wizard.may_close = true;
            let mut effects = running::cancel(wizard);
            effects.push(Effect::Close);
            effects
        }
        Some(Question::SaveAs(file)) => super::files::save(wizard, file),
        None => Vec::new(),
    }
}

pub(super) fn no(wizard: &mut Wizard) -> Vec<Effect> {
    wizard.question = None;
    Vec::new()
}

pub(super) fn prefer(wizard: &mut Wizard, preferences: Preferences) -> Vec<Effect> {
    wizard.preferences = preferences.clone();
    vec![Effect::KeepPreferences(preferences)]
}

pub(super) fn close_requested(wizard: &mut Wizard) -> Vec<Effect> {
    if wizard.is_changing() && !wizard.may_close {
        wizard.question = Some(Question::Close);
        return Vec::new();
    }
    wizard.may_close = true;
    let mut effects = keep(wizard);
    effects.push(Effect::Close);
    effects
}

pub(super) fn dismiss_toast(wizard: &mut Wizard) -> Vec<Effect> {
    wizard.toast = None;
    Vec::new()
}
