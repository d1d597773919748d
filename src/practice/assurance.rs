//! What an app's sign-in policy asks of somebody who is signed in: a second factor, or to prove it once more.
//!
//! Nobody in the practice orgs has a second factor, so whoever is asked for one gets no further, like a federated
//! person without an authenticator of their own. The partner's factor counts where its claims are trusted.

use super::http::Response;
use super::log::{Draft, Party};
use super::org::idp::Idp;
use super::pages;
use super::routes::user_party;
use super::world::Call;
use serde_json::Value;

/// The page that asks for more, if the policy wants more than this person has shown.
pub(super) fn challenge(call: &mut Call<'_>, user: &str) -> Option<Response> {
    let rule = call
        .org()
        .policies
        .iter()
        .filter(|policy| policy.kind == "ACCESS_POLICY")
        .find_map(|policy| policy.ordered().into_iter().find(|rule| rule.active).cloned())?;
    let actions = Value::Object(rule.actions);
    let method = actions.pointer("/appSignOn/verificationMethod")?;
    let two = method.get("factorMode") == Some(&Value::from("2FA"));
    let again = method.get("reauthenticateIn") == Some(&Value::from("PT0S"));
    let partner = providers(call, user);
    let vouched = partner
        .iter()
        .any(|idp| idp.at("/policy/trustClaims") == Some(&Value::Bool(true)));
    let asks = (two && !vouched) || (again && !partner.is_empty());
    if !asks {
        return None;
    }
    let me = user_party(call, user);
    let rule = Party::new("Rule", &rule.id, "unknown", &rule.name);
    call.record(
        Draft::new("policy.evaluate_sign_on")
            .about(rule)
            .about(me)
            .challenged("Sign-on policy evaluation resulted in CHALLENGE"),
    );
    Some(pages::verify_again(call))
}

/// The active identity providers that a person came from.
fn providers(call: &Call<'_>, user: &str) -> Vec<Idp> {
    let linked = |idp: &&Idp| idp.active && idp.links.iter().any(|link| link.user == user);
    call.org().idps.iter().filter(linked).cloned().collect()
}
