//! Recorded exchanges played again to a practice org: the same calls in the same order, with the identifiers of
//! real objects exchanged for those that the practice org gave theirs.

use crate::{
    recorded::Recording,
    shape::{self, Shape},
    watch,
    witness::{self, document, judge::Exchange},
};
use org2org_setup::practice::{Clock, Method, Options, Request, Response, Side, Temper, World, handle};
use serde_json::Value;
use std::collections::BTreeMap;
use url::Url;

/// How a recorded exchange went when it was played again.
pub(crate) enum Outcome {
    /// The path is none of the practice orgs'.
    NotOffered,
    /// It speaks of objects that are not there: made before the recording began, or of kinds that are not offered.
    Unknown,
    /// It was played; what differs.
    Played(Vec<String>),
}

/// The shapes of an operation's answers in all recordings together.
pub(crate) type Seen = BTreeMap<(String, u16), Shape>;

/// Every member that any recorded answer of an operation has, with all kinds of values it was seen with.
pub(crate) fn members(recordings: &[Recording]) -> Seen {
    let mut seen = Seen::new();
    for recording in recordings {
        let body = serde_json::from_slice(&recording.exchange.answer).unwrap_or(Value::Null);
        let all = seen
            .entry((operation(recording), recording.exchange.status))
            .or_default();
        for (at, kinds) in shape::of(&body) {
            all.entry(at).or_default().extend(kinds);
        }
    }
    seen
}

/// What was recorded of requests is what somebody else sent; the answers are the practice orgs' own.
fn watch_answers(_: Side, request: &Request, response: &Response) {
    if request.is_api() {
        witness::see(&Exchange {
            earnest: false,
            ..watch::exchange(request, response)
        });
    }
}

/// The operation a recording belongs to.
pub(crate) fn operation(recording: &Recording) -> String {
    let exchange = &recording.exchange;
    let found = document::find(&exchange.method, &exchange.path);
    found.map_or_else(
        || format!("{} {}", exchange.method, exchange.path),
        |operation| operation.id.clone(),
    )
}

/// A practice org that a recording is played to.
pub(crate) struct Stage {
    world: World,
    clock: Clock,
    token: String,
    /// Recorded identifiers and what stands for them here.
    ids: BTreeMap<String, String>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let clock = Clock::manual("2026-03-02T09:00:00Z".parse().unwrap());
        let options = Options {
            // The recorded orgs cut lists less short than a strict one.
            temper: Temper::Gentle,
            clock: clock.clone(),
            ..Options::default()
        };
        let url = |port: u16| Url::parse(&format!("http://127.0.0.1:{port}")).unwrap();
        let mut world = World::new(&options, &url(4101), &url(4102));
        world.watch(watch_answers);
        let token = world.card(Side::Source).api_token.clone();
        let ids = BTreeMap::from([(
            "https://test.okta.com".to_owned(),
            "http://127.0.0.1:4101".to_owned(),
        )]);
        Self {
            world,
            clock,
            token,
            ids,
        }
    }

    /// Plays one exchange.
    pub(crate) fn play(&mut self, recording: &Recording, seen: &Seen) -> Outcome {
        let exchange = &recording.exchange;
        let refused = exchange.status >= 400;
        let code = |body: &Value| body["errorCode"].as_str().unwrap_or_default().to_owned();
        let body: Value = serde_json::from_slice(&exchange.answer).unwrap_or(Value::Null);
        if code(&body) != "E0000007" && self.speaks_of_strangers(exchange) {
            return Outcome::Unknown;
        }
        let answer = self.send(recording);
        let ours = answer.json_body();
        if answer.status == 405 || ["E0000008", "E0000022"].contains(&code(&ours).as_str()) {
            return Outcome::NotOffered;
        }
        if code(&ours) == "E0000007" && code(&body) != "E0000007" {
            return Outcome::Unknown;
        }
        self.learn(&body, &ours);
        let mut found = Vec::new();
        if answer.status != exchange.status {
            let why = ours
                .pointer("/errorCauses/0/errorSummary")
                .or_else(|| ours.get("errorSummary"));
            found.push(format!(
                "status {} instead of {} ({})",
                answer.status,
                exchange.status,
                why.unwrap_or(&Value::Null)
            ));
            return Outcome::Played(found);
        }
        headers(recording, &answer, &mut found);
        if refused {
            let said = serde_json::from_str(&self.translate(&body.to_string())).unwrap();
            refusal(&said, &ours, &mut found);
        } else {
            let known = seen
                .get(&(operation(recording), exchange.status))
                .cloned()
                .unwrap_or_default();
            found.extend(shape::differences(&shape::of(&body), &shape::of(&ours), &known));
        }
        Outcome::Played(found)
    }

    /// Whether path or cursor name an identifier that no earlier answer showed.
    fn speaks_of_strangers(&self, exchange: &Exchange) -> bool {
        let strange = |part: &str| shape::is_identifier(part) && !self.ids.contains_key(part);
        exchange.path.split('/').any(strange) || exchange.query.iter().any(|(name, _)| name == "after")
    }

    fn translate(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (theirs, ours)| {
            text.replace(theirs.as_str(), ours)
        })
    }

    fn send(&mut self, recording: &Recording) -> Response {
        let exchange = &recording.exchange;
        let mut request =
            Request::new(Method::parse(&exchange.method), &self.translate(&exchange.path)).token(&self.token);
        request.query = exchange
            .query
            .iter()
            .map(|(name, value)| (name.clone(), self.translate(value)))
            .collect();
        let body = if exchange.body.is_empty() {
            likely_request(exchange)
        } else {
            exchange.body.clone()
        };
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
            request.body = self.translate(&String::from_utf8_lossy(&body)).into_bytes();
        }
        handle(&mut self.world, Side::Source, &request, self.clock.now())
    }

    /// Notes which of our identifiers stand where recorded ones stood.
    fn learn(&mut self, theirs: &Value, ours: &Value) {
        match (theirs, ours) {
            (Value::Object(a), Value::Object(b)) => {
                for (name, value) in a {
                    if let Some(other) = b.get(name) {
                        self.learn(value, other);
                    }
                }
            }
            (Value::Array(a), Value::Array(b)) => {
                let alike = |a: &Value, b: &Value| {
                    ["name", "type", "signOnMode"]
                        .iter()
                        .all(|field| a[field] == b[field])
                };
                if let (Some(first), true) = (a.first(), a.len() == b.len()) {
                    let pair = b.iter().find(|other| alike(first, other));
                    if let Some(other) = pair {
                        self.learn(first, other);
                    }
                }
            }
            (Value::String(a), Value::String(b)) if shape::is_identifier(a) && shape::is_identifier(b) => {
                self.ids.insert(a.clone(), b.clone());
            }
            _ => {}
        }
    }
}

/// The body of a request that was recorded without it: what an object shows of itself is what was asked for.
fn likely_request(exchange: &Exchange) -> Vec<u8> {
    let makes =
        exchange.method == "PUT" || (exchange.method == "POST" && !exchange.path.contains("/lifecycle/"));
    let mut body: Value = serde_json::from_slice(&exchange.answer).unwrap_or(Value::Null);
    if !makes || exchange.status >= 300 || !body.is_object() || exchange.path.ends_with("/generate") {
        return Vec::new();
    }
    let person = body.pointer("/profile/login").is_some();
    if let Some(given) = body.pointer_mut("/credentials/password").filter(|_| person) {
        *given = serde_json::json!({ "value": "Practice-1234567" });
    }
    body.to_string().into_bytes()
}

fn headers(recording: &Recording, answer: &Response, found: &mut Vec<String>) {
    let theirs = &recording.exchange.answer_headers;
    for (name, value) in theirs {
        match (name.as_str(), answer.header_value(name)) {
            (_, None) => found.push(format!("header {name} is missing")),
            ("content-type", Some(ours)) => {
                let kind = |text: &str| text.split(';').next().unwrap_or_default().to_owned();
                if kind(value) != kind(ours) {
                    found.push(format!("header content-type is {ours}, not {value}"));
                }
            }
            _ => {}
        }
    }
}

/// Code, and the texts without names and identifiers.
fn refusal(theirs: &Value, ours: &Value, found: &mut Vec<String>) {
    if theirs["errorCode"] != ours["errorCode"] {
        found.push(format!(
            "code {} instead of {}",
            ours["errorCode"], theirs["errorCode"]
        ));
    }
    let texts = |body: &Value| {
        let causes = body["errorCauses"].as_array().cloned().unwrap_or_default();
        let causes: Vec<Value> = causes.iter().map(|cause| cause["errorSummary"].clone()).collect();
        (body["errorSummary"].clone(), causes)
    };
    if texts(theirs) != texts(ours) {
        found.push(format!("says {:?} instead of {:?}", texts(ours), texts(theirs)));
    }
    let shapes: [Shape; 2] = [shape::of(theirs), shape::of(ours)];
    if shapes[0].keys().ne(shapes[1].keys()) {
        found.push("the refusal has other members".to_owned());
    }
}
