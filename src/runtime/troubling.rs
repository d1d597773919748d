//! Reads what support staff bring and judges it, on a thread of its own: a recording may have a hundred megabytes.

use super::Shared;
use crate::{
    federation::troubleshoot::{Settings, troubleshoot},
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
use std::{path::Path, sync::Arc};

pub(super) async fn judge(
    shared: Arc<Shared>,
    run: RunId,
    mut sources: Vec<Arc<Source>>,
    bring: Bring,
    settings: Option<Box<Settings>>,
) {
    let instant = Instant {
        at: shared.clock.now(),
        chosen: false,
    };
    let work = move || {
        sources.extend(brought(bring).map(Arc::new));
        let documents: Vec<Document> = sources
            .iter()
            .flat_map(|source| source.documents.iter().cloned())
            .collect();
        let expectations = settings
            .as_deref()
            .map(Settings::expectations)
            .unwrap_or_default();
        let outcome = troubleshoot(&documents, &expectations, settings.as_deref(), instant);
        (sources, outcome)
    };
    if let Ok((sources, outcome)) = tokio::task::spawn_blocking(work).await {
        shared.send(Event::Troubleshot {
            run,
            sources,
            outcome: Box::new(outcome),
        });
    }
}

fn brought(bring: Bring) -> Option<Source> {
    match bring {
        Bring::Nothing => None,
        Bring::Text(text) => Some(source("Pasted text".to_owned(), Ok(text.into_bytes()))),
        Bring::File(path) => {
            let name = Path::new(&path).file_name();
            let name = name.map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
            let bytes = super::files::typed(&path)
                .map_err(|problem| problem.words().to_owned())
                .and_then(|path| outside::read(&path, limit).map_err(|problem| problem.to_string()));
            Some(source(name, bytes))
        }
    }
}

fn source(name: String, bytes: Result<Vec<u8>, String>) -> Source {
    let read = bytes.and_then(|bytes| input::read(&bytes).map_err(|error| error.to_string()));
    match read {
        Ok(documents) => Source {
            name,
            documents,
            problem: None,
        },
        Err(problem) => Source {
            name,
            documents: Vec::new(),
            problem: Some(problem),
        },
    }
}

fn limit(beginning: &[u8]) -> usize {
    if input::may_be_recording(beginning) {
        input::MAX_RECORDING_BYTES
    } else {
        input::MAX_TEXT_BYTES
    }
}
