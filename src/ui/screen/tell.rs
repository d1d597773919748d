//! Advice on screen: what happened, why, what to do next, and the page that helps.

use super::{Outbox, frame};
use crate::{
    advice::{Advice, Link},
    ui::{
        icon::Icon,
        theme::{measure, text},
        widget::{self, Banner, PushButton},
    },
    wizard::Event,
};
use egui::Ui;

/// How grave advice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// One cannot go on.
    Stops,
    /// One should know.
    Warns,
}

/// Advice as a banner.
pub(super) fn advice_ui(ui: &mut Ui, weight: Weight, advice: &Advice, outbox: &mut Outbox) {
    let words = body(advice);
    let banner = match weight {
        Weight::Stops => Banner::danger(&advice.headline, &words),
        Weight::Warns => Banner::warning(&advice.headline, &words),
    };
    match &advice.link {
        Some(link) => {
            banner.show_with(ui, |ui| link_ui(ui, link, outbox));
        }
        None => banner.show(ui),
    }
}

/// Why, and what to do, as lines of one text.
pub(super) fn body(advice: &Advice) -> String {
    let mut lines: Vec<String> = Vec::new();
    if !advice.why.is_empty() {
        lines.push(advice.why.clone());
    }
    lines.extend(advice.next.iter().map(|step| format!("→ {step}")));
    lines.join("\n")
}

/// A button that opens a page in the browser.
pub(super) fn link_ui(ui: &mut Ui, link: &Link, outbox: &mut Outbox) {
    page_ui(ui, &link.label, &link.url, outbox);
}

/// The same for a label and an address.
pub(super) fn page_ui(ui: &mut Ui, label: &str, url: &str, outbox: &mut Outbox) {
    if PushButton::secondary(&frame::cut(label, frame::BUTTON_CHARS))
        .name(label)
        .icon(Icon::External)
        .show(ui)
        .clicked()
    {
        outbox.push(Event::OpenLink(url.to_owned()));
    }
}

/// Numbered steps to be done by hand.
pub(super) fn steps_ui(ui: &mut Ui, steps: &[&str]) {
    for (at, step) in steps.iter().enumerate() {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = measure::GAP_S;
            ui.vertical(|ui| {
                ui.set_width(measure::ICON);
                ui.label(text::small_strong(format!("{}.", at + 1)));
            });
            ui.vertical(|ui| ui.label(text::small(*step)));
        });
    }
}

/// A heading with a text below it, inside a card.
pub(super) fn heading_ui(ui: &mut Ui, title: &str, about: &str) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
        widget::heading(ui, title);
        if !about.is_empty() {
            ui.label(text::small(about));
        }
    });
}

/// A card under a heading.
pub(super) fn card_ui<R>(ui: &mut Ui, title: &str, about: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    widget::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_M;
        heading_ui(ui, title, about);
        ui.push_id(title, content).inner
    })
    .inner
}
