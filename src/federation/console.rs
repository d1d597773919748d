//! The pages of both orgs' admin consoles on which a person sees what a step sets.
//!
//! Okta documents none of these addresses: they are the ones that its console itself shows, as tools that link to it use
//! them (Salto's Okta adapter, among others). An object that is not there yet is answered with the list it will stand
//! in. Opens nothing, and asks no org.

use crate::{
    federation::{Blueprint, Fact, Facts, Side, Snapshot, action::Step, blueprint::AppChoice},
    okta::OrgUrl,
};

/// A page of an admin console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In which org.
    pub side: Side,
    /// What it shows, such as "Sign On tab of Dropbox Business".
    pub label: String,
    /// Its address.
    pub url: String,
}

/// A tab of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// SAML, user name format.
    SignOn,
    /// The connection and what it may do.
    Provisioning,
    /// Groups and people.
    Assignments,
}

impl Tab {
    /// The tab's name, as the console writes it.
    pub fn title(self) -> &'static str {
        match self {
            Self::SignOn => "Sign On",
            Self::Provisioning => "Provisioning",
            Self::Assignments => "Assignments",
        }
    }

    fn anchor(self) -> &'static str {
        match self {
            Self::SignOn => "tab-signon",
            Self::Provisioning => "tab-user-management",
            Self::Assignments => "tab-assignments",
        }
    }
}

const ORG2ORG: &str = "okta_org2org";
const APPS: &str = "/admin/apps/active";
const CATALOGUE: &str = "/admin/apps/add-app";
const GROUPS: &str = "/admin/groups";
const TOKENS: &str = "/admin/access/api/tokens";
const IDPS: &str = "/admin/access/identity-providers";
const ROUTING_RULES: &str = "/admin/access/identity-providers#rules";
const TASKS: &str = "/admin/tasks";
const SYSTEM_LOG: &str = "/report/system_log_2";

/// The tab of an app, by the app's key in the catalogue and its identifier.
pub fn app_tab(org: &OrgUrl, name: &str, id: &str, tab: Tab) -> String {
    org.admin_page(&format!("/admin/app/{name}/instance/{id}/#{}", tab.anchor()))
}

/// Where any app of Okta's catalogue is added by hand: no interface of Okta's lists the catalogue.
pub fn catalogue(org: &OrgUrl) -> String {
    org.admin_page(CATALOGUE)
}

/// The pages of a step, in the order in which one would look at them.
pub fn pages(step: Step, blueprint: &Blueprint, facts: &Facts, snapshot: Option<&Snapshot>) -> Vec<Page> {
    let scene = Scene {
        blueprint,
        facts,
        snapshot,
    };
    match step {
        Step::TargetApp => {
            let mut pages = vec![scene.target_app(Tab::SignOn)];
            if blueprint.target_app.provisioning.is_some() {
                pages.push(scene.target_app(Tab::Provisioning));
            }
            pages
        }
        Step::Trust => vec![
            scene.org2org(Tab::SignOn),
            scene.identity_provider(),
            scene.target("Routing rules", ROUTING_RULES),
            scene.group(),
        ],
        Step::Provisioning => vec![
            scene.org2org(Tab::Provisioning),
            scene.target("API tokens", TOKENS),
        ],
        Step::Assign => vec![
            scene.org2org(Tab::Assignments),
            scene.source("Tasks, with pushes that failed", TASKS),
            scene.target_app(Tab::Assignments),
            scene.group(),
        ],
        Step::Validate => vec![
            scene.source("System Log", SYSTEM_LOG),
            scene.target("System Log", SYSTEM_LOG),
        ],
    }
}

/// What is known of both orgs.
struct Scene<'a> {
    blueprint: &'a Blueprint,
    facts: &'a Facts,
    snapshot: Option<&'a Snapshot>,
}

impl Scene<'_> {
    fn source(&self, label: &str, path: &str) -> Page {
        Page {
            side: Side::Source,
            label: label.to_owned(),
            url: self.blueprint.source.url.admin_page(path),
        }
    }

    fn target(&self, label: &str, path: &str) -> Page {
        Page {
            side: Side::Target,
            label: label.to_owned(),
            url: self.blueprint.target.url.admin_page(path),
        }
    }

    fn org2org(&self, tab: Tab) -> Page {
        let org = &self.blueprint.source.url;
        match self.facts.get(Fact::Org2OrgAppId) {
            Some(id) => Page {
                side: Side::Source,
                label: format!("{} tab of Org2Org", tab.title()),
                url: app_tab(org, ORG2ORG, id, tab),
            },
            None => self.source("Applications", APPS),
        }
    }

    fn target_app(&self, tab: Tab) -> Page {
        let org = &self.blueprint.target.url;
        let label = self.blueprint.target_app.app.label();
        match self.facts.get(Fact::TargetAppId).zip(self.target_app_name()) {
            Some((id, name)) => Page {
                side: Side::Target,
                label: format!("{} tab of {label}", tab.title()),
                url: app_tab(org, name, id, tab),
            },
            None => self.target("Applications", APPS),
        }
    }

    /// The app's key in the catalogue: as it was seen, else as it is chosen.
    fn target_app_name(&self) -> Option<&str> {
        let seen = self.snapshot.and_then(|snapshot| snapshot.target.app.as_ref());
        match (seen, &self.blueprint.target_app.app) {
            (Some(seen), _) => Some(&seen.app.name),
            (None, AppChoice::Add { name, .. }) => Some(name),
            (None, AppChoice::Existing { .. }) => None,
        }
    }

    fn identity_provider(&self) -> Page {
        match self.facts.get(Fact::IdpId) {
            Some(id) => self.target(
                &format!("Identity provider {}", self.blueprint.idp.name),
                &format!("{IDPS}/edit/{id}"),
            ),
            None => self.target("Identity providers", IDPS),
        }
    }

    fn group(&self) -> Page {
        match self.facts.get(Fact::GroupId) {
            Some(id) => self.target("Group of the people who come in", &format!("/admin/group/{id}")),
            None => self.target("Groups", GROUPS),
        }
    }
}
