//! Reads both orgs into a [`Snapshot`], side by side: two round trips deep, one more for each further page.
//!
//! Sees only the reading half of the clients.

mod pushes;

use crate::{
    federation::{
        Blueprint, Snapshot,
        blueprint::GroupChoice,
        facts::{Fact, Facts},
        orgs::Readers,
        resolve,
        snapshot::{Org2OrgSeen, OrgSeen, Seen, SourceSeen, TargetAppSeen, TargetSeen},
    },
    okta::{
        Doc, Error, Reader,
        id::{AppId, IdpId},
        resource::{
            apps::{App, AppUser, Connection, ORG2ORG, UserProvisioning},
            idps::{Idp, LinkedUser},
            mappings::ProfileMapping,
            people::{Group, User},
            policies::{Policy, Rule},
        },
    },
    saml::metadata::{IdpMetadata, read_idp_metadata},
};
use futures_util::join;
use jiff::Timestamp;

/// Reads everything that planning and verifying need. `known` holds what the journal remembers.
pub async fn observe(readers: &Readers, blueprint: &Blueprint, known: &Facts, now: Timestamp) -> Snapshot {
    let (source, target, pushes) = join!(
        source(&readers.source, blueprint, known),
        target(&readers.target, blueprint, known),
        pushes::pushes(readers, blueprint, known)
    );
    Snapshot {
        taken: now,
        source,
        target,
        pushes,
    }
}

/// What an org says about itself; the roles need a second round trip.
pub async fn org(reader: &Reader) -> OrgSeen {
    let (well_known, facts, who, tokens) = join!(
        reader.well_known(),
        reader.org(),
        me_and_roles(reader),
        reader.api_tokens()
    );
    let (me, roles) = who;
    OrgSeen {
        well_known,
        facts,
        me,
        roles,
        tokens,
        clock_offset: reader.clock_offset(),
    }
}

async fn me_and_roles(
    reader: &Reader,
) -> (
    Seen<Doc<User>>,
    Seen<Vec<Doc<crate::okta::resource::people::Role>>>,
) {
    let me = reader.me().await;
    let roles = match &me {
        Ok(me) => reader.roles(&me.id).await,
        Err(error) => Err(error.clone()),
    };
    (me, roles)
}

async fn source(reader: &Reader, blueprint: &Blueprint, known: &Facts) -> SourceSeen {
    let apps = async {
        let apps = reader.apps_named(ORG2ORG).await;
        let found = apps.as_ref().ok().and_then(|apps| {
            resolve::org2org_app(apps, &blueprint.org2org, &blueprint.target.url, known).cloned()
        });
        let seen = match found {
            Some(app) => Some(org2org(reader, app).await),
            None => None,
        };
        (apps, seen)
    };
    let (org, (org2org_apps, app), test_user) = join!(org(reader), apps, test_user(reader, blueprint));
    SourceSeen {
        org,
        org2org_apps,
        app,
        test_user,
    }
}

async fn org2org(reader: &Reader, app: Doc<App>) -> Org2OrgSeen {
    let id = app.id.clone();
    let (metadata, keys, provisioning, groups, users) = join!(
        reader.app_metadata(&id),
        reader.app_keys(&id),
        provisioning(reader, &id),
        reader.app_groups(&id),
        reader.app_users(&id),
    );
    let (connection, provisioning) = provisioning;
    Org2OrgSeen {
        app,
        metadata,
        keys,
        connection,
        provisioning,
        groups,
        users,
    }
}

/// The switches are refused while there is no enabled connection; both are asked for at once.
async fn provisioning(
    reader: &Reader,
    app: &AppId,
) -> (Seen<Doc<Connection>>, Seen<Option<Doc<UserProvisioning>>>) {
    let (connection, switches) = join!(reader.connection(app), reader.user_provisioning(app));
    (connection, none_while_off(switches))
}

fn none_while_off(switches: Seen<Doc<UserProvisioning>>) -> Seen<Option<Doc<UserProvisioning>>> {
    match switches {
        Ok(switches) => Ok(Some(switches)),
        Err(error) if error.is_not_found() || error.code() == "E0000001" => Ok(None),
        Err(error) => Err(error),
    }
}

async fn target(reader: &Reader, blueprint: &Blueprint, known: &Facts) -> TargetSeen {
    let (org, app, idps, idp_keys, policies, groups) = join!(
        org(reader),
        target_app(reader, blueprint, known),
        idps(reader, blueprint, known),
        reader.idp_keys(),
        routing(reader),
        groups(reader, &blueprint.idp.group),
    );
    let (policies, rules) = policies;
    let IdpsSeen {
        idps,
        linked,
        mapping,
        namesakes,
    } = idps;
    TargetSeen {
        org,
        apps: app.apps,
        app: app.app,
        idps,
        idp_keys,
        linked,
        mapping,
        namesakes,
        policies,
        rules,
        groups,
        test_user: app.test_user,
        test_assignment: app.test_assignment,
    }
}

/// The target app and the test user, who are asked for at once, so that the assignment of one to the other is read
/// together with everything else about the app.
struct AppAndUser {
    apps: Seen<Vec<Doc<App>>>,
    app: Option<TargetAppSeen>,
    test_user: Seen<Option<Doc<User>>>,
    test_assignment: Seen<Option<Doc<AppUser>>>,
}

async fn target_app(reader: &Reader, blueprint: &Blueprint, known: &Facts) -> AppAndUser {
    let (apps, test_user) = join!(reader.apps(), test_user(reader, blueprint));
    let choice = &blueprint.target_app.app;
    let found = apps
        .as_ref()
        .ok()
        .and_then(|apps| resolve::target_app(apps, choice, known).cloned());
    let (app, test_assignment) = match found {
        Some(app) => {
            let user = test_user.as_ref().ok().and_then(Option::as_ref);
            let (seen, assigned) = join!(about(reader, app.clone()), assignment(reader, &app.id, user));
            (Some(seen), assigned)
        }
        None => (None, Ok(None)),
    };
    AppAndUser {
        apps,
        app,
        test_user,
        test_assignment,
    }
}

async fn assignment(reader: &Reader, app: &AppId, user: Option<&Doc<User>>) -> Seen<Option<Doc<AppUser>>> {
    match user {
        Some(user) => reader.app_user(app, &user.id).await,
        None => Ok(None),
    }
}

async fn about(reader: &Reader, app: Doc<App>) -> TargetAppSeen {
    let (groups, (connection, provisioning), metadata, sign_on) = join!(
        reader.app_groups(&app.id),
        provisioning(reader, &app.id),
        app_metadata(reader, &app),
        sign_on(reader, &app)
    );
    TargetAppSeen {
        app,
        connection,
        provisioning,
        groups,
        metadata,
        sign_on,
    }
}

async fn app_metadata(reader: &Reader, app: &App) -> Option<IdpMetadata> {
    if !app.is_saml() {
        return None;
    }
    let document = reader.app_metadata(&app.id).await.ok()?;
    read_idp_metadata(document).ok()
}

/// The rules that decide what the app asks of people who are signed in.
async fn sign_on(reader: &Reader, app: &App) -> Option<Seen<Vec<Doc<Rule>>>> {
    Some(reader.rules(&app.access_policy()?).await)
}

/// The identity providers, and what belongs to the one of this connection.
struct IdpsSeen {
    idps: Seen<Vec<Doc<Idp>>>,
    linked: Seen<Vec<Doc<LinkedUser>>>,
    mapping: Option<Seen<Option<Doc<ProfileMapping>>>>,
    namesakes: Option<Seen<Vec<Doc<User>>>>,
}

/// What belongs to one provider can only be asked for when that one is known beforehand.
async fn idps(reader: &Reader, blueprint: &Blueprint, known: &Facts) -> IdpsSeen {
    let all = async {
        let idps = reader.saml_idps().await;
        let found = idps
            .as_ref()
            .ok()
            .and_then(|idps| resolve::idp(idps, &blueprint.idp.name, known));
        let (linked, namesakes) = match found {
            Some(idp) => join!(
                reader.idp_users(&idp.id),
                namesakes(reader, idp, blueprint.test_user.as_deref())
            ),
            None => (Ok(Vec::new()), None),
        };
        (idps, linked, namesakes)
    };
    let ((idps, linked, namesakes), mapping) = join!(all, mapping(reader, known));
    IdpsSeen {
        idps,
        linked,
        mapping,
        namesakes,
    }
}

/// Two requests; so that they are no third round trip, only a provider that is known beforehand is asked for.
async fn mapping(reader: &Reader, known: &Facts) -> Option<Seen<Option<Doc<ProfileMapping>>>> {
    Some(reader.idp_mapping(&IdpId::from(known.get(Fact::IdpId)?)).await)
}

/// Who would be found in the test user's place where user names do not decide.
async fn namesakes(reader: &Reader, idp: &Idp, login: Option<&str>) -> Option<Seen<Vec<Doc<User>>>> {
    Some(reader.users_with(idp.match_attribute()?, login?).await)
}

async fn routing(reader: &Reader) -> (Seen<Vec<Doc<Policy>>>, Seen<Vec<Doc<Rule>>>) {
    let policies = reader.routing_policies().await;
    let rules = match &policies {
        Ok(found) => match found.first() {
            Some(policy) => reader.rules(&policy.id).await,
            None => Ok(Vec::new()),
        },
        Err(error) => Err(error.clone()),
    };
    (policies, rules)
}

async fn groups(reader: &Reader, choice: &GroupChoice) -> Seen<Vec<Doc<Group>>> {
    match choice {
        GroupChoice::Add { name } => reader.groups_called(name).await,
        GroupChoice::Existing { id, .. } => {
            let found: Result<Option<Doc<Group>>, Error> =
                reader.find_doc(format!("/api/v1/groups/{id}")).await;
            found.map(|group| group.into_iter().collect())
        }
    }
}

async fn test_user(reader: &Reader, blueprint: &Blueprint) -> Seen<Option<Doc<User>>> {
    match &blueprint.test_user {
        Some(login) => reader.user(login).await,
        None => Ok(None),
    }
}
