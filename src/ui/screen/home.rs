//! The first screen: three ways in, and the connections that were saved.

use super::{Outbox, frame, tell};
use crate::{
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, Banner, Chip, EmptyState, PushButton},
    },
    wizard::{Event, Open, Screen, Wizard, bundle::Viewed, home::Health, saved::Saved},
};
use egui::{Align, Layout, Ui, vec2};

pub(super) fn home_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    widget::top_bar(
        ui,
        |ui| {
            widget::heading(ui, "Org2Org Setup");
        },
        |ui| {
            if PushButton::secondary("Settings")
                .icon(Icon::Settings)
                .show(ui)
                .clicked()
            {
                outbox.push(Event::Go(Screen::Settings));
            }
        },
    );
    frame::lone_page_ui(ui, |ui| {
        widget::page_header(ui, "What would you like to do?", "");
        ways_ui(ui, wizard, outbox);
        ui.add_space(measure::GAP_S);
        list_ui(ui, wizard, outbox);
    });
}

fn ways_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_L;
        ui.columns_const(|[left, middle, right]| {
            frame::left_ui(left, |ui| set_up_ui(ui, outbox));
            frame::left_ui(middle, |ui| fix_ui(ui, outbox));
            frame::left_ui(right, |ui| practise_ui(ui, wizard, outbox));
        });
    });
}

fn way_ui(ui: &mut Ui, icon: Icon, title: &str, about: &str, button: impl FnOnce(&mut Ui)) {
    widget::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        let colour = Tokens::of(ui).accent;
        icon.show(ui, measure::ICON_LARGE, colour);
        ui.add_space(measure::GAP_XS);
        widget::heading(ui, title);
        ui.scope(|ui| {
            ui.set_min_height(3.0 * measure::LEADING_SMALL);
            ui.label(text::small(about));
        });
        ui.add_space(measure::GAP_S);
        button(ui);
    });
}

fn set_up_ui(ui: &mut Ui, outbox: &mut Outbox) {
    let about = "Let people from one Okta org use apps in another. Five guided steps, about 15 minutes";
    way_ui(ui, Icon::Plug, "Set up a connection", about, |ui| {
        let start = PushButton::primary("Start").name("Start: set up a connection");
        if start.show(ui).clicked() {
            outbox.push(Event::NewConnection);
        }
    });
}

fn fix_ui(ui: &mut Ui, outbox: &mut Outbox) {
    let about =
        "Bring a SAML response, a recording of the browser or an error text, and get the cause and the fix";
    way_ui(ui, Icon::Wrench, "Fix a broken sign-in", about, |ui| {
        let fix = PushButton::secondary("Troubleshoot").name("Troubleshoot: fix a broken sign-in");
        if fix.show(ui).clicked() {
            outbox.push(Event::Go(Screen::Troubleshoot));
        }
    });
}

fn practise_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    let about = "Two imitated orgs on this computer. Nothing leaves it, and nothing real is changed";
    way_ui(ui, Icon::Flask, "Practise first", about, |ui| {
        let starting = wizard.home.starting_practice;
        let (label, reason) = if starting {
            ("Starting…", Some("The practice orgs are being started"))
        } else {
            ("Open practice orgs", None)
        };
        let name = format!("{label}: practise first");
        let button = PushButton::secondary(label).name(&name).blocked(reason);
        if button.show(ui).clicked() {
            outbox.push(Event::StartPractice);
        }
    });
}

fn list_ui(ui: &mut Ui, wizard: &Wizard, outbox: &mut Outbox) {
    widget::section_label(ui, "Your connections");
    damaged_ui(ui, &wizard.home.damaged);
    if let Some(advice) = wizard.home.connections.failure() {
        tell::advice_ui(ui, tell::Weight::Warns, advice, outbox);
    }
    let open = wizard.open.as_ref();
    if let Some(open) = open.filter(|open| open.practice.is_some()) {
        practice_row_ui(ui, open, outbox);
    }
    if let Some((viewed, open)) = wizard.viewed.as_ref().zip(open) {
        viewed_row_ui(ui, viewed, open, outbox);
    }
    match wizard.home.connections.value() {
        None => {
            ui.label(text::weak("Looking for saved connections…"));
        }
        Some(found) if found.is_empty() && open.is_none() => empty_ui(ui),
        Some(found) => {
            for saved in found {
                ui.push_id(&saved.id, |ui| saved_row_ui(ui, saved, open, outbox));
            }
        }
    }
}

fn damaged_ui(ui: &mut Ui, damaged: &[String]) {
    if damaged.is_empty() {
        return;
    }
    let title = match damaged.len() {
        1 => "A saved connection could not be read".to_owned(),
        many => format!("{many} saved connections could not be read"),
    };
    Banner::warning(&title, &damaged.join("\n")).show(ui);
}

fn empty_ui(ui: &mut Ui) {
    widget::card(ui, |ui| {
        EmptyState {
            icon: Icon::Plug,
            title: "No connections yet",
            text: "A connection joins two orgs: people sign in to one and use the apps of the other",
        }
        .show(ui, |_| {});
    });
}

fn saved_row_ui(ui: &mut Ui, saved: &Saved, open: Option<&Open>, outbox: &mut Outbox) {
    let (source, target) = saved.names();
    let health = saved.health();
    let chip = Chip::new(tone(&health), health.words()).icon(icon(&health));
    let name = format!("{source} → {target}");
    row_ui(ui, (&source, &target), &saved.detail(), |ui| {
        let label = if matches!(health, Health::Continue { .. }) {
            "Continue"
        } else {
            "Open"
        };
        if open_button_ui(ui, label, &name) {
            let goes_on = open.filter(|open| open.id == saved.id);
            outbox.push(goes_on.map_or_else(|| Event::OpenConnection(Box::new(saved.clone())), go_on));
        }
        let label = format!("Remove {name} from the list…");
        if PushButton::link("Remove…").name(&label).show(ui).clicked() {
            outbox.push(Event::AskForget(Box::new(saved.clone())));
        }
        chip.show(ui);
        if let Some(seen) = saved.last_seen() {
            ui.label(text::small(seen));
        }
    });
}

fn practice_row_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    let (source, target) = (
        open.org_name(crate::federation::Side::Source),
        open.org_name(crate::federation::Side::Target),
    );
    let name = format!("{source} → {target}");
    row_ui(
        ui,
        (&source, &target),
        "Running on this computer until the program ends",
        |ui| {
            if open_button_ui(ui, "Open", &name) {
                outbox.push(go_on(open));
            }
            Chip::new(Tone::Warning, "Practice orgs")
                .icon(Icon::Flask)
                .show(ui);
        },
    );
}

/// A bundle of somebody else that is looked at.
fn viewed_row_ui(ui: &mut Ui, viewed: &Viewed, open: &Open, outbox: &mut Outbox) {
    let (source, target) = (
        open.org_name(crate::federation::Side::Source),
        open.org_name(crate::federation::Side::Target),
    );
    let detail = format!("{}, opened read-only", frame::cut(&viewed.name, 48));
    row_ui(ui, (&source, &target), &detail, |ui| {
        if open_button_ui(ui, "Open", "the support bundle") {
            outbox.push(Event::Go(Screen::Troubleshoot));
        }
        frame::access_ui(ui, open);
    });
}

/// Back to where an open connection was left.
fn go_on(open: &Open) -> Event {
    Event::Go(open.to_saved().resumes_at())
}

fn open_button_ui(ui: &mut Ui, label: &str, name: &str) -> bool {
    PushButton::secondary(label)
        .name(&format!("{label} {name}"))
        .show(ui)
        .clicked()
}

fn row_ui(ui: &mut Ui, names: (&str, &str), detail: &str, right: impl FnOnce(&mut Ui)) {
    widget::card(ui, |ui| {
        let size = vec2(ui.available_width(), measure::CONNECTION_HEIGHT);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = measure::GAP_M;
            right(ui);
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = measure::GAP_XXS;
                names_ui(ui, names);
                ui.label(text::small(detail));
            });
        });
    });
}

fn names_ui(ui: &mut Ui, (source, target): (&str, &str)) {
    widget::chips(ui, |ui| {
        widget::org_badge(
            ui,
            widget::Side::Source,
            &frame::cut(frame::without_scheme(source), 32),
        );
        let colour = Tokens::of(ui).text_weak;
        Icon::ArrowRight.show(ui, measure::ICON_SMALL, colour);
        widget::org_badge(
            ui,
            widget::Side::Target,
            &frame::cut(frame::without_scheme(target), 32),
        );
    });
}

fn tone(health: &Health) -> Tone {
    match health {
        Health::Verified => Tone::Success,
        Health::Partly { .. } => Tone::Warning,
        Health::NeedsFix => Tone::Danger,
        Health::Continue { .. } => Tone::Info,
    }
}

fn icon(health: &Health) -> Icon {
    match health {
        Health::Verified => Icon::Check,
        Health::Partly { .. } => Icon::Warning,
        Health::NeedsFix => Icon::Cross,
        Health::Continue { .. } => Icon::ArrowRight,
    }
}
