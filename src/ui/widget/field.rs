//! Fields to type in: a label above, help or an error below.

use egui::{Id, Label, Response, TextEdit, Ui, accesskit::Invalid, vec2};

use super::{button::PushButton, focus};
use crate::ui::{
    icon::Icon,
    theme::{Tokens, measure, text},
};

/// A line of text to type.
pub struct TextField<'a> {
    label: &'a str,
    hint: &'a str,
    help: Option<&'a str>,
    error: Option<&'a str>,
    mono: bool,
    lines: usize,
}

impl<'a> TextField<'a> {
    /// A field with this label.
    pub fn new(label: &'a str) -> Self {
        Self {
            label,
            hint: "",
            help: None,
            error: None,
            mono: false,
            lines: 1,
        }
    }

    /// An example, shown while the field is empty.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// What to type, shown below.
    #[must_use]
    pub fn help(mut self, help: &'a str) -> Self {
        self.help = Some(help);
        self
    }

    /// What is wrong, shown below instead of the help.
    #[must_use]
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// Shows the value in mono, for addresses and codes.
    #[must_use]
    pub fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// Makes room for several lines, for what is pasted.
    #[must_use]
    pub fn lines(mut self, lines: usize) -> Self {
        self.lines = lines;
        self
    }

    /// Shows the field; `changed()` of the response tells that something was typed.
    pub fn show(self, ui: &mut Ui, value: &mut String) -> Response {
        let font = if self.mono {
            text::mono_font()
        } else {
            text::body_font()
        };
        let around = Around {
            label: self.label,
            help: self.help,
            error: self.error,
        };
        let id = ui.scope_id().with((self.label, "field"));
        around.show(ui, |ui| {
            let edit = if self.lines > 1 {
                TextEdit::multiline(value)
                    .desired_rows(self.lines)
                    .align(egui::Align2::LEFT_TOP)
            } else {
                TextEdit::singleline(value).align(egui::Align2::LEFT_CENTER)
            };
            let edit = edit.id(id).hint_text(self.hint).font(font);
            ui.add(shaped(edit, ui.available_width()))
        })
    }
}

/// A secret to type or paste; hidden unless asked.
pub struct SecretField<'a> {
    label: &'a str,
    help: Option<&'a str>,
    error: Option<&'a str>,
}

impl<'a> SecretField<'a> {
    /// A field with this label.
    pub fn new(label: &'a str) -> Self {
        Self {
            label,
            help: None,
            error: None,
        }
    }

    /// Where to get the secret, shown below.
    #[must_use]
    pub fn help(mut self, help: &'a str) -> Self {
        self.help = Some(help);
        self
    }

    /// What is wrong, shown below instead of the help.
    #[must_use]
    pub fn error(mut self, error: Option<&'a str>) -> Self {
        self.error = error;
        self
    }

    /// Shows the field; the caller cleans what was pasted and keeps the value safe.
    pub fn show(self, ui: &mut Ui, value: &mut String) -> Response {
        let around = Around {
            label: self.label,
            help: self.help,
            error: self.error,
        };
        let label = self.label;
        around.show(ui, |ui| ui.horizontal(|ui| secret(ui, label, value)).inner)
    }
}

fn secret(ui: &mut Ui, label: &str, value: &mut String) -> Response {
    ui.spacing_mut().item_spacing.x = measure::GAP_S;
    let shown_id = ui.scope_id().with((label, "shown"));
    let id = ui.scope_id().with((label, "secret"));
    let shown: bool = ui.data(|data| data.get_temp(shown_id)).unwrap_or(false);
    let (word, icon) = if shown {
        ("Hide", Icon::EyeOff)
    } else {
        ("Show", Icon::Eye)
    };
    let name = format!("{word} {label}");
    let button = PushButton::secondary(word).icon(icon).name(&name);

    let width = ui.available_width() - button.size(ui).x - measure::GAP_S;
    let edit = TextEdit::singleline(value)
        .id(id)
        .password(!shown)
        .align(egui::Align2::LEFT_CENTER)
        .font(text::mono_font());
    let response = ui.add(shaped(edit, width));
    forget_earlier_versions(ui, id);
    if button.show(ui).clicked() {
        ui.data_mut(|data| data.insert_temp(shown_id, !shown));
    }
    response
}

/// Undo would keep copies of the secret.
fn forget_earlier_versions(ui: &Ui, id: Id) {
    if let Some(mut state) = TextEdit::load_state(ui.ctx(), id) {
        state.clear_undoer();
        TextEdit::store_state(ui.ctx(), id, state);
    }
}

fn shaped(edit: TextEdit<'_>, width: f32) -> TextEdit<'_> {
    edit.desired_width(width)
        .min_size(vec2(0.0, measure::CONTROL_HEIGHT))
        .margin(vec2(
            f32::from(measure::SUNKEN_PADDING),
            f32::from(measure::SUNKEN_ABOVE),
        ))
}

/// What stands around a field.
struct Around<'a> {
    label: &'a str,
    help: Option<&'a str>,
    error: Option<&'a str>,
}

impl Around<'_> {
    fn show(&self, ui: &mut Ui, field: impl FnOnce(&mut Ui) -> Response) -> Response {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = measure::GAP_XS;
            let label = ui.label(text::small_strong(self.label));
            let response = ui.scope(|ui| {
                if self.error.is_some() {
                    outline_as_wrong(ui);
                }
                field(ui)
            });
            let response = response.inner.labelled_by(label.id);
            self.tell(&response);
            self.below(ui);
            response
        })
        .inner
    }

    fn tell(&self, response: &Response) {
        if let Some(text) = self.error.or(self.help) {
            focus::describe(response, text);
        }
        if self.error.is_some() {
            response
                .ctx
                .accesskit_node_builder(response.id, |node| node.set_invalid(Invalid::True));
        }
    }

    fn below(&self, ui: &mut Ui) {
        match (self.error, self.help) {
            (Some(error), _) => {
                let colour = Tokens::of(ui).danger.text;
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = measure::GAP_XS;
                    ui.vertical(|ui| {
                        ui.set_width(measure::ICON_SMALL);
                        ui.add_space(measure::GAP_XXS);
                        Icon::Warning.show(ui, measure::ICON_SMALL, colour);
                    });
                    ui.add(Label::new(text::small(error).color(colour)).wrap());
                });
            }
            (None, Some(help)) => {
                ui.label(text::small(help));
            }
            (None, None) => {}
        }
    }
}

fn outline_as_wrong(ui: &mut Ui) {
    let colour = Tokens::of(ui).danger.text;
    let widgets = &mut ui.visuals_mut().widgets;
    for state in [&mut widgets.inactive, &mut widgets.hovered] {
        state.bg_stroke = egui::Stroke::new(measure::LINE_STRONG, colour);
    }
}
