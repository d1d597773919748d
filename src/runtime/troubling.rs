//! Reads what support staff bring and judges it, on a thread of its own: a recording may have a hundred megabytes.

use super::{Shared, not_connected, orgs};
use crate::{
    federation::{
        timeline::{Logs, logs},
        troubleshoot::{Settings, troubleshoot_with},
    },
    saml::{
        expectation::Instant,
        input::{self, Document},
    },
    store::outside,
    wizard::{
        Event, RunId,
        trouble::{Bring, Source},
    },
};
use jiff::Timestamp;
use std::{path::Path, sync::Arc};

pub(super) async fn judge(
    shared: Arc<Shared>,
    run: RunId,
    mut sources: Vec<Arc<Source>>,
    bring: Vec<Bring>,
    (settings, logs): (Option<Box<Settings>>, Option<Arc<Logs>>),
) {
    let among = bring.clone();
    let bundle = tokio::task::spawn_blocking(move || super::bundling::among(&among)).await;
    if let Ok(Some((name, bundle))) = bundle {
        return shared.send(Event::BundleOpened { run, name, bundle });
    }
    let instant = Instant {
        at: shared.clock.now(),
        chosen: false,
    };
    let work = move || {
        sources.extend(bring.into_iter().map(brought).map(Arc::new));
        let documents: Vec<Document> = sources
            .iter()
            .flat_map(|source| source.documents.iter().cloned())
            .collect();
        let expectations = settings
            .as_deref()
            .map(Settings::expectations)
            .unwrap_or_default();
        let logs = logs.unwrap_or_default();
        let outcome = troubleshoot_with(&documents, &expectations, settings.as_deref(), &logs, instant);
        (sources, outcome)
    };
    let (sources, outcome) = match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        // Whoever waits for the answer hears of a panic from the runtime.
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => return,
    };
    shared.send(Event::Troubleshot {
        run,
        sources,
        outcome: Box::new(outcome),
    });
}

/// Reads both System Logs around the attempt.
pub(super) async fn read_logs(shared: Arc<Shared>, run: RunId, at: Option<Timestamp>) {
    let logs = match orgs::readers(&shared) {
        Some(readers) => Ok(Arc::new(logs::read(&readers, at, shared.clock.now()).await)),
        None => Err(not_connected()),
    };
    shared.send(Event::LogsRead { run, logs });
}

fn brought(bring: Bring) -> Source {
    match bring {
        Bring::Text(text) => source("Pasted text".to_owned(), Ok(text.into_bytes())),
        Bring::File(path) => {
            let name = Path::new(&path).file_name();
            let name = name.map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
            let bytes = super::files::typed(&path)
                .map_err(|problem| problem.words().to_owned())
                .and_then(|path| {
                    outside::read(&path, input::limit).map_err(|problem| {
                        format!("{}. {}", outside::whole(&problem), outside::next_step(&problem))
                    })
                });
            source(name, bytes)
        }
    }
}

fn source(name: String, bytes: Result<Vec<u8>, String>) -> Source {
    let read = bytes.and_then(|bytes| input::read(&bytes).map_err(|error| outside::whole(&error)));
    Source::new(name, read)
}
