//! What the events of the practice orgs are called (Okta: Event types), and by their older names.

/// Message and legacy type of an event type; the type itself where neither is known.
pub(super) fn names(kind: &'static str) -> (&'static str, &'static str) {
    let mut rows = KNOWN.lines().filter_map(|line| line.split_once(" | "));
    let found = rows.find(|(name, _)| *name == kind);
    found
        .and_then(|(_, rest)| rest.split_once(" | "))
        .unwrap_or((kind, kind))
}

/// One event a line: type, message, legacy type.
const KNOWN: &str = "\
user.authentication.auth_via_IDP | Authenticate user via IDP | core.user_auth.idp.saml.login_success
user.authentication.sso | User single sign on to app | app.auth.sso
app.generic.unauth_app_access_attempt | User attempted unauthorized access to app | app.generic.unauth_app_access_attempt
user.session.start | User login to Okta | core.user_auth.login_success
user.session.end | User logout from Okta | core.user_auth.logout_success
user.session.clear | Clear user session | core.user_auth.session_clear
policy.evaluate_sign_on | Evaluation of sign-on policy | policy.evaluate_sign_on
user.lifecycle.create | Create Okta user | core.user.config.user_creation.success
user.lifecycle.activate | Activate Okta user | core.user.config.user_activated
user.lifecycle.deactivate | Deactivate Okta user | core.user.config.user_deactivated
user.lifecycle.delete.completed | Delete Okta user | core.user.config.user_deleted
user.lifecycle.suspend | Suspend Okta user | core.user.config.user_suspended
user.lifecycle.unsuspend | Unsuspend Okta user | core.user.config.user_unsuspended
user.lifecycle.jit.error.read_only | Failed to JIT create user | core.user.jit.error.read_only
user.account.update_profile | Update user profile for Okta | core.user.config.profile_update.success
user.account.privilege.grant | Grant user privilege | core.user.admin_privilege.granted
application.user_membership.add | Add user to application membership | app.generic.provision.assign_user_to_app
application.user_membership.remove | Remove user's application membership | app.generic.provision.deactivate_user_from_app
group.user_membership.add | Add user to group membership | core.user_group_member.user_add
group.user_membership.remove | Remove user from group membership | core.user_group_member.user_remove
group.application_assignment.add | Add assigned application to group | core.group.app_assignment.add
group.application_assignment.remove | Remove assigned application from group | core.group.app_assignment.remove
group.lifecycle.create | Create Okta group | core.user_group.create
group.lifecycle.delete | Delete Okta group | core.user_group.delete
application.provision.user.push | Push new user to external application | app.user_management.push_new_user
application.provision.user.push_profile | Push user's profile to external application | app.user_management.push_profile_update
application.provision.user.deactivate | Push user deactivation to external application | app.user_management.push_user_deactivation
application.configuration.update | Update application configuration | app.user_management.update_api_credentials
application.lifecycle.create | Create application | application.lifecycle.create
application.lifecycle.update | Update application | application.lifecycle.update
application.lifecycle.activate | Activate application | application.lifecycle.activate
application.lifecycle.deactivate | Deactivate application | application.lifecycle.deactivate
application.lifecycle.delete | Delete application | application.lifecycle.delete
app.keys.generate | Generate new signing key | app.keys.generate_success
app.keys.clone | Clone signing key | app.keys.clone_success
app.keys.rotate | Rotate signing key | app.keys.rotate_success
system.idp.lifecycle.create | Create identity provider | core.idp.create
system.idp.lifecycle.update | Update identity provider | core.idp.update
system.idp.lifecycle.activate | Activate identity provider | core.idp.activate
system.idp.lifecycle.deactivate | Deactivate identity provider | core.idp.deactivate
system.idp.lifecycle.delete | Delete identity provider | core.idp.delete
system.idp.key.create | Create identity provider key | core.idp.key.create
system.idp.key.delete | Delete identity provider key | core.idp.key.delete
system.api_token.revoke | Revoke API token | api.token.revoke";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_three_columns() {
        assert!(KNOWN.lines().all(|line| line.split(" | ").count() == 3));
    }

    #[test]
    fn an_unknown_type_stands_for_itself() {
        assert_eq!(names("policy.rule.add"), ("policy.rule.add", "policy.rule.add"));
        assert_eq!(names("user.authentication.sso").0, "User single sign on to app");
    }
}
