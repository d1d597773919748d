//! Our objects against recorded answers of real orgs: every field that real ones have, ours have too, with a value
//! of the same kind. Skipped, aloud, where the recordings are not at hand.

use crate::desk::Desk;
use flate2::read::GzDecoder;
use org2org_setup::practice::Side;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;

/// Fields that real answers have only in orgs of another kind or age.
const ELSEWHERE: [&str; 6] = [
    "/_links/oktaSupport",
    "/_links/helpDoc",
    "/_links/logo",
    "/_links/schema",
    "/type",
    "/orn",
];

#[test]
fn an_app_has_the_fields_of_a_recorded_one() {
    let mut desk = Desk::gentle();
    let app = desk.add_org2org();
    let ours = desk.get(Side::Source, &format!("/api/v1/apps/{app}"));
    compare(
        "app",
        &ours,
        |record| record.url.contains("/api/v1/apps?") && record.post(),
        |body| body["name"] == "okta_org2org",
    );
}

#[test]
fn a_key_of_an_app_has_the_fields_of_a_recorded_one() {
    let mut desk = Desk::gentle();
    let app = desk.add_org2org();
    let ours = desk.get(Side::Source, &format!("/api/v1/apps/{app}/credentials/keys"));
    compare(
        "app key",
        &ours[0],
        |record| record.url.contains("/apps/") && record.url.contains("/credentials/keys/generate"),
        |_| true,
    );
}

#[test]
fn a_stored_certificate_has_the_fields_of_a_recorded_one() {
    let mut desk = Desk::gentle();
    let app = desk.add_org2org();
    let (_, _, certificate) = desk.metadata(&app);
    let ours = desk.post(
        Side::Target,
        "/api/v1/idps/credentials/keys",
        &json!({ "x5c": [certificate] }),
    );
    compare(
        "stored key",
        &ours,
        |record| record.url.ends_with("/idps/credentials/keys") && record.post(),
        |_| true,
    );
}

#[test]
fn people_groups_tokens_and_the_org_have_the_fields_of_recorded_ones() {
    let mut desk = Desk::gentle();
    let ours = desk.get(Side::Source, "/api/v1/org");
    compare(
        "org",
        &ours,
        |record| record.url.ends_with("/api/v1/org") && !record.post(),
        |_| true,
    );
    let ours = desk.get(Side::Source, "/api/v1/api-tokens");
    compare(
        "token",
        &ours[0],
        |record| record.url.ends_with("/api/v1/api-tokens"),
        |_| true,
    );
    let ours = desk.get(Side::Source, "/api/v1/groups");
    compare(
        "group",
        &ours[1],
        |record| record.url.ends_with("/api/v1/groups") && record.post(),
        |_| true,
    );
    let ours = desk.get(Side::Source, "/api/v1/users/me");
    compare(
        "user",
        &ours,
        |record| record.url.ends_with("/api/v1/users") && record.post(),
        |body| body["status"] == "ACTIVE",
    );
    let ours = desk.get(Side::Source, "/api/v1/users/me/roles");
    compare(
        "role",
        &ours[0],
        |record| record.url.ends_with("/roles") && record.url.contains("/users/"),
        |_| true,
    );
    let ours = desk.get(Side::Source, "/api/v1/features");
    compare(
        "feature",
        &ours[0],
        |record| record.url.ends_with("/api/v1/features"),
        |_| true,
    );
}

#[test]
fn assignments_have_the_fields_of_recorded_ones() {
    let mut desk = Desk::gentle();
    let (app, group) = (desk.add_org2org(), desk.group(Side::Source, "Northwind access"));
    let ours = desk.put(
        Side::Source,
        &format!("/api/v1/apps/{app}/groups/{group}"),
        &json!({}),
    );
    compare(
        "app group",
        &ours,
        |record| record.url.contains("/apps/") && record.url.contains("/groups/"),
        |_| true,
    );
    let ours = desk.get(Side::Source, &format!("/api/v1/apps/{app}/users"));
    let users =
        |record: &Record| record.url.contains("/apps/") && record.url.ends_with("/users") && record.post();
    compare("app user", &ours[0], users, |_| true);
}

#[test]
fn policies_and_rules_have_the_fields_of_recorded_ones() {
    let mut desk = Desk::gentle();
    let ours = desk.get(Side::Source, "/api/v1/policies?type=OKTA_SIGN_ON")[0].clone();
    compare(
        "policy",
        &ours,
        |record| record.url.contains("/policies?type=OKTA_SIGN_ON"),
        |body| body["system"] == true,
    );
    let path = format!("/api/v1/policies/{}/rules", ours["id"].as_str().unwrap());
    let session =
        json!({ "usePersistentCookie": false, "maxSessionIdleMinutes": 720, "maxSessionLifetimeMinutes": 0 });
    let body = json!({ "type": "SIGN_ON", "name": "Partners", "actions": { "signon": { "access": "ALLOW", "session": session } } });
    let rule = desk.post(Side::Source, &path, &body);
    compare(
        "rule",
        &rule,
        |record| record.url.ends_with("/rules") && record.post(),
        |_| true,
    );
}

#[test]
fn a_refusal_has_the_fields_of_a_recorded_one() {
    let mut desk = Desk::gentle();
    let ours = desk
        .call(
            Side::Source,
            org2org_setup::practice::Method::Get,
            "/api/v1/apps/x",
            None,
        )
        .json_body();
    compare(
        "refusal",
        &ours,
        |record| record.status == 404 && record.url.contains("/apps/"),
        |body| body["errorCode"] == "E0000007",
    );
}

struct Record {
    method: String,
    url: String,
    status: u64,
    body: Value,
}

impl Record {
    fn post(&self) -> bool {
        self.method == "POST"
    }
}

/// Compares one of our objects with the first recorded one that fits.
fn compare(name: &str, ours: &Value, wanted: impl Fn(&Record) -> bool, fits: impl Fn(&Value) -> bool) {
    let Some(records) = records() else {
        println!("skipped: no recordings at hand to compare the {name} with");
        return;
    };
    let mut bodies = records
        .into_iter()
        .filter(wanted)
        .flat_map(|record| match record.body {
            Value::Array(list) => list,
            other => vec![other],
        });
    let theirs = bodies
        .find(|body| body.is_object() && fits(body))
        .unwrap_or_else(|| panic!("no recorded {name}"));
    let (ours, theirs) = (kinds(ours), kinds(&theirs));
    let mut missing: Vec<String> = Vec::new();
    for (path, kind) in &theirs {
        if ELSEWHERE.iter().any(|skip| path.starts_with(skip)) || path.contains("/logo") {
            continue;
        }
        match ours.get(path) {
            None if *kind == "null" => missing.push(format!("{path} (null)")),
            None => missing.push(path.clone()),
            Some(own) if own == kind || *own == "null" || *kind == "null" => {}
            Some(own) => missing.push(format!("{path}: {own} instead of {kind}")),
        }
    }
    assert!(missing.is_empty(), "{name}: {missing:#?}");
}

/// Paths of all fields and the kind of their values; links count as one field each.
fn kinds(value: &Value) -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    collect("", value, &mut found);
    found
}

fn collect(path: &str, value: &Value, found: &mut BTreeMap<String, &'static str>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    if !path.is_empty() {
        found.insert(path.to_owned(), kind);
    }
    let leaf =
        path.starts_with("/_links/") || path == "/settings/app" || path == "/profile" || path == "/actions";
    if let (Value::Object(fields), false) = (value, leaf || path == "/conditions") {
        for (name, value) in fields {
            collect(&format!("{path}/{name}"), value, found);
        }
    }
}

fn records() -> Option<Vec<Record>> {
    let root = std::env::var_os("ORG2ORG_SHARED").map(PathBuf::from);
    let root = root.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let file = File::open(root.join("okta/recordings.jsonl.gz")).ok()?;
    let lines = BufReader::new(GzDecoder::new(file)).lines();
    Some(lines.map(|line| record(&line.unwrap())).collect())
}

fn record(line: &str) -> Record {
    let line: Value = serde_json::from_str(line).unwrap();
    let text = |field: &str| line[field].as_str().unwrap_or_default().to_owned();
    let body = match &line["response"] {
        Value::String(body) => serde_json::from_str(body).unwrap_or(Value::Null),
        other => other.clone(),
    };
    Record {
        method: text("method"),
        url: text("url"),
        status: line["status"].as_u64().unwrap_or(0),
        body,
    }
}
