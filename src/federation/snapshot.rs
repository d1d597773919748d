//! What was seen in both orgs, when, and what could not be read.
//!
//! A snapshot may be old the moment it is taken, and parts of it may be missing because a role was too
//! small; so each part is a result of its own and nothing here decides anything.

use crate::{
    okta::{
        Doc, Error,
        id::GroupId,
        resource::{
            apps::{App, AppGroup, AppKey, AppUser, Connection, UserProvisioning},
            idps::{Idp, IdpKey, LinkedUser},
            mappings::ProfileMapping,
            org::{OrgFacts, TokenFacts, WellKnown},
            people::{Group, Role, User},
            policies::{Policy, Rule},
            push::PushMapping,
        },
    },
    saml::metadata::IdpMetadata,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A part that was read, or why it could not be.
pub type Seen<T> = Result<T, Error>;

/// Both orgs at one moment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    /// When reading began (UTC, this computer's clock).
    pub taken: Timestamp,
    /// Where people sign in.
    pub source: SourceSeen,
    /// Where the apps are.
    pub target: TargetSeen,
    /// The groups that the Org2Org app pushes; `None` where there is no provisioning, or the app was not known
    /// beforehand.
    pub pushes: Option<PushesSeen>,
}

/// The groups that the Org2Org app pushes, with as much of both orgs as tells whether they arrive.
#[derive(Clone, Debug)]
pub struct PushesSeen {
    /// What is pushed.
    pub mappings: Seen<Vec<Doc<PushMapping>>>,
    /// The groups of the source org that the first mappings push.
    pub groups: Seen<Vec<Doc<Group>>>,
    /// The groups of the source org that stand for copies.
    pub stand_ins: Seen<Vec<Doc<Group>>>,
    /// The first members of the groups pushed.
    pub members: BTreeMap<GroupId, Seen<Vec<Doc<User>>>>,
    /// The groups of the target org that have the names of the copies.
    pub copies: Seen<Vec<Doc<Group>>>,
}

/// What either org says about itself and about the token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrgSeen {
    /// The public facts.
    pub well_known: Seen<Doc<WellKnown>>,
    /// The settings.
    pub facts: Seen<Doc<OrgFacts>>,
    /// The admin behind the token.
    pub me: Seen<Doc<User>>,
    /// That admin's roles.
    pub roles: Seen<Vec<Doc<Role>>>,
    /// The org's API tokens.
    pub tokens: Seen<Vec<Doc<TokenFacts>>>,
    /// How far the org's clock is ahead of this computer's, in seconds.
    pub clock_offset: Option<i64>,
}

impl OrgSeen {
    /// The token in use, as far as the owner's tokens can be told apart: the one that was used last.
    pub fn token(&self) -> Option<&TokenFacts> {
        let me = self.me.as_ref().ok()?;
        let tokens = self.tokens.as_ref().ok()?;
        let own = tokens.iter().filter(|token| token.user_id == me.id.as_str());
        own.max_by_key(|token| token.expires_at).map(|token| &**token)
    }
}

/// The source org.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceSeen {
    /// The org itself.
    pub org: OrgSeen,
    /// All Org2Org apps.
    pub org2org_apps: Seen<Vec<Doc<App>>>,
    /// The one that belongs to this connection.
    pub app: Option<Org2OrgSeen>,
    /// The test user, if one is chosen.
    pub test_user: Seen<Option<Doc<User>>>,
}

/// An Org2Org app with everything around it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Org2OrgSeen {
    /// The app.
    pub app: Doc<App>,
    /// Its SAML metadata.
    pub metadata: Seen<String>,
    /// Its signing keys.
    pub keys: Seen<Vec<Doc<AppKey>>>,
    /// Its provisioning connection.
    pub connection: Seen<Doc<Connection>>,
    /// What provisioning does; `None` while the connection is off.
    pub provisioning: Seen<Option<Doc<UserProvisioning>>>,
    /// Assigned groups.
    pub groups: Seen<Vec<Doc<AppGroup>>>,
    /// Assigned people.
    pub users: Seen<Vec<Doc<AppUser>>>,
}

/// The target org.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TargetSeen {
    /// The org itself.
    pub org: OrgSeen,
    /// All apps.
    pub apps: Seen<Vec<Doc<App>>>,
    /// The one that belongs to this connection.
    pub app: Option<TargetAppSeen>,
    /// All SAML identity providers.
    pub idps: Seen<Vec<Doc<Idp>>>,
    /// The certificates in the store.
    pub idp_keys: Seen<Vec<Doc<IdpKey>>>,
    /// People linked to this connection's identity provider.
    pub linked: Seen<Vec<Doc<LinkedUser>>>,
    /// How the provider's people become users; `None` where the provider was not known beforehand.
    pub mapping: Option<Seen<Option<Doc<ProfileMapping>>>>,
    /// Users who have the test user's name where the provider matches by something else than user names; `None`
    /// where nobody asked.
    pub namesakes: Option<Seen<Vec<Doc<User>>>>,
    /// The policies that hold routing rules.
    pub policies: Seen<Vec<Doc<Policy>>>,
    /// The routing rules.
    pub rules: Seen<Vec<Doc<Rule>>>,
    /// Groups of the wanted name, or the chosen one.
    pub groups: Seen<Vec<Doc<Group>>>,
    /// The test user on this side.
    pub test_user: Seen<Option<Doc<User>>>,
    /// The test user's assignment to the target app.
    pub test_assignment: Seen<Option<Doc<AppUser>>>,
}

/// The target app with everything around it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TargetAppSeen {
    /// The app.
    pub app: Doc<App>,
    /// Its provisioning connection.
    pub connection: Seen<Doc<Connection>>,
    /// What provisioning does; `None` while the connection is off.
    pub provisioning: Seen<Option<Doc<UserProvisioning>>>,
    /// Assigned groups.
    pub groups: Seen<Vec<Doc<AppGroup>>>,
    /// What the app's own console has to know of the target org: sign-on URL and certificate. `None` where the app
    /// does not sign people in by SAML, or where its metadata could not be read; the Sign On tab shows both, too.
    pub metadata: Option<IdpMetadata>,
    /// The rules of its sign-in policy; `None` in a Classic org, where apps have none.
    pub sign_on: Option<Seen<Vec<Doc<Rule>>>>,
}
