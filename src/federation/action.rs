//! The closed set of actions: what each wants, how to see whether it is done, the exact request, and the way back.
//!
//! One file for each action, all alike. An action is plain data and decides nothing while it is carried
//! out; whether it is needed follows from comparing its [`Field`]s with what is in place.

mod add_group;
mod add_target_app;
mod assign;
mod connect_provisioning;
mod field;
mod identity_provider;
mod org2org_app;
mod org2org_trust;
mod provisioning;
mod routing_rule;
mod target_user_name;
mod upload_certificate;

pub use add_group::AddGroup;
pub use add_target_app::AddTargetApp;
pub use assign::{AssignGroup, AssignPerson, AssignTargetGroup};
pub use connect_provisioning::{ConnectProvisioning, TOKEN_PLACE};
pub use field::{Before, Change, Field, restored as field_restored};
pub use identity_provider::IdentityProvider;
pub use org2org_app::Org2OrgApp;
pub use org2org_trust::Org2OrgTrust;
pub use provisioning::{SwitchProvisioning, Where};
pub use routing_rule::RoutingRule;
pub use target_user_name::TargetUserName;
pub use upload_certificate::UploadCertificate;

use crate::{
    clock::Boxed,
    federation::{
        facts::{Fact, Facts},
        orgs::{Readers, Side},
        snapshot::Snapshot,
    },
    okta::{Call, Error, Problem},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The five steps of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The app in the target org.
    TargetApp,
    /// The trust between the orgs.
    Trust,
    /// How people come into being.
    Provisioning,
    /// Who may use it.
    Assign,
    /// A real sign-in.
    Validate,
}

impl Step {
    /// All five, in order.
    pub const ALL: [Self; 5] = [
        Self::TargetApp,
        Self::Trust,
        Self::Provisioning,
        Self::Assign,
        Self::Validate,
    ];

    /// Its number in the guide.
    pub fn number(self) -> usize {
        match self {
            Self::TargetApp => 1,
            Self::Trust => 2,
            Self::Provisioning => 3,
            Self::Assign => 4,
            Self::Validate => 5,
        }
    }

    /// Its name on screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::TargetApp => "Target application",
            Self::Trust => "Identity provider trust",
            Self::Provisioning => "Provisioning",
            Self::Assign => "Assign and test",
            Self::Validate => "End-user validation",
        }
    }
}

/// The names of the two orgs, for sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The source org's.
    pub source: String,
    /// The target org's.
    pub target: String,
}

impl Names {
    /// The name of a side.
    pub fn of(&self, side: Side) -> &str {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }
}

/// What is in place of what an action wants.
#[derive(Clone, Debug)]
pub enum InPlace {
    /// Nothing yet.
    Absent,
    /// This.
    Present(Value),
    /// It could not be read.
    Unreadable(Error),
    /// Something else stands in the way.
    Conflict(Conflict),
}

/// Something that stands in the way of an action and needs a human's choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What stands in the way.
    pub sentence: String,
    /// What to do about it.
    pub remedy: String,
}

/// How an action came to be done, which decides what undo may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "provenance")]
pub enum Provenance {
    /// This tool made the object.
    Created,
    /// This tool changed an object that was there.
    Changed {
        /// What the changed members were, and what they became.
        before: Vec<Before>,
    },
    /// The object was there as wanted; it is not ours to undo.
    Adopted,
}

/// What every action can say and do.
pub trait Act {
    /// Stable and unique within a plan.
    fn key(&self) -> String;
    /// Which object it is about, where the same action can be about several in turn; else nothing.
    fn object(&self, _facts: &Facts) -> String {
        String::new()
    }
    /// In which org.
    fn side(&self) -> Side;
    /// In which step.
    fn step(&self) -> Step;
    /// What must be known before it can be sent.
    fn needs(&self) -> &'static [Fact];
    /// One plain sentence: what it does.
    fn title(&self, names: &Names) -> String;
    /// The members of the object that it answers for.
    fn fields(&self, facts: &Facts) -> Vec<Field>;
    /// What is in place, by a snapshot.
    fn in_snapshot(&self, snapshot: &Snapshot, facts: &Facts) -> InPlace;
    /// What is in place, by asking the org now.
    fn look<'a>(&'a self, readers: &'a Readers, facts: &'a Facts) -> Boxed<'a, Result<Option<Value>, Error>>;
    /// The request that makes the object, or changes what is in place.
    fn call(&self, facts: &Facts, in_place: Option<&Value>) -> Call;
    /// What becomes known from the object.
    fn learn(&self, _object: &Value, _facts: &mut Facts) {}
    /// What becomes known from a refusal that means "it is there already".
    fn learn_from_refusal(&self, _problem: &Problem, _facts: &mut Facts) -> bool {
        false
    }
    /// The requests that take back what was created, given the object as it is now.
    fn remove(&self, facts: &Facts, object: &Value) -> Vec<Call>;
    /// The request that writes members back, given the object as it is now with those members restored.
    fn restore(&self, facts: &Facts, restored: &Value, before: &[Before]) -> Vec<Call>;
    /// Whether undo takes it back before everything else (so that taking back the rest touches nobody).
    fn undo_first(&self) -> bool {
        false
    }
    /// The key of the action that makes the object this one only completes: it goes when that goes.
    fn part_of(&self) -> Option<&'static str> {
        None
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        /// One change to one org.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case", tag = "action")]
        pub enum Action {
            $($(#[$doc])* $name($name),)+
        }

        impl Action {
            /// What every action can say and do.
            pub fn act(&self) -> &(dyn Act + Send + Sync) {
                match self {
                    $(Self::$name(action) => action,)+
                }
            }
        }

        $(impl From<$name> for Action {
            fn from(action: $name) -> Self {
                Self::$name(action)
            }
        })+
    };
}

actions! {
    /// Adds the target app.
    AddTargetApp,
    /// Sets the user name format of the target app.
    TargetUserName,
    /// Sets what provisioning does.
    SwitchProvisioning,
    /// Adds the Org2Org app.
    Org2OrgApp,
    /// Uploads the source org's certificate.
    UploadCertificate,
    /// Adds the group of federated people.
    AddGroup,
    /// Adds or aligns the identity provider.
    IdentityProvider,
    /// Tells the Org2Org app where responses go.
    Org2OrgTrust,
    /// Adds the routing rule.
    RoutingRule,
    /// Connects provisioning.
    ConnectProvisioning,
    /// Assigns a group to Org2Org.
    AssignGroup,
    /// Assigns a person to Org2Org.
    AssignPerson,
    /// Assigns the group of federated people to the target app.
    AssignTargetGroup,
}

impl Action {
    /// The changes that are still to be made to what is in place; none means done.
    pub fn shortfalls(&self, facts: &Facts, in_place: &Value) -> Vec<Change> {
        field::differences(&self.act().fields(facts), in_place)
    }

    /// What becomes known when it is done, and is not known while its object is missing.
    pub fn teaches(&self) -> &'static [Fact] {
        match self {
            Self::AddTargetApp(_) => &[Fact::TargetAppId],
            Self::Org2OrgApp(_) => &[Fact::Org2OrgAppId, Fact::Issuer, Fact::SsoUrl, Fact::Certificate],
            Self::UploadCertificate(_) => &[Fact::TrustedKid],
            Self::AddGroup(_) => &[Fact::GroupId],
            Self::IdentityProvider(_) => &[Fact::IdpId, Fact::AcsUrl, Fact::Audience],
            Self::RoutingRule(_) => &[Fact::RoutingRuleId],
            Self::TargetUserName(_)
            | Self::SwitchProvisioning(_)
            | Self::Org2OrgTrust(_)
            | Self::ConnectProvisioning(_)
            | Self::AssignGroup(_)
            | Self::AssignPerson(_)
            | Self::AssignTargetGroup(_) => &[],
        }
    }
}

/// Reads the text at a pointer.
fn text_at<'a>(object: &'a Value, pointer: &str) -> Option<&'a str> {
    object
        .pointer(pointer)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

/// What a list in a snapshot says about a wanted object.
fn in_list<T>(
    list: &Result<Vec<crate::okta::Doc<T>>, Error>,
    find: impl FnOnce(&[crate::okta::Doc<T>]) -> Option<&crate::okta::Doc<T>>,
) -> InPlace {
    match list {
        Ok(items) => find(items).map_or(InPlace::Absent, |found| InPlace::Present(found.raw().clone())),
        Err(error) => InPlace::Unreadable(error.clone()),
    }
}
