//! What a body may say: a good one for every route that takes one, and each way in which one field of it is wrong.

use crate::desk::{Desk, text};
use org2org_setup::practice::{Method, Response, Side};
use serde_json::{Value, json};

/// A pointer into the body, what stands there instead (null takes it away), and the code with the beginning of the first
/// cause; nothing where it is taken all the same.
type Row = (&'static str, fn() -> Value, &'static str);

/// Plays a table: the body as it is has to be taken, and each changed one refused as the table says, leaving the org as
/// it was. Every row is played on orgs of its own.
fn play(side: Side, make: impl Fn(&mut Desk) -> (Method, String, Value), rows: &[Row]) {
    let mut desk = Desk::new();
    let (method, path, body) = make(&mut desk);
    let taken = desk.patient(side, method, &path, Some(&body));
    assert!(taken.status < 300, "{path} {body}: {}", taken.text_body());
    let mut wrong = Vec::new();
    for (pointer, value, refusal) in rows {
        let mut desk = Desk::new();
        let (method, path, body) = make(&mut desk);
        let changed = with(&body, pointer, value());
        let before = desk.world.state(side);
        let answer = desk.patient(side, method, &path, Some(&changed));
        let said = told(&answer);
        if !said.starts_with(refusal) || said.is_empty() != refusal.is_empty() {
            wrong.push(format!("{pointer} = {}: {said:?}", value()));
        } else if !refusal.is_empty() {
            assert_eq!(desk.world.state(side), before, "{path} {pointer}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Code and first cause of an answer; empty where it is a good one.
fn told(answer: &Response) -> String {
    let body = answer.json_body();
    let [code, cause] = ["/errorCode", "/errorCauses/0/errorSummary"].map(|part| text(&body, part));
    format!("{code} {cause}").trim().to_owned()
}

/// A body with another value at a pointer, or with nothing there.
fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap_or_else(|| panic!("no {pointer}"));
    match (parent, value) {
        (Value::Object(fields), Value::Null) => {
            fields.remove(name);
        }
        (parent, value) => parent[name] = value,
    }
    body
}

fn nothing() -> Value {
    Value::Null
}

fn blank() -> Value {
    json!("  ")
}

fn long() -> Value {
    json!("x".repeat(300))
}

const TAKEN: &str = "An object with this field already exists in the current organization";
const MIRA: &str = "mira.chen@acme.example";

#[test]
fn a_person_needs_two_names_an_address_and_a_login_that_nobody_has() {
    let make = |_: &mut Desk| {
        let profile = json!({ "firstName": "Zoe", "lastName": "Hart", "email": "zoe@acme.example", "login": "zoe@acme.example" });
        let credentials = json!({ "password": { "value": "Long-enough-1" } });
        let body = json!({ "profile": profile, "credentials": credentials, "groupIds": [] });
        (Method::Post, "/api/v1/users".to_owned(), body)
    };
    let rows: &[Row] = &[
        (
            "/profile",
            nothing,
            "E0000001 profile: The field cannot be left blank",
        ),
        ("/profile", || json!("Zoe"), "E0000003"),
        (
            "/profile/firstName",
            nothing,
            "E0000001 firstName: The field cannot be left blank",
        ),
        (
            "/profile/lastName",
            blank,
            "E0000001 lastName: The field cannot be left blank",
        ),
        (
            "/profile/email",
            nothing,
            "E0000001 email: The field cannot be left blank",
        ),
        (
            "/profile/email",
            || json!("zoe"),
            "E0000001 email: Does not match required pattern",
        ),
        (
            "/profile/login",
            blank,
            "E0000001 login: The field cannot be left blank",
        ),
        (
            "/profile/login",
            || json!("zoe"),
            "E0000001 login: Username must be in the form of an email address",
        ),
        (
            "/profile/login",
            || json!(MIRA),
            "E0000001 login: An object with this field already exists",
        ),
        (
            "/profile/login",
            || json!("MIRA.CHEN@acme.example"),
            "E0000001 login: An object with this field already exists",
        ),
        ("/profile/nickName", || json!("Zo"), ""),
        (
            "/credentials/password/value",
            || json!("short"),
            "E0000001 password: Password requirements were not met",
        ),
        (
            "/credentials/provider",
            || json!({ "type": "FEDERATION", "name": "FEDERATION" }),
            "",
        ),
        (
            "/credentials/provider",
            || json!({ "type": "NOBODY", "name": "NOBODY" }),
            "E0000003",
        ),
        ("/credentials", nothing, ""),
        ("/groupIds", || json!(["00gNobody"]), "E0000007"),
    ];
    play(Side::Source, make, rows);
}

#[test]
fn a_group_needs_a_name_that_no_other_group_has() {
    let rows: &[Row] = &[
        ("/profile", nothing, "E0000003"),
        (
            "/profile/name",
            nothing,
            "E0000001 name: The field cannot be left blank",
        ),
        (
            "/profile/name",
            blank,
            "E0000001 name: The field cannot be left blank",
        ),
        ("/profile/name", long, "E0000001 name: The field is too long"),
        (
            "/profile/name",
            || json!("Engineering"),
            "E0000001 name: An object with this field",
        ),
        (
            "/profile/name",
            || json!("engineering"),
            "E0000001 name: An object with this field",
        ),
        (
            "/profile/name",
            || json!("Everyone"),
            "E0000001 name: An object with this field",
        ),
        ("/profile/description", nothing, ""),
    ];
    let body = || json!({ "profile": { "name": "Partners", "description": "All of them" } });
    let new = |_: &mut Desk| (Method::Post, "/api/v1/groups".to_owned(), body());
    play(Side::Source, new, rows);
    let old = |desk: &mut Desk| {
        let group = desk.group(Side::Source, "Sales");
        (Method::Put, format!("/api/v1/groups/{group}"), body())
    };
    play(Side::Source, old, rows);
}

#[test]
fn an_app_needs_a_free_label_and_what_its_kind_asks_for_and_keeps_name_and_mode() {
    let shared: &[Row] = &[
        (
            "/label",
            nothing,
            "E0000001 label: The field cannot be left blank",
        ),
        ("/label", long, "E0000001 label: The field is too long"),
        ("/label", || json!("Okta Dashboard"), "E0000040"),
        ("/label", || json!("okta dashboard"), "E0000040"),
        ("/name", nothing, "E0000001 name: The field cannot be left blank"),
        (
            "/settings/app/baseUrl",
            nothing,
            "E0000001 baseUrl: The field cannot be left blank",
        ),
        (
            "/settings/app/baseUrl",
            || json!("partner"),
            "E0000001 baseUrl: Must be a valid URL",
        ),
        (
            "/settings/app/baseUrl",
            || json!("ftp://partner.example"),
            "E0000001 baseUrl: Must be a valid URL",
        ),
        (
            "/settings/app/acsUrl",
            || json!("partner"),
            "E0000001 acsUrl: Must be a valid URL",
        ),
        ("/settings/app/acsUrl", || json!(""), ""),
        ("/settings/app/audRestriction", nothing, ""),
        ("/settings/app/token", || json!("00secret"), ""),
        ("/settings/signOn", || json!("none"), "E0000003"),
        (
            "/credentials/userNameTemplate/template",
            || json!("${source.email}"),
            "",
        ),
    ];
    let body = || {
        json!({
            "name": "okta_org2org", "label": "Northwind", "signOnMode": "SAML_2_0",
            "credentials": { "userNameTemplate": { "template": "${source.login}", "type": "BUILT_IN" } },
            "settings": { "signOn": {}, "app": { "baseUrl": "http://127.0.0.1:4102", "acsUrl": "", "audRestriction": "" } },
        })
    };
    let new = |_: &mut Desk| (Method::Post, "/api/v1/apps".to_owned(), body());
    play(Side::Source, new, shared);
    let only_new: &[Row] = &[
        ("/name", || json!("no_such_app"), "E0000007"),
        ("/name", || json!("saasure"), "E0000007"),
        (
            "/signOnMode",
            || json!("BOOKMARK"),
            "E0000001 signOnMode: The sign on mode is not supported: BOOKMARK",
        ),
    ];
    play(Side::Source, new, only_new);
    let old = |desk: &mut Desk| {
        let app = desk.add_org2org();
        (Method::Put, format!("/api/v1/apps/{app}"), body())
    };
    play(Side::Source, old, shared);
    let only_old: &[Row] = &[
        (
            "/name",
            || json!("bookmark"),
            "E0000001 name: The field cannot be changed",
        ),
        (
            "/signOnMode",
            || json!("AUTO_LOGIN"),
            "E0000001 signOnMode: The field cannot be changed",
        ),
        ("/signOnMode", nothing, ""),
        (
            "/credentials/signing",
            || json!({ "kid": "nobody" }),
            "E0000001 kid: Invalid key id nobody",
        ),
        ("/settings", nothing, ""),
    ];
    play(Side::Source, old, only_old);
}

#[test]
fn an_app_of_the_catalogue_needs_the_settings_of_its_own() {
    let bookmark = |_: &mut Desk| {
        let settings = json!({ "app": { "url": "https://handbook.example" } });
        let body =
            json!({ "name": "bookmark", "label": "New", "signOnMode": "BOOKMARK", "settings": settings });
        (Method::Post, "/api/v1/apps".to_owned(), body)
    };
    let rows: &[Row] = &[
        (
            "/settings/app/url",
            nothing,
            "E0000001 url: The field cannot be left blank",
        ),
        (
            "/settings/app/url",
            || json!("handbook"),
            "E0000001 url: Must be a valid URL",
        ),
    ];
    play(Side::Target, bookmark, rows);
    let zoom = |_: &mut Desk| {
        let settings = json!({ "app": { "subDomain": "partner" } });
        let body =
            json!({ "name": "zoomus", "label": "New", "signOnMode": "SAML_2_0", "settings": settings });
        (Method::Post, "/api/v1/apps".to_owned(), body)
    };
    let rows: &[Row] = &[
        (
            "/settings/app/subDomain",
            nothing,
            "E0000001 subDomain: The field cannot be left blank",
        ),
        (
            "/settings/app/subDomain",
            blank,
            "E0000001 subDomain: The field cannot be left blank",
        ),
    ];
    play(Side::Target, zoom, rows);
}

/// Plays rows on a new identity provider and on one that is there.
fn idps(rows: &[Row]) {
    let ready = |desk: &mut Desk| {
        let app = desk.add_org2org();
        let (_, _, certificate) = desk.metadata(&app);
        let kid = desk.upload(&certificate);
        desk.idp_body(&app, &kid)
    };
    let new = |desk: &mut Desk| (Method::Post, "/api/v1/idps".to_owned(), ready(desk));
    play(Side::Target, new, rows);
    let old = |desk: &mut Desk| {
        let body = ready(desk);
        let made = desk.post(Side::Target, "/api/v1/idps", &body);
        (Method::Put, format!("/api/v1/idps/{}", text(&made, "/id")), body)
    };
    play(Side::Target, old, rows);
}

#[test]
fn an_identity_provider_needs_a_name_and_an_address() {
    idps(&[
        ("/type", nothing, "E0000003"),
        ("/type", || json!("OIDC"), "E0000015"),
        ("/type", || json!("OKTA_INTEGRATION"), "E0000015"),
        ("/name", nothing, "E0000001 name: The field cannot be left blank"),
        ("/name", long, "E0000001 name: The field is too long"),
        ("/issuerMode", || json!("SOMETIMES"), "E0000003"),
        ("/issuerMode", || json!("DYNAMIC"), ""),
        ("/protocol/type", || json!("OIDC"), "E0000003"),
        (
            "/protocol/endpoints/sso/url",
            nothing,
            "E0000001 url: The field cannot be left blank",
        ),
        (
            "/protocol/endpoints/sso/url",
            || json!("partner"),
            "E0000001 url: Must be a valid URL",
        ),
        (
            "/protocol/endpoints/sso/url",
            || json!(format!("https://a.example/{}", "x".repeat(1014))),
            "E0000001 url: The field is too long",
        ),
        (
            "/protocol/endpoints/sso/binding",
            || json!("HTTP-PUT"),
            "E0000003",
        ),
        ("/protocol/endpoints/sso/binding", || json!("HTTP-REDIRECT"), ""),
        ("/protocol/endpoints/acs/type", || json!("SHARED"), "E0000003"),
        ("/protocol/endpoints/acs/type", || json!("ORG"), ""),
        (
            "/protocol/endpoints/acs/binding",
            || json!("HTTP-REDIRECT"),
            "E0000003",
        ),
    ]);
}

#[test]
fn an_identity_provider_needs_an_issuer_and_a_key_of_the_store() {
    idps(&[
        (
            "/protocol/algorithms/response/signature/algorithm",
            || json!("MD5"),
            "E0000003",
        ),
        (
            "/protocol/algorithms/response/signature/algorithm",
            || json!("SHA-1"),
            "",
        ),
        (
            "/protocol/algorithms/response/signature/scope",
            || json!("BOTH"),
            "E0000003",
        ),
        (
            "/protocol/algorithms/request/signature/scope",
            || json!("NONE"),
            "",
        ),
        (
            "/protocol/credentials/trust/issuer",
            nothing,
            "E0000001 issuer: The field cannot be left blank",
        ),
        (
            "/protocol/credentials/trust/issuer",
            || json!("x".repeat(1025)),
            "E0000001 issuer: The field is too long",
        ),
        (
            "/protocol/credentials/trust/kid",
            nothing,
            "E0000001 kid: The field cannot be left blank",
        ),
        (
            "/protocol/credentials/trust/kid",
            || json!("nobody"),
            "E0000001 kid: Invalid key id nobody",
        ),
        (
            "/protocol/credentials/trust/additionalKids",
            || json!(["nobody"]),
            "E0000001 kid: Invalid key id nobody",
        ),
        (
            "/protocol/credentials/trust/additionalKids",
            || json!(["a", "b"]),
            "E0000001 additionalKids: At most one",
        ),
    ]);
}

#[test]
fn an_identity_provider_needs_a_template_and_a_filter_that_can_be_read() {
    idps(&[
        ("/policy/provisioning/action", || json!("CALLOUT"), "E0000003"),
        (
            "/policy/provisioning/groups/action",
            || json!("MERGE"),
            "E0000003",
        ),
        (
            "/policy/provisioning/groups",
            || json!({ "action": "ASSIGN", "assignments": ["00gX"] }),
            "E0000007",
        ),
        (
            "/policy/provisioning/conditions/suspended/action",
            || json!("REACTIVATE"),
            "E0000003",
        ),
        (
            "/policy/provisioning/conditions/deprovisioned/action",
            || json!("REACTIVATE"),
            "",
        ),
        ("/policy/accountLink/action", || json!("CALLOUT"), "E0000003"),
        ("/policy/subject/matchType", || json!("PHONE"), "E0000003"),
        (
            "/policy/subject/userNameTemplate/template",
            nothing,
            "E0000001 template: The field cannot be left blank",
        ),
        (
            "/policy/subject/userNameTemplate/template",
            || json!("idpuser."),
            "E0000001 template: Invalid property",
        ),
        (
            "/policy/subject/userNameTemplate/template",
            || json!("appuser.userName"),
            "E0000001 template: Invalid property",
        ),
        (
            "/policy/subject/userNameTemplate/template",
            || json!("short"),
            "E0000001 template: Invalid property",
        ),
        (
            "/policy/subject/filter",
            || json!("("),
            "E0000001 filter: The regular expression is not valid",
        ),
        (
            "/policy/subject/filter",
            || json!("x".repeat(1025)),
            "E0000001 filter: The regular expression is not valid",
        ),
        ("/policy/subject/filter", nothing, ""),
        ("/policy/maxClockSkew", || json!(-1), "E0000003"),
        ("/policy/maxClockSkew", || json!("two minutes"), "E0000003"),
        ("/policy/maxClockSkew", || json!(0), ""),
    ]);
}

#[test]
fn the_store_takes_one_certificate_at_a_time_and_nothing_else() {
    let make = |desk: &mut Desk| {
        let app = desk.add_org2org();
        let (_, _, certificate) = desk.metadata(&app);
        let body = json!({ "x5c": [certificate] });
        (Method::Post, "/api/v1/idps/credentials/keys".to_owned(), body)
    };
    let rows: &[Row] = &[
        ("/x5c", nothing, "E0000003"),
        ("/x5c", || json!("MIID"), "E0000003"),
        (
            "/x5c",
            || json!([]),
            "E0000001 x5c: Exactly one certificate is needed",
        ),
        (
            "/x5c",
            || json!(["MIID", "MIID"]),
            "E0000001 x5c: Exactly one certificate is needed",
        ),
        (
            "/x5c",
            || json!([1]),
            "E0000001 x5c: Exactly one certificate is needed",
        ),
        (
            "/x5c",
            || json!(["MIID"]),
            "E0000001 x5c: The certificate is not valid",
        ),
        (
            "/x5c",
            || json!(["%%%"]),
            "E0000001 x5c: The certificate is not valid",
        ),
    ];
    play(Side::Target, make, rows);
}

#[test]
fn a_routing_rule_needs_a_name_of_its_own_and_a_provider_that_is_there() {
    let rows: &[Row] = &[
        ("/name", nothing, "E0000001 name: The field cannot be left blank"),
        (
            "/name",
            || json!("default rule"),
            "E0000001 name: An object with this field",
        ),
        (
            "/type",
            || json!("SIGN_ON"),
            "E0000001 type: The rule type does not fit the policy type",
        ),
        ("/actions", nothing, "E0000003"),
        (
            "/actions/idp/providers",
            nothing,
            "E0000001 providers: The field cannot be left blank",
        ),
        (
            "/actions/idp/providers",
            || json!([]),
            "E0000001 providers: The field cannot be left blank",
        ),
        (
            "/actions/idp/providers",
            || json!([{ "type": "SAML2", "id": "0oaX" }]),
            "E0000007",
        ),
        (
            "/actions/idp/providers",
            || json!([{ "type": "PIGEON" }]),
            "E0000003",
        ),
        ("/actions/idp/providers", || json!([{ "type": "OKTA" }]), ""),
        (
            "/actions/idp/providers",
            || Value::Array(vec![json!({ "type": "OKTA" }); 11]),
            "E0000001 providers:",
        ),
        (
            "/conditions/userIdentifier/patterns",
            || json!([{ "matchType": "LIKE", "value": "acme" }]),
            "E0000003",
        ),
        (
            "/conditions/userIdentifier/patterns",
            || json!([{ "matchType": "SUFFIX", "value": "" }]),
            "E0000001 value: The field cannot be left blank",
        ),
        ("/conditions", nothing, ""),
        ("/priority", nothing, ""),
        ("/status", || json!("INACTIVE"), ""),
    ];
    let body = |desk: &mut Desk| {
        let joined = desk.join();
        let policies = desk.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY");
        let rules = format!("/api/v1/policies/{}/rules", text(&policies, "/0/id"));
        let body = json!({
            "type": "IDP_DISCOVERY", "name": "More people", "priority": 1,
            "conditions": { "userIdentifier": {
                "type": "IDENTIFIER", "patterns": [{ "matchType": "SUFFIX", "value": "acme.example" }],
            } },
            "actions": { "idp": { "providers": [{ "type": "SAML2", "id": joined.idp }], "idpSelectionType": "SPECIFIC" } },
        });
        (rules, body, joined.rule)
    };
    let new = |desk: &mut Desk| {
        let (rules, body, _) = body(desk);
        (Method::Post, rules, body)
    };
    play(Side::Target, new, rows);
    let old = |desk: &mut Desk| {
        let (rules, body, rule) = body(desk);
        (Method::Put, format!("{rules}/{rule}"), body)
    };
    play(Side::Target, old, rows);
}

#[test]
fn a_policy_needs_a_name_and_a_kind_that_can_be_added() {
    let policy = |_: &mut Desk| {
        let body = json!({ "type": "ACCESS_POLICY", "name": "Partners", "description": "For partners" });
        (Method::Post, "/api/v1/policies".to_owned(), body)
    };
    let rows: &[Row] = &[
        ("/type", nothing, "E0000003"),
        ("/type", || json!("RULES"), "E0000003"),
        ("/type", || json!("IDP_DISCOVERY"), "E0000111"),
        ("/name", nothing, "E0000001 name: The field cannot be left blank"),
        (
            "/name",
            || json!("Any one factor"),
            "E0000001 name: An object with this field",
        ),
        ("/description", nothing, ""),
    ];
    play(Side::Target, policy, rows);
}

#[test]
fn a_network_zone_needs_a_free_name_and_addresses() {
    let zone = |_: &mut Desk| {
        let gateways = json!([{ "type": "CIDR", "value": "192.0.2.0/24" }, { "type": "RANGE", "value": "192.0.2.1-192.0.2.9" }]);
        let body = json!({ "type": "IP", "name": "Office", "gateways": gateways });
        (Method::Post, "/api/v1/zones".to_owned(), body)
    };
    let rows: &[Row] = &[
        ("/type", nothing, "E0000003"),
        ("/type", || json!("DYNAMIC"), "E0000003"),
        ("/name", blank, "E0000001 name: The field cannot be left blank"),
        ("/name", long, "E0000001 name: The field is too long"),
        (
            "/name",
            || json!("legacyipzone"),
            "E0000001 name: An object with this field",
        ),
        (
            "/gateways",
            || json!([{ "type": "CIDR", "value": "192.0.2.0/33" }]),
            "E0000001 gateways:",
        ),
        (
            "/gateways",
            || json!([{ "type": "CIDR", "value": "office" }]),
            "E0000001 gateways:",
        ),
        (
            "/gateways",
            || json!([{ "type": "RANGE", "value": "192.0.2.9-192.0.2.1" }]),
            "E0000001 gateways:",
        ),
        (
            "/gateways",
            || json!([{ "type": "NAME", "value": "192.0.2.9-192.0.2.1" }]),
            "E0000001 gateways:",
        ),
    ];
    play(Side::Target, zone, rows);
}

#[test]
fn a_custom_domain_needs_a_name_with_a_dot_and_a_kind_of_certificate() {
    let domain = |_: &mut Desk| {
        let body = json!({ "domain": "login.northwind.example", "certificateSourceType": "OKTA_MANAGED" });
        (Method::Post, "/api/v1/domains".to_owned(), body)
    };
    let rows: &[Row] = &[
        ("/domain", nothing, "E0000001 domain: Invalid domain name"),
        (
            "/domain",
            || json!("northwind"),
            "E0000001 domain: Invalid domain name",
        ),
        (
            "/domain",
            || json!("a b.example"),
            "E0000001 domain: Invalid domain name",
        ),
        ("/certificateSourceType", nothing, "E0000003"),
        ("/certificateSourceType", || json!("MANUAL"), ""),
    ];
    play(Side::Target, domain, rows);
}

#[test]
fn a_group_rule_needs_a_short_name_an_expression_and_groups_of_okta_s_own() {
    let rule = |desk: &mut Desk| {
        let group = desk.group(Side::Target, "Staff");
        let body = crate::group_rules::body("Sales", "user.department==\"Sales\"", &group);
        (Method::Post, "/api/v1/groups/rules".to_owned(), body)
    };
    let rows: &[Row] = &[
        ("/name", nothing, "E0000001 name: The field cannot be left blank"),
        (
            "/name",
            || json!("x".repeat(51)),
            "E0000001 name: The field is too long",
        ),
        ("/name", || json!("x".repeat(50)), ""),
        (
            "/type",
            || json!("rule"),
            "E0000001 conditions: The expression is not valid",
        ),
        (
            "/conditions/expression/value",
            || json!("user.department = 1"),
            "E0000001 conditions: The expression is not valid",
        ),
        (
            "/actions/assignUserToGroups/groupIds",
            || json!([]),
            "E0000001 groupIds:",
        ),
        (
            "/actions/assignUserToGroups/groupIds",
            || json!(["00gX"]),
            "E0000001 groupIds:",
        ),
    ];
    play(Side::Target, rule, rows);
}

#[test]
fn a_profile_mapping_needs_a_known_field_and_an_expression_that_can_be_read() {
    let mapping = |desk: &mut Desk| {
        let app = desk.add_org2org();
        let found = desk.get(Side::Source, &format!("/api/v1/mappings?targetId={app}"));
        let body = json!({ "properties": { "firstName": { "expression": "user.firstName", "pushStatus": "PUSH" } } });
        (
            Method::Post,
            format!("/api/v1/mappings/{}", text(&found, "/0/id")),
            body,
        )
    };
    let rows: &[Row] = &[
        ("/properties", nothing, "E0000003"),
        ("/properties/firstName/expression", nothing, "E0000045"),
        (
            "/properties/firstName/expression",
            || json!("nonsense("),
            "E0000045",
        ),
        (
            "/properties/firstName/expression",
            || json!("idpuser.email"),
            "E0000045",
        ),
        ("/properties/firstName/pushStatus", || json!("MAYBE"), "E0000003"),
        (
            "/properties/shoeSize",
            || json!({ "expression": "user.login", "pushStatus": "PUSH" }),
            "E0000001 Invalid target field shoeSize",
        ),
    ];
    play(Side::Source, mapping, rows);
}

#[test]
fn a_token_needs_a_name_and_a_network_that_is_there() {
    let token = |desk: &mut Desk| {
        let tokens = desk.get(Side::Target, "/api/v1/api-tokens");
        let body = json!({ "name": "Renamed", "network": { "connection": "ANYWHERE" } });
        (
            Method::Put,
            format!("/api/v1/api-tokens/{}", text(&tokens, "/0/id")),
            body,
        )
    };
    let rows: &[Row] = &[
        (
            "/name",
            || json!(" "),
            "E0000001 name: The field cannot be left blank",
        ),
        ("/network", || json!("ANYWHERE"), "E0000003"),
        (
            "/network/connection",
            || json!("HERE"),
            "E0000001 network: The network condition is not valid",
        ),
        (
            "/network",
            || json!({ "connection": "ZONE", "include": ["nzoX"] }),
            "E0000007",
        ),
        (
            "/userId",
            || json!("00uX"),
            "E0000001 userId: The field cannot be changed",
        ),
    ];
    play(Side::Target, token, rows);
}

#[test]
fn an_assignment_needs_a_person_and_takes_no_password() {
    let assignment = |desk: &mut Desk| {
        let (app, user) = (desk.add_org2org(), desk.user(Side::Source, MIRA));
        let body = json!({ "id": user, "scope": "USER", "credentials": { "userName": MIRA }, "profile": {} });
        (Method::Post, format!("/api/v1/apps/{app}/users"), body)
    };
    let rows: &[Row] = &[
        ("/id", nothing, "E0000001 id: The field cannot be left blank"),
        ("/id", || json!("00uX"), "E0000007"),
        (
            "/credentials/password",
            || json!({ "value": "secret" }),
            "E0000041",
        ),
        ("/credentials", nothing, ""),
    ];
    play(Side::Source, assignment, rows);
}

#[test]
fn a_feature_is_switched_by_the_words_enabled_and_disabled() {
    let feature = |desk: &mut Desk| {
        let app = desk.add_org2org();
        let body = json!({ "profile": { "authScheme": "TOKEN", "token": desk.token(Side::Target) } });
        let path = format!("/api/v1/apps/{app}/connections/default?activate=TRUE");
        desk.post(Side::Source, &path, &body);
        let state = json!({ "status": "ENABLED" });
        let password = json!({ "status": "DISABLED", "seed": "RANDOM", "change": "KEEP_EXISTING" });
        let body = json!({ "create": { "lifecycleCreate": state },
            "update": { "profile": state, "lifecycleDeactivate": state, "password": password } });
        (
            Method::Put,
            format!("/api/v1/apps/{app}/features/USER_PROVISIONING"),
            body,
        )
    };
    let rows: &[Row] = &[
        ("/create/lifecycleCreate/status", || json!("ON"), "E0000003"),
        ("/update/profile/status", || json!(true), "E0000003"),
        ("/update/lifecycleDeactivate/status", || json!("off"), "E0000003"),
        ("/update/password/change", || json!("CYCLE"), "E0000003"),
        ("/update/password/seed", || json!("MINE"), "E0000003"),
        ("/update/password/seed", || json!("OKTA"), ""),
        ("/create", nothing, ""),
    ];
    play(Side::Source, feature, rows);
}

#[test]
fn names_are_unique_among_their_kind_whatever_their_case() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let mut body = desk.idp_body(&joined.app, &joined.key);
    let domain = json!({ "domain": "login.northwind.example", "certificateSourceType": "MANUAL" });
    desk.post(Side::Target, "/api/v1/domains", &domain);
    for name in ["Acme Workforce", "ACME WORKFORCE"] {
        body["name"] = json!(name);
        let answer = desk.call(Side::Target, Method::Post, "/api/v1/idps", Some(&body));
        assert_eq!(told(&answer), format!("E0000001 name: {TAKEN}"), "{name}");
    }
    let answer = desk.call(Side::Target, Method::Post, "/api/v1/domains", Some(&domain));
    assert!(told(&answer).starts_with("E0000001"));
    let upper = json!({ "domain": "LOGIN.northwind.example", "certificateSourceType": "MANUAL" });
    let answer = desk.call(Side::Target, Method::Post, "/api/v1/domains", Some(&upper));
    assert!(told(&answer).starts_with("E0000001"));
}
