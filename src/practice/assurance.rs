//! What an app's sign-in policy asks of somebody who is signed in: a second factor, or to prove it once more; and
//! whether it lets anybody in at all.
//!
//! Nobody in the practice orgs has a second factor, so whoever is asked for one gets no further, like a federated
//! person without an authenticator of their own. The partner's factor counts where its claims are trusted.

use super::http::Response;
use super::log::{Draft, Party};
use super::org::app::App;
use super::org::idp::Idp;
use super::org::policy::Rule;
use super::pages;
use super::routes::{app_party, deciding_rule, user_party};
use super::world::Call;
use serde_json::Value;

/// The page that asks for more, if the policy wants more than this person has shown.
pub(super) fn challenge(call: &mut Call<'_>, app: &App, user: &str) -> Option<Response> {
    let policy = call.org().access_policy(&app.id)?;
    let rule = deciding_rule(call.org(), policy, user)?.clone();
    let actions = Value::Object(rule.actions.clone());
    if actions.pointer("/appSignOn/access") == Some(&Value::from("DENY")) {
        return Some(deny(call, app, &rule, user));
    }
    let method = actions.pointer("/appSignOn/verificationMethod")?;
    let two = method.get("factorMode") == Some(&Value::from("2FA"));
    let again = method.get("reauthenticateIn") == Some(&Value::from("PT0S"));
    let partner = providers(call, user);
    let vouched = partner
        .iter()
        .any(|idp| idp.at("/policy/trustClaims") == Some(&Value::Bool(true)));
    let asks = (two && !vouched) || (again && !partner.is_empty());
    let event = evaluation(call, &rule, user);
    if !asks {
        call.record(event.decided("ALLOW", "Sign-on policy evaluation resulted in ALLOW"));
        return None;
    }
    call.record(event.challenged("Sign-on policy evaluation resulted in CHALLENGE"));
    Some(pages::verify_again(call))
}

fn evaluation(call: &Call<'_>, rule: &Rule, user: &str) -> Draft {
    let rule = Party::new("Rule", &rule.id, "unknown", &rule.name);
    Draft::new("policy.evaluate_sign_on")
        .about(rule)
        .about(user_party(call, user))
}

fn deny(call: &mut Call<'_>, app: &App, rule: &Rule, user: &str) -> Response {
    let reason = "Sign-on policy evaluation resulted in DENY";
    let event = evaluation(call, rule, user).decided("DENY", reason);
    call.record(event);
    let draft = Draft::new("application.policy.sign_on.deny_access").about(app_party(app));
    call.record(draft.about(user_party(call, user)).failed(reason));
    pages::denied(call)
}

/// The active identity providers that a person came from.
fn providers(call: &Call<'_>, user: &str) -> Vec<Idp> {
    let linked = |idp: &&Idp| idp.active && idp.links.iter().any(|link| link.user == user);
    call.org().idps.iter().filter(linked).cloned().collect()
}
