//! What each administrator role may do: every route of the API asked with a token of every role.
//!
//! The reference says who may set up apps, identity providers, policies, mappings, people and groups, who reads the
//! System Log, and what only a super administrator does. Who may read the rest is inference from that.

use crate::desk::{Desk, refusal};
use crate::witness::document;
use org2org_setup::practice::{Method, Request, Side};
use serde_json::json;
use std::collections::BTreeSet;

/// The roles in the order of the columns below.
const ROLES: [&str; 9] = [
    "SUPER_ADMIN",
    "ORG_ADMIN",
    "APP_ADMIN",
    "USER_ADMIN",
    "GROUP_MEMBERSHIP_ADMIN",
    "HELP_DESK_ADMIN",
    "READ_ONLY_ADMIN",
    "REPORT_ADMIN",
    "API_ACCESS_MANAGEMENT_ADMIN",
];

/// What is asked for, who may do it (one column a role, `x` may), and where that is said.
const MAY: &[(&str, &str, &str)] = &[
    ("token", "xxxxxxxxx", "any token will do"),
    ("org.read", "xxx...x..", "inference"),
    ("users.read", "xxxxxxxx.", "inference"),
    ("users.manage", "xx.x.....", "okta-api.md 1.6, users / groups"),
    ("groups.read", "xxxxxxxx.", "inference"),
    ("groups.manage", "xx.x.....", "okta-api.md 1.6, users / groups"),
    (
        "members.manage",
        "xx.xx....",
        "okta-api.md 5, the role of a provisioning client",
    ),
    ("apps.read", "xxx...xx.", "inference"),
    ("apps.manage", "x.x......", "okta-api.md 1.6, org2org app"),
    ("idps.read", "xx....x..", "inference"),
    ("idps.manage", "xx.......", "okta-api.md 1.6, IdP object"),
    ("policies.read", "xx....x..", "inference"),
    (
        "policies.manage",
        "xx.......",
        "okta-api.md 1.6, IdP object, routing rules",
    ),
    ("mappings.read", "x.x...x..", "okta-api.md 1.6, profile mappings"),
    (
        "mappings.manage",
        "x.x......",
        "okta-api.md 1.6, profile mappings",
    ),
    ("domains.manage", "xx.......", "inference"),
    ("logs.read", "xxx...xx.", "okta-api.md 1.6, read System Log"),
    ("tokens.read", "xx....x..", "inference"),
    (
        "supreme",
        "x........",
        "okta-api.md 1.6, view/manage admins; enable features",
    ),
];

/// Every route and what it asks for; `{}` is a gap.
const ROUTES: &str = "\
GET /api/v1/org org.read
GET /api/v1/users/me token
GET /api/v1/users users.read
POST /api/v1/users users.manage
GET /api/v1/users/{} users.read
POST /api/v1/users/{} users.manage
PUT /api/v1/users/{} users.manage
DELETE /api/v1/users/{} users.manage
POST /api/v1/users/{}/lifecycle/activate users.manage
POST /api/v1/users/{}/lifecycle/reactivate users.manage
POST /api/v1/users/{}/lifecycle/deactivate users.manage
POST /api/v1/users/{}/lifecycle/suspend users.manage
POST /api/v1/users/{}/lifecycle/unsuspend users.manage
POST /api/v1/users/{}/lifecycle/unlock users.manage
DELETE /api/v1/users/{}/sessions users.manage
GET /api/v1/users/{}/roles supreme
POST /api/v1/users/{}/roles supreme
GET /api/v1/users/{}/roles/{} supreme
DELETE /api/v1/users/{}/roles/{} supreme
GET /api/v1/users/{}/groups users.read
GET /api/v1/users/{}/appLinks users.read
GET /api/v1/users/{}/idps users.read
GET /api/v1/groups groups.read
POST /api/v1/groups groups.manage
GET /api/v1/groups/{} groups.read
PUT /api/v1/groups/{} groups.manage
DELETE /api/v1/groups/{} groups.manage
GET /api/v1/groups/{}/users groups.read
PUT /api/v1/groups/{}/users/{} members.manage
DELETE /api/v1/groups/{}/users/{} members.manage
GET /api/v1/groups/{}/apps apps.read
GET /api/v1/groups/rules groups.read
POST /api/v1/groups/rules groups.manage
GET /api/v1/groups/rules/{} groups.read
PUT /api/v1/groups/rules/{} groups.manage
DELETE /api/v1/groups/rules/{} groups.manage
POST /api/v1/groups/rules/{}/lifecycle/activate groups.manage
POST /api/v1/groups/rules/{}/lifecycle/deactivate groups.manage
GET /api/v1/api-tokens tokens.read
GET /api/v1/api-tokens/{} tokens.read
PUT /api/v1/api-tokens/{} token
DELETE /api/v1/api-tokens/{} token
GET /api/v1/features org.read
GET /api/v1/features/{} org.read
POST /api/v1/features/{}/{} supreme
GET /api/v1/features/{}/dependencies org.read
GET /api/v1/features/{}/dependents org.read
GET /api/v1/apps apps.read
POST /api/v1/apps apps.manage
GET /api/v1/apps/{} apps.read
PUT /api/v1/apps/{} apps.manage
DELETE /api/v1/apps/{} apps.manage
PUT /api/v1/apps/{}/policies/{} apps.manage
POST /api/v1/apps/{}/lifecycle/activate apps.manage
POST /api/v1/apps/{}/lifecycle/deactivate apps.manage
GET /api/v1/apps/{}/sso/saml/metadata apps.read
GET /api/v1/apps/{}/credentials/keys apps.read
POST /api/v1/apps/{}/credentials/keys/generate apps.manage
GET /api/v1/apps/{}/credentials/keys/{} apps.read
POST /api/v1/apps/{}/credentials/keys/{}/clone apps.manage
GET /api/v1/apps/{}/credentials/csrs apps.read
POST /api/v1/apps/{}/credentials/csrs apps.manage
GET /api/v1/apps/{}/credentials/csrs/{} apps.read
DELETE /api/v1/apps/{}/credentials/csrs/{} apps.manage
POST /api/v1/apps/{}/credentials/csrs/{}/lifecycle/publish apps.manage
GET /api/v1/apps/{}/users apps.read
POST /api/v1/apps/{}/users apps.manage
GET /api/v1/apps/{}/users/{} apps.read
POST /api/v1/apps/{}/users/{} apps.manage
DELETE /api/v1/apps/{}/users/{} apps.manage
GET /api/v1/apps/{}/groups apps.read
GET /api/v1/apps/{}/groups/{} apps.read
PUT /api/v1/apps/{}/groups/{} apps.manage
DELETE /api/v1/apps/{}/groups/{} apps.manage
GET /api/v1/apps/{}/connections/default apps.read
POST /api/v1/apps/{}/connections/default apps.manage
POST /api/v1/apps/{}/connections/default/lifecycle/activate apps.manage
POST /api/v1/apps/{}/connections/default/lifecycle/deactivate apps.manage
GET /api/v1/apps/{}/features apps.read
GET /api/v1/apps/{}/features/{} apps.read
PUT /api/v1/apps/{}/features/{} apps.manage
GET /api/v1/apps/{}/group-push/mappings apps.read
POST /api/v1/apps/{}/group-push/mappings apps.manage
GET /api/v1/apps/{}/group-push/mappings/{} apps.read
PATCH /api/v1/apps/{}/group-push/mappings/{} apps.manage
DELETE /api/v1/apps/{}/group-push/mappings/{} apps.manage
GET /api/v1/mappings mappings.read
GET /api/v1/mappings/{} mappings.read
POST /api/v1/mappings/{} mappings.manage
GET /api/v1/meta/schemas/user/{} users.read
POST /api/v1/meta/schemas/user/{} supreme
GET /api/v1/meta/schemas/apps/{}/default apps.read
POST /api/v1/meta/schemas/apps/{}/default apps.manage
GET /api/v1/meta/types/user users.read
GET /api/v1/meta/types/user/{} users.read
GET /api/v1/zones policies.read
POST /api/v1/zones policies.manage
GET /api/v1/zones/{} policies.read
PUT /api/v1/zones/{} policies.manage
DELETE /api/v1/zones/{} policies.manage
GET /api/v1/domains org.read
POST /api/v1/domains domains.manage
GET /api/v1/domains/{} org.read
DELETE /api/v1/domains/{} domains.manage
POST /api/v1/domains/{}/verify domains.manage
GET /api/v1/brands org.read
GET /api/v1/brands/{} org.read
GET /api/v1/idps idps.read
POST /api/v1/idps idps.manage
GET /api/v1/idps/{} idps.read
PUT /api/v1/idps/{} idps.manage
DELETE /api/v1/idps/{} idps.manage
POST /api/v1/idps/{}/lifecycle/activate idps.manage
POST /api/v1/idps/{}/lifecycle/deactivate idps.manage
GET /api/v1/idps/{}/metadata.xml idps.read
GET /api/v1/idps/credentials/keys idps.read
POST /api/v1/idps/credentials/keys idps.manage
GET /api/v1/idps/credentials/keys/{} idps.read
PUT /api/v1/idps/credentials/keys/{} idps.manage
DELETE /api/v1/idps/credentials/keys/{} idps.manage
GET /api/v1/idps/{}/credentials/keys idps.read
GET /api/v1/idps/{}/credentials/keys/{} idps.read
POST /api/v1/idps/{}/credentials/keys/generate idps.manage
POST /api/v1/idps/{}/credentials/keys/{}/clone idps.manage
GET /api/v1/idps/{}/credentials/csrs idps.read
POST /api/v1/idps/{}/credentials/csrs idps.manage
GET /api/v1/idps/{}/credentials/csrs/{} idps.read
DELETE /api/v1/idps/{}/credentials/csrs/{} idps.manage
POST /api/v1/idps/{}/credentials/csrs/{}/lifecycle/publish idps.manage
GET /api/v1/idps/{}/users idps.read
GET /api/v1/idps/{}/users/{} idps.read
POST /api/v1/idps/{}/users/{} users.manage
DELETE /api/v1/idps/{}/users/{} idps.manage
GET /api/v1/policies policies.read
POST /api/v1/policies policies.manage
POST /api/v1/policies/simulate policies.read
GET /api/v1/policies/{} policies.read
PUT /api/v1/policies/{} policies.manage
DELETE /api/v1/policies/{} policies.manage
POST /api/v1/policies/{}/lifecycle/activate policies.manage
POST /api/v1/policies/{}/lifecycle/deactivate policies.manage
POST /api/v1/policies/{}/clone policies.manage
GET /api/v1/policies/{}/app policies.read
GET /api/v1/policies/{}/mappings policies.read
POST /api/v1/policies/{}/mappings policies.manage
GET /api/v1/policies/{}/rules policies.read
POST /api/v1/policies/{}/rules policies.manage
GET /api/v1/policies/{}/rules/{} policies.read
PUT /api/v1/policies/{}/rules/{} policies.manage
DELETE /api/v1/policies/{}/rules/{} policies.manage
POST /api/v1/policies/{}/rules/{}/lifecycle/activate policies.manage
POST /api/v1/policies/{}/rules/{}/lifecycle/deactivate policies.manage
GET /api/v1/logs logs.read";

/// A line of the table of routes.
pub(crate) struct Route {
    pub(crate) method: Method,
    /// The path with `{}` in its gaps.
    pub(crate) path: &'static str,
    need: &'static str,
}

/// All of them but the one that revokes the token that asks.
pub(crate) fn routes() -> Vec<Route> {
    let read = |line: &'static str| {
        let mut words = line.split(' ');
        let mut next = || words.next().unwrap();
        Route {
            method: Method::parse(next()),
            path: next(),
            need: next(),
        }
    };
    ROUTES.lines().map(read).collect()
}

/// Which roles may do what is asked for.
fn may(need: &str) -> &'static str {
    let (_, columns, _) = MAY.iter().find(|(known, ..)| *known == need).unwrap();
    columns
}

#[test]
fn every_route_is_open_to_the_roles_that_may_use_it_and_to_no_other() {
    let mut desk = Desk::new();
    let tokens = ROLES.map(|role| desk.world.add_token(Side::Target, role, role));
    let mut wrong = Vec::new();
    for route in routes() {
        // A feature is switched by one of two words.
        let path = route.path.replace("/features/{}/{}", "/features/{}/ENABLE");
        let path = path.replace("{}", "unknown");
        let asked: String = tokens
            .iter()
            .map(|token| {
                if is_open(&mut desk, route.method, &path, token) {
                    'x'
                } else {
                    '.'
                }
            })
            .collect();
        if asked != may(route.need) {
            wrong.push(format!(
                "{} {}: {asked} instead of {} ({})",
                route.method.name(),
                route.path,
                may(route.need),
                route.need
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_token_of_any_role_revokes_itself() {
    let mut desk = Desk::new();
    for role in ROLES {
        let token = desk.world.add_token(Side::Target, role, role);
        let request = Request::new(Method::Delete, "/api/v1/api-tokens/current").token(&token);
        assert_eq!(desk.send(Side::Target, &request).status, 204, "{role}");
        assert_eq!(
            refusal(&desk.send(Side::Target, &request)).1,
            "E0000011",
            "{role}"
        );
    }
}

#[test]
fn a_role_that_was_taken_away_opens_nothing_any_more_and_two_roles_open_what_either_does() {
    let mut desk = Desk::new();
    let token = desk.world.add_token(Side::Target, "APP_ADMIN", "Both");
    let me = |desk: &mut Desk| {
        let request = Request::new(Method::Get, "/api/v1/users/me").token(&token);
        crate::desk::text(&desk.send(Side::Target, &request).json_body(), "/id")
    };
    let path = format!("/api/v1/users/{}/roles", me(&mut desk));
    let open = |desk: &mut Desk| {
        ["/api/v1/apps/unknown", "/api/v1/idps/unknown"].map(|path| is_open(desk, Method::Put, path, &token))
    };
    assert_eq!(open(&mut desk), [true, false]);
    desk.post(Side::Target, &path, &json!({ "type": "ORG_ADMIN" }));
    assert_eq!(open(&mut desk), [true, true]);
    let roles = desk.get(Side::Target, &path);
    for role in roles.as_array().unwrap() {
        desk.delete(Side::Target, &format!("{path}/{}", role["id"].as_str().unwrap()));
    }
    assert_eq!(open(&mut desk), [false, false]);
    assert!(!me(&mut desk).is_empty(), "whoever has no role still is somebody");
}

#[test]
fn the_table_has_every_route_that_the_specification_and_the_practice_orgs_share() {
    for (need, columns, source) in MAY {
        assert_eq!(columns.len(), ROLES.len(), "{need}");
        assert!(!source.is_empty() && columns.starts_with('x'), "{need}");
        assert!(routes().iter().any(|route| route.need == *need), "{need}");
    }
    let known: BTreeSet<String> = routes()
        .iter()
        .map(|route| format!("{} {}", route.method.name(), route.path))
        .collect();
    assert_eq!(known.len(), ROUTES.lines().count(), "a route stands there twice");
    let mut desk = Desk::new();
    // Most of these are not offered, which the specification says nothing about.
    desk.world.watch(|_, _, _| {});
    let token = desk.token(Side::Target);
    let own = "DELETE /api/v1/api-tokens/current";
    for operation in document::operations() {
        let line = format!("{} {}", operation.method, with_gaps(&operation.path));
        let open = !operation.path.starts_with("/api/v1/");
        if known.contains(&line) || line == own || open {
            continue;
        }
        let path = operation.path.replace(['{', '}'], "");
        let (status, code) = answered(&mut desk, Method::parse(&operation.method), &path, &token);
        // A path without a name of its own is one of an object of that name, which is in the table.
        let as_name = code == "E0000007" && known.iter().any(|known| fits(known, &operation.method, &path));
        assert!(
            ["E0000008", "E0000022"].contains(&code.as_str()) || as_name,
            "{line} is offered and not in the table: {status} {code}"
        );
    }
}

/// Whether the door opens: what is behind it may refuse for any other reason.
fn is_open(desk: &mut Desk, method: Method, path: &str, token: &str) -> bool {
    let (_, code) = answered(desk, method, path, token);
    assert!(
        !["E0000005", "E0000008", "E0000011", "E0000022"].contains(&code.as_str()),
        "{} {path}: {code}",
        method.name()
    );
    code != "E0000006"
}

/// Status and code; whoever is told to wait turns the clock.
fn answered(desk: &mut Desk, method: Method, path: &str, token: &str) -> (u16, String) {
    let request = Request::new(method, path).token(token).json(&json!({}));
    let mut answer = desk.send(Side::Target, &request);
    if answer.status == 429 {
        desk.wait(60);
        answer = desk.send(Side::Target, &request);
    }
    refusal(&answer)
}

/// A path of the specification with its gaps as they stand here.
fn with_gaps(path: &str) -> String {
    let part = |part: &str| {
        if part.starts_with('{') {
            "{}".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Whether a path is one of a line of the table.
fn fits(line: &str, method: &str, path: &str) -> bool {
    let Some(pattern) = line.strip_prefix(&format!("{method} ")) else {
        return false;
    };
    let (parts, names) = (pattern.split('/'), path.split('/'));
    parts.clone().count() == names.clone().count()
        && parts.zip(names).all(|(part, name)| part == "{}" || part == name)
}
