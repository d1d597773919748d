//! What the settings of both orgs say about each item: read-only, and true at any time.
//!
//! Every check is made whatever the others say; nothing stops at the first.

mod account;
mod matching;
mod overrides;
mod provisioning;
mod pushes;
pub(super) mod sign_on;
mod standing;
mod trust;

use super::{Check, CheckResult, Comparison, Confidence, Finding, ItemId, Severity};
use crate::{
    advice::{Advice, Advise as _},
    explain,
    federation::{Blueprint, Facts, Snapshot, orgs::Side},
    okta::{Error, resource::apps::App},
    saml::metadata::IdpMetadata,
};

/// Everything a check may look at.
pub(super) struct Scene<'a> {
    pub(super) blueprint: &'a Blueprint,
    pub(super) snapshot: &'a Snapshot,
    pub(super) facts: &'a Facts,
    pub(super) metadata: Option<IdpMetadata>,
}

impl Scene<'_> {
    fn source(&self) -> &str {
        &self.blueprint.source.name
    }

    fn target(&self) -> &str {
        &self.blueprint.target.name
    }

    fn org2org(&self) -> Option<&App> {
        self.snapshot.source.app.as_ref().map(|seen| &*seen.app)
    }

    fn idp(&self) -> Option<&crate::okta::Doc<crate::okta::resource::idps::Idp>> {
        let idps = self.snapshot.target.idps.as_ref().ok()?;
        crate::federation::resolve::idp(idps, &self.blueprint.idp.name, self.facts)
    }

    /// The test user's assignment to the Org2Org app.
    fn assigned(&self) -> Option<&crate::okta::Doc<crate::okta::resource::apps::AppUser>> {
        let user = self.snapshot.source.test_user.as_ref().ok()?.as_ref()?;
        let users = self.snapshot.source.app.as_ref()?.users.as_ref().ok()?;
        users.iter().find(|assigned| assigned.id == user.id)
    }

    /// How a finding is told in a case; the names of both orgs are among the values.
    fn say(&self, code: &str, case: &str, values: &[(&str, &str)]) -> Advice {
        let orgs = [("source", self.source()), ("target", self.target())];
        let values: Vec<(&str, &str)> = orgs.iter().chain(values).copied().collect();
        explain::advice(code, case, &values)
    }

    /// A page of a side's admin console.
    fn page(&self, side: Side, path: &str) -> String {
        match side {
            Side::Source => self.blueprint.source.url.admin_page(path),
            Side::Target => self.blueprint.target.url.admin_page(path),
        }
    }

    fn app_page(&self) -> String {
        let id = self
            .facts
            .get(crate::federation::Fact::Org2OrgAppId)
            .unwrap_or_default();
        self.page(Side::Source, &format!("/admin/app/okta_org2org/instance/{id}"))
    }

    fn idps_page(&self) -> String {
        self.page(Side::Target, "/admin/access/identity-providers")
    }
}

/// Makes all checks.
pub fn all(blueprint: &Blueprint, snapshot: &Snapshot, facts: &Facts) -> Vec<Check> {
    let metadata = snapshot
        .source
        .app
        .as_ref()
        .and_then(|app| app.metadata.as_ref().ok());
    let metadata = metadata.and_then(|text| crate::saml::metadata::read_idp_metadata(text.as_bytes()).ok());
    let scene = Scene {
        blueprint,
        snapshot,
        facts,
        metadata,
    };
    let mut checks = standing::checks(&scene);
    checks.extend(trust::checks(&scene));
    checks.extend(overrides::checks(&scene));
    checks.extend(provisioning::checks(&scene));
    checks.extend(pushes::checks(&scene));
    checks.extend(matching::checks(&scene));
    checks.extend(account::checks(&scene));
    checks.extend(sign_on::checks(&scene));
    checks
}

fn pass(item: ItemId, title: &str, seen: impl Into<String>) -> Check {
    Check {
        item,
        title: title.to_owned(),
        result: CheckResult::Pass(seen.into()),
    }
}

fn unknown(item: ItemId, title: &str, why: impl Into<String>) -> Check {
    Check {
        item,
        title: title.to_owned(),
        result: CheckResult::Unknown(why.into()),
    }
}

/// A part that could not be read: a dead token or a small role is a finding, anything else an unknown.
fn unread(item: ItemId, title: &str, side: Side, error: &Error) -> Check {
    if !error.is_dead_token() {
        return unknown(item, title, error.to_string());
    }
    fail(
        item,
        title,
        side,
        "token-revoked",
        Severity::Blocks,
        error.advice(),
    )
    .done()
}

fn fail(
    item: ItemId,
    title: &str,
    side: Side,
    code: &'static str,
    severity: Severity,
    advice: Advice,
) -> Failing {
    let confidence = Confidence::Certain;
    let finding = Finding {
        code,
        severity,
        confidence,
        item,
        side,
        comparison: None,
        advice,
        fix: None,
    };
    Failing {
        title: title.to_owned(),
        finding,
    }
}

/// A failing check in the making.
struct Failing {
    title: String,
    finding: Finding,
}

impl Failing {
    fn compared(mut self, sent: (String, String), expected: (String, String)) -> Self {
        self.finding.comparison = Some(Comparison {
            sent_label: sent.0,
            sent: sent.1,
            expected_label: expected.0,
            expected: expected.1,
        });
        self
    }

    fn fixed_by(mut self, key: &str) -> Self {
        self.finding.fix = Some(key.to_owned());
        self
    }

    fn likely(mut self) -> Self {
        self.finding.confidence = Confidence::Likely;
        self
    }

    fn done(self) -> Check {
        Check {
            item: self.finding.item,
            title: self.title,
            result: CheckResult::Fail(Box::new(self.finding)),
        }
    }
}
