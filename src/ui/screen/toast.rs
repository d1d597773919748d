//! A short message in the corner: a good one goes by itself, a bad one stays until it was read.

use super::Outbox;
use crate::{
    ui::{
        icon::Icon,
        theme::{Tokens, Tone, measure, text},
        widget::{self, PushButton},
    },
    wizard::{Event, Toast},
};
use egui::{Align2, Area, Id, Order, Ui, vec2};
use std::time::Duration;

pub(super) fn toast_ui(ui: &mut Ui, toast: Option<&Toast>, outbox: &mut Outbox) {
    let Some(toast) = toast else { return };
    let inset = measure::GAP_L;
    let role = if toast.bad {
        egui::Role::Alert
    } else {
        egui::Role::Status
    };
    Area::new(Id::unique("toast"))
        .order(Order::Foreground)
        .anchor(
            Align2::RIGHT_BOTTOM,
            vec2(-inset, -inset - measure::FOOTER_HEIGHT),
        )
        .role(role)
        .accessible_name(toast.text.clone())
        .show(ui.ctx(), |ui| {
            ui.set_max_width(measure::STACK_WIDTH);
            message_ui(ui, toast, outbox);
        });
    leave(ui, toast, outbox);
}

fn message_ui(ui: &mut Ui, toast: &Toast, outbox: &mut Outbox) {
    let (tone, icon) = if toast.bad {
        (Tone::Danger, Icon::Warning)
    } else {
        (Tone::Success, Icon::Check)
    };
    widget::card_toned(ui, tone, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = measure::GAP_M;
            icon.show(ui, measure::LEADING_BODY, Tokens::of(ui).shade(tone).text);
            ui.vertical(|ui| {
                ui.label(text::body(&toast.text));
                if PushButton::link("Dismiss")
                    .name("Dismiss the message")
                    .show(ui)
                    .clicked()
                {
                    outbox.push(Event::DismissToast);
                }
            });
        });
    });
}

fn leave(ui: &Ui, toast: &Toast, outbox: &mut Outbox) {
    if toast.bad {
        return;
    }
    let id = Id::unique("toast since");
    let now = ui.input(|input| input.time);
    let (shown, since): (u64, f64) = ui.data(|data| data.get_temp(id)).unwrap_or((toast.id, now));
    let since = if shown == toast.id { since } else { now };
    ui.data_mut(|data| data.insert_temp(id, (toast.id, since)));
    let left = measure::TOAST_SECS - (now - since);
    if left <= 0.0 {
        outbox.push(Event::DismissToast);
    } else {
        ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
    }
}
