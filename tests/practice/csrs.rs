//! Keys whose certificate somebody else issues.

use crate::desk::{Desk, decode, encode, text};
use org2org_setup::practice::{Method, Request, Response, Side};
use serde_json::json;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::{FromDer as _, X509Certificate};

fn publish(desk: &mut Desk, side: Side, path: &str, body: Vec<u8>) -> Response {
    let request = Request::new(Method::Post, &format!("{path}/lifecycle/publish"));
    let request = request
        .token(&desk.token(side))
        .header("content-type", "application/pkix-cert");
    let mut request = request.header("content-transfer-encoding", "base64");
    request.body = body;
    desk.send(side, &request)
}

/// A certificate that says what another one says, over the key of a request. The orgs do not check who issued it.
fn issued(csr: &str, template: &str) -> Vec<u8> {
    let (csr, template) = (decode(csr), decode(template));
    let (_, request) = X509CertificationRequest::from_der(&csr).unwrap();
    let (_, certificate) = X509Certificate::from_der(&template).unwrap();
    let new = request.certification_request_info.subject_pki.raw;
    let old = certificate.public_key().raw;
    assert_eq!(new.len(), old.len(), "two RSA keys of one length");
    let at = template.windows(old.len()).position(|part| part == old).unwrap();
    let mut made = template.clone();
    made.splice(at..at + old.len(), new.iter().copied());
    made
}

#[test]
fn a_published_certificate_makes_a_key_of_app_and_provider() {
    let mut desk = Desk::new();
    let joined = desk.join();
    let (_, _, template) = desk.metadata(&joined.app);
    for (side, owner) in [
        (Side::Source, format!("/api/v1/apps/{}", joined.app)),
        (Side::Target, format!("/api/v1/idps/{}", joined.idp)),
    ] {
        let below = format!("{owner}/credentials");
        let subject = json!({ "subject": { "commonName": "Acme", "countryName": "US" },
            "subjectAltNames": { "dnsNames": ["acme.example"] } });
        let made = desk.post(side, &format!("{below}/csrs"), &subject);
        let csr = format!("{below}/csrs/{}", text(&made, "/id"));
        assert_eq!(text(&desk.get(side, &csr), "/csr"), text(&made, "/csr"));
        let good = issued(&text(&made, "/csr"), &template);
        let published = publish(&mut desk, side, &csr, encode(&good).into_bytes());
        assert_eq!(published.status, 201, "{}", published.text_body());
        assert_eq!(text(&published.json_body(), "/x5c/0"), encode(&good));
        let keys = desk.get(side, &format!("{below}/keys"));
        assert!(keys.to_string().contains(&encode(&good)));
        assert_eq!(desk.get(side, &format!("{below}/csrs")), json!([]));
    }
}

#[test]
fn a_certificate_of_another_key_is_not_published_and_a_request_can_be_revoked() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let (_, _, other) = desk.metadata(&app);
    let made = desk.post(
        Side::Source,
        &format!("/api/v1/apps/{app}/credentials/csrs"),
        &json!({}),
    );
    let csr = format!("/api/v1/apps/{app}/credentials/csrs/{}", text(&made, "/id"));
    let refused = publish(&mut desk, Side::Source, &csr, other.into_bytes());
    assert_eq!(refused.status, 400);
    assert_eq!(
        publish(&mut desk, Side::Source, &csr, b"nonsense".to_vec()).status,
        400
    );
    desk.delete(Side::Source, &csr);
    let gone = desk.refused(Side::Source, Method::Get, &csr, None);
    assert_eq!(gone, (404, "E0000007".to_owned()));
}

#[test]
fn a_certificate_that_ends_within_ninety_days_is_not_published() {
    let mut desk = Desk::new();
    let app = desk.add_org2org();
    let keys = format!("/api/v1/apps/{app}/credentials");
    let two_years = desk.act(Side::Source, &format!("{keys}/keys/generate?validityYears=2"));
    let made = desk.post(Side::Source, &format!("{keys}/csrs"), &json!({}));
    for _ in 0..24 {
        // A token dies after thirty days without use.
        desk.wait(28 * 24 * 3600);
        desk.get(Side::Source, "/api/v1/org");
    }
    let late = encode(&issued(&text(&made, "/csr"), &text(&two_years, "/x5c/0")));
    let path = format!("{keys}/csrs/{}", text(&made, "/id"));
    let refused = publish(&mut desk, Side::Source, &path, late.into_bytes());
    assert_eq!(
        text(&refused.json_body(), "/errorCauses/0/errorSummary"),
        "certificate: The certificate must be valid for at least 90 days"
    );
}
