//! The text of what was brought, exactly as it was read, with the places that findings name marked. Only the rows that
//! are visible are laid out, so that a document of megabytes is no burden.

use super::super::{frame, tell};
use crate::{
    federation::troubleshoot::{
        Outcome,
        lines::{Row, row_of, rows},
    },
    saml::input::Document,
    ui::{
        theme::{Tokens, measure, text},
        widget,
    },
    wizard::trouble::Troubleshoot,
};
use egui::{Id, Label, ScrollArea, Stroke, TextFormat, Ui, text::LayoutJob};
use std::{ops::Range, sync::Arc};

/// Texts longer than this are not shown: nobody finds anything in them by eye (bytes).
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// So many documents are listed; a recording may hold hundreds.
const MOST_LISTED: usize = 8;
/// A place longer than this is marked only while it is looked for: a line below a whole assertion says nothing (bytes).
const MOST_MARKED: usize = 300;
/// So many rows stand above the place that is shown.
const ROWS_ABOVE: usize = 3;

/// What is shown: which document is open, which place of it is looked for, and whether to go there now.
#[derive(Clone, Debug, Default)]
struct Shown {
    document: Option<usize>,
    place: Option<Range<usize>>,
    go: bool,
}

/// The rows of one document, kept while it is open.
#[derive(Clone)]
struct Laid {
    /// The text by its hash, and the characters in a row.
    key: (u64, usize),
    rows: Arc<Vec<Row>>,
}

fn shown_id() -> Id {
    Id::unique("document that is shown")
}

/// Opens a document at a place.
pub(super) fn show(ui: &Ui, document: usize, place: Range<usize>) {
    let shown = Shown {
        document: Some(document),
        place: Some(place),
        go: true,
    };
    ui.data_mut(|data| data.insert_temp(shown_id(), shown));
    ui.ctx().request_repaint();
}

pub(super) fn documents_ui(ui: &mut Ui, trouble: &Troubleshoot, outcome: &Outcome) {
    let all = trouble.documents().enumerate();
    let with_text = all.filter_map(|(index, (name, kind, document))| {
        let text = document.text()?;
        let label = label(name, kind, document);
        Some(Shelved { index, label, text })
    });
    let texts: Vec<Shelved<'_>> = with_text.collect();
    if texts.is_empty() {
        return;
    }
    let mut shown: Shown = ui.data(|data| data.get_temp(shown_id())).unwrap_or_default();
    let about = "As it was read; what is encrypted stays so. Places that a finding names are marked";
    tell::card_ui(ui, "Documents", about, |ui| {
        let listed = texts
            .iter()
            .enumerate()
            .filter(|(at, one)| *at < MOST_LISTED || shown.document == Some(one.index));
        let listed: Vec<&Shelved<'_>> = listed.map(|(_, one)| one).collect();
        for one in &listed {
            ui.push_id(one.index, |ui| document_ui(ui, outcome, one, &mut shown));
        }
        let hidden = texts.len() - listed.len();
        if hidden > 0 {
            let words = format!("{hidden} more; one that a finding names is shown by “Show in document”");
            ui.label(text::small(words));
        }
    });
    ui.data_mut(|data| data.insert_temp(shown_id(), shown));
}

/// A document that has a text.
struct Shelved<'a> {
    index: usize,
    label: String,
    text: &'a str,
}

/// Several messages of one recording are told apart by when they were on their way.
fn label(name: &str, kind: &str, document: &Document) -> String {
    let at = document.seen.map(|at| format!(" at {}", frame::time(at)));
    format!("{}: {kind}{}", frame::cut(name, 60), at.unwrap_or_default())
}

fn document_ui(ui: &mut Ui, outcome: &Outcome, one: &Shelved<'_>, shown: &mut Shown) {
    let was_open = shown.document == Some(one.index);
    let mut open = was_open;
    widget::disclosure_held(ui, &one.label, &mut open, |ui| text_ui(ui, outcome, one, shown));
    if open != was_open {
        *shown = Shown {
            document: open.then_some(one.index),
            ..Shown::default()
        };
    }
}

fn text_ui(ui: &mut Ui, outcome: &Outcome, one: &Shelved<'_>, shown: &mut Shown) {
    let index = one.index;
    if one.text.len() > MOST_BYTES {
        ui.label(text::small("This text is too long to be shown"));
        return;
    }
    let places: Vec<Range<usize>> = outcome
        .troubles
        .iter()
        .filter(|one| one.document == Some(index))
        .filter_map(|one| one.place.clone())
        .filter(|place| place.len() <= MOST_MARKED)
        .collect();
    let ground = widget::sunken(ui, |ui| {
        let laid = laid(ui, one.text);
        let page = Page {
            text: one.text,
            rows: &laid,
            places: &places,
            current: shown.place.as_ref(),
        };
        page.show(ui, shown.go);
    });
    if shown.go {
        ground.response.scroll_to_me(Some(egui::Align::Center));
        shown.go = false;
    }
}

/// The rows of a document for the width there is; counted once for each width.
fn laid(ui: &Ui, text: &str) -> Arc<Vec<Row>> {
    let room = ui.available_width() - measure::LINE_NUMBER_WIDTH - measure::GAP_M - measure::SCROLL_BAR;
    let chars = widget::room_for(ui, room).max(1);
    let id = Id::unique("rows of the document that is shown");
    let kept: Option<Laid> = ui.data(|data| data.get_temp(id));
    // By the text itself: the next one that is brought may be as long, and stand in the same place.
    let key = (egui::util::hash(text), chars);
    let same = |laid: &Laid| laid.key == key;
    if let Some(laid) = kept.filter(same) {
        return laid.rows;
    }
    let laid = Laid {
        key,
        rows: Arc::new(rows(text, chars)),
    };
    ui.data_mut(|data| data.insert_temp(id, laid.clone()));
    laid.rows
}

/// The text of a document with what is marked in it.
struct Page<'a> {
    text: &'a str,
    rows: &'a [Row],
    places: &'a [Range<usize>],
    current: Option<&'a Range<usize>>,
}

impl Page<'_> {
    fn show(&self, ui: &mut Ui, go: bool) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut scroll = ScrollArea::vertical()
            .id_salt("text of the document")
            .max_height(measure::DOCUMENT_HEIGHT)
            .min_scrolled_height(measure::DOCUMENT_HEIGHT)
            .auto_shrink([false, true]);
        if let Some(place) = self.current.filter(|_| go) {
            let row = row_of(self.rows, place.start).saturating_sub(ROWS_ABOVE);
            #[expect(clippy::cast_precision_loss, reason = "a count of rows in a window")]
            let offset = row as f32 * measure::LEADING_MONO;
            scroll = scroll.vertical_scroll_offset(offset);
        }
        scroll.show_rows(ui, measure::LEADING_MONO, self.rows.len(), |ui, visible| {
            for row in self.rows.get(visible).unwrap_or_default() {
                self.row_ui(ui, row);
            }
        });
    }

    fn row_ui(&self, ui: &mut Ui, row: &Row) {
        ui.horizontal(|ui| {
            ui.set_height(measure::LEADING_MONO);
            ui.spacing_mut().item_spacing.x = measure::GAP_M;
            let right = egui::Layout::right_to_left(egui::Align::Center);
            let size = egui::vec2(measure::LINE_NUMBER_WIDTH, measure::LEADING_MONO);
            ui.allocate_ui_with_layout(size, right, |ui| {
                ui.set_width(measure::LINE_NUMBER_WIDTH);
                if row.first {
                    ui.label(text::mono(row.line.to_string()).weak());
                }
            });
            ui.add(Label::new(self.job(ui, row)).extend());
        });
    }

    /// The text of a row, cut where something marked begins or ends.
    fn job(&self, ui: &Ui, row: &Row) -> LayoutJob {
        let mut cuts = vec![row.range.start, row.range.end];
        for place in self.places {
            cuts.extend([place.start, place.end].map(|at| at.clamp(row.range.start, row.range.end)));
        }
        cuts.sort_unstable();
        cuts.dedup();
        let mut job = LayoutJob::default();
        for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
            let within = |place: &Range<usize>| place.start <= *from && place.end >= *to;
            let marked = self.places.iter().chain(self.current).any(within);
            let current = self.current.is_some_and(within);
            let words = self.text.get(*from..*to).unwrap_or_default();
            job.append(&printable(words), 0.0, format(ui, marked, current));
        }
        if job.is_empty() {
            job.append(" ", 0.0, format(ui, false, false));
        }
        job
    }
}

/// A tab would not keep its width.
fn printable(words: &str) -> String {
    let shown = |c: char| match c {
        '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    words.chars().map(shown).collect()
}

fn format(ui: &Ui, marked: bool, current: bool) -> TextFormat {
    let t = Tokens::of(ui);
    let plain = TextFormat {
        font_id: text::mono_font(),
        line_height: Some(measure::LEADING_MONO),
        color: t.text,
        valign: egui::Align::Center,
        ..TextFormat::default()
    };
    if current {
        return TextFormat {
            color: t.diff.text,
            background: t.diff.fill,
            underline: Stroke::new(measure::LINE_STRONG, t.diff.line),
            ..plain
        };
    }
    if marked {
        return TextFormat {
            underline: Stroke::new(measure::LINE_STRONG, t.diff.line),
            ..plain
        };
    }
    plain
}
