//! Two values one above the other, with what differs marked by ground and by underline.

use egui::{Align, Label, Stroke, TextFormat, Ui, text::LayoutJob};

use super::{frame, value::labelled};
use crate::{
    saml::difference::{self, Segment},
    ui::theme::{Tokens, measure, text},
};

/// Two values that should be the same, each with what it is.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    /// What the first value is, e.g. "Acme sends".
    pub left_label: &'a str,
    /// The first value, in full.
    pub left: &'a str,
    /// What the second value is, e.g. "Northwind expects".
    pub right_label: &'a str,
    /// The second value, in full.
    pub right: &'a str,
    /// Whether the two have to be equal to the letter, so that it is marked and told where they differ.
    pub told: bool,
}

/// Shows both values in full, and says in words how they differ.
pub fn compare_rows(ui: &mut Ui, compared: &Compared<'_>) {
    let (left, right) = if compared.told {
        difference::segments(compared.left, compared.right)
    } else {
        (plain(compared.left), plain(compared.right))
    };
    let difference = difference::compare(compared.right, compared.left).filter(|_| compared.told);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_S;
        value(ui, compared.left_label, &left);
        value(ui, compared.right_label, &right);
        if let Some(difference) = difference {
            labelled(ui, "", |ui| {
                ui.label(text::small(difference.sentence()));
            });
        }
    });
}

/// A value of which nothing is marked.
fn plain(value: &str) -> Vec<Segment> {
    vec![Segment {
        text: value.to_owned(),
        differs: false,
    }]
}

fn value(ui: &mut Ui, label: &str, segments: &[Segment]) {
    labelled(ui, label, |ui| {
        frame::sunken(ui, |ui| {
            let job = job(ui, segments);
            ui.add(Label::new(job));
        });
    });
}

fn job(ui: &Ui, segments: &[Segment]) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width();
    job.wrap.break_anywhere = true;
    for segment in segments {
        job.append(&shown(segment), 0.0, format(ui, segment.differs));
    }
    if job.is_empty() {
        job.append("(empty)", 0.0, format(ui, true));
    }
    job
}

fn format(ui: &Ui, differs: bool) -> TextFormat {
    let t = Tokens::of(ui);
    let plain = TextFormat {
        font_id: text::mono_font(),
        line_height: Some(measure::LEADING_MONO),
        color: t.text,
        valign: Align::Center,
        ..TextFormat::default()
    };
    if !differs {
        return plain;
    }
    TextFormat {
        color: t.diff.text,
        background: t.diff.fill,
        underline: Stroke::new(measure::LINE_STRONG, t.diff.line),
        ..plain
    }
}

/// What cannot be seen is shown by a sign, but only where it makes the difference.
fn shown(segment: &Segment) -> String {
    if segment.differs {
        segment.text.chars().map(visible).collect()
    } else {
        segment.text.clone()
    }
}

fn visible(char: char) -> char {
    match char {
        ' ' | '\u{a0}' => '␣',
        '\n' | '\r' => '↵',
        '\t' => '⇥',
        '\u{200b}'..='\u{200f}' | '\u{feff}' => '□',
        char if char.is_control() => '□',
        char => char,
    }
}
