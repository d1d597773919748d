//! Browser sessions of a call: who is signed in, signing in, signing out.
//!
//! Both orgs live on one host name, and cookies do not know ports, so each org has a cookie name of its own.

use super::clock::later;
use super::http::Response;
use super::log::{Draft, Party};
use super::org::session::Session;
use super::org::user::Status;
use super::routes::user_party;
use super::world::{Call, Caller};
use serde_json::json;

const LIFETIME_SECONDS: i64 = 2 * 3600;

impl Call<'_> {
    /// The name of this org's cookie.
    pub(super) fn cookie_name(&self) -> String {
        format!("sid-{}", self.seat.name())
    }

    /// The session the browser shows, if it is alive and its owner active.
    pub(super) fn session(&self) -> Option<&Session> {
        let id = self.request.cookie(&self.cookie_name())?;
        let session = self
            .org()
            .sessions
            .get(id)
            .filter(|session| session.expires > self.at)?;
        let active = self
            .org()
            .users
            .get(&session.user)
            .is_some_and(|user| user.status == Status::Active);
        active.then_some(session)
    }

    /// Makes the browser's session the caller, so that events name its owner.
    pub(super) fn adopt_session(&mut self) -> Option<String> {
        let user = self.session()?.user.clone();
        self.caller = Some(Caller {
            user: user.clone(),
            token: None,
        });
        Some(user)
    }

    /// Begins a session for a person and sets its cookie on the answer.
    pub(super) fn begin_session(&mut self, user: &str, response: Response, how: &str) -> Response {
        let at = self.at;
        let org = self.org_mut();
        let id = format!("102{}", org.dice.word("session", 22));
        org.sessions.add(Session {
            id: id.clone(),
            user: user.to_owned(),
            expires: later(at, LIFETIME_SECONDS),
        });
        if let Some(user) = org.users.get_mut(user) {
            user.last_login = Some(at);
        }
        self.caller = Some(Caller {
            user: user.to_owned(),
            token: None,
        });
        let me = user_party(self, user);
        let draft = Draft::new("user.session.start")
            .about(me)
            .authentication(json!({ "credentialType": how }));
        self.record_in_session(draft, Some(id.clone()));
        let cookie = format!("{}={id}; Path=/; HttpOnly; SameSite=Lax", self.cookie_name());
        response.with("set-cookie", &cookie)
    }

    /// Ends the browser's session.
    pub(super) fn end_session(&mut self) {
        let Some(session) = self.session() else { return };
        let (id, user) = (session.id.clone(), session.user.clone());
        let me = user_party(self, &user);
        self.caller = Some(Caller { user, token: None });
        self.record(Draft::new("user.session.end").about(me));
        self.org_mut().sessions.remove(&id);
    }

    /// A refused sign-in, for the log.
    pub(super) fn sign_in_refused(&mut self, login: &str) {
        let who = match self.org().user_by_login(login) {
            Some(user) => Party::new("User", &user.id, user.login(), &user.display_name()),
            None => Party::new("User", "unknown", login, "unknown"),
        };
        let draft = Draft::new("user.session.start")
            .by(who)
            .failed("INVALID_CREDENTIALS");
        self.record(draft.legacy("core.user_auth.login_failed"));
    }
}
