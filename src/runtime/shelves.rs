//! What is kept on disk and in the keychain, and pages in the browser: short work that blocks.

use super::{Shared, lock};
use crate::{
    okta::OrgUrl,
    wizard::{Effect, Event, Preferences},
};

/// Whether an effect changes what is kept.
pub(super) fn keeps(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::KeepPreferences(_) | Effect::KeepConnection(_) | Effect::ForgetConnection(_)
    )
}

pub(super) fn perform(shared: &Shared, effect: Effect) {
    match effect {
        Effect::LoadPreferences => load_preferences(shared),
        Effect::KeepPreferences(preferences) => keep_preferences(shared, &preferences),
        Effect::OpenKeychain => {
            let standing = lock(&shared.tokens).open();
            shared.send(Event::Secrets(standing));
        }
        Effect::LoadConnections => {
            let (found, damaged) = lock(&shared.library).list();
            shared.send(Event::ConnectionsLoaded { found, damaged });
        }
        Effect::MakeConnection => {
            let id = lock(&shared.library).new_id();
            shared.send(Event::ConnectionMade(id));
        }
        Effect::OpenConnection(saved) => open(shared, saved),
        Effect::KeepConnection(saved) => keep(shared, &saved),
        Effect::ForgetConnection(id) => forget(shared, &id),
        Effect::OpenLink(url) => open_link(shared, &url),
        _ => {}
    }
}

fn say(shared: &Shared, text: impl Into<String>) {
    shared.send(Event::Said {
        text: text.into(),
        bad: true,
    });
}

fn open(shared: &Shared, saved: Box<crate::wizard::saved::Saved>) {
    let journal = lock(&shared.library).journal(&saved.id);
    match journal {
        Ok(journal) => shared.send(Event::ConnectionOpened {
            saved,
            ledger: Box::new(journal.ledger),
            trouble: journal.trouble,
        }),
        Err(trouble) => say(shared, format!("The connection cannot be opened: {trouble}")),
    }
}

fn keep(shared: &Shared, saved: &crate::wizard::saved::Saved) {
    let now = shared.clock.now();
    match lock(&shared.library).keep(saved, now) {
        Ok(()) => shared.send(Event::ConnectionKept(now)),
        Err(trouble) => say(shared, format!("The connection could not be saved: {trouble}")),
    }
}

/// Tokens go with the last connection that uses their org.
fn forget(shared: &Shared, id: &str) {
    let mut library = lock(&shared.library);
    let (connections, _) = library.list();
    let addresses =
        |saved: &crate::wizard::saved::Saved| [saved.source_address.clone(), saved.target_address.clone()];
    let (gone, rest): (Vec<_>, Vec<_>) = connections.iter().partition(|saved| saved.id == id);
    let used: Vec<String> = rest.into_iter().flat_map(addresses).collect();
    for address in gone
        .into_iter()
        .flat_map(addresses)
        .filter(|address| !used.contains(address))
    {
        if let Ok(org) = OrgUrl::parse(&address) {
            lock(&shared.tokens).forget(&org);
        }
    }
    if let Err(trouble) = library.forget(id) {
        say(shared, trouble.to_string());
    }
}

fn load_preferences(shared: &Shared) {
    let path = lock(&shared.library).paths().preferences();
    let (_, kept, problem) = crate::store::preferences::PreferencesFile::load(&path);
    if let Some(problem) = problem {
        say(shared, problem.to_string());
    }
    let preferences = Preferences::from_kept(&kept);
    super::orgs::trust(shared, &preferences.extra_certificates);
    shared.send(Event::PreferencesLoaded(preferences));
}

fn keep_preferences(shared: &Shared, preferences: &Preferences) {
    let path = lock(&shared.library).paths().preferences();
    let (file, kept, _) = crate::store::preferences::PreferencesFile::load(&path);
    if let Err(problem) = file.save(&preferences.to_kept(&kept), shared.clock.now()) {
        say(shared, problem.to_string());
    }
    super::orgs::trust(shared, &preferences.extra_certificates);
}

fn open_link(shared: &Shared, url: &str) {
    let harmless = url.starts_with("https://") || OrgUrl::parse(url).is_ok_and(|url| url.is_loopback());
    if harmless && webbrowser::open(url).is_ok() {
        return;
    }
    say(
        shared,
        format!("The browser could not be opened. The address is {url}"),
    );
}
