//! Everything that can happen: a click, an edit, an answer from the runtime.

use super::{
    Preferences, RunId, Screen, SecretStore,
    files::{Purpose, SaveProblem},
    open::{Options, PracticeCard, Stage},
    saved::Saved,
};
use crate::{
    advice::Advice,
    federation::{
        Blueprint, Side, Snapshot, action::Step, journal::Ledger, preflight::OrgReport, progress::Progress,
        timeline::Logs, troubleshoot::Outcome, undo::UndoPlan, verify::Events,
    },
};
use jiff::Timestamp;
use std::sync::Arc;

/// Something happened.
#[derive(Clone, Debug)]
pub enum Event {
    // What a person does.
    /// Go to a screen.
    Go(Screen),
    /// Begin a new connection.
    NewConnection,
    /// Open a saved connection.
    OpenConnection(Box<Saved>),
    /// Start practice orgs and open a connection to them.
    StartPractice,
    /// Ask whether to remove a connection from the list.
    AskForget(Box<Saved>),
    /// Type an address.
    Address(Side, String),
    /// Type a token.
    Token(Side, super::connect::SecretText),
    /// Try both or one of the orgs.
    Check(Side),
    /// Use another address of the same org.
    UseAddress(Side, String),
    /// Choose something.
    Choose(Box<Blueprint>),
    /// Type the domains of the routing rule.
    Domains(String),
    /// Type a token for provisioning alone.
    ProvisioningToken(super::connect::SecretText),
    /// Look for groups and people whose names begin with a text.
    Search(String),
    /// Look at both orgs again.
    Refresh,
    /// Carry out the plan up to a step.
    Apply(Step),
    /// Stop what goes on.
    Cancel,
    /// Stop looking at an org.
    StopCheck(Side),
    /// Ask whether to take everything back.
    AskUndo,
    /// Leave people in place when taking back.
    KeepPeople(bool),
    /// Say yes to the question.
    Yes,
    /// Say no to the question.
    No,
    /// Start to watch for a test sign-in, and open the browser.
    StartSignIn,
    /// Play the test user's sign-in on practice orgs.
    PlaySignIn,
    /// Stop the sign-in that is played.
    StopPlaying,
    /// Break the practice orgs on purpose, or put back what was broken.
    SwitchFaults(super::breaking::Switch),
    /// Stop watching.
    StopWatching,
    /// Open an address in the browser.
    OpenLink(String),
    /// Copy a text.
    Copy(String),
    /// Save the certificate of the target app or of the source org.
    SaveCertificate {
        /// The suggested file name.
        name: String,
        /// The certificate, base64 of its DER.
        certificate: String,
    },
    /// Type the path of the file to be saved.
    SavePath(String),
    /// Type or paste a certificate to be compared, or the path of its file.
    Bring(String),
    /// Follow the path that was typed.
    ReadTyped,
    /// Type or paste what tells why a sign-in fails, or the path of a file.
    TroubleText(String),
    /// Take what was pasted.
    TakeTrouble,
    /// Stop reading what was brought last.
    StopTrouble,
    /// Read both System Logs again.
    ReadLogs,
    /// Put everything aside that was brought.
    ClearTrouble,
    /// Pick a file in a dialog.
    ChooseFile(Purpose),
    /// A file was dropped onto the window: its path.
    Dropped(String),
    /// Only look at both orgs, or be able to change them again.
    LookOnly(bool),
    /// Put a support bundle together and show it.
    MakeBundle,
    /// Show it with another level of redaction.
    BundleLevel(crate::federation::bundle::Level),
    /// Save the support bundle that is shown.
    SaveBundle,
    /// Export the handover document.
    Export(super::export::Format),
    /// Ask the keychain again.
    RetryKeychain,
    /// Change settings.
    Prefer(Preferences),
    /// The window is to be closed.
    CloseRequested,
    /// The message was read.
    DismissToast,

    // What the outside answers.
    /// The settings were read.
    PreferencesLoaded(Preferences),
    /// Where secrets are kept.
    Secrets(SecretStore),
    /// The list of connections was read.
    ConnectionsLoaded {
        /// The good ones.
        found: Vec<Saved>,
        /// What is wrong with others, in words.
        damaged: Vec<String>,
    },
    /// A connection was opened with its journal.
    ConnectionOpened {
        /// The connection.
        saved: Box<Saved>,
        /// What its journal says.
        ledger: Box<Ledger>,
        /// What was wrong with the journal, in words.
        trouble: Option<String>,
    },
    /// A new connection got its identifier.
    ConnectionMade(String),
    /// A connection was kept.
    ConnectionKept(Timestamp),
    /// Practice orgs are there, or could not be started.
    PracticeStarted(Result<PracticeCard, Advice>),
    /// No token of an org is at hand.
    NoToken(Side),
    /// An org was looked at.
    OrgChecked {
        /// Which run.
        run: RunId,
        /// Which org.
        side: Side,
        /// What was found out.
        report: Box<OrgReport>,
    },
    /// What can be chosen from was read.
    OptionsRead {
        /// Which run.
        run: RunId,
        /// The choices.
        options: Result<Options, Advice>,
    },
    /// Both orgs were observed.
    Observed {
        /// Which run.
        run: RunId,
        /// What was seen.
        snapshot: Arc<Snapshot>,
    },
    /// A run goes on.
    Progress {
        /// Which run.
        run: RunId,
        /// What happened.
        progress: Progress,
    },
    /// A run ended.
    RunEnded {
        /// Which run.
        run: RunId,
        /// How.
        end: super::open::RunEnd,
        /// What the journal says now.
        ledger: Box<Ledger>,
    },
    /// Undo was prepared.
    UndoPrepared {
        /// Which run.
        run: RunId,
        /// What it would do.
        plan: Result<UndoPlan, Advice>,
    },
    /// The watch began.
    WatchBegan {
        /// Which run.
        run: RunId,
        /// Since when (UTC).
        since: Timestamp,
    },
    /// Both logs were looked into.
    Watched {
        /// Which run.
        run: RunId,
        /// When (UTC).
        at: Timestamp,
        /// All events so far, or what kept it from looking.
        events: Result<Events, Advice>,
        /// What was seen of both orgs, after new events.
        snapshot: Option<Arc<Snapshot>>,
    },
    /// A sign-in was played.
    SignInPlayed {
        /// Which run.
        run: RunId,
        /// Its stages.
        stages: Vec<Stage>,
    },
    /// A file is to be saved, and no dialog can be shown.
    NoDialog {
        /// The path to suggest.
        path: String,
        /// The content.
        bytes: Arc<[u8]>,
    },
    /// A file was saved: its path.
    Saved(String),
    /// A file was not saved.
    NotSaved(SaveProblem),
    /// A file was picked.
    Chosen {
        /// What for.
        purpose: Purpose,
        /// Its path.
        path: String,
    },
    /// A file was read.
    FileRead {
        /// Its path.
        path: String,
        /// What it holds, or why it could not be read.
        content: Result<Vec<u8>, String>,
    },
    /// Which faults of the practice orgs are on.
    FaultsRead {
        /// Which run.
        run: RunId,
        /// All faults, or why nothing was switched.
        faults: Result<Vec<super::breaking::Fault>, Advice>,
    },
    /// What was brought was judged.
    Troubleshot {
        /// Which run.
        run: RunId,
        /// Everything that was brought so far.
        sources: Vec<Arc<super::trouble::Source>>,
        /// What came of it.
        outcome: Box<Outcome>,
    },
    /// Both System Logs were read.
    LogsRead {
        /// Which run.
        run: RunId,
        /// The events, or why none was read.
        logs: Result<Arc<Logs>, Advice>,
    },
    /// A support bundle was written as text.
    BundleWritten {
        /// Which run.
        run: RunId,
        /// The bundle, or why it could not be written.
        written: Box<Result<super::bundle::Written, Advice>>,
    },
    /// A support bundle was among what was brought.
    BundleOpened {
        /// Which run.
        run: RunId,
        /// The name of its file.
        name: String,
        /// The bundle, or why it could not be opened.
        bundle: Result<Arc<crate::federation::bundle::Bundle>, String>,
    },
    /// A short message from outside.
    Said {
        /// What it says.
        text: String,
        /// Whether something went wrong.
        bad: bool,
    },
}
