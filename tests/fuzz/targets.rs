//! What each parser is given by the fuzzer and, from the corpora, by `cargo test`: arbitrary bytes, and what has to hold
//! of whatever comes out. Nothing panics; places lie within their text; what was read once is read again, in every form
//! in which it travels; nothing that is secret in a recording is held; and nobody is believed but the one person whom
//! the trusted key has signed for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;
use org2org_setup::{
    federation::troubleshoot::{Outcome, troubleshoot},
    saml::{
        certificate::{Certificate, read_certificates},
        expectation::{Expectations, Instant},
        input::{self, Content, Document},
        message::{Field, Request, Response},
        metadata::{read_idp_metadata, read_sp_metadata},
        xml::{self, Limits},
    },
    store::connection_file,
    wizard::saved::Saved,
};
use serde_json::Value;
use std::{io::Write as _, ops::Range, sync::LazyLock};

/// A parser, by name.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// Every parser of what comes from outside.
pub(crate) const ALL: [Target; 8] = [
    ("response", response),
    ("metadata", metadata),
    ("binding", look),
    ("certificate", certificate),
    ("har", recording),
    ("saml-tracer", recording),
    ("system-log", look),
    ("connection-file", connection_file),
];

/// The certificate of the key that signed the responses among the seeds.
pub(crate) const TRUSTED: &str = include_str!("trusted.pem");
/// When those responses are valid.
const AT: &str = "2026-11-23T07:00:00Z";
/// Whom they name.
const NAME: &str = "mira.chen@acme.example";
/// Who made them.
const ISSUER: &str = "http://www.okta.com/exk1a2b3c4D5E6F7G8h9";
/// Stands for whatever is secret in a recording.
const SECRET: &str = "KANARIENVOGEL";

static EXPECTATIONS: LazyLock<Expectations> = LazyLock::new(|| Expectations {
    trusted: read_certificates(TRUSTED.as_bytes()).unwrap(),
    ..Expectations::default()
});

/// A message, as XML.
fn response(bytes: &[u8]) {
    let Ok(text) = xml::decode(bytes, &Limits::default()) else {
        return;
    };
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let Ok(tree) = xml::parse(text, &Limits::default()) else {
        return;
    };
    if let Some(request) = Request::read(&tree) {
        let fields = [&request.id, &request.destination, &request.acs];
        fields.into_iter().flatten().for_each(|field| stands(text, field));
        within(text, &request.place);
    }
    if let Some(response) = Response::read(&tree) {
        let fields = [&response.version, &response.destination, &response.in_response_to];
        fields.into_iter().flatten().for_each(|field| stands(text, field));
        within(text, &response.place);
        for place in response.strays.iter().chain(&response.encrypted) {
            within(text, place);
        }
        for assertion in &response.assertions {
            within(text, &assertion.place);
            assertion.version.iter().for_each(|field| stands(text, field));
        }
    }
    judge(&[document(Content::Message(text.to_owned()))]);
}

/// Metadata, as XML.
fn metadata(bytes: &[u8]) {
    if let Ok(idp) = read_idp_metadata(bytes) {
        assert!(!idp.entity_id.is_empty() && !idp.sso.is_empty() && !idp.certificates.is_empty());
    }
    if let Ok(sp) = read_sp_metadata(bytes) {
        assert!(!sp.entity_id.is_empty() && !sp.acs.is_empty() && sp.default_acs().is_some());
    }
    look(bytes);
}

/// Certificates in any form.
fn certificate(bytes: &[u8]) {
    if let Ok(found) = read_certificates(bytes) {
        assert!(!found.is_empty());
        for one in found {
            assert_eq!(Certificate::from_der(one.der()).as_ref(), Ok(&one));
            assert_eq!(Certificate::from_base64(&one.to_base64()).as_ref(), Ok(&one));
            assert_eq!(
                read_certificates(one.to_pem().as_bytes()).as_deref(),
                Ok(&[one.clone()][..])
            );
            let shown = [one.subject(), one.issuer(), one.common_name().unwrap_or_default()];
            assert!(
                shown.iter().all(|name| !name.contains(char::is_control)),
                "{shown:?}"
            );
        }
    }
    look(bytes);
}

/// A HAR file or an export of SAML-tracer: what is marked as secret is not held, and blanks make no difference.
fn recording(bytes: &[u8]) {
    look(bytes);
    let Ok(mut recording) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    mark(&mut recording);
    let read = input::read(recording.to_string().as_bytes());
    assert!(
        !format!("{read:?}").contains(SECRET),
        "a secret is held: {read:?}"
    );
    let spaced = serde_json::to_vec_pretty(&recording).unwrap();
    assert_eq!(input::read(&spaced), read);
}

/// A saved connection: what is read is written and read again, unknown fields included.
fn connection_file(bytes: &[u8]) {
    let Ok(loaded) = connection_file::from_bytes::<Saved>(bytes) else {
        return;
    };
    let written = connection_file::to_bytes(&loaded.body, &loaded.kept, loaded.saved_at).unwrap();
    let again = connection_file::from_bytes::<Saved>(&written).unwrap();
    assert_eq!(again.body, loaded.body);
    assert_eq!(again.saved_at, loaded.saved_at);
    let rewritten = connection_file::to_bytes(&again.body, &again.kept, again.saved_at).unwrap();
    let value = |json: &[u8]| serde_json::from_slice::<Value>(json).unwrap();
    assert_eq!(value(&rewritten), value(&written));
}

/// Anything: recognised, read again, judged.
fn look(bytes: &[u8]) {
    let Ok(documents) = input::read(bytes) else {
        return;
    };
    assert!(!documents.is_empty());
    for document in &documents {
        assert!(!document.kind().is_empty());
        read_again(&document.content);
    }
    judge(&documents);
}

/// What was read is read again in every form in which it travels.
fn read_again(content: &Content) {
    match content {
        Content::Message(xml) => {
            let packed = STANDARD.encode(deflated(xml));
            let query =
                |value: &str| -> String { url::form_urlencoded::byte_serialize(value.as_bytes()).collect() };
            let plain = STANDARD.encode(xml);
            let forms = [
                xml.clone(),
                format!(
                    "https://t.example/acs?SAMLResponse={}&RelayState=x",
                    query(&packed)
                ),
                format!("<html><form><input name=\"SAMLResponse\" value=\"{plain}\"></form></html>"),
                plain,
                packed,
            ];
            for form in forms {
                assert_eq!(only(form.as_bytes()).as_ref(), Some(content), "{form}");
            }
        }
        Content::Metadata(xml) => assert_eq!(only(xml.as_bytes()).as_ref(), Some(content)),
        Content::SystemLog(json) => assert_eq!(only(json.as_bytes()).as_ref(), Some(content)),
        Content::Certificates(_)
        | Content::Container(_)
        | Content::ErrorText(_)
        | Content::Unreadable(_)
        | Content::NotOpened(_) => {}
    }
}

fn only(bytes: &[u8]) -> Option<Content> {
    let mut found = input::read(bytes).ok()?;
    let last = found.pop()?;
    found.is_empty().then_some(last.content)
}

fn deflated(xml: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(xml.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Judges everything, and believes nobody who was not signed for.
fn judge(documents: &[Document]) -> Outcome {
    let instant = Instant {
        at: AT.parse::<Timestamp>().unwrap(),
        chosen: true,
    };
    let outcome = troubleshoot(documents, &EXPECTATIONS, None, instant);
    for trouble in &outcome.troubles {
        let Some(document) = trouble.document else {
            continue;
        };
        let (Content::Message(text) | Content::Metadata(text)) = &documents[document].content else {
            continue;
        };
        trouble.place.iter().for_each(|place| within(text, place));
    }
    for one in &outcome.believed {
        assert_eq!(
            (&*one.name, &*one.issuer, &*one.assertion),
            (NAME, ISSUER, "idassertion")
        );
    }
    outcome
}

fn document(content: Content) -> Document {
    Document {
        content,
        seen: None,
        sent_to: None,
        posts: 0,
        status: None,
        completed: false,
    }
}

/// A place is within its text, between characters.
fn within(text: &str, place: &Range<usize>) {
    assert!(text.get(place.clone()).is_some(), "{place:?} of {}", text.len());
}

/// The value of an attribute stands where it says, unless it is escaped there.
fn stands(text: &str, field: &Field) {
    let there = text.get(field.place.clone()).unwrap();
    let escaped = there.contains(['&', '\n', '\r', '\t']);
    assert!(
        escaped || there == field.value,
        "{there:?} is not {:?}",
        field.value
    );
}

/// Puts the mark wherever a recording holds what is nobody's business.
fn mark(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mark),
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                match (name.as_str(), value) {
                    ("headers" | "requestHeaders" | "responseHeaders" | "cookies", secret) => fill(secret),
                    ("url", Value::String(url)) => {
                        let joint = if url.contains('?') { '&' } else { '?' };
                        url.push(joint);
                        url.push_str("token=");
                        url.push_str(SECRET);
                    }
                    (_, other) => mark(other),
                }
            }
        }
        _ => {}
    }
}

fn fill(secret: &mut Value) {
    match secret {
        Value::Array(items) => items.iter_mut().for_each(fill),
        Value::Object(members) => members.values_mut().for_each(fill),
        Value::String(text) => SECRET.clone_into(text),
        _ => {}
    }
}
