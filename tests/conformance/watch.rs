//! What the practice orgs show the witness.

use crate::witness::{self, judge::Exchange};
use org2org_setup::practice::{Request, Response, Side};

/// Looks at an exchange with a practice org; what was accepted, or came from the program, has to be sound.
pub(crate) fn watch(_: Side, request: &Request, response: &Response) {
    if request.is_api() {
        witness::see(&exchange(request, response));
    }
}

/// An exchange as the witness takes it.
pub(crate) fn exchange(request: &Request, response: &Response) -> Exchange {
    let agent = request.headers.iter().find(|(name, _)| name == "user-agent");
    let own =
        agent.is_some_and(|(_, agent)| agent.starts_with("org2org-setup") || agent == "Okta-Integrations");
    Exchange {
        method: request.method.name().to_owned(),
        path: request.path.clone(),
        query: request.query.clone(),
        headers: request.headers.clone(),
        body: request.body.clone(),
        status: response.status,
        answer_headers: response.headers.clone(),
        answer: response.body.clone(),
        earnest: own || response.status < 300,
        own,
    }
}
