//! The command line: the same engine without a window.
//!
//! Progress for people goes to stderr; with `--json` the last line on stdout is the result, one object a line,
//! each with `"schema": 1`, as [`schema`] describes it. Secrets come from the keychain or the environment, never from arguments.

mod bundle;
mod diagnose;
mod explain;
mod output;
#[cfg(feature = "practice")]
mod practice;
mod saved;
pub mod schema;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::{path::PathBuf, process::ExitCode};

const AFTER_HELP: &str = "\
Secrets come from the system's keychain, or from these environment variables:
  ORG2ORG_SOURCE_TOKEN        API token of the source org
  ORG2ORG_TARGET_TOKEN        API token of the target org
  ORG2ORG_PROVISIONING_TOKEN  API token of the target org for provisioning alone
ORG2ORG_SETUP_HOME names the folder for everything that is kept.

Exit codes: 0 done, verified or ready to test; 1 findings, or not all items verified; 2 could not be told or done.
For diagnose: 0 nothing blocks; 1 something blocks; 2 a file could not be read.";

/// Joins two Okta orgs: people who sign in to the source org use the apps of the target org.
#[derive(Debug, Parser)]
#[command(name = "org2org-setup", version, after_help = AFTER_HELP, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// Open the window on fresh practice orgs.
    #[arg(long)]
    pub practice: bool,
    /// What the practice orgs are derived from.
    #[arg(long, value_name = "NAME", requires = "practice")]
    pub seed: Option<String>,
    /// Which renderer draws the window.
    #[arg(long, value_enum, default_value_t = Renderer::Auto)]
    pub renderer: Renderer,
    /// What to do without a window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Which renderer draws the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Renderer {
    /// The first that works.
    Auto,
    /// Vulkan, Metal or DirectX.
    Wgpu,
    /// OpenGL.
    Glow,
}

/// What can be done without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Two imitated orgs on this computer.
    #[cfg(feature = "practice")]
    Practice {
        /// What to do with them.
        #[command(subcommand)]
        command: practice::PracticeCommand,
    },
    /// Show what would change for a saved connection.
    Plan(SavedArgs),
    /// Carry out what would change for a saved connection.
    Apply(SavedArgs),
    /// Take back what was made and changed for a saved connection.
    Undo(UndoArgs),
    /// Look at the checklist of a saved connection.
    Check(CheckArgs),
    /// Write everything about a saved connection into one file for support.
    Bundle(bundle::BundleArgs),
    /// Find out why a sign-in fails: judge SAML messages, metadata, certificates, recordings, logs and support bundles.
    Diagnose(diagnose::DiagnoseArgs),
    /// Say what a finding means, or list all findings and the known ways to fail that they tell of.
    Explain(explain::ExplainArgs),
}

/// A saved connection.
#[derive(Debug, Args)]
pub struct SavedArgs {
    /// The file of the connection.
    pub file: PathBuf,
    /// Print JSON, one object a line.
    #[arg(long)]
    pub json: bool,
    /// Open the orgs for reading alone: tokens of read-only admins are enough, and nothing can be changed.
    #[arg(long)]
    pub read_only: bool,
}

/// A saved connection to be taken back.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The connection.
    #[command(flatten)]
    pub saved: SavedArgs,
    /// Leave people in place who exist in the target org only through this connection.
    #[arg(long)]
    pub keep_people: bool,
}

/// A saved connection to be looked at.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The connection.
    #[command(flatten)]
    pub saved: SavedArgs,
    /// Take the evidence of sign-ins since then; without it, of the last hour.
    #[arg(long, value_name = "RFC3339")]
    pub since: Option<jiff::Timestamp>,
}

/// What the environment says, read once at the start.
#[derive(Clone, Default)]
pub struct Environment {
    /// `ORG2ORG_SETUP_HOME`.
    pub home: Option<PathBuf>,
    /// `ORG2ORG_SOURCE_TOKEN`.
    pub source_token: Option<crate::secret::Secret>,
    /// `ORG2ORG_TARGET_TOKEN`.
    pub target_token: Option<crate::secret::Secret>,
    /// `ORG2ORG_PROVISIONING_TOKEN`.
    pub provisioning_token: Option<crate::secret::Secret>,
    /// Whether there is a display on which a window can be opened.
    pub has_display: bool,
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

/// Runs a command to its end.
pub fn run(command: Command, environment: &Environment) -> ExitCode {
    let Ok(tokio) = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    else {
        output::tell("No threads could be started");
        return ExitCode::from(2);
    };
    let code = tokio.block_on(async {
        match command {
            #[cfg(feature = "practice")]
            Command::Practice { command } => practice::run(command).await,
            Command::Plan(args) => saved::plan(&args, environment).await,
            Command::Apply(args) => saved::apply(&args, environment).await,
            Command::Undo(args) => saved::undo(&args, environment).await,
            Command::Check(args) => saved::check(&args, environment).await,
            Command::Bundle(args) => bundle::run(&args, environment).await,
            Command::Diagnose(args) => diagnose::run(&args, environment).await,
            Command::Explain(args) => explain::run(&args),
        }
    });
    ExitCode::from(code)
}
