//! Parses the arguments, starts logging, and opens the window or runs a command without one.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use clap::Parser as _;
use org2org_setup::{
    cli::{self, Cli, Environment},
    secret::Secret,
};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    start_logging();
    let environment = environment();
    match cli.command {
        Some(command) => cli::run(command, &environment),
        None => window(&cli, &environment),
    }
}

/// What happens inside is told on stderr when `ORG2ORG_LOG` asks for it; headers and bodies never are.
fn start_logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("ORG2ORG_LOG");
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

/// The only place that reads the environment.
fn environment() -> Environment {
    let secret = |name: &str| {
        std::env::var(name)
            .ok()
            .filter(|text| !text.is_empty())
            .map(Secret::new)
    };
    Environment {
        home: std::env::var_os("ORG2ORG_SETUP_HOME").map(Into::into),
        source_token: secret("ORG2ORG_SOURCE_TOKEN"),
        target_token: secret("ORG2ORG_TARGET_TOKEN"),
        provisioning_token: secret("ORG2ORG_PROVISIONING_TOKEN"),
        has_display: has_display(),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn has_display() -> bool {
    ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn has_display() -> bool {
    true
}

#[cfg(feature = "window")]
fn window(cli: &Cli, environment: &Environment) -> ExitCode {
    org2org_setup::app::open(cli, environment)
}

#[cfg(not(feature = "window"))]
fn window(_cli: &Cli, _environment: &Environment) -> ExitCode {
    use std::io::Write as _;
    let _closed = writeln!(
        std::io::stderr(),
        "This program was built without a window; see --help for its commands"
    );
    ExitCode::from(2)
}
