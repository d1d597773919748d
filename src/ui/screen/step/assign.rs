//! Step 4: which groups and people of the source org may use the connection.

use super::{form::Form, frame, tell};
use crate::{
    federation::blueprint::Named,
    ui::{
        theme::{measure, text},
        widget::{self, TextField},
    },
    wizard::Event,
};
use egui::{Id, ScrollArea, Ui};

/// A row of a list: what is chosen or unchosen with it.
struct Entry<T> {
    item: Named<T>,
    title: String,
    detail: String,
    chosen: bool,
}

pub(super) fn form_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let about = format!(
        "Groups are better than single people: who joins the group of {} is let in by itself",
        form.source()
    );
    tell::card_ui(ui, "Who may use the connection", &about, |ui| {
        search_ui(ui, form);
        lists_ui(ui, form);
        ui.label(text::small_strong(summary(form)));
    });
}

fn search_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let id = Id::unique("search for people");
    let mut words: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let help = if form.open.options.is_running() {
        "Looking…"
    } else {
        "The first 50 of each are shown"
    };
    let field = TextField::new("Find groups and people")
        .hint("Beginning of a name")
        .help(help);
    if field.show(ui, &mut words).changed() {
        ui.data_mut(|data| data.insert_temp(id, words.clone()));
        form.outbox.push(Event::Search(words));
    }
    if let Some(advice) = form.open.options.failure() {
        tell::advice_ui(ui, tell::Weight::Warns, advice, form.outbox);
    }
}

fn lists_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let assignments = form.draft.assignments.clone();
    let options = form.open.options.value().cloned().unwrap_or_default();
    let found = options.source_groups.into_iter().map(|(id, name)| Entry {
        chosen: assignments.groups.iter().any(|named| named.id == id),
        title: name.clone(),
        detail: String::new(),
        item: Named { id, name },
    });
    let mut groups = merged(&assignments.groups, found.collect());
    let found = options.people.into_iter().map(|(id, login, name)| Entry {
        chosen: assignments.people.iter().any(|named| named.id == id),
        title: name,
        detail: login.clone(),
        item: Named { id, name: login },
    });
    let mut people = merged(&assignments.people, found.collect());
    if ui.available_width() < measure::STACK_WIDTH {
        list_ui(ui, "Groups", &mut groups);
        list_ui(ui, "People", &mut people);
    } else {
        ui.columns_const(|[left, right]| {
            frame::left_ui(left, |ui| list_ui(ui, "Groups", &mut groups));
            frame::left_ui(right, |ui| list_ui(ui, "People", &mut people));
        });
    }
    let assignments = &mut form.draft.assignments;
    assignments.groups = taken(&assignments.groups, groups);
    assignments.people = taken(&assignments.people, people);
}

/// Those chosen before keep their order, new ones come last.
fn taken<T: Clone + PartialEq>(before: &[Named<T>], entries: Vec<Entry<T>>) -> Vec<Named<T>> {
    let chosen: Vec<Named<T>> = entries
        .into_iter()
        .filter(|entry| entry.chosen)
        .map(|entry| entry.item)
        .collect();
    let is_chosen = |named: &&Named<T>| chosen.iter().any(|other| other.id == named.id);
    let mut all: Vec<Named<T>> = before.iter().filter(is_chosen).cloned().collect();
    let old = all.clone();
    all.extend(
        chosen
            .into_iter()
            .filter(|named| old.iter().all(|other| other.id != named.id)),
    );
    all
}

/// What can be chosen, after what is chosen already and was not found by the search.
fn merged<T: Clone + PartialEq>(chosen: &[Named<T>], found: Vec<Entry<T>>) -> Vec<Entry<T>> {
    let unseen = chosen
        .iter()
        .filter(|named| found.iter().all(|entry| entry.item.id != named.id));
    let mut all: Vec<Entry<T>> = unseen
        .map(|named| Entry {
            item: named.clone(),
            title: named.name.clone(),
            detail: String::new(),
            chosen: true,
        })
        .collect();
    all.extend(found);
    all
}

fn list_ui<T>(ui: &mut Ui, title: &str, entries: &mut [Entry<T>]) {
    ui.label(text::small_strong(title));
    widget::sunken(ui, |ui| {
        if entries.is_empty() {
            ui.label(text::small("Nothing found"));
        }
        let scroll = ScrollArea::vertical()
            .id_salt(title)
            .max_height(measure::LIST_HEIGHT)
            .auto_shrink([false, true]);
        scroll.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = measure::GAP_S;
            for entry in entries {
                widget::checkbox(ui, &mut entry.chosen, &entry.title, &entry.detail);
            }
        });
    });
}

fn summary(form: &Form<'_>) -> String {
    let count =
        |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let assignments = &form.draft.assignments;
    if assignments.groups.is_empty() && assignments.people.is_empty() {
        return "Nobody is chosen yet".to_owned();
    }
    let chosen = [
        (assignments.groups.len(), "group", "groups"),
        (assignments.people.len(), "person", "people"),
    ];
    let words: Vec<String> = chosen
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
    format!("Chosen: {}", words.join(" and "))
}
