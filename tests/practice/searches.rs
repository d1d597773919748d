//! Search, filter and query: what each expression finds in each list, and which are refused.

use crate::desk::{Desk, refusal, text};
use org2org_setup::practice::{Method, Side};
use serde_json::{Value, json};

/// How a list is asked (`search`, `filter` or `q`), with what, and the first names of whom it finds.
const PEOPLE: &[(&str, &str, &[&str])] = &[
    (
        "search",
        r#"profile.login eq "mira.chen@acme.example""#,
        &["Mira"],
    ),
    (
        "search",
        r#"profile.login eq "MIRA.CHEN@ACME.EXAMPLE""#,
        &["Mira"],
    ),
    (
        "search",
        r#"profile.lastName ne "Chen" and profile.firstName sw "M""#,
        &[],
    ),
    ("search", r#"profile.firstName sw "a""#, &["Ada", "Amara"]),
    (
        "search",
        r#"profile.firstName ew "a""#,
        &["Ada", "Mira", "Amara", "Priya", "Hanna"],
    ),
    ("search", r#"profile.firstName co "an""#, &["Hanna"]),
    ("search", r#"profile.firstName gt "Mira""#, &["Priya", "Tomas"]),
    (
        "search",
        r#"profile.firstName ge "Mira""#,
        &["Mira", "Priya", "Tomas"],
    ),
    ("search", r#"profile.firstName lt "Hanna""#, &["Ada", "Amara"]),
    (
        "search",
        r#"profile.firstName le "Hanna""#,
        &["Ada", "Amara", "Hanna"],
    ),
    ("search", "profile.department pr", &["Priya"]),
    (
        "search",
        "not (profile.department pr) and profile.firstName sw \"p\"",
        &[],
    ),
    (
        "search",
        r#"profile.firstName eq "Mira" or profile.firstName eq "Luis" and profile.lastName eq "Chen""#,
        &["Mira"],
    ),
    (
        "search",
        r#"(profile.firstName eq "Mira" or profile.firstName eq "Luis") and profile.lastName eq "Moreno""#,
        &["Luis"],
    ),
    ("search", r#"status eq "SUSPENDED""#, &["Kenji"]),
    ("search", r#"status eq "DEPROVISIONED""#, &["Tomas"]),
    ("filter", r#"status eq "DEPROVISIONED""#, &["Tomas"]),
    (
        "filter",
        r#"profile.email eq "luis.moreno@acme.example""#,
        &["Luis"],
    ),
    ("filter", r#"profile.login eq "ma\"il""#, &[]),
    ("q", "mi", &["Mira"]),
    ("q", "CHEN", &["Mira"]),
    ("q", "luis.moreno@", &["Luis"]),
    ("q", "hen", &[]),
    ("q", "Tomas", &[]),
];

#[test]
fn people_are_found_by_every_operator_in_any_case_and_the_deactivated_only_by_name() {
    let mut desk = staffed();
    for (how, expression, found) in PEOPLE {
        let path = format!("/api/v1/users?{how}={}", encoded(expression));
        let mut names = names(&mut desk, &path, "/profile/firstName");
        names.retain(|name| name != "Practice");
        let mut wanted: Vec<&str> = found.to_vec();
        wanted.sort_unstable();
        names.sort_unstable();
        assert_eq!(names, wanted, "{how} {expression}");
    }
    let everybody = names(&mut desk, "/api/v1/users", "/profile/firstName");
    assert!(!everybody.contains(&"Tomas".to_owned()) && everybody.contains(&"Kenji".to_owned()));
}

/// The same for groups, by name.
const GROUPS: &[(&str, &str, &[&str])] = &[
    ("q", "sa", &["Sales"]),
    ("q", "ales", &[]),
    ("search", r#"profile.name eq "sales""#, &["Sales"]),
    ("search", r#"profile.name co "north""#, &["Northwind access"]),
    ("search", r#"type eq "BUILT_IN""#, &["Everyone"]),
    (
        "search",
        r#"type eq "OKTA_GROUP" and profile.name sw "S""#,
        &["Sales"],
    ),
    ("filter", r#"type eq "APP_GROUP""#, &[]),
    (
        "filter",
        r#"profile.description co "department""#,
        &["Sales", "Engineering"],
    ),
];

#[test]
fn groups_are_found_by_name_description_and_type() {
    let mut desk = staffed();
    for (how, expression, found) in GROUPS {
        let path = format!("/api/v1/groups?{how}={}", encoded(expression));
        assert_eq!(
            names(&mut desk, &path, "/profile/name"),
            *found,
            "{how} {expression}"
        );
    }
    let mut push = crate::group_push::Push::ready(None);
    push.create("Sales", "Acme sales");
    let app = push.path().split('/').nth(4).unwrap().to_owned();
    for (expression, found) in [
        (format!("source.id eq \"{app}\""), vec!["Acme sales"]),
        ("source.id eq \"0oaOther\"".to_owned(), vec![]),
        ("type eq \"APP_GROUP\"".to_owned(), vec!["Acme sales"]),
    ] {
        let path = format!("/api/v1/groups?search={}", encoded(&expression));
        assert_eq!(
            names(&mut push.desk, &path, "/profile/name"),
            found,
            "{expression}"
        );
    }
}

/// The same for apps, by label.
const APPS: &[(&str, &str, &[&str])] = &[
    ("filter", r#"name eq "okta_org2org""#, &["Northwind Partners"]),
    (
        "filter",
        r#"name eq "bookmark" and status eq "ACTIVE""#,
        &["Page 1"],
    ),
    ("filter", r#"status eq "INACTIVE""#, &["Page 2"]),
    ("filter", r#"name eq "dropbox_for_business""#, &[]),
    ("q", "page", &["Page 1", "Page 2"]),
    ("q", "okta_org", &["Northwind Partners"]),
    ("q", "partners", &[]),
];

#[test]
fn apps_are_found_by_name_status_and_the_beginning_of_their_label() {
    let mut desk = staffed();
    desk.add_org2org();
    for number in [1, 2] {
        let body = json!({ "name": "bookmark", "label": format!("Page {number}"), "signOnMode": "BOOKMARK",
            "settings": { "app": { "url": "https://page.example" } } });
        let path = format!("/api/v1/apps?activate={}", number == 1);
        desk.post(Side::Source, &path, &body);
    }
    for (how, expression, found) in APPS {
        let path = format!("/api/v1/apps?{how}={}", encoded(expression));
        assert_eq!(names(&mut desk, &path, "/label"), *found, "{how} {expression}");
    }
    let app = desk.app_named(Side::Source, "okta_org2org");
    let shown = desk.get(Side::Source, &format!("/api/v1/apps/{app}"));
    let kid = text(&shown, "/credentials/signing/kid");
    for expression in [
        format!("credentials.signing.kid eq \"{kid}\""),
        format!("id eq \"{app}\""),
    ] {
        let path = format!("/api/v1/apps?filter={}", encoded(&expression));
        assert_eq!(names(&mut desk, &path, "/id"), [app.as_str()], "{expression}");
    }
}

#[test]
fn expressions_that_cannot_be_read_and_properties_that_cannot_be_asked_for_are_refused() {
    let mut desk = Desk::new();
    let deep = format!("{}a pr{}", "(".repeat(30), ")".repeat(30));
    let broken = [
        "nonsense",
        "profile.login",
        "profile.login eq",
        "profile.login is \"x\"",
        "profile.login eq \"x",
        "(profile.login eq \"x\"",
        "profile.login eq \"x\")",
        "profile.login eq \"x\" and",
        "and profile.login eq \"x\"",
        "emails[type eq \"work\"]",
        "\"x\" eq profile.login",
        deep.as_str(),
    ];
    for expression in broken {
        for path in [
            "users?search",
            "users?filter",
            "groups?search",
            "groups?filter",
            "apps?filter",
            "logs?filter",
        ] {
            let path = format!("/api/v1/{path}={}", encoded(expression));
            let answer = desk.patient(Side::Source, Method::Get, &path, None);
            assert_eq!(refusal(&answer), (400, "E0000031".to_owned()), "{path}");
        }
    }
    for (path, expression) in [
        ("apps?filter", "label eq \"Northwind\""),
        ("apps?filter", "created gt \"2026\""),
        ("logs?filter", "published gt \"2026\""),
    ] {
        let path = format!("/api/v1/{path}={}", encoded(expression));
        let answer = desk.patient(Side::Source, Method::Get, &path, None);
        assert_eq!(refusal(&answer), (400, "E0000031".to_owned()), "{path}");
    }
}

#[test]
fn more_than_is_asked_for_comes_along_where_it_is_asked_for() {
    let mut desk = Desk::new();
    let joined = desk.join();
    desk.world.sign_in("mira.chen@acme.example", None);
    let group = desk.group(Side::Target, "Staff");
    let rule = crate::group_rules::body("Sales", "user.department==\"Sales\"", &group);
    desk.post(Side::Target, "/api/v1/groups/rules", &rule);
    let cases = [
        (
            Side::Source,
            format!("/api/v1/apps/{}/users", joined.app),
            "expand=user",
            "/0/_embedded/user/profile/login".to_owned(),
        ),
        (
            Side::Target,
            format!("/api/v1/idps/{}/users", joined.idp),
            "expand=user",
            "/0/_embedded/user/profile/login".to_owned(),
        ),
        (
            Side::Target,
            "/api/v1/groups/rules".to_owned(),
            "expand=groupIdToGroupNameMap",
            format!("/0/_embedded/groupIdToGroupNameMap/{group}"),
        ),
    ];
    for (side, path, query, pointer) in cases {
        assert_eq!(text(&desk.get(side, &path), &pointer), "", "{path}");
        let with = desk.get(side, &format!("{path}?{query}"));
        assert!(!text(&with, &pointer).is_empty(), "{path}?{query}: {with}");
    }
    for (expand, status) in [
        ("user/00uX", 200),
        ("user", 400),
        ("user/", 200),
        ("user/a,b", 400),
        ("group/00g", 400),
    ] {
        let path = format!("/api/v1/apps?expand={expand}");
        let answer = desk.patient(Side::Source, Method::Get, &path, None);
        assert_eq!(answer.status, status, "{expand}");
    }
}

#[test]
fn lists_narrowed_by_identifiers_show_what_belongs_to_these_alone() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let type_id = text(&desk.get(Side::Target, "/api/v1/users/me"), "/type/id");
    let count = |desk: &mut Desk, query: &str| {
        let found = desk.get(Side::Target, &format!("/api/v1/mappings?{query}"));
        found.as_array().unwrap().len()
    };
    let all = count(&mut desk, "");
    let from_idp = format!("sourceId={}", joined.idp);
    for (query, wanted) in [
        (from_idp.clone(), 1),
        (format!("targetId={}", joined.idp), 0),
        (format!("{from_idp}&targetId={type_id}"), 1),
        (format!("sourceId={}", joined.wiki), 1),
        (format!("targetId={}", joined.wiki), 1),
        ("sourceId=0oaX".to_owned(), 0),
    ] {
        assert_eq!(count(&mut desk, &query), wanted, "{query}");
    }
    let out = count(&mut desk, &format!("sourceId={type_id}"));
    let inward = count(&mut desk, &format!("targetId={type_id}"));
    assert_eq!(out + inward, all, "every mapping begins or ends at people");
    for (query, wanted) in [
        ("type=SAML2", 1),
        ("type=OIDC", 0),
        ("q=acme", 1),
        ("q=workforce", 0),
    ] {
        let found = desk.get(Side::Target, &format!("/api/v1/idps?{query}"));
        assert_eq!(found.as_array().unwrap().len(), wanted, "{query}");
    }
}

/// The source org with somebody suspended, somebody deactivated, and somebody with a department.
fn staffed() -> Desk {
    let mut desk = Desk::new();
    let path = |login: &str| format!("/api/v1/users/{login}@acme.example");
    desk.act(Side::Source, &format!("{}/lifecycle/suspend", path("kenji.sato")));
    desk.act(
        Side::Source,
        &format!("{}/lifecycle/deactivate", path("tomas.novak")),
    );
    let body = json!({ "profile": { "department": "Sales" } });
    desk.post(Side::Source, &path("priya.nair"), &body);
    desk
}

/// What stands at a pointer in each object of a list.
fn names(desk: &mut Desk, path: &str, pointer: &str) -> Vec<String> {
    let found = desk.get(Side::Source, path);
    let objects = found.as_array().unwrap().iter();
    objects.map(|object: &Value| text(object, pointer)).collect()
}

fn encoded(expression: &str) -> String {
    url::form_urlencoded::byte_serialize(expression.as_bytes()).collect()
}
