//! The handover: what was set, where, what was there before, what proves it, and what is to be done by hand.

use super::{Outbox, checklist, frame, run, tell};
use crate::{
    federation::{
        Blueprint,
        action::{Provenance, Step},
        blueprint::{AppChoice, Routing},
        journal::{Record, Standing},
        plan::names,
        suggest::DROPBOX,
        verify::Item,
    },
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, Chip, EmptyState, PushButton, TaskRow},
    },
    wizard::{Event, Open, Screen, export::Format},
};
use egui::Ui;

pub(super) fn handover_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    frame::top_bar_ui(ui, open, outbox);
    footer_ui(ui, open, outbox);
    frame::rail_ui(ui, open, Screen::Handover, outbox);
    widget::page(ui, |ui| {
        let about = "What was set, where, and what proves it. The same can be exported for those who keep the connection \
                     later; it never holds a secret.";
        frame::head_ui(ui, "Handover report", about);
        let instead = "What was carried out before stays listed";
        frame::look_only_ui(ui, open, instead, outbox);
        run::run_ui(ui, open, None, outbox);
        let Some(blueprint) = &open.blueprint else { return };
        tell::card_ui(ui, "The connection", "", |ui| summary_ui(ui, blueprint));
        made_ui(ui, open, blueprint);
        evidence_ui(ui, open);
        by_hand_ui(ui, blueprint);
        checklist::undo_ui(ui, open, outbox);
    });
}

fn summary_ui(ui: &mut Ui, blueprint: &Blueprint) {
    ui.spacing_mut().item_spacing.y = measure::GAP_XS;
    for (label, value) in summary(blueprint) {
        line_ui(ui, label, &value);
    }
}

fn line_ui(ui: &mut Ui, label: &str, value: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_M;
        ui.vertical(|ui| {
            ui.set_width(measure::LABEL_WIDTH);
            ui.label(text::weak(label));
        });
        ui.vertical(|ui| ui.label(text::body(value)));
    });
}

fn summary(blueprint: &Blueprint) -> Vec<(&'static str, String)> {
    let idp = &blueprint.idp;
    let pushed = blueprint.provisioning.lifecycle();
    vec![
        (
            "People come from",
            format!("{} ({})", blueprint.source.name, blueprint.source.url.host()),
        ),
        (
            "They come to",
            format!("{} ({})", blueprint.target.name, blueprint.target.url.host()),
        ),
        ("They use", blueprint.target_app.app.label().to_owned()),
        ("Org2Org app", blueprint.org2org.label.clone()),
        ("Identity provider", idp.name.clone()),
        ("Matched by", idp.match_on.words().to_owned()),
        (
            "Allowed user names",
            idp.user_name_filter.clone().unwrap_or_else(|| "All".to_owned()),
        ),
        ("Sent there for sign-in", routing(blueprint)),
        (
            "Provisioning",
            pushed.map_or_else(
                || "None".to_owned(),
                |lifecycle| format!("API token: {}", lifecycle.words()),
            ),
        ),
        ("Group", idp.group.name().to_owned()),
        ("Assigned", assigned(blueprint)),
        (
            "Test user",
            blueprint
                .test_user
                .clone()
                .unwrap_or_else(|| "Not chosen".to_owned()),
        ),
    ]
}

fn routing(blueprint: &Blueprint) -> String {
    match &blueprint.routing {
        Routing::None => "Nobody; people start from the dashboard".to_owned(),
        Routing::Domains { domains, .. } => domains
            .iter()
            .map(|domain| format!("@{domain}"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn assigned(blueprint: &Blueprint) -> String {
    let groups = blueprint
        .assignments
        .groups
        .iter()
        .map(|group| group.name.as_str());
    let names: Vec<&str> = groups
        .chain(
            blueprint
                .assignments
                .people
                .iter()
                .map(|person| person.name.as_str()),
        )
        .collect();
    if names.is_empty() {
        "Nobody yet".to_owned()
    } else {
        frame::cut(&names.join(", "), 200)
    }
}

fn made_ui(ui: &mut Ui, open: &Open, blueprint: &Blueprint) {
    widget::section_label(ui, "What the wizard did");
    if open.ledger.order.is_empty() {
        widget::card(ui, |ui| {
            EmptyState {
                icon: Icon::Report,
                title: "Nothing yet",
                text: "What is carried out in the steps is listed here",
            }
            .show(ui, |_| {});
        });
    }
    for step in Step::ALL {
        let records: Vec<&Record> = open
            .ledger
            .order
            .iter()
            .filter_map(|key| open.ledger.records.get(key))
            .collect();
        let own: Vec<&Record> = records
            .into_iter()
            .filter(|record| record.action.act().step() == step)
            .collect();
        if own.is_empty() {
            continue;
        }
        let title = format!("{}. {}", step.number(), step.title());
        tell::card_ui(ui, &title, "", |ui| {
            for record in own {
                record_ui(ui, open, record, &record.action.act().title(&names(blueprint)));
            }
        });
    }
}

fn record_ui(ui: &mut Ui, open: &Open, record: &Record, title: &str) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        ui.label(text::body(title));
        widget::chips(ui, |ui| {
            frame::org_ui(ui, open, record.action.act().side());
            how(&record.standing).show(ui);
            ui.label(text::small(format!(
                "{}, {}",
                frame::day(record.since),
                frame::time(record.since)
            )));
        });
    });
}

fn how(standing: &Standing) -> Chip<'static> {
    match standing {
        Standing::Open(_) => Chip::new(Tone::Warning, "Not confirmed").icon(Icon::Warning),
        Standing::Done(Provenance::Created) => Chip::new(Tone::Success, "Made").icon(Icon::Plus),
        Standing::Done(Provenance::Changed { .. }) => Chip::new(Tone::Info, "Changed").icon(Icon::Edit),
        Standing::Done(Provenance::Adopted) => {
            Chip::new(Tone::Neutral, "Was there already").icon(Icon::Check)
        }
    }
}

fn evidence_ui(ui: &mut Ui, open: &Open) {
    widget::section_label(ui, "What proves it");
    let Some(report) = &open.report else {
        ui.label(text::weak("Nothing was checked yet"));
        return;
    };
    widget::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_M;
        for item in &report.items {
            TaskRow::new(checklist::status(item.state), item.id.title())
                .detail(&proof(item))
                .show_bare(ui);
        }
    });
}

fn proof(item: &Item) -> String {
    let evidence = item.evidence.first().map(|proof| {
        format!(
            "{} · {}, {}",
            proof.words,
            frame::day(proof.at),
            frame::time(proof.at)
        )
    });
    evidence.unwrap_or_default()
}

fn by_hand_ui(ui: &mut Ui, blueprint: &Blueprint) {
    let app = blueprint.target_app.app.label();
    let dropbox = matches!(&blueprint.target_app.app, AppChoice::Add { name, .. } if name == DROPBOX);
    let place = if dropbox {
        "Settings › Security › Single sign-on"
    } else {
        "its single sign-on settings"
    };
    let first = format!(
        "In the console of {app}: {place}, with the sign-in URL and the certificate of its Sign On tab"
    );
    let second = format!(
        "In its Provisioning tab, if {} keeps the accounts in {app}",
        blueprint.target.name
    );
    tell::card_ui(ui, "Done by hand", "What no API does", |ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        for words in [first, second] {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = measure::GAP_S;
                let colour = Tokens::of(ui).text_weak;
                Icon::Hand.show(ui, measure::ICON, colour);
                ui.vertical(|ui| ui.label(text::body(words)));
            });
        }
    });
}

fn footer_ui(ui: &mut Ui, open: &Open, outbox: &mut Outbox) {
    frame::footer_ui(
        ui,
        outbox,
        |ui, outbox| frame::back_ui(ui, open, Screen::Handover, outbox),
        |ui, outbox| {
            if PushButton::primary("Export HTML…")
                .icon(Icon::Save)
                .show(ui)
                .clicked()
            {
                outbox.push(Event::Export(Format::Html));
            }
            if PushButton::secondary("Export Markdown…")
                .icon(Icon::Save)
                .show(ui)
                .clicked()
            {
                outbox.push(Event::Export(Format::Markdown));
            }
            run::stop_ui(ui, open, outbox);
        },
    );
}
