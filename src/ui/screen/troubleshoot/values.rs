//! Every value that both sides must agree on: in the message, as the source org is set to send it, as the target org
//! expects it.

use super::super::{frame, tell};
use crate::{
    federation::{Side, troubleshoot::Row},
    ui::{
        icon::Icon,
        theme::{Tokens, measure, text},
        words,
    },
    wizard::Open,
};
use egui::{Label, Ui};

pub(super) fn values_ui(ui: &mut Ui, rows: &[Row], open: Option<&Open>) {
    if rows.is_empty() {
        return;
    }
    let name = |side| {
        open.map_or_else(
            || format!("The {}", Side::role(side)),
            |open| frame::cut(&open.org_name(side), 24),
        )
    };
    let heads = [
        "In the response".to_owned(),
        format!("{} is set to send", name(Side::Source)),
        format!("{} expects", name(Side::Target)),
    ];
    tell::card_ui(ui, "Every value, three ways", "", |ui| {
        let width = (ui.available_width() - measure::LABEL_WIDTH - 3.0 * measure::GAP_M) / 3.0;
        line_ui(ui, width, "", |ui, at| {
            let head = heads.get(at).map(String::as_str).unwrap_or_default();
            ui.add(Label::new(text::small(head)).truncate());
        });
        for row in rows {
            ui.push_id(row.name, |ui| row_ui(ui, width, row));
        }
    });
}

fn row_ui(ui: &mut Ui, width: f32, row: &Row) {
    let values = [&row.message, &row.source, &row.target];
    let agreed = row.agreed();
    let mut shown = false;
    line_ui(ui, width, row.name, |ui, at| {
        let value = values.get(at).copied().and_then(Option::as_deref);
        match value {
            None => {
                ui.label(text::small("not known"));
            }
            Some(value) if Some(value) == agreed && shown => {
                Icon::Check.show(ui, measure::ICON_SMALL, Tokens::of(ui).success.text);
                ui.label(text::small("same"));
            }
            Some(value) => {
                let other = Some(value) != agreed;
                shown |= !other;
                cell_ui(ui, value, other);
            }
        }
    });
}

fn cell_ui(ui: &mut Ui, value: &str, other: bool) {
    let t = Tokens::of(ui);
    let mut words = text::mono(value);
    if other {
        Icon::Cross.show(ui, measure::ICON_SMALL, t.danger.text);
        words = words.color(t.diff.text).background_color(t.diff.fill);
    }
    ui.add(Label::new(words).truncate())
        .on_hover_text(text::mono(value));
}

/// A name and three places of the same width.
fn line_ui(ui: &mut Ui, width: f32, name: &str, mut cell: impl FnMut(&mut Ui, usize)) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = measure::GAP_M;
        let place = |width| egui::vec2(width, measure::LEADING_MONO);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(place(measure::LABEL_WIDTH), layout, |ui| {
            ui.set_width(measure::LABEL_WIDTH);
            if !name.is_empty() {
                words::named_ui(ui, name);
            }
        });
        for at in 0..3 {
            ui.allocate_ui_with_layout(place(width), layout, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.x = measure::GAP_XS;
                cell(ui, at);
            });
        }
    });
}
