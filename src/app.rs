//! The window: drains the mailbox, lets the wizard decide, performs effects, paints.
//!
//! `logic` also runs while the window is hidden, so a run goes on while minimised.

mod launch;
mod mailbox;

pub use launch::open;

use crate::{
    report,
    runtime::{Runtime, ToSave},
    ui,
    wizard::{Appearance, Effect, Event, Wizard, files::Purpose, update},
};
use mailbox::Inbox;

/// The program as eframe runs it.
pub struct App {
    wizard: Wizard,
    runtime: Runtime,
    inbox: Inbox,
    downloads: Option<std::path::PathBuf>,
    outbox: Vec<Event>,
    clock: std::sync::Arc<dyn crate::clock::Clock>,
    first_frame: Option<jiff::Timestamp>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("wizard", &self.wizard)
            .finish_non_exhaustive()
    }
}

impl App {
    /// Lets the wizard take in an event and does what it asks for.
    fn take(&mut self, ctx: &egui::Context, event: Event) {
        for effect in update(&mut self.wizard, event) {
            self.perform(ctx, effect);
        }
    }

    /// What needs the window's own thread is done here, everything else in the runtime.
    fn perform(&mut self, ctx: &egui::Context, effect: Effect) {
        match effect {
            Effect::Copy(text) => ctx.copy_text(text),
            Effect::Close => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Effect::SaveFile { name, bytes } => self.save(name, bytes),
            Effect::ChooseFile(purpose) => self.choose(purpose),
            Effect::Export { format, handover } => {
                let text = report::write(&handover, format, self.clock.now());
                let name = report::file_name(&handover, format);
                self.save(name, text.into_bytes());
            }
            other => self.runtime.perform(other),
        }
    }

    /// The dialog is asked for on the window's thread, as macOS wants it, and waited for elsewhere.
    fn save(&self, name: String, bytes: Vec<u8>) {
        let dialog = rfd::AsyncFileDialog::new().set_file_name(&name).save_file();
        let choose = Box::pin(async move { dialog.await.map(|file| file.path().to_owned()) });
        self.runtime.save_file(ToSave {
            choose,
            folder: self.downloads.clone(),
            name,
            bytes,
        });
    }

    fn choose(&self, purpose: Purpose) {
        let (kind, endings) = purpose.endings();
        let dialog = rfd::AsyncFileDialog::new()
            .add_filter(kind, endings)
            .add_filter("All files", &["*"])
            .pick_file();
        let choose = Box::pin(async move { dialog.await.map(|file| file.path().to_owned()) });
        self.runtime.choose_file(purpose, choose);
    }

    fn ask_before_closing(&mut self, ctx: &egui::Context) {
        let asked = ctx.input(|input| input.viewport().close_requested());
        if asked && !self.wizard.may_close {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.take(ctx, Event::CloseRequested);
        }
    }

    fn appear(&self, ctx: &egui::Context) {
        let wanted = match self.wizard.preferences.appearance {
            Appearance::System => egui::ThemePreference::System,
            Appearance::Light => egui::ThemePreference::Light,
            Appearance::Dark => egui::ThemePreference::Dark,
        };
        if ctx.options(|options| options.theme_preference) != wanted {
            ctx.set_theme(wanted);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        while let Some(event) = self.inbox.next() {
            self.take(ctx, event);
        }
        self.ask_before_closing(ctx);
        self.appear(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        ui::ui(&self.wizard, ui, &mut self.outbox);
        let ctx = ui.ctx().clone();
        for event in std::mem::take(&mut self.outbox) {
            self.take(&ctx, event);
        }
        if let Some(began) = self.first_frame.take() {
            let took = self.clock.now().duration_since(began);
            tracing::info!(milliseconds = took.as_millis(), "first frame");
        }
    }
}
