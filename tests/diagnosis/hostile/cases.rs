//! Every way to do harm in every form in which it can be brought, and what it costs to refuse it. Each is read in a
//! process of its own, so that its peak of memory can be told (Linux alone tells).
//!
//! What counts as reading is told beside: the file is in memory before the clock starts, and of the time is taken off
//! what `serde_json` needs to walk over the same bytes without keeping any.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use org2org_setup::{
    saml::{
        certificate::read_certificates,
        input::{self, Content},
        metadata::read_idp_metadata,
    },
    store::connection_file,
};
use serde::de::IgnoredAny;
use serde_json::json;
use std::io::Write as _;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

/// How large the large cases are, and how much memory beyond the file itself any case may take, both in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Scale {
    pub(crate) large: usize,
    pub(crate) memory: u64,
}

impl Scale {
    /// The size in words.
    fn words(self) -> String {
        format!("{} MB", self.large / 1_000_000)
    }
}

/// How a file is read: the sentence it is refused with, or `None` where something of it is taken for what it says.
type Reader = fn(&[u8]) -> Option<String>;

/// A name, and what makes a value.
type Makes<T> = (&'static str, fn() -> T);

/// A name, and what makes a value of a size.
type MakesLarge = (&'static str, fn(usize) -> String);

/// The form in which a value travels, and what puts it in.
type Carrier = (&'static str, fn(&str) -> String);

/// Something that is made to do harm.
pub(crate) struct Case {
    /// What it is, and in what form.
    pub(crate) name: String,
    /// Whether it is refused before all of it is read, which is to take under 50 ms beyond reading; the bench tells which do not.
    pub(crate) quick: bool,
    /// The most memory beyond the file, in bytes; what the scale says, unless a case says more.
    pub(crate) memory: u64,
    bytes: Box<dyn Fn() -> Vec<u8>>,
    read: Reader,
}

impl Case {
    fn new(name: impl Into<String>, read: Reader, bytes: impl Fn() -> Vec<u8> + 'static) -> Self {
        Self {
            name: name.into(),
            quick: true,
            memory: 0,
            bytes: Box::new(bytes),
            read,
        }
    }

    /// All of it has to be read to know.
    fn read_whole(mut self) -> Self {
        self.quick = false;
        self
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        (self.bytes)()
    }
}

/// What it cost to refuse a case.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct Cost {
    /// The sentence; `None` where it was not refused.
    pub(crate) sentence: Option<String>,
    /// In microseconds, beyond walking through the file once.
    pub(crate) microseconds: u64,
    /// The same with the walk, in microseconds.
    pub(crate) whole: u64,
    /// The peak of memory beyond the file, in bytes, where the system tells.
    pub(crate) bytes: Option<u64>,
}

/// Reads the file of a case in this process.
pub(crate) fn cost(case: &Case, file: &Path) -> Cost {
    let bytes = std::fs::read(file).unwrap();
    let before = peak();
    let began = Instant::now();
    let sentence = (case.read)(&bytes);
    let took = began.elapsed();
    let peak = before.and_then(|before| Some(peak()?.saturating_sub(before)));
    let began = Instant::now();
    drop(std::hint::black_box(serde_json::from_slice::<IgnoredAny>(&bytes)));
    let walked = began.elapsed();
    let microseconds = |time: std::time::Duration| u64::try_from(time.as_micros()).unwrap();
    Cost {
        sentence,
        microseconds: microseconds(took.saturating_sub(walked)),
        whole: microseconds(took),
        bytes: peak,
    }
}

/// The most memory that this process held (proc(5), /proc/pid/status).
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

fn anything(bytes: &[u8]) -> Option<String> {
    let documents = match input::read(bytes) {
        Ok(documents) => documents,
        Err(error) => return Some(error.to_string()),
    };
    let mut sentence = None;
    for document in documents {
        match document.content {
            Content::Container(_) => {}
            Content::Unreadable(why) => sentence = Some(why),
            _ => return None,
        }
    }
    sentence.or(Some("Nothing in it is taken for a message".to_owned()))
}

fn metadata(bytes: &[u8]) -> Option<String> {
    read_idp_metadata(bytes).err().map(|error| error.to_string())
}

fn certificate(bytes: &[u8]) -> Option<String> {
    read_certificates(bytes).err().map(|error| error.to_string())
}

fn connection(bytes: &[u8]) -> Option<String> {
    let read = connection_file::from_bytes::<serde_json::Value>(bytes);
    read.err().map(|unfit| format!("The file is refused: {unfit:?}"))
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn joined(numbers: std::ops::Range<usize>, piece: impl Fn(usize) -> String) -> String {
    numbers.map(piece).collect()
}

/// Entities that unfold to a billion words.
pub(crate) fn bomb() -> String {
    let laughs = joined(1..10, |i| {
        format!("<!ENTITY l{i} \"{}\">", format!("&l{};", i - 1).repeat(10))
    });
    format!("<?xml version='1.0'?><!DOCTYPE r [<!ENTITY l0 'lol'>{laughs}]><r>&l9;</r>")
}

pub(crate) fn external() -> String {
    "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><Response>&x;</Response>".to_owned()
}

pub(crate) fn deep() -> String {
    "<a>".repeat(10_000) + &"</a>".repeat(10_000)
}

/// Deflated, and 200 MB once unpacked.
pub(crate) fn zip_bomb() -> Vec<u8> {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    let made = BOMB.get_or_init(|| {
        let mut bomb = b"<Response>".to_vec();
        bomb.resize(200 * 1024 * 1024, b' ');
        deflate(&bomb)
    });
    made.clone()
}

fn cut_off() -> Vec<u8> {
    let mut packed = deflate(&b"<Response ID='x' Version='2.0'>some content</Response>".repeat(20));
    packed.pop();
    packed
}

fn query(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// The forms in which a value of base64 travels.
const CARRIERS: [Carrier; 6] = [
    ("base64", str::to_owned),
    ("address", |value| {
        format!("https://t.example/acs?SAMLResponse={}", query(value))
    }),
    ("form", |value| {
        format!("<html><form><input name=\"SAMLResponse\" value=\"{value}\"></form></html>")
    }),
    ("HAR, posted", |value| {
        har(&format!("SAMLResponse={}", query(value)))
    }),
    ("HAR, page", |value| {
        let page = format!("<form><input name=\"SAMLResponse\" value=\"{value}\"></form>");
        json!({ "log": { "entries": [{ "response": { "content": { "text": page } } }] } }).to_string()
    }),
    ("SAML-tracer", |value| {
        json!({ "requests": [{ "method": "POST", "url": "https://t.example/", "post": [["SAMLResponse", value]] }] })
            .to_string()
    }),
];

fn har(body: &str) -> String {
    json!({ "log": { "entries": [{ "request": { "method": "POST", "url": "https://t.example/",
        "postData": { "text": body } } }] } })
    .to_string()
}

/// Every case.
pub(crate) fn all(scale: Scale) -> Vec<Case> {
    let large = scale.large;
    let mut cases = Vec::new();
    let documents: [Makes<String>; 3] = [
        ("entity bomb", bomb),
        ("external entity", external),
        ("depth 10,000", deep),
    ];
    for (what, xml) in documents {
        cases.push(Case::new(format!("{what}, XML"), anything, move || {
            xml().into_bytes()
        }));
        cases.push(Case::new(format!("{what}, metadata"), metadata, move || {
            xml().into_bytes()
        }));
        cases.push(Case::new(
            format!("{what}, certificate"),
            certificate,
            move || xml().into_bytes(),
        ));
        for (form, carry) in CARRIERS {
            cases.push(Case::new(format!("{what}, {form}"), anything, move || {
                carry(&STANDARD.encode(xml())).into_bytes()
            }));
        }
    }
    let packed: [Makes<Vec<u8>>; 2] = [("zip bomb", zip_bomb), ("truncated deflate", cut_off)];
    for (what, bytes) in packed {
        for (form, carry) in CARRIERS {
            cases.push(Case::new(format!("{what}, {form}"), anything, move || {
                carry(&STANDARD.encode(bytes())).into_bytes()
            }));
        }
    }
    cases.push(Case::new("500 zip bombs, HAR", anything, || {
        let bomb = query(&STANDARD.encode(zip_bomb()));
        let body = format!("SAMLResponse={bomb}&").repeat(500);
        har(&body).into_bytes()
    }));
    cases.push(Case::new("a zip bomb each, HAR", anything, || {
        let bomb = query(&STANDARD.encode(zip_bomb()));
        let exchange = json!({ "request": { "method": "POST", "url": "https://t.example/",
            "postData": { "text": format!("SAMLResponse={bomb}") } } });
        format!(
            "{{\"log\":{{\"entries\":[{exchange}{}]}}}}",
            format!(",{exchange}").repeat(499)
        )
        .into_bytes()
    }));
    for (form, carry) in CARRIERS {
        cases.push(Case::new(
            format!("{} of base64, {form}", scale.words()),
            anything,
            move || carry(&"Q".repeat(large)).into_bytes(),
        ));
        if form.starts_with("HAR") || form == "SAML-tracer" {
            cases.push(Case::new(
                format!("{} escaped, {form}", scale.words()),
                anything,
                move || {
                    carry(&"Q".repeat(large))
                        .replace("QQ\"", "\\u0051\"")
                        .into_bytes()
                },
            ));
            cases.push(Case::new(
                format!("{} of no text, {form}", scale.words()),
                anything,
                move || {
                    let mut file = carry(&"Q".repeat(large)).into_bytes();
                    file.iter_mut()
                        .filter(|byte| **byte == b'Q')
                        .for_each(|byte| *byte = 0xFF);
                    file
                },
            ));
        }
    }
    large_ones(&mut cases, scale);
    deep_ones(&mut cases);
    in_json(&mut cases, scale);
    for case in cases.iter_mut().filter(|case| case.memory == 0) {
        case.memory = scale.memory;
    }
    cases
}

/// What only one parser can be given, and is large.
fn large_ones(cases: &mut Vec<Case>, scale: Scale) {
    let (large, words) = (scale.large, scale.words());
    let base64 = move || "Q".repeat(large).into_bytes();
    cases.push(Case::new(
        format!("{words} of base64, metadata"),
        metadata,
        base64,
    ));
    cases.push(Case::new(
        format!("{words} of base64, certificate"),
        certificate,
        base64,
    ));
    // More is not read from the disk.
    cases.push(Case::new("16 MB of base64, connection file", connection, || {
        json!({ "format": "org2org-setup connection", "schema": 1, "body": "Q".repeat(16_000_000) })
            .to_string()
            .into_bytes()
    }));
    // Fewer events than these are read, and kept.
    let mut events = whole("events, System Log", 110_000_000, |large| {
        let (kind, long) = (
            "\"eventType\":\"x\",\"published\":\"2026-11-23T07:00:00Z\"",
            "y".repeat(2000),
        );
        let event = format!("{{{kind},\"displayMessage\":\"{long}\"}},");
        let events = event.repeat(large / event.len());
        format!("[{}]", events.trim_end_matches(',')).into_bytes()
    });
    // A sound export of 100,000 events has to be kept, and so may this be until it is too much.
    events.memory = 128 * 1024 * 1024;
    cases.push(events);
    cases.push(whole("quotes, System Log as CSV", large / 10, |large| {
        format!("event_type,timestamp,actor.id\n{}", "\"".repeat(large)).into_bytes()
    }));
    cases.push(whole("separators, System Log as CSV", large / 10, |large| {
        format!("event_type,timestamp,actor.id\n{}", ",".repeat(large)).into_bytes()
    }));
    cases.push(whole("exchanges, HAR", large / 10, |large| {
        format!("{{\"log\":{{\"entries\":[{}{{}}]}}}}", "{},".repeat(large / 3)).into_bytes()
    }));
}

/// A case of which all has to be read to know.
fn whole(name: &str, large: usize, bytes: fn(usize) -> Vec<u8>) -> Case {
    let name = format!("{} MB of {name}", large / 1_000_000);
    Case::new(name, anything, move || bytes(large)).read_whole()
}

/// What goes deeper than any reader follows.
fn deep_ones(cases: &mut Vec<Case>) {
    cases.push(Case::new("depth 10,000, JSON list", anything, || {
        "[".repeat(10_000).into_bytes()
    }));
    cases.push(Case::new("depth 10,000, HAR", anything, || {
        "{\"log\":".repeat(10_000).into_bytes()
    }));
    cases.push(Case::new("depth 10,000, SAML-tracer", anything, || {
        format!("{{\"requests\":[{}", "{\"post\":[".repeat(10_000)).into_bytes()
    }));
    cases.push(Case::new("depth 10,000, System Log", anything, || {
        format!("[{{\"eventType\":\"x\",\"target\":{}", "[".repeat(10_000)).into_bytes()
    }));
    cases.push(Case::new("depth 10,000, connection file", connection, || {
        format!(
            "{{\"format\":\"org2org-setup connection\",\"body\":{}",
            "[".repeat(10_000)
        )
        .into_bytes()
    }));
    cases.push(Case::new("depth 10,000, certificate", certificate, || {
        let mut der = Vec::new();
        for _ in 0..10_000 {
            let length = u32::try_from(der.len()).unwrap().to_be_bytes();
            der.splice(0..0, [0x30, 0x84].into_iter().chain(length));
        }
        der
    }));
}

/// What stands in JSON where nobody looks, and costs nobody anything.
fn in_json(cases: &mut Vec<Case>, scale: Scale) {
    let (large, words) = (scale.large, scale.words());
    let places: [Carrier; 4] = [
        ("HAR, other member", |value| format!("{{\"log\":{{\"x\":{value}")),
        ("SAML-tracer, header", |value| {
            format!("{{\"requests\":[{{\"requestHeaders\":{value}")
        }),
        ("System Log, other member", |value| {
            format!("[{{\"eventType\":\"x\",\"debugContext\":{value}")
        }),
        ("name of a member", |value| format!("{{{value}:1}}")),
    ];
    let values: [MakesLarge; 4] = [
        ("of depth", |large| "[".repeat(large)),
        ("of backslashes", |large| format!("\"{}\"", "\\".repeat(large))),
        ("of text", |large| format!("\"\\n{}\"", "x".repeat(large))),
        ("of digits", |large| "1".repeat(large)),
    ];
    for (form, put) in places {
        for (what, value) in values {
            cases.push(Case::new(
                format!("{words} {what}, {form}"),
                anything,
                move || put(&value(large)).into_bytes(),
            ));
        }
    }
}
