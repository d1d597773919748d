//! What changes, before it happens: every action with its org, its values, and the exact call.

use super::frame;
use crate::{
    federation::{
        action::{Change, Step},
        plan::{Effect, Plan, Planned, names},
    },
    ui::{
        theme::{Tokens, measure, text},
        widget::{self, PlanRow},
    },
    wizard::Open,
};
use egui::{Align, FontSelection, Label, RichText, Ui, text::LayoutJob};
use serde_json::Value;

const TITLE: &str = "What changes, before it happens";
/// The most characters of a value; the exact call shows all.
const MOST: usize = 120;

/// The panel beside a page.
pub(super) fn side_ui(ui: &mut Ui, open: &Open, step: Step) {
    widget::heading(ui, TITLE);
    list_ui(ui, open, step);
}

/// The same below the page, where there is no room beside it.
pub(super) fn folded_ui(ui: &mut Ui, open: &Open, step: Step) {
    widget::disclosure(ui, TITLE, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_M;
        list_ui(ui, open, step);
    });
}

fn list_ui(ui: &mut Ui, open: &Open, step: Step) {
    let (Some(plan), Some(blueprint)) = (&open.plan, &open.blueprint) else {
        ui.label(text::small("It is shown here once both orgs were looked at"));
        return;
    };
    let part = plan.up_to(step);
    let names = names(blueprint);
    ui.label(text::body(part.headline(&names)));
    if part.actions.is_empty() {
        ui.label(text::small("Both orgs are as the choices want them"));
        return;
    }
    ui.label(text::small(
        "Everything here can be taken back from the handover page",
    ));
    let (earlier, own): (Vec<&Planned>, Vec<&Planned>) =
        part.actions.iter().partition(|planned| planned.step < step);
    if !earlier.is_empty() {
        widget::section_label(ui, "Left over from earlier steps");
        actions_ui(
            ui,
            &earlier,
            names.of(crate::federation::Side::Source),
            names.of(crate::federation::Side::Target),
        );
        widget::section_label(ui, "In this step");
    }
    actions_ui(ui, &own, &names.source, &names.target);
}

fn actions_ui(ui: &mut Ui, actions: &[&Planned], source: &str, target: &str) {
    for planned in actions {
        let org = if planned.side == crate::federation::Side::Source {
            source
        } else {
            target
        };
        action_ui(ui, planned, org);
    }
}

fn action_ui(ui: &mut Ui, planned: &Planned, org: &str) {
    let kind = match planned.effect {
        Effect::Add(_) => widget::Change::Create,
        Effect::Change(_) => widget::Change::Update,
    };
    let org = frame::cut(org, 20);
    let row = PlanRow::new(frame::side_of(planned.side), &org, kind, &planned.title);
    ui.push_id(&planned.key, |ui| {
        row.show_with(ui, |ui| {
            values_ui(ui, &planned.effect);
            call_ui(ui, planned);
        });
    });
}

fn values_ui(ui: &mut Ui, effect: &Effect) {
    let adds = matches!(effect, Effect::Add(_));
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
        for change in effect.changes() {
            value_ui(ui, change, adds);
        }
    });
}

/// "issuer: (empty) → http://…"; for a new object only what it becomes.
fn value_ui(ui: &mut Ui, change: &Change, adds: bool) {
    let ink = Tokens::of(ui).text;
    let to = shown(change.words, &change.to);
    let words = if adds {
        to
    } else {
        format!("{} → {to}", shown(change.words, &change.from))
    };
    let mut job = LayoutJob::default();
    let style = ui.style().clone();
    let mut add = |words: RichText| words.append_to(&mut job, &style, FontSelection::Default, Align::Center);
    add(text::small(format!("{}  ", change.words)));
    add(text::small(words).color(ink));
    ui.add(Label::new(job).wrap());
}

/// A value as people read it; the exact call has it as Okta does.
fn shown(name: &str, value: &Value) -> String {
    frame::cut(&told(name, value), MOST)
}

fn told(name: &str, value: &Value) -> String {
    match value {
        Value::Null => "(empty)".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => plain(name, text).unwrap_or(text).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => listed(items.iter().map(|item| told(name, item))),
        // Of an object that is pointed at, its identifier tells which; the rest is said by the sentence above.
        Value::Object(members) => match members.get("id") {
            Some(id) => told(name, id),
            None => listed(
                members
                    .iter()
                    .map(|(key, value)| format!("{key} {}", told(key, value))),
            ),
        },
    }
}

fn listed(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        "(none)".to_owned()
    } else {
        words.join(", ")
    }
}

/// Words for the values that are codes of Okta's.
fn plain(name: &str, code: &str) -> Option<&'static str> {
    Some(match (name, code) {
        ("status", "ACTIVE" | "ENABLED") => "active",
        ("status", "INACTIVE" | "DISABLED") => "not active",
        ("groups", "ASSIGN") => "the one below",
        (_, "AUTO" | "ENABLED") => "yes",
        (_, "DISABLED" | "NONE") => "no",
        (_, "SAML_2_0") => "SAML",
        (_, "TOKEN") => "API token",
        (_, "USERNAME" | "${source.login}") => "Okta username",
        (_, "EMAIL" | "${source.email}") => "e-mail address",
        (_, "USERNAME_OR_EMAIL") => "either of them",
        (_, "idpuser.subjectNameId") => "as the source org gives it",
        (_, "dropbox_for_business") => "Dropbox Business",
        (_, "okta_org2org") => "Okta Org2Org",
        _ => return None,
    })
}

fn call_ui(ui: &mut Ui, planned: &Planned) {
    widget::disclosure_about(ui, "Show the exact API call", &planned.title, |ui| {
        let name = format!("{} {}", planned.call.method.as_str(), planned.call.path);
        let body = planned
            .call
            .body
            .as_ref()
            .and_then(|body| serde_json::to_string_pretty(body).ok());
        ui.add(Label::new(text::mono(name)).wrap());
        match body {
            Some(body) => {
                widget::code_block(ui, "Body", &body);
            }
            None => {
                ui.label(text::small("Without a body"));
            }
        }
    });
}

/// How many changes a button would carry out.
pub(super) fn count(plan: Option<&Plan>, step: Step) -> usize {
    plan.map_or(0, |plan| {
        plan.actions.iter().filter(|planned| planned.step <= step).count()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_read_as_people_write_them() {
        for (name, value, words) in [
            ("issuer", Value::Null, "(empty)"),
            ("issuer", json!(""), "(empty)"),
            ("admins left out", json!(true), "yes"),
            ("user names", json!(["a", "b"]), "a, b"),
            ("user names", json!([]), "(none)"),
            ("attempts", json!(3), "3"),
            ("name", json!("Acme people"), "Acme people"),
        ] {
            assert_eq!(shown(name, &value), words, "{name} {value}");
        }
    }

    #[test]
    fn codes_of_okta_read_as_words_and_depend_on_what_they_are_about() {
        for (name, code, words) in [
            ("status", "ENABLED", "active"),
            ("create people", "ENABLED", "yes"),
            ("status", "INACTIVE", "not active"),
            ("link existing people", "AUTO", "yes"),
            ("link existing people", "DISABLED", "no"),
            ("matched with", "USERNAME_OR_EMAIL", "either of them"),
            ("user name format", "${source.login}", "Okta username"),
            ("sign-on", "SAML_2_0", "SAML"),
        ] {
            assert_eq!(shown(name, &json!(code)), words, "{name} {code}");
        }
    }

    #[test]
    fn an_object_is_never_shown_as_json() {
        let providers = json!([{ "type": "SAML2", "id": "0oa7x8y9" }]);
        assert_eq!(shown("sent to", &providers), "0oa7x8y9");
        let other = json!({ "host": "a.example" });
        assert_eq!(shown("x", &other), "host a.example");
        let deep = json!({ "deep": { "on": true } });
        assert_eq!(shown("x", &deep), "deep on yes");
    }

    #[test]
    fn a_long_value_is_cut_where_it_can_be_seen() {
        let shown = shown("name", &json!("x".repeat(500)));
        assert_eq!(shown.chars().count(), MOST);
        assert!(shown.ends_with('…'));
    }
}
