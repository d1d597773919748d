//! What the events of the practice orgs are called (Okta: Event types), and by their older names.
//!
//! The types are those of Okta's catalogue, which tells each in a sentence; the messages follow these. Of the older
//! names those of sign-ins through a provider, of creation, of just-in-time errors and of credentials that could not
//! be verified are documented. All others are inference: in the manner of the documented ones where a type is as old
//! as they are, and the type itself where it is newer than the catalogue that has both.

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
user.lifecycle.reactivate | Reactivate Okta user | core.user.config.user_reactivated
user.lifecycle.suspend | Suspend Okta user | core.user.config.user_suspended
user.lifecycle.unsuspend | Unsuspend Okta user | core.user.config.user_unsuspended
user.lifecycle.jit.error.read_only | Failed to JIT create user | core.user.jit.error.read_only
user.account.update_profile | Update user profile for Okta | core.user.config.profile_update.success
user.account.privilege.revoke | Revoke user privilege | core.user.admin_privilege.revoked
user.account.privilege.grant | Grant user privilege | core.user.admin_privilege.granted
application.user_membership.add | Add user to application membership | app.generic.provision.assign_user_to_app
application.user_membership.update | Update user's application membership | app.generic.config.app_user_update
application.user_membership.remove | Remove user's application membership | app.generic.provision.deactivate_user_from_app
group.user_membership.add | Add user to group membership | core.user_group_member.user_add
group.user_membership.remove | Remove user from group membership | core.user_group_member.user_remove
group.application_assignment.add | Add assigned application to group | core.group.app_assignment.add
group.application_assignment.remove | Remove assigned application from group | core.group.app_assignment.remove
group.profile.update | Update Okta group profile | group.profile.update
group.lifecycle.create | Create Okta group | core.user_group.create
group.lifecycle.delete | Delete Okta group | core.user_group.delete
application.provision.user.push | Push new user to external application | app.user_management.push_new_user
application.provision.user.push_profile | Push user's profile to external application | app.user_management.push_profile_update
application.provision.user.reactivate | Push user reactivation in external application | app.user_management.push_user_reactivation
application.provision.user.sync | Sync user in external application | app.user_management.provision_user
application.provision.user.verify_exists | Verify user exists in external application | app.user_management.user_exists
app.user_management.push_new_user_success | Successfully pushed new user account to app | app.user_management.push_new_user_success
application.provision.user.deactivate | Push user deactivation to external application | app.user_management.push_user_deactivation
application.policy.sign_on.deny_access | Deny user access due to app sign on policy | app.policy.sign_on.deny_access
application.policy.sign_on.update | Update application sign on policy | app.policy.sign_on.update
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
system.idp.key.update | Update identity provider key | core.idp.key.update
system.idp.key.delete | Delete identity provider key | core.idp.key.delete
system.org.rate_limit.warning | Rate limit warning | core.framework.ratelimit.warning
system.org.rate_limit.violation | Rate limit violation | core.framework.ratelimit.exceeded
system.client.concurrency_rate_limit.violation | Too many requests in flight for client | core.concurrency.client.limit.violation
system.api_token.revoke | Revoke API token | api.token.revoke
system.api_token.update | Update API token | system.api_token.update
system.api_token.request_outside_allowed_range | API token used outside its network zone | system.api_token.request_outside_allowed_range
system.custom_url_domain.initiate | Start custom domain setup | system.custom_url_domain.initiate
system.custom_url_domain.verify | Verify custom domain ownership | system.custom_url_domain.verify
system.custom_url_domain.delete | Delete custom domain | system.custom_url_domain.delete
zone.create | Network zone create | zone.create
zone.update | Network zone update | zone.update
zone.delete | Network zone delete | zone.delete
policy.lifecycle.create | Create policy | policy.lifecycle.create
policy.lifecycle.update | Update policy | policy.lifecycle.update
policy.lifecycle.activate | Activate policy | policy.lifecycle.activate
policy.lifecycle.deactivate | Deactivate policy | policy.lifecycle.deactivate
policy.lifecycle.delete | Delete policy | policy.lifecycle.delete
policy.rule.add | Add policy rule | policy.rule.add
policy.rule.update | Update policy rule | policy.rule.update
policy.rule.activate | Activate policy rule | policy.rule.activate
policy.rule.deactivate | Deactivate policy rule | policy.rule.deactivate
policy.rule.delete | Delete policy rule | policy.rule.delete
directory.mapping.update | Update universal directory mappings | directory.mapping.update
directory.user_profile.update | Update universal directory user profile | directory.user_profile.update
application.provision.group.add | Push new group to external application | application.provision.group.add
application.provision.group.update | Update group in external application | application.provision.group.update
application.provision.group.remove | Remove group from external application | application.provision.group.remove
application.provision.group_membership.add | Add user to group in external application | application.provision.group_membership.add
application.provision.group_membership.remove | Remove user from group in external application | application.provision.group_membership.remove
application.provision.group_push.mapping.update.or.delete.failed | Group push mapping change failed | application.provision.group_push.mapping.update.or.delete.failed
application.provision.group.verify_exists | Group no longer exists in external application | application.provision.group.verify_exists
application.provision.group_membership.update | Update group memberships in external application | application.provision.group_membership.update
application.provision.group_push.mapping.created | Group push mapping created | application.provision.group_push.mapping.created
application.provision.group_push.activate_mapping | Group push mapping activated | application.provision.group_push.activate_mapping
application.provision.group_push.deactivate_mapping | Group push mapping deactivated | application.provision.group_push.deactivate_mapping
application.provision.group_push.pushed | Group pushed to application | application.provision.group_push.pushed
application.provision.group_push.updated | Group updated in application | application.provision.group_push.updated
application.provision.group_push.push_memberships | Group memberships pushed to application | application.provision.group_push.push_memberships
application.provision.group_push.removed | Group push mapping removed | application.provision.group_push.removed
application.provision.group_push.delete_appgroup | Group deleted from application | application.provision.group_push.delete_appgroup
application.provision.group_push.mapping.update.or.delete.failed.with.error | Group push mapping change failed | application.provision.group_push.mapping.update.or.delete.failed.with.error";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_three_columns() {
        assert!(KNOWN.lines().all(|line| line.split(" | ").count() == 3));
    }

    #[test]
    fn an_unknown_type_stands_for_itself() {
        assert_eq!(
            names("user.import.start"),
            ("user.import.start", "user.import.start")
        );
        assert_eq!(names("user.authentication.sso").0, "User single sign on to app");
    }
}
