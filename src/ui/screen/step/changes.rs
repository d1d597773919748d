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
    ui.label(text::heading(TITLE));
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
    let to = shown(&change.to);
    let words = if adds {
        to
    } else {
        format!("{} → {to}", shown(&change.from))
    };
    let mut job = LayoutJob::default();
    let style = ui.style().clone();
    let mut add = |words: RichText| words.append_to(&mut job, &style, FontSelection::Default, Align::Center);
    add(text::small(format!("{}  ", change.words)));
    add(text::small(words).color(ink));
    ui.add(Label::new(job).wrap());
}

/// A value as people read it.
fn shown(value: &Value) -> String {
    let words = match value {
        Value::Null => "(empty)".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => items
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(", "),
        other => other.to_string(),
    };
    frame::cut(&words, MOST)
}

fn call_ui(ui: &mut Ui, planned: &Planned) {
    widget::disclosure(ui, "Show the exact API call", |ui| {
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
        assert_eq!(shown(&Value::Null), "(empty)");
        assert_eq!(shown(&json!(true)), "yes");
        assert_eq!(shown(&json!(["a", "b"])), "a, b");
        assert_eq!(shown(&json!({ "type": "SAML2" })), "{\"type\":\"SAML2\"}");
    }
}
