//! Step 5: whose sign-in proves it, and the watch on both System Logs.

use super::{form::Form, frame, journey, played, tell};
use crate::{
    ui::{
        icon::Icon,
        widget::{self, PushButton, Status, TaskRow},
    },
    wizard::{Event, Screen, open::Watching},
};
use egui::Ui;

pub(super) fn form_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let about = format!(
        "Somebody of {} who is assigned and is no admin of {}",
        form.source(),
        form.target()
    );
    tell::card_ui(ui, "The test user", &about, |ui| user_ui(ui, form));
    sign_in_ui(ui, form);
    played::stages_ui(ui, form.open);
    journey::journey_ui(ui, form);
}

fn user_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let options = form
        .open
        .options
        .value()
        .map(|options| options.people.clone())
        .unwrap_or_default();
    let mut logins: Vec<String> = options.iter().map(|(_, login, _)| login.clone()).collect();
    let mut shown: Vec<String> = options
        .iter()
        .map(|(_, login, name)| format!("{name} · {login}"))
        .collect();
    if let Some(kept) = form
        .draft
        .test_user
        .as_ref()
        .filter(|login| !logins.contains(login))
    {
        logins.insert(0, kept.clone());
        shown.insert(0, kept.clone());
    }
    let mut entries = vec!["Choose a person"];
    entries.extend(shown.iter().map(String::as_str));
    let chosen = form
        .draft
        .test_user
        .as_ref()
        .and_then(|kept| logins.iter().position(|login| login == kept));
    let mut at = chosen.map_or(0, |at| at + 1);
    if widget::combo(ui, "Person", &mut at, &entries).changed() {
        form.draft.test_user = at.checked_sub(1).and_then(|at| logins.get(at)).cloned();
    }
    password_ui(ui, form);
}

/// The passwords of practice people are no secrets, and nobody could know them otherwise.
fn password_ui(ui: &mut Ui, form: &Form<'_>) {
    let Some((card, login)) = form.open.practice.as_ref().zip(form.draft.test_user.as_ref()) else {
        return;
    };
    if let Some((_, password)) = card.people.iter().find(|(known, _)| known == login) {
        widget::copy_row(ui, "Practice password", password);
    }
}

fn sign_in_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let idle = form.open.watch.is_none() && !form.open.sign_in.is_running();
    let about = if idle {
        "The browser opens the Org2Org tile. Use a private window, so that no other sign-in gets in the way"
    } else {
        ""
    };
    tell::card_ui(ui, "The test sign-in", about, |ui| match &form.open.watch {
        _ if form.open.sign_in.is_running() => played::playing_ui(ui, form.outbox),
        Some(watch) => watching_ui(ui, form, &watch.clone()),
        None => start_ui(ui, form),
    });
}

fn start_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let blocked = blocked(form);
    widget::actions(ui, |ui| {
        let start = PushButton::primary("Start a test sign-in")
            .icon(Icon::External)
            .blocked(blocked);
        if start.show(ui).clicked() {
            form.outbox.push(Event::StartSignIn);
        }
        if form.open.practice.is_some() {
            let play = PushButton::secondary("Play the sign-in here")
                .icon(Icon::Play)
                .blocked(blocked);
            if play.show(ui).clicked() {
                form.outbox.push(Event::PlaySignIn);
            }
        }
    });
}

fn blocked(form: &Form<'_>) -> Option<&'static str> {
    let app = form
        .open
        .snapshot
        .value()
        .and_then(|snapshot| snapshot.source.app.as_ref());
    if form.draft.test_user.is_none() {
        Some("Choose the test user first")
    } else if app.is_none() {
        Some("The Org2Org app of step 2 is not there yet")
    } else if form.open.sign_in.is_running() {
        Some("The sign-in is being played")
    } else {
        (!form.open.is_connected()).then_some("Connect both orgs first")
    }
}

fn watching_ui(ui: &mut Ui, form: &mut Form<'_>, watch: &Watching) {
    let look = watch.last_look.map_or_else(
        || "Looking for the first time…".to_owned(),
        |at| format!("Last look at {}", frame::time(at)),
    );
    let detail = format!(
        "Sign in as {} now. {look}",
        form.draft.test_user.as_deref().unwrap_or("the test user")
    );
    TaskRow::new(Status::Watching, "Watching both System Logs")
        .detail(&detail)
        .show_bare(ui);
    if let Some(trouble) = &watch.trouble {
        tell::advice_ui(ui, tell::Weight::Warns, trouble, form.outbox);
    }
    widget::actions(ui, |ui| {
        if PushButton::secondary("Open the sign-in again")
            .icon(Icon::External)
            .show(ui)
            .clicked()
        {
            form.outbox.push(Event::StartSignIn);
        }
        if PushButton::secondary("Stop watching").show(ui).clicked() {
            form.outbox.push(Event::StopWatching);
        }
        if widget::link_button(ui, "Go to the checklist").clicked() {
            form.outbox.push(Event::Go(Screen::Checklist));
        }
    });
}
