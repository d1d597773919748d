//! Step 1: which app, what people are called in it, and whether Okta keeps its accounts.

use super::{
    form::{Form, lifecycle_ui, line_ui, mistake},
    pages, tell,
};
use crate::{
    federation::{
        Side,
        blueprint::{AppChoice, Lifecycle},
        console,
        suggest::DROPBOX,
    },
    ui::{
        icon::Icon,
        theme::text,
        widget::{self, Choice, PushButton, TextField},
    },
    wizard::{Event, Open},
};
use egui::Ui;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Add,
    Existing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum UserName {
    Login,
    Email,
    Other,
}

const EXISTING: &str = "Use an app that is there";
const LOGIN: &str = "${source.login}";
const EMAIL: &str = "${source.email}";

pub(super) fn form_ui(ui: &mut Ui, form: &mut Form<'_>) {
    tell::card_ui(ui, "The app", "", |ui| app_ui(ui, form));
    tell::card_ui(
        ui,
        "What people are called in it",
        "It must be the same name as in the app itself",
        |ui| {
            user_name_ui(ui, form);
        },
    );
    tell::card_ui(ui, "Accounts in the app", "", |ui| accounts_ui(ui, form));
}

fn app_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let target = form.target();
    let was = match &form.draft.target_app.app {
        AppChoice::Add { .. } => Which::Add,
        AppChoice::Existing { .. } => Which::Existing,
    };
    let mut which = was;
    let there = format!("Any app of {target} that signs people in with SAML");
    let choices = [
        Choice {
            value: Which::Add,
            title: "Add Dropbox Business",
            text: "From Okta’s catalogue; if it is there already, that one is taken",
        },
        Choice {
            value: Which::Existing,
            title: EXISTING,
            text: &there,
        },
    ];
    if widget::radio_cards(ui, "Target app", &mut which, &choices) {
        choose_ui(form, which);
    }
    match which {
        Which::Add => label_ui(ui, form),
        Which::Existing => existing_ui(ui, form),
    }
    widget::disclosure(ui, "Another app of Okta’s catalogue", |ui| {
        catalogue_ui(ui, form);
    });
}

/// No interface of Okta's lists its catalogue, or says what an app of it needs: so it is added in the console, where
/// each app asks for what it needs, and chosen here.
fn catalogue_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let target = form.target();
    let steps = [
        format!("Open the app catalogue of {target}, find the app, and press “Add Integration”"),
        "Fill in what the app asks for, and choose SAML 2.0 as its sign-on method".to_owned(),
        format!("Come back, press “Look for apps again”, and choose it under “{EXISTING}”"),
    ];
    tell::steps_ui(ui, &steps.each_ref().map(String::as_str));
    let url = console::catalogue(&form.draft.target.url);
    widget::actions(ui, |ui| {
        let open = PushButton::secondary("Open the app catalogue")
            .icon(Icon::External)
            .blocked(pages::no_console(form.open, Side::Target));
        if open.show(ui).clicked() {
            form.outbox.push(Event::OpenLink(url));
        }
        let again = PushButton::secondary("Look for apps again").blocked(looking_reason(form.open));
        if again.show(ui).clicked() {
            form.outbox.push(Event::Search(String::new()));
        }
    });
}

fn looking_reason(open: &Open) -> Option<&'static str> {
    if open.options.is_running() {
        Some("Looking for apps")
    } else {
        (!open.is_connected()).then_some("Connect both orgs first")
    }
}

/// Changes to the other kind; with no app there is nothing to change to.
fn choose_ui(form: &mut Form<'_>, which: Which) {
    let first = form
        .open
        .options
        .value()
        .and_then(|options| options.target_apps.first());
    form.draft.target_app.app = match (which, first) {
        (Which::Existing, Some((id, label))) => AppChoice::Existing {
            id: id.clone(),
            label: label.clone(),
        },
        _ => AppChoice::Add {
            name: DROPBOX.to_owned(),
            label: "Dropbox Business".to_owned(),
        },
    };
}

fn label_ui(ui: &mut Ui, form: &mut Form<'_>) {
    if let AppChoice::Add { label, .. } = &mut form.draft.target_app.app {
        let field = TextField::new("Name on the dashboard").help("What people read below its tile");
        line_ui(ui, field, mistake(form.mistakes, "target_app.label"), label);
    }
    let none = form
        .open
        .options
        .value()
        .is_some_and(|options| options.target_apps.is_empty());
    if none {
        ui.label(text::small("There is no other app with SAML to choose yet"));
    }
}

fn existing_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let AppChoice::Existing { id, label } = &form.draft.target_app.app else {
        return;
    };
    let mut apps = form
        .open
        .options
        .value()
        .map(|options| options.target_apps.clone())
        .unwrap_or_default();
    if !apps.iter().any(|(known, _)| known == id) {
        apps.insert(0, (id.clone(), label.clone()));
    }
    let mut at = apps.iter().position(|(known, _)| known == id).unwrap_or_default();
    let labels: Vec<&str> = apps.iter().map(|(_, label)| label.as_str()).collect();
    if widget::combo(ui, "App", &mut at, &labels).changed()
        && let Some((id, label)) = apps.get(at)
    {
        form.draft.target_app.app = AppChoice::Existing {
            id: id.clone(),
            label: label.clone(),
        };
    }
}

fn user_name_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let template = &mut form.draft.target_app.user_name_template;
    let mut chosen = match template.as_deref() {
        Some(LOGIN) => UserName::Login,
        Some(EMAIL) => UserName::Email,
        _ => UserName::Other,
    };
    let choices = [
        Choice {
            value: UserName::Login,
            title: "Okta username",
            text: "What people type to sign in to Okta",
        },
        Choice {
            value: UserName::Email,
            title: "E-mail address",
            text: "For apps that know people by their address",
        },
        Choice {
            value: UserName::Other,
            title: "Leave it as it is",
            text: "Nothing is changed about it",
        },
    ];
    if widget::radio_cards(ui, "User name format", &mut chosen, &choices) {
        *template = match chosen {
            UserName::Login => Some(LOGIN.to_owned()),
            UserName::Email => Some(EMAIL.to_owned()),
            UserName::Other => None,
        };
    }
}

fn accounts_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let (target, app) = (form.target(), form.draft.target_app.app.label().to_owned());
    let mut on = form.draft.target_app.provisioning.is_some();
    let words = format!(
        "Works once the provisioning of {app} is connected, which is done by hand in its Provisioning tab. Until then \
         accounts have to be made in {app} itself"
    );
    if widget::toggle(
        ui,
        &mut on,
        &format!("Let {target} keep the accounts in {app}"),
        &words,
    )
    .changed()
    {
        form.draft.target_app.provisioning = on.then_some(Lifecycle::ALL);
    }
    if let Some(lifecycle) = &mut form.draft.target_app.provisioning {
        ui.indent("lifecycle", |ui| lifecycle_ui(ui, lifecycle, &target, &app));
    }
}
