//! Who makes an API request, and whether they may.
//!
//! A token dies with its owner, after thirty days without use, and when it is revoked; from outside its network it
//! opens nothing.

use super::log::{Draft, Party};
use super::org::user::Status;
use super::refusal::Refusal;
use super::roles::{self, Need};
use super::world::{Call, Caller};
use std::net::Ipv4Addr;

impl Call<'_> {
    /// Where the request comes from. What `X-Forwarded-For` says counts for nothing: anybody can send it.
    pub(super) fn from(&self) -> Ipv4Addr {
        self.request.from
    }

    /// Finds the caller by its API token. The space behind the scheme may be missing: Okta’s own Python SDK (3.4.6)
    /// sends none.
    pub(super) fn authenticate(&mut self) -> Result<(), Refusal> {
        let header = self
            .request
            .header_value("authorization")
            .ok_or_else(Refusal::no_session)?;
        let value = header
            .strip_prefix("SSWS")
            .ok_or_else(Refusal::bad_token)?
            .trim()
            .to_owned();
        let (at, from) = (self.at, self.from());
        let org = self.org_mut();
        let token = org
            .tokens
            .iter()
            .find(|token| token.fits(&value) && token.expires > at);
        let token = token.cloned().ok_or_else(Refusal::bad_token)?;
        let owner = org.users.get(&token.user);
        if owner.is_none_or(|user| user.status != Status::Active) {
            return Err(Refusal::bad_token());
        }
        if !token.network.allows(from, &org.zones) {
            let party = Party::new("Token", &token.id, "unknown", &token.name);
            self.record(
                Draft::new("system.api_token.request_outside_allowed_range")
                    .about(party)
                    .failed("The request was made from outside the allowed network zone"),
            );
            return Err(Refusal::forbidden());
        }
        if let Some(token) = org.tokens.get_mut(&token.id) {
            token.renew(at);
        }
        self.caller = Some(Caller {
            user: token.user,
            token: Some(token.id),
        });
        Ok(())
    }

    /// Whether one of the caller's roles gives leave.
    pub(super) fn permit(&self, need: Need) -> Result<(), Refusal> {
        let user = self
            .caller
            .as_ref()
            .and_then(|caller| self.org().users.get(&caller.user));
        let kinds = user
            .into_iter()
            .flat_map(|user| &user.roles)
            .map(|role| role.kind.as_str());
        if roles::allow(kinds, need) {
            Ok(())
        } else {
            Err(Refusal::forbidden())
        }
    }
}
