//! Whatever the form, the same message comes out; and what is none is named.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use proptest::prelude::*;
use serde_json::json;

use super::*;

const SIGNING: &str = include_str!("../../../tests/fixtures/saml/signing.pem");

/// Long enough for base64 with both of its odd characters.
fn message() -> String {
    format!(
        "<p:Response xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"r1\" Version=\"2.0\">\
         <p:Status><p:StatusMessage>{}</p:StatusMessage></p:Status></p:Response>",
        "\u{3ff}\u{3fe}?>?>~~".repeat(12)
    )
}

fn base64() -> String {
    let encoded = STANDARD.encode(message());
    assert!(encoded.contains('+') && encoded.contains('/'));
    encoded
}

fn deflated() -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(message().as_bytes()).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

fn percent(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

fn lines(value: &str) -> String {
    let lines: Vec<&str> = value
        .as_bytes()
        .chunks(76)
        .map(|line| str::from_utf8(line).unwrap())
        .collect();
    lines.join("\r\n")
}

#[test]
fn the_message_is_found_in_whatever_form_it_comes() {
    let (base64, deflated) = (base64(), deflated());
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(message().as_bytes()).unwrap();
    let zlib = STANDARD.encode(zlib.finish().unwrap());
    let html = |value: &str| {
        format!(
            "<html><body><form method='post'><input type=hidden name=\"RelayState\" value='x'/>\
             <INPUT name='SAMLResponse' type=\"hidden\" value=\"{value}\"></form></body></html>"
        )
    };
    let forms = [
        message(),
        format!("\u{feff}\r\n {}\n", message()),
        base64.clone(),
        lines(&base64),
        percent(&base64),
        base64.trim_end_matches('=').to_owned(),
        base64.replace('+', "-").replace('/', "_"),
        base64.replace('+', " "),
        STANDARD.encode(&base64),
        deflated.clone(),
        percent(&deflated),
        zlib,
        format!("SAMLResponse={}&RelayState=%2Fhome", percent(&base64)),
        format!(
            "https://t.example/acs?SAMLRequest={}&SigAlg=x",
            percent(&deflated)
        ),
        format!(
            "POST /sso HTTP/1.1\nCookie: sid=1\n\nSAMLResponse={}",
            percent(&base64)
        ),
        format!("{{ SAMLResponse: \"{base64}\" }}").replacen('{', "args {", 1),
        html(&base64),
        html(&base64.replace('+', "&#x2b;").replace('=', "&#61;")),
        format!("Hello,\nthis is what I found:\n{}\nRegards", message()),
        format!("I saw this: {base64} in the log"),
        message()
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;"),
        format!("\"saml\": \"{}\"", message().replace('"', "\\\"")),
    ];
    for form in forms {
        let found = read(form.as_bytes()).unwrap_or_else(|error| panic!("{error}: {form}"));
        assert_eq!(found.len(), 1, "{form}");
        assert_eq!(found[0].kind(), "response", "{form}");
        let Content::Message(xml) = &found[0].content else {
            panic!("{form}")
        };
        assert!(xml.contains("ID=\"r1\""), "{form}");
    }
}

#[test]
fn wide_text_is_read() {
    let wide: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(message().encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(read(&wide).unwrap()[0].kind(), "response");
}

#[test]
fn metadata_and_certificates_are_told_apart() {
    let metadata = "<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' entityID='x'/>";
    assert_eq!(read(metadata.as_bytes()).unwrap()[0].kind(), "metadata");
    let bare: String = SIGNING.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(&bare).unwrap();
    let twice = format!("{SIGNING}\n{SIGNING}");
    for (bytes, count) in [
        (SIGNING.as_bytes(), 1),
        (bare.as_bytes(), 1),
        (&der, 1),
        (twice.as_bytes(), 2),
    ] {
        let found = read(bytes).unwrap();
        assert!(matches!(&found[0].content, Content::Certificates(all) if all.len() == count));
    }
}

#[test]
fn an_assertion_cut_out_of_its_response_is_read_all_the_same() {
    let cut = "<saml2:Assertion ID='a' Version='2.0'><saml2:Issuer>i</saml2:Issuer></saml2:Assertion>";
    let found = read(cut.as_bytes()).unwrap();
    assert_eq!(found[0].kind(), "assertion");
    assert!(found[0].completed);
    assert!(matches!(read(b"<x:a/>"), Err(InputError::Xml(_))));
}

#[test]
fn a_recording_keeps_the_messages_and_nothing_that_is_secret() {
    let har = json!({ "log": { "version": "1.2", "entries": [
        { "startedDateTime": "2026-11-23T07:00:00.000Z", "request": {
            "method": "GET", "url": format!("https://s.example/sso?SAMLRequest={}&token=geheim", percent(&deflated())),
            "headers": [{ "name": "Cookie", "value": "sid=geheim" }], "cookies": [{ "name": "sid", "value": "geheim" }] },
          "response": { "status": 200, "content": { "text": "geheim" } } },
        { "startedDateTime": "2026-11-23T07:00:05.000+01:00", "request": {
            "method": "POST", "url": "https://t.example/acs?sessionToken=geheim#x",
            "postData": { "mimeType": "application/x-www-form-urlencoded",
                "text": format!("RelayState=geheim&SAMLResponse={}", percent(&STANDARD.encode(message().replace("r1", "r2")))) } },
          "response": { "status": 400 } },
        { "request": { "method": "POST", "url": "https://t.example/acs",
            "postData": { "params": [{ "name": "SAMLResponse", "value": percent(&STANDARD.encode(message().replace("r1", "r2"))) }] } } },
        { "request": { "method": "POST", "url": "https://t.example/acs", "postData": { "text": "SAMLResponse=AAAA" } } },
    ] } });
    let found = read(har.to_string().as_bytes()).unwrap();
    let kinds: Vec<&str> = found.iter().map(Document::kind).collect();
    assert_eq!(kinds, ["har", "response", "response", "unreadable"]);
    let answer = &found[2];
    assert_eq!(answer.sent_to.as_deref(), Some("https://t.example/acs"));
    assert_eq!((answer.posts, answer.status), (2, Some(400)));
    assert_eq!(answer.seen.unwrap().to_string(), "2026-11-23T06:00:05Z");
    assert!(!format!("{found:?}").contains("geheim"));
}

#[test]
fn an_export_of_saml_tracer_is_read_in_its_old_and_new_form() {
    let entry = |headers: serde_json::Value| {
        json!({ "timestamp": "2026-11-23T08:00:00.000Z", "requests": [
            { "requestId": "1", "method": "GET", "url": "https://a.example/", "post": null, "responseHeaders": headers },
            { "requestId": "2", "method": "POST", "url": "https://t.example/acs", "responseStatus": 302,
              "post": [["SAMLResponse", base64()], ["RelayState", "geheim"]], "saml": message(),
              "requestHeaders": headers, "responseHeaders": headers } ] })
    };
    let new = entry(
        json!([{ "name": "Set-Cookie", "value": "geheim" }, { "name": "Date", "value": "Mon, 23 Nov 2026 07:30:00 GMT" }]),
    );
    let old = entry(json!([["Set-Cookie", "geheim"]]));
    for (export, seen) in [(new, "2026-11-23T07:30:00Z"), (old, "2026-11-23T08:00:00Z")] {
        let found = read(export.to_string().as_bytes()).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].kind(), found[1].kind()), ("saml-tracer", "response"));
        assert_eq!(found[1].seen.unwrap().to_string(), seen);
        assert!(!format!("{found:?}").contains("geheim"));
    }
}

#[test]
fn a_system_log_export_is_recognised_and_other_json_is_not() {
    let log = br#"[{"eventType": "x", "published": "2026-11-23T07:00:00Z"}]"#;
    assert_eq!(read(log).unwrap()[0].kind(), "system-log");
    assert_eq!(read(b"[1, 2]"), Err(InputError::OtherJson));
    assert_eq!(read(b"{\"a\": 1}"), Err(InputError::OtherJson));
    assert_eq!(read(b"{\"log\": {\"entries\": ["), Err(InputError::Json));
    assert_eq!(read(&"[".repeat(100_000).into_bytes()), Err(InputError::Json));
}

/// Chrome, Firefox and Safari, each with what is peculiar to it.
#[test]
fn recordings_of_every_browser_are_read() {
    let carried = percent(&base64());
    let firefox = json!({ "method": "POST", "url": "https://t.example/acs", "postData": { "params": [],
        "text": format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nSAMLResponse={carried}") } });
    let safari = json!({ "method": "POST", "url": "https://t.example/acs", "postData": {
        "text": null, "params": [{ "name": "SAMLResponse", "value": base64() }] } });
    let odd = json!({ "method": null, "url": "https://t.example/acs", "postData": "none", "cookies": {} });
    for (request, posts) in [(firefox, 1), (safari, 1)] {
        let har = json!({ "log": { "pages": [], "entries": [
            { "request": odd, "response": null },
            null,
            { "startedDateTime": "2026-11-23T08:00:05.000+01:00", "request": request,
              "response": { "status": "302", "content": { "text": null } }, "timings": 3 },
        ] } });
        let found = read(har.to_string().as_bytes()).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(
            (found[1].kind(), found[1].posts, found[1].status),
            ("response", posts, Some(302))
        );
    }
}

#[test]
fn the_form_in_a_page_is_read_where_it_was_not_recorded_as_handed_in() {
    let html = format!(
        "<html><body><form method=\"post\" action=\"https&#x3a;//t.example/acs?x=geheim\"><input type=\"hidden\" \
         name=\"SAMLResponse\" value=\"{}\"/></form></body></html>",
        base64().replace('+', "&#x2b;")
    );
    let page = |text: &str| {
        json!({ "startedDateTime": "2026-11-23T07:00:00Z",
            "request": { "method": "GET", "url": "https://s.example/sso" },
            "response": { "status": 200, "content": { "mimeType": "text/html", "text": text, "encoding": "base64" } } })
    };
    let handed = json!({ "startedDateTime": "2026-11-23T07:00:01Z",
        "request": { "method": "POST", "url": "https://t.example/other",
            "postData": { "text": format!("SAMLResponse={}", percent(&base64())) } },
        "response": { "status": 400 } });
    let har = |entries: serde_json::Value| json!({ "log": { "entries": entries } }).to_string();
    for text in [
        html.clone(),
        STANDARD.encode(&html),
        STANDARD.encode(format!("\n{html}")),
    ] {
        let found = read(har(json!([page(&text)])).as_bytes()).unwrap();
        assert_eq!(found.len(), 2, "{text}");
        let told = (found[1].sent_to.as_deref(), found[1].posts, found[1].status);
        assert_eq!(told, (Some("https://t.example/acs"), 0, None));
        let both = read(har(json!([page(&text), handed])).as_bytes()).unwrap();
        assert_eq!(both.len(), 2, "{both:?}");
        let told = (both[1].sent_to.as_deref(), both[1].posts, both[1].status);
        assert_eq!(told, (Some("https://t.example/other"), 1, Some(400)));
        assert_eq!(both[1].seen.unwrap().to_string(), "2026-11-23T07:00:01Z");
    }
    let lone = har(json!([page("x")])).replace("\"x\"", "\"\\ud83d <p>\"");
    assert_eq!(read(lone.as_bytes()).unwrap().len(), 1);
}

#[test]
fn a_recording_of_many_messages_says_that_later_ones_are_left_out() {
    let entry = |number: usize| {
        let xml = message().replace("r1", &format!("r{number}"));
        json!({ "request": { "method": "POST", "url": "https://t.example/acs",
            "postData": { "text": format!("SAMLResponse={}", percent(&STANDARD.encode(xml))) } } })
    };
    let entries: Vec<_> = (0..510).map(entry).collect();
    let found = read(json!({ "log": { "entries": entries } }).to_string().as_bytes()).unwrap();
    assert_eq!(found.len(), 502);
    let Content::Unreadable(why) = &found[501].content else {
        panic!("{:?}", found[501])
    };
    assert!(why.contains("left out"), "{why}");
}

#[test]
fn a_whole_message_is_one_whatever_stands_in_it() {
    let inside = [
        "-----BEGIN CERTIFICATE-----",
        "&lt;input",
        "{ x",
        "GENERAL_NONSUCCESS",
    ];
    for inside in inside {
        let xml = message().replace("ID=\"r1\"", &format!("ID=\"r1\" Destination=\"{inside}\""));
        for form in [xml.clone(), STANDARD.encode(&xml)] {
            assert_eq!(
                read(form.as_bytes()).unwrap()[0].content,
                Content::Message(xml.clone()),
                "{inside}"
            );
        }
    }
    let indented = STANDARD.encode(format!("\n  {}", message()));
    assert_eq!(
        read(indented.as_bytes()).unwrap()[0].content,
        Content::Message(message())
    );
}

#[test]
fn the_text_of_an_error_is_recognised() {
    let text = "400\nBad Request\nYour request resulted in an error. Error Code: GENERAL_NONSUCCESS";
    assert_eq!(read(text.as_bytes()).unwrap()[0].kind(), "error-text");
}

#[test]
fn what_is_nothing_of_this_is_named() {
    let cases: Vec<(Vec<u8>, InputError)> = vec![
        (Vec::new(), InputError::Empty),
        (b" \r\n".to_vec(), InputError::Empty),
        (b"Good morning".to_vec(), InputError::Unknown),
        (b"<a/>".to_vec(), InputError::OtherXml),
        (b"<!DOCTYPE html><html>Hello</html>".to_vec(), InputError::WebPage),
        (b"\x89PNG\r\n\x1a\n\xff\xfe\xfd".to_vec(), InputError::NotText),
        (STANDARD.encode("just words").into_bytes(), InputError::Unknown),
    ];
    for (bytes, error) in cases {
        assert_eq!(read(&bytes), Err(error), "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_message_that_breaks_off_is_named() {
    let bytes = STANDARD.decode(deflated()).unwrap();
    let half = STANDARD.encode(&bytes[..bytes.len() / 2]);
    assert_eq!(read(half.as_bytes()), Err(InputError::BrokenOff));
}

proptest! {
    #[test]
    fn arbitrary_bytes_do_not_panic(bytes: Vec<u8>) {
        drop(read(&bytes));
    }

    #[test]
    fn arbitrary_forms_do_not_panic(text in "[<>/= \"'&;#%a-fx0-9SAMLResponseinput\\n]{0,120}") {
        drop(read(text.as_bytes()));
        drop(form::messages(&text));
        drop(form::parameters(&text));
        drop(form::unescape(&text));
        drop(form::percent_decoded(&text));
    }

    #[test]
    fn a_recording_with_a_piece_cut_out_does_not_panic(from in 0usize..400, length in 0usize..200) {
        let har = json!({ "log": { "entries": [{ "request": { "method": "POST", "url": "https://t/acs?a",
            "postData": { "text": format!("SAMLResponse={}", percent(&base64())) } } }] } });
        let mut bytes = har.to_string().into_bytes();
        let from = from.min(bytes.len());
        let to = (from + length).min(bytes.len());
        bytes.drain(from..to);
        drop(read(&bytes));
    }
}
