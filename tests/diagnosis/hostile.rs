//! Files that are made to do harm: refused with a sentence, in little time and memory.

mod cases;
mod limits;

use crate::signer::{AT, base64, instant};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cases::{bomb, deep, deflate, external, joined, zip_bomb};
use flate2::Compression;
use flate2::write::GzEncoder;
use org2org_setup::saml::{
    diagnose::diagnose,
    expectation::Expectations,
    input::{self, InputError},
    xml::XmlError,
};
use std::io::Write as _;

fn refused(bytes: &[u8]) -> InputError {
    let error = input::read(bytes).unwrap_err();
    let sentence = error.to_string();
    assert!(sentence.len() > 20 && !sentence.ends_with('.'), "{sentence}");
    error
}

#[test]
fn entities_are_refused_whatever_carries_them() {
    let (bomb, external) = (bomb(), external());
    let parameter = "<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://127.0.0.1/x'>%p;]><Response/>";
    for document in [&bomb, &external, parameter] {
        let forms = [
            document.to_owned(),
            base64(document),
            STANDARD.encode(deflate(document.as_bytes())),
        ];
        for form in forms {
            assert_eq!(refused(form.as_bytes()), InputError::Xml(XmlError::DocumentType));
        }
    }
}

#[test]
fn depth_is_refused_in_xml_and_in_json() {
    let deep = deep();
    let too_deep = InputError::Xml(XmlError::TooDeep { limit: 100 });
    assert_eq!(refused(deep.as_bytes()), too_deep);
    assert_eq!(refused(base64(&deep).as_bytes()), too_deep);
    assert_eq!(refused("[".repeat(1_000_000).as_bytes()), InputError::Json);
    let object = "{\"log\":".repeat(10_000);
    assert_eq!(refused(object.as_bytes()), InputError::Json);
}

#[test]
fn a_hundred_megabytes_of_base64_are_refused_by_their_size() {
    let large = vec![b'Q'; 100 * 1024 * 1024];
    assert!(matches!(refused(&large), InputError::TooLarge { .. }));
    assert!(!input::may_be_recording(&large[..512]));
}

#[test]
fn what_unpacks_to_too_much_is_refused_before_it_is_unpacked() {
    let packed = zip_bomb();
    assert!(packed.len() < 1024 * 1024);
    let text = STANDARD.encode(&packed);
    assert!(matches!(
        refused(text.as_bytes()),
        InputError::UnpacksTooLarge { .. }
    ));
}

#[test]
fn what_breaks_off_is_refused() {
    let packed = deflate(&b"<Response ID='x' Version='2.0'>some content</Response>".repeat(20));
    for end in [packed.len() - 1, packed.len() / 2, 24] {
        let text = STANDARD.encode(&packed[..end]);
        let error = refused(text.as_bytes());
        assert!(
            matches!(error, InputError::BrokenOff | InputError::Unknown),
            "{end}: {error:?}"
        );
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(b"<Response/>").unwrap();
    refused(&gzip.finish().unwrap());
}

#[test]
fn a_crowd_of_attributes_namespaces_or_nodes_is_refused() {
    let attributes = joined(0..1000, |i| format!(" a{i}='x'"));
    let namespaces = joined(0..1000, |i| format!(" xmlns:n{i}='u'"));
    let nodes = "<a/>".repeat(200_000);
    for document in [
        format!("<Response{attributes}/>"),
        format!("<Response{namespaces}/>"),
        format!("<Response>{nodes}</Response>"),
    ] {
        assert!(matches!(refused(document.as_bytes()), InputError::Xml(_)));
    }
}

#[test]
fn many_signatures_and_assertions_are_judged_all_the_same() {
    let signature = "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><ds:SignedInfo>\
        <ds:CanonicalizationMethod Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/>\
        <ds:SignatureMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'/>\
        <ds:Reference URI='#r'><ds:DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/>\
        <ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>\
        <ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>";
    let crowd = format!(
        "<Response xmlns='urn:oasis:names:tc:SAML:2.0:protocol' ID='r'>{}</Response>",
        signature.repeat(2000)
    );
    let documents = input::read(crowd.as_bytes()).unwrap();
    let diagnosis = diagnose(&documents, &Expectations::default(), instant(AT));
    assert!(diagnosis.findings.len() < 50);
    assert!(diagnosis.is_blocked());
}

/// Work that grows with the square of a file's size would take minutes here.
#[test]
fn what_repeats_a_thousand_times_is_read_once() {
    let parameters = "SAMLResponse=".repeat(300_000);
    refused(parameters.as_bytes());
    let references = format!("x&lt;{}", "&".repeat(2_000_000));
    refused(references.as_bytes());
    let fields = "<input name=\"SAMLResponse\" value=\"PHg+PC94Pg==PHg+PC94Pg==\">".repeat(100_000);
    refused(fields.as_bytes());
}

#[test]
fn an_error_page_is_read_where_the_error_stands() {
    let head = "<meta content=\"x\">".repeat(2_000);
    let page = format!(
        "<!doctype html><html><head>{head}</head><body><h1>403</h1><p>App Not Assigned</p></body></html>"
    );
    let documents = input::read(page.as_bytes()).unwrap();
    let input::Content::ErrorText(text) = &documents[0].content else {
        panic!("{documents:?}");
    };
    assert!(text.contains("App Not Assigned") && !text.contains('<'), "{text}");
}

#[test]
fn thousands_of_assertions_are_told_of_once() {
    let assertion = "<saml:Assertion/>".repeat(20_000);
    let xml = format!(
        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
         xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"a\" Version=\"2.0\">{assertion}</samlp:Response>"
    );
    let documents = input::read(xml.as_bytes()).unwrap();
    let findings = diagnose(&documents, &Expectations::default(), instant(AT)).findings;
    assert!(
        findings
            .iter()
            .any(|finding| finding.code.word() == "several-assertions")
    );
    assert!(findings.len() < 200, "{} findings", findings.len());
}
