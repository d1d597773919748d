//! A finding: what is wrong, both values, what to do, where it stands, and the text for whoever can set it right.

use super::{
    super::{Outbox, checklist, frame},
    documents,
};
use crate::{
    federation::{Side, troubleshoot::Trouble, verify::Severity},
    ui::{
        icon::Icon,
        widget::{self, Compared, FindingCard, PushButton},
    },
    wizard::{Event, Open, Screen, trouble::Troubleshoot},
};
use egui::Ui;

pub(super) fn trouble_ui(
    ui: &mut Ui,
    trouble: &Troubleshoot,
    one: &Trouble,
    open: Option<&Open>,
    outbox: &mut Outbox,
) {
    let detail = format!("{} · {}", place(trouble, one), one.code);
    let mut card = FindingCard::new(severity(one.severity), &one.advice.headline)
        .detail(&detail)
        .steps(&one.advice.next)
        .why(&one.advice.why);
    if let Some(both) = &one.comparison {
        card = card.compared(Compared {
            left_label: &both.sent_label,
            left: &both.sent,
            right_label: &both.expected_label,
            right: &both.expected,
            told: one.difference.is_some(),
        });
    }
    let planned = open.and_then(|open| Some((open, checklist::fix(open, one.fix.as_deref())?)));
    let seen = one.place.is_some() && one.document.is_some();
    if planned.is_none() && !seen && one.hand_over.is_none() {
        return card.show(ui);
    }
    card.show_with(ui, |ui| {
        if let Some((open, planned)) = planned
            && checklist::fix_button_ui(ui, open, planned)
        {
            // What goes on is seen on the checklist.
            outbox.extend([Event::Go(Screen::Checklist), Event::Apply(planned.step)]);
        }
        show_ui(ui, one);
        hand_over_ui(ui, one, open, outbox);
    });
}

/// Where it was seen, in words.
fn place(trouble: &Troubleshoot, one: &Trouble) -> String {
    let Some(document) = one.document else {
        return "In the settings of the orgs".to_owned();
    };
    let name = trouble.source_of(document).unwrap_or_default();
    let place = one.line_column;
    let place = place.map(|(line, column)| format!(", line {line}, column {column}"));
    format!("In {}{}", frame::cut(name, 60), place.unwrap_or_default())
}

fn show_ui(ui: &mut Ui, one: &Trouble) {
    let Some((document, place)) = one.document.zip(one.place.clone()) else {
        return;
    };
    let name = format!("Show in document: {}", one.code);
    if PushButton::secondary("Show in document")
        .icon(Icon::Eye)
        .name(&name)
        .show(ui)
        .clicked()
    {
        documents::show(ui, document, place);
    }
}

fn hand_over_ui(ui: &mut Ui, one: &Trouble, open: Option<&Open>, outbox: &mut Outbox) {
    let Some((side, words)) = one.side.zip(one.hand_over.as_ref()) else {
        return;
    };
    let org = open.map_or_else(|| format!("the {}", Side::role(side)), |open| open.org_name(side));
    let label = format!("Copy text for the admin of {}", frame::cut(&org, 24));
    let name = format!("{label}: {}", one.code);
    if PushButton::link(&label)
        .icon(Icon::Copy)
        .name(&name)
        .show(ui)
        .clicked()
    {
        outbox.push(Event::Copy(words.clone()));
    }
}

fn severity(severity: Severity) -> widget::Severity {
    match severity {
        Severity::Blocks => widget::Severity::Blocks,
        Severity::MayBlock => widget::Severity::MayBlock,
        Severity::Note => widget::Severity::Note,
    }
}
