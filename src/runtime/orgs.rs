//! Looking at orgs: check, observe, read what can be chosen from.

use super::{Handle, Shared, lock, not_connected};
use crate::{
    advice::{Advice, Advise as _},
    federation::{Blueprint, Facts, Orgs, Side, observe as observing, orgs::Readers, preflight},
    okta::{ApiToken, Client, Error, OrgUrl, Reader},
    saml::certificate::{Certificate, read_certificates},
    secret::Secret,
    store::keychain::Purpose,
    wizard::{Event, RunId, open::Options},
};
use std::sync::Arc;

/// No bundle of a network's own certificates is larger (bytes).
const LARGEST_BUNDLE: u64 = 1024 * 1024;

/// An org that is to be looked at.
pub(super) struct Asked {
    pub(super) side: Side,
    pub(super) url: OrgUrl,
    pub(super) token: Option<Secret>,
    pub(super) look_only: bool,
}

/// Looks at one org with a new or a kept token; a token that the org takes is kept.
pub(super) async fn check(shared: Arc<Shared>, run: RunId, asked: Asked) {
    let Asked {
        side,
        url,
        token,
        look_only,
    } = asked;
    let given = token
        .as_ref()
        .and_then(|token| ApiToken::parse(token.reveal()).ok());
    let known = match given {
        Some(token) => Some(token),
        None => kept(&shared, side, url.clone()).await,
    };
    let has_token = known.is_some();
    let (transport, clock) = (shared.transport(), Arc::clone(&shared.clock));
    let handle = if look_only {
        Handle::Look(Reader::new(url.clone(), known, transport, clock))
    } else {
        Handle::Work(Client::new(url.clone(), known, transport, clock))
    };
    let seen = observing::org(&handle.reader()).await;
    let mut report = preflight::judge(side, &url, &seen);
    if !has_token {
        preflight::lacks_token(&mut report, &url);
    }
    if seen.me.is_ok() {
        lock(&shared.handles).insert(side, handle);
        if let Some(token) = token {
            keep(&shared, url, token).await;
        }
    }
    shared.send(Event::OrgChecked {
        run,
        side,
        report: Box::new(report),
    });
}

/// The token that was kept. Where there is none, that is told, and why the keychain does not give it out.
async fn kept(shared: &Arc<Shared>, side: Side, url: OrgUrl) -> Option<ApiToken> {
    let own = Arc::clone(shared);
    let find = move || {
        let mut tokens = lock(&own.tokens);
        (tokens.find(&url, Purpose::ApiToken), tokens.standing())
    };
    let (found, standing) = tokio::task::spawn_blocking(find).await.ok()?;
    if found.is_none() {
        shared.send(Event::Secrets(standing));
        shared.send(Event::NoToken(side));
    }
    found
}

async fn keep(shared: &Arc<Shared>, url: OrgUrl, token: Secret) {
    let own = Arc::clone(shared);
    let standing = tokio::task::spawn_blocking(move || {
        let mut tokens = lock(&own.tokens);
        tokens.keep(&url, Purpose::ApiToken, &token);
        tokens.standing()
    })
    .await;
    if let Ok(standing) = standing {
        shared.send(Event::Secrets(standing));
    }
}

/// Both clients, if both orgs are connected and may be changed.
pub(super) fn both(shared: &Shared) -> Option<Orgs> {
    Some(Orgs {
        source: shared.handle(Side::Source)?.client()?,
        target: shared.handle(Side::Target)?.client()?,
    })
}

/// The reading halves of both clients, if both orgs are connected.
pub(super) fn readers(shared: &Shared) -> Option<Readers> {
    Some(Readers {
        source: shared.handle(Side::Source)?.reader(),
        target: shared.handle(Side::Target)?.reader(),
    })
}

pub(super) async fn observe(shared: Arc<Shared>, run: RunId, blueprint: Blueprint, known: Facts) {
    let Some(readers) = readers(&shared) else {
        shared.send(Event::Said {
            text: not_connected().headline,
            bad: true,
        });
        return;
    };
    let snapshot = observing::observe(&readers, &blueprint, &known, shared.clock.now()).await;
    shared.send(Event::Observed {
        run,
        snapshot: Arc::new(snapshot),
    });
}

pub(super) async fn read_options(shared: Arc<Shared>, run: RunId, words: String) {
    let options = match readers(&shared) {
        Some(readers) => options(&readers, &words).await.map_err(|error| error.advice()),
        None => Err::<Options, Advice>(not_connected()),
    };
    shared.send(Event::OptionsRead { run, options });
}

async fn options(readers: &Readers, words: &str) -> Result<Options, Error> {
    let Readers { source, target } = readers;
    let (apps, target_groups, source_groups, people) = futures_util::try_join!(
        target.apps(),
        target.groups_like(""),
        source.groups_like(words),
        source.users_like(words),
    )?;
    let saml = apps
        .iter()
        .filter(|app| app.is_saml() && app.name != crate::okta::resource::apps::ORG2ORG);
    Ok(Options {
        target_apps: saml.map(|app| (app.id.clone(), app.label.clone())).collect(),
        target_groups: named(&target_groups),
        source_groups: named(&source_groups),
        people: people
            .iter()
            .map(|user| (user.id.clone(), user.profile.login.clone(), user.display_name()))
            .collect(),
    })
}

/// Groups that one can assign: Everyone would let everybody in.
fn named(
    groups: &[crate::okta::Doc<crate::okta::resource::people::Group>],
) -> Vec<(crate::okta::id::GroupId, String)> {
    let assignable = groups.iter().filter(|group| group.kind != "BUILT_IN");
    assignable
        .map(|group| (group.id.clone(), group.profile.name.clone()))
        .collect()
}

/// Takes further certificates to trust out of a file, for networks that open encrypted connections.
pub(super) fn trust(shared: &Shared, path: &str) {
    let path = path.trim();
    match read_bundle(path) {
        Ok(bundle) => {
            *lock(&shared.transport) = (shared.network)(&bundle);
        }
        Err(words) => {
            let text = format!("The certificate file {path} is not used: {words}");
            shared.send(Event::Said { text, bad: true });
        }
    }
}

/// The certificates of a file as PEM, whatever kind it is; none for no file.
fn read_bundle(path: &str) -> Result<Vec<u8>, String> {
    if path.is_empty() {
        return Ok(Vec::new());
    }
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > LARGEST_BUNDLE {
        return Err(format!("{size} bytes are too many for certificates"));
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let certificates = read_certificates(&bytes).map_err(|error| error.to_string())?;
    Ok(certificates
        .iter()
        .map(Certificate::to_pem)
        .collect::<String>()
        .into_bytes())
}
