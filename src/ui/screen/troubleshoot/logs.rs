//! Both System Logs around the sign-in as one timeline, and what was changed before it first failed.

use super::super::{Outbox, frame, tell};
use crate::{
    federation::{
        Side,
        timeline::{Change, Changes, Ending, Entry, Reach, Timeline},
    },
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, Banner, Chip},
    },
    wizard::{Event, Open, trouble::Troubleshoot},
};
use egui::{Label, ScrollArea, Ui};

/// Longer lists show one line for each event and scroll.
const MOST_IN_FULL: usize = 60;
/// The most characters of an org's name in a list.
const ORG_CHARS: usize = 18;

/// What was changed before the first failure.
pub(super) fn changes_ui(ui: &mut Ui, timeline: &Timeline, open: Option<&Open>) {
    let Some(changes) = &timeline.changes else {
        return;
    };
    let about = format!(
        "Before the first failure at {}: {}",
        changes.failed.strftime("%H:%M UTC on %-d %b %Y"),
        frame::cut(&changes.failure, 120),
    );
    tell::card_ui(ui, "What changed?", &about, |ui| {
        if changes.related.is_empty() {
            ui.label(text::body("Nothing that concerns this connection"));
        }
        for (at, change) in changes.related.iter().take(MOST_IN_FULL).enumerate() {
            ui.push_id(at, |ui| change_ui(ui, change, open));
        }
        others_changed_ui(ui, changes, open);
        ui.label(text::small(changes.note()));
    });
}

fn others_changed_ui(ui: &mut Ui, changes: &Changes, open: Option<&Open>) {
    if changes.others.is_empty() {
        return;
    }
    let label = match changes.others_count {
        1 => "1 change that names something else".to_owned(),
        many => format!("{many} changes that name something else"),
    };
    widget::disclosure(ui, &label, |ui| {
        let entries: Vec<&Entry> = changes.others.iter().map(|change| &change.entry).collect();
        lines_ui(ui, "other changes", &entries, open);
    });
}

fn change_ui(ui: &mut Ui, change: &Change, open: Option<&Open>) {
    event_ui(ui, &change.entry, open, |ui| {
        ui.label(text::body(&change.entry.words));
        let by = format!("{} · {}", change.lead(), change.actor);
        ui.label(text::small(by));
    });
}

/// The timeline, or why there is none.
pub(super) fn logs_ui(
    ui: &mut Ui,
    trouble: &Troubleshoot,
    timeline: &Timeline,
    open: Option<&Open>,
    outbox: &mut Outbox,
) {
    if let Some(advice) = trouble.logs.failure() {
        tell::advice_ui(ui, tell::Weight::Warns, advice, outbox);
    }
    unread_ui(ui, &timeline.reaches, open, outbox);
    if timeline.is_empty() {
        return;
    }
    tell::card_ui(ui, "Timeline of both System Logs", &window(timeline), |ui| {
        let entries: Vec<&Entry> = timeline.entries.iter().collect();
        if entries.is_empty() {
            ui.label(text::body(
                "Nothing in this time concerns this person or this connection",
            ));
        } else if entries.len() <= MOST_IN_FULL {
            for (at, entry) in entries.iter().enumerate() {
                ui.push_id(at, |ui| entry_ui(ui, entry, open));
            }
        } else {
            lines_ui(ui, "events", &entries, open);
        }
        others_ui(ui, timeline, open);
        for words in timeline.limits() {
            ui.label(text::small(words));
        }
    });
}

/// From when to when, in words.
fn window(timeline: &Timeline) -> String {
    match timeline.from.zip(timeline.until) {
        Some((from, until)) => format!(
            "{} to {}: this person, this app, this identity provider",
            from.strftime("%-d %b %Y, %H:%M:%S"),
            frame::time(until),
        ),
        None => "Everything that was brought".to_owned(),
    }
}

fn others_ui(ui: &mut Ui, timeline: &Timeline, open: Option<&Open>) {
    let label = match timeline.others_count {
        0 => return,
        1 => "1 other in this time".to_owned(),
        many => format!("{many} others in this time"),
    };
    widget::disclosure(ui, &label, |ui| {
        let others: Vec<&Entry> = timeline.others.iter().collect();
        lines_ui(ui, "others", &others, open);
        if timeline.others_count > others.len() {
            let words = format!("The first {} of {}", others.len(), timeline.others_count);
            ui.label(text::small(words));
        }
    });
}

fn unread_ui(ui: &mut Ui, reaches: &[Reach], open: Option<&Open>, outbox: &mut Outbox) {
    for reach in reaches {
        let Some(problem) = &reach.problem else { continue };
        let title = format!(
            "The System Log of {} could not be read",
            org_name(open, reach.side)
        );
        if !open.is_none_or(|open| open.access.has_orgs()) {
            Banner::warning(&title, problem).show(ui);
            continue;
        }
        let again = Banner::warning(&title, problem).show_with(ui, |ui| {
            ui.push_id(&title, |ui| widget::secondary_button(ui, "Read again").clicked())
                .inner
        });
        if again == Some(true) {
            outbox.push(Event::ReadLogs);
        }
    }
}

fn entry_ui(ui: &mut Ui, entry: &Entry, open: Option<&Open>) {
    event_ui(ui, entry, open, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = measure::GAP_S;
            let (icon, tone) = ending(entry.ending);
            icon.show(ui, measure::ICON_SMALL, Tokens::of(ui).shade(tone).text);
            ui.label(text::body(&entry.words));
        });
        if entry.ending != Ending::Good || entry.reason.is_some() {
            let reason = entry
                .reason
                .as_ref()
                .map(|reason| format!(": “{reason}”"))
                .unwrap_or_default();
            ui.label(text::small(format!("{}{reason}", entry.ending.words())));
        }
    })
    .on_hover_text(text::mono(format!("{}\n{}", entry.kind, entry.event)));
}

/// The time, the org, and what is told of it.
fn event_ui(ui: &mut Ui, entry: &Entry, open: Option<&Open>, told: impl FnOnce(&mut Ui)) -> egui::Response {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_M;
        column_ui(ui, measure::TIME_WIDTH, |ui| {
            let time = text::mono(entry.at.strftime("%H:%M:%S").to_string());
            ui.label(time).on_hover_text(entry.at.to_string());
        });
        column_ui(ui, measure::LABEL_WIDTH, |ui| org_ui(ui, open, entry.side));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
            told(ui);
        });
    })
    .response
}

fn column_ui(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(width);
        content(ui);
    });
}

/// One line for each event; only what is visible is laid out.
fn lines_ui(ui: &mut Ui, name: &str, entries: &[&Entry], open: Option<&Open>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt(name)
        .max_height(measure::LIST_HEIGHT)
        .min_scrolled_height(measure::LIST_HEIGHT)
        .auto_shrink([false, true])
        .show_rows(
            ui,
            measure::CHIP_HEIGHT + measure::GAP_XXS,
            entries.len(),
            |ui, rows| {
                for entry in entries.get(rows).unwrap_or_default() {
                    line_ui(ui, entry, open);
                }
            },
        );
}

fn line_ui(ui: &mut Ui, entry: &Entry, open: Option<&Open>) {
    ui.horizontal(|ui| {
        ui.set_height(measure::CHIP_HEIGHT + measure::GAP_XXS);
        ui.spacing_mut().item_spacing.x = measure::GAP_S;
        ui.label(text::mono(entry.at.strftime("%H:%M:%S").to_string()));
        let t = Tokens::of(ui);
        let (icon, colour) = match entry.side {
            Some(Side::Source) => (Icon::SourceOrg, t.source.text),
            Some(Side::Target) => (Icon::TargetOrg, t.target.text),
            None => (Icon::File, t.text_weak),
        };
        icon.show(ui, measure::ICON_SMALL, colour)
            .on_hover_text(org_name(open, entry.side));
        let (icon, tone) = ending(entry.ending);
        icon.show(ui, measure::ICON_SMALL, t.shade(tone).text);
        let reason = entry
            .reason
            .as_ref()
            .map(|reason| format!(": “{reason}”"))
            .unwrap_or_default();
        ui.add(Label::new(text::small(format!("{}{reason}", entry.words))).truncate());
    });
}

fn ending(ending: Ending) -> (Icon, Tone) {
    match ending {
        Ending::Good => (Icon::Check, Tone::Success),
        Ending::Bad => (Icon::Cross, Tone::Danger),
        Ending::Asked => (Icon::Hand, Tone::Warning),
        Ending::Open => (Icon::Info, Tone::Neutral),
    }
}

fn org_name(open: Option<&Open>, side: Option<Side>) -> String {
    match (open, side) {
        (Some(open), Some(side)) => open.org_name(side),
        (None, Some(side)) => format!("the {}", Side::role(side)),
        (_, None) => "one of the orgs".to_owned(),
    }
}

fn org_ui(ui: &mut Ui, open: Option<&Open>, side: Option<Side>) {
    let Some(side) = side else {
        Chip::new(Tone::Neutral, "Org not known")
            .icon(Icon::File)
            .show(ui);
        return;
    };
    let own = frame::side_of(side);
    let name = open.map_or_else(|| own.word().to_owned(), |open| open.org_name(side));
    widget::org_badge(ui, own, &frame::cut(&name, ORG_CHARS));
}
