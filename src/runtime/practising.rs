//! Practice orgs: started, stopped, and the test user's sign-in played on them.

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
        okta::OrgUrl,
        practice::{Options, OrgCard, Practice, Temper},
        runtime::lock,
        secret::Secret,
        store::keychain::Purpose,
        wizard::{
            Event, RunId,
            open::{PracticeCard, Stage},
        },
    };

    pub(in crate::runtime) async fn perform(shared: Arc<Shared>, effect: Effect) {
        match effect {
            Effect::StartPractice => start(&shared).await,
            Effect::StopPractice => *shared.practice.lock().await = None,
            Effect::PlaySignIn { run, login, app } => play(&shared, run, login, app).await,
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
