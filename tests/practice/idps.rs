//! Identity providers and the store of partner certificates.

use crate::desk::{Desk, refusal, text};
use org2org_setup::practice::{Method, Side};
use serde_json::{Value, json};

const IDPS: &str = "/api/v1/idps";
const KEYS: &str = "/api/v1/idps/credentials/keys";

/// An app, its certificate in the store, and the body of a provider for it.
fn ready() -> (Desk, Value, String) {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let (_, _, certificate) = desk.metadata(&app);
    let kid = desk.upload(&certificate);
    let body = desk.idp_body(&app, &kid);
    (desk, body, certificate)
}

#[test]
fn a_known_certificate_is_refused_with_its_kid_in_the_text() {
    let (mut desk, body, certificate) = ready();
    let kid = text(&body, "/protocol/credentials/trust/kid");
    let again = json!({ "x5c": [certificate] });
    let response = desk.call(Side::Target, Method::Post, KEYS, Some(&again));
    assert_eq!(refusal(&response), (409, "E0000096".to_owned()));
    let summary = text(&response.json_body(), "/errorSummary");
    assert_eq!(
        summary,
        format!("This certificate has already been uploaded with kid={kid}.")
    );
}

#[test]
fn line_breaks_in_a_certificate_are_tolerated_and_shown_as_they_came() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let (_, _, certificate) = desk.metadata(&app);
    let (head, tail) = certificate.split_at(64);
    let broken = format!("{head}\n  {tail}");
    let key = desk.post(Side::Target, KEYS, &json!({ "x5c": [broken] }));
    assert_eq!(key["x5c"][0], broken.as_str());
    assert_eq!(
        (text(&key, "/kid").len(), text(&key, "/alg")),
        (36, "RSA".to_owned())
    );
}

#[test]
fn what_is_no_certificate_is_refused() {
    let mut desk = Desk::new();
    let pem = "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----";
    for body in [
        json!({ "x5c": ["AAAA"] }),
        json!({ "x5c": [pem] }),
        json!({ "x5c": [] }),
        json!({ "x5c": ["a", "b"] }),
    ] {
        let refused = desk.refused(Side::Target, Method::Post, KEYS, Some(&body));
        assert_eq!(refused, (400, "E0000001".to_owned()), "{body}");
    }
    assert_eq!(
        desk.refused(Side::Target, Method::Post, KEYS, Some(&json!({}))).1,
        "E0000003"
    );
}

#[test]
fn a_key_in_use_cannot_be_deleted_even_by_an_inactive_provider() {
    let (mut desk, body, _) = ready();
    let idp = text(&desk.post(Side::Target, IDPS, &body), "/id");
    desk.act(Side::Target, &format!("{IDPS}/{idp}/lifecycle/deactivate"));
    let key = format!("{KEYS}/{}", text(&body, "/protocol/credentials/trust/kid"));
    assert_eq!(desk.refused(Side::Target, Method::Delete, &key, None).0, 400);
    desk.delete(Side::Target, &format!("{IDPS}/{idp}"));
    desk.delete(Side::Target, &key);
    assert_eq!(
        desk.refused(Side::Target, Method::Get, &key, None),
        (404, "E0000007".to_owned())
    );
}

#[test]
fn a_new_provider_gets_audience_address_and_key() {
    let (mut desk, body, _) = ready();
    let idp = desk.post(Side::Target, IDPS, &body);
    let id = text(&idp, "/id");
    assert!(
        text(&idp, "/protocol/credentials/trust/audience")
            .starts_with("https://www.okta.com/saml2/service-provider/sp")
    );
    assert_eq!(
        text(&idp, "/_links/acs/href"),
        format!("http://127.0.0.1:4102/sso/saml2/{id}")
    );
    assert_eq!(idp["protocol"]["credentials"]["trust"]["revocation"], Value::Null);
    assert!(!text(&idp, "/protocol/credentials/signing/kid").is_empty());
    assert_eq!(text(&idp, "/status"), "ACTIVE");
    let found = desk.get(Side::Target, "/api/v1/idps?q=acme&type=SAML2");
    assert_eq!(text(&found, "/0/id"), id);
    assert_eq!(desk.get(Side::Target, "/api/v1/idps?type=OIDC"), json!([]));
}

#[test]
fn replacing_without_the_audience_makes_a_new_one() {
    let (mut desk, body, _) = ready();
    let idp = desk.post(Side::Target, IDPS, &body);
    let path = format!("{IDPS}/{}", text(&idp, "/id"));
    let audience = |idp: &Value| text(idp, "/protocol/credentials/trust/audience");
    let kept = desk.put(Side::Target, &path, &idp);
    assert_eq!(audience(&kept), audience(&idp));
    assert_eq!(kept["created"], Value::Null);
    let replaced = desk.put(Side::Target, &path, &body);
    assert_ne!(audience(&replaced), audience(&idp));
    assert_eq!(
        replaced["protocol"]["credentials"]["signing"],
        idp["protocol"]["credentials"]["signing"]
    );
}

#[test]
fn replacing_forgets_what_is_left_out() {
    let (mut desk, body, _) = ready();
    let path = format!("{IDPS}/{}", text(&desk.post(Side::Target, IDPS, &body), "/id"));
    let mut short = body.clone();
    short["policy"].as_object_mut().unwrap().remove("accountLink");
    let replaced = desk.put(Side::Target, &path, &short);
    assert_eq!(replaced["policy"]["accountLink"]["filter"], Value::Null);
}

#[test]
fn a_name_is_used_once() {
    let (mut desk, body, _) = ready();
    desk.post(Side::Target, IDPS, &body);
    let response = desk.call(Side::Target, Method::Post, IDPS, Some(&body));
    let cause = text(&response.json_body(), "/errorCauses/0/errorSummary");
    assert_eq!(
        cause,
        "name: An object with this field already exists in the current organization"
    );
}

#[test]
fn wrong_values_are_refused() {
    let cases = [
        ("/protocol/credentials/trust/issuer", json!(""), "E0000001"),
        (
            "/protocol/credentials/trust/kid",
            json!("22f53eb4-89d7-40cc-8b91-4157cf9042b5"),
            "E0000001",
        ),
        ("/protocol/endpoints/sso/url", json!("no address"), "E0000001"),
        (
            "/protocol/endpoints/sso/binding",
            json!("HTTP-PIGEON"),
            "E0000003",
        ),
        ("/policy/provisioning/action", json!("MAYBE"), "E0000003"),
        ("/policy/subject/matchType", json!("LOGIN"), "E0000003"),
        (
            "/policy/subject/userNameTemplate/template",
            json!("appuser.email"),
            "E0000001",
        ),
        (
            "/policy/subject/userNameTemplate/template",
            json!("idpuser."),
            "E0000001",
        ),
        ("/policy/subject/filter", json!("(unclosed"), "E0000001"),
        (
            "/policy/provisioning/groups",
            json!({ "action": "ASSIGN", "assignments": ["00gx"] }),
            "E0000007",
        ),
        ("/policy/maxClockSkew", json!("long"), "E0000003"),
        ("/type", json!("NONSENSE"), "E0000003"),
        ("/name", json!(" "), "E0000001"),
    ];
    let (mut desk, body, _) = ready();
    for (pointer, value, code) in cases {
        let mut wrong = body.clone();
        *wrong.pointer_mut(pointer).unwrap() = value.clone();
        let (_, found) = desk.refused(Side::Target, Method::Post, IDPS, Some(&wrong));
        assert_eq!(found, code, "{pointer} = {value}");
    }
}

#[test]
fn a_shared_address_is_shown_when_asked_for() {
    let (mut desk, mut body, _) = ready();
    body["protocol"]["endpoints"]["acs"]["type"] = json!("ORG");
    let idp = desk.post(Side::Target, IDPS, &body);
    assert_eq!(text(&idp, "/_links/acs/href"), "http://127.0.0.1:4102/sso/saml2");
}

#[test]
fn switching_shows_the_provider_and_the_other_link() {
    let (mut desk, body, _) = ready();
    let path = format!("{IDPS}/{}", text(&desk.post(Side::Target, IDPS, &body), "/id"));
    let off = desk.act(Side::Target, &format!("{path}/lifecycle/deactivate"));
    assert_eq!(text(&off, "/status"), "INACTIVE");
    assert!(off["_links"]["activate"].is_object() && off["_links"]["deactivate"].is_null());
    assert_eq!(
        text(
            &desk.act(Side::Target, &format!("{path}/lifecycle/activate")),
            "/status"
        ),
        "ACTIVE"
    );
}

#[test]
fn the_last_trusted_provider_stays_while_rules_want_two_factors() {
    let (mut desk, mut body, _) = ready();
    body["policy"]["trustClaims"] = json!(true);
    let path = format!("{IDPS}/{}", text(&desk.post(Side::Target, IDPS, &body), "/id"));
    let policy = text(
        &desk.get(Side::Target, "/api/v1/policies?type=ACCESS_POLICY"),
        "/0/id",
    );
    let rule = json!({ "type": "ACCESS_POLICY", "name": "Partners", "actions": { "appSignOn": {
        "access": "ALLOW", "verificationMethod": { "type": "ASSURANCE", "factorMode": "2FA" },
    } } });
    desk.post(Side::Target, &format!("/api/v1/policies/{policy}/rules"), &rule);
    let refused = desk.refused(Side::Target, Method::Delete, &path, None);
    assert_eq!(refused, (403, "E0000252".to_owned()));
}

#[test]
fn the_service_providers_metadata_comes_as_bytes_and_names_audience_and_address() {
    let (mut desk, body, _) = ready();
    let idp = desk.post(Side::Target, IDPS, &body);
    let path = format!("{IDPS}/{}/metadata.xml", text(&idp, "/id"));
    let response = desk.call(Side::Target, Method::Get, &path, None);
    assert_eq!(
        response.header_value("content-type"),
        Some("application/octet-stream")
    );
    let xml = response.text_body();
    assert!(xml.contains(&text(&idp, "/protocol/credentials/trust/audience")));
    assert!(xml.contains(&text(&idp, "/_links/acs/href")));
}

#[test]
fn the_orgs_own_keys_for_a_provider_can_be_read() {
    let (mut desk, body, _) = ready();
    let idp = desk.post(Side::Target, IDPS, &body);
    let path = format!("{IDPS}/{}/credentials/keys", text(&idp, "/id"));
    let keys = desk.get(Side::Target, &path);
    assert_eq!(keys[0]["kid"], idp["protocol"]["credentials"]["signing"]["kid"]);
    assert_eq!(
        desk.get(Side::Target, &format!("{path}/active")),
        json!([keys[0]])
    );
}

#[test]
fn a_further_key_signs_nothing_before_the_provider_names_it() {
    let (mut desk, body, _) = ready();
    let mut idp = desk.post(Side::Target, IDPS, &body);
    let path = format!("{IDPS}/{}/credentials/keys", text(&idp, "/id"));
    let generate = format!("{path}/generate?validityYears=2");
    let key = desk.act(Side::Target, &generate);
    let used = desk.get(Side::Target, &format!("{path}/active"))[0]["kid"].clone();
    assert_ne!(key["kid"], used);
    assert_eq!(desk.get(Side::Target, &path).as_array().unwrap().len(), 2);

    let own = format!("{IDPS}/{}", text(&idp, "/id"));
    for (sent, kept) in [
        (json!("nobody's"), used),
        (key["kid"].clone(), key["kid"].clone()),
    ] {
        idp["protocol"]["credentials"]["signing"]["kid"] = sent;
        desk.put(Side::Target, &own, &idp);
        assert_eq!(desk.get(Side::Target, &format!("{path}/active"))[0]["kid"], kept);
    }
    let long = format!("{path}/generate?validityYears=11");
    assert_eq!(
        desk.refused(Side::Target, Method::Post, &long, None),
        (400, "E0000001".to_owned())
    );
}

#[test]
fn people_are_linked_and_unlinked() {
    let (mut desk, body, _) = ready();
    let idp = text(&desk.post(Side::Target, IDPS, &body), "/id");
    let elif = desk.user(Side::Target, "elif.kaya@northwind.example");
    let path = format!("{IDPS}/{idp}/users/{elif}");
    assert_eq!(desk.refused(Side::Target, Method::Get, &path, None).0, 404);
    desk.post(Side::Target, &path, &json!({ "externalId": "elif@acme.example" }));
    assert_eq!(
        desk.get(Side::Target, &format!("{IDPS}/{idp}/users"))[0]["externalId"],
        "elif@acme.example"
    );
    assert_eq!(
        desk.get(Side::Target, &format!("/api/v1/users/{elif}/idps"))[0]["id"],
        idp.as_str()
    );
    desk.delete(Side::Target, &path);
    assert_eq!(desk.get(Side::Target, &format!("{IDPS}/{idp}/users")), json!([]));
}

#[test]
fn certificates_compare_by_bytes_not_by_line_breaks() {
    let (mut desk, _, certificate) = ready();
    let (head, tail) = certificate.split_at(76);
    let wrapped = format!("{head}\r\n{tail}\n");
    let refused = desk.refused(
        Side::Target,
        Method::Post,
        KEYS,
        Some(&json!({ "x5c": [wrapped] })),
    );
    assert_eq!(refused, (409, "E0000096".to_owned()));
}

#[test]
fn the_last_trusted_provider_is_not_untrusted_while_sessions_want_a_factor() {
    let (mut desk, mut body, _) = ready();
    body["policy"]["trustClaims"] = json!(true);
    let idp = desk.post(Side::Target, IDPS, &body);
    let path = format!("{IDPS}/{}", text(&idp, "/id"));
    let policies = desk.get(Side::Target, "/api/v1/policies?type=OKTA_SIGN_ON");
    let rule = json!({ "type": "SIGN_ON", "name": "Factor", "actions": { "signon": {
        "access": "ALLOW", "requireFactor": true, "primaryFactor": "PASSWORD_IDP_ANY_FACTOR" } } });
    let rules = format!("/api/v1/policies/{}/rules", text(&policies, "/0/id"));
    desk.post(Side::Target, &rules, &rule);
    let mut changed = idp;
    changed["policy"]["trustClaims"] = json!(false);
    let refused = desk.refused(Side::Target, Method::Put, &path, Some(&changed));
    assert_eq!(refused, (403, "E0000251".to_owned()));
}
