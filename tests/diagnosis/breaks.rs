//! A healthy response has no finding; each break yields exactly its own.

use crate::signer::{
    ACS, AT, AUDIENCE, Draft, ISSUER, Style, base64, brought, codes, instant, judge, key, renewed, target,
};
use org2org_setup::saml::{
    diagnose::diagnose,
    expectation::{Expectations, Expected, Known, Scope},
    finding::{Confidence, Severity},
    signature::Hash,
};

/// A way to break a response.
type Change = fn(&mut Draft);

fn draft(change: impl FnOnce(&mut Draft)) -> Draft {
    let mut draft = Draft::default();
    change(&mut draft);
    draft
}

fn found(draft: &Draft) -> Vec<String> {
    codes(&judge(&draft.xml(), &target()))
}

#[test]
fn a_healthy_response_has_no_finding_and_is_believed() {
    for (response, assertion) in [(true, true), (true, false), (false, true)] {
        let draft = draft(|draft| (draft.sign_response, draft.sign_assertion) = (response, assertion));
        for form in [draft.xml(), base64(&draft.xml())] {
            let diagnosis = judge(&form, &target());
            assert_eq!(codes(&diagnosis), Vec::<String>::new());
            assert_eq!(diagnosis.believed.len(), 1);
            assert_eq!(diagnosis.believed[0].name, "mira.chen@acme.example");
            assert_eq!(diagnosis.believed[0].assertion, "idassertion");
        }
    }
}

#[test]
fn each_value_that_differs_is_exactly_its_finding() {
    let cases: [(Change, &[&str]); 6] = [
        (|draft| draft.issuer += "/", &["!issuer-mismatch"]),
        (|draft| draft.audience += "x", &["!audience-mismatch"]),
        (
            |draft| draft.destination = draft.destination.replace("https", "http"),
            &["!destination-mismatch"],
        ),
        (|draft| draft.recipient += "/", &["!recipient-mismatch"]),
        (
            |draft| draft.in_response_to = "other".to_owned(),
            &["!in-response-to-mismatch"],
        ),
        (
            |draft| draft.status = "urn:oasis:names:tc:SAML:2.0:status:Responder".to_owned(),
            &["!status-not-success"],
        ),
    ];
    for (change, expected) in cases {
        let diagnosis = judge(&draft(change).xml(), &target());
        assert_eq!(codes(&diagnosis), expected);
        assert_eq!(diagnosis.findings[0].confidence, Confidence::Certain);
        assert!(diagnosis.believed.is_empty());
    }
}

#[test]
fn both_values_are_kept_with_their_difference_and_their_place() {
    let xml = draft(|draft| draft.issuer = ISSUER.replace("http:", "https:")).xml();
    let finding = judge(&xml, &target()).findings.remove(0);
    let two = finding.comparison.clone().unwrap();
    assert_eq!(two.sent, ISSUER.replace("http:", "https:"));
    assert_eq!(two.expected, ISSUER);
    assert!(finding.difference().unwrap().contains("http and https"));
    assert!(finding.advice().len() >= 2);
    let place = finding.place.clone().unwrap();
    assert_eq!(&xml[place], two.sent);
}

#[test]
fn time_is_judged_by_the_instant_that_is_handed_in() {
    let documents = brought(&Draft::default().xml());
    let at = |instant_at: &str| {
        let diagnosis = diagnose(&documents, &target(), instant(instant_at));
        codes(&diagnosis)
    };
    assert_eq!(at("2026-11-23T06:55:00Z"), Vec::<String>::new());
    assert_eq!(at("2026-11-23T07:04:59Z"), Vec::<String>::new());
    assert_eq!(at("2026-11-23T06:50:00Z"), ["!not-yet-valid"]);
    assert_eq!(at("2026-11-23T08:00:00Z"), ["!expired"]);
    // Within the clock skew it may pass.
    assert_eq!(at("2026-11-23T07:06:00Z"), ["expired"]);
    assert_eq!(at("2026-11-23T06:54:00Z"), ["not-yet-valid"]);
}

#[test]
fn a_message_without_signature_is_unsigned() {
    let draft = draft(|draft| (draft.sign_response, draft.sign_assertion) = (false, false));
    assert_eq!(found(&draft), ["!unsigned"]);
}

#[test]
fn content_that_was_edited_is_told_from_a_key_that_is_another() {
    let edited = Draft::default().xml().replace("mira.chen@", "admin@");
    assert_eq!(codes(&judge(&edited, &target())), ["!content-altered"]);
    let edited_inside = draft(|draft| draft.sign_response = false)
        .xml()
        .replace("mira.chen@", "admin@");
    assert_eq!(codes(&judge(&edited_inside, &target())), ["!content-altered"]);
    let other = draft(|draft| draft.key = "other".to_owned());
    let diagnosis = judge(&other.xml(), &target());
    assert_eq!(codes(&diagnosis), ["!certificate-mismatch"]);
    let two = diagnosis.findings[0].comparison.as_ref().unwrap();
    assert_eq!(two.sent, key("other").certificate.fingerprint_colons());
    assert_eq!(two.expected, key("source").certificate.fingerprint_colons());
    assert!(diagnosis.believed.is_empty());
}

#[test]
fn whose_other_key_it_was_is_said_where_it_is_known() {
    let mut expectations = target();
    expectations.known = vec![Known {
        whose: "the next key of the Org2Org app".to_owned(),
        certificate: key("other").certificate,
    }];
    for brings_certificate in [true, false] {
        let xml = draft(|draft| {
            draft.key = "other".to_owned();
            draft.style.brings_certificate = brings_certificate;
        })
        .xml();
        let diagnosis = judge(&xml, &expectations);
        assert_eq!(codes(&diagnosis), ["!certificate-mismatch"]);
        assert!(
            diagnosis.findings[0]
                .summary
                .contains("the next key of the Org2Org app")
        );
        assert_eq!(diagnosis.findings[0].confidence, Confidence::Certain);
    }
}

#[test]
fn a_signature_by_an_unknown_key_is_likely_another_key() {
    let xml = draft(|draft| {
        draft.key = "other".to_owned();
        draft.style.brings_certificate = false;
    })
    .xml();
    let diagnosis = judge(&xml, &target());
    assert_eq!(codes(&diagnosis), ["!certificate-mismatch"]);
    assert_eq!(diagnosis.findings[0].confidence, Confidence::Likely);
}

#[test]
fn a_second_trusted_certificate_is_as_good_as_the_first() {
    let mut expectations = target();
    expectations.trusted.push(key("other").certificate);
    let xml = draft(|draft| draft.key = "other".to_owned()).xml();
    assert_eq!(codes(&judge(&xml, &expectations)), Vec::<String>::new());
}

#[test]
fn a_renewed_certificate_of_the_same_key_is_a_note() {
    let mut expectations = target();
    expectations.trusted = vec![renewed("source", (2019, 2041))];
    let diagnosis = judge(&Draft::default().xml(), &expectations);
    assert_eq!(codes(&diagnosis), ["inline-certificate-differs"]);
    assert_eq!(diagnosis.believed.len(), 1);
}

#[test]
fn an_expired_certificate_is_a_note_and_no_cause() {
    let mut expectations = target();
    expectations.trusted = vec![renewed("source", (2019, 2021))];
    let diagnosis = judge(&Draft::default().xml(), &expectations);
    assert_eq!(
        codes(&diagnosis),
        ["inline-certificate-differs", "certificate-expired"]
    );
    assert!(
        diagnosis
            .findings
            .iter()
            .all(|one| one.severity == Severity::Note)
    );
    assert_eq!(diagnosis.believed.len(), 1);
}

#[test]
fn a_message_that_was_tidied_up_is_told_from_one_that_was_edited() {
    let tidied = Draft::default().xml().replace("><", ">\n  <");
    let diagnosis = judge(&tidied, &target());
    assert_eq!(codes(&diagnosis), ["!reformatted"]);
    assert_eq!(diagnosis.findings[0].confidence, Confidence::Certain);
    let both = tidied.replace("mira.chen@", "admin@");
    assert!(codes(&judge(&both, &target())).contains(&"!reformatted".to_owned()));
}

#[test]
fn a_damaged_signature_value_is_neither_of_both() {
    let xml = draft(|draft| draft.sign_response = false).xml();
    let start = xml.find("SignatureValue>").unwrap() + "SignatureValue>".len();
    let mut damaged = xml.clone();
    let other = if &xml[start..=start] == "A" { "B" } else { "A" };
    damaged.replace_range(start..=start, other);
    assert_eq!(codes(&judge(&damaged, &target())), ["!signature-invalid"]);
    let empty = xml.replacen(&xml[start..xml[start..].find('<').unwrap() + start], "", 1);
    assert_eq!(codes(&judge(&empty, &target())), ["!signature-malformed"]);
}

#[test]
fn sha_1_is_weak_but_otherwise_right() {
    let xml = draft(|draft| {
        draft.style = Style {
            signature: "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            digest: "http://www.w3.org/2000/09/xmldsig#sha1",
            ..Style::default()
        };
    })
    .xml();
    let weak = ["weak-signature-algorithm", "weak-digest-algorithm"];
    assert_eq!(codes(&judge(&xml, &target())), weak);
    let mut strict = target();
    strict.least_hash = Some(Hash::Sha256);
    assert_eq!(codes(&judge(&xml, &strict)), weak.map(|code| format!("!{code}")));
    strict.least_hash = Some(Hash::Sha1);
    let told = judge(&xml, &strict);
    assert!(told.findings.iter().all(|one| one.severity == Severity::Note));
}

#[test]
fn what_is_signed_is_compared_with_what_is_asked_for() {
    let signed = |response, assertion, scope| {
        let xml = draft(|draft| (draft.sign_response, draft.sign_assertion) = (response, assertion)).xml();
        let expectations = Expectations { scope, ..target() };
        codes(&judge(&xml, &expectations))
    };
    assert_eq!(signed(true, false, Scope::Assertion), ["!signature-scope"]);
    assert_eq!(signed(false, true, Scope::Response), ["!signature-scope"]);
    assert_eq!(signed(true, true, Scope::Response), Vec::<String>::new());
    assert_eq!(signed(true, true, Scope::Assertion), Vec::<String>::new());
}

#[test]
fn without_a_trusted_certificate_the_key_proves_nothing() {
    let xml = draft(|draft| draft.key = "anybody".to_owned()).xml();
    let expectations = Expectations {
        trusted: Vec::new(),
        ..target()
    };
    let diagnosis = judge(&xml, &expectations);
    assert_eq!(codes(&diagnosis), ["key-unproven"]);
    assert!(diagnosis.findings[0].summary.contains("proves nothing alone"));
    assert!(diagnosis.believed.is_empty());
}

#[test]
fn what_is_missing_is_named() {
    let cases: [(&str, &str, &str); 8] = [
        (" ID=\"idresponse\"", "", "!id-missing"),
        ("<saml2p:Status>", "<saml2p:Other>", "!status-missing"),
        (
            "mira.chen@acme.example</saml2:NameID>",
            "</saml2:NameID>",
            "!name-id-missing",
        ),
        (":cm:bearer", ":cm:holder-of-key", "!confirmation-missing"),
        ("<saml2:AuthnStatement", "<saml2:Auth", "authn-statement-missing"),
        ("<saml2:Conditions", "<saml2:Cond", "conditions-missing"),
        (" Destination=\"", " Dest=\"", "destination-missing"),
        (
            "NotOnOrAfter=\"2026",
            "NotOnOrAfter=\"in 2026",
            "instant-unreadable",
        ),
    ];
    for (from, to, code) in cases {
        let xml = draft(|draft| (draft.sign_response, draft.sign_assertion) = (false, false)).xml();
        let close = |text: &str| text.replace("<saml2", "</saml2");
        let broken = if to.starts_with('<') && to.len() > 2 && !to.starts_with("</") {
            xml.replace(from, to).replace(&close(from), &close(to))
        } else {
            xml.replace(from, to)
        };
        let found = codes(&judge(&broken, &target()));
        assert!(found.contains(&code.to_owned()), "{from}: {found:?}");
        assert!(
            found.iter().all(|one| one == code || one == "!unsigned"),
            "{from}: {found:?}"
        );
    }
}

#[test]
fn encrypted_parts_are_named_as_such() {
    let xml = draft(|draft| (draft.sign_response, draft.sign_assertion) = (false, false)).xml();
    let encrypted = xml
        .replace(
            "<saml2:Assertion ",
            "<saml2:EncryptedAssertion xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"><x ",
        )
        .replace("</saml2:Assertion>", "</x></saml2:EncryptedAssertion>");
    assert_eq!(codes(&judge(&encrypted, &target())), ["encrypted-assertion"]);
}

#[test]
fn a_sign_in_that_the_source_started_answers_no_request() {
    let xml = draft(|draft| draft.in_response_to = "absent".to_owned())
        .xml()
        .replace(" InResponseTo=\"absent\"", "");
    let found = codes(&judge(&xml, &target()));
    assert!(found.contains(&"in-response-to-mismatch".to_owned()), "{found:?}");
    assert!(!found.contains(&"!in-response-to-mismatch".to_owned()));
}

#[test]
fn name_formats_are_compared_where_both_are_particular() {
    let expectations = |format: &str| Expectations {
        name_id_format: Some(Expected::new(format, "The target org asks for")),
        ..target()
    };
    let email = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    let unspecified = draft(|_| ()).xml();
    assert_eq!(
        codes(&judge(&unspecified, &expectations(email))),
        Vec::<String>::new()
    );
    let unsigned = draft(|draft| (draft.sign_response, draft.sign_assertion) = (false, false)).xml();
    let persistent = unsigned.replace(
        "SAML:1.1:nameid-format:unspecified",
        "SAML:2.0:nameid-format:persistent",
    );
    assert_eq!(
        codes(&judge(&persistent, &expectations(email))),
        ["!unsigned", "name-id-format"]
    );
}

#[test]
fn the_cause_that_is_looked_for_first_comes_first() {
    let xml = draft(|draft| {
        draft.audience = "urn:other".to_owned();
        draft.issuer = "urn:other".to_owned();
        draft.key = "other".to_owned();
        draft.not_on_or_after = "2026-11-23T06:56:00Z".to_owned();
    })
    .xml();
    assert_eq!(
        codes(&judge(&xml, &target())),
        [
            "!issuer-mismatch",
            "!audience-mismatch",
            "!certificate-mismatch",
            "!expired"
        ]
    );
}

#[test]
fn every_code_of_the_catalogue_is_yielded_somewhere() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/saml");
    let read = |path: &str| std::fs::read_to_string(format!("{folder}/{path}")).unwrap();
    let judges =
        ["files", "form", "signing", "time", "values"].map(|name| read(&format!("diagnose/{name}.rs")));
    let judges = judges.concat() + &read("diagnose.rs");
    let catalogue = read("finding/catalogue.rs");
    let constants = catalogue
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(": Code"));
    let idle: Vec<&str> = constants
        .map(|(name, _)| name)
        .filter(|name| !judges.contains(&format!("catalogue::{name}")))
        .collect();
    assert_eq!(idle, Vec::<&str>::new());
}

#[test]
fn settings_that_disagree_are_found_without_any_message() {
    let mut expectations = target();
    expectations.source_issuer = Some(Expected::new("urn:source", "The source org's metadata says"));
    expectations.known = vec![Known {
        whose: "the source org's metadata".to_owned(),
        certificate: key("other").certificate,
    }];
    let diagnosis = diagnose(&[], &expectations, instant(AT));
    assert_eq!(codes(&diagnosis), ["!issuer-mismatch", "!certificate-mismatch"]);
}

#[test]
fn a_response_is_measured_by_the_metadata_and_certificate_beside_it() {
    let metadata = |name: &str, entity: &str| {
        format!(
            "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{entity}\">\
             <md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
             <md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>\
             <ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
             <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
             Location=\"https://acme.example/sso\"/></md:IDPSSODescriptor></md:EntityDescriptor>",
            key(name).certificate.to_base64()
        )
    };
    let together = |others: &[String]| {
        let mut documents = brought(&Draft::default().xml());
        for other in others {
            documents.extend(brought(other));
        }
        codes(&diagnose(&documents, &Expectations::default(), instant(AT)))
    };
    assert_eq!(together(&[metadata("source", ISSUER)]), Vec::<String>::new());
    assert_eq!(together(&[metadata("source", "urn:else")]), ["!issuer-mismatch"]);
    assert_eq!(together(&[metadata("other", ISSUER)]), ["!certificate-mismatch"]);
    let pem = key("other").certificate.to_pem();
    assert_eq!(
        together(&[metadata("source", ISSUER), pem.clone()]),
        ["!certificate-mismatch"]
    );
    assert_eq!(together(&[pem]), ["!certificate-mismatch"]);
    let request = format!(
        "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"idother\" \
         AssertionConsumerServiceURL=\"{ACS}\" Version=\"2.0\"><a:Issuer \
         xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">{AUDIENCE}</a:Issuer></p:AuthnRequest>"
    );
    assert_eq!(
        together(&[metadata("source", ISSUER), request]),
        ["!in-response-to-mismatch"]
    );
}
