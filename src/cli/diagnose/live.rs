//! The live settings of both orgs of a saved connection: what messages are measured by, and what the settings say by
//! themselves. Reads alone; nothing is changed.

use super::{Environment, Shown};
use crate::{
    advice::Advice,
    cli::saved,
    federation::{
        measure,
        verify::{self, Finding, ItemState},
    },
    saml::expectation::Expectations,
};
use std::path::Path;

/// What both orgs are set to.
pub(super) struct Live {
    expectations: Expectations,
    /// What the settings say by themselves.
    pub(super) shown: Vec<Shown>,
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
    Ok(Live {
        expectations: measure::expectations(blueprint, &snapshot, &plan.facts),
        shown: report.findings().into_iter().map(Shown::from_setting).collect(),
    })
}

impl Live {
    /// What was given on the command line wins.
    pub(super) fn fill(&self, expectations: &mut Expectations) {
        let live = self.expectations.clone();
        let mut given = std::mem::replace(expectations, live);
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
}

impl Shown {
    fn from_setting(finding: &Finding) -> Self {
        Self {
            code: finding.code.to_owned(),
            severity: finding.severity,
            confidence: finding.confidence,
            comparison: finding.comparison.clone(),
            difference: finding.comparison.as_ref().and_then(|two| {
                crate::saml::difference::compare(&two.expected, &two.sent)
                    .map(|difference| difference.sentence())
            }),
            advice: finding.advice.clone(),
            document: None,
            place: None,
        }
    }
}
