//! A desk to work from: a world without servers, a token for each org, and the steps of a set-up.

use crate::pages::whole;
pub(crate) use crate::pages::{good, next};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use org2org_setup::practice::{Clock, Method, Options, Request, Response, Side, Temper, World, handle};
use serde_json::{Value, json};
use url::Url;

pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) clock: Clock,
    tokens: [String; 2],
}

/// What a set-up leaves behind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Joined {
    pub(crate) app: String,
    pub(crate) idp: String,
    pub(crate) key: String,
    pub(crate) rule: String,
    pub(crate) wiki: String,
}

impl Desk {
    /// Strict orgs: pages of three, and the limits of a small org.
    pub(crate) fn new() -> Self {
        Self::of(Temper::Strict)
    }

    /// Orgs of a temper, for tests of the tempers themselves.
    pub(crate) fn of(temper: Temper) -> Self {
        Self::made(Options {
            temper,
            ..Options::default()
        })
    }

    /// Orgs whose identifiers come from another seed.
    pub(crate) fn seeded(seed: &str) -> Self {
        Self::made(Options {
            seed: seed.to_owned(),
            ..Options::default()
        })
    }

    /// Orgs made by options, on a clock that stands still.
    pub(crate) fn made(options: Options) -> Self {
        let clock = Clock::manual("2026-03-02T09:00:00Z".parse().unwrap());
        let options = Options {
            clock: clock.clone(),
            ..options
        };
        let (source, target) = (url("http://127.0.0.1:4101"), url("http://127.0.0.1:4102"));
        let mut world = World::new(&options, &source, &target);
        world.watch(crate::watch::watch);
        let tokens = [Side::Source, Side::Target].map(|side| world.card(side).api_token.clone());
        Self { world, clock, tokens }
    }

    pub(crate) fn token(&self, side: Side) -> String {
        let [source, target] = &self.tokens;
        if side == Side::Source {
            source.clone()
        } else {
            target.clone()
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    pub(crate) fn send(&mut self, side: Side, request: &Request) -> Response {
        handle(&mut self.world, side, request, self.clock.now())
    }

    pub(crate) fn call(
        &mut self,
        side: Side,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> Response {
        let request = Request::new(method, target).token(&self.token(side));
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.send(side, &request)
    }

    /// The same by somebody careful, who turns the clock to the end of the minute when told that there were too many
    /// requests, and asks once more.
    pub(crate) fn patient(
        &mut self,
        side: Side,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> Response {
        let response = self.call(side, method, target, body);
        if response.status != 429 {
            return response;
        }
        let reset: i64 = response
            .header_value("x-rate-limit-reset")
            .unwrap()
            .parse()
            .unwrap();
        let at = reset - self.world.clock_offset(side);
        self.wait((at - self.now().as_second()).max(0));
        self.call(side, method, target, body)
    }

    /// An object, or a list over all its pages.
    pub(crate) fn get(&mut self, side: Side, target: &str) -> Value {
        whole(target, |page| self.patient(side, Method::Get, page, None))
    }

    pub(crate) fn post(&mut self, side: Side, target: &str, body: &Value) -> Value {
        good(&self.patient(side, Method::Post, target, Some(body)))
    }

    pub(crate) fn put(&mut self, side: Side, target: &str, body: &Value) -> Value {
        good(&self.patient(side, Method::Put, target, Some(body)))
    }

    pub(crate) fn act(&mut self, side: Side, target: &str) -> Value {
        good(&self.patient(side, Method::Post, target, None))
    }

    pub(crate) fn delete(&mut self, side: Side, target: &str) {
        good(&self.patient(side, Method::Delete, target, None));
    }

    /// Status and error code of a refused request.
    pub(crate) fn refused(
        &mut self,
        side: Side,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> (u16, String) {
        refusal(&self.call(side, method, target, body))
    }

    pub(crate) fn user(&mut self, side: Side, login: &str) -> String {
        text(&self.get(side, &format!("/api/v1/users/{login}")), "/id")
    }

    pub(crate) fn group(&mut self, side: Side, name: &str) -> String {
        let found = self.get(side, &format!("/api/v1/groups?q={}", name.replace(' ', "%20")));
        text(&found, "/0/id")
    }

    pub(crate) fn app_named(&mut self, side: Side, name: &str) -> String {
        let found = self.get(side, &format!("/api/v1/apps?filter=name%20eq%20%22{name}%22"));
        text(&found, "/0/id")
    }

    /// The Org2Org app of the source org, not yet knowing the target.
    pub(crate) fn add_org2org(&mut self) -> String {
        let body = json!({
            "name": "okta_org2org", "label": "Northwind Partners", "signOnMode": "SAML_2_0",
            "settings": { "app": { "acsUrl": "", "audRestriction": "", "baseUrl": "http://127.0.0.1:4102" } },
        });
        text(&self.post(Side::Source, "/api/v1/apps", &body), "/id")
    }

    /// Issuer, sign-on address and certificate of an app.
    pub(crate) fn metadata(&mut self, app: &str) -> (String, String, String) {
        let request = Request::new(Method::Get, &format!("/api/v1/apps/{app}/sso/saml/metadata"))
            .token(&self.token(Side::Source))
            .header("accept", "application/xml");
        let mut request = request;
        request
            .headers
            .retain(|(name, value)| name != "accept" || value == "application/xml");
        let response = self.send(Side::Source, &request);
        assert_eq!(response.status, 200, "{}", response.text_body());
        let xml = response.text_body();
        let certificate: String = between(&xml, "<ds:X509Certificate>", "<")
            .split_whitespace()
            .collect();
        (
            between(&xml, "entityID=\"", "\"").to_owned(),
            between(&xml, "Location=\"", "\"").to_owned(),
            certificate,
        )
    }

    pub(crate) fn upload(&mut self, certificate: &str) -> String {
        let body = json!({ "x5c": [certificate] });
        text(
            &self.post(Side::Target, "/api/v1/idps/credentials/keys", &body),
            "/kid",
        )
    }

    /// The body of an identity provider for the app.
    pub(crate) fn idp_body(&mut self, app: &str, kid: &str) -> Value {
        let (issuer, sso, _) = self.metadata(app);
        json!({
            "type": "SAML2", "name": "Acme Workforce",
            "protocol": {
                "type": "SAML2",
                "endpoints": {
                    "sso": { "url": sso, "binding": "HTTP-POST", "destination": sso },
                    "acs": { "binding": "HTTP-POST", "type": "INSTANCE" },
                },
                "algorithms": {
                    "request": { "signature": { "algorithm": "SHA-256", "scope": "REQUEST" } },
                    "response": { "signature": { "algorithm": "SHA-256", "scope": "ANY" } },
                },
                "credentials": { "trust": { "issuer": issuer, "kid": kid } },
            },
            "policy": {
                "provisioning": {
                    "action": "AUTO", "profileMaster": true, "groups": { "action": "NONE" },
                    "conditions": { "deprovisioned": { "action": "NONE" }, "suspended": { "action": "NONE" } },
                },
                "accountLink": { "action": "AUTO", "filter": { "users": { "excludeAdmins": true } } },
                "subject": {
                    "userNameTemplate": { "template": "idpuser.subjectNameId" },
                    "filter": "(\\S+@acme\\.example)", "matchType": "USERNAME", "matchAttribute": null,
                },
                "maxClockSkew": 120_000,
            },
        })
    }

    /// Tells the app where the provider takes responses and which audience it is.
    pub(crate) fn point_app_at(&mut self, app: &str, idp: &Value) {
        let mut body = self.get(Side::Source, &format!("/api/v1/apps/{app}"));
        body["settings"]["app"]["acsUrl"] = idp["_links"]["acs"]["href"].clone();
        body["settings"]["app"]["audRestriction"] =
            idp["protocol"]["credentials"]["trust"]["audience"].clone();
        self.put(Side::Source, &format!("/api/v1/apps/{app}"), &body);
    }

    pub(crate) fn add_rule(&mut self, idp: &str) -> String {
        let policies = self.get(Side::Target, "/api/v1/policies?type=IDP_DISCOVERY");
        let body = json!({
            "type": "IDP_DISCOVERY", "name": "Acme people", "priority": 1,
            "conditions": { "userIdentifier": {
                "type": "IDENTIFIER", "patterns": [{ "matchType": "SUFFIX", "value": "acme.example" }],
            } },
            "actions": { "idp": { "providers": [{ "type": "SAML2", "id": idp }], "idpSelectionType": "SPECIFIC" } },
        });
        let path = format!("/api/v1/policies/{}/rules", text(&policies, "/0/id"));
        text(&self.post(Side::Target, &path, &body), "/id")
    }

    /// The whole set-up: app, certificate, provider, rule, assignments; people of "Northwind access" get Wiki.
    pub(crate) fn join(&mut self) -> Joined {
        let app = self.add_org2org();
        let (_, _, certificate) = self.metadata(&app);
        let key = self.upload(&certificate);
        let body = self.idp_body(&app, &key);
        let idp = self.post(Side::Target, "/api/v1/idps", &body);
        self.point_app_at(&app, &idp);
        let rule = self.add_rule(&text(&idp, "/id"));
        let group = self.group(Side::Source, "Northwind access");
        self.put(
            Side::Source,
            &format!("/api/v1/apps/{app}/groups/{group}"),
            &json!({}),
        );
        let wiki = self.app_named(Side::Target, "northwind_wiki_1");
        let everyone = self.group(Side::Target, "Everyone");
        self.put(
            Side::Target,
            &format!("/api/v1/apps/{wiki}/groups/{everyone}"),
            &json!({}),
        );
        Joined {
            app,
            idp: text(&idp, "/id"),
            key,
            rule,
            wiki,
        }
    }

    /// Reasons of failed federated sign-ins with the messages beside them, oldest first.
    pub(crate) fn reasons(&mut self) -> Vec<String> {
        let filter = "eventType%20eq%20%22user.authentication.auth_via_IDP%22%20and%20outcome.result%20eq%20%22FAILURE%22";
        let events = self.get(Side::Target, &format!("/api/v1/logs?limit=1000&filter={filter}"));
        events
            .as_array()
            .unwrap()
            .iter()
            .map(|event| {
                let message = text(event, "/debugContext/debugData/ErrorMessage");
                let reason = text(event, "/outcome/reason");
                if message.is_empty() {
                    reason
                } else {
                    format!("{reason}: {message}")
                }
            })
            .collect()
    }

    /// Types of events since the start, oldest first.
    pub(crate) fn events(&mut self, side: Side) -> Vec<String> {
        let events = self.get(side, "/api/v1/logs?limit=1000");
        events
            .as_array()
            .unwrap()
            .iter()
            .map(|event| text(event, "/eventType"))
            .collect()
    }
}

/// Status and error code.
pub(crate) fn refusal(response: &Response) -> (u16, String) {
    (response.status, text(&response.json_body(), "/errorCode"))
}

/// A text at a pointer; empty when there is none.
pub(crate) fn text(value: &Value, pointer: &str) -> String {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

pub(crate) fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let rest = text
        .split_once(start)
        .unwrap_or_else(|| panic!("no {start} in {text}"))
        .1;
    rest.split_once(end).unwrap().0
}

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

pub(crate) fn decode(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).unwrap()
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
