//! What is wanted, fully decided: nothing is left to choose while it is carried out.
//!
//! Holds no secret and nothing that was seen; see [`Snapshot`](super::Snapshot) for that.

use crate::okta::{
    OrgUrl,
    id::{AppId, GroupId, OrgId, UserId},
};
use serde::{Deserialize, Serialize};

/// Every choice about one connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blueprint {
    /// Where people sign in.
    pub source: OrgChoice,
    /// Where the apps are.
    pub target: OrgChoice,
    /// Step 1: the app that people shall use.
    pub target_app: TargetApp,
    /// Step 2: the Org2Org app in the source org.
    pub org2org: Org2OrgChoice,
    /// Step 2: the identity provider in the target org.
    pub idp: IdpChoice,
    /// Step 2: which user names are sent to the source org.
    pub routing: Routing,
    /// Step 3: how people come into being in the target org.
    pub provisioning: Provisioning,
    /// Step 4: who may use the connection.
    pub assignments: Assignments,
    /// Step 5: whose sign-in proves that it works.
    pub test_user: Option<String>,
}

/// One of the two orgs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgChoice {
    /// Its address.
    pub url: OrgUrl,
    /// Its identifier, the same under every address.
    pub id: OrgId,
    /// Its name on screen.
    pub name: String,
}

/// The app in the target org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetApp {
    /// An app that is already there, or one to be added.
    pub app: AppChoice,
    /// The user name format, such as `${source.login}`; `None` leaves it as it is.
    pub user_name_template: Option<String>,
    /// What the target org shall do with users in the app, where the app's provisioning is connected.
    pub provisioning: Option<Lifecycle>,
}

/// Which app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "choice")]
pub enum AppChoice {
    /// One that is there.
    Existing {
        /// Its identifier.
        id: AppId,
        /// Its name on the dashboard.
        label: String,
    },
    /// One from the catalogue.
    Add {
        /// The catalogue's key, such as `dropbox_for_business`.
        name: String,
        /// Its name on the dashboard.
        label: String,
    },
}

impl AppChoice {
    /// The app's name on the dashboard.
    pub fn label(&self) -> &str {
        match self {
            Self::Existing { label, .. } | Self::Add { label, .. } => label,
        }
    }
}

/// The Org2Org app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org2OrgChoice {
    /// Its name on the source org's dashboard.
    pub label: String,
    /// The app to use, when the source org has several.
    pub app: Option<AppId>,
}

/// The identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdpChoice {
    /// Its name in the target org; at most 100 characters.
    pub name: String,
    /// How the user name is made, in Okta's expression language.
    pub user_name_template: String,
    /// Which user it is compared with.
    pub match_on: MatchOn,
    /// Whether an existing user of that name is linked by itself.
    pub link_automatically: bool,
    /// Whether admins of the target org are left out of that.
    pub exclude_admins: bool,
    /// Which user names the partner may assert, as a regular expression.
    pub user_name_filter: Option<String>,
    /// Whether unknown people are created at their first sign-in.
    pub create_users: bool,
    /// Whether each sign-in overwrites the profile; conflicts with provisioning's updates.
    pub update_profiles: bool,
    /// The group in the target org into which everybody comes at sign-in.
    pub group: GroupChoice,
}

/// With what a user name is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchOn {
    /// The Okta user name.
    #[default]
    UserName,
    /// The e-mail address.
    Email,
    /// Either.
    UserNameOrEmail,
}

impl MatchOn {
    /// As Okta writes it.
    pub fn as_okta(self) -> &'static str {
        match self {
            Self::UserName => "USERNAME",
            Self::Email => "EMAIL",
            Self::UserNameOrEmail => "USERNAME_OR_EMAIL",
        }
    }

    /// As it stands on screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::UserName => "Okta username",
            Self::Email => "e-mail address",
            Self::UserNameOrEmail => "Okta username or e-mail address",
        }
    }
}

/// A group in the target org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "choice")]
pub enum GroupChoice {
    /// One that is there.
    Existing {
        /// Its identifier.
        id: GroupId,
        /// Its name.
        name: String,
    },
    /// One to be added.
    Add {
        /// Its name.
        name: String,
    },
}

impl GroupChoice {
    /// The group's name.
    pub fn name(&self) -> &str {
        match self {
            Self::Existing { name, .. } | Self::Add { name } => name,
        }
    }
}

/// Which user names are sent to the source org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "choice")]
pub enum Routing {
    /// None: people start from the source org's dashboard.
    None,
    /// Those that end in one of these domains.
    Domains {
        /// The rule's name in the target org; at most 100 characters.
        rule: String,
        /// The domains, without `@`.
        domains: Vec<String>,
    },
}

/// How people come into being in the target org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "variant")]
pub enum Provisioning {
    /// Only at sign-in, if at all.
    None,
    /// The source org pushes them with an API token of the target org.
    ApiToken {
        /// What is pushed.
        lifecycle: Lifecycle,
    },
}

impl Provisioning {
    /// What is pushed, if anything.
    pub fn lifecycle(&self) -> Option<Lifecycle> {
        match self {
            Self::None => None,
            Self::ApiToken { lifecycle } => Some(*lifecycle),
        }
    }
}

/// What provisioning does with people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifecycle {
    /// Creates them when they are assigned.
    pub create: bool,
    /// Passes on changes of their profile.
    pub update: bool,
    /// Deactivates them when they lose the assignment.
    pub deactivate: bool,
}

impl Lifecycle {
    /// All three, as the guide has it.
    pub const ALL: Self = Self {
        create: true,
        update: true,
        deactivate: true,
    };

    /// The three in words.
    pub fn words(self) -> String {
        let all = [
            (self.create, "create"),
            (self.update, "update"),
            (self.deactivate, "deactivate"),
        ];
        let on: Vec<&str> = all.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
        if on.is_empty() {
            "nothing".to_owned()
        } else {
            on.join(", ")
        }
    }
}

/// Who may use the connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignments {
    /// Groups of the source org.
    pub groups: Vec<Named<GroupId>>,
    /// People of the source org.
    pub people: Vec<Named<UserId>>,
}

/// An identifier with the name that people know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named<T> {
    /// The identifier.
    pub id: T,
    /// The name: of a group, or the user name of a person.
    pub name: String,
}

/// A choice that cannot be carried out, found without asking anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Which field.
    pub field: &'static str,
    /// What is wrong with it, in one sentence.
    pub sentence: String,
}

impl Blueprint {
    /// All choices that Okta would refuse or that would harm, by Okta's documented limits.
    pub fn mistakes(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        let mut limit = |field, value: &str, most: usize| {
            let length = value.chars().count();
            if value.trim().is_empty() {
                found.push(Mistake {
                    field,
                    sentence: "A name is needed".to_owned(),
                });
            } else if length > most {
                let sentence = format!("{length} characters, and Okta takes at most {most}");
                found.push(Mistake { field, sentence });
            }
        };
        limit("idp.name", &self.idp.name, 100);
        limit("org2org.label", &self.org2org.label, 100);
        limit("target_app.label", self.target_app.app.label(), 100);
        limit("idp.group", self.idp.group.name(), 255);
        if let Routing::Domains { rule, .. } = &self.routing {
            limit("routing.rule", rule, 100);
        }
        found.extend(self.matching_mistakes());
        found.extend(self.routing_mistakes());
        if self.source.id == self.target.id {
            let sentence = "Source and target are the same org".to_owned();
            found.push(Mistake {
                field: "target.url",
                sentence,
            });
        }
        found
    }

    fn matching_mistakes(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        let template = &self.idp.user_name_template;
        if !(9..=1024).contains(&template.chars().count()) {
            let sentence = "Okta takes 9 to 1,024 characters here".to_owned();
            found.push(Mistake {
                field: "idp.user_name_template",
                sentence,
            });
        } else if template.contains("appuser.") {
            let sentence = "Values from the partner begin with idpuser. here, not with appuser.".to_owned();
            found.push(Mistake {
                field: "idp.user_name_template",
                sentence,
            });
        }
        if let Some(filter) = &self.idp.user_name_filter {
            if filter.chars().count() > 1024 {
                let sentence = "Okta takes at most 1,024 characters here".to_owned();
                found.push(Mistake {
                    field: "idp.user_name_filter",
                    sentence,
                });
            } else if let Err(error) = regex::Regex::new(filter) {
                let last = error.to_string().lines().last().unwrap_or_default().to_owned();
                found.push(Mistake {
                    field: "idp.user_name_filter",
                    sentence: format!("Not a regular expression: {last}"),
                });
            }
        }
        found
    }

    fn routing_mistakes(&self) -> Vec<Mistake> {
        let Routing::Domains { domains, .. } = &self.routing else {
            return Vec::new();
        };
        if domains.is_empty() {
            let sentence =
                "At least one domain is needed, else everybody would be sent away, admins too".to_owned();
            return vec![Mistake {
                field: "routing.domains",
                sentence,
            }];
        }
        let found = domains.iter().filter(|domain| !is_domain(domain));
        found
            .map(|domain| Mistake {
                field: "routing.domains",
                sentence: format!("{domain} is not a domain"),
            })
            .collect()
    }
}

/// Two or more parts between dots, of letters, digits and hyphens.
fn is_domain(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    text.contains('.') && text.split('.').all(is_part)
}

/// The filter that lets a partner assert user names of these domains only.
pub fn filter_for(domains: &[String]) -> Option<String> {
    if domains.is_empty() {
        return None;
    }
    let names: Vec<String> = domains.iter().map(|domain| regex::escape(domain)).collect();
    let any = if let [only] = names.as_slice() {
        only.clone()
    } else {
        format!("({})", names.join("|"))
    };
    Some(format!("^[^@\\s]+@{any}$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suggested_filter_lets_the_domain_in_and_nothing_else() {
        let filter = regex::Regex::new(&filter_for(&["acme.example".to_owned()]).unwrap()).unwrap();
        assert!(filter.is_match("mira.chen@acme.example"));
        for other in [
            "admin@northwind.example",
            "a@acmeXexample",
            "a@acme.example.evil.example",
            "a b@acme.example",
        ] {
            assert!(!filter.is_match(other), "{other}");
        }
    }
}
