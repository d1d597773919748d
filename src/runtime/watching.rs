//! The watch on both System Logs during a test sign-in.

use super::{Shared, not_connected, orgs};
use crate::{
    advice::Advise as _,
    federation::{
        Blueprint, Facts, observe,
        verify::watch::{INTERVAL, Interest, OBSERVE_INTERVAL, Watch},
    },
    wizard::{Event, RunId},
};
use std::sync::Arc;

/// Looks into both logs until it is cancelled; after new events both orgs are observed again.
pub(super) async fn watch(shared: Arc<Shared>, run: RunId, blueprint: Blueprint, known: Facts) {
    let Some(readers) = orgs::readers(&shared) else {
        shared.send(Event::Said {
            text: not_connected().headline,
            bad: true,
        });
        return;
    };
    let mut watch = Watch::since(shared.clock.now(), Interest::of(&blueprint, &known));
    let mut due = false;
    let mut observed = None;
    shared.send(Event::WatchBegan {
        run,
        since: watch.began(),
    });
    loop {
        let look = watch.look(&readers).await;
        let at = shared.clock.now();
        due |= matches!(look, Ok(new) if new > 0);
        let rested = observed.is_none_or(|last| at.duration_since(last) >= OBSERVE_INTERVAL);
        let mut snapshot = None;
        if due && rested {
            let seen = observe::observe(&readers, &blueprint, &known, at).await;
            snapshot = Some(Arc::new(seen));
            (due, observed) = (false, Some(at));
        }
        let events = look.map(|_| watch.events()).map_err(|(_, error)| error.advice());
        shared.send(Event::Watched {
            run,
            at,
            events,
            snapshot,
        });
        shared.clock.wait(INTERVAL).await;
    }
}
