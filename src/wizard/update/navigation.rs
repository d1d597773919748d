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
        to_trouble(wizard);
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

/// Shows why a sign-in fails; the way back leads to where one was.
pub(super) fn to_trouble(wizard: &mut Wizard) {
    if !matches!(wizard.screen, Screen::Troubleshoot | Screen::Bundle) {
        wizard.trouble_from = wizard.screen;
    }
    wizard.screen = Screen::Troubleshoot;
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

pub(super) fn new_connection(wizard: &mut Wizard) -> Vec<Effect> {
    if is_held(wizard) {
        return Vec::new();
    }
    vec![Effect::MakeConnection]
}

pub(super) fn open_connection(wizard: &mut Wizard, saved: Box<Saved>) -> Vec<Effect> {
    if is_held(wizard) {
        return Vec::new();
    }
    vec![Effect::OpenConnection(saved)]
}

pub(super) fn start_practice(wizard: &mut Wizard) -> Vec<Effect> {
    let goes_on = wizard.open.as_ref().is_some_and(|open| open.practice.is_some());
    if goes_on {
        wizard.screen = Screen::Connect;
        return Vec::new();
    }
    if wizard.home.starting_practice || is_held(wizard) {
        return Vec::new();
    }
    wizard.home.starting_practice = true;
    vec![Effect::StartPractice]
}

/// Whether the open connection cannot be left for another one, which is said then: nobody would see any more how its
/// changes end.
fn is_held(wizard: &mut Wizard) -> bool {
    let held = wizard.is_changing();
    if held {
        wizard.say(
            "Changes are being made in the connection that is open: wait for them, or cancel them there",
            true,
        );
    }
    held
}

/// Gives up the open connection: what only reads is stopped, and the clients of both orgs go with it.
pub(super) fn give_up(wizard: &Wizard) -> Vec<Effect> {
    let Some(open) = &wizard.open else {
        return Vec::new();
    };
    let mut effects: Vec<Effect> = open.going_on().into_iter().map(Effect::Cancel).collect();
    if open.practice.is_some() {
        effects.push(Effect::StopPractice);
    }
    effects.push(Effect::Disconnect);
    effects
}

pub(super) fn ask_forget(wizard: &mut Wizard, saved: &Saved) -> Vec<Effect> {
    let is_open = wizard.open.as_ref().is_some_and(|open| open.id == saved.id);
    if is_open && is_held(wizard) {
        return Vec::new();
    }
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
            let mut effects = Vec::new();
            if wizard.open.as_ref().is_some_and(|open| open.id == id) {
                effects = give_up(wizard);
                wizard.open = None;
                wizard.screen = Screen::Home;
            }
            effects.extend([Effect::ForgetConnection(id), Effect::LoadConnections]);
            effects
        }
        Some(Question::Undo) => running::undo(wizard),
        Some(Question::Close) => {
            wizard.may_close = true;
            let mut effects = running::cancel(wizard);
            // The change that goes on is finished first: the end of the run closes the window.
            if !wizard.is_changing() {
                effects.push(Effect::Close);
            }
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
