//! Profile mappings (Okta API: Profile Mappings): which attribute of one profile makes which of another.
//!
//! Every app has two, from people and to people; an identity provider has one, to people. A mapping knows
//! expressions, and nothing of sign-ins or pushes.

use super::super::expression;
use super::super::shelf::Kept;
use super::Org;
use super::app::App;
use super::idp::Idp;
use serde_json::{Map, Value, json};

/// One end of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// People of the org.
    User,
    /// People who have an app, by its identifier.
    App(String),
    /// People from an identity provider, by its identifier.
    Idp(String),
}

impl End {
    /// The identifier mappings name it by.
    pub(crate) fn owner<'o>(&'o self, org: &'o Org) -> &'o str {
        match self {
            Self::User => &org.user_type,
            Self::App(id) | Self::Idp(id) => id,
        }
    }

    /// The name mappings show.
    pub(crate) fn name(&self, org: &Org) -> String {
        match self {
            Self::User => "user".to_owned(),
            Self::App(id) => org.apps.get(id).map(|app| app.name.clone()).unwrap_or_default(),
            Self::Idp(_) => "saml_idp".to_owned(),
        }
    }

    fn json(&self, org: &Org) -> Value {
        let owner = self.owner(org);
        let link = |path: String| json!({ "href": org.url(&path) });
        let schema = format!("/api/v1/meta/schemas/apps/{owner}/default");
        let (kind, links) = match self {
            Self::User => {
                let type_link = link(format!("/api/v1/meta/types/user/{owner}"));
                let schema = link(format!("/api/v1/meta/schemas/user/{}", org.user_schema));
                ("user", json!({ "self": type_link, "schema": schema }))
            }
            Self::App(id) => {
                let own = link(format!("/api/v1/apps/{id}"));
                ("appuser", json!({ "self": own, "schema": link(schema) }))
            }
            Self::Idp(_) => ("appuser", json!({ "schema": link(schema) })),
        };
        json!({ "id": owner, "name": self.name(org), "type": kind, "_links": links })
    }
}

/// A mapping.
#[derive(Debug, Clone)]
pub(crate) struct Mapping {
    pub(crate) id: String,
    pub(crate) source: End,
    pub(crate) target: End,
    /// Target attribute: `expression` and `pushStatus`.
    pub(crate) properties: Map<String, Value>,
}

impl Kept for Mapping {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Mapping {
    /// The mapping as a list shows it.
    pub(crate) fn brief(&self, org: &Org) -> Value {
        let own = org.url(&format!("/api/v1/mappings/{}", self.id));
        json!({
            "id": self.id, "source": self.source.json(org), "target": self.target.json(org),
            "_links": { "self": { "href": own } },
        })
    }

    /// The mapping as a single read shows it.
    pub(crate) fn json(&self, org: &Org) -> Value {
        let mut shown = self.brief(org);
        if let Some(fields) = shown.as_object_mut() {
            let links = fields.remove("_links").unwrap_or_default();
            fields.insert("properties".to_owned(), Value::Object(self.properties.clone()));
            fields.insert("_links".to_owned(), links);
        }
        shown
    }

    /// What it makes of a profile: everything for somebody new, only what is pushed for others.
    pub(crate) fn apply(&self, new: bool, lookup: &dyn Fn(&str) -> Option<String>) -> Map<String, Value> {
        let pushed = |rule: &&Value| new || rule["pushStatus"] == "PUSH";
        let made = |(name, rule): (&String, &Value)| {
            let rule = Some(rule).filter(pushed)?;
            let template = expression::parse(rule["expression"].as_str()?)?;
            let after = |path: &str| lookup(path.split_once('.').map_or(path, |(_, name)| name));
            Some((name.clone(), Value::from(template.value(&after)?)))
        };
        self.properties.iter().filter_map(made).collect()
    }
}

/// Attribute by attribute under the same name.
fn straight(space: &str, names: &[&str]) -> Map<String, Value> {
    let rule = |name: &&str| {
        let rule = json!({ "expression": format!("{space}.{name}"), "pushStatus": "PUSH" });
        ((*name).to_owned(), rule)
    };
    names.iter().map(rule).collect()
}

const NAMES: [&str; 4] = ["firstName", "lastName", "email", "mobilePhone"];

/// Gives a new app its two mappings.
pub(crate) fn add_for_app(org: &mut Org, app: &App) {
    let (names, end) = (NAMES.as_slice(), End::App(app.id.clone()));
    let names = if app.provisionable() { names } else { &[] };
    let mut to_people = straight("appuser", names);
    if app.provisionable() {
        to_people.insert(
            "login".to_owned(),
            json!({ "expression": "appuser.userName", "pushStatus": "PUSH" }),
        );
    }
    let ends = [
        (end.clone(), End::User, to_people),
        (End::User, end, straight("user", names)),
    ];
    for (source, target, properties) in ends {
        let id = org.dice.id("prm");
        org.mappings.add(Mapping {
            id,
            source,
            target,
            properties,
        });
    }
}

/// Gives a new identity provider its mapping.
pub(crate) fn add_for_idp(org: &mut Org, idp: &Idp) {
    let id = org.dice.id("prm");
    org.mappings.add(Mapping {
        id,
        source: End::Idp(idp.id.clone()),
        target: End::User,
        properties: straight("appuser", &NAMES),
    });
}

/// Takes the mappings and attributes of a deleted app or identity provider away.
pub(crate) fn remove_for(org: &mut Org, id: &str) {
    let about = |end: &End| matches!(end, End::App(known) | End::Idp(known) if known == id);
    org.mappings
        .retain(|mapping| !about(&mapping.source) && !about(&mapping.target));
    org.custom.remove(id);
}

/// What the org makes of a profile from that end to that other; nothing where there is no mapping.
pub(crate) fn made(
    org: &Org,
    ends: (&End, &End),
    new: bool,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Map<String, Value> {
    let mapping = org
        .mappings
        .iter()
        .find(|mapping| (&mapping.source, &mapping.target) == ends);
    mapping
        .map(|mapping| mapping.apply(new, lookup))
        .unwrap_or_default()
}
