//! What messages say, and where it stands.

use super::*;
use crate::saml::xml::{self, Limits};

const RESPONSE: &str = r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"
 ID="r1" Version="2.0" IssueInstant="2026-11-23T07:00:00Z" Destination="https://t.example/acs?a=1&amp;b=2" InResponseTo="q1">
 <a:Issuer>http://idp<!-- x -->/exk1</a:Issuer>
 <p:Status><p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><p:StatusCode Value="urn:second"/></p:StatusCode>
  <p:StatusMessage>No</p:StatusMessage></p:Status>
 <a:Assertion ID="a1" Version="2.0"><a:Issuer>http://idp/exk1</a:Issuer>
  <a:Subject><a:NameID Format="urn:f" SPNameQualifier="urn:q">mira@acme.example</a:NameID>
   <a:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
    <a:SubjectConfirmationData Recipient="https://t.example/acs" InResponseTo="q1" NotOnOrAfter="2026-11-23T07:05:00Z"/>
   </a:SubjectConfirmation></a:Subject>
  <a:Conditions NotBefore="2026-11-23T06:55:00Z" NotOnOrAfter="2026-11-23T07:05:00Z">
   <a:AudienceRestriction><a:Audience>urn:sp</a:Audience><a:Audience>urn:other</a:Audience></a:AudienceRestriction></a:Conditions>
  <a:AuthnStatement SessionNotOnOrAfter="2026-11-23T15:00:00Z"/>
  <a:AttributeStatement><a:Attribute Name="mail"><a:AttributeValue>m@acme.example</a:AttributeValue></a:Attribute>
   <a:EncryptedAttribute/></a:AttributeStatement>
 </a:Assertion>
 <a:EncryptedAssertion/>
</p:Response>"#;

#[test]
fn a_response_is_read_with_all_that_matters() {
    let response = response(RESPONSE);
    assert!(response.is_saml_2 && !response.is_bare_assertion);
    assert_eq!(value(response.id.as_ref()), "r1");
    assert_eq!(
        value(response.destination.as_ref()),
        "https://t.example/acs?a=1&b=2"
    );
    assert_eq!(value(response.in_response_to.as_ref()), "q1");
    let status = response.status.as_ref().unwrap();
    assert!(value(status.code.as_ref()).ends_with(":Responder"));
    assert_eq!(
        (value(status.second.as_ref()), value(status.message.as_ref())),
        ("urn:second", "No")
    );
    assert_eq!((response.encrypted.len(), response.strays.len()), (1, 0));
    let assertion = response.only_assertion().unwrap();
    let name = assertion.name_id.as_ref().unwrap();
    assert_eq!(name.name.value, "mira@acme.example");
    assert_eq!(
        (value(name.format.as_ref()), value(name.sp_qualifier.as_ref())),
        ("urn:f", "urn:q")
    );
    let confirmation = &assertion.confirmations[0];
    assert!(confirmation.is_bearer() && confirmation.has_data);
    assert_eq!(value(confirmation.recipient.as_ref()), "https://t.example/acs");
    let conditions = assertion.conditions.as_ref().unwrap();
    assert_eq!(value(conditions.not_before.as_ref()), "2026-11-23T06:55:00Z");
    assert_eq!(conditions.audiences[0].len(), 2);
    assert_eq!(value(assertion.sessions[0].as_ref()), "2026-11-23T15:00:00Z");
    assert_eq!(assertion.attributes[0].values[0].value, "m@acme.example");
    assert_eq!(assertion.encrypted_attributes.len(), 1);
}

#[test]
fn every_value_knows_where_it_stands() {
    let response = response(RESPONSE);
    let at = |field: &Field| &RESPONSE[field.place.clone()];
    assert_eq!(
        at(response.destination.as_ref().unwrap()),
        "https://t.example/acs?a=1&amp;b=2"
    );
    let assertion = response.only_assertion().unwrap();
    assert_eq!(at(&assertion.name_id.as_ref().unwrap().name), "mira@acme.example");
    assert_eq!(
        at(&assertion.conditions.as_ref().unwrap().audiences[0][1]),
        "urn:other"
    );
    assert_eq!(at(response.id.as_ref().unwrap()), "r1");
}

#[test]
fn a_comment_cuts_no_value_short() {
    let response = response(RESPONSE);
    let issuer = response.issuer.as_ref().unwrap();
    assert_eq!(issuer.value, "http://idp/exk1");
    assert_eq!(&RESPONSE[issuer.place.clone()], "http://idp<!-- x -->/exk1");
    let interrupted = RESPONSE.replace("mira@acme", "mira<!-- -->@acme");
    let assertion = self::response(&interrupted).assertions.remove(0);
    let name = assertion.name_id.unwrap();
    assert_eq!(name.name.value, "mira@acme.example");
    assert_eq!(&interrupted[name.interrupted.unwrap()], "<!-- -->");
}

#[test]
fn assertions_in_other_places_are_strays() {
    let hidden = RESPONSE.replace(
        "<a:EncryptedAssertion/>",
        "<x><a:Assertion ID=\"evil\"/><p:Response/></x>",
    );
    let response = response(&hidden);
    assert_eq!((response.assertions.len(), response.strays.len()), (1, 2));
}

#[test]
fn a_bare_assertion_stands_for_a_response() {
    let xml =
        r#"<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="a"><Issuer>i</Issuer></Assertion>"#;
    let response = response(xml);
    assert!(response.is_bare_assertion && response.is_saml_2);
    assert_eq!(response.only_assertion().unwrap().start, response.start);
}

#[test]
fn what_is_missing_is_absent_and_other_roots_are_no_response() {
    let bare = response("<Response/>");
    assert!(!bare.is_saml_2);
    assert_eq!((bare.id, bare.status, bare.issuer), (None, None, None));
    let tree = xml::parse("<x/>", &Limits::default()).unwrap();
    assert_eq!(Response::read(&tree), None);
    assert_eq!(Request::read(&tree), None);
}

#[test]
fn a_request_is_read() {
    let xml = format!(
        "<p:AuthnRequest xmlns:p='{PROTOCOL}' ID='q1' Destination='https://s.example/sso' \
         AssertionConsumerServiceURL='https://t.example/acs'><a:Issuer xmlns:a='{ASSERTION}'>urn:sp</a:Issuer>\
         <p:NameIDPolicy Format='urn:f'/></p:AuthnRequest>"
    );
    let tree = xml::parse(&xml, &Limits::default()).unwrap();
    let request = Request::read(&tree).unwrap();
    assert_eq!(
        (value(request.id.as_ref()), value(request.issuer.as_ref())),
        ("q1", "urn:sp")
    );
    assert_eq!(value(request.acs.as_ref()), "https://t.example/acs");
    assert_eq!(value(request.destination.as_ref()), "https://s.example/sso");
    assert_eq!(value(request.name_id_format.as_ref()), "urn:f");
}

fn response(xml: &str) -> Response {
    let tree = xml::parse(xml, &Limits::default()).unwrap();
    Response::read(&tree).unwrap()
}

fn value(field: Option<&Field>) -> &str {
    &field.unwrap().value
}
