//! Where a user name leads at the target org: every kind of pattern, priorities, apps, engines, and what decides about
//! somebody on the way to an app.

use crate::desk::{Desk, Joined, text};
use org2org_setup::practice::{Method, Pipeline, Request, Side};
use serde_json::{Value, json};

/// Kind of pattern, its value, a user name, and whether it fits.
const PATTERNS: &[(&str, &str, &str, bool)] = &[
    ("SUFFIX", "acme.example", "mira@acme.example", true),
    ("SUFFIX", "acme.example", "mira@notacme.example", true),
    ("SUFFIX", "@acme.example", "mira@notacme.example", false),
    ("SUFFIX", "acme.example", "MIRA@ACME.EXAMPLE", true),
    ("SUFFIX", "ACME.EXAMPLE", "mira@acme.example", true),
    ("SUFFIX", "acme.example", "mira@acme.example.org", false),
    ("EQUALS", "mira@acme.example", "mira@acme.example", true),
    ("EQUALS", "mira@acme.example", "Mira@Acme.example", true),
    ("EQUALS", "mira@acme.example", "mira@acme.example.org", false),
    ("STARTS_WITH", "mira", "mira@acme.example", true),
    ("STARTS_WITH", "mira", "amira@acme.example", false),
    ("CONTAINS", "@acme.", "mira@acme.example", true),
    ("CONTAINS", "@acme.", "mira@macme.example", false),
];

#[test]
fn each_kind_of_pattern_fits_the_user_names_it_should_whatever_their_case() {
    for (kind, value, name, fits) in PATTERNS {
        let mut room = Room::new();
        room.rule("Partners", 1, &patterns(&[(*kind, *value)]));
        assert_eq!(room.leads_away(name), *fits, "{kind} {value}: {name}");
    }
}

#[test]
fn a_rule_of_several_patterns_fits_where_one_of_them_does_and_one_of_none_fits_everybody() {
    let mut room = Room::new();
    room.rule(
        "Partners",
        1,
        &patterns(&[("SUFFIX", "@acme.example"), ("SUFFIX", "@acme.example.org")]),
    );
    for (name, away) in [
        ("a@acme.example", true),
        ("a@acme.example.org", true),
        (ELIF, false),
    ] {
        assert_eq!(room.leads_away(name), away, "{name}");
    }
    room.rule("Everybody", 2, &json!({}));
    assert!(room.leads_away(ELIF), "administrators too");
}

#[test]
fn the_first_active_rule_that_fits_decides_and_a_new_one_goes_where_its_priority_says() {
    let mut room = Room::new();
    let everybody = room.rule("Everybody", 1, &json!({}));
    assert!(room.leads_away(ELIF));
    room.here("Own people", 1, &patterns(&[("SUFFIX", "@northwind.example")]));
    assert_eq!(room.names(), ["Own people", "Everybody", "Default Rule"]);
    assert!(!room.leads_away(ELIF) && room.leads_away(MIRA));
    let own = room.path(0);
    room.desk
        .act(Side::Target, &format!("{own}/lifecycle/deactivate"));
    assert!(room.leads_away(ELIF), "an inactive rule decides nothing");
    room.desk.act(Side::Target, &format!("{own}/lifecycle/activate"));
    assert!(!room.leads_away(ELIF));
    let mut shown = room.desk.get(Side::Target, &everybody);
    shown["priority"] = json!(1);
    room.desk.put(Side::Target, &everybody, &shown);
    assert_eq!(room.names(), ["Everybody", "Own people", "Default Rule"]);
    assert!(room.leads_away(ELIF));
    room.desk.delete(Side::Target, &everybody);
    assert_eq!(room.priorities(), [1, 2], "the others move up");
    assert!(!room.leads_away(MIRA), "the default rule keeps everybody here");
}

#[test]
fn priorities_are_counted_from_one_without_gaps_wherever_a_rule_is_put() {
    for (wanted, place) in [
        (json!(1), 0),
        (json!(2), 1),
        (json!(3), 2),
        (json!(99), 3),
        (Value::Null, 3),
        (json!(0), 0),
    ] {
        let mut room = Room::new();
        for number in 1..4 {
            room.here(
                &format!("Rule {number}"),
                number,
                &patterns(&[("EQUALS", "a@b.example")]),
            );
        }
        let body = json!({ "type": "IDP_DISCOVERY", "name": "New", "priority": wanted,
            "actions": { "idp": { "providers": [{ "type": "OKTA" }], "idpSelectionType": "SPECIFIC" } } });
        let rules = room.rules.clone();
        room.desk.post(Side::Target, &rules, &body);
        let names = room.names();
        assert_eq!(
            names.iter().position(|name| name == "New"),
            Some(place),
            "{wanted}: {names:?}"
        );
        assert_eq!(room.priorities(), [1, 2, 3, 4, 5], "{wanted}");
    }
}

#[test]
fn a_rule_for_an_app_holds_on_the_way_to_that_app_alone() {
    let mut room = Room::new();
    let wiki = room.joined.wiki.clone();
    room.rule(
        "Wiki",
        1,
        &json!({ "app": { "include": [{ "type": "APP", "id": wiki }], "exclude": [] } }),
    );
    for (then, away) in [
        (format!("/home/northwind_wiki_1/{wiki}/9000"), true),
        ("/app/UserHome".to_owned(), false),
        ("/home/northwind_wiki_1/0oaOther/9000".to_owned(), false),
    ] {
        let form = [("username", ELIF), ("fromURI", then.as_str())];
        let answer = room
            .desk
            .send(Side::Target, &Request::new(Method::Post, "/login").form(&form));
        assert_eq!(answer.text_body().contains("SAMLRequest"), away, "{then}");
    }
}

#[test]
fn a_request_for_a_sign_in_says_who_asks_whom_and_is_signed_where_the_provider_says_so() {
    for (binding, scope) in [
        ("HTTP-POST", "REQUEST"),
        ("HTTP-POST", "NONE"),
        ("HTTP-REDIRECT", "REQUEST"),
        ("HTTP-REDIRECT", "NONE"),
    ] {
        let mut room = Room::new();
        let joined = room.joined.clone();
        room.desk
            .change_idp(&joined, "/protocol/endpoints/sso/binding", &json!(binding));
        room.desk.change_idp(
            &joined,
            "/protocol/algorithms/request/signature/scope",
            &json!(scope),
        );
        room.rule("Everybody", 1, &json!({}));
        let form = Request::new(Method::Post, "/login").form(&[("username", MIRA)]);
        let answer = room.desk.send(Side::Target, &form);
        let signed = if binding == "HTTP-POST" {
            let html = answer.text_body();
            let message = crate::desk::between(&html, "name=\"SAMLRequest\" value=\"", "\"");
            let xml = String::from_utf8(crate::desk::decode(message)).unwrap();
            let idp = room
                .desk
                .get(Side::Target, &format!("/api/v1/idps/{}", joined.idp));
            let audience = text(&idp, "/protocol/credentials/trust/audience");
            for part in [
                audience,
                text(&idp, "/_links/acs/href"),
                text(&idp, "/protocol/endpoints/sso/destination"),
            ] {
                assert!(!part.is_empty() && xml.contains(&part), "{part} in {xml}");
            }
            xml.contains("<ds:SignatureValue>")
        } else {
            let location = answer.header_value("location").unwrap();
            assert!(location.contains("SAMLRequest=") && location.contains("login_hint=mira.chen"));
            location.contains("&SigAlg=") && location.contains("&Signature=")
        };
        assert_eq!(signed, scope == "REQUEST", "{binding} {scope}");
    }
}

#[test]
fn a_sign_in_that_begins_at_the_target_ends_where_it_was_meant_to() {
    let mut room = Room::new();
    room.rule("Everybody", 1, &patterns(&[("SUFFIX", "acme.example")]));
    let stages = room.desk.world.sign_in_from_target(MIRA);
    assert!(stages.iter().all(|stage| stage.ok), "{stages:?}");
    assert_eq!(stages.last().unwrap().name, "target-dashboard");
    // Whoever is not of the partner is asked for a password here and never leaves.
    let stages = room.desk.world.sign_in_from_target(ELIF);
    assert_eq!((stages[0].name, stages[0].ok), ("target-routing", false));
}

#[test]
fn classic_orgs_take_one_provider_a_rule_and_have_no_policies_of_the_newer_kinds() {
    let mut room = Room::new();
    room.desk.world.set_pipeline(Side::Target, Pipeline::Classic);
    let idp = room.joined.idp.clone();
    for (count, code) in [(1, ""), (2, "E0000001")] {
        let providers = vec![json!({ "type": "SAML2", "id": idp }); count];
        let body = json!({ "type": "IDP_DISCOVERY", "name": format!("{count}"),
            "actions": { "idp": { "providers": providers, "idpSelectionType": "SPECIFIC" } } });
        let rules = room.rules.clone();
        let answer = room.desk.call(Side::Target, Method::Post, &rules, Some(&body));
        assert_eq!(text(&answer.json_body(), "/errorCode"), code, "{count} providers");
    }
    for (kind, code) in [
        ("IDP_DISCOVERY", ""),
        ("OKTA_SIGN_ON", ""),
        ("PASSWORD", ""),
        ("MFA_ENROLL", ""),
        ("ACCESS_POLICY", "E0000015"),
        ("PROFILE_ENROLLMENT", "E0000015"),
        ("POST_AUTH_SESSION", "E0000015"),
        ("ENTITY_RISK", "E0000015"),
        ("NONE_OF_THESE", "E0000001"),
    ] {
        let path = format!("/api/v1/policies?type={kind}");
        let answer = room.desk.call(Side::Target, Method::Get, &path, None);
        assert_eq!(text(&answer.json_body(), "/errorCode"), code, "{kind}");
    }
}

/// Conditions of the policy and its rule, who asks, and how the simulation judges: `MATCH`, `NOT_MATCH` or `UNDEFINED`.
#[test]
fn a_simulation_judges_conditions_on_people_groups_and_zones() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let (elif, owen) = (
        desk.user(Side::Target, ELIF),
        desk.user(Side::Target, "owen.price@northwind.example"),
    );
    let (staff, empty) = (desk.group(Side::Target, "Staff"), {
        let body = json!({ "profile": { "name": "Empty" } });
        text(&desk.post(Side::Target, "/api/v1/groups", &body), "/id")
    });
    let zone = text(&desk.get(Side::Target, "/api/v1/zones"), "/0/id");
    let by_user = |id: &str| json!({ "user": { "id": id } });
    let cases = [
        (
            json!({ "people": { "groups": { "include": [staff] } } }),
            by_user(&elif),
            "MATCH",
        ),
        (
            json!({ "people": { "groups": { "include": [empty] } } }),
            by_user(&elif),
            "NOT_MATCH",
        ),
        (
            json!({ "people": { "groups": { "include": [empty] } } }),
            json!({ "groups": { "ids": [empty] } }),
            "MATCH",
        ),
        (
            json!({ "people": { "users": { "exclude": [elif] } } }),
            by_user(&elif),
            "NOT_MATCH",
        ),
        (
            json!({ "people": { "users": { "exclude": [elif] } } }),
            by_user(&owen),
            "MATCH",
        ),
        (
            json!({ "people": { "users": { "exclude": [elif] } } }),
            json!({}),
            "UNDEFINED",
        ),
        (
            json!({ "network": { "connection": "ZONE", "include": [zone] } }),
            by_user(&elif),
            "UNDEFINED",
        ),
        (
            json!({ "network": { "connection": "ZONE", "include": [zone] } }),
            json!({ "user": { "id": elif }, "zones": { "ids": [zone] } }),
            "MATCH",
        ),
        (
            json!({ "network": { "connection": "ZONE", "include": [zone] } }),
            json!({ "user": { "id": elif }, "zones": { "ids": [] } }),
            "NOT_MATCH",
        ),
    ];
    let policy = text(
        &desk.get(Side::Target, "/api/v1/policies?type=ACCESS_POLICY"),
        "/0/id",
    );
    let rules = format!("/api/v1/policies/{policy}/rules");
    for (conditions, context, verdict) in cases {
        let rule = json!({ "type": "ACCESS_POLICY", "name": "Partners", "priority": 1, "conditions": conditions,
            "actions": { "appSignOn": { "access": "DENY" } } });
        let made = desk.post(Side::Target, &rules, &rule);
        let body =
            json!({ "appInstance": joined.wiki, "policyTypes": ["ACCESS_POLICY"], "policyContext": context });
        let told = desk.post(Side::Target, "/api/v1/policies/simulate", &body);
        let evaluation = &told["evaluation"][0];
        assert_eq!(text(evaluation, "/policyType"), "ACCESS_POLICY");
        // The catch-all fits whoever the new rule does not, so the policy itself always fits.
        let fitting = text(evaluation, "/result/policies/0/rules/0/name");
        let wanted = if verdict == "MATCH" {
            "Partners"
        } else {
            "Catch-all Rule"
        };
        assert_eq!(fitting, wanted, "{conditions} {context}: {told}");
        desk.delete(Side::Target, &format!("{rules}/{}", text(&made, "/id")));
    }
}

#[test]
fn a_simulation_without_an_app_of_unknown_people_or_of_people_and_groups_is_refused() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let elif = desk.user(Side::Target, ELIF);
    let wiki = joined.wiki;
    for (body, code) in [
        (json!({}), "E0000007"),
        (json!({ "appInstance": "0oaX" }), "E0000007"),
        (
            json!({ "appInstance": wiki, "policyTypes": "ACCESS_POLICY" }),
            "E0000003",
        ),
        (
            json!({ "appInstance": wiki, "policyTypes": ["PASSWORDS"] }),
            "E0000003",
        ),
        (
            json!({ "appInstance": wiki, "policyContext": { "user": { "id": "00uX" } } }),
            "E0000007",
        ),
        (
            json!({ "appInstance": wiki, "policyContext": { "user": { "id": elif }, "groups": { "ids": [] } } }),
            "E0000001",
        ),
        (json!([{ "appInstance": wiki }]), "E0000003"),
    ] {
        let answer = desk.call(
            Side::Target,
            Method::Post,
            "/api/v1/policies/simulate",
            Some(&body),
        );
        assert_eq!(text(&answer.json_body(), "/errorCode"), code, "{body}");
    }
    let body = json!({ "appInstance": wiki });
    let told = desk.post(Side::Target, "/api/v1/policies/simulate", &body);
    let kinds: Vec<String> = told["evaluation"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| text(one, "/policyType"))
        .collect();
    assert_eq!(
        kinds,
        [
            "OKTA_SIGN_ON",
            "MFA_ENROLL",
            "ACCESS_POLICY",
            "PROFILE_ENROLLMENT"
        ]
    );
}

const MIRA: &str = "mira.chen@acme.example";
const ELIF: &str = "elif.kaya@northwind.example";

/// A joined target org without routing rules but its own.
struct Room {
    desk: Desk,
    joined: Joined,
    rules: String,
}

impl Room {
    fn new() -> Self {
        let mut desk = Desk::new();
        let joined = desk.join();
        let policies = desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY");
        let rules = format!("/api/v1/policies/{}/rules", text(&policies, "/0/id"));
        desk.delete(Side::Target, &format!("{rules}/{}", joined.rule));
        Self { desk, joined, rules }
    }

    /// A rule to the partner; its path.
    fn rule(&mut self, name: &str, priority: usize, conditions: &Value) -> String {
        let provider = json!({ "type": "SAML2", "id": self.joined.idp });
        self.add(name, priority, conditions, &provider)
    }

    /// A rule that keeps people here.
    fn here(&mut self, name: &str, priority: usize, conditions: &Value) -> String {
        self.add(name, priority, conditions, &json!({ "type": "OKTA" }))
    }

    fn add(&mut self, name: &str, priority: usize, conditions: &Value, provider: &Value) -> String {
        let body = json!({ "type": "IDP_DISCOVERY", "name": name, "priority": priority, "conditions": conditions,
            "actions": { "idp": { "providers": [provider], "idpSelectionType": "SPECIFIC" } } });
        let made = self.desk.post(Side::Target, &self.rules, &body);
        format!("{}/{}", self.rules, text(&made, "/id"))
    }

    /// Whether a user name leads to the partner rather than to a password.
    fn leads_away(&mut self, name: &str) -> bool {
        let form = Request::new(Method::Post, "/login").form(&[("username", name)]);
        let html = self.desk.send(Side::Target, &form).text_body();
        let away = html.contains("name=\"SAMLRequest\"");
        assert_ne!(away, html.contains("name=\"password\""), "{html}");
        away
    }

    fn listed(&mut self) -> Vec<Value> {
        self.desk
            .get(Side::Target, &self.rules)
            .as_array()
            .unwrap()
            .clone()
    }

    fn names(&mut self) -> Vec<String> {
        self.listed().iter().map(|rule| text(rule, "/name")).collect()
    }

    fn priorities(&mut self) -> Vec<u64> {
        self.listed()
            .iter()
            .map(|rule| rule["priority"].as_u64().unwrap())
            .collect()
    }

    /// The path of a rule by its place.
    fn path(&mut self, place: usize) -> String {
        let id = text(&self.listed()[place], "/id");
        format!("{}/{id}", self.rules)
    }
}

fn patterns(patterns: &[(&str, &str)]) -> Value {
    let patterns: Vec<Value> = patterns
        .iter()
        .map(|(kind, value)| json!({ "matchType": kind, "value": value }))
        .collect();
    json!({ "userIdentifier": { "type": "IDENTIFIER", "patterns": patterns } })
}
