//! Custom domains, and what the open facts about an org say of them.

use crate::desk::{Desk, text};
use org2org_setup::practice::{Method, Request, Side};
use serde_json::json;

#[test]
fn a_verified_domain_is_the_orgs_other_address() {
    let mut desk = Desk::new();
    let body = json!({ "domain": "login.northwind.example", "certificateSourceType": "OKTA_MANAGED" });
    let domain = desk.post(Side::Target, "/api/v1/domains", &body);
    assert_eq!(text(&domain, "/validationStatus"), "NOT_STARTED");
    assert_eq!(facts(&mut desk)["_links"].get("alternate"), None);
    let path = format!("/api/v1/domains/{}", text(&domain, "/id"));
    assert_eq!(
        text(
            &desk.act(Side::Target, &format!("{path}/verify")),
            "/validationStatus"
        ),
        "VERIFIED"
    );
    assert_eq!(
        text(&facts(&mut desk), "/_links/alternate/href"),
        "https://login.northwind.example"
    );
    let brands = desk.get(Side::Target, "/api/v1/brands");
    assert_eq!(brands[0]["id"], domain["brandId"]);
    desk.delete(Side::Target, &path);
    assert_eq!(
        desk.get(Side::Target, "/api/v1/domains"),
        json!({ "domains": [] })
    );
}

#[test]
fn a_domain_needs_a_name_of_its_own_and_a_known_kind_of_certificate() {
    let mut desk = Desk::new();
    let body = json!({ "domain": "login.northwind.example", "certificateSourceType": "MANUAL" });
    desk.post(Side::Target, "/api/v1/domains", &body);
    for (body, code) in [
        (body, "E0000001"),
        (
            json!({ "domain": "nodots", "certificateSourceType": "MANUAL" }),
            "E0000001",
        ),
        (
            json!({ "domain": "a.example", "certificateSourceType": "NONE" }),
            "E0000003",
        ),
    ] {
        let refused = desk.refused(Side::Target, Method::Post, "/api/v1/domains", Some(&body));
        assert_eq!(refused, (400, code.to_owned()), "{body}");
    }
}

fn facts(desk: &mut Desk) -> serde_json::Value {
    let request = Request::new(Method::Get, "/.well-known/okta-organization");
    desk.send(Side::Target, &request).json_body()
}
