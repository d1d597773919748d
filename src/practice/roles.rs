//! Administrator roles and what each may do (Okta: Standard administrator roles and permissions).

/// What a request needs leave for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Any token will do.
    Token,
    /// Reading the org's facts.
    OrgRead,
    /// Reading users.
    UsersRead,
    /// Changing users.
    UsersManage,
    /// Reading groups.
    GroupsRead,
    /// Changing groups.
    GroupsManage,
    /// Changing who is in a group.
    MembersManage,
    /// Reading apps and what hangs on them.
    AppsRead,
    /// Changing apps and what hangs on them.
    AppsManage,
    /// Reading identity providers and their keys.
    IdpsRead,
    /// Changing identity providers and their keys.
    IdpsManage,
    /// Reading policies.
    PoliciesRead,
    /// Changing policies.
    PoliciesManage,
    /// Reading profile mappings.
    MappingsRead,
    /// Changing profile mappings.
    MappingsManage,
    /// Changing custom domains.
    DomainsManage,
    /// Reading the System Log.
    LogsRead,
    /// Reading metadata of API tokens.
    TokensRead,
    /// Seeing or changing administrators and features.
    Supreme,
}

/// The standard roles the practice orgs know: type and label.
const LABELS: [(&str, &str); 9] = [
    ("SUPER_ADMIN", "Super Organization Administrator"),
    ("ORG_ADMIN", "Organization Administrator"),
    ("APP_ADMIN", "Application Administrator"),
    ("USER_ADMIN", "Group Administrator"),
    ("GROUP_MEMBERSHIP_ADMIN", "Group Membership Administrator"),
    ("HELP_DESK_ADMIN", "Help Desk Administrator"),
    ("READ_ONLY_ADMIN", "Read Only Administrator"),
    ("REPORT_ADMIN", "Report Administrator"),
    (
        "API_ACCESS_MANAGEMENT_ADMIN",
        "API Access Management Administrator",
    ),
];

/// The label of a role type, if the practice orgs know it.
pub(super) fn label(role: &str) -> Option<&'static str> {
    LABELS
        .iter()
        .find(|(kind, _)| *kind == role)
        .map(|(_, label)| *label)
}

/// Whether one of the roles gives leave.
pub(super) fn allow<'r>(mut roles: impl Iterator<Item = &'r str>, need: Need) -> bool {
    need == Need::Token || roles.any(|role| allows(role, need))
}

fn allows(role: &str, need: Need) -> bool {
    let reads = matches!(
        need,
        Need::OrgRead
            | Need::UsersRead
            | Need::GroupsRead
            | Need::AppsRead
            | Need::IdpsRead
            | Need::PoliciesRead
            | Need::LogsRead
            | Need::TokensRead
            | Need::MappingsRead
    );
    let people = matches!(
        need,
        Need::UsersRead | Need::UsersManage | Need::GroupsRead | Need::GroupsManage | Need::MembersManage
    );
    match role {
        "SUPER_ADMIN" => true,
        "ORG_ADMIN" => {
            let reads = reads && need != Need::MappingsRead;
            reads
                || people
                || matches!(
                    need,
                    Need::IdpsManage | Need::PoliciesManage | Need::DomainsManage
                )
        }
        "APP_ADMIN" => {
            let rest = matches!(
                need,
                Need::OrgRead | Need::UsersRead | Need::GroupsRead | Need::LogsRead
            );
            let apps = matches!(need, Need::AppsRead | Need::AppsManage);
            rest || apps || matches!(need, Need::MappingsRead | Need::MappingsManage)
        }
        "USER_ADMIN" => people,
        "GROUP_MEMBERSHIP_ADMIN" => matches!(need, Need::UsersRead | Need::GroupsRead | Need::MembersManage),
        "HELP_DESK_ADMIN" => matches!(need, Need::UsersRead | Need::GroupsRead),
        "READ_ONLY_ADMIN" => reads,
        "REPORT_ADMIN" => matches!(
            need,
            Need::LogsRead | Need::UsersRead | Need::GroupsRead | Need::AppsRead
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_org_admin_sets_up_identity_providers_but_no_apps() {
        assert!(may("ORG_ADMIN", Need::IdpsManage) && may("ORG_ADMIN", Need::PoliciesManage));
        assert!(!may("ORG_ADMIN", Need::AppsManage) && !may("ORG_ADMIN", Need::Supreme));
    }

    #[test]
    fn an_app_admin_sets_up_apps_but_no_identity_providers() {
        assert!(may("APP_ADMIN", Need::AppsManage) && may("APP_ADMIN", Need::LogsRead));
        assert!(!may("APP_ADMIN", Need::IdpsManage) && !may("APP_ADMIN", Need::PoliciesManage));
    }

    #[test]
    fn a_read_only_admin_changes_nothing() {
        assert!(may("READ_ONLY_ADMIN", Need::IdpsRead));
        for need in [
            Need::UsersManage,
            Need::GroupsManage,
            Need::AppsManage,
            Need::IdpsManage,
            Need::PoliciesManage,
        ] {
            assert!(!may("READ_ONLY_ADMIN", need), "{need:?}");
        }
    }

    #[test]
    fn only_a_super_admin_sees_administrators() {
        let seers: Vec<_> = LABELS
            .iter()
            .filter(|(role, _)| may(role, Need::Supreme))
            .collect();
        assert_eq!(seers.len(), 1);
    }

    fn may(role: &str, need: Need) -> bool {
        allow([role].into_iter(), need)
    }
}
