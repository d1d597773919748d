//! Lists in pages: every list that is cut, read from link to link.

use crate::desk::{Desk, Joined, good, next, refusal, text};
use org2org_setup::practice::{Method, Response, Side};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A list with at least four objects: its org, its path, and where an object has what it is known by.
type List = (Side, String, &'static str);

#[test]
fn every_list_comes_in_pages_of_three_that_lead_through_all_of_it_once() {
    let (mut desk, lists) = full();
    let mut read = Vec::new();
    for (side, path, pointer) in lists {
        let (mut seen, mut on, mut pages) = (Vec::new(), Some(path.clone()), 0);
        while let Some(target) = on.take() {
            let response = desk.patient(side, Method::Get, &target, None);
            let page = good(&response);
            let page = page.as_array().unwrap();
            assert!(page.len() <= 3 && !page.is_empty(), "{target}: {}", page.len());
            assert!(link(&response, "self").is_some(), "{target}");
            seen.extend(page.iter().map(|object| text(object, pointer)));
            on = next(&response);
            assert!(page.len() == 3 || on.is_none(), "{target}: a short page leads on");
            pages += 1;
        }
        assert!(pages > 1 && seen.len() > 3, "{path}: {} objects", seen.len());
        let distinct: BTreeSet<&String> = seen.iter().collect();
        assert_eq!(distinct.len(), seen.len(), "{path}: something came twice");
        assert!(!seen.iter().any(String::is_empty), "{path}: {pointer}");
        read.push((side, path, pointer, seen));
    }
    // One at a time is less than the specification lets anybody ask of some lists.
    desk.world.watch(|_, _, _| {});
    for (side, path, pointer, seen) in read {
        let one_by_one = desk.get(side, &format!("{path}{}limit=1", joint(&path)));
        let again: Vec<String> = one_by_one
            .as_array()
            .unwrap()
            .iter()
            .map(|object| text(object, pointer))
            .collect();
        assert_eq!(again, seen, "{path}: one by one");
    }
}

#[test]
fn a_cursor_of_nobody_and_a_limit_that_is_no_number_are_refused_and_a_limit_of_nothing_is_the_usual_one() {
    let (mut desk, lists) = full();
    // The specification lets nobody ask like this.
    desk.world.watch(|_, _, _| {});
    for (side, path, _) in lists {
        let ask = |desk: &mut Desk, query: &str| {
            let path = format!("{path}{}{query}", joint(&path));
            desk.patient(side, Method::Get, &path, None)
        };
        assert_eq!(
            refusal(&ask(&mut desk, "after=nobody")),
            (400, "E0000029".to_owned()),
            "{path}"
        );
        assert_eq!(
            refusal(&ask(&mut desk, "limit=few")),
            (400, "E0000001".to_owned()),
            "{path}"
        );
        let usual = good(&ask(&mut desk, "limit=200"));
        for limit in ["limit=0", "limit=-1", "after=", "limit=100000"] {
            assert_eq!(good(&ask(&mut desk, limit)), usual, "{path} {limit}");
        }
    }
}

#[test]
fn links_keep_the_query_and_the_address_that_were_asked_for() {
    let mut desk = Desk::new();
    for query in [
        "q=a",
        "search=profile.login%20co%20%22acme%22",
        "filter=status%20eq%20%22ACTIVE%22",
    ] {
        let path = format!("/api/v1/users?{query}&limit=3");
        let response = desk.call(Side::Source, Method::Get, &path, None);
        let own = link(&response, "self").unwrap();
        assert!(own.starts_with("<http://127.0.0.1:4101/api/v1/users?"), "{own}");
        let name = query.split('=').next().unwrap();
        for relation in [Some(own), link(&response, "next")].into_iter().flatten() {
            assert!(
                relation.contains(&format!("{name}=")) && relation.contains("limit=3"),
                "{relation}"
            );
        }
        let everybody = desk.get(Side::Source, &path);
        let first = good(&response);
        let first = first.as_array().unwrap().len();
        assert!(everybody.as_array().unwrap().len() >= first, "{query}");
    }
}

#[test]
fn lists_that_okta_gives_whole_are_not_cut() {
    let mut desk = Desk::new();
    let joined = desk.join();
    for number in 2..7 {
        let path = format!(
            "/api/v1/apps/{}/credentials/keys/generate?validityYears={number}",
            joined.app
        );
        desk.act(Side::Source, &path);
    }
    let policies = desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY");
    let rules = format!("/api/v1/policies/{}/rules", text(&policies, "/0/id"));
    let actions = json!({ "idp": { "providers": [{ "type": "OKTA" }], "idpSelectionType": "SPECIFIC" } });
    for number in 0..5 {
        let rule = json!({ "type": "IDP_DISCOVERY", "name": format!("Rule {number}"), "actions": actions });
        desk.post(Side::Target, &rules, &rule);
    }
    for (side, path, least) in [
        (
            Side::Source,
            format!("/api/v1/apps/{}/credentials/keys", joined.app),
            6,
        ),
        (Side::Target, rules, 7),
        (Side::Target, "/api/v1/features".to_owned(), 4),
    ] {
        let response = desk.call(side, Method::Get, &path, None);
        let list = good(&response);
        assert!(list.as_array().unwrap().len() >= least, "{path}");
        assert_eq!(next(&response), None, "{path}");
    }
}

/// How a query goes on behind a path.
fn joint(path: &str) -> char {
    if path.contains('?') { '&' } else { '?' }
}

/// The `Link` header of that relation.
fn link(response: &Response, relation: &str) -> Option<String> {
    let ends = format!("rel=\"{relation}\"");
    let mut links = response.headers.iter().filter(|(name, _)| name == "link");
    let found = links.find(|(_, link)| link.ends_with(&ends))?;
    Some(found.1.clone())
}

/// Orgs with more than a page of everything, and the lists that are cut.
fn full() -> (Desk, Vec<List>) {
    let mut desk = Desk::new();
    let joined = desk.join();
    let (source, target) = (Side::Source, Side::Target);
    let policy = text(&desk.get(target, "/api/v1/policies?type=ACCESS_POLICY"), "/0/id");
    let everyone = desk.group(target, "Everyone");
    let group = desk.group(source, "Northwind access");
    let elif = desk.user(target, "elif.kaya@northwind.example");
    for number in 0..5 {
        add_objects(&mut desk, &joined, (&elif, &everyone), number);
    }
    push_groups(&mut desk, &joined);
    let list = |side: Side, path: String| (side, path, "/id");
    let lists = vec![
        list(source, "/api/v1/users".to_owned()),
        list(source, "/api/v1/users?search=profile.login%20pr".to_owned()),
        list(source, format!("/api/v1/groups/{group}/users")),
        list(target, "/api/v1/groups".to_owned()),
        list(target, format!("/api/v1/users/{elif}/groups")),
        list(target, "/api/v1/groups/rules".to_owned()),
        list(target, "/api/v1/zones".to_owned()),
        list(target, "/api/v1/apps".to_owned()),
        list(target, format!("/api/v1/groups/{everyone}/apps")),
        list(target, format!("/api/v1/policies/{policy}/app")),
        list(target, "/api/v1/mappings".to_owned()),
        list(target, "/api/v1/idps".to_owned()),
        (target, "/api/v1/idps/credentials/keys".to_owned(), "/kid"),
        list(target, format!("/api/v1/idps/{}/users", joined.idp)),
        list(source, format!("/api/v1/apps/{}/users", joined.app)),
        list(source, format!("/api/v1/apps/{}/groups", joined.app)),
        list(source, format!("/api/v1/apps/{}/group-push/mappings", joined.app)),
    ];
    (desk, lists)
}

/// One more of everything.
fn add_objects(desk: &mut Desk, joined: &Joined, (elif, everyone): (&str, &str), number: usize) {
    let named = |kind: &str| format!("{kind} {number}");
    let body = json!({ "profile": { "name": named("Group") } });
    let group = text(&desk.post(Side::Target, "/api/v1/groups", &body), "/id");
    let member = format!("/api/v1/groups/{group}/users/{elif}");
    assert_eq!(desk.patient(Side::Target, Method::Put, &member, None).status, 204);
    let rule = crate::group_rules::body(&named("Rule"), "user.department==\"Nowhere\"", &group);
    desk.post(Side::Target, "/api/v1/groups/rules", &rule);
    let gateways = json!([{ "type": "CIDR", "value": "192.0.2.0/24" }]);
    let zone = json!({ "type": "IP", "name": named("Zone"), "gateways": gateways });
    desk.post(Side::Target, "/api/v1/zones", &zone);
    let app = json!({ "name": "bookmark", "label": named("Page"), "signOnMode": "BOOKMARK",
        "settings": { "app": { "url": "https://page.example" } } });
    let app = text(&desk.post(Side::Target, "/api/v1/apps", &app), "/id");
    desk.put(
        Side::Target,
        &format!("/api/v1/apps/{app}/groups/{everyone}"),
        &json!({}),
    );
    let keys = format!(
        "/api/v1/apps/{}/credentials/keys/generate?validityYears=2",
        joined.app
    );
    let key = desk.act(Side::Source, &keys);
    let kid = desk.upload(&text(&key, "/x5c/0"));
    let mut idp = desk.idp_body(&joined.app, &kid);
    idp["name"] = json!(named("Partner"));
    desk.post(Side::Target, "/api/v1/idps", &idp);
    let login = format!("person.{number}@northwind.example");
    let person = json!({ "profile": { "firstName": "P", "lastName": "N", "email": login, "login": login } });
    let person = text(&desk.post(Side::Target, "/api/v1/users", &person), "/id");
    let link = format!("/api/v1/idps/{}/users/{person}", joined.idp);
    desk.post(Side::Target, &link, &json!({ "externalId": login }));
    let body = json!({ "profile": { "name": named("Team") } });
    let team = text(&desk.post(Side::Source, "/api/v1/groups", &body), "/id");
    let path = format!("/api/v1/apps/{}/groups/{team}", joined.app);
    desk.put(Side::Source, &path, &json!({}));
}

/// Five groups pushed over a connection.
fn push_groups(desk: &mut Desk, joined: &Joined) {
    let body = json!({ "profile": { "authScheme": "TOKEN", "token": desk.token(Side::Target) } });
    let path = format!("/api/v1/apps/{}/connections/default?activate=TRUE", joined.app);
    desk.post(Side::Source, &path, &body);
    let found: Value = desk.get(Side::Source, "/api/v1/groups?q=Team");
    for group in found.as_array().unwrap() {
        let body = json!({ "sourceGroupId": group["id"], "targetGroupName": group["profile"]["name"] });
        let path = format!("/api/v1/apps/{}/group-push/mappings", joined.app);
        desk.post(Side::Source, &path, &body);
    }
}
