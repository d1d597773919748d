//! Takes back what a journal says we made or changed, and nothing else.
//!
//! Created objects are removed, changed members are written back unless somebody has changed them since,
//! adopted objects stay. Provisioning is switched off before anything else, so that taking back assignments
//! deactivates nobody. People are removed only if they came into being through objects that we made.

use crate::{
    federation::{
        action::{Names, Provenance, field_restored},
        apply::{Run, Stop, enter, is_out_of_place, look, made, settle, stopped},
        facts::Fact,
        journal::{Entry, Event, Ledger, Record},
        orgs::{Readers, Side},
        progress::{Outcome, Progress},
    },
    okta::{
        Call, Error,
        id::{AppId, IdpId, UserId},
        transport::Method,
    },
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeSet;

const MOST_SENDINGS: u32 = 4;

/// What undo would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UndoPlan {
    /// In the order in which it has to be done.
    pub steps: Vec<UndoStep>,
    /// People who exist in the target org only through this connection.
    pub people: Vec<Arrival>,
}

/// One thing to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoStep {
    /// The key of the action.
    pub key: String,
    /// In which org.
    pub side: Side,
    /// One plain sentence.
    pub title: String,
    /// Whether an object is deleted.
    pub deletes: bool,
}

/// A person who came into being through the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The identifier in the target org.
    pub id: UserId,
    /// The user name in the target org.
    pub login: String,
}

impl UndoPlan {
    /// Whether there is nothing to take back.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.people.is_empty()
    }

    /// How many objects and people are deleted.
    pub fn deletions(&self) -> usize {
        self.people.len() + self.steps.iter().filter(|step| step.deletes).count()
    }
}

/// What a ledger obliges undo to do, without asking the orgs.
pub fn steps(ledger: &Ledger, names: &Names) -> Vec<UndoStep> {
    let mut records: Vec<(&Record, &Provenance)> = ledger.ours().rev().collect();
    records.retain(|(record, _)| !goes_with_its_whole(ledger, record));
    records.sort_by_key(|(record, _)| !record.action.act().undo_first());
    let step = |(record, provenance): (&Record, &Provenance)| {
        let act = record.action.act();
        let title = act.title(names);
        let key = record.key.clone();
        let deletes = *provenance == Provenance::Created && !act.undo_first();
        UndoStep {
            key,
            side: act.side(),
            title: format!("Take back: {title}"),
            deletes,
        }
    };
    records.into_iter().map(step).collect()
}

/// Whether the object that a record only completes was made by this tool, so that both go together.
fn goes_with_its_whole(ledger: &Ledger, record: &Record) -> bool {
    let Some(whole) = record.action.act().part_of() else {
        return false;
    };
    let app = |record: &Record| {
        let fact = match record.action.act().side() {
            Side::Source => Fact::Org2OrgAppId,
            Side::Target => Fact::TargetAppId,
        };
        record.facts.get(fact).map(str::to_owned)
    };
    ledger.ours().any(|(other, provenance)| {
        let same = other.action.act().key() == whole && app(other) == app(record);
        same && *provenance == Provenance::Created
    })
}

/// What undo would do, with what an earlier run left in doubt and was made all the same, and with the people that both
/// orgs name.
pub async fn prepare(readers: &Readers, ledger: &Ledger, names: &Names) -> Result<UndoPlan, Error> {
    let mut ledger = ledger.clone();
    let open: Vec<Record> = ledger.open().cloned().collect();
    for record in open {
        if let Some(event) = made(readers, &record, &ledger.facts).await? {
            let at = record.since;
            ledger.note(&Entry { at, event });
        }
    }
    Ok(UndoPlan {
        people: arrivals(readers, &ledger).await?,
        steps: steps(&ledger, names),
    })
}

/// People who are linked to our app or our identity provider and were made after we began.
async fn arrivals(readers: &Readers, ledger: &Ledger) -> Result<Vec<Arrival>, Error> {
    let Some(began) = ledger.began else {
        return Ok(Vec::new());
    };
    let mut ids = BTreeSet::new();
    if let (true, Some(app)) = (
        ledger.created("org2org-app"),
        ledger.facts.get(Fact::Org2OrgAppId),
    ) {
        let users = absent_is_empty(readers.source.app_users(&AppId::from(app)).await)?;
        ids.extend(users.iter().filter_map(|user| user.external_id.clone()));
    }
    if let (true, Some(idp)) = (ledger.created("identity-provider"), ledger.facts.get(Fact::IdpId)) {
        let users = absent_is_empty(readers.target.idp_users(&IdpId::from(idp)).await)?;
        ids.extend(users.iter().map(|user| user.id.to_string()));
    }
    let offset = readers.target.clock_offset().unwrap_or(0);
    let since = began
        .saturating_add(SignedDuration::from_secs(offset - 1))
        .unwrap_or(began);
    newer_than(readers, ids.into_iter(), since).await
}

async fn newer_than(
    readers: &Readers,
    ids: impl Iterator<Item = String>,
    since: Timestamp,
) -> Result<Vec<Arrival>, Error> {
    let users = ids.map(|id| async move { readers.target.user(&id).await });
    let mut arrivals = Vec::new();
    for user in futures_util::future::join_all(users).await {
        let Some(user) = user? else { continue };
        if user.created.is_some_and(|created| created >= since) {
            arrivals.push(Arrival {
                id: user.id.clone(),
                login: user.profile.login.clone(),
            });
        }
    }
    Ok(arrivals)
}

fn absent_is_empty<T>(list: Result<Vec<T>, Error>) -> Result<Vec<T>, Error> {
    match list {
        Err(error) if error.is_not_found() => Ok(Vec::new()),
        other => other,
    }
}

/// Takes everything back. `keep_people` leaves those in place who came through the connection.
pub async fn undo(
    run: &Run<'_>,
    plan: &UndoPlan,
    ledger: &mut Ledger,
    keep_people: bool,
) -> Result<(), Stop> {
    settle(run, ledger).await?;
    let (first, rest): (Vec<&UndoStep>, Vec<&UndoStep>) =
        plan.steps.iter().partition(|step| is_first(ledger, &step.key));
    for step in first {
        take_back(run, &step.key, ledger).await?;
    }
    if !keep_people {
        for person in &plan.people {
            remove_person(run, person, ledger).await?;
        }
    }
    for step in rest {
        take_back(run, &step.key, ledger).await?;
    }
    strike_completed(run, ledger)
}

fn is_first(ledger: &Ledger, key: &str) -> bool {
    ledger
        .records
        .get(key)
        .is_some_and(|record| record.action.act().undo_first())
}

/// Parts went with their whole; what was only adopted needs no undoing: the books are closed.
fn strike_completed(run: &Run<'_>, ledger: &mut Ledger) -> Result<(), Stop> {
    let rest: Vec<String> = ledger.order.clone();
    for key in rest {
        enter(run, ledger, Event::Undone { key })?;
    }
    Ok(())
}

async fn take_back(run: &Run<'_>, key: &str, ledger: &mut Ledger) -> Result<(), Stop> {
    let Some((record, provenance)) = ledger.ours().find(|(record, _)| record.key == key) else {
        return Ok(());
    };
    if run.cancel.is_cancelled() {
        return Err(Stop::Cancelled);
    }
    let (record, provenance) = (record.clone(), provenance.clone());
    (run.listener)(Progress::Started { key: key.to_owned() });
    enter(run, ledger, Event::Undoing { key: key.to_owned() })?;
    let result = send_back(run, &record, &provenance).await;
    let outcome = match &result {
        Ok(()) => Outcome::Done,
        Err(stop) => Outcome::Failed(stop.cause()),
    };
    (run.listener)(Progress::Finished {
        key: key.to_owned(),
        outcome,
    });
    result?;
    enter(run, ledger, Event::Undone { key: key.to_owned() })
}

async fn send_back(run: &Run<'_>, record: &Record, provenance: &Provenance) -> Result<(), Stop> {
    let action = &record.action;
    let mut doubt = None;
    for _ in 0..MOST_SENDINGS {
        let seen = match look(run, action, &record.facts).await {
            Err(error) if is_out_of_place(&error) => None,
            other => other.map_err(|error| stopped(run, action, error))?,
        };
        let Some(object) = seen else { return Ok(()) };
        let calls = calls_back(record, provenance, &object);
        match all_sent(run, action.act().side(), &calls).await {
            Ok(()) => return Ok(()),
            Err(error) if error.is_in_doubt() => doubt = Some(error),
            Err(error) => return Err(stopped(run, action, error)),
        }
        run.clock.wait(crate::okta::rate_limit::backoff(1)).await;
    }
    doubt.map_or(Ok(()), |error| Err(stopped(run, action, error)))
}

fn calls_back(record: &Record, provenance: &Provenance, object: &Value) -> Vec<Call> {
    let act = record.action.act();
    match provenance {
        Provenance::Adopted => Vec::new(),
        Provenance::Created => act.remove(&record.facts, object),
        Provenance::Changed { before } => {
            let restored = field_restored(object, before);
            if restored == *object {
                Vec::new()
            } else {
                act.restore(&record.facts, &restored, before)
            }
        }
    }
}

/// Sends the calls in order, up to the first that fails. What is gone already is fine.
async fn all_sent(run: &Run<'_>, side: Side, calls: &[Call]) -> Result<(), Error> {
    for call in calls {
        match run.orgs.writer(side).send(call).await {
            Ok(_) => {}
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The first deletion deactivates, the second deletes (Okta API: Delete a user).
async fn remove_person(run: &Run<'_>, person: &Arrival, ledger: &mut Ledger) -> Result<(), Stop> {
    let key = format!("person:{}", person.id);
    (run.listener)(Progress::Started { key: key.clone() });
    let stop = |error| Stop::Call {
        key: key.clone(),
        title: format!("Remove {}", person.login),
        error,
    };
    let mut doubt = None;
    for _ in 0..MOST_SENDINGS {
        let user = run
            .orgs
            .target
            .reader()
            .user(person.id.as_str())
            .await
            .map_err(stop)?;
        doubt = None;
        let Some(user) = user else { break };
        let path = format!("/api/v1/users/{}", person.id);
        let mut calls = vec![Call::new(Method::Delete, path.clone(), None)];
        if user.status != "DEPROVISIONED" {
            calls.insert(
                0,
                Call::new(Method::Post, format!("{path}/lifecycle/deactivate"), None),
            );
        }
        match all_sent(run, Side::Target, &calls).await {
            Ok(()) => break,
            Err(error) if error.is_in_doubt() => doubt = Some(error),
            Err(error) => return Err(stop(error)),
        }
        run.clock.wait(crate::okta::rate_limit::backoff(1)).await;
    }
    if let Some(error) = doubt {
        return Err(stop(error));
    }
    (run.listener)(Progress::Finished {
        key,
        outcome: Outcome::Done,
    });
    enter(
        run,
        ledger,
        Event::PersonRemoved {
            login: person.login.clone(),
        },
    )
}
