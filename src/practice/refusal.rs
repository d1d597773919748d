//! What Okta says when it refuses: code, summary, causes, status (Okta API: Error codes).
//!
//! A refusal is a value; only the world turns it into an answer, because the answer carries a fresh error
//! identifier.

use super::http::Response;
use serde_json::{Value, json};

/// A refused request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    summary: String,
    causes: Vec<String>,
}

impl Refusal {
    fn new(status: u16, code: &'static str, summary: impl Into<String>) -> Self {
        Self {
            status,
            code,
            summary: summary.into(),
            causes: Vec::new(),
        }
    }

    /// The same refusal naming one more cause.
    #[must_use]
    pub(super) fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// E0000001: a rule of the API is broken; `what` names the object or field.
    pub(super) fn invalid(what: &str, cause: impl Into<String>) -> Self {
        Self::new(400, "E0000001", format!("Api validation failed: {what}")).because(cause)
    }

    /// E0000001 with the whole reason in its summary and no cause.
    pub(super) fn plain(why: &str) -> Self {
        Self::new(400, "E0000001", format!("Api validation failed: {why}"))
    }

    /// E0000003: the body is no JSON object of the right shape.
    pub(super) fn malformed() -> Self {
        Self::new(400, "E0000003", "The request body was not well-formed.")
    }

    /// E0000005: no credentials at all.
    pub(super) fn no_session() -> Self {
        Self::new(403, "E0000005", "Invalid session")
    }

    /// E0000006: the role of the token's owner is too small.
    pub(super) fn forbidden() -> Self {
        Self::new(
            403,
            "E0000006",
            "You do not have permission to perform the requested action",
        )
    }

    /// E0000007: no object of that kind has that identifier.
    pub(super) fn not_found(id: &str, kind: &str) -> Self {
        Self::new(
            404,
            "E0000007",
            format!("Not found: Resource not found: {id} ({kind})"),
        )
    }

    /// E0000008: no such path.
    pub(super) fn no_path() -> Self {
        Self::new(404, "E0000008", "The requested path was not found")
    }

    /// E0000009: the org failed itself.
    pub(super) fn internal() -> Self {
        Self::new(500, "E0000009", "Internal Server Error")
    }

    /// E0000010: the org is being worked on and changes nothing meanwhile.
    pub(super) fn read_only_mode() -> Self {
        Self::new(503, "E0000010", "Service is in read only mode")
    }

    /// E0000011: the token is unknown, revoked, expired, or its owner is not active.
    pub(super) fn bad_token() -> Self {
        Self::new(401, "E0000011", "Invalid token provided")
    }

    /// E0000015: the org lacks a feature. Okta sends it with status 401.
    pub(super) fn no_feature() -> Self {
        Self::new(
            401,
            "E0000015",
            "You do not have permission to access the feature you are requesting",
        )
    }

    /// E0000016: the user is active already.
    pub(super) fn already_active() -> Self {
        Self::new(
            403,
            "E0000016",
            "Activation failed because the user is already active",
        )
    }

    /// E0000019: the `Accept` header does not fit.
    pub(super) fn bad_accept() -> Self {
        let text = "Bad request. Accept and/or Content-Type headers likely do not match supported values.";
        Self::new(400, "E0000019", text)
    }

    /// E0000021: the `Content-Type` header does not fit.
    pub(super) fn bad_content_type() -> Self {
        let text = "Bad request.  Accept and/or Content-Type headers likely do not match supported values.";
        Self::new(400, "E0000021", text)
    }

    /// E0000022: the path exists, the verb does not.
    pub(super) fn bad_method() -> Self {
        Self::new(
            405,
            "E0000022",
            "The endpoint does not support the provided HTTP method",
        )
    }

    /// E0000023: another system keeps the person's profile.
    pub(super) fn mastered_elsewhere() -> Self {
        let text = "Operation failed because user profile is mastered under another system";
        Self::new(403, "E0000023", text)
    }

    /// E0000024: an app of that sign-on mode has no metadata. Text and status are Okta's; that it is meant for this is
    /// inference from its name, an unsupported operation on app metadata.
    pub(super) fn no_metadata() -> Self {
        let text = "Bad request.  This operation on app metadata is not yet supported.";
        Self::new(400, "E0000024", text)
    }

    /// E0000027: a group cannot be pushed like this.
    pub(super) fn bad_push(why: &str) -> Self {
        Self::new(400, "E0000027", format!("Group push bad request : {why}"))
    }

    /// E0000028: a query parameter is missing.
    pub(super) fn missing_parameter() -> Self {
        Self::new(400, "E0000028", "The request is missing a required parameter.")
    }

    /// E0000029: the cursor is none of ours.
    pub(super) fn bad_cursor() -> Self {
        Self::new(400, "E0000029", "Invalid paging request.").because("Invalid cursor.")
    }

    /// E0000031: the search or filter expression cannot be read.
    pub(super) fn bad_search() -> Self {
        Self::new(400, "E0000031", "Invalid search criteria.")
    }

    /// E0000032: nobody is locked out here. The cause is inference.
    pub(super) fn not_locked() -> Self {
        Self::new(403, "E0000032", "Unlock is not allowed for this user.")
            .because("The user is not locked out.")
    }

    /// E0000038: not in the user's present status.
    pub(super) fn wrong_user_status() -> Self {
        Self::new(
            403,
            "E0000038",
            "This operation is not allowed in the user's current status.",
        )
    }

    /// E0000040: another app has that label.
    pub(super) fn label_taken() -> Self {
        let text = "Application label must not be the same as an existing application label.";
        Self::new(400, "E0000040", text)
    }

    /// E0000041: the app signs on without a password.
    pub(super) fn no_password_wanted() -> Self {
        let text = "Credentials should not be set on this resource based on the scheme.";
        Self::new(400, "E0000041", text)
    }

    /// E0000045: an expression of a profile mapping cannot be read.
    pub(super) fn bad_mapping() -> Self {
        Self::new(400, "E0000045", "Field mapping bad request.")
    }

    /// E0000047: too many requests in this minute.
    pub(super) fn too_many_requests() -> Self {
        Self::new(
            429,
            "E0000047",
            "API call exceeded rate limit due to too many requests.",
        )
    }

    /// E0000056: an active app cannot be deleted.
    pub(super) fn app_still_active() -> Self {
        Self::new(403, "E0000056", "Delete application forbidden.")
            .because("The application must be deactivated before deletion.")
    }

    /// E0000060: nothing of that kind can do that.
    pub(super) fn unsupported() -> Self {
        Self::new(501, "E0000060", "Unsupported operation.")
    }

    /// E0000062: the user has the app already.
    pub(super) fn already_assigned() -> Self {
        Self::new(
            409,
            "E0000062",
            "The specified user is already assigned to the application.",
        )
    }

    /// E0000075: a mapping makes that attribute, and changes are pushed.
    pub(super) fn mapped_attribute(name: &str) -> Self {
        let text = format!(
            "Cannot modify the {name} attribute because it has a field mapping and profile push is enabled."
        );
        Self::new(403, "E0000075", text)
    }

    /// E0000090: the user has the role already.
    pub(super) fn role_taken() -> Self {
        Self::new(
            409,
            "E0000090",
            "The role specified is already assigned to the user.",
        )
    }

    /// E0000096: the certificate is in the store; the kid stands only in the text, with a dot behind it.
    pub(super) fn certificate_taken(kid: &str) -> Self {
        let text = format!("This certificate has already been uploaded with kid={kid}.");
        Self::new(409, "E0000096", text)
    }

    /// E0000111: a system object cannot be changed.
    pub(super) fn read_only(kind: &str) -> Self {
        Self::new(
            403,
            "E0000111",
            format!("Cannot modify the {kind} object because it is read-only."),
        )
    }

    /// E0000112: the user was activated only just now.
    pub(super) fn still_activating() -> Self {
        let text = "Cannot update this user because they are still being activated. Please try again in a few minutes.";
        Self::new(409, "E0000112", text)
    }

    /// E0000117: apps go to active users only.
    pub(super) fn inactive_user() -> Self {
        let text = "Cannot assign apps or update app profiles for an inactive user.";
        Self::new(403, "E0000117", text)
    }

    /// E0000122: JSON is all there is.
    pub(super) fn not_acceptable() -> Self {
        let text = "Accept Header did not contain supported media type 'application/json'";
        Self::new(406, "E0000122", text)
    }

    /// E0000141: another feature is needed, or needs this one.
    pub(super) fn feature_conflict() -> Self {
        let text = "Feature cannot be enabled or disabled due to dependencies/dependents conflicts.";
        Self::new(400, "E0000141", text)
    }

    /// E0000143: an inactive app takes no assignments.
    pub(super) fn inactive_app() -> Self {
        Self::new(403, "E0000143", "App instance operation not allowed.")
            .because("The application is inactive.")
    }

    /// E0000239: the rules of a policy are being put in order.
    pub(super) fn rules_in_order() -> Self {
        let text = "Policy priorities are being reconciled. Please try again later.";
        Self::new(423, "E0000239", text)
    }

    /// E0000249: the org is not ready for group rules yet. Text and status are Okta's; that a new org answers so is
    /// inference from its name, a missing policy of group rules.
    pub(super) fn group_rules_in_setup() -> Self {
        let text = "Group rules are still being set up.  Please try again later.";
        Self::new(409, "E0000249", text)
    }

    /// The body is larger than an org takes. Okta documents no code of its own for it.
    pub(super) fn too_large() -> Self {
        Self::new(413, "E0000003", "The request body was not well-formed.")
            .because("The request body is too large.")
    }

    /// The body did not come in time. Okta documents no code of its own for it.
    pub(super) fn too_slow() -> Self {
        Self::new(408, "E0000003", "The request body was not well-formed.")
            .because("The request body did not arrive in time.")
    }

    /// E0000250 to E0000252: the last identity provider whose claims are trusted, while rules of both kinds of
    /// policies, of global session policies, or of sign-in policies of apps depend on it. Okta's list of error codes
    /// names each after its policies; how it fills in their names is inference.
    pub(super) fn last_trusted_provider(verb: &str, name: &str, (apps, sessions): (bool, bool)) -> Self {
        let (code, policies) = match (apps, sessions) {
            (true, true) => ("E0000250", "authentication and global session"),
            (true, false) => ("E0000252", "authentication"),
            _ => ("E0000251", "global session"),
        };
        let text = format!(
            "You can't {verb} {name} because its Trust claims setting isn't enabled on any other identity \
             provider. To {verb} this identity provider, update the applicable rules in your {policies} policies \
             to remove the dependency on Trust claims."
        );
        Self::new(403, code, text)
    }

    /// The answer that carries this refusal.
    pub(super) fn response(&self, error_id: &str) -> Response {
        let causes: Vec<Value> = self
            .causes
            .iter()
            .map(|cause| json!({ "errorSummary": cause }))
            .collect();
        let body = json!({
            "errorCode": self.code, "errorSummary": self.summary, "errorLink": self.code,
            "errorId": error_id, "errorCauses": causes,
        });
        Response::json(self.status, &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_the_shape_of_an_okta_error() {
        let response = Refusal::not_found("0oa1", "AppInstance").response("oae1");
        assert_eq!(response.status, 404);
        let body = response.json_body();
        assert_eq!(body["errorCode"], "E0000007");
        assert_eq!(
            body["errorSummary"],
            "Not found: Resource not found: 0oa1 (AppInstance)"
        );
        assert_eq!(body["errorLink"], body["errorCode"]);
        assert_eq!(body["errorCauses"], json!([]));
    }

    #[test]
    fn a_missing_feature_comes_with_status_401() {
        assert_eq!(Refusal::no_feature().response("oae1").status, 401);
    }

    #[test]
    fn the_kid_of_a_known_certificate_stands_in_the_text_before_a_dot() {
        let body = Refusal::certificate_taken("22f53eb4-89d7-40cc-8b91-4157cf9042b5")
            .response("oae1")
            .json_body();
        let text = body["errorSummary"].as_str().unwrap();
        assert!(text.ends_with("kid=22f53eb4-89d7-40cc-8b91-4157cf9042b5."));
    }
}
