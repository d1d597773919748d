//! All practice orgs, and the one door through which every request enters: [`handle`].
//!
//! Sans-IO: a request and an instant go in, an answer comes out. It knows no sockets and asks for no time.

use super::clock::{Clock, http_date, later};
use super::fault::Book;
use super::http::{Method, Request, Response};
use super::limits::{Bucket, Standing};
use super::log::{Draft, Party, Scene};
use super::mischief::Mood;
use super::org::{Org, Pipeline};
use super::refusal::Refusal;
use super::routes::{self, Found};
use super::seat::Seat;
use super::{Options, OrgCard, Side, Temper, pages, seed};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::net::Ipv4Addr;
use std::time::Duration;
use url::Url;

/// Somebody who sees every request to either org and its answer.
pub type Witness = fn(Side, &Request, &Response);

/// One target org and its source orgs.
pub struct World {
    pub(super) source: Org,
    pub(super) target: Org,
    /// Source orgs behind the first one.
    pub(super) others: Vec<(Org, OrgCard)>,
    pub(super) temper: Temper,
    /// How long every answer is held back.
    pub(super) latency: Duration,
    pub(super) mood: Mood,
    pub(super) book: Book,
    pub(super) clock: Clock,
    pub(super) cards: [OrgCard; 2],
    pub(super) witness: Option<Witness>,
}

impl World {
    /// Two fresh orgs at these addresses, thirty days old by the clock of the options.
    pub fn new(options: &Options, source_base: &Url, target_base: &Url) -> Self {
        seed::empty_orgs(options, source_base, target_base, &[])
    }

    pub(super) fn org(&self, seat: impl Into<Seat>) -> &Org {
        let seat = seat.into();
        let further = seat.further().and_then(|place| self.others.get(place));
        match (seat.side(), further) {
            (_, Some((org, _))) => org,
            (Side::Source, None) => &self.source,
            (Side::Target, None) => &self.target,
        }
    }

    pub(super) fn org_mut(&mut self, seat: impl Into<Seat>) -> &mut Org {
        let seat = seat.into();
        let further = seat.further().and_then(|place| self.others.get_mut(place));
        match (seat.side(), further) {
            (_, Some((org, _))) => org,
            (Side::Source, None) => &mut self.source,
            (Side::Target, None) => &mut self.target,
        }
    }
}

/// Answers one request to one org at the instant `now`.
///
/// ```
/// use org2org_setup::practice::{Method, Options, Request, Side, World, handle};
///
/// let base = |port: u16| format!("http://127.0.0.1:{port}").parse().unwrap();
/// let mut world = World::new(&Options::default(), &base(40101), &base(40102));
/// let now = "2026-11-23T07:00:00Z".parse().unwrap();
///
/// let open = Request::new(Method::Get, "/.well-known/okta-organization");
/// assert_eq!(handle(&mut world, Side::Target, &open, now).status, 200);
///
/// let strange = Request::new(Method::Get, "/api/v1/apps").token("not-a-token-of-this-org");
/// let refused = handle(&mut world, Side::Target, &strange, now);
/// assert_eq!(refused.status, 401);
/// ```
pub fn handle(world: &mut World, seat: impl Into<Seat>, request: &Request, now: Timestamp) -> Response {
    let seat = seat.into();
    world.org_mut(seat).requests += 1;
    let mut call = Call::new(world, seat, request, now);
    let response = match request.segments().first().map(String::as_str) {
        Some("api" | ".well-known" | "oauth2") => call.answer_api(),
        _ => pages::answer(&mut call),
    };
    let (at, request_id) = (call.at, call.request_id);
    if request.method != Method::Get {
        world.org_mut(seat).note_for_search(at);
    }
    let response = response
        .with("x-okta-request-id", &request_id)
        .with("date", &http_date(at));
    if let Some(witness) = world.witness {
        witness(seat.side(), request, &response);
    }
    response
}

/// Who makes an API request.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) user: String,
    pub(super) token: Option<String>,
}

/// An answer, or why not.
pub(super) type Answer = Result<Response, Refusal>;

/// One request under way.
pub(super) struct Call<'w> {
    pub(super) world: &'w mut World,
    /// What the org is to a connection.
    pub(super) side: Side,
    /// Which org it is.
    pub(super) seat: Seat,
    /// The org's own time.
    pub(super) at: Timestamp,
    /// True time, for requests this one makes.
    pub(super) now: Timestamp,
    pub(super) request: &'w Request,
    /// What stands in the path where the route has a gap.
    pub(super) args: Vec<String>,
    pub(super) caller: Option<Caller>,
    pub(super) request_id: String,
}

impl<'w> Call<'w> {
    /// A request that comes in.
    pub(super) fn new(world: &'w mut World, seat: Seat, request: &'w Request, now: Timestamp) -> Self {
        let org = world.org_mut(seat);
        let (request_id, at) = (org.dice.hex("request"), later(now, org.clock_offset));
        Self {
            world,
            side: seat.side(),
            seat,
            at,
            now,
            request,
            args: Vec::new(),
            caller: None,
            request_id,
        }
    }
}

impl Call<'_> {
    pub(super) fn org(&self) -> &Org {
        self.world.org(self.seat)
    }

    pub(super) fn org_mut(&mut self) -> &mut Org {
        self.world.org_mut(self.seat)
    }

    /// The n-th gap of the path.
    pub(super) fn arg(&self, number: usize) -> String {
        self.args.get(number).cloned().unwrap_or_default()
    }

    /// An address inside this org.
    pub(super) fn url(&self, path: &str) -> String {
        self.org().url(path)
    }

    /// The body as a JSON object (E0000003 otherwise, E0000021 if it claims to be something else).
    pub(super) fn body(&self) -> Result<Map<String, Value>, Refusal> {
        let kind = self
            .request
            .header_value("content-type")
            .unwrap_or("application/json");
        if !kind.starts_with("application/json") {
            return Err(Refusal::bad_content_type());
        }
        match serde_json::from_slice(&self.request.body) {
            Ok(Value::Object(body)) => Ok(body),
            _ => Err(Refusal::malformed()),
        }
    }

    /// The body as a JSON object, or an empty one when there is no body.
    pub(super) fn body_or_empty(&self) -> Result<Map<String, Value>, Refusal> {
        if self.request.body.is_empty() {
            Ok(Map::new())
        } else {
            self.body()
        }
    }

    /// Writes an event into this org's log.
    pub(super) fn record(&mut self, draft: Draft) {
        let session = self.session_id();
        self.record_in_session(draft, session);
    }

    /// Writes an event that belongs to a session which has only just begun.
    pub(super) fn record_in_session(&mut self, draft: Draft, session: Option<String>) {
        let actor = self.actor();
        let scene = Scene {
            uuid: self.org_mut().dice.uuid("event"),
            at: self.at,
            request_id: self.request_id.clone(),
            uri: self.request.path.clone(),
            user_agent: self.request.header_value("user-agent").map(str::to_owned),
            token: self.caller.as_ref().and_then(|caller| caller.token.clone()),
            session,
            actor,
            address: self.from(),
        };
        let (at, body) = (self.at, draft.publish(&scene));
        self.org_mut().journal.push(at, &body);
    }

    fn actor(&self) -> Party {
        let user = self
            .caller
            .as_ref()
            .and_then(|caller| self.org().users.get(&caller.user));
        user.map_or_else(Party::system, |user| {
            Party::new("User", &user.id, user.login(), &user.display_name())
        })
    }

    fn session_id(&self) -> Option<String> {
        self.session().map(|session| session.id.clone())
    }

    fn answer_api(&mut self) -> Response {
        let found = routes::find(self.request.method, &self.request.segments());
        let bucket = match &found {
            Found::Route(route, _) => route.bucket,
            Found::WrongMethod | Found::Nothing => Bucket::Org,
        };
        let (temper, at) = (self.world.temper, self.at);
        let mut standing = self.org_mut().limits.take(bucket, temper, at);
        if self.org().ways.user_limit_used_up && bucket == Bucket::Users && self.request.method != Method::Get
        {
            (standing.remaining, standing.refused) = (0, true);
        }
        self.tell_of_limit(bucket, standing);
        let answer = if standing.refused {
            Err(Refusal::too_many_requests())
        } else {
            self.run(found)
        };
        let response = answer.unwrap_or_else(|refusal| {
            let id = self.org_mut().dice.word("error", 22);
            refusal.response(&format!("oae{id}"))
        });
        with_standing(response, standing)
    }

    fn run(&mut self, found: Found) -> Answer {
        let (route, args) = match found {
            Found::Route(route, args) => (route, args),
            Found::WrongMethod => return Err(self.authenticate().err().unwrap_or_else(Refusal::bad_method)),
            Found::Nothing => return Err(self.authenticate().err().unwrap_or_else(Refusal::no_path)),
        };
        self.args = args;
        if let Some(need) = route.need {
            self.authenticate()?;
            self.permit(need)?;
        }
        if route.json {
            self.check_accept()?;
        }
        self.wait_for_rules()?;
        self.wait_for_group_rules()?;
        (route.run)(self)
    }

    fn check_accept(&self) -> Result<(), Refusal> {
        let accept = self.request.header_value("accept").unwrap_or("*/*");
        let fits = ["*/*", "application/*", "application/json"]
            .into_iter()
            .any(|kind| accept.contains(kind));
        if fits {
            Ok(())
        } else {
            Err(Refusal::not_acceptable())
        }
    }
}

fn with_standing(response: Response, standing: Standing) -> Response {
    response
        .with("x-rate-limit-limit", &standing.limit.to_string())
        .with("x-rate-limit-remaining", &standing.remaining.to_string())
        .with("x-rate-limit-reset", &standing.reset.to_string())
}

/// What tests and faults may change behind the orgs' back.
impl World {
    /// Adds an administrator of that role with a token of that name; returns the token.
    pub fn add_token(&mut self, seat: impl Into<Seat>, role: &str, name: &str) -> String {
        let now = self.clock.now();
        seed::add_admin_token(self.org_mut(seat), role, name, now)
    }

    /// Shows every request and its answer to somebody.
    pub fn watch(&mut self, witness: Witness) {
        self.witness = Some(witness);
    }

    /// Revokes a token; false when there was none.
    pub fn revoke_token(&mut self, seat: impl Into<Seat>, token: &str) -> bool {
        let org = self.org_mut(seat);
        let before = org.tokens.len();
        org.tokens.retain(|known| !known.fits(token));
        org.tokens.len() < before
    }

    /// Whether the Org2Org app may be added in that org.
    pub fn set_org2org_available(&mut self, seat: impl Into<Seat>, available: bool) {
        self.org_mut(seat).org2org = available;
    }

    /// Puts an org on another engine.
    pub fn set_pipeline(&mut self, seat: impl Into<Seat>, pipeline: Pipeline) {
        self.org_mut(seat).pipeline = pipeline;
    }

    /// The org switch for just-in-time provisioning.
    pub fn set_jit(&mut self, seat: impl Into<Seat>, enabled: bool) {
        self.org_mut(seat).jit = enabled;
    }

    /// How far an org's clock is off, in seconds (positive: fast).
    pub fn set_clock_offset(&mut self, seat: impl Into<Seat>, seconds: i64) {
        self.org_mut(seat).clock_offset = seconds;
    }

    /// How far an org's clock is off, in seconds (positive: fast).
    pub fn clock_offset(&self, seat: impl Into<Seat>) -> i64 {
        self.org(seat).clock_offset
    }

    /// Requests an org has answered.
    pub fn requests(&self, seat: impl Into<Seat>) -> u64 {
        self.org(seat).requests
    }

    /// The card of an org: address, token, people.
    pub fn card(&self, seat: impl Into<Seat>) -> &OrgCard {
        let (seat, [source, target]) = (seat.into(), &self.cards);
        let further = seat.further().and_then(|place| self.others.get(place));
        match (seat.side(), further) {
            (_, Some((_, card))) => card,
            (Side::Source, None) => source,
            (Side::Target, None) => target,
        }
    }

    /// Every object of an org by kind and identifier, without time, use, links, log and sessions.
    pub fn state(&self, seat: impl Into<Seat>) -> Value {
        super::state::of(self.org(seat))
    }
}

/// Where requests of one org to another come from (RFC 5737: an address for documentation).
pub(super) const EGRESS: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 10);

/// Requests one org makes to the other.
pub(super) fn call_with_token(method: Method, target: &str, token: &str) -> Request {
    Request::new(method, target)
        .token(token)
        .header("user-agent", "Okta-Integrations")
        .from_address(EGRESS)
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("temper", &self.temper)
            .finish_non_exhaustive()
    }
}
