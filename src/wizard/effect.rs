//! Everything the program can ask the outside world to do, as data.

use super::{
    Preferences, RunId,
    saved::Saved,
    trouble::{Bring, Source},
};
use crate::{
    federation::{
        Blueprint, Facts, Plan, Side, action::Step, timeline::Logs, troubleshoot::Settings, undo::UndoPlan,
    },
    okta::OrgUrl,
    secret::Secret,
};
use jiff::Timestamp;
use std::sync::Arc;

/// A request to the outside world.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Read the settings.
    LoadPreferences,
    /// Keep the settings.
    KeepPreferences(Preferences),
    /// Find out where secrets are kept.
    OpenKeychain,
    /// Read the list of connections.
    LoadConnections,
    /// Make an identifier for a new connection.
    MakeConnection,
    /// Read a connection and its journal.
    OpenConnection(Box<Saved>),
    /// Keep a connection.
    KeepConnection(Box<Saved>),
    /// Remove a connection, its journal and its tokens.
    ForgetConnection(String),
    /// Start practice orgs.
    StartPractice,
    /// Stop them.
    StopPractice,
    /// Give up the clients of both orgs.
    Disconnect,
    /// Look at an org; a new token is kept if the org takes it.
    CheckOrg {
        /// Which run.
        run: RunId,
        /// Which org.
        side: Side,
        /// Its address.
        url: OrgUrl,
        /// A new token, if one was entered.
        token: Option<Secret>,
        /// Whether the org is only looked at: there is no writing half of its client then.
        look_only: bool,
    },
    /// Read what can be chosen from.
    ReadOptions {
        /// Which run.
        run: RunId,
        /// What names begin with.
        words: String,
    },
    /// Observe both orgs.
    Observe {
        /// Which run.
        run: RunId,
        /// What is wanted.
        blueprint: Box<Blueprint>,
        /// What the journal knows.
        known: Facts,
    },
    /// Carry out a plan.
    Apply {
        /// Which run.
        run: RunId,
        /// The connection.
        connection: String,
        /// What is wanted.
        blueprint: Box<Blueprint>,
        /// The plan that was shown.
        plan: Arc<Plan>,
        /// Up to which step.
        up_to: Step,
        /// A token for provisioning alone, if one was entered.
        provisioning_token: Option<Secret>,
    },
    /// Find out what undo would do.
    PrepareUndo {
        /// Which run.
        run: RunId,
        /// The connection.
        connection: String,
        /// The names of both orgs.
        names: crate::federation::action::Names,
    },
    /// Take everything back.
    Undo {
        /// Which run.
        run: RunId,
        /// The connection.
        connection: String,
        /// What was shown.
        plan: UndoPlan,
        /// The names of both orgs.
        names: crate::federation::action::Names,
        /// Whether people stay.
        keep_people: bool,
    },
    /// Watch both System Logs.
    Watch {
        /// Which run.
        run: RunId,
        /// What is wanted.
        blueprint: Box<Blueprint>,
        /// What is known.
        known: Facts,
    },
    /// Play the sign-in of a user on practice orgs.
    PlaySignIn {
        /// Which run.
        run: RunId,
        /// The user name in the source org.
        login: String,
        /// The target app's name on the dashboard.
        app: String,
    },
    /// Find out which faults of the practice orgs are on.
    ReadFaults(RunId),
    /// Break the practice orgs on purpose, or put back what was broken.
    SwitchFaults {
        /// Which run.
        run: RunId,
        /// What to switch.
        switch: super::breaking::Switch,
    },
    /// Stop a run.
    Cancel(RunId),
    /// Open an address in the browser.
    OpenLink(String),
    /// Copy a text.
    Copy(String),
    /// Let a person choose where to save a file.
    SaveFile {
        /// The suggested name.
        name: String,
        /// The content.
        bytes: Vec<u8>,
    },
    /// Write a file to a typed path.
    WriteFile {
        /// The path as typed.
        path: String,
        /// The content.
        bytes: Arc<[u8]>,
        /// Whether a file of that name may be replaced.
        replace: bool,
    },
    /// Let a person pick a file.
    ChooseFile(super::files::Purpose),
    /// Read a small file by its path.
    ReadFile(String),
    /// Read what is brought and judge all of it.
    Troubleshoot {
        /// Which run.
        run: RunId,
        /// What was brought before.
        sources: Vec<Arc<Source>>,
        /// What is brought now.
        bring: Vec<Bring>,
        /// What both orgs of the open connection are set to.
        settings: Option<Box<Settings>>,
        /// What both System Logs tell, where they were read.
        logs: Option<Arc<Logs>>,
    },
    /// Read both System Logs around a sign-in that was tried, or the last hour.
    ReadLogs {
        /// Which run.
        run: RunId,
        /// When it was tried (UTC), where that is known.
        at: Option<Timestamp>,
    },
    /// Write a support bundle as text, to be shown.
    WriteBundle {
        /// Which run.
        run: RunId,
        /// What is done about people and orgs.
        level: crate::federation::bundle::Level,
        /// What it is written of.
        content: Box<super::bundle::Content>,
    },
    /// Write the handover document and let a person choose where to save it.
    Export {
        /// As what.
        format: super::export::Format,
        /// What it is made of.
        handover: Box<super::export::Handover>,
    },
    /// Close the window.
    Close,
}
