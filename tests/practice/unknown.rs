//! Objects that are not there: every route that names one says which kind was not found, in Okta's words.

use crate::desk::{Desk, Joined, refusal, text};
use org2org_setup::practice::{Method, Request, Side};
use serde_json::json;

/// A request about an object of that name that is not there, and the kind that the refusal names. `{app}`, `{idp}`,
/// `{policy}`, `{user}` and `{group}` stand for objects that are there.
const ROWS: &str = "\
GET /api/v1/users/X User
POST /api/v1/users/X User
PUT /api/v1/users/X User
DELETE /api/v1/users/X User
POST /api/v1/users/X/lifecycle/activate User
POST /api/v1/users/X/lifecycle/reactivate User
POST /api/v1/users/X/lifecycle/deactivate User
POST /api/v1/users/X/lifecycle/suspend User
POST /api/v1/users/X/lifecycle/unsuspend User
POST /api/v1/users/X/lifecycle/unlock User
DELETE /api/v1/users/X/sessions User
GET /api/v1/users/X/roles User
POST /api/v1/users/X/roles User
GET /api/v1/users/{user}/roles/X Role
DELETE /api/v1/users/{user}/roles/X Role
GET /api/v1/users/X/groups User
GET /api/v1/users/X/appLinks User
GET /api/v1/users/X/idps User
GET /api/v1/groups/X UserGroup
PUT /api/v1/groups/X UserGroup
DELETE /api/v1/groups/X UserGroup
GET /api/v1/groups/X/users UserGroup
GET /api/v1/groups/X/apps UserGroup
PUT /api/v1/groups/X/users/{user} UserGroup
PUT /api/v1/groups/{group}/users/X User
DELETE /api/v1/groups/{group}/users/X User
GET /api/v1/groups/rules/X GroupRule
PUT /api/v1/groups/rules/X GroupRule
DELETE /api/v1/groups/rules/X GroupRule
POST /api/v1/groups/rules/X/lifecycle/activate GroupRule
POST /api/v1/groups/rules/X/lifecycle/deactivate GroupRule
GET /api/v1/api-tokens/X Token
PUT /api/v1/api-tokens/X Token
DELETE /api/v1/api-tokens/X Token
GET /api/v1/features/X Feature
POST /api/v1/features/X/ENABLE Feature
GET /api/v1/features/X/dependencies Feature
GET /api/v1/features/X/dependents Feature
GET /api/v1/apps/X AppInstance
PUT /api/v1/apps/X AppInstance
DELETE /api/v1/apps/X AppInstance
POST /api/v1/apps/X/lifecycle/activate AppInstance
POST /api/v1/apps/X/lifecycle/deactivate AppInstance
PUT /api/v1/apps/X/policies/{policy} AppInstance
PUT /api/v1/apps/{app}/policies/X Policy
GET /api/v1/apps/X/credentials/keys AppInstance
POST /api/v1/apps/X/credentials/keys/generate AppInstance
GET /api/v1/apps/{app}/credentials/keys/X JsonWebKey
POST /api/v1/apps/{app}/credentials/keys/X/clone?targetAid={app} JsonWebKey
GET /api/v1/apps/X/credentials/csrs AppInstance
POST /api/v1/apps/X/credentials/csrs AppInstance
GET /api/v1/apps/{app}/credentials/csrs/X CertificateSigningRequest
DELETE /api/v1/apps/{app}/credentials/csrs/X CertificateSigningRequest
POST /api/v1/apps/{app}/credentials/csrs/X/lifecycle/publish CertificateSigningRequest
GET /api/v1/apps/X/users AppInstance
POST /api/v1/apps/X/users AppInstance
GET /api/v1/apps/{app}/users/X AppUser
POST /api/v1/apps/{app}/users/X AppUser
DELETE /api/v1/apps/{app}/users/X AppUser
GET /api/v1/apps/X/groups AppInstance
GET /api/v1/apps/{app}/groups/X ApplicationGroupAssignment
PUT /api/v1/apps/{app}/groups/X UserGroup
DELETE /api/v1/apps/{app}/groups/X ApplicationGroupAssignment
GET /api/v1/apps/X/connections/default AppInstance
POST /api/v1/apps/X/connections/default AppInstance
POST /api/v1/apps/X/connections/default/lifecycle/activate AppInstance
POST /api/v1/apps/X/connections/default/lifecycle/deactivate AppInstance
GET /api/v1/apps/X/features AppInstance
GET /api/v1/apps/X/features/USER_PROVISIONING AppInstance
PUT /api/v1/apps/X/features/USER_PROVISIONING AppInstance
GET /api/v1/apps/{app}/features/X PublicAppFeatureSetName
GET /api/v1/apps/X/group-push/mappings AppInstance
POST /api/v1/apps/X/group-push/mappings AppInstance
GET /api/v1/apps/{app}/group-push/mappings/X GroupPushMapping
PATCH /api/v1/apps/{app}/group-push/mappings/X GroupPushMapping
DELETE /api/v1/apps/{app}/group-push/mappings/X GroupPushMapping
GET /api/v1/mappings/X ProfileMapping
POST /api/v1/mappings/X ProfileMapping
GET /api/v1/meta/schemas/user/X UserSchema
POST /api/v1/meta/schemas/user/X UserSchema
GET /api/v1/meta/schemas/apps/X/default AppInstance
POST /api/v1/meta/schemas/apps/X/default AppInstance
GET /api/v1/meta/types/user/X UserType
GET /api/v1/zones/X NetworkZone
PUT /api/v1/zones/X NetworkZone
DELETE /api/v1/zones/X NetworkZone
GET /api/v1/domains/X Domain
DELETE /api/v1/domains/X Domain
POST /api/v1/domains/X/verify Domain
GET /api/v1/brands/X Brand
GET /api/v1/idps/X IdpTrust
PUT /api/v1/idps/X IdpTrust
DELETE /api/v1/idps/X IdpTrust
POST /api/v1/idps/X/lifecycle/activate IdpTrust
POST /api/v1/idps/X/lifecycle/deactivate IdpTrust
GET /api/v1/idps/X/metadata.xml IdpTrust
GET /api/v1/idps/credentials/keys/X IdpTrust
PUT /api/v1/idps/credentials/keys/X IdpTrust
DELETE /api/v1/idps/credentials/keys/X IdpTrust
GET /api/v1/idps/X/credentials/keys IdpTrust
GET /api/v1/idps/{idp}/credentials/keys/X JsonWebKey
POST /api/v1/idps/X/credentials/keys/generate IdpTrust
POST /api/v1/idps/{idp}/credentials/keys/X/clone?targetIdpId={idp} JsonWebKey
GET /api/v1/idps/X/credentials/csrs IdpTrust
POST /api/v1/idps/X/credentials/csrs IdpTrust
GET /api/v1/idps/{idp}/credentials/csrs/X CertificateSigningRequest
GET /api/v1/idps/X/users IdpTrust
GET /api/v1/idps/{idp}/users/X IdpUser
POST /api/v1/idps/{idp}/users/X User
DELETE /api/v1/idps/{idp}/users/X IdpUser
GET /api/v1/policies/X Policy
PUT /api/v1/policies/X Policy
DELETE /api/v1/policies/X Policy
POST /api/v1/policies/X/lifecycle/activate Policy
POST /api/v1/policies/X/lifecycle/deactivate Policy
POST /api/v1/policies/X/clone Policy
GET /api/v1/policies/X/app Policy
GET /api/v1/policies/X/mappings Policy
GET /api/v1/policies/X/rules Policy
POST /api/v1/policies/X/rules Policy
GET /api/v1/policies/{policy}/rules/X PolicyRule
PUT /api/v1/policies/{policy}/rules/X PolicyRule
DELETE /api/v1/policies/{policy}/rules/X PolicyRule
POST /api/v1/policies/{policy}/rules/X/lifecycle/activate PolicyRule
POST /api/v1/policies/{policy}/rules/X/lifecycle/deactivate PolicyRule";

/// What is there in the target org.
struct There {
    app: String,
    idp: String,
    policy: String,
    user: String,
    group: String,
}

impl There {
    fn new(desk: &mut Desk) -> Self {
        let Joined { wiki, idp, .. } = desk.join();
        Self {
            app: wiki,
            idp,
            policy: text(
                &desk.get(Side::Target, "/api/v1/policies?type=ACCESS_POLICY"),
                "/0/id",
            ),
            user: desk.user(Side::Target, "elif.kaya@northwind.example"),
            group: desk.group(Side::Target, "Staff"),
        }
    }

    fn fill(&self, path: &str) -> String {
        path.replace("{app}", &self.app)
            .replace("{idp}", &self.idp)
            .replace("{policy}", &self.policy)
            .replace("{user}", &self.user)
            .replace("{group}", &self.group)
    }
}

/// Verb, path and kind of a line, with `name` in the place of what is not there.
fn rows<'n>(there: &'n There, name: &'n str) -> impl Iterator<Item = (Method, String, &'static str)> + 'n {
    ROWS.lines().map(move |line| {
        let mut words = line.split(' ');
        let mut next = || words.next().unwrap();
        let (method, path) = (Method::parse(next()), there.fill(next()));
        let segments = path.split('/').map(|part| match part.split_once('?') {
            _ if part == "X" => name.to_owned(),
            Some(("X", query)) => format!("{name}?{query}"),
            _ => part.to_owned(),
        });
        (method, segments.collect::<Vec<_>>().join("/"), next())
    })
}

/// Asks patiently; most bodies are wrong, which nobody gets to see.
fn asked(desk: &mut Desk, method: Method, path: &str) -> (u16, String, String) {
    let answer = desk.patient(Side::Target, method, path, Some(&json!({})));
    let body = answer.json_body();
    let (status, code) = refusal(&answer);
    (status, code, text(&body, "/errorSummary"))
}

#[test]
fn every_route_says_which_kind_of_object_was_not_found() {
    let mut desk = Desk::new();
    let there = There::new(&mut desk);
    let before = desk.world.state(Side::Target);
    let mut wrong = Vec::new();
    for (method, path, kind) in rows(&there, "0oaNobody") {
        let seen = asked(&mut desk, method, &path);
        let said = format!("Not found: Resource not found: 0oaNobody ({kind})");
        if seen != (404, "E0000007".to_owned(), said) {
            wrong.push(format!("{} {path}: {seen:?} instead of {kind}", method.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(desk.world.state(Side::Target), before);
}

#[test]
fn an_object_of_the_other_org_is_not_found_either() {
    let mut desk = Desk::new();
    let there = There::new(&mut desk);
    let theirs = [
        ("users", desk.user(Side::Source, "mira.chen@acme.example")),
        ("groups", desk.group(Side::Source, "Sales")),
        ("apps", desk.app_named(Side::Source, "okta_org2org")),
        (
            "api-tokens",
            text(&desk.get(Side::Source, "/api/v1/api-tokens"), "/0/id"),
        ),
        (
            "features",
            text(&desk.get(Side::Source, "/api/v1/features"), "/0/id"),
        ),
        (
            "mappings",
            text(&desk.get(Side::Source, "/api/v1/mappings"), "/0/id"),
        ),
        ("zones", text(&desk.get(Side::Source, "/api/v1/zones"), "/0/id")),
        ("brands", text(&desk.get(Side::Source, "/api/v1/brands"), "/0/id")),
        (
            "policies",
            text(
                &desk.get(Side::Source, "/api/v1/policies?type=OKTA_SIGN_ON"),
                "/0/id",
            ),
        ),
    ];
    for (kind, id) in theirs {
        let (status, code, _) = asked(&mut desk, Method::Get, &format!("/api/v1/{kind}/{id}"));
        assert_eq!((status, code.as_str()), (404, "E0000007"), "{kind}");
    }
    assert!(!there.app.is_empty());
}

#[test]
fn names_with_everything_in_them_are_taken_as_names() {
    let mut desk = Desk::new();
    let there = There::new(&mut desk);
    for name in [
        "%2e%2e",
        "%00",
        "a%20b",
        "%F0%9F%90%88",
        "'or'1'='1",
        "a%2Fb",
        "%25",
        "..%2f..%2f",
    ] {
        for (method, path, _) in rows(&there, name) {
            let (status, code, _) = asked(&mut desk, method, &path);
            assert_eq!(
                (status, code.as_str()),
                (404, "E0000007"),
                "{} {path}",
                method.name()
            );
        }
    }
}

#[test]
fn a_path_that_goes_on_or_stops_short_is_none_of_the_api() {
    let mut desk = Desk::new();
    let there = There::new(&mut desk);
    let token = desk.token(Side::Target);
    for path in [
        "/api",
        "/api/v1",
        "/api/v2/users",
        "/api/v1/users/{user}/lifecycle",
        "/api/v1/users/{user}/lifecycle/fly",
        "/api/v1/apps/{app}/users/{user}/lifecycle",
        "/api/v1/apps/{app}/credentials",
        "/api/v1/idps/{idp}/lifecycle/pause",
        "/api/v1/policies/{policy}/rules/x/lifecycle",
        "/api/v1/logs/1",
        "/oauth2/v1/clients",
        "/.well-known/nothing",
    ] {
        let request = Request::new(Method::Get, &there.fill(path)).token(&token);
        let answer = desk.send(Side::Target, &request);
        let (_, code) = refusal(&answer);
        assert!(
            ["E0000008", "E0000022"].contains(&code.as_str()),
            "{path}: {code}"
        );
    }
}
