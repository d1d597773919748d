//! The named faults of the practice orgs, seen in the message that the source org sends and measured by what the
//! target org is set to: exactly its finding comes first, and nothing blocks that is not true.

use crate::signer::codes;
use jiff::{SignedDuration, Timestamp};
use org2org_setup::practice::{Clock, Method, Options, Request, Side, World, handle};
use org2org_setup::saml::{
    certificate::Certificate,
    diagnose::{Diagnosis, diagnose},
    expectation::{Expectations, Expected, Instant, Scope},
    input,
    signature::Hash,
};
use serde_json::{Value, json};
use url::Url;

const MIRA: &str = "mira.chen@acme.example";

/// Each fault that a message can show, with the one finding that names it.
const MATRIX: &[(&str, &str)] = &[
    ("issuer-mismatch", "issuer-mismatch"),
    ("issuer-trailing-slash", "issuer-mismatch"),
    ("issuer-https", "issuer-mismatch"),
    ("audience-mismatch", "audience-mismatch"),
    ("audience-regenerated", "audience-mismatch"),
    ("audience-overridden", "audience-mismatch"),
    ("acs-url-other-org", "destination-mismatch"),
    ("acs-url-without-id", "destination-mismatch"),
    ("acs-shared", "destination-mismatch"),
    ("destination-overridden", "destination-mismatch"),
    ("recipient-overridden", "recipient-mismatch"),
    ("certificate-mismatch", "certificate-mismatch"),
    ("certificate-of-another-app", "certificate-mismatch"),
    ("certificate-rotated", "certificate-mismatch"),
    ("certificate-not-selected", "certificate-mismatch"),
    ("response-not-successful", "status-not-success"),
    ("signature-sha1", "weak-signature-algorithm"),
    ("response-unsigned", "signature-scope"),
    ("assertion-unsigned", "signature-scope"),
];

/// What blocks beside it: which faults, what, and why it is true.
const BESIDES: &[(&[&str], &str, &str)] = &[
    (
        &["acs-url-other-org", "acs-url-without-id", "acs-shared"],
        "recipient-mismatch",
        "the app puts the same address into Destination and Recipient",
    ),
    (
        &["signature-sha1"],
        "weak-digest-algorithm",
        "the app makes signature and digest with SHA-1",
    ),
];

/// Faults that are no fault of the message, and notes that are no cause.
const HARMLESS: &[&str] = &[
    "certificate-expired",
    "certificate-expires-soon",
    "old-certificate-in-use",
    "user-name-filtered",
    "relay-state-lost",
];

#[test]
fn each_fault_that_a_message_shows_is_its_finding_and_nothing_else_blocks() {
    for (fault, own) in MATRIX {
        let besides = BESIDES.iter().filter(|(faults, ..)| faults.contains(fault));
        let expected: Vec<&str> = std::iter::once(*own)
            .chain(besides.map(|(_, code, _)| *code))
            .collect();
        let mut desk = Desk::joined();
        desk.world
            .apply_fault(fault)
            .unwrap_or_else(|trouble| panic!("{fault}: {trouble}"));
        let blocking: Vec<String> = desk
            .diagnose()
            .findings
            .iter()
            .filter(|one| one.blocks())
            .map(|one| one.code.word().to_owned())
            .collect();
        println!("{fault:<28} {}", blocking.join(" "));
        assert_eq!(blocking, expected, "{fault}");
    }
    println!(
        "{} of {} faults are told by their message",
        MATRIX.len(),
        MATRIX.len()
    );
}

#[test]
fn a_healthy_connection_has_no_finding_and_its_message_is_believed() {
    let diagnosis = Desk::joined().diagnose();
    assert_eq!(codes(&diagnosis), Vec::<String>::new());
    assert_eq!(diagnosis.believed[0].name, MIRA);
}

#[test]
fn what_is_no_fault_of_the_message_is_not_blamed_on_it() {
    for fault in HARMLESS {
        let mut desk = Desk::joined();
        desk.world
            .apply_fault(fault)
            .unwrap_or_else(|trouble| panic!("{fault}: {trouble}"));
        let diagnosis = desk.diagnose();
        assert!(!diagnosis.is_blocked(), "{fault}: {:?}", codes(&diagnosis));
        assert_eq!(diagnosis.believed.len(), 1, "{fault}");
    }
}

/// Two joined orgs without servers.
struct Desk {
    world: World,
    clock: Clock,
    app: String,
}

impl Desk {
    fn joined() -> Self {
        let clock = Clock::manual("2026-03-02T09:00:00Z".parse().unwrap());
        let options = Options {
            clock: clock.clone(),
            ..Options::default()
        };
        let url = |port: u16| Url::parse(&format!("http://127.0.0.1:{port}")).unwrap();
        let mut world = World::new(&options, &url(4101), &url(4102));
        world.watch(crate::watch::watch);
        let mut desk = Self {
            world,
            clock,
            app: String::new(),
        };
        desk.join();
        desk
    }

    fn join(&mut self) {
        let app = json!({ "name": "okta_org2org", "label": "Northwind", "signOnMode": "SAML_2_0",
            "settings": { "app": { "acsUrl": "", "audRestriction": "", "baseUrl": "http://127.0.0.1:4102" } } });
        let app = self.call(Side::Source, Method::Post, "/api/v1/apps", Some(&app));
        self.app = text(&app, "/id");
        let (issuer, sso, certificate) = self.metadata();
        let key = json!({ "x5c": [certificate] });
        let key = self.call(
            Side::Target,
            Method::Post,
            "/api/v1/idps/credentials/keys",
            Some(&key),
        );
        let idp = json!({ "type": "SAML2", "name": "Acme", "protocol": { "type": "SAML2",
                "endpoints": { "sso": { "url": sso, "binding": "HTTP-POST", "destination": sso },
                    "acs": { "binding": "HTTP-POST", "type": "INSTANCE" } },
                "algorithms": { "request": { "signature": { "algorithm": "SHA-256", "scope": "REQUEST" } },
                    "response": { "signature": { "algorithm": "SHA-256", "scope": "ANY" } } },
                "credentials": { "trust": { "issuer": issuer, "kid": key["kid"] } } },
            "policy": { "provisioning": { "action": "AUTO", "profileMaster": true, "groups": { "action": "NONE" },
                    "conditions": { "deprovisioned": { "action": "NONE" }, "suspended": { "action": "NONE" } } },
                "accountLink": { "action": "AUTO", "filter": { "users": { "excludeAdmins": true } } },
                "subject": { "userNameTemplate": { "template": "idpuser.subjectNameId" },
                    "filter": "(\\S+@acme\\.example)", "matchType": "USERNAME", "matchAttribute": null },
                "maxClockSkew": 120_000 } });
        let idp = self.call(Side::Target, Method::Post, "/api/v1/idps", Some(&idp));
        let path = format!("/api/v1/apps/{}", self.app);
        let mut body = self.call(Side::Source, Method::Get, &path, None);
        body["settings"]["app"]["acsUrl"] = idp["_links"]["acs"]["href"].clone();
        body["settings"]["app"]["audRestriction"] =
            idp["protocol"]["credentials"]["trust"]["audience"].clone();
        self.call(Side::Source, Method::Put, &path, Some(&body));
        let groups = self.call(
            Side::Source,
            Method::Get,
            "/api/v1/groups?q=Northwind%20access",
            None,
        );
        let path = format!("/api/v1/apps/{}/groups/{}", self.app, text(&groups, "/0/id"));
        self.call(Side::Source, Method::Put, &path, Some(&json!({})));
    }

    fn call(&mut self, side: Side, method: Method, path: &str, body: Option<&Value>) -> Value {
        let token = self.world.card(side).api_token.clone();
        let request = Request::new(method, path).token(&token);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let response = handle(&mut self.world, side, &request, self.clock.now());
        assert!(response.status < 300, "{path}: {}", response.text_body());
        response.json_body()
    }

    /// Issuer, sign-on address and certificate of the app.
    fn metadata(&mut self) -> (String, String, String) {
        let token = self.world.card(Side::Source).api_token.clone();
        let path = format!("/api/v1/apps/{}/sso/saml/metadata", self.app);
        let mut request = Request::new(Method::Get, &path).token(&token);
        request.headers.retain(|(name, _)| name != "accept");
        let request = request.header("accept", "application/xml");
        let response = handle(&mut self.world, Side::Source, &request, self.clock.now());
        let xml = response.text_body();
        let metadata = org2org_setup::saml::metadata::read_idp_metadata(&xml).unwrap();
        (
            metadata.entity_id,
            metadata.sso[0].location.clone(),
            metadata.certificates[0].to_base64(),
        )
    }

    /// The page with which the source org sends a person's browser on.
    fn page(&mut self) -> String {
        let users = &self.world.card(Side::Source).users;
        let password = users
            .iter()
            .find(|person| person.login == MIRA)
            .unwrap()
            .password
            .clone();
        let form = Request::new(Method::Post, "/login").form(&[("username", MIRA), ("password", &password)]);
        let answer = handle(&mut self.world, Side::Source, &form, self.clock.now());
        let cookie = answer
            .header_value("set-cookie")
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let (_, sso, _) = self.metadata();
        let path = Url::parse(&sso).unwrap().path().to_owned();
        let request = Request::new(Method::Get, &path).header("cookie", &cookie);
        handle(&mut self.world, Side::Source, &request, self.clock.now()).text_body()
    }

    /// What the target org is set to, as its API tells.
    fn target(&mut self) -> Expectations {
        let idps = self.call(Side::Target, Method::Get, "/api/v1/idps?type=SAML2&q=Acme", None);
        let keys = self.call(Side::Target, Method::Get, "/api/v1/idps/credentials/keys", None);
        let idp = &idps[0];
        let trust = &idp["protocol"]["credentials"]["trust"];
        let expected = |value: &Value| {
            value
                .as_str()
                .map(|value| Expected::new(value, "The target org expects"))
        };
        let kids: Vec<&Value> = std::iter::once(&trust["kid"])
            .chain(trust["additionalKids"].as_array().into_iter().flatten())
            .collect();
        let certificate = |key: &Value| Certificate::from_base64(key["x5c"][0].as_str()?).ok();
        let keys = keys.as_array().unwrap();
        Expectations {
            issuer: expected(&trust["issuer"]),
            audience: expected(&trust["audience"]),
            acs: expected(&idp["_links"]["acs"]["href"]),
            trusted: keys
                .iter()
                .filter(|key| kids.contains(&&key["kid"]))
                .filter_map(certificate)
                .collect(),
            scope: match idp["protocol"]["algorithms"]["response"]["signature"]["scope"].as_str() {
                Some("RESPONSE") => Scope::Response,
                Some("TOKEN") => Scope::Assertion,
                _ => Scope::Any,
            },
            least_hash: Some(Hash::Sha256),
            skew: SignedDuration::from_millis(idp["policy"]["maxClockSkew"].as_i64().unwrap()),
            ..Expectations::default()
        }
    }

    fn diagnose(&mut self) -> Diagnosis {
        let page = self.page();
        let documents = input::read(page.as_bytes()).unwrap_or_else(|error| panic!("{error}: {page}"));
        let at: Timestamp = self.clock.now();
        diagnose(&documents, &self.target(), Instant { at, chosen: true })
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
