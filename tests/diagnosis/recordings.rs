//! Recordings of whole sign-ins: requests and answers are joined, and judged by the instant they were recorded at.

use crate::signer::{ACS, AUDIENCE, Draft, REQUEST, base64, codes, key, target};
use jiff::Timestamp;
use org2org_setup::saml::{
    diagnose::diagnose,
    expectation::{Expectations, Instant},
    input,
};
use serde_json::{Value, json};

fn form(xml: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("SAMLResponse", &base64(xml))
        .append_pair("RelayState", "/home")
        .finish()
}

fn entry(method: &str, url: &str, at: &str, body: Option<&str>) -> Value {
    json!({ "startedDateTime": at, "request": { "method": method, "url": url,
        "headers": [{ "name": "Authorization", "value": "SSWS 00secret" }],
        "postData": body.map(|text| json!({ "mimeType": "application/x-www-form-urlencoded", "text": text })) },
        "response": { "status": 200 } })
}

fn request(id: &str) -> String {
    let xml = format!(
        "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{id}\" \
         AssertionConsumerServiceURL=\"{ACS}\" Version=\"2.0\"><a:Issuer \
         xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">{AUDIENCE}</a:Issuer></p:AuthnRequest>"
    );
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("SAMLRequest", &base64(&xml))
        .finish();
    format!("https://acme.example/sso?{query}")
}

/// Judged in 2031, unless the recording knows better.
fn judge(entries: &[Value]) -> Vec<String> {
    let har = json!({ "log": { "version": "1.2", "entries": entries } }).to_string();
    let documents = input::read(har.as_bytes()).unwrap();
    let expectations = Expectations {
        trusted: vec![key("source").certificate],
        ..Expectations::default()
    };
    let now = Instant {
        at: "2031-01-01T00:00:00Z".parse::<Timestamp>().unwrap(),
        chosen: false,
    };
    codes(&diagnose(&documents, &expectations, now))
}

#[test]
fn a_recorded_sign_in_is_judged_by_its_own_time_and_its_own_request() {
    let answer = Draft::default().xml();
    let healthy = [
        entry("GET", &request(REQUEST), "2026-11-23T06:59:58Z", None),
        entry("POST", ACS, "2026-11-23T07:00:00Z", Some(&form(&answer))),
    ];
    assert_eq!(judge(&healthy), Vec::<String>::new());
    let other = [
        entry("GET", &request("idelse"), "2026-11-23T06:59:58Z", None),
        entry("POST", ACS, "2026-11-23T07:00:00Z", Some(&form(&answer))),
    ];
    assert_eq!(judge(&other), ["!in-response-to-mismatch"]);
    let late = [entry("POST", ACS, "2026-11-23T09:00:00Z", Some(&form(&answer)))];
    assert_eq!(judge(&late), ["!expired"]);
}

#[test]
fn an_answer_that_was_posted_elsewhere_or_twice_is_named() {
    let answer = form(&Draft::default().xml());
    let at = "2026-11-23T07:00:00Z";
    let elsewhere = [entry("POST", "https://other.example/acs", at, Some(&answer))];
    assert_eq!(judge(&elsewhere), ["!destination-mismatch"]);
    let queried = Draft {
        destination: format!("{ACS}?tenant=1"),
        recipient: format!("{ACS}?tenant=1"),
        ..Draft::default()
    };
    let address = format!("{ACS}?tenant=1");
    let by_query = [entry("POST", &address, at, Some(&form(&queried.xml())))];
    assert_eq!(judge(&by_query), Vec::<String>::new());
    let twice = [
        entry("POST", ACS, at, Some(&answer)),
        entry("POST", ACS, at, Some(&answer)),
    ];
    assert_eq!(judge(&twice), ["replayed"]);
    let mut refused = entry("POST", ACS, at, Some(&answer));
    refused["response"]["status"] = json!(400);
    assert_eq!(judge(&[refused]), ["answer-refused"]);
}

#[test]
fn by_the_clock_on_the_wall_a_saved_message_has_expired_and_that_is_a_guess() {
    let documents = input::read(Draft::default().xml().as_bytes()).unwrap();
    let now = Instant {
        at: "2031-01-01T00:00:00Z".parse::<Timestamp>().unwrap(),
        chosen: false,
    };
    let diagnosis = diagnose(&documents, &target(), now);
    assert_eq!(codes(&diagnosis), ["!expired"]);
    assert_eq!(
        diagnosis.findings[0].confidence,
        org2org_setup::saml::finding::Confidence::Possible
    );
}
