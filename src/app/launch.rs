//! Opens the window: by one renderer, else by the other; where neither works it says what to do instead.

use super::{App, mailbox::Inbox};
use crate::{
    cli::{Cli, Environment, Renderer},
    clock::{Clock, SystemClock},
    library::Library,
    okta::transport::{HttpTransport, Timeouts},
    runtime::{Runtime, Tools},
    store::paths::Paths,
    tokens::Tokens,
    ui,
    wizard::{Event, Wizard},
};
use std::{io::Write as _, process::ExitCode, sync::Arc};

const TITLE: &str = "Org2Org Setup";
const ICON: &[u8] = include_bytes!("../../assets/icon/icon-256.png");

/// Opens the window and runs until it is closed.
pub fn open(cli: &Cli, environment: &Environment) -> ExitCode {
    if !environment.has_display {
        return no_window("There is no display");
    }
    speak_plainly_when_a_library_is_missing();
    let began = SystemClock.now();
    let renderers: &[eframe::Renderer] = match cli.renderer {
        Renderer::Auto => &[eframe::Renderer::Wgpu, eframe::Renderer::Glow],
        Renderer::Wgpu => &[eframe::Renderer::Wgpu],
        Renderer::Glow => &[eframe::Renderer::Glow],
    };
    let mut failures = Vec::new();
    for renderer in renderers {
        let environment = environment.clone();
        let (practice, seed) = (cli.practice, cli.seed.clone());
        let made = Box::new(move |context: &eframe::CreationContext<'_>| {
            create(context, &environment, began).map(|mut app| {
                if practice {
                    app.runtime.practise_with_seed(seed);
                    app.take(&context.egui_ctx, Event::StartPractice);
                }
                Box::new(app) as Box<dyn eframe::App>
            })
        });
        match eframe::run_native(TITLE, options(*renderer), made) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => failures.push(error.to_string()),
        }
    }
    no_window(&failures.join("; "))
}

fn options(renderer: eframe::Renderer) -> eframe::NativeOptions {
    let viewport = egui::ViewportBuilder::default()
        .with_title(TITLE)
        .with_app_id("org2org-setup")
        .with_inner_size(ui::theme::measure::WINDOW)
        .with_min_inner_size(ui::theme::measure::WINDOW_LEAST)
        .with_icon(icon());
    eframe::NativeOptions {
        viewport,
        renderer,
        ..eframe::NativeOptions::default()
    }
}

fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(ICON).unwrap_or_default()
}

type Made = Result<App, Box<dyn std::error::Error + Send + Sync>>;

fn create(context: &eframe::CreationContext<'_>, environment: &Environment, began: jiff::Timestamp) -> Made {
    ui::theme::apply(&context.egui_ctx);
    let inbox = Inbox::new(context.egui_ctx.clone());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let tools = Tools {
        mailbox: inbox.mailbox(),
        clock: Arc::clone(&clock),
        network: Arc::new(|trusted| Arc::new(HttpTransport::new(Timeouts::default(), trusted))),
        library: Library::new(Paths::new(environment.home.as_deref())?),
        tokens: Tokens::default(),
    };
    let runtime = Runtime::new(tools)?;
    let (wizard, effects) = Wizard::start();
    let folders = directories::UserDirs::new();
    let downloads = folders.map(|dirs| dirs.download_dir().unwrap_or(dirs.home_dir()).to_owned());
    let mut app = App {
        wizard,
        runtime,
        inbox,
        downloads,
        outbox: Vec::new(),
        clock,
        first_frame: Some(began),
    };
    for effect in effects {
        app.perform(&context.egui_ctx, effect);
    }
    Ok(app)
}

fn no_window(why: &str) -> ExitCode {
    let text = format!(
        "The window cannot be opened: {why}\n\
         Without a window, these commands do the same work:\n  \
         org2org-setup practice run     all five steps on practice orgs\n  \
         org2org-setup plan FILE        what would change for a saved connection\n  \
         org2org-setup apply FILE       carry it out\n  \
         org2org-setup check FILE       the verification checklist\n  \
         org2org-setup --help           everything else\n\
         On Debian a window needs: libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libgl1"
    );
    let _closed = writeln!(std::io::stderr(), "{text}");
    ExitCode::from(2)
}

/// A missing system library ends in a panic within the window library; this says what to install.
fn speak_plainly_when_a_library_is_missing() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.to_string();
        if text.contains("could not be loaded") {
            let _shown = no_window("a system library is missing");
        }
        usual(panic);
    }));
}
