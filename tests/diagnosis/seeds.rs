//! The seeds of the fuzzer, and what it has found: every file is given to its parser, with all that has to hold.
//!
//! `UPDATE_SEEDS=1 cargo test --test diagnosis seeds` writes those seeds anew that are made here; saved connections
//! among them were written by hand.

use crate::signer::{ACS, AUDIENCE, Draft, ISSUER, Style, base64, brought, instant, key};
use crate::targets;
use ::base64::Engine as _;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use org2org_setup::saml::{
    certificate::read_certificates, diagnose::diagnose, expectation::Expectations, input::Content,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Seeds by parser and name.
type Seeds = BTreeMap<(&'static str, &'static str), Vec<u8>>;

const SMALL: &str = "<p:Response xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"r1\" Version=\"2.0\">\
    <p:Status><p:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Requester\"><p:StatusCode Value=\"x\"/>\
    </p:StatusCode><p:StatusMessage>no</p:StatusMessage></p:Status></p:Response>";
const REQUEST: &str = "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"id4711\" Version=\"2.0\" \
    IssueInstant=\"2026-11-23T06:59:00Z\" Destination=\"https://acme.example/sso\" \
    AssertionConsumerServiceURL=\"https://northwind.example/acs\"><a:Issuer \
    xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">urn:t</a:Issuer><p:NameIDPolicy Format=\"f\"/></p:AuthnRequest>";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz")
}

fn deflated(text: &str) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    ::base64::engine::general_purpose::STANDARD.encode(encoder.finish().unwrap())
}

fn percent(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

fn assertion_signed() -> Draft {
    Draft {
        sign_response: false,
        attributes: String::new(),
        style: Style {
            prefixes: "",
            brings_certificate: false,
            ..Style::default()
        },
        ..Draft::default()
    }
}

fn unsigned() -> Draft {
    Draft {
        sign_assertion: false,
        ..assertion_signed()
    }
}

fn add(seeds: &mut Seeds, target: &'static str, files: &[(&'static str, String)]) {
    for (name, text) in files {
        seeds.insert((target, name), text.clone().into_bytes());
    }
}

fn messages(seeds: &mut Seeds) {
    let signed = assertion_signed().xml();
    let bare = signed.split_once("<saml2:Assertion").unwrap().1;
    let bare = bare.split_once("</saml2p:Response>").unwrap().0;
    let files = [
        ("both-signed.xml", Draft::default().xml()),
        ("assertion-signed.xml", signed.clone()),
        ("unsigned.xml", unsigned().xml()),
        ("failed.xml", SMALL.to_owned()),
        ("request.xml", REQUEST.to_owned()),
        ("bare-assertion.xml", format!("<saml2:Assertion{bare}")),
        (
            "commented-name.xml",
            unsigned().xml().replace("acme.", "ac<!-- x -->me."),
        ),
        (
            "encrypted.xml",
            "<p:Response xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol'><a:EncryptedAssertion \
             xmlns:a='urn:oasis:names:tc:SAML:2.0:assertion'><!-- --></a:EncryptedAssertion></p:Response>"
                .to_owned(),
        ),
    ];
    add(seeds, "response", &files);
    let (plain, packed) = (base64(SMALL), deflated(SMALL));
    let files = [
        ("xml.txt", SMALL.to_owned()),
        ("base64.txt", plain.clone()),
        ("twice.txt", base64(&plain)),
        (
            "parameter.txt",
            format!("SAMLResponse={}&RelayState=%2F", percent(&plain)),
        ),
        (
            "request.txt",
            format!(
                "https://s.example/sso?SAMLRequest={}",
                percent(&deflated(REQUEST))
            ),
        ),
        ("deflated.txt", packed),
        (
            "form.html",
            format!("<html><form><input type=hidden name='SAMLResponse' value=\"{plain}\"></form></html>"),
        ),
        (
            "area.html",
            format!(
                "<textarea name=SAMLRequest>{}</textarea>",
                base64(REQUEST).replace('+', "&#x2b;")
            ),
        ),
        (
            "escaped.txt",
            format!("see: {}", SMALL.replace('<', "&lt;").replace('>', "&gt;")),
        ),
        ("quoted.txt", format!("\"m\": \"{}\"", SMALL.replace('"', "\\\""))),
        (
            "cut.txt",
            "<saml2:Assertion ID='a'><saml2:Issuer>i</saml2:Issuer></saml2:Assertion>".to_owned(),
        ),
        (
            "error.html",
            "<!doctype html><html><h1>400</h1><p>GENERAL_NONSUCCESS &amp; more</p></html>".to_owned(),
        ),
        (
            "error.txt",
            "403 App Not Assigned https://acme.example/app?token=x".to_owned(),
        ),
    ];
    add(seeds, "binding", &files);
    let wide = SMALL.encode_utf16().flat_map(u16::to_le_bytes);
    seeds.insert(("binding", "wide.xml"), wide.collect());
}

fn descriptions(seeds: &mut Seeds) {
    let certificate = key("source").certificate;
    let idp = format!(
        "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{ISSUER}\" \
         validUntil=\"2030-01-01T00:00:00Z\"><md:IDPSSODescriptor WantAuthnRequestsSigned=\"false\" \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"><md:KeyDescriptor use=\"signing\">\
         <ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data><ds:X509Certificate>{}\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:NameIDFormat>x</md:NameIDFormat>\
         <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
         Location=\"https://acme.example/sso\"/></md:IDPSSODescriptor></md:EntityDescriptor>",
        certificate.to_base64()
    );
    let sp = format!(
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{AUDIENCE}\"><SPSSODescriptor \
         AuthnRequestsSigned=\"1\" WantAssertionsSigned=\"true\" \
         protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"><AssertionConsumerService index=\"0\" \
         isDefault=\"true\" Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"{ACS}\"/>\
         </SPSSODescriptor></EntityDescriptor>"
    );
    let several = format!(
        "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">{sp}{idp}</EntitiesDescriptor>"
    );
    add(
        seeds,
        "metadata",
        &[("idp.xml", idp), ("sp.xml", sp), ("several.xml", several)],
    );
    seeds.insert(("certificate", "rsa.der"), certificate.der().to_vec());
    for (name, bytes) in [
        ("bundle.p7b", &include_bytes!("../fixtures/saml/bundle.p7b")[..]),
        ("edwards.pem", include_bytes!("../fixtures/saml/edwards.pem")),
        ("elliptic.pem", include_bytes!("../fixtures/saml/elliptic.pem")),
        (
            "never-expires.pem",
            include_bytes!("../fixtures/saml/never-expires.pem"),
        ),
        (
            "public-key.pem",
            include_bytes!("../fixtures/saml/public-key.pem"),
        ),
        ("request.pem", include_bytes!("../fixtures/saml/request.pem")),
    ] {
        seeds.insert(("certificate", name), bytes.to_vec());
    }
    let bare: String = include_str!("../fixtures/saml/elliptic.pem")
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    add(
        seeds,
        "certificate",
        &[
            ("bare.txt", bare.clone()),
            ("lines.txt", bare.replace('A', "\\nA")),
        ],
    );
}

fn recordings(seeds: &mut Seeds) {
    let request = format!(
        "https://s.example/sso?SAMLRequest={}&t=x",
        percent(&deflated(REQUEST))
    );
    let post = format!("SAMLResponse={}&RelayState=x", percent(&base64(SMALL)));
    let har = json!({ "log": { "version": "1.2", "entries": [
        { "startedDateTime": "2026-11-23T07:00:00.000Z", "request": { "method": "GET", "url": request,
            "headers": [{ "name": "Cookie", "value": "sid=1" }], "cookies": [{ "name": "sid", "value": "1" }] },
          "response": { "status": 200, "content": { "text": "x" } } },
        { "startedDateTime": "2026-11-23T08:00:05.000+01:00", "request": { "method": "POST", "url": "https://t.example/a",
            "postData": { "mimeType": "application/x-www-form-urlencoded", "text": post } },
          "response": { "status": 400 } } ] } });
    let named = json!({ "log": { "entries": [{ "request": { "method": "POST", "url": "https://t.example/a",
        "postData": { "params": [{ "name": "SAMLResponse", "value": percent(&base64(SMALL)) }] } } }] } });
    let html = format!(
        "<form action=\"https://t.example/a\"><input name=\"SAMLResponse\" value=\"{}\"></form>",
        base64(SMALL)
    );
    let page = |text: String| {
        json!({ "log": { "entries": [{ "request": { "method": "GET", "url": "https://s.example/" },
            "response": { "status": 200, "content": { "text": text, "encoding": "base64" } } }] } })
    };
    let firefox = json!({ "log": { "entries": [{ "request": { "method": "POST", "url": "https://t.example/a",
        "postData": { "text": format!("Content-Length: 9\r\n\r\n{post}") } } }] } });
    let files = [
        ("chrome.har", har.to_string()),
        ("firefox.har", firefox.to_string()),
        ("page.har", page(html.clone()).to_string()),
        ("page-in-base64.har", page(base64(&html)).to_string()),
        ("parameters.har", named.to_string()),
    ];
    add(seeds, "har", &files);
    let traced = |headers: Value, post: Value| {
        json!({ "timestamp": "2026-11-23T08:00:00.000Z", "requests": [{ "requestId": "1", "method": "POST",
            "url": "https://t.example/acs", "responseStatus": 302, "post": post, "saml": SMALL,
            "requestHeaders": headers, "responseHeaders": headers }] })
        .to_string()
    };
    let date = json!([{ "name": "Date", "value": "Mon, 23 Nov 2026 07:30:00 GMT" }]);
    let pairs = json!([["SAMLResponse", base64(SMALL)], ["RelayState", "x"]]);
    let files = [
        ("new.json", traced(date, pairs)),
        ("old.json", traced(json!([["Set-Cookie", "x"]]), Value::Null)),
    ];
    add(seeds, "saml-tracer", &files);
}

fn logs(seeds: &mut Seeds) {
    let event = |result: &str, reason: Value| {
        json!({ "uuid": "u1", "published": "2026-11-23T07:00:00.000Z", "eventType": "user.authentication.auth_via_IDP",
            "displayMessage": "Authenticate user via IDP", "severity": "WARN", "outcome": { "result": result, "reason": reason },
            "actor": { "id": "00u1", "type": "User", "alternateId": "mira.chen@acme.example", "displayName": "Mira" },
            "target": [{ "id": "0oa1", "type": "AppInstance", "alternateId": "x", "displayName": "Acme" }],
            "authenticationContext": { "externalSessionId": "trs1" } })
    };
    let failed = event("FAILURE", json!("Unable to resolve IdP endpoint"));
    let files = [
        (
            "events.json",
            json!([failed, event("SUCCESS", Value::Null)]).to_string(),
        ),
        ("event.json", failed.to_string()),
        ("lines.json", format!("{failed}\n{failed}")),
        (
            "console.csv",
            "timestamp,uuid,event_type,display_message,actor.alternate_id,outcome.result,outcome.reason,target0.id,\
             target1.display_name,transaction.id\r\n2026-11-23T07:00:00.250Z,u1,x.y,\"a, \"\"b\"\"\",m@a.example,FAILURE,\
             Unable to resolve IdP endpoint,0oa1,Mira,tr1\r\n"
                .to_owned(),
        ),
        (
            "renamed.csv",
            "Event Type;Published;Actor;Target[0].alternateId\nx;2026-11-23 07:00:00 UTC;Mira;\"open".to_owned(),
        ),
    ];
    add(seeds, "system-log", &files);
}

fn seeds() -> Seeds {
    let mut seeds = Seeds::new();
    messages(&mut seeds);
    descriptions(&mut seeds);
    recordings(&mut seeds);
    logs(&mut seeds);
    seeds
}

#[test]
fn the_seeds_are_those_that_are_made_here() {
    let update = std::env::var_os("UPDATE_SEEDS").is_some();
    let trusted = key("source").certificate;
    if update {
        std::fs::write(folder().join("trusted.pem"), trusted.to_pem()).unwrap();
    }
    for ((target, name), bytes) in seeds() {
        let path = folder().join("seeds").join(target).join(name);
        if update {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &bytes).unwrap();
        }
        let found = std::fs::read(&path).unwrap_or_default();
        assert!(
            found == bytes,
            "{target}/{name} is another: UPDATE_SEEDS=1 writes it anew"
        );
    }
}

#[test]
fn the_signed_seeds_are_believed_by_the_key_that_the_fuzzer_trusts() {
    let expectations = Expectations {
        trusted: read_certificates(targets::TRUSTED.as_bytes()).unwrap(),
        ..Expectations::default()
    };
    for signed in [Draft::default(), assertion_signed()] {
        let documents = brought(&signed.xml());
        assert!(matches!(documents[0].content, Content::Message(_)));
        let believed = diagnose(&documents, &expectations, instant(crate::signer::AT)).believed;
        assert_eq!(believed.len(), 1);
    }
}

#[test]
fn every_seed_and_everything_that_was_found_is_read_and_what_must_hold_holds() {
    for (target, run) in targets::ALL {
        let mut count = 0;
        for origin in ["seeds", "corpus"] {
            let Ok(files) = std::fs::read_dir(folder().join(origin).join(target)) else {
                assert_eq!(origin, "corpus", "{target} has no seeds");
                continue;
            };
            let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
            paths.sort();
            for path in paths {
                // A fuzzer at work replaces its files by smaller ones.
                let Ok(bytes) = std::fs::read(&path) else { continue };
                let outcome = std::panic::catch_unwind(|| run(&bytes));
                assert!(outcome.is_ok(), "{}", path.display());
                count += 1;
            }
        }
        assert!(count > 0, "{target}");
        println!("{target:<16} {count} files");
    }
}
