//! Writes a support bundle as text, to be shown before it is saved, and opens those of others.

use super::{Shared, orgs};
use crate::{
    advice::Advice,
    federation::{
        bundle::{self, Bundle, Level},
        timeline::logs::{self, Logs},
    },
    saml::input::Document,
    store::outside,
    wizard::{
        Event, RunId,
        bundle::{Content, Written},
        trouble::Bring,
    },
};
use std::{path::Path, sync::Arc};

/// Both System Logs around the attempt, where nobody has read them yet and the orgs are connected.
async fn with_logs(shared: &Shared, content: Content) -> Content {
    let Content::Known {
        settings: Some(settings),
        events,
        logs: None,
        practice,
        sources,
    } = content
    else {
        return content;
    };
    let logs = match orgs::readers(shared) {
        Some(readers) => {
            let documents: Vec<Document> = sources
                .iter()
                .flat_map(|source| source.documents.iter().cloned())
                .collect();
            let read = logs::read(&readers, logs::attempt(&documents), shared.clock.now()).await;
            Some(Arc::<Logs>::new(read))
        }
        None => None,
    };
    Content::Known {
        settings: Some(settings),
        events,
        logs,
        practice,
        sources,
    }
}

pub(super) async fn write(shared: Arc<Shared>, run: RunId, level: Level, content: Content) {
    let content = with_logs(&shared, content).await;
    let (now, key) = (shared.clock.now(), shared.bundle_key.clone());
    let work = move || {
        let bundle = content.bundle(now);
        let text = bundle.text(level, &key).map_err(|error| error.to_string())?;
        Ok(Written::new(bundle, level, text))
    };
    let written: Result<Written, String> = match tokio::task::spawn_blocking(work).await {
        Ok(written) => written,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => return,
    };
    let written = written.map_err(|why| Advice::new("The support bundle could not be written", why));
    shared.send(Event::BundleWritten {
        run,
        written: Box::new(written),
    });
}

/// The support bundle among what is brought, with the name of its file.
pub(super) fn among(bring: &[Bring]) -> Option<(String, Result<Arc<Bundle>, String>)> {
    bring.iter().find_map(|one| match one {
        Bring::Text(text) => {
            let read = || bundle::read(text.as_bytes()).map(Arc::new);
            bundle::is_bundle(text.as_bytes()).then(|| {
                (
                    "Pasted text".to_owned(),
                    read().map_err(|error| error.to_string()),
                )
            })
        }
        Bring::File(path) => {
            let path = super::files::typed(path).ok()?;
            let beginning = outside::beginning(&path).ok()?;
            bundle::is_bundle(&beginning).then(|| (name(&path), read(&path)))
        }
    })
}

fn name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn read(path: &Path) -> Result<Arc<Bundle>, String> {
    let bytes = outside::read(path, |_| bundle::MAX_BYTES).map_err(|problem| outside::whole(&problem))?;
    bundle::read(&bytes)
        .map(Arc::new)
        .map_err(|error| error.to_string())
}
