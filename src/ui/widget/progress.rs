//! How far a run has come.

use egui::{Role, Sense, Ui, WidgetInfo, vec2};

use crate::ui::theme::{Tokens, measure, text};

/// A bar with what is going on and "3 of 11".
pub fn progress_row(ui: &mut Ui, label: &str, done: usize, total: usize) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = measure::GAP_XS;
        ui.horizontal(|ui| {
            ui.label(text::small(label));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(text::small_strong(format!("{done} of {total}")));
            });
        });
        bar(ui, label, done, total);
    });
}

fn bar(ui: &mut Ui, label: &str, done: usize, total: usize) {
    let size = vec2(ui.available_width(), measure::PROGRESS_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let fraction = fraction(done, total);
    response.widget_info(|| WidgetInfo {
        value: Some(f64::from(fraction) * 100.0),
        ..WidgetInfo::labeled(
            Role::ProgressIndicator,
            true,
            format!("{label}, {done} of {total}"),
        )
    });
    let t = Tokens::of(ui);
    let radius = measure::PROGRESS_HEIGHT / 2.0;
    ui.painter().rect_filled(rect, radius, t.neutral.fill);
    let filled = rect.with_max_x(rect.left() + rect.width() * fraction);
    let colour = if done >= total { t.success_solid } else { t.accent };
    ui.painter().rect_filled(filled, radius, colour);
}

#[expect(clippy::cast_precision_loss, reason = "counts of tasks are small")]
fn fraction(done: usize, total: usize) -> f32 {
    if total == 0 {
        0.0
    } else {
        (done as f32 / total as f32).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_fuller_than_full_and_nothing_of_nothing_is_empty() {
        assert!(fraction(12, 11) <= 1.0);
        assert!(fraction(0, 0).abs() < f32::EPSILON);
    }
}
