//! The live settings of both orgs of a saved connection: what messages are measured by, and what the settings say by
//! themselves. Reads alone; nothing is changed.

use super::Environment;
use crate::{
    advice::Advice,
    cli::saved::{self, Opened},
    federation::{
        timeline::{self, Logs},
        troubleshoot::Settings,
        verify::{self, ItemState},
    },
    saml::expectation::Expectations,
};
use jiff::Timestamp;
use std::{path::Path, sync::Arc};

/// A saved connection with its live settings.
pub(super) struct Live {
    opened: Opened,
    /// What both orgs are set to.
    pub(super) settings: Settings,
}

impl Live {
    /// Both System Logs around the attempt.
    pub(super) async fn logs(&self, attempt: Option<Timestamp>, now: Timestamp) -> Logs {
        timeline::logs::read(&self.opened.readers(), attempt, now).await
    }
}

pub(super) async fn read(file: &Path, environment: &Environment) -> Result<Live, Advice> {
    let opened = saved::open(file, environment)?;
    let (snapshot, plan) = opened.look().await;
    let blueprint = opened.blueprint();
    let report = verify::report(
        blueprint,
        &snapshot,
        &plan.facts,
        &verify::Events::default(),
        false,
    );
    if report.items.iter().all(|item| item.state == ItemState::Unknown) {
        return Err(Advice::new(
            "The settings of the orgs cannot be read",
            "None of them answered as expected",
        )
        .then("Check the addresses and the tokens with: org2org-setup check"));
    }
    let settings = Settings {
        blueprint: Box::new(blueprint.clone()),
        facts: plan.facts.clone(),
        snapshot: Arc::new(snapshot),
        report: Some(report),
    };
    Ok(Live { opened, settings })
}

/// Measures by the live settings, too; what was given on the command line wins.
pub(super) fn fill(live: &Settings, expectations: &mut Expectations) {
    let mut given = std::mem::replace(expectations, live.expectations());
    let pairs = [
        (&mut expectations.issuer, given.issuer.take()),
        (&mut expectations.audience, given.audience.take()),
        (&mut expectations.acs, given.acs.take()),
        (&mut expectations.in_response_to, given.in_response_to.take()),
        (&mut expectations.sso_url, given.sso_url.take()),
    ];
    for (live, given) in pairs {
        if given.is_some() {
            *live = given;
        }
    }
    if !given.trusted.is_empty() {
        expectations.trusted = given.trusted;
    }
    expectations.known.append(&mut given.known);
}
