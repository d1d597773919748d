//! Values that both sides must agree on (SAML Core §2.2, §2.4.1.2, §2.5.1.4, §3.2.2, §3.4.1): what is expected, what
//! was sent, where it stands in the document; and what nobody expects is not judged.

use crate::signer::{ACS, AT, AUDIENCE, Draft, ISSUER, REQUEST, codes, instant, key, target};
use org2org_setup::saml::{
    diagnose::{Diagnosis, diagnose},
    expectation::{Expectations, Expected},
    finding::{Finding, Severity},
    input::{self, Document},
    metadata::{Binding, Endpoint, IdpMetadata},
};

const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// A way to change the text of a message.
type Change = (&'static str, &'static str);

/// An unsigned response with pieces of its text replaced.
fn response(changes: &[Change]) -> Vec<Document> {
    let draft = Draft {
        sign_response: false,
        sign_assertion: false,
        ..Draft::default()
    };
    let xml = changes.iter().fold(draft.xml(), |xml, (from, to)| {
        assert!(xml.contains(from), "{from} is not in the message");
        xml.replace(from, to)
    });
    input::read(xml.as_bytes()).unwrap()
}

/// Without what every unsigned message is told.
fn judged(documents: &[Document], expectations: &Expectations) -> Diagnosis {
    let mut diagnosis = diagnose(documents, expectations, instant(AT));
    diagnosis
        .findings
        .retain(|finding| finding.code.word() != "unsigned");
    diagnosis
}

fn found(changes: &[Change]) -> Vec<String> {
    codes(&judged(&response(changes), &target()))
}

fn nothing() -> Vec<String> {
    Vec::new()
}

fn only(diagnosis: &Diagnosis) -> &Finding {
    assert_eq!(diagnosis.findings.len(), 1, "{:?}", diagnosis.findings);
    &diagnosis.findings[0]
}

#[test]
fn what_is_not_known_is_not_judged() {
    let strange: &[Change] = &[
        (ISSUER, "urn:another"),
        (ACS, "https://else.example/acs"),
        (AUDIENCE, "urn:sp"),
        (REQUEST, "id1"),
    ];
    let unknown = Expectations {
        trusted: target().trusted,
        ..Expectations::default()
    };
    assert_eq!(codes(&judged(&response(strange), &unknown)), nothing());
    assert_eq!(found(strange).len(), 5);
}

/// Every comparison keeps both values to the letter and points at the one in the document.
#[test]
fn both_values_stand_beside_each_other_and_the_place_is_that_of_the_value() {
    for (from, to, code, expected) in [
        (
            ISSUER,
            "https://www.okta.com/exk1a2b3c4D5E6F7G8h9",
            "issuer-mismatch",
            ISSUER,
        ),
        (
            "Destination=\"https://northwind.example/",
            "Destination=\"https://northwind-admin.example/",
            "destination-mismatch",
            ACS,
        ),
        (
            "Recipient=\"https://northwind.example/",
            "Recipient=\"https://northwind.example//",
            "recipient-mismatch",
            ACS,
        ),
        (
            AUDIENCE,
            "https://www.okta.com/saml2/service-provider/spABC",
            "audience-mismatch",
            AUDIENCE,
        ),
        (
            "InResponseTo=\"id4711\"",
            "InResponseTo=\"id4712\"",
            "in-response-to-mismatch",
            REQUEST,
        ),
    ] {
        let documents = response(&[(from, to)]);
        let diagnosis = judged(&documents, &target());
        let finding = only(&diagnosis);
        assert_eq!((finding.code.word(), finding.severity), (code, Severity::Blocks));
        let both = finding.comparison.as_ref().unwrap();
        assert_eq!(both.expected, expected, "{code}");
        let place = finding.place.clone().unwrap();
        assert_eq!(&documents[0].text().unwrap()[place], both.sent, "{code}");
        assert!(finding.difference().is_some(), "{code}");
        assert!(
            !finding.advice().is_empty() && !finding.code.why().is_empty(),
            "{code}"
        );
    }
}

/// SAML compares strings as they are (SAML Core §1.3.1): white space around a value makes it another.
#[test]
fn values_are_compared_to_the_letter() {
    for (from, to, code) in [
        (
            "http://www.okta.com/exk1",
            " http://www.okta.com/exk1",
            "!issuer-mismatch",
        ),
        (
            "service-provider/spabc",
            "service-provider/spabc\n",
            "!audience-mismatch",
        ),
        (
            "service-provider/spabc",
            "service-provider/SPABC",
            "!audience-mismatch",
        ),
        (
            "service-provider/spabc",
            "service-provider/spabc/",
            "!audience-mismatch",
        ),
    ] {
        assert_eq!(found(&[(from, to)]), [code], "{to:?}");
    }
}

/// SAML Core §2.5.1.4: within a restriction one audience is enough, of several restrictions each has to fit.
#[test]
fn one_audience_of_each_restriction_has_to_fit() {
    let audience = |name: &str| format!("<saml2:Audience>{name}</saml2:Audience>");
    let restriction = |names: &[&str]| {
        let audiences: String = names.iter().map(|name| audience(name)).collect();
        format!("<saml2:AudienceRestriction>{audiences}</saml2:AudienceRestriction>")
    };
    let own = restriction(&[AUDIENCE]);
    let cases: [(Vec<String>, &[&str], &str); 7] = [
        (vec![restriction(&[AUDIENCE, "urn:other"])], &[], ""),
        (vec![restriction(&["urn:other", AUDIENCE])], &[], ""),
        (
            vec![restriction(&[AUDIENCE]), restriction(&["urn:other", AUDIENCE])],
            &[],
            "",
        ),
        (
            vec![restriction(&[AUDIENCE]), restriction(&["urn:other"])],
            &["!audience-mismatch"],
            "urn:other",
        ),
        (
            vec![restriction(&["urn:a", "urn:b"])],
            &["!audience-mismatch"],
            "urn:a, urn:b",
        ),
        (vec![restriction(&[])], &["!audience-mismatch"], ""),
        (vec![], &["!audience-missing", "audience-missing"], ""),
    ];
    for (restrictions, expected, sent) in cases {
        let xml = response(&[])[0]
            .text()
            .unwrap()
            .replace(&own, &restrictions.concat());
        let diagnosis = judged(&input::read(xml.as_bytes()).unwrap(), &target());
        assert_eq!(codes(&diagnosis), expected, "{restrictions:?}");
        let both = diagnosis.findings.first().and_then(|one| one.comparison.as_ref());
        assert_eq!(both.map_or("", |both| &both.sent), sent, "{restrictions:?}");
    }
}

/// SAML Profiles §4.1.4.3: one bearer confirmation that names the address is enough.
#[test]
fn one_confirmation_for_the_address_is_enough() {
    let confirmation = |method: &str, recipient: &str| {
        format!(
            "<saml2:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:{method}\"><saml2:SubjectConfirmationData \
             NotOnOrAfter=\"2026-11-23T07:05:00Z\"{recipient}/></saml2:SubjectConfirmation>"
        )
    };
    let (own, other) = (
        format!(" Recipient=\"{ACS}\""),
        " Recipient=\"https://else.example/acs\"".to_owned(),
    );
    let cases: [(String, &[&str]); 6] = [
        (
            confirmation("bearer", &other) + &confirmation("bearer", &own),
            &[],
        ),
        (confirmation("bearer", &own), &[]),
        (confirmation("bearer", &other), &["!recipient-mismatch"]),
        (
            confirmation("bearer", &other) + &confirmation("sender-vouches", &own),
            &["!recipient-mismatch"],
        ),
        (confirmation("bearer", ""), &["recipient-missing"]),
        (confirmation("sender-vouches", &own), &["!confirmation-missing"]),
    ];
    let whole = response(&[])[0].text().unwrap().to_owned();
    let from = whole.find("<saml2:SubjectConfirmation ").unwrap();
    let until = whole.find("</saml2:Subject>").unwrap();
    for (confirmations, expected) in cases {
        let xml = format!("{}{confirmations}{}", &whole[..from], &whole[until..]);
        let diagnosis = judged(&input::read(xml.as_bytes()).unwrap(), &target());
        assert_eq!(codes(&diagnosis), expected, "{confirmations}");
    }
}

#[test]
fn without_a_known_address_response_and_assertion_are_measured_by_each_other() {
    let unknown = Expectations {
        acs: None,
        issuer: None,
        in_response_to: None,
        ..target()
    };
    for (change, code) in [
        (
            ("Recipient=\"https://northwind", "Recipient=\"https://acme"),
            "recipient-mismatch",
        ),
        (
            (
                "SubjectConfirmationData InResponseTo=\"id4711\"",
                "SubjectConfirmationData InResponseTo=\"id1\"",
            ),
            "!in-response-to-mismatch",
        ),
    ] {
        assert_eq!(codes(&judged(&response(&[change]), &unknown)), [code]);
    }
    let mut documents = response(&[]);
    let issuer = format!("{ISSUER}</saml2:Issuer><saml2:Subject>");
    let xml = documents[0]
        .text()
        .unwrap()
        .replace(&issuer, "urn:inner</saml2:Issuer><saml2:Subject>");
    documents = input::read(xml.as_bytes()).unwrap();
    let diagnosis = judged(&documents, &unknown);
    let both = only(&diagnosis).comparison.as_ref().unwrap();
    assert_eq!(only(&diagnosis).code.word(), "issuers-differ");
    assert_eq!(
        (both.sent.as_str(), both.expected.as_str()),
        ("urn:inner", ISSUER)
    );
}

/// A recording knows where a message went; of that address the query is nobody's business.
#[test]
fn a_recorded_message_is_measured_by_the_address_it_was_sent_to() {
    let unknown = Expectations {
        acs: None,
        ..target()
    };
    for (sent_to, expected) in [
        (ACS.to_owned(), nothing()),
        (
            "https://northwind.example/other".to_owned(),
            vec!["!destination-mismatch".to_owned()],
        ),
        (
            ACS.replace("https", "http"),
            vec!["!destination-mismatch".to_owned()],
        ),
    ] {
        let mut documents = response(&[(
            "Destination=\"https://northwind.example/sso/saml2/0oa1b2c3d4E5F6G7H8i9\"",
            "Destination=\"https://northwind.example/sso/saml2/0oa1b2c3d4E5F6G7H8i9?token=x#y\"",
        )]);
        documents[0].sent_to = Some(sent_to.clone());
        let mut diagnosis = judged(&documents, &unknown);
        diagnosis
            .findings
            .retain(|one| one.code.word() != "recipient-mismatch");
        assert_eq!(codes(&diagnosis), expected, "{sent_to}");
    }
}

#[test]
fn an_answer_nobody_asked_for_is_told_from_an_answer_to_somebody_else() {
    let unasked: &[Change] = &[(" InResponseTo=\"id4711\"", "")];
    assert_eq!(found(unasked), ["in-response-to-mismatch"]);
    let unknown = Expectations {
        in_response_to: None,
        ..target()
    };
    assert_eq!(codes(&judged(&response(unasked), &unknown)), nothing());
    let inner: &[Change] = &[(
        "SubjectConfirmationData InResponseTo=\"id4711\"",
        "SubjectConfirmationData InResponseTo=\"id1\"",
    )];
    assert_eq!(found(inner), ["!in-response-to-mismatch"]);
    let failed: &[Change] = &[
        (" InResponseTo=\"id4711\"", ""),
        ("status:Success", "status:Responder"),
    ];
    assert!(found(failed).contains(&"!status-not-success".to_owned()));
}

/// SAML Core §3.2.2.2: the second code and the message say more than the first.
#[test]
fn a_refusal_by_the_source_org_is_told_in_its_own_words() {
    let success = "<saml2p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/>";
    for (status, told) in [
        (
            "<saml2p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Requester\"/>",
            "did not sign the person in: Requester",
        ),
        (
            "<saml2p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\"><saml2p:StatusCode \
             Value=\"urn:oasis:names:tc:SAML:2.0:status:AuthnFailed\"/></saml2p:StatusCode>",
            "did not sign the person in: Responder, AuthnFailed",
        ),
        (
            "<saml2p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\"/><saml2p:StatusMessage>not \
             assigned</saml2p:StatusMessage>",
            "Responder (“not assigned”)",
        ),
    ] {
        let diagnosis = judged(&response(&[(success, status)]), &target());
        assert_eq!(codes(&diagnosis), ["!status-not-success"]);
        assert!(
            diagnosis.findings[0].summary.contains(told),
            "{}",
            diagnosis.findings[0].summary
        );
    }
    let long = format!("<saml2p:StatusCode Value=\"{}\"/>", "x".repeat(500));
    let xml = response(&[])[0].text().unwrap().replace(success, &long);
    let diagnosis = judged(&input::read(xml.as_bytes()).unwrap(), &target());
    assert!(diagnosis.findings[0].summary.chars().count() < 200);
}

#[test]
fn how_a_person_is_named_is_compared_where_both_sides_are_particular() {
    let format = |name: &str| format!("urn:oasis:names:tc:SAML:{name}");
    let own = "1.1:nameid-format:unspecified";
    for (sent, expected, told) in [
        (own, "1.1:nameid-format:emailAddress", nothing()),
        ("1.1:nameid-format:emailAddress", own, nothing()),
        (
            "1.1:nameid-format:emailAddress",
            "1.1:nameid-format:emailAddress",
            nothing(),
        ),
        (
            "2.0:nameid-format:persistent",
            "1.1:nameid-format:emailAddress",
            vec!["name-id-format".to_owned()],
        ),
        (
            "2.0:nameid-format:transient",
            "2.0:nameid-format:transient",
            vec!["name-id-transient".to_owned()],
        ),
    ] {
        let xml = response(&[])[0]
            .text()
            .unwrap()
            .replace(&format(own), &format(sent));
        let expectations = Expectations {
            name_id_format: Some(Expected::new(format(expected), "The target org asks for")),
            ..target()
        };
        let diagnosis = judged(&input::read(xml.as_bytes()).unwrap(), &expectations);
        assert_eq!(codes(&diagnosis), told, "{sent} for {expected}");
    }
    let qualified = |name: &str| format!("<saml2:NameID SPNameQualifier=\"{name}\" ");
    for (qualifier, told) in [
        (AUDIENCE, nothing()),
        ("urn:other", vec!["name-qualifier-mismatch".to_owned()]),
    ] {
        let xml = response(&[])[0]
            .text()
            .unwrap()
            .replace("<saml2:NameID ", &qualified(qualifier));
        assert_eq!(
            codes(&judged(&input::read(xml.as_bytes()).unwrap(), &target())),
            told,
            "{qualifier}"
        );
    }
}

#[test]
fn a_request_is_measured_by_what_both_orgs_are_set_to() {
    let request = |destination: &str, acs: &str, issuer: &str| {
        let xml = format!(
            "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{REQUEST}\" Version=\"2.0\" \
             Destination=\"{destination}\" AssertionConsumerServiceURL=\"{acs}\"><a:Issuer \
             xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">{issuer}</a:Issuer></p:AuthnRequest>"
        );
        input::read(xml.as_bytes()).unwrap()
    };
    let sso = "https://acme.example/app/okta_org2org/exk1/sso/saml";
    let expectations = Expectations {
        sso_url: Some(Expected::new(sso, "The source org takes requests at")),
        ..target()
    };
    let told = |documents: &[Document]| codes(&judged(documents, &expectations));
    assert_eq!(told(&request(sso, ACS, AUDIENCE)), nothing());
    assert_eq!(
        told(&request("https://acme.example/", ACS, AUDIENCE)),
        ["!sso-url-mismatch"]
    );
    assert_eq!(
        told(&request(sso, "https://northwind.example/", AUDIENCE)),
        ["!destination-mismatch"]
    );
    assert_eq!(told(&request(sso, ACS, "urn:other")), ["!audience-mismatch"]);
    assert_eq!(told(&request("a", "b", "c")).len(), 3);
}

/// Whoever brings request and response together need not say what was asked for.
#[test]
fn a_response_is_measured_by_the_request_that_was_brought_with_it() {
    let request = |id: &str| {
        let xml = format!(
            "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{id}\" Version=\"2.0\" \
             AssertionConsumerServiceURL=\"{ACS}\"><a:Issuer xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">{AUDIENCE}\
             </a:Issuer></p:AuthnRequest>"
        );
        input::read(xml.as_bytes()).unwrap()
    };
    let unknown = Expectations {
        trusted: target().trusted,
        ..Expectations::default()
    };
    let together = |requests: &[&str], changes: &[Change]| {
        let mut documents = response(changes);
        documents.extend(requests.iter().flat_map(|id| request(id)));
        codes(&judged(&documents, &unknown))
    };
    assert_eq!(together(&[REQUEST], &[]), nothing());
    assert_eq!(together(&["id1"], &[]), ["!in-response-to-mismatch"]);
    assert_eq!(
        together(&["id1", REQUEST, "id2"], &[]),
        nothing(),
        "one of several was answered"
    );
    assert_eq!(
        together(&[REQUEST], &[("service-provider/spabc", "service-provider/x")]),
        ["!audience-mismatch"]
    );
    let elsewhere = ("Recipient=\"https://northwind", "Recipient=\"https://acme");
    assert_eq!(together(&[REQUEST], &[elsewhere]), ["!recipient-mismatch"]);
}

/// SAML Core §2.3.3: one assertion is taken once. A recording that shows it handed in twice shows a replay.
#[test]
fn an_assertion_that_was_handed_in_twice_is_told_of() {
    for (posts, told) in [
        (vec![1], false),
        (vec![2], true),
        (vec![1, 1], true),
        (vec![0, 0], false),
        (vec![0, 1], false),
    ] {
        let documents: Vec<Document> = posts
            .iter()
            .flat_map(|posts| {
                let mut documents = response(&[]);
                documents[0].posts = *posts;
                documents
            })
            .collect();
        let found = codes(&judged(&documents, &target()));
        assert_eq!(found.contains(&"replayed".to_owned()), told, "{posts:?}");
    }
}

/// What the source org says of itself is expected only where the target org says nothing.
#[test]
fn metadata_fills_what_is_not_known_and_overrules_nothing() {
    let endpoint = |binding, location: &str| Endpoint {
        binding,
        location: location.to_owned(),
    };
    let metadata = IdpMetadata {
        entity_id: "urn:source".to_owned(),
        certificates: vec![key("other").certificate],
        sso: vec![
            endpoint(Binding::HttpRedirect, "https://acme.example/redirect"),
            endpoint(Binding::from_uri(POST), "https://acme.example/post"),
        ],
        name_id_formats: Vec::new(),
        want_authn_requests_signed: false,
        valid_until: None,
    };
    let mut empty = Expectations::default();
    empty.learn_idp(&metadata, "the metadata of Acme");
    let expected = Expected::new("urn:source", "The metadata of Acme says");
    assert_eq!(
        (empty.issuer.as_ref(), empty.source_issuer.as_ref()),
        (Some(&expected), Some(&expected))
    );
    assert_eq!(empty.sso_url.unwrap().value, "https://acme.example/post");
    assert_eq!(empty.trusted, metadata.certificates);
    let mut known = target();
    known.learn_idp(&metadata, "the metadata of Acme");
    assert_eq!(known.issuer, target().issuer);
    assert_eq!(known.trusted, target().trusted);
    assert_eq!(known.source_issuer, Some(expected));
    assert_eq!(
        known.whose(&key("other").certificate),
        Some("the metadata of Acme")
    );
    assert_eq!(known.whose(&key("source").certificate), None);
    let redirect = IdpMetadata {
        sso: metadata.sso[..1].to_vec(),
        ..metadata
    };
    let mut only_redirect = Expectations::default();
    only_redirect.know_source(&redirect, "it");
    assert_eq!(
        only_redirect.sso_url.unwrap().value,
        "https://acme.example/redirect"
    );
    assert!(only_redirect.trusted.is_empty() && only_redirect.issuer.is_none());
}
