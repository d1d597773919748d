//! Every error code that a connection can meet: which request on the practice orgs gives it, with status and text,
//! or why none does.

use crate::desk::{Desk, text};
use org2org_setup::practice::{Method, Mischief, Pipeline, Request, Response, Side, deliver};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// What is asked of an org that has been prepared for it.
type Ask = fn(&mut Desk) -> Response;

/// What gives a code.
enum Case {
    /// A request, its status and the text of its summary.
    Given(Ask, u16, &'static str),
    /// Nothing does, for this reason.
    Not(&'static str),
}

use Case::{Given, Not};

const ROWS: &[(&str, Case)] = &[
    (
        "E0000001",
        Given(group_named_twice, 400, "Api validation failed: name"),
    ),
    (
        "E0000002",
        Not("What is wrong with a parameter is told as E0000001 in every recording"),
    ),
    (
        "E0000003",
        Given(broken_json, 400, "The request body was not well-formed."),
    ),
    (
        "E0000004",
        Not("The authentication API, which no step and no page calls; the sign-in page says it in words"),
    ),
    ("E0000005", Given(without_token, 403, "Invalid session")),
    (
        "E0000006",
        Given(
            by_a_reader,
            403,
            "You do not have permission to perform the requested action",
        ),
    ),
    (
        "E0000007",
        Given(
            unknown_app,
            404,
            "Not found: Resource not found: 0oaX (AppInstance)",
        ),
    ),
    (
        "E0000008",
        Given(unknown_path, 404, "The requested path was not found"),
    ),
    ("E0000009", Given(failing, 500, "Internal Server Error")),
    ("E0000010", Given(read_only, 503, "Service is in read only mode")),
    ("E0000011", Given(bad_token, 401, "Invalid token provided")),
    (
        "E0000013",
        Not("OAuth clients, which the practice orgs do not have yet"),
    ),
    (
        "E0000014",
        Not("Changes of passwords, which a connection never makes"),
    ),
    (
        "E0000015",
        Given(
            classic_access_policy,
            401,
            "You do not have permission to access the feature you are requesting",
        ),
    ),
    (
        "E0000016",
        Given(
            active_activated,
            403,
            "Activation failed because the user is already active",
        ),
    ),
    (
        "E0000018",
        Not("A missing header is taken for JSON, as the recorded orgs do"),
    ),
    ("E0000019", Given(metadata_as_json, 400, SUPPORTED_ONE)),
    ("E0000021", Given(body_as_text, 400, SUPPORTED)),
    (
        "E0000022",
        Given(
            wrong_method,
            405,
            "The endpoint does not support the provided HTTP method",
        ),
    ),
    (
        "E0000023",
        Given(
            mastered_person,
            403,
            "Operation failed because user profile is mastered under another system",
        ),
    ),
    (
        "E0000024",
        Given(
            bookmark_metadata,
            400,
            "Bad request.  This operation on app metadata is not yet supported.",
        ),
    ),
    (
        "E0000027",
        Given(
            push_unconnected,
            400,
            "Group push bad request : Provisioning is not enabled for the app instance.",
        ),
    ),
    (
        "E0000028",
        Given(
            policies_of_no_type,
            400,
            "The request is missing a required parameter.",
        ),
    ),
    ("E0000029", Given(foreign_cursor, 400, "Invalid paging request.")),
    ("E0000031", Given(broken_filter, 400, "Invalid search criteria.")),
    (
        "E0000038",
        Given(
            deactivated_changed,
            403,
            "This operation is not allowed in the user's current status.",
        ),
    ),
    (
        "E0000039",
        Not("Settings of apps that are wrong are told as E0000001, as recorded"),
    ),
    (
        "E0000040",
        Given(
            label_twice,
            400,
            "Application label must not be the same as an existing application label.",
        ),
    ),
    (
        "E0000041",
        Given(
            password_for_saml,
            400,
            "Credentials should not be set on this resource based on the scheme.",
        ),
    ),
    ("E0000043", Not("People do not ask for apps by themselves here")),
    ("E0000044", Not("People do not ask for apps by themselves here")),
    (
        "E0000045",
        Given(broken_mapping, 400, "Field mapping bad request."),
    ),
    (
        "E0000046",
        Not("No source at hand says which app user cannot be deactivated"),
    ),
    (
        "E0000047",
        Given(
            too_many,
            429,
            "API call exceeded rate limit due to too many requests.",
        ),
    ),
    (
        "E0000056",
        Given(active_app_deleted, 403, "Delete application forbidden."),
    ),
    (
        "E0000057",
        Not("A browser meets it, as a page: see the sign-in policy that denies, among the sign-ins"),
    ),
    (
        "E0000058",
        Not("A browser meets it, as the page that asks for a security method"),
    ),
    ("E0000060", Given(routing_cloned, 501, "Unsupported operation.")),
    (
        "E0000062",
        Given(
            assigned_twice,
            409,
            "The specified user is already assigned to the application.",
        ),
    ),
    (
        "E0000075",
        Given(
            mapped_attribute,
            403,
            "Cannot modify the firstName attribute because it has a field mapping and profile push is enabled.",
        ),
    ),
    (
        "E0000076",
        Not("No app of the practice orgs keeps the profiles of its people"),
    ),
    (
        "E0000086",
        Not("No policy of the practice orgs lacks what it needs to be activated"),
    ),
    (
        "E0000090",
        Given(
            role_twice,
            409,
            "The role specified is already assigned to the user.",
        ),
    ),
    ("E0000091", Not("Targets of roles, which a connection never sets")),
    ("E0000093", Not("Targets of roles, which a connection never sets")),
    (
        "E0000096",
        Given(
            certificate_twice,
            409,
            "This certificate has already been uploaded with kid=",
        ),
    ),
    (
        "E0000107",
        Not(
            "Apps, providers, connections and rules that are switched once more answer with success, as recorded",
        ),
    ),
    (
        "E0000111",
        Given(
            own_policy_switched,
            403,
            "Cannot modify the Policy object because it is read-only.",
        ),
    ),
    (
        "E0000112",
        Given(
            activating_changed,
            409,
            "Cannot update this user because they are still being activated. Please try again in a few minutes.",
        ),
    ),
    (
        "E0000117",
        Given(
            suspended_assigned,
            403,
            "Cannot assign apps or update app profiles for an inactive user.",
        ),
    ),
    (
        "E0000122",
        Given(
            page_accepted,
            406,
            "Accept Header did not contain supported media type 'application/json'",
        ),
    ),
    (
        "E0000141",
        Given(
            feature_without_its_need,
            400,
            "Feature cannot be enabled or disabled due to dependencies/dependents conflicts.",
        ),
    ),
    (
        "E0000143",
        Given(inactive_app_assigned, 403, "App instance operation not allowed."),
    ),
    (
        "E0000167",
        Not("Authenticators, which the practice orgs do not have"),
    ),
    (
        "E0000195",
        Not("No source at hand says which conflict of a connection it names"),
    ),
    (
        "E0000227",
        Not("OAuth service apps, which the practice orgs do not have yet"),
    ),
    (
        "E0000239",
        Given(
            rules_in_a_row,
            423,
            "Policy priorities are being reconciled. Please try again later.",
        ),
    ),
    (
        "E0000248",
        Not("Account management policies, which the practice orgs do not have"),
    ),
    (
        "E0000249",
        Given(
            first_group_rule,
            409,
            "Group rules are still being set up.  Please try again later.",
        ),
    ),
    (
        "E0000250",
        Given(
            |desk| last_trusted(desk, true, true),
            403,
            "You can't deactivate Acme Workforce because",
        ),
    ),
    (
        "E0000251",
        Given(
            |desk| last_trusted(desk, false, true),
            403,
            "You can't deactivate Acme Workforce because",
        ),
    ),
    (
        "E0000252",
        Given(
            |desk| last_trusted(desk, true, false),
            403,
            "You can't deactivate Acme Workforce because",
        ),
    ),
    (
        "E0000262",
        Not("Device assurance, which the practice orgs do not have"),
    ),
];

const SUPPORTED: &str =
    "Bad request.  Accept and/or Content-Type headers likely do not match supported values.";
/// As recorded, with one space.
const SUPPORTED_ONE: &str =
    "Bad request. Accept and/or Content-Type headers likely do not match supported values.";

#[test]
fn every_error_code_is_given_by_a_request_or_cannot_be_met() {
    let mut wrong = Vec::new();
    for (code, case) in ROWS {
        let Given(ask, status, summary) = case else {
            continue;
        };
        let response = ask(&mut Desk::new());
        let body = response.json_body();
        let said = text(&body, "/errorSummary");
        if (response.status, text(&body, "/errorCode").as_str()) != (*status, code)
            || !said.starts_with(summary)
        {
            wrong.push(format!("{code}: {} {body}", response.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let given = ROWS.iter().filter(|(_, case)| matches!(case, Given(..))).count();
    println!(
        "{given} codes given, {} with a reason why not",
        ROWS.len() - given
    );
}

#[test]
fn the_table_has_every_code_of_the_reference_once() {
    let codes: BTreeSet<&str> = ROWS.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes.len(), ROWS.len());
    let reasons = ROWS.iter().filter_map(|(_, case)| match case {
        Not(reason) => Some(*reason),
        Given(..) => None,
    });
    assert!(reasons.into_iter().all(|reason| reason.len() > 20));
    let Some(part) = crate::reference::section("1.8") else {
        return;
    };
    let named = part
        .lines()
        .filter_map(|line| line.strip_prefix("| E")?.split(" |").next());
    for numbers in named {
        let mut parts = numbers.split('/');
        let first = parts.next().unwrap();
        for part in [first].into_iter().chain(parts) {
            let code = format!("E{}{part}", &first[..first.len() - part.len()]);
            assert!(codes.contains(code.as_str()), "{code}");
        }
    }
}

/// Causes that real orgs give with E0000001, and the request that gives each.
#[test]
fn the_causes_of_a_failed_validation_are_okta_s() {
    let rows: [(Ask, &str); 6] = [
        (
            group_named_twice,
            "name: An object with this field already exists in the current organization",
        ),
        (
            features_unconnected,
            "Provisioning is not enabled for the app instance.",
        ),
        (bookmark_features, "Provisioning is not supported."),
        (
            sixty_one_apps,
            "Cannot create application instance. Maximum number of instances has been reached.",
        ),
        (unknown_target, "Invalid target field shoeSize"),
        (
            one_year,
            "Validity years out of range. It should be 2 - 10 years.",
        ),
    ];
    for (ask, cause) in rows {
        let body = ask(&mut Desk::new()).json_body();
        assert_eq!(text(&body, "/errorCode"), "E0000001");
        assert_eq!(text(&body, "/errorCauses/0/errorSummary"), cause);
    }
}

fn post(desk: &mut Desk, side: Side, path: &str, body: &Value) -> Response {
    desk.call(side, Method::Post, path, Some(body))
}

fn get(desk: &mut Desk, path: &str) -> Response {
    desk.call(Side::Target, Method::Get, path, None)
}

fn group_named_twice(desk: &mut Desk) -> Response {
    post(
        desk,
        Side::Target,
        "/api/v1/groups",
        &json!({ "profile": { "name": "Staff" } }),
    )
}

fn broken_json(desk: &mut Desk) -> Response {
    let mut request = Request::new(Method::Post, "/api/v1/groups").token(&desk.token(Side::Target));
    request.body = b"[{".to_vec();
    desk.send(Side::Target, &request)
}

fn without_token(desk: &mut Desk) -> Response {
    desk.send(Side::Target, &Request::new(Method::Get, "/api/v1/users/me"))
}

fn by_a_reader(desk: &mut Desk) -> Response {
    let token = desk.world.add_token(Side::Target, "READ_ONLY_ADMIN", "Reader");
    let body = json!({ "profile": { "name": "New" } });
    let request = Request::new(Method::Post, "/api/v1/groups")
        .token(&token)
        .json(&body);
    desk.send(Side::Target, &request)
}

fn unknown_app(desk: &mut Desk) -> Response {
    get(desk, "/api/v1/apps/0oaX")
}

fn unknown_path(desk: &mut Desk) -> Response {
    get(desk, "/api/v1/nothing")
}

/// Asks under mischief until an answer comes with that status and in JSON.
fn until(desk: &mut Desk, mischief: &Mischief, (method, path): (Method, &str), status: u16) -> Response {
    desk.world.set_mischief(mischief);
    let body = json!({ "profile": { "name": "New" } });
    let request = Request::new(method, path)
        .token(&desk.token(Side::Target))
        .json(&body);
    let ask = |desk: &mut Desk| {
        deliver(&mut desk.world, Side::Target, &request, desk.clock.now())
            .answer
            .unwrap()
    };
    let mut answers = (0..100).map(|_| ask(desk));
    let json = |answer: &Response| answer.header_value("content-type") == Some("application/json");
    answers
        .find(|answer| answer.status == status && json(answer))
        .unwrap()
}

fn failing(desk: &mut Desk) -> Response {
    let mischief = Mischief {
        errors: 1000,
        ..Mischief::default()
    };
    until(desk, &mischief, (Method::Get, "/api/v1/org"), 500)
}

fn read_only(desk: &mut Desk) -> Response {
    let mischief = Mischief {
        errors: 1000,
        ..Mischief::default()
    };
    until(desk, &mischief, (Method::Post, "/api/v1/groups"), 503)
}

fn bad_token(desk: &mut Desk) -> Response {
    desk.send(
        Side::Target,
        &Request::new(Method::Get, "/api/v1/users/me").token("00wrong"),
    )
}

fn classic_access_policy(desk: &mut Desk) -> Response {
    desk.world.set_pipeline(Side::Target, Pipeline::Classic);
    get(desk, "/api/v1/policies?type=ACCESS_POLICY")
}

const ELIF: &str = "elif.kaya@northwind.example";

fn active_activated(desk: &mut Desk) -> Response {
    desk.call(
        Side::Target,
        Method::Post,
        &format!("/api/v1/users/{ELIF}/lifecycle/activate"),
        None,
    )
}

fn metadata_as_json(desk: &mut Desk) -> Response {
    let app = desk.add_org2org();
    desk.call(
        Side::Source,
        Method::Get,
        &format!("/api/v1/apps/{app}/sso/saml/metadata"),
        None,
    )
}

fn body_as_text(desk: &mut Desk) -> Response {
    let request = Request::new(Method::Post, "/api/v1/groups").token(&desk.token(Side::Target));
    let mut request = request.header("content-type", "text/plain");
    request.body = b"{}".to_vec();
    desk.send(Side::Target, &request)
}

fn wrong_method(desk: &mut Desk) -> Response {
    desk.call(Side::Target, Method::Patch, "/api/v1/apps", None)
}

const MIRA: &str = "mira.chen@acme.example";

fn mastered_person(desk: &mut Desk) -> Response {
    desk.join();
    assert!(desk.world.sign_in(MIRA, None).iter().all(|stage| stage.ok));
    post(
        desk,
        Side::Target,
        &format!("/api/v1/users/{MIRA}"),
        &json!({ "profile": { "firstName": "M" } }),
    )
}

fn bookmark(desk: &mut Desk) -> String {
    let body = json!({
        "name": "bookmark", "label": "Handbook", "signOnMode": "BOOKMARK",
        "settings": { "app": { "url": "https://handbook.example" } },
    });
    text(&desk.post(Side::Source, "/api/v1/apps", &body), "/id")
}

fn bookmark_metadata(desk: &mut Desk) -> Response {
    let app = bookmark(desk);
    let request = Request::new(Method::Get, &format!("/api/v1/apps/{app}/sso/saml/metadata"));
    let token = desk.token(Side::Source);
    let request = request
        .header("authorization", &format!("SSWS {token}"))
        .header("accept", "application/xml");
    desk.send(Side::Source, &request)
}

fn bookmark_features(desk: &mut Desk) -> Response {
    let app = bookmark(desk);
    desk.call(
        Side::Source,
        Method::Get,
        &format!("/api/v1/apps/{app}/features"),
        None,
    )
}

fn features_unconnected(desk: &mut Desk) -> Response {
    let app = desk.add_org2org();
    desk.call(
        Side::Source,
        Method::Get,
        &format!("/api/v1/apps/{app}/features"),
        None,
    )
}

fn push_unconnected(desk: &mut Desk) -> Response {
    let (app, group) = (desk.add_org2org(), desk.group(Side::Source, "Sales"));
    let body = json!({ "sourceGroupId": group, "targetGroupName": "Sales" });
    post(
        desk,
        Side::Source,
        &format!("/api/v1/apps/{app}/group-push/mappings"),
        &body,
    )
}

fn policies_of_no_type(desk: &mut Desk) -> Response {
    get(desk, "/api/v1/policies")
}

fn foreign_cursor(desk: &mut Desk) -> Response {
    get(desk, "/api/v1/apps?after=nonsense")
}

fn broken_filter(desk: &mut Desk) -> Response {
    get(desk, "/api/v1/users?filter=nonsense")
}

fn deactivated_changed(desk: &mut Desk) -> Response {
    desk.act(
        Side::Target,
        &format!("/api/v1/users/{ELIF}/lifecycle/deactivate"),
    );
    post(
        desk,
        Side::Target,
        &format!("/api/v1/users/{ELIF}"),
        &json!({ "profile": { "firstName": "E" } }),
    )
}

fn label_twice(desk: &mut Desk) -> Response {
    bookmark(desk);
    let body = json!({
        "name": "bookmark", "label": "Handbook", "signOnMode": "BOOKMARK",
        "settings": { "app": { "url": "https://handbook.example" } },
    });
    post(desk, Side::Source, "/api/v1/apps", &body)
}

fn password_for_saml(desk: &mut Desk) -> Response {
    let (app, user) = (desk.add_org2org(), desk.user(Side::Source, MIRA));
    let body =
        json!({ "id": user, "credentials": { "userName": MIRA, "password": { "value": "not wanted" } } });
    post(desk, Side::Source, &format!("/api/v1/apps/{app}/users"), &body)
}

fn to_app(desk: &mut Desk) -> String {
    let app = desk.add_org2org();
    let found = desk.get(Side::Source, &format!("/api/v1/mappings?targetId={app}"));
    format!("/api/v1/mappings/{}", text(&found, "/0/id"))
}

fn broken_mapping(desk: &mut Desk) -> Response {
    let path = to_app(desk);
    let body = json!({ "properties": { "firstName": { "expression": "nonsense(", "pushStatus": "PUSH" } } });
    post(desk, Side::Source, &path, &body)
}

fn unknown_target(desk: &mut Desk) -> Response {
    let path = to_app(desk);
    let body = json!({ "properties": { "shoeSize": { "expression": "user.login", "pushStatus": "PUSH" } } });
    post(desk, Side::Source, &path, &body)
}

fn too_many(desk: &mut Desk) -> Response {
    let mut answers = (0..11).map(|_| get(desk, "/api/v1/apps"));
    answers.find(|answer| answer.status == 429).unwrap()
}

fn active_app_deleted(desk: &mut Desk) -> Response {
    let app = desk.add_org2org();
    desk.call(Side::Source, Method::Delete, &format!("/api/v1/apps/{app}"), None)
}

fn policy(desk: &mut Desk, kind: &str) -> String {
    text(
        &desk.get(Side::Target, &format!("/api/v1/policies?type={kind}")),
        "/0/id",
    )
}

fn routing_cloned(desk: &mut Desk) -> Response {
    let policy = policy(desk, "IDP_DISCOVERY");
    desk.call(
        Side::Target,
        Method::Post,
        &format!("/api/v1/policies/{policy}/clone"),
        None,
    )
}

fn own_policy_switched(desk: &mut Desk) -> Response {
    let policy = policy(desk, "OKTA_SIGN_ON");
    desk.call(
        Side::Target,
        Method::Post,
        &format!("/api/v1/policies/{policy}/lifecycle/deactivate"),
        None,
    )
}

fn assign(desk: &mut Desk, app: &str, login: &str) -> Response {
    let user = desk.user(Side::Source, login);
    post(
        desk,
        Side::Source,
        &format!("/api/v1/apps/{app}/users"),
        &json!({ "id": user }),
    )
}

fn assigned_twice(desk: &mut Desk) -> Response {
    let app = desk.add_org2org();
    assert_eq!(assign(desk, &app, MIRA).status, 200);
    assign(desk, &app, MIRA)
}

fn mapped_attribute(desk: &mut Desk) -> Response {
    let app = desk.add_org2org();
    let connection = format!("/api/v1/apps/{app}/connections/default?activate=TRUE");
    let body = json!({ "profile": { "authScheme": "TOKEN", "token": desk.token(Side::Target) } });
    desk.post(Side::Source, &connection, &body);
    let on = json!({ "create": { "lifecycleCreate": { "status": "ENABLED" } },
        "update": { "profile": { "status": "ENABLED" } } });
    desk.put(
        Side::Source,
        &format!("/api/v1/apps/{app}/features/USER_PROVISIONING"),
        &on,
    );
    assert_eq!(assign(desk, &app, MIRA).status, 200);
    let user = desk.user(Side::Source, MIRA);
    let body = json!({ "profile": { "firstName": "Somebody else" } });
    post(
        desk,
        Side::Source,
        &format!("/api/v1/apps/{app}/users/{user}"),
        &body,
    )
}

fn role_twice(desk: &mut Desk) -> Response {
    let path = format!("/api/v1/users/{ELIF}/roles");
    let role = json!({ "type": "APP_ADMIN" });
    assert_eq!(post(desk, Side::Target, &path, &role).status, 201);
    post(desk, Side::Target, &path, &role)
}

fn certificate_twice(desk: &mut Desk) -> Response {
    let app = desk.add_org2org();
    let (_, _, certificate) = desk.metadata(&app);
    desk.upload(&certificate);
    post(
        desk,
        Side::Target,
        "/api/v1/idps/credentials/keys",
        &json!({ "x5c": [certificate] }),
    )
}

fn activating_changed(desk: &mut Desk) -> Response {
    desk.world.set_mischief(&Mischief {
        activation: Duration::from_secs(2),
        ..Mischief::default()
    });
    let login = "new@northwind.example";
    let profile = json!({ "login": login, "email": login, "firstName": "New", "lastName": "Person" });
    desk.post(
        Side::Target,
        "/api/v1/users?activate=true",
        &json!({ "profile": profile }),
    );
    let path = format!("/api/v1/users/{login}");
    let change = json!({ "profile": { "firstName": "Newer" } });
    let refused = post(desk, Side::Target, &path, &change);
    desk.wait(2);
    assert_eq!(post(desk, Side::Target, &path, &change).status, 200);
    refused
}

fn suspended_assigned(desk: &mut Desk) -> Response {
    let app = desk.add_org2org();
    desk.act(Side::Source, &format!("/api/v1/users/{MIRA}/lifecycle/suspend"));
    assign(desk, &app, MIRA)
}

fn page_accepted(desk: &mut Desk) -> Response {
    let token = desk.token(Side::Target);
    let request = Request::new(Method::Get, "/api/v1/org").header("authorization", &format!("SSWS {token}"));
    desk.send(Side::Target, &request.header("accept", "text/html"))
}

fn feature_without_its_need(desk: &mut Desk) -> Response {
    let features = desk.get(Side::Target, "/api/v1/features");
    let mut features = features.as_array().unwrap().iter();
    let found = features.find(|feature| text(feature, "/name") == "Front-channel Single Logout for IdPs");
    let path = format!("/api/v1/features/{}", text(found.unwrap(), "/id"));
    let needs = desk.get(Side::Target, &format!("{path}/dependencies"));
    assert_eq!(text(&needs, "/0/name"), "Front-channel Single Logout");
    let refused = desk.call(Side::Target, Method::Post, &format!("{path}/ENABLE"), None);
    assert_eq!(
        text(
            &desk.act(Side::Target, &format!("{path}/ENABLE?mode=force")),
            "/status"
        ),
        "ENABLED"
    );
    let needs = desk.get(Side::Target, &format!("{path}/dependencies"));
    assert_eq!(text(&needs, "/0/status"), "ENABLED");
    refused
}

fn inactive_app_assigned(desk: &mut Desk) -> Response {
    let app = desk.add_org2org();
    desk.act(Side::Source, &format!("/api/v1/apps/{app}/lifecycle/deactivate"));
    assign(desk, &app, MIRA)
}

fn rules_in_a_row(desk: &mut Desk) -> Response {
    desk.world.set_mischief(&Mischief {
        rule_order: Duration::from_secs(3),
        ..Mischief::default()
    });
    let path = format!("/api/v1/policies/{}/rules", policy(desk, "IDP_DISCOVERY"));
    let actions = json!({ "idp": { "providers": [{ "type": "OKTA" }], "idpSelectionType": "SPECIFIC" } });
    let rule = |name: String| json!({ "type": "IDP_DISCOVERY", "name": name, "actions": actions });
    let mut answers = (0..9).map(|number| post(desk, Side::Target, &path, &rule(format!("Rule {number}"))));
    answers.find(|answer| answer.status == 423).unwrap()
}

fn first_group_rule(desk: &mut Desk) -> Response {
    desk.world.set_mischief(&Mischief {
        group_rule_setup: Duration::from_secs(3),
        ..Mischief::default()
    });
    let group = desk.group(Side::Target, "Staff");
    let rule = crate::group_rules::body("Partners", "user.department==\"Sales\"", &group);
    let refused = post(desk, Side::Target, "/api/v1/groups/rules", &rule);
    desk.wait(3);
    assert_eq!(
        post(desk, Side::Target, "/api/v1/groups/rules", &rule).status,
        200
    );
    refused
}

/// The only provider whose claims are trusted, while rules for apps, for sessions or for both want two factors.
fn last_trusted(desk: &mut Desk, apps: bool, sessions: bool) -> Response {
    let joined = desk.join();
    let path = format!("/api/v1/idps/{}", joined.idp);
    let mut idp = desk.get(Side::Target, &path);
    idp["policy"]["trustClaims"] = json!(true);
    desk.put(Side::Target, &path, &idp);
    let method = json!({ "type": "ASSURANCE", "factorMode": "2FA" });
    let wanted = [
        (
            apps,
            "ACCESS_POLICY",
            "ACCESS_POLICY",
            json!({ "appSignOn": { "access": "ALLOW", "verificationMethod": method } }),
        ),
        (
            sessions,
            "OKTA_SIGN_ON",
            "SIGN_ON",
            json!({ "signon": { "access": "ALLOW", "requireFactor": true } }),
        ),
    ];
    for (_, kind, rule, actions) in wanted.into_iter().filter(|(wanted, ..)| *wanted) {
        let rules = format!("/api/v1/policies/{}/rules", policy(desk, kind));
        desk.post(
            Side::Target,
            &rules,
            &json!({ "type": rule, "name": "Two factors", "actions": actions }),
        );
    }
    desk.call(
        Side::Target,
        Method::Post,
        &format!("{path}/lifecycle/deactivate"),
        None,
    )
}

fn sixty_one_apps(desk: &mut Desk) -> Response {
    let add = |number: usize| {
        json!({ "name": "bookmark", "label": format!("Page {number}"), "signOnMode": "BOOKMARK",
            "settings": { "app": { "url": "https://page.example" } } })
    };
    let mut answers = (0..61).map(|number| {
        let body = add(number);
        desk.patient(Side::Source, Method::Post, "/api/v1/apps", Some(&body))
    });
    answers.find(|answer| answer.status == 400).unwrap()
}

fn one_year(desk: &mut Desk) -> Response {
    let app = desk.add_org2org();
    let path = format!("/api/v1/apps/{app}/credentials/keys/generate?validityYears=1");
    desk.call(Side::Source, Method::Post, &path, None)
}
