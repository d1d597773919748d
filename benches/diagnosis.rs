//! How quick a broken sign-in is looked into: `cargo bench --bench diagnosis`.
//!
//! A response of 10 KB is unpacked, verified and judged; a HAR file of 100 MB and a System Log export of 100,000 events
//! are read and judged, each in a process of its own, so that its peak of memory can be told (Linux alone tells). So is
//! every hostile file, whose time and memory are compared with what they may be.
//! Beside it stand, on the same documents and in the same run, xmlsec1, python3-saml, and Python's own reader of JSON.
//! python3-saml comes from the environment that `WITNESS_ENVIRONMENT` names, or from the index of Python packages;
//! whoever is not there is named as not measured.

#![expect(
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints figures and fails loudly"
)]

#[path = "../tests/diagnosis/hostile/cases.rs"]
mod cases;
#[path = "../tests/diagnosis/signer.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod signer;

use org2org_setup::{
    federation::troubleshoot::troubleshoot,
    saml::{
        diagnose::diagnose,
        expectation::{Expectations, Instant},
        input,
    },
    store::outside,
};
use serde_json::{Value, json};
use signer::{ACS, AT, AUDIENCE, Draft, ISSUER, REQUEST, base64, instant, key, target};
use std::{
    fmt::Write as _,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant as Stopwatch},
};

/// Tells the process that is started anew what to read.
const READ: &str = "ORG2ORG_BENCH_READ";
/// Tells the process that is started anew which hostile case it is to read.
const CASE: &str = "ORG2ORG_BENCH_CASE";
const HAR_BYTES: usize = 100_000_000;
const EVENTS: usize = 100_000;
/// Judgements of the response, whose median counts.
const TIMES: usize = 1000;
const XMLSEC_TIMES: u32 = 200;

/// How large the large hostile files are, and the most memory beyond the file that refusing one may take.
const FULL: cases::Scale = cases::Scale {
    large: 100_000_000,
    memory: 64 * 1024 * 1024,
};
/// The most time a refusal may take beyond walking through the file once.
const MOST_TIME: Duration = Duration::from_millis(50);

fn main() {
    if let Some(path) = std::env::var_os(READ) {
        return match std::env::var(CASE) {
            Ok(name) => refuse_and_tell(&name, Path::new(&path)),
            Err(_) => read_and_tell(Path::new(&path)),
        };
    }
    let folder = Folder(std::env::temp_dir().join(format!("org2org-diagnosis-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    let python = python();
    response(&folder.0, python.as_deref());
    for (name, write) in [
        ("recording.har", write_har as fn(&Path)),
        ("events.json", write_events),
        ("events.csv", write_table),
    ] {
        write(&folder.0.join(name));
        large(&folder.0, name, python.as_deref());
    }
    hostile(&folder.0);
}

/// A folder that goes away at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// A response of 10 KB, both parts signed: by this program and by the witnesses.
fn response(folder: &Path, python: Option<&Path>) {
    let mut attributes = String::new();
    for number in 0..7 {
        write!(
            attributes,
            "<saml2:Attribute Name=\"attribute{number}\"><saml2:AttributeValue>{}</saml2:AttributeValue></saml2:Attribute>",
            "value ".repeat(60)
        )
        .unwrap();
    }
    let xml = Draft {
        attributes: format!("<saml2:AttributeStatement>{attributes}</saml2:AttributeStatement>"),
        ..Draft::default()
    }
    .xml();
    let carried = base64(&xml);
    let expectations = target();
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let began = Stopwatch::now();
            let documents = input::read(carried.as_bytes()).unwrap();
            let diagnosis = diagnose(&documents, &expectations, instant(AT));
            let took = began.elapsed();
            assert_eq!(diagnosis.believed.len(), 1, "{:?}", diagnosis.findings);
            took
        })
        .collect();
    times.sort_unstable();
    println!(
        "a response of {:.1} KB unpacked, verified twice and judged: {:.3} ms",
        xml.len() as f64 / 1e3,
        milliseconds(times[times.len() / 2])
    );
    xmlsec(folder, &xml);
    python_saml(folder, &carried, python);
}

/// xmlsec1 verifies the signature of the response alone.
fn xmlsec(folder: &Path, xml: &str) {
    let (document, certificate) = (folder.join("response.xml"), folder.join("certificate.pem"));
    std::fs::write(&document, xml).unwrap();
    std::fs::write(&certificate, key("source").certificate.to_pem()).unwrap();
    let run = |times: u32| {
        let began = Stopwatch::now();
        let output = Command::new("xmlsec1")
            .args(["--verify", "--pubkey-cert-pem"])
            .arg(&certificate)
            .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response"])
            .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"])
            .args(["--repeat", &times.to_string()])
            .arg(&document)
            .output();
        (output, began.elapsed())
    };
    match run(1) {
        (Ok(output), once) if output.status.success() => {
            let (_, many) = run(XMLSEC_TIMES + 1);
            let each = many.saturating_sub(once) / XMLSEC_TIMES;
            println!(
                "  xmlsec1, one signature verified: {:.3} ms, and {:.1} ms with its start",
                milliseconds(each),
                milliseconds(once)
            );
        }
        (Ok(output), _) => println!(
            "  xmlsec1: not measured, it refuses: {}",
            String::from_utf8_lossy(&output.stderr)
                .lines()
                .next()
                .unwrap_or_default()
        ),
        (Err(error), _) => println!("  xmlsec1: not measured, it is not there ({error})"),
    }
}

fn python_saml(folder: &Path, carried: &str, python: Option<&Path>) {
    let Some(python) = python else {
        println!("  python3-saml: not measured, it is neither there nor to be had");
        return;
    };
    let at: jiff::Timestamp = AT.parse().unwrap();
    let (host, path) = ACS.strip_prefix("https://").unwrap().split_once('/').unwrap();
    let expected = json!({
        "audience": AUDIENCE, "acs": ACS, "issuer": ISSUER, "in_response_to": REQUEST, "now": at.as_second(),
        "host": host, "path": format!("/{path}"), "certificate": key("source").certificate.to_base64(),
    });
    std::fs::write(folder.join("expected.json"), expected.to_string()).unwrap();
    std::fs::write(folder.join("response.txt"), carried).unwrap();
    match witness(python, folder, None) {
        Ok(told) => println!(
            "  python3-saml, the same judged: {:.3} ms",
            told["milliseconds"].as_f64().unwrap()
        ),
        Err(why) => println!("  python3-saml: not measured: {why}"),
    }
}

/// What tests/witness/speed.py tells.
fn witness(python: &Path, folder: &Path, file: Option<&str>) -> Result<Value, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/witness/speed.py");
    let output = Command::new(python)
        .arg("-B")
        .arg(script)
        .arg(folder)
        .args(file)
        .output();
    let output = output.map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        let told = String::from_utf8_lossy(&output.stderr);
        told.lines().last().unwrap_or("it says nothing").to_owned()
    })
}

/// A Python that knows python3-saml, installed once below the folder of built things.
fn python() -> Option<PathBuf> {
    let named = std::env::var_os("WITNESS_ENVIRONMENT").map(PathBuf::from);
    let environment = named.unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("witnesses"));
    let python = environment.join("bin/python");
    let knows = |python: &Path| succeeds(Command::new(python).args(["-c", "import onelogin.saml2"]));
    if knows(&python) {
        return Some(python);
    }
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/witness/requirements.txt");
    let requirements = std::fs::read_to_string(requirements).unwrap();
    let wanted = requirements
        .lines()
        .find(|line| line.starts_with("python3-saml"))?;
    succeeds(Command::new("python3").args(["-m", "venv"]).arg(&environment));
    succeeds(Command::new(environment.join("bin/pip")).args(["install", "--quiet", wanted]));
    knows(&python).then_some(python)
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Reads a large file in a process of its own, and lets Python read it, too.
fn large(folder: &Path, name: &str, python: Option<&Path>) {
    let path = folder.join(name);
    let size = std::fs::metadata(&path).unwrap().len();
    let child = Command::new(std::env::current_exe().unwrap())
        .env(READ, &path)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&child.stdout);
    println!("{name} of {:.0} MB: {}", size as f64 / 1e6, told.trim());
    if path.extension().is_none_or(|ending| ending != "csv") {
        match python.map(|python| witness(python, folder, Some(name))) {
            Some(Ok(told)) => println!(
                "  Python's json, the same parsed: {:.0} ms, peak of memory {:.0} MB",
                told["milliseconds"].as_f64().unwrap(),
                told["bytes"].as_f64().unwrap() / 1e6
            ),
            Some(Err(why)) => println!("  Python's json: not measured: {why}"),
            None => println!("  Python's json: not measured, there is no Python"),
        }
    }
    std::fs::remove_file(path).unwrap();
}

/// Every hostile file in full size, each refused in a process of its own; who takes too much is named at the end.
fn hostile(folder: &Path) {
    let file = folder.join("hostile");
    let mut over = Vec::new();
    for case in cases::all(FULL) {
        std::fs::write(&file, case.bytes()).unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .env(CASE, &case.name)
            .env(READ, &file)
            .output()
            .unwrap();
        let cost: cases::Cost = serde_json::from_slice(&child.stdout).unwrap();
        let took = Duration::from_micros(cost.microseconds);
        let memory = cost.bytes.map_or("not measured".to_owned(), |bytes| {
            format!("{:.1} MB", bytes as f64 / 1e6)
        });
        println!(
            "{:<48} {:>8.2} ms {memory:>12} {:>8.2} ms with the walk over it",
            case.name,
            milliseconds(took),
            milliseconds(Duration::from_micros(cost.whole))
        );
        let late = case.quick && took > MOST_TIME;
        let large = cost.bytes.is_some_and(|bytes| bytes > case.memory);
        if cost.sentence.is_none() || late || large {
            over.push(case.name);
        }
    }
    println!("refused later or in more memory than aimed at, or not at all: {over:?}");
}

fn refuse_and_tell(name: &str, file: &Path) {
    let case = cases::all(FULL)
        .into_iter()
        .find(|case| case.name == name)
        .unwrap();
    println!("{}", serde_json::to_string(&cases::cost(&case, file)).unwrap());
}

/// Reads a file, judges it, and prints how long that took and the peak of memory.
fn read_and_tell(path: &Path) {
    let began = Stopwatch::now();
    let bytes = outside::read(path, input::limit).unwrap();
    let opened = began.elapsed();
    let documents = input::read(&bytes).unwrap();
    let read = began.elapsed();
    drop(bytes);
    let instant = Instant {
        at: AT.parse().unwrap(),
        chosen: false,
    };
    let outcome = troubleshoot(&documents, &Expectations::default(), None, instant);
    let judged = began.elapsed();
    println!(
        "{} documents and {} troubles; from the disk {:.0} ms, read {:.0} ms, joined and judged {:.0} ms; {}",
        documents.len(),
        outcome.troubles.len(),
        milliseconds(opened),
        milliseconds(read.saturating_sub(opened)),
        milliseconds(judged.saturating_sub(read)),
        peak()
    );
}

/// The most memory that this process held (proc(5), /proc/pid/status).
fn peak() -> String {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return "peak of memory not measured, this system does not tell".to_owned();
    };
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    let kibibytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    format!("peak of memory {} MB", kibibytes * 1024 / 1_000_000)
}

/// A recording of pages and scripts, with a sign-in in it.
fn write_har(path: &Path) {
    let script = "function f(a) {\n\tif (a < 3 && \"b\" !== a) { return '\\u00e9'; }\n}\n".repeat(1500);
    let entry = |url: &str, method: &str, body: Option<String>, answer: &str| {
        json!({ "startedDateTime": "2026-11-23T07:00:00.000Z", "time": 12.5,
            "request": { "method": method, "url": url, "httpVersion": "h2", "cookies": [{ "name": "sid", "value": "x" }],
                "headers": [{ "name": "User-Agent", "value": "Mozilla/5.0" }, { "name": "Cookie", "value": "sid=x" }],
                "postData": body.map(|text| json!({ "mimeType": "application/x-www-form-urlencoded", "text": text })) },
            "response": { "status": 200, "headers": [{ "name": "Content-Type", "value": "text/html" }],
                "content": { "size": answer.len(), "mimeType": "text/html", "text": answer } } })
        .to_string()
    };
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("SAMLResponse", &base64(&Draft::default().xml()))
        .finish();
    let plain = entry("https://acme.example/app.js?v=1", "GET", None, &script);
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    write!(file, "{{\"log\":{{\"version\":\"1.2\",\"entries\":[").unwrap();
    for _ in 0..HAR_BYTES / (plain.len() + 1) {
        write!(file, "{plain},").unwrap();
    }
    let posted = entry(ACS, "POST", Some(form), "<html>400</html>");
    write!(file, "{posted}]}}}}").unwrap();
    file.flush().unwrap();
}

/// When the event of a number was published.
fn published(number: usize) -> String {
    let at: jiff::Timestamp = AT.parse().unwrap();
    let later = i64::try_from(number).unwrap();
    (at + jiff::SignedDuration::from_secs(later)).to_string()
}

/// The reason of an event, failed or not: one in ten fails.
fn reason(number: usize) -> Option<&'static str> {
    number
        .is_multiple_of(10)
        .then_some("Unable to validate incoming SAML Assertion")
}

/// The events of an export as the API returns them.
fn write_events(path: &Path) {
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    for number in 0..EVENTS {
        let reason = reason(number);
        let event = json!({
            "actor": { "id": format!("00u{}", number % 500), "type": "User",
                "alternateId": format!("person{}@acme.example", number % 500), "displayName": "Mira Chen", "detailEntry": null },
            "client": { "userAgent": { "rawUserAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
                "os": "Windows 10", "browser": "CHROME" }, "zone": "null", "device": "Computer", "id": null,
                "ipAddress": "192.0.2.7", "geographicalContext": { "city": "Aarau", "state": "Aargau", "country": "Switzerland",
                "postalCode": "5000", "geolocation": { "lat": 47.39, "lon": 8.04 } } },
            "device": null,
            "authenticationContext": { "authenticationProvider": null, "credentialProvider": null, "credentialType": null,
                "issuer": null, "interface": null, "authenticationStep": 0, "externalSessionId": format!("trs{number}") },
            "displayMessage": "Authenticate user via IDP", "eventType": "user.authentication.auth_via_IDP",
            "outcome": { "result": if reason.is_some() { "FAILURE" } else { "SUCCESS" }, "reason": reason },
            "published": published(number), "securityContext": { "asNumber": 64500, "asOrg": "example", "isp": "example",
                "domain": "example.net", "isProxy": false }, "severity": "INFO",
            "debugContext": { "debugData": { "requestId": format!("r{number}"), "requestUri": "/sso/saml2/0oa1b2c3d4",
                "threatSuspected": "false", "url": "/sso/saml2/0oa1b2c3d4?" } },
            "legacyEventType": "core.user_auth.idp.saml.login_success",
            "transaction": { "type": "WEB", "id": format!("t{number}"), "detail": {} },
            "uuid": format!("0d5f7a30-c9b1-11f0-9c3f-{number:012}"), "version": "0",
            "request": { "ipChain": [{ "ip": "192.0.2.7", "geographicalContext": { "city": "Aarau", "state": "Aargau",
                "country": "Switzerland", "postalCode": "5000", "geolocation": { "lat": 47.39, "lon": 8.04 } },
                "version": "V4", "source": null }] },
            "target": [{ "id": "0oa1b2c3d4E5F6G7H8i9", "type": "AppInstance", "alternateId": "Acme IdP",
                "displayName": "Acme", "detailEntry": null }],
        });
        let joint = if number == 0 { '[' } else { ',' };
        write!(file, "{joint}{event}").unwrap();
    }
    write!(file, "]").unwrap();
    file.flush().unwrap();
}

/// The same as the admin console exports them.
fn write_table(path: &Path) {
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(
        file,
        "timestamp,uuid,event_type,display_message,severity,client.user_agent.raw_user_agent,client.ip_address,actor.id,\
         actor.type,actor.alternate_id,actor.display_name,outcome.result,outcome.reason,target0.id,target0.type,\
         target0.alternate_id,target0.display_name,transaction.id"
    )
    .unwrap();
    for number in 0..EVENTS {
        let reason = reason(number);
        let result = if reason.is_some() { "FAILURE" } else { "SUCCESS" };
        writeln!(
            file,
            "{},0d5f7a30-c9b1-11f0-9c3f-{number:012},user.authentication.auth_via_IDP,Authenticate user via IDP,INFO,\
             \"Mozilla/5.0 (Windows NT 10.0; Win64; x64), like Gecko\",192.0.2.7,00u{},User,person{}@acme.example,\
             Mira Chen,{result},{},0oa1b2c3d4E5F6G7H8i9,AppInstance,Acme IdP,Acme,t{number}",
            published(number),
            number % 500,
            number % 500,
            reason.unwrap_or_default()
        )
        .unwrap();
    }
    file.flush().unwrap();
}
