//! Step 2: the identity provider and whom it lets in. The basic choices come first.

use super::{
    form::{Form, line_ui, mistake},
    more, tell,
};
use crate::{
    federation::blueprint::{MatchOn, Routing, filter_for},
    ui::{
        theme::text,
        widget::{self, Choice, TextField},
        words,
    },
    wizard::{Event, open::domains_in},
};
use egui::Ui;

pub(super) fn form_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let about = format!(
        "How {} recognises people who come from {}",
        form.target(),
        form.source()
    );
    tell::card_ui(ui, "The identity provider", &about, |ui| {
        let field = TextField::new("Name").help("What admins read in the list of identity providers");
        line_ui(
            ui,
            field,
            mistake(form.mistakes, "idp.name"),
            &mut form.draft.idp.name,
        );
        match_ui(ui, form);
        filter_ui(ui, form);
    });
    tell::card_ui(ui, "Where people start", "", |ui| routing_ui(ui, form));
    widget::disclosure(ui, "More choices", |ui| more::form_ui(ui, form));
}

fn match_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let text = "The same person must have the same one in both orgs";
    let choices = [
        Choice {
            value: MatchOn::UserName,
            title: "Okta username",
            text,
        },
        Choice {
            value: MatchOn::Email,
            title: "E-mail address",
            text: "For orgs whose usernames differ",
        },
        Choice {
            value: MatchOn::UserNameOrEmail,
            title: "Either",
            text: "Takes whichever fits; two people could fit, and then the sign-in fails",
        },
    ];
    ui.label(text::small_strong("People are the same if they have the same"));
    widget::radio_cards(ui, "Match on", &mut form.draft.idp.match_on, &choices);
}

fn filter_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let source = form.source();
    let error = mistake(form.mistakes, "idp.user_name_filter");
    let mut filter = form.draft.idp.user_name_filter.clone().unwrap_or_default();
    words::told_ui(
        ui,
        &format!("A [user name filter] decides for whom {source} may vouch."),
    );
    let help = format!(
        "A regular expression. Without one, admins of {source} could sign in as anybody, you included"
    );
    let field = TextField::new("User name filter").mono().help(&help);
    if line_ui(ui, field, error, &mut filter).changed() {
        form.draft.idp.user_name_filter = Some(filter).filter(|filter| !filter.trim().is_empty());
    }
    let suggested = suggested(form);
    if suggested.is_some() && suggested != form.draft.idp.user_name_filter {
        let label = "Use the filter for the domains below";
        if widget::link_button(ui, label).clicked() {
            form.draft.idp.user_name_filter = suggested;
        }
    }
}

fn suggested(form: &Form<'_>) -> Option<String> {
    match &form.draft.routing {
        Routing::Domains { domains, .. } => filter_for(domains),
        Routing::None => None,
    }
}

fn routing_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let (source, target) = (form.source(), form.target());
    let mut on = matches!(form.draft.routing, Routing::Domains { .. });
    let about = format!(
        "A [routing rule] of {target} can send people to {source} as soon as they type their user name."
    );
    words::told_ui(ui, &about);
    let words = format!(
        "Who enters such a user name at {target} is sent to {source}. Everybody else signs in as before"
    );
    let changed = widget::toggle(
        ui,
        &mut on,
        &format!("Send people of {source} there from {target}"),
        &words,
    )
    .changed();
    if changed {
        form.draft.routing = if on { rule(form) } else { Routing::None };
    }
    let Routing::Domains { rule, .. } = &mut form.draft.routing else {
        ui.label(text::small(format!(
            "People start from the dashboard of {source}"
        )));
        return;
    };
    let mut domains = form.open.domains_text.clone();
    let field = TextField::new("Domains")
        .hint("for example acme.example")
        .help("Separated by commas, without @")
        .mono();
    if line_ui(ui, field, mistake(form.mistakes, "routing.domains"), &mut domains).changed() {
        form.outbox.push(Event::Domains(domains));
    }
    let field = TextField::new("Name of the routing rule");
    line_ui(ui, field, mistake(form.mistakes, "routing.rule"), rule);
}

/// The domains as typed stay when the rule is switched off and on again.
fn rule(form: &Form<'_>) -> Routing {
    let domains = domains_in(&form.open.domains_text);
    let rule: String = format!("People of {}", form.draft.source.name)
        .chars()
        .take(100)
        .collect();
    Routing::Domains { rule, domains }
}
