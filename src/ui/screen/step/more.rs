//! Step 2, the choices that seldom need to be changed.

use super::{
    form::{Form, line_ui, mistake},
    tell,
};
use crate::{
    federation::blueprint::GroupChoice,
    ui::widget::{self, Banner, TextField},
};
use egui::Ui;

pub(super) fn form_ui(ui: &mut Ui, form: &mut Form<'_>) {
    tell::card_ui(ui, "People who are there already", "", |ui| linking_ui(ui, form));
    tell::card_ui(ui, "People who are new", "", |ui| newcomers_ui(ui, form));
    tell::card_ui(ui, "Names", "", |ui| names_ui(ui, form));
}

fn linking_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let target = form.target();
    let idp = &mut form.draft.idp;
    let words = format!("Whoever has an account of the same name in {target} gets into that one");
    widget::toggle(
        ui,
        &mut idp.link_automatically,
        "Link existing people automatically",
        &words,
    );
    if idp.link_automatically {
        let words = format!("An admin of {target} is never taken over from outside. Leave this on");
        widget::toggle(ui, &mut idp.exclude_admins, "Leave admins out", &words);
    }
}

fn newcomers_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let (source, target) = (form.source(), form.target());
    let pushes = form
        .draft
        .provisioning
        .lifecycle()
        .is_some_and(|lifecycle| lifecycle.update);
    let idp = &mut form.draft.idp;
    let words = format!("Who has no account in {target} gets one at the first sign-in");
    widget::toggle(ui, &mut idp.create_users, "Create unknown people", &words);
    let words = format!("Names and addresses are set anew at every sign-in, as {source} sends them");
    widget::toggle(ui, &mut idp.update_profiles, "Overwrite profiles", &words);
    if idp.update_profiles && pushes {
        let words = "Provisioning updates profiles as well, and a sign-in sends less: values could change back and forth";
        Banner::warning("Two sources would write the same profile", words).show(ui);
    }
    group_ui(ui, form);
}

/// A new group, or one that is there.
fn group_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let there = form
        .open
        .options
        .value()
        .map(|options| options.target_groups.clone())
        .unwrap_or_default();
    let mut entries = vec!["A new group"];
    entries.extend(there.iter().map(|(_, name)| name.as_str()));
    let mut at = match &form.draft.idp.group {
        GroupChoice::Existing { id, .. } => there
            .iter()
            .position(|(known, _)| known == id)
            .map_or(0, |at| at + 1),
        GroupChoice::Add { .. } => 0,
    };
    if widget::combo(ui, "Group for everybody who comes in", &mut at, &entries).changed() {
        let chosen = at.checked_sub(1).and_then(|at| there.get(at)).cloned();
        form.draft.idp.group = match chosen {
            Some((id, name)) => GroupChoice::Existing { id, name },
            None => GroupChoice::Add {
                name: format!("{} people", form.draft.source.name),
            },
        };
    }
    if let GroupChoice::Add { name } = &mut form.draft.idp.group {
        let field = TextField::new("Name of the group")
            .help("The app is given to this group, so that everybody has it");
        line_ui(ui, field, mistake(form.mistakes, "idp.group"), name);
    }
}

fn names_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let help = format!("What people of {} read on their dashboard", form.source());
    let field = TextField::new("Name of the Org2Org app").help(&help);
    line_ui(
        ui,
        field,
        mistake(form.mistakes, "org2org.label"),
        &mut form.draft.org2org.label,
    );
    let error = mistake(form.mistakes, "idp.user_name_template");
    let field = TextField::new("User name out of the sign-in")
        .mono()
        .help("In Okta’s expression language");
    line_ui(ui, field, error, &mut form.draft.idp.user_name_template);
}
