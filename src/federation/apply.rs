//! Carries a plan out, in order, journalling before and after each action; stoppable between actions.
//!
//! **Deliberately sequential**: each action may need what the one before it brought to light, and a run that
//! stops must leave at most one change in doubt. Before each change the org is asked what is in place, so a
//! change whose answer was lost is found and never made twice.

use crate::{
    advice::{Advice, Advise},
    clock::Clock,
    federation::{
        Orgs, Plan,
        action::{Action, Before, Change, Names, Provenance, TOKEN_PLACE},
        facts::{Fact, Facts},
        journal::{Entry, Event, Ledger, Record, Sink, SinkError, Standing},
        orgs::Readers,
        progress::{Listener, Outcome, Progress},
    },
    okta::{Call, Error as OktaError, doc::set_member},
    secret::Secret,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

/// How often a change in doubt is looked for and sent again.
const MOST_SENDINGS: u32 = 4;

/// Everything a run needs besides its plan.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// Both orgs.
    pub orgs: &'a Orgs,
    /// The token of the target org that provisioning shall use, if it is wanted.
    pub provisioning_token: Option<&'a Secret>,
    /// Where the journal is kept.
    pub sink: &'a dyn Sink,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// The names of both orgs, for sentences.
    pub names: &'a Names,
    /// Who listens.
    pub listener: Listener<'a>,
    /// Stops the run between actions.
    pub cancel: &'a CancellationToken,
}

impl std::fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run")
            .field("orgs", &self.orgs)
            .finish_non_exhaustive()
    }
}

/// Why a run stopped.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Stop {
    /// A call failed.
    #[error("{title}: {error}")]
    Call {
        /// The key of the action.
        key: String,
        /// What the action was to do.
        title: String,
        /// Why it failed.
        #[source]
        error: OktaError,
    },
    /// A value is missing that an earlier action should have brought to light.
    #[error("{key} needs the {}, which is not known", fact.words())]
    Missing {
        /// The key of the action.
        key: String,
        /// What is missing.
        fact: Fact,
    },
    /// Provisioning by token is wanted, but no token was handed in.
    #[error("the API token for provisioning is missing")]
    NoToken,
    /// The journal could not be written; nothing is sent without it.
    #[error(transparent)]
    Journal(#[from] SinkError),
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl Stop {
    /// Why, without what the action was to do: for where its title stands already.
    pub(super) fn cause(&self) -> String {
        match self {
            Self::Call { error, .. } => error.to_string(),
            other => other.to_string(),
        }
    }
}

impl Advise for Stop {
    fn advice(&self) -> Advice {
        match self {
            Self::Call { title, error, .. } => {
                let mut advice = error.advice();
                advice.why = format!("While trying to: {title}. {}", advice.why);
                advice
            }
            Self::Missing { fact, .. } => Advice::new(
                format!("The {} is not known", fact.words()),
                "A step before this one has to be carried out first",
            )
            .then("Look at both orgs again, then carry out the earlier steps"),
            Self::NoToken => Advice::new(
                "The API token for provisioning is missing",
                "The source org needs a token of the target org to work there",
            )
            .then("Enter one in step 3, or connect the target org again"),
            Self::Journal(error) => Advice::new("The journal could not be written", error.to_string())
                .then("Make room on the disk, then go on; nothing was sent"),
            Self::Cancelled => Advice::new("Cancelled", "What was done stays done and can be taken back"),
        }
    }
}

/// Settles what an earlier run left in doubt: what turns out to have been made is entered as made.
pub async fn settle(run: &Run<'_>, ledger: &mut Ledger) -> Result<(), Stop> {
    let open: Vec<Record> = ledger.open().cloned().collect();
    let readers = run.orgs.readers();
    for record in open {
        let made = made(&readers, &record, &ledger.facts).await;
        if let Some(event) = made.map_err(|error| stopped(run, &record.action, error))? {
            enter(run, ledger, event)?;
        }
    }
    Ok(())
}

/// Whether a change that was left in doubt turns out to have been made, as the line to be entered then.
pub(super) async fn made(
    readers: &Readers,
    record: &Record,
    facts: &Facts,
) -> Result<Option<Event>, OktaError> {
    let Standing::Open(as_if) = &record.standing else {
        return Ok(None);
    };
    let mut facts = facts.clone();
    let seen = match record.action.act().look(readers, &facts).await {
        Err(error) if is_out_of_place(&error) => None,
        other => other?,
    };
    let Some(object) = seen else { return Ok(None) };
    record.action.act().learn(&object, &mut facts);
    let short = record.action.shortfalls(&facts, &object);
    Ok(short
        .is_empty()
        .then(|| done(&record.action, as_if.clone(), &facts)))
}

/// Whether an object cannot be asked for because what it belongs to is gone, or switched off (Okta answers E0000001
/// for the features of an app without a connection).
pub(super) fn is_out_of_place(error: &OktaError) -> bool {
    error.is_not_found() || error.code() == "E0000001"
}

/// Carries the plan out from where the ledger stands.
pub async fn apply(run: &Run<'_>, plan: &Plan, ledger: &mut Ledger) -> Result<(), Stop> {
    let mut facts = plan.facts.clone();
    for planned in &plan.actions {
        if run.cancel.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        (run.listener)(Progress::Started {
            key: planned.key.clone(),
        });
        let result = one(run, &planned.action, &mut facts, ledger).await;
        let outcome = match &result {
            Ok(outcome) => outcome.clone(),
            Err(stop) => Outcome::Failed(stop.cause()),
        };
        if let Err(Stop::Call { key, error, .. }) = &result {
            let words = error.to_string();
            enter(
                run,
                ledger,
                Event::Failed {
                    key: key.clone(),
                    words,
                },
            )?;
        }
        (run.listener)(Progress::Finished {
            key: planned.key.clone(),
            outcome,
        });
        result?;
    }
    Ok(())
}

async fn one(
    run: &Run<'_>,
    action: &Action,
    facts: &mut Facts,
    ledger: &mut Ledger,
) -> Result<Outcome, Stop> {
    if let Some(fact) = facts.missing(action.act().needs()).first() {
        return Err(Stop::Missing {
            key: action.act().key(),
            fact: *fact,
        });
    }
    let (mut provenance, mut doubt) = (None, None);
    for _ in 0..MOST_SENDINGS {
        let seen = look(run, action, facts)
            .await
            .map_err(|error| stopped(run, action, error))?;
        let changes = pending(action, facts, seen.as_ref());
        let Some(changes) = changes else {
            let found = provenance.clone().unwrap_or(Provenance::Adopted);
            let outcome = if provenance.is_some() {
                Outcome::Done
            } else {
                Outcome::AlreadyThere
            };
            enter(run, ledger, done(action, found, facts))?;
            return Ok(outcome);
        };
        let as_if = intended(provenance.as_ref(), seen.as_ref(), &changes);
        enter(
            run,
            ledger,
            Event::Intended {
                action: action.clone(),
                as_if: as_if.clone(),
                facts: facts.clone(),
            },
        )?;
        provenance = Some(as_if);
        doubt = send(run, action, facts, seen.as_ref()).await?;
    }
    match doubt {
        Some(error) => Err(stopped(run, action, error)),
        None => warn(run, action, facts, ledger, provenance).await,
    }
}

/// What is still to be changed; `None` when the object is as wanted. Learns from the object on the way.
fn pending(action: &Action, facts: &mut Facts, seen: Option<&Value>) -> Option<Vec<Change>> {
    let Some(object) = seen else {
        return Some(Vec::new());
    };
    action.act().learn(object, facts);
    let changes = action.shortfalls(facts, object);
    (!changes.is_empty()).then_some(changes)
}

/// How the change will count: what was made in this run stays made, even if a second request completes it.
fn intended(so_far: Option<&Provenance>, seen: Option<&Value>, changes: &[Change]) -> Provenance {
    match (so_far, seen) {
        (Some(Provenance::Created), _) | (_, None) => Provenance::Created,
        (Some(earlier @ Provenance::Changed { .. }), Some(_)) => earlier.clone(),
        _ => Provenance::Changed {
            before: changes.iter().map(Before::from).collect(),
        },
    }
}

/// Okta took the change and shows something else: a warning, with what it shows.
async fn warn(
    run: &Run<'_>,
    action: &Action,
    facts: &Facts,
    ledger: &mut Ledger,
    provenance: Option<Provenance>,
) -> Result<Outcome, Stop> {
    let seen = look(run, action, facts)
        .await
        .map_err(|error| stopped(run, action, error))?;
    let changes = action.shortfalls(facts, seen.as_ref().unwrap_or(&Value::Null));
    enter(
        run,
        ledger,
        done(action, provenance.unwrap_or(Provenance::Adopted), facts),
    )?;
    let words: Vec<String> = changes
        .iter()
        .map(|change| {
            format!(
                "{}: asked for {}, Okta now says {}",
                change.words,
                plain(&change.to),
                plain(&change.from)
            )
        })
        .collect();
    Ok(Outcome::DoneWithWarning(words.join("; ")))
}

/// A value as people read it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if text.is_empty() => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        // A pattern is known by its value, a provider by its identifier.
        Value::Object(members) => match members.get("value").or_else(|| members.get("id")) {
            Some(own) => plain(own),
            None => value.to_string(),
        },
        other @ Value::Number(_) => other.to_string(),
    }
}

/// Sends the change. A failure in doubt is handed back and is no failure yet: the caller looks again.
async fn send(
    run: &Run<'_>,
    action: &Action,
    facts: &mut Facts,
    seen: Option<&Value>,
) -> Result<Option<OktaError>, Stop> {
    let act = action.act();
    let call = with_token(run, action, act.call(facts, seen))?;
    match run.orgs.writer(act.side()).send(&call).await {
        Ok(_) => Ok(None),
        Err(error) if error.is_in_doubt() => {
            run.clock.wait(crate::okta::rate_limit::backoff(1)).await;
            Ok(Some(error))
        }
        Err(error) => match error.problem() {
            Some(problem) if act.learn_from_refusal(problem, facts) => Ok(None),
            _ => Err(stopped(run, action, error)),
        },
    }
}

/// Puts the provisioning token in at the last moment; it never is part of a plan or a journal.
fn with_token(run: &Run<'_>, action: &Action, mut call: Call) -> Result<Call, Stop> {
    if let (Action::ConnectProvisioning(_), Some(body)) = (action, call.body.as_mut()) {
        let token = run.provisioning_token.ok_or(Stop::NoToken)?;
        set_member(body, TOKEN_PLACE, json!(token.reveal()));
    }
    Ok(call)
}

pub(super) async fn look(run: &Run<'_>, action: &Action, facts: &Facts) -> Result<Option<Value>, OktaError> {
    let readers: Readers = run.orgs.readers();
    action.act().look(&readers, facts).await
}

fn done(action: &Action, provenance: Provenance, facts: &Facts) -> Event {
    Event::Done {
        action: action.clone(),
        provenance,
        facts: facts.clone(),
    }
}

pub(super) fn enter(run: &Run<'_>, ledger: &mut Ledger, event: Event) -> Result<(), Stop> {
    let entry = Entry {
        at: run.clock.now(),
        event,
    };
    run.sink.append(&entry)?;
    ledger.note(&entry);
    Ok(())
}

pub(super) fn stopped(run: &Run<'_>, action: &Action, error: OktaError) -> Stop {
    Stop::Call {
        key: action.act().key(),
        title: action.act().title(run.names),
        error,
    }
}
