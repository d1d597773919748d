//! Whatever somebody brings is known by its content: each kind, in each encoding, with each sort of text around it
//! (SAML Bindings §3.4, §3.5; issue "What goes in": kind and encoding are recognised, not asked for).

use crate::signer::{Draft, key};
use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use org2org_setup::saml::input::{self, Content, Document, InputError};
use std::io::Write as _;

/// A name, and what makes other bytes of a document.
type Way = (&'static str, fn(&str) -> Vec<u8>);

const REQUEST: &str = "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"id4711\" \
    Version=\"2.0\" IssueInstant=\"2026-11-23T06:59:00Z\" AssertionConsumerServiceURL=\"https://northwind.example/acs\">\
    <saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://northwind.example/sp?a=1&amp;b=2</saml:Issuer>\
    </samlp:AuthnRequest>";
const LOGOUT: &str = "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"id4712\" \
    Version=\"2.0\" IssueInstant=\"2026-11-23T06:59:00Z\"><samlp:SessionIndex>s~?>1</samlp:SessionIndex></samlp:LogoutRequest>";
const METADATA: &str = "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"urn:sp~~~???\">\
    <md:SPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
    <md:AssertionConsumerService index=\"0\" Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
    Location=\"https://northwind.example/acs\"/></md:SPSSODescriptor></md:EntityDescriptor>";

/// Each kind of document, as XML.
fn kinds() -> [(&'static str, String); 5] {
    let response = Draft::default().xml();
    let from = response.find("<saml2:Assertion").unwrap();
    let until = response.find("</saml2p:Response>").unwrap();
    [
        ("response", response.clone()),
        ("assertion", response[from..until].to_owned()),
        ("request", REQUEST.to_owned()),
        ("message", LOGOUT.to_owned()),
        ("metadata", METADATA.to_owned()),
    ]
}

fn bytes(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn wide(text: &str, unit: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    mark.into_iter()
        .chain(text.encode_utf16())
        .flat_map(unit)
        .collect()
}

fn encoded(text: &str) -> String {
    STANDARD.encode(text)
}

fn deflated(text: &str) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

fn framed(text: &str) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

fn percent(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

fn in_lines(value: &str, width: usize, end: &str) -> String {
    let lines: Vec<&str> = value
        .as_bytes()
        .chunks(width)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    lines.join(end)
}

/// What a document looks like on its way.
const ENCODINGS: [Way; 16] = [
    ("as it is", bytes),
    ("with a mark", |xml| bytes(&format!("\u{feff}{xml}"))),
    ("UTF-16, little end first", |xml| {
        wide(xml, u16::to_le_bytes, true)
    }),
    ("UTF-16, big end first", |xml| wide(xml, u16::to_be_bytes, true)),
    ("UTF-16 without a mark", |xml| wide(xml, u16::to_le_bytes, false)),
    ("base64", |xml| bytes(&encoded(xml))),
    ("base64 in lines", |xml| {
        bytes(&in_lines(&encoded(xml), 76, "\r\n"))
    }),
    ("base64 in indented lines", |xml| {
        bytes(&in_lines(&encoded(xml), 64, "\n    "))
    }),
    ("base64 for addresses", |xml| {
        bytes(&encoded(xml).replace('+', "-").replace('/', "_").replace('=', ""))
    }),
    ("base64, plus signs lost", |xml| {
        bytes(&encoded(xml).replace('+', " "))
    }),
    ("base64 twice", |xml| bytes(&encoded(&encoded(xml)))),
    ("base64, percent-encoded", |xml| bytes(&percent(&encoded(xml)))),
    ("deflated", |xml| bytes(&deflated(xml))),
    ("deflated, percent-encoded", |xml| bytes(&percent(&deflated(xml)))),
    ("deflated with a frame", |xml| bytes(&framed(xml))),
    ("base64 of UTF-16", |xml| {
        bytes(&STANDARD.encode(wide(xml, u16::to_le_bytes, true)))
    }),
];

/// What may stand around a message; the first two are for any text.
const SURROUNDINGS: [Way; 11] = [
    ("blank lines", |text| bytes(&format!("\r\n\n  {text} \t\r\n"))),
    ("nothing", bytes),
    ("parameter", |text| {
        bytes(&format!("SAMLResponse={}&RelayState=%2Fhome", percent(text)))
    }),
    ("parameter in a header", |text| {
        bytes(&format!(
            "POST /acs HTTP/1.1\r\nHost: t.example\r\nCookie: sid=1\r\n\r\nSAMLRequest={}",
            percent(text)
        ))
    }),
    ("address", |text| {
        bytes(&format!(
            "https://t.example/acs?RelayState=x&SAMLRequest={}&SigAlg=rsa&Signature=AAAA",
            percent(text)
        ))
    }),
    ("form", |text| {
        bytes(&format!(
            "<html><body><form method=\"post\" action=\"https://t.example/acs\"><input type=\"hidden\" \
             name=\"SAMLResponse\" value=\"{text}\"/><input type=\"hidden\" name=\"RelayState\" value=\"x\"/></form></html>"
        ))
    }),
    ("form in capitals, name behind", |text| {
        bytes(&format!(
            "<FORM ACTION='/acs'><INPUT VALUE='{text}' TYPE=hidden NAME='SAMLRequest'></FORM>"
        ))
    }),
    ("piece of a form", |text| {
        bytes(&format!("<input name=SAMLResponse value={text} type=hidden>"))
    }),
    ("escaped in a form", |text| {
        let escaped = text
            .replace('+', "&#43;")
            .replace('/', "&#x2F;")
            .replace('=', "&equals;");
        bytes(&format!(
            "<!DOCTYPE html><html><input name=\"SAMLResponse\" value=\"{escaped}\"></html>"
        ))
    }),
    ("text area", |text| {
        bytes(&format!(
            "<html><textarea name=\"SAMLResponse\" rows=\"5\">{text}</textarea></html>"
        ))
    }),
    ("console of a browser", |text| {
        bytes(&format!("args {{ SAMLResponse: \"{text}\", RelayState: \"\" }}"))
    }),
];

fn only(read: Result<Vec<Document>, InputError>, what: &str) -> Document {
    let documents = read.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(documents.len(), 1, "{what}: {documents:?}");
    documents.into_iter().next().unwrap()
}

#[test]
fn every_kind_of_document_is_known_in_every_encoding() {
    for (kind, xml) in kinds() {
        for (encoding, encode) in ENCODINGS {
            let what = format!("{kind}, {encoding}");
            let document = only(input::read(&encode(&xml)), &what);
            assert_eq!(document.kind(), kind, "{what}");
            assert_eq!(document.text(), Some(xml.as_str()), "{what}");
            assert!(!document.completed, "{what}");
        }
    }
}

#[test]
fn every_message_is_found_in_whatever_carries_it() {
    for (kind, xml) in kinds() {
        for (packing, packed) in [("base64", encoded(&xml)), ("deflated", deflated(&xml))] {
            for (surrounding, put) in SURROUNDINGS {
                let what = format!("{kind}, {packing}, {surrounding}");
                let document = only(input::read(&put(&packed)), &what);
                assert_eq!(
                    (document.kind(), document.text()),
                    (kind, Some(xml.as_str())),
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn xml_amid_other_text_is_cut_out_of_it() {
    for (kind, xml) in kinds() {
        for (before, behind) in [
            ("Hello,\nthis is what I found:\n", "\nKind regards\nMira"),
            ("2026-11-23 07:00:00 DEBUG response: ", " (sent)"),
            ("\"", "\""),
            ("```xml\n", "\n```"),
        ] {
            let text = format!("{before}{xml}{behind}");
            let document = only(input::read(text.as_bytes()), before);
            assert_eq!(
                (document.kind(), document.text()),
                (kind, Some(xml.as_str())),
                "{before}"
            );
            let escaped = format!("{before}{}{behind}", html(&xml));
            assert_eq!(
                only(input::read(escaped.as_bytes()), before).text(),
                Some(xml.as_str())
            );
        }
    }
}

fn html(xml: &str) -> String {
    let ampersands = xml.replace('&', "&amp;");
    ampersands
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[test]
fn several_messages_of_one_form_are_read_in_order() {
    let first = encoded(&Draft::default().xml());
    let page = format!(
        "<html><form><input name='SAMLResponse' value='{first}'></form><form><input name='SAMLRequest' \
         value='{}'></form></html>",
        deflated(REQUEST)
    );
    let kinds: Vec<&str> = input::read(page.as_bytes())
        .unwrap()
        .iter()
        .map(Document::kind)
        .collect();
    assert_eq!(kinds, ["response", "request"]);
    let body = format!(
        "SAMLRequest={}&SAMLResponse={}",
        percent(&deflated(REQUEST)),
        percent(&first)
    );
    let kinds: Vec<&str> = input::read(body.as_bytes())
        .unwrap()
        .iter()
        .map(Document::kind)
        .collect();
    assert_eq!(kinds, ["response", "request"]);
}

/// A field of another name is nobody's business, whatever it holds.
#[test]
fn no_other_field_of_a_form_is_read() {
    let message = encoded(&Draft::default().xml());
    for field in [
        format!("<input name=\"RelayState\" value=\"{message}\">"),
        format!("<input name=\"samlresponse\" value=\"{message}\">"),
        format!("<input id=\"SAMLResponse\" value=\"{message}\">"),
        format!("<div name=\"SAMLResponse\">{message}</div>"),
    ] {
        let page = format!("<html><form>{field}</form></html>");
        assert_eq!(input::read(page.as_bytes()), Err(InputError::WebPage), "{field}");
    }
}

#[test]
fn a_certificate_is_known_in_whatever_form_it_comes() {
    let certificate = key("source").certificate;
    let bare = certificate.to_base64();
    let forms: [Vec<u8>; 10] = [
        certificate.der().to_vec(),
        bytes(&certificate.to_pem()),
        bytes(&certificate.to_pem().replace('\n', "\r\n")),
        bytes(&format!(
            "subject=CN = source\nissuer=CN = source\n{}",
            certificate.to_pem()
        )),
        bytes(&format!("\u{feff}{}", certificate.to_pem())),
        wide(&certificate.to_pem(), u16::to_le_bytes, true),
        bytes(&bare),
        bytes(&in_lines(&bare, 64, "\r\n")),
        bytes(&in_lines(&bare, 76, "\n      ")),
        bytes(&format!("\n\n{bare}\n")),
    ];
    for (number, form) in forms.iter().enumerate() {
        let document = only(input::read(form), &number.to_string());
        assert_eq!(document.kind(), "certificate", "{number}");
        assert_eq!(
            document.content,
            Content::Certificates(vec![certificate.clone()]),
            "{number}"
        );
    }
}

/// What is nearly something is told what it lacks, never taken for something else.
#[test]
fn what_is_damaged_on_its_way_is_named_by_what_happened_to_it() {
    let response = Draft::default().xml();
    let packed = deflated(&response);
    let half = STANDARD.encode(&STANDARD.decode(&packed).unwrap()[..600]);
    let cases: Vec<(String, &str)> = vec![
        (half.clone(), "breaks off"),
        (
            format!("https://t.example/acs?SAMLRequest={}", percent(&half)),
            "breaks off",
        ),
        (response[..response.len() / 2].to_owned(), "breaks off"),
        (format!("SAMLResponse={}", "A".repeat(40)), "no SAML message"),
        (
            format!("SAMLResponse={}", "!".repeat(40)),
            "do not belong into base64",
        ),
        (
            response.replace("</saml2p:Status>", "</saml2p:Stat>"),
            "damaged at line 1",
        ),
        (response.replace("saml2p:", "mine:"), "a prefix is used"),
        (
            "<html><body>Please sign in</body></html>".to_owned(),
            "web page without a SAML form",
        ),
        (
            "<rss version=\"2.0\"/>".to_owned(),
            "neither a SAML message nor metadata",
        ),
        ("{\"a\": 1}".to_owned(), "neither a HAR file nor"),
        ("{\"log\": {\"entries\": [{".to_owned(), "damaged or breaks off"),
        ("-----BEGIN CERTIFICATE-----\nAAAA".to_owned(), "certificate"),
        ("good morning".to_owned(), "none of the kinds"),
    ];
    for (text, said) in cases {
        let error = input::read(text.as_bytes()).expect_err(&text);
        assert!(error.to_string().contains(said), "{text}: {error}");
    }
}

/// A message that was cut out of a larger one lacks the prefixes that were declared around it.
#[test]
fn the_usual_prefixes_are_declared_for_a_piece_of_a_message_and_that_is_said() {
    let (_, assertion) = kinds()[1].clone();
    for prefix in ["saml2", "saml"] {
        let piece = assertion
            .replace(" xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "")
            .replace("saml2:", &format!("{prefix}:"));
        let document = only(input::read(piece.as_bytes()), prefix);
        assert_eq!(document.kind(), "assertion");
        assert!(document.completed, "{prefix}");
        let declared = format!("xmlns:{prefix}=\"urn:oasis:names:tc:SAML:2.0:assertion\"");
        assert!(document.text().unwrap().contains(&declared), "{prefix}");
    }
    let unknown = assertion
        .replace(" xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "")
        .replace("saml2:", "mine:");
    assert!(matches!(input::read(unknown.as_bytes()), Err(InputError::Xml(_))));
}

#[test]
fn the_words_of_an_error_are_known_wherever_they_stand() {
    for (text, kept) in [
        ("GENERAL_NONSUCCESS", "GENERAL_NONSUCCESS"),
        (
            "400 Bad Request\nError code: general_nonsuccess",
            "general_nonsuccess",
        ),
        (
            "<html><h1>403</h1><p>User is not assigned to this application &amp; more</p></html>",
            "not assigned to this application & more",
        ),
        (
            "the log says: Unable to validate incoming SAML Assertion",
            "Unable to validate incoming SAML Assertion",
        ),
    ] {
        let document = only(input::read(text.as_bytes()), text);
        assert_eq!(document.kind(), "error-text", "{text}");
        assert!(
            document.text().unwrap().contains(kept),
            "{text}: {:?}",
            document.text()
        );
    }
    let long = format!("{}GENERAL_NONSUCCESS{}", "x ".repeat(5000), " y".repeat(5000));
    let document = only(input::read(long.as_bytes()), "long");
    assert_eq!(document.text().unwrap().chars().count(), 400 + 4 * 400);
}
