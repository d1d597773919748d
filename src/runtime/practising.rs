//! Practice orgs: started, stopped, broken on purpose, and the test user's sign-in played on them.

use super::Shared;
use crate::wizard::Effect;
use std::sync::Arc;

/// Without practice orgs in the program there is nothing to do.
#[cfg(not(feature = "practice"))]
pub(super) async fn perform(shared: Arc<Shared>, effect: Effect) {
    use crate::{advice::Advice, wizard::Event};
    if matches!(effect, Effect::StartPractice) {
        let advice = Advice::new("This program was built without practice orgs", "");
        shared.send(Event::PracticeStarted(Err(advice)));
    }
}

#[cfg(feature = "practice")]
pub(super) use with_practice::perform;

#[cfg(feature = "practice")]
mod with_practice {
    use super::{Arc, Effect, Shared};
    use crate::{
        advice::Advice,
        federation::Side,
        okta::OrgUrl,
        practice::{self, Options, OrgCard, Practice, Temper},
        runtime::lock,
        secret::Secret,
        store::keychain::Purpose,
        wizard::{
            Event, RunId,
            breaking::{Fault, Switch},
            open::{PracticeCard, Stage},
        },
    };

    pub(in crate::runtime) async fn perform(shared: Arc<Shared>, effect: Effect) {
        match effect {
            Effect::StartPractice => start(&shared).await,
            Effect::StopPractice => *shared.practice.lock().await = None,
            Effect::PlaySignIn { run, login, app } => play(&shared, run, login, app).await,
            Effect::ReadFaults(run) => switch(&shared, run, None).await,
            Effect::SwitchFaults { run, switch: wanted } => switch(&shared, run, Some(wanted)).await,
            _ => {}
        }
    }

    async fn start(shared: &Arc<Shared>) {
        forget_last_journal(shared);
        let mut options = Options {
            temper: Temper::Gentle,
            ..Options::default()
        };
        if let Some(seed) = lock(&shared.seed).clone() {
            options.seed = seed;
        }
        let seed = options.seed.clone();
        let started = Practice::start(options).await;
        let card = match started {
            Ok(practice) => {
                hold_tokens(shared, [practice.source(), practice.target()]);
                let card = card(&practice, seed);
                *shared.practice.lock().await = Some(practice);
                Ok(card)
            }
            Err(error) => Err(Advice::new(
                "The practice orgs could not be started",
                error.to_string(),
            )),
        };
        shared.send(Event::PracticeStarted(card));
    }

    /// The orgs of the last time are gone, and so is what was done to them.
    fn forget_last_journal(shared: &Shared) {
        if let Err(trouble) = lock(&shared.library).forget("practice") {
            tracing::debug!(%trouble, "the journal of the last practice stays");
        }
    }

    /// Tokens of practice orgs are never put into the keychain.
    fn hold_tokens(shared: &Shared, cards: [&OrgCard; 2]) {
        for card in cards {
            if let Ok(org) = OrgUrl::parse(card.url.as_str()) {
                lock(&shared.tokens).hold(&org, Purpose::ApiToken, &Secret::new(card.api_token.as_str()));
            }
        }
    }

    fn card(practice: &Practice, seed: String) -> PracticeCard {
        let people = practice
            .source()
            .users
            .iter()
            .map(|person| (person.login.clone(), person.password.clone()));
        PracticeCard {
            seed,
            source_url: practice.source().url.to_string(),
            target_url: practice.target().url.to_string(),
            people: people.collect(),
        }
    }

    async fn switch(shared: &Arc<Shared>, run: RunId, wanted: Option<Switch>) {
        let practice = shared.practice.lock().await;
        let Some(practice) = practice.as_ref() else { return };
        let switched = match &wanted {
            None => Ok(()),
            Some(Switch::Break(name)) => practice.apply_fault(name),
            Some(Switch::PutBack(name)) => practice.undo_fault(name),
            Some(Switch::PutAllBack) => {
                practice.undo_all_faults();
                Ok(())
            }
        };
        let faults = match switched {
            Ok(()) => Ok(shown(&practice.active_faults())),
            Err(trouble) => Err(Advice::new("This cannot be broken now", trouble.to_string())),
        };
        shared.send(Event::FaultsRead { run, faults });
    }

    fn shown(active: &[&str]) -> Vec<Fault> {
        let shown = |fault: &practice::Fault| Fault {
            name: fault.name.to_owned(),
            concern: fault.concern.title().to_owned(),
            side: match fault.side {
                practice::Side::Source => Side::Source,
                practice::Side::Target => Side::Target,
            },
            broken: fault.broken.to_owned(),
            symptom: fault.symptom.to_owned(),
            active: active.contains(&fault.name),
        };
        practice::faults().map(shown).collect()
    }

    async fn play(shared: &Arc<Shared>, run: RunId, login: String, app: String) {
        let practice = shared.practice.lock().await;
        let stages = practice
            .as_ref()
            .map(|practice| practice.sign_in(&login, Some(&app)))
            .unwrap_or_default();
        let stages = stages
            .into_iter()
            .map(|stage| Stage {
                words: format!("{}: {}", stage.name, stage.detail),
                ok: stage.ok,
            })
            .collect();
        shared.send(Event::SignInPlayed { run, stages });
    }
}
